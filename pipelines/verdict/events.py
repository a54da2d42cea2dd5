"""Claims about dated events: how many of a kind happened in the period named, or since it, and what came of that.

Belongs here: counting events. Does not belong here: the table of events (warehouse/reference/events.csv).
"""

from datetime import date, timedelta
from typing import Any

from pipelines.verdict import rows
from pipelines.verdict.held import World
from pipelines.verdict.parts import Part

Row = dict[str, Any]
PRESENT = timedelta(60)
"""So recent is the event of which a claim says that it is the first."""


def judge(part: Part, world: World, today: date) -> tuple[Row, list[Row]]:
    """The part with its verdict, and a reading for each kind of event, as known then and now."""
    claim = part.claim
    kinds = claim.event.kinds if claim.event else []
    joined = [event for event in world.events if set(part.claim.event.areas) <= set(event["areas"].split(";"))]  # type: ignore[union-attr]
    of_kinds = [event for event in joined if event["kind"] in kinds]
    recent = [e for e in of_kinds if part.said_on - PRESENT <= e["event_date"] <= part.said_on]
    present = max(recent, key=lambda e: e["event_date"], default=None) if part.operation == "first" else None
    found = [
        _reading(part, kind, known, as_of, [e for e in of_kinds if e["kind"] == kind], present)
        for known, as_of in (("then", part.said_on), ("now", today))
        for kind in kinds
    ]
    positions = {reading["definition"]: place for place, reading in enumerate(part.entry["readings"])}
    found.sort(key=lambda row: (row["known"] == "now", positions.get(row["definition"], 0), row["reading_id"]))
    return _part(part, found), found


def _reading(part: Part, kind: str, known: str, as_of: date, events: list[Row], present: Row | None) -> Row:
    counted = [event for event in events if event["event_date"] <= as_of and _counts(part, event, present)]
    last = max(counted, key=lambda event: event["event_date"], default=present)
    is_known = present is not None if part.operation == "first" else bool(counted)
    day = last["event_date"] if last else None
    missed = part.operation == "first" and counted
    listed = ", ".join(f"'{event['event_id']}'" for event in sorted(counted, key=lambda e: e["event_id"]))
    label = next((r["label"] for r in part.entry["readings"] if r["definition"] == kind), kind)
    return rows.READING | {
        "reading_id": f"{known}-{kind}", "part": part.area, "known": known, "indicator": "event",
        "operation": part.operation, "sort_order": part.claim.order, "definition": kind, "label": label,
        "source": "event", "vintage": "events", "published_on": day, "freq": "D", "time_period": day,
        "years": part.years,
        "type": "N" if part.claim.not_checkable == "context" else "E", "obs_value": float(len(counted)),
        "unit_measure": "EVENTS", "outcome": "INCOMPLETE" if not is_known else "MISS" if missed else "MATCH",
        "missing": None if is_known else "NO_SUCH_EVENT", "obs_status": "A", "is_earlier": False,
        "event": last["what"] if last else None, "is_reference": True, "stated_unit": part.unit,
        "sql": f"select count(*) as obs_value from core.event where event_id in ({listed or 'null'})",
    }  # fmt: skip


def _counts(part: Part, event: Row, present: Row | None) -> bool:
    if part.operation == "first":
        since = part.base_last or date.min
        return present is not None and since < event["event_date"] < present["event_date"]
    return part.claim.period is None or part.first <= event["event_date"] <= part.last


def _part(part: Part, found: list[Row]) -> Row:
    verdicts, stances = {}, {}
    for known in ("then", "now"):
        stances[known] = [
            row for row in found if row["known"] == known and row["type"] == "E" and row["outcome"] != "INCOMPLETE"
        ]
        outcomes = {row["outcome"] for row in stances[known]}
        verdicts[known] = (
            "NOT_CHECKABLE" if not outcomes else "DEPENDS" if len(outcomes) > 1
            else "SUPPORTED" if outcomes == {"MATCH"} else "CONTRADICTED"
        )  # fmt: skip
    holds = [row for row in stances["then"] if row["outcome"] == "MATCH"]
    misses = [row for row in stances["then"] if row["outcome"] == "MISS"]
    best = next(iter(stances["then"] or stances["now"]), None)
    reasons = {
        "SUPPORTED": "ALL_HOLD",
        "CONTRADICTED": "NONE_HOLDS",
        "DEPENDS": "SPLIT",
        "NOT_CHECKABLE": "NOTHING_USABLE",
    }
    if verdicts["then"] == "NOT_CHECKABLE" and verdicts["now"] != "NOT_CHECKABLE":
        reasons["NOT_CHECKABLE"] = "NOT_YET_PUBLISHED"
    advised = {"DEPENDS": "SAY_WHICH", "CONTRADICTED": "FIRST_SINCE" if part.operation == "first" else "NONE"}
    context = part.claim.not_checkable
    return rows.PART | {
        "part": part.area, "part_name": part.area, "position": part.position, "definition_choice": part.choice,
        "verdict": "NOT_CHECKABLE" if context else verdicts["then"],
        "verdict_now": "NOT_CHECKABLE" if context else verdicts["now"],
        "decided_by": "definition" if "DEPENDS" in verdicts.values() and not context else None, "freq": part.freq,
        "votes": len(stances["then"]), "holds": len(holds), "nears": 0,
        "closest_reading_id": best and best["reading_id"], "closest_value": best and best["obs_value"],
        "holding_reading_id": holds[0]["reading_id"] if holds else None,
        "failing_reading_id": misses[0]["reading_id"] if misses else None,
        "current_reading_id": next((row["reading_id"] for row in stances["now"]), None),
        "reason": "NO_FIGURE_DECIDES" if context else reasons[verdicts["then"]],
        "would_be_true": None if context else advised.get(verdicts["then"]),
    }  # fmt: skip
