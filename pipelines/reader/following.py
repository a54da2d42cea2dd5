"""What goes on from a claim before it: another amount, area, place or time of the same figure, and no more.

Belongs here: `following`, which finds the claim and takes over what stays. Does not belong here: operations that a
clause states whole (levels.py and its neighbours).
"""

from collections.abc import Callable

from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.levels import level
from pipelines.reader.ranks import placed
from pipelines.reader.sentence import LEVELS, Draft, Sentence, amount_of, figure_of, ids
from pipelines.reader.spans import Amount, has
from pipelines.reader.values import (  # fmt: skip
    FLOWS,
    falls,
    hedge,
    is_less,
    level_of,
    measured,
    negative,
    order,
    signed_as,
    valued,
    with_noun,
)

GOES_ON = (*LEVELS, "share", "change", "rank", "compare", "ratio")
ACROSS = ("next time", "next area", "next amount")
"""What can go on from a claim of the sentence before."""
NOUNS = ("troops", "people", "partner", "ranker", "defence")
ASIDE = ("relative", "apposition")


def following(operation: str, draft: Draft, sentence: Sentence, before: list[Draft]) -> list[Draft]:
    """What the match says of the figure that was told of last; [] where none was, or it says nothing."""
    told = [d for d in before if d.end <= draft.place and d.operation in GOES_ON]
    if not told and operation in ACROSS and sentence.context.last is not None and not _names_another(draft, sentence):
        told = [sentence.context.last.but(inherited=(("figure", "the sentence before"),))]
    if not told:
        return []
    last = told[-1]
    if not _is_beside(draft, last, sentence):
        return []
    base = last.but(
        match=draft.match, clause=draft.clause, place=draft.place, end=draft.end, used=draft.used, period=None,
        base_period=None, span=None,
    )  # fmt: skip
    return [each for each in NEXT[operation](draft, base, last) if each.indicator and each.operation]


def _names_another(draft: Draft, sentence: Sentence) -> bool:
    """Whether this sentence has a figure of its own before the amount."""
    return any(s.figure is not None or has(s, *NOUNS) for s in sentence.spans if s.start < draft.place)


def _is_beside(draft: Draft, last: Draft, sentence: Sentence) -> bool:
    """Whether no other amount stands between the claim and what goes on from it: that would be meant."""
    numbers = [s for s in sentence.spans if s.kind in ("amount", "rank") and s.end <= draft.place]
    between = [s for s in numbers if s.start >= last.end and last.end <= draft.place]
    return not between or last.clause.row[0:1] == [] or between[-1] in last.used


