-- Cash paid in week after week, and no wages by transfer.
select account, period_of(age) as period, '' as part, strength(count(*) filter (incoming and channel = 'cash'), $count)
    as strength,
  format('{} cash deposits of {} in all over {} weeks, no wages', count(*) filter (incoming and channel = 'cash'),
    dollars(sum(size) filter (incoming and channel = 'cash')),
    count(distinct date_trunc('week', day)) filter (incoming and channel = 'cash')) as text,
  list(n order by moment) filter (incoming and channel = 'cash') as rows
from moves
group by account, period
having count(*) filter (incoming and channel = 'cash') >= $count
  and count(distinct date_trunc('week', day)) filter (incoming and channel = 'cash') >= $weeks
  and count(*) filter (incoming and channel = 'payroll') = 0
