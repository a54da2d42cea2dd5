"""One small question to each publisher, against the local servers that speak the publishers' formats."""

import json
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from servers import assistance, census, peacekeeping
from servers.comtrade import Comtrade, filing
from servers.dmdc import Dmdc, Workbook, name_of
from servers.imf import Imts, Weo, iso_codes
from servers.oecd import Oecd
from servers.worldbank import Archives, WorldBank
from werkzeug import Request, Response

from pipelines import definitions, sources
from pipelines.config import Settings
from pipelines.defs.assets import Options
from pipelines.ingest import datasets, doctor, recordings
from pipelines.sources.un_wpp import normalize as wpp
from pipelines.stores import snapshots

YEAR = datetime.now(UTC).year
Handler = Callable[[Request], Response]
KOREA = dict.fromkeys(("156", "842", "392", "276", "490", "899"), 1000000000.0)
LINKS = '<a href="/sites/default/files/SIPRI-Milex-data-1949-2025_v1.2.xlsx">x</a> <a href="data_R8_05.pdf">y</a>'


def bank() -> WorldBank:
    from pipelines.catalogue import economies

    codes = [row["source_code"] for row in economies.rows("worldbank_wdi") if row["iso3"] not in ("", "W00")][:210]
    return WorldBank({("SP.POP.TOTL", code, YEAR - 3): 1e6 for code in codes})


def trade() -> Imts:
    partners = [*iso_codes("imf_imts")[:60], "G001", "TX898", "GCANCEX"]
    return Imts({("KOR", "XG_FOB_USD", partner, str(YEAR - 1)): 1e9 for partner in partners})


def beginning(request: Request) -> Response:
    packed = zlib.compressobj(wbits=31)
    body = packed.compress((",".join(wpp.COLUMNS) + "\n" + "1,2,3,4,5,6\n" * 50_000).encode()) + packed.flush()
    assert request.headers["Range"] == "bytes=0-65535"
    return Response(body[:2000], 206)


def part_of(body: bytes) -> Handler:
    """A server that keeps to the Range it is asked for."""

    def handle(request: Request) -> Response:
        assert request.headers["Range"] == "bytes=0-65535"
        return Response(body[:65536], 206, {"Last-Modified": "Wed, 02 Apr 2025 10:00:00 GMT"}, mimetype="text/csv")

    return handle


SERVED: dict[str, tuple[Callable[[], Handler], str | None]] = {
    "worldbank_wdi": (lambda: bank().handle, "2026-07-13"),
    "worldbank_archives": (lambda: Archives({("SP.POP.TOTL", "KOR", 2022, v): 1.0 for v in ("202404", "202507")}).handle,
                           "2025-07"),
    "imf_weo": (lambda: Weo().handle, "2026-04"),
    "imf_imts": (lambda: trade().handle, f"figures to {YEAR - 1}"),
    "un_comtrade": (lambda: Comtrade(filing("410", KOREA, [str(YEAR - 2)])).handle, None),
    "us_dmdc": (lambda: Dmdc({name_of(2024, 12): (Workbook().body(), "2025-02-20")}).handle, "2024-12"),
    "un_wpp": (lambda: beginning, "2024"),
    "sipri_milex": (lambda: lambda request: Response(LINKS), "1949-2025_v1.2"),
    "us_census": (lambda: census.Census(census.workbook(census.rows())).handle, "2025-02"),
    "un_peacekeeping": (lambda: part_of(peacekeeping.table(peacekeeping.rows() * 9)), "2025-04-02"),
    "oecd_dac2a": (lambda: Oecd().handle, None),
    "us_foreign_assistance": (lambda: part_of(assistance.text() * 99), "2025-04-02"),
}  # fmt: skip


@pytest.fixture
def ask(
    httpserver: HTTPServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, Handler], doctor.Finding]:
    prefixes = {"worldbank_wdi": "/v2", "worldbank_archives": "/v2", "un_comtrade": "/comtrade", "us_dmdc": "/dwp"}

    def examine(source: str, handler: Handler) -> doctor.Finding:
        httpserver.clear()
        httpserver.expect_request(re.compile(".*")).respond_with_handler(handler)
        base = httpserver.url_for(prefixes.get(source, "/x"))
        live = Settings(warehouse_dir=settings.warehouse, base_urls={source: base})
        [finding] = doctor.examine(live, [source])
        return finding

    return examine


@pytest.mark.parametrize("source", SERVED)
def test_a_publisher_as_we_know_it(ask: Any, httpserver: HTTPServer, settings: Settings, source: str) -> None:
    make, newest = SERVED[source]
    finding = ask(source, make())
    assert finding.error is None and finding.changed == []
    assert (finding.reachable, finding.recognized, finding.newest) == (True, True, newest)
    assert finding.well and len(httpserver.log) == 1, "one request each"
    assert snapshots.listing(settings.snapshots) == [], "nothing is stored"


@pytest.mark.parametrize("source", SERVED)
def test_what_is_no_answer_is_not_recognized(ask: Any, source: str) -> None:
    finding = ask(source, lambda request: Response("<html><title>Down for maintenance</title></html>"))
    assert (finding.reachable, finding.recognized, finding.well) == (True, False, False)
    assert finding.error


