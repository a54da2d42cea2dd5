"""Comparisons: multiples, larger and smaller than, parts of a whole.

Belongs here: claims that set a figure against another area's, or against its own whole: the world's or a group's, a
country's trade. Does not belong here: places in an order (ranks.py), shares that a clause adds to the claim before
(elisions.py).
"""

import itertools

from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import resolver, vocabulary
from pipelines.claims.reader.claiming import NO_BEGINNING, claim, stated
from pipelines.claims.reader.found import Found, level_of
from pipelines.claims.reader.levels import per_head
from pipelines.claims.reader.phrases import OF_ARMS, is_word
from pipelines.claims.reader.ranks import above_all
from pipelines.claims.reader.segments import Amount, Area, Figure, Pronoun, Rank, Segment, is_unknown
from pipelines.claims.reader.sentence import Draft
from pipelines.claims.reader.series import of_arms
from pipelines.claims.reader.timing import Times

OF_FALLS = {"over": "under", "at_least": "at_most", "nearly": "just_over", "just_over": "just_under"}
"""What has "more than halved" is less than half of what it was."""


def ratio(found: Found, amount: Amount) -> Draft | None:
    """GDP doubled; twice that of Germany; four times as many people."""
    indicator = found.indicator
    if any(s.values.get("more") == "less" for s in found.inside) or SAID["as fast as"].match(found.low, found.end):
        return None  # "four times less", "growing twice as fast"
    larger = found.has("more") and " than" in found.low[found.start : found.end + 5]
    partner, part = found.partner, amount.kind == "percent"
    if (larger and amount.kind == "part") or (part and (partner or amount.high)):
        return None  # "a third larger than America's", "Imports from Russia made up 30 per cent of Moldova's imports"
    (ref, partner), then, against = found.sides(indicator), as_it_was(found), found.role("base")
    own = then is not None and isinstance(against, Pronoun)
    if then is None and against is None and is_word(found.last, *WORDS["then"], "more", "of"):
        return None  # "twice as much as": what is not said
    if isinstance(against, Pronoun) and own and against.kind == "we" and found.who(against) != ref:
        return None  # "Peru spends twice as much as we did in 2010"
    base = () if own else found.holder("base")  # "double what they were in 2010", "as we did in 2010"
    another = isinstance(against, Figure) and against.indicator != indicator
    if another or (found.it is not None and base == ("WLD",)):
        return None  # "half of the world's GDP" is a share
    sides = other_side(found, ref, partner) if not own else ()
    draft = Draft(per_head(found, indicator), "ratio", ref, partner, *sides)
    if draft.ref == draft.base and draft.counterpart in ((), draft.base_counterpart):
        return None  # "has doubled its exports to China"
    within = not vocabulary.groups().isdisjoint(base[:1])
    average = isinstance(against, Area) and found.low.startswith(" average", against.end)
    at_parity = part and within and "per_capita" in indicator and "ppp" not in indicator
    averaged = within and indicator in KIND["averaged"]
    if (average and not averaged) or (part and not average and (not base or averaged)):
        return None
    if base and amount.kind != "times" and (found.has("account") or (part and within)) and not average:
        draft.operation = "share"  # "their economies make up half of the euro zone's"
        draft.base = () if base == ("WLD",) else base
        return claim(found, draft, amount, unit="PT")
    draft = times(found, draft, amount, then, larger=larger)
    return draft.not_held("a group's average a head is meant at purchasing power parity") if at_parity else draft


def as_it_was(found: Found) -> Times | None:
    """“twice as many as in 2015”, “than it was in 2010”: the times that are set against each other."""
    times = found.times(found.amount, found.it)
    last = found.next if isinstance(found.role("base"), Pronoun) else found.last
    behind = (p for p in found.sentence.periods if last is not None and p.start == last.end + 1)
    when = next(behind, None) if is_word(last, *WORDS["then"]) else None
    if when is not None and not when.base:
        times.base, times.period = when.period, found.it.period if found.it is not None else None
    return times if times.base or when is not None else None


