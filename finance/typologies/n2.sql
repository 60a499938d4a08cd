-- Pass-through: on many days what came in had left a day later, and little stayed in all.
with days as (
  select account, day, period_of(age) as period, min(moment) as first, max(moment) as last, sum(size) as came,
    list(n) as credits
  from moves where incoming group by all
), left_within as (
  select d.*, sum(o.size) as gone, list(o.n) as debits
  from days d join moves o on o.account = d.account and not o.incoming
    and o.moment >= d.first and o.moment <= d.last + to_hours($hours)
  group by all
), totals as (
  select account, period_of(age) as period, sum(size) filter (incoming) as came,
    sum(size) filter (not incoming) as gone
  from moves group by account, period
)
select account, period, '' as part, strength(count(*), $days) as strength,
  format('on {} days at least {:.0f} % of the credits had left within {} hours; in all {} came and {} went', count(*),
    $share * 100, $hours, dollars(any_value(t.came)), dollars(any_value(t.gone))) as text,
  list_sort(list_distinct(flatten(list(l.credits || l.debits)))) as rows
from left_within l join totals t using (account, period)
where l.gone >= $share * l.came and t.gone >= $share * t.came
group by account, period having count(*) >= $days
