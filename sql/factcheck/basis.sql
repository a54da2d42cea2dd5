/*
description: >
  Figures that may answer a part, each beside what its answer rests on: the figure of the period or of the area that
  it is compared with, its rank, the record it is held against, a break of the series. One row per figure.
key: [figure_id]
columns:
  figure_id: figure (factcheck.figure)
  part_id: part of a claim (factcheck.part)
  known: then or now
  definition: way of reading the indicator
  source: dataset
  freq: frequency
  time_period: period
  unit_measure: unit of amount
  amount: {unit: unit_measure, meaning: "the figure; NULL unless whole"}
  years_held: {unit: years, meaning: how many of the years that are added up are there}
  base_period: period compared with; NULL where the operation compares none
  base_amount: {unit: unit_measure, meaning: the figure of that period}
  divisor: {unit: unit_measure, meaning: the figure of the area that it is compared with or divided by}
  members: {unit: pairs, meaning: members of the sum}
  needs_base_period: true when the number takes the figure of another period
  is_plain: true when the figure is divided by no other
  price_bases: {unit: count, meaning: number of different price bases in it}
  worst: {unit: "0 to 3", meaning: "3 a forecast among its figures, 2 an estimate, 1 provisional, 0 none"}
  absent_areas: members without a figure, ISO3 separated by ;
  absent_count: {unit: pairs, meaning: how many they are}
  absent_status: status of a figure that is listed without a value
  break_reason: what changed in the series between the periods compared; NULL when nothing did
  definition_type: weight of the definition for such a claim
  definition_code: why it is not a plain E, DEFINITION, ROTATING, OTHER_TERRITORY or OLDER_EDITION; NULL when it is
  is_rotating: true where most forces of the sender rotate
  period_type: weight of the period
  period_reason: why it is not simply the latest published period, a code (factcheck.timing)
  place: counted backwards from the latest period of its kind
  rank_place: rank
  rank_low: best rank that what is missing allows
  rank_high: worst rank that what is missing allows
  firm_low: best rank that revisions of the usual size could give
  firm_high: worst rank that revisions of the usual size could give
  rank_coverage: {unit: share, meaning: part of the total of the universe that is known}
  ranked_areas: {unit: areas, meaning: areas ranked}
  needed_areas: {unit: areas, meaning: areas below which there is no universe to rank in}
  fullest_areas: {unit: areas, meaning: areas that the fullest source ranks}
  rank_missing: areas whose missing figures could change the rank, ISO3 separated by ;
  is_listed_so: true where the place that is claimed is that on a list of other countries
  short_by_pct: {unit: per cent, meaning: by how much figures would have to differ for the place that is claimed}
  neighbour: area next to it, ISO3
  neighbour_gap_pct: {unit: per cent, meaning: distance of that neighbour's figure}
  next_amount: {unit: unit_measure, meaning: "sum of those that come next, as many as the claim says (factcheck.following)"}
  next_low: {unit: unit_measure, meaning: the least that they can come to}
  next_high: {unit: unit_measure, meaning: the most}
  next_missing: those without a figure that may be among them, ISO3 separated by ;
  met: {unit: members, meaning: members that meet the bar (factcheck.tally)}
  counted: {unit: members, meaning: all that are counted}
  window_high: {unit: unit_measure, meaning: highest earlier figure of the window}
  window_low: {unit: unit_measure, meaning: lowest earlier figure of the window}
  window_periods: {unit: periods, meaning: "periods in the window; NULL when it has no beginning"}
  window_present: {unit: periods, meaning: periods of the window with a figure}
  window_from: first period of the window with a figure
  window_average: {unit: unit_measure, meaning: "mean over the window, this period included"}
  window_top: {unit: unit_measure, meaning: "highest figure of the window, this period included"}
  window_bottom: {unit: unit_measure, meaning: "lowest figure of the window, this period included"}
  record_in: period of the window with the record that the claim is about, this period included
  beaten_in: last earlier period whose figure is at least as high (as low, when the claim is about the lowest)
  streak: {unit: periods, meaning: periods in a row up to this one in which it moved as claimed}
  streak_nearly: {unit: periods, meaning: "the same where what moves slowly and stayed within a thousandth ends no row"}
  streak_is_open: true when the figures held end before the streak does
  vintage: edition, or the editions joined by ' + '
  published_on: day on which the last of its figures became public
  source_name: dataset, or two joined by ' + ' where a ratio takes two
  is_reference: rests on transcribed reference figures
*/
with base as (
    select part_id, side_id, time_period, known, amount, vintage, is_reference, published_on
    from factcheck.figure
    where operand = 'base'
),

