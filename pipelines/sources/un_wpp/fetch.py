"""Asks the UN Population Division whether the file of demographic indicators has changed, and takes it if so.

Belongs here: the address of the revision in use. Does not belong here: what the file says (normalize.py).
"""

from datetime import UTC, date, datetime
from pathlib import Path

from pipelines import snapshots
from pipelines.config import Settings
from pipelines.http import Progress, Session
from pipelines.snapshots import Snapshot
from pipelines.sources import Planned, Scope, Source
from pipelines.sources.un_wpp import normalize

REVISION = "2024"
PUBLISHED_ON = date(2024, 7, 11)
FILE = f"assets/Excel%20Files/1_Indicator%20(Standard)/CSV_FILES/WPP{REVISION}_Demographic_Indicators_Medium.csv.gz"


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = snapshots.newest(store, source.id, "wpp")
    why = f"revision {held.edition} is held; asked whether it has changed" if held else "nothing is held"
    return [Planned(source.id, "wpp", f"{source.base_url}/{FILE}", why)]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    if since and since > PUBLISHED_ON:
        return []
    progress(f"WPP {REVISION}", 0, 1)
    held = snapshots.newest(store, source.id, "wpp")
    reply = session.get(FILE, known=held)
    if reply.unchanged and held:
        return [snapshots.seen_again(held, datetime.now(UTC))]
    accepted = normalize.accept("wpp", reply.body, FILE.rsplit("/", 1)[-1])
    return [
        snapshots.add(
            store, reply.body, reply.received, source=source.id, dataset="wpp", ext=accepted.ext,
            edition=accepted.edition, published_on=PUBLISHED_ON,
            licence=source.licence, citation=source.citation,
        )
    ]  # fmt: skip
