"""KOSIS's rows of Korea's trade by country -> observations.

Belongs here: the table's items, its unit, and which of its periods are whole. Does not belong here: asking for them
(fetch.py), the countries behind its codes (economies.csv).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.fetching import formats, http
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

COLUMNS = ("C1", "C1_NM", "ITM_ID", "ITM_NM", "UNIT_NM", "PRD_SE", "PRD_DE", "DT", "LST_CHN_DE")
THOUSANDS = ("천달러", "천불", "천 달러", "1,000달러", "Thousand dollars", "1,000 Dollars", "Thou. Dollars")
"""Ways of writing thousands of dollars. Another unit is refused."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """The rows of one table; the edition is the day of its last change, such as 2026-02-13."""
    with formats.connection(raw=_rows(body, name)) as con:
        con.execute(_FLOWS)
        _gates(con, name)
        changed: date = con.execute("select max(changed) from flow").fetchall()[0][0]
    return Accepted("json", changed.isoformat(), changed)


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Exports FOB and imports CIF of Korea by partner, of months and years that were over at the last change."""
    [part] = parts
    with formats.connection(raw=_rows(read(part), part.name)) as con:
        con.execute(_FLOWS)
        _gates(con, part.name)
        formats.areas(
            con,
            part.source,
            "select code, direction as measure, dollars as amount, false as is_reporter from flow where dollars > 0",
        )
        return observations.conform(con.sql(_OBSERVATIONS), **formats.identity(part))


def _rows(body: bytes, name: str) -> "pa.Table":
    import pyarrow as pa

    answer: Any = http.as_json(body, name)
    if not isinstance(answer, list) or not answer or not all(isinstance(row, dict) for row in answer):
        raise BrokenContract(f"{name}: expected a list of rows, found {http.describe(body[:300])}")
    if missing := [column for column in COLUMNS if column not in answer[0]]:
        raise BrokenContract(f"{name}: column {', '.join(missing)} is missing; found {', '.join(answer[0])}")
    return pa.table({
        column: pa.array([None if row.get(column) is None else str(row[column]) for row in answer], pa.string())
        for column in COLUMNS
    })  # fmt: skip


# The code of a country ends in its two letters (13102103829E.US), 00 is all; that of an item in T1, exports, or T2.
# A year or month that was still running when the table last changed is a part of one.
_FLOWS = """
create table flow as
with typed as (
    select
        upper(regexp_extract(C1, '([A-Za-z0-9]+)$', 1)) as code, C1_NM as label,
        case when ITM_ID like '%T1' then 'X' when ITM_ID like '%T2' then 'M' end as direction, ITM_NM as item,
        UNIT_NM as unit, DT as raw, PRD_DE as period, length(PRD_DE) = 4 as is_year,
        try_cast(replace(DT, ',', '') as double) * 1000 as dollars,
        try_strptime(replace(LST_CHN_DE, '-', ''), '%Y%m%d')::date as changed,
        try_strptime(rpad(PRD_DE, 6, '01'), '%Y%m')::date as start
    from raw
    where DT is not null and trim(DT) not in ('', '-')
)
select *, (start + case when is_year then interval 1 year else interval 1 month end)::date
    <= (select max(changed) from typed) as is_over
from typed
"""
_OBSERVATIONS = f"""
select
    case direction when 'X' then 'goods_exports' else 'goods_imports' end as indicator, 'KOR' as ref_area,
    a.iso3 as counterpart_area, '_T' as breakdown, case when is_year then 'A' else 'M' end as freq,
    start as time_period,
    sum(dollars) as obs_value, 'A' as obs_status, 'USD' as unit_measure, 'current' as price_base,
    case direction when 'X' then 'FOB' else 'CIF' end as valuation,
    'DT_1R11006_FRM101 ' || direction
        || coalesce('{formats.UNMAPPED}' || string_agg(distinct a.unmapped, ', ') || ']', '') as series
from flow join area as a on a.source_code = flow.code
where is_over and a.iso3 is not null
group by direction, a.iso3, is_year, start
"""


def _gates(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    formats.reject(
        con, f"{name}: expected thousands of dollars, found another unit",
        f"select distinct unit from flow where unit is null or trim(unit) not in {THOUSANDS}",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected items that end in T1 (exports) and T2 (imports), found others",
        "select distinct item from flow where direction is null",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: expected numbers, periods such as 2024 or 202401 and days of change, found others",
        "select label, period, raw from flow where dollars is null or dollars < 0 or start is null or changed is null",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select label, period, direction, list(raw) from flow group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: partners that do not add up to the total, so that some are missing or stand twice",
        "select direction, period, sum(dollars) filter (code <> '00') as partners,"
        " sum(dollars) filter (code = '00') as total from flow group by all"
        " having total is null or abs(partners - total) > 0.01 * total",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: the total jumps threefold or more from one period to the next: its scale has changed",
        "select direction, period, before, dollars from (select direction, period, dollars,"
        " lag(dollars) over (partition by direction, is_year order by start) as before"
        " from flow where code = '00' and is_over) where dollars > 3 * before or 3 * dollars < before",
    )  # fmt: skip
