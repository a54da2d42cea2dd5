"""marts.trade_anomaly: each rule on a made-up world, then on the publishers' files spoilt at random."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publishers import all_reporters, comtrade_2022, korea
from relations import build, exports, figure, imports, rows

from pipelines.reports import findings, set_aside

MART = "marts.trade_anomaly"
PARTNERS = [
    "ARG", "AUS", "AUT", "BEL", "BRA", "CAN", "CHE", "CHL", "CHN", "CZE", "DEU", "DNK", "EGY", "ESP", "FIN", "FRA",
    "GBR", "GRC", "HKG", "HUN", "IDN", "IND", "IRL", "ITA", "JPN", "KAZ", "KEN", "MEX", "MYS", "NGA", "NLD", "NOR",
    "NZL", "PER", "PHL", "POL",
]  # fmt: skip

Slice = tuple[str, int, str]
"""Reporter, year and flow."""
World = dict[Slice, dict[str, float]]
"""Partner -> dollars in each slice, the world total under W00."""


def made_up(reporters: tuple[str, ...] = ("KOR", "VNM"), years: range = range(2018, 2023)) -> World:
    """Whole dollars that grow and shrink like trade does; partners add up to the world."""
    draw = random.Random(7)
    world: World = {}
    for reporter in reporters:
        for flow in "XM":
            size = {partner: draw.lognormvariate(20, 2) for partner in PARTNERS}
            for year in years:
                boom = draw.uniform(0.85, 1.25)
                for partner in size:
                    size[partner] *= boom * draw.lognormvariate(0, 0.15)
                world[reporter, year, flow] = with_world({p: float(round(v)) for p, v in size.items()})
    return world


def with_world(partners: dict[str, float]) -> dict[str, float]:
    return {partner: v for partner, v in partners.items() if partner != "W00"} | {
        "W00": sum(v for partner, v in partners.items() if partner != "W00")
    }


def filed(world: World) -> list[dict[str, Any]]:
    return [
        (exports if flow == "X" else imports)(reporter, partner, year, value)
        for (reporter, year, flow), partners in world.items()
        for partner, value in partners.items()
    ]


Found = set[tuple[str, str, str | None, str, int]]


def anomalies(table: Any) -> Found:
    """(rule, reporter, partner, flow, year) of each anomaly."""
    con = build(table, MART)
    return set(rows(con, f"select rule, ref_area, counterpart_area, flow, year(time_period) from {MART}"))


# Each way in which files go wrong: the slice it is done to, and the rule that has to find it.


def double(world: World, at: Slice, draw: random.Random) -> Found:
    world[at] = {partner: 2 * v for partner, v in world[at].items()}
    return {("doubled", *_whole(at))}


def double_partners(world: World, at: Slice, draw: random.Random) -> Found:
    world[at] = {partner: v if partner == "W00" else 2 * v for partner, v in world[at].items()}
    return {("partners_over_world", *_whole(at))}


def inflate_a_partner(world: World, at: Slice, draw: random.Random) -> Found:
    partner = draw.choice(_large(world[at]))
    world[at][partner] += 0.06 * world[at]["W00"]
    return {("partners_over_world", *_whole(at))}


def lose_partners(world: World, at: Slice, draw: random.Random) -> Found:
    lost, total = 0.0, world[at]["W00"]
    for partner in sorted(_large(world[at]), key=world[at].__getitem__, reverse=True):
        if lost <= 0.12 * total:
            lost += world[at].pop(partner)
    return {("partners_under_world", *_whole(at))}


def lose_the_world(world: World, at: Slice, draw: random.Random) -> Found:
    del world[at]["W00"]
    return {("no_world", *_whole(at))}


def cut_off(world: World, at: Slice, draw: random.Random) -> Found:
    """The end of the file is missing; who adds up the rest finds nothing wrong."""
    kept = [partner for partner in sorted(world[at]) if partner != "W00"]
    kept = kept[: int(len(kept) * draw.uniform(0.2, 0.6))]
    world[at] = with_world({partner: world[at][partner] for partner in kept})
    return {("truncated", *_whole(at))}


def paste_a_flow(world: World, at: Slice, draw: random.Random) -> Found:
    reporter, year, flow = at
    other = world[reporter, year, "M" if flow == "X" else "X"]
    partner = draw.choice([p for p in _large(other) if p in world[at]])
    world[at][partner] = other[partner]
    world[at] = with_world(world[at])
    return {("pasted_flow", reporter, partner, flow, year)}


def mistake_thousands(world: World, at: Slice, draw: random.Random) -> Found:
    factor = draw.choice([0.001, 1000])
    world[at] = {partner: v * factor for partner, v in world[at].items()}
    return {("other_unit", *_whole(at))}


def file_under_another_name(world: World, at: Slice, draw: random.Random) -> Found:
    others = [s for s in world if s[0] != at[0] and s[1:] == at[1:]]
    world[at] = dict(world[draw.choice(others)])
    return {("same_as_other", *_whole(at))}


def file_last_year_again(world: World, at: Slice, draw: random.Random) -> Found:
    world[at] = dict(world[at[0], at[1] - 1, at[2]])
    return {("same_as_earlier", *_whole(at))}


def places(found: Found) -> set[tuple[str, str | None, str, int]]:
    """Where anomalies are; of two equal flows either may be the copy, so that pasted ones have no flow."""
    return {(row[1], row[2], "" if row[0] == "pasted_flow" else row[3], row[4]) for row in found}


def _whole(at: Slice) -> tuple[str, None, str, int]:
    return at[0], None, at[2], at[1]


def _large(partners: dict[str, float]) -> list[str]:
    """Partners large enough to matter: figures of less than 20 million may be alike by chance."""
    return sorted(partner for partner, v in partners.items() if partner not in ("W00", "_X") and v >= 2e7)


Spoil = Callable[[World, Slice, random.Random], Found]
SPOILS: list[Spoil] = [
    double, double_partners, inflate_a_partner, lose_partners, lose_the_world, cut_off, paste_a_flow,
    mistake_thousands, file_under_another_name, file_last_year_again,
]  # fmt: skip


def test_a_clean_world_raises_no_alarm() -> None:
    assert anomalies(filed(made_up())) == set()


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("year", [2019, 2020, 2022])
def test_each_error_is_found_where_it_is(spoil: Spoil, year: int) -> None:
    world = made_up()
    expected = spoil(world, ("KOR", year, "M"), random.Random(year))
    found = anomalies(filed(world))
    assert expected <= found
    # the slice may break several rules at once; no other slice breaks any
    assert places(found) == places(expected)


def test_a_few_partners_or_one_reporter_alone_raise_no_alarm() -> None:
    """Queries for single partners, small countries and first years are no broken files."""
    world = made_up(("KOR",), range(2022, 2023))
    few = {at: {p: v for p, v in partners.items() if p in ("CHN", "W00")} for at, partners in world.items()}
    for year, amount in ((2020, 5e6), (2021, 1e7), (2022, 2e6)):
        few["TUV", year, "X"] = {"AUS": amount, "W00": amount}
    assert anomalies(filed(few)) == set()
    del few["KOR", 2022, "X"]["W00"]
    assert anomalies(filed(few)) == set()


def test_a_collapse_that_recovers_less_than_a_third_is_no_truncated_file() -> None:
    world = made_up(("KOR",), range(2018, 2021))
    world["KOR", 2020, "M"] = {partner: float(round(0.55 * v)) for partner, v in world["KOR", 2019, "M"].items()}
    assert anomalies(filed(world)) == set()


def test_equal_flows_by_chance_or_of_returned_goods_are_no_copies() -> None:
    # 1 against 1 thousand dollars, as Korea reports for Jersey in 2018
    con = build(
        [
            exports("KOR", "JEY", 2018, 1000), imports("KOR", "JEY", 2018, 1000),
            exports("KOR", "KOR", 2018, 123456789), imports("KOR", "KOR", 2018, 123456789),
            exports("KOR", "CHN", 2018, 5e11 + 1000), imports("KOR", "CHN", 2018, 4e11 + 3000),
        ],
        MART,
    )  # fmt: skip
    assert rows(con, f"select * from {MART}") == []


@pytest.mark.parametrize(
    ("imported", "same", "suspects"), [(9e8, 5.02e8, "M"), (5.1e8, 5.02e8, "XM"), (3e8, 3.02e8, "X")]
)
def test_of_two_equal_flows_the_one_out_of_line_is_the_copy_or_either(
    imported: float, same: float, suspects: str
) -> None:
    """Exports are about 500 million, imports as given; in 2021 both say the same number."""
    series = {2020: (5e8 + 1, imported + 3), 2021: (same + 7, same + 7), 2022: (5e8 + 9, imported + 11)}
    figures = [
        make("KOR", "CHN", year, value)
        for year, values in series.items()
        for make, value in zip((exports, imports), values, strict=True)
    ]
    assert {(row[0], row[3]) for row in anomalies(figures)} == {("pasted_flow", flow) for flow in suspects}


GDP = [
    figure("gdp", area, "2022", value, price_base="current", source="worldbank_wdi")
    for area, value in {"DEU": 4.08e12, "POL": 6.9e11, "KOR": 1.67e12, "MHL": 2.6e8}.items()
]


@pytest.mark.parametrize(("told", "factor"), [(73_679.0, "a millionth"), (73_679_000.0, "a thousandth")])
def test_one_flow_in_another_unit_is_told_by_its_mirror_and_by_output(told: float, factor: str) -> None:
    """Germany's exports to Poland as a file in millions, or thousands, has them; Poland's imports are in dollars."""
    con = build([*GDP, exports("DEU", "POL", 2022, told), imports("POL", "DEU", 2022, 78e9)], MART)
    (row,) = findings.rows(con, f"from {MART}")
    assert (row["rule"], row["ref_area"], row["flow"]) == ("other_unit", "DEU", "X")
    assert factor in set_aside.explanation(row)


GERMANY = {("other_unit", "DEU", None, "X", 2022)}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([exports("DEU", "POL", 2022, 73.7e12), imports("POL", "DEU", 2022, 78e9)], GERMANY),
        ([exports("DEU", "POL", 2022, 73_679.0), exports("DEU", "POL", 2022, 73.7e9, source="imf_imts")], GERMANY),
        ([exports("KOR", "W00", 2022, 683_585.0)], {("other_unit", "KOR", None, "X", 2022)}),
        ([exports("KOR", "W00", 2022, 683.6e9)], set()),
        ([imports("MHL", "W00", 2022, 9e9)], set()),
    ],
    ids=["what exceeds output is wrong", "another dataset tells", "output alone tells of a total", "a total as it is",
         "ships: thirty times the output, and real"],
)  # fmt: skip
def test_what_tells_the_unit(table: list[dict[str, Any]], expected: Found) -> None:
    assert anomalies([*GDP, *table]) == expected


MONTH = "2022-03"
TO_POLAND, OF_GERMANY = exports("DEU", "POL", 2022, 78e9), imports("POL", "DEU", MONTH, 6.5e9)
ALONE = [exports("DEU", "POL", MONTH, 6_140.0), exports("DEU", "FRA", MONTH, 9_900.0)]


@pytest.mark.parametrize(
    "witness",
    [
        pytest.param(TO_POLAND, id="the year of the same flow"),
        pytest.param(TO_POLAND | {"source": "imf_imts"}, id="the year in another dataset"),
        pytest.param(imports("POL", "DEU", 2022, 80e9), id="the partner's year"),
        pytest.param(OF_GERMANY, id="the partner's month"),
        pytest.param(exports("DEU", "POL", MONTH, 6.2e9, source="imf_imts"), id="the month in another dataset"),
    ],
)
def test_a_month_in_another_unit_is_told_by_any_other_figure_of_the_flow(witness: dict[str, Any]) -> None:
    """A file of one month in millions: no month stands beside it."""
    con = build([*GDP, *ALONE, witness], MART)
    assert rows(con, f"select rule, ref_area, flow, freq from {MART}") == [("other_unit", "DEU", "X", "M")]
    assert anomalies([*GDP, exports("DEU", "POL", MONTH, 6.14e9), witness]) == set()


def test_a_year_in_another_unit_is_told_by_its_months() -> None:
    months = [exports("DEU", "POL", f"2022-{month:02}", 6e9 + month * 1e8) for month in range(1, 13)]
    con = build([*GDP, exports("DEU", "POL", 2022, 78e6), *months], MART)
    assert rows(con, f"select rule, ref_area, flow, freq from {MART}") == [("other_unit", "DEU", "X", "A")]
    con = build(
        [*GDP, exports("DEU", "POL", 2022, 78e9), *(m | {"obs_value": m["obs_value"] * 1000} for m in months)], MART
    )
    assert set(rows(con, f"select rule, freq from {MART}")) == {("other_unit", "M")}, "twenty times the output"


def test_output_tells_the_unit_of_months_but_not_of_a_poor_one() -> None:
    months = [exports("KOR", "W00", f"2022-{month:02}", 5e4 + month) for month in range(1, 13)]
    assert {(found[0], found[3]) for found in anomalies([*GDP, *months])} == {("other_unit", "X")}
    months = [exports("MHL", "W00", f"2022-{month:02}", 2e6 if month % 2 else 9e3) for month in range(1, 13)]
    assert anomalies([*GDP, *months]) == set()


def test_small_mirrors_far_apart_raise_no_alarm() -> None:
    table = [*GDP, exports("KOR", "MHL", 2022, 4e9), imports("MHL", "KOR", 2022, 3e6), exports("MHL", "KOR", 2022, 5e3),
             imports("KOR", "MHL", 2022, 6e6)]  # fmt: skip
    assert {found for found in anomalies(table) if found[3] == "X" and found[1] == "KOR"} == set()


def test_a_slice_of_another_scope_quarantines_nothing() -> None:
    """A year asked for with all partners beside years asked for with a dozen, and a newer edition of three of them."""
    world = made_up(("KOR",), range(2020, 2023))
    narrow = [p for p in world["KOR", 2021, "X"] if p != "W00"][:12]
    for year in (2021, 2022):
        for flow in "XM":
            held = world["KOR", year, flow]
            world["KOR", year, flow] = {partner: held[partner] for partner in [*narrow, "W00"]}
    assert anomalies(filed(world)) == set()
    later = [
        row | {"vintage": "2025-01", "published_on": date(2025, 1, 1), "obs_value": row["obs_value"] * 0.97}
        for row in filed(world) if row["counterpart_area"] in (*narrow[:3], "W00") and row["time_period"].year == 2020
    ]  # fmt: skip
    assert anomalies([*filed(world), *later]) == set()


def test_quarantine_takes_the_slice_and_not_the_run() -> None:
    world = made_up()
    partner = min(_large(world["KOR", 2020, "X"]), key=world["KOR", 2020, "X"].__getitem__)
    world["KOR", 2020, "M"][partner] = world["KOR", 2020, "X"][partner]
    world["KOR", 2020, "M"] = with_world(world["KOR", 2020, "M"])
    del world["KOR", 2021, "X"]["W00"]
    con = build(filed(world), "marts.trade_partner", "marts.bilateral_trade")

    of_pair = rows(
        con,
        "select year(time_period), quarantined, exports is null, imports is null, total is null, rank_total is null"
        f" from marts.trade_partner where ref_area = 'KOR' and counterpart_area = '{partner}' order by all",
    )
    assert of_pair[2:] == [
        (2020, True, False, True, True, True),
        (2021, True, True, False, True, True),
        (2022, False, False, False, False, False),
    ]
    # others keep their places, and those of the broken filing have none
    ranked = rows(
        con,
        "select year(time_period), count(rank_exports), count(rank_imports), count(rank_total)"
        " from marts.trade_partner where ref_area = 'KOR' group by all order by all",
    )
    n = len(PARTNERS)
    assert ranked[2:] == [(2020, n, n - 1, n - 1), (2021, 0, n, 0), (2022, n, n, n)]
    # the figure stays visible in the mirror and counts for nothing
    shown = rows(
        con,
        "select import_cif is not null, import_quarantined, quarantined, reported_by, method, reconciled is null"
        " from marts.bilateral_trade"
        f" where exporter = '{partner}' and importer = 'KOR' and time_period = '2020-01-01'",
    )
    assert shown == [(True, True, True, "importer", "none", True)]


# The publishers' own files

REAL = settings(
    max_examples=4, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip


def test_clean_files_raise_no_alarm(shared: Path) -> None:
    assert anomalies(filed(korea(shared, 2010) | comtrade_2022(shared))) == set()


def test_two_partners_of_every_reporter_raise_no_alarm(shared: Path) -> None:
    world = all_reporters(shared)
    assert sum(len(partners) for partners in world.values()) > 11_000
    assert anomalies(filed(world)) == set()


def test_copied_imports_of_korea_are_found_by_rule(shared: Path) -> None:
    found = anomalies(filed(korea(shared, 1970, with_copies=True)))
    copies = {row for row in found if row[0] == "pasted_flow"}
    assert {row[2] for row in copies if row[4] >= 1980} == {"RUS", "SRB", "PSE"}
    assert {row[3] for row in copies} == {"M"}
    assert {(row[2], row[4]) for row in copies if row[4] >= 2015} == {
        (partner, year) for partner in ("RUS", "SRB", "PSE") for year in range(2015, 2024)
    }
    # and one year in which partners add up to 1.7 % more than Korea's total
    assert found - copies == {("partners_over_world", "KOR", None, "M", 1979)}


@pytest.mark.parametrize("spoil", [s for s in SPOILS if s is not file_under_another_name], ids=lambda s: s.__name__)
@REAL
@given(year=st.integers(2011, 2023), flow=st.sampled_from("XM"), seed=st.integers(0, 2**20))
def test_koreas_file_made_wrong_is_caught(spoil: Spoil, shared: Path, year: int, flow: str, seed: int) -> None:
    world = korea(shared, 2010)
    expected = spoil(world, ("KOR", year, flow), random.Random(seed))
    found = anomalies(filed(world))
    assert expected <= found
    assert places(found) == places(expected)


@pytest.mark.parametrize(
    "spoil",
    [double, double_partners, inflate_a_partner, lose_partners, lose_the_world, paste_a_flow, file_under_another_name],
    ids=lambda spoil: spoil.__name__,
)
@REAL
@given(reporter=st.sampled_from(["CHN", "USA", "DEU"]), flow=st.sampled_from("XM"), seed=st.integers(0, 2**20))
def test_comtrades_file_made_wrong_is_caught(spoil: Spoil, shared: Path, reporter: str, flow: str, seed: int) -> None:
    world = comtrade_2022(shared)
    at = (reporter, 2022, flow)
    before = dict(world[at])
    expected = spoil(world, at, random.Random(seed))
    found = anomalies(filed(world))
    if spoil in (paste_a_flow, file_under_another_name):
        # one year alone does not tell which of two equal flows or files is the copy
        assert {row[:2] for row in expected} <= {row[:2] for row in found}
        assert world[at] != before
    else:
        assert expected <= found
        assert places(found) == places(expected)
