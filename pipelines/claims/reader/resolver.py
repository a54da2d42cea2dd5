"""What a clause leaves unsaid: whose figure, of which other country, in whose money.

Belongs here: the one place that fills a missing slot from the clause before, the sentence before, the heading or the
context of the check. Does not belong here: when it was so (timing.py), what makes a proposition
(patterns/), what forbids one (guards.py).
"""

import itertools
import re
from dataclasses import replace
from typing import TypeGuard

from pipelines.claims import lexicon
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import vocabulary
from pipelines.claims.reader.clauses import Clause, finite, first_holder
from pipelines.claims.reader.members import Members
from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Holder, Place, Pronoun, Segment
from pipelines.claims.reader.sentence import Refused, Sentence

COUNTS = {"two": 2, "three": 3, "four": 4, "both": 2, "each other": 2, "pair": 2, "trio": 3}

BARE = frozenset(("it", "its", "it's"))

PART = "it is about a part of a country or a city"

DOLLARS = lexicon.column("money", "dollar_of", "unit")
"""Countries whose own press writes $ for their own dollar, and others' about them for either."""

AT_HOME = DOLLARS | lexicon.column("money", "dollar_at_home", "unit")
"""Those of which only who speaks for them means their own dollar."""


def who(holder: Holder, sentence: Sentence) -> tuple[str, ...]:
    """Areas that a name or a pronoun stands for."""
    if isinstance(holder, Area):
        return holder.ids
    if holder.kind == "we":
        return speakers(holder, sentence)
    if holder.kind == "there":
        return other_place(holder, sentence)
    if holder.kind == "it":
        ids = single(holder, sentence)
        if holder.among and ids[0] not in {iso for iso, _, _ in lexicon.members().get(holder.among, [])}:
            raise Refused("no subject", f"“{quoted(holder, sentence)}” is none that was named before")
        return ids
    return several(holder, sentence)


def speakers(holder: Pronoun, sentence: Sentence) -> tuple[str, ...]:
    """“we”, “our three nations”: whose the text or the caller has said."""
    context = sentence.context
    if sentence.said("we together", max(0, holder.start - 14), holder.end + 14):
        raise Refused("no subject", f"who “{quoted(holder, sentence)}” are together is not said")
    spoken_on = context.speaker if '"' in sentence.text or not context.country else ()
    speaker = sentence.speaker or spoken_on or context.country
    group = context.topic[0] if context.fresh and context.topic and "rank" in sentence.classes else ""
    if any(iso in speaker for iso, _, _ in lexicon.members().get(group, [])):  # "ASEAN has grown. We are the third …"
        raise Refused("no subject", f"“{quoted(holder, sentence)}” can be those of a group")
    where = "the speaker" if sentence.speaker or context.speaker else "the country of the text (--country)"
    if count_of(holder.low):
        return several(holder, sentence)
    part = any(of_a_country(s) and s.kind != "region" for s in sentence.segments)
    if part and speaker and speaker == context.country:
        raise Refused("sub-national", f"“{quoted(holder, sentence)}” can be those of the place that is named")
    if speaker:
        sentence.inherited["area"] = where
        return speaker
    if own_money := by_money(sentence):
        return own_money
    raise Refused("no subject", f"“{quoted(holder, sentence)}” names no country: say whose with --country")


def of_a_country(segment: Segment) -> TypeGuard[Place]:
    """“the state of Florida”: who speaks of it can speak for it."""
    return isinstance(segment, Place) and segment.kind not in ("not_area", "part")


def by_money(sentence: Sentence) -> tuple[str, ...]:
    """“an economy worth KSh 5 trillion”: whose money it is, where only one country has it and none is named."""
    codes = {s.unit for s in sentence.row if isinstance(s, Amount) and s.kind == "money"}
    code = codes.pop() if len(codes) == 1 else None
    return (MONEY_OF[code],) if code in MONEY_OF and not sentence.named else ()


MONEY_OF = {unit: iso for iso, unit in lexicon.column("money", "only_in", "unit").items()}


def other_place(holder: Pronoun, sentence: Sentence) -> tuple[str, ...]:
    """“a deal with Seoul on the 28,500 U.S. troops stationed there”: the one country beside the one just named."""
    before = [area.ids for area in sentence.named if area.end <= holder.start]
    others = set(before) - set(before[-1:])
    if len(others) != 1 or sentence.said("town"):
        raise Refused("no subject", f"where “{quoted(holder, sentence)}” is, is not said")
    return others.pop()


