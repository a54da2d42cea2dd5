/*
description: >
  Every reading of every claim with its number. One row per claim, part and reading.
key: [part_id, reading_id]
columns:
  part_id: part of a claim (factcheck.part)
  reading_id: name of the reading within the part
  known: then, as published by the day of the claim; now, as published by today
  indicator: what the claim is about
  definition: way of reading it
  variant: "-more when three times more is read as an increase by three times, else ''"
  figure_id: its figure (factcheck.figure); NULL for events
  source: dataset, or two joined by ' + '
  vintage: edition
  published_on: day on which the last figure became public
  freq: frequency
  time_period: period
  base_period: period compared with
  reading_type: E equivalent, U uncertain, N shown and never voting
  type_reason: why it is not a plain E
  period_type: weight of the period alone
  place: counted backwards from the latest period of its kind
  worst: {unit: "0 to 3", meaning: "3 a forecast among its figures, 2 an estimate, 1 provisional, 0 none"}
  obs_value: {unit: unit_measure, meaning: the number of this reading}
  unit_measure: unit of obs_value
  fixed_outcome: outcome where it does not come from an interval
  missing: what is missing or does not fit, in words
  detail: what the number rests on, in words
  is_reference: rests on transcribed reference figures
*/
with listed as (
    select
        t.figure_id, t.part_id, t.known, t.period_type, t.period_reason, t.place,
        f.definition, f.source, f.freq, f.time_period, f.unit_measure, f.amount, f.base_period, f.base_amount, f.worst, f.vintage, f.base_vintage, f.per_source, f.per_vintage,
        f.price_bases, f.published_on, f.is_reference, f.members, f.absent_status,
        d.amount as divisor, d.vintage as divisor_vintage, d.is_reference as divisor_is_reference,
        d.published_on as divisor_published_on, d.members as divisor_members,
        c.indicator, c.operation, c.hedge, c.unit, c.value_text, c.x, c.x_high, c.sort_order, c.base_from, c.base_to,
        c.not_checkable, c.aggregation, c.kind as indicator_kind, c.revision_pct, c.universe, c.against,
        rd.reading_type as definition_type, rd.reason as definition_reason,
        p.place as rank_place, p.firm_low, p.firm_high, p.low as rank_low, p.high as rank_high, p.areas, p.coverage,
        p.sources_areas, p.needed_areas, p.missing as rank_missing, p.neighbour, p.neighbour_gap_pct,
        s.highest, s.lowest, s.expected, s.present as window_present, s.first_period, s.rises, s.streak_is_open,
        b.reason as break_reason,
        n.members as absent, n.count as absent_count
    from factcheck.timing as t
    inner join factcheck.part as c on c.part_id = t.part_id
    inner join factcheck.figure as f on f.figure_id = t.figure_id
    inner join input.reading_definition as rd on rd.indicator = c.indicator and rd.definition = f.definition
    left join factcheck.figure as d
        on d.part_id = f.part_id and d.operand = 'base' and d.side_id = f.side_id and d.time_period = f.time_period
        and d.known = f.known
    left join factcheck.place as p on p.figure_id = t.figure_id
    left join factcheck.past as s on s.figure_id = t.figure_id
    left join factcheck.absent as n
        on n.part_id = f.part_id and n.operand = 'claim' and n.definition = f.definition and n.source = f.source
        and n.freq = f.freq and n.time_period = f.time_period and n.known = f.known
    left join input.series_break as b
        on b.indicator = c.indicator and b.source = f.source
        and b.break_on <= f.time_period
        and b.break_on > case
            when c.operation in ('change', 'growth', 'direction') or (c.operation = 'ratio' and f.base_period is not null)
                then f.base_period
            when c.operation = 'extreme' then s.first_period
            when c.operation = 'streak' then cast(f.time_period - to_years(cast(c.x as integer)) as date)
        end
),

