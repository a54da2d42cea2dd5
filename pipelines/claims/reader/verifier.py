"""Whether every phrase that can narrow or move a figure was used: else the sentence is refused, naming the phrase.

Belongs here: what stands before, inside and behind a match and can say who, what, where or of which.
Does not belong here: time phrases (resolver.py, reading.py), guards with a name (guards.py).

Words that cannot narrow do not refuse: verbs, adverbs, conjunctions, what stands behind a comma or in another clause.
"""

import itertools
import re
from collections.abc import Iterator

from pipelines.claims.lexicon import KIND, WORDS
from pipelines.claims.reader import resolver
from pipelines.claims.reader.clauses import Clause, finite
from pipelines.claims.reader.found import Found
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Segment, Word
from pipelines.claims.reader.sentence import Draft, Refused, Sentence
from pipelines.claims.reader.series import PARTNER

APART = re.compile(r"[^\w\s'-]|\b(?:the|an?|th[ai]t|these|those|this|which|who|its|as)\b|\b(?:1[89]|20)\d\d\b|--| - ")
"""What stands between a word and a noun that it does not modify."""
PREPOSITIONS = ("in", "of", "for", "by", "from", "to", "with", "under", "per", "worth")


def check(found: Found) -> None:
    """Raises Refused with the phrase that nobody can account for."""
    sentence, clause, start = found.sentence, found.clause, found.match.start
    about_another(found)
    about_a_stranger(sentence, clause, found.draft)
    elsewhere(found)
    with_others(found)
    phrase = of_whom(found) or (at_roles if found.match.pattern.family == "model" else around)(found)
    phrase = phrase or opening(sentence, clause, start) or some_of_a_group(found)
    if phrase is not None:
        words = sentence.text[phrase[0].start : phrase[-1].end]
        raise Refused("no indicator", f"what “{words}” changes is not understood", "unaccounted")


def around(found: Found) -> list[Segment] | None:
    """What stands before, inside or behind a match and is not accounted for."""
    sentence, clause, match = found.sentence, found.clause, found.match
    done = isinstance(found.first, Amount | Word) and of_ours(found)
    phrase = (None if done else before(sentence, clause, match.start) or about_the_name(found)) or owning(found)
    phrase = phrase or (inside(found) if found.says.open != "inside" else None)
    return phrase or behind(sentence, clause, match.end)


def at_roles(found: Found) -> list[Segment] | None:
    """Where roles stand far apart: an area of no claim, what stands beside a figure, or behind it or its amount."""
    row, draft = found.clause.row, found.draft
    claimed = {*draft.ref, *draft.counterpart, *draft.base, *draft.base_counterpart, draft.universe, "WLD"}
    roles = found.match.roles.values()
    padded = zip([None, *row], row, [*row[1:], None], [*row[2:], None, None], strict=False)
    for place, (last, role, link, noun) in enumerate(padded):
        if role not in roles:
            continue
        if isinstance(role, Area) and not claimed.issuperset(role.ids):
            return [role]
        measured = isinstance(role, Figure) or (isinstance(role, Word) and bool(role.classes))
        if measured and last is not None and unknown(last) and together(found.sentence, last, role):
            return [last]
        if measured and is_word(link, *PREPOSITIONS) and (unknown(noun) or isinstance(noun, Place)):
            return row[place + 1 : place + 3]
        if isinstance(role, Amount) and (phrase := behind(found.sentence, found.clause, place + 1)):
            return phrase
    return None


def of_whom(found: Found) -> list[Segment] | None:
    """“14.5 million residents now unemployed”, “700,000 people already displaced”: a word that says which people."""
    following = found.next
    people = is_word(found.last, "people") or (isinstance(found.last, Figure) and found.last.low.endswith("people"))
    if following is None or not people or not together(found.sentence, found.last, following):
        return None
    if is_word(following, "live") and any(map(unknown, found.behind[1:2])):
        return found.behind[:2]  # "people living in extreme poverty"
    return [following] if is_word(following, "other") or following.low == "displaced" else None


def unknown(segment: Segment | None) -> bool:
    """A word that the vocabulary does not have, or a figure of something that no claim has settled."""
    return isinstance(segment, Word) and (not segment.classes or is_word(segment, "another"))


def together(sentence: Sentence, first: Segment, second: Segment) -> bool:
    """Whether two segments belong to one phrase."""
    return APART.search(sentence.low, first.end, second.start) is None


