/*
description: >
  A reporter's trade in goods by partner, with ranks, shares of its trade with the world and concentration, as
  the reporter itself publishes it, in every edition held; beside them, from the latest figures of all sources,
  the same trade as the partner reports it and as reconciled from both (marts.trade_partner_reconciled). Partners, the row _X (areas not specified plus
  whatever the partners leave of the world total) and nothing else add up to the row W00. A flow of a partner
  without a row counts as none in `total` if the reporter filed that flow; a withheld flow leaves `total`
  empty, and for the ranks of the others the partner is placed at the middle of what its flow can be. A flow in
  quarantine (marts.trade_anomaly) is treated as withheld. Ranks,
  shares and concentration stand only where partners cover 95 % of the world total. The reporter itself
  (returned goods) has a row but no rank. One row per reporter, partner, year, source and edition.
key: [ref_area, counterpart_area, time_period, source, vintage]
columns:
  ref_area: ISO3 of the reporter
  counterpart_area: ISO3 of the partner; W00 the world, _X not allocated to a partner
  partner: everyday English name of the partner
  time_period: first day of the year
  exports: {unit: USD, meaning: "exports of the reporter to the partner, FOB unless stated otherwise"}
  imports: {unit: USD, meaning: "imports of the reporter from the partner, CIF unless stated otherwise"}
  total: {unit: USD, meaning: exports plus imports}
  balance: {unit: USD, meaning: exports minus imports; negative is a deficit}
  exports_status: SDMX status of the exports; NULL without a row
  imports_status: SDMX status of the imports; NULL without a row
  rank_exports: {unit: place, meaning: "place among partner countries by exports, 1 is the largest"}
  rank_imports: {unit: place, meaning: "place among partner countries by imports, 1 is the largest"}
  rank_total: {unit: place, meaning: "place among partner countries by exports plus imports, 1 is the largest"}
  rank_total_best: {unit: place, meaning: best place that withheld flows of others leave open}
  rank_total_worst: {unit: place, meaning: worst place that withheld flows of others leave open}
  share_exports: {unit: per cent, meaning: share of the reporter's exports to the world}
  share_imports: {unit: per cent, meaning: share of the reporter's imports from the world}
  share_total: {unit: per cent, meaning: share of the reporter's trade with the world}
  coverage_exports: {unit: per cent, meaning: part of exports to the world that is allocated to partners}
  coverage_imports: {unit: per cent, meaning: part of imports from the world that is allocated to partners}
  coverage_total: {unit: per cent, meaning: part of trade with the world that is allocated to partners}
  hhi_exports: {unit: "0 to 1", meaning: Herfindahl-Hirschman index of exports over partners}
  hhi_imports: {unit: "0 to 1", meaning: Herfindahl-Hirschman index of imports over partners}
  hhi_total: {unit: "0 to 1", meaning: Herfindahl-Hirschman index of trade over partners}
  partners: {unit: partners, meaning: partner countries with trade in either direction}
  quarantined: true when a flow of this row is in quarantine and left out
  exports_partner: {unit: USD, meaning: "the exports as the partner's imports, as published there"}
  imports_partner: {unit: USD, meaning: "the imports as the partner's exports, as published there"}
  exports_reconciled: {unit: USD, meaning: "exports reconciled from both reports, FOB"}
  imports_reconciled: {unit: USD, meaning: "imports reconciled from both reports, FOB"}
  rank_total_partner: {unit: place, meaning: "place by the partners' figures"}
  rank_total_reconciled: {unit: place, meaning: place by reconciled figures}
  share_total_reconciled: {unit: per cent, meaning: share of the reconciled trade of the reporter}
  source: dataset
  vintage: edition
  published_on: day on which the figures became public, the later of the two flows
  is_latest: true in the edition published last among those of this source that cover this reporter and year best
  is_reference: true when either flow was transcribed and not read from the publisher's file
*/
with shown as (
    select
        p.ref_area,
        p.counterpart_area,
        p.time_period,
        p.source,
        p.vintage,
        p.exports,
        p.imports,
        p.exports_status,
        p.imports_status,
        p.published_on,
        p.is_reference,
        p.quarantined
    from marts.trade_partner_report as p
    where p.counterpart_area <> '_X'
    union all
    select
        r.ref_area,
        '_X' as counterpart_area,
        r.time_period,
        r.source,
        r.vintage,
        r.rest_exports as exports,
        r.rest_imports as imports,
        case when r.rest_exports is not null then 'A' end as exports_status,
        case when r.rest_imports is not null then 'A' end as imports_status,
        r.published_on,
        r.is_reference,
        false as quarantined
    from marts.trade_partner_edition as r
    where r.rest_exports is not null or r.rest_imports is not null
),

