"""What was understood is said back whole: two claims that differ are never said in the same words."""

import random
from datetime import date
from typing import Any

from pipelines.claims import articles, hedges, publishers, stating
from pipelines.claims.articles import InvalidArticle
from pipelines.claims.model import Claim
from pipelines.claims.words import in_words

DAY = date(2025, 6, 1)
COUNTRIES = ("CHN", "JPN", "KOR", "DEU", "FRA", "USA", "IND", "BRA", "KEN", "POL")
GROUPS = ("EU", "NATO", "ASEAN", "G7")
PERIODS = ("2015", "2019", "2022", "2023", "2023-Q4", "2023-08", "2023-FY")
WINDOWS = ("2018/2020", "2021/2023", "2013/2022")
VALUES = {
    "RANK": ("1", "4", "top 10"),
    "TIMES": ("2", "3.5", "a third"),
    "PT": ("5", "12.5", "-3"),
    None: ("1.6 billion", "28,500", "$24 trillion"),
}
SIZES = 5000


def some(dice: random.Random, choices: Any, most: int = 1) -> list[Any]:
    return dice.sample(list(choices), dice.randint(1, most))


def field(dice: random.Random, name: str, operation: str) -> Any:
    """A value for a field, one of those that a writer would think of."""
    unit = {
        "share": "PT",
        "growth": "PT",
        "ratio": "TIMES",
        "rank": "RANK",
        "next": "RANK",
        "count": "RANK",
        "streak": "RANK",
    }
    windowed = operation in ("average", "always", "ever")
    choices: dict[str, Any] = {
        "value": lambda: dice.choice(VALUES[unit.get(operation)]),
        "value_high": lambda: None,
        "hedge": lambda: dice.choice([each for each in hedges.hedges() if each != "between"]),
        "unit": lambda: dice.choice((None, "PT", "PP")) if operation in ("change", "difference") else None,
        "period": lambda: dice.choice(WINDOWS if windowed else PERIODS),
        "base": lambda: {"ref": some(dice, COUNTRIES, 3)},
        "base_period": lambda: dice.choice(PERIODS[:3]),
        "span": lambda: dice.choice((3, 5, 10, 20)),
        "cumulative": lambda: dice.choice((False, True)),
        "order": lambda: dice.choice(("asc", "desc")),
        "universe": lambda: dice.choice((None, *GROUPS)),
        "bar": lambda: {"hedge": dice.choice(("over", "under")), "value": dice.choice(("2", "5"))},
        "definitions": lambda: None,
        "publishers": lambda: some(dice, publishers.table()),
        "areas": lambda: {"ref": some(dice, COUNTRIES + GROUPS, 3)},
        "indicator": lambda: dice.choice(
            (
                "population",
                "gdp",
                "gdp_growth",
                "inflation",
                "goods_exports",
                "military_expenditure",
                "trade_balance",
                "migrants",
            )
        ),
    }
    return choices[name]()


def stated(fields: dict[str, Any]) -> Claim | None:
    try:
        return articles.one({key: value for key, value in fields.items() if value is not None}, DAY)
    except (InvalidArticle, ValueError):
        return None


def claims() -> list[tuple[dict[str, Any], Claim]]:
    """Valid claims of all operations, with the fields that state them."""
    dice = random.Random(20250601)
    found: list[tuple[dict[str, Any], Claim]] = []
    while len(found) < SIZES:
        operation = dice.choice([each for each in stating.operations() if each not in ("first", "exists")])
        uses = stating.operations()[operation]["uses"]
        named = ["indicator", "areas", *(each for each in (*uses, "period", "publishers") if dice.random() < 0.6)]
        fields = {"operation": operation} | {each: field(dice, each, operation) for each in named}
        if fields["indicator"] in ("goods_exports", "migrants") and dice.random() < 0.5:
            fields["areas"]["counterpart"] = some(dice, COUNTRIES)
        claim = stated(fields)
        if claim is not None:
            found.append((fields, claim))
    return found


def said(claim: Claim) -> dict[str, Any]:
    """What it says: a comparison without a hedge is one of more."""
    is_more = claim.operation in ("compare", "order", "next") and claim.hedge == "none"
    return claim.model_copy(update={"hedge": "over"} if is_more else {}).model_dump()


def test_two_claims_that_differ_are_not_said_alike() -> None:
    dice = random.Random(7)
    alike = []
    for fields, claim in claims():
        name = dice.choice(sorted(set(fields) - {"operation"}))
        other = stated(fields | {name: field(dice, name, fields["operation"])})
        if other is not None and said(other) != said(claim) and in_words(claim) == in_words(other):
            alike.append((fields["operation"], name, getattr(claim, name), getattr(other, name), in_words(claim)))
    assert alike == []


def test_what_would_be_left_out_is_refused() -> None:
    whole = {"indicator": "gdp", "operation": "compare", "areas": {"ref": ["FRA"]}, "base": {"ref": ["ITA"]}}
    for field_name, value in (("hedge", "about"), ("base_period", "2015"), ("value", "3")):
        assert stated(whole) is not None
        assert stated(whole | {field_name: value}) is None, field_name
