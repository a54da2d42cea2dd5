"""Transcribe figures from publishers' files into warehouse/reference/.

    python tools/transcribe_reference.py ../shared/data

The reference figures let a clone without a network give real verdicts. They are carried over into the
project's own columns with source, vintage and address; no publisher's file is copied. The same input gives
the same bytes. `editions.csv` says for every file what holds for all of its rows. `events.csv` and
`statements.csv` are kept by hand.

Where each figure comes from (folder of the argument -> file here):

    world/wdi_*.parquet                   worldbank_wdi_<indicator>: WDI in many editions (transcribe_world.py)
    world/us_census_*.parquet             us_census_<indicator>: trade of the USA with every partner, in six editions
    worldbank/gdp_2024-03-22              worldbank_wdi_gdp_2024-03-22: WDI as published on that date
    worldbank/wdi_macro_*                 worldbank_wdi_{gdp,gdp_growth}_2026-01-10: WDI as pulled on that day
    worldbank/api_gdp_*.json              worldbank_wdi_gdp_2026-07-13: latest value of each economy
    imf/weo_vintages_*                    imf_weo_<edition>: three countries, five years
    dmdc/dmdc_reports_compiled_*          us_dmdc_<quarter end>: every country in the compilation
    dmdc/DMDC_Website_..._2512.xlsx       us_dmdc_2025-12: every host in the report itself
    kosis/korea_trade_by_partner_*        kr_kosis_{exports,imports}_2025-06-19: Korea's partners, 2015 on
    senkaku/jcg_yearly_*.csv              jp_coastguard_2023-05: days and vessels in two zones
    comtrade/*                            un_comtrade_2022: cited totals of a few pairs, rounded to millions
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import transcribe_dyads
import transcribe_world
import transcription
from transcription import Edition

from pipelines.catalogue import economies
from pipelines.config import Settings

FIRST_YEAR = 2010


def main(data: Path, target: Path) -> None:
    con = duckdb.connect()
    con.execute("set threads = 1")  # one thread writes rows in the order of the query
    for source in (
        "worldbank_wdi",
        "imf_weo",
        "us_dmdc",
        "kr_kosis",
        "us_census",
        "knomad_remittances",
        "us_foreign_assistance",
        "us_base_structure",
    ):
        con.register(f"{source}_code", economies.crosswalk(source))
    transcribe_dyads.name_countries(con)
    target.mkdir(parents=True, exist_ok=True)
    editions = [
        *worldbank(data / "worldbank"),
        *transcribe_world.worldbank(con, data / "world"),
        *transcribe_world.census(con, data / "world"),
        *(edition for make in transcribe_dyads.ALL for edition in make(con, data / "world")),
        *imf(data / "imf"),
        *dmdc(con, data / "dmdc"),
        *kosis(con, data / "kosis"),
        *coastguard(data / "senkaku"),
        *comtrade(data / "comtrade"),
    ]
    for edition in editions:
        transcription.write(con, target, edition)
    transcription.write_editions(target / "editions.csv", editions)


# World Bank ------------------------------------------------------------------------------------------------

WDI = {
    "gdp": {"series": "NY.GDP.MKTP.CD", "unit_measure": "USD", "price_base": "current"},
    "gdp_growth": {"series": "NY.GDP.MKTP.KD.ZG", "unit_measure": "PT"},
}

# A reply is [page, rows]; a few groups have a blank countryiso3code and their own country.id.
_API_ROWS = """
    select
        coalesce(nullif(row.countryiso3code, ''), row.country.id) as code,
        row.date::integer as year,
        row.value as value
    from (
        select unnest(from_json(reply[2], '[{{
            "countryiso3code": "VARCHAR", "country": {{"id": "VARCHAR"}}, "date": "VARCHAR", "value": "DOUBLE"
        }}]')) as row
        from read_json('{path}', format = 'unstructured', columns = {{reply: 'JSON[]'}})
    )"""


def worldbank(folder: Path) -> Iterator[Edition]:
    """Economies and the world; other aggregates stand for no country. Dollars are rounded to whole ones."""
    rows = f"""select "Country Code" as code, "Year" as year, "Value" as value
               from read_csv('{folder}/gdp_2024-03-22.csv.gz')"""
    yield _wdi("gdp", "2024-03-22", "stated", rows, "round(r.value)::bigint")
    macro = f"""select country_code as code, year, value
                from read_csv('{folder}/wdi_macro_2005_2024_pulled_2026-01-10.csv.gz') where series = """
    yield _wdi("gdp", "2026-01-10", "estimated", f"{macro} 'NY.GDP.MKTP.CD'", "round(r.value)::bigint")
    yield _wdi("gdp_growth", "2026-01-10", "estimated", f"{macro} 'NY.GDP.MKTP.KD.ZG'", "round(r.value, 6)")
    rows = _API_ROWS.format(path=folder / "api_gdp_2026-07.json")
    yield _wdi("gdp", "2026-07-13", "stated", rows, "round(r.value)::bigint")


def _wdi(indicator: str, day: str, basis: str, rows: str, value: str) -> Edition:
    return Edition(
        f"worldbank_wdi_{indicator}_{day}",
        {"indicator": indicator, "breakdown": "_T", "freq": "A", "source": "worldbank_wdi", "vintage": day,
         "published_on": day, "published_basis": basis,
         "url": f"https://data.worldbank.org/indicator/{WDI[indicator]['series']}"} | WDI[indicator],
        f"""select c.iso3 as ref_area, make_date(r.year::integer, 1, 1) as time_period, {value} as obs_value
            from ({rows}) as r join worldbank_wdi_code as c on c.source_code = r.code
            where c.iso3 is not null and r.value is not null and r.year >= {FIRST_YEAR}
            order by ref_area, time_period""",
    )  # fmt: skip


# International Monetary Fund -------------------------------------------------------------------------------

WEO = (
    ("NGDPD", "gdp", "USD", "current"),
    ("PPPGDP", "gdp_ppp", "INTL_USD", "current"),
    ("LP", "population", "PS", ""),
)
WEO_PUBLISHED = {
    "2023-04": "2023-04-11", "2023-10": "2023-10-10", "2024-04": "2024-04-16",
    "2024-10": "2024-10-22", "2025-04": "2025-04-22", "2025-10": "2025-10-14",
}  # fmt: skip


def imf(folder: Path) -> Iterator[Edition]:
    """GDP, GDP at purchasing power parity and population of three countries, as the claims need them.

    `scale` is a factor up to April 2025 and a power of ten since. Years after the last actual one are
    estimates up to the year before the edition and forecasts from its year on; without a last actual year an
    edition of April estimates the year before, one of October knows it.
    """
    for edition, day in WEO_PUBLISHED.items():
        year, month = edition.split("-")
        known = int(year) - (2 if month == "04" else 1)
        yield Edition(
            f"imf_weo_{edition}",
            {"breakdown": "_T", "freq": "A", "source": "imf_weo", "vintage": edition, "published_on": day,
             "published_basis": "stated",
             "url": "https://www.imf.org/en/Publications/WEO/weo-database/"
                    f"{year}/{'April' if month == '04' else 'October'}"},
            f"""select
                    i.indicator,
                    c.iso3 as ref_area,
                    make_date(w.year::integer, 1, 1) as time_period,
                    round(round(w.value, 6) * if(w.scale < 100, 10 ** w.scale, w.scale))::bigint as obs_value,
                    case when w.year <= coalesce(try_cast(w.lastactualdate as integer), {known}) then 'A'
                         when w.year < {year} then 'E' else 'F' end as obs_status,
                    i.unit_measure,
                    nullif(i.price_base, '') as price_base,
                    w.concept as series
                from read_csv(
                    '{folder}/weo_vintages_2021-04_2025-10.csv.gz',
                    types = {{'ref_area': 'VARCHAR', 'lastactualdate': 'VARCHAR', 'scale': 'DOUBLE'}}
                ) as w
                join imf_weo_code as c on c.source_code = w.ref_area
                join (values {', '.join(map(str, WEO))}) as i (series, indicator, unit_measure, price_base)
                    on i.series = w.concept
                where w.vintage = '{edition}' and w.year between 2022 and 2026
                    and c.iso3 in ('CHN', 'JPN', 'KOR')
                order by indicator, ref_area, time_period""",
        )  # fmt: skip


# Defense Manpower Data Center ------------------------------------------------------------------------------

DMDC_PAGE = "https://dwp.dmdc.osd.mil/dwp/app/dod-data-reports/workforce-reports"
DMDC_FROM = "2016-12"
"""Four quarters before the break of December 2017, so that it can be seen."""

DMDC_BREAK = "2017-12"
DMDC_REPORT = "2025-12"
"""The quarter whose report is held itself; the compilation lacks hosts that it does not know."""

DMDC_PUBLISHED = {"2024-09": "2025-06-30", "2024-12": "2025-06-30"}
"""Reports that came out long after the usual 60 days: both were uploaded in June 2025."""

ARMY_NOT_REPORTED = ("2022-12", "2023-03", "2023-06")
"""The Army was changing its personnel system: its counts, and so all totals, are N/A."""

SERVICES_FOR = ("BEL", "BHR", "CHN", "DEU", "ESP", "GBR", "GUM", "ITA", "JPN", "KOR", "PHL", "TUR", "TWN")
"""Hosts whose active duty is carried over by service; for all of them it would not fit."""

DMDC_COLUMNS = {
    "active_duty": "Total Active Duty",
    "reserve": "Total Selected Reserve",
    "civilian": "Total Civilian",
    "active_duty.army": "Army Active Duty",
    "active_duty.navy": "Navy Active Duty",
    "active_duty.marine_corps": "Marine Corps Active Duty",
    "active_duty.air_force": "Air Force Active Duty",
    "active_duty.space_force": "Space Force Active Duty",
    "active_duty.coast_guard": "Coast Guard Active Duty",
}


def dmdc(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """Active duty, reserve and civilians by host and quarter end; states of the USA are no hosts."""
    _compilation(con, folder / "dmdc_reports_compiled_1950_2025.csv.gz")
    _report(con, folder / "DMDC_Website_Location_Report_2512.xlsx")
    con.execute(f"""
        create table dmdc as
        select * from compiled where quarter_end <> '{DMDC_REPORT}'
        union all select * from report
        union all {_WITHHELD}
        union all {_NOT_REPORTED}
    """)
    quarters = con.execute("select distinct quarter_end from dmdc order by all").fetchall()
    for (quarter,) in quarters:
        year, month = map(int, quarter.split("-"))
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        late = DMDC_PUBLISHED.get(quarter)
        yield Edition(
            f"us_dmdc_{quarter}",
            {"indicator": "troops", "ref_area": "USA", "freq": "Q", "unit_measure": "PS", "source": "us_dmdc",
             "vintage": quarter, "series": "LOCATION COUNTRY REPORT", "url": DMDC_PAGE,
             "published_on": late or (end + timedelta(days=60)).isoformat(),
             "published_basis": "stated" if late else "estimated"},
            f"""select iso3 as counterpart_area, breakdown, date '{date(year, month - 2, 1)}' as time_period,
                       sum(obs_value)::bigint as obs_value, min(obs_status) as obs_status
                from dmdc where quarter_end = '{quarter}'
                group by iso3, breakdown order by counterpart_area, breakdown""",
        )  # fmt: skip


# Rows of these hosts are blank and starred, or print 0, while troops there are counted in totals only.
_WITHHELD = f"""
    select quarter_end, iso3, breakdown, null::bigint as obs_value, 'Q' as obs_status
    from (select distinct quarter_end from compiled) as q,
         (values ('AFG', '2022-03'), ('IRQ', '2021-09'), ('SYR', '2022-03')) as h (iso3, until),
         (values ('active_duty'), ('reserve'), ('civilian')) as b (breakdown)
    where quarter_end between '{DMDC_BREAK}' and h.until
      and not exists (select 1 from compiled as c
                      where c.quarter_end = q.quarter_end and c.iso3 = h.iso3 and c.breakdown = b.breakdown)
    union all
    select quarter_end, iso3, breakdown, null, 'O'
    from (select distinct quarter_end from compiled) as q,
         (values ('AFG', '2023-09'), ('IRQ', '2023-12'), ('SYR', '2023-12')) as h (iso3, since),
         (values ('active_duty'), ('reserve'), ('civilian')) as b (breakdown)
    where quarter_end >= h.since
