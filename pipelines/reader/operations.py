"""From a match to what it states: one short function per operation that patterns name, from one frame of slots.

Belongs here: what came to an amount, moved, is larger or has a place. Does not belong here: what goes on from a claim
(following.py), whose and when where the match does not say so (attach.py), whether it may be read (guards.py).
"""

from collections.abc import Callable

from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.clauses import ASIDES, Clause
from pipelines.reader.patterns import Match
from pipelines.reader.sentence import Draft, Refused, amount_of, figure_of, ids
from pipelines.reader.spans import Amount, Figure, Span, has
from pipelines.reader.values import BALANCES, falls, hedge, is_less, measured, negative, order, valued

UNSETTLED = ("no subject", "among whom is not settled", "universe")
COUNTED = (("people", "population"), ("troops", "armed_forces"), ("defence", "military_expenditure"))
TRADED = (("export", "goods_exports"), ("import", "goods_imports"))
SERVED = (("export", "goods_services_exports"), ("import", "goods_services_imports"))
AS_LARGE = Amount("times", "1", 1.0, "TIMES", hedge="about")
"""“Is the size of Canada's.”"""
SHARES = ("share", "proportion", "percentage")


def framed(match: Match, clause: Clause) -> Draft:
    """What the roles of a match say of any operation: indicator, owner, partner, what narrows the noun."""
    spans = tuple(clause.row[match.first : match.last + 1])
    draft = Draft(match, clause, spans[0].start, spans[-1].end, used=spans)
    draft = draft.but(indicator=_of_pattern(draft), ref=ids(draft, "ref"), partner=ids(draft, "partner"))
    return with_noun(draft, figure_of(draft))


def with_noun(draft: Draft, figure: Figure | None) -> Draft:
    """With what the noun says: indicator, owner, partner, what narrows it, which definition it names."""
    if figure is None:
        return draft
    counted = next((flag for flag in figure.flags if flag in ("goods", "services")), "")
    definitions = {"services": ("goods_services",), "goods": ("goods",)}.get(counted, ())
    return draft.but(
        indicator=draft.indicator or figure.indicator, ref=draft.ref or figure.owner,
        partner=draft.partner or figure.partner, narrowed=figure.narrowed, definitions=definitions,
    )  # fmt: skip


def _of_pattern(draft: Draft) -> str:
    """The indicator that the pattern names: one, that of its verb, or that of its noun."""
    indicator = draft.match.pattern.says.get("indicator", "")
    if indicator == "verb":
        services = any("services" in s.low for s in draft.used)
        return named_by(draft.says("verb"), SERVED if services else TRADED)
    if indicator == "noun":
        noun, figure = draft.says("noun"), figure_of(draft)
        return noun.values.get("transfer", "") if noun else figure.indicator if figure else ""
    return indicator


def named_by(span: Span | None, indicators: tuple[tuple[str, str], ...]) -> str:
    """The indicator of a word, by its class."""
    return next((indicator for label, indicator in indicators if has(span, label)), "")


def is_deficit(draft: Draft) -> bool:
    figure = figure_of(draft)
    return figure is not None and "fall" in figure.flags and figure.indicator.startswith(BALANCES)


# --- what one figure came to, and how it moved ---


def level(draft: Draft) -> list[Draft]:
    """A figure is, has or reached an amount."""
    number, amount, figure = draft.says("amount"), amount_of(draft), figure_of(draft)
    noun, sign = draft.says("figure"), draft.says("balance")
    if number is None or amount is None:
        return []
    if noun is not None and draft.indicator == "armed_forces" and number.start < noun.start:
        return []  # “700 US military personnel” are some of its army
    draft = valued(draft.but(indicator="trade_balance" if sign else measured(draft.indicator, amount)), amount)
    lower = (figure is not None and "fall" in figure.flags) or (sign is not None and sign.values["balance"] == "fall")
    if lower and amount.hedge != "between" and draft.indicator.startswith((*BALANCES, "gdp_growth")):
        draft = negative(draft)
    if draft.indicator == "armed_forces" and draft.says("ref") is None and _is_hosted(draft):
        return []  # “it hosts the largest American base, with 10,000 troops”
    return [draft.but(operation="level"), *_moved_to(draft)]


