"""marts.bilateral_trade on a world of three countries worked by hand, and on the publishers' files."""

from datetime import date
from math import exp, log
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publishers import comtrade_2022, korea
from relations import build, exports, flows, holds, imports, loaded, records, rows

MART = "marts.bilateral_trade"
Pairs = dict[tuple[str, str], dict[str, Any]]

# What each exporter (row) says it sends to each importer, FOB, and what the importer says it gets, CIF.
# A reports well, B overstates its exports by a half, C understates its imports by a third. Margin 1.06.
A, B, C = "KOR", "JPN", "CHN"
SENT = {(A, B): 1000, (A, C): 2000, (B, A): 1500, (B, C): 6000, (C, A): 500, (C, B): 3000}
GOT = {(A, B): 1060, (A, C): 1413.3333333, (B, A): 1060, (B, C): 2826.6666667, (C, A): 530, (C, B): 3180}


def three_by_three(years: range = range(2020, 2023)) -> list[dict[str, Any]]:
    filed = []
    for year in years:
        filed += [exports(x, i, year, v * 1e6) for (x, i), v in SENT.items()]
        filed += [imports(i, x, year, v * 1e6) for (x, i), v in GOT.items()]
        for country in (A, B, C):
            sent = sum(v for (x, _), v in SENT.items() if x == country)
            got = sum(v for (_, i), v in GOT.items() if i == country)
            filed += [exports(country, "W00", year, sent * 1e6), imports(country, "W00", year, got * 1e6)]
    return filed


def of(figures: list[dict[str, Any]], **where: Any) -> Pairs:
    found = records(build(figures, MART), f"select * from {MART}")
    return {
        (row["exporter"], row["importer"]): row for row in found if all(row[name] == v for name, v in where.items())
    }


def test_a_world_of_three_worked_by_hand() -> None:
    con = build(three_by_three(), MART)

    # Six mirrored flows in three years for each reporter and flow; |ln(importer's FOB / exporter's FOB)| is
    #   A->B 0            B->A ln 1.5 (B overstates)      C->A 0
    #   A->C ln 1.5 (C understates)   B->C ln 2.25 (both)    C->B 0
    # and a reporter's error the median over its two partners: half of the sum of two values.
    half, both = log(1.5) / 2, log(1.5 * 2.25) / 2
    errors = {
        (area, flow): error
        for area, flow, error in rows(con, "select ref_area, flow, error from marts.reporter_reliability")
    }
    assert errors == {
        (A, "X"): pytest.approx(half), (B, "X"): pytest.approx(both), (C, "X"): 0.01,
        (A, "M"): pytest.approx(half), (B, "M"): 0.01, (C, "M"): pytest.approx(both),
    }  # fmt: skip

    found = {
        (row["exporter"], row["importer"]): row
        for row in records(con, f"select * from {MART} where time_period = '2021-01-01'")
    }
    assert set(found) == set(SENT)

    # B says 1,500, A 1,060 CIF = 1,000 FOB; A's imports err by 0.203, B's exports by 0.608: B weighs a tenth
    weight = half**2 / (half**2 + both**2)
    assert weight == pytest.approx(0.1, abs=0.001)
    holds(found, {
        (C, B): {"export_fob": 3000e6, "import_cif": 3180e6, "cif_fob_ratio": pytest.approx(1.06), "margin": 1.06,
                 "gap_pct": pytest.approx(6), "margin_method": "default", "import_fob": pytest.approx(3000e6),
                 "weight_exporter": 0.5, "method": "both_weighted", "reconciled": pytest.approx(3000e6)},
        (B, A): {"weight_exporter": pytest.approx(weight),
                 "reconciled": pytest.approx((weight * 1500 + (1 - weight) * 1000) * 1e6)},
        # the two that err alike meet in the middle of 6,000 and 2,667
        (B, C): {"reconciled": pytest.approx((6000 + 2826.6666667 / 1.06) / 2 * 1e6)},
        # one truth of 1,000 from two good reports, another report of 1,413 by one that errs more than A
        (A, C): {"reconciled": pytest.approx((1 - weight) * 2000e6 + weight * 1413.3333333e6 / 1.06)},
    })  # fmt: skip


