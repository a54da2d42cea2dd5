/*
description: >
  What each figure comes to under the operation of its claim: the level itself, a share, a ratio, a change, a rank.
  One row per figure and variant.
key: [figure_id, variant]
columns:
  figure_id: figure (factcheck.basis)
  variant: "-more when three times more is read as an increase by three times, else ''"
  obs_value: {unit: unit_measure, meaning: "the number; NULL when something that it takes is missing"}
  unit_measure: unit of the number
*/
with computed as (
    select
        f.figure_id,
        c.operation = 'change' and c.unit = 'PT' and (c.kind not in ('rate', 'change') or f.unit_measure <> 'PT')
            as is_relative,
        c.operation = 'direction' and f.needs_base_period as is_moved,
        c.operation,
        c.unit as stated_unit,
        c.value_text,
        c.operation = 'always' and c.x is null and c.kind <> 'change' as is_counted,
        -- below zero a quotient says nothing of which is larger
        c.operation in ('compare', 'order') and (c.kind = 'change' or f.amount < 0 or f.against < 0) as is_apart,
        f.unit_measure,
        f.amount,
        f.base_amount,
        f.against,
        case c.operation
            when 'average' then f.window_average
            -- what holds in every period holds in the one that fits least
            when 'always' then case
                when c.x is null and c.kind <> 'change' then f.streak
                when c.x is null and c.sort_order = 'asc' then f.window_top
                when c.x is null or c.hedge in ('over', 'at_least', 'just_over') then f.window_bottom
                when c.hedge in ('under', 'at_most', 'just_under', 'up_to') then f.window_top
                when abs(f.window_top - c.x) > abs(f.window_bottom - c.x) then f.window_top
                else f.window_bottom
            end
            when 'order' then f.amount / nullif(f.against, 0)
            when 'difference' then f.amount - f.divisor
            when 'level' then f.amount
            when 'sum' then f.amount
            when 'exists' then f.amount
            when 'extreme' then f.amount
            when 'mean' then case when c.aggregation = 'sum' then f.amount / f.members else f.amount end
            when 'share' then 100 * f.amount / nullif(f.divisor, 0)
            when 'ratio' then f.amount / nullif(f.against, 0)
            when 'compare' then f.amount / nullif(f.against, 0)
            when 'growth' then
                case when f.amount / nullif(f.base_amount, 0) > 0
                    then 100 * (power(f.amount / f.base_amount, 12.0 / date_diff('month', f.base_period, f.time_period)) - 1)
                end
            when 'direction' then case when f.needs_base_period then f.amount - f.base_amount else f.amount end
            when 'rank' then f.rank_place
            when 'next' then f.amount / nullif(f.next_amount, 0)
            when 'streak' then f.streak
            when 'count' then case when c.unit = 'PT' then 100.0 * f.met / nullif(f.counted, 0) else f.met end
        end as amount_asked
    from (
        select b.*, case p.against when 'period' then b.base_amount else b.divisor end as against
        from factcheck.basis as b
        inner join factcheck.part as p on p.part_id = b.part_id
    ) as f
    inner join factcheck.part as c on c.part_id = f.part_id
),

-- three times more may mean three or four times as much
variant as (
    select '' as variant, 0 as less
    union all
    select '-more' as variant, 1 as less
)

select
    c.figure_id,
    v.variant,
    case
        when c.is_relative then 100 * (c.amount - c.base_amount) / nullif(abs(c.base_amount), 0)
        when c.operation = 'change' then c.amount - c.base_amount
        when c.is_apart then c.amount - c.against
        else c.amount_asked
    end - v.less as obs_value,
    case
        when c.operation in ('share', 'growth') or c.is_relative then 'PT'
        when c.operation in ('ratio', 'compare', 'order', 'next') and not c.is_apart then 'TIMES'
        when c.operation = 'rank' then 'RANK'
        when c.operation = 'count' then case when c.stated_unit = 'PT' then 'PT' else 'COUNTRIES' end
        when c.operation = 'streak' or c.is_counted then 'PERIODS'
        when (c.operation in ('change', 'difference') or c.is_moved or c.is_apart) and c.unit_measure = 'PT' then 'PP'
        else c.unit_measure
    end as unit_measure
from computed as c
inner join variant as v
    on v.less = 0
    or (
        c.operation = 'ratio'
        and (
            c.value_text like '% more%' or c.value_text like '% larger%' or c.value_text like '% higher%'
            or c.value_text like '% bigger%' or c.value_text like '% greater%'
        )
    )
