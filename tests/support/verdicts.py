"""Judges claims on given figures: the reference figures of the warehouse, or rows that a test makes up.

    found = judge([claim("gdp", "level", "$24 trillion", ref=["CHN", "JPN", "KOR"])])
    found["c0"].verdict, found["c0"].reading("then", source="imf_weo", period="2024").obs_value

Not a test: tests/verdict and its neighbours use it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import once
from relations import build

from pipelines import catalogue
from pipelines.catalogue import economies, fiscal
from pipelines.claims import articles
from pipelines.claims.model import Areas, Claim, Event
from pipelines.config import Settings, shipped
from pipelines.reports import findings
from pipelines.stores import database
from pipelines.verdict import figures, judging, relations
from pipelines.verdict.held import Cell, Held, Series, Slice, World
from pipelines.warehouse import inputs, sqlmodels
from pipelines.warehouse.engines import duckdb as engine

if TYPE_CHECKING:
    import duckdb

TODAY = date(2026, 11, 25)
LOOKED_UP = (
    "core.observation", "core.event", "core.economy", "core.economy_group", "core.holding", "core.readable_series",
    "marts.world_total", "marts.latest_figure", "marts.quarantined_figure",
)  # fmt: skip
"""What pipelines/verdict/figures.py reads."""


@dataclass(frozen=True)
class Found:
    verdict: str
    verdict_now: str
    decided_by: str | None
    reason: str
    would_be_true: str | None
    parts: dict[str, str]
    readings: list[SimpleNamespace]

    def reading(self, known: str, **wanted: Any) -> SimpleNamespace:
        """The one reading with these attributes; `period` is its label."""
        wanted = {{"period": "period_label"}.get(name, name): value for name, value in wanted.items()}
        fits = [
            r
            for r in self.readings
            if r.known == known and all(getattr(r, name) == value for name, value in wanted.items())
        ]
        assert len(fits) == 1, (
            wanted,
            [(r.known, r.definition, r.source, r.period_label, r.obs_value) for r in self.readings],
        )
        return fits[0]


def claim(
    indicator: str,
    operation: str,
    value: str | None = None,
    *,
    ref: Sequence[str] = (),
    counterpart: Sequence[str] = (),
    base: Sequence[str] = (),
    base_counterpart: Sequence[str] = (),
    said_on: date = date(2025, 3, 22),
    id: str = "c0",
    **fields: Any,
) -> Claim:
    return Claim(
        id=id,
        quote="as said",
        said_on=said_on,
        indicator=indicator,
        operation=operation,
        value=value,
        areas=Areas(ref=list(ref), counterpart=list(counterpart)),
        base=Areas(ref=list(base), counterpart=list(base_counterpart)),
        **fields,
    )


def happened(
    operation: str, kinds: Sequence[str], areas: Sequence[str], said_on: date = date(2025, 3, 30), **fields: Any
) -> Claim:
    return Claim(
        id="c0",
        quote="as said",
        said_on=said_on,
        operation=operation,
        event=Event(kinds=list(kinds), areas=list(areas)),
        **fields,
    )


def judge(
    claims: Iterable[Claim],
    rows: Sequence[Mapping[str, Any]] | None = None,
    *,
    today: date = TODAY,
    profile: str = "default",
    events: Sequence[dict[str, Any]] = (),
    by_models: bool = False,
    of_bank: bool = False,
) -> dict[str, Found]:
    """Claim id -> what came of it. Claims that share an id are numbered c0, c1, … in the order given.

    `by_models`: the rows go through core and marts first. On the reference figures the queries behind the readings are run, too: each has to give its number again.
    """
    numbered = list(claims)
    if len({c.id for c in numbered}) < len(numbered):
        numbered = [c.model_copy(update={"id": f"c{n}"}) for n, c in enumerate(numbered)]
    for each in numbered:
        problems = list(articles.judge(each, today))
        assert not problems, problems
    if rows is not None and not by_models:
        held = by_hand(rows, today)
        held.world.events += events
        return found(judging.judge(numbered, held, profile), held)
    connection = reference(of_bank) if rows is None else build(rows, *LOOKED_UP)
    held = figures.load(connection, numbered, today, world(of_bank) if rows is None else None)
    judged = judging.judge(numbered, held, profile)
    reproduces(connection, [row for each in judged for row in each.readings])
    return found(judged, held)


def reproduces(connection: Any, readings: Iterable[Mapping[str, Any]]) -> None:
    for row in readings:
        if row["obs_value"] is not None:
            assert row["sql"] is not None, f"{row['reading_id']} has a number and no query"
            again = connection.execute(row["sql"]).fetchone()[0]
            close = again is not None and abs(again - row["obs_value"]) <= 1e-9 * max(1, abs(row["obs_value"]))
            assert close, (row["reading_id"], row["obs_value"], again, row["sql"])


def published(claims: Sequence[Claim]) -> dict[str, list[dict[str, Any]]]:
    """The relations of an article called "worked", as judged on the reference figures."""
    held = figures.load(reference(), claims, TODAY, world())
    judged = judging.judge(claims, held)
    article = {"article_id": "worked", "title": "worked", "published": max(c.said_on for c in claims), "language": "en"}
    keyed = [(("worked", each.claim.id, n), each) for n, each in enumerate(judged, 1)]
    about = dict.fromkeys(("outlet", "author", "url"))
    return {**relations.of(keyed, held), "article": [about | article]}


def found(judged: Iterable[judging.Judged], held: Held) -> dict[str, Found]:
    keyed = [(("worked", each.claim.id, n), each) for n, each in enumerate(judged, 1)]
    named = findings.Names(
        {code: words_of(name) for code, name in held.world.names.items()}, {s["id"]: s["publisher"] for s in sources()}
    )
    return {
        claim_id: Found(
            row["verdict"], row["verdict_now"], row["decided_by"], row["reason"], row["would_be_true"],
            {part["part"]: part["verdict"] for part in row["parts"]}, [SimpleNamespace(**r) for r in row["readings"]],
        )
        for (_, claim_id), row in findings.of(relations.of(keyed, held), named).items()
    }  # fmt: skip


def words_of(name: str) -> str:
    from pipelines.reports import words

    return words.in_text(name)


@cache
def sources() -> list[dict[str, Any]]:
    from pipelines.sources import relations as of_sources

    return of_sources()


# The reference figures, as core and marts have them


@cache
def reference(of_bank: bool = False) -> "duckdb.DuckDBPyConnection":
    """A connection on core and marts over the reference figures, made once for all tests of a run; they only read it.

    `of_bank`: of other publishers' figures of single countries none are held but the Fund's of three countries, so that
    rules can be tried on what one publisher has and lacks.
    """
    settings = Settings()

    def make(folder: Path) -> None:
        folder.mkdir()
        asked = inputs.tables(settings, {"run": [inputs.run(TODAY, "default")]})
        given = figures_of(settings.root) | asked
        if of_bank:
            given["observation"] = f"select * from ({given['observation']}) where {_OF_BANK}"
        described = sqlmodels.described_inputs(settings.sql)
        loaded = parsed(settings.sql)
        shown = ("core.source", "core.snapshot", "core.unmapped_area", "core.indicator", "marts.trade_partner",
                 "marts.troop_deployment")  # fmt: skip
        names = loaded.upstream([*LOOKED_UP, *shown])
        with database.connect(settings, folder) as connection:
            engine.load(connection, given, {name: described[name] for name in given if name in described})
            engine.run(connection, [model for model in loaded.models if model.name in names])
            connection.execute(f"attach '{folder / 'reference.duckdb'}' as kept")
            connection.execute("copy from database memory to kept; detach kept")

    made = once.made("reference-of-bank" if of_bank else "reference", make)
    return database.connect(settings, made, made / "reference.duckdb")


_OF_BANK = """
    source not in ('imf_weo', 'un_wpp')
    or source = 'imf_weo' and indicator in ('gdp', 'gdp_ppp', 'population') and vintage >= '2023-04'
        and ref_area in ('CHN', 'JPN', 'KOR') and year(time_period) between 2022 and 2026
