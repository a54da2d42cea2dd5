"""DuckDB as the engine: handed its inputs, and made to compute models."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pipelines.stores.database import hold, no_memory, quoted
from pipelines.warehouse.sqlfiles import InvalidModel, nearest
from pipelines.warehouse.sqlmodels import Input, Model

if TYPE_CHECKING:
    import duckdb

Given: TypeAlias = str | list[dict[str, Any]]
"""What an input is handed over as: SQL text, or rows with the columns that are described."""
Progress = Callable[[str, int, int], None]
"""Called with the name of a step before it starts, its number and the number of steps."""

CATALOG = "bilateral"
STORAGE = "v1.5.0"
"""Readers with DuckDB 1.5 open the file too."""


def create(connection: "duckdb.DuckDBPyConnection", database: Path) -> None:
    """Attach a new file in which everything is made; it is thrown away after a crash, so it needs no log."""
    connection.execute(
        f"attach {quoted(database)} as {CATALOG} (storage_version '{STORAGE}', recovery_mode no_wal_writes);"
        f" use {CATALOG}"
    )


def load(connection: "duckdb.DuckDBPyConnection", inputs: Mapping[str, Given], described: Mapping[str, Input]) -> None:
    """Make `input.<name>` for each input: of rows a table with the described types, of SQL text a view.

    Raises ValueError for text whose columns are not those that are described.
    """
    connection.execute("create schema if not exists input")
    for name, given in inputs.items():
        if isinstance(given, list):
            hold(connection, f"input.{name}", given, described[name].types)
        else:
            connection.execute(f"create view input.{name} as {given}")
            found = [column for column, *_ in connection.execute(f"describe input.{name}").fetchall()]
            _expect_columns(name, found, described[name].types)


def run(
    connection: "duckdb.DuckDBPyConnection",
    models: Iterable[Model],
    progress: Progress | None = None,
    *,
    folder: Path | None = None,
) -> dict[str, float]:
    """Make a table of each model, in their order; returns seconds by relation.

    One that is a view gets its rows as a Parquet file in `folder`, and reads that until show_queries().
    Raises InvalidModel with the file and what DuckDB found wrong with it.
    """
    models = list(models)
    seconds: dict[str, float] = {}
    for schema in dict.fromkeys(model.schema for model in models):
        connection.execute(f"create schema if not exists {schema}")
    for number, model in enumerate(models, 1):
        if progress:
            progress(model.name, number, len(models))
        started = time.perf_counter()
        with _named(model):
            if model.view and folder:
                _write(connection, model, folder)
            else:
                _compute(connection, model)
        seconds[model.name] = time.perf_counter() - started
    return seconds


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


def show_queries(connection: "duckdb.DuckDBPyConnection", models: Iterable[Model]) -> None:
    """From now on views are computed when they are read, and need no file."""
    for model in models:
        if model.view:
            connection.execute(f"create or replace view {model.name} as {model.sql}")


def parquet_file(folder: Path, model: Model) -> Path:
    return folder / f"{model.name.removeprefix('marts.')}.parquet"


def write_parquet(connection: "duckdb.DuckDBPyConnection", rows: str, file: Path) -> None:
    """Write a relation, or a query in brackets, to a file."""
    connection.execute(f"copy {rows} to {quoted(file)} (format parquet, compression zstd)")


def _write(connection: "duckdb.DuckDBPyConnection", model: Model, folder: Path) -> None:
    """Computed once: whatever looks at the rows while the file is built finds them in the Parquet file."""
    file = parquet_file(folder, model)
    write_parquet(connection, f"({model.sql}\n)", file)
    connection.execute(f"create view {model.name} as from read_parquet({quoted(file)})")


_STATEMENTS: "dict[str, duckdb.Statement]" = {}


def _compute(connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
    # on one line, so that the line of an error is the line of the file
    text = f"create table {model.name} as {model.sql}"
    if text not in _STATEMENTS:  # parsed once in a process: it takes an eighth of what a model of few rows does
        (_STATEMENTS[text],) = connection.extract_statements(text)
    connection.execute(_STATEMENTS[text])


def _expect_columns(name: str, found: list[str], expected: Mapping[str, str]) -> None:
    for column in found:
        if column not in expected:
            raise ValueError(
                f"input.{name} has an unknown column {column}{nearest(column, set(expected) - set(found))}"
            )
    if missing := [column for column in expected if column not in found]:
        raise ValueError(f"input.{name} lacks {', '.join(missing)}; found {', '.join(found)} (see sql/inputs.yml)")
