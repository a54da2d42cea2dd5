/*
description: >
  Everybody in a contest with the figure of the editions that serve it. An area of which something is missing has
  bounds: at most what the published total leaves unallocated, or one and a half times its latest known figure.
  One row per contest and area.
nothing_without: factcheck.rival
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
    select contest, indicator, universe, member_on
    from factcheck.contest
    where figure_id = contest
),

-- territories of the sender are no hosts: troops there are not abroad
own_territory as (
    select distinct t.contest, g.iso3
    from factcheck.term as t
    inner join contest as c on c.contest = t.contest
    inner join input.indicator as i on i.id = c.indicator and i.bilateral and i.kind = 'stock'
    inner join core.economy_group as g on g.group_id = concat('TERRITORIES_', t.other)
),

total as (
    select
        contest,
        sum(case when area = 'W00' then amount end) as published,
        sum(case when area not in ('W00', '_X') then coalesce(amount, usual_amount, known_part) end) as usual,
        sum(case when area not in ('W00', '_X') then coalesce(amount, known_part, 0) end) as allocated,
        sum(case when area not in ('W00', '_X') and amount is null then known_part end) as known_of_incomplete
    from factcheck.rival
    group by contest
),

bounded as (
    select
        r.contest,
        r.area,
        r.amount,
        r.known_part is not null as adds_up,
        r.known_part,
        t.published - t.allocated as remainder,
        t.known_of_incomplete,
        -- whoever shrank last may have shrunk half as much again, or not at all
        coalesce(r.amount, r.known_part, least(1.5 * r.usual_amount, 0)) as low,
        case
            when r.amount is not null then r.amount
            when r.known_part is not null and t.published is not null
                then least(
                    r.known_part + greatest(t.published - t.allocated, 0),
                    case when r.usual_amount is null then t.published else greatest(1.5 * r.usual_amount, r.known_part) end
                )
            when r.usual_amount is not null then greatest(1.5 * r.usual_amount, 0)
        end as high,
        case when r.known_part is not null then coalesce(t.published, t.usual) else count(*) over (partition by r.contest) end as total,
        case when r.known_part is not null then t.allocated else count(r.amount) over (partition by r.contest) end as covered
    from factcheck.rival as r
    inner join contest as c on c.contest = r.contest
    inner join total as t on t.contest = r.contest
    left join own_territory as o on o.contest = r.contest and o.iso3 = r.area
    left join core.economy_group as g
        on g.group_id = c.universe and g.iso3 = r.area
        and g.valid_from <= c.member_on and (g.valid_to is null or g.valid_to >= c.member_on)
    where r.area not in ('W00', '_X')
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
