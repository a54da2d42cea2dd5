"""Which periods of a sentence a number has, and which of them belong to which clause.

Belongs here: when. Does not belong here: what a period is (periods.py), whose figure it is (resolver.py), the periods
of the claims of a whole sentence (dating.py).
"""

import itertools
import re
from dataclasses import dataclass, field

from pipelines.claims.lexicon import SAID
from pipelines.claims.periods import Period, step_back, year_before
from pipelines.claims.reader.clauses import Clause
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Figure, Rank, Segment, When
from pipelines.claims.reader.sentence import Sentence


@dataclass(slots=True)
class Times:
    """The periods that belong to a number."""

    period: str | None = None
    base: str | None = None
    yearly: bool = False
    before: bool = False
    partial: bool = False
    loose: bool = False
    back: int = 0
    era: str = ""
    start: int = 0
    words: list[str] = field(default_factory=list)

    @property
    def undated(self) -> bool:
        """“since the Great Depression”: since when, and no year."""
        return self.base is None and any(words.lower().startswith("since ") for words in self.words)


def times_of(number: Segment | None, clause: Clause, sentence: Sentence) -> Times:
    """Period and period compared with, of a number or of a clause without one."""
    mine = periods_of(number, clause, sentence)
    ends = {number.end + len(") ")} if number is not None and clause.link == "(" else set()
    glued = [p for p in sentence.periods if number is not None and p.back and p.end + 1 == number.start]
    glued += [p for p in sentence.periods if p.start in ends]  # "inflation (3 per cent) in May"
    mine = glued + [p for p in mine if p not in glued]  # "a five-year low in 2023"
    if any(p.period and not p.era for p in mine):
        mine = [p for p in mine if not p.era]  # "In 2022, under Draghi, Italy …"
    out = Times(words=[sentence.text[p.start : p.end] for p in mine], start=max((p.start for p in mine), default=0))
    for p in mine:
        if p.later:
            before = [sentence.context.dated, *(q.period for q in sentence.periods if q.start < p.start)]
            year = int((next(filter(None, reversed(before)), None) or "9999")[:4]) + p.later
            out.period = out.period or (str(year) if year < sentence.said_on.year else None)  # else today
        if p.period and out.period is None and not out.partial:
            out.period = p.period
        if out.base is None and p.base:
            out.base, out.back = p.base, p.back
        out.yearly |= p.yearly
        out.before |= p.before
        out.partial |= p.partial
        out.loose |= p.loose
        out.era = out.era or p.era
    against_window(out, mine, sentence.low)
    if clause.link == "when" and not mine:
        beside = [p for p in sentence.periods if SAID["when"].fullmatch(sentence.low, p.end, clause.start)]
        out.partial |= bool(beside) and beside[-1].partial
        month = bool(beside) and sentence.said("month", beside[-1].start, beside[-1].end)
        out.partial |= month  # "since April 2001, when exports were …"
        out.period = beside[-1].period or beside[-1].base if beside and not month else None  # "since 2013, when …"
    return out


def against_window(times: Times, named: list[Period], low: str) -> None:
    """“In 2015-19 … higher than in 2010-14”, “than in the previous five years”: one window is compared with another."""
    other = next((p for p in named if not p.period and (p.prior or "/" in (p.base or ""))), None)
    own = next((p for p in named if p.period and p.base and "/" not in p.base), None)
    if other is None:
        return
    times.base, times.back = other.base, 0
    if own is not None:
        first = int(str(own.base)) + (SAID["years up to"].search(low, own.start, own.end) is not None)
        times.period = f"{first}/{own.period}"
        if other.prior:
            times.base = f"{first - other.prior}/{first - 1}"
    elif other.prior:
        times.period, times.partial = None, True  # the five years before which are not said


def at_another_time(number: Segment, sentence: Sentence, words: re.Pattern[str] = SAID["later"]) -> bool:
    """“now 17.6 million”, “13 trillion today”, “then rebounded by 10 per cent”: not when what stands before it was."""
    if (hit := words.search(sentence.low, max(0, number.start - 32), number.end)) is not None:
        last = max((s.end for s in sentence.row if isinstance(s, Amount | Rank) and s.end <= number.start), default=0)
        hit = words.search(sentence.low, last, number.end) if last > hit.start() else hit
    return hit is not None or words.match(sentence.low, number.end + 1) is not None


