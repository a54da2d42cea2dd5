/*
description: >
  Every reading of every claim: one defensible way to compute what it says, with its number, its outcome against
  the stated one and the query that gives the number again. One row per claim, part and reading.
key: [article_id, claim_id, part, reading_id]
columns:
  article_id: article
  claim_id: claim
  part: area that the part is about; '' when the claim is not taken apart
  reading_id: name of the reading within the part
  position: order for people - votes first, as known then before as known now, latest period first
  known: then, as published by the day of the claim; now, as published by today
  indicator: what the claim is about (core.indicator)
  operation: what is stated (factcheck.claim)
  sort_order: desc for the largest and for rises, asc for the smallest and for falls
  definition: way of reading it
  variant: "-more when three times more is read as an increase by three times, else ''"
  label: the definition as the catalogue calls it; NULL for events
  source: dataset (core.source); two joined by ' + ' where a ratio takes two
  vintage: edition
  published_on: day on which the last of its figures became public
  freq: frequency
  time_period: first day of the period, of years that are added up of the last
  years: {unit: years, meaning: how many are added up}
  base_period: first day of the period compared with
  type: E equivalent, U uncertain, N shown and never voting
  type_reason: why it is not a plain E, codes separated by ;
  definition_reason: why the definition is not a plain E, as the catalogue says it; NULL when it is
  is_earlier: true for an earlier period that holds while the current one may not
  obs_status: "worst status of its figures: A normal, P provisional, E estimated, F forecast"
  obs_value: {unit: unit_measure, meaning: the number of this reading}
  unit_measure: unit of the number
  outcome: MATCH, MATCH_SLACK, NEAR, MISS, TOO_CLOSE, INCOMPLETE or INCOHERENT
  gap_pct: {unit: per cent, meaning: distance of the number from the stated one}
  low: {unit: unit_measure, meaning: "lower end of MATCH; NULL when open"}
  high: {unit: unit_measure, meaning: "upper end of MATCH; NULL when open"}
  low_open: true when low itself is outside
  high_open: true when high itself is outside
  slack_low: true when the wording stays true below low
  slack_high: true when the wording stays true above high
  near_low: {unit: unit_measure, meaning: lower end of NEAR}
  near_high: {unit: unit_measure, meaning: upper end of NEAR}
  missing: what is missing or does not fit, a code
  missing_areas: areas meant by the code, ISO3 separated by ;
  missing_count: {unit: pairs, meaning: how many they are}
  missing_status: status of a figure that is listed without a value
  missing_found: {unit: depends on the code, meaning: what is held}
  missing_expected: {unit: depends on the code, meaning: what it takes}
  missing_note: what the catalogue says of it
  stated_unit: unit of the number in the claim
  amount: {unit: unit of the indicator, meaning: figure behind the number}
  compared_with: {unit: unit of the indicator, meaning: figure that it is compared with or divided by}
  window_high: {unit: unit of the indicator, meaning: highest earlier figure of the window of a record}
  window_low: {unit: unit of the indicator, meaning: lowest earlier figure of the window of a record}
  window_from: first period of that window with a figure
  record_in: period of the window with the record that the claim is about, this period included; of what is said of several periods the one that decides
  broken_in: periods that stand against what is said of several, first days separated by ;
  window_top: {unit: unit of the indicator, meaning: "highest figure of the window, this period included"}
  window_bottom: {unit: unit of the indicator, meaning: "lowest figure of the window, this period included"}
  beaten_in: last earlier period whose figure is at least as high (as low, when the claim is about the lowest)
  rank_low: best rank that what is missing allows
  rank_high: worst rank that what is missing allows
  ranked_areas: {unit: areas, meaning: areas ranked}
  is_listed_so: true where the place that is claimed is that on a list of other countries
  short_by_pct: {unit: per cent, meaning: by how much figures would have to differ for the place that is claimed}
  met: {unit: members or periods, meaning: "members that meet the bar of a count, or periods of which it is true"}
  counted: {unit: members or periods, meaning: all that are counted}
  met_by: members that meet it, ISO3 separated by ;
  close_areas: members within a usual revision of it, ISO3 separated by ;
  open_areas: members without a figure that may meet it, and others of whom it is open whether they are counted, ISO3 separated by ;
  neighbour: area whose figure is closest to that of a ranked one, ISO3
  neighbour_gap_pct: {unit: per cent, meaning: distance of that figure}
  event: what happened, as the table of events says it
  is_reference: rests on reference figures transcribed into the warehouse
  sql: a SELECT over this file that returns obs_value
*/
select
    article_id, claim_id, part, reading_id, position, known, indicator, operation, sort_order, definition,
    variant, label, source, vintage, published_on, freq, time_period, years, base_period, type, type_reason,
    definition_reason, is_earlier, obs_status, obs_value, unit_measure, outcome, gap_pct, low, high, low_open,
    high_open, slack_low, slack_high, near_low, near_high, missing, missing_areas, missing_count,
    missing_status, missing_found, missing_expected, missing_note, stated_unit, amount, compared_with,
    window_high, window_low, window_from, record_in, broken_in, window_top, window_bottom, beaten_in, rank_low, rank_high,
    ranked_areas, is_listed_so, short_by_pct, met, counted, met_by, close_areas, open_areas, neighbour,
    neighbour_gap_pct, event, is_reference, sql
from input.judged_reading
