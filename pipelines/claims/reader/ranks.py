"""Ranks: places among all countries, a group, or a country's partners.

Belongs here: the n-th largest, the most populous, the main partner. Does not belong here: the highest since a year
(changes.py).
"""

import itertools
import re

from pipelines.claims.reader import resolver, vocabulary
from pipelines.claims.reader.common import Found, finished, indicator_of, negative, restricted, timed, unheld
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Area, Figure, Place, Pronoun, Rank
from pipelines.claims.reader.sentence import Draft, Refused


RECORD = re.compile(r"\b(?:on record|ever recorded|since records began|in (?:its|their|recorded) history)\b")


def rank(found: Found) -> Draft | None:
    """The world's third-largest economy; Chile's largest trading partner."""
    place = found.role("rank")
    if not isinstance(place, Rank):
        return None
    indicator, figure = ranked_by(found, place), found.figure
    if not indicator:
        return None
    falls = place.falling != (negative(figure) and indicator == "trade_balance")
    partner = found.holder(found.match.pattern.says.counterpart)
    ref = ref_of_rank(found, partner)
    draft = Draft(indicator, "rank", ref, partner, order="asc" if falls else "desc", unit="RANK")
    draft.value = place.text if place.bare or place.n > 1 else after_others(found, place)
    draft.place = place.start
    among(found, draft)
    times = resolver.times_of(place, found.clause, found.sentence)
    record = RECORD.search(found.sentence.low, place.end) is not None
    since = (times.base or record) and not times.yearly and place.n == 1 and not place.bare
    since = since and not partner and not draft.universe
    if since:
        draft.operation, draft.value, draft.unit = "extreme", None, None
    else:
        times.base = None
    return finished(found, timed(found, restricted(figure, draft), place, times))


def ranked_by(found: Found, place: Rank) -> str:
    """The indicator of a rank: its own ("most populous"), that of its noun, that of the pattern."""
    noun = found.role("ranker") or found.role("partner_word")
    figure = found.figure
    if place.indicator:
        return place.indicator if figure is None or figure.indicator in ("gdp", "population") else ""
    if noun is not None:
        return noun.values.get("ranker") or noun.values.get("partner") or ""
    return indicator_of(found)


def ref_of_rank(found: Found, partner: tuple[str, ...]) -> tuple[str, ...]:
    """Who holds the rank; of partners, whose partners they are."""
    says = found.match.pattern.says
    named = found.holder(says.ref)
    ref = named or resolver.subject(found.clause, found.sentence, partner, found.role("rank"))
    if len(ref) != 1:
        raise Refused("no subject", "a rank is of one country")
    return ref


def after_others(found: Found, place: Rank) -> str:
    """“the largest after the United States and China” is the third."""
    row = found.clause.row
    behind = [s for s in row if s.start >= place.end]
    for link, area in itertools.pairwise(behind):
        if link.low in ("after", "behind") and isinstance(area, Area):
            return str(1 + len(area.ids))
    follows = next(
        (c for c in found.sentence.clauses if c.after is found.clause and c.link in ("after", "behind")), None
    )
    if follows is not None and isinstance(follows.row[0], Area) and len(follows.row) == 1:
        return str(1 + len(follows.row[0].ids))
    return "1"


def among(found: Found, draft: Draft) -> None:
    """The group within which a rank is meant; the world where none is named."""
    named, figure = found.role(found.match.pattern.says.universe), found.figure
    if named is None and is_word(found.sentence.row[0], "in", "of", "some") and len(found.sentence.row) > 1:
        first = found.sentence.row[1]  # "Among the members of ASEAN, Singapore has the highest GDP per head"
        named = first if isinstance(first, Area) and first.kind == "group" else None
    if named is None and figure is not None and isinstance(figure.owner, Area) and figure.owner.kind == "group":
        named = figure.owner
    if isinstance(named, Place):
        if named.kind != "region":
            raise Refused("sub-national", f"“{named.low}” is no country")
        unheld(draft, f"the members of “{named.low}” are not held")
        return
    ids = resolver.who(named, found.sentence) if isinstance(named, Area | Pronoun) else ()
    if ids in ((), ("WLD",)) or ids == draft.ref:
        return
    if len(ids) == 1 and ids[0] in vocabulary.groups():
        draft.universe = ids[0]
        return
    raise Refused("sub-national", "a rank within a country or among a few")


def beside(found: Found, host: Area) -> Area:
    """The area that an aside stands behind: “exports to the United States, its biggest export market”."""
    before = [a for a in found.sentence.named if a.end <= found.clause.start]
    return before[-1] if before else host


def partnered(found: Found) -> Draft | None:
    """China is Brazil's largest trading partner."""
    place = found.role("rank")
    noun = next((s for s in found.clause.row[found.match.start : found.match.end] if is_word(s, "partner")), None)
    if not isinstance(place, Rank) or noun is None:
        return None
    figure = found.figure
    ref = found.holder("owner") or (resolver.owner(figure, found.clause, found.sentence) if figure is not None else ())
    role = found.role("partner")
    named = role if isinstance(role, Area | Pronoun) else None
    host = found.clause.host
    if named is None and not (found.clause.aside and isinstance(host, Area)):
        return None
    if named is None and isinstance(host, Area):
        named = beside(found, host)
    partner = resolver.who(named, found.sentence) if named is not None else ()
    if not ref or len(ref) != 1 or set(ref) & set(partner) or (noun.low.endswith("s") and len(partner) == 1):
        return None
    draft = Draft(noun.values["partner"], "rank", ref, partner, unit="RANK", order="asc" if place.falling else "desc")
    draft.value = place.text if place.bare or place.n > 1 else after_others(found, place)
    draft.place = place.start
    if len(partner) > 1:
        draft.parts = "counterpart"
        draft.value = "top 10" if draft.value == "1" else draft.value  # "main partners are China, Japan and the US"
    times = resolver.times_of(place, found.clause, found.sentence)
    times.base = None
    return finished(found, timed(found, restricted(figure, draft), place, times))


def by_figure(found: Found) -> Draft | None:
    """“In terms of population, Nigeria ranks sixth”: by the figure that the sentence begins with."""
    place, row = found.role("rank"), found.sentence.row
    figure = next((s for s in row[:4] if isinstance(s, Figure)), None)
    begins = bool(row) and is_word(row[0], "by", "in", "for")
    if not isinstance(place, Rank) or figure is None or not begins or figure.owner is not None:
        return None
    draft = Draft(figure.indicator, "rank", found.holder("area"), value=place.text, unit="RANK", place=place.start)
    if len(draft.ref) != 1:
        return None
    among(found, draft)
    return finished(found, timed(found, restricted(figure, draft), place))
