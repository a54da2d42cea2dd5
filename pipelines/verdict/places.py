"""Who stands where among whom: ranks, those who come next, and how many members of a group meet a bar.

An area of which something is missing has bounds: at most what the published total leaves unallocated, or one and a
half times its latest known figure.

Belongs here: everybody's figures in the editions that answer, and where an area stands among them. Does not belong
here: what that makes of a claim (comparison.py).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from math import inf, isnan, nan
from typing import Any, NamedTuple

from pipelines.catalogue import economies
from pipelines.verdict.editions import Figure, Pick, View
from pipelines.verdict.held import Slice
from pipelines.verdict.parts import NOBODY, WORLD, Part

Row = dict[str, Any]
WITH_TOTAL = ("arms_transfers", "arms_imports", "migrants", "remittances", "military_sites")
"""Few states deliver arms, and migrants of a small country live in few: such tables have their total."""


class Rival(NamedTuple):
    """One of those who are ranked: its figure, or the bounds of it where something is missing."""

    area: str
    is_known: bool
    low: float
    high: float
    middle: float
    """What stands in for a figure that is missing; NaN where nothing does."""

    def turned(self) -> "Rival":
        """As it stands where the smallest comes first."""
        return Rival(self.area, self.is_known, -self.high, -self.low, -self.middle)


class Universe(NamedTuple):
    rivals: list[Rival]
    total: float
    """Published or computed; for figures that do not add up the number of areas."""
    covered: float
    adds_up: bool


class Place(NamedTuple):
    place: int
    firm_low: int
    firm_high: int
    """The best and the worst place that usual revisions allow among those with a figure."""
    rank_low: int
    rank_high: int
    """The same with those of whom something is missing."""
    ranked_areas: int
    coverage: float | None
    needed: int
    rivals_open: list[str]
    middles: list[tuple[str, float]]
    is_listed_so: bool
    short_by_pct: float | None
    neighbour: str | None
    neighbour_gap_pct: float | None


class Following(NamedTuple):
    """What those come to who follow, as many as the claim says; the least and the most where something is missing."""

    areas: list[str]
    middles: list[tuple[str, float]]
    open_areas: list[str]
    amount: float
    low: float
    high: float


class Tally(NamedTuple):
    met: int
    counted: int
    met_by: list[str]
    close_areas: list[str]
    open_areas: list[str]
    leeway: dict[str, tuple[int, int]]
    """Reason why the count is no single number -> the fewest and the most that can meet the bar."""


def slices_of(view: View, figure: Figure, period: date) -> Iterator[tuple[str, Pick, Slice, str]]:
    """Side, term, slice and the area in the role that is not ranked, of every figure that an area's is made of."""
    part = view.part
    others = sorted({pair.counterpart if part.ranked == "ref" else pair.ref for pair in part.own})
    for other in others:
        for side, picks in (("value", figure.picks), ("per", figure.per_picks)):
            for pick in picks:
                is_of_partners = (part.ranked == "ref") == bool(pick.term.get("mirror"))
                fixed = pick.term.get("counterpart") or other
                for year in view.years_of(pick.term, period):
                    yield side, pick, Slice(pick.series, pick.edition[0], year, is_of_partners, fixed), other


def universe(view: View, figure: Figure, period: date) -> Universe:
    """Everybody with the figure of the editions that answer; worked out once for claims that share them."""
    part = view.part
    listed = list(slices_of(view, figure, period))
    # a count takes its members from the claim itself
    group = None if part.operation == "count" else part.universe
    key = (part.entry["id"], view.name, group, group and part.member_on, *(each[2] for each in listed))
    if key not in view.held.universes:
        view.held.universes[key] = _universe(view, listed, group)
    found: Universe = view.held.universes[key]
    return found


