"""Levels: what a figure is, also where a verb says it (sold, spent, stationed).

Belongs here: claims of one number for one area or pair. Does not belong here: rates of growth (changes.py).
"""

import re

from pipelines.claims.reader import resolver, verifier, vocabulary
from pipelines.claims.reader.changes import grown
from pipelines.claims.reader.clauses import first_holder
from pipelines.claims.reader.common import (
    AVERAGE,
    DEPLOYED,
    MONEY,
    Found,
    claim,
    finished,
    grouped,
    measured_in,
    not_held,
    stated,
    together,
)
from pipelines.claims.reader.phrases import OF_ARMS, TRADE, is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment
from pipelines.claims.reader.sentence import Draft, Refused


def level(found: Found) -> Draft | None:
    """GDP is $5 trillion; a population of 48 million; growth was 5 per cent."""
    amount = found.amount
    if amount is None:
        return None
    indicator = measured_in(found.indicator, amount)
    if not indicator or (indicator == "armed_forces" and DEPLOYED.search(found.low)):
        return None
    if indicator == "gdp_growth":
        return grown(found)
    if indicator in TRADE and bought_by_another(found):
        return None
    indicator = per_head(found, indicator)
    ref, partner = found.sides(indicator)
    if found.says.indicator == "trade_balance" and not (partner or found.role("balance")):
        return None  # "makes $400 billion in trade": with whom?
    return claim(found, Draft(indicator, together(ref, partner, indicator), ref, partner), amount, flip=found.negative)


def headline(found: Found) -> Draft | None:
    """“Egypt 110m people, Nile 1 river”: nothing is said of the people."""
    return level(found) if found.ends(",", "stop", "and") else None


def with_article(found: Found) -> Draft | None:
    """“a Luxembourg of 660,000 people”: the article says that the number describes the country."""
    return level(found) if found.low[: found.first.start].split()[-1:] in (["a"], ["an"]) else None


def listed(found: Found) -> Draft | None:
    """“Estonia: 1.3 million people”, “Iceland (380,000 people)”, “Tuvalu. 11,000 people.”"""
    if found.sentence.context.heading and not found.sentence.named:
        return headline(found)
    before = found.clause.after
    named = found.clause.host is not None or (before is not None and first_holder(before.row) is not None)
    return level(found) if named and found.clause.link in (":", "(", "[", "-") else None


def bought_by_another(found: Found) -> bool:
    """“Canada bought $440 billion worth of US exports”: those to Canada, and not all of them."""
    row, figure = found.clause.row[: found.match.start], found.figure
    buys = bool(row) and is_word(row[-1], "import", "go")
    return buys and figure is not None and isinstance(figure.owner, Area) and first_holder(row) is not figure.owner


def also(found: Found) -> Draft | None:
    """“68 million people and 150,000 soldiers”: of the country of the figure before it."""
    start, amount = found.first.start, found.amount
    mine = [d for d in found.sentence.drafts if d.clause is found.clause and d.place < start and not d.counterpart]
    if not mine or amount is None or amount.size < 300 or is_word(found.next, "in", "to", "abroad"):
        return None
    last = max(mine, key=lambda d: d.place)
    indicator = "armed_forces" if found.role("soldiers") is not None else "population"
    if last.operation not in ("level", "sum", "mean") or last.indicator == indicator:
        return None
    draft = Draft(indicator, grouped(last.ref, indicator), last.ref)
    return claim(found, draft, amount)


def at_all(found: Found) -> Draft | None:
    """“Spain's economy shrank in 2020”, “runs a trade deficit with Germany”: under or over nothing."""
    figure, move = found.figure, found.role("move")
    end = found.inside[-1].end
    if figure is None or any(numbered(s) and s.start >= end for s in found.sentence.row):
        return None
    times = found.times(None)
    growth = figure.indicator == "gdp"
    if FIRST_TIME.search(found.low):
        times.base = None
    era = found.low.lstrip('"').startswith("when ")
    if (growth and ((times.period is None and not era) or times.base)) or (not growth and not figure.flags):
        return None
    partner = found.partner
    ref = found.ref(partner)
    indicator = "gdp_growth" if growth else figure.indicator
    falls = found.order == "asc" if move is not None else found.negative
    draft = Draft(indicator, together(ref, partner, indicator), ref, partner, hedge="under" if falls else "over")
    draft.value, draft.unit = "0", "PT" if growth else "USD"
    draft.place = found.first.start
    return claim(found, draft, times=times)


