"""Claims at random about figures that are held: true ones, near ones and wrong ones, of every operation.

Not a test: tests/warehouse/test_oracle.py and test_adversarial.py use it.
"""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from oracle import WORLD, Held, stated
from verdicts import TODAY, claim

from pipelines import catalogue
from pipelines.claims import articles
from pipelines.claims.model import CUMULATED, Bar, Claim

INDICATORS = (
    "population",
    "gdp",
    "gdp_growth",
    "gdp_per_capita",
    "goods_exports",
    "goods_imports",
    "goods_trade",
    "trade_balance",
)
PAIRS = ("migrants", "remittances", "un_vote_agreement")
HEDGES = (
    "none",
    "none",
    "none",
    "about",
    "nearly",
    "over",
    "under",
    "at_least",
    "at_most",
    "exactly",
    "just_over",
    "just_under",
)
OPERATIONS = (
    "level", "sum", "mean", "share", "ratio", "change", "growth", "rank", "extreme", "compare", "direction", "streak",
    "average", "always", "order", "difference",
)  # fmt: skip
GROUPS = ("G7", "BRICS", "ASEAN", "EU", "NATO", "GCC", "MERCOSUR")


class Chance:
    """Draws claims from what is held; the same seed draws the same claims."""

    def __init__(self, held: Held, seed: int, honest: bool = False, indicators: tuple[str, ...] = INDICATORS) -> None:
        self.held, self.seed, self.honest, self.indicators = held, seed, honest, indicators
        self.random = random.Random(seed)
        self.places: dict[str, list[tuple[str, str, int]]] = {}
        for (indicator, breakdown, _, freq, _), editions in held.series.items():
            if breakdown == "_T" and freq == "A":
                cells = {(ref, other, period.year) for cells in editions.values() for ref, other, period in cells}
                self.places.setdefault(indicator, []).extend(
                    sorted(c for c in cells if "_X" not in c and c[0] != WORLD)
                )
        self.countries = sorted({ref for ref, other, _ in self.places["gdp"] if not other})
        self.partners = sorted({other for _, other, _ in self.places["goods_exports"] if other != "W00"})
        self.recent: dict[str, list[tuple[str, str, int]]] = {}
        self.of_the_three: dict[str, list[tuple[str, str, int]]] = {}
        self.in_year: dict[tuple[str, int], list[tuple[str, str]]] = {}
        for indicator, places in self.places.items():
            self.recent[indicator] = [place for place in places if place[2] >= 2022]
            self.of_the_three[indicator] = [
                place for place in self.recent[indicator]
                if place[0] in ("CHN", "JPN", "KOR") and place[1] in ("", "CHN", "JPN", "USA")
            ]  # fmt: skip
            for ref, other, year in places:
                self.in_year.setdefault((indicator, year), []).append((ref, other))

    def claims(self, count: int, operations: tuple[str, ...] = OPERATIONS) -> Iterator[Claim]:
        """So many claims, each operation in turn; those that cannot be drawn of an indicator are drawn of another.

        Each operation has draws of its own, which no other moves.
        """
        own = {operation: random.Random(f"{self.seed} {operation}") for operation in operations}
        number = 0
        while number < count:
            operation = operations[number % len(operations)]
            self.random = own[operation]
            drawn = self.draw(operation, f"{operation}{number // len(operations)}")
            if drawn is not None:
                number += 1
                yield drawn

    def draw(self, operation: str, name: str) -> Claim | None:
        indicator = self.random.choice(self.indicators)
        entry = catalogue.indicators()[indicator]
        of = entry["readings"][0]["terms"][0]["indicator"] if indicator not in self.places else indicator
        if of not in self.places:
            return None
        ref, other, year = self.random.choice(self.draws(of))
        fields: dict[str, Any] = {"ref": [ref], "period": str(year), "id": name, "said_on": self.day(year)}
        if other and entry.get("bilateral"):
            if other == WORLD and operation == "rank":
                return None
            fields["counterpart"] = [] if other == WORLD else [other]
        more = getattr(self, operation)(indicator, entry, fields)
        if more is None:
            return None
        if (
            indicator == "gdp"
            and operation in ("change", "growth", "direction", "streak")
            and self.random.random() < 0.7
        ):
            more |= {"definitions": ["nominal"]}
        return claim(indicator, operation, **fields | more)

    def draws(self, indicator: str) -> list[tuple[str, str, int]]:
        """Now and then where two sources or two reporters have figures of their own, often of recent years."""
        chance = self.random.random()
        if chance > 0.5:
            return self.places[indicator]
        if chance > 0.25:
            return self.recent[indicator] or self.places[indicator]
        return self.of_the_three[indicator] or self.places[indicator]

    def day(self, year: int) -> date:
        """A day on which figures of that year were known, or nearly."""
        years = self.random.choice((0, 0, 1, 3))
        return min(date(max(year + 1, 2023) + years, self.random.randint(1, 12), 15), TODAY)

    def over_years(self, each: Claim) -> Claim | None:
        """The same of what the years of a window come to that ends with its year; None where nothing adds up."""
        undated = each.operation in ("change", "direction") and not each.base_period
        if undated or each.operation not in CUMULATED or articles.not_cumulated(str(each.indicator)):
            return None
        self.random = random.Random(f"{self.seed} {each.id}")
        years = self.random.randint(2, 6)
        named = {name: year for name in ("period", "base_period") if (year := getattr(each, name))}
        fields = {name: f"{int(year) - years + 1}/{year}" for name, year in named.items()}
        number = stated(each) if each.operation in ("level", "sum", "change", "difference") else None
        if number is not None and number.unit not in ("PT", "PP"):
            fields |= self.number(number.x * years, catalogue.indicators()[str(each.indicator)]) or {}
        return Claim.model_validate(each.model_dump() | fields | {"cumulative": True})

    # what each operation adds

    def level(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        return self.number(self.near(indicator, fields), entry)

    def sum(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        refs = self.some(indicator, fields)
        total = sum(self.near(indicator, fields | {"ref": [ref]}) or 0 for ref in refs)
        return None if not total else self.number(total, entry) | {"ref": refs}

    def mean(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        refs = self.some(indicator, fields)
        values = [self.near(indicator, fields | {"ref": [ref]}) or 0 for ref in refs]
        return None if not all(values) else self.number(sum(values) / len(values), entry) | {"ref": refs}

    def share(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if entry["aggregation"] != "sum" or indicator == "trade_balance":
            return None
        if self.random.random() < 0.4 and not entry.get("bilateral"):
            own = self.near(indicator, fields)
            base = [*fields["ref"], *self.some(indicator, fields)]
            total = sum(self.near(indicator, fields | {"ref": [ref]}) or 0 for ref in dict.fromkeys(base))
            return (
                None if not own or not total else self.percent(100 * own / total) | {"base": list(dict.fromkeys(base))}
            )
        received = {"base": ["WLD"], "base_counterpart": fields.get("counterpart", [])}
        of_what = received if indicator in PAIRS and received["base_counterpart"] and self.random.random() < 0.5 else {}
        return self.percent(self.random.choice((0.5, 1, 2.4, 5, 17, 20))) | of_what

    def ratio(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if entry["kind"] == "change" or indicator == "trade_balance":
            return None
        own = self.near(indicator, fields)
        if self.random.random() < 0.5:
            base = {"base_period": str(int(fields["period"]) - self.random.randint(1, 10))}
            other = self.near(indicator, fields | {"period": base["base_period"]})
        else:
            base = {"base": [self.random.choice(self.some(indicator, fields))]}
            other = self.near(indicator, fields | {"ref": base["base"]})
        if not own or not other or not 0.2 < own / other < 90:
            return None
        return {"value": f"{self.off(own / other):.2g} times", "hedge": self.hedge()} | base

    def change(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        base = str(int(fields["period"]) - self.random.randint(1, 8))
        own, before = self.near(indicator, fields), self.near(indicator, fields | {"period": base})
        if own is None or not before or own == before:
            return None
        order = {"order": "asc" if own < before else "desc", "base_period": base}
        if entry["unit_measure"] == "PT":
            return {"value": f"{abs(self.off(own - before)):.1f}", "unit": "PP", "hedge": self.hedge()} | order
        if self.random.random() < 0.3:
            return self.number(abs(own - before), entry) | order
        return self.percent(abs(100 * (own - before) / before)) | order

    def growth(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        span = self.random.randint(2, 10)
        base = str(int(fields["period"]) - span)
        own, before = self.near(indicator, fields), self.near(indicator, fields | {"period": base})
        if entry["unit_measure"] == "PT" or not own or not before or own / before <= 0:
            return None
        rate = 100 * ((own / before) ** (1 / span) - 1)
        return self.percent(abs(rate)) | {"base_period": base, "order": "desc" if rate > 0 else "asc"}

    def rank(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if indicator not in ("population", "gdp", "gdp_growth", "goods_exports", "goods_imports", *PAIRS):
            return None
        more: dict[str, Any] = {"order": self.random.choice(("desc", "desc", "asc"))}
        if entry.get("bilateral"):
            more |= {"definitions": [entry["readings"][0]["definition"]]}
            if indicator in PAIRS and self.random.random() < 0.5:
                more |= {"parts": "ref"}
        elif self.random.random() < 0.6:
            group = self.random.choice(GROUPS)
            members = self.held.members([group], fields["said_on"])
            more |= {"universe": group, "ref": [self.random.choice(members)]}
        if indicator in PAIRS:
            return more | {"value": f"top {self.random.choice((5, 20, 50))}", "unit": "RANK", "order": "desc"}
        place = self.place(indicator, fields | more) if self.honest else self.random.choice((1, 1, 2, 3, 5, 9))
        return None if place is None else more | {"value": str(place), "unit": "RANK"}

    def next(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        """Of the large ones, since nobody knows where the small ones stand of which a figure is missing."""
        more = self.rank(indicator, entry, fields)
        if more is None or entry["aggregation"] != "sum" or int(fields["period"]) < 2000:
            return None
        large = ("USA", "CHN", "JPN", "DEU", "IND")
        if not entry.get("bilateral"):
            more |= {"ref": [self.random.choice(large)]}
        elif not {*fields["counterpart"]} & {*large}:
            return None
        places = str(self.random.choice((1, 2, 2, 3, 5)))
        return more | {"value": places, "hedge": self.random.choice(("over", "over", "under")), "order": "desc"}

    def count(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        """Members of a group that lie above or below what one of them has, or nothing."""
        if entry.get("bilateral") or indicator == "trade_balance":
            return None
        group = self.random.choice(GROUPS)
        members = self.held.members([group], fields["said_on"])
        values = {ref: self.near(indicator, fields | {"ref": [ref]}) for ref in members}
        known = [value for value in values.values() if value is not None]
        if not known:
            return None
        limit = 0.0 if entry["kind"] == "change" and self.random.random() < 0.4 else self.random.choice(known) * 0.99
        told = self.number(limit, entry) if limit else {"value": "0"}
        if told is None:
            return None
        bar = Bar(hedge=self.random.choice(("over", "at_least", "under", "at_most")), value=told["value"].rstrip("%"))
        below = bar.hedge in ("under", "at_most")
        met = sum((value < limit) == below for value in known) + self.random.choice((0, 0, 0, 1, -1, 4, -4))
        more = {
            "ref": [group],
            "bar": bar,
            "hedge": self.random.choice(("none", "none", "none", "over", "under", "at_least")),
        }
        if self.random.random() < 0.3:
            part = self.random.choice(("half", "half", "a third", "two thirds", "80%"))
            return more | {"value": part, "unit": "PT"}
        return more | {"value": str(max(0, met))}

    def extreme(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if not is_single(entry):
            return None
        base = str(int(fields["period"]) - self.random.randint(3, 9))
        return {"base_period": base, "order": self.random.choice(("desc", "asc"))}

    def compare(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if entry["kind"] == "change" or indicator == "trade_balance":
            return None
        base = self.random.choice(self.some(indicator, fields))
        if base in fields["ref"]:
            return None
        return {"base": [base], "hedge": self.random.choice(("over", "under", "none"))}

    def direction(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        base = (
            {}
            if self.random.random() < 0.5
            else {"base_period": str(int(fields["period"]) - self.random.randint(1, 5))}
        )
        return {"order": self.random.choice(("desc", "asc"))} | base

    def streak(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if not is_single(entry):
            return None
        return {"value": str(self.random.randint(2, 6)), "order": self.random.choice(("desc", "desc", "asc"))}

    def average(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if not is_single(entry):
            return None
        last = int(fields["period"])
        first = last - self.random.randint(1, 7)
        values = [self.near(indicator, fields | {"period": str(year)}) for year in range(first, last + 1)]
        if None in values:
            return None
        told = self.number(sum(value or 0 for value in values) / len(values), entry)
        return None if told is None else told | {"period": f"{first}/{last}"}

    def always(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if not is_single(entry):
            return None
        last = int(fields["period"])
        first = last - self.random.randint(1, 5)
        period = {"period": f"{first}/{last}"}
        if entry["kind"] == "change" and self.random.random() < 0.4:
            return period | {"order": self.random.choice(("desc", "desc", "asc"))}
        values = [self.near(indicator, fields | {"period": str(year)}) for year in range(first, last + 1)]
        if None in values:
            return None
        over = self.random.random() < 0.6
        limit = min(v for v in values if v is not None) if over else max(v for v in values if v is not None)
        told = self.number(limit * (0.97 if over == (limit > 0) else 1.03), entry)
        return None if told is None else told | period | {"hedge": "over" if over else "under"}

    def order(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        if not is_single(entry) or entry["kind"] == "change":
            return None
        group = self.random.choice(GROUPS)
        own = self.random.choice(self.held.members([group], fields["said_on"]))
        return {"ref": [own], "base": [group], "hedge": self.random.choice(("over", "under"))}

    def difference(self, indicator: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any] | None:
        base = self.random.choice(self.some(indicator, fields))
        own, other = self.near(indicator, fields), self.near(indicator, fields | {"ref": [base]})
        if base in fields["ref"] or own is None or other is None or own == other:
            return None
        order = {"order": "desc" if own > other else "asc", "base": [base]}
        if entry["unit_measure"] == "PT":
            return {"value": f"{abs(self.off(own - other)):.1f}", "unit": "PP", "hedge": self.hedge()} | order
        told = self.number(abs(own - other), entry)
        return None if told is None else told | order

    # numbers

    def place(self, indicator: str, fields: dict[str, Any]) -> int | None:
        """Where the country stands in its group by what a writer may have looked up."""
        if "universe" not in fields:
            return None
        members = self.held.members([fields["universe"]], fields["said_on"])
        values = {ref: self.near(indicator, fields | {"ref": [ref]}) for ref in members}
        own = values[fields["ref"][0]]
        if own is None:
            return None
        sign = 1 if fields["order"] == "desc" else -1
        return 1 + sum(sign * value > sign * own for value in values.values() if value is not None)

    def near(self, indicator: str, fields: dict[str, Any]) -> float | None:
        """A figure that is held for the first definition, in whatever edition; what a writer may have looked up."""
        definition = catalogue.indicators()[indicator]["readings"][0]
        if indicator == "gdp_per_capita":
            gdp, people = self.near("gdp", fields), self.near("population", fields)
            return gdp / people if gdp and people else None
        total = 0.0
        for term in definition["terms"]:
            other = "" if "counterpart" not in fields else (fields["counterpart"] or [WORLD])[0]
            place = (fields["ref"][0], other, date(int(fields["period"]), 1, 1))
            held = [
                cells[place][0]
                for key, editions in sorted(self.held.series.items())
                if key[0] == term["indicator"] and key[1] == "_T" and key[3] == "A"
                for _, cells in sorted(editions.items())
                if place in cells and cells[place][1] <= fields["said_on"]
            ]
            if not held:
                return None
            total += term.get("weight", 1) * self.random.choice(held)
        return total

    def off(self, value: float) -> float:
        """The value, or one that is wrong by little or much; an honest writer has it right."""
        if self.honest:
            return value
        return value * self.random.choice((1, 1, 1, 1, 1.02, 0.98, 1.08, 0.9, 1.3, 0.5))

    def number(self, value: float | None, entry: dict[str, Any]) -> dict[str, Any] | None:
        if not value:
            return None
        if entry["unit_measure"] == "PT":
            return self.percent(value)
        value = self.off(value)
        size, word = next(((size, word) for size, word in SIZES if abs(value) >= size), (1, ""))
        digits = self.random.choice((2, 3, 3, 4))
        decimals = min(
            max(0, digits - len(str(int(abs(value / size))))), 3 if word else 2
        )  # "9.100" would be thousands
        text = f"{value / size:.{decimals}f}{word}"
        unit = {"unit": entry["unit_measure"]} if entry["unit_measure"] != "PS" else {}
        return {"value": text, "hedge": self.hedge()} | unit

    def percent(self, value: float) -> dict[str, Any]:
        return {"value": f"{self.off(value):.1f}%", "hedge": self.hedge()}

    def hedge(self) -> str:
        return self.random.choice(HEDGES)

    def some(self, indicator: str, fields: dict[str, Any]) -> list[str]:
        """Two to four countries, the claim's own among them, most of which have a figure for the year."""
        of = indicator if indicator in self.places else "gdp"
        year = int(fields["period"])
        others = sorted(
            {ref for ref, other in self.in_year.get((of, year), ()) if other in ("", *fields.get("counterpart", []))}
        )
        count = min(len(others), self.random.randint(1, 3))
        return list(dict.fromkeys([*fields["ref"], *self.random.sample(others, count)]))


SIZES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))


def is_single(entry: dict[str, Any]) -> bool:
    """Whether the indicator is one figure of one country, in whatever definition that counts."""
    equivalent = [reading for reading in entry["readings"] if reading["type"] == "E" and "terms" in reading]
    return not entry.get("bilateral") and all(len(r["terms"]) == 1 and "per" not in r for r in equivalent)