computed as (
    select
        *,
        operation in ('change', 'growth', 'direction') and not (operation = 'direction' and indicator_kind = 'change')
            or against = 'period' as needs_base_period,
        case operation
            when 'level' then amount
            when 'sum' then amount
            when 'mean' then case when aggregation = 'sum' then amount / members else amount end
            when 'share' then 100 * amount / nullif(divisor, 0)
            when 'ratio' then amount / nullif(case against when 'period' then base_amount else divisor end, 0)
            when 'compare' then amount / nullif(case against when 'period' then base_amount else divisor end, 0)
            when 'change' then
                case when unit = 'PT' and (indicator_kind not in ('rate', 'change') or unit_measure <> 'PT')
                    then 100 * (amount - base_amount) / nullif(abs(base_amount), 0)
                    else amount - base_amount
                end
            when 'growth' then
                case when amount / nullif(base_amount, 0) > 0
                    then 100 * (power(amount / base_amount, 12.0 / date_diff('month', base_period, time_period)) - 1)
                end
            when 'direction' then case when indicator_kind = 'change' then amount else amount - base_amount end
            when 'rank' then rank_place
            when 'extreme' then amount
            when 'streak' then rises
            when 'exists' then amount
        end as plain_value,
        case
            when operation in ('share', 'growth') then 'PT'
            when operation in ('ratio', 'compare') then 'TIMES'
            when operation = 'rank' then 'RANK'
            when operation = 'streak' then 'PERIODS'
            when operation = 'change' then
                case
                    when unit = 'PT' and (indicator_kind not in ('rate', 'change') or unit_measure <> 'PT') then 'PT'
                    when unit_measure = 'PT' then 'PP'
                    else unit_measure
                end
            else unit_measure
        end as value_unit,
        -- three times more than may mean three or four times as much
        operation = 'ratio' and (value_text like '% more%' or value_text like '% larger%' or value_text like '% higher%'
            or value_text like '% bigger%' or value_text like '% greater%') as is_more
    from listed
),

counted as (
    select c.*, c.plain_value - v.added as obs_value, v.variant
    from computed as c
    inner join (select 0 as added, '' as variant union all select 1 as added, '-more' as variant) as v
        on v.added = 0 or c.is_more
),

judged as (
    select
        *,
        -- what is asked of a rank
        case when hedge in ('at_most', 'up_to') then 1 else x end as rank_from,
        coalesce(x_high, x) as rank_to,
        operation in ('level', 'sum', 'mean') or (operation = 'change' and unit <> 'PT') as is_absolute
    from counted
),

