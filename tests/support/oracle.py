"""The readings of a claim recomputed in pandas, row by row from core.observation: what the SQL models are held against.

    held = Held(observations, groups)
    readings(held, claim, today)   # [Recomputed("then", "nominal", "worldbank_wdi", date(2023, 1, 1), 1.71e12, "MATCH"), …]

Only claims that name a period of years are recomputed, or a window whose years are added up. Nothing here is shared with sql/factcheck/ but the catalogue and the
table of hedges; it is written from docs/method.md, plainly and slowly.

Not a test: tests/warehouse/test_oracle.py and test_adversarial.py use it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import intervals
import pandas as pd

from pipelines import catalogue
from pipelines.catalogue import economies, fiscal
from pipelines.claims import articles, hedges
from pipelines.claims.model import Claim, years_of
from pipelines.config import shipped

WORLD, NOBODY = "W00", "_X"
UNKNOWN = "UNKNOWN"
"""An outcome that is not recomputed."""


class Recomputed(NamedTuple):
    known: str
    definition: str
    source: str
    period: date
    value: float
    outcome: str
    missing: int = 0
    """Areas of a ranking without a figure: by so much may the place differ, as nobody knows where they stand."""
    published: date | None = None
    """When the last of its figures became public."""
    size: float = 0
    """Of a rise in units, or of the way a figure went, the larger of the two levels; of a balance, both sides together; of a
    place, by how many per cent figures would have to differ for the one claimed."""
    is_listed_so: bool = False
    """Of a place, whether the one claimed is that on a list of other countries."""
    maybe: frozenset[str] = frozenset()
    """Of a count, by which definitions that are not held, or as FIRST figures, it may hold."""
    superseded: bool = False
    """Whether an earlier edition of the same figure bears out a level that this one does not."""


class Figure(NamedTuple):
    """One term for one set of areas in the edition that answers."""

    value: float
    base: float | None
    vintage: str
    published_on: date


class Held:
    """Every figure of core.observation, by series and edition."""

    def __init__(self, observations: pd.DataFrame, groups: Iterable[dict[str, Any]]) -> None:
        self.groups: dict[str, list[dict[str, Any]]] = {}
        for spell in groups:
            if spell["group_id"] != "WLD":
                self.groups.setdefault(spell["group_id"], []).append(spell)
        self.areas: dict[tuple[str, ...], set[tuple[str, str]]] = {}
        """Series -> the areas, or pairs of areas, that it ever had a figure of."""
        self.counts: dict[tuple[str, ...], dict[str, Counter[date]]] = {}
        """Series -> edition -> how many figures each period has."""
        self.everybody: dict[tuple[Any, ...], tuple[date, dict[tuple[str, str], dict[date, float]]]] = {}
        self.economies = sum(row["is_economy"] for row in economies.economies())
        table = observations.assign(
            counterpart_area=observations["counterpart_area"].fillna(""),
            price_base=observations["price_base"].fillna(""),
            valuation=observations["valuation"].fillna(""),
            time_period=pd.to_datetime(observations["time_period"]).dt.date,
            published_on=pd.to_datetime(observations["published_on"]).dt.date,
        )
        keys = ["indicator", "breakdown", "source", "freq", "unit_measure"]
        columns = ["ref_area", "counterpart_area", "time_period", "obs_value", "valuation", "vintage", "published_on"]
        self.series: dict[tuple[str, ...], dict[str, dict[tuple[str, str, date], tuple[float, date]]]] = {}
        for key, rows in table.dropna(subset=["obs_value"]).groupby(keys, sort=False):
            editions: dict[str, dict[tuple[str, str, date], tuple[float, date]]] = {}
            valuation = catalogue.indicators().get(key[0], {}).get("valuation")
            if valuation not in set(rows["valuation"]):
                valuation = None  # the source values it in another way only
            # lists, since to walk over columns that Arrow holds takes five times as long
            for ref, other, period, value, valued, vintage, published in zip(
                *(rows[column].tolist() for column in columns), strict=True
            ):
                if not valuation or valued in ("", valuation):
                    editions.setdefault(vintage, {})[ref, other, period] = (value, published)
            self.series[key] = editions
            self.areas[key] = {place[:2] for cells in editions.values() for place in cells}
            self.counts[key] = {vintage: Counter(period for *_, period in cells) for vintage, cells in editions.items()}

    def sources(self, indicator: str, breakdown: str) -> set[tuple[str, str]]:
        return {
            (key[2], key[4]) for key in self.series if key[0] == indicator and key[1] == breakdown and key[3] == "A"
        }

    def members(self, areas: Sequence[str], day: date) -> list[str]:
        found: set[str] = set()
        for area in areas:
            found |= {
                g["iso3"]
                for g in self.groups.get(area, ())
                if g["valid_from"] <= day and (g["valid_to"] is None or g["valid_to"] >= day)
            } or {WORLD if area == "WLD" else area}
        return sorted(found)


def load(connection: Any) -> Held:
    """What the published tables hold, without what is in quarantine."""
    observations = connection.execute("select * from core.observation").df()
    goods = observations[observations["indicator"].isin(["goods_exports", "goods_imports"])]
    set_aside = pd.Series(False, index=goods.index)
    for bad in connection.execute("select * from marts.trade_anomaly").df().itertuples():
        indicator = "goods_exports" if bad.flow == "X" else "goods_imports"
        slice_of = (
            (goods["indicator"] == indicator) & (goods["source"] == bad.source) & (goods["ref_area"] == bad.ref_area)
            & (goods["freq"] == bad.freq) & (goods["time_period"] == bad.time_period) & (goods["vintage"] == bad.vintage)
        )  # fmt: skip
        if isinstance(bad.counterpart_area, str):
            slice_of &= goods["counterpart_area"] == bad.counterpart_area
        elif bad.rule not in ("other_unit", "doubled", "same_as_other", "same_as_earlier"):
            slice_of &= goods["counterpart_area"] == WORLD
        set_aside |= slice_of.fillna(False)
    observations = observations.drop(index=goods.index[set_aside])
    return Held(observations, economies.groups())


def readings(held: Held, claim: Claim, today: date, views: Sequence[str] = ("then", "now")) -> list[Recomputed]:
    """Every reading of type E of a claim that names its year, as known when said and today."""
    entry = catalogue.indicators()[claim.indicator or ""]
    found = []
    for known in views:
        as_of = claim.said_on if known == "then" else today
        for definition in entry["readings"]:
            if "terms" not in definition or not _votes(claim, definition):
                continue  # one that is not held
            for source, unit in sorted(_sources(held, definition)):
                view = View(held, claim, entry, definition, source, unit, as_of)
                if (claim.period or "").endswith("-FY") and not view.is_own_fiscal_year:
                    found += _between(view, known)
                    continue
                if not claim.definitions and _steps_aside(view):
                    continue
                identity = (known, definition["definition"], source, view.period)
                results = [Recomputed(*identity, *result) for result in _read(view)]
                if claim.operation == "count":
                    found += [each._replace(maybe=_maybe(view), published=view.published_on()) for each in results]
                    continue
                beside = {"published": view.oldest_on(), "size": _size(view), "is_listed_so": _is_listed_so(view)}
                found += [each._replace(**beside) for each in results]
                if results and found[-1].outcome == "MISS" and found[-1].known == "then":
                    found[-1] = found[-1]._replace(superseded=_was_borne_out(view))
    return found


def _between(view: "View", known: str) -> Iterator[Recomputed]:
    """A fiscal year of a publisher of calendar years: readings only where all years that it may lie in say the same."""
    claim, kind = view.claim, view.entry["kind"]
    if claim.operation not in ("level", "sum") or kind not in ("flow", "stock"):
        return
    first, last, _ = articles.span(claim.period or "")
    found, margin = [], 1.2 if kind == "flow" else 1.0
    for year in range(first.year, last.year + 1):
        view.period = date(year, 1, 1)
        results = [] if _steps_aside(view) and not claim.definitions else list(_read(view))
        if not results or results[0][0] <= 0:
            return
        reading = Recomputed(known, view.definition["definition"], view.source, view.period, *results[0])
        missed_then = known == "then" and reading.outcome == "MISS"
        found.append(reading._replace(superseded=missed_then and _was_borne_out(view)))
    ends = [end for end in (stated(claim).x, stated(claim).x_high) if end is not None]
    holds = ("MATCH", "MATCH_SLACK")
    if all(_outcome(view, r.value * by) in holds for r in found for by in (1 / margin, 1, margin)) or all(
        r.outcome == "MISS" and (min(ends) > 2 * r.value or 2 * max(ends) < r.value) for r in found
    ):
        yield from found


def _votes(claim: Claim, definition: dict[str, Any]) -> bool:
    """Whether the definition is of type E for such a claim; what the claim names is."""
    if claim.definitions:
        return definition["definition"] in claim.definitions
    is_relative = claim.operation == "change" and stated(claim).unit == "PT"
    over_time = is_relative or claim.operation in ("growth", "direction", "streak")
    kinds = definition["type"], definition.get("over_time", {}).get("type", definition["type"])
    is_own_past = claim.operation == "ratio" and not claim.base.ref and (claim.base_period or claim.span)
    kind = min(kinds) if is_own_past else kinds[over_time]
    several = claim.operation in ("order", "average", "always") and (
        len(definition["terms"]) > 1 or "per" in definition
    )
    return kind == "E" and not several


def _was_borne_out(view: "View") -> bool:
    """Whether what an edition before gave for the same level of the same year is what is claimed."""
    terms, published = view.definition["terms"], view.published_on()
    plain = len(terms) == 1 and "per" not in view.definition and not {"mirror", "lag_months", "weight"} & set(terms[0])
    if (
        view.claim.operation not in ("level", "sum")
        or view.claim.cumulative
        or not plain
        or "counterpart" in terms[0]
        or published is None
    ):
        return False
    key = (terms[0]["indicator"], terms[0].get("breakdown", "_T"), view.source, "A", view.unit)
    days = {
        day
        for cells in view.held.series[key].values()
        for (*_, period), (_, day) in cells.items()
        if period == view.period
    }
    for day in days:
        if view.period.year < day.year and day < published:
            earlier = View(view.held, view.claim, view.entry, view.definition, view.source, view.unit, day)
            earlier.period = view.period
            if any(result[1] == "MATCH" for result in _read(earlier)):
                return True
    return False


def _steps_aside(view: "View") -> bool:
    """Of one publisher the newer edition of a quotient and of its parts has it, unless it counts two territories."""
    is_unlike = len(view.own) == 1 and any(
        row["source"] == view.source
        and row["area"] == view.own[0][0]
        and row.get("from", date.min) <= view.period <= row.get("to", date.max)
        for row in catalogue.indicators()["population"]["unlike_output"]
    )
    if any(term["indicator"] == "population" for term in view.definition.get("per", [])):
        return is_unlike
    repeated = next((d for d in view.entry["readings"] if d["definition"] == view.definition.get("repeats")), None)
    if repeated is None or is_unlike:
        return False
    computed = View(view.held, view.claim, view.entry, repeated, view.source, view.unit, view.as_of)
    own, parts = view.published_on(), computed.published_on()
    return own is not None and parts is not None and parts > own


def verdict(found: Sequence[Recomputed], known: str, claim: Claim) -> str:
    """What the readings say together, by the table of docs/method.md."""
    outcomes = [reading.outcome for reading in found if reading.known == known]
    holds = sum(outcome in ("MATCH", "MATCH_SLACK", "NEAR") for outcome in outcomes)
    misses = outcomes.count("MISS")
    if not outcomes:
        return "NOT_CHECKABLE"
    if holds and misses:
        return "DEPENDS"
    if misses == len(outcomes):
        missed = [r for r in found if r.known == known]
        held_then = known == "now" and verdict(found, "then", claim) in ("SUPPORTED", "SUPPORTED_LOOSELY")
        revised = not held_then and _within_revision(missed, claim)
        unseen = known == "now" and not any(r.known == "then" and r.outcome for r in found)
        is_open = (
            _awaited(missed, claim)
            or (known == "then" and _aged(found, claim))
            or (unseen and _first_figures_may_differ(missed, claim))
        )
        if revised or is_open:
            return "TOO_CLOSE" if revised else "NOT_CHECKABLE"
        missed_then = [r for r in found if r.known == "then"]
        superseded = any(r.superseded for r in missed_then) and _closest(missed_then, claim).superseded
        contradicted_then = known == "then" or verdict(found, "then", claim) == "OUT_OF_DATE"
        return "OUT_OF_DATE" if superseded and contradicted_then else "CONTRADICTED"
    if "TOO_CLOSE" in outcomes:
        return "TOO_CLOSE"
    return "SUPPORTED_LOOSELY" if "NEAR" in outcomes else "SUPPORTED"


def _closest(found: Sequence[Recomputed], claim: Claim) -> Recomputed:
    return min(found, key=lambda reading: _gap([reading], claim)[0])


def _gap(found: Sequence[Recomputed], claim: Claim) -> tuple[float, float]:
    """How far the closest reading lies from the number said, and that number."""
    said = stated(claim)
    falls = claim.order == "asc" and claim.operation in ("change", "growth", "difference")
    ends = sorted(-x if falls else x for x in (said.x, said.x_high) if x is not None)
    return min(abs(reading.value - min(max(reading.value, ends[0]), ends[-1])) for reading in found), abs(ends[0])


def _within_revision(found: Sequence[Recomputed], claim: Claim) -> bool:
    """Whether a level misses by no more than publishers themselves revise."""
    indicator = catalogue.indicators()[claim.indicator or ""]
    revision = indicator["revision_pct"] / 100
    if claim.operation == "change" and claim.value:
        return any(_gap([reading], claim)[0] <= revision * reading.size for reading in found)
    if claim.operation == "rank" and not indicator.get("bilateral"):
        said = stated(claim).x
        return any(reading.is_listed_so for reading in found) or (said > 10 and _gap(found, claim)[0] <= said / 20)
    if claim.operation not in ("level", "sum", "mean", "average", "share", "ratio") or not claim.value:
        return False
    gap, said = _gap(found, claim)
    points = indicator.get("revision_points", 0)
    if claim.operation == "ratio":  # points are those of the two figures
        gaps = [(_gap([reading], claim)[0], reading.size) for reading in found]
        return any(gap <= revision * said or gap * size <= points * (1 + said) for gap, size in gaps)
    return gap <= max(revision * said, points)


def _first_figures_may_differ(found: Sequence[Recomputed], claim: Claim) -> bool:
    """Whether first figures are revised by as much as a claim misses those of today."""
    judged = ("level", "sum", "mean", "average", "change", "growth", "share", "ratio", "difference")
    if claim.operation == "count":
        return any("FIRST" in reading.maybe for reading in found)
    if claim.operation == "streak":
        return min(_gap([reading], claim)[0] for reading in found if reading.value < stated(claim).x) <= 2
    if claim.operation == "rank":
        gap, place = _gap(found, claim)
        entry = catalogue.indicators()[claim.indicator or ""]
        of_flows = min(max(10 * entry["revision_pct"], 15), 50) if entry["kind"] == "flow" else -1
        bridged, is_rate = 50 if gap <= max(2, place / 10) else of_flows, entry["kind"] in ("change", "rate")
        return gap <= 10 if is_rate else _closest(found, claim).size <= bridged
    indicator = catalogue.indicators()[claim.indicator or ""]
    revision = indicator["revision_pct"]
    if claim.operation == "direction":
        least = min(found, key=lambda reading: abs(reading.value))
        return indicator["kind"] == "flow" and 100 * abs(least.value) <= revision * least.size
    if claim.operation not in judged or not claim.value:
        return False
    gap, said = _gap(found, claim)
    if claim.operation in ("level", "change") and _counted_anew(_closest(found, claim), claim):
        return True
    is_part = claim.operation == "share" or indicator["aggregation"] == "ratio"  # 3 points can be more than there is
    in_points = stated(claim).unit in ("PT", "PP") and not (is_part and gap > said / 2)
    slow, in_number = bool(indicator.get("slow")), stated(claim).unit not in ("PT", "PP")
    if slow and in_number and claim.operation == "change":
        gap_of_all = min(_gap([reading], claim)[0] / reading.size for reading in found)
        return gap_of_all <= 0.015 or gap <= min(max(10 * revision, 15), 50) / 100 * said
    return gap <= min(max(10 * revision, 15), 50) / 100 * said or (in_points and gap <= (1.5 if slow else 3))


def _counted_anew(found: Recomputed, claim: Claim) -> bool:
    """Whether first figures of a country whose output leaps when it is counted anew may have been so far off."""
    rebased = catalogue.indicators()[claim.indicator or ""].get("rebased")
    groups = {row["group_id"] for row in economies.groups()}
    if not rebased or len(claim.areas.ref) != 1 or (groups | _members(rebased["outside"])) & {*claim.areas.ref}:
        return False
    gap, said = _gap([found], claim)
    leap = claim.operation == "level" and said and 1 <= found.value / said <= rebased.get("to", 1)
    return bool(leap or (stated(claim).unit == "PT" and gap <= rebased["points"]))


def _aged(found: Sequence[Recomputed], claim: Claim) -> bool:
    """Whether the edition of the day was months old, and today's figures bear the claim out or nearly."""
    judged = ("level", "sum", "mean", "average", "change", "growth", "share", "ratio", "count")
    days = [reading.published for reading in found if reading.known == "then" and reading.outcome]
    today = [reading for reading in found if reading.known == "now" and reading.outcome]
    if claim.operation not in judged or not today or None in days:
        return False
    if _passed(found, claim):
        return True
    borne_out = any(r.outcome in ("MATCH", "MATCH_SLACK", "NEAR") for r in today) or _within_revision(today, claim)
    nearest = _closest([reading for reading in found if reading.known == "then" and reading.outcome], claim).published
    return borne_out and nearest is not None and (claim.said_on - nearest).days > 92


