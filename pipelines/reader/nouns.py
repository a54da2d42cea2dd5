"""Nouns with what belongs to them: “Germany's car exports to China” is one figure with its owner and its partner.

Belongs here: figures with owner, partner and what narrows them, and shares of GDP. Does not belong here: names of areas
(areas.py), whose a figure without an owner is (attach.py).
"""

from itertools import takewhile

from pipelines.claims.lexicon import KIND
from pipelines.reader import areas, vocabulary
from pipelines.reader.areas import at, link
from pipelines.reader.spans import Figure, Span, has

KINDS = {"figure.flow": KIND["flow"], "figure.trade": KIND["trade"]}
"""What a pattern can take a noun of a kind for."""
BARE = ("it", "they", "we", "us", "them", "both")
"""Pronouns that own nothing."""
JOINING = ("area", "number", "rank", *areas.LINKS)
NARROWING = ("unknown", "place", "other", "arms", "defence", "abroad", "per_head")
OBJECTS = ("more", "goods", "portion", "multiple", "money", "amount", "as", "of_gdp", "unknown")
BOTH = {"EU", "EA", "NATO"}
"""Groups that have a GDP of which theirs is a share."""
OUTWARD = {"to": "partner", "from": "owner", "by": "owner", "of": "owner"}
INWARD = {"to": "owner", "from": "partner", "by": "owner", "of": "owner"}
TAKEN_IN = ("goods_imports", "goods_services_imports", "arms_imports", "fdi_positions_inward")
TWO_SIDED = {"between": "both", "with": "partner", "of": "owner"}


def joined(spans: list[Span]) -> list[Span]:
    """The spans of a sentence with each such noun as one."""
    return _figures(_deficits(_of_gdp(areas.named(spans))))


def _of_gdp(spans: list[Span]) -> list[Span]:
    """“2 per cent of its GDP”: the amount is a share of GDP, and says whose."""
    out: list[Span] = []
    i = 0
    while i < len(spans):
        span, i = _share_of_gdp(spans, i) or (spans[i], i + 1)
        out.append(span)
    return out


def _share_of_gdp(spans: list[Span], i: int) -> tuple[Span, int] | None:
    amount, behind = spans[i].amount, i + 2
    if amount is None or amount.kind not in ("percent", "part", "times") or not has(at(spans, i + 1), "of"):
        return None
    owner, whose = at(spans, behind), tuple[str, ...]()
    if owner is not None and has(owner, "area", "pronoun"):
        whose, behind = owner.ids, behind + 1 + has(at(spans, behind + 1), "'s")
    noun = at(spans, behind)
    of_many = "WLD" in whose or set(whose) & vocabulary.groups() - BOTH
    if noun is None or noun.values.get("concept", "").split()[:1] != ["gdp"] or of_many:
        return None
    if not whose and has(at(spans, behind + 1), "of") and has(at(spans, behind + 2), "area"):
        behind += 2  # “of the GDP of the Netherlands”
        whose = spans[behind].ids
    low = " ".join(s.low for s in spans[i : behind + 1])
    share, labels = amount._replace(whose_gdp=whose), frozenset(("amount", "of_gdp"))
    return spans[i]._replace(end=spans[behind].end, low=low, labels=labels, amount=share), behind + 1


def _deficits(spans: list[Span]) -> list[Span]:
    """“A deficit with Russia” is one of trade."""
    out = []
    for n, span in enumerate(spans):
        partner = at(spans, n + 2)
        if has(span, "balance") and has(at(spans, n + 1), "with") and partner is not None and partner.kind == "area":
            concept = f"trade_balance {span.values['balance']}"
            span = span._replace(labels=span.labels | {"concept"}, values={**span.values, "concept": concept})
        out.append(span)
    return out


# --- figures ---


