"""Nouns with what belongs to them: “Germany's car exports to China” is one span, “Spain, Italy and Malta” another.

Belongs here: figures with owner, partner and what narrows them, and shares of GDP. Does not belong here: names of areas
(areas.py), whose a figure without an owner is (attach.py).
"""

import itertools

from pipelines.claims.lexicon import KIND
from pipelines.reader import areas, vocabulary
from pipelines.reader.areas import at
from pipelines.reader.areas import link as label
from pipelines.reader.spans import Figure, Span, has

BOTH_SIDED = ("goods_trade", "trade_balance")
INWARD = ("goods_imports", "goods_services_imports", "arms_imports", "fdi_positions_inward")
LABELS = {"figure.flow": KIND["flow"], "figure.trade": KIND["trade"]}
"""What a pattern can take a noun of a kind for."""
BARE = ("it", "they", "we", "us", "them", "both")
"""Pronouns that own nothing."""
JOINING = ("area", "number", "'s", "rank", "and", "of", "in", "to", "from", "by", "with", "for", ",")
TRADING = ("sells", "sold", "buys", "bought", "exported", "imported", "ships", "shipped", "sell", "buy")
BOTH = {"EU", "EA", "NATO"}
"""Groups that have a GDP of which theirs is a share."""


def joined(spans: list[Span]) -> list[Span]:
    """The spans of a sentence with each such noun as one."""
    return _figures(_deficits(_of_gdp(areas.named(spans))))


def _is_area(span: Span | None) -> bool:
    return span is not None and span.kind == "area"


# --- shares of GDP ---


def _of_gdp(spans: list[Span]) -> list[Span]:
    """“2 per cent of its GDP”: the amount is a share of GDP, and says whose."""
    out: list[Span] = []
    i = 0
    while i < len(spans):
        span, i = _share_of_gdp(spans, i) or (spans[i], i + 1)
        out.append(span)
    return out


def _share_of_gdp(spans: list[Span], i: int) -> tuple[Span, int] | None:
    amount = spans[i].amount
    if amount is None or amount.kind not in ("percent", "part", "times") or label(at(spans, i + 1)) != "of":
        return None
    behind, whose = i + 2, tuple[str, ...]()
    owner = at(spans, behind)
    if owner is not None and (owner.kind == "area" or has(owner, "pronoun")):
        whose = owner.ids
        behind += 1 + (label(at(spans, behind + 1)) == "'s")
    noun = at(spans, behind)
    if noun is None or noun.values.get("concept", "").split()[:1] != ["gdp"] or _is_of_many(whose):
        return None
    if not whose and label(at(spans, behind + 1)) == "of" and _is_area(at(spans, behind + 2)):
        behind += 2
        whose = spans[behind].ids
    low = " ".join(s.low for s in spans[i : behind + 1])
    share = amount._replace(whose_gdp=whose)
    labels = frozenset(("amount", "of_gdp"))
    return spans[i]._replace(end=spans[behind].end, low=low, labels=labels, amount=share), behind + 1


def _is_of_many(whose: tuple[str, ...]) -> bool:
    """“Of global GDP”: a share of a whole, and no figure over one's own output."""
    return "WLD" in whose or bool(set(whose) & vocabulary.groups() - BOTH)


# --- figures ---


def _deficits(spans: list[Span]) -> list[Span]:
    """“A deficit with Russia” is one of trade."""
    out = []
    for n, span in enumerate(spans):
        if has(span, "balance") and label(at(spans, n + 1)) == "with" and _is_area(at(spans, n + 2)):
            concept = f"trade_balance {span.values['balance']}"
            span = span._replace(labels=span.labels | {"concept"}, values={**span.values, "concept": concept})
        out.append(span)
    return out