"""

# The compilation leaves these quarters out; the reports print N/A for every host that they list.
_NOT_REPORTED = f"""
    select q.quarter_end, c.iso3, c.breakdown, null::bigint, 'L'
    from compiled as c, unnest({list(ARMY_NOT_REPORTED)}) as q (quarter_end)
    where c.breakdown in ('active_duty', 'active_duty.army') and c.quarter_end in ('2022-09', '2023-09')
    group by all having count(*) = 2
"""


def _compilation(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    columns = ", ".join(f'"{column}"' for column in DMDC_COLUMNS.values())
    names = "map {" + ", ".join(f"'{column}': '{name}'" for name, column in DMDC_COLUMNS.items()) + "}"
    con.execute(f"""
        create table compiled as
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
        where quarter_end >= '{DMDC_FROM}' and not starred
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
    con.execute("create table report_row (label varchar, breakdown varchar, obs_value bigint)")
    con.executemany(
        "insert into report_row values (?, ?, ?)",
        [(str(row[1]).strip() or row[0], name, int(row[column])) for row in hosts for name, column in taken.items()],
    )
    con.execute(f"""
        create table report as
        select
            '{DMDC_REPORT}' as quarter_end, if(label = 'OVERSEAS TOTAL', 'W00', c.iso3) as iso3,
            breakdown, obs_value, null::varchar as obs_status
        from report_row left join us_dmdc_code as c on c.source_code = label
        where breakdown not like '%.%' or c.iso3 in {SERVICES_FOR}
    """)
    _refuse_unmapped(con, "report")


