"""The statements of a day judged, in the order in which they are worth a look, and what people decided of them.

Belongs here: verdicts on statements, their order, decisions (warehouse/desk/decisions.jsonl), the article file of what
was accepted. Does not belong here: reading (articles.py), pages (pages.py).
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from pipelines.claims import articles as article_files
from pipelines.claims.model import Claim
from pipelines.config import Settings
from pipelines.desk import articles
from pipelines.desk.articles import Article, Day, Judgement, Statement
from pipelines.reports import findings, sentences
from pipelines.stores import disk
from pipelines.verdict import relations
from pipelines.warehouse import published

if TYPE_CHECKING:
    import duckdb

DECISIONS = {"accept": "accepted", "misread": "read wrongly", "dismiss": "dismissed"}
SHOWN = 500
"""So many of the last decisions say how often a statement was read rightly."""
TRUE, FALSE = ("SUPPORTED", "SUPPORTED_LOOSELY"), ("CONTRADICTED", "OUT_OF_DATE")
ORDER = (
    "CONTRADICTED", "OUT_OF_DATE", "DEPENDS", "turned", "TOO_CLOSE", sentences.IN_PART,
    "SUPPORTED_LOOSELY", "SUPPORTED",
)  # fmt: skip
"""What is worth a look first; what no figure decides comes last."""


class Entry(NamedTuple):
    """A statement in the inbox, with the articles that have it and what was decided."""

    statement: Statement
    article: Article
    also: list[Article]
    decision: str | None


class UnknownStatement(LookupError):  # noqa: N818 (says what was asked for)
    """A decision about what is not there."""


# Verdicts


def judge(settings: Settings, today: date) -> list[tuple[date, Statement]]:
    """Judge what was found in the last days and has not been judged on the published figures.

    Returns the statements whose verdict as known now turned, each with its day. Raises NotPublished without figures.
    """
    turned = []
    with published.connect(settings) as connection:
        ((made_from,),) = connection.execute("select fingerprint from meta.build").fetchall()
        for day in articles.days(settings):
            found = articles.load(settings, day)
            is_judged = all(each.judged for article in found.articles for each in article.statements)
            if day <= today - timedelta(articles.KEPT_DAYS) or (found.judged_on == made_from and is_judged):
                continue
            turned += [(day, statement) for statement in _judged_anew(connection, found, today)]
            found.judged_on = made_from
            articles.save(settings, found)
    return turned


def _judged_anew(connection: "duckdb.DuckDBPyConnection", found: Day, today: date) -> list[Statement]:
    every = [(article, statement) for article in found.articles for statement in article.statements]
    if not every:
        return []
    claims = [Claim.model_validate(statement.claim) for _, statement in every]
    stated = [(("desk", f"{place}", place), claim) for place, claim in enumerate(claims)]
    told = findings.of(relations.judged(connection, stated, today), findings.names(connection))
    turned = []
    for (key, _), (article, statement) in zip(stated, every, strict=True):
        judged = _judgement(told[key[:2]], is_dated=article.published is not None)
        if statement.judged and statement.judged.verdict_now != judged.verdict_now:
            statement.before, statement.turned_on = statement.judged.verdict_now, today
            turned.append(statement)
        statement.judged = judged
    return turned


def _judgement(finding: dict[str, Any], is_dated: bool) -> Judgement:
    """`finding` is that of reports/findings.py; the figure is the closest, of a verdict without one the first."""
    readings = [reading for reading in finding["readings"] if reading["obs_text"]]
    closest = [reading for reading in readings if reading["reading_id"] == finding["closest_reading_id"]]
    figure = None
    for reading in (closest or readings)[:1]:
        about = (reading[name] for name in ("label", "period_label", "publisher", "vintage"))
        figure = f"{reading['obs_text']} ({', '.join(filter(None, about))})"
    return Judgement(
        verdict=finding["verdict"] if is_dated else None, verdict_now=finding["verdict_now"], reason=finding["reason"],
        figure=figure, would_be_true=finding["would_be_true"],
    )  # fmt: skip


def contradicted(found: Day) -> list[Statement]:
    """Statements that figures contradict, as known when they were said or, without a day, as known now."""
    return [each for article in found.articles for each in article.statements if each.verdict in FALSE]


# The inbox


def entries(settings: Settings, day: date) -> list[Entry]:
    """The statements of a day, each once, in the order in which they are worth a look."""
    decided = {each["id"]: each["decision"] for each in decisions(settings)}
    by_id: dict[str, list[tuple[Article, Statement]]] = {}
    for article in articles.load(settings, day).articles:
        for statement in article.statements:
            by_id.setdefault(statement.id, []).append((article, statement))
    found = [
        Entry(first, article, [other for other, _ in others], decided.get(first.id))
        for (article, first), *others in by_id.values()
    ]
    return sorted(found, key=lambda entry: _worth(entry.statement))


def _worth(statement: Statement) -> int:
    then, now = statement.verdict, statement.judged.verdict_now if statement.judged else "NOT_CHECKABLE"
    is_turned = (then in TRUE) != (now in TRUE) and "NOT_CHECKABLE" not in (then, now)
    kind = "turned" if is_turned and then not in FALSE else now if then == "NOT_CHECKABLE" else then
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


# Decisions


def decisions(settings: Settings) -> list[dict[str, Any]]:
    """What people decided, the oldest first: id, decision, day of the statement, at (UTC)."""
    file = articles.folder(settings) / "decisions.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def read_rightly(settings: Settings) -> tuple[int, int]:
    """Of the last decisions how many were about a statement that was read rightly, and how many there are.

    One that was dismissed was read rightly, and nobody cares for it.
    """
    last = {each["id"]: each["decision"] for each in decisions(settings)}
    latest = list(last.values())[-SHOWN:]
    return sum(decision != "misread" for decision in latest), len(latest)


def decide(settings: Settings, day: date, statement_id: str, decision: str) -> Entry:
    """Keep a decision; one that accepts puts the claim into the file of its article, which is checked from then on.

    Raises UnknownStatement, ValueError for a decision that is none, or an article file that cannot take the claim.
    """
    if decision not in DECISIONS:
        raise ValueError(f"expected one of {', '.join(DECISIONS)}; found {decision!r}")
    entry = next((each for each in entries(settings, day) if each.statement.id == statement_id), None)
    if entry is None:
        raise UnknownStatement(f"no statement {statement_id!r} on {day}")
    with disk.locked(articles.folder(settings)):
        if decision == "accept" and entry.decision != "accept":
            _accept(settings, entry)
        row = {"id": statement_id, "decision": decision, "day": str(day), "at": datetime.now(UTC).isoformat()}
        with (articles.folder(settings) / "decisions.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
    return entry._replace(decision=decision)


def _accept(settings: Settings, entry: Entry) -> None:
    """Put the claim behind those that the article's file has; what people changed in it stays as it is."""
    article, statement = entry.article, entry.statement
    day = article.published or article.fetched_at.date()
    slug = re.sub(r"[^a-z0-9]+", "-", f"{article.outlet} {article.title}".lower()).strip("-")
    file = settings.articles / f"desk-{day}-{slug[:60].strip('-')}.yaml"
    about = {"title": article.title or article.url, "outlet": article.outlet, "author": article.author,
             "url": article.url if article.url.startswith("http") else None, "published": day,
             "country": article.country}  # fmt: skip
    head = yaml.safe_dump({name: value for name, value in about.items() if value}, sort_keys=False, allow_unicode=True)
    before = file.read_text(encoding="utf-8") if file.exists() else f"{head}claims:\n"
    claim = {**statement.claim, "id": f"s-{statement.id}"}
    if claim["id"] in before:  # accepted once, and then something else
        return
    added = yaml.safe_dump([claim], sort_keys=False, allow_unicode=True, width=110)
    content = f"{before.rstrip()}\n{added}"
    with TemporaryDirectory() as scratch:
        tried = Path(scratch) / file.name
        tried.write_text(content, encoding="utf-8")
        article_files.read(tried, max(day, article.fetched_at.date()))
    disk.write(file, content)


def summary(settings: Settings, days: Iterable[date]) -> list[dict[str, Any]]:
    """A row per day for the terminal: articles, statements, how many are contradicted, how many await a decision."""
    rows = []
    for day in days:
        found, listed = articles.load(settings, day), entries(settings, day)
        rows.append({
            "day": str(day), "articles": len(found.articles), "statements": len(listed),
            "contradicted": len(contradicted(found)), "undecided": sum(each.decision is None for each in listed),
            "problems": len(found.problems),
        })  # fmt: skip
    return rows