CASES: dict[str, tuple[list[dict[str, Any]], Pairs]] = {
    "equal weights until reliability is measured": (three_by_three(range(2022, 2023)), {
        (B, A): {"method": "both_equal", "weight_exporter": 0.5, "reconciled": pytest.approx(1250e6)},
        (C, B): {"method": "both_equal"}}),
    "one-sided flows are kept and say who is silent": ([
        *flows(exports, "KOR", 2022, W00=110e6, CHN=100e6, PRK=10e6), *flows(imports, "CHN", 2022, W00=212e6, RUS=212e6),
        imports("CHN", "CHN", 2022, None, obs_status="Q"),
    ], {
        # China says: none; North Korea says nothing
        ("KOR", "CHN"): {"method": "exporter_only", "reconciled": 100e6, "exporter_filed": True, "importer_filed": True},
        ("KOR", "PRK"): {"method": "exporter_only", "importer_filed": False},
        ("RUS", "CHN"): {"method": "importer_only", "export_fob": None, "reconciled": pytest.approx(200e6),
                         "exporter_filed": False, "cif_fob_ratio": None},
        ("CHN", "CHN"): {"method": "none", "reported_by": "none", "self_trade": True, "confidential": True}}),
    "zero is a figure and missing is none": ([
        *flows(exports, "KOR", 2022, CHN=0, JPN=50, USA=0), imports("CHN", "KOR", 2022, 106), imports("JPN", "KOR", 2022, 0),
        imports("USA", "KOR", 2022, 0),
    ], {
        ("KOR", "CHN"): {"cif_fob_ratio": None, "gap_pct": None, "reconciled": pytest.approx(50)},
        ("KOR", "JPN"): {"cif_fob_ratio": 0, "gap_pct": -100},
        ("KOR", "USA"): {"reconciled": 0, "reported_by": "both"}}),
    # a FOB figure is no CIF figure, and no margin is taken from it
    "both valuations of an importer state the margin": ([
        *flows(exports, "KOR", 2022, USA=110, CAN=100), imports("USA", "KOR", 2022, 120),
        imports("USA", "KOR", 2022, 115, valuation="FOB"), imports("CAN", "KOR", 2022, 104, valuation="FOB"),
    ], {
        ("KOR", "USA"): {"import_cif": 120, "margin_method": "stated", "import_fob": 115, "reconciled": pytest.approx(112.5)},
        ("KOR", "CAN"): {"import_cif": None, "import_fob": 104, "cif_fob_ratio": None, "gap_pct": pytest.approx(4),
                         "reconciled": pytest.approx(102)}}),
    "known reasons stand in columns": ([
        *flows(exports, "KOR", 2022, CHN=155e9, HKG=27e9, TWN=26e9, USA=110e9, _X=1e9, VNM=60e9, W00=379e9),
        imports("VNM", "KOR", 2022, 62e9, obs_status="E"),
    ], {
        ("KOR", "CHN"): {"entrepot": "HKG", "exports_to_entrepot": 27e9, "taiwan_490": False, "special_territories": False,
                         "not_specified": False, "import_estimated": False},
        ("KOR", "HKG"): {"entrepot": "HKG", "exports_to_entrepot": None}, ("KOR", "TWN"): {"taiwan_490": True},
        ("KOR", "USA"): {"special_territories": True}, ("KOR", "_X"): {"not_specified": True},
        ("KOR", "VNM"): {"import_estimated": True}}),
    "months without a filing are counted": ([
        *(row for month in range(1, 10) for row in flows(exports, "KOR", f"2022-{month:02}", CHN=1e9, W00=1e9)),
        exports("KOR", "CHN", 2022, 9e9),
    ], {("KOR", "CHN"): {"export_months_missing": 3, "import_months_missing": None}}),
    "customs value is no CIF, whoever files it": ([
        exports("USA", "JPN", 2023, 75.7e9, source="us_census"), imports("JPN", "USA", 2023, 80e9),
        imports("USA", "JPN", 2023, 147.2e9, source="us_census", valuation="FOB"), exports("JPN", "USA", 2023, 145e9),
        exports("DEU", "USA", 2023, 171e9, source="un_comtrade"),
        imports("USA", "DEU", 2023, 159.3e9, source="us_census", valuation="FOB"),
    ], {
        ("USA", "JPN"): {"export_source": "us_census", "import_source": "un_comtrade", "reported_by": "both"},
        ("JPN", "USA"): {"import_fob": 147.2e9, "import_cif": None, "reconciled": pytest.approx(146.1e9, rel=1e-3)},
        ("DEU", "USA"): {"export_source": "un_comtrade", "import_source": "us_census"}}),
}  # fmt: skip


