/*
description: >
  Rank of the area of a claim, as a range: firm where nothing within the usual size of a revision and nothing that
  is missing could change it. One row per part, definition, source, period and day of knowledge.
key: [part_id, definition, source, freq, time_period, unit_measure, known]
columns:
  part_id: part of a claim (factcheck.part)
  definition: way of reading the indicator
  source: dataset
  freq: frequency
  time_period: period
  unit_measure: unit
  known: then or now
  place: "rank; an area of which something is missing stands in the middle of its bounds"
  firm_low: best rank that revisions of the usual size could give
  firm_high: worst rank that revisions of the usual size could give
  low: best rank when what is missing is allowed for as well
  high: worst rank when what is missing is allowed for as well
  areas: {unit: areas, meaning: "areas ranked, the claim's own included"}
  coverage: {unit: share, meaning: part of the total of the universe that is known}
  needed_areas: {unit: areas, meaning: areas below which there is no universe to rank in}
  sources_areas: {unit: areas, meaning: areas that the fullest source ranks}
  missing: areas of which something is missing that could change the rank
  middles: "what the rank puts in their place, the middle of their bounds, as rows of SQL"
  neighbour: area next to it, whose figure is closest
  neighbour_gap_pct: {unit: per cent, meaning: distance of that neighbour's figure}
*/
with own as (
    select
        f.part_id, f.definition, f.source, f.freq, f.time_period, f.unit_measure, f.known, f.amount,
        c.sort_order,
        c.revision_pct / 100 * abs(f.amount) as margin
    from factcheck.figure as f
    inner join factcheck.part as c on c.part_id = f.part_id
    where f.operand = 'claim' and c.operation = 'rank' and f.amount is not null
),

-- with the smallest first, everything is turned round
pair as (
    select
        o.part_id, o.definition, o.source, o.freq, o.time_period, o.unit_measure, o.known, u.area,
        u.total, u.covered, o.amount as own_amount, o.margin,
        case o.sort_order when 'asc' then -o.amount else o.amount end as own,
        case o.sort_order when 'asc' then -u.amount else u.amount end as amount,
        case o.sort_order when 'asc' then -u.high else u.low end as low,
        case o.sort_order when 'asc' then -u.low else u.high end as high,
        u.middle,
        case o.sort_order when 'asc' then -1 else 1 end as direction
    from own as o
    inner join factcheck.contest as k
        on k.part_id = o.part_id and k.definition = o.definition
        and k.source = o.source and k.freq = o.freq and k.time_period = o.time_period
        and k.unit_measure = o.unit_measure and k.known = o.known
    inner join factcheck.universe as u on u.contest = k.contest
    left join factcheck.member as m
        on m.part_id = o.part_id and m.side = 'claim'
        and case k.ranked when 'ref' then m.ref_area else m.counterpart_area end = u.area
    where m.part_id is null
),

counted as (
    select
        part_id, definition, source, freq, time_period, unit_measure, known,
        max(own_amount) as own_amount,
        max(total) as total,
        max(covered) as covered,
        count(*) + 1 as areas,
        1 + sum(case when coalesce(amount, direction * middle) > own then 1 else 0 end) as place,
        1 + sum(case when amount > own + margin then 1 else 0 end) as firm_low,
        1 + sum(case when amount > own - margin then 1 else 0 end) as firm_high,
        1 + sum(case when coalesce(amount, low) > own + margin then 1 else 0 end) as low,
        1 + sum(case when coalesce(amount, high, own) > own - margin then 1 else 0 end) as high,
        string_agg(case when amount is null and coalesce(high, own) > own - margin and coalesce(low, own) <= own + margin then area end, ', ' order by area)
            as missing,
        string_agg(
            case when amount is null and coalesce(high, own) > own - margin
                then concat('(''', area, ''', ', printf('%.12e', middle), ')') end, ', ' order by area
        ) as middles,
        arg_min(area, abs(amount - own)) as neighbour,
        min(abs(amount - own)) as neighbour_gap
    from pair
    group by part_id, definition, source, freq, time_period, unit_measure, known
),

-- a rank needs a universe: every member of a named group, most economies of the world, many partners of a country
economies as (
    select cast(count(*) as integer) as economies from core.economy where is_economy
),

needed as (
    select
        p.part_id,
        case
            when p.universe is not null and p.universe <> 'WLD' then count(g.iso3)
            when p.bilateral then ceil(0.25 * max(e.economies))
            else ceil(0.6 * max(e.economies))
        end as areas
    from factcheck.part as p
    cross join economies as e
    left join core.economy_group as g
        on g.group_id = p.universe and g.valid_from <= p.said_on and (g.valid_to is null or g.valid_to >= p.said_on)
    where p.operation = 'rank'
    group by p.part_id, p.universe, p.bilateral
),

fullest as (
    select part_id, max(areas) as areas from counted group by part_id
)

select
    c.part_id,
    c.definition,
    c.source,
    c.freq,
    c.time_period,
    c.unit_measure,
    c.known,
    cast(c.place as integer) as place,
    cast(c.firm_low as integer) as firm_low,
    cast(c.firm_high as integer) as firm_high,
    cast(c.low as integer) as low,
    cast(c.high as integer) as high,
    cast(c.areas as integer) as areas,
    least(c.covered / c.total, 1) as coverage,
    cast(n.areas as integer) as needed_areas,
    cast(f.areas as integer) as sources_areas,
    c.missing,
    c.middles,
    c.neighbour,
    100 * c.neighbour_gap / nullif(abs(c.own_amount), 0) as neighbour_gap_pct
from counted as c
inner join needed as n on n.part_id = c.part_id
inner join fullest as f on f.part_id = c.part_id
