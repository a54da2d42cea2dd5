"""Words that sentences use, as data, and one tree that finds the longest phrase at a place.

Belongs here: areas.csv, groups.csv, lists.csv, subnational.csv, currencies.csv, money.csv, products.csv, hedges.csv,
unemployment.csv, wordings.csv, wordlists.csv, publishers.csv, times.csv, numbers.csv, figures.csv, sentences.csv,
kinds.csv, periods.csv, period_parts.csv and loading them.
Does not belong here: the words of patterns (../../reader/words.csv), what numbers and periods are (numbers.py,
periods.py).
"""

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from pipelines import catalogue

FOLDER = Path(__file__).parent
TOKEN = re.compile(r"[A-Za-z](?:(?:\.[A-Za-z])+\b\.?|[^\W\d_]*)|[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|_")
AS_WRITTEN = 4
"""Names up to this many capitals (US, UK, SA, DRC) count only in capitals."""


@cache
def rows(name: str | Path) -> list[dict[str, str]]:
    """The rows of a table of this folder, by its name, or of another file."""
    path = FOLDER / f"{name}.csv" if isinstance(name, str) else name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(name: str, phrases: str, value: str) -> dict[str, str]:
    """Each phrase of one column of a table, and what another column says of its row."""
    return {phrase: row[value] for row in rows(name) for phrase in row[phrases].split(";") if phrase}


def tokens(phrase: str) -> tuple[str, ...]:
    return tuple(token for token in TOKEN.findall(phrase.lower()) if token != "-")  # noqa: S105


@cache
def expressions() -> dict[str, str]:
    """By its name what an expression looks for: each of its rows is an alternative."""
    out: dict[str, str] = {}
    for row in rows("wordings"):
        name, expression = row["name"], row["expression"]
        out[name] = f"{out[name]}|{expression}" if name in out else expression
    return out


class Wordings(dict[str, re.Pattern[str]]):
    """What wordings.csv looks for in lower-case text, by its name; compiled when it is first asked for."""

    def __missing__(self, name: str) -> re.Pattern[str]:
        self[name] = re.compile(expressions()[name])
        return self[name]


SAID = Wordings()


def _kinds() -> dict[str, frozenset[str]]:
    """The indicators of a kind: those of kinds.csv, and those of the catalogue that sentences name by its words."""
    kinds = {row["kind"]: set(row["indicators"].split(";")) for row in rows("kinds")}
    of_unit = {"PT": "rate", "USD": "money", "PS": "people"}
    for name, entry in catalogue.indicators().items():
        if "words" in entry:
            kinds[of_unit.get(entry["unit_measure"], "measured")].add(name)
            kinds["of nations"].add(name)
            if entry["aggregation"] != "sum":
                kinds["averaged"].add(name)
    return {kind: frozenset(names) for kind, names in kinds.items()}


KIND = _kinds()
"""The indicators of a kind."""
WORDS: dict[str, frozenset[str]] = {}
"""Words that are asked for by the name of their list; a list can have several rows."""
for each in rows("wordlists"):
    WORDS[each["name"]] = WORDS.get(each["name"], frozenset()).union(each["words"].split(";"))


@cache
def areas() -> dict[str, str]:
    """Names and demonyms of countries in small letters, and their codes."""
    named = column("areas", "demonyms", "iso3") | column("areas", "names", "iso3")
    return {phrase.lower(): iso for phrase, iso in named.items()}


def writing(phrase: str) -> str:
    letters = phrase.replace(".", "")
    if letters.isupper() and len(letters) <= AS_WRITTEN:
        return phrase
    return "Capital" if phrase.lower() in WORDS["only capitalized"] or len(phrase) < AS_WRITTEN else "any"


@cache
def hedges() -> tuple[dict[tuple[str, ...], str], dict[tuple[str, ...], str]]:
    """Hedge words before a number and after it, as tokens."""
    before: dict[tuple[str, ...], str] = {}
    after: dict[tuple[str, ...], str] = {}
    for row in rows("hedges"):
        for column, words in (("before", before), ("after", after)):
            for phrase in filter(None, (row[column] or "").split(";")):
                words.setdefault(tokens(phrase), row["hedge"])
    return before, after


@cache
def currencies() -> dict[str, dict[str, str]]:
    """Name of a currency that several countries use -> country -> code."""
    codes = column("currencies", "names", "currencies")
    return {name: dict(pair.split(":") for pair in pairs.split()) for name, pairs in codes.items()}


@cache
def members() -> dict[str, list[tuple[str, str, str]]]:
    """Group -> members with the dates of their membership, for sentences that leave members out."""
    out: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows(FOLDER.parents[1] / "catalogue" / "groups.csv"):
        out[row["group_id"]].append((row["iso3"], row["valid_from"], row["valid_to"] or "9999-12-31"))
    return out
