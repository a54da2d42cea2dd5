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
from relations import build, exports, imports, loaded, records, rows

MART = "marts.bilateral_trade"

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


def of(figures: list[dict[str, Any]], **where: Any) -> dict[tuple[str, str], dict[str, Any]]:
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

    honest = found[C, B]
    assert (honest["export_fob"], honest["import_cif"]) == (3000e6, 3180e6)
    assert honest["cif_fob_ratio"] == pytest.approx(1.06)
    assert honest["gap_pct"] == pytest.approx(6)
    assert (honest["margin"], honest["margin_method"]) == (1.06, "default")
    assert honest["import_fob"] == pytest.approx(3000e6)
    assert (honest["weight_exporter"], honest["method"]) == (0.5, "both_weighted")
    assert honest["reconciled"] == pytest.approx(3000e6)

    # B says 1,500, A 1,060 CIF = 1,000 FOB; A's imports err by 0.203, B's exports by 0.608: B weighs a tenth
    weight = half**2 / (half**2 + both**2)
    assert weight == pytest.approx(0.1, abs=0.001)
    assert found[B, A]["weight_exporter"] == pytest.approx(weight)
    assert found[B, A]["reconciled"] == pytest.approx((weight * 1500 + (1 - weight) * 1000) * 1e6)
    # the two that err alike meet in the middle of 6,000 and 2,667
    assert found[B, C]["reconciled"] == pytest.approx((6000 + 2826.6666667 / 1.06) / 2 * 1e6)
    # one truth of 1,000 from two good reports, another report of 1,413 by one that errs more than A
    assert found[A, C]["reconciled"] == pytest.approx(
        (1 - half**2 / (half**2 + both**2)) * 2000e6 + half**2 / (half**2 + both**2) * 1413.3333333e6 / 1.06
    )


def test_equal_weights_until_reliability_is_measured() -> None:
    found = of(three_by_three(range(2022, 2023)))
    assert {row["method"] for row in found.values()} == {"both_equal"}
    assert found[B, A]["weight_exporter"] == 0.5
    assert found[B, A]["reconciled"] == pytest.approx(1250e6)


def test_one_sided_flows_are_kept_and_say_who_is_silent() -> None:
    found = of([
        exports("KOR", "W00", 2022, 110e6), exports("KOR", "CHN", 2022, 100e6), exports("KOR", "PRK", 2022, 10e6),
        imports("CHN", "W00", 2022, 212e6), imports("CHN", "RUS", 2022, 212e6),
        imports("CHN", "CHN", 2022, None, obs_status="Q"),
    ])  # fmt: skip
    korea_china, russia_china, korea_north = found["KOR", "CHN"], found["RUS", "CHN"], found["KOR", "PRK"]
    assert (korea_china["method"], korea_china["reconciled"]) == ("exporter_only", 100e6)
    assert (korea_china["exporter_filed"], korea_china["importer_filed"]) == (True, True)  # China says: none
    assert (korea_north["method"], korea_north["importer_filed"]) == (
        "exporter_only",
        False,
    )  # North Korea says nothing
    assert (russia_china["method"], russia_china["export_fob"]) == ("importer_only", None)
    assert russia_china["reconciled"] == pytest.approx(200e6)
    assert (russia_china["exporter_filed"], russia_china["cif_fob_ratio"]) == (False, None)
    home = found["CHN", "CHN"]
    assert (home["method"], home["reported_by"], home["self_trade"], home["confidential"]) == (
        "none",
        "none",
        True,
        True,
    )


def test_zero_is_a_figure_and_missing_is_none() -> None:
    found = of([
        exports("KOR", "CHN", 2022, 0), imports("CHN", "KOR", 2022, 106),
        exports("KOR", "JPN", 2022, 50), imports("JPN", "KOR", 2022, 0),
        exports("KOR", "USA", 2022, 0), imports("USA", "KOR", 2022, 0),
    ])  # fmt: skip
    assert (found["KOR", "CHN"]["cif_fob_ratio"], found["KOR", "CHN"]["gap_pct"]) == (None, None)
    assert found["KOR", "CHN"]["reconciled"] == pytest.approx(50)
    assert (found["KOR", "JPN"]["cif_fob_ratio"], found["KOR", "JPN"]["gap_pct"]) == (0, -100)
    assert (found["KOR", "USA"]["reconciled"], found["KOR", "USA"]["reported_by"]) == (0, "both")


