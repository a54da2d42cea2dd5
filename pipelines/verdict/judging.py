"""From one claim to its verdict: parts, readings, votes, put together.

Belongs here: the order of the steps. Does not belong here: any of them.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pipelines.claims.model import Claim
from pipelines.verdict import arithmetic, comparison, doubt, editions, events, over_periods, parts, readings, rows, vote
from pipelines.verdict.comparison import Interval
from pipelines.verdict.held import Held
from pipelines.verdict.parts import Part, add_months
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
    judged = [_of_part(part, held, profile) for part in parts.of(claim, held)]
    shown = sorted((row for _, found in judged for row in found), key=lambda row: str(row["part"]))
    shown = [row | {"position": position} for position, row in enumerate(shown, 1)]
    of_parts = [row for row, _ in judged]
    return Judged(claim, rows.of_claim(claim, of_parts, shown), of_parts, shown)


def _of_part(part: Part, held: Held, profile: str) -> tuple[Row, list[Row]]:
    """A part with its verdict, and its readings."""
    if part.claim.not_checkable not in (None, "context"):
        return rows.undecided(part), []
    if part.kind == "event":
        return events.judge(part, held.today)
    interval = comparison.interval_of(part, profile)
    found = _ordered(_answering(_readings(part, held, interval)))
    votes = vote.counted(part, found)
    doubt.weigh(part, votes, interval)
    return rows.of_part(part, votes, found, interval), [rows.of_reading(each, interval) for each in found]


def _readings(part: Part, held: Held, interval: Interval | None) -> list[Reading]:
    """All readings with their numbers; earlier periods only where no current one holds."""
    views = editions.views(part, held)
    basis = [(view, meant) for view in views for meant in readings.meant(view) if meant.weight != "N"]
    if part.over:
        return [each for view, meant in basis for each in over_periods.judged(view, meant, views, interval)]
    found = [each for one in basis for each in arithmetic.computed(readings.of(*one, views), interval)]
    for known in editions.VIEWS:
        if not any(r.known == known and r.type == "E" and vote.stance(r) in ("HOLD", "NEAR") for r in found):
            found += _earlier(part, held, interval, known)
    return found


def _earlier(part: Part, held: Held, interval: Interval | None, known: str) -> Iterator[Reading]:
    """Of each definition and source the last earlier period that holds, to tell what is out of date."""
    views = editions.views(part, held)
    # a rise of long ago is none that anybody speaks of today
    since = add_months(part.said_on, -48) if part.operation in ("change", "growth", "direction") else None
    for view in views:
        if view.definition["type"] == "N":
            continue  # "an $8 trillion economy" is not out of date because some year's was at purchasing power parity
        for each in sorted(readings.meant(view), key=lambda meant: meant.period, reverse=True):
            if each.weight != "N" or each.known != known or (since and each.period < since):
                continue
            tried = list(arithmetic.computed(readings.of(view, each, views), interval))
            if any(vote.stance(reading) == "HOLD" for reading in tried):
                yield from tried
                break


def _answering(found: list[Reading]) -> list[Reading]:
    """Without figures in another unit where some are in the claim's."""
    coherent = {(r.view.name, r.known) for r in found if r.outcome != "INCOHERENT"}
    return [r for r in found if r.outcome != "INCOHERENT" or (r.view.name, r.known) not in coherent]


def _ordered(found: list[Reading]) -> list[Reading]:
    """Votes first, as known then before as known now, latest period first."""

    def order(reading: Reading) -> tuple[Any, ...]:
        weight, position = "EUN".index(reading.type), reading.part.entry["readings"].index(reading.view.definition)
        days = -reading.period.toordinal()
        return reading.known == "now", weight, position, days, reading.source, reading.name

    return sorted(found, key=order)
