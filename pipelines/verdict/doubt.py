"""Why what no reading bears out may be open all the same, and is not contradicted.

What is not held contradicts nothing, and first figures are revised. docs/method.md has the reasons and their measure.

Belongs here: telling a contradiction from what the figures held cannot contradict. Does not belong here: counting
votes (vote.py), the bounds themselves (`awaited` and revisions in catalogue/indicators.yml).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pipelines.claims import publishers
from pipelines.verdict import comparison
from pipelines.verdict.comparison import Interval
from pipelines.verdict.parts import Part
from pipelines.verdict.readings import Reading
from pipelines.verdict.vote import AS_DEFINED, FALSE, TRUE, Vote, stance

Row = dict[str, Any]
POINTS = ("PT", "PP")
LEVELS = ("level", "sum", "mean", "average", "share", "ratio")
MEASURED = (*LEVELS, "change", "growth")
OTHERWISE = ("level", "sum", "share", "compare", "next", "difference", "ratio", "change")
MEANT_BY = {
    "unnamed": ("level", "sum", "change", "compare", "next"), "source": ("level",),
    "several": ("mean", "level", "average"),
}  # fmt: skip
"""What of a definition that is not held -> the operations of which it can be meant; OTHERWISE of all others."""
NEXT_EDITION = timedelta(183)
"""So soon a later edition speaks of the same day."""
NEWEST_EDITION = timedelta(92)
"""An edition that is older than this may have been followed by others that are not held."""


def weigh(part: Part, votes: Mapping[str, Vote], interval: Interval | None) -> None:
    """Have each vote's verdict as it stands after doubt, and the doubt beside it."""
    then, now = votes["then"], votes["now"]
    for vote in (then, now):
        if vote.judged in FALSE:
            vote.awaited = _named(part, vote) or _awaited(part, vote, interval)
    then.doubt, now.doubt = _doubt_then(part, then, now), _doubt_now(part, then, now, interval)
    for vote in (then, now):
        if vote.doubt == "next_edition":
            vote.verdict, vote.decided_by = "DEPENDS", "edition"
        elif vote.doubt:
            vote.verdict = "TOO_CLOSE" if vote.doubt == "revised" else "NOT_CHECKABLE"
        if vote.doubt != "awaited":
            vote.awaited = None


def _doubt_then(part: Part, then: Vote, now: Vote) -> str | None:
    """The first reason why what was known then does not contradict the claim."""
    if then.judged in FALSE and _is_overtaken(part, then, now):
        return "overtaken"
    if then.judged not in FALSE or (doubt := _doubt(part, then, then, now)):
        return doubt if then.judged in FALSE else None
    if _is_aged(part, then, now):
        return "aged"
    is_revised_next = then.judged == "CONTRADICTED" and _is_of_next_edition(part, then, now)
    return "next_edition" if is_revised_next else None


def _doubt_now(part: Part, then: Vote, now: Vote, interval: Interval | None) -> str | None:
    """The first reason why what is known now does not contradict the claim."""
    if now.judged not in FALSE or (doubt := _doubt(part, now, then, now)):
        return doubt if now.judged in FALSE else None
    # first figures are revised: what was published by then may have borne it out where it is not held
    is_lost = not then.voting or then.doubt == "overtaken"
    return "unseen" if is_lost and now.judged == "CONTRADICTED" and _is_not_far(part, now, interval) else None


def _doubt(part: Part, vote: Vote, then: Vote, now: Vote) -> str | None:
    """What both days have in common."""
    if _is_begun(vote, now):
        return "begun"
    # what held then and was revised since is told as such, but for months and quarters, revised by the way
    is_told = then.judged in TRUE and vote.best is not None and vote.best.view.freq == "A"
    may_be = vote.judged == "CONTRADICTED" or part.asked == "rank"
    if may_be and not is_told and _is_revised(part, vote.best):
        return "revised"
    return "awaited" if vote.awaited else None


def _is_begun(vote: Vote, now: Vote) -> bool:
    """ "Fiscal 2023" may begin in that year, too; and what the year in which it was said bears out was true then."""
    begun = [reading for reading in vote.readings if reading.type_reason == "FISCAL_YEAR_BEGUN"]
    within = [reading for reading in now.readings if reading.type_reason == "SAID_WITHIN"]
    return any(stance(reading) in ("HOLD", "NEAR", "TOO_CLOSE") for reading in (*begun, *within))


def _is_revised(part: Part, best: Reading | None) -> bool:
    """Whether the closest reading is off by no more than publishers themselves revise."""
    x = part.x
    if best is None or stance(best) != "MISS" or best.value is None or x is None:
        return False
    if part.asked == "rank":
        return not part.bilateral and _is_listed_otherwise(best, x)
    gap = best.gap_pct
    off = abs(best.value - x) if gap is None else abs(gap * x) / 100
    if part.asked == "change" and best.unit not in POINTS:  # a rise is what is left of two levels
        return gap is not None and off <= part.revision_pct / 100 * _larger(best)
    # points of a multiple are those of the two rates
    points = off * abs(best.against or 0) / (1 + x) if part.asked == "ratio" else off
    is_within = points <= part.revision_points or abs(100.0 if gap is None else gap) <= part.revision_pct
    return part.asked in LEVELS and is_within


