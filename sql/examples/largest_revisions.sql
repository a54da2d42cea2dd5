/*
description: >
  Figures of output that their publisher revised most.
*/
select ref_area, year(time_period) as year, source, vintage_old, vintage_new, value_old, value_new, change_pct
from marts.revision
where indicator = 'gdp' and change_pct is not null
order by abs(change_pct) desc, ref_area, time_period
limit 20
