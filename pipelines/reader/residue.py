"""Every word counts: what of a sentence no claim uses and no list calls harmless is told, or refuses the claim.

A word is used where a pattern, a noun or a time of the claim took a field from it; harmless.csv is all that may be
left out, each kind with a sentence that shows it.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipelines.claims import lexicon
from pipelines.claims.lexicon import KIND
from pipelines.claims.periods import Period
from pipelines.reader.attach import ADDED_UP, EACH, OF_GDP, PARITY
from pipelines.reader.sentence import MOVED, Draft, Refused, Sentence
from pipelines.reader.spans import Span, has
from pipelines.reader.throughout import EVERY
from pipelines.reader.values import FLOWS, OVER_YEARS
from pipelines.reader.when import CONSTANT, YEARLY
from pipelines.reader.whose import area_of

FILE = Path(__file__).with_name("harmless.csv")
WORD = re.compile(r"[^\W_](?:[\w'’.-]*\w)?")
LATE = re.compile(r"\b(?:ever|on record|in its history|in their history|in our history|since records began)\b")
Stretch = tuple[int, int]


@cache
def _harmless() -> re.Pattern[str]:
    phrases = {each for row in lexicon.rows(FILE) for each in row["phrases"].split(";")}
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])")


def left(sentence: Sentence, drafts: list[Draft]) -> list[str]:
    """The stretches of which no claim says anything, as written."""
    used = [s for draft in drafts for s in _used(draft, sentence)] + list(_attribution(sentence))
    idle = [hit.span() for hit in _harmless().finditer(sentence.low)]
    runs: list[list[re.Match[str]]] = [[]]
    for word in WORD.finditer(sentence.low):
        if _within(word, used):
            runs.append([])
        elif not _within(word, idle):
            runs[-1].append(word)
    return [sentence.text[run[0].start() : run[-1].end()] for run in runs if run]


def _within(word: re.Match[str], stretches: list[Stretch]) -> bool:
    return any(start <= word.start() < end for start, end in stretches)


def without_left_times(drafts: list[Draft], refused: list[Refused]) -> list[Draft]:
    """Without those in whose clause a time stands of which no claim makes anything."""
    out = []
    for draft in drafts:
        spans = [s for s in draft.clause.periods if s.period is not None]
        lost = [s for s in spans if s.period and not any(_takes(each, s.period) for each in drafts)]
        read = [s for each in drafts for s in each.used]
        lost = [] if any(s.amount is not None and s not in read for s in draft.clause.row) else lost
        if lost and not draft.not_held:
            refused.append(Refused("no period", f"what “{lost[0].low}” says of it is not read", "time"))
        else:
            out.append(draft)
    return out


def _used(draft: Draft, sentence: Sentence) -> Iterator[Stretch]:
    yield from ((s.start, s.end) for s in draft.used)
    yield from ((s.start, s.end) for s in draft.match.roles.values())
    areas = {*draft.ref, *draft.partner, *draft.base, *draft.base_partner, draft.universe or "WLD"}
    for span in sentence.spans:
        if (span.period is not None and _takes(draft, span.period)) or _is_of(span, areas):
            yield span.start, span.end
    for words, bears in _rules(draft):
        if bears:
            yield from (hit.span() for hit in words.finditer(sentence.low))


def _is_of(span: Span, areas: set[str]) -> bool:
    named = area_of(span) if span.kind == "area" else ()
    return bool(named) and areas.issuperset(named)


def _rules(draft: Draft) -> tuple[tuple[re.Pattern[str], object], ...]:
    """Words that are looked for in the whole sentence, and whether they bear a field of this draft."""
    several = max(map(len, (draft.ref, draft.partner, draft.base))) > 1 or draft.operation in ("sum", "share", "mean")
    yearly = draft.indicator in (*FLOWS, *OVER_YEARS, *KIND["growth"], *KIND["monthly"])
    return (
        (EVERY, draft.operation == "always"),
        (YEARLY, draft.operation in ("growth", "average") or (yearly and draft.operation != "always")),
        (PARITY, "ppp" in draft.indicator),
        (CONSTANT, "constant" in draft.indicator or draft.indicator == "gdp_growth"),
        (OF_GDP, draft.indicator.endswith("gdp")),
        (ADDED_UP, several and not draft.parts),
        (EACH, draft.parts is not None),
        (LATE, draft.operation == "extreme"),
    )


def _takes(draft: Draft, period: Period) -> bool:
    """Whether a field of the draft says this time."""
    if period.that or period.later:
        return True  # “ten years later” and “in the same year” are counted from a year that was told
    if period.yearly or period.before or period.same:
        return _is_compared(draft) or not {period.period, period.base}.isdisjoint(_told(draft))
    if period.base and "before" not in draft.match.roles:
        return _takes_beginning(draft, period, period.base)
    return not {period.period, period.base}.isdisjoint(_told(draft))


def _is_compared(draft: Draft) -> bool:
    return draft.base_period is not None or draft.indicator in KIND["growth"] or draft.operation in MOVED


def _takes_beginning(draft: Draft, period: Period, base: str) -> bool:
    """Whether it is counted from this time on; growth of a quarter is always against that of the year before."""
    said, growth = draft.period or "", draft.indicator in KIND["growth"]
    if growth and len(said) > 4 and "/" not in said:
        return True
    behind = str(int(base[:4]) + 1)  # growth from 2010 on is that of 2011 and later
    counted = draft.span == (period.back or 0) or _years(draft) == period.back
    return counted or not {base, behind}.isdisjoint(_told(draft))


def _told(draft: Draft) -> set[str]:
    """The times that its fields say, of a window both ends."""
    return {each for said in (draft.period, draft.base_period) for each in (said or "").split("/")} - {""}


def _years(draft: Draft) -> int:
    """From the year that it is compared with to its own."""
    first, last = (draft.base_period or "")[:4], (draft.period or "")[:4]
    return int(last) - int(first) if first and last else -1


def _attribution(sentence: Sentence) -> Iterator[Stretch]:
    """Who says so: “…, the minister told reporters”, a clause about saying that has no figure of its own."""
    for clause in sentence.clauses:
        row = clause.row
        places = [n for n, s in enumerate(row) if has(s, "say", "office", "person")]
        states = any(s.figure is not None or s.kind in ("amount", "rank") for s in row)
        if places and not states and not clause.periods:
            yield clause.start, clause.end
        elif (
            places
            and has(row[places[-1]], "say")
            and not any(s.kind in ("amount", "rank") or s.figure for s in row[: places[-1]])
        ):
            yield clause.start, row[places[-1]].end
