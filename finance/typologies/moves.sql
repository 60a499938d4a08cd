-- Movements as typologies read them: size and direction, the account on the other side as far as the institution knows
-- it (`other_account`), a name for it in any case (`other`), the best moment told, and the age in days.
create or replace macro strength(value, threshold) as least(1.0, value / (2.0 * threshold));
create or replace macro dollars(value) as format('{:,.0f}', value);

create or replace temp table named as -- names and identifiers that lead to one account only
select institution, lower(value) as name, key, any_value(account) as account from aliases
group by all having count(distinct account) = 1;

create or replace temp table moves as
with other as (
  select t.n, coalesce(
    any_value(a.account), any_value(k.account), any_value(v.account), any_value(p.account)) as other_account
  from transactions t
  left join accounts a on a.account = t.counterparty_account
  left join named k on k.key = selector_key('', t.counterparty_account)
  left join named v on v.key is not null and v.name = lower(t.counterparty_account) and v.institution = t.institution
  left join named p on p.key is null and p.name = lower(t.counterparty) and p.institution = t.institution
  group by t.n
)
select t.*, cast(abs(amount) as double) as size, amount > 0 as incoming, hour(clock) as hour_of_day,
  other_account,
  coalesce(other_account, 'account:' || t.counterparty_account, 'name:' || lower(t.counterparty)) as other,
  coalesce(instant, clock, cast(day as timestamp)) as moment,
  date_diff('day', day, (select max(day) from transactions)) as age
from transactions t join other using (n)
where amount != 0;