def numbered(segment: Segment) -> bool:
    """Whether a number stands there; “for the first time” is none."""
    return isinstance(segment, Amount) or (isinstance(segment, Rank) and segment.low != "first")


FIRST_TIME = re.compile(r"\bfor the first time in\b")


def in_balance(found: Found) -> Draft | None:
    """Thailand's trade with Laos is in surplus."""
    figure, word = found.figure, found.role("balance")
    if figure is None or word is None:
        return None
    partner = found.partner
    draft = Draft("trade_balance", "level", found.ref(partner), partner, value="0", unit="USD")
    draft.hedge = "under" if word.values["balance"] == "fall" else "over"
    draft.place = word.start
    return claim(found, draft)


def per_head(found: Found, indicator: str) -> str:
    if not any(is_word(s, "per_head") for s in found.clause.row):
        return indicator
    if indicator == "gdp":
        return "gdp_per_capita"
    if indicator in MONEY - {"gdp_per_capita", "gni_per_capita", "income_per_capita"}:
        raise Refused("no indicator", "an amount per head, and the figures are those of countries")
    return indicator


def flow(found: Found) -> Draft | None:
    """Chile exported goods worth $98 billion; China sells the United States $480 billion worth of goods."""
    amount, indicator = found.amount, found.indicator
    verb = found.role("verb")
    if amount is None or not indicator or amount.kind not in ("money", "count") or abs(amount.size) < 1e6:
        return None
    words = found.inside
    if any(is_word(s, "arms") for s in words):
        indicator = OF_ARMS[indicator]
    if any("services" in s.low for s in words):
        indicator = indicator.replace("goods_", "goods_services_")
    plain = verb is not None and "port" in verb.low  # "bought $94 billion" of what?
    returned = isinstance(found.role("partner"), Pronoun) and any(d.indicator in TRADE for d in found.sentence.drafts)
    if (amount.kind == "count" or not plain) and not any(is_word(s, "goods", "arms") for s in words) and not returned:
        return None
    noun = verb if isinstance(verb, Figure) else None
    link = found.role("link")
    if link is not None and is_word(link, "from" if indicator in ("goods_exports", "arms_transfers") else "to"):
        return None  # "exported goods from Chile", "bought goods to …"
    ref = found.who(noun.owner) if noun is not None and noun.owner is not None else ()
    ref = ref or found.holder("area")
    partner = other_side(found, noun, ref)
    ref = ref or found.subject(partner, verb)
    partner = () if partner == ("WLD",) else partner
    draft = Draft(indicator, together(ref, partner, indicator), ref, partner)
    return claim(found, draft, amount)


def shipped(found: Found) -> Draft | None:
    """Goods worth £7.3 billion were exported from the UK to Japan."""
    amount, indicator, sentence = found.amount, found.indicator, found.sentence
    if amount is None or not indicator:
        return None
    source, goal = found.holder("source"), found.holder("goal")
    if indicator == "goods_exports":
        ref, partner = found.holder("area") or source, goal
    else:
        ref, partner = goal, source
    ref = ref or next((d.ref for d in sentence.drafts if d.indicator in TRADE), ())
    if not ref or not partner:
        return None
    draft = Draft(indicator, together(ref, partner, indicator), ref, partner)
    return claim(found, draft, amount)


