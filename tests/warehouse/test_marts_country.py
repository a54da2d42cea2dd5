"""marts.country_year, revision, disagreement and troop_deployment on a handful of figures."""

from datetime import date, datetime

import pytest
from relations import build, exports, figure, imports, records, rows

from pipelines.catalogue import economies

OLD = {"vintage": "2024-03", "published_on": date(2024, 3, 22), "source": "worldbank_wdi"}
NEW = {"vintage": "2024-10", "published_on": date(2024, 10, 21), "source": "worldbank_wdi"}


def test_the_latest_edition_of_the_preferred_source_counts_per_figure() -> None:
    con = build(
        [
            figure("gdp", "KOR", "2022", 1665.2e9, **OLD),
            figure("gdp", "KOR", "2022", 1673.9e9, **NEW),
            figure(
                "gdp",
                "KOR",
                "2022",
                1700e9,
                source="imf_weo",
                vintage="2025-10",
                published_on=date(2025, 10, 14),
            ),
            # an edition that carries another year only takes nothing away
            figure("gdp", "KOR", "2021", 1810e9, **OLD),
            figure("gdp", "KOR", "2024", 1870e9, source="imf_weo", obs_status="F"),
            figure("population", "KOR", "2022", 51.7e6, **NEW),
        ],
        "marts.country_year",
    )
    found = rows(
        con,
        "select year(time_period), gdp, gdp_status, gdp_source, gdp_vintage, population"
        " from marts.country_year where ref_area = 'KOR' order by all",
    )
    assert found == [
        (2021, 1810e9, "A", "worldbank_wdi", "2024-03", None),
        (2022, 1673.9e9, "A", "worldbank_wdi", "2024-10", 51.7e6),
        (2024, 1870e9, "F", "imf_weo", "2024-01", None),
    ]


def test_a_withdrawn_figure_gives_way_to_the_next_source_and_is_never_zero() -> None:
    con = build(
        [
            figure("gdp", "PRK", "2022", 18e9, **OLD),
            figure("gdp", "PRK", "2022", None, **NEW),
            figure("gdp", "ERI", "2022", None, **NEW),
            figure("gdp", "KOR", "2022", 0, **OLD),
            figure("gdp", "W00", "2022", 100e12, **NEW),
        ],
        "marts.country_year",
    )
    assert rows(con, "select ref_area, gdp from marts.country_year") == [("KOR", 0.0)]


def test_same_day_editions_are_told_apart_by_their_retrieval() -> None:
    same = {"published_on": date(2026, 7, 13), "source": "worldbank_wdi"}
    con = build(
        [
            figure("gdp", "KOR", "2024", 1.0, vintage="a", retrieved_at=datetime(2026, 8, 2), **same),
            figure("gdp", "KOR", "2024", 2.0, vintage="b", retrieved_at=datetime(2026, 8, 1), **same),
        ],
        "marts.country_year",
    )
    assert rows(con, "select gdp, gdp_vintage from marts.country_year") == [(1.0, "a")]


def test_revision_lists_what_changed_and_nothing_else() -> None:
    newest = {"vintage": "2026-01", "published_on": date(2026, 1, 10), "source": "worldbank_wdi"}
    con = build(
        [
            figure("gdp", "KOR", "2022", 1665.2e9, **OLD),
            figure("gdp", "KOR", "2022", 1673.9e9, **NEW),
            figure("gdp", "KOR", "2022", 1673.9e9 * (1 + 1e-10), **newest),  # fewer digits, no revision
            figure("gdp", "JPN", "2022", None, **OLD),
            figure("gdp", "JPN", "2022", 4.2e12, **NEW),
            figure("gdp", "JPN", "2022", None, **newest),
            figure("gdp", "CHN", "2022", 0, **OLD),
            figure("gdp", "CHN", "2022", 5, **NEW),
        ],
        "marts.revision",
    )
    found = rows(con, "select ref_area, vintage_old, vintage_new, change, round(change_pct, 3) from marts.revision")
    assert sorted(found, key=str) == [
        ("CHN", "2024-03", "2024-10", "revised", None),
        ("JPN", "2024-03", "2024-10", "added", None),
        ("JPN", "2024-10", "2026-01", "withdrawn", None),
        ("KOR", "2024-03", "2024-10", "revised", 0.522),
    ]


