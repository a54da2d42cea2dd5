"""Korea's trade by country from a local server that answers like KOSIS's open endpoint."""

import json
import logging
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from servers import faults
from servers.kosis import Kosis, rows

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.kr_customs import normalize
from pipelines.stores import observations, snapshots

SOURCE = "kr_customs"
KEY = Kosis([], []).key
contract = pytest.mark.contract


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KOSIS_KEY", KEY)
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/openapi")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/openapi/.*")).respond_with_handler(server.handle)

    return start


def good() -> Kosis:
    return Kosis(rows(["2023", "2024", "2025", "2026"]), rows(["202511", "202512", "202601", "202602"]))


def figures(settings: Settings) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project(
        "indicator, counterpart_area, strftime(time_period, '%Y-%m'), freq, obs_value, valuation, published_on, vintage"
    )
    return {row[:4]: row[4:] for row in found.fetchall()}


@contract(SOURCE, "thousands of dollars by country", "dollars; the total is the world; vintage is the last change")
def test_years_and_months(serve: Any, live: Settings) -> None:
    serve(server := good())
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", 2), outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert held["goods_exports", "CHN", "2024-01", "A"] == (133_011_386_000, "FOB", date(2026, 2, 13), "2026-02-13")
    assert held["goods_imports", "JPN", "2025-12", "M"][:2] == (47_000_000_000 // 12 // 1000 * 1000, "CIF")
    assert held["goods_exports", "W00", "2024-01", "A"][0] == (127_786_453 + 133_011_386 + 29_600_000) * 1000
    assert [request["jsonVD"] for request in server.requests] == ["Y", "Y"]


@contract(SOURCE, "a year and a month that are not over", "left out: partial sums")
def test_running_periods(serve: Any, live: Settings) -> None:
    serve(good())
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    periods = {(key[2], key[3]) for key in figures(live)}
    assert ("2026-01", "A") not in periods and ("2026-02", "M") not in periods
    assert {("2025-01", "A"), ("2026-01", "M")} <= periods


@contract(SOURCE, "no key in the environment", "nothing is asked")
def test_without_a_key(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOSIS_KEY")
    serve(server := good())
    assert datasets.plan(live, [SOURCE]) == []
    assert datasets.refresh(live, SOURCE).requests == 0 == len(server.requests)


@contract(SOURCE, "the key in the address", "in no record, no error, no log")
def test_the_key_is_written_nowhere(serve: Any, live: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    serve(good())
    datasets.refresh(live, SOURCE)
    kept = [path.read_text(encoding="utf-8") for path in live.snapshots.rglob("*.json")]
    assert len(kept) >= 3 and not [text for text in kept if "S3cr3t" in text or "apiKey" in text]
    serve(Kosis([], [], error="20"))
    error = datasets.refresh(live, SOURCE).error or ""
    assert "error 20" in error and "S3cr3t" not in error
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("werkzeug")]
    assert "S3cr3t" not in " ".join(ours)


@pytest.mark.parametrize(
    ("error", "state", "expected"),
    [
        pytest.param("10", "failed", "set KOSIS_KEY to a valid key", id="key"),
        pytest.param("20", "failed", "expected rows, found error 20", id="parameters"),
        pytest.param("30", "failed", "the table or its items have changed", id="nothing"),
        pytest.param("31", "failed", "shorten MONTHS_BACK_YEARS", id="too many cells"),
        pytest.param("42", "missing", "run again later", id="too often"),
    ],
)
@contract(SOURCE, "an error with status 200", "told apart: the key, the parameters, too much, too often")
def test_errors(serve: Any, live: Settings, error: str, state: str, expected: str) -> None:
    serve(Kosis([], [], error=error))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == state and expected in (outcome.error or ""), outcome.error
    assert snapshots.listing(live.snapshots) == []


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(good().handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


def changed(rows: list[dict[str, Any]], **cells: Any) -> bytes:
    return json.dumps([rows[0] | cells, *rows[1:]]).encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(json.dumps(rows(["2024"], unit="백만달러")).encode(), "expected thousands of dollars.*백만달러", id="unit"),
        pytest.param(changed(rows(["2024"]), ITM_ID="13103103829T3", ITM_NM="무역수지"), "end in T1", id="item"),
        pytest.param(changed(rows(["2024"]), DT="x"), "expected numbers", id="text"),
        pytest.param(changed(rows(["2024"]), PRD_DE="2024.5"), "expected numbers, periods", id="period"),
        pytest.param(json.dumps([*rows(["2024"]), rows(["2024"])[0]]).encode(), "figures stand twice", id="twice"),
        pytest.param(json.dumps(rows(["2024"])[2:]).encode(), "partners that do not add up", id="a partner is gone"),
        pytest.param(json.dumps([row | {"DT": f"{int(row['DT']) * 1000}"} if row["PRD_DE"] > "202512" else row
                                 for row in rows(["202511", "202512", "202601"])]).encode(), "jumps threefold", id="scale"),
        pytest.param(json.dumps([{"C1": "x"}]).encode(), "column C1_NM, ", id="columns"),
        pytest.param(b"[{TBL_NM: 'x'}]", "expected JSON", id="names without quotes"),
        pytest.param(b"[]", "expected a list of rows", id="empty"),
    ],
)  # fmt: skip
def test_answers_that_are_refused(body: bytes, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept("annual", body, "statisticsParameterData.do")


def test_real_exports_by_partner(shared: Path, settings: Settings, tmp_path: Path) -> None:
    """Korea's real exports of 2023 in the endpoint's form: every partner has a code here, and they add up to the total."""
    iso2 = {row["iso3"]: row["iso2"] for row in economies.economies() if row["iso2"]}
    printed = duckdb.execute(
        "select iso3c, export, total_export from read_csv($file, nullstr = 'NA') where year = 2023 and export is not null",
        {"file": str(shared / "kosis" / "korea_trade_by_partner_1949_2023.csv.gz")},
    ).fetchall()
    cells = {iso2.get(code, "ZZ"): 0 for code, *_ in printed} | {"00": printed[0][2]}
    for code, exports, _ in printed:
        cells[iso2.get(code, "ZZ")] += exports
    one = rows(["2023"])[0]
    file = tmp_path / "kosis.json"
    file.write_text(json.dumps([
        one | {"C1": f"13102103829E.{code}", "C1_NM": code, "DT": str(value // 1000)} for code, value in cells.items()
    ]))  # fmt: skip
    datasets.add_file(settings, SOURCE, "annual", file)
    datasets.normalize(settings, SOURCE)
    held = {key[1]: value[0] for key, value in figures(settings).items()}
    assert held["CHN"] == 124_817_682_000 and held["USA"] == 115_696_334_000
    assert len(held) > 200 and sum(value for area, value in held.items() if area != "W00") == pytest.approx(
        held["W00"], 1e-3
    )
