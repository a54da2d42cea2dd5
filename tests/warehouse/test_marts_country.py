"""marts.country_year, revision, disagreement, troop_deployment and latest_figure on a handful of figures."""

from datetime import date, datetime
from typing import Any

import pytest
from relations import build, exports, figure, holds, imports, keyed, rows

from pipelines.catalogue import economies

OLD = {"vintage": "2024-03", "published_on": date(2024, 3, 22), "source": "worldbank_wdi"}
NEW = {"vintage": "2024-10", "published_on": date(2024, 10, 21), "source": "worldbank_wdi"}
NEWEST = {"vintage": "2026-01", "published_on": date(2026, 1, 10), "source": "worldbank_wdi"}
WEO = {"source": "imf_weo", "vintage": "2025-10", "published_on": date(2025, 10, 14)}
SAME_DAY = {"published_on": date(2026, 7, 13), "source": "worldbank_wdi"}
AREAS = [row["iso3"] for row in economies.economies() if row["is_economy"]][:180]
BREAK = date(2017, 10, 1)


def gdp(area: str, year: int, value: float | None, **columns: Any) -> dict[str, Any]:
    return figure("gdp", area, str(year), value, **columns)


def troops(
    host: str, quarter: str, value: float | None, component: str = "active_duty", **columns: Any
) -> dict[str, Any]:
    mine = {"counterpart_area": host, "breakdown": component, "source": "us_dmdc"}
    return figure("troops", "USA", quarter, value, **mine | columns)


