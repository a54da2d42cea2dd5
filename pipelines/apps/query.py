"""A read-only query on the published file, bounded in rows, seconds and memory: what the command, the server and tools
share.

Belongs here: running a query within its bounds. Does not belong here: printing (terminal.py), what may be read
(warehouse/published.py opens the file so that nothing else is reached).
"""

import json
import math
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.config import MEMORY_SIZE, Settings

if TYPE_CHECKING:
    import duckdb

BATCH = 2_048
"""Rows that are held at a time while a result is passed on."""
LARGEST = 1 << 20
"""Characters of an answer to a program: one cell may hold as much as a book."""
BESIDES = 1 << 29
"""Bytes that a process may use beyond the engine's memory limit: Python, Arrow and what the engine does not count."""

NEAR = 8
"""Indicators that are shown as near to what was asked for."""
_READING = ("definition", "label", "type", "reason")


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
        columns = _names(found)
    return Answer(columns, [dict(zip(columns, row, strict=True)) for row in rows[:limit]], len(rows) > limit)


def batches(connection: "duckdb.DuckDBPyConnection", query: str, limit: int | None) -> Iterator[list[tuple[Any, ...]]]:
    """The names of the columns as the first batch, then rows, as they are computed and at most `limit` of them."""
    found = connection.execute(query)
    yield [tuple(_names(found))]
    left = limit
    while rows := found.fetchmany(BATCH if left is None else min(BATCH, left)):
        yield rows
        left = None if left is None else left - len(rows)
        if left == 0:
            return


def _names(found: "duckdb.DuckDBPyConnection") -> list[str]:
    return distinct(column[0] for column in found.description or [])


def distinct(names: Iterable[str]) -> list[str]:
    """Names of columns, each once: one that stands again gets a number behind it, as in a subquery of DuckDB."""
    found: list[str] = []
    for name in names:
        numbered = (f"{name}_{number}" if number else name for number in count())
        found.append(next(each for each in numbered if each not in found))
    return found


@contextmanager
def running(settings: Settings, query: str, seconds: float) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A connection on the published file that is interrupted after so many seconds."""
    import duckdb

    from pipelines.warehouse import published

    if not query.strip(" \t\r\n;"):
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
    """Like `bounded`, in a process of its own, so that neither memory nor a crash is the caller's.

    The rows hold what JSON can say. Raises ValueError for an answer of more than LARGEST characters as well.
    """
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


def indicators(words: str = "") -> list[dict[str, Any]]:
    """Indicators with definition, unit, sources and readings: the eight nearest to the words, or all of them."""
    from pipelines import catalogue

    found = catalogue.nearest(words, NEAR) if words.strip() else list(catalogue.indicators().values())
    named = ("id", "name", "unit_measure", "definition", "freq", "sources")
    return [
        {name: entry.get(name) for name in named}
        | {"of_pairs": bool(entry.get("bilateral"))}
        | {"readings": [{name: reading.get(name) for name in _READING} for reading in entry["readings"]]}
        for entry in found
    ]


def unanswered(rows: list[dict[str, Any]], columns: list[str]) -> list[str]:
    """For each column that is NULL in every row and named after an indicator, a sentence on who would answer."""
    from pipelines import catalogue, sources

    known, found = catalogue.indicators(), []
    publishers = {row["id"]: row["publisher"] for row in sources.relations()}
    for column in columns if rows else ():
        named = column.removeprefix("counterpart_")
        for end in ("_mirror", "_hosted", "_reconciled"):
            named = named.removesuffix(end)
        if named in known and all(row[column] is None for row in rows):
            asked = ", ".join(f"{publishers[source]} ({source})" for source in known[named]["sources"])
            found.append(f"{column}: no figure of these rows is held; {asked} would answer (see `bilateral sources`)")
    return found


def pair(settings: Settings, a: str, b: str) -> dict[str, Any]:
    """What is held about two economies, both directions by year, with the unit of each column and the sources.

    Raises ValueError for a code that is no economy's, with what comes near.
    """
    from pipelines.catalogue import economies
    from pipelines.warehouse import documentation, published

    a, b = a.upper()[:20], b.upper()[:20]
    known = {row["iso3"] for row in economies.economies() if row["is_economy"]}
    for code in (a, b):
        if code not in known:
            raise ValueError(f"No economy {code!r}; {economies.suggest(code)}.")
    if a == b:
        raise ValueError(f"Expected two economies; found {a} twice.")
    query = documentation.pair_query(a, b)
    with published.connect(settings) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        columns = documentation.about(connection, "marts.dyad_year")["columns"]
        sources = published.cite(connection, query)
    held = {name for name in names if any(row[name] is not None for row in rows)}
    return {
        "ref_area": a,
        "counterpart_area": b,
        "columns": [column for column in columns if column["name"] in held],
        "rows": [{name: value for name, value in row.items() if name in held} for row in rows],
        "sources": sources,
    }


def cap_memory(settings: Settings) -> None:
    """Hold this process to the engine's memory limit and a little more: the engine does not count all that it takes."""
    import resource

    most = size(settings.memory_limit) + BESIDES
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def size(written: str) -> int:
    """Bytes of "4GB", "300MB" or "1.5 GiB", as DuckDB takes a memory limit."""
    found = MEMORY_SIZE.fullmatch(written)
    if not found:
        raise ValueError(f"expected a size such as 4GB or 300MB; found {written!r}")
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
    except (ValueError, OSError, RuntimeError, MemoryError, duckdb.Error) as error:
        reply = {"error": str(error), "kind": type(error).__name__}
    text = json.dumps(plain(reply), allow_nan=False, default=str)
    if len(text) > LARGEST:
        told = (
            f"the result has {len(text):,} characters, and at most {LARGEST:,} are sent; ask for fewer rows or columns,"
            " or for less of a long text"
        )
        text = json.dumps({"error": told, "kind": "ValueError"})
    sys.stdout.write(text)


def plain(content: Any) -> Any:
    """What JSON can say: it has no word for infinity, and only text as a key."""
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if isinstance(content, dict):
        return {str(name): plain(value) for name, value in content.items()}
    return [plain(each) for each in content] if isinstance(content, list | tuple) else content


if __name__ == "__main__":
    _child()
