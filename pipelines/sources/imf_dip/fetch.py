"""Asks the IMF's SDMX 3.0 service for direct investment positions by counterpart.

Belongs here: the keys. Does not belong here: what an answer means (normalize.py).
"""

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
from pipelines.sources.imf_dip import normalize
from pipelines.stores.snapshots import Snapshot

FLOW = "data/dataflow/IMF.STA/DIP/+"
CSV = {"Accept": "text/csv"}
FIRST_YEAR = 2009
REPORTED = "O"
"""DV_TYPE of what an economy reports itself; SCC and others are derived from its counterparts."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return releases.plan(store, source, _questions(settings, scope))


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    parts = releases.ask(session, store, source, _questions(settings, scope), _figures, progress, CSV)
    return releases.file(store, source, "positions", parts) if parts else []


def _questions(settings: Settings, scope: Scope) -> list[Question]:
    """Each economy that claims about investment name, with all counterparts, and all economies with it."""
    concepts = "+".join(normalize.INDICATORS)
    if scope == "world":
        return [_question(f"world-{concept}", f"*.{REPORTED}.{concept}.*.A", 5000) for concept in normalize.INDICATORS]
    pairs = scopes.pairs(settings, "imf_dip")
    areas = sorted({area for pair in pairs for area in (pair.ref, pair.counterpart)} - {economies.WORLD})
    return [
        question for area in areas for code in economies.codes_of("imf_dip", area)[:1]
        for question in (
            _question(f"reporter-{code}", f"{code}.{REPORTED}.{concepts}.*.A", 0),
            _question(f"counterpart-{code}", f"*.{REPORTED}.{concepts}.{code}.A", 10),
        )
    ]  # fmt: skip


def _question(slug: str, key: str, due: int) -> Question:
    return Question("positions", slug, f"{FLOW}/{key}", {"c[TIME_PERIOD]": f"ge:{FIRST_YEAR}"}, due)


def _figures(body: bytes, question: Question) -> int:
    with formats.connection(file=normalize.file(body)) as con:
        counted: int = con.execute("select count(OBS_VALUE) from file where TIME_PERIOD is not null").fetchall()[0][0]
        return counted


def smallest(source: Source) -> Probe:
    """Korea's outward positions since four years ago."""

    def look(reply: Reply) -> Seen:
        table = normalize.file(reply.body)
        if not table.num_rows:
            raise BrokenContract(
                f"{reply.url}: expected Korea's positions, found no figure with status {reply.status}; the codes or"
                " their order have changed: see IMF.STA/DIP"
            )
        return Seen(f"figures to {max(filter(None, table.column('TIME_PERIOD').to_pylist()))}")

    key = f"KOR.{REPORTED}.{next(iter(normalize.INDICATORS))}.*.A"
    return Probe(f"{FLOW}/{key}", look, {"c[TIME_PERIOD]": f"ge:{date.today().year - 4}"}, CSV)