@pytest.mark.parametrize(("figures", "expected"), CASES.values(), ids=CASES)
def test_what_becomes_of_two_reports(figures: list[dict[str, Any]], expected: Pairs) -> None:
    found = of(figures, freq="A")
    holds(found, expected)
    assert ("KOR", "W00") not in found


def test_margin_is_fitted_on_distance_where_thirty_flows_allow() -> None:
    importers = ["CHN", "JPN", "USA", "DEU", "AUS", "BRA", "ZAF", "IND", "GBR", "CAN"]
    con = build(flows(exports, "KOR", 2020, **dict.fromkeys(importers, 1e9)), "marts.transport_margin")
    km = dict(rows(con, "select importer, distance_km from marts.transport_margin"))
    assert km["JPN"] == pytest.approx(1160, rel=0.01)  # Seoul to Tokyo
    assert km["USA"] == pytest.approx(11150, rel=0.01)  # Seoul to Washington
    margins = {importer: exp(-0.14 + 0.03 * log(km[importer])) for importer in importers}
    figures = [imports("MEX", "KOR", 2021, 5e9), exports("KOR", "MEX", 2021, 1e9)]  # no matter of freight
    for year in (2019, 2020, 2021):
        figures += flows(exports, "KOR", year, **dict.fromkeys(importers, 1e9))
        figures += [imports(importer, "KOR", year, 1e9 * margin) for importer, margin in margins.items()]
    fitted = {"KOR": {"margin_method": "fitted"}}
    holds(of(figures, time_period=date(2021, 1, 1)), {
        ("KOR", importer): fitted["KOR"] | {"margin": pytest.approx(max(margin, 1))} for importer, margin in margins.items()
    } | {("KOR", "MEX"): {"margin": pytest.approx(margins["USA"], rel=0.01)}})  # fmt: skip


def test_products_months_and_sources_stay_apart() -> None:
    later = {"vintage": "2025-01", "published_on": date(2025, 1, 1)}
    con = build(
        [
            exports("JPN", "CHN", "2023-07", 7.7e6, breakdown="03"), exports("JPN", "CHN", "2023-08", 2.18e6, breakdown="03"),
            imports("CHN", "JPN", "2023-08", 3e6, breakdown="03"), exports("JPN", "CHN", 2023, 125e9),
            # Comtrade comes first, another source fills what it lacks, and a later edition replaces an earlier one
            exports("KOR", "CHN", 2023, 124.9e9), exports("KOR", "CHN", 2023, 124.8e9, source="kr_kosis"),
            exports("KOR", "VNM", 2023, 53e9, source="kr_kosis"), exports("KOR", "JPN", 2023, None, obs_status="L"),
            exports("KOR", "JPN", 2023, 29e9, source="kr_kosis"), exports("KOR", "USA", 2023, 115e9),
            exports("KOR", "USA", 2023, 116e9, **later),
        ],
        MART,
    )  # fmt: skip
    columns = "exporter, importer, freq, time_period, product, export_fob, import_cif, export_source"
    year, comtrade = date(2023, 1, 1), "un_comtrade"
    assert rows(con, f"select {columns} from {MART} order by all") == [
        ("JPN", "CHN", "A", year, "_T", 125e9, None, comtrade),
        ("JPN", "CHN", "M", date(2023, 7, 1), "03", 7.7e6, None, comtrade),
        ("JPN", "CHN", "M", date(2023, 8, 1), "03", 2.18e6, 3e6, comtrade),
        ("KOR", "CHN", "A", year, "_T", 124.9e9, None, comtrade), ("KOR", "JPN", "A", year, "_T", 29e9, None, "kr_kosis"),
        ("KOR", "USA", "A", year, "_T", 116e9, None, comtrade), ("KOR", "VNM", "A", year, "_T", 53e9, None, "kr_kosis"),
    ]  # fmt: skip