def _universe(view: View, listed: list[tuple[str, Pick, Slice, str]], group: str | None) -> Universe:
    now = _put_together(view, listed, lambda each: view.held.everybody[each])
    usual = _put_together(view, listed, lambda each: view.held.latest[each.series, each.is_of_partners, each.fixed])
    weights = [term.get("weight", 1) for term in view.definition["terms"]]
    adds_up = "per" not in view.definition and view.part.aggregation == "sum" and min(weights) > 0
    amounts = {area: value for area, (value, _) in now.items() if value is not None}
    known = {area: value for area, (_, value) in now.items()}
    ranked = sorted(set(usual) - {WORLD, NOBODY})
    published = amounts.get(WORLD) if adds_up and WORLD in usual else None
    allocated = sum(amounts.get(area, known.get(area, 0.0)) for area in ranked)
    incomplete = sum(known.get(area, 0.0) for area in ranked if area not in amounts)
    out = _own_territories(view, listed)
    if group:
        out |= set(ranked) - view.held.world.on(group, view.part.member_on)
    rest = None if published is None else (published - allocated, published, incomplete)
    shown = [area for area in ranked if area not in out]
    rivals = [
        Rival(area, True, amounts[area], amounts[area], amounts[area])
        if area in amounts
        else _bounded(area, known.get(area, 0.0) if adds_up else None, usual[area][0], rest)
        for area in shown
    ]
    if not adds_up:
        return Universe(rivals, len(rivals), sum(rival.is_known for rival in rivals), False)
    last = {area: value for area, (value, _) in usual.items() if value is not None}
    expected = sum(amounts.get(area, last.get(area, known.get(area, 0.0))) for area in ranked)
    return Universe(rivals, expected if published is None else published, allocated, True)