-- `low` and `high` bound a withheld flow: nothing, and all that the world total leaves; `likely` is their middle
bounded as (
    select
        s.*,
        r.edition_number,
        r.world_exports,
        r.world_imports,
        r.coverage_exports,
        r.coverage_imports,
        r.coverage_total,
        r.withheld_exports_weight is not null or r.withheld_imports_weight is not null as is_open,
        r.partners,
        r.is_latest,
        e.name as partner,
        coalesce(e.is_economy, false) and s.counterpart_area <> s.ref_area as is_partner,
        s.exports is null and (s.exports_status is not null or r.world_exports is null) as exports_unknown,
        s.imports is null and (s.imports_status is not null or r.world_imports is null) as imports_unknown,
        case
            when s.exports is null and s.exports_status is not null
                then greatest(r.rest_exports, 0) * s.imports / nullif(r.withheld_exports_weight, 0)
        end as exports_high,
        case
            when s.imports is null and s.imports_status is not null
                then greatest(r.rest_imports, 0) * s.exports / nullif(r.withheld_imports_weight, 0)
        end as imports_high
    from shown as s
    inner join marts.trade_partner_edition as r
        on r.ref_area = s.ref_area
        and r.time_period = s.time_period
        and r.source = s.source
        and r.vintage = s.vintage
    left join core.economy as e on e.iso3 = s.counterpart_area
),

summed as (
    select
        *,
        case
            when not exports_unknown and not imports_unknown then coalesce(exports, 0) + coalesce(imports, 0)
        end as total
    from bounded
),

-- Ranked are the few columns that it takes, and partners only where a rank is shown.
placed as (
    select
        edition_number,
        counterpart_area,
        cast(rank() over (
            partition by edition_number
            order by coalesce(exports, exports_high / 2) desc nulls last
        ) as bigint) as place_exports,
        cast(rank() over (
            partition by edition_number
            order by coalesce(imports, imports_high / 2) desc nulls last
        ) as bigint) as place_imports,
        cast(rank() over (
            partition by edition_number
            order by coalesce(exports, exports_high / 2, 0) + coalesce(imports, imports_high / 2, 0) desc
        ) as bigint) as place_total
    from summed
    where is_partner and (coverage_exports >= 95 or coverage_imports >= 95 or coverage_total >= 95)
),

-- Without a withheld flow no place is open, and best and worst are the place itself.
left_open as (
    select
        edition_number,
        counterpart_area,
        cast(rank() over (
            partition by edition_number
            order by coalesce(exports, 0) + coalesce(imports, 0) desc
        ) as bigint) as place_low,
        cast(rank() over (
            partition by edition_number
            order by coalesce(exports, exports_high, 0) + coalesce(imports, imports_high, 0) desc
        ) as bigint) as place_high
    from summed
    where is_partner and is_open
),

concentration as (
    select
        edition_number,
        sum(exports / world_exports * exports / world_exports) as hhi_exports,
        sum(imports / world_imports * imports / world_imports) as hhi_imports,
        sum(total / (world_exports + world_imports) * total / (world_exports + world_imports)) as hhi_total
    from summed
    where is_partner
    group by edition_number
)

select
    r.ref_area,
    r.counterpart_area,
    r.partner,
    r.time_period,
    r.exports,
    r.imports,
    r.total,
    r.exports - r.imports as balance,
    r.exports_status,
    r.imports_status,
    case when r.exports is not null and r.coverage_exports >= 95 then o.place_exports end as rank_exports,
    case when r.imports is not null and r.coverage_imports >= 95 then o.place_imports end as rank_imports,
    case when r.total is not null and r.coverage_total >= 95 then o.place_total end as rank_total,
    case when r.total is not null and r.coverage_total >= 95 then coalesce(w.place_low, o.place_total) end
        as rank_total_best,
    case when r.total is not null and r.coverage_total >= 95 then coalesce(w.place_high, o.place_total) end
        as rank_total_worst,
    case when r.coverage_exports >= 95 or r.counterpart_area in ('W00', '_X')
        then 100 * r.exports / nullif(r.world_exports, 0) end as share_exports,
    case when r.coverage_imports >= 95 or r.counterpart_area in ('W00', '_X')
        then 100 * r.imports / nullif(r.world_imports, 0) end as share_imports,
    case when r.coverage_total >= 95 or r.counterpart_area in ('W00', '_X')
        then 100 * r.total / nullif(r.world_exports + r.world_imports, 0) end as share_total,
    r.coverage_exports,
    r.coverage_imports,
    r.coverage_total,
    case when r.coverage_exports >= 95 then c.hhi_exports end as hhi_exports,
    case when r.coverage_imports >= 95 then c.hhi_imports end as hhi_imports,
    case when r.coverage_total >= 95 then c.hhi_total end as hhi_total,
    r.partners,
    r.quarantined,
    b.exports_partner,
    b.imports_partner,
    b.exports_reconciled,
    b.imports_reconciled,
    b.rank_total_partner,
    b.rank_total_reconciled,
    b.share_total_reconciled,
    r.source,
    r.vintage,
    r.published_on,
    r.is_latest,
    r.is_reference
from summed as r
left join placed as o on o.edition_number = r.edition_number and o.counterpart_area = r.counterpart_area
left join left_open as w on w.edition_number = r.edition_number and w.counterpart_area = r.counterpart_area
left join marts.trade_partner_reconciled as b
    on b.ref_area = r.ref_area and b.counterpart_area = r.counterpart_area and b.time_period = r.time_period
left join concentration as c on c.edition_number = r.edition_number
