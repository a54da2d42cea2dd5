"""World Population Prospects: one large file that is replaced in place."""

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from servers import faults
from werkzeug import Request, Response

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.un_wpp import fetch, normalize
from pipelines.stores import observations, snapshots
from tests.support import gates

SOURCE = "un_wpp"
refused = partial(gates.refused, SOURCE)
unreadable = partial(gates.unreadable, SOURCE)
contract = pytest.mark.contract
HEADER = (
    "SortOrder,LocID,Notes,ISO3_code,ISO2_code,SDMX_code,LocTypeID,LocTypeName,ParentID,Location,VarID,Variant,Time,"
    "TPopulation1Jan,TPopulation1July,PopDensity"
)
YEARS = (2022, 2023, 2024, 2030)
Row = dict[str, Any]


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
    for year in YEARS:
        people = {code: 1000.5 + 7 * place + (year - 2022) for place, code in enumerate(codes)}
        people["156"] = 5_000_000.0
        found += [_row(code, "4", "Country/Area", year, value) for code, value in people.items()]
        found += [_row("903", "2", "Region", year, 900_000.0), _row("900", "1", "World", year, sum(people.values()))]
    return [*found, _row("4", "4", "Country/Area", 2101, "")]


def _row(code: str, kind: str, name: str, year: int, value: Any) -> Row:
    iso2 = "NA" if code == "516" else "XX"
    return {
        "SortOrder": 1, "LocID": code, "Notes": "", "ISO3_code": "ZZZ", "ISO2_code": iso2, "SDMX_code": code,
        "LocTypeID": kind, "LocTypeName": name, "ParentID": 0, "Location": '"Name, with a comma"', "VarID": 2,
        "Variant": "Medium", "Time": year, "TPopulation1Jan": 1, "TPopulation1July": value, "PopDensity": 1,
    }  # fmt: skip


def body(change: Callable[[list[Row]], list[Row]] = lambda rows: rows, header: str = HEADER) -> bytes:
    names = header.split(",")
    lines = [",".join(str(row[name]) for name in names if name in row) for row in change(rows())]
    return gzip.compress(("\ufeff" + "\n".join([header, *lines]) + "\n").encode())


