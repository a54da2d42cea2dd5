"""What all rooms of the parser share: kinds of indicators, reasons, what earlier sentences have named.

Belongs here: names and sets without behaviour. Does not belong here: words of the language (lexicon/).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

from typing import Any

from pipelines.claims.phrases import TRADE_AND_SERVICES

MONEY = frozenset(
    "gdp gdp_ppp gdp_per_capita gni_per_capita goods_exports goods_imports goods_trade trade_balance "
    "military_expenditure goods_services_exports goods_services_imports host_contribution".split()
)
PERSONS = frozenset("population armed_forces troops".split())
OVER_GDP = {
    "military_expenditure": "military_expenditure_gdp",
    "goods_exports": "exports_gdp",
    "goods_services_exports": "exports_gdp",
    "goods_imports": "imports_gdp",
    "goods_services_imports": "imports_gdp",
    "goods_trade": "trade_gdp",
    "trade_balance": "trade_balance_gdp",
}
"""What is said in per cent of GDP, and the indicator that answers it."""
FLOWS = TRADE_AND_SERVICES | {"gdp_growth"}
DATED = frozenset("level sum mean change".split())
RATES = frozenset(["gdp_growth", *OVER_GDP.values()])
AVERAGED = RATES | {"gdp_per_capita", "gni_per_capita"}
PLACES = frozenset("us_state us_city nation city region".split())
GROW = r"gr[eo]w|expand|shr[aiu]nk|contract"
"""Verbs that say of an economy what it did in a year."""
OVER_YEARS = "the amount runs over several years; the method compares single periods"
GOODS_ONLY = "only goods in total are held, not "
FORECAST = ("forecast", "it speaks of a plan, a target or the future")
COUNTERFACTUAL = ("counterfactual", "it depends on an “if”")


class Refused(Exception):  # noqa: N818
    """A proposition was recognized and cannot be settled: reason and explanation."""


class Context:
    """What the sentences before have named."""

    __slots__ = ("fresh", "head", "heading", "last", "lists", "period", "speaker", "topic", "year")

    def __init__(self) -> None:
        self.topic: tuple[str, ...] = ()
        self.lists: list[tuple[str, ...]] = []
        self.speaker: tuple[str, ...] = ()
        self.last: dict[str, Any] | None = None
        """The figure of one country that the sentence just before ended with."""
        self.year: str | None = None
        """The period of the claim that the sentence just before ended with: “in the same year”."""
        self.fresh = False
        """Whether the sentence just before is about the topic: else “it” can be anything."""
        self.heading: tuple[str, ...] = ()
        """The country whose name alone was the sentence before: “Tuvalu. 11,000 people.”"""
        self.head: tuple[str, ...] = ()
        """The subject of the sentence before, where it named another country too: “it”, and nothing else."""
        self.period: dict[str, Any] = {}
        """The month, quarter or part of a year that flows of the sentences before were said of."""


def year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"
