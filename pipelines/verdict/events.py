"""Claims about dated events: how many of a kind happened in the period named, or since it, and what came of that.

Belongs here: counting events. Does not belong here: the table of events (warehouse/reference/events.csv).
"""

from datetime import date, timedelta
from typing import Any

from pipelines.verdict import rows
from pipelines.verdict.parts import Part

Row = dict[str, Any]
PRESENT = timedelta(60)
"""So recent is the event of which a claim says that it is the first."""
REASONS = {
    "SUPPORTED": "ALL_HOLD", "CONTRADICTED": "NONE_HOLDS", "DEPENDS": "SPLIT", "NOT_CHECKABLE": "NOTHING_USABLE",
}  # fmt: skip


def judge(part: Part, today: date) -> tuple[Row, list[Row]]:
    """The part with its verdict, and a reading for each kind of event, as known then and now."""
    asked = part.claim.event
    assert asked is not None
    kinds = [row["definition"] for row in part.entry["readings"] if row["definition"] in asked.kinds]
    held = [e for e in part.world.events if e["kind"] in kinds and set(asked.areas) <= set(e["areas"].split(";"))]
    recent = [event for event in held if part.said_on - PRESENT <= event["event_date"] <= part.said_on]
    present = max(recent, key=_day, default=None) if part.operation == "first" else None
    found = [
        _reading(part, kind, known, [e for e in held if e["kind"] == kind and _day(e) <= as_of], present)
        for known, as_of in (("then", part.said_on), ("now", today))
        for kind in kinds
    ]
    return _part(part, found), found


def _day(event: Row) -> date:
    day: date = event["event_date"]
    return day


def _counted(part: Part, events: list[Row], present: Row | None) -> tuple[list[Row], str]:
    """The events that the claim counts, and what they make of it."""
    if part.operation == "first":
        since = part.base_last or date.min
        counted = [event for event in events if present and since < _day(event) < _day(present)]
        return counted, "INCOMPLETE" if present is None else "MISS" if counted else "MATCH"
    is_any = part.claim.period is None
    counted = [event for event in events if is_any or part.first <= _day(event) <= part.last]
    return counted, "MATCH" if counted else "INCOMPLETE"


def _reading(part: Part, kind: str, known: str, events: list[Row], present: Row | None) -> Row:
    counted, outcome = _counted(part, events, present)
    last = max(counted, key=_day, default=present)
    listed = ", ".join(sorted(f"'{event['event_id']}'" for event in counted)) or "null"
    label = next(row["label"] for row in part.entry["readings"] if row["definition"] == kind)
    return rows.READING | {
        "reading_id": f"{known}-{kind}", "part": part.area, "known": known, "indicator": "event",
        "operation": part.operation, "sort_order": part.claim.order, "definition": kind, "label": label,
        "source": "event", "vintage": "events", "published_on": last and _day(last), "freq": "D",
        "time_period": last and _day(last), "years": part.years,
        "type": "N" if part.claim.not_checkable == "context" else "E", "obs_value": float(len(counted)),
        "unit_measure": "EVENTS", "outcome": outcome, "obs_status": "A", "is_earlier": False, "is_reference": True,
        "missing": "NO_SUCH_EVENT" if outcome == "INCOMPLETE" else None, "event": last and last["what"],
        "stated_unit": part.unit,
        "sql": f"select count(*) as obs_value from core.event where event_id in ({listed})",
    }  # fmt: skip


def _part(part: Part, found: list[Row]) -> Row:
    if part.claim.not_checkable:
        return rows.undecided(part)
    voting = {
        known: [r for r in found if r["known"] == known and r["outcome"] != "INCOMPLETE"] for known in ("then", "now")
    }
    then, now = voting["then"], voting["now"]
    verdict, verdict_now = _verdict(then), _verdict(now)
    holding = {row["outcome"]: row["reading_id"] for row in reversed(then)}
    best = next(iter(then or now), None)
    reason = "NOT_YET_PUBLISHED" if now and not then else REASONS[verdict]
    advised = {"DEPENDS": "SAY_WHICH", "CONTRADICTED": "FIRST_SINCE" if part.operation == "first" else "NONE"}
    return rows.PART | {
        "part": part.area, "part_name": part.area, "position": part.position, "definition_choice": part.choice,
        "verdict": verdict, "verdict_now": verdict_now, "freq": part.freq, "votes": len(then), "nears": 0,
        "decided_by": "definition" if "DEPENDS" in (verdict, verdict_now) else None,
        "holds": sum(row["outcome"] == "MATCH" for row in then), "closest_reading_id": best and best["reading_id"],
        "closest_value": best and best["obs_value"], "holding_reading_id": holding.get("MATCH"),
        "failing_reading_id": holding.get("MISS"), "current_reading_id": now[0]["reading_id"] if now else None,
        "reason": reason, "would_be_true": advised.get(verdict),
    }  # fmt: skip


def _verdict(voting: list[Row]) -> str:
    outcomes = {row["outcome"] for row in voting}
    if len(outcomes) > 1:
        return "DEPENDS"
    return "NOT_CHECKABLE" if not outcomes else "SUPPORTED" if outcomes == {"MATCH"} else "CONTRADICTED"
