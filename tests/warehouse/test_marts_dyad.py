"""marts.dyad_year and dyad_quarter: the pairs come first, and nothing that is joined changes their number."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from relations import SQL, build, exports, figure, imports, records, rows

YEAR, QUARTER = "marts.dyad_year", "marts.dyad_quarter"


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


def test_missing_is_missing_and_zero_is_zero() -> None:
    con = build(
        [
            *trade(2022),
            figure("gdp", "KOR", "2022", 1.8e12, source="worldbank_wdi"),
            figure("gdp", "CHN", "2022", 18e12, source="worldbank_wdi"),
            troops("USA", "KOR", "2022-Q4", 23000),
            troops("USA", "KOR", "2022-Q3", 24000),
            troops("USA", "SYR", "2022-Q4", None, obs_status="Q"),
            troops("USA", "ISL", "2022-Q4", 0),
            troops("USA", "_X", "2022-Q4", 5000),
        ],
        YEAR,
    )
    found = {
        (row["ref_area"], row["counterpart_area"]): row
        for row in records(con, f"select * from {YEAR} where year = 2022")
    }
    korea_china, china_korea = found["KOR", "CHN"], found["CHN", "KOR"]
    assert (korea_china["goods_exports"], korea_china["goods_exports_mirror"]) == (155e9, 199e9)
    assert (korea_china["goods_imports"], korea_china["goods_imports_mirror"]) == (154e9, None)
    assert (china_korea["goods_imports"], china_korea["goods_imports_mirror"]) == (199e9, 155e9)
    assert korea_china["goods_exports_reconciled"] == china_korea["goods_imports_reconciled"]
    assert (korea_china["gdp"], korea_china["counterpart_gdp"]) == (1.8e12, 18e12)
    assert (china_korea["gdp"], china_korea["counterpart_gdp"]) == (18e12, 1.8e12)
    assert (found["KOR", "JPN"]["goods_exports"], found["KOR", "JPN"]["goods_imports"]) == (0, None)
    assert (found["FRA", "DEU"]["goods_exports"], found["FRA", "DEU"]["trade_quarantined"]) == (None, None)
    assert (found["USA", "KOR"]["troops"], found["USA", "KOR"]["troops_hosted"]) == (23000, None)
    assert (found["KOR", "USA"]["troops"], found["KOR", "USA"]["troops_hosted"]) == (None, 23000)
    assert (found["USA", "SYR"]["troops"], found["USA", "SYR"]["troops_status"]) == (None, "Q")
    assert (found["USA", "ISL"]["troops"], found["USA", "AFG"]["troops"]) == (0, None)


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


def test_quarters_add_up_three_months_or_nothing() -> None:
    con = build(
        [
            *(exports("KOR", "CHN", f"2023-{month:02d}", month * 1e9) for month in (1, 2, 3, 4, 6)),
            exports("KOR", "JPN", "2023-01", 1e9),
            exports("KOR", "JPN", "2023-Q1", 7e9),
            troops("USA", "JPN", "2023-Q1", 53000),
        ],
        QUARTER,
    )
    found = {
        (row["ref_area"], row["counterpart_area"], row["time_period"]): row
        for row in records(con, f"select * from {QUARTER}")
    }
    first, second = date(2023, 1, 1), date(2023, 4, 1)
    assert found["KOR", "CHN", first]["goods_exports"] == 6e9
    assert found["KOR", "CHN", second]["goods_exports"] is None  # May is not there
    assert found["CHN", "KOR", first]["goods_imports_reconciled"] == pytest.approx(6e9)
    assert found["KOR", "JPN", first]["goods_exports"] == 7e9
    assert (found["USA", "JPN", first]["troops"], found["JPN", "USA", first]["troops_hosted"]) == (53000, 53000)
    assert (found["KOR", "JPN", second]["year"], found["KOR", "JPN", second]["quarter"]) == (2023, 2)
    # the pairs of those that publish: Korea and the United States with all, in either direction
    states = 197 + 2
    expected = 2 * (states - 1) + 2 * (states - 2)
    assert Counter(key[2] for key in found) == {first: expected, second: 2 * (states - 1)}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
    con = build(figures, YEAR, QUARTER)
    assert rows(con, f"select count(*) from {YEAR}") == [(199 * 198,)]
    assert rows(con, f"select count(distinct (ref_area, counterpart_area)) from {YEAR}") == [(199 * 198,)]
