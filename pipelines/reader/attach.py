"""What a match leaves unsaid: whose figure it is, with whom, when, of which of several, than what, in whose money.

Belongs here: `attach`, the one way to all that stands outside a match. Does not belong here: looking up areas
(whose.py) and times (when.py), refusing for what was found (guards.py, verifier.py).
"""

import re

from pipelines.claims import lexicon
from pipelines.reader import vocabulary
from pipelines.reader.sentence import LEVELS, MOVED, Draft, Refused, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.throughout import throughout
from pipelines.reader.values import OVER_GDP, level_of
from pipelines.reader.when import CONSTANT, SINCE_WHEN, dated
from pipelines.reader.whose import area_of, is_list, owned

PARITY = re.compile(r"\b(?:purchasing power parity|ppp)\b")
OF_GDP = re.compile(
    r"\b(?:as an? (?:share|percentage|proportion|percent|per cent) of|relative to|in relation to)"
    r" (?:its |their |the )?(?:gdp|gross domestic product|national income|(?:economic |national )?output|economy)\b"
)
ADDED_UP = re.compile(
    r"\b(?:together|combined|in total|a total of|between them|altogether|collectively|jointly|in all(?! of))\b"
)
ONE = re.compile(r"\b(?:have|had) an? $")
OF_WHICH = ("no subject", "whether it is of each of them or of all together is not said", "each")
EACH = re.compile(r"\beach\b(?! year)|\bboth (?!countries|nations|sides|of)")
AFTER = re.compile(r",? (?:only )?(?:after|behind) (?:the )?[a-z]")
CURRENCY = ("no subject", "whose money is meant is not said", "currency")
BY_PARITY = {"gdp": "gdp_ppp", "gdp_per_capita": "gdp_ppp_per_capita"}
AT_CONSTANT_PRICES = {"military_expenditure": "military_expenditure_constant", "gdp": "gdp_constant"}
IN_PRICES = ("gdp", "gni", "military", "income")
"""How the indicators begin that are held in constant prices."""


