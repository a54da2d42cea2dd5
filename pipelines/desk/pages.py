"""The page of a day, as a file and as the inbox of `bilateral serve`, and its JSON feed.

Belongs here: what they show. Does not belong here: which statements and in which order (inbox.py), routes
(apps/serve.py).
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.config import Settings
from pipelines.desk import articles, feeds, inbox
from pipelines.desk.inbox import Entry
from pipelines.reports import html, words
from pipelines.stores import disk

Row = dict[str, Any]
LISTED = 30
"""Days that the inbox leads to."""


def write(settings: Settings, day: date) -> list[Path]:
    """Write the page and the JSON feed of a day to warehouse/reports/desk; returns them."""
    target = settings.reports / "desk"
    page, feed = target / f"{day}.html", target / f"{day}.json"
    disk.write(page, day_page(settings, day), durable=False)
    disk.write(feed, json.dumps(_feed(settings, day), ensure_ascii=False, indent=1), durable=False)
    return [page, feed]


def day_page(settings: Settings, day: date, *, is_inbox: bool = False, problem: str = "") -> str:
    """The statements of a day; with `is_inbox` the buttons by which people decide."""
    found, listed = articles.load(settings, day), inbox.entries(settings, day)
    right, judged = inbox.read_rightly(settings)
    return html.page(
        "desk.html", root="/reports/" if is_inbox else "../", title=f"Statements of {words.day(day)}", day=day,
        days=articles.days(settings)[:LISTED], entries=listed, articles=found.articles, problems=found.problems,
        tally=html.tally([entry.statement.verdict for entry in listed]), decisions=inbox.DECISIONS,
        undecided=sum(entry.decision is None for entry in listed), right=right, judged=judged,
        feeds=len(feeds.load(settings)), is_inbox=is_inbox, problem=problem, policy=html.policy(scripts=html.SCRIPTS),
    )  # fmt: skip


def _feed(settings: Settings, day: date) -> Row:
    """The day as a JSON Feed 1.1; what belongs to verdicts stands in `_bilateral`."""
    base = f"{settings.site_url.rstrip('/')}/desk/{day}"
    return {
        "version": "https://jsonfeed.org/version/1.1", "title": f"{settings.site_name}: statements of {day}",
        "home_page_url": f"{base}.html", "feed_url": f"{base}.json",
        "items": [_item(entry, f"{base}.html#{entry.statement.id}") for entry in inbox.entries(settings, day)],
    }  # fmt: skip


def _item(entry: Entry, url: str) -> Row:
    statement, article, judged = entry.statement, entry.article, entry.statement.judged
    told = [f"“{statement.quote}”", *((judged.reason, judged.figure) if judged else ())]
    return {
        "id": statement.id, "url": url, "external_url": article.url, "title": words.shorten(statement.quote, 120),
        "content_text": " ".join(filter(None, told)), "authors": [{"name": article.author or article.outlet}],
        "date_published": f"{article.published}T00:00:00Z" if article.published else None,
        "_bilateral": {
            "in_words": statement.in_words, "outlet": article.outlet, "decision": entry.decision,
            "unread": statement.unread,
            **(judged.model_dump() if judged else {}),
        },
    }  # fmt: skip
