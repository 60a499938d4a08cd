-- Person-to-person credits at night, on the account's own clock.
with credits as (
  select *, period_of(age) as period, hour_of_day >= $from_hour or hour_of_day < $to_hour as night
  from moves where incoming and channel = 'p2p' and clock is not null
)
select account, period, '' as part, strength(count(*) filter (night) / count(*), $share) as strength,
  format('{} of {} credits from people came between {}:00 and {}:00', count(*) filter (night), count(*), $from_hour, $to_hour)
    as text,
  list(n order by moment) filter (night) as rows
from credits
group by account, period
having count(*) filter (night) >= $count and count(*) filter (night) / count(*) >= $share
