"""What goes on from a claim before it: another amount, area, place or time of the same figure, and no more.

Belongs here: `following`, which finds the claim and takes over what stays. Does not belong here: operations that a
clause states whole (operations.py).
"""

from collections.abc import Callable
from typing import NamedTuple

from pipelines.claims.lexicon import KIND
from pipelines.reader.clauses import ASIDES
from pipelines.reader.operations import above_others, placed
from pipelines.reader.sentence import LEVELS, Draft, Sentence, amount_of, figure_of, ids
from pipelines.reader.spans import Amount, has
from pipelines.reader.values import FLOWS, falls, hedge, is_less, measured, negative, order, signed_as, valued

GOES_ON = (*LEVELS, "share", "change", "rank", "compare", "ratio")
ACROSS = ("next time", "next area")
"""What can go on from a claim of the sentence before."""
NOUNS = ("troops", "people", "partner", "ranker", "defence")
NO_VALUE = Amount("count", "", 0.0)


class Going(NamedTuple):
    """What goes on: the match as a draft, the same with all that stays of the claim before, that claim, the amount."""

    draft: Draft
    base: Draft
    last: Draft
    amount: Amount


def following(operation: str, draft: Draft, sentence: Sentence, before: list[Draft]) -> list[Draft]:
    """What the match says of the figure that was told of last; [] where none was, or it says nothing."""
    told = [d for d in before if d.end <= draft.place and d.operation in GOES_ON]
    if not told and operation in ACROSS and sentence.context.last is not None and not _names_another(draft, sentence):
        told = [sentence.context.last.but(inherited=(("figure", "the sentence before"),))]
    from_operations, told_of = NEXT[operation]
    if not told or told[-1].operation not in from_operations or not _is_beside(draft, told[-1], sentence):
        return []
    last = told[-1]
    base = last.but(
        match=draft.match, clause=draft.clause, place=draft.place, end=draft.end, used=draft.used, period=None,
        base_period=None, span=None,
    )  # fmt: skip
    return told_of(Going(draft, base, last, amount_of(draft) or NO_VALUE))


def _names_another(draft: Draft, sentence: Sentence) -> bool:
    """Whether this sentence has a figure of its own before the amount."""
    return any(s.figure is not None or has(s, *NOUNS) for s in sentence.spans if s.start < draft.place)


def _is_beside(draft: Draft, last: Draft, sentence: Sentence) -> bool:
    """Whether no other amount stands between the claim and what goes on from it: that would be meant."""
    numbers = [s for s in sentence.spans if s.kind in ("amount", "rank") and last.end <= s.start < draft.place]
    return last.end > draft.place or not numbers or not last.clause.row or numbers[-1] in last.used


def _rank(on: Going) -> list[Draft]:
    """“…, the third highest in the EU”, “…, the lowest since 1990”, “…, second only to Germany”."""
    draft, base, last = on.draft, on.base, on.last
    place, ahead = draft.match.roles["rank"], draft.says("ahead")
    alone = has(place, "rank.bare") and draft.says("universe") is None and ahead is None
    if alone or has(place, "streak") or (ahead is not None and len(ahead.ids) != int(place.values["rank"]) - 1):
        return []
    found = placed(draft, place)
    if last.operation == "rank":  # “third in the EU and fifth in NATO”, “…; in 2014 it was the tenth”
        again = base.but(value=found.value, order=last.order, universe=found.universe or last.universe)
        return [again] if found.universe or draft.clause.periods else []
    if base.partner and base.indicator != "troops":
        return []
    base = base.but(value=found.value, value_high=None, unit="RANK", hedge="none", universe=found.universe)
    return [base.but(operation="rank", period=last.period, order=order(falls(draft) or found.order == "asc"))]


def _others(on: Going) -> list[Draft]:
    """“…, more than any other NATO ally”."""
    more = on.draft.match.roles["more"]
    growing = more.low in ("faster", "quicker", "slower")
    told = above_others(on.base.but(match=on.draft.match, period=on.last.period), is_less(more))
    fits = growing == (on.last.indicator in KIND["growth"]) and not (told.partner and told.universe)
    return [told] if fits else []


def _compare(on: Going) -> list[Draft]:
    """“…, more than Italy”, “…, twice as many as Italy”."""
    multiple, other = amount_of(on.draft, "multiple"), ids(on.draft, "base")
    if not other or on.base.partner:
        return []
    base = on.base.but(base=other, value_high=None, period=on.last.period)
    if multiple is not None:
        return [valued(base, multiple, "TIMES").but(operation="ratio")]
    return [base.but(operation="compare", value=None, unit=None, hedge=hedge(is_less(on.draft.says("more"))))]


def _change(on: Going) -> list[Draft]:
    """“…, up 4 per cent on the year”."""
    if on.last.indicator in KIND["rate"] and on.amount.kind == "percent":
        return []
    down = falls(on.draft) or is_less(on.draft.says("move"))
    return [valued(on.base, on.amount).but(operation="change", order=order(down), period=on.last.period)]


def _time(on: Going) -> list[Draft]:
    """“… and 6.8 per cent in 2022”, “…, up from $1.1 billion in February”."""
    draft, base, last, amount = on
    bare = draft.used[0].kind == "amount" or has(draft.used[0], "and", "another", "by")
    if bare and not draft.clause.periods:
        return []
    host = draft.clause.host
    if draft.clause.kind in ASIDES and host is not None and host.kind == "area":
        base = base.but(ref=host.ids)
    if last.operation == "share":
        return [valued(base, amount, "PT")] if amount.kind in ("percent", "part") else []
    if last.operation == "change" and amount.kind == "percent":
        return []
    if last.indicator == "population" and any(has(s, "troops") for s in draft.clause.row):
        return []
    return _came_to(base, last, _in_its_money(amount, last))


