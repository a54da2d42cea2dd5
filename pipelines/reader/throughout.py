"""What is said of every period, of each of several years, or as coming about: always, became, one claim a year."""

import dataclasses
import re
from collections.abc import Iterator

from pipelines.claims.periods import Period
from pipelines.reader.sentence import LEVELS, Draft, Refused, Sentence
from pipelines.reader.spans import has
from pipelines.reader.values import OVER_YEARS

EVERY = re.compile(r"\b(?:in )?(?:each|every)(?: single| and every)? (?:year|quarter|month)\b|\byear after year\b")
ALMOST = re.compile(r"\b(?:almost|nearly|virtually|practically|not) $")
CAME = re.compile(r"(?:has |have |had )?(?:overt|surpass|eclips|became|become|dethron)")
YEARS = re.compile(r"\b(?:19|20)\d\d\b")
FIRST_TIME = re.compile(r"\bfor the first time (?:in|since)\b")
SEVERAL = re.compile(r"(?:in |during |both )*(?:19|20)\d\d(?:, (?:19|20)\d\d)*,? and (?:19|20)\d\d")
NOT_OF_EACH = Refused("not read", "of which years it is said that it was so in every one is not settled", "every year")


def year_by_year(draft: Draft) -> Iterator[Draft]:
    """“In 2021 and 2022”: the draft once for each year, by itself as a list is."""
    span = next((s for s in draft.clause.periods if SEVERAL.fullmatch(s.low)), None)
    years = YEARS.findall(span.low) if span is not None else []
    if span is None or len(years) < 2:
        yield draft
        return
    for year in years:
        single = span._replace(period=Period(span.start, span.end, period=year))
        periods = [single if s is span else s for s in draft.clause.periods]
        yield draft.but(clause=dataclasses.replace(draft.clause, periods=periods))


def throughout(draft: Draft, sentence: Sentence) -> Draft:
    """“Every year since 2000”, “since 2015 the third-largest”, “overtook”: what holds always, or became."""
    every = EVERY.search(sentence.low, draft.clause.start)
    window = _window(draft)
    if every is not None:
        return _every(draft, window, sentence.low[: every.start()])
    if any(CAME.match(s.low) for s in draft.used) and draft.operation in ("compare", "rank"):
        return draft.but(operation="became")
    if window is None or draft.cumulative:
        return draft
    if FIRST_TIME.search(sentence.low) and draft.operation in LEVELS:
        return _for_the_first_time(draft, window)
    return _always(draft, window) if _stood(draft) else draft


def _stood(draft: Draft) -> bool:
    """Whether it is a place, a comparison or a level that lasted; “has risen to … since 2015” is of the end."""
    if draft.operation in ("compare", "rank"):
        return not (draft.base_period or draft.span)
    came = any(has(s, "reach") for s in draft.used) or not {"level_move", "before"}.isdisjoint(draft.match.roles)
    return draft.operation in LEVELS and draft.indicator not in (*OVER_YEARS, "gdp_growth") and not came


def _window(draft: Draft) -> Period | None:
    """The years of its clause from the one on that it is said of."""
    periods = (s.period for s in draft.clause.periods)
    return next((p for p in periods if p is not None and p.base and not (p.yearly or p.before or p.beside)), None)


def _for_the_first_time(draft: Draft, window: Period) -> Draft:
    """“Topped 5 million for the first time since 1851”: so then, so now, and not in between."""
    if draft.hedge not in ("over", "at_least", "under", "at_most"):
        raise Refused("not read", "what was so for the first time is not settled", "first time")
    return draft.but(operation="became", base_period=window.base)


def _every(draft: Draft, window: Period | None, before: str) -> Draft:
    yearly = draft.operation in LEVELS and draft.indicator in OVER_YEARS
    if window is None and yearly and not draft.period:
        return draft  # “imports $5 billion from China every year” is of the newest
    moves = draft.operation == "direction"
    grows = draft.indicator == "gdp_growth" and draft.operation in ("average", *LEVELS)
    if window is None or ALMOST.search(before) or not (moves or grows):
        raise NOT_OF_EACH
    return _always(draft, window)


def _always(draft: Draft, window: Period) -> Draft:
    draft = draft.but(operation="always", period=None, base_period=None, span=None)
    if window.period:
        return draft.but(period=f"{window.base}/{window.period}")
    return draft.but(span=window.back) if window.back else draft.but(base_period=window.base)