decided as (
    select
        *,
        case
            when price_bases > 1 then 'INCOHERENT'
            when break_reason is not null then 'INCOHERENT'
            when members > 1 and aggregation in ('none', 'ratio') and definition_is_plain and operation <> 'exists' then 'INCOHERENT'
            when operation = 'sum' and members > 1 and aggregation = 'weighted_mean' then 'INCOHERENT'
            when is_absolute and unit is not null and unit <> value_unit
                and not (unit = 'USD' and value_unit = 'INTL_USD') then 'INCOHERENT'
            when amount is null then 'INCOMPLETE'
            when needs_base_period and base_amount is null then 'INCOMPLETE'
            when against = 'area' and divisor is null then 'INCOMPLETE'
            when operation = 'rank' and rank_place is null then 'INCOMPLETE'
            when operation = 'rank' and (coverage < 0.95 or areas < 0.8 * sources_areas or areas < needed_areas) then 'INCOMPLETE'
            when operation = 'rank' and rank_low >= rank_from and rank_high <= rank_to then 'MATCH'
            when operation = 'rank' and (rank_high < rank_from or rank_low > rank_to) then 'MISS'
            when operation = 'rank' and (
                (firm_low >= rank_from and firm_high <= rank_to) or firm_high < rank_from or firm_low > rank_to
            ) then 'INCOMPLETE'
            when operation = 'rank' then 'TOO_CLOSE'
            when operation = 'extreme' and sort_order = 'desc' and amount < highest * (1 - revision_pct / 100) then 'MISS'
            when operation = 'extreme' and sort_order = 'asc' and amount > lowest * (1 + revision_pct / 100) then 'MISS'
            when operation = 'extreme' and (window_present = 0 or window_present is null or expected is null or window_present < expected)
                then 'INCOMPLETE'
            when operation = 'extreme' and sort_order = 'desc' and amount > highest * (1 + revision_pct / 100) then 'MATCH'
            when operation = 'extreme' and sort_order = 'asc' and amount < lowest * (1 - revision_pct / 100) then 'MATCH'
            when operation = 'extreme' then 'TOO_CLOSE'
            when operation = 'streak' and rises >= x then 'MATCH'
            when operation = 'streak' and streak_is_open then 'INCOMPLETE'
            when operation = 'streak' then 'MISS'
            when operation = 'exists' and obs_value > 0 then 'MATCH'
            when operation = 'exists' then 'MISS'
            when operation = 'direction' and obs_value = 0 then 'MISS'
            when operation = 'direction' and (obs_value > 0) = (sort_order = 'desc') then 'MATCH'
            when operation = 'direction' then 'MISS'
            when operation = 'compare' and hedge in ('none', 'about', 'nearly') then
                case when abs(obs_value - 1) <= 0.05 then 'MATCH' when abs(obs_value - 1) <= 0.1 then 'NEAR' else 'MISS' end
            when operation = 'compare' and abs(obs_value - 1) <= revision_pct / 100 then 'TOO_CLOSE'
            when operation = 'compare' and (obs_value > 1) = (hedge in ('over', 'at_least', 'just_over')) then 'MATCH'
            when operation = 'compare' then 'MISS'
        end as fixed_outcome
    from (
        select j.*, j.per_source is null as definition_is_plain from judged as j
    ) as j
),

