"""Article files: from YAML to checked claims, and from claims to rows.

Belongs here: what an article file may say, and errors that name file, claim, field and the nearest right choice.
Does not belong here: the shape of a claim (model.py), numbers and hedges (hedges.py), text without structure
(reader/).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.claims import hedges, lexicon, publishers, stating, strictyaml
from pipelines.claims.model import Article, Claim, years_of
from pipelines.claims.words import in_words
from pipelines.config import Settings

ONE_CLAIM = "the claim cannot be checked:"
NO_CONTEXT = "said to put other claims into context; no number is stated"


FIRST_YEAR = 1900


class InvalidArticle(ValueError):  # noqa: N818 (says what the file is)
    """Article files, or a claim, that cannot be checked; the message lists every problem with its place."""

    def __init__(self, problems: list[str], what: str = "article files that cannot be checked:") -> None:
        self.problems = problems
        super().__init__("\n- ".join([what, *problems]))


class Collected(NamedTuple):
    """The articles that can be checked, and what is wrong with the files of the others."""

    articles: list[Article]
    problems: list[str]


def files(settings: Settings) -> list[Path]:
    """Article files, in the order of their names."""
    return sorted(path for path in settings.articles.glob("*.y*ml") if path.suffix in (".yaml", ".yml"))


def digest(path: Path) -> str:
    """A hash of the file's bytes; empty where it cannot be read, which `collect` tells."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except OSError:
        return ""


def collect(settings: Settings, today: date) -> Collected:
    """All articles of the warehouse. A file that cannot be read is told, and takes no other with it."""
    found: dict[str, Article] = {}
    problems: list[str] = []
    for path in files(settings):
        try:
            article = read(path, today)
        except InvalidArticle as error:
            problems += error.problems
            continue
        if article.id in found:
            problems.append(f"{path.name}: an article {article.id!r} is there already, as .yaml; remove one of them")
        found.setdefault(article.id, article)
    return Collected(list(found.values()), problems)


def load(settings: Settings, today: date, only: str | None = None) -> list[Article]:
    """All articles of the warehouse, or the one called `only`. Raises InvalidArticle with every problem."""
    if only is not None:
        paths = files(settings)
        names = [path.stem for path in paths]
        if only not in names:
            raise InvalidArticle([f"no article {only!r} in {settings.articles}{_nearest(only, names)}"])
        return [read(paths[names.index(only)], today)]
    found = collect(settings, today)
    if found.problems:
        raise InvalidArticle(found.problems)
    return found.articles


def read(path: Path, today: date) -> Article:
    """One article file. A claim without `said_on` was said on the day of the article."""
    try:
        content = strictyaml.read(path)
    except strictyaml.NotRead as error:
        raise InvalidArticle([str(error)]) from None
    except OSError as error:
        problem = f"{path.name}: expected a file that the user who runs this can read: {error.strerror}"
        raise InvalidArticle([problem]) from None
    if not isinstance(content, dict):
        raise InvalidArticle([f"{path.name}: expected title, published and claims; found {type(content).__name__}"])
    if not isinstance(content.get("claims"), list):
        raise InvalidArticle([f"{path.name}: claims: expected a list; found {content.get('claims')!r}"])
    for claim in content["claims"]:
        if isinstance(claim, dict):
            claim.setdefault("said_on", content.get("published"))
    try:
        article = Article.model_validate(content | {"id": content.get("id", path.stem)})
    except ValidationError as error:
        raise InvalidArticle([f"{path.name}: {problem}" for problem in _shape(error, content)]) from None
    if article.id != path.stem:
        raise InvalidArticle([f"{path.name}: id: expected the name of the file, {path.stem!r}; found {article.id!r}"])
    problems = [
        f"{path.name}: claim {claim.id}: {problem}" for claim in article.claims for problem in judge(claim, today)
    ]
    if problems:
        raise InvalidArticle(problems)
    return article


