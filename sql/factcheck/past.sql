/*
description: >
  For claims about records, streaks and averages: the other periods of the window in the same edition.
  One row per figure.
nothing_without: factcheck.part where operation in ('extreme', 'streak', 'average', 'always')
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  highest: {unit: unit_measure, meaning: highest figure of the window}
  lowest: {unit: unit_measure, meaning: lowest figure of the window}
  expected: {unit: periods, meaning: "periods in the window; NULL when it has no beginning"}
  present: {unit: periods, meaning: periods of the window with a figure}
  first_period: first period of the window with a figure
  average: {unit: unit_measure, meaning: "mean over the window, this period included"}
  top: {unit: unit_measure, meaning: "highest figure of the window, this period included"}
  bottom: {unit: unit_measure, meaning: "lowest figure of the window, this period included"}
  record_in: period of the window with the highest figure (the lowest, when the claim is about that), this period included
  beaten_in: last period before this one whose figure is at least as high (as low, when the claim is about the lowest)
  rises: {unit: periods, meaning: "periods in a row up to this one in which it rose (fell, when the claim is about falling)"}
  rises_nearly: {unit: periods, meaning: "the same where what moves slowly and stayed within a thousandth ends no row: other counts may have it the other way"}
  streak_is_open: true when the figures held end before the streak does
*/
with figure as (
    select
        f.*, c.sort_order, c.base_to, c.period_from, c.span, c.is_window, case when c.is_slow then 0.001 else 0 end as margin,
        case f.freq when 'A' then 12 when 'Q' then 3 else 1 end as months
    from factcheck.timing as t
    inner join factcheck.figure as f on f.figure_id = t.figure_id
    inner join factcheck.part as c on c.part_id = f.part_id
    where c.operation in ('extreme', 'streak', 'average', 'always')
),

-- N years are N years: a window that ends with the newest period begins so long before it
own as (
    select
        *,
        cast(case
            when is_window then period_from
            when span is not null then time_period - to_years(span) + to_months(months)
            else base_to + interval 1 day
        end as date) as window_start
    from figure
),

single as (
    select source, bool_and(single_period) as single_period from factcheck.edition group by source
),

earlier as (
    select
        o.figure_id, o.time_period, o.sort_order, o.window_start, o.months, o.margin,
        e.time_period as period, e.amount, o.amount as own_amount,
        o.window_start is null or e.time_period >= o.window_start as in_window
    from own as o
    inner join single as s on s.source = o.source
    inner join factcheck.figure as e
        on e.part_id = o.part_id and e.operand = 'claim' and e.side_id = o.side_id and e.known = o.known
        and e.time_period <= o.time_period
        and (e.vintage = o.vintage or s.single_period)
    where e.amount is not null
),

topped as (
    select
        *,
        max(case when in_window then amount end) over (partition by figure_id) as top,
        min(case when in_window then amount end) over (partition by figure_id) as bottom
    from earlier
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
            when sort_order = 'asc' and amount >= before + margin * abs(before) then period
            when sort_order = 'desc' and amount <= before - margin * abs(before) then period
        end) as period_by_far,
        max(case
            when period_before is null or period_before < cast(period - to_months(months) as date) then period
        end) as period_without_before
    from walked
    group by figure_id
)

select
    e.figure_id,
    max(case when e.period < e.time_period and e.in_window then e.amount end) as highest,
    min(case when e.period < e.time_period and e.in_window then e.amount end) as lowest,
    cast(max(date_diff('month', e.window_start, e.time_period) / e.months) as integer) as expected,
    cast(count(distinct case when e.period < e.time_period and e.in_window then e.period end) as integer) as present,
    min(case when e.in_window then e.period end) as first_period,
    avg(case when e.in_window then e.amount end) as average,
    max(e.top) as top,
    min(e.bottom) as bottom,
    max(case
        when e.in_window and e.amount = case e.sort_order when 'asc' then e.bottom else e.top end then e.period
    end) as record_in,
    max(case
        when e.period < e.time_period and e.sort_order = 'desc' and e.amount >= e.own_amount then e.period
        when e.period < e.time_period and e.sort_order = 'asc' and e.amount <= e.own_amount then e.period
    end) as beaten_in,
    cast(count(distinct case when e.period > b.period then e.period end) as integer) as rises,
    cast(count(distinct case when e.period > b.period_by_far then e.period end) as integer) as rises_nearly,
    bool_or(b.period = b.period_without_before) as streak_is_open
from topped as e
inner join broken as b
    on b.figure_id = e.figure_id
group by e.figure_id
