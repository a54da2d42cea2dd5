"""Eras: which years a time phrase such as "before the pandemic", "under Merkel" or "since Brexit" means.

Belongs here: reading warehouse/reference/eras.csv and turning a phrase into the period of a claim.
Does not belong here: years and months that are written as such, or finding phrases in a sentence (reader/).

The rules, which docs/method.md states as well: at X is the year of X; before X is the last whole year before it; under
or during X are the years of which X covers at least half; since X compares with the last year of which at least half
lay before X; after X is the first whole year after it. What is unknown, or could be two things, resolves to nothing:
a sentence with such a phrase has to be refused, never read without it.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipelines.catalogue import economies
from pipelines.config import Settings

FILE = "eras.csv"
COLUMNS = ("id", "kind", "words", "iso3", "from", "to", "source")
KINDS = {
    "independence", "eu_accession", "euro_adoption", "nato_accession", "wto_accession", "exit", "term", "mandate",
    "war", "period", "pandemic", "crisis", "event",
}  # fmt: skip


TERMS = ("term", "mandate")
"""Of the head of state or of government, whoever matters more; of the other one, and parts of a term."""


class InvalidEras(ValueError):  # noqa: N818 (says what the file is)
    """A table of eras that cannot be used; the message names line, field and what was expected."""


class Era(NamedTuple):
    """One event (no end, or none yet) or one span of time."""

    id: str
    kind: str
    words: tuple[str, ...]
    iso3: str | None
    """The country for which the words mean this; None: for everybody."""
    start: date
    end: date | None
    source: str


class Resolved(NamedTuple):
    """A time phrase as the fields of a claim (claims/model.py)."""

    era: Era
    period: str | None
    base_period: str | None
    relation: str = ""
    """Which of _RELATIONS its first word is: "before", "since", "after", "at" or "during"."""


def load(path: Path | None = None) -> tuple[Era, ...]:
    """Every era, in the order of the file. Raises InvalidEras."""
    return _load(path or Settings().reference / FILE)


def find(words: str, areas: Sequence[str] = ()) -> tuple[Era, ...]:
    """Eras that the words mean, without preposition or article: "brexit", "merkel", "it became independent".

    `areas` are the ISO3 codes that the sentence is about; what belongs to another country is not meant.
    """
    words = _plain(words)
    named = [era for era in _vocabulary().get(words, ()) if era.iso3 is None or not areas or era.iso3 in areas]
    own = [era for era in named if era.iso3 in areas]  # Hong Kong's handover goes before everybody's
    return tuple(own or named or _of_a_state(words, areas))


def resolve(phrase: str, areas: Sequence[str], said_on: date) -> Resolved | None:
    """The years that a whole phrase means ("since Brexit"); None where it is unknown or could be two things."""
    found = _PHRASE.fullmatch(_plain(phrase, keep_article=True))
    if not found:
        return None
    relation = next(name for name in _RELATIONS if found[name])
    edge, thing = _EDGES.get(found["edge"] or ""), found["thing"]
    if part := _NTH_YEAR.fullmatch(thing):
        return _year_of(relation, part, areas, said_on)
    for ending, meant in _ENDINGS:
        if hit := ending.search(thing):
            edge, thing = meant, thing[: hit.start()]
            break
    first = edge is not None and thing.endswith(" first")
    eras = [era for era in find(thing.removesuffix(" first") if first else thing, areas) if era.start <= said_on]
    eras = eras[:1] if first else eras  # "when Lula first took office"
    if len(eras) != 1 or (edge == "end" and eras[0].end is None):
        return None
    placed = _placed(relation, edge, eras[0], said_on)
    return placed._replace(relation=relation) if placed else None


def starts(low: str) -> Iterator[int]:
    """Where a phrase of this table may begin in a lower-case text."""
    return (hit.start() for hit in _OPENS.finditer(low))


def named_at(low: str) -> list[int]:
    """Where a lower-case text has the longest word of something in this table: without it none of it is named."""
    longest = _longest_words()
    if longest.isdisjoint(_WORD.findall(low)):
        return []
    return [hit.start() for hit in _WORD.finditer(low) if hit[0] in longest]


def _placed(relation: str, edge: str | None, era: Era, said_on: date) -> Resolved | None:
    if edge is None and _lasts(era):
        return _of_span(relation, era, said_on)
    day = era.end if edge == "end" and era.end else era.start
    if relation == "since":
        return Resolved(era, None, str(_last_year_before(day)))
    if relation == "during" or (relation == "before" and edge == "end"):
        return None
    away = {"before": -1, "at": 0, "after": 1}
    return Resolved(era, str(day.year + away[relation]), None)


def _of_span(relation: str, era: Era, said_on: date) -> Resolved | None:
    """What a relation to something that lasts means; None for "at Merkel", and "since Obama": since he left?"""
    is_term, is_over = era.kind in TERMS, era.end is not None and era.end <= said_on
    if relation == "before":
        return Resolved(era, str(era.start.year - 1), None)
    if relation == "after":
        return Resolved(era, str(era.end.year + 1), None) if era.end else None
    if relation == "since":
        begin = era.end if era.end and era.kind in ("war", "period") else era.start
        return None if is_term and is_over else Resolved(era, None, str(_last_year_before(begin)))
    years = list(_years(era, said_on))
    if not years or (relation == "at" and is_term):
        return None
    several = len(years) > 1 or (is_term and not is_over)  # a term under way goes on, also in its first year
    return Resolved(era, f"{years[0]}/{years[-1]}" if several else str(years[0]), None)


def _year_of(relation: str, part: re.Match[str], areas: Sequence[str], said_on: date) -> Resolved | None:
    """“Macron's first year”: of which its twelve months cover at least half; a full one is the next whole one."""
    eras = [era for era in find(part["of"] or part["whose"] or "", areas) if era.start <= said_on and _lasts(era)]
    nth = part["nth"]
    if relation != "during" or len(eras) != 1 or (nth in _LAST and eras[0].end is None):
        return None
    era = eras[0]
    if nth in _LAST and era.end is not None:
        start = _years_on(era.end, -1)
    else:
        start = _years_on(era.start, _NTH[nth])
        if part["full"]:
            start = date(start.year + (start > date(start.year, 1, 31)), 1, 1)
    years = list(_years(era._replace(start=start, end=_years_on(start, 1)), said_on))
    return Resolved(era, str(years[0]), None, relation) if len(years) == 1 else None


