"""The last word on a proposition: whether a word that can narrow or move its figure has been used.

Belongs here: insistences that hold for every pattern. Does not belong here: single wordings (guards.yml).
"""

import re
from itertools import combinations

from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.clauses import is_verb
from pipelines.reader.sentence import Draft, Refused, Sentence
from pipelines.reader.spans import Span

ENDS = frozenset({",", "stop", "and", "or", "joint", "relative", "say", "ever", "respectively", "except", "as", "with"})
LINKS = frozenset({"in", "of", "for", "by", "from", "to", "with", "under", "between", "per_head"})
BEGINS = frozenset(
    {
        ",",
        "stop",
        "and",
        "or",
        "joint",
        "relative",
        "say",
        "that",
        "than",
        "there",
        "person",
        "office",
        "state",
        "harmless",
        "be",
        "have",
    }
)
NARROWED = "“{}” can make it another figure"


def checked(draft: Draft, sentence: Sentence) -> Draft:
    """The draft, with why no figure answers it where that is so; raises Refused where a word was not used."""
    _is_dated(draft, sentence)
    _is_country(draft, sentence)
    draft = _is_whole(draft)
    _opened(draft)
    _left_alone(draft)
    _right_alone(draft)
    return draft


def _is_dated(draft: Draft, sentence: Sentence) -> None:
    """A time phrase is never dropped, and a year to come is none of a figure."""
    for start, end in sentence.times:
        raise Refused("no period", f"“{sentence.text[start:end].strip()}” is a time of which nothing is known", "time")
    if int((draft.period or "0")[:4].split("/")[0] or 0) > sentence.said_on.year:
        raise Refused("forecast", "it speaks of a plan, a target or the future", "future")


def _is_country(draft: Draft, sentence: Sentence) -> None:
    """A seat of government acts for a country, and has no people of it; “Lebanon, Pennsylvania” is a town."""
    acts = draft.indicator in KIND["flow"] | {
        "troops",
        "armed_forces",
        "military_expenditure",
        "military_expenditure_gdp",
    }
    for n, span in enumerate(draft.clause.row):
        beside = draft.clause.row[n + 1 : n + 3]
        place = len(beside) == 2 and "," in beside[0].labels and beside[1].kind == "place"
        seat = "area.seat" in span.labels and span in draft.used and not acts
        if span.kind == "area" and (seat or place):
            raise Refused("sub-national", f"“{span.low}” can be a city", "city")
    if "(" in draft.clause.link and draft.match.pattern.name in ("aside", "next-before", "next-amount"):
        raise Refused("no indicator", "it stands in brackets beside another amount", "brackets")
    bilateral = (
        draft.indicator in KIND["bilateral"]
        and draft.operation == "share"
        and not draft.partner
        and not draft.base
        and draft.ref != ("WLD",)
    )
    world = (
        draft.says("whole") is not None
        and draft.match.roles["whole"].figure is not None
        and draft.match.roles["whole"].figure.owner == ("WLD",)
    )
    if (bilateral and not world) or (draft.indicator.startswith("fdi_positions") and not draft.partner):
        raise Refused("no subject", "with whom is not said", "partner")
    if draft.partner and draft.indicator.endswith("_gdp"):
        raise Refused("no indicator", "a part of it over output is not held", "partner")
    amount = draft.says("amount")
    if amount is not None and re.search(r"(?<![\d.])\d{1,3} and $", sentence.low[: amount.start]):
        raise Refused("no subject", "which amount belongs to whom is not settled", "two amounts")
    if draft.ref == ("WLD",) and draft.says("ref") is None and draft.says("figure") is None:
        raise Refused("no subject", "whose figure it is is not said", "owner")


def _is_whole(draft: Draft) -> Draft:
    """“Pork exports”, “watch exports”: a product is not held, and any other word makes it another figure."""
    if not draft.narrowed:
        return draft
    if draft.operation in ("direction", "streak", "compare", "rank"):
        raise Refused("no indicator", NARROWED.format(draft.narrowed), "narrowed")
    words = draft.narrowed.lower().split()
    if draft.indicator in KIND["flow"] | {"goods_trade", "trade_balance"} and vocabulary.products().intersection(words):
        return draft.but(not_held=f"only goods in total are held, not {' '.join(words)}")
    raise Refused("no indicator", NARROWED.format(draft.narrowed), "narrowed")


OPENS = frozenset({"in", "of", "for", "under"})


