"""From feeds to the articles of a day, each with the statements that were read in it.

Belongs here: what is looked at anew, the text of a page, what is kept of an article (warehouse/desk/<day>.json, and the
bytes with their origin below warehouse/desk/pages). Does not belong here: asking (web.py), verdicts (inbox.py).
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, Field

from pipelines import reader
from pipelines.claims.words import in_words
from pipelines.config import Settings
from pipelines.desk import feeds
from pipelines.desk.feeds import Feed, InvalidFeeds, Item
from pipelines.desk.web import LARGEST, NotFetched, Web
from pipelines.fetching.http import Progress, no_progress
from pipelines.reports import sentences
from pipelines.stores import disk, snapshots

EXTRA = ("feedparser", "requests_hardened", "trafilatura")
KEPT_DAYS = 30
"""So long an article is looked at again, once a day, while its feed lists it; and its statements judged anew."""
LATE_CHANGE = timedelta(31)
"""So long after a page was published a change makes it another text of another day."""
_PAYWALLED = re.compile(rb"""["']isAccessibleForFree["']\s*:\s*["']?false""", re.IGNORECASE)


class Judgement(BaseModel):
    """What the figures say of a statement; `verdict` is None where nobody knows on which day it was said."""

    verdict: str | None
    verdict_now: str
    reason: str
    figure: str | None = None
    """The closest, with what it is, its period, publisher and edition."""
    would_be_true: str | None = None


class Statement(BaseModel):
    """A claim of an article. Its id is the same wherever the same words are understood in the same way."""

    id: str
    quote: str
    in_words: str
    claim: dict[str, Any]
    judged: Judgement | None = None
    before: str | None = None
    """The verdict as known now that it had until new figures came, on the day `turned_on`."""
    turned_on: date | None = None

    @property
    def unread(self) -> str | None:
        """What of the sentence was not read."""
        return self.claim.get("unread")

    @property
    def verdict(self) -> str:
        """As known when it was said; without a day as known now."""
        found = (self.judged.verdict or self.judged.verdict_now) if self.judged else "NOT_CHECKABLE"
        return sentences.shown(found, self.unread)


class Unread(BaseModel):
    """A sentence, or what of it was not read, with the reason in words."""

    text: str
    words: str


class Article(BaseModel):
    """An article as it was read; one that changed is another one, which names the day of the earlier."""

    url: str
    feed: str
    outlet: str
    country: str | None
    title: str
    author: str | None = None
    published: date | None = None
    fetched_at: datetime
    sha256: str
    text_sha256: str
    etag: str | None = None
    last_modified: str | None = None
    note: str | None = None
    corrects: date | None = None
    statements: list[Statement] = Field(default_factory=list)
    unread: list[Unread] = Field(default_factory=list)


class Day(BaseModel):
    """What was found on one day."""

    day: date
    articles: list[Article] = Field(default_factory=list)
    problems: list[str] = Field(default_factory=list)
    judged_on: str = ""
    """The publication whose figures judged it."""


class Text(NamedTuple):
    title: str
    author: str | None
    published: date | None
    text: str
    note: str | None = None


def folder(settings: Settings) -> Path:
    return settings.warehouse / "desk"


def days(settings: Settings) -> list[date]:
    """Days of which something is held, the newest first."""
    return sorted((date.fromisoformat(file.stem) for file in folder(settings).glob("????-??-??.json")), reverse=True)


def load(settings: Settings, day: date) -> Day:
    """What was found on a day; an empty one where nothing was."""
    file = folder(settings) / f"{day}.json"
    return Day.model_validate_json(file.read_bytes()) if file.exists() else Day(day=day)


def save(settings: Settings, found: Day) -> None:
    disk.write(folder(settings) / f"{found.day}.json", found.model_dump_json(indent=1, exclude_defaults=True))


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One run at a time: what one has found, another that judges must not write over."""
    pages = folder(settings) / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    with disk.locked(pages):
        yield


