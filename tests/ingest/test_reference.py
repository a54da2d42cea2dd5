"""The reference figures hold what the publishers said, and a bad file is named and left out."""

import csv
import gzip
import hashlib
import importlib
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from servers import census

from pipelines.config import PACKAGE, Settings
from pipelines.ingest import reference
from pipelines.stores import snapshots

ROOT = PACKAGE.parent
COMMITTED = Settings(root=ROOT, warehouse_dir=ROOT / "warehouse")


@pytest.fixture(scope="module")
def figures() -> Callable[[str], list[tuple[Any, ...]]]:
    """Asks the committed figures, as table o."""
    con = duckdb.connect()
    con.execute(f"create table o as {reference.query(COMMITTED)}")
    return lambda query: con.execute(query).fetchall()


def rows_of(name: str) -> list[dict[str, str]]:
    with (COMMITTED.reference / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nothing_is_large() -> None:
    sizes = [path.stat().st_size for path in COMMITTED.reference.iterdir()]
    assert max(sizes) < 5_000_000
    assert sum(sizes) < 24_000_000


def of_the_bank(indicator: str, area: str, year: int, scale: float = 1e9, digits: int = 1) -> str:
    """What editions of the World Bank say, each figure with the first and last edition that has it."""
    return (
        f"select round(obs_value / {scale}, {digits}), min(vintage), max(vintage) from o where source = 'worldbank_wdi'"
        f" and indicator = '{indicator}' and ref_area = '{area}' and year(time_period) = {year} group by 1 order by 2"
    )


def of_three(indicator: str, source: str, vintage: str, year: int) -> str:
    """China, Japan and South Korea together."""
    return (
        f"select sum(obs_value), count(*) from o where indicator = '{indicator}' and source = '{source}'"
        f" and vintage = '{vintage}' and year(time_period) = {year} and ref_area in ('CHN', 'JPN', 'KOR')"
    )


def one(where: str, digits: int = 0) -> str:
    return f"select round(obs_value, {digits}) from o where {where} and breakdown in ('_T', 'active_duty')"


TROOPS = "source = 'us_dmdc' and breakdown = 'active_duty'"
KNOWN: dict[str, tuple[str, list[Any]]] = {
    "three economies' people, World Bank": (of_three("population", "worldbank_wdi", "2024-12-04", 2023), [1_586_939_269, 3]),
    "the IMF's": (of_three("population", "imf_weo", "2024-10", 2023), [1_585_865_000, 3]),
    "the IMF's a year on": (of_three("population", "imf_weo", "2024-10", 2024), [1_584_668_000, 3]),
    "their output in October 2024": (of_three("gdp", "worldbank_wdi", "2024-10-21", 2023), [23.7205e12, 3]),
    "and in January 2026": (of_three("gdp", "worldbank_wdi", "2026-01-10", 2023), [24.3283e12, 3]),
    "a year on": (of_three("gdp", "worldbank_wdi", "2026-01-10", 2024), [24.6468e12, 3]),
    "the IMF's in October 2024": (of_three("gdp", "imf_weo", "2024-10", 2023), [23.816932e12, 3]),
    "the IMF's forecast": (of_three("gdp", "imf_weo", "2024-10", 2024), [24.213367e12, 3]),
    "the IMF's in April 2025": (of_three("gdp", "imf_weo", "2025-04", 2023), [24.322576e12, 3]),
    "the IMF's in October 2025": (of_three("gdp", "imf_weo", "2025-10", 2023), [24.319725e12, 3]),
    "the IMF's of 2024": (of_three("gdp", "imf_weo", "2025-10", 2024), [24.644529e12, 3]),
    "India's remittances": (of_the_bank("remittances_received", "IND", 2022), [111.2, "2023-10-26", "2025-07-01"]),
    "Mexico's remittances": (of_the_bank("remittances_received", "MEX", 2023), [66.2, "2025-07-01", "2025-07-01"]),
    "American output in 1960": (one("indicator = 'gdp' and ref_area = 'USA' and vintage = '2026-04-08'"
        " and year(time_period) = 1960"), [541.99e9]),
    "Indians in 1970": (one("indicator = 'population' and ref_area = 'IND' and vintage = '2026-07-13'"
        " and year(time_period) = 1970"), [545.86e6]),
    "the French in 1950": (one("source = 'un_wpp' and vintage = '2024' and ref_area = 'FRA'"
        " and year(time_period) = 1950"), [41_883_119]),
    "Afghans in 1950, as said in 2008": (one("source = 'un_wpp' and vintage = '2008' and ref_area = 'AFG'"
        " and year(time_period) = 1950"), [8_151_455]),
    "growth that the IMF foresaw": ("select round(obs_value, 3) from o where indicator = 'gdp_growth' and ref_area = 'USA'"
        " and (vintage, year(time_period)) in (('2008-04', 2009), ('2008-10', 2009), ('2009-10', 2008)) order by vintage",
        [0.561, 0.055, 0.439]),
    "rates of exchange": ("select round(obs_value, 4) from o where source = 'imf_ifs' and ((ref_area = 'IND' and"
        " year(time_period) = 2024) or (ref_area = 'DEU' and year(time_period) = 1998) or (ref_area = 'LTU' and"
        " series = 'EUR' and year(time_period) = 2015)) order by 1", [0.9013, 1.7597, 83.6693]),
    "flows that BACI reconciles": ("select round(obs_value / 1e9, 1) from o where indicator = 'goods_flow_reconciled'"
        " and breakdown = '_T' and counterpart_area = 'USA' and ref_area in ('CHN', 'JPN') order by 1", [141.4, 440.5]),
    "BACI has no Taiwan": ("select count(*) from o where source = 'cepii_baci' and 'TWN' in (ref_area, counterpart_area)",
        [0]),
    "British growth as first and later published": (
        "select vintage, round(obs_value, 1) from o where series = 'NY.GDP.MKTP.KD.ZG' and ref_area = 'GBR'"
        " and (year(time_period), vintage[:4]) in ((2014, '2016'), (2014, '2020'), (2021, '2022'), (2021, '2023')) order by 1",
        ["2016-11-17", 2.9, "2020-04-09", 2.6, "2020-10-15", 2.6, "2022-07-20", 7.4, "2023-07-25", 7.6]),
    "doubtful series are left out": ("select count(*) from o where source = 'worldbank_wdi' and (series like 'MS.MIL.%' or"
        " (indicator like 'goods_%ports' and indicator not like '%services%'))", [0]),
    "prices of consumers come from six editions": (
        "select distinct vintage from o where series = 'FP.CPI.TOTL.ZG' order by 1",
        ["2013-12-21", "2018-09-21", "2022-09-16", "2023-07-25", "2025-04-15", "2026-07-13"]),
    "the IMF's files of April 2020": ("select distinct series from o where source = 'imf_weo' and vintage = '2020-04' order by 1",
        ["BCA_NGDPD", "GGXCNL_NGDP", "LUR", "NGDP_RPCH", "PCPIEPCH", "PCPIPCH", "PPPGDP"]),
    "the days of the IMF's editions": ("select vintage, max(published_on)::varchar, max(published_basis) from o where"
        " source = 'imf_weo' and vintage in ('2019-04', '2019-10', '2024-04') group by 1 order by 1",
        ["2019-04", "2019-04-09", "estimated", "2019-10", "2019-10-31", "estimated", "2024-04", "2024-04-16", "stated"]),
    "its editions": ("select count(distinct vintage) from o where source = 'imf_weo'", [72]),
    "no lira before 2005, no mark after 1998": ("select min(year(time_period)) filter (ref_area = 'TUR'),"
        " max(year(time_period)) filter (series = 'DEM') from o where source = 'imf_ifs'", [2005, 1998]),
    "no rate that a redenomination has cut to nothing": (
        "select count(*) from o where source = 'imf_ifs' and obs_value < 0.01", [0]),
    "American trade of 2023": ("select indicator, counterpart_area, round(obs_value / 1e9, 1) from o where"
        " source = 'us_census' and vintage = '2025-02' and freq = 'A' and time_period = date '2023-01-01' and"
        " counterpart_area in ('VNM', 'JPN', 'DEU') order by all",
        ["goods_exports", "DEU", 76.7, "goods_exports", "JPN", 75.7, "goods_exports", "VNM", 9.8,
         "goods_imports", "DEU", 159.3, "goods_imports", "JPN", 147.2, "goods_imports", "VNM", 114.4]),
    "months to which an edition goes": (
        "select max(time_period)::varchar from o where source = 'us_census' and vintage = '2021-02'", ["2021-02-01"]),
    "Korean trade of 2023": ("select counterpart_area, indicator, round(obs_value / 1e9, 2) from o where source ="
        " 'kr_kosis' and year(time_period) = 2023 and ((counterpart_area in ('CHN', 'USA') and indicator = 'goods_exports')"
        " or counterpart_area = 'W00') order by all", ["CHN", "goods_exports", 124.82, "USA", "goods_exports", 115.70,
        "W00", "goods_exports", 632.23, "W00", "goods_imports", 642.57]),
    "Korea's partners by rank": ("select counterpart_area from o where source = 'kr_kosis' and year(time_period) = 2023 and"
        " counterpart_area not in ('W00', '_X') group by 1 order by sum(obs_value) desc limit 4", ["CHN", "USA", "VNM", "JPN"]),
    "imports that repeat exports are missing": ("select counterpart_area, count(*), count(obs_value), min(obs_status),"
        " max(obs_status) from o where indicator = 'goods_imports' and source = 'kr_kosis' and counterpart_area in"
        " ('RUS', 'SRB', 'PSE') group by 1 order by 1",
        ["PSE", 9, 0, "O", "O", "RUS", 9, 0, "O", "O", "SRB", 9, 0, "O", "O"]),
    "both reporters of a flow": ("select obs_value from o where source = 'un_comtrade' and ((ref_area = 'CHN' and"
        " counterpart_area = 'KOR' and indicator = 'goods_imports') or (ref_area = 'KOR' and counterpart_area = 'CHN' and"
        " indicator = 'goods_exports')) order by 1", [155_789e6, 199_667e6]),
    "days and vessels are two measures": ("select indicator, breakdown, obs_value from o where source = 'jp_coastguard'"
        " and freq = 'A' and year(time_period) = 2022 order by all",
        ["vessel_days", "contiguous_zone", 336, "vessel_days", "territorial_sea", 37,
         "vessels", "contiguous_zone", 1199, "vessels", "territorial_sea", 103]),
    "Americans in Germany in 1985": (one(f"{TROOPS} and counterpart_area = 'DEU' and vintage = '1985-09'"), [246_875]),
    "in Korea in 1968": (one(f"{TROOPS} and counterpart_area = 'KOR' and vintage = '1968-09'"), [62_416]),
    "in Vietnam in 1968": (one(f"{TROOPS} and counterpart_area = 'VNM' and vintage = '1968-09'"), [537_377]),
    "in Japan in 2012": (one(f"{TROOPS} and counterpart_area = 'JPN' and vintage = '2012-09'"), [49_350]),
    "with reservists and civilians in Korea": ("select sum(obs_value) from o where source = 'us_dmdc' and counterpart_area ="
        " 'KOR' and breakdown in ('active_duty', 'reserve', 'civilian') and vintage in ('2024-09', '2024-12')"
        " group by vintage order by vintage", [26_380, 26_556]),
    "no count of Iraq in the years of the war": ("select count(obs_value) from o where source = 'us_dmdc' and"
        " counterpart_area = 'IRQ' and vintage between '2003' and '2008' and breakdown = 'active_duty'", [0]),
    # But for three reports whose totals are smaller: the Space Force seems to be in a branch and not in them.
    "services add up to active duty": ("select vintage, counterpart_area from o where source = 'us_dmdc' and obs_value is"
        " not null and vintage not in ('2021-12', '2022-03', '2022-06') and breakdown like 'active_duty%' group by all"
        " having count(*) > 1 and sum(obs_value) <> 2 * max(obs_value) filter (breakdown = 'active_duty')", []),
    "why a count is missing": (f"select vintage, counterpart_area, obs_status, obs_value is null from o where {TROOPS} and"
        " (vintage, counterpart_area) in (('2017-12', 'KOR'), ('2017-12', 'AFG'), ('2021-12', 'IRQ'), ('2022-03', 'SYR'),"
        " ('2022-12', 'KOR'), ('2023-09', 'AFG')) order by all",
        ["2017-12", "AFG", "Q", True, "2017-12", "KOR", "B", False, "2021-12", "IRQ", "A", False, "2022-03", "SYR", "Q", True,
         "2022-12", "KOR", "L", True, "2023-09", "AFG", "O", True]),
    "when reports came out": ("select distinct vintage, published_on::varchar, published_basis from o where source = 'us_dmdc'"
        " and vintage in ('2024-06', '2024-09', '2024-12') order by 1", ["2024-06", "2024-08-29", "estimated",
        "2024-09", "2025-06-30", "stated", "2024-12", "2025-06-30", "stated"]),
    "reports": ("select count(distinct vintage) from o where source = 'us_dmdc'", [108]),
    "what officials stated": ("select indicator, breakdown, unit_measure, min(obs_value) from o where source = 'statement'"
        " and time_period < '2025-01-01' and unit_measure in ('PS', 'PT', 'USD') group by all order by all",
        ["demanded_increase", "_T", "PT", 400, "host_contribution", "agreed", "USD", 924e6,
         "host_contribution", "demanded", "USD", 5e9, "seafood_exports", "stated_exporter_change", "PT", -75.7,
         "seafood_exports", "stated_importer_change", "PT", -67.6, "troops", "stated", "PS", 28_500]),
    # An agreement covers later years.
    "no figure is known before its period unless it looks ahead": (
        "select distinct source, obs_status, breakdown from o where published_on < time_period order by all",
        ["imf_weo", "F", "_T", "statement", "A", "agreed", "un_wpp", "F", "_T"]),
    "217 economies and the world": ("select max(n) from (select count(distinct ref_area) as n from o where"
        " source = 'worldbank_wdi' group by indicator, vintage, time_period)", [218]),
}  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), KNOWN.values(), ids=KNOWN)
def test_what_is_known_from_elsewhere(figures: Any, query: str, expected: list[Any]) -> None:
    found = [cell for row in figures(query) for cell in row]
    assert found == [cell if isinstance(cell, str) else pytest.approx(cell, rel=5e-6 if cell > 1e12 else 1e-5)
                     for cell in expected]  # fmt: skip


