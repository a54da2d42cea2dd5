/*
description: >
  Figures as the definitions of the claimed indicators need them: seen from the area that the claim is about
  (a mirror figure with its roles exchanged) and moved to the period that it serves. One row per definition,
  term, pair, period and vintage.
key: [indicator, definition, side, term, source, vintage, freq, time_period, ref_area, counterpart_area, unit_measure, price_base]
columns:
  indicator: indicator of the claim
  definition: way of reading it
  side: value, or per for what it is divided by
  term: number of the term within the side
  source: dataset
  vintage: edition
  published_on: day on which the figure became public
  freq: frequency
  time_period: period that the figure serves
  ref_area: area that the claim is about
  counterpart_area: partner or host; '' for one-country figures
  unit_measure: unit
  price_base: price base; '' where it has no meaning
  amount: {unit: unit_measure, meaning: "weighted figure; NULL when missing"}
  weight: {unit: unit of the weight, meaning: "what the figure of this area weighs in a mean; NULL for figures that add up"}
  obs_status: status
  obs_indicator: indicator of the figure itself
  is_reference: transcribed reference figure
*/
with term as (
    select t.*, i.valuation, i.weight as weight_indicator
    from input.reading_term as t
    inner join (select distinct indicator from factcheck.claim) as c on c.indicator = t.indicator
    inner join input.indicator as i on i.id = t.obs_indicator
),

cell as (
    select
        t.indicator,
        t.definition,
        t.side,
        t.term,
        o.source,
        o.vintage,
        o.published_on,
        o.freq,
        cast(o.time_period + to_months(t.lag_months) as date) as time_period,
        case when t.mirror then o.counterpart_area else o.ref_area end as ref_area,
        coalesce(case when t.mirror then o.ref_area else o.counterpart_area end, '') as counterpart_area,
        o.unit_measure,
        coalesce(o.price_base, '') as price_base,
        t.weight * o.obs_value as amount,
        t.weight_indicator,
        o.obs_status,
        t.obs_indicator,
        o.is_reference
    from core.observation as o
    inner join term as t
        on t.obs_indicator = o.indicator
        and t.breakdown = o.breakdown
        and (t.unit_measure is null or t.unit_measure = o.unit_measure)
        and (o.valuation is null or t.valuation is null or o.valuation = t.valuation)
    where not t.mirror or o.counterpart_area is not null
),

-- the weight of a mean: as the same source had published it by the day of the figure
weight as (
    select
        c.obs_indicator, c.source, c.vintage, c.freq, c.time_period, c.ref_area,
        arg_max(o.obs_value, o.published_on) as weight
    from (
        select distinct obs_indicator, weight_indicator, source, vintage, published_on, freq, time_period, ref_area
        from cell
        where weight_indicator is not null
    ) as c
    inner join core.observation as o
        on o.indicator = c.weight_indicator
        and o.source = c.source
        and o.ref_area = c.ref_area
        and o.freq = c.freq
        and o.time_period = c.time_period
        and o.breakdown = '_T'
        and o.published_on <= c.published_on
    where o.obs_value is not null
    group by c.obs_indicator, c.source, c.vintage, c.freq, c.time_period, c.ref_area
)

select
    c.indicator,
    c.definition,
    c.side,
    c.term,
    c.source,
    c.vintage,
    c.published_on,
    c.freq,
    c.time_period,
    c.ref_area,
    c.counterpart_area,
    c.unit_measure,
    c.price_base,
    c.amount,
    w.weight,
    c.obs_status,
    c.obs_indicator,
    c.is_reference
from cell as c
left join weight as w
    on w.obs_indicator = c.obs_indicator
    and w.source = c.source
    and w.vintage = c.vintage
    and w.freq = c.freq
    and w.time_period = c.time_period
    and w.ref_area = c.ref_area
