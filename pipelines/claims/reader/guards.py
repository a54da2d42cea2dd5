"""What forbids a proposition although its words match: named guards, each with a reason and its own sentences.

Belongs here: the guards; guards.yml has for each the sentences that it must refuse and must let pass, run as tests.
Does not belong here: words that nobody can account for (verifier.py), slots that cannot be filled (resolver.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.claims.reader.clauses import Clause, first_holder
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Rank, Segment, Word
from pipelines.claims.reader.sentence import Refused, Sentence

FORECAST = ("forecast", "it speaks of a plan, a target or the future")
COUNTERFACTUAL = ("counterfactual", "it depends on an “if”")
OFTEN = re.compile(r"(?: worth)?(?: of goods)? (?:a|per|each|every) (?:day|week|month|hour|minute|second|quarter)\b")
NO_COUNTRY = re.compile(
    r"\bno (?:other )?(?:[a-z]+ )?(?:country|nation|state|economy|member|power) (?:in|of|on) (?:the )?$"
)
WITH_SERVICES = re.compile(
    r"[^.;]{0,25}\bincluding (?:[a-z]+ ){0,2}services\b|[^.;]{0,12}\b(?:in|for) goods and services\b"
)
TOGETHER_WITH = re.compile(r"\b(?:together|along|jointly) with\b")


class Around:
    """A match in its clause: the segments before it, in it, behind it."""

    def __init__(self, sentence: Sentence, clause: Clause, start: int, end: int) -> None:
        self.sentence, self.clause, self.start, self.end = sentence, clause, start, end
        self.row = clause.row
        self.before, self.inside, self.behind = self.row[:start], self.row[start:end], self.row[end:]


@dataclass(frozen=True, slots=True)
class Guard:
    name: str
    reason: str
    words: str
    forbids: Callable[[Around], bool]
    needs: str = ""
    """A class of words, or a kind of area, without which it cannot forbid: then it is not asked."""


def has(segments: list[Segment], *classes: str) -> bool:
    return any(not s.classes.isdisjoint(classes) for s in segments)


def upto(segments: list[Segment], *more: str) -> list[Segment]:
    """Those before the next comma or “and”."""
    end = next((n for n, s in enumerate(segments) if is_word(s, ",", "and", "joint", *more)), len(segments))
    return segments[:end]


def near(segments: list[Segment]) -> list[Segment]:
    """Those behind the last “, and”, which begins a statement of its own."""
    for n in range(len(segments) - 1, 0, -1):
        if is_word(segments[n], "and") and is_word(segments[n - 1], ","):
            return segments[n + 1 :]
    return segments


def condition(a: Around) -> bool:
    earlier = a.clause
    while earlier is not None:
        if has(earlier.row, "condition"):
            return True
        if earlier.after is None:
            return False
        earlier = earlier.after
    return False


def plan(a: Around) -> bool:
    aims = bool(a.before) and is_word(a.before[-1], "to") and is_word(a.inside[0], "move", "spend")
    if aims or "future" not in a.sentence.classes:
        return aims
    earlier = [s for s in a.sentence.row if s.start < a.inside[0].start][-8:]
    foreseen = any(s.low in FORESEEN for s in earlier)
    return foreseen or has(near(a.before) + a.inside, "future") or has(upto(a.behind, "with")[:3], "future")


DENIED_AFTER = re.compile(
    r"\b(?:which|that|this)(?:'s| is| was)(?:(?:n't| not)(?: \w+ly)? (?:true|accurate|correct|right|the case)"
    r"| (?:false|wrong|untrue|incorrect|inaccurate|a lie|a myth))\b"
)
SAID_FALSELY = re.compile(
    r"\b(?:false|wrong|incorrect|inaccurate|erroneous|mistaken)ly (?:claim|sa[iy]|assert|stat|suggest|told|argu)\w*"
    r"(?!.*\b(?:in fact|actually|but)\b)"
)
FORESEEN = frozenset(["prediction", "predictions", "projection", "projections", "forecasts"])


def planned_before(a: Around) -> bool:
    """“… is set to reach $38 billion, with imports of $19 billion”: the clause has no verb of its own."""
    behind = next((c for c in a.sentence.clauses if c.after is a.clause), None)
    if a.clause.waits and behind is not None and has(behind.row, "future"):
        return True  # "With growth of 7.9 per cent, Niger will be …"
    verbs = ("have", "be", "reach", "move", "spend", "export", "import", "account")
    before = a.clause.after
    return before is not None and not a.clause.aside and not has(a.row, *verbs) and has(before.row, "future")


def denial(a: Around) -> bool:
    if a.before and NO_COUNTRY.search(a.sentence.low, 0, a.inside[0].start) is not None:
        return True
    start, end = a.inside[0].start, a.inside[-1].end
    if DENIED_AFTER.search(a.sentence.low, end) or SAID_FALSELY.search(a.sentence.low, max(0, start - 80), start):
        return True  # "claimed large deficits with Mexico, which isn't accurate"
    told = a.clause.after if a.clause.link == "that" else None  # "nobody believes that …"
    denied = "not" in a.sentence.classes
    return denied and (has(near(a.before) + a.inside, "not") or (told is not None and has(told.row, "not")))


def left_out(a: Around) -> bool:
    before = a.clause.after
    aside = any(is_word(c.row[0], "except") and c.aside for c in a.sentence.clauses) or (
        before is not None and has(before.row[-3:], "except") and first_holder(a.row) is None
    )
    return aside or has(a.before + a.inside, "except") or has(a.behind[:6], "except")


def casualties(a: Around) -> bool:
    population = isinstance(a.inside[0], Figure) and a.inside[0].indicator == "population"
    people = is_word(a.inside[-1], "people")
    return has(
        a.inside if population else a.before + a.inside if people else a.before + a.inside + upto(a.behind), "other"
    )


def some_of_them(a: Around) -> bool:
    if len(a.before) < 2 or not isinstance(a.inside[0], Area | Figure):
        return False
    return is_word(a.before[-1], "of") and isinstance(a.before[-2], Amount)


def share_of_it(a: Around) -> bool:
    return (
        isinstance(a.inside[0], Figure) and len(a.before) > 1 and is_word(a.before[-1], "of", "in")
        and is_word(a.before[-2], "proportion")
    )  # fmt: skip


def one_or_another(a: Around) -> bool:
    row = a.row[: a.end]
    return any(
        is_word(link, "or") and isinstance(before, Area) and isinstance(after, Area)
        for before, link, after in zip(row, row[1:], row[2:], strict=False)
    )


def part_of_country(a: Around) -> bool:
    for link, place in zip(a.behind, a.behind[1:], strict=False):
        if is_word(link, ",", "and", "joint"):
            return False
        if is_word(link, "in", "to", "from") and isinstance(place, Place) and place.kind != "region":
            return True
    return any(isinstance(s, Place) and s.kind not in ("region", "not_area") for s in a.before[-2:])


def too_often(a: Around) -> bool:
    ends = {a.inside[-1].end, *(s.end for s in a.inside if isinstance(s, Amount))}
    return any(OFTEN.match(a.sentence.low, end) is not None for end in ends)


def services(a: Around) -> bool:
    return WITH_SERVICES.match(a.sentence.low, a.inside[-1].end) is not None


def in_turn(a: Around) -> bool:
    return has(a.behind, "respectively") and not has(a.inside, "respectively")


def with_others(a: Around) -> bool:
    hit = TOGETHER_WITH.search(a.sentence.low, 0, a.inside[-1].end)
    if hit is None:
        return False
    behind = next((s for s in a.sentence.row if s.start >= hit.end()), None)
    if isinstance(behind, Figure) and behind.owner is None:
        return False  # "along with income per head, Bangladesh's exports …"
    asides = [c for c in a.sentence.clauses if c.aside and c is not a.clause]
    return not any(c.start - len(hit.group()) <= hit.start() + 1 <= c.end for c in asides)


def allies_and(a: Around) -> bool:
    """“European allies and Canada increased …”: together with others that are not named."""
    first = next((s for s in a.row[: a.end] if isinstance(s, Area)), None)
    words = a.sentence.low[: first.start].split() if first is not None else []
    return words[-1:] == ["and"] and bool(OTHERS.intersection(words[-2:-1]))


OTHERS = frozenset(["allies", "members", "partners", "countries", "nations", "others", "states"])


def answered_otherwise(a: Around) -> bool:
    """“Is Russia's economy larger than Italy's? Barely.”: what is asked is not what is said."""
    row = a.sentence.row
    mark = next((n for n, s in enumerate(row) if s.low == "?"), None)
    if mark is None or a.inside[0].start > row[mark].start:
        return False
    return any(c.isalpha() for c in a.sentence.text[row[mark].end :])


def named_after(a: Around) -> bool:
    """“Brazil and Petrobras exported”: a list that names more than countries."""
    for area, link, name in zip(a.row, a.row[1:], a.row[2:], strict=False):
        unknown = isinstance(name, Word) and not name.classes and a.sentence.text[name.start].isupper()
        if unknown and is_word(link, "and") and isinstance(area, Area) and area.start <= a.inside[-1].start:
            return True
    return False


GOES_ON = ("come", "be", "have", "verb")


def more_in_list(a: Around) -> bool:
    last, follows = a.inside[-1], a.behind[:3]
    if not isinstance(last, Area) or len(follows) < 2 or follows[0].low != "," or not isinstance(follows[1], Area):
        return False
    states = len(follows) > 2 and (isinstance(follows[2], Amount) or is_word(follows[2], *GOES_ON))
    return not states


def only_one(a: Around) -> bool:
    """“ours was the only economy in Europe to grow”: said of one, and of what all others did not."""
    return ONLY.search(a.sentence.low, 0, a.inside[0].start) is not None


ONLY = re.compile(r"\bthe (?:only|first|last) $")


def one_of_several(a: Around) -> bool:
    rank = next((n for n, s in enumerate(a.inside) if isinstance(s, Rank)), len(a.inside))
    return has(a.before[-2:] + a.inside[:rank], "some")  # "the weakest among the seven" is one of them


def city(a: Around) -> bool:
    """“Moscow's population”, “Paris has two million residents”: the capital itself."""
    figure = next((s for s in a.inside if isinstance(s, Figure)), None)
    owner = figure.owner if figure is not None else None
    people = is_word(a.inside[-1], "people") or (figure is not None and figure.indicator in OF_CITIES)
    seats = [s for s in (*a.before, *a.inside, owner) if isinstance(s, Area) and s.kind == "seat"]
    people = people or any(is_word(s, "people") for s in a.inside)
    host = a.clause.host if a.start == 0 or a.clause.aside else None
    return people and (bool(seats) or (isinstance(host, Area) and host.kind == "seat"))


