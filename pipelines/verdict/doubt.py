"""Why what no reading bears out may be open all the same, and is not contradicted.

What is not held contradicts nothing; first figures are revised; others count otherwise; what moves goes on moving.
docs/method.md has the reasons and their measure.

Belongs here: telling a contradiction from what the figures held cannot contradict. Does not belong here: counting
votes (vote.py), the bounds themselves (`awaited` and revisions in catalogue/indicators.yml).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from pipelines.claims import publishers
from pipelines.verdict import comparison
from pipelines.verdict.comparison import Interval
from pipelines.verdict.parts import Part, add_months, months_of
from pipelines.verdict.readings import Reading
from pipelines.verdict.vote import AS_DEFINED, FALSE, TRUE, Vote, stance

Row = dict[str, Any]
Votes = Mapping[str, Vote]
POINTS = ("PT", "PP")
TURNS = ("extreme", "direction", "streak")
MEASURED = ("level", "sum", "mean", "average", "change", "growth", "share", "ratio")
SPECIAL = ("unnamed", "change", "own_currency")
NEXT_EDITION_DAYS = 183
"""So soon a later edition speaks of the same day."""
EDITION_DAYS = 92
"""An edition that is older than this may have been followed by others that are not held."""


class Pace(NamedTuple):
    """Where what moves slowly would have come to by the day of the claim."""

    held: float
    reached: float
    low: float | None
    high: float | None


def weigh(part: Part, votes: Votes, interval: Interval | None, today: date) -> None:
    """Have each vote's verdict as it stands after doubt, and the doubts beside it."""
    then, now = votes["then"], votes["now"]
    first = {known: _first_doubts(part, vote, votes, interval) for known, vote in votes.items()}
    far = {known: _is_not_far(part, vote, votes, interval) for known, vote in votes.items()}
    revised = {known: _is_revised(part, vote) for known, vote in votes.items()}
    overtaken = _is_overtaken(part, votes, first)
    doubts: dict[str, dict[str, Any]] = {
        known: first[known] | {"outrun": far[known] and _is_outrun(part, votes, vote, far["now"], today)}
        for known, vote in votes.items()
    }
    doubts["then"] |= {"overtaken": overtaken, "aged": _is_aged(part, votes, revised["now"])}
    doubts["now"] |= {
        "unseen": far["now"] and _is_unseen(now, then, overtaken),
        "just_over": _is_just_over(part, votes),
    }
    for known, vote in votes.items():
        _decide(part, vote, votes, doubts[known], revised[known])
    if then.verdict == "CONTRADICTED" and _is_of_next_edition(part, votes):
        then.verdict, then.decided_by, then.doubts["next_edition"] = "DEPENDS", "edition", True


def _decide(part: Part, vote: Vote, votes: Votes, doubts: dict[str, Any], revised: str | None) -> None:
    # what held then and was revised since is told as such, but for months and quarters, revised by the way
    is_told = vote.best is not None and vote.best.view.freq == "A" and votes["then"].judged in TRUE
    revised = None if is_told else revised
    vote.doubts = doubts
    is_false = vote.judged in FALSE
    if doubts.get("overtaken") or (is_false and (doubts["nearing"] or doubts["begun"])):
        vote.verdict = "NOT_CHECKABLE"
    elif revised and (vote.judged == "CONTRADICTED" or (vote.judged == "OUT_OF_DATE" and revised == "place")):
        vote.verdict = "TOO_CLOSE"
    elif any(doubts.get(name) for name in ("awaited", "named", "unseen", "aged", "outrun", "just_over")):
        vote.verdict = "NOT_CHECKABLE"
    if revised:
        for name in ("unseen", "aged", "outrun", "awaited", "named"):
            doubts[name] = None


# What each day's readings leave open by themselves


def _first_doubts(part: Part, vote: Vote, votes: Votes, interval: Interval | None) -> dict[str, Any]:
    paces = _paces(part, vote, interval)
    return {
        "nearing": any(_is_reached(pace) for pace in paces),
        "begun": _is_begun(vote, votes["now"]),
        "awaited": _awaited(part, vote, interval, paces),
        "named": _named(part, vote),
    }


