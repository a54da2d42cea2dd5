"""Ranks: places among all countries, a group, or a country's partners.

Belongs here: the n-th largest, the most populous, the main partner. Does not belong here: the highest since a year
(changes.py).
"""

import itertools
import re
from dataclasses import replace

from pipelines.claims import lexicon, numbers
from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import resolver, timing, vocabulary, windows
from pipelines.claims.reader.claiming import claim
from pipelines.claims.reader.clauses import finite
from pipelines.claims.reader.found import Found
from pipelines.claims.reader.phrases import OF_ARMS, OVER_GDP, is_word
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Rank, Segment, Word, is_unknown
from pipelines.claims.reader.sentence import Draft, Refused
from pipelines.claims.reader.series import of_arms
from pipelines.claims.reader.timing import Times

CONTINENTS = lexicon.WORDS["world and continents"]
ON_LAND = sorted(CONTINENTS - {"WLD", "LATIN_AMERICA", "MIDDLE_EAST", "AMERICAS", "SUB_SAHARAN_AFRICA"})


def rank(found: Found, place: Rank) -> Draft | None:
    """The world's third-largest economy; Chile's largest trading partner."""
    if found.it is not None and not of_it(found, place, found.it):
        return None
    indicator = ranked_by(found, place)
    others = [s for s in found.earlier if isinstance(s, Figure)][-1:]
    if indicator == "gdp_growth" and any(not s.indicator.startswith("gdp") for s in others):
        return None  # "The American population had the fastest growth rate", "Exports rose 8%, the strongest growth"
    if apart := SAID["sort of country"].match(found.sentence.low, place.end):
        raise Refused("no subject", f"which countries are “{apart[1]}” is not held")
    several = each_at_the_top(found, place, indicator)
    if several is not None or (place.of_the_top and not one_of_the_top(found, place)):
        return several  # not "The ten largest budgets added up to …"
    if indicator in ("", "event") or of_some(found, place) or with_somebody(found, indicator):
        return None
    # "At 3.5 per cent of GDP, … was the highest", "the highest at 6 per cent of GDP"
    shares = [d.indicator for d in found.sentence.drafts if d.kind == "of_gdp"]
    shares += [OVER_GDP.get(indicator, "") for s in found.behind[:2] if isinstance(s, Amount) and s.of_gdp]
    indicator = OVER_GDP[indicator] if OVER_GDP.get(indicator) in shares else indicator
    with_partner = indicator == "trade_balance" and found.role("area") is not None  # "has its largest deficit with"
    partner = found.partner if found.it is not None or with_partner else found.holder("partner")
    abroad = indicator == "emigrants"  # "the largest diaspora": those from there in all other countries
    indicator, partner = ("migrants", ("WLD",)) if abroad else (indicator, partner)
    ref = ref_of_rank(found, partner)
    if found.it is not None and partner and found.role("area") is not None:
        # "Our top export partner is Armenia, Russia is the second"
        ref, partner = (ref, found.it.counterpart) if found.it.parts == "ref" else (found.it.ref, ref)
    draft = Draft(indicator, "rank", ref, partner, order=order_of(found, place, indicator), unit="RANK")
    draft.value = place.text if place.bare or place.n > 1 else f"{1 + len(named_ahead(found))}"
    draft.parts = "ref" if abroad else None
    among(found, draft)
    times = time_of(found, place)
    record = found.said("on record", place.start, clause_end(found, place))
    if place.bare and times.base and times.period and is_word([None, *found.left][-1], "from", "to"):
        return None  # "rose from tenth to sixth by GDP per head between 2010 and 2020"
    refuse_window(found, draft.indicator, times)
    since = place.n == 1 and bool(times.base or ((times.undated or record) and not times.yearly))
    # "From 2010 to 2013, Peru saw its slowest growth in 20 years"
    window = any(p.base and p.period and not p.back for p in found.sentence.periods)
    # "the largest exporter since 2009", "the world's largest economy since 1990"
    held = found.role("ranker") or is_word(found.last, "state") or found.holder("universe") == ("WLD",)
    since &= not (place.bare or draft.universe or window or held)
    if not (draft.universe or partner) and found.role("universe") is None and found.it is None:
        if found.last.low in ("rate", "pace", "level", "growth") and not since:
            return None  # "grew by 1.5 per cent, the slowest rate this year"
        refuse_unnamed(found, place, since)
    if found.it is not None and found.says.of == "rank":
        draft.universe = draft.universe or found.it.universe
    over_years = times.base or times.partial or any(p.base or p.partial for p in found.sentence.periods)
    if draft.indicator in KIND["growth"] and over_years and not since:
        draft.not_held("a rank by growth over several years, and the rates of single years are held")
        draft.base_period = times.base
        return claim(found, draft, place, times)
    placed = partner if found.it is None else found.role("universe") or found.role("ahead")
    if since and not (placed or windows.ranked_over(draft.indicator, times)):
        draft.operation, draft.value, draft.unit = "extreme", None, None
    else:
        times.base = windows.ranked_over(draft.indicator, times)
    moved, told = found.role("moved"), found.it.period if found.it is not None else None
    untold = times.period is None and not found.has("have")
    if moved is not None and (untold or (is_word(moved, "from") and times.period == told)):
        raise Refused("no period", "when it had that place is not said")  # "slipped to twelfth", "up from tenth"
    return claim(found, draft, place, times)


