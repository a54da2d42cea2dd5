"""Levels: what a figure is, also where a verb says it (sold, spent, stationed), and what one country has in another.

Belongs here: claims of one number for one area or pair. Does not belong here: rates of growth (changes.py).
"""

from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import verifier, vocabulary
from pipelines.claims.reader.changes import grown
from pipelines.claims.reader.claiming import claim
from pipelines.claims.reader.clauses import first_holder
from pipelines.claims.reader.found import Found, level_of, measured_in, two_sided
from pipelines.claims.reader.members import Members
from pipelines.claims.reader.phrases import OF_ARMS, OVER_GDP, is_word
from pipelines.claims.reader.resolver import candidates
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment, gap
from pipelines.claims.reader.sentence import Draft, Refused
from pipelines.claims.reader.series import finished


def level(found: Found, amount: Amount) -> Draft | None:
    """GDP is $5 trillion; a population of 48 million; growth was 5 per cent."""
    if any(d.operation == "rank" and d.place < found.start and d.clause is found.clause for d in found.sentence.drafts):
        before = found.clause.row[found.match.start - 1]
        if isinstance(before, Rank) and not is_word(found.next, "of"):
            return None  # "America has the largest economy in the world at $20 trillion": the amount behind a place
    arrived = found.indicator == "fdi_positions_outward" and flowed_in(found)
    # "As a percentage of GDP, the defence budget is 3.6 per cent"
    over = amount.kind == "percent" and found.sentence.said("as a share of output")
    indicator = measured_in("fdi_inflows" if arrived else found.indicator, amount)
    indicator = indicator or (OVER_GDP.get(found.indicator, "") if over else "")
    if indicator == "armed_forces" and found.said("deployed"):
        return None
    if indicator == "gdp_growth":
        # "of the GDP, 5 per cent is from farms", "a contribution to the GDP of 5 per cent"
        part = found.indicator == "gdp" and any(is_word(s, "to", "of") for s in found.left[-1:])
        return None if part else grown(found, amount)
    sent = indicator == "remittances_received" and sent_from(found)
    bought = indicator in {*KIND["goods"], "remittances_received"} and bought_by_another(found)
    if sent or bought or own_noun(found, amount) or not indicator:
        return None
    if found.it is not None and found.it.base and found.clause.link == "which":
        return None  # "four times as big as US-Africa trade, which came to $73 billion"
    of_some = found.figure is not None and found.figure.owner is not None and amount.end < found.figure.start
    if of_some and found.low.startswith(" of ", amount.end):
        return None  # "applies to $12 million of its exports"
    # "from 6 children per woman to 2.2 in 2016": its time is where the fall began
    began = found.figure is None and amount.kind == "births" and found.low.endswith("from ", 0, amount.start)
    if began or (indicator == "population" and is_word(found.next, "troops", "migrants", "peacekeepers")):
        return None  # "in third place with 5,525 troops"
    if indicator == "population" and found.figure is None and unsaid(found):
        return None
    indicator = per_head(found, indicator)
    if arrived:
        host = found.who(found.figure.partner) if found.figure is not None else ()
        return claim(found, Draft(indicator, "level", host or found.ref(())), amount)
    ref, partner = found.sides(indicator)
    if indicator == "armed_forces" and (host := host_of(found, amount.start)) not in ((), ref):
        indicator, partner = "troops", host
    falls = found.negative or (found.it is not None and found.behind_a_deficit)
    draft = claim(found, level_of(indicator, ref, partner), amount, flip=falls)
    unspent = any(is_word(s, "not") and found.low.startswith(" spend ", s.end) for s in found.inside)
    if unspent and amount.hedge == "none":
        draft.hedge, draft.words["denied"] = "under", "not"  # "Germany does not spend 2 per cent of its GDP on defence"
    return draft


def own_noun(found: Found, amount: Amount) -> bool:
    """“30 per cent inflation, 20 per cent unemployment”: whether its noun stands right behind an amount."""
    listed = is_word(found.clause.row[found.match.end - 2], ",") and found.last is amount
    return listed and isinstance(found.next, Figure) and found.next.start == amount.end + 1


def flowed_in(found: Found) -> bool:
    """“Foreign direct investment in Kenya came to $1 billion in 2022”: what flowed in, in one year."""
    figure, times = found.figure, found.times(found.amount)
    before = found.low[: found.amount.start if found.amount else None].split()
    bare = figure is not None and figure.owner is None and WORDS["stocks"].isdisjoint(before)
    return bare and len(times.period or "") == 4 and not (times.base or times.partial)


