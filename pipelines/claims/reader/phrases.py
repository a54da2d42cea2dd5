"""Segments that name one thing become one: ranges, ranks, lists of areas, an indicator with its owner and partner.

Belongs here: what makes the row of segments shorter before it is cut into clauses.
Does not belong here: clauses (clauses.py), who a pronoun means (resolver.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pipelines.claims import lexicon, ranges
from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.segments import (
    Amount,
    Area,
    Concept,
    Figure,
    Holder,
    Place,
    Pronoun,
    Rank,
    Segment,
    Sign,
    When,
    Word,
    named,
)  # fmt: skip

TRADE = frozenset("goods_exports goods_imports goods_trade trade_balance".split())
TRADE_AND_SERVICES = TRADE | {"goods_services_exports", "goods_services_imports"}
ARMS = frozenset(("arms_transfers", "arms_imports"))
POSITIONS = frozenset(("fdi_positions_outward", "fdi_positions_inward"))
WITH_PARTNERS = TRADE_AND_SERVICES | ARMS | POSITIONS
LONGEST_LIST = 60
VERBLIKE = frozenset("exports export imports import trade trades ships shipments".split())
CLAUSE_WORDS = frozenset(
    "saw sees make makes made help helps let lets that where when while but because whose after".split()
)
BARE_PRONOUNS = frozenset("it they we there us them".split())
BALANCES = {
    "deficit": "fall",
    "deficits": "fall",
    "gap": "fall",
    "shortfall": "fall",
    "surplus": "rise",
    "surpluses": "rise",
}
MEMBERS = frozenset("allies members countries nations states governments".split())
STATE = frozenset("country nation state member kingdom sultanate emirate economy".split())
TITLES = frozenset("republic kingdom state union nation country island".split()) | {
    f"the {word}" for word in ("republic", "kingdom", "state", "union", "nation", "country", "island")
}
NUMBERS = frozenset("money percent points count part".split())
MARKETS = {
    "goods_exports": frozenset("market destination outlet buyer customer markets destinations".split()),
    "goods_imports": frozenset("source supplier origin sources".split()),
}
MARKETS |= {"arms_transfers": MARKETS["goods_exports"], "arms_imports": MARKETS["goods_imports"]}
OF_ARMS = {"goods_exports": "arms_transfers", "goods_imports": "arms_imports"}
SOME_OF = frozenset(
    "the rest of;rest of;much of;most of;parts of;part of;large parts of;fellow;several;many;certain;developing;"
    "emerging;elsewhere in;all other;other;outside;rest".split(";")
)


def row_of(
    segments: list[Segment],
    text: str,
    low: str,
    said_on: date,
    without_speakers: Callable[[list[Segment]], list[Segment]],
) -> list[Segment]:
    """The row that clauses are cut from."""
    row = [s for s in segments if not isinstance(s, When) and s.low != '"' and "minus" not in s.classes]
    row = [s for n, s in enumerate(row) if "filler" not in s.classes and ("whole" not in s.classes or whole(row, n))]
    row = settled_areas(row, said_on)
    kinds = {type(s) for s in row}
    if Sign in kinds:
        row = without_empty_brackets(row)
        if "(" in low or "[" in low:
            row = without_conversions(editors_brackets(row), low)
    row = without_speakers(row)
    if Amount in kinds:
        row = join_ranges(soldiers(row) if Concept in kinds and SOLDIERS.search(low) else row, low)
    if Rank in kinds:
        row = join_ranks(row)
    if BALANCE.search(low):
        row = join_balances(row, low)
    if Amount in kinds:
        row = whose_gdp(shares_of_gdp(row))
    if Area in kinds:
        row = join_areas(row, text, said_on)
    row = own_names(row) if Pronoun in kinds and OURS.search(low) else row
    return join_markets(close_figures(row, low))


OURS = re.compile(r"\b(?:we|us|our|my)\b")
SOLDIERS = re.compile(r"troops|soldiers|personnel|forces|army|military")
BALANCE = re.compile(r"deficit|surplus|gap|shortfall")


def whole(row: list[Segment], place: int) -> bool:
    """Whether “the total” stands for the figure itself, and not before its noun."""
    behind = row[place + 1] if place + 1 < len(row) else None
    ends = behind is None or isinstance(behind, Sign) or not behind.classes.isdisjoint(ENDS_A_NOUN)
    return place > 0 and is_word(row[place - 1], "of") and ends


ENDS_A_NOUN = frozenset("joint and relative in to from for by with , stop".split())


def is_word(segment: Segment | None, *classes: str) -> bool:
    return segment is not None and bool(segment.classes) and not segment.classes.isdisjoint(classes)


def without_empty_brackets(row: list[Segment]) -> list[Segment]:
    """“in Brazil (2023)”: brackets of which only a period was inside; two commas of which one is left."""
    out: list[Segment] = []
    for s in row:
        last = out[-1] if out else None
        if last is not None and ((last.low, s.low) in (("(", ")"), ("[", "]")) or (last.low == s.low == ",")):
            out.pop()
            if s.low != ",":
                continue
        out.append(s)
    while out and "," in out[0].classes:
        out.pop(0)
    return out


def settled_areas(row: list[Segment], said_on: date) -> list[Segment]:
    """What lists.csv writes as NATO-USA-CAN, on the day; “the rest of Africa”, “five African economies” are no area."""
    out: list[Segment] = []
    for s in row:
        last = out[-1] if out else None
        if isinstance(s, Area):
            if "-" in s.ids[0]:
                group, *left = s.ids[0].split("-")
                s.ids = left_over((group,), tuple(left), said_on)
            if s.kind == "group" and len(out) > 1 and is_word(last, "of") and out[-2].low in MEMBERS:
                del out[-2:]  # "the ten members of ASEAN"
                last = out[-1] if out else None
                whole = isinstance(last, Amount) and not some_of(last, replace(s, start=last.end), said_on)
                if whole:
                    out.pop()
                elif last is not None and some_of(last, replace(s, start=last.end), said_on):
                    s = Place(s.start, s.end, s.low, kind="part")
            elif last is not None and (some_of(last, s, said_on) or one_of(out)):
                s = Place(s.start, s.end, s.low, kind="part")
            elif last is not None and isinstance(last, Pronoun) and last.kind == "it" and last.end + 2 > s.start:
                out.pop()  # "the NATO member Turkey"
            elif (
                len(out) > 1
                and is_word(last, "of")
                and s.kind == "name"
                and (out[-2].low in TITLES or isinstance(out[-2], Pronoun))
            ):
                del out[-2:]  # "the Republic of Serbia", "the tiny kingdom of Bhutan"
        elif s.low in MEMBERS and (size := members_before(out)):
            del out[-size:]
            continue
        elif s.low in STATE - {"economy"} and isinstance(last, Area) and last.kind == "group":
            ranked = len(out) > 1 and (isinstance(out[-2], Rank) or is_word(out[-2], "others"))
            if not ranked:  # "the richest African country", "any African country"
                out[-1] = Pronoun(last.start, s.end, "it")  # "the African country"
            continue
        out.append(s)
    return out


def one_of(row: list[Segment]) -> bool:
    """“11 of 31 NATO countries”: some of them, although all are counted."""
    return len(row) > 2 and isinstance(row[-1], Amount) and is_word(row[-2], "of") and isinstance(row[-3], Amount)


def members_before(row: list[Segment]) -> int:
    """How many segments before “members” only lead there: “the EU's 27 members”, “NATO's allies”."""
    kinds = [type(s).__name__ for s in row[-3:]]
    if kinds[-2:] == ["Area", "Sign"] and isinstance(row[-2], Area) and row[-2].kind == "group":
        return 1
    if kinds == ["Area", "Sign", "Amount"] and isinstance(row[-3], Area) and row[-3].kind == "group":
        return 2
    return 0


def some_of(before: Segment, area: Area, said_on: date) -> bool:
    """“the rest of Africa”, “five African economies”: not the area, and not the whole group."""
    if before.low in SOME_OF:
        return True
    if not isinstance(before, Amount) or before.kind != "count" or area.kind != "group" or area.start - before.end > 1:
        return False
    members = lexicon.members().get(area.ids[0], [])
    days = {said_on.isoformat(), *(since for _, since, _ in members)}
    sizes = {sum(since <= day <= until for _, since, until in members) for day in days}
    return before.size < 100 and before.size not in sizes  # "the five BRICS countries", before others joined


def left_over(group: tuple[str, ...], left_out: tuple[str, ...], said_on: date) -> tuple[str, ...]:
    """Members of a group on the day without those left out."""
    if len(group) > 1:
        return tuple(iso for iso in group if iso not in left_out)
    if group[0] not in vocabulary.groups() or group[0] == "WLD":
        return ()
    day = said_on.isoformat()
    members = lexicon.members()[group[0]]
    return tuple(iso for iso, since, until in members if since <= day <= until and iso not in left_out)


def editors_brackets(row: list[Segment]) -> list[Segment]:
    """“We [Canada]”, “[Brazil's] exports”, “the United Kingdom (UK)”: what an editor's brackets stand for."""
    out: list[Segment] = []
    i = 0
    while i < len(row):
        inside = row[i : i + 4]
        lows = [s.low for s in inside]
        size = 3 if lows[0] in "([" and len(inside) > 2 and lows[2] in (")", "]") else 0
        size = size or (4 if lows[0] in "([" and len(inside) > 3 and lows[2] == "'s" and lows[3] in (")", "]") else 0)
        if not size or not isinstance(inside[1], Area):
            out.append(row[i])
            i += 1
            continue
        last = out[-1] if out else None
        if isinstance(last, Pronoun):
            own = Area(last.start, inside[size - 1].end, inside[1].low, ids=inside[1].ids, kind="name")
            out[-1:] = [own, *inside[2:3]] if size == 4 or last.low in ("our", "its", "their") else [own]
        elif not (isinstance(last, Area) and last.ids == inside[1].ids):
            out += inside[1 : size - 1]
        i += size
    return out


def own_names(row: list[Segment]) -> list[Segment]:
    """“Our country, Canada,”, “we in Kenya”, “us Americans”: the speaker's own country, by its name."""
    out: list[Segment] = []
    i = 0
    while i < len(row):
        s = row[i]
        gap = 1 + (i + 1 < len(row) and is_word(row[i + 1], ",", "in"))
        named = row[i + gap] if i + gap < len(row) else None
        fits = gap == 1 or s.low in ("we", "us") or ("countr" in s.low or "nation" in s.low)
        if not (isinstance(s, Pronoun) and s.kind == "we" and isinstance(named, Area) and fits):
            out.append(s)
            i += 1
            continue
        if s.low == "our" or (gap == 2 and is_word(row[i + 1], ",") and s.low in ("we", "us")):
            out.append(s)
            i += 1
            continue
        out.append(replace(named, start=s.start))
        i += gap + 1
        i += gap == 2 and i < len(row) and is_word(row[i], ",")
    return out


def without_conversions(row: list[Segment], low: str) -> list[Segment]:
    """“8.8 billion euros (9.7 billion U.S. dollars) in January”: the same amount again."""
    out: list[Segment] = []
    i = 0
    while i < len(row):
        out.append(row[i])
        again = row[i + 1 : i + 4]
        i += 1
        if not isinstance(out[-1], Amount) or len(again) < 3 or not isinstance(again[1], Amount):
            continue
        if out[-1].kind not in ("money", "percent") or again[1].kind not in ("money", "percent"):
            continue
        if (again[0].low, again[2].low) == ("(", ")") and not low[again[1].end : again[2].start]:
            i += 3
    return out


def soldiers(row: list[Segment]) -> list[Segment]:
    """“80,000 military personnel in Europe”: troops abroad, not the armed forces of Europe."""
    out: list[Segment] = []
    for place, s in enumerate(row):
        counted = any(isinstance(b, Amount) for b in row[max(0, place - 2) : place])
        if (
            isinstance(s, Concept)
            and s.indicator == "armed_forces"
            and counted
            and ("troops" in s.classes or s.low.endswith(("troops", "soldiers", "personnel")))
        ):
            behind = row[place + 1 : place + 4]
            link = next((n for n, b in enumerate(behind) if is_word(b, "in", "to", "abroad")), None)
            here = link is not None and (
                is_word(behind[link], "abroad")
                or any(isinstance(b, Area) or is_word(b, "state") for b in behind[link + 1 :])
            )
            if here:
                s = Word(s.start, s.end, s.low, frozenset(("troops",)))
        out.append(s)
    return out


# --- numbers ---


def join_ranges(row: list[Segment], low: str) -> list[Segment]:
    """ "3 to 3.5 per cent", "between $2 and $3 billion", "3-4%": one number with two ends."""
    out: list[Segment] = []
    i = 0
    while i < len(row):
        joined = range_at(row, i, out, low)
        if joined is None:
            out.append(row[i])
            i += 1
            continue
        amount, i = joined
        if out and is_word(out[-1], "between"):
            out.pop()
        out.append(amount)
    return out


def range_at(row: list[Segment], i: int, before: list[Segment], low: str) -> tuple[Amount, int] | None:
    first, last = row[i], before[-1] if before else None
    if not isinstance(first, Amount) or first.kind not in NUMBERS - {"part"} or i + 1 >= len(row):
        return None
    link = row[i + 1]
    if link.glued or low[first.end : link.start].strip() == "-":
        step = 1
    elif (is_word(link, "to") and not is_word(last, "from")) or (is_word(link, "and") and is_word(last, "between")):
        step = 2
    else:
        return None
    second = row[i + step] if i + step < len(row) else None
    if not isinstance(second, Amount) or second.kind not in NUMBERS - {"part"} or is_word(last, "move"):
        return None
    if far_apart(first, second, is_word(last, "by")) or re.search(
        r"\d|year|month|quarter", low[first.end : second.start]
    ):
        return None
    if first.kind != second.kind and "count" not in (first.kind, second.kind):
        return None
    text = lower_end(first.text, second.text)
    kind = second.kind if first.kind == "count" else first.kind
    joined = replace(
        first, end=second.end, text=text, high=second.text, hedge="between", kind=kind,
        size=max(first.size, second.size), unit=first.unit or second.unit, low=low[first.start : second.end],
    )  # fmt: skip
    return joined, i + step + 1


def lower_end(text: str, high: str) -> str:
    """“900 to 1.2 million” begins at 900 thousand; what can be read in two ways stays as it is, to be refused."""
    try:
        return ranges.read(text, high).written
    except ValueError:
        return text


def with_magnitude(text: str, other: str) -> str:
    """“19.6 and 18.1 million”: the first number with the magnitude of the other."""
    if (
        re.fullmatch(r"[\d.,]+", text)
        and len(text.partition(".")[0]) < 4
        and (m := re.search(r"[\s-]?[a-z].*$", other))
    ):
        return text + m.group()
    return text


def far_apart(first: Amount, second: Amount, changed: bool) -> bool:
    """“rose by $96 billion to $1.5 trillion”: a change and a level."""
    if first.kind == "percent" and second.size >= 1000:
        return True
    if changed and first.size >= 1000 and second.size > 3 * first.size:
        return True
    scaled = first.size >= 1000 and (" " in first.text or first.unit is not None)
    return scaled and first.kind == second.kind and second.size > first.size * (3 if changed else 10)


def join_ranks(row: list[Segment]) -> list[Segment]:
    """ "third-largest", "second most populous", "top 10", "number 3" as one rank."""
    out: list[Segment] = []
    for s in row:
        last = out[-1] if out else None
        if isinstance(last, Rank) and last.bare and isinstance(s, Rank) and not s.bare:
            out[-1] = replace(s, start=last.start, n=last.n, text=last.text, low=f"{last.low} {s.low}")
        elif (
            isinstance(last, Rank)
            and last.low == "top"
            and isinstance(s, Amount)
            and s.kind == "count"
            and s.size <= 100
        ):
            out[-1] = replace(last, end=s.end, n=int(s.size), text=f"top {s.text}")
        else:
            out.append(s)
    return out


def shares_of_gdp(row: list[Segment]) -> list[Segment]:
    """“2.1 per cent of GDP”: a share of output, and no share of an area's figure."""
    out: list[Segment] = []
    for s in row:
        if isinstance(s, Concept) and s.indicator == "gdp" and share_of_own(out):
            amount, holder = out[-4], out[-2]
            assert isinstance(amount, Amount) and isinstance(holder, Area)
            out[-4:] = [replace(amount, of_gdp=True, end=s.end, whose=holder)]
            continue
        if isinstance(s, Concept) and s.indicator == "gdp" and len(out) > 1 and is_word(out[-1], "of", "to"):
            before = out[-2]
            own = isinstance(before, Pronoun) or is_word(before, "'s")
            place = -3 if own and len(out) > 3 else -2
            amount = out[place]
            if isinstance(amount, Amount) and amount.kind in ("percent", "part"):
                out[place:] = [replace(amount, of_gdp=True, end=s.end)]
                continue
        elif isinstance(s, Concept) and s.indicator == "gdp" and len(out) > 2:
            holder = out[-1]
            if isinstance(holder, Pronoun) and is_word(out[-2], "of") and isinstance(out[-3], Amount):
                amount = out[-3]
                if amount.kind in ("percent", "part"):
                    out[-3:] = [replace(amount, of_gdp=True, end=s.end)]
                    continue
        out.append(s)
    return out


def whose_gdp(row: list[Segment]) -> list[Segment]:
    """“139 per cent of the GDP of the Netherlands”: of whose output it is a share."""
    out: list[Segment] = []
    for s in row:
        amount, link = out[-2:] if len(out) > 1 else (None, None)
        if isinstance(s, Area) and isinstance(amount, Amount) and amount.of_gdp and is_word(link, "of"):
            out[-2:] = [replace(amount, whose=s, end=s.end)]
        else:
            out.append(s)
    return out


def share_of_own(row: list[Segment]) -> bool:
    """Whether “43 per cent of Germany's” stands behind a figure that is measured so, not beside output itself."""
    if len(row) < 5 or not is_word(row[-3], "of") or not isinstance(row[-2], Area) or not is_word(row[-1], "'s"):
        return False
    amount, concepts = row[-4], [s for s in row if isinstance(s, Concept)]
    measured = bool(concepts) and concepts[-1].indicator in TRADE_AND_SERVICES | {"military_expenditure"}
    return isinstance(amount, Amount) and amount.kind in ("percent", "part") and measured


def join_balances(row: list[Segment], low: str) -> list[Segment]:
    """“foreign trade deficit”, “a deficit with China”: one concept."""
    out: list[Segment] = []
    for i, s in enumerate(row):
        sense = BALANCES.get(s.low) if isinstance(s, Word) else None
        last = out[-1] if out else None
        if sense and isinstance(last, Concept) and last.indicator == "goods_trade" and low[last.end : s.start] == " ":
            out[-1] = Concept(last.start, s.end, low[last.start : s.end], indicator="trade_balance", flags=(sense,))
        elif (
            sense
            and is_word(row[i + 1] if i + 1 < len(row) else None, "with")
            and isinstance(row[i + 2] if i + 2 < len(row) else None, Area)
            and not (isinstance(last, Word) and not last.classes)
        ):
            out.append(Concept(s.start, s.end, s.low, indicator="trade_balance", flags=(sense,)))
        else:
            out.append(s)
    return out


# --- areas ---


def join_areas(row: list[Segment], text: str, said_on: date) -> list[Segment]:
    """Lists ("A, B and C"), pairs ("A-B") and differences ("members other than A") of areas as one."""
    out: list[Segment] = []
    i, count = 0, len(row)
    while i < count:
        s = row[i]
        if not isinstance(s, Area):
            out.append(s)
            i += 1
            continue
        area, i = list_at(row, i, out, text)
        other = row[i + 1] if i + 1 < count else None
        if i + 1 < count and is_word(row[i], "except") and isinstance(other, Area):
            rest = left_over(area.ids, other.ids, said_on)
            start, end = area.start, other.end
            out.append(Area(start, end, area.low, ids=rest, kind="group") if rest else Word(start, end, area.low))
            i += 2
            continue
        out.append(area)
        if (
            i < count
            and is_word(row[i], "state")
            and row[i].low not in ("government", "the government", "administration")
        ):
            i += 1
    return out


def list_at(row: list[Segment], i: int, before: list[Segment], text: str) -> tuple[Area, int]:
    """The list of areas that begins at `i` (or the one area) and the place after it."""
    first = row[i]
    assert isinstance(first, Area)
    members: list[Area] = [first]
    j, commas, closed, pair = i + 1, 0, False, False
    while j < len(row) and len(members) < LONGEST_LIST and not closed:
        here = row[j]
        if isinstance(here, Area) and (here.glued or text[here.start - 1] in "/-"):
            members, pair, closed, j = [*members, here], True, True, j + 1
            continue
        second = row[j + 2] if owners(row, j) else None
        if isinstance(second, Area):  # "Russia's and Germany's"
            members, closed, commas, j = [*members, second], True, 1, j + 3
            break
        skipped = 1 + (is_word(here, ",") and j + 1 < len(row) and is_word(row[j + 1], "and"))
        following = row[j + skipped] if j + skipped < len(row) else None
        if not isinstance(following, Area) or not is_word(here, ",", "and") or (skipped == 2 and not commas):
            break
        plus = here.low == "+" and j + skipped + 1 < len(row) and row[j + skipped + 1].low == "+"
        closed = (is_word(here, "and") and not plus) or skipped == 2
        commas += not closed
        members, j = [*members, following], j + skipped + 1
    ids = tuple(iso for member in members for iso in member.ids)
    owned = (
        j < len(row)
        and is_word(row[j], "'s")
        and bool(before)
        and is_word(before[-1], "of", "to", "from", "in", "with")
    )
    if closed and not pair and not commas and owned:
        closed = False  # "trade with China and Japan's exports"
    if not closed or len(set(ids)) < len(ids):
        return first, i + 1
    last = members[-1]
    joined = Area(
        first.start, last.end, first.low, ids=ids, kind=last.kind, pair=pair, sides=tuple(m.ids for m in members)
    )
    return joined, j


def owners(row: list[Segment], j: int) -> bool:
    """Whether “'s and B's” stands behind an area."""
    if not is_word(row[j], "'s") or j + 3 >= len(row):
        return False
    return is_word(row[j + 1], "and") and isinstance(row[j + 2], Area) and is_word(row[j + 3], "'s")


# --- figures ---


def close_figures(row: list[Segment], low: str) -> list[Segment]:
    """Each concept with its owner, its partner and what restricts it as one figure."""
    out = list(row)
    i = next((n for n, s in enumerate(out) if isinstance(s, Concept)), len(out))
    while i < len(out):
        concept = out[i]
        if isinstance(concept, Concept):
            figure = Figure(
                concept.start, concept.end, concept.low, concept.classes, concept.glued, concept.values,
                concept.indicator, concept.flags, noun=(concept.start, concept.end), word=concept.low,
            )  # fmt: skip
            first = left_end(out, i, figure, low)
            split_pair(figure)
            last = right_end(out, i, figure, low)
            if (
                last < len(out)
                and is_word(out[last], "'s")
                and figure.owner is not None
                and figure.owner is out[last - 1]
            ):
                figure.owner, figure.foreign = None, "owner"  # "trade with Japan's neighbours"
            figure.start, figure.end = out[first].start, out[last - 1].end
            out[first:last] = [figure]
            i = first
        i += 1
    return out


DETERMINER = re.compile(r"\b(?:the|an?|th[ai]t|these|those|which|who)\b")


def join_markets(row: list[Segment]) -> list[Segment]:
    """“the largest market for Angola's exports”, “source of American imports”: a partner, once the flow is closed."""
    for market, link, flow in zip(row, row[1:], row[2:], strict=False):
        if not isinstance(flow, Figure) or not is_word(link, "for", "of") or not isinstance(market, Word):
            continue
        if market.low in MARKETS.get(flow.indicator, ()):
            market.classes, market.values = frozenset(("partner",)), {"partner": flow.indicator}
    return row


def left_end(row: list[Segment], i: int, figure: Figure, low: str) -> int:
    """Where the figure begins: its owner and the words that restrict it."""
    j = i
    while j and i - j < 2 and restricts(row, j, i, low):
        j -= 1
    words = [s.low for s in row[j:i]]
    left = row[j - 1] if j else None
    product = not vocabulary.products().isdisjoint(words)
    if is_word(left, "'s") and j > 1:
        owner = row[j - 2]
        figure.restricted = " ".join(words)
        if isinstance(owner, Area | Pronoun):
            figure.owner, j = owner, j - 2
        elif isinstance(owner, Place):
            figure.foreign = "sub-national"
        else:
            figure.foreign = "owner"
        return j
    if isinstance(left, Area):
        if left.low in ("global", "worldwide", "world") and j > 1 and isinstance(row[j - 2], Area):
            j, left = j - 1, row[j - 2]  # "US global exports"
        figure.owner, figure.restricted = left if isinstance(left, Area) else None, " ".join(words)
        return j - 1
    if isinstance(left, Pronoun) and (left.low not in BARE_PRONOUNS or figure.word in VERBLIKE):
        figure.owner, figure.restricted = left, " ".join(words)
        return j - 1
    if isinstance(left, Place):
        figure.foreign, figure.restricted = "sub-national", " ".join(words)
        return j
    if (
        words
        and not product
        and figure.indicator in TRADE_AND_SERVICES
        and (words[-1].endswith(("ed", "ing", "en")) or words[-1] in CLAUSE_WORDS)
    ):
        return i
    figure.restricted = " ".join(words)
    return j


def restricts(row: list[Segment], j: int, i: int, low: str) -> bool:
    """Whether the unknown word before place `j` belongs to the noun at `i`."""
    word = row[j - 1]
    if not isinstance(word, Word) or (word.classes and word.low not in PLANNED):
        return False
    if j > 1 and is_word(row[j - 2], ",") and word.low not in vocabulary.products():
        return False
    return DETERMINER.search(low, word.end, row[i].start) is None and not re.search(
        r"[^\w\s'-]", low[word.end : row[i].start]
    )


PLANNED = frozenset(("planned", "projected", "expected", "proposed", "targeted", "anticipated"))
"""“planned military spending” is another figure."""


def split_pair(figure: Figure) -> None:
    """“Japan-China trade”: one is the reporter, the other the partner."""
    owner = figure.owner
    if not isinstance(owner, Area) or len(owner.ids) != 2:
        return
    if figure.indicator == "goods_trade" or (figure.indicator == "trade_balance" and owner.pair):
        figure.owner, figure.partner = named(owner.ids[0], owner), named(owner.ids[1], owner)


def right_end(row: list[Segment], i: int, figure: Figure, low: str) -> int:
    """Where the figure ends: behind its owner, its partner and what else restricts it."""
    k = i + 1
    while k < len(row):
        size = one_more(row, k, figure, low)
        if not size:
            break
        k += size
    return k


def one_more(row: list[Segment], k: int, figure: Figure, low: str) -> int:
    """How many segments at `k` still belong to the figure."""
    link, following = row[k], row[k + 1] if k + 1 < len(row) else None
    traded = figure.indicator in TRADE_AND_SERVICES
    if traded and is_word(link, "of", "in") and is_word(following, "goods"):
        with_services(figure, following.low if following else "")
        return 2
    if traded and is_word(link, "goods"):
        with_services(figure, link.low)
        return 1
    if (
        (
            isinstance(link, Word | Figure | Concept)
            and figure.indicator == "trade_balance"
            and is_word(row[k - 1], "goods")
        )
        and isinstance(link, Concept)
        and link.indicator == "goods_trade"
    ):
        return 1
    if following is None:
        return 0
    if isinstance(following, Area | Pronoun):
        return holder_behind(row, k, figure, following)
    if is_word(link, "of") and isinstance(following, Place):
        figure.foreign = "sub-national"
        return 2
    ranked = (
        following.kind == "region" and k > 1 and isinstance(row[k - 2], Rank) if isinstance(following, Place) else False
    )
    if is_word(link, "in") and isinstance(following, Place) and figure.indicator != "gdp_growth" and not ranked:
        figure.foreign = "sub-national"
        return 2
    if traded and is_word(link, "to", "from", "with") and isinstance(following, Place):
        figure.foreign = "sub-national"
        return 2
    if is_word(link, "of") and isinstance(following, Word) and not following.classes:
        end = product_end(row, k + 1)
        figure.restricted = f"{figure.restricted} {low[following.start : row[end - 1].end]}".strip()
        return end - k
    return 0


def holder_behind(row: list[Segment], k: int, figure: Figure, holder: Holder) -> int:
    """An area behind “of”, “to”, “from”, “with”, “between”: the figure's owner or its partner."""
    link, traded = row[k], figure.indicator in WITH_PARTNERS
    after = row[k + 2] if k + 2 < len(row) else None
    if is_word(link, "between") and traded:
        between(holder, figure)
        return 2
    if (
        is_word(link, "of")
        and figure.indicator == "goods_imports"
        and figure.owner is not None
        and is_word(after, "goods")
    ):
        figure.partner = holder  # "Russian imports of Chinese goods"
        return 3
    if is_word(link, "in") and isinstance(holder, Pronoun) and isinstance(after, Concept):
        return 0
    if is_word(link, "in") and figure.indicator in POSITIONS and figure.partner is None:
        figure.partner = holder
        return 2
    if is_word(link, "of", "for", "by", "in") and figure.owner is None and holder.low not in BARE_PRONOUNS:
        figure.owner = holder
        return 2
    if is_word(link, "live") and figure.indicator == "population" and figure.owner is None:
        figure.owner = holder
        return 2
    if traded and is_word(link, "to", "from", "with") and holder.low not in ("it", "we", "they"):
        return partner_behind(link, figure, holder)
    return 0


def partner_behind(link: Segment, figure: Figure, holder: Holder) -> int:
    """Exports from A and imports to A are A's own; a balance and trade have the other side behind “with”."""
    flow = figure.indicator.replace("goods_services", "goods")
    own = OWN_SIDE.get(flow)
    if is_word(link, "with") and own:
        return 0
    if own and is_word(link, own):
        if figure.owner is not None:
            return 0
        figure.owner = holder
        return 2
    if figure.partner is not None:
        return 0
    figure.partner = holder
    return 2


OWN_SIDE = {
    "goods_exports": "from", "goods_imports": "to", "arms_transfers": "from", "arms_imports": "to",
    "fdi_positions_outward": "from",
}  # fmt: skip
"""Behind which word a figure's own country stands; its partner stands behind the other."""


def product_end(row: list[Segment], k: int) -> int:
    """The place behind “electric vehicles” of “exports of electric vehicles”."""
    names = 0
    while k + names < len(row) and isinstance(row[k + names], Word) and not row[k + names].classes and names < 3:
        names += 1
        if row[k + names - 1].low in vocabulary.products():
            more = row[k + names : k + names + 2]
            if len(more) == 2 and is_word(more[0], "and") and more[1].low in vocabulary.products():
                return k + names + 2  # "exports of fish and seafood"
            return k + names
    return k + 1


def with_services(figure: Figure, word: str) -> None:
    """Exports of goods and services are an indicator of their own; balances of both are not held."""
    if "services" not in word:
        return
    if figure.indicator in ("goods_exports", "goods_imports"):
        figure.indicator = figure.indicator.replace("goods", "goods_services")
    else:
        figure.restricted = f"{figure.restricted} and services".strip()


def between(holder: Holder, figure: Figure) -> None:
    """“trade between A and B”, “trade between them”."""
    sides = holder.sides if isinstance(holder, Area) else ()
    if len(sides) == 2 and 1 in map(len, sides):
        one, other = sorted(sides, key=len) if len(sides[0]) > 1 else sides
        figure.owner = Area(holder.start, holder.end, holder.low, ids=one)
        figure.partner = Area(holder.start, holder.end, holder.low, ids=other)
    else:
        figure.owner, figure.both = holder, True
