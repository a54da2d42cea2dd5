"""Revisions as news: what the editions that came since the last look changed, and which verdicts turned.

Belongs here: what counts as new and as implausible, the page about it. Does not belong here: two editions that
somebody names (warehouse/revisions.py), revisions as a mart (sql/marts/revision.sql), who is told (defs/).

What was looked at before is kept in reports/revisions/seen.json, so that each edition is news once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.reports import findings, words
from pipelines.stores import disk
from pipelines.warehouse import revisions

if TYPE_CHECKING:
    import duckdb

LARGEST = 10
"""Moves that the page shows of each source."""
FACTOR = 2.0
"""A figure above the median of its series that at least doubles, halves or changes sign is implausible."""


@dataclass(frozen=True)
class News:
    """`changes` has a row per source with new editions, `turned` one per claim whose verdict is another one."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    turned: list[dict[str, Any]] = field(default_factory=list)
    page: Path | None = None
    """The Markdown page; None when there is nothing to tell."""

    def rows(self, name: str) -> list[dict[str, Any]]:
        """`implausible`, `largest`, `vanished_series` or `new_series` of all sources, each row with its source."""
        return [{"source": change["source"]} | row for change in self.changes for row in change[name]]


def gather(settings: Settings, connection: "duckdb.DuckDBPyConnection") -> News:
    """Compare the published file with what was looked at before, and write the page. The first look is no news."""
    folder = settings.reports / "revisions"
    before = _seen(folder / "seen.json")
    now: dict[str, dict[str, Any]] = {"editions": _editions(connection), "verdicts": _verdicts(connection)}
    if before is None:
        disk.write(folder / "seen.json", _json(now))
        return News()
    changes = []
    for source, vintages in now["editions"].items():
        new = [vintage for vintage in vintages if vintage not in before["editions"].get(source, [])]
        if new and source in before["editions"]:
            changes.append(_change(connection, source, vintages, new))
    turned = [
        {"claim": claim, "before": before["verdicts"][claim], "now": verdict}
        for claim, verdict in now["verdicts"].items()
        if before["verdicts"].get(claim, verdict) != verdict
    ]
    page = None
    if changes or turned:
        content = _json({"changes": changes, "turned": turned})
        day = connection.execute("select today from input.run").fetchall()[0][0]
        page = folder / f"{day}-{sha256(content.encode()).hexdigest()[:8]}.md"
        disk.write(page.with_suffix(".json"), content)
        disk.write(page, _page(day, changes, turned))
    # Last, so that a run which is killed before tells the same again, under the same name.
    disk.write(folder / "seen.json", _json(_remembered(before, now)))
    return News(changes, turned, page)


