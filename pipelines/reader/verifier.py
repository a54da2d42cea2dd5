"""The last word on a proposition: whether a word that can narrow or move its figure has been used.

Belongs here: insistences that hold for every pattern. Does not belong here: single wordings (guards.yml).
"""

import re
from itertools import combinations, pairwise

from pipelines import catalogue
from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.clauses import is_verb
from pipelines.reader.sentence import Draft, Refused, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.values import AID, FLOWS
from pipelines.reader.when import PAST

BEGINS = (
    ",", "stop", "and", "or", "joint", "relative", "say", "that", "than", "there", "person", "office", "state",
    "have", "be",
)  # fmt: skip
ENDS = (",", "stop", "and", "or", "joint", "relative", "say", "ever", "except", "as", "with")
LINKS = ("in", "of", "for", "by", "from", "to", "with", "under", "between", "per_head")
OPENS = ("in", "of", "for", "under")
OPENING_WORDS = ("at", "among", "across", "along", "off", "through")
GOES_ON = ("with", "to", "from", "by", "in", "reach", "another")
NARROWED = "“{}” can make it another figure"
ACTING = KIND["flow"] | {"troops", "armed_forces", "military_expenditure", "military_expenditure_gdp"}
NOW = re.compile(r"\b(?:today|now|then|later|currently|at present|since then|these days)\b", re.IGNORECASE)
WAS = re.compile(r"\b(?:was|were|had)\b")
TWO = re.compile(r"(?<![\d.])\d{1,3} and $")
MOVED_TO = "moved to"
FORECAST = ("forecast", "it speaks of a plan, a target or the future", "future")


def checked(draft: Draft, sentence: Sentence) -> Draft:
    """The draft, with why no figure answers it where that is so; raises Refused where a word was not used."""
    _is_dated(draft, sentence)
    _is_from_somewhere(draft)
    _is_country(draft)
    draft = _is_of_a_pair(draft)
    _is_of_another(draft)
    _is_one_amount(draft, sentence)
    draft = _is_whole(draft)
    _opened(draft)
    _left_alone(draft)
    _right_alone(draft)
    return draft


def narrowed(words: str, guard: str) -> Refused:
    return Refused("no indicator", NARROWED.format(words), guard)


def _is_dated(draft: Draft, sentence: Sentence) -> None:
    """A time phrase is never dropped, and a year to come is none of a figure."""
    for start, end in sentence.times:
        words = sentence.text[start:end].strip()
        raise Refused("no period", f"“{words}” is a time of which nothing is known", "time")
    if int((draft.period or "0")[:4]) > sentence.said_on.year:
        raise Refused(*FORECAST)


def _is_from_somewhere(draft: Draft) -> None:
    """“Fell to 4 trillion” is a fall from the year before only where a year is named, and prices do not matter."""
    move = draft.says("level_move")
    if draft.operation != "direction" or move is None:
        return
    amount, before = draft.says("amount"), [s for s in draft.used if s.end <= move.start]
    size = amount.amount if amount is not None else None
    money = size is not None and size.kind == "money" and size.unit not in ("dollars", "USD")
    perfect = bool(before) and has(before[-1], "have")
    if not draft.base_period or draft.indicator == "gdp" or money or perfect or len(draft.period or "") != 4:
        raise Refused("not read", f"“{move.low} to” (from what or when, or in which prices, is not said)", MOVED_TO)


def _is_country(draft: Draft) -> None:
    """A seat of government acts for a country, and has no people of it; “Lebanon, Pennsylvania” is a town."""
    if draft.ref == ("WLD",) and draft.says("ref") is None and draft.says("figure") is None:
        raise Refused("no subject", "whose figure it is is not said", "owner")
    row = draft.clause.row
    for n, span in enumerate(row):
        beside = row[n + 1 : n + 3]
        town = len(beside) == 2 and has(beside[0], ",") and beside[1].kind == "place"
        seat = has(span, "area.seat") and span in draft.used and draft.indicator not in ACTING
        if span.kind == "area" and (seat or town):
            raise Refused("sub-national", f"“{span.low}” can be a city", "city")


