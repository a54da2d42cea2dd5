"""A static site of the reports, for any web server or file share: feed, sitemap.

Links between pages are relative and nothing needs a script, so that the folder also works from a share. What has to be
absolute (sitemap, feed) is below settings.site_url.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.config import Settings
from pipelines.reports import Progress, evidence, put, render, words

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
FEED_ENTRIES = 100
_FEED_LINK = '<link rel="alternate" type="application/atom+xml" title="Verdicts that changed" href="feed.xml">\n'
"""By which readers of feeds find it; the reports folder, whose page this is, has none."""


def write(
    settings: Settings, connection: "duckdb.DuckDBPyConnection", folder: Path, progress: Progress | None = None
) -> list[Path]:
    """Write the whole site into `folder`; returns its files. What is in the folder already and not of it stays."""
    reports = render(settings, connection, progress=progress)
    written = [put(folder / path.relative_to(settings.reports), path.read_bytes()) for path in reports]
    changed: list[Row] = []
    for doc in evidence.documents(connection, evidence.article_ids(connection)):
        for claim in doc["claims"]:
            if claim["verdict"] != claim["verdict_now"] and not claim["unread"]:
                changed.append(_entry(settings, doc, claim))
    front = folder / "index.html"
    put(front, front.read_text("utf-8").replace("</head>", f"{_FEED_LINK}</head>", 1))
    written.append(put(folder / "feed.xml", _feed(settings, [*_turned(settings), *changed])))
    written.append(put(folder / "sitemap.xml", _sitemap(settings, folder, written)))
    return written


def lacks(settings: Settings) -> Iterator[str]:
    """What somebody who publishes the site will want to know: what leads to this machine only."""
    if "BILATERAL_SITE_URL" not in os.environ:
        yield (
            f"Feed, sitemap and mark-up name {settings.site_url}: set BILATERAL_SITE_URL to the address of the site."
        )


def _place(doc: Row, claim: Row) -> str:
    return f"{words.file_name(doc['article']['article_id'])}/index.html#{words.file_name(claim['claim_id'])}"


def _address(settings: Settings, place: str) -> str:
    return f"{settings.site_url.rstrip('/')}/{place}"


def _entry(settings: Settings, doc: Row, claim: Row) -> Row:
    then, now = words.VERDICTS[claim["verdict"]], words.VERDICTS[claim["verdict_now"]]
    return {
        "id": f"{_address(settings, _place(doc, claim))}-{claim['verdict']}-{claim['verdict_now']}",
        "link": _address(settings, _place(doc, claim)),
        "title": words.shorten(words.plain(claim["quote"]), 120),
        "day": str(doc["figures_as_of"]),
        "text": f"{then} as known when it was said, {now.lower()} as known today.",
    }


def _turned(settings: Settings) -> list[Row]:
    """Verdicts that new editions turned, newest first (news.py keeps a file per occasion, named by its day)."""
    found = []
    for path in sorted((settings.reports / "revisions").glob("????-??-??-*.json"), reverse=True):
        for row in json.loads(path.read_text(encoding="utf-8"))["turned"]:
            article, _, claim = row["claim"].partition("/")
            place = f"{words.file_name(article)}/index.html#{words.file_name(claim)}"
            found.append(
                {
                    "id": f"{_address(settings, place)}-{path.stem}",
                    "link": _address(settings, place),
                    "title": f"{claim.replace('-', ' ')}: now {words.VERDICTS[row['now']].lower()}",
                    "day": path.stem[:10],
                    "text": f"Was {words.VERDICTS[row['before']].lower()} before new figures came.",
                }
            )
    return found


def _feed(settings: Settings, entries: list[Row]) -> str:
    """Atom (RFC 4287): verdicts that changed."""
    entries = entries[:FEED_ENTRIES]
    updated = max((entry["day"] for entry in entries), default="1970-01-01")
    site = escape(_address(settings, ""))
    items = "".join(
        f"<entry><id>{escape(e['id'])}</id><title>{escape(e['title'])}</title><link href={quoteattr(e['link'])}/>"
        f"<updated>{e['day']}T00:00:00Z</updated><summary>{escape(e['text'])}</summary></entry>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{site}feed.xml</id><title>{escape(settings.site_name)}: verdicts that changed</title>"
        f'<link rel="self" href="{site}feed.xml"/><link href="{site}"/><updated>{updated}T00:00:00Z</updated>'
        f"<author><name>{escape(settings.site_name)}</name></author>\n{items}</feed>\n"
    )


def _sitemap(settings: Settings, folder: Path, written: list[Path]) -> str:
    pages = sorted(path.relative_to(folder).as_posix() for path in written if path.suffix == ".html")
    places = "".join(f"<url><loc>{escape(_address(settings, page))}</loc></url>\n" for page in pages)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{places}</urlset>\n"