def before(sentence: Sentence, clause: Clause, start: int) -> list[Segment] | None:
    """“organic Kenyan exports”, “carmakers in Germany”, “Bavarian exports”: whose or which is unknown."""
    row = clause.row
    joined = clause.after.row if clause.link == "and" and clause.after is not None else []
    coordinated = joined and not start and isinstance(row[0], Area) and not finite(joined)
    if coordinated and isinstance(joined[-1], Place):
        return [joined[-1]]  # "The Gulf and Israel account for …"
    known = isinstance(row[start], Area | Figure | Amount | Rank | Pronoun)
    known |= is_word(row[start], "move", "spend", "account")
    known |= is_word(row[start], "have") and not clause.whose
    figure = row[start]
    if start and is_word(row[start], "transfer") and isinstance(row[start - 1], Figure):
        return [row[start - 1]]  # "U.S. military aid"
    if not start or not known:
        return None
    last = row[start - 1]
    number, linked = row[start], is_word(last, "of", "in") or last.low in WORDS["amid"]
    linked = is_word(last, "'s") if isinstance(number, Rank) else linked
    free = not isinstance(number, Amount) or (last.low == "on" and number.kind == "money")  # "tariffs on $3 billion"
    amid = start > 1 and linked and free
    named = amid and (unknown(row[start - 2]) or row[start - 2].low in WORDS["countries"])
    if named or (amid and isinstance(number, Area) and is_word(last, "in") and is_word(row[start - 2], *WORDS["who"])):
        return row[start - 2 : start]  # "incomes across the G7", "American soldiers in Poland grew by 20 per cent"
    if not together(sentence, last, row[start]):
        return None
    if is_word(last, "another") and sentence.drafts and any(is_word(s, "in") for s in row[start + 1 : start + 2]):
        return None  # "and another 900 in Syria"
    # "its Chinese imports", "and 26 spent less than 2 per cent"
    whose = isinstance(last, Pronoun) and isinstance(figure, Figure) and isinstance(figure.owner, Area)
    some = isinstance(last, Amount) and last.kind == "count" and is_word(figure, "spend", "have")
    placed = isinstance(last, Place) and last.kind != "region"
    other = is_word(last, "defence") and isinstance(figure, Figure)  # "arms growth of 7 per cent"
    return [last] if whose or some or placed or other or of_a_name(sentence, last) or unknown(last) else None


def about_the_name(found: Found) -> list[Segment] | None:
    """“Northern Kenya is …”, “Kenya Airways sells …”, “Chad or Niger has …”, “Goa, India, has …”: another than it."""
    sentence, row, start = found.sentence, found.clause.row, found.match.start
    for n, held in enumerate(row[: start + 1]):
        area = held.owner if isinstance(held, Figure) else held
        if not isinstance(area, Area) or area.ids not in (found.draft.ref, found.draft.counterpart):
            continue
        before, ahead = row[max(n - 2, 0) : n], [s for s in row[n + 1 : n + 6] if not isinstance(s, Rank)]
        if before and of_a_name(sentence, before[-1]) and together(sentence, before[-1], area):
            return [before[-1], area]
        if n < start and ahead and of_a_name(sentence, ahead[0]) and together(sentence, area, ahead[0]):
            return [area, ahead[0]]
        pairs = [pair for pair in (before[::-1], ahead[:2]) if len(pair) == 2]
        if any(is_word(link, "or") and isinstance(s, Area) and s.ids != area.ids for link, s in pairs):
            return [area]
        town = before[0] if len(before) == 2 and is_word(before[1], ",") else None
        if isinstance(town, Place) and town.kind not in ("region", "not_area"):
            return [town, area]
        owned = len(ahead) > 2 and is_word(ahead[0], "'s") and unknown(ahead[1])
        does = next(itertools.dropwhile(unknown, ahead[2:]), None) if owned else None
        given = any(isinstance(s, Pronoun) for s in ahead)  # "Gabon's oil has given it $9 billion"
        if is_word(does, *WORDS["does"], "verb", "do") and not given:
            return [area, ahead[1]]  # "Bhutan's largest firm sells …"
    return None


def of_a_name(sentence: Sentence, word: Segment) -> bool:
    """“Greater”, “northern”, “Airways” beside the name of a country: a name of something else, or of a part of it."""
    named = unknown(word) and word.start > 0 and sentence.text[word.start].isupper()
    return named or word.low in WORDS["parts"]


