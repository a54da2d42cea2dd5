"""`bilateral run`: the Dagster graph executed in this process, and what came of it as plain data.

Belongs here: starting the graph, reading its events. Does not belong here: the graph (defs/), printing (terminal.py).
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings

if TYPE_CHECKING:
    from pipelines.defs.assets import Options


@dataclass(frozen=True)
class RunRequest:
    """How a run is asked for: sources, an article, first day of releases, how much to fetch, the day that counts."""

    select: list[str] | None = None
    article: str | None = None
    since: date | None = None
    scope: Any = "default"
    as_of: date | None = None
    profile: str = "default"
    answer: bool = False
    """Then ask publishers for what claims of articles lack, and judge with what came at once."""
    full: bool = False
    """Build everything anew, whatever the last run left."""
    accept_loss: bool = False
    """Publish although more than a tenth of what is published is gone."""
    reader: str = "patterns"
    """Who reads articles that are given as text."""


def run(settings: Settings, asked: RunRequest, progress: Callable[[str, int, int | None], None]) -> dict[str, Any]:
    """Run everything, or the sources in `select` and all that follows. Returns outcomes, verdicts and failures.

    Raises UnknownSource or InvalidArticle before anything runs.
    """
    from pipelines import sources
    from pipelines.apps import texts
    from pipelines.claims import articles
    from pipelines.warehouse import inputs

    for name in asked.select or ():
        sources.load(name)
    unread = texts.read_articles(settings, asked.reader, progress)
    if asked.article is not None:
        articles.load(settings, asked.as_of or inputs.today(), asked.article)
    inputs.expect_warehouse(settings)
    progress("starting", 0, None)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    from pipelines.definitions import execute
    from pipelines.defs.assets import Options

    options = Options(
        settings,
        asked.since,
        asked.scope,
        asked.as_of,
        asked.profile,
        asked.article,
        progress,
        full=asked.full,
        accept_loss=asked.accept_loss,
    )
    outcome = execute(options, asked.select)
    outcome["warnings"] = [*unread, *outcome["warnings"]]
    if asked.answer:
        outcome |= _answered(options, outcome)
    return outcome | _published(settings, asked.article)


def _answered(options: "Options", outcome: dict[str, Any]) -> dict[str, Any]:
    from pipelines.definitions import execute
    from pipelines.defs.assets import answered

    claims, asked = answered(options)
    found: dict[str, Any] = {
        "lacking": claims,
        "answers": [{"source": each.source, "state": each.state, "why": each.error or each.why} for each in asked],
    }
    if any(each.state == "new" for each in asked):
        again = execute(options, [])
        found |= {key: [*outcome[key], *again[key]] for key in ("warnings", "failed")} | {"unchanged": False}
    return found


def _published(settings: Settings, article: str | None) -> dict[str, Any]:
    from pipelines import reports
    from pipelines.warehouse import published

    page = settings.reports / (article or "") / "index.html"
    try:
        with published.connect(settings) as connection:
            verdicts = reports.summary(connection, article)
    except published.NotPublished:
        verdicts = []
    return {"database": str(settings.database), "report": str(page), "verdicts": verdicts}


def prune_runs(settings: Settings, keep_days: int) -> int:
    """Delete records of runs that ended longer ago; returns how many."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    from pipelines import definitions
    from pipelines.defs import runs

    return definitions.prune_runs(settings, runs.before(keep_days))


def _unasked(row: dict[str, Any], figures: dict[str, Any]) -> str:
    """What serves of a publisher that was never asked."""
    if row["vintages"]:
        return "added by hand"
    return "reference figures" if figures.get("observations") else "nothing held"


def set_aside(settings: Settings) -> list[dict[str, Any]]:
    """Figures that are held and do not count as they stand: what, why, and what would change that."""
    from pipelines.reports import set_aside
    from pipelines.warehouse import published

    try:
        with published.connect(settings) as connection:
            return set_aside.rows(connection)
    except published.NotPublished:
        return []


def source_rows(settings: Settings) -> list[dict[str, Any]]:
    """One row per source: what is held, reference figures included, how old it is, what fetching has cost."""
    from pipelines.ingest import datasets
    from pipelines.warehouse import published

    held: dict[str, dict[str, Any]] = {}
    try:
        with published.connect(settings) as connection:
            found = connection.execute(
                "select s.id, case s.id when 'event' then e.events else s.observations end as observations, s.vintages,"
                " s.latest_vintage, s.published_on, s.latest_period"
                " from core.source as s cross join (select count(*) as events from core.event) as e"
            )
            columns = [column[0] for column in found.description]
            held = {row[0]: dict(zip(columns, row, strict=True)) for row in found.fetchall()}
    except published.NotPublished:
        pass
    rows = []
    aside = Counter(row["source"] for row in set_aside(settings))
    for row in datasets.statistics(settings):
        figures = held.get(row["source"], {})
        rows.append(
            row
            | {
                "state": row["state"] or _unasked(row, figures),
                "figures": figures.get("observations", 0),
                "editions": figures.get("vintages", row["vintages"]),
                "newest": figures.get("latest_vintage") or row["latest_vintage"],
                "published_on": str(figures.get("published_on") or row["published_on"] or ""),
                "latest_period": str(figures.get("latest_period") or ""),
                "set_aside": aside[row["source"]],
            }
        )
    return rows