def _paces(part: Part, vote: Vote, interval: Interval | None) -> list[Pace]:
    """What moves slowly goes on as before: a figure of last year contradicts no number that has been reached since."""
    if not (part.is_slow and part.operation in ("level", "sum") and part.claim.period is None and interval):
        return []
    found = []
    for reading in vote.readings:
        if reading.type != "E" or stance(reading) != "MISS" or reading.value is None:
            continue
        before = reading.view.figure("claim", add_months(reading.period, -12), vote.known)
        if before is not None and before.amount is not None:
            years = ((part.said_on - reading.period).days - 183) / 365.25
            reached = reading.value + (reading.value - before.amount) * years
            found.append(Pace(reading.value, reached, interval.near_low, interval.near_high))
    return found


def _is_reached(pace: Pace) -> bool:
    low = pace.held if pace.low is None else pace.low
    high = pace.held if pace.high is None else pace.high
    return low <= max(pace.held, pace.reached) and high >= min(pace.held, pace.reached)


def _is_begun(vote: Vote, now: Vote) -> bool:
    """ "Fiscal 2023" may begin in that year, too; and what the year in which it was said bears out was true then."""
    begun = [reading for reading in vote.readings if reading.type_reason == "FISCAL_YEAR_BEGUN"]
    within = [reading for reading in now.readings if reading.type_reason == "SAID_WITHIN"]
    return any(stance(reading) in ("HOLD", "NEAR", "TOO_CLOSE") for reading in (*begun, *within))


def _is_revised(part: Part, vote: Vote) -> str | None:
    """Whether the closest reading is off by no more than publishers themselves revise: figure or place."""
    best = vote.best
    if best is None or stance(best) != "MISS" or best.value is None:
        return None
    x, gap = part.x, abs(best.gap_pct) if best.gap_pct is not None else None
    if part.operation == "rank" and not part.bilateral and x is not None:
        far_down = x > 10 and abs(best.value - x) <= x / 20
        return "place" if (best.place and best.place.is_listed_so) or far_down else None
    if x is None:
        return None
    off = gap * abs(x) / 100 if gap is not None else abs(best.value - x)
    within = gap is not None and gap <= part.revision_pct
    if part.operation == "ratio":  # points are those of the two rates, not of how many times the one is the other
        size = abs(best.against or 0)
        return "figure" if within or (gap is not None and off * size <= part.revision_points * (1 + x)) else None
    if part.operation in ("level", "sum", "mean", "average", "share"):
        return "figure" if within or off <= part.revision_points else None
    if part.operation == "change" and best.unit not in POINTS and gap is not None:
        # a rise is what is left of two levels, each of which is revised
        return "figure" if gap * abs(x) <= part.revision_pct * _larger(best) else None
    return None


def _larger(reading: Reading) -> float:
    return max(abs(reading.figure.amount or 0), abs(reading.against or 0))


# Definitions that are not held


def _awaited(part: Part, vote: Vote, interval: Interval | None, paces: list[Pace]) -> str | None:
    """Labels of the definitions that are not held and may bear the claim out: their number lies near enough."""
    if vote.judged not in FALSE:
        return None
    found = [
        str(definition["label"])
        for definition in part.entry["readings"]
        if "awaited" in definition and _may_bear_out(part, vote, definition, interval, paces)
    ]
    return "; ".join(found) or None


def _may_bear_out(part: Part, vote: Vote, definition: Row, interval: Interval | None, paces: list[Pace]) -> bool:
    awaited = definition["awaited"]
    return (
        not awaited.get("part")
        and not _is_held(vote, definition)
        and _is_open(part, vote, awaited)
        and _is_meant(part, vote, definition, interval)
        and _is_of_these(part, awaited)
        and (part.operation == "count" or _bridges(part, vote, definition, paces))
        and _keeps_its_way(part, vote, awaited)
    )


def _is_held(vote: Vote, definition: Row) -> bool:
    source = definition["awaited"].get("source")
    return any(
        (reading.view.name == definition["definition"] or (source is not None and reading.source == source))
        and stance(reading) is not None
        and (reading.voted == "E" or (bool(definition.get("loosely_meant")) and reading.type_reason in AS_DEFINED))
        for reading in vote.readings
    )


