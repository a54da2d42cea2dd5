/*
description: >
  What those come to who follow the area of a claim, as many as it says: the largest that are no larger. Where something of
  them is missing, the least and the most that they can be. One row per figure.
nothing_without: factcheck.part where operation = 'next'
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  areas: who they are, ISO3 separated by ; from the largest on
  middles: "those of them of whom something is missing, with the middle of their bounds, as rows of SQL"
  open_areas: those without a figure that may be among them, ISO3 separated by ;
  amount: {unit: unit_measure, meaning: "their sum; whoever something is missing of stands in the middle of its bounds"}
  low: {unit: unit_measure, meaning: the least that as many can come to}
  high: {unit: unit_measure, meaning: "the most; whoever nothing bounds counts as much as the area of the claim"}
*/
with asked as (
    select k.figure_id, k.contest, f.amount as own_amount, c.part_id, cast(c.x as integer) as places
    from factcheck.contest as k
    inner join factcheck.figure as f on f.figure_id = k.figure_id
    inner join factcheck.part as c on c.part_id = f.part_id
    where c.operation = 'next' and f.amount is not null
),

own_area as (
    select distinct c.part_id, case c.ranked when 'ref' then m.ref_area else m.counterpart_area end as area
    from factcheck.part as c
    inner join factcheck.member as m on m.part_id = c.part_id and m.side = 'claim'
    where c.operation = 'next'
),

other as (
    select
        a.figure_id, a.places, u.area, u.amount is null as is_open,
        coalesce(u.amount, u.middle, 0) as amount,
        coalesce(u.amount, u.low, 0) as low,
        coalesce(u.amount, u.high, a.own_amount) as high
    from asked as a
    inner join factcheck.universe as u on u.contest = a.contest
    left join own_area as x on x.part_id = a.part_id and x.area = u.area
    where x.area is null and coalesce(u.amount, u.middle, 0) <= a.own_amount
),

ordered as (
    select
        *,
        row_number() over (partition by figure_id order by amount desc, area) as place,
        row_number() over (partition by figure_id order by low desc, area) as low_place,
        row_number() over (partition by figure_id order by high desc, area) as high_place
    from other
)

select
    figure_id,
    string_agg(case when place <= places then area end, ';' order by place) as areas,
    string_agg(
        case when place <= places and is_open then concat('(''', area, ''', ', printf('%.12e', amount), ')') end, ', ' order by area
    ) as middles,
    string_agg(case when high_place <= places and is_open then area end, ';' order by area) as open_areas,
    sum(case when place <= places then amount end) as amount,
    sum(case when low_place <= places then low end) as low,
    sum(case when high_place <= places then high end) as high
from ordered
group by figure_id
having count(*) >= max(places)
