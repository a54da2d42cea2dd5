/*
description: >
  Figures of output that their publisher revised most, in dollars.
*/
select
    ref_area,
    year(time_period) as year,
    source,
    vintage_old,
    vintage_new,
    round(value_old / 1e9, 1) as old_billion_usd,
    round(value_new / 1e9, 1) as new_billion_usd,
    round(change_pct, 1) as change_per_cent
from marts.revision
where indicator = 'gdp' and change_pct is not null
order by abs(change_pct) desc, ref_area, time_period
limit 20
