"""Where Dagster keeps its records: SQLite beside the warehouse, or PostgreSQL when the environment names one.

BILATERAL_POSTGRES_URL    postgresql://user:password@host:port/database, for instances that several machines share
Named in dagster.yaml, so that one file serves both, from whatever folder a command is started in.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from pipelines.config import Settings

POSTGRES_URL = "BILATERAL_POSTGRES_URL"


def folder() -> Path:
    """DAGSTER_HOME is the project; what Dagster writes belongs to the warehouse."""
    return Settings().warehouse / ".dagster"


class Records(DagsterSqliteStorage):
    """Runs, events, schedules and sensors.

    In SQLite without a new engine for each of a run's thousand small reads and writes, and without a wait for the disk.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super(DagsterSqliteStorage, self).__init__()
        _settle_connections()
        history = Path(base_dir) / "history"
        self.base_dir, self._inst_data = base_dir, inst_data
        self._run_storage = _Runs.from_local(str(history))
        self._event_log_storage = _Events(str(history / "runs"))
        self._schedule_storage = SqliteScheduleStorage.from_local(str(Path(base_dir) / "schedules"))

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Any:
        if url := os.environ.get(POSTGRES_URL):
            return _postgres(url, inst_data)
        return cls.from_local(str(folder()), inst_data)


def _postgres(url: str, inst_data: ConfigurableClassData | None) -> Any:
    """Dagster's own storage. RuntimeError, never with the password, if the address does not lead to a server."""
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgresql", "postgres"):
        raise RuntimeError(f"{POSTGRES_URL}: expected postgresql://user:password@host:port/database")
    try:
        from dagster_postgres import DagsterPostgresStorage
        from dagster_postgres.utils import DagsterPostgresException
    except ImportError:
        raise RuntimeError(f"{POSTGRES_URL} is set, and the extra is missing: pip install '.[postgres]'") from None
    try:
        # by name: SQLAlchemy would take another driver than the one that Dagster brings along
        return DagsterPostgresStorage(f"postgresql+psycopg2://{rest}", inst_data=inst_data)
    except (SQLAlchemyError, DagsterPostgresException) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise RuntimeError(
            f"{POSTGRES_URL}: no connection to {rest.rpartition('@')[2]} ({reason}); does the server run, do user and"
            " password fit, does the database exist?"
        ) from None


class _Runs(SqliteRunStorage):
    @contextmanager
    def connect(self) -> Iterator[Connection]:
        with _engine(self._conn_string).begin() as connection:
            yield connection


class _Events(SqliteEventLogStorage):
    def __init__(self, base_dir: str) -> None:
        self._known: set[str] = set()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = _engine(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    # Dagster asks before each event whether its schema is the present one. What is there does not go away.

    def has_table(self, table_name: str) -> bool:
        ask = super().has_table
        return self._is_known(table_name, lambda: ask(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        ask = super()._has_asset_key_col_on_connection
        return self._is_known(f"asset_keys.{column_name}", lambda: ask(conn, column_name))

    def _is_known(self, name: str, ask: Callable[[], bool]) -> bool:
        if name not in self._known and ask():
            self._known.add(name)
        return name in self._known


@lru_cache(maxsize=16)
def _engine(address: str) -> Engine:
    """One per file, which keeps its connection and remembers how statements were compiled.

    The log of each run is a file of its own; those that are used no more close with their engine.
    """
    return create_engine(address, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})


def _settle_connections() -> None:
    if not event.contains(Engine, "connect", _settle):
        event.listen(Engine, "connect", _settle)


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
