"""Publishers that offer one file, overwritten in place: ask whether it has changed, and keep it when it has.

Belongs here: the request and the storing that they share. Does not belong here: what the file has to hold (`accept` of
a publisher's folder), releases of many answers (releases.py).
"""

from collections.abc import Callable
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from pipelines.fetching.http import Reply, Session
from pipelines.fetching.source import Accepted, Planned, Source
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot


def plan(store: Path, source: Source, dataset: str, address: str) -> list[Planned]:
    """The one request."""
    held = snapshots.newest(store, source.id, dataset)
    why = f"{held.edition} is held; asked whether it has changed" if held else "nothing is held yet"
    return [Planned(source.id, dataset, f"{source.base_url}/{address}", why)]


def fetch(
    session: Session,
    store: Path,
    source: Source,
    dataset: str,
    address: str,
    accept: Callable[[Reply, Snapshot | None], Accepted],
    since: date | None,
) -> list[Snapshot]:
    """The file, or word that it is still the one held; none when it is older than `since`.

    `accept` gets the answer and what is held of the dataset, and raises BrokenContract for what is no such file.
    """
    held = snapshots.newest(store, source.id, dataset)
    reply = session.get(address, known=held if held and held.name == address.rsplit("/", 1)[-1] else None)
    if reply.unchanged and held:
        return [snapshots.seen_again(held, reply.received.retrieved_at)]
    accepted = accept(reply, held)
    if since and accepted.published_on and accepted.published_on < since:
        return []
    return [snapshots.add(
        store, reply.body, reply.received, source=source.id, dataset=dataset, ext=accepted.ext,
        edition=accepted.edition, published_on=accepted.published_on, published_basis=accepted.published_basis,
        licence=source.licence, citation=source.citation,
    )]  # fmt: skip


def changed_on(reply: Reply) -> date | None:
    """The day of Last-Modified, where the publisher sends it."""
    changed = reply.received.last_modified
    return parsedate_to_datetime(changed).date() if changed else None


def whole_lines(reply: Reply) -> bytes:
    """The lines that have come whole in the beginning of a file (206), or all of it."""
    return reply.body[: reply.body.rfind(b"\n") + 1] if reply.status == 206 else reply.body
