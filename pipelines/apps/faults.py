"""An error as one line: what happened and what to do.

Belongs here: errors of the system and of libraries, put into words. Does not belong here: what the rooms raise with
expected, found and what to do; that is said as it stands.
"""

from collections.abc import Callable

from pipelines.config import Settings
from pipelines.stores import disk


def in_words(error: Exception, settings: Callable[[], Settings]) -> str:
    """`settings` is asked for only where the warehouse has to be named."""
    if disk.is_full(error):  # DuckDB's writes, or the records of runs
        return str(error if isinstance(error, disk.Full) else disk.Full(settings().warehouse, error))
    if (refused := disk.not_allowed(error)) is not None:
        told = refused if isinstance(refused, disk.NotWritable) else disk.NotWritable(settings().warehouse, refused)
        return str(told)
    library = type(error).__module__.partition(".")[0]
    if library in ("sqlite3", "sqlalchemy") or type(error).__name__.startswith("DagsterSqlite"):
        return (
            f"Dagster's records in {settings().warehouse / '.dagster'} cannot be used ({_first_line(error)}): they hold"
            " no figures. Stop what uses them, or move that folder away, then run again"
        )
    if isinstance(error, MemoryError):
        return (
            str(error)
            or "no memory left: ask for less at a time, or lower BILATERAL_MEMORY_LIMIT and BILATERAL_THREADS"
        )
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, ValueError | LookupError | RuntimeError | OSError) and str(error):
        return str(error)
    if library in ("duckdb", "_duckdb"):
        return str(error)
    return (
        f"a fault of bilateral's own ({type(error).__name__}: {_first_line(error)}); nothing half done was published."
        " BILATERAL_DEBUG=1 shows where, for a report of it"
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
