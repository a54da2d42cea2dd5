"""Eight thousand claims, some five hundred of every operation, recomputed in pandas from core.observation and compared
with the SQL models.
"""

import re
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from claims_at_random import OPERATIONS, PAIRS, Chance
from oracle import UNKNOWN, Held, Recomputed, load, readings, verdict
from verdicts import TODAY, Found, claim, found, judged

from pipelines.claims.model import CUMULATED, Claim

SEED, COUNT = 20261126, 8000


@pytest.fixture(scope="module")
def held() -> Held:
    with judged([claim("population", "level", "1 million", ref=["KOR"])]) as connection:
        return load(connection)


@pytest.fixture(scope="module")
def drawn(held: Held) -> dict[str, Claim]:
    return {each.id: each for each in Chance(held, SEED).claims(COUNT)}


@pytest.fixture(scope="module")
def engine(drawn: dict[str, Claim]) -> dict[str, Found]:
    with judged(drawn.values()) as connection:
        return found(connection)


@pytest.fixture(scope="module")
def oracle(held: Held, drawn: dict[str, Claim]) -> dict[str, list[Recomputed]]:
    return {name: readings(held, each, TODAY) for name, each in drawn.items()}


def test_the_same_of_who_comes_next(held: Held) -> None:
    said = {each.id: each for each in Chance(held, SEED).claims(300, ("next",))}
    with judged(said.values()) as connection:
        engine = found(connection)
    wrong, counted = [], Counter[str]()
    for name, each in said.items():
        theirs = readings(held, each, TODAY)
        if any(r.outcome == UNKNOWN for r in theirs):
            continue
        ours = {(r.known, r.definition, r.source): (r.obs_value, r.outcome) for r in votes(engine[name])}
        expected = {(r.known, r.definition, r.source): (pytest.approx(r.value, rel=1e-9), r.outcome) for r in theirs}
        if ours != expected or engine[name].verdict != verdict(theirs, "then", each):
            wrong.append((summary(each), ours, expected, engine[name].verdict))
        counted[engine[name].verdict_now] += 1
    assert not wrong, "\n".join(map(str, wrong[:10]))
    assert min(counted["SUPPORTED"], counted["CONTRADICTED"]) >= 20 and counted["TOO_CLOSE"], counted


@pytest.mark.parametrize("operation", ["level", "sum", "share", "rank", "compare"])
def test_the_same_of_pairs_beside_trade(operation: str, held: Held) -> None:
    """Whom migrants come from and go to, who sends money to whom, who votes with whom."""
    said = {each.id: each for each in Chance(held, SEED, indicators=PAIRS).claims(120, (operation,))}
    with judged(said.values()) as connection:
        engine = found(connection)
    wrong, counted = [], Counter[str]()
    for name, each in said.items():
        theirs = readings(held, each, TODAY)
        ours = {(r.known, r.definition, r.source): (r.obs_value, r.outcome) for r in votes(engine[name])}
        expected = {
            (r.known, r.definition, r.source): (pytest.approx(r.value, rel=1e-9, abs=1e-9 + r.missing), r.outcome)
            for r in theirs
        }
        if ours != expected:
            wrong.append((summary(each), ours, expected))
        counted[engine[name].verdict_now] += 1
    assert not wrong, "\n".join(map(str, wrong[:10]))
    assert counted["SUPPORTED"] >= 5 and counted["CONTRADICTED"] + counted["NOT_CHECKABLE"] >= 20, counted