def one(fields: Mapping[str, Any], today: date) -> Claim:
    """A claim that a program states field by field, as in an article file; it was said today where it names no day.

    Raises InvalidArticle with every problem, each with its field and the nearest right choice.
    """
    stated = {"id": "claim", "quote": "as stated", "said_on": today, **stating.tidied(fields)}
    content = {"id": "stated", "title": "stated", "published": today, "claims": [stated]}
    try:
        claim = Article.model_validate(content).claims[0]
    except ValidationError as error:
        problems = [problem.removeprefix("claim claim: ") for problem in _shape(error, content)]
        raise InvalidArticle(problems, ONE_CLAIM) from None
    if problems := [*judge(claim, today), *stating.unused(claim)]:
        raise InvalidArticle(problems, ONE_CLAIM)
    return claim


def judge(claim: Claim, today: date) -> Iterator[str]:
    """What is wrong with a claim beyond its shape: names that nothing has, numbers nobody can read, the future."""
    if claim.said_on > today:
        yield f"said_on: {claim.said_on} is in the future (today is {today})"
    if claim.said_on.year < FIRST_YEAR:
        yield f"said_on: expected a day since {FIRST_YEAR}, before which nothing is held; found {claim.said_on}"
    if claim.indicator is None or claim.indicator in catalogue.indicators():
        yield from _misnamed(claim)
        yield from _misused(claim)
        yield from _misdated(claim)
        if problem := unreadable(claim):
            yield f"value: {problem}"
    else:
        yield from _unknown("indicator", claim.indicator, catalogue.indicators())


def _misnamed(claim: Claim) -> Iterator[str]:
    """Areas, groups, hedges, definitions, publishers and kinds of events that nothing has."""
    groups = {row["group_id"] for row in economies.groups()}
    known = groups | {row["iso3"] for row in economies.economies() if row["is_economy"]}
    sides = (("event.areas", claim.event.areas),) if claim.event else (("areas.ref", claim.areas.ref),)
    others = ("areas.counterpart", claim.areas.counterpart), ("base.ref", claim.base.ref)
    for field, codes in (*sides, *others, ("base.counterpart", claim.base.counterpart)):
        yield from (f"{field}: unknown area {code!r}; {economies.suggest(code)}" for code in codes if code not in known)
    if claim.operation == "count" and not groups.issuperset(claim.areas.ref):
        yield f"areas.ref: only members of a group are counted{_nearest(claim.areas.ref[0], groups)}"
    if claim.universe is not None:
        yield from _unknown("universe", claim.universe, groups, "group ")
    yield from _unknown("hedge", claim.hedge, hedges.hedges())
    for definition in claim.definitions:
        yield from _unknown("definitions", definition, _definitions(claim.indicator), of=f" for {claim.indicator}")
    for publisher in claim.publishers:
        yield from _unknown("publishers", publisher, publishers.table())
    for kind in claim.event.kinds if claim.event else ():
        yield from _unknown("event.kinds", kind, _definitions("event"))


def _unknown(field: str, word: str, choices: Iterable[str], what: str = "", of: str = "") -> Iterator[str]:
    choices = list(choices)
    if word not in choices:
        yield f"{field}: unknown {what}{word!r}{of}{_nearest(word, choices)}"


def _definitions(indicator: str | None) -> list[str]:
    return [each["definition"] for each in catalogue.indicators()[indicator]["readings"]] if indicator else []


def _misused(claim: Claim) -> Iterator[str]:
    """Fields that say nothing of such an indicator."""
    bilateral = catalogue.indicators()[claim.indicator].get("bilateral") if claim.indicator else True
    if claim.areas.counterpart and not bilateral:
        named = ", ".join(claim.areas.counterpart)
        yield f"areas.counterpart: {claim.indicator} is a figure of one country; remove {named}"
    if claim.cumulative and claim.indicator and (why := not_cumulated(claim.indicator)):
        yield f"cumulative: {why}"


def not_cumulated(indicator: str) -> str | None:
    """Why the years of an indicator are not added up, if so: only what flows in a year comes to anything together."""
    entry = catalogue.indicators()[indicator]
    if entry["kind"] == "flow" and entry["aggregation"] == "sum" and entry["freq"] == "A":
        return None
    what = {"stock": "stands at a point in time", "flow": "is counted by the month"}.get(entry["kind"], "is a rate")
    return f"“{entry['name']}” {what}, and does not add up over years"


