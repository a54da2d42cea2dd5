"""A few claims judged: DuckDB looks up the figures of their areas, and the models of factcheck run in SQLite.

Of a claim's readings there are a few dozen. To plan the thirty models that judge them takes DuckDB ten times as long as
SQLite needs to plan and run them. What a rank needs, the figures of all areas, is looked up in DuckDB. Both engines
stay in a process that goes on, until there is another published file or another version of a model; the file itself
is attached for one pass only.

Belongs here: which models run where, and the way of rows between the two. Does not belong here: the dialects
(sqltranslation.py), many claims (published.py).
"""

import hashlib
import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.stores import database, disk
from pipelines.stores.database import quoted
from pipelines.warehouse import published, sqlmodels
from pipelines.warehouse.contests import UNIVERSE, Contests
from pipelines.warehouse.engines import duckdb as duckdb_engine
from pipelines.warehouse.engines import sqlite
from pipelines.warehouse.sqlfiles import InvalidModel
from pipelines.warehouse.sqlmodels import Model

if TYPE_CHECKING:
    import duckdb

    from pipelines.warehouse.inputs import Rows

FIGURES = "core.observation"
LARGE = frozenset({FIGURES, "factcheck.cell"})
"""Relations of which SQLite gets what the areas of the claims need, or nothing: then what reads them runs in DuckDB."""
EVERYBODY = "factcheck.rival"
"""Reads the figures of all areas."""
MANY_FIGURES = 20_000
HOLDING = "core.holding"
SHOWN = ("core.economy", "core.economy_group", "input.source")
"""What findings are put into words with."""


@contextmanager
def evaluate(
    settings: Settings, given: "Mapping[str, Rows]", to_show: bool = False
) -> "Iterator[tuple[sqlite3.Connection, duckdb.DuckDBPyConnection]]":
    """The relations of factcheck, as they come out for the claims that are `given`, and all that is published.

    One pass at a time. `cell` may be empty where DuckDB has it; `to_show` claims it has the figures of their pairs.
    Raises NotPublished as `published.evaluate` does.
    """
    with _LOCK:
        engines = _at_hand(settings)
        try:
            engines.judge({name: [] for name in published.CLAIM_INPUTS} | dict(given))
            if to_show:
                engines.complete()
            yield engines.small, engines.large
        except InvalidModel as error:
            raise published.does_not_fit(settings, str(error)) from error
        finally:
            engines.detach()


def reads_figures(model: Model) -> bool:
    return not LARGE.isdisjoint(model.depends_on)