def editions_of(figures: Any, indicator: str, area: str, year: int) -> dict[str, float]:
    return dict(
        figures(
            f"select vintage, obs_value from o where source = 'worldbank_wdi' and indicator = '{indicator}'"
            f" and ref_area = '{area}' and year(time_period) = {year} order by vintage"
        )
    )


def test_what_the_bank_revised_between_editions(figures: Any) -> None:
    """Cases that are known from elsewhere: Korea's rebasing, India's growth, Nigeria's census that never was."""
    korea = editions_of(figures, "gdp", "KOR", 2023)
    assert {vintage for vintage, value in korea.items() if round(value / 1e9, 1) == 1712.8} == {
        "2024-06-28", "2024-10-21", "2025-04-15", "2025-12-04",
    }  # fmt: skip
    assert {vintage for vintage, value in korea.items() if round(value / 1e9, 1) == 1844.8} == {
        "2026-01-10", "2026-04-08",
    }  # fmt: skip
    india = editions_of(figures, "gdp_growth", "IND", 2019)
    assert (round(india["2020-10-15"], 2), round(india["2024-06-28"], 2)) == (5.02, 3.87)
    usa = editions_of(figures, "gdp_growth", "USA", 2019)
    assert [round(usa[vintage], 2) for vintage in ("2020-10-15", "2024-06-28", "2026-02-24")] == [2.33, 2.47, 2.58]
    nigeria = editions_of(figures, "population", "NGA", 2015)
    assert [round(nigeria[vintage] / 1e6, 1) for vintage in ("2017-06-14", "2019-12-20", "2023-09-19", "2025-01-01")] == [
        182.2, 181.1, 184.0, 190.7,
    ]  # fmt: skip
    vietnam = editions_of(figures, "gdp", "VNM", 2022)
    assert {round(value / 1e9, 1) for value in vietnam.values()} == {408.8, 410.3, 413.4}


