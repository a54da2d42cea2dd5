"""Asks Eurostat's Comext service for trade in goods of EU members by partner, and for the dollar's rate.

Belongs here: the keys, and whether each answer is whole. Does not belong here: what it means (normalize.py).
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import formats, releases
from pipelines.fetching import scope as scopes
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.eurostat_comext import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

FLOW = "data/DS-045409"
RATE = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/ert_bil_eur_m/M.AVG.NAC.USD"
"""Dollars for a euro, monthly averages. Comext is served from a base of its own, which does not have it."""
FIRST_YEAR = 2000
MONTHS_BACK_YEARS = 5
YEARS_AT_ONCE = 5
"""Of the world: an answer above half a million cells is queued, and one above five million is refused."""
LEFT_THE_UNION = ("GBR",)
MOST_LOST = 0.2
"""Share of the rows of the last answer that may be missing from this one."""


class Request(NamedTuple):
    dataset: str
    slug: str
    address: str
    since: str
    until: str | None
    due: int
    """Rows that the answer has at the very least."""

    @property
    def params(self) -> dict[str, str]:
        window = {"startPeriod": self.since} | ({"endPeriod": self.until} if self.until else {})
        return {"format": "SDMX-CSV", "compressed": "false", **window}


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = {name: releases.held_parts(store, source.id, name) for name in source.datasets}
    found = []
    for request in _requests(settings, scope):
        url = request.address if "://" in request.address else f"{source.base_url}/{request.address}"
        known = request.slug in held[request.dataset]
        why = "held; asked whether it has changed" if known else "not held"
        found.append(Planned(source.id, request.dataset, url, why))
    return found


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    requests = _requests(settings, scope)
    stored: list[Snapshot] = []
    for dataset in source.datasets:
        parts = []
        for done, request in enumerate(r for r in requests if r.dataset == dataset):
            progress(f"Comext: {request.slug}", done, len(requests))
            held = releases.held_parts(store, source.id, dataset).get(request.slug)
            known = held if held and held.params == request.params else None
            reply = session.get(request.address, request.params, known=known)
            if reply.unchanged and held:
                parts.append(releases.kept(request.slug, held, reply.received.retrieved_at))
                continue
            _whole(reply, request, held)
            parts.append(releases.Part(request.slug, reply.body, reply.received, "csv"))
        stored += releases.file(store, source, dataset, parts) if parts else []
    return stored


def _requests(settings: Settings, scope: Scope) -> list[Request]:
    """Each reporter with all partners and all reporters with it, by year; the pairs themselves by month."""
    annual = _everybody() if scope == "world" else _by_year(settings)
    monthly = [] if scope == "world" else _by_month(settings)
    rate = [
        Request(dataset, normalize.RATE_SLUG, RATE, f"{FIRST_YEAR}-01", None, 12)
        for dataset, wanted in (("annual", annual), ("monthly", monthly)) if wanted
    ]  # fmt: skip
    return [*rate, *annual, *monthly]


def _everybody() -> list[Request]:
    key = f"{FLOW}/A.{'+'.join(_code(area) for area in _reporters())}..TOTAL.1+2.VALUE_IN_EUROS"
    return [
        Request("annual", f"world-{year}", key, str(year), str(year + YEARS_AT_ONCE - 1), 1000)
        for year in range(FIRST_YEAR, date.today().year + 1, YEARS_AT_ONCE)
    ]


def _by_year(settings: Settings) -> list[Request]:
    reporters = _reporters()
    everybody = "+".join(map(_code, reporters))
    found = []
    for area in _wanted(settings):
        code = _code(area)
        if area in reporters:
            key = f"{FLOW}/A.{code}..TOTAL.1+2.VALUE_IN_EUROS"
            found.append(Request("annual", f"reporter-{code}", key, str(FIRST_YEAR), None, 50))
        key = f"{FLOW}/A.{everybody}.{code}.TOTAL.1+2.VALUE_IN_EUROS"
        found.append(Request("annual", f"partner-{code}", key, str(FIRST_YEAR), None, 10))
    return found


def _by_month(settings: Settings) -> list[Request]:
    """The members among the countries of the pairs, with each of these countries and with the world."""
    partners = sorted({area for pair in _pairs(settings) for area in (pair.ref, pair.counterpart)} - {economies.WORLD})
    reporters = [area for area in partners if area in _reporters()]
    if not reporters:
        return []
    ours, theirs = "+".join(map(_code, reporters)), "+".join([*map(_code, partners), "WORLD"])
    key = f"{FLOW}/M.{ours}.{theirs}.TOTAL.1+2.VALUE_IN_EUROS"
    slug = f"pairs-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    return [Request("monthly", slug, key, f"{date.today().year - MONTHS_BACK_YEARS}-01", None, 1)]


def _pairs(settings: Settings) -> list[scopes.Wanted]:
    """Pairs with a member on either side: nobody else reports to Eurostat."""
    reporters = set(_reporters())
    return [
        pair for pair in scopes.pairs(settings, "eurostat_comext")
        if pair.product == "_T" and {pair.ref, pair.counterpart} & reporters
    ]  # fmt: skip


def _wanted(settings: Settings) -> list[str]:
    return sorted({pair.ref for pair in _pairs(settings)})


def _reporters() -> list[str]:
    return sorted({*economies.members("EU", date.today()), *LEFT_THE_UNION})


def _code(area: str) -> str:
    return economies.codes_of("eurostat_comext", area)[0]


def _whole(reply: Reply, request: Request, held: Snapshot | None) -> None:
    """Rows are there, and not far fewer than last time."""
    rows = _figures(reply.body, request.address)
    if rows < request.due:
        raise BrokenContract(
            f"{reply.url}: expected {request.due} figures or more, found {rows}; the key or its codes have changed:"
            " see the data structure of DS-045409"
        )
    if held and rows < (1 - MOST_LOST) * (before := _figures(snapshots.read(held), request.address)):
        raise BrokenContract(
            f"{reply.url}: {before} figures were there on {held.checked_at:%Y-%m-%d}, found {rows}; if Eurostat"
            " has withdrawn series, remove the held snapshots and fetch again"
        )


def _figures(body: bytes, where: str) -> int:
    with formats.connection(file=normalize.file(body, where)) as con:
        counted: int = con.execute("select count(OBS_VALUE) from file").fetchall()[0][0]
        return counted


def smallest(source: Source) -> Probe:
    """Germany's exports to all partners in one year."""
    year = str(date.today().year - 2)

    def look(reply: Reply) -> Seen:
        table = normalize.file(reply.body, reply.url)
        if not table.num_rows:
            raise BrokenContract(f"{reply.url}: expected Germany's exports by partner, found no row")
        return Seen(None, table.column("partner").unique().to_pylist())

    request = Request("annual", "smallest", f"{FLOW}/A.DE..TOTAL.2.VALUE_IN_EUROS", year, year, 1)
    return Probe(request.address, look, request.params)
