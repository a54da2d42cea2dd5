"""The open world for transcribe_reference.py: series of all economies in every edition at hand, as Parquet.

Belongs here: which editions are carried over and how the day of each is known. Does not belong here: how a file is
written (transcription.py).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
from transcription import Edition

from pipelines.config import Settings

LEFT_OUT = {
    ("FP.CPI.TOTL.ZG", "2025-10-07"): "a third of the values that the editions before and after have is missing",
    ("TX.VAL.MRCH.CD.WT", "2013-12-21"): "the only edition at hand ends in 2012",
    ("TM.VAL.MRCH.CD.WT", "2013-12-21"): "the only edition at hand ends in 2012",
}
"""Editions that are not carried over, and why. Neither are series that sources/worldbank_wdi/series.csv does not have,
nor SIPRI's and the IISS's (MS.MIL.*), whose terms are their own."""

SLIPS = (("BX.TRF.PWKR.CD.DT", "2023-10-26", "PHL", 2022), ("BX.TRF.PWKR.CD.DT", "2023-10-26", "PRT", 2022))
"""Figures that are left out: a quarter and thirteen times that of the year before, and taken back later."""

PRICE_BASES = {("NY.GDP.MKTP.KD", "2013-12-21"): "constant:2005"}
"""Editions in the prices of another year than today's: all economies have the same GDP in both prices in that year."""


def worldbank(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """World Development Indicators, 1990 on, economies and the world; values as printed.

    An edition is named by the date that its file prints. Where it prints none, it was fetched by the day on which
    somebody committed it, and so was public by then: that day stands, as an estimate.
    """
    con.execute(f"""
        create or replace temp table wdi as
        select w.indicator as series, c.iso3 as ref_area, make_date(w.year, 1, 1) as time_period, w.edition as vintage,
               w.value as obs_value
        from (
            select indicator, iso3, year, edition, value from read_parquet('{folder}/wdi_latest.parquet')
            union all
            select indicator, iso3, year, edition, value from read_parquet('{folder}/wdi_vintages*.parquet')
        ) as w
        join worldbank_wdi_code as c on c.source_code = w.iso3
        where c.iso3 is not null and w.indicator not like 'MS.MIL.%'
            and (w.indicator, w.edition, w.iso3, w.year) not in {SLIPS}
    """)
    kept = _kept(con)
    for row in _series():
        editions = kept.get(row["series"], {}) | {
            source["edition"]: _edition(source)
            for source in _sources(folder)
            if source["indicator"] == row["series"] and (row["series"], source["edition"]) not in LEFT_OUT
        }
        if not editions or row["series"].startswith("MS.MIL."):
            continue
        listed = ", ".join(f"'{vintage}'" for vintage in editions)
        yield Edition(
            f"worldbank_wdi_{row['indicator']}",
            {
                "breakdown": "_T", "freq": "A", "source": "worldbank_wdi",
                "url": f"https://data.worldbank.org/indicator/{row['series']}",
            } | {name: row[name] for name in _CONSTANT},
            f"select ref_area, time_period, vintage, obs_value from wdi"
            f" where series = '{row['series']}' and vintage in ({listed})",
            editions,
        )  # fmt: skip


def _kept(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, dict[str, str]]]:
    """Editions that were transcribed from files which the folder does not have: as they stand, series by series."""
    reference, found = Settings().reference, defaultdict[str, dict[str, dict[str, str]]](dict)
    at_hand = set(con.sql("select distinct series, vintage from wdi").fetchall())
    with (reference / "editions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            many = row["file"].startswith("worldbank_wdi_") and row["file"].endswith(".parquet")
            key = row["series"], row["vintage"]
            if not many or key in at_hand:
                continue
            found[key[0]][key[1]] = {name: row[name] for name in ("published_on", "published_basis", "reported_by")}
            con.execute(
                f"insert into wdi select ?, ref_area, time_period, vintage, obs_value"
                f" from read_parquet('{reference / row['file']}') where vintage = ?",
                [*key],
            )
    return found


CENSUS = {
    "2016-11": "axibase/atsd-use-cases@cbf386ee11ed:research/us-international-trade/resources/us-trade.csv",
    "2021-02": "jessiejxyu2/ist526-1@161203c51af8:export_imort_country.csv",
    "2022-01": "nancunjie4560/Data608@ea9a0cd13e4b:country.xlsx",
    "2023-01": "JJamesRoy/ECN3950@2e94778e58b3:country.xlsx",
    "2024-08": "ooihiangee/raw_data@965c40dde3fc:country.xlsx",
    "2025-02": "ab604/charts-2025@dbe21a0b88f7:04-big-or-small/country.xlsx",
}
"""Last month with trade -> who carried the workbook."""


def census(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """Trade of the USA with every partner, 1990 on: months, and years of which all months are published.

    Rows are those that the connector makes of the workbook (sources/us_census/normalize.py). Of the older editions
    the last five years are at hand.
    """
    from pipelines.sources.us_census import normalize

    con.execute(f"""
        create or replace temp table census as
        with edition as (
            select '2025-02' as vintage, * from read_parquet('{folder}/us_census_country_monthly_2025-02.parquet')
            union all by name
            select data_through as vintage, * exclude data_through
            from read_parquet('{folder}/us_census_country_monthly_older_editions.parquet')
        ),
        figure as (
            select
                vintage, lpad(CTY_CODE, 4, '0') as code, year, column_name[1:1] as flow,
                list_position({list(normalize.MONTHS)}, column_name[2:]) as month, round(millions * 1e6) as dollars
            from (
                unpivot (select vintage, CTY_CODE, year, {", ".join(normalize.COLUMNS)} from edition where year >= 1990)
                on {", ".join(normalize.COLUMNS)} into name column_name value millions
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
    editions = {vintage: _census_edition(vintage, who) for vintage, who in CENSUS.items()}
    for flow, (indicator, valuation) in normalize.FLOWS.items():
        yield Edition(
            f"us_census_{indicator}",
            {
                "indicator": indicator, "ref_area": "USA", "breakdown": "_T", "unit_measure": "USD",
                "price_base": "current", "valuation": valuation, "source": "us_census",
                "published_basis": "estimated", "url": "https://www.census.gov/foreign-trade/balance/country.xlsx",
            },
            f"select * exclude flow from census where flow = '{flow}'",
            editions,
        )  # fmt: skip


def _census_edition(vintage: str, who: str) -> dict[str, str]:
    from pipelines.sources.us_census import normalize

    year, month = map(int, vintage.split("-"))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return {"published_on": (end + normalize.USUAL_LAG).isoformat(), "reported_by": who}


_CONSTANT = ("indicator", "series", "unit_measure", "price_base", "valuation", "counterpart_area")


def _series() -> list[dict[str, str]]:
    from pipelines.sources.worldbank_wdi.normalize import SERIES_FILE

    with SERIES_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sources(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted(folder.glob("wdi_sources*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return sorted(found, key=lambda source: (source["indicator"], source["edition"]))


def _edition(source: dict[str, str]) -> dict[str, str]:
    printed = source["edition_kind"].startswith("printed")
    base = PRICE_BASES.get((source["indicator"], source["edition"]))
    return ({"price_base": base} if base else {}) | {
        "published_on": source["edition"],
        "published_basis": "stated" if printed else "estimated",
        "reported_by": f"{source['repo']}@{source['commit'][:12]}:{source['path']}",
    }
