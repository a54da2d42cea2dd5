"""Parts of a whole: of the world's or a group's figure, of a country's trade with one partner.

Belongs here: claims of a share. Does not belong here: multiples of another area's figure (comparisons.py), shares that
a clause adds to the claim before (additions.py).
"""

from pipelines.claims.reader import resolver, vocabulary
from pipelines.claims.reader.common import RATES, Found, claim
from pipelines.claims.reader.phrases import ARMS, TRADE, is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank
from pipelines.claims.reader.sentence import Draft


def share(found: Found, amount: Amount) -> Draft | None:
    """A share of a figure: of the world's, or of a country's trade with one partner."""
    figure = found.figure or leading(found)
    if amount.of_gdp or figure is None or found.low.endswith(" by ", 0, amount.start):
        return None  # "its share of the world's GDP has fallen by a third"
    before = found.left
    if figure.partner is not None and any(isinstance(s, Figure) and s.indicator in TRADE for s in before):
        return None  # "trade with Peru is half of the trade with Latin America"
    if figure.indicator in RATES | {"event", "trade_balance", "gdp_growth"}:
        return None
    partner = found.holder("partner") or found.who(figure.partner) or behind_relative(found)
    owner = found.who(figure.owner)
    whole = found.role("whole")
    if not owner and isinstance(whole, Figure):
        owner = found.who(whole.owner)  # "exports to Iraq make up 18 per cent of Iran's exports"
    draft = of_partner(found, figure, partner, owner) if partner else of_whole(found, figure, owner)
    if draft is None:
        return None
    return claim(found, draft, amount, unit="PT")


def behind_relative(found: Found) -> tuple[str, ...]:
    """“the United States, to which it sends …”, “China, which takes …”: the area that the relative clause is about."""
    clause, last = found.clause, found.clause.after.row[-1] if found.clause.after is not None else None
    about = isinstance(clause.host, Area) and clause.link in ("which", "that") and not clause.stranger
    own = is_word(found.first, "take", "import") and found.figure is not None and found.figure.owner is not None
    return found.who(clause.host) if about and (is_word(last, "to", "from", "with") or own) else ()


def arms_share(found: Found, amount: Amount) -> Draft | None:
    """Germany bought 36 per cent of its weapons from the United States."""
    supplies = is_word(found.role("verb"), "give", "supply")
    named, partner = found.holder("area"), found.holder("partner")
    owner = found.holder("owner") or (partner if supplies else named)
    supplier = (named or found.subject(owner, amount)) if supplies else partner
    if not owner or not supplier or owner == supplier:
        return None
    return claim(found, Draft("arms_imports", "share", owner, supplier), amount, unit="PT")


def of_partner(found: Found, figure: Figure, partner: tuple[str, ...], owner: tuple[str, ...]) -> Draft | None:
    """What of a country's trade goes to a partner, or comes from it."""
    whole = found.role("whole")
    of_another = isinstance(whole, Figure) and whole.indicator != figure.indicator
    if figure.indicator not in TRADE | ARMS or partner == owner or of_another:
        return None
    area = found.holder("area")
    ref = owner or area or found.subject(partner, found.amount)
    return Draft(figure.indicator, "share", ref, partner)


def of_whole(found: Found, figure: Figure, owner: tuple[str, ...]) -> Draft | None:
    """An area's part of the world's or a group's figure; of a country's trade, the partner's part."""
    host = found.clause.host
    area = found.holder("area") or (host.ids if isinstance(host, Area) else ())
    of_output = figure.indicator not in TRADE | ARMS
    if not area and (owner == ("WLD",) or of_output):
        area = found.subject(owner, found.amount)
    waits_for_partner = "{area:partner}" in found.match.pattern.words
    has = found.has("have")  # "America has a quarter of China's population"
    if not owner or not area or owner == area or waits_for_partner or (of_output and not has and apart(area, owner)):
        return None
    if owner == ("WLD",) or of_output:
        return Draft(figure.indicator, "share", area, base=() if owner == ("WLD",) else owner)
    return Draft(figure.indicator, "share", owner, area)


def apart(area: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether the whole is one other country, of which a country is no part."""
    return len(whole) == 1 and whole[0] not in vocabulary.groups() | {"WLD"} and not set(area) & set(whole)


def leading(found: Found) -> Figure | None:
    """“Of Cambodia's exports, 38 per cent go to the United States”."""
    row = found.sentence.row
    first = row[1] if len(row) > 1 and is_word(row[0], "of") else None
    return first if isinstance(first, Figure) else None


LIVING = ("living in", "residing in")
"""“3 per cent of people living in America”: of them, not of all people."""


def living(found: Found, amount: Amount) -> Draft | None:
    """“One in five people in the world lives in Africa”, “China has 18 per cent of the world's people”."""
    figure = found.figure
    if amount.kind not in ("percent", "part") or any(s.low in LIVING for s in found.inside):
        return None
    area = found.holder("area") or found.subject((), amount)
    whole = found.holder("whole") or (found.who(figure.owner) if figure is not None else ())
    if (figure is not None and not whole) or not area or area == whole:
        return None
    if apart(area, whole) and not found.has("have"):
        return None  # "5 per cent of Bermuda's people are American"
    base = () if whole == ("WLD",) else whole
    return claim(found, Draft("population", "share", area, base=base), amount, unit="PT")


def listed_share(found: Found, amount: Amount) -> Draft | None:
    """“Estonia's main trading partners: Finland 15%, Latvia 12%”, “exports went to Kenya (11 per cent)”."""
    sentence = found.sentence
    if amount.kind not in ("percent", "part") or amount.of_gdp:
        return None
    host = found.clause.host
    partner = found.holder("partner") or (host.ids if isinstance(host, Area) and found.clause.link in "([" else ())
    heading = heading_of(found)
    if not partner or heading is None:
        return None
    indicator, owner = heading
    first = sentence.clauses[0].row
    if owner is None and len(first) == 1 and isinstance(first[0], Area):
        owner = first[0]  # "Laos – exports, partners: Thailand 36%"
    ref = found.who(owner) or resolver.from_before(sentence, partner)
    return claim(found, Draft(indicator, "share", ref, partner, slot="counterpart"), amount, unit="PT")


def heading_of(found: Found) -> tuple[str, Area | Pronoun | None] | None:
    """The flow or the kind of partner that a list of shares is about, and whose it is."""
    row, start = found.sentence.row, found.start
    for place, segment in enumerate(row):
        if segment.start >= start:
            return None
        if isinstance(segment, Figure) and segment.indicator in TRADE and segment.partner is None:
            ends = any(is_word(s, "go", "come", "partner", "stop") for s in row[place + 1 : place + 4])
            market = place > 1 and is_word(row[place - 1], "of") and is_word(row[place - 2], "partner")
            return (segment.indicator, segment.owner) if ends or market else None
        if is_word(segment, "partner") and place and isinstance(row[place - 1], Rank):
            near = [s for s in row[max(0, place - 3) : place - 1] if not is_word(s, "'s")][-1:]
            own = [s for s in near if isinstance(s, Area | Pronoun)]
            flow = next((s for s in row[place + 1 : place + 3] if isinstance(s, Figure)), None)
            owner = own[-1] if own else flow.owner if flow is not None else None
            indicator = {"trade_partner": "goods_trade"}.get(segment.values["partner"], segment.values["partner"])
            return (indicator, owner) if owner is not None else None
    return None
