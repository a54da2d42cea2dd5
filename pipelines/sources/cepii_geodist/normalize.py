"""CEPII's GeoDist by pair -> observations that hold for any year.

Belongs here: its columns. Does not belong here: countries behind its codes (economies.csv).
"""

from datetime import date
from typing import TYPE_CHECKING

from pipelines.fetching import formats
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MEASURES = {
    "dist": ("distance", "_T", "KM"),
    "distcap": ("distance", "capitals", "KM"),
    "distw": ("distance", "weighted", "KM"),
    "contig": ("common_border", "_T", "FLAG"),
    "comlang_off": ("common_language", "_T", "FLAG"),
    "comlang_ethno": ("common_language", "spoken", "FLAG"),
    "colony": ("colonial_tie", "_T", "FLAG"),
}
"""Column -> indicator, breakdown and unit."""
PUBLISHED = date(2011, 12, 1)
GONE = (("COD", "SDN"), ("KEN", "SDN"), ("SDN", "UGA"))
"""Borders of Sudan that have been South Sudan's since July 2011."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    with formats.connection(raw=_table(body)) as con:
        con.execute(_LONG)
        _gates(con, name)
    return Accepted("csv", "2011", PUBLISHED, "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """One row per ordered pair and measure, filed under the year of publication."""
    [part] = parts
    with formats.connection(raw=_table(read(part))) as con:
        con.execute(_LONG)
        _gates(con, part.name)
        formats.areas(
            con, part.source, "select one as code, 'pairs' as measure, 1.0 as amount, true as is_reporter from long"
        )
        return observations.conform(con.sql(_OBSERVATIONS), **formats.identity(part))


def _table(body: bytes) -> "pa.Table":
    table = formats.csv(formats.text(body), missing=("", ".", "NA"))
    formats.require(table, ("iso_o", "iso_d", *MEASURES), "GeoDist")
    return table


_LONG = f"""
create table long as
select iso_o as one, iso_d as other, name, raw, try_cast(raw as double) as value
from (unpivot (select iso_o, iso_d, {", ".join(MEASURES)} from raw) on {", ".join(MEASURES)} into name name value raw)
where iso_o <> iso_d
"""
_GONE = ", ".join(str(list(pair)) for pair in GONE)
_CASES = " ".join(f"when '{name}' then '{{}}'" for name in MEASURES)
_OBSERVATIONS = f"""
select
    case name {_CASES.format(*(m[0] for m in MEASURES.values()))} end as indicator, a.iso3 as ref_area,
    b.iso3 as counterpart_area, case name {_CASES.format(*(m[1] for m in MEASURES.values()))} end as breakdown,
    'A' as freq,
    date '2011-01-01' as time_period, min(value) as obs_value, 'A' as obs_status,
    case name {_CASES.format(*(m[2] for m in MEASURES.values()))} end as unit_measure, name as series
from long
join area as a on a.source_code = one
join area as b on b.source_code = other
where a.iso3 is not null and b.iso3 is not null and a.iso3 <> b.iso3
    and not (name = 'contig' and [a.iso3, b.iso3].list_sort() in ({_GONE}))
group by name, a.iso3, b.iso3
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected kilometres up to 20,037 and marks of 0 or 1, found others",
        "select one, other, name, raw from long where value is null"
        " or case when name like 'dist%' then value not between 0 and 20037 else value not in (0, 1) end",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice", "select one, other, name from long group by all having count(*) > 1"
    )  # fmt: skip
    formats.reject(
        con, f"{name}: distances that are not the same in both directions",
        "select a.one, a.other, a.value, b.value from long as a join long as b on b.one = a.other and b.other = a.one"
        " and b.name = a.name where a.name = 'distcap' and abs(a.value - b.value) > 1",
    )  # fmt: skip
