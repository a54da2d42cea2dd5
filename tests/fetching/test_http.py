"""The polite session against local servers that are slow, cut off, busy, wrong or gone."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipelines import sources
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching.http import BrokenContract, Refused, Session, Unreachable
from pipelines.fetching.source import Pacing, Source, Timeouts
from pipelines.stores import snapshots

SOURCE = "us_dmdc"


class Opened:
    """A session to the local server, and the waits that it would have made."""

    def __init__(self, base: str, **changes: Any) -> None:
        self.waits: list[float] = []
        self.source: Source = replace(sources.load(SOURCE), **changes)
        settings = Settings(base_urls={SOURCE: base})
        self.session = Session(self.source, settings, sleep=self.waits.append)


@pytest.fixture
def opened(httpserver: HTTPServer) -> Iterator[Opened]:
    opened = Opened(httpserver.url_for("/"))
    with opened.session:
        yield opened


def replies(httpserver: HTTPServer, *answers: Response | Callable[[Request], Response]) -> None:
    """One answer after the other, the last one for good."""
    left = list(answers)

    def handle(request: Request) -> Response:
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer(request) if callable(answer) and not isinstance(answer, Response) else answer

    httpserver.expect_request("/x").respond_with_handler(handle)


def good() -> Response:
    return Response('{"a": 1}', mimetype="application/json")


def test_the_user_agent_says_who_asks(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, lambda request: Response(json.dumps(request.headers["User-Agent"])))
    assert opened.session.get("x").json().startswith("bilateral/")


def test_the_reply_knows_how_it_was_received(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, Response("{}", mimetype="application/json", headers={"ETag": '"1"', "Last-Modified": "yes"}))
    received = opened.session.get("x", {"page": 2, "api_key": "hush"}).received
    assert (received.etag, received.last_modified, received.http_status) == ('"1"', "yes", 200)
    assert received.params["page"] == "2"
    assert received.url.endswith("/x?page=2") and "hush" not in str(received.url)


@pytest.mark.parametrize("status", sorted(http.RETRIED))
def test_passing_errors_are_tried_again(httpserver: HTTPServer, opened: Opened, status: int) -> None:
    replies(httpserver, Response("busy", status), Response("busy", status), good())
    assert opened.session.get("x").json() == {"a": 1}
    assert opened.session.traffic.requests == 3
    assert opened.session.traffic.retries == len(opened.waits) == 2


def test_lasting_errors_are_given_up(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, Response("<html><title>Sorry</title></html>", 503))
    with pytest.raises(Unreachable, match="status 503, an HTML page titled 'Sorry' in 4 attempts"):
        opened.session.get("x")
    assert opened.session.traffic.requests == http.ATTEMPTS


def test_retry_after_is_honoured_in_seconds_or_as_a_date(httpserver: HTTPServer, opened: Opened) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    replies(httpserver, *(Response("", 429, headers={"Retry-After": value}) for value in ("7", then)), good())
    assert opened.session.get("x").status == 200
    assert opened.waits[0] == 7.0 and 27 <= opened.waits[1] <= 30


@pytest.mark.parametrize(("status", "times"), [(429, http.BUSY), (502, 1)])
def test_without_retry_after_waits_double(httpserver: HTTPServer, opened: Opened, status: int, times: int) -> None:
    replies(httpserver, Response("", status), Response("", status), Response("", status), good())
    opened.session.get("x")
    assert len({*opened.waits}) == 3
    for n, wait in enumerate(opened.waits):
        assert 0.5 <= wait / (http.BACKOFF_SECONDS * times * 2**n) <= 1.5


def test_a_long_pause_is_not_waited_for(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, Response("", 429, headers={"Retry-After": "3600"}))
    with pytest.raises(Unreachable, match="asks to wait 3600 s"):
        opened.session.get("x")
    assert opened.waits == []


@pytest.mark.parametrize(("status", "expected"), [
    (400, "see the README"), (401, "key is missing or wrong"), (403, "quota"), (404, "has moved"), (410, "taken down"),
])  # fmt: skip
def test_refusals_are_not_tried_again(httpserver: HTTPServer, opened: Opened, status: int, expected: str) -> None:
    replies(httpserver, Response('{"message": "no"}', status))
    with pytest.raises(Refused, match=f"found {status}.*{expected}"):
        opened.session.get("x")
    assert opened.session.traffic.requests == 1


def test_a_status_can_be_accepted(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, Response('{"code": 40400}', 404))
    assert opened.session.get("x", accept=(404,)).json() == {"code": 40400}


def test_a_source_can_name_passing_answers(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, Response("Out of call volume quota", 403), good())
    reply = opened.session.get("x", retry_if=lambda status, body: status == 403 and b"quota" in body)
    assert reply.status == 200


MONDAY = "Mon, 13 Jul 2026 00:00:00 GMT"


@pytest.mark.parametrize(("given", "sent"), [
    ({"last_modified": MONDAY}, {"If-Modified-Since": MONDAY}), ({"etag": 'W/"v1"'}, {"If-None-Match": 'W/"v1"'}),
    ({"etag": '"v1"', "last_modified": MONDAY}, {"If-None-Match": '"v1"', "If-Modified-Since": MONDAY}), ({}, {}),
])  # fmt: skip
def test_what_is_known_makes_the_request_conditional(
    httpserver: HTTPServer, opened: Opened, tmp_path: Path, given: dict[str, str], sent: dict[str, str]
) -> None:
    def handle(request: Request) -> Response:
        asked = {
            name: request.headers[name] for name in ("If-Modified-Since", "If-None-Match") if name in request.headers
        }
        return Response("", 500 if asked != sent else 304 if asked else 200)

    replies(httpserver, handle)
    received = snapshots.Received("https://x", datetime(2026, 7, 13, tzinfo=UTC), **given)
    known = snapshots.add(tmp_path, b"{}", received, source=SOURCE, dataset="d", ext="json")
    assert opened.session.get("x", known=known).unchanged is bool(sent)
    assert opened.session.traffic.retries == 0


def test_publishers_are_asked_no_faster_than_they_allow() -> None:
    paces = {name: sources.load(name).pacing for name in sources.SOURCES if sources.load(name).live}
    assert paces["un_comtrade"].seconds / paces["un_comtrade"].requests >= 1.2
    assert paces["imf_weo"] == paces["imf_imts"] == Pacing(10, 5), "one limiter for both (see _limiter)"
    assert all(pace.requests / pace.seconds <= 5 for pace in paces.values())


class RawServer:
    """Answers every connection with fixed bytes at a fixed pace, then closes it."""

    def __init__(self, *answers: bytes, pause: float = 0, step: int = 1 << 20) -> None:
        self.answers, self.pause, self.step, self.served = list(answers), pause, step, 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                answer = self.answers[min(self.served, len(self.answers) - 1)]
                self.served += 1
                try:
                    for start in range(0, len(answer), self.step):
                        connection.sendall(answer[start : start + self.step])
                        time.sleep(self.pause)
                except OSError:
                    continue

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def raw() -> Iterator[Callable[..., RawServer]]:
    started: list[RawServer] = []

    def start(*answers: bytes, **how: Any) -> RawServer:
        started.append(RawServer(*answers, **how))
        return started[-1]

    yield start
    for server in started:
        server.close()


def head(length: int | None, extra: str = "") -> bytes:
    given = "" if length is None else f"Content-Length: {length}\r\n"
    return f"HTTP/1.1 200 OK\r\n{given}{extra}Connection: close\r\n\r\n".encode()


def test_a_body_cut_short_is_tried_again(raw: Callable[..., RawServer]) -> None:
    server = raw(head(8) + b'{"a"', head(8) + b'{"a": 1}')
    opened = Opened(server.base)
    assert opened.session.get("x").json() == {"a": 1}
    assert opened.session.traffic.retries == 1


PACKED = gzip.compress(json.dumps(list(range(1000))).encode())


@pytest.mark.parametrize(("answer", "how", "expected"), [
    (head(100) + b'{"a": 1}', {}, "IncompleteRead"),
    (head(None, "Transfer-Encoding: chunked\r\n") + b'8\r\n{"a": 1}\r\n', {}, "4 attempts"),
    (head(len(PACKED), "Content-Encoding: gzip\r\n") + PACKED[:-30], {}, "4 attempts"),
    (b"", {}, "4 attempts"), (head(100) + b"a" * 10, {"pause": 0.3, "step": 60}, "timed out"),
], ids=["cut", "chunks without an end", "compressed and cut", "closed", "silent"])  # fmt: skip
def test_an_answer_that_does_not_come_whole_is_an_error(
    raw: Callable[..., RawServer], answer: bytes, how: dict[str, Any], expected: str
) -> None:
    server = raw(answer, **how)
    with pytest.raises(Unreachable, match=expected) as caught:
        Opened(server.base, timeouts=Timeouts(1, 0.1, 10)).session.get(
            "x", {"token": "s3cret"}, secret_headers={"K": "hush"}
        )
    assert how or server.served == http.ATTEMPTS
    assert "s3cret" not in str(caught.value) and "hush" not in str(caught.value)


def test_a_trickle_ends_when_its_time_is_over(raw: Callable[..., RawServer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ATTEMPTS", 1)
    server = raw(head(10_000) + b"a" * 10_000, pause=0.05, step=50)
    began = time.monotonic()
    with pytest.raises(Unreachable, match="not complete after 0 s"):
        Opened(server.base, timeouts=Timeouts(1, 5, 0.3)).session.get("x")
    assert time.monotonic() - began < 3


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(Unreachable, match="check the network") as raised:
        Opened(base).session.get("x")
    assert "found NewConnectionError: Failed to establish a new connection" in str(raised.value)
    assert "Max retries" not in str(raised.value), "one cause, without the frames around it"


def test_endless_redirects_are_an_error(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, Response("", 302, headers={"Location": "/x"}))
    with pytest.raises(Unreachable, match="TooManyRedirects"):
        opened.session.get("x")


def test_offline_asks_nobody() -> None:
    with pytest.raises(Unreachable, match="--offline"):
        Session(sources.load(SOURCE), Settings(offline=True))


def test_keys_stay_out_of_errors(httpserver: HTTPServer, opened: Opened) -> None:
    replies(httpserver, lambda request: Response(f"bad key {request.headers['Ocp-Key']} subscription-key=s3cret", 401))
    with pytest.raises(Refused) as caught:
        opened.session.get("x", {"subscription-key": "s3cret"}, secret_headers={"Ocp-Key": "v3ry-hush"})
    assert "v3ry-hush" not in str(caught.value) and "s3cret" not in str(caught.value)


def test_keys_do_not_follow_to_another_host(httpserver: HTTPServer, opened: Opened) -> None:
    seen: list[bool] = []

    def other(request: Request) -> Response:
        seen.append("Ocp-Key" in request.headers)
        return good()

    port = httpserver.port
    here, there = ("127.0.0.1", "localhost") if httpserver.host == "localhost" else ("localhost", "127.0.0.1")
    replies(httpserver, Response("", 302, headers={"Location": f"http://{here}:{port}/y"}))
    httpserver.expect_request("/y").respond_with_handler(other)
    httpserver.expect_request("/same").respond_with_data("", 302, headers={"Location": "/y"})
    assert opened.session.get("x", secret_headers={"Ocp-Key": "hush"}).json() == {"a": 1}
    assert opened.session.get("same", secret_headers={"Ocp-Key": "hush"}).json() == {"a": 1}
    assert seen == [False, True], there


def test_the_pace_is_kept_per_host(httpserver: HTTPServer) -> None:
    replies(httpserver, good())
    source = replace(sources.load(SOURCE), pacing=Pacing(2, 0.4), base_url=httpserver.url_for("/"))
    began = time.monotonic()
    with Session(source, Settings()) as session:
        for _ in range(5):
            session.get("x")
    assert time.monotonic() - began >= 0.8, "five requests at two per 0.4 s"


def test_two_sources_of_one_host_share_their_pace(httpserver: HTTPServer) -> None:
    replies(httpserver, good())
    began = time.monotonic()
    for name in ("imf_weo", "imf_imts"):
        source = replace(sources.load(name), pacing=Pacing(1, 0.3), base_url=httpserver.url_for("/"))
        with Session(source, Settings()) as session:
            session.get("x")
    assert time.monotonic() - began >= 0.3


def test_answers_in_parallel_come_in_order(httpserver: HTTPServer) -> None:
    def handle(request: Request) -> Response:
        time.sleep(0.05 if request.args["n"] == "0" else 0)
        return Response(request.args["n"])

    replies(httpserver, handle)
    with Opened(httpserver.url_for("/"), parallel=3).session as session:
        found = [reply.text() for reply in session.map(lambda n: session.get("x", {"n": n}), range(6))]
        assert found == list("012345")
        assert session.traffic.requests == 6


def test_a_failure_in_parallel_is_raised(httpserver: HTTPServer) -> None:
    replies(httpserver, lambda request: Response("", 404 if request.args["n"] == "2" else 200))
    with Opened(httpserver.url_for("/"), parallel=2).session as session, pytest.raises(Refused):
        list(session.map(lambda n: session.get("x", {"n": n}), range(6)))


def test_bytes_are_counted_as_they_came(httpserver: HTTPServer, opened: Opened) -> None:
    packed = gzip.compress(b'"' + b"a" * 10_000 + b'"')
    replies(httpserver, Response(packed, headers={"Content-Encoding": "gzip"}))
    assert len(opened.session.get("x").json()) == 10_000
    assert opened.session.traffic.bytes == len(packed)


def test_a_base_of_ones_own_replaces_every_host(opened: Opened, httpserver: HTTPServer) -> None:
    expected = httpserver.url_for("/public/file.zip")
    assert opened.session.address("https://files.example.org/public/file.zip") == expected
    assert opened.session.address("/public/file.zip") == expected
    assert opened.session.address("https://files.example.org/public/file.zip?v=1") == f"{expected}?v=1"


@pytest.mark.parametrize(("body", "expected"), [
    (b"", "an empty body"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x03\x04" + b"\0" * 20 + b"[Content_Types].xml", "an xlsx workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a workbook of Excel 97 to 2003 (.xls)"),
    (b"\x01\x02\x03abc", "6 bytes that are no text"),
    (b"\x1f\x8b\x08", "gzip data"),
    (b"%PDF-1.7", "a PDF"),
    (b"\n<!DOCTYPE html><html><title> Just a\nmoment </title>", "an HTML page titled 'Just a\\nmoment'"),
    (b"<?xml version='1.0'?><a/>", "XML beginning"),
    (b"\xef\xbb\xbf[1]", "JSON-like text of 6 bytes"),
    (b"a;b\n", "4 bytes beginning 'a;b"),
])  # fmt: skip
def test_bodies_are_named_for_what_they_are(body: bytes, expected: str) -> None:
    assert http.describe(body).startswith(expected)


@given(st.binary(max_size=300))
def test_anything_can_be_described(body: bytes) -> None:
    assert http.describe(body)


def test_json_comes_in_three_encodings() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert http.as_json(json.dumps({"ü": 1}).encode(encoding), "here") == {"ü": 1}


@pytest.mark.parametrize(("body", "expected"), [
    (b"<html><title>Oops</title>", "here: expected JSON, found an HTML page titled 'Oops'"),
    (b'{"a": ', "here: expected JSON, found JSON-like text"),
    (b"\xff\xff\xff", "here: expected utf-8-sig text"),
])  # fmt: skip
def test_other_bodies_are_no_json(body: bytes, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        http.as_json(body, "here")


@given(st.integers(0, 10**6))
def test_retry_after_as_number_and_as_date_agree(seconds: int) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert http.retry_after(str(seconds)) == seconds
    assert http.retry_after(format_datetime(now + timedelta(seconds=seconds), usegmt=True), now) == seconds


def test_an_unreadable_retry_after_is_none_and_one_that_is_over_means_now() -> None:
    assert [http.retry_after(header) for header in (None, "", "soon", "-5")] == [None] * 4
    assert http.retry_after("Mon, 01 Jan 2024 00:00:00 GMT") == 0


def test_without_any_host_there_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_probed", None)
    began = time.monotonic()
    assert not http.online(["publisher.invalid", "other.invalid"])
    assert time.monotonic() - began < http._PROBE_SECONDS
    monkeypatch.setattr(http, "_any_connects", lambda hosts: pytest.fail("asked twice within a minute"))
    assert not http.online(["publisher.invalid"])


def test_behind_a_proxy_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setattr(http, "_any_connects", lambda hosts: pytest.fail("asked"))
    assert http.online(["publisher.invalid"])