def periods_of(number: Segment | None, clause: Clause, sentence: Sentence) -> list[Period]:
    """Those of the clause behind the number, else before it, else those that open the sentence."""
    if clause.dealt is not None or not sentence.periods:
        return [clause.dealt] if clause.dealt is not None else []
    own = [
        p
        for p in sentence.periods
        if sentence.places.get(p.start) in (clause.dealt_from or clause, clause.after if clause.link == ":" else clause)
        and (not p.back or isinstance(number, Rank) or SAID["low or high"].match(sentence.low, p.end) is None)
    ]  # not "fell by 48 per cent, an eleven-year low"
    opening = sorted(leading(sentence, clause), key=lambda p: p.later)  # "Ten years on, since 2010, it has grown …"
    if number is None:
        first = sentence.hit("opened with after")  # "After a record in May, the deficit narrowed in June"
        main = [p for p in own if first is None or p.start > first.end()]
        main = main or [p for p in own if len(p.period or "") != 7]  # not "After a rise in May, it fell"
        return [p for p in main if not (p.beside or sentence.said("offsetting", 0, p.start))] or opening
    numbers: list[Segment] = [s for s in clause.row if isinstance(s, Amount) and s.kind not in ("other", "vague")]
    if isinstance(number, Rank):
        places = [s for s in clause.row if isinstance(s, Rank) and (s is number or s.bare)]
        numbers = sorted([*numbers, *places], key=lambda s: s.start)
    place = next((n for n, s in enumerate(numbers) if s.start >= number.start), 0)
    previous = numbers[place - 1].end if place else 0
    others = (other.start for one, other in itertools.pairwise(numbers[place:]) if apart(one, other, sentence))
    following = next(others, len(sentence.text))
    if at_another_time(number, sentence, SAID["now"]):  # but "now has 28.3 million people at the end of 2010"
        return [p for p in own if p.period and SAID["one noun"].fullmatch(sentence.low, number.end, p.start)][:1]
    if of_year := of_its_figure(number, sentence):
        return of_year
    likened = (p for p in own if not sentence.said("same as", 0, p.start))  # "roughly the same shares as in 2016"
    after = [p for p in likened if number.end <= p.start < following and not anew(p, sentence)]
    after = [p for p in after if not sentence.said("than the one", number.end, p.start)]
    if opening and SAID["of the next"].fullmatch(sentence.low, number.end, following):
        after = []  # "In 2020 it shrank by 2 per cent and in 2021 by 3"
    after = before_a_comma(after, opening, number, sentence)
    cause = sentence.hit("cause", number.end, following) if after else None
    if cause is not None and any(p.period for p in [*(p for p in own if p.end <= cause.start()), *opening]):
        after = [p for p in after if p.start < cause.start()]
    if after and not isinstance(number, Rank):  # "its weakest since 2009": the year belongs to the superlative
        most = next((s.start for s in sentence.row if isinstance(s, Rank) and s.start >= number.end), None)
        hit = sentence.hit("superlative", number.end)
        most = min(filter(None, (most, hit.start() if hit else None)), default=len(sentence.text))
        after = [p for p in after if p.start < most or not (p.base or p.loose)]
    before = [p for p in own if previous <= p.start < number.start]
    if previous and before and not re.search(r",| and |;| than ", sentence.text[previous : before[0].start]):
        before = []
    before = last_dated(before, sentence)
    finer = [p for p in before if p.period and after and p.period[:4] == after[0].period and len(p.period) == 7]
    if finer:
        return finer  # "in December 2017 … for the fifth month in 2017"
    if after and not any(p.period or p.partial for p in after):
        return [*(p for p in before or opening[:1] if p.period or not p.base), *after]
    if before and not after and all((p.base or p.yearly) and not p.period for p in before):
        # "In 2017, … a five-year high of", "In May, year-on-year inflation was"
        before = [*(p for p in opening[:1] if p.period), *before]
    # "The figures of 2016 are not out, but in 2015, output was …": between the opening and the number
    nearer = [p for p in sentence.periods if p.end <= number.start and (p.period or p.partial) and anew(p, sentence)]
    return after or before or nearer[-1:] or opening[:1]


def apart(number: Segment, other: Segment, sentence: Sentence) -> bool:
    """Whether two numbers have periods of their own."""
    if any(p.era and number.end <= p.start < other.start for p in sentence.periods):
        return True  # "from 5 per cent before the war to 26 this year"
    return sentence.said("between numbers", number.end, other.start)


def of_its_figure(number: Segment, sentence: Sentence) -> list[Period]:
    """“up from the 1994 population of 13,950,557”, “from May's 6 per cent”: the time of what stands behind it."""
    since = (p for p in sentence.periods if p.base and not (p.period or p.back))
    based = [*since, *(p for p in sentence.periods if sentence.low.startswith("'s ", p.end))]
    found = (p for p in based if SAID["figure of"].fullmatch(sentence.low, p.end, number.start))
    return [p._replace(period=p.base or p.period, base=None) for p in found]


