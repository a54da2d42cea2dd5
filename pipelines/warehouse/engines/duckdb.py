"""DuckDB as the engine: connections with our limits, and models run one after the other on one of them.

Belongs here: how DuckDB is opened, handed its inputs, and made to compute a model.
Does not belong here: which models run, whether their result is good, and its publication (warehouse/publication.py).
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pipelines.stores.database import hold, no_memory, quoted
from pipelines.warehouse.sqlfiles import InvalidModel, nearest
from pipelines.warehouse.sqlmodels import Input, Model

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from pipelines.warehouse.ledger import Ledger

    Given: TypeAlias = pa.Table | str | list[dict[str, Any]]
    """What an input is handed over as: Arrow, SQL text, or rows that all have the columns that are described."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a step before it starts, its number and the number of steps."""

CATALOG = "bilateral"
STORAGE = "v1.5.0"
"""Readers with DuckDB 1.5 open the file too."""
FIGURES = "core.observation"
PART_ROWS = 25_000_000
"""Figures that a partitioned model takes at a time: their join stays in memory (3 GB) instead of on disk.

With ten million a fifth of the time went into waiting for the ends of the stretches.
"""
MODELS_AT_ONCE = 4


def create(connection: "duckdb.DuckDBPyConnection", database: Path) -> None:
    """Attach a new file in which everything is made; it is thrown away after a crash, so it needs no log."""
    connection.execute(
        f"attach {quoted(database)} as {CATALOG} (storage_version '{STORAGE}', recovery_mode no_wal_writes);"
        f" use {CATALOG}"
    )


def load(
    connection: "duckdb.DuckDBPyConnection",
    inputs: "Mapping[str, Given]",
    described: Mapping[str, Input],
    views: Iterable[str] = (),
) -> None:
    """Make `input.<name>` for each input: a table with the described types, or of SQL text for `views` a view.

    An Arrow column that holds nothing has no type of its own, so the described one decides. Raises ValueError
    for columns that are missing or unknown.
    """
    connection.execute("create schema if not exists input")
    for name, given in inputs.items():
        if isinstance(given, list):
            hold(connection, f"input.{name}", given, described[name].types)
            continue
        if name in views and isinstance(given, str):
            # not over a temporary view, which other cursors do not see
            connection.execute(f"create view input.{name} as {given}")
            if name in described:
                _expect_columns(name, _columns(connection, f"input.{name}"), described[name].types)
            continue
        rows = f"handed_{name}"
        if isinstance(given, str):
            connection.execute(f"create temp view {rows} as {given}")
        else:
            connection.register(rows, given)
        columns = described[name].types if name in described else None
        if columns:
            _expect_columns(name, _columns(connection, rows), columns)
        if columns:
            casts = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in columns.items())
            connection.execute(f"create table input.{name} as select {casts} from {rows}")
        else:
            connection.execute(f"create table input.{name} as select * from {rows}")
        if isinstance(given, str):
            connection.execute(f"drop view {rows}")
        else:
            connection.unregister(rows)


def run(
    connection: "duckdb.DuckDBPyConnection",
    models: Iterable[Model],
    progress: Progress | None = None,
    *,
    ledger: "Ledger | None" = None,
    folder: Path | None = None,
    like: str | None = None,
) -> dict[str, float]:
    """Make a table of each model, as soon as what it reads is made; returns seconds by relation.

    One that is a view gets its rows as a Parquet file in `folder`, and reads that until show_queries(). In the catalog
    `like` the models have been made before: one that must come out empty is made as it is there.
    Raises InvalidModel with the file and what DuckDB found wrong with it.
    """
    by_name = {model.name: model for model in models}
    for schema in dict.fromkeys(model.schema for model in by_name.values()):
        connection.execute(f"create schema if not exists {schema}")
    (path,) = connection.execute("select current_setting('search_path')").fetchall()[0]
    waiting = TopologicalSorter({name: by_name.keys() & model.depends_on for name, model in by_name.items()})
    waiting.prepare()
    seconds: dict[str, float] = {}
    running: dict[Future[None], str] = {}
    started = 0
    with ThreadPoolExecutor(_at_once(connection, ledger)) as pool:
        try:
            while waiting.is_active():
                for name in waiting.get_ready():
                    started += 1
                    if progress:
                        progress(name, started, len(by_name))
                    running[pool.submit(_make, connection, path, by_name[name], seconds, ledger, folder, like)] = name
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    done.result()
                    waiting.done(running.pop(done))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return seconds


