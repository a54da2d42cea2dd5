/*
description: >
  dyad_year(from_year, to_year, directed): pairs of states by year with what is known of them, from
  marts.dyad_year. Undirected pairs stand once, the country first in the alphabet as ref_area; its exports,
  imports, troops and troops hosted keep both directions.
*/
create or replace macro dyad_year(from_year, to_year, directed := true) as table
select *
from marts.dyad_year
where year between from_year and to_year and (directed or ref_area < counterpart_area)
order by year, ref_area, counterpart_area;