def _refuse_unmapped(con: duckdb.DuckDBPyConnection, table: str) -> None:
    unmapped = con.execute(f"select count(*) from {table} where iso3 is null and obs_value <> 0").fetchall()[0][0]
    if unmapped:
        raise SystemExit(f"{table}: {unmapped} figures of hosts that sources/us_dmdc/economies.csv does not map")


# Statistics Korea ------------------------------------------------------------------------------------------

KOSIS_EDITION = "2025-06-19"
WRONG_IMPORTS = ("PSE", "RUS", "SRB")
"""Partners whose imports equal their exports in every year of the compilation: not carried over."""


def kosis(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Edition]:
    """Korea's partners and all partners together (W00); the partners add up to less than the printed totals.

    Obsolete codes that still carry figures are added up as _X. Where only one of the two flows has a figure, the
    other is marked missing.
    """
    con.execute(f"""
        create table kosis as
        select
            year, c.iso3, sum(k.export) as export, sum(k.import) as import,
            any_value(total_export) as total_export, any_value(total_import) as total_import
        from read_csv('{folder}/korea_trade_by_partner_1949_2023.csv.gz', nullstr = 'NA') as k
        join kr_kosis_code as c on c.source_code = k.iso3c
        where year >= 2015 and c.iso3 is not null and (k.export is not null or k.import is not null)
        group by all
    """)
    for flow, valuation in (("export", "FOB"), ("import", "CIF")):
        withheld = f"iso3 in {WRONG_IMPORTS}" if flow == "import" else "false"
        yield Edition(
            f"kr_kosis_{flow}s_{KOSIS_EDITION}",
            {"indicator": f"goods_{flow}s", "ref_area": "KOR", "breakdown": "_T", "freq": "A",
             "unit_measure": "USD", "price_base": "current", "valuation": valuation, "source": "kr_kosis",
             "series": f"{flow} by partner", "vintage": KOSIS_EDITION, "published_basis": "estimated",
             "url": "https://kosis.kr/eng/"},
            f"""with figure as (
                    select iso3, year, {flow} as value from kosis
                    union all
                    select 'W00', year, any_value(total_{flow}) from kosis group by all
                )
                select iso3 as counterpart_area, make_date(year::integer, 1, 1) as time_period,
                       case when not {withheld} then value::bigint end as obs_value,
                       case when {withheld} or value is null then 'O' end as obs_status,
                       make_date(year::integer, 12, 31) + 45 as published_on
                from figure order by counterpart_area, time_period""",
        )  # fmt: skip


