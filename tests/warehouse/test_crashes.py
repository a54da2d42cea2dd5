"""Whatever ends a run: kills at random points, a full disk, a clock that jumps, two runs at once."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import crashes
import pyarrow.parquet as pq
import pytest
import time_machine
from pytest_httpserver import HTTPServer
from servers.dmdc import Dmdc

from pipelines.config import Settings
from pipelines.defs import storage
from pipelines.ingest import datasets
from pipelines.stores import observations

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parent
MATRIX = (("fetch=2", "publish=5"), ("normalize=2", "build=4"))
"""Phase=kills; the two rows run at the same time."""


@pytest.fixture
def site(httpserver: HTTPServer) -> str:
    """The publisher as it was, below /held, and with what came since, below /all."""
    offered = crashes.files()
    for name, number in (("held", len(crashes.HELD)), ("all", len(offered))):
        server = Dmdc(dict(list(offered.items())[:number]))
        httpserver.expect_request(re.compile(rf"/{name}/.*")).respond_with_handler(server.handle)
    return httpserver.url_for("").rstrip("/")


def crash(command: str, root: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(crashes.ROOT), str(TESTS)])}
    return subprocess.Popen(
        [sys.executable, crashes.__file__, command, str(root), *arguments], stdout=subprocess.PIPE, text=True,
        env=environment,
    )  # fmt: skip


def told(*running: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """What the processes printed, a JSON object per line."""
    try:
        found = [json.loads(line) for process in running for line in process.communicate(timeout=1800)[0].splitlines()]
    finally:
        for process in running:
            process.kill()
    assert [process.returncode for process in running] == [0] * len(running)
    return found


def test_kills_at_random_points_leave_nothing_torn_and_lose_nothing(
    site: str, tmp_path: Path, tables: dict[str, list[dict[str, Any]]]
) -> None:
    found = told(*(
        crash("kills", tmp_path / str(number), site, str(number), *phases) for number, phases in enumerate(MATRIX)
    ))  # fmt: skip
    assert {row["phase"] for row in found} == set(crashes.PHASES)
    states = ("nothing yet", "a part", "all of it")
    tables[f"kill -9 at random points: {sum(row['kills'] for row in found)}"] = [
        {
            "phase": row["phase"], "lasts": f"{row['seconds']:.2f} s, {row['calls']} calls",
            "kills": row["kills"], **{f"left {state}": row.get(state, 0) for state in states},
            "torn or lost": len(row["problems"]), "next run completed": row["kills"] - len(row["problems"]),
        }
        for row in sorted(found, key=lambda row: list(crashes.PHASES).index(row["phase"]))
    ]  # fmt: skip
    assert [problem for row in found for problem in row["problems"]] == []
    assert sum(row["kills"] for row in found) == 13
    assert len({state for row in found for state in states if row.get(state)}) > 1, "kills at several stages"


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own; where nobody may mount one, a folder, and files may not grow (see crashes.full)."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)], capture_output=True)
    yield folder
    if mounted.returncode == 0:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_what_was_there_and_says_what_to_do(
    site: str, small_disk: Path, tables: dict[str, list[dict[str, Any]]]
) -> None:
    found = told(crash("full", small_disk, site))
    tables["no room on the disk"] = [
        {
            "phase": row["phase"],
            "bytes left": row["room"],
            "left": row["left"],
            "told": row["told"].partition(" (")[2][:90],
        }
        for row in found
    ]
    assert [(row["phase"], row["room"]) for row in found] == [
        (p, r) for p, rooms in crashes.ROOM.items() for r in rooms
    ]
    for row in found:
        assert re.search("no room on the disk .* Free some space, .*run again", row["told"]), row


def fill(folder: Path) -> Path | None:
    """Leave no room on a disk of its own; returns what takes it."""
    if not os.path.ismount(folder):
        return None
    space = os.statvfs(folder)
    filler = folder / "other"
    filler.write_bytes(bytes(space.f_bavail * space.f_frsize))
    return filler


def test_commands_on_a_full_disk_say_what_to_do_and_pages_stay_as_they_were(built: Path, small_disk: Path) -> None:
    warehouse = small_disk / "warehouse"
    shutil.copytree(built, warehouse, ignore=shutil.ignore_patterns(".dagster"))
    page = next((warehouse / "reports").glob("*/index.html"))
    right = page.read_bytes()
    page.write_text("the page from before")
    before = (warehouse / "bilateral.duckdb").read_bytes()
    filler = fill(small_disk)
    shell = [] if filler else ["prlimit", "--fsize=0"]
    # SQLite does not say of a limit what it says of a full disk
    for command in (("report",), ("run", "--offline")) if filler else (("report",),):
        done = cli(warehouse, *command, within=shell)
        assert done.returncode == 1, done.stdout + done.stderr
        assert re.search("no room on the disk .* Free some space, .*run again", done.stderr), done.stderr
        assert "Traceback" not in done.stderr
        assert page.read_text() == "the page from before"
        assert (warehouse / "bilateral.duckdb").read_bytes() == before
    assert cli(warehouse, "sql", "select 1", within=shell).returncode == 0, "what is published can be read"
    if filler:
        filler.unlink()
    done = cli(warehouse, "run", "--offline")
    assert done.returncode == 0, done.stderr
    assert page.read_bytes() == right


def cli(warehouse: Path, *arguments: str, within: Iterable[str] = ()) -> subprocess.CompletedProcess[str]:
    with start(warehouse, *arguments, within=within) as running:
        output, errors = running.communicate(timeout=600)
    return subprocess.CompletedProcess(arguments, running.returncode, output, errors)


def start(warehouse: Path, *arguments: str, within: Iterable[str] = (), **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*within, str(Path(sys.executable).with_name("bilateral")), *arguments], cwd=crashes.ROOT, text=True,
        env={**os.environ, "BILATERAL_WAREHOUSE": str(warehouse), "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


# Several runs, interrupted ones, and clocks


def test_a_killed_run_is_recorded_and_two_runs_at_once_come_to_the_same(built: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    shutil.copytree(built, warehouse, ignore=shutil.ignore_patterns(".dagster"))
    (warehouse / "bilateral.duckdb").unlink()
    records = str(storage.home(Settings(warehouse_dir=warehouse)))
    killed = start(warehouse, "run", "--offline", DAGSTER_HOME=records)
    until = time.monotonic() + 300
    while not list((warehouse / ".build").glob("run-*.duckdb")) and time.monotonic() < until:
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    assert not (warehouse / "bilateral.duckdb").exists()
    both = [start(warehouse, "run", "--offline", "--json", DAGSTER_HOME=records) for _ in range(2)]
    said = [process.communicate(timeout=600) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    first, second = (json.loads(output) for output, _ in said)
    assert first["verdicts"] == second["verdicts"] and first["verdicts"]
    assert first["failed"] == second["failed"] == []
    assert crashes.left_behind(Settings(warehouse_dir=warehouse)) == []
    with sqlite3.connect(warehouse / ".dagster" / "history" / "runs.db") as records:
        found = records.execute("select status, count(*) from runs group by status order by status").fetchall()
    assert found == [("FAILURE", 1), ("SUCCESS", 2)], "the killed one is not left as if it were running"


def test_a_fetch_that_was_interrupted_asks_only_for_what_is_missing(tmp_path: Path, httpserver: HTTPServer) -> None:
    server = Dmdc(crashes.files())
    httpserver.expect_request(re.compile("/all/.*")).respond_with_handler(server.handle)
    settings = crashes.project(tmp_path, httpserver.url_for("/all"))

    def stop_at_the_second(what: str, done: int, total: int | None) -> None:
        if total and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        datasets.refresh(settings, crashes.SOURCE, progress=stop_at_the_second)
    assert len(crashes.stored(settings)) == 1
    server.requests.clear()
    crashes.complete(settings)
    assert len([request for request in server.requests if "download" in request]) == len(crashes.EDITIONS) - 1
    assert set(crashes.read(settings)) == set(crashes.EDITIONS)


@pytest.mark.parametrize("days", [-365, 365])
def test_a_clock_that_jumps_and_comes_back_changes_no_figure(site: str, tmp_path: Path, days: int) -> None:
    right, wrong = crashes.NOW, crashes.NOW + timedelta(days=days)
    ends = []
    for name, moment in (("calm", right), ("jumps", wrong)):
        settings = crashes.project(tmp_path / name, f"{site}/held")
        with time_machine.travel(right, tick=False):
            crashes.complete(settings)
        settings = crashes.project(tmp_path / name, f"{site}/all")
        with time_machine.travel(moment, tick=False):
            crashes.complete(settings)
        later = right + timedelta(days=3)
        with time_machine.travel(later, tick=False):
            crashes.complete(settings)
            assert datasets.age(settings, crashes.SOURCE) == timedelta(0), "it was asked just now"
        with time_machine.travel(later + timedelta(days=5), tick=False):
            assert datasets.age(settings, crashes.SOURCE) == timedelta(days=5)
        figures = [
            {name: value for name, value in row.items() if name != "retrieved_at"}
            for path in observations.files(settings)
            for row in pq.read_table(path, partitioning=None).to_pylist()
        ]
        ends.append((crashes.marts(settings), crashes.stored(settings), figures))
    assert ends[0] == ends[1]
