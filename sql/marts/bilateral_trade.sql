/*
description: >
  Every flow of goods between two countries as both of them report it, side by side, and one reconciled value.
  The reports are never added up, and neither is changed: the importer's figure is brought to FOB with the
  transport margin of the pair (stated, fitted or the declared default, marts.transport_margin), and the two
  are averaged with weights from the reliability of the reporters (marts.reporter_reliability), after the
  methods of CEPII's BACI and of Harvard's Atlas. Flows with one report keep it and say so. A quarantined
  report (marts.trade_anomaly) is shown and counts for nothing. What is known to set the reports apart stands
  in columns. Trade with the world as a whole is not a pair and has no row. One row per exporter, importer,
  period and product.
key: [exporter, importer, freq, time_period, product]
columns:
  exporter: ISO3 of the exporter; _X not specified
  importer: ISO3 of the importer; _X not specified
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  product: HS code; _T all products
  export_fob: {unit: USD, meaning: "the exporter's figure, FOB"}
  import_cif: {unit: USD, meaning: "the importer's figure, CIF; NULL when it is published FOB only"}
  import_fob: {unit: USD, meaning: "the importer's figure FOB: as published, or CIF divided by the margin"}
  cif_fob_ratio: {unit: factor, meaning: "the importer's figure CIF over the exporter's FOB; NULL without both or over zero"}
  gap_pct: {unit: per cent, meaning: "how far the importer's figure as published lies above the exporter's"}
  margin: {unit: factor, meaning: value CIF over value FOB that is used}
  margin_method: stated, fitted or default
  weight_exporter: {unit: "0 to 1", meaning: "weight of the exporter's report in the reconciled value; NULL without two reports that count"}
  reconciled: {unit: USD, meaning: "reconciled value of the flow, FOB; NULL when no report counts"}
  method: "both_weighted (weights from measured reliability), both_equal (reliability not measured for both), exporter_only, importer_only or none"
  reported_by: both, exporter, importer or none (withheld); quarantined reports included
  export_status: SDMX status of the exporter's figure; NULL without one
  import_status: SDMX status of the importer's figure; NULL without one
  export_estimated: true when the exporter's figure is an estimate of the publisher
  import_estimated: true when the importer's figure is an estimate of the publisher
  quarantined: true when a report of this flow is quarantined
  export_quarantined: true when the exporter's report is quarantined
  import_quarantined: true when the importer's report is quarantined
  export_source: dataset of the exporter's figure
  import_source: dataset of the importer's figure
  export_published_on: day on which the exporter's figure became public (year of filing)
  import_published_on: day on which the importer's figure became public (year of filing)
  exporter_filed: true when the exporter's filing of this period is complete; no figure then means no trade
  importer_filed: true when the importer's filing of this period is complete; no figure then means no trade
  self_trade: true when exporter and importer are the same (returned goods)
  not_specified: true when one side is not allocated to a country
  entrepot: ISO3 of the port through which goods of this pair may pass (marts.trade_pair)
  exports_to_entrepot: {unit: USD, meaning: "what the exporter sends to that port, all products together: at most so much may appear in the importer's report only"}
  taiwan_490: true when Taiwan is one of the two (filed as Other Asia, not elsewhere specified)
  special_territories: true when one of the two files for territories that others may list apart
  confidential: true when a figure is suppressed, or the product is one under which trade is hidden (HS 9999)
  export_months_missing: {unit: months, meaning: months of the year without a filing of the exporter}
  import_months_missing: {unit: months, meaning: months of the year without a filing of the importer}
*/
-- the flows that trade_choice has are taken from there
with crowded as (
    select distinct indicator, ref_area, freq, time_period
    from marts.trade_choice
),

-- One report of each exporter, partner and product, and below one of each importer. Of both at once, and a side of them
-- asked for afterwards, DuckDB expects a fifth of the rows and joins the pairs the wrong way round.
exports as not materialized (
    select
        o.ref_area as exporter,
        o.counterpart_area as importer,
        o.freq,
        o.time_period,
        o.breakdown as product,
        o.obs_value,
        o.obs_status,
        o.source,
        o.published_on,
        cast(null as boolean) as quarantined
    from core.observation as o
    left join crowded as c
        on c.indicator = o.indicator
        and c.ref_area = o.ref_area
        and c.freq = o.freq
        and c.time_period = o.time_period
    where
        c.ref_area is null
        and o.indicator = 'goods_exports'
        and o.unit_measure = 'USD'
        and coalesce(o.price_base, 'current') = 'current'
        and o.counterpart_area is not null
        and o.counterpart_area <> 'W00'
    union all
    select
        ref_area,
        counterpart_area,
        freq,
        time_period,
        product,
        obs_value,
        obs_status,
        source,
        published_on,
        quarantined
    from marts.trade_choice
    where indicator = 'goods_exports'
),

