"""Words that sentences use, as data, and one tree that finds the longest phrase at a place.

Belongs here: areas.csv, groups.csv, lists.csv, subnational.csv, currencies.csv, words.csv, hedges.csv and loading them.
Does not belong here: grammar (grammar.py), numbers (numbers.py), periods (periods.py).
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TOKEN = re.compile(r"[A-Za-z](?:\.[A-Za-z])+\b\.?|[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|_")
AS_WRITTEN = 4
"""Names up to this many capitals (US, UK, SA, DRC) count only in capitals."""
ONLY_CAPITALIZED = frozenset(
    "turkey chad jordan georgia guinea mali niger oman peru togo china chile polish poles pole turks swede dane finn "
    "holland quad solomons comoros dominica emirates america swiss danish dutch thai lao czech serb croat slovak "
    "bharat saudi earth gambia maldives samoa malta tonga cuba fiji nauru macedonia jersey".split()
)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tokens(phrase: str) -> tuple[str, ...]:
    return tuple(token for token in TOKEN.findall(phrase.lower()) if token != "-")  # noqa: S105


@cache
def tree() -> dict[str, Any]:
    """Nested words; the key "" holds the entries of the phrase that ends there."""
    root: dict[str, Any] = {}

    def add(phrase: str, code: str, payload: Any, written: str = "") -> None:
        node = root
        for token in tokens(phrase):
            node = node.setdefault(token, {})
        node.setdefault("", []).append((code, payload, written))

    for row in rows("areas"):
        for column, kind in (("names", "name"), ("demonyms", "demonym"), ("seats", "seat")):
            for phrase in filter(None, row[column].split(";")):
                add(phrase, "A", ((row["iso3"],), kind), writing(phrase))
                if " of " in phrase:  # else "the Republic" would be taken out of "the Republic of Congo"
                    add(f"the {phrase}", "A", ((row["iso3"],), kind), "any")
    for row in rows("groups"):
        for phrase in filter(None, (row["names"] + ";" + (row["members_word"] or "")).split(";")):
            add(phrase, "A", ((row["group_id"],), "group"), writing(phrase) if phrase != phrase.lower() else "")
    for row in rows("lists"):
        for phrase in row["names"].split(";"):
            add(phrase, "A", (tuple(row["areas"].split()), "group"), writing(phrase))
    for row in rows("subnational"):
        for phrase in row["names"].split(";"):
            add(phrase, "U", row["kind"], "Capital")
            if row["kind"] == "not_area":  # else "the World" would be taken out of "the World Bank"
                add(f"the {phrase}", "U", row["kind"], "any")
    for row in rows("words"):
        for phrase in row["phrases"].split(";"):
            add(phrase, row["code"], row["payload"])
    return root


def writing(phrase: str) -> str:
    letters = phrase.replace(".", "")
    if letters.isupper() and len(letters) <= AS_WRITTEN:
        return phrase
    return "Capital" if phrase.lower() in ONLY_CAPITALIZED or len(phrase) < AS_WRITTEN else "any"


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
    """Name of a currency that several countries use -> country -> code; the key "" holds what it means otherwise."""
    out: dict[str, dict[str, str]] = {}
    for row in rows("currencies"):
        codes = dict(pair.split(":") for pair in row["currencies"].split())
        for name in row["names"].split(";"):
            out[name] = codes | ({"": row["otherwise"]} if row["otherwise"] else {})
    return out


@cache
def members() -> dict[str, list[tuple[str, str, str]]]:
    """Group -> members with the dates of their membership, for sentences that leave members out."""
    out: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    with (FOLDER.parents[1] / "catalogue" / "groups.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            out[row["group_id"]].append((row["iso3"], row["valid_from"], row["valid_to"] or "9999-12-31"))
    return out
