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

    `readings` have at least known, outcome and type (or reading_type) as in factcheck.reading.
    """
    if verdict != "NOT_CHECKABLE" or claim.indicator is None or claim.event or claim.not_checkable:
        return None
    voting = (r for r in readings if (r["type"] if "type" in r else r["reading_type"]) == "E")
    known = {reading["known"] for reading in voting if reading["outcome"] != "INCOMPLETE"}
    if "then" in known:
        return None
    periods = [period for period in (claim.period, claim.base_period) if period]
    years = [day.year for period in periods for day in articles.span(period)[:2]]
    partners: list[str] = []
    of_pairs = bool(catalogue.indicators().get(claim.indicator, {}).get("bilateral"))
    if of_pairs and claim.operation != "rank":  # a rank is drawn among all partners
        partners = claim.areas.counterpart or ["WLD"]
    universe = None
    if claim.operation == "rank" and not claim.areas.counterpart:
        universe, partners = claim.universe or "WLD", ["WLD"] if of_pairs else []
    if claim.operation == "count" and claim.areas.ref == ["WLD"]:
        universe = "WLD"
    found = needs.need(
        claim.indicator,
        [*claim.areas.ref, *claim.base.ref],
        partners,
        # a change needs the year before
        min(years) - (not claim.cumulative) if years else claim.said_on.year - 3 - (claim.span or 0),
        max(years, default=claim.said_on.year),
        claim.said_on,
        universe,
    )
    # today's figures decide it today: those of the day on which it was said are missing
    return needs.as_of_then(found) if found and "now" in known else found
