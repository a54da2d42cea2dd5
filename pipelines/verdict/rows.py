"""What came of a claim as rows: the columns of factcheck.verdict, factcheck.part_verdict and factcheck.reading.

Belongs here: which column has what. Does not belong here: computing any of it, writing rows down (relations.py).
"""

from collections.abc import Mapping
from typing import Any

from pipelines.claims.model import Claim
from pipelines.verdict import advice, queries
from pipelines.verdict.advice import Beside
from pipelines.verdict.comparison import Interval
from pipelines.verdict.parts import ONE_BY_ONE, TOGETHER, Part, listed
from pipelines.verdict.readings import Reading
from pipelines.verdict.vote import FALSE, TRUE, Vote

Row = dict[str, Any]
STATUS = ("A", "P", "E", "F")
READING: Row = dict.fromkeys(
    (
        "part", "reading_id", "position", "known", "indicator", "operation", "sort_order", "definition", "variant",
        "label", "source", "vintage", "published_on", "freq", "time_period", "years", "base_period", "type",
        "type_reason", "definition_reason", "is_earlier", "obs_status", "obs_value", "unit_measure", "outcome",
        "gap_pct", "low", "high", "low_open", "high_open", "slack_low", "slack_high", "near_low", "near_high",
        "missing", "missing_areas", "missing_count", "missing_status", "missing_found", "missing_expected",
        "missing_note", "stated_unit", "amount", "compared_with", "window_high", "window_low", "window_from",
        "record_in", "window_top", "window_bottom", "beaten_in", "rank_low", "rank_high", "ranked_areas",
        "is_listed_so", "short_by_pct", "met", "counted", "met_by", "close_areas", "open_areas", "neighbour",
        "neighbour_gap_pct", "event", "is_reference", "sql",
    )
) | {"variant": ""}  # fmt: skip
PART: Row = dict.fromkeys(
    (
        "part", "part_name", "position", "verdict", "verdict_now", "decided_by", "definition_choice", "freq", "votes",
        "holds", "nears", "closest_reading_id", "closest_value", "gap_pct", "holding_reading_id", "failing_reading_id",
        "earlier_reading_id", "arguable_reading_id", "current_reading_id", "reason", "awaited", "would_be_true",
        "otherwise_reading_id", "other_period", "other_value", "superseded_on", "superseded_value", "limit_reading_id",
        "revised_reading_id", "added_reading_id",
    )
)  # fmt: skip


def of_reading(reading: Reading, interval: Interval | None) -> Row:
    """A row of factcheck.reading, but for its position."""
    part, figure = reading.part, reading.figure
    return (
        READING
        | {
            "part": part.area, "reading_id": reading.name, "known": reading.known, "indicator": part.entry["id"],
            "operation": part.operation, "sort_order": part.claim.order, "definition": reading.view.name,
            "variant": reading.variant, "label": reading.view.definition["label"], "source": reading.source,
            "vintage": reading.vintage, "published_on": reading.published_on, "freq": reading.view.freq,
            "time_period": reading.period, "years": part.years,
            "base_period": figure.base_period if reading.needs_base_period else None, "type": reading.type,
            "type_reason": reading.type_reason, "definition_reason": _definition_reason(reading),
            "is_earlier": reading.is_earlier, "obs_status": STATUS[figure.worst], "obs_value": reading.value,
            "unit_measure": reading.unit, "outcome": reading.outcome, "gap_pct": reading.gap_pct,
            "missing": reading.missing, "missing_areas": _listed(reading.missing_areas),
            "missing_count": reading.missing_count, "missing_status": reading.missing_status,
            "missing_found": reading.missing_found, "missing_expected": reading.missing_expected,
            "missing_note": reading.missing_note, "stated_unit": part.unit, "amount": figure.amount,
            "compared_with": reading.against,
            "is_reference": figure.is_reference or bool(reading.base and reading.base.is_reference),
            "sql": queries.of(reading),
        }
        | _of_interval(interval)
        | _of_window(reading)
        | _of_place(reading)
    )  # fmt: skip


