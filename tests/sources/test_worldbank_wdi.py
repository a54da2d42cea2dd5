"""World Development Indicators against a local server that speaks and errs like the real one."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from servers import worldbank
from servers.worldbank import WorldBank
from werkzeug import Request, Response

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.ingest import datasets
from pipelines.sources.worldbank_wdi import normalize
from pipelines.stores import observations, snapshots

SOURCE = "worldbank_wdi"
AREAS = ("CHN", "JPN", "KOR", "USA", "XKX", "CHI", "PSE", "NAM", "WLD", "AFE", "HIC")
contract = pytest.mark.contract


def figures() -> dict[tuple[str, str, int], float | None]:
    """Every series for every area and three years; the value tells series, area and year apart."""
    return {
        (series, area, year): 1e6 * (n + 1) + 1e3 * m + (year - 2000)
        for n, series in enumerate(normalize.series())
        for m, area in enumerate(AREAS)
        for year in (2022, 2023, 2024)
    }


@pytest.fixture
def bank(httpserver: HTTPServer) -> WorldBank:
    bank = WorldBank(figures())
    httpserver.expect_request(re.compile(r"/v2/.*")).respond_with_handler(lambda request: bank.handle(request))
    return bank


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/v2")})


def run(live: Settings) -> datasets.Outcome:
    outcome = datasets.refresh(live, SOURCE)
    if outcome.error is None:
        datasets.normalize(live, SOURCE)
    return outcome


def rows(live: Settings, where: str = "true") -> list[tuple[Any, ...]]:
    files = [str(path) for path in observations.files(live, SOURCE)]
    return duckdb.read_parquet(files).filter(where).order("indicator, ref_area, time_period").fetchall()


def refused(live: Settings, expected: str) -> None:
    outcome = run(live)
    assert outcome.state == "failed"
    assert expected in (outcome.error or "")
    assert snapshots.listing(live.snapshots) == []


@contract(SOURCE, "all series, all economies, one page", "observations in base units")
def test_a_refresh_brings_every_series_of_every_economy(bank: WorldBank, live: Settings) -> None:
    outcome = run(live)
    assert (outcome.state, outcome.new, outcome.requests) == ("new", 2, 2)
    held = rows(live)
    assert len(held) == len(normalize.series()) * 9 * 3
    korea = rows(live, "indicator = 'gdp' and ref_area = 'KOR' and time_period = date '2023-01-01'")
    assert len(korea) == 1
    [row] = [dict(zip(observations.COLUMNS, each, strict=True)) for each in korea]
    assert row["obs_value"] == bank.values["NY.GDP.MKTP.CD", "KOR", 2023]
    assert (row["unit_measure"], row["price_base"], row["obs_status"]) == ("USD", "current", "A")
    assert row["published_on"] == date(2026, 7, 13) and row["published_basis"] == "stated"
    assert row["vintage"].startswith("2026-07-13-")


@contract(SOURCE, "aggregates among the economies", "left out by the list of countries, the world kept as W00")
def test_aggregates_never_carry_a_code(bank: WorldBank, live: Settings) -> None:
    run(live)
    areas = {row[1] for row in rows(live)}
    assert areas == {"CHN", "JPN", "KOR", "USA", "XKX", "CHI", "PSE", "NAM", "W00"} - (
        {"CHI"} if economies.to_iso3(SOURCE, "CHI") is None else set()
    )


@contract(SOURCE, "merchandise trade", "exports FOB and imports CIF with the world, W00")
def test_trade_is_with_the_world(bank: WorldBank, live: Settings) -> None:
    run(live)
    found = {(row[0], row[2], row[10]) for row in rows(live, "counterpart_area is not null")}
    assert found == {
        ("goods_exports", "W00", "FOB"),
        ("goods_imports", "W00", "CIF"),
        ("goods_services_exports", "W00", None),
        ("goods_services_imports", "W00", None),
    }


@contract(SOURCE, "answer in many pages", "pages add up to the total")
def test_pages_are_followed_to_the_end(bank: WorldBank, live: Settings) -> None:
    bank.page_size = 50
    outcome = run(live)
    assert outcome.new == 1 + -(-len(bank.values) // 50)
    assert len(rows(live)) == len(normalize.series()) * 9 * 3


def test_the_whole_refresh_costs_under_forty_requests(bank: WorldBank, live: Settings) -> None:
    rows_in_full = len(normalize.series()) * 266 * (2026 - 1959)
    pages = -(-rows_in_full // 20_000)
    assert 1 + pages < 40
    assert 2 + len(normalize.series()) < 40, "also when the question is refused and each series is asked for alone"


@contract(SOURCE, "null for a year without a figure", "no observation, never zero")
def test_null_is_no_observation_and_zero_is_one(bank: WorldBank, live: Settings) -> None:
    bank.values["SP.POP.TOTL", "KOR", 2024] = None
    bank.values["SP.POP.TOTL", "JPN", 2024] = 0
    run(live)
    held = rows(live, "indicator = 'population' and time_period = date '2024-01-01'")
    assert "KOR" not in {row[1] for row in held}
    assert {row[6] for row in held if row[1] == "JPN"} == {0.0}


@contract(SOURCE, "message 175 with status 200 for a retired series", "refused, the series is named")
def test_a_retired_series_is_named(bank: WorldBank, live: Settings) -> None:
    bank.retired = {"MS.MIL.TOTL.P1"}
    refused(live, "refused alone: MS.MIL.TOTL.P1")


@contract(SOURCE, "message 120 with status 200", "refused with the publisher's words")
def test_a_message_is_no_success(bank: WorldBank, live: Settings) -> None:
    bank.change = lambda answer, request: worldbank.MESSAGE_120
    refused(live, "120 Invalid value")


@contract(SOURCE, "message as a bare object", "refused with the publisher's words")
def test_a_bare_message_is_no_success(bank: WorldBank, live: Settings) -> None:
    bank.change = lambda answer, request: worldbank.MESSAGE_120[0]
    refused(live, "120 Invalid value")


@contract(SOURCE, "message beside a null", "refused with the publisher's words")
def test_a_message_with_a_null_is_no_success(bank: WorldBank, live: Settings) -> None:
    bank.change = lambda answer, request: [*worldbank.MESSAGE_120, None]
    refused(live, "120 Invalid value")


@contract(SOURCE, "HTML page with status 200", "refused, the page's title is shown")
def test_html_is_no_json(bank: WorldBank, live: Settings) -> None:
    page = "<html><head><title>Service unavailable</title></head></html>"
    bank.change = lambda answer, request: Response(page, mimetype="text/html")
    refused(live, "an HTML page titled 'Service unavailable'")


@contract(SOURCE, "XML in spite of format=json", "refused")
def test_xml_is_no_json(bank: WorldBank, live: Settings) -> None:
    bank.change = lambda answer, request: Response("<?xml version='1.0'?><wb:error/>", mimetype="text/xml")
    refused(live, "found XML")


@contract(SOURCE, "JSON cut off inside, without a length", "refused")
def test_cut_json_is_refused(bank: WorldBank, live: Settings) -> None:
    bank.change = lambda answer, request: Response(json.dumps(answer)[:-40], mimetype="application/json")
    refused(live, "expected JSON")


@contract(SOURCE, "empty result with total 0", "refused")
def test_no_rows_are_refused(bank: WorldBank, live: Settings) -> None:
    bank.change = only_data(lambda answer: [{"page": 0, "pages": 0, "total": 0, "lastupdated": None}, None])
    refused(live, "found 0 on 1 pages")


@contract(SOURCE, "fewer rows than the total", "refused")
def test_missing_rows_are_refused(bank: WorldBank, live: Settings) -> None:
    bank.change = only_data(lambda answer: [answer[0], answer[1][:-1]])
    refused(live, f"expected {len(bank.values)} rows, found {len(bank.values) - 1}")


@contract(SOURCE, "edition changes between two pages", "refused")
def test_an_edition_that_changes_while_it_is_read_is_refused(bank: WorldBank, live: Settings) -> None:
    bank.page_size = 200

    def drift(answer: Any, request: Request) -> Any:
        if request.args.get("page") == "2":
            answer[0]["lastupdated"] = "2026-07-14"
        return answer

    bank.change = drift
    refused(live, "the data changed in between")


@contract(SOURCE, "edition without a date", "refused")
@pytest.mark.parametrize("updated", [None, "July 2026"])
def test_an_edition_without_a_date_is_refused(bank: WorldBank, live: Settings, updated: Any) -> None:
    bank.lastupdated = updated
    refused(live, f"expected lastupdated as YYYY-MM-DD, found {updated!r}")


@contract(SOURCE, "series without a single value", "refused, the series is named")
def test_a_series_that_vanished_is_named(bank: WorldBank, live: Settings) -> None:
    for key in list(bank.values):
        if key[0] == "NY.GNP.PCAP.CD":
            bank.values[key] = None
    refused(live, "found none of NY.GNP.PCAP.CD")


@contract(SOURCE, "countryiso3code blank, country.id given", "found through the list of countries")
def test_blank_codes_are_found_by_their_two_letters(bank: WorldBank, live: Settings) -> None:
    bank.blank_iso3 = {"NAM", "HIC", "KOR"}
    run(live)
    areas = {row[1] for row in rows(live)}
    assert {"NAM", "KOR"} <= areas
    assert len(areas & {"HIC", "XD"}) == 0


@contract(SOURCE, "numbers of the header as text", "read as numbers")
def test_the_header_may_be_text(bank: WorldBank, live: Settings) -> None:
    def as_text(answer: Any, request: Request) -> Any:
        answer[0] = {name: str(value) for name, value in answer[0].items()}
        return answer

    bank.change = as_text
    assert run(live).state == "new"


@contract(SOURCE, "byte order mark before the JSON", "read all the same")
def test_a_byte_order_mark_is_no_obstacle(bank: WorldBank, live: Settings) -> None:
    bank.change = lambda answer, request: Response(b"\xef\xbb\xbf" + json.dumps(answer).encode())
    assert run(live).state == "new"
    assert rows(live)


@contract(SOURCE, "date window dropped in silence", "years outside the window left out")
def test_years_that_were_not_asked_for_are_left_out(bank: WorldBank, live: Settings) -> None:
    bank.ignores_dates = True
    bank.values["SP.POP.TOTL", "KOR", 1900] = 12_000_000
    run(live)
    assert {row[5].year for row in rows(live)} == {2022, 2023, 2024}


@contract(SOURCE, "country code that no map knows, with a small value", "unallocated, with its label")
def test_an_unknown_country_is_unallocated(bank: WorldBank, live: Settings) -> None:
    bank.values["SP.POP.TOTL", "ZZQ", 2023] = 5.0
    bank.values["NY.GDP.MKTP.KD.ZG", "ZZQ", 2023] = 2.0
    run(live)
    held = {row[0]: (row[6], row[12]) for row in rows(live, "ref_area = '_X'")}
    assert held == {
        "population": (5.0, "SP.POP.TOTL [unmapped: ZZQ]"), "gdp_growth": (2.0, "NY.GDP.MKTP.KD.ZG [unmapped: ZZQ]")
    }  # fmt: skip


@contract(SOURCE, "country code that no map knows, with a large value", "normalization fails, the code is named")
def test_an_unknown_country_that_matters_is_an_error(bank: WorldBank, live: Settings) -> None:
    bank.values["SP.POP.TOTL", "ZZQ", 2023] = 5e6
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="unmapped code 'ZZQ'"):
        datasets.normalize(live, SOURCE)
    assert observations.files(live, SOURCE) == []


@contract(SOURCE, "country code that no map knows, without a value", "ignored")
def test_an_unknown_country_without_figures_is_no_error(bank: WorldBank, live: Settings) -> None:
    bank.values["SP.POP.TOTL", "ZZQ", 2023] = None
    assert run(live).state == "new"
    assert rows(live)


@contract(SOURCE, "same figure twice with different values", "normalization fails, both values are shown")
def test_duplicates_are_an_error(bank: WorldBank, live: Settings) -> None:
    def double(answer: list[Any]) -> Any:
        again = dict(answer[1][0]) | {"value": -1.0}
        return [answer[0] | {"total": answer[0]["total"] + 1}, [*answer[1], again]]

    bank.change = only_data(double)
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match=r"stand more than once.* -1\.0 and "):
        datasets.normalize(live, SOURCE)


@contract(SOURCE, "value as text", "normalization fails")
def test_text_as_value_is_an_error(bank: WorldBank, live: Settings) -> None:
    def worded(answer: list[Any]) -> Any:
        answer[1][0]["value"] = "12,5"
        return answer

    bank.change = only_data(worded)
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="a number as value"):
        datasets.normalize(live, SOURCE)


@contract(SOURCE, "obs_status that marks a figure", "estimates and forecasts flagged; an unknown mark is unreadable")
@pytest.mark.parametrize(("mark", "status"), [("", "A"), ("e", "E"), ("F", "F"), ("Z", None)])
def test_marked_figures(bank: WorldBank, live: Settings, mark: str, status: str | None) -> None:
    def marked(answer: list[Any]) -> Any:
        return [answer[0], [row | {"obs_status": mark} for row in answer[1]]]

    bank.change = only_data(marked)
    assert datasets.refresh(live, SOURCE).state == "new"
    if status is None:
        with pytest.raises(
            datasets.IngestError, match="expected obs_status blank or one of A, B, E, F, P, found others"
        ):
            datasets.normalize(live, SOURCE)
    else:
        datasets.normalize(live, SOURCE)
        files = [str(path) for path in observations.files(live, SOURCE)]
        assert duckdb.read_parquet(files).project("obs_status").distinct().fetchall() == [(status,)]


@contract(SOURCE, "nothing new", "unchanged, no new observation file")
def test_the_same_bytes_are_no_new_edition(bank: WorldBank, live: Settings) -> None:
    run(live)
    before = observations.files(live, SOURCE)
    outcome = run(live)
    assert (outcome.state, outcome.new, outcome.unchanged) == ("unchanged", 0, 2)
    assert observations.files(live, SOURCE) == before


@contract(SOURCE, "value revised without a new date", "a vintage of its own, dated by its retrieval")
def test_a_revision_in_place_is_a_vintage_of_its_own(bank: WorldBank, live: Settings) -> None:
    run(live)
    bank.values["NY.GDP.MKTP.CD", "KOR", 2023] = 1.84e12
    outcome = run(live)
    assert outcome.state == "new"
    found = rows(live, "indicator = 'gdp' and ref_area = 'KOR' and time_period = date '2023-01-01'")
    assert len({row[13] for row in found}) == 2
    [revised] = [row for row in found if row[6] == 1.84e12]
    assert revised[14] == datetime.now(UTC).date() and revised[15] == "estimated"


@contract(SOURCE, "status 500, then good", "tried again")
def test_a_passing_error_is_tried_again(bank: WorldBank, live: Settings) -> None:
    failures = iter([500, 502])

    def flaky(answer: Any, request: Request) -> Any:
        status = next(failures, None)
        return Response("down", status) if status else answer

    bank.change = flaky
    outcome = run(live)
    assert (outcome.state, outcome.retries) == ("new", 2)


@contract(SOURCE, "status 400, 502 or 504 for good", "an outage: what is stored serves, stale with its age")
@pytest.mark.parametrize("status", [400, 502, 504])
def test_an_outage_leaves_what_is_stored(bank: WorldBank, live: Settings, status: int) -> None:
    run(live)
    bank.change = lambda answer, request: Response(f"<html><title>{status}</title></html>", status)
    outcome = run(live)
    assert (outcome.state, outcome.error) == ("stale", None)
    assert outcome.stale is not None and str(status) in (outcome.why or "")
    assert rows(live)


def only_data(change: Callable[[list[Any]], Any]) -> Callable[[Any, Request], Any]:
    """Change answers with figures and leave the list of countries alone."""
    return lambda answer, request: answer if request.path.endswith("/country") else change(answer)


@pytest.mark.parametrize(("name", "series", "korea"), [
    ("api_gdp_2026-07.json", "NY.GDP.MKTP.CD", 1872374961553.15),
    ("api_population_2026-07.json", "SP.POP.TOTL", 51684564.0),
])  # fmt: skip
def test_real_answers_give_the_known_figures(
    shared: Path, settings: Settings, name: str, series: str, korea: float
) -> None:
    body = (shared / "worldbank" / name).read_bytes()
    meta, answered = normalize.envelope(body, name)
    assert meta.total == len(answered) and meta.lastupdated == "2026-07-13"
    countries = list_of_countries(answered)
    table = normalize.normalize([
        store(settings, json.dumps(countries).encode(), 1), store(settings, body, 2)
    ])  # fmt: skip
    held = {row["ref_area"]: row for row in table.to_pylist()}
    assert held["KOR"]["obs_value"] == korea and held["KOR"]["series"] == series
    assert "TWN" not in held
    assert len(held) == len([row for row in answered if row["countryiso3code"] not in aggregates()]) - 4 + 1 - (
        1 if economies.to_iso3(SOURCE, "CHI") is None and "CHI" in {r["countryiso3code"] for r in answered} else 0
    )
    observations.validate(table)


def test_recorded_replies_give_the_known_figures(shared: Path, settings: Settings) -> None:
    """The Bank's own list of countries beside one country's answer: the list says which codes are aggregates."""
    recorded = shared / "recorded"
    listed = (recorded / "worldbank_countries.json").read_bytes()
    body = (recorded / "worldbank_country_jp_gdp.json").read_bytes()
    meta, answered = normalize.envelope(body, "recorded")
    assert (meta.total, len(answered), meta.lastupdated) == (5, 5, "2026-07-01")
    table = normalize.normalize([store(settings, listed, 1), store(settings, body, 2)])
    held = {row["time_period"].year: row for row in table.to_pylist()}
    assert held[2004]["obs_value"] == 38677.5708064787
    assert {(row["ref_area"], row["indicator"]) for row in held.values()} == {("JPN", "gdp_per_capita")}


def test_a_recorded_error_is_told_in_the_banks_words(shared: Path) -> None:
    body = (shared / "recorded" / "worldbank_bad_indicator.json").read_bytes()
    with pytest.raises(http.BrokenContract, match="120 Invalid value: The provided parameter value is not valid"):
        normalize.envelope(body, "recorded")


def aggregates() -> set[str]:
    """Codes that the map knows and that stand for no country, or for the world."""
    return {row["source_code"] for row in economies.rows(SOURCE) if row["iso3"] in ("", "W00")}


def list_of_countries(answered: list[dict[str, Any]]) -> list[Any]:
    listed = [
        {
            "id": row["countryiso3code"] or row["country"]["id"],
            "iso2Code": row["country"]["id"],
            "region": {"id": "NA" if row["countryiso3code"] in {"", *aggregates()} else "EAS"},
        }
        for row in answered
    ]
    return [{"page": 1, "pages": 1, "per_page": "400", "total": len(listed)}, listed]


def store(settings: Settings, body: bytes, part: int) -> snapshots.Snapshot:
    received = snapshots.Received("https://example.org/v2/x", datetime(2026, 7, 20, tzinfo=UTC))
    return snapshots.add(
        settings.snapshots, body, received, source=SOURCE, dataset="indicators", ext="json",
        vintage="2026-07-13-abc", edition="2026-07-13", part=part, parts=2, published_on=date(2026, 7, 13),
    )  # fmt: skip


def download(series: str = "SP.POP.TOTL", header: str = "Country Name", countries: bool = True) -> bytes:
    """A zip as the site gives for one series: preamble, byte order mark, spare comma at the end of rows."""
    lines = [
        '"Data Source","World Development Indicators",', "", '"Last Updated Date","2026-04-08",', "",
        f'"{header}","Country Code","Indicator Name","Indicator Code","2022","2023",',
        f'"Korea, Rep.","KOR","x","{series}","51672569","51712619",',
        f'"Japan","JPN","x","{series}","125124989","",',
        f'"High income","HIC","x","{series}","1e9","1e9",',
    ]  # fmt: skip
    described = [
        '"Country Code","Region","IncomeGroup","SpecialNotes","TableName",',
        '"KOR","East Asia & Pacific","High income","","Korea, Rep.",',
        '"JPN","East Asia & Pacific","High income","","Japan",',
        '"HIC","","","",High income",',
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"API_{series}_DS2_en_csv_v2_1.csv", "\ufeff" + "\r\n".join(lines) + "\r\n")
        if countries:
            archive.writestr("Metadata_Country_API_1.csv", "\ufeff" + "\r\n".join(described) + "\r\n")
    return buffer.getvalue()


@contract(SOURCE, "CSV download added by a person", "figures with the date that the file states")
def test_a_download_is_accepted(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "API_SP.POP.TOTL_DS2_en_csv_v2_1.zip"
    file.write_bytes(download())
    held = datasets.add_file(settings, SOURCE, "indicator_csv", file)
    assert (held.vintage, held.published_on) == ("2026-04-08-SP.POP.TOTL", date(2026, 4, 8))
    datasets.normalize(settings, SOURCE)
    found = [(row[1], row[5].year, row[6]) for row in rows(settings)]
    assert found == [("JPN", 2022, 125124989.0), ("KOR", 2022, 51672569.0), ("KOR", 2023, 51712619.0)]


@pytest.mark.parametrize(("body", "expected"), [
    pytest.param(b"<html><title>Not found</title>", "an HTML page titled 'Not found'",
                 marks=contract(SOURCE, "HTML page added as zip", "refused")),
    pytest.param(download()[:200], "a whole zip", marks=contract(SOURCE, "zip cut off", "refused")),
    pytest.param(download(header="Country"), "expected a header with Country Code",
                 marks=contract(SOURCE, "renamed column in the CSV", "refused")),
    pytest.param(download(series="AG.LND.TOTL.K2"), "found 2026-04-08 and AG.LND.TOTL.K2",
                 marks=contract(SOURCE, "CSV of a series that is not wanted", "refused")),
    pytest.param(download(countries=False), "begins with .*Metadata_Country",
                 marks=contract(SOURCE, "zip without the description of countries", "refused")),
])  # fmt: skip
def test_other_files_are_refused(settings: Settings, tmp_path: Path, body: bytes, expected: str) -> None:
    file = tmp_path / "download.zip"
    file.write_bytes(body)
    with pytest.raises(http.BrokenContract, match=expected):
        datasets.add_file(settings, SOURCE, "indicator_csv", file)
    assert snapshots.listing(settings.snapshots) == []


def test_an_answer_of_the_api_is_no_edition_alone(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text("[]")
    with pytest.raises(http.BrokenContract, match="as dataset indicator_csv"):
        datasets.add_file(settings, SOURCE, "indicators", file)


def test_series_are_of_the_catalogue() -> None:
    from pipelines import catalogue

    with normalize.SERIES_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["unit_measure"] == catalogue.indicators()[row["indicator"]]["unit_measure"], row["series"]


@contract(SOURCE, "dry run", "what would be asked and why, without asking")
def test_a_plan_asks_nothing(bank: WorldBank, live: Settings) -> None:
    [planned] = datasets.plan(live, [SOURCE])
    assert "NY.GDP.MKTP.CD" in planned.url and planned.why == "nothing is held yet"
    run(live)
    asked = len(bank.requests)
    [planned] = datasets.plan(live, [SOURCE])
    assert "2026-07-13-" in planned.why
    assert len(bank.requests) == asked
