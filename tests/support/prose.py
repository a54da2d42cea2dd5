"""Twenty articles of which people have listed the propositions first: what the reader makes of them, by style.

`python tests/support/prose.py` prints the table of docs/method.md and what was missed or read otherwise;
`python tests/support/prose.py --write` writes it there.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import score_sentences

from pipelines.config import METHOD
from pipelines.reader import read

FOLDER = score_sentences.DATA / "prose"
STYLES = ("wire", "think tank", "column", "speech")
EXACT = ("hedge", "universe", "not_checkable")


class Outcome(NamedTuple):
    article: str
    style: str
    right: list[str]
    wrong: list[str]
    missed: list[str]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agrees(found: dict[str, Any], wanted: dict[str, Any], understood: Any) -> bool:
    """Indicator, areas, operation, value, and also hedge, periods and group: all that a verdict depends on.

    A year that only an earlier sentence names may be left open if it is the newest, by which such a claim is judged.
    """
    alike = score_sentences.same(found, wanted) and all(found[key] == wanted[key] for key in EXACT)
    newest = str(understood.claim.said_on.year - 1)
    named = newest in understood.sentence or "last year" in understood.sentence.lower()
    if found["period"] is None and wanted["period"] == newest and not named:
        return alike and found["base_period"] in (None, wanted["base_period"])
    base = wanted["base_period"]
    return alike and found["period"] == wanted["period"] and (base is None or found["base_period"] == base)


def outcomes() -> Iterator[Outcome]:
    listed = [row for row in rows("propositions") if not row["expected"].startswith("out:")]
    for article in rows("articles"):
        text = (FOLDER / f"{article['article']}.txt").read_text(encoding="utf-8")
        said_on = date.fromisoformat(article["said_on"])
        open_labels = [row for row in listed if row["article"] == article["article"]]
        right, wrong = [], []
        for understood in read(text, said_on, article["country"] or None).claims:
            found = score_sentences.flat(understood.claim)
            fits = [row for row in open_labels if agrees(found, score_sentences.label(row["expected"]), understood)]
            if fits:
                open_labels.remove(fits[0])
                right.append(fits[0]["expected"])
            elif not found["not_checkable"]:
                wrong.append(f"{score_sentences.said(understood.claim)}: {understood.sentence}")
        missed = [f"{row['expected']}: {row['words']}" for row in open_labels]
        yield Outcome(article["article"], article["style"], right, wrong, missed)


def table(found: list[Outcome]) -> str:
    lines = [
        "| style | propositions in scope | read rightly | read wrongly | missed |",
        "| --- | --- | --- | --- | --- |",
    ]
    total: Counter[str] = Counter()
    for style in STYLES:
        here: Counter[str] = Counter()
        for each in (each for each in found if each.style == style):
            here.update({"right": len(each.right), "wrong": len(each.wrong), "missed": len(each.missed)})
        total += here
        lines.append(line(style, here))
    return "\n".join([*lines, line("all", total)])


def line(name: str, counts: Counter[str]) -> str:
    scope = counts["right"] + counts["missed"]
    return f"| {name} | {scope} | {counts['right']} | {counts['wrong']} | {counts['missed']} |"


def page(text: str, found: list[Outcome]) -> str:
    """The method page with the table of today."""
    head, mark, rest = text.partition("<!-- counted: prose -->\n")
    assert mark, "docs/method.md: expected the mark of the table of articles"
    return f"{head}{mark}\n{table(found)}\n\n<!-- end -->{rest.partition('<!-- end -->')[2]}"


if __name__ == "__main__":
    counted = list(outcomes())
    if "--write" in sys.argv:
        METHOD.write_text(page(METHOD.read_text(encoding="utf-8"), counted), encoding="utf-8")
    for each in counted:
        for what, sentences in (("WRONG", each.wrong), ("missed", each.missed)):
            for sentence in sentences:
                print(what, each.article, " ".join(sentence.split()))
    print(table(counted))
