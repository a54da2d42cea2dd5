"""Labelled sentences that are read rightly, twisted: what must then not be read as before, what must follow, what must stay.

Each row of tests/data/twists.csv is a kind of twist: where its words are put, and what must happen to the claim.
`go`: it is no longer read; `stay`: the same claim is read; `differ`: not the same claim; `swap`: that of the two
countries the other way round; `hedge …`: the same with this hedge. `of` says of which sentences a twist is one at all.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.claims.lexicon import column
from pipelines.claims.model import Claim
from pipelines.claims.text import clean, sentences
from pipelines.reader import read

DATA = Path(__file__).parents[1] / "data"
TWISTS = list(csv.DictReader((DATA / "twists.csv").open(newline="", encoding="utf-8")))
EACH = 5
"""To how many of the sentences each twist is applied."""
COMPARED = (
    "indicator", "operation", "areas", "base", "hedge", "value", "value_high", "unit", "period", "base_period", "span",
    "cumulative", "universe", "order",
)  # fmt: skip
HAPPENED = {"vessel_days", "vessels", "demanded_increase", "host_contribution"}
"""Read from what happened, wherever it stands in a sentence, and no figure of a country."""


class Told(NamedTuple):
    """A sentence that states one figure, and what is read of it."""

    text: str
    day: date
    claim: Claim
    words: dict[str, str]


def plain(text: str) -> bool:
    """One statement in one clause, which a twist can only be about."""
    apart = r'[,;:—–()"“”?!]| and | while | but | who | which | that | said| says| not |^[a-z]|^(?:And|But|So|Let|Says) | reported| says| thanks |(?:is|are) (?:half )?[a-z]+\.$|\\.\\.\\.'
    return text.endswith(".") and len(sentences(clean(text))) == 1 and re.search(apart, text) is None


@cache
def told() -> tuple[Told, ...]:
    out = []
    for path in sorted(DATA.glob("sentences*.csv")):
        for row in csv.DictReader(path.open(newline="", encoding="utf-8")):
            if not plain(row["text"]):
                continue
            found = read(row["text"], day := date.fromisoformat(row["said_on"])).claims
            claim = found[0].claim if len(found) == 1 else None
            if claim and not (claim.not_checkable or claim.event or claim.indicator in HAPPENED):
                out.append(Told(row["text"], day, claim, found[0].words))
    return tuple(out)


def compared(claim: Claim) -> dict[str, object]:
    return {name: getattr(claim, name) for name in COMPARED} | {"value": (claim.value or "").lower()}


NAMES = column("areas", "names", "iso3")
CAPITALS = {
    word for column_of in ("names", "demonyms") for name in column("areas", column_of, "iso3") for word in name.split()
}


def lowered(text: str) -> str:
    """The sentence behind other words: with a small letter, unless it begins with a name."""
    first = text.split(" ", 1)[0].removesuffix("'s")
    return text if first in CAPITALS - {"The"} or first.isupper() else text[0].lower() + text[1:]


def called(text: str, iso3: str) -> str:
    """The name that the sentence has for a country, where it is there once."""
    found = [name for name, iso in NAMES.items() if iso == iso3 and re.search(rf"\b{re.escape(name)}\b", text)]
    name = max(found, key=len, default="")
    return name if name and len(re.findall(rf"\b{re.escape(name)}\b", text)) == 1 else ""


DENIED = {
    "is": "is {} ", "was": "was {} ", "are": "are {} ", "were": "were {} ",
    "rose": "{} rose", "fell": "{} fell", "grew": "{} grew", "has": "{} has", "exceeded": "{} exceeded",
}  # fmt: skip


def twisted(place: str, words: str, one: Told) -> Iterator[str]:
    """The sentence with the words put there; nothing where it has no such place."""
    text, figure = one.text, one.words.get("indicator", "")
    amount = re.search(rf"(?<!US)[$€£]?{re.escape(one.claim.value or '-')}", text)
    if place == "first":
        yield words + lowered(text)
    elif place == "last" and len(text[max(map(text.rfind, one.words.values()), default=0) :].split()) < 6:
        yield text[:-1] + words + "."
    elif place == "instead":
        old, new = words.split(" > ")
        whole = rf"(?<!\w){re.escape(old)}(?!\w)"
        if len(re.findall(whole, text)) == 1:
            yield re.sub(whole, new, text)
    elif place == "verb":
        verbs = re.findall(r"\b(?:is|was|are|were)\b", text)
        if len(verbs) == 1:
            yield re.sub(rf"\b{verbs[0]}\b", f"{verbs[0]} {words}" if words in NOT else f"{words} be", text)
    elif place == "name":
        name = called(text, one.claim.areas.ref[0]) if len(one.claim.areas.ref) == 1 else ""
        if name and not text.startswith("In "):
            other = words.replace("X", name)
            yield re.sub(rf"(?:\b[Tt]he )?\b{re.escape(name)}\b", other, text)
    elif place == "names":
        names = [called(text, iso) for iso in (*one.claim.areas.ref, *one.claim.areas.counterpart)]
        if len(names) == 2 and all(names):
            yield re.sub("|".join(names), lambda m: names[1 - names.index(m[0])], text)
    elif place == "before the amount" and amount and text[amount.start() - 1] == " ":
        yield text[: amount.start()] + words + text[amount.start() :]
    elif place.endswith("the figure") and figure and text.count(figure) == 1 and not text.startswith(figure):
        at = text.index(figure) + len(figure) * place.startswith("behind")
        if place.startswith("before") or text[at:] != ".":
            yield text[:at] + words + text[at:]


NOT = ("not", "never", "hardly", "no longer")


def fits(of: str, one: Told) -> object:
    """Whether a sentence is one of which the twist says something."""
    claim, text = one.claim, one.text
    dated = claim.period or claim.base_period or claim.span
    dated = dated or re.search(r"\b(?:19|20)\d\d\b|year|month|now|today|since|ago\b", text)
    bare = claim.hedge == "none" and claim.operation in ("level", "sum") and not claim.value_high
    return {
        "undated": not dated,
        "ranked": not dated and claim.operation == "rank",
        "an amount": bare,
        "of a year": not re.search(r"month|quarter|-[A-Z\d]", f"{text} {claim.period}"),
        "nobody is meant": not re.search(r"\b(?:its?|their|they|our|we)\b", text),
        "two": len(claim.areas.ref) == len(claim.areas.counterpart) == 1 and not claim.base.ref,
    }.get(of, True)


def holds(must: str, one: Told, text: str) -> bool:
    found = [c.claim for c in read(text, one.day).claims if not c.claim.not_checkable]
    before, now = compared(one.claim), [compared(claim) for claim in found]
    if must == "go":
        return before not in now
    if must == "stay":
        return now == [before]
    if must == "differ":
        return now != [before]
    if must == "swap":
        areas = one.claim.areas.model_copy(
            update={"ref": one.claim.areas.counterpart, "counterpart": one.claim.areas.ref}
        )
        return now in ([], [before | {"areas": areas}])
    name, value = must.split(" ")
    return now in ([], [before | {name: value}])


def tried(row: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """Each twisted sentence of a row, and whether what must happen happens."""
    for n, words in enumerate(row["words"].split("|")):
        fitting = [one for one in told() if fits(row["of"], one)]
        step = max(1, len(fitting) // EACH)
        for one in fitting[n % step :: step][:EACH]:
            for text in twisted(row["place"], words, one):
                yield text, holds(row["must"], one, text)


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[str, str, bool]]:
    return [(row["must"], text, held) for row in TWISTS for text, held in tried(row)]


@pytest.mark.parametrize(
    ("must", "least"), [("go", 0.97), ("stay", 0.97), ("hedge", 1.0), ("differ", 0.9), ("swap", 1.0)]
)
def test_twisted_sentences(outcomes: list[tuple[str, str, bool]], must: str, least: float) -> None:
    here = [(text, held) for kind, text, held in outcomes if kind.startswith(must)]
    wrong = [text for text, held in here if not held]
    assert here
    assert 1 - len(wrong) / len(here) >= least, f"{len(wrong)} of {len(here)}:\n" + "\n".join(wrong)
