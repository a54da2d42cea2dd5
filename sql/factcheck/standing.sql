/*
description: >
  Where each member of a group stands to the bar that is asked of it. With a bar that is to be stayed under everything is turned round, so
  that whoever meets one lies above it. One row per figure and member.
nothing_without: factcheck.part where operation = 'count'
key: [figure_id, area]
columns:
  figure_id: figure (factcheck.figure)
  part_id: part of a claim (factcheck.part)
  area: member, ISO3
  is_counted: false for what is no state, as a territory of a continent, and for who joined or left since the period
  is_known: true where its figure is held
  low: {unit: unit_measure, meaning: "its figure, or the least that it can be; NULL when nothing bounds it"}
  high: {unit: unit_measure, meaning: "its figure, or the most that it can be; NULL when nothing bounds it"}
  bar: {unit: unit_measure, meaning: what has to be met}
  is_strict: true where the bar itself does not meet it
  margin: {unit: unit_measure, meaning: usual size of a revision at the bar}
*/
with asked as (
    select
        k.figure_id, k.contest, p.part_id, p.indicator, p.bar,
        p.bar_hedge in ('under', 'at_most') as is_below,
        p.bar_hedge in ('under', 'over') as is_strict,
        -- a rate or a rise of the year is bounded by nothing that came before
        p.aggregation = 'sum' as is_bounded,
        greatest(p.revision_pct / 100 * abs(p.bar), p.revision_points) as margin
    from factcheck.contest as k
    inner join factcheck.figure as f on f.figure_id = k.figure_id
    inner join factcheck.part as p on p.part_id = f.part_id
    where p.operation = 'count'
)

select
    a.figure_id,
    a.part_id,
    m.ref_area as area,
    m.is_awaited as is_counted,
    u.amount is not null as is_known,
    case
        when u.amount is null and not a.is_bounded then null
        when a.is_below then -coalesce(u.amount, u.high, x.amount)
        else coalesce(u.amount, u.low)
    end as low,
    case
        when u.amount is null and not a.is_bounded then null
        when a.is_below then -coalesce(u.amount, u.low)
        else coalesce(u.amount, u.high, x.amount)
    end as high,
    case when a.is_below then -a.bar else a.bar end as bar,
    a.is_strict,
    a.margin
from asked as a
inner join factcheck.member as m on m.part_id = a.part_id and m.side = 'claim'
left join factcheck.universe as u on u.contest = a.contest and u.area = m.ref_area
left join input.at_most as x on x.indicator = a.indicator and x.ref_area = m.ref_area
