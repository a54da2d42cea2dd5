"""The published file, opened to be read: figures, verdicts, what a relation means."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.stores import database, disk
from pipelines.warehouse import documentation, sqlmodels

if TYPE_CHECKING:
    import duckdb


class NotPublished(FileNotFoundError):  # noqa: N818 (says what the warehouse is)
    """There is no published file yet, or none that these models fit."""


class Locked(RuntimeError):  # noqa: N818 (says what the warehouse is)
    """Another run builds in this warehouse and did not finish in time, or a program writes to the file."""


class Damaged(RuntimeError):  # noqa: N818 (says what the file is)
    """The published file cannot be opened: it was cut, or something else was written over it."""


def connect(settings: Settings) -> "duckdb.DuckDBPyConnection":
    """A read-only connection on the published file; it reaches no other file and cannot be reconfigured.

    It keeps answering from the state it opened, whatever is published later. Raises NotPublished or Damaged.
    """
    # DuckDB gives a process that opens a path again the database it has open under it, be the file another
    # one by now. A name of its own, gone as soon as the file is open, makes it open what is published.
    try:
        with tempfile.TemporaryDirectory(prefix=f"reader-{os.getpid()}-", dir=settings.build) as folder:
            own = Path(folder) / settings.database.name
            os.link(settings.database, own)
            return _open(settings, own)
    except OSError:
        if not settings.database.exists():
            raise NotPublished(f"{settings.database} is not there yet; run `bilateral run`") from None
        return _open(settings, settings.database)  # a warehouse that may only be read, or without hard links


def _open(settings: Settings, path: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    try:
        connection = database.connect(settings, database=path)
    except duckdb.Error as error:
        raise _unopened(settings, path, error) from error
    connection.execute("set enable_external_access = false; set lock_configuration = true")
    if not connection.execute("select 1 from duckdb_schemas() where schema_name = 'meta'").fetchall():
        connection.close()
        raise does_not_fit(settings, "It has no meta.relation")
    return connection


def _unopened(settings: Settings, path: Path, error: "duckdb.Error") -> Exception:
    """What to say of a published file that cannot be opened at this path."""
    if disk.not_allowed(error) or disk.is_full(error):
        return error
    if "lock" not in str(error):
        return Damaged(
            f"{settings.database} is damaged ({database.briefly(error).replace(str(path), path.name)}): run"
            " `bilateral build`, which makes it anew from what is stored"
        )
    return Locked(
        f"another program has {settings.database} open for writing; close it there, or open it with `duckdb -readonly`"
    )


def unreadable(settings: Settings, error: Exception) -> Exception:
    """What to say where relations of the published file cannot be read."""
    import duckdb

    missing = (duckdb.CatalogException, duckdb.BinderException)
    return does_not_fit(settings, str(error)) if isinstance(error, missing) else error


def does_not_fit(settings: Settings, why: str) -> NotPublished:
    return NotPublished(
        f"{settings.database} does not fit the models, as one made by an earlier version: run"
        f" `bilateral run --offline`, which reads and builds again what is stored. {why}"
    )


def expect_fit(settings: Settings, connection: "duckdb.DuckDBPyConnection") -> None:
    """Raise NotPublished where the published relations have other columns than the models of today."""
    held: dict[str, set[str]] = {}
    for relation, column in connection.execute('select relation, "column" from meta.column').fetchall():
        held.setdefault(relation, set()).add(column)
    for model in sqlmodels.load(settings.sql).models:
        if held.get(model.name) != set(model.columns):
            raise does_not_fit(settings, f"{model.name} has other columns")


def state(settings: Settings) -> tuple[int, ...] | None:
    """What is another one after every publication; None without one."""
    try:
        found = settings.database.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def about(settings: Settings, relation: str) -> dict[str, Any]:
    """Meaning, key, columns with units, sources, freshness and an example of a published relation."""
    with connect(settings) as connection:
        return documentation.about(connection, relation)


def cite(connection: "duckdb.DuckDBPyConnection", query: str) -> list[dict[str, Any]]:
    """Datasets behind the result of a query on a published file, with publisher, terms and citation."""
    return documentation.cite(connection, query)
