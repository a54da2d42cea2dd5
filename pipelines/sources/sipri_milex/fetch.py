"""Asks SIPRI's page for the workbook that it links to, and takes it when it is another than the one held."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

from pipelines.config import Settings
from pipelines.fetching import onefile
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session, describe
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Accepted, Planned, Scope, Source
from pipelines.sources.sipri_milex import normalize
from pipelines.stores.snapshots import Snapshot

DATASET = "milex"
PAGE = "databases/milex"
_LINK = re.compile(r"""href=["']([^"']*SIPRI-Milex-data-19\d\d-(\d{4})[^"'/]*\.xlsx)["'?]""")


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    return onefile.plan(store, source, DATASET, PAGE)


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    progress("SIPRI: page of the database", 0, 2)
    address = urljoin(f"{source.base_url}/{PAGE}", _newest_link(session.get(PAGE)))
    name = address.rsplit("/", 1)[-1]
    progress(f"SIPRI: {name}", 1, 2)

    def accept(reply: Reply, held: Snapshot | None) -> Accepted:
        stated = normalize.accept(DATASET, reply.body, name)
        return stated._replace(published_on=onefile.changed_on(reply), published_basis="stated")

    return onefile.fetch(session, store, source, DATASET, address, accept, since)


def _newest_link(page: Reply) -> str:
    links = sorted(set(_LINK.findall(page.text())), key=lambda link: (link[1], link[0]))
    if not links:
        raise BrokenContract(
            f"{page.url}: expected a link to SIPRI-Milex-data-1949-….xlsx, found {describe(page.body)}"
            " without one; download the workbook and add it: bilateral snapshot add sipri_milex milex FILE"
        )
    return str(links[-1][0])


def smallest(source: Source) -> Probe:
    """The page of the database."""

    def look(reply: Reply) -> Seen:
        address = _newest_link(reply)
        named = normalize.accept_name(address)
        return Seen(named, notes=[] if named else [f"a name of no known form: {address}"])

    return Probe(PAGE, look)
