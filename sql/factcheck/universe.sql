/*
description: >
  Everybody in a contest with the figure of the editions that serve it. An area of which something is missing has
  bounds: at most what the published total leaves unallocated, or one and a half times its latest known figure.
  One row per contest and area.
nothing_without: factcheck.contest
key: [contest, area]
columns:
  contest: number of the comparison (factcheck.contest)
  area: area that is ranked
  amount: {unit: unit_measure, meaning: its figure; NULL when something is missing}
  low: {unit: unit_measure, meaning: "the figure, or the least that it can be"}
  high: {unit: unit_measure, meaning: "the figure, or the most that it can be; NULL when nothing bounds it"}
  middle: {unit: unit_measure, meaning: "where an area stands of which something is missing: half of its part of what the total leaves, in proportion to what is known, or the middle of its bounds"}
  total: {unit: unit_measure, meaning: "published or computed total of the universe; for figures that do not add up, the number of its areas"}
  covered: {unit: unit_measure, meaning: the part of the total that is known}
*/
with contest as (
    select contest, indicator, definition, freq, time_period, ranked, universe, member_on
    from factcheck.contest
    where figure_id = contest
),

fixed_area as (
    select distinct c.contest, case c.ranked when 'ref' then m.counterpart_area else m.ref_area end as area
    from contest as c
    inner join factcheck.figure as f on f.figure_id = c.contest
    inner join factcheck.member as m on m.part_id = f.part_id and m.side = 'claim'
),

-- the editions of a contest are those of any figure in it
term as (
    select distinct
        c.contest, c.time_period, c.ranked, x.area as other, p.side, p.series_id, p.vintage
    from contest as c
    inner join fixed_area as x on x.contest = c.contest
    inner join factcheck.figure as f on f.figure_id = c.contest
    inner join factcheck.pick as p
        on p.part_id = f.part_id and p.operand = 'claim'
        and p.definition = f.definition and p.freq = f.freq and p.time_period = f.time_period and p.known = f.known
        and p.source = case p.side when 'value' then f.source else f.per_source end
),

definition as (
    select
        t.indicator, t.definition,
        sum(case when t.side = 'value' then 1 else 0 end) as value_terms,
        sum(case when t.side = 'per' then 1 else 0 end) as per_terms,
        min(t.weight) > 0 and sum(case when t.side = 'per' then 1 else 0 end) = 0 and max(i.aggregation) = 'sum' as adds_up
    from input.reading_term as t
    inner join input.indicator as i on i.id = t.indicator
    group by t.indicator, t.definition
),

-- territories of the sender are no hosts: troops there are not abroad
own_territory as (
    select distinct x.contest, g.iso3
    from fixed_area as x
    inner join core.economy_group as g on g.group_id = concat('TERRITORIES_', x.area)
),

fixed_count as (
    select contest, count(*) as areas from fixed_area group by contest
),

cell as (
    select *, 'ref' as ranked, ref_area as area, counterpart_area as other from factcheck.cell
    union all
    select *, 'counterpart' as ranked, counterpart_area as area, ref_area as other from factcheck.cell
    where counterpart_area <> ''
),

-- every area's figure in those editions
here as (
    select
        t.contest, c.area,
        sum(case when t.side = 'value' then c.amount end) as value_amount,
        sum(case when t.side = 'per' then c.amount end) as per_amount,
        sum(case when t.side = 'value' and c.amount is not null then 1 else 0 end) as value_present,
        sum(case when t.side = 'per' and c.amount is not null then 1 else 0 end) as per_present
    from term as t
    inner join cell as c
        on c.ranked = t.ranked and c.other = t.other and c.area <> t.other
        and c.series_id = t.series_id and c.vintage = t.vintage and c.time_period = t.time_period
    group by t.contest, c.area
),

-- what each area had last in the same source, to weigh and bound what is missing
latest as (
    select
        series_id, ranked, area, other,
        arg_max(amount, concat(time_period, ' ', published_on, ' ', vintage)) as amount
    from cell
    where amount is not null and series_id in (select series_id from term)
    group by series_id, ranked, area, other
),

