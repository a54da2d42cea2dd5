/*
description: >
  South Korea's ten largest trading partners in 2023, with their share of all its trade.
*/
select partner, rank_total, total / 1e9 as total_billion_usd, share_total, balance / 1e9 as balance_billion_usd, source
from marts.trade_partner
where ref_area = 'KOR' and time_period = date '2023-01-01' and is_latest
order by rank_total
limit 10