def other_side(found: Found, noun: Figure | None, ref: tuple[str, ...]) -> tuple[str, ...]:
    """The partner: named with the verb, taken over with “from it” or “in return”, or refused where it is unclear."""
    sentence, amount, named = found.sentence, found.amount, found.role("partner")
    partner = found.who(noun.partner) if noun is not None and noun.partner is not None else ()
    partner = partner or found.holder("object") or (found.holder("partner") if isinstance(named, Area) else ())
    if partner:
        return partner
    start = found.first.start
    traded = [d for d in sentence.drafts if d.counterpart and d.indicator in TRADE and ref in ((), d.ref)]
    returned = amount is not None and RETURN.match(sentence.low, amount.end) is not None
    if traded and (returned or isinstance(named, Pronoun)):
        return traded[0].counterpart
    if traded or resolver.sold_before(start, sentence):
        raise Refused("no subject", "whether it is the trade with the partner named before is not said")
    return found.holder("partner")


RETURN = re.compile(r"(?: worth)?(?: of goods)? (?:in return|from there)")


def stationed(found: Found) -> Draft | None:
    """28,500 American soldiers in South Korea: of whom and where."""
    amount, named = found.amount, found.role("sender")
    if amount is None or amount.kind != "count" or (isinstance(named, Figure) and named.owner is None):
        return None
    host = found.holder("host") or found.subject(found.holder("sender"), amount)
    ref = found.holder("sender") or found.subject(host, amount)
    spoken = any(isinstance(s, Pronoun) and s.kind == "we" for s in found.clause.row)  # "We have 28,500 troops in …"
    if named is None and not spoken and "--country" in found.sentence.inherited.get("area", ""):
        raise Refused("no subject", "whose troops they are is not said")
    draft = Draft("troops", "level", ref, host)
    if found.times(amount).base:
        draft.operation = "change"  # "has sent 14,000 soldiers since May"
    elif len(host) > 1:
        draft.operation = "sum"
    return claim(found, draft, amount)


def stationed_there(found: Found) -> Draft | None:
    """“a deal of the U.S. and South Korea for the 28,500 U.S. troops stationed there”."""
    amount, sender = found.amount, found.holder("sender")
    others = {a.ids for a in found.sentence.named if len(a.ids) == 1 and a.ids != sender}
    if amount is None or len(others) != 1:
        return None
    return claim(found, Draft("troops", "level", sender, others.pop()), amount)


def between_two(found: Found) -> Draft | None:
    """Remittances, aid, migrants, votes, sites: whose, and in which other country."""
    amount, noun = found.amount, found.role("noun")
    indicator = found.says.indicator or (noun.values.get("transfer", "") if noun is not None else "")
    behind = found.behind[:2]
    if amount is None or (behind and (isinstance(behind[0], Area | Figure) or is_word(behind[0], "troops"))):
        return None
    if indicator in PAID and behind and not is_word(behind[0], *BEHIND_AID):
        return None  # "aid contracts", "aid cuts"
    if len(behind) > 1 and is_word(behind[0], "and", "or") and not isinstance(behind[1], Area | Amount | Figure):
        return None  # "in aid and loans", "from the United States and its allies"
    partner = found.holder("partner")
    ref = found.holder("area") or found.subject(partner, amount)
    partner = partner or found.partner or found.subject(ref, amount)
    if not ref or not partner:
        return None
    if indicator in PAID and vocabulary.groups().intersection(ref):
        raise Refused("no data", "what a group gives by itself is not held, only what its members give")
    draft = Draft(indicator, together(ref, partner, indicator), ref, partner)
    draft = claim(found, draft, amount)
    times = found.times(amount)
    if indicator in PAID and (times.base or not (draft.period or AVERAGE.search(found.low))):
        raise Refused("no data", "in which years it was paid is not said, and amounts of single years are held")
    return draft


PAID = frozenset(("official_aid", "foreign_assistance", "remittances"))
BEHIND_AID = (",", "stop", "and", "or", "joint", "relative", "in", "to", "from", "for", "with")


