"""Judges claims in one pass over given figures: the reference figures of the warehouse, or rows that a test makes up.

    found = judge([claim("gdp", "level", "$24 trillion", ref=["CHN", "JPN", "KOR"])])
    found["c0"].verdict, found["c0"].reading("then", source="imf_weo", period="2024").obs_value

Not a test: tests/warehouse/test_verdicts.py and its neighbours use it.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from relations import figure

from pipelines.claims import articles
from pipelines.claims.model import Areas, Article, Claim, Event
from pipelines.config import Settings
from pipelines.reports import findings
from pipelines.stores import database
from pipelines.warehouse import inputs, sqlmodels
from pipelines.warehouse.engines import duckdb as engine

if TYPE_CHECKING:
    import duckdb

TODAY = date(2026, 11, 25)


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
    rows: Sequence[dict[str, Any]] | None = None,
    *,
    today: date = TODAY,
    profile: str = "default",
) -> dict[str, Found]:
    """Claim id -> what came of it. Claims that share an id are numbered c0, c1, … in the order given.

    The queries behind the readings are run, too: each has to give its number again.
    """
    with judged(claims, rows, today=today, profile=profile) as connection:
        _reproduces(connection)
        return found(connection)


@contextmanager
def judged(
    claims: Iterable[Claim],
    rows: Sequence[dict[str, Any]] | None = None,
    *,
    today: date = TODAY,
    profile: str = "default",
) -> Iterator["duckdb.DuckDBPyConnection"]:
    """The connection on which the claims were judged, with every relation of core and factcheck."""
    settings = Settings()
    numbered = list(claims)
    if len({c.id for c in numbered}) < len(numbered):
        numbered = [c.model_copy(update={"id": f"c{n}"}) for n, c in enumerate(numbered)]
    for each in numbered:
        problems = list(articles.judge(each, today))
        assert not problems, problems
    article = Article(id="worked", title="worked", published=max(c.said_on for c in numbered), claims=numbered)
    asked = inputs.tables(settings, {"run": [inputs.run(today, profile)]}) | inputs.claims(settings, [article], profile)
    if rows is None:
        with reference(settings.root) as connection:
            load(settings, connection, asked)
            engine.run(connection, [model for model in wanted(settings) if model.schema == "factcheck"])
            yield connection
        return
    import pyarrow as pa

    columns = list(figure("population", "KOR", "2020", 1))
    observation = pa.table({name: [row[name] for row in rows] for name in columns})
    with tempfile.TemporaryDirectory() as scratch, database.connect(settings, Path(scratch)) as connection:
        load(settings, connection, figures(settings.root) | {"observation": observation} | asked)
        engine.run(connection, wanted(settings))
        yield connection


@contextmanager
def reference(root: Path) -> Iterator["duckdb.DuckDBPyConnection"]:
    """The reference figures as core and marts have them, made once for all tests of a process."""
    settings = Settings(root=root)
    connection = built(root)
    connection.execute("drop schema if exists factcheck cascade")
    for name in inputs.claims(settings, [], "default").keys() | {"run"}:
        connection.execute(f"drop table if exists input.{name}")
    yield connection


@cache
def built(root: Path) -> "duckdb.DuckDBPyConnection":
    settings = Settings(root=root)
    scratch = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    connection = database.connect(settings, Path(scratch))
    asked = inputs.tables(settings, {"run": [inputs.run(TODAY, "default")]}) | inputs.claims(settings, [], "default")
    load(settings, connection, figures(root) | asked, views=("observation",))
    engine.run(connection, [model for model in wanted(settings) if model.schema != "factcheck"])
    return connection


def load(settings: Settings, connection: Any, given: dict[str, Any], views: Sequence[str] = ()) -> None:
    described = sqlmodels.described_inputs(settings.sql)
    engine.load(connection, given, {name: described[name] for name in given if name in described}, views=views)


def wanted(settings: Settings) -> list[Any]:
    models = parsed(settings.sql)
    names = models.upstream(model.name for model in models.models if model.schema in ("core", "factcheck"))
    return [model for model in models.models if model.name in names]


def _reproduces(connection: Any) -> None:
    for name, value, query in connection.execute(
        "select claim_id || ' ' || part || ' ' || reading_id, obs_value, sql from factcheck.reading where obs_value is not null"
    ).fetchall():
        assert query is not None, f"{name} has a number and no query"
        again = connection.execute(query).fetchone()[0]
        assert again is not None and abs(again - value) <= 1e-9 * max(1, abs(value)), (name, value, again, query)


@cache
def parsed(folder: Path) -> Any:
    """The models, parsed once for all tests of a process."""
    return sqlmodels.load(folder)


@cache
def figures(root: Path) -> dict[str, Any]:
    return dict(inputs.figures(Settings(root=root)))


def found(connection: Any) -> dict[str, Found]:
    return {
        claim_id: Found(
            row["verdict"], row["verdict_now"], row["decided_by"], row["reason"], row["would_be_true"],
            {part["part"]: part["verdict"] for part in row["parts"]}, [SimpleNamespace(**r) for r in row["readings"]],
        )
        for (_, claim_id), row in findings.load(connection).items()
    }  # fmt: skip
