"""SIPRI's workbook: a linked file with titles above the header and three signs for no figure."""

import io
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from servers import faults
from werkzeug import Request, Response

from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.sipri_milex import normalize
from pipelines.stores import observations, snapshots
from tests.support import gates

SOURCE = "sipri_milex"
refused = partial(gates.refused, SOURCE)
unreadable = partial(gates.unreadable, SOURCE)
NAME = "SIPRI-Milex-data-1949-2025_v1.2.xlsx"
contract = pytest.mark.contract
YEARS = list(range(1990, 2026))
Table = dict[str, list[Any]]
DOLLARS: Table = {
    "Africa": [None] * len(YEARS),
    "Algeria": [900.5 + year for year in range(len(YEARS))],
    "East Asia": [None] * len(YEARS),
    "China": ["..."] * 2 + [20_000.0 + 8000 * year for year in range(len(YEARS) - 2)],
    "Korea, South": [10_000.25] * len(YEARS),
    "Viet Nam": [". ."] * len(YEARS),
    "Kosovo": ["xxx"] * 18 + [50.0] * (len(YEARS) - 18),
    "United States of America": [400_000.0] * len(YEARS),
}
SHARES: Table = {
    name: [value if value is None or isinstance(value, str) else {"China": 0.017}.get(name, 0.034) for value in values]
    for name, values in DOLLARS.items()
}


def in_prices_of_2024(dollars: Table) -> Table:
    """A tenth more in every year before the one of the prices, when the figures are the same."""
    return {
        name: [
            value * (1.1 if year < 2024 else 1) if isinstance(value, float) else value
            for year, value in zip(YEARS, values, strict=True)
        ]
        for name, values in dollars.items()
    }


def workbook(
    dollars: Table = DOLLARS,
    shares: Table = SHARES,
    sheet: str = "Current US$",
    lines: int = 5,
    first: str = "Country",
    constant: str = "Constant (2024) US$",
    real: Table | None = None,
    totals: dict[str, float] | None = None,
) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    real, totals = in_prices_of_2024(dollars) if real is None else real, totals or {}
    titles = {constant: real, sheet: dollars, "Share of GDP": shares, "Regional totals": {}}
    for title, table in titles.items():
        page = book.create_sheet(title)
        for n in range(lines):
            page.append([f"Military expenditure by country, note {n}"])
        if title == "Regional totals":
            page.append(["Region", *YEARS, "2025 (current prices)", "Omitted countries"])
            for name, value in totals.items():
                page.append([name, *[value] * len(YEARS), 1.1 * value, None])
            continue
        page.append([first, None, "Notes", *YEARS])
        for name, values in table.items():
            page.append([name, None, "1" if name == "China" else None, *values])
        page.append([])
        page.append(["Figures in blue are SIPRI estimates."])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/sipri")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[..., None]:
    def start(body: bytes, name: str = NAME, page: str | None = None, fault: faults.Fault | None = None) -> None:
        httpserver.clear()
        links = f'<html><a href="/sites/default/files/{name}">Data for all countries (Excel)</a></html>'
        modified = {"Last-Modified": "Tue, 28 Apr 2026 08:00:00 GMT", "ETag": '"v1.2"'}

        def handle(request: Request) -> Response:
            if request.path.endswith("/databases/milex"):
                return Response(page or links, mimetype="text/html")
            if request.headers.get("If-None-Match") == '"v1.2"':
                return Response(status=304)
            return Response(body, headers=modified)

        server = faults.Failing(handle, fault or (lambda good, number: good))
        httpserver.expect_request(re.compile(r"/sipri/.*")).respond_with_handler(server.handle)

    return start


