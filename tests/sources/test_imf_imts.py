"""International Trade in Goods against a local server that speaks SDMX 3.0."""

import json
import re
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from pytest_httpserver import HTTPServer
from servers import faults
from servers.imf import Imts, iso_codes
from werkzeug import Response

from pipelines.config import Settings
from pipelines.fetching import sdmx
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.imf_imts import fetch, normalize
from pipelines.stores import observations, snapshots
from tests.support import gates

SOURCE = "imf_imts"
refused = partial(gates.refused, SOURCE)
unreadable = partial(gates.unreadable, SOURCE)
contract = pytest.mark.contract
X, M = "XG_FOB_USD", "MG_CIF_USD"
Flows = dict[tuple[str, str, str, str], float | None]


def article(settings: Settings, **areas: list[str]) -> None:
    settings.articles.mkdir(parents=True, exist_ok=True)
    claim = {"id": "a", "indicator": "trade_partner", "areas": areas}
    (settings.articles / "a.yaml").write_text(yaml.safe_dump({"id": "a", "claims": [claim]}))


def flows(years: tuple[str, ...] = ("2022", "2023", "2024")) -> Flows:
    """Korea with sixty partners and they with it, by year; with China and the world by month too."""
    partners = [*[code for code in iso_codes(SOURCE) if code != "KOR"][:58], "TWN", "CHN"]
    found: Flows = {}
    for place, partner in enumerate(dict.fromkeys([*partners, "G001", "KOS"])):
        for year in years:
            found["KOR", X, partner, year] = 1e9 + 1e6 * place + int(year)
            found["KOR", M, partner, year] = 2e9 + 1e6 * place + int(year)
            if partner not in ("G001", "TWN"):
                found[partner, X, "KOR", year] = 1.9e9 + 1e6 * place
                found[partner, M, "KOR", year] = 1.1e9 + 1e6 * place
    found["KOR", X, "CHN", "2024"] = 132_902_972_288
    this_year = datetime.now(UTC).year
    for partner in ("CHN", "G001"):
        found["KOR", X, partner, f"{this_year - 1}-M08"] = 1.1e10
    found["CHN", M, "KOR", f"{this_year - 1}-M08"] = 1.2e10
    return found


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    article(settings, ref=["KOR"], counterpart=["CHN"])
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/sdmx/3.0")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/sdmx/.*")).respond_with_handler(
            server.handle if hasattr(server, "handle") else lambda request: server
        )

    return start


def figures(settings: Settings, vintage: str | None = None) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, SOURCE) if vintage in (None, path.stem)]
    found = duckdb.read_parquet(files).project(
        "indicator, ref_area, counterpart_area, strftime(time_period, '%Y-%m'), freq, obs_value, obs_status, valuation,"
        " published_on, published_basis"
    )
    return {row[:5]: row[5:] for row in found.fetchall()}


@contract(SOURCE, "SCALE 6 beside dollars", "never multiplied; both sides of a flow, by year and by month")
def test_both_sides_of_a_pair(serve: Any, live: Settings) -> None:
    server = Imts(flows())
    serve(server)
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", 5), outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live)
    value, status, valuation, published_on, basis = held["goods_exports", "KOR", "CHN", "2024-01", "A"]
    assert (value, status, valuation) == (132_902_972_288, "A", "FOB")
    assert (published_on, basis) == (date(2025, 4, 20), "estimated"), "the usual lag after the year's end"
    assert held["goods_imports", "CHN", "KOR", "2024-01", "A"][2] == "CIF"
    assert ("goods_exports", "KOR", "W00", "2024-01", "A") in held
    assert ("goods_exports", "KOR", "XKX", "2024-01", "A") in held
    assert ("goods_exports", "KOR", "TWN", "2024-01", "A") in held
    last = f"{datetime.now(UTC).year - 1}-08"
    assert held["goods_imports", "CHN", "KOR", last, "M"][0] == 1.2e10
    assert [key for key in server.requests if key.endswith(".A")] == [f"KOR.{X}+{M}.*.A", f"*.{X}+{M}.KOR.A"]


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Imts(flows()).handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "startPeriod ignored", "filtered again: years that were not asked for are left out")
def test_an_ignored_filter(serve: Any, live: Settings) -> None:
    serve(Imts(flows(("1998", "2023", "2024"))))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    years = {key[3][:4] for key in figures(live) if key[4] == "A"}
    assert years == {"2023", "2024"}


