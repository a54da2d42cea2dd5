"""What the reader of 26 November 2026 read in each labelled sentence, so that every later difference can be listed.

`python tests/support/baseline.py` scores the reader of today against the labels and lists what it reads differently
from the frozen one (tests/data/baseline.csv, which nobody writes again).
`python tests/support/baseline.py LOST` shows only the sentences of which something is no longer read.
"""

import csv
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import score_sentences

from pipelines.claims.reader import read

REASONS = score_sentences.DATA / "baseline_reasons.csv"
LOST = score_sentences.DATA / "baseline_lost.csv"
FILE = score_sentences.DATA / "baseline.csv"


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(score_sentences.DATA.glob("sentences*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield path.stem.removeprefix("sentences").removeprefix("_") or "first", row


def said(claim: Any) -> str:
    """A claim in the notation of the labels."""
    flat = score_sentences.flat(claim)

    def side(ref: str, counterpart: str) -> str:
        partner = "+".join(sorted(flat[counterpart]))
        return "+".join(sorted(flat[ref])) + (f">{partner}" if partner else "")

    base = side("base_ref", "base_counterpart")
    value = "-" if claim.value is None else f"{score_sentences.amount(claim.value, claim.unit):.10g}"
    words = [flat["indicator"], flat["operation"], (side("ref", "counterpart") + (f"/{base}" if base else "")) or "-"]
    words += [claim.hedge, value, claim.unit or "-"]
    words += [f"@{claim.period}"] if claim.period else []
    words += [f"^{claim.base_period}"] if claim.base_period else []
    words += ["asc"] if claim.order == "asc" else []
    words += [f"u:{claim.universe}"] if claim.universe else []
    words += [f"p:{claim.parts}"] if claim.parts else []
    words += ["n:x"] if claim.not_checkable else []
    return " ".join(words)


def reads(read: Callable[..., Any], row: dict[str, str]) -> list[str]:
    return [said(found.claim) for found in read(row["text"], date.fromisoformat(row["said_on"])).claims]


def frozen() -> dict[tuple[str, str], list[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(r["set"], r["id"]): r["read"].split(" ; ") if r["read"] else [] for r in csv.DictReader(file)}


def reasons() -> set[tuple[str, str, tuple[str, ...]]]:
    """Readings that are right although the labels, which follow the frozen reader, leave them out."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return {(r["set"], r["id"], core(r["read"])) for r in csv.DictReader(file)}


def lost() -> set[tuple[str, str]]:
    """Sentences of which the frozen reader read more, each with its reason."""
    with LOST.open(encoding="utf-8", newline="") as file:
        return {(r["set"], r["id"]) for r in csv.DictReader(file)}


def scores(read: Callable[..., Any] = read) -> dict[str, list[int]]:
    """Right, found, wanted of each set."""
    table: dict[str, list[int]] = {}
    explained = reasons()
    for name, row in rows():
        cells = table.setdefault(name, [0, 0, 0])
        wanted = [score_sentences.label(t) for t in row["expected"].split(" ; ")] if row["expected"] != "none" else []
        found = read(row["text"], date.fromisoformat(row["said_on"])).claims
        cells[2] += len(wanted)
        for item in found:
            flat = score_sentences.flat(item.claim)
            match = next((w for w in wanted if score_sentences.same(flat, w)), None)
            if match is not None:
                wanted.remove(match)
                cells[0] += 1
            cells[1] += match is not None or (name, row["id"], core(said(item.claim))) not in explained
    return table


def misdated(read: Callable[..., Any]) -> list[str]:
    """Claims that are those of a label, but of another time or group: what is labelled, and what is read."""
    out = []
    for name, row in rows():
        labels = row["expected"].split(" ; ") if row["expected"] != "none" else []
        for item in read(row["text"], date.fromisoformat(row["said_on"])).claims:
            found = score_sentences.flat(item.claim)
            match = next((text for text in labels if score_sentences.same(found, score_sentences.label(text))), None)
            if match is None:
                continue
            labels.remove(match)
            if not same_time(found, score_sentences.label(match)):
                out.append(f"{name} {row['id']}: {match}, and read {said(item.claim)}")
    return out


def same_time(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Period, what it is compared with, group, and whether a figure answers; the year before need not be labelled."""
    period, base = found["period"], found["base_period"]
    before = period is not None and base == f"{int(period[:4]) - 1}{period[4:]}"
    return (base == wanted["base_period"] or (before and wanted["base_period"] is None)) and all(
        found[key] == wanted[key] for key in ("period", "universe", "not_checkable")
    )


def core(said_claim: str) -> tuple[str, ...]:
    """Indicator, operation, areas, value and unit: without hedge, periods and whether a figure is held."""
    words = said_claim.split()
    return (*words[:3], *words[4:6], *(["asc"] if "asc" in words else []))


def differences(read: Callable[..., Any]) -> tuple[list[str], Counter[str]]:
    before, out, counts = frozen(), [], Counter[str]()
    for name, row in rows():
        reading = read(row["text"], date.fromisoformat(row["said_on"]))
        now = [said(found.claim) for found in reading.claims]
        was = before[name, row["id"]]
        if now == was:
            continue
        lost, more = (
            Counter(map(core, was)) - Counter(map(core, now)),
            Counter(map(core, now)) - Counter(map(core, was)),
        )
        kind = "LOST" if lost and not more else "MORE" if more and not lost else "OTHER" if lost else "FINE"
        counts[kind] += 1
        counts.update(f"lost {words[0]} {words[1]}" for words in lost.elements())
        why = "; ".join(f"{s.reason}: {s.words}" for s in reading.skipped)
        out.append(
            f"{kind} {name} {row['id']} {row['text']}\n    was {' ; '.join(was)}\n    now {' ; '.join(now)}  [{why}]"
        )
    return out, counts


def main(arguments: list[str]) -> None:
    read("Brazil has 216 million people.", date(2024, 6, 1))
    started = time.perf_counter()
    table = scores(read)
    seconds = time.perf_counter() - started
    for name, (right, found, wanted) in table.items():
        print(
            f"{name:<12} precision {right / max(1, found):.3f}  recall {right / max(1, wanted):.3f}  ({right} {found} {wanted})"
        )
    right, found, wanted = (sum(column) for column in zip(*table.values(), strict=True))
    print(
        f"{'all':<12} precision {right / max(1, found):.3f}  recall {right / max(1, wanted):.3f}  ({right} {found} {wanted})"
    )
    print(f"{sum(1 for _ in rows()) / seconds:.0f} texts a second")
    print("\n".join(misdated(read)))
    listed, counts = differences(read)
    print("\n".join(line for line in listed if not arguments or line.split()[0] in arguments))
    print(dict(counts.most_common()))


if __name__ == "__main__":
    main(sys.argv[1:])