def more_than(a: Around) -> bool:
    """“25 per cent larger than America's”, “$300 billion more from China”: by how much another is passed."""
    amount = a.inside[-1]
    if not isinstance(amount, Amount) or not a.behind:
        return False
    if amount.kind in ("money", "count") and is_word(a.behind[0], "more"):
        return True
    return is_word(a.behind[0], "more", "than") and has(a.behind[:3], "than")


def which_people(a: Around) -> bool:
    """“80 million people who hate us”: some of them."""
    return is_word(a.inside[-1], "people", "troops") and WHICH.match(a.sentence.low, a.inside[-1].end) is not None


def soldiers_lost(a: Around) -> bool:
    if all(s.low not in ("lost", "lose", "loses", "losing") for s in a.row[: a.end]):
        return False
    return any(is_word(s, "troops") or (isinstance(s, Figure) and s.indicator == "armed_forces") for s in a.row)


def whoever_holds(a: Around) -> bool:
    """“The GDP of the largest economy in Africa fell”: the figure of whoever holds the rank."""
    last = a.before[-1] if a.before else None
    return (
        isinstance(a.inside[0], Figure)
        and isinstance(last, Rank)
        and not last.bare
        and len(a.before) > 1
        and is_word(a.before[-2], "of", "in", "by")
    )


