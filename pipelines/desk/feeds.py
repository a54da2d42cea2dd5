"""Feeds of the press: which there are (warehouse/feeds.yml), and which articles they list.

Belongs here: RSS, Atom, news sitemaps, folders of saved pages. Does not belong here: fetching (web.py), the articles.
"""

import calendar
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import describe
from pipelines.stores import disk

MOST = 50
"""Articles of a feed that are looked at in one run."""
PAGES = (".html", ".htm", ".txt")


class InvalidFeeds(ValueError):  # noqa: N818 (says what the file is)
    """feeds.yml, or what is to be added to it, cannot be used: expected, found, what to do."""


class Feed(BaseModel):
    """A feed, or a folder of saved pages or texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    address: str
    outlet: str
    country: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Who “we” and “our” are (ISO3)."""
    every_hours: float = Field(default=6, gt=0)

    @property
    def is_folder(self) -> bool:
        return not self.address.startswith(("https://", "http://"))


class Item(NamedTuple):
    """An article that a feed lists."""

    address: str
    """Of the web, or the path of a file."""
    title: str = ""
    published: date | None = None


def path(settings: Settings) -> Path:
    return settings.warehouse / "feeds.yml"


def load(settings: Settings) -> list[Feed]:
    """The feeds in their order; none without a file. Raises InvalidFeeds."""
    file = path(settings)
    try:
        listed = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else []
    except yaml.YAMLError as error:
        raise InvalidFeeds(f"{file}: expected YAML, found {error}") from error
    if not isinstance(listed or [], list):
        raise InvalidFeeds(f"{file}: expected a list of feeds, found {type(listed).__name__}")
    feeds = [_feed(f"{file}, entry {place}", each) for place, each in enumerate(listed or [], 1)]
    if len({feed.id for feed in feeds}) < len(feeds):
        raise InvalidFeeds(f"{file}: expected each id once, found {', '.join(feed.id for feed in feeds)}")
    return feeds


def _feed(where: str, entry: Any) -> Feed:
    try:
        return Feed.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field, known = ".".join(map(str, first["loc"])) or "entry", ", ".join(Feed.model_fields)
        raise InvalidFeeds(f"{where}: {field}: {first['msg'].lower()}; a feed has {known}") from None


def add(settings: Settings, address: str, outlet: str | None, country: str | None, every_hours: float) -> Feed:
    """Write one more feed down; returns it. Raises InvalidFeeds for an address that is no feed's or is there."""
    feeds = load(settings)
    if not address.startswith(("https://", "http://")):
        if not Path(address).is_dir():
            raise InvalidFeeds(f"expected an address that begins with https://, or a folder; found {address!r}")
        address = str(Path(address).resolve())
    if any(feed.address == address for feed in feeds):
        raise InvalidFeeds(f"{address} is among the feeds already")
    if country and country not in {row["iso3"] for row in economies.economies()}:
        raise InvalidFeeds(f"country: expected a code such as GBR; found {country!r}; {economies.suggest(country)}")
    name = (urlsplit(address).hostname or "").removeprefix("www.") or Path(address).name
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or "feed"
    if base in {feed.id for feed in feeds}:
        base = f"{base}-{hashlib.sha256(address.encode()).hexdigest()[:6]}"
    feed = Feed(id=base, address=address, outlet=outlet or name, country=country, every_hours=every_hours)
    _write(settings, [*feeds, feed])
    return feed


def remove(settings: Settings, name: str) -> Feed:
    """Strike a feed by its id or its address; what it brought stays. Raises InvalidFeeds."""
    feeds = load(settings)
    gone = next((feed for feed in feeds if name in (feed.id, feed.address)), None)
    if gone is None:
        raise InvalidFeeds(f"no feed {name!r}; there are {', '.join(feed.id for feed in feeds) or 'none'}")
    _write(settings, [feed for feed in feeds if feed != gone])
    return gone


def _write(settings: Settings, feeds: Iterable[Feed]) -> None:
    listed = [feed.model_dump(exclude_none=True) for feed in feeds]
    disk.write(path(settings), yaml.safe_dump(listed, sort_keys=False, allow_unicode=True))


# What a feed lists


def of_folder(feed: Feed) -> list[Item]:
    """The files of a folder, the newest first."""
    found = [file for file in Path(feed.address).rglob("*") if file.suffix.lower() in PAGES and file.is_file()]
    return [Item(str(file)) for file in sorted(found, key=lambda file: file.stat().st_mtime, reverse=True)]


def items(body: bytes, address: str) -> list[Item]:
    """The articles that an RSS or Atom feed or a news sitemap lists, in its order. Raises InvalidFeeds."""
    import feedparser

    parsed = feedparser.parse(body)
    found = [
        Item(urljoin(address, entry["link"]), entry.get("title", ""), _day(entry))
        for entry in parsed.entries if entry.get("link")
    ]  # fmt: skip
    if not found and not parsed.version:
        found = _of_sitemap(body, address)
    return [item for item in found if item.address.startswith(("https://", "http://"))][:MOST]


def _day(entry: Any) -> date | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return datetime.fromtimestamp(calendar.timegm(moment), UTC).date() if moment else None


def _of_sitemap(body: bytes, address: str) -> list[Item]:
    from lxml import etree

    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None or etree.QName(root).localname != "urlset":
        raise InvalidFeeds(f"{address}: expected RSS, Atom or a news sitemap, found {describe(body)}")

    def text(entry: Any, name: str) -> str:
        return str(next(iter(entry.xpath(f".//*[local-name()='{name}']/text()")), "")).strip()

    found = [
        Item(text(entry, "loc"), text(entry, "title"), _iso(text(entry, "publication_date") or text(entry, "lastmod")))
        for entry in root
    ]
    return sorted(found, key=lambda item: item.published or date.min, reverse=True)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