def single(holder: Pronoun, sentence: Sentence) -> tuple[str, ...]:
    before = [a for a in sentence.named if a.end <= holder.start]
    whose = [a for a, b in itertools.pairwise(before) if SAID["neighbour of"].fullmatch(sentence.low, a.end, b.start)]
    before = [a for a in before if a not in whose]  # "Switzerland's neighbour Austria"
    first = sentence.row[0]
    cleft = first.low == "it" and (holder.low not in BARE or SAID["cleft"].match(sentence.low))
    if isinstance(first, Pronoun) and first.kind == "it" and not cleft and first is not holder:
        return who(first, sentence)  # "Its output is half that of Germany, and its …"
    linked = all(sentence.said("behind a link", 0, a.start) for a in before)
    if holder.low.startswith("the ") and (linked or sentence.said("with the other side", 0, holder.start)):
        before = []  # "Amid trade with Russia, the country's output fell", "Peru's imports from the country"
    one = holder.low.removesuffix("'s").rpartition(" ")[2] in WORDS["one state"]
    before = [a for a in before if not sentence.said("set against another", 0, a.start)] or before  # "Unlike Togo, …"
    # "Gabon occupies the first place in Africa, its …", "Among EU members, Laos has the …, and exports to the country"
    before = [a for a in before if a.kind != "group" or not (one or sentence.said("beside the subject", 0, a.start))]
    distinct = list(dict.fromkeys(a.ids for a in before if len(a.ids) == 1))
    parts = [s for s in sentence.row if of_a_country(s) and s.end <= holder.start]
    if parts and (not distinct or parts[0] is first):
        raise Refused("sub-national", PART)  # "Dubai has more people than Malta, and its economy …"
    if len(distinct) == 1:
        return distinct[0]
    if distinct and before[0].start <= 25:
        return before[0].ids
    context = sentence.context
    if any(a.ids == context.topic and a.kind != "seat" for a in sentence.named):
        context = replace(context, topic=())  # "Home to 16 million people, it makes up 20 % of Turkey's population"
    if not distinct and len(context.topic) == 1 and (context.fresh or holder.low not in BARE):
        sentence.inherited["area"] = "the sentence before"
        return context.topic
    if not distinct and holder.low == "it" and (partner := partner_before(sentence)):
        return partner
    others = {iso for area in sentence.named for iso in area.ids} & {*context.pair}
    if not distinct and context.fresh and len(context.pair) == 2 and len(others) == 1:
        sentence.inherited["area"] = "the sentence before"
        return tuple(iso for iso in context.pair if iso not in others)  # "… Japan. Its economy is larger than Japan's"
    figures = [s for s in sentence.row if isinstance(s, Figure) and s.end <= holder.start]
    economy = not sentence.named and any(s.owner is None and s.indicator == "gdp" for s in figures[:1])
    known = holder.low not in BARE or economy  # "The economy grew at its slowest pace"
    if not distinct and context.country and known and not context.others:
        sentence.inherited["area"] = "the country of the text (--country)"
        return context.country  # "the country" of a text whose country the caller has named
    raise Refused("no subject", f"“{quoted(holder, sentence)}” can mean more than one country, or none")


def partner_before(sentence: Sentence) -> tuple[str, ...]:
    """“Kenya is our largest market. It takes 8 per cent of our exports”: whoever was a partner of the same country."""
    last = sentence.context.last
    owners = [s.owner for s in sentence.row if isinstance(s, Figure)]
    if last is None or (last.operation, last.slot, len(last.counterpart)) != ("rank", "counterpart", 1):
        return ()
    mine = any(isinstance(o, Area | Pronoun) and o.low not in BARE and who(o, sentence) == last.ref for o in owners)
    return last.counterpart if mine else ()


def pair_before(sentence: Sentence) -> tuple[str, ...]:
    """“Japan is Peru's largest market. Trade between the two countries came to …”: the two of the last claim."""
    last, pair = sentence.context.last, sentence.context.pair
    claimed = (*last.ref, *last.counterpart) if last is not None else ()
    if not {*pair}.issuperset(iso for area in sentence.named for iso in area.ids):
        return ()
    return pair if pair and {*pair} != {*claimed} else claimed


