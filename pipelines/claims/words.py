"""A claim in plain words, so that a reader can say "I did not mean that" before any verdict.

Belongs here: one sentence per operation. Does not belong here: the reasons and results of verdicts (sql/factcheck/),
the words of the text itself (reader/).
"""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.claims import lexicon, numbers, publishers
from pipelines.claims.model import OVER_PERIODS

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

LINKS = {row["indicator"]: (row["own"], row["partner"]) for row in lexicon.rows("figures")}
"""How the country and its partner follow the name of an indicator; all others say "of" and "with"."""
SHORT = lexicon.column("figures", "indicator", "short")
SENTENCES = lexicon.column("sentences", "of", "words")
"""What a claim of each operation says, with {parts}; of a flag, and of a partner, something else."""
UNITS = {
    "PT": "per cent", "PP": "points", "USD": "US dollars", "INTL_USD": "international dollars", "KM": "kilometres",
    "BIRTHS": "births per woman", "KM2": "square kilometres", "YEARS": "years",
    "T": "tonnes", "T_HEAD": "tonnes per head", "PER_1000": "per 1,000", "PER_100K": "per 100,000",
}  # fmt: skip
HEDGES = {"none": "", "over": "more than", "under": "less than"}
WHOLE = {
    short: written
    for written, power in numbers.MAGNITUDES.items()
    for short, same in numbers.MAGNITUDES.items()
    if same == power and len(short) < 4 < len(written)
}
"""Magnitudes that are cut short, in full: "billion" for "bn"."""
_SHORTENED = re.compile(r"(?<=[0-9])[ -]?([a-zA-Z]{1,3})$")
ARTICLE = tuple(lexicon.WORDS["take the"])
"""How the names begin that take "the"."""


@cache
def names() -> dict[str, str]:
    """Names of countries and groups by code."""
    countries = {row["iso3"]: row["name"] for row in economies.economies()}
    return countries | {row["group_id"]: row["group_name"] for row in economies.groups()}


def listed(areas: list[str], most: int = 6) -> str:
    """ "China, Japan and South Korea"; long lists are counted."""
    if areas in ([economies.WORLD], ["WLD"]):
        return "the world"
    called = [f"the {name}" if name.startswith(ARTICLE) else name for name in (names().get(a, a) for a in areas)]
    if len(called) > most:
        return f"{', '.join(called[:3])} and {len(called) - 3} more"
    return " and ".join(filter(None, (", ".join(called[:-1]), *called[-1:])))


def amount(claim: "Claim", *, is_signed: bool = False) -> str:
    """The stated number with its hedge and unit: "about 3.5 trillion US dollars".

    Its sign is left to words around it ("fell by", "a deficit of") unless `is_signed`.
    """
    hedge = HEDGES.get(claim.hedge, claim.hedge.replace("_", " "))
    value = in_full(claim.value or "")
    value = value if is_signed else value.lstrip("-")
    unit = _unit_of(claim)
    if claim.unit == "TIMES" or (claim.operation == "ratio" and claim.unit is None and value[:1].isdigit()):
        x = numbers.read(value, "TIMES").x
        value, unit = (f"{x:g}", "times") if x >= 1 else (value, "of")
    if claim.unit in ("PT", "PP") and _is_whole(value):
        unit = ""
    if claim.value_high:
        return f"between {value} and {in_full(claim.value_high)} {unit}".strip()
    return " ".join(filter(None, (hedge, value, unit)))


def _unit_of(claim: "Claim") -> str:
    unit = claim.unit or ""
    return UNITS.get(unit, "" if unit in ("RANK", "PS", "COUNTRIES") else unit)


def _is_whole(value: str) -> bool:
    """Whether a share is said without its unit: "a fifth", "one in six", which is kept as 1/6, and "31%"."""
    counted = value.lstrip("-")[:1].isdigit() or value.lower() in numbers.CARDINALS  # "5", "five"
    return "/" in value or not counted or is_worded(value)


def is_worded(value: str) -> bool:
    """Whether the number itself says that it is of per cent or of points."""
    return bool(re.search("%|cent|pct|point", value))


def in_full(value: str) -> str:
    """ "475.6 billion" for "475.6b"."""
    return _SHORTENED.sub(lambda cut: f" {WHOLE[cut[1].lower()]}" if cut[1].lower() in WHOLE else cut[0], value)


def figure(claim: "Claim", side: str = "claim") -> str:
    """ "Exports of goods from Germany to China"."""
    where = claim.areas if side == "claim" else claim.base
    words = figure_of(claim.indicator or "", where.ref, where.counterpart)
    return words.replace(" goods", " goods and services", 1) if claim.definitions == ["goods_services"] else words