def _at_once(connection: "duckdb.DuckDBPyConnection", ledger: "Ledger | None") -> int:
    """How many models are made at the same time.

    Most leave all but one core idle, since they have few rows or wait for the order of them. A build that takes
    over tables drops others, and gives their room back while nothing else writes; and models that are made
    stretch by stretch need all the memory.
    """
    if ledger and (ledger.builds_on_a_file or ledger.figures > PART_ROWS):
        return 1
    (threads,) = connection.execute("select current_setting('threads')").fetchall()[0]
    return min(int(threads), MODELS_AT_ONCE)


def _make(
    connection: "duckdb.DuckDBPyConnection",
    path: str,
    model: Model,
    seconds: dict[str, float],
    ledger: "Ledger | None",
    folder: Path | None,
    like: str | None,
) -> None:
    """Make one model, on a cursor of its own, and note how long it took."""
    with connection.cursor() as cursor:
        cursor.execute(f"set search_path = {quoted(path)}")
        if ledger and ledger.takes_over(cursor, model):
            return
        stale = ledger.stale(model) if ledger else None
        if ledger and stale is None and ledger.replaces(model):
            drop(cursor, model.name)
        started = time.perf_counter()
        with _named(model):
            if stale is not None:
                _renew(cursor, model, stale)
            elif model.view and ledger and folder:
                _write(cursor, model, parquet_file(folder, model), ledger.of(model))
            elif not (like and _made_empty(cursor, model, like)):
                _compute(cursor, model)
        seconds[model.name] = time.perf_counter() - started
        if ledger:
            ledger.note(cursor, model, seconds[model.name], as_query=model.view)


