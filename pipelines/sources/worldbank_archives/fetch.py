"""Past editions of World Development Indicators from source 57 of the World Bank's API."""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching import scope as scopes
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.worldbank_archives.normalize import envelope
from pipelines.sources.worldbank_wdi import fetch as wdi
from pipelines.sources.worldbank_wdi.normalize import series
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

DATASET = "editions"
VERSIONS = "/sources/57/version/data"
PER_PAGE = 20_000
DEFAULT_SERIES = ("SP.POP.TOTL", "NY.GDP.MKTP.CD", "NY.GDP.MKTP.PP.CD", "MS.MIL.XPND.CD")
DEFAULT_AGE = timedelta(days=730)
DEFAULT_YEARS = 8


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    """The list of editions is always asked; it says which are not held."""
    held = snapshots.releases(store, source.id, DATASET)
    first, dates = _since(since, scope), _claim_dates(settings, since, scope)
    which = "all" if first == date.min else f"those since {first:%Y-%m}"
    which += f" and the last before each of {len(dates)} days of claims" if dates else ""
    why = f"{len(held)} editions are held; of the editions that the list shows {which} that are not held follow"
    return [Planned(source.id, DATASET, f"{source.base_url}{VERSIONS}", why)]


def fetch(
    session: http.Session, settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None,
    progress: http.Progress,
) -> list[Snapshot]:  # fmt: skip
    """Editions since `since`, or of the last two years and those that claims had before them, where not held.

    By default four series and the eight years before each edition; with scope 'world' every series, every
    year, and every edition.
    """
    progress("list of editions", 0, None)
    versions = _wanted(_versions(session), _since(since, scope), _claim_dates(settings, since, scope))
    held = {
        (parts[0].edition, parts[0].params.get("asked")): parts
        for parts in snapshots.releases(store, source.id, DATASET).values()
    }
    countries: http.Reply | None = None
    confirmed: list[Snapshot] = []
    for done, version in enumerate(versions):
        asked = _asked(version, scope)
        # What was asked belongs to the name: more series are another body, not a revision of the edition.
        edition = f"{version[:4]}-{version[4:]}" + ("-world" if scope == "world" else "")
        if known := held.get((edition, asked)):
            confirmed += known
            continue
        progress(f"edition {edition}", done, len(versions))
        countries = countries or _countries(session)
        confirmed += _edition(session, store, source, version, edition, asked, countries)
    return confirmed


def _wanted(versions: list[str], first: date, dates: Collection[date]) -> list[str]:
    """Editions since a day, and of the earlier ones the newest that was out when a claim was made."""
    for_claims = {max((v for v in versions if _month_end(v) <= day), default=None) for day in dates}
    return [version for version in versions if _month_end(version) >= first or version in for_claims]


def _claim_dates(settings: Settings, since: date | None, scope: Scope) -> set[date]:
    return set() if since or scope == "world" else scopes.claim_dates(settings)


def _since(since: date | None, scope: Scope) -> date:
    if since or scope == "world":
        return since or date.min
    return datetime.now(UTC).date() - DEFAULT_AGE


def _versions(session: http.Session) -> list[str]:
    return _listed(session.get(VERSIONS, {"format": "json", "per_page": 1000}, retry_if=wdi.outage))


def _listed(reply: http.Reply) -> list[str]:
    """Editions as YYYYMM, newest first. Not every month has one."""
    answer = reply.json()
    found = {
        each["id"] for each in _objects(answer) if re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])", str(each.get("id")))
    }
    if not found:
        raise BrokenContract(
            f"{reply.url}: expected editions such as 202404, found {http.describe(reply.body)};"
            " see Quirks in the README of the source"
        )
    return sorted(found, reverse=True)


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the answer: lists of a dimension have another shape than data, and a deeper one."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from _objects(branch)


def _asked(version: str, scope: Scope) -> str:
    """Path of the question: series and years of an edition."""
    if scope == "world":
        wanted, time = series(), "all"
    else:
        year = int(version[:4])
        wanted, time = DEFAULT_SERIES, ";".join(f"YR{y}" for y in range(year - DEFAULT_YEARS, year + 1))
    return f"/sources/57/country/all/series/{';'.join(wanted)}/time/{time}/version/{version}/data"


def _countries(session: http.Session) -> http.Reply:
    reply = session.get(wdi.COUNTRIES, {"format": "json", "per_page": 400}, retry_if=wdi.outage)
    wdi.complete([reply], wdi.LEAST_COUNTRIES)
    return reply


def _edition(
    session: http.Session, store: Path, source: Source, version: str, edition: str, asked: str, countries: http.Reply
) -> list[Snapshot]:
    params: dict[str, str | int] = {"format": "json", "per_page": PER_PAGE}

    def ask(page: int) -> http.Reply:
        return session.get(asked, params | {"page": page}, retry_if=wdi.outage)

    first = ask(1)
    replies = [first, *session.map(ask, range(2, envelope(first.body, first.url)[0].pages + 1))]
    wdi.complete(replies, 1, envelope)
    parts = [countries, *replies]
    digest = hashlib.sha256(b"".join(reply.body for reply in parts)).hexdigest()
    return [
        snapshots.add(
            store, reply.body, replace(reply.received, params=reply.received.params | {"asked": asked}),
            source=source.id, dataset=DATASET, ext="json", vintage=f"{edition}-{digest[:8]}", edition=edition,
            part=part, parts=len(parts), published_on=_month_end(version),
            published_basis="estimated", licence=source.licence, citation=source.citation,
        )
        for part, reply in enumerate(parts, 1)
    ]  # fmt: skip


def _month_end(version: str) -> date:
    """Last day of the edition's month: the list has months, and an edition is not known before it came out."""
    year, month = int(version[:4]), int(version[4:])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def smallest(source: Source) -> Probe:
    """The list of editions."""

    def look(reply: http.Reply) -> Seen:
        newest = _listed(reply)[0]
        return Seen(f"{newest[:4]}-{newest[4:]}")

    return Probe(VERSIONS, look, {"format": "json", "per_page": 1000})
