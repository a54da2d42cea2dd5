/*
description: >
  For claims about records and streaks: how the figure stands against the earlier periods of the same edition.
  One row per figure.
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  highest: {unit: unit_measure, meaning: highest figure of the window}
  lowest: {unit: unit_measure, meaning: lowest figure of the window}
  expected: {unit: periods, meaning: "periods in the window; NULL when it has no beginning"}
  present: {unit: periods, meaning: periods of the window with a figure}
  first_period: first period of the window with a figure
  rises: {unit: periods, meaning: "periods in a row up to this one in which it rose (fell, when the claim is about falling)"}
  streak_is_open: true when the figures held end before the streak does
*/
with own as (
    select
        f.*, c.sort_order, c.base_to,
        case f.freq when 'A' then 12 when 'Q' then 3 else 1 end as months
    from factcheck.timing as t
    inner join factcheck.figure as f on f.figure_id = t.figure_id
    inner join factcheck.part as c on c.part_id = f.part_id
    where c.operation in ('extreme', 'streak')
),

single as (
    select source, bool_and(single_period) as single_period from factcheck.edition group by source
),

earlier as (
    select
        o.figure_id, o.time_period, o.sort_order, o.base_to, o.months,
        e.time_period as period, e.amount
    from own as o
    inner join single as s on s.source = o.source
    inner join factcheck.figure as e
        on e.part_id = o.part_id and e.operand = 'claim' and e.side_id = o.side_id and e.known = o.known
        and e.time_period <= o.time_period
        and (e.vintage = o.vintage or s.single_period)
    where e.amount is not null
),

walked as (
    select
        *,
        lag(amount) over walk as before,
        lag(period) over walk as period_before
    from earlier
    window walk as (
        partition by figure_id order by period
    )
),

-- the last period at which the streak was broken or the figures began
broken as (
    select
        figure_id,
        max(case
            when period_before is null or period_before < cast(period - to_months(months) as date) then period
            when sort_order = 'asc' and amount >= before then period
            when sort_order = 'desc' and amount <= before then period
        end) as period,
        max(case
            when period_before is null or period_before < cast(period - to_months(months) as date) then period
        end) as period_without_before
    from walked
    group by figure_id
)

select
    e.figure_id,
    max(case when e.period < e.time_period and (e.base_to is null or e.period > e.base_to) then e.amount end) as highest,
    min(case when e.period < e.time_period and (e.base_to is null or e.period > e.base_to) then e.amount end) as lowest,
    cast(max(case
        when e.base_to is not null
            then date_diff('month', cast(e.base_to + interval 1 day as date), e.time_period) / e.months
    end) as integer) as expected,
    cast(count(distinct case when e.period < e.time_period and (e.base_to is null or e.period > e.base_to) then e.period end) as integer)
        as present,
    min(case when e.base_to is null or e.period > e.base_to then e.period end) as first_period,
    cast(count(distinct case when e.period > b.period then e.period end) as integer) as rises,
    bool_or(b.period = b.period_without_before) as streak_is_open
from earlier as e
inner join broken as b
    on b.figure_id = e.figure_id
group by e.figure_id
