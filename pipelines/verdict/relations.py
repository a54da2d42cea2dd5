"""factcheck.claim, factcheck.reading, factcheck.part_verdict and factcheck.verdict: what was judged, as tables.

Belongs here: judging the articles of a build, and the rows of factcheck.claim. Does not belong here: what the columns
mean (the headers of sql/factcheck/), those of readings and verdicts (rows.py), Parquet files (warehouse/).
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.claims import articles
from pipelines.claims.model import Claim
from pipelines.stores import database
from pipelines.verdict import comparison, figures, parts, rows
from pipelines.verdict.held import Held, World
from pipelines.verdict.judging import Judged, judge
from pipelines.verdict.rows import BOUNDS, OPEN, TYPES, joined

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
Key = tuple[str, str, int]
"""The article of a claim, its name in it, and its place."""
IDENTITY = {"article_id": "VARCHAR", "claim_id": "VARCHAR"}


def build(connection: "duckdb.DuckDBPyConnection") -> None:
    """Judge the claims of a build on its core and marts, into input.judged_<relation> for the models of factcheck.

    The claims, the day and the profile are those of input.claim and input.run.
    """
    stated = connection.execute(
        "select article_id, claim_id, position, content from input.claim order by article_id, position"
    ).fetchall()
    claims = [((article, name, place), Claim.model_validate_json(said)) for article, name, place, said in stated]
    [(today, profile)] = connection.execute("select today, profile from input.run").fetchall()
    found = judged(connection, claims, today, profile)
    for name, types in TYPES.items():
        database.hold(connection, f"input.judged_{name}", found[name], IDENTITY | types)


def judged(
    connection: "duckdb.DuckDBPyConnection", stated: Sequence[tuple[Key, Claim]], today: date,
    profile: str = "default", known: World | None = None,
) -> dict[str, list[Row]]:  # fmt: skip
    """Relation -> rows of these claims, judged at once. One that raises is not checkable, and costs itself alone.

    `known` is the world where it is at hand.
    """
    world = known or figures.world(connection)
    try:
        claims = [claim for _, claim in stated]
        held = figures.load(connection, claims, today, world)
        return of(zip((key for key, _ in stated), judge(claims, held, profile), strict=True), held, profile)
    except Exception as error:
        if _is_of_the_figures(error):
            raise
        fault = error
    if len(stated) > 1:
        middle = len(stated) // 2
        halves = [judged(connection, half, today, profile, world) for half in (stated[:middle], stated[middle:])]
        return {name: halves[0][name] + halves[1][name] for name in TYPES}
    [(key, claim)] = stated
    logging.getLogger(__name__).error("could not be judged: %r", claim.quote or key[:2], exc_info=fault)
    return rows.of_fault(key, claim)


def _is_of_the_figures(error: Exception) -> bool:
    """Whether no claim at all can be judged, as the published file cannot be read."""
    import duckdb

    unread = (duckdb.OperationalError, duckdb.InternalError, duckdb.FatalException, duckdb.InterruptException)
    other_form = (duckdb.CatalogException, duckdb.BinderException)
    return isinstance(error, (OSError, MemoryError, *unread, *other_form))


def of(judged: Iterable[tuple[Key, Judged]], held: Held, profile: str = "default") -> dict[str, list[Row]]:
    """Relation -> rows, of claims with their article, their name in it and their place."""
    found: dict[str, list[Row]] = {name: [] for name in TYPES}
    for (article_id, claim_id, position), each in judged:
        identity = {"article_id": article_id, "claim_id": claim_id}
        found["claim"].append(identity | {"position": position} | claim_row(each.claim, held, profile))
        found["verdict"].append(identity | each.verdict)
        found["part_verdict"] += [identity | part for part in each.parts]
        found["reading"] += [identity | reading for reading in each.readings]
    return found


def claim_row(claim: Claim, held: Held, profile: str) -> Row:
    """A row of factcheck.claim, but for its article, name and place."""
    row = articles.described(claim) | {
        "ref_areas": joined(claim.event.areas if claim.event else claim.areas.ref),
        "counterpart_areas": joined(claim.areas.counterpart), "base_ref_areas": joined(claim.base.ref),
        "base_counterpart_areas": joined(claim.base.counterpart),
        "event_kinds": joined(claim.event.kinds if claim.event else None), "is_window": False, "pairs": None,
    }  # fmt: skip
    part = next(iter(parts.of(claim, held)), None)
    interval = comparison.interval_of(part, profile) if part else None
    row |= {name: getattr(interval, name, None) for name in (*BOUNDS, *OPEN, "near_low_open", "near_high_open")}
    if part is None:
        return row
    if claim.indicator and claim.not_checkable in (None, "context"):
        whole = parts.Part(claim.model_copy(update={"parts": None}), "", 1, held.world)
        row["pairs"] = joined("-".join(filter(None, pair[:2])) for pair in whole.own)
    return row | {
        "period_from": part.first, "period_to": part.last, "base_from": part.base_first, "base_to": part.base_last,
        "span": part.span, "is_window": part.is_window, "freq": part.freq, "wider_freq": part.wider_freq,
    }  # fmt: skip