def citizens(a: Around) -> bool:
    """Where foreigners are counted beside them, citizens are a part of the population."""
    last = a.inside[-1]
    return last.low in ("citizens", "nationals") and FOREIGNERS.search(a.sentence.low) is not None


def stationed_elsewhere(a: Around) -> bool:
    troops = is_word(a.inside[-1], "troops") and not any(is_word(s, "in", "abroad") for s in a.inside)
    return (
        troops and len(a.behind) > 1 and is_word(a.behind[0], "in", "reach") and isinstance(a.behind[1], Place | Amount)
    )


def lost_at_once(a: Around) -> bool:
    return (
        any(s.low in ("lost", "cost") for s in a.inside)
        and not has(a.inside, "pays")
        and any(isinstance(s, Amount) and s.kind in ("money", "count") for s in a.inside)
    )


WHICH = re.compile(
    r" (?:who|that) (?!(?:are |is |call |live|reside|inhabit|dwell|serve)|(?:are )?(?:stationed|based|deployed))"
)
FOREIGNERS = re.compile(r"foreign|expat|migrant|\bwork in\b")


def among_a_few(a: Around) -> bool:
    return any(isinstance(s, Rank) for s in a.inside) and AMONG_A_FEW.search(a.sentence.low) is not None


def place_lost(a: Around) -> bool:
    lost = PLACE_LOST.search(a.sentence.low, 0, a.row[a.start].end) is not None
    return lost and any(isinstance(s, Rank) for s in a.inside)


def until_then(a: Around) -> bool:
    return UNTIL.search(a.sentence.low) is not None


def for_years(a: Around) -> bool:
    placed = any(isinstance(s, Rank) and not is_word(s, "streak") for s in a.inside)
    return placed and FOR_YEARS.search(a.sentence.low) is not None


def than_it_was(a: Around) -> bool:
    """“lower than that of Bangladesh was two years ago”."""
    return (
        has(a.inside, "than") and bool(a.behind) and is_word(a.behind[0], "be") and isinstance(a.row[a.end - 1], Area)
    )


