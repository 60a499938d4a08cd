-- Payments to advertising codes, or in the amounts of ads to a receiver who gets them again and again.
with candidates as (
  select *, list_contains($mcc, mcc) as advertising, count(*) over (partition by account, other) as times
  from moves where not incoming and channel is distinct from 'p2p'
    and (list_contains($mcc, mcc) or (list_contains($amounts, size) and other is not null))
)
select account, period_of(age) as period, '' as part, strength(count(*), $count) as strength,
  format('{} payments of {} in all, as advertisements cost, to {}', count(*), dollars(sum(size)),
    coalesce(mode(counterparty), 'one receiver')) as text,
  list(n order by moment) as rows
from candidates where advertising or times >= 3
group by account, period having count(*) >= $count
