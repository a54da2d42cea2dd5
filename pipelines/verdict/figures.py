"""The figures that claims need, looked up at once: the only door to the database.

Belongs here: which figures that is, and the queries. Does not belong here: the shape in which the rest of the room has
them (held.py), which edition answers (editions.py), what figures come to (arithmetic.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pipelines import catalogue
from pipelines.claims.model import Claim
from pipelines.verdict import editions, over_periods, parts, places, readings
from pipelines.verdict.held import Cell, Held, Place, Series, Slice, World
from pipelines.verdict.parts import RANKED, WINDOWED, Part, add_months

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
YEARS_BESIDE = 10
"""So far around a year that a claim names lie others of which the same number may hold."""


# What is published


_GROUPS = "select group_id, iso3, valid_from, valid_to, is_awaited, is_continent, group_name from core.economy_group"
_NAMES = "select iso3, name, is_economy from core.economy"
_SERIES = "select indicator, breakdown, source, freq, unit_measure, valuation from core.readable_series"
_HOLDINGS = """
select h.indicator, h.breakdown, h.source, h.freq, h.unit_measure, h.counterpart_area, h.vintage, h.time_period,
    cast(sum(h.figures) as bigint)
from core.holding as h
inner join core.readable_series as s
    on s.indicator = h.indicator and s.breakdown = h.breakdown and s.source = h.source and s.freq = h.freq
    and s.unit_measure = h.unit_measure
    and (h.valuation is null or s.valuation is null or h.valuation = s.valuation)
