"""World Development Indicators from the Indicators API, whole, in some fifteen requests."""

import hashlib
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Asked, Planned, Scope, Source
from pipelines.sources.worldbank_wdi.normalize import SERIES_FILE, Meta, definitions, envelope, series
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

DATASET = "indicators"
ASKED = "asked"
MOST_NAMED = 100
"""More countries than these are asked for as all."""
FIRST_YEAR = 1960
PER_PAGE = 20_000
"""32,500 were accepted, 50,000 answered with an HTML page."""
COUNTRIES = "/country"
LEAST_COUNTRIES = 200


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    """One dataset, always asked: the bank changes figures for weeks without a new date."""
    held = snapshots.newest(store, source.id, DATASET)
    why = (
        f"edition {held.vintage} is held; figures are revised in place, so that only the bytes tell"
        if held
        else "nothing is held yet"
    )
    return [Planned(source.id, DATASET, f"{source.base_url}{_data_path()}", why)]


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
    """The list of countries and every page of all series, as one release; or of what a claim asked for.

    An edition comes as a whole, so that `since` does not narrow it. Its vintage is the publisher's date with the
    hash of the bytes, because the date stays when the bytes change.
    """
    progress("countries", 0, None)
    countries = session.get(COUNTRIES, {"format": "json", "per_page": 400}, retry_if=outage)
    complete([countries], LEAST_COUNTRIES)
    if isinstance(scope, Asked):
        path = _asked_path(scope)
        pages = _pages(session, path, f"{scope.first_year}:{scope.last_year}", progress)
        updated, dataset = _dated(_with_figures(pages), pages[0].url), ASKED
        edition = f"{hashlib.sha256(path.encode()).hexdigest()[:8]}.{updated}"
    else:
        pages = _pages(session, _data_path(), f"{FIRST_YEAR}:{datetime.now(UTC).year}", progress)
        updated, dataset = _edition(pages), DATASET
        edition = updated
    replies = [countries, *pages]
    digest = hashlib.sha256(b"".join(reply.body for reply in replies)).hexdigest()
    return [
        snapshots.add(
            store, reply.body, reply.received, source=source.id, dataset=dataset, ext="json",
            vintage=f"{updated}-{digest[:8]}", edition=edition, part=part, parts=len(replies),
            published_on=date.fromisoformat(updated), licence=source.licence, citation=source.citation,
        )
        for part, reply in enumerate(replies, 1)
    ]  # fmt: skip


def _data_path() -> str:
    return f"/country/all/indicator/{';'.join(series())}"


def series_of(figures: Collection[tuple[str, str]]) -> set[str]:
    """The bank's codes for figures of countries; it has trade with the world alone."""
    wanted = {indicator for indicator, breakdown in figures if breakdown == "_T"}
    return {row["series"] for row in definitions().to_pylist() if row["indicator"] in wanted}


def _asked_path(asked: Asked) -> str:
    areas = sorted(code for area in asked.reporters for code in economies.codes_of("worldbank_wdi", area)[:1])
    if len(areas) > MOST_NAMED:
        areas = ["all"]
    return f"/country/{';'.join(areas)}/indicator/{';'.join(asked.series)}"


def _pages(session: http.Session, path: str, window: str, progress: http.Progress) -> list[http.Reply]:
    # Several series at once need the source; without it the API refuses.
    params: dict[str, str | int] = {"format": "json", "source": 2, "per_page": PER_PAGE, "date": window}

    def ask(page: int) -> http.Reply:
        return session.get(path, params | {"page": page}, retry_if=outage)

    first = ask(1)
    try:
        meta, _ = envelope(first.body, first.url)
    except BrokenContract as problem:
        raise BrokenContract(f"{problem}{_culprits(session)}") from problem
    replies = [first]
    for reply in session.map(ask, range(2, meta.pages + 1)):
        replies.append(reply)
        progress(f"page {len(replies)} of {meta.pages}", len(replies), meta.pages)
    return replies


