"""An error as one line: what happened and what to do.

Belongs here: errors of the system and of libraries, put into words. Does not belong here: what the rooms raise with
expected, found and what to do; that is said as it stands.
"""

import ctypes
import os
import re
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from pipelines.config import Settings
from pipelines.stores import database, disk

FULL_BELOW = 1 << 20
"""Bytes free on a disk on which SQLite's "disk I/O error" means that it has no room."""


def in_words(error: Exception, settings: Callable[[], Settings]) -> str:
    """`settings` is asked for only where the warehouse has to be named."""
    if disk.is_full(error):  # DuckDB's writes, or the records of runs
        return str(error if isinstance(error, disk.Full) else disk.Full(settings().warehouse, error))
    if (refused := disk.not_allowed(error)) is not None:
        return str(
            refused if isinstance(refused, disk.NotWritable) else disk.NotWritable(settings().warehouse, refused)
        )
    library = type(error).__module__.partition(".")[0]
    if library in ("sqlite3", "sqlalchemy") or type(error).__name__.startswith("DagsterSqlite"):
        return _of_the_records(error, settings().warehouse)
    if isinstance(error, MemoryError):
        return str(error) or (
            "no memory left: ask for less at a time, or lower BILATERAL_MEMORY_LIMIT and BILATERAL_THREADS"
        )
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    if _speaks_for_itself(error):
        return str(error)
    if library in ("duckdb", "_duckdb"):
        return _of_the_engine(error, settings())
    return (
        f"a fault of bilateral's own ({type(error).__name__}: {_first_line(error)}); nothing half done was published."
        " BILATERAL_DEBUG=1 shows where, for a report of it"
    )


def _speaks_for_itself(error: Exception) -> bool:
    """What Python says of a key or a place that is not there means nothing to anybody."""
    if isinstance(error, IndexError) or (isinstance(error, KeyError) and " " not in str(error)):
        return False
    return isinstance(error, ValueError | LookupError | RuntimeError | OSError) and bool(str(error))


def _of_the_records(error: Exception, warehouse: Path) -> str:
    if _has_no_room(warehouse):
        return str(disk.Full(warehouse, error))
    return (
        f"Dagster's records in {warehouse / '.dagster'} cannot be used ({_first_line(error)}): they hold no figures."
        " Stop what uses them, or move that folder away, then run again"
    )


def _of_the_engine(error: Exception, settings: Settings) -> str:
    first = _first_line(error)
    if type(error).__name__ == "OutOfMemoryException":
        return database.no_memory(first)
    if "disabled by configuration" in first:
        return (
            f"{first}: a query reads the published file alone, and writes none. `--format csv` and `parquet` print the"
            f" result; `duckdb -readonly {settings.database}` opens the file beside others"
        )
    if damaged := re.search(rf"{re.escape(str(settings.observations))}/[^'\"]+\.parquet", str(error)):
        return f"{damaged[0]} cannot be read ({first}): remove it, then `bilateral run` makes it anew from stored bytes"
    return str(error)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _has_no_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < FULL_BELOW
    except OSError:
        return False


def tell_bus_errors(settings: Callable[[], Settings]) -> None:
    """Say in a line what the system says with SIGBUS: a write into a mapped file, as SQLite makes, found no room.

    Python's own handlers run between two of its instructions, and the one that fails would never end.
    """

    @ctypes.CFUNCTYPE(None, ctypes.c_int)  # type: ignore[untyped-decorator]
    def explain(_: int) -> None:
        error = OSError("the system could not write to a file, SIGBUS")
        os.write(2, f"error: {disk.Full(settings().warehouse, error)}\n".encode())
        os._exit(1)

    _HELD.append(explain)
    ctypes.CDLL(None).signal(signal.SIGBUS, explain)


_HELD: list[object] = []
"""Handlers of the system, which knows where they are and nothing of Python's memory."""
