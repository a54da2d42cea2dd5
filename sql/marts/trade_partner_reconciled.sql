/*
description: >
  A country's trade by partner as its partners report it and as reconciled from both (marts.bilateral_trade),
  with ranks, shares and concentration. Countries that file nothing themselves are here too. Ranks stand only
  where 95 % is covered: of the country's own trade, in the year or the last year before it that it filed
  itself, the part with partners that filed (for the partners' figures), or the part that it allocates to
  partners itself if that is more (for reconciled figures). One row per country, partner and year.
key: [ref_area, counterpart_area, time_period]
columns:
  ref_area: ISO3 of the country
  counterpart_area: ISO3 of the partner; _X not specified
  time_period: first day of the year
  exports_partner: {unit: USD, meaning: "the country's exports as the partner's imports, as published (CIF unless FOB only)"}
  imports_partner: {unit: USD, meaning: "the country's imports as the partner's exports, FOB"}
  total_partner: {unit: USD, meaning: both; a flow without a figure counts as none if the partner filed it}
  exports_reconciled: {unit: USD, meaning: "exports reconciled from both reports, FOB"}
  imports_reconciled: {unit: USD, meaning: "imports reconciled from both reports, FOB"}
  total_reconciled: {unit: USD, meaning: both; a flow that neither reports counts as none}
  rank_total_partner: {unit: place, meaning: place among partner countries by the partners' figures}
  rank_total_reconciled: {unit: place, meaning: place among partner countries by reconciled figures}
  share_total_partner: {unit: per cent, meaning: share of all that partners report}
  share_total_reconciled: {unit: per cent, meaning: share of all reconciled trade of the country}
  coverage_partner: {unit: per cent, meaning: "own trade, in the last year filed, with partners that filed this year; NULL when never filed"}
  coverage_reconciled: {unit: per cent, meaning: "the same, or what the country itself allocates to partners this year if more"}
  hhi_partner: {unit: "0 to 1", meaning: Herfindahl-Hirschman index over partners by their figures}
  hhi_reconciled: {unit: "0 to 1", meaning: Herfindahl-Hirschman index over partners by reconciled figures}
*/
with flow as (
    select
        exporter,
        importer,
        time_period,
        case when not import_quarantined then coalesce(import_cif, import_fob) end as by_importer,
        case when not export_quarantined then export_fob end as by_exporter,
        reconciled
    from marts.bilateral_trade
    where freq = 'A' and product = '_T'
),

filed as (
    select
        ref_area,
        time_period,
        max(case when flow = 'X' then 1 else 0 end) as files_exports,
        max(case when flow = 'M' then 1 else 0 end) as files_imports
    from marts.trade_filing
    where freq = 'A' and coverage >= 95
    group by ref_area, time_period
),

-- a country's exports to a partner beside its imports from it
traded as (
    select
        coalesce(x.exporter, i.importer) as ref_area,
        coalesce(x.importer, i.exporter) as counterpart_area,
        coalesce(x.time_period, i.time_period) as time_period,
        x.by_importer as exports_partner,
        i.by_exporter as imports_partner,
        x.reconciled as exports_reconciled,
        i.reconciled as imports_reconciled
    from (select * from flow where exporter <> '_X') as x
    full join (select * from flow where importer <> '_X') as i
        on i.importer = x.exporter
        and i.exporter = x.importer
        and i.time_period = x.time_period
),

-- the country's own view, and the year of it that serves each year
own as (
    select exporter as ref_area, importer as counterpart_area, time_period, export_fob as amount
    from marts.trade_mirror
    where freq = 'A' and not export_quarantined and export_fob > 0 and exporter <> importer
    union all
    select importer, exporter, time_period, coalesce(import_cif, import_fob)
    from marts.trade_mirror
    where freq = 'A' and not import_quarantined and coalesce(import_cif, import_fob) > 0 and exporter <> importer
),

-- a country that files only one partner says nothing about its trade as a whole
whole as (
    select
        ref_area,
        time_period,
        sum(world) as world,
        sum(case when world is not null then allocated end) as allocated
    from (
        select
            ref_area,
            flow,
            time_period,
            source,
            max(case when counterpart_area = 'W00' then obs_value end) as world,
            sum(case when counterpart_area not in ('W00', '_X') then obs_value end) as allocated,
            row_number() over (
                partition by ref_area, flow, time_period
                order by case when max(case when counterpart_area = 'W00' then obs_value end) is null then 1 else 0 end,
                sum(case when counterpart_area not in ('W00', '_X') then obs_value end) desc nulls last, source
            ) as place
        from marts.trade_report
        where freq = 'A'
        group by ref_area, flow, time_period, source
    ) as filing
    where place = 1
    group by ref_area, time_period
    having sum(case when world is not null then 1 else 0 end) = 2
),

