"""`bilateral` as people call it: in this process, which spares a second each time, or in one of its own. Not a test."""

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipelines.apps import cli

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str

    @property
    def words(self) -> str:
        """All that was printed, whatever the lines."""
        return " ".join((self.stdout + " " + self.stderr).split())


def environment(warehouse: Path) -> dict[str, str]:
    return {**os.environ, "BILATERAL_WAREHOUSE": str(warehouse), "NO_COLOR": "1"}


def bilateral(warehouse: Path, *arguments: str, stdin: str = "") -> Done:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    with (
        patch.multiple(cli, spare_garbage_collection=lambda: None, _say_it_in_any_encoding=lambda: None),
        patch("pipelines.apps.faults.tell_bus_errors"),
        patch("pipelines.apps.query.cap_memory"),  # this process has to hold the other tests as well
        patch.dict(os.environ, environment(warehouse)),
        patch.multiple(sys, argv=["bilateral", *arguments], stdin=given),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = _exit_code()
    return Done(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]


def _exit_code() -> int:
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def process(
    warehouse: Path, arguments: Sequence[str], encoding: str | None = "utf-8", **more: str
) -> subprocess.CompletedProcess[Any]:
    """What it prints is text, or bytes without an encoding."""
    command = [str(Path(sys.executable).with_name("bilateral")), *arguments]
    given = environment(warehouse) | more
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, check=False, encoding=encoding)