def test_new_reporters_stand_against_their_partners() -> None:
    """The Census Bureau's and Eurostat's figures need no line of their own: mirror and rank follow the observations."""
    con = build(
        [
            exports("USA", "JPN", 2023, 75.7e9, source="us_census"), imports("JPN", "USA", 2023, 80e9),
            imports("USA", "JPN", 2023, 147.2e9, source="us_census", valuation="FOB"), exports("JPN", "USA", 2023, 145e9),
            exports("DEU", "USA", 2023, 171e9, source="eurostat_comext"),
            imports("USA", "DEU", 2023, 159.3e9, source="us_census", valuation="FOB"),
            imports("USA", "W00", 2023, 306.5e9, source="us_census", valuation="FOB"),
            exports("USA", "DEU", 2023, 76.7e9, source="us_census"), exports("USA", "W00", 2023, 152.4e9, source="us_census"),
        ],
        "marts.bilateral_trade", "marts.trade_partner",
    )  # fmt: skip
    found = {(row["exporter"], row["importer"]): row for row in records(con, "select * from marts.bilateral_trade")}
    there, back = found["USA", "JPN"], found["JPN", "USA"]
    assert (there["export_source"], there["import_source"], there["reported_by"]) == (
        "us_census",
        "un_comtrade",
        "both",
    )
    assert (back["import_fob"], back["import_cif"]) == (147.2e9, None), "customs value is no CIF"
    assert back["reconciled"] == pytest.approx(146.1e9, rel=1e-3)
    germany = found["DEU", "USA"]
    assert (germany["export_source"], germany["import_source"]) == ("eurostat_comext", "us_census")
    ranks = rows(
        con,
        "select counterpart_area, rank_imports from marts.trade_partner where ref_area = 'USA' and source = 'us_census'",
    )
    assert {area: rank for area, rank in ranks if rank} == {"DEU": 1, "JPN": 2}


def test_both_valuations_of_an_importer_state_the_margin() -> None:
    found = of([
        exports("KOR", "USA", 2022, 110), imports("USA", "KOR", 2022, 120),
        imports("USA", "KOR", 2022, 115, valuation="FOB"),
        exports("KOR", "CAN", 2022, 100), imports("CAN", "KOR", 2022, 104, valuation="FOB"),
    ])  # fmt: skip
    usa, canada = found["KOR", "USA"], found["KOR", "CAN"]
    assert (usa["import_cif"], usa["margin_method"], usa["import_fob"]) == (120, "stated", 115)
    assert usa["reconciled"] == pytest.approx(112.5)
    # a FOB figure is no CIF figure, and no margin is taken from it
    assert (canada["import_cif"], canada["import_fob"], canada["cif_fob_ratio"]) == (None, 104, None)
    assert (canada["gap_pct"], canada["reconciled"]) == (pytest.approx(4), pytest.approx(102))


def test_margin_is_fitted_on_distance_where_thirty_flows_allow() -> None:
    importers = ["CHN", "JPN", "USA", "DEU", "AUS", "BRA", "ZAF", "IND", "GBR", "CAN"]
    km = dict(
        rows(
            build([exports("KOR", importer, 2020, 1e9) for importer in importers], "marts.transport_margin"),
            "select importer, distance_km from marts.transport_margin",
        )
    )
    assert km["JPN"] == pytest.approx(1160, rel=0.01)  # Seoul to Tokyo
    assert km["USA"] == pytest.approx(11150, rel=0.01)  # Seoul to Washington
    margins = {importer: exp(-0.14 + 0.03 * log(km[importer])) for importer in importers}
    figures = []
    for year in (2019, 2020, 2021):
        for importer in importers:
            figures.append(exports("KOR", importer, year, 1e9))
            figures.append(imports(importer, "KOR", year, 1e9 * margins[importer]))
    figures += [imports("MEX", "KOR", 2021, 5e9), exports("KOR", "MEX", 2021, 1e9)]  # no matter of freight
    found = of(figures, time_period=date(2021, 1, 1))
    for importer in importers:
        row = found["KOR", importer]
        assert (row["margin_method"], row["margin"]) == ("fitted", pytest.approx(max(margins[importer], 1)))
    assert found["KOR", "MEX"]["margin"] == pytest.approx(margins["USA"], rel=0.01)


