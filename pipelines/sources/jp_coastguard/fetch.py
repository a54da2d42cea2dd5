"""Asks the Japan Coast Guard's page for its monthly PDFs, and the Ministry of Defense for its back data.

Belongs here: which files are linked and which of them may have changed. Does not belong here: reading them
(normalize.py).
"""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from pipelines.config import Settings
from pipelines.fetching import releases
from pipelines.fetching.http import BrokenContract, Progress, Refused, Reply, Session, Unreachable, describe
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Planned, Scope, Source
from pipelines.sources.jp_coastguard import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

FOLDER = "mission/senkaku"
PAGE = f"{FOLDER}/senkaku.html"
WHITE_PAPER = "https://www.mod.go.jp/j/press/wp/wp2023/backdata/siryo17.csv"
REWRITTEN_DAYS = 90
"""A month's file is asked again for so long after the month: days are added and corrected."""
MOST_REFUSED = 0.1
"""Share of the months whose files may be no such file; above it the form of all has changed, and nothing is stored."""
_LINK = re.compile(r"""href=["'](?:[^"']*/)?(data_[^"'/]+\.pdf)["']""", re.IGNORECASE)


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    held = releases.held_parts(store, source.id, "daily")
    white_paper = snapshots.newest(store, source.id, "white_paper")
    return [
        Planned(
            source.id, "daily", f"{source.base_url}/{PAGE}",
            f"{len(held)} months are held; asks for new ones and for those of the last {REWRITTEN_DAYS} days",
        ),
        Planned(
            source.id, "white_paper", WHITE_PAPER,
            "held; asked whether it has changed" if white_paper else "not held",
        ),
    ]  # fmt: skip


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    stored = _daily(session, store, source, since, progress)
    return stored + _white_paper(session, store, source, progress)


def _daily(
    session: Session, store: Path, source: Source, since: date | None, progress: Progress
) -> list[Snapshot]:  # fmt: skip
    held = releases.held_parts(store, source.id, "daily")
    names = _linked(session, held)
    parts, problems = [], []
    for done, name in enumerate(names):
        progress(f"Coast Guard: {name}", done, len(names))
        month = normalize.month_of(name)
        before = held.get(_slug(name))
        if before and not _may_change(month, before):
            parts.append(releases.kept(_slug(name), before))
        elif before or since is None or month >= since:
            try:
                parts.append(_month(session, name, before))
            except (BrokenContract, Refused) as problem:
                # One month in a form of its own must not keep the others out.
                problems += [] if normalize.is_known(month) else [str(problem)]
                parts += [releases.kept(_slug(name), before)] if before else []
            except Unreachable:
                # A first run that is stopped halfway is gone on with from here the next time.
                if parts and not held:
                    releases.file(store, source, "daily", parts)
                raise
    if len(problems) > MOST_REFUSED * len(names):
        raise BrokenContract(
            f"{'; '.join(problems[:3])}; so are {len(problems)} of {len(names)} files: nothing is stored"
        )
    stored = releases.file(store, source, "daily", parts) if parts else []
    if problems:
        raise BrokenContract("; ".join([*problems, "all other months are stored"]))
    return stored


def _linked(session: Session, held: Collection[str]) -> list[str]:
    """Names of the files on the page, in the order of their months; none that is held may be missing."""
    page = session.get(PAGE)
    names = sorted(set(_LINK.findall(page.text())), key=normalize.month_of)
    if not names:
        raise BrokenContract(
            f"{page.url}: expected links to data_….pdf, found {describe(page.body)} without one; see the page"
        )
    if gone := sorted(set(held) - {_slug(name) for name in names}):
        raise BrokenContract(
            f"{page.url}: {len(gone)} months that are held are no longer linked, such as {gone[0]}; if the Coast"
            " Guard has moved them, put the address in jp_coastguard/fetch.py"
        )
    return names


def _slug(name: str) -> str:
    return f"{normalize.month_of(name):%Y-%m}"


def _may_change(month: date, held: Snapshot) -> bool:
    """Whether the file that is held was taken before the month's figures had settled."""
    return held.checked_at.date() < month + timedelta(days=31 + REWRITTEN_DAYS)


def _month(session: Session, name: str, held: Snapshot | None) -> releases.Part:
    reply = session.get(f"{FOLDER}/{name}", known=held)
    if reply.unchanged and held:
        return releases.kept(_slug(name), held, reply.received.retrieved_at)
    normalize.accept("daily", reply.body, name)
    return releases.Part(_slug(name), reply.body, reply.received, "pdf")


def _white_paper(session: Session, store: Path, source: Source, progress: Progress) -> list[Snapshot]:
    progress("Ministry of Defense: white paper", 0, 1)
    held = snapshots.newest(store, source.id, "white_paper")
    reply = session.get(WHITE_PAPER, known=held)
    if reply.unchanged and held:
        return [snapshots.seen_again(held, datetime.now(UTC))]
    accepted = normalize.accept("white_paper", reply.body, WHITE_PAPER)
    modified = reply.headers.get("Last-Modified")
    return [
        snapshots.add(
            store, reply.body, reply.received, source=source.id, dataset="white_paper", ext=accepted.ext,
            edition=accepted.edition, licence=source.licence, citation=source.citation,
            published_on=parsedate_to_datetime(modified).date() if modified else None,
        )
    ]  # fmt: skip


def smallest(source: Source) -> Probe:
    """The page with the months' files."""

    def look(reply: Reply) -> Seen:
        names = set(_LINK.findall(reply.text()))
        if not names:
            raise BrokenContract(f"{reply.url}: expected links to data_….pdf, found {describe(reply.body)} without one")
        return Seen(f"{max(map(normalize.month_of, names)):%Y-%m}")

    return Probe(PAGE, look)
