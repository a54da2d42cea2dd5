"""Figures of pairs for transcribe_reference.py: migrants, remittances, aid, votes and sites, as Parquet.

Belongs here: which editions are carried over and how the day of each is known. Does not belong here: how a file is
written (transcription.py), the publishers' own files (sources/<id>/normalize.py).
"""

import csv
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import duckdb
from transcription import Edition

from pipelines.catalogue import economies

VOTES_SINCE = 2015
"""A pair and year of votes is a row: all of them since 2000 would be half of everything that is carried."""


REGIONS = ("Micronesia", "Southern Africa")
"""Names of regions that read like those of countries."""


def name_countries(con: duckdb.DuckDBPyConnection) -> None:
    """Table `economy`, and the function country(label) by country-converter's patterns of names."""
    text = (files("country_converter") / "country_data.tsv").read_text(encoding="utf-8")
    known = {row["iso3"] for row in economies.economies()}
    patterns = [
        (re.compile(row["regex"], re.IGNORECASE), "XKX" if row["ISO3"] == "XKV" else row["ISO3"])
        for row in csv.DictReader(text.splitlines(), delimiter="\t") if not row["obsolete"]
    ]  # fmt: skip

    def country(label: str) -> str | None:
        found = {iso3 for pattern, iso3 in patterns if pattern.search(label)} & known
        return found.pop() if len(found) == 1 and label not in REGIONS else None

    # DuckDB's types know no function that returns None, which is its NULL
    con.create_function("country", country, [str], str, null_handling="special")  # type: ignore[call-overload]
    rows = [(row["iso3"], row["iso2"], row["is_economy"]) for row in economies.economies()]
    con.execute("create temp table economy (iso3 text, iso2 text, is_economy boolean)")
    con.executemany("insert into economy values (?, ?, ?)", rows)


