"""Two thousand true claims, and what becomes of each when one thing in it is changed.

The claims are written from figures that are held. No true one may be CONTRADICTED; no changed one may be SUPPORTED unless
the figures bear it out, which is computed in pandas (tests/support/oracle.py), apart from the SQL models. A third of the
claims name no year, as most sentences do.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from claims_at_random import GROUPS, Chance
from oracle import UNKNOWN, Held, load, readings
from verdicts import TODAY, Found, claim, found, judged

from pipelines.claims.model import Areas, Claim

SEED, COUNT = 1126, 2000
SUPPORTED = ("SUPPORTED", "SUPPORTED_LOOSELY")
HOLDS = ("MATCH", "MATCH_SLACK", "NEAR")


@pytest.fixture(scope="module")
def held() -> Held:
    with judged([claim("population", "level", "1 million", ref=["KOR"])]) as connection:
        return load(connection)


@pytest.fixture(scope="module")
def chance(held: Held) -> Chance:
    return Chance(held, SEED, honest=True)


@pytest.fixture(scope="module")
def true(held: Held, chance: Chance) -> dict[str, Claim]:
    """Claims that every reading of their year bears out."""
    kept: dict[str, Claim] = {}
    for drawn in chance.claims(10 * COUNT):
        told = readings(held, drawn, TODAY, ("then",))
        if told and all(reading.outcome in HOLDS for reading in told):
            name = f"t{len(kept)}"
            kept[name] = drawn.model_copy(update={"id": name})
            if len(kept) == COUNT:
                return kept
    raise AssertionError(f"only {len(kept)} true claims could be drawn")


@pytest.fixture(scope="module")
def undated(true: dict[str, Claim]) -> dict[str, Claim]:
    """The same without their year, as of the day on which that year was the last one held."""
    free = ("level", "sum", "mean", "share", "rank", "compare")
    return {
        f"u{name}": each.model_copy(update={"id": f"u{name}", "period": None})
        for name, each in true.items()
        if each.operation in free and each.period and int(each.period) >= each.said_on.year - 1
    }


@pytest.fixture(scope="module")
def changed(chance: Chance, true: dict[str, Claim], undated: dict[str, Claim]) -> dict[str, tuple[str, Claim]]:
    """Mutant's id -> what was changed, and the changed claim."""
    out: dict[str, tuple[str, Claim]] = {}
    for name, each in (true | undated).items():
        mutants = list(mutations(chance, each))
        for what, mutant in chance.random.sample(mutants, min(2, len(mutants))):
            out[f"{name}-{what}"] = what, mutant.model_copy(update={"id": f"{name}-{what}"})
    return out


@pytest.fixture(scope="module")
def engine(
    true: dict[str, Claim], undated: dict[str, Claim], changed: dict[str, tuple[str, Claim]]
) -> dict[str, Found]:
    with judged([*true.values(), *undated.values(), *(mutant for _, mutant in changed.values())]) as connection:
        return found(connection)


