/*
description: >
  Is South Korea's trade getting less concentrated? The Herfindahl-Hirschman index, and how many partners equal in size
  would give the same.
*/
select
    year(time_period) as year,
    source,
    round(hhi_exports, 3) as hhi_exports,
    round(1 / hhi_exports, 1) as equal_partners_exports,
    round(hhi_imports, 3) as hhi_imports,
    round(1 / hhi_imports, 1) as equal_partners_imports,
    partners,
    round(coverage_total, 1) as per_cent_allocated
from marts.trade_partner
where ref_area = 'KOR' and counterpart_area = 'W00' and is_latest and hhi_total is not null
order by year, source
