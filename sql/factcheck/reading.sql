/*
description: >
  Every reading of every claim: one defensible way to compute what it says, with its number, its outcome against
  the stated one and the query that gives the number again. One row per claim, part and reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
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
  type_reason: why it is not a plain E, codes separated by ; (factcheck.value)
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
  missing: what is missing or does not fit, a code (factcheck.obstacle, factcheck.ruling, factcheck.event_value)
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
  record_in: period of the window with the record that the claim is about, this period included
  window_top: {unit: unit of the indicator, meaning: "highest figure of the window, this period included"}
  window_bottom: {unit: unit of the indicator, meaning: "lowest figure of the window, this period included"}
  beaten_in: last earlier period whose figure is at least as high (as low, when the claim is about the lowest)
  rank_low: best rank that what is missing allows
  rank_high: worst rank that what is missing allows
  ranked_areas: {unit: areas, meaning: areas ranked}
  is_listed_so: true where the place that is claimed is that on a list of other countries
  short_by_pct: {unit: per cent, meaning: by how much figures would have to differ for the place that is claimed}
  met: {unit: members, meaning: members that meet the bar of a count}
  counted: {unit: members, meaning: all that are counted}
  met_by: members that meet it, ISO3 separated by ;
  close_areas: members within a usual revision of it, ISO3 separated by ;
  open_areas: members without a figure that may meet it, and others of whom it is open whether they are counted, ISO3 separated by ;
  neighbour: area whose figure is closest to that of a ranked one, ISO3
  neighbour_gap_pct: {unit: per cent, meaning: distance of that figure}
  event: what happened, as the table of events says it
  is_reference: rests on reference figures transcribed into the warehouse
  sql: a SELECT over this file that returns obs_value
*/
with ordered as (
    select
        a.part_id, a.reading_id, c.article_id, c.claim_id, c.part, c.operation, c.years, c.sort_order, c.unit as stated_unit, c.against, d.label,
        case
            when c.about = 'change' and d.over_time_type <> 'E' then coalesce(d.over_time_reason, d.reason)
            when c.about = 'level' and d.reading_type <> 'E' then d.reason
            when c.about = 'either' and d.reading_type <> 'E' and d.over_time_type <> 'E' then d.reason
        end as definition_reason,
        cast(row_number() over (
            partition by c.article_id, c.claim_id
            order by c.part, case a.known when 'then' then 0 else 1 end,
                case a.reading_type when 'E' then 0 when 'U' then 1 else 2 end,
                coalesce(d.position, 1), a.time_period desc, a.source, a.reading_id
        ) as integer) as position
    from factcheck.answer as a
    inner join factcheck.part as c on c.part_id = a.part_id
    left join input.reading_definition as d on d.indicator = c.indicator and d.definition = a.definition
)

select
    v.part_id,
    o.article_id,
    o.claim_id,
    o.part,
    v.reading_id,
    o.position,
    v.known,
    v.indicator,
    o.operation,
    o.sort_order,
    v.definition,
    v.variant,
    o.label,
    v.source,
    v.vintage,
    v.published_on,
    v.freq,
    v.time_period,
    o.years,
    v.base_period,
    v.reading_type as type,
    v.type_reason,
    o.definition_reason,
    a.is_earlier,
    case v.worst when 3 then 'F' when 2 then 'E' when 1 then 'P' else 'A' end as obs_status,
    v.obs_value,
    v.unit_measure,
    a.outcome,
    a.gap_pct,
    a.low,
    a.high,
    b.low_open,
    b.high_open,
    b.slack_low,
    b.slack_high,
    a.near_low,
    a.near_high,
    v.missing,
    v.missing_areas,
    v.missing_count,
    v.missing_status,
    v.missing_found,
    v.missing_expected,
    v.missing_note,
    o.stated_unit,
    f.amount,
    case
        when f.needs_base_period then f.base_amount
        when o.against = 'area' then f.divisor
    end as compared_with,
    f.window_high,
    f.window_low,
    f.window_from,
    f.record_in,
    f.window_top,
    f.window_bottom,
    f.beaten_in,
    f.rank_low,
    f.rank_high,
    f.ranked_areas,
    f.is_listed_so,
    f.short_by_pct,
    y.met,
    y.members as counted,
    y.met_by,
    y.close_areas,
    y.open_areas,
    f.neighbour,
    f.neighbour_gap_pct,
    e.event,
    v.is_reference,
    q.sql
from factcheck.answer as a
inner join factcheck.value as v on v.part_id = a.part_id and v.reading_id = a.reading_id
inner join ordered as o on o.part_id = a.part_id and o.reading_id = a.reading_id
left join factcheck.basis as f on f.figure_id = v.figure_id
left join factcheck.tally as y on y.figure_id = v.figure_id
left join factcheck.event_value as e on e.part_id = v.part_id and e.reading_id = v.reading_id
left join factcheck.interval as b on b.article_id = o.article_id and b.claim_id = o.claim_id
left join factcheck.query as q on q.part_id = v.part_id and q.reading_id = v.reading_id
order by o.article_id, o.claim_id, o.position
