"""Runs SQL models on figures that a test makes up, in memory, with the real catalogue beside them.

    con = build([exports("KOR", "CHN", 2022, 155.8e9)], "marts.trade_partner")
    rows(con, "select … from marts.trade_partner")

Not a test: tests/warehouse/test_marts_*.py and tests/bench use it.
"""

import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import catalogue, sources
from pipelines.catalogue import economies
from pipelines.config import PACKAGE, Settings, shipped
from pipelines.ingest import reference
from pipelines.stores import database
from pipelines.warehouse import sqlmodels
from pipelines.warehouse.engines import duckdb as engine

if TYPE_CHECKING:
    import duckdb

SQL = PACKAGE.parent / "sql"


def figure(indicator: str, ref_area: str, period: str, value: float | None, **columns: Any) -> dict[str, Any]:
    """One observation; `period` is 2022, 2024-Q4 or 2023-08, no value has the status O, missing."""
    freq, start = _period(period)
    return {
        "indicator": indicator, "ref_area": ref_area, "counterpart_area": None, "breakdown": "_T", "freq": freq,
        "time_period": start, "obs_value": None if value is None else float(value), "price_base": None,
        "obs_status": "O" if value is None else "A", "unit_measure": catalogue.indicators()[indicator]["unit_measure"],
        "valuation": None, "source": "un_comtrade", "series": "made up", "vintage": "2024-01",
        "published_on": date(2024, 1, 1), "published_basis": "stated", "retrieved_at": datetime(2024, 1, 2),
        "snapshot": "0" * 64, "is_reference": False,
    } | columns  # fmt: skip


def exports(reporter: str, partner: str, period: str | int, value: float | None, **columns: Any) -> dict[str, Any]:
    flow = {"counterpart_area": partner, "valuation": "FOB"}
    return figure("goods_exports", reporter, str(period), value, **flow | columns)


def imports(reporter: str, partner: str, period: str | int, value: float | None, **columns: Any) -> dict[str, Any]:
    flow = {"counterpart_area": partner, "valuation": "CIF"}
    return figure("goods_imports", reporter, str(period), value, **flow | columns)


def flows(make: Any, reporter: str, period: str | int, **partners: float | None) -> list[dict[str, Any]]:
    """One reporter's exports to, or imports from, several partners."""
    return [make(reporter, partner, period, value) for partner, value in partners.items()]


def _period(text: str) -> tuple[str, date]:
    year, _, part = text.partition("-")
    if not part:
        return "A", date(int(year), 1, 1)
    if part.startswith("Q"):
        return "Q", date(int(year), 3 * int(part[1]) - 2, 1)
    return "M", date(int(year), int(part), 1)


def inputs(figures: Iterable[Mapping[str, Any]] | str) -> dict[str, list[dict[str, Any]] | str]:
    """What the models of core and the marts are handed: these figures and the real catalogue."""
    return {
        "economy": list(economies.economies()),
        "economy_group": list(economies.groups()),
        "source": sources.relations(),
        "event": list(reference.events(Settings())),
        **catalogue.relations(shipped("reference")),
        "observation": figures if isinstance(figures, str) else [dict(figure) for figure in figures],
    }


def build(figures: Iterable[Mapping[str, Any]] | str, *names: str) -> "duckdb.DuckDBPyConnection":
    """A connection in memory on which the named models and all that they read have run.

    `figures`: rows of figure(), or SQL text that reads a file. Every key is checked.
    """
    models = loaded()
    wanted = models.upstream(names)
    chosen = [model for model in models.models if model.name in wanted]
    settings = Settings(root=SQL.parent, memory_limit="1GB")
    connection = database.connect(settings, Path(tempfile.gettempdir()))
    engine.load(connection, inputs(figures), sqlmodels.described_inputs(SQL))
    engine.run(connection, chosen)
    for model in chosen:
        key = ", ".join(model.key)
        doubled = connection.execute(f"select {key} from {model.name} group by all having count(*) > 1").fetchall()
        assert not doubled, f"{model.name} has several rows for {doubled[:3]}"
    return connection


@cache
def loaded() -> sqlmodels.Models:
    """Models of core and marts, which must stand without those of factcheck."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("core", "marts"):
            (Path(folder) / name).symlink_to(SQL / name)
        return sqlmodels.load(Path(folder))


def rows(connection: "duckdb.DuckDBPyConnection", query: str, **parameters: Any) -> list[tuple[Any, ...]]:
    return connection.execute(query, parameters or None).fetchall()


def records(connection: "duckdb.DuckDBPyConnection", query: str) -> list[dict[str, Any]]:
    return connection.sql(query).to_arrow_table().to_pylist()


def keyed(connection: "duckdb.DuckDBPyConnection", query: str, *key: str) -> dict[Any, dict[str, Any]]:
    """Rows of a query by the columns that tell them apart."""
    return {tuple(row[name] for name in key): row for row in records(connection, query)}


def holds(found: Mapping[Any, Mapping[str, Any]], expected: Mapping[Any, Mapping[str, Any]]) -> None:
    """Each row has these values in these columns, whatever else it has."""
    shown = {key: {name: found[key][name] for name in row} for key, row in expected.items()}
    assert shown == expected
