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
  hedge: hedge word (input.hedge)
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
  is_loose: true where the sentence has words that were not understood, or leaves open whose figure it is
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
*/
with claim as (
    select
        c.*,
        i.freq as indicator_freq,
        i.kind as indicator_kind,
        greatest(72, i.usual_lag_months, case when i.unit_measure = 'FLAG' then 1200 end) as months_back
    from input.claim as c
    left join input.indicator as i on i.id = c.indicator
)

select
    article_id,
    claim_id,
    position,
    quote,
    in_words,
    speaker,
    speaker_type,
    said_on,
    indicator,
    operation,
    hedge,
    value_text,
    x,
    u,
    x_high,
    u_high,
    kind as value_kind,
    unit,
    period,
    coalesce(
        named_from, cast(date_trunc('year', said_on - to_months(cast(coalesce(months_back, 72) as integer))) as date)
    ) as period_from,
    coalesce(named_to, cast(date_trunc('year', said_on) + interval 1 year - interval 1 day as date)) as period_to,
    base_from,
    base_to,
    span,
    coalesce(period like '%/%', false) and years = 1 as is_window,
    years,
    case
        when period is null then indicator_freq
        when named_freq = 'A' and indicator_kind = 'stock' then indicator_freq
        else named_freq
    end as freq,
    -- a year answers for its months, but what flows in a month is a part of it
    case when named_freq in ('M', 'Q', 'D') and indicator_freq = 'A' and indicator_kind <> 'flow' then 'A' end as wider_freq,
    sort_order,
    is_loose,
    publisher,
    publisher_sources,
    publisher_from,
    publisher_to,
    universe,
    bar,
    bar_hedge,
    bar_unit,
    parts,
    not_checkable,
    reason,
    note
from claim
order by article_id, position
