-- Crypto bought often in the amounts of ads.
select account, period_of(age) as period, '' as part, strength(count(*), $count) as strength,
  format('{} buys of crypto in amounts of advertisements', count(*)) as text, list(n order by moment) as rows
from moves
where not incoming and list_contains($amounts, size) and (list_contains($mcc, mcc) or channel = 'crypto')
group by account, period having count(*) >= $count
