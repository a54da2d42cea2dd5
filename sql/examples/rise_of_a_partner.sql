/*
description: >
  How China's place among South Korea's partners moved over the years.
*/
select year(time_period) as year, rank_total, share_exports, share_imports, source
from marts.trade_partner
where ref_area = 'KOR' and counterpart_area = 'CHN' and is_latest
order by year
