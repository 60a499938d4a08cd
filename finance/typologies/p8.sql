-- Gift and prepaid cards bought or loaded often.
select account, period_of(age) as period, '' as part, strength(count(*), $count) as strength,
  format('{} payments for gift or prepaid cards, {} in all', count(*), dollars(sum(size))) as text,
  list(n order by moment) as rows
from moves where not incoming and list_contains($mcc, mcc)
group by account, period having count(*) >= $count
