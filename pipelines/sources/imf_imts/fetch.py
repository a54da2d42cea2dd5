"""Asks the IMF's SDMX 3.0 service for trade in goods by partner.

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
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.imf_imts import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

FLOW = "data/dataflow/IMF.STA/IMTS/+"
CSV = {"Accept": "text/csv"}
FIRST_YEAR = 2000
MONTHS_BACK_YEARS = 5
NO_REPORTER = frozenset({"TWN", "PRK"})
"""Partners that report nothing to the IMF: no rows are due from them."""
FEWEST_ROWS_OF_WORLD = 10_000
MOST_LOST = 0.2
"""Share of the rows of the last answer that may be missing from this one."""
_BOTH_FLOWS = "+".join(normalize.INDICATORS)


class Request(NamedTuple):
    dataset: str
    slug: str
    key: str
    since: int
    due: int
    """Rows that the answer has at the very least."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = {name: releases.held_parts(store, source.id, name) for name in source.datasets}
    return [
        Planned(
            source.id, request.dataset, f"{source.base_url}/{FLOW}/{request.key}",
            "held; asked whether it has changed" if request.slug in held[request.dataset] else "not held",
        )
        for request in _requests(settings, scope)
    ]  # fmt: skip


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    requests = _requests(settings, scope)
    stored: list[Snapshot] = []
    for dataset in source.datasets:
        parts = []
        for done, request in enumerate(r for r in requests if r.dataset == dataset):
            progress(f"IMTS: {request.slug}", done, len(requests))
            held = releases.held_parts(store, source.id, dataset).get(request.slug)
            periods = {"c[TIME_PERIOD]": f"ge:{request.since}{'-M01' if dataset == 'imts_monthly' else ''}"}
            known = held if held and held.params == periods else None
            reply = session.get(f"{FLOW}/{request.key}", periods, headers=CSV, known=known)
            if reply.unchanged and held:
                parts.append(releases.kept(request.slug, held, reply.received.retrieved_at))
                continue
            _whole(reply, request, held)
            parts.append(releases.Part(request.slug, reply.body, reply.received, "csv"))
        stored += releases.file(store, source, dataset, parts) if parts else []
    return stored


def _requests(settings: Settings, scope: Scope) -> list[Request]:
    """Each reporter with all partners and all reporters with it, by year; the pairs themselves by month."""
    if scope == "world":
        return [
            Request("imts_annual", f"world-{concept}", f"*.{concept}.*.A", FIRST_YEAR, FEWEST_ROWS_OF_WORLD)
            for concept in normalize.INDICATORS
        ]
    wanted = [pair for pair in scopes.pairs(settings, "imf_imts") if pair.product == "_T"]
    reporters = sorted({pair.ref for pair in wanted})
    requests = []
    for area in reporters:
        code = _code(area)
        if area not in NO_REPORTER:
            requests.append(Request("imts_annual", f"reporter-{code}", f"{code}.{_BOTH_FLOWS}.*.A", FIRST_YEAR, 50))
        requests.append(Request("imts_annual", f"partner-{code}", f"*.{_BOTH_FLOWS}.{code}.A", FIRST_YEAR, 50))
    partners = sorted({pair.counterpart for pair in wanted} - {economies.WORLD})
    if partners:
        ours, theirs = "+".join(map(_code, reporters)), "+".join(map(_code, partners))
        first = date.today().year - MONTHS_BACK_YEARS
        for side, key in (
            ("reporters", f"{ours}.{_BOTH_FLOWS}.{theirs}+G001.M"),
            ("partners", f"{theirs}.{_BOTH_FLOWS}.{ours}+G001.M"),
        ):
            slug = f"{side}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
            requests.append(Request("imts_monthly", slug, key, first, 1))
    return requests


def _code(area: str) -> str:
    return economies.codes_of("imf_imts", area)[0]


def _whole(reply: Reply, request: Request, held: Snapshot | None) -> None:
    """Rows are there, of the frequency asked for, and not far fewer than last time.

    The IMF answers unknown codes, a wrong order of codes and an empty slot with status 200 and no rows.
    """
    normalize.accept(request.dataset, reply.body, request.key)
    rows = _figures(reply.body)
    if rows < request.due:
        raise BrokenContract(
            f"{reply.url}: expected {request.due} figures or more, found {rows} with status {reply.status}; the"
            " codes or their order have changed: see the data structure of IMF.STA/IMTS"
        )
    if held and rows < (1 - MOST_LOST) * (before := _figures(snapshots.read(held))):
        raise BrokenContract(
            f"{reply.url}: {before} figures were there on {held.checked_at:%Y-%m-%d}, found {rows}; if the IMF"
            " has withdrawn series, remove the held snapshots and fetch again"
        )


def _figures(body: bytes) -> int:
    with formats.connection(file=normalize.file(body)) as con:
        return con.execute(
            "select count(*) from file where OBS_VALUE is not null and TIME_PERIOD is not null"
        ).fetchall()[0][0]
