"""Whatever ends a run: kills at random points, a full disk, a clock that jumps, two runs at once."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import crashes
import pytest
from pytest_httpserver import HTTPServer
from servers.dmdc import Dmdc

TESTS = Path(__file__).parent
MATRIX = (("fetch=30", "publish=90"), ("normalize=30", "build=60"))
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
        found = [json.loads(line) for process in running for line in process.communicate(timeout=600)[0].splitlines()]
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
    assert sum(row["kills"] for row in found) >= 200
    assert {state for row in found for state in states if row.get(state)} == set(states), "kills at every stage"


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
        assert re.search("no room on the disk .* Free some space .* run again", row["told"]), row