# Japan Coast Guard -----------------------------------------------------------------------------------------


def coastguard(folder: Path) -> Iterator[Edition]:
    """Days and vessels by year to 2022 and by month to April 2023, each taken as public a week later."""
    zones = {"territorial": "territorial_sea", "contiguous": "contiguous_zone"}
    parts = " union all ".join(
        f"""select '{indicator}' as indicator, '{zone}' as breakdown, year, coalesce(month, 1) as month,
                   if(month is null, 'A', 'M') as freq, {column}_{measure} as value, '{unit}' as unit_measure
            from jcg"""
        for indicator, measure, unit in (("vessel_days", "days", "DAYS"), ("vessels", "vessels", "VESSELS"))
        for column, zone in zones.items()
    )
    yield Edition(
        "jp_coastguard_2023-05",
        {"ref_area": "CHN", "counterpart_area": "JPN", "source": "jp_coastguard", "vintage": "2023-05",
         "series": "senkaku", "published_basis": "estimated",
         "url": "https://www.kaiho.mlit.go.jp/mission/senkaku/senkaku.html"},
        f"""with jcg as (from read_csv('{folder}/jcg_yearly_via_ameblo.csv')), figure as ({parts}),
                 dated as (select *, make_date(year::integer, month::integer, 1) as time_period from figure)
            select indicator, breakdown, freq, time_period, value::bigint as obs_value, unit_measure,
                   (time_period + if(freq = 'A', interval 1 year, interval 1 month))::date + 7 as published_on
            from dated where value is not null
            order by indicator, breakdown, freq, time_period""",
    )  # fmt: skip


# United Nations Comtrade -----------------------------------------------------------------------------------


def comtrade(folder: Path) -> Iterator[Edition]:
    """Totals of 2022 between China, Japan, Korea and the USA, as far as a reporter's figures are at hand.

    Records of Comtrade may not be passed on; these are cited figures, rounded to millions of dollars.
    Korea with Japan is in neither file.
    """
    yield Edition(
        "un_comtrade_2022",
        {"breakdown": "_T", "freq": "A", "time_period": "2022-01-01", "unit_measure": "USD",
         "price_base": "current", "source": "un_comtrade", "series": "TOTAL", "vintage": "2022",
         "published_on": "2023-06-29", "published_basis": "estimated", "url": "https://comtradeplus.un.org/"},
        f"""with country (name, code, iso3) as (
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
                   (round(value / 1e6) * 1e6)::bigint as obs_value, if(flow = 'X', 'FOB', 'CIF') as valuation
            from figure order by indicator, ref_area, counterpart_area""",
    )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER_OF_DATA [TARGET]")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else Settings().reference)
