"""What a time means for an operation: the beginning of a change, a window, an average, a sum of several years.

Belongs here: base period, span and window of a draft whose time is known, and why none is held where that is so.
Does not belong here: which time is meant (dating.py).
"""

import re
from typing import Any

from pipelines.claims.lexicon import KIND
from pipelines.claims.periods import Period, step_back
from pipelines.reader.sentence import LEVELS, Draft, Sentence
from pipelines.reader.spans import has
from pipelines.reader.values import AID, FLOWS

MOVED = frozenset({"change", "direction", "ratio", "extreme", "growth", "average", "always", "streak"})
CONSTANT = re.compile(r"\b(?:in constant prices|at constant prices|in real terms|adjusted for inflation)\b")
DOLLARS = re.compile(r"\bin (?:u\.?s\.? )?dollars?\b(?! each)")
YEARLY = re.compile(
    r"\b(?:averag(?:e|ed|ing)|a year|per year|per annum|annual(?:ly)?|annuali[sz]ed|(?:each|every) year|yearly)\b"
)
A_YEAR = re.compile(r" (?:a|per) (?:year|annum)\b")
SUMMED = FLOWS | AID | {"military_expenditure", "remittances", "remittances_received", "fdi_inflows"}
STEPS = ("month", "quarter", "week")
UNNAMED = "the words name no single year, quarter or month"


def since(draft: Draft, time: Period, sentence: Sentence) -> Draft:
    """With the beginning of the time over which it moved, or as an average where it says “a year”."""
    if time.base and draft.operation in LEVELS and draft.indicator in SUMMED and not _has_moved(draft):
        return _added_up(draft, time, sentence)
    if draft.operation not in MOVED and draft.indicator not in KIND["rate"]:
        return draft
    if time.yearly or time.before or _is_a_year_before(time, draft.period):
        return _against_earlier(draft, time)
    return _over(draft, time, time.base, sentence) if time.base else over_one_year(draft, sentence)


def _has_moved(draft: Draft) -> bool:
    """“Has risen to $5 billion since 2015” is a level of today."""
    return draft.says("level_move") is not None or "before" in draft.match.roles


def _added_up(draft: Draft, time: Period, sentence: Sentence) -> Draft:
    """“Between 2010 and 2020 it exported goods worth …” adds those years up; “since 2015” has no end."""
    if YEARLY.search(sentence.low):
        return draft.but(period=None, not_held="an average of several years is not what is held")
    if not (time.period and len(time.period) == 4 and len(time.base or "") == 4):
        return draft.but(period=None, not_held=UNNAMED)
    return draft.but(period=f"{time.base}/{time.period}", cumulative=True)


def _is_a_year_before(time: Period, period: str | None) -> bool:
    """“In the first quarter … compared with the same quarter of 2023”."""
    parted = period is not None and len(period) > 4 and time.base is not None
    return parted and (time.base or "")[:4] == str(int((period or "")[:4]) - 1)


def _against_earlier(draft: Draft, time: Period) -> Draft:
    """Against the same period of the year before, or the month, quarter or year before."""
    if time.before and draft.indicator == "gdp_growth":
        return draft.but(not_held="growth against the quarter before is not held")
    if draft.operation in LEVELS:
        return draft
    if not draft.period:
        return draft.but(not_held=UNNAMED) if time.before else draft
    year_before = f"{int(draft.period[:4]) - 1}{draft.period[4:]}"
    return draft.but(base_period=step_back(draft.period) if time.before else year_before)


def _over(draft: Draft, time: Period, base: str, sentence: Sentence) -> Draft:
    """Over the years from the base."""
    start: dict[str, Any] = {"span": time.back} if time.back and not draft.period else {"base_period": base}
    several = not (draft.period and int(draft.period[:4]) - int(base[:4]) < 2)
    yearly = YEARLY.search(sentence.low) is not None
    if draft.indicator == "gdp_growth" and draft.operation in LEVELS:
        whole = several and not yearly and draft.match.pattern.name in ("growth", "change")
        return _grew(draft, sentence, start) if whole else _on_average(draft, base, start)
    if several and yearly and draft.operation == "change" and draft.unit == "PT":
        return draft.but(operation="growth", base_period=base)
    is_rate = draft.indicator in KIND["rate"] and draft.operation not in MOVED
    return draft if is_rate else draft.but(**start)


def over_one_year(draft: Draft, sentence: Sentence) -> Draft:
    """“Rose by 5 per cent in 2023” is against the year before; “grows by 2 per cent a year” names no time."""
    if draft.operation not in ("change", "direction") and (draft.operation != "ratio" or draft.base):
        return draft
    if draft.period and len(draft.period) == 4:
        return draft.but(base_period=str(int(draft.period) - 1))
    yearly = draft.operation == "change" and not draft.period and YEARLY.search(sentence.low)
    return draft.but(not_held="a yearly rate over a period that is not named") if yearly else draft


def _grew(draft: Draft, sentence: Sentence, start: dict[str, Any]) -> Draft:
    indicator = "gdp_constant" if CONSTANT.search(sentence.low) else "gdp"
    return as_change(draft, indicator).but(**start)


def _on_average(draft: Draft, base: str, start: dict[str, Any]) -> Draft:
    window = {"period": f"{int(base[:4]) + 1}/{draft.period[:4]}"} if draft.period else start
    return draft.but(operation="average", **window)


def undated(draft: Draft, sentence: Sentence) -> Draft:
    """What no time means: “2 per cent a year” is a yearly rate; some figures say nothing without one."""
    if draft.operation in ("change", "direction") and draft.period:
        return over_one_year(draft, sentence)
    if draft.operation == "change" and draft.unit == "PT" and A_YEAR.match(sentence.low, draft.end):
        return draft.but(operation="growth")
    return draft.but(not_held=draft.not_held or _why_not_held(draft, sentence))


def _why_not_held(draft: Draft, sentence: Sentence) -> str:
    """Inflation that stands at so much is that of a month; the rates of named years and months are held."""
    if draft.operation == "streak":
        steps = any(word in draft.match.roles["streak"].low for word in STEPS)
        return "up to which month or quarter is not said" if steps else ""
    if (
        draft.operation == "change"
        and not draft.period
        and draft.unit == "PT"
        and any(has(s, "have") for s in draft.used)
    ):
        return "since when is not said"
    if draft.operation == "change":
        since_when = draft.indicator in KIND["people"] and not A_YEAR.match(sentence.low, draft.end)
        return "since when is not said" if since_when else ""
    if draft.period or draft.operation not in (*LEVELS, "rank", "ratio", "compare"):
        return ""
    if draft.indicator in AID and draft.operation in LEVELS:
        return "in which years it was is not said, and amounts of single years are held"
    return "of which month or year it is is not said" if draft.indicator in KIND["monthly"] else ""


def unnamed(draft: Draft, sentence: Sentence, words: str) -> Draft:
    """Not held: part of a year, or several years without ends; `words` say which."""
    draft = draft.but(not_held=UNNAMED, period=None)
    whole = draft.match.pattern.name == "growth" and words.startswith("since")
    return as_change(draft, "gdp") if whole and not YEARLY.search(sentence.low) else draft


def as_change(draft: Draft, indicator: str) -> Draft:
    """“The economy shrank by 40 per cent since 2018”: all of it, and no yearly rate."""
    value = draft.value or ""
    order = "asc" if value.startswith("-") else "desc"
    return draft.but(indicator=indicator, operation="change", value=value.lstrip("-"), order=order)