def each_at_the_top(found: Found, place: Rank, indicator: str) -> Draft | None:
    """“The five largest exporters are Chile, Peru, …”, “Spain and Italy are the largest exporters”: places in a row."""
    link, last = [None, None, *found.left][-2:]
    areas = found.role("area") or (last if is_word(found.first, "be") else None)
    listed = isinstance(areas, Area) and len(areas.sides) == len(areas.ids) > 1 and found.it is None
    noun = found.role("ranker") or found.figure
    many = place.of_the_top or (place.n == 1 and not place.bare and noun is not None and plural(noun))
    if not (listed and many) or indicator in ("", "event", *KIND["rate"]) or is_word(link, "of", "in", "with", "than"):
        return None
    assert isinstance(areas, Area)
    draft = Draft(indicator, "rank", areas.ids, order=order_of(found, place, indicator), unit="RANK", parts="ref")
    draft.value = place.text if place.of_the_top else f"top {len(areas.ids)}"
    among(found, draft)
    if draft.not_checkable or not of_such(areas.ids, draft):
        return None
    times = time_of(found, place)
    refuse_window(found, indicator, times)
    times.base = windows.ranked_over(indicator, times)
    return claim(found, draft, place, times)


def refuse_window(found: Found, indicator: str, times: Times) -> None:
    """“was the largest exporter in 2010-14”: raises Refused where sums over several years make no places."""
    summed = windows.ranked_over(indicator, times) is not None or indicator in KIND["growth"]
    if not (summed or times.back or found.it) and windows.window_of(times) != (None, 0):
        raise Refused("no data", windows.UNSAID)


def order_of(found: Found, place: Rank, indicator: str) -> str:
    """Whether the place is counted from the smallest."""
    shrank = indicator == "gdp_growth" and found.figure is not None and "fall" in found.figure.flags
    falls = place.falling != (shrank or (found.negative and indicator == "trade_balance"))
    if found.role("move") is not None:
        falls = found.order == "asc"  # "the steepest fall since 1991"
    return "asc" if falls else "desc"


def one_of_the_top(found: Found, place: Rank) -> bool:
    """“is one of Africa's ten largest economies”, “as a top ten exporter”: of somebody, and not these ten."""
    before = [s for s in found.clause.row if s.start < place.start and not (isinstance(s, Area) or is_word(s, "'s"))]
    first = place.of_the_top and is_word(before[-1] if before else None, "be", "have", "as", "verb")
    return first or " among " in place.low  # "is sixth among the largest economies"


