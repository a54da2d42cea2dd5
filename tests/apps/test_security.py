"""What hostile input and curious readers can do: nothing.

Bombs (archives, workbooks, XML, PDF, JSON, HTTP), names that are paths or SQL, and a key that must appear nowhere. The
connections that users get are in tests/warehouse/test_publication.py. The HTTP side of `bilateral serve` is in test_pages_browser.py, hostile text on a page in
test_reports.py.
"""

import base64
import gzip
import hashlib
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from servers.comtrade import KEY, Comtrade, filing
from servers.dmdc import Workbook
from test_sipri_milex import workbook
from werkzeug import Request, Response

from pipelines import reports, sources
from pipelines.apps import page as check_page
from pipelines.apps.check import check
from pipelines.claims import articles
from pipelines.config import Settings
from pipelines.defs import storage
from pipelines.fetching import containers, http
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.reports import html
from pipelines.sources.un_comtrade import fetch as comtrade
from pipelines.sources.us_dmdc import normalize as dmdc
from pipelines.sources.worldbank_wdi import normalize as wdi
from pipelines.stores import snapshots
from pipelines.warehouse import published as published_file
from pipelines.warehouse import revisions
from tools import audit

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 1 << 20


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def repacked(body: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with other content in its members."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return zipped({name: change(name, archive.read(name)) for name in archive.namelist()})


def in_sheets(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, body: change(body) if "worksheets/sheet" in name else body


# Bombs


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (ord("b") + n, b"&%c;" % (ord("a") + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_entities(document_type: bytes, entity: bytes) -> Callable[[bytes], bytes]:
    """A document type before the root, and a cell that uses its entity."""
    return lambda body: re.sub(
        rb"(<\?xml[^>]*\?>)?(.*?)<v>", lambda found: (found[1] or b"") + document_type + found[2] + b"<v>" + entity,
        body, count=1, flags=re.DOTALL,
    )  # fmt: skip


def far_cell(body: bytes) -> bytes:
    return body.replace(b"</sheetData>", b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row></sheetData>')


def unnumbered(body: bytes) -> bytes:
    """A row of many cells and many rows of one: a rectangle of a hundred million, none of which says where it is."""
    wide, long = b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>", b"<row><c><v>1</v></c></row>" * 10_000
    return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + wide + long + b"</sheetData>", body, flags=re.DOTALL)


def long_text(body: bytes) -> bytes:
    text = b"x" * (containers.MOST_OF_WORKBOOK + 1)
    return body.replace(b"</sheetData>", b'<row><c t="inlineStr"><is><t>' + text + b"</t></is></c></row></sheetData>")


LAUGH = "billion laughs"
WORKBOOK_BOMBS: dict[str, tuple[Callable[[str, bytes], bytes], str]] = {
    LAUGH: (in_sheets(with_entities(LAUGHS, b"&j;")), "no document type and no entities"),
    "external entity": (in_sheets(with_entities(EXTERNAL, b"&a;")), "no document type and no entities"),
    "entities in UTF-16": (
        in_sheets(lambda body: (LAUGHS + b"<x/>").decode().encode("utf-16")), "expected XML in UTF-8",
    ),
    "cell in the last corner": (in_sheets(far_cell), "1,048,576 rows and 16,384 columns"),
    "rows and cells without places": (in_sheets(unnumbered), "10,001 rows and 10,000 columns"),
    "row beyond counting": (
        in_sheets(lambda body: body.replace(b"<sheetData>", b'<sheetData><row r="99999999999999999999"/>')), "rows and",
    ),
    "strings of hundreds of megabytes": (in_sheets(long_text), "unpacks to more than"),
}  # fmt: skip
WORKBOOKS = {
    "us_dmdc": ("location_report", "DMDC_Website_Location_Report_2412.xlsx", lambda: Workbook().body()),
    "sipri_milex": ("milex", "SIPRI-Milex-data-1949-2025_v1.2.xlsx", workbook),
    "imf_weo": ("weo", "WEOApr2026all.xlsx", workbook),
}


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a bomb of a test can reach in a moment."""
    monkeypatch.setattr(containers, "MOST_OF_WORKBOOK", 8 * MEGABYTES)
    monkeypatch.setattr(containers, "MOST_UNPACKED", 8 * MEGABYTES)


@pytest.fixture(scope="module", autouse=True)
def resident_before() -> int:
    """The largest resident set of this process so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize(
    ("source", "bomb"), [*(("us_dmdc", bomb) for bomb in WORKBOOK_BOMBS), ("sipri_milex", LAUGH), ("imf_weo", LAUGH)]
)
def test_a_workbook_that_would_fill_the_memory_is_refused(
    settings: Settings, tmp_path: Path, source: str, bomb: str
) -> None:
    """One reader opens the workbooks of all publishers: each bomb goes to one of them."""
    dataset, name, make = WORKBOOKS[source]
    change, expected = WORKBOOK_BOMBS[bomb]
    file = tmp_path / name
    file.write_bytes(repacked(make(), change))
    refused(settings, source, dataset, file, expected)


def refused(settings: Settings, source: str, dataset: str, file: Path, expected: str) -> None:
    """As the fetch and as `bilateral snapshot add` meet it."""
    with pytest.raises(BrokenContract, match=re.escape(expected)):
        sources.load(source).module("normalize").accept(dataset, file.read_bytes(), file.name)
    with pytest.raises(BrokenContract, match=re.escape(expected)):
        datasets.add_file(settings, source, dataset, file)
    assert snapshots.listing(settings.snapshots) == []


def lying(body: bytes, size: int) -> bytes:
    """The same archive, which says of its first member that it is small, with the checksum of so much."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        first = archive.infolist()[0]
        checksum = zlib.crc32(archive.read(first)[:size])
    where = body.index(b"PK\x01\x02")
    changed = bytearray(body)
    for place in (14, where + 16):
        changed[place : place + 4] = checksum.to_bytes(4, "little")
    for place in (22, where + 24):
        changed[place : place + 4] = size.to_bytes(4, "little")
    return bytes(changed)


def test_what_was_measured_is_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that understates its size is cut at what it says, for the reader as well."""
    honest = Workbook().body()
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in members if "worksheets/sheet" in name)
    first = {sheet: members.pop(sheet)}
    bomb = zipped({sheet: far_cell(first[sheet]), **members})
    containers.workbook(lying(zipped(first | members), len(first[sheet])))
    with pytest.raises(BrokenContract):
        containers.workbook(lying(bomb, len(first[sheet]) - 20)).get_sheet_by_index(0)


@given(st.data())
@hypothesis_settings(max_examples=30, deadline=None)
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    def damaged(name: str, body: bytes) -> bytes:
        if name != data_in:
            return body
        at, length = data.draw(st.integers(0, len(body) - 1)), data.draw(st.integers(0, 60))
        return body[:at] + data.draw(st.binary(max_size=8)) + body[at + length :]

    data_in = data.draw(
        st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
    )
    with suppress(BrokenContract):
        dmdc.read(repacked(WHOLE, damaged), "x.xlsx")


WHOLE = Workbook().body()
ZIPS = {
    "worldbank_wdi": ("indicator_csv", "API_SP.POP.TOTL_DS2_en_csv_v2_1.zip", "API_SP.csv", "Metadata_Country_1.csv"),
    "worldbank_archives": ("bulk_csv", "WDI_CSV_2024_05_30.zip", "WDICSV.csv", "WDICountry.csv"),
}


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize("source", ZIPS)
def test_a_zip_that_unpacks_to_more_than_fits_is_refused(settings: Settings, tmp_path: Path, source: str) -> None:
    dataset, name, main, countries = ZIPS[source]
    zeros = bytes(containers.MOST_UNPACKED + 1)
    file = tmp_path / name
    file.write_bytes(zipped({countries: b"Country Code,Region\n", main: zeros}))
    refused(settings, source, dataset, file, "unpacks to more than")
    file.write_bytes(zipped({countries: zeros, main: b"Country Code,Indicator Code\n"}))
    refused(settings, source, dataset, file, "unpacks to more than")
    file.write_bytes(zipped({f"{n}.csv": b"" for n in range(containers.MOST_MEMBERS + 1)}, zipfile.ZIP_STORED))
    refused(settings, source, dataset, file, "expected at most 1000 members, found 1001")
    # A zip within the zip is none of the members that are looked for: nobody opens it.
    file.write_bytes(zipped({"WDI.zip": zipped({main: zeros})}))
    refused(settings, source, dataset, file, "expected one CSV file")


@pytest.mark.usefixtures("little_memory")
def test_gzip_data_that_unpacks_to_more_than_fits_is_refused(settings: Settings, tmp_path: Path) -> None:
    one = gzip.compress(b"x" * MEGABYTES)
    file = tmp_path / "WPP2024_Demographic_Indicators_Medium.csv.gz"
    # Members follow each other, and data that does not shrink makes the file as large as it has to be.
    file.write_bytes(one * 9 + gzip.compress(os.urandom(MEGABYTES)))
    refused(settings, "un_wpp", "wpp", file, "unpacks to more than")
    assert containers.gunzip(one + one, "two") == b"x" * 2 * MEGABYTES
    for broken in (one[:-9], one[:20] + b"\xff" * 40 + one[60:], one + b"more"):
        with pytest.raises(BrokenContract, match="whole gzip data"):
            containers.gunzip(broken, "broken")


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000])
def test_json_that_is_nested_without_end_is_refused(body: bytes) -> None:
    with pytest.raises(BrokenContract, match="expected JSON"):
        http.as_json(body, "https://example.org")


def test_a_body_without_end_is_not_taken(
    httpserver: HTTPServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST_BODY", 4 * MEGABYTES)
    packed = gzip.compress(bytes(64 * MEGABYTES))
    httpserver.expect_request("/v2/x").respond_with_handler(
        lambda request: Response(packed, headers={"Content-Encoding": "gzip"})
    )
    live = Settings(warehouse_dir=settings.warehouse, base_urls={"worldbank_wdi": httpserver.url_for("/v2")})
    with http.Session(sources.load("worldbank_wdi"), live) as session:
        with pytest.raises(BrokenContract, match="expected at most 4,194,304 bytes"):
            session.get("/x")
        assert session.traffic.requests == 1, "never asked again"


def test_an_article_of_aliases_of_aliases_is_refused(settings: Settings) -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in pairwise("abcdefghi")]
    settings.articles.mkdir(parents=True)
    text = "\n".join([*lines, "title: *i", "published: 2025-01-01", "claims: *i", ""])
    (settings.articles / "laughs.yaml").write_text(text)
    with pytest.raises(articles.InvalidArticle, match="every value written out"):
        articles.load(settings, date(2026, 1, 1))


# Names that are paths, or SQL


NAMES = ["../x", "..", "/etc/passwd", "a/b", "a\\b", "x\0", "x' or 1=1 --", "x;drop table core.observation", "", "."]


NOISE = random.Random(1).randbytes(200_000)


@pytest.mark.parametrize("how", ["packed in an unknown way", "damaged lzma", "damaged deflate"])
def test_a_member_that_cannot_be_unpacked_is_a_broken_contract(tmp_path: Path, how: str) -> None:
    body = bytearray(zipped({"data.csv": NOISE}, zipfile.ZIP_LZMA if "lzma" in how else zipfile.ZIP_DEFLATED))
    if "unknown" in how:
        directory = body.index(b"PK\x01\x02")
        body[8:10] = body[directory + 10 : directory + 12] = (77).to_bytes(2, "little")
    else:
        body[50:70] = bytes(255 - each for each in body[50:70])
    with pytest.raises(BrokenContract, match=r"found damage in 'data\.csv'"):
        containers.member_to(bytes(body), "x.zip", lambda _: True, "a csv", tmp_path / "out")


def test_a_disk_without_room_for_a_member_is_no_damage() -> None:
    body = zipped({"data.csv": NOISE})
    with pytest.raises(OSError, match="No space left") as told:
        containers.member_to(body, "x.zip", lambda _: True, "a csv", Path("/dev/full"))
    assert not isinstance(told.value, BrokenContract)


@pytest.mark.parametrize("name", ["../../API_x.csv", "/tmp/API_x.csv", "API_x'||(select 1)||'.csv"])
def test_a_member_is_unpacked_under_our_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "inner" / "folder"
    folder.mkdir(parents=True)
    with suppress(BrokenContract):
        file = wdi.csv_in_zip(zipped({name: b"Country Code\n"}), "x.zip", ("API_", "../../API_", "/tmp/API_"), folder)
        assert file.parent == folder and re.fullmatch(r"\d+\.csv", file.name)
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} <= {folder}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_store_are_names(settings: Settings, tmp_path: Path, name: str) -> None:
    received = snapshots.Received("https://example.org", datetime.now(UTC))
    for wrong in ({"source": name}, {"dataset": name}, {"vintage": name}, {"ext": name}):
        named: dict[str, Any] = {"source": "us_dmdc", "dataset": "d", "ext": "csv", "vintage": "1"} | wrong
        if named["vintage"] == "":
            continue  # as good as none
        with pytest.raises(ValueError, match="expected"):
            snapshots.add(settings.snapshots, b"x", received, **named)
    file = tmp_path / "file"
    file.write_bytes(b"x")
    with pytest.raises((LookupError, ValueError)):
        datasets.add_file(settings, name, "location_report", file)
    with pytest.raises((LookupError, ValueError)):
        datasets.add_file(settings, "us_dmdc", name, file)
    with pytest.raises(LookupError):
        snapshots.find(settings.snapshots, name)
    assert not settings.snapshots.exists() or not list(settings.snapshots.rglob("*.csv"))


