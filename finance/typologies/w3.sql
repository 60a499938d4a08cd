-- Part of a wage goes back to the payer.
with back as (
  select w.account, period_of(w.age) as period, w.n as wage, m.n as debit, m.size as gone, w.size as came
  from moves w join moves m on m.account = w.account and m.other = w.other and not m.incoming
    and m.day between w.day and w.day + to_days($days) and m.size >= $share * w.size
  where w.incoming and w.channel = 'payroll'
)
select account, period, '' as part, strength(count(distinct wage), $count) as strength,
  format('{} of {} in wages went back to the payer', dollars(sum(gone)), dollars(sum(came))) as text,
  list_sort(list_distinct(list(wage) || list(debit))) as rows
from back group by account, period having count(distinct wage) >= $count