def time_of(found: Found, place: Rank) -> Times:
    """The periods of a place: its own, else those of what gives it, else those of the level that has it."""
    times = found.times(place)
    if times.period is not None or timing.at_another_time(place, found.sentence, SAID["now"]):
        return times
    clause = found.clause.after if found.clause.link in WORDS["made it"] else None
    whole = timing.times_of(None, clause or found.clause, found.sentence)
    times.period = whole.period if whole.start < place.start or times.base else None
    if found.it is not None and found.it.operation == "level" and found.it.period:
        times.period = found.it.period  # "rose to 4 per cent in June, up from 3 in May, the lowest since 2000"
    which = found.clause.link in WORDS["so it is"]  # "grew by 6 per cent in 2013, which is the fastest rate since 2008"
    told = found.it or next(reversed(found.sentence.drafts if which else []), None)
    old = times.period is None and (which or found.first.low not in WORDS["are now"])
    # "In 2022 Peru was fifth. Chile was sixth."
    listed = place.bare and told is not None and told.operation == "rank" and found.role("moved") is None
    if old and told is not None and (told.operation == "level" or listed):
        times.period = told.period  # "GDP was $420 million in 1970, ranked 114th in the world"
    return times


def of_some(found: Found, place: Rank) -> bool:
    """“the poorest fifth”, “the world's richest countries”, “the largest proportion”, “the fastest decline”."""
    if SAID["part of its own"].match(found.low, place.end) or is_word(found.next, "move") or place.low == "major":
        return True
    article = found.low.endswith((" a ", " an "), 0, place.start)  # "a leading trading power", "the first contraction"
    if place.n == 1 and (article or (place.bare and found.indicator in ("gdp_growth", "trade_balance"))):
        return True
    ranker, singly = found.role("ranker"), place.bare or one_of_the_top(found, place)
    if ranker is not None and is_word(found.next, "of") and any(isinstance(s, Figure) for s in found.behind[1:2]):
        return True  # "the second largest importer of Chinese exports"
    # "The largest exporters were China ($3 trillion) and"
    several = ranker is not None and plural(ranker) and not singly
    if several or (found.it is None and found.role("partner") is None and of_somebody(found, place)):
        return True
    noun, behind = found.role("noun") or found.figure, found.behind[:2]
    if noun is not None and noun.low in ("export", "import"):
        return True  # "garments, its biggest export"
    if noun is not None:
        joined = len(behind) == 2 and is_word(behind[0], "and") and not behind[1].classes
        # "the greatest military and moral power"; but not "is one of the ten largest economies"
        return (noun.low in WORDS["plural"] and not singly) or (joined and isinstance(behind[1], Word))
    return isinstance(found.next, Amount | Rank) or (bool(behind) and behind[-1].low in ("poor", "the poor", "rich"))


def with_somebody(found: Found, indicator: str) -> bool:
    """“the largest exporter to the United States”, “the largest number of migrants came from India”."""
    behind = found.behind[:2]
    came = indicator == "migrants" and any(is_word(s, "come", "from") for s in behind)
    # "is Peru's second-largest trading partner for exports and third-largest for imports"
    came |= found.match.pattern.id == "smallest-by" and any(is_word(s, "partner") for s in found.earlier)
    to_one = len(behind) == 2 and is_word(behind[0], "to", "from") and isinstance(behind[1], Area)
    return came or (to_one and indicator in KIND["goods"] | KIND["arms"])


def of_somebody(found: Found, place: Rank) -> bool:
    """“is the island's number one destination for investment”: a place that somebody gives, not one among all."""
    owner, mark = ([None, None, *found.clause.row])[found.clause.row.index(place) :][:2]
    one_country = isinstance(owner, Pronoun) or (isinstance(owner, Area) and vocabulary.groups().isdisjoint(owner.ids))
    return is_word(mark, "'s") and one_country


def clause_end(found: Found, place: Rank) -> int:
    """Where the next clause begins."""
    return min((c.start for c in found.sentence.clauses if c.start > place.end), default=len(found.low))


def refuse_unnamed(found: Found, place: Rank, since: bool) -> None:
    """“is the sixth richest”, “In NATO … Spain had the lowest”: raises Refused where a group may be meant."""
    if found.said("of the world", found.clause.start, clause_end(found, place)):
        return
    before = any(d.universe for d in found.sentence.drafts)
    alone = bool(place.indicator) and found.last is place and found.ends(*WORDS["ends"]) and not (since or place.bare)
    if before or found.sentence.context.group or alone:
        raise Refused("no subject", "a place among all countries, or in the group named before: which is not said")