@pytest.fixture(scope="module")
def published(built: Path) -> Settings:
    """The project's own publication; nothing here may change it."""
    return Settings(root=ROOT, warehouse_dir=built, offline=True)


@pytest.fixture
def reader(published: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(published_file.connect(published)) as connection:
        yield connection


HOSTILE = ["x' or '1'='1", "'); drop table core.observation; --", 'x" from core.economy --', "$1", "?", "%", "\0", "'"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_user_names_is_sql(published: Settings, reader: duckdb.DuckDBPyConnection, text: str) -> None:
    rows = reader.execute("select count(*) from core.observation").fetchall()
    for names in (
        lambda: published_file.about(published, text), lambda: revisions.diff(reader, text, "2024-10", "2025-04"),
        lambda: revisions.diff(reader, "imf_weo", text, text), lambda: reports.render(published, reader, text),
    ):  # fmt: skip
        with pytest.raises((LookupError, ValueError)):
            names()
    for query in ("from observation_as_of($t)", "from group_total($t, $t, 2023, date '2025-01-01')"):
        try:
            reader.execute(query, {"t": text}).fetchall()
        except duckdb.Error as error:
            assert "date" in str(error).lower(), error
    assert reader.execute("select count(*) from core.observation").fetchall() == rows


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_of_a_claim_is_text(published: Settings, text: str) -> None:
    sentence = f"{text} South Korea had a population of 51.7 million in 2023, {text}."
    found = check(published, sentence, date(2025, 3, 30))
    assert {claim["verdict"] for claim in found["claims"]} <= {"SUPPORTED", "SUPPORTED_LOOSELY", "DEPENDS"}
    with closing(published_file.connect(published)) as connection:
        for claim in found["claims"]:
            for reading in claim["readings"]:
                if reading["sql"]:
                    connection.execute(reading["sql"]).fetchall()


# Pages


def test_scripts_of_a_page_are_those_that_the_policy_knows(built: Path) -> None:
    """Every script and style of every page is in the policy by its hash, and nothing else may run or load."""
    policy = html.policy()
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    pages = [*(built / "reports").rglob("*.html")]
    texts = [page.read_text(encoding="utf-8") for page in pages] + [check_page.form()]
    assert len(pages) > 1
    for text in texts:
        assert not re.search(r"<[^>]+\son\w+\s*=", text) and "javascript:" not in text.lower()
        for tag, attributes, content in re.findall(r"<(script|style)([^>]*)>(.*?)</\1>", text, re.DOTALL):
            if "application/ld+json" in attributes or 'type="application/json"' in attributes:
                continue
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert "src=" not in attributes and f"'sha256-{digest}'" in policy, (tag, content[:80])


# Secrets


def echo(status: int) -> Callable[[Request], Response | None]:
    """The server says in body and headers what it was sent."""

    def answer(request: Request) -> Response | None:
        given = request.headers.get("Ocp-Apim-Subscription-Key")
        if not given:
            return None
        body = json.dumps({"statusCode": status, "message": f"no, {given} is wrong"})
        headers = {"ETag": f'"{given}"', "X-Key": given, "Location": "/302/comtrade/elsewhere"}
        return Response(body, status, headers=headers, mimetype="application/json")

    return answer


RUN_WITH_A_KEY = """
import logging, sys
from pathlib import Path
import dagster as dg
from pipelines import definitions
from pipelines.apps import terminal
from pipelines.config import Settings
from pipelines.defs.assets import Options
from pipelines.fetching import http
from pipelines.ingest import datasets
from pipelines.sources.un_comtrade import fetch

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
http.BACKOFF_SECONDS = 0.001
fetch.ANNUAL_YEARS, fetch.MONTHLY_YEARS = 3, 1
warehouse, base = Path(sys.argv[1]), sys.argv[2]
keys = [dg.AssetKey([step, "un_comtrade"]) for step in ("snapshot", "observation")]
states = {}
with dg.DagsterInstance.get() as instance:
    for answer in sys.argv[3:]:
        settings = Settings(warehouse_dir=warehouse, base_urls={"un_comtrade": f"{base}/{answer}/comtrade"})
        graph = definitions.assets.everything(Options(settings))
        dg.materialize(graph, instance=instance, selection=keys, raise_on_error=False)
        (row,) = [row for row in datasets.statistics(settings) if row["source"] == "un_comtrade"]
        states[answer] = row["state"]
        terminal.as_json(row)
terminal.as_json(states)
"""


def test_a_key_is_written_nowhere(httpserver: HTTPServer, tmp_path: Path) -> None:
    """Fetches with a key, good ones and with a server that repeats what it was sent: neither printed nor stored."""
    year = datetime.now(UTC).year - 2
    periods = [str(year), f"{year + 1}07"]
    flows = filing("410", {"156": 124.8e9}, periods) | filing("156", {"410": 146e9}, periods)
    answers = {str(status): Comtrade(flows, answer=echo(status)) for status in (200, 302, 401, 500)}
    answers["good"] = Comtrade(flows)
    for name, server in answers.items():

        def handle(request: Request, server: Comtrade = server) -> Response:
            path = "/comtrade/" + request.path.partition("/comtrade/")[2]
            return server.handle(Request({**request.environ, "PATH_INFO": path}))

        httpserver.expect_request(re.compile(f"/{name}/comtrade/.*")).respond_with_handler(handle)
    home = tmp_path / "warehouse"
    (home / "articles").mkdir(parents=True)
    claim = {"indicator": "trade_partner", "areas": {"ref": ["KOR"], "counterpart": ["CHN"]}}
    (home / "articles" / "a.yaml").write_text(yaml.safe_dump({"claims": [claim]}))
    records = storage.home(Settings(root=ROOT, warehouse_dir=home))
    done = subprocess.run(
        [sys.executable, "-c", RUN_WITH_A_KEY, home, httpserver.url_for(""), *answers],
        capture_output=True, text=True, timeout=300, cwd=ROOT,
        env={**os.environ, "COMTRADE_KEY": KEY, "DAGSTER_HOME": str(records), "BILATERAL_WAREHOUSE": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    states = json.loads(done.stdout[done.stdout.rindex("\n{") :])
    assert states == {"200": "failed", "302": "missing", "401": "failed", "500": "missing", "good": "new"}
    assert "/302/comtrade/elsewhere" in done.stderr, "the log of every connection is among it"
    assert KEY not in done.stdout and KEY not in done.stderr
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files), "so is the event log"
    assert [str(path) for path in files if KEY.encode() in path.read_bytes()] == []


def test_a_key_does_not_follow_a_redirect(
    httpserver: HTTPServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []

    def elsewhere(request: Request) -> Response:
        seen.append(request.headers.get("Ocp-Apim-Subscription-Key"))
        return Response("{}")

    port = httpserver.port
    httpserver.expect_request("/there").respond_with_handler(elsewhere)
    httpserver.expect_request("/comtrade/x").respond_with_data(
        "", status=302, headers={"Location": f"http://127.0.0.1:{port}/there"}
    )
    monkeypatch.setenv(comtrade.KEY_VARIABLE, KEY)
    live = Settings(warehouse_dir=settings.warehouse, base_urls={"un_comtrade": f"http://localhost:{port}/comtrade"})
    with http.Session(sources.load("un_comtrade"), live) as session:
        session.get("x", secret_headers={"Ocp-Apim-Subscription-Key": KEY})
    assert seen == [None]
    for scheme in ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"):
        httpserver.expect_request("/comtrade/y").respond_with_data("", status=302, headers={"Location": scheme})
        with http.Session(sources.load("un_comtrade"), live) as session, pytest.raises(http.FetchError) as refusal:
            session.get("y", secret_headers={"Ocp-Apim-Subscription-Key": KEY})
        assert KEY not in str(refusal.value)


# Dependencies


def test_the_locks_hold_pins_and_hashes_only(tmp_path: Path) -> None:
    for name in audit.LOCKS:
        held, problems = audit.pins(ROOT / name)
        assert len(held) >= (1 if name == "requirements-uv.lock" else 50) and problems == []
    lock = tmp_path / "requirements.lock"
    good = "--hash=sha256:" + "0" * 64
    lock.write_text(
        f"one==1 \\\n    {good}\ntwo==2 ; python_version < '3.12' \\\n    {good} \\\n    {good}\nthree==3\n"
        f"--index-url https://index.example/simple\nfour @ https://example.org/four.whl\nfive>=5 \\\n    {good}\n"
    )
    held, problems = audit.pins(lock)
    assert held == {"one": {"1"}, "two": {"2"}, "three": {"3"}}
    assert [problem.split(": ")[0] for problem in problems[:-1]] == [f"requirements.lock:{n}" for n in (7, 8, 9, 10)]
    assert problems[-1] == "requirements.lock: three==3 has no hash"


def test_what_osv_knows_is_told_and_silence_is_no_approval(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(request: Request) -> Response:
        known = {"urllib3": [{"id": "GHSA-0000-0000-0000"}]}
        names = [query["package"]["name"] for query in request.get_json()["queries"]]
        return Response(json.dumps({"results": [{"vulns": known.get(name, [])} for name in names]}))

    httpserver.expect_request("/v1/querybatch").respond_with_handler(answer)
    monkeypatch.setattr(audit, "OSV", httpserver.url_for("/v1/querybatch"))
    assert audit.main() == 1
    assert re.search(r"problem: urllib3 [\d.]+: GHSA-0000-0000-0000", capsys.readouterr().out)
    monkeypatch.setattr(audit, "OSV", httpserver.url_for("/nothing"))
    audit.main()
    assert "vulnerabilities: NOT LOOKED UP" in capsys.readouterr().out


def test_licences_that_ask_more_than_ours() -> None:
    strict = ["GPL-3.0-only", "GNU Affero General Public License v3", "AGPL-3.0"]
    fine = ["MIT", "LGPL-3.0", "GNU Lesser General Public License v3", "Apache-2.0 OR BSD-2-Clause"]
    assert [name for name in (*strict, *fine) if audit.TOO_STRICT.search(name)] == strict


def test_memory_that_bombs_take_is_bounded(resident_before: int) -> None:
    """All bombs included, beside what the process had taken before."""
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - resident_before < 2 << 20