def _put_together(
    view: View, listed: list[tuple[str, Pick, Slice, str]], held: Callable[[Slice], dict[str, float]]
) -> dict[str, tuple[float | None, float]]:
    """Area -> its figure, None where some of it is missing, and what there is of it."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: {"value": [], "per": []})
    times = view.part.years * len({other for *_, other in listed})
    needed = {"value": times * len(view.definition["terms"]), "per": times * len(view.definition.get("per", ()))}
    for side, pick, each, other in listed:
        weight = pick.term.get("weight", 1)
        for area, value in held(each).items():
            if area != other and area:
                values[area][side].append(weight * value)
    found = {}
    for area, sides in values.items():
        is_whole = all(len(sides[side]) == count for side, count in needed.items())
        per = sum(sides["per"]) if needed["per"] else 1.0
        scaled = view.scaled(sum(sides["value"]) / per) if is_whole and per else None
        found[area] = scaled, sum(sides["value"])
    return found


def _bounded(area: str, known: float | None, usual: float | None, rest: tuple[float, float, float] | None) -> Rival:
    """Whoever shrank last may have shrunk half as much again, or not at all; and has no more than the total leaves."""
    low, high = (-inf, inf) if usual is None else (min(1.5 * usual, 0.0), max(1.5 * usual, 0.0))
    if rest is None or known is None:
        low = low if known is None else known
        middle = (low + high) / 2 if usual is not None else nan if known is None else low
        return Rival(area, False, low, high, middle)
    remainder, published, incomplete = max(rest[0], 0.0), *rest[1:]
    high = min(known + remainder, published if usual is None else max(1.5 * usual, known))
    middle = min(known + 0.5 * remainder * known / incomplete, high) if incomplete else high
    return Rival(area, False, known, high, middle)


def _own_territories(view: View, listed: list[tuple[str, Pick, Slice, str]]) -> set[str]:
    """Territories of the sender are no hosts: troops there are not abroad."""
    if not (view.part.bilateral and view.part.kind == "stock"):
        return set()
    groups = {f"TERRITORIES_{other}" for *_, other in listed}
    return {iso3 for group in groups for iso3, *_ in view.held.world.groups.get(group, ())}


# Ranks


def own_areas(part: Part) -> list[str]:
    """The areas whose place is meant."""
    return sorted({pair.ref if part.ranked == "ref" else pair.counterpart for pair in part.own})


def place(view: View, figure: Figure, period: date) -> Place | None:
    """Where the area of the claim stands; None where it is no member of the universe or has no figure."""
    part, world = view.part, view.held.world
    within = world.on(part.universe, part.said_on) if part.universe else None
    own = [area for area in own_areas(part) if within is None or area in within]
    if not own or figure.amount is None:
        return None
    whole = universe(view, figure, period)
    rivals = [rival.turned() if part.is_falling else rival for rival in whole.rivals if rival.area not in own]
    return _placed(view, figure.amount, whole, rivals) if rivals else None


def _placed(view: View, amount: float, whole: Universe, rivals: list[Rival]) -> Place:
    part, sign = view.part, -1 if view.part.is_falling else 1
    own, margin = sign * amount, view.part.revision_pct / 100 * abs(amount)
    firm = [rival for rival in rivals if rival.is_known]
    at = 1 + sum(rival.middle > own for rival in rivals)
    open_to = [rival for rival in rivals if not rival.is_known and rival.high > own - margin]
    gap, neighbour = min(((abs(rival.middle - own), rival.area) for rival in firm), default=(0.0, None))
    return Place(
        at, *_range(firm, own, margin), *_range(rivals, own, margin), len(rivals) + 1,
        _coverage(part, whole, amount, margin), needed_areas(view),
        [rival.area for rival in open_to if rival.low <= own + margin],
        [(rival.area, sign * rival.middle) for rival in open_to], _is_listed_so(view, own, margin, rivals),
        _short_by(part, own, at, firm), neighbour, 100 * gap / abs(amount) if neighbour and amount else None,
    )  # fmt: skip


def _range(rivals: Iterable[Rival], own: float, margin: float) -> tuple[int, int]:
    """The best and the worst place that usual revisions and what is missing allow."""
    low = high = 1
    for rival in rivals:
        low += rival.low > own + margin
        high += rival.high > own - margin
    return low, high


def _coverage(part: Part, whole: Universe, amount: float, margin: float) -> float | None:
    """The part of the total that is known; 1 where nobody in the rest can stand before the area."""
    if not whole.total:
        return None
    if whole.adds_up and not part.is_falling and whole.total - whole.covered < amount - margin:
        return 1.0
    return min(whole.covered / whole.total, 1.0)


def needed_areas(view: View) -> int:
    """A rank needs a universe: every member of a named group, most economies, many partners of a country."""
    part, world = view.part, view.held.world
    if part.universe in world.continents:
        return -(-3 * len({iso3 for iso3, *_, awaited in world.groups[part.universe] if awaited}) // 4)
    if part.universe:
        return len(world.on(part.universe, part.said_on))
    if part.entry["id"] in WITH_TOTAL:
        return 2
    return -(-world.economies // 4) if part.bilateral else -(-3 * world.economies // 5)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """States, and who has figures in the World Economic Outlook."""
    members: dict[str, set[str]] = defaultdict(set)
    for row in economies.groups():
        members[row["group_id"]].add(row["iso3"])
    states = members["STATES"]
    outlook = (states - members["STATES_WITHOUT_OUTLOOK"]) | members["TERRITORIES_WITH_OUTLOOK"]
    return frozenset(states), frozenset(outlook)


def _is_listed_so(view: View, own: float, margin: float, rivals: list[Rival]) -> bool:
    """Whether a list of other countries gives the place that is claimed, or one in twenty to either side far down."""
    part = view.part
    if part.x is None:
        return False
    said, slack = part.x if part.x_high is None else part.x_high, part.x / 20 if part.x > 10 else 0
    states, outlook = _lists()
    for areas, more in ((states, _unranked(part, rivals, states)), (outlook, 0), (states & outlook, 0)):
        low, high = _range([rival for rival in rivals if rival.area in areas], own, margin)
        if low - slack <= said <= high + more + slack:
            return True
    return False


def _unranked(part: Part, rivals: Iterable[Rival], states: Iterable[str]) -> int:
    """States of which nothing is held, which may be among the smallest."""
    if not part.is_falling:
        return 0
    within = part.world.on(part.universe, part.said_on) if part.universe else None
    ranked = {rival.area for rival in rivals} | set(own_areas(part))
    return sum(area not in ranked and (within is None or area in within) for area in states)


def _short_by(part: Part, own: float, at: int, firm: list[Rival]) -> float | None:
    """By how much figures would have to differ for the place that is claimed, in per cent."""
    said = part.x if part.x_high is None else part.x_high
    if said is None or part.x is None:
        return None
    wanted = int(said if at > said else part.x - 1)
    if not 1 <= wanted <= len(firm):
        return None
    there = sorted((rival.middle for rival in firm), reverse=True)[wanted - 1]
    less, more = sorted((abs(own), abs(there)))
    return 100 * (more / less - 1) if less else None


# Those who come next


def following(view: View, figure: Figure, period: date) -> Following | None:
    """The largest that are no larger, as many as the claim says; None where there are not so many."""
    own, own_of = figure.amount, own_areas(view.part)
    if own is None or view.part.x is None:
        return None
    others = [
        rival if rival.is_known else _capped(rival, own)
        for rival in universe(view, figure, period).rivals
        if rival.area not in own_of and not rival.middle > own
    ]
    count = int(view.part.x)
    if len(others) < count:
        return None

    def first(column: str) -> list[Rival]:
        return sorted(others, key=lambda other: (-getattr(other, column), other.area))[:count]

    likely, least, most = first("middle"), first("low"), first("high")
    return Following(
        [each.area for each in likely],
        sorted((each.area, each.middle) for each in likely if not each.is_known),
        sorted(each.area for each in most if not each.is_known),
        sum(each.middle for each in likely),
        sum(each.low for each in least),
        sum(each.high for each in most),
    )


def _capped(rival: Rival, own: float) -> Rival:
    """Whoever follows has no more than the one that is followed."""
    middle = 0.0 if isnan(rival.middle) else rival.middle
    return rival._replace(low=max(rival.low, 0.0), high=min(rival.high, own), middle=middle)


# Members that meet a bar


def tally(view: View, figure: Figure, period: date) -> Tally | None:
    """How many members of a group meet the bar, who they are, and how few and how many it may be."""
    part, bar = view.part, view.part.bar
    standings = _standings(view, figure, period)
    counted = {pair.ref for pair in part.own if pair.awaited}
    if bar is None or not counted:
        return None
    margin = max(part.revision_pct / 100 * abs(bar.limit), part.revision_points)

    def meets(each: Rival) -> bool:
        return each.is_known and (each.low > bar.at or (each.low == bar.at and not bar.strict))

    def may_turn(each: Rival) -> bool:
        return each.high >= bar.at - margin and each.low <= bar.at + margin

    members = [each for each in standings if each.area in counted]
    met = [each.area for each in members if meets(each)]
    close = [each.area for each in members if each.is_known and may_turn(each)]
    unsure = [each.area for each in members if not each.is_known and may_turn(each)]
    unsure += [
        each.area
        for each in standings
        if each.area not in counted and each.is_known and (meets(each) or may_turn(each))
    ]
    return Tally(len(met), len(counted), met, close, sorted(unsure), _leeway(part, standings, counted, margin))


def _standings(view: View, figure: Figure, period: date) -> list[Rival]:
    """Where each member stands to the bar; with one to be stayed under everything is turned round."""
    part = view.part
    at_most = {row["area"]: float(row["amount"]) for row in part.entry.get("at_most", ())}
    by_area = {rival.area: rival for rival in universe(view, figure, period).rivals}
    found = []
    for pair in part.own:
        rival = by_area.get(pair.ref, Rival(pair.ref, False, -inf, inf, nan))
        if not rival.is_known and part.aggregation != "sum":
            rival = rival._replace(low=-inf, high=inf)  # a rate of the year is bounded by nothing that came before
        if rival.high == inf:
            rival = rival._replace(high=at_most.get(pair.ref, inf))
        found.append(rival.turned() if part.bar and part.bar.is_below else rival)
    return found


def _leeway(part: Part, standings: list[Rival], counted: set[str], margin: float) -> dict[str, tuple[int, int]]:
    bar = part.bar
    assert bar is not None
    known = [each for each in standings if each.area in counted and each.is_known]
    first = max(part.first_revision_pct / 100 * abs(bar.limit), 3 if part.kind in ("rate", "change") else 0)
    found = {
        "REVISION": _between(known, counted, bar.at, margin),
        "MISSING": _between(standings, counted, bar.at, margin),
        "FIRST": _between(standings, counted, bar.at, first),
    }
    for definition in part.entry["readings"]:
        if "awaited" in definition and {"unnamed", "change", "several"}.isdisjoint(definition["awaited"]):
            spread = [_spread(part, each, definition["awaited"]) for each in standings]
            found[definition["definition"]] = _between(spread, counted, bar.at, margin)
    return found


def _spread(part: Part, each: Rival, awaited: Row) -> Rival:
    """What another definition may give: each figure so many times what is held, or so many points more or less."""
    points = awaited.get("points", 0) if part.kind in ("rate", "change") else 0
    low = min(each.low * awaited["from"], each.low * awaited["to"], each.low - points)
    high = max(each.high * awaited["from"], each.high * awaited["to"], each.high + points)
    return each._replace(low=low, high=high)


def _between(standings: Iterable[Rival], counted: set[str], at: float, margin: float) -> tuple[int, int]:
    fewest = most = 0
    for each in standings:
        fewest += each.area in counted and each.low > at + margin
        most += (each.area in counted or each.is_known) and each.high >= at - margin
    return fewest, most
