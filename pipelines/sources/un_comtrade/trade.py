"""Totals of UN Comtrade as observations: whole filings, valuations, days of publication, areas that are one partner.

A slice is what one reporter filed of one flow, period and product. A filing whose slice is not whole is not used.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pipelines.catalogue import economies
from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.stores import database

if TYPE_CHECKING:
    import duckdb

ALL_PARTNERS = 100
"""A reporter with as many partners was asked for all of them, so that the world has to be among them."""
LARGEST_GAP = 0.01
"""Share by which partners may miss the world's total; in whole answers they add up to the dollar."""
SLICE = "reporter, flow, freq, period, product"


class Origin(NamedTuple):
    """Where the figures of one answer come from. `by_lag`: it was new when seen, and published as late as usual."""

    kind: str
    snapshot: str
    retrieved_at: datetime
    seen_on: date
    basis: str
    by_lag: bool


class Filed(NamedTuple):
    """What the publisher says of filings, by reporter and period: the day of release, how imports are valued."""

    released: Mapping[tuple[str, str], str]
    imports: Mapping[tuple[str, str], str]


def observations(
    con: "duckdb.DuckDBPyConnection",
    source: str,
    origins: list[Origin],
    names: Mapping[str, str],
    filed: Filed,
    lag: int,
) -> "duckdb.DuckDBPyRelation":
    """The columns of observations that differ from row to row, of the table `total`.

    `origins` stand in the order of `part`, `names` are the publisher's of areas, `lag` is the usual one in days.
    Raises BrokenContract for figures that contradict each other, UnmappedCode for a code that cannot be left out.
    """
    formats.areas(con, source, _AMOUNTS, names)
    formats.reject(
        con, "Comtrade: values below zero", "select reporter, partner, flow, period, value from total where value < 0"
    )
    _hold(con, origins, filed, lag)
    _take_once(con)
    con.execute(_SLICES)
    con.execute(_FIGURES)
    return con.sql(_OBSERVATIONS)


_AMOUNTS = """
    select partner as code, flow as measure, value as amount, false as is_reporter from total where product = 'TOTAL'
    union all
    select partner, flow || ' ' || product, value, false from total where product <> 'TOTAL'
    union all
    select reporter, flow, value, true from total
"""


def _hold(con: "duckdb.DuckDBPyConnection", origins: list[Origin], filed: Filed, lag: int) -> None:
    """Tables of what is said beside the figures: `answer`, `filing` and `period`."""
    answers = [{"part": part} | origin._asdict() for part, origin in enumerate(origins)]
    kinds = {"part": "INTEGER", "kind": "VARCHAR", "snapshot": "VARCHAR", "retrieved_at": "TIMESTAMP"}
    database.hold(con, "answer", answers, kinds | {"seen_on": "DATE", "basis": "VARCHAR", "by_lag": "BOOLEAN"})
    filings = [
        {
            "reporter": key[0], "period": key[1], "released": filed.released.get(key),
            "on_board": filed.imports.get(key) == "FOB",
        }
        for key in sorted({*filed.released, *filed.imports})
    ]  # fmt: skip
    kinds = {"reporter": "VARCHAR", "period": "VARCHAR", "released": "DATE", "on_board": "BOOLEAN"}
    database.hold(con, "filing", filings, kinds)
    held = con.execute("select distinct freq, period from total").fetchall()
    periods = [{"freq": freq, "period": period} | _days(freq, period, lag) for freq, period in held]
    kinds = {"freq": "VARCHAR", "period": "VARCHAR", "time_period": "DATE", "due": "DATE"}
    database.hold(con, "period", periods, kinds)


def _days(freq: str, period: str, lag: int) -> dict[str, date]:
    """The first day of a period, and the one on which its figures are usually out."""
    try:
        start = date(int(period[:4]), int(period[4:6]) if freq == "M" else 1, 1)
    except ValueError as error:
        raise BrokenContract(f"Comtrade: expected a year or a month as the period, found {period!r}") from error
    years, month = divmod(start.month if freq == "M" else 12, 12)
    behind = date(start.year + years, month + 1, 1)
    return {"time_period": start, "due": behind + timedelta(days=lag - 1)}


