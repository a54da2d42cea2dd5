"""Asks the IMF's SDMX 2.1 service for the edition of the World Economic Outlook that is on offer, and for past ones."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.config import Settings
from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract, Params, Progress, Reply, Session, Unreachable, describe
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.imf_weo import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

FLOW = "data/IMF.RES,WEO"
_SERIES_BY_YEAR = f"{'+'.join(series.concept for series in normalize.SERIES)}.A"
EVERYTHING = f"{FLOW}/.{_SERIES_BY_YEAR}"
"""All economies are an empty slot of the key here, and `*` at the other endpoint."""
SERVICE = "https://api.imf.org/external/sdmx/3.0"
ELSEWHERE = f"{SERVICE}/data/dataflow/IMF.RES/WEO/+/*.{_SERIES_BY_YEAR}"
FLOWS = f"{SERVICE}/structure/dataflow/IMF.RES/*/*"
"""Every flow in every version: older versions of WEO, and WEO_2025_OCT_VINTAGE and the like, are past editions."""
PAST_FLOW = re.compile(r"WEO_(\d{4})_(APR|OCT)_VINTAGE")
FIRST_AS_OF = "2025-10"
"""The edition to which the service reaches back by `asOf`."""
NOT_THERE = (204, 400, 404)
PROBE = f"{FLOW}/USA.NGDPD.A"
"""One figure carries the date of publication."""
CSV = {"Accept": "text/csv"}
FEWEST_ECONOMIES = 180
MOST_VANISHED = 0.03
"""Share of the last edition's series that may be missing: the IMF suspends a country now and then."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = snapshots.newest(store, source.id, "weo")
    why = f"edition {held.edition} is held; asked for a later one" if held else "no edition is held"
    return [Planned(source.id, "weo", f"{source.base_url}/{EVERYTHING}", why)]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    progress("WEO: date of publication", 0, 2)
    probe = _rows(session, PROBE, {"lastNObservations": 1})
    announced, updated_on = (_date(probe[1], name) if probe else None for name in ("PUBLICATION_DATE", "UPDATE_DATE"))
    if announced and since and announced < since:
        return []
    held = _held(store, source.id, announced) if announced else None
    if held and updated_on and updated_on <= held.retrieved_at.date():
        return [snapshots.seen_again(held, datetime.now(UTC)), *_past(session, store, source, since, progress)]
    progress("WEO: the whole edition", 1, 2)
    reply, table = _rows(session, EVERYTHING) or _elsewhere(session)
    published_on = _date(table, "PUBLICATION_DATE")
    if published_on is None:
        raise BrokenContract(
            f"{reply.url}: expected PUBLICATION_DATE, found none; without it no edition has a name: see When it"
            " breaks in the README"
        )
    _complete(table, published_on, snapshots.newest(store, source.id, "weo"))
    return [_add(store, source, reply, EVERYTHING), *_past(session, store, source, since, progress)]


def _add(store: Path, source: Source, reply: Reply, name: str) -> Snapshot:
    accepted = normalize.accept("weo", reply.body, name)
    return snapshots.add(
        store, reply.body, reply.received, source=source.id, dataset="weo", ext=accepted.ext,
        edition=accepted.edition, published_on=accepted.published_on,
        licence=source.licence, citation=source.citation,
    )  # fmt: skip


def _past(
    session: Session, store: Path, source: Source, since: date | None, progress: Progress
) -> list[Snapshot]:  # fmt: skip
    """Past editions that the service still has and that are not held. They are gone sooner or later.

    What is on offer is held already when they are asked for: a service that fails here is asked again the next time.
    """
    stored: list[Snapshot] = []
    try:
        for each in _past_one_by_one(session, store, source, since, progress):
            stored += each
    except Unreachable as problem:
        logging.getLogger(__name__).warning("past editions of WEO: %s", problem)
    return stored