def test_the_same_of_how_many_meet_a_bar(held: Held) -> None:
    said = {each.id: each for each in Chance(held, SEED).claims(500, ("count",))}
    with judged(said.values()) as connection:
        engine = found(connection)
    wrong, counted = [], Counter[str]()
    for name, each in said.items():
        theirs = readings(held, each, TODAY)
        if not of_one_source(engine[name]) or any(r.outcome == UNKNOWN for r in theirs):
            continue
        ours = {(r.known, r.definition, r.source): (r.obs_value, r.outcome) for r in votes(engine[name])}
        expected = {(r.known, r.definition, r.source): (pytest.approx(r.value, rel=1e-9), r.outcome) for r in theirs}
        verdicts = {"then": engine[name].verdict, "now": engine[name].verdict_now}
        if ours != expected or verdicts != {known: verdict(theirs, known, each) for known in verdicts}:
            wrong.append((summary(each), ours, expected, verdicts))
        counted[engine[name].verdict_now] += 1
    assert not wrong, "\n".join(map(str, wrong[:10]))
    assert min(counted[each] for each in ("SUPPORTED", "CONTRADICTED", "TOO_CLOSE", "NOT_CHECKABLE")) >= 20, counted


def votes(result: Found) -> list[SimpleNamespace]:
    undecided = ("INCOMPLETE", "INCOHERENT")
    return [r for r in result.readings if r.type == "E" and r.obs_value is not None and r.outcome not in undecided]


def of_one_source(result: Found) -> bool:
    """Whether no figure is divided by one of another source, which the oracle does not do."""
    return not any(" + " in r.source for r in result.readings)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_same_readings_values_and_outcomes(
    operation: str, held: Held, drawn: dict[str, Claim], engine: dict[str, Found], oracle: dict[str, list[Recomputed]]
) -> None:
    wrong: list[Any] = []
    for name, each in drawn.items():
        if each.operation != operation or any(r.outcome == UNKNOWN for r in oracle[name]):
            continue
        if not of_one_source(engine[name]):
            continue
        ours = {
            (r.known, r.definition, r.source.split(" + ")[0]): (r.obs_value, r.outcome) for r in votes(engine[name])
        }
        theirs = {(r.known, r.definition, r.source): r for r in oracle[name]}
        if ours.keys() != theirs.keys():
            wrong.append((summary(each), "readings", set(ours) ^ set(theirs)))
            continue
        for key, their in theirs.items():
            value, outcome = ours[key]
            if outcome != their.outcome or value != pytest.approx(their.value, rel=1e-9, abs=1e-9 + their.missing):
                wrong.append((summary(each), key, ours[key], their))
    assert not wrong, "\n".join(map(str, wrong[:10]))


def test_the_same_verdicts(
    held: Held, drawn: dict[str, Claim], engine: dict[str, Found], oracle: dict[str, list[Recomputed]]
) -> None:
    wrong = [
        (summary(each), known, ours, theirs)
        for name, each in drawn.items()
        if of_one_source(engine[name]) and not any(r.outcome == UNKNOWN for r in oracle[name])
        for known, ours in (("then", engine[name].verdict), ("now", engine[name].verdict_now))
        if ours != (theirs := verdict(oracle[name], known, each))
    ]
    assert not wrong, "\n".join(map(str, wrong[:10]))


def test_the_same_of_fiscal_years(held: Held, drawn: dict[str, Claim]) -> None:
    """Claims of a year said of the fiscal year that begins in it: some of countries whose figures are of fiscal years."""
    said = {name: twin for name, each in drawn.items() if (twin := in_fiscal_years(each))}
    with judged(said.values()) as connection:
        engine = found(connection)
    wrong, counted = [], Counter[str]()
    for name, each in said.items():
        if not of_one_source(engine[name]):
            continue
        theirs = readings(held, each, TODAY)
        for known, verdict_of in (("then", engine[name].verdict), ("now", engine[name].verdict_now)):
            if verdict_of != (expected := verdict(theirs, known, each)):
                wrong.append((summary(each), known, verdict_of, expected))
        own = [r for r in votes(engine[name]) if "fiscal year" in (r.type_reason or "")]
        values = {(r.known, r.definition, r.source, r.time_period): r.obs_value for r in own}
        wrong += [
            (summary(each), r)
            for r in theirs
            if values and values.get((r.known, r.definition, r.source, r.period)) != pytest.approx(r.value, rel=1e-9)
        ]
        counted[f"{bool(values)} {engine[name].verdict_now}"] += 1
    assert not wrong, "\n".join(map(str, wrong[:10]))
    kinds = [(own, name) for own in (True, False) for name in ("SUPPORTED", "CONTRADICTED")]
    assert min(counted[f"{own} {name}"] for own, name in kinds) >= 5, counted


