"""What a new edition of a dataset changed against an earlier one."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

LARGEST = 20


def diff(
    connection: "duckdb.DuckDBPyConnection", source: str, old: str, new: str, limit: int = LARGEST
) -> dict[str, Any]:
    """Counts of revised, new, vanished and unchanged figures, the largest moves, and series that came or went.

    LookupError names the nearest source or edition when one of them is not held.
    """
    _known(connection, source, (old, new))
    parameters = {"source": source, "old": old, "new": new}
    counts = _rows(connection, f"{_COMPARED} select {_COUNTS} from compared", parameters)[0]
    return {
        "source": source,
        "old": old,
        "new": new,
        **counts,
        "largest": _rows(connection, f"{_COMPARED} {_LARGEST}", parameters | {"limit": limit}),
        "vanished_series": _rows(connection, f"{_COMPARED} {_GONE}", parameters),
        "new_series": _rows(connection, f"{_COMPARED} {_CAME}", parameters),
    }


_KEY = "indicator, ref_area, counterpart_area, breakdown, freq, time_period, price_base, valuation, unit_measure"
_SAME = " and ".join(f"o.{name.strip()} is not distinct from n.{name.strip()}" for name in _KEY.split(","))
_COMPARED = f"""
with old as (select {_KEY}, obs_value, true as held from core.observation where source = $source and vintage = $old),
new as (select {_KEY}, obs_value, true as held from core.observation where source = $source and vintage = $new),
compared as (
    select
        {", ".join(f"coalesce(n.{name.strip()}, o.{name.strip()}) as {name.strip()}" for name in _KEY.split(","))},
        o.obs_value as value_old, n.obs_value as value_new, o.held as in_old, n.held as in_new,
        100 * (n.obs_value - o.obs_value) / nullif(abs(o.obs_value), 0) as change_pct
    from old as o full join new as n on {_SAME}
)"""
_COUNTS = """
    count(*) filter (in_old and in_new and value_old is distinct from value_new) as revised,
    count(*) filter (in_old and in_new and value_old is not distinct from value_new) as unchanged,
    count(*) filter (in_old is null) as added,
    count(*) filter (in_new is null) as vanished"""
_LARGEST = """
select indicator, ref_area, counterpart_area, breakdown, freq, time_period, value_old, value_new, change_pct
from compared
where value_old is distinct from value_new and in_old and in_new
order by abs(change_pct) desc nulls first, indicator, ref_area, time_period
limit $limit"""
_SERIES = "indicator, ref_area, counterpart_area, breakdown"
_GONE = f"""
select {_SERIES}, count(*) as figures, min(time_period) as first_period, max(time_period) as last_period
from compared group by {_SERIES} having bool_and(in_new is null) order by all"""
_CAME = f"""
select {_SERIES}, count(*) as figures, min(time_period) as first_period, max(time_period) as last_period
from compared group by {_SERIES} having bool_and(in_old is null) order by all"""


def _known(connection: "duckdb.DuckDBPyConnection", source: str, vintages: tuple[str, ...]) -> None:
    from pipelines.warehouse.sqlfiles import nearest

    held: dict[str, list[str]] = {}
    for name, vintage in connection.execute(
        "select distinct source, vintage from core.observation order by all"
    ).fetchall():
        held.setdefault(name, []).append(vintage)
    if source not in held:
        raise LookupError(f"no figures of {source!r} are held{nearest(source, held)}")
    for vintage in vintages:
        if vintage not in held[source]:
            raise LookupError(f"{source} has no edition {vintage!r}; held: {', '.join(held[source])}")


def _rows(connection: "duckdb.DuckDBPyConnection", query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    found = connection.execute(query, parameters)
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
