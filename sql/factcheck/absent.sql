/*
description: >
  Members without a figure, for every sum that is not whole in the edition that would answer. One row per
  part, operand, definition, source, period and day of knowledge.
nothing_without: factcheck.pick where present < members
key: [part_id, operand, definition, source, freq, time_period, known]
columns:
  part_id: part of a claim (factcheck.part)
  operand: claim or base
  definition: way of reading the indicator
  source: dataset
  freq: frequency
  time_period: period
  known: then or now
  areas: members without a figure, ISO3 separated by ;
  count: {unit: pairs, meaning: how many they are}
*/
with incomplete as (
    select p.part_id, p.operand, p.series_id, p.definition, p.source, p.freq, p.time_period, p.known, p.vintage
    from factcheck.pick as p
    inner join (
        select distinct f.part_id, f.definition, f.freq, f.time_period, f.known
        from factcheck.timing as t
        inner join factcheck.figure as f on f.figure_id = t.figure_id
        where t.period_type in ('E', 'U')
    ) as t
        on t.part_id = p.part_id and t.definition = p.definition and t.freq = p.freq and t.time_period = p.time_period
        and t.known = p.known
    where p.present < p.members
),

missing as (
    select distinct
        i.part_id, i.operand, i.definition, i.source, i.freq, i.time_period, i.known,
        case when m.counterpart_area in ('', 'W00') then m.ref_area else m.counterpart_area end as area
    from incomplete as i
    inner join factcheck.member as m on m.part_id = i.part_id and m.side = i.operand and m.is_awaited
    left join factcheck.cell as c
        on c.series_id = i.series_id and c.vintage = i.vintage and c.time_period = i.time_period
        and c.ref_area = m.ref_area and c.counterpart_area = m.counterpart_area and c.amount is not null
    where c.series_id is null
)

select
    a.part_id,
    a.operand,
    a.definition,
    a.source,
    a.freq,
    a.time_period,
    a.known,
    string_agg(a.area, ';' order by a.area) as areas,
    cast(count(*) as integer) as count
from missing as a
group by a.part_id, a.operand, a.definition, a.source, a.freq, a.time_period, a.known
