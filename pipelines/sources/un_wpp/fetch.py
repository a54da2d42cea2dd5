"""Asks the UN Population Division whether the file of demographic indicators, or the update to it, has changed."""

import hashlib
from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching.http import Progress, Reply, Session
from pipelines.fetching.probe import BEGINNING, Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.un_wpp import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Received, Snapshot

DATASET = "wpp"
REVISION = "2024"
PUBLISHED_ON = date(2024, 7, 11)
FOLDER = "assets/Excel%20Files/1_Indicator%20(Standard)"
FILE = f"{FOLDER}/CSV_FILES/WPP{REVISION}_Demographic_Indicators_Medium.csv.gz"
UPDATE = f"{FOLDER}/WPP{REVISION}_CSV_files_update.zip"
UPDATED_ON = date(2026, 1, 19)
UPDATED = f"{REVISION}-{UPDATED_ON:%Y-%m}"
"""Edition of the revision with its update: the file of the revision itself was left as it is."""

Body = tuple[bytes, Received]


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    files = (
        (FILE, f"revision {REVISION}", _revision(store, source)),
        (UPDATE, f"its update of {UPDATED_ON:%B %Y}", _update(store, source)),
    )
    return [
        Planned(
            source.id, DATASET, f"{source.base_url}/{address}",
            f"{what} is {'held; asked whether it has changed' if held else 'not held'}",
        )
        for address, what, held in files
    ]  # fmt: skip


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    """The revision as it came out, and as a later vintage the revision with its update laid over it."""
    if since and since > UPDATED_ON:
        return []
    progress(f"WPP {REVISION}", 0, 2)
    before = _revision(store, source)
    revision, is_same = _ask(session, FILE, before)
    normalize.accept(DATASET, revision[0], FILE.rsplit("/", 1)[-1])
    if before and is_same:
        confirmed = [snapshots.seen_again(before, revision[1].retrieved_at)]
    else:
        confirmed = [_add(store, source, revision, "csv.gz", REVISION, PUBLISHED_ON)]
    progress(f"WPP {UPDATED}", 1, 2)
    held = _update(store, source)
    update, is_same_update = _ask(session, UPDATE, held[-1] if held else None)
    normalize.update(update[0], UPDATE)
    if held and is_same and is_same_update:
        return [*confirmed, *(snapshots.seen_again(part, update[1].retrieved_at) for part in held)]
    digest = hashlib.sha256(revision[0] + update[0]).hexdigest()
    return confirmed + [
        _add(store, source, body, ext, UPDATED, UPDATED_ON, f"{UPDATED}-{digest[:8]}", part, 2)
        for part, (body, ext) in enumerate(((revision, "csv.gz"), (update, "zip")), 1)
    ]


def _ask(session: Session, address: str, held: Snapshot | None) -> tuple[Body, bool]:
    """The body, and whether it is the one that is held."""
    reply = session.get(address, known=held)
    if reply.unchanged and held:
        return (snapshots.read(held), reply.received), True
    return (reply.body, reply.received), False


def _add(
    store: Path, source: Source, body: Body, ext: str, edition: str, published_on: date,
    vintage: str | None = None, part: int = 1, parts: int = 1,
) -> Snapshot:  # fmt: skip
    return snapshots.add(
        store, *body, source=source.id, dataset=DATASET, ext=ext, edition=edition, vintage=vintage, part=part,
        parts=parts, published_on=published_on, licence=source.licence, citation=source.citation,
    )  # fmt: skip


def _revision(store: Path, source: Source) -> Snapshot | None:
    held = snapshots.releases(store, source.id, DATASET).values()
    return max((parts[0] for parts in held if len(parts) == 1), key=lambda part: part.published_on, default=None)


def _update(store: Path, source: Source) -> list[Snapshot] | None:
    """The revision and its update, as they were laid over each other last."""
    held = [parts for parts in snapshots.releases(store, source.id, DATASET).values() if len(parts) == 2]
    return held[-1] if held else None


def smallest(source: Source) -> Probe:
    """The beginning of the large file: its columns and the first rows."""

    def look(reply: Reply) -> Seen:
        normalize.beginning(reply.body, reply.url)
        return Seen(REVISION, notes=[] if reply.status == 206 else ["the whole file came in place of its beginning"])

    return Probe(FILE, look, headers=BEGINNING)
