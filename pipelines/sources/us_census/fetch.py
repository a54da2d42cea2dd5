"""Asks the Census Bureau for its one workbook of trade by country.

Belongs here: the request. Does not belong here: what the workbook holds (normalize.py).
"""

from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching import onefile
from pipelines.fetching.http import Progress, Reply, Session
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.us_census.normalize import accept
from pipelines.stores.snapshots import Snapshot

DATASET = "country"
FILE = "country.xlsx"


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return onefile.plan(store, source, DATASET, FILE)


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    """The workbook, unless the publisher says that it is still the one that is held."""
    progress(FILE, 0, 1)
    return onefile.fetch(
        session, store, source, DATASET, FILE, lambda reply, _: accept(DATASET, reply.body, FILE), since
    )


def smallest(source: Source) -> Probe:
    """The one workbook there is."""

    def look(reply: Reply) -> Seen:
        return Seen(accept(DATASET, reply.body, FILE).edition)

    return Probe(FILE, look)
