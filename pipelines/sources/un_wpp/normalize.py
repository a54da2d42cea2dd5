"""World Population Prospects, file of demographic indicators, to observations."""

import re
from typing import TYPE_CHECKING

from pipelines.fetching import containers, formats
from pipelines.fetching.http import BrokenContract, describe
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

COLUMNS = ("LocID", "LocTypeID", "LocTypeName", "Variant", "Time", "TPopulation1July")
SMALLEST = 1_000_000
"""Bytes; the page that stands in for a missing file is a few thousand."""
COUNTRY = "(LocTypeID = '4')"
_MEMBER = "Demographic_Indicators_Medium"
_WORLD = "900"


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    if not body.startswith(b"\x1f\x8b") or len(body) < SMALLEST:
        raise BrokenContract(
            f"{name}: expected gzip data of more than {SMALLEST} bytes, found {describe(body)},"
            f" {len(body)} bytes; look for the file's address on the download page of the UN"
        )
    edition = re.search(r"WPP(\d{4})", name)
    if edition is None:
        raise BrokenContract(f"{name}: expected the revision in the name, as in WPP2024_Demographic_Indicators")
    file(body)
    return Accepted("csv.gz", edition[1])


def beginning(body: bytes, where: str) -> None:
    """The header of a file of which only the first bytes came; BrokenContract if it is not the one we read."""
    import zlib

    import pyarrow as pa

    try:
        start = zlib.decompressobj(wbits=31).decompress(body, 1 << 20)
    except zlib.error as error:
        raise BrokenContract(f"{where}: expected gzip data, found {describe(body)} ({error})") from error
    names, _ = formats.csv_start(start)
    formats.require(pa.table({name: [] for name in names}), COLUMNS, where)


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Mid-year population of every economy; from the year of the revision on projections (F).

    The second part is an update: its places stand for those of the revision, in every year.
    """
    revision, *later = parts
    newest = max(parts, key=lambda part: (part.published_on, part.retrieved_at))
    revised = file(read(revision))
    updated = update(read(later[0]), later[0].name) if later else revised.slice(0, 0)
    with formats.connection(revised=revised, updated=updated) as con:
        _update_gates(con)
        con.execute(_FILE, {"revision": revision.sha256, "update": parts[-1].sha256})
        formats.areas(con, newest.source, _FIGURES)
        _gates(con)
        found = con.sql(
            "select 'population' as indicator, iso3 as ref_area, '_T' as breakdown, 'A' as freq,"
            " make_date(Time::int, 1, 1) as time_period, 'PS' as unit_measure,"
            f" {_SERIES} as series,"
            " (TPopulation1July::decimal(18, 6) * 1000)::double as obs_value,"
            " case when Time::int >= $revision then 'F' else 'A' end as obs_status, snapshot"
            " from file inner join area on source_code = LocID"
            f" where {COUNTRY} and iso3 is not null and Variant = 'Medium' and TPopulation1July is not null",
            params={"revision": int(newest.edition[:4])},
        )
        origin = formats.identity(newest)
        del origin["snapshot"]
        return observations.conform(formats.together(con, found), **origin)


_SERIES = formats.labelled("'TPopulation1July'")
_FIGURES = f"""
    select LocID as code, 'population' as measure, TPopulation1July::double as amount, false as is_reporter
    from file where TPopulation1July is not null and {COUNTRY}
"""
_FILE = """
create table file as
select *, $revision as snapshot from revised where LocID not in (select LocID from updated)
union all
select *, $update from updated
"""


def update(body: bytes, name: str) -> "pa.Table":
    """The places of an update: one file of the archive has the same columns as the revision's."""
    found, text = containers.member(
        body, name, lambda member: _MEMBER in member and member.endswith(".csv"), f"{_MEMBER}….csv"
    )
    table = formats.csv(formats.text(text))
    formats.require(table, COLUMNS, f"WPP update, {found}")
    return table.select(COLUMNS)


def file(body: bytes) -> "pa.Table":
    """The columns of the file that are needed, as text."""
    table = formats.csv(formats.text(containers.gunzip(body, "WPP demographic indicators")))
    formats.require(table, COLUMNS, "WPP demographic indicators")
    return table.select(COLUMNS)


def _update_gates(con: "duckdb.DuckDBPyConnection") -> None:
    formats.reject(
        con, "WPP update: expected the years of the revision for each of its places, found another number",
        "select LocID, count(*), max(years) as of_the_revision from updated left join"
        " (select LocID, count(*) as years from revised where TPopulation1July is not null and Variant = 'Medium'"
        " group by LocID) using (LocID) where TPopulation1July is not null and Variant = 'Medium'"
        " group by LocID having count(*) is distinct from max(years)",
    )  # fmt: skip
    formats.reject(
        con, "WPP update: expected the medium variant of countries, found",
        f"select distinct LocID, LocTypeName, Variant from updated where Variant <> 'Medium' or not {COUNTRY}",
    )  # fmt: skip


def _gates(con: "duckdb.DuckDBPyConnection") -> None:
    medium = f"file where {COUNTRY} and Variant = 'Medium' and TPopulation1July is not null"
    formats.reject(
        con, "WPP: figures stand twice", f"select LocID, Time from {medium} group by all having count(*) > 1"
    )
    formats.reject(
        con, "WPP: LocTypeID 4 is not Country/Area any more",
        f"select distinct LocTypeID, LocTypeName from file where {COUNTRY} <> (LocTypeName = 'Country/Area')",
    )  # fmt: skip
    # Regions and income groups count people twice; the countries have to add up to the world without them.
    formats.reject(
        con, "WPP: countries do not add up to the world (in thousands)",
        "select Time, sum(TPopulation1July::double) filter (LocTypeID = '4') as countries,"
        f" max(TPopulation1July::double) filter (LocID = '{_WORLD}') as world from file"
        " where Variant = 'Medium' and TPopulation1July is not null group by Time"
        " having world is null or not countries between world * 0.999 and world * 1.001",
    )  # fmt: skip
    formats.reject(
        con, "WPP: the world has between 2 and 12 billion people; the thousands were read wrongly",
        f"select Time, TPopulation1July from file where LocID = '{_WORLD}' and Variant = 'Medium'"
        " and not TPopulation1July::double between 2e6 and 12e6",
    )  # fmt: skip
