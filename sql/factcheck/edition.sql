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
        series_id, max(source) as source, vintage, time_period,
        count(distinct case when amount is not null then concat(ref_area, counterpart_area) end) as areas
    from factcheck.cell
    group by series_id, vintage, time_period
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
