-- One identifier valid on several accounts at one time. Beyond 50 accounts it is a shop's or a household number list.
with spread as (
  select key from aliases where key is not null group by key having count(distinct account) between $accounts and 50
), together as (
  select a.account, a.kind, a.key, count(distinct b.account) as accounts
  from aliases a join spread using (key) join aliases b on b.key = a.key
    and coalesce(b.valid_from <= a.valid_to, true) and coalesce(a.valid_from <= b.valid_to, true)
  group by all
)
select account, 0 as period, '' as part, strength(accounts, $accounts) as strength,
  format('{} accounts carry its {} at one time', accounts, kind) as text, cast([] as bigint[]) as rows
from together where accounts >= $accounts
