/*
description: >
  Slices of reported trade that must be wrong, found by rule and kept out of ranks, shares and reconciled
  figures (quarantined); the figures themselves stay where they are. A slice is a reporter's flow in a period
  of a source, or one partner in it. Only the latest figures are judged (marts.trade_report). Rules:
  doubled - every figure is an even number of the reporter's units, which twenty figures are by chance once in
  a million, or the half dozen there are is even and half as large again as in the years around;
  partners_over_world, partners_under_world - partners add up to more than the world total (by 0.5 %) or, where
  thirty or more are listed, to less (by 5 %, or 10 % where partners are withheld); judged in one edition only;
  no_world - partners without a world total, which a complete filing has;
  truncated - a third of the partners, or of the total, is missing against the periods around, in a slice that means to
  be whole: fewer partners than its own world total needs are the answer to a narrower question;
  other_unit - figures are about a thousand or a million times too small or too large: against the periods around,
  against the partners' reports, other datasets of the same flow and period, and the year that a month is part of (the
  one of the two that GDP contradicts), or the total against GDP itself; where a tenth of an edition's slices are, three
  or more, of one reporter or of all, so are the rest of them;
  pasted_flow - the imports equal the exports to the last digit, in five digits or in three periods; of the two
  the flow that departs half as far again from the periods around is taken for the copy, both where neither does so, and
  the imports where no period around tells them apart;
  same_as_other - the file repeats another reporter's; same_as_earlier - it repeats an earlier period.
  One row per slice and rule.
key: [source, ref_area, counterpart_area, flow, freq, time_period, rule]
nullable_key: true
columns:
  rule: "doubled, partners_over_world, partners_under_world, no_world, truncated, other_unit, pasted_flow, same_as_other or same_as_earlier"
  ref_area: ISO3 of the reporter
  counterpart_area: ISO3 of the partner; NULL when the whole flow of the period is meant
  flow: X exports, M imports
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  source: dataset
  vintage: edition; the newest where the slice holds several
  found: {unit: measure, meaning: what the slice says}
  expected: {unit: measure, meaning: what it was held against}
  measure: "unit of found and expected: USD, partners, ratio (to what it was held against) or figures (shared with the other file)"
  amount: {unit: USD, meaning: trade in the slice}
  held_against: "what it was held against: itself, total, periods_around, other_reports, output, edition, other_flow or other_file"
  figures: {unit: figures, meaning: "figures, or partners, on which the rule rests"}
  suspects: {unit: flows, meaning: "for pasted flows, 2 when either flow may be the copy"}
  other_area: ISO3 of the reporter whose file it repeats
  other_period: period whose file it repeats
*/
with in_other_unit as (
    select source, vintage, ref_area, flow, freq, time_period
    from marts.trade_slice_anomaly
    where rule = 'other_unit'
    union
    select source, vintage, ref_area, flow, freq, time_period
    from marts.trade_unit_anomaly
),

told as (
    select
        s.source, s.vintage, s.ref_area, s.flow, s.freq, s.time_period, s.amount, s.partners,
        u.source is not null as is_told,
        count(u.source) over (partition by s.source, s.vintage, s.freq) as told_of_edition,
        count(*) over (partition by s.source, s.vintage, s.freq) as of_edition,
        count(u.source) over (partition by s.source, s.vintage, s.freq, s.ref_area) as told_of_reporter,
        count(*) over (partition by s.source, s.vintage, s.freq, s.ref_area) as of_reporter
    from marts.trade_slice as s
    left join in_other_unit as u
        on u.source = s.source and u.vintage = s.vintage and u.ref_area = s.ref_area and u.flow = s.flow
        and u.freq = s.freq and u.time_period = s.time_period
)

select
    rule,
    ref_area,
    cast(null as varchar) as counterpart_area,
    flow,
    freq,
    time_period,
    source,
    vintage,
    found,
    expected,
    measure,
    amount,
    held_against,
    figures,
    cast(null as bigint) as suspects,
    cast(null as varchar) as other_area,
    cast(null as date) as other_period
from marts.trade_slice_anomaly
union all
select
    'other_unit' as rule,
    u.ref_area,
    null as counterpart_area,
    u.flow,
    u.freq,
    u.time_period,
    u.source,
    u.vintage,
    u.found,
    u.expected,
    u.measure,
    u.amount,
    u.held_against,
    null as figures,
    null as suspects,
    null as other_area,
    null as other_period
from marts.trade_unit_anomaly as u
-- the periods around have shown it already
left join marts.trade_slice_anomaly as s
    on s.rule = 'other_unit' and s.source = u.source and s.ref_area = u.ref_area and s.flow = u.flow
    and s.freq = u.freq and s.time_period = u.time_period
where s.rule is null
union all
select
    'other_unit' as rule,
    ref_area,
    null as counterpart_area,
    flow,
    freq,
    time_period,
    source,
    vintage,
    cast(greatest(told_of_edition, told_of_reporter) as double) as found,
    0 as expected,
    'figures' as measure,
    amount,
    'edition' as held_against,
    partners as figures,
    null as suspects,
    null as other_area,
    null as other_period
from told
where not is_told
    and (told_of_edition >= 3 and 10 * told_of_edition >= of_edition
        or told_of_reporter >= 3 and 10 * told_of_reporter >= of_reporter)
union all
select
    'pasted_flow' as rule,
    ref_area,
    counterpart_area,
    flow,
    freq,
    time_period,
    source,
    vintage,
    amount as found,
    null as expected,
    'USD' as measure,
    amount,
    'other_flow' as held_against,
    null as figures,
    suspects,
    null as other_area,
    null as other_period
from marts.trade_pasted_flow
union all
select
    rule,
    ref_area,
    null as counterpart_area,
    flow,
    freq,
    time_period,
    source,
    vintage,
    shared as found,
    null as expected,
    'figures' as measure,
    amount,
    'other_file' as held_against,
    null as figures,
    null as suspects,
    other_area,
    other_period
from marts.trade_repeated_filing
order by source, ref_area, time_period, flow, rule, counterpart_area