def figures(settings: Settings) -> dict[tuple[str, str, int], tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project(
        "ref_area, indicator, year(time_period), obs_value, obs_status, unit_measure, price_base"
    )
    return {row[:3]: row[3:] for row in found.fetchall()}


@contract(SOURCE, "millions and fractions, titles of regions, footers", "dollars and per cent of countries only")
def test_a_workbook(serve: Any, live: Settings) -> None:
    serve(workbook())
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", 2), outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert held["KOR", "military_expenditure", 2024] == (10_000_250_000, "A", "USD", "current")
    assert held["USA", "military_expenditure_gdp", 2024] == (3.4, "A", "PT", None)
    assert held["CHN", "military_expenditure_gdp", 2024][0] == 1.7
    assert held["KOR", "military_expenditure_constant", 2014] == (
        pytest.approx(11_000_275_000),
        "A",
        "USD",
        "constant:2024",
    )
    (snapshot,) = snapshots.listing(live.snapshots)
    assert (snapshot.edition, snapshot.published_on) == ("1949-2025_v1.2", date(2026, 4, 28))
    assert {area for area, _, _ in held} == {"DZA", "CHN", "KOR", "VNM", "XKX", "USA"}


@contract(SOURCE, "totals of regions", "the world in constant dollars only")
def test_the_world(serve: Any, live: Settings) -> None:
    serve(workbook(totals={"World": 2000.0, "Africa": 50.0}))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = {key: figure for key, figure in figures(live).items() if key[0] in ("W00", "_X")}
    assert {key[1:] for key in held} == {("military_expenditure_constant", year) for year in YEARS}
    assert held["W00", "military_expenditure_constant", 2024] == (2e12, "A", "USD", "constant:2024")


@contract(SOURCE, "... and xxx", "missing is not the same as a country that did not exist")
def test_signs_for_no_figure(serve: Any, live: Settings) -> None:
    serve(workbook())
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert held["CHN", "military_expenditure", 1990][:2] == (None, "O")
    assert held["VNM", "military_expenditure", 2020][:2] == (None, "O")
    assert held["XKX", "military_expenditure", 2007][:2] == (None, "M")
    assert held["XKX", "military_expenditure", 2008][:2] == (50_000_000, "A")


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(workbook(), fault=fault)
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "header some rows lower", "found by its first cell")
def test_header_moved(serve: Any, live: Settings) -> None:
    serve(workbook(lines=9))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert figures(live)["KOR", "military_expenditure", 2024][0] == 10_000_250_000


@contract(SOURCE, "304: not changed", "confirmed without a body")
def test_not_changed(serve: Any, live: Settings) -> None:
    serve(workbook())
    datasets.refresh(live, SOURCE)
    assert datasets.refresh(live, SOURCE).state == "unchanged"


@contract(SOURCE, "a new version under a new name", "found by its link, a vintage of its own")
def test_new_version(serve: Any, live: Settings) -> None:
    serve(workbook())
    datasets.refresh(live, SOURCE)
    serve(workbook(lines=6), name="SIPRI-Milex-data-1949-2025_v1.3.xlsx")
    assert datasets.refresh(live, SOURCE).state == "new"
    assert {s.vintage for s in snapshots.listing(live.snapshots)} == {"1949-2025_v1.2", "1949-2025_v1.3"}


@contract(SOURCE, "page without the link", "refused, says how to add the file by hand")
def test_no_link(serve: Any, live: Settings) -> None:
    serve(workbook(), page="<html><title>SIPRI</title>moved</html>")
    refused(live, "expected a link .* bilateral snapshot add sipri_milex milex FILE")


@contract(SOURCE, "sheet renamed", "refused, names the sheets that there are")
def test_sheet_renamed(serve: Any, live: Settings) -> None:
    serve(workbook(sheet="Constant (2024) US$"))
    refused(live, r"expected a sheet 'Current US\$', found Constant")


@contract(SOURCE, "prices of another year", "the sheet is found by its form, and the figures say which year")
def test_another_base_year(serve: Any, live: Settings) -> None:
    serve(workbook(constant="Constant (2023) US$", real=DOLLARS))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert figures(live)["KOR", "military_expenditure_constant", 2014][3] == "constant:2023"


@contract(SOURCE, "no sheet in constant prices", "refused, names the sheets that there are")
def test_no_constant_prices(serve: Any, live: Settings) -> None:
    serve(workbook(constant="Constant US$"))
    refused(live, r"expected one sheet such as 'Constant \(2024\) US\$', found Constant US\$, Current US\$")


@contract(
    SOURCE,
    "constant dollars that are not current ones in their own year",
    "unreadable, the year of the prices is wrong",
)
def test_wrong_base_year(serve: Any, live: Settings) -> None:
    serve(workbook(constant="Constant (1995) US$", real={
        name: [value * 1.3 if isinstance(value, float) else value for value in values] for name, values in DOLLARS.items()
    }))  # fmt: skip
    unreadable(live, "not the current ones in the year of their prices")


@contract(SOURCE, "no header row", "refused")
def test_no_header(serve: Any, live: Settings) -> None:
    serve(workbook(first="State"))
    refused(live, "expected a row that begins with 'Country'")


@contract(SOURCE, "unknown name with a large figure", "unreadable, names it and the nearest known one")
def test_unknown_name(serve: Any, live: Settings) -> None:
    serve(workbook(DOLLARS | {"Corea, South": [4000.0] * len(YEARS)}))
    unreadable(live, "unmapped code 'Corea, South', with .* nearest known: Korea, South")


