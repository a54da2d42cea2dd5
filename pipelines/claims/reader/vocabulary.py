"""The words that the reader knows, as trees that find the longest phrase at a place.

Belongs here: loading words.csv and the tables of areas, groups, lists and places into typed entries.
Does not belong here: numbers (quantities.py), periods (periods.py), hedges (lexicon.hedges).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pipelines.claims import lexicon

FOLDER = Path(__file__).parent
NAMES = FOLDER.parents[1] / "sources" / "worldbank_wdi" / "series.csv"
"""Statistics as their publisher names them, with the unit behind the name."""
Kind = Literal["area", "place", "word"]


class Entry(NamedTuple):
    """One meaning of a phrase: an area, a place that is none, or a word of a class."""

    kind: Kind
    name: str
    """Of a word its class, of an area how it is named (name, demonym, seat, group), of a place what it is."""
    value: str = ""
    """Of a word what it stands for ("+" of "rose"), of an area its codes."""
    written: str = ""
    """How capitals must stand for it to count: "", "any", "Capital" or the letters themselves."""

    def counts(self, words: str) -> bool:
        return self.written in ("", "any", words) or (self.written == "Capital" and words[0].isupper())


@dataclass(slots=True)
class Node:
    """The phrases that go on with some word, and those that end here."""

    following: dict[str, "Node"] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    classes: frozenset[str] = frozenset()
    values: dict[str, str] = field(default_factory=dict)
    """What its words stand for, by class."""


def _phrases() -> Iterator[tuple[str, Entry]]:
    for row in lexicon.rows("areas"):
        for column, name in (("names", "name"), ("demonyms", "demonym"), ("seats", "seat")):
            for phrase in filter(None, row[column].split(";")):
                yield phrase, Entry("area", name, row["iso3"], lexicon.writing(phrase))
                if " of " in phrase:  # else "the Republic" would be taken out of "the Republic of Congo"
                    yield f"the {phrase}", Entry("area", name, row["iso3"], "any")
    for row in lexicon.rows("groups"):
        for phrase in filter(None, (row["names"] + ";" + (row["members_word"] or "")).split(";")):
            capitals = lexicon.writing(phrase) if phrase != phrase.lower() else ""
            yield phrase, Entry("area", "group", row["group_id"], capitals)
    for row in lexicon.rows("lists"):
        for phrase in row["names"].split(";"):
            yield phrase, Entry("area", "group", row["areas"], lexicon.writing(phrase))
    for row in lexicon.rows("subnational"):
        for phrase in row["names"].split(";"):
            yield phrase, Entry("place", row["kind"], "", "any" if phrase.islower() else "Capital")
            if row["kind"] == "not_area":  # else "the World" would be taken out of "the World Bank"
                yield f"the {phrase}", Entry("place", row["kind"], "", "any")
    yield from _words()
    for row in lexicon.rows(NAMES):
        meant = "concept" if row["price_base"] in ("", "current") else "other"
        unit = f"{row['indicator']} unit:{row['unit_measure']}" if meant == "concept" else "prices of one year"
        yield row["name"], Entry("word", meant, unit)


@cache
def _words() -> tuple[tuple[str, Entry], ...]:
    """The phrases of words.csv."""
    words = lexicon.rows(FOLDER / "words.csv")
    return tuple(
        (phrase, Entry("word", row["class"], row["value"])) for row in words for phrase in row["phrases"].split(";")
    )


@cache
def phrases() -> dict[str, list[tuple[str, Entry]]]:
    """By its first word: each phrase in small letters, and one meaning."""
    out: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for phrase, entry in _phrases():
        low = phrase.lower()
        first = low.partition(" ")[0]
        out[first if first.isalpha() else lexicon.tokens(low)[0]].append((low, entry))
    return dict(out)


@cache
def starting(word: str) -> Node | None:
    """The phrases that begin with a word, as a tree that is made when a text first has the word."""
    if word not in phrases():
        return None
    root = Node()
    for phrase, entry in phrases()[word]:
        node = root
        for token in lexicon.tokens(phrase)[1:]:
            node = node.following.setdefault(token, Node())
        if entry not in node.entries:
            node.entries.append(entry)
            if entry.kind == "word":
                node.classes |= {entry.name}
                node.values.setdefault(entry.name, entry.value)
    return root


def phrases_of(name: str) -> list[str]:
    """The phrases of words.csv of one class."""
    return [phrase for phrase, entry in _words() if entry.name == name]


@cache
def classes() -> frozenset[str]:
    return frozenset(entry.name for _, entry in _words())


@cache
def products() -> frozenset[str]:
    return frozenset(phrase for row in lexicon.rows("products") for phrase in row["names"].split(";"))


@cache
def groups() -> frozenset[str]:
    return frozenset(row["group_id"] for row in lexicon.rows("groups"))
