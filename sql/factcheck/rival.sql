/*
description: >
  Everybody's figures in a contest: in the editions that serve it, and, to weigh and bound what these lack, what each area
  had last in the same source. One row per contest and area.
nothing_without: factcheck.term
key: [contest, area]
columns:
  contest: number of the comparison (factcheck.contest)
  area: area that is ranked
  amount: {unit: unit_measure, meaning: "its figure; NULL where something is missing"}
  known_part: {unit: unit_measure, meaning: "what there is of it; NULL for figures that do not add up"}
  usual_amount: {unit: unit_measure, meaning: "the figure that its last figures make; NULL where one of them was never known"}
*/
with figure as (
    select
        t.contest, t.side, case when t.reporter is null then o.ref_area else o.counterpart_area end as area,
        t.weight * o.obs_value as amount,
        o.indicator, o.source, o.ref_area, o.freq, o.time_period, o.vintage, coalesce(t.partner, o.counterpart_area) as counterpart_area
    from factcheck.term as t
    inner join core.observation as o
        on o.indicator = t.indicator
        and o.breakdown = t.breakdown
        and o.source = t.source
        and o.freq = t.freq
        and o.unit_measure = t.unit_measure
        and (o.valuation is null or t.valuation is null or o.valuation = t.valuation)
        and o.vintage = t.vintage
        and o.time_period = t.time_period
        and case
            when t.reporter is null then coalesce(o.counterpart_area, '') = t.partner and o.ref_area <> t.other
            else o.ref_area = t.reporter and o.counterpart_area <> t.other
        end
),

here as (
    select
        f.contest, f.area,
        sum(case when f.side = 'value' then f.amount end) as value_amount,
        sum(case when f.side = 'per' then f.amount end) as per_amount,
        sum(case when f.side = 'value' and f.amount is not null then 1 else 0 end) as value_present,
        sum(case when f.side = 'per' and f.amount is not null then 1 else 0 end) as per_present
    from figure as f
    left join marts.quarantined_figure as q
        on q.indicator = f.indicator and q.source = f.source and q.ref_area = f.ref_area and q.freq = f.freq
        and q.time_period = f.time_period and q.vintage = f.vintage and q.counterpart_area in ('', f.counterpart_area)
    where q.indicator is null
    group by f.contest, f.area
),

last_figure as (
    select
        t.*, case when t.reporter is null then l.ref_area else l.counterpart_area end as area, t.weight * l.obs_value as amount
    from factcheck.term as t
    inner join marts.latest_figure as l
        on l.indicator = t.indicator
        and l.breakdown = t.breakdown
        and l.source = t.source
        and l.freq = t.freq
        and l.unit_measure = t.unit_measure
        and case
            when t.reporter is null then l.counterpart_area = t.partner and l.ref_area <> t.other
            else l.ref_area = t.reporter and l.counterpart_area not in ('', t.other)
        end
),

-- a term that was never known bounds nothing
usual as (
    select
        contest, area, value_figures, per_figures, adds_up, scale, minus,
        case when sum(case when side = 'value' then 1 else 0 end) = value_figures then sum(case when side = 'value' then amount end) end
            as value_amount,
        case when sum(case when side = 'per' then 1 else 0 end) = per_figures then sum(case when side = 'per' then amount end) end
            as per_amount
    from last_figure
    group by contest, area, value_figures, per_figures, adds_up, scale, minus
)

select
    u.contest,
    u.area,
    case
        when h.value_present = u.value_figures and h.per_present = u.per_figures
            then h.value_amount / case when u.per_figures > 0 then h.per_amount else 1 end * u.scale - u.minus
    end as amount,
    case when u.adds_up then coalesce(h.value_amount, 0) end as known_part,
    u.value_amount / case when u.per_figures > 0 then u.per_amount else 1 end * u.scale - u.minus as usual_amount
from usual as u
left join here as h on h.contest = u.contest and h.area = u.area
