"""Asks the UN's data hub for the one table of contributions.

Belongs here: the request, and that no answer may be far shorter than the last. Does not belong here: what the
table says (normalize.py).
"""

from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.source import BEGINNING, Planned, Probe, Scope, Seen, Source
from pipelines.sources.un_peacekeeping import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

DATASET = "contributions"
TABLE = "DPO-UCHISTORICAL/CSV"
MOST_LOST = 0.05
"""Share of the rows of the last answer that may be missing from this one: the table only grows."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = snapshots.newest(store, source.id, DATASET)
    why = f"held through {held.edition}; asked whether it has changed" if held else "nothing is held yet"
    return [Planned(source.id, DATASET, f"{source.base_url}/{TABLE}", why)]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    progress("contributions", 0, 1)
    held = snapshots.newest(store, source.id, DATASET)
    reply = session.get(TABLE, known=held)
    if reply.unchanged and held:
        return [snapshots.seen_again(held, reply.received.retrieved_at)]
    accepted = normalize.accept(DATASET, reply.body, TABLE)
    rows = normalize.table(reply.body).num_rows
    if held and rows < (1 - MOST_LOST) * (before := normalize.table(snapshots.read(held)).num_rows):
        raise BrokenContract(
            f"{reply.url}: {before} rows were there on {held.checked_at:%Y-%m-%d}, found {rows}; if the UN has"
            " withdrawn some, remove the held snapshot and fetch again"
        )
    if since and accepted.published_on and accepted.published_on < since:
        return []
    return [snapshots.add(
        store, reply.body, reply.received, source=source.id, dataset=DATASET, ext=accepted.ext,
        edition=accepted.edition, published_on=accepted.published_on, published_basis=accepted.published_basis,
        licence=source.licence, citation=source.citation,
    )]  # fmt: skip


def smallest(source: Source) -> Probe:
    """The beginning of the one table."""

    def look(reply: Reply) -> Seen:
        whole_lines = reply.body if reply.status != 206 else reply.body[: reply.body.rfind(b"\n") + 1]
        normalize.table(whole_lines)
        return Seen(notes=[] if reply.status == 206 else ["the whole table came in place of its beginning"])

    return Probe(TABLE, look, headers=BEGINNING)