-- what the sentence names is what it means
named as (
    select distinct article_id, claim_id, definition from input.claim_definition
),

-- where most forces rotate, those permanently assigned are not the presence that is spoken of
rotating as (
    select distinct c.part_id
    from factcheck.part as c
    inner join factcheck.member as m on m.part_id = c.part_id and m.side = 'claim'
    inner join input.rotating_host as h
        on h.indicator = c.indicator and h.ref_area = m.ref_area and h.counterpart_area = m.counterpart_area
        and h.valid_from <= c.period_to and (h.valid_to is null or h.valid_to >= c.period_from)
    where c.operation <> 'rank'
),

-- of one publisher, what is published and what its parts come to are the same figure: the newer edition has it
recomputed as (
    select p.figure_id
    from factcheck.figure as p
    inner join factcheck.part as c on c.part_id = p.part_id
    inner join input.reading_definition as d on d.indicator = c.indicator and d.definition = p.definition
    inner join factcheck.figure as q
        on q.part_id = p.part_id and q.operand = p.operand and q.known = p.known and q.time_period = p.time_period
        and q.definition = d.repeats and q.source = p.source and q.per_source = p.source
    where p.operand = 'claim' and (q.amount is not null or c.operation = 'count') and q.published_on > p.published_on
),

per_head as (
    select distinct indicator, definition from input.reading_term where side = 'per' and obs_indicator = 'population'
),

-- output of one territory divided by the people of another
unlike as (
    select distinct c.part_id, u.source, u.valid_from, u.valid_to
    from factcheck.part as c
    inner join factcheck.member as m on m.part_id = c.part_id and m.side = 'claim'
    inner join input.unlike_output as u on u.ref_area = m.ref_area
    where m.members = 1
),

-- how well a definition answers what the claim asks for
fit as (
    select
        c.part_id, d.definition, d.is_permanent, d.reading_type,
        case c.about
            when 'change' then d.over_time_type
            when 'either' then least(d.reading_type, d.over_time_type)
            else d.reading_type
        end as fit_type
    from factcheck.part as c
    inner join input.reading_definition as d on d.indicator = c.indicator
)

