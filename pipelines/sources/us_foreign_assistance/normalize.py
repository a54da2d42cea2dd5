"""ForeignAssistance.gov's summary by country -> obligations and disbursements by fiscal year."""

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

NAMES = {
    "country_code": ("country_code",),
    "country_name": ("country_name",),
    "transaction": ("transaction_type_name", "transaction_type"),
    "fiscal_year": ("fiscal_year",),
    "current": ("current_amount", "current_dollar_amount", "current_usd"),
}
"""Column here -> names that it has had, in small letters and with _ for blanks."""
KINDS = ("obligations", "disbursements")
REPORTED_IN = "18 months"
"""From the end of a fiscal year until agencies have reported it: in October 2022 a third of 2021 was missing."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The country summary. It does not say when it was made: the hash names it, --published-on dates it."""
    with formats.connection(raw=table(body)) as con:
        con.execute(_AMOUNTS)
        _gates(con, name)
    return Accepted("csv")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Dollars by recipient, kind and fiscal year, of years that agencies had reported in full when it was published."""
    [part] = parts
    with formats.connection(raw=table(read(part))) as con:
        con.execute(_AMOUNTS)
        _gates(con, part.name)
        formats.areas(
            con, part.source,
            "select code, kind as measure, dollars as amount, false as is_reporter from amount",
        )  # fmt: skip
        found = con.sql(_OBSERVATIONS, params={"published": part.published_on})
        return observations.conform(found, **formats.identity(part))


def table(body: bytes) -> "pa.Table":
    found = formats.csv(formats.text(body))
    plain = {column.strip().lower().replace(" ", "_"): column for column in found.column_names}
    chosen = {}
    for ours, spellings in NAMES.items():
        theirs = next((plain[name] for name in spellings if name in plain), None)
        if theirs is None:
            raise BrokenContract(f"country summary: column {spellings[0]} is missing; found {', '.join(plain)}")
        chosen[ours] = found.column(theirs)
    import pyarrow as pa

    return pa.table(chosen)


# Of states that are no more the publisher writes NULL for a code, and their name tells them.
# 1976tq is the quarter between two definitions of the fiscal year, which belongs to neither.
_AMOUNTS = """
create table amount as
select coalesce(nullif(country_code, 'NULL'), country_name) as code, lower(trim("transaction")) as kind,
    try_cast(fiscal_year as integer) as year, fiscal_year, "current" as raw, try_cast("current" as double) as dollars
from raw
where not regexp_full_match(coalesce(fiscal_year, ''), '[0-9]{4}tq')
    and lower(trim("transaction")) in ('obligations', 'disbursements')
"""
_OBSERVATIONS = f"""
with counted as (
    select a.iso3 as counterpart_area, kind, year, dollars, a.unmapped
    from amount join area as a on a.source_code = code
    where a.iso3 is not null
    union all
    select 'W00', kind, year, dollars, null from amount
)
select
    'foreign_assistance' as indicator, 'USA' as ref_area, counterpart_area, kind as breakdown, 'A' as freq,
    make_date(year, 1, 1) as time_period, sum(dollars) as obs_value,
    'A' as obs_status, 'USD' as unit_measure, 'current' as price_base,
    'fiscal year' || coalesce('{formats.UNMAPPED}' || string_agg(distinct unmapped, ', ') || ']', '') as series
from counted
where make_date(year, 9, 30) + interval {REPORTED_IN} <= $published
group by counterpart_area, kind, year
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected dollars and fiscal years such as 2023, found others",
        "select code, kind, fiscal_year, raw from amount where dollars is null or year is null or year not between 1946"
        f" and {date.today().year + 1}",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select code, kind, year, list(raw) from amount group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected 5 to 150 billion dollars of obligations in every year from 1990 on, found others",
        "select year, sum(dollars) as dollars from amount where kind = 'obligations' and year between 1990 and"
        " (select max(year) - 2 from amount) group by year having sum(dollars) not between 5e9 and 1.5e11",
    )  # fmt: skip
