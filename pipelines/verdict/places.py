"""Who stands where among whom: ranks, those who come next, and how many members of a group meet a bar.

An area of which something is missing has bounds: at most what the published total leaves unallocated, or one and a
half times its latest known figure.

Belongs here: everybody's figures in the editions that answer, and where an area stands among them. Does not belong
here: what that makes of a claim (comparison.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pipelines.catalogue import economies
from pipelines.verdict.editions import Figure, Pick, View
from pipelines.verdict.held import Slice
from pipelines.verdict.parts import NOBODY, WORLD, Part, add_months, bar_of

Row = dict[str, Any]
WITH_TOTAL = ("arms_transfers", "arms_imports", "migrants", "remittances", "military_sites")
"""Few states deliver arms, and migrants of a small country live in few: such tables have their total."""


class Rival(NamedTuple):
    """One of those who are ranked, with bounds where something of it is missing."""

    area: str
    amount: float | None
    low: float | None
    high: float | None
    middle: float | None


class Universe(NamedTuple):
    rivals: list[Rival]
    total: float | None
    """Published or computed; for figures that do not add up the number of areas."""
    covered: float
    adds_up: bool


class Place(NamedTuple):
    place: int
    firm_low: int
    firm_high: int
    low: int
    high: int
    areas: int
    coverage: float | None
    needed: int
    missing: list[str]
    middles: list[tuple[str, float | None]]
    is_listed_so: bool
    short_by_pct: float | None
    neighbour: str | None
    neighbour_gap_pct: float | None


class Following(NamedTuple):
    """What those come to who follow, as many as the claim says; the least and the most where something is missing."""

    areas: list[str]
    middles: list[tuple[str, float | None]]
    open_areas: list[str]
    amount: float
    low: float
    high: float


class Standing(NamedTuple):
    """Where a member of a group stands to the bar; with a bar to be stayed under everything is turned round."""

    area: str
    is_counted: bool
    is_known: bool
    low: float | None
    high: float | None


class Tally(NamedTuple):
    met: int
    members: int
    met_by: list[str]
    close: list[str]
    open: list[str]
    leeway: dict[str, tuple[int, int]]
    """Reason why the count is no single number -> the fewest and the most that can meet the bar."""


def slices_of(view: View, figure: Figure, period: date) -> Iterator[tuple[str, Pick, Slice, str]]:
    """Side, term, slice and the area in the role that is not ranked, of every figure that an area's is made of."""
    part = view.part
    others = sorted({pair.counterpart if part.ranked == "ref" else pair.ref for pair in part.own})
    for other in others:
        for side, picks in (("value", figure.picks), ("per", figure.per_picks)):
            for pick in picks:
                lag = int(pick.term.get("lag_months", 0))
                is_of_partners = (part.ranked == "ref") == bool(pick.term.get("mirror"))
                fixed = pick.term.get("counterpart") or other
                for back in range(part.years):
                    of = add_months(period, -lag - 12 * back)
                    yield side, pick, Slice(pick.series, pick.edition[0], of, is_of_partners, fixed), other


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
    part, world = view.part, view.held.world
    amounts, known, usual, adds_up = _of_everybody(view, listed)
    everybody = set(usual)
    published = amounts.get(WORLD) if WORLD in everybody else None
    ranked = sorted(everybody - {WORLD, NOBODY})
    allocated = sum(_first(amounts.get(a), known.get(a, 0.0) if adds_up else None, 0.0) for a in ranked)
    incomplete = sum(known.get(a, 0.0) for a in ranked if amounts.get(a) is None)
    expected = [_first(amounts.get(a), usual[a], known.get(a, 0.0) if adds_up else None, None) for a in ranked]
    within = world.on(group, part.member_on) if group else None
    territories = _own_territories(view, listed)
    shown = [a for a in ranked if a not in territories and (within is None or a in within)]
    remainder = None if published is None else published - allocated
    rivals = [
        _bounded(a, amounts.get(a), known.get(a, 0.0) if adds_up else None, usual[a], published, remainder, incomplete)
        for a in shown
    ]
    if adds_up:
        total = published if published is not None else sum(each for each in expected if each is not None)
        return Universe(rivals, total, allocated, True)
    return Universe(rivals, len(rivals), sum(rival.amount is not None for rival in rivals), False)


