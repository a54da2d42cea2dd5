"""Releases that take many answers: one vintage of all parts, of which only the changed ones were sent again.

A reading never mixes vintages, so each vintage is complete: parts that did not change are filed under the
new one as well (the bytes are stored once).
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.source import Planned, Source
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Received, Snapshot

FIRST = ".first"
"""Ending of the edition of what was on offer when a request was made for the first time."""


class Part(NamedTuple):
    """One answer of a release. `slug` names the request; `held` is what has not changed since."""

    slug: str
    body: bytes
    received: Received
    ext: str
    held: Snapshot | None = None


class Question(NamedTuple):
    """A request whose answer is one part of a release; `due` figures it has at the very least."""

    dataset: str
    slug: str
    address: str
    params: dict[str, str]
    due: int


MOST_LOST = 0.2
"""Share of the figures of the last answer that may be missing from this one."""


def plan(store: Path, source: Source, questions: Sequence[Question]) -> list[Planned]:
    """What would be asked."""
    held = {name: held_parts(store, source.id, name) for name in source.datasets}
    return [
        Planned(
            source.id, question.dataset,
            question.address if "://" in question.address else f"{source.base_url}/{question.address}",
            "held; asked whether it has changed" if question.slug in held[question.dataset] else "not held",
        )
        for question in questions
    ]  # fmt: skip


def ask(
    session: Session, store: Path, source: Source, questions: Sequence[Question],
    figures: Callable[[bytes, Question], int], progress: Progress, headers: dict[str, str] | None = None,
) -> list[Part]:  # fmt: skip
    """The answers to questions about one dataset, or word that what is held has not changed.

    `figures` counts those of an answer. BrokenContract for fewer than are due, or far fewer than last time.
    """
    parts = []
    for done, question in enumerate(questions):
        progress(f"{source.id}: {question.slug}", done, len(questions))
        held = held_parts(store, source.id, question.dataset).get(question.slug)
        known = held if held and held.params == question.params else None
        reply = session.get(question.address, question.params, headers=headers, known=known)
        if reply.unchanged and held:
            parts.append(kept(question.slug, held, reply.received.retrieved_at))
            continue
        found = figures(reply.body, question)
        expect_whole(source, reply, found, question.due)
        if held:
            _expect_no_loss(reply, found, figures(snapshots.read(held), question), held)
        parts.append(Part(question.slug, reply.body, reply.received, "csv"))
    return parts


def expect_whole(source: Source, reply: Reply, found: int, due: int) -> None:
    if found < due:
        raise BrokenContract(
            f"{reply.url}: expected {due} figures or more, found {found} with status {reply.status}; the codes or their"
            f" order have changed: see the README of {source.id}"
        )


def _expect_no_loss(reply: Reply, found: int, before: int, held: Snapshot) -> None:
    if found < (1 - MOST_LOST) * before:
        raise BrokenContract(
            f"{reply.url}: {before} figures were there on {held.checked_at:%Y-%m-%d}, found {found}; if the publisher"
            " has withdrawn series, remove the held snapshots and fetch again"
        )


def held_parts(store: Path, source: str, dataset: str) -> dict[str, Snapshot]:
    """Slug -> the body held for it in the newest release."""
    held = snapshots.releases(store, source, dataset)
    return {slug_of(part): part for part in held[list(held)[-1]]} if held else {}


def slug_of(part: Snapshot) -> str:
    return part.edition.rpartition(".")[0]


def place(part: Snapshot) -> str:
    """What a publisher may replace: its edition, or of a release of many answers the request, whenever it was made."""
    return re.sub(rf"{re.escape(FIRST)}$|\.\d{{4}}-\d\d-\d\d$", "", part.edition)


def file(store: Path, source: Source, dataset: str, parts: Sequence[Part]) -> list[Snapshot]:
    """Store the parts as one vintage, or confirm the newest release if it holds the same bytes."""
    before = held_parts(store, source.id, dataset)
    hashes = [hashlib.sha256(part.body).hexdigest() for part in parts]
    sent = {part.slug: sha256 for part, sha256 in zip(parts, hashes, strict=True)}
    same = {slug: held for slug, held in before.items() if sent.get(slug) == held.sha256}
    if len(same) == len(parts) == len(before):
        return [
            snapshots.seen_again(same[part.slug], part.received.retrieved_at)
            for part in parts if part.held is None or part.received.http_status == 304
        ]  # fmt: skip
    # A publisher without conditional requests sends what is held once more.
    parts = [part._replace(held=part.held or same.get(part.slug)) for part in parts]
    today = datetime.now(UTC).date()
    vintage = f"{today}-{hashlib.sha256(''.join(hashes).encode()).hexdigest()[:8]}"
    known = {slug_of(s) for s in snapshots.listing(store, source.id, dataset)}
    return [
        snapshots.add(
            store, part.body, part.received, source=source.id, dataset=dataset, ext=part.ext, vintage=vintage,
            edition=_edition(part, today, known), part=place, parts=len(parts),
            published_on=part.held.published_on if part.held else None,
            published_basis=part.held.published_basis if part.held else "stated",
            licence=source.licence, citation=source.citation,
        )
        for place, part in enumerate(parts, 1)
    ]  # fmt: skip


def kept(slug: str, held: Snapshot, checked_at: datetime | None = None) -> Part:
    """A part that need not be fetched, or of which the publisher said (304) that it is the same."""
    received = Received(
        url=held.url, retrieved_at=checked_at or held.checked_at, params=held.params,
        http_status=304 if checked_at else held.http_status, etag=held.etag, last_modified=held.last_modified,
        media_type=held.media_type,
    )  # fmt: skip
    return Part(slug, snapshots.read(held), received, held.path.name.partition(".")[2], held)


def _edition(part: Part, today: date, known: set[str]) -> str:
    if part.held:
        return part.held.edition
    return f"{part.slug}.{today}" if part.slug in known else f"{part.slug}{FIRST}"


def published(snapshot: Snapshot, lag_days: int) -> str:
    """SQL for the day on which a figure of `time_period` and `freq` became public.

    What was on offer at the first request is dated by the usual lag after the period; what has changed since
    became public when it was seen.
    """
    stated = f"date '{snapshot.published_on}'"
    if not snapshot.edition.endswith(FIRST):
        return stated
    length = "case freq when 'A' then interval 1 year when 'Q' then interval 3 month else interval 1 month end"
    return f"least((time_period + {length} + interval {lag_days - 1} day)::date, {stated})"
