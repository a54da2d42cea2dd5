"""What forbids a proposition although its words match: named guards, each with a reason and its own sentences.

Belongs here: how guards/*.yml are asked, and the guards that no regular expression can put.
Does not belong here: words that nobody can account for (verifier.py), slots that cannot be filled (resolver.py).

Each guard has the reason of its refusal, sentences that it must refuse, and some like them that it must let pass:
these are its tests. It forbids what its regular expressions find in the lower-cased sentence, in one line or an
alternative in each of several: `text` anywhere, `before` up to where the figure's words begin or the rank ends,
`upto` up to where they end, `behind` directly behind them. Or it `asks` a function of this module. `of`: only of a
rank, or where these words end it; `only`: only of this operation or country. `needs` are classes of words, or place
or rank, without one of which it does not forbid, `words` letters or signs of the sentence; what its expressions
cannot match without need not be given.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

from pipelines.claims import lexicon, needs
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.needs import Needs, Way
from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.clauses import finite, first_holder
from pipelines.claims.reader.found import Found
from pipelines.claims.reader.patterns import entries
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Segment, gap, is_unknown
from pipelines.claims.reader.sentence import Refused

FILES = tuple(Path(__file__).with_name("guards") / f"{name}.yml" for name in ("not_so", "whose", "when", "what"))
"""In the order in which they are asked."""
FORECAST = ("forecast", "it speaks of a plan, a target or the future")
COUNTERFACTUAL = ("counterfactual", "it depends on an “if”")


Test = Callable[[Found], object]


@dataclass(slots=True)
class Guard:
    guard: str
    reason: str
    because: str
    ways: list[Way]
    """Of each set of one of them something is there, or it is not asked: classes, letters or signs of a word."""
    tests: tuple[Test, ...]
    """It forbids where all of them say so."""


PLACES: dict[str, Callable[[Found], tuple[int, int]]] = {
    "behind": lambda a: (a.end, len(a.low)), "before": lambda a: (0, a.first.end if a.ranked else a.start),
    "upto": lambda a: (0, a.end), "text": lambda a: (0, len(a.low)),
}  # fmt: skip
"""Between which places of the sentence the expression of a guard is looked for."""


@cache
def compiled(place: str, words: str) -> Callable[..., re.Match[str] | None]:
    text = re.compile(words)
    return text.match if place == "behind" or words[0] == "^" else text.search  # which would try it at every place


def finds(place: str, words: str) -> Test:
    """The test for an expression; it is compiled when it is first asked, as most texts ask for few."""
    within = PLACES[place]
    return lambda a: compiled(place, words)(a.low, *within(a))


def is_of(only: frozenset[str], a: Found) -> bool:
    return not only.isdisjoint((a.draft.operation, *a.draft.ref))


@cache
def load() -> tuple[Guard, ...]:
    """The guards of all files."""
    guards = []
    for entry in itertools.chain.from_iterable(entries(file, "|") for file in FILES):
        tests = [finds(name, value) for name, value in entry.items() if name in PLACES]
        tests += [globals()[entry["asks"]]] if "asks" in entry else []
        tests += [partial(is_of, frozenset(entry["only"].split()))] if "only" in entry else []
        classes = [frozenset(name + each for each in entry[key].split()) for key, name in NAMES.items() if key in entry]
        spelled = itertools.product(*(needs.spelled(value) for name, value in entry.items() if name in PLACES))
        ways = [frozenset(classes).union(*each) for each in spelled]
        guards.append(Guard(entry["guard"], entry["reason"], entry["because"], ways, tuple(tests)))
    return tuple(guards)


NAMES = {"words": "", "needs": "has ", "of": "ends "}
"""How what a guard asks for in each of its fields is named among the needs."""


@cache
def ways() -> Needs:
    return Needs([guard.ways for guard in load()])


@cache
def letters() -> frozenset[str]:
    return frozenset(each for guard in load() for way in guard.ways for need in way for each in need if " " not in each)


@lru_cache(8192)
def met(word: str) -> int:
    """As bits, the needs of guards that the letters of a word meet."""
    return ways().met(each for each in letters() if each in word)


@lru_cache(4096)
def met_by(name: str, classes: frozenset[str]) -> int:
    """The same of classes, as a field of NAMES calls them."""
    return ways().met(name + each for each in classes)


@lru_cache(4096)
def asked(bits: int) -> list[Guard]:
    """The guards of which every need is met, in their order."""
    return [load()[n] for n in ways().fitting(bits)]


def check(found: Found) -> None:
    """Raises Refused with the first guard that forbids what a match was made."""
    last, people = found.last, found.draft.indicator == "population"
    named = people and isinstance(last, Area) and last.kind == "demonym"  # "40 million Kenyans"
    ends = last.classes - {"rank"} | ({"rank"} if found.ranked else {"people"} if named else frozenset())
    bits = met_by("has ", found.sentence.classes) | met_by("ends ", ends)
    for word in found.sentence.words:
        if not word[0].isdigit():
            bits |= met(word)
    for guard in asked(bits):
        if all(test(found) for test in guard.tests):
            raise Refused(guard.reason, guard.because, guard.guard)


# --- what the guards ask ---


def has(segments: list[Segment], *classes: str) -> bool:
    return any(not s.classes.isdisjoint(classes) for s in segments)


def upto(segments: list[Segment], *more: str) -> list[Segment]:
    """Those before the next comma or “and”."""
    end = next((n for n, s in enumerate(segments) if is_word(s, ",", "and", "joint", *more)), len(segments))
    return segments[:end]


def condition(a: Found) -> bool:
    return any(has(c.row, "condition") for c in a.sentence.clauses[: a.sentence.clauses.index(a.clause) + 1])


def plan(a: Found) -> bool:
    aims = bool(a.left) and is_word(a.left[-1], "to") and is_word(a.first, "move", "spend")
    if aims or "future" not in a.sentence.classes:
        return aims
    earlier = [s for s in a.sentence.row if s.start < a.start][-8:]
    foreseen = any(s.low in WORDS["foreseen"] for s in earlier)
    beside = earlier[-4:] if a.clause.link == "(" else []
    # "the inflation target (3 per cent)", but not "lower than expected (3 per cent)"
    foreseen |= any(is_word(s, "future") and not is_word(b, "than") for b, s in itertools.pairwise([None, *beside]))
    return foreseen or has(a.left + a.inside, "future") or has(upto(a.behind, "with")[:3], "future")


def planned_before(a: Found) -> bool:
    """“… is set to reach $38 billion, with imports of $19 billion”: the clause has no verb of its own."""
    behind = next((c for c in a.sentence.clauses if c.after is a.clause), None)
    if a.clause.waits and behind is not None and has(behind.row, "future"):
        return True  # "With growth of 7.9 per cent, Niger will be …"
    if a.ranked and a.clause.link == "which" and a.clause.after is not None and has(a.clause.after.row, "future"):
        return True  # "is expected to grow 4.4 % in 2022, which is the fastest in the G7"
    # "will avoid recession, increasing its output by 2 per cent"
    leads = any(s.low.endswith("ing") and is_word(s, "move", "grow", "reach") for s in a.clause.row[:2])
    verbs = ("have", "be", "reach", "move", "spend", "export", "import", "account")
    before = a.clause.after
    verbless = not has([s for s in a.clause.row if s.low != "at"], *verbs)
    if before is None or a.clause.aside:
        return False
    if a.clause.link == "that" and any(s.low in ("will", "would") for s in before.row):
        return True  # "They predicted that the data would show that exports fell"
    open_end = a.clause.link == "," and has(before.row[-1:], "future")  # "so that we can, indeed, have 6 per cent"
    goes_on = a.clause.link == "and" and "figure" in a.draft.inherited  # "expectations of growth fell and reached 1 %"
    return open_end or ((leads or verbless or goes_on) and has(before.row, "future"))


def denial(a: Found) -> bool:
    if "not" not in a.sentence.classes or "denied" in a.draft.words:
        return False
    told = a.clause.after if a.clause.link == "that" else None  # "nobody believes that …"
    return has(a.left + a.inside, "not") or (told is not None and has(told.row, "not"))


def left_out(a: Found) -> bool:
    before, earlier = a.clause.after, a.sentence.clauses[: a.sentence.clauses.index(a.clause)]
    # "Excluding fuel, prices rose and inflation was 3 per cent"
    told = (c for c in a.sentence.clauses if c.aside or (c in earlier and finite(c.row)))
    aside = any(is_word(c.row[0], "except") for c in told)
    aside |= before is not None and has(before.row[-3:], "except") and first_holder(a.clause.row) is None
    return aside or has(a.left + a.inside + a.behind[:6], "except")


def other_statistic(a: Found) -> bool:
    if isinstance(a.first, Figure) and a.first.indicator == "population":
        return has(a.inside, "other")
    return has(a.upto if is_word(a.last, "people") else a.upto + upto(a.behind), "other")


def some_of_them(a: Found) -> bool:
    """“5 per cent of Peru's exports”, “$5 billion out of $349 billion of FDI”; not “half of its 17 million people”."""
    some, of = a.left[-2:] if len(a.left) > 1 else (None, None)
    if of is None or not isinstance(some, Amount) or not (is_word(of, "of") or of.low == "out of"):
        return False
    return isinstance(a.first, Area | Figure) or (isinstance(a.first, Amount) and a.first.kind == some.kind)