def _is_hosted(draft: Draft) -> bool:
    parent = draft.clause.parent
    return parent is not None and any(has(s, "station") for s in parent.row)


def _moved_to(draft: Draft) -> list[Draft]:
    """“Fell to 124 million in 2023” says which way it went, too: a claim of its own."""
    roles = draft.match.roles
    if "level_move" not in roles or roles["level_move"].values.get("move") not in ("+", "-"):
        return []
    moved = draft.but(match=draft.match._replace(roles=roles | {"move": roles["level_move"]}))
    bare = moved.but(operation="direction", hedge="none", value=None, value_high=None, unit=None)
    return [bare.but(order=order(falls(bare) != is_deficit(bare)))]


def about_host(draft: Draft) -> list[Draft]:
    """“Exports to Russia, which peaked at $10.9 billion, …”: the amount is of the noun that the clause hangs on."""
    host = draft.clause.host
    if draft.clause.kind not in ASIDES or host is None or host.figure is None:
        return []
    return level(framed(draft.match._replace(roles=draft.match.roles | {"figure": host}), draft.clause))


def from_to(draft: Draft) -> list[Draft]:
    """“Rose from 4 billion in 2010 to 9 billion in 2020”: two levels."""
    roles = draft.match.roles
    ends = [(span, span.amount) for span in (roles["amount"], roles["before"]) if span.amount is not None]
    units = [amount.unit for _, amount in ends if amount.kind == "money"]
    whose = [amount.whose_gdp for _, amount in ends if amount.whose_gdp is not None]
    out = []
    for span, amount in ends:
        if units and amount.kind == "count":
            amount = amount._replace(kind="money", unit=units[0])
        if whose and amount.kind == "percent":
            amount = amount._replace(whose_gdp=whose[0])
        told = roles | {"amount": span._replace(amount=amount), "end": roles["amount"]}
        out += [each.but(place=span.start) for each in level(draft.but(match=draft.match._replace(roles=told)))]
    return out


def balance(draft: Draft) -> list[Draft]:
    """“Runs a trade deficit with Germany”: below nothing."""
    figure = figure_of(draft)
    if figure is None or not {"fall", "rise"} & set(figure.flags):
        return []
    return [draft.but(operation="level", hedge=hedge("fall" in figure.flags), value="0", unit="USD")]


def growth(draft: Draft) -> list[Draft]:
    """“The economy shrank by 2 per cent”: its rate of growth."""
    amount = amount_of(draft)
    if amount is None:
        return []
    draft = valued(draft.but(indicator="gdp_growth", operation="level"), amount)
    return [negative(draft) if falls(draft) else draft]


def change(draft: Draft) -> list[Draft]:
    """A figure rose or fell by so much."""
    amount, figure = amount_of(draft), figure_of(draft)
    if amount is None or figure is None or (amount.kind == "percent" and figure.indicator in KIND["rate"]):
        return []
    if amount.kind == "percent" and figure.indicator == "gdp":
        return growth(draft)
    down = (falls(draft) or is_less(draft.says("move"))) != is_deficit(draft)
    return [valued(draft, amount).but(operation="change", order=order(down))]


def direction(draft: Draft) -> list[Draft]:
    """A figure rose or fell; of an economy, it grew or shrank."""
    if draft.indicator in ("", "gdp") and has(draft.says("move"), "grow"):
        return [draft.but(indicator="gdp_growth", operation="level", hedge=hedge(falls(draft)), value="0", unit="PT")]
    down = falls(draft) != is_deficit(draft)
    return [draft.but(indicator=draft.indicator or "gdp", operation="direction", order=order(down))]


def streak(draft: Draft) -> list[Draft]:
    """It rose or fell n times on end."""
    indicator = "gdp" if draft.indicator in ("", "gdp_growth") else draft.indicator
    times = draft.match.roles["streak"].values["streak"]
    return [draft.but(indicator=indicator, operation="streak", value=times, order=order(falls(draft)))]


