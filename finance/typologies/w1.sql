-- Wages of several people in one month: different payers, or one payer who names different people.
with wages as (
  select *, period_of(age) as period, date_trunc('month', day) as month,
    coalesce(other, '') || ' ' || coalesce(trim(regexp_replace(lower(memo), '[^a-z ]', '', 'g')), '') as name
  from moves where incoming and channel = 'payroll'
)
select account, max(period) as period, '' as part, strength(count(distinct name), $names) as strength,
  format('wages under {} names in {}', count(distinct name), strftime(month, '%B %Y')) as text,
  list(n order by moment) as rows
from wages group by account, month having count(distinct name) >= $names