def test_prices_of_another_year_say_so(figures: Any) -> None:
    """In the year of its prices GDP in constant prices is GDP in current ones."""
    bases = figures("select distinct vintage, price_base from o where indicator = 'gdp_constant' order by 1")
    assert bases == [("2013-12-21", "constant:2005"), ("2025-04-15", "constant:2015")]
    for vintage, base in bases:
        [(equal, all_of)] = figures(
            "select count(*) filter (abs(k.obs_value / c.obs_value - 1) < 1e-6), count(*) from o as k join o as c"
            f" using (ref_area, time_period, source) where k.indicator = 'gdp_constant' and k.vintage = '{vintage}'"
            f" and c.indicator = 'gdp' and c.vintage = '{'2013-12-21' if vintage < '2014' else '2025-12-04'}'"
            f" and year(time_period) = {base[-4:]}"
        )
        assert equal > 0.85 * all_of > 150


def test_output_per_head_is_output_over_people(figures: Any) -> None:
    """Three series of one edition agree, so that none of them stands under another's name or year.

    The bank divides the output of these countries by the people of another territory.
    """
    apart = figures(
        "select ref_area, count(*) filter (abs(g.obs_value / p.obs_value / h.obs_value - 1) > 1e-3) as far, count(*)"
        " from o as g join o as p using (ref_area, time_period, vintage)"
        " join o as h using (ref_area, time_period, vintage)"
        " where g.indicator = 'gdp' and p.indicator = 'population' and h.indicator = 'gdp_per_capita'"
        " and vintage = '2025-04-15' and ref_area <> 'W00' group by ref_area order by ref_area"
    )
    assert [area for area, far, _ in apart if far] == ["CYP", "MAR", "RUS", "SDN", "TZA", "UKR"]
    assert sum(years for *_, years in apart) > 6500