def _take_once(con: "duckdb.DuckDBPyConnection") -> None:
    """What several answers hold is taken once, from the reporter's own answer if that is one of them."""
    # equal hashes are rare enough that the exact way is taken for nothing
    (all_differ,) = con.execute(f"select count(*) = count(distinct hash({SLICE}, partner)) from total").fetchall()[0]
    if all_differ:
        return
    shown = "reporter, partner, flow, period, product"
    formats.reject(
        con,
        "Comtrade: figures stand twice in one answer",
        f"select {shown}, list(value) from total group by {shown}, freq, part having count(*) > 1",
    )
    formats.reject(
        con,
        "Comtrade: a figure came with two values; the publisher revised it during the run, fetch again",
        f"select {shown}, list(distinct value) from total group by {shown}, freq having count(distinct value) > 1",
    )
    con.execute(f"""
        create or replace table total as
        select total.* from total inner join answer using (part)
        qualify row_number() over (partition by {SLICE}, partner order by kind <> 'own', snapshot) = 1
    """)


# A slice lacks the world's total where that was asked for, here or for all reporters of the period, and is not there.
_SLICES = f"""
create temp table slice as
with added_up as (
    select
        {SLICE},
        max(value) filter (where partner = '0') as world,
        count(*) filter (where partner <> '0') as partners,
        coalesce(fsum(value) filter (where partner <> '0' and note not like 'aggregate%'), 0) as total,
        bool_or(kind = 'own') as has_own,
        bool_or(kind = 'pairs') as has_pairs,
        bool_or(kind = 'world') as has_world
    from total
    inner join area on source_code = partner
    inner join answer using (part)
    group by all
),

seen as (
    select
        *,
        has_own or partners >= {ALL_PARTNERS} as has_all,
        bool_or(has_world) over (partition by period, product) as is_world_asked
    from added_up
)

select
    row_number() over () as slice,
    {SLICE},
    iso3 as ref_area,
    time_period,
    released,
    due,
    coalesce(on_board, false) as on_board,
    partners = 0 or not (
        (world is null and (has_all or has_pairs or is_world_asked))
        or (has_all and total not between world * {1 - LARGEST_GAP} and world * {1 + LARGEST_GAP})
    ) as is_whole
from seen
inner join area on source_code = reporter
inner join period using (freq, period)
left join filing using (reporter, period)
where iso3 is not null
"""

# A few reporters value imports free on board (FOB); where no column says so, their notes may. Some publish the same
# imports in both valuations, such as the USA: FOB is the one that compares with exports.
_FIGURES = """
create temp table figure as
select
    slice,
    iso3 as counterpart_area,
    unmapped,
    is_whole,
    flow = 'X' or (cif = 0 and if(fob = 0, on_board, fob = value)) as is_fob,
    flow = 'M' and fob <> 0 and cif <> 0 as is_both,
    value,
    fob,
    coalesce(released, if(by_lag, least(due, seen_on), seen_on)) as published_on,
    case when released is not null then 'stated' when by_lag then 'estimated' else basis end as published_basis,
    retrieved_at,
    snapshot
from total
inner join slice using (reporter, flow, freq, period, product)
inner join area on source_code = partner
inner join answer using (part)
where iso3 is not null
"""

# Several areas that are no country (_X) are one partner, and their series says which of them the map does not know.
# Of a filing that is not whole only the fact is kept.
_OBSERVATIONS = f"""
with unknown as (
    select
        slice, '{economies.NOT_ALLOCATED}' as counterpart_area, '' as note,
        '{formats.UNMAPPED}' || string_agg(distinct unmapped, ' + ' order by unmapped) || ']' as label
    from figure
    where unmapped is not null
    group by all
),

found as (
    select
        slice, counterpart_area, is_fob, '' as note, fsum(value) as obs_value, max(published_on) as published_on,
        min(published_basis) as published_basis, min(retrieved_at) as retrieved_at, min(snapshot) as snapshot
    from figure
    where is_whole
    group by slice, counterpart_area, is_fob

    union all

    select
        slice, counterpart_area, true, ' FOB', fsum(fob), max(published_on), min(published_basis), min(retrieved_at),
        min(snapshot)
    from figure
    where is_whole and slice in (select slice from figure where is_both)
    group by slice, counterpart_area
    having bool_and(is_both)

    union all

    select
        slice, '{economies.WORLD}', null, ' (partial filing)', null, max(published_on), min(published_basis),
        min(retrieved_at), min(snapshot)
    from figure
    where not is_whole
    group by slice
)

select
    if(flow = 'X', 'goods_exports', 'goods_imports') as indicator,
    ref_area,
    counterpart_area,
    if(product = 'TOTAL', '_T', product) as breakdown,
    freq,
    time_period,
    if(coalesce(is_fob, flow = 'X'), 'FOB', 'CIF') as valuation,
    obs_value,
    if(obs_value is null, 'L', 'A') as obs_status,
    concat(reporter, ' ', flow, ' ', product, note, label) as series,
    found.published_on,
    published_basis,
    retrieved_at,
    snapshot
from found
inner join slice using (slice)
left join unknown using (slice, counterpart_area, note)
"""
