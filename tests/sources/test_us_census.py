"""The Census Bureau's trade by country against a local server and, where present, against six real editions."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from servers import faults
from servers.census import HEADER, Census, rows, workbook

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.us_census import normalize
from pipelines.stores import observations, snapshots

SOURCE = "us_census"
contract = pytest.mark.contract


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/balance")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/balance/.*")).respond_with_handler(server.handle)

    return start


def figures(settings: Settings) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project(
        "indicator, counterpart_area, strftime(time_period, '%Y-%m'), freq, vintage, obs_value, valuation, published_on"
    )
    return {row[:5]: row[5:] for row in found.fetchall()}


def refused(body: bytes, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept("country", body, "country.xlsx")


@contract(SOURCE, "the workbook", "months and whole years, in dollars, imports at customs value; one request")
def test_a_workbook(serve: Any, live: Settings) -> None:
    serve(server := Census(workbook(rows())))
    assert datasets.refresh(live, SOURCE).state == "new" and server.requests == ["/balance/country.xlsx"]
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert held["goods_imports", "JPN", "2024-12", "M", "2025-02"] == (12_000_500_000, "FOB", date(2025, 4, 5))
    assert held["goods_exports", "JPN", "2024-01", "A", "2025-02"][0] == 12 * 6_500_250_000
    assert held["goods_imports", "PSE", "2024-12", "M", "2025-02"][0] == 1_500_000, "Gaza and the West Bank"
    assert held["goods_exports", "W00", "2024-01", "A", "2025-02"][0] == 12 * 40_000_750_000


@contract(SOURCE, "months that are not published stand as 0", "missing, never zero; an unfinished year is no year")
def test_months_to_come(serve: Any, live: Settings) -> None:
    serve(Census(workbook(rows("2025-02"))))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert {period for _, _, period, freq, _ in held if freq == "M" and period > "2024-12"} == {"2025-01", "2025-02"}
    assert {period for _, _, period, freq, _ in held if freq == "A"} == {"2023-01", "2024-01"}
    assert held["goods_exports", "PSE", "2025-02", "M", "2025-02"][0] == 500_000


@contract(SOURCE, "a published month in which one partner trades nothing", "zero, because others trade in it")
def test_a_real_zero(settings: Settings, tmp_path: Path) -> None:
    changed = [[*row[:3], *([0] * 26)] if row[1] == "5083" else row for row in rows("2024-12") if row[1] != "5082"]
    file = tmp_path / "country.xlsx"
    file.write_bytes(workbook(changed))
    datasets.add_file(settings, SOURCE, "country", file)
    datasets.normalize(settings, SOURCE)
    assert figures(settings)["goods_imports", "PSE", "2024-03", "M", "2024-12"][0] == 0


@contract(SOURCE, "groups of countries among the partners", "left out; the world is W00, once")
def test_groups(serve: Any, live: Settings) -> None:
    serve(Census(workbook(rows())))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    partners = {partner for _, partner, *_ in figures(live)}
    assert partners == {"CAN", "JPN", "KOR", "PSE", "W00"}


@contract(SOURCE, "codes as numbers instead of four digits", "the same partners")
def test_codes_as_numbers(settings: Settings) -> None:
    body = workbook(rows(codes=int), sheet="Sheet1")
    assert normalize.accept("country", body, "country.xlsx").edition == "2025-02"


@contract(SOURCE, "nothing has changed (304)", "confirmed, no new vintage")
def test_unchanged(serve: Any, live: Settings) -> None:
    serve(Census(workbook(rows())))
    datasets.refresh(live, SOURCE)
    assert datasets.refresh(live, SOURCE).state == "unchanged"
    assert len(snapshots.releases(live.snapshots, SOURCE, "country")) == 1


@contract(SOURCE, "a revised file through the same month", "a vintage of its own; the first stays")
def test_a_revision(serve: Any, live: Settings) -> None:
    serve(Census(workbook(rows())))
    datasets.refresh(live, SOURCE)
    revised = [[*row[:3], *(cell * 1.01 for cell in row[3:])] for row in rows()]
    serve(Census(workbook(revised), etag='"two"'))
    assert datasets.refresh(live, SOURCE).state == "new"
    datasets.normalize(live, SOURCE)
    values = {
        key[-1]: value[0] for key, value in figures(live).items() if key[:3] == ("goods_imports", "JPN", "2024-12")
    }
    assert sorted(values.values()) == [12_000_500_000, 12_120_505_000]


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Census(workbook(rows())).handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


def damaged(place: int, value: Any) -> bytes:
    changed = rows()
    changed[-3][place] = value
    return workbook(changed)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(workbook(rows(), header=[name.replace("IYR", "IMP") for name in HEADER]), "column IYR is missing", id="renamed"),
        pytest.param(damaged(3, 99.0), "months that do not add up to the printed year: 5800 Korea, South 2025 I", id="sum"),
        pytest.param(damaged(4, "n/a"), "expected numbers in millions", id="text"),
        pytest.param(workbook([*rows(), rows()[-1]]), "a partner and year stand twice: 5083 2025", id="twice"),
        pytest.param(workbook([row for row in rows() if row[1] != "1220"]), "partners that do not add up", id="a partner is gone"),
        pytest.param(workbook([row for row in rows() if row[1] != "0015"]), "partners that do not add up", id="no world"),
        pytest.param(workbook([[*row[:3], *(cell * 1e6 for cell in row[3:])] for row in rows()]), "not in millions", id="in dollars"),
        pytest.param(workbook([[*row[:3], *([0] * 26)] for row in rows()]), "expected trade in at least one month", id="empty"),
        pytest.param(b"PK no zip", "expected a whole xlsx workbook", id="cut"),
    ],
)  # fmt: skip
def test_files_that_are_refused(body: bytes, expected: str) -> None:
    refused(body, expected)


@contract(SOURCE, "a partner that is not in the map", "kept unallocated with its code; refused where it matters")
def test_a_new_partner(serve: Any, live: Settings) -> None:
    added = [["9999" if cell == "5083" else cell for cell in row] for row in rows()]
    serve(Census(workbook(added)))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert figures(live)["goods_imports", "_X", "2024-12", "M", "2025-02"][0] == 500_000


def test_a_large_partner_that_is_not_in_the_map(serve: Any, live: Settings) -> None:
    added = [["9999" if cell == "5800" else cell for cell in row] for row in rows()]
    serve(Census(workbook(added)))
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="9999"):
        datasets.normalize(live, SOURCE)


@pytest.mark.parametrize("through", ["2016-11", "2021-02", "2022-01", "2023-01", "2024-08", "2025-02"])
def test_real_editions(shared: Path, settings: Settings, tmp_path: Path, through: str) -> None:
    """Six editions that people had committed pass every gate; known values come out (millions as printed)."""
    name = f"us_census_country_monthly_{'2025-02' if through == '2025-02' else 'older_editions'}.parquet"
    where = "year >= 2020" if through == "2025-02" else f"data_through = '{through}'"
    printed = duckdb.execute(
        f"select {', '.join(HEADER)} from '{shared / 'world' / name}' where {where} order by year, CTY_CODE"
    ).fetchall()
    file = tmp_path / "country.xlsx"
    file.write_bytes(workbook([list(row) for row in printed]))
    datasets.add_file(settings, SOURCE, "country", file)
    datasets.normalize(settings, SOURCE)
    held = figures(settings)
    assert {vintage for *_, vintage in held} == {through}
    codes = {code: economies.to_iso3(SOURCE, code) for code in ("5880", "5520", "0015", "1220")}
    columns = {name: place for place, name in enumerate(HEADER)}
    year = int(through[:4]) - 1
    for row in printed:
        if row[1] in codes and row[0] == year:
            for flow, indicator in (("I", "goods_imports"), ("E", "goods_exports")):
                month = held[indicator, codes[row[1]], f"{year}-12", "M", through][0]
                assert month == pytest.approx(row[columns[f"{flow}DEC"]] * 1e6, abs=1)
                whole = held[indicator, codes[row[1]], f"{year}-01", "A", through][0]
                assert whole == pytest.approx(row[columns[f"{flow}YR"]] * 1e6, abs=1)
    if through == "2025-02":
        assert held["goods_imports", "VNM", "2023-01", "A", through][0] == pytest.approx(114.4e9, rel=1e-3)
        assert held["goods_exports", "JPN", "2023-01", "A", through][0] == pytest.approx(75.7e9, rel=1e-3)
