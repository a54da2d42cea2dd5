/*
description: >
  US trade with China by month as the United States reports it, with the change on the same month of the year before.
*/
select
    time_period,
    round(sum(case when exporter = 'USA' then export_fob end) / 1e9, 2) as exports_billion_usd,
    round(sum(case when importer = 'USA' then coalesce(import_cif, import_fob) end) / 1e9, 2) as imports_billion_usd,
    round(
        100 * sum(case when importer = 'USA' then coalesce(import_cif, import_fob) end)
        / nullif(lag(sum(case when importer = 'USA' then coalesce(import_cif, import_fob) end), 12)
            over (order by time_period), 0) - 100, 1
    ) as imports_change_pct
from marts.bilateral_trade
where freq = 'M' and product = '_T' and time_period >= date '2018-01-01'
    and (exporter, importer) in (('USA', 'CHN'), ('CHN', 'USA'))
group by time_period
order by time_period