def make(connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
    """Make a table of one model, in which what it reads is found. Raises InvalidModel."""
    with _named(model):
        _compute(connection, model)


@contextmanager
def _named(model: Model) -> Iterator[None]:
    """What is wrong with a model is told with its name and its file."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(f"{model.name}: {no_memory(str(error).splitlines()[0])}") from error
    except duckdb.Error as error:
        raise InvalidModel(model.path, f"{model.name} failed: {error}") from error


def _made_empty(connection: "duckdb.DuckDBPyConnection", model: Model, like: str) -> bool:
    """Make an empty table of a model that has nothing to come from, with the columns that it had before."""
    if not model.nothing_without or connection.execute(f"select 1 from {model.nothing_without} limit 1").fetchall():
        return False
    columns = ", ".join(model.columns)
    connection.execute(f"create table {model.name} as select {columns} from {like}.{model.name} limit 0")
    return True


def clear(connection: "duckdb.DuckDBPyConnection", models: Iterable[Model]) -> None:
    """Of a copy of a published file keep what the models may have made; all else is made in every build."""
    kept = {model.name for model in models}
    connection.execute("drop schema if exists input cascade; drop schema if exists meta cascade")
    for (name,) in connection.execute(
        "select distinct schema_name || '.' || table_name from duckdb_columns()"
        " where database_name = current_database() and not internal"
    ).fetchall():
        if name not in kept:
            drop(connection, name)
    for name, kind in connection.execute(
        "select distinct function_name, if(function_type = 'table_macro', 'macro table', 'macro')"
        " from duckdb_functions() where database_name = current_database() and not internal"
    ).fetchall():
        connection.execute(f"drop {kind} {name}")


def drop(connection: "duckdb.DuckDBPyConnection", name: str) -> None:
    """Drop a table or a view, if there is one."""
    schema, _, relation = name.partition(".")
    for kind, catalog in (("table", "duckdb_tables()"), ("view", "duckdb_views()")):
        if connection.execute(
            f"select 1 from {catalog} where database_name = current_database() and schema_name = ? and {kind}_name = ?",
            [schema, relation],
        ).fetchall():
            connection.execute(f"drop {kind} {name}")
            if kind == "table":
                connection.execute(f"checkpoint {CATALOG}")  # what follows takes the room


def show_queries(connection: "duckdb.DuckDBPyConnection", models: Iterable[Model]) -> None:
    """From now on views are computed when they are read, and need no file."""
    for model in models:
        if model.view:
            connection.execute(f"create or replace view {model.name} as {model.sql}")


def parquet_file(folder: Path, model: Model) -> Path:
    return folder / f"{model.name.partition('.')[2]}.parquet"


def write_parquet(connection: "duckdb.DuckDBPyConnection", rows: str, file: Path, content: str) -> None:
    """The rows of a query in a file that says what they are."""
    connection.execute(
        f"copy {rows} to {quoted(file)} (format parquet, compression zstd, kv_metadata {{content: {quoted(content)}}})"
    )


def _write(connection: "duckdb.DuckDBPyConnection", model: Model, file: Path, content: str) -> None:
    """Computed once: whatever looks at the rows while the file is built finds them in the Parquet file."""
    write_parquet(connection, f"({model.sql}\n)", file, content)
    # with the types of the query: Parquet does not have all of DuckDB's
    types = [(column, kind) for column, kind, *_ in connection.execute(f"describe ({model.sql}\n)").fetchall()]
    columns = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in types)
    connection.execute(f"create view {model.name} as select {columns} from read_parquet({quoted(file)})")


def _compute(connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
    parts = _parts(connection, model.partition_by) if model.partition_by and model.name != FIGURES else []
    if len(parts) < 2:
        # on one line, so that the line of an error is the line of the file
        connection.execute(_parsed(connection, f"create table {model.name} as {model.sql}"))
        return
    # the condition reaches the scans of the figures, through the joins between
    connection.execute(f"create table {model.name} as {model.sql}\nwith no data")
    for first, last in parts:
        connection.execute(
            f"insert into {model.name} select * from ({model.sql}\n) where {model.partition_by} between ? and ?",
            [first, last],
        )


_STATEMENTS: "dict[str, duckdb.Statement]" = {}


def _parsed(connection: "duckdb.DuckDBPyConnection", text: str) -> "duckdb.Statement":
    """A statement, parsed once in a process: it takes an eighth of what a model of few rows does."""
    if text not in _STATEMENTS:
        (_STATEMENTS[text],) = connection.extract_statements(text)
    return _STATEMENTS[text]


_READS_FIGURES = re.compile(rf"(?<=from )({FIGURES}|input\.observation)\b", re.IGNORECASE)


def _renew(connection: "duckdb.DuckDBPyConnection", model: Model, stale: Iterable[str]) -> None:
    """Make again the rows with these values of the column that the model is partitioned by."""
    values = ", ".join(map(quoted, stale)) or "null"
    condition = f'"{model.partition_by}" in ({values})'
    # told of the figures themselves as well: the condition does not reach them where a model reads them twice
    some = _READS_FIGURES.sub(rf"(select * from \g<0> where {condition})", model.sql)
    connection.execute(f"delete from {model.name} where {condition}")
    connection.execute(f"insert into {model.name} select * from ({some}\n) where {condition}")


def _parts(connection: "duckdb.DuckDBPyConnection", column: str) -> list[tuple[Any, Any]]:
    """First and last value of each stretch of PART_ROWS figures or of one value; one stretch where that is all."""
    (held,) = connection.execute(f"select count(*) from {FIGURES}").fetchall()[0]
    if held <= PART_ROWS:
        return []
    counted = f"select {column} as v, count(*) as n from {FIGURES} group by {column}"
    # a stretch ends where the count passes a multiple of PART_ROWS
    return connection.execute(
        "select min(v), max(v) from"
        f" (select v, (sum(n) over (order by v) - 1) // {PART_ROWS} as part from ({counted}))"
        " group by part order by part"
    ).fetchall()


def _columns(connection: "duckdb.DuckDBPyConnection", name: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {name}").fetchall()]


def _expect_columns(name: str, found: list[str], expected: Mapping[str, str]) -> None:
    for column in found:
        if column not in expected:
            raise ValueError(
                f"input.{name} has an unknown column {column}{nearest(column, set(expected) - set(found))}"
            )
    if missing := [column for column in expected if column not in found]:
        raise ValueError(f"input.{name} lacks {', '.join(missing)}; found {', '.join(found)} (see sql/inputs.yml)")
