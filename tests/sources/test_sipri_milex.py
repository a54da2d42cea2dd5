"""SIPRI's workbook: a linked file with titles above the header and three signs for no figure."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from publisher import Publisher, cases
from servers import faults
from werkzeug import Request, Response

from pipelines.sources.sipri_milex import fetch

SOURCE = "sipri_milex"
NAME = "SIPRI-Milex-data-1949-2025_v1.2.xlsx"
YEARS = list(range(1990, 2026))
EVERY = len(YEARS)
Table = dict[str, list[Any]]
DOLLARS: Table = {
    "Africa": [None] * EVERY, "Algeria": [900.5 + year for year in range(EVERY)], "East Asia": [None] * EVERY,
    "China": ["..."] * 2 + [20_000.0 + 8000 * year for year in range(EVERY - 2)], "Korea, South": [10_000.25] * EVERY,
    "Viet Nam": [". ."] * EVERY, "Kosovo": ["xxx"] * 18 + [50.0] * (EVERY - 18),
    "United States of America": [400_000.0] * EVERY,
}  # fmt: skip


def each(table: Table, change: Callable[[float, int], float]) -> Table:
    """The table with each of its numbers changed by number and year."""
    return {
        name: [change(value, year) if isinstance(value, float) else value
               for year, value in zip(YEARS, values, strict=True)]
        for name, values in table.items()
    }  # fmt: skip


SHARES = each(DOLLARS, lambda value, year: 0.034) | {"China": ["..."] * 2 + [0.017] * (EVERY - 2)}


def workbook(
    dollars: Table = DOLLARS, shares: Table = SHARES, sheet: str = "Current US$", lines: int = 5, first: str = "Country",
    constant: str = "Constant (2024) US$", real: Table | None = None, totals: dict[str, float] | None = None,
) -> bytes:  # fmt: skip
    """Constant dollars are a tenth more before the year of the prices, unless given."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    real = each(dollars, lambda value, year: value * (1.1 if year < 2024 else 1)) if real is None else real
    for title, table in {constant: real, sheet: dollars, "Share of GDP": shares, "Regional totals": {}}.items():
        page = book.create_sheet(title)
        for n in range(lines):
            page.append([f"Military expenditure by country, note {n}"])
        if title == "Regional totals":
            page.append(["Region", *YEARS, "2025 (current prices)", "Omitted countries"])
            for name, value in (totals or {}).items():
                page.append([name, *[value] * EVERY, 1.1 * value, None])
            continue
        page.append([first, None, "Notes", *YEARS])
        for name, values in table.items():
            page.append([name, None, "1" if name == "China" else None, *values])
        page.append([])
        page.append(["Figures in blue are SIPRI estimates."])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def site(body: bytes, name: str = NAME, page: str | None = None) -> Callable[[Request], Response]:
    links = page or f'<html><a href="/sites/default/files/{name}">Data for all countries (Excel)</a></html>'

    def answer(request: Request) -> Response:
        if request.path.endswith("/databases/milex"):
            return Response(links, mimetype="text/html")
        if request.headers.get("If-None-Match") == '"v1.2"':
            return Response(status=304)
        return Response(body, headers={"Last-Modified": "Tue, 28 Apr 2026 08:00:00 GMT", "ETag": '"v1.2"'})

    return answer


KOREA = "military_expenditure KOR 2024"