def _misdated(claim: Claim) -> Iterator[str]:
    for field, period in (("period", claim.period), ("base_period", claim.base_period)):
        try:
            span(period or "2023")
        except ValueError as error:
            yield f"{field}: {error}"


def unreadable(claim: Claim) -> str | None:
    """Why nobody can compute with the number of a claim, if so."""
    try:
        stated(claim)
        bar(claim)
    except ValueError as error:
        return str(error)
    return None


_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:(?P<fiscal>(?:-\d\d)?-FY)|/(?P<to>\d{4})|-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])|(?P<day>-\d\d-\d\d))?"
)


@lru_cache(1024)
def span(period: str) -> tuple[date, date, str]:
    """First day, last day and frequency of "2023", "2023-24-FY", "2023-Q4", "2023-08", "2023-08-24" or "2006/2021".

    Which months a fiscal year has differs by country. "2023-24-FY" lies in these two years, and "2023-FY", which ends
    or begins in 2023, in three.
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        expected = "2023, 2023-FY, 2023-24-FY, 2023-Q4, 2023-08, 2023-08-24 or 2006/2021"
        raise ValueError(f"expected {expected}; found {period!r}")
    first, last = int(found["year"]), int(found["to"] or found["year"])
    if found["fiscal"]:
        if len(found["fiscal"]) > 3 and int(found["fiscal"][1:3]) != (first + 1) % 100:
            raise ValueError(f"expected two years in a row; found {period!r}")
        return date(first - (found["fiscal"] == "-FY"), 1, 1), date(first + 1, 12, 31), "A"
    if found["to"] and first >= last:
        raise ValueError(f"expected the earlier year first; found {period!r}")
    if found["day"]:
        return date.fromisoformat(period), date.fromisoformat(period), "D"
    if found["quarter"]:
        month = 3 * int(found["quarter"])
        return date(first, month - 2, 1), _month_end(first, month), "Q"
    if found["month"]:
        return date(first, int(found["month"]), 1), _month_end(first, int(found["month"])), "M"
    return date(first, 1, 1), date(last, 12, 31), "A"


def relations(articles: Iterable[Article]) -> dict[str, list[dict[str, Any]]]:
    """Rows of input.article and input.claim."""
    rows: dict[str, list[dict[str, Any]]] = {"article": [], "claim": []}
    for article in articles:
        rows["article"].append(
            {"article_id": article.id}
            | article.model_dump(include={"title", "outlet", "author", "url", "published", "language"})
        )
        rows["claim"] += [
            {"article_id": article.id, "claim_id": claim.id, "position": position, "content": claim.model_dump_json()}
            for position, claim in enumerate(article.claims, 1)
        ]
    return rows


def described(claim: Claim) -> dict[str, Any]:
    """What a claim states, with its number in base units: columns of factcheck.claim."""
    number, limit = stated(claim), bar(claim)
    both = claim.value is not None and claim.value_high is not None
    return dict(claim) | {
        "in_words": in_words(claim) if claim.operation else None,
        "indicator": "event" if claim.event else claim.indicator,
        "value_text": f"{claim.value} to {claim.value_high}" if both else claim.value,
        **{name: getattr(number, name, None) for name in ("x", "u", "x_high", "u_high")},
        "value_kind": number and number.kind,
        "unit": unit(claim, number),
        "years": years_added_up(claim),
        "sort_order": claim.order,
        "bar": limit and limit.x,
        "bar_hedge": claim.bar and claim.bar.hedge,
        "bar_unit": claim.bar and (claim.bar.unit or (limit and limit.unit)),
        "universe": claim.areas.ref[0] if claim.operation == "count" else claim.universe,
        **publishers.described(claim.publishers),
        "reason": claim.reason or (NO_CONTEXT if claim.not_checkable == "context" else None),
    }


def years_added_up(claim: Claim) -> int:
    """How many years a claim adds up; 1 for a figure of one period."""
    return years_of(claim.period) or claim.span or 1 if claim.cumulative else 1


def last_of(claim: Claim, period: str | None = None) -> tuple[date, date, str]:
    """First and last day in which to look, and the frequency; of years that are added up the last, under which
    their sum stands.
    """
    first, last, freq = span(period or claim.period or "")
    return (date(last.year, 1, 1) if claim.cumulative else first), last, freq


def base(claim: Claim) -> tuple[date | None, date | None, int | None]:
    """First and last day of the period compared with, or how many years back it lies, as one fiscal year of another."""
    begin, period = claim.base_period, claim.period or ""
    if claim.cumulative:
        return (*last_of(claim, begin)[:2], None) if begin else (None, None, None)
    if begin and begin.endswith("-FY"):
        if period.endswith("-FY") and begin[:4] < period[:4]:
            return None, None, int(period[:4]) - int(begin[:4])
        begin = begin[:4]
    return (*span(begin)[:2], claim.span) if begin else (None, None, claim.span)


_UNIT_OF_OPERATION = {
    "share": "PT",
    "growth": "PT",
    "ratio": "TIMES",
    "rank": "RANK",
    "next": "RANK",
    "count": "COUNTRIES",
}


def stated(claim: Claim) -> hedges.Stated | None:
    """The number that a claim states, in base units (a share in points); None where it states none to compute with.

    Raises ValueError for a number that nobody can read.
    """
    if claim.value is None or claim.not_checkable:
        return None
    unit = claim.unit or _UNIT_OF_OPERATION.get(claim.measured or "")
    if unit is None and claim.indicator and claim.measured in lexicon.WORDS["in its own unit"]:
        measured = catalogue.indicators()[claim.indicator]["unit_measure"]
        unit = measured if measured == "PT" else None
    return hedges.stated(claim.value, unit, claim.value_high)


def unit(claim: Claim, number: hedges.Stated | None) -> str | None:
    """The unit in which the claim is meant: as declared, as written, or as the indicator has it."""
    seen = number.unit if number else None
    if claim.unit or (of_operation := _UNIT_OF_OPERATION.get(claim.measured or "")):
        return claim.unit or of_operation
    if claim.operation == "change" and number and number.kind == "percent":
        return "PT"
    if claim.value is None or claim.indicator is None:
        return None
    return seen or catalogue.indicators()[claim.indicator]["unit_measure"]


def bar(claim: Claim) -> hedges.Stated | None:
    """The number that those who are counted have to meet, in base units. Raises ValueError where nobody can read it."""
    if claim.bar is None or claim.indicator is None:
        return None
    unit = claim.bar.unit or catalogue.indicators()[claim.indicator]["unit_measure"]
    return hedges.stated(claim.bar.value, "PT" if unit == "PT" else claim.bar.unit)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _shape(error: ValidationError, content: dict[str, Any]) -> Iterator[str]:
    """pydantic's findings in our words: which claim, which field, what was expected."""
    for found in error.errors(include_url=False):
        place, where = list(found["loc"]), ""
        fields = Article.model_fields
        if len(place) > 1 and place[0] == "claims" and isinstance(place[1], int):
            claim = content["claims"][place[1]]
            name = claim.get("id") if isinstance(claim, dict) else None
            where, place, fields = f"claim {name or place[1] + 1}: ", place[2:], Claim.model_fields
        field = ".".join(str(part) for part in place)
        hint = _nearest(field, fields) if found["type"] == "extra_forbidden" else ""
        message = found["msg"].removeprefix("Value error, ")
        text = {"extra_forbidden": "unknown field", "missing": "is missing"}.get(found["type"], message)
        if found["type"] == "literal_error":
            hint = _nearest(str(found["input"]), re.findall("'([^']*)'", str(found["ctx"]["expected"])))
            text = "unknown"
        told = found["type"] in ("missing", "extra_forbidden", "value_error")
        shown = "" if told else f"; found {found['input']!r}"[:120]
        yield f"{where}{field + ': ' if field else ''}{text}{hint}{shown}"


def _nearest(word: str, choices: Iterable[str]) -> str:
    choices = sorted(choices)
    close = get_close_matches(word, choices, 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; one of {', '.join(choices)}"