def togo(
    change: Callable[[list[Row]], list[Row]] = lambda rows: rows,
    name: str = "WPP2024_Demographic_Indicators_Medium_Update.csv",
) -> bytes:
    """The update: Togo alone, in every year."""
    update = change([row | {"TPopulation1July": 3_000.25} for row in rows() if row["LocID"] == "768"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("WPP2024_PopulationBySingleAgeSex_Medium_Update.csv", "LocID\n768\n")
        archive.writestr(name, gzip.decompress(body(lambda rows: update)))
    return buffer.getvalue()


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/wpp")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[[Any], None]:
    def start(answer: Any, update: Any = None) -> None:
        httpserver.clear()

        def handle(request: Request) -> Response:
            given, tag = (update or togo(), '"2"') if request.path.endswith(".zip") else (answer, '"1"')
            if isinstance(given, bytes):
                if request.headers.get("If-None-Match") == tag:
                    return Response(status=304)
                return Response(given, content_type="application/octet-stream", headers={"ETag": tag})
            return given(request) if callable(given) and not isinstance(given, Response) else given

        httpserver.expect_request(re.compile(r"/wpp/.*")).respond_with_handler(handle)

    return start


def figures(settings: Settings, vintage: str = "2024") -> dict[tuple[str, int], tuple[float, str]]:
    files = [str(path) for path in observations.files(settings, SOURCE) if path.stem.startswith(vintage)]
    assert len({path.rsplit("/", 1)[-1] for path in files}) == len(files)
    if vintage == "2024":
        files = [path for path in files if path.endswith("/2024.parquet")]
    found = duckdb.read_parquet(files).project("ref_area, year(time_period), obs_value, obs_status").fetchall()
    return {row[:2]: row[2:] for row in found}


@contract(SOURCE, "BOM, thousands, projections in the same file", "persons; forecasts from the revision's year on")
def test_a_revision(serve: Any, live: Settings) -> None:
    serve(body())
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", 2), outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert held["CHN", 2023] == (5_000_000_000, "A")
    assert held["AFG", 2022] == (1_000_500, "A")
    assert held["AFG", 2024] == (1_002_500, "F")
    assert held["NAM", 2030][1] == "F"
    assert {"TWN", "XKX", "HKG", "NAM"} <= {area for area, _ in held}
    assert not [year for _, year in held if year == 2101]
    assert len({area for area, _ in held}) == len([r for r in rows() if r["LocTypeID"] == "4" and r["Time"] == 2022])
    snapshot = snapshots.listing(live.snapshots)[0]
    assert (snapshot.vintage, snapshot.published_on) == ("2024", date(2024, 7, 11))


@contract(SOURCE, "interim update of January 2026 (Togo only)", "a later vintage: Togo from it, all others as before")
def test_the_update(serve: Any, live: Settings) -> None:
    serve(body())
    datasets.refresh(live, SOURCE)
    assert len(datasets.normalize(live, SOURCE)) == 2
    revision, updated = figures(live), figures(live, "2024-2026-01-")
    assert updated["TGO", 2023] == (3_000_250, "A") and updated["TGO", 2030] == (3_000_250, "F")
    assert {key: value for key, value in revision.items() if key[0] != "TGO"} == {
        key: value for key, value in updated.items() if key[0] != "TGO"
    }
    assert revision["TGO", 2023] != updated["TGO", 2023]
    files = [str(path) for path in observations.files(live, SOURCE) if "2024-2026-01" in path.stem]
    dates = duckdb.read_parquet(files).project("published_on, published_basis").distinct().fetchall()
    assert dates == [(date(2026, 1, 19), "stated")]
    again = datasets.refresh(live, SOURCE)
    assert (again.state, again.requests, again.unchanged) == ("unchanged", 2, 3)


@pytest.mark.parametrize(("update", "expected"), [
    pytest.param(b"<html><title>Oops</title></html>", "expected a whole zip, found an HTML page",
                 marks=contract(SOURCE, "HTML page in place of the update", "refused; the revision is kept")),
    pytest.param(togo(name="Readme.csv"), "expected one Demographic_Indicators_Medium….csv, found",
                 marks=contract(SOURCE, "update without its file", "refused, shows what is in it")),
    pytest.param(Response("gone", 404), "404", marks=contract(SOURCE, "update withdrawn (404)", "refused in the open")),
])  # fmt: skip
def test_an_update_that_is_none(serve: Any, live: Settings, update: Any, expected: str) -> None:
    serve(body(), update)
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and expected in (outcome.error or ""), outcome.error
    assert [snapshot.vintage for snapshot in snapshots.listing(live.snapshots)] == ["2024"]


@pytest.mark.parametrize(("change", "expected"), [
    pytest.param(lambda rows: rows[1:], "expected the years of the revision",
                 marks=contract(SOURCE, "update that lacks a year", "unreadable; the revision is read")),
    pytest.param(lambda rows: [row | {"Variant": "High"} for row in rows], "expected the medium variant",
                 marks=contract(SOURCE, "update of another variant", "unreadable; the revision is read")),
])  # fmt: skip
def test_an_update_of_other_rows(serve: Any, live: Settings, change: Any, expected: str) -> None:
    serve(body(), togo(change))
    unreadable(live, expected)
    assert [path.stem for path in observations.files(live, SOURCE)] == ["2024"]


@contract(SOURCE, "update replaced in place", "a vintage of its own beside the one before")
def test_an_update_that_was_replaced(serve: Any, live: Settings) -> None:
    serve(body())
    datasets.refresh(live, SOURCE)
    serve(body(), lambda request: Response(togo(lambda rows: [row | {"TPopulation1July": 3_001.5} for row in rows])))
    assert datasets.refresh(live, SOURCE).state == "new"
    assert len(datasets.normalize(live, SOURCE)) == 3


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(lambda request: Response(body()), fault).handle)
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "304: not changed", "confirmed without a body")
def test_not_changed(serve: Any, live: Settings) -> None:
    serve(body())
    datasets.refresh(live, SOURCE)
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.bytes) == ("unchanged", 0)