def test_of_one_figure_in_two_sources_the_one_that_is_not_rounded_shows() -> None:
    figures = [
        # Korea's own figure, as the United Nations have it in millions; the Fund's is another figure
        exports("KOR", "CHN", 2022, 155_789_000_000), exports("KOR", "CHN", 2022, 155_789_389_000, source="kr_kosis"),
        exports("KOR", "CHN", 2022, 155_500_000_001, source="imf_imts"),
        # with the territories of the United States, and without: two figures, and the catalogue's order holds
        exports("KOR", "USA", 2022, 110_171_000_000), exports("KOR", "USA", 2022, 109_765_705_000, source="kr_kosis"),
        # nothing is no rounding of something
        exports("KOR", "TUV", 2022, 0), exports("KOR", "TUV", 2022, 300_000, source="kr_kosis"),
    ]  # fmt: skip
    shown = [("CHN", 155_789_389_000, "kr_kosis"), ("TUV", 0, "un_comtrade"), ("USA", 110_171_000_000, "un_comtrade")]
    for mart in (MART, "marts.trade_mirror"):
        assert rows(build(figures, mart), f"select importer, export_fob, export_source from {mart} order by 1") == shown


def test_partners_of_a_country_that_files_nothing_any_more() -> None:
    """Russia filed until 2021; its partners' figures rank its partners afterwards, if they cover its trade."""
    filed = [exports("RUS", "W00", 2021, 100e6), imports("RUS", "W00", 2021, 100e6)]
    for partner, x, m in (("CHN", 60e6, 70e6), ("DEU", 40e6, 30e6)):
        filed += [exports("RUS", partner, 2021, x), imports("RUS", partner, 2021, m)]
        for year, factor in ((2021, 1), (2022, 2 if partner == "CHN" else 0.2)):
            filed += flows(exports, partner, year, RUS=m * factor, W00=m * factor)
            filed += flows(imports, partner, year, RUS=x * factor, W00=x * factor)
    con = build(filed, "marts.trade_partner_reconciled", "marts.trade_partner")
    assert rows(
        con,
        "select counterpart_area, total_partner, rank_total_partner, rank_total_reconciled, coverage_partner"
        " from marts.trade_partner_reconciled where ref_area = 'RUS' and time_period = '2022-01-01' order by 3",
    ) == [("CHN", 260e6, 1, 1, 100), ("DEU", 14e6, 2, 2, 100)]
    assert rows(con, "select * from marts.trade_partner where ref_area = 'RUS' and year(time_period) = 2022") == []
    assert rows(
        con,
        "select counterpart_area, exports, exports_partner, exports_reconciled, rank_total_partner"
        " from marts.trade_partner where ref_area = 'RUS' and counterpart_area in ('CHN', 'DEU') order by 1",
    ) == [
        ("CHN", 60e6, 60e6, pytest.approx((60 + 60 / 1.06) / 2 * 1e6), 1),
        ("DEU", 40e6, 40e6, pytest.approx((40 + 40 / 1.06) / 2 * 1e6), 2),
    ]