def test_the_same_of_years_added_up(held: Held, drawn: dict[str, Claim]) -> None:
    """Claims of a year said of what two to six years come to."""
    chance = Chance(held, SEED)
    said = {name: twin for name, each in drawn.items() if (twin := chance.over_years(each))}
    with judged(said.values()) as connection:
        engine = found(connection)
    wrong, counted = [], Counter[str]()
    for name, each in said.items():
        theirs = readings(held, each, TODAY)
        if not of_one_source(engine[name]) or any(r.outcome == UNKNOWN for r in theirs):
            continue
        ours = {(r.known, r.definition, r.source): (r.obs_value, r.outcome) for r in votes(engine[name])}
        if not ours and any(r.missing for r in theirs):
            continue  # a place that is open, as nobody knows where those stand of whom a year is missing
        expected = {
            (r.known, r.definition, r.source): (pytest.approx(r.value, rel=1e-9, abs=1e-9 + r.missing), r.outcome)
            for r in theirs
        }
        if ours != expected:
            wrong.append((summary(each), ours, expected))
        for known, verdict_of in (("then", engine[name].verdict), ("now", engine[name].verdict_now)):
            if verdict_of != (told := verdict(theirs, known, each)):
                wrong.append((summary(each), known, verdict_of, told))
        counted[f"{each.operation} {bool(ours)}"] += 1
        counted[engine[name].verdict_now] += 1
    assert not wrong, "\n".join(map(str, wrong[:10]))
    assert min(counted[f"{operation} True"] for operation in CUMULATED - {"next"}) >= 10, counted
    assert min(counted["SUPPORTED"], counted["CONTRADICTED"], counted["NOT_CHECKABLE"]) >= 20, counted


def in_fiscal_years(each: Claim) -> Claim | None:
    if each.operation not in ("level", "sum", "change", "growth", "direction"):
        return None
    named = {
        field: f"{year}-{(int(year) + 1) % 100:02}-FY"
        for field in ("period", "base_period")
        if (year := getattr(each, field))
    }
    return each.model_copy(update=named)


def test_the_nearest_true_sentence_is_one(drawn: dict[str, Claim], engine: dict[str, Found]) -> None:
    """Whatever does not hold is told what would, and where that is a number, the claim with it is contradicted no more."""
    corrected = {}
    for name, result in engine.items():
        if result.verdict in ("SUPPORTED", "NOT_CHECKABLE"):
            continue
        assert result.would_be_true, summary(drawn[name])
        if number := re.search(r"the figure said were about (.+?)\.(?: As it|$)", result.would_be_true):
            told = {"value": number[1].replace("−", "-"), "hedge": "about", "value_high": None}
            corrected[name] = drawn[name].model_copy(update=told)
    some = dict(list(corrected.items())[:60])
    with judged(some.values()) as connection:
        again = found(connection)
    assert len(some) == 60
    assert [summary(some[name]) for name, result in again.items() if result.verdict == "CONTRADICTED"] == []


def test_the_sample_is_worth_its_time(drawn: dict[str, Claim], engine: dict[str, Found]) -> None:
    verdicts = Counter(result.verdict for result in engine.values())
    assert min(verdicts[name] for name in ("SUPPORTED", "CONTRADICTED", "SUPPORTED_LOOSELY")) >= 10, verdicts
    assert min(verdicts["DEPENDS"], verdicts["TOO_CLOSE"]) >= 3, verdicts
    judged_of = Counter(drawn[name].operation for name, result in engine.items() if votes(result))
    assert min(judged_of[operation] for operation in OPERATIONS) >= 10, judged_of


def summary(each: Claim) -> str:
    fields = each.model_dump(exclude_defaults=True, exclude={"quote"}, mode="json")
    return " ".join(f"{name}={value}" for name, value in fields.items())