def _is_open(part: Part, vote: Vote, awaited: Row) -> bool:
    """What another count of today may bear out is no figure of an earlier year."""
    if vote.judged == "CONTRADICTED":
        return True
    if awaited.get("unnamed") and part.operation in ("compare", "next"):
        return True
    if "outside" not in awaited:
        return not any(awaited.get(name) for name in SPECIAL)
    if part.operation != "level" or part.x is None or vote.least is None or vote.most is None:
        return False
    # what a country's own office counts may be one: within a third of its reach
    low, high = (2 + awaited["from"]) / 3, (2 + awaited["to"]) / 3
    return bool(low * vote.least <= abs(part.x) <= high * vote.most)


def _is_meant(part: Part, vote: Vote, definition: Row, interval: Interval | None) -> bool:
    """Whether such a claim can mean such a definition."""
    awaited, operation = definition["awaited"], part.operation
    if operation == "count":
        return _counts_so(part, vote, definition["definition"], interval)
    if "group" in awaited:
        return False
    named = part.claim.definitions
    if named and definition["definition"] not in named and not any(awaited.get(name) for name in SPECIAL):
        return False  # "exports of goods" says that services do not count
    if awaited.get("several"):
        return operation in ("level", "mean", "average")
    if awaited.get("change"):
        return _is_meant_of_change(part, vote, definition)
    if "digits" in awaited:
        return operation == "level" and part.x is not None and _digits(part) >= awaited["digits"]
    if awaited.get("own_currency"):
        return _is_meant_in_own_currency(part, vote, awaited)
    if "source" in awaited:
        return _is_meant_of_source(part, awaited)
    return ("places" in awaited and operation == "rank") or _is_meant_otherwise(part, vote, definition)


def _digits(part: Part) -> int:
    u = part.number.u if part.number else 1.0
    return next((n for n in range(15, 0, -1) if abs(part.x or 0) >= u * 10 ** (n - 1)), 0)


def _counts_so(part: Part, vote: Vote, why: str, interval: Interval | None) -> bool:
    """Whether a count may come to what is claimed by another definition, or as first published."""
    return interval is not None and any(
        reading.tally is not None
        and why in reading.tally.leeway
        and comparison.allows(part, interval, reading.tally.members, *reading.tally.leeway[why]) != "MISS"
        for reading in vote.voting
    )


def _is_meant_of_change(part: Part, vote: Vote, definition: Row) -> bool:
    if definition["type"] == "E":  # and did not move the other way
        return part.operation == "change" and vote.nearest_gap is not None and vote.nearest_gap < 100
    return part.operation == "ratio" and part.against == "period" and not part.claim.definitions


def _is_meant_in_own_currency(part: Part, vote: Vote, awaited: Row) -> bool:
    refs = part.claim.areas.ref
    if {"USA", "WLD"}.intersection(refs):
        return False
    if part.operation != "change" and set(awaited.get("dollars", ())).intersection(refs):
        return False
    if part.operation == "change":
        return (part.unit or "PT") == "PT"
    if part.operation == "streak":
        return True
    return part.operation in ("extreme", "direction") and _moved_within(vote, awaited)


def _moved_within(vote: Vote, awaited: Row) -> bool:
    """Whether a flow would have had to move the other way, or a year lies below the record, by so little."""
    short_by = _short_by(vote.best)
    return short_by is not None and "points" in awaited and short_by <= awaited["points"]


def _short_by(best: Reading | None) -> float | None:
    if best is None:
        return None
    if best.part.operation == "direction":
        size = _larger(best)
        return 100 * abs(best.value or 0) / size if size else None
    if best.part.operation != "extreme" or best.past is None or best.figure.amount is None:
        return None
    record = best.past.bottom if best.part.is_falling else best.past.top
    return 100 * abs(best.figure.amount - record) / abs(record) if record else None


def _is_meant_of_source(part: Part, awaited: Row) -> bool:
    if part.operation in ("rank", "compare", "next"):
        return bool(awaited.get("unnamed")) and part.claim.period is None
    return (
        part.operation == "level" and part.x is not None and (part.claim.period is None or not awaited.get("unnamed"))
    )


def _is_meant_otherwise(part: Part, vote: Vote, definition: Row) -> bool:
    awaited, operation = definition["awaited"], part.operation
    if operation in TURNS and not awaited.get("unnamed"):
        # only where it could be held: figures of the other side, or of goods, tell no record, and no small move
        could_be_held = "terms" in definition and not definition.get("loosely_meant")
        return could_be_held and (operation == "streak" or _moved_within(vote, awaited))
    if awaited.get("unnamed"):
        is_of_one = part.claim.period is None and part.years == 1
        return is_of_one and operation in ("level", "sum", "change", "extreme", "direction")
    return operation in ("level", "sum", "share", "compare", "next", "difference", "ratio", "change")


