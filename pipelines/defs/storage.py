"""Where Dagster keeps its records: SQLite in the warehouse, or PostgreSQL where the environment names a server.

BILATERAL_POSTGRES_URL    postgresql://user:password@host:port/database, for records that several machines share

DAGSTER_HOME is the folder warehouse/.dagster. Its dagster.yaml is written from the project's own, which holds
everything but where records go; `python -m pipelines.defs.storage` writes it, begins the records and prints the folder,
before services start.
"""

import os
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from sqlalchemy import event
from sqlalchemy.engine import Engine

from pipelines.config import Settings
from pipelines.stores import disk

POSTGRES_URL = "BILATERAL_POSTGRES_URL"
FILE = "dagster.yaml"


def folder(settings: Settings) -> Path:
    return settings.warehouse / ".dagster"


def home(settings: Settings) -> Path:
    """The folder for DAGSTER_HOME, with its dagster.yaml as the environment wants it."""
    wanted = folder(settings)
    text = yaml.safe_dump(_instance(settings), sort_keys=False)
    file = wanted / FILE
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        wanted.mkdir(parents=True, exist_ok=True)
        disk.write(file, text)
    return wanted


def instance() -> dg.DagsterInstance:
    """The records in DAGSTER_HOME. One opens them at a time: two that begin them at once would each write down the
    version of the tables, and tables with two versions are refused from then on."""
    with disk.locked(Path(os.environ["DAGSTER_HOME"])):
        return dg.DagsterInstance.get()


def wanted() -> bool:
    """Whether somebody asked for records: a run from the command line leaves none of its own accord."""
    return bool(os.environ.get("DAGSTER_HOME") or os.environ.get(POSTGRES_URL))


def check_home(settings: Settings) -> None:
    """RuntimeError where DAGSTER_HOME leads elsewhere than BILATERAL_POSTGRES_URL, or into the project's own files."""
    named = os.environ.get("DAGSTER_HOME")
    if named is None:
        return
    right = f"expected the folder that `python -m pipelines.defs.storage` writes and prints, {folder(settings)}"
    if Path(named).resolve() == settings.root.resolve():
        raise RuntimeError(f"DAGSTER_HOME is {named}, the project itself, which holds no records of runs; {right}")
    file = Path(named) / FILE
    if os.environ.get(POSTGRES_URL) and (not file.is_file() or "postgres" not in file.read_text(encoding="utf-8")):
        raise RuntimeError(f"{POSTGRES_URL} is set, and {file} does not use it; {right}")


def _instance(settings: Settings) -> dict[str, Any]:
    own = settings.root / FILE
    instance = yaml.safe_load(own.read_text(encoding="utf-8")) if own.is_file() else {}
    if os.environ.get(POSTGRES_URL):
        if find_spec("dagster_postgres") is None:
            raise RuntimeError(f"{POSTGRES_URL} is set, and the extra is missing: pip install '.[postgres]'")
        # the address, which holds a password, stays in the environment
        instance["storage"] = {"custom": {"module": "pipelines.defs.postgres", "class": "Records"}}
    return instance


def settle_connections() -> None:
    """Let no event of a run wait for the disk: without this a run of 80 steps waits 1,500 times."""
    if not event.contains(Engine, "connect", _settle):
        event.listen(Engine, "connect", _settle)


def _settle(connection: Any, record: Any) -> None:  # SQLAlchemy gives whatever its drivers made
    """Writes survive the end of any process. When the power goes, what spans runs is whole up to some moment; the log
    of the run that was going on may be lost, and it is no figure."""
    if isinstance(connection, sqlite3.Connection):
        path = connection.execute("pragma database_list").fetchall()[0][2]
        spans_runs = Path(path).stem in ("runs", "index", "schedules")
        connection.execute(f"pragma synchronous = {'normal' if spans_runs else 'off'}")


if __name__ == "__main__":
    os.environ["DAGSTER_HOME"] = str(home(Settings()))
    with instance():
        print(os.environ["DAGSTER_HOME"])