def _rank(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“…, the third highest in the EU”, “…, the lowest since 1990”, “…, second only to Germany”."""
    place, ahead = draft.match.roles["rank"], draft.says("ahead")
    alone = has(place, "rank.bare") and draft.says("universe") is None and ahead is None
    if alone or has(place, "streak") or last.operation not in (*LEVELS, "rank"):
        return []
    if ahead is not None and len(ahead.ids) != int(place.values["rank"]) - 1:
        return []
    found = placed(draft, place)
    if last.operation == "rank":  # “third in the EU and fifth in NATO”, “…; in 2014 it was the tenth”
        again = base.but(value=found.value, order=last.order, universe=found.universe or last.universe)
        return [again] if found.universe or draft.clause.periods else []
    if base.partner and base.indicator != "troops":
        return []
    down = falls(draft) or found.order == "asc"
    base = base.but(value=found.value, value_high=None, unit="RANK", hedge="none", universe=found.universe)
    return [base.but(operation="rank", period=last.period, order=order(down))]


def _others(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“…, more than any other NATO ally”."""
    more, others, universe = draft.match.roles["more"], draft.match.roles["others"], ids(draft, "universe")
    growing = more.low in ("faster", "quicker", "slower")
    if last.operation not in LEVELS or growing != (last.indicator in KIND["growth"]):
        return []
    named = "NATO" if "nato" in others.low else "EUROPE" if "european" in others.low else None
    among = universe[0] if len(universe) == 1 and universe[0] in vocabulary.groups() else named
    if base.partner and among:
        return []
    base = base.but(value="1", value_high=None, unit="RANK", hedge="none", universe=None if among == "WLD" else among)
    return [base.but(operation="rank", order=order(is_less(more)), period=last.period)]


def _compare(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“…, more than Italy”, “…, twice as many as Italy”."""
    multiple, other = amount_of(draft, "multiple"), ids(draft, "base")
    if last.operation not in LEVELS or not other or base.partner:
        return []
    base = base.but(base=other, value_high=None, period=last.period)
    if multiple is not None:
        return [valued(base, multiple, "TIMES").but(operation="ratio")]
    return [base.but(operation="compare", value=None, unit=None, hedge=hedge(is_less(draft.says("more"))))]


def _change(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“…, up 4 per cent on the year”."""
    amount = amount_of(draft)
    if amount is None or last.operation not in (*LEVELS, "change"):
        return []
    if last.indicator in KIND["rate"] and amount.kind == "percent":
        return []
    down = falls(draft) or is_less(draft.says("move"))
    return [valued(base, amount).but(operation="change", order=order(down), period=last.period)]


def _time(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… and 6.8 per cent in 2022”, “…, up from $1.1 billion in February”."""
    amount, host = amount_of(draft), draft.clause.host
    bare = draft.used[0].kind == "amount" or has(draft.used[0], "and", "another", "by")
    if amount is None or (bare and not draft.clause.periods) or last.operation not in (*LEVELS, "share", "change"):
        return []
    if draft.clause.kind in ASIDE and host is not None and host.kind == "area":
        base = base.but(ref=host.ids)
    if last.operation == "share":
        return [valued(base, amount, "PT")] if amount.kind in ("percent", "part") else []
    if last.operation == "change" and amount.kind == "percent":
        return []
    if last.indicator == "population" and any(has(s, "troops") for s in draft.clause.row):
        return []
    return _came_to(base, last, _in_its_money(amount, last))


def _came_to(base: Draft, last: Draft, amount: Amount) -> list[Draft]:
    indicator = measured(last.indicator, amount)
    draft = signed_as(valued(base.but(indicator=indicator, order="desc"), amount), last)
    return [draft.but(operation=level_of(draft))]


def _in_its_money(amount: Amount, last: Draft) -> Amount:
    """“$1.3 billion, up from 1.1 billion”: the money of what was told before."""
    paid = last.indicator in KIND["money"] and last.unit is not None
    written = amount.text[-1:].isalpha() and amount.text[0].isdigit()
    return amount._replace(kind="money", unit=last.unit) if amount.kind == "count" and paid and written else amount


def _amount(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“…, or 2.3 per cent of GDP”: the same, counted in another way."""
    amount = amount_of(draft)
    if amount is None or last.operation not in LEVELS:
        return []
    indicator = measured(last.indicator.removesuffix("_gdp"), amount)
    if indicator == last.indicator and amount.unit == last.unit:
        return []
    draft = valued(base.but(indicator=indicator, period=last.period), amount)
    draft = negative(draft) if (last.value or "").startswith("-") else draft
    return [draft.but(operation=level_of(draft))]


def _from_to(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… tripled, from 8 million to 24 million”."""
    if last.operation not in ("change", "ratio", "direction", "level"):
        return []
    out = []
    for role, period in (("amount", last.period), ("before", last.base_period)):
        span, amount = draft.match.roles[role], amount_of(draft, role)
        if amount is not None:
            out += _came_to(base.but(place=span.start, base=(), period=period), last, amount)
    return out


def _share(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… is its largest market, taking 28 per cent of the total”."""
    amount, figure = amount_of(draft), figure_of(draft, "whole")
    if amount is None or not last.partner or last.operation not in (*LEVELS, "rank", "share"):
        return []
    if figure is not None and figure.owner and figure.owner != last.ref:
        return []
    indicator = figure.indicator if figure else {"trade_partner": "goods_trade"}.get(last.indicator, last.indicator)
    base = valued(base, amount, "PT").but(indicator=indicator, order="desc", universe=None)
    return [base.but(operation="share", period=last.period)]


def _shared(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… of which 36 per cent went to China”."""
    amount, partner = amount_of(draft), ids(draft, "partner")
    if amount is None or last.indicator not in KIND["flow"] | {"goods_trade"}:
        return []
    if last.operation in ("share", "rank"):
        partner = partner or last.partner
    if not partner or (partner == last.partner and last.operation in LEVELS):
        return []
    base = valued(base, amount, "PT").but(partner=partner, order="desc", universe=None)
    return [base.but(operation="share", period=last.period)]


def _figure(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… and its imports by 6.6”: the verb is that of the claim before."""
    amount, figure = amount_of(draft), figure_of(draft)
    if amount is None or figure is None or figure.indicator == last.indicator:
        return []
    if last.operation != "change" or amount.kind != "percent":
        return level(draft)
    own = with_noun(draft, figure).but(ref=figure.owner or last.ref, partner=figure.partner or last.partner)
    return [valued(own, amount).but(operation="change", order=last.order, period=last.period)]


def _move(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… and Spain's expanded by 2.5 per cent”."""
    amount, other = amount_of(draft), ids(draft, "other")
    if amount is None or not other:
        return []
    base = valued(base.but(**_roles(draft, last, other), period=last.period), amount)
    if last.indicator == "gdp_growth" and last.operation in LEVELS:
        base = negative(base) if falls(draft) else base
        return [base.but(operation=level_of(base))]
    return [base.but(order=order(falls(draft)))] if last.operation == "change" else []


def _area(draft: Draft, base: Draft, last: Draft) -> list[Draft]:
    """“… and 54,000 in Japan”, “… compared with Germany's $4.5 trillion”."""
    amount, other = amount_of(draft), ids(draft, "other")
    told = other in ((), last.ref, last.partner) or last.operation in ("compare", "ratio", "rank")
    amount = _in_its_money(amount, last) if amount is not None and not told else None
    if amount is None or not _is_alike(amount, last) or _counts_few(amount, last):
        return []
    unit = "PT" if last.operation == "share" else amount.unit or last.unit
    draft = valued(base.but(**_roles(draft, last, other), period=last.period), amount, unit)
    if last.operation not in LEVELS:
        return [draft]
    draft = signed_as(draft.but(indicator=measured(last.indicator, amount)), last)
    return [draft.but(operation=level_of(draft))]


def _is_alike(amount: Amount, last: Draft) -> bool:
    """Whether an amount can be of the figure told of last."""
    same = amount.unit == last.unit or (amount.unit == "dollars" and last.unit == "USD")
    part = last.unit == "PT" and amount.kind in ("part", "percent")
    return same or part or amount.whose_gdp is not None


def _counts_few(amount: Amount, last: Draft) -> bool:
    """“Chile has 19.6 million people, Peru 34”: of something else, or without its magnitude."""
    return amount.kind == "count" and last.indicator in ("population", "migrants") and amount.size < 700


def _roles(draft: Draft, last: Draft, other: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Whether the other area is the owner or the partner of the figure."""
    row, first = draft.clause.row, draft.clause.row[0]
    place = next(n for n, s in enumerate(row) if s is draft.says("other"))
    before, behind = row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
    if has(behind, "'s"):
        return {"ref": other}
    if last.indicator == "troops":
        acts = len(row) > 1 and row[1].amount is None and draft.match.first > 0
        if first.kind == "area" and first.ids != other and acts:
            return {"ref": first.ids, "partner": other}
        return {"ref": other} if _sender_first(last) and not has(before, "in") else {"partner": other}
    return _of_flow(last, other, linked=has(before, "to", "from", "with"))


def _of_flow(last: Draft, other: tuple[str, ...], linked: bool) -> dict[str, tuple[str, ...]]:
    alone = linked and last.indicator in FLOWS and last.operation != "share"
    return {"partner": other} if last.partner or alone else {"ref": other}


def _sender_first(last: Draft) -> bool:
    """“France keeps 1,500 troops in Djibouti, Japan 180 and Italy 90”: the next have troops there, too."""
    roles = last.match.roles
    if "other" in roles:
        return roles["other"].ids == last.ref
    return "ref" in roles and "partner" in roles and roles["ref"].start < roles["partner"].start


NEXT: dict[str, Callable[[Draft, Draft, Draft], list[Draft]]] = {
    "next rank": _rank, "next others": _others, "next compare": _compare, "next change": _change, "next time": _time,
    "next amount": _amount, "next share": _share, "next figure": _figure, "next area": _area, "next from to": _from_to,
    "next shared": _shared, "next move": _move,
}  # fmt: skip
