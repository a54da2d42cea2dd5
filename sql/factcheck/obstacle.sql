/*
description: >
  Why a figure cannot be judged at all: figures that do not go together (INCOHERENT) or that are not all there
  (INCOMPLETE). The first that applies is named. One row per figure that meets one.
key: [figure_id]
columns:
  figure_id: figure (factcheck.basis)
  outcome: INCOHERENT or INCOMPLETE
  missing: >-
    code: NOT_CUMULATIVE, MIXED_PRICES, MIXED_SIGNS, SERIES_BREAK (missing_note says what changed), NOT_ADDITIVE, UNIT_MISMATCH, NO_MEMBERS,
    NO_DIVISOR,
    NO_TERM (one of the figures that it is added up from), YEARS_MISSING (missing_found of missing_expected years that are added
    up are held), MIXED_EDITIONS (they are, but no edition has all of them),
    NO_FIGURE (missing_areas, missing_count, missing_status), NO_COUNT (nobody is counted where forces rotate),
    NO_BASE (the claim names nothing that it is compared with), NO_BASE_PERIOD, NO_BASE_AREA, NO_BEGINNING,
    WINDOW_GAPS (missing_found other periods of missing_expected), NOTHING_TO_RANK,
    FULLER_SOURCE (missing_found areas of missing_expected), TOO_FEW_AREAS (missing_found areas of missing_expected) or
    LOW_COVERAGE (missing_found per cent)
  missing_areas: areas without a figure, ISO3 separated by ;
  missing_count: {unit: pairs, meaning: how many they are}
  missing_status: status of a figure that is listed without a value
  missing_found: {unit: depends on the code, meaning: what is held}
  missing_expected: {unit: depends on the code, meaning: what it takes}
  missing_note: what changed in the series, as the catalogue says it
*/
with met as (
    select
        f.*,
        c.years,
        case
            when c.years > 1 and (c.kind <> 'flow' or c.aggregation <> 'sum') then 'NOT_CUMULATIVE'
            when f.price_bases > 1 then 'MIXED_PRICES'
            when f.break_reason is not null then 'SERIES_BREAK'
            when f.members > 1 and c.aggregation in ('none', 'ratio') and f.is_plain and c.operation not in ('exists', 'count')
                then 'NOT_ADDITIVE'
            when c.operation in ('sum', 'average', 'always') and f.members > 1 and c.aggregation = 'weighted_mean' then 'NOT_ADDITIVE'
            when (c.operation in ('level', 'sum', 'mean', 'average') or (c.operation = 'change' and c.unit <> 'PT'))
                and c.unit is not null and c.unit <> n.unit_measure
                and not (c.unit = 'USD' and n.unit_measure = 'INTL_USD') then 'UNIT_MISMATCH'
            when f.amount is null and f.years_held < c.years and c.years > 1 then 'YEARS_MISSING'
            when f.amount is null and c.years > 1 then 'MIXED_EDITIONS'
            when c.operation = 'count' then case
                when f.counted is null then 'NO_MEMBERS'
                when c.bar_unit <> f.unit_measure and not (c.bar_unit = 'USD' and f.unit_measure = 'INTL_USD') then 'UNIT_MISMATCH'
            end
            when f.amount is null and f.absent_areas is null then case when d.has_per then 'NO_DIVISOR' else 'NO_TERM' end
            when f.amount is null then 'NO_FIGURE'
            when f.is_rotating and f.amount = 0 then 'NO_COUNT'
            when f.needs_base_period and f.base_period is null then 'NO_BASE'
            when f.needs_base_period and f.base_amount is null then 'NO_BASE_PERIOD'
            when c.against = 'area' and f.divisor is null then 'NO_BASE_AREA'
            when c.operation in ('average', 'always') and f.window_periods is null then 'NO_BEGINNING'
            when c.operation in ('average', 'always') and coalesce(f.window_present, 0) < f.window_periods then 'WINDOW_GAPS'
            when c.operation = 'ratio' and f.amount * case c.against when 'period' then f.base_amount else f.divisor end < 0
                then 'MIXED_SIGNS'
            when c.operation = 'next' and c.aggregation <> 'sum' then 'NOT_ADDITIVE'
            when c.operation not in ('rank', 'next') then null
            when f.rank_place is null or (c.operation = 'next' and f.next_amount is null) then 'NOTHING_TO_RANK'
            when f.ranked_areas < 0.8 * f.fullest_areas then 'FULLER_SOURCE'
            when f.ranked_areas < f.needed_areas then 'TOO_FEW_AREAS'
            -- whoever is missing can only stand before or behind: a place that is too low already stays so. Where many are missing,
            -- how much they grew before says nothing of where they stand
            when f.rank_coverage < 0.95 and c.operation = 'rank'
                and coalesce(case when c.kind = 'change' then f.firm_low else f.rank_low end <= coalesce(c.x_high, c.x), true) then 'LOW_COVERAGE'
        end as missing
    from factcheck.basis as f
    inner join factcheck.part as c on c.part_id = f.part_id
    inner join factcheck.number as n on n.figure_id = f.figure_id and n.variant = ''
    inner join input.reading_definition as d on d.indicator = c.indicator and d.definition = f.definition
)

select
    figure_id,
    case
        when missing in ('NOT_CUMULATIVE', 'MIXED_PRICES', 'MIXED_SIGNS', 'SERIES_BREAK', 'NOT_ADDITIVE', 'UNIT_MISMATCH') then 'INCOHERENT'
        else 'INCOMPLETE'
    end as outcome,
    missing,
    case when missing = 'NO_FIGURE' then absent_areas end as missing_areas,
    case when missing = 'NO_FIGURE' then absent_count end as missing_count,
    case when missing in ('NO_FIGURE', 'NO_DIVISOR', 'NO_TERM') then absent_status end as missing_status,
    case
        when missing in ('FULLER_SOURCE', 'TOO_FEW_AREAS') then cast(ranked_areas as double)
        when missing = 'LOW_COVERAGE' then 100 * rank_coverage
        when missing = 'WINDOW_GAPS' then cast(coalesce(window_present, 0) as double)
        when missing = 'YEARS_MISSING' then cast(years_held as double)
    end as missing_found,
    case missing
        when 'FULLER_SOURCE' then cast(fullest_areas as double)
        when 'TOO_FEW_AREAS' then cast(needed_areas as double)
        when 'WINDOW_GAPS' then cast(window_periods as double)
        when 'YEARS_MISSING' then cast(years as double)
    end as missing_expected,
    case when missing = 'SERIES_BREAK' then break_reason end as missing_note
from met
where missing is not null
