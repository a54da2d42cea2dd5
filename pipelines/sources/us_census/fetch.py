"""Asks the Census Bureau for its one workbook of trade by country.

Belongs here: the request. Does not belong here: what the workbook holds (normalize.py).
"""

from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching.http import Progress, Reply, Session
from pipelines.fetching.source import Planned, Probe, Scope, Seen, Source
from pipelines.sources.us_census.normalize import accept
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

DATASET = "country"
FILE = "country.xlsx"


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = snapshots.newest(store, source.id, DATASET)
    why = f"held through {held.edition}; asked whether it has changed" if held else "nothing is held yet"
    return [Planned(source.id, DATASET, f"{source.base_url}/{FILE}", why)]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    """The workbook, unless the publisher says that it is still the one that is held."""
    progress(FILE, 0, 1)
    held = snapshots.newest(store, source.id, DATASET)
    reply = session.get(FILE, known=held)
    if reply.unchanged and held:
        return [snapshots.seen_again(held, reply.received.retrieved_at)]
    accepted = accept(DATASET, reply.body, FILE)
    if since and accepted.published_on and accepted.published_on < since:
        return []
    return [snapshots.add(
        store, reply.body, reply.received, source=source.id, dataset=DATASET, ext=accepted.ext,
        edition=accepted.edition, published_on=accepted.published_on, published_basis=accepted.published_basis,
        licence=source.licence, citation=source.citation,
    )]  # fmt: skip


def smallest(source: Source) -> Probe:
    """The one workbook there is."""

    def look(reply: Reply) -> Seen:
        return Seen(accept(DATASET, reply.body, FILE).edition)

    return Probe(FILE, look)