def unsaid(found: Found) -> bool:
    """“demonstrations, numbering over a million people”, “the working-age population, at 998 million people”."""
    before = [s for s in found.sentence.row if isinstance(s, Figure) and s.end <= found.start]
    link = found.clause.row[found.match.start - 1] if found.match.start else None
    nation = is_word(found.first, "state") and found.holder("area") == () and getattr(link, "low", "") in WORDS["links"]
    counted = nation or (bool(before) and before[-1].indicator == "population" and bool(before[-1].restricted))
    counted |= isinstance(found.last, Pronoun) and found.last.low not in WORDS["bare pronouns"]  # "of our neighbours"
    holder = next(iter(candidates(found.clause, found.sentence, None)), None)
    called = isinstance(holder, Area) and holder.kind == "demonym"
    if found.has("with", "at") and called and not found.has("we"):
        return True  # "The largest group are Moroccans, with 400,000 people"
    numbered = any(s.low.startswith("number") for s in found.inside)  # "they number 51,000 people"
    return counted or (numbered and not isinstance(holder, Area))


def bought_by_another(found: Found) -> bool:
    """“Canada bought $440 billion worth of US exports”: those to Canada, and not all of them."""
    row, figure = found.left, found.figure
    verb = next((s for s in reversed(row) if s.low != "in"), None)  # "took in $300 billion in US exports"
    buys = is_word(verb, "import", "go", "take", "receive", "account")
    return buys and figure is not None and isinstance(figure.owner, Area) and first_holder(row) is not figure.owner


def sent_from(found: Found) -> bool:
    """“Mexicans, most of them in the United States, sent home $60 billion”: “Mexicans abroad” alone are Mexico's."""
    sends = any(is_word(s, "give", "remit") for s in found.earlier)
    return sends and any(a.kind != "demonym" and a.end <= found.start for a in found.sentence.named)


def host_of(found: Found, start: int) -> tuple[str, ...]:
    """Where soldiers are: “in Jordan, where America keeps 3,000 troops”; “In Germany, America has 35,000 troops”."""
    if found.clause.link == "where" and found.clause.host is not None:
        return found.who(found.clause.host)
    place = verifier.opening_area(found.sentence, start)
    return place.ids if place is not None else ()


def per_head(found: Found, indicator: str) -> str:
    return f"{indicator}_per_capita" if indicator in ("gdp", "gdp_ppp") and headcounted(found) else indicator


def headcounted(found: Found) -> bool:
    """Whether the number is one per head: not where another stands nearer to these words."""
    words = [s for s in found.clause.row if is_word(s, "per_head")]
    amounts = [s for s in found.clause.row if isinstance(s, Amount) and s.kind == "money"]

    def nearest(word: Segment) -> Amount | None:
        return min(amounts, key=lambda s: gap(s, word), default=None)

    return any(found.amount is None or nearest(word) in (None, found.amount) for word in words)


def at_all(found: Found) -> Draft | None:
    """“Spain's economy shrank in 2020”, “runs a trade deficit”, “is in surplus”: under or over nothing."""
    figure = found.figure
    # not "a surplus with the U.S., which takes 80 per cent of its exports"
    clauses = (c for c in found.sentence.clauses if c is found.clause or c.link not in ("which", "who"))
    stated = (s for c in clauses for s in c.row if isinstance(s, Amount | Rank) and s.low != "first")
    told = any(s.start >= found.end for s in stated)
    members = isinstance(found.role("area"), Members) and figure is None
    if not (figure or members) or told or is_word(found.next, "more"):
        return None
    times = found.times(None)
    people = figure is not None and figure.indicator == "population"
    growth = figure is None or people or figure.indicator in ("gdp", "gdp_growth")
    era = found.low.lstrip('"').startswith("when ")
    if growth and not people and times.period is None and not era:
        return None
    partner = found.partner
    ref = found.ref(partner)
    indicator = "population_growth" if people else "gdp_growth" if growth else "trade_balance"
    falls = found.negative or (growth and found.order == "asc")
    draft = level_of(indicator, ref, partner)
    draft.value, draft.unit, draft.hedge = "0", "PT" if growth else "USD", "under" if falls else "over"
    return claim(found, draft, times=times)


# --- of one country and another ---


def flow(found: Found, amount: Amount) -> Draft | None:
    """Chile exported goods worth $98 billion; China sells the United States $480 billion worth of goods."""
    indicator, verb, words = found.indicator, found.role("verb"), found.inside
    if any(is_word(s, "arms") for s in words):
        indicator = OF_ARMS[indicator]
    plain = verb is not None and "port" in verb.low  # "bought $94 billion" of what?
    told = next((d for d in found.sentence.drafts if d.counterpart and d.indicator in KIND["goods"]), None)
    from_it = told is not None and isinstance(found.role("partner"), Pronoun)
    if not (plain or from_it or any(is_word(s, "goods", "arms") for s in words)):
        return None
    ref, partner = found.holder("area"), found.holder("object") or found.holder("partner")
    if told is not None and ref in ((), told.ref) and (from_it or SAID["in return"].match(found.low, amount.end)):
        partner = told.counterpart
    ref = ref or found.subject(partner, verb)
    partner = () if partner == ("WLD",) else partner
    return claim(found, level_of(indicator, *two_sided(ref, partner, indicator)), amount)