# --- shares ---


def share(draft: Draft) -> list[Draft]:
    """An area makes up so much of a figure, or of another area's."""
    amount, whole = amount_of(draft), draft.says("whole")
    if amount is None:
        return []
    if draft.says("base") is not None:
        return _share_of_another(draft, amount)
    draft = valued(draft, amount, "PT").but(ref=ids(draft, "part"), operation="share")
    if amount.whose_gdp is not None:  # “California makes up 14 per cent of America's GDP”
        own = not amount.whose_gdp or amount.whose_gdp == draft.ref
        return [] if own else [draft.but(indicator="gdp", base=_world(amount.whose_gdp))]
    if whole is None or whole.figure is None:
        return [draft.but(indicator="population", base=_world(whole.ids if whole is not None else ()))]
    return _share_of_figure(draft, whole.figure)


def _world(areas: tuple[str, ...]) -> tuple[str, ...]:
    """The base of a share: nobody where it is of the world."""
    return () if areas == ("WLD",) else areas


def _share_of_figure(draft: Draft, figure: Figure) -> list[Draft]:
    part, of_a_pair = draft.ref, figure.indicator in KIND["bilateral"]
    if figure.indicator in KIND["rate"] | KIND["averaged"]:
        return []
    draft = draft.but(indicator=figure.indicator, narrowed=figure.narrowed)
    if figure.owner_word and not of_a_pair:
        raise Refused("no subject", "of whose figure it is a part is not said", "base")
    if not of_a_pair or figure.owner == ("WLD",):
        return [draft.but(base=_world(figure.owner))]
    if figure.partner:  # “Nepal does two thirds of its trade with India”
        return [draft.but(ref=figure.owner or part, partner=figure.partner)]
    told_before = figure.owner_word and draft.says("part") is None
    owned = figure.owner or figure.owner_word
    return [draft.but(ref=figure.owner, partner=part)] if owned and not told_before else []


def _share_of_another(draft: Draft, amount: Amount) -> list[Draft]:
    """“A tenth of America's” is a multiple; of a group it is a share."""
    base = draft.match.roles["base"]
    other, partner = (base.figure.owner, base.figure.partner) if base.figure else (base.ids, ())
    draft = draft.but(base=_world(other), base_partner=partner)
    if not other or other[0] in vocabulary.groups():
        return [valued(draft, amount, "PT").but(operation="share")]
    return [valued(draft, amount, "TIMES").but(operation="ratio")] if amount.kind == "part" else []


def share_of_flow(draft: Draft) -> list[Draft]:
    """So much of a flow goes to, or comes from, a partner."""
    amount, own, whole = amount_of(draft), figure_of(draft), figure_of(draft, "whole")
    if amount is None or (own and whole and whole.owner and whole.owner != own.owner):
        return []
    draft = with_noun(draft, own or whole)
    draft = draft.but(indicator=draft.indicator or named_by(draft.says("verb"), TRADED))
    narrowed = (whole.narrowed if whole else "") or draft.narrowed
    return [valued(draft, amount, "PT").but(operation="share", narrowed=narrowed)]


# --- one figure against another ---


def ratio(draft: Draft) -> list[Draft]:
    """A figure is n times another, or n times what it was."""
    amount = AS_LARGE if draft.says("alike") is not None else amount_of(draft)
    base, other, figure = draft.says("base"), draft.says("other"), figure_of(draft)
    amount = _as_times(draft, amount) if amount is not None else None
    if amount is None:
        return []
    by_verb = named_by(draft.says("verb"), TRADED) if draft.partner else ""
    draft = draft.but(indicator=draft.indicator or by_verb or _counted(draft.says("noun")), operation="ratio")
    draft = _set_against(valued(draft, amount, "TIMES"), base)
    if draft.says("ref") is not None and base is None and figure is not None and figure.owner:
        draft = draft.but(ref=ids(draft, "ref"), base=figure.owner)  # “France has twice the population of Greece”
    if other is not None:  # “four times those from Argentina”
        draft = draft.but(base=draft.ref, base_partner=other.ids)
    return [draft.but(value="half") if amount.text.lower() in ("halved", "halving") else draft]