def _years_on(day: date, count: int) -> date:
    return date(day.year + count, day.month, min(day.day, 28))


def _lasts(era: Era) -> bool:
    return era.end is not None or era.kind in (*TERMS, "war")


def _years(era: Era, said_on: date) -> Iterator[int]:
    """The years of which the era covers at least half, as far as they are over or half over."""
    last = min(era.end or said_on, said_on)
    for year in range(era.start.year, last.year + 1):
        covered = (min(last, date(year, 12, 31)) - max(era.start, date(year, 1, 1))).days + 1
        if covered >= 183:
            yield year


def _last_year_before(day: date) -> int:
    return day.year if (day - date(day.year, 1, 1)).days >= 182 else day.year - 1


# Words -----------------------------------------------------------------------------------------------------

_RELATIONS = {
    "before": "before|prior to|until|ahead of|on the eve of|up to",
    "since": "since|ever since|from",
    "after": "after|following|in the wake of",
    "at": "when|at the time of|at|on|upon|by the time of|by the time|in the year of|with",
    "during": "under|during|throughout|amid|in the midst of|over the course of|in",
}
_OPENS = re.compile(r"\b(?:" + "|".join(_RELATIONS.values()) + r")\b(?= )")
_WORD = re.compile(r"\w[\w.-]*\b")
_EDGES = dict.fromkeys(("start", "beginning", "outbreak", "onset"), "start") | {"end": "end"}
_PHRASE = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _RELATIONS.items()) + ")"
    r" (?:the )?(?:(?P<edge>start|beginning|outbreak|onset|end) of )?(?P<thing>.+)"
)
_ENDINGS = (
    (re.compile(
        r"(?:'s)? (?:took (?:office|over|power)|came (?:to power|into office|in)|was (?:sworn in|inaugurated)|"
        r"became (?:the )?(?:president|chancellor|prime minister|premier|leader|king))$"
    ), "start"),
    (re.compile(r" (?:left (?:office|power)|stepped down|resigned|was (?:ousted|toppled|removed))$"), "end"),
    (re.compile(r" (?:began|started|broke out|hit|struck|arrived|came)$"), "start"),
    (re.compile(r" (?:ended|was over|came to an end)$"), "end"),
)  # fmt: skip
_NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3}
_LAST = ("last", "final")
_NTH_YEAR = re.compile(
    r"(?:(?P<whose>.+?)'s? )?(?P<nth>first|second|third|fourth|last|final)(?P<full> full)? year"
    r"(?: in (?:office|power)| as (?:president|prime minister|chancellor|premier))?(?: of (?P<of>.+))?"
)
_ADORNED = re.compile(
    r"^(?:(?:the )?(?:government|presidency|premiership|administration|leadership|rule|reign) of )?"
    r"(?:former )?(?:president|chancellor|prime minister|premier|king|queen)? ?"
    r"|(?:'s)? (?:presidency|chancellorship|premiership|administration|government|years|era|rule|reign|leadership|"
    r"watch)$"
)
_SUBJECT = r"(?:(?P<subject>it|its|they|their|the country|[a-z][a-z.' -]{2,40}?)(?:'s)? )?"
_ITSELF = (None, "it", "its", "they", "their", "the country")
_EU, _EURO, _NATO = r"(?:the )?(?:eu|european union)", r"(?:the )?(?:euro|eurozone|euro area)", "nato"
_WTO = r"(?:the )?(?:wto|world trade organi[sz]ation)"
BY_KIND = {
    "independence": re.compile(
        rf"(?:its |their )?independence|becoming independent|{_SUBJECT}(?:independence|became independent|"
        r"became a sovereign state|(?:gained|won|achieved) (?:its |their )?independence)"
    ),
    "eu_accession": re.compile(
        rf"(?:joining|accession to|entry into|entering|{_SUBJECT}(?:joined|entered|accession to|became a member of)) "
        rf"{_EU}"
        r"|(?:eu|european union) (?:accession|membership|entry)"
    ),
    "euro_adoption": re.compile(rf"(?:adopting|joining|{_SUBJECT}(?:adopted|joined|introduced)) {_EURO}"),
    "nato_accession": re.compile(
        rf"(?:joining|{_SUBJECT}(?:joined|accession to)) {_NATO}|nato (?:accession|membership)"
    ),
    "wto_accession": re.compile(
        rf"(?:joining|accession to|{_SUBJECT}(?:joined|accession to)) {_WTO}|wto (?:accession|membership)"
    ),
}  # fmt: skip

