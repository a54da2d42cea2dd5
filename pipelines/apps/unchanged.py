"""A run that would find nothing to do: all that the last one read and left behind is still as it was.

Belongs here: telling so as make does, by the stamps of files, without opening one. Does not belong here: the run
(execution.py), what one part of it may leave out (warehouse/publication.py, reports/kept.py).
"""

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.config import METHOD, PACKAGE, Settings
from pipelines.stores import disk

RECORD = "last-run.json"


def applies(settings: Settings) -> bool:
    """Whether a run reads files only: it asks no publisher and no store, and nobody wants Dagster's record of it."""
    recorded = os.environ.get("DAGSTER_HOME") or os.environ.get("BILATERAL_POSTGRES_URL")
    return settings.offline and not settings.store and not recorded


def key(settings: Settings, options: Iterable[Any]) -> str:
    """Hash of all that a run reads: how it was asked for, settings, programs, and what the warehouse was given."""
    asked = [sys.version, repr(settings), str(settings.warehouse), *map(str, options)]
    asked += [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("BILATERAL_")]
    read = [
        Path(sysconfig.get_path("purelib")), METHOD, PACKAGE, settings.sql, settings.reference, settings.articles,
        settings.snapshots, settings.watch,
    ]  # fmt: skip
    return _hash([*asked, *_stamps(read[:1], inside=False), *_stamps(read[1:])])


def recall(settings: Settings, key: str) -> dict[str, Any] | None:
    """The outcome of the last run, if it read what `key` stands for and all that it left is there untouched."""
    with suppress(OSError, ValueError, KeyError):
        last = json.loads((settings.build / RECORD).read_text(encoding="utf-8"))
        if last["read"] == key and last["made"] == _made(settings):
            outcome: dict[str, Any] = last["outcome"]
            return outcome | {"unchanged": True, "same_as": last["at"]}
    return None


def remember(settings: Settings, key: str, outcome: dict[str, Any]) -> None:
    """Keep the outcome of a run in which nothing failed. `key`: of what was there when it began."""
    at = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    last = {"at": at, "read": key, "made": _made(settings), "outcome": outcome}
    with suppress(OSError, disk.Full, disk.NotWritable):  # without a record the next run goes the whole way
        disk.write(settings.build / RECORD, json.dumps(last, default=str), durable=False)


def _made(settings: Settings) -> str:
    made = [
        settings.database, settings.build / "published", settings.marts, settings.observations, settings.reports,
        settings.warehouse / "datapackage.json",
    ]  # fmt: skip
    return _hash(_stamps(made))


def _stamps(paths: Iterable[Path], *, inside: bool = True) -> Iterator[str]:
    """A line for each file that is there, in folders too, apart from what Python compiles."""
    for path in paths:
        try:
            if inside and path.is_dir():
                found = sorted(entry.path for entry in os.scandir(path) if entry.name != "__pycache__")
                yield from _stamps(map(Path, found))
            elif path.exists():
                yield f"{path} {disk.stamp(path)}"
        except OSError as error:  # gone meanwhile, or not to be read: the run itself says so, where it matters
            yield f"{path} {error}"


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