def _as_times(draft: Draft, amount: Amount) -> Amount | None:
    """“50 per cent larger than” as 1.5 times; None for what is no multiple, as “a third larger”, “3 times fewer”."""
    more = draft.says("more")
    if amount.kind == "percent" and more is not None:
        part = (100 - amount.size if is_less(more) else 100 + amount.size) / 100
        return amount._replace(kind="times", text=f"{part:g}", unit="TIMES")
    if amount.kind == "times":
        return None if any(is_less(s) for s in draft.used) else amount
    larger = draft.says("base") is None or any(has(s, "more") for s in draft.used)
    return amount if amount.kind == "part" and not larger else None


def _set_against(draft: Draft, base: Span | None) -> Draft:
    """With the areas that it is set against, and their partner."""
    if base is None or base.figure is None:
        return draft.but(base=base.ids if base is not None else ())
    other = base.figure
    if draft.indicator and other.indicator not in (draft.indicator, draft.indicator.removesuffix("_gdp")):
        raise Refused("no indicator", "one figure is set against another", "base")
    same = draft.ref if other.partner or other.owner_word else ()
    partner = other.partner or (draft.partner if other.owner else ())
    return draft.but(base=other.owner or same, base_partner=partner)


def _counted(noun: Span | None) -> str:
    """What a noun counts: people, soldiers, spending on defence, or the indicator that it names."""
    return noun.figure.indicator if noun is not None and noun.figure is not None else named_by(noun, COUNTED)


def compare(draft: Draft) -> list[Draft]:
    """One country's figure is larger or smaller than another's."""
    draft = draft.but(indicator=_compared(draft), operation="compare", order=order(is_deficit(draft)))
    less = is_less(draft.says("more")) or is_less(draft.says("richer"))
    if draft.says("others") is not None:
        return [above_others(draft, less)]
    base = draft.says("base")
    return [_set_against(draft.but(hedge=hedge(less)), base)] if base is not None else []


def above_others(draft: Draft, less: bool) -> Draft:
    """“More than any other African country” is the first place."""
    others, universe = draft.match.roles["others"], ids(draft, "universe")
    named = "NATO" if "nato" in others.low else "EUROPE" if "european" in others.low else None
    among = universe[0] if len(universe) == 1 and universe[0] in vocabulary.groups() - {"WLD"} else named
    return draft.but(
        operation="rank", value="1", value_high=None, unit="RANK", hedge="none", order=order(less), universe=among
    )


def _compared(draft: Draft) -> str:
    """What is larger: by the noun, or by “richer”, “more populous”, “grew faster”; else people."""
    richer = draft.says("richer")
    if richer is not None:
        return "population" if "populous" in richer.low else "gdp_per_capita"
    if draft.says("grow") is not None:
        return "gdp_growth"
    if has(draft.says("verb"), "spend"):
        shared = any(s.low in SHARES or (s.figure and s.figure.indicator == "gdp") for s in draft.used)
        return "military_expenditure_gdp" if shared else "military_expenditure"
    return draft.indicator or _counted(draft.says("noun")) or "population"


def than_next(draft: Draft) -> list[Draft]:
    """Larger than those of the n next to it together."""
    amount = amount_of(draft)
    if amount is None or not 2 <= amount.size <= 50:
        return []
    over = hedge(is_less(draft.says("more")))
    return [draft.but(indicator=_compared(draft), operation="next", hedge=over, value=amount.text, unit="RANK")]


def compare_flows(draft: Draft) -> list[Draft]:
    """More is traded with one partner than with another, or than with any other."""
    noun, other, less = draft.says("noun"), draft.says("other"), is_less(draft.says("more"))
    indicator = noun.values.get("transfer") or "troops" if noun else named_by(draft.says("verb"), TRADED)
    draft = draft.but(indicator=indicator)
    if draft.says("others") is not None:
        return [above_others(draft, less).but(universe=None)]
    if has(other, "pronoun"):
        return []  # “than it buys from it”
    base, partner = (draft.ref, other.ids) if other is not None else (ids(draft, "base"), draft.partner)
    return [draft.but(operation="compare", hedge=hedge(less), base=base, base_partner=partner)]


