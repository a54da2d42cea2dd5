/*
description: >
  Money sent home for each migrant in 2017, with the stock of migrants of 2015: an order of magnitude, both are estimates.
*/
select
    r.ref_area as sending_country,
    r.counterpart_area as receiving_country,
    round(r.obs_value / 1e9, 2) as billion_usd,
    m.obs_value as migrants_2015,
    round(r.obs_value / m.obs_value, 0) as usd_per_migrant
from marts.dyad_figure as r
inner join marts.dyad_figure as m
    on m.measure = 'migrants'
    and m.ref_area = r.counterpart_area
    and m.counterpart_area = r.ref_area
    and m.time_period = date '2015-01-01'
where r.measure = 'remittances' and r.obs_value > 2e9 and 'W00' not in (r.ref_area, r.counterpart_area)
order by r.obs_value desc