group by all
"""
_FISCAL = "select indicator, source, ref_area, ends_in, valid_from from input.fiscal_year"
_EVENTS = "select event_id, event_date, kind, areas, what from core.event order by event_date, event_id"
_RATES = """
select series, cast(year(time_period) as integer), avg(obs_value)
from core.observation
where indicator = 'exchange_rate' and source = 'imf_ifs' and obs_value > 0
group by all
"""


def world(connection: "duckdb.DuckDBPyConnection") -> World:
    """What is published of countries, series, editions and events; the same for all claims."""
    found = World()
    ask = connection
    for group, iso3, begin, end, awaited, is_continent, name in ask.execute(_GROUPS).fetchall():
        found.groups.setdefault(group, []).append((iso3, begin, end, awaited))
        found.names[group] = name
        if is_continent:
            found.continents.add(group)
    for iso3, name, is_economy in ask.execute(_NAMES).fetchall():
        found.names[iso3] = name
        found.economies += bool(is_economy)
    for *series, valuation in ask.execute(_SERIES).fetchall():
        key = Series(*series)
        found.series.setdefault(key[:2], []).append((key, valuation))
    for *series, partner, vintage, period, figures in ask.execute(_HOLDINGS).fetchall():
        found.holdings.setdefault((Series(*series), partner), {})[vintage, period] = figures
    found.single = single(found)
    for indicator, source, ref, ends_in, begin in ask.execute(_FISCAL).fetchall():
        found.fiscal.setdefault((indicator, source, ref), []).append((ends_in, begin))
    found.rates = {(currency, year): rate for currency, year, rate in ask.execute(_RATES).fetchall()}
    names = ("event_id", "event_date", "kind", "areas", "what")
    found.events = [dict(zip(names, row, strict=True)) for row in ask.execute(_EVENTS).fetchall()]
    return found


def single(world: World) -> set[str]:
    periods: dict[tuple[Series, str], set[date]] = defaultdict(set)
    for (series, _), counts in world.holdings.items():
        for vintage, period in counts:
            periods[series, vintage].add(period)
    several = {series.source for (series, _), found in periods.items() if len(found) > 1}
    return {series.source for series, _ in periods} - several


# What claims need


def load(
    connection: "duckdb.DuckDBPyConnection", claims: Iterable[Claim], today: date, known: World | None = None
) -> Held:
    """All figures that the readings of the claims need; `known` is the world where it is at hand."""
    held = Held(known or world(connection), today=today)
    checked = [claim for claim in claims if claim.not_checkable in (None, "context")]
    asked = [part for claim in checked for part in parts.of(claim, held) if part.kind != "event"]
    wanted = _wanted(asked, held.world)
    if not wanted:
        return held
    columns = [list(column) for column in zip(*((*key, *span) for key, span in wanted.items()), strict=True)]
    indicators = sorted({key[0] for key in wanted})
    rows = connection.execute(_FIGURES, [indicators, *columns]).fetchall()
    for (*series, ref, other, period), found in groupby(rows, itemgetter(*range(8))):
        editions = {row[8:10]: Cell(*row[10:]) for row in found}
        held.cells.setdefault(Series(*series), {}).setdefault((ref, other), {})[period] = editions
    _load_everybody(connection, held, set(_slices([part for part in asked if part.operation in RANKED], held)))
    return held


def _slices(ranked: Iterable[Part], held: Held) -> Iterator[Slice]:
    """Whose figures in which editions the ranks of these parts need."""
    for part in ranked:
        for view in editions.views(part, held):
            for meant in readings.meant(view):
                for each in over_periods.meant_with(view, meant) if part.over else [meant]:
                    for _, _, found, _ in places.slices_of(view, each.figure, each.period):
                        yield found


def terms_of(definition: Row) -> Iterator[Row]:
    yield from definition["terms"]
    yield from definition.get("per", ())


def _wanted(asked: Iterable[Part], world: World) -> dict[tuple[str, str, str, str], tuple[date, date]]:
    """Indicator, breakdown, reporter and partner -> the first and the last period that are needed."""
    found: dict[tuple[str, str, str, str], tuple[date, date]] = {}

    def want(indicator: str, breakdown: str, place: Place, span: tuple[date, date]) -> None:
        key = (indicator, breakdown, *place)
        first, last = found.get(key, span)
        found[key] = min(first, span[0]), max(last, span[1])

    for part in asked:
        span = _span(part)
        everyone = [*part.own, *part.other]
        for definition in part.definitions():
            for term in terms_of(definition):
                months = int(term.get("lag_months", 0)) + 12 * (part.years - 1)
                of_term = add_months(span[0], -months), span[1]
                for pair in everyone:
                    want(term["indicator"], term.get("breakdown", "_T"), editions.place_of(term, pair), of_term)
                    if weight := catalogue.indicators()[term["indicator"]].get("weight"):
                        want(weight, "_T", (pair.ref, ""), of_term)
    return found


def _span(part: Part) -> tuple[date, date]:
    """The periods of which a part may need figures, and those beside them that tell what would be true."""
    if part.operation in WINDOWED or part.over:
        return date(1900, 1, 1), part.last
    first = part.first.replace(month=1, day=1)
    if part.operation in parts.OVER_TIME:
        back = add_months(first, -12 * (part.span or 1))
        first = min(back, part.base_first.replace(month=1, day=1) if part.base_first else back)
    if part.operation in ("level", "sum"):
        return add_months(first, -12 * YEARS_BESIDE), add_months(part.last, 12 * YEARS_BESIDE)
    return first, part.last


_FIGURES = """
with wanted as (
    select unnest($2) as indicator, unnest($3) as breakdown, unnest($4) as ref_area, unnest($5) as counterpart_area,
        unnest($6) as first_period, unnest($7) as last_period
),

figure as (
    select
        indicator, breakdown, source, freq, unit_measure, ref_area, coalesce(counterpart_area, '') as counterpart_area,
        time_period, vintage, coalesce(price_base, '') as price_base, obs_value, published_on, obs_status, is_reference,
        false as is_summed, valuation
    from core.observation
    where list_contains($1, indicator)
    union all
    select
        indicator, breakdown, source, freq, unit_measure, 'W00', counterpart_area, time_period, vintage, price_base,
        amount, published_on, obs_status, is_reference, true, null
    from marts.world_total
    where list_contains($1, indicator)
)

select
    f.indicator, f.breakdown, f.source, f.freq, f.unit_measure, f.ref_area, f.counterpart_area, f.time_period,
    f.vintage, f.price_base, case when q.source is null and a.source is null then f.obs_value end, f.published_on,
    case when q.source is null and a.source is null then f.obs_status else 'K' end, f.is_reference, f.is_summed
from figure as f
inner join wanted as w
    on w.indicator = f.indicator and w.breakdown = f.breakdown and w.ref_area = f.ref_area
    and w.counterpart_area = f.counterpart_area and f.time_period between w.first_period and w.last_period