def _of_interval(interval: Interval | None) -> Row:
    if interval is None:
        return {}
    names = (
        "low", "high", "low_open", "high_open", "slack_low", "slack_high", "near_low", "near_high",
    )  # fmt: skip
    return {name: getattr(interval, name) for name in names}


def _of_window(reading: Reading) -> Row:
    past = reading.past
    if past is None:
        return {}
    return {
        "window_high": past.highest, "window_low": past.lowest, "window_from": past.first, "record_in": past.record_in,
        "window_top": past.top, "window_bottom": past.bottom, "beaten_in": past.beaten_in,
    }  # fmt: skip


def _of_place(reading: Reading) -> Row:
    found: Row = {}
    if place := reading.place:
        found |= {
            "rank_low": place.low, "rank_high": place.high, "ranked_areas": place.areas,
            "is_listed_so": place.is_listed_so, "short_by_pct": place.short_by_pct, "neighbour": place.neighbour,
            "neighbour_gap_pct": place.neighbour_gap_pct,
        }  # fmt: skip
    if tally := reading.tally:
        found |= {
            "met": tally.met, "counted": tally.members, "met_by": _listed(tally.met_by),
            "close_areas": _listed(tally.close), "open_areas": _listed(tally.open),
        }  # fmt: skip
    return found


def _listed(areas: Any) -> str | None:
    return ";".join(areas) or None if areas else None


def _definition_reason(reading: Reading) -> str | None:
    """Why the definition is not a plain E, as the catalogue says it."""
    definition, about = reading.view.definition, reading.part.about
    over_time = definition.get("over_time", {})
    of_time = over_time.get("type", definition["type"])
    reason = definition.get("reason")
    if about == "change":
        return None if of_time == "E" else over_time.get("reason") or reason
    if about == "either" and of_time == "E":
        return None
    return None if definition["type"] == "E" else reason


def of_part(part: Part, votes: Mapping[str, Vote], readings: list[Reading], beside: Beside) -> Row:
    """A row of factcheck.part_verdict."""
    then, now = votes["then"], votes["now"]
    is_context = part.claim.not_checkable is not None
    best = then.best or now.best
    limit = advice.as_far_back(part, readings)
    verdicts = [_final(vote.verdict, is_context, beside) for vote in (then, now)]
    revised, added = advice.turned(readings) if then.verdict != now.verdict and not is_context else (None, None)
    return PART | {
        "part": part.area, "part_name": _name_of(part), "position": part.position,
        "verdict": verdicts[0], "verdict_now": verdicts[1],
        "decided_by": None if is_context else then.decided_by or now.decided_by, "definition_choice": part.choice,
        "freq": part.freq, "votes": len(then.voting), "holds": then.holds, "nears": then.nears,
        "closest_reading_id": _name(best), "closest_value": best and best.value, "gap_pct": best and best.gap_pct,
        "holding_reading_id": _name(then.holding or now.holding),
        "failing_reading_id": _name(then.failing or now.failing),
        "earlier_reading_id": _name(then.earlier or now.earlier),
        "arguable_reading_id": _name(then.arguable_reading or now.arguable_reading),
        "current_reading_id": _name(now.best), "reason": advice.reason(part, votes, beside),
        "awaited": advice.awaited(votes), "would_be_true": advice.would_be_true(part, votes, limit),
        "otherwise_reading_id": _name(_otherwise(then, now)) if not is_context else None,
        "other_period": beside.period, "other_value": beside.value, "superseded_on": beside.superseded_on,
        "superseded_value": beside.superseded, "limit_reading_id": _name(limit), "revised_reading_id": _name(revised),
        "added_reading_id": _name(added),
    }  # fmt: skip


def _name_of(part: Part) -> str:
    if not part.area and listed(part.claim) and part.claim.parts is None:
        return TOGETHER
    return part.world.names.get(part.area, part.area)