def part_of_country(a: Found) -> bool:
    behind = upto(a.behind)
    linked = [place for link, place in zip(behind, a.behind[1:], strict=False) if is_word(link, "in", "to", "from")]
    linked += [s for s in a.inside if s not in a.match.roles.values()]  # "The Indian economy in Goa is worth …"
    placed = any(isinstance(place, Place) and place.kind != "region" for place in linked)
    return placed or any(isinstance(s, Place) and s.kind not in ("region", "not_area") for s in a.left[-2:])


def in_turn(a: Found) -> bool:
    """“Imports and exports, respectively, …”: of which it is, where the clause was not dealt out."""
    dealt = any(c.dealt_from is not None for c in a.sentence.clauses)
    return a.clause.undealt or (not dealt and "respectively" in a.low[max(0, a.start - 60) : a.clause.row[-1].end])


def growth_of_another(a: Found) -> bool:
    """“Remittances posted growth of 9 per cent”, “growth in exports”: of something else than output."""
    figures = (s for s in [*a.inside, *a.left] if isinstance(s, Figure))
    growth = next((s for s in figures if s.indicator == "gdp_growth"), None)
    if growth is None or SAID["of output"].search(growth.low):
        return False
    bare, before = SAID["growth"].fullmatch(growth.low) is not None, a.sentence.context.spoken_of
    of_them = before == "arms" or (before == "remittances" and bare and a.draft.indicator == "gdp_growth")
    told = (d.place for d in a.sentence.drafts[-1:] if not d.indicator.startswith("gdp"))
    # "Peru's exports fell by 9 per cent, followed by a contraction of 6 per cent in Chile"
    of_them |= bare and any(a.said("beside another", place, growth.start) for place in told)
    if of_them or a.said("growth of a branch", 0, growth.start):
        return True  # "M4 growth in Japan", "Remittances to Fiji rose. Growth was 9 per cent"
    said, last = [s for s in a.sentence.row if s.start < growth.start], a.sentence.context.last
    people = last is not None and last.indicator == "population"
    people |= any(is_word(s, "people") or (isinstance(s, Figure) and s.indicator == "population") for s in said)
    if growth.owner is not None:
        return people and "rate" in growth.low  # "Peru's population rose. Peru's growth rate peaked in 1966"
    start = max((n for n, s in enumerate(said) if is_word(s, ",", "and", "joint")), default=-1)
    traded = any(isinstance(s, Figure) and not s.indicator.startswith("gdp") for s in a.left)
    others = people or traded or has(said[start + 1 :], "transfer", "other")
    rows = (a.clause.row[a.clause.row.index(growth) + 1 :], a.behind)
    of_it = any(len(row) > 1 and is_word(row[0], "in", "of", "for") and isinstance(row[1], Figure) for row in rows)
    return (others or of_it) and bare