def of_it(found: Found, place: Rank, last: Draft) -> bool:
    """Whether “the highest share in NATO”, “second only to Peru”, “the fifth by PPP” are of the figure before."""
    ahead, area = found.role("ahead"), found.role("area")
    ends = found.ends(",", "stop", "and", "joint", "relative", "be", "verb", "with", "for", "have")
    misplaced = isinstance(ahead, Area) and place.n != 1 + len(ahead.ids)
    if misplaced or (not ends and getattr(found.next, "low", "") != "at"):
        return False
    if found.role("move") is not None and (last.indicator not in KIND["of pace"] or place.bare):
        return False
    times = found.times(place)
    record = times.base is not None or times.undated or found.said("on record", place.start)
    known = (record and not place.bare) or found.said("at parity", place.end, place.end + 40)
    known |= any(role is not None for role in (ahead, area, found.role("universe"), found.role("moved")))
    return known and ranked_by(found, place) == last.indicator


def ranked_by(found: Found, place: Rank) -> str:
    """The indicator of a rank: its own ("most populous"), that of its noun, that of the pattern."""
    noun = found.role("ranker") or found.role("partner_word")
    figure = found.figure
    row = found.clause.row
    if found.it is not None and found.it.indicator == "inflation" and place.low in WORDS["pace"]:
        return "inflation"
    if place.indicator:
        behind = next((s for s in row if s.start >= place.end), None)
        if figure is None and isinstance(behind, Figure):
            return ""  # "the strongest army"
        months = any(is_word(s, "streak") for s in row)  # "the 33rd month of growth and the fastest pace"
        others = any(is_unknown(s) for s in row if s.start < place.start)  # "Spanish wages grew at the fastest pace"
        grows = "grow" in found.sentence.classes and not (months or others)
        if figure is None and place.low in WORDS["pace"] and not grows:
            return ""  # "the weakest of the seven": in what?
        if figure is not None and figure.indicator == "gdp" and place.low in ("strongest", "weakest"):
            return ""  # "the strongest economy": by what?
        return place.indicator if figure is None or figure.indicator in ("gdp", place.indicator) else ""
    if noun is not None:
        return noun.values.get("ranker") or noun.values.get("partner") or ""
    each = found.indicator in ("gdp", "gdp_ppp") and is_word(found.next, "per_head")
    return f"{found.indicator}_per_capita" if each else found.indicator


def ref_of_rank(found: Found, partner: tuple[str, ...]) -> tuple[str, ...]:
    """Who holds the rank; of partners, whose partners they are."""
    says = found.says
    named = found.ref(()) if found.it is not None else found.holder(says.ref)
    ref = named or found.subject(partner, found.role("rank"))
    row = found.clause.row[max(0, found.match.start - 2) : found.match.start]
    passed = itertools.pairwise(found.sentence.row if any(is_word(s, "as") for s in (*row[-1:], found.first)) else row)
    fell = any(is_word(verb, "overtake") and isinstance(area, Area) and area.ids == ref for verb, area in passed)
    fell |= found.clause.link in ("after", "behind") and is_word([*found.clause.row, None][1], "as")
    # "Germany (81 million), Spain (47 million) and Italy (60 million) are the most populous"
    number = found.number
    fell |= number is not None and ") are" in found.low[max(0, number.start - 12) : number.start]
    link, last = [None, None, *found.left][-2:]
    fell |= is_word(link, "and") and isinstance(last, Area) and last.ids != ref  # "Peru (5) and Chad (4) had the most"
    if len(ref) != 1 or ref[0] in CONTINENTS or fell:  # "surpassing Britain as the largest economy, India …"
        raise Refused("no subject", "a rank is of one country")
    return ref