@contract(SOURCE, "status 200 with a header and no rows", "refused, says that codes have changed")
def test_no_rows(serve: Any, live: Settings) -> None:
    serve(Imts({}))
    refused(live, "expected 50 figures or more, found 0 with status 200")


@contract(SOURCE, "status 204", "refused, nothing stored")
def test_no_content(serve: Any, live: Settings) -> None:
    serve(Response(status=204))
    refused(live, "column COUNTRY, .* is missing")


@contract(SOURCE, "400 as JSON: too many slots in the key", "refused, shows the message")
def test_bad_key(serve: Any, live: Settings) -> None:
    serve(Response('{"status":400,"code":40000,"message":"Invalid key"}', 400, mimetype="application/json"))
    refused(live, "found 400 with JSON-like text .*Invalid key")


@contract(SOURCE, "a column renamed", "refused, names the column")
def test_renamed_column(serve: Any, live: Settings) -> None:
    serve(Imts(flows(), columns={"COUNTERPART_COUNTRY": "COUNTERPART_AREA"}))
    refused(live, "column COUNTERPART_COUNTRY is missing; found STRUCTURE, STRUCTURE_ID")


@contract(SOURCE, "header of the 2.1 family", "parsed by name")
def test_other_header(serve: Any, live: Settings) -> None:
    serve(Imts(flows(), head=("DATAFLOW",)))
    assert datasets.refresh(live, SOURCE).state == "new"
    assert len(datasets.normalize(live, SOURCE)) == 2


@pytest.mark.parametrize(("derivation", "status"), [("O", "A"), ("", "A"), ("M", "E"), ("SE", "E"), ("Q9", "E")])
@contract(SOURCE, "DERIVATION_TYPE", "official is normal, mixed and staff estimates are estimates")
def test_derivation(serve: Any, live: Settings, derivation: str, status: str) -> None:
    serve(Imts(flows(("2024",)), derivation=derivation))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert figures(live)["goods_exports", "KOR", "CHN", "2024-01", "A"][1] == status


@contract(SOURCE, "groups of countries among the partners", "left out, the world kept")
def test_groups(serve: Any, live: Settings) -> None:
    serve(Imts(flows() | {("KOR", X, "G998", "2024"): 1e12, ("KOR", X, "GX77", "2024"): 1e12}))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert max(value[0] for value in figures(live).values()) < 1e12


@contract(SOURCE, "codes of the IMF's own (KOS), literal NaN", "Kosovo is XKX; NaN is no figure")
def test_own_codes_and_nan(serve: Any, live: Settings) -> None:
    serve(Imts(flows(), change=lambda rows: [
        row | {"OBS_VALUE": "NaN" if row["COUNTERPART_COUNTRY"] == "CHN" else row["OBS_VALUE"]} for row in rows
    ]))  # fmt: skip
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert held["goods_exports", "KOR", "XKX", "2024-01", "A"][0] > 1e9
    assert ("goods_exports", "KOR", "CHN", "2024-01", "A") not in held


@contract(SOURCE, "unknown country code with a value", "kept unallocated with its label")
def test_unknown_country(serve: Any, live: Settings) -> None:
    serve(Imts(flows() | {("KOR", X, "QQX", "2024"): 7e6, ("KOR", X, "TX898", "2024"): 1e6}))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert figures(live)["goods_exports", "KOR", "_X", "2024-01", "A"][:2] == (8e6, "A")
    files = [str(path) for path in observations.files(live, SOURCE)]
    series = duckdb.read_parquet(files).filter("counterpart_area = '_X'").project("series").fetchall()
    assert series == [("XG_FOB_USD + XG_FOB_USD [unmapped: QQX]",)]


@contract(
    SOURCE, "unknown partner with more than a thousandth of the trade", "unreadable, names the code and its share"
)
def test_unknown_country_that_matters(serve: Any, live: Settings) -> None:
    serve(Imts(flows() | {("KOR", X, "QQX", "2024"): 9e9}))
    unreadable(
        live, r"unmapped code 'QQX', with 9,000,000,000 in 1 figures of XG_FOB_USD; unknown areas hold \d\.\d\d%"
    )


