"""When: which of the periods that a sentence names belongs to which of its numbers.

Belongs here: binding periods to numbers and to claims. Does not belong here: finding periods (periods.py).
"""

import re
from collections.abc import Mapping
from typing import Any

from pipelines.claims.marks import Word
from pipelines.claims.periods import Period, step_back
from pipelines.claims.subjects import CLAUSE, Subjects
from pipelines.claims.terms import DATED, FLOWS, Refused, year_before

NOW = re.compile(r"\b(?:now|today|currently|at present)\b")
INSERTED = re.compile(r"\bwith$|^(?:worth|valued at|which|who|whose|home to|with an?|a (?:country|nation|state) of)\b")
RELATIVE = re.compile(r", (?:(?:from|to|in|on|of|with|under) )?(?:which|who|whose|where|when)\b[^,;]*,")
SUPERLATIVE = re.compile(
    r"\b(?:worst|best|(?:sharp|steep|deep|fast|slow|weak|strong|high|low|larg|bigg|small|quick)est)\b"
)
BESIDE = re.compile(
    r", (?:more|less|fewer|higher|lower|larger|smaller) than (?!(?:double|twice|half|a|one|two|three|four|five|\d))"
)
"""“45 million people, more than Kenya had in 2010”: the year is that of the other figure."""
RESULT = re.compile(r"to(?: an?| the)?(?: record| new| high| total| all-time| of)*")
FINE = re.compile(r"\b(?:monthly|quarterly|weekly|daily|rolling|half-yearly)(?: [\w-]+)? $")
"""How often a figure is taken, where it stands before the indicator."""


def period_only(found: Mapping[str, Any]) -> dict[str, Any]:
    """The period of a claim or of a place in the sentence, without the one that it is compared with."""
    return {"period": found["period"]} if "period" in found else {}