def _is_listed_otherwise(best: Reading, x: float) -> bool:
    is_listed_so = best.place is not None and best.place.is_listed_so
    return is_listed_so or (x > 10 and abs((best.value or 0) - x) <= x / 20)


def _larger(reading: Reading) -> float:
    return max(abs(reading.figure.amount or 0), abs(reading.against or 0))


# Definitions that are not held


def _named(part: Part, vote: Vote) -> str | None:
    """What a publisher is said to have found is no other's to contradict."""
    described = publishers.described(part.claim.publishers)
    sources = str(described["publisher_sources"] or "").split(";")
    is_held = any(reading.source in sources and stance(reading) is not None for reading in vote.readings)
    return None if is_held or not described["publisher"] else str(described["publisher"])


def _awaited(part: Part, vote: Vote, interval: Interval | None) -> str | None:
    """Labels of the definitions that are not held and may bear the claim out: their number lies near enough."""
    found = []
    for definition in part.entry["readings"]:
        if "awaited" not in definition or _is_held(vote, definition):
            continue
        if part.asked == "count":
            may_bear_out = _counts_so(part, vote, definition["definition"], interval)
        else:
            may_bear_out = _is_meant(part, vote, definition) and _bridges(part, vote, definition["awaited"])
        if may_bear_out:
            found.append(str(definition["label"]))
    return "; ".join(found) or None


def _is_held(vote: Vote, definition: Row) -> bool:
    source = definition["awaited"].get("source")
    return any(
        (reading.view.name == definition["definition"] or (source is not None and reading.source == source))
        and stance(reading) is not None
        and (reading.voted == "E" or (bool(definition.get("loosely_meant")) and reading.type_reason in AS_DEFINED))
        for reading in vote.readings
    )


def _counts_so(part: Part, vote: Vote, why: str, interval: Interval | None) -> bool:
    """Whether a count may come to what is claimed by another definition, or as first published."""
    return interval is not None and any(
        reading.tally is not None
        and why in reading.tally.leeway
        and comparison.allows(part, interval, reading.tally.counted, *reading.tally.leeway[why]) != "MISS"
        for reading in vote.voting
    )


def _is_meant(part: Part, vote: Vote, definition: Row) -> bool:
    """Whether such a claim can mean such a definition."""
    awaited, named = definition["awaited"], part.claim.definitions
    if vote.judged == "OUT_OF_DATE" and not {"unnamed", "change"}.isdisjoint(awaited):
        return False  # what another count of today may bear out is no figure of an earlier year
    if _is_excepted(part, awaited.get("outside", ())):
        return False
    if "change" in awaited:
        return _is_meant_of_change(part, definition)
    if named and definition["definition"] not in named:
        return False  # "exports of goods" says that services do not count
    return _is_meant_by(part, definition, next((flag for flag in MEANT_BY if flag in awaited), ""))


def _is_meant_by(part: Part, definition: Row, flag: str) -> bool:
    """Whether the operation and the period of a claim fit a definition that is awaited under such a flag."""
    operation = part.asked
    if flag == "unnamed" and (part.claim.period is not None or part.years > 1):
        return False
    if flag == "several" and operation != "mean" and "WLD" not in part.claim.areas.ref:
        return False
    if not flag and operation in ("direction", "streak", "rank"):
        # figures of the other side, or of goods, tell no small move
        return not definition.get("loosely_meant") and (operation == "rank" or "terms" in definition)
    return operation in MEANT_BY.get(flag, OTHERWISE)


def _is_meant_of_change(part: Part, definition: Row) -> bool:
    if definition["type"] != "E":
        return part.asked == "ratio" and part.against == "period"
    return part.asked == "direction" or (part.asked == "change" and part.unit in (None, "PT"))


def _is_excepted(part: Part, outside: str | list[str]) -> bool:
    """Whether the claim is about one of those, or of that group, who do not count so."""
    named = {iso3 for iso3, *_ in part.world.groups[outside]} if isinstance(outside, str) else set(outside)
    return not named.isdisjoint((*part.claim.areas.ref, *part.claim.areas.counterpart))


def _bridges(part: Part, vote: Vote, awaited: Row) -> bool:
    """Whether the number lies near enough to what is held."""
    values, best, x = [abs(r.value) for r in vote.voting if r.value is not None], vote.best, abs(part.x or 0)
    if not values or best is None or part.asked in ("rank", "streak", "direction"):
        return bool(values) and best is not None and _bridges_row(part, best, awaited)
    # where an earlier figure bears it out there is less to bridge
    reach = 1 / 3 if vote.judged == "OUT_OF_DATE" and "outside" in awaited else 1
    low, high = (1 + reach * (awaited[end] - 1) for end in ("from", "to"))
    if part.asked in ("compare", "next"):  # of two that are about as large, the other may be the larger
        return low * min(values) <= 1 <= high * max(values)
    if not x or low * min(values) <= x <= high * max(values) or _is_of_gross(best, x, awaited):
        return True
    points = awaited.get("points", 0)
    return part.unit in POINTS and min(values) - points <= x <= max(values) + points