def _came_to(base: Draft, last: Draft, amount: Amount) -> list[Draft]:
    draft = valued(base.but(indicator=measured(last.indicator, amount), order="desc"), amount)
    return [signed_as(draft, last).but(operation="level")]


def _in_its_money(amount: Amount, last: Draft) -> Amount:
    """“$1.3 billion, up from 1.1 billion”: the money of what was told before."""
    paid = last.indicator in KIND["money"] and last.unit is not None
    written = amount.text[-1:].isalpha() and amount.text[0].isdigit()
    return amount._replace(kind="money", unit=last.unit) if amount.kind == "count" and paid and written else amount


def _from_to(on: Going) -> list[Draft]:
    """“… tripled, from 8 million to 24 million”."""
    out = []
    for role, period in (("amount", on.last.period), ("before", on.last.base_period)):
        span = on.draft.match.roles[role]
        if span.amount is not None:
            out += _came_to(on.base.but(place=span.start, base=(), period=period), on.last, span.amount)
    return out


def _share(on: Going) -> list[Draft]:
    """“… is its largest market, taking 28 per cent of the total”."""
    figure, last = figure_of(on.draft, "whole"), on.last
    if not last.partner or (figure is not None and figure.owner and figure.owner != last.ref):
        return []
    indicator = figure.indicator if figure else {"trade_partner": "goods_trade"}.get(last.indicator, last.indicator)
    return _part(on, on.base.but(indicator=indicator))


def _part(on: Going, base: Draft) -> list[Draft]:
    part = valued(base, on.amount, "PT").but(operation="share", order="desc", universe=None)
    return [part.but(period=on.last.period)]


def _shared(on: Going) -> list[Draft]:
    """“… of which 36 per cent went to China”."""
    last, partner = on.last, ids(on.draft, "partner")
    partner = partner or (last.partner if last.operation in ("share", "rank") else ())
    is_told = partner == last.partner and last.operation in LEVELS
    if not partner or is_told or last.indicator not in FLOWS:
        return []
    return _part(on, on.base.but(partner=partner))


def _move(on: Going) -> list[Draft]:
    """“… and Spain's expanded by 2.5 per cent”."""
    base = valued(on.base.but(**_roles(on), period=on.last.period), on.amount)
    if on.last.operation == "change":
        return [base.but(order=order(falls(on.draft)))]
    grew = on.last.indicator == "gdp_growth"
    return [negative(base) if falls(on.draft) else base] if grew else []


def _area(on: Going) -> list[Draft]:
    """“… and 54,000 in Japan”, “… compared with Germany's $4.5 trillion”."""
    last, other = on.last, ids(on.draft, "other")
    amount = _in_its_money(on.amount, last)
    same = amount.unit == last.unit or (amount.unit == "dollars" and last.unit == "USD")
    part = last.unit == "PT" and amount.kind in ("part", "percent")
    few = amount.kind == "count" and last.indicator in ("population", "migrants") and amount.size < 700
    told = other in ((), last.ref, last.partner)
    if told or few or not (same or part or amount.whose_gdp is not None):
        return []
    unit = "PT" if last.operation == "share" else amount.unit or last.unit
    draft = valued(on.base.but(**_roles(on), period=last.period), amount, unit)
    levels = last.operation in LEVELS
    return [signed_as(draft.but(indicator=measured(last.indicator, amount)), last)] if levels else [draft]


def _roles(on: Going) -> dict[str, tuple[str, ...]]:
    """Whether the other area is the owner or the partner of the figure."""
    row, last, other = on.draft.clause.row, on.last, ids(on.draft, "other")
    place = next(n for n, s in enumerate(row) if s is on.draft.says("other"))
    before, behind = row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
    if has(behind, "'s"):
        return {"ref": other}
    if last.indicator == "troops":
        sends = _sender_first(last) and not has(before, "in")
        return _both_of_troops(on, other) or ({"ref": other} if sends else {"partner": other})
    linked = has(before, "to", "from", "with") and last.indicator in FLOWS and last.operation != "share"
    return {"partner": other} if last.partner or linked else {"ref": other}


def _both_of_troops(on: Going, other: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    row = on.draft.clause.row
    acts = len(row) > 1 and row[1].amount is None and on.draft.match.first > 0
    return {"ref": row[0].ids, "partner": other} if acts and row[0].kind == "area" and row[0].ids != other else {}


def _sender_first(last: Draft) -> bool:
    """“France keeps 1,500 troops in Djibouti, Japan 180 and Italy 90”: the next have troops there, too."""
    roles = last.match.roles
    if "other" in roles:
        return roles["other"].ids == last.ref
    return "ref" in roles and "partner" in roles and roles["ref"].start < roles["partner"].start


Told = Callable[[Going], list[Draft]]
NEXT: dict[str, tuple[tuple[str, ...], Told]] = {
    "next rank": ((*LEVELS, "rank"), _rank), "next others": (LEVELS, _others), "next compare": (LEVELS, _compare),
    "next change": ((*LEVELS, "change"), _change), "next time": ((*LEVELS, "share", "change"), _time),
    "next share": ((*LEVELS, "rank", "share"), _share),
    "next area": ((*LEVELS, "share", "change"), _area), "next from to": ((*LEVELS, "change", "ratio"), _from_to),
    "next shared": (GOES_ON, _shared), "next move": ((*LEVELS, "change"), _move),
}  # fmt: skip
"""From which operations it goes on, and what it then says."""
