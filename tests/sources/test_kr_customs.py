"""Korea's trade by country from a local server that answers like KOSIS's open endpoint."""

import json
import logging
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from publisher import Publisher, cases
from servers.kosis import Kosis, rows

from pipelines.catalogue import economies
from pipelines.ingest import datasets

SOURCE = "kr_customs"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOSIS_KEY", Kosis([], []).key)


def good() -> Kosis:
    return Kosis(rows(["2023", "2024", "2025", "2026"]), rows(["202511", "202512", "202601", "202602"]))


def test_years_and_months(publisher: Publisher) -> None:
    outcome = publisher.read(server := good())
    assert (outcome.state, outcome.requests) == ("new", 2)
    assert [request["jsonVD"] for request in server.requests] == ["Y", "Y"]
    publisher.holds({
        "goods_exports KOR CHN 2024": {"obs_value": 133_011_386_000, "valuation": "FOB", "vintage": "2026-02-13",
                                       "published_on": date(2026, 2, 13)},
        "goods_imports KOR JPN 2025-12": {"obs_value": 47_000_000_000 // 12 // 1000 * 1000, "valuation": "CIF"},
        "goods_exports KOR W00 2024": (127_786_453 + 133_011_386 + 29_600_000) * 1000,
        "goods_exports KOR W00 2025": {"obs_status": "A"}, "goods_exports KOR W00 2026-01": {"obs_status": "A"},
        "goods_exports KOR W00 2026": "absent", "goods_exports KOR W00 2026-02": "absent",  # they are not over
    })  # fmt: skip


def test_without_a_key_nothing_is_asked(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOSIS_KEY")
    publisher.serve(server := good())
    assert datasets.plan(publisher.settings, [SOURCE]) == []
    assert publisher.refresh().requests == 0 == len(server.requests)


def test_the_key_is_written_nowhere(publisher: Publisher, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    publisher.refresh(good())
    kept = [path.read_text(encoding="utf-8") for path in publisher.settings.snapshots.rglob("*.json")]
    assert len(kept) >= 3 and not [text for text in kept if "S3cr3t" in text or "apiKey" in text]
    error = publisher.refresh(Kosis([], [], error="20")).error or ""
    assert "error 20" in error and "S3cr3t" not in error
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("werkzeug")]
    assert "S3cr3t" not in " ".join(ours)


@pytest.mark.parametrize(
    ("error", "state", "expected"),
    [
        ("10", "failed", "set KOSIS_KEY to a valid key"), ("20", "failed", "expected rows, found error 20"),
        ("30", "failed", "the table or its items have changed"), ("31", "failed", "shorten MONTHS_BACK_YEARS"),
        ("42", "missing", "run again later"),
    ],
)  # fmt: skip
def test_errors_with_status_200(publisher: Publisher, error: str, state: str, expected: str) -> None:
    outcome = publisher.refresh(Kosis([], [], error=error))
    assert outcome.state == state and expected in (outcome.error or "") and publisher.kept() == []


def cell(**cells: Any) -> str:
    first, *rest = rows(["2024"])
    return json.dumps([first | cells, *rest])


JUMP = [
    row | {"DT": f"{int(row['DT']) * 1000}"} if row["PRD_DE"] > "202512" else row
    for row in rows(["202511", "202512", "202601"])
]


@cases("body, expected", {
    "unit": (json.dumps(rows(["2024"], unit="백만달러")), "expected thousands of dollars.*백만달러"),
    "item": (cell(ITM_ID="13103103829T3", ITM_NM="무역수지"), "end in T1"),
    "text": (cell(DT="x"), "expected numbers"),
    "period": (cell(PRD_DE="2024.5"), "expected numbers, periods"),
    "twice": (json.dumps([*rows(["2024"]), rows(["2024"])[0]]), "figures stand twice"),
    "a partner is gone": (json.dumps(rows(["2024"])[2:]), "partners that do not add up"),
    "scale": (json.dumps(JUMP), "jumps threefold"),
    "columns": (json.dumps([{"C1": "x"}]), "column C1_NM, "),
    "names without quotes": ("[{TBL_NM: 'x'}]", "expected JSON"),
    "empty": ("[]", "expected a list of rows"),
})  # fmt: skip
def test_answers_that_are_refused(publisher: Publisher, body: str, expected: str) -> None:
    publisher.brings("annual", "statisticsParameterData.json", body, expected)


def test_real_exports_by_partner(shared: Path, publisher: Publisher) -> None:
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
    body = [one | {"C1": f"13102103829E.{c}", "C1_NM": c, "DT": str(value // 1000)} for c, value in cells.items()]
    publisher.brings("annual", "kosis.json", json.dumps(body), {
        "goods_exports KOR CHN 2023": 124_817_682_000, "goods_exports KOR USA 2023": 115_696_334_000,
    })  # fmt: skip
    held = publisher.figures()
    total = held.pop("goods_exports KOR W00 2023")
    assert len(held) >= 200 and sum(held.values()) == pytest.approx(total, 1e-3)
