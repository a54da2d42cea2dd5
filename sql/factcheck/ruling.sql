/*
description: >
  Outcomes that no interval decides: ranks, counts that missing members or revisions leave open, records, streaks, presence, directions and comparisons. Figures that meet
  an obstacle (factcheck.obstacle) have none. One row per figure and variant.
nothing_without: factcheck.part where operation in ('rank', 'extreme', 'streak', 'exists', 'direction', 'compare', 'order', 'next', 'always', 'count')
key: [figure_id, variant]
columns:
  figure_id: figure (factcheck.basis)
  variant: variant of the number (factcheck.number)
  outcome: MATCH, NEAR, MISS, TOO_CLOSE or INCOMPLETE
  missing: >-
    why it is INCOMPLETE, a code: RANK_OPEN (rank missing_found to missing_expected, as missing_areas have no figure), NEXT_OPEN (missing_areas
    have none, and may be among those that come next), COUNT_OPEN (missing_found to missing_expected members, as it depends on missing_areas),
    NO_BEGINNING (the window has none), WINDOW_GAPS (missing_found of missing_expected periods are held) or
    STREAK_OPEN (figures begin missing_found periods before); NULL otherwise
  missing_areas: areas whose missing figures could change the rank, ISO3 separated by ;
  missing_found: {unit: depends on the code, meaning: what is held}
  missing_expected: {unit: depends on the code, meaning: what it takes}
*/
with asked as (
    select
        f.*, n.variant, n.obs_value,
        -- by how much the one is larger than the other, as a part of the other
        case
            when n.unit_measure = 'TIMES' then n.obs_value - 1
            when n.obs_value = 0 then 0
            else n.obs_value / greatest(abs(f.amount - n.obs_value), 1e-9)
        end as ahead,
        c.operation, c.hedge, c.sort_order, c.x as stated, c.kind,
        c.hedge in ('under', 'at_most', 'just_under') as is_less,
        c.revision_pct / 100 as revision,
        -- the ranks that the claim allows
        case when c.hedge in ('at_most', 'up_to') then 1 else c.x end as rank_from,
        coalesce(c.x_high, c.x) as rank_to,
        y.open_areas, e.fewest, e.most, e.stance as stance_at_most, v.stance as stance_as_known
    from factcheck.number as n
    inner join factcheck.basis as f on f.figure_id = n.figure_id
    inner join factcheck.part as c on c.part_id = f.part_id
    left join factcheck.obstacle as o on o.figure_id = n.figure_id
    left join factcheck.tally as y on y.figure_id = n.figure_id
    left join factcheck.leeway as e on e.figure_id = n.figure_id and e.why = 'MISSING'
    left join factcheck.leeway as v on v.figure_id = n.figure_id and v.why = 'REVISION'
    where o.figure_id is null
        and (
            c.operation in ('rank', 'extreme', 'streak', 'exists', 'direction', 'compare', 'order', 'next', 'count')
            or (c.operation = 'always' and c.x is null)
        )
),

ruled as (
    select
        *,
        case operation
            when 'rank' then case
                when rank_low >= rank_from and rank_high <= rank_to then 'MATCH'
                when rank_high < rank_from or rank_low > rank_to then 'MISS'
                when (firm_low >= rank_from and firm_high <= rank_to) or firm_high < rank_from or firm_low > rank_to
                    then 'INCOMPLETE'
                else 'TOO_CLOSE'
            end
            when 'extreme' then case
                when sort_order = 'desc' and amount < window_high - revision * abs(window_high) then 'MISS'
                when sort_order = 'asc' and amount > window_low + revision * abs(window_low) then 'MISS'
                when coalesce(window_present, 0) = 0 or window_periods is null or window_present < window_periods
                    then 'INCOMPLETE'
                when sort_order = 'desc' and amount > window_high + revision * abs(window_high) then 'MATCH'
                when sort_order = 'asc' and amount < window_low - revision * abs(window_low) then 'MATCH'
                else 'TOO_CLOSE'
            end
            when 'streak' then case
                when streak >= stated then 'MATCH'
                when streak_is_open then 'INCOMPLETE'
                when streak_nearly >= stated then 'TOO_CLOSE'
                else 'MISS'
            end
            when 'always' then case
                when kind = 'change' and sort_order = 'desc' and window_bottom > 0 then 'MATCH'
                when kind = 'change' and sort_order = 'asc' and window_top < 0 then 'MATCH'
                when kind <> 'change' and streak > window_periods then 'MATCH'
                when kind <> 'change' and streak_is_open then 'INCOMPLETE'
                else 'MISS'
            end
            when 'order' then case
                when abs(ahead) <= revision then 'TOO_CLOSE'
                when (ahead > 0) <> is_less then 'MATCH'
                else 'MISS'
            end
            when 'next' then case
                when obs_value is null or next_high is null or next_low is null then 'INCOMPLETE'
                when amount > next_high * (1 + revision) then case when is_less then 'MISS' else 'MATCH' end
                when amount < next_low * (1 - revision) then case when is_less then 'MATCH' else 'MISS' end
                when amount <= next_low * (1 + revision) and amount >= next_high * (1 - revision) then 'TOO_CLOSE'
                else 'INCOMPLETE'
            end
            when 'count' then case
                when stance_at_most = 'NEAR' then 'NEAR'
                when stance_at_most <> 'OPEN' then null  -- the interval decides
                when stance_as_known = 'OPEN' then 'TOO_CLOSE'
                else 'INCOMPLETE'
            end
            when 'exists' then case when obs_value > 0 then 'MATCH' else 'MISS' end
            when 'direction' then case
                when obs_value <> 0 and (obs_value > 0) = (sort_order = 'desc') then 'MATCH'
                else 'MISS'
            end
            when 'compare' then case
                when hedge in ('none', 'about', 'nearly') and abs(ahead) <= 0.05 then 'MATCH'
                when hedge in ('none', 'about', 'nearly') and abs(ahead) <= 0.1 then 'NEAR'
                when hedge in ('none', 'about', 'nearly') then 'MISS'
                when abs(ahead) <= revision then 'TOO_CLOSE'
                when (ahead > 0) = (hedge in ('over', 'at_least', 'just_over')) then 'MATCH'
                else 'MISS'
            end
        end as outcome
    from asked
)

select
    figure_id,
    variant,
    outcome,
    case
        when outcome <> 'INCOMPLETE' then null
        when operation = 'rank' then 'RANK_OPEN'
        when operation = 'next' then 'NEXT_OPEN'
        when operation = 'count' then 'COUNT_OPEN'
        when operation = 'extreme' and window_periods is null then 'NO_BEGINNING'
        when operation = 'extreme' then 'WINDOW_GAPS'
        when operation in ('streak', 'always') then 'STREAK_OPEN'
    end as missing,
    case when outcome = 'INCOMPLETE' then case operation when 'rank' then rank_missing when 'next' then next_missing when 'count' then open_areas end end as missing_areas,
    case
        when outcome <> 'INCOMPLETE' then null
        else cast(case operation when 'rank' then rank_low when 'count' then fewest when 'extreme' then window_present else streak end as double)
    end as missing_found,
    case
        when outcome <> 'INCOMPLETE' then null
        else cast(case operation when 'rank' then rank_high when 'count' then most when 'extreme' then window_periods end as double)
    end as missing_expected
from ruled
