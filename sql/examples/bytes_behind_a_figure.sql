/*
description: >
  Where South Korea's output of 2023 comes from: each edition, its file and its address.
*/
select o.source, o.vintage, o.published_on, o.obs_value, s.url, s.sha256, s.path
from core.observation as o
inner join core.snapshot as s on s.sha256 = o.snapshot
where o.indicator = 'gdp' and o.ref_area = 'KOR' and o.time_period = date '2023-01-01'
order by o.source, o.published_on
