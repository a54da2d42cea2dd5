"""The last word on a proposition: whether a word that can narrow or move its figure has been used.

Belongs here: insistences that hold for every pattern. Does not belong here: single wordings (guards.yml).
"""

import re
from itertools import combinations, pairwise

from pipelines import catalogue
from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.clauses import ASIDES, is_verb
from pipelines.reader.sentence import LEVELS, Draft, Refused, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.values import AID, FLOWS
from pipelines.reader.when import PAST

BEGINS = (
    ",", "stop", "and", "or", "joint", "relative", "say", "that", "than", "there", "person", "office", "state",
    "have", "be",
)  # fmt: skip
ENDS = (",", "stop", "and", "or", "joint", "relative", "say", "ever", "except", "as", "with", "streak")
LINKS = ("in", "of", "for", "by", "from", "to", "with", "under", "between", "per_head")
OPENS = ("in", "of", "for", "under", "w=at", "w=among", "w=across", "w=along", "w=off", "w=through")
GOES_ON = ("with", "to", "from", "by", "in", "reach", "another")
HARMLESS = ("pronoun", "that", "whole", "relative")
"""To what a preposition behind a match may lead."""
ACTING = KIND["flow"] | {"troops", "armed_forces", "military_expenditure", "military_expenditure_gdp"}
"""Of which a seat of government stands for its country."""
NOW = re.compile(r"\b(?:today|now|then|later|currently|at present|since then|these days)\b", re.IGNORECASE)
WAS = re.compile(r"\b(?:was|were|had)\b")
PARTNER = ("no subject", "with whom is not said", "partner")
OWNER = ("no subject", "whose figure it is is not said", "owner")
FORECAST = ("forecast", "it speaks of a plan, a target or the future", "future")
BRACKETS = ("no indicator", "it stands in brackets beside another amount", "brackets")
OF_ONE = ("no indicator", "it is held of one country, and not of two", "partner")
OF_NO_GROUP = ("no data", "it is held of countries, and not of groups of them", "group")
RIVALS = ("no indicator", "another amount of the same figure stands beside it", "rivals")
RANKED_BEFORE = ("no period", "when it was so is not said", "rivals")
ITSELF = ("no subject", "what is a part of it is not said", "itself")
ALIKE = ("indicator", "operation", "ref", "partner", "base", "base_period", "unit", "universe", "order")


def checked(draft: Draft, sentence: Sentence) -> Draft:
    """The draft, with why no figure answers it where that is so; raises Refused where a word was not used."""
    for start, end in sentence.times:
        words = sentence.text[start:end].strip()
        raise Refused("no period", f"“{words}” is a time of which nothing is known", "time")
    for why, refuses in _insistences(draft, sentence):
        if refuses:
            raise Refused(*why)
    _is_from_somewhere(draft)
    _is_no_city(draft)
    draft = _is_whole(draft)
    if draft.indicator in AID and not draft.partner:
        draft = draft.but(not_held="aid to all countries together is not held")
    _left_alone(draft)
    _right_alone(draft)
    return draft


def narrowed(words: str, guard: str) -> Refused:
    return Refused("no indicator", f"“{words}” can make it another figure", guard)


def _insistences(draft: Draft, sentence: Sentence) -> tuple[tuple[tuple[str, str, str], object], ...]:
    """What is insisted on of every proposition: why it is refused, and whether it is."""
    whole, indicator = draft.says("whole"), catalogue.indicators()[draft.indicator]
    of_the_world = whole is not None and whole.figure is not None and whole.figure.owner == ("WLD",)
    flow = draft.operation == "share" and draft.indicator in KIND["bilateral"] and draft.ref != ("WLD",)
    unsaid = draft.indicator in KIND["position"] or (flow and not of_the_world)
    named = draft.says("ref") is not None or draft.says("figure") is not None
    beside = draft.clause.link == "(" and draft.match.pattern.name in ("aside", "next-before", "next-amount")
    return (
        (ITSELF, _is_of_itself(draft)),
        (FORECAST, int((draft.period or "0")[:4]) > sentence.said_on.year),
        (OWNER, draft.ref == ("WLD",) and not named),
        (PARTNER, unsaid and not draft.partner),
        (OF_ONE, draft.partner and not indicator.get("bilateral")),
        (OF_NO_GROUP, draft.operation == "sum" and indicator.get("aggregation") == "none"),
        (BRACKETS, beside),
    )


