"""World Development Indicators against a local server that speaks and errs like the real one."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from publisher import Publisher, cases
from servers import worldbank
from servers.worldbank import WorldBank
from werkzeug import Request, Response

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.ingest import datasets
from pipelines.sources.worldbank_wdi import normalize
from pipelines.stores import observations, snapshots

SOURCE = "worldbank_wdi"
AREAS = ("CHN", "JPN", "KOR", "USA", "XKX", "CHI", "PSE", "NAM", "WLD", "AFE", "HIC")
COUNTRIES = {"CHN", "JPN", "KOR", "USA", "XKX", "PSE", "NAM", "W00"} | (
    {"CHI"} if economies.to_iso3(SOURCE, "CHI") else set()
)
SERIES = list(normalize.series())
Figures = dict[tuple[str, str, int], float | None]


def figures(more: Figures | None = None) -> Figures:
    """Every series for every area and three years; the value tells series, area and year apart."""
    return {
        (series, area, year): 1e6 * (n + 1) + 1e3 * m + (year - 2000)
        for n, series in enumerate(SERIES) for m, area in enumerate(AREAS) for year in (2022, 2023, 2024)
    } | (more or {})  # fmt: skip


GDP = figures()["NY.GDP.MKTP.CD", "KOR", 2023]


def data(change: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """Answers with figures changed; the list of countries is left alone."""
    return {"change": lambda answer, request: answer if request.path.endswith("/country") else change(answer)}


def answers(what: Any) -> dict[str, Any]:
    return {"change": lambda answer, request: what}


def row(**cells: Any) -> dict[str, Any]:
    return data(lambda answer: [answer[0], [each | cells for each in answer[1]]])


def text(body: str) -> Response:
    return Response(body)


def second_page_of_another_day(answer: Any, request: Request) -> Any:
    if request.args.get("page") == "2":
        answer[0]["lastupdated"] = "2026-07-14"
    return answer


def doubled(answer: list[Any]) -> Any:
    again = dict(answer[1][0]) | {"value": -1.0}
    return [answer[0] | {"total": answer[0]["total"] + 1}, [*answer[1], again]]


def flaky() -> Callable[[Any, Request], Any]:
    failures = iter([500, 502])
    return lambda answer, request: Response("down", status) if (status := next(failures, None)) else answer


@cases("form, more, expected", {
    "all series of all economies": ({}, {}, {"gdp KOR 2023": {
        "obs_value": GDP, "unit_measure": "USD", "price_base": "current", "obs_status": "A",
        "published_on": date(2026, 7, 13), "published_basis": "stated"},
        "goods_exports KOR W00 2023": {"valuation": "FOB"}, "goods_imports KOR W00 2023": {"valuation": "CIF"},
        "goods_services_exports KOR W00 2023": {"valuation": None}}),
    "many pages": ({"page_size": 50}, {}, {"gdp KOR 2023": GDP, "gdp USA 2024": GDP + 1001}),
    "null, which is no figure, and zero, which is one": ({}, {
        ("SP.POP.TOTL", "KOR", 2024): None, ("SP.POP.TOTL", "JPN", 2024): 0}, {
        "population KOR 2024": "absent", "population JPN 2024": 0}),
    "blank codes beside two letters": ({"blank_iso3": {"NAM", "HIC", "KOR"}}, {}, {"gdp KOR 2023": GDP,
        "gdp XD 2023": "absent", "gdp HIC 2023": "absent", "gdp NAM 2023": GDP + 5000}),
    "numbers of the header as text": ({"change": lambda answer, request: [
        {name: str(value) for name, value in answer[0].items()}, answer[1]]}, {}, {"gdp KOR 2023": GDP}),
    "byte order mark": ({"change": lambda answer, request: Response(
        b"\xef\xbb\xbf" + json.dumps(answer).encode())}, {}, {"gdp KOR 2023": GDP}),
    "years that were not asked for": ({"ignores_dates": True}, {("SP.POP.TOTL", "KOR", 1900): 12e6}, {
        "population KOR 1900": "absent", "gdp KOR 2023": GDP}),
    "an unknown country with small values": ({}, {
        ("SP.POP.TOTL", "ZZQ", 2023): 5.0, ("NY.GDP.MKTP.KD.ZG", "ZZQ", 2023): 2.0}, {
        "population _X 2023": {"obs_value": 5.0, "series": "SP.POP.TOTL [unmapped: ZZQ]"},
        "gdp_growth _X 2023": {"obs_value": 2.0, "series": "NY.GDP.MKTP.KD.ZG [unmapped: ZZQ]"}}),
    "an unknown country without a value": ({}, {("SP.POP.TOTL", "ZZQ", 2023): None}, {"population _X 2023": "absent"}),
    "an estimate": (row(obs_status="e"), {}, {"gdp KOR 2023": (GDP, "E")}),
    "a forecast": (row(obs_status="F"), {}, {"gdp KOR 2023": (GDP, "F")}),
    "500 and 502, then good": ({"change": flaky()}, {}, {"gdp KOR 2023": GDP}),
    "message 175 for a retired series": ({"retired": {"MS.MIL.TOTL.P1"}}, {}, "refused: refused alone: MS.MIL.TOTL.P1"),
    "message 120": (answers(worldbank.MESSAGE_120), {}, "refused: 120 Invalid value"),
    "message as an object": (answers(worldbank.MESSAGE_120[0]), {}, "refused: 120 Invalid value"),
    "message beside a null": (answers([*worldbank.MESSAGE_120, None]), {}, "refused: 120 Invalid value"),
    "HTML page": (answers(text("<html><head><title>Service unavailable</title></head></html>")), {},
        "refused: an HTML page titled 'Service unavailable'"),
    "XML in spite of format=json": (answers(text("<?xml version='1.0'?><wb:error/>")), {}, "refused: found XML"),
    "JSON cut off inside": ({"change": lambda answer, request: text(json.dumps(answer)[:-40])}, {},
        "refused: expected JSON"),
    "no rows": (data(lambda answer: [{"page": 0, "pages": 0, "total": 0, "lastupdated": None}, None]), {},
        "refused: found 0 on 1 pages"),
    "fewer rows than the total": (data(lambda answer: [answer[0], answer[1][:-1]]), {},
        f"refused: expected {len(figures())} rows, found {len(figures()) - 1}"),
    "an edition that changes while it is read": (
        {"page_size": 200, "change": second_page_of_another_day}, {}, "refused: the data changed in between"),
    "an edition without a date": ({"lastupdated": None}, {},
        "refused: expected lastupdated as YYYY-MM-DD, found None"),
    "an edition of some month": ({"lastupdated": "July 2026"}, {},
        "refused: expected lastupdated as YYYY-MM-DD, found 'July 2026'"),
    "a series without a value": ({}, dict.fromkeys(key for key in figures() if key[0] == "NY.GNP.PCAP.CD"),
        "refused: found none of NY.GNP.PCAP.CD"),
    "an unknown country with a large value": ({}, {("SP.POP.TOTL", "ZZQ", 2023): 5e6},
        "unreadable: unmapped code 'ZZQ'"),
    "a figure twice with two values": (data(doubled), {}, r"unreadable: stand more than once.* -1\.0 and "),
    "a value as text": (row(value="12,5"), {}, "unreadable: a number as value"),
    "an unknown mark": (row(obs_status="Z"), {},
        "unreadable: expected obs_status blank or one of A, B, E, F, P, found others"),
})  # fmt: skip
def test_what_becomes_of_answers(publisher: Publisher, form: Any, more: Figures, expected: Any) -> None:
    publisher.sends(WorldBank(figures(more), **form), expected)
    if not isinstance(expected, str):
        assert publisher.distinct("ref_area") - {"_X"} == COUNTRIES


def test_a_refresh_asks_little_and_confirms_what_is_held(publisher: Publisher) -> None:
    publisher.serve(bank := WorldBank(figures()))
    [planned] = datasets.plan(publisher.settings, [SOURCE])
    assert "NY.GDP.MKTP.CD" in planned.url and planned.why == "nothing is held yet" and bank.requests == []
    outcome = publisher.read()
    assert (outcome.state, outcome.new, outcome.requests) == ("new", 2, 2)
    assert len(publisher.rows()) == len(SERIES) * len(COUNTRIES) * 3
    [planned] = datasets.plan(publisher.settings, [SOURCE])
    assert "2026-07-13-" in planned.why and len(bank.requests) == 2
    before = observations.files(publisher.settings, SOURCE)
    outcome = publisher.read()
    assert (outcome.state, outcome.new, outcome.unchanged) == ("unchanged", 0, 2)
    assert observations.files(publisher.settings, SOURCE) == before
    pages = -(-len(SERIES) * 266 * (2026 - 1959) // 20_000)
    assert 1 + pages < 40 and 2 + len(SERIES) < 40, "of the real size, and when each series is asked for alone"


def test_a_revision_in_place_is_a_vintage_of_its_own(publisher: Publisher) -> None:
    publisher.serve(bank := WorldBank(figures()))
    publisher.read()
    bank.values["NY.GDP.MKTP.CD", "KOR", 2023] = 1.84e12
    assert publisher.read().state == "new"
    first, revised = sorted(publisher.rows("key = 'gdp KOR 2023'"), key=lambda row: row["published_on"])
    assert first["vintage"].startswith("2026-07-13-") and first["obs_value"] == GDP
    today = datetime.now(UTC).date()
    assert (revised["obs_value"], revised["published_on"], revised["published_basis"]) == (1.84e12, today, "estimated")


@pytest.mark.parametrize("status", [400, 502, 504])
def test_an_outage_leaves_what_is_stored(publisher: Publisher, status: int) -> None:
    publisher.read(WorldBank(figures()))
    outcome = publisher.refresh(Response(f"<html><title>{status}</title></html>", status))
    assert (outcome.state, outcome.error) == ("stale", None)
    assert outcome.stale is not None and str(status) in (outcome.why or "")
    publisher.holds({"gdp KOR 2023": GDP})


# Recorded answers


def table(settings: Settings, *bodies: bytes) -> list[dict[str, Any]]:
    received = snapshots.Received("https://example.org/v2/x", datetime(2026, 7, 20, tzinfo=UTC))
    stored = [
        snapshots.add(settings.snapshots, body, received, source=SOURCE, dataset="indicators", ext="json", parts=2,
                      vintage="2026-07-13-abc", edition="2026-07-13", part=part, published_on=date(2026, 7, 13))
        for part, body in enumerate(bodies, 1)
    ]  # fmt: skip
    read = normalize.normalize(stored)
    observations.validate(read)
    return read.to_pylist()


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
    aggregates = {row["source_code"] for row in economies.rows(SOURCE) if row["iso3"] in ("", "W00")} | {""}
    listed = [
        {"id": row["countryiso3code"] or row["country"]["id"], "iso2Code": row["country"]["id"],
         "region": {"id": "NA" if row["countryiso3code"] in aggregates else "EAS"}}
        for row in answered
    ]  # fmt: skip
    countries = [{"page": 1, "pages": 1, "per_page": "400", "total": len(listed)}, listed]
    held = {row["ref_area"]: row for row in table(settings, json.dumps(countries).encode(), body)}
    assert held["KOR"]["obs_value"] == korea and held["KOR"]["series"] == series
    given = {row["countryiso3code"] for row in answered if row["value"] is not None} - aggregates
    assert {economies.to_iso3(SOURCE, code) for code in given} - {None} == held.keys() - {"W00"}


def test_recorded_replies_give_the_known_figures(shared: Path, settings: Settings) -> None:
    """The Bank's own list of countries beside one country's answer: the list says which codes are aggregates."""
    names = ("worldbank_countries.json", "worldbank_country_jp_gdp.json")
    held = table(settings, *((shared / "recorded" / name).read_bytes() for name in names))
    assert {(row["ref_area"], row["indicator"]) for row in held} == {("JPN", "gdp_per_capita")}
    assert {row["time_period"].year: row["obs_value"] for row in held}[2004] == 38677.5708064787
    with pytest.raises(http.BrokenContract, match="120 Invalid value: The provided parameter value is not valid"):
        normalize.envelope((shared / "recorded" / "worldbank_bad_indicator.json").read_bytes(), "recorded")


# Downloads


def download(series: str = "SP.POP.TOTL", header: str = "Country Name", countries: bool = True) -> bytes:
    """A zip as the site gives for one series: preamble, byte order mark, spare comma at the end of rows."""
    lines = [
        '"Data Source","World Development Indicators",', "", '"Last Updated Date","2026-04-08",', "",
        f'"{header}","Country Code","Indicator Name","Indicator Code","2022","2023",',
        f'"Korea, Rep.","KOR","x","{series}","51672569","51712619",', f'"Japan","JPN","x","{series}","125124989","",',
        f'"High income","HIC","x","{series}","1e9","1e9",',
    ]  # fmt: skip
    described = [
        '"Country Code","Region","IncomeGroup","SpecialNotes","TableName",',
        '"KOR","East Asia & Pacific","High income","","Korea, Rep.",',
        '"JPN","East Asia & Pacific","High income","","Japan",', '"HIC","","","",High income",',
    ]  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"API_{series}_DS2_en_csv_v2_1.csv", "\ufeff" + "\r\n".join(lines) + "\r\n")
        if countries:
            archive.writestr("Metadata_Country_API_1.csv", "\ufeff" + "\r\n".join(described) + "\r\n")
    return buffer.getvalue()


@cases("body, expected", {
    "a whole one": (download(), {"population JPN 2022": 125124989, "population KOR 2022": 51672569, "population JPN 2023":
        "absent", "population KOR 2023": {"obs_value": 51712619, "published_on": date(2026, 4, 8),
                                          "vintage": "2026-04-08-SP.POP.TOTL"}}),
    "HTML page": (b"<html><title>Not found</title>", "an HTML page titled 'Not found'"),
    "cut off": (download()[:200], "a whole zip"),
    "a renamed column": (download(header="Country"), "expected a header with Country Code"),
    "a series that is not wanted": (download(series="AG.LND.TOTL.K2"), "found 2026-04-08 and AG.LND.TOTL.K2"),
    "no description of countries": (download(countries=False), "begins with .*Metadata_Country"),
})  # fmt: skip
def test_downloads(publisher: Publisher, body: bytes, expected: Any) -> None:
    publisher.brings("indicator_csv", "download.zip", body, expected)
    if not isinstance(expected, str):
        assert publisher.distinct("ref_area") == {"JPN", "KOR"}


def test_an_answer_of_the_api_is_no_edition_alone(publisher: Publisher) -> None:
    publisher.brings("indicators", "answer.json", "[]", "as dataset indicator_csv")


def test_series_are_of_the_catalogue() -> None:
    with normalize.SERIES_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["unit_measure"] == catalogue.indicators()[row["indicator"]]["unit_measure"], row["series"]
