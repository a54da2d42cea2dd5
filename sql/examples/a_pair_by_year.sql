/*
description: >
  South Korea and China year by year, trade as each of them reports it.
*/
select
    year,
    goods_exports / 1e9 as exports_billion_usd,
    goods_exports_mirror / 1e9 as the_same_by_china_billion_usd,
    goods_imports / 1e9 as imports_billion_usd,
    gdp / 1e12 as gdp_trillion_usd,
    counterpart_gdp / 1e12 as gdp_of_china_trillion_usd
from marts.dyad_year
where ref_area = 'KOR' and counterpart_area = 'CHN' and (goods_exports is not null or goods_imports is not null)
order by year