imports as not materialized (
    select
        o.counterpart_area as exporter,
        o.ref_area as importer,
        o.freq,
        o.time_period,
        o.breakdown as product,
        o.obs_value,
        o.obs_status,
        coalesce(o.valuation, 'CIF') = 'FOB' as is_fob,
        o.source,
        o.published_on,
        cast(null as boolean) as quarantined
    from core.observation as o
    left join crowded as c
        on c.indicator = o.indicator
        and c.ref_area = o.ref_area
        and c.freq = o.freq
        and c.time_period = o.time_period
    where
        c.ref_area is null
        and o.indicator = 'goods_imports'
        and o.unit_measure = 'USD'
        and coalesce(o.price_base, 'current') = 'current'
        and o.counterpart_area is not null
        and o.counterpart_area <> 'W00'
    union all
    select
        counterpart_area,
        ref_area,
        freq,
        time_period,
        product,
        obs_value,
        obs_status,
        coalesce(valuation, 'CIF') = 'FOB',
        source,
        published_on,
        quarantined
    from marts.trade_choice
    where indicator = 'goods_imports'
),

mirrored as (
    select
        exporter,
        importer,
        freq,
        time_period,
        product,
        x.obs_value as export_fob,
        i.obs_value as import_value,
        i.is_fob,
        x.obs_status as export_status,
        i.obs_status as import_status,
        x.source as export_source,
        i.source as import_source,
        x.published_on as export_published_on,
        i.published_on as import_published_on,
        x.quarantined as export_quarantined,
        i.quarantined as import_quarantined
    from exports as x
    full join imports as i using (exporter, importer, freq, time_period, product)
),

-- where no choice was needed, what holds for the pair holds for its products
paired as (
    select
        m.exporter,
        m.importer,
        m.freq,
        m.time_period,
        m.product,
        m.export_fob,
        m.import_value,
        m.is_fob,
        case when m.is_fob then m.import_value else m.import_value / p.margin end as import_fob,
        m.export_status,
        m.import_status,
        m.export_source,
        m.import_source,
        m.export_published_on,
        m.import_published_on,
        m.export_source is not null and coalesce(m.export_quarantined, p.export_quarantined, false)
            as export_quarantined,
        m.import_source is not null and coalesce(m.import_quarantined, p.import_quarantined, false)
            as import_quarantined,
        p.margin,
        p.margin_method,
        p.weight_exporter,
        p.weights_measured,
        p.exporter_filed,
        p.importer_filed,
        p.self_trade,
        p.not_specified,
        p.entrepot,
        p.exports_to_entrepot,
        p.taiwan_490,
        p.special_territories,
        p.export_months_missing,
        p.import_months_missing
    from mirrored as m
    left join marts.trade_pair as p
        on p.exporter = m.exporter
        and p.importer = m.importer
        and p.freq = m.freq
        and p.time_period = m.time_period
),

-- `x` and `i` are what counts of the two reports, both FOB
weighed as (
    select
        *,
        case when not export_quarantined then export_fob end as x,
        case when not import_quarantined then import_fob end as i
    from paired
)

select
    exporter,
    importer,
    freq,
    time_period,
    product,
    export_fob,
    case when not is_fob then import_value end as import_cif,
    import_fob,
    case when not is_fob then import_value end / nullif(export_fob, 0) as cif_fob_ratio,
    100 * (import_value - export_fob) / nullif(export_fob, 0) as gap_pct,
    margin,
    margin_method,
    case when x is not null and i is not null then weight_exporter end as weight_exporter,
    case
        when x is not null and i is not null then weight_exporter * x + (1 - weight_exporter) * i
        else coalesce(x, i)
    end as reconciled,
    case
        when x is not null and i is not null then case when weights_measured then 'both_weighted' else 'both_equal' end
        when x is not null then 'exporter_only'
        when i is not null then 'importer_only'
        else 'none'
    end as method,
    case
        when export_fob is not null and import_value is not null then 'both'
        when export_fob is not null then 'exporter'
        when import_value is not null then 'importer'
        else 'none'
    end as reported_by,
    export_status,
    import_status,
    coalesce(export_status = 'E', false) as export_estimated,
    coalesce(import_status = 'E', false) as import_estimated,
    export_quarantined or import_quarantined as quarantined,
    export_quarantined,
    import_quarantined,
    export_source,
    import_source,
    export_published_on,
    import_published_on,
    exporter_filed,
    importer_filed,
    self_trade,
    not_specified,
    entrepot,
    exports_to_entrepot,
    taiwan_490,
    special_territories,
    coalesce(export_status = 'Q', false) or coalesce(import_status = 'Q', false) or product like '9999%' as confidential,
    export_months_missing,
    import_months_missing
from weighed