class Dates(Subjects):
    """Periods of a sentence."""

    drafts: list[dict[str, Any]]

    def when(self, number: Word | None) -> dict[str, Any]:
        """Period and period compared with, of the number at its place in the sentence."""
        mine = list(self.periods) if number is None else self.periods_of(number)
        out: dict[str, Any] = {"words": [self.text[p.start : p.end] for p in mine]}
        for p in mine:
            if p.later:
                named_before = [q.period for q in self.periods if q.period and q.start < p.start]
                if named_before:
                    out.setdefault("period", str(int(named_before[-1][:4]) + p.later))
            if p.same and "period" not in out:
                finer = [q.period for q in self.periods if q.period and len(q.period) > 4]
                out["period"] = p.same + (finer[0][4:] if finer else "")
            if p.period and "period" not in out and "partial" not in out:
                out["period"] = p.period
            if p.base and "base_period" not in out:
                out["base_period"] = p.base
            if p.yearly:
                out["yearly"] = True
            if p.before:
                out["before"] = True
            if p.partial:
                out["partial"] = True
            if p.loose:
                out["loose"] = True
        if out.get("period") and int(out["period"][:4]) > self.said_on.year:
            raise Refused("forecast", f"{out['period']} lies in the future")
        return out

    def period_of(self, number: Word | None) -> dict[str, Any]:
        """The period of a number, without the one that it is compared with."""
        return period_only(self.when(number))

    def between(self, start: int, end: int) -> str:
        """The words of a stretch without its periods and commas."""
        kept, place = "", start
        for p in self.periods:
            if start <= p.start < end:
                kept, place = kept + self.low[place : p.start], p.end
        return (kept + self.low[place:end]).strip(" ,")

    def periods_of(self, number: Word) -> list[Period]:
        """The periods that belong to a number: behind it, else before it, else those that open the sentence."""
        codes = "MPQCXV" if number.code != "O" else "MPQCXVO"
        numbers = [
            w for w in self.items if w.code in codes and not (w.code == "O" and w.data["bare"] and w.data["n"] == 1)
        ]
        place = next((n for n, w in enumerate(numbers) if w.start >= number.start), len(numbers) - 1)
        previous = numbers[place - 1].end if place > 0 else 0
        last = number
        while place + 1 < len(numbers) and RESULT.fullmatch(self.between(last.end, numbers[place + 1].start)):
            place += 1
            last = numbers[place]
        following = numbers[place + 1].start if place + 1 < len(numbers) else len(self.text)
        stop = next(
            (
                w.start
                for w in self.items
                if w.start >= number.end and w.code == ";" and w.data not in ("said", '"', "(", ")")
            ),
            len(self.text),
        )
        stop = min([stop, *(w.start for w in self.items if w.code == "!" and w.start >= number.end)])
        inserted = self.low[: number.start].rpartition(",")[2].strip()
        if number.code == "O" or INSERTED.search(inserted):
            stop = min(stop, (self.text.find(",", number.end) + 1 or stop + 1) - 1)
        if beside := BESIDE.search(self.low, number.end):
            stop = min(stop, beside.start())
        if clause := CLAUSE.search(self.low, number.end):
            stop = min(stop, clause.start())
        if NOW.match(self.low, number.end + 1) and not any(p.start <= number.end + 1 < p.end for p in self.periods):
            return []  # "had 2.7 million inhabitants in 1990 and has 1.9 million today"
        after = [p for p in self.periods if number.end <= p.start < min(following, stop)]
        if number.code != "O":  # "…, the fastest pace since 2022": the year belongs to the superlative
            superlative = next((w.start for w in self.items if w.code == "O" and w.start >= number.end), len(self.text))
            if most := SUPERLATIVE.search(self.low, number.end):
                superlative = min(superlative, most.start())
            after = [p for p in after if p.start < superlative or not p.base]
        before = [p for p in self.periods if previous <= p.start < number.start and not self.aside(p, number)]
        gone = {w.end + 1 for w in self.whole if w.code in "MP" and w.end < number.start} - {
            w.end + 1 for w in self.items
        }
        before = [p for p in before if p.start not in gone]  # "Its share, 18 per cent in 1994, has dropped to 4"
        if previous:  # "its slowest pace since 2020, while Ivory Coast grew 6.2 per cent"
            before = [p for p in before if p.period or not SUPERLATIVE.search(self.low, previous, p.start)]
        dates = [p for p in before if p.period and not p.base]
        before = [p for p in before if p not in dates[:-1]]  # "… in 2021, and by 2022 the deficit reached …"
        if previous:
            gap = self.between(previous, number.start)
            before = [p for p in before if re.search(r",| and |;| than ", self.text[previous : p.start])]
            if not after and not before and gap.startswith("to"):
                return self.periods_of(numbers[numbers.index(number) - 1]) if number in numbers[1:] else []
            if not after and not before and re.search(r"^[^,;]*\bto $", self.text[previous : number.start]):
                before = [p for p in self.periods if previous <= p.start < number.start]
            if not after and not before and NOW.search(self.low, previous, number.start):
                return []
        first = numbers[0].start if numbers else 0
        leading = [p for p in self.periods if p.start <= 3 or (p.start < first and previous)]
        if after and not before and all(p.yearly for p in after):
            return [p for p in leading[:1] if p.period] + after
        if after and before and not any(p.period or p.partial for p in after):
            return before + after
        return after or before or leading[:1]

    def aside(self, period: Period, number: Word) -> bool:
        """“Under the deal, which expires in March, Tokyo pays …”: the date of what the commas enclose."""
        return any(
            hit.start() < period.start < hit.end() <= number.start
            for hit in RELATIVE.finditer(self.low, 0, number.start)
        )

    def date_the_rest(self) -> None:
        """“A surplus of $8 billion in May, with exports falling 7 per cent”: the one month that the sentence names."""
        flows = [d for d in self.drafts if d.get("indicator") in FLOWS and d["operation"] in DATED]
        named = {p.period for p in self.periods if not p.yearly and not p.before}
        period = named.pop() if len(named) == 1 else None
        if not period or len(period) != 7 or period.endswith("FY") or period not in {d.get("period") for d in flows}:
            return
        for d in flows:
            if not {"period", "base_period", "not_checkable"} & set(d):
                d["period"] = period
                if d["operation"] == "change":
                    d["base_period"] = year_before(period)

    def in_part(self, number: Word) -> bool:
        """“In the first half of the year exports rose from $3 billion in 2017 to …”: no figures of years."""
        for p in self.periods:
            if not p.partial or p.end > number.start:
                continue
            between = self.low[p.end : number.start].lstrip(",")
            ended = r";|, and\b" if p.start <= 3 else r"[,;]|\band\b"
            if not re.search(ended, between) and not CLAUSE.search(between):
                return True
        return False

    def is_fine(self, match: re.Match[str]) -> bool:
        """“monthly exports”: figures of months, and which month is not said."""
        starts = [
            w.data["start"] if isinstance(w.data, dict) and w.code == "I" else w.start
            for w in self.items[match.start() : match.end()]
        ]
        return any(FINE.search(self.low, max(0, start - 24), start) for start in starts)


def dated(operation: str, times: dict[str, Any], beside_others: bool) -> dict[str, str]:
    """Period and period compared with, where the operation compares with one."""
    period, base_period = times.get("period"), times.get("base_period")
    out = {"period": period} if period else {}
    if operation not in ("change", "ratio", "growth", "extreme", "direction", "streak"):
        return out
    if base_period is None and period and times.get("before") and len(period) > 4:
        base_period = step_back(period)
    if base_period is None and period and (operation == "change" or times.get("yearly")):
        base_period = year_before(period)
    if base_period and not (operation == "ratio" and beside_others):
        out["base_period"] = base_period
    return out
