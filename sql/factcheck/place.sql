/*
description: >
  Rank of the area of a claim, as a range: firm where nothing within the usual size of a revision and nothing that
  is missing could change it. One row per figure.
nothing_without: factcheck.contest
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  place: "rank; an area of which something is missing stands in the middle of its bounds"
  firm_low: best rank that revisions of the usual size could give
  firm_high: worst rank that revisions of the usual size could give
  low: best rank when what is missing is allowed for as well
  high: worst rank when what is missing is allowed for as well
  areas: {unit: areas, meaning: "areas ranked, the claim's own included"}
  coverage: {unit: share, meaning: "part of the total of the universe that is known; 1 where nobody in the rest can stand before the area"}
  needed_areas: {unit: areas, meaning: areas below which there is no universe to rank in}
  fullest_areas: {unit: areas, meaning: areas that the fullest source ranks}
  missing_areas: areas of which something is missing that could change the rank, ISO3 separated by ;
  middles: "what the rank puts in their place, the middle of their bounds, as rows of SQL"
  is_listed_so: >-
    true where the place that is claimed is that on a list of states only, which has states without a figure among the smallest, or on
    that of the World Economic Outlook, with territories or without
  short_by_pct: {unit: per cent, meaning: "by how much the claim's figure, or that of whoever has the place that it claims, would have to differ"}
  neighbour: ISO3 of the area next to it, whose figure is closest
  neighbour_gap_pct: {unit: per cent, meaning: distance of that neighbour's figure}
*/
with own_area as (
    select distinct c.part_id, case c.ranked when 'ref' then m.ref_area else m.counterpart_area end as area
    from factcheck.part as c
    inner join factcheck.member as m on m.part_id = c.part_id and m.side = 'claim'
    where c.operation in ('rank', 'next')
),

-- only who belongs to the universe has a place in it: China is not the largest economy of the European Union
own as (
    select o.part_id, string_agg(o.area, ';' order by o.area) as areas
    from own_area as o
    inner join factcheck.part as c on c.part_id = o.part_id
    left join core.economy_group as g
        on g.group_id = c.universe and g.iso3 = o.area
        and g.valid_from <= c.said_on and (g.valid_to is null or g.valid_to >= c.said_on)
    where c.universe is null or c.universe = 'WLD' or g.iso3 is not null
    group by o.part_id
),

entry as (
    select
        k.figure_id, f.part_id, k.contest, o.areas, f.amount, c.sort_order, c.revision_pct / 100 * abs(f.amount) as margin,
        c.aggregation = 'sum' as adds_up
    from factcheck.contest as k
    inner join factcheck.figure as f on f.figure_id = k.figure_id
    inner join factcheck.part as c on c.part_id = f.part_id
    inner join own as o on o.part_id = f.part_id
    where f.amount is not null
),

-- claims that rank the same areas in the same contest are counted once, under the number of the first figure
contender as (
    select
        contest, areas, sort_order, amount as own_amount, margin,
        min(figure_id) as contender, min(part_id) as part_id
    from entry
    group by contest, areas, sort_order, amount, margin
),

-- lists of countries may leave out what is no state, and the World Economic Outlook lists some of these, and not all states
listed as (
    select
        iso3,
        bool_or(group_id = 'STATES') as is_state,
        (bool_or(group_id = 'STATES') and not bool_or(group_id = 'STATES_WITHOUT_OUTLOOK')) or bool_or(group_id = 'TERRITORIES_WITH_OUTLOOK')
            as has_outlook
    from core.economy_group
    group by iso3
),

-- with the smallest first, everything is turned round
pair as (
    select
        o.contender, u.area, u.total, u.covered, o.own_amount, o.margin, u.middle, coalesce(l.is_state, false) as is_state,
        coalesce(l.has_outlook, false) as has_outlook,
        case o.sort_order when 'asc' then -o.own_amount else o.own_amount end as own,
        case o.sort_order when 'asc' then -u.amount else u.amount end as amount,
        case o.sort_order when 'asc' then -u.high else u.low end as low,
        case o.sort_order when 'asc' then -u.low else u.high end as high,
        case o.sort_order when 'asc' then -1 else 1 end as direction
    from contender as o
    inner join factcheck.universe as u on u.contest = o.contest
    left join own_area as x on x.part_id = o.part_id and x.area = u.area
    left join listed as l on l.iso3 = u.area
    where x.area is null
),

-- states of which the contest has nothing: the World Bank counts nobody in the Vatican
unranked as (
    select o.contender, count(*) as states
    from contender as o
    inner join factcheck.part as c on c.part_id = o.part_id
    inner join listed as l on l.is_state
    left join factcheck.universe as u on u.contest = o.contest and u.area = l.iso3
    left join core.economy_group as g
        on g.group_id = c.universe and g.iso3 = l.iso3
        and g.valid_from <= c.said_on and (g.valid_to is null or g.valid_to >= c.said_on)
    where o.sort_order = 'asc' and u.area is null and (c.universe is null or c.universe = 'WLD' or g.iso3 is not null)
    group by o.contender
),

