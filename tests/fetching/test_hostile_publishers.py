"""A publisher, or whoever answers in its place, that drips, redirects inward, sends parts, columns or keys back."""

import base64
import html
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines import sources
from pipelines.config import Settings
from pipelines.fetching import formats, http
from pipelines.fetching.http import BrokenContract, Refused, Unreachable
from pipelines.stores import snapshots


@contextmanager
def answering(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that sends these pieces to whoever connects, with pauses between; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        connection.recv(1 << 16)
                        for piece in pieces:
                            connection.sendall(piece)
                            time.sleep(pause)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def session(tmp_path: Path, address: str, seconds: float = 30.0) -> http.Session:
    source = sources.load("worldbank_wdi")
    source = replace(
        source,
        timeouts=source.timeouts._replace(total=seconds)
        if hasattr(source.timeouts, "_replace")
        else replace(source.timeouts, total=seconds),
    )
    return http.Session(source, Settings(warehouse_dir=tmp_path, base_urls={source.id: address}), sleep=lambda _: None)


def test_headers_that_drip_end_at_the_deadline(tmp_path: Path) -> None:
    drip = [b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 200]
    with answering(*drip, pause=0.05) as address, session(tmp_path, address, 0.2) as asked:
        began = time.monotonic()
        with pytest.raises(Unreachable, match="not complete after"):
            asked.get("/x")
        assert time.monotonic() - began < 5, "four attempts of 0.2 s, and not ten seconds each"


def test_a_part_that_nobody_asked_for_is_no_answer(tmp_path: Path) -> None:
    part = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/100\r\nContent-Length: 4\r\n\r\nabcd"
    with answering(part) as address, session(tmp_path, address) as asked, pytest.raises(BrokenContract, match="206"):
        asked.get("/x")


def test_a_part_that_was_asked_for_is_one(tmp_path: Path) -> None:
    part = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/100\r\nContent-Length: 4\r\n\r\nabcd"
    with answering(part) as address, session(tmp_path, address) as asked:
        assert asked.get("/x", headers={"range": "bytes=0-3"}).body == b"abcd"


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/x", "http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/latest"]
)
def test_a_redirect_inward_is_refused(target: str) -> None:
    with pytest.raises(Refused, match="a public address"):
        http.refuse_inward("https://8.8.8.8/x", target)
    http.refuse_inward("http://127.0.0.1:8000/x", target)  # a mirror of one's own


def test_a_name_that_leads_inward_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "api.example.org": "93.184.215.14",
        "inside.example.org": "192.168.1.1",
        "www.example.org": "93.184.215.14",
    }
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_: [(2, 1, 6, "", (found[host], 0))])
    with pytest.raises(Refused):
        http.refuse_inward("https://api.example.org/", "http://inside.example.org/")
    http.refuse_inward("https://api.example.org/", "https://www.example.org/")


def test_a_table_of_a_hundred_thousand_columns_is_refused_at_its_header() -> None:
    header = ",".join(f"c{n}" for n in range(100_000))
    formats.csv("a\n1\n")  # loads what reads it
    began = time.monotonic()
    with pytest.raises(BrokenContract, match="100,000 in the header"):
        formats.csv(f"{header}\n{header}\n")
    assert time.monotonic() - began < 2
    with pytest.raises(BrokenContract, match="columns"):
        formats.csv_columns(f"{header}\n{header}\n".encode(), ["c1"], "x")


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
def test_a_key_stays_out_of_texts_in_whatever_form_it_came_back(monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    key = "s3cr3t/+key=with&signs é"
    monkeypatch.setenv("COMTRADE_KEY", key)
    encoded = [
        key, quote(key), quote(key, safe=""), quote(key, safe="").lower(),
        html.escape(key), json.dumps(key)[1:-1], json.dumps(key)[1:-1].replace("/", r"\/"),
        base64.b64encode(f"{before}{key}".encode()).decode(),
        base64.urlsafe_b64encode(f"{before}{key} and more".encode()).decode(),
    ]  # fmt: skip
    for form in encoded:
        told = snapshots.redact(f"the publisher said {form}!")
        assert "***" in told, form
        assert form[4:-8] not in told
    assert snapshots.redact("nothing of the kind") == "nothing of the kind"


@pytest.mark.parametrize("before", range(60, 120, 7))
def test_an_excerpt_that_cuts_the_key_tells_no_part_of_it(monkeypatch: pytest.MonkeyPatch, before: int) -> None:
    monkeypatch.setenv("COMTRADE_KEY", "0123456789abcdef/0123456789ABCDEF=")
    monkeypatch.setenv("BILATERAL_ALERT_WEBHOOK", "https://hooks.example.org/0123")
    body = f'{{"error": "{"x" * before}0123456789abcdef/0123456789ABCDEF="}}'
    told = snapshots.redact(f"{http.describe(body.encode())} at https://example.org/")
    assert "012345" not in told and told.endswith("https://example.org/"), told
