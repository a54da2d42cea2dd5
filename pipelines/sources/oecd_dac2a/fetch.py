"""Asks the OECD's SDMX service for net ODA by donor and recipient, in current and in constant prices.

Belongs here: the two requests, and that an answer is not far shorter than the last. Does not belong here: what it means
(normalize.py).
"""

from datetime import date
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching import releases
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.oecd_dac2a import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

FLOW = "data/OECD.DCD.FSD,DSD_DAC2@DF_DAC2A,"
FIRST_YEAR = 2000
MOST_LOST = 0.2
"""Share of the rows of the last answer that may be missing from this one."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return [
        Planned(source.id, dataset, f"{source.base_url}/{_address(dataset)}", "asked whether it has changed")
        for dataset in source.datasets
    ]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    stored: list[Snapshot] = []
    params = {
        "startPeriod": str(FIRST_YEAR), "dimensionAtObservation": "AllDimensions", "format": "csvfile",
    }  # fmt: skip
    for done, dataset in enumerate(source.datasets):
        progress(f"DAC2A {dataset}", done, len(source.datasets))
        held = releases.held_parts(store, source.id, dataset).get(dataset)
        reply = session.get(_address(dataset), params, known=held if held and held.params == params else None)
        if reply.unchanged and held:
            stored += releases.file(store, source, dataset, [releases.kept(dataset, held, reply.received.retrieved_at)])
            continue
        rows = normalize.table(reply.body, reply.url).num_rows
        before = normalize.table(snapshots.read(held), reply.url).num_rows if held else 0
        if rows < max(1000, (1 - MOST_LOST) * before):
            raise BrokenContract(
                f"{reply.url}: expected a thousand rows and not far fewer than the {before} held, found {rows}; if the"
                " OECD has withdrawn figures, remove the held snapshots and fetch again"
            )
        stored += releases.file(store, source, dataset, [releases.Part(dataset, reply.body, reply.received, "csv")])
    return stored


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