COPIED = 80_153_771_913.0
CASES: dict[str, tuple[str, list[Any], str, list[Any]]] = {
    "the latest edition of the preferred source counts per figure": ("country_year", [
        gdp("KOR", 2022, 1665.2e9, **OLD), gdp("KOR", 2022, 1673.9e9, **NEW), gdp("KOR", 2022, 1700e9, **WEO),
        # an edition that carries another year only takes nothing away
        gdp("KOR", 2021, 1810e9, **OLD), gdp("KOR", 2024, 1870e9, source="imf_weo", obs_status="F"),
        figure("population", "KOR", "2022", 51.7e6, **NEW),
    ], "select year(time_period), gdp, gdp_status, gdp_source, gdp_vintage, population from marts.country_year order by 1", [
        (2021, 1810e9, "A", "worldbank_wdi", "2024-03", None), (2022, 1673.9e9, "A", "worldbank_wdi", "2024-10", 51.7e6),
        (2024, 1870e9, "F", "imf_weo", "2024-01", None)]),
    "a withdrawn figure gives way to the next source and is never zero": ("country_year", [
        gdp("PRK", 2022, 18e9, **OLD), gdp("PRK", 2022, None, **NEW), gdp("ERI", 2022, None, **NEW),
        gdp("KOR", 2022, 0, **OLD), gdp("W00", 2022, 100e12, **NEW),
    ], "select ref_area, gdp from marts.country_year", [("KOR", 0.0)]),
    "editions of one day are told apart by their retrieval": ("country_year", [
        gdp("KOR", 2024, 1.0, vintage="a", retrieved_at=datetime(2026, 8, 2), **SAME_DAY),
        gdp("KOR", 2024, 2.0, vintage="b", retrieved_at=datetime(2026, 8, 1), **SAME_DAY),
    ], "select gdp, gdp_vintage from marts.country_year", [(1.0, "a")]),
    "revisions are what changed and nothing else": ("revision", [
        gdp("KOR", 2022, 1665.2e9, **OLD), gdp("KOR", 2022, 1673.9e9, **NEW),
        gdp("KOR", 2022, 1673.9e9 * (1 + 1e-10), **NEWEST),  # fewer digits, no revision
        gdp("JPN", 2022, None, **OLD), gdp("JPN", 2022, 4.2e12, **NEW), gdp("JPN", 2022, None, **NEWEST),
        gdp("CHN", 2022, 0, **OLD), gdp("CHN", 2022, 5, **NEW),
    ], "select ref_area, vintage_old, vintage_new, change, round(change_pct, 3) from marts.revision order by all", [
        ("CHN", "2024-03", "2024-10", "revised", None), ("JPN", "2024-03", "2024-10", "added", None),
        ("JPN", "2024-10", "2026-01", "withdrawn", None), ("KOR", "2024-03", "2024-10", "revised", 0.522)]),
    "sources are compared by their latest editions and like with like": ("disagreement", [
        gdp("KOR", 2023, 1712.8e9, **OLD), gdp("KOR", 2023, 1700e9, **NEW),
        gdp("KOR", 2023, 1785e9, source="imf_weo", price_base="current"),
        gdp("KOR", 2023, 1600e9, source="un_wpp", price_base="constant:2015"),
        gdp("JPN", 2023, 4200e9, **NEW), gdp("JPN", 2023, 4201e9, source="imf_weo"),
    ], "select ref_area, source_a, source_b, value_a, value_b, gap_pct, beyond_revision from marts.disagreement order by 1 desc",
        [("KOR", "worldbank_wdi", "imf_weo", 1700e9, 1785e9, pytest.approx(5), True),
         ("JPN", "worldbank_wdi", "imf_weo", 4200e9, 4201e9, pytest.approx(100 / 4200), False)]),
    "troops are not compared across the break of December 2017": ("troop_deployment", [
        troops("KOR", f"{year}-Q{quarter}", 20000 + year) for year in (2016, 2017, 2018) for quarter in (3, 4)
    ], "select time_period, change, comparable_since from marts.troop_deployment order by 1", [
        (date(2016, 7, 1), None, None), (date(2016, 10, 1), None, None), (date(2017, 7, 1), 1, None),
        (date(2017, 10, 1), None, BREAK), (date(2018, 7, 1), None, BREAK), (date(2018, 10, 1), 1, BREAK)]),
    "one source per host is preferred": ("troop_deployment", [
        troops("JPN", "2024-Q4", 52603), troops("JPN", "2024-Q4", 55000, source="statement"),
        troops("DJI", "2024-Q4", 4000, source="statement"),
    ], "select counterpart_area, source, is_preferred from marts.troop_deployment order by all", [
        ("DJI", "statement", True), ("JPN", "statement", False), ("JPN", "us_dmdc", True)]),
    "every territory is known, and foreign to others": ("troop_deployment", [
        *(troops(host, "2024-Q4", 10) for host in ("ASM", "GUM", "MNP", "PRI", "UMI", "VIR")),
        troops("GUM", "2024-Q4", 10) | {"ref_area": "FRA"},
    ], "select ref_area, host_kind, count(*) from marts.troop_deployment group by all order by all", [
        ("FRA", "foreign", 1), ("USA", "territory", 6)]),
    "known last is the newest period of the latest edition, and no products": ("latest_figure", [
        gdp("KOR", 2022, 1665e9, **OLD), gdp("KOR", 2023, 1700e9, **OLD), gdp("KOR", 2023, 1712e9, **NEW),
        gdp("KOR", 2024, None, **NEW),
        gdp("KOR", 2021, 1810e9, **(NEW | {"vintage": "2025-01", "published_on": date(2025, 1, 1)})),
        exports("KOR", "CHN", 2022, 155e9), exports("KOR", "CHN", 2022, 160e9, valuation="CIF"),
        exports("KOR", "CHN", 2023, 125e9, breakdown="85"),
    ], "select indicator, counterpart_area, obs_value from marts.latest_figure order by all", [
        ("gdp", "", 1712e9), ("goods_exports", "CHN", 155e9)]),
    "what is in quarantine is not known last": ("latest_figure", [
        imports("USA", "JPN", 2021, 71e9), exports("USA", "JPN", 2022, COPIED), imports("USA", "JPN", 2022, COPIED),
    ], "select indicator, obs_value from marts.latest_figure where counterpart_area <> '' order by all", [
        ("goods_exports", COPIED), ("goods_imports", 71e9)]),
    "a world total stands where an edition has none": ("world_total", [
        *(gdp(area, 2022, 1e9, **OLD) for area in AREAS), *(gdp(area, 2022, 2e9, **NEW) for area in [*AREAS, "W00"]),
        *(gdp(area, 2023, 1e9, **OLD) for area in AREAS[:100]), *(gdp(area, 2022, 1e9, **WEO) for area in AREAS[:20]),
    ], "select source, vintage, year(time_period), amount, published_on from marts.world_total", [
        ("worldbank_wdi", "2024-03", 2022, 180e9, OLD["published_on"])]),
}  # fmt: skip


