"""A claim as a program or a language model states it: the schema that it gets, and what it is told when it errs.

Belongs here: what each operation means and which fields it uses (operations.yml), what the fields mean (fields.yml),
choices as lists of ids, the wordings that are taken for an id. Does not belong here: the shape of a claim (model.py),
whether its names exist (articles.py), how it is judged (verdict/).
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.claims import hedges, lexicon, publishers, quantities
from pipelines.claims.model import BALANCES, OVER_PERIODS, Areas, Claim

FOLDER = Path(__file__).parent
OF_ALL = frozenset((
    "id", "quote", "speaker", "speaker_type", "said_on", "indicator", "areas", "operation", "period", "definitions",
    "publishers", "parts", "not_checkable", "reason", "note", "unread",
))  # fmt: skip
NOT_STATED = frozenset(("id", "speaker_type", "note", "unread"))
"""Fields of article files that say nothing of what is claimed."""


@cache
def operations() -> dict[str, dict[str, Any]]:
    """Operation -> meaning, uses, says and example."""
    return _listed("operations")


@cache
def described() -> dict[str, str]:
    """Field -> what it means."""
    return _listed("fields")


def _listed(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return found


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of a claim for programs: every field described, every choice listed; nothing identifies it."""
    made = Claim.model_json_schema()
    fields = {name: shape for name, shape in made["properties"].items() if name not in NOT_STATED}
    for name, words in described().items():
        fields[name]["description"] = words
    told = (f"`{name}`: {each['meaning']} {each['says']} {_example(name)}" for name, each in operations().items())
    fields["operation"]["description"] = "\n".join(("What is said of the figure.", *told))
    hedged = (f"`{name}`: {', '.join(each['words'][:5]) or 'no hedge'}" for name, each in hedges.hedges().items())
    fields["hedge"] |= {
        "enum": list(hedges.hedges()),
        "description": "The wording around the number. " + "; ".join(hedged),
    }
    fields["publishers"]["items"] = {"type": "string", "enum": list(publishers.table())}
    groups = {row["group_id"]: row["group_name"] for row in economies.groups()}
    fields["universe"]["description"] += " Groups: " + ", ".join(f"{each} ({name})" for each, name in groups.items())
    about = {"title": "Claim", "type": "object", "additionalProperties": False, "required": ["operation"]}
    return about | {"properties": _inlined(fields, made["$defs"])}


def _inlined(part: Any, shapes: Mapping[str, Any]) -> Any:
    """With the shapes themselves where they are referred to: not every program follows references."""
    if isinstance(part, list):
        return [_inlined(each, shapes) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        part = shapes[part["$ref"].rpartition("/")[2]] | {name: each for name, each in part.items() if name != "$ref"}
    return {name: _inlined(each, shapes) for name, each in part.items()}


def _example(operation: str) -> str:
    import json

    return json.dumps({"operation": operation, **operations()[operation]["example"]}, ensure_ascii=False)


def tidied(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with a hedge's wording as its id, and the currency of a value as its unit where it has to be told."""
    given = dict(fields) | _money(fields)
    hedge = given.get("hedge")
    if isinstance(hedge, str):
        given["hedge"] = hedges.words().get(hedge.strip().lower(), hedge)
    if given.get("hedge") is None:
        given.pop("hedge", None)
    return given


def _money(fields: Mapping[str, Any]) -> dict[str, str]:
    """Value and unit of “Sh36.5 billion” of Kenya: 36.5 billion, KES. A name that several countries give to their
    currency is that of the country whose figure it is.

    Nothing where a unit is stated, or where the number with its currency says it all.
    """
    value, areas = fields.get("value"), fields.get("areas")
    if not isinstance(value, str) or fields.get("unit") is not None:
        return {}
    sign = "-" if value.lstrip().startswith(("-", "−")) else ""
    written = value.strip().lstrip("-−")
    found = quantities.find(written, 0, written.lower())
    if found is None or found.kind != "money" or found.end < len(written) or found.unit in (None, "dollars"):
        return {}
    shared = lexicon.currencies().get(found.unit)
    with suppress(ValueError):
        if shared is None and hedges.stated(value):
            return {}
    refs = areas.get("ref") if isinstance(areas, Mapping) else None
    owner = refs[0] if isinstance(refs, list) and refs and isinstance(refs[0], str) else ""
    unit = shared.get(owner) if shared else found.unit
    return {"value": sign + found.text, "unit": unit} if unit else {}


def unused(claim: Claim) -> Iterator[str]:
    """What is stated and would be left out in silence: fields that the operation does not use."""
    used = OF_ALL.union(operations()[claim.operation or "level"]["uses"])
    for name in sorted(claim.model_fields_set - used):
        if getattr(claim, name) != Claim.model_fields[name].get_default(call_default_factory=True):
            taken = ", ".join(operations()[claim.operation or "level"]["uses"])
            yield f"{name}: {claim.operation} does not use it; beside what all claims have it takes {taken}"
    yield from _idle(claim)
    if claim.value_high is not None and claim.hedge != "between":
        yield f"value_high: expected hedge `between`; found {claim.hedge!r}"


def _idle(claim: Claim) -> Iterator[str]:
    """Fields that the operation uses, and not beside the others that are stated."""
    operation = claim.operation
    is_passed = operation in PASSED and claim.measured in ("level", "share", "ratio")
    taken = PASSED_BY if is_passed else HEDGED.get(claim.measured or "")
    if taken and claim.hedge not in taken:
        *others, last = (hedge for hedge in taken if hedge != "none")
        yield f"hedge: {operation} takes {', '.join(others)} or {last}; found {claim.hedge!r}"
    if operation in ("level", "sum", "share", "rank") and claim.span and not claim.cumulative:
        yield f"span: {operation} uses it only with `cumulative`; for one figure name its `period`"
    if operation in ("ratio", "compare") and _has_two_bases(claim):
        yield f"base_period, span: {operation} is drawn against `base` or an earlier time; leave one of them out"
    if operation in ("compare", "order") and claim.order == "asc" and claim.indicator not in BALANCES:
        yield f"order: {operation} uses it only of balances, as deficits; the hedge says which way"
    if operation in OVER_PERIODS:
        yield from _idle_over_periods(claim)


def _idle_over_periods(claim: Claim) -> Iterator[str]:
    if claim.measured == "direction" and claim.hedge != "none":
        yield "hedge: without a `value` or a `base` there is nothing that it could be of"
    if claim.measured not in ("direction", "rank") and claim.order == "asc":
        yield "order: the hedge says which way; leave `order` out"
    if claim.measured != "rank" and claim.universe:
        yield "universe: only a place is one among others; give its `value` with unit RANK"


def _has_two_bases(claim: Claim) -> bool:
    return bool(claim.base_period or claim.span) and claim.base != Areas() and not claim.cumulative


HEDGED: dict[str, tuple[str, ...]] = dict.fromkeys(("compare", "order", "next"), ("none", "over", "under"))
"""Operations that take only some hedges."""
PASSED = ("ever", "became")
PASSED_BY = ("over", "at_least", "under", "at_most")
"""Of a number that some period reaches, the hedges that say on which side."""


def expect_indicator(fields: Mapping[str, Any]) -> None:
    """ValueError where the indicator is unknown, with those that come near by their names."""
    named = fields.get("indicator")
    if isinstance(named, str) and named not in catalogue.indicators():
        near = ", ".join(f"{entry['id']} ({entry['name']})" for entry in catalogue.nearest(named, 8))
        raise ValueError(f"indicator: unknown {named!r}; near are: {near}")
