"""marts.trade_partner on worlds small enough to check by hand."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from relations import build, exports, figure, imports, records

MART = "marts.trade_partner"


def by_partner(figures: Iterable[dict], where: str = "true") -> dict[str, dict]:
    con = build(figures, MART)
    return {row["counterpart_area"]: row for row in records(con, f"select * from {MART} where {where}")}


# Korea exports 100 and imports 100: China 50 and 30, Japan 30 and 40, Vietnam 15 and 0 (no row), nes 2 and 5.
WORLD = [
    exports("KOR", "W00", 2022, 100), exports("KOR", "CHN", 2022, 50), exports("KOR", "JPN", 2022, 30),
    exports("KOR", "VNM", 2022, 15), exports("KOR", "_X", 2022, 2),
    imports("KOR", "W00", 2022, 100), imports("KOR", "CHN", 2022, 40), imports("KOR", "JPN", 2022, 55),
    imports("KOR", "KOR", 2022, 1),
]  # fmt: skip


def test_a_world_worked_by_hand() -> None:
    found = by_partner(WORLD)
    china, japan, vietnam, home, rest, world = (found[area] for area in ("CHN", "JPN", "VNM", "KOR", "_X", "W00"))

    assert (china["exports"], china["imports"], china["total"], china["balance"]) == (50, 40, 90, 10)
    assert (china["rank_exports"], china["rank_imports"], china["rank_total"]) == (1, 2, 1)
    assert (japan["rank_exports"], japan["rank_imports"], japan["rank_total"]) == (2, 1, 2)
    # no row in a filed flow: nothing to add, and nothing claimed
    assert (vietnam["imports"], vietnam["total"], vietnam["rank_imports"], vietnam["rank_total"]) == (
        None,
        15,
        None,
        3,
    )
    assert (china["share_exports"], china["share_imports"], china["share_total"]) == (50, 40, 45)
    # 95 of exports and 96 of imports are allocated; what is left stands in one row, the 2 of nes included
    assert (china["coverage_exports"], china["coverage_imports"], china["coverage_total"]) == (95, 96, 95.5)
    assert (rest["exports"], rest["imports"], rest["share_exports"], rest["rank_total"]) == (5, 4, 5, None)
    assert (world["exports"], world["share_total"], world["rank_total"]) == (100, 100, None)
    # returned goods are trade, the reporter is no partner
    assert (home["imports"], home["share_imports"], home["rank_imports"]) == (1, 1, None)
    assert china["hhi_exports"] == pytest.approx(0.5**2 + 0.3**2 + 0.15**2)
    assert china["hhi_total"] == pytest.approx(0.45**2 + 0.425**2 + 0.075**2)
    assert china["partners"] == 3


def test_partners_and_what_is_left_add_up_to_the_world() -> None:
    found = by_partner(WORLD)
    for column in ("exports", "imports", "total", "share_exports", "share_imports", "share_total"):
        parts = sum(row[column] or 0 for area, row in found.items() if area != "W00")
        assert parts == pytest.approx(found["W00"][column]), column


def test_a_withheld_flow_leaves_the_total_empty_and_bounds_the_ranks_of_others() -> None:
    # 10 of imports are not allocated; they can only be Russia's, whose trade is then between 20 and 30
    found = by_partner([
        exports("KOR", "W00", 2022, 100), exports("KOR", "RUS", 2022, 20), exports("KOR", "CHN", 2022, 54),
        exports("KOR", "JPN", 2022, 13), exports("KOR", "USA", 2022, 13),
        imports("KOR", "W00", 2022, 200), imports("KOR", "RUS", 2022, None), imports("KOR", "CHN", 2022, 168),
        imports("KOR", "JPN", 2022, 14), imports("KOR", "USA", 2022, 8),
    ])  # fmt: skip
    russia, japan, usa = found["RUS"], found["JPN"], found["USA"]
    assert (russia["total"], russia["rank_total"], russia["imports_status"]) == (None, None, "O")
    assert (japan["total"], usa["total"]) == (27, 21)
    assert (japan["rank_total_best"], japan["rank_total"], japan["rank_total_worst"]) == (2, 2, 3)
    assert (usa["rank_total_best"], usa["rank_total"], usa["rank_total_worst"]) == (3, 4, 4)


def test_without_95_per_cent_of_the_world_nothing_is_ranked() -> None:
    found = by_partner([
        exports("KOR", "W00", 2022, 100), exports("KOR", "CHN", 2022, 94),
        imports("KOR", "CHN", 2022, 40),  # no world total at all
    ])  # fmt: skip
    china = found["CHN"]
    assert (china["coverage_exports"], china["coverage_imports"]) == (94, None)
    for column in (
        "rank_exports",
        "rank_imports",
        "rank_total",
        "share_exports",
        "share_total",
        "hhi_exports",
    ):
        assert china[column] is None, column
    assert found["_X"]["exports"] == 6


def test_every_edition_is_there_and_one_of_them_is_the_latest() -> None:
    later = {"vintage": "2025-01", "published_on": date(2025, 1, 1)}
    partial = {"vintage": "2026-01", "published_on": date(2026, 1, 1)}
    con = build(
        [
            *WORLD,
            *(row | later | {"obs_value": row["obs_value"] * 2} for row in WORLD),
            exports("KOR", "CHN", 2022, 51, **partial),  # a query for one partner is no edition of the whole
        ],
        MART,
    )
    found = {row["vintage"]: row for row in records(con, f"select * from {MART} where counterpart_area = 'CHN'")}
    assert {vintage: row["exports"] for vintage, row in found.items()} == {
        "2024-01": 50,
        "2025-01": 100,
        "2026-01": 51,
    }
    assert [vintage for vintage, row in found.items() if row["is_latest"]] == ["2025-01"]


def test_sources_months_products_and_other_units_do_not_mix() -> None:
    found = by_partner(
        [
            *WORLD,
            exports("KOR", "CHN", "2022-01", 7),
            exports("KOR", "CHN", 2022, 9, breakdown="03"),
            imports("KOR", "CHN", 2022, 38, valuation="FOB"),
            exports("KOR", "CHN", 2022, 55, source="kr_kosis"),
            figure("gdp", "KOR", "2022", 1),
        ],
        "source = 'un_comtrade'",
    )
    assert (found["CHN"]["exports"], found["CHN"]["imports"]) == (50, 40)


amounts = st.integers(0, 10**12)
# imports that equal exports would be taken for a copy, and put in quarantine
pairs_of_flows = st.tuples(amounts, amounts).filter(lambda flows: flows[0] != flows[1] or flows[0] == 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pairs_of_flows, min_size=3, max_size=8), amounts, amounts)
def test_shares_add_up_whatever_is_filed(flows: list[tuple[int, int]], left_x: int, left_m: int) -> None:
    partners = ["CHN", "JPN", "USA", "DEU", "VNM", "RUS", "BRA", "KAZ"]
    filed = []
    for partner, (x, m) in zip(partners, flows, strict=False):
        filed += [exports("KOR", partner, 2022, x), imports("KOR", partner, 2022, m)]
    world_x, world_m = sum(x for x, _ in flows) + left_x, sum(m for _, m in flows) + left_m
    assume(world_x != world_m or world_x == 0)
    assume(world_x != world_m)
    filed += [exports("KOR", "W00", 2022, world_x), imports("KOR", "W00", 2022, world_m)]

    found = by_partner(filed)
    parts = [row for area, row in found.items() if area != "W00"]
    assert sum(row["total"] for row in parts) == pytest.approx(found["W00"]["total"])
    if found["CHN"]["share_total"] is not None:
        assert sum(row["share_total"] for row in parts) == pytest.approx(100)
        assert found["CHN"]["coverage_total"] >= 95
        ranks = {row["counterpart_area"]: row["rank_total"] for row in parts if row["counterpart_area"] != "_X"}
        totals = {area: found[area]["total"] for area in ranks}
        assert ranks == {area: 1 + sum(other > totals[area] for other in totals.values()) for area in totals}
