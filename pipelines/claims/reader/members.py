"""Members of a group in the row: the whole group, a part of it, so many of them.

Belongs here: what becomes of “seven of NATO's 31 members”. Does not belong here: the claim that is made of it
(counts.py).
"""

from dataclasses import dataclass, replace
from datetime import date

from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID, WORDS
from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.rewriting import Found, Text
from pipelines.claims.reader.segments import Amount, Area, Place, Segment, Word

MOST = 200
"""More countries than there are."""


@dataclass(slots=True, eq=False)
class Members(Area):
    """So many members of a group: “thirteen African economies”, “most of the G20's members”."""

    size: tuple[str, str, str] = ("", "", "")
    """How many: the number, its hedge and its unit."""
    one: bool = False
    """“one of three G7 members”: somebody is said to be one of them."""
    economies: bool = False

    def kinds(self) -> tuple[str, ...]:
        return ("area", "so_many", "so_many.economies") if self.economies else ("area", "so_many")


def part(area: Segment) -> list[Segment]:
    return [Place(area.start, area.end, area.low, kind="part")]


def whole_group(found: Found) -> list[Segment] | None:
    """“the ten members of ASEAN” are the group, “seven members of ASEAN” a part of it."""
    group, size = found.area(), found.roles.get("amount")
    return part(group) if size is not None and is_some(found.amount(), group, found.text) else [group]


def some_members(found: Found) -> list[Segment] | None:
    """“five African tycoons”: not the whole group."""
    size, area = found.amount(), found.area()
    return [size, *part(area)] if area.kind == "group" and is_some(size, area, found.text) else None


def so_many(found: Found) -> list[Segment] | None:
    """“seven of NATO's 31 members”, “most EU countries”, “two countries”: as many of a group as are said."""
    some, area = found.roles["some"], found.roles.get("area")
    totals = found.roles.get("total"), found.roles.get("again")
    group = area.ids if isinstance(area, Area) else ("WLD",)
    if len(group) != 1 or group[0] not in vocabulary.groups() or (group == ("WLD",) and not among_all(found)):
        return None
    if isinstance(area, Area) and any(isinstance(t, Amount) and is_some(t, area, found.text) for t in totals):
        return None  # "seven of the 30 members", of which there are 32
    of_group = isinstance(area, Area) and group != ("WLD",) and isinstance(some, Amount)
    if of_group and not is_some(found.amount("some"), found.area(), found.text):
        return None  # "the 32 NATO members"
    size = size_of(some, group[0], found.text.said_on)
    if size is None or (found.before and not found.before[-1].classes.isdisjoint(("of", "from"))):
        return None  # "nine of the 40 countries in the EU"
    low = " ".join(s.low for s in found.every)
    noun = low.split()[-1]
    if noun not in WORDS["members"] and found.roles.get("noun") is None:
        return None
    members = Members(found.every[0].start, found.every[-1].end, low, ids=group, kind="members", size=size)
    return [replace(members, economies=noun == "economies")]


def among_all(found: Found) -> bool:
    """Whether “two countries” are two of all: no others are named, and none were spoken of (“the two countries”)."""
    named = (s for s in (*found.before, *found.behind) if isinstance(s, Area))
    told = SAID["those told of"].search(found.text.low, 0, found.every[0].start) is not None
    within = bool(found.behind) and not found.behind[0].classes.isdisjoint(("in", "of", "from", "to"))
    begins = not found.before or not found.before[-1].classes.isdisjoint(("be", ",", "and", "stop", "some", "relative"))
    groups = any(len(a.ids) > 1 or a.ids[0] in vocabulary.groups() for a in named)
    return begins and not (told or within or groups)


def size_of(some: Segment, group: str, said_on: date) -> tuple[str, str, str] | None:
    """How many of the group are meant: a number of them, or so much of it."""
    members = len(on_the_day(group, said_on.isoformat()))
    if isinstance(some, Amount):
        named, _, total = some.text.partition("/")  # "23 out of 32" is kept as 23/32
        if total.isdigit() and (int(total) == members or int(total) > 10):
            return (named, some.hedge, "COUNTRIES") if int(total) == members else None
        whole = some.kind == "count" and some.size == int(some.size) and some.size <= MOST
        if whole and some.high is None:
            return some.text, some.hedge, "COUNTRIES"
        return (some.text, some.hedge, "PT") if some.kind in ("part", "percent") and some.high is None else None
    if some.low == "all":
        return (str(members), "exactly", "COUNTRIES") if group != "WLD" else None
    return "half", "over", "PT"


def on_the_day(group: str, day: str) -> list[str]:
    """Who was a member of the group."""
    return [iso for iso, since, until in lexicon.members().get(group, []) if since <= day <= until]


def one_of_them(found: Found) -> list[Segment] | None:
    """“is one of only five countries that …”."""
    members = found.roles["area"]
    return [replace(members, start=found.every[0].start, one=True)] if isinstance(members, Members) else None


def on_target(found: Found) -> list[Segment] | None:
    """“23 NATO allies meet the target”: NATO's guideline of 2006, which was 2 per cent of GDP until 2025."""
    members, amount = found.area(), found.roles.get("amount", found.roles.get("limit"))
    years = [int(year) for year in SAID["years"].findall(found.text.low)] or [found.text.said_on.year]
    whose = found.roles.get("whose", members)
    of_nato = whose.low == "alliance" or (isinstance(whose, Area) and whose.ids == ("NATO",))
    if not of_nato or not (amount or all(2006 <= year <= 2024 for year in years)):
        return None
    at, end = found.every[1].start, found.every[-1].end
    agreed = Amount(at, at, "2 per cent", kind="percent", text="2", size=2.0, unit="PT")
    limit = amount if isinstance(amount, Amount) else agreed
    verb = found.roles["verb"]
    hedge = "under" if verb.low.startswith("miss") or "short" in verb.classes else "at_least"
    words = (Word(end, end, low, frozenset((name,))) for low, name in (("on", "in"), ("defence", "defence")))
    who = [Word(at, at, "that", frozenset(("relative",)))] if {"relative", "to"} & found.every[1].classes else []
    return [
        members,
        *who,
        Word(at, verb.end, verb.low, frozenset(("spend",))),
        replace(limit, of_gdp=True, hedge=hedge),
        *words,
    ]


def is_some(size: Amount, group: Area, text: Text) -> bool:
    """Whether a group has not so many members; “the five BRICS countries” were all of them, before others joined."""
    days = {text.said_on.isoformat()}
    if text.low.endswith("the ", 0, size.start):
        days |= {since for _, since, _ in lexicon.members().get(group.ids[0], [])}
    return size.size not in {len(on_the_day(group.ids[0], day)) for day in days}


def left_over(group: tuple[str, ...], left_out: tuple[str, ...], said_on: date) -> tuple[str, ...]:
    """Members of a group on the day without those left out; none where its members are not what makes it up."""
    if group[0] not in vocabulary.groups() or group[0] == "WLD":
        return ()
    return tuple(iso for iso in on_the_day(group[0], said_on.isoformat()) if iso not in left_out)
