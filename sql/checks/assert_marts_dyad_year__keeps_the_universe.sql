/*
description: >
  A year of marts.dyad_year holds each of its n countries with each other, n * (n - 1) rows: nothing that was
  joined added or dropped a pair.
severity: error
*/
select year, count(*) as pairs, count(distinct ref_area) as countries
from marts.dyad_year
group by year
having count(*) <> count(distinct ref_area) * (count(distinct ref_area) - 1)