def collect(settings: Settings, today: date, progress: Progress = no_progress, *, only_due: bool = False) -> Day:
    """Ask the feeds for what is new and read it; returns the day with all that was found on it so far.

    `only_due`: leave out feeds that were asked less than their `every_hours` ago. What fails is among `problems` of the
    day, and costs its article or its feed alone.
    """
    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise InvalidFeeds(
            f"the desk needs {', '.join(missing)}: pip install -e '.[desk]' in a clone, else 'bilateral[desk]'"
        )
    web, found, asked = Web(), load(settings, today), _asked(settings)
    listed = [feed for feed in feeds.load(settings) if not only_due or _is_due(feed, asked)]
    found.problems = []
    seen = {article.url: (day, article) for day, article in _held(settings, today)}
    for number, feed in enumerate(listed):
        progress(feed.id, number, len(listed))
        try:
            for item in _listed(feed, asked, web):
                _look_at(settings, found, seen, feed, item, web)
        except (NotFetched, InvalidFeeds, OSError) as error:
            found.problems.append(f"{feed.id}: {error}")
        save(settings, found)
    disk.write(folder(settings) / "feeds.json", json.dumps(asked, indent=1))
    return found


def _held(settings: Settings, today: date) -> Iterator[tuple[date, Article]]:
    """Articles of the days before and of today, the latest of each address last."""
    for day in reversed(days(settings)):
        if day > today - timedelta(KEPT_DAYS):
            yield from ((day, article) for article in load(settings, day).articles)


def _asked(settings: Settings) -> dict[str, dict[str, Any]]:
    """Feed -> when it was asked last, and by what it can tell that nothing is new."""
    file = folder(settings) / "feeds.json"
    found: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}
    return found


def _is_due(feed: Feed, asked: dict[str, dict[str, Any]]) -> bool:
    last = asked.get(feed.id, {}).get("at")
    return last is None or datetime.now(UTC) - datetime.fromisoformat(last) >= timedelta(hours=feed.every_hours)


def _listed(feed: Feed, asked: dict[str, dict[str, Any]], web: Web) -> list[Item]:
    if feed.is_folder:
        return feeds.of_folder(feed)
    known = asked.get(feed.id, {})
    page = web.get(feed.address, known.get("etag"), known.get("last_modified"))
    listed = feeds.items(page.body, feed.address) if page.body else []
    told = {"etag": page.received.etag, "last_modified": page.received.last_modified} if page.body else known
    asked[feed.id] = {**told, "at": datetime.now(UTC).isoformat()}
    return listed


def _look_at(
    settings: Settings, found: Day, seen: dict[str, tuple[date, Article]], feed: Feed, item: Item, web: Web
) -> None:
    """Read an article that is new, or other than it was."""
    day, known = seen.get(item.address, (found.day, None))
    if known and not feed.is_folder and known.fetched_at.date() == datetime.now(UTC).date():
        return
    try:
        body, received = _bytes(feed, item, known, web)
        if not body or (known and hashlib.sha256(body).hexdigest() == known.sha256):
            return
        article = _read(feed, item, body, received, found.day)
    except (NotFetched, ValueError, OSError) as error:
        found.problems.append(f"{feed.id}: {error}")
        return
    except Exception as error:  # whatever a stranger's article does to a reader costs that article alone
        logging.getLogger(__name__).error("%s could not be read", item.address, exc_info=error)
        found.problems.append(
            f"{feed.id}: {item.address} could not be read for a fault of bilateral's own: see its log"
        )
        return
    if known and article.text_sha256 == known.text_sha256:
        return
    snapshots.add(
        folder(settings) / "pages", body, received, source=feed.id, dataset="articles", ext=_extension(item.address)
    )
    article.corrects = day if known else None
    seen[item.address] = found.day, article
    found.articles.append(article)


