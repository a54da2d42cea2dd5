"""Past editions of World Development Indicators against a local server, and the dated zips."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import time_machine
from pytest_httpserver import HTTPServer
from servers.worldbank import MESSAGE_120, Archives
from werkzeug import Request, Response

from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.ingest import datasets
from pipelines.sources.worldbank_archives import fetch
from pipelines.stores import observations, snapshots

SOURCE = "worldbank_archives"
contract = pytest.mark.contract


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel(date(2026, 11, 2), tick=True):
        yield


def figures() -> dict[tuple[str, str, int, str], float | None]:
    """Four series of six areas in three editions, each edition a little higher; its own year is still empty."""
    return {
        (series, area, year, version): None if year == int(version[:4]) else n * 1e6 + m * 1e3 + year + 0.5 * v
        for v, version in enumerate(("202304", "202504", "202604"))
        for n, series in enumerate(fetch.DEFAULT_SERIES, 1)
        for m, area in enumerate(("KOR", "JPN", "ROM", "WLD", "AFE", "YUG"))
        for year in (2021, 2022, 2023, 2025, 2026) if year <= int(version[:4])
    }  # fmt: skip


@pytest.fixture
def archives(httpserver: HTTPServer) -> Archives:
    archives = Archives(figures())
    httpserver.expect_request(re.compile(r"/v2/.*")).respond_with_handler(lambda request: archives.handle(request))
    return archives


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/v2")})


def run(live: Settings, **how: Any) -> datasets.Outcome:
    outcome = datasets.refresh(live, SOURCE, **how)
    if outcome.error is None:
        datasets.normalize(live, SOURCE)
    return outcome


def rows(live: Settings, where: str = "true") -> list[dict[str, Any]]:
    files = [str(path) for path in observations.files(live, SOURCE)]
    found = duckdb.read_parquet(files).filter(where).order("vintage, ref_area, time_period").fetchall()
    return [dict(zip(observations.COLUMNS, row, strict=True)) for row in found]


def refused(live: Settings, expected: str) -> None:
    outcome = run(live)
    assert (outcome.state, expected in (outcome.error or "")) == ("failed", True), outcome.error
    assert snapshots.listing(live.snapshots) == []


@contract(SOURCE, "editions of the last two years", "a vintage each, dated to its month's end, estimated")
def test_recent_editions_are_vintages(archives: Archives, live: Settings) -> None:
    outcome = run(live)
    assert outcome.state == "new"
    found = rows(live, "indicator = 'gdp' and ref_area = 'KOR' and time_period = date '2022-01-01'")
    assert [row["vintage"][:7] for row in found] == ["2025-04", "2026-04"]
    assert [row["published_on"] for row in found] == [date(2025, 4, 30), date(2026, 4, 30)]
    assert {row["published_basis"] for row in found} == {"estimated"}
    assert found[1]["obs_value"] - found[0]["obs_value"] == 0.5, "the revision is what differs"


@contract(SOURCE, "concepts of a cell in any order", "read by their names")
def test_cells_are_read_by_their_concepts(archives: Archives, live: Settings) -> None:
    run(live)
    for row in rows(live, "ref_area in ('KOR', 'JPN')"):
        code = {"KOR": "KOR", "JPN": "JPN"}[row["ref_area"]]
        version = row["vintage"][:7].replace("-", "")
        assert row["obs_value"] == archives.values[row["series"], code, row["time_period"].year, version]


@contract(SOURCE, "years after the edition are null", "no observation")
def test_years_to_come_are_no_observations(archives: Archives, live: Settings) -> None:
    run(live)
    for row in rows(live):
        assert row["time_period"].year < int(row["vintage"][:4])


@contract(SOURCE, "codes of another time (ROM, YUG)", "ROU, and no country for a dissolved state")
def test_old_codes_lead_to_economies_of_today(archives: Archives, live: Settings) -> None:
    run(live)
    assert {row["ref_area"] for row in rows(live)} == {"KOR", "JPN", "ROU", "W00"}


@contract(SOURCE, "edition in many pages", "pages add up to the total")
def test_pages_are_followed_to_the_end(archives: Archives, live: Settings) -> None:
    archives.page_size = 10
    run(live)
    assert len({(row["series"], row["ref_area"], row["time_period"], row["vintage"]) for row in rows(live)}) == len(
        rows(live)
    )
    assert len(rows(live, "vintage like '2025%'")) == 4 * 4 * 3


@contract(SOURCE, "fewer cells than the total", "refused")
def test_missing_cells_are_refused(archives: Archives, live: Settings) -> None:
    archives.change = only_data(lambda answer: shorten(answer))
    refused(live, "run again")


def shorten(answer: dict[str, Any]) -> dict[str, Any]:
    answer["source"]["data"] = answer["source"]["data"][1:]
    return answer


def only_data(change: Callable[[Any], Any]) -> Callable[[Any, Request], Any]:
    return lambda answer, request: change(answer) if "/series/" in request.path else answer


@contract(SOURCE, "nothing new", "one request, nothing fetched again")
def test_editions_are_fetched_once(archives: Archives, live: Settings) -> None:
    first = run(live)
    outcome = run(live)
    assert (outcome.state, outcome.requests, outcome.unchanged) == ("unchanged", 1, first.new)


def test_since_brings_older_editions(archives: Archives, live: Settings) -> None:
    run(live, since=date(2023, 1, 1))
    assert {row["vintage"][:7] for row in rows(live)} == {"2023-04", "2025-04", "2026-04"}


@contract(SOURCE, "more series of an edition that is held", "another vintage with the edition's date")
def test_the_world_scope_asks_for_everything(archives: Archives, live: Settings) -> None:
    run(live)
    archives.values["NY.GDP.MKTP.KD", "KOR", 1990, "202604"] = 5.0
    run(live, scope="world")
    [row] = rows(live, "indicator = 'gdp_constant'")
    assert (row["time_period"], row["vintage"][:13], row["published_on"]) == (
        date(1990, 1, 1), "2026-04-world", date(2026, 4, 30)
    )  # fmt: skip
    assert any("/time/all/" in path for path in archives.requests)


@contract(SOURCE, "country twice with different values", "that edition is an error, others are read")
def test_duplicates_are_an_error(archives: Archives, live: Settings) -> None:
    def double(answer: Any, request: Request) -> Any:
        if "/version/202504/" in request.path:
            cells = answer["source"]["data"]
            cells.append({"variable": cells[0]["variable"], "value": 1.0})
            answer["total"] += 1
        return answer

    archives.change = double
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match=r"2025-04-.*stand more than once"):
        datasets.normalize(live, SOURCE)
    assert {row["vintage"][:7] for row in rows(live)} == {"2026-04"}


@contract(SOURCE, "Andorra as ADO and as AND in one edition (202407)", "one figure, of the code in use")
def test_two_codes_of_one_country(archives: Archives, live: Settings) -> None:
    archives.values |= {("SP.POP.TOTL", "ADO", 2022, "202604"): 79_000.0, ("SP.POP.TOTL", "AND", 2022, "202604"): 79_824.0,
                        ("SP.POP.TOTL", "ADO", 2021, "202604"): 78_000.0}  # fmt: skip
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = {row["time_period"].year: row["obs_value"] for row in rows(live, "ref_area = 'AND'")}
    assert held == {2022: 79_824.0, 2021: 78_000.0}


@contract(SOURCE, "a claim of years ago", "the edition that was the newest on that day is fetched as well")
def test_the_window_follows_from_the_dates_of_claims(archives: Archives, live: Settings) -> None:
    assert datasets.refresh(live, SOURCE).state == "new"
    assert "2023-04" not in {s.edition for s in snapshots.listing(live.snapshots)}
    live.articles.mkdir(parents=True, exist_ok=True)
    (live.articles / "a.yaml").write_text("published: 2024-02-01\nclaims: [{said_on: 2023-06-15}, {said_on: soon}]\n")
    assert "before each of 2 days of claims" in datasets.plan(live, [SOURCE])[0].why
    datasets.refresh(live, SOURCE)
    assert "2023-04" in {s.edition for s in snapshots.listing(live.snapshots)}


@contract(SOURCE, "code that no map knows, with a small value", "unallocated, with its label")
def test_an_unknown_code_is_unallocated(archives: Archives, live: Settings) -> None:
    archives.values["SP.POP.TOTL", "Z9Z", 2022, "202604"] = 5.0
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    (held,) = rows(live, "ref_area = '_X'")
    assert (held["obs_value"], held["series"]) == (5.0, "SP.POP.TOTL [unmapped: Z9Z]")


@contract(SOURCE, "code that no map knows, with a large value", "that edition is an error, the code is named")
def test_an_unknown_code_that_matters_is_an_error(archives: Archives, live: Settings) -> None:
    archives.values["SP.POP.TOTL", "Z9Z", 2022, "202604"] = 5e6
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="unmapped code 'Z9Z'"):
        datasets.normalize(live, SOURCE)


@contract(SOURCE, "value as text", "that edition is an error")
def test_text_as_value_is_an_error(archives: Archives, live: Settings) -> None:
    archives.values["SP.POP.TOTL", "KOR", 2022, "202604"] = "n/a"  # type: ignore[assignment]
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="a number as value"):
        datasets.normalize(live, SOURCE)


@pytest.mark.parametrize(("answer", "expected"), [
    pytest.param(MESSAGE_120[0], "120 Invalid value", marks=contract(SOURCE, "message as an object", "refused")),
    pytest.param(MESSAGE_120, "120 Invalid value", marks=contract(SOURCE, "message in a list", "refused")),
    pytest.param({"page": 1}, "expected an object with page", marks=contract(SOURCE, "keys missing", "refused")),
])  # fmt: skip
def test_errors_with_status_200_are_refused(archives: Archives, live: Settings, answer: Any, expected: str) -> None:
    archives.change = only_data(lambda _: answer)
    refused(live, expected)


@contract(SOURCE, "XML with status 200", "refused")
def test_xml_is_refused(archives: Archives, live: Settings) -> None:
    archives.change = only_data(lambda _: Response("<?xml version='1.0'?><wb:error/>"))
    refused(live, "found XML")


@contract(SOURCE, "list of editions is empty", "refused")
def test_a_list_without_editions_is_an_error(archives: Archives, live: Settings) -> None:
    archives.values = {}
    refused(live, "expected editions such as 202404")


@contract(SOURCE, "edition without cells", "refused")
def test_an_edition_without_cells_is_refused(archives: Archives, live: Settings) -> None:
    archives.change = only_data(lambda answer: answer | {"pages": 0, "total": 0, "source": {"data": None}})
    refused(live, "found 0 on 1 pages")


def bulk(country: str = "Country Code") -> bytes:
    """WDI_CSV_*.zip in small: no preamble, six members of which two are needed."""
    data = [
        f"Country Name,{country},Indicator Name,Indicator Code,2022,2023",
        '"Korea, Rep.",KOR,GDP (current US$),NY.GDP.MKTP.CD,1673916511799.54,1712792854202.13',
        '"Korea, Rep.",KOR,Land area,AG.LND.TOTL.K2,97600,',
        "Euro area,EMU,GDP (current US$),NY.GDP.MKTP.CD,1,2",
        'World,WLD,"Population, total",SP.POP.TOTL,8000000000,',
    ]
    countries = [
        "Country Code,Short Name,Region,Notes",
        'KOR,Korea,East Asia,"two\nlines"',
        "EMU,Euro area,,",
        "WLD,World,,",
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WDICSV.csv", "\n".join(data) + "\n")
        archive.writestr("WDICountry.csv", "\n".join(countries) + "\n")
        for other in ("WDISeries.csv", "WDIcountry-series.csv", "WDIfootnote.csv"):
            archive.writestr(other, "a,b\n")
    return buffer.getvalue()


@contract(SOURCE, "dated zip of the whole database", "wanted series only, dated by the file's name")
def test_a_dated_zip_is_an_edition(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "WDI_CSV_2024_05_30.zip"
    file.write_bytes(bulk())
    held = datasets.add_file(settings, SOURCE, "bulk_csv", file)
    assert (held.vintage, held.published_on, held.published_basis) == ("2024-05-30", date(2024, 5, 30), "stated")
    datasets.normalize(settings, SOURCE)
    assert [(row["ref_area"], row["indicator"], row["obs_value"]) for row in rows(settings)] == [
        ("KOR", "gdp", 1673916511799.54), ("KOR", "gdp", 1712792854202.13), ("W00", "population", 8e9)
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "expected"), [
    pytest.param("WDI_CSV.zip", bulk(), "WDI_CSV_YYYY_MM_DD.zip",
                 marks=contract(SOURCE, "zip without a date in its name", "refused, says how it should be named")),
    pytest.param("WDI_CSV_2024_05_30.zip", bulk()[:-50], "a whole zip",
                 marks=contract(SOURCE, "zip cut off", "refused")),
    pytest.param("WDI_CSV_2024_05_30.zip", b"<html><title>Moved</title>", "titled 'Moved'",
                 marks=contract(SOURCE, "HTML page as zip", "refused")),
])  # fmt: skip
def test_other_files_are_refused(settings: Settings, tmp_path: Path, name: str, body: bytes, expected: str) -> None:
    file = tmp_path / name
    file.write_bytes(body)
    with pytest.raises(http.BrokenContract, match=expected):
        datasets.add_file(settings, SOURCE, "bulk_csv", file)


@contract(SOURCE, "renamed column in the zip", "that edition is an error, the column is named")
def test_a_renamed_column_is_an_error(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "WDI_CSV_2024_05_30.zip"
    file.write_bytes(bulk("Code"))
    with pytest.raises(datasets.IngestError, match="column Country Code is missing"):
        datasets.add_file(settings, SOURCE, "bulk_csv", file)
    assert snapshots.listing(settings.snapshots) == []


def test_a_plan_asks_nothing(archives: Archives, live: Settings) -> None:
    [planned] = datasets.plan(live, [SOURCE])
    assert planned.url.endswith("/sources/57/version/data") and "2024-11" in planned.why
    assert archives.requests == []


def test_recorded_shape_of_an_answer() -> None:
    from pipelines.sources.worldbank_archives.normalize import envelope

    answer = {
        "page": 1,
        "pages": "2",
        "per_page": 50,
        "total": "67",
        "source": {"id": "57", "data": [{"variable": []}]},
    }
    meta, cells = envelope(json.dumps(answer).encode(), "here")
    assert (meta.pages, meta.total, len(cells)) == (2, 67, 1)


@contract(SOURCE, "run killed between two pages", "the edition is fetched again as a whole")
def test_half_an_edition_is_fetched_again(archives: Archives, live: Settings) -> None:
    run(live)
    [lost] = [s for s in snapshots.listing(live.snapshots, SOURCE) if s.edition == "2026-04" and s.part == 2]
    lost.path.unlink()
    run(live)
    assert lost.path.exists()
