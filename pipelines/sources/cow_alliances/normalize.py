"""The Correlates of War's alliances by dyad -> years in which two states are allied, by kind.

Belongs here: the file by dyad, its kinds and its ends. Does not belong here: states behind its codes (economies.csv).
"""

from datetime import date
from typing import TYPE_CHECKING

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

KINDS = ("defense", "neutrality", "nonaggression", "entente")
COLUMNS = (
    "ccode1", "ccode2", "dyad_st_day", "dyad_st_month", "dyad_st_year", "dyad_end_day", "dyad_end_month",
    "dyad_end_year", "left_censor", "right_censor", *KINDS, "version",
)  # fmt: skip
LAST_YEAR = {"4.1": 2012}
"""Version -> the year at whose end it stops; an alliance that lasts then has no end."""
FIRST_YEAR = 1946


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The file alliance_v4.1_by_dyad.csv; its version is the edition."""
    table = _table(body)
    [version] = _versions(table, name)
    with formats.connection(raw=table) as con:
        con.execute(_SPELLS.format(last=LAST_YEAR[version]))
        _gates(con, name)
    return Accepted("csv", f"v{version}", date(LAST_YEAR[version] + 1, 12, 31), "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """1 for both directions of a pair in every year since 1946 with an alliance in force, by kind and in all.

    And 1 on the days since then on which one began or ended, for the pair in the order of its codes.
    """
    [part] = parts
    table = _table(read(part))
    [version] = _versions(table, part.name)
    with formats.connection(raw=table) as con:
        con.execute(_SPELLS.format(last=LAST_YEAR[version]))
        _gates(con, part.name)
        formats.areas(
            con, part.source, "select one as code, 'allied' as measure, 1.0 as amount, true as is_reporter from spell"
        )
        return observations.conform(con.sql(_OBSERVATIONS), **formats.identity(part))


def _table(body: bytes) -> "pa.Table":
    table = formats.csv(formats.text(body))
    formats.require(table, COLUMNS, "alliances by dyad")
    return table


def _versions(table: "pa.Table", name: str) -> list[str]:
    found: list[str] = table.column("version").unique().to_pylist()
    if len(found) != 1 or found[0] not in LAST_YEAR:
        raise BrokenContract(f"{name}: expected version {', '.join(LAST_YEAR)} in every row, found {found}")
    return found


_SPELLS = """
create table spell as
select trim(ccode1) as one, trim(ccode2) as other, try_cast(dyad_st_year as integer) as first_year,
    case when right_censor = '1' or dyad_end_year is null then {last} else try_cast(dyad_end_year as integer) end
        as last_year,
    case when left_censor <> '1'
        then try_cast(concat_ws('-', dyad_st_year, dyad_st_month, dyad_st_day) as date) end as first_day,
    case when right_censor <> '1' and dyad_end_year is not null
        then try_cast(concat_ws('-', dyad_end_year, dyad_end_month, dyad_end_day) as date) end as last_day,
    kind, mark
from (unpivot raw on defense, neutrality, nonaggression, entente into name kind value mark)
where mark <> '0'
"""
_OBSERVATIONS = f"""
with allied as (
    select distinct one, other, kind, unnest(range(greatest(first_year, {FIRST_YEAR}), last_year + 1)) as year
    from spell
), both_ways as (
    select one, other, kind, year from allied union select other, one, kind, year from allied
), lasting as (
    -- some end on the day before they begin: a state or a treaty that took the place of another
    select * from spell where last_day is null or first_day is null or last_day >= first_day
), dated as (
    select one, other, concat(kind, '_begun') as what, first_day as on_day from lasting
    union select other, one, concat(kind, '_begun'), first_day from lasting
    union select one, other, concat(kind, '_ended'), last_day from lasting
    union select other, one, concat(kind, '_ended'), last_day from lasting
), known as (
    select source_code, iso3 from area where iso3 is not null
)
select distinct
    'alliance' as indicator, a.iso3 as ref_area, b.iso3 as counterpart_area, unnest([kind, '_T']) as breakdown,
    'A' as freq, make_date(year::int, 1, 1) as time_period, 1.0 as obs_value, 'A' as obs_status, 'FLAG' as unit_measure,
    'alliance in force' as series
from both_ways
join known as a on a.source_code = one
join known as b on b.source_code = other
where a.iso3 <> b.iso3 and (year >= 2006 or '345' not in (one, other))
union all
-- an event is of both and stands once
select distinct 'alliance_date', a.iso3, b.iso3, what, 'D', on_day, 1.0, 'A', 'FLAG', 'day of an alliance'
from dated
join known as a on a.source_code = one
join known as b on b.source_code = other
where a.iso3 < b.iso3 and year(on_day) >= {FIRST_YEAR} and (year(on_day) >= 2006 or '345' not in (one, other))
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected 0 or 1, codes and years in order, found others",
        "select one, other, kind, mark, first_year, last_year from spell where mark <> '1' or one is null"
        " or other is null or first_year is null or last_year is null or last_year < first_year or first_year < 1648"
        " or year(first_day) <> first_year or year(last_day) <> last_year",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected defence pacts of the United States with thirty states, found fewer",
        "select count(distinct other) as partners from spell where one = '2' and kind = 'defense' and last_year >= 1990"
        " having partners < 30",
    )  # fmt: skip
