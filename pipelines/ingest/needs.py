"""What a claim lacks: who would publish it, and asking for exactly that.

Belongs here: from an indicator, countries and years to the publishers that would answer, the smallest request, its
bound. Does not belong here: which claims lack something (apps/check.py), words for it (reports/words.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pipelines import catalogue, sources
from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching.source import Asked, Scope, Source
from pipelines.ingest import datasets
from pipelines.ingest.datasets import Outcome

REQUESTS, SECONDS = 20, 60.0
"""What may be spent on one text by default."""
TOTAL = "_T"


class Need(NamedTuple):
    """Figures that would answer: what, of whom, with whom (W00 the world, none for every partner), and when."""

    indicator: str
    reporters: tuple[str, ...]
    partners: tuple[str, ...]
    first_year: int
    last_year: int
    sources: tuple[str, ...]
    """Who would publish them, best first."""
    among: tuple[str, ...] = ()
    """Of a rank everybody that it is drawn among, who have to be asked for, too."""
    universe: str | None = None
    """What these are: a group, or WLD."""

    @property
    def asked(self) -> str | None:
        """The publisher that can be asked for just this."""
        return next((n for n in self.sources if _series(n, self.indicator) or sources.load(n).small), None)


def need(
    indicator: str, reporters: Sequence[str], partners: Sequence[str], first_year: int, last_year: int, on: date,
    universe: str | None = None,
) -> Need | None:  # fmt: skip
    """What would answer a claim about the indicator; groups are their members on the day. None if nobody would.

    `universe` is the group or the world within which a rank is drawn.
    """
    entry = catalogue.indicators().get(indicator)
    refs, others = _members(reporters, on), _members(partners, on)
    if entry is None or not refs:
        return None
    goods = _goods(entry)
    publishers = [
        publisher for name in entry["sources"]
        if (publisher := sources.load(name)).datasets and not publisher.archive_of
        and _knows(publisher, refs, others, goods)
    ]  # fmt: skip
    # one of a single country has the figures that are quoted about it, one of totals alone answers in one request
    publishers.sort(key=lambda publisher: (not publisher.countries, publisher.products))
    if not publishers:
        return None
    names = tuple(publisher.id for publisher in publishers)
    return Need(indicator, refs, others, first_year, last_year, names, _among(universe, on), universe)


def _among(universe: str | None, on: date) -> tuple[str, ...]:
    if universe == "WLD":
        return tuple(str(row["iso3"]) for row in economies.economies() if row["is_economy"])
    return _members([universe], on) if universe else ()


def as_of_then(lacking: Need) -> Need:
    """The same of editions that had been published by then, where a publisher keeps them apart from its newest."""
    archives = {source.archive_of: source.id for source in sources.everything() if source.archive_of}
    kept = tuple(archives[name] for name in lacking.sources if name in archives)
    return lacking._replace(sources=(*kept, *(name for name in lacking.sources if name not in archives)))


def fetch(
    settings: Settings,
    needs: Iterable[Need],
    *,
    requests: int = REQUESTS,
    seconds: float = SECONDS,
    progress: http.Progress | None = None,
) -> list[Outcome]:
    """Ask for what is needed and read it, within the bound. Never raises for what a publisher did."""
    budget = http.Budget(requests, seconds)
    outcomes = []
    for source, scope, since in _questions(needs):
        outcome = datasets.refresh(settings, source, since=since, scope=scope, progress=progress, budget=budget)
        if outcome.state == "new":
            try:
                datasets.normalize(settings, source, progress=progress)
            except datasets.IngestError as error:
                outcome = Outcome(source, "failed", outcome.new, outcome.unchanged, outcome.requests, error=str(error))
        outcomes.append(outcome)
    return outcomes


def _questions(needs: Iterable[Need]) -> list[tuple[str, Scope, date | None]]:
    """Each question once: by series, countries and years; a small release as a whole."""
    asked: dict[tuple[str, Asked], list[int]] = {}
    whole: dict[str, date] = {}
    for each in needs:
        source = each.asked
        if source is None:
            continue
        years = [each.first_year, each.last_year]
        if series := _series(source, each.indicator):
            reporters = tuple(dict.fromkeys((*each.reporters, *each.among)))
            question = Asked(reporters, each.partners, series, 0, 0)
            asked.setdefault((source, question), []).extend(years)
        else:
            whole[source] = min(date(each.first_year, 1, 1), whole.get(source, date.max))
    return [
        *((source, question._replace(first_year=min(years), last_year=max(years)), None)
          for (source, question), years in asked.items()),
        *((source, "default", since) for source, since in whole.items()),
    ]  # fmt: skip


def _series(source: str, indicator: str) -> tuple[str, ...]:
    """Codes of the publisher for the figures that the readings take, if it can be asked for them alone."""
    origin = sources.load(source)
    series_of = getattr(sources.fetcher(origin), "series_of", None) if origin.live else None
    return tuple(sorted(series_of(_figures(catalogue.indicators()[indicator])))) if series_of else ()


def _figures(entry: Mapping[str, Any]) -> set[tuple[str, str]]:
    """(indicator, breakdown) of the figures that the readings of an indicator take."""
    return {
        (term["indicator"], term.get("breakdown", TOTAL))
        for reading in entry["readings"] for term in (*reading.get("terms", []), *reading.get("per", []))
    }  # fmt: skip


def _goods(entry: Mapping[str, Any]) -> set[str]:
    """Products whose flows the readings of an indicator take."""
    return {breakdown for name, breakdown in _figures(entry) if name in ("goods_exports", "goods_imports")}


def _knows(source: Source, refs: Sequence[str], others: Sequence[str], goods: set[str]) -> bool:
    """Whether a publisher has the affairs of these countries: its own, those of everybody, or trade with the world."""
    if not source.products and TOTAL not in goods:
        return False
    if not source.partners:
        return set(others) <= {economies.WORLD}
    own = set(source.countries)
    return not own or set(refs) <= own or (bool(goods) and bool(others) and set(others) <= own)


def _members(areas: Sequence[str], on: date) -> tuple[str, ...]:
    groups = {row["group_id"] for row in economies.groups()}
    found = [
        member for area in areas
        for member in (
            [economies.WORLD] if area == "WLD" else economies.members(area, on) if area in groups else [area]
        )
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))
