"""factcheck.claim, factcheck.reading, factcheck.part_verdict and factcheck.verdict: what was judged, as tables.

Belongs here: the columns that published files and pages have of claims and verdicts, and judging the articles of a
build. Does not belong here: what the columns mean (the headers of sql/factcheck/), Parquet files (warehouse/).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pipelines.claims import articles
from pipelines.claims.model import Claim
from pipelines.stores import database
from pipelines.verdict import comparison, figures, parts
from pipelines.verdict.held import Held, World
from pipelines.verdict.judging import Judged, judge

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
INTERVAL = (
    "low", "high", "low_open", "high_open", "near_low", "near_high", "near_low_open", "near_high_open", "slack_low",
    "slack_high",
)  # fmt: skip
"""What the number of a claim commits its writer to."""
_OPEN = ("low_open", "high_open", "near_low_open", "near_high_open", "slack_low", "slack_high")
_BOUNDS = ("low", "high", "near_low", "near_high")


def _typed(**named: str) -> dict[str, str]:
    return {name: kind for kind, names in named.items() for name in names.split()}


_IDENTITY = {"article_id": "VARCHAR", "claim_id": "VARCHAR"}
TYPES: dict[str, dict[str, str]] = {
    "claim": _IDENTITY
    | _typed(
        INTEGER="position span years",
        VARCHAR="quote in_words speaker speaker_type indicator operation hedge value_text value_kind unit period freq"
        " wider_freq sort_order publisher publisher_sources universe bar_hedge bar_unit parts not_checkable reason note"
        " ref_areas counterpart_areas base_ref_areas base_counterpart_areas pairs event_kinds",
        DATE="said_on period_from period_to base_from base_to",
        DOUBLE="x u x_high u_high publisher_from publisher_to bar " + " ".join(_BOUNDS),
        BOOLEAN="is_window " + " ".join(_OPEN),
    ),
    "reading": _IDENTITY
    | _typed(
        INTEGER="position years missing_count rank_low rank_high ranked_areas met counted",
        VARCHAR="part reading_id known indicator operation sort_order definition variant label source vintage freq type"
        " type_reason definition_reason obs_status unit_measure outcome missing missing_areas missing_status"
        " missing_note stated_unit met_by close_areas open_areas neighbour event sql",
        DATE="published_on time_period base_period window_from record_in beaten_in",
        DOUBLE="obs_value gap_pct missing_found missing_expected amount compared_with window_high window_low window_top"
        " window_bottom short_by_pct neighbour_gap_pct " + " ".join(_BOUNDS),
        BOOLEAN="is_earlier is_listed_so is_reference low_open high_open slack_low slack_high",
    ),
    "part_verdict": _IDENTITY
    | _typed(
        INTEGER="position votes holds nears",
        VARCHAR="part part_name verdict verdict_now decided_by definition_choice freq closest_reading_id"
        " holding_reading_id failing_reading_id earlier_reading_id arguable_reading_id current_reading_id reason"
        " awaited would_be_true otherwise_reading_id limit_reading_id revised_reading_id added_reading_id",
        DATE="other_period superseded_on",
        DOUBLE="closest_value gap_pct other_value superseded_value",
    ),
    "verdict": _IDENTITY
    | _typed(
        INTEGER="parts readings",
        VARCHAR="verdict verdict_now decided_by definition_choice reason closest_reading_id",
        DOUBLE="closest_value gap_pct",
        BOOLEAN="is_reference",
    ),
}  # fmt: skip


def build(connection: "duckdb.DuckDBPyConnection") -> None:
    """Judge the claims of a build on its core and marts, into input.judged_<relation> for the models of factcheck.

    The claims, the day and the profile are those of input.claim and input.run.
    """
    stated = connection.execute(
        "select article_id, claim_id, position, content from input.claim order by article_id, position"
    ).fetchall()
    claims = [Claim.model_validate_json(content) for *_, content in stated]
    (today, profile) = connection.execute("select today, profile from input.run").fetchall()[0]
    held = figures.load(connection, claims, today)
    judged = judge(claims, held, profile)
    found = of(
        (((article, name, place), each) for (article, name, place, _), each in zip(stated, judged, strict=True)),
        held,
        profile,
    )
    for name, types in TYPES.items():
        database.hold(connection, f"input.judged_{name}", found[name], types)


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
    whole = next(iter(parts.of(claim, held)), None)
    return (
        articles.described(claim)
        | _areas(claim)
        | (_of_periods(whole) if whole else {"is_window": False})
        | _of_interval(whole, profile)
        | {"pairs": _pairs(claim, held.world)}
    )


def _areas(claim: Claim) -> Row:
    ref = claim.event.areas if claim.event else claim.areas.ref
    return {
        "ref_areas": _listed(ref),
        "counterpart_areas": _listed(claim.areas.counterpart),
        "base_ref_areas": _listed(claim.base.ref),
        "base_counterpart_areas": _listed(claim.base.counterpart),
        "event_kinds": _listed(claim.event.kinds if claim.event else ()),
    }


def _of_periods(part: parts.Part) -> Row:
    return {
        "period_from": part.first, "period_to": part.last, "base_from": part.base_first, "base_to": part.base_last,
        "span": part.span, "is_window": part.is_window, "freq": part.freq, "wider_freq": part.wider_freq,
    }  # fmt: skip


def _of_interval(part: parts.Part | None, profile: str) -> Row:
    interval = comparison.interval_of(part, profile) if part else None
    return {name: getattr(interval, name, None) for name in INTERVAL}


def _pairs(claim: Claim, world: World) -> str | None:
    """The countries, or pairs of countries, whose figures the claim is about."""
    if claim.indicator is None or claim.not_checkable not in (None, "context"):
        return None
    part = parts.Part(claim.model_copy(update={"parts": None}), "", 1, world)
    return _listed("-".join(filter(None, pair[:2])) for pair in part.own)


def _listed(codes: Iterable[str]) -> str | None:
    return ";".join(dict.fromkeys(codes)) or None
