"""Periods as sentences name them: years, quarters, months, fiscal years, "last year", "since 2010", "over a decade".

Belongs here: finding the words of a period at a place of a text (lexicon/periods.csv says which) and what they mean on
the day of the text. Does not belong here: which publication answers for a period (sql/factcheck/).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID
from pipelines.claims.numbers import CARDINALS, counted

MONTHS, QUARTERS = counted("month"), counted("quarter")
COUNTS = CARDINALS | {"the": 1, "hundred": 100, "couple of": 2}
SPANS = {"year": 1, "decade": 10, "century": 100, "quarter century": 25, "half century": 50, "half a century": 50}
OPENING = lexicon.WORDS["opening periods"].union(MONTHS, " ".join(COUNTS).split())
"""Words with which a period can begin."""


class Period(NamedTuple):
    start: int
    end: int
    period: str | None = None
    base: str | None = None
    yearly: bool = False
    """The base is the same period of the year before."""
    loose: bool = False
    """A span whose ends the words leave open ("for decades")."""
    partial: bool = False
    """A part of a year or several years in one: no figure is held for it."""
    before: bool = False
    """The base is the month or the quarter before."""
    same: str | None = None
    """The year of "the same quarter of 2022", "-1" of "a year ago": which quarter, the period says that it stands
    beside."""
    beside: bool = False
    """Only what something is compared with is of it: "rose to $5 billion from $4 billion in May"."""
    later: int = 0
    """Years after the period that the text named before."""
    back: int = 0
    """Years from the base to whatever is newest: "in the last five years"; the base says it as a calendar year."""
    prior: int = 0
    """Years of the window that is compared with: "the previous five years"."""
    that: bool = False
    """“In the same year”: the year that the text named before."""
    era: str = ""
    """How it is said, where that is by what was then: "since" of “since Brexit” (catalogue/eras.py), "throughout" of
    “under Merkel”."""


# --- their words ---

YEAR = r"(1[89]\d\d|20\d\d|2100)(?![\d,.]*\d| ?%| (troops|soldiers|people|billion|million|trillion))"

ANY_YEAR = re.compile(YEAR)


def _any(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


PARTS = {row["part"]: row["words"].replace("<year>", YEAR) for row in lexicon.rows("period_parts")} | {
    "year": YEAR,
    "month": _any(MONTHS),
    "ending": _any(MONTHS),
    "quarter": _any(QUARTERS),
    "months": "|".join(
        rf"{first} ?(-|/|to|and|through) ?{last}"
        for first, last in (("january", "march"), ("april", "june"), ("july", "september"), ("october", "december"))
    ),
    "count": rf"\d{{1,3}}|{_any(COUNTS)}",
}
"""What stands for {part} in periods.csv; <part> is the same, of which nothing is asked."""


class Row:
    """A row of periods.csv: what it says, and its expression."""

    def __init__(self, says: str, words: str) -> None:
        words = re.sub(r"<(\w+)>", lambda hit: f"({PARTS[hit[1]]})", words)
        self.says = says
        named = re.sub(r"\{([a-z]+)\}", lambda hit: f"(?P<{hit[1]}>{PARTS[hit[1]]})", words)
        self.words = re.sub(r"(?<!\\)\((?!\?)", "(?:", named)

    @cached_property
    def expression(self) -> re.Pattern[str]:
        return re.compile(self.words)


@cache
def table() -> tuple[Row, ...]:
    """The rows of periods.csv, in the order in which they are tried."""
    return tuple(Row(row["says"], row["words"]) for row in lexicon.rows("periods"))


@cache
def any_row() -> re.Pattern[str]:
    """All rows as one expression without names: whether there is a period at a place at all."""
    return re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', row.words)})" for row in table()))


def find(low: str, place: int, said_on: date) -> Period | None:
    """The period whose words begin at `place` of a lower-case text, by the first row that fits."""
    if any_row().match(low, place) is None:
        return None
    hits = ((row.says, row.expression.match(low, place)) for row in table())
    return next((meant(says, hit, said_on) for says, hit in hits if hit is not None), None)


def meant(says: str, match: re.Match[str], said_on: date) -> Period:
    parts = {part: words for part, words in match.groupdict().items() if words}
    nearly_over = said_on.day >= 25  # some publish the figures of a month on its last days
    said = Said(parts, said_on.year, said_on.month, said_on.month + nearly_over)
    found = SAYS[says](said)
    if found is None:
        return Period(*match.span(), partial=True)
    if says == "over" and not SAID["moved over"].search(match.string, 0, match.start()):
        found = {"period": said.parts["year"]}
    bare = not {"year", "some", "any", "to"} & parts.keys()
    running = f"{said.this - 1}-Q{(said.month + 2) // 3}", f"{said.this - 1}-{said.month:02}"
    if bare and found.get("period") in running and SAID["under way"].search(match.string, 0, match.start()):
        found = {"partial": True}  # "is slowing in the first quarter", said in March
    return Period(*match.span(), **found)


# --- what they mean ---


class Said(NamedTuple):
    """The parts of the words of a period, and the day on which they were said."""

    parts: dict[str, str]
    this: int
    month: int
    past: int
    """The first month that is not over, or nearly so: some figures are published on its last days."""

    def year(self, month: int = 0) -> int:
        """The year that is named, or the last one in which a month was over."""
        for part in ("year", "some", "any", "to"):
            if words := self.parts.get(part):
                over = words.startswith("last") or (words.startswith("the ") and month >= self.past)
                return self.this - over if words[-4:] == "year" else int(words[:4])
        return self.this - (month >= self.past)

    def point(self) -> str | None:
        """A month, a quarter or a year; None for three months that are no quarter."""
        if name := self.parts.get("month"):
            return f"{self.year(MONTHS[name])}-{MONTHS[name]:02}"
        name = self.parts.get("ending") or self.parts.get("months", "")
        if self.parts.get("quarter"):
            n = QUARTERS[self.parts["quarter"]]
        elif name:
            n, left = divmod(MONTHS[re.split(r"\W", name)[0]] + 2 * ("months" in self.parts), 3)
            if left:
                return None
        else:
            return str(self.year())
        return f"{self.year(3 * n)}-Q{n}"

    def years(self) -> int:
        """How many years “three decades” are."""
        count, unit = self.parts.get("count", "1").strip(), self.parts.get("unit", "year").replace("-", " ")
        return (int(count) if count.isdigit() else COUNTS.get(count, 1)) * SPANS[unit.removesuffix("s")]


Fields = dict[str, Any]


def flag(name: str) -> Callable[[Said], Fields]:
    return lambda said: {name: True}


def at(said: Said) -> Fields | None:
    point = said.point()
    return {"period": point} if point else None


def span(said: Said) -> Fields | None:
    """ "2010 to 2020"; "2022-23" is the financial year that begins in 2022. None where it runs backwards."""
    first, last = said.parts["year"], said.parts["to"]
    last = first[: 4 - len(last)] + last
    if said.parts.get("dash") and int(last) == int(first) + 1:
        return {"period": f"{first}-{last[2:]}-FY"}
    return {"period": last, "base": first} if last >= first else None


def fiscal(said: Said) -> Fields | None:
    """ "Fiscal 2023", "FY2023-24"; None where the second year is not the next."""
    year = said.parts.get("year") or said.parts["to"]
    year, closing = f"{'20' * (len(year) == 2)}{year}", said.parts.get("closing", "")[-2:]
    if closing and int(closing) != (int(year) + 1) % 100:
        return None
    return {"period": f"{year}-{closing}-FY" if closing else f"{year}-FY"}


def months(said: Said) -> Fields | None:
    """From a month of one year to a month of another: None where that is less than a year."""
    first, last = said.parts["year"], said.parts["to"]
    enough = (int(last) - int(first)) * 12 + MONTHS[said.parts["ending"]] - MONTHS[said.parts["month"]] >= 12
    return {"period": last, "base": first} if enough else None


LONGEST = 200
"""Years back that anybody means who counts them."""


def back(said: Said) -> Fields:
    if said.years() > LONGEST:
        return {"loose": True, "partial": True}
    return {"base": str(said.this - said.years()), "back": said.years()}


def past(said: Said) -> Fields:
    """ "Over the past year", "over the past ten years"; "in past years" leaves open which."""
    if "count" not in said.parts and said.parts["unit"].endswith("s"):
        return {"loose": True, "partial": True}
    return {"period": str(said.this - 1)} if said.years() == 1 else back(said)


def latest(said: Said) -> Fields:
    """The last whole year, quarter or month."""
    now = {"year": f"{said.this}", "month": f"{said.this}-{said.month:02}"}
    return {"period": step_back(now.get(said.parts.get("size", ""), f"{said.this}-Q{(said.month + 2) // 3}"))}


def window(said: Said) -> Fields | None:
    """ "In 2014-18" as what is compared with, "between 2014-18 and 2019-23"; no two years, which are a fiscal one."""
    ends = [(said.parts.get(first), said.parts.get(last)) for first, last in (("year", "to"), ("some", "closing"))]
    whole = [(first, first[: 4 - len(last)] + last) for first, last in ends if first and last]
    if any(not first.isdigit() or int(last) - int(first) < 2 for first, last in whole):
        return None
    return dict(zip(("base", "period"), (f"{first}/{last}" for first, last in sorted(whole)), strict=False))


SAYS: dict[str, Callable[[Said], Fields | None]] = {
    "at": at,
    "over": lambda said: {"period": str(said.year() + 1), "base": str(said.year())},
    "since": lambda said: {"base": said.point()},
    "same": lambda said: {"same": str(said.year()) if ANY_YEAR.search(str(said.parts)) else f"-{said.years()}"},
    "span": span,
    "months": months,
    "window": window,
    "prior": lambda said: {"prior": said.years()},
    "fiscal": fiscal,
    "latest": latest,
    "until": lambda said: {"period": str(said.year()), "base": str(said.year() - said.years())},
    "ago": lambda said: {"period": str(said.this - said.years()), "same": f"-{said.years()}"},
    "before last": lambda said: {"period": str(said.this - 2)},
    "back": back,
    "past": past,
    "later": lambda said: {"later": said.years()},
    "decade": lambda said: {"loose": True, "partial": True},
    **{name: flag(name) for name in ("partial", "loose", "yearly", "before")},
    "whole": lambda said: {"that": True, "partial": True},
    "that": lambda said: {"that": True, "period": "quarter" in said.parts and str(said.point())[4:]},
}
"""What each kind of row says of its parts; None is a part of a year for which no figure is held."""


def year_before(period: str) -> str:
    """The same a year earlier: "2022-23-FY" for "2023-24-FY"."""
    return in_year(period, int(period[:4]) - 1)


def in_year(period: str, year: int) -> str:
    """The same month, quarter or fiscal year of another year."""
    rest = period[4:]
    return f"{year}-{(year + 1) % 100:02}-FY" if len(rest) == 6 and rest.endswith("-FY") else f"{year}{rest}"


def step_back(period: str) -> str:
    """The month, quarter or year before."""
    year, _, part = period.partition("-")
    if not part or part.endswith("FY"):
        return year_before(period)
    number = int(part.lstrip("Q")) - 1
    if part[0] == "Q":
        return f"{year}-Q{number}" if number else f"{int(year) - 1}-Q4"
    return f"{year}-{number:02}" if number else f"{int(year) - 1}-12"


def settled(spans: list[Period], low: str, amounts: list[tuple[int, int]], last: str | None = None) -> list[Period]:
    """Without the dates of treaties and reports; "the previous year" counted from the period named before it.

    `amounts` are places of the text; `last` is the period that the sentence before ended with: the year of "in the
    same year" and, where it is a month or a quarter, what "a year earlier" is counted from.
    """
    out: list[Period] = []
    for span in spans:
        if _is_of_a_text(span, low):
            continue
        before = next((p.period for p in reversed(out) if p.period), last)
        span = in_that_year(span, before or "") if span.that else span
        span = span._replace(beside=is_beside(span, out[-1:], amounts, low))
        out.append(_counted(span, out, last, low))
    return out


def _is_of_a_text(span: Period, low: str) -> bool:
    """Whether it is the date of an event or a text: “the 2015 report”, “after the financial crisis of 2008”."""
    event = SAID["of an event"].search(low, max(0, span.start - 48), span.start)
    return event is not None or SAID["of a text"].match(low, span.end) is not None


def _counted(span: Period, before: list[Period], last: str | None, low: str) -> Period:
    """ "A year earlier", "the quarter before": counted from the period that was named before it."""
    point, part = _named_before(before, last, low)
    words = low[span.start : span.end]
    if span.same is not None:
        return as_then(span, point, part, words)
    if not span.period or not (point or part or span.beside) or not SAID["before that"].search(f"{words} {point}"):
        return span
    fits = point is not None and ("Q" in point) == ("Q" in span.period)
    return span._replace(period=step_back(point) if fits and point else None, partial=not fits)


def _named_before(before: list[Period], last: str | None, low: str) -> tuple[str | None, bool]:
    """The period that was named last, and whether it was a part of a year of which no figure is held."""
    named = (p for p in reversed(before) if not SAID["before that"].search(low, p.start, p.end))
    main = next((p for p in named if (p.period or p.partial) and p.same is None and not p.beside), None)
    if main is not None:
        return main.period, not main.period
    return last if last and len(last) > 4 else None, False


def in_that_year(span: Period, year: str) -> Period:
    """“In that year”, “in the second quarter of that year”: of a fiscal year no quarters are held.

    “For the full year” is of the year that is spoken of, if what was named before is that year or its end.
    """
    unsaid = span.partial and not re.search("^....$|FY$|Q4$|-12$", year)
    if unsaid or not year or (span.period and year.endswith("FY")):
        return span._replace(period=None, partial=True)
    return span._replace(period=year if year.endswith("FY") else f"{year[:4]}{span.period or ''}", partial=False)


def is_beside(span: Period, before: list[Period], amounts: list[tuple[int, int]], low: str) -> bool:
    """Whether only what something is compared with is of it: “rose to $5 billion from $4 billion in May”."""
    start, end = next((each for each in reversed(amounts) if each[1] <= span.start), (0, 0))
    if not SAID["of an amount"].fullmatch(low, end, span.start):
        return False
    return SAID["compared with"].search(low, before[0].end if before else 0, start) is not None


def as_then(span: Period, point: str | None, part: bool, words: str) -> Period:
    """ "In May … a year ago": the same month of the year before; a part of a year is compared with a part."""
    year = int(str(span.same))
    if point is None or (len(point) == 4 and "ago" in words and not span.beside):
        return span._replace(period=None, partial=True) if part or not span.period else span
    fine = span.beside or point.endswith("FY") or not SAID["previous"].search(words)
    return span._replace(period=in_year(point if fine else point[:4], year if year > 0 else int(point[:4]) + year))
