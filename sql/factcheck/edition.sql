/*
description: >
  How full the editions are: whether a period has nearly as many areas as the source ever had for the series, and
  whether the edition holds that one period only. One row per series, edition and period.
figures_of: select obs_indicator from factcheck.series
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
        s.series_id, max(s.source) as source, o.vintage,
        cast(o.time_period + to_months(s.lag_months) as date) as time_period,
        count(o.obs_value) as areas
    from core.observation as o
    inner join factcheck.series as s
        on s.obs_indicator = o.indicator
        and s.breakdown = o.breakdown
        and s.source = o.source
        and s.freq = o.freq
        and s.unit_measure = o.unit_measure
        and (o.valuation is null or s.valuation is null or o.valuation = s.valuation)
    where (not s.mirror or o.counterpart_area is not null)
        and (s.counterpart_area is null or s.counterpart_area = o.counterpart_area)
    group by s.series_id, o.vintage, o.time_period, s.lag_months
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
