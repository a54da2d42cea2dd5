/*
description: >
  What articles claim, as structured assertions, with the periods in which to look. One row per claim.
key: [article_id, claim_id]
columns:
  article_id: article (factcheck.article)
  claim_id: name of the claim within its article
  position: place in the article
  quote: the words
  in_words: what it is taken to say; NULL where nothing can be checked
  speaker: who said it
  speaker_type: "Person, Organization or GovernmentOrganization; NULL where the article file does not say"
  said_on: day on which it was said
  indicator: what it is about (core.indicator); NULL where nothing can be checked
  operation: >-
    level, sum, mean, share, ratio, change, growth, rank, average, extreme, always, compare, order, count, next, difference, direction,
    streak, exists or first
  hedge: hedge word (docs/method.md)
  value_text: number as written
  x: {unit: unit, meaning: the number in base units}
  u: {unit: unit, meaning: unit of its last significant digit}
  x_high: {unit: unit, meaning: upper end of a range}
  u_high: {unit: unit, meaning: unit of the last significant digit of the upper end}
  value_kind: how the number was written - level, percent, words, words_share, ratio or rank
  unit: unit of the stated number
  period: period that the claim names; NULL when it names none
  period_from: first day in which to look
  period_to: last day in which to look
  base_from: first day of the period compared with
  base_to: last day of the period compared with
  span: {unit: years, meaning: "length of a window that ends with the newest period published; NULL for others"}
  is_window: true when the period named is several years, each of which may be meant
  years: {unit: years, meaning: "how many are added up, the one in which to look and those before it; 1 for a single period"}
  freq: frequency of the figures that answer it
  wider_freq: frequency of the figures that answer it where finer ones are not published; NULL for none
  sort_order: desc for the largest and for rises, asc for the smallest and for falls
  publisher: the figure of the publishers that the sentence names as its source, in words; NULL where it names none
  publisher_sources: their datasets, separated by semicolons
  publisher_from: {unit: times, meaning: least that such a figure is of what is held for the same thing}
  publisher_to: {unit: times, meaning: most that it is of it}
  universe: group within which a rank is meant, or whose members are counted
  bar: {unit: bar_unit, meaning: what those who are counted have to meet}
  bar_hedge: "on which side of it: over, at_least, under or at_most"
  bar_unit: unit of the bar; NULL for that of the indicator
  parts: role whose areas each get a verdict of their own
  not_checkable: kind of statement that no figure can decide
  reason: why
  note: remark of the editor
  unread: what of its sentence was not read; no verdict stands for the whole sentence then
  ref_areas: countries and groups that it is about, ISO3 or group separated by ;
  counterpart_areas: partners that it names, separated by ;
  base_ref_areas: countries that it is compared with, separated by ;
  base_counterpart_areas: partners of these, separated by ;
  pairs: "countries whose figures answer it, or pairs such as KOR-CHN, separated by ;"
  event_kinds: kinds of event that it is about, separated by ;
  low: {unit: unit, meaning: "lower end of what its number commits to; NULL without one"}
  high: {unit: unit, meaning: upper end}
  low_open: true when low itself is outside
  high_open: true when high itself is outside
  near_low: {unit: unit, meaning: "lower end of what nearly holds; NULL when unbounded"}
  near_high: {unit: unit, meaning: upper end of what nearly holds}
  near_low_open: true when near_low itself is outside
  near_high_open: true when near_high itself is outside
  slack_low: true when the wording stays true below low
  slack_high: true when the wording stays true above high
*/
select
    article_id, claim_id, position, quote, in_words, speaker, speaker_type, said_on, indicator, operation,
    hedge, value_text, x, u, x_high, u_high, value_kind, unit, period, period_from, period_to, base_from,
    base_to, span, is_window, years, freq, wider_freq, sort_order, publisher, publisher_sources,
    publisher_from, publisher_to, universe, bar, bar_hedge, bar_unit, parts, not_checkable, reason, note, unread,
    ref_areas, counterpart_areas, base_ref_areas, base_counterpart_areas, pairs, event_kinds, low, high,
    low_open, high_open, near_low, near_high, near_low_open, near_high_open, slack_low, slack_high
from input.judged_claim
