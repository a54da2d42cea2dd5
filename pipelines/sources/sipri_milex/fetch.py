"""Asks SIPRI's page for the workbook that it links to, and takes it when it is another than the one held.

Belongs here: finding the link. Does not belong here: what the workbook says (normalize.py).
"""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract, Progress, Reply, Session, describe
from pipelines.fetching.source import Planned, Probe, Scope, Seen, Source
from pipelines.sources.sipri_milex import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

PAGE = "databases/milex"
_LINK = re.compile(r"""href=["']([^"']*SIPRI-Milex-data-1949-(\d{4})[^"'/]*\.xlsx)["'?]""")


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = snapshots.newest(store, source.id, "milex")
    why = f"{held.edition} is held; the page is asked for a later file" if held else "nothing is held"
    return [Planned(source.id, "milex", f"{source.base_url}/{PAGE}", why)]


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    progress("SIPRI: page of the database", 0, 2)
    address = urljoin(f"{source.base_url}/{PAGE}", _newest_link(session.get(PAGE)))
    name = address.rsplit("/", 1)[-1]
    held = snapshots.newest(store, source.id, "milex")
    progress(f"SIPRI: {name}", 1, 2)
    reply = session.get(address, known=held if held and held.name == name else None)
    if reply.unchanged and held:
        return [snapshots.seen_again(held, datetime.now(UTC))]
    accepted = normalize.accept("milex", reply.body, name)
    modified = reply.headers.get("Last-Modified")
    published_on = parsedate_to_datetime(modified).date() if modified else None
    if since and published_on and published_on < since:
        return []
    return [
        snapshots.add(
            store, reply.body, reply.received, source=source.id, dataset="milex", ext=accepted.ext,
            edition=accepted.edition, published_on=published_on, published_basis="stated",
            licence=source.licence, citation=source.citation,
        )
    ]  # fmt: skip


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
