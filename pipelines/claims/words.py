"""A claim in plain words, so that a reader can say "I did not mean that" before any verdict.

Belongs here: one sentence per operation. Does not belong here: the reasons and results of verdicts (sql/factcheck/),
the words of the text itself (reader/).
"""

from functools import cache
from typing import TYPE_CHECKING

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.claims import lexicon, numbers

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

LINKS = {row["indicator"]: (row["own"], row["partner"]) for row in lexicon.rows("figures")}
"""How the country and its partner follow the name of an indicator; all others say "of" and "with"."""
SHORT = lexicon.column("figures", "indicator", "short")
UNITS = {
    "PT": "per cent", "PP": "points", "USD": "US dollars", "INTL_USD": "international dollars", "KM": "kilometres",
    "BIRTHS": "births per woman",
}  # fmt: skip
HEDGES = {"none": "", "over": "more than", "under": "less than"}
ARTICLE = (
    "United ", "Group ", "Gulf ", "European ", "Euro ", "Democratic ", "Central African ", "Dominican Rep",
    "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Middle East", "North Atlantic", "Association ",
    "Organisation ", "Marshall", "Solomon", "Quadr",
)  # fmt: skip
"""How the names begin that take "the"."""


@cache
def names() -> dict[str, str]:
    """Names of countries and groups by code."""
    countries = {row["iso3"]: row["name"] for row in economies.economies()}
    return countries | {row["group_id"]: row["group_name"] for row in economies.groups()}


def listed(areas: list[str], most: int = 6) -> str:
    """ "China, Japan and South Korea"; long lists are counted."""
    called = [called_in_text(names().get(area, area)) for area in areas]
    if len(called) > most:
        return f"{', '.join(called[:3])} and {len(called) - 3} more"
    return " and ".join(filter(None, (", ".join(called[:-1]), *called[-1:])))


def called_in_text(name: str) -> str:
    return f"the {name}" if name.startswith(ARTICLE) else name


def amount(claim: "Claim", *, is_signed: bool = False) -> str:
    """The stated number with its hedge and unit: "about 3.5 trillion US dollars".

    Its sign is left to words around it ("fell by", "a deficit of") unless `is_signed`.
    """
    hedge = HEDGES.get(claim.hedge, claim.hedge.replace("_", " "))
    value = (claim.value or "") if is_signed else (claim.value or "").lstrip("-")
    unit = UNITS.get(claim.unit or "", "" if claim.unit in ("RANK", "PS", None) else claim.unit or "")
    if claim.unit == "TIMES":
        x = numbers.read(value, "TIMES").x
        value, unit = (f"{x:g}", "times") if x >= 1 else (value, "of")
    counted = value.lstrip("-")[:1].isdigit() or value.lower() in numbers.CARDINALS  # "5", "five"
    if claim.unit in ("PT", "PP") and ("/" in value or not counted):
        unit = ""  # "a fifth", and "one in six", which is kept as 1/6
    if claim.value_high:
        return f"between {value} and {claim.value_high} {unit}".strip()
    return " ".join(filter(None, (hedge, value, unit)))


def figure(claim: "Claim", side: str = "claim") -> str:
    """ "Exports of goods from Germany to China"."""
    where = claim.areas if side == "claim" else claim.base
    return figure_of(claim.indicator or "", where.ref, where.counterpart)


def figure_of(indicator: str, ref: list[str], counterpart: list[str]) -> str:
    name = SHORT.get(indicator) or catalogue.indicators()[indicator]["name"]
    first, second = LINKS.get(indicator, ("of", "with"))
    words = f"{name} {first} {listed(ref)}"
    return f"{words} {second} {listed(counterpart)}" if counterpart else words


def span(claim: "Claim") -> str:
    """Between which periods, or in which."""
    if claim.span:
        return f" in the last {claim.span} years"
    if claim.base_period and claim.period:
        return f" from {period(claim.base_period)} to {period(claim.period)}"
    if claim.base_period:
        return f" since {period(claim.base_period)}"
    return f" in {period(claim.period)}" if claim.period else ""


def period(text: str) -> str:
    """The fourth quarter of 2023 is "2023-Q4" in article files, and here."""
    return f"the fiscal year {text[:4]}" if text.endswith("-FY") else text.replace("/", " to ")


def in_words(claim: "Claim") -> str:
    """What the claim was taken to say."""
    if claim.event:
        return event(claim)
    if not claim.indicator:
        return claim.quote  # an opinion or a forecast
    falls, operation, what = claim.order == "asc", claim.operation, figure(claim)
    when = f" in {period(claim.period)}" if claim.period else ""
    if operation in ("level", "exists") and catalogue.indicators()[claim.indicator or ""]["unit_measure"] == "FLAG":
        return what + when
    if operation in ("level", "sum", "mean"):
        return level(claim, what + {"sum": ", added up", "mean": ", on average"}.get(operation, "") + when)
    if operation in ("change", "growth"):
        yearly = " a year on average" if operation == "growth" else ""
        return f"{what} {moved(claim)} by {amount(claim)}{yearly}{span(claim)}"
    if operation == "direction":
        return f"{what} {moved(claim)}{span(claim)}"
    if operation == "streak":
        return f"{what} {moved(claim)} in each of the last {claim.value} periods{when}"
    if operation == "extreme":
        since = f" since {period(claim.base_period)}" if claim.base_period else window(claim, " of all")
        return f"{what}{when}: the {'lowest' if falls else 'highest'}{since}"
    if operation == "exists":
        return f"{what}: more than none{when}"
    if operation == "average":
        return f"{what}, on average{window(claim)}: {amount(claim, is_signed=True)}"
    if operation == "always":
        return f"{what}{steadily(claim)} in every period{window(claim)}"
    return compared(claim, what, when)