def _passed(found: Sequence[Recomputed], claim: Claim) -> bool:
    """Whether the number lies between the closest reading of the day and the same of today, and near the former."""
    then = _closest([reading for reading in found if reading.known == "then"], claim)
    now = _closest([reading for reading in found if reading.known == "now"], claim)
    alike = [(r.definition, r.source, r.period) for r in (then, now)]
    if claim.operation == "count" or alike[0] != alike[1] or not _first_figures_may_differ([then], claim):
        return False
    said = stated(claim)
    ends = sorted((then.value, now.value))
    return said.x is not None and said.x_high is None and ends[0] <= said.x <= ends[1]


def _awaited(found: Sequence[Recomputed], claim: Claim) -> bool:
    """Whether a reading that may bear a claim out is not held, and could: its number is not far off."""
    indicator, held = catalogue.indicators()[claim.indicator or ""], {reading.definition for reading in found}
    missing = [
        each["awaited"]
        | {"only_over_time": each["type"] != "E", "could_be_held": "terms" in each, "loose": each.get("loosely_meant")}
        for each in indicator["readings"]
        if "awaited" in each
        and each["definition"] not in held
        and (
            each["definition"] in (claim.definitions or [each["definition"]])
            or {"unnamed", "part", "change", "own_currency"} & set(each["awaited"])
        )
        and not _members(each["awaited"].get("outside")) & {*claim.areas.ref, *claim.areas.counterpart}
        and {*each["awaited"].get("only", claim.areas.ref)} & {*claim.areas.ref}
    ]
    turns = ("extreme", "streak", "direction")
    relative = claim.operation in turns or (claim.operation == "change" and stated(claim).unit == "PT")
    in_dollars = not relative or not {"USA", "WLD"}.isdisjoint(claim.areas.ref)
    missing = [
        awaited
        for awaited in missing
        if not awaited.get("own_currency")
        or not (in_dollars or (claim.operation != "change" and {*awaited.get("dollars", [])} & {*claim.areas.ref}))
    ]
    sources = {reading.source for reading in found}
    if claim.operation == "count":
        names = {
            each["definition"] for each in indicator["readings"] if each.get("awaited", {}).get("source") not in sources
        }
        return any(reading.maybe & (names - held) for reading in found)
    level = claim.operation == "level" and claim.value
    missing = [each for each in missing if "group" not in each]  # of counts alone
    missing = [each for each in missing if "source" not in each or (level and each["source"] not in sources)]
    missing = [
        each
        for each in missing
        if not each.get("part") or (claim.loose and claim.operation in ("level", "sum", "share") and claim.value)
    ]
    moved = claim.operation == "change" and any((each.value < 0) == (claim.order == "asc") for each in found)
    grown = claim.operation == "ratio" and not claim.base.ref and not claim.definitions
    missing = [each for each in missing if not each.get("change") or (grown if each["only_over_time"] else moved)]
    several = claim.operation == "mean" or (claim.operation in ("level", "average") and "WLD" in claim.areas.ref)
    missing = [each for each in missing if several or not each.get("several")]
    size = stated(claim).x or 0 if claim.value else 0
    counted = claim.operation == "level" and len(f"{abs(size):.0f}".rstrip("0"))
    missing = [each for each in missing if not each.get("digits") or counted >= each["digits"]]
    named = [awaited for awaited in missing if not awaited.get("unnamed")]  # all claims here name their period
    if claim.operation == "rank":
        near = [each for each in named if _gap(found, claim)[0] <= each.get("places", -1)]
        nearest = _closest(found, claim)
        short_by = nearest.size if indicator["aggregation"] == "sum" and stated(claim).x < nearest.value else 0
        return any(short_by <= 100 * (each["to"] - 1) for each in near)
    if claim.operation in turns:
        open_to = [each for each in named if each.get("own_currency") or (each["could_be_held"] and not each["loose"])]
        if claim.operation == "streak":
            return bool(open_to)
        if claim.operation == "extreme":
            short_by = min(100 * abs(abs(reading.value) - reading.size) / reading.size for reading in found)
            return any(short_by <= each.get("points", 0) for each in open_to)
        least = min(found, key=lambda reading: abs(reading.value))
        return any(100 * abs(least.value) <= each.get("points", 0) * least.size for each in open_to)
    if claim.operation not in ("level", "sum", "share", "compare", "next", "difference", "ratio", "change"):
        named = [awaited for awaited in named if awaited.get("part") or awaited.get("several")]
    return any(_bridges(found, claim, awaited) for awaited in named)