def test_products_months_and_sources_stay_apart() -> None:
    con = build(
        [
            exports("JPN", "CHN", "2023-07", 7.7e6, breakdown="03"),
            exports("JPN", "CHN", "2023-08", 2.18e6, breakdown="03"),
            imports("CHN", "JPN", "2023-08", 3e6, breakdown="03"),
            exports("JPN", "CHN", 2023, 125e9),
            # Comtrade comes first, another source fills what it lacks
            exports("KOR", "CHN", 2023, 124.9e9),
            exports("KOR", "CHN", 2023, 124.8e9, source="kr_kosis"),
            exports("KOR", "VNM", 2023, 53e9, source="kr_kosis"),
            exports("KOR", "JPN", 2023, None, obs_status="L"),
            exports("KOR", "JPN", 2023, 29e9, source="kr_kosis"),
            # and a later edition replaces an earlier one
            exports("KOR", "USA", 2023, 115e9),
            exports("KOR", "USA", 2023, 116e9, vintage="2025-01", published_on=date(2025, 1, 1)),
        ],
        MART,
    )
    found = rows(
        con,
        f"select exporter, importer, freq, time_period, product, export_fob, import_cif, export_source from {MART}"
        " order by all",
    )
    comtrade = "un_comtrade"
    assert found == [
        ("JPN", "CHN", "A", date(2023, 1, 1), "_T", 125e9, None, comtrade),
        ("JPN", "CHN", "M", date(2023, 7, 1), "03", 7.7e6, None, comtrade),
        ("JPN", "CHN", "M", date(2023, 8, 1), "03", 2.18e6, 3e6, comtrade),
        ("KOR", "CHN", "A", date(2023, 1, 1), "_T", 124.9e9, None, comtrade),
        ("KOR", "JPN", "A", date(2023, 1, 1), "_T", 29e9, None, "kr_kosis"),
        ("KOR", "USA", "A", date(2023, 1, 1), "_T", 116e9, None, comtrade),
        ("KOR", "VNM", "A", date(2023, 1, 1), "_T", 53e9, None, "kr_kosis"),
    ]


def test_of_one_figure_in_two_sources_the_one_that_is_not_rounded_shows() -> None:
    con = build(
        [
            # Korea's own figure, as the United Nations have it in millions; the Fund's is another figure
            exports("KOR", "CHN", 2022, 155_789_000_000),
            exports("KOR", "CHN", 2022, 155_789_389_000, source="kr_kosis"),
            exports("KOR", "CHN", 2022, 155_500_000_001, source="imf_imts"),
            # with the territories of the United States, and without: two figures, and the catalogue's order holds
            exports("KOR", "USA", 2022, 110_171_000_000),
            exports("KOR", "USA", 2022, 109_765_705_000, source="kr_kosis"),
            # nothing is no rounding of something
            exports("KOR", "TUV", 2022, 0),
            exports("KOR", "TUV", 2022, 300_000, source="kr_kosis"),
        ],
        MART,
    )
    for mart in (MART, "marts.trade_mirror"):
        assert rows(con, f"select importer, export_fob, export_source from {mart} order by 1") == [
            ("CHN", 155_789_389_000, "kr_kosis"),
            ("TUV", 0, "un_comtrade"),
            ("USA", 110_171_000_000, "un_comtrade"),
        ], mart


def test_known_reasons_stand_in_columns() -> None:
    found = of([
        exports("KOR", "CHN", 2022, 155e9), exports("KOR", "HKG", 2022, 27e9), exports("KOR", "TWN", 2022, 26e9),
        exports("KOR", "USA", 2022, 110e9), exports("KOR", "_X", 2022, 1e9), exports("KOR", "VNM", 2022, 60e9),
        exports("KOR", "W00", 2022, 379e9), imports("VNM", "KOR", 2022, 62e9, obs_status="E"),
    ])  # fmt: skip
    assert (found["KOR", "CHN"]["entrepot"], found["KOR", "CHN"]["exports_to_entrepot"]) == ("HKG", 27e9)
    assert (found["KOR", "HKG"]["entrepot"], found["KOR", "HKG"]["exports_to_entrepot"]) == ("HKG", None)
    assert [pair[1] for pair, row in found.items() if row["taiwan_490"]] == ["TWN"]
    assert [pair[1] for pair, row in found.items() if row["special_territories"]] == ["USA"]
    assert [pair[1] for pair, row in found.items() if row["not_specified"]] == ["_X"]
    assert [pair[1] for pair, row in found.items() if row["import_estimated"]] == ["VNM"]
    assert ("KOR", "W00") not in found


