/*
description: >
  How few and how many members of a group can meet a bar, for each reason why the count is no single number, and what the claim
  comes to with the fewest and with the most. One row per figure and reason.
nothing_without: factcheck.standing
key: [figure_id, why]
columns:
  figure_id: figure (factcheck.figure)
  part_id: part of a claim (factcheck.part)
  why: >-
    REVISION (usual ones, at the bar), MISSING (that, figures that are missing, and territories), FIRST (first figures, as far as they
    are revised), or the name of a definition that is not held
  fewest: {unit: members, meaning: the least that can meet it}
  most: {unit: members, meaning: the most}
  stance: HOLD or NEAR where the claim does with each of these numbers, MISS where it does with none, else OPEN
*/
with spread as (
    select
        *,
        -- how far first figures of a rate, and of everything else, are revised
        greatest(
            least(greatest(10 * p.revision_pct, 15), 50) / 100 * abs(s.bar),
            case when p.kind in ('rate', 'change') then 3 else 0 end
        ) as first_margin
    from factcheck.standing as s
    inner join (select part_id as id, indicator, universe, period, kind, revision_pct from factcheck.part) as p on p.id = s.part_id
),

-- another definition gives each figure so many times what is held, or so many points more or less
other as (
    select
        s.*, d.definition,
        least(s.low * d.awaited_from, s.low * d.awaited_to, case when s.kind in ('rate', 'change') then s.low - d.awaited_points end)
            as other_low,
        greatest(s.high * d.awaited_from, s.high * d.awaited_to, case when s.kind in ('rate', 'change') then s.high + d.awaited_points end)
            as other_high
    from spread as s
    inner join input.reading_definition as d on d.indicator = s.indicator and d.awaited_to is not null
    where (not d.is_of_unnamed or s.period is null) and not (d.is_of_part or d.is_of_change or d.is_of_own_currency or d.is_of_pairs or d.is_of_several)
        and d.awaited_digits is null and d.awaited_only is null and (d.awaited_group is null or d.awaited_group = s.universe)
),

counted as (
    select
        figure_id, part_id, 'REVISION' as why,
        sum(case when is_counted and is_known and low > bar + margin then 1 else 0 end) as fewest,
        sum(case when is_counted and is_known and low >= bar - margin then 1 else 0 end) as most
    from spread
    group by figure_id, part_id
    union all
    select
        figure_id, part_id, 'MISSING' as why,
        sum(case when is_counted and coalesce(low > bar + margin, false) then 1 else 0 end) as fewest,
        sum(case when (is_counted or is_known) and coalesce(high >= bar - margin, true) then 1 else 0 end) as most
    from spread
    group by figure_id, part_id
    union all
    select
        figure_id, part_id, 'FIRST' as why,
        sum(case when is_counted and coalesce(low > bar + first_margin, false) then 1 else 0 end) as fewest,
        sum(case when (is_counted or is_known) and coalesce(high >= bar - first_margin, true) then 1 else 0 end) as most
    from spread
    group by figure_id, part_id
    union all
    select
        figure_id, part_id, definition as why,
        sum(case when is_counted and coalesce(other_low > bar + margin, false) then 1 else 0 end) as fewest,
        sum(case when (is_counted or is_known) and coalesce(other_high >= bar - margin, true) then 1 else 0 end) as most
    from other
    group by figure_id, part_id, definition
),

-- what the claim allows, in the same unit as the count: a number of members, or so much of all of them
allowed as (
    select
        c.*,
        case when p.unit = 'PT' then 100.0 / t.members else 1.0 end as each,
        case when i.slack_low then i.near_low else i.low end as low,
        case when i.slack_low then i.near_low_open else i.low_open end as low_open,
        case when i.slack_high then i.near_high else i.high end as high,
        case when i.slack_high then i.near_high_open else i.high_open end as high_open,
        i.near_low, i.near_high, i.near_low_open, i.near_high_open, i.tolerance
    from counted as c
    inner join factcheck.tally as t on t.figure_id = c.figure_id
    inner join factcheck.part as p on p.part_id = c.part_id
    inner join factcheck.interval as i on i.article_id = p.article_id and i.claim_id = p.claim_id
),

-- whole members only: of seven none are half
whole as (
    select
        figure_id, part_id, why, fewest, most,
        case when low_open then floor((low + tolerance) / each) + 1 else ceil((low - tolerance) / each) end as low,
        case when high_open then ceil((high - tolerance) / each) - 1 else floor((high + tolerance) / each) end as high,
        case when near_low_open then floor((near_low + tolerance) / each) + 1 else ceil((near_low - tolerance) / each) end as near_low,
        case when near_high_open then ceil((near_high - tolerance) / each) - 1 else floor((near_high + tolerance) / each) end as near_high
    from allowed
)

select
    figure_id,
    part_id,
    why,
    cast(fewest as integer) as fewest,
    cast(most as integer) as most,
    case
        when coalesce(fewest >= low, true) and coalesce(most <= high, true) then 'HOLD'
        when coalesce(fewest >= near_low, true) and coalesce(most <= near_high, true) then 'NEAR'
        when coalesce(most < near_low, false) or coalesce(fewest > near_high, false) or coalesce(near_low > near_high, false) then 'MISS'
        else 'OPEN'
    end as stance
from whole