def window(claim: "Claim", unbounded: str = "") -> str:
    """Over which periods."""
    if claim.span:
        return f" of the last {claim.span} years"
    if claim.base_period:
        first = period(claim.base_period)
        return f" from {first} to {period(claim.period)}" if claim.period else f" since {first}"
    return f" from {period(claim.period)}" if claim.period and "/" in claim.period else unbounded


def steadily(claim: "Claim") -> str:
    """What is said of every period of a window."""
    if claim.value:
        return level(claim, "")
    if catalogue.indicators()[claim.indicator or ""]["kind"] == "change":
        return ": below zero" if claim.order == "asc" else ": above zero"
    return f" {moved(claim)}"


def moved(claim: "Claim") -> str:
    """Which way a figure went; a balance that falls can be a surplus that falls or a deficit that rises."""
    words = ("worsened", "improved") if (claim.indicator or "").startswith("trade_balance") else ("fell", "rose")
    return words[claim.order != "asc"]


def level(claim: "Claim", what: str) -> str:
    if claim.indicator == "trade_balance":
        negative = (claim.value or "").startswith("-") or (claim.value == "0" and claim.hedge == "under")
        kind = "deficit" if negative else "surplus"
        return f"{what}: a {kind}" + ("" if claim.value == "0" else f" of {amount(claim)}")
    return f"{what}: {amount(claim, is_signed=True)}"


def compared(claim: "Claim", what: str, when: str) -> str:
    """Shares, ratios, ranks and comparisons with other countries."""
    partner, base = claim.areas.counterpart, claim.base
    indicator = claim.indicator or ""
    if claim.operation == "share" and partner:
        whole = figure(claim.model_copy(update={"areas": claim.areas.model_copy(update={"counterpart": []})}))
        return f"{whole}{when}: {amount(claim)} {LINKS.get(indicator, LINKS['goods_trade'])[1]} {listed(partner)}"
    if claim.operation == "share":
        return f"{what}{when}: {amount(claim)} of that of {listed(base.ref) or 'the world'}"
    if claim.operation == "rank":
        return rank(claim, when)
    if not base.ref:
        than = earlier(claim) or ("what it was" if claim.operation == "ratio" else "that of others")
    elif base.counterpart:
        than = lowered(figure(claim, "base"))
    else:
        than = f"that of {listed(base.ref)}"
    if claim.operation == "ratio":
        return f"{what}{when}: {amount(claim)} {than}"
    less = "less" if claim.hedge == "under" or (claim.operation == "difference" and claim.order == "asc") else "more"
    if claim.operation == "difference":
        return f"{what}{when}: {amount(claim)} {less} than {than}"
    each = "that of each of " if claim.operation == "order" else ""
    return f"{what}{when}: {less} than {each + listed(base.ref) if each else than}"


def earlier(claim: "Claim") -> str:
    """What its own earlier figure is called that it is compared with; empty where it is compared with none."""
    if claim.base_period:
        return f"what it was in {claim.base_period}"
    return f"what it was {claim.span} years before" if claim.span else ""


def rank(claim: "Claim", when: str) -> str:
    place = {"1": "first"}.get(claim.value or "", claim.value or "")
    place = f"among the {place}" if place.startswith("top") else place
    from_below = " from below" if claim.order == "asc" else ""
    name = lowered(SHORT.get(claim.indicator or "") or catalogue.indicators()[claim.indicator or ""]["name"])
    if claim.areas.counterpart:
        who, among = claim.areas.counterpart, f"the partners of {listed(claim.areas.ref)}"
    else:
        who, among = claim.areas.ref, f"the countries of {listed([claim.universe]) if claim.universe else 'the world'}"
    each = "each " if claim.parts else ""
    words = listed(who)
    return f"{words[0].upper()}{words[1:]}: {each}{place}{from_below} of {among} by {name}{when}"


def lowered(words: str) -> str:
    """For the middle of a sentence: GDP stays as it is."""
    return words[0].lower() + words[1:] if words[1:2].islower() else words


def event(claim: "Claim") -> str:
    assert claim.event is not None
    kinds = " or ".join(kind.replace("_", " ") for kind in claim.event.kinds) or "an event of a kind that is not held"
    first = f", the first since {claim.base_period}" if claim.operation == "first" else ""
    return f"{kinds[0].upper()}{kinds[1:]} between {listed(claim.event.areas)}{first}" + (
        f" in {claim.period}" if claim.period else ""
    )
