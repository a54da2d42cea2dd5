/*
description: >
  What the stated number of a claim commits its writer to: the interval of MATCH, the wider one of NEAR, and the
  side on which the wording stays true beyond both. A number below zero is mirrored, so that a fall by more than
  75 per cent lies below -75. One row per claim that compares with a number.
key: [article_id, claim_id]
columns:
  article_id: article
  claim_id: claim
  value_kind: how the number was written - level, percent, words, words_share, ratio or rank
  x: {unit: unit of the claim, meaning: "the stated number; below zero for a stated fall"}
  x_high: {unit: unit of the claim, meaning: "the other end of a range; NULL for a single number"}
  low: {unit: unit of the claim, meaning: lower end of MATCH}
  high: {unit: unit of the claim, meaning: upper end of MATCH}
  low_open: true when low itself is outside
  high_open: true when high itself is outside
  near_low: {unit: unit of the claim, meaning: "lower end of NEAR; NULL when unbounded"}
  near_high: {unit: unit of the claim, meaning: "upper end of NEAR; NULL when unbounded"}
  near_low_open: true when near_low itself is outside
  near_high_open: true when near_high itself is outside
  slack_low: true when values below low, down to near_low, are MATCH_SLACK
  slack_high: true when values above high, up to near_high, are MATCH_SLACK
  tolerance: {unit: unit of the claim, meaning: how far from an end a value still lies on it}
*/
with claim as (
    select
        article_id,
        claim_id,
        hedge,
        value_kind,
        u,
        coalesce(u_high, u) as u_high,
        operation in ('change', 'growth', 'difference') as is_change,
        case when operation in ('change', 'growth', 'difference') and sort_order = 'asc' then -abs(x) else x end as x,
        case when operation in ('change', 'growth', 'difference') and sort_order = 'asc' then -abs(x_high) else x_high end as x_high
    from factcheck.claim
    where x is not null
        and operation in (
            'level', 'sum', 'mean', 'share', 'ratio', 'change', 'growth', 'rank', 'average', 'always', 'difference', 'count'
        )
),

side as (
    select
        *,
        x < 0 and coalesce(x_high, x) <= 0 as mirrored,
        coalesce(x_high, x) as x_last
    from claim
),

-- a and b: where low and high bounds start, as magnitudes when mirrored
ends as (
    select
        article_id,
        claim_id,
        hedge,
        value_kind,
        is_change,
        x,
        x_high,
        mirrored,
        case when not mirrored then x when x >= x_last then -x else -x_last end as a,
        case when not mirrored then u when x >= x_last then u else u_high end as u_a,
        case when not mirrored then x_last when x >= x_last then -x_last else -x end as b,
        case when not mirrored then u_high when x >= x_last then u_high else u end as u_b
    from side
),

-- the step to the next round number: hedges.yml, steps
step as (
    select
        *,
        u_a * case
            when round(a / u_a, 6) = 1 then 0.1
            when round(a / u_a, 6) in (2, 3) then 0.5
            when round(a / u_a, 6) in (15, 25, 75) then 5
            else 1
        end as down,
        u_b * case
            when round(b / u_b, 6) in (1, 2) then 0.5
            when round(b / u_b, 6) in (15, 25, 75) then 5
            else 1
        end as up
    from ends
),

bound as (
    select
        s.article_id,
        s.claim_id,
        s.value_kind,
        s.is_change,
        s.x,
        s.x_high,
        s.mirrored,
        1e-12 * greatest(abs(s.a), abs(s.b), s.u_a, s.u_b) as tolerance,
        s.a - case
            when h.low_step then s.down
            else greatest(least(h.low_u * s.u_a, h.low_x * abs(s.a)), h.low_min)
        end as low,
        s.b + case
            when h.high_step then s.up
            else greatest(least(h.high_u * s.u_b, h.high_x * abs(s.b)), h.high_min)
        end as high,
        case
            when h.near_low_none then null
            when h.near_low_step then s.a - s.down
            else s.a - greatest(least(h.near_low_u * s.u_a, h.near_low_x * abs(s.a)), h.near_low_min)
        end as near_low,
        case
            when h.near_high_none then null
            when h.near_high_step then s.b + s.up
            else s.b + greatest(least(h.near_high_u * s.u_b, h.near_high_x * abs(s.b)), h.near_high_min)
        end as near_high,
        h.low_open,
        h.high_open,
        h.near_low_open and not h.near_low_none as near_low_open,
        h.near_high_open and not h.near_high_none as near_high_open,
        h.slack_low,
        h.slack_high
    from step as s
    inner join input.hedge as h on h.hedge = s.hedge and h.kind = s.value_kind
),

-- nothing that rose has fallen by less than 5 per cent: a rise or fall, and what is mirrored, keeps its sign.
-- What shrank a little did not nearly grow: an end that is open at zero has nothing near it
signed as (
    select
        *,
        slack_low and (mirrored or is_change) as keeps_sign,
        low_open and low = 0 as begins_at_zero,
        high_open and high = 0 as ends_at_zero
    from bound
),

magnitude as (
    select
        article_id,
        claim_id,
        value_kind,
        x,
        x_high,
        mirrored,
        tolerance,
        low,
        high,
        low_open,
        high_open,
        case when keeps_sign then least(0, low) when begins_at_zero then 0 else near_low end as near_low,
        case when ends_at_zero then 0 else near_high end as near_high,
        case when keeps_sign then low > tolerance else begins_at_zero or near_low_open end as near_low_open,
        ends_at_zero or near_high_open as near_high_open,
        slack_low,
        slack_high
    from signed
)

select
    article_id,
    claim_id,
    value_kind,
    x,
    x_high,
    case when mirrored then 0 - high else low end as low,
    case when mirrored then 0 - low else high end as high,
    case when mirrored then high_open else low_open end as low_open,
    case when mirrored then low_open else high_open end as high_open,
    case when mirrored then 0 - near_high else near_low end as near_low,
    case when mirrored then 0 - near_low else near_high end as near_high,
    case when mirrored then near_high_open else near_low_open end as near_low_open,
    case when mirrored then near_low_open else near_high_open end as near_high_open,
    case when mirrored then slack_high else slack_low end as slack_low,
    case when mirrored then slack_low else slack_high end as slack_high,
    tolerance
from magnitude
order by article_id, claim_id