def test_disagreement_compares_the_latest_editions_and_only_like_with_like() -> None:
    con = build(
        [
            figure("gdp", "KOR", "2023", 1712.8e9, **OLD),
            figure("gdp", "KOR", "2023", 1700e9, **NEW),
            figure("gdp", "KOR", "2023", 1785e9, source="imf_weo", price_base="current"),
            figure("gdp", "KOR", "2023", 1600e9, source="un_wpp", price_base="constant:2015"),
            figure("gdp", "JPN", "2023", 4200e9, **NEW),
            figure("gdp", "JPN", "2023", 4201e9, source="imf_weo"),
        ],
        "marts.disagreement",
    )
    found = rows(
        con,
        "select ref_area, source_a, source_b, value_a, value_b, gap_pct, beyond_revision"
        " from marts.disagreement order by ref_area desc",
    )
    assert found == [
        ("KOR", "worldbank_wdi", "imf_weo", 1700e9, 1785e9, pytest.approx(5), True),
        ("JPN", "worldbank_wdi", "imf_weo", 4200e9, 4201e9, pytest.approx(100 / 4200), False),
    ]


def troops(host: str, quarter: str, value: float | None, component: str = "active_duty", **columns: object) -> dict:
    return figure(
        "troops", "USA", quarter, value,
        **{"counterpart_area": host, "breakdown": component, "source": "us_dmdc"} | columns,
    )  # fmt: skip


HOSTS = ["JPN", "DEU", "KOR", "ITA", "GBR", "BHR", "ESP", "TUR", "BEL", "CUB", "QAT", "AUS"]


def test_troops_that_double_everywhere_are_quarantined_and_an_earlier_edition_serves() -> None:
    """Twelve hosts: real moves of some, everything twice in one quarter, and twice at the beginning of a series."""
    quarters = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    real = {(host, q): 1000 + 400 * n + (900 if (host, q) == ("BHR", "2024-Q3") else 7 * m)
            for n, host in enumerate(HOSTS) for m, q in enumerate(quarters)}  # fmt: skip
    table = [troops(host, q, value) for (host, q), value in real.items()]
    assert rows(build(table, "marts.troop_anomaly"), "select * from marts.troop_anomaly") == []
    for doubled in ("2024-Q1", "2024-Q3"):
        later = [troops(host, doubled, 2 * real[host, doubled], vintage="2025-01", published_on=date(2025, 1, 1))
                 for host in HOSTS]  # fmt: skip
        con = build([*table, *later], "marts.troop_deployment")
        found = rows(
            con, "select rule, time_period, vintage, hosts_doubled from marts.troop_anomaly where rule = 'doubled'"
        )
        assert found == [("doubled", date(2024, 1, 1), "2025-01", 12) if doubled == "2024-Q1" else
                         ("doubled", date(2024, 7, 1), "2025-01", 12)]  # fmt: skip
        shown = rows(con, "select counterpart_area, obs_value from marts.troop_deployment"
                     f" where time_period = '{found[0][1]}' and component = 'active_duty'")  # fmt: skip
        assert dict(shown) == {host: real[host, doubled] for host in HOSTS}


def test_troops_keep_suppressed_unreported_and_absent_apart() -> None:
    con = build(
        [
            troops("JPN", "2024-Q4", 52603),
            troops("DEU", "2024-Q4", 34949),
            troops("KOR", "2024-Q4", 23291),
            troops("GUM", "2024-Q4", 7000),
            troops("_X", "2024-Q4", 5000),
            troops("SYR", "2024-Q4", None, obs_status="Q"),
            troops("IRQ", "2024-Q4", None, obs_status="L"),
            troops("ISL", "2024-Q4", 0),
            troops("KOR", "2024-Q4", 16000, "active_duty.army"),
            troops("KOR", "2024-Q3", 28500, "stated", source="statement"),
        ],
        "marts.troop_deployment",
    )
    found = {
        (row["counterpart_area"], row["component"]): row
        for row in records(con, "select * from marts.troop_deployment where time_period = '2024-10-01'")
    }
    korea = found["KOR", "active_duty"]
    total = 52603 + 34949 + 23291
    assert korea["rank_foreign"] == 3
    assert korea["foreign_total"] == total  # neither Guam nor unknown locations
    assert korea["share_foreign"] == pytest.approx(100 * 23291 / total)
    assert korea["foreign_hosts_missing"] == 2
    assert (korea["stated"], korea["stated_since"]) == (28500, date(2024, 7, 1))
    assert found["KOR", "active_duty.army"]["service"] == "army"
    assert found["KOR", "active_duty.army"]["category"] == "active_duty"
    assert found["KOR", "active_duty.army"]["stated"] is None
    assert found["SYR", "active_duty"]["missing"] == "suppressed"
    assert found["IRQ", "active_duty"]["missing"] == "not_reported"
    assert found["SYR", "active_duty"]["rank_foreign"] is None
    assert (found["ISL", "active_duty"]["obs_value"], found["ISL", "active_duty"]["missing"]) == (0, None)
    assert found["GUM", "active_duty"]["host_kind"] == "territory"
    assert found["GUM", "active_duty"]["share_foreign"] is None
    assert found["_X", "active_duty"]["host_kind"] == "not_allocated"
    assert ("AFG", "active_duty") not in found