def _is_of_these(part: Part, awaited: Row) -> bool:
    """Whether it is counted of these countries."""
    claim, world = part.claim, part.world
    refs, partners = set(claim.areas.ref), set(claim.areas.counterpart)
    if outside := awaited.get("outside"):
        insiders = {iso3 for iso3, *_ in world.groups.get(outside, ())}
        if insiders & (refs | partners):
            return False
    if "only" in awaited and not refs & set(awaited["only"]):
        return False
    if awaited.get("pairs") and not partners - {"WLD"}:
        return False
    return not awaited.get("several") or part.operation == "mean" or "WLD" in refs


def _bridges(part: Part, vote: Vote, definition: Row, paces: list[Pace]) -> bool:
    """Whether the number lies near enough to what is held."""
    awaited, operation = definition["awaited"], part.operation
    if vote.least is None or vote.most is None:
        return False
    if operation in ("compare", "next"):  # of two that are about as large, the other may be the larger
        return bool(awaited["from"] * vote.least <= 1 <= awaited["to"] * vote.most)
    if operation == "streak" and (awaited.get("own_currency") or "terms" in definition):
        return True
    if operation == "rank":
        return _bridges_places(part, vote, awaited)
    if not part.x:
        return operation not in ("level", "sum") or _is_within_gross(vote, awaited, vote.best) is not False
    return _bridges_number(part, vote, awaited, paces)


def _bridges_number(part: Part, vote: Vote, awaited: Row, paces: list[Pace]) -> bool:
    x, best = part.x or 0.0, vote.best
    if awaited.get("turns") and part.operation in ("level", "sum", "share") and best and (best.value or 0) * x < 0:
        return True
    if part.operation in ("level", "sum") and _is_within_gross(vote, awaited, best, x):
        return True
    least = min([vote.least or 0.0, *(pace.reached for pace in paces)])
    most = max([vote.most or 0.0, *(pace.reached for pace in paces)])
    if awaited["from"] * least <= abs(x) <= awaited["to"] * most:
        return True
    points = awaited.get("points") if part.unit in POINTS else None
    return points is not None and (vote.least or 0) - points <= abs(x) <= (vote.most or 0) + points


def _is_within_gross(vote: Vote, awaited: Row, best: Reading | None, x: float = 0.0) -> bool | None:
    """Whether a balance lies within so much of both sides together; None where that is not asked."""
    if "gross" not in awaited or best is None:
        return None
    gross = sum(abs(pick.total.amount) for pick in best.figure.picks if pick.total.amount is not None)
    off = abs(best.value or 0) if not x else abs((best.gap_pct or 0) * x) / 100
    return bool(off <= awaited["gross"] * gross)


def _bridges_places(part: Part, vote: Vote, awaited: Row) -> bool:
    x, least = part.x, vote.least
    if x is None or least is None:
        return False
    gaps = [r.place.neighbour_gap_pct for r in vote.readings if r.voted == "E" and r.place]
    closest = min((gap for gap in gaps if gap is not None), default=None)
    # whoever is next to it within half of that may have changed places with it
    if abs(x - least) <= 1 and closest is not None and closest <= 50 * (awaited["to"] - 1):
        return True
    if "places" not in awaited or abs(x - least) > awaited["places"]:
        return False
    # somebody else may stand before it in another estimate, but its own is not twice as much
    short_by = vote.best.place.short_by_pct if vote.best and vote.best.place else None
    return part.aggregation != "sum" or x > least or short_by is None or short_by <= 100 * (awaited["to"] - 1)


def _keeps_its_way(part: Part, vote: Vote, awaited: Row) -> bool:
    """What rose is not what fell, in whatever it is counted."""
    if part.operation != "change" or awaited["from"] < 0.5:
        return True
    gap = vote.nearest_gap
    if gap is None:
        return False
    return gap <= 100 or ("points" in awaited and gap * abs(part.x or 0) / 100 <= awaited["points"])


