"""Which feeds there are, what they may list, and where nothing is asked."""

import socket
from pathlib import Path

import pytest

from pipelines.config import Settings
from pipelines.desk import feeds, web


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1", "64:ff9b::a00:1"],
)
def test_networks_of_ones_own_are_not_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a name leads to, and where a server sends one on to: each connection is looked at."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = (family, socket.SOCK_STREAM, 6, "", (address, 9))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [found])
    with pytest.raises(web.NotFetched, match="no address of the public internet"):
        web.Web().get("https://news.example.org/feed.xml")
    with pytest.raises(web.NotFetched, match="begins with https"):
        web.Web().get("file:///etc/passwd")


def test_feeds_are_written_down_and_struck(tmp_path: Path) -> None:
    settings = Settings(warehouse_dir=tmp_path)
    one = feeds.add(settings, "https://www.news.example.org/a.xml", None, "GBR", 6)
    two = feeds.add(settings, "https://news.example.org/b.xml", "News", None, 1)
    assert one.id == "news-example-org" and two.id.startswith("news-example-org-") and one.outlet == "news.example.org"
    assert feeds.load(settings) == [one, two]
    feeds.remove(settings, one.id)
    assert feeds.load(settings) == [two]
    for wrong, words in (
        (lambda: feeds.add(settings, two.address, None, None, 6), "is among the feeds already"),
        (lambda: feeds.add(settings, "news.example.org", None, None, 6), "expected an address"),
        (lambda: feeds.add(settings, "https://x.example", None, "UK", 6), "country: expected a code"),
        (lambda: feeds.remove(settings, "other"), "there are news-example-org-"),
    ):
        with pytest.raises(feeds.InvalidFeeds, match=words):
            wrong()
    feeds.path(settings).write_text("- id: x\n  adress: y\n")
    with pytest.raises(feeds.InvalidFeeds, match=r"entry 1: address: field required; a feed has id, address"):
        feeds.load(settings)