def _figures(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    i = 0
    while i < len(spans):
        if not has(spans[i], "concept") or _is_verb(spans, i):
            out.append(spans[i])
            i += 1
            continue
        start, figure = _to_the_left(out, spans[i])
        end = i
        while (step := _added(spans, end + 1, figure)) is not None:
            end, figure = step
        first = out[start] if start < len(out) else spans[i]
        out[start:] = [_span_of(first, spans[end], figure, spans[i])]
        i = end + 1
    return out


def _is_verb(spans: list[Span], i: int) -> bool:
    """“Mexico exports more to …”: a noun of trade that stands as a verb."""
    before, behind = at(spans, i - 1), at(spans, i + 1)
    if not has(spans[i], "export", "import") or before is None:
        return False
    named = has(before, "area.name", "area.list", "area.group", "relative", "do", "future", "and")
    acts = named or (has(before, "it", "they", "we") and before.low in BARE)
    alone = has(before, "it") and (behind is None or has(behind, "stop"))  # “more than it imports”
    return acts and (alone or has(behind, *OBJECTS))


def _to_the_left(out: list[Span], noun: Span) -> tuple[int, Figure]:
    """Where the figure begins in what stands before its noun, with its owner and what narrows it."""
    indicator, *flags = noun.values["concept"].split()
    start, narrowing = len(out), list[str]()
    while start and (has(out[start - 1], "whole") or _narrows(out[start - 1])):
        start -= 1
        narrowing[:0] = [] if has(out[start], "whole") else [out[start].low]
    figure = Figure(indicator, tuple(flags), narrowed=" ".join(narrowing))
    place = start - 1 - has(at(out, start - 1), "'s")
    owner = at(out, place)
    if owner is not None and owner.kind == "area":
        return place, figure._replace(owner=owner.ids)
    if owner is not None and has(owner, "pronoun") and not has(owner, "there") and owner.low not in BARE:
        return place, figure._replace(owner_word=owner.values["pronoun"])
    return start, figure


def _narrows(span: Span) -> bool:
    return has(span, *NARROWING) or (has(span, "goods") and not has(span, *JOINING))


def _added(spans: list[Span], i: int, figure: Figure) -> tuple[int, Figure] | None:
    """What a preposition at a place adds to a figure: an area, goods, or words that make it another; else None."""
    joins, thing, behind = link(at(spans, i)), at(spans, i + 1), at(spans, i + 2)
    if thing is None or joins in ("", "'s", ",", "and"):
        return None
    if joins in ("of", "in") and has(thing, "goods"):
        return i + 1, figure._replace(flags=(*figure.flags, "goods"))
    if joins == "of" and thing.kind == "unknown" and not figure.narrowed:
        words = list(takewhile(lambda span: span.kind == "unknown", spans[i + 1 :]))
        return i + len(words), figure._replace(narrowed=" ".join(s.low for s in words))  # “exports of electric cars”
    of_another = has(behind, "'s") or (has(thing, "area.demonym") and has(behind, "concept"))
    if of_another or not has(thing, "area") or has(thing, "there"):
        return None
    owned = _with_area(figure, thing, joins)
    return (i + 1, owned) if owned else None


def _with_area(figure: Figure, thing: Span, joins: str) -> Figure | None:
    """The figure with an area as its owner or its partner; None where it has one already."""
    role, word = _role(joins, figure.indicator), thing.values.get("pronoun", "")
    if role == "both" and len(thing.ids) == 2:
        return figure._replace(owner=thing.ids[:1], partner=thing.ids[1:])
    if role == "owner" and not (figure.owner or figure.owner_word):
        return figure._replace(owner=thing.ids, owner_word=word)
    if role == "partner" and not (figure.partner or figure.partner_word):
        return figure._replace(partner=thing.ids, partner_word=word)
    return None


def _role(joins: str, indicator: str) -> str:
    """What an area behind a preposition is to a figure: its owner, its partner, both sides, or nothing ("")."""
    if indicator in ("goods_trade", "trade_balance"):
        return TWO_SIDED.get(joins, "")
    if indicator in KIND["position"] and joins == "in":
        return "partner"
    if indicator in KIND["flow"] | KIND["position"]:
        return (INWARD if indicator in TAKEN_IN else OUTWARD).get(joins, "")
    owned = {
        "of": True, "in": indicator != "armed_forces", "by": indicator == "military_expenditure",
        "for": indicator in KIND["of nations"],
    }  # fmt: skip
    return "owner" if owned.get(joins) else ""


def _span_of(first: Span, last: Span, figure: Figure, noun: Span) -> Span:
    indicator = figure.indicator
    labels = {"figure", f"figure.{indicator}", "figure.owned" if figure.owner or figure.owner_word else "figure.free"}
    labels |= {label for label, held in KINDS.items() if indicator in held}
    low = first.low if first is last else f"{first.low} … {last.low}"
    return Span(first.start, last.end, low, "figure", frozenset(labels), noun.values, figure=figure)