select
    t.figure_id,
    t.part_id,
    t.known,
    f.definition,
    f.source,
    f.freq,
    f.time_period,
    f.unit_measure,
    f.amount,
    f.years_held,
    f.base_period,
    f.base_amount,
    d.amount as divisor,
    f.members,
    case c.operation
        -- without a base a rate of growth says by its own sign whether it grew
        when 'direction' then c.kind <> 'change' or c.base_from is not null or c.span is not null
        else c.operation in ('change', 'growth') or c.against = 'period'
    end as needs_base_period,
    f.per_source is null as is_plain,
    f.price_bases,
    f.worst,
    n.areas as absent_areas,
    n.count as absent_count,
    f.absent_status,
    b.reason as break_reason,
    case
        when k.definition is not null then 'E'
        when g.part_id is not null and rd.is_permanent and rd.reading_type = 'E'
            then case when f.amount = 0 then 'E' else 'U' end
        when h.definition is not null and o.part_id is not null and rd.fit_type = 'E' then 'U'
        when r.figure_id is not null and o.part_id is null then 'U'
        else rd.fit_type
    end as definition_type,
    case
        when k.definition is not null then null
        when g.part_id is not null and rd.is_permanent and rd.reading_type = 'E' then 'ROTATING'
        when h.definition is not null and o.part_id is not null and rd.fit_type = 'E' then 'OTHER_TERRITORY'
        when r.figure_id is not null and o.part_id is null then 'OLDER_EDITION'
        when rd.fit_type <> 'E' then 'DEFINITION'
    end as definition_code,
    g.part_id is not null and k.definition is null as is_rotating,
    t.period_type,
    t.period_reason,
    t.place,
    p.place as rank_place,
    p.low as rank_low,
    p.high as rank_high,
    p.firm_low,
    p.firm_high,
    p.coverage as rank_coverage,
    p.areas as ranked_areas,
    p.needed_areas,
    p.fullest_areas,
    p.missing_areas as rank_missing,
    p.is_listed_so,
    p.short_by_pct,
    p.neighbour,
    p.neighbour_gap_pct,
    w.amount as next_amount,
    w.low as next_low,
    w.high as next_high,
    w.open_areas as next_missing,
    y.met,
    y.members as counted,
    s.highest as window_high,
    s.lowest as window_low,
    s.expected as window_periods,
    s.present as window_present,
    s.first_period as window_from,
    s.average as window_average,
    s.top as window_top,
    s.bottom as window_bottom,
    s.record_in,
    s.beaten_in,
    s.rises as streak,
    s.rises_nearly as streak_nearly,
    s.streak_is_open,
    concat(
        f.vintage,
        case
            when f.per_vintage is not null and (f.per_vintage <> f.vintage or f.per_source <> f.source)
                then concat(' + ', f.per_vintage)
            when f.base_vintage is not null and f.base_vintage <> f.vintage then concat(' + ', f.base_vintage)
            when c.against = 'area' and d.vintage <> f.vintage then concat(' + ', d.vintage)
            else ''
        end
    ) as vintage,
    greatest(f.published_on, coalesce(d.published_on, f.published_on)) as published_on,
    case when f.per_source <> f.source then concat(f.source, ' + ', f.per_source) else f.source end as source_name,
    f.is_reference or coalesce(d.is_reference, false) as is_reference
from factcheck.timing as t
inner join factcheck.part as c on c.part_id = t.part_id
inner join factcheck.figure as f on f.figure_id = t.figure_id
inner join fit as rd on rd.part_id = t.part_id and rd.definition = f.definition
left join named as k on k.article_id = c.article_id and k.claim_id = c.claim_id and k.definition = f.definition
left join rotating as g on g.part_id = t.part_id
left join recomputed as r on r.figure_id = t.figure_id
left join per_head as h on h.indicator = c.indicator and h.definition = f.definition
left join unlike as o
    on o.part_id = t.part_id and o.source = f.source
    and (o.valid_from is null or o.valid_from <= f.time_period) and (o.valid_to is null or o.valid_to >= f.time_period)
left join base as d
    on d.part_id = f.part_id and d.side_id = f.side_id and d.time_period = f.time_period and d.known = f.known
left join factcheck.place as p on p.figure_id = t.figure_id
left join factcheck.following as w on w.figure_id = t.figure_id
left join factcheck.tally as y on y.figure_id = t.figure_id
left join factcheck.past as s on s.figure_id = t.figure_id
left join factcheck.absent as n
    on n.part_id = f.part_id and n.operand = 'claim' and n.definition = f.definition and n.source = f.source
    and n.freq = f.freq and n.time_period = f.time_period and n.known = f.known
left join input.series_break as b
    on b.indicator = c.indicator and b.source = f.source
    and b.break_on <= f.time_period
    and b.break_on > case
        when c.operation in ('change', 'growth', 'direction') or (c.operation = 'ratio' and f.base_period is not null)
            then f.base_period
        when c.operation in ('extreme', 'average', 'always') then s.first_period
        when c.operation = 'streak' then cast(f.time_period - to_years(cast(c.x as integer)) as date)
    end