def test_months_without_a_filing_are_counted() -> None:
    months = [exports("KOR", area, f"2022-{month:02d}", 1e9) for month in range(1, 10) for area in ("CHN", "W00")]
    found = of([exports("KOR", "CHN", 2022, 9e9), *months], freq="A")
    assert found["KOR", "CHN"]["export_months_missing"] == 3
    assert found["KOR", "CHN"]["import_months_missing"] is None


def test_partners_of_a_country_that_files_nothing_any_more() -> None:
    """Russia filed until 2021; its partners' figures rank its partners afterwards, if they cover its trade."""
    filed = [exports("RUS", "W00", 2021, 100e6), imports("RUS", "W00", 2021, 100e6)]
    for partner, x, m in (("CHN", 60e6, 70e6), ("DEU", 40e6, 30e6)):
        filed += [exports("RUS", partner, 2021, x), imports("RUS", partner, 2021, m)]
        for year, factor in ((2021, 1), (2022, 2 if partner == "CHN" else 0.2)):
            filed += [
                exports(partner, "RUS", year, m * factor), exports(partner, "W00", year, m * factor),
                imports(partner, "RUS", year, x * factor), imports(partner, "W00", year, x * factor),
            ]  # fmt: skip
    con = build(filed, "marts.trade_partner_reconciled", "marts.trade_partner")
    found = rows(
        con,
        "select counterpart_area, total_partner, rank_total_partner, rank_total_reconciled, coverage_partner"
        " from marts.trade_partner_reconciled where ref_area = 'RUS' and time_period = '2022-01-01' order by 3",
    )
    assert found == [("CHN", 260e6, 1, 1, 100), ("DEU", 14e6, 2, 2, 100)]
    assert rows(con, "select * from marts.trade_partner where ref_area = 'RUS' and year(time_period) = 2022") == []
    beside = rows(
        con,
        "select counterpart_area, exports, exports_partner, exports_reconciled, rank_total_partner"
        " from marts.trade_partner where ref_area = 'RUS' and counterpart_area in ('CHN', 'DEU') order by 1",
    )
    assert beside == [
        ("CHN", 60e6, 60e6, pytest.approx((60 + 60 / 1.06) / 2 * 1e6), 1),
        ("DEU", 40e6, 40e6, pytest.approx((40 + 40 / 1.06) / 2 * 1e6), 2),
    ]


def test_a_part_reads_only_its_own_figures() -> None:
    """Else each of the parts of a large world would read all of it."""
    con = build(three_by_three(), MART)
    sql = loaded()[MART].sql
    (plan,) = con.execute(
        f"explain analyze select * from ({sql}\n) where time_period between date '2021-01-01' and date '2021-12-31'"
    ).fetchall()
    assert plan[1].count("time_period >= '2021-01-01'") >= 2, "the condition stands at the scan of either side"


values = st.one_of(st.none(), st.just(0), st.integers(1, 10**12))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


def test_a_new_reporter_stands_against_its_partners_by_itself() -> None:
    """The Census Bureau's and Eurostat's reports beside their partners' in Comtrade: mirror and rank follow."""
    table = [
        exports("USA", "KOR", 2022, 71e9, source="us_census"),
        exports("USA", "CHN", 2022, 154e9, source="us_census"),
        exports("USA", "W00", 2022, 225e9, source="us_census"),
        imports("KOR", "USA", 2022, 82e9),
        imports("DEU", "KOR", 2022, 16e9, source="eurostat_comext"),
        exports("KOR", "DEU", 2022, 11e9),
    ]
    con = build(table, "marts.bilateral_trade", "marts.trade_partner")
    pairs = {row[:2]: row[2:] for row in rows(con, "select exporter, importer, export_source, import_source, reported_by"
                                               " from marts.bilateral_trade")}  # fmt: skip
    assert pairs["USA", "KOR"] == ("us_census", "un_comtrade", "both")
    assert pairs["KOR", "DEU"] == ("un_comtrade", "eurostat_comext", "both")
    ranks = rows(con, "select counterpart_area, rank_exports, source from marts.trade_partner where ref_area = 'USA'"
                 " and source = 'us_census' and rank_exports is not null order by rank_exports")  # fmt: skip
    assert ranks == [("CHN", 1, "us_census"), ("KOR", 2, "us_census")]
