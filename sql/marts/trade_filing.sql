/*
description: >
  Who filed which trade figures when: the editions held of each reporter's flow in each period, with their
  place when one has to be preferred. A filing that covers the reporter's world total tells "no trade with this
  partner" from "nothing filed" or "not fetched". One row per reporter, flow, period, edition and
  valuation.
key: [ref_area, flow, freq, time_period, source, vintage, valuation]
nullable_key: true
columns:
  ref_area: ISO3 of the reporter
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  source: dataset
  vintage: edition
  valuation: FOB or CIF; NULL where the publisher does not say
  published_on: day on which the edition became public
  retrieved_at: when it was fetched or transcribed
  figures: {unit: figures, meaning: partners and products in it}
  totals: {unit: figures, meaning: "partners, the world included, with a figure for all products together"}
  coverage: {unit: per cent, meaning: part of the total over all partners that is given by partner; NULL without such a total}
  preference: place of the source in the catalogue's order
  place: {unit: place, meaning: "place among the editions of this flow and period, 1 is taken first"}
  editions: {unit: editions, meaning: editions and valuations of this flow and period}
*/
with edition as (
    select
        ref_area,
        indicator,
        freq,
        time_period,
        source,
        vintage,
        valuation,
        max(published_on) as published_on,
        max(retrieved_at) as retrieved_at,
        cast(count(*) as bigint) as figures,
        cast(count(case when breakdown = '_T' then 1 end) as bigint) as totals,
        100 * coalesce(sum(case when counterpart_area <> 'W00' and breakdown = '_T' then obs_value end), 0)
        / nullif(max(case when counterpart_area = 'W00' and breakdown = '_T' then obs_value end), 0) as coverage
    from core.observation
    where
        indicator in ('goods_exports', 'goods_imports')
        and unit_measure = 'USD'
        and coalesce(price_base, 'current') = 'current'
        and counterpart_area is not null
    group by ref_area, indicator, freq, time_period, source, vintage, valuation
)

select
    e.ref_area,
    case when e.indicator = 'goods_exports' then 'X' else 'M' end as flow,
    e.freq,
    e.time_period,
    e.source,
    e.vintage,
    e.valuation,
    e.published_on,
    e.retrieved_at,
    e.figures,
    e.totals,
    e.coverage,
    coalesce(p.preference, 1000) as preference,
    cast(row_number() over (
        partition by e.ref_area, e.indicator, e.freq, e.time_period
        order by
            coalesce(p.preference, 1000),
            e.source,
            case
                when e.valuation = case when e.indicator = 'goods_exports' then 'FOB' else 'CIF' end then 1
                when e.valuation is null then 2
                else 3
            end,
            e.published_on desc,
            e.retrieved_at desc,
            e.vintage desc
    ) as bigint) as place,
    cast(count(*) over (partition by e.ref_area, e.indicator, e.freq, e.time_period) as bigint) as editions
from edition as e
left join core.indicator_source as p on p.indicator = e.indicator and p.source = e.source
order by e.ref_area, flow, e.freq, e.time_period, place
