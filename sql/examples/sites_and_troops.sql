/*
description: >
  Where the United States has most sites and how many active duty personnel stand there at the year's end. A site is no base.
*/
select e.name as host, y.military_sites as sites, y.troops, y.military_sites_vintage, y.troops_vintage
from marts.dyad_year as y
inner join core.economy as e on e.iso3 = y.counterpart_area
where y.ref_area = 'USA' and y.year = 2024 and y.military_sites is not null
order by y.military_sites desc