def _of_everybody(
    view: View, listed: list[tuple[str, Pick, Slice, str]]
) -> tuple[dict[str, float], dict[str, float], dict[str, float | None], bool]:
    """Area -> its figure where nothing is missing, what there is of it, and what its last figures make."""
    part, definition = view.part, view.definition
    others = len({other for *_, other in listed})
    needed = {"value": len(definition["terms"]) * part.years * others}
    needed["per"] = len(definition.get("per", ())) * part.years * others
    now: dict[str, dict[str, list[float]]] = {"value": defaultdict(list), "per": defaultdict(list)}
    last: dict[str, dict[str, list[float]]] = {"value": defaultdict(list), "per": defaultdict(list)}
    for side, pick, each, other in listed:
        weight = pick.term.get("weight", 1)
        for target, held in (
            (now, view.held.everybody[each]),
            (last, view.held.latest[each.series, each.is_of_partners, each.fixed]),
        ):
            for area, value in held.items():
                if area != other and area:
                    target[side][area].append(weight * value)
    adds_up = (
        "per" not in definition
        and part.aggregation == "sum"
        and min(term.get("weight", 1) for term in definition["terms"]) > 0
    )
    everybody = set(last["value"]) | set(last["per"])
    usual = {area: _quotient(view, last, area, needed) for area in everybody}
    amounts = {area: _quotient(view, now, area, needed) for area in everybody}
    known = {area: sum(now["value"][area]) for area in everybody if area in now["value"]}
    return {a: v for a, v in amounts.items() if v is not None}, known, usual, adds_up


def _quotient(view: View, held: dict[str, dict[str, list[float]]], area: str, needed: dict[str, int]) -> float | None:
    if any(len(held[side].get(area, ())) != count for side, count in needed.items()):
        return None
    scale, minus = view.definition.get("scale", 1), view.definition.get("minus", 0)
    per = sum(held["per"][area]) if needed["per"] else 1.0
    return sum(held["value"][area]) / per * scale - minus if per else None


def _bounded(
    area: str,
    amount: float | None,
    known: float | None,
    usual: float | None,
    published: float | None,
    remainder: float | None,
    incomplete: float,
) -> Rival:
    """An area with its bounds. Whoever shrank last may have shrunk half as much again, or not at all."""
    if amount is not None:
        return Rival(area, amount, amount, amount, amount)
    most = None if usual is None else 1.5 * usual
    low = known if known is not None else None if most is None else min(most, 0.0)
    high = None if most is None else max(most, 0.0)
    if known is not None and published is not None and remainder is not None:
        high = min(known + max(remainder, 0.0), published if most is None else max(most, known))
    if known is not None and remainder is not None:
        share = low if not incomplete else (low or 0.0) + 0.5 * max(remainder, 0.0) * known / incomplete
        return Rival(area, None, low, high, _least(share if incomplete else None, high))
    middle = low if low is None or high is None else (low + high) / 2
    return Rival(area, None, low, high, middle)


def _least(one: float | None, other: float | None) -> float | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _first(*values: float | None) -> Any:
    return next((value for value in values if value is not None), None)


def _own_territories(view: View, listed: list[tuple[str, Pick, Slice, str]]) -> set[str]:
    """Territories of the sender are no hosts: troops there are not abroad."""
    if not (view.part.bilateral and view.part.kind == "stock"):
        return set()
    groups = {f"TERRITORIES_{other}" for *_, other in listed}
    return {iso3 for group in groups for iso3, *_ in view.held.world.groups.get(group, ())}


# Ranks


def _own_areas(part: Part) -> list[str]:
    return sorted({pair.ref if part.ranked == "ref" else pair.counterpart for pair in part.own})


def place(view: View, figure: Figure, period: date) -> Place | None:
    """Where the area of the claim stands; None where it is no member of the universe or has no figure."""
    part, world = view.part, view.held.world
    own_areas = _own_areas(part)
    within = world.on(part.universe, part.said_on) if part.universe else None
    if within is not None:
        own_areas = [area for area in own_areas if area in within]
    if not own_areas or figure.amount is None:
        return None
    whole = universe(view, figure, period)
    rivals = [rival for rival in whole.rivals if rival.area not in own_areas]
    if not rivals:
        return None
    return _placed(view, figure.amount, whole, [_turned(r) for r in rivals] if part.is_falling else rivals)


def _turned(rival: Rival) -> Rival:
    """With the smallest first everything is turned round."""

    def minus(value: float | None) -> float | None:
        return None if value is None else -value

    return Rival(rival.area, minus(rival.amount), minus(rival.high), minus(rival.low), minus(rival.middle))


