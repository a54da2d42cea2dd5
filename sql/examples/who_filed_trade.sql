/*
description: >
  Whose trade of 2022 is held, from which source, how much of it is given by partner, and how many slices of it are in
  quarantine.
*/
select
    f.ref_area,
    f.flow,
    f.source,
    f.vintage,
    f.published_on,
    f.totals as partners_with_a_figure,
    round(f.coverage, 1) as per_cent_by_partner,
    f.place,
    count(a.rule) as slices_in_quarantine,
    string_agg(distinct a.rule, ', ' order by a.rule) as rules_broken
from marts.trade_filing as f
left join marts.trade_anomaly as a
    on a.ref_area = f.ref_area
    and a.flow = f.flow
    and a.freq = f.freq
    and a.time_period = f.time_period
    and a.source = f.source
where f.freq = 'A' and f.time_period = date '2022-01-01'
group by all
order by f.ref_area, f.flow, f.place
