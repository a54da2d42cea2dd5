"""marts.trade_anomaly: copied flows on a made-up world, then in the publishers' files."""

import random
from pathlib import Path
from typing import Any

import pytest
from publishers import all_reporters, comtrade_2022, korea
from relations import build, exports, imports, rows

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


def test_a_clean_world_raises_no_alarm() -> None:
    assert anomalies(filed(made_up())) == set()


@pytest.mark.parametrize("year", [2018, 2020, 2022])
@pytest.mark.parametrize("flow", "XM")
def test_a_copied_flow_is_found_where_it_is(flow: str, year: int) -> None:
    world = made_up()
    other = world["KOR", year, "M" if flow == "X" else "X"]
    partner = _large(other)[year % 7]
    world["KOR", year, flow][partner] = other[partner]
    world["KOR", year, flow] = with_world(world["KOR", year, flow])
    assert {row[:3] + row[4:] for row in anomalies(filed(world))} == {("pasted_flow", "KOR", partner, year)}


def _large(partners: dict[str, float]) -> list[str]:
    """Partners large enough to matter: figures of less than 20 million may be alike by chance."""
    return sorted(partner for partner, v in partners.items() if partner not in ("W00", "_X") and v >= 2e7)


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


def test_quarantine_takes_the_flow_and_not_the_run() -> None:
    world = made_up()
    partner = min(_large(world["KOR", 2020, "X"]), key=world["KOR", 2020, "X"].__getitem__)
    world["KOR", 2020, "M"][partner] = world["KOR", 2020, "X"][partner]
    world["KOR", 2020, "M"] = with_world(world["KOR", 2020, "M"])
    con = build(filed(world), "marts.trade_partner", "marts.bilateral_trade")

    of_pair = rows(
        con,
        "select year(time_period), quarantined, exports is null, imports is null, total is null, rank_total is null"
        f" from marts.trade_partner where ref_area = 'KOR' and counterpart_area = '{partner}' order by all",
    )
    assert of_pair[2:] == [
        (2020, True, False, True, True, True),
        (2021, False, False, False, False, False),
        (2022, False, False, False, False, False),
    ]
    # others keep their places
    ranked = rows(
        con,
        "select year(time_period), count(rank_exports), count(rank_imports), count(rank_total)"
        " from marts.trade_partner where ref_area = 'KOR' group by all order by all",
    )
    n = len(PARTNERS)
    assert ranked[2:] == [(2020, n, n - 1, n - 1), (2021, n, n, n), (2022, n, n, n)]
    # the figure stays visible in the mirror and counts for nothing
    shown = rows(
        con,
        "select import_cif is not null, import_quarantined, quarantined, reported_by, method, reconciled is null"
        " from marts.bilateral_trade"
        f" where exporter = '{partner}' and importer = 'KOR' and time_period = '2020-01-01'",
    )
    assert shown == [(True, True, True, "importer", "none", True)]


def test_clean_files_raise_no_alarm(shared: Path) -> None:
    assert anomalies(filed(korea(shared, 2010) | comtrade_2022(shared))) == set()


def test_two_partners_of_every_reporter_raise_no_alarm(shared: Path) -> None:
    world = all_reporters(shared)
    assert sum(len(partners) for partners in world.values()) > 11_000
    assert anomalies(filed(world)) == set()


def test_copied_imports_of_korea_are_found_by_rule(shared: Path) -> None:
    copies = anomalies(filed(korea(shared, 1970, with_copies=True)))
    assert {row[2] for row in copies if row[4] >= 1980} == {"RUS", "SRB", "PSE"}
    assert {row[3] for row in copies} == {"M"}
    assert {(row[2], row[4]) for row in copies if row[4] >= 2015} == {
        (partner, year) for partner in ("RUS", "SRB", "PSE") for year in range(2015, 2024)
    }
