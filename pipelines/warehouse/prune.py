"""`bilateral prune`: what lies in the warehouse and nothing needs any more.

Belongs here: which files those are, and removing them. Does not belong here: records of runs (defs/runs.py), which
objects of a store are needed (remote.py).
A snapshot is never among them: what was fetched is what every verdict, then and now, goes back to.
"""

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines import sources
from pipelines.config import Settings
from pipelines.stores import database, disk, observations, snapshots
from pipelines.warehouse import publication, published

KEEP_DAYS = 90
"""Age of logs and leftovers that are kept, for whoever has to explain what happened."""
_ABANDONED_SECONDS = 3600
"""A temporary file that old belongs to no living writer."""


@dataclass(frozen=True)
class Removed:
    path: Path | str
    """A file or folder; an object of the store by its address."""
    size: int
    why: str


def prune(settings: Settings, keep_days: int = KEEP_DAYS, *, dry_run: bool = False) -> list[Removed]:
    """Remove what nothing needs, and say what it was; with `dry_run` only say. Waits for a run that builds."""
    with publication.lock(settings):
        found = [
            Removed(path, _size(path), why)
            for path, why in (
                *_builds(settings),
                *_unreferenced(settings),
                *_temporary(settings),
                *_logs(settings, keep_days),
                *((folder, "a process that is gone spilled there") for folder in database.abandoned_scratch()),
            )
        ]
        if not dry_run:
            for item in found:
                _remove(Path(item.path))
    if settings.store:
        from pipelines.warehouse import remote

        unneeded = remote.prune(settings, dry_run=dry_run)
        found += [Removed(f"{settings.store}/{each.key}", each.size, "no publication needs it") for each in unneeded]
    return found


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _builds(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Whoever holds the lock is alone: a build that lies here was killed."""
    for path in sorted(settings.build.glob("run-*")):
        yield path, "a build that was killed"
    for path in sorted(settings.build.glob("reader-*")):
        if re.fullmatch(r"reader-\d+-.*", path.name) and not disk.alive(int(path.name.split("-")[1])):
            yield path, "a reader that is gone"
    incoming = settings.build / "incoming"
    if incoming.exists() and _older(incoming, 86_400):
        yield incoming, "a pull that was given up"


def _unreferenced(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Observation files that no stored release stands behind and no verdict cites.

    A release of which a part is missing still counts: its bytes may come back.
    """
    held = {
        observations.path(settings, snapshot.source, snapshot.dataset, snapshot.vintage)
        for snapshot in snapshots.listing(settings.snapshots)
        if snapshot.source in sources.SOURCES
    }
    if not held:
        return  # a store that is not mounted is no reason to remove what was read from it
    cited = _cited(settings)
    for path in observations.files(settings):
        source, vintage = path.parts[-3], path.stem
        if path not in held and not any(source in names and vintage in editions for names, editions in cited):
            yield path, "no stored release stands behind it"


def _cited(settings: Settings) -> list[tuple[str, str]]:
    """Source and edition of every reading that is published; a ratio names two of each."""
    try:
        with published.connect(settings) as connection:
            if not connection.execute(
                "select 1 from duckdb_tables() where schema_name = 'factcheck' and table_name = 'reading'"
            ).fetchall():
                return []
            return connection.execute(
                "select distinct source, vintage from factcheck.reading where source is not null"
            ).fetchall()
    except published.NotPublished:
        return []


def _temporary(settings: Settings) -> Iterator[tuple[Path, str]]:
    for folder in (settings.snapshots, settings.observations, settings.marts, settings.reports, settings.build):
        for path in sorted(folder.rglob(f"{disk.TEMPORARY}*")):
            if _older(path, _ABANDONED_SECONDS):
                yield path, "a writer that was killed left it"


def _logs(settings: Settings, keep_days: int) -> Iterator[tuple[Path, str]]:
    for folder in ("storage", "logs", "artifacts"):  # the last two as earlier versions named them
        for path in sorted((settings.warehouse / ".dagster" / folder).rglob("*")):
            if path.is_file() and _older(path, keep_days * 86_400):
                yield path, f"older than {keep_days} days"


def _older(path: Path, seconds: float) -> bool:
    try:
        return time.time() - path.stat().st_mtime > seconds
    except FileNotFoundError:
        return False


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size