inner join core.readable_series as s
    on s.indicator = f.indicator and s.breakdown = f.breakdown and s.source = f.source and s.freq = f.freq
    and s.unit_measure = f.unit_measure and (f.valuation is null or s.valuation is null or f.valuation = s.valuation)
left join marts.quarantined_figure as q
    on q.indicator = f.indicator and q.source = f.source and q.ref_area = f.ref_area and q.freq = f.freq
    and q.time_period = f.time_period and q.vintage = f.vintage and q.counterpart_area = f.counterpart_area
left join marts.quarantined_figure as a
    on f.counterpart_area <> '' and a.indicator = f.indicator and a.source = f.source and a.ref_area = f.ref_area
    and a.freq = f.freq and a.time_period = f.time_period and a.vintage = f.vintage and a.counterpart_area = ''
order by f.indicator, f.breakdown, f.source, f.freq, f.unit_measure, f.ref_area, f.counterpart_area, f.time_period,
    f.is_summed desc
"""

_EVERYBODY = """
with wanted as (
    select unnest($1) as place, unnest($2) as indicator, unnest($3) as breakdown, unnest($4) as source,
        unnest($5) as freq, unnest($6) as unit_measure, unnest($7) as vintage, unnest($8) as time_period,
        unnest($9) as is_of_partners, unnest($10) as fixed
)

select w.place, if(w.is_of_partners, o.counterpart_area, o.ref_area), o.obs_value
from wanted as w
inner join core.observation as o
    on o.indicator = w.indicator and o.breakdown = w.breakdown and o.source = w.source and o.freq = w.freq
    and o.unit_measure = w.unit_measure and o.vintage = w.vintage and o.time_period = w.time_period
    and if(w.is_of_partners, o.ref_area, coalesce(o.counterpart_area, '')) = w.fixed
inner join core.readable_series as s
    on s.indicator = o.indicator and s.breakdown = o.breakdown and s.source = o.source and s.freq = o.freq
    and s.unit_measure = o.unit_measure and (o.valuation is null or s.valuation is null or o.valuation = s.valuation)
left join marts.quarantined_figure as q
    on q.indicator = o.indicator and q.source = o.source and q.ref_area = o.ref_area and q.freq = o.freq
    and q.time_period = o.time_period and q.vintage = o.vintage
    and q.counterpart_area in ('', coalesce(o.counterpart_area, ''))
where q.indicator is null and o.obs_value is not null
"""

_LATEST = """
with wanted as (
    select unnest($1) as place, unnest($2) as indicator, unnest($3) as breakdown, unnest($4) as source,
        unnest($5) as freq, unnest($6) as unit_measure, unnest($7) as is_of_partners, unnest($8) as fixed
)

select w.place, if(w.is_of_partners, l.counterpart_area, l.ref_area), l.obs_value
from wanted as w
inner join marts.latest_figure as l
    on l.indicator = w.indicator and l.breakdown = w.breakdown and l.source = w.source and l.freq = w.freq
    and l.unit_measure = w.unit_measure and if(w.is_of_partners, l.ref_area, l.counterpart_area) = w.fixed
where not w.is_of_partners or l.counterpart_area <> ''
"""


def _load_everybody(connection: "duckdb.DuckDBPyConnection", held: Held, slices: set[Slice]) -> None:
    """Everybody's figures in the editions that rank claims, and what each area had last."""
    if not slices:
        return
    listed = sorted(slices)
    held.everybody = {each: {} for each in listed}
    columns = [[*each.series, each.vintage, each.period, each.is_of_partners, each.fixed] for each in listed]
    numbered = [list(range(len(listed))), *map(list, zip(*columns, strict=True))]
    for place, area, value in connection.execute(_EVERYBODY, numbered).fetchall():
        held.everybody[listed[place]][area] = value
    keys = sorted({(each.series, each.is_of_partners, each.fixed) for each in listed})
    held.latest = {key: {} for key in keys}
    rows = [[*series, is_of_partners, fixed] for series, is_of_partners, fixed in keys]
    numbered = [list(range(len(keys))), *map(list, zip(*rows, strict=True))]
    for place, area, value in connection.execute(_LATEST, numbered).fetchall():
        held.latest[keys[place]][area] = value
