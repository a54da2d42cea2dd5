/*
description: >
  US trade with China by month, with the change on the same month of the year before.
*/
select
    time_period,
    round(goods_exports / 1e9, 2) as exports_billion_usd,
    round(goods_imports / 1e9, 2) as imports_billion_usd,
    round(100 * goods_imports / nullif(lag(goods_imports, 12) over (order by time_period), 0) - 100, 1) as imports_change_pct
from marts.dyad_month
where ref_area = 'USA' and counterpart_area = 'CHN' and year >= 2018
order by time_period
