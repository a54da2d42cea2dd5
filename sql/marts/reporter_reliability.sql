/*
description: >
  How far a reporter's yearly figures usually lie from those of its partners, both valued FOB: the median of
  |ln(importer's figure / exporter's figure)| over all mirrored flows and years. The median, because it is the
  reporter's own as long as most of its partners report well. Reporters with fewer than five mirrored flows
  are taken to be as good as the median of the measured ones. One row per reporter and flow.
key: [ref_area, flow]
columns:
  ref_area: ISO3 of the reporter
  flow: X exports, M imports
  mirrored: {unit: flows, meaning: partners and years in which both countries report}
  error: {unit: logarithm, meaning: "usual distance from the partners' figures, at least 0.01"}
  basis: measured, or assumed where fewer than five flows are mirrored
*/
with gap as (
    select
        m.exporter,
        m.importer,
        abs(ln(coalesce(m.import_fob, m.import_cif / t.margin) / m.export_fob)) as gap
    from marts.trade_mirror as m
    inner join marts.transport_margin as t on t.exporter = m.exporter and t.importer = m.importer
    where
        m.freq = 'A'
        and m.exporter <> m.importer
        and m.exporter <> '_X'
        and m.importer <> '_X'
        and m.export_fob > 0
        and coalesce(m.import_fob, m.import_cif) > 0
        and not m.export_quarantined
        and not m.import_quarantined
),

reporter as (
    select exporter as ref_area, 'X' as flow, gap from gap
    union all
    select importer, 'M', gap from gap
    union all
    select exporter, 'X', null from marts.trade_mirror where export_source is not null
    union all
    select importer, 'M', null from marts.trade_mirror where import_source is not null
),

measured as (
    select ref_area, flow, cast(count(gap) as bigint) as mirrored, median(gap) as gap
    from reporter
    group by ref_area, flow
),

usual as (
    select coalesce(median(gap), 0.01) as gap
    from measured
    where mirrored >= 5
)

select
    m.ref_area,
    m.flow,
    m.mirrored,
    greatest(case when m.mirrored >= 5 then m.gap else u.gap end, 0.01) as error,
    case when m.mirrored >= 5 then 'measured' else 'assumed' end as basis
from measured as m
cross join usual as u
order by m.ref_area, m.flow
