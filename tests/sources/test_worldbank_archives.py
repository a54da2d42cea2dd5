"""Past editions of World Development Indicators against a local server, and the dated zips."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from publisher import Publisher, cases
from servers.worldbank import MESSAGE_120, Archives
from werkzeug import Request, Response

from pipelines.ingest import datasets
from pipelines.sources.worldbank_archives import fetch
from pipelines.sources.worldbank_archives.normalize import envelope

SOURCE = "worldbank_archives"
Figures = dict[tuple[str, str, int, str], Any]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(date(2026, 11, 2), tick=True):
        yield


def figures(more: Figures | None = None) -> Figures:
    """Four series of six areas in three editions, each edition a little higher; its own year is still empty."""
    return {
        (series, area, year, version): None if year == int(version[:4]) else n * 1e6 + m * 1e3 + year + 0.5 * v
        for v, version in enumerate(("202304", "202504", "202604"))
        for n, series in enumerate(fetch.DEFAULT_SERIES, 1)
        for m, area in enumerate(("KOR", "JPN", "ROM", "WLD", "AFE", "YUG"))
        for year in (2021, 2022, 2023, 2025, 2026) if year <= int(version[:4])
    } | (more or {})  # fmt: skip


def data(change: Any) -> dict[str, Any]:
    """Answers with figures changed; the lists of editions and countries are left alone."""
    return {"change": lambda answer, request: change(answer) if "/series/" in request.path else answer}


def shortened(answer: dict[str, Any]) -> dict[str, Any]:
    answer["source"]["data"] = answer["source"]["data"][1:]
    return answer


def doubled(answer: Any, request: Request) -> Any:
    if "/version/202504/" in request.path:
        cells = answer["source"]["data"]
        cells.append({"variable": cells[0]["variable"], "value": 1.0})
        answer["total"] += 1
    return answer


NEWEST = {f"gdp KOR {year}": figures()["NY.GDP.MKTP.CD", "KOR", year, "202604"] for year in (2021, 2022, 2025)}


@cases("form, more, expected", {
    "concepts of a cell in any order, years to come empty": ({}, {}, NEWEST | {
        "gdp KOR 2026": "absent", "gdp ROU 2022": NEWEST["gdp KOR 2022"] + 2000}),
    "an edition in many pages": ({"page_size": 10}, {}, NEWEST),
    "Andorra as ADO and as AND": ({}, {("SP.POP.TOTL", "ADO", 2022, "202604"): 79_000.0,
        ("SP.POP.TOTL", "AND", 2022, "202604"): 79_824.0, ("SP.POP.TOTL", "ADO", 2021, "202604"): 78_000.0}, {
        "population AND 2022": 79_824.0, "population AND 2021": 78_000.0}),
    "an unknown code with a small value": ({}, {("SP.POP.TOTL", "Z9Z", 2022, "202604"): 5.0}, {
        "population _X 2022": {"obs_value": 5.0, "series": "SP.POP.TOTL [unmapped: Z9Z]"}}),
    "an unknown code with a large value": ({}, {("SP.POP.TOTL", "Z9Z", 2022, "202604"): 5e6},
        "unreadable: unmapped code 'Z9Z'"),
    "a value as text": ({}, {("SP.POP.TOTL", "KOR", 2022, "202604"): "n/a"}, "unreadable: a number as value"),
    "a cell twice, in one edition": ({"change": doubled}, {}, r"unreadable: 2025-04-.*stand more than once"),
    "fewer cells than the total": (data(shortened), {}, "refused: run again"),
    "message as an object": (data(lambda _: MESSAGE_120[0]), {}, "refused: 120 Invalid value"),
    "message in a list": (data(lambda _: MESSAGE_120), {}, "refused: 120 Invalid value"),
    "keys missing": (data(lambda _: {"page": 1}), {}, "refused: expected an object with page"),
    "XML": (data(lambda _: Response("<?xml version='1.0'?><wb:error/>")), {}, "refused: found XML"),
    "an edition without cells": (data(lambda answer: answer | {"pages": 0, "total": 0, "source": {"data": None}}), {},
        "refused: found 0 on 1 pages"),
})  # fmt: skip
def test_what_becomes_of_answers(publisher: Publisher, form: Any, more: Figures, expected: Any) -> None:
    publisher.sends(Archives(figures(more), **form), expected)
    if "doubled" in str(form):
        assert publisher.distinct("vintage[:7]") == {"2026-04"}, "the other edition is read"


def test_a_list_without_editions(publisher: Publisher) -> None:
    publisher.sends(Archives({}), "refused: expected editions such as 202404")


def test_recent_editions_are_vintages_that_are_fetched_once(publisher: Publisher) -> None:
    publisher.serve(archives := Archives(figures()))
    [planned] = datasets.plan(publisher.settings, [SOURCE])
    assert planned.url.endswith("/sources/57/version/data") and "2024-11" in planned.why and archives.requests == []
    first = publisher.read()
    assert publisher.distinct("ref_area") == {"KOR", "JPN", "ROU", "W00"}, "a dissolved state is no country"
    found = publisher.rows("key = 'gdp KOR 2022'")
    assert [(row["vintage"][:7], row["published_on"], row["published_basis"]) for row in found] == [
        ("2025-04", date(2025, 4, 30), "estimated"), ("2026-04", date(2026, 4, 30), "estimated"),
    ]  # fmt: skip
    assert found[1]["obs_value"] - found[0]["obs_value"] == 0.5, "the revision is what differs"
    again = publisher.read()
    assert (again.state, again.requests, again.unchanged) == ("unchanged", 1, first.new)


def test_which_editions_are_fetched(publisher: Publisher) -> None:
    """Those of two years, those since a day, and the one that was the newest on the day of a claim."""
    publisher.read(Archives(figures()))
    assert {s.edition for s in publisher.kept()} == {"2025-04", "2026-04"}
    publisher.settings.articles.mkdir(parents=True)
    text = "published: 2024-02-01\nclaims: [{said_on: 2023-06-15}, {said_on: soon}]\n"
    (publisher.settings.articles / "a.yaml").write_text(text)
    assert "before each of 2 days of claims" in datasets.plan(publisher.settings, [SOURCE])[0].why
    publisher.read()
    assert "2023-04" in {s.edition for s in publisher.kept()}


def test_since_brings_older_editions(publisher: Publisher) -> None:
    publisher.read(Archives(figures()), since=date(2023, 1, 1))
    assert publisher.distinct("vintage[:7]") == {"2023-04", "2025-04", "2026-04"}


def test_more_series_of_an_edition_are_another_vintage(publisher: Publisher) -> None:
    publisher.serve(archives := Archives(figures({("NY.GDP.MKTP.KD", "KOR", 1990, "202604"): 5.0})))
    publisher.read(scope="world")
    [row] = publisher.rows("indicator = 'gdp_constant'")
    assert (row["key"], row["vintage"][:13], row["published_on"]) == (
        "gdp_constant KOR 1990", "2026-04-world", date(2026, 4, 30)
    )  # fmt: skip
    assert any("/time/all/" in path for path in archives.requests)


def test_half_an_edition_is_fetched_again(publisher: Publisher) -> None:
    publisher.read(Archives(figures()))
    [lost] = [s for s in publisher.kept() if s.edition == "2026-04" and s.part == 2]
    lost.path.unlink()
    publisher.read()
    assert lost.path.exists()


def bulk(country: str = "Country Code") -> bytes:
    """WDI_CSV_*.zip in small: no preamble, six members of which two are needed."""
    data = [
        f"Country Name,{country},Indicator Name,Indicator Code,2022,2023",
        '"Korea, Rep.",KOR,GDP (current US$),NY.GDP.MKTP.CD,1673916511799.54,1712792854202.13',
        '"Korea, Rep.",KOR,Land area,AG.LND.TOTL.K2,97600,', "Euro area,EMU,GDP (current US$),NY.GDP.MKTP.CD,1,2",
        'World,WLD,"Population, total",SP.POP.TOTL,8000000000,',
    ]  # fmt: skip
    countries = [
        "Country Code,Short Name,Region,Notes", 'KOR,Korea,East Asia,"two\nlines"', "EMU,Euro area,,", "WLD,World,,",
    ]  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WDICSV.csv", "\n".join(data) + "\n")
        archive.writestr("WDICountry.csv", "\n".join(countries) + "\n")
        for other in ("WDISeries.csv", "WDIcountry-series.csv", "WDIfootnote.csv"):
            archive.writestr(other, "a,b\n")
    return buffer.getvalue()


DATED = "WDI_CSV_2024_05_30.zip"


@cases("name, body, expected", {
    "a dated one": (DATED, bulk(), {"gdp KOR 2022": 1673916511799.54, "gdp KOR 2023": 1712792854202.13,
        "population W00 2022": {"obs_value": 8e9, "vintage": "2024-05-30", "published_on": date(2024, 5, 30),
                                "published_basis": "stated"}}),
    "no date in its name": ("WDI_CSV.zip", bulk(), "WDI_CSV_YYYY_MM_DD.zip"),
    "cut off": (DATED, bulk()[:-50], "a whole zip"),
    "HTML page": (DATED, b"<html><title>Moved</title>", "titled 'Moved'"),
    "a renamed column": (DATED, bulk("Code"), "column Country Code is missing"),
})  # fmt: skip
def test_zips_of_the_whole_database(publisher: Publisher, name: str, body: bytes, expected: Any) -> None:
    publisher.brings("bulk_csv", name, body, expected)
    assert isinstance(expected, str) or publisher.figures().keys() == expected.keys()


def test_numbers_of_an_answer_may_be_text() -> None:
    answer = (
        b'{"page": 1, "pages": "2", "per_page": 50, "total": "67", "source": {"id": "57", "data": [{"variable": []}]}}'
    )
    meta, cells = envelope(answer, "here")
    assert (meta.pages, meta.total, len(cells)) == (2, 67, 1)
