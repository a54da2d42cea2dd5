"""What a match leaves unsaid, looked up along the tree of clauses: whose figure it is, with whom, when, than what.

Belongs here: `attach`, the one way to all that stands outside a match, and what goes on to the next sentence.
Does not belong here: refusing for what was found (guards.py, verifier.py).
"""

import re
from functools import cache
from typing import Any

from pipelines.claims import lexicon
from pipelines.claims.periods import Period
from pipelines.reader import vocabulary
from pipelines.reader.clauses import Clause, has_verb
from pipelines.reader.dating import dated
from pipelines.reader.owners import WORLD, Areas, area_of, owner, subject
from pipelines.reader.partners import UNSAID, as_partner, as_shipments, with_pronoun, with_whom
from pipelines.reader.sentence import LEVELS, Context, Draft, Refused, Sentence, amount_of, figure_of
from pipelines.reader.spans import has
from pipelines.reader.values import OVER_GDP, level_of
from pipelines.reader.windows import CONSTANT, DOLLARS, MOVED

PAIRS = ("goods_trade", "trade_balance", "trade_partner")
PARITY = re.compile(r"\b(?:purchasing power parity|ppp)\b")
PER_HEAD = re.compile(r"^per (?:capita|head|person)\b")
OF_GDP = re.compile(
    r"\b(?:as an? (?:share|percentage|proportion|percent|per cent) of|relative to|in relation to)"
    r" (?:its |their |the )?(?:gdp|gross domestic product|national income|(?:economic |national )?output|economy)\b"
)
ADDED_UP = re.compile(
    r"\b(?:together|combined|in total|a total of|between them|altogether|collectively|jointly|in all(?! of))\b"
)
ONE = re.compile(r"\b(?:have|had) an? $")
"""“China, Japan and South Korea have an output of …” is one output of all three."""
OF_WHICH = ("no subject", "whether it is of each of them or of all together is not said", "each")
EACH = re.compile(r"\beach\b(?! year)|\bboth (?!countries|nations|sides|of)")
AFTER = re.compile(r",? (?:only )?(?:after|behind) (?:the )?[a-z]")


