/*
description: >
  The two reports of each flow between countries, all products together: of each reporter the figure of the
  source that the catalogue prefers, passing over what is withheld or quarantined (marts.trade_anomaly) where
  another source has a figure, and over what is another source's figure rounded. The panel on which transport margins and the reliability of reporters are
  measured. One row per exporter, importer and period.
key: [exporter, importer, freq, time_period]
columns:
  exporter: ISO3 of the exporter; _X not specified
  importer: ISO3 of the importer; _X not specified
  freq: A yearly, Q quarterly, M monthly
  time_period: first day of the period
  export_fob: {unit: USD, meaning: "the exporter's figure, FOB"}
  import_cif: {unit: USD, meaning: "the importer's figure, CIF; NULL when it is published FOB only"}
  import_fob: {unit: USD, meaning: "the importer's figure FOB, where the importer publishes it"}
  export_quarantined: true when every report of the exporter is quarantined; it counts for nothing then
  import_quarantined: true when every report of the importer is quarantined; it counts for nothing then
  export_source: dataset of the exporter's figure
  import_source: dataset of the importer's figure
*/
with bad as (
    select distinct source, ref_area, counterpart_area, flow, freq, time_period
    from marts.trade_anomaly
),

judged as (
    select
        r.ref_area,
        r.counterpart_area,
        r.flow,
        r.freq,
        r.time_period,
        r.source,
        r.obs_value,
        r.valuation,
        r.fob_value,
        s.source is not null or p.source is not null as quarantined,
        coalesce(o.preference, 1000) as preference
    from marts.trade_report as r
    left join core.indicator_source as o
        on o.indicator = case when r.flow = 'X' then 'goods_exports' else 'goods_imports' end
        and o.source = r.source
    left join bad as s
        on s.counterpart_area is null
        and s.source = r.source
        and s.ref_area = r.ref_area
        and s.flow = r.flow
        and s.freq = r.freq
        and s.time_period = r.time_period
    left join bad as p
        on p.counterpart_area = r.counterpart_area
        and p.source = r.source
        and p.ref_area = r.ref_area
        and p.flow = r.flow
        and p.freq = r.freq
        and p.time_period = r.time_period
    where r.counterpart_area <> 'W00'
),

-- Figures that are the same to the million are one figure, and the one that is not rounded shows it.
precise as (
    select
        *,
        min(preference) over (
            partition by ref_area, counterpart_area, flow, freq, time_period, quarantined, round(obs_value / 1e6)
        ) as best,
        case when obs_value >= 1e6 and obs_value = 1e6 * round(obs_value / 1e6) then 1 else 0 end as rounded
    from judged
),

report as (
    select
        *,
        row_number() over (
            partition by ref_area, counterpart_area, flow, freq, time_period
            order by
                case when quarantined then 2 when obs_value is null then 1 else 0 end,
                best,
                rounded,
                preference,
                source
        ) as place
    from precise
)

select
    case when flow = 'X' then ref_area else counterpart_area end as exporter,
    case when flow = 'X' then counterpart_area else ref_area end as importer,
    freq,
    time_period,
    max(case when flow = 'X' then obs_value end) as export_fob,
    max(case when flow = 'M' and coalesce(valuation, 'CIF') <> 'FOB' then obs_value end) as import_cif,
    max(case when flow = 'M' then case when valuation = 'FOB' then obs_value else fob_value end end) as import_fob,
    max(case when flow = 'X' and quarantined then 1 else 0 end) = 1 as export_quarantined,
    max(case when flow = 'M' and quarantined then 1 else 0 end) = 1 as import_quarantined,
    max(case when flow = 'X' then source end) as export_source,
    max(case when flow = 'M' then source end) as import_source
from report
where place = 1
group by
    case when flow = 'X' then ref_area else counterpart_area end,
    case when flow = 'X' then counterpart_area else ref_area end,
    freq,
    time_period
order by freq, time_period, exporter, importer