year_of as (
    select y.ref_area, y.time_period, max(w.time_period) as own_period
    from (select distinct ref_area, time_period from traded) as y
    inner join whole as w on w.ref_area = y.ref_area and w.time_period <= y.time_period
    where w.allocated >= 0.95 * w.world
    group by y.ref_area, y.time_period
),

coverage as (
    select
        y.ref_area,
        y.time_period,
        100 * coalesce(sum(case when d.files_exports = 1 and d.files_imports = 1 then o.amount end), 0)
        / sum(o.amount) as by_partners,
        max(100 * w.allocated / nullif(w.world, 0)) as by_itself
    from year_of as y
    inner join own as o on o.ref_area = y.ref_area and o.time_period = y.own_period
    left join filed as d on d.ref_area = o.counterpart_area and d.time_period = y.time_period
    left join whole as w on w.ref_area = y.ref_area and w.time_period = y.time_period
    group by y.ref_area, y.time_period
),

summed as (
    select
        p.ref_area,
        p.counterpart_area,
        p.time_period,
        p.exports_partner,
        p.imports_partner,
        coalesce(p.exports_partner, case when d.files_imports = 1 then 0 end)
        + coalesce(p.imports_partner, case when d.files_exports = 1 then 0 end) as total_partner,
        p.exports_reconciled,
        p.imports_reconciled,
        case when p.exports_reconciled is not null or p.imports_reconciled is not null
            then coalesce(p.exports_reconciled, 0) + coalesce(p.imports_reconciled, 0) end as total_reconciled,
        coalesce(e.is_economy, false) and p.counterpart_area <> p.ref_area as is_partner
    from traded as p
    left join filed as d on d.ref_area = p.counterpart_area and d.time_period = p.time_period
    left join core.economy as e on e.iso3 = p.counterpart_area
),

-- a year of a country, by a number: it joins and sorts faster than its keys
year as (
    select
        s.ref_area,
        s.time_period,
        row_number() over (order by s.ref_area, s.time_period) as year_number,
        s.total_partner,
        s.total_reconciled,
        c.by_partners,
        greatest(c.by_partners, coalesce(c.by_itself, 0)) as by_both
    from (
        select
            ref_area,
            time_period,
            nullif(sum(total_partner), 0) as total_partner,
            nullif(sum(total_reconciled), 0) as total_reconciled
        from summed
        group by ref_area, time_period
    ) as s
    left join coverage as c on c.ref_area = s.ref_area and c.time_period = s.time_period
),

shared as (
    select
        s.*,
        y.year_number,
        y.by_partners,
        y.by_both,
        s.total_partner / y.total_partner as part_partner,
        s.total_reconciled / y.total_reconciled as part_reconciled
    from summed as s
    inner join year as y on y.ref_area = s.ref_area and y.time_period = s.time_period
),

placed as (
    select
        year_number,
        counterpart_area,
        cast(rank() over (partition by year_number order by total_partner desc nulls last) as bigint) as place_partner,
        cast(rank() over (partition by year_number order by total_reconciled desc nulls last) as bigint)
            as place_reconciled
    from shared
    where is_partner and by_both >= 95
),

concentration as (
    select
        year_number,
        sum(part_partner * part_partner) as hhi_partner,
        sum(part_reconciled * part_reconciled) as hhi_reconciled
    from shared
    where is_partner
    group by year_number
)

select
    s.ref_area,
    s.counterpart_area,
    s.time_period,
    s.exports_partner,
    s.imports_partner,
    s.total_partner,
    s.exports_reconciled,
    s.imports_reconciled,
    s.total_reconciled,
    case when s.total_partner is not null and s.by_partners >= 95 then o.place_partner end as rank_total_partner,
    case when s.total_reconciled is not null then o.place_reconciled end as rank_total_reconciled,
    case when s.by_partners >= 95 then 100 * s.part_partner end as share_total_partner,
    case when s.by_both >= 95 then 100 * s.part_reconciled end as share_total_reconciled,
    s.by_partners as coverage_partner,
    s.by_both as coverage_reconciled,
    case when s.by_partners >= 95 then c.hhi_partner end as hhi_partner,
    case when s.by_both >= 95 then c.hhi_reconciled end as hhi_reconciled
from shared as s
left join placed as o on o.year_number = s.year_number and o.counterpart_area = s.counterpart_area
left join concentration as c on c.year_number = s.year_number
