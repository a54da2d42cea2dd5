/*
description: >
  The United States and Japan quarter by quarter: troops at the quarter's end, and trade where months or quarters are
  held.
*/
select
    year,
    quarter,
    troops as american_troops_in_japan,
    troops_status,
    round(goods_exports / 1e9, 1) as american_exports_billion_usd,
    round(goods_imports / 1e9, 1) as american_imports_billion_usd
from marts.dyad_quarter
where ref_area = 'USA' and counterpart_area = 'JPN'
order by year, quarter
