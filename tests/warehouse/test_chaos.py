"""A small sample of commands that meet faults; `python tests/support/chaos.py ROOT SEED PAIRS` does as many as wanted."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import chaos

ROOT = Path(__file__).resolve().parents[2]
SEED, PAIRS = 49, 4


def test_a_command_that_meets_a_fault_loses_nothing_and_says_so(
    tmp_path: Path, tables: dict[str, list[dict[str, Any]]]
) -> None:
    paths = [ROOT, ROOT / "tests", ROOT / "tests" / "support"]
    done = subprocess.run(
        [sys.executable, chaos.__file__, str(tmp_path / "world"), str(SEED), str(PAIRS)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}, capture_output=True, text=True,
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines()]
    tables["commands that met a fault"] = [
        {name: each[name] for name in ("seed", "command", "fault", "exit")} for each in found
    ]
    assert len(found) == PAIRS, done.stderr
    assert [each for each in found if each["problems"]] == []
