"""From a match to a claim under way, by the operation that its pattern names.

Belongs here: finding and asking the operation. Does not belong here: any of them.
"""

import inspect
from collections.abc import Callable
from functools import cache

from pipelines.claims.reader import additions, beside, changes, comparisons, counts, elisions, levels, ranks
from pipelines.claims.reader.clauses import finite, first_holder
from pipelines.claims.reader.found import Found, kind_of
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.resolver import who
from pipelines.claims.reader.segments import Amount, Figure, Rank, is_unknown
from pipelines.claims.reader.sentence import Draft, Refused

MODULES = (levels, changes, comparisons, ranks, elisions, beside, additions)
"""Where the operations are that patterns name."""


ASKED = frozenset(("found", "amount", "place", "last"))


@cache
def operations() -> dict[str, tuple[Callable[..., Draft | None], list[str]]]:
    """By its name what `operation` of a pattern can say: the function, and what it asks for beside the match.

    That is its amount, its place, or the claim before it.
    """
    functions = dict(pair for module in MODULES for pair in inspect.getmembers(module, inspect.isfunction))
    asked = {name: inspect.signature(make) for name, make in functions.items()}
    return {
        name: (functions[name], list(each.parameters)[1:])
        for name, each in asked.items()
        if each.return_annotation == Draft | None and {"found"} <= each.parameters.keys() <= ASKED
    }


def made(found: Found) -> Draft | None:
    """What the operation makes of a match that has what it asks for."""
    name = found.says.operation
    if name not in operations():
        raise ValueError(f"{found.match.pattern.id}: expected a known `operation`; found {name}")
    make, asked = operations()[name]
    known_of = {"amount": found.amount, "place": found.role("rank"), "last": found.it}
    given = [known_of[each] for each in asked]
    return make(found, *given) if all(given) else None


def propose(found: Found) -> Draft | None:
    """The claim that a match makes; None where the match is none of its kind. Raises Refused."""
    says = found.says
    if says.of:
        found.it = additions.gone_on_about(found)
        if found.it is None:
            return None
    if says.needs and not NEEDS[says.needs](found):
        return None
    draft = made(found)
    if draft is None or not (draft.indicator or draft.event):
        return None
    if says.lacks:
        draft.not_held(says.lacks)
    draft = counts.of_members(found, draft)
    draft.pattern = found.match.pattern.id
    if says.ref == "WLD" or (says.partner and draft.counterpart == (says.partner,)):
        draft.slot = "counterpart"  # "170,000 troops abroad. The largest garrisons are in Japan (55,000 soldiers)"
    elif draft.slot == "ref" and says.operation not in ("again", "taken"):
        draft.slot = slot_of(found, draft)
    number = found.number
    draft.kind = "rank" if isinstance(number, Rank) else kind_of(number) if number is not None else ""
    draft.clause = found.clause
    return draft


def slot_of(found: Found, draft: Draft) -> str:
    """Whether the clause is about whose figure it is, or about the other country."""
    holder = first_holder(found.clause.row)
    if not draft.counterpart or holder is None:
        return "ref"
    try:
        return "counterpart" if who(holder, found.sentence) == draft.counterpart else "ref"
    except Refused:
        return "ref"


# --- what stands before ---


def listed(found: Found) -> bool:
    """“Estonia: 1.3 million people”, “Iceland (380,000 people)”, “Tuvalu. 11,000 people.”"""
    if found.sentence.context.heading and not found.sentence.named:
        return found.ends(",", "stop", "and")
    before = found.clause.after
    # "Turkey is a lifeline: 2 million …"
    goes_on = before is not None and finite(before.row) and not found.ends(",", "stop", "and")
    said = found.clause.link == ":" and goes_on
    named = found.clause.host is not None or (before is not None and first_holder(before.row) is not None)
    return not said and named and found.clause.link in (":", "(", "[", "-")


def behind_figure(found: Found) -> bool:
    """“68 million people and 150,000 soldiers”: of the country of the figure before it."""
    mine = [d for d in found.sentence.drafts if d.clause is found.clause and d.place < found.start]
    return bool(mine) and not mine[-1].counterpart and not is_word(found.next, "in", "to", "abroad")


def relative(found: Found) -> bool:
    """“a country that has grown by 0.3 per cent a year”: the clause is about the country itself."""
    clause = found.clause
    if "other" in found.sentence.classes:
        return False  # "the planned economy, which grew"
    if clause.after is not None and isinstance(clause.after.row[-1], Amount):
        return False  # "wages in Egypt reached 641 pounds, which grew by 20 per cent"
    if any(isinstance(s, Figure) and s.partner is clause.host for s in found.sentence.row):
        return False  # "trade with Peru, which grew by 5 per cent"
    before = clause.after.row[-3:-1] if clause.after is not None else []
    if clause.link == "which" and len(before) == 2 and is_unknown(before[0]) and is_word(before[1], "in"):
        return False  # "urbanization throughout Peru, which has grown 2 per cent"
    return clause.host is not None and clause.link in ("that", "which", "who") and clause.stranger is None


NEEDS: dict[str, Callable[[Found], bool]] = {
    "list": listed, "figure": behind_figure, "relative": relative,
    # "a Luxembourg of 660,000 people": the article says that the number describes the country
    "article": lambda found: found.low[: found.start].split()[-1:] in (["a"], ["an"]),
}  # fmt: skip
"""What has to stand before a match, as `needs` of a pattern names it."""
