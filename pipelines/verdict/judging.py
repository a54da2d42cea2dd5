"""From one claim to its verdict: parts, readings, votes, put together.

Belongs here: the order of the steps. Does not belong here: any of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pipelines.claims.model import Claim
from pipelines.verdict import advice, arithmetic, comparison, doubt, editions, events, parts, readings, rows, vote
from pipelines.verdict.comparison import Interval
from pipelines.verdict.held import Held
from pipelines.verdict.parts import Part, add_months, months_of
from pipelines.verdict.readings import Reading

Row = dict[str, Any]


class Judged(NamedTuple):
    """What came of a claim; the columns of the rows are those of factcheck.verdict and its neighbours."""

    claim: Claim
    verdict: Row
    parts: list[Row]
    readings: list[Row]


def judge(claims: Iterable[Claim], held: Held, profile: str = "default") -> list[Judged]:
    """The verdict of each claim, as known when it was said and as known today, with its readings.

    `held` has the figures that figures.load() looked up for these claims; `profile` is default or strict.
    """
    return [_of(claim, held, profile) for claim in claims]


def _of(claim: Claim, held: Held, profile: str) -> Judged:
    """The verdict of one claim with its parts and readings."""
    rows_of_parts, shown = [], []
    for part in parts.of(claim, held):
        if part.kind == "event":
            part_row, part_readings = events.judge(part, held.world, held.today)
        else:
            part_row, part_readings = _of_part(part, held, profile)
        rows_of_parts.append(part_row)
        shown += part_readings
    shown.sort(key=lambda row: row["part"])
    for position, row in enumerate(shown, 1):
        row["position"] = position
    return Judged(claim, rows.of_claim(claim, rows_of_parts, shown), rows_of_parts, shown)


def _of_part(part: Part, held: Held, profile: str) -> tuple[Row, list[Row]]:
    if part.claim.not_checkable not in (None, "context"):
        return rows.undecided(part), []
    interval = comparison.interval_of(part, profile)
    found = _ordered(_answering(part, _readings(part, held, interval)))
    votes = vote.counted(part, found, interval)
    doubt.weigh(part, votes, interval, held.today)
    beside = advice.beside(part, votes["then"], interval)
    return rows.of_part(part, votes, found, beside), [rows.of_reading(each, interval) for each in found]


def _readings(part: Part, held: Held, interval: Interval | None) -> list[Reading]:
    """All readings with their numbers; earlier periods only where no current one holds."""
    views = editions.views(part, held)
    basis = [readings.of(view, meant, views) for view in views for meant in readings.meant(view) if meant.weight != "N"]
    _see_fuller(basis)
    found = [each for reading in basis for each in arithmetic.computed(reading, interval)]
    for known in ("then", "now"):
        if not any(r.known == known and r.type == "E" and _holds_or_nears(r) for r in found):
            found += _earlier(part, held, interval, known)
    return found


def _holds_or_nears(reading: Reading) -> bool:
    return reading.outcome in ("MATCH", "MATCH_SLACK", "NEAR")


def _see_fuller(basis: Sequence[Reading]) -> None:
    """Of a ranking: how many areas the fullest source ranks."""
    fullest = max((r.place.areas for r in basis if r.place), default=0)
    for reading in basis:
        reading.fullest = fullest


def _earlier(part: Part, held: Held, interval: Interval | None, known: str) -> list[Reading]:
    """Of each definition and source the last earlier period that holds, to tell what is out of date."""
    kept = []
    views = editions.views(part, held)
    for view in views:
        if view.definition["type"] == "N":
            continue  # "an $8 trillion economy" is not out of date because some year's was at purchasing power parity
        meant = [each for each in readings.meant(view) if each.weight == "N" and each.known == known]
        for each in sorted(meant, key=lambda m: m.period, reverse=True):
            # a rise of long ago is none that anybody speaks of today
            over_time = part.operation in ("change", "growth", "direction")
            if over_time and each.period < add_months(part.said_on, -48):
                break
            tried = list(arithmetic.computed(readings.of(view, each, views), interval))
            if any(_was_true(reading) for reading in tried):
                kept += tried
                break
    return kept


def _was_true(reading: Reading) -> bool:
    """Whether it holds, or nearly did of the last period that must have been published by then."""
    if reading.outcome in comparison.HOLDS:
        return True
    due = add_months(reading.period, 2 * months_of(reading.view.freq) + reading.part.lag)
    return reading.outcome == "NEAR" and due > reading.part.said_on


def _answering(part: Part, found: list[Reading]) -> list[Reading]:
    """Without figures in another unit where some are in the claim's."""
    coherent = {(r.view.name, r.known) for r in found if r.outcome != "INCOHERENT"}
    return [r for r in found if r.outcome != "INCOHERENT" or (r.view.name, r.known) not in coherent]


def _ordered(found: list[Reading]) -> list[Reading]:
    """Votes first, as known then before as known now, latest period first."""
    weights = {"E": 0, "U": 1, "N": 2}

    def order(reading: Reading) -> tuple[Any, ...]:
        position = reading.part.entry["readings"].index(reading.view.definition)
        is_now = reading.known == "now"
        return is_now, weights[reading.type], position, -reading.period.toordinal(), reading.source, reading.name

    return sorted(found, key=order)