def undecided(part: Part) -> Row:
    """A row of factcheck.part_verdict for what no figure decides."""
    return PART | {
        "part": part.area, "part_name": part.world.names.get(part.area, part.area), "position": part.position,
        "verdict": "NOT_CHECKABLE", "verdict_now": "NOT_CHECKABLE", "definition_choice": part.choice,
        "freq": part.freq, "votes": 0, "holds": 0, "nears": 0, "reason": "NO_FIGURE_DECIDES",
    }  # fmt: skip


def _final(verdict: str, is_context: bool, beside: Beside) -> str:
    if is_context:
        return "NOT_CHECKABLE"
    return "OUT_OF_DATE" if verdict == "CONTRADICTED" and beside.superseded_on else verdict


def _otherwise(then: Vote, now: Vote) -> Reading | None:
    """Where no vote holds, the closest of the readings without one that do."""
    if then.verdict not in (*FALSE, "TOO_CLOSE", "NOT_CHECKABLE"):
        return None
    if then.verdict == "NOT_CHECKABLE" and now.verdict in TRUE:
        return None
    return then.otherwise or now.otherwise


def _name(reading: Reading | None) -> str | None:
    return reading.name if reading else None


def of_claim(claim: Claim, parts: list[Row], readings: list[Row]) -> Row:
    """A row of factcheck.verdict."""
    verdicts = [part["verdict"] for part in parts]
    verdicts_now = [part["verdict_now"] for part in parts]
    is_decided = claim.not_checkable is None and bool(parts)
    first: Row = parts[0] if parts else PART
    differ = len(set(verdicts)) > 1 or len(set(verdicts_now)) > 1
    return {
        "verdict": _of_all(claim, verdicts, is_decided),
        "verdict_now": _of_all(claim, verdicts_now, is_decided),
        "decided_by": None if claim.not_checkable else "part" if differ else _last(parts, "decided_by"),
        "definition_choice": first["definition_choice"],
        "reason": _reason(claim, parts, set(verdicts)),
        "closest_reading_id": first["closest_reading_id"],
        "closest_value": first["closest_value"],
        "gap_pct": first["gap_pct"],
        "parts": len(parts),
        "readings": len(readings),
        "is_reference": any(row["is_reference"] for row in readings),
    }


WEAKEST_FIRST = (
    "CONTRADICTED", "OUT_OF_DATE", "NOT_CHECKABLE", "TOO_CLOSE", "DEPENDS", "SUPPORTED_LOOSELY", "SUPPORTED",
)  # fmt: skip


def _of_all(claim: Claim, verdicts: list[str], is_decided: bool) -> str:
    """What is said of each of several is as true as it is of the least true; of their sum it may hold all the same."""
    if not is_decided:
        return "NOT_CHECKABLE"
    if len(set(verdicts)) == 1:
        return verdicts[0]
    if claim.operation not in ONE_BY_ONE:
        return "DEPENDS"
    has_sum = _has_sum(claim, verdicts)
    each = verdicts[:-1] if has_sum else verdicts
    weakest = min(each, key=WEAKEST_FIRST.index)
    return "DEPENDS" if has_sum and (weakest in TRUE) != (verdicts[-1] in TRUE) else weakest


def _has_sum(claim: Claim, verdicts: list[str]) -> bool:
    """Whether the last part is that in which the areas are added up."""
    role = None if claim.parts else listed(claim)
    areas = {"ref": claim.areas.ref, "counterpart": claim.areas.counterpart}.get(role or "", [])
    return len(verdicts) > len(set(areas)) > 1


def _reason(claim: Claim, parts: list[Row], verdicts: set[str]) -> str | None:
    if claim.not_checkable is not None:
        return "NO_FIGURE_DECIDES"
    if not parts:
        return "NO_INDICATOR"
    if len(verdicts) > 1:
        return "PARTS_DIFFER"
    return "PARTS_AGREE" if len(parts) > 1 else parts[0]["reason"]


def _last(parts: list[Row], column: str) -> Any:
    return max((part[column] for part in parts if part[column] is not None), default=None)
