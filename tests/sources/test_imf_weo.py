"""World Economic Outlook: the API against a local server, and the files that people download."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook
from publisher import Publisher, cases
from servers import faults
from servers.imf import CONCEPTS, NOT_FOUND, Weo, weo_value
from werkzeug import Response

from pipelines import catalogue, sources
from pipelines.ingest import datasets
from pipelines.sources.imf_weo import fetch, normalize

SOURCE, PATH = "imf_weo", "/sdmx/2.1"
Rows = list[dict[str, Any]]
GDP = {"gdp KOR 2024": (weo_value("NGDPD", [row["COUNTRY"] for row in Weo().rows()].index("KOR") // 25, 2024), "A")}


def changed(change: Any) -> dict[str, Any]:
    """An edition in which each row went through `change`; the rows for which it gives none are left out."""
    return {"change": lambda rows: [new for row in rows if (new := change(row))]}


def times(concept: str, factor: float) -> dict[str, Any]:
    return changed(lambda row: row | (
        {"OBS_VALUE": repr(float(row["OBS_VALUE"]) * factor)} if row["INDICATOR"] == concept else {}
    ))  # fmt: skip


def first(**cells: str) -> dict[str, Any]:
    return {"change": lambda rows: [rows[0] | cells, *rows[1:]]}


def and_also(*more: dict[str, Any], rows: int = 1) -> dict[str, Any]:
    return {"change": lambda found: [*found, *(row | cells for cells in more for row in found[:rows])]}


@cases("form, expected", {
    "SCALE beside base units, groups, Taiwan, the world": ({}, GDP | {
        "population ABW 2024": (1_000_000, "A"), "gdp_growth ABW 2025": (2.5, "E"), "gdp_per_capita ABW 2026": {
            "obs_status": "F"}, "gdp ABW 2027": {"obs_status": "F"}, "gdp W00 2024": {"obs_status": "A"},
        "gdp TWN 2024": {"vintage": "2026-04", "published_on": date(2026, 4, 14), "published_basis": "stated"},
        "gdp G998 2024": "absent"}),
    "the other family of headers": ({"head": ("STRUCTURE", "STRUCTURE_ID", "ACTION")}, GDP),
    "a third header": ({"head": ("STRUCTURE[;]",)}, GDP),
    "byte order mark": ({"bom": True}, GDP),
    "rows without period or value, and NaN": (changed(lambda row: row | (
        {"2023": {"TIME_PERIOD": "", "OBS_VALUE": ""}, "2024": {"OBS_VALUE": "NaN"}}.get(row["TIME_PERIOD"], {}))), {
        "gdp KOR 2023": "absent", "gdp KOR 2024": "absent", "gdp KOR 2025": {"obs_status": "E"}}),
    "unknown countries with small values": (
        and_also({"COUNTRY": "QQX", "OBS_VALUE": "2e6"}, {"COUNTRY": "QQY", "OBS_VALUE": "3e6"}), {"gdp _X 2023": 5e6}),
    "no rows": ({"change": lambda rows: []}, "refused: expected figures, found status 200 without a row"),
    "a column renamed": (changed(lambda row: (row["COUNTRY"], row["INDICATOR"]) == ("USA", "NGDPD") and {
        name.replace("COUNTRY", "REF_AREA") if name == "COUNTRY" else name: cell for name, cell in row.items()}),
        "refused: WEO CSV: column COUNTRY is missing; found DATAFLOW, INDICATOR"),
    "a series for a few economies": (changed(lambda row: (row["INDICATOR"] != "LP" or row["COUNTRY"] < "B") and row),
        "refused: expected 180 economies or more in each series, found .* in LP"),
    "two editions": (first(PUBLICATION_DATE="2025-10-14T13:00:00Z"), "refused: expected the edition of 2026-04-14 only"),
    "no edition": (changed(lambda row: row | {"PUBLICATION_DATE": ""}), "refused: expected PUBLICATION_DATE"),
    "an unknown country with large values": (and_also({"COUNTRY": "QQX"}, rows=25),
        "unreadable: unmapped code 'QQX', with .* in 5 figures of "),
    "rows that stand twice": (and_also({}), "unreadable: figures stand twice: gdp "),
    "display units instead of base units": (times("NGDPD", 1e-9), "unreadable: scale was read wrongly: NGDPD"),
    "population 500 times too large": (times("LP", 500), "unreadable: GDP over population is not GDP per head"),
    "a value that is no number": (first(OBS_VALUE="12,5"), "unreadable: the value is no number: ABW NGDPD 2023 12,5"),
})  # fmt: skip
def test_what_becomes_of_an_edition(publisher: Publisher, form: dict[str, Any], expected: Any) -> None:
    publisher.sends(Weo(**form), expected)


@pytest.mark.parametrize(("answer", "expected"), [
    (Response(status=204), "found an empty body"),
    (Response(NOT_FOUND, 404, mimetype="application/json"), "found 404 with JSON-like text"),
])  # fmt: skip
def test_answers_without_figures(publisher: Publisher, answer: Response, expected: str) -> None:
    publisher.sends(answer, f"refused: {expected}")


@pytest.mark.parametrize(
    ("published", "latest", "expected"),
    [
        ("2026-04", "2024", "AAEFF"), ("2026-04", "2025", "AAAFF"), ("2026-04", "FY2024/25", "AAAFF"),
        ("2026-10", "2023", "AEEFF"), ("2026-04", "", "AAEFF"), ("2026-10", "", "AAAFF"),
    ],
)  # fmt: skip
def test_where_estimates_and_forecasts_begin(publisher: Publisher, published: str, latest: str, expected: str) -> None:
    statuses = {
        f"gdp KOR {year}": {"obs_status": status} for year, status in zip(range(2023, 2028), expected, strict=True)
    }
    publisher.sends(Weo(published=f"{published}-14T13:00:00Z", latest_actual=latest), statuses)


# Which answer is taken


def test_the_newer_endpoint_answers_where_the_older_has_no_rows(publisher: Publisher) -> None:
    outcome = publisher.read(Weo(starred=True))
    assert (outcome.state, outcome.requests) == ("new", 5)


@pytest.mark.parametrize("answer", [
    lambda weo: Response("no", 500),
    lambda weo: Response((header := weo.text().partition("\n")[0]) + f"\n{',' * header.count(',')}\n"),
], ids=["it is down", "it answers with a header and a line of commas"])  # fmt: skip
def test_the_newer_endpoint_answers_where_the_older_fails(publisher: Publisher, answer: Any) -> None:
    weo = Weo()
    older = lambda good, number: good if "*" in weo.requests[-1] else answer(weo)  # noqa: E731
    publisher.sends(faults.Failing(weo.handle, older), GDP)


def test_what_is_held_serves_while_the_service_is_down_and_is_not_fetched_again(publisher: Publisher) -> None:
    [planned] = datasets.plan(publisher.settings, [SOURCE])
    assert planned.why == "no edition is held"
    assert "/data/IMF.RES,WEO/.NGDPD+PPPGDP+NGDP_RPCH+NGDPDPC+LP+" in planned.url
    assert publisher.refresh(Weo(), since=date(2026, 5, 1)).state == "unchanged"
    assert publisher.kept() == [], "an edition before that day"
    assert publisher.refresh(Weo()).requests == 4
    outcome = publisher.refresh(Response("busy", 503))
    assert outcome.state == "stale" and outcome.stale is not None and "503" in str(outcome.why)
    assert publisher.refresh(again := Weo()).state == "unchanged"
    assert again.requests == ["USA.NGDPD.A"] * 2, "its date, and whether the service reaches back"


def test_values_revised_in_place_are_a_vintage_of_their_own(publisher: Publisher) -> None:
    publisher.refresh(Weo())
    revised = changed(lambda row: row | ({"OBS_VALUE": "3.5"} if row["INDICATOR"] == "NGDP_RPCH" else {}))
    assert publisher.read(Weo(updated="2099-01-01T00:00:00Z", **revised)).state == "new"
    first, second = publisher.kept()
    assert (first.vintage, second.edition, second.published_basis) == ("2026-04", "2026-04", "estimated")
    assert second.vintage.startswith("2026-04-") and second.published_on == datetime.now(UTC).date()


def test_series_that_vanish_are_refused(publisher: Publisher) -> None:
    publisher.refresh(Weo())
    gone = sorted({row["COUNTRY"] for row in Weo().rows()})[:8]
    lost = changed(lambda row: row["COUNTRY"] not in gone and row)
    publisher.fails("are no longer there, such as ABW.LP", Weo(published="2026-10-13T13:00:00Z", **lost))
    assert len(publisher.kept()) == 1


def test_past_editions_come_with_their_day_of_publication(publisher: Publisher) -> None:
    october = Weo("2025-10-14T13:00:00Z", "2025-10-14T13:00:00Z", (2023, 2024, 2025), "2023")
    april = Weo("2025-04-22T13:00:00Z", "2025-04-22T13:00:00Z", (2022, 2023, 2024), "2022")
    publisher.read(server := Weo(past={("WEO", "6.0.0"): april, ("WEO_2025_OCT_VINTAGE", "1.0.0"): october}))
    stated = {(date(2025, 4, 22), "2025-04"), (date(2025, 10, 14), "2025-10"), (date(2026, 4, 14), "2026-04")}
    assert publisher.distinct("published_on, vintage", "published_basis = 'stated'") == stated
    server.requests.clear()
    assert publisher.refresh().state == "unchanged"
    assert server.requests == ["USA.NGDPD.A"], "what is held is not asked again"


def test_a_past_edition_by_asof_and_asof_that_is_ignored(publisher: Publisher) -> None:
    october = Weo("2025-10-14T13:00:00Z", "2025-10-14T13:00:00Z", (2023, 2024, 2025), "2023")
    now = "2026-10-13T13:00:00Z"
    publisher.refresh(Weo(published=now, updated=now, as_of={"2025-11-15": october}))
    assert sorted(s.edition for s in publisher.kept()) == ["2025-10", "2026-10"]


# Files that people download

OLD_HEADER = [
    "WEO Country Code", "ISO", "WEO Subject Code", "Country", "Subject Descriptor", "Subject Notes", "Units", "Scale",
    "Country/Series-specific Notes",
]  # fmt: skip
FOOTER = "International Monetary Fund, World Economic Outlook Database, October 2024"


def old_row(iso: str, concept: str, scale: str, *values: str, after: str = "2023") -> str:
    return "\t".join(["542", iso, concept, "Côte", "what", 'a "note", quoted', "unit", scale, "", *values, after])


OLD_ROWS = [
    old_row("KOR", "NGDPD", "Billions", "1,839.062", "1,869.915"),
    old_row("KOR", "PPPGDP", "Billions", "3,057.98", "3,200"), old_row("KOR", "NGDP_RPCH", "", "1.357", "2.474"),
    old_row("KOR", "NGDPDPC", "Units", "35,563", "36,132"),
    old_row("KOR", "LP", "Millions", "51.713", "51.751", after=""),
    old_row("UVK", "NGDPD", "Billions", "10.3", "n/a"), old_row("WBG", "NGDPD", "Billions", "17.4", "--"),
]  # fmt: skip


def old(rows: list[str] = OLD_ROWS, years: tuple[int, ...] = (2023, 2024), footer: str = FOOTER) -> str:
    header = "\t".join([*OLD_HEADER, *map(str, years), "Estimates Start After"])
    return "\r\n".join([header, *rows, "", footer, ""])


NEW_ROWS: list[list[Any]] = [
    ["KOR", "NGDPD", "Billions", "2024", 1875.388, 1858.572], ["KOR", "PPPGDP", "Billions", "", 3254.39, 3363.419],
    ["KOR", "NGDP_RPCH", "Units", "2024", 2.0, 0.9], ["KOR", "NGDPDPC", "Units", "2024", 36238.6, 35962.1],
    ["KOR", "LP", "Millions", "2024", 51.751, 51.68], ["KOS", "NGDPD", "Billions", "FY2023/24", 11.2, None],
    ["G001", "NGDPD", "Billions", "", 110_000.0, 117_000.0],
]  # fmt: skip
PUBLISHED = "2025-10-14T13:00:00Z"


def workbook(sheet: str = "Countries") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = sheet
    book.active.append([
        "DATASET", "SERIES_CODE", "COUNTRY.ID", "COUNTRY", "INDICATOR.ID", "INDICATOR", "FREQUENCY", "SCALE", "UNIT",
        "PUBLICATION_DATE", "LATEST_ACTUAL_ANNUAL_DATA", 2024, 2025,
    ])  # fmt: skip
    for area, concept, scale, actual, *values in NEW_ROWS:
        series = ("IMF.RES:WEO(9.0.0)", f"{area}.{concept}.A", area, "name", concept, "what", "Annual", scale, "unit")
        book.active.append([*series, PUBLISHED, actual, *values])
    book.active.append([])
    book.active.append(["Source: International Monetary Fund"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def portal() -> bytes:
    lines = [
        "DATASET,SERIES_CODE,COUNTRY,INDICATOR,FREQUENCY,SCALE,PUBLICATION_DATE,LATEST_ACTUAL_ANNUAL_DATA,2024,2025"
    ]
    for area, concept, scale, actual, *values in NEW_ROWS:
        cells = (
            "IMF.RES:WEO(9.0.0)",
            f"{area}.{concept}.A",
            "name",
            "what",
            "Annual",
            scale,
            PUBLISHED,
            actual,
            *values,
        )
        lines.append(",".join("" if cell is None else str(cell) for cell in cells))
    return "\n".join(lines).encode("utf-8-sig")


OLD = {
    "gdp KOR 2023": {"obs_value": 1_839_062_000_000, "obs_status": "A", "vintage": "2024-10"},
    "gdp KOR 2024": (1_869_915_000_000, "F"), "population KOR 2023": (51_713_000, "A"),
    "gdp_per_capita KOR 2024": (36_132, "F"), "gdp XKX 2023": 10_300_000_000, "gdp XKX 2024": "absent",
    "gdp PSE 2024": "absent",
}  # fmt: skip
NEW = {
    "gdp KOR 2024": (1_875_388_000_000, "A"), "gdp KOR 2025": (1_858_572_000_000, "F"),
    "population KOR 2024": (51_751_000, "A"), "gdp XKX 2024": (11_200_000_000, "A"),
}  # fmt: skip


@cases("name, body, expected", {
    "tab-separated .xls in UTF-16": ("WEOOct2024all.xls", old().encode("utf-16-le"), OLD),
    "in UTF-16 with a mark": ("WEOOct2024all.xls", old().encode("utf-16"), OLD),
    "in cp1252": ("WEOOct2024all.xls", old().encode("cp1252"), OLD),
    "in UTF-8": ("WEOOct2024all.xls", old().encode("utf-8-sig"), OLD),
    "workbook": ("WEOOct2025all.xlsx", workbook(), NEW | {"gdp W00 2024": 110e12}),
    "the portal's CSV": ("dataset_2025.csv", portal(), NEW),
    "a scale of an unknown name": ("x.xls", old([old_row("KOR", "NGDPD", "Zillions", "1", "2"), *OLD_ROWS[1:]]),
        "scale is none of Units, Thousands, Millions, Billions"),
    "cut off in a row": ("x.xls", old()[: old().index("PPPGDP") + 40], "expected rows of 12 columns"),
    "a web page": ("x.xls", faults.HTML, "an HTML page"),
    "another workbook": ("x.xlsx", workbook("Sheet1"), "expected a sheet 'Countries', found Sheet1"),
})  # fmt: skip
def test_downloaded_files(publisher: Publisher, name: str, body: Any, expected: Any) -> None:
    publisher.brings("weo", name, body, expected, published_on=date(2024, 10, 22))


@pytest.mark.parametrize(
    ("month", "edition", "total"), [("October 2024", "2024-10", 23.82e12), ("April 2025", "2025-04", 24.32e12)]
)
def test_editions_parse_to_the_known_totals(
    publisher: Publisher, shared: Path, month: str, edition: str, total: float
) -> None:
    """China, Japan and Korea together in 2023, as two editions have it."""
    known = duckdb.sql(
        f"select iso3, lastactualdate, value from read_csv('{shared}/imf/weo_vintages_2021-04_2025-10.csv.gz',"
        f" all_varchar = true) where vintage = '{edition}' and year = '2023' and concept = 'NGDPD'"
        " and iso3 in ('CHN', 'JPN', 'KOR')"
    ).fetchall()
    rows = [old_row(iso, "NGDPD", "Billions", f"{float(value):,}", after=after) for iso, after, value in known]
    others = {"LP": "Millions", "PPPGDP": "Millions", "NGDP_RPCH": "", "NGDPDPC": ""}
    rows += [old_row("FRA", concept, scale, "70" if scale else "45") for concept, scale in others.items()]
    text = old(rows, (2023,), FOOTER.replace("October 2024", month))
    held = publisher.add("weo", f"WEO{edition}all.xls", text.encode("utf-16-le"), published_on=date(2025, 5, 1))
    assert sum(publisher.figures("indicator = 'gdp'").values()) == pytest.approx(total, rel=0.0005)
    assert held.vintage == edition


def test_the_series_are_those_of_the_catalogue() -> None:
    assert {series.concept for series in normalize.SERIES} >= set(CONCEPTS)
    assert {series.indicator for series in normalize.SERIES} <= set(catalogue.indicators())
    assert sources.load(SOURCE).datasets.keys() == {"weo"}
    assert fetch.EVERYTHING.count("+") == len(normalize.SERIES) - 1
