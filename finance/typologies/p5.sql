-- Many rides in a month.
select account, period_of(age) as period, '' as part, strength(count(*), $count) as strength,
  format('{} rides in {} days', count(*), $window_days) as text, list(n order by moment) as rows
from moves where not incoming and list_contains($mcc, mcc)
group by account, period having count(*) >= $count