def _placed(view: View, amount: float, whole: Universe, rivals: list[Rival]) -> Place:
    part = view.part
    own = -amount if part.is_falling else amount
    margin = part.revision_pct / 100 * abs(amount)
    firm = [rival.amount for rival in rivals if rival.amount is not None]
    low, high = _range(rivals, own, margin)
    at = 1 + sum(value > own for rival in rivals if (value := _first(rival.amount, rival.middle)) is not None)
    gaps = {rival.area: abs(rival.amount - own) for rival in rivals if rival.amount is not None}
    nearest = min(gaps.values(), default=None)
    open_to = [r for r in rivals if r.amount is None and _first(r.high, own) > own - margin]
    is_listed_so, short_by = _missed(view, own, margin, rivals, at, sorted(firm, reverse=True))
    return Place(
        at,
        1 + sum(value > own + margin for value in firm),
        1 + sum(value > own - margin for value in firm),
        low,
        high,
        len(rivals) + 1,
        _coverage(part, whole, amount, margin),
        needed_areas(view),
        [rival.area for rival in open_to if _first(rival.low, own) <= own + margin],
        [(r.area, -r.middle if part.is_falling and r.middle is not None else r.middle) for r in open_to],
        is_listed_so,
        short_by,
        min((area for area, gap in gaps.items() if gap == nearest), default=None),
        100 * nearest / abs(amount) if nearest is not None and amount else None,
    )


def _range(rivals: Iterable[Rival], own: float, margin: float) -> tuple[int, int]:
    """The best and the worst place that usual revisions and what is missing allow."""
    low = high = 1
    for rival in rivals:
        least = _first(rival.amount, rival.low)
        low += least is not None and least > own + margin
        high += _first(rival.amount, rival.high, own) > own - margin
    return low, high


