"""How well sentences are understood: precision and recall on labelled sentences, with the rows that went wrong.

`python tests/support/score_sentences.py` prints the tables of the labelled sets of tests/data and, where it is there,
of dev_claims.csv. What is read rightly although no label has it stands in tests/data/also_right.csv.

A label is a list of propositions, separated by " ; ":
    indicator operation REF>COUNTERPART/BASE hedge value unit [@period] [^base] [asc] [u:universe] [p:parts] [n:x]
areas joined by "+", "-" for no value or for the unit of the indicator, n:x for a claim that is understood and
cannot be checked.
"""

import csv
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.claims import numbers
from pipelines.reader import read

DATA = Path(__file__).parents[1] / "data"
DEV = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "claims" / "dev_claims.csv"


def amount(text: str | None, unit: str | None) -> float | None:
    """Base units of a value as written; shares in per cent."""
    if text is None:
        return None
    number = numbers.read(text, "TIMES" if unit == "TIMES" else unit)
    return float(number.x_high or number.x)


def areas(text: str) -> dict[str, frozenset[str]]:
    claim, _, base = text.partition("/")
    out = {}
    for name, side in (("", claim), ("base_", base)):
        ref, _, counterpart = side.replace("-", "").partition(">")
        out[f"{name}ref"] = frozenset(filter(None, ref.split("+")))
        out[f"{name}counterpart"] = frozenset(filter(None, counterpart.split("+")))
    return out


def label(text: str) -> dict[str, Any]:
    words = text.split()
    indicator, operation, where, hedge, value, unit, *more = words
    extra = {word[:1] if word[:1] in "@^" else word[:2]: word.lstrip("@^").split(":")[-1] for word in more}
    return {
        "indicator": indicator,
        "operation": operation,
        **areas(where),
        "hedge": hedge,
        "value": None if value == "-" else abs(float(value)),
        "unit": None if unit == "-" else unit,
        "falls": "asc" in more or (value.startswith("-") and value != "-"),
        "period": extra.get("@"),
        "base_period": extra.get("^"),
        "universe": extra.get("u:"),
        "parts": extra.get("p:"),
        "not_checkable": "n:" in extra,
    }


def flat(claim: Any) -> dict[str, Any]:
    value = amount(claim.value, claim.unit)
    first, _, last = (claim.period or "").partition("/")
    compounded = {"indicator": "gdp_constant", "operation": "growth"}  # the labels name averages of growth so
    if last:
        compounded |= {"period": last, "base_period": str(int(first) - 1)}
    averages = (claim.indicator, claim.operation) == ("gdp_growth", "average")
    return {
        "indicator": claim.indicator or "event",
        "operation": claim.operation,
        "ref": frozenset(claim.areas.ref),
        "counterpart": frozenset(claim.areas.counterpart),
        "base_ref": frozenset(claim.base.ref),
        "base_counterpart": frozenset(claim.base.counterpart),
        "hedge": claim.hedge,
        "value": abs(value) if value is not None else None,
        "unit": claim.unit,
        "falls": claim.order == "asc" or (claim.value or "").startswith("-"),
        "period": claim.period,
        "base_period": claim.base_period or (str(claim.said_on.year - claim.span) if claim.span else None),
        "universe": claim.universe,
        "parts": claim.parts,
        "not_checkable": claim.not_checkable is not None,
    } | (compounded if averages else {})


MAIN = ("indicator", "operation", "ref", "counterpart", "base_ref", "base_counterpart", "falls")


