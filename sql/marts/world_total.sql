/*
description: >
  World totals of figures that add up, where a publisher's edition has none of its own: the sum of all economies, given
  only when economies with at least 95 % of the total are in it. What is missing is weighed by the latest figure that any
  edition of the same publisher has; a publisher with a handful of economies has no world total. One row per series,
  edition and period.
key: [indicator, breakdown, source, freq, unit_measure, counterpart_area, vintage, time_period, price_base]
columns:
  indicator: what is measured
  breakdown: breakdown of the figures
  source: dataset
  freq: A yearly, Q quarterly, M monthly
  unit_measure: unit of the amount
  counterpart_area: W00 for trade with the world; '' for one-country figures
  vintage: edition
  time_period: first day of the period
  price_base: price base; '' where it has no meaning
  published_on: day on which the total could first be computed
  amount: {unit: unit_measure, meaning: sum of all economies}
  coverage: {unit: share, meaning: part of the total that the economies with a figure make up}
  obs_status: worst status
  is_reference: rests on transcribed reference figures
*/
with latest as (
    select *
    from marts.latest_figure
    where counterpart_area in ('', 'W00') and ref_area not in ('W00', '_X')
),

expected as (
    select indicator, breakdown, source, freq, unit_measure, counterpart_area, sum(obs_value) as amount
    from latest
    group by indicator, breakdown, source, freq, unit_measure, counterpart_area
),

economies as (
    select indicator, source, count(distinct ref_area) as economies from latest group by indicator, source
),

-- who has nearly all that are known of
wide as (
    select s.indicator, s.source
    from economies as s
    inner join (
        select indicator, count(distinct ref_area) as economies from latest group by indicator
    ) as n on n.indicator = s.indicator and s.economies >= 0.8 * n.economies
    inner join (select count(*) as economies from core.economy where is_economy) as a on s.economies >= 0.6 * a.economies
),

-- what editions hold, and whether a world is in it: of all figures no more than this is looked at
held as (
    select
        indicator, breakdown, source, freq, unit_measure, coalesce(counterpart_area, '') as counterpart_area, valuation, vintage,
        time_period, coalesce(price_base, '') as price_base, bool_or(ref_area = 'W00') as has_world
    from core.observation
    where obs_value is not null and coalesce(counterpart_area, 'W00') = 'W00'
    group by
        indicator, breakdown, source, freq, unit_measure, coalesce(counterpart_area, ''), valuation, vintage, time_period,
        coalesce(price_base, '')
),

lacking as (
    select
        h.indicator, h.breakdown, h.source, h.freq, h.unit_measure, h.counterpart_area, s.valuation, h.vintage, h.time_period,
        h.price_base
    from held as h
    inner join core.indicator as i on i.id = h.indicator and i.aggregation = 'sum'
    inner join wide as w on w.indicator = h.indicator and w.source = h.source
    inner join core.readable_series as s
        on s.indicator = h.indicator
        and s.breakdown = h.breakdown
        and s.source = h.source
        and s.freq = h.freq
        and s.unit_measure = h.unit_measure
        and (h.valuation is null or s.valuation is null or h.valuation = s.valuation)
    group by
        h.indicator, h.breakdown, h.source, h.freq, h.unit_measure, h.counterpart_area, s.valuation, h.vintage, h.time_period,
        h.price_base
    having not bool_or(h.has_world)
),

total as (
    select
        f.indicator, f.breakdown, f.source, f.freq, f.unit_measure, f.counterpart_area, f.vintage, f.time_period, f.price_base,
        max(o.published_on) as published_on,
        sum(o.obs_value) as amount,
        sum(l.obs_value) as covered,
        max(case o.obs_status when 'F' then 3 when 'E' then 2 when 'P' then 1 else 0 end) as worst,
        bool_or(o.is_reference) as is_reference
    from lacking as f
    inner join core.observation as o
        on o.indicator = f.indicator and o.breakdown = f.breakdown and o.source = f.source and o.freq = f.freq
        and o.unit_measure = f.unit_measure and coalesce(o.counterpart_area, '') = f.counterpart_area
        and o.vintage = f.vintage and o.time_period = f.time_period and coalesce(o.price_base, '') = f.price_base
        and (o.valuation is null or f.valuation is null or o.valuation = f.valuation)
    inner join latest as l
        on l.indicator = f.indicator and l.breakdown = f.breakdown and l.source = f.source and l.freq = f.freq
        and l.unit_measure = f.unit_measure and l.counterpart_area = f.counterpart_area and l.ref_area = o.ref_area
    left join marts.quarantined_figure as q
        on q.indicator = o.indicator and q.source = o.source and q.ref_area = o.ref_area and q.freq = o.freq
        and q.time_period = o.time_period and q.vintage = o.vintage
        and q.counterpart_area in ('', coalesce(o.counterpart_area, ''))
    where o.obs_value is not null and q.indicator is null
    group by
        f.indicator, f.breakdown, f.source, f.freq, f.unit_measure, f.counterpart_area, f.vintage, f.time_period, f.price_base
)

select
    t.indicator,
    t.breakdown,
    t.source,
    t.freq,
    t.unit_measure,
    t.counterpart_area,
    t.vintage,
    t.time_period,
    t.price_base,
    t.published_on,
    t.amount,
    t.covered / e.amount as coverage,
    case t.worst when 3 then 'F' when 2 then 'E' when 1 then 'P' else 'A' end as obs_status,
    t.is_reference
from total as t
inner join expected as e
    on e.indicator = t.indicator and e.breakdown = t.breakdown and e.source = t.source and e.freq = t.freq
    and e.unit_measure = t.unit_measure and e.counterpart_area = t.counterpart_area
where t.covered >= 0.95 * e.amount