def _members(group: str | None) -> set[str]:
    return {row["iso3"] for row in economies.groups() if row["group_id"] == group}


def _bridges(found: Sequence[Recomputed], claim: Claim, awaited: dict[str, Any]) -> bool:
    said = stated(claim) if claim.value else None
    x, sizes = abs(said.x or 0) if said else 0, [abs(reading.value) for reading in found]
    points = awaited.get("points", 0) if said and said.unit in ("PT", "PP") else 0
    if claim.operation in ("compare", "next"):  # of two that are about as large, the one may be the larger
        return awaited["from"] * min(sizes) <= 1 <= awaited["to"] * max(sizes)
    if claim.operation == "change" and awaited["from"] >= 0.5:
        ways = [-reading.value if claim.order == "asc" else reading.value for reading in found]
        if max(ways) < 0 and min(abs(way - x) for way in ways) > points:
            return False  # what rose is not what fell
    if claim.operation in ("level", "sum") and "gross" in awaited and said:
        nearest = _closest(found, claim)
        gap = _gap([nearest], claim)[0] if x else abs(nearest.value)
        if gap <= awaited["gross"] * nearest.size or not x:
            return gap <= awaited["gross"] * nearest.size
    if awaited.get("turns") and said and any(reading.value * (said.x or 0) < 0 for reading in found):
        return True
    multiple = awaited["from"] * min(sizes) <= x <= awaited["to"] * max(sizes)
    return not x or multiple or (points > 0 and min(sizes) - points <= x <= max(sizes) + points)


