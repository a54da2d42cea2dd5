"""Korea's trade by partner, from the file that a person adds, to observations."""

from typing import TYPE_CHECKING

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

COLUMNS = (
    "iso3c", "year", "export", "import", "total_export", "total_import", "export_kosis", "import_kosis",
    "updated_at",
)  # fmt: skip
MOST_COPIED = 0.05
"""Share of partner-years whose imports repeat the exports; above it the columns themselves are wrong."""
_LAG_DAYS = 45


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    table = _table(body)
    updated = max(filter(None, table.column("updated_at").unique().to_pylist()), default=None)
    if updated is None:
        raise BrokenContract(f"{name}: expected the day of the last update in updated_at, found none")
    return Accepted("csv", updated)


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Exports FOB and imports CIF of Korea by partner, yearly, with estimated dates of publication."""
    (snapshot,) = parts
    with formats.connection(file=_table(read(snapshot))) as con:
        formats.areas(con, snapshot.source, _FIGURES)
        con.execute(_FLOWS)
        _gates(con)
        found = con.sql(_OBSERVATIONS, params={"last": snapshot.published_on, "lag": _LAG_DAYS})
        origin = formats.identity(snapshot)
        del origin["published_on"]
        return observations.conform(found, **origin | {"published_basis": "estimated"})


def _table(body: bytes) -> "pa.Table":
    table = formats.csv(formats.text(body), missing=("", "NA"))
    formats.require(table, COLUMNS, "Korea's trade by partner")
    return table


_FLOWS = """
create table flow as
with typed as (
    -- Some codes are parts of one economy, and several name no country (_X).
    select a.iso3 as partner, f.year::int as year, sum(f.export::double) as export,
        sum(f."import"::double) as import, max(f.total_export::double) as total_export,
        max(f.total_import::double) as total_import,
        bool_or(f.export_kosis is not null or f.import_kosis is not null) as is_kosis,
        string_agg(distinct a.unmapped, ' + ' order by a.unmapped) as unmapped
    from file as f inner join area as a on a.source_code = f.iso3c
    where a.iso3 is not null
    group by a.iso3, f.year
)
select 'goods_exports' as indicator, 'FOB' as valuation, partner, year, export as value, false as copied,
    is_kosis, unmapped
from typed
union all
select 'goods_imports', 'CIF', partner, year, import, coalesce(import = export and export > 0, false),
    is_kosis, unmapped
from typed
union all
select distinct 'goods_exports', 'FOB', 'W00', year, total_export, false, true, null from typed
union all
select distinct 'goods_imports', 'CIF', 'W00', year, total_import, false, true, null from typed
"""
_FIGURES = """
    select iso3c as code, 'exports' as measure, export::double as amount, false as is_reporter from file
    where export is not null
    union all
    select iso3c, 'imports', "import"::double, false from file where "import" is not null
"""
_OBSERVATIONS = f"""
select indicator, 'KOR' as ref_area, partner as counterpart_area, '_T' as breakdown, 'A' as freq,
    make_date(year, 1, 1) as time_period, case when copied then null else value end as obs_value,
    case when copied or value is null then 'O' else 'A' end as obs_status,
    'USD' as unit_measure, 'current' as price_base, valuation,
    case when is_kosis then 'KOSIS' else 'Correlates of War' end
        || case when copied then ' (repeats the exports)' else '' end
        || coalesce('{formats.UNMAPPED}' || unmapped || ']', '') as series,
    least(make_date(year, 12, 31) + $lag, $last) as published_on
from flow
"""


def _gates(con: "duckdb.DuckDBPyConnection") -> None:
    formats.reject(
        con, "Korea's trade: figures stand twice",
        "select iso3c, year, list(export) from file group by iso3c, year having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, "Korea's trade: a year has more than one total",
        "select year, list(value) from flow where partner = 'W00'"
        " group by indicator, year having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"Korea's trade: imports equal exports in more than {MOST_COPIED:.0%} of the rows, so that one"
        " of the columns is not what its name says",
        "select count(*) filter (copied) || ' of ' || count(*) from flow where indicator = 'goods_imports'"
        f" and value > 0 having avg(copied::int) > {MOST_COPIED}",
    )  # fmt: skip
    formats.reject(
        con, "Korea's trade: partners add up to more than the total",
        "select indicator, year, sum(value) filter (partner <> 'W00' and not copied) as partners,"
        " max(value) filter (partner = 'W00') as total from flow where is_kosis group by all"
        " having partners > 1.02 * total",
    )  # fmt: skip