def added_up_so_far(a: Found) -> bool:
    """“To date Georgia has attracted $6 billion of investment”: what flowed in over years that are not named."""
    output = any(isinstance(s, Figure) and s.indicator.startswith("gdp") for s in a.inside)
    money = any(isinstance(s, Amount) and s.kind == "money" for s in a.inside)
    taken = a.said("has taken in") and undated(a) and a.draft.indicator not in KIND["position"]
    so_far = a.said("so far", 0, a.clause.row[-1].end + len(" to date"))
    return money and not output and bool(so_far or taken)


def one_of_several(a: Found) -> bool:
    rank = next((n for n, s in enumerate(a.inside) if isinstance(s, Rank)), len(a.inside))
    some = a.left[-2:] + a.inside[:rank]  # "the weakest among the seven" is one of them
    return has([s for s in some if s is not a.role("rest")], "some")


def counted_by_head(a: Found) -> bool:
    """“the largest army per capita”, “Per capita, its trade is …”: unless the words belong to another amount."""
    heads = [s for s in a.clause.row if is_word(s, "per_head")]
    heads += [c.row[0] for c in a.sentence.clauses if len(c.row) == 1 and is_word(c.row[0], "per_head")]
    amounts = [s for s in a.clause.row if isinstance(s, Amount) and s.kind in ("money", "count")]
    of_it = (min(amounts, key=lambda s: gap(s, head), default=a.inside[0]) in a.inside for head in heads)
    return "_per_capita" not in a.draft.indicator and any(of_it)


def city(a: Found) -> bool:
    """“Moscow's population”, “Paris has two million residents”: the capital itself."""
    called = [area for area in a.sentence.named if area.ids == a.draft.ref]
    nearest = next((area for area in reversed(called) if area.start < a.end), called[0] if called else None)
    named = [s for s in a.upto if isinstance(s, Area)]
    named += [nearest] if nearest is not None and not any(isinstance(s, Pronoun) for s in a.clause.row) else []
    return a.draft.indicator in KIND["of cities"] and any(area.kind == "seat" for area in named)