def _past_one_by_one(
    session: Session, store: Path, source: Source, since: date | None, progress: Progress
) -> Iterator[list[Snapshot]]:  # fmt: skip
    held = snapshots.listing(store, source.id, "weo")
    editions, addresses = {each.edition for each in held}, [each.url for each in held]
    for flow, version in _past_flows(session):
        named = PAST_FLOW.fullmatch(flow)
        edition = f"{named[1]}-{'04' if named[2] == 'APR' else '10'}" if named else None
        address = f"{SERVICE}/data/dataflow/IMF.RES/{flow}/{version}/*.{_SERIES_BY_YEAR}"
        if edition not in editions and not any(f"/{flow}/{version}/" in each for each in addresses):
            progress(f"WEO: {flow} {version}", 0, None)
            stored = _past_edition(session, store, source, address, {}, edition, since)
            editions |= {each.edition for each in stored}
            yield stored
    for edition in _editions_between(FIRST_AS_OF, max(editions, default=FIRST_AS_OF)):
        as_of = {"asOf": f"{edition[:4]}-{int(edition[5:]) + 1:02}-15"}
        if edition not in editions and _edition_at(session, as_of) == edition:
            progress(f"WEO: as of {edition}", 0, None)
            yield _past_edition(session, store, source, ELSEWHERE, as_of, edition, since)


def _edition_at(session: Session, as_of: dict[str, str]) -> str | None:
    """The edition that was on offer on a day, from one figure: a service that knows no `asOf` sends today's."""
    params = {"attributes": "all", "measures": "all", "lastNObservations": "1", **as_of}
    address = f"{SERVICE}/data/dataflow/IMF.RES/WEO/+/USA.NGDPD.A"
    reply = session.get(address, params, headers=CSV, accept=NOT_THERE)
    if reply.status in NOT_THERE or not reply.body.strip():
        return None
    published_on = _date(normalize.file(reply.body), "PUBLICATION_DATE")
    return f"{published_on:%Y-%m}" if published_on else None


def _past_flows(session: Session) -> list[tuple[str, str]]:
    """(flow, version) of each past edition; the newest version of WEO itself is the current one."""
    reply = session.get(FLOWS, {"detail": "allstubs"}, headers={"Accept": "application/json"}, accept=NOT_THERE)
    if reply.status in NOT_THERE:
        return []
    answer = reply.json()
    listed = answer.get("data", {}).get("dataflows") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise BrokenContract(f"{reply.url}: expected `data.dataflows`, found {describe(reply.body)}")
    found = [(str(each.get("id")), str(each.get("version"))) for each in listed if isinstance(each, dict)]
    own = sorted((each for each in found if each[0] == "WEO"), key=_version)
    return own[:-1] + sorted(each for each in found if PAST_FLOW.fullmatch(each[0]))


def _version(flow: tuple[str, str]) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", flow[1])]


def _past_edition(
    session: Session, store: Path, source: Source, address: str, as_of: dict[str, str], expected: str | None,
    since: date | None,
) -> list[Snapshot]:  # fmt: skip
    """The edition at an address as a vintage with its day of publication; none if it is no other than one we hold."""
    params = {"attributes": "all", "measures": "all", **as_of}
    reply = session.get(address, params, headers=CSV, accept=NOT_THERE)
    table = normalize.file(reply.body) if reply.status not in NOT_THERE and reply.body.strip() else None
    published_on = _date(table, "PUBLICATION_DATE") if table is not None and _holds_figures(table) else None
    if table is None or published_on is None or (since and published_on < since):
        return []
    if expected not in (None, f"{published_on:%Y-%m}") or _held(store, source.id, published_on):
        return []
    _complete(table, published_on, None)
    return [_add(store, source, reply, address)]


def _editions_between(first: str, last: str) -> list[str]:
    """Editions from the first to before the last: April and October."""
    every = [f"{year}-{month}" for year in range(int(first[:4]), int(last[:4]) + 1) for month in ("04", "10")]
    return [edition for edition in every if first <= edition < last]


def _rows(session: Session, address: str, params: Params | None = None) -> "tuple[Reply, pa.Table] | None":
    """The figures of an answer; None where this endpoint does not answer, or without a row."""
    try:
        reply = session.get(address, params, headers=CSV)
    except Unreachable:
        return None
    if not reply.body.strip():
        return None
    table = normalize.file(reply.body)
    return (reply, table) if _holds_figures(table) else None


