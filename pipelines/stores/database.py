"""DuckDB connections with our limits, for every room that reads or writes figures with SQL.

Belongs here: how DuckDB is opened, and quoting for its SQL. Does not belong here: models and how they are computed
(warehouse/engines/).
"""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from pipelines.config import Settings

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


def _own_scratch() -> Path:
    """Where a connection spills; DuckDB makes the folder when it needs it and removes it at the end."""
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError:
        folder = "/tmp"  # noqa: S108 (full, and only a query that spills needs it)
    return Path(folder) / f"bilateral-{os.getpid()}-{uuid4().hex[:8]}"


def quoted(text: str | Path) -> str:
    """An SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"