counted as (
    select
        contender,
        max(own_amount) as own_amount,
        max(total) as total,
        max(covered) as covered,
        count(*) + 1 as areas,
        1 + sum(case when coalesce(amount, direction * middle) > own then 1 else 0 end) as place,
        1 + sum(case when amount > own + margin then 1 else 0 end) as firm_low,
        1 + sum(case when amount > own - margin then 1 else 0 end) as firm_high,
        1 + sum(case when coalesce(amount, low) > own + margin then 1 else 0 end) as low,
        1 + sum(case when coalesce(amount, high, own) > own - margin then 1 else 0 end) as high,
        1 + sum(case when coalesce(amount, low) > own + margin and is_state then 1 else 0 end) as states_low,
        1 + sum(case when coalesce(amount, high, own) > own - margin and is_state then 1 else 0 end) as states_high,
        1 + sum(case when coalesce(amount, low) > own + margin and has_outlook then 1 else 0 end) as outlook_low,
        1 + sum(case when coalesce(amount, high, own) > own - margin and has_outlook then 1 else 0 end) as outlook_high,
        1 + sum(case when coalesce(amount, low) > own + margin and is_state and has_outlook then 1 else 0 end) as both_low,
        1 + sum(case when coalesce(amount, high, own) > own - margin and is_state and has_outlook then 1 else 0 end) as both_high,
        min(abs(amount - own)) as neighbour_gap
    from pair
    group by contender
),

-- whoever has the place that is claimed, or the one behind it
ordered as (
    select contender, own_amount, amount, row_number() over (partition by contender order by amount desc) as place
    from pair
    where amount is not null
),

missed as (
    select
        e.figure_id,
        100 * (greatest(abs(r.amount), abs(r.own_amount)) / nullif(least(abs(r.amount), abs(r.own_amount)), 0) - 1) as short_by_pct,
        coalesce(c.x_high, c.x) between n.states_low - t.slack and n.states_high + coalesce(k.states, 0) + t.slack
            or coalesce(c.x_high, c.x) between n.outlook_low - t.slack and n.outlook_high + t.slack
            or coalesce(c.x_high, c.x) between n.both_low - t.slack and n.both_high + t.slack as is_listed_so
    from entry as e
    inner join contender as o
        on o.contest = e.contest and o.areas = e.areas and o.sort_order = e.sort_order and o.own_amount = e.amount
    inner join counted as n on n.contender = o.contender
    inner join factcheck.part as c on c.part_id = e.part_id
    -- far down lists differ in more than whom they count: 72nd on one is 69th on another
    inner join (select part_id, case when x > 10 then x / 20 else 0 end as slack from factcheck.part) as t on t.part_id = e.part_id
    left join unranked as k on k.contender = o.contender
    left join ordered as r
        on r.contender = o.contender and r.place = case when n.place > coalesce(c.x_high, c.x) then coalesce(c.x_high, c.x) else c.x - 1 end
),

neighbour as (
    select p.contender, min(p.area) as area
    from pair as p
    inner join counted as c on c.contender = p.contender and c.neighbour_gap = abs(p.amount - p.own)
    group by p.contender
),

-- areas of which something is missing that could change the rank
gap as (
    select
        p.contender,
        string_agg(case when coalesce(p.low, p.own) <= p.own + p.margin then p.area end, ';' order by p.area) as missing_areas,
        string_agg(concat('(''', p.area, ''', ', coalesce(printf('%.12e', p.middle), 'null'), ')'), ', ' order by p.area) as middles
    from pair as p
    where p.amount is null and coalesce(p.high, p.own) > p.own - p.margin
    group by p.contender
),

-- a rank needs a universe: every member of a named group, most economies of the world, many partners of a country
economies as (
    select cast(count(*) as integer) as economies from core.economy where is_economy
),

continent as (
    select group_id, count(distinct iso3) as states
    from core.economy_group
    where is_continent and is_awaited
    group by group_id
),

needed as (
    select
        p.part_id,
        case
            when max(s.states) is not null then ceil(0.75 * max(s.states))
            when p.universe is not null and p.universe <> 'WLD' then count(g.iso3)
            -- few states deliver arms, and migrants of a small country live in few: such tables have their total
            when p.indicator in ('arms_transfers', 'arms_imports', 'migrants', 'remittances', 'military_sites') then 2
            when p.bilateral then ceil(0.25 * max(e.economies))
            else ceil(0.6 * max(e.economies))
        end as areas
    from factcheck.part as p
    cross join economies as e
    left join core.economy_group as g
        on g.group_id = p.universe and g.valid_from <= p.said_on and (g.valid_to is null or g.valid_to >= p.said_on)
    left join continent as s on s.group_id = p.universe
    where p.operation in ('rank', 'next')
    group by p.part_id, p.universe, p.bilateral, p.indicator
),

placed as (
    select
        e.figure_id, e.part_id, e.sort_order, e.margin, e.adds_up, c.*, b.area as neighbour, g.missing_areas, g.middles
    from entry as e
    inner join contender as o
        on o.contest = e.contest and o.areas = e.areas and o.sort_order = e.sort_order and o.own_amount = e.amount
    inner join counted as c on c.contender = o.contender
    left join neighbour as b on b.contender = o.contender
    left join gap as g on g.contender = o.contender
),

fullest as (
    select part_id, max(areas) as areas from placed group by part_id
)

select
    p.figure_id,
    cast(p.place as integer) as place,
    cast(p.firm_low as integer) as firm_low,
    cast(p.firm_high as integer) as firm_high,
    cast(p.low as integer) as low,
    cast(p.high as integer) as high,
    cast(p.areas as integer) as areas,
    -- whoever is missing has no more than what is left of the total: less than the area itself, and cannot stand before it
    case
        when p.adds_up and p.sort_order = 'desc' and p.total - p.covered < p.own_amount - p.margin then 1
        else least(p.covered / p.total, 1)
    end as coverage,
    cast(n.areas as integer) as needed_areas,
    cast(f.areas as integer) as fullest_areas,
    p.missing_areas,
    p.middles,
    s.is_listed_so,
    s.short_by_pct,
    p.neighbour,
    100 * p.neighbour_gap / nullif(abs(p.own_amount), 0) as neighbour_gap_pct
from placed as p
inner join needed as n on n.part_id = p.part_id
inner join fullest as f on f.part_id = p.part_id
left join missed as s on s.figure_id = p.figure_id