def _named(part: Part, vote: Vote) -> str | None:
    """What a publisher is said to have found is no other's to contradict, as long as it may have found that."""
    described = publishers.described(part.claim.publishers)
    if (
        vote.judged != "CONTRADICTED"
        or not described["publisher"]
        or part.operation not in (*MEASURED, "count", "rank")
    ):
        return None
    sources = str(described["publisher_sources"] or "").split(";")
    if any(reading.source in sources and stance(reading) is not None for reading in vote.readings):
        return None
    x, least, most = abs(part.x or 0), vote.least or 0.0, vote.most or 0.0
    within = float(described["publisher_from"] or 0) * least <= x <= float(described["publisher_to"] or 0) * most
    is_near = part.operation == "count" or (abs(x - least) <= 5 if part.operation == "rank" else within)
    in_points = part.unit in POINTS and least - 1.5 <= x <= most + 1.5
    return str(described["publisher"]) if is_near or in_points else None


# What another edition or another year may bear out


def _is_not_far(part: Part, vote: Vote, votes: Votes, interval: Interval | None) -> bool:
    """Whether the closest reading misses by so little that another edition or year may bear the claim out."""
    best = vote.best
    if vote.judged not in FALSE or best is None or best.value is None:
        return False
    rule = {"rank": _is_place_near, "streak": _is_streak_near, "direction": _is_move_small}.get(part.operation)
    if rule:
        return rule(part, best)
    if part.operation == "count":
        return _counts_so(part, vote, "FIRST", interval)
    if part.operation not in (*MEASURED, "difference"):
        return False
    return is_near(part, best) or _is_rebased(part, vote, votes, best) or _is_small_of_people(part, best)


def is_near(part: Part, best: Reading) -> bool:
    """Whether a number is off by no more than first figures are revised."""
    gap = abs(best.gap_pct) if best.gap_pct is not None else None
    if gap is not None and gap <= min(max(10 * part.revision_pct, 15), 50):
        return True
    if best.unit not in POINTS:
        return False
    # of a part of output, of people or of a total three points can be more than there is
    is_part = part.operation == "share" or part.aggregation == "ratio"
    if gap is not None and gap > 50 and is_part:
        return False
    return _off(part, best) <= (1.5 if part.is_slow else 3)


def _off(part: Part, reading: Reading) -> float:
    if reading.gap_pct is None or part.x is None:
        return abs(reading.value or 0)
    return abs(reading.gap_pct * part.x) / 100


def _is_rebased(part: Part, vote: Vote, votes: Votes, best: Reading) -> bool:
    """Whether output that has been counted anew by far may have been so much less, as first published."""
    rebased = part.entry.get("rebased")
    is_held_then = bool(votes["then"].voting)
    if not rebased or vote.known != "now" or is_held_then or part.operation not in ("level", "change"):
        return False
    insiders = {iso3 for iso3, *_ in part.world.groups.get(rebased["outside"], ())}
    if part.members["claim"] != 1 or all(pair.ref in insiders for pair in part.own):
        return False
    gap = best.gap_pct
    if part.operation == "level" and gap is not None and 0 <= gap <= 100 * (rebased.get("to", 1) - 1):
        return True
    return best.unit == "PT" and _off(part, best) <= rebased.get("points", 0)


def _is_small_of_people(part: Part, best: Reading) -> bool:
    if part.operation != "change" or not part.is_slow or best.unit in POINTS or best.gap_pct is None:
        return False
    return abs(best.gap_pct * (part.x or 0)) <= 1.5 * _larger(best)


def _is_place_near(part: Part, best: Reading) -> bool:
    off = abs((best.value or 0) - (part.x or 0))
    if part.kind in ("change", "rate"):
        return off <= 10
    short_by = (best.place.short_by_pct if best.place else None) or 0.0
    # two places where no more than half as much again lies between, as many as first figures of flows are off by
    if off <= max(2, (part.x or 0) / 10):
        return short_by <= 50
    return part.kind == "flow" and short_by <= min(max(10 * part.revision_pct, 15), 50)


def _is_streak_near(part: Part, best: Reading) -> bool:
    return (part.x or 0) - (best.value or 0) <= 2


def _is_move_small(part: Part, best: Reading) -> bool:
    return part.kind == "flow" and 100 * abs(best.value or 0) <= part.revision_pct * _larger(best)


