"""Asks for ForeignAssistance.gov's summary by country, one file.

Belongs here: the request. Does not belong here: what the file holds (normalize.py).
"""

from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching import onefile
from pipelines.fetching.http import Progress, Reply, Session
from pipelines.fetching.probe import BEGINNING, Probe, Seen
from pipelines.fetching.source import Accepted, Planned, Scope, Source
from pipelines.sources.us_foreign_assistance.normalize import accept, table
from pipelines.stores.snapshots import Snapshot

DATASET = "country"
FILE = "us_foreign_aid_country.csv"


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return onefile.plan(store, source, DATASET, FILE)


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    progress(FILE, 0, 1)
    return onefile.fetch(session, store, source, DATASET, FILE, _accept, since)


def _accept(reply: Reply, held: Snapshot | None) -> Accepted:
    return accept(DATASET, reply.body, FILE)._replace(published_on=onefile.changed_on(reply))


def smallest(source: Source) -> Probe:
    """The beginning of the one file."""

    def look(reply: Reply) -> Seen:
        table(onefile.whole_lines(reply))
        changed = onefile.changed_on(reply)
        return Seen(str(changed) if changed else None)

    return Probe(FILE, look, headers=BEGINNING)
