-- Most of a wage leaves within a day to a receiver to whom the wages of others go too.
with out as (
  select w.account, w.n as wage, w.size as wage_size, m.other, any_value(m.other_account) as receiver,
    period_of(w.age) as period, sum(m.size) as gone, list(m.n order by m.moment) as rows
  from moves w join moves m on m.account = w.account and not m.incoming and m.other is not null
    and m.moment between w.moment and w.moment + to_hours($hours)
  where w.incoming and w.channel = 'payroll'
  group by all having sum(m.size) >= $share * w.size
), shares as (
  select *, count(distinct account) over (partition by other) as senders from out
)
select account, period, 'sender' as part, strength(count(distinct wage), 1) as strength,
  format('{} wages of {} in all left within {} hours to one receiver, who gets those of {} people', count(distinct wage),
    dollars(sum(wage_size)), $hours, max(senders)) as text,
  list_sort(flatten(list([wage] || rows))) as rows
from shares where senders >= $senders group by account, period, other
union all
select receiver, max(period), 'hub', strength(max(senders), $senders),
  format('the wages of {} people, {} in all, come to it within {} hours', max(senders), dollars(sum(gone)), $hours),
  list_sort(flatten(list(rows)))
from shares where senders >= $senders and receiver is not null group by receiver
