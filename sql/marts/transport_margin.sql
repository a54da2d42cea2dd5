/*
description: >
  What freight and insurance add to the value of goods on the way, as a factor on FOB. Fitted on the mirrored
  yearly totals of all pairs and years: ln(CIF/FOB) on ln(distance between capitals), from the flows whose
  ratio lies within 0.4 (in logarithms) of the declared default, because wider gaps are matters of reporting
  and not of freight. The fit serves if thirty flows or more carry it and freight does not fall with distance,
  and then between 1 and 1.25; else the declared default of 1.06 does, the factor with which the International
  Monetary Fund estimates missing reports (Marini, Dippelsman and Stanger 2018). One row per exporter and
  importer.
key: [exporter, importer]
columns:
  exporter: ISO3 of the exporter; _X not specified
  importer: ISO3 of the importer; _X not specified
  distance_km: {unit: km, meaning: great-circle distance between the capitals; NULL where one side has none}
  margin: {unit: factor, meaning: value CIF over value FOB}
  method: "fitted, or default (declared)"
  flows_fitted: {unit: flows, meaning: flows on which the fit rests}
*/
with pair as (
    select distinct m.exporter, m.importer
    from marts.trade_mirror as m
),

-- the haversine of the angle between two capitals, on a sphere of 6,371 km
apart as (
    select
        p.exporter,
        p.importer,
        power(sin(radians(i.latitude - x.latitude) / 2), 2)
        + cos(radians(x.latitude)) * cos(radians(i.latitude)) * power(sin(radians(i.longitude - x.longitude) / 2), 2)
            as haversine
    from pair as p
    left join core.economy as x on x.iso3 = p.exporter
    left join core.economy as i on i.iso3 = p.importer
),

distance as (
    select
        exporter,
        importer,
        -- not least(), which passes over NULL: no place would be the far side of the earth
        case when exporter <> importer
            then nullif(2 * 6371 * asin(sqrt(case when haversine > 1 then 1 else haversine end)), 0) end as km
    from apart
),

ratio as (
    select
        case when m.export_fob > 0 and m.import_cif > 0 then ln(m.import_cif / m.export_fob) end as wedge,
        ln(d.km) as km
    from marts.trade_mirror as m
    inner join distance as d on d.exporter = m.exporter and d.importer = m.importer
    where m.freq = 'A' and not m.export_quarantined and not m.import_quarantined
),

fit as (
    select
        regr_slope(wedge, km) as slope,
        regr_intercept(wedge, km) as intercept,
        cast(count(*) as bigint) as flows
    from ratio
    where km is not null and abs(wedge - ln(1.06)) <= 0.4
)

select
    d.exporter,
    d.importer,
    d.km as distance_km,
    case
        when f.flows >= 30 and f.slope >= 0 and d.km is not null
            then least(greatest(exp(f.intercept + f.slope * ln(d.km)), 1), 1.25)
        else 1.06
    end as margin,
    case when f.flows >= 30 and f.slope >= 0 and d.km is not null then 'fitted' else 'default' end as method,
    f.flows as flows_fitted
from distance as d
cross join fit as f
order by d.exporter, d.importer
