"""factcheck.claim, factcheck.reading, factcheck.part_verdict and factcheck.verdict: what was judged, as tables.

Belongs here: judging the articles of a build, and the rows of factcheck.claim. Does not belong here: what the columns
mean (the headers of sql/factcheck/), those of readings and verdicts (rows.py), Parquet files (warehouse/).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pipelines.claims import articles
from pipelines.claims.model import Claim
from pipelines.stores import database
from pipelines.verdict import comparison, figures, parts
from pipelines.verdict.held import Held
from pipelines.verdict.judging import Judged, judge
from pipelines.verdict.rows import BOUNDS, OPEN, TYPES, joined

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
IDENTITY = {"article_id": "VARCHAR", "claim_id": "VARCHAR"}


def build(connection: "duckdb.DuckDBPyConnection") -> None:
    """Judge the claims of a build on its core and marts, into input.judged_<relation> for the models of factcheck.

    The claims, the day and the profile are those of input.claim and input.run.
    """
    stated = connection.execute(
        "select article_id, claim_id, position, content from input.claim order by article_id, position"
    ).fetchall()
    claims = [Claim.model_validate_json(content) for *_, content in stated]
    [(today, profile)] = connection.execute("select today, profile from input.run").fetchall()
    held = figures.load(connection, claims, today)
    judged = judge(claims, held, profile)
    found = of(((tuple(row[:3]), each) for row, each in zip(stated, judged, strict=True)), held, profile)
    for name, types in TYPES.items():
        database.hold(connection, f"input.judged_{name}", found[name], IDENTITY | types)


def of(
    judged: Iterable[tuple[tuple[str, str, int], Judged]], held: Held, profile: str = "default"
) -> dict[str, list[Row]]:
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
