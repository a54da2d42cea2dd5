"""Voeten's data on the UN General Assembly -> agreement of pairs and distance of their ideal points.

Belongs here: the two files of the Dataverse, agreement scores by pair and ideal points by country. Does not belong
here: states behind the codes of the Correlates of War (cow_alliances/economies.csv).
"""

import re
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

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FILE = re.compile(r"(AgreementScores|Idealpointestimates)All_([A-Z][a-z]{2})(\d{4})\.csv", re.IGNORECASE)
FIRST_YEAR = 1946


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """A file under its own name; the edition is the month in it, 2024-06."""
    kind = "AgreementScores" if dataset == "agreement" else "Idealpointestimates"
    named = FILE.fullmatch(name)
    if named is None or named[1].lower() != kind.lower() or named[2].lower() not in MONTHS:
        raise BrokenContract(
            f"{name}: expected a file of the Dataverse under its own name, such as {kind}All_Jun2024.csv"
        )
    month = date(int(named[3]), MONTHS.index(named[2].lower()) + 1, 1)
    with formats.connection(raw=_table(dataset, body)) as con:
        con.execute(_AGREEMENT if dataset == "agreement" else _IDEAL_POINTS)
        _gates(con, name)
    return Accepted("csv", f"{month:%Y-%m}", month, "estimated")


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Both directions of every pair: agreement in per cent, and the distance of the two ideal points."""
    [part] = parts
    with formats.connection(raw=_table(part.dataset, read(part))) as con:
        con.execute(_AGREEMENT if part.dataset == "agreement" else _IDEAL_POINTS)
        _gates(con, part.name)
        formats.areas(
            con, part.source, "select one as code, 'votes' as measure, 1.0 as amount, true as is_reporter from pair"
        )
        return observations.conform(con.sql(_OBSERVATIONS), **formats.identity(part))


def _table(dataset: str, body: bytes) -> "pa.Table":
    found = formats.csv(formats.text(body))
    columns = ("ccode1", "ccode2", "agree", "year") if dataset == "agreement" else ("ccode", "session")
    formats.require(found, columns, "votes in the General Assembly")
    if dataset != "agreement" and not {"IdealPointAll", "IdealPoint"} & set(found.column_names):
        raise BrokenContract(f"ideal points: column IdealPointAll is missing; found {', '.join(found.column_names)}")
    if dataset != "agreement" and "IdealPointAll" not in found.column_names:
        found = found.rename_columns(["IdealPointAll" if n == "IdealPoint" else n for n in found.column_names])
    return found


# Session 74 began in September 2019 and is the year 2019 of both files.
_AGREEMENT = """
create table pair as
select trim(ccode1) as one, trim(ccode2) as other, try_cast(year as integer) as year, agree as raw,
    'un_vote_agreement' as indicator, 100 * try_cast(agree as double) as value
from raw where agree is not null and agree <> 'NA' and ccode1 <> ccode2
"""
_IDEAL_POINTS = """
create table pair as
with point as (
    select trim(ccode) as code, try_cast(session as integer) + 1945 as year, IdealPointAll as raw,
        try_cast(IdealPointAll as double) as point
    from raw where IdealPointAll is not null and IdealPointAll <> 'NA'
)
select a.code as one, b.code as other, a.year, a.raw, 'ideal_point_distance' as indicator,
    abs(a.point - b.point) as value
from point as a join point as b on b.year = a.year and b.code <> a.code
"""
# A pair stands once or twice in the file of agreement, in either order; here it stands in both. Yugoslavia's code is
# Serbia's from 2006 on.
_OBSERVATIONS = """
with both_ways as (
    select one, other, year, indicator, value from pair
    union
    select other, one, year, indicator, value from pair
)
select
    p.indicator, a.iso3 as ref_area, b.iso3 as counterpart_area, '_T' as breakdown, 'A' as freq,
    make_date(p.year, 1, 1) as time_period, p.value as obs_value, 'A' as obs_status,
    if(p.indicator = 'un_vote_agreement', 'PT', 'POINTS') as unit_measure, 'all votes' as series
from both_ways as p
join area as a on a.source_code = p.one
join area as b on b.source_code = p.other
where a.iso3 is not null and b.iso3 is not null and a.iso3 not in ('_X', 'W00') and b.iso3 not in ('_X', 'W00')
    and (p.year >= 2006 or '345' not in (p.one, p.other))
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected years from {FIRST_YEAR} on, agreement from 0 to 1 and distances under 12, found others",
        f"select one, other, year, raw from pair where value is null or year is null or year < {FIRST_YEAR}"
        " or one is null or other is null"
        " or value not between 0 and case indicator when 'un_vote_agreement' then 100 else 12 end",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: a pair and year with two values",
        "select least(one, other), greatest(one, other), year from pair group by all"
        " having count(distinct round(value, 9)) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected 100 countries or more in the newest year, found fewer",
        "select year, count(distinct one) as countries from pair where year = (select max(year) from pair)"
        " group by year having countries < 100",
    )  # fmt: skip
