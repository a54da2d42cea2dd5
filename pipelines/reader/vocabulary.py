"""The words that the reader knows: one table from which the longest phrase at a place is found.

Belongs here: loading words.csv and the tables of areas, groups, lists and places. Does not belong here: numbers
(claims/quantities.py), periods (claims/periods.py), hedges (claims/lexicon).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipelines import catalogue
from pipelines.claims import lexicon

FOLDER = Path(__file__).parent


class Entry(NamedTuple):
    """One meaning of a phrase."""

    kind: str
    """area, place or word"""
    name: str
    """Of an area how it is named (name, demonym, group), of a place what it is, of a word its class."""
    value: str = ""
    """Of an area its codes, of a word what it stands for: "+" of “rose”."""
    written: str = "any"
    """How its capitals must stand: "any", "Capital", or the letters themselves."""

    def fits(self, words: str) -> bool:
        return self.written in ("any", words) or (self.written == "Capital" and words[0].isupper())


def _phrases() -> Iterator[tuple[str, Entry]]:
    yield from _of_areas()
    yield from _of_places()
    for name, entry in catalogue.indicators().items():
        for phrase in filter(None, entry.get("words", "").split(";")):
            yield phrase, Entry("word", "concept", name)
    for row in lexicon.rows(FOLDER / "words.csv"):
        for phrase in row["phrases"].split(";"):
            yield phrase, Entry("word", row["class"], row["value"])


def _of_areas() -> Iterator[tuple[str, Entry]]:
    for row in lexicon.rows("areas"):
        for column, name in (("names", "name"), ("demonyms", "demonym"), ("seats", "seat")):
            for phrase in filter(None, row[column].split(";")):
                yield phrase, Entry("area", name, row["iso3"], lexicon.writing(phrase))
    for row in lexicon.rows("groups"):
        for phrase in filter(None, (row["names"] + ";" + (row["members_word"] or "")).split(";")):
            capitals = lexicon.writing(phrase) if phrase != phrase.lower() else "any"
            yield phrase, Entry("area", "group", row["group_id"], capitals)
    for row in lexicon.rows("lists"):
        for phrase in row["names"].split(";"):
            yield phrase, Entry("area", "group", row["areas"], lexicon.writing(phrase))


def _of_places() -> Iterator[tuple[str, Entry]]:
    for row in lexicon.rows("subnational"):
        for phrase in row["names"].split(";"):
            yield phrase, Entry("place", row["kind"], "", "any" if phrase.islower() else "Capital")
            if row["kind"] == "not_area":
                yield f"the {phrase}", Entry("place", row["kind"])  # else “the World” is taken out of “the World Bank”


@cache
def table() -> dict[tuple[str, ...], list[tuple[tuple[str, ...], Entry]]]:
    """By its first two words, or its one: each phrase as tokens with one meaning, longest first."""
    out: dict[tuple[str, ...], list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
    for phrase, entry in _phrases():
        words = lexicon.tokens(phrase)
        out[words[:2]].append((words, entry))
    for each in out.values():
        each.sort(key=lambda item: -len(item[0]))
    return dict(out)


def longest(words: Sequence[str], place: int) -> Iterator[tuple[int, Entry]]:
    """The meanings of all phrases that begin at a place, with how many words they have, longest first."""
    found = table()
    for phrase, entry in found.get(tuple(words[place : place + 2]), ()):
        if len(phrase) <= 2 or tuple(words[place : place + len(phrase)]) == phrase:
            yield len(phrase), entry
    if place + 1 < len(words):
        for phrase, entry in found.get((words[place],), ()):
            yield len(phrase), entry


@cache
def hedges() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """By its first word: each hedge before a number, longest first."""
    out: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for words, hedge in lexicon.hedges()[0].items():
        out[words[0]].append((words, hedge))
    for each in out.values():
        each.sort(key=lambda item: -len(item[0]))
    return dict(out)


@cache
def products() -> frozenset[str]:
    return frozenset(name for row in lexicon.rows("products") for name in row["names"].split(";"))


@cache
def lists() -> frozenset[tuple[str, ...]]:
    """What has a name for several countries together and is no group: “the Baltic states”."""
    return frozenset(codes(row["areas"]) for row in lexicon.rows("lists") if "-" not in row["areas"])


def codes(value: str) -> tuple[str, ...]:
    """The codes of an entry; “NATO-USA-CAN” is a group without some of its members."""
    group, *without = value.split("-")
    if not without:
        return tuple(value.split())
    return tuple(iso for iso, _, until in lexicon.members()[group] if iso not in without and until == "9999-12-31")


@cache
def groups() -> frozenset[str]:
    return frozenset(row["group_id"] for row in lexicon.rows("groups"))