def same(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Indicator, areas, operation, value with unit; hedges and periods are counted apart."""
    if found["indicator"] == "event":
        return wanted["indicator"] == "event" and found["operation"] == wanted["operation"]
    if any(found[key] != wanted[key] for key in MAIN):
        return False
    if (found["value"] is None) != (wanted["value"] is None):
        return False
    if wanted["value"] is not None and abs(found["value"] - wanted["value"]) > 1e-3 * abs(wanted["value"]):
        return False
    return wanted["unit"] in (None, found["unit"]) or (found["unit"] is None and wanted["unit"] in ("PT", "PS"))


def side(flat: dict[str, Any], ref: str, counterpart: str) -> str:
    partner = "+".join(sorted(flat[counterpart]))
    return "+".join(sorted(flat[ref])) + (f">{partner}" if partner else "")


def said(claim: Any) -> str:
    """A claim in the notation of the labels."""
    found = flat(claim)
    base = side(found, "base_ref", "base_counterpart")
    value = "-" if claim.value is None else f"{amount(claim.value, claim.unit):.10g}"
    where = (side(found, "ref", "counterpart") + (f"/{base}" if base else "")) or "-"
    words = [found["indicator"], found["operation"], where, claim.hedge, value, claim.unit or "-"]
    words += [f"@{found['period']}"] if found["period"] else []
    words += [f"^{found['base_period']}"] if found["base_period"] else []
    words += ["asc"] if claim.order == "asc" else []
    words += [f"u:{claim.universe}"] if claim.universe else []
    words += [f"p:{claim.parts}"] if claim.parts else []
    words += ["n:x"] if claim.not_checkable else []
    return " ".join(words)


def core(claim: str) -> tuple[str, ...]:
    """Indicator, operation, areas, value and unit: without hedge and periods."""
    words = claim.split()
    return (*words[:3], *words[4:6], *(["asc"] if "asc" in words else []))


def sets() -> dict[str, list[dict[str, str]]]:
    """The labelled sets by their names."""
    return {
        path.stem.removeprefix("sentences").removeprefix("_") or "first": rows(path)
        for path in sorted(DATA.glob("sentences*.csv"))
    }


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def also_right() -> set[tuple[str, str, tuple[str, ...]]]:
    """Readings that are right although the labels leave them out."""
    return {(r["set"], r["id"], core(r["read"])) for r in rows(DATA / "also_right.csv")}


class Score(NamedTuple):
    right: int
    found: int
    wanted: int
    wrong: list[str]
    """Sentences with a claim that no label has, or a label without a claim."""

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.wanted)


def labels(row: dict[str, str]) -> list[str]:
    return [] if row["expected"] == "none" else row["expected"].split(" ; ")


def score(name: str, labelled: list[dict[str, str]]) -> Score:
    right, found, wanted, wrong, explained = 0, 0, 0, list[str](), also_right()
    for row in labelled:
        left = [label(text) for text in labels(row)]
        wanted += len(left)
        extra = []
        for item in read(row["text"], date.fromisoformat(row["said_on"])).claims:
            claim, words = flat(item.claim), said(item.claim)
            match = next((each for each in left if same(claim, each)), None)
            if match is not None:
                left.remove(match)
                right += 1
            elif (name, row["id"], core(words)) not in explained:
                extra.append(words)
                continue
            else:
                continue
            found += 1
        found += len(extra)
        if extra or left:
            wrong.append(
                f"{name} {row['id']} {row['text']}\n    wanted {row['expected']}\n    extra {extra or 'nothing'}"
            )
    return Score(right, found, wanted, wrong)


def brief(claim: dict[str, Any]) -> str:
    return " ".join(
        ("+".join(sorted(v)) if isinstance(v, frozenset) else str(v))
        for v in claim.values()
        if v not in (None, frozenset(), False)
    )


NAMES = {
    "gdp_nominal": "gdp",
    "gdp_rank": "gdp",
    "gdp_growth_rank": "gdp_growth",
    "gdp_growth_avg": "gdp_constant",
    "exports_goods": "goods_exports",
    "imports_goods": "goods_imports",
    "trade_deficit": "trade_balance",
    "trade_surplus": "trade_balance",
    "trade_balance_goods": "trade_balance",
    "armed_forces_personnel": "armed_forces",
    "troops_deployed": "troops",
    "population_projection": "population",
}
OPERATIONS = {"change": {"change"}, "ratio": {"ratio"}, "rank": {"rank", "extreme"}}


def dev(rows: list[dict[str, str]]) -> tuple[list[int], list[str]]:
    """Right, found; wanted and right on rows without "~"; found in rows marked none. And the rows that went wrong."""
    counts, wrong = [0, 0, 0, 0, 0], []
    for row in rows:
        nothing = row["indicator"].startswith("none")
        wanted = []
        if not nothing:
            columns = [row[key].split("|") for key in ("indicator", "entities", "comparator", "value", "unit")]
            size = max(map(len, columns))
            wanted = list(zip(*(column * size if len(column) == 1 else column for column in columns), strict=False))
        firm = "~" not in row["entities"] and not nothing
        reading = read(row["claim"], date(2024, 6, 1))
        left, right, bad = list(wanted), 0, 0
        for understood in reading.claims:
            match = next((w for w in left if dev_same(understood.claim, w, len(wanted))), None)
            if match is None:
                bad += 1
            else:
                left.remove(match)
                right += 1
        counts[0] += right
        counts[1] += right + bad
        if firm:
            counts[2] += len(wanted)
            counts[3] += right
        if nothing:
            counts[4] += len(reading.claims)
        if bad or (firm and left):
            wrong.append(
                f"{row['id']} {row['claim']}\n    wanted {wanted}\n    found  {[brief(flat(u.claim)) for u in reading.claims]} {[tuple(s[1:]) for s in reading.skipped]}"
            )
    return counts, wrong


def dev_same(claim: Any, wanted: tuple[str, ...], size: int) -> bool:
    indicator, entities, comparator, value, unit = wanted
    found = flat(claim)
    everywhere = found["ref"] | found["counterpart"] | found["base_ref"] | found["base_counterpart"]
    named = {("EU" if code == "EUU" else code) for code in entities.replace("~", "").split(";")}
    if size > 1 and len(named) > 1 and len(everywhere) == 1:
        named &= everywhere
    if NAMES.get(indicator, indicator) != found["indicator"] or everywhere != named:
        return False
    allowed = OPERATIONS.get(comparator, {"level", "sum", "mean", "compare", "growth"})
    if indicator == "gdp_growth" and comparator == "change":
        allowed = {"level"}
    if value.startswith("sum_next"):
        allowed = {"next"}
    if found["operation"] not in allowed:
        return False
    if value.startswith("min_in"):
        return found["operation"] == "extreme"
    number = float(value.removeprefix("sum_next(").removesuffix(")"))
    if found["value"] is None or abs(found["value"] - abs(number)) > 1e-3 * max(1, abs(number)):
        return found["value"] is not None and unit == "times" and abs(found["value"] - abs(number) * 100) < 1
    return unit in ("persons", "USD", "", "percent", "rank", "times") or unit == claim.unit


def main() -> None:
    started = time.process_time()
    scores = {name: score(name, labelled) for name, labelled in sets().items()}
    seconds = time.process_time() - started
    scores["all"] = Score(*(sum(column) for column in zip(*(each[:3] for each in scores.values()), strict=True)), [])
    for name, each in scores.items():
        print("\n".join(each.wrong))
        print(
            f"{name:<12} precision {each.precision:.3f}  recall {each.recall:.3f}  ({each.right} {each.found} {each.wanted})"
        )
    print(f"{sum(map(len, sets().values())) / seconds:.0f} texts a second")
    if DEV.exists():
        counts, wrong = dev(rows(DEV))
        print("\n".join(wrong))
        print(
            f"dev_claims.csv: {counts[0]} of {counts[1]} right; of those that name the country {counts[3]} of {counts[2]} read"
        )


if __name__ == "__main__":
    sys.exit(main())