def whose_is_open(found: Found, indicator: str) -> bool:
    """“There are 10,000 troops in Mali”: nothing says whose, whatever the text is about; “we have …” does."""
    taken_from, last = found.sentence.inherited.get("area", ""), found.sentence.context.last
    said = any(isinstance(s, Pronoun) and s.kind in ("we", "it") for s in found.clause.row)
    goes_on = last is not None and last.indicator == indicator
    return not said and ("--country" in taken_from or (indicator == "troops" and taken_from != "" and not goes_on))


def between_two(found: Found, amount: Amount) -> Draft | None:
    """Soldiers, remittances, aid, migrants, votes, sites: whose, and in which other country."""
    noun = found.role("noun")
    indicator = found.says.indicator or (noun.values.get("transfer", "") if noun is not None else "")
    if indicator in KIND["paid"] and not found.ends(*WORDS["behind aid"]):
        return None  # "aid contracts", "aid cuts"
    if found.last.low in ("its", "their", "our") and found.role("area") is None:
        return None  # "soldiers stationed on its soil": whose?
    sender, partner = found.holder("area"), found.holder("partner")
    if isinstance(noun, Figure):
        if not sender and not partner:
            return None  # "Nepal's remittances reached $8 billion": all that it received
        whose = found.who(noun.owner)
        sender, partner = (sender or whose, partner) if partner else (sender, whose)
    ref = ("WLD",) if found.says.ref == "WLD" else sender or found.subject(partner, amount)
    alone = {*found.sentence.context.topic}.issubset(sender) and all(a.ids == sender for a in found.sentence.named)
    in_all = found.has("spend") or (sender and (alone or isinstance(noun, Figure)))
    if not partner and indicator == "official_aid" and in_all:
        partner = ("WLD",)  # "gave $12 billion in ODA in 2015": nobody says so of what one country gets
    partner = partner or found.partner or found.subject(ref, amount)
    of_all = found.says.ref == "WLD" and "world" not in found.low  # "281 million people born abroad worldwide"
    if not of_all and whose_is_open(found, indicator):
        which = "which other country is meant" if found.role("area") is not None else "whose they are"
        raise Refused("no subject", f"{which} is not said")
    if indicator in KIND["paid"] and vocabulary.groups().intersection(ref):
        raise Refused("no data", "what a group gives by itself is not held, only what its members give")
    draft = claim(found, level_of(indicator, ref, partner), amount)
    times = found.times(amount)
    paid = indicator in KIND["paid"] and not draft.cumulative and draft.counterpart != ("WLD",)
    if indicator == "troops" and times.base:
        draft = claim(found, Draft(indicator, "change", ref, partner), amount)  # "has sent 14,000 soldiers since May"
    between = indicator == "troops" and times.base and times.period  # "Between 2003 and 2007 there were 450 there"
    if between or (paid and (times.base or not (draft.period or found.said("on average")))):
        raise Refused("no data", "in which years it was is not said, and amounts of single years are held")
    return draft


def tied(found: Found) -> Draft | None:
    """Japan is a treaty ally of the United States; Spain and France share a border: no number."""
    noun, one, others = found.role("noun"), found.holder("area"), found.holder("partner")
    sides = one + others
    kind = noun.values["tie"] if noun is not None else ""
    paired = len(sides) == 2 or (len(one) == 1 and len(others) > 1 and kind != "alliance")
    groups = vocabulary.groups().intersection(sides)
    if noun is None or not paired or len(set(sides)) < len(sides) or groups or not found.ends(*WORDS["behind aid"]):
        return None
    draft = Draft(kind, "exists", sides[:1], sides[1:], place=noun.start)
    times = found.times(None)
    if draft.indicator == "alliance" and times.base:
        draft.indicator, draft.event = "", {"kinds": ["alliance_begun"], "areas": sorted(sides)}
        draft.period = times.base
        return finished(found, draft)
    if draft.indicator == "alliance":
        draft.operation, draft.value, draft.hedge = "level", "1", "exactly"  # what is held ends in a year
    return claim(found, draft, times=times)


def apart(found: Found, amount: Amount) -> Draft | None:
    """Seoul is 1,160 km from Tokyo: from capital to capital."""
    capitals = [s for s in (found.role("area"), found.role("partner")) if s is not None]
    sides = found.holder("area") + found.holder("partner")
    if len(set(sides)) != 2:
        return None
    draft = claim(found, Draft("distance", "level", sides[:1], sides[1:]), amount, unit="KM")
    if not all(isinstance(s, Area) and s.kind == "seat" for s in capitals) and "capital" not in found.low:
        draft.not_held("from where to where is not said; distances of capitals and of the largest cities are held")
    elif not found.said("in a straight line"):
        draft.not_held("whether by road or in a straight line is not said, and straight lines are held")
    return draft