def attach(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    """The draft with owner, partner, period and money; raises Refused where one of them is not said.

    `before` are the drafts of the sentence so far.
    """
    draft = _owned(draft, sentence, before)
    draft = _measured(draft, sentence)
    draft = dated(draft, sentence, before)
    draft = _one_by_one(_as_of(draft), sentence)
    draft = _against(draft, sentence)
    draft = _paid(_among_the_same(_extreme(draft), before), sentence)
    undated = draft.operation == "ratio" and not (draft.base or draft.base_period or draft.span)
    return draft.but(not_held=draft.not_held or "the words give no date for the beginning") if undated else draft


def _owned(draft: Draft, sentence: Sentence, before: list[Draft]) -> Draft:
    if draft.match.pattern.name == "partner" and not draft.partner:
        draft = as_partner(draft, sentence, before)
    draft = as_shipments(draft, sentence, before)
    draft = draft if draft.ref else _with_owner(draft, sentence)
    draft = with_whom(with_pronoun(draft, sentence, before), sentence, before)
    if not draft.ref or draft.ref == draft.partner:
        raise Refused(*UNSAID)
    if len(draft.ref) == 2 and not draft.partner and draft.indicator in PAIRS and _is_list(draft.ref):
        draft = draft.but(ref=draft.ref[:1], partner=draft.ref[1:])
    return draft.but(operation=level_of(draft)) if draft.operation in LEVELS else draft


def _with_owner(draft: Draft, sentence: Sentence) -> Draft:
    """Whose GDP an amount is a share of, else who the clauses are about."""
    figure, amount = figure_of(draft) or figure_of(draft, "whole"), amount_of(draft)
    word = figure.owner_word if figure else ""
    if amount is not None and amount.whose_gdp and not word:
        return draft.but(ref=amount.whose_gdp)
    found = owner(draft, sentence, word)
    where = (("area", found.where),) if found.where else ()
    return draft.but(ref=found.areas, inherited=(*draft.inherited, *where))


def _is_list(areas: Areas) -> bool:
    return len(areas) > 1 and not set(areas) & vocabulary.groups()


def _measured(draft: Draft, sentence: Sentence) -> Draft:
    """“At purchasing power parity”, “per capita”, “in real terms”: what the sentence says of the measure."""
    indicator, low = draft.indicator, sentence.low
    if PARITY.search(low):
        indicator = {"gdp": "gdp_ppp", "gdp_per_capita": "gdp_ppp_per_capita"}.get(indicator, indicator)
    if PER_HEAD.search(low) and indicator in ("gdp", "gdp_ppp"):
        indicator += "_per_capita"
    if draft.operation in MOVED and CONSTANT.search(low):
        constant = {"military_expenditure": "military_expenditure_constant", "gdp": "gdp_constant"}
        indicator = constant.get(indicator, indicator)
    if CONSTANT.search(low) and not indicator.startswith(("gdp", "gni", "military", "income")):
        raise Refused("no indicator", "it is not held in constant prices", "constant prices")
    if indicator not in OVER_GDP.values() and draft.operation != "share" and OF_GDP.search(low):
        indicator = OVER_GDP.get(indicator, indicator)
    if draft.operation in MOVED and indicator == "gdp" and DOLLARS.search(low):
        draft = draft.but(definitions=("nominal",))
    unit = None if indicator.startswith("gdp_ppp") and draft.unit in ("dollars", "USD") else draft.unit
    return draft.but(indicator=indicator, unit=unit)


# --- one by one, and than what ---


def _one_by_one(draft: Draft, sentence: Sentence) -> Draft:
    """A list is judged one by one unless a word adds it up; where neither is said of an amount, it is refused."""
    side = "ref" if _is_list(draft.ref) else "counterpart" if _is_list(draft.partner) else None
    named = {draft.ref, draft.partner} & vocabulary.lists()
    if side is None or draft.parts or named or ADDED_UP.search(sentence.low):
        return draft
    if draft.operation == "rank":
        top = side == "ref" and draft.value == "1"
        return draft.but(parts=side, value=f"top {len(draft.ref)}" if top else draft.value)
    each = EACH.search(sentence.low) is not None
    if draft.operation in LEVELS:
        return _of_each(draft, sentence, side, each)
    if draft.operation in ("compare", "ratio") and side == "ref" and not each:
        raise Refused(*OF_WHICH)
    return draft.but(parts=side) if each and draft.operation in ("change", "compare") else draft


def _as_of(draft: Draft) -> Draft:
    """With the members that a group had at the time."""
    named = draft.period and draft.ref in vocabulary.lists()
    return draft.but(ref=vocabulary.as_of(draft.ref, (draft.period or "")[:4])) if named else draft


def _of_each(draft: Draft, sentence: Sentence, side: str, each: bool) -> Draft:
    figure = draft.says("figure")
    if not each and figure is not None and ONE.search(sentence.low[: figure.start]):
        return draft
    if not each and draft.value != "0":
        raise Refused(*OF_WHICH)
    return draft.but(parts=side, operation="level")


def _against(draft: Draft, sentence: Sentence) -> Draft:
    """“Larger than A's and B's” is larger than each of them; “the largest after A” is the second."""
    if draft.operation in ("compare", "ratio", "share") and draft.says("base") is not None and not draft.base:
        raise Refused("no subject", "what it is set against is not said", "base")
    if draft.operation == "ratio" and _is_list(draft.base) and not ADDED_UP.search(sentence.low):
        raise Refused(*OF_WHICH)
    if draft.operation == "compare" and _is_list(draft.base) and not ADDED_UP.search(sentence.low):
        return draft.but(operation="order")
    second = draft.operation == "rank" and draft.value == "1" and AFTER.match(sentence.low, draft.end)
    return draft.but(value="2") if second else draft


def _extreme(draft: Draft) -> Draft:
    """“The lowest since 1990” is no place among countries but the lowest of those years."""
    rank = draft.says("rank")
    of_a_pair = draft.partner and draft.match.pattern.name == "partner"
    first = draft.operation == "rank" and draft.value == "1" and not (draft.universe or of_a_pair)
    if not first or rank is None or has(rank, "rank.bare") or (has(rank, "rank.own") and draft.says("noun")):
        return draft
    behind = (s.period for s in draft.clause.periods if s.period and s.start > rank.start)
    since = next((period for period in behind if period.base), None)
    if since is None and has(next(iter(draft.clause.row[draft.match.last + 1 :]), None), "ever"):
        return draft.but(operation="extreme", value=None, unit=None)
    return _highest_since(draft, since) if since is not None else _of_countries(draft)


def _of_countries(draft: Draft) -> Draft:
    if draft.says("grow") is not None or draft.partner:
        raise Refused("no period", "since when is not said", "since")
    return draft


def _highest_since(draft: Draft, since: Period) -> Draft:
    ended = draft.period
    start: dict[str, Any] = {"base_period": since.base}
    if since.back:
        start = {"base_period": str(int(ended[:4]) - since.back)} if ended else {"span": since.back}
    return draft.but(operation="extreme", value=None, unit=None, **start)


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
    if draft.unit == "dollars":
        return draft.but(unit=_dollars(draft, sentence))
    codes = lexicon.currencies().get(draft.unit or "")
    if codes is None:
        return draft
    for areas in (draft.ref, _named(sentence)):
        meant = {codes[iso] for iso in areas if iso in codes}
        if len(meant) == 1:
            return draft.but(unit=meant.pop())
    raise Refused("no subject", f"whose {draft.unit} are meant is not said", "currency")


def _named(sentence: Sentence) -> Areas:
    return tuple(iso for s in sentence.spans for iso in area_of(s))


@cache
def _own_dollars() -> dict[str, str]:
    return {row["dollar_of"]: row["unit"] for row in lexicon.rows("money") if row["dollar_of"]}


def _dollars(draft: Draft, sentence: Sentence) -> str:
    """Those of the United States, unless the country has its own and nobody else is named."""
    own = _own_dollars().get(draft.ref[0], "USD") if len(draft.ref) == 1 else "USD"
    others = set(_named(sentence)) - {*draft.ref, *draft.partner}
    speaker = sentence.context.speaker or sentence.context.country
    if own != "USD" and not others and speaker != "USA":
        raise Refused("no subject", "whose dollars are meant is not said", "currency")
    return "USD"


# --- to the next sentence ---


def context_after(sentence: Sentence, drafts: list[Draft]) -> Context:
    """What the next sentence can take over: whom this one is about, its last period and its last claim."""
    old = sentence.context
    period = max((d.period for d in drafts if d.period), default=old.period)
    return Context(old.country, None, _topic(sentence, drafts), period, drafts[-1] if drafts else None)


def _topic(sentence: Sentence, drafts: list[Draft]) -> Areas:
    """Whom the next sentence can be about: the subject of this one; a country only compared with is none."""
    first, old = next(iter(sentence.clauses), None), sentence.context.topic
    told = list(dict.fromkeys(d.ref for d in drafts if len(d.ref) == 1 and d.clause.kind in ("main", "next")))
    if len(told) > 1 or first is None:
        return () if told else old
    if told and told[0] == old:
        return old  # “Germany takes a quarter of its exports”
    about = subject(first)
    if about and drafts and not _is_pronoun(first):
        return about
    return told[0] if told else _of_no_claim(sentence, first, about)


def _of_no_claim(sentence: Sentence, first: Clause, about: Areas | None) -> Areas:
    """Whom a sentence without a claim is about."""
    old = sentence.context.topic
    if _is_pronoun(first) or (about and not has_verb(first.row)):
        return old
    if about and _begins_with(first, about):
        return () if _was_base(about, sentence.context.last) else about
    return _only_one(sentence, about)


def _was_base(about: Areas, last: Draft | None) -> bool:
    """Whether the sentence before set its figure against this country: it is no new subject yet."""
    return last is not None and about == last.base


def _begins_with(clause: Clause, about: Areas) -> bool:
    return bool(clause.row) and area_of(clause.row[0]) == about and has_verb(clause.row)


def _only_one(sentence: Sentence, about: Areas | None) -> Areas:
    """The one country that a sentence names which is not said to be about it."""
    singles = {area_of(s) for s in sentence.spans if len(area_of(s)) == 1} - {WORLD}
    if not singles and about is None:
        return sentence.context.topic
    return singles.pop() if len(singles) == 1 and about != () else ()


def _is_pronoun(clause: Clause) -> bool:
    """“It …”, “its exports …”."""
    span = clause.row[0] if clause.row else None
    owned = span is not None and span.figure is not None and span.figure.owner_word in ("it", "they")
    return owned or has(span, "it", "they")
