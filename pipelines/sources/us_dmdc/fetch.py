"""DMDC's location reports: the list of files, and the files that are new or have changed."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.us_dmdc.normalize import USUAL_LAG, accept, quarter_of
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

DATASET = "location_report"
LIST = "/api/page"
PAGE_ID = 27
GROUP = "milRegionCountry"
ANOTHER_UPLOAD = timedelta(days=400)
"""A file uploaded so long after its quarter was published before, and has been put up again."""


MASS_UPLOAD = 4
"""So many quarters uploaded on one day were put up again (2018-04-10, 2019-08-01): the day says nothing of them."""


class File(NamedTuple):
    name: str
    quarter_end: date
    uploaded: str


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    """The list is always asked; it says which files are new."""
    held = snapshots.releases(store, source.id, DATASET)
    why = f"{len(held)} quarters are held, to {max(held)}" if held else "nothing is held yet"
    url = f"{source.base_url}{LIST}?pageId={PAGE_ID}"
    return [Planned(source.id, DATASET, url, f"{why}; files that the list shows as new or changed follow")]


def fetch(
    session: http.Session,
    settings: Settings,
    store: Path,
    source: Source,
    *,
    scope: Scope,
    since: date | None,
    progress: http.Progress,
) -> list[Snapshot]:
    """Every quarter on offer that is not held as it was uploaded. `since` leaves out earlier uploads."""
    progress("list of files", 0, None)
    reply = session.get(LIST, {"pageId": PAGE_ID})
    listed, odd = _files(reply.json(), reply.url)
    held = {
        (Path(s.params.get("fileName", "")).name, s.params.get("uploadDate", "")): s
        for s in snapshots.listing(store, source.id, DATASET)
    }
    again = _put_up_again(listed)
    wanted = [
        file for file in listed
        if (file.name, file.uploaded) not in held and (since is None or _published(file, again)[0] >= since)
    ]  # fmt: skip
    confirmed = [held[file.name, file.uploaded] for file in listed if (file.name, file.uploaded) in held]
    problems = []
    for done, file in enumerate(wanted):
        progress(file.name, done, len(wanted))
        try:
            confirmed.append(_download(session, store, source, file, again))
        except BrokenContract as problem:
            # One quarter in a new layout must not keep the others out.
            problems.append(str(problem))
    if odd:
        problems.append(
            f"{reply.url}: expected names like DMDC_Website_Location_Report_2512.xlsx, found {', '.join(odd)};"
            " teach FILE_NAME in normalize.py the new names"
        )
    if problems:
        raise BrokenContract("; ".join([*problems, "all other files are stored"]))
    return confirmed


def _download(session: http.Session, store: Path, source: Source, file: File, again: Collection[date]) -> Snapshot:
    reply = session.get("/api/download", {"fileName": file.name, "groupName": GROUP})
    accepted = accept(DATASET, reply.body, file.name)
    published_on, basis = _published(file, again)
    params = reply.received.params | {"uploadDate": file.uploaded}
    return snapshots.add(
        store, reply.body, replace(reply.received, params=params), source=source.id, dataset=DATASET,
        ext=accepted.ext, edition=accepted.edition, published_on=published_on, published_basis=basis,
        licence=source.licence, citation=source.citation,
    )  # fmt: skip


def _files(tree: Any, where: str) -> tuple[list[File], list[str]]:
    """Files of the group, newest quarter first, and the names that follow no pattern."""
    entries = [
        entry for entry in _objects(tree)
        if entry.get("groupName") == GROUP and str(entry.get("extension", "")).lower().lstrip(".") == "xlsx"
    ]  # fmt: skip
    if not entries:
        raise BrokenContract(
            f"{where}: expected files of the group {GROUP}, found none; the page's tree or its id has changed"
        )
    files = {
        File(name, quarter, str(entry.get("uploadDate") or ""))
        for entry in entries
        if (quarter := quarter_of(name := str(entry.get("fileName", ""))))
    }
    odd = sorted({str(e.get("fileName")) for e in entries} - {file.name for file in files})
    by_quarter: dict[date, set[str]] = {}
    for file in files:
        by_quarter.setdefault(file.quarter_end, set()).add(file.name)
    if doubled := {quarter: sorted(names) for quarter, names in by_quarter.items() if len(names) > 1}:
        raise BrokenContract(f"{where}: expected one file per quarter, found {doubled}; somebody has to choose")
    return sorted(files, key=lambda file: file.quarter_end, reverse=True), odd


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a nested document; DMDC moves the list to other depths."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from _objects(branch)


def _put_up_again(files: list[File]) -> set[date]:
    """Days on which many quarters were uploaded at once."""
    days = Counter(filter(None, (_day(file.uploaded) for file in files)))
    return {day for day, quarters in days.items() if quarters >= MASS_UPLOAD}


def _published(file: File, again: Collection[date] = ()) -> tuple[date, snapshots.Basis]:
    uploaded = _day(file.uploaded)
    if uploaded and uploaded in again:
        return min(uploaded, file.quarter_end + USUAL_LAG), "estimated"
    if uploaded and file.quarter_end < uploaded < file.quarter_end + ANOTHER_UPLOAD:
        return uploaded, "stated"
    return file.quarter_end + USUAL_LAG, "estimated"


def _day(uploaded: str) -> date | None:
    """The day of an ISO date, an American one, or milliseconds since 1970."""
    if uploaded.isdigit() and len(uploaded) >= 12:
        return datetime.fromtimestamp(int(uploaded) / 1000, UTC).date()
    for form, length in (("%Y-%m-%d", 10), ("%m/%d/%Y", 10)):
        try:
            return datetime.strptime(uploaded[:length], form).date()
        except ValueError:
            continue
    return None


def smallest(source: Source) -> Probe:
    """The list of files."""

    def look(reply: http.Reply) -> Seen:
        listed, odd = _files(reply.json(), reply.url)
        notes = [f"names of no known form: {', '.join(odd)}"] if odd else []
        return Seen(f"{listed[0].quarter_end:%Y-%m}" if listed else None, notes=notes)

    return Probe(LIST, look, {"pageId": PAGE_ID})