def _is_of_gross(best: Reading, x: float, awaited: Row) -> bool:
    """Whether a balance misses by a small part of what went both ways."""
    gross = awaited.get("gross", 0) * sum(abs(pick.total.amount or 0) for pick in best.figure.picks)
    return bool(abs(best.gap_pct or 0) * x / 100 <= gross)


def _bridges_row(part: Part, best: Reading, awaited: Row) -> bool:
    value = best.value or 0.0
    if part.asked == "rank":  # whoever is next to it within half of that may have changed places with it
        gap = best.place.neighbour_gap_pct if best.place else None
        return abs((part.x or 0) - value) <= 1 and gap is not None and gap <= 50 * (awaited["to"] - 1)
    return part.asked == "streak" or 0 < 100 * abs(value) <= awaited.get("points", 0) * _larger(best)


# What another edition or another year may bear out


def _is_not_far(part: Part, now: Vote, interval: Interval | None) -> bool:
    """Whether the closest reading misses by so little that another edition may bear the claim out."""
    best, x = now.best, part.x or 0
    if best is None or best.value is None:
        return False
    if part.asked == "rank":
        return _is_place_near(part, best)
    if part.asked == "streak":
        return x - best.value <= 2
    if part.asked == "direction":
        return part.kind == "flow" and 100 * abs(best.value) <= part.revision_pct * _larger(best)
    if part.asked == "count":
        return _counts_so(part, now, "FIRST", interval)
    return part.asked in (*MEASURED, "difference") and is_near(part, best)


def _is_place_near(part: Part, best: Reading) -> bool:
    off, x = abs((best.value or 0) - (part.x or 0)), part.x or 0
    if part.kind in ("change", "rate"):
        return off <= 10
    short_by = (best.place.short_by_pct if best.place else None) or 0.0
    return short_by <= (50 if off <= max(2, x / 10) else part.first_revision_pct if part.kind == "flow" else -1)


def is_near(part: Part, best: Reading) -> bool:
    """Whether a number is off by no more than first figures are revised."""
    gap = 100.0 if best.gap_pct is None else abs(best.gap_pct)
    if gap <= part.first_revision_pct:
        return True
    # of a part of output, of people or of a total three points can be more than there is
    is_part = part.asked == "share" or part.aggregation == "ratio"
    if best.unit not in POINTS or (gap > 50 and is_part):
        return False
    off = abs(best.value or 0) if best.gap_pct is None else gap * abs(part.x or 0) / 100
    return off <= part.first_revision_points


def _is_overtaken(part: Part, then: Vote, now: Vote) -> bool:
    """A figure of an earlier period contradicts nothing that the last complete one, published since, leaves open.

    Nor what that one lies nearer to than to the earlier.
    """
    early, late = then.best, now.best
    if part.claim.period is not None or early is None or late is None:
        return False
    last = max(reading.period for reading in then.voting)
    if any(last < reading.period for reading in now.voting if stance(reading) != "MISS"):
        return True
    if last >= late.period or (now.awaited and not then.awaited):
        return last < late.period
    if part.asked not in ("level", "sum", "mean") or not early.gap_pct or late.gap_pct is None:
        return False
    passed = early.gap_pct - late.gap_pct
    return (early.gap_pct > 0) == (passed > 0) and abs(passed) >= abs(early.gap_pct) / 2


def _is_aged(part: Part, then: Vote, now: Vote) -> bool:
    """What is older by months contradicts nothing that later editions bear out.

    And none a number that the figure has passed on its way to what a later edition has.
    """
    early, late = then.best, now.best
    if then.judged != "CONTRADICTED" or early is None or late is None or early.period != late.period:
        return False
    if part.asked not in (*MEASURED, "count"):
        return False
    is_old = early.figure.oldest_on < part.said_on - NEWEST_EDITION
    if is_old and (now.holds or now.nears or (now.judged in FALSE and _is_revised(part, late))):
        return True
    return part.asked != "count" and _has_passed(part, early, late)


def _has_passed(part: Part, early: Reading, late: Reading) -> bool:
    if part.x is None or early.value is None or late.value is None or not _is_same(early, late):
        return False
    return min(early.value, late.value) <= part.x <= max(early.value, late.value) and is_near(part, early)


def _is_same(early: Reading, late: Reading) -> bool:
    return early.view is late.view and (early.source, early.unit, early.period) == (late.source, late.unit, late.period)


def _is_of_next_edition(part: Part, then: Vote, now: Vote) -> bool:
    """Whether the edition that came next had revised the figure of the day by far, and bears the claim out.

    The editions on both sides of the day vote then: a first figure that was soon counted anew contradicts nobody.
    """
    early, late = then.best, now.best
    if early is None or late is None or part.asked not in (*MEASURED, "became") or stance(late) != "HOLD":
        return False
    if not _is_same(early, late) or is_near(part, early):
        return False
    pick = early.figure.picks[0]
    totals = early.view.totals("claim", pick.term, pick.series, early.period).values()
    return any(part.said_on < total.published_on <= part.said_on + NEXT_EDITION for total in totals)
