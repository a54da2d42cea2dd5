/*
description: >
  What a contest is decided by: the editions of any of its figures, of which everybody's figures are looked up. One row per
  contest, area in the other role, series and edition.
nothing_without: factcheck.contest
key: [contest, other, side, series_id, vintage]
columns:
  contest: number of the comparison (factcheck.contest)
  other: area in the role that is not ranked; '' for one-country figures
  side: value, or per for what it is divided by
  series_id: series (factcheck.series)
  indicator: indicator of the figures
  breakdown: breakdown of the figures
  source: dataset
  freq: frequency
  unit_measure: unit
  valuation: valuation that is taken where figures come in several
  weight: what a figure is multiplied by
  vintage: edition
  time_period: period of the figures themselves
  reporter: who reports the figures, where the partners are ranked; NULL where partner says of whom they are
  partner: partner of the figures, '' for one-country figures, where those who report are ranked
  value_figures: {unit: figures, meaning: figures that the amount of an area is made of}
  per_figures: {unit: figures, meaning: figures that what it is divided by is made of}
  adds_up: true for amounts that make a total
  scale: what the amount is multiplied by
  minus: what is taken from it
*/
with contest as (
    select contest, indicator, definition, ranked, years
    from factcheck.contest
    where figure_id = contest
),

other as (
    select distinct c.contest, case c.ranked when 'ref' then m.counterpart_area else m.ref_area end as area
    from contest as c
    inner join factcheck.figure as f on f.figure_id = c.contest
    inner join factcheck.member as m on m.part_id = f.part_id and m.side = 'claim'
),

definition as (
    select
        d.indicator, d.definition, d.scale, d.minus,
        sum(case when t.side = 'value' then 1 else 0 end) as value_terms,
        sum(case when t.side = 'per' then 1 else 0 end) as per_terms,
        min(t.weight) > 0 and sum(case when t.side = 'per' then 1 else 0 end) = 0 and max(i.aggregation) = 'sum' as adds_up
    from input.reading_definition as d
    inner join input.reading_term as t on t.indicator = d.indicator and t.definition = d.definition
    inner join input.indicator as i on i.id = d.indicator
    group by d.indicator, d.definition, d.scale, d.minus
),

whole as (
    select
        c.contest, d.scale, d.minus, d.adds_up,
        d.value_terms * c.years * count(*) as value_figures,
        d.per_terms * c.years * count(*) as per_figures
    from contest as c
    inner join other as x on x.contest = c.contest
    inner join definition as d on d.indicator = c.indicator and d.definition = c.definition
    group by c.contest, c.years, d.scale, d.minus, d.adds_up, d.value_terms, d.per_terms
),

edition as (
    select distinct c.contest, c.ranked, x.area as other, p.side, p.series_id, p.vintage, p.time_period
    from contest as c
    inner join other as x on x.contest = c.contest
    inner join factcheck.figure as f on f.figure_id = c.contest
    inner join factcheck.pick as p
        on p.part_id = f.part_id and p.operand = 'claim'
        and p.definition = f.definition and p.freq = f.freq and p.time_period = f.time_period and p.known = f.known
        and p.source = case p.side when 'value' then f.source else f.per_source end
)

select
    e.contest,
    e.other,
    e.side,
    e.series_id,
    s.obs_indicator as indicator,
    s.breakdown,
    s.source,
    s.freq,
    s.unit_measure,
    s.valuation,
    s.weight,
    e.vintage,
    cast(e.time_period - to_months(s.lag_months) as date) as time_period,
    case when (e.ranked = 'ref') = s.mirror then coalesce(s.counterpart_area, e.other) end as reporter,
    case when (e.ranked = 'ref') <> s.mirror then coalesce(s.counterpart_area, e.other) end as partner,
    cast(w.value_figures as bigint) as value_figures,
    cast(w.per_figures as bigint) as per_figures,
    w.adds_up,
    w.scale,
    w.minus
from edition as e
inner join whole as w on w.contest = e.contest
inner join factcheck.series as s on s.series_id = e.series_id
