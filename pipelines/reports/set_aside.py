"""Figures that are held and do not count as they stand: what they are, why, and what would change that.

Belongs here: the rows of the gates' relations with their words. Does not belong here: the gates (sql/), the messages
(messages.py).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.reports import findings, messages

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]


def rows(connection: "duckdb.DuckDBPyConnection") -> list[Row]:
    """Keys: source, what, which, vintage, why, released_by; sorted."""
    found = [
        *(_unmapped(row) for row in findings.rows(connection, "from core.unmapped_area")),
        *(_trade(row) for row in findings.rows(connection, "from marts.trade_anomaly")),
        *(_troops(row) for row in findings.rows(connection, "from marts.troop_anomaly")),
        *(_impossible(row) for row in findings.rows(connection, "from core.quarantine")),
        *(_partial(row) for row in findings.rows(connection, _PARTIAL)),
    ]
    return sorted(found, key=lambda row: [str(row[name]) for name in ("source", "what", "which", "vintage", "why")])


_PARTIAL = """
select source, ref_area, indicator, freq, time_period, vintage
from core.observation
where indicator in ('goods_exports', 'goods_imports') and counterpart_area = 'W00' and breakdown = '_T'
    and obs_status = 'L' and obs_value is null and not is_reference
"""


def explanation(anomaly: Row) -> str:
    """What is wrong with a flow of trade, from a row of marts.trade_anomaly."""
    return messages.PASTED["either" if anomaly["suspects"] == 2 else anomaly["flow"]]


def _row(row: Row, what: str, which: list[str | None], why: str, released_by: str) -> Row:
    named = " ".join(part for part in which if part)
    return {
        "source": row["source"], "what": what, "which": named, "vintage": row["vintage"], "why": why,
        "released_by": released_by,
    }  # fmt: skip


def _unmapped(row: Row) -> Row:
    why = messages.UNMAPPED.format(figures=row["figures"])
    return _row(row, "unmapped", [row["indicator"], row["series"]], why, messages.UNMAPPED_RELEASED_BY)


def _trade(row: Row) -> Row:
    which = [row["ref_area"], row["counterpart_area"], messages.FLOWS[row["flow"]], _period(row)]
    why = f"{row['rule']}: {explanation(row)}"
    return _row(row, "quarantined", which, why, messages.PASTED_RELEASED_BY)


def _troops(row: Row) -> Row:
    rule = row["rule"]
    why = f"{rule}: {messages.TROOPS[rule].format(**row)}"
    which = [row["ref_area"], row["counterpart_area"], "troops", _month(row["time_period"])]
    return _row(row, "quarantined", which, why, messages.TROOPS_RELEASED_BY)


def _impossible(row: Row) -> Row:
    which = [row["indicator"], row["ref_area"], row["counterpart_area"], _month(row["time_period"])]
    why = messages.IMPOSSIBLE[row["reason"]].format(unit=row["unit_measure"], bound_reason=row["bound_reason"])
    return _row(row, "quarantined", which, why, messages.IMPOSSIBLE_RELEASED_BY)


def _partial(row: Row) -> Row:
    flow = messages.FLOWS["X" if row["indicator"] == "goods_exports" else "M"]
    return _row(
        row, "no figures", [row["ref_area"], flow, _period(row)], messages.PARTIAL, messages.PARTIAL_RELEASED_BY
    )


def _period(row: Row) -> str:
    return str(row["time_period"].year) if row["freq"] == "A" else _month(row["time_period"])


def _month(period: date) -> str:
    return f"{period:%Y-%m}"