def figure_of(indicator: str, ref: list[str], counterpart: list[str]) -> str:
    first, second = LINKS.get(indicator, ("of", "with"))
    words = f"{named(indicator)} {first} {listed(ref)}"
    return f"{words} {second} {listed(counterpart)}" if counterpart else words


def named(indicator: str) -> str:
    return SHORT.get(indicator) or str(catalogue.indicators()[indicator]["name"])


def period(text: str, *, is_one: bool = False) -> str:
    """The fourth quarter of 2023 is "2023-Q4" in article files, and here; what is one figure is of "2019–2023"."""
    return f"the fiscal year {text[:-3]}" if text.endswith("-FY") else text.replace("/", "–" if is_one else " to ")


def in_words(claim: "Claim") -> str:
    """What the claim was taken to say."""
    if claim.event:
        return event(claim)
    if not claim.indicator:
        return claim.quote  # an opinion or a forecast
    kind = str(claim.operation)
    if kind in ("level", "exists") and catalogue.indicators()[claim.indicator]["unit_measure"] == "FLAG":
        kind = "flag"
    if claim.operation in OVER_PERIODS and claim.measured != "direction":
        of_one = {"operation": claim.measured, "base_period": None, "span": None, "period": None}
        whole = claim.model_copy(update=of_one)
        return in_words(whole).removesuffix(whose(claim)) + SENTENCES[kind].format_map(Parts(claim)) + whose(claim)
    if (kind == "rank" or (kind == "share" and not claim.base.ref)) and claim.areas.counterpart:
        kind += side_of(claim, kind)
    if claim.operation == "always" and claim.measured == "direction":
        kind = "rising"
    if kind == "count" and claim.areas.ref == ["WLD"]:
        kind += " of the world"
    return SENTENCES[kind].format_map(Parts(claim)) + whose(claim)


def whose(claim: "Claim") -> str:
    """Which readings the sentence itself asks for: of which definition, of whose figures."""
    readings = catalogue.indicators()[claim.indicator or ""]["readings"]
    labels = [each["label"] for each in readings if each["definition"] in claim.definitions and each.get("label")]
    about = f"; meant: {', or '.join(labels)}" if labels and claim.definitions != ["goods_services"] else ""
    told = [publishers.table()[each]["label"] for each in claim.publishers if each in publishers.table()]
    return f"{about}; by the figure of {' or '.join(told)}" if told else about


def side_of(claim: "Claim", kind: str) -> str:
    """Whether a part or a place is one among those who take, or among those who send."""
    if kind == "share":
        return " of received" if claim.base.counterpart else " of partner"
    if claim.parts == "ref":
        return " of origin" if claim.indicator == "migrants" else " of sender"
    return " of all" if claim.areas.ref == ["WLD"] else " of partner"


class Parts(dict[str, str]):
    """What stands for each {part} of a sentence."""

    def __init__(self, claim: "Claim") -> None:
        super().__init__()
        self.claim = claim

    def __missing__(self, part: str) -> str:
        return PARTS[part](self.claim)


# --- the parts ---


def when(claim: "Claim") -> str:
    if claim.cumulative:
        return f" in {period(claim.period or f'the last {claim.span} years', is_one=True)} together"
    return f" in {period(claim.period)}" if claim.period else ""


def between(claim: "Claim", link: str) -> str:
    """Between which periods, or over which years back."""
    if claim.span:
        return f" {link} the last {claim.span} years"
    if claim.base_period and claim.period:
        first, last = (period(each, is_one=claim.cumulative) for each in (claim.base_period, claim.period))
        return f" from {first} to {last}"
    return f" since {period(claim.base_period)}" if claim.base_period else ""


def window(claim: "Claim") -> str:
    """Over which periods."""
    several = claim.period and "/" in claim.period
    return between(claim, "of") or (f" from {period(claim.period or '')}" if several else "")


def came_about(claim: "Claim") -> str:
    """When something became so that was not so before."""
    if claim.base_period:
        return f"{when(claim)}, for the first time since {period(claim.base_period)}"
    return f"{when(claim)}, and not in the period before" if claim.period else " now, and not always before"


def moved(claim: "Claim") -> str:
    """Which way a figure went; a balance that falls can be a surplus that falls or a deficit that rises."""
    words = ("worsened", "improved") if (claim.indicator or "").startswith("trade_balance") else ("fell", "rose")
    return words[claim.order != "asc" and not (claim.value or "").startswith("-")]


