/*
description: >
  Those that voted most and least like the United States in the UN General Assembly of 2019, an abstention against a yes or
  a no counting half.
*/
select e.name as country, round(f.obs_value, 1) as per_cent_alike, f.vintage
from marts.dyad_figure as f
inner join core.economy as e on e.iso3 = f.counterpart_area
where f.measure = 'un_vote_agreement' and f.ref_area = 'USA' and f.time_period = date '2019-01-01'
order by f.obs_value desc