@contract(SOURCE, "replaced in place", "a vintage of its own, dated when it was seen")
def test_replaced(serve: Any, live: Settings) -> None:
    serve(body())
    datasets.refresh(live, SOURCE)
    changed = body(lambda rows: [row | {"PopDensity": 2} for row in rows])
    serve(lambda request: Response(changed))
    assert datasets.refresh(live, SOURCE).state == "new"
    vintages = [snapshot.vintage for snapshot in snapshots.listing(live.snapshots)]
    assert vintages[0] == "2024" and len({*vintages}) == 4
    assert len(datasets.normalize(live, SOURCE)) == 4


@contract(SOURCE, "small error page with gzip's media type", "refused, says how large it is")
def test_small(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normalize, "SMALLEST", 1_000_000)
    serve(body())
    refused(live, "expected gzip data of more than 1000000 bytes, found gzip data, [0-9]+ bytes")


@contract(SOURCE, "gzip that ends early under a right length", "refused")
def test_gzip_cut_off(serve: Any, live: Settings) -> None:
    serve(body()[:-400])
    refused(live, "expected whole gzip data")


@contract(SOURCE, "a column renamed", "refused, names the column")
def test_renamed(serve: Any, live: Settings) -> None:
    serve(body(header=HEADER.replace("TPopulation1July", "TPopulationJuly"),
               change=lambda rows: [row | {"TPopulationJuly": 1} for row in rows]))  # fmt: skip
    refused(live, "column TPopulation1July is missing")


@contract(SOURCE, "unknown LocID with a value", "kept unallocated where it is small, else unreadable")
def test_unknown(serve: Any, live: Settings) -> None:
    serve(body(lambda rows: [*rows, _row("99999", "4", "Country/Area", 2022, 1.0)]))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert figures(live)["_X", 2022] == (1000.0, "A")


@contract(SOURCE, "unknown LocID with many people", "unreadable, names it")
def test_unknown_that_matters(serve: Any, live: Settings) -> None:
    serve(body(lambda rows: [*rows, _row("99999", "4", "Country/Area", 2022, 50_000.0)]))
    unreadable(live, "unmapped code '99999', with 50,000 in 1 figures of population")


@contract(SOURCE, "rows that stand twice", "unreadable")
def test_twice(serve: Any, live: Settings) -> None:
    serve(body(lambda rows: [*rows, rows[0]]))
    unreadable(live, "figures stand twice: 4 2022")


@contract(SOURCE, "countries missing", "unreadable, they do not add up to the world")
def test_missing_country(serve: Any, live: Settings) -> None:
    serve(body(lambda rows: [row for row in rows if row["LocID"] != "156"]))
    unreadable(live, "countries do not add up to the world")


@contract(SOURCE, "persons instead of thousands", "unreadable, the world is too large")
def test_wrong_scale(serve: Any, live: Settings) -> None:
    serve(body(lambda rows: [
        row | {"TPopulation1July": row["TPopulation1July"] and row["TPopulation1July"] * 1000} for row in rows
    ]))  # fmt: skip
    unreadable(live, "between 2 and 12 billion")


def test_another_name_is_no_revision() -> None:
    with pytest.raises(BrokenContract, match="expected the revision in the name"):
        normalize.accept("wpp", body(), "population.csv.gz")


def test_plan_and_since(serve: Any, live: Settings) -> None:
    serve(body())
    assert [each.why for each in datasets.plan(live, [SOURCE])] == [
        "revision 2024 is not held", "its update of January 2026 is not held",
    ]  # fmt: skip
    assert datasets.refresh(live, SOURCE, since=date(2026, 2, 1)).requests == 0
    datasets.refresh(live, SOURCE)
    assert all("is held; asked whether" in each.why for each in datasets.plan(live, [SOURCE]))
    assert fetch.FILE.endswith("WPP2024_Demographic_Indicators_Medium.csv.gz")