class View:
    """One claim seen through one definition and one source on one day."""

    def __init__(
        self,
        held: Held,
        claim: Claim,
        entry: dict[str, Any],
        definition: dict[str, Any],
        source: str,
        unit: str,
        as_of: date,
    ) -> None:
        self.held, self.claim, self.entry, self.definition = held, claim, entry, definition
        self.source, self.unit, self.as_of = source, unit, as_of
        self.years = years_of(claim.period) if claim.cumulative else 1
        self.own = self._pairs(claim.areas.ref, claim.areas.counterpart)
        self.beside: list[tuple[str, str]] = []
        """Who joined or left between the period and the day of a count."""
        if claim.operation == "count":
            last = min(claim.said_on, articles.span(claim.period or "")[1])
            then = {(ref, other) for ref in held.members(claim.areas.ref, last) for _, other in self.own[:1]}
            self.own, self.beside = sorted(then & {*self.own}), sorted(then ^ {*self.own})
        self.period = self._period()
        self.base_period = self._base_period()
        self.other = self._others()

    def _period(self) -> date:
        """Its first day; of a fiscal year that of the year by which the publisher calls it."""
        first = articles.span(self.claim.period or "")[0]
        table = fiscal.relation(shipped("reference") / fiscal.FILE)
        ends = {(row["source"], row["indicator"], row["ref_area"]): row["ends_in"] for row in table}
        months = [
            None if term.get("mirror") else ends.get((self.source, term["indicator"], ref))
            for term in self.definition["terms"]
            for ref, _ in self.own
        ]
        early = {month < 6 for month in months if month}
        self.is_own_fiscal_year = None not in months and len(early) == 1
        if self.claim.operation in ("average", "always") or self.claim.cumulative:
            return articles.span(self.claim.period or "")[1].replace(month=1, day=1)
        is_later = (self.claim.period or "").endswith("-FY") and self.is_own_fiscal_year and early == {False}
        return first.replace(year=first.year + 1) if is_later else first

    def _base_period(self) -> date | None:
        if (self.claim.period or "").endswith("-FY") and (self.claim.base_period or "").endswith("-FY"):
            years = int(str(self.claim.period)[:4]) - int(str(self.claim.base_period)[:4])
            return self.period.replace(year=self.period.year - years)
        if self.claim.operation in ("ratio", "compare") and not self.claim.base_period:
            return None
        if self.claim.operation not in ("change", "growth", "direction", "ratio", "compare"):
            return None
        if self.claim.base_period:
            return articles.span(self.claim.base_period)[self.claim.cumulative].replace(month=1, day=1)
        return self.period.replace(year=self.period.year - 1)

    def _pairs(self, ref: Sequence[str], counterpart: Sequence[str]) -> list[tuple[str, str]]:
        others = self.held.members(counterpart or ["WLD"], self.claim.said_on) if self.entry.get("bilateral") else [""]
        refs = self.held.members(ref, self.claim.said_on)
        return [(one, other) for one in refs for other in others if one != other or one == WORLD]

    def _others(self) -> list[tuple[str, str]]:
        """What a share, a ratio or a comparison is drawn against."""
        claim = self.claim
        if claim.operation not in ("share", "ratio", "compare", "order", "difference") or (
            claim.base_period and not claim.base.ref
        ):
            return []
        if claim.operation == "share" and not claim.base.ref and not claim.base.counterpart:
            of_two = self.entry.get("bilateral") and "WLD" not in claim.areas.ref and claim.areas.counterpart
            return self._pairs(claim.areas.ref if of_two else ["WLD"], ["WLD"])
        return self._pairs(claim.base.ref or claim.areas.ref, claim.base.counterpart or claim.areas.counterpart)

    def amount(
        self, pairs: list[tuple[str, str]], partner: list[tuple[str, str]] | None = None
    ) -> tuple[float, float | None] | None:
        """The figure of the definition for the areas, and that of the period compared with; None unless whole."""
        value = self._side("terms", pairs, partner)
        if value is None:
            return None
        scale, minus = self.definition.get("scale", 1), self.definition.get("minus", 0)
        if "per" not in self.definition:
            return value[0] * scale - minus, None if value[1] is None else value[1] * scale - minus
        per = self._side("per", pairs, partner)
        if per is None or not per[0]:
            return None
        base = None if value[1] is None or not per[1] else value[1] / per[1] * scale - minus
        return value[0] / per[0] * scale - minus, base

    def published_on(self) -> date | None:
        """When the last of the figures behind the amount came out; None unless whole, or where members are counted."""
        if self.claim.operation == "count":
            return _standings(self)[1]
        return max(self._published(), default=None)

    def oldest_on(self) -> date | None:
        """When the edition came out that is the oldest of those behind the amount."""
        return min(self._published(), default=None)

    def _published(self) -> list[date]:
        terms = [*self.definition["terms"], *self.definition.get("per", [])]
        picked = [self._pick(term, self.own, self.other or None) for term in terms]
        return [] if None in picked else [figure.published_on for figure in picked if figure]

    def _side(
        self, side: str, pairs: list[tuple[str, str]], partner: list[tuple[str, str]] | None
    ) -> tuple[float, float | None] | None:
        total, base = 0.0, 0.0
        has_base = True
        for term in self.definition[side]:
            figure = self._pick(term, pairs, partner)
            if figure is None:
                return None
            total += figure.value
            has_base = has_base and figure.base is not None
            base += figure.base or 0
        return total, base if has_base else None

    def _pick(
        self, term: dict[str, Any], pairs: list[tuple[str, str]], partner: list[tuple[str, str]] | None
    ) -> Figure | None:
        """The last edition published by the day that has every member; one that also has the other end goes first."""
        key = (term["indicator"], term.get("breakdown", "_T"), self.source, "A", self.unit_of(term))
        best: tuple[tuple[Any, ...], Figure] | None = None
        for vintage, cells in self.held.series.get(key, {}).items():
            figure = self._added(term, cells, vintage, pairs, self.period)
            if figure is None:
                continue
            base = self._added(term, cells, vintage, pairs, self.base_period) if self.base_period else None
            other = bool(partner) and self._added(term, cells, vintage, partner or [], self.period) is not None
            both = base is not None or self.base_period is None
            full = self.claim.operation not in ("rank", "next") or self._is_full(key, vintage)
            whole = all(self._added(term, cells, vintage, pairs, year) is not None for year in self._window())
            preference = (whole, both, other, full, figure.published_on, vintage)
            if best is None or preference > best[0]:
                best = preference, figure._replace(base=base.value if base else None)
        return best[1] if best else None

    def _window(self) -> list[date]:
        """The years over which something is the highest, an average or always so."""
        if self.claim.operation == "extreme" and self.claim.base_period:
            first = int(self.claim.base_period) + 1
        elif self.claim.operation in ("average", "always") and self.claim.period:
            first = int(self.claim.period[:4])
        else:
            return []
        return [date(year, 1, 1) for year in range(first, self.period.year + 1)]

    def _is_full(self, key: tuple[str, ...], vintage: str) -> bool:
        """Whether the edition has four fifths of the areas that the fullest ever had in a period."""
        fullest = max(max(counts.values()) for counts in self.held.counts[key].values())
        return all(self.held.counts[key][vintage][year] >= 0.8 * fullest for year in self.added_up(self.period))

    def added_up(self, period: date) -> list[date]:
        """The years that a figure is the sum of, of which this is the last."""
        return [period.replace(year=period.year - back) for back in range(self.years)]

    def unit_of(self, term: dict[str, Any]) -> str:
        alone = len(self.definition["terms"]) == 1 and "per" not in self.definition
        return (
            self.unit
            if alone
            else term.get("unit_measure") or catalogue.indicators()[term["indicator"]]["unit_measure"]
        )

    def _added(
        self, term: dict[str, Any], cells: dict[tuple[str, str, date], tuple[float, date]], vintage: str,
        pairs: list[tuple[str, str]], period: date | None,
    ) -> Figure | None:  # fmt: skip
        assert period is not None
        each = [self._of_a_year(term, cells, vintage, pairs, year) for year in self.added_up(period)]
        figures = [figure for figure in each if figure is not None]
        if len(figures) < len(each):
            return None
        published = max(figure.published_on for figure in figures)
        return Figure(sum(figure.value for figure in figures), None, vintage, published)

    def _of_a_year(
        self, term: dict[str, Any], cells: dict[tuple[str, str, date], tuple[float, date]], vintage: str,
        pairs: list[tuple[str, str]], period: date,
    ) -> Figure | None:  # fmt: skip
        found = []
        for ref, other in pairs:
            counterpart = term.get("counterpart") or other
            place = (counterpart, ref, period) if term.get("mirror") else (ref, counterpart, period)
            cell = cells.get(place)
            if cell is None or cell[1] > self.as_of:
                return None
            found.append((ref, *cell))
        if not found:
            return None
        published = max(day for _, _, day in found)
        weight = term.get("weight", 1)
        if self.entry["aggregation"] == "weighted_mean" and len(found) > 1:
            weights = [self._weight(ref, period, day) for ref, _, day in found]
            if None in weights:
                return None
            total = sum(value * each for (_, value, _), each in zip(found, weights, strict=True) if each is not None)
            return Figure(weight * total / sum(each for each in weights if each is not None), None, vintage, published)
        return Figure(weight * sum(value for _, value, _ in found), None, vintage, published)

    def _weight(self, ref: str, period: date, day: date) -> float | None:
        """What the area weighed as the same source had published it by the day of the figure."""
        indicator = self.entry["weight"]
        key = (indicator, "_T", self.source, "A", catalogue.indicators()[indicator]["unit_measure"])
        held = [
            (cells[ref, "", period][1], cells[ref, "", period][0])
            for cells in self.held.series.get(key, {}).values()
            if (ref, "", period) in cells and cells[ref, "", period][1] <= day
        ]
        return max(held)[1] if held else None

    def edition(self) -> dict[tuple[str, str], dict[date, float]]:
        """Everybody's figures in the edition that answers for the one term of the definition, by pair and period."""
        [term] = self.definition["terms"]
        assert "per" not in self.definition and not term.get("mirror")
        figure = self._pick(term, self.own, None)
        if figure is None:
            return {}
        key = (term["indicator"], term.get("breakdown", "_T"), self.source, "A", self.unit)
        last, everybody = self.held.everybody.get((key, figure.vintage, term.get("weight", 1)), (date.max, {}))
        if last <= self.as_of:
            return everybody
        cells = self.held.series[key][figure.vintage]
        everybody = {}
        for (ref, other, period), (value, day) in cells.items():
            if day <= self.as_of:
                everybody.setdefault((ref, other), {})[period] = value * term.get("weight", 1)
        if (last := max(day for _, day in cells.values())) <= self.as_of:
            self.held.everybody[key, figure.vintage, term.get("weight", 1)] = last, everybody
        return everybody

    def areas_ever(self) -> set[tuple[str, str]]:
        """The areas, or pairs of areas, that the source ever had a figure of."""
        [term] = self.definition["terms"]
        key = (term["indicator"], term.get("breakdown", "_T"), self.source, "A", self.unit)
        return self.held.areas[key]


