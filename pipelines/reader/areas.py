"""Names of areas with what belongs to them: titles, members of groups, seats of government, lists.

Belongs here: making one area of the spans that name it. Does not belong here: nouns that areas own (nouns.py).
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from pipelines.claims import lexicon
from pipelines.reader.patterns import expression, located
from pipelines.reader.spans import Span, has

LINKS = frozenset(("'s", ",", "and", "of", "in", "to", "from", "by", "with", "between", "for"))


def link(span: Span | None) -> str:
    """What joins: a preposition, a comma, 's; "" for everything else."""
    return next(iter(span.labels & LINKS), "") if span is not None else ""


def at(spans: list[Span], i: int) -> Span | None:
    return spans[i] if 0 <= i < len(spans) else None


def named(spans: list[Span]) -> list[Span]:
    """The spans of a sentence with each area as one, lists too."""
    spans = _seats(spans)
    if sum(s.kind == "area" for s in spans):
        for rule in RULES:
            spans = _joined(spans, rule)
    return spans


def _seats(spans: list[Span]) -> list[Span]:
    """“Washington keeps …” is the country; “in Washington” is a city."""
    out = []
    for n, span in enumerate(spans):
        behind = at(spans, n + 1)
        acts = behind is not None and behind.kind == "word" and not (n and link(spans[n - 1]))
        if has(span, "area.seat") and not acts:
            span = Span(span.start, span.end, span.low, "place", frozenset(["place"]), {"place": "city"})
        out.append(span)
    return out


# --- several spans as one area ---


class Rule(NamedTuple):
    words: re.Pattern[str]
    """As in patterns/*.yml; the area is what is named so, else all areas that stand there are one list."""
    fits: Callable[[list[Span], list[Span], list[Span]], bool]
    """Whether these spans, those before and those behind them, are one area."""


def _joined(spans: list[Span], rule: Rule) -> list[Span]:
    out: list[Span] = []
    behind = 0
    for hit, first, last in located(rule.words, spans):
        row = spans[first : last + 1]
        if rule.fits(row, spans[:first], spans[last + 1 :]):
            out += [*spans[behind:first], _as_one(row, "area_1" in hit.groupdict())]
            behind = last + 1
    return out + spans[behind:] if behind else spans


def _as_one(row: list[Span], single: bool) -> Span:
    areas = [s for s in row if s.kind == "area"]
    if single:
        return areas[-1]
    ids = tuple(dict.fromkeys(iso for s in areas for iso in s.ids))
    low = " ".join(s.low for s in row)
    return Span(row[0].start, row[-1].end, low, "area", frozenset(["area", "area.list"]), {"named": "list"}, ids)


def _counts_members(row: list[Span], before: list[Span], behind: list[Span]) -> bool:
    """Whether a number is that of the members of the group: “the five BRICS”."""
    amount = next((s.amount for s in row if s.amount is not None), None)
    group = next(s for s in row if s.kind == "area")
    members = group.ids if len(group.ids) > 1 else lexicon.members().get(group.ids[0], [])
    today = [m for m in members if isinstance(m, str) or m[2] == "9999-12-31"]
    return amount is None or abs(amount.size - len(today)) <= 1


def _is_list(row: list[Span], before: list[Span], behind: list[Span]) -> bool:
    """Not “trade with China and Japan's exports”."""
    return not (has(at(behind, 0), "'s") and has(at(before, len(before) - 1), "of", "to", "from", "in", "with"))


def _always(row: list[Span], before: list[Span], behind: list[Span]) -> bool:
    return True


NAME = "area.name/area.demonym/area.seat"
ANY = f"{NAME}/area.group"
RULES = tuple(
    Rule(re.compile(expression(words)), fits)
    for words, fits in (
        ("{area.group:area} 's {count:n}? members", _counts_members),  # “the EU's 27 members”
        ("{area.group:area} 's {count:n}", _counts_members),
        ("{count:n} ( members? of )? {area.group:area}", _counts_members),  # “the ten members of ASEAN”
        ("members of {area.group:area}", _counts_members),
        (f"( we | both ) {{{NAME}:area}}", _always),  # “we Canadians”
        (f"state/it of {{{NAME}:area}}", _always),  # “the kingdom of Bhutan”
        (f"{ANY} 's {{area.name:area}}", _always),  # “Mali's neighbour Niger”
        (f"{ANY} ( 's? , {ANY} )* 's? ,? and {ANY}", _is_list),
    )
)