def _culprits(session: http.Session) -> str:
    """The API does not say which of the series it refuses: ask for each alone."""
    refused = []
    for code in series():
        reply = session.get(f"/country/USA/indicator/{code}", {"format": "json", "source": 2, "per_page": 1})
        try:
            envelope(reply.body, reply.url)
        except BrokenContract:
            refused.append(code)
    if not refused:
        return "; each series alone is answered: run again"
    return f"; refused alone: {', '.join(refused)}. A series that was retired has to leave {SERIES_FILE.name}"


def outage(status: int, body: bytes) -> bool:
    """The bank's gateway says 400 when it is down. What is asked for here is always the same, and right."""
    return status == 400


Rows = list[dict[str, Any]]


def complete(
    replies: list[http.Reply],
    least: int,
    envelope: Callable[[bytes, str], tuple[Meta, Rows]] = envelope,
    look: Callable[[Rows], object] = len,
) -> Meta:
    """Check that the pages are of one answer and add up to its total, which is `least` or more.

    `look` sees the rows of each page, one page at a time: all of them as objects would fill half a gigabyte.
    """
    where = replies[0].url
    metas, rows = [], 0
    for reply in replies:
        meta, page = envelope(reply.body, reply.url)
        look(page)
        metas.append(meta)
        rows += len(page)
    if len({(meta.total, meta.pages, meta.lastupdated) for meta in metas}) > 1:
        raise BrokenContract(
            f"{where}: expected pages of one answer, found totals {[meta.total for meta in metas]} and dates"
            f" {[meta.lastupdated for meta in metas]}: the data changed in between; run again"
        )
    total = metas[0].total
    if rows != total or total < least:
        raise BrokenContract(
            f"{where}: expected {max(total, least)} rows, found {rows} on {len(replies)} pages that promise"
            f" {total}; run again, and if it persists see the README of the source"
        )
    return metas[0]


def _edition(pages: list[http.Reply]) -> str:
    """The publisher's date, once the pages are complete and every series has a figure."""
    where, valued = pages[0].url, _with_figures(pages)
    if missing := [code for code in series() if code not in valued.series]:
        raise BrokenContract(
            f"{where}: expected figures of {len(series())} series, found none of {', '.join(missing)};"
            f" if they were retired, take them out of {SERIES_FILE.name}"
        )
    return _dated(valued, where)


class Valued(NamedTuple):
    """Complete pages: the series that have a figure, and the publisher's date."""

    series: set[str]
    lastupdated: str | None


def _with_figures(pages: list[http.Reply]) -> Valued:
    valued: set[str] = set()

    def look(rows: Rows) -> None:
        valued.update(row.get("indicator", {}).get("id", "") for row in rows if row.get("value") is not None)

    return Valued(valued, complete(pages, 1, look=look).lastupdated)


def _dated(valued: Valued, where: str) -> str:
    if not valued.series:
        raise BrokenContract(f"{where}: the bank has no figure of these countries for these years")
    try:
        return date.fromisoformat(valued.lastupdated or "").isoformat()
    except ValueError as error:
        raise BrokenContract(f"{where}: expected lastupdated as YYYY-MM-DD, found {valued.lastupdated!r}") from error


def smallest(source: Source) -> Probe:
    """The population of every area in one past year: some 260 rows."""
    year = datetime.now(UTC).year - 3

    def look(reply: http.Reply) -> Seen:
        meta, rows = envelope(reply.body, reply.url)
        if len(rows) < LEAST_COUNTRIES:
            raise BrokenContract(f"{reply.url}: expected {LEAST_COUNTRIES} areas or more, found {len(rows)}")
        notes = [] if {row["date"] for row in rows} == {str(year)} else ["the filter on years is ignored"]
        return Seen(meta.lastupdated, [row["countryiso3code"] for row in rows], notes)

    params: dict[str, str | int] = {"format": "json", "source": 2, "per_page": 400, "date": year}
    return Probe("/country/all/indicator/SP.POP.TOTL", look, params)
