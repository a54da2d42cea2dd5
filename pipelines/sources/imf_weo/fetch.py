"""Asks the IMF's SDMX 2.1 service for the edition of the World Economic Outlook that is on offer.

Belongs here: the request, and whether the answer is whole. Does not belong here: its meaning (normalize.py).
"""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.config import Settings
from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract, Params, Progress, Reply, Session, Unreachable
from pipelines.fetching.source import Planned, Probe, Scope, Seen, Source
from pipelines.sources.imf_weo import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

FLOW = "data/IMF.RES,WEO"
_SERIES_BY_YEAR = f"{'+'.join(series.concept for series in normalize.SERIES)}.A"
EVERYTHING = f"{FLOW}/.{_SERIES_BY_YEAR}"
"""All economies are an empty slot of the key here, and `*` at the other endpoint."""
ELSEWHERE = f"https://api.imf.org/external/sdmx/3.0/data/dataflow/IMF.RES/WEO/+/*.{_SERIES_BY_YEAR}"
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
        return [snapshots.seen_again(held, datetime.now(UTC))]
    progress("WEO: the whole edition", 1, 2)
    reply, table = _rows(session, EVERYTHING) or _elsewhere(session)
    published_on = _date(table, "PUBLICATION_DATE")
    if published_on is None:
        raise BrokenContract(
            f"{reply.url}: expected PUBLICATION_DATE, found none; without it no edition has a name: see When it"
            " breaks in the README"
        )
    _complete(table, published_on, snapshots.newest(store, source.id, "weo"))
    accepted = normalize.accept("weo", reply.body, EVERYTHING)
    return [
        snapshots.add(
            store, reply.body, reply.received, source=source.id, dataset="weo", ext=accepted.ext,
            edition=accepted.edition, published_on=accepted.published_on,
            licence=source.licence, citation=source.citation,
        )
    ]  # fmt: skip


def _rows(session: Session, address: str, params: Params | None = None) -> "tuple[Reply, pa.Table] | None":
    """The figures of an answer; None where this endpoint does not answer, or without a row."""
    try:
        reply = session.get(address, params, headers=CSV)
    except Unreachable:
        return None
    if not reply.body.strip():
        return None
    table = normalize.file(reply.body)
    return (reply, table) if table.num_rows else None


def _elsewhere(session: Session) -> "tuple[Reply, pa.Table]":
    """The same from the newer endpoint. The IMF says "no such code" with status 200 and no rows, or with 204."""
    reply = session.get(ELSEWHERE, {"attributes": "all", "measures": "all"}, headers=CSV)
    table = normalize.file(reply.body)
    if not table.num_rows:
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
    concepts = [series.concept for series in normalize.SERIES]
    few = [f"{counted[name]} in {name}" for name in concepts if counted[name] < FEWEST_ECONOMIES]
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
