/*
description: >
  What one edition says about a reporter's trade in goods of one year as a whole: the world totals, what is left of
  them beside the partners, and how much the partners cover. One row per reporter, year, source and edition that
  gives partners.
key: [ref_area, time_period, source, vintage]
columns:
  ref_area: ISO3 of the reporter
  time_period: first day of the year
  source: dataset
  vintage: edition
  published_on: day on which the figures became public, the latest of them
  is_reference: true when a figure was transcribed and not read from the publisher's file
  world_exports: {unit: USD, meaning: exports to all partners together as published}
  world_imports: {unit: USD, meaning: imports from all partners together as published}
  withheld_exports_weight: {unit: USD, meaning: imports from the partners whose exports are withheld}
  withheld_imports_weight: {unit: USD, meaning: exports to the partners whose imports are withheld}
  partners: {unit: partners, meaning: partner countries with trade in either direction}
  edition_number: number of the edition; stands for the four columns of the key where rows are joined or ranked
  rest_exports: {unit: USD, meaning: exports to the world less those to partners}
  rest_imports: {unit: USD, meaning: imports from the world less those from partners}
  coverage_exports: {unit: per cent, meaning: part of exports to the world that is allocated to partners}
  coverage_imports: {unit: per cent, meaning: part of imports from the world that is allocated to partners}
  coverage_total: {unit: per cent, meaning: part of trade with the world that is allocated to partners}
  is_latest: true in the edition published last among those of this source that cover this reporter and year best
*/
-- what one edition says about one reporter and year
with edition as (
    select
        ref_area,
        time_period,
        source,
        vintage,
        max(published_on) as published_on,
        max(retrieved_at) as retrieved_at,
        max(case when is_reference then 1 else 0 end) = 1 as is_reference,
        max(case when counterpart_area = 'W00' then exports end) as world_exports,
        max(case when counterpart_area = 'W00' then imports end) as world_imports,
        sum(case when counterpart_area not in ('W00', '_X') then exports end) as allocated_exports,
        sum(case when counterpart_area not in ('W00', '_X') then imports end) as allocated_imports,
        max(case when counterpart_area = '_X' then exports end) as nes_exports,
        max(case when counterpart_area = '_X' then imports end) as nes_imports,
        -- the other flow of partners that withhold one says how to divide what is left of the world total
        sum(case
            when counterpart_area not in ('W00', '_X') and exports_status is not null and exports is null then imports
        end) as withheld_exports_weight,
        sum(case
            when counterpart_area not in ('W00', '_X') and imports_status is not null and imports is null then exports
        end) as withheld_imports_weight,
        cast(count(case
            when counterpart_area not in ('W00', '_X', ref_area) and coalesce(exports, 0) + coalesce(imports, 0) > 0
                then 1
        end) as bigint) as partners
    from marts.trade_partner_report
    group by ref_area, time_period, source, vintage
    -- a dataset that gives nothing but world totals has no partners to show
    having count(case when counterpart_area <> 'W00' then 1 end) > 0
)

-- floating-point dust of a sum is no remainder
select
    ref_area,
    time_period,
    source,
    vintage,
    published_on,
    is_reference,
    world_exports,
    world_imports,
    withheld_exports_weight,
    withheld_imports_weight,
    partners,
    -- stands for its four keys: a number sorts and joins faster than text
    row_number() over (order by ref_area, time_period, source, vintage) as edition_number,
    case
        when world_exports is null then nes_exports
        when abs(world_exports - coalesce(allocated_exports, 0)) < 1e-9 * world_exports then 0
        else world_exports - coalesce(allocated_exports, 0)
    end as rest_exports,
    case
        when world_imports is null then nes_imports
        when abs(world_imports - coalesce(allocated_imports, 0)) < 1e-9 * world_imports then 0
        else world_imports - coalesce(allocated_imports, 0)
    end as rest_imports,
    100 * coalesce(allocated_exports, 0) / nullif(world_exports, 0) as coverage_exports,
    100 * coalesce(allocated_imports, 0) / nullif(world_imports, 0) as coverage_imports,
    100 * (coalesce(allocated_exports, 0) + coalesce(allocated_imports, 0))
    / nullif(world_exports + world_imports, 0) as coverage_total,
    row_number() over (
        partition by ref_area, time_period, source
        order by
            case when world_exports is not null then 0 else 1 end
            + case when world_imports is not null then 0 else 1 end,
            published_on desc,
            retrieved_at desc,
            vintage desc
    ) = 1 as is_latest
from edition