@contract(SOURCE, "unknown reporter", "unreadable, whatever it traded")
def test_unknown_reporter(serve: Any, live: Settings) -> None:
    serve(Imts(flows() | {("QQX", X, "KOR", "2024"): 1.0}))
    unreadable(live, "unmapped code 'QQX', a whole reporter of 1 figures")


@contract(
    SOURCE, "groups and departments of CL_COUNTRY 1.6.0 as partners", "left out by a rule; TX898 is not specified"
)
def test_what_is_no_economy(serve: Any, live: Settings) -> None:
    groups = ["GX170", "GCANCEX", "GSAC", "GASEAN", "TX910", "U005", "CWX", "AFR", "APD", "EUR", "MCD", "WHD", "SDS"]
    serve(Imts(flows() | {("KOR", X, code, "2024"): 5e9 for code in groups} | {("KOR", X, "TX898", "2024"): 3e9}))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = {key[2]: value[0] for key, value in figures(live).items() if key[:2] == ("goods_exports", "KOR")}
    assert held["_X"] == 3e9
    assert not set(held) & set(groups)


def test_the_recorded_answer(settings: Settings, shared: Path) -> None:
    """SDMX-ML as the service sends it where nothing else is asked for: SCALE 6 beside dollars, groups among partners."""
    file = shared / "recorded" / "imf_imts_lao_2019_exports_excerpt.xml"
    assert datasets.add_file(settings, SOURCE, "imts_annual", file).path.suffix == ".xml"
    datasets.normalize(settings, SOURCE)
    held = {key[2]: value[:2] for key, value in figures(settings).items()}
    assert held == {"ARE": (8_399_496, "E"), "CHN": (1_672_284_904, "E"), "JPN": (93_567_314, "E"),
                    "W00": (5_809_346_166, "E")}  # fmt: skip


@pytest.mark.parametrize("body", [
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><DataSet/>', b"<html><p>down</p></html>", b"<DataSet><Series",
])  # fmt: skip
def test_other_xml_is_refused(body: bytes) -> None:
    with pytest.raises(BrokenContract, match="expected SDMX-ML"):
        normalize.accept("imts_annual", body, "x.xml")


@contract(SOURCE, "unknown country code without a value", "left out")
def test_unknown_country_without_a_value(serve: Any, live: Settings) -> None:
    serve(Imts(flows() | {("KOR", X, "QQX", "2024"): None}))
    datasets.refresh(live, SOURCE)
    assert datasets.normalize(live, SOURCE)


@contract(SOURCE, "rows that stand twice", "unreadable, nothing is dropped")
def test_duplicate_rows(serve: Any, live: Settings) -> None:
    serve(Imts(flows(), change=lambda rows: [*rows, *rows[:1]]))
    unreadable(live, "figures stand twice")


@contract(SOURCE, "values in millions", "unreadable, the scale is wrong")
def test_wrong_scale(serve: Any, live: Settings) -> None:
    serve(Imts({key: (value or 0) / 1e6 for key, value in flows().items()}))
    unreadable(live, "under a million dollars")


