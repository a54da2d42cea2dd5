"""Asks the OECD's SDMX service for net ODA by donor and recipient, in current and in constant prices."""

from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching import releases
from pipelines.fetching.http import Progress, Reply, Session
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.releases import Question
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.oecd_dac2a import normalize
from pipelines.stores.snapshots import Snapshot

FLOW = "data/OECD.DCD.FSD,DSD_DAC2@DF_DAC2A,"
FIRST_YEAR = 2000


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return releases.plan(store, source, [_question(dataset) for dataset in source.datasets])


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    stored: list[Snapshot] = []
    for dataset in source.datasets:
        parts = releases.ask(session, store, source, [_question(dataset)], _figures, progress)
        stored += releases.file(store, source, dataset, parts)
    return stored


def _question(dataset: str) -> Question:
    since = {"startPeriod": str(FIRST_YEAR), "dimensionAtObservation": "AllDimensions", "format": "csvfile"}
    return Question(dataset, dataset, _address(dataset), since, 1000)


def _figures(body: bytes, question: Question) -> int:
    return int(normalize.table(body, question.address).num_rows)


def _address(dataset: str) -> str:
    """Donor, recipient, measure 206 (net ODA), dollars, and V for current or Q for constant prices."""
    return f"{FLOW}/..{normalize.NET_ODA}.USD.{normalize.PRICES[dataset]}"


def smallest(source: Source) -> Probe:
    """Net ODA of one past year, in current prices."""
    year = str(date.today().year - 3)

    def look(reply: Reply) -> Seen:
        normalize.table(reply.body, reply.url)
        return Seen()

    params = {
        "startPeriod": year, "endPeriod": year, "dimensionAtObservation": "AllDimensions", "format": "csvfile",
    }  # fmt: skip
    return Probe(_address("current"), look, params)
