"""What people and machines get to see of the verdicts: pages, Markdown, JSON, CSV, ClaimReview.

Belongs here: which files a report consists of, and writing them. One document per article (evidence.py) is
rendered by html.py, markdown.py, machine.py and claimreview.py; topics.py makes the pages per indicator and pair.
Does not belong here: figures and verdicts (sql/), the terminal (apps/cli.py).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.stores import disk

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str, int, int], None]
"""Called with what was rendered, how many are done, how many there are."""


def render(
    settings: Settings,
    connection: "duckdb.DuckDBPyConnection",
    article_id: str | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the report of an article, or of all, with the pages it touches; returns every file that belongs to it.

    Files whose content is the same stay as they are; what an earlier report left and this one lacks is removed.
    LookupError when the published file holds no such article.
    """
    from pipelines.reports import claimreview, evidence, html, machine, markdown, method, topics, words
    from pipelines.reports import pairs as pair_index

    ids = [article_id] if article_id is not None else evidence.article_ids(connection)
    shared = evidence.common(connection)
    indicators = topics.indicators(connection, article_id)
    pairs = topics.pairs(connection, article_id)
    claimed = list(pairs)
    connected = pair_index.connected(connection) if article_id is None else []
    pairs = {(row["one"], row["other"]): [] for row in connected} | pairs
    total, done = len(ids) + len(indicators) + len(pairs), 0
    written: list[Path] = []

    def step(what: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(what, done, total)

    for doc in evidence.documents(connection, ids, shared):
        name = words.file_name(doc["article"]["article_id"])
        folder = settings.reports / name
        files = {
            folder / "index.html": html.article(doc),
            folder / "report.md": markdown.report(doc),
            folder / "report.json": machine.as_json(machine.report(doc)),
            folder / "readings.csv": machine.readings_csv(doc),
        } | {
            folder / "claimreview" / f"{words.file_name(claim['claim_id'])}.json": machine.as_json(
                claimreview.review(doc, claim, settings.site_url, settings.site_name)
            )
            for claim in doc["claims"]
            if not claim["unread"]
        }
        written += _write(files)
        _prune(folder / "claimreview", "*.json", list(files))
        step(name)

    for indicator, claims in indicators.items():
        path = settings.reports / "indicator" / f"{words.file_name(indicator)}.html"
        written += _write({path: topics.indicator_page(connection, indicator, claims, shared)})
        step(indicator)
    for pair, page in topics.pair_pages(connection, pairs, shared):
        path = settings.reports / "pair" / f"{html.pair_file(pair)}.html"
        written += _write({path: page})
        step("-".join(pair))
    if article_id is None:
        written += _write({settings.reports / "pair" / "index.html": pair_index.index(connected, claimed, shared)})
        for kind in ("indicator", "pair", "coverage"):  # pages of coverage were written once
            _prune(settings.reports / kind, "*.html", written)
    written += _write(
        {
            settings.reports / "index.html": _index(
                connection, shared, has_pair_index=(settings.reports / "pair" / "index.html").exists()
            ),
            settings.reports / "method.html": method.page(),
            settings.reports / "report.schema.json": machine.SCHEMA.read_text(encoding="utf-8"),
        }
    )
    return written


def summary(connection: "duckdb.DuckDBPyConnection", article_id: str | None = None) -> list[dict[str, Any]]:
    """A row per claim for the terminal.

    Keys: article_id, claim_id, quote, verdict, verdict_now, closest, gap, decided_by, reason. `closest` and `gap` are
    worded, verdicts are those of factcheck.verdict, and no text holds a control character.
    """
    from pipelines.reports import findings, sentences, words

    found = findings.load(connection, None if article_id is None else [article_id])
    claims = findings.rows(connection, _CLAIMS, {"article": article_id})
    return [
        {
            "article_id": words.plain(claim["article_id"]),
            "claim_id": words.plain(claim["claim_id"]),
            "quote": words.shorten(words.plain(claim["quote"]), 100),
            "verdict": sentences.shown(finding["verdict"], claim["unread"]),
            "verdict_now": sentences.shown(finding["verdict_now"], claim["unread"]),
            "closest": _closest(finding),
            "gap": words.gap(finding["gap_pct"]),
            "decided_by": words.plain(finding["choice"] or ""),
            "reason": words.plain(finding["reason"]),
        }
        for claim in claims
        for finding in [found[claim["article_id"], claim["claim_id"]]]
    ]


def _closest(finding: dict[str, Any]) -> str:
    """The closest figure, except where the reason says how many events there were, or areas have one each."""
    from pipelines.reports import words

    named = (finding["closest_reading_id"], finding["closest_value"])
    row = next((row for row in finding["readings"] if (row["reading_id"], row["obs_value"]) == named), None)
    if row is None or row["obs_value"] is None or row["unit_measure"] == "EVENTS" or finding["parts"][0]["part"]:
        return ""
    return words.number(row["obs_value"], row["unit_measure"], [row["low"], row["high"]])


_CLAIMS = """
select article_id, claim_id, quote, unread
from factcheck.claim
where $article is null or article_id = $article
order by article_id, position, claim_id
"""


def _index(connection: "duckdb.DuckDBPyConnection", shared: dict[str, Any], *, has_pair_index: bool) -> str:
    from pipelines.reports import findings, html, pairs, topics, words

    articles = findings.rows(
        connection,
        """
        select a.article_id, a.title, a.outlet, a.published,
            list(case when c.unread is null then coalesce(v.verdict, 'NOT_CHECKABLE') else 'READ_IN_PART' end)
                as verdicts
        from factcheck.article as a
        inner join factcheck.claim as c on c.article_id = a.article_id
        left join factcheck.verdict as v on v.article_id = c.article_id and v.claim_id = c.claim_id
        group by a.article_id, a.title, a.outlet, a.published
        order by a.published desc, a.article_id
    """,
    )
    names = {iso3: words.in_text(name) for iso3, name in shared["names"].items()}
    return html.index(
        [
            row
            | {
                "file": words.file_name(row["article_id"]),
                "claims": len(row["verdicts"]),
                "tally": html.tally(row["verdicts"]),
            }
            for row in articles
        ],
        sorted(
            (
                {"file": words.file_name(i), "name": shared["indicators"][i]["name"]}
                for i in topics.indicators(connection, None)
            ),
            key=lambda entry: entry["name"],
        ),
        sorted(
            (
                {"file": html.pair_file(pair), "name": pairs.named(pair, names)}
                for pair in topics.pairs(connection, None)
            ),
            key=lambda entry: entry["name"],
        ),
        has_pair_index=has_pair_index,
    )


def put(path: Path, content: str | bytes) -> Path:
    """Write a file whole or not at all; one that already holds the same bytes keeps its time."""
    held = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if not (path.is_file() and path.read_bytes() == held):
        disk.write(path, held, durable=False)
    return path


def _write(files: dict[Path, str]) -> list[Path]:
    return [put(path, text) for path, text in files.items()]


def _prune(folder: Path, pattern: str, kept: list[Path]) -> None:
    for path in folder.glob(pattern):
        if path not in kept:
            path.unlink()