class _Engines:
    """Both engines, with what they hold for the next claims."""

    def __init__(self, settings: Settings, models: Iterable[Model]) -> None:
        self.file = quoted(settings.database)
        self.large = published.attached(settings)
        self.large.execute(
            f"create schema factcheck; set allowed_paths = [{self.file}];"
            " set enable_external_access = false; set lock_configuration = true"
        )
        self.large.begin()
        self.small = sqlite.connect()
        self.models = [model for model in models if model.schema == "factcheck"]
        self.types = _types(self.large, {name for model in self.models for name in model.depends_on})
        for model in self.models:
            if self.types.get(model.name, {}).keys() != model.columns.keys():
                raise published.does_not_fit(settings, f"{model.name} has other columns")
        self.words = {word for model in self.models if reads_figures(model) for word in re.findall(r"\w+", model.sql)}
        """Among them the columns that are needed of figures, and by DuckDB of what SQLite made."""
        self.translations = _translations({model.name: model for model in self.models}, settings.build / "sqlite.json")
        self.of_claims = {model.name for model in self.models} - LARGE
        """What comes from the claims; all else that SQLite has is as it is published."""
        self.types[FIGURES] = {name: kind for name, kind in self.types[FIGURES].items() if name in self.words}
        for name in self.of_claims | LARGE:
            sqlite.make(self.small, name, self.types[name])
        self.contests = Contests(self.small, self.types[UNIVERSE])
        self.lent: set[str] = set()
        self.indicators: set[str] = set()
        """Those whose rows of HOLDING are lent."""
        self.in_large: set[str] = set()
        """Relations of these claims that DuckDB has."""
        for name in SHOWN:
            self._lend(name)

    def judge(self, given: "Mapping[str, Rows]") -> None:
        self._clear()
        for name, rows in given.items():
            self._give(f"input.{name}", rows)
        in_duckdb: bool | None = None
        for model in self.models:
            if model.nothing_without and not self._any(model.nothing_without):
                continue
            if reads_figures(model) and in_duckdb is None:
                in_duckdb = not self._takes_figures()
            if model.name == EVERYBODY and self.contests.recall():
                continue  # nor is there anything that the next model could put together
            if model.name == EVERYBODY or (reads_figures(model) and in_duckdb):
                self._run_in_duckdb(model)
            else:
                self._run_in_sqlite(model)
            if model.name == UNIVERSE:
                self.contests.keep()

    def _takes_figures(self) -> bool:
        """Whether SQLite now has the figures of the areas of the claims, which may be too many."""

        def listed(query: str) -> str:
            return ", ".join(quoted(value) for (value,) in self.small.execute(query).fetchall())

        areas = listed(
            "select ref_area from factcheck.member union select counterpart_area from factcheck.member"
            " union select counterpart_area from factcheck.series where counterpart_area is not null"
        )
        indicators = listed(
            "select obs_indicator from factcheck.series union select weight_indicator from factcheck.series"
            " where weight_indicator is not null"
        )
        if not indicators or not areas:
            return True
        rows = self.large.execute(
            f"select {', '.join(self.types[FIGURES])} from published.{FIGURES} where indicator in ({indicators})"
            f" and ref_area in ({areas}) and (counterpart_area is null or counterpart_area in ({areas}))"
            f" limit {MANY_FIGURES + 1}"
        ).fetchall()
        if len(rows) > MANY_FIGURES:
            return False
        sqlite.fill(self.small, FIGURES, rows, len(self.types[FIGURES]))
        return True

    def complete(self) -> None:
        """Have SQLite hold all that claims are shown with."""
        for name in ("input.reading_term", "input.reading_definition"):
            self._lend(name)
        if "factcheck.cell" in self.in_large:
            self._hand("factcheck.member")
            self._copy("factcheck.cell semi join factcheck.member using (ref_area, counterpart_area)", "factcheck.cell")

    def attach(self) -> None:
        self.large.execute(f"attach {self.file} as published (read_only)")
        self.large.begin()

    def detach(self) -> None:
        """Forget what DuckDB was handed, and leave the file to whoever wants to open it."""
        self.large.rollback()
        self.large.execute("detach published")

    def close(self) -> None:
        self.large.close()
        self.small.close()

    def _clear(self) -> None:
        """Take away what other claims left, whether they were judged to the end or not."""
        self.in_large.clear()
        for name in self.of_claims | LARGE:
            self.small.execute(f"delete from {name}")

    def _any(self, rows: str) -> bool:
        return bool(self.small.execute(f"select 1 from {rows} limit 1").fetchall())

    def _give(self, name: str, rows: "Rows") -> None:
        types = self.types[name]
        if name not in self.of_claims:
            sqlite.make(self.small, name, types)
            self.of_claims.add(name)
        sqlite.fill(self.small, name, ([row[column] for column in types] for row in rows), len(types))

    def _lend(self, name: str) -> None:
        """What does not depend on the claims goes to SQLite once."""
        if name not in self.lent:
            sqlite.make(self.small, name, self.types[name])
            self._copy(f"published.{name}", name)
            self.lent.add(name)

    def _lend_holding(self) -> None:
        """Of the indicators that the claims are read by."""
        if HOLDING not in self.lent:
            sqlite.make(self.small, HOLDING, self.types[HOLDING])
            self.small.execute(
                "create index core.holding_of on holding (indicator, breakdown, source, freq, unit_measure)"
            )
            self.lent.add(HOLDING)
        self._lend("input.reading_term")
        wanted = (
            "select distinct t.obs_indicator from input.reading_term as t"
            " inner join factcheck.claim as c on c.indicator = t.indicator"
        )
        for (indicator,) in self.small.execute(wanted).fetchall():
            if indicator not in self.indicators:
                self._copy(f"published.{HOLDING} where indicator = {quoted(indicator)}", HOLDING)
                self.indicators.add(indicator)

    def _copy(self, found: str, name: str) -> None:
        sqlite.fill(self.small, name, self.large.execute(f"select * from {found}").fetchall(), len(self.types[name]))

    def _run_in_sqlite(self, model: Model) -> None:
        try:
            for name in {*model.depends_on} - self.of_claims - LARGE:
                self._lend_holding() if name == HOLDING else self._lend(name)
            self.small.execute(f"insert into {model.name} {self.translations[model.name]}")
        except (KeyError, sqlite3.Error) as error:
            raise InvalidModel(model.path, f"{model.name} failed in SQLite: {error}") from error

    def _run_in_duckdb(self, model: Model) -> None:
        for name in self.of_claims.intersection(model.depends_on):
            self._hand(name)
        duckdb_engine.make(self.large, model)
        self.in_large.add(model.name)
        if model.name not in LARGE:
            self._copy(model.name, model.name)

    def _hand(self, name: str) -> None:
        """Have DuckDB hold what SQLite has of a relation, with the columns that models read."""
        if name not in self.in_large:
            types = {column: kind for column, kind in self.types[name].items() if column in self.words}
            rows = self.small.execute(f"select {', '.join(types)} from {name}").fetchall()
            database.hold(self.large, name, [dict(zip(types, row, strict=True)) for row in rows], types)
            self.in_large.add(name)


