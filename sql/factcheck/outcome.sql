/*
description: >
  Each reading's figure against the interval of its claim. An outcome that no interval decides (ranks, events,
  figures that are not whole) is passed on as factcheck.value says it. One row per reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: reading
  outcome: MATCH, MATCH_SLACK, NEAR, MISS, or what factcheck.value fixed; INCOMPLETE without a figure
  low: {unit: unit of the claim, meaning: lower end of MATCH}
  high: {unit: unit of the claim, meaning: upper end of MATCH}
  near_low: {unit: unit of the claim, meaning: "lower end of NEAR; NULL when unbounded"}
  near_high: {unit: unit of the claim, meaning: "upper end of NEAR; NULL when unbounded"}
  gap_pct: {unit: per cent of the stated number, meaning: "figure less the stated number; 0 within a range and counted from its near end outside; NULL for ranks"}
*/
with compared as (
    select
        v.part_id,
        v.reading_id,
        v.obs_value,
        v.fixed_outcome,
        i.low,
        i.high,
        i.near_low,
        i.near_high,
        i.slack_low,
        i.slack_high,
        case
            when i.low_open then v.obs_value > i.low + i.tolerance
            else v.obs_value >= i.low - i.tolerance
        end
        and case
            when i.high_open then v.obs_value < i.high - i.tolerance
            else v.obs_value <= i.high + i.tolerance
        end as is_match,
        case
            when i.near_low is null then true
            when i.near_low_open then v.obs_value > i.near_low + i.tolerance
            else v.obs_value >= i.near_low - i.tolerance
        end
        and case
            when i.near_high is null then true
            when i.near_high_open then v.obs_value < i.near_high - i.tolerance
            else v.obs_value <= i.near_high + i.tolerance
        end as is_near,
        case
            when i.x is null or i.value_kind = 'rank' then null
            when v.obs_value < least(i.x, i.x_high) then least(i.x, i.x_high)
            when v.obs_value > greatest(i.x, i.x_high) then greatest(i.x, i.x_high)
            else v.obs_value
        end as nearest
    from factcheck.value as v
    inner join factcheck.part as p on p.part_id = v.part_id
    left join factcheck.interval as i on i.article_id = p.article_id and i.claim_id = p.claim_id
)

select
    part_id,
    reading_id,
    case
        when fixed_outcome is not null then fixed_outcome
        when obs_value is null then 'INCOMPLETE'
        when is_match then 'MATCH'
        when not is_near then 'MISS'
        when slack_low and obs_value < low then 'MATCH_SLACK'
        when slack_high and obs_value > high then 'MATCH_SLACK'
        when is_near then 'NEAR'
    end as outcome,
    low,
    high,
    near_low,
    near_high,
    100 * (obs_value - nearest) / nullif(abs(nearest), 0) as gap_pct
from compared