"""


@cache
def world(of_bank: bool = False) -> World:
    return figures.world(reference(of_bank))


@cache
def parsed(folder: Path) -> Any:
    """The models, parsed once for all tests of a process."""
    return sqlmodels.load(folder)


@cache
def figures_of(root: Path) -> dict[str, Any]:
    return dict(inputs.figures(Settings(root=root)))


# Figures that a test makes up


class _Everybody(dict[Slice, dict[str, float]]):
    """Everybody's figures in an edition, looked up in the rows when they are asked for."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = rows

    def __missing__(self, asked: Slice) -> dict[str, float]:
        fixed, area = ("ref_area", "counterpart_area") if asked.is_of_partners else ("counterpart_area", "ref_area")
        found = {
            row[area] or "": row["obs_value"]
            for row in self.rows
            if _series(row) == asked.series and (row["vintage"], row["time_period"]) == (asked.vintage, asked.period)
            and (row[fixed] or "") == asked.fixed and row["obs_value"] is not None
        }  # fmt: skip
        return self.setdefault(asked, found)


class _Latest(dict[tuple[Series, bool, str], dict[str, float]]):
    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = rows

    def __missing__(self, key: tuple[Series, bool, str]) -> dict[str, float]:
        series, is_of_partners, fixed_area = key
        fixed, area = ("ref_area", "counterpart_area") if is_of_partners else ("counterpart_area", "ref_area")
        newest = sorted(
            (row["time_period"], row["published_on"], row["vintage"], row[area] or "", row["obs_value"])
            for row in self.rows
            if _series(row) == series and (row[fixed] or "") == fixed_area and row["obs_value"] is not None
        )
        return self.setdefault(key, {area: value for *_, area, value in newest})


