"""`bilateral serve` under load and under attack, and its API as OpenAPI describes it.

The page in a browser is in tests/reports/test_pages_browser.py.
"""

import json
import os
import re
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
from published import project
from serving import Address, ask, holds, running

from pipelines.apps import results, serve
from pipelines.apps.api import Checked, JudgedClaim
from pipelines.apps.check import check, check_claim
from pipelines.config import Settings, shipped

TEXT = "China, Japan and South Korea have a combined population of nearly 1.6 billion. It was a beautiful day."
CLAIM = {
    "indicator": "gdp", "operation": "level", "areas": {"ref": ["JPN"]}, "hedge": "over", "value": "$4 trillion",
    "period": "2023", "said_on": "2024-05-01",
}  # fmt: skip
EXPECTED = {
    "server": "bilateral", "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store", "referrer-policy": "same-origin",
}  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running(project(), serve.Terms(with_sql=True)) as found:
        yield found


def api(address: Address, path: str, content: Any = None, **headers: str) -> tuple[int, Any]:
    body = None if content is None else json.dumps(content)
    given = {"Content_Type": "application/json"} if body is not None else {}
    status, _, text = ask(address, "GET" if body is None else "POST", path, body, **(given | headers))
    return status, json.loads(text)


def schema(address: Address, path: str, method: str) -> dict[str, Any]:
    """The documented answer, with the components that it names."""
    document = api(address, "/openapi.json")[1]
    answer = document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    return answer | {"components": document["components"]}


def test_answers_are_as_described_and_those_of_the_command(address: Address) -> None:
    status, told = api(address, "/api/v1/check", {"text": TEXT, "said_on": "2025-03-22"})
    assert status == 200
    assert told == json.loads(json.dumps(check(project(), TEXT, date(2025, 3, 22)), default=str))
    jsonschema.validate(told, schema(address, "/api/v1/check", "post"))
    Checked.model_validate_json(json.dumps(told))
    status, told = api(address, "/api/v1/claim", CLAIM)
    assert (status, told["verdict"]) == (200, check_claim(project(), CLAIM)["verdict"])
    jsonschema.validate(told, schema(address, "/api/v1/claim", "post"))
    JudgedClaim.model_validate_json(json.dumps(told))
    sent = api(address, "/openapi.json")[1]["paths"]["/api/v1/claim"]["post"]["requestBody"]
    jsonschema.validate(CLAIM, sent["content"]["application/json"]["schema"])
    status, told = api(address, "/api/v1/indicators?q=people%20living%20in%20a%20country")
    assert status == 200 and "population" in [entry["id"] for entry in told["indicators"]]
    jsonschema.validate(told, schema(address, "/api/v1/indicators", "get"))
    status, told = api(address, "/api/v1/pairs/kor/USA")
    assert status == 200 and {row["ref_area"] for row in told["rows"]} == {"KOR", "USA"}
    assert any(column["unit"] for column in told["columns"]) and told["sources"]
    jsonschema.validate(told, schema(address, "/api/v1/pairs/{a}/{b}", "get"))
    status, told = api(address, "/api/v1/sql", {"query": "select * from range(10)", "limit": 3})
    assert (status, told) == (200, {"columns": ["range"], "rows": [{"range": n} for n in range(3)], "truncated": True})