def surplus(draft: Draft) -> list[Draft]:
    """A country sells more than it buys."""
    sells = has(draft.says("verb"), "export")
    below = hedge(sells == is_less(draft.says("more")))
    level = draft.but(indicator="trade_balance", operation="level", hedge=below, value="0", unit="USD")
    return [level] if sells != has(draft.says("other_verb"), "export") else []


# --- places ---


def rank(draft: Draft) -> list[Draft]:
    """A country is the n-th by a figure."""
    place, figure, noun = draft.match.roles["rank"], figure_of(draft), draft.says("noun")
    own = place.values.get("indicator", "")
    indicator = (figure.indicator if figure else "") or (noun.values.get("ranker", "") if noun else "") or own
    if any(has(s, "spend") for s in draft.used) and any(has(s, "defence") for s in draft.used):
        indicator = "military_expenditure"
    if own == "gdp_growth" and indicator == "gdp":
        indicator = own
    if not indicator:
        return []
    if figure is not None and _is_group_behind(draft, place):
        ref = ids(draft, "ref")
        draft = draft.but(ref=ref, partner=figure.partner if ref else ())
    draft = placed(draft.but(indicator=indicator, operation="rank"), place)
    return [draft.but(order=order(draft.order == "desc")) if is_deficit(draft) else draft]


def _is_group_behind(draft: Draft, place: Span) -> bool:
    """“The largest economy in Africa”: the group that owns the noun is among whom."""
    span, figure = draft.says("figure"), figure_of(draft)
    owner = figure.owner if figure else ()
    return span is not None and span.start > place.start and bool(owner) and owner[0] in vocabulary.groups()


def placed(draft: Draft, place: Span) -> Draft:
    """With value, order and group of the place."""
    universe, figure = draft.says("universe"), figure_of(draft)
    if has(place, "rank.own") and figure is None and has(universe, "pronoun") and draft.match.pattern.name == "rank":
        raise Refused(*UNSETTLED)
    if universe is not None and universe.kind == "place":
        raise Refused("no subject", f"the countries of “{universe.low}” are not held", "universe")
    among = universe.ids if universe is not None else ()
    if not among and figure is not None and _is_group_behind(draft, place):
        among = figure.owner
    if among and (len(among) > 1 or among[0] not in vocabulary.groups()):
        raise Refused(*UNSETTLED)
    return draft.but(
        value=place.values.get("rank", "1"), unit="RANK", order=place.values.get("order", "desc"),
        universe=None if among in ((), ("WLD",)) else among[0],
    )  # fmt: skip


def partner_rank(draft: Draft) -> list[Draft]:
    """A country is the n-th partner of another."""
    noun, figure = draft.match.roles["noun"], figure_of(draft, "ref_figure")
    indicator = noun.values.get("partner", "")
    if indicator == "by_figure":
        indicator = figure.indicator if figure and figure.indicator in KIND["flow"] else ""
    if not indicator:
        return []
    draft = draft.but(indicator=indicator, operation="rank")
    if figure is not None:
        draft = with_noun(draft, figure._replace(partner=()))
    draft = placed(draft, draft.match.roles["rank"])
    several = len(draft.partner) > 1 and draft.value == "1" and noun.low.endswith("s")
    return [draft.but(value="top 10") if several else draft]


OPERATIONS: dict[str, Callable[[Draft], list[Draft]]] = {
    "level": level, "of host": about_host, "from to": from_to, "balance": balance, "growth": growth,
    "change": change, "direction": direction, "streak": streak, "share": share, "share of flow": share_of_flow,
    "ratio": ratio, "compare": compare, "than the next": than_next, "compare flows": compare_flows,
    "surplus": surplus, "rank": rank, "partner rank": partner_rank,
}  # fmt: skip
