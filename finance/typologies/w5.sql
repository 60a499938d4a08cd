-- Recruitment fees: credits of one size from many payers, and spending on visas or tickets.
with fees as (
  select account, period_of(age) as period, size, count(distinct other) as payers, list(n order by moment) as rows
  from moves where incoming and other is not null and coalesce(channel, '') != 'payroll' and size >= 100
  group by account, period_of(age), size having count(distinct other) >= $payers
), travel as (
  select account, period_of(age) as period, count(*) as spent, list(n order by moment) as rows
  from moves where not incoming and list_contains($mcc, mcc) group by account, period_of(age)
)
select f.account, f.period, '' as part, strength(max(f.payers), $payers) as strength,
  format('{} people paid {} each; {} payments for visas or tickets', max(f.payers), dollars(arg_max(f.size, f.payers)),
    any_value(t.spent)) as text,
  list_sort(flatten(list(f.rows)) || any_value(t.rows)) as rows
from fees f join travel t using (account, period) group by f.account, f.period
