/*
description: >
  How full the editions are: whether a period has nearly as many areas as the source ever had for the series, and
  whether the edition holds that one period only. One row per series, edition and period.
key: [series_id, vintage, time_period]
columns:
  series_id: series (factcheck.series)
  source: dataset
  vintage: edition
  time_period: period
  areas: {unit: pairs, meaning: areas or pairs with a figure}
  is_full: has at least four fifths of the areas of the fullest period
  single_period: the edition holds no other period
*/
with edition as (
    select
        s.series_id, max(s.source) as source, h.vintage,
        cast(h.time_period + to_months(s.lag_months) as date) as time_period,
        cast(sum(h.figures) as bigint) as areas
    from core.holding as h
    inner join factcheck.series as s
        on s.obs_indicator = h.indicator
        and s.breakdown = h.breakdown
        and s.source = h.source
        and s.freq = h.freq
        and s.unit_measure = h.unit_measure
        and (h.valuation is null or s.valuation is null or h.valuation = s.valuation)
    where (not s.mirror or h.counterpart_area is not null)
        and (s.mirror or s.counterpart_area is null or s.counterpart_area = h.counterpart_area)
    group by s.series_id, h.vintage, h.time_period, s.lag_months
)

select
    series_id,
    source,
    vintage,
    time_period,
    areas,
    areas >= 0.8 * max(areas) over (partition by series_id) as is_full,
    count(*) over (partition by series_id, vintage) = 1 as single_period
from edition