measured as (
    select
        part_id,
        concat(known, '-', definition, '-', source, '-', time_period, case when unit_measure in ('KRW', 'JPY', 'CNY') then concat('-', unit_measure) else '' end, variant)
            as reading_id,
        known,
        indicator,
        definition,
        variant,
        figure_id,
        case when per_source is not null and per_source <> source then concat(source, ' + ', per_source) else source end as source,
        concat(
            vintage,
            case
                when per_vintage is not null and (per_vintage <> vintage or per_source <> source) then concat(' + ', per_vintage)
                when base_vintage is not null and base_vintage <> vintage then concat(' + ', base_vintage)
                when against = 'area' and divisor_vintage <> vintage then concat(' + ', divisor_vintage)
                else ''
            end
        ) as vintage,
        greatest(published_on, coalesce(divisor_published_on, published_on)) as published_on,
        freq,
        time_period,
        case when needs_base_period then base_period end as base_period,
        case
            when not_checkable = 'context' or definition_type = 'N' or period_type = 'N' then 'N'
            when areas < 0.8 * sources_areas then 'N'
            when definition_type = 'U' or period_type = 'U' then 'U'
            else 'E'
        end as reading_type,
        case
            when definition_type <> 'E' and period_reason is not null then concat(definition_reason, '; ', period_reason)
            when definition_type <> 'E' then definition_reason
            when areas < 0.8 * sources_areas then 'another source ranks far more areas'
            else period_reason
        end as type_reason,
        period_type,
        place,
        worst,
        case when fixed_outcome = 'INCOHERENT' then null else obs_value end as obs_value,
        value_unit as unit_measure,
        fixed_outcome,
        case
            when fixed_outcome not in ('INCOHERENT', 'INCOMPLETE') or fixed_outcome is null then null
            when price_bases > 1 then 'its figures are in different prices'
            when break_reason is not null then concat('the series changes its meaning in between: ', break_reason)
            when fixed_outcome = 'INCOHERENT' and members > 1 and aggregation <> 'sum' then 'figures of this kind do not add up over countries'
            when fixed_outcome = 'INCOHERENT' then concat('the claim is in ', unit, ', the figure in ', value_unit, ', and no rate is held')
            when amount is null then concat(
                case
                    when absent is null then 'what it is divided by has no figure'
                    when absent_count > 6 then concat('no figure for ', absent_count, ' members')
                    else concat('no figure for ', absent)
                end,
                case absent_status when 'Q' then ' (suppressed by the publisher)' when 'L' then ' (not reported)' else '' end
            )
            when needs_base_period and base_amount is null
                then concat('no edition holds ', strftime(base_period, '%Y'), ' beside ', strftime(time_period, '%Y'))
            when against = 'area' and divisor is null then 'the source has no whole figure for what it is compared with'
            when operation = 'rank' and rank_place is null then 'nothing to rank it among'
            when operation = 'rank' and areas < 0.8 * sources_areas
                then concat('this source ranks ', areas, ' areas where another has ', sources_areas)
            when operation = 'rank' and areas < needed_areas
                then concat('figures of ', areas, ' areas, and ranking takes at least ', needed_areas)
            when operation = 'rank' and coverage < 0.95 then concat('figures cover only ', round(100 * coverage, 1), ' % of the total')
            when operation = 'rank' then concat('rank ', rank_low, ' to ', rank_high, ', because something is missing of ', rank_missing)
            when operation = 'extreme' and expected is null then concat('figures begin in ', strftime(first_period, '%Y'), ', so that a record cannot be confirmed')
            when operation = 'extreme' then concat(window_present, ' of ', expected, ' periods since then are held')
            when operation = 'streak' then concat('the figures held begin ', rises, ' periods before')
        end as missing,
        case
            when operation = 'rank' then concat(
                case when rank_low < rank_high then concat('(', rank_low, ' to ', rank_high, ') ') else '' end,
                'of ', areas, '; next is ', neighbour, ', ', round(neighbour_gap_pct, 1), ' % away'
            )
            when operation = 'extreme' then concat('highest before ', cast(highest as varchar), ', lowest ', cast(lowest as varchar), ', since ', strftime(first_period, '%Y'))
            when operation in ('change', 'growth', 'direction') and base_amount is not null then concat('from ', cast(base_amount as varchar), ' to ', cast(amount as varchar))
            when operation in ('share', 'ratio', 'compare') then concat(cast(amount as varchar), ' over ', cast(coalesce(case against when 'period' then base_amount end, divisor) as varchar))
        end as detail,
        is_reference or coalesce(divisor_is_reference, false) as is_reference
    from decided
),

happened as (
    select
        c.part_id,
        concat(o.known, '-', o.kind) as reading_id,
        o.known,
        c.indicator,
        o.kind as definition,
        '' as variant,
        cast(null as bigint) as figure_id,
        'event' as source,
        'table of events' as vintage,
        o.published_on,
        'D' as freq,
        o.event_date as time_period,
        cast(null as date) as base_period,
        case when c.not_checkable = 'context' then 'N' else 'E' end as reading_type,
        cast(null as varchar) as type_reason,
        'E' as period_type,
        1 as place,
        0 as worst,
        cast(o.events as double) as obs_value,
        'EVENTS' as unit_measure,
        case
            when not o.is_known then 'INCOMPLETE'
            when c.operation = 'first' and o.events = 0 then 'MATCH'
            when c.operation = 'first' then 'MISS'
            else 'MATCH'
        end as fixed_outcome,
        case when not o.is_known then 'the table of events has no such event' end as missing,
        o.what as detail,
        true as is_reference
    from factcheck.occurrence as o
    inner join factcheck.part as c on c.article_id = o.article_id and c.claim_id = o.claim_id
)

select
    part_id, reading_id, known, indicator, definition, variant, figure_id, source, vintage, published_on, freq, time_period,
    base_period, reading_type, type_reason, period_type, place, worst, obs_value, unit_measure, fixed_outcome, missing,
    detail, is_reference
from measured
union all
select
    part_id, reading_id, known, indicator, definition, variant, figure_id, source, vintage, published_on, freq, time_period,
    base_period, reading_type, type_reason, period_type, place, worst, obs_value, unit_measure, fixed_outcome, missing,
    detail, is_reference
from happened