def times(found: Found, draft: Draft, amount: Amount, then: Times | None, *, larger: bool) -> Draft:
    """The claim that a figure is so many times another, or what it was."""
    draft = claim(found, draft, amount, then, unit="TIMES")
    if amount.text == "halved":
        draft.value, draft.hedge = "half", OF_FALLS.get(draft.hedge, draft.hedge)
    if amount.kind == "percent":
        draft.value = f"{amount.size / 100:.4g}"
    if larger and draft.value and draft.value.split()[0] not in ("twice", "double", "triple"):
        draft.value = f"{draft.value} times more"  # once more than that can be meant, too
    if not draft.base and draft.base_period is None and not draft.not_checkable:
        draft.not_held(NO_BEGINNING)
    return draft


def other_side(found: Found, ref: tuple[str, ...], partner: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whose figure it is set against, and which partner that has."""
    base, figure = found.holder("base"), found.role("base")
    if found.role("other") is not None:
        return ref, found.holder("other")
    if isinstance(figure, Figure) and figure.partner is not None:
        return base, found.who(figure.partner)
    if base and partner and found.it is not None and any(s.low == "in" for s in found.inside):
        return ref, base  # "35,000 troops in Germany, more than in Italy"
    return base, (ref if base == partner else partner) if base else ()  # "sells more to us than we do to them"


def compare(found: Found) -> Draft | None:
    """Russia's economy is smaller than Italy's; China overtook Japan; it is $2 trillion larger than Italy's."""
    indicator, amount = found.indicator, found.amount
    part = amount is not None and amount.kind == "percent"
    if part and indicator in KIND["rate"]:
        return None
    partner = found.partner
    ref, base = found.ref(partner), found.holder("base")
    more = found.role("more")
    equal, against = found.role("equal"), found.role("base")
    other = isinstance(against, Figure) and against.indicator != indicator
    each = len(base) > 1 and not found.said("all together")
    if equal is not None and (equal.low not in WORDS["equal"] or other or each or indicator in KIND["rate"]):
        return None  # "The largest economy is that of Peru", "exports the size of its economy"
    of_country = found.it is not None and ("indicator" not in found.it.words or found.first.low in ("is", "are"))
    if of_country and indicator == "population" and more is not None and SAID["larger"].search(more.low):
        return None  # "a country of 28 million people, slightly larger than Romania"
    kind = "order" if each else "compare"
    draft = Draft(per_head(found, indicator), kind, ref, partner, *other_side(found, ref, partner))
    itself = ref == draft.base_counterpart or (ref == draft.base and draft.counterpart == draft.base_counterpart)
    if not draft.base or (set(ref) & set(draft.base) and (ref != draft.base or itself)):
        return None  # "has more troops in Mali than it had before the war"
    draft.hedge, draft.place = "under" if found.less else "over", (more or found.first).start
    if equal is not None:  # "about the size of Spain's": once that
        draft.operation, draft.value, draft.unit = "ratio", "1", "TIMES"
        draft.hedge = "nearly" if found.low.endswith(("nearly ", "almost "), 0, equal.start) else "about"
        return claim(found, draft)
    if amount is None:
        return claim(found, draft)
    draft.operation, draft.order = "difference", found.order
    draft = claim(found, draft, amount)
    if part:  # "40 per cent higher" is 1.4 times as high
        draft.operation, draft.order, draft.unit = "ratio", "desc", "TIMES"
        draft.value = f"{1 + (-1 if found.less else 1) * amount.size / 100:.4g}"
    return draft


def flows(found: Found) -> Draft | None:
    """Exports more to Germany than to France; sells five times as much to China as Japan does."""
    if all(any(is_word(s, kind) for s in found.inside) for kind in ("export", "import")):
        return None  # "exported more to Germany than it imported from it"
    others = found.role("others")
    if others is None:
        return compare(found) if found.amount is None else ratio(found, found.amount)
    than = is_word(found.clause.row[found.clause.row.index(others) - 1], "than")
    return None if than else above_all(found)  # "buys more from Kenya than any other country"


def than_population(found: Found) -> Draft | None:
    """“29.8 crore bulbs, which is more than the population of Brazil”: the population is under that."""
    amounts = [s for s in found.earlier if isinstance(s, Amount)]
    if found.figure is None or not amounts or amounts[-1].kind != "count" or amounts[-1].size < 1000:
        return None
    if found.said("a portion of", 0, amounts[-1].start):
        return None  # "10 per cent of its 1.4 billion people, more than the population of Mexico"
    draft = stated(found, level_of("population", found.owner(found.figure)), amounts[-1])
    draft.hedge = "over" if found.less else "under"
    return claim(found, draft)


def surplus(found: Found) -> Draft | None:
    """“exports more than it imports”: of goods in total; of some products it is understood, and not held."""
    ref = found.holder("area") or found.holder("figure")
    words = [s.low for s in found.inside if is_unknown(s)]
    buys = is_word(found.role("verb") or found.figure, "import")
    draft = level_of("trade_balance", ref, found.holder("partner"))
    draft.value, draft.unit, draft.hedge = "0", "USD", "under" if found.less != buys else "over"
    draft.product = " ".join(words)
    return claim(found, draft)


def than_the_next(found: Found) -> Draft | None:
    """“more than the next ten countries combined”, “than the ten largest budgets”."""
    next_ones = found.amount or found.role("rank")
    assert isinstance(next_ones, Amount | Rank)
    if not (found.has("spend") or found.sentence.said("all together")):
        return None  # "larger than the next three": than each of them
    number, hedge = next_ones.text.removeprefix("top "), "under" if found.less else "over"
    draft = Draft(found.indicator, "next", found.ref(()), hedge=hedge, value=number)
    draft.unit, draft.place = "RANK", next_ones.start
    return claim(found, draft)


def than_the_rest(found: Found) -> Draft | None:
    """“more than the rest of NATO combined”: more than half of what all of it spends."""
    whole = next((area for area in found.sentence.named if area.start == found.last.start), None)
    if whole is None or not found.said("all together", found.start):
        return None  # "larger than the rest of Asia": than each of them
    base = () if whole.ids == ("WLD",) else whole.ids
    draft = Draft(found.indicator, "share", found.ref(()), base=base, hedge="under" if found.less else "over")
    draft.value, draft.unit, draft.place = "50", "PT", found.start
    return claim(found, draft)


# --- shares ---


def share(found: Found, amount: Amount) -> Draft | None:
    """A share of a figure: of the world's, or of a country's trade with one partner."""
    figure = found.figure or leading(found)
    if amount.of_gdp or figure is None or found.low.endswith(" by ", 0, amount.start):
        return None  # "its share of the world's GDP has fallen by a third"
    if is_word(found.next, "born_abroad"):
        return None  # "Oman and Peru have 41 and 3 per cent of their population born overseas"
    if figure.indicator in KIND["rate"] | {"event", "trade_balance"}:
        return None
    if found.has("go") and found.has("to") and figure.indicator.endswith("imports"):
        return None  # "11 per cent of the world's imports went to India": those of India, and not from there
    partner = found.holder("partner") or found.who(figure.partner) or behind_relative(found)
    owner = found.who(figure.owner) or (("WLD",) if is_word(figure, "people") else ())
    whole = found.role("whole")
    if not owner and isinstance(whole, Figure):
        owner = found.who(whole.owner)  # "exports to Iraq make up 18 per cent of Iran's exports"
    if figure.indicator == "remittances_received":
        draft = of_remittances(found, partner or found.holder("area"), owner)
    else:
        draft = of_partner(found, figure, partner, owner) if partner else of_whole(found, figure, owner)
    return claim(found, draft, amount, unit="PT") if draft is not None else None


def of_remittances(found: Found, partner: tuple[str, ...], owner: tuple[str, ...]) -> Draft | None:
    """“A third of Nepal's remittances come from Qatar”: of all that it receives."""
    sent = found.has("go") and found.has("to")
    if partner and not owner:
        owner = resolver.from_before(found.sentence, partner)  # in a text on Nepal
    if not partner or not owner or partner == owner or not (sent or found.has("from", "account")):
        return None
    if sent:
        return Draft("remittances", "share", owner, partner)
    return Draft("remittances", "share", partner, owner, ("WLD",), owner)


def behind_relative(found: Found) -> tuple[str, ...]:
    """“the United States, to which it sends …”, “China, which takes …”: the area that the relative clause is about."""
    clause, last = found.clause, found.clause.after.row[-1] if found.clause.after is not None else None
    about = isinstance(clause.host, Area) and clause.link in ("which", "that") and not clause.stranger
    owner = found.figure.owner if found.figure is not None else None
    own = is_word(found.first, "take", "import", "give", "supply") and owner is not None
    return found.who(clause.host) if about and (is_word(last, "to", "from", "with") or own) else ()


def of_partner(found: Found, figure: Figure, partner: tuple[str, ...], owner: tuple[str, ...]) -> Draft | None:
    """What of a country's trade goes to a partner, or comes from it."""
    whole = found.role("whole")
    all_of_it = whole.indicator if isinstance(whole, Figure) else figure.indicator
    indicator = all_of_it if figure.indicator == "goods_trade" else figure.indicator
    of_another = all_of_it != indicator
    area = found.holder("area")
    about = next(iter(resolver.candidates(found.clause, found.sentence, figure)), None)
    # "Mali accounts for 2 per cent of Africa's trade with Peru"
    third = bool(owner) and isinstance(about, Area) and about.ids not in (owner, partner)
    # "crude oil, which makes up 97 per cent of Mali's exports to Peru"
    nobody = not (area or found.role("partner")) and found.clause.stranger is not None
    nobody &= found.clause.link in ("which", "that")
    if indicator not in KIND["goods"] | KIND["arms"] or partner == owner or of_another or third or nobody:
        return None
    if indicator == "arms_transfers" and not (owner or area) and found.has("supply", "account"):
        return Draft(indicator, "share", partner)  # "Spain supplied 3 per cent of all arms exports"
    ref = owner or area or found.subject(partner, found.amount)
    return Draft(indicator, "share", ref, partner)


def of_whole(found: Found, figure: Figure, owner: tuple[str, ...]) -> Draft | None:
    """An area's part of the world's or a group's figure; of a country's trade, the partner's part."""
    host = found.clause.host
    area = found.holder("area") or (host.ids if isinstance(host, Area) else ())
    of_output = figure.indicator not in KIND["goods"] | KIND["arms"]
    if not area and (owner == ("WLD",) or of_output):
        area = found.subject(owner, found.amount)
    waits_for_partner = "{area:partner}" in found.match.pattern.words
    another = len(owner) == 1 and owner[0] not in vocabulary.groups() | {"WLD"} and not set(area) & set(owner)
    another &= of_output and not found.has("have")  # but "America has a quarter of China's population"
    if not owner or not area or owner == area or waits_for_partner or another:
        return None
    if owner == ("WLD",) or of_output:
        return Draft(figure.indicator, "share", area, base=() if owner == ("WLD",) else owner)
    return Draft(figure.indicator, "share", owner, area)


def leading(found: Found) -> Figure | None:
    """“Of Cambodia's exports, 38 per cent go to the United States”."""
    row = found.sentence.row
    first = row[1] if len(row) > 1 and is_word(row[0], "of") else None
    return first if isinstance(first, Figure) else None


def born_abroad(found: Found, amount: Amount) -> Draft | None:
    """“A fifth of Sweden's people were born abroad”, “migrants make up 13 per cent of the British population”."""
    figure = found.figure
    area = found.holder("area") or (found.owner(figure) if figure is not None else found.subject((), amount))
    return claim(found, level_of("migrants_population", area), amount, unit="PT")


def listed_share(found: Found, amount: Amount) -> Draft | None:
    """“Estonia's main trading partners: Finland 15%, Latvia 12%”, “exports went to Kenya (11 per cent)”."""
    sentence = found.sentence
    heading = heading_of(found)
    if heading is None or amount.of_gdp:
        return None
    host, (indicator, owner) = found.clause.host, heading
    if found.figure is None and of_arms(found):
        indicator = OF_ARMS.get(indicator, indicator)  # "The kingdom's main suppliers: Spain (8 per cent)"
    partner = found.holder("partner") or (host.ids if isinstance(host, Area) and found.clause.link in "([" else ())
    times, dated = found.times(amount), [p for p in sentence.periods if p.start < found.start]
    if len(dated) == 1 and not times.words:
        # "The main recipients in 2019 were Chad ($2 billion) and Mali"
        times.period, times.base, times.words = dated[0].period, dated[0].base, [sentence.text[slice(*dated[0][:2])]]
    if partner and owner == ALL:
        shared = amount.unit == "PT"
        return claim(found, Draft(indicator, "share", partner), amount, times, unit="PT") if shared else None
    first = sentence.clauses[0].row
    if owner is None and len(first) == 1 and isinstance(first[0], Area):
        owner = first[0]  # "Laos – exports, partners: Thailand 36%"
    listed = [iso for s in sentence.row if isinstance(s, Area) for iso in s.ids]
    ref = (found.who(owner) or resolver.from_before(sentence, (*partner, *listed))) if partner else ()
    if not partner or ref == partner:
        return None  # "Greece is the largest import partner of Cyprus (18 per cent)"
    if amount.kind == "money":
        return claim(found, level_of(indicator, ref, partner), amount, times)
    return claim(found, Draft(indicator, "share", ref, partner, slot="counterpart"), amount, times, unit="PT")


ALL = Area(0, 0, "world", ids=("WLD",))
"""Of whose exports each of “the five largest arms exporters” has its share."""


def heading_of(found: Found) -> tuple[str, Area | Pronoun | None] | None:
    """The flow or the kind of partner that a list of shares is about, and whose it is."""
    row = found.earlier
    rankers = (s for last, s in itertools.pairwise(row) if isinstance(last, Rank) and "ranker" in s.values)
    among = any(isinstance(s, Area) and s.kind == "group" and s.ids != ALL.ids for s in row)
    if (noun := next((s for s in rankers if s.values["ranker"] in KIND["arms"]), None)) is not None and not among:
        return noun.values["ranker"], ALL
    nouns = [n for n, s in enumerate(row) if is_word(s, "partner") and n]
    # "Peru's import partners include Chile (9 per cent)"
    named = [n for n in nouns if isinstance(row[n - 1], Rank) or is_word([*row, None][n + 1], "include")]
    if named:
        return of_partners(row, named[-1])
    if (behind := told_behind(found)) is not None:
        return of_partners(found.sentence.row, behind)
    figure = next((s for s in row if isinstance(s, Figure) and s.indicator in KIND["goods"]), None)
    if figure is None or figure.partner is not None:
        return None
    place = row.index(figure)
    ends = any(is_word(s, "go", "come", "partner", "stop") for s in row[place + 1 : place + 4])
    market = place > 1 and is_word(row[place - 1], "of") and is_word(row[place - 2], "partner")
    return (figure.indicator, figure.owner) if ends or market else None


def told_behind(found: Found) -> int | None:
    """“Peru ($5 billion) and Chile ($4 billion) were the largest sources of …”: where that noun stands in the row."""
    row, host = found.sentence.row, found.clause.host
    told = (isinstance(s, Area | Amount | Rank) or is_word(s, ",", "and", "'s", "be", "stop") for s in row)
    last = next((n for n, one_of_them in enumerate(told) if not one_of_them), 0)
    listed = found.clause.link == "(" and isinstance(host, Area) and len(host.ids) == 1 and row[last].start > found.end
    return last if listed and is_word(row[last], "partner") and isinstance(row[last - 1], Rank) else None


def of_its_sources(figure: Segment, before: list[Segment]) -> bool:
    """“Other sources of remittances are: Greece ($144 million)”, “remittances came from”: where they come from."""
    place = before.index(figure)
    named = any(s.low in WORDS["sources"] for s in before[max(0, place - 2) : place])
    return named or any(is_word(s, "from") for s in before[place:])


def of_partners(row: list[Segment], place: int) -> tuple[str, Area | Pronoun | None] | None:
    """“the main customers of the United States”, “Latvia's largest export markets”: of what, and whose."""
    near = [s for s in row[max(0, place - 3) : place - 1] if not is_word(s, "'s")][-1:]
    link, whose, what = [*row[place + 1 : place + 4], None, None, None][:3]
    if is_word(row[place], "sender") or (is_word(link, "of") and (is_unknown(whose) or is_unknown(what))):
        return None  # "Its main suppliers of gas are Chile (30 per cent)", "the largest buyer of Norwegian gas"
    behind = whose if is_word(link, "of", "for") else link
    behind = behind.owner if isinstance(behind, Figure) else behind
    owner = next((s for s in (*near, behind) if isinstance(s, Area | Pronoun)), None)
    kind = row[place].values["partner"]
    return {"trade_partner": "goods_trade"}.get(kind, kind), owner
