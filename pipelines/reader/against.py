"""Operations of one figure against another: shares, multiples, larger and smaller.

Belongs here: from a match to a draft, one short function per operation. Does not belong here: places in an order
(ranks.py).
"""

from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.sentence import Draft, Refused, amount_of, figure_of, ids
from pipelines.reader.spans import Amount, Figure, Span, has
from pipelines.reader.values import by_verb, hedge, is_less, order, valued, with_noun, world

COUNTED = (("people", "population"), ("troops", "armed_forces"), ("defence", "military_expenditure"))
AS_LARGE = Amount("times", "1", 1.0, "TIMES", hedge="about")
"""“Is the size of Canada's.”"""
SHARES = ("share", "proportion", "percentage")


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
        return [] if own else [draft.but(indicator="gdp", base=world(amount.whose_gdp))]
    if whole is None or whole.figure is None:
        base = whole.ids if whole is not None else ()
        return [draft.but(indicator="population", base=world(base))]
    return _share_of_figure(draft, whole.figure)


def _share_of_figure(draft: Draft, figure: Figure) -> list[Draft]:
    if figure.indicator in KIND["rate"] | KIND["averaged"]:
        return []
    part = draft.ref
    draft = draft.but(indicator=figure.indicator, narrowed=figure.narrowed)
    if figure.owner_word and figure.indicator not in KIND["bilateral"]:
        raise Refused("no subject", "of whose figure it is a part is not said", "base")
    if figure.indicator not in KIND["bilateral"] or figure.owner == ("WLD",):
        return [draft.but(base=world(figure.owner))]
    if figure.partner:  # “Nepal does two thirds of its trade with India”
        return [draft.but(ref=figure.owner or part, partner=figure.partner)]
    told_before = figure.owner_word and draft.says("part") is None
    owned = figure.owner or figure.owner_word
    return [draft.but(ref=figure.owner, partner=part)] if owned and not told_before else []


def _share_of_another(draft: Draft, amount: Amount) -> list[Draft]:
    """“A tenth of America's” is a multiple; of a group it is a share."""
    base = draft.match.roles["base"]
    other = base.figure.owner if base.figure else base.ids
    partner = base.figure.partner if base.figure else ()
    draft = with_noun(draft, figure_of(draft)).but(base=world(other), base_partner=partner)
    if not other or other[0] in vocabulary.groups():
        return [valued(draft, amount, "PT").but(operation="share")]
    return [valued(draft, amount, "TIMES").but(operation="ratio")] if amount.kind == "part" else []


def share_of_flow(draft: Draft) -> list[Draft]:
    """So much of a flow goes to, or comes from, a partner."""
    amount, own, whole = amount_of(draft), figure_of(draft), figure_of(draft, "whole")
    figure = own or whole
    if amount is None or (figure is None and draft.says("verb") is None):
        return []
    if own is not None and whole is not None and whole.owner and whole.owner != own.owner:
        return []
    indicator = figure.indicator if figure else by_verb(draft)
    draft = with_noun(draft.but(indicator=indicator, ref=ids(draft, "ref"), partner=ids(draft, "partner")), figure)
    narrowed = (whole.narrowed if whole else "") or draft.narrowed
    return [valued(draft, amount, "PT").but(operation="share", narrowed=narrowed)]


def ratio(draft: Draft) -> list[Draft]:
    """A figure is n times another, or n times what it was."""
    amount, base = amount_of(draft), draft.says("base")
    amount = AS_LARGE if draft.says("alike") is not None else amount
    amount = _as_times(draft, amount) if amount is not None else None
    if amount is None:
        return []
    draft = with_noun(draft.but(ref=ids(draft, "ref"), partner=ids(draft, "partner")), figure_of(draft))
    if draft.partner and not draft.indicator:
        draft = draft.but(indicator=by_verb(draft))
    draft = draft.but(indicator=draft.indicator or counted(draft.says("noun")), operation="ratio")
    draft = _set_against(valued(draft, amount, "TIMES"), base)
    figure = figure_of(draft)
    if draft.says("ref") is not None and base is None and figure is not None and figure.owner:
        draft = draft.but(ref=ids(draft, "ref"), base=figure.owner)  # “France has twice the population of Greece”
    other = draft.says("other")
    if other is not None:  # “four times those from Argentina”
        draft = draft.but(base=draft.ref, base_partner=other.ids)
    return [draft.but(value="half") if amount.text.lower() in ("halved", "halving") else draft]


