"""marts.trade_partner on worlds small enough to check by hand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from relations import build, exports, figure, flows, holds, imports, records

MART = "marts.trade_partner"


def by_partner(figures: Iterable[dict[str, Any]], where: str = "true") -> dict[str, dict[str, Any]]:
    con = build(figures, MART)
    return {row["counterpart_area"]: row for row in records(con, f"select * from {MART} where {where}")}


# Korea exports 100 and imports 100: China 50 and 30, Japan 30 and 40, Vietnam 15 and 0 (no row), nes 2 and 5.
WORLD = flows(exports, "KOR", 2022, W00=100, CHN=50, JPN=30, VNM=15, _X=2) + flows(
    imports, "KOR", 2022, W00=100, CHN=40, JPN=55, KOR=1
)


def test_a_world_worked_by_hand() -> None:
    found = by_partner(WORLD)
    holds(found, {
        "CHN": {"exports": 50, "imports": 40, "total": 90, "balance": 10, "rank_exports": 1, "rank_imports": 2, "rank_total": 1,
                "share_exports": 50, "share_imports": 40, "share_total": 45, "partners": 3,
                # 95 of exports and 96 of imports are allocated
                "coverage_exports": 95, "coverage_imports": 96, "coverage_total": 95.5,
                "hhi_exports": pytest.approx(0.5**2 + 0.3**2 + 0.15**2),
                "hhi_total": pytest.approx(0.45**2 + 0.425**2 + 0.075**2)},
        "JPN": {"rank_exports": 2, "rank_imports": 1, "rank_total": 2},
        # no row in a filed flow: nothing to add, and nothing claimed
        "VNM": {"imports": None, "total": 15, "rank_imports": None, "rank_total": 3},
        # what is left stands in one row, the 2 of nes included
        "_X": {"exports": 5, "imports": 4, "share_exports": 5, "rank_total": None},
        "W00": {"exports": 100, "share_total": 100, "rank_total": None},
        # returned goods are trade, the reporter is no partner
        "KOR": {"imports": 1, "share_imports": 1, "rank_imports": None},
    })  # fmt: skip
    for column in ("exports", "imports", "total", "share_exports", "share_imports", "share_total"):
        parts = sum(row[column] or 0 for area, row in found.items() if area != "W00")
        assert parts == pytest.approx(found["W00"][column]), column


def test_a_withheld_flow_leaves_the_total_empty_and_bounds_the_ranks_of_others() -> None:
    """10 of imports are not allocated; they can only be Russia's, whose trade is then between 20 and 30."""
    found = by_partner(flows(exports, "KOR", 2022, W00=100, RUS=20, CHN=54, JPN=13, USA=13) + flows(
        imports, "KOR", 2022, W00=200, RUS=None, CHN=168, JPN=14, USA=8))  # fmt: skip
    russia, japan, usa = found["RUS"], found["JPN"], found["USA"]
    assert (russia["total"], russia["rank_total"], russia["imports_status"]) == (None, None, "O")
    assert (japan["total"], usa["total"]) == (27, 21)
    assert (japan["rank_total_best"], japan["rank_total"], japan["rank_total_worst"]) == (2, 2, 3)
    assert (usa["rank_total_best"], usa["rank_total"], usa["rank_total_worst"]) == (3, 4, 4)


def test_without_95_per_cent_of_the_world_nothing_is_ranked() -> None:
    found = by_partner([*flows(exports, "KOR", 2022, W00=100, CHN=94), imports("KOR", "CHN", 2022, 40)])
    china = found["CHN"]
    assert (china["coverage_exports"], china["coverage_imports"]) == (94, None), "imports have no total at all"
    ranked = ("rank_exports", "rank_imports", "rank_total", "share_exports", "share_total", "hhi_exports")
    assert [column for column in ranked if china[column] is not None] == []
    assert found["_X"]["exports"] == 6


def test_every_edition_is_there_and_one_of_them_is_the_latest() -> None:
    later = [
        row | {"vintage": "2025-01", "published_on": date(2025, 1, 1), "obs_value": row["obs_value"] * 2}
        for row in WORLD
    ]
    # a query for one partner is no edition of the whole
    partial = exports("KOR", "CHN", 2022, 51, vintage="2026-01", published_on=date(2026, 1, 1))
    con = build([*WORLD, *later, partial], MART)
    found = {row["vintage"]: row for row in records(con, f"select * from {MART} where counterpart_area = 'CHN'")}
    assert {vintage: row["exports"] for vintage, row in found.items()} == {"2024-01": 50, "2025-01": 100, "2026-01": 51}
    assert [vintage for vintage, row in found.items() if row["is_latest"]] == ["2025-01"]


def test_sources_months_products_and_other_units_do_not_mix() -> None:
    other = [
        exports("KOR", "CHN", "2022-01", 7), exports("KOR", "CHN", 2022, 9, breakdown="03"),
        imports("KOR", "CHN", 2022, 38, valuation="FOB"), exports("KOR", "CHN", 2022, 55, source="kr_kosis"),
        figure("gdp", "KOR", "2022", 1),
    ]  # fmt: skip
    found = by_partner([*WORLD, *other], "source = 'un_comtrade'")
    assert (found["CHN"]["exports"], found["CHN"]["imports"]) == (50, 40)


amounts = st.integers(0, 10**12)
# imports that equal exports would be taken for a copy, and put in quarantine
pairs_of_flows = st.tuples(amounts, amounts).filter(lambda flows: flows[0] != flows[1] or flows[0] == 0)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pairs_of_flows, min_size=3, max_size=8), amounts, amounts)
def test_shares_add_up_whatever_is_filed(filed: list[tuple[int, int]], left_x: int, left_m: int) -> None:
    partners = dict(zip(["CHN", "JPN", "USA", "DEU", "VNM", "RUS", "BRA", "KAZ"], filed, strict=False))
    world_x, world_m = sum(x for x, _ in filed) + left_x, sum(m for _, m in filed) + left_m
    assume(world_x != world_m)
    found = by_partner(
        flows(exports, "KOR", 2022, **{area: x for area, (x, _) in partners.items()}, W00=world_x)
        + flows(imports, "KOR", 2022, **{area: m for area, (_, m) in partners.items()}, W00=world_m)
    )
    parts = [row for area, row in found.items() if area != "W00"]
    assert sum(row["total"] for row in parts) == pytest.approx(found["W00"]["total"])
    if found["CHN"]["share_total"] is not None:
        assert sum(row["share_total"] for row in parts) == pytest.approx(100)
        assert found["CHN"]["coverage_total"] >= 95
        ranks = {row["counterpart_area"]: row["rank_total"] for row in parts if row["counterpart_area"] != "_X"}
        totals = {area: found[area]["total"] for area in ranks}
        assert ranks == {area: 1 + sum(other > totals[area] for other in totals.values()) for area in totals}
