/*
description: >
  South Korea and China year by year, trade as each of them reports it; empty where one of them is not held.
*/
select
    year,
    round(goods_exports / 1e9, 1) as exports_billion_usd,
    round(goods_exports_mirror / 1e9, 1) as the_same_by_china_billion_usd,
    round(goods_exports_reconciled / 1e9, 1) as reconciled_billion_usd,
    round(goods_imports / 1e9, 1) as imports_billion_usd,
    round(gdp / 1e12, 2) as gdp_trillion_usd,
    round(counterpart_gdp / 1e12, 2) as gdp_of_china_trillion_usd
from marts.dyad_year
where ref_area = 'KOR' and counterpart_area = 'CHN' and (goods_exports is not null or goods_imports is not null)
order by year