def _is_overtaken(part: Part, votes: Votes, first: dict[str, dict[str, Any]]) -> bool:
    """A figure of an earlier period contradicts nothing that the last complete one, published since, leaves open.

    Nor what that one lies nearer to than to the earlier.
    """
    then, now = votes["then"], votes["now"]
    if then.judged not in FALSE or part.claim.period is not None or then.best is None or now.best is None:
        return False
    last = then.last_period
    if last is not None and now.last_holding is not None and last < now.last_holding:
        return True
    is_later = last is not None and last < now.best.period
    if first["now"]["awaited"] and not first["then"]["awaited"] and is_later:
        return True
    if first["now"]["nearing"] and not first["then"]["nearing"]:
        return True
    early, late = then.best.gap_pct, now.best.gap_pct
    if part.operation not in ("level", "sum", "mean") or not is_later or early is None or late is None:
        return False
    passed = early - late
    return (early > 0) == (passed > 0) and early != 0 and abs(passed) >= abs(early) / 2


def _is_unseen(now: Vote, then: Vote, overtaken: bool) -> bool:
    """First figures are revised: what was published by then may have borne it out where it is not held."""
    place = now.best.place if now.best else None
    is_lost = now.judged == "OUT_OF_DATE" and place is not None and (place.short_by_pct or 100) <= 15
    return (now.judged == "CONTRADICTED" or is_lost) and (not then.voting or overtaken)


def _is_just_over(part: Part, votes: Votes) -> bool:
    """A period that had just ended was not published yet: what the one before bears out was no earlier figure then."""
    then, now = votes["then"], votes["now"]
    if now.judged not in FALSE or then.voting or part.claim.period is not None or now.best is None:
        return False
    last, freq = now.best.period, now.best.view.freq
    months = months_of(freq)
    if add_months(last, months + part.lag) <= part.said_on:
        return False
    before = add_months(last, -months)
    return any(r.is_earlier and r.view.freq == freq and r.period == before for r in now.readings)


def _is_outrun(part: Part, votes: Votes, vote: Vote, far_now: bool, today: date) -> bool:
    """A later period had ended by the day of the claim, has been published since, and is not held."""
    now, best = votes["now"], vote.best
    if not far_now or now.last_period is None or now.best is None or best is None or part.claim.period is not None:
        return False
    if best.unit not in POINTS and abs(best.gap_pct if best.gap_pct is not None else 100) > 25:
        return False  # of an amount a year makes no more than a quarter
    ended = add_months(now.last_period, 2 * months_of(now.best.view.freq))
    return ended <= part.said_on and add_months(ended, part.lag) <= today


def _is_aged(part: Part, votes: Votes, revised_now: str | None) -> bool:
    """What is older by months contradicts nothing that later editions bear out.

    And none a number that the figure has passed on its way to what a later edition has.
    """
    then, now = votes["then"], votes["now"]
    early, late = then.best, now.best
    if then.judged != "CONTRADICTED" or early is None or late is None or early.period != late.period:
        return False
    if part.operation not in (*MEASURED, "count"):
        return False
    is_old = early.figure.oldest_on < part.said_on - timedelta(EDITION_DAYS)
    if is_old and (now.holds + now.nears > 0 or revised_now):
        return True
    return part.operation != "count" and _has_passed(part, early, late)


def _is_of_next_edition(part: Part, votes: Votes) -> bool:
    """Whether the edition that came next had revised the figure of the day by far, and bears the claim out.

    The editions on both sides of the day vote then: a first figure that was soon counted anew contradicts nobody.
    """
    early, late = votes["then"].best, votes["now"].best
    if early is None or late is None or part.operation not in MEASURED or stance(late) != "HOLD":
        return False
    same = (early.view.name, early.source, early.unit, early.period)
    if same != (late.view.name, late.source, late.unit, late.period) or is_near(part, early):
        return False
    pick = early.figure.picks[0]
    totals = early.view.totals("claim", pick.term, pick.series, early.period).values()
    days = [total.published_on for total in totals if total.published_on > part.said_on]
    return bool(days) and min(days) <= part.said_on + timedelta(NEXT_EDITION_DAYS)


def _has_passed(part: Part, early: Reading, late: Reading) -> bool:
    same = (early.view.name, early.source, early.unit) == (late.view.name, late.source, late.unit)
    if not same or part.x is None or early.value is None or late.value is None:
        return False
    is_between = min(early.value, late.value) <= part.x <= max(early.value, late.value)
    return is_between and is_near(part, early)
