"""How many members of a group meet a bar: what a claim about so many of them counts.

Belongs here: from a level said of so many members to their number. Does not belong here: which words name them
(members.py), what they are said to have or do (levels.py, changes.py).
"""

from dataclasses import replace

from pipelines import catalogue
from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.found import LEVELS, Found
from pipelines.claims.reader.members import Members
from pipelines.claims.reader.segments import Area, Figure, Pronoun
from pipelines.claims.reader.sentence import Draft, Refused

MEASURED = {"none": "at_least", "at_least": "at_least", "over": "over", "just_over": "over"}
MEASURED |= {"under": "under", "just_under": "under", "at_most": "at_most"}
"""On which side of its bar a hedge puts those who are counted; others draw no line."""


def of_members(found: Found, draft: Draft) -> Draft:
    """The same, where so many members of a group are who it is said of: how many there are of whom it holds.

    Raises Refused where it is said of them otherwise.
    """
    row = (*found.clause.row, found.clause.host)
    owners = (s.owner for s in row if isinstance(s, Figure))
    members = [s for s in (*row, *owners) if isinstance(s, Members)]
    named = members or [s for s in found.sentence.row if isinstance(s, Members)]
    areas = {*draft.ref, *draft.counterpart, *draft.base, *draft.base_counterpart, draft.universe}
    if not any(areas.intersection(m.ids) for m in named):
        return draft
    if len(members) != 1 or draft.ref != members[0].ids or areas != {*draft.ref, None}:
        raise Refused("no subject", "it is said of some members of a group")
    return counted(found, draft, members[0])


def counted(found: Found, draft: Draft, members: Members) -> Draft:
    hedge = MEASURED.get(draft.hedge)
    entry = catalogue.indicators().get(draft.indicator, {})
    at_target = draft.indicator == "military_expenditure_gdp"
    if draft.operation not in LEVELS or hedge is None or draft.value is None:
        raise Refused(
            "no data", "of how many members of a group it holds is counted for levels above or below a number"
        )
    if draft.hedge == "none" and not at_target:
        raise Refused("no subject", "whether each of them has as much, or more, is not said")
    each = found.said("each alone", 0, found.end) and not found.said("all together")
    if entry.get("aggregation") == "sum" and not each:  # but "only two countries have more than a billion people"
        raise Refused("no subject", "whether each of them, or all together, is not said")
    if members.ids == ("WLD",) and found.sentence.context.group:
        raise Refused("no subject", "which countries are counted is not said")
    value, size_hedge, unit = members.size
    bar = {"hedge": hedge, "value": draft.value, "unit": draft.unit}
    draft.words["areas"] = found.sentence.text[members.start : members.end]
    return replace(draft, operation="count", bar=bar, value=value, hedge=size_hedge, unit=unit)


def own_claim(found: Found, draft: Draft) -> list[Draft]:
    """What “the US is one of only five countries that …” says of the United States, beside the count."""
    row = found.sentence.row
    place = next((n for n, s in enumerate(row) if isinstance(s, Members) and s.one), 0)
    if draft.operation != "count" or place < 2 or draft.bar is None:
        return [draft]
    subject, verb = row[place - 2 : place]
    ref = found.who(subject) if "be" in verb.classes and isinstance(subject, Area | Pronoun) else ()
    if len(ref) != 1 or ref[0] in vocabulary.groups():
        return [draft]
    hedge, value, unit = (draft.bar[name] for name in ("hedge", "value", "unit"))
    return [draft, replace(draft, operation="level", ref=ref, bar=None, hedge=str(hedge), value=value, unit=unit)]