def named_ahead(found: Found) -> tuple[str, ...]:
    """Who is said to stand before a place: “second only to China”, “third, behind Peru and Chile”, “After Togo, …”."""
    area, clauses = found.role("ahead"), found.sentence.clauses
    near = zip(found.behind, found.behind[1:], found.behind[2:], strict=False)
    area = area or next((s for link, to, s in near if link.low == "next" and is_word(to, "to")), None)
    if isinstance(area, Area):
        return area.ids
    if any(isinstance(segment, Rank) for segment in found.behind):
        return ()  # "is the most populous Arab country and the third in Africa, after Nigeria and Ethiopia"
    for clause in (clauses[0], *clauses[clauses.index(found.clause) + 1 :]):
        if clause.link in ("after", "behind") and isinstance(clause.row[0], Area) and not finite(clause.row):
            return clause.row[0].ids
    return ()


def with_those_ahead(found: Found, draft: Draft) -> list[Draft]:
    """“second behind Peru”: who is first; “third behind Peru and Chile”: that both are among the first two.

    Their claim stands before that of the place, of which the words that follow speak.
    """
    ahead, place = named_ahead(found), found.role("rank")
    counted = isinstance(place, Rank) and not place.of_the_top and draft.operation == "rank"
    slot = draft.parts or ("counterpart" if draft.counterpart else "ref")
    counted = counted and bool(ahead) and getattr(draft, slot) != ahead
    if not counted or numbers.read(draft.value or "1", "RANK").x != 1 + len(ahead) or not of_such(ahead, draft):
        return [draft]
    first = replace(draft, value="1", place=draft.place - 1)
    if len(ahead) > 1:
        first.value, first.parts = f"top {len(ahead)}", slot
    setattr(first, slot, ahead)
    return [first, draft]


def of_such(areas: tuple[str, ...], draft: Draft) -> bool:
    """Whether these can have a place in the ranking: countries, or partners, of the group that it is of."""
    members = {iso for iso, _, _ in lexicon.members().get(draft.universe or "", [])}
    return members.issuperset(areas) if members else bool(draft.counterpart) or vocabulary.groups().isdisjoint(areas)


def shared(found: Found) -> Segment | None:
    """“Africa's largest economy and third most populous country”: a group that two places share."""
    row = found.earlier[-7:]
    place = next((n for n in range(len(row) - 1, 0, -1) if isinstance(row[n], Rank)), 0)
    stated = any(is_word(s, "be", "have") for s in row[place:])
    if not place or stated or not found.low[: found.start].endswith(" and "):
        return None
    owner = row[place - 2] if is_word(row[place - 1], "'s") else row[place - 1]
    return owner if isinstance(owner, Area) and owner.kind == "group" else None


def among(found: Found, draft: Draft) -> None:
    """The group within which a rank is meant; the world where none is named."""
    named, figure = found.role("universe"), found.figure
    if named is None and is_word(found.sentence.row[0], "in", "of", "some") and len(found.sentence.row) > 1:
        first = [s for s in found.sentence.row[1:4] if isinstance(s, Area)][:1]
        named = first[0] if first and first[0].kind == "group" else None  # "Among the members of ASEAN, Singapore …"
    named = named or shared(found)
    if isinstance(named, Figure):
        whose = named.owner
        if whose is None or found.low[whose.end : named.noun[0]] not in (" ", "'s "):
            raise Refused("no subject", "it is said among countries of a kind")  # "of Asia's large economies"
        named = whose
    link, whom = [*found.behind, None, None][:2]
    if named is None and getattr(link, "low", "").startswith("among") and not isinstance(whom, Amount):
        raise Refused("no subject", "it is said among countries of a kind")  # "among landlocked countries"
    if named is None and figure is not None and isinstance(figure.owner, Area) and figure.owner.kind == "group":
        named = figure.owner
    if isinstance(named, Place) and named.low == "continent":
        members = lexicon.members()
        within = [group for group in ON_LAND if any(iso in draft.ref for iso, _, _ in members.get(group, []))]
        draft.universe = within[0] if len(within) == 1 else None
    if isinstance(named, Place) and draft.universe is None:
        draft.not_held(f"the members of “{named.low}” are not held")
    ids = found.who(named) if isinstance(named, Area | Pronoun) else ()
    before = [d.universe for d in found.sentence.drafts if d.universe and d.ref == draft.ref]
    if before and ids == draft.ref and isinstance(named, Pronoun):
        draft.universe = before[-1]  # "Germany is the EU's biggest economy, and has its largest population"
        return
    if ids in ((), ("WLD",)) or ids == draft.ref:
        return
    if len(ids) == 1 and ids[0] in vocabulary.groups():
        of_group = {iso for iso, _, _ in lexicon.members()[ids[0]]}
        beyond = getattr(found.role("rank"), "n", 1) > len(of_group)  # "Among ASEAN countries, Laos was 18th"
        if (draft.counterpart or draft.ref)[0] not in of_group or beyond:
            raise Refused("no subject", "whose place it is is not said: the one named is no member")
        draft.universe = ids[0]
        return
    raise Refused("sub-national", "a rank within a country or among a few")


