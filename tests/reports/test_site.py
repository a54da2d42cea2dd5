"""The static site: relative links that lead somewhere, a feed and a sitemap that parse."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from published import project

from pipelines.reports import site
from pipelines.warehouse import published

ATOM, SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ARTICLE = "east-asian-powers-2025-03-30"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with published.connect(project()) as connection:
        site.write(project(), connection, folder)
    return folder


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "a" and given.get("href"):
            self.found.append(given["href"] or "")
        if given.get("id"):
            self.anchors.add(given["id"] or "")


def links(page: Path) -> Links:
    parser = Links()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def test_every_relative_link_leads_to_a_file_and_a_place_in_it(written: Path) -> None:
    pages = list(written.rglob("*.html"))
    assert len(pages) > 20
    anchors = {page: links(page).anchors for page in pages}
    for page in pages:
        for link in links(page).found:
            parts = urlsplit(link)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), f"{page.relative_to(written)}: {link}"
            if parts.fragment and target.suffix == ".html":
                assert parts.fragment in anchors[target], f"{page.relative_to(written)}: {link}"


def test_the_feed_tells_verdicts_that_changed(written: Path) -> None:
    feed = ElementTree.parse(written / "feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["an economic output exceeding $24 trillion"]
    for element in (feed, *entries):
        assert element.findtext(f"{ATOM}id")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated") or "")


def test_readers_of_feeds_find_it(written: Path) -> None:
    for page in (written / "index.html",):
        (feed,) = re.findall(
            r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]*)"', page.read_text()
        )
        assert (page.parent / feed).resolve() == (written / "feed.xml").resolve()


def test_who_publishes_is_told_what_leads_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BILATERAL_SITE_URL", raising=False)
    assert [text.split(":")[0] for text in site.lacks(project())] == [
        "Feed, sitemap and mark-up name http",
    ]  # fmt: skip
    monkeypatch.setenv("BILATERAL_SITE_URL", "https://checks.example.org")
    assert not list(site.lacks(project()))


def test_what_a_new_edition_turned_is_in_the_feed(tmp_path: Path) -> None:
    settings = project()
    revisions = tmp_path / "warehouse" / "reports" / "revisions"
    revisions.mkdir(parents=True)
    turned = [{"claim": f"{ARTICLE}/population", "before": "SUPPORTED", "now": "CONTRADICTED"}]
    (revisions / "2026-01-11-abcd1234.json").write_text(json.dumps({"changes": [], "turned": turned}))
    entries = site._turned(type(settings)(root=settings.root, warehouse_dir=tmp_path / "warehouse"))
    assert [(entry["day"], entry["title"]) for entry in entries] == [("2026-01-11", "population: now contradicted")]


def test_the_sitemap_lists_every_page(written: Path) -> None:
    listed = {each.text for each in ElementTree.parse(written / "sitemap.xml").getroot().iter(f"{SITEMAP}loc")}
    pages = {page.relative_to(written).as_posix() for page in written.rglob("*.html")}
    assert listed == {f"{project().site_url.rstrip('/')}/{page}" for page in pages}
