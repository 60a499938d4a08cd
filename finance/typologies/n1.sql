-- A funnel: credits in several cities, each below the limit, and debits elsewhere within days.
with credits as (
  select c.account, period_of(c.age) as period, c.n, c.place, c.moment, c.size,
    exists (
      select 1 from moves d where d.account = c.account and not d.incoming and d.place is not null
        and lower(d.place) != lower(c.place) and d.moment between c.moment and c.moment + to_hours($hours)
    ) as left_elsewhere
  from moves c where c.incoming and c.place is not null and c.size < $high
)
select account, period, '' as part, strength(count(distinct lower(place)), $cities) as strength,
  format('{} credits in {} places, {} of them followed by debits elsewhere within {} hours', count(*),
    count(distinct lower(place)), count(*) filter (left_elsewhere), $hours) as text,
  list(n order by moment) as rows
from credits
group by account, period
having count(distinct lower(place)) >= $cities and count(*) filter (left_elsewhere) / count(*) >= $share
