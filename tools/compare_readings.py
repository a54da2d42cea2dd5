"""Which claims the reader of this tree gains and loses on texts, against that of another commit.

    python tools/compare_readings.py COMMIT FILE… [--said-on DATE] [--country ISO3]

Each line of a file is a text. Prints every claim that only one of the two reads, with its sentence, and the counts; a
claim that is told as read in part counts as read. To be looked at line by line before a change of the reader lands.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

FIELDS = (
    "indicator", "operation", "areas", "base", "hedge", "value", "value_high", "unit", "period", "base_period", "span",
    "order", "universe", "parts",
)  # fmt: skip
READ = """
import json, sys
from datetime import date
from pipelines.reader import read
day, country = date.fromisoformat(sys.argv[1]), sys.argv[2] or None
for line in sys.stdin:
    for each in read(line.strip(), day, country).claims:
        print(json.dumps([each.sentence, each.claim.model_dump(mode="json")]))
"""
Claims = dict[tuple[str, str], None]


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("commit")
    told.add_argument("files", nargs="+", type=Path)
    told.add_argument("--said-on", default="2024-07-01")
    told.add_argument("--country", default="")
    asked = told.parse_args()
    texts = "\n".join(line for file in asked.files for line in file.read_text(encoding="utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "worktree", "add", "--detach", folder, asked.commit], check=True, capture_output=True)
        try:
            before = claims(Path(folder), texts, asked.said_on, asked.country)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", folder], check=True)
    after = claims(Path(__file__).parents[1], texts, asked.said_on, asked.country)
    lost, gained = [each for each in before if each not in after], [each for each in after if each not in before]
    for word, changed in (("lost", lost), ("gained", gained)):
        for sentence, claim in sorted(changed):
            print(f"{word}\t{claim}\t{sentence}")
    print(f"{len(before)} claims before, {len(after)} after: {len(lost)} lost, {len(gained)} gained")


def claims(tree: Path, texts: str, said_on: str, country: str) -> Claims:
    """Sentence and claim, in the words of its fields, of all that the reader of a tree reads in the texts."""
    asked = [sys.executable, "-c", READ, said_on, country]
    done = subprocess.run(asked, input=texts, text=True, capture_output=True, cwd=tree)
    if done.returncode:
        sys.exit(f"the reader of {tree} ended with an error:\n{done.stderr[-800:]}")
    return {(sentence, _shown(claim)): None for sentence, claim in map(json.loads, done.stdout.splitlines())}


def _shown(claim: dict[str, object]) -> str:
    idle: tuple[object, ...] = (None, "none", [], "desc", {"ref": [], "counterpart": []})
    return " ".join(_plain(claim.get(name)) for name in FIELDS if claim.get(name) not in idle)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ">".join("+".join(each) for each in value.values() if each)
    return str(value)


if __name__ == "__main__":
    main()