@pytest.mark.parametrize(
    ("path", "content", "status", "says"),
    [
        ("/api/v1/claim", CLAIM | {"indicator": "gpd"}, 422, "did you mean 'gdp'"),
        ("/api/v1/claim", CLAIM | {"areas": {"ref": ["JAP"]}}, 422, "JPN"),
        ("/api/v1/claim", CLAIM | {"value": "9" * 400}, 422, "at most 30 digits"),
        ("/api/v1/check", {"text": "x", "said_on": "yesterday"}, 422, "`said_on`: .*valid date.*found 'yesterday'"),
        ("/api/v1/check", {"text": ""}, 422, "at least 1 character"),
        ("/api/v1/check", {"said_on": "2024-05-01"}, 422, "`text` is missing"),
        ("/api/v1/check", {"text": "x" * 100_001}, 422, "at most 100000 characters"),
        ("/api/v1/check", {"text": "x", "url": "http://example.org"}, 422, "`url` is no field"),
        ("/api/v1/check", [1], 422, "`the body`: .*found .1."),
        ("/api/v1/sql", {"query": "select 1", "limit": 10_000}, 422, "less than or equal to 1000"),
        ("/api/v1/sql", {"query": "select * from read_csv('/etc/passwd')"}, 422, "disabled"),
        ("/api/v1/pairs/KOR/KXR", None, 404, "No economy 'KXR'"),
        ("/api/v1/pairs/KOR/kor", None, 404, "Expected two economies; found KOR twice"),
        ("/api/v1/check", {"text": "Japan has 125 million people.", "said_on": "9999-12-31"}, 422, "in the future"),
        ("/api/v1/nothing", None, 404, "/docs"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_request_is_said(
    address: Address, path: str, content: Any, status: int, says: str
) -> None:
    import re

    found, told = api(address, path, content)
    assert found == status and re.search(says, told["detail"]), told
    jsonschema.validate(told, api(address, "/openapi.json")[1]["components"]["schemas"]["Problem"])


def test_queries_and_other_origins_are_off_unless_asked_for(tmp_path: Path) -> None:
    with running(project()) as closed:
        assert api(closed, "/api/v1/sql", {"query": "select 1"})[0] == 404
        assert "/api/v1/sql" not in api(closed, "/openapi.json")[1]["paths"]
        assert api(closed, "/api/v1/check", {"text": "x"}, Origin="https://news.example")[0] == 403
        _, headers, _ = ask(closed, "OPTIONS", "/api/v1/check", None, Origin="https://news.example")
        assert not any(name.lower().startswith("access-control") for name in headers)
    with running(project(), serve.Terms(origins=["https://news.example"])) as opened:
        sent = {"Origin": "https://news.example", "Content_Type": "application/json"}
        status, headers, _ = ask(opened, "POST", "/api/v1/check", json.dumps({"text": "A nice day."}), **sent)
        assert (status, headers["access-control-allow-origin"]) == (200, "https://news.example")
        assert api(opened, "/api/v1/check", {"text": "x"}, Origin="https://evil.example")[0] == 403


def raw(address: Address, sent: bytes) -> tuple[int, dict[str, str]]:
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(sent)
        got = b""
        while b"\r\n\r\n" not in got and (chunk := connection.recv(1 << 16)):
            got += chunk
    lines = got.partition(b"\r\n\r\n")[0].decode().splitlines()
    headers = dict(line.lower().split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), headers


POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HOSTILE = {
    "a long path": (b"GET /reports/" + b"a" * 5_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
    "a longer path": (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
    "a body that is too large": (POST + b"Content-Length: 500000\r\n\r\n" + b"a" * 500_000, 413),
    "a malformed origin": (POST + b"Origin: http://[\r\nContent-Length: 3\r\n\r\na=b", 403),
    "an origin of bytes": (POST + b"Origin: http://\xff\xfe\r\nContent-Length: 3\r\n\r\na=b", 403),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
    "a host of bytes": (b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n", 400),
    "a method that is not for it": (b"DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    "JSON without end": (
        b"POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
        + b"[" * 100_000, 400,
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", HOSTILE)
def test_every_answer_is_locked_down_and_none_is_a_500(address: Address, how: str) -> None:
    sent, expected = HOSTILE[how]
    status, headers = raw(address, sent)
    assert status == expected
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert EXPECTED.items() <= headers.items()


def test_half_a_character_is_none_and_who_leaves_is_not_logged(
    address: Address, capfd: pytest.CaptureFixture[str]
) -> None:
    """Half of a character took a whole text with it; whoever hung up in the middle left a page of a traceback."""
    status, told = api(address, "/api/v1/check", {"text": "It \ud83d was nice. Japan has 125 million people."})
    assert status == 200 and [claim["text"] for claim in told["claims"]] == ["Japan has 125 million people."]
    begin = b"POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(begin)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1 << 16) == b""
    assert api(address, "/api/v1/check", {"text": "x"})[0] == 200
    assert "Traceback" not in capfd.readouterr().err


def test_an_open_door_needs_a_name() -> None:
    for host in ("0.0.0.0", "::"):
        with pytest.raises(ValueError, match="--allow-host"):
            serve.serve(project(), serve.Terms(host))
    with running(project(), serve.Terms("127.0.0.1", hosts=["checks.example"])) as address:
        assert ask(address, "GET", "/", Host="checks.example")[0] == 200
        assert ask(address, "GET", "/", Host="evil.example")[0] == 400


def test_names_are_those_that_browsers_send() -> None:
    terms = serve.Terms(hosts=["Checks.Example.org"], origins=["https://News.example/"])
    assert "checks.example.org" in terms.names and terms.sites == ["https://news.example"]
    for wrong, says in (
        (serve.Terms(hosts=["checks.example.org:8765"]), "--allow-host: expected a name"),
        (serve.Terms(hosts=["https://checks.example.org"]), "--allow-host: expected a name"),
        (serve.Terms(origins=["news.example"]), "--allow-origin: expected a site"),
        (serve.Terms(origins=["https://news.example/a"]), "--allow-origin: expected a site"),
    ):
        with pytest.raises(ValueError, match=says):
            serve.serve(Settings(), wrong)


def test_a_port_that_another_program_has_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RuntimeError, match=f"port {port} of 127.0.0.1 cannot be used .*choose another one"):
            serve.serve(project(), port=port, terms=serve.Terms())


def test_others_are_answered_with_the_token_alone() -> None:
    for terms in (serve.Terms(hosts=["checks.example.org"]), serve.Terms(host="192.0.2.1")):
        with pytest.raises(ValueError, match="BILATERAL_TOKEN"):
            serve.serve(project(), terms)
    ping = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    program = {"Content_Type": "application/json", "Accept": "application/json, text/event-stream"}
    password = b64encode(b"anybody:let-me-in").decode()
    with running(project(), serve.Terms(hosts=["checks.example.org"], token="let-me-in")) as address:
        for path in ("/", "/reports/index.html", "/openapi.json", "/docs", "/api/v1/indicators"):
            for given in ("", "Bearer let-me-i", "Basic bGV0", "Bearer é"):
                assert ask(address, "GET", path, None, Authorization=given)[0] == 401, (path, given)
            for given in ("Bearer let-me-in", f"Basic {password}"):
                assert ask(address, "GET", path, None, Authorization=given)[0] == 200, (path, given)
        assert ask(address, "POST", "/mcp", ping, **program)[0] == 401
        told = ask(
            address, "POST", "/mcp", ping, Authorization="Bearer let-me-in", Host="checks.example.org", **program
        )
        assert told[0] == 200 and '"check_text"' in told[2] and '"query"' not in told[2], "without --sql no SQL"
        assert ask(address, "POST", "/mcp", ping, Host="evil.example", **program)[0] == 400


def test_the_page_for_programs_asks_no_other_host(address: Address) -> None:
    status, _, page = ask(address, "GET", "/docs")
    assert status == 200 and "POST /api/v1/claim" in page and "/mcp</code>" in page
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=.?(?:https?:)?//", page)
    [shown] = re.findall(r"/api/v1/claim -H .*? -d '(.*?)'\n?</pre>", unescape(page))
    sent = json.loads(shown)
    assert api(address, "/api/v1/claim", sent)[0] == 200, "the example runs"


def test_more_than_may_wait_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "WAITING", 1)
    with running(project()) as address, ThreadPoolExecutor(8) as pool:
        asked = {"text": TEXT, "said_on": "2025-03-22"}
        found = list(pool.map(lambda _: api(address, "/api/v1/check", asked)[0], range(8)))
    assert set(found) == {200, 503}, "those who may wait are answered, the others told"


def test_fifty_at_once_are_all_answered(tmp_path: Path) -> None:
    """A process of its own, so that what it takes is its own."""
    environment = {**os.environ, "BILATERAL_WAREHOUSE": str(project().warehouse)}
    command = [str(Path(sys.executable).with_name("bilateral")), "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            address = ("127.0.0.1", int(server.stderr.readline().split(":")[2].split("/")[0]))
            asked = {"text": TEXT, "said_on": "2025-03-22"}
            expected = api(address, "/api/v1/check", asked)
            with ThreadPoolExecutor(50) as pool:
                found = list(pool.map(lambda _: api(address, "/api/v1/check", asked), range(50)))
            status = Path(f"/proc/{server.pid}/status").read_text()
        finally:
            server.terminate()
    assert all(each == expected for each in found), "no reset, and nobody gets another one's answer"
    assert int(status.partition("VmHWM:")[2].split()[0]) < 900 * 1024, "the most that it held at a time, in kilobytes"


def test_the_page_counts_verdicts_then_and_now(address: Address) -> None:
    text = "Germany had 83.3 million people in 2023. France had 68 million people in 2023."
    asked = urlencode({"text": text, "said_on": "2023-06-01", "country": ""})
    status, _, page = ask(address, "POST", "/", asked, Origin=f"http://{address[0]}:{address[1]}")
    assert status == 200 and "2 statements with a figure" in page
    assert page.index("As known when said</p>") < page.index("As known now</p>")


def test_the_page_tells_what_is_not_checked_of_a_sentence_that_is(address: Address) -> None:
    asked = urlencode(
        {"text": "Japan has 124 million people and 54 reactors worth $90 billion. It was a good year.", "country": "",
         "said_on": "2024-06-01"}
    )  # fmt: skip
    status, _, page = ask(address, "POST", "/", asked, Origin=f"http://{address[0]}:{address[1]}")
    assert status == 200 and page.count("Checked in part; the rest: not read: “54 reactors worth $90 billion”") == 1
    assert page.count("Checked in part") == 1, "a sentence without a claim is not checked at all"


def test_a_result_has_an_address(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = urlencode({"text": "Germany had 83.3 million people in 2023.", "said_on": "2024-06-01", "country": ""})
    _, _, page = ask(address, "POST", "/", sent)
    [name] = set(re.findall(r'href="(/check/[0-9a-f]{20})"', page))
    assert ask(address, "GET", name)[2] == page == ask(address, "GET", name)[2]
    assert "New figures have come" not in page
    monkeypatch.setattr(results, "figures", lambda _: "others")
    moved = ask(address, "GET", name)[2]
    assert "New figures have come" in moved and name in moved
    for unknown in ("/check/0123", "/check/..%2F..%2Fetc", "/check/é"):
        assert ask(address, "GET", unknown.replace("é", "%C3%A9"))[0] == 404


def test_what_the_handbook_shows_of_the_api_is_real(address: Address) -> None:
    section = (shipped("docs") / "connecting.md").read_text(encoding="utf-8").partition("## Over HTTP")[2]
    shown = re.findall(
        r"curl -s http://127.0.0.1:8765(\S+) .*? -d '(.*?)'\n```\n\n```json\n(.*?)```", section, re.DOTALL
    )
    assert len(shown) == 2
    for path, body, answer in shown:
        answered = api(address, path, json.loads(body))[1]
        assert holds(json.loads(answer), answered), answered


@pytest.mark.parametrize("width", [1300, 390])
def test_pages_of_the_server_fit_ask_no_other_host_and_pass_axe(browser: Any, address: Address, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    host, asked = f"http://{address[0]}:{address[1]}", []
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.on("request", lambda request: asked.append(request.url))
    for path in ("/docs", "/coverage", "/desk"):
        tab.goto(f"{host}{path}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(tab).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == [], path
    tab.close()
    assert [url for url in asked if not url.startswith(host)] == []