_OF_STATES = frozenset(
    "independence independent state eu union euro eurozone area nato wto organization organisation".split()  # noqa: SIM905
)


def _of_a_state(words: str, areas: Sequence[str]) -> tuple[Era, ...]:
    """Independence and accessions are of the country that the words name, else of the sentence's own."""
    for kind, pattern in BY_KIND.items() if not _OF_STATES.isdisjoint(words.split()) else ():
        if hit := pattern.fullmatch(words):
            subject = hit["subject"]
            whose = areas if subject in _ITSELF else _named(subject)
            return tuple(era for era in load() if era.kind == kind and era.iso3 in whose)
    return ()


def _named(words: str) -> tuple[str, ...]:
    return tuple(row["iso3"] for row in economies.economies() if row["name"].casefold() == words.removeprefix("the "))


def _plain(words: str, keep_article: bool = False) -> str:
    plain = " ".join(words.casefold().replace("’", "'").split()).strip(" ,.;:")
    if keep_article:
        return plain
    adorned = _ADORNED.sub("", plain.removeprefix("the "))
    return adorned.removeprefix("the ")


@cache
def _vocabulary() -> dict[str, tuple[Era, ...]]:
    found: dict[str, list[Era]] = {}
    for era in load():
        for words in {_plain(words) for words in era.words}:
            found.setdefault(words, []).append(era)
    return {words: tuple(eras) for words, eras in found.items()}


@cache
def _longest_words() -> frozenset[str]:
    return frozenset((*_OF_STATES, *(max(_WORD.findall(words), key=len) for words in _vocabulary())))


# The file --------------------------------------------------------------------------------------------------


@cache
def _load(path: Path) -> tuple[Era, ...]:
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InvalidEras(
                f"{path.name} line 1: expected the columns {', '.join(COLUMNS)}; found {reader.fieldnames}"
            )
        known = {economy["iso3"] for economy in economies.economies()}
        eras = [_era(path.name, line, row, known) for line, row in enumerate(reader, 2)]
    if twice := [era_id for era_id, count in Counter(era.id for era in eras).items() if count > 1]:
        raise InvalidEras(f"{path.name}: expected each id once; found again: {', '.join(twice)}")
    return tuple(eras)


def _era(file: str, line: int, row: dict[str, str], known: set[str]) -> Era:
    for field, expected, fits in (
        ("kind", f"one of {', '.join(sorted(KINDS))}", row["kind"] in KINDS),
        ("iso3", "an ISO 3166 alpha-3 code or nothing", not row["iso3"] or row["iso3"] in known),
        ("source", "who says so", bool(row["source"])),
        ("from", "a day such as 2005-11-22", is_day(row["from"])),
        ("to", "a later day or nothing", not row["to"] or (is_day(row["to"]) and row["to"] > row["from"])),
    ):
        if not fits:
            raise InvalidEras(f"{file} line {line}, {field}: expected {expected}; found {row[field]!r}")
    words = tuple(word for word in row["words"].split(";") if word)
    end = date.fromisoformat(row["to"]) if row["to"] else None
    return Era(row["id"], row["kind"], words, row["iso3"] or None, date.fromisoformat(row["from"]), end, row["source"])


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
