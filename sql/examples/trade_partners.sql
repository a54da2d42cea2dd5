/*
description: >
  South Korea's ten largest trading partners in 2023, with their share of all its trade, by each source that covers it.
*/
select
    source,
    rank_total,
    partner,
    round(total / 1e9, 1) as total_billion_usd,
    round(share_total, 1) as per_cent_of_trade,
    round(balance / 1e9, 1) as balance_billion_usd
from marts.trade_partner
where ref_area = 'KOR' and time_period = date '2023-01-01' and is_latest and rank_total <= 10
order by source, rank_total
