/*
description: >
  Where people who live in the United States and were born elsewhere come from, with each origin's share of all and the
  concentration (Herfindahl, 1 is one origin only).
*/
select
    e.name as origin,
    round(m.obs_value / 1e6, 2) as million_people,
    round(100 * m.obs_value / sum(m.obs_value) over (), 1) as per_cent_of_all,
    round(sum(m.obs_value * m.obs_value) over () / (sum(m.obs_value) over () * sum(m.obs_value) over ()), 3) as concentration,
    m.vintage
from marts.dyad_figure as m
inner join core.economy as e on e.iso3 = m.ref_area
where m.measure = 'migrants' and m.counterpart_area = 'USA' and m.time_period = date '2020-01-01' and m.ref_area <> 'W00'
order by m.obs_value desc
limit 15