def steadily(claim: "Claim") -> str:
    """What is said of every period of a window."""
    if catalogue.indicators()[claim.indicator or ""]["kind"] == "change":
        return ": below zero" if claim.order == "asc" else ": above zero"
    return f" {moved(claim)}"


def level(claim: "Claim") -> str:
    if claim.indicator == "trade_balance":
        negative = (claim.value or "").startswith("-") or (claim.value == "0" and claim.hedge == "under")
        kind = "deficit" if negative else "surplus"
        return f": a {kind}" + ("" if claim.value == "0" else f" of {amount(claim)}")
    return f": {amount(claim, is_signed=True)}"


def less(claim: "Claim") -> str:
    if claim.is_of_deficits:
        return f"a {'smaller' if claim.hedge == 'under' else 'larger'} deficit"
    is_below = claim.order == "asc" if claim.operation == "difference" else claim.hedge == "under"
    return "less" if is_below else "more"


def than(claim: "Claim") -> str:
    """What a figure is compared with: another area's, or its own earlier one."""
    if claim.base.counterpart:
        return lowered(figure(claim, "base"))
    if claim.base.ref:
        return f"that of {listed(claim.base.ref)}"
    if claim.base_period:
        return f"what it was in {period(claim.base_period, is_one=claim.cumulative)}"
    if claim.span:
        return f"what it was {claim.span} years before"
    return "what it was" if claim.operation == "ratio" else "that of others"


def each_of(areas: list[str]) -> str:
    """Every single one of these: "each of France and Italy", "every other country of the world"."""
    if listed(areas) == "the world":
        return "every other country of the world"
    return f"each of {listed(areas)}" if len(areas) > 1 else listed(areas)


def raised(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def lowered(words: str) -> str:
    """For the middle of a sentence: GDP stays as it is."""
    return words[0].lower() + words[1:] if words[1:2].islower() else words


def event(claim: "Claim") -> str:
    assert claim.event is not None
    kinds = " or ".join(kind.replace("_", " ") for kind in claim.event.kinds) or "an event of a kind that is not held"
    first = f", the first since {claim.base_period}" if claim.operation == "first" else ""
    when = f" in {claim.period}" if claim.period else ""
    return f"{raised(kinds)} between {listed(claim.event.areas)}{first}{when}"


def meeting(claim: "Claim") -> str:
    """ "military expenditure as a share of GDP of at least 2 per cent"."""
    assert claim.bar is not None and claim.indicator is not None
    hedge = HEDGES.get(claim.bar.hedge, claim.bar.hedge.replace("_", " "))
    unit = claim.bar.unit or catalogue.indicators()[claim.indicator]["unit_measure"]
    limit = claim.bar.value if is_worded(claim.bar.value) else f"{claim.bar.value} {UNITS.get(unit, '')}".strip()
    return f"{lowered(named(claim.indicator))} of {hedge} {limit}"


PLACES = {str(n): word for word, n in numbers.ORDINALS.items()}

PARTS: dict[str, Callable[["Claim"], str]] = {
    **{part.__name__: part for part in (amount, when, window, moved, steadily, level, less, than, meeting, came_about)},
    "span": lambda claim: between(claim, "in") or when(claim),
    "what": figure, "whole": lambda claim: figure_of(claim.indicator or "", claim.areas.ref, []),
    "value": lambda claim: str(claim.value),
    "signed": lambda claim: amount(claim, is_signed=True),
    "most": lambda claim: "lowest" if claim.order == "asc" else "highest",
    "since": lambda claim: f" since {period(claim.base_period)}" if claim.base_period else window(claim) or " of all",
    "each": lambda claim: "each " if claim.parts else "",
    "place": lambda claim: PLACES.get(claim.value or "") or str(claim.value).replace("top ", "among the top "),
    "from below": lambda claim: (
        " by deficit" if claim.is_of_deficits else " from below" if claim.order == "asc" else ""
    ),
    "of": lambda claim: listed(claim.areas.ref), "Of": lambda claim: raised(listed(claim.areas.ref)),
    "with": lambda claim: listed(claim.areas.counterpart),
    "With": lambda claim: raised(listed(claim.areas.counterpart)),
    "link": lambda claim: LINKS.get(claim.indicator or "", LINKS["goods_trade"])[1],
    "base": lambda claim: listed(claim.base.ref) or "the world",
    "each base": lambda claim: each_of(claim.base.ref),
    "universe": lambda claim: listed([claim.universe]) if claim.universe else "the world",
    "within": lambda claim: f" within {listed([claim.universe])}" if claim.universe else "",
    "name": lambda claim: lowered(named(claim.indicator or "")),
}  # fmt: skip
