"""The same graph with Dagster's records in PostgreSQL, as several machines share them."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import process

pytestmark = pytest.mark.slow

PASSWORD = "hush/123"


def program(name: str) -> str | None:
    """Of the newest PostgreSQL: Debian keeps its programs out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return shutil.which(name) or (str(found[-1]) if found else None)


def unprivileged(folder: Path) -> list[str]:
    """How to start PostgreSQL, which refuses to run as root; the folder belongs to whoever runs it."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Address of a server of one's own."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if not initdb or not pg_ctl:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing, and nothing may be skipped where CI is set: apt-get install postgresql")
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="bilateral-postgres-", dir="/tmp") as name:
        folder = Path(name)
        password = folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)
        user = unprivileged(folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def run(*command: str) -> None:
            done = subprocess.run([*user, *command], cwd=folder, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr

        data = str(folder / "data")
        run(initdb, "-D", data, "-U", "bilateral", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        run(pg_ctl, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://bilateral:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{port}/postgres"
        finally:
            run(pg_ctl, "-D", data, "-m", "immediate", "stop")


def ask(address: str, query: str) -> list[tuple[Any, ...]]:
    import psycopg2

    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()


def test_the_same_graph_with_its_records_in_postgresql(
    built: Path, tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "warehouse"
    shutil.copytree(built, warehouse, ignore=shutil.ignore_patterns(".dagster"))
    monkeypatch.setenv("BILATERAL_POSTGRES_URL", postgres)
    before = json.loads(process(built, ["sql", "select * from factcheck.verdict", "--json"]).stdout)
    done = process(warehouse, ["run", "--offline", "--json"])
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["failed"] == [] and len(outcome["verdicts"]) == len(before) > 0
    assert ask(postgres, "select status, count(*) from runs group by status") == [("SUCCESS", 1)]
    checks = ask(postgres, "select count(*) from asset_check_executions where execution_status = 'SUCCEEDED'")
    materialized = {key for (key,) in ask(postgres, "select asset_key from asset_keys")}
    assert (
        checks[0][0] > 50 and '["factcheck", "verdict"]' in materialized and '["snapshot", "us_dmdc"]' in materialized
    )
    assert not list((warehouse / ".dagster").rglob("*.db")), "nothing is recorded beside PostgreSQL"

    ticks = subprocess.run(
        [sys.executable, "-c", SENSORS], cwd=built.parent, capture_output=True, text=True,
        env={**os.environ, "DAGSTER_HOME": str(warehouse / ".dagster"), "BILATERAL_WAREHOUSE": str(warehouse)},
    )  # fmt: skip
    assert ticks.returncode == 0, ticks.stderr
    assert ticks.stdout == "RunRequest\n"
    pruned = process(warehouse, ["prune", "--json"])
    assert pruned.returncode == 0, pruned.stderr
    assert ask(postgres, "select count(*) from runs") == [(1,)], "what materialized something last stays"
    shown = done.stdout + done.stderr + ticks.stdout + ticks.stderr + pruned.stdout + pruned.stderr
    assert "hush" not in shown
    kept = [path for path in warehouse.rglob("*") if path.is_file() and b"hush" in path.read_bytes()]
    assert kept == [], "the password stays in the environment"


SENSORS = """
import dagster as dg
from pipelines.definitions import build_defs

with dg.DagsterInstance.get() as instance:
    defs = build_defs()
    (sensor,) = [sensor for sensor in defs.sensors if sensor.name == "new_files"]
    print(type(sensor(dg.build_sensor_context(instance, definitions=defs))).__name__)
"""


@pytest.mark.parametrize("address", ["postgresql://bilateral:hush%2F123@127.0.0.1:1/x", "mysql://u:hush%2F123@h/x"])
def test_a_server_that_is_not_there_is_named_without_its_password(
    built: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("BILATERAL_POSTGRES_URL", address)
    done = process(built, ["run", "--offline"])
    assert done.returncode == 1
    assert "BILATERAL_POSTGRES_URL" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and "hush" not in done.stderr
