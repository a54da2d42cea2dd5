"""Asks for ForeignAssistance.gov's summary by country, one file.

Belongs here: the request. Does not belong here: what the file holds (normalize.py).
"""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching.http import Progress, Reply, Session
from pipelines.fetching.source import BEGINNING, Planned, Probe, Scope, Seen, Source
from pipelines.sources.us_foreign_assistance.normalize import accept, table
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

DATASET = "country"
FILE = "us_foreign_aid_country.csv"


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = snapshots.newest(store, source.id, DATASET)
    why = f"held of {held.published_on}; asked whether it has changed" if held else "nothing is held yet"
    return [Planned(source.id, DATASET, f"{source.base_url}/{FILE}", why)]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    progress(FILE, 0, 1)
    held = snapshots.newest(store, source.id, DATASET)
    reply = session.get(FILE, known=held)
    if reply.unchanged and held:
        return [snapshots.seen_again(held, reply.received.retrieved_at)]
    accepted = accept(DATASET, reply.body, FILE)
    changed = reply.received.last_modified
    published = parsedate_to_datetime(changed).date() if changed else datetime.now(UTC).date()
    if since and published < since:
        return []
    return [snapshots.add(
        store, reply.body, reply.received, source=source.id, dataset=DATASET, ext=accepted.ext,
        published_on=published, published_basis="stated" if changed else "estimated",
        licence=source.licence, citation=source.citation,
    )]  # fmt: skip


def smallest(source: Source) -> Probe:
    """The beginning of the one file."""

    def look(reply: Reply) -> Seen:
        table(reply.body if reply.status != 206 else reply.body[: reply.body.rfind(b"\n") + 1])
        changed = reply.received.last_modified
        return Seen(f"{parsedate_to_datetime(changed).date()}" if changed else None)

    return Probe(FILE, look, headers=BEGINNING)