_LOCK = threading.Lock()
_KEPT: dict[int, tuple[Any, _Engines]] = {}
"""Process -> what its engines were opened on, and the engines: a process that was forked needs its own."""


def _at_hand(settings: Settings) -> _Engines:
    """The engines of this process, with the published file attached."""
    models = sqlmodels.load(settings.sql).models
    while True:
        opened_on = (settings, published.state(settings), models)
        kept_on, engines = _KEPT.pop(os.getpid(), (None, None))
        if engines and kept_on == opened_on:
            engines.attach()
        else:
            if engines:
                engines.close()
            engines = _Engines(settings, models)
        if published.state(settings) == opened_on[1]:  # nothing was published meanwhile
            _KEPT[os.getpid()] = opened_on, engines
            return engines
        engines.close()


def _types(connection: "duckdb.DuckDBPyConnection", read: Iterable[str]) -> dict[str, dict[str, str]]:
    """Relation of the published file -> its columns with their types; of marts those that are `read`."""
    marts = [quoted(name.partition(".")[2]) for name in read if name.startswith("marts.")]
    types: dict[str, dict[str, str]] = {}
    for schema, relation, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns()"
        " where database_name = 'published' and (schema_name in ('input', 'core', 'factcheck')"
        f" or (schema_name = 'marts' and table_name in ({', '.join(marts)})))"
        " order by schema_name, table_name, column_index"
    ).fetchall():
        types.setdefault(f"{schema}.{relation}", {})[column] = kind
    return types


def _translations(models: Mapping[str, Model], cache: Path) -> dict[str, str]:
    """Name -> the model in the dialect of SQLite. The cache saves importing a parser and translating (0.7 s)."""
    version = hashlib.sha256(Path(__file__).with_name("sqltranslation.py").read_bytes()).hexdigest()[:16]
    keys = {name: f"{version} {model.sql}" for name, model in models.items()}
    kept: dict[str, str] = {}
    with suppress(OSError, ValueError, TypeError):
        kept = dict(json.loads(cache.read_bytes()))
    if not kept.keys() >= {*keys.values()}:
        from pipelines.warehouse.sqltranslation import translated

        for name, key in keys.items():
            try:
                kept[key] = translated(models[name].sql)
            except ValueError as error:
                raise InvalidModel(models[name].path, f"{error} (warehouse/sqltranslation.py)") from error
        with suppress(OSError):  # where nothing may be written it takes the time once more
            disk.write(cache, json.dumps({key: kept[key] for key in keys.values()}), durable=False)
    return {name: kept[key] for name, key in keys.items()}
