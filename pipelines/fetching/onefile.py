"""Publishers that offer one file, overwritten in place: ask whether it has changed, and keep it when it has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.probe import BEGINNING, Probe, Seen
from pipelines.fetching.source import Accepted, Planned, Scope, Source
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


@dataclass(frozen=True)
class OneFile:
    """Fetches what `fetch: {kind: one_file, …}` of an origin.yml names; `accept` and `table` are its normalize.py's."""

    source: Source

    @property
    def dataset(self) -> str:
        return next(iter(self.source.datasets))

    @property
    def address(self) -> str:
        return str(self.source.one_file["address"])

    def plan(
        self, settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None
    ) -> list[Planned]:
        return plan(store, source, self.dataset, self.address)

    def fetch(
        self, session: Session, settings: Settings, store: Path, source: Source, *,
        scope: Scope, since: date | None, progress: Progress,
    ) -> list[Snapshot]:  # fmt: skip
        progress(self.address, 0, 1)
        return fetch(session, store, source, self.dataset, self.address, self._accept, since)

    def smallest(self, source: Source) -> Probe:
        """The beginning of a file that is read line by line, else all of it."""
        is_text = "most_lost" in source.one_file or self.address.endswith(".csv")

        def look(reply: Reply) -> Seen:
            normalizer = source.module("normalize")
            if is_text:
                normalizer.table(whole_lines(reply))
                changed = changed_on(reply)
                odd = [] if reply.status == 206 else ["the whole table came in place of its beginning"]
                return Seen(str(changed) if changed else None, notes=odd)
            return Seen(normalizer.accept(self.dataset, reply.body, self.address).edition)

        return Probe(self.address, look, headers=BEGINNING if is_text else {})

    def _accept(self, reply: Reply, held: Snapshot | None) -> Accepted:
        normalizer = self.source.module("normalize")
        accepted: Accepted = normalizer.accept(self.dataset, reply.body, self.address)
        if held and "most_lost" in self.source.one_file:
            now, before = (normalizer.table(body).num_rows for body in (reply.body, snapshots.read(held)))
            if now < (1 - float(self.source.one_file["most_lost"])) * before:
                raise BrokenContract(
                    f"{reply.url}: {before} rows were there on {held.checked_at:%Y-%m-%d}, found {now}; if the"
                    " publisher has withdrawn some, remove the held snapshot and fetch again"
                )
        return accepted if accepted.published_on else accepted._replace(published_on=changed_on(reply))