def several(holder: Pronoun, sentence: Sentence) -> tuple[str, ...]:
    number = count_of(holder.low)
    if number == 2 and len(pair := pair_before(sentence)) == 2:
        return pair
    lists = [s.ids for s in sentence.row if isinstance(s, Area) and s.end <= holder.start and len(s.ids) > 1]
    distinct = list(dict.fromkeys(a.ids for a in sentence.named if a.end <= holder.start and len(a.ids) == 1))
    known = sentence.context.lists if number > 2 else sentence.context.listed
    before = [group for group in known if {ids[0] for ids in distinct} <= {*group}]
    for group in [*reversed(lists), *reversed(before)]:
        if not number or len(group) == number:
            return group
    if (number and len(distinct) == number) or (not number and len(distinct) == 1):
        return tuple(ids[0] for ids in distinct)
    raise Refused("no subject", f"“{quoted(holder, sentence)}” can mean more than one country, or none")


def count_of(words: str) -> int:
    return next((n for word, n in COUNTS.items() if re.search(rf"\b{word}\b", words)), 0)


def quoted(segment: Segment, sentence: Sentence) -> str:
    return sentence.text[segment.start : segment.end]


def owner(figure: Figure, clause: Clause, sentence: Sentence, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Whose figure it is: its own words say so, else the clause."""
    trade = figure.indicator == "goods_trade"
    if figure.owner is None and sentence.said("these", 0, figure.noun[0]):
        raise Refused("no subject", "which of those named before are meant is not said")  # "the value of these exports"
    unnamed = figure.partner is None and (figure.owner is None or (trade and isinstance(figure.owner, Pronoun)))
    if unnamed and sentence.said("mutual", 0 if trade else max(0, figure.start - 12), figure.end + 24 * trade):
        return mutual(clause, sentence, figure)
    if isinstance(figure.owner, Pronoun) and figure.owner.low == "its":
        mine = clause.row[0]
        if isinstance(mine, Area) and mine.kind != "group":
            return mine.ids  # "Russia was strong, but Estonia saw its exports rise"
    if figure.owner is not None:
        refuse_adjunct(figure, sentence)
        return who(figure.owner, sentence)
    partner = who(figure.partner, sentence) if figure.partner is not None else but
    if partner and figure.indicator in KIND["position"] and not candidates(clause, sentence, figure):
        raise Refused("no subject", "whose investment it is, or whether that of all, is not said")
    flows = (s for s in sentence.row if isinstance(s, Figure) and s.partner is not None and s.end < figure.start)
    nobody_s = [s.end for s in flows if s.owner is None]  # "Trade with Laos fell, Chad slid, and trade with Peru rose"
    if partner and any(c.start > nobody_s[0] for c in candidates(clause, sentence, figure) if nobody_s):
        raise Refused("no subject", "whose trade it is is not said")
    return subject(clause, sentence, partner, figure)


def refuse_adjunct(figure: Figure, sentence: Sentence) -> None:
    """“EU exports rose by 2 per cent”, in a text on Spain: raises Refused, as those to the EU can be meant."""
    whose, owner = sentence.context.topic or sentence.context.country, figure.owner
    if not isinstance(owner, Area) or owner.kind != "group" or owner.ids in (("WLD",), whose) or figure.partner:
        return
    if whose and figure.indicator in KIND["trade"] and not sentence.low.startswith("'", owner.end):
        raise Refused("no subject", "whether it is the trade of the group or that with it is not said")


def mutual(clause: Clause, sentence: Sentence, figure: Figure) -> tuple[str, ...]:
    """“Bilateral trade reached $37 billion”: both sides, where the text names two and no more."""
    named = list(dict.fromkeys(a.ids for a in sentence.named if a.ids != ("WLD",)))
    ids = named[0] + named[1] if len(named) == 2 else pair_before(sentence)
    ids = ids if len(ids) == 2 else subject(clause, sentence, (), figure)
    if len(ids) != 2:
        raise Refused("no subject", "trade between two countries, and which two is not said")
    return ids


def other_side(figure: Figure, sentence: Sentence) -> tuple[str, ...]:
    """“US trade with Chile was worth $30 billion, with a US surplus of $7 billion”: the surplus with Chile."""
    last = next((d for d in reversed(sentence.drafts) if d.indicator in KIND["goods"] and d.counterpart), None)
    own = figure.owner.ids if figure.indicator == "trade_balance" and isinstance(figure.owner, Area) else ()
    sides = (last.ref, last.counterpart) if last is not None else ()
    if last is None or own not in sides or not sentence.said("with another", last.place, figure.noun[0]):
        return ()
    return last.ref if own == last.counterpart else last.counterpart


def subject(
    clause: Clause, sentence: Sentence, but: tuple[str, ...] = (), at: Segment | None = None
) -> tuple[str, ...]:
    """The area that a clause is about: by its own words, its host, the clauses before it, or the text before."""
    if clause.whose and clause.host is not None:
        return who(clause.host, sentence)
    if not brought_about(at, clause, sentence):
        refuse_stranger(clause)
    # "those that account for 80 per cent of the world's GDP", "young people, who account for 40 per cent"
    if sentence.said("those who", 0, clause.start) and not isinstance(clause.host, Members):
        raise Refused("no subject", "who those are is not said")
    for found in candidates(clause, sentence, at):
        ids = who(found, sentence)
        if not set(ids) & set(but):
            return ids
    parts = [s for s in sentence.row if of_a_country(s) or (isinstance(s, Figure) and s.foreign == "sub-national")]
    if parts and isinstance(parts[0], Place) and parts[0].kind == "region":
        raise Refused("no subject", f"“{parts[0].low}” is no group whose countries are known here")
    if parts or sentence.said("town"):
        raise Refused("sub-national", PART)
    return from_before(sentence, but, at)


def refuse_stranger(clause: Clause) -> None:
    """Raises Refused where a clause begins with somebody who is no country."""
    if isinstance(clause.stranger, Place):
        raise Refused("sub-national", PART)
    if clause.stranger is not None:
        raise Refused("no subject", "it is about something that is no country")


def brought_about(at: Segment | None, clause: Clause, sentence: Sentence) -> bool:
    """“Tight policies brought inflation down to 4 per cent”: a rate of the whole economy, whatever moved it."""
    if not isinstance(at, Figure) or at.owner is not None or at.indicator not in KIND["of an economy"]:
        return False
    start, end = clause.start, at.noun[0]
    names = any(map(str.isupper, sentence.text[max(start, 1) : end]))
    return sentence.said("brought about", start, end) and not (names or sentence.said("who has figures", start, end))


def candidates(clause: Clause, sentence: Sentence, at: Segment | None) -> list[Holder]:
    """Holders that the sentence offers, the nearest first."""
    row = clause.row if at is None else [s for s in clause.row if s.start < at.start]
    own, beside = first_holder(row), None if at is None else before_with(row, sentence)
    if clause.link in WORDS["ranked beside"] and own in row[:1] and is_word([*row, None][1], "with", "in", "at"):
        own = None  # "comes after Japan with exports of …"
    if isinstance(own, Area) and own.ids == ("WLD",) and beside is not None:
        own = None  # "The largest army in the world is that of China with 2 million soldiers"
    if isinstance(beside, Area) and beside.kind != "group":  # not "joined NATO with an army of 8,000"
        return [beside]  # "than we do with Indonesia with a population of …"
    if own is not None:
        return [own]
    if clause.host is not None:
        return [clause.host]
    following = sentence.clauses[sentence.clauses.index(clause) + 1 :] if clause.waits else []
    ahead = next((c for c in following if not (c.waits or c.link == "(")), None)
    if clause.waits and (ahead is not None or clause is sentence.clauses[0]):
        found = first_holder(ahead.row) if ahead is not None else None
        this = ahead is not None and sentence.said("this", clause.end, ahead.row[0].end)
        opens = clause is sentence.clauses[0] and bool(sentence.named)
        if ahead is not None and found is None and (this or opens):
            raise Refused("no subject", "it is about something that is no country")  # "With 900 people, this is …"
        return [found] if found is not None else []
    before, figure = clause.after, clause.row[0]
    rate = isinstance(figure, Figure) and figure.indicator in KIND["of nations"] and finite(clause.row)
    while before is not None and clause.link not in (";",):
        # "The members, which include Brazil and India, produced …", "Vietnam joined after China and has …"
        enclosed = clause.link in ("", ",") and before.link in ("which", "who") and before.after is not None
        secondary = clause.link in ("and", ",") and before.link in WORDS["secondary"] and not finite(before.row)
        if enclosed or secondary or (clause.link == "but" and before.link == "when"):
            before = before.after  # "Revenue fell when Chile went into recession, but growth returned to 3.5 per cent"
            continue
        found = first_holder(before.row)
        # not "The result is that exports fell", "Wages rose, and inflation was 3 per cent"
        if not (clause.link == "that" or (rate and is_nobody(before.stranger, sentence))):
            refuse_stranger(before)
        if rate and isinstance(found, Area) and found.ids == ("WLD",):
            found = None  # "Global demand fell and unemployment rose"
        if found is not None and not (before.aside and not clause.aside):
            if any(of_a_country(s) for s in before.row if s.start < found.start):
                raise Refused("sub-national", PART)  # "New Jersey opened an office in London and exported …"
            return [found]
        before = before.after
    return []


def is_nobody(about: Segment | None, sentence: Sentence) -> bool:
    """“The birth rate”, “Wages”: no name, no place and nobody who could have figures of his own."""
    if about is None or isinstance(about, Place) or sentence.said("who has figures"):
        return False
    return (about.start > 0 and sentence.text[about.start].islower()) or about.low in WORDS["of an economy"]


def before_with(row: list[Segment], sentence: Sentence) -> Segment | None:
    """Who it is that “with a population of …” is said of: the noun before it."""
    row = row[:-1] if row and isinstance(row[-1], Amount) else row
    if len(row) < 2 or not is_word(row[-1], "with") or sentence.said("behind a rival", 0, row[-2].start):
        return None  # "surpassed Japan with a GDP of …", "is ahead of Japan with …"
    if row[-2].low in WORDS["countries"] and not (len(row) > 2 and is_word(row[-3], "be")):
        raise Refused("no subject", "which countries are meant is not said")  # "borders nations with a population of …"
    return row[-2]


def from_before(sentence: Sentence, but: tuple[str, ...], at: Segment | None = None) -> tuple[str, ...]:
    """The area of a clause that names none and follows none, the nearest first, and where it comes from."""
    context = sentence.context
    if at is not None and of_the_unnamed(at, sentence):
        raise Refused("no subject", "of what it is the growth or the size is not said")
    # "Peru's GDP grew by 3 per cent. This was slower than the growth of 5 per cent in 2017"
    goes_on = context.last is not None and context.last.indicator == getattr(at, "indicator", "")
    if (sentence.said("points back", 0, 12) and not goes_on) or sentence.said("of countries"):
        raise Refused("no subject", "which countries are meant is not said")  # "That is half of the world's people"
    if sentence.said("worldwide"):
        return ("WLD",)
    supposed = [c for c in sentence.clauses if is_word(c.row[0], "condition")]  # "and if we discount Iraq, …"
    named = [
        area for area in sentence.named
        if area.low not in ("global", "worldwide", "world", "the world")
        and not any(c.start <= area.start < c.end for c in supposed)
        and not among_whom(area, sentence)
    ]  # fmt: skip
    ends = sentence.row[-3:] if is_word(sentence.row[-1], "stop") else sentence.row[-2:]
    if len(named) == 1 and not but and named[0] in ends and is_word(ends[0], "in"):
        return named[0].ids  # "Unemployment fell from 26 per cent in 2013 to 13 per cent in 2022 in Spain."
    lists = (s for s in sentence.row if isinstance(s, Area))  # "that with Chile, Peru and Mexico"
    linked = [a for a in (*named, *lists) if but and sentence.said("behind the first", 0, a.start)]
    sold = [s.partner for s in sentence.row if isinstance(s, Figure) and s is not at and isinstance(s.partner, Area)]
    partners = {*but, *(iso for area in (*linked, *sold) for iso in area.ids)}
    flows = [] if at is None else [a for a in named if SAID["part of a flow"].search(sentence.low, at.end, a.start)]
    others = [a for a in named if not (partners.issuperset(a.ids) or a in flows)]
    topic = not named or (context.fresh and alone(context.topic, others, at))
    before = itertools.takewhile(lambda s: not isinstance(s, Amount) and s is not at, sentence.row)
    owners = {s.owner.ids for s in before if isinstance(s, Figure) and isinstance(s.owner, Area)}
    only = len(owners) == 1 and owners == {area.ids for area in named} and sentence.clauses[0].stranger is None
    drafts = {draft.ref for draft in sentence.drafts}
    last = context.last  # "Japan is our largest market. Exports to Japan rose"
    stranger = context.others > 0 and not (but and last and (last.ref, last.counterpart) == (context.country, but))
    stranger |= sentence.said("american statistics") and context.country != ("USA",)
    stranger |= sentence.said("european statistics") and vocabulary.groups().isdisjoint(context.country)
    country = context.country if alone(context.country, others, at) and not stranger else ()
    topic &= context.fresh or context.country in ((), context.topic)  # in minutes of a bank, that of its country
    topic &= not context.strayed or (isinstance(at, Figure) and at.indicator in KIND["of nations"])
    for ids, where in (
        (sentence.speaker, "the speaker"),
        (context.topic if topic and context.firm and len(context.topic) == 1 else (), "the sentence before"),
        (context.heading, "the heading"),
        # "The Peruvian economy expanded, with growth of 4 per cent"
        (owners.pop() if only else (), "the figure before"),
        (drafts.pop() if len(drafts) == 1 else (), "the claim before"),
        (country, "the country of the text (--country)"),
        (by_money(sentence), "the currency"),
    ):
        if ids and not set(ids) & set(but):
            sentence.inherited["area"] = where
            return ids
    raise Refused("no subject", "the sentence does not say which country is meant (--country says whose it is)")


def among_whom(area: Area, sentence: Sentence) -> bool:
    """“4 per cent, one of the lowest in the EU”: it says among whom, and not whose."""
    hit = SAID["place in"].search(sentence.low, 0, area.start)
    return hit is not None and (area.kind == "group" or not hit["noun"])


def of_the_unnamed(at: Segment, sentence: Sentence) -> bool:
    """“5 Trillion Dollar Economy”, a heading, and growth that need not be that of output."""
    if SAID["growth"].fullmatch(at.low):
        return growth_of_something(at, sentence)
    amount = next((s for s in reversed(sentence.row) if s.end <= at.start), None)
    said = ":" in sentence.low or any(finite(clause.row) for clause in sentence.clauses)
    return isinstance(amount, Amount) and amount.end + 1 == at.start and not said


def growth_of_something(growth: Segment, sentence: Sentence) -> bool:
    """“a growth of 11 per cent”, “growth in money supply”, “Sales rose by 5 per cent. Growth was …”; not of output."""
    # "The economy grew by 3 per cent. This was less than the 4 per cent growth in 2016"
    told = [*sentence.drafts, *filter(None, [sentence.context.last])]
    about = SAID["then the economy"].match(sentence.low, growth.end)
    if about is not None or any(draft.indicator in ("gdp_growth", "gdp_constant") for draft in told):
        return False  # "After growth of 7 per cent in 2016, the economy is slowing"
    added = sentence.said("so much or a", max(0, growth.start - 24), growth.start)
    added |= SAID["of a thing"].match(sentence.low, growth.end) is not None
    return added or not (sentence.context.output or sentence.said("of output"))


def alone(ids: tuple[str, ...], named: list[Area], at: Segment | None) -> bool:
    """Whether nobody else is named, and they, of what firms have, only behind it: “Exports fell, and Peru borrowed”."""
    whole = getattr(at, "indicator", "") in KIND["of nations"] - KIND["trade"]
    return all(a.ids == ids and at is not None and (whole or at.end <= a.start) for a in named)


def currency(unit: str | None, ref: tuple[str, ...], partner: tuple[str, ...], sentence: Sentence) -> str | None:
    """The code of a currency that several countries call by the same name."""
    if unit == "dollars":
        return dollars(ref, partner, sentence)
    codes = lexicon.currencies().get(unit or "")
    if codes is None:
        return unit
    named = [iso for area in sentence.named for iso in area.ids]
    for areas in (list(ref), named):
        meant = {codes[iso] for iso in areas if iso in codes}
        if len(meant) == 1:
            return meant.pop()
    raise Refused("no subject", f"whose {unit} are meant is not said")


def dollars(ref: tuple[str, ...], partner: tuple[str, ...], sentence: Sentence) -> str:
    """“$5 billion” of a country with a dollar of its own: its own where the context says so, else unsettled."""
    speaker = (sentence.speaker or sentence.context.country)[:1]
    if sentence.said("american dollars") or speaker == ("USA",):
        return "USD"  # and an American's "Canada's exports to us are worth $300 billion"
    if speaker and speaker == ref and speaker[0] in AT_HOME:
        return AT_HOME[speaker[0]]
    if not (AT_HOME.keys() | WORDS["either dollar"]).isdisjoint(speaker):
        raise Refused("no subject", "whose dollars are meant is not said")  # an Australian minister on Indonesia
    own = {DOLLARS[iso] for iso in ref if iso in DOLLARS}
    if len(own) != 1 or len(ref) > 1:
        return "USD"
    if {iso for area in sentence.named for iso in area.ids} - {*ref, *partner}:
        return "USD"  # beside other countries dollars are those of the United States
    raise Refused("no subject", "whose dollars are meant is not said")
