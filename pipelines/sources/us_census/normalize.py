"""The Census Bureau's workbook of trade by country -> observations of the USA with each partner."""

from datetime import timedelta
from typing import TYPE_CHECKING

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
COLUMNS = tuple(f"{flow}{period}" for flow in "IE" for period in (*MONTHS, "YR"))
FLOWS = {"I": ("goods_imports", "FOB"), "E": ("goods_exports", "FOB")}
"""Imports are general imports at customs value, without freight and insurance; exports are free alongside ship."""
USUAL_LAG = timedelta(days=36)
WORLD = "0015"
WHOLE_SINCE = 1992
"""First year in which every partner has a row of its own, so that they add up to the world."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The workbook; its edition is the last month with trade, such as 2025-02."""
    with formats.connection(cell=_sheet(body)) as con:
        con.execute(_FIGURES)
        _gates(con, name)
        last = con.execute("select max(period) from published").fetchall()[0][0]
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Accepted("xlsx", f"{last:%Y-%m}", end + USUAL_LAG, "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Exports and imports by partner, for each published month and for each year whose twelve months are published."""
    [part] = parts
    with formats.connection(cell=_sheet(read(part))) as con:
        con.execute(_FIGURES)
        _gates(con, part.name)
        formats.areas(
            con, part.source,
            "select code, flow as measure, dollars as amount, false as is_reporter from figure"
            " where month is null and dollars > 0",
        )  # fmt: skip
        return observations.conform(con.sql(_OBSERVATIONS), **formats.identity(part))


def _sheet(body: bytes) -> "pa.Table":
    """The first sheet, whatever it is called, from its header on."""
    table = formats.sheet(body, formats.sheets(body)[0], "year")
    formats.require(table, ("CTY_CODE", "CTYNAME", *COLUMNS), "trade by country")
    return table


# editions up to 2018 end with a row of zeros for each country that names no year
_EMPTY = "coalesce(year, '') = '' and " + " and ".join(f"try_cast({column} as double) = 0" for column in COLUMNS)
_FIGURES = f"""
create table figure as
select
    lpad(split_part(CTY_CODE, '.', 1), 4, '0') as code, CTYNAME as label, try_cast(year as integer) as year,
    column_name[1:1] as flow, column_name[2:] as period_name,
    list_position({list(MONTHS)}, column_name[2:]) as month,
    raw, round(try_cast(replace(raw, ',', '') as double) * 1e6) as dollars
from (
    unpivot (
        select year, CTY_CODE, CTYNAME, {", ".join(COLUMNS)} from cell where CTY_CODE is not null and not ({_EMPTY})
    )
    on {", ".join(COLUMNS)} into name column_name value raw
);
-- A month that is yet to come is 0 for every partner, not empty.
create table published as
select make_date(year, month, 1) as period, year, month from figure where month is not null
group by all having max(abs(dollars)) > 0
"""
_OBSERVATIONS = f"""
select
    case f.flow when 'I' then 'goods_imports' else 'goods_exports' end as indicator,
    'USA' as ref_area, a.iso3 as counterpart_area, '_T' as breakdown,
    case when f.month is null then 'A' else 'M' end as freq,
    make_date(f.year, coalesce(f.month, 1), 1) as time_period,
    sum(f.dollars) as obs_value, 'A' as obs_status, 'USD' as unit_measure, 'current' as price_base,
    'FOB' as valuation, 'country.xlsx ' || f.flow || ' ' || string_agg(f.code, '+' order by f.code)
        || coalesce('{formats.UNMAPPED}' || string_agg(distinct a.unmapped, ', ') || ']', '') as series
from figure as f
join area as a on a.source_code = f.code
left join published as p on p.year = f.year and p.month = f.month
where a.iso3 is not null and f.dollars is not null and (
    p.month is not null
    or f.month is null and f.year in (select year from published group by year having count(*) = 12)
)
group by f.flow, a.iso3, f.year, f.month
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected numbers in millions of dollars, found others",
        "select code, year, flow || period_name, raw from figure where dollars is null or year is null or dollars < 0",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: a partner and year stand twice",
        "select code, year from figure where period_name = 'YR' and flow = 'I' group by all having count(*) > 1",
    )  # fmt: skip
    if con.execute("select count(*) from published").fetchall() == [(0,)]:
        raise BrokenContract(f"{name}: expected trade in at least one month, found none")
    formats.reject(
        con, f"{name}: a month without any trade before one with trade",
        "select year, month from (select *, lag(period) over (order by period) as before from published)"
        " where before < period - interval 1 month",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: months that do not add up to the printed year",
        "select code, label, year, flow, sum(dollars) filter (month is not null) as months,"
        " sum(dollars) filter (month is null) as printed from figure group by all"
        " having abs(months - printed) > greatest(2e6, 1e-3 * abs(printed))",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: partners that do not add up to the world ({WORLD}), so that some are missing or stand twice",
        "select year, flow, sum(dollars) filter (code >= '1000') as partners,"
        f" sum(dollars) filter (code = '{WORLD}') as world from figure where month is null"
        f" and year >= {WHOLE_SINCE} group by all having world is null or abs(partners - world) > 5e-3 * world",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: world trade that is not in millions of dollars",
        f"select year, flow, dollars from figure where code = '{WORLD}' and month is null"
        " and year in (select year from published group by year having count(*) = 12)"
        " and dollars not between 1e11 and 1e14",
    )  # fmt: skip
