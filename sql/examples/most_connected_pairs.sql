/*
description: >
  Pairs of countries about which most is known from 2015 to 2020, by how many measures have a figure above zero in either direction.
*/
select
    least(ref_area, counterpart_area) as one,
    greatest(ref_area, counterpart_area) as other,
    count(distinct measure) as measures,
    sum(case when obs_value > 0 then 1 else 0 end) as figures
from marts.dyad_figure
where
    year(time_period) between 2015 and 2020
    and ref_area not in ('W00', '_X')
    and counterpart_area not in ('W00', '_X')
    and obs_value > 0
group by all
order by measures desc, figures desc, one, other
limit 25
