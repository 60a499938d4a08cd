-- Movements as typologies read them: size and direction, the account on the other side as far as the institution knows
-- it (`other_account`), a name for it in any case (`other`), the best moment told, and the age in days.
create or replace macro strength(value, threshold) as least(1.0, value / (2.0 * threshold));
create or replace macro dollars(value) as format('{:,.0f}', value);

create or replace temp table named as -- names and identifiers that lead to one account only
select institution, lower(value) as name, key, any_value(account) as account from aliases
group by all having count(distinct account) = 1;

create or replace temp table resolved as -- by account number, by an identifier of it, by an unambiguous name
select t.n, coalesce(any_value(a.account), any_value(k.account), any_value(v.account), any_value(p.account)) as account
from transactions t
left join accounts a on a.account = t.counterparty_account
left join named k on k.key = selector_key('', t.counterparty_account)
left join named v on v.key is not null and v.name = lower(t.counterparty_account) and v.institution = t.institution
left join named p on p.key is null and p.name = lower(t.counterparty) and p.institution = t.institution
group by t.n;

update resolved set account = mirror.account from ( -- else by the same payment on the account of one who has that name
  select t.n, any_value(m.account) as account
  from transactions t join resolved r on r.n = t.n and r.account is null
  join transactions m on m.institution = t.institution and m.currency = t.currency and m.amount = -t.amount
    and coalesce(m.instant, m.clock) = coalesce(t.instant, t.clock) and m.account != t.account
  join aliases a on a.account = m.account and a.kind = 'name' and lower(a.value) = lower(t.counterparty)
  group by t.n having count(distinct m.account) = 1
) as mirror where mirror.n = resolved.n;

create or replace temp table moves as
select t.*, cast(abs(amount) as double) as size, amount > 0 as incoming, hour(clock) as hour_of_day,
  r.account as other_account,
  coalesce(r.account, 'account:' || t.counterparty_account, 'name:' || lower(t.counterparty)) as other,
  coalesce(instant, clock, cast(day as timestamp)) as moment,
  date_diff('day', day, (select max(day) from transactions)) as age
from transactions t join resolved r using (n)
where amount != 0;
