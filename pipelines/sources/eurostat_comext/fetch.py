"""Asks Eurostat's Comext service for trade in goods of EU members by partner, and for the dollar's rate.

Belongs here: the keys. Does not belong here: what an answer means (normalize.py).
"""

import hashlib
from datetime import date
from pathlib import Path

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import formats, releases
from pipelines.fetching import scope as scopes
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.releases import Question
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.eurostat_comext import normalize
from pipelines.stores.snapshots import Snapshot

FLOW = "data/DS-045409"
RATE = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/ert_bil_eur_m/M.AVG.NAC.USD"
"""Dollars for a euro, monthly averages. Comext is served from a base of its own, which does not have it."""
FIRST_YEAR = 2000
MONTHS_BACK_YEARS = 5
YEARS_AT_ONCE = 5
"""Of the world: an answer above half a million cells is queued, and one above five million is refused."""
LEFT_THE_UNION = ("GBR",)


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return releases.plan(store, source, _questions(settings, scope))


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    questions = _questions(settings, scope)
    stored: list[Snapshot] = []
    for dataset in source.datasets:
        parts = releases.ask(session, store, source, [q for q in questions if q.dataset == dataset], _figures, progress)
        stored += releases.file(store, source, dataset, parts) if parts else []
    return stored


def _questions(settings: Settings, scope: Scope) -> list[Question]:
    """Each reporter with all partners and all reporters with it, by year; the pairs themselves by month."""
    annual = _everybody() if scope == "world" else _by_year(settings)
    monthly = [] if scope == "world" else _by_month(settings)
    rate = [
        _question(dataset, normalize.RATE_SLUG, RATE, f"{FIRST_YEAR}-01", None, 12)
        for dataset, wanted in (("annual", annual), ("monthly", monthly)) if wanted
    ]  # fmt: skip
    return [*rate, *annual, *monthly]


def _everybody() -> list[Question]:
    key = f"{FLOW}/A.{'+'.join(_code(area) for area in _reporters())}..TOTAL.1+2.VALUE_IN_EUROS"
    return [
        _question("annual", f"world-{year}", key, str(year), str(year + YEARS_AT_ONCE - 1), 1000)
        for year in range(FIRST_YEAR, date.today().year + 1, YEARS_AT_ONCE)
    ]


def _by_year(settings: Settings) -> list[Question]:
    reporters = _reporters()
    everybody = "+".join(map(_code, reporters))
    found = []
    for area in _wanted(settings):
        code = _code(area)
        if area in reporters:
            key = f"{FLOW}/A.{code}..TOTAL.1+2.VALUE_IN_EUROS"
            found.append(_question("annual", f"reporter-{code}", key, str(FIRST_YEAR), None, 50))
        key = f"{FLOW}/A.{everybody}.{code}.TOTAL.1+2.VALUE_IN_EUROS"
        found.append(_question("annual", f"partner-{code}", key, str(FIRST_YEAR), None, 10))
    return found


def _by_month(settings: Settings) -> list[Question]:
    """The members among the countries of the pairs, with each of these countries and with the world."""
    partners = sorted({area for pair in _pairs(settings) for area in (pair.ref, pair.counterpart)} - {economies.WORLD})
    reporters = [area for area in partners if area in _reporters()]
    if not reporters:
        return []
    ours, theirs = "+".join(map(_code, reporters)), "+".join([*map(_code, partners), "WORLD"])
    key = f"{FLOW}/M.{ours}.{theirs}.TOTAL.1+2.VALUE_IN_EUROS"
    slug = f"pairs-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    return [_question("monthly", slug, key, f"{date.today().year - MONTHS_BACK_YEARS}-01", None, 1)]


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


def _question(dataset: str, slug: str, address: str, since: str, until: str | None, due: int) -> Question:
    window = {"startPeriod": since} | ({"endPeriod": until} if until else {})
    return Question(dataset, slug, address, {"format": "SDMX-CSV", "compressed": "false", **window}, due)


def _figures(body: bytes, question: Question) -> int:
    with formats.connection(file=normalize.file(body, question.address)) as con:
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

    question = _question("annual", "smallest", f"{FLOW}/A.DE..TOTAL.2.VALUE_IN_EUROS", year, year, 1)
    return Probe(question.address, look, question.params)
