"""Transcribe figures from publishers' files into warehouse/reference/, so that a clone without a network judges claims.

    python tools/transcribe.py ../shared/data [FOLDER]

Figures are carried over into the project's own columns with source, edition and address; no file is copied. The same
files give the same bytes. `editions.csv` says for every file and edition what holds for all of its rows, and is written
here, too, but for the rows of files that are kept by hand (statements.csv).

Belongs here: what is carried, how it is cut, and how the day of an edition is known. Does not belong here: publishers'
files as people bring them (pipelines/sources/), reading what is written here (pipelines/ingest/reference.py).
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import duckdb

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.sources.imf_weo.normalize import SERIES as WEO
from pipelines.sources.us_census import normalize as census_file
from pipelines.sources.worldbank_wdi.normalize import SERIES_FILE
from pipelines.stores import database, seals

TRANSCRIBED = "2026-12-02"
"""Day on which figures were last transcribed; goes into retrieved_at. Change it with the figures."""

COLUMNS = (
    "file", "indicator", "ref_area", "counterpart_area", "breakdown", "freq", "time_period", "obs_status",
    "unit_measure", "price_base", "valuation", "source", "series", "vintage", "published_on", "published_basis",
    "retrieved_at", "url", "reported_by",
)  # fmt: skip
ORDER = ("indicator", "ref_area", "counterpart_area", "breakdown", "freq", "time_period", "vintage")
MAPPED = (
    "worldbank_wdi", "imf_weo", "un_wpp", "us_dmdc", "kr_kosis", "us_census", "knomad_remittances",
    "us_foreign_assistance", "us_base_structure",
)  # fmt: skip


@dataclass(frozen=True)
class File:
    """One Parquet file: what holds for all of its rows, the query for the rest, and what holds for each edition."""

    name: str
    query: str
    holds: Mapping[str, str]
    editions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def main(data: Path, target: Path) -> None:
    con = duckdb.connect()
    con.execute("set threads = 1")  # one thread writes rows in the order of the query
    for source in MAPPED:
        con.register(f"{source}_code", economies.crosswalk(source))
    name_countries(con)
    world = data / "world"
    made = [
        *worldbank(con, data), *census(con, world), weo(con, world / "imf_weo"), rates(con, world / "fx"),
        baci(world / "trade"), prospects(con, world / "un_wpp"), troops(con, data), kosis(con, data / "kosis"),
        coastguard(data / "senkaku"), comtrade(data / "comtrade"), migrants(con, world), remittances(world),
        assistance(con, world), development(world), votes(world), sites(con, world),
    ]  # fmt: skip
    target.mkdir(parents=True, exist_ok=True)
    by_hand = [row for row in held_editions() if row["file"].endswith(".csv")]
    for file in made:
        write(con, target, file)
    write_editions(target / "editions.csv", made, by_hand)
    seals.write_sums(target, "*.parquet")


def write(con: duckdb.DuckDBPyConnection, target: Path, file: File) -> None:
    """Sorted, so that a value which stays the same from edition to edition costs next to nothing."""
    order = ", ".join(name for name in ORDER if name in con.sql(file.query).columns)
    con.execute(
        f"copy (select * from ({file.query}) order by {order}) to '{target / file.name}.parquet'"
        " (format parquet, compression zstd, compression_level 19, row_group_size 10_000_000)"
    )


def write_editions(path: Path, made: list[File], by_hand: list[dict[str, str]]) -> None:
    rows = [
        {"file": f"{file.name}.parquet", "obs_status": "A", "retrieved_at": TRANSCRIBED}
        | dict(file.holds) | ({"vintage": vintage} if vintage else {}) | dict(own)
        for file in made for vintage, own in sorted((file.editions or {"": {}}).items())
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(sorted([*rows, *by_hand], key=lambda row: (row["file"], row.get("vintage", ""))))


def held_editions() -> list[dict[str, str]]:
    """Rows of editions.csv as committed."""
    return rows_of(Settings().reference / "editions.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name_countries(con: duckdb.DuckDBPyConnection) -> None:
    """Table `economy`, and the function country(label) by country-converter's patterns of names."""
    text = (files("country_converter") / "country_data.tsv").read_text(encoding="utf-8")
    known = {row["iso3"] for row in economies.economies()}
    patterns = [
        (re.compile(row["regex"], re.IGNORECASE), "XKX" if row["ISO3"] == "XKV" else row["ISO3"])
        for row in csv.DictReader(text.splitlines(), delimiter="\t") if not row["obsolete"]
    ]  # fmt: skip
    regions = ("Micronesia", "Southern Africa")  # these read like countries

    def country(label: str) -> str | None:
        found = {iso3 for pattern, iso3 in patterns if pattern.search(label)} & known
        return found.pop() if len(found) == 1 and label not in regions else None

    # DuckDB's types know no function that returns None, which is its NULL
    con.create_function("country", country, [str], str, null_handling="special")  # type: ignore[call-overload]
    rows = [(row["iso3"], row["iso2"], row["is_economy"]) for row in economies.economies()]
    con.execute("create temp table economy (iso3 text, iso2 text, is_economy boolean)")
    con.executemany("insert into economy values (?, ?, ?)", rows)


# World Bank ------------------------------------------------------------------------------------------------

LEFT_OUT = (
    ("FP.CPI.TOTL.ZG", "2025-10-07"),  # lacks a third of the values that the editions before and after have
    ("TX.VAL.MRCH.CD.WT", "2013-12-21"),  # the only edition at hand, which ends in 2012
    ("TM.VAL.MRCH.CD.WT", "2013-12-21"),
)
SLIPS = (("BX.TRF.PWKR.CD.DT", "2023-10-26", "PHL", 2022), ("BX.TRF.PWKR.CD.DT", "2023-10-26", "PRT", 2022))
"""Figures that are left out: a quarter and thirteen times that of the year before, and taken back later."""

PRICE_BASES = {("NY.GDP.MKTP.KD", "2013-12-21"): "constant:2005"}
"""Editions in the prices of another year than today's: all economies have the same GDP in both prices in that year."""

PULLED = "wdi_macro_2005_2024_pulled_2026-01-10.csv.gz"
CUTS = {
    ("NY.GDP.MKTP.CD", "2024-03-22"): ("stated", "gdp_2024-03-22.csv.gz"),
    ("NY.GDP.MKTP.CD", "2026-01-10"): ("estimated", PULLED),
    ("NY.GDP.MKTP.KD.ZG", "2026-01-10"): ("estimated", PULLED),
    ("NY.GDP.MKTP.CD", "2026-07-13"): ("stated", "api_gdp_2026-07.json"),
}
"""Editions that are at hand in part: all economies since 2010, 49 of them, and the newest GDP of each."""


