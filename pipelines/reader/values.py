"""What amounts and nouns say of a draft: value and unit, indicator, whether it falls, whether areas are added up.

Belongs here: small rules that the operations share. Does not belong here: the operations (operations.py).
"""

from pipelines import catalogue
from pipelines.claims import ranges
from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.sentence import Draft, Refused
from pipelines.reader.spans import Amount, Span

OVER_GDP = {
    "military_expenditure": "military_expenditure_gdp", "goods_exports": "exports_gdp", "goods_imports": "imports_gdp",
    "goods_services_exports": "exports_gdp", "goods_services_imports": "imports_gdp", "goods_trade": "trade_gdp",
    "trade_balance": "trade_balance_gdp", "remittances_received": "remittances_gdp", "fdi_inflows": "fdi_gdp",
}  # fmt: skip
OVER_GDP |= {name: name for name in ("government_debt", "central_government_debt", "budget_balance")}
OVER_GDP |= {name: name for name in ("government_revenue", "government_expenditure")} | {
    "current_account": "current_account_gdp"
}
BALANCES = ("trade_balance", "budget_balance", "current_account")
"""Below zero is a deficit."""
HELD = {"percent": KIND["rate"], "money": KIND["money"], "count": KIND["people"]}
"""What a number of a kind can be the level of."""
FLOWS = KIND["flow"] | {"goods_trade", "trade_balance"}
AID = frozenset({"official_aid", "foreign_assistance"})
OVER_YEARS = FLOWS | AID | {"military_expenditure", "remittances", "remittances_received", "fdi_inflows"}
"""What several years add up to."""
FEWEST = {"population": 700.0, "troops": 0.0}
"""Fewer count something else; 300 of all others."""


def valued(draft: Draft, amount: Amount, unit: str | None = None) -> Draft:
    """With value, unit and hedge; the lower end of a range takes its magnitude from the upper one."""
    text = amount.text
    if amount.high is not None:
        try:
            text = ranges.read(text, amount.high, unit if unit in ("PT", "TIMES") else None).written
        except ValueError as error:
            raise Refused("no indicator", str(error), "range") from error
    unit = unit or amount.unit or ("PT" if amount.kind == "part" else None)
    return draft.but(hedge=amount.hedge, value=text, value_high=amount.high, unit=unit)


def falls(draft: Draft) -> bool:
    span = draft.says("move") or draft.says("grow")
    return span is not None and "-" in (span.values.get("move"), span.values.get("grow"))


def is_less(span: Span | None) -> bool:
    """Whether a word such as “fewer” or “poorer” stands there."""
    return span is not None and "less" in (span.values.get("more"), span.values.get("richer"))


def order(is_down: bool) -> str:
    return "asc" if is_down else "desc"


def hedge(is_down: bool) -> str:
    return "under" if is_down else "over"


def negative(draft: Draft) -> Draft:
    value = draft.value or ""
    return draft if value.startswith("-") else draft.but(value=f"-{value}")


def signed_as(draft: Draft, last: Draft) -> Draft:
    """A deficit, or an economy that shrank, goes on as one."""
    below = (last.value or "").startswith("-") and last.indicator.startswith((*BALANCES, "gdp_growth"))
    return negative(draft) if below else draft


def measured(indicator: str, amount: Amount) -> str:
    """The indicator that such an amount can be the level of; "" where there is none."""
    if amount.whose_gdp is not None:
        return indicator if indicator in OVER_GDP.values() else OVER_GDP.get(indicator, "")
    if amount.kind == "percent" and indicator == "migrants":
        return "migrants_population"
    if amount.kind in ("births", "count") and indicator in KIND["measured"]:
        return indicator if _is_in_its_unit(indicator, amount) else ""
    if amount.kind == "count" and amount.unit is not None:
        return ""
    fits = indicator in HELD.get(amount.kind, ())
    enough = amount.kind != "count" or amount.size >= FEWEST.get(indicator, 300.0)
    return indicator if fits and enough else ""


MOST_BARE = {"BIRTHS": 15, "YEARS": 130, "POINTS": 100}
"""Up to which a number without a unit can be one of these."""


def _is_in_its_unit(indicator: str, amount: Amount) -> bool:
    unit = catalogue.indicators()[indicator]["unit_measure"]
    return amount.unit == unit if amount.unit else amount.size < MOST_BARE.get(unit, 0)


def level_of(draft: Draft) -> str:
    """Level, or what several have together or on average; a list is judged one by one (see attach.py)."""
    group = bool(draft.ref) and draft.ref[0] in vocabulary.groups() - {"WLD"}
    if len(draft.partner) > 1 and len(draft.ref) == 1:
        return "sum"
    if len(draft.ref) > 1 or group:
        return "mean" if draft.indicator in KIND["averaged"] else "sum"
    return "level"