def _coverage(part: Part, whole: Universe, amount: float, margin: float) -> float | None:
    """The part of the total that is known; 1 where nobody in the rest can stand before the area."""
    if whole.total is None or not whole.total:
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
    return -(-(world.economies if part.bilateral else 12 * world.economies) // (4 if part.bilateral else 20))


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """States, and who has figures in the World Economic Outlook."""
    members: dict[str, set[str]] = defaultdict(set)
    for row in economies.groups():
        members[row["group_id"]].add(row["iso3"])
    states = members["STATES"]
    outlook = (states - members["STATES_WITHOUT_OUTLOOK"]) | members["TERRITORIES_WITH_OUTLOOK"]
    return frozenset(states), frozenset(outlook)


def _missed(
    view: View, own: float, margin: float, rivals: list[Rival], at: int, ordered: list[float]
) -> tuple[bool, float | None]:
    """Whether lists of other countries give the place that is claimed, and by how much figures differ from it."""
    part = view.part
    said = part.x_high if part.x_high is not None else part.x
    if said is None or part.x is None:
        return False, None
    # far down lists differ in more than whom they count: 72nd on one is 69th on another
    slack = part.x / 20 if part.x > 10 else 0
    states, outlook = _lists()
    listed = False
    for areas, more in ((states, _unranked(view, rivals, states)), (outlook, 0), (states & outlook, 0)):
        low, high = _range([rival for rival in rivals if rival.area in areas], own, margin)
        listed |= low - slack <= said <= high + more + slack
    wanted = int(said if at > said else part.x - 1)
    if not 1 <= wanted <= len(ordered):
        return listed, None
    sizes = sorted((abs(own), abs(ordered[wanted - 1])))
    return listed, 100 * (sizes[1] / sizes[0] - 1) if sizes[0] else None


def _unranked(view: View, rivals: Iterable[Rival], states: Iterable[str]) -> int:
    """States of which nothing is held, which may be among the smallest."""
    part, world = view.part, view.held.world
    if not part.is_falling:
        return 0
    within = world.on(part.universe, part.said_on) if part.universe else None
    ranked = {rival.area for rival in rivals} | set(_own_areas(part))
    return sum(area not in ranked and (within is None or area in within) for area in states)


# Those who come next


def following(view: View, figure: Figure, period: date) -> Following | None:
    """The largest that are no larger, as many as the claim says; None where there are not so many."""
    if figure.amount is None or view.part.x is None:
        return None
    own, places, own_areas = figure.amount, int(view.part.x), _own_areas(view.part)
    others = [
        (
            rival.area,
            rival.amount is None,
            _first(rival.amount, rival.middle, 0.0),
            _first(rival.amount, rival.low, 0.0),
            _first(rival.amount, rival.high, own),
        )
        for rival in universe(view, figure, period).rivals
        if rival.area not in own_areas and _first(rival.amount, rival.middle, 0.0) <= own
    ]
    if len(others) < places:
        return None

    def first(column: int) -> list[Any]:
        listed: list[Any] = others
        return sorted(listed, key=lambda other: (-other[column], other[0]))[:places]

    middles = sorted((area, amount) for area, is_open, amount, *_ in first(2) if is_open)
    return Following(
        [each[0] for each in first(2)],
        middles,
        sorted(each[0] for each in first(4) if each[1]),
        sum(each[2] for each in first(2)),
        sum(each[3] for each in first(3)),
        sum(each[4] for each in first(4)),
    )


# Members that meet a bar


def tally(view: View, figure: Figure, period: date) -> Tally | None:
    """How many members of a group meet the bar, who they are, and how few and how many it may be."""
    part = view.part
    bar = bar_of(part)
    standings = _standings(view, figure, period)
    members = sum(each.is_counted for each in standings)
    if bar is None or not members:
        return None
    margin = max(part.revision_pct / 100 * abs(bar.limit), part.revision_points)

    def meets(each: Standing) -> bool:
        return each.is_known and each.low is not None and (each.low > bar.at or (each.low == bar.at and not bar.strict))

    def may_turn(each: Standing) -> bool:
        beyond = each.low is not None and each.low > bar.at + margin
        return (each.high is None or each.high >= bar.at - margin) and not beyond

    met = [each.area for each in standings if each.is_counted and meets(each)]
    return Tally(
        len(met),
        members,
        met,
        [each.area for each in standings if each.is_counted and each.is_known and may_turn(each)],
        [
            each.area
            for each in standings
            if (each.is_counted and not each.is_known and may_turn(each))
            or (not each.is_counted and each.is_known and (meets(each) or may_turn(each)))
        ],
        _leeway(part, standings, bar.at, abs(bar.limit), margin),
    )


def _standings(view: View, figure: Figure, period: date) -> list[Standing]:
    part = view.part
    at_most = {row["area"]: float(row["amount"]) for row in part.entry.get("at_most", ())}
    bar = bar_of(part)
    by_area = {rival.area: rival for rival in universe(view, figure, period).rivals}
    found = []
    for pair in part.own:
        rival = by_area.get(pair.ref, Rival(pair.ref, None, None, None, None))
        low, high = _first(rival.amount, rival.low), _first(rival.amount, rival.high, at_most.get(pair.ref))
        if rival.amount is None and part.aggregation != "sum":
            low = high = None  # a rate or a rise of the year is bounded by nothing that came before
        if bar and bar.is_below:
            low, high = (None if high is None else -high), (None if low is None else -low)
        found.append(Standing(pair.ref, pair.awaited, rival.amount is not None, low, high))
    return found


def _leeway(
    part: Part, standings: list[Standing], at: float, limit: float, margin: float
) -> dict[str, tuple[int, int]]:
    share = min(max(10 * part.revision_pct, 15), 50) / 100 * limit
    first = max(share, 3 if part.kind in ("rate", "change") else 0)
    known = [each for each in standings if each.is_counted and each.is_known]
    found = {
        "REVISION": _between(known, at, margin),
        "MISSING": _between(standings, at, margin),
        "FIRST": _between(standings, at, first),
    }
    for definition in part.entry["readings"]:
        if "awaited" in definition and _counts_otherwise(part, definition["awaited"]):
            spread = [_spread(part, each, definition["awaited"]) for each in standings]
            found[definition["definition"]] = _between(spread, at, margin)
    return found


def _counts_otherwise(part: Part, awaited: Row) -> bool:
    if awaited.get("unnamed") and part.claim.period is not None:
        return False
    if not {"part", "change", "own_currency", "pairs", "several", "digits", "only"}.isdisjoint(awaited):
        return False
    return awaited.get("group") in (None, part.universe)


def _spread(part: Part, each: Standing, awaited: Row) -> Standing:
    """What another definition may give: each figure so many times what is held, or so many points more or less."""
    points = awaited.get("points") if part.kind in ("rate", "change") else None
    lows = [] if each.low is None else [each.low * awaited["from"], each.low * awaited["to"]]
    highs = [] if each.high is None else [each.high * awaited["from"], each.high * awaited["to"]]
    if points is not None:
        lows += [] if each.low is None else [each.low - points]
        highs += [] if each.high is None else [each.high + points]
    return each._replace(low=min(lows, default=None), high=max(highs, default=None))


def _between(standings: Iterable[Standing], at: float, margin: float) -> tuple[int, int]:
    fewest = most = 0
    for each in standings:
        fewest += each.is_counted and each.low is not None and each.low > at + margin
        most += (each.is_counted or each.is_known) and (each.high is None or each.high >= at - margin)
    return fewest, most
