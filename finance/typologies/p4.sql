-- Lodging paid in several cities, or for much money a month.
select account, period_of(age) as period, '' as part,
  greatest(strength(count(distinct lower(place)), $cities), strength(sum(size) * 30 / $window_days, $monthly)) as strength,
  format('{} lodging payments of {} in all in {} places: {}', count(*), dollars(sum(size)), count(distinct lower(place)),
    array_to_string(list_slice(list_sort(list(distinct place)), 1, 8), ', ')) as text,
  list(n order by moment) as rows
from moves where not incoming and list_contains($mcc, mcc) and place is not null
group by account, period
having count(distinct lower(place)) >= $cities or sum(size) * 30 / $window_days >= $monthly