def test_a_new_reporter_is_ranked_by_itself() -> None:
    """The Census Bureau's report needs no line of its own: the rank follows the observations."""
    con = build(
        [row | {"source": "us_census"} for row in flows(exports, "USA", 2022, KOR=71e9, CHN=154e9, W00=225e9)],
        "marts.trade_partner",
    )
    assert rows(
        con,
        "select counterpart_area, rank_exports, source from marts.trade_partner where ref_area = 'USA'"
        " and rank_exports is not null order by rank_exports",
    ) == [("CHN", 1, "us_census"), ("KOR", 2, "us_census")]


def test_a_part_reads_only_its_own_figures() -> None:
    """Else each of the parts of a large world would read all of it."""
    con = build(three_by_three(), MART)
    sql = loaded()[MART].sql
    (plan,) = con.execute(
        f"explain analyze select * from ({sql}\n) where time_period between date '2021-01-01' and date '2021-12-31'"
    ).fetchall()
    assert plan[1].count("time_period >= '2021-01-01'") >= 2, "the condition stands at the scan of either side"


values = st.one_of(st.none(), st.just(0), st.integers(1, 10**12))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(values, values), min_size=6, max_size=6))
def test_a_reconciled_value_never_leaves_its_reports(reports: list[tuple[int | None, int | None]]) -> None:
    filed = []
    for (exporter, importer), (sent, got) in zip(SENT, reports, strict=True):
        filed.append(exports(exporter, importer, 2022, sent))
        filed.append(imports(importer, exporter, 2022, got))
    for pair, row in of(filed).items():
        sent, got = reports[list(SENT).index(pair)]
        if row["quarantined"]:
            continue
        sides = [v for v in (sent, None if got is None else got / 1.06) if v is not None]
        assert row["method"] == {
            (False, False): "none", (True, False): "exporter_only", (False, True): "importer_only",
            (True, True): "both_equal",
        }[sent is not None, got is not None]  # fmt: skip
        if sides:
            assert min(sides) * 0.999999 <= row["reconciled"] <= max(sides) * 1.000001
        else:
            assert row["reconciled"] is None


# The publishers' own files


def test_distances_between_capitals_are_those_of_cepii(shared: Path) -> None:
    """But for capitals that moved (Myanmar), are two (Bolivia) or none (Tokelau), or stand elsewhere in that table."""
    file = shared / "geo" / "dist_cepii.csv.gz"
    theirs = duckdb.sql(
        "select exporter, importer, distcap from read_csv($file, nullstr = ['NA', '']) where exporter <> importer"
        " and exporter in ('KOR', 'USA', 'BRA') and distcap is not null",
        params={"file": str(file)},
    )
    expected = {(exporter, importer): km for exporter, importer, km in theirs.fetchall()}
    con = build([exports(x, i, 2020, 1e9) for x, i in expected], "marts.transport_margin")
    off: dict[str, list[float]] = {}
    for exporter, importer, km in rows(con, "select exporter, importer, distance_km from marts.transport_margin"):
        if km is not None:
            off.setdefault(importer, []).append(abs(km - expected[exporter, importer]))
    assert len(off) >= 215
    assert median(miss for misses in off.values() for miss in misses) < 15
    assert {area for area, misses in off.items() if max(misses) > 100} <= {
        "BOL", "COL", "GIN", "MMR", "NZL", "TKL", "WSM",
    }  # fmt: skip
    # codes of the past and areas that are not specified lie nowhere
    con = build([exports("KOR", "_X", 2020, 1e9), exports("KOR", "ROM", 2020, 1e9)], "marts.transport_margin")
    assert rows(con, "select distinct distance_km, margin, method from marts.transport_margin") == [
        (None, 1.06, "default")
    ]