def _opened(draft: Draft) -> None:
    """“In agriculture, Kenya's exports …”: what opens a clause must not narrow it."""
    row = draft.clause.row[: draft.match.first]
    for link, thing in zip(row, row[1:], strict=False):
        opens = OPENS & link.labels or link.low.lower() in ("at", "among", "across", "along", "off", "through")
        if opens and thing.kind in ("unknown", "place") and not any("say" in s.labels for s in row):
            raise Refused("no indicator", NARROWED.format(f"{link.low} {thing.low}"), "opening")


def _left_alone(draft: Draft) -> None:
    """What stands before the match must not narrow it: “women in Kenya”, “Tesla's exports”."""
    row = draft.clause.row
    place = draft.match.first - 1
    if place < 0:
        return
    span = row[place]
    if {"and", ","} & row[draft.match.first].labels:
        return
    said = any("say" in s.labels for s in row[: place + 1])
    goes_on = (
        draft.match.pattern.says["operation"].startswith("next")
        and {"with", "to", "from", "by", "in", "reach", "another"} & span.labels
    )
    first = place == 0 and (
        "with" in span.labels or ({"reach", "as", "in"} & span.labels and draft.clause.kind != "main")
    )
    if BEGINS & span.labels or said or goes_on or first:
        return
    if span.kind == "area" and _is_used(span, draft):
        return
    if span.kind == "area" and place and "in" in row[place - 1].labels and place == 1 and _is_used(span, draft):
        return
    raise Refused("no indicator", NARROWED.format(span.low), "before it")


def _right_alone(draft: Draft) -> None:
    """What stands behind the match must not narrow or move it: “in agriculture”, “of steel”, “to Chile”."""
    row = draft.clause.row
    behind = row[draft.match.last + 1 : draft.match.last + 4]
    if not behind:
        return
    first, second = behind[0], behind[1] if len(behind) > 1 else None
    if draft.match.pattern.says.get("open") == "behind":
        return
    if "people" in first.labels and draft.indicator == "population" and draft.says("figure") is not None:
        return
    per_head = "per_head" in first.labels and draft.indicator.endswith("per_capita")
    in_place = draft.match.pattern.name == "troops" and draft.used[-1] is draft.says("partner")
    if per_head or in_place:
        return
    subject = draft.used[-1] is draft.says("ref") and not (len(draft.used) > 1 and "in" in draft.used[-2].labels)
    if subject and is_verb(first):
        return
    if draft.says("figure") is not None and is_verb(first) and draft.match.pattern.name in ("level", "growth", "has"):
        return  # “its population of 144 million is falling”
    goes_on = draft.match.pattern.says["operation"].startswith("next")
    if "with" in first.labels and first.low != "with":
        return  # “against”, “compared with”
    if goes_on and {"of", "for"} & first.labels:
        raise Refused("no indicator", NARROWED.format(first.low), "behind it")
    if LINKS & first.labels and second is not None:
        if second.kind == "area" and _is_used(second, draft):
            return
        amount = (
            second.kind in ("amount", "rank")
            and draft.match.pattern.name != "army"
            and not (draft.operation == "compare" and "by" in first.labels)
        )
        if amount or "pronoun" in second.labels or {"that", "whole", "relative"} & second.labels:
            return
        raise Refused("no indicator", NARROWED.format(f"{first.low} {second.low}"), "behind it")
    if "than" in first.labels and draft.operation in ("level", "sum", "mean", "rank"):
        return
    if "or" in first.labels and second is not None and second.kind == "area":
        raise Refused("no subject", "which of them is meant is not said", "or")
    if ENDS & first.labels or first.kind in ("amount", "rank") or "streak" in first.labels:
        return
    raise Refused("no indicator", NARROWED.format(first.low), "behind it")


def _is_used(span: Span, draft: Draft) -> bool:
    return set(span.ids) <= {*draft.ref, *draft.partner, *draft.base, *draft.base_partner, draft.universe}


NOW = re.compile(r"\b(?:today|now|then|later|currently|at present|since then|these days)\b", re.IGNORECASE)


def without_rivals(drafts: list[Draft], refused: list[Refused], sentence_text: str) -> list[Draft]:
    """Of two amounts of one figure at one time not both can be right: neither is read."""
    out = set[int]()
    for (n, one), (m, other) in combinations(enumerate(drafts), 2):
        keys = (
            "indicator",
            "operation",
            "ref",
            "partner",
            "base",
            "period",
            "base_period",
            "unit",
            "universe",
            "order",
        )
        alike = all(getattr(one, key) == getattr(other, key) for key in keys)
        now = NOW.search(sentence_text[one.place : other.end + 12]) is not None
        if alike and not now and one.value is not None and one.operation != "rank":
            out |= {n, m}
    if out:
        refused.append(Refused("no indicator", "another amount of the same figure stands beside it", "rivals"))
    return [draft for n, draft in enumerate(drafts) if n not in out]
