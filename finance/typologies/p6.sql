-- Frequent small buys over several groups of care goods and fast food.
select account, period_of(age) as period, '' as part, strength(count(*), $count) as strength,
  format('{} payments up to {} in {} groups of goods', count(*), $high, count(distinct mcc)) as text,
  list(n order by moment) as rows
from moves where not incoming and list_contains($mcc, mcc) and size <= $high
group by account, period having count(*) >= $count and count(distinct mcc) >= $groups
