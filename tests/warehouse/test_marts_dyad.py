"""marts.dyad_year: the pairs come first, and nothing that is joined changes their number."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from relations import SQL, build, exports, figure, holds, imports, keyed, rows

YEAR = "marts.dyad_year"


def troops(sender: str, host: str, quarter: str, value: float | None, **columns: Any) -> dict[str, Any]:
    return figure(
        "troops", sender, quarter, value,
        **{"counterpart_area": host, "breakdown": "active_duty", "source": "us_dmdc"} | columns,
    )  # fmt: skip


def trade(year: int) -> list[dict[str, Any]]:
    return [
        exports("KOR", "CHN", year, 155e9), imports("KOR", "CHN", year, 154e9), imports("CHN", "KOR", year, 199e9),
        exports("KOR", "JPN", year, 0),
    ]  # fmt: skip


def test_the_universe_has_states_by_their_days_of_independence() -> None:
    con = build([row for year in (1990, 2011, 2012) for row in trade(year)], YEAR)
    members = {
        year: {area for (area,) in rows(con, f"select distinct ref_area from {YEAR} where year = {year}")}
        for year in (1990, 2011, 2012)
    }
    for year, countries in members.items():
        n = len(countries)
        assert rows(con, f"select count(*) from {YEAR} where year = {year}") == [(n * (n - 1),)]
    assert {"UKR", "CZE", "ERI", "TLS", "SSD", "XKX"}.isdisjoint(members[1990])
    assert members[2012] - members[2011] == {"PSE"}
    assert {"SSD", "MNE", "TLS", "UKR"} <= members[2011]  # a state for part of a year is in that year
    assert {"NAM", "YEM", "KOR", "PRK", "TWN", "HKG", "MAC", "VAT"} <= members[1990]
    assert len(members[2012] - {"HKG", "MAC", "TWN", "XKX", "VAT", "PSE"}) == 193  # members of the United Nations
    assert rows(con, f"select * from {YEAR} where ref_area = counterpart_area") == []
    assert rows(con, f"select distinct ref_area from {YEAR} where not ref_is_state order by 1") == [("HKG",), ("MAC",)]


def test_a_series_is_of_one_publisher_and_valuation_and_says_where_it_is_not() -> None:
    """Of 2022 both are held: the one that has most years goes first. Of 2024 only the other is."""
    census = {"source": "us_census", "valuation": "FOB", "vintage": "2025-02"}
    held = [
        imports("USA", "CHN", year, value, **census) for year, value in ((2021, 504e9), (2022, 536e9), (2023, 427e9))
    ]
    held += [imports("USA", "CHN", 2022, 576e9), imports("USA", "CHN", 2024, 463e9)]
    con = build(held, YEAR)
    shown = "goods_imports / 1e9, goods_imports_source, goods_imports_valuation, goods_imports_break"
    assert rows(con, f"select {shown} from {YEAR} where ref_area = 'USA' and counterpart_area = 'CHN' order by year") == [
        (504, "us_census", "FOB", False), (536, "us_census", "FOB", False), (427, "us_census", "FOB", False),
        (463, "un_comtrade", "CIF", True),
    ]  # fmt: skip
    other = (
        "goods_exports_mirror / 1e9, goods_exports_mirror_valuation, goods_exports_mirror_break, goods_exports_break"
    )
    [last] = rows(
        con, f"select {other} from {YEAR} where ref_area = 'CHN' and counterpart_area = 'USA' and year = 2024"
    )
    assert last == (463, "CIF", True, None)


def test_missing_is_missing_and_zero_is_zero() -> None:
    con = build(
        [
            *trade(2022), figure("gdp", "KOR", "2022", 1.8e12, source="worldbank_wdi"),
            figure("gdp", "CHN", "2022", 18e12, source="worldbank_wdi"), troops("USA", "KOR", "2022-Q4", 23000),
            troops("USA", "KOR", "2022-Q3", 24000), troops("USA", "SYR", "2022-Q4", None, obs_status="Q"),
            troops("USA", "ISL", "2022-Q4", 0), troops("USA", "_X", "2022-Q4", 5000),
        ],
        YEAR,
    )  # fmt: skip
    found = keyed(con, f"select * from {YEAR} where year = 2022", "ref_area", "counterpart_area")
    holds(found, {
        ("KOR", "CHN"): {"goods_exports": 155e9, "goods_exports_mirror": 199e9, "goods_imports": 154e9,
                         "goods_imports_mirror": None, "gdp": 1.8e12, "counterpart_gdp": 18e12},
        ("CHN", "KOR"): {"goods_imports": 199e9, "goods_imports_mirror": 155e9, "gdp": 18e12, "counterpart_gdp": 1.8e12,
                         "goods_imports_reconciled": found["KOR", "CHN"]["goods_exports_reconciled"]},
        ("KOR", "JPN"): {"goods_exports": 0, "goods_imports": None},
        ("FRA", "DEU"): {"goods_exports": None, "trade_quarantined": None},
        ("USA", "KOR"): {"troops": 23000, "troops_hosted": None}, ("KOR", "USA"): {"troops": None, "troops_hosted": 23000},
        ("USA", "SYR"): {"troops": None, "troops_status": "Q"}, ("USA", "ISL"): {"troops": 0},
        ("USA", "AFG"): {"troops": None},
    })  # fmt: skip


def pair(indicator: str, ref: str, other: str, value: float | None, **columns: Any) -> dict[str, Any]:
    return figure(indicator, ref, columns.pop("period", "2020"), value, **{"counterpart_area": other} | columns)


def of_pairs() -> list[dict[str, Any]]:
    """Everything but trade between Mexico, the United States and Korea, with a total, an older edition and a zero."""
    return [
        exports("KOR", "USA", 2020, 74e9),
        pair("migrants", "MEX", "USA", 10_853_105, source="un_migrants", vintage="2020", published_on=date(2021, 1, 15)),
        pair("migrants", "MEX", "USA", 11_000_000, source="un_migrants", vintage="2019", published_on=date(2019, 9, 17)),
        pair("migrants", "W00", "USA", 50_632_836, source="un_migrants", vintage="2020", published_on=date(2021, 1, 15)),
        pair("migrants", "USA", "MEX", 0, source="un_migrants", vintage="2020"),
        pair("remittances", "USA", "MEX", 30e9, source="knomad_remittances", obs_status="E"),
        pair("foreign_assistance", "USA", "MEX", 250e6, breakdown="obligations", source="us_foreign_assistance"),
        pair("foreign_assistance", "USA", "MEX", 200e6, breakdown="disbursements", source="us_foreign_assistance"),
        pair("un_vote_agreement", "MEX", "USA", 32.5, source="un_votes", unit_measure="PT"),
        pair("peacekeepers", "KOR", "LBN", 253, period="2020-12", source="un_peacekeeping"),
        pair("peacekeepers", "KOR", "LBN", 260, period="2020-06", source="un_peacekeeping"),
        pair("peacekeepers", "KOR", "LBN", 250, period="2020-12", breakdown="troops", source="un_peacekeeping"),
        pair("distance", "KOR", "USA", 11_000, period="2011", source="cepii_geodist"),
        pair("common_border", "USA", "MEX", 1, period="2011", source="cepii_geodist"),
    ]  # fmt: skip


def test_every_indicator_has_its_figure_its_source_and_its_edition() -> None:
    con = build(of_pairs(), YEAR)
    held = keyed(con, f"select * from {YEAR} where year = 2020", "ref_area", "counterpart_area")
    holds(held, {
        ("MEX", "USA"): {"migrants": 10_853_105, "migrants_source": "un_migrants", "migrants_vintage": "2020",
                         "remittances": None, "un_vote_agreement": 32.5},
        # migrants are printed as zero
        ("USA", "MEX"): {"migrants": 0, "remittances": 30e9, "us_aid_obligated": 250e6, "us_aid_disbursed": 200e6,
                         "un_vote_agreement": 32.5, "common_border": 1},
        ("KOR", "USA"): {"distance": 11_000, "goods_exports_source": "un_comtrade",
                         "troops_source": None},
        ("KOR", "LBN"): {"peacekeepers": 253}, ("LBN", "KOR"): {"peacekeepers": None},
    })  # fmt: skip
    mexico_us = held["MEX", "USA"]
    for name in (key for key in mexico_us if f"{key}_source" in mexico_us):
        assert (mexico_us[name] is None) == (mexico_us[f"{name}_source"] is None), name


def test_years_of_people_and_money_alone_are_in_the_universe() -> None:
    """A year without trade or troops has all pairs too; a year of geography alone is none."""
    con = build([*of_pairs(), pair("migrants", "MEX", "USA", 9e6, period="1995", source="un_migrants")], YEAR)
    counted = dict(rows(con, f"select year, count(*) from {YEAR} group by all"))
    assert set(counted) == {1995, 2020}
    assert rows(con, f"select count(*) from {YEAR} where migrants = 9e6") == [(1,)]


def test_everything_about_a_pair_on_a_day() -> None:
    con = build(of_pairs(), "core.indicator", "core.observation")
    con.execute((SQL / "macros" / "pair_on.sql").read_text())
    query = "select ref_area, counterpart_area, obs_value, vintage from pair_on('USA', 'MEX', $day) where indicator = 'migrants'"
    assert rows(con, query, day="2020-06-30") == [("MEX", "USA", 11_000_000, "2019")]
    now = rows(con, query, day="2026-06-30")
    assert ("MEX", "USA", 10_853_105, "2020") in now and ("USA", "MEX", 0, "2020") in now
    assert rows(con, "select count(*) from pair_on('MEX', 'USA', '2026-06-30') where ref_area = 'KOR'") == [(0,)]


def test_the_macro_takes_years_and_direction() -> None:
    con = build([row for year in (2020, 2021, 2022) for row in trade(year)], YEAR)
    con.execute((SQL / "macros" / "dyad_year.sql").read_text())
    directed = rows(con, "select year, count(*) from dyad_year(2021, 2022) group by all order by all")
    once = rows(con, "select year, count(*) from dyad_year(2021, 2022, directed := false) group by all order by all")
    assert [year for year, _ in directed] == [2021, 2022]
    assert [(year, 2 * n) for year, n in once] == directed
    assert rows(
        con,
        "select goods_exports, goods_imports from dyad_year(2022, 2022, directed := false)"
        " where ref_area = 'CHN' and counterpart_area = 'KOR'",
    ) == [(None, 199e9)]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["exports", "imports", "troops", "gdp"]),
            st.sampled_from(["KOR", "CHN", "USA", "_X", "W00", "HKG", "GUM"]),
            st.sampled_from(["JPN", "CHN", "USA", "_X", "W00", "PRK", "SSD"]),
            st.sampled_from(["un_comtrade", "imf_imts", "kr_kosis"]),
            st.sampled_from(["2023-12", "2024-12"]),
        ),
        unique=True,
        max_size=25,
    )
)
def test_whatever_is_held_changes_no_row_count(held: list[tuple[str, str, str, str, str]]) -> None:
    make = {
        "exports": lambda ref, other, **c: exports(ref, other, 2022, 5e9, **c),
        "imports": lambda ref, other, **c: imports(ref, other, 2022, 5e9, **c),
        "troops": lambda ref, other, **c: troops(ref, other, "2022-Q4", 10, **c),
        "gdp": lambda ref, other, **c: figure("gdp", ref, "2022", 1e12, **c),
    }
    figures = [exports("KOR", "VNM", 2022, 1e9), troops("FRA", "DJI", "2022-Q4", 1500)]
    seen = set()
    for kind, ref, other, source, vintage in held:
        if (kind, ref, other if kind != "gdp" else "", source, vintage) not in seen:
            seen.add((kind, ref, other if kind != "gdp" else "", source, vintage))
            figures.append(make[kind](ref, other, source=source, vintage=vintage))
    con = build(figures, YEAR)
    assert rows(con, f"select count(*) from {YEAR}") == [(199 * 198,)]
    assert rows(con, f"select count(distinct (ref_area, counterpart_area)) from {YEAR}") == [(199 * 198,)]
