-- A receiver whom unrelated senders pay that carry the same identifier.
with pairs as (
  select distinct a.key, a.account from aliases a
  join aliases b on b.key = a.key and b.account != a.account
    and coalesce(b.valid_from <= a.valid_to, true) and coalesce(a.valid_from <= b.valid_to, true)
  where a.key is not null and a.key in (
    select key from aliases group by key having count(distinct account) between $senders and 50)
)
select m.other_account as account, period_of(m.age) as period, '' as part,
  strength(count(distinct m.account), $senders) as strength,
  format('{} senders that share an identifier pay {} to it', count(distinct m.account), dollars(sum(m.size))) as text,
  list(m.n order by m.moment) as rows
from moves m join pairs using (account)
where not m.incoming and m.other_account is not null and m.channel is distinct from 'card'
group by m.other_account, period_of(m.age), pairs.key
having count(distinct m.account) >= $senders
