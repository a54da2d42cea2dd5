/*
description: >
  Verdict of each claim, as known when it was made and as known today, with the choice that decides, the closest
  figure and the reason. One row per claim.
key: [article_id, claim_id]
columns:
  article_id: article
  claim_id: claim
  verdict: SUPPORTED, SUPPORTED_LOOSELY, DEPENDS, CONTRADICTED, OUT_OF_DATE, TOO_CLOSE or NOT_CHECKABLE, as known when said
  verdict_now: the same as known today
  decided_by: definition, period or source, or part where its parts differ
  definition_choice: what the definitions of the indicator differ in, as the catalogue says it
  reason: >-
    why, a code: that of its one part (factcheck.part_verdict), PARTS_DIFFER or PARTS_AGREE where there are several,
    NO_FIGURE_DECIDES (not_checkable and reason of factcheck.claim) or NO_INDICATOR
  closest_reading_id: reading closest to the claim
  closest_value: {unit: unit_measure of the reading, meaning: its number}
  gap_pct: {unit: per cent, meaning: its distance from the stated number}
  parts: {unit: parts, meaning: parts that have a verdict of their own}
  readings: {unit: readings, meaning: all readings that are shown}
  is_reference: rests on reference figures transcribed into the warehouse
*/
with part as (
    select
        article_id, claim_id,
        cast(count(*) as integer) as parts,
        count(distinct verdict) as verdicts,
        count(distinct verdict_now) as verdicts_now,
        max(verdict) as verdict,
        max(verdict_now) as verdict_now,
        max(decided_by) as decided_by,
        max(definition_choice) as definition_choice,
        max(reason) as reason,
        arg_min(closest_reading_id, position) as closest_reading_id,
        arg_min(closest_value, position) as closest_value,
        arg_min(gap_pct, position) as gap_pct
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
    p.definition_choice,
    case
        when c.not_checkable is not null then 'NO_FIGURE_DECIDES'
        when p.claim_id is null then 'NO_INDICATOR'
        when p.verdicts > 1 then 'PARTS_DIFFER'
        when p.parts > 1 then 'PARTS_AGREE'
        else p.reason
    end as reason,
    p.closest_reading_id,
    p.closest_value,
    p.gap_pct,
    coalesce(p.parts, 0) as parts,
    cast(coalesce(s.readings, 0) as integer) as readings,
    coalesce(s.is_reference, false) as is_reference
from factcheck.claim as c
left join part as p on p.article_id = c.article_id and p.claim_id = c.claim_id
left join shown as s on s.article_id = c.article_id and s.claim_id = c.claim_id
order by c.article_id, c.position