def _bytes(feed: Feed, item: Item, known: Article | None, web: Web) -> tuple[bytes, snapshots.Received]:
    if feed.is_folder:
        file = Path(item.address)
        if file.stat().st_size > LARGEST:
            raise NotFetched(f"{file}: expected at most {LARGEST:,} bytes, found {file.stat().st_size:,}")
        return file.read_bytes(), snapshots.Received(file.as_uri(), datetime.now(UTC))
    return web.get(item.address, known.etag if known else None, known.last_modified if known else None)


def _extension(address: str) -> str:
    return "txt" if address.endswith(".txt") else "html"


# An article read


def _read(feed: Feed, item: Item, body: bytes, received: snapshots.Received, today: date) -> Article:
    text = extracted(body, item)
    published = item.published or text.published
    if published and published > today + timedelta(1):
        published = None
    statements, unread, note = _statements(text.text, published or today, feed.country)
    return Article(
        url=item.address, feed=feed.id, outlet=feed.outlet, country=feed.country, title=text.title or item.title,
        author=text.author, published=published, fetched_at=received.retrieved_at,
        sha256=hashlib.sha256(body).hexdigest(), text_sha256=hashlib.sha256(text.text.encode()).hexdigest(),
        etag=received.etag, last_modified=received.last_modified, note=text.note or note, statements=statements,
        unread=unread,
    )  # fmt: skip


def extracted(body: bytes, item: Item) -> Text:
    """Title, author, day and main text of a page, paragraphs apart. Raises ValueError where it has no text."""
    if _extension(item.address) == "txt":
        plain = body.decode("utf-8-sig", "replace")
        return Text(Path(item.address).stem, None, None, plain)
    import trafilatura

    is_saved = not item.address.startswith(("https://", "http://"))
    try:
        found: Any = trafilatura.bare_extraction(
            body, url=None if is_saved else item.address, with_metadata=True, include_comments=False,
            include_tables=False, favor_precision=True,
        )  # fmt: skip
    except Exception as error:  # whatever a stranger's page does to a parser costs that page alone
        raise ValueError(f"{item.address}: its text cannot be found ({type(error).__name__}: {error})") from error
    if found is None or not (found.text or "").strip():
        raise ValueError(f"{item.address}: expected a page with an article, found none")
    published, note = _day(body)
    if _PAYWALLED.search(body):
        note = "only the beginning can be read without paying"
    return Text(found.title or "", found.author, published, "\n\n".join(found.text.split("\n")), note)


def _day(body: bytes) -> tuple[date | None, str | None]:
    """The day on which a page was published; none where it was written over later, as an encyclopaedia's are."""
    from htmldate import find_date

    first, last = (find_date(body, extensive_search=False, original_date=first) for first in (True, False))
    if not first or not last:
        return None, None
    begun, ended = date.fromisoformat(first), date.fromisoformat(last)
    if ended - begun > LATE_CHANGE:
        return None, f"published on {begun} and changed on {ended}"
    return begun, None


def _statements(text: str, day: date, country: str | None) -> tuple[list[Statement], list[Unread], str | None]:
    """The checkable statements of a text, what of it was not read, and what is to be said of the reading."""
    note = None
    try:
        found = (reader.read_with_model if reader.is_configured() else reader.read)(text, day, country)
    except reader.ModelError as error:
        found, note = reader.read(text, day, country), f"read by patterns alone: {error}"
    if any(each.reason == "language" for each in found.skipped):
        note = found.skipped[0].words
    found = reader.told(found)
    unread = [
        Unread(text=each.text, words=each.words) for each in found.skipped if each.reason not in reader.STATES_NOTHING
    ]
    return [
        Statement(
            id=_name(claim.quote, in_words(claim)), quote=claim.quote, in_words=in_words(claim),
            claim=claim.model_dump(mode="json", exclude_defaults=True),
        )
        for claim in (each.claim for each in found.claims if not each.claim.not_checkable)
    ], unread, note  # fmt: skip


def _name(quote: str, meaning: str) -> str:
    return hashlib.sha256(f"{' '.join(quote.split()).lower()}\n{meaning}".encode()).hexdigest()[:12]
