/*
description: >
  Dependence seen from both sides: what a partner's imports are of all imports of the United States, and of the partner's own
  output what it sells there.
*/
select
    counterpart_area,
    round(100 * goods_imports / sum(goods_imports) over (), 1) as per_cent_of_us_imports,
    round(100 * goods_imports / nullif(counterpart_gdp, 0), 1) as per_cent_of_its_gdp
from marts.dyad_year
where ref_area = 'USA' and year = 2023 and goods_imports is not null
order by goods_imports desc
limit 20
