"""Segments that name one thing become one: ranges, ranks, lists of areas, an indicator with its owner and partner.

Belongs here: what makes the row of segments shorter before it is cut into clauses.
Does not belong here: clauses (clauses.py), who a pronoun means (resolver.py).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipelines.claims import lexicon, numbers, ranges
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import members, segments, vocabulary
from pipelines.claims.reader.rewriting import Found, Rewriting, Rule, Text
from pipelines.claims.reader.segments import Amount, Area, Concept, Figure, Pronoun, Rank, Segment, Word, is_unknown

OF_ARMS = {"goods_exports": "arms_transfers", "goods_imports": "arms_imports"}
OVER_GDP = {row["indicator"]: row["over_gdp"] for row in lexicon.rows("figures") if row["over_gdp"]}
"""What is said in per cent of GDP, and the indicator that answers it."""


def row_of(
    found: list[Segment], text: "Text", without_speakers: Callable[[list[Segment]], list[Segment]]
) -> list[Segment]:
    """The row that clauses are cut from."""
    row = [s for s in found if s.low != '"' and "minus" not in s.classes]
    owned = (
        s for s, last in zip(row, [None, *row], strict=False) if not (s.low == "'s" and isinstance(last, segments.When))
    )
    row = [s for s in owned if not isinstance(s, segments.When)]  # "2018's largest exporter", "last year's exports"
    row = [
        s for s, behind in zip(row, [*row[1:], None], strict=False)
        if "filler" not in s.classes
        and ("whole" not in s.classes or is_word(behind, *WORDS["ends it"]) or behind is None)
    ]  # fmt: skip
    for s in row:
        if isinstance(s, Area) and "-" in s.ids[0]:  # as lists.csv writes NATO-USA-CAN
            group, *left = s.ids[0].split("-")
            s.ids = members.left_over((group,), tuple(left), text.said_on)
    known = Rewriting(text, RULES)
    row = known.rewritten(row, FIRST)
    start = next((n for n, s in enumerate(row) if "," not in s.classes), len(row))
    row = known.rewritten(without_speakers(row[start:]), SECOND)
    if any(isinstance(s, Area) for s in row):
        row = known.rewritten(join_areas(row, text.text), THIRD)
    return known.rewritten(close_figures(row, text.low), FOURTH)


def is_word(segment: Segment | None, *classes: str) -> bool:
    return segment is not None and bool(segment.classes) and not segment.classes.isdisjoint(classes)


# --- rewriting ---


def only(*roles: str) -> Callable[[Found], list[Segment]]:
    """What plays the roles, without the words around it: “noun=gdp” as such a word, “more?” only where it is there.

    What is no role is a word of that class.
    """

    def made(found: Found) -> list[Segment]:
        at, out = found.every[0].end, list[Segment]()
        for each in roles:
            role, is_meant, what = each.rstrip("?").partition("=")
            old = found.roles.get(role)
            if old is not None and not is_meant:
                out.append(old)
            elif not each.endswith("?"):
                out.append(named(what or role, old or Word(at, at, role)))
        return out

    return made


def meant(role: str, what: str) -> Callable[[Found], list[Segment]]:
    """All of it, with what plays the role as a part of an area, a word of a class or the noun of an indicator."""

    def made(found: Found) -> list[Segment]:
        return [named(what, s) if s is found.roles[role] else s for s in found.every]

    return made


def named(what: str, old: Segment) -> Segment:
    """The same words as a part of an area, a word of a class or the noun of an indicator."""
    if what == "part":
        return members.part(old)[0]
    if what == "world":
        return Area(old.start, old.end, "global", ids=("WLD",))
    if what == "largest":
        return Rank(old.start, old.end, old.low, n=1, text="1")
    if what in vocabulary.classes():
        return Word(old.start, old.end, old.low, frozenset((what,)))
    known = old if isinstance(old, Concept) else Concept(old.start, old.end, old.low, old.classes)
    indicator, *flags = what.removeprefix("concept.").split("-")
    return replace(known, indicator=indicator, flags=(*known.flags, *flags))


def the_member(found: Found) -> list[Segment] | None:
    """“the African country”, but not “the richest African country”."""
    group, state = found.every
    ranked = bool(found.before) and (isinstance(found.before[-1], Rank) or is_word(found.before[-1], "others", "none"))
    if state.low not in WORDS["one state"] or ranked:
        return None
    if SAID["so much or a"].search(found.text.low, 0, group.start):
        return [state]  # "is a small African country of 8 million people"
    return [Pronoun(group.start, state.end, "it", among=group.ids[0] if isinstance(group, Area) else "")]


def the_country(found: Found) -> list[Segment] | None:
    """“the Andean country”, “the oil-rich kingdom”: that of which the text is."""
    start, text = found.every[0].start, found.text
    called = text.low.startswith("the ", start) or text.low.endswith("the ", 0, start)
    proper = all(s.low.startswith("the ") or text.text[s.start].isupper() for s in found.every[:-1])
    if not called or not (proper or "kind" in found.roles) or text.text[found.every[-1].start].isupper():
        return None  # "the host country", "the Navajo Nation"
    return [Pronoun(start, found.every[-1].end, "the country", kind="it")]


def bracketed(found: Found) -> list[Segment] | None:
    """“[Brazil's] exports”, “the United Kingdom (UK)”: what an editor's brackets stand for."""
    last = found.roles.get("last")
    if isinstance(last, Area) and last.ids == found.area().ids:
        return [last]
    return [s for s in found.every if not isinstance(s, segments.Sign) or s.low == "'s"]


def converted(found: Found) -> list[Segment] | None:
    """“8.8 billion euros (9.7 billion U.S. dollars) in January”: the same amount again."""
    amount, _, again, close = found.every
    return [amount] if not found.text.low[again.end : close.start] else None


def without_state(found: Found) -> list[Segment] | None:
    """“the Chinese side”, but not “the Chinese government”."""
    area, state = found.every
    return [area] if state.low not in ("government", "the government", "administration") else None


def own_name(found: Found) -> list[Segment] | None:
    """“Our country, Canada,”, “we in Kenya”: the speaker's own country, by its name."""
    who, link = found.roles["we"], found.roles.get("link")
    if who.low in ("our", "us") or (link is not None and link.low == "," and "countr" not in who.low):
        return None  # "they met us in Peru", "they told us Peru grew"
    return [replace(found.area(), start=who.start)]


def doing(found: Found) -> list[Segment] | None:
    """“…, with Peru having the largest army”: Peru has it."""
    _, area, verb = found.every
    behind = bool(found.before) and is_word(found.before[-1], ",")
    return [area, verb] if behind and verb.low.endswith("ing") else None


def nth(found: Found) -> list[Segment] | None:
    """“third-largest”, “second most populous”, “eighth among the largest”."""
    n, most = found.every[0], found.every[-1]
    assert isinstance(n, Rank) and isinstance(most, Rank)
    return [replace(most, start=n.start, n=n.n, text=n.text, low=" ".join(s.low for s in found.every))]


def lower(found: Found) -> list[Segment] | None:
    """“8 per cent above Portugal's”, “below the level in Spain”: higher or lower than there."""
    amount, word, *rest = found.every
    values = {"more": "less" if word.low in ("below", "beneath") else "more"}
    than = Word(word.end, word.end, "than", frozenset(("than",)))
    return [amount, Word(word.start, word.end, word.low, frozenset(("more",)), values=values), than, rest[-1]]


def grew(found: Found) -> list[Segment] | None:
    """“export growth of 8 per cent”, “8 per cent growth in Peru's exports”, “exports of $5 billion, a growth of …”."""
    growth, whose = found.roles["growth"], found.roles.get("whose")
    flow = found.roles.get("flow") or next((s for s in reversed(found.before) if isinstance(s, Concept)), None)
    output = "gdp" if found.every[0] is found.amount() else "gdp_"
    if not isinstance(flow, Concept) or flow.indicator.startswith(output):
        return None  # "5 per cent growth of its economy" is read as it is
    told = flow.indicator in KIND["goods"] or (found.every[0].low == "," and flow.indicator == "remittances_received")
    if "flow" not in found.roles and (found.amount().size < 0 or not told):
        return None
    falls = found.amount().size < 0 or growth.values.get("move") == "-"
    falls |= isinstance(growth, Concept) and "fall" in growth.flags
    verb = Word(growth.start, growth.end, growth.low, frozenset(("move",)), values={"move": "-" if falls else "+"})
    owner = [whose] if whose is not None else []
    return [*owner, found.roles.get("flow", found.every[0]), verb, found.amount()]


def inflated(found: Found) -> list[Segment]:
    """“Consumer prices in Peru rose by 3 per cent”: its inflation was so much."""
    prices, move = found.roles["last"], found.roles["move"]
    flags = ("fall",) if move.values["move"] == "-" else ()
    start, kind = found.every[0].start, frozenset(("prices",))
    noun = Concept(start, prices.end, "consumer prices", kind, indicator="inflation", flags=flags)
    behind = found.every[found.every.index(prices) + 1 :]
    return [noun, *(named("reach", s) if s is move else s for s in behind if not is_word(s, "by"))]


def standstill(found: Found) -> list[Segment] | None:
    """“did not grow”, “zero growth”: by less than what rounds to more than nothing, or by nothing."""
    *verb, first, growth = found.every
    whose = SAID["of a time"].match(found.text.low, growth.end) and "it" not in [s.low for s in found.before[-2:]]
    if growth.values.get("grow") == "-" or not whose:
        return None
    at, (text, hedge) = growth.end, ("0", first.hedge) if isinstance(first, Amount) else ("0.5", "under")
    zero = Amount(at, at, first.low, kind="percent", text=text, size=float(text), unit="PT", hedge=hedge)
    return [growth, zero] if is_word(growth, "grow") else [*verb, zero, growth]


def in_unit(found: Found) -> list[Segment] | None:
    """“Fertility rate, total (births per woman) in Chad was 6.3”: a bare number has the unit of the name."""
    name, amount = found.roles["name"], found.amount()
    flags = name.flags if isinstance(name, Concept) else ()
    unit = next((flag.removeprefix("unit:") for flag in flags if flag.startswith("unit:")), "")
    if not unit:
        return None
    kind = {"PT": "percent", "BIRTHS": "births", "PS": "count"}.get(unit, "money")
    amount = replace(amount, kind=kind, unit=unit if unit != "PS" else None)
    return [amount if s is found.amount() else s for s in found.every if not is_word(s, "stop")]


def top(found: Found) -> list[Segment] | None:
    """“the top 10”, “the ten largest”, “the three largest”."""
    rank, size = found.roles.get("rank", found.every[0]), found.roles["amount"]
    assert isinstance(rank, Rank)
    text = size.text if isinstance(size, Amount) else size.low.split()[-1]
    start, end = found.every[0].start, found.every[-1].end
    return [replace(rank, start=start, end=end, n=int(numbers.size(text)), text=f"top {text}")]


def within(found: Found) -> list[Segment] | None:
    """“is one of the top ten”, “is in Africa's top ten”: its place is one of these, which is what is counted."""
    last = found.before[-1] if found.before else None
    return found.every[1:] if is_word(found.every[0], "some") or is_word(last, "be", "have") else None


def of_gdp(found: Found) -> list[Segment] | None:
    """“2.1 per cent of GDP”: a share of output; “of Germany's GDP”, behind a figure that is measured so."""
    whose = found.area() if "area" in found.roles else None
    concepts = [s.indicator for s in found.before if isinstance(s, Concept)]
    this = not concepts and bool(found.before) and found.before[-1].low.startswith("equivalent")
    this |= any(is_word(s, "spend") for s in found.behind[:2])  # "of Mali's GDP was spent on its army"
    if whose is not None and not this and (OVER_GDP.keys() | KIND["position"]).isdisjoint(concepts[-1:]):
        return None
    return [replace(found.amount(), of_gdp=True, end=found.every[-1].end, whose=whose)]


def over_output(found: Found) -> list[Segment] | None:
    """“military spending as a share of its economy”: the figure that is held in per cent of GDP."""
    name = found.roles["name"]
    if not isinstance(name, Concept) or name.indicator not in OVER_GDP:
        return None
    return [replace(name, end=found.every[-1].end, indicator=OVER_GDP[name.indicator])]


def without(found: Found) -> list[Segment] | None:
    """“NATO members other than the United States”."""
    area, other = found.area(), found.area("other")
    rest = members.left_over(area.ids, other.ids, found.text.said_on)
    kept: Segment = Word(area.start, other.end, area.low)
    return [Area(area.start, other.end, area.low, ids=rest, kind="group") if rest else kept]


def like(amount: Amount, last: Amount) -> Amount:
    """“1.5 and 1.9 per cent of GDP”, “19 and 18 million”: the first is of the unit that the last one names."""
    number, _, magnitude = last.text.partition(" ")
    money = last.kind in (amount.kind, "money")
    plain = all(map(SAID["plain digits"].fullmatch, (amount.text, number)))
    if not plain or not (money or amount.kind == "count"):
        return replace(amount, of_gdp=last.of_gdp)
    return replace(
        amount, kind=last.kind, unit=last.unit, of_gdp=last.of_gdp, text=f"{amount.text} {magnitude}".strip(),
        size=numbers.size(f"{amount.text} {magnitude}"),
    )  # fmt: skip


def one_range(found: Found) -> list[Segment] | None:
    """ "3 to 3.5 per cent", "between $2 and $3 billion", "3-4%": one number with two ends."""
    first, second, low = found.amount("first"), found.amount("second"), found.text.low
    link = found.roles.get("link")
    last = found.roles.get("last") or (found.before[-1] if found.before else None)
    shared = like(first, second)
    apart = shared.text != first.text or (first.kind == "count" and any(is_word(s, "proportion") for s in found.before))
    if is_word(link, "to") and is_word(last, "from") and apart:
        return [shared if s is first else s for s in found.every]  # "from $5 to $7 billion", "from 22 to 16 per cent"
    if link is None:
        joins = second.glued or low[first.end : second.start].strip() == "-"
    else:
        joins = not is_word(last, "from") if is_word(link, "to") else is_word(last, "between")
    kinds = {first.kind, second.kind} - {"count"}
    times = 3 if is_word(last, "by") else 10  # "rose by $96 billion to $1.5 trillion", "fell by 0.3 to 4.3 per cent"
    apart = second.size >= 1000 and first.kind == "percent"
    apart |= second.kind == "count" != first.kind and first.size > second.size  # "$80 billion to 190 countries"
    apart |= is_word(last, "by") and (first.size > second.size or (first.kind == "money" and " " in first.text))
    apart |= (first.size >= 1000 or times < 10) and second.size > first.size * times
    if not joins or is_word(last, "move") or len(kinds) > 1 or apart:
        return None
    if re.search(r"\d|year|month|quarter", low[first.end : second.start]):
        return None
    joined = replace(
        first, end=second.end, text=lower_end(first.text, second.text), high=second.text, hedge="between",
        kind=second.kind if first.kind == "count" else first.kind, size=max(first.size, second.size),
        unit=first.unit or second.unit, low=low[first.start : second.end],
    )  # fmt: skip
    return [*(s for s in found.every[:1] if s is last and not is_word(s, "between")), joined]


def of_weapons(found: Found) -> list[Segment] | None:
    """“Its exports fell by 9 per cent” in a text on arms, “the third arms importer, with imports from Peru”."""
    flow, others = found.roles["flow"], [*found.before, *found.behind]
    ranked = any(s.values.get("ranker") in KIND["arms"] for s in others)
    named = any(isinstance(s, Concept) and s.indicator in KIND["arms"] for s in others)
    before, (link, owner) = [None, *found.before][-1], [*found.behind, None, None][:2]
    of_some = is_unknown(before) or (is_word(link, "of", "in") and not isinstance(owner, Area | Pronoun))
    if named or of_some or not (ranked or found.text.topic == "arms") or flow.low not in WORDS["bare flows"]:
        return None
    if isinstance(flow, Concept):
        return [replace(flow, indicator=OF_ARMS[flow.indicator])]
    return [replace(flow, values={**flow.values, "ranker": OF_ARMS[flow.values["ranker"]]})]


def on_armies(found: Found) -> list[Segment] | None:
    """“Russia's spending”, “the largest spender”, “Peru spent $2 billion” where military spending is spoken of."""
    named = [s.indicator for s in found.before if isinstance(s, Concept)]
    named += [s.values.get("ranker", "") for s in (*found.before, *found.behind)]  # "…, the third military spender"
    if not (found.text.topic == MILITARY or any(name.startswith(MILITARY) for name in named)):
        return None
    noun, before = found.every[-1], [None, *found.before][-1]
    behind, beyond = [*found.behind, None, None][:2]
    if isinstance(noun, Amount):
        return on_defence(found, noun, behind)
    if noun.low.startswith("spender"):
        return [replace(noun, classes=frozenset(("ranker",)), values={"ranker": MILITARY})]
    # not "government spending", "spending on schools", "spending of $3"
    other = is_unknown(before) or is_word(before, "state") or isinstance(beyond, Amount)
    by = is_word(behind, "of", "by", "in") and not other
    the = found.text.low.endswith("the ", 0, noun.start) and is_word(behind, "be", "reach")
    whose = isinstance(before, Area | Pronoun) or is_word(before, "'s") or by or the
    on = behind is not None and behind.low in ("on", "for")
    return [Concept(noun.start, noun.end, noun.low, indicator=MILITARY)] if whose and not on else None


def on_defence(found: Found, amount: Amount, behind: Segment | None) -> list[Segment] | None:
    """“spent $3 billion”, “spent 1.5 per cent”: on defence, and of GDP; unless it is said on what."""
    others = [s.low for s in (*found.before, *found.behind) if not isinstance(s, Concept)]
    of_budget = any("budget" in each for each in others)
    if (of_budget and amount.kind == "percent") or (isinstance(behind, Word) and not is_word(behind, "and")):
        return None
    on, defence = (Word(amount.end, amount.end, name, frozenset((name,))) for name in ("in", "defence"))
    return [*found.every[:-1], replace(amount, of_gdp=amount.kind == "percent"), on, defence]


MILITARY = "military_expenditure"


def market(found: Found) -> list[Segment] | None:
    """“the largest market for Angola's exports”, “source of American imports”: a partner, once the flow is closed."""
    noun, link, flow = found.every
    values = {"partner": flow.indicator} if isinstance(flow, Figure) else {}
    return [replace(noun, classes=frozenset(values), values=values), link, flow]


def taker(found: Found, *more: str) -> list[Segment] | None:
    """“the largest recipient of Chinese aid”, “the top destination for Peruvian migrants”: a partner of the sender."""
    noun, link, what, owner = found.roles["noun"], found.roles["link"], found.roles["what"], found.area("owner")
    values = {"partner": what.values.get("transfer", "migrants")}
    kind = replace(noun, classes=frozenset(("partner", *more)), values=values)
    place = [found.roles["place"]] if "place" in found.roles else []
    return [*place, kind, link, replace(owner, end=max(owner.end, what.end))]


def place_by(found: Found) -> list[Segment] | None:
    """“In terms of population, Nigeria ranks sixth”: the place says by what, as “most populous” does."""
    *others, rank = found.every
    figure = found.roles["figure"]
    assert isinstance(figure, Figure) and isinstance(rank, Rank)
    return [*others, replace(rank, indicator=figure.indicator)]


def made_by(makes: str) -> Callable[[Found], list[Segment] | None]:
    """What “only area”, “men as troops” or the name of a function, with what it is given, in rules.csv stands for."""
    name, *roles = makes.split()
    if roles[:1] == ["as"]:
        return meant(name, roles[1])
    if name == "only":
        return only(*roles)
    return lambda found: (getattr(members, name, None) or globals()[name])(found, *roles)


ROWS = lexicon.rows(Path(__file__).with_name("rules.csv"))
ROWS.sort(key=lambda row: ("first", "second", "third", "fourth").index(row["when"]))

RULES: tuple[Rule, ...] = tuple((row["words"], made_by(row["makes"])) for row in ROWS)
WHEN = [row["when"] for row in ROWS]
FIRST, SECOND, THIRD, FOURTH = (
    range(WHEN.index(when), WHEN.index(when) + WHEN.count(when)) for when in dict.fromkeys(WHEN)
)
"""Areas, members of groups and brackets; numbers, ranks and shares; what is beside areas; what is beside figures."""

# --- numbers ---


def lower_end(text: str, high: str) -> str:
    """“900 to 1.2 million” begins at 900 thousand; what can be read in two ways stays as it is, to be refused."""
    try:
        return ranges.read(text, high).written
    except ValueError:
        return text


# --- areas ---


AREAS = re.compile(
    r"[Aa](?P<more>(?:s?c[Aa]|p[Aa](?=p))+)?(?:(?P<pair>a)|n[Aa]|p[Aa](?!p)|(?P<owners>sn[Aa](?=s))|(?(more)cn[Aa]|(?!)))"
)
"""A list of areas, a letter for each segment: “A, B and C”, “A's, B's and C's”, “A + B + C”, “A-B”."""


def join_areas(row: list[Segment], text: str) -> list[Segment]:
    """Lists ("A, B and C") and pairs ("A-B") of areas as one."""
    letters = "".join([letter(segment, text) for segment in row])
    out: list[Segment] = []
    i = 0
    while i < len(row):
        hit = AREAS.match(letters, i)
        if hit is None or two_statements(hit, row, out):
            out.append(row[i])
            i += 1
            continue
        areas = [s for s in row[i : hit.end()] if isinstance(s, Area)]
        first, last = areas[0], areas[-1]
        ids, sides = tuple(iso for area in areas for iso in area.ids), tuple(area.ids for area in areas)
        out.append(Area(first.start, last.end, first.low, ids=ids, kind=last.kind, pair=bool(hit["pair"]), sides=sides))
        i = hit.end()
    return out


def two_statements(hit: re.Match[str], row: list[Segment], before: list[Segment]) -> bool:
    """Whether areas that stand beside each other make no list, or one names another twice."""
    areas = [s for s in row[hit.start() : hit.end()] if isinstance(s, Area)]
    ids = [iso for area in areas for iso in area.ids]
    after = row[hit.end()] if hit.end() < len(row) else None
    behind = after if is_word(before[-1] if before else None, *WORDS["no list"]) else None
    owned = is_word(behind, "'s")
    # "went to Japan and Chinese goods made up …"
    owned |= [area.kind for area in areas] == ["name", "demonym"] and is_word(after, "goods")
    # also "$1 billion from the United States and Egypt $1.4 billion"
    owned |= isinstance(behind, Amount) and len(areas) == 2 and any(isinstance(s, Amount) for s in before)
    # "the largest in Africa and India is the largest of all"
    verb = after is not None and after.low in ("is", "was")
    owned |= verb and len({area.kind == "group" for area in areas}) > 1
    return len(set(ids)) < len(ids) or (owned and not any(hit.groups()))


def letter(segment: Segment, text: str) -> str:
    if isinstance(segment, Area) and not isinstance(segment, members.Members):
        return "a" if segment.glued or text[segment.start - 1] in "/-" else "A"
    if "and" in segment.classes:
        return "p" if segment.low == "+" else "n"
    return "c" if "," in segment.classes else "s" if "'s" in segment.classes else "."


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
            last = i + 1
            while last < len(out) and (size := one_more(out, last, figure, low)):
                last += size
            before = out[first - 1] if first else None
            if figure.indicator == "gdp_growth" and isinstance(before, Figure) and before.end + 1 == figure.start:
                figure.restricted = before.word  # "import growth"
            figure.start, figure.end = out[first].start, out[last - 1].end
            out[first:last] = [figure]
            i = first
        i += 1
    return out


def left_end(row: list[Segment], i: int, figure: Figure, low: str) -> int:
    """Where the figure begins: its owner and the words that restrict it."""
    j = i
    while j and i - j < 2 and restricts(row, j, i, low):
        j -= 1
    figure.restricted = " ".join(s.low for s in row[j:i])
    left, before = row[j - 1] if j else None, row[j - 2] if j > 1 else None
    if isinstance(left, segments.Place) and left.kind not in ("region", "not_area"):
        figure.foreign = "sub-national"  # "Germany's Bavarian economy, which grew by 3 per cent"
        return j
    worldwide = isinstance(left, Area) and left.low in ("global", "worldwide", "world")
    if worldwide and (isinstance(before, Area | Pronoun) or is_word(before, "'s")):
        j, left, before = j - 1, before, row[j - 3] if j > 2 else None  # "US global exports", "India's world trade"
    if is_word(left, "'s") and not isinstance(before, Area | Pronoun):
        figure.foreign = "sub-national" if isinstance(before, segments.Place) else "owner"
        return j
    if isinstance(before, Area | Pronoun) and is_word(left, "'s"):
        figure.owner = before
        return j - 2
    if isinstance(left, Area) or (
        isinstance(left, Pronoun) and (left.low not in WORDS["bare pronouns"] or figure.word in WORDS["verblike"])
    ):
        figure.owner = left
        return j - 1
    return j


def restricts(row: list[Segment], j: int, i: int, low: str) -> bool:
    """Whether the unknown word before place `j` belongs to the noun at `i`."""
    word = row[j - 1]
    return is_unknown(word) and SAID["before a noun"].search(low, word.end, row[i].start) is None


def split_pair(figure: Figure) -> None:
    """“Japan-China trade”, “EU-China exports”: one is the reporter, the other the partner."""
    owner = figure.owner
    if not isinstance(owner, Area) or len(owner.ids) != 2:
        return
    if figure.indicator == "goods_trade" or (owner.pair and figure.indicator in ("trade_balance", "goods_exports")):
        figure.owner, figure.partner = (Area(owner.start, owner.start, "", ids=(each,)) for each in owner.ids)


def one_more(row: list[Segment], k: int, figure: Figure, low: str) -> int:
    """How many segments at `k` still belong to the figure."""
    link, following = row[k], row[k + 1] if k + 1 < len(row) else None
    traded = figure.indicator in KIND["trade"]
    if traded and is_word(link, "of", "in") and is_word(following, "goods"):
        with_services(figure, row[k + 1].low)
        return 2
    if traded and is_word(link, "goods"):
        with_services(figure, link.low)
        return 1
    if figure.owner is None and link.low == "worldwide":
        figure.owner = link if isinstance(link, Area) else None
        return 1
    if following is None:
        return 0
    mark, owned = [*row[k + 2 : k + 4], None, None][:2]
    if isinstance(following, Pronoun) and isinstance(mark, Concept) and mark.indicator in KIND["goods"]:
        return 0  # "growth in its exports"
    linked = is_word(link, "of", "from", "to", "in", "with")
    if linked and isinstance(following, Area) and is_word(mark, "'s") and isinstance(owned, Rank):
        figure.foreign = "owner"  # "exports from the world's second-largest economy"
        return 2
    if isinstance(following, Area | Pronoun):
        return holder_behind(row, k, figure, following)
    if is_word(link, "of") and (is_unknown(following) or is_word(following, "partner")):
        ahead = range(k + 1, min(k + 4, len(row)))  # "exports of electric vehicles"
        end = next((n + 1 for n in ahead if row[n].low in vocabulary.products()), k + 2)
        figure.restricted = f"{figure.restricted} {low[following.start : row[end - 1].end]}".strip()
        return end - k
    return 0


def holder_behind(row: list[Segment], k: int, figure: Figure, holder: segments.Holder) -> int:
    """An area behind “of”, “to”, “from”, “with”, “between”: the figure's owner or its partner."""
    link, traded = row[k], figure.indicator in KIND["bilateral"]
    if is_word(link, "between") and traded:
        between(holder, figure)
        return 2
    bought = is_word(link, "of") and figure.indicator == "goods_imports" and figure.owner is not None
    held = is_word(link, "in") and figure.indicator in KIND["position"] and figure.partner is None
    if bought or held or (figure.indicator == "trade_balance" and link.low == "over"):
        figure.partner = holder  # "Russian imports of Chinese goods", "a surplus over the United States"
        return 2
    bare = isinstance(holder, Pronoun) and holder.low in WORDS["bare pronouns"]
    owned = is_word(link, "of", "for", "by", "in", "to" if figure.indicator in KIND["inflow"] else "of")
    if owned and figure.owner is None and not bare:
        figure.owner = holder
        return 2
    if traded and is_word(link, "to", "from", "with") and holder.low not in ("it", "we", "they"):
        if is_word(link, OWN_SIDE.get(figure.indicator, "")):
            if figure.owner is not None and figure.indicator != "goods_imports":
                figure.foreign = "owner"  # "German exports from Mexico"
            figure.owner, figure.partner = holder, figure.partner or figure.owner  # "Mexican imports to Peru"
        else:
            figure.partner = holder
        return 2
    return 0


OWN_SIDE = {
    indicator: own.removeprefix("in") for indicator, own in lexicon.column("figures", "indicator", "own").items()
}
"""Behind which word a figure's own country stands; its partner stands behind the other."""


def with_services(figure: Figure, word: str) -> None:
    """Exports of goods and services are an indicator of their own; balances of both are a reading of that of goods."""
    services = "services" in word
    if services and figure.indicator in ("goods_exports", "goods_imports"):
        figure.indicator = figure.indicator.replace("goods", "goods_services")
    else:
        figure.flags += ("services" if services else "goods",) if word != "products" else ()


def between(holder: segments.Holder, figure: Figure) -> None:
    """“trade between A and B”, “trade between them”."""
    sides = holder.sides if isinstance(holder, Area) else ()
    if len(sides) == 2:
        figure.owner, figure.partner = (Area(holder.start, holder.end, holder.low, ids=side) for side in sides)
    else:
        figure.owner = holder
