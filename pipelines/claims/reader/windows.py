"""Windows of years: whether a sentence speaks of what several years come to together, and which years these are.

Belongs here: which figures are added up over which years. Does not belong here: the words of a period
(claims/periods.py), adding up (sql/factcheck/).
"""

import re
from collections.abc import Sequence

from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.periods import year_before
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Figure, Segment
from pipelines.claims.reader.sentence import Draft, Sentence
from pipelines.claims.reader.timing import Times

YEAR, WINDOW = re.compile(r"\d{4}"), re.compile(r"(\d{4})/(\d{4})")
LONGEST = 50
"""Years of which anybody adds up figures."""
AT_ONCE = ("level", "sum", "share", "rank", "compare")


def added_up(draft: Draft, times: Times, said: Sequence[Segment], sentence: Sentence) -> bool:
    """Whether the claim is about what several years come to; then it has the window that the words name.

    `said` are the segments around its number. Two windows are compared only with each other.
    """
    if draft.operation in ("change", "direction") or (draft.operation == "ratio" and not draft.base):
        draft.cumulative = years(draft.period) == years(draft.base_period) > 1
        return draft.cumulative
    period, back = window_of(times)
    from_to = draft.operation == "share" and sentence.said("from so much to so much")
    two = SAID["in two windows"].match(sentence.low, times.start) is not None and not from_to
    apart = two or sentence.said("on average") or sentence.said("of fiscal years")
    if not (period or back) or apart or not comes_together(draft, said, sentence):
        return False
    draft.cumulative, draft.period, draft.base_period, draft.back = True, period, None, back
    return True


def goes_on(draft: Draft, last: Draft) -> None:
    """The claim has the period of another one of its sentence: of a window, where the same is said of it."""
    draft.period = last.period
    if draft.operation in ("change", "growth") and draft.period:
        draft.base_period = last.base_period or year_before(draft.period)
    if last.cumulative and (draft.operation, draft.indicator) == (last.operation, last.indicator):
        draft.cumulative, draft.back = True, last.back


UNSAID = "of each of several years, or of all together, is not said"


def years(period: str | None) -> int:
    """How many years a window such as 2019/2023 has; 1 for what is none."""
    window = WINDOW.fullmatch(period or "")
    return int(window[2]) - int(window[1]) + 1 if window else 1


def window_of(times: Times) -> tuple[str | None, int]:
    """The years that the words name from the first to the last, or how many are counted back from the newest."""
    words = ", ".join(times.words).lower()
    if times.partial or times.loose or times.era or SAID["no whole years"].search(words):
        return None, 0
    if years(times.period) > 1:
        return times.period, 0
    if times.period is None:
        return None, times.back if 1 < times.back <= LONGEST and SAID["last years"].search(words) else 0
    if not (YEAR.fullmatch(times.period) and YEAR.fullmatch(times.base or "")):
        return None, 0
    if SAID["years up to"].search(words):
        return f"{int(str(times.base)) + 1}/{times.period}", 0  # "the five years to 2023" begin in 2019
    spanned = re.search(rf"{times.base}\D[^,]*{times.period[2:]}\b", words) is not None  # not "since 2010, in 2023"
    return (f"{times.base}/{times.period}" if spanned else None), 0


def comes_together(draft: Draft, said: Sequence[Segment], sentence: Sentence) -> bool:
    """Whether the figure is one of all years together: of deliveries of arms it is, as SIPRI tells of them."""
    if draft.operation not in AT_ONCE:
        return False
    if draft.indicator in KIND["arms"]:
        return True
    if draft.operation == "rank":
        return draft.indicator in PAID
    if draft.operation == "share":
        return draft.indicator in PAID | KIND["goods"] - {"trade_balance"}
    if draft.operation == "compare" or draft.hedge == "between" or draft.indicator not in ADDED_UP:
        return False
    in_all = SAID["in all"] if draft.operation == "level" else SAID["in all years"]
    paid = any(is_word(s, *WORDS["paid over"]) and not isinstance(s, Figure) for s in said)
    return paid or in_all.search(sentence.low) is not None


def ranked_over(indicator: str, times: Times) -> str | None:
    """Where the years begin by whose sum a place is one; None for a place in one of them, or a record."""
    return times.base if indicator in PAID | KIND["arms"] and window_of(times) != (None, 0) else None


PAID = KIND["paid"] | KIND["inflow"]
ADDED_UP = (KIND["trade"] | KIND["yearly"] | KIND["position"] | PAID) - {"gdp_growth"}