usual as (
    select
        t.contest, l.area,
        sum(case when t.side = 'value' then l.amount end) as value_amount,
        sum(case when t.side = 'per' then l.amount end) as per_amount,
        sum(case when t.side = 'value' then 1 else 0 end) as value_present,
        sum(case when t.side = 'per' then 1 else 0 end) as per_present
    from term as t
    inner join latest as l
        on l.ranked = t.ranked and l.other = t.other and l.area <> t.other and l.series_id = t.series_id
    group by t.contest, l.area
),

area as (
    select
        u.contest, u.area,
        d.adds_up, rd.scale, rd.minus, d.per_terms > 0 as has_per,
        coalesce(h.value_present, 0) = d.value_terms * n.areas and coalesce(h.per_present, 0) = d.per_terms * n.areas as is_whole,
        h.value_amount, h.per_amount,
        -- a term that was never known bounds nothing
        case when u.value_present = d.value_terms * n.areas then u.value_amount end as usual_value,
        case when u.per_present = d.per_terms * n.areas then u.per_amount end as usual_per
    from usual as u
    inner join contest as c on c.contest = u.contest
    inner join definition as d on d.indicator = c.indicator and d.definition = c.definition
    inner join input.reading_definition as rd on rd.indicator = c.indicator and rd.definition = c.definition
    inner join fixed_count as n on n.contest = u.contest
    left join here as h on h.contest = u.contest and h.area = u.area
),

valued as (
    select
        *,
        case when is_whole then value_amount / case when has_per then per_amount else 1 end * scale - minus end as amount,
        case when adds_up then coalesce(value_amount, 0) end as known_part,
        usual_value / case when has_per then usual_per else 1 end * scale - minus as usual_amount
    from area
),

total as (
    select
        contest,
        sum(case when area = 'W00' then amount end) as published,
        sum(case when area not in ('W00', '_X') then coalesce(amount, usual_amount, known_part) end) as usual,
        sum(case when area not in ('W00', '_X') then coalesce(amount, known_part, 0) end) as allocated,
        sum(case when area not in ('W00', '_X') and amount is null then known_part end) as known_of_incomplete
    from valued
    group by contest
),

bounded as (
    select
        v.contest,
        v.area,
        v.amount,
        v.adds_up,
        v.known_part,
        t.published - t.allocated as remainder,
        t.known_of_incomplete,
        coalesce(v.amount, v.known_part, case when v.usual_amount >= 0 then 0 end) as low,
        case
            when v.amount is not null then v.amount
            when v.adds_up and t.published is not null
                then least(
                    v.known_part + greatest(t.published - t.allocated, 0),
                    case when v.usual_amount is null then t.published else greatest(1.5 * v.usual_amount, v.known_part) end
                )
            else 1.5 * v.usual_amount
        end as high,
        case when v.adds_up then coalesce(t.published, t.usual) else count(*) over (partition by v.contest) end as total,
        case when v.adds_up then t.allocated else count(v.amount) over (partition by v.contest) end as covered
    from valued as v
    inner join contest as c on c.contest = v.contest
    inner join total as t on t.contest = v.contest
    inner join input.indicator as i on i.id = c.indicator
    left join own_territory as o
        on i.bilateral and i.kind = 'stock' and o.contest = v.contest and o.iso3 = v.area
    left join core.economy_group as g
        on g.group_id = c.universe and g.iso3 = v.area
        and g.valid_from <= c.member_on and (g.valid_to is null or g.valid_to >= c.member_on)
    where v.area not in ('W00', '_X')
        and o.iso3 is null
        and (c.universe is null or c.universe = 'WLD' or g.iso3 is not null)
)

select
    contest,
    area,
    amount,
    low,
    high,
    case
        when amount is not null then amount
        when adds_up and remainder is not null
            then least(low + 0.5 * greatest(remainder, 0) * known_part / nullif(known_of_incomplete, 0), high)
        else coalesce((low + high) / 2, low)
    end as middle,
    total,
    covered
from bounded
