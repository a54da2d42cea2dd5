"""How the benchmarks measure: a process per run, its time, its CPU time and its peak of memory.

Belongs here: running a command and reading what it took, rows of the table. Does not belong here: any case.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = sys.executable


@dataclass(frozen=True)
class Taken:
    """What a run took. `found` is what it printed as JSON in its last line."""

    seconds: float
    cpu: float
    peak_mb: float
    found: dict[str, Any]


class Failed(RuntimeError):  # noqa: N818 (says what happened)
    """A command that did not end well; the message is the end of what it said."""


def run(*command: object, env: Mapping[str, str] | None = None, timeout: float = 1200) -> Taken:
    """Run a command to its end. Where it prints `seconds` and `cpu` of its own, these count: without its start."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}, stdout=out, stderr=err
        )
        # wait4() reports on this child alone
        deadline = started + timeout
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() > deadline:
                process.kill()
                os.wait4(process.pid, 0)
                raise Failed(f"stopped after {timeout:.0f} s")
            time.sleep(0.002)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            err.seek(0)
            said = err.read().decode("utf-8", "replace").strip().splitlines()
            raise Failed(said[-1] if said else f"ended with {process.returncode}")
        out.seek(0)
        found = _last_json(out.read().decode("utf-8", "replace"))
    cpu = usage.ru_utime + usage.ru_stime
    return Taken(found.get("seconds", seconds), found.get("cpu", cpu), usage.ru_maxrss / 1024, found)


def _last_json(text: str) -> dict[str, Any]:
    lines = text.strip().splitlines()
    try:
        found = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def median(times: int, work: Callable[[], Taken]) -> Taken:
    """The run that took the median time."""
    runs = sorted((work() for _ in range(times)), key=lambda taken: taken.seconds)
    return runs[(len(runs) - 1) // 2]


def module(name: str, *arguments: object, env: Mapping[str, str] | None = None, timeout: float = 1200) -> Taken:
    """A run of tests/bench/<name>.py in the project's environment."""
    return run(OURS, "-m", f"tests.bench.{name}", *arguments, env=env, timeout=timeout)


def timed(work: Callable[[], Any], times: int = 1) -> dict[str, Any]:
    """Median seconds and CPU seconds of work in this process, and what it returned last."""
    seconds, cpu, result = [], [], None
    for _ in range(times):
        started, before = time.perf_counter(), time.process_time()
        result = work()
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - before)
    return {"seconds": statistics.median(seconds), "cpu": statistics.median(cpu), "result": result}


def say(given: Mapping[str, Any]) -> None:
    """What a measured process hands back, as its last line."""
    print(json.dumps(given, default=str))


@dataclass(frozen=True)
class Row:
    """A line of the table: what a case took, beside one peer or limit."""

    group: str
    case: str
    size: int | None
    seconds: float
    cpu: float
    peak_mb: float | None
    against: str = ""
    peer_seconds: float | None = None
    peer_cpu: float | None = None
    peer_mb: float | None = None
    target: float | None = None
    """The least of `speed` that is asked for, or for a case without a peer the most seconds."""
    note: str = ""

    @property
    def speed(self) -> float | None:
        """How many times as fast as the peer. CPU time decides where the machine has other work."""
        return self.peer_seconds / self.seconds if self.peer_seconds else None

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.speed >= self.target if self.speed is not None else self.seconds <= self.target

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"speed": self.speed, "met": self.met}


def row(
    group: str,
    case: str,
    size: int | None,
    ours: Taken,
    against: str = "",
    peer: Taken | str | None = None,
    *,
    times: float = 1.0,
    target: float | None = None,
    note: str = "",
) -> Row:
    """`peer` is what the peer took (multiplied by `times`), or why there is nothing to compare."""
    if isinstance(peer, str):
        return Row(group, case, size, ours.seconds, ours.cpu, ours.peak_mb, against, note=peer)
    if peer is None:
        return Row(group, case, size, ours.seconds, ours.cpu, ours.peak_mb, against, target=target, note=note)
    return Row(
        group, case, size, ours.seconds, ours.cpu, ours.peak_mb, against,
        peer.seconds * times, peer.cpu * times, peer.peak_mb, target, note,
    )  # fmt: skip


def attempt(work: Callable[[], Taken]) -> Taken | str:
    """A peer that fails costs its own line, not the table: the reason stands there instead."""
    try:
        return work()
    except (Failed, OSError) as problem:
        return f"not run: {problem}"[:200]
