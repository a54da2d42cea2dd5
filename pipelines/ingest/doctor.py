"""What an operator asks first on a machine with a network: does each publisher answer, and still in the form we know?

Belongs here: one smallest question to each publisher, and what came of it. Does not belong here: the question itself
and how its answer is recognized (`smallest` in sources/<source>/fetch.py), storing anything, printing (apps/cli.py).
"""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines import sources
from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Source, Timeouts
from pipelines.ingest import recordings
from pipelines.stores import snapshots

PATIENCE = Timeouts(connect=10, read=60, total=120)
AT_ONCE = 6
SHOWN = 8
"""So many codes that the map does not have are named."""


@dataclass(frozen=True)
class Finding:
    """What one publisher answered. `reachable` is None where nothing was asked, `recognized` where nothing came."""

    source: str
    reachable: bool | None
    recognized: bool | None = None
    newest: str | None = None
    held: str | None = None
    changed: list[str] = field(default_factory=list)
    error: str | None = None
    url: str | None = None
    bytes: int = 0
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        """False where somebody has to look; a publisher that wants a key which is not set can wait."""
        return self.reachable is None or (self.reachable and self.recognized is True)


def examine(
    settings: Settings,
    select: Iterable[str] | None = None,
    progress: http.Progress | None = None,
    record: Path | None = None,
    against: Path | None = None,
) -> list[Finding]:
    """Ask each live publisher one question, in the order of the list of sources. Nothing is stored as a snapshot.

    `record` is a folder for what they answered, `against` one with earlier answers: what differs is told as changed.
    UnknownSource for a name that is none.
    """
    asked = [sources.load(name) for name in select] if select is not None else sources.everything()
    live = [source for source in asked if source.live]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = []
        for done, finding in enumerate(pool.map(lambda source: _examined(settings, source, record, against), live)):
            found.append(finding)
            if progress:
                progress(finding.source, done + 1, len(live))
    return found


def _examined(settings: Settings, source: Source, record: Path | None, against: Path | None) -> Finding:
    began = time.monotonic()
    held, url = _held(settings, source), None
    try:
        probe: Probe = sources.fetcher(source).smallest(source)
    except http.Refused as problem:
        return Finding(source.id, None, error=str(problem), held=held)
    try:
        with http.Session(replace(source, timeouts=PATIENCE), settings, attempts=1) as session:
            url = session.address(probe.address)
            reply = session.get(probe.address, probe.params, headers=probe.headers)
            differs = recordings.changes(against, source.id, reply) if against else []
            if record:
                recordings.record(record, source.id, reply, session.redact)
            finding = _judged(source, probe, reply, held)
            finding = replace(finding, changed=[*finding.changed, *differs])
    except http.Unreachable as problem:
        finding = Finding(source.id, False, error=str(problem), held=held)
    except http.Refused as problem:
        finding = Finding(source.id, True, None, error=str(problem), held=held)
    except Exception as problem:  # what drifted past the known shapes is a finding, too
        finding = Finding(source.id, True, False, error=f"{type(problem).__name__}: {problem}", held=held, url=url)
    error = snapshots.redact(finding.error) if finding.error else None
    return replace(finding, error=error, seconds=round(time.monotonic() - began, 1))


def _judged(source: Source, probe: Probe, reply: http.Reply, held: str | None) -> Finding:
    size = len(reply.body)
    try:
        seen = probe.look(reply)
    except http.FetchError as problem:
        return Finding(source.id, True, False, error=str(problem), held=held, url=reply.url, bytes=size)
    changed = [*seen.notes, *_unknown(source, seen)]
    if seen.edition and held and seen.edition > held:
        changed.append(f"{seen.edition} is there, {held} is held")
    return Finding(source.id, True, True, seen.edition, held, changed, url=reply.url, bytes=size)


def _unknown(source: Source, seen: Seen) -> list[str]:
    if not seen.areas:
        return []
    known = {row["source_code"] for row in economies.rows(source.id)}
    unknown = sorted({area for area in seen.areas if area} - known)
    if not unknown:
        return []
    more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
    return [f"codes that the map does not have: {', '.join(unknown[:SHOWN])}{more}"]


def _held(settings: Settings, source: Source) -> str | None:
    held = snapshots.listing(settings.snapshots, source.id)
    if not held:
        return None
    newest = max(held, key=lambda each: (each.published_on, each.checked_at))
    return newest.edition if newest.parts == 1 else newest.vintage