def _is_of_a_pair(draft: Draft) -> Draft:
    """A share of a flow needs the other side, and what is over output has none."""
    whole = draft.says("whole")
    of_the_world = whole is not None and whole.figure is not None and whole.figure.owner == ("WLD",)
    flow = draft.operation == "share" and draft.indicator in KIND["bilateral"] and not of_the_world
    if not draft.partner and (draft.indicator in KIND["position"] or (flow and draft.ref != ("WLD",))):
        raise Refused("no subject", "with whom is not said", "partner")
    if draft.indicator in AID and not draft.partner:
        return draft.but(not_held="aid to all countries together is not held")
    if draft.operation == "sum" and catalogue.indicators()[draft.indicator].get("aggregation") == "none":
        raise Refused("no data", "it is held of countries, and not of groups of them", "group")
    if draft.partner and not catalogue.indicators()[draft.indicator].get("bilateral"):
        raise Refused("no indicator", "it is held of one country, and not of two", "partner")
    return draft


def _is_of_another(draft: Draft) -> None:
    """ "Stole a sum, which is 5 % of Ukraine's GDP": what is named is the whole alone, and no part of it."""
    is_itself = draft.base and (draft.base, draft.base_partner) == (draft.ref, draft.partner)
    is_of_now = draft.base_period is None and draft.span is None
    if is_itself and is_of_now and draft.operation in ("share", "ratio", "compare"):
        raise Refused("no subject", "what is a part of it is not said", "itself")


def _is_one_amount(draft: Draft, sentence: Sentence) -> None:
    """No other currency in brackets, and not “48 and 10 million”."""
    if draft.clause.link == "(" and draft.match.pattern.name in ("aside", "next-before", "next-amount"):
        raise Refused("no indicator", "it stands in brackets beside another amount", "brackets")
    amount = draft.says("amount")
    if amount is not None and TWO.search(sentence.low[: amount.start]):
        raise Refused("no subject", "which amount belongs to whom is not settled", "two amounts")


def _is_whole(draft: Draft) -> Draft:
    """“Pork exports”, “watch exports”: a product is not held, and any other word makes it another figure."""
    if not draft.narrowed:
        return draft
    words = draft.narrowed.lower().split()
    product = draft.indicator in KIND["goods"] and words[-1] in vocabulary.products()
    if not product or draft.operation in ("direction", "streak", "compare", "rank"):
        raise narrowed(draft.narrowed, "narrowed")
    return draft.but(not_held=f"only goods in total are held, not {' '.join(words)}")


def _opened(draft: Draft) -> None:
    """“In agriculture, Kenya's exports …”: what opens a clause must not narrow it."""
    row = draft.clause.row[: draft.match.first]
    if any(has(s, "say") for s in row):
        return
    for link, thing in pairwise(row):
        opens = has(link, *OPENS) or link.low.lower() in OPENING_WORDS
        if opens and thing.kind in ("unknown", "place"):
            raise narrowed(f"{link.low} {thing.low}", "opening")


def _left_alone(draft: Draft) -> None:
    """What stands before the match must not narrow it: “women in Kenya”, “Tesla's exports”."""
    row, place = draft.clause.row, draft.match.first - 1
    if place < 0 or has(row[place + 1], "and", ",") or any(has(s, "say") for s in row[: place + 1]):
        return
    span = row[place]
    goes_on = has(span, *BEGINS) or (draft.goes_on and has(span, *GOES_ON))
    opens = place == 0 and (has(span, "with", "as", "of") or (draft.clause.kind != "main" and has(span, "reach", "in")))
    if not goes_on and not opens and not _is_used(span, draft):
        raise narrowed(span.low, "before it")


def _right_alone(draft: Draft) -> None:
    """What stands behind the match must not narrow or move it: “in agriculture”, “of steel”, “to Chile”."""
    behind = draft.clause.row[draft.match.last + 1 : draft.match.last + 4]
    if not behind or _is_closed(draft, behind[0]):
        return
    first, second = behind[0], next(iter(behind[1:]), None)
    if has(first, "with") and first.low != "with":
        return  # “against”, “compared with”
    if has(first, "of", "for") and draft.goes_on:
        raise narrowed(first.low, "behind it")
    if second is not None and has(first, *LINKS):
        _is_linked(draft, first, second)
        if second.values.get("named") == "demonym" and len(behind) > 2 and behind[2].kind in ("word", "unknown"):
            raise narrowed(behind[2].low, "behind it")  # “from Mexican nationals in …”
    elif has(first, "or") and second is not None and second.kind == "area":
        raise Refused("no subject", "which of them is meant is not said", "or")
    elif not _is_end(draft, first):
        raise narrowed(first.low, "behind it")