@pytest.fixture(scope="module")
def real(shared: Path) -> Any:
    filed = []
    for (reporter, year, flow), partners in comtrade_2022(shared).items():
        filed += [(exports if flow == "X" else imports)(reporter, p, year, v) for p, v in partners.items()]
    for (reporter, year, flow), partners in korea(shared, 2015, with_copies=True).items():
        make = exports if flow == "X" else imports
        filed += [make(reporter, p, year, v, source="kr_kosis", vintage="2025-06-19") for p, v in partners.items()]
    return build(filed, MART, "marts.trade_partner", "marts.dyad_year")


def test_koreas_trade_with_china_japan_and_the_usa_to_the_dollar(real: Any) -> None:
    found = rows(
        real,
        "select counterpart_area, exports, imports, rank_exports, rank_imports, rank_total from marts.trade_partner"
        " where ref_area = 'KOR' and time_period = '2023-01-01' and counterpart_area in ('CHN', 'JPN', 'USA')"
        " order by 1",
    )
    assert found == [
        ("CHN", 124_817_682_000, 142_857_338_000, 1, 1, 1),
        ("JPN", 29_000_616_000, 47_656_468_000, 4, 3, 4),
        ("USA", 115_696_334_000, 71_272_030_000, 2, 2, 2),
    ]


def test_koreas_partners_of_2023_keep_their_places_without_russias_copied_imports(real: Any) -> None:
    found = rows(
        real,
        "select counterpart_area, rank_total_best, rank_total, rank_total_worst, rank_imports"
        " from marts.trade_partner where ref_area = 'KOR' and time_period = '2023-01-01'"
        " and counterpart_area in ('VNM', 'QAT', 'BRA', 'KAZ') order by 3",
    )
    assert found == [("VNM", 3, 3, 3, 6), ("QAT", 16, 16, 17, 11), ("BRA", 24, 25, 25, 23), ("KAZ", 36, 36, 36, 29)]


def test_china_and_korea_2022_side_by_side(real: Any) -> None:
    (row,) = records(
        real, f"select * from {MART} where exporter = 'KOR' and importer = 'CHN' and time_period = '2022-01-01'"
    )
    assert (row["export_fob"], row["import_cif"]) == (155_789_389_000, 199_667_117_880)
    assert row["cif_fob_ratio"] == pytest.approx(1.2816, abs=1e-4)
    assert row["gap_pct"] == pytest.approx(28.16, abs=0.01)
    assert row["export_fob"] < row["reconciled"] < row["import_cif"]
    assert (row["export_source"], row["import_source"], row["method"]) == ("kr_kosis", "un_comtrade", "both_equal")
    # what may explain it: freight, and what Korea sends to Hong Kong and China counts as Korea's
    assert row["margin"] == 1.06
    assert (row["entrepot"], row["exports_to_entrepot"]) == ("HKG", 27_651_186_000)
    assert row["gap_pct"] / 100 * row["export_fob"] > row["exports_to_entrepot"]  # and yet not all of it


def test_partners_and_what_is_left_equal_the_world(real: Any) -> None:
    found = rows(
        real,
        """
        select ref_area,
            sum(exports) filter (counterpart_area <> 'W00') - sum(exports) filter (counterpart_area = 'W00'),
            sum(imports) filter (counterpart_area <> 'W00') - sum(imports) filter (counterpart_area = 'W00'),
            sum(share_total) filter (counterpart_area <> 'W00'), min(coverage_total)
        from marts.trade_partner
        where source = 'un_comtrade' and time_period = '2022-01-01'
        group by ref_area order by ref_area
        """,
    )
    assert [row[0] for row in found] == ["CHN", "DEU", "USA"]
    for _, left_x, left_m, shares, coverage in found:
        assert (left_x, left_m) == (pytest.approx(0, abs=0.01), pytest.approx(0, abs=0.01))
        assert shares == pytest.approx(100)
        assert coverage > 95
    # China is its own partner, the eighth of its imports by size, and has no place
    (home,) = rows(
        real,
        "select imports, rank_imports, rank_total from marts.trade_partner"
        " where ref_area = 'CHN' and counterpart_area = 'CHN'",
    )
    assert home == (122_883_424_107, None, None)
