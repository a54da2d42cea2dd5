"""Which claims no figure decides, and what would: the step from a verdict to a need.

Belongs here: telling a claim that lacks figures from one that figures cannot decide, and which years it takes.
Does not belong here: who would publish them and asking for them (ingest/needs.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pipelines import catalogue
from pipelines.claims import articles
from pipelines.claims.model import Claim
from pipelines.ingest import needs
from pipelines.ingest.needs import Need


def needed(claim: Claim, verdict: str, readings: Iterable[Mapping[str, Any]]) -> Need | None:
    """What would answer a claim; None where figures are there or would not help.

    `readings` have at least known, outcome, missing (or missing_code) and type (or reading_type), as in
    factcheck.reading.
    """
    if verdict != "NOT_CHECKABLE" or claim.indicator is None or claim.event or claim.not_checkable:
        return None
    voting = (r for r in readings if (r["type"] if "type" in r else r["reading_type"]) == "E")
    known = {reading["known"] for reading in voting if not _lacks(reading)}
    if "then" in known:
        return None
    partners, universe = _others(claim, claim.indicator)
    first, last = _years(claim)
    found = needs.need(
        claim.indicator, [*claim.areas.ref, *claim.base.ref], partners, first, last, claim.said_on, universe
    )
    # today's figures decide it today: those of the day on which it was said are missing
    return needs.as_of_then(found) if found and "now" in known else found


def _lacks(reading: Mapping[str, Any]) -> bool:
    """Whether figures are missing; where the rate of exchange moved too much they are there."""
    code = reading.get("missing_code", reading.get("missing"))
    return bool(reading["outcome"] == "INCOMPLETE" and code != "RATE_MOVED")


def _others(claim: Claim, indicator: str) -> tuple[list[str], str | None]:
    """With whom, and among whom: a rank is drawn among all partners, or among the countries of a group."""
    of_pairs = bool(catalogue.indicators().get(indicator, {}).get("bilateral"))
    if claim.operation == "rank":
        alone = not claim.areas.counterpart
        return ["WLD"] if of_pairs and alone else [], (claim.universe or "WLD") if alone else None
    everybody = claim.operation == "count" and claim.areas.ref == ["WLD"]
    return (claim.areas.counterpart or ["WLD"]) if of_pairs else [], "WLD" if everybody else None


def _years(claim: Claim) -> tuple[int, int]:
    """First and last year, with the one before that a change needs; the last few where none is named."""
    periods = [period for period in (claim.period, claim.base_period) if period]
    years = [day.year for period in periods for day in articles.span(period)[:2]]
    if not years:
        return claim.said_on.year - 3 - (claim.span or 0), claim.said_on.year
    return min(years) - (not claim.cumulative), max(years)
