/*
description: >
  Which comparison each reading of a rank takes part in: the same editions, period, partner and universe make one
  contest, whoever is ranked in it. One row per part, definition, source, period and day of knowledge.
key: [part_id, definition, source, freq, time_period, unit_measure, known]
columns:
  part_id: part of a claim (factcheck.part)
  definition: way of reading the indicator
  source: dataset
  freq: frequency
  time_period: period
  unit_measure: unit
  known: then or now
  indicator: indicator of the claim
  contest: name of the comparison
  ranked: role that is ranked, ref or counterpart
  fixed: areas in the other role, separated by semicolons; '' for one-country figures
  universe: group within which the rank is meant; NULL for everybody
  member_on: day on which membership of the universe counts
  terms: editions of the terms, in words
*/
with claim as (
    select
        part_id, indicator, universe, ranked,
        case when universe is not null and universe <> 'WLD' then said_on end as member_on
    from factcheck.part
    where operation = 'rank'
),

fixed as (
    select
        m.part_id,
        string_agg(distinct case c.ranked when 'ref' then m.counterpart_area else m.ref_area end, ';'
            order by case c.ranked when 'ref' then m.counterpart_area else m.ref_area end) as fixed
    from factcheck.member as m
    inner join claim as c on c.part_id = m.part_id
    where m.side = 'claim'
    group by m.part_id
),

edition as (
    select
        t.part_id, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known,
        string_agg(concat(p.side, ' ', p.term, ' ', p.source, ' ', p.vintage, ' ', p.unit_measure), '; ' order by p.side, p.term)
            as terms
    from factcheck.timing as t
    inner join claim as c on c.part_id = t.part_id
    inner join factcheck.figure as f
        on f.part_id = t.part_id and f.operand = 'claim'
        and f.definition = t.definition and f.source = t.source and f.freq = t.freq and f.time_period = t.time_period
        and f.unit_measure = t.unit_measure and f.known = t.known
    inner join factcheck.pick as p
        on p.part_id = t.part_id and p.operand = 'claim'
        and p.definition = t.definition and p.freq = t.freq and p.time_period = t.time_period and p.known = t.known
        and p.source = case p.side when 'value' then f.source else f.per_source end
    group by
        t.part_id, t.definition, t.source, t.freq, t.time_period, t.unit_measure, t.known
)

select
    e.part_id,
    e.definition,
    e.source,
    e.freq,
    e.time_period,
    e.unit_measure,
    e.known,
    c.indicator,
    concat_ws(' | ', c.indicator, e.definition, e.freq, e.time_period, e.unit_measure, c.ranked, x.fixed, c.universe, c.member_on, e.terms)
        as contest,
    c.ranked,
    x.fixed,
    c.universe,
    c.member_on,
    e.terms
from edition as e
inner join claim as c on c.part_id = e.part_id
inner join fixed as x on x.part_id = e.part_id
