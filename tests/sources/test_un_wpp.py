"""World Population Prospects: one large file that is replaced in place, and its update."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from publisher import Publisher, cases
from werkzeug import Request, Response

from pipelines.catalogue import economies
from pipelines.ingest import datasets
from pipelines.sources.un_wpp import fetch, normalize

SOURCE = "un_wpp"
HEADER = (
    "SortOrder,LocID,Notes,ISO3_code,ISO2_code,SDMX_code,LocTypeID,LocTypeName,ParentID,Location,VarID,Variant,Time,"
    "TPopulation1Jan,TPopulation1July,PopDensity"
)
Row = dict[str, Any]
Change = Callable[[list[Row]], list[Row]]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normalize, "SMALLEST", 1000)


def rows() -> list[Row]:
    """Every country of the map, a region that counts them again, and the world."""
    codes = [
        row["source_code"] for row in economies.rows(SOURCE)
        if row["iso3"] and row["iso3"] != "W00" and row["source_code"].isdigit()
    ]  # fmt: skip
    found: list[Row] = []
    for year in (2022, 2023, 2024, 2030):
        people = {code: 1000.5 + 7 * place + (year - 2022) for place, code in enumerate(codes)} | {"156": 5_000_000.0}
        found += [place(code, "4", "Country/Area", year, value) for code, value in people.items()]
        found += [place("903", "2", "Region", year, 900_000.0), place("900", "1", "World", year, sum(people.values()))]
    return [*found, place("4", "4", "Country/Area", 2101, "")]


def place(code: str, kind: str, name: str, year: int, value: Any) -> Row:
    return {
        "SortOrder": 1, "LocID": code, "Notes": "", "ISO3_code": "ZZZ", "ISO2_code": "NA" if code == "516" else "XX",
        "SDMX_code": code, "LocTypeID": kind, "LocTypeName": name, "ParentID": 0, "Location": '"Name, with a comma"',
        "VarID": 2, "Variant": "Medium", "Time": year, "TPopulation1Jan": 1, "TPopulation1July": value, "PopDensity": 1,
    }  # fmt: skip


def body(change: Change = lambda rows: rows, header: str = HEADER) -> bytes:
    lines = [",".join(str(row[name]) for name in header.split(",") if name in row) for row in change(rows())]
    return gzip.compress(("\ufeff" + "\n".join([header, *lines]) + "\n").encode())


def togo(change: Change = lambda rows: rows, name: str = "WPP2024_Demographic_Indicators_Medium_Update.csv") -> bytes:
    """The update: Togo alone, in every year."""
    update = change([row | {"TPopulation1July": 3_000.25} for row in rows() if row["LocID"] == "768"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("WPP2024_PopulationBySingleAgeSex_Medium_Update.csv", "LocID\n768\n")
        archive.writestr(name, gzip.decompress(body(lambda rows: update)))
    return buffer.getvalue()


REVISION, UPDATE = body(), togo()


def site(revision: bytes | None = None, update: bytes | Response | None = None) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        given = (update or UPDATE) if request.path.endswith(".zip") else (revision or REVISION)
        if isinstance(given, Response):
            return given
        tag = f'"{hash(given)}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304)
        return Response(given, content_type="application/octet-stream", headers={"ETag": tag})

    return answer


def more(code: str, people: float) -> bytes:
    return body(lambda rows: [*rows, place(code, "4", "Country/Area", 2022, people)])


def with_cells(change: Callable[[Row], Row]) -> bytes:
    return body(lambda rows: [row | change(row) for row in rows])


@cases("revision, expected", {
    "thousands, and projections in the same file": (body(), {
        "population CHN 2023": (5_000_000_000, "A"), "population AFG 2022": (1_000_500, "A"),
        "population AFG 2024": (1_002_500, "F"), "population NAM 2030": {"obs_status": "F"},
        "population AFG 2101": "absent", "population TWN 2022": {"vintage": "2024", "published_on": date(2024, 7, 11)},
        "population XKX 2022": {"obs_status": "A"}, "population HKG 2022": {"obs_status": "A"}}),
    "an unknown place with few people": (more("99999", 1.0), {"population _X 2022": (1000.0, "A")}),
    "gzip that ends early under a right length": (body()[:-400], "refused: expected whole gzip data"),
    "a column renamed": (body(lambda rows: [row | {"TPopulationJuly": 1} for row in rows],
                              HEADER.replace("TPopulation1July", "TPopulationJuly")),
        "refused: column TPopulation1July is missing"),
    "an unknown place with many people": (more("99999", 50_000.0),
        "unreadable: unmapped code '99999', with 50,000 in 1 figures of population"),
    "rows that stand twice": (body(lambda rows: [*rows, rows[0]]), "unreadable: figures stand twice: 4 2022"),
    "a country is missing": (body(lambda rows: [row for row in rows if row["LocID"] != "156"]),
        "unreadable: countries do not add up to the world"),
    "persons instead of thousands": (with_cells(lambda row: {
        "TPopulation1July": row["TPopulation1July"] and row["TPopulation1July"] * 1000}),
        "unreadable: between 2 and 12 billion"),
})  # fmt: skip
def test_a_revision(publisher: Publisher, revision: bytes, expected: Any) -> None:
    if isinstance(expected, str):
        publisher.sends(site(revision), expected)
    else:
        publisher.read(site(revision))
        publisher.holds(expected, "vintage = '2024'")
        countries = {row["LocID"] for row in rows() if row["LocTypeID"] == "4"}
        assert len(publisher.distinct("ref_area", "ref_area <> '_X'")) == len(countries), "regions are none"


def test_a_small_error_page_with_the_media_type_of_gzip(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normalize, "SMALLEST", 1_000_000)
    words = "expected gzip data of more than 1000000 bytes, found gzip data, [0-9]+ bytes"
    publisher.sends(site(), f"refused: {words}")


def test_the_update_is_a_later_vintage_in_which_all_but_togo_is_as_before(publisher: Publisher) -> None:
    publisher.read(site())
    revision = publisher.figures("vintage = '2024'")
    updated = publisher.figures("vintage like '2024-2026-01-%'")
    new = {f"population TGO {year}": 3_000_250 for year in (2022, 2023, 2024, 2030)}
    assert updated == revision | new and revision["population TGO 2023"] != 3_000_250
    dates = publisher.distinct("published_on, published_basis", "vintage like '2024-2026-01-%'")
    assert dates == {(date(2026, 1, 19), "stated")}
    again = publisher.refresh()
    assert (again.state, again.requests, again.unchanged, again.bytes) == ("unchanged", 2, 3, 0)


@cases("update, expected", {
    "HTML page": (b"<html><title>Oops</title></html>", "expected a whole zip, found an HTML page"),
    "without its file": (togo(name="Readme.csv"), "expected one Demographic_Indicators_Medium….csv, found"),
    "withdrawn": (Response("gone", 404), "404"),
})  # fmt: skip
def test_an_update_that_is_none_leaves_the_revision(publisher: Publisher, update: Any, expected: str) -> None:
    publisher.fails(expected, site(update=update))
    assert [snapshot.vintage for snapshot in publisher.kept()] == ["2024"]


@cases("change, expected", {
    "a year is missing": (lambda rows: rows[1:], "expected the years of the revision"),
    "another variant": (lambda rows: [row | {"Variant": "High"} for row in rows], "expected the medium variant"),
})  # fmt: skip
def test_an_update_that_is_not_read_leaves_the_revision(publisher: Publisher, change: Change, expected: str) -> None:
    publisher.sends(site(update=togo(change)), f"unreadable: {expected}")
    assert publisher.distinct("vintage") == {"2024"}


@cases("server, vintages", {
    "the update": (site(update=togo(lambda rows: [row | {"TPopulation1July": 3_001.5} for row in rows])), 3),
    "the revision": (site(with_cells(lambda row: {"PopDensity": 2})), 4),
})  # fmt: skip
def test_what_was_replaced_in_place_is_a_vintage_of_its_own(publisher: Publisher, server: Any, vintages: int) -> None:
    publisher.read(site())
    assert publisher.read(server).state == "new"
    assert len(publisher.distinct("vintage")) == vintages


def test_another_name_is_no_revision(publisher: Publisher) -> None:
    publisher.brings("wpp", "population.csv.gz", body(), "expected the revision in the name")


def test_plan_and_since(publisher: Publisher) -> None:
    publisher.serve(site())
    assert [each.why for each in datasets.plan(publisher.settings, [SOURCE])] == [
        "revision 2024 is not held", "its update of January 2026 is not held",
    ]  # fmt: skip
    assert publisher.refresh(since=date(2026, 2, 1)).requests == 0
    publisher.refresh()
    assert all("is held; asked whether" in each.why for each in datasets.plan(publisher.settings, [SOURCE]))
    assert fetch.FILE.endswith("WPP2024_Demographic_Indicators_Medium.csv.gz")