def counted_otherwise(found: Found) -> Draft | None:
    """“12 million Mexicans”, “120 military bases in Japan”: what is counted there is not quite what is held."""
    draft = between_two(found)
    return not_held(draft, OTHERWISE[draft.indicator]) if draft is not None else None


OTHERWISE = {
    "migrants": "people born there are held, or citizens where a country counts those: which of them, or whether "
    "people of that descent are meant, is not said",
    "military_sites": "only sites are counted, and a base may be many sites",
}


def tied(found: Found) -> Draft | None:
    """Japan is a treaty ally of the United States; Spain and France share a border: no number."""
    noun, sides = found.role("noun"), found.holder("area") + found.holder("partner")
    if noun is None or len(set(sides)) != 2 or vocabulary.groups().intersection(sides):
        return None
    if not found.ends(*BEHIND_AID):
        return None
    draft = Draft(noun.values["tie"], "exists", sides[:1], sides[1:], place=noun.start)
    times = found.times(None)
    if draft.indicator == "alliance" and times.base:
        draft.indicator, draft.event = "", {"kinds": ["alliance_begun"], "areas": sorted(sides)}
        draft.period = times.base
        return finished(found, draft)
    if draft.indicator == "alliance" and draft.operation == "exists":
        draft.operation, draft.value, draft.hedge = "level", "1", "exactly"  # what is held ends in a year
    return claim(found, draft, times=times)


def apart(found: Found) -> Draft | None:
    """Seoul is 1,160 km from Tokyo: from capital to capital."""
    amount, area, partner = found.amount, found.role("area"), found.role("partner")
    sides = found.holder("area") + found.holder("partner")
    if amount is None or len(set(sides)) != 2 or vocabulary.groups().intersection(sides):
        return None
    draft = stated(found, Draft("distance", "level", sides[:1], sides[1:]), amount)
    draft.unit = "KM"
    capitals = [s for s in (area, partner) if isinstance(s, Area)]
    if not all(s.kind == "seat" for s in capitals) and "capital" not in found.low:
        not_held(draft, "from where to where is not said; distances of capitals and of the largest cities are held")
    elif not STRAIGHT.search(found.low):
        not_held(draft, "whether by road or in a straight line is not said, and straight lines are held")
    return finished(found, draft)


STRAIGHT = re.compile(r"\b(?:as the crow flies|straight line|by air|by plane|great[- ]circle|air distance)\b")


def hosted(found: Found) -> Draft | None:
    """South Korea paid 1.18 trillion won towards the cost of the American forces on its soil."""
    amount, words = found.amount, found.inside
    if amount is None or not any(is_word(s, "troops", "station") or s.low == "their upkeep" for s in words):
        return None
    sender = found.holder("sender")
    payer = found.holder("payer") or found.subject(sender, amount)
    sender = sender or next((d.ref for d in found.sentence.drafts if d.indicator == "troops"), ())
    if not sender:
        return None
    draft = Draft("host_contribution", "level", payer, sender)
    return claim(found, draft, amount)


def host_of(found: Found, start: int) -> tuple[str, ...]:
    """Where they are: “in Jordan, where America keeps 3,000 troops”; “In Germany, America has 35,000 troops”."""
    if found.clause.link == "where" and found.clause.host is not None:
        return found.who(found.clause.host)
    place = verifier.opening_area(found.sentence, start)
    return place.ids if place is not None else ()


def forces(found: Found) -> Draft | None:
    """Germany's army has 181,000 soldiers; a standing army of 1.2 million."""
    amount = found.amount
    if amount is None or amount.kind != "count" or amount.size < 300:
        return None
    ref = found.ref(())
    if found.role("area") is None and found.figure is None and vocabulary.groups().intersection(ref):
        return None  # "the most soldiers out of all NATO members, …, totalling 1.3 million troops"
    host = host_of(found, amount.start)
    if host and host != ref:
        draft = Draft("troops", "level", ref, host)
        return claim(found, draft, amount)
    draft = Draft("armed_forces", grouped(ref, "armed_forces"), ref)
    return claim(found, draft, amount)