def _is_closed(draft: Draft, first: Span) -> bool:
    """Whether nothing behind it can narrow it: “Kenya's 54 million people …”, “a population of 9 million is …”."""
    last, pattern = draft.used[-1], draft.match.pattern
    if pattern.says.get("open") == "behind" or (pattern.name == "troops" and last is draft.says("partner")):
        return True
    if has(first, "people") and draft.indicator == "population" and draft.says("figure") is not None:
        return True
    if has(first, "per_head") and draft.indicator.endswith("per_capita"):
        return True
    in_place = len(draft.used) > 1 and has(draft.used[-2], "in")
    subject = last is draft.says("ref") and not in_place
    has_figure = draft.says("figure") is not None and pattern.name in ("level", "growth", "has")
    return is_verb(first) and (subject or has_figure)


def _is_linked(draft: Draft, link: Span, thing: Span) -> None:
    """Raises Refused where a preposition leads to something that the claim does not have."""
    amount = thing.kind in ("amount", "rank") and draft.match.pattern.name != "army"
    beyond = draft.operation == "compare" and has(link, "by")
    if (amount and not beyond) or has(thing, "pronoun", "that", "whole", "relative"):
        return
    if thing.kind != "area" or not _is_used(thing, draft):
        raise narrowed(f"{link.low} {thing.low}", "behind it")


def _is_end(draft: Draft, first: Span) -> bool:
    if has(first, "abroad") and draft.indicator in FLOWS and not draft.partner:
        return True
    if draft.operation == "rank" and has(first, "reach"):
        return True  # “… the highest rate in the world, at 32 per cent”
    compared = has(first, "than") and draft.operation in ("level", "sum", "mean", "rank")
    return compared or has(first, *ENDS, "streak") or first.kind in ("amount", "rank")


def _is_used(span: Span, draft: Draft) -> bool:
    used = {*draft.ref, *draft.partner, *draft.base, *draft.base_partner, draft.universe}
    return span.kind == "area" and used.issuperset(span.ids)


ALIKE = ("indicator", "operation", "ref", "partner", "base", "period", "base_period", "unit", "universe", "order")


def without_rivals(drafts: list[Draft], refused: list[Refused], text: str) -> list[Draft]:
    """Of two amounts of one figure at one time not both can be right: neither is read."""
    out = set[int]()
    for (n, one), (m, other) in combinations(enumerate(drafts), 2):
        alike = all(getattr(one, key) == getattr(other, key) for key in ALIKE)
        if alike and one.value and one.operation != "rank" and not NOW.search(text[one.place : other.end + 12]):
            out |= {n, m}
    earlier = {n for n, draft in enumerate(drafts) if any(_was_at_another_time(draft, d, text) for d in drafts)}
    if earlier:
        refused.append(Refused("no period", "when it was so is not said", "rivals"))
    if out:
        refused.append(Refused("no indicator", "another amount of the same figure stands beside it", "rivals"))
    return [draft for n, draft in enumerate(drafts) if n not in out | earlier]


def _was_at_another_time(draft: Draft, other: Draft, text: str) -> bool:
    """“It was the largest; last year it was the fourth”: a place of which only another time is said."""
    alike = all(getattr(draft, key) == getattr(other, key) for key in ALIKE if key != "period")
    past = WAS.search(text[draft.clause.start : draft.end]) is not None
    return draft.operation == "rank" and alike and past and other.period is not None and draft.period is None


def without_undated(drafts: list[Draft], refused: list[Refused], sentence: Sentence) -> list[Draft]:
    """A figure of the past is not read beside a time that no claim of the sentence has taken: it may be meant."""
    told = " ".join(f"{d.period} {d.base_period}" for d in drafts)
    out = []
    for draft in drafts:
        left = (
            []
            if _has_time(draft)
            else [s for s in _near(draft, sentence) if str(s.period and s.period.period) not in told]
        )
        if left:
            refused.append(Refused("no period", f"whether “{left[0].low}” is meant is not settled", "time"))
        else:
            out.append(draft)
    return out


def _has_time(draft: Draft) -> bool:
    return bool(draft.period or draft.base_period or draft.span or draft.not_held)


def _near(draft: Draft, sentence: Sentence) -> list[Span]:
    """The times in the clause of a draft; of what is past also those of the other main clauses."""
    past = PAST.search(sentence.low[draft.clause.start : draft.end])
    near = [c for c in sentence.clauses if c is draft.clause or (past and c.kind not in ("relative", "apposition"))]
    return [s for c in near for s in c.periods if s.period is not None and s.period.period and not s.period.beside]
