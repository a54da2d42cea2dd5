"""International Trade in Goods against a local server that speaks SDMX 3.0."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from publisher import Publisher, cases
from servers.imf import Imts, iso_codes
from werkzeug import Response

from pipelines.fetching import sdmx
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.imf_imts import fetch, normalize
from pipelines.stores import snapshots

SOURCE, PATH = "imf_imts", "/sdmx/3.0"
X, M = "XG_FOB_USD", "MG_CIF_USD"
Flows = dict[tuple[str, str, str, str], float | None]
LAST = datetime.now(UTC).year - 1


@pytest.fixture
def korea(publisher: Publisher) -> Publisher:
    publisher.claims("trade_partner", ["KOR"], ["CHN"])
    return publisher


def flows(years: tuple[str, ...] = ("2022", "2023", "2024"), more: Flows | None = None) -> Flows:
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
    for partner in ("CHN", "G001"):
        found["KOR", X, partner, f"{LAST}-M08"] = 1.1e10
    found["CHN", M, "KOR", f"{LAST}-M08"] = 1.2e10
    return found | (more or {})


def exports(**partners: float | None) -> Flows:
    return {("KOR", X, partner, "2024"): value for partner, value in partners.items()}


CHINA = "goods_exports KOR CHN 2024"
GROUPS = [
    "GX170",
    "GCANCEX",
    "GSAC",
    "GASEAN",
    "TX910",
    "U005",
    "CWX",
    "AFR",
    "APD",
    "EUR",
    "MCD",
    "WHD",
    "SDS",
    "G998",
]


@cases("found, form, expected", {
    "both sides of a pair, SCALE 6 beside dollars": (flows(), {}, {
        CHINA: {"obs_value": 132_902_972_288, "obs_status": "A", "valuation": "FOB",
                "published_on": date(2025, 4, 20), "published_basis": "estimated"},
        "goods_imports CHN KOR 2024": {"valuation": "CIF"}, "goods_exports KOR W00 2024": {"obs_status": "A"},
        "goods_exports KOR XKX 2024": {"obs_status": "A"}, "goods_exports KOR TWN 2024": {"obs_status": "A"},
        f"goods_imports CHN KOR {LAST}-08": 1.2e10}),
    "startPeriod ignored": (flows(("1998", "2023", "2024")), {}, {
        CHINA: 132_902_972_288, "goods_exports KOR W00 1998": "absent"}),
    "header of the 2.1 family": (flows(), {"head": ("DATAFLOW",)}, {CHINA: 132_902_972_288}),
    "official": (flows(), {"derivation": "O"}, {CHINA: {"obs_status": "A"}}),
    "no derivation": (flows(), {"derivation": ""}, {CHINA: {"obs_status": "A"}}),
    "mixed": (flows(), {"derivation": "M"}, {CHINA: {"obs_status": "E"}}),
    "estimated by the staff": (flows(), {"derivation": "SE"}, {CHINA: {"obs_status": "E"}}),
    "an unknown derivation": (flows(), {"derivation": "Q9"}, {CHINA: {"obs_status": "E"}}),
    "groups and departments among partners": (
        flows(more=exports(**dict.fromkeys(GROUPS, 5e9), TX898=3e9, GX77=1e12)), {},
        {f"goods_exports KOR {code} 2024": "absent" for code in GROUPS} | {"goods_exports KOR _X 2024": 3e9}),
    "literal NaN": (flows(), {"change": lambda rows: [row | (
        {"OBS_VALUE": "NaN"} if row["COUNTERPART_COUNTRY"] == "CHN" else {}) for row in rows]}, {CHINA: "absent"}),
    "unknown partners with small values": (flows(more=exports(QQX=7e6, TX898=1e6)), {}, {
        "goods_exports KOR _X 2024": {"obs_value": 8e6, "series": "XG_FOB_USD + XG_FOB_USD [unmapped: QQX]"}}),
    "an unknown partner without a value": (flows(more=exports(QQX=None)), {}, {"goods_exports KOR _X 2024": "absent"}),
    "no rows": ({}, {}, "refused: expected 50 figures or more, found 0 with status 200"),
    "a column renamed": (flows(), {"columns": {"COUNTERPART_COUNTRY": "COUNTERPART_AREA"}},
        "refused: column COUNTERPART_COUNTRY is missing; found STRUCTURE, STRUCTURE_ID"),
    "an unknown partner that matters": (flows(more=exports(QQX=9e9)), {},
        r"unreadable: unmapped code 'QQX', with 9,000,000,000 in 1 figures of XG_FOB_USD; unknown areas hold \d\.\d\d%"),
    "an unknown reporter": (flows(more={("QQX", X, "KOR", "2024"): 1.0}), {},
        "unreadable: unmapped code 'QQX', a whole reporter of 1 figures"),
    "rows that stand twice": (flows(), {"change": lambda rows: [*rows, *rows[:1]]}, "unreadable: figures stand twice"),
    "values in millions": ({key: (value or 0) / 1e6 for key, value in flows().items()}, {},
        "unreadable: under a million dollars"),
})  # fmt: skip
def test_what_becomes_of_answers(korea: Publisher, found: Flows, form: dict[str, Any], expected: Any) -> None:
    korea.sends(server := Imts(found, **form), expected)
    keys = [key for key in server.requests if key.endswith(".A")]
    assert isinstance(expected, str) or keys == [f"KOR.{X}+{M}.*.A", f"*.{X}+{M}.KOR.A"]


@pytest.mark.parametrize(("answer", "expected"), [
    (Response(status=204), "column COUNTRY, .* is missing"),
    (Response('{"status":400,"code":40000,"message":"Invalid key"}', 400), "found 400 with JSON-like text .*Invalid key"),
])  # fmt: skip
def test_answers_without_figures(korea: Publisher, answer: Response, expected: str) -> None:
    korea.sends(answer, f"refused: {expected}")


def test_lost_rows_are_refused_and_the_same_bytes_confirmed(korea: Publisher) -> None:
    korea.refresh(Imts(flows()))
    assert korea.refresh().state == "unchanged"
    korea.fails("figures were there on", Imts(flows(("2023", "2024"))))
    assert len(snapshots.releases(korea.settings.snapshots, SOURCE, "imts_annual")) == 1


def test_a_revised_value_is_a_second_vintage_dated_when_it_was_seen(korea: Publisher) -> None:
    korea.read(Imts(flows()))
    korea.read(Imts(flows(more=exports(CHN=1.3e11))))
    today = datetime.now(UTC).date()
    first, second = sorted(korea.rows(f"key = '{CHINA}'"), key=lambda row: row["published_on"])
    assert (first["obs_value"], second["obs_value"]) == (132_902_972_288, 1.3e11)
    assert first["published_on"] < today == second["published_on"]
    unchanged = korea.distinct("published_on", "key = 'goods_imports CHN KOR 2024'")
    assert max(unchanged) < today, "so that the earlier vintage still answers for the past"


def test_past_editions_are_vintages_with_their_day_of_publication(korea: Publisher) -> None:
    may = Imts(flows(more=exports(CHN=1.2e11)), published="2026-05-20T13:00:00Z")
    april = Imts(flows(more=exports(CHN=1.1e11)))
    korea.read(Imts(flows(), past={"IMTS_2026_MAY_VINTAGE": may, "IMTS_2026_APR_VINTAGE": april}))
    found = korea.distinct("vintage[:7], obs_value, published_on", f"key = '{CHINA}'")
    assert found >= {("2026-05", 1.2e11, date(2026, 5, 20)), ("2026-04", 1.1e11, date(2026, 4, 30))}
    may.requests.clear()
    korea.refresh()
    assert may.requests == [], "an edition that is held is not asked for again"


# What is asked


def test_the_world_comes_in_batches_of_reporters(korea: Publisher) -> None:
    codes = iso_codes(SOURCE)
    korea.serve(server := Imts({(a, c, b, "2024"): 2e6 for a in codes for b in codes[:4] for c in (X, M) if a != b}))
    assert korea.refresh(scope="world").state == "new"
    assert all(key.count("+") <= fetch.MATRIX_REPORTERS for key in server.requests) and len(server.requests) > 8
    planned = datasets.plan(korea.settings, [SOURCE], scope="world")
    assert {each.url.rsplit("/", 1)[-1] for each in planned} == set(server.requests)


def test_without_articles_any_pair_has_a_figure_after_the_first_night(publisher: Publisher) -> None:
    """The matrix of all reporters with all partners comes in batches, of which each has to be whole."""
    codes = iso_codes(SOURCE)
    matrix: Flows = {(a, X, b, "2024"): 2e6 for a in codes for b in (*codes[:4], "G001") if a != b}
    small: Flows = {("TUV", X, "G001", "2024"): 250_000.0, ("TUV", X, "KOR", "2024"): 1_000.0}
    outcome = publisher.read(server := Imts(matrix | small))
    assert (outcome.state, outcome.requests) == ("new", len(server.requests) + 1) and 10 <= outcome.requests <= 14
    publisher.holds({
        "goods_exports NGA ABW 2024": 2e6, "goods_exports POL W00 2024": 2e6, "goods_exports MEX AFG 2024": 2e6,
        "goods_exports TUV W00 2024": 250_000,  # an island: only most figures have to be larger than a million
    })  # fmt: skip
    publisher.fails("expected 50 figures or more, found 0", Imts({k: v for k, v in matrix.items() if k[0] < "M"}))


def test_taiwan_is_asked_as_a_partner_only(publisher: Publisher) -> None:
    publisher.claims("trade_partner", ["TWN"], ["USA"])
    keys = [planned.url.rsplit("/", 1)[-1] for planned in datasets.plan(publisher.settings, [SOURCE])]
    assert f"*.{X}+{M}.TWN.A" in keys and not [key for key in keys if key.startswith("TWN") and key.endswith(".A")]


# Other forms of SDMX


def as_json(found: Flows) -> str:
    """Flows as SDMX-JSON 2.0: codes are places in lists, values are text."""
    periods = sorted({period for *_, period in found})
    reporters, concepts, partners = (sorted({key[n] for key in found}) for n in range(3))
    series: dict[str, Any] = {}
    for (reporter, concept, partner, period), value in found.items():
        place = f"{reporters.index(reporter)}:{concepts.index(concept)}:{partners.index(partner)}:0"
        cell = [None if value is None else repr(value), None, 0]
        series.setdefault(place, {"observations": {}})["observations"][str(periods.index(period))] = cell
    dimensions = {"COUNTRY": reporters, "INDICATOR": concepts, "COUNTERPART_COUNTRY": partners, "FREQUENCY": ["A"]}
    structure = {
        "dimensions": {
            "series": [{"id": name, "values": [{"id": c} for c in codes]} for name, codes in dimensions.items()],
            "observation": [{"id": "TIME_PERIOD", "values": [{"value": period} for period in periods]}],
        },
        "attributes": {"observation": [
            {"id": "PRECISION", "values": []}, {"id": "DERIVATION_TYPE", "values": [{"id": "M"}]},
        ]},
    }  # fmt: skip
    return json.dumps({"meta": {}, "data": {"dataSets": [{"series": series}], "structures": [structure]}})


@cases("name, body, expected", {
    "SDMX-JSON": ("imts.json", as_json({key: value for key, value in flows().items() if "M" not in key[3]}), {
        CHINA: (132_902_972_288, "E")}),
    "SDMX-JSON without a structure": ("imts.json", '{"data": {"dataSets": []}}',
        r"expected SDMX-CSV or SDMX-JSON 2\.0, found JSON-like text"),
    "XML with entities": ("x.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><DataSet/>', "expected SDMX-ML"),
    "a web page": ("x.xml", "<html><p>down</p></html>", "expected SDMX-ML"),
    "XML cut off": ("x.xml", "<DataSet><Series", "expected SDMX-ML"),
})  # fmt: skip
def test_other_forms(publisher: Publisher, name: str, body: str, expected: Any) -> None:
    publisher.brings("imts_annual", name, body, expected, published_on=date(2025, 6, 1))


def test_the_recorded_message(publisher: Publisher, shared: Path) -> None:
    """SDMX-ML as the service sends it where nothing else is asked for: SCALE 6 beside dollars, groups among partners."""
    body = (shared / "recorded" / "imf_imts_lao_2019_exports_excerpt.xml").read_bytes()
    values = {"ARE": 8_399_496, "CHN": 1_672_284_904, "JPN": 93_567_314, "W00": 5_809_346_166}
    held = {f"goods_exports LAO {area} 2019": (value, "E") for area, value in values.items()}
    publisher.brings("imts_annual", "excerpt.xml", body, held)
    assert publisher.figures().keys() == held.keys()


def test_recorded_answers(shared: Path) -> None:
    """A series in full, one whose values are all missing, none at all, and an unknown flow (status 204)."""

    def recorded(name: str) -> bytes:
        return str(json.loads((shared / "recorded_http" / f"imf_sdmx3_{name}.json").read_text())["text"]).encode()

    found = sdmx.table(recorded("9dcba8af")).to_pylist()
    assert len(found) == 55 and {row["DERIVATION_TYPE"] for row in found} == {"M"}
    assert {key: found[0][key] for key in ("COUNTRY", "INDICATOR", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE")} == {
        "COUNTRY": "GX1213", "INDICATOR": "BCA_GDP_BP6", "FREQUENCY": "A", "TIME_PERIOD": "1976", "OBS_VALUE": "-7.436",
    }  # fmt: skip
    missing = sdmx.table(recorded("22cf9d9c")).to_pylist()
    assert [row["TIME_PERIOD"] for row in missing] == ["1972", "1973", "1974", "1975", "1976"]
    assert {row["OBS_VALUE"] for row in missing} == {None} and missing[0]["BASES_OF_RECORDING_GROSS_NET"] == "NP"
    assert sdmx.table(recorded("69f967e0")).num_rows == 0
    with pytest.raises(BrokenContract, match="column COUNTRY"):
        normalize.file(recorded("7f5e2492"))
