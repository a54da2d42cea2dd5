"""The Pentagon's Base Structure Report -> sites of the US armed forces by country.

Belongs here: the report's list of sites. Does not belong here: countries behind its names (economies.csv).
"""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

PLACE, SITE = "Country/State", "Site"
FISCAL_YEAR = re.compile(r"FY[\s_-]?(?:20)?(\d\d)", re.IGNORECASE)
USUAL_LAG = timedelta(days=365)


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The workbook or its list as CSV; the fiscal year of its name (FY25, as of 30 September 2024) is the edition."""
    found = FISCAL_YEAR.search(name)
    if found is None:
        raise BrokenContract(f"{name}: expected the fiscal year in the name, such as Base-Structure-Report-FY25.xlsx")
    with formats.connection(site=_table(body)) as con:
        _gates(con, name)
    as_of = date(2000 + int(found[1]) - 1, 9, 30)
    return Accepted("xlsx" if body.startswith(b"PK") else "csv", f"FY{found[1]}", as_of + USUAL_LAG, "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Sites by country at 30 September before the fiscal year of the edition."""
    [part] = parts
    year = 2000 + int(part.edition.split("-")[0].removeprefix("FY")) - 1
    with formats.connection(site=_table(read(part))) as con:
        _gates(con, part.name)
        formats.areas(
            con,
            part.source,
            f"select \"{PLACE}\" as code, 'sites' as measure, 1.0 as amount, false as is_reporter from site",
        )
        found = con.sql(_OBSERVATIONS.format(place=PLACE), params={"year": year})
        return observations.conform(found, **formats.identity(part))


def _table(body: bytes) -> "pa.Table":
    """The list of sites: the sheet whose header begins with Country/State, or a CSV file."""
    if not body.startswith(b"PK"):
        table = formats.csv(formats.text(body))
    else:
        tables = []
        for sheet in formats.sheets(body):
            try:
                tables.append(formats.sheet(body, sheet, PLACE))
            except BrokenContract:
                continue
        if not tables:
            raise BrokenContract(f"expected a sheet whose header begins with {PLACE}, found none")
        table = tables[0]
    formats.require(table, (PLACE, SITE), "base structure")
    return table


_OBSERVATIONS = f"""
with listed as (
    select a.iso3, a.unmapped from site join area as a on a.source_code = "{{place}}" where a.iso3 is not null
)
select
    'military_sites' as indicator, 'USA' as ref_area, iso3 as counterpart_area, '_T' as breakdown, 'A' as freq,
    make_date($year::int, 1, 1) as time_period, count(*)::double as obs_value, 'A' as obs_status,
    'SITES' as unit_measure,
    'sites' || coalesce('{formats.UNMAPPED}' || string_agg(distinct unmapped, ', ') || ']', '') as series
from listed group by iso3
union all
select 'military_sites', 'USA', 'W00', '_T', 'A', make_date($year::int, 1, 1), count(*)::double, 'A', 'SITES',
    'sites outside of the fifty states' from listed
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected a place and a site in every row, found others",
        f'select * from site where "{PLACE}" is null or "{SITE}" is null',
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected 1,000 to 10,000 sites, most of them in the United States, found others",
        "select count(*) as sites,"
        f" count(*) filter (\"{PLACE}\" in ('California', 'Florida', 'Texas')) as in_three_states"
        " from site having sites not between 1000 and 10000 or in_three_states < 50",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: a site stands twice",
        f'select "{PLACE}", "{SITE}", count(*) as times from site group by all having times > 5',
    )  # fmt: skip