def _as_times(draft: Draft, amount: Amount) -> Amount | None:
    """“50 per cent larger than” as 1.5 times; None for what is no multiple, as “a third larger”."""
    more, base = draft.says("more"), draft.says("base")
    if amount.kind == "percent" and more is not None and base is not None:
        share = (100 - amount.size if is_less(more) else 100 + amount.size) / 100
        return amount._replace(kind="times", text=f"{share:g}", unit="TIMES")
    if amount.kind == "times" and any(is_less(s) for s in draft.used):
        return None
    if amount.kind == "part" and (base is None or any(has(s, "more") for s in draft.used)):
        return None
    return amount if amount.kind in ("times", "part") else None


def _set_against(draft: Draft, base: Span | None) -> Draft:
    """With the areas that it is set against, and their partner."""
    if base is None or base.figure is None:
        return draft.but(base=base.ids if base is not None else ())
    other = base.figure
    if draft.indicator and other.indicator not in (draft.indicator, draft.indicator.removesuffix("_gdp")):
        raise Refused("no indicator", "one figure is set against another", "base")
    same_owner = other.partner or other.owner_word
    owner = other.owner or (draft.ref if same_owner else ())
    return draft.but(base=owner, base_partner=other.partner or (draft.partner if other.owner else ()))


def counted(noun: Span | None) -> str:
    """What a noun counts: people, soldiers, spending on defence, or the indicator that it names."""
    if noun is not None and noun.figure is not None:
        return noun.figure.indicator
    return next((indicator for label, indicator in COUNTED if has(noun, label)), "")


def compare(draft: Draft) -> list[Draft]:
    """One country's figure is larger or smaller than another's."""
    base = draft.says("base")
    draft = with_noun(draft.but(ref=ids(draft, "ref")), figure_of(draft))
    draft = draft.but(indicator=_compared(draft), operation="compare")
    if any(s.low in SHARES or (s.figure and s.figure.indicator == "gdp") for s in draft.used):
        shares = {"military_expenditure": "military_expenditure_gdp"}
        draft = draft.but(indicator=shares.get(draft.indicator, draft.indicator))
    less = is_less(draft.says("more")) or is_less(draft.says("richer"))
    if draft.says("others") is not None:
        return [above_others(draft, less)]
    return [_set_against(draft.but(hedge=hedge(less)), base)] if base is not None else []


def above_others(draft: Draft, less: bool) -> Draft:
    """“More than any other African country” is the first place."""
    others, universe = draft.match.roles["others"], ids(draft, "universe")
    named = "NATO" if "nato" in others.low else "EUROPE" if "european" in others.low else None
    among = universe[0] if len(universe) == 1 and universe[0] in vocabulary.groups() else named
    return draft.but(operation="rank", value="1", unit="RANK", order=order(less), universe=among)


def _compared(draft: Draft) -> str:
    """What is larger: by the noun, or by “richer”, “more populous”, “grew faster”; else people."""
    richer = draft.says("richer")
    if richer is not None:
        return "population" if "populous" in richer.low else "gdp_per_capita"
    if draft.says("grow") is not None:
        return "gdp_growth"
    if has(draft.says("verb"), "spend"):
        return "military_expenditure"
    return draft.indicator or counted(draft.says("noun")) or "population"


def than_next(draft: Draft) -> list[Draft]:
    """Larger than those of the n next to it together."""
    amount = amount_of(draft)
    if amount is None or not 2 <= amount.size <= 50 or not any(has(s, "than") for s in draft.used):
        return []
    draft = with_noun(draft.but(ref=ids(draft, "ref")), figure_of(draft))
    over = hedge(is_less(draft.says("more")))
    return [draft.but(indicator=_compared(draft), operation="next", hedge=over, value=amount.text, unit="RANK")]


def compare_flows(draft: Draft) -> list[Draft]:
    """More is traded with one partner than with another, or than with any other."""
    noun, other, less = draft.says("noun"), draft.says("other"), is_less(draft.says("more"))
    indicator = by_verb(draft) if noun is None else noun.values.get("transfer") or "troops"
    draft = draft.but(indicator=indicator, ref=ids(draft, "ref"), partner=ids(draft, "partner"))
    if draft.says("others") is not None:
        return [draft.but(operation="rank", value="1", unit="RANK", order=order(less))]
    draft = draft.but(operation="compare", hedge=hedge(less))
    if has(other, "pronoun"):
        return []
    if other is not None:
        return [draft.but(base=draft.ref, base_partner=other.ids)]
    return [draft.but(base=ids(draft, "base"), base_partner=draft.partner)]


def surplus(draft: Draft) -> list[Draft]:
    """A country sells more than it buys."""
    sells = has(draft.says("verb"), "export")
    if sells == has(draft.says("other_verb"), "export"):
        return []
    draft = draft.but(ref=ids(draft, "ref"), partner=ids(draft, "partner"), value="0", unit="USD")
    below = sells == is_less(draft.says("more"))
    return [draft.but(indicator="trade_balance", operation="level", hedge=hedge(below))]
