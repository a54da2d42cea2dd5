"""A read-only query on the published file, bounded in rows and seconds: what the command, the server and tools share.

Belongs here: running a query within its bounds. Does not belong here: printing (terminal.py), what may be read
(warehouse/publication.py opens the file so that nothing else is reached).
"""

import threading
from typing import Any, NamedTuple

from pipelines.config import Settings


class Answer(NamedTuple):
    """Rows as dicts in the order of `columns`; `truncated` says that more would have come."""

    columns: list[str]
    rows: list[dict[str, Any]]
    truncated: bool


def bounded(settings: Settings, query: str, *, limit: int, seconds: float) -> Answer:
    """At most `limit` rows of the result. Raises TimeoutError past `seconds`, ValueError for an empty query."""
    import duckdb

    from pipelines.warehouse import published

    if not query.strip():
        raise ValueError("expected a query; found none. `select * from meta.relation` lists what there is")
    with published.connect(settings) as connection:
        alarm = threading.Timer(seconds, connection.interrupt)
        alarm.start()
        try:
            found = connection.execute(query)
            rows = found.fetchmany(limit + 1)
        except duckdb.InterruptException:
            raise TimeoutError(f"the query took longer than {seconds:g} seconds; ask for less") from None
        finally:
            alarm.cancel()
        columns = [column[0] for column in found.description or []]
    return Answer(columns, [dict(zip(columns, row, strict=True)) for row in rows[:limit]], len(rows) > limit)