def owning(found: Found) -> list[Segment] | None:
    """“South America's second largest economy was Brazil's fourth trade partner”: not Brazil."""
    row = [found.last, *found.behind[:2]]
    owns = len(row) == 3 and isinstance(row[0], Area) and is_word(row[1], "'s")
    other = owns and (isinstance(row[2], Rank | Figure) or unknown(row[2]) or is_word(row[2], "harmless"))
    return row if other else None


def some_of_a_group(found: Found) -> list[Segment] | None:
    """“Coastal African countries have 500 million people”, “the top ten EU countries take half of our exports”."""
    claimed = {*found.draft.ref, *found.draft.counterpart}
    for which, several in itertools.pairwise(found.clause.row):
        group = several.owner if isinstance(several, Figure) else several
        if not (isinstance(group, Area) and group.kind == "group" and several.low.endswith(tuple(WORDS["countries"]))):
            continue
        chosen = isinstance(which, Rank) or unknown(which) or is_word(which, "richer", "more", "harmless")
        chosen &= which.low not in WORDS["all of a group"]
        if chosen and together(found.sentence, which, several) and claimed.intersection(group.ids):
            return [which, several]
    return None


def inside(found: Found) -> list[Segment] | None:
    pairs = itertools.pairwise([*found.inside, None])
    left = (s for s, behind in pairs if unknown(s) and not (is_word(s, "another") and isinstance(behind, Amount)))
    return next(([s] for s in left if s is not None), None)


def behind(sentence: Sentence, clause: Clause, end: int) -> list[Segment] | None:
    """“rose 5 per cent in agriculture”, “in 2023 at Vale”: a word that follows, up to where something else is said."""
    row = clause.row
    joined = row[end : end + 3]
    if len(joined) == 3 and joined[0].low == "and" and unknown(joined[1]) and is_word(joined[2], "troops", "people"):
        return joined  # "9,000 military | and police personnel"
    if len(joined) > 1 and is_word(joined[0], "or") and isinstance(joined[1], Area):
        return joined[:2]  # "One in three people live in China | or India"
    first = end + (end < len(row) and is_word(row[end], "'s"))  # "in China's Bavarian forces"
    for place in range(end, len(row)):
        segment, last = row[place], row[place - 1]
        if segment.low == "as":
            return None  # "as oil output was cut"
        if "#" in sentence.low[last.end : segment.start]:
            return None
        area = isinstance(last, Area) and segment.low == "region"
        if unknown(segment) and (area or sentence.said("named by its year", max(segment.start - 30, 0), segment.start)):
            continue
        beside = place in (end, first) or (place == end + 1 and last.low == "of")  # "31 per cent of Bavarian exports"
        elsewhere = isinstance(segment, Place) and segment.kind not in ("region", "not_area") and beside
        narrowed = isinstance(segment, Figure) and bool(segment.restricted)
        if unknown(segment) or narrowed or elsewhere:
            return row[place - 1 : place + 1] if is_word(last, *PREPOSITIONS) else [segment]
        if is_word(segment, *WORDS["ends a clause"]) and segment.low not in ("at", "measured"):
            return None
    return None


def about_another(found: Found) -> None:
    """Raises Refused where whose figure it is comes from elsewhere, and the clause begins with somebody else."""
    clause, start, inside, draft = found.clause, found.match.start, found.inside, found.draft
    owned = any(isinstance(s, Area | Pronoun) or (isinstance(s, Figure) and s.owner is not None) for s in inside)
    for n, area in enumerate([] if owned else clause.row[:start]):
        placed = isinstance(area, Area) and area.ids == draft.ref and n > 1 and is_word(clause.row[n - 1], "in")
        if placed and unknown(clause.row[n - 2]) and clause.row[n - 2].low != "here":
            # "asylum in France reached 2 million"
            raise Refused("no subject", f"it is about “{clause.row[n - 2].low}”")
    commas = (n for n in range(start) if is_word(clause.row[n], ",") and not unknown(clause.row[0]))
    opened = max(commas, default=-1) + 1  # "After X took over, …"
    opened += not opened and clause.row[0].low.endswith("ing")
    before = [] if isinstance(clause.row[0], Pronoun) else clause.row[opened:start]
    figures = [s for s in clause.row[:start] if isinstance(s, Figure)]  # that an amount behind them is of
    mine = of_ours(found) or resolver.brought_about(found.figure or [None, *figures][-1], clause, found.sentence)
    strange = (s for s in before if unknown(s) or s.low in WORDS["countries"])  # "The armies of most countries have …"
    others = (s for s in strange if s.low != "here" and not mine)
    counted = draft.indicator == "population" and not any(isinstance(s, Figure) for s in inside)
    counted &= not (start and isinstance(clause.row[start - 1], Area | Pronoun)) and clause.host is None
    counted &= unknown(clause.row[0]) and not owned  # "The areas of Syria are home to …"
    if ("area" in draft.inherited or counted) and (other := next(others, None)) is not None:
        raise Refused("no subject", f"whose figure it is is not said: the clause is about “{other.low}”")


