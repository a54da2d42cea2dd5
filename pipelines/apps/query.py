"""A read-only query on the published file, bounded in rows, seconds and memory: what the command, the server and tools
share.

Belongs here: running a query within its bounds. Does not belong here: printing (terminal.py), what may be read
(warehouse/published.py opens the file so that nothing else is reached).
"""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.config import Settings

if TYPE_CHECKING:
    import duckdb

BATCH = 2_048
"""Rows that are held at a time while a result is passed on."""
BESIDES = 1 << 29
"""Bytes that a process may use beyond the engine's memory limit: Python, Arrow and what the engine does not count."""


class Answer(NamedTuple):
    """Rows as dicts in the order of `columns`; `truncated` says that more would have come."""

    columns: list[str]
    rows: list[dict[str, Any]]
    truncated: bool


def bounded(settings: Settings, query: str, *, limit: int, seconds: float) -> Answer:
    """At most `limit` rows of the result. Raises TimeoutError past `seconds`, ValueError for an empty query."""
    with running(settings, query, seconds) as connection:
        found = connection.execute(query)
        rows = found.fetchmany(limit + 1)
        columns = [column[0] for column in found.description or []]
    return Answer(columns, [dict(zip(columns, row, strict=True)) for row in rows[:limit]], len(rows) > limit)


def batches(connection: "duckdb.DuckDBPyConnection", query: str, limit: int | None) -> Iterator[list[tuple[Any, ...]]]:
    """The names of the columns as the first batch, then rows, as they are computed and at most `limit` of them."""
    found = connection.execute(query)
    yield [tuple(column[0] for column in found.description or [])]
    left = limit
    while rows := found.fetchmany(BATCH if left is None else min(BATCH, left)):
        yield rows
        left = None if left is None else left - len(rows)
        if left == 0:
            return


@contextmanager
def running(settings: Settings, query: str, seconds: float) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A connection on the published file that is interrupted after so many seconds."""
    import duckdb

    from pipelines.warehouse import published

    if not query.strip():
        raise ValueError("expected a query; found none. `select * from meta.relation` lists what there is")
    with published.connect(settings) as connection:
        alarm = threading.Timer(seconds, connection.interrupt)
        alarm.daemon = True
        alarm.start()
        try:
            yield connection
        except duckdb.InterruptException:
            raise TimeoutError(f"the query took longer than {seconds:g} seconds; ask for less") from None
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            raise MemoryError(
                f"the query needs more than the {settings.memory_limit} that it may use (BILATERAL_MEMORY_LIMIT);"
                f" ask for less at a time ({str(error).splitlines()[0] if str(error) else 'no memory left'})"
            ) from None
        finally:
            alarm.cancel()


def apart(settings: Settings, query: str, *, limit: int, seconds: float) -> Answer:
    """Like `bounded`, in a process of its own, so that neither memory nor a crash is the caller's."""
    given = {
        "root": str(settings.root), "warehouse": str(settings.warehouse), "memory_limit": settings.memory_limit,
        "query": query, "limit": limit, "seconds": seconds,
    }  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=seconds + 10,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"the query took longer than {seconds:g} seconds; ask for less") from None
    if done.returncode:
        raise MemoryError(
            f"the query needs more memory than it may use ({settings.memory_limit}); ask for less at a time"
        )
    reply = json.loads(done.stdout)
    if "error" in reply:
        raise (TimeoutError if reply["kind"] == "TimeoutError" else ValueError)(reply["error"])
    return Answer(reply["columns"], reply["rows"], reply["truncated"])


def cap_memory(settings: Settings) -> None:
    """Hold this process to the engine's memory limit and a little more: the engine does not count all that it takes."""
    import resource

    most = size(settings.memory_limit) + BESIDES
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def size(written: str) -> int:
    """Bytes of "4GB", "300MB" or "1.5 GiB", as DuckDB takes a memory limit."""
    found = re.fullmatch(r"\s*([\d.]+)\s*([KMGT]?)(i?)B\s*", written, re.IGNORECASE)
    if not found:
        raise ValueError(f"BILATERAL_MEMORY_LIMIT: expected such as 4GB or 300MB; found {written!r}")
    return int(float(found[1]) * (1024 if found[3] else 1000) ** " KMGT".index(found[2].upper() or " "))


def _child() -> None:
    """One query from stdin, its answer to stdout."""
    from pathlib import Path

    import duckdb

    given = json.load(sys.stdin)
    settings = Settings(Path(given["root"]), Path(given["warehouse"]), memory_limit=given["memory_limit"])
    cap_memory(settings)
    reply: dict[str, Any]
    try:
        reply = bounded(settings, given["query"], limit=given["limit"], seconds=given["seconds"])._asdict()
    except (ValueError, TimeoutError, MemoryError, duckdb.Error) as error:
        reply = {"error": str(error), "kind": type(error).__name__}
    json.dump(reply, sys.stdout, default=str)


if __name__ == "__main__":
    _child()
