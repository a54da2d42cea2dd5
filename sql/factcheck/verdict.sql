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
    NO_FIGURE_DECIDES (not_checkable and reason of factcheck.claim), NO_INDICATOR or FAULT (judging it raised)
  closest_reading_id: reading closest to the claim
  closest_value: {unit: unit_measure of the reading, meaning: its number}
  gap_pct: {unit: per cent, meaning: its distance from the stated number}
  parts: {unit: parts, meaning: parts that have a verdict of their own}
  readings: {unit: readings, meaning: all readings that are shown}
  is_reference: rests on reference figures transcribed into the warehouse
*/
select
    article_id, claim_id, verdict, verdict_now, decided_by, definition_choice, reason, closest_reading_id,
    closest_value, gap_pct, parts, readings, is_reference
from input.judged_verdict
