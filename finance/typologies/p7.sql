-- Top-ups of prepaid phones, more often than weekly.
select account, period_of(age) as period, '' as part,
  strength(count(*) * 7 / $window_days, $per_week) as strength,
  format('{} payments for telephones in {} days', count(*), $window_days) as text, list(n order by moment) as rows
from moves where not incoming and list_contains($mcc, mcc)
group by account, period having count(*) * 7 / $window_days > $per_week