def _is_of_itself(draft: Draft) -> bool:
    """“Stole a sum, which is 5 % of Ukraine's GDP”: what is named is the whole alone, and no part of it."""
    at_once = draft.base_period is None and draft.span is None and draft.operation in ("share", "ratio", "compare")
    return at_once and bool(draft.base) and (draft.base, draft.base_partner) == (draft.ref, draft.partner)


def _is_from_somewhere(draft: Draft) -> None:
    """“Fell to 4 trillion” is a fall from the year before only where a year is named, and prices do not matter."""
    move, amount = draft.says("level_move"), draft.says("amount")
    if draft.operation != "direction" or move is None:
        return
    size, before = amount.amount if amount is not None else None, [s for s in draft.used if s.end <= move.start]
    money = size is not None and size.kind == "money" and size.unit not in ("dollars", "USD")
    perfect = has(next(iter(before[-1:]), None), "have")
    if not draft.base_period or draft.indicator == "gdp" or money or perfect or len(draft.period or "") != 4:
        raise Refused("not read", f"“{move.low} to” (from what or when, or in which prices, is not said)", "moved to")


def _is_no_city(draft: Draft) -> None:
    """A seat of government acts for a country, and has no people of it; “Lebanon, Pennsylvania” is a town."""
    row = draft.clause.row
    for span, comma, place in zip(row, (*row[1:], None), (*row[2:], None, None), strict=False):
        town = has(comma, ",") and has(place, "place")
        seat = has(span, "area.seat") and span in draft.used and draft.indicator not in ACTING
        if span.kind == "area" and (seat or town):
            raise Refused("sub-national", f"“{span.low}” can be a city", "city")


def _is_whole(draft: Draft) -> Draft:
    """“Pork exports”, “watch exports”: a product is not held, and any other word makes it another figure."""
    if not draft.narrowed:
        return draft
    words = draft.narrowed.lower().split()
    product = draft.indicator in KIND["goods"] and words[-1] in vocabulary.products()
    if not product or draft.operation in ("direction", "streak", "compare", "rank"):
        raise narrowed(draft.narrowed, "narrowed")
    return draft.but(not_held=f"only goods in total are held, not {' '.join(words)}")


# --- what stands around the match ---


def _left_alone(draft: Draft) -> None:
    """What stands before the match must not narrow it: “in agriculture, …”, “women in Kenya”, “Tesla's exports”."""
    row, first = draft.clause.row[: draft.match.first], draft.clause.row[draft.match.first]
    if not row or any(has(s, "say") for s in row):
        return
    for link, thing in pairwise(row):
        if has(link, *OPENS) and thing.kind in ("unknown", "place"):
            raise narrowed(f"{link.low} {thing.low}", "opening")
    span = row[-1]
    goes_on = has(span, *BEGINS) or (draft.goes_on and has(span, *GOES_ON)) or has(first, "and", ",")
    aside = draft.clause.kind != "main" and has(span, "reach", "in")
    opens = len(row) == 1 and (has(span, "with", "as", "of") or aside)
    if not goes_on and not opens and not _is_used(span, draft):
        raise narrowed(span.low, "before it")


def _right_alone(draft: Draft) -> None:
    """What stands behind the match must not narrow or move it: “in agriculture”, “of steel”, “to Chile”."""
    behind = draft.clause.row[draft.match.last + 1 : draft.match.last + 4]
    if not behind or _is_closed(draft, behind[0]):
        return
    first, second = behind[0], next(iter(behind[1:]), None)
    if second is not None and has(first, *LINKS) and not (has(first, "with") and first.low != "with"):
        _is_linked(draft, first, second)
        if has(second, "area.demonym") and len(behind) > 2 and behind[2].kind in ("word", "unknown"):
            raise narrowed(behind[2].low, "behind it")  # “from Mexican nationals in …”
    elif has(first, "or") and has(second, "area"):
        raise Refused("no subject", "which of them is meant is not said", "or")
    elif not _is_end(draft, first):
        raise narrowed(first.low, "behind it")


