/*
description: >
  South Korea's ten largest partners in 2022 by values reconciled from both reports, and what the partners say; empty
  where a partner's report is not held.
*/
select
    rank_total_reconciled,
    counterpart_area,
    round(total_reconciled / 1e9, 1) as reconciled_billion_usd,
    round(exports_partner / 1e9, 1) as exports_by_the_partner_billion_usd,
    round(imports_partner / 1e9, 1) as imports_by_the_partner_billion_usd,
    round(coverage_partner, 1) as per_cent_of_trade_with_partners_that_filed
from marts.trade_partner_reconciled
where ref_area = 'KOR' and time_period = date '2022-01-01' and rank_total_reconciled <= 10
order by rank_total_reconciled