def by_hand(rows: Sequence[Mapping[str, Any]], today: date = TODAY) -> Held:
    """What the rows hold, as figures.load() would have found it; each has the columns of core.observation."""
    taken = [row for row in rows if _is_valued(row, rows)]
    held = Held(_world(taken), today=today, everybody=_Everybody(taken), latest=_Latest(taken))
    for row in taken:
        place = row["ref_area"], row["counterpart_area"] or ""
        edition = row["vintage"], row["price_base"] or ""
        cell = Cell(row["obs_value"], row["published_on"], row["obs_status"], row["is_reference"])
        of_series = held.cells.setdefault(_series(row), {}).setdefault(place, {})
        of_series.setdefault(row["time_period"], {})[edition] = cell
    return held


def _series(row: Mapping[str, Any]) -> Series:
    return Series(row["indicator"], row["breakdown"], row["source"], row["freq"], row["unit_measure"])


def _is_valued(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a figure is valued as the catalogue wants it, where the source has that valuation."""
    wanted = catalogue.indicators().get(row["indicator"], {}).get("valuation")
    has = any(_series(other) == _series(row) and other["valuation"] == wanted for other in rows) if wanted else False
    return not has or row["valuation"] in (None, wanted)


@cache
def _groups() -> tuple[dict[str, list[Any]], set[str], dict[str, str]]:
    spells, names = defaultdict(list), {}
    for row in economies.groups():
        spells[row["group_id"]].append((row["iso3"], row["valid_from"] or date(1800, 1, 1), row["valid_to"]))
        names[row["group_id"]] = row["group_name"]
    states = {iso3 for iso3, *_ in spells["STATES"]}
    always = {g for g, rows in spells.items() if g != "WLD" and all(row[1] == date(1900, 1, 1) for row in rows)}
    groups = {
        group: [(*row, (group not in always and group != "WLD") or row[0] in states) for row in rows]
        for group, rows in spells.items()
    }
    return groups, always, names


def _world(rows: Sequence[Mapping[str, Any]]) -> World:
    groups, continents, names = _groups()
    every = economies.economies()
    named = names | {row["iso3"]: row["name"] for row in every}
    made = World(groups, continents, named, sum(row["is_economy"] for row in every))
    asked = {
        term["counterpart"]
        for entry in catalogue.indicators().values()
        for reading in entry["readings"]
        for term in reading.get("terms", ())
        if "counterpart" in term
    }
    for row in rows:
        series, partner = _series(row), row["counterpart_area"]
        wanted = catalogue.indicators().get(series.indicator, {}).get("valuation")
        valuation = wanted if row["valuation"] == wanted else None
        if series not in [each for each, _ in made.series.get(series[:2], ())]:
            made.series.setdefault(series[:2], []).append((series, valuation))
        key = series, partner if partner is None or partner in asked else ""
        counts = made.holdings.setdefault(key, {})
        edition = row["vintage"], row["time_period"]
        counts[edition] = counts.get(edition, 0) + (row["obs_value"] is not None)
    made.single = figures.single(made)
    for row in fiscal.relation(shipped("reference") / fiscal.FILE):
        key = row["indicator"], row["source"], row["ref_area"]
        made.fiscal.setdefault(key, []).append((row["ends_in"], row["valid_from"]))
    made.events = list(reference_events())
    return made


@cache
def reference_events() -> list[dict[str, Any]]:
    from pipelines.ingest import reference as transcribed

    return sorted(transcribed.events(Settings()), key=lambda row: (row["event_date"], row["event_id"]))