def attach(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with owner, partner, period and money; raises Refused where one of them is not said.

    `before` are the drafts of the sentence so far.
    """
    draft = _measured(owned(draft, sentence, before), sentence.low)
    draft = dated(draft, sentence, before)
    draft = _one_by_one(draft, sentence.low)
    draft = _against(draft, sentence.low)
    draft = _paid(_among_the_same(_extreme(draft), before), sentence)
    draft = throughout(draft, sentence)
    undated = draft.operation == "ratio" and not (draft.base or draft.base_period or draft.span)
    return draft.but(not_held=draft.not_held or "the words give no date for the beginning") if undated else draft


def _measured(draft: Draft, low: str) -> Draft:
    """“At purchasing power parity”, “in real terms”, “as a share of GDP”: what the sentence says of the measure."""
    indicator, constant = draft.indicator, CONSTANT.search(low)
    if PARITY.search(low):
        indicator = BY_PARITY.get(indicator, indicator)
    if low.startswith("per ") and indicator in ("gdp", "gdp_ppp"):
        indicator += "_per_capita"  # “per capita, …”
    if constant and not indicator.startswith(IN_PRICES):
        raise Refused("no indicator", "it is not held in constant prices", "constant prices")
    if constant and draft.operation in MOVED:
        indicator = AT_CONSTANT_PRICES.get(indicator, indicator)
    if draft.operation != "share" and OF_GDP.search(low):
        indicator = OVER_GDP.get(indicator, indicator)
    unit = None if indicator.startswith("gdp_ppp") and draft.unit in ("dollars", "USD") else draft.unit
    draft = draft.but(indicator=indicator, unit=unit)
    return draft.but(operation=level_of(draft)) if draft.operation in LEVELS else draft


# --- one by one, and than what ---


def _one_by_one(draft: Draft, low: str) -> Draft:
    """A list is judged one by one unless a word adds it up; where neither is said of an amount, it is refused."""
    side = "ref" if is_list(draft.ref) else "counterpart" if is_list(draft.partner) else None
    named = {draft.ref, draft.partner} & vocabulary.lists()
    if side is None or draft.parts or named or ADDED_UP.search(low) or _is_of_all(draft, low):
        return draft
    if draft.operation == "rank":
        top = side == "ref" and draft.value == "1"
        return draft.but(parts=side, value=f"top {len(draft.ref)}" if top else draft.value)
    return _of_each(draft, side, EACH.search(low) is not None)


def _of_each(draft: Draft, side: str, each: bool) -> Draft:
    amount = draft.operation in LEVELS and draft.value != "0"
    if not each and (amount or (draft.operation in ("compare", "ratio") and side == "ref")):
        raise Refused(*OF_WHICH)
    if draft.operation in LEVELS:
        return draft.but(parts=side, operation="level")
    return draft.but(parts=side) if each and draft.operation in ("change", "compare") else draft


def _is_of_all(draft: Draft, low: str) -> bool:
    """“China, Japan and South Korea have an output of …” is one output of all three."""
    figure = draft.says("figure")
    return figure is not None and ONE.search(low[: figure.start]) is not None


def _against(draft: Draft, low: str) -> Draft:
    """“Larger than A's and B's” can be each of them, or both; “the largest after A” is the second."""
    if draft.operation in ("compare", "ratio", "share") and draft.says("base") is not None and not draft.base:
        raise Refused("no subject", "what it is set against is not said", "base")
    if is_list(draft.base) and not ADDED_UP.search(low) and draft.operation in ("ratio", "compare"):
        raise Refused(*OF_WHICH)
    second = draft.operation == "rank" and draft.value == "1" and AFTER.match(low, draft.end)
    return draft.but(value="2") if second else draft


def _extreme(draft: Draft) -> Draft:
    """“The lowest since 1990” is no place among countries but the lowest of those years."""
    rank = draft.says("rank")
    if rank is None or not _is_first_of_all(draft, rank):
        return draft
    behind = (s.period for s in draft.clause.periods if s.period and s.period.base and s.start > rank.start)
    since = next(behind, None)
    ever = has(next(iter(draft.clause.row[draft.match.last + 1 :]), None), "ever")
    if since is None and not ever:
        if draft.says("grow") is not None or draft.partner:
            raise Refused("no period", SINCE_WHEN, "since")
        return draft
    draft = draft.but(operation="extreme", value=None, unit=None)
    if since is None:
        return draft
    if since.back and not draft.period:
        return draft.but(span=since.back)
    return draft.but(base_period=str(int((draft.period or "")[:4]) - since.back) if since.back else since.base)


def _is_first_of_all(draft: Draft, rank: Span) -> bool:
    """Whether it is a first place that names nobody among whom."""
    of_a_pair = draft.partner and draft.match.pattern.name == "partner"
    first = draft.operation == "rank" and draft.value == "1" and not (draft.universe or of_a_pair)
    return first and not has(rank, "rank.bare") and not (has(rank, "rank.own") and draft.says("noun"))


def _among_the_same(draft: Draft, before: list[Draft]) -> Draft:
    """“Africa's most populous country and its fifth-largest economy”: among whom the place before it was."""
    if draft.operation != "rank" or draft.universe or not has(draft.says("universe"), "pronoun"):
        return draft
    told = [d.universe for d in before if d.operation == "rank" and d.universe]
    if not told:
        raise Refused("no subject", "among whom is not settled", "universe")
    return draft.but(universe=told[-1])


# --- in whose money ---


def _paid(draft: Draft, sentence: Sentence) -> Draft:
    """The code of a currency that several countries call by the same name: “pesos”, “dollars”."""
    named = tuple(iso for s in sentence.spans for iso in area_of(s))
    if draft.unit == "dollars":
        speaker, others = sentence.context.speaker or sentence.context.country, set(named)
        own = {row["dollar_of"] for row in lexicon.rows("money") if row["dollar_of"]} - {"USA"}
        if own.issuperset(draft.ref) and len(draft.ref) == 1 and speaker != "USA" and _only(draft, others):
            raise Refused(*CURRENCY)
        return draft.but(unit="USD")
    codes = lexicon.currencies().get(draft.unit or "")
    if codes is None:
        return draft
    for areas in (draft.ref, named):
        meant = {codes[iso] for iso in areas if iso in codes}
        if len(meant) == 1:
            return draft.but(unit=meant.pop())
    raise Refused(*CURRENCY)


def _only(draft: Draft, named: set[str]) -> bool:
    return named.issubset({*draft.ref, *draft.partner})
