-- A busy account, not a new one, whose records tell merchants but none of everyday life.
select m.account, period_of(age) as period, '' as part, strength(count(*), $transactions) as strength,
  format('{} movements, none for rent, utilities, groceries or wages', count(*)) as text, cast([] as bigint[]) as rows
from moves m join accounts a on a.account = m.account
where a.opened <= m.day - to_days($opened_days)
group by m.account, period
having count(*) >= $transactions and count(m.mcc) > 0
  and count(*) filter (list_contains($mcc, m.mcc) or m.channel = 'payroll') = 0