@contract(SOURCE, "an island that exports for less than a million dollars", "read: only most figures have to be larger")
def test_a_small_exporter(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MATRIX_REPORTERS", 300)
    serve(Imts(flows() | {("TUV", X, "G001", "2024"): 250_000.0, ("TUV", X, "KOR", "2024"): 1_000.0}))
    datasets.refresh(live, SOURCE, scope="world")
    datasets.normalize(live, SOURCE)
    assert figures(live)["goods_exports", "TUV", "W00", "2024-01", "A"][0] == 250_000


@contract(SOURCE, "an answer that has lost a third of its rows", "refused, the held release stays")
def test_lost_rows(serve: Any, live: Settings) -> None:
    serve(Imts(flows()))
    datasets.refresh(live, SOURCE)
    serve(Imts(flows(("2023", "2024"))))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "figures were there on" in (outcome.error or "")


@contract(SOURCE, "the same bytes again", "confirmed, no new vintage")
def test_unchanged(serve: Any, live: Settings) -> None:
    serve(Imts(flows()))
    datasets.refresh(live, SOURCE)
    assert datasets.refresh(live, SOURCE).state == "unchanged"
    assert len(snapshots.releases(live.snapshots, SOURCE, "imts_annual")) == 1


@contract(SOURCE, "a revised value", "a second whole vintage, dated when it was seen; the first stays")
def test_revised(serve: Any, live: Settings) -> None:
    serve(Imts(flows()))
    datasets.refresh(live, SOURCE)
    (first,) = snapshots.releases(live.snapshots, SOURCE, "imts_annual")
    serve(Imts(flows() | {("KOR", X, "CHN", "2024"): 1.3e11}))
    assert datasets.refresh(live, SOURCE).state == "new"
    datasets.normalize(live, SOURCE)
    (second,) = set(snapshots.releases(live.snapshots, SOURCE, "imts_annual")) - {first}
    key = ("goods_exports", "KOR", "CHN", "2024-01", "A")
    assert figures(live, first)[key][0] == 132_902_972_288
    assert figures(live, second)[key][0] == 1.3e11
    today = datetime.now(UTC).date()
    assert figures(live, first)[key][3] < today == figures(live, second)[key][3]
    # What did not change keeps its day, so that the earlier vintage still answers for the past.
    assert figures(live, second)["goods_imports", "CHN", "KOR", "2024-01", "A"][3] < today


@contract(
    SOURCE, "past editions as flows of their own (IMTS_2026_MAY_VINTAGE)", "vintages with their day of publication"
)
def test_past_editions(serve: Any, live: Settings) -> None:
    may = Imts(flows() | {("KOR", X, "CHN", "2024"): 1.2e11}, published="2026-05-20T13:00:00Z")
    april = Imts(flows() | {("KOR", X, "CHN", "2024"): 1.1e11})
    server = Imts(flows(), past={"IMTS_2026_MAY_VINTAGE": may, "IMTS_2026_APR_VINTAGE": april})
    serve(server)
    assert datasets.refresh(live, SOURCE).state == "new"
    datasets.normalize(live, SOURCE)
    key = ("goods_exports", "KOR", "CHN", "2024-01", "A")
    found = {vintage[:7]: (figures(live, vintage)[key][0], figures(live, vintage)[key][3])
             for vintage in snapshots.releases(live.snapshots, SOURCE, "imts_annual") if vintage.startswith("2026-0")}  # fmt: skip
    assert found["2026-05"] == (1.2e11, date(2026, 5, 20)) and found["2026-04"] == (1.1e11, date(2026, 4, 30))
    may.requests.clear()
    datasets.refresh(live, SOURCE)
    assert may.requests == [], "an edition that is held is not asked for again"


def test_the_world_comes_in_batches_of_reporters(serve: Any, live: Settings) -> None:
    codes = iso_codes(SOURCE)
    many: Flows = {(a, c, b, "2024"): 2e6 for a in codes for b in codes[:4] for c in (X, M) if a != b}
    server = Imts(many)
    serve(server)
    assert datasets.refresh(live, SOURCE, scope="world").state == "new"
    assert all(key.count("+") <= fetch.MATRIX_REPORTERS for key in server.requests) and len(server.requests) > 8
    assert {planned.url.rsplit("/", 1)[-1] for planned in datasets.plan(live, [SOURCE], scope="world")} == set(
        server.requests
    )


def test_without_articles_any_pair_has_a_figure_after_the_first_night(
    serve: Any, settings: Settings, httpserver: HTTPServer
) -> None:
    """The matrix of all reporters with all partners comes in batches, of which each has to be whole."""
    silent = Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/sdmx/3.0")})
    codes = iso_codes(SOURCE)
    matrix: Flows = {(a, X, b, "2024"): 2e6 for a in codes for b in (*codes[:4], "G001") if a != b}
    server = Imts(matrix)
    serve(server)
    outcome = datasets.refresh(silent, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", len(server.requests) + 1) and 10 <= outcome.requests <= 14
    datasets.normalize(silent, SOURCE)
    held = {key[1:3] for key in figures(silent)}
    assert {("NGA", "ABW"), ("POL", "W00"), ("MEX", "AFG")} <= held
    serve(Imts({key: value for key, value in matrix.items() if key[0] < "M"}))
    assert "expected 50 figures or more, found 0" in (datasets.refresh(silent, SOURCE).error or "")


def test_taiwan_is_asked_as_a_partner_only(live: Settings, tmp_path: Path) -> None:
    article(live, ref=["TWN"], counterpart=["USA"])
    keys = [planned.url.rsplit("/", 1)[-1] for planned in datasets.plan(live, [SOURCE])]
    assert f"*.{X}+{M}.TWN.A" in keys and not [key for key in keys if key.startswith("TWN") and key.endswith(".A")]


# SDMX-JSON, should the service send it although CSV was asked for


def as_json(found: Flows, derivation: str = "M") -> str:
    """Flows as SDMX-JSON 2.0: codes are places in lists, values are text."""
    periods = sorted({period for *_, period in found})
    reporters, concepts, partners = (sorted({key[n] for key in found}) for n in range(3))
    series: dict[str, Any] = {}
    for (reporter, concept, partner, period), value in found.items():
        place = f"{reporters.index(reporter)}:{concepts.index(concept)}:{partners.index(partner)}:0"
        series.setdefault(place, {"observations": {}})["observations"][str(periods.index(period))] = [
            None if value is None else repr(value), None, 0,
        ]  # fmt: skip
    dimensions = {"COUNTRY": reporters, "INDICATOR": concepts, "COUNTERPART_COUNTRY": partners, "FREQUENCY": ["A"]}
    structure = {
        "dimensions": {
            "series": [{"id": name, "values": [{"id": c} for c in codes]} for name, codes in dimensions.items()],
            "observation": [{"id": "TIME_PERIOD", "values": [{"value": period} for period in periods]}],
        },
        "attributes": {"observation": [
            {"id": "PRECISION", "values": []}, {"id": "DERIVATION_TYPE", "values": [{"id": derivation}]},
        ]},
    }  # fmt: skip
    return json.dumps({"meta": {}, "data": {"dataSets": [{"series": series}], "structures": [structure]}})


@contract(SOURCE, "SDMX-JSON although CSV was asked for", "the same figures, estimates marked")
def test_json_instead_of_csv(live: Settings, tmp_path: Path) -> None:
    file = tmp_path / "imts.json"
    file.write_text(as_json({key: value for key, value in flows().items() if "M" not in key[3]}))
    datasets.add_file(live, SOURCE, "imts_annual", file, published_on=date(2025, 6, 1))
    datasets.normalize(live, SOURCE)
    assert figures(live)["goods_exports", "KOR", "CHN", "2024-01", "A"][:2] == (132_902_972_288, "E")


@contract(SOURCE, "SDMX-JSON without a structure", "refused, shows what it is")
def test_broken_json() -> None:
    with pytest.raises(BrokenContract, match=r"expected SDMX-CSV or SDMX-JSON 2\.0, found JSON-like text"):
        sdmx.table(b'{"data": {"dataSets": []}}')


def recorded(shared: Path, name: str) -> bytes:
    reply = json.loads((shared / "recorded_http" / f"imf_sdmx3_{name}.json").read_text())
    return reply["text"].encode()


def test_recorded_answers(shared: Path) -> None:
    """A series in full, one whose values are all missing, none at all, and an unknown flow (status 204)."""
    found = sdmx.table(recorded(shared, "9dcba8af")).to_pylist()
    assert len(found) == 55
    assert {key: found[0][key] for key in ("COUNTRY", "INDICATOR", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE")} == {
        "COUNTRY": "GX1213", "INDICATOR": "BCA_GDP_BP6", "FREQUENCY": "A", "TIME_PERIOD": "1976", "OBS_VALUE": "-7.436",
    }  # fmt: skip
    assert {row["DERIVATION_TYPE"] for row in found} == {"M"}
    missing = sdmx.table(recorded(shared, "22cf9d9c")).to_pylist()
    assert [row["TIME_PERIOD"] for row in missing] == ["1972", "1973", "1974", "1975", "1976"]
    assert {row["OBS_VALUE"] for row in missing} == {None} and missing[0]["BASES_OF_RECORDING_GROSS_NET"] == "NP"
    assert sdmx.table(recorded(shared, "69f967e0")).num_rows == 0
    with pytest.raises(BrokenContract, match="column COUNTRY"):
        normalize.file(recorded(shared, "7f5e2492"))
