/*
description: >
  Verdict of each claim, as known when it was made and as known today, with the choice that decides, the closest
  figure and the reasons. One row per claim.
key: [article_id, claim_id]
columns:
  article_id: article
  claim_id: claim
  verdict: SUPPORTED, SUPPORTED_LOOSELY, DEPENDS, CONTRADICTED, OUT_OF_DATE, TOO_CLOSE or NOT_CHECKABLE, as known when said
  verdict_now: the same as known today
  decided_by: definition, period or source, or part where its parts differ
  choice: the same in the words of the indicator
  reason: why, in plain English
  closest_reading_id: reading closest to the claim
  closest_value: {unit: unit_measure of the reading, meaning: its number}
  gap_pct: {unit: per cent, meaning: its distance from the stated number}
  would_be_true: what would make it true, in plain English
  turned_by: what changed between then and now, in plain English; NULL when the verdict is the same
  readings: {unit: readings, meaning: all readings that are shown}
  is_reference: rests on reference figures transcribed into the warehouse
*/
with part as (
    select
        article_id, claim_id,
        count(*) as parts,
        count(distinct verdict) as verdicts,
        count(distinct verdict_now) as verdicts_now,
        max(verdict) as verdict,
        max(verdict_now) as verdict_now,
        max(decided_by) as decided_by,
        max(choice) as choice,
        arg_min(closest_reading_id, position) as closest_reading_id,
        arg_min(closest_value, position) as closest_value,
        arg_min(gap_pct, position) as gap_pct,
        string_agg(reason, ' ' order by position) as reason,
        max(would_be_true) as would_be_true,
        string_agg(turned_by, ' ' order by position) as turned_by,
        string_agg(case when verdict in ('SUPPORTED', 'SUPPORTED_LOOSELY') then part_name end, ', ' order by position) as held,
        string_agg(case when verdict = 'DEPENDS' then part_name end, ', ' order by position) as mixed,
        string_agg(case when verdict in ('CONTRADICTED', 'OUT_OF_DATE') then part_name end, ', ' order by position) as failed,
        string_agg(case when verdict in ('NOT_CHECKABLE', 'TOO_CLOSE') then part_name end, ', ' order by position) as undecided
    from factcheck.part_verdict
    group by article_id, claim_id
),

shown as (
    select article_id, claim_id, count(*) as readings, bool_or(is_reference) as is_reference
    from factcheck.reading
    group by article_id, claim_id
)

select
    c.article_id,
    c.claim_id,
    case
        when c.not_checkable is not null or p.claim_id is null then 'NOT_CHECKABLE'
        when p.verdicts > 1 then 'DEPENDS'
        else p.verdict
    end as verdict,
    case
        when c.not_checkable is not null or p.claim_id is null then 'NOT_CHECKABLE'
        when p.verdicts_now > 1 then 'DEPENDS'
        else p.verdict_now
    end as verdict_now,
    case
        when c.not_checkable is not null then null
        when p.verdicts > 1 or p.verdicts_now > 1 then 'part'
        else p.decided_by
    end as decided_by,
    case
        when c.not_checkable is not null then null
        when p.verdicts > 1 or p.verdicts_now > 1 then 'which of them'
        else p.choice
    end as choice,
    case
        when c.not_checkable is not null then concat(c.not_checkable, ': ', c.reason)
        when p.claim_id is null then 'no indicator'
        when p.verdicts > 1 then concat(
            concat_ws('; ',
                case when p.held is not null then concat('holds for ', p.held) end,
                case when p.mixed is not null then concat('depends for ', p.mixed) end,
                case when p.failed is not null then concat('does not hold for ', p.failed) end,
                case when p.undecided is not null then concat('undecided for ', p.undecided) end
            ), '. ', p.reason)
        else p.reason
    end as reason,
    p.closest_reading_id,
    p.closest_value,
    p.gap_pct,
    case when p.verdicts = 1 then p.would_be_true end as would_be_true,
    p.turned_by,
    cast(coalesce(s.readings, 0) as integer) as readings,
    coalesce(s.is_reference, false) as is_reference
from factcheck.claim as c
left join part as p on p.article_id = c.article_id and p.claim_id = c.claim_id
left join shown as s on s.article_id = c.article_id and s.claim_id = c.claim_id
order by c.article_id, c.position
