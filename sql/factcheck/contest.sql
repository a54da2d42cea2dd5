/*
description: >
  Which comparison each reading of a rank, of who comes next or of how many meet a bar takes part in: the same editions, period, partner and universe make one
  contest, whoever is ranked in it. One row per figure.
nothing_without: factcheck.part where operation in ('rank', 'next', 'count')
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  contest: number of the comparison, that of the first figure in it
  indicator: indicator of the claim
  definition: way of reading the indicator
  years: {unit: years, meaning: how many are added up}
  freq: frequency
  time_period: period
  ranked: role that is ranked, ref or counterpart
  fixed: areas in the other role, separated by semicolons; '' for one-country figures
  universe: group within which the rank is meant; NULL for everybody
  member_on: day on which membership of the universe counts
*/
with claim as (
    select
        part_id, indicator, ranked, years,
        case when operation <> 'count' then universe end as universe,
        case when operation <> 'count' and universe is not null and universe <> 'WLD' then said_on end as member_on
    from factcheck.part
    where operation in ('rank', 'next', 'count')
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
        f.figure_id, f.part_id, f.definition, f.freq, f.time_period,
        string_agg(concat(p.series_id, ' ', p.vintage), '; ' order by p.series_id) as terms
    from factcheck.timing as t
    inner join claim as c on c.part_id = t.part_id
    inner join factcheck.figure as f
        on f.figure_id = t.figure_id
    inner join factcheck.pick as p
        on p.part_id = f.part_id and p.operand = 'claim'
        and p.definition = f.definition and p.freq = f.freq and p.time_period = f.time_period and p.known = f.known
        and p.source = case p.side when 'value' then f.source else f.per_source end
    group by
        f.figure_id, f.part_id, f.definition, f.freq, f.time_period
)

select
    e.figure_id,
    min(e.figure_id) over (
        partition by e.terms, e.time_period, c.ranked, x.fixed, c.universe, c.member_on
    ) as contest,
    c.indicator,
    e.definition,
    c.years,
    e.freq,
    e.time_period,
    c.ranked,
    x.fixed,
    c.universe,
    c.member_on
from edition as e
inner join claim as c on c.part_id = e.part_id
inner join fixed as x on x.part_id = e.part_id