def plural(noun: Segment) -> bool:
    """“The leading buyers of Chilean exports were China with …”: a list of which only the first was found."""
    return re.split(r" (?:of|for|in) ", noun.low)[0].endswith("s")


def partner(found: Found, place: Rank) -> Draft | None:
    """China is Brazil's largest trading partner."""
    noun = next((s for s in found.inside if is_word(s, "partner")), None)
    behind = next((s for s in found.clause.row if noun is not None and s.start >= noun.end), None)
    if noun is None or (is_word(behind, "to") and noun.values["partner"] in KIND["goods"] and "goods" not in noun.low):
        return None  # "the second-biggest supplier to Japan": of what is not said
    last = found.it
    ref, partner = (found.holder("owner") or last.ref, last.counterpart) if last is not None else both_sides(found)
    listed = plural(noun) and len(partner) == 1 and not (place.bare or place.of_the_top)
    if len(ref) != 1 or ref == ("WLD",) or not partner or set(ref) & set(partner) or listed:
        return None  # "the world's biggest buyer of both"
    kind = noun.values["partner"]
    if set(partner) <= {iso for iso, _, _ in lexicon.members().get(ref[0], [])}:
        return None  # "Brazil is the largest Latin American trading partner": of another country
    if kind in KIND["arms"] | KIND["position"] | KIND["paid"] and vocabulary.groups().intersection(ref):
        return None  # "the EU's largest investor": in it, or of it
    if kind == "trade_partner" and found.figure is not None and found.figure.indicator != "goods_trade":
        kind = found.figure.indicator  # "the largest partner for EU imports of goods"
    if found.has("arms") or (found.figure is None and of_arms(found)):
        kind = OF_ARMS.get(kind, kind)  # "the largest buyer of American arms", "the importer's main supplier"
    draft = Draft(kind, "rank", ref, partner, unit="RANK", order="asc" if place.falling else "desc")
    draft.value = place.text if place.bare or place.n > 1 else f"{1 + len(named_ahead(found))}"
    if is_word(noun, "sender") or (kind == "migrants" and is_word(noun, "investor")):
        # "Poles are Norway's largest immigrant group", "Japan is Mali's largest aid donor": one of those it comes from
        draft.ref, draft.counterpart, draft.parts = partner, ref, "ref"
    if found.role("universe") is not None:
        among(found, draft)
    if len(partner) > 1:
        draft.parts = draft.parts or "counterpart"
        draft.value = "top 10" if draft.value == "1" else draft.value  # "main partners are China, Japan and the US"
    times = time_of(found, place)
    times.base = windows.ranked_over(kind, times)
    return claim(found, draft, place, times)


