/*
description: >
  What the query of a reading is put together from: the reading that answers a part, the claim behind it and the
  definition it follows. The step before factcheck.query_side and factcheck.query. One row per part and reading with
  a number.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  known: then or now
  definition: definition of the indicator that the reading follows
  variant: how the reading counts, where the definition leaves a choice
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  base_period: first day of the period compared with; NULL without one
  indicator: indicator of the claim
  operation: what the claim does with the figure
  sort_order: desc where the largest is first, asc where the smallest is
  universe: group within which a rank is meant
  said_on: day on which it was said
  member_on: day on which whoever is counted has been a member, too
  ranked: ref where reporters are ranked, else partners
  hedge: how the claim limits its number
  bar: {unit: unit_measure, meaning: what those who are counted have to meet}
  bar_hedge: on which side of it
  counted: {unit: members, meaning: all that are counted}
  window_bottom: least figure of the window
  window_start: first day of the window
  obs_value: number of the reading
  x: {unit: unit, meaning: the number that the claim states}
  figure_id: its figure (factcheck.figure)
  source: dataset of the figure
  unit_measure: unit of the figure
  per_source: dataset of the divisor
  members: {unit: members, meaning: areas that the figure is put together from}
  scale: factor on the figure
  minus: what is taken off the figure
  has_per: true where the figure is divided by another
  value_terms: {unit: terms, meaning: terms of the definition before a divisor}
  years: {unit: years, meaning: how many are added up}
  adds_up: true where terms are only added
  indicator_kind: "stock, flow or change"
  aggregation: how members are put together
  bilateral: true where the indicator is of pairs
  value_unit: unit of the reading's number
  stated_unit: unit of the number in the claim
*/
select
    v.part_id, v.reading_id, v.known, v.definition, v.variant, v.freq, v.time_period, v.base_period,
    c.indicator, c.operation, c.sort_order, c.universe, c.said_on, c.member_on, c.ranked, c.hedge, c.bar, c.bar_hedge, b.counted, c.x, b.window_bottom, b.window_from as window_start, v.obs_value,
    v.figure_id, f.source, f.unit_measure, f.per_source, f.members,
    d.scale, d.minus, d.has_per, d.value_terms, c.years, d.adds_up,
    c.kind as indicator_kind, c.aggregation, c.bilateral,
    v.unit_measure as value_unit, c.unit as stated_unit
from factcheck.answer as a
inner join factcheck.value as v
    on v.part_id = a.part_id and v.reading_id = a.reading_id
inner join factcheck.part as c on c.part_id = v.part_id
inner join factcheck.figure as f on f.figure_id = v.figure_id
inner join factcheck.basis as b on b.figure_id = v.figure_id
inner join (
    select
        rd.indicator, rd.definition, rd.scale, rd.minus, rd.has_per,
        sum(case when t.side = 'value' then 1 else 0 end) as value_terms,
        min(t.weight) > 0 and not rd.has_per as adds_up
    from input.reading_definition as rd
    inner join input.reading_term as t on t.indicator = rd.indicator and t.definition = rd.definition
    group by rd.indicator, rd.definition, rd.scale, rd.minus, rd.has_per
) as d on d.indicator = c.indicator and d.definition = v.definition
where v.obs_value is not null
