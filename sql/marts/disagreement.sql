/*
description: >
  What two datasets say about the same figure of a past period, each in the edition published last. The dataset that the
  catalogue prefers is a. Two reporters of one trade flow are compared in marts.bilateral_trade. One row per
  figure and pair of sources.
key: [indicator, ref_area, counterpart_area, breakdown, freq, time_period, price_base, valuation, unit_measure, source_a, source_b]
nullable_key: true
columns:
  indicator: what is measured (core.indicator)
  ref_area: ISO3 of the country; the reporter of trade, the sender of troops
  counterpart_area: ISO3 of the partner or host; NULL for one-country figures
  breakdown: HS code, troop component or zone; _T for the total
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  unit_measure: unit of the values
  price_base: current, or constant with its year
  valuation: FOB or CIF for trade in goods
  source_a: dataset that is preferred
  source_b: other dataset
  vintage_a: edition of a
  vintage_b: edition of b
  value_a: {unit: unit_measure, meaning: figure of a}
  value_b: {unit: unit_measure, meaning: figure of b}
  status_a: status of the figure of a
  status_b: status of the figure of b
  gap_pct: {unit: per cent, meaning: how far b lies above a; NULL where a is zero}
  beyond_revision: true when the gap is wider than the usual revision of the indicator
*/
-- most figures have one source: only the others are put in order
with contested as (
    select
        indicator, ref_area, coalesce(counterpart_area, '') as counterpart_key, breakdown, freq, time_period
    from core.observation
    where obs_status is distinct from 'F'
    group by indicator, ref_area, coalesce(counterpart_area, ''), breakdown, freq, time_period
    having min(source) <> max(source)
),

newest as (
    select
        o.indicator,
        o.ref_area,
        o.counterpart_area,
        o.breakdown,
        o.freq,
        o.time_period,
        o.unit_measure,
        o.price_base,
        o.valuation,
        o.source,
        arg_max(
            struct_pack(value := o.obs_value, status := o.obs_status, vintage := o.vintage),
            struct_pack(a := o.published_on, b := o.retrieved_at, c := o.vintage)
        ) as figure
    from core.observation as o
    inner join contested as c
        on c.indicator = o.indicator
        and c.ref_area = o.ref_area
        and c.counterpart_key = coalesce(o.counterpart_area, '')
        and c.breakdown = o.breakdown
        and c.freq = o.freq
        and c.time_period = o.time_period
    group by
        o.indicator, o.ref_area, o.counterpart_area, o.breakdown, o.freq, o.time_period, o.unit_measure,
        o.price_base, o.valuation, o.source
),

latest as (
    select
        n.*,
        n.figure.value as obs_value,
        n.figure.status as obs_status,
        n.figure.vintage as vintage,
        coalesce(p.preference, 1000) as preference,
        coalesce(n.counterpart_area, '') as counterpart_key,
        coalesce(n.price_base, 'current') as price_key,
        coalesce(n.valuation, '') as valuation_key
    from newest as n
    left join core.indicator_source as p on p.indicator = n.indicator and p.source = n.source
    where n.figure.value is not null
)

select
    a.indicator,
    a.ref_area,
    a.counterpart_area,
    a.breakdown,
    a.freq,
    a.time_period,
    a.unit_measure,
    a.price_base,
    a.valuation,
    a.source as source_a,
    b.source as source_b,
    a.vintage as vintage_a,
    b.vintage as vintage_b,
    a.obs_value as value_a,
    b.obs_value as value_b,
    a.obs_status as status_a,
    b.obs_status as status_b,
    100 * (b.obs_value - a.obs_value) / nullif(abs(a.obs_value), 0) as gap_pct,
    coalesce(abs(b.obs_value - a.obs_value) > i.revision_pct / 100 * abs(a.obs_value), false) as beyond_revision
from latest as a
inner join latest as b
    on b.indicator = a.indicator
    and b.ref_area = a.ref_area
    and b.counterpart_key = a.counterpart_key
    and b.breakdown = a.breakdown
    and b.freq = a.freq
    and b.time_period = a.time_period
    and b.unit_measure = a.unit_measure
    and b.price_key = a.price_key
    and b.valuation_key = a.valuation_key
    and (b.preference > a.preference or (b.preference = a.preference and b.source > a.source))
left join core.indicator as i on i.id = a.indicator
order by a.indicator, a.ref_area, a.counterpart_area, a.breakdown, a.time_period, source_a, source_b