def _remembered(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Editions are never forgotten: a store that is restored step by step tells nothing twice."""
    editions = {
        source: [*before["editions"].get(source, []), *now["editions"].get(source, [])]
        for source in before["editions"] | now["editions"]
    }
    return {"editions": {source: list(dict.fromkeys(held)) for source, held in editions.items()},
            "verdicts": now["verdicts"]}  # fmt: skip


def _editions(connection: "duckdb.DuckDBPyConnection") -> dict[str, list[str]]:
    """Source -> its editions, oldest first, without the answers to single claims, which are parts of editions."""
    held: dict[str, list[str]] = {}
    for source, vintage in connection.execute(
        "select source, vintage from core.observation as o where not exists ("
        "select 1 from core.snapshot as s"
        " where s.source = o.source and s.vintage = o.vintage and s.dataset like '%asked') group by all"
        " order by source, max(published_on), max(retrieved_at), vintage"
    ).fetchall():
        held.setdefault(source, []).append(vintage)
    return held


def _verdicts(connection: "duckdb.DuckDBPyConnection") -> dict[str, str]:
    return dict(
        connection.execute(
            "select article_id || '/' || claim_id, verdict_now from factcheck.verdict order by all"
        ).fetchall()
    )


def _change(
    connection: "duckdb.DuckDBPyConnection", source: str, vintages: list[str], new: list[str]
) -> dict[str, Any]:
    asked = {"source": source, "new": new}
    counts = dict(
        connection.execute(
            "select change, count(*) from marts.revision where source = $source and list_contains($new, vintage_new)"
            " group by change",
            asked,
        ).fetchall()
    )
    vanished, came = _series(connection, source, vintages, new)
    return {
        "source": source,
        "editions": new,
        "revised": counts.get("revised", 0),
        "added": counts.get("added", 0),
        "withdrawn": counts.get("withdrawn", 0),
        "largest": findings.rows(connection, _LARGEST, asked | {"limit": LARGEST}),
        "implausible": findings.rows(connection, _IMPLAUSIBLE, asked | {"factor": FACTOR}),
        "vanished_series": vanished,
        "new_series": came,
    }


def _series(
    connection: "duckdb.DuckDBPyConnection", source: str, vintages: list[str], new: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Series that the newest edition lacks or adds; none where it is about other periods than the one before."""
    at = vintages.index(new[-1])
    if at == 0:
        return [], []
    found = revisions.diff(connection, source, vintages[at - 1], vintages[at], 0)
    if not found["revised"] + found["unchanged"]:
        return [], []
    return found["vanished_series"], found["new_series"]


_MOVES = """
select indicator, ref_area, counterpart_area, breakdown, freq, time_period, unit_measure, vintage_old, vintage_new,
    value_old, value_new, change_pct
from marts.revision
where source = $source and list_contains($new, vintage_new) and change = 'revised'"""
_ORDER = "abs(change_pct) desc nulls first, indicator, ref_area, counterpart_area, breakdown, time_period, vintage_new"
_LARGEST = f"{_MOVES} order by {_ORDER} limit $limit"
_IMPLAUSIBLE = f"""
with usual as (
    select indicator, breakdown, median(abs(obs_value)) as median
    from core.observation where source = $source group by all
)
select m.* from ({_MOVES}) as m join usual as u on u.indicator = m.indicator and u.breakdown = m.breakdown
where greatest(abs(m.value_old), abs(m.value_new)) > u.median
    and (m.value_old * m.value_new <= 0
        or m.value_new / m.value_old not between 1 / $factor + 1e-9 and $factor - 1e-9)
order by {_ORDER.replace("indicator", "m.indicator").replace("breakdown", "m.breakdown")}"""


def _page(day: Any, changes: Iterable[dict[str, Any]], turned: list[dict[str, Any]]) -> str:
    lines = [f"# What changed, {day}", ""]
    if turned:
        lines += ["## Verdicts that turned", "", "| claim | before | now |", "| --- | --- | --- |"]
        lines += [f"| {_cell(row['claim'])} | {row['before']} | {row['now']} |" for row in turned]
        lines.append("")
    for change in changes:
        lines += [
            f"## {change['source']}: {', '.join(map(_cell, change['editions']))}",
            "",
            f"{change['revised']:,} figures revised, {change['added']:,} where none was, {change['withdrawn']:,}"
            f" withdrawn; {len(change['vanished_series']):,} series gone, {len(change['new_series']):,} new.",
            "",
        ]
        for name, title in (("implausible", "Implausible moves: look at them"), ("largest", "Largest moves")):
            if rows := change[name][:LARGEST]:
                lines += [f"### {title}", "", "| figure | before | now | change |", "| --- | ---: | ---: | ---: |"]
                lines += [
                    f"| {_figure(row)} | {words.number(row['value_old'], row['unit_measure'], [row['value_new']])} |"
                    f" {words.number(row['value_new'], row['unit_measure'], [row['value_old']])} |"
                    f" {_percent(row['change_pct'])} |"
                    for row in rows
                ]
                lines.append("")
        for name, title in (("vanished_series", "Series that are gone"), ("new_series", "New series")):
            if rows := change[name][:LARGEST]:
                more = len(change[name]) - len(rows)
                lines += [f"### {title}", ""]
                lines += [f"- {_figure(row)}, {row['figures']} figures" for row in rows]
                lines += [f"- and {more} more"] if more else []
                lines.append("")
    return "\n".join(lines)


def _figure(row: dict[str, Any]) -> str:
    period = str(row.get("time_period", ""))[: 4 if row.get("freq") == "A" else 7]
    parts = [row["indicator"], row["ref_area"], row["counterpart_area"], row["breakdown"], period]
    return _cell(" ".join(part for part in parts if part and part != "_T"))


def _percent(change: float | None) -> str:
    return "from zero" if change is None else f"{change:+,.1f} %".replace("-", "−")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def _seen(path: Path) -> dict[str, Any] | None:
    try:
        seen: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return seen
    except (FileNotFoundError, ValueError):
        return None