def _figures(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    i = 0
    while i < len(spans):
        if not has(spans[i], "concept") or _is_verb(spans, i):
            out.append(spans[i])
            i += 1
            continue
        start, figure = _to_the_left(out, spans[i])
        end, figure = _to_the_right(spans, i, figure)
        first = out[start] if start < len(out) else spans[i]
        out[start:] = [_span_of(first, spans[end], figure, spans[i])]
        i = end + 1
    return out


def _is_verb(spans: list[Span], i: int) -> bool:
    """“Mexico exports more to …”: a noun of trade that stands as a verb."""
    span, before, behind = spans[i], at(spans, i - 1), at(spans, i + 1)
    if not has(span, "export", "import") or (before is not None and before.low in ("its", "their", "our", "her")):
        return False
    if span.low in TRADING:
        return True
    acts = before is not None and (before.values.get("named") in ("name", "list", "group") or _is_subject(before))
    if has(before, "it") and (behind is None or has(behind, "stop")):
        return True  # “more than it imports”
    objects = has(behind, "more", "goods", "portion", "multiple", "money", "amount", "as", "of_gdp")
    return acts and (objects or (behind is not None and behind.kind == "unknown"))


def _is_subject(span: Span) -> bool:
    return has(span, "it", "they", "we", "relative", "do", "future") or label(span) == "and"


def _to_the_left(out: list[Span], noun: Span) -> tuple[int, Figure]:
    """Where the figure begins in what stands before its noun, with its owner and what narrows it."""
    indicator, *flags = noun.values["concept"].split()
    figure = Figure(indicator, tuple(flags))
    start, narrowing = len(out), list[str]()
    while start and (_narrows(out[start - 1]) or has(out[start - 1], "whole")):
        start -= 1
        narrowing[:0] = [] if has(out[start], "whole") else [out[start].low]
    if _is_ranked(out, start):
        return len(out), figure  # “China's largest export market”
    figure = figure._replace(narrowed=" ".join(narrowing))
    possessive = label(at(out, start - 1)) == "'s"
    place = start - 1 - possessive
    owner = at(out, place)
    if owner is None or not _can_own(owner):
        return start, figure
    linked = label(at(out, place - 1)) in ("to", "with", "from")
    if linked and not possessive and owner.values.get("named") in ("name", "list"):
        return start, figure
    if owner.kind == "area":
        return place, figure._replace(owner=owner.ids)
    return place, figure._replace(owner_word=owner.values["pronoun"])


def _is_ranked(out: list[Span], start: int) -> bool:
    before, rank = at(out, start - 2), at(out, start - 1)
    return rank is not None and rank.kind == "rank" and before is not None and (_can_own(before) or has(before, "'s"))


def _can_own(span: Span) -> bool:
    return span.kind == "area" or (has(span, "pronoun") and not has(span, "there") and span.low not in BARE)


def _narrows(span: Span) -> bool:
    another = has(span, "other", "arms", "defence", "abroad", "per_head")
    return span.kind in ("unknown", "place") or another or (has(span, "goods") and not has(span, *JOINING))


def _to_the_right(spans: list[Span], i: int, figure: Figure) -> tuple[int, Figure]:
    """Where the figure ends: behind the areas and goods that prepositions add to it."""
    end = i
    while (step := _added(spans, end + 1, figure)) is not None:
        end, figure = step
    return end, figure


def _added(spans: list[Span], i: int, figure: Figure) -> tuple[int, Figure] | None:
    link, thing = label(at(spans, i)), at(spans, i + 1)
    if link in ("", "'s", ",", "and") or thing is None:
        return None
    if link in ("of", "in") and has(thing, "goods"):
        return i + 1, figure._replace(flags=(*figure.flags, "goods"))
    if link == "of" and thing.kind == "unknown" and not figure.narrowed:
        words = list(itertools.takewhile(lambda span: span.kind == "unknown", spans[i + 1 :]))
        return i + len(words), figure._replace(narrowed=" ".join(s.low for s in words))  # “exports of electric cars”
    pronoun = thing.values.get("pronoun", "") if has(thing, "pronoun") and not has(thing, "there") else ""
    behind = at(spans, i + 2)
    of_another = label(behind) == "'s" or (thing.values.get("named") == "demonym" and has(behind, "concept"))
    if of_another or not (thing.kind == "area" or pronoun):
        return None
    found = _with(figure, _role(link, figure.indicator), thing.ids, pronoun)
    return (i + 1, found) if found is not None else None


def _with(figure: Figure, role: str, who: tuple[str, ...], pronoun: str) -> Figure | None:
    """The figure with one more area, if that place is free."""
    if role == "both" and len(who) == 2:
        return figure._replace(owner=who[:1], partner=who[1:])
    if role == "owner" and not (figure.owner or figure.owner_word):
        return figure._replace(owner=who, owner_word=pronoun)
    if role == "partner" and not (figure.partner or figure.partner_word):
        return figure._replace(partner=who, partner_word=pronoun)
    return None


def _role(link: str, indicator: str) -> str:
    """What an area behind a preposition is to a figure: its owner, its partner, both sides, or nothing ("")."""
    flow = indicator in KIND["flow"] | KIND["position"] and indicator != "goods_trade"
    if link == "of":
        return "owner"
    if indicator in BOTH_SIDED:
        return {"between": "both", "with": "partner"}.get(link, "")
    if flow:
        inward = indicator in INWARD
        held = "partner" if indicator in KIND["position"] else ""
        sides = {"to": ("partner", "owner"), "from": ("owner", "partner"), "by": ("owner", "owner"), "in": (held, held)}
        return sides.get(link, ("", ""))[inward]
    owned = {
        "in": indicator != "armed_forces",
        "by": indicator == "military_expenditure",
        "for": indicator in KIND["of nations"],
    }
    return "owner" if owned.get(link) else ""


def _span_of(first: Span, last: Span, figure: Figure, noun: Span) -> Span:
    indicator = figure.indicator
    labels = {"figure", f"figure.{indicator}", "figure.owned" if figure.owner or figure.owner_word else "figure.free"}
    labels |= {label for label, held in LABELS.items() if indicator in held}
    low = first.low if first is last else f"{first.low} … {last.low}"
    return Span(first.start, last.end, low, "figure", frozenset(labels), noun.values, figure=figure)