def mutations(chance: Chance, true: Claim) -> Iterator[tuple[str, Claim]]:
    """Everything that may be changed in a claim, one at a time."""
    draw = chance.random
    if len(true.areas.ref) == 1 and not true.areas.counterpart and true.areas.ref != ["KOR"]:
        yield "country", true.model_copy(update={"areas": Areas(ref=[draw.choice(chance.countries)])})
    if len(true.areas.ref) > 1:
        yield "member", true.model_copy(update={"areas": Areas(ref=true.areas.ref[1:])})
    if true.areas.counterpart:
        partner = draw.choice(chance.partners)
        yield "partner", true.model_copy(update={"areas": Areas(ref=true.areas.ref, counterpart=[partner])})
        flow = {"goods_exports": "goods_imports", "goods_imports": "goods_exports"}.get(true.indicator or "")
        if flow and not true.definitions:
            yield "flow", true.model_copy(update={"indicator": flow})
    if true.period:
        earlier = draw.randint(1, 9)
        period = "/".join(str(int(year) - earlier) for year in true.period.split("/"))
        base = {"base_period": str(int(period[:4]) - 3)} if true.base_period else {}
        yield "year", true.model_copy(update={"period": period} | base)
    if true.value and true.operation not in ("rank", "streak"):
        number, _, word = true.value.partition(" ")
        factor = draw.choice((0.3, 0.6, 1.4, 2, 10))
        digits, percent = number.removesuffix("%"), "%" if number.endswith("%") else ""
        scaled = f"{float(digits) * factor:.{len(digits.partition('.')[2])}f}{percent}"
        yield "number", true.model_copy(update={"value": f"{scaled} {word}".strip()})
    if true.operation == "rank":
        yield "place", true.model_copy(update={"value": str(int(true.value or 0) + draw.randint(1, 5))})
        yield "universe", true.model_copy(update={"universe": draw.choice(GROUPS)})
    if true.operation in ("rank", "direction", "extreme", "streak", "change", "growth"):
        yield "opposite", true.model_copy(update={"order": "asc" if true.order == "desc" else "desc"})
    if true.operation == "compare" and true.hedge in ("over", "under"):
        yield "opposite", true.model_copy(update={"hedge": "under" if true.hedge == "over" else "over"})
        yield "swapped", true.model_copy(update={"areas": true.base, "base": true.areas})
    if true.indicator == "gdp" and true.operation in ("change", "growth"):
        yield "real terms", true.model_copy(update={"indicator": "gdp_constant", "definitions": []})


def bears_out(held: Held, each: Claim) -> bool:
    """Whether any figure that was known when it was said makes the claim true, in its year or in a recent one."""
    recent = map(str, range(each.said_on.year - 6, each.said_on.year + 1))
    for period in [each.period] if each.period else recent:
        told = readings(held, each.model_copy(update={"period": period}), TODAY, ("then",))
        if any(reading.outcome in (*HOLDS, UNKNOWN) for reading in told):
            return True
    return False


def test_no_true_claim_is_contradicted(true: dict[str, Claim], engine: dict[str, Found]) -> None:
    wrong = [(summary(each), engine[name].verdict, engine[name].reason) for name, each in true.items()
             if engine[name].verdict not in SUPPORTED]  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong[:10]))


def test_nor_one_that_names_no_year(undated: dict[str, Claim], engine: dict[str, Found]) -> None:
    wrong = [(summary(each), engine[name].reason) for name, each in undated.items()
             if engine[name].verdict == "CONTRADICTED"]  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong[:10]))


def test_no_changed_claim_is_supported_against_the_figures(
    held: Held, changed: dict[str, tuple[str, Claim]], engine: dict[str, Found]
) -> None:
    wrong = [
        (what, summary(mutant), engine[name].verdict, engine[name].reason)
        for name, (what, mutant) in changed.items()
        if engine[name].verdict in SUPPORTED and not bears_out(held, mutant)
    ]
    assert not wrong, "\n".join(map(str, wrong[:10]))


def test_most_changes_are_noticed(changed: dict[str, tuple[str, Claim]], engine: dict[str, Found]) -> None:
    """The suite would prove nothing if every changed claim were refused."""
    verdicts = Counter(engine[name].verdict for name in changed)
    assert verdicts["CONTRADICTED"] + verdicts["OUT_OF_DATE"] > 0.4 * len(changed), verdicts
    assert len(changed) > 1.5 * COUNT
    assert {what for what, _ in changed.values()} >= {
        "country", "member", "partner", "flow", "year", "number", "place", "universe", "opposite", "swapped",
    }  # fmt: skip


def test_the_true_ones_are_of_many_kinds(true: dict[str, Claim], undated: dict[str, Claim]) -> None:
    operations = Counter(each.operation for each in true.values())
    assert len(operations) == 16, operations
    assert min(operations.values()) >= 12, operations
    assert len(undated) >= 100, len(undated)


def summary(each: Claim) -> str:
    fields = each.model_dump(exclude_defaults=True, exclude={"quote"}, mode="json")
    return " ".join(f"{name}={value}" for name, value in fields.items())
