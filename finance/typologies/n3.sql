-- A hub: several accounts whose inflow looks like P2 or P3, or which ads name, pass much of it to the same receiver. A
-- receiver whom ads name too counts as one more witness: then one sender is enough.
with senders as (
  select distinct account from hits where id in ('P2', 'P3')
  union select distinct account from links where typology = 'L1' and weight >= 0.2
), inflow as (
  select account, period_of(age) as period, sum(size) as came from moves
  where incoming and account in (select account from senders) group by all
), passed as (
  select m.account, m.other, any_value(m.other_account) as receiver, period_of(m.age) as period,
    sum(m.size) as gone, any_value(i.came) as came, list(m.n order by m.moment) as rows
  from moves m join inflow i on i.account = m.account and i.period = period_of(m.age)
  where not m.incoming and m.other is not null and coalesce(m.channel, '') != 'card'
  group by m.account, m.other, period_of(m.age)
), shares as (
  select *, count(distinct account) over (partition by other) as senders,
    receiver in (select account from links where typology = 'L1' and weight >= 0.2) is true as named
  from passed where gone >= $share * came
), witnessed as (
  select *, senders + cast(named as integer) as witnesses,
    case when named then ' and whom ads name' else '' end as also
  from shares
)
select account, period, 'sender' as part, strength(witnesses, $senders) as strength,
  format('{} of {} that came in went to one receiver, whom {} such accounts pay{}', dollars(gone), dollars(came), senders,
    also) as text, rows
from witnessed where witnesses >= $senders
union all
select receiver, max(period), 'hub', strength(any_value(witnesses), $senders),
  format('{} accounts with inflow from many payers pass on {} to it', any_value(senders), dollars(sum(gone))),
  list_sort(flatten(list(rows)))
from witnessed where witnesses >= $senders and receiver is not null
group by receiver
