"""US assistance by country and fiscal year, fetched as one file."""

import gzip
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from added import added, columns, figures
from pytest_httpserver import HTTPServer
from servers import faults
from servers.assistance import HEADER, answer, text

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.us_foreign_assistance import normalize
from pipelines.stores import snapshots

SOURCE, DATASET = "us_foreign_assistance", "country"
contract = pytest.mark.contract


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/aid")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(handler: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/aid/.*")).respond_with_handler(handler)

    return start


@contract(SOURCE, "fiscal years, the newest incomplete", "left out until 18 months after their end")
def test_a_file(serve: Any, live: Settings) -> None:
    serve(answer)
    assert datasets.refresh(live, SOURCE).state == "new"
    datasets.normalize(live, SOURCE)
    held = figures(live, SOURCE)
    assert held["foreign_assistance", "USA", "ISR", "obligations", 2023] == 3_302_860_882
    assert held["foreign_assistance", "USA", "ISR", "disbursements", 2023] == 3_305_230_984
    assert ("foreign_assistance", "USA", "ISR", "obligations", 2024) not in held
    assert set(columns(live, SOURCE, "year(time_period), obs_status")) == {(2023, "A")}
    assert columns(live, SOURCE, "published_on, published_basis") == [(date(2025, 4, 2), "stated")]


@contract(SOURCE, "regions, former states, Tibet, codes of its own", "unallocated, in the world only, China, Kosovo")
def test_places(serve: Any, live: Settings) -> None:
    serve(answer)
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = {key[2]: value for key, value in figures(live, SOURCE).items() if key[3:] == ("obligations", 2023)}
    assert held == {"ISR": 3_302_860_882, "XKX": 80e6, "_X": 15e9, "CHN": 7, "W00": 3_302_860_882 + 80e6 + 15e9 + 7}


@contract(SOURCE, "three spellings of the header", "the same figures")
def test_spellings(settings: Settings, tmp_path: Path) -> None:
    older = "country_id,country_code,country_name,region_id,region_name,x,transaction_type_name,fiscal_year,current_dollar_amount,y"
    held = added(settings, SOURCE, DATASET, tmp_path, "a.csv", text(older), published_on=date(2025, 4, 2))
    assert held["foreign_assistance", "USA", "ISR", "obligations", 2023] == 3_302_860_882


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(answer, fault).handle)
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(text(HEADER.replace("Fiscal Year", "Year")), "column fiscal_year is missing", id="column"),
        pytest.param(text(change={"6805266799": "n/a"}), "expected dollars and fiscal years", id="text"),
        pytest.param(text() + text().split(b"\n")[1] + b"\n", "figures stand twice: ISR obligations 2023", id="twice"),
        pytest.param(text(scale=1e-6), "5 to 150 billion", id="in millions"),
    ],
)
def test_files_that_are_refused(body: bytes, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept(DATASET, body, "us_foreign_aid_country.csv")


@pytest.mark.parametrize(("edition", "israel"), [("2022", 3.311e9), ("2025-03", 3.313e9)])
def test_real_editions(shared: Path, settings: Settings, tmp_path: Path, edition: str, israel: float) -> None:
    """Two editions that people had committed: every code is known, and what was obligated to Israel in 2020."""
    body = gzip.decompress((shared / "world" / f"us_foreign_aid_country_{edition}.csv.gz").read_bytes())
    day = date(2022, 10, 8) if edition == "2022" else date(2025, 4, 2)
    held = added(settings, SOURCE, DATASET, tmp_path, "us_foreign_aid_country.csv", body, published_on=day)
    assert held["foreign_assistance", "USA", "ISR", "obligations", 2020] == pytest.approx(israel, rel=2e-3)
    total = duckdb.execute(
        "select sum(current_usd) from read_csv($file) where transaction_type = 'Obligations' and fiscal_year = '2019'",
        {"file": str(shared / "world" / f"us_foreign_aid_country_{edition}.csv.gz")},
    ).fetchall()[0][0]
    assert held["foreign_assistance", "USA", "W00", "obligations", 2019] == pytest.approx(total)
