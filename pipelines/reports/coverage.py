"""What is held: of which indicator and country, from whom, which years and editions, how fresh, and what is missing.

Belongs here: those questions as queries, and the page that pictures the answers. Does not belong here: asking for what
is missing (ingest/needs.py), figures of a claim (evidence.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.reports import html
from pipelines.reports.evidence import Connection, Row
from pipelines.reports.findings import rows

SINCE = 1990
"""First year of the strips."""
HEIGHT = 8
PAIR = 2


# Asked ----------------------------------------------------------------------------------------------------


def held(connection: Connection, names: Sequence[str], today: date) -> list[Row]:
    """A row per dataset: of everything, of an indicator, of a country, or of a pair of countries.

    A row without a source is missing; `missing` says which years are, or who would answer.
    ValueError for a name that is neither indicator nor country, with the nearest one.
    """
    indicators = [name for name in names if name in catalogue.indicators()]
    areas = [economies.code(name) for name in names if name not in indicators]
    _expect(indicators, areas)
    group = ["o.indicator"] + (["o.ref_area"] if areas or indicators else []) + (
        ["o.counterpart_area"] if len(areas) == PAIR else []
    )  # fmt: skip
    where = [f"o.indicator = '{name}'" for name in indicators]
    if len(areas) == PAIR:
        listed = f"('{areas[0]}', '{areas[1]}')"
        where += [f"o.ref_area in {listed}", f"o.counterpart_area in {listed}"]
    elif areas:
        where.append(f"o.ref_area = '{areas[0]}'")
    found = rows(connection, _HELD.format(
        group=", ".join(group), where=" and ".join(where) or "true", pair=", o.counterpart_area" * (len(areas) == PAIR)
    ))  # fmt: skip
    for row in found:
        row["missing"] = _gaps(row.pop("held_years"))
        row["age_days"] = (today - row["published_on"]).days
    return found + _missing(found, indicators, areas, today)


_HELD = """
select
    {group}, o.source,
    count(distinct o.ref_area) filter (o.ref_area not in ('W00', '_X')) as countries,
    count(distinct o.counterpart_area) filter (o.counterpart_area not in ('W00', '_X')) as partners,
    list_sort(list(distinct year(o.time_period))) as held_years,
    concat(min(year(o.time_period)), '-', max(year(o.time_period))) as years,
    count(o.obs_value) as figures,
    count(distinct o.vintage) as editions,
    arg_max(o.vintage, o.published_on) as newest,
    max(o.published_on) as published_on,
    bool_and(o.is_reference) as transcribed
from core.observation as o
where {where}
group by {group}, o.source
order by {group}, o.source
"""


def _expect(indicators: Sequence[str], areas: Sequence[str]) -> None:
    known = {row["iso3"] for row in economies.economies()}
    for area in areas:
        if area not in known:
            close = get_close_matches(area, list(catalogue.indicators()), 1, 0.7)
            nearest = f"nearest indicator: {close[0]}" if close else economies.suggest(area)
            raise ValueError(f"{area!r} is no indicator and no country; {nearest}")
    if len(areas) > PAIR or len(indicators) > 1:
        raise ValueError("expected an indicator, a country, or two countries for a pair")


def _gaps(years: Sequence[int]) -> str:
    """Years between the first and the last of which nothing is held."""
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in _runs(missing))


def _runs(years: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return runs


def _missing(found: Sequence[Row], indicators: Sequence[str], areas: Sequence[str], today: date) -> list[Row]:
    """What publishers would have and nobody has asked for: indicators of the country or pair, or of all."""
    from pipelines.ingest import needs

    held_ones = {row["indicator"] for row in found}
    wanted = indicators or [name for name, entry in _observed() if bool(entry.get("bilateral")) or len(areas) != PAIR]
    lacking = []
    for name in wanted:
        if name in held_ones:
            continue
        partners = areas[1:] or (["WLD"] if catalogue.indicators()[name].get("bilateral") else [])
        need = needs.need(name, areas[:1] or ["USA"], partners, today.year - 3, today.year - 1, today)
        if need:
            missing = f"all; {', '.join(need.sources)} would answer"
            lacking.append({"indicator": name, "source": None, "missing": missing, "would_answer": list(need.sources)})
    return lacking


def _observed() -> list[tuple[str, Mapping[str, Any]]]:
    """Indicators that publishers' figures carry themselves, in the order of the catalogue."""
    return [
        (name, entry) for name, entry in catalogue.indicators().items()
        if any(term["indicator"] == name for reading in entry["readings"] for term in reading.get("terms", []))
    ]  # fmt: skip


# Pages ----------------------------------------------------------------------------------------------------

_YEARS = f"""
select
    o.indicator, o.ref_area, list_sort(list(distinct year(o.time_period))) as years,
    count(distinct o.vintage) as editions, string_agg(distinct o.source, ' + ' order by o.source) as source,
    max(o.published_on) as published_on
from core.observation as o
inner join core.economy as e on e.iso3 = o.ref_area and e.is_economy
where o.obs_value is not null and year(o.time_period) >= {SINCE}
group by o.indicator, o.ref_area
"""


def page(connection: Connection) -> str:
    """The picture of everything, as `bilateral serve` shows it when it is asked for."""
    found = rows(connection, _YEARS)
    last = max((year for row in found for year in row["years"]), default=SINCE)
    now = max((row["published_on"].year for row in found), default=SINCE)
    cells = {(row["indicator"], row["ref_area"]): _strip(row, now) for row in found}
    known = catalogue.indicators()
    indicators = [name for name in known if any(name == held for held, _ in cells)]
    countries = [
        (row["iso3"], row["name"]) for row in sorted(economies.economies(), key=lambda row: row["name"])
        if row["is_economy"] and any((name, row["iso3"]) in cells for name in indicators)
    ]  # fmt: skip
    columns = [{"id": name, "name": known[name]["name"]} for name in indicators]
    return html.page(
        "coverage.html", title="Figures held", root="/reports/", columns=columns, countries=countries, cells=cells,
        first=SINCE, last=last, height=HEIGHT,
        absent=[known[name]["name"] for name, _ in _observed() if name not in indicators],
    )  # fmt: skip


def _strip(row: Row, now: int) -> Row:
    """Years as stretches from the first of the strip, and what a pointer shows."""
    runs = _runs(row["years"])
    title = ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs)
    return {
        "runs": [(a - SINCE, b - a + 1) for a, b in runs],
        "title": f"{title}; {row['editions']} edition{'' if row['editions'] == 1 else 's'}",
        "stale": row["years"][-1] < now - 4,
    }
