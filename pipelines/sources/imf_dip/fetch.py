"""Asks the IMF's SDMX 3.0 service for direct investment positions by counterpart.

Belongs here: the keys, and whether each answer is whole. Does not belong here: what it means (normalize.py).
"""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import formats, releases
from pipelines.fetching import scope as scopes
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.imf_dip import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

FLOW = "data/dataflow/IMF.STA/DIP/+"
CSV = {"Accept": "text/csv"}
FIRST_YEAR = 2009
MOST_LOST = 0.2
"""Share of the rows of the last answer that may be missing from this one."""
REPORTED = "O"
"""DV_TYPE of what an economy reports itself; SCC and others are derived from its counterparts."""


class Request(NamedTuple):
    slug: str
    key: str
    due: int
    """Rows that the answer has at the very least."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = releases.held_parts(store, source.id, "positions")
    return [
        Planned(
            source.id, "positions", f"{source.base_url}/{FLOW}/{request.key}",
            "held; asked whether it has changed" if request.slug in held else "not held",
        )
        for request in _requests(settings, scope)
    ]  # fmt: skip


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    requests = _requests(settings, scope)
    params = {"c[TIME_PERIOD]": f"ge:{FIRST_YEAR}"}
    parts = []
    for done, request in enumerate(requests):
        progress(f"DIP: {request.slug}", done, len(requests))
        held = releases.held_parts(store, source.id, "positions").get(request.slug)
        known = held if held and held.params == params else None
        reply = session.get(f"{FLOW}/{request.key}", params, headers=CSV, known=known)
        if reply.unchanged and held:
            parts.append(releases.kept(request.slug, held, reply.received.retrieved_at))
            continue
        rows = _figures(reply.body)
        before = _figures(snapshots.read(held)) if held else 0
        if rows < max(request.due, (1 - MOST_LOST) * before):
            raise BrokenContract(
                f"{reply.url}: expected {request.due} figures and not far fewer than the {before} held, found {rows}"
                f" with status {reply.status}; the codes or their order have changed: see IMF.STA/DIP"
            )
        parts.append(releases.Part(request.slug, reply.body, reply.received, "csv"))
    return releases.file(store, source, "positions", parts) if parts else []


def _requests(settings: Settings, scope: Scope) -> list[Request]:
    """Each economy that claims about investment name, with all counterparts, and all economies with it."""
    concepts = "+".join(normalize.INDICATORS)
    if scope == "world":
        return [Request(f"world-{concept}", f"*.{REPORTED}.{concept}.*.A", 5000) for concept in normalize.INDICATORS]
    pairs = scopes.pairs(settings, "imf_dip")
    areas = sorted({area for pair in pairs for area in (pair.ref, pair.counterpart)} - {economies.WORLD})
    return [
        request for area in areas for code in economies.codes_of("imf_dip", area)[:1]
        for request in (
            Request(f"reporter-{code}", f"{code}.{REPORTED}.{concepts}.*.A", 0),
            Request(f"counterpart-{code}", f"*.{REPORTED}.{concepts}.{code}.A", 10),
        )
    ]  # fmt: skip


def _figures(body: bytes) -> int:
    with formats.connection(file=normalize.file(body)) as con:
        counted: int = con.execute("select count(OBS_VALUE) from file where TIME_PERIOD is not null").fetchall()[0][0]
        return counted


def smallest(source: Source) -> Probe:
    """Korea's outward positions since four years ago."""

    def look(reply: Reply) -> Seen:
        if not _figures(reply.body):
            raise BrokenContract(
                f"{reply.url}: expected Korea's positions, found no figure with status {reply.status}; the codes or"
                " their order have changed: see IMF.STA/DIP"
            )
        table = normalize.file(reply.body)
        return Seen(f"figures to {max(filter(None, table.column('TIME_PERIOD').to_pylist()))}")

    key = f"KOR.{REPORTED}.{next(iter(normalize.INDICATORS))}.*.A"
    return Probe(f"{FLOW}/{key}", look, {"c[TIME_PERIOD]": f"ge:{date.today().year - 4}"}, CSV)