@pytest.mark.parametrize("source", SERVED)
def test_a_publisher_that_is_down_is_asked_once(ask: Any, httpserver: HTTPServer, source: str) -> None:
    finding = ask(source, lambda request: Response("no", 503))
    assert (finding.reachable, finding.recognized, finding.well) == (False, None, False)
    assert "in 1 attempt;" in finding.error and len(httpserver.log) == 1


def test_changed_codes_columns_and_editions_are_named(ask: Any, settings: Settings, httpserver: HTTPServer) -> None:
    odd = filing("410", KOREA | {"987": 5e6}, [str(YEAR - 2)])
    assert ask("un_comtrade", Comtrade(odd).handle).changed == ["codes that the map does not have: 987"]
    server = trade()
    server.columns = {"COUNTERPART_COUNTRY": "COUNTERPART_AREA"}
    assert "column COUNTERPART_COUNTRY is missing" in ask("imf_imts", server.handle).error
    server = trade()
    server.flows["KOR", "XG_FOB_USD", "QQX", str(YEAR - 1)] = 1.0
    assert ask("imf_imts", server.handle).changed == ["codes that the map does not have: QQX"]
    report = {name_of(2024, 12): (Workbook().body(), "2025-02-20")}
    ask("us_dmdc", Dmdc(report).handle)
    datasets.refresh(Settings(warehouse_dir=settings.warehouse,
                              base_urls={"us_dmdc": httpserver.url_for("/dwp")}), "us_dmdc")  # fmt: skip
    later = report | {name_of(2025, 3): (b"", "2025-05-20"), "New_Report.xlsx": (b"", "2025-05-20")}
    found = ask("us_dmdc", Dmdc(later).handle)
    assert (found.held, found.newest) == ("2024-12", "2025-03")
    assert found.changed == ["names of no known form: New_Report.xlsx", "2025-03 is there, 2024-12 is held"]


def test_answers_are_recorded_and_what_changes_is_told(
    httpserver: HTTPServer, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMTRADE_KEY", "a-secret-key")
    body: dict[str, object] = {
        "data": [{"reporterCode": 410, "primaryValue": 5.0}],
        "note": "subscription-key=a-secret-key",
    }
    httpserver.expect_request(re.compile(".*")).respond_with_handler(
        lambda _: Response(json.dumps(body), mimetype="application/json", headers={"Set-Cookie": "session=hush"})
    )
    live = Settings(warehouse_dir=settings.warehouse, base_urls={"un_comtrade": httpserver.url_for("/x")})
    doctor.examine(live, ["un_comtrade"], record=tmp_path)
    written = (tmp_path / "un_comtrade.json").read_text(encoding="utf-8")
    assert json.loads(written)["shape"] == ["data[].primaryValue: float", "data[].reporterCode: int", "note: str"]
    assert "a-secret-key" not in written and "hush" not in written
    assert doctor.examine(live, ["un_comtrade"], against=tmp_path)[0].changed == []
    body["data"] = [{"reporterCode": "KOR", "primaryValue": 5.0}]
    [finding] = doctor.examine(live, ["un_comtrade"], against=tmp_path)
    assert finding.changed == ["data[].reporterCode: int is gone", "data[].reporterCode: str is new"]


@pytest.mark.parametrize(
    ("body", "found"),
    [(b"a;b;c\n1;2;3", ["column a", "column b", "column c"]), (b"PK nothing", ["an archive that ends too early"]),
     (b"[1", ["JSON that ends too early"]), (b"<html><title>Page of 2 May</title><body>1, 2</body></html>", ["an HTML page"]),
     (bytes(range(1, 32)) * 9, ["bytes that are no text"])],
)  # fmt: skip
def test_the_shape_of_an_answer(body: bytes, found: list[str]) -> None:
    assert recordings.shape(body) == found


def test_every_live_source_has_its_smallest_question_and_a_server_that_answers_it() -> None:
    assert set(SERVED) == {source.id for source in sources.everything() if source.live}


def test_without_a_network_every_publisher_is_unreachable(settings: Settings) -> None:
    found = doctor.examine(Settings(warehouse_dir=settings.warehouse, offline=True), ["us_dmdc", "imf_weo"])
    assert [(f.source, f.reachable, f.well) for f in found] == [("us_dmdc", False, False), ("imf_weo", False, False)]


def test_the_nightly_check_asks_the_same(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def examine(given: Settings, select: list[str]) -> list[doctor.Finding]:
        asked.extend(select)
        return [doctor.Finding(name, True, True, changed=["9 is new"] if name == "imf_weo" else []) for name in select]

    monkeypatch.setattr(doctor, "examine", examine)
    job = definitions.build_defs(Options(settings=settings, unattended=True)).resolve_job_def("doctor")
    run = job.execute_in_process(raise_on_error=True)
    evaluations = {e.asset_key.path[-1]: e.passed for e in run.get_asset_check_evaluations()}
    assert sorted(asked) == sorted(evaluations) == sorted(s.id for s in sources.everything() if s.live)
    assert [name for name, passed in evaluations.items() if not passed] == ["imf_weo"]


def test_the_list_for_the_first_day_has_the_doctors_order() -> None:
    page = (sources.FOLDER.parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.partition("## The first day on a network")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert listed == [source.id for source in sources.everything() if source.live]