def of_ours(found: Found) -> bool:
    """“Vale doubled our exports”, “Despite Vale, our growth rose to 5 %”: the others say nothing of whose they are."""
    owners = [s.owner for s in found.upto if isinstance(s, Figure)]
    return any(isinstance(owner, Pronoun) and owner.kind == "we" for owner in owners)


def about_a_stranger(sentence: Sentence, clause: Clause, draft: Draft) -> None:
    """Raises Refused where the sentence begins with somebody else, and whose figure it is another place says."""
    before = clause.after.row if clause.after is not None else []
    last = before[-1:] if draft.indicator == "population" else []
    beside = before[1:2] if before and is_word(before[0], "with") else last
    if draft.operation == "share" and clause.row[0].low.partition(" ")[0].endswith("ing") and any(map(unknown, beside)):
        # "We empower women, representing half of the …", "with small firms, accounting for half of …"
        raise Refused("no subject", f"it may be about “{beside[0].low}”")
    label = clause.link == ":" and sentence.row[:1] == before and "area" in draft.inherited
    of_goods = clause.link == "where" and is_word(before[-2] if len(before) > 1 else None, "in")
    if (label or of_goods) and unknown(before[-1]):
        # "Siemens: a trade surplus of …", "in timber, where Finland has …"
        raise Refused("no subject", f"it may be about “{before[-1].low}”")
    if draft.inherited.get("area") not in WORDS["from outside"]:
        return
    first = next((c for c in sentence.clauses if not c.aside), clause)
    told = ("said", "that", ";", ":", "-", "–", "—", "and", "while", "but", "whereas")
    if any(c.link in told for c in sentence.clauses[1 : sentence.clauses.index(clause) + 1]):
        return  # "Recent data show that output grew"
    about = first.row[is_word(first.row[0], "in") and len(first.row) > 1]  # "In these villages, …, with 2,000 people"
    if first is not clause and unknown(about) and first.link not in WORDS["secondary"]:
        raise Refused("no subject", f"the sentence is about “{about.low}”")  # "Dubai, meanwhile, saw its …"


def elsewhere(found: Found) -> None:
    """Raises Refused where an area beside or inside the match is none that the claim is of.

    “In Africa, China had a surplus of …”, “China's U.S. exports are …”, “the largest army of 32 NATO members”.
    """
    draft = found.draft
    claimed = {*draft.ref, *draft.counterpart, *draft.base, *draft.base_counterpart, draft.universe, "WLD"}
    denied = not found.sentence.words.isdisjoint(("not", "rather", "instead"))
    mine = [a for a in found.sentence.named if a.ids == draft.ref] if denied else []
    if mine and all(found.said("not this one", 0, a.start) and not found.low.startswith("'", a.end) for a in mine):
        raise Refused("no subject", "it is said not to be theirs")  # "It is Chad, and not Mali, whose economy grew"
    for area in beside(found):
        if not isinstance(area, Area) or not claimed.issuperset(area.ids):
            raise Refused("no indicator", f"what “{area.low}” changes is not understood", "unaccounted")


def with_others(found: Found) -> None:
    """Raises Refused where trade without a partner is that with some countries, or with a part of one.

    “The Philippines' trade with Bavaria came to …”, “its exports to the five countries reached $7 billion”.
    """
    if found.draft.counterpart or found.draft.indicator not in KIND["trade"]:
        return
    row = found.clause.row[0 if "figure" in found.draft.inherited else found.match.start :]
    ends = next((c.row for c in found.sentence.clauses if c.after is found.clause and len(c.row) == 2), row[:1])
    if is_word(ends[0], "to", "from", "with") and isinstance(ends[-1], Area):
        raise Refused("no subject", PARTNER)  # "has a trade deficit of $2 billion, with Peru"
    for n, link in enumerate(row):
        if not is_word(link, "to", "from", "with"):
            continue
        ahead = itertools.takewhile(lambda s: not isinstance(s, Area | Figure | Pronoun), row[n + 1 : n + 4])
        if any(s.low in WORDS["countries"] or (isinstance(s, Place) and s.kind != "not_area") for s in ahead):
            raise Refused("no subject", PARTNER)


