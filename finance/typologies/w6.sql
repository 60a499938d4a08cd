-- Deductions: on the day of pay the same sum leaves to the same receiver, again and again, on several accounts.
with deductions as (
  select w.account, period_of(w.age) as period, w.n as wage, m.n, m.other, m.size
  from moves w join moves m on m.account = w.account and not m.incoming and m.other is not null and m.size < w.size
    and m.day >= w.day and m.day < w.day + to_days($days)
  where w.incoming and w.channel = 'payroll'
), regular as (
  select account, period, other, size, count(distinct wage) as times, list_distinct(list(wage) || list(n)) as rows
  from deductions group by account, period, other, size having count(distinct wage) >= $count
), workers as (
  select *, count(distinct account) over (partition by other, size) as workers from regular
)
select account, period, '' as part, strength(workers, $workers) as strength,
  format('{} times {} left on the day of pay to a receiver who gets the same from {} accounts', times, dollars(size), workers)
    as text, list_sort(rows) as rows
from workers where workers >= $workers
