"""BACI's yearly files, reconciled flows by exporter, importer and product -> observations by pair and HS chapter."""

import re
from datetime import date
from typing import TYPE_CHECKING

from pipelines.catalogue import economies
from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract, describe
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.database import quoted
from pipelines.stores.snapshots import Snapshot, intact

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

YEAR_FILE = re.compile(r"BACI_HS(\d\d)_Y(\d{4})_V(\d{4})(\d\d)([a-z]?)\.csv", re.IGNORECASE)
CODES_FILE = re.compile(r"country_codes_V(\d{4})(\d\d)([a-z]?)\.csv", re.IGNORECASE)
HEADER = ["t", "i", "j", "k", "v", "q"]
FEWEST_PAIRS = 5_000
"""Pairs that trade in a year at the very least; some 28,000 do."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """A year's file, whose edition is release, classification and year, or the list of codes of a release."""
    pattern, shape = (
        (YEAR_FILE, "BACI_HS92_Y2022_V202401b.csv") if dataset == "year" else (CODES_FILE, "country_codes_V202401b.csv")
    )
    named = pattern.fullmatch(name)
    if named is None:
        raise BrokenContract(
            f"{name}: expected one CSV file out of CEPII's zip under its own name, such as {shape}: release and"
            " classification stand nowhere else"
        )
    *which, year, month, letter = named.groups()
    released = date(int(year), int(month), 28)
    edition = (
        "-".join([f"V{year}{month}{letter}", *(f"HS{which[0]}", which[1])]) if which else f"V{year}{month}{letter}"
    )
    if dataset == "year":
        _year_stands_in(body, which[1], name)
    else:
        _same_codes(body, name)
    return Accepted("csv", edition, released, "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Flows of one year by pair, of all products and by HS chapter. The list of codes holds no figures."""
    [part] = parts
    if part.dataset == "country_codes":
        return observations.empty()
    with formats.connection() as con:
        with intact(part) as file:
            con.execute(_FLOWS.format(file=quoted(file)))
        _gates(con, part)
        formats.areas(
            con, part.source,
            "select exporter as code, 'exports' as measure, dollars as amount, true as is_reporter from flow"
            " where chapter is null union all"
            " select importer, 'imports', dollars, true from flow where chapter is null",
        )  # fmt: skip
        return observations.conform(con.sql(_OBSERVATIONS), **formats.identity(part))


def _year_stands_in(body: bytes, year: str, name: str) -> None:
    lines = body[:4096].decode("latin-1").splitlines()
    header = [column.strip().strip('"') for column in lines[0].split(",")] if lines else []
    if header != HEADER:
        raise BrokenContract(f"{name}: expected the columns {','.join(HEADER)}, found {describe(body)}")
    if len(lines) < 2 or lines[1].split(",")[0].strip() != year:
        raise BrokenContract(f"{name}: expected the year {year} of the name in column t, found {lines[1:2]}")


def _same_codes(body: bytes, name: str) -> None:
    """Every code of the list is in our map, and means the same country where both name one."""
    table = formats.csv(formats.text(body))
    formats.require(table, ("country_code", "country_iso3"), name)
    with formats.connection(code=table, area=economies.crosswalk("cepii_baci")) as con:
        formats.reject(
            con, f"{name}: codes that the map has with another country or not at all (CEPII's country, then ours)",
            "select country_code, country_iso3, coalesce(a.iso3, a.note, 'not in the map') from code"
            " left join area as a on a.source_code = country_code"
            " where a.source_code is null or a.iso3 is not null and a.iso3 <> '_X'"
            " and regexp_full_match(country_iso3, '[A-Z]{3}') and a.iso3 <> country_iso3 order by all",
        )  # fmt: skip


# Read by DuckDB a piece at a time: the rows of one year are eleven million, what they add up to is one.
# Products are text: 010121 is chapter 01, 10121 where a zero was lost the same, 9999AA chapter 99.
_FLOWS = """
create table flow as
with line as (
    select t as year, trim(i) as exporter, trim(j) as importer, left(lpad(trim(k), 6, '0'), 2) as chapter, v
    from read_csv({file}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {{
        't': 'VARCHAR', 'i': 'VARCHAR', 'j': 'VARCHAR', 'k': 'VARCHAR', 'v': 'DOUBLE', 'q': 'VARCHAR'}})
)
select year, exporter, importer, chapter, sum(v) * 1000 as dollars, count(*) as lines, min(v) as least
from line
group by grouping sets ((year, exporter, importer, chapter), (year, exporter, importer))
"""
_OBSERVATIONS = f"""
select
    'goods_flow_reconciled' as indicator, e.iso3 as ref_area, i.iso3 as counterpart_area,
    coalesce(chapter, '_T') as breakdown, 'A' as freq, make_date(year::int, 1, 1) as time_period,
    sum(dollars) as obs_value, 'A' as obs_status, 'USD' as unit_measure, 'current' as price_base, 'FOB' as valuation,
    'BACI' || coalesce('{formats.UNMAPPED}' || string_agg(distinct coalesce(e.unmapped, i.unmapped), ', ') || ']', '')
        as series
from flow
join area as e on e.source_code = exporter
join area as i on i.source_code = importer
where e.iso3 is not null and i.iso3 is not null
group by e.iso3, i.iso3, chapter, year
"""


def _gates(con: "duckdb.DuckDBPyConnection", part: Snapshot) -> None:
    name = part.name
    year = part.edition.rpartition("-")[2]
    formats.reject(
        con, f"{name}: expected the year {year} in every row, found others",
        f"select distinct year from flow where year is distinct from '{year}'",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected codes and positive values in thousands of dollars, found others",
        "select exporter, importer, chapter, least from flow where exporter is null or importer is null"
        " or dollars is null or least < 0 or exporter = importer",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: world trade out of all proportion, so that lines are missing, stand twice or are no thousands",
        "select sum(dollars) as dollars, count(*) as pairs from flow where chapter is null"
        f" having dollars not between 2e12 and 1e14 or pairs < {FEWEST_PAIRS}",
    )  # fmt: skip
