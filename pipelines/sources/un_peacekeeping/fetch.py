"""Asks the UN's data hub for the one table of contributions.

Belongs here: the request, and that no answer may be far shorter than the last. Does not belong here: what the
table says (normalize.py).
"""

from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching import onefile
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.probe import BEGINNING, Probe, Seen
from pipelines.fetching.source import Accepted, Planned, Scope, Source
from pipelines.sources.un_peacekeeping import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

DATASET = "contributions"
TABLE = "DPO-UCHISTORICAL/CSV"
MOST_LOST = 0.05
"""Share of the rows of the last answer that may be missing from this one: the table only grows."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return onefile.plan(store, source, DATASET, TABLE)


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    progress("contributions", 0, 1)
    return onefile.fetch(session, store, source, DATASET, TABLE, _accept, since)


def _accept(reply: Reply, held: Snapshot | None) -> Accepted:
    accepted = normalize.accept(DATASET, reply.body, TABLE)
    rows = normalize.table(reply.body).num_rows
    if held and rows < (1 - MOST_LOST) * (before := normalize.table(snapshots.read(held)).num_rows):
        raise BrokenContract(
            f"{reply.url}: {before} rows were there on {held.checked_at:%Y-%m-%d}, found {rows}; if the UN has"
            " withdrawn some, remove the held snapshot and fetch again"
        )
    return accepted


def smallest(source: Source) -> Probe:
    """The beginning of the one table."""

    def look(reply: Reply) -> Seen:
        normalize.table(onefile.whole_lines(reply))
        return Seen(notes=[] if reply.status == 206 else ["the whole table came in place of its beginning"])

    return Probe(TABLE, look, headers=BEGINNING)
