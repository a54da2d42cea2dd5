/*
description: >
  Mexico and the United States year by year: trade, people, money and votes, each with the dataset it comes from.
*/
select
    year,
    round(goods_exports / 1e9, 1) as us_exports_billion_usd,
    goods_exports_source,
    round(goods_imports / 1e9, 1) as us_imports_billion_usd,
    round(us_aid_disbursed / 1e6, 0) as us_aid_million_usd,
    round(remittances / 1e9, 1) as remittances_billion_usd,
    round(un_vote_agreement, 1) as voted_alike_per_cent,
    un_vote_agreement_source
from marts.dyad_year
where ref_area = 'USA' and counterpart_area = 'MEX' and year >= 2010
order by year