def _sources(held: Held, definition: dict[str, Any]) -> set[tuple[str, str]]:
    """Sources (with the unit of their figures) that have every term of the value side."""
    each = [held.sources(term["indicator"], term.get("breakdown", "_T")) for term in definition["terms"]]
    alone = len(each) == 1 and "per" not in definition
    if alone:
        return each[0]
    sides = [
        *each,
        *(held.sources(term["indicator"], term.get("breakdown", "_T")) for term in definition.get("per", [])),
    ]
    common = set.intersection(*({source for source, _ in side} for side in sides))
    return {(source, "") for source in common}


def _size(view: View) -> float:
    """How large the levels of a rise are, what a multiple is of, the record of a window, or by how much a place is missed."""
    if view.claim.operation == "rank":
        return _short_by(view)
    if view.claim.operation == "extreme":
        begin = articles.span(view.claim.base_period or "")[0].year + 1
        history = view.edition().get(view.own[0], {})
        years = (history.get(date(year, 1, 1)) for year in range(begin, view.period.year + 1))
        present = [value for value in years if value is not None]
        return abs((max if view.claim.order == "desc" else min)(present, default=0))
    if view.claim.operation == "ratio":
        own = view.amount(view.own, view.other or None)
        against = view.amount(view.other, view.own) if view.other else None
        return abs((own[1] if own and view.base_period else against[0] if against else 0) or 0)
    if view.claim.operation in ("level", "sum") and any(
        "gross" in d.get("awaited", {}) for d in view.entry["readings"]
    ):
        picked = [view._pick(term, view.own, None) for term in view.definition["terms"]]
        return sum(abs(figure.value) for figure in picked if figure)
    rise = view.claim.operation == "change" and stated(view.claim).unit not in ("PT", "PP")
    rise = rise or view.claim.operation == "direction"
    levels = view.amount(view.own, view.other or None) if rise else None
    return max(abs(level or 0) for level in levels) if levels else 0