def _holds_figures(table: "pa.Table") -> bool:
    """Whether any row has a value: nothing arrives as a header and a line of commas, too."""
    return bool(table.num_rows > 0 and table.column("OBS_VALUE").null_count < table.num_rows)


def _elsewhere(session: Session) -> "tuple[Reply, pa.Table]":
    """The same from the newer endpoint. The IMF says "no such code" with status 200 and no rows, or with 204."""
    reply = session.get(ELSEWHERE, {"attributes": "all", "measures": "all"}, headers=CSV)
    table = normalize.file(reply.body)
    if not _holds_figures(table):
        raise BrokenContract(
            f"{reply.url}: expected figures, found status {reply.status} without a row; the codes or their"
            " order have changed: see the data structure of IMF.RES/WEO"
        )
    return reply, table


def _date(table: "pa.Table", column: str) -> date | None:
    if column not in table.column_names:
        return None
    found = [value for value in table.column(column).unique().to_pylist() if value]
    return date.fromisoformat(max(found)[:10]) if found else None


def _held(store: Path, source: str, published_on: date) -> Snapshot | None:
    """The body of this edition that was stored last."""
    edition = f"{published_on:%Y-%m}"
    held = [s for s in snapshots.listing(store, source, "weo") if s.edition == edition and s.path.suffix == ".csv"]
    return max(held, key=lambda s: s.retrieved_at, default=None)


def _complete(table: "pa.Table", published_on: date, before: Snapshot | None) -> None:
    """Nearly all economies in every series, of one edition, and about every series that the last one had."""
    with formats.connection(file=table) as con:
        formats.reject(
            con, f"WEO: expected the edition of {published_on} only, found others as well",
            "select distinct PUBLICATION_DATE from file"
            f" where left(PUBLICATION_DATE, 10) <> '{published_on}'",
        )  # fmt: skip
    has = _series(table)
    counted = Counter(series.partition(".")[2] for series in has)
    few = [f"{counted[name]} in {name}" for name in normalize.OF_ALL if counted[name] < FEWEST_ECONOMIES]
    if few:
        raise BrokenContract(
            f"WEO: expected {FEWEST_ECONOMIES} economies or more in each series, found {', '.join(few)};"
            " the answer is not whole"
        )
    if before is None:
        return
    had = _series(normalize.file(snapshots.read(before)))
    vanished = sorted(had - has)
    if len(vanished) > MOST_VANISHED * len(had):
        raise BrokenContract(
            f"WEO: {len(vanished)} of {len(had)} series of edition {before.edition} are no longer there, such"
            f" as {', '.join(vanished[:5])}; if the IMF has dropped them, raise MOST_VANISHED in fetch.py"
        )


def _series(table: "pa.Table") -> set[str]:
    """Series with a figure, as SERIES_CODE without the frequency: KOR.NGDPD. Groups are left out."""
    with formats.connection(file=table) as con:
        found = con.execute(
            f"select distinct area || '.' || concept from ({normalize.cells(table)}) where raw is not null"
            f" and {formats.NO_IMF_GROUP} and concept in {tuple(s.concept for s in normalize.SERIES)}"
        ).fetchall()
    return {row[0] for row in found}


def smallest(source: Source) -> Probe:
    """The last figure of every economy's output."""

    def look(reply: Reply) -> Seen:
        table = normalize.file(reply.body)
        published_on = _date(table, "PUBLICATION_DATE")
        areas = {row.partition(".")[0] for row in _series(table)}
        if published_on is None or len(areas) < FEWEST_ECONOMIES:
            raise BrokenContract(
                f"{reply.url}: expected PUBLICATION_DATE and {FEWEST_ECONOMIES} economies or more, found"
                f" {published_on} and {len(areas)}"
            )
        return Seen(f"{published_on:%Y-%m}", areas)

    return Probe(f"{FLOW}/.NGDPD.A", look, {"lastNObservations": 1}, CSV)
