"""What came of a claim as rows: the columns of factcheck.claim, .verdict, .part_verdict and .reading.

Belongs here: which column has what. Does not belong here: computing any of it, writing rows down (relations.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.claims.model import Claim
from pipelines.verdict import advice, queries
from pipelines.verdict.comparison import Interval
from pipelines.verdict.parts import ONE_BY_ONE, TOGETHER, Part, listed
from pipelines.verdict.readings import Reading
from pipelines.verdict.vote import FALSE, TRUE, Vote

Row = dict[str, Any]
FAULT = "FAULT"
"""The reason of a claim whose judging raised."""
STATUS = ("A", "P", "E", "F")
BOUNDS = ("low", "high", "near_low", "near_high")
OPEN = ("low_open", "high_open", "slack_low", "slack_high")
WEAKEST_FIRST = (
    "CONTRADICTED", "OUT_OF_DATE", "NOT_CHECKABLE", "TOO_CLOSE", "DEPENDS", "SUPPORTED_LOOSELY", "SUPPORTED",
)  # fmt: skip


def _typed(**named: str) -> dict[str, str]:
    return {name: kind for kind, names in named.items() for name in names.split()}


TYPES: dict[str, dict[str, str]] = {
    "claim": _typed(
        INTEGER="position span years",
        VARCHAR="quote in_words speaker speaker_type indicator operation hedge value_text value_kind unit period freq"
        " wider_freq sort_order publisher publisher_sources universe bar_hedge bar_unit parts not_checkable reason note"
        " unread ref_areas counterpart_areas base_ref_areas base_counterpart_areas pairs event_kinds",
        DATE="said_on period_from period_to base_from base_to",
        DOUBLE="x u x_high u_high publisher_from publisher_to bar low high near_low near_high",
        BOOLEAN="is_window low_open high_open near_low_open near_high_open slack_low slack_high",
    ),
    "reading": _typed(
        INTEGER="position years missing_count rank_low rank_high ranked_areas met counted",
        VARCHAR="part reading_id known indicator operation sort_order definition variant label source vintage freq type"
        " type_reason definition_reason obs_status unit_measure outcome missing missing_areas missing_status"
        " missing_note stated_unit met_by broken_in close_areas open_areas neighbour event sql",
        DATE="published_on time_period base_period window_from record_in beaten_in",
        DOUBLE="obs_value gap_pct missing_found missing_expected amount compared_with window_high window_low window_top"
        " window_bottom short_by_pct neighbour_gap_pct low high near_low near_high",
        BOOLEAN="is_earlier is_listed_so is_reference low_open high_open slack_low slack_high",
    ),
    "part_verdict": _typed(
        INTEGER="position votes holds nears",
        VARCHAR="part part_name verdict verdict_now decided_by definition_choice freq closest_reading_id"
        " holding_reading_id failing_reading_id earlier_reading_id arguable_reading_id current_reading_id reason"
        " awaited would_be_true otherwise_reading_id limit_reading_id revised_reading_id added_reading_id",
        DATE="other_period superseded_on",
        DOUBLE="closest_value gap_pct other_value superseded_value",
    ),
    "verdict": _typed(
        INTEGER="parts readings",
        VARCHAR="verdict verdict_now decided_by definition_choice reason closest_reading_id",
        DOUBLE="closest_value gap_pct",
        BOOLEAN="is_reference",
    ),
}  # fmt: skip
"""Relation -> column -> its type; each has the article and the claim before."""
LISTS = ("missing_areas", "met_by", "close_areas", "open_areas", "broken_in")
READING: Row = dict.fromkeys(TYPES["reading"]) | {"variant": ""}
PART: Row = dict.fromkeys(TYPES["part_verdict"])


def of_reading(reading: Reading, interval: Interval | None) -> Row:
    """A row of factcheck.reading, but for its position."""
    part, view = reading.part, reading.view
    decides = reading.over.at if reading.over else reading
    figure = decides.figure
    row = READING | {
        "part": part.area, "reading_id": reading.name, "known": reading.known, "indicator": part.entry["id"],
        "operation": part.over or part.operation, "sort_order": part.claim.order, "definition": view.name,
        "variant": reading.variant, "label": _label(reading), "source": reading.source,
        "vintage": reading.vintage, "published_on": reading.published_on, "freq": view.freq,
        "time_period": reading.period, "years": part.years, "type": reading.type, "type_reason": reading.type_reason,
        "base_period": figure.base_period if decides.needs_base_period else None,
        "definition_reason": part.reason_of(view.definition), "is_earlier": reading.is_earlier,
        "obs_status": STATUS[figure.worst], "obs_value": reading.value, "unit_measure": reading.unit,
        "gap_pct": reading.gap_pct, "stated_unit": part.unit, "amount": figure.amount,
        "compared_with": decides.against,
        "is_reference": figure.is_reference or bool(decides.base and decides.base.is_reference),
        "sql": queries.of(decides),
    }  # fmt: skip
    for found in (interval, reading.ruling, decides.past, decides.place, decides.tally, reading.over):
        row |= {name: value for name, value in (found._asdict() if found else {}).items() if name in READING}
    if reading.ruling and reading.ruling.missing == "NO_FIGURE":
        row["missing_count"] = len(reading.ruling.missing_areas or ())
    return row | {name: joined(row[name]) for name in LISTS}


def _label(reading: Reading) -> str:
    """What was counted, and the rate by which it was turned into another money."""
    label: str = reading.view.definition["label"]
    return (
        f"{label}, converted at {reading.rate.per_dollar:.4g} {reading.rate.currency} to the dollar"
        if reading.rate
        else label
    )


def joined(areas: Iterable[str] | None) -> str | None:
    """Codes as a column has them: each once, separated by semicolons; None where there is none."""
    return ";".join(dict.fromkeys(areas or ())) or None


def of_part(part: Part, votes: Mapping[str, Vote], readings: list[Reading], interval: Interval | None) -> Row:
    """A row of factcheck.part_verdict."""
    then, now = votes["then"], votes["now"]
    is_context = part.claim.not_checkable is not None
    best, limit = then.best or now.best, advice.as_far_back(part, readings)
    beside = advice.beside(part, then, interval)
    verdict, verdict_now = (_final(vote.verdict, is_context, beside) for vote in (then, now))
    revised, added = advice.turned(readings) if then.verdict != now.verdict and not is_context else (None, None)
    named = {
        "closest": best, "holding": then.holding or now.holding, "failing": then.failing or now.failing,
        "earlier": then.earlier or now.earlier, "arguable": then.arguable or now.arguable, "current": now.best,
        "otherwise": None if is_context else _otherwise(then, now), "limit": limit, "revised": revised, "added": added,
    }  # fmt: skip
    return PART | {f"{name}_reading_id": reading.name for name, reading in named.items() if reading} | {
        "part": part.area, "part_name": _name_of(part), "position": part.position,
        "verdict": verdict, "verdict_now": verdict_now,
        "decided_by": None if is_context else then.decided_by or now.decided_by, "definition_choice": part.choice,
        "freq": part.freq, "votes": len(then.voting), "holds": then.holds, "nears": then.nears,
        "closest_value": best and best.value, "gap_pct": best and best.gap_pct,
        "reason": advice.reason(part, votes, beside), "awaited": then.awaited or now.awaited,
        "would_be_true": advice.would_be_true(part, votes, limit), "other_period": beside.period,
        "other_value": beside.value, "superseded_on": beside.superseded_on, "superseded_value": beside.superseded,
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


def of_fault(key: tuple[str, str, int], claim: Claim) -> dict[str, list[Row]]:
    """The rows of a claim whose judging raised; `key` is its article, its name and its place."""
    identity = {"article_id": key[0], "claim_id": key[1]}
    unjudged = {"verdict": "NOT_CHECKABLE", "verdict_now": "NOT_CHECKABLE", "reason": FAULT}
    counts = {"position": 1, "votes": 0, "holds": 0, "nears": 0}
    part = identity | PART | unjudged | counts | {"part": "", "part_name": ""}
    verdict = dict.fromkeys(TYPES["verdict"]) | unjudged | {"parts": 1, "readings": 0, "is_reference": False}
    stated = {"quote": claim.quote, "said_on": claim.said_on, "indicator": claim.indicator}
    about = {
        "speaker": claim.speaker,
        "unread": claim.unread,
        "operation": claim.operation,
        "hedge": claim.hedge,
        "is_window": False,
    }
    row = identity | dict.fromkeys(TYPES["claim"]) | stated | about | {"position": key[2]}
    return {"claim": [row], "reading": [], "part_verdict": [part], "verdict": [identity | verdict]}


def _final(verdict: str, is_context: bool, beside: advice.Beside) -> str:
    if is_context:
        return "NOT_CHECKABLE"
    return "OUT_OF_DATE" if verdict == "CONTRADICTED" and beside.superseded_on else verdict


def _otherwise(then: Vote, now: Vote) -> Reading | None:
    """Where no vote holds, the closest of the readings without one that do."""
    is_later = then.verdict == "NOT_CHECKABLE" and now.verdict in TRUE
    is_open = then.verdict in (*FALSE, "TOO_CLOSE", "NOT_CHECKABLE")
    return then.otherwise or now.otherwise if is_open and not is_later else None


def of_claim(claim: Claim, parts: list[Row], readings: list[Row]) -> Row:
    """A row of factcheck.verdict."""
    first: Row = parts[0] if parts else PART
    verdicts, verdicts_now = [part["verdict"] for part in parts], [part["verdict_now"] for part in parts]
    differ = len(set(verdicts)) > 1 or len(set(verdicts_now)) > 1
    choices = [part["decided_by"] for part in parts if part["decided_by"]]
    decided_by = "part" if differ else max(choices, default=None)
    return {
        "verdict": _of_all(claim, verdicts), "verdict_now": _of_all(claim, verdicts_now),
        "decided_by": None if claim.not_checkable else decided_by, "definition_choice": first["definition_choice"],
        "reason": _reason(claim, parts), "closest_reading_id": first["closest_reading_id"],
        "closest_value": first["closest_value"], "gap_pct": first["gap_pct"], "parts": len(parts),
        "readings": len(readings), "is_reference": any(row["is_reference"] for row in readings),
    }  # fmt: skip


def _of_all(claim: Claim, verdicts: list[str]) -> str:
    """What is said of each of several is as true as it is of the least true; of their sum it may hold all the same."""
    if claim.not_checkable or not verdicts:
        return "NOT_CHECKABLE"
    if len(set(verdicts)) == 1:
        return verdicts[0]
    if claim.operation not in ONE_BY_ONE:
        return "DEPENDS"
    has_sum = _has_sum(claim, verdicts)
    weakest = min(verdicts[:-1] if has_sum else verdicts, key=WEAKEST_FIRST.index)
    return "DEPENDS" if has_sum and (weakest in TRUE) != (verdicts[-1] in TRUE) else weakest


def _has_sum(claim: Claim, verdicts: list[str]) -> bool:
    """Whether the last part is that in which the areas are added up."""
    role = None if claim.parts else listed(claim)
    return role is not None and len(verdicts) > len(set(getattr(claim.areas, role)))


def _reason(claim: Claim, parts: list[Row]) -> str | None:
    if claim.not_checkable or not parts:
        return "NO_FIGURE_DECIDES" if claim.not_checkable else "NO_INDICATOR"
    if len({part["verdict"] for part in parts}) > 1:
        return "PARTS_DIFFER"
    return "PARTS_AGREE" if len(parts) > 1 else str(parts[0]["reason"])
