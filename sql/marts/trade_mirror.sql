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

-- what several sources report, or has a slice in quarantine; nearly all needs no choice and is taken as it is
several as (
    select ref_area, flow, freq, time_period
    from marts.trade_filing
    group by ref_area, flow, freq, time_period
    having min(source) <> max(source)
    union
    select ref_area, flow, freq, time_period
    from bad
),

report as not materialized (
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
        s.ref_area is not null as is_several
    from marts.trade_report as r
    left join several as s
        on s.ref_area = r.ref_area
        and s.flow = r.flow
        and s.freq = r.freq
        and s.time_period = r.time_period
    where r.counterpart_area <> 'W00'
),

judged as (
    select
        r.*,
        s.source is not null or p.source is not null as quarantined,
        coalesce(o.preference, 1000) as preference
    from report as r
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
    where r.is_several
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

ordered as (
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
),

chosen as not materialized (
    select
        ref_area, counterpart_area, flow, freq, time_period, source, obs_value, valuation, fob_value,
        false as quarantined
    from report
    where not is_several
    union all
    select
        ref_area, counterpart_area, flow, freq, time_period, source, obs_value, valuation, fob_value, quarantined
    from ordered
    where place = 1
)

select
    coalesce(x.ref_area, m.counterpart_area) as exporter,
    coalesce(x.counterpart_area, m.ref_area) as importer,
    coalesce(x.freq, m.freq) as freq,
    coalesce(x.time_period, m.time_period) as time_period,
    x.obs_value as export_fob,
    case when coalesce(m.valuation, 'CIF') <> 'FOB' then m.obs_value end as import_cif,
    case when m.valuation = 'FOB' then m.obs_value else m.fob_value end as import_fob,
    coalesce(x.quarantined, false) as export_quarantined,
    coalesce(m.quarantined, false) as import_quarantined,
    x.source as export_source,
    m.source as import_source
from (select * from chosen where flow = 'X') as x
full join (select * from chosen where flow = 'M') as m
    on m.counterpart_area = x.ref_area
    and m.ref_area = x.counterpart_area
    and m.freq = x.freq
    and m.time_period = x.time_period
