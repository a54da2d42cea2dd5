/*
description: >
  Verdict of each part of a claim, then and now, with the reading closest to it and why. A claim that is not taken
  apart has one part. One row per part.
key: [article_id, claim_id, part]
columns:
  article_id: article
  claim_id: claim
  part: area that the part is about; '' when the claim is not taken apart
  part_name: its name
  position: place of the part in the sentence
  verdict: verdict as known when the claim was made
  verdict_now: verdict as known today
  decided_by: choice that splits the readings - definition, period or source, or several
  definition_choice: what the definitions of the indicator differ in, as the catalogue says it
  freq: frequency of the figures that answer it
  votes: {unit: readings, meaning: equivalent readings with an outcome as known then}
  holds: {unit: readings, meaning: those of them that hold}
  nears: {unit: readings, meaning: those of them that nearly hold}
  closest_reading_id: reading closest to the claim
  closest_value: {unit: unit_measure of the reading, meaning: its number}
  gap_pct: {unit: per cent, meaning: its distance from the stated number}
  holding_reading_id: closest reading that holds
  failing_reading_id: closest reading that does not
  earlier_reading_id: reading of an earlier period that holds
  arguable_reading_id: closest of the arguable readings
  current_reading_id: closest reading of today
  reason: >-
    why, a code: AWAITED (what is held does not hold, and an equivalent definition is not held),
    NO_FIGURE_DECIDES (factcheck.claim says why not), FAULT (judging it raised), NOTHING_USABLE (the readings say what is missing),
    OVERTAKEN (the period that had been published is not the last complete
    one, whose figure has come since), UNSEEN (today's figure does not hold, no edition of the day is held, and first
    figures are revised by as much), AGED (the last edition held from before that day is months older, and a later one bears it
    out, or the number lies between the two), NOT_YET_PUBLISHED (no edition of the day is held), ONLY_ARGUABLE, NO_FIGURE, ALL_HOLD, SOME_NEARLY_HOLD, SPLIT,
    SOME_NEARLY_NONE_HOLDS, NONE_HOLDS, ONLY_EARLIER_HOLDS, ONLY_SUPERSEDED_HOLDS (as published before), FAR_DOWN (a place that lists
    differ in) or WITHIN_REVISION
  awaited: labels of the equivalent definitions that might bear it out and are not held
  would_be_true: >-
    the nearest true sentence, a code: SAY_WHICH (the holding reading), SAY_SO (the one without a vote that holds),
    OTHER_PERIOD (that of the earlier reading), LATER (that of the current reading), ARGUABLE (the number of the arguable
    reading), AS_FAR_BACK (since the figures of limit_reading_id begin), NECK_AND_NECK, LEVEL (about equal), BARELY (about as
    much as the record before), OTHER_RANK, OPPOSITE, OTHER_WAY (round), UNCHANGED, RATIO, OF_NEXT, OF_LARGEST, OF_SMALLEST, SINCE (a shorter window),
    OTHER_RECORD (of the period that has it), UNBROKEN (fewer periods), BUT_FOR (a few periods), ALREADY (so in an earlier one), RANGE, NONE, FIRST_SINCE or OTHER_NUMBER (of the
    closest reading)
  otherwise_reading_id: where no vote holds, the closest of the readings without one that do
  other_period: nearest other year of which it would hold as it is put
  other_value: {unit: unit_measure of the closest reading, meaning: the figure of that year}
  superseded_on: day on which the earlier edition that bears it out was published
  superseded_value: {unit: unit_measure of the closest reading, meaning: its figure}
  limit_reading_id: of a record, the reading whose complete figures reach back furthest and that none of them beats
  revised_reading_id: reading whose figure was revised since and turned the verdict
  added_reading_id: reading whose figure has become public since
*/
select
    article_id, claim_id, part, part_name, position, verdict, verdict_now, decided_by, definition_choice, freq,
    votes, holds, nears, closest_reading_id, closest_value, gap_pct, holding_reading_id, failing_reading_id,
    earlier_reading_id, arguable_reading_id, current_reading_id, reason, awaited, would_be_true,
    otherwise_reading_id, other_period, other_value, superseded_on, superseded_value, limit_reading_id,
    revised_reading_id, added_reading_id
from input.judged_part_verdict