def _read(view: View) -> Iterator[tuple[float, str] | tuple[float, str, int]]:
    claim = view.claim
    if claim.operation == "rank":
        yield from _rank(view)
    elif claim.operation in ("extreme", "streak"):
        yield from _past(view)
    elif claim.operation in ("average", "always"):
        yield from _window(view)
    elif claim.operation == "order":
        yield from _order(view)
    elif claim.operation == "next":
        yield from _next(view)
    elif claim.operation == "count":
        yield from _count(view)
    else:
        yield from _compared(view)


def _compared(view: View) -> Iterator[tuple[float, str]]:
    claim, several = view.claim, len(view.own) > 1
    if several and view.entry["aggregation"] in ("none", "ratio") and "per" not in view.definition:
        return
    if claim.operation == "sum" and several and view.entry["aggregation"] == "weighted_mean":
        return
    if view.definition.get("singles_only") and several:
        return
    own = view.amount(view.own, view.other or None)
    if own is None:
        return
    against = view.amount(view.other, view.own) if view.other else None
    value = _value(view, own, against)
    other = own[1] if view.base_period else against[0] if against else None
    if value is not None and claim.operation == "compare" and other is not None and _apart(view, own[0], other):
        yield value, _outcome(view, 1 + value / max(abs(other), 1e-9))
    elif value is not None:
        yield value, _outcome(view, value)


def _apart(view: View, amount: float, other: float) -> bool:
    """Whether two figures are compared by their difference: below zero a quotient says nothing."""
    return bool(view.entry["kind"] == "change" or amount < 0 or other < 0)


def _value(view: View, own: tuple[float, float | None], against: tuple[float, float | None] | None) -> float | None:
    claim, (amount, base) = view.claim, own
    divisor = base if view.base_period else against[0] if against else None
    is_points = view.entry["kind"] in ("rate", "change") and view.entry["unit_measure"] == "PT"
    if claim.operation in ("level", "sum", "exists"):
        return amount
    if claim.operation == "mean":
        return amount / len(view.own) if view.entry["aggregation"] == "sum" else amount
    if claim.operation == "direction" and view.entry["kind"] == "change" and not (claim.base_period or claim.span):
        return amount
    if divisor is None or (not divisor and claim.operation in ("share", "ratio", "compare", "growth")):
        return None
    if claim.operation == "difference":
        return amount - divisor
    if claim.operation == "share":
        return 100 * amount / divisor
    if claim.operation == "compare" and _apart(view, amount, divisor):
        return amount - divisor
    if claim.operation in ("ratio", "compare"):
        return amount / divisor
    if claim.operation == "growth":
        assert view.base_period is not None
        years = view.period.year - view.base_period.year
        return 100 * ((amount / divisor) ** (1 / years) - 1) if amount / divisor > 0 else None
    if claim.operation == "change" and stated(claim).unit == "PT" and not is_points:
        return 100 * (amount - divisor) / abs(divisor)
    return amount - divisor


def stated(claim: Claim) -> hedges.Stated:
    """The number of a claim, with the unit in which it is meant."""
    row = next(iter(articles.relations([_article(claim)])["claim"]))
    return hedges.Stated(row["x"], row["u"], row["kind"], row["x_high"], row["u_high"], row["unit"])


def _article(claim: Claim) -> Any:
    from pipelines.claims.model import Article

    return Article(id="one", title="one", published=claim.said_on, claims=[claim])


def _outcome(view: View, value: float) -> str:
    claim, margin = view.claim, view.entry["revision_pct"] / 100
    if claim.operation == "direction":
        return "MATCH" if value and (value > 0) == (claim.order == "desc") else "MISS"
    if claim.operation == "exists":
        return "MATCH" if value > 0 else "MISS"
    if claim.operation == "compare":
        if claim.hedge in ("none", "about", "nearly"):
            return "MATCH" if abs(value - 1) <= 0.05 else "NEAR" if abs(value - 1) <= 0.1 else "MISS"
        if abs(value - 1) <= margin:
            return "TOO_CLOSE"
        return "MATCH" if (value > 1) == (claim.hedge in ("over", "at_least", "just_over")) else "MISS"
    number = stated(claim)
    is_change = claim.operation in ("change", "growth", "difference")
    x, x_high = number.x, number.x_high
    if is_change and claim.order == "asc":
        x, x_high = -abs(x), None if x_high is None else -abs(x_high)
    interval = intervals.interval(claim.hedge, x, number.u, number.kind, x_high, number.u_high, is_change=is_change)
    return intervals.outcome(interval, value)


WITH_TOTAL = ("migrants", "remittances")
"""Tables that list few pairs, and have their total."""


def _rivals(view: View) -> tuple[dict[tuple[str, str], float], bool, int] | None:
    """Everybody's figures in the edition, whether a member of the group lacks one, and how many lack one that had some.

    None where too few have any.
    """
    [pair] = view.own
    of_two = bool(view.claim.areas.counterpart)
    side = 1 if of_two and view.claim.parts != "ref" else 0
    held = view.edition()
    universe = view.claim.universe
    members = view.held.members([universe], view.claim.said_on) if universe and universe != "WLD" else None
    ranked = [
        key
        for key in view.areas_ever()
        if key[side] not in (WORLD, NOBODY) and key[1 - side] == pair[1 - side] and key[0] != key[1]
        and (members is None or key[side] in members)
    ]  # fmt: skip
    years = view.added_up(view.period)
    figures = {
        key: sum(held[key][year] for year in years)
        for key in ranked
        if all(year in held.get(key, {}) for year in years)
    }
    needed = 0 if members or view.claim.indicator in WITH_TOTAL else 0.25 if of_two else 0.6
    if pair not in figures or len(ranked) < needed * view.held.economies:
        return None
    return figures, bool(members) and len(figures) < len(members or ()), len(ranked) - len(figures)


def _next(view: View) -> Iterator[tuple[float, str]]:
    """The figure over those of as many as are named who come next."""
    found, [pair] = _rivals(view), view.own
    if found is None or view.entry["aggregation"] != "sum":
        return
    figures, is_open, _ = found
    own, places = figures[pair], int(stated(view.claim).x)
    others = sorted((value for key, value in figures.items() if key != pair and value <= own), reverse=True)
    if len(others) < places or not sum(others[:places]):
        return
    times, margin = own / sum(others[:places]), view.entry["revision_pct"] / 100
    less = view.claim.hedge in ("under", "at_most", "just_under")
    far = times > 1 + margin or times < 1 - margin
    yield times, UNKNOWN if is_open else "TOO_CLOSE" if not far else "MATCH" if (times > 1) != less else "MISS"


