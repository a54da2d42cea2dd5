"""Where Dagster keeps its records: SQLite beside the warehouse, or PostgreSQL when the environment names one.

BILATERAL_POSTGRES_URL    postgresql://user:password@host:port/database, for instances that several machines share
Named in dagster.yaml, so that one file serves both, from whatever folder a command is started in.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import event
from sqlalchemy.engine import Engine

from pipelines.config import Settings

POSTGRES_URL = "BILATERAL_POSTGRES_URL"


def folder() -> Path:
    """DAGSTER_HOME is the project; what Dagster writes belongs to the warehouse."""
    return Settings().warehouse / ".dagster"


class Records(DagsterSqliteStorage):
    """Runs, events, schedules and sensors."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Any:
        if url := os.environ.get(POSTGRES_URL):
            from dagster_postgres import DagsterPostgresStorage

            return DagsterPostgresStorage(url, inst_data=inst_data)
        return _sqlite(str(folder()), inst_data)


def _sqlite(base: str, inst_data: ConfigurableClassData | None) -> DagsterSqliteStorage:
    """SQLite without a wait for the disk at each of a run's thousand small writes.

    Dagster opens and closes a connection for each; whoever closes the last one writes the log back into the file. The
    connections here stay open, so that nobody is the last.
    """
    if not event.contains(Engine, "connect", _settle):
        event.listen(Engine, "connect", _settle)
    storage = DagsterSqliteStorage.from_local(base, inst_data)
    for path in (Path(base) / "history" / "runs.db", Path(base) / "history" / "runs" / "index.db"):
        if path.exists() and path not in _open:
            _open[path] = sqlite3.connect(path, check_same_thread=False)
            _open[path].execute("select count(*) from sqlite_master").fetchall()
    return storage


_open: dict[Path, sqlite3.Connection] = {}


def _settle(connection: Any, record: Any) -> None:
    """Writes survive the end of any process. When the power goes, what spans runs is whole up to some moment; the log
    of the run that was going on may be lost, and it is no figure."""
    if isinstance(connection, sqlite3.Connection):
        path = connection.execute("pragma database_list").fetchall()[0][2]
        spans_runs = Path(path).stem in ("runs", "index", "schedules")
        connection.execute(f"pragma synchronous = {'normal' if spans_runs else 'off'}")


class Logs(LocalComputeLogManager):
    """What steps print."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Any:
        return LocalComputeLogManager(str(folder() / "logs"), inst_data=inst_data)


class Artifacts(LocalArtifactStorage):
    """What Dagster itself puts aside."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Any:
        return LocalArtifactStorage(str(folder() / "artifacts"), inst_data)