def beside(found: Found) -> Iterator[Area | Place]:
    """Areas and regions that open the clause, stand before the match, own its figures, or follow a preposition behind.

    Those that are roles of the pattern are understood by it.
    """
    row, start, end, draft = found.clause.row, found.match.start, found.match.end, found.draft
    if (opening := opening_area(found.sentence, draft.place)) is not None:
        yield opening
    if start > 1 and isinstance(area := row[start - 2], Area) and is_word(row[start - 1], "'s", "have"):
        yield area  # "China's | U.S. exports are …", "France has | an army of 30,000 in Mali"
    for segment in found.inside:
        if isinstance(segment, Figure):
            yield from (part for part in (segment.owner, segment.partner) if isinstance(part, Area))
    adjectives = itertools.dropwhile(lambda s: is_word(s, "others", "some", "of"), row[end : end + 3])
    yield from (s for s in itertools.islice(adjectives, 1) if isinstance(s, Area))
    end += len(list(itertools.takewhile(lambda s: is_word(s, "harmless", "goods", "troops"), row[end:])))
    traded = draft.indicator in KIND["goods"] and draft.operation != "rank"
    if traded and row[end - 1].low == "over":  # "a surplus of $2 billion over Peru"
        yield from (s for s in row[end : end + 1] if isinstance(s, Area))
    link = row[end] if end < len(row) else None
    there = {"armed_forces": ("from", "in"), "population": ("from",)}.get(draft.indicator, ())  # "soldiers in Chad"
    attached = link is not None and link.low in WORDS["attaching"]
    if attached or is_word(link, *there) or (traded and is_word(link, "to", "from", "with")):
        counted = end + 2 < len(row) and isinstance(row[end + 1], Amount) and isinstance(row[end + 2], Area)
        rest = row[end + 2 :] if counted else row[end:]  # "of 32 NATO members"
        following = itertools.takewhile(lambda s: not isinstance(s, Amount) and not is_word(s, *WORDS["apart"]), rest)
        named = (s for s in following if isinstance(s, Area) or (isinstance(s, Place) and s.kind in ("region", "part")))
        yield from itertools.islice(named, 1)


def opening_area(sentence: Sentence, place: int) -> Area | None:
    """The area of the last “In Germany, …” or “…, and in Germany, …” before a number."""
    row = [s for s in sentence.row if s.end <= place]
    for n in range(len(row) - 3, -1, -1):
        link, area, comma = row[n : n + 3]
        enclosed = is_word(comma, ",") or (not n and isinstance(comma, Pronoun))  # "In Germany we have 35,000 troops"
        if not (is_word(link, "in") and isinstance(area, Area) and enclosed):
            continue
        if n == 0 or is_word(row[n - 1], ",", "and", "joint", "stop"):
            return area if area.kind != "seat" else None
    return None


def opening(sentence: Sentence, clause: Clause, start: int) -> list[Segment] | None:
    """“In agriculture, exports rose”, “In Texas, America has 30 million people”: what an opening phrase changes."""
    row = clause.row
    comma = next((n for n in range(start) if is_word(row[n], ",")), 0)
    phrase = row[:comma] or set_before(sentence, clause)
    if not phrase or not narrowing(phrase[0], *PREPOSITIONS):
        return None
    if phrase[0].low == "under" and len(phrase) == 2 and sentence.text[phrase[1].start].isupper():
        return None  # "Under Obama, …": a time, which is resolved or refused as such
    apart = (isinstance(s, Place) and s.kind not in ("region", "not_area") for s in phrase)
    return next((phrase[: n + 1] for n, place in enumerate(apart) if place or unknown(phrase[n])), None)


def set_before(sentence: Sentence, clause: Clause) -> list[Segment]:
    """“In agriculture, | Ireland has …”: a short phrase that opens the sentence, and names nobody."""
    first = sentence.clauses[0]
    short = clause.after is first and clause.link == ","
    names = any(isinstance(s, Area | Pronoun | Figure) for s in first.row)
    return first.row if short and not names and narrowing(first.row[0], "in", "for", "under") else []


def narrowing(word: Segment, *classes: str) -> bool:
    """Whether a phrase that begins with the word can say of what part a figure is."""
    return is_word(word, *classes) or word.low in WORDS["narrowing"]
