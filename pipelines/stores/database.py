"""DuckDB connections with our limits, for everything that reads or writes figures with SQL."""

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipelines.config import Settings
from pipelines.stores import disk

if TYPE_CHECKING:
    import duckdb


def connect(
    settings: Settings, scratch: Path | None = None, database: Path | None = None
) -> "duckdb.DuckDBPyConnection":
    """A connection that loads no extension and spills into `scratch`, or a folder of its own, when memory runs out."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "threads": settings.threads,
        "temp_directory": str(scratch or _own_scratch()),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        # a Python variable must never answer for a relation that is not there
        "python_enable_replacements": False,
    }
    return duckdb.connect(str(database or ":memory:"), read_only=database is not None, config=config)


@contextmanager
def apart(settings: Settings) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A database of its own in memory, gone at the end.

    All are of one engine: to start one takes 15 ms, which is half of what a small file may take.
    """
    with _engine(settings.memory_limit, settings.threads, os.getpid()).cursor() as connection:
        name = f"apart_{uuid4().hex}"
        connection.execute(f"attach ':memory:' as {name}; use {name}")
        try:
            yield connection
        finally:
            connection.execute(f"use memory; detach {name}")


@cache
def _engine(memory_limit: str, threads: int, process: int) -> "duckdb.DuckDBPyConnection":
    """The engine of a `process`: one that was forked has lost the threads of its parent's."""
    return connect(Settings(memory_limit=memory_limit, threads=threads))


def hold(
    connection: "duckdb.DuckDBPyConnection", name: str, rows: Sequence[Mapping[str, Any]], types: Mapping[str, str]
) -> None:
    """Make a table of Python values; a row may leave columns out, and what it has besides is passed over."""
    if not rows:  # a third of the time
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        connection.execute(f"create table {name} ({columns})")
        return
    # lists as parameters: to load Arrow for a few rows takes a fifth of a second
    columns = ", ".join(f'unnest(cast(? as {kind}[])) as "{column}"' for column, kind in types.items())
    connection.execute(
        f"create table {name} as select {columns}", [[row.get(column) for row in rows] for column in types]
    )


def count(settings: Settings, query: str) -> int:
    """How many rows a query gives."""
    with apart(settings) as connection:
        (rows,) = connection.execute(f"select count(*) from ({query})").fetchall()[0]
    return int(rows)


def _own_scratch() -> Path:
    """Where a connection spills; DuckDB makes the folder when it needs it and removes it at the end."""
    return _temporary() / f"bilateral-{os.getpid()}-{uuid4().hex[:8]}"


def _temporary() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        return Path("/tmp")  # noqa: S108 (full, and only a query that spills needs it)


def abandoned_scratch() -> Iterator[Path]:
    """Folders of this user into which processes spilled that were killed since."""
    for folder in sorted(_temporary().glob("bilateral-*-*")):
        named = re.fullmatch(r"bilateral-(\d+)-[0-9a-f]{8}", folder.name)
        if named and not disk.alive(int(named[1])):
            with suppress(OSError):
                found = folder.lstat()
                if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
                    yield folder


def quoted(text: str | Path) -> str:
    """An SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def no_memory(message: str) -> str:
    return (
        f"more memory is needed than may be used ({message}): raise BILATERAL_MEMORY_LIMIT, or lower BILATERAL_THREADS"
    )


_KINDS = {
    "DOUBLE": "a number",
    "FLOAT": "a number",
    "DECIMAL": "a number",
    "DATE": "a date",
    "BOOLEAN": "true or false",
}
_CONVERSION = re.compile(
    r"""(?:column\ "(?P<read>[^"]*)"\.\ )?Could\ not\ convert\ string\ (?P<quote>["'])(?P<found>.*?)(?P=quote)
        \ to\ '?(?P<type>\w+)[^\n]*?(?:source\ column\ (?P<cast>\w+))?$""",
    re.VERBOSE | re.MULTILINE,
)


def briefly(error: "duckdb.Error") -> str:
    """What DuckDB could not read, in a line: its own message goes on with settings of its reader for a page."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    where = f", line {line[1]}" if line else ""
    if found := _CONVERSION.search(text):
        column = found["read"] or found["cast"]
        kind = _KINDS.get(found["type"], "a whole number" if "INT" in found["type"] else found["type"])
        return f"expected {kind}{f' in column {column}' if column else ''}, found {found['found'][:60]!r}{where}"
    if counts := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text):
        return f"expected {counts[1]} columns, found {counts[2]}{where}"
    reason = (each for each in text.splitlines() if each and not re.match(r".*CSV Error on Line|Original Line", each))
    return f"{next(reason, type(error).__name__)}{where}"