@contract(SOURCE, "unknown names with small figures", "kept unallocated in dollars; their shares of GDP do not add up")
def test_small_unknown_names(serve: Any, live: Settings) -> None:
    small = {"Atlantis": [1.0] * len(YEARS), "Mu": [2.0] * len(YEARS)}
    shares = {name: [0.02] * len(YEARS) for name in small}
    serve(workbook(DOLLARS | small, SHARES | shares))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    files = [str(path) for path in observations.files(live, SOURCE)]
    found = duckdb.read_parquet(files).filter("ref_area = '_X' and year(time_period) = 2024")
    assert found.project("indicator, obs_value, series").order("indicator").fetchall() == [
        ("military_expenditure", 3e6, "Current US$ [unmapped: Atlantis] + Current US$ [unmapped: Mu]"),
        ("military_expenditure_constant", 3e6,
         "Constant (2024) US$ [unmapped: Atlantis] + Constant (2024) US$ [unmapped: Mu]"),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "figures_held"), [
    ("SIPRI-Milex-data-1949-2024_2.xlsx",
     {("USA", "military_expenditure", 2024): 997.3e9, ("KOR", "military_expenditure_gdp", 2024): 2.56}),
    ("SIPRI-Milex-data-1949-2025_v1.2.xlsx",
     {("USA", "military_expenditure", 2025): 954.4e9, ("KOR", "military_expenditure_gdp", 2025): 2.60}),
])  # fmt: skip
def test_the_real_workbooks(settings: Settings, shared: Path, name: str, figures_held: dict[Any, float]) -> None:
    datasets.add_file(settings, SOURCE, "milex", shared / "recorded" / name)
    datasets.normalize(settings, SOURCE)
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project("ref_area, indicator, year(time_period), obs_value").fetchall()
    held = {row[:3]: row[3] for row in found}
    for key, value in figures_held.items():
        assert held[key] == pytest.approx(value, rel=0.002), key
    assert not {area for area, *_ in held} & {"_X", "EUE"}, "what the Union itself spends is no country's"


def test_the_real_partial_download_is_refused(settings: Settings, shared: Path) -> None:
    with pytest.raises(BrokenContract, match=r"2017 to 2024.*choose all countries and all years"):
        datasets.add_file(settings, SOURCE, "milex", shared / "recorded" / "SIPRI-Milex-data-2017-2025_partial.xlsx")
    assert snapshots.listing(settings.snapshots) == []


@contract(SOURCE, "a sign that is not known", "unreadable, shows it")
def test_unknown_sign(serve: Any, live: Settings) -> None:
    serve(workbook(DOLLARS | {"Algeria": ["n.k."] * len(YEARS)}))
    unreadable(live, "neither figures nor one of the known signs for none: Current US. Algeria 1990 n.k.")


@contract(SOURCE, "dollars instead of millions", "unreadable, the unit has changed")
def test_wrong_scale(serve: Any, live: Settings) -> None:
    serve(workbook(DOLLARS | {"United States of America": [4e11] * len(YEARS)}))
    unreadable(live, "unit of the sheet has changed")


@contract(SOURCE, "per cent instead of fractions", "unreadable, the unit has changed")
def test_per_cent(serve: Any, live: Settings) -> None:
    serve(workbook(shares=SHARES | {"China": [1.7] * len(YEARS)}))
    unreadable(live, "unit of the sheet has changed")


@contract(SOURCE, "billions instead of millions", "unreadable, nobody spends as much as the largest always does")
def test_too_small(serve: Any, live: Settings) -> None:
    serve(workbook({name: [v / 1000 if isinstance(v, float) else v for v in row] for name, row in DOLLARS.items()}))
    unreadable(live, "as large as the largest always is")


@contract(SOURCE, "a country that stands twice", "unreadable")
def test_twice(serve: Any, live: Settings) -> None:
    serve(workbook(DOLLARS | {"Algeria ": [1.0] * len(YEARS)}))
    unreadable(live, "figures stand twice")


def test_a_file_that_a_person_adds(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_bytes(workbook())
    snapshot = datasets.add_file(settings, SOURCE, "milex", file, published_on=date(2026, 4, 28))
    assert snapshot.vintage == "1949-2025_v1.2"
    assert observations.files(settings, SOURCE)
    with pytest.raises(BrokenContract, match="expected an xlsx workbook, found an HTML page"):
        normalize.accept("milex", faults.HTML.encode(), NAME)
