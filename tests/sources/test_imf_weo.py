"""World Economic Outlook: the API against a local server, and the files that people download."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from servers import faults
from servers.imf import CONCEPTS, NOT_FOUND, Weo, weo_value
from werkzeug import Response

from pipelines import catalogue, sources
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.imf_weo import fetch, normalize
from pipelines.stores import observations, snapshots
from tests.support import gates

SOURCE = "imf_weo"
refused = partial(gates.refused, SOURCE)
contract = pytest.mark.contract
Rows = list[dict[str, Any]]
OLD_HEADER = [
    "WEO Country Code", "ISO", "WEO Subject Code", "Country", "Subject Descriptor", "Subject Notes", "Units", "Scale",
    "Country/Series-specific Notes",
]  # fmt: skip
FOOTER = "International Monetary Fund, World Economic Outlook Database, October 2024"


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/sdmx/2.1")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[[Any], None]:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/sdmx/.*")).respond_with_handler(
            server.handle if hasattr(server, "handle") else lambda request: server
        )

    return start


def unreadable(live: Settings, expected: str) -> None:
    gates.unreadable(SOURCE, live, expected)
    assert observations.files(live, SOURCE) == []


def figures(settings: Settings) -> dict[tuple[str, str, int], tuple[float, str]]:
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project("ref_area, indicator, year(time_period), obs_value, obs_status")
    return {(area, what, year): (value, status) for area, what, year, value, status in found.fetchall()}


@pytest.mark.parametrize("head", [("DATAFLOW",), ("STRUCTURE", "STRUCTURE_ID", "ACTION"), ("STRUCTURE[;]",)])
@contract(SOURCE, "both families of headers, SCALE beside base units", "parsed by name, never multiplied")
def test_an_edition_of_the_api(serve: Any, live: Settings, head: tuple[str, ...]) -> None:
    serve(Weo(head=head))
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", 4), outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live)
    place = Weo().rows()[0]["COUNTRY"]
    assert held[place, "gdp", 2024] == (weo_value("NGDPD", 0, 2024), "A")
    assert held[place, "population", 2024] == (1_000_000, "A")
    assert held[place, "gdp_growth", 2025] == (2.5, "E")
    assert held[place, "gdp_per_capita", 2026][1] == held[place, "gdp", 2027][1] == "F"
    assert ("W00", "gdp", 2024) in held
    assert not [area for area, _, _ in held if area.startswith("G9")], "groups carry no country's code"
    assert {area for area, _, _ in held} >= {"KOR", "TWN", "HKG", "MAC"}
    (snapshot,) = snapshots.listing(live.snapshots)
    assert (snapshot.vintage, snapshot.published_on) == ("2026-04", date(2026, 4, 14))
    assert snapshot.published_basis == "stated"


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Weo().handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "no rows for all economies at the older endpoint", "asked at the newer one, where they are `*`")
def test_the_newer_endpoint(serve: Any, live: Settings) -> None:
    serve(Weo(starred=True))
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", 5), outcome.error


@contract(SOURCE, "500 for good at the older endpoint", "the newer one serves")
def test_an_endpoint_that_is_down(serve: Any, live: Settings) -> None:
    weo = Weo()
    serve(faults.Failing(weo.handle, lambda good, number: good if "*" in weo.requests[-1] else Response("no", 500)))
    assert datasets.refresh(live, SOURCE).state == "new"
    datasets.normalize(live, SOURCE)
    assert ("W00", "gdp", 2024) in figures(live)


@contract(SOURCE, "503 when an edition is held", "the held edition serves, marked stale")
def test_what_is_held_serves_when_the_service_is_down(serve: Any, live: Settings) -> None:
    serve(Weo())
    datasets.refresh(live, SOURCE)
    serve(Response("busy", 503))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "stale" and outcome.stale is not None and "503" in str(outcome.why)


@contract(SOURCE, "same publication date", "one request, edition confirmed, nothing fetched again")
def test_an_edition_that_is_held_is_not_fetched_again(serve: Any, live: Settings) -> None:
    serve(Weo())
    datasets.refresh(live, SOURCE)
    server = Weo()
    serve(server)
    assert datasets.refresh(live, SOURCE).state == "unchanged"
    assert server.requests == ["USA.NGDPD.A"] * 2, "its date, and whether the service reaches back"


@contract(SOURCE, "revised values under the same publication date", "a vintage of its own, dated when it was seen")
def test_values_revised_in_place(serve: Any, live: Settings) -> None:
    serve(Weo())
    datasets.refresh(live, SOURCE)

    def revise(rows: Rows) -> Rows:
        return [row | {"OBS_VALUE": "3.5"} if row["INDICATOR"] == "NGDP_RPCH" else row for row in rows]

    serve(Weo(updated="2099-01-01T00:00:00Z", change=revise))
    assert datasets.refresh(live, SOURCE).state == "new"
    datasets.normalize(live, SOURCE)
    first, second = snapshots.listing(live.snapshots)
    assert (first.vintage, second.edition) == ("2026-04", "2026-04")
    assert second.vintage.startswith("2026-04-") and second.published_basis == "estimated"
    assert second.published_on == datetime.now(UTC).date()


@contract(SOURCE, "status 200 with a header and no rows", "refused, says that codes have changed")
def test_no_rows(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: []))
    refused(live, "expected figures, found status 200 without a row")


@contract(SOURCE, "status 204", "refused, nothing stored")
def test_no_content(serve: Any, live: Settings) -> None:
    serve(Response(status=204))
    refused(live, "found an empty body")


@contract(SOURCE, "404 as JSON: no such dataflow", "refused, says where to look")
def test_unknown_flow(serve: Any, live: Settings) -> None:
    serve(Response(NOT_FOUND, 404, mimetype="application/json"))
    refused(live, "found 404 with JSON-like text")


@contract(SOURCE, "a column renamed", "refused, names the column and those that are there")
def test_renamed_column(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [
        {("REF_AREA" if name == "COUNTRY" else name): value for name, value in row.items()} for row in rows
        if (row["COUNTRY"], row["INDICATOR"]) == ("USA", "NGDPD")
    ]))  # fmt: skip
    refused(live, "WEO CSV: column COUNTRY is missing; found DATAFLOW, INDICATOR")


@contract(SOURCE, "byte order mark", "parsed")
def test_byte_order_mark(serve: Any, live: Settings) -> None:
    serve(Weo(bom=True))
    assert datasets.refresh(live, SOURCE).state == "new"
    assert datasets.normalize(live, SOURCE)


@contract(SOURCE, "rows without period or value, and NaN", "left out")
def test_placeholders(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [
        row | [{"TIME_PERIOD": "", "OBS_VALUE": ""}, {"OBS_VALUE": "NaN"}, {}, {}, {}][n % 5]
        for n, row in enumerate(rows)
    ]))  # fmt: skip
    assert datasets.refresh(live, SOURCE).state == "new"
    datasets.normalize(live, SOURCE)
    assert {year for _, _, year in figures(live)} == {2025, 2026, 2027}


@contract(
    SOURCE, "past editions as flows of their own, older versions and asOf", "vintages with their day of publication"
)
def test_past_editions(serve: Any, live: Settings) -> None:
    october = Weo("2025-10-14T13:00:00Z", "2025-10-14T13:00:00Z", (2023, 2024, 2025), "2023")
    april = Weo("2025-04-22T13:00:00Z", "2025-04-22T13:00:00Z", (2022, 2023, 2024), "2022")
    server = Weo(past={("WEO", "6.0.0"): april, ("WEO_2025_OCT_VINTAGE", "1.0.0"): october})
    serve(server)
    datasets.refresh(live, SOURCE)
    held = {s.edition: (s.published_on, s.published_basis) for s in snapshots.listing(live.snapshots)}
    assert held == {
        "2025-04": (date(2025, 4, 22), "stated"), "2025-10": (date(2025, 10, 14), "stated"),
        "2026-04": (date(2026, 4, 14), "stated"),
    }  # fmt: skip
    datasets.normalize(live, SOURCE)
    assert len(observations.files(live, SOURCE)) == 3
    server.requests.clear()
    assert datasets.refresh(live, SOURCE).state == "unchanged"
    assert server.requests == ["USA.NGDPD.A"], "what is held is not asked again"


@contract(SOURCE, "a past edition by asOf only; asOf that is ignored", "taken; not taken for another edition")
def test_as_of(serve: Any, live: Settings) -> None:
    october = Weo("2025-10-14T13:00:00Z", "2025-10-14T13:00:00Z", (2023, 2024, 2025), "2023")
    serve(Weo(published="2026-10-13T13:00:00Z", updated="2026-10-13T13:00:00Z", as_of={"2025-11-15": october}))
    datasets.refresh(live, SOURCE)
    assert sorted(s.edition for s in snapshots.listing(live.snapshots)) == ["2025-10", "2026-10"]


@contract(SOURCE, "nothing, as a header and a line of commas", "not a row: the newer endpoint is asked")
def test_an_empty_answer_with_a_line_of_commas(serve: Any, live: Settings) -> None:
    weo = Weo(starred=True)

    def handle(request: Any) -> Response:
        good = weo.handle(request)
        if request.path.rsplit("/", 1)[-1].startswith(".NGDPD+"):
            header = weo.text().partition("\n")[0]
            return Response(f"{header}\n{',' * header.count(',')}\n", content_type="text/csv")
        return good

    serve(faults.Failing(handle, lambda good, number: good))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "new", outcome.error
    assert f"*.{'+'.join(series.concept for series in normalize.SERIES)}.A" in weo.requests


@contract(SOURCE, "unknown country code with a value", "kept unallocated where it is small, else unreadable")
def test_unknown_country(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [*rows, {**rows[0], "COUNTRY": "QQX", "OBS_VALUE": "2e6"},
                                   {**rows[0], "COUNTRY": "QQY", "OBS_VALUE": "3e6"}]))  # fmt: skip
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert figures(live)["_X", "gdp", 2023] == (5e6, "A")


@contract(SOURCE, "unknown country code with a large value", "unreadable, names the code and what it holds")
def test_unknown_country_that_matters(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [*rows, *({**row, "COUNTRY": "QQX"} for row in rows[:25])]))
    unreadable(live, "unmapped code 'QQX', with .* in 5 figures of ")


@contract(SOURCE, "rows that stand twice", "unreadable, nothing is dropped")
def test_duplicate_rows(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [*rows, rows[0]]))
    unreadable(live, "figures stand twice: gdp ")


@contract(SOURCE, "values in display units instead of base units", "unreadable, the scale is wrong")
def test_wrong_scale(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [
        {**row, "OBS_VALUE": repr(float(row["OBS_VALUE"]) / 1e9)} if row["INDICATOR"] == "NGDPD" else row
        for row in rows
    ]))  # fmt: skip
    unreadable(live, "scale was read wrongly: NGDPD")


@contract(SOURCE, "population a thousand times too large", "unreadable, GDP per head does not fit")
def test_wrong_scale_of_one_series(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [
        {**row, "OBS_VALUE": repr(float(row["OBS_VALUE"]) * 500)} if row["INDICATOR"] == "LP" else row for row in rows
    ]))  # fmt: skip
    unreadable(live, "GDP over population is not GDP per head")


@contract(SOURCE, "a value that is no number", "unreadable, names it")
def test_no_number(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [{**rows[0], "OBS_VALUE": "12,5"}, *rows[1:]]))
    unreadable(live, "the value is no number: ABW NGDPD 2023 12,5")


@contract(SOURCE, "a series for a few economies only", "refused, not whole")
def test_few_economies(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [r for r in rows if r["INDICATOR"] != "LP" or r["COUNTRY"] < "B"]))
    refused(live, "expected 180 economies or more in each series, found .* in LP")


@contract(SOURCE, "series of the last edition that vanish", "refused, names some; the held edition stays")
def test_vanished_series(serve: Any, live: Settings) -> None:
    serve(Weo())
    datasets.refresh(live, SOURCE)
    gone = set(sorted({row["COUNTRY"] for row in Weo().rows()})[:8])
    serve(Weo(published="2026-10-13T13:00:00Z", change=lambda rows: [r for r in rows if r["COUNTRY"] not in gone]))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "are no longer there, such as ABW.LP" in (outcome.error or "")
    assert len(snapshots.listing(live.snapshots)) == 1


@contract(SOURCE, "two editions in one answer", "refused")
def test_two_editions(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [rows[0] | {"PUBLICATION_DATE": "2025-10-14T13:00:00Z"}, *rows[1:]]))
    refused(live, "expected the edition of 2026-04-14 only")


@contract(SOURCE, "no PUBLICATION_DATE", "refused, an edition without a name is no vintage")
def test_no_publication_date(serve: Any, live: Settings) -> None:
    serve(Weo(change=lambda rows: [row | {"PUBLICATION_DATE": ""} for row in rows]))
    refused(live, "expected PUBLICATION_DATE")


def test_editions_before_since_are_left_alone(serve: Any, live: Settings) -> None:
    serve(Weo())
    assert datasets.refresh(live, SOURCE, since=date(2026, 5, 1)).state == "unchanged"
    assert snapshots.listing(live.snapshots) == []


def test_plan_says_what_and_why(live: Settings) -> None:
    (planned,) = datasets.plan(live, [SOURCE])
    assert planned.why == "no edition is held"
    assert "/data/IMF.RES,WEO/.NGDPD+PPPGDP+NGDP_RPCH+NGDPDPC+LP+" in planned.url


# Where an edition's estimates and forecasts begin


@pytest.mark.parametrize(
    ("published", "latest", "expected"),
    [
        ("2026-04", "2024", "AAEFF"),
        ("2026-04", "2025", "AAAFF"),
        ("2026-04", "FY2024/25", "AAAFF"),
        ("2026-10", "2023", "AEEFF"),
        ("2026-04", "", "AAEFF"),
        ("2026-10", "", "AAAFF"),
    ],
)
def test_the_boundary(serve: Any, live: Settings, published: str, latest: str, expected: str) -> None:
    serve(Weo(published=f"{published}-14T13:00:00Z", latest_actual=latest))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert "".join(held["KOR", "gdp", year][1] for year in range(2023, 2028)) == expected


# Files that people download


def old_file(rows: list[list[str]], years: tuple[int, ...] = (2023, 2024), footer: str = FOOTER) -> str:
    header = [*OLD_HEADER, *map(str, years), "Estimates Start After"]
    lines = ["\t".join(header), *("\t".join(row) for row in rows)]
    return "\r\n".join(lines) + f"\r\n\r\n{footer}\r\n"


def old_row(iso: str, concept: str, scale: str, *values: str, after: str = "2023") -> list[str]:
    return ["542", iso, concept, "name", "what", 'a "note", quoted', "unit", scale, "", *values, after]


OLD_ROWS = [
    old_row("KOR", "NGDPD", "Billions", "1,839.062", "1,869.915"),
    old_row("KOR", "PPPGDP", "Billions", "3,057.98", "3,200"),
    old_row("KOR", "NGDP_RPCH", "", "1.357", "2.474"),
    old_row("KOR", "NGDPDPC", "Units", "35,563", "36,132"),
    old_row("KOR", "LP", "Millions", "51.713", "51.751", after=""),
    old_row("UVK", "NGDPD", "Billions", "10.3", "n/a"),
    old_row("WBG", "NGDPD", "Billions", "17.4", "--"),
]


def add(settings: Settings, tmp_path: Path, name: str, body: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(body)
    datasets.add_file(settings, SOURCE, "weo", file, published_on=date(2024, 10, 22))
    datasets.normalize(settings, SOURCE)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16", "cp1252", "utf-8-sig"])
@contract(SOURCE, "tab-separated .xls in UTF-16 or cp1252, with a footer", "parsed, Scale multiplied")
def test_the_old_file(settings: Settings, tmp_path: Path, encoding: str) -> None:
    text = old_file(OLD_ROWS).replace("name", "Côte")
    add(settings, tmp_path, "WEOOct2024all.xls", text.encode(encoding))
    held = figures(settings)
    assert held["KOR", "gdp", 2023] == (1_839_062_000_000, "A")
    assert held["KOR", "gdp", 2024] == (1_869_915_000_000, "F")
    assert held["KOR", "population", 2023] == (51_713_000, "A")
    assert held["KOR", "gdp_per_capita", 2024] == (36_132, "F")
    assert held["XKX", "gdp", 2023][0] == 10_300_000_000
    assert ("XKX", "gdp", 2024) not in held and ("PSE", "gdp", 2024) not in held
    (snapshot,) = snapshots.listing(settings.snapshots)
    assert snapshot.vintage == "2024-10"


@contract(SOURCE, "a scale of an unknown name", "unreadable, names the ones that are known")
def test_unknown_scale(settings: Settings, tmp_path: Path) -> None:
    rows = [old_row("KOR", "NGDPD", "Zillions", "1", "2"), *OLD_ROWS[1:]]
    with pytest.raises(datasets.IngestError, match="scale is none of Units, Thousands, Millions, Billions"):
        add(settings, tmp_path, "x.xls", old_file(rows).encode())


@contract(SOURCE, "downloaded file cut off in a row", "refused, says which row")
def test_the_old_file_cut_off(settings: Settings, tmp_path: Path) -> None:
    body = old_file(OLD_ROWS).encode()
    with pytest.raises(BrokenContract, match="expected rows of 12 columns"):
        add(settings, tmp_path, "x.xls", body[: body.index(b"PPPGDP") + 40])


def test_a_web_page_is_no_edition(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BrokenContract, match="an HTML page"):
        add(settings, tmp_path, "x.xls", faults.HTML.encode())


def workbook(rows: list[list[Any]], scale: str = "Billions", sheet: str = "Countries") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append([
        "DATASET", "SERIES_CODE", "COUNTRY.ID", "COUNTRY", "INDICATOR.ID", "INDICATOR", "FREQUENCY", "SCALE", "UNIT",
        "PUBLICATION_DATE", "LATEST_ACTUAL_ANNUAL_DATA", 2024, 2025,
    ])  # fmt: skip
    for area, concept, unit, actual, *values in rows:
        page.append([
            "IMF.RES:WEO(9.0.0)", f"{area}.{concept}.A", area, "name", concept, "what", "Annual", unit, "unit",
            "2025-10-14T13:00:00Z", actual, *values,
        ])  # fmt: skip
    page.append([])
    page.append(["Source: International Monetary Fund"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


NEW_ROWS: list[list[Any]] = [
    ["KOR", "NGDPD", "Billions", "2024", 1875.388, 1858.572],
    ["KOR", "PPPGDP", "Billions", "", 3254.39, 3363.419],
    ["KOR", "NGDP_RPCH", "Units", "2024", 2.0, 0.9],
    ["KOR", "NGDPDPC", "Units", "2024", 36238.6, 35962.1],
    ["KOR", "LP", "Millions", "2024", 51.751, 51.68],
    ["KOS", "NGDPD", "Billions", "FY2023/24", 11.2, None],
    ["G001", "NGDPD", "Billions", "", 110_000.0, 117_000.0],
]


@contract(SOURCE, "xlsx with scale words and a footer", "parsed, scale multiplied")
def test_the_new_file(settings: Settings, tmp_path: Path) -> None:
    add(settings, tmp_path, "WEOOct2025all.xlsx", workbook(NEW_ROWS))
    held = figures(settings)
    assert held["KOR", "gdp", 2024] == (1_875_388_000_000, "A")
    assert held["KOR", "gdp", 2025] == (1_858_572_000_000, "F")
    assert held["KOR", "population", 2024] == (51_751_000, "A")
    assert held["XKX", "gdp", 2024] == (11_200_000_000, "A")
    assert held["W00", "gdp", 2024][0] == 110e12


@contract(SOURCE, "the portal's CSV, one series a row, without .ID columns", "parsed, scale multiplied")
def test_the_portals_csv(settings: Settings, tmp_path: Path) -> None:
    header = (
        "DATASET,SERIES_CODE,COUNTRY,INDICATOR,FREQUENCY,SCALE,PUBLICATION_DATE,LATEST_ACTUAL_ANNUAL_DATA,2024,2025"
    )
    lines = [
        ",".join(map(str, (
            "IMF.RES:WEO(9.0.0)", f"{area}.{concept}.A", "name", "what", "Annual", unit, "2025-10-14T13:00:00Z", actual,
            *("" if value is None else value for value in values),
        )))
        for area, concept, unit, actual, *values in NEW_ROWS
    ]  # fmt: skip
    add(settings, tmp_path, "dataset_2025.csv", "\n".join([header, *lines]).encode("utf-8-sig"))
    held = figures(settings)
    assert held["KOR", "gdp", 2024] == (1_875_388_000_000, "A")
    assert held["XKX", "gdp", 2024] == (11_200_000_000, "A")


@contract(SOURCE, "workbook without the sheet", "refused, names the sheets that there are")
def test_another_workbook(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BrokenContract, match="expected a sheet 'Countries', found Sheet1"):
        add(settings, tmp_path, "x.xlsx", workbook([], sheet="Sheet1"))


@pytest.mark.parametrize(("month", "total"), [("October 2024", 23.82e12), ("April 2025", 24.32e12)])
def test_editions_parse_to_the_known_totals(
    settings: Settings, tmp_path: Path, shared: Path, month: str, total: float
) -> None:
    """China, Japan and Korea together in 2023, as two editions have it."""
    edition = {"October 2024": "2024-10", "April 2025": "2025-04"}[month]
    known = duckdb.sql(
        f"select iso3, lastactualdate, value from read_csv('{shared}/imf/weo_vintages_2021-04_2025-10.csv.gz',"
        f" all_varchar = true) where vintage = '{edition}' and year = '2023' and concept = 'NGDPD'"
        " and iso3 in ('CHN', 'JPN', 'KOR')"
    ).fetchall()
    rows = [old_row(iso, "NGDPD", "Billions", f"{float(value):,}", after=after) for iso, after, value in known]
    others = [old_row("FRA", concept, "Millions", "70") for concept in ("LP", "PPPGDP")]
    others += [old_row("FRA", concept, "", "45") for concept in ("NGDP_RPCH", "NGDPDPC")]
    text = old_file([*rows, *others], (2023,), FOOTER.replace("October 2024", month))
    add(settings, tmp_path, f"WEO{edition}all.xls", text.encode("utf-16-le"))
    held = figures(settings)
    found = sum(value for (_, what, _), (value, _) in held.items() if what == "gdp")
    assert found == pytest.approx(total, rel=0.0005)
    assert snapshots.listing(settings.snapshots)[0].vintage == edition


def test_the_series_are_those_of_the_catalogue() -> None:
    assert {series.concept for series in normalize.SERIES} >= set(CONCEPTS)
    assert {series.indicator for series in normalize.SERIES} <= set(catalogue.indicators())
    assert sources.load(SOURCE).datasets.keys() == {"weo"}
    assert fetch.EVERYTHING.count("+") == len(normalize.SERIES) - 1
