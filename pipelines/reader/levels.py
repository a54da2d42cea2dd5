"""Operations of one figure: what it came to, by how much it moved, whether it rose.

Belongs here: from a match to a draft, one short function per operation. Does not belong here: one figure against
another (against.py), places in an order (ranks.py), what goes on from a claim (following.py).
"""

from dataclasses import replace

from pipelines.claims.lexicon import KIND
from pipelines.reader.sentence import Draft, amount_of, figure_of, ids
from pipelines.reader.spans import has
from pipelines.reader.values import (  # fmt: skip
    BALANCES,
    by_verb,
    falls,
    hedge,
    is_deficit,
    is_less,
    level_of,
    measured,
    negative,
    order,
    valued,
    with_noun,
)


def level(draft: Draft) -> list[Draft]:
    """A figure is, has or reached an amount."""
    amount, figure = amount_of(draft), figure_of(draft)
    if amount is None or _counts_soldiers_of_all(draft):
        return []
    draft = draft.but(indicator=_of_pattern(draft), ref=ids(draft, "ref"), partner=ids(draft, "partner"))
    draft = with_noun(draft, figure)
    draft = valued(draft.but(indicator=measured(draft.indicator, amount)), amount)
    sign = draft.says("balance")
    if sign is not None:
        draft = draft.but(indicator="trade_balance")
    lower = (figure is not None and "fall" in figure.flags) or (sign is not None and sign.values["balance"] == "fall")
    below = lower and amount.hedge != "between"
    if below and draft.indicator.startswith((*BALANCES, "gdp_growth")):
        draft = negative(draft)
    if draft.indicator == "armed_forces" and draft.says("ref") is None and _is_elsewhere(draft):
        return []
    return [draft.but(operation=level_of(draft)), *_moved_to(draft)]


def _moved_to(draft: Draft) -> list[Draft]:
    """“Fell to 124 million in 2023” says which way it went, too: a claim of its own."""
    roles = draft.match.roles
    if "level_move" not in roles or roles["level_move"].values.get("move") not in ("+", "-"):
        return []
    moved = draft.but(match=draft.match._replace(roles=roles | {"move": roles["level_move"]}))
    bare = moved.but(operation="direction", hedge="none", value=None, value_high=None, unit=None)
    return [bare.but(order=order(falls(bare) != is_deficit(bare)))]


def _counts_soldiers_of_all(draft: Draft) -> bool:
    """“700 US military personnel” are some of its army, and not all of it."""
    amount, figure = draft.says("amount"), draft.says("figure")
    army = figure is not None and figure.figure is not None and figure.figure.indicator == "armed_forces"
    return army and amount is not None and figure is not None and amount.start < figure.start


def _is_elsewhere(draft: Draft) -> bool:
    """“It hosts the largest American base, with 10,000 troops”: those of another country."""
    before = draft.clause.parent
    return before is not None and any(has(s, "station") for s in before.row)


def _of_pattern(draft: Draft) -> str:
    """The indicator that the pattern names: by its verb, by its noun, or one."""
    indicator = draft.match.pattern.says.get("indicator", "")
    if " " in indicator:
        services = any("goods and services" in s.low or "services and goods" in s.low for s in draft.used)
        found = by_verb(draft, indicator)
        return found.replace("goods_", "goods_services_") if services else found
    if indicator == "noun":
        noun, figure = draft.says("noun"), figure_of(draft)
        return noun.values.get("transfer", "") if noun else figure.indicator if figure else ""
    return indicator


def about_host(draft: Draft) -> list[Draft]:
    """“Exports to Russia, which peaked at $10.9 billion, …”: the amount is of the noun that the clause hangs on."""
    host = draft.clause.host
    if draft.clause.kind not in ("relative", "apposition") or host is None or host.figure is None:
        return []
    return level(draft.but(match=draft.match._replace(roles=draft.match.roles | {"figure": host})))


def from_to(draft: Draft) -> list[Draft]:
    """“Rose from 4 billion in 2010 to 9 billion in 2020”: two levels."""
    ends = [draft.match.roles["before"], draft.match.roles["amount"]]
    units = [s.amount.unit for s in ends if s.amount is not None and s.amount.kind == "money"]
    whose = [s.amount.whose_gdp for s in ends if s.amount is not None and s.amount.whose_gdp is not None]
    out = []
    for span in reversed(ends):
        if units and span.amount is not None and span.amount.kind == "count":
            span = replace(span, amount=span.amount._replace(kind="money", unit=units[0]))
        if whose and span.amount is not None and span.amount.kind == "percent":
            span = replace(span, amount=span.amount._replace(whose_gdp=whose[0]))
        roles = draft.match.roles | {"amount": span, "end": ends[1]}
        out += [each.but(place=span.start) for each in level(draft.but(match=draft.match._replace(roles=roles)))]
    return out


def balance(draft: Draft) -> list[Draft]:
    """“Runs a trade deficit with Germany”: below nothing."""
    figure = figure_of(draft)
    if figure is None or not {"fall", "rise"} & set(figure.flags):
        return []
    draft = with_noun(draft.but(ref=ids(draft, "ref")), figure)
    draft = draft.but(hedge=hedge("fall" in figure.flags), value="0", unit="USD")
    return [draft.but(operation=level_of(draft))]


def growth(draft: Draft) -> list[Draft]:
    """“The economy shrank by 2 per cent”: its rate of growth."""
    amount = amount_of(draft)
    if amount is None:
        return []
    draft = with_noun(draft.but(ref=ids(draft, "ref")), figure_of(draft)).but(indicator="gdp_growth")
    draft = valued(draft, amount)
    draft = negative(draft) if falls(draft) else draft
    return [draft.but(operation=level_of(draft))]


def change(draft: Draft) -> list[Draft]:
    """A figure rose or fell by so much."""
    amount, figure = amount_of(draft), figure_of(draft)
    if amount is None or figure is None:
        return []
    if amount.kind == "percent" and figure.indicator == "gdp":
        return growth(draft)
    if amount.kind == "percent" and figure.indicator in KIND["rate"]:
        return []
    down = (falls(draft) or is_less(draft.says("move"))) != is_deficit(draft)
    draft = valued(with_noun(draft.but(ref=ids(draft, "ref")), figure), amount)
    return [draft.but(operation="change", order=order(down))]


def direction(draft: Draft) -> list[Draft]:
    """A figure rose or fell; of an economy, it grew or shrank."""
    draft = with_noun(draft.but(ref=ids(draft, "ref")), figure_of(draft))
    draft = draft.but(indicator=draft.indicator or "gdp")
    if draft.indicator == "gdp" and has(draft.says("move"), "grow"):
        return [draft.but(indicator="gdp_growth", operation="level", hedge=hedge(falls(draft)), value="0", unit="PT")]
    return [draft.but(operation="direction", order=order(falls(draft) != is_deficit(draft)))]


def streak(draft: Draft) -> list[Draft]:
    """It rose or fell n times on end."""
    draft = draft.but(ref=ids(draft, "ref"), value=draft.match.roles["streak"].values["streak"])
    draft = with_noun(draft, figure_of(draft))
    indicator = "gdp" if draft.indicator in ("", "gdp_growth") else draft.indicator
    return [draft.but(indicator=indicator, operation="streak", order=order(falls(draft)))]