@pytest.mark.parametrize(
    ("indicator", "part", "cells"),
    [("remittances_gdp", "remittances_received", 3318), ("fdi_gdp", "fdi_inflows", 6221)],
)
def test_a_share_of_output_is_its_part_over_output(figures: Any, indicator: str, part: str, cells: int) -> None:
    """All three series of one edition, in every country and year."""
    assert figures(
        "select count(*) filter (abs(100 * p.obs_value / g.obs_value / s.obs_value - 1) < 1e-3), count(*)"
        " from o as s join o as p using (ref_area, time_period, vintage) join o as g using (ref_area, time_period, vintage)"
        f" where s.indicator = '{indicator}' and p.indicator = '{part}' and g.indicator = 'gdp'"
        " and vintage = '2013-12-21' and ref_area <> 'W00' and s.obs_value <> 0"
    ) == [(cells, cells)]


def test_the_day_of_an_edition_is_stated_only_where_its_file_prints_it(shared: Path, figures: Any) -> None:
    said = {
        (row["indicator"], row["edition"]): "stated" if row["edition_kind"].startswith("printed") else "estimated"
        for path in (shared / "world").glob("wdi_sources*.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    }
    held = figures("select distinct series, vintage, published_on::varchar, published_basis from o where source ="
                   " 'worldbank_wdi' and snapshot in (select snapshot from o group by 1 having count(distinct vintage) > 1)")  # fmt: skip
    assert len(held) > 70
    for series, vintage, published_on, basis in held:
        assert (published_on, basis) == (vintage, said.get((series, vintage), basis))


def test_the_ministry_of_defense_counts_the_same(shared: Path, figures: Any) -> None:
    """Its four-month bins, added up by year, against the Coast Guard's years; and three months of 2023."""
    with (shared / "senkaku" / "mod_wp2023_siryo17.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    for column, indicator in ((2, "vessel_days"), (3, "vessels")):
        counted = {year: sum(int(r[column]) for r in rows if r[0] == f"{year}年") for year in range(2018, 2024)}
        found = figures(
            f"select year(time_period), sum(obs_value) from o where source = 'jp_coastguard'"
            f" and indicator = '{indicator}' and breakdown = 'territorial_sea' and time_period >= '2018-01-01'"
            " and (freq = 'A' or time_period < '2023-04-01') group by 1"
        )
        assert dict(found) == counted


def test_statements_and_events_are_those_of_the_cited_reports(shared: Path) -> None:
    with (shared / "cited_facts.csv").open(encoding="utf-8", newline="") as file:
        cited = {row["url"]: row for row in csv.DictReader(file)}
    of_our_own = {
        "https://en.yna.co.kr/view/AEN20191118000800315",
        "https://jmh.usembassy.gov/20190110117377/",
        "https://cm.asiae.co.kr/en/article/2022120723053639444",
        "https://www.stripes.com/theaters/asia_pacific/2023-12-08/south-korea-troop-levels-ndaa-12293139.html",
        "https://biz.chosun.com/en/en-international/2025/09/30/HJGPUSWKJ5AP5GXJO6JUCWFWEI/",
    }
    urls = {row["url"] for row in (*rows_of("statements.csv"), *rows_of("events.csv"))}
    assert urls - set(cited) == of_our_own


def test_events() -> None:
    events = reference.events(COMMITTED)
    ministers = [row["event_date"] for row in events if row["kind"] == "trilateral_ministers"]
    assert ministers == [date(2023, 11, 26), date(2025, 3, 22)]
    assert date(2024, 5, 27) in {row["event_date"] for row in events if row["kind"] == "trilateral_summit"}
    assert {row["kind"] for row in events} == set(reference.EVENT_KINDS)


def test_every_figure_leads_to_bytes_and_an_address(figures: Any) -> None:
    held = {row["sha256"]: row for row in reference.snapshots(COMMITTED)}
    assert {sha256 for (sha256,) in figures("select distinct snapshot from o")} == set(held)
    assert all(row["url"].startswith("http") and row["retrieved_at"] for row in held.values())
    whole = COMMITTED.reference / "kr_kosis.parquet"
    row = held[hashlib.sha256(whole.read_bytes()).hexdigest()]
    assert (row["path"], row["size"]) == ("reference/kr_kosis.parquet", whole.stat().st_size)
    lines = (COMMITTED.reference / "statements.csv").read_bytes().splitlines()
    for line, cited in zip(lines[1:], rows_of("statements.csv"), strict=True):
        assert held[hashlib.sha256(line).hexdigest()]["url"] == cited["url"]


def test_when_figures_were_transcribed() -> None:
    assert reference.transcribed_at(COMMITTED, "us_dmdc") >= datetime(2026, 11, 25)  # type: ignore[operator]
    assert reference.transcribed_at(COMMITTED, "sipri_milex") is None


@pytest.mark.parametrize("source", ["imf_weo", "imf_ifs"])
def test_the_fund_is_named_as_its_terms_ask(source: str) -> None:
    from pipelines import sources

    origin = sources.load(source)
    assert origin.citation.startswith("Source: International Monetary Fund, ")
    assert "https://" in origin.citation
    assert "reshaped" in origin.licence


@pytest.mark.parametrize(
    ("source", "dataset", "vintage", "file", "columns"),
    [
        ("us_dmdc", "location_report", "2025-12", "dmdc/DMDC_Website_Location_Report_2512.xlsx",
         "counterpart_area, breakdown, time_period, obs_value"),
        ("kr_kosis", "trade_by_partner", "2025-06-19", "kosis/korea_trade_by_partner_1949_2023.csv.gz",
         "indicator, counterpart_area, time_period, obs_value, valuation, price_base, published_on"),
        ("us_census", "country", "2022-01", "world/us_census_country_monthly_older_editions.parquet",
         "indicator, ref_area, counterpart_area, freq, time_period, obs_value, valuation, series, published_on"),
    ],
)  # fmt: skip
def test_the_connector_reads_the_same(
    shared: Path, settings: Settings, figures: Any, source: str, dataset: str, vintage: str, file: str, columns: str
) -> None:
    """But for one sum of a thousand dollars that equals the exports, which only Korea's connector distrusts."""
    path = shared / file
    if path.suffix == ".parquet":
        printed = duckdb.execute(f"select {', '.join(census.HEADER)} from '{path}' where data_through = '{vintage}'")
        body = census.workbook([list(row) for row in printed.fetchall()])
    else:
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    stored = snapshots.add(
        settings.snapshots, body, snapshots.Received(url="https://example.org/x", retrieved_at=datetime.now(UTC)),
        source=source, dataset=dataset, ext="csv" if source == "kr_kosis" else "xlsx", vintage=vintage,
        published_on=date(2022, 3, 8) if source == "us_census" else None,
        published_basis="estimated" if source == "us_census" else None,
    )  # fmt: skip
    with duckdb.connect() as con:
        con.register("read", importlib.import_module(f"pipelines.sources.{source}.normalize").normalize([stored]))
        read = con.execute(f"select {columns} from read where obs_value is not null").fetchall()
    held = figures(
        f"select {columns} from o where source = '{source}' and vintage = '{vintage}' and obs_value is not null"
    )
    more = {"kr_kosis": [("goods_imports", "JEY", date(2018, 1, 1), 1000)]}.get(source, [])
    assert [row[:4] for row in set(held) - set(read)] == more and len(held) > 500


# Bad input -------------------------------------------------------------------------------------------------


FEW = {
    "imf_weo_2024-10.csv": "select indicator, ref_area, time_period, obs_value::bigint as obs_value, obs_status, unit_measure,"
    f" price_base, series from '{COMMITTED.reference / 'imf_weo.parquet'}' where vintage = '2024-10' and indicator = 'gdp'"
    " and ref_area in ('CHN', 'JPN', 'KOR') and year(time_period) >= 2022 order by ref_area, time_period",
    "us_dmdc_2024-12.csv": "select counterpart_area, breakdown, time_period, obs_value::bigint as obs_value,"
    f" nullif(obs_status, 'A') as obs_status from '{COMMITTED.reference / 'us_dmdc.parquet'}' where vintage = '2024-12'"
    " order by counterpart_area, breakdown",
}
EDITIONS_OF_FEW = """file,indicator,ref_area,breakdown,freq,obs_status,unit_measure,source,series,vintage,published_on,published_basis,retrieved_at,url
imf_weo_2024-10.csv,,,_T,A,A,,imf_weo,,2024-10,2024-10-22,stated,2026-11-26,https://example.org/
us_dmdc_2024-12.csv,troops,USA,,Q,A,PS,us_dmdc,REPORT,2024-12,2025-06-30,stated,2026-11-26,https://example.org/
"""


@pytest.fixture
def few(settings: Settings) -> Settings:
    """A warehouse with some of the figures, to be spoiled."""
    settings.reference.mkdir(parents=True)
    for name in ("statements.csv", "events.csv"):
        shutil.copy(COMMITTED.reference / name, settings.reference)
    for name, figures in FEW.items():
        duckdb.execute(f"copy ({figures}) to '{settings.reference / name}' (header)")
    (settings.reference / "editions.csv").write_text(EDITIONS_OF_FEW, encoding="utf-8")
    return settings


def spoil(settings: Settings, name: str, line: int, change: Callable[[str], str]) -> None:
    path = settings.reference / name
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[line - 1] = change(lines[line - 1])
    path.write_text("\n".join(lines), encoding="utf-8")


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def why_left_out(settings: Settings, name: str) -> str:
    """Why a file is left out, while the others serve."""
    held = {row["source"] for row in rows(settings)}
    assert held or not reference.left_out(settings), "the others serve"
    assert list(reference.left_out(settings)) == [name]
    return reference.left_out(settings)[name]


def rows(settings: Settings) -> list[dict[str, Any]]:
    with duckdb.connect() as con:
        return con.sql(reference.query(settings)).to_arrow_table().to_pylist()


def test_some_of_the_figures_are_valid(few: Settings) -> None:
    assert len(rows(few)) > 500


@pytest.mark.parametrize(
    ("name", "line", "change", "expected"),
    [
        ("imf_weo_2024-10.csv", 3, swap("CHN", "CHM"), ["unknown ref_area 'CHM' in 1 rows", "nearest known: "]),
        ("us_dmdc_2024-12.csv", 5, swap("AGO", "XYZ"), ["unknown counterpart_area 'XYZ'"]),
        ("statements.csv", 2, swap("troops", "trops"), ["unknown indicator 'trops'", "nearest known: troops"]),
        ("imf_weo_2024-10.csv", 4, swap("2024-01-01", "2024-13-01"), ["2024-13-01", "date"]),
        ("imf_weo_2024-10.csv", 4, swap("2024-01-01", "2024-02-01"), ["not the first day", "gdp CHN _T A 2024-02-01"]),
        ("imf_weo_2024-10.csv", 2, swap(",A,", ",X,"), ["unknown obs_status 'X'", "expected one of A, B, E, F"]),
        ("imf_weo_2024-10.csv", 2, swap(",A,", ",O,"), ["a value beside a status", "gdp CHN"]),
        ("us_dmdc_2024-12.csv", 4, swap(",O", ",O,1"), ["line 4", "expected 5 cells, found more"]),
        ("us_dmdc_2024-12.csv", 2, swap(",O", ",A"), ["no value", "O, L, M, Q", "troops USA"]),
        ("statements.csv", 3, swap("28500", "28.500,5"), ["line 3", "expected 20 cells, found more"]),
        ("statements.csv", 3, swap("28500", "about 28500"), ["'about 28500' to DOUBLE", "obs_value"]),
        ("statements.csv", 3, swap("28500", "inf"), ["infinite or not a number", "troops USA KOR"]),
        ("statements.csv", 3, swap(",PS,", ",persons,"), ["unknown unit_measure 'persons'"]),
        ("statements.csv", 3, swap(",statement,", ",,"), ["expected source, in the file or in its row of editions.csv"]),
        ("statements.csv", 3, swap(",statement,", ",statements,"), ["unknown source", "nearest valid: statement"]),
        ("statements.csv", 1, swap("ref_area", "ref_aera"), ["'ref_aera'", "nearest valid: ref_area"]),
        ("statements.csv", 3, lambda text: text.rpartition(",")[0] + ",", ["expected url"]),
        ("statements.csv", 1, swap(",url", ",what"), ["'what'", "each once"]),
        ("statements.csv", 2, lambda text: text + "\n" + text, ["1 keys stand more than once", "troops USA KOR stated Q"]),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_and_left_out(
    few: Settings, name: str, line: int, change: Callable[[str], str], expected: list[str]
) -> None:
    spoil(few, name, line, change)
    for part in expected:
        assert part in why_left_out(few, name)
    assert {row["path"] for row in reference.snapshots(few)}.isdisjoint({f"reference/{name}"})


@pytest.mark.parametrize(
    ("line", "change", "name", "expected"),
    [
        (2, swap("imf_weo,", "imf_woe,"), "imf_weo_2024-10.csv", "nearest valid: imf_weo"),
        (3, swap(",Q,", ",,"), "us_dmdc_2024-12.csv", "freq is NULL"),
        (2, swap("2026-11-26", "26 November"), "imf_weo_2024-10.csv", "26 November"),
    ],
)
def test_a_bad_row_of_editions_costs_its_file(
    few: Settings, line: int, change: Callable[[str], str], name: str, expected: str
) -> None:
    spoil(few, "editions.csv", line, change)
    assert expected in why_left_out(few, name)


def test_a_row_of_editions_without_a_file_is_told(few: Settings) -> None:
    spoil(few, "editions.csv", 2, swap("imf_weo_2024-10.csv", "imf_weo_2024-01.csv"))
    told = reference.left_out(few)
    assert "nearest valid: imf_weo_2024-10.csv" in told["editions.csv"]
    assert "expected source" in told["imf_weo_2024-10.csv"]


def test_where_no_file_can_be_used_nothing_is_built(few: Settings) -> None:
    spoil(few, "editions.csv", 1, swap("published_on", "published"))
    (few.reference / "statements.csv").unlink()
    with pytest.raises(reference.InvalidReference, match=r"'published'.*nearest valid: published_on"):
        reference.query(few)


def test_a_key_that_stands_in_two_files_names_the_other(few: Settings) -> None:
    shutil.copy(few.reference / "imf_weo_2024-10.csv", few.reference / "zz.csv")
    editions = few.reference / "editions.csv"
    line = next(row for row in editions.read_text().splitlines() if row.startswith("imf_weo"))
    editions.write_text(editions.read_text() + line.replace("imf_weo_2024-10.csv", "zz.csv") + "\n")
    assert "gdp CHN _T A 2022-01-01 current imf_weo 2024-10 stands in imf_weo_2024-10.csv" in why_left_out(
        few, "zz.csv"
    )


def test_a_file_may_say_everything_itself(few: Settings) -> None:
    shutil.copy(few.reference / "statements.csv", few.reference / "more.csv")
    for name in ("2024-10-04", "2024-11-28"):
        text = (few.reference / "more.csv").read_text(encoding="utf-8")
        (few.reference / "more.csv").write_text(text.replace(f",{name},{name},", f",{name}-b,{name},"))
    path = few.reference / "more.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:3]) + "\n")
    before = len(rows(few))
    path.unlink()
    assert before - len(rows(few)) == 2


# Parquet ---------------------------------------------------------------------------------------------------

EDITIONS_OF_MANY = """file,indicator,breakdown,freq,obs_status,unit_measure,source,series,vintage,published_on,published_basis,retrieved_at,url
many.parquet,population,_T,A,A,PS,worldbank_wdi,SP.POP.TOTL,2024-01-01,2024-01-01,stated,2026-11-26,https://example.org/
many.parquet,population,_T,A,A,PS,worldbank_wdi,SP.POP.TOTL,2025-01-01,2025-01-02,estimated,2026-11-26,https://example.org/
"""
MANY = (
    "select * from (values ('KOR', date '2020-01-01', '2024-01-01', 51e6), ('KOR', date '2020-01-01', '2025-01-01', 52e6),"
    " ('JPN', date '2020-01-01', '2025-01-01', 126e6)) as t (ref_area, time_period, vintage, obs_value)"
)


def hold_many(settings: Settings, query: str = MANY, editions: str = EDITIONS_OF_MANY) -> None:
    settings.reference.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"copy ({query}) to '{settings.reference / 'many.parquet'}' (format parquet)")
    (settings.reference / "editions.csv").write_text(editions, encoding="utf-8")


def test_one_file_may_hold_many_editions(settings: Settings) -> None:
    hold_many(settings)
    held = rows(settings)
    found = {(row["ref_area"], row["vintage"]): row for row in held}
    assert found["KOR", "2024-01-01"]["published_on"] == date(2024, 1, 1)
    assert found["KOR", "2025-01-01"]["published_on"] == date(2025, 1, 2)
    assert found["JPN", "2025-01-01"]["published_basis"] == "estimated"
    [body] = reference.snapshots(settings)
    assert {row["snapshot"] for row in held} == {body["sha256"]}
    assert (body["vintage"], body["published_on"], body["source"]) == (None, None, "worldbank_wdi")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (MANY.replace("'JPN'", "'JPX'"), ["unknown ref_area 'JPX'", "nearest known: JPN"]),
        (MANY.replace("126e6", "'NaN'::double"), ["not a number", "population JPN"]),
        (MANY.replace("126e6", "null"), ["no value", "population JPN"]),
        (MANY.replace("'JPN', date '2020-01-01'", "'JPN', date '2020-02-01'"), ["not the first day", "population JPN"]),
        (MANY.replace("'JPN', date '2020-01-01', '2025", "'JPN', date '2020-01-01', '2026"), ["vintage is NULL in 1 rows"]),
        (f"select *, 1 as extra from ({MANY})", ["unknown column 'extra'"]),
        (f"select * replace ('soon' as time_period) from ({MANY})", ["soon", "time_period"]),
    ],
)  # fmt: skip
def test_a_wrong_figure_among_many_is_named(settings: Settings, query: str, expected: list[str]) -> None:
    hold_many(settings, query)
    shutil.copy(COMMITTED.reference / "statements.csv", settings.reference)
    for part in expected:
        assert part in why_left_out(settings, "many.parquet")


def test_a_file_that_is_no_parquet_is_named(settings: Settings) -> None:
    hold_many(settings)
    (settings.reference / "many.parquet").write_bytes(b"PAR1 and then nothing")
    shutil.copy(COMMITTED.reference / "statements.csv", settings.reference)
    assert "expected a Parquet file" in why_left_out(settings, "many.parquet")


def test_two_rows_for_one_edition_are_refused(settings: Settings) -> None:
    hold_many(settings, editions=EDITIONS_OF_MANY.replace("SP.POP.TOTL,2024-01-01", "SP.POP.TOTL,2025-01-01"))
    assert (
        "expected one row of editions.csv for the file, or one for each of its"
        in reference.left_out(settings)["many.parquet"]
    )


def test_a_file_without_a_source_says_what_it_lacks(few: Settings) -> None:
    (few.reference / "more.csv").write_text("indicator,ref_area\npopulation,KOR\n")
    assert "expected source, retrieved_at, url, in the file or in" in why_left_out(few, "more.csv")


def test_text_that_is_not_utf8_is_refused(few: Settings) -> None:
    path = few.reference / "statements.csv"
    path.write_bytes(path.read_bytes().replace(b"Yonhap", b"Yonh\xe4p", 1))
    assert "utf-8" in why_left_out(few, "statements.csv")


def test_without_files_there_are_no_figures(settings: Settings) -> None:
    assert rows(settings) == []
    assert reference.events(settings) == reference.snapshots(settings) == []


CODES = ("indicator", "ref_area", "counterpart_area", "freq", "obs_status", "unit_measure", "source", "published_basis")


@given(
    field=st.sampled_from((*CODES, "time_period", "obs_value", "published_on")),
    word=st.text(st.characters(codec="utf-8", categories=("Ll", "Zs", "Po", "Sc")), min_size=1, max_size=8),
)
@given_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_nonsense_gets_in(settings: Settings, field: str, word: str) -> None:
    rows = rows_of("statements.csv")
    rows[3][field] = word
    settings.reference.mkdir(parents=True, exist_ok=True)
    with (settings.reference / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    shutil.copy(COMMITTED.reference / "un_comtrade.parquet", settings.reference)
    (settings.reference / "editions.csv").write_text(
        "\n".join(line for line in (COMMITTED.reference / "editions.csv").read_text(encoding="utf-8").splitlines()
                  if line.startswith(("file,", "un_comtrade"))), encoding="utf-8")  # fmt: skip
    assert why_left_out(settings, "statements.csv")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (swap(",seafood_ban,", ",seafod_ban,"), ["expected a kind of", "seafod_ban"]),
        (swap("CHN;JPN", "CHN;JNP"), ["areas", "nearest known: JPN"]),
        (swap("CHN;JPN", "JPN;CHN"), ["areas", "alphabetical order"]),
        (swap("2023-08-24", "2023-08-32"), ["event_id", "2023-08-32"]),
        (swap("2023-08-24-", "2023-08-25-"), ["event_id", "2023-08-25-seafood_ban"]),
        (swap(",day,", ",week,"), ["date_precision day, or month"]),
        (swap(",day,", ",month,"), ["month with its first day"]),
        (swap("https://", "ftp://"), ["url that begins with http"]),
        (lambda text: text.rsplit(",", 1)[0] + ",", ["a value in every cell"]),
        (lambda text: text + ",more", ["8 cells"]),
    ],
)
def test_a_wrong_event_is_named(few: Settings, change: Callable[[str], str], expected: list[str]) -> None:
    line = next(n for n, row in enumerate(rows_of("events.csv"), 2) if row["kind"] == "seafood_ban")
    spoil(few, "events.csv", line, change)
    assert reference.events(few) == []
    for part in (f"line {line}: ", *expected):
        assert part in why_left_out(few, "events.csv")


def test_an_event_that_stands_twice_is_refused(few: Settings) -> None:
    spoil(few, "events.csv", 2, lambda text: text + "\n" + text)
    assert "stands twice" in why_left_out(few, "events.csv")