def once_was(a: Around) -> bool:
    """“Our economy was the largest in Africa; now it is the fourth”: the first of the two has no time."""
    if not any(isinstance(s, Rank) for s in a.inside) or any(p.start < a.row[a.start].end for p in a.sentence.periods):
        return False
    return ONCE_WAS.search(a.sentence.low, a.row[a.start].start) is not None


PLACE_LOST = re.compile(
    r"\b(?:lost|loses|losing|ceded|gave up) (?:its|their|the|his|our) (?:\w+ )?(?:place|position|title|spot|crown) as\b"
)
UNTIL = re.compile(r"^until (?:late |early |the end of )?(?:19|20)\d\d\b")
FOR_YEARS = re.compile(
    r"\bfor (?:the (?:past|last) |more than |over |almost |nearly )?(?!the first)(?:[a-z]+|\d+) (?:years|decades)\b"
)
ONCE_WAS = re.compile(r"\b(?:was|were)\b[^;.\d]*; (?:now|today|last year|this year)\b")
OF_CITIES = frozenset(("population", "gdp", "gdp_growth", "gdp_per_capita"))
AMONG_A_FEW = re.compile(
    r"\b(?:out of|of|among) (?:the|these|those|its|all|all the) "
    r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:countries|nations|states|economies|members)\b"
)
GUARDS = (
    Guard("condition", *COUNTERFACTUAL, condition, "condition"),
    Guard("plan", *FORECAST, plan),
    Guard("plan-before", *FORECAST, planned_before, "future"),
    Guard("denial", "no indicator", "the sentence denies it", denial),
    Guard("left-out", "no indicator", "something is left out of it that no figure leaves out", left_out, "except"),
    Guard("other-statistic", "no indicator", "it is about what is not among the indicators", casualties, "other"),
    Guard("which-people", "no indicator", "it is about some of them, not all", which_people),
    Guard("some-of-them", "no indicator", "it is about some of them, not all", some_of_them),
    Guard("share-of-it", "no indicator", "it is about a share of it", share_of_it, "proportion"),
    Guard("one-or-another", "no subject", "it is about one or another country", one_or_another, "or"),
    Guard("part-of-a-country", "sub-national", "it is about a part of a country or a city", part_of_country),
    Guard("too-often", "no indicator", "an amount a day, a week or a month, not a year", too_often),
    Guard("services", "no data", "services are counted in, and the figures are those of goods", services),
    Guard("one-of-several", "no indicator", "one of several, and not which", one_of_several, "some"),
    Guard("city", "sub-national", "the city can be meant", city, "seat"),
    Guard("only-one", "no subject", "it is said of one country against all others", only_one),
    Guard("more-than", "no indicator", "by how much it is more than another is not computed", more_than),
    Guard("soldiers-lost", "no indicator", "soldiers lost are casualties", soldiers_lost),
    Guard("among-a-few", "no subject", "a rank among a few countries", among_a_few),
    Guard("whoever-holds", "no subject", "the figure of whoever holds a rank", whoever_holds),
    Guard("citizens", "no indicator", "citizens without the foreigners who live there", citizens),
    Guard("stationed-elsewhere", "sub-national", "soldiers at a place that is no country", stationed_elsewhere),
    Guard("lost-at-once", "no indicator", "what was lost is no change of a figure", lost_at_once),
    Guard("in-turn", "no indicator", "“respectively” deals out in an unknown order", in_turn, "respectively"),
    Guard("with-others", "no subject", "it is said of several countries together", with_others),
    Guard("allies-and", "no subject", "it is said of several countries together", allies_and),
    Guard("answered-otherwise", "opinion", "it is asked, and the answer is another", answered_otherwise),
    Guard("other-names", "no subject", "it is about a list that names more than countries", named_after),
    Guard("place-lost", "no period", "until when the place was held that was lost is not said", place_lost),
    Guard("until-then", "no period", "until a year, and which of the years before is not said", until_then),
    Guard("for-years", "no data", "a place held for years, and who held it in each of them is not compared", for_years),
    Guard("than-it-was", "no period", "it is compared with what another was at another time", than_it_was, "than"),
    Guard("once-was", "no period", "it is of an earlier time, and when is not said", once_was),
    Guard("more-in-list", "no subject", "it is about the first of several countries in a list", more_in_list),
)  # fmt: skip


def check(sentence: Sentence, clause: Clause, start: int, end: int) -> None:
    """Raises Refused with the first guard that forbids the match."""
    around = Around(sentence, clause, start, end)
    for guard in GUARDS:
        if guard.needs and guard.needs not in sentence.classes:
            continue
        if guard.forbids(around):
            raise Refused(guard.reason, guard.words, guard.name)
