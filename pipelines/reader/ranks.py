"""Operations of an order: the n-th by a figure, the n-th partner.

Belongs here: from a match to a draft, and among whom a place is. Does not belong here: the highest of years, which
attach.py makes of a place that has a beginning.
"""

from pipelines.claims.lexicon import KIND
from pipelines.reader import vocabulary
from pipelines.reader.sentence import Draft, Refused, figure_of, ids
from pipelines.reader.spans import Span, has
from pipelines.reader.values import is_deficit, with_noun

UNSETTLED = ("no subject", "among whom is not settled", "universe")


def rank(draft: Draft) -> list[Draft]:
    """A country is the n-th by a figure."""
    place, figure = draft.match.roles["rank"], figure_of(draft)
    indicator = _ranked_by(draft, place)
    if not indicator:
        return []
    owner = figure.owner if figure and not _is_group_behind(draft, place) else ()
    narrowed = figure.narrowed if figure else ""
    partner = figure.partner if figure and owner else ()
    draft = draft.but(indicator=indicator, ref=ids(draft, "ref") or owner, partner=partner, narrowed=narrowed)
    draft = placed(draft.but(operation="rank"), place)
    return [draft.but(order="asc" if draft.order == "desc" else "desc") if is_deficit(draft) else draft]


def _ranked_by(draft: Draft, place: Span) -> str:
    """By what: the noun, what is ranked as (“exporter”), or the superlative itself (“richest”)."""
    figure, noun = figure_of(draft), draft.says("noun")
    own = place.values.get("indicator", "")
    if any(has(s, "spend") for s in draft.used) and any(has(s, "defence") for s in draft.used):
        shares = any(s.low == "share" for s in draft.used)
        return "military_expenditure_gdp" if shares else "military_expenditure"
    if own == "gdp_growth" and figure is not None and figure.indicator == "gdp":
        return own
    return (figure.indicator if figure else "") or (noun.values.get("ranker", "") if noun else "") or own


def _is_group_behind(draft: Draft, place: Span) -> bool:
    """“The largest economy in Africa”: the group that owns the noun is among whom."""
    span, figure = draft.says("figure"), figure_of(draft)
    owner = figure.owner if figure else ()
    return span is not None and span.start > place.start and bool(owner) and owner[0] in vocabulary.groups()


def placed(draft: Draft, place: Span) -> Draft:
    """With value, order and group of the place."""
    universe, figure = draft.says("universe"), figure_of(draft)
    bare = has(place, "rank.own") and figure is None and draft.match.pattern.name == "rank"
    if bare and has(universe, "pronoun"):
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
    draft = draft.but(indicator=indicator, ref=ids(draft, "ref"), partner=ids(draft, "partner"), operation="rank")
    if figure is not None:
        draft = with_noun(draft, figure._replace(partner=()))
    draft = placed(draft, draft.match.roles["rank"])
    several = len(draft.partner) > 1 and draft.value == "1" and noun.low.endswith("s")
    return [draft.but(value="top 10") if several else draft]