def of_no_time(a: Found) -> bool:
    draft = a.draft
    return not (draft.period or draft.base_period or draft.cumulative or draft.not_checkable)


def undated(a: Found) -> bool:
    return of_no_time(a) and not a.ranked


def money_sent(a: Found) -> bool:
    """“Qatar was fourth with $11.8 billion in remittances”, in a text on the countries that send them."""
    received = a.draft.indicator == "remittances_received" and not a.sentence.said("remittances received")
    return received and (a.sentence.context.sent or a.sentence.said("remittances sent"))


def sent_from(a: Found) -> bool:
    """“From Qatar alone, Nepal received …”, “its workers in Qatar sent …”, but not “…, most of it from Qatar”."""
    others = [s for s in a.sentence.segments if isinstance(s, Area | Place) and getattr(s, "ids", ()) != a.draft.ref]
    named = filter(None, (a.sentence.hit("senders in", 0, s.start) for s in others))
    received = a.draft.indicator.startswith("remittances_") and not a.draft.counterpart
    return received and (a.said("from there") or any(hit["most"] is None for hit in named))


PEOPLE = lexicon.column("people", "iso3", "people")
"""About how many people each economy has: the newest of the World Bank's populations (CC BY 4.0), to two digits."""


def another_crowd(a: Found) -> bool:
    """“our population is 7 million” of a state, “That adds up to 44 million”: too many or too few, or some of them."""
    draft, people = a.draft, float(PEOPLE.get(a.draft.ref[0], 0))
    called = isinstance(a.last, Area) and a.last.kind == "demonym"
    told = draft.indicator == "population" and draft.operation == "level" and (called or "area" in draft.inherited)
    size = a.amount.size if a.amount is not None and (draft.period or "now") >= "2000" and people else people
    times = 10 if a.figure is not None or a.has("home", "have", "state") else 2
    return told and not people / times <= size <= people * times


def minority(a: Found) -> bool:
    """“In Angola, the Chinese population stands at 258,920”, “the Greek Cypriot …”: those of another country."""
    kind = a.draft.indicator
    named = [s for s in (*a.earlier, *a.inside) if isinstance(s, Figure) and s.indicator == kind]
    owner = named[-1].owner if named and kind in KIND["slow"] else None
    if not isinstance(owner, Area) or not (owner.kind == "demonym" or owner.low.endswith("arab")):
        return False
    about = {*a.sentence.context.topic, *a.sentence.context.country} - vocabulary.groups()
    placed = (s for link, s in itertools.pairwise(a.sentence.row) if is_word(link, "in", "live"))
    some = kind == "migrants" or (bool(a.left) and isinstance(a.left[-1], Area) and a.left[-1].end + 1 == owner.start)
    return some or not about <= {*owner.ids} or any(isinstance(s, Area | Place) and s is not owner for s in placed)


def more_than(a: Found) -> bool:
    """“25 per cent larger than America's”, “$300 billion more from China”: by how much another is passed."""
    if not isinstance(a.last, Amount) or not a.behind:
        return False
    by_so_much = a.last.kind in ("money", "count") and is_word(a.behind[0], "more")
    return by_so_much or (is_word(a.behind[0], "more", "than") and has(a.behind[:3], "than"))


def whoever_holds(a: Found) -> bool:
    """“The GDP of the largest economy in Africa fell”, “exports from the world's second-largest economy”."""
    last = a.left[-1] if a.left else None
    if not isinstance(a.first, Figure) or not isinstance(last, Rank) or last.bare:
        return False
    # also "The ten biggest defence budgets added up to …"
    of_it = has(a.left[-2:-1], "of", "in", "by", "from") or any(isinstance(s, Figure) for s in a.left[-3:-1])
    return last.of_the_top or isinstance(a.first.owner, Area) or of_it


def some_soldiers(a: Found) -> bool:
    """“578 American military personnel are among them”: unless they are had, or those that there are."""
    had = ("have", "be", "with", "of", "reach", "include")
    said = any(is_word(s, *had) or isinstance(s, Pronoun) for s in a.left[-2:])
    return a.draft.indicator == "armed_forces" and a.match.pattern.id == "amount-figure" and not said


def spent_on_more(a: Found) -> bool:
    """“on defence and schools”, “on its army and its police”, “on defence, schools and roads”."""
    army = isinstance(a.last, Figure) and a.last.indicator == "armed_forces"
    link, noun, other = [*(s for s in a.behind if not isinstance(s, Pronoun)), None, None, None][:3]
    if not (army or is_word(a.last, "defence", "transfer")) or not is_unknown(noun):
        return False
    return is_word(other, "and") if is_word(link, ",") else is_word(link, "and") and not noun.low.endswith("ed")