def before_a_comma(after: list[Period], opening: list[Period], number: Segment, sentence: Sentence) -> list[Period]:
    """Of the periods behind a number those that a comma does not give to something else."""
    apart = [p for p in after if "," in sentence.low[number.end : p.start]]
    if opening and after and re.match(r", \d{4}, ", sentence.low[after[0].start - 2 :]):
        return []  # "In 2014 we had growth of 2 per cent, 2015, the best, of 3"
    noun = next((s for s in sentence.row if number.end <= s.start and not is_word(s, ",")), None)
    if opening and apart and apart == after and is_word(noun, "other"):
        return []  # "In May 2012 inflation was 11 per cent, the current account deficit in June 4 per cent of GDP"
    compared = len(after) > 1 and SAID["what is compared"].match(sentence.low, after[1].start)
    if len(after) > 1 and after[0].period and after[1].base and after[1] in apart and not compared:
        return after[:1]  # "by 5 per cent last year, close to the average over two decades"
    return after


def last_dated(before: list[Period], sentence: Sentence) -> list[Period]:
    """“in 2019, and by 2022 the deficit reached”; but all of “in the decade that followed the war of 1945”."""
    first = max((n for n, p in enumerate(before) if p.period or anew(p, sentence)), default=0)
    part = [p for p in before[:first] if p.partial and "," not in sentence.low[p.end : before[first].start]]
    return part + before[first:]


def anew(period: Period, sentence: Sentence) -> bool:
    """“…, but in 2015, …”: whether what follows a period is of it, and not what stands before."""
    of_it = period.beside and SAID["figure of"].match(sentence.low, period.end)  # "from the 2015 level of $3 billion"
    return bool(of_it) or (sentence.low.startswith(",", period.end) and sentence.said("anew", 0, period.start))


def leading(sentence: Sentence, clause: Clause) -> list[Period]:
    """“In 2023 exports rose …, and imports …”: what opens the sentence holds for all of it."""
    first = next((s.start for s in sentence.row if isinstance(s, Amount | Figure)), len(sentence.text))
    when = sentence.low.startswith("when ")  # "When it became independent in 1947, India …"
    named = len(sentence.clauses[0].row) == 1 and sentence.clauses[0].end
    heading = named + len(": ") if named and sentence.low[named] == ":" else 3  # "New Zealand: From 2012 to 2014, …"
    found: list[Period] = []
    for p in sentence.periods:
        opens = p.start <= heading or (when and p.end <= first)
        beside = sentence.places.get(p.start) is not clause and (p.start < 12 or sourced(sentence, p))
        told = sentence.low.endswith((" that ", " that, "), 0, p.start) and sentence.low.startswith(",", p.end)
        behind = bool(found) and sentence.low[found[-1].end : p.start] == ", "  # "Ten years on, since 2010, …"
        if opens or behind or (p.end <= first and (beside or told)):
            found.append(p)
    return found  # and what stands between commas behind whose data it is: "According to World Bank data, in 2013, …"


def sourced(sentence: Sentence, period: Period) -> bool:
    before = sentence.low[: period.start]
    enclosed = before.endswith(", ") and sentence.places.get(period.start) is None
    named = before.startswith("according to ") and "," not in before  # "According to NATO in 2008, Greece spent …"
    return (enclosed or named) and sentence.low.startswith(",", period.end)


def place_periods(sentence: Sentence) -> None:
    """Say for each period which clause it belongs to: the first of those that a list was dealt out to."""
    for period in sentence.periods:
        if (found := clause_at(period, sentence)) is not None:
            sentence.places[period.start] = found.dealt_from or found


def clause_at(period: Period, sentence: Sentence) -> Clause | None:
    """The clause whose words stand before a period, or behind it where it opens one."""
    segments = sentence.segments
    before = next((s for s in reversed(segments) if s.start < period.start and says_something(s)), None)
    behind = next((s for s in segments if s.start >= period.end and says_something(s)), None)
    if before is not None and (before.low == ";" or is_word(before, "joint")):  # "…, while the 2017 census counted …"
        inside = (s for s in segments if any(c.start <= s.start < c.end for c in sentence.clauses))
        before, behind = None, next((s for s in inside if s.start >= period.end), None)
    for segment in filter(None, (before, behind)):
        for clause in sentence.clauses:
            if any(s.start <= segment.start < s.end for s in clause.row):
                closed = clause.link == "(" and ")" in sentence.low[segment.end : period.start]
                return clause.after if closed and clause.after is not None else clause
    return next((c for c in reversed(sentence.clauses) if c.start < period.start and not c.aside), None)


def says_something(segment: Segment) -> bool:
    return not isinstance(segment, When) and not is_word(segment, "filler") and segment.low not in ("(", ")", "[", "]")


def compared_with(operation: str, times: Times) -> str | None:
    """The period that a change is counted from."""
    base, period = times.base, times.period
    if base and period and len(base) == 4 < len(period) and base == str(int(period[:4]) - 1) and "-FY" not in period:
        return year_before(period)  # "in May 2021, compared to May 2020"
    if base is None and period and times.before and len(period) > 4:
        return step_back(period)
    if base is None and period and (operation in ("change", "direction", "ratio") or times.yearly):
        return year_before(period)
    return base