def worldbank(con: duckdb.DuckDBPyConnection, data: Path) -> Iterator[File]:
    """World Development Indicators, 1960 on, economies and the world; values as printed.

    An edition is named by the date that its file prints. Where it prints none, it was fetched by the day on which
    somebody committed it, and so was public by then: that day stands, as an estimate.
    """
    world = data / "world"
    con.execute(f"""
        create temp table wdi_raw as
        select indicator, iso3, year, edition, value from read_parquet('{world}/wdi_latest.parquet')
        union all
        select indicator, iso3, year, edition, value from read_parquet('{world}/wdi_vintages.parquet')
        union all by name
        select indicator, iso3, year, ltrim(edition, '<=') as edition, value
        from read_parquet('{world}/wdi_1960/*.parquet')
        union all by name ({_cuts(data / "worldbank")})
    """)
    con.execute(f"""
        create temp table wdi as
        select distinct w.indicator as series, c.iso3 as ref_area, make_date(w.year::int, 1, 1) as time_period,
            w.edition as vintage, w.value as obs_value
        from wdi_raw as w join worldbank_wdi_code as c on c.source_code = w.iso3
        where c.iso3 is not null and w.value is not null and w.indicator not like 'MS.MIL.%'
            and (w.indicator, w.edition, w.iso3, w.year) not in {SLIPS}
            and (w.indicator, w.edition) not in {LEFT_OUT}
    """)
    editions = _wdi_editions(world) | _kept(con)
    for row in rows_of(SERIES_FILE):
        own = {edition: holds for (series, edition), holds in editions.items() if series == row["series"]}
        if own and not row["series"].startswith("MS.MIL."):
            constant = ("indicator", "series", "unit_measure", "price_base", "valuation", "counterpart_area")
            yield File(
                f"worldbank_wdi_{row['indicator']}",
                f"select * exclude series from wdi where series = '{row['series']}'",
                {name: row[name] for name in constant} | {
                    "breakdown": "_T", "freq": "A", "source": "worldbank_wdi",
                    "url": f"https://data.worldbank.org/indicator/{row['series']}",
                },
                own,
            )  # fmt: skip


def _cuts(folder: Path) -> str:
    """The partial editions: a table of GDP, one of 49 economies, and a reply of the API ([page, rows])."""
    return f"""
        select 'NY.GDP.MKTP.CD' as indicator, "Country Code" as iso3, "Year" as year, '2024-03-22' as edition,
            round("Value") as value
        from read_csv('{folder}/gdp_2024-03-22.csv.gz') where "Year" >= 2010
        union all
        select series, country_code, year, '2026-01-10', round(value, if(series = 'NY.GDP.MKTP.CD', 0, 6))
        from read_csv('{folder}/{PULLED}')
        where series in ('NY.GDP.MKTP.CD', 'NY.GDP.MKTP.KD.ZG') and year >= 2010
        union all
        select 'NY.GDP.MKTP.CD', coalesce(nullif(row.countryiso3code, ''), row.country.id), row.date::int,
            '2026-07-13', round(row.value)
        from (
            select unnest(from_json(reply[2], '[{{
                "countryiso3code": "VARCHAR", "country": {{"id": "VARCHAR"}}, "date": "VARCHAR", "value": "DOUBLE"
            }}]')) as row
            from read_json('{folder}/api_gdp_2026-07.json', format = 'unstructured', columns = {{reply: 'JSON[]'}})
        )
    """


def _wdi_editions(world: Path) -> dict[tuple[str, str], dict[str, str]]:
    """(series, edition) -> day, how it is known, and the copy that was read."""
    found = {key: {"published_on": key[1], "published_basis": basis, "reported_by": ""}
             for key, (basis, _) in CUTS.items()}  # fmt: skip
    for row in rows_of(world / "wdi_1960" / "wdi_1960_sources.csv"):
        day, _, unprinted = row["edition"].lstrip("<=").partition(" ")
        basis = "estimated" if unprinted else "stated"
        found[row["indicator"], day] = {"published_on": day, "published_basis": basis, "reported_by": row["source"]}
    for row in rows_of(world / "wdi_sources.csv"):
        basis = "stated" if row["edition_kind"].startswith("printed") else "estimated"
        found[row["indicator"], row["edition"]] = {
            "published_on": row["edition"], "published_basis": basis,
            "reported_by": f"{row['repo']}@{row['commit'][:12]}:{row['path']}",
        }  # fmt: skip
    based = {key: {"price_base": base} for key, base in PRICE_BASES.items()}
    return {key: based.get(key, {}) | holds for key, holds in found.items() if key not in LEFT_OUT}