def _is_closed(draft: Draft, first: Span) -> bool:
    """Whether nothing behind it can narrow it: “Kenya's 54 million people …”, “a population of 9 million is …”."""
    last, pattern, figure = draft.used[-1], draft.match.pattern, draft.says("figure")
    if pattern.says.get("open") == "behind" or (pattern.name == "troops" and last is draft.says("partner")):
        return True
    if has(first, "people") and draft.indicator == "population" and figure is not None:
        return True
    subject = last is draft.says("ref") and not has(draft.used[-2] if len(draft.used) > 1 else None, "in")
    return is_verb(first) and (subject or (figure is not None and pattern.name in ("level", "growth", "has")))


def _is_linked(draft: Draft, link: Span, thing: Span) -> None:
    """Raises Refused where a preposition leads to something that the claim does not have."""
    amount = thing.kind in ("amount", "rank") and draft.match.pattern.name != "army"
    beyond = draft.operation == "compare" and has(link, "by")
    if not (amount and not beyond) and not has(thing, *HARMLESS) and not _is_used(thing, draft):
        raise narrowed(f"{link.low} {thing.low}", "behind it")


def _is_end(draft: Draft, first: Span) -> bool:
    compared = has(first, "than") and draft.operation in (*LEVELS, "rank")
    abroad = has(first, "abroad") and draft.indicator in FLOWS and not draft.partner
    richest = has(first, "per_head") and draft.indicator.endswith("per_capita")
    return compared or abroad or richest or has(first, *ENDS) or first.kind in ("amount", "rank")


def _is_used(span: Span, draft: Draft) -> bool:
    used = {*draft.ref, *draft.partner, *draft.base, *draft.base_partner, draft.universe}
    return span.kind == "area" and used.issuperset(span.ids)


# --- beside the others of the sentence ---


def without_rivals(drafts: list[Draft], refused: list[Refused], text: str) -> list[Draft]:
    """Of two amounts of one figure at one time not both can be right: neither is read.

    Of a place only another time is said in “it was the largest; last year it was the fourth”.
    """
    out = dict[int, tuple[str, str, str]]()
    for (n, one), (m, other) in combinations(enumerate(drafts), 2):
        if any(getattr(one, key) != getattr(other, key) for key in ALIKE):
            continue
        if one.operation == "rank":
            for k, draft, dated in ((n, one, other.period), (m, other, one.period)):
                if dated and not draft.period and WAS.search(text[draft.clause.start : draft.end]):
                    out[k] = RANKED_BEFORE
        elif one.value and one.period == other.period and not NOW.search(text[one.place : other.end + 12]):
            out |= {n: RIVALS, m: RIVALS}
    refused += [Refused(*why) for why in dict.fromkeys(out.values())]
    return [draft for n, draft in enumerate(drafts) if n not in out]


def without_undated(drafts: list[Draft], refused: list[Refused], sentence: Sentence) -> list[Draft]:
    """A figure of the past is not read beside a time that no claim of the sentence has taken: it may be meant."""
    told = " ".join(f"{d.period} {d.base_period}" for d in drafts)
    out = []
    for draft in drafts:
        has_time = draft.period or draft.base_period or draft.span or draft.not_held
        near = [] if has_time else _near(draft, sentence)
        left = [s for s in near if s.period and s.period.period and not s.period.beside and s.period.period not in told]
        if left:
            refused.append(Refused("no period", f"whether “{left[0].low}” is meant is not settled", "time"))
        else:
            out.append(draft)
    return out


def _near(draft: Draft, sentence: Sentence) -> list[Span]:
    """The times in the clause of a draft; of what is past also those of the other main clauses."""
    past = PAST.search(sentence.low[draft.clause.start : draft.end])
    near = [c for c in sentence.clauses if c is draft.clause or (past and c.kind not in ASIDES)]
    return [s for c in near for s in c.periods]