@pytest.mark.parametrize(("mart", "figures", "query", "expected"), CASES.values(), ids=CASES)
def test_what_a_mart_makes_of_figures(mart: str, figures: list[Any], query: str, expected: list[Any]) -> None:
    assert rows(build(figures, f"marts.{mart}"), query) == expected


def test_troops_keep_suppressed_unreported_and_absent_apart() -> None:
    counted = {"JPN": 52603, "DEU": 34949, "KOR": 23291, "GUM": 7000, "_X": 5000, "ISL": 0}
    con = build(
        [
            *(troops(host, "2024-Q4", people) for host, people in counted.items()),
            troops("SYR", "2024-Q4", None, obs_status="Q"), troops("IRQ", "2024-Q4", None, obs_status="L"),
            troops("KOR", "2024-Q4", 16000, "active_duty.army"),
            troops("KOR", "2024-Q3", 28500, "stated", source="statement"),
        ],
        "marts.troop_deployment",
    )  # fmt: skip
    query = "select * from marts.troop_deployment where time_period = '2024-10-01'"
    found = keyed(con, query, "counterpart_area", "component")
    total = 52603 + 34949 + 23291  # neither Guam nor unknown locations
    holds(found, {
        ("KOR", "active_duty"): {
            "rank_foreign": 3, "foreign_total": total, "share_foreign": pytest.approx(100 * 23291 / total),
            "foreign_hosts_missing": 2, "stated": 28500, "stated_since": date(2024, 7, 1),
        },
        ("KOR", "active_duty.army"): {"service": "army", "category": "active_duty", "stated": None},
        ("SYR", "active_duty"): {"missing": "suppressed", "rank_foreign": None},
        ("IRQ", "active_duty"): {"missing": "not_reported"},
        ("ISL", "active_duty"): {"obs_value": 0, "missing": None},
        ("GUM", "active_duty"): {"host_kind": "territory", "share_foreign": None},
        ("_X", "active_duty"): {"host_kind": "not_allocated"},
    })  # fmt: skip
    assert ("AFG", "active_duty") not in found


HOSTS = ["JPN", "DEU", "KOR", "ITA", "GBR", "BHR", "ESP", "TUR", "BEL", "CUB", "QAT", "AUS"]


def test_troops_that_double_everywhere_are_quarantined_and_an_earlier_edition_serves() -> None:
    """Twelve hosts: real moves of some, everything twice in one quarter, and twice at the beginning of a series."""
    quarters = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    real = {(host, q): 1000 + 400 * n + (900 if (host, q) == ("BHR", "2024-Q3") else 7 * m)
            for n, host in enumerate(HOSTS) for m, q in enumerate(quarters)}  # fmt: skip
    table = [troops(host, q, value) for (host, q), value in real.items()]
    assert rows(build(table, "marts.troop_anomaly"), "select * from marts.troop_anomaly") == []
    for doubled, start in (("2024-Q1", date(2024, 1, 1)), ("2024-Q3", date(2024, 7, 1))):
        later = [troops(host, doubled, 2 * real[host, doubled], vintage="2025-01", published_on=date(2025, 1, 1))
                 for host in HOSTS]  # fmt: skip
        con = build([*table, *later], "marts.troop_deployment")
        found = "select time_period, vintage, hosts_doubled from marts.troop_anomaly where rule = 'doubled'"
        assert rows(con, found) == [(start, "2025-01", 12)]
        shown = f"select counterpart_area, obs_value from marts.troop_deployment where time_period = '{start}'"
        assert dict(rows(con, shown)) == {host: real[host, doubled] for host in HOSTS}
