/*
description: >
  How full the editions are: whether a period has nearly as many areas as the source ever had for the indicator, and
  whether the edition holds that one period only. One row per indicator of figures, edition and period.
key: [obs_indicator, source, vintage, freq, time_period]
columns:
  obs_indicator: indicator of the figures
  source: dataset
  vintage: edition
  freq: frequency
  time_period: period
  areas: {unit: pairs, meaning: areas or pairs with a figure}
  is_full: has at least four fifths of the areas of the fullest period
  single_period: the edition holds no other period
*/
with edition as (
    select
        obs_indicator, source, vintage, freq, time_period,
        count(distinct case when amount is not null then concat(ref_area, counterpart_area) end) as areas
    from factcheck.cell
    group by obs_indicator, source, vintage, freq, time_period
)

select
    obs_indicator,
    source,
    vintage,
    freq,
    time_period,
    areas,
    areas >= 0.8 * max(areas) over (partition by obs_indicator, source, freq) as is_full,
    count(*) over (partition by obs_indicator, source, vintage, freq) = 1 as single_period
from edition