def both_sides(found: Found) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whose partner, and who that is: by the roles, the subject, or what an aside stands behind."""
    figure, clause = found.figure, found.clause
    such = found.has("such")
    ref = found.holder("owner") or (found.subject((), found.first) if such else ())
    told = next((d for d in reversed(found.sentence.drafts) if d.operation == "rank" and d.counterpart), None)
    unnamed = isinstance(found.role("owner"), Pronoun) and found.role("partner") is None
    if told is not None and unnamed and ref == told.counterpart:
        return told.ref, told.counterpart  # "Peru is Chile's largest partner, and the country's main source of imports"
    ref = ref or (found.owner(figure) if figure is not None else ())
    if partner := found.holder("partner"):
        itself = isinstance(found.role("owner"), Pronoun) and ref == partner  # "China is the country's largest partner"
        noun = next((s.low for s in found.inside if is_word(s, "partner")), "")
        itself |= not ref and figure is None and bool(SAID["of a country"].search(noun)) and found.ends(*WORDS["ends"])
        return resolver.from_before(found.sentence, partner) if itself else ref, partner
    joined = clause.link == "and" or is_word([None, *found.left][-1], "and")  # "and our largest partner"
    if is_word(found.first, "be", "as", "overtake") or joined:
        return ref, found.subject(ref, found.first)
    if not clause.aside or not isinstance(clause.host, Area):
        return ref, ()
    before = [a.ids for a in found.sentence.named if a.end <= clause.start]
    return ref, before[-1] if before else clause.host.ids  # "exports to the United States, its biggest market"


def above_all(found: Found) -> Draft | None:
    """“No country in Africa has a larger population than Nigeria”; “more than in any other country”."""
    others, more, partner = found.role("others"), found.role("more"), found.partner
    ref = found.ref(partner)
    if more is None or len(ref) != 1 or found.indicator in ("", "event") or is_word(found.next, "or"):
        return None
    if others is not None and not found.ends(*WORDS["ends"]):
        return None  # "than any other major economy"
    if others is not None and found.it is not None:
        before = found.clause.row[found.clause.row.index(others) - 1]
        if (partner not in ((), ("WLD",))) != is_word(before, "in"):
            return None
    draft = Draft(found.indicator, "rank", ref, partner, value="1", unit="RANK", order=found.order)
    among(found, draft)
    called = next((group for group in ("NATO", "EUROPE") if others is not None and group.lower() in others.low), None)
    draft.universe = called or draft.universe
    return claim(found, draft)


def next_place(found: Found) -> Draft | None:
    """“China is Chile's largest partner, followed by Brazil and Japan”: they are the second and the third."""
    it, area = found.it, found.first
    if it is not None and any(d.indicator != it.indicator for d in found.sentence.drafts if d.place > it.place):
        it = it if it.counterpart else None  # "the largest economy, exports goods worth $250 billion, followed by Peru"
    ahead = numbers.read(it.value, "RANK") if it is not None and it.value else None
    # not "by the rest of Europe, Peru and Chad"
    nearest = all(isinstance(s, Area) or is_word(s, ",", "and") for s in found.left)
    if found.clause.link not in WORDS["comes next"] or not nearest or not isinstance(area, Area) or not it or not ahead:
        return None
    draft = Draft(it.indicator, "rank", it.ref, it.counterpart, unit="RANK", order=it.order, universe=it.universe)
    draft.value, draft.place, draft.parts = f"{ahead.x + 1}", area.start, it.parts
    draft.slot = it.parts or ("counterpart" if it.counterpart else "ref")
    setattr(draft, draft.slot, area.ids)
    return claim(found, draft)


def rank_moved(found: Found, place: Rank) -> Draft | None:
    """“from tenth to fifth largest economy between 2014 and 2022”: both places, each at its time."""
    inside = [s.values["ranker"] for s in found.inside if is_word(s, "ranker")]
    figures = [s.indicator for s in found.inside if isinstance(s, Figure)]
    said = place.bare or place.n > 1  # not "brought our economy out of the deepest recession"
    before = [s.indicator for s in found.left if isinstance(s, Figure) and said]
    indicator = place.indicator or next(iter([*inside, *figures, *before[-1:]]), "")
    if not indicator or indicator == "event" or place.of_the_top or SAID["on record"].match(found.low, place.start):
        return None  # "out of the ten fastest-growing economies six were African", "rose from a record low"
    ref = found.subject((), place)
    draft, times = Draft(indicator, "rank", ref, value=place.text if said else "1", unit="RANK"), found.times(place)
    if found.role("later") is not None or found.role("former") is None:
        times.period = times.base or times.period
    times.base = None
    if len(ref) != 1 or not (times.period or times.back):
        return None
    return claim(found, draft, place, times)
