/*
description: >
  World totals of figures that add up, where a publisher's edition has none of its own (marts.world_total). One row per
  series, edition and period.
nothing_without: factcheck.member where ref_area = 'W00' and counterpart_area in ('', 'W00')
key: [series_id, counterpart_area, vintage, time_period, price_base]
columns:
  series_id: series (factcheck.series)
  counterpart_area: W00 for what all have with everybody; '' for one-country figures
  vintage: edition
  published_on: day on which the total could first be computed
  time_period: period
  price_base: price base; '' where it has no meaning
  amount: {unit: unit_measure, meaning: sum of all economies}
  coverage: {unit: share, meaning: part of the total that the economies with a figure make up}
  obs_status: worst status
  is_reference: rests on transcribed reference figures
*/
with wanted as (
    select distinct c.indicator, m.counterpart_area
    from factcheck.member as m
    inner join factcheck.claim as c on c.article_id = m.article_id and c.claim_id = m.claim_id
    where m.ref_area = 'W00' and m.counterpart_area in ('', 'W00')
)

select
    s.series_id,
    w.counterpart_area,
    t.vintage,
    t.published_on,
    cast(t.time_period + to_months(s.lag_months) as date) as time_period,
    t.price_base,
    s.weight * t.amount as amount,
    t.coverage,
    t.obs_status,
    t.is_reference
from wanted as w
inner join factcheck.series as s on s.indicator = w.indicator and not s.mirror
inner join marts.world_total as t
    on t.indicator = s.obs_indicator
    and t.breakdown = s.breakdown
    and t.source = s.source
    and t.freq = s.freq
    and t.unit_measure = s.unit_measure
    and t.counterpart_area = coalesce(s.counterpart_area, w.counterpart_area)