def _standings(view: View) -> tuple[dict[str, float | None], date | None]:
    """The figure of each member in the fullest edition of each term, the newest of them, and when the last came out.

    None for a member of which it is not held.
    """

    def cells_of(term: dict[str, Any]) -> dict[str, tuple[float, date]]:
        key = (term["indicator"], term.get("breakdown", "_T"), view.source, "A", view.unit_of(term))
        best: tuple[tuple[Any, ...], dict[str, tuple[float, date]]] | None = None
        for vintage, cells in view.held.series.get(key, {}).items():
            other = term.get("counterpart") or (WORLD if view.entry.get("bilateral") else "")
            everybody = {ref for ref, _ in [*view.own, *view.beside]}
            places = {ref: cells.get((ref, other, view.period)) for ref in everybody}
            known = {ref: cell for ref, cell in places.items() if cell and cell[1] <= view.as_of}
            whole = {ref for ref, _ in view.own} <= known.keys()
            if not known:
                continue
            published = max(day for _, day in known.values())
            preference = (whole, view._is_full(key, vintage), published, vintage)
            if best is None or preference > best[0]:
                best = preference, {ref: (term.get("weight", 1) * value, day) for ref, (value, day) in known.items()}
        return best[1] if best else {}

    sides = {side: [cells_of(term) for term in view.definition.get(side, [])] for side in ("terms", "per")}
    if not all(sides["terms"]) or (sides["per"] and not all(sides["per"])):
        return {}, None
    scale, minus = view.definition.get("scale", 1), view.definition.get("minus", 0)
    found: dict[str, float | None] = {}
    for ref, _ in [*view.own, *view.beside]:
        if not all(ref in cells for cells in [*sides["terms"], *sides["per"]]):
            found[ref] = None
            continue
        per = sum(cells[ref][0] for cells in sides["per"]) if sides["per"] else 1
        found[ref] = sum(cells[ref][0] for cells in sides["terms"]) / per * scale - minus
    every = [day for cells in [*sides["terms"], *sides["per"]] for _, day in cells.values()]
    return found, max(every)


def _meeting(view: View, value: float, step: float = 0) -> bool:
    """Whether a figure meets the bar, and lies beyond it by the step."""
    bar, limit = view.claim.bar, articles.bar(view.claim)
    assert bar is not None and limit is not None
    sign = -1 if bar.hedge in ("under", "at_most") else 1
    ahead = sign * (value - limit.x) - step
    return ahead > 0 or (ahead == 0 and (step < 0 or (step == 0 and bar.hedge in ("at_least", "at_most"))))


def _counts(view: View) -> tuple[dict[str, float | None], list[float], float, float]:
    """The figures, those of who may be no member, and how far beyond the bar revisions reach: usual, of first figures."""
    limit, entry = articles.bar(view.claim), view.entry
    assert limit is not None
    usual = max(entry["revision_pct"] / 100 * abs(limit.x), entry.get("revision_points", 0))
    share = min(max(10 * entry["revision_pct"], 15), 50) / 100
    figures = _standings(view)[0]
    beside = [value for ref, _ in view.beside if (value := figures.pop(ref, None)) is not None]
    return figures, beside, usual, max(share * abs(limit.x), 3 if entry["kind"] in ("rate", "change") else 0)


def _said_of(view: View, count: float, members: int) -> str:
    return _outcome(view, 100 * count / members if stated(view.claim).unit == "PT" else float(count))


def _of_any(view: View, fewest: int, most: int, members: int) -> str:
    """What the claim comes to with each number of members from the fewest to the most."""
    outcomes = {_said_of(view, count, members) for count in range(fewest, most + 1)}
    if outcomes <= {"MATCH", "MATCH_SLACK"}:
        return "HOLD"
    return "NEAR" if "MISS" not in outcomes else "MISS" if outcomes == {"MISS"} else "OPEN"


def _count(view: View) -> Iterator[tuple[float, str]]:
    """How many of a group meet the bar, and whether any missing figure or a usual revision could turn the claim."""
    figures, beside, margin, _ = _counts(view)
    if not figures or not view.own:
        return
    known = [value for value in figures.values() if value is not None]
    missing, members = len(figures) - len(known), len(figures)
    met = sum(_meeting(view, value) for value in known)
    fewest, most = (sum(_meeting(view, value, step) for value in known) for step in (margin, -margin))
    value = 100 * met / members if stated(view.claim).unit == "PT" else float(met)
    if missing and view.entry["aggregation"] == "sum":
        yield value, UNKNOWN  # what bounds it is the models' own
        return
    also = missing + sum(_meeting(view, value, -margin) for value in beside)
    at_most = _of_any(view, fewest, most + also, members)
    if at_most == "OPEN" and _of_any(view, fewest, most, members) != "OPEN":
        return
    yield value, {"OPEN": "TOO_CLOSE", "NEAR": "NEAR"}.get(at_most) or _said_of(view, met, members)


def _maybe(view: View) -> frozenset[str]:
    """By which other definitions, or as first published, the count may be what is claimed."""
    figures, beside, margin, first = _counts(view)
    missing = sum(value is None for value in figures.values())
    known = [value for value in figures.values() if value is not None]
    in_points = view.entry["kind"] in ("rate", "change")
    spreads: dict[str, list[tuple[float, ...]]] = {}
    others: dict[str, list[tuple[float, ...]]] = {}
    for each in view.entry["readings"]:
        awaited = each.get("awaited")
        if not awaited or {"unnamed", "part", "change", "own_currency", "pairs", "digits", "only", "several"} & set(
            awaited
        ):
            continue
        if awaited.get("group", view.claim.areas.ref[0]) != view.claim.areas.ref[0]:
            continue
        points = (awaited.get("points", 0),) if in_points and "points" in awaited else ()
        spreads[each["definition"]], others[each["definition"]] = (
            [(v * awaited["from"], v * awaited["to"], *(v + step for p in points for step in (p, -p))) for v in values]
            for values in (known, beside)
        )
    found = set()
    for name, values in spreads.items():
        fewest = sum(all(_meeting(view, value, margin) for value in each) for each in values)
        most = sum(any(_meeting(view, value, -margin) for value in each) for each in [*values, *others[name]])
        if _of_any(view, fewest, most + missing, len(figures)) != "MISS":
            found.add(name)
    fewest = sum(_meeting(view, value, first) for value in known)
    most = sum(_meeting(view, value, -first) for value in [*known, *beside])
    if _of_any(view, fewest, most + missing, len(figures)) != "MISS":
        found.add("FIRST")
    return frozenset(found)


