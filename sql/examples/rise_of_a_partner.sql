/*
description: >
  How China's place among South Korea's partners moved over the years, in the sources that cover them all.
*/
select
    year(time_period) as year,
    rank_total,
    round(share_exports, 1) as per_cent_of_exports,
    round(share_imports, 1) as per_cent_of_imports,
    source
from marts.trade_partner
where ref_area = 'KOR' and counterpart_area = 'CHN' and is_latest and rank_total is not null
order by year, source
