/*
description: >
  What a publisher changed: every figure of a past period that differs from the same figure in the edition before it.
  Forecasts are left out, which change with every edition (core.observation has them).
  Figures that stayed the same (to nine digits, because some editions are written with fewer) have no row.
  One row per figure and pair of successive editions that differ.
key: [indicator, ref_area, counterpart_area, breakdown, freq, time_period, price_base, valuation, unit_measure, source, vintage_new]
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
  source: dataset
  vintage_old: earlier edition
  vintage_new: later edition
  published_old: day on which the earlier value became public
  published_new: day on which the later value became public
  value_old: {unit: unit_measure, meaning: value in the earlier edition; NULL when it was missing there}
  value_new: {unit: unit_measure, meaning: value in the later edition; NULL when it was withdrawn}
  status_old: status in the earlier edition
  status_new: status in the later edition
  change: "revised, added (a value where none was), withdrawn (none where one was)"
  change_pct: {unit: per cent, meaning: change of the value; NULL without two values or from zero}
*/
with step as (
    select
        indicator,
        ref_area,
        counterpart_area,
        breakdown,
        freq,
        time_period,
        unit_measure,
        price_base,
        valuation,
        source,
        vintage as vintage_new,
        published_on as published_new,
        obs_value as value_new,
        obs_status as status_new,
        lag(vintage) over edition as vintage_old,
        lag(published_on) over edition as published_old,
        lag(obs_value) over edition as value_old,
        lag(obs_status) over edition as status_old
    from core.observation
    where obs_status is distinct from 'F'
    window edition as (
        partition by
            indicator, ref_area, counterpart_area, breakdown, freq, time_period, unit_measure, price_base,
            valuation, source
        order by published_on, retrieved_at, vintage
    )
)

select
    indicator,
    ref_area,
    counterpart_area,
    breakdown,
    freq,
    time_period,
    unit_measure,
    price_base,
    valuation,
    source,
    vintage_old,
    vintage_new,
    published_old,
    published_new,
    value_old,
    value_new,
    status_old,
    status_new,
    case
        when value_old is null then 'added'
        when value_new is null then 'withdrawn'
        else 'revised'
    end as change,
    100 * (value_new - value_old) / nullif(abs(value_old), 0) as change_pct
from step
where
    vintage_old is not null
    and (
        (value_old is null) <> (value_new is null)
        or abs(value_new - value_old) > 1e-9 * greatest(abs(value_new), abs(value_old))
    )
order by indicator, ref_area