def test_one_source_per_host_is_preferred_and_every_territory_is_known() -> None:
    territories = ["ASM", "GUM", "MNP", "PRI", "UMI", "VIR"]
    con = build(
        [
            troops("JPN", "2024-Q4", 52603),
            troops("JPN", "2024-Q4", 55000, source="statement"),
            troops("DJI", "2024-Q4", 4000, source="statement"),
            *(troops(host, "2024-Q4", 10) for host in territories),
            troops("GUM", "2024-Q4", 10) | {"ref_area": "FRA"},
        ],
        "marts.troop_deployment",
    )
    found = rows(
        con,
        "select counterpart_area, source, is_preferred from marts.troop_deployment"
        " where ref_area = 'USA' and host_kind = 'foreign' order by all",
    )
    assert found == [("DJI", "statement", True), ("JPN", "statement", False), ("JPN", "us_dmdc", True)]
    kinds = rows(con, "select ref_area, counterpart_area, host_kind from marts.troop_deployment where obs_value = 10")
    assert set(kinds) == {("USA", host, "territory") for host in territories} | {("FRA", "GUM", "foreign")}


def test_troops_are_not_compared_across_the_break_of_december_2017() -> None:
    con = build(
        [troops("KOR", f"{year}-Q{quarter}", 20000 + year) for year in (2016, 2017, 2018) for quarter in (3, 4)],
        "marts.troop_deployment",
    )
    found = rows(con, "select time_period, change, comparable_since from marts.troop_deployment order by time_period")
    break_on = date(2017, 10, 1)
    assert found == [
        (date(2016, 7, 1), None, None),
        (date(2016, 10, 1), None, None),
        (date(2017, 7, 1), 1, None),
        (date(2017, 10, 1), None, break_on),  # December 2017 counts something else than December 2016
        (date(2018, 7, 1), None, break_on),
        (date(2018, 10, 1), 1, break_on),
    ]


def test_what_is_known_last_is_the_newest_period_of_the_latest_edition() -> None:
    con = build(
        [
            figure("gdp", "KOR", "2022", 1665e9, **OLD),
            figure("gdp", "KOR", "2023", 1700e9, **OLD),
            figure("gdp", "KOR", "2023", 1712e9, **NEW),
            figure("gdp", "KOR", "2024", None, **NEW),
            figure("gdp", "KOR", "2021", 1810e9, **(NEW | {"vintage": "2025-01", "published_on": date(2025, 1, 1)})),
            exports("KOR", "CHN", 2022, 155e9),
            exports("KOR", "CHN", 2022, 160e9, valuation="CIF"),
            exports("KOR", "CHN", 2023, 125e9, breakdown="85"),
        ],
        "marts.latest_figure",
    )
    found = rows(con, "select indicator, counterpart_area, obs_value from marts.latest_figure order by all")
    assert found == [("gdp", "", 1712e9), ("goods_exports", "CHN", 155e9)], "as readings take them, and no products"


def test_what_is_in_quarantine_is_not_known_last() -> None:
    """Germany's exports of 2022 as a file in millions has them."""
    exported = [exports("DEU", "POL", 2021, 71e9), exports("DEU", "POL", 2022, 73_679.0)]
    con = build(
        [figure("gdp", "DEU", "2022", 4.08e12), *exported, imports("POL", "DEU", 2022, 78e9)], "marts.latest_figure"
    )
    assert rows(con, "select ref_area, year(time_period) from marts.quarantined_figure") == [("DEU", 2022)]
    found = rows(con, "select ref_area, obs_value from marts.latest_figure where counterpart_area <> '' order by all")
    assert found == [("DEU", 71e9), ("POL", 78e9)]


def test_a_world_total_stands_where_an_edition_has_none() -> None:
    areas = [row["iso3"] for row in economies.economies() if row["is_economy"]][:180]
    old = [figure("gdp", area, "2022", 1e9, **OLD) for area in areas]
    new = [figure("gdp", area, "2022", 2e9, **NEW) for area in [*areas, "W00"]]
    few = [figure("gdp", area, "2023", 1e9, **OLD) for area in areas[:100]]
    other = [figure("gdp", area, "2022", 1e9, source="imf_weo") for area in areas[:20]]
    con = build([*old, *new, *few, *other], "marts.world_total")
    found = rows(con, "select source, vintage, year(time_period), amount, published_on from marts.world_total")
    assert found == [("worldbank_wdi", "2024-03", 2022, 180e9, OLD["published_on"])]
