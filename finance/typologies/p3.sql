-- Many payers, most of whose credits are small and round.
with credits as (
  select *, period_of(age) as period, size between $low and $high and size % $multiple = 0 as fitting
  from moves where incoming and other is not null and coalesce(channel, '') not in ('payroll', 'card', 'cash')
)
select account, period, '' as part, strength(count(distinct other), $payers) as strength,
  format('{} payers; {} of {} credits are round sums between {} and {}',
    count(distinct other), count(*) filter (fitting), count(*), $low, $high) as text,
  list(n order by moment) filter (fitting) as rows
from credits
group by account, period
having count(distinct other) filter (fitting) >= $payers and count(*) filter (fitting) / count(*) >= $share
