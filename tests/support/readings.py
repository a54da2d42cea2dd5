"""What every sentence of the tests is read as, before and after a change: also of those that tests say nothing against.

`python tests/support/readings.py --write before.json`, then, after the change,
`python tests/support/readings.py before.json` lists each sentence that is read otherwise.
Sentences: those of tests/claims, of the patterns and of the guards, read without a country and as an American's.
"""

import ast
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from baseline import said

from pipelines.claims.reader import guards, patterns, read

TESTS = Path(__file__).parents[1] / "claims"
SAID_ON = date(2024, 6, 1)
COUNTRIES = (None, "USA")


def in_tests() -> Iterator[str]:
    for path in TESTS.rglob("test_*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def in_data() -> Iterator[str]:
    for path in (*sorted(patterns.FOLDER.glob("*.yml")), guards.FILE):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            for key in ("reads", "refuses", "accepts"):
                said = entry.get(key, ())
                yield from [said] if isinstance(said, str) else said


def sentences() -> set[str]:
    """Whatever has three words or more."""
    return {text for text in (*in_tests(), *in_data()) if len(text.split()) > 2}


def readings(texts: set[str]) -> dict[str, dict[str, list[str]]]:
    """sentence -> country -> its claims in the notation of the labels."""
    return {text: {country or "-": claims(text, country) for country in COUNTRIES} for text in sorted(texts)}


def claims(text: str, country: str | None) -> list[str]:
    return [said(found.claim) for found in read(text, SAID_ON, country).claims]


def main(arguments: list[str]) -> None:
    *write, file = arguments
    if write:
        Path(file).write_text(json.dumps(readings(sentences()), indent=0), encoding="utf-8")
        return
    before = json.loads(Path(file).read_text(encoding="utf-8"))
    changed = 0
    for text, now in readings(set(before)).items():
        for country, claimed in now.items():
            if claimed != (was := before[text][country]):
                changed += 1
                print(f"{country} {' '.join(text.split())[:200]}")
                print(*(f"    - {claim}" for claim in was if claim not in claimed), sep="\n")
                print(*(f"    + {claim}" for claim in claimed if claim not in was), sep="\n")
    print(f"{changed} of {len(before) * len(COUNTRIES)} readings changed")


if __name__ == "__main__":
    main(sys.argv[1:])
