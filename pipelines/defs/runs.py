"""Runs as Dagster records them: whose process each one is, which were lost, which are old."""

import os
import shutil
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
from dagster import DagsterInstance, DagsterRunStatus

PROCESS = "bilateral/process"
"""Tag of a run: host, process id and when the process began, so that a run whose process is gone can be told."""


KEEP_DAYS = 90
"""Age of records that are kept, for whoever has to explain what happened."""


def sign(context: dg.AssetExecutionContext) -> None:
    """Note in the run's tags which process executes it."""
    if context.run.tags.get(PROCESS) != this_process():
        context.instance.add_run_tags(context.run.run_id, {PROCESS: this_process()})


def this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{_began(os.getpid())}"


def end_lost(instance: DagsterInstance) -> list[str]:
    """Mark runs of this machine as failed whose process was killed; returns their ids."""
    lost = []
    unfinished = dg.RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING])
    for run in instance.get_runs(unfinished):
        host, _, process = run.tags.get(PROCESS, "").partition(":")
        if host == socket.gethostname() and not _alive(process):
            instance.report_run_failed(run, "The process was killed. What it had published stays; run again.")
            lost.append(run.run_id)
    return lost


def prune(instance: DagsterInstance, before: datetime, records: Path) -> int:
    """Delete finished runs that ended before a moment, except those that materialized something last.

    Dagster empties the log of a run that it deletes; the files themselves, in the folder `records`, it leaves.
    """
    needed = _latest(instance)
    finished = dg.RunsFilter(
        statuses=[DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED], updated_before=before
    )
    deleted = 0
    for run in instance.get_runs(finished):
        if run.run_id not in needed:
            instance.delete_run(run.run_id)
            for file in (records / "history" / "runs").glob(f"{run.run_id}.db*"):
                file.unlink(missing_ok=True)
            shutil.rmtree(records / "storage" / run.run_id, ignore_errors=True)
            deleted += 1
    return deleted


def before(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def _latest(instance: DagsterInstance) -> set[str]:
    keys: Iterable[Any] = instance.all_asset_keys()
    events = [instance.get_latest_materialization_event(key) for key in keys]
    return {event.run_id for event in events if event}


def _alive(process: str) -> bool:
    pid, _, began = process.partition(":")
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _began(int(pid)) == began


def _began(pid: int) -> str:
    """When a process started, in ticks since boot, so that a number used again is not mistaken; empty without /proc."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""
