/*
description: >
  Figures that two sources put furthest apart, those beyond a usual revision first.
*/
select
    indicator,
    ref_area,
    counterpart_area,
    year(time_period) as year,
    source_a,
    value_a,
    source_b,
    value_b,
    unit_measure,
    round(gap_pct, 2) as gap_per_cent,
    beyond_revision
from marts.disagreement
order by beyond_revision desc, abs(gap_pct) desc, ref_area, counterpart_area, time_period
limit 20