def migrants(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
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
        create or replace temp table stock as
        with pair as (
            select '2020' as vintage, if(origin = 'XXX', '_X', origin) as ref_area, destination as counterpart_area,
                year, total as people
            from read_parquet('{folder}/un_migrant_stock_2020_origin_destination.parquet') where year >= 2000
        ),
        named as (
            select year, total as people, destination, origin
            from read_parquet('{folder}/un_migrant_stock_2019rev_origin_destination.parquet') where year = 2019
        ),
        earlier as (
            select '2019' as vintage, place(origin) as ref_area, place(destination) as counterpart_area, year, people
            from named
        )
        select vintage, ref_area, counterpart_area, year, sum(people) as people from earlier
        where ref_area is not null and counterpart_area is not null group by all
        union all select * from pair
        union all select vintage, 'W00', counterpart_area, year, sum(people) from pair group by all
        union all select vintage, ref_area, 'W00', year, sum(people) from pair group by all
        union all select vintage, 'W00', 'W00', year, sum(people) from pair group by all
    """)
    yield Edition(
        "un_migrants",
        {
            "indicator": "migrants", "breakdown": "_T", "freq": "A", "obs_status": "E", "unit_measure": "PS",
            "source": "un_migrants", "series": "Table 1, both sexes", "published_basis": "estimated",
            "url": "https://www.un.org/development/desa/pd/content/international-migrant-stock",
        },
        "select vintage, ref_area, counterpart_area, make_date(year, 1, 1) as time_period, people::double as obs_value"
        " from stock",
        {
            "2020": {"published_on": "2021-01-15", "reported_by": "ksreyes/gdiviz@a3cbe1c0293c:data/stocks.rda"},
            "2019": {
                "published_on": "2019-09-17",
                "reported_by": "DiTo97/international-migrant-stock-1990-2020@ee19be9368c0:dashboard/app/data/csv/"
                "migrants_by_origin_and_destination_total.csv",
            },
        },
    )  # fmt: skip


def remittances(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """The World Bank's matrix of 2017 in its version of April 2018, with the printed margins."""
    yield Edition(
        "knomad_remittances",
        {
            "indicator": "remittances", "breakdown": "_T", "freq": "A", "time_period": "2017-01-01", "obs_status": "E",
            "unit_measure": "USD", "price_base": "current", "source": "knomad_remittances", "series": "matrix",
            "published_basis": "estimated", "url": "https://www.knomad.org/data/remittances",
        },
        f"""
        select '2017-2018-04' as vintage, s.iso3 as ref_area, r.iso3 as counterpart_area,
            sum(usd_million) * 1e6 as obs_value
        from read_csv('{folder}/wb_bilateral_remittances_2017.csv.gz')
        join knomad_remittances_code as s on s.source_code = sending
        join knomad_remittances_code as r on r.source_code = receiving
        where s.iso3 is not null and r.iso3 is not null and usd_million > 0
        group by all
        """,
        {
            "2017-2018-04": {
                "published_on": "2018-04-01",
                "reported_by": "hbenveniste/mig-scenarios@38feb3672bc6:data/rem_wb/"
                "WB_Bilateral_Remittance_Estimates_2017.xlsx",
            }
        },
    )  # fmt: skip


AID = {
    "2022": ("2022-10-08", "mr-ffrancis/Us-Aid-Analysis@290ca5eb0ab6:Analysis/us_foreign_aid_country.csv"),
    "2025-03": ("2025-04-02", "kareemshub/final-project@2d6d310f47d4:us_foreign_aid_country.csv"),
}
"""Copy -> day on which somebody committed it, and who. A later copy has been edited and is not carried."""


def assistance(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """US assistance since 2001, in two copies, of fiscal years that had ended 18 months before."""
    copies = " union all ".join(
        f"select '{published}' as vintage, * from read_csv('{folder}/us_foreign_aid_country_{name}.csv.gz',"
        " all_varchar = true, nullstr = '')"
        for name, (published, _) in AID.items()
    )
    con.execute(f"""
        create or replace temp table aid as
        select vintage, coalesce(country_code, country_name) as code, lower(transaction_type) as breakdown,
            fiscal_year::int as year, current_usd::double as dollars
        from ({copies}) where regexp_full_match(fiscal_year, '[0-9]{{4}}') and fiscal_year >= '2001'
    """)
    yield Edition(
        "us_foreign_assistance",
        {
            "indicator": "foreign_assistance", "ref_area": "USA", "freq": "A", "obs_status": "", "unit_measure": "USD",
            "price_base": "current", "source": "us_foreign_assistance", "series": "fiscal year",
            "published_basis": "estimated", "url": "https://foreignassistance.gov/data",
        },
        """
        with counted as (
            select vintage, a.iso3 as counterpart_area, breakdown, year, dollars
            from aid join us_foreign_assistance_code as a on a.source_code = code where a.iso3 is not null
            union all select vintage, 'W00', breakdown, year, dollars from aid
        )
        select vintage, counterpart_area, breakdown, make_date(year, 1, 1) as time_period, sum(dollars) as obs_value,
            'A' as obs_status
        from counted where make_date(year, 9, 30) + interval 18 months <= vintage::date
        group by all
        """,
        {published: {"published_on": published, "reported_by": who} for published, who in AID.values()},
    )  # fmt: skip


def development(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """Net ODA by donor and recipient in prices of 2022, as the OECD had it when 2022 was the newest year."""
    yield Edition(
        "oecd_dac2a",
        {
            "indicator": "official_aid_constant", "breakdown": "_T", "freq": "A", "unit_measure": "USD",
            "price_base": "constant:2022", "source": "oecd_dac2a", "series": "DAC2A 206",
            "published_basis": "estimated",
            "url": "https://data-explorer.oecd.org/vis?df[id]=DSD_DAC2@DF_DAC2A&df[ag]=OECD.DCD.FSD",
        },
        f"""
        select * from (
            select '2024' as vintage, country(donor) as ref_area, country(recipient) as counterpart_area,
                make_date(year, 1, 1) as time_period, round(value * 1e6) as obs_value
            from read_parquet('{folder}/oecd_dac2a_oda_2009_2022.parquet')
            where aid_type = 'ODA: Total Net' and value is not null
        ) where ref_area is not null and counterpart_area is not null
        """,
        {"2024": {"published_on": "2024-01-31", "reported_by": "dante042/MINT488@551b3286b36e:data/OECD.rda"}},
    )  # fmt: skip


def votes(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """Agreement of pairs in the General Assembly, computed from the roll calls, in one order of each pair.

    Two counts: with half of a vote where one abstained, and of the votes that were the same.
    """
    yield Edition(
        "un_votes",
        {
            "indicator": "un_vote_agreement", "freq": "A", "unit_measure": "PT",
            "source": "un_votes", "series": "all votes", "published_basis": "estimated",
            "url": "https://dataverse.harvard.edu/dataset.xhtml?persistentId=hdl:1902.1/12379",
        },
        f"""
        select '2021-03' as vintage, least(x.iso3, y.iso3) as ref_area, greatest(x.iso3, y.iso3) as counterpart_area,
            make_date(year, 1, 1) as time_period, breakdown,
            round(100 * case breakdown when '_T' then 1 - absdiff / (2 * votes) else same / votes end, 2) as obs_value
        from read_parquet('{folder}/unga_pairs_2000_2019.parquet')
        cross join (select unnest(['_T', 'identical']) as breakdown)
        join economy as x on x.iso2 = a join economy as y on y.iso2 = b
        where year >= {VOTES_SINCE} and votes > 0 and x.is_economy and y.is_economy
        """,
        {"2021-03": {"published_on": "2021-03-31", "reported_by": "dgrtwo/unvotes@7eb7034314ff:data/un_votes.rda"}},
    )  # fmt: skip


def sites(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """Sites of the Base Structure Report FY25 by country."""
    con.execute(f"""
        create or replace temp table listed as
        select a.iso3 from read_csv('{folder}/us_base_structure_report_fy25.csv.gz', all_varchar = true) as s
        join us_base_structure_code as a on a.source_code = s."Country/State" where a.iso3 is not null
    """)
    yield Edition(
        "us_base_structure",
        {
            "indicator": "military_sites", "ref_area": "USA", "breakdown": "_T", "freq": "A",
            "time_period": "2024-01-01", "unit_measure": "SITES", "source": "us_base_structure",
            "published_basis": "estimated", "url": "https://www.acq.osd.mil/eie/imr/rpid/library.html",
        },
        "select 'FY25' as vintage, iso3 as counterpart_area, count(*)::double as obs_value, 'sites' as series"
        " from listed group by iso3 union all"
        " select 'FY25', 'W00', count(*)::double, 'sites outside of the fifty states' from listed",
        {
            "FY25": {
                "published_on": "2025-09-30",
                "reported_by": "VerulamBlueMint/VBM_Iran_War_Energy_Disruption_US_Bases@be6b75f7ac10:source_data/"
                "bases_original/original/rp&id_library_and_archives/Base-Structure-Report-FY25.xlsx",
            }
        },
    )  # fmt: skip


ALL = (migrants, remittances, assistance, development, votes, sites)