@cases("form, expected", {
    "millions, fractions, titles of regions, signs for no figure": ({}, {
        KOREA: {"obs_value": 10_000_250_000, "unit_measure": "USD", "price_base": "current",
                "vintage": "1949-2025_v1.2", "published_on": date(2026, 4, 28)},
        "military_expenditure_gdp USA 2024": {"obs_value": 3.4, "unit_measure": "PT", "price_base": None},
        "military_expenditure_gdp CHN 2024": 1.7,
        "military_expenditure_constant KOR 2014": {"obs_value": pytest.approx(11_000_275_000), "price_base": "constant:2024"},
        "military_expenditure CHN 1990": (None, "O"), "military_expenditure VNM 2020": (None, "O"),
        "military_expenditure XKX 2007": (None, "M"), "military_expenditure XKX 2008": (50_000_000, "A")}),
    "totals of regions": ({"totals": {"World": 2000.0, "Africa": 50.0}}, {
        "military_expenditure_constant W00 2024": (2e12, "A"), "military_expenditure W00 2024": "absent"}),
    "header some rows lower": ({"lines": 9}, {KOREA: 10_000_250_000}),
    "prices of another year": ({"constant": "Constant (2023) US$", "real": DOLLARS}, {
        "military_expenditure_constant KOR 2014": {"price_base": "constant:2023"}}),
    "unknown names with small figures": ({
        "dollars": DOLLARS | {"Atlantis": [1.0] * EVERY, "Mu": [2.0] * EVERY},
        "shares": SHARES | {"Atlantis": [0.02] * EVERY, "Mu": [0.02] * EVERY}}, {
        "military_expenditure _X 2024": {
            "obs_value": 3e6, "series": "Current US$ [unmapped: Atlantis] + Current US$ [unmapped: Mu]"},
        "military_expenditure_constant _X 2024": 3e6, "military_expenditure_gdp _X 2024": "absent"}),
    "sheet renamed": ({"sheet": "Constant (2024) US$"}, r"refused: expected a sheet 'Current US\$', found Constant"),
    "no sheet in constant prices": ({"constant": "Constant US$"},
        r"refused: expected one sheet such as 'Constant \(2024\) US\$', found Constant US\$, Current US\$"),
    "no header row": ({"first": "State"}, "refused: expected a row that begins with 'Country'"),
    "constant dollars of a wrong year": ({"constant": "Constant (1995) US$", "real": each(DOLLARS, lambda v, _: v * 1.3)},
        "unreadable: not the current ones in the year of their prices"),
    "an unknown name with a large figure": ({"dollars": DOLLARS | {"Corea, South": [4000.0] * EVERY}},
        "unreadable: unmapped code 'Corea, South', with .* nearest known: Korea, South"),
    "an unknown sign": ({"dollars": DOLLARS | {"Algeria": ["n.k."] * EVERY}},
        "unreadable: neither figures nor one of the known signs for none: Current US. Algeria 1990 n.k."),
    "dollars instead of millions": ({"dollars": DOLLARS | {"United States of America": [4e11] * EVERY}},
        "unreadable: unit of the sheet has changed"),
    "per cent instead of fractions": ({"shares": SHARES | {"China": [1.7] * EVERY}},
        "unreadable: unit of the sheet has changed"),
    "billions instead of millions": ({"dollars": each(DOLLARS, lambda value, _: value / 1000)},
        "unreadable: as large as the largest always is"),
    "a country twice": ({"dollars": DOLLARS | {"Algeria ": [1.0] * EVERY}}, "unreadable: figures stand twice"),
})  # fmt: skip
def test_what_becomes_of_a_workbook(publisher: Publisher, form: dict[str, Any], expected: Any) -> None:
    publisher.sends(site(workbook(**form)), expected)
    if not isinstance(expected, str):
        assert publisher.distinct("ref_area") - {"_X", "W00"} == {"DZA", "CHN", "KOR", "VNM", "XKX", "USA"}


def test_a_page_without_the_link(publisher: Publisher) -> None:
    moved = site(workbook(), page="<html><title>SIPRI</title>moved</html>")
    publisher.sends(moved, "refused: expected a link .* bilateral snapshot add sipri_milex milex FILE")


def test_a_new_version_is_found_by_its_link(publisher: Publisher) -> None:
    assert publisher.refresh(site(workbook())).requests == 2
    assert publisher.refresh().state == "unchanged"
    assert publisher.refresh(site(workbook(lines=6), "SIPRI-Milex-data-1949-2025_v1.3.xlsx")).state == "new"
    assert {s.vintage for s in publisher.kept()} == {"1949-2025_v1.2", "1949-2025_v1.3"}


@pytest.mark.parametrize("name", ["SIPRI-Milex-data-1948-2023.xlsx", NAME])
def test_the_link_to_the_workbook(name: str) -> None:
    [(link, _)] = fetch._LINK.findall(f'<a href="/sites/default/files/{name}">')
    assert link.endswith(name)


@cases("name, expected", {
    "to 2024": ("SIPRI-Milex-data-1949-2024_2.xlsx", {
        "military_expenditure USA 2024": pytest.approx(997.3e9, rel=0.002),
        "military_expenditure_gdp KOR 2024": pytest.approx(2.56, rel=0.002)}),
    "to 2025": (NAME, {
        "military_expenditure USA 2025": pytest.approx(954.4e9, rel=0.002),
        "military_expenditure_gdp KOR 2025": pytest.approx(2.60, rel=0.002)}),
    "a download in part": ("SIPRI-Milex-data-2017-2025_partial.xlsx",
        "2017 to 2024.*choose all countries and all years"),
})  # fmt: skip
def test_the_real_workbooks(publisher: Publisher, shared: Path, name: str, expected: Any) -> None:
    publisher.brings("milex", name, (shared / "recorded" / name).read_bytes(), expected)
    if not isinstance(expected, str):
        assert not publisher.distinct("ref_area") & {"_X", "EUE"}, "what the Union itself spends is no country's"


def test_a_web_page_is_no_workbook(publisher: Publisher) -> None:
    publisher.brings("milex", NAME, faults.HTML, "expected an xlsx workbook, found an HTML page")