def _kept(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """Editions that were transcribed from files which are not at hand: they stay as they stand."""
    at_hand, held = set(con.sql("select distinct series, vintage from wdi").fetchall()), Settings().reference
    found = {}
    for row in held_editions():
        key = row["series"], row["vintage"]
        if row["source"] == "worldbank_wdi" and key not in at_hand:
            found[key] = {name: row[name] for name in ("published_on", "published_basis", "reported_by")}
            con.execute(
                "insert into wdi select ?, ref_area, time_period, vintage, obs_value"
                f" from read_parquet('{held / row['file']}') where vintage = ?", [*key],
            )  # fmt: skip
    return found


# International Monetary Fund -------------------------------------------------------------------------------

WEO_DAYS = {
    "2007-04": "2007-04-11", "2008-04": "2008-04-09", "2009-04": "2009-04-22", "2010-04": "2010-04-21",
    "2011-04": "2011-04-11", "2012-04": "2012-04-17", "2013-04": "2013-04-16", "2014-04": "2014-04-08",
    "2015-04": "2015-04-14", "2016-04": "2016-04-12", "2017-04": "2017-04-18", "2018-04": "2018-04-17",
    "2019-04": "2019-04-09", "2020-04": "2020-04-14", "2020-10": "2020-10-13", "2021-04": "2021-04-06",
    "2021-10": "2021-10-12", "2022-04": "2022-04-19", "2022-10": "2022-10-11", "2023-04": "2023-04-11",
    "2023-10": "2023-10-10", "2024-04": "2024-04-16", "2024-10": "2024-10-22", "2025-04": "2025-04-22",
    "2025-10": "2025-10-14",
}  # fmt: skip
"""Edition -> day on which the Fund released it. Of other editions only the month is known, whose last day stands."""

WEO_STATED_SINCE = "2023-04"
"""Editions whose day the Fund's own file was seen to print; earlier days are from its calendar of press events."""

WEO_BACK, WEO_AHEAD = 20, 5
"""Years before and after that of its edition for which a figure is carried; the first and the newest have all years."""

SCALES = {"NGDPD": 1e9, "PPPGDP": 1e9, "BCA": 1e9, "LP": 1e6}
OLD_CODES = "(values ('UVK', 'XKX'), ('KOS', 'XKX'), ('area:001', 'W00'), ('area:G001', 'W00'))"


def weo(con: duckdb.DuckDBPyConnection, folder: Path) -> File:
    """Sixteen subjects of all economies and the world in 25 editions, growth and inflation in 45 more.

    The latter come from the Fund's Historical Forecasts: what an edition foresaw, and, of the years before it, what
    it printed in the columns of "one year later" of earlier editions.
    """
    series = [(s.concept, s.indicator, s.unit_measure, s.price_base, SCALES.get(s.concept, 1.0)) for s in WEO]
    con.execute("create temp table weo_series (concept text, indicator text, unit text, prices text, scale double)")
    con.executemany("insert into weo_series values (?, ?, ?, ?, ?)", series)
    con.execute(f"""
        create temp table weo as
        with printed as (
            select edition, iso3, subject, year, value, last_actual from '{folder}/weo_editions.parquet'
            union all
            select edition, 'area:' || ref_area, subject, year, value, last_actual_year
            from '{folder}/weo_aggregates_april_2020_2023.parquet' where ref_area = '001'
        ),
        kept as (
            select * from printed
            where year between left(edition, 4)::int - {WEO_BACK} and left(edition, 4)::int + {WEO_AHEAD}
                or edition = (select min(edition) from printed) or edition = (select max(edition) from printed)
        ),
        later as (
            select replace(upper(subject), 'PCPI_PCH', 'PCPIPCH') as subject,
                if(weo_code = 1, 'area:001', iso3) as iso3, year,
                2 * edition_year + if(edition_season = 'F', 1, 0) + halves as half, halves, value
            from (unpivot (
                    select * exclude value, value as printed_now from '{folder}/weo_historical_forecasts.parquet')
                on columns('^printed_') into name name value value)
            join (values ('printed_now', 0), ('printed_half_year_later', 1), ('printed_1_year_later', 2),
                ('printed_1_5_years_later', 3), ('printed_2_years_later', 4)) as l (name, halves) using (name)
        ),
        older as (
            select format('{{}}-{{}}', half // 2, if(half % 2 = 1, '10', '04')) as edition, iso3, subject, year,
                arg_min(value, halves) as value, null::smallint as last_actual
            from later where half // 2 <= 2024 and value <= 1e7 group by all
        )
        select * from kept
        union all
        select * from older as o
        where not exists (select 1 from kept as k where k.edition = o.edition and k.subject = o.subject)
    """)
    editions = [row[0] for row in con.sql("select distinct edition from weo order by 1").fetchall()]
    return File(
        "imf_weo",
        f"""
        select s.indicator, c.iso3 as ref_area, make_date(w.year, 1, 1) as time_period, w.edition as vintage,
            if(s.scale > 1, round(round(w.value, 6) * s.scale), round(w.value, 3)) as obs_value,
            case when w.year <= w.last_actual then 'A' when w.year >= left(edition, 4)::int then 'F'
                when w.last_actual is not null then 'E'
                when w.year = left(edition, 4)::int - 1 and edition like '%-04' then 'E' else 'A' end as obs_status,
            s.unit as unit_measure, s.prices as price_base, s.concept as series
        from weo as w
        join weo_series as s on s.concept = w.subject
        left join {OLD_CODES} as old (code, iso3) on old.code = w.iso3
        join imf_weo_code as c on c.source_code = coalesce(old.iso3, w.iso3)
        where c.iso3 is not null
        """,
        {
            "breakdown": "_T",
            "freq": "A",
            "source": "imf_weo",
            "url": "https://www.imf.org/en/Publications/SPROLLS/world-economic-outlook-databases",
        },
        {edition: _weo_edition(edition) for edition in editions},
    )


def _weo_edition(edition: str) -> dict[str, str]:
    year, month = map(int, edition.split("-"))
    known = WEO_DAYS.get(edition)
    month_end = date(year, month + 1, 1) - timedelta(days=1)
    if not known and year < 2000 and month == 4:
        month_end = date(year, 5, 31)  # in those years the spring edition came out in May
    return {
        "published_on": known or month_end.isoformat(),
        "published_basis": "stated" if known and edition >= WEO_STATED_SINCE else "estimated",
    }


REDENOMINATED = {
    "AFG": 2003, "AGO": 2000, "ARG": 1992, "AZE": 2006, "BGR": 2000, "BLR": 2017, "BOL": 1987, "BRA": 1995,
    "CHL": 1976, "COD": 1999, "GEO": 1996, "GHA": 2008, "GIN": 1986, "GNB": 1998, "ISL": 1981, "ISR": 1986,
    "LAO": 1980, "MDG": 2005, "MEX": 1993, "MOZ": 2007, "MRT": 2018, "NIC": 1991, "PER": 1992, "POL": 1995,
    "ROU": 2006, "RUS": 1998, "SDN": 2007, "SLE": 2023, "STP": 2018, "SUR": 2004, "TJK": 2001, "TKM": 2009, "TUR": 2005,
    "UGA": 1988, "UKR": 1997, "URY": 1993, "VEN": 2022, "VNM": 1986, "ZMB": 2013, "ZWE": 2025,
}  # fmt: skip
"""First whole year in today's money. Earlier rates are printed in it, too, which nobody who spoke of them meant."""


def rates(con: duckdb.DuckDBPyConnection, folder: Path) -> File:
    """Annual averages of national currency to the dollar since 1960, each year in the money that was then paid.

    Members of the euro area have the euro's rate from their first whole year in it.
    """
    columns = {"group_id": "VARCHAR", "iso3": "VARCHAR", "valid_from": "DATE"}
    database.hold(con, "member", economies.groups(), columns)
    cut = ", ".join(f"('{iso3}', {year})" for iso3, year in REDENOMINATED.items())
    return File(
        "imf_ifs",
        f"""
        with printed as (
            select "Country code" as code, year("Date") as year, "Rate" as rate, "Currency" as currency
            from '{folder}/imf_annual_average_rates_1940_2024.parquet' where year("Date") >= 1960 and "Rate" > 0
        ),
        euro as (select iso3, min(year(valid_from)) as since from member where group_id = 'EA' group by iso3)
        select ref_area, make_date(year, 1, 1) as time_period, rate as obs_value, currency as series,
            make_date(year + 1, 3, 31) as published_on
        from (select e.iso3 as ref_area, year, rate, currency
        from printed join economy as e on e.iso2 = code
        left join euro as m on m.iso3 = e.iso3
        left join (values {cut}) as r (iso3, since) on r.iso3 = e.iso3
        where year >= coalesce(r.since, 1960) and (m.since is null or year < m.since)
        union all
        select m.iso3, year, rate, currency from printed join euro as m on code = 'U2' and year >= m.since)
        """,
        {
            "indicator": "exchange_rate", "breakdown": "_T", "freq": "A", "unit_measure": "XDC_USD",
            "source": "imf_ifs", "vintage": "2025", "published_basis": "estimated",
            "url": "https://data.imf.org/en/datasets/IMF.STA:ER",
        },
    )  # fmt: skip


# Trade, people, forces -------------------------------------------------------------------------------------


def baci(folder: Path) -> File:
    """Goods trade of all pairs in 2023, reconciled, FOB. Whoever is not in it is unknown, not zero."""
    return File(
        "cepii_baci",
        f"""
        select exporter as ref_area, importer as counterpart_area, round(value_kusd * 1000) as obs_value
        from '{folder}/baci_2023_pairs.parquet' where value_kusd > 0
        """,
        {
            "indicator": "goods_flow_reconciled", "breakdown": "_T", "freq": "A", "time_period": "2023-01-01",
            "unit_measure": "USD", "price_base": "current", "valuation": "FOB", "source": "cepii_baci",
            "series": "BACI HS22", "vintage": "V202501-HS22-2023", "published_on": "2025-01-28",
            "published_basis": "estimated", "url": "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
        },
    )  # fmt: skip


WPP_DAYS = {
    "2008": "2009-03-11", "2010": "2011-05-03", "2012": "2013-06-13", "2015": "2015-07-29", "2017": "2017-06-21",
    "2019": "2019-06-17", "2022": "2022-07-11", "2024": "2024-07-11",
}  # fmt: skip


def prospects(con: duckdb.DuckDBPyConnection, folder: Path) -> File:
    """Total population at mid-year: every year of the two newest revisions, every fifth of six older ones, to 2035."""
    con.execute(f"""
        create temp table wpp as
        select edition, country_code::bigint::varchar as code, year::int as year, mid_year_thousand * 1000 as people
        from '{folder}/wpp_2022_2024_yearly_to_2035.parquet' where mid_year_thousand is not null
        union all
        select edition, country_code::bigint::varchar, year::int, pop_thousand::double * 1000
        from '{folder}/wpp_2008_2019_five_yearly.parquet' where year::int between 1950 and 2035
    """)
    return File(
        "un_wpp",
        """
        select c.iso3 as ref_area, make_date(year, 1, 1) as time_period, edition as vintage,
            round(people) as obs_value, if(year > edition::int, 'F', 'E') as obs_status
        from wpp join un_wpp_code as c on c.source_code = code where c.iso3 is not null
        """,
        {
            "indicator": "population", "breakdown": "_T", "freq": "A", "unit_measure": "PS", "source": "un_wpp",
            "series": "49", "published_basis": "estimated", "url": "https://population.un.org/wpp/",
        },
        {edition: {"published_on": day} for edition, day in WPP_DAYS.items()},
    )  # fmt: skip


DMDC_BREAK = "2017-12"
DMDC_LATE = {"2024-09": "2025-06-30", "2024-12": "2025-06-30"}
"""Reports that came out long after the usual 60 days: both were uploaded in June 2025."""

ARMY_NOT_REPORTED = ("2022-12", "2023-03", "2023-06")
"""The Army was changing its personnel system: its counts, and so all totals, are N/A."""

SERVICES_FOR = ("BEL", "BHR", "CHN", "DEU", "ESP", "GBR", "GUM", "ITA", "JPN", "KOR", "PHL", "TUR", "TWN")
"""Hosts whose active duty is carried over by service since 2016; of all it would be little that anybody asks."""

DMDC_COLUMNS = {
    "active_duty": "Total Active Duty", "reserve": "Total Selected Reserve", "civilian": "Total Civilian",
    "active_duty.army": "Army Active Duty", "active_duty.navy": "Navy Active Duty",
    "active_duty.marine_corps": "Marine Corps Active Duty", "active_duty.air_force": "Air Force Active Duty",
    "active_duty.space_force": "Space Force Active Duty", "active_duty.coast_guard": "Coast Guard Active Duty",
}  # fmt: skip
UNMAPPED_HOSTS = (
    "(values ('South Viet', 'VNM'), ('Bahrein', 'BHR'), ('Columbia', 'COL'), ('Costa Rico', 'CRI'),"
    " ('Gilbraltar', 'GIB'), ('Gibralter', 'GIB'), ('Cameroun', 'CMR'), ('KOSOVO', 'XKX'), ('Israel', 'ISR'))"
)
WITHHELD = """
    (values ('AFG', 'Q', '2017-12', '2022-03'), ('IRQ', 'Q', '2017-12', '2021-09'), ('SYR', 'Q', '2017-12', '2022-03'),
            ('AFG', 'O', '2023-09', '9999-12'), ('IRQ', 'O', '2023-12', '9999-12'), ('SYR', 'O', '2023-12', '9999-12'),
            ('IRQ', 'Q', '2002-09', '2007-09'), ('AFG', 'Q', '2001-09', '2007-09'), ('KWT', 'Q', '2002-09', '2007-09'))
"""
"""Hosts whose rows are blank or starred, print 0, or are gone, while troops there are counted in totals only."""


def troops(con: duckdb.DuckDBPyConnection, data: Path) -> File:
    """US active duty, reserve and civilians by host: once a year from 1950, by quarter from September 2013.

    Up to 2015 active duty only, from the rebuilt reports, of hosts that are countries today; then the compilation
    for all hosts, and December 2025 from the report itself.
    """
    _rebuilt(con, data / "world" / "us_troops" / "dmdc_reports_rebuilt_1950_2015.parquet")
    _compiled(con, data / "dmdc" / "dmdc_reports_compiled_1950_2025.csv.gz")
    _report(con, data / "dmdc" / "DMDC_Website_Location_Report_2512.xlsx")
    con.execute(f"""
        create temp table dmdc as
        select * from (from rebuilt union all from compiled where quarter_end < '2025-12' union all from report)
        where not exists (
            select 1 from {WITHHELD} as h (iso3, status, since, until)
            where h.iso3 = iso3 and since < '2008' and quarter_end between since and until
        )
        union all
        select quarter_end, h.iso3, breakdown, null, status
        from (select distinct quarter_end from compiled union select distinct quarter_end from rebuilt) as q
        join {WITHHELD} as h (iso3, status, since, until) on quarter_end between since and until
        cross join (values ('active_duty'), ('reserve'), ('civilian')) as b (breakdown)
        where (quarter_end >= '2016' or breakdown = 'active_duty') and (quarter_end < '2016' or not exists (
            select 1 from compiled as c
            where c.quarter_end = q.quarter_end and c.iso3 = h.iso3 and c.breakdown = b.breakdown))
        union all
        select q.quarter_end, c.iso3, c.breakdown, null::bigint, 'L'
        from compiled as c, unnest({list(ARMY_NOT_REPORTED)}) as q (quarter_end)
        where c.breakdown in ('active_duty', 'active_duty.army') and c.quarter_end in ('2022-09', '2023-09')
        group by all having count(*) = 2
    """)
    quarters = [row[0] for row in con.sql("select distinct quarter_end from dmdc order by 1").fetchall()]
    return File(
        "us_dmdc",
        """
        select iso3 as counterpart_area, breakdown, sum(obs_value)::double as obs_value,
            coalesce(min(obs_status), 'A') as obs_status, quarter_end as vintage,
            make_date(left(quarter_end, 4)::int, right(quarter_end, 2)::int - 2, 1) as time_period
        from dmdc group by iso3, breakdown, quarter_end
        """,
        {
            "indicator": "troops", "ref_area": "USA", "freq": "Q", "unit_measure": "PS", "source": "us_dmdc",
            "series": "LOCATION COUNTRY REPORT",
            "url": "https://dwp.dmdc.osd.mil/dwp/app/dod-data-reports/workforce-reports",
        },
        {quarter: _dmdc_edition(quarter) for quarter in quarters},
    )  # fmt: skip


def _dmdc_edition(quarter: str) -> dict[str, str]:
    year, month = map(int, quarter.split("-"))
    usual = date(year + month // 12, month % 12 + 1, 1) + timedelta(days=59)
    late = DMDC_LATE.get(quarter)
    rebuilt = "Defense Manpower Data Center; reports rebuilt by Flynn and others (troopdata)"
    return {
        "published_on": late or usual.isoformat(),
        "published_basis": "stated" if late else "estimated",
        "reported_by": rebuilt if quarter < "2016" else "",
    }


def _rebuilt(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    con.execute(f"""
        create temp table rebuilt as
        select strftime(strptime(year || ' ' || month, '%Y %B'), '%Y-%m') as quarter_end,
            coalesce(h.iso3, m.iso3) as iso3, 'active_duty' as breakdown,
            max(troops_ad::double)::bigint as obs_value, null::varchar as obs_status
        from '{path}'
        left join {UNMAPPED_HOSTS} as m (label, iso3) on iso3c is null and starts_with("Location", m.label)
        join economy as h on h.iso3 = coalesce(iso3c, m.iso3)
        where troops_ad is not null and h.iso3 <> 'USA'
        group by all
    """)


def _compiled(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    columns = ", ".join(f'"{column}"' for column in DMDC_COLUMNS.values())
    names = "map {" + ", ".join(f"'{column}': '{name}'" for name, column in DMDC_COLUMNS.items()) + "}"
    con.execute(f"""
        create temp table compiled as
        with host as (
            select
                strftime(strptime(year || ' ' || month, '%Y %B'), '%Y-%m') as quarter_end,
                rtrim("Location", '*') as label, "Location" like '%*' as starred, {columns}
            from read_csv('{path}', all_varchar = true, nullstr = 'NA')
            where year >= '2016'
        ),
        figure as (unpivot host on {columns} into name breakdown value obs_value)
        select quarter_end, c.iso3, {names}[breakdown] as breakdown, obs_value::bigint as obs_value,
            if(quarter_end = '{DMDC_BREAK}', 'B', null) as obs_status
        from figure left join us_dmdc_code as c on c.source_code = label
        where quarter_end >= '2016-12' and not starred
            and c.iso3 is distinct from 'USA' and c.iso3 is distinct from '_X'
            and ({names}[breakdown] not like '%.%' or c.iso3 in {SERVICES_FOR})
    """)
    _refuse_unmapped(con, "compiled")


def _report(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Rows from the total of the United States to that of overseas (W00); two rows of headers tell the columns."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    header = next(n for n, row in enumerate(sheet) if "ACTIVE DUTY" in row)
    block, place = "", {}
    for column, (group, service) in enumerate(zip(sheet[header], sheet[header + 1], strict=True)):
        block = str(group) or block
        place[block, service] = column
    taken = {
        "active_duty": place["ACTIVE DUTY", "TOTAL"],
        "reserve": place["NATIONAL GUARD / RESERVE", "TOTAL"],
        "civilian": place["APF DOD CIVILIAN", "TOTAL"],
    } | {
        f"active_duty.{service.lower().replace(' ', '_')}": column
        for (group, service), column in place.items()
        if group == "ACTIVE DUTY" and service != "TOTAL"
    }
    marker = {row[0]: n for n, row in enumerate(sheet)}
    hosts = sheet[marker["UNITED STATES TOTAL"] + 1 : marker["OVERSEAS TOTAL"] + 1]
    con.execute("create temp table report_row (label varchar, breakdown varchar, obs_value bigint)")
    con.executemany(
        "insert into report_row values (?, ?, ?)",
        [(str(row[1]).strip() or row[0], name, int(row[column])) for row in hosts for name, column in taken.items()],
    )
    con.execute(f"""
        create temp table report as
        select '2025-12' as quarter_end, if(label = 'OVERSEAS TOTAL', 'W00', c.iso3) as iso3, breakdown, obs_value,
            null::varchar as obs_status
        from report_row left join us_dmdc_code as c on c.source_code = label
        where breakdown not like '%.%' or c.iso3 in {SERVICES_FOR}
    """)
    _refuse_unmapped(con, "report")


def _refuse_unmapped(con: duckdb.DuckDBPyConnection, table: str) -> None:
    unmapped = con.execute(f"select count(*) from {table} where iso3 is null and obs_value <> 0").fetchall()[0][0]
    if unmapped:
        raise SystemExit(f"{table}: {unmapped} figures of hosts that sources/us_dmdc/economies.csv does not map")


CENSUS = {
    "2016-11": "axibase/atsd-use-cases@cbf386ee11ed:research/us-international-trade/resources/us-trade.csv",
    "2021-02": "jessiejxyu2/ist526-1@161203c51af8:export_imort_country.csv",
    "2022-01": "nancunjie4560/Data608@ea9a0cd13e4b:country.xlsx",
    "2023-01": "JJamesRoy/ECN3950@2e94778e58b3:country.xlsx",
    "2024-08": "ooihiangee/raw_data@965c40dde3fc:country.xlsx",
    "2025-02": "ab604/charts-2025@dbe21a0b88f7:04-big-or-small/country.xlsx",
}
"""Last month with trade -> who carried the workbook."""


def census(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[File]:
    """Trade of the USA with every partner, 1990 on: months, and years of which all months are published.

    Rows are those that the connector makes of the workbook (sources/us_census/normalize.py). Of the older editions
    the last five years are at hand.
    """
    columns = ", ".join(census_file.COLUMNS)
    con.execute(f"""
        create temp table census as
        with edition as (
            select '2025-02' as vintage, * from read_parquet('{folder}/us_census_country_monthly_2025-02.parquet')
            union all by name
            select data_through as vintage, * exclude data_through
            from read_parquet('{folder}/us_census_country_monthly_older_editions.parquet')
        ),
        figure as (
            select
                vintage, lpad(CTY_CODE, 4, '0') as code, year, column_name[1:1] as flow,
                list_position({list(census_file.MONTHS)}, column_name[2:]) as month, round(millions * 1e6) as dollars
            from (
                unpivot (select vintage, CTY_CODE, year, {columns} from edition where year >= 1990)
                on {columns} into name column_name value millions
            )
        )
        select
            flow, a.iso3 as counterpart_area, if(month is null, 'A', 'M') as freq,
            make_date(year, coalesce(month, 1), 1) as time_period, vintage, sum(dollars) as obs_value,
            'country.xlsx ' || flow || ' ' || string_agg(code, '+' order by code) as series
        from figure as f
        join us_census_code as a on a.source_code = f.code
        where a.iso3 is not null and format('{{:04d}}-{{:02d}}', year, coalesce(month, 12)) <= vintage
        group by flow, a.iso3, year, month, vintage
    """)
    for flow, (indicator, valuation) in census_file.FLOWS.items():
        yield File(
            f"us_census_{indicator}",
            f"select * exclude flow from census where flow = '{flow}'",
            {
                "indicator": indicator, "ref_area": "USA", "breakdown": "_T", "unit_measure": "USD",
                "price_base": "current", "valuation": valuation, "source": "us_census",
                "published_basis": "estimated", "url": "https://www.census.gov/foreign-trade/balance/country.xlsx",
            },
            {vintage: _census_edition(vintage, who) for vintage, who in CENSUS.items()},
        )  # fmt: skip


def _census_edition(vintage: str, who: str) -> dict[str, str]:
    year, month = map(int, vintage.split("-"))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return {"published_on": (end + census_file.USUAL_LAG).isoformat(), "reported_by": who}


WRONG_IMPORTS = ("PSE", "RUS", "SRB")
"""Partners whose imports equal their exports in every year of the compilation: not carried over."""


def kosis(con: duckdb.DuckDBPyConnection, folder: Path) -> File:
    """Korea's partners and all partners together (W00); the partners add up to less than the printed totals.

    Obsolete codes that still carry figures are added up as _X. Where only one of the two flows has a figure, the
    other is marked missing.
    """
    con.execute(f"""
        create temp table kosis as
        select
            year::int as year, c.iso3, sum(k.export) as export, sum(k.import) as import,
            any_value(total_export) as total_export, any_value(total_import) as total_import
        from read_csv('{folder}/korea_trade_by_partner_1949_2023.csv.gz', nullstr = 'NA') as k
        join kr_kosis_code as c on c.source_code = k.iso3c
        where year >= 2015 and c.iso3 is not null and (k.export is not null or k.import is not null)
        group by all
    """)
    flows = " union all ".join(
        f"select '{flow}' as flow, '{valuation}' as valuation, iso3, year, {flow} as value, {wrong} as wrong from kosis"
        f" union all select '{flow}', '{valuation}', 'W00', year, any_value(total_{flow}), false"
        " from kosis group by all"
        for flow, valuation, wrong in (("export", "FOB", "false"), ("import", "CIF", f"iso3 in {WRONG_IMPORTS}"))
    )
    return File(
        "kr_kosis",
        f"""
        select 'goods_' || flow || 's' as indicator, iso3 as counterpart_area, make_date(year, 1, 1) as time_period,
            case when not wrong then value::double end as obs_value,
            case when wrong or value is null then 'O' else 'A' end as obs_status,
            valuation, flow || ' by partner' as series, make_date(year, 12, 31) + 45 as published_on
        from ({flows})
        """,
        {
            "ref_area": "KOR", "breakdown": "_T", "freq": "A", "unit_measure": "USD", "price_base": "current",
            "source": "kr_kosis", "vintage": "2025-06-19", "published_basis": "estimated",
            "url": "https://kosis.kr/eng/",
        },
    )  # fmt: skip


def coastguard(folder: Path) -> File:
    """Days and vessels by year to 2022 and by month to April 2023, each taken as public a week later."""
    zones = {"territorial": "territorial_sea", "contiguous": "contiguous_zone"}
    parts = " union all ".join(
        f"""select '{indicator}' as indicator, '{zone}' as breakdown, if(month is null, 'A', 'M') as freq,
                make_date(year::int, coalesce(month, 1)::int, 1) as time_period, {column}_{measure} as value,
                '{unit}' as unit_measure
            from read_csv('{folder}/jcg_yearly_via_ameblo.csv')"""
        for indicator, measure, unit in (("vessel_days", "days", "DAYS"), ("vessels", "vessels", "VESSELS"))
        for column, zone in zones.items()
    )
    return File(
        "jp_coastguard",
        f"""
        select * exclude value, value::double as obs_value,
            (time_period + if(freq = 'A', interval 1 year, interval 1 month))::date + 7 as published_on
        from ({parts}) where value is not null
        """,
        {
            "ref_area": "CHN", "counterpart_area": "JPN", "source": "jp_coastguard", "vintage": "2023-05",
            "series": "senkaku", "published_basis": "estimated",
            "url": "https://www.kaiho.mlit.go.jp/mission/senkaku/senkaku.html",
        },
    )  # fmt: skip


def comtrade(folder: Path) -> File:
    """Totals of 2022 between China, Japan, Korea and the USA, as far as a reporter's figures are at hand.

    Records of Comtrade may not be passed on; these are cited figures, rounded to millions of dollars.
    Korea with Japan is in neither file.
    """
    return File(
        "un_comtrade",
        f"""
        with country (name, code, iso3) as (
            values ('China', '156', 'CHN'), ('Japan', '392', 'JPN'), ('Rep. of Korea', '410', 'KOR'),
                   ('USA', '842', 'USA'), ('World', '0', 'W00')
        ),
        figure as (
            select r.iso3 as ref_area, p.iso3 as counterpart_area, flowCode as flow, primaryValue as value
            from read_csv('{folder}/all_reporters_vs_CHN_USA_2001_2025.csv.gz') as t
            join country as r on r.name = t.reporterDesc join country as p on p.name = t.partnerDesc
            where refYear = 2022 and r.iso3 in ('JPN', 'KOR')
            union all
            select r.iso3, p.iso3, flowCode, primaryValue::double
            from read_csv(
                '{folder}/TradeData_CHN_USA_DEU_2022_TOTAL.csv.gz', encoding = 'latin-1', header = true,
                null_padding = true, strict_mode = false, all_varchar = true
            ) as t
            join country as r on r.code = t.reporterCode join country as p on p.code = t.partnerCode
            where r.iso3 <> p.iso3
        )
        select if(flow = 'X', 'goods_exports', 'goods_imports') as indicator, ref_area, counterpart_area,
            round(value / 1e6) * 1e6 as obs_value, if(flow = 'X', 'FOB', 'CIF') as valuation
        from figure
        """,
        {
            "breakdown": "_T", "freq": "A", "time_period": "2022-01-01", "unit_measure": "USD",
            "price_base": "current", "source": "un_comtrade", "series": "TOTAL", "vintage": "2022",
            "published_on": "2023-06-29", "published_basis": "estimated", "url": "https://comtradeplus.un.org/",
        },
    )  # fmt: skip


def migrants(con: duckdb.DuckDBPyConnection, folder: Path) -> File:
    """UN DESA, revision of 2020 since 2000, and the year 2019 of the revision of 2019.

    Totals (W00) are added up: the copy of 2020 has pairs only, and they come to the totals that the UN prints. In the
    copy of 2019 they are printed.
    """
    con.execute("""
        create or replace macro place(label) as case label
            when 'Total' then 'W00' when 'WORLD' then 'W00' when 'Channel Islands' then 'CHI'
            when 'Other South' then '_X' when 'Other North' then '_X' else country(label) end
    """)
    con.execute(f"""
        create temp table stock as
        with pair as (
            select '2020' as vintage, if(origin = 'XXX', '_X', origin) as ref_area, destination as counterpart_area,
                year, total as people
            from read_parquet('{folder}/un_migrant_stock_2020_origin_destination.parquet') where year >= 2000
        ),
        earlier as (
            select '2019' as vintage, place(origin) as ref_area, place(destination) as counterpart_area, year,
                total as people
            from read_parquet('{folder}/un_migrant_stock_2019rev_origin_destination.parquet') where year = 2019
        )
        select vintage, ref_area, counterpart_area, year, sum(people) as people
        from earlier where ref_area is not null and counterpart_area is not null group by all
        union all select * from pair
        union all select vintage, 'W00', counterpart_area, year, sum(people) from pair group by all
        union all select vintage, ref_area, 'W00', year, sum(people) from pair group by all
        union all select vintage, 'W00', 'W00', year, sum(people) from pair group by all
    """)
    return File(
        "un_migrants",
        "select vintage, ref_area, counterpart_area, make_date(year, 1, 1) as time_period, people::double as obs_value"
        " from stock",
        {
            "indicator": "migrants", "breakdown": "_T", "freq": "A", "obs_status": "E", "unit_measure": "PS",
            "source": "un_migrants", "series": "Table 1, both sexes", "published_basis": "estimated",
            "url": "https://www.un.org/development/desa/pd/content/international-migrant-stock",
        },
        {
            "2020": {"published_on": "2021-01-15", "reported_by": "ksreyes/gdiviz@a3cbe1c0293c:data/stocks.rda"},
            "2019": {
                "published_on": "2019-09-17",
                "reported_by": "DiTo97/international-migrant-stock-1990-2020@ee19be9368c0:dashboard/app/data/csv/"
                "migrants_by_origin_and_destination_total.csv",
            },
        },
    )  # fmt: skip


def remittances(folder: Path) -> File:
    """The World Bank's matrix of 2017 in its version of April 2018, with the printed margins."""
    return File(
        "knomad_remittances",
        f"""
        select s.iso3 as ref_area, r.iso3 as counterpart_area, sum(usd_million) * 1e6 as obs_value
        from read_csv('{folder}/wb_bilateral_remittances_2017.csv.gz')
        join knomad_remittances_code as s on s.source_code = sending
        join knomad_remittances_code as r on r.source_code = receiving
        where s.iso3 is not null and r.iso3 is not null and usd_million > 0
        group by all
        """,
        {
            "indicator": "remittances", "breakdown": "_T", "freq": "A", "time_period": "2017-01-01", "obs_status": "E",
            "unit_measure": "USD", "price_base": "current", "source": "knomad_remittances", "series": "matrix",
            "vintage": "2017-2018-04", "published_on": "2018-04-01", "published_basis": "estimated",
            "url": "https://www.knomad.org/data/remittances",
            "reported_by": "hbenveniste/mig-scenarios@38feb3672bc6:data/rem_wb/"
            "WB_Bilateral_Remittance_Estimates_2017.xlsx",
        },
    )  # fmt: skip


AID = {
    "2022": ("2022-10-08", "mr-ffrancis/Us-Aid-Analysis@290ca5eb0ab6:Analysis/us_foreign_aid_country.csv"),
    "2025-03": ("2025-04-02", "kareemshub/final-project@2d6d310f47d4:us_foreign_aid_country.csv"),
}
"""Copy -> day on which somebody committed it, and who. A later copy has been edited and is not carried."""


def assistance(con: duckdb.DuckDBPyConnection, folder: Path) -> File:
    """US assistance since 2001, in two copies, of fiscal years that had ended 18 months before."""
    copies = " union all ".join(
        f"select '{published}' as vintage, * from read_csv('{folder}/us_foreign_aid_country_{name}.csv.gz',"
        " all_varchar = true, nullstr = '')"
        for name, (published, _) in AID.items()
    )
    con.execute(f"""
        create temp table aid as
        select vintage, coalesce(country_code, country_name) as code, lower(transaction_type) as breakdown,
            fiscal_year::int as year, current_usd::double as dollars
        from ({copies}) where regexp_full_match(fiscal_year, '[0-9]{{4}}') and fiscal_year >= '2001'
    """)
    return File(
        "us_foreign_assistance",
        """
        with counted as (
            select vintage, a.iso3 as counterpart_area, breakdown, year, dollars
            from aid join us_foreign_assistance_code as a on a.source_code = code where a.iso3 is not null
            union all select vintage, 'W00', breakdown, year, dollars from aid
        )
        select vintage, counterpart_area, breakdown, make_date(year, 1, 1) as time_period, sum(dollars) as obs_value
        from counted where make_date(year, 9, 30) + interval 18 months <= vintage::date
        group by all
        """,
        {
            "indicator": "foreign_assistance", "ref_area": "USA", "freq": "A", "unit_measure": "USD",
            "price_base": "current", "source": "us_foreign_assistance", "series": "fiscal year",
            "published_basis": "estimated", "url": "https://foreignassistance.gov/data",
        },
        {published: {"published_on": published, "reported_by": who} for published, who in AID.values()},
    )  # fmt: skip


def development(folder: Path) -> File:
    """Net ODA by donor and recipient in prices of 2022, as the OECD had it when 2022 was the newest year."""
    return File(
        "oecd_dac2a",
        f"""
        select * from (
            select country(donor) as ref_area, country(recipient) as counterpart_area,
                make_date(year, 1, 1) as time_period, round(value * 1e6) as obs_value
            from read_parquet('{folder}/oecd_dac2a_oda_2009_2022.parquet')
            where aid_type = 'ODA: Total Net' and value is not null
        ) where ref_area is not null and counterpart_area is not null
        """,
        {
            "indicator": "official_aid_constant", "breakdown": "_T", "freq": "A", "unit_measure": "USD",
            "price_base": "constant:2022", "source": "oecd_dac2a", "series": "DAC2A 206", "vintage": "2024",
            "published_on": "2024-01-31", "published_basis": "estimated",
            "url": "https://data-explorer.oecd.org/vis?df[id]=DSD_DAC2@DF_DAC2A&df[ag]=OECD.DCD.FSD",
            "reported_by": "dante042/MINT488@551b3286b36e:data/OECD.rda",
        },
    )  # fmt: skip


VOTES_SINCE = 2015
"""A pair and year of votes is a row: all of them since 2000 would be half of everything that is carried."""

POWERS = {"USA": "USAgree", "RUS": "RUSSAgree", "BRA": "BrazilAgree", "CHN": "ChinaAgree", "IND": "IndiaAgree",
          "ISR": "IsraelAgree"}  # fmt: skip


def votes(folder: Path) -> File:
    """Agreement in the General Assembly: of all pairs from 2015 to 2019, of six powers with everybody since 1946.

    Two counts of the former, from the roll calls: with half of a vote where one abstained, and of the votes that were
    the same. The latter are the same votes, by session, which stands in the year that it opened.
    """
    powers = " union all ".join(
        f"select '{power}' as power, iso3c as other, session + 1945 as year, \"{column}\" as agreed from '{folder}"
        "/un_votes_2/ideal_points_and_agreement_jun2024.parquet'"
        for power, column in POWERS.items()
    )
    return File(
        "un_votes",
        f"""
        select '2021-03' as vintage, least(x.iso3, y.iso3) as ref_area, greatest(x.iso3, y.iso3) as counterpart_area,
            make_date(year, 1, 1) as time_period, breakdown,
            round(100 * case breakdown when '_T' then 1 - absdiff / (2 * votes) else same / votes end, 2) as obs_value
        from read_parquet('{folder}/unga_pairs_2000_2019.parquet')
        cross join (select unnest(['_T', 'identical']) as breakdown)
        join economy as x on x.iso2 = a join economy as y on y.iso2 = b
        where year >= {VOTES_SINCE} and votes > 0 and x.is_economy and y.is_economy
        union all
        select '2024-06', least(power, other), greatest(power, other), make_date(year::int, 1, 1), 'identical',
            round(100 * max(agreed), 2)
        from ({powers}) join economy as e on e.iso3 = other
        where agreed is not null and power <> other and is_economy group by all
        """,
        {
            "indicator": "un_vote_agreement", "freq": "A", "unit_measure": "PT",
            "source": "un_votes", "series": "all votes", "published_basis": "estimated",
            "url": "https://dataverse.harvard.edu/dataset.xhtml?persistentId=hdl:1902.1/12379",
        },
        {
            "2021-03": {"published_on": "2021-03-31", "reported_by": "dgrtwo/unvotes@7eb7034314ff:data/un_votes.rda"},
            "2024-06": {"published_on": "2024-06-30"},
        },
    )  # fmt: skip


def sites(con: duckdb.DuckDBPyConnection, folder: Path) -> File:
    """Sites of the Base Structure Report FY25 by country."""
    con.execute(f"""
        create temp table listed as
        select a.iso3 from read_csv('{folder}/us_base_structure_report_fy25.csv.gz', all_varchar = true) as s
        join us_base_structure_code as a on a.source_code = s."Country/State" where a.iso3 is not null
    """)
    return File(
        "us_base_structure",
        "select iso3 as counterpart_area, count(*)::double as obs_value, 'sites' as series from listed group by iso3"
        " union all select 'W00', count(*)::double, 'sites outside of the fifty states' from listed",
        {
            "indicator": "military_sites", "ref_area": "USA", "breakdown": "_T", "freq": "A",
            "time_period": "2024-01-01", "unit_measure": "SITES", "source": "us_base_structure",
            "vintage": "FY25", "published_on": "2025-09-30", "published_basis": "estimated",
            "url": "https://www.acq.osd.mil/eie/imr/rpid/library.html",
            "reported_by": "VerulamBlueMint/VBM_Iran_War_Energy_Disruption_US_Bases@be6b75f7ac10:source_data/"
            "bases_original/original/rp&id_library_and_archives/Base-Structure-Report-FY25.xlsx",
        },
    )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_OF_DATA [TARGET]")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else Settings().reference)