def _rank(view: View) -> Iterator[tuple[float, str, int]]:
    """The place among all areas of the universe in the edition; outcomes only where no revision can turn them."""
    found, [pair] = _rivals(view), view.own
    if found is None:
        return
    figures, is_open, missing = found
    sign = 1 if view.claim.order == "desc" else -1
    own = sign * figures[pair]
    margin = view.entry["revision_pct"] / 100 * abs(own)
    rivals = [sign * value for key, value in figures.items() if key != pair]
    low, high = (1 + sum(value > own + step for value in rivals) for step in (margin, -margin))
    number = stated(view.claim)
    first, last = number.x, number.x_high or number.x
    outcome = "MATCH" if low >= first and high <= last else "MISS" if high < first or low > last else "TOO_CLOSE"
    everybody = (WORLD, pair[1]) if view.claim.parts == "ref" else (pair[0], WORLD)
    of_all = view.edition().get(everybody, {}) if view.claim.areas.counterpart else {}
    total = sum(of_all.get(year, 0) for year in view.added_up(view.period))
    known = sum(figures.values())
    if view.entry["aggregation"] != "sum":  # of rates the areas themselves are the total
        known, total = len(figures), len(figures) + missing
    if total and known < 0.95 * total and low <= last:
        return  # whoever is missing can only stand before or behind
    of_the_world = not view.claim.universe and not view.claim.areas.counterpart
    if of_the_world and len(figures) < 0.6 * view.held.economies and low <= last:
        return
    # small ones are missing, so that among the smallest a place is open, as one of first figures is
    is_open |= view.claim.order == "asc" and missing > 0 and low - 2 <= last and first <= high + missing + 2
    if is_open:
        outcome = UNKNOWN  # where a missing member may stand takes bounds, which are the models' own
    yield float(1 + sum(value > own for value in rivals)), outcome, missing


def _is_listed_so(view: View) -> bool:
    """Whether lists of states, or of who has figures in the World Economic Outlook, give the place that is claimed."""
    found = _rivals(view) if view.claim.operation == "rank" else None
    if found is None:
        return False
    figures, [pair] = found[0], view.own
    side, sign = (1 if view.claim.parts == "ref" else 0), (1 if view.claim.order == "desc" else -1)
    own, margin = sign * figures[pair], view.entry["revision_pct"] / 100 * abs(figures[pair])
    states = _members("STATES")
    both = states - _members("STATES_WITHOUT_OUTLOOK")
    universe, said = view.claim.universe, stated(view.claim)
    slack = said.x / 20 if said.x > 10 else 0
    within = {*view.held.members([universe], view.claim.said_on)} if universe and universe != "WLD" else states
    unranked = states & within - {key[side] for key in view.areas_ever()} if view.claim.order == "asc" else set()
    for areas, more in ((states, len(unranked)), (both | _members("TERRITORIES_WITH_OUTLOOK"), 0), (both, 0)):
        rivals = [sign * value for key, value in figures.items() if key != pair and key[side] in areas]
        low, high = (1 + sum(value > own + step for value in rivals) for step in (margin, -margin))
        if low - slack <= (said.x_high or said.x) <= high + more + slack:
            return True
    return False


def _short_by(view: View) -> float:
    """By how many per cent its figure would have to differ from that of whoever has the place that is claimed."""
    found = _rivals(view)
    if found is None:
        return 0
    figures, [pair] = found[0], view.own
    sign, said = 1 if view.claim.order == "desc" else -1, stated(view.claim)
    own, last = sign * figures[pair], int(said.x_high or said.x)
    others = sorted((sign * value for key, value in figures.items() if key != pair), reverse=True)
    behind = 1 + sum(value > own for value in others) > last
    place = last if behind else int(said.x) - 1
    if not 1 <= place <= len(others):
        return 0
    sizes = sorted((abs(own), abs(others[place - 1])))
    return 100 * (sizes[1] / sizes[0] - 1) if sizes[0] else 0


def _window(view: View) -> Iterator[tuple[float, str]]:
    """The mean over the years of the window, or the one that fits the statement least."""
    [pair] = view.own
    claim = view.claim
    history = view.edition().get(pair, {})
    years = view._window()
    if any(year not in history for year in years):
        return
    values = [history[year] for year in years]
    if claim.operation == "average":
        mean = sum(values) / len(values)
        yield mean, _outcome(view, mean)
        return
    if claim.value is None:
        least = min(values) if claim.order == "desc" else max(values)
        yield least, "MATCH" if least and (least > 0) == (claim.order == "desc") else "MISS"
        return
    under = claim.hedge in ("under", "at_most", "just_under", "up_to")
    least = max(values) if under else min(values)
    if not under and claim.hedge not in ("over", "at_least", "just_over"):
        least = max(values, key=lambda value: (abs(value - stated(claim).x), -value))
    yield least, _outcome(view, least)


def _order(view: View) -> Iterator[tuple[float, str]]:
    """The figure over that of the one that is hardest to beat, in the same edition where it has both."""
    rivals = [pair for pair in view.other if pair not in view.own]
    own = view.amount(view.own, rivals)
    if own is None:
        return
    [term] = view.definition["terms"]
    low = view.claim.hedge in ("under", "at_most", "just_under")
    best: tuple[tuple[Any, ...], float] | None = None
    key = (term["indicator"], term.get("breakdown", "_T"), view.source, "A", view.unit_of(term))
    for vintage, cells in view.held.series.get(key, {}).items():
        figures = [view._added(term, cells, vintage, [pair], view.period) for pair in rivals]
        if not figures or None in figures:
            continue
        with_own = view._added(term, cells, vintage, view.own, view.period) is not None
        published = max(figure.published_on for figure in figures if figure)
        value = (min if low else max)(figure.value for figure in figures if figure)
        if best is None or (with_own, published, vintage) > best[0]:
            best = (with_own, published, vintage), value
    if best is None or not best[1]:
        return
    if _apart(view, own[0], best[1]):
        apart = own[0] - best[1]
        ahead, margin = apart / abs(best[1]), view.entry["revision_pct"] / 100
        yield apart, "TOO_CLOSE" if abs(ahead) <= margin else "MATCH" if (ahead > 0) != low else "MISS"
        return
    ratio, margin = own[0] / best[1], view.entry["revision_pct"] / 100
    yield ratio, "TOO_CLOSE" if abs(ratio - 1) <= margin else "MATCH" if (ratio > 1) != low else "MISS"


def _past(view: View) -> Iterator[tuple[float, str]]:
    [pair] = view.own
    history = view.edition().get(pair, {})
    if view.period not in history:
        return
    own, sign = history[view.period], 1 if view.claim.order == "desc" else -1
    if view.claim.operation == "streak":
        wanted, margin = stated(view.claim).x, 0.001 if view.entry.get("slow") else 0
        rows = {}  # how many years on end it moved so, and how many if what stayed within the margin ends no row
        for least in (0, -margin):
            year = view.period.year
            while (before := history.get(date(year - 1, 1, 1))) is not None and sign * (
                history[date(year, 1, 1)] - before
            ) > least * abs(before):
                year -= 1
            rows[least] = view.period.year - year
            if not least:
                is_open = before is None
        count, nearly = rows[0], rows[-margin]
        if count >= wanted or not is_open:
            yield float(count), "MATCH" if count >= wanted else "TOO_CLOSE" if nearly >= wanted else "MISS"
        return
    base = articles.span(view.claim.base_period or "")[0]
    window = [history.get(date(year, 1, 1)) for year in range(base.year + 1, view.period.year)]
    present = [sign * value for value in window if value is not None]
    margin = view.entry["revision_pct"] / 100
    if present and sign * own < max(present) - margin * abs(max(present)):
        yield own, "MISS"
    elif not window or None in window:
        return
    else:
        yield own, "MATCH" if sign * own > max(present) + margin * abs(max(present)) else "TOO_CLOSE"
