/*
description: >
  Figures that two sources put furthest apart, those beyond a usual revision first.
*/
select indicator, ref_area, year(time_period) as year, source_a, value_a, source_b, value_b, gap_pct
from marts.disagreement
order by beyond_revision desc, abs(gap_pct) desc, ref_area, time_period
limit 20
