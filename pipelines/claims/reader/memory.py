"""What a sentence leaves to the next: whom and what the text is about, and when.

Belongs here: how the context of a text changes from sentence to sentence.
Does not belong here: what the context is (sentence.py), what is taken from it (resolver.py, elisions.py).
"""

from collections import Counter
from collections.abc import Iterator

from pipelines.claims.lexicon import KIND, SAID, WORDS
from pipelines.claims.reader import elisions, resolver, topics, vocabulary
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Pronoun, Segment
from pipelines.claims.reader.sentence import Context, Draft, Sentence

Ids = tuple[str, ...]


def remember(under_way: Sentence, context: Context) -> None:
    """What the next sentence may leave unsaid."""
    context.speaker = under_way.speaker or context.speaker
    figures = [s for s in under_way.row if isinstance(s, Figure)]
    singles = named_alone(under_way)
    about_whom(under_way, context, singles, figures)
    about_what(under_way, context)
    beside_whom(under_way, context, singles)
    what_was_told(under_way, context)
    when_it_was(under_way, context, figures)


def named_alone(under_way: Sentence) -> list[Ids]:
    """The areas that are named one by one, in order: no groups where the first is a country."""
    alone = (a for a in under_way.named if len(a.ids) == 1 and a.ids != ("WLD",))
    singles = list(dict.fromkeys(a.ids for a in alone if not under_way.low.endswith("like ", 0, a.start)))
    countries = [ids for ids in singles if ids[0] not in vocabulary.groups()]
    return countries if countries[:1] == singles[:1] else singles  # "Ethiopia is the largest in Africa. It …"


def about_whom(under_way: Sentence, context: Context, singles: list[Ids], figures: list[Figure]) -> None:
    """The topic: whose the claims are, else who is named. “The deficit with China, for example, is $383 billion”."""
    # a sentence can be about its other side, too: "aid to Peru", but not "Peru's exports to China"
    of_both = [d for d in under_way.drafts if d.operation in ("rank", "share") or d.indicator in KIND["of both"]]
    claimed = {*(d.ref for d in under_way.drafts if d.operation != "count"), *(d.counterpart for d in of_both)} - {()}
    context.claimed |= claimed
    # not "Sino-Indian trade": neither is the partner of the other
    partners = {b.ids for s in figures if isinstance(b := s.partner, Area) and getattr(s.owner, "start", -1) != b.start}
    if not under_way.drafts and "partner" in under_way.classes and context.country not in ((), *singles):
        partners.update(singles)  # "By far the biggest partner is Germany. A third of exports go there"
    partners.update(a.ids for a in under_way.named if under_way.low.endswith("non-", 0, a.start))
    refs, sides = ({getattr(d, side) for d in under_way.drafts} for side in ("ref", "counterpart"))
    # "Peru's exports to Chile rose, while trade with Fiji fell"; but "Chile is Peru's main partner, then Fiji"
    of_one = len(refs) == 1 < len(sides - {()}) and not any(d.operation in ("rank", "share") for d in of_both)
    about = list((refs if of_one else claimed) - {("WLD",)}) or [ids for ids in singles if ids not in partners]
    first = under_way.clauses[0] if under_way.clauses else None
    stranger = first is not None and first.stranger is first.row[0] and first.row[0].low not in WORDS["nobody"]
    stranger = stranger or SAID["part of a country"].match(under_way.low) is not None
    apart = under_way.hit("a contrast")
    behind = (a for a in under_way.named if apart and a.start > apart.start() and a.kind == "name")
    others = {a.ids for a in behind if not under_way.said("behind a link", 0, a.start)}
    if goes_on(under_way):
        return  # "After a recalculation it was found to have overtaken South Africa"
    if stranger and first is not None and not under_way.named and resolver.is_nobody(first.stranger, under_way):
        context.strayed = True
    elif stranger:
        context.topic = ()  # "Petrobras is Brazil's largest exporter. Its exports …"
    elif len(about) == 1 and others - {about[0]}:
        context.topic = ()  # "While Kenya grew by 5 per cent, Uganda did better. Growth …"
    elif len(about) == 1:
        named_at = [a.start for a in under_way.named if a.ids == about[0]]
        # "the average mortgage in America", "Like Egypt, …": what is named so it need not be about
        aside = all(under_way.said("beside the subject", 0, start) for start in named_at)
        owners = [s.owner.ids for s in figures if isinstance(s.owner, Area)]
        aside &= about[0] not in claimed or about[0] not in owners
        context.firm = not aside or (context.firm and context.topic == about[0])
        context.strayed = False
        context.topic = about[0]
    elif singles and singles != [context.topic]:
        context.topic = ()


def goes_on(under_way: Sentence) -> bool:
    """Whether it is still about the topic: “it” or “its” stands before the first country that is named."""
    first = under_way.named[0].start if under_way.named else 0
    return any(pronoun.kind == "it" and pronoun.start < first for pronoun in pronouns(under_way))


def pronouns(under_way: Sentence) -> Iterator[Pronoun]:
    holders: Iterator[Segment | None] = (s.owner if isinstance(s, Figure) else s for s in under_way.row)
    return (s for s in holders if isinstance(s, Pronoun))


def about_what(under_way: Sentence, context: Context) -> None:
    """What grew, what “it was” and a bare “spending” can mean, and in which prices."""
    other = not under_way.drafts and (under_way.said("grows") or any(isinstance(s, Amount) for s in under_way.row))
    context.output = under_way.said("of output") or (context.output and not other)
    changes = ((d.period, d.base_period) for d in under_way.drafts if d.period and d.base_period)
    context.window = next(changes, (None, None))
    context.about = elisions.about(under_way)
    context.spoken_of = topics.spoken_of(under_way.segments, context.spoken_of)
    if under_way.said("at parity") or under_way.said("at market rates"):
        context.at_parity = not under_way.said("at market rates")


def beside_whom(under_way: Sentence, context: Context, singles: list[Ids]) -> None:
    """The pair, the group and the list that “the two”, “third” and “they” can mean."""
    ours = any(pronoun.kind == "we" for pronoun in pronouns(under_way))
    about_whom = {d.ref for d in under_way.drafts} or ({a.ids for a in under_way.named} if not ours else set())
    others = about_whom - {context.country, ("WLD",)}
    of_it = not under_way.drafts and context.country in about_whom
    owned = any(isinstance(s, Figure) and isinstance(s.owner, Area) and s.owner.ids in others for s in under_way.row)
    # "Chile's growth picked up. Demand was strong. Unemployment fell to 8 per cent": theirs, too
    context.others = 0 if of_it else 1 + 2 * owned if others else max(0, context.others - 1)
    context.fresh = bool(singles)
    countries = [ids for ids in singles if ids[0] not in vocabulary.groups()]
    places = [a for a in under_way.named if a.ids in countries]
    linked = bool(under_way.drafts) or "overtake" in under_way.classes
    if len(countries) == 2 and (linked or under_way.said("with another one", places[0].end)):
        context.pair = countries[0] + countries[1]  # not "Peru is taking the place of Chile"
    elif not {*context.pair}.issuperset(sum(countries, ())):
        guest = len(countries) == 1 and bool(context.country) and context.country != countries[0]
        context.pair = context.country + countries[0] if guest else ()
    dealt = under_way.said("between them") or (bool(countries) and under_way.said("dealings"))
    context.between = bool(context.pair) and dealt
    ranks = [d.universe for d in under_way.drafts if d.operation == "rank"]
    groups = vocabulary.groups() - {"WLD"}
    several = any(not groups.isdisjoint(a.ids) for a in under_way.named)
    several |= any(isinstance(s, Place) and s.kind == "region" for s in under_way.row)
    context.group = any(ranks) if ranks else context.group or several
    context.heading = next((s.ids for s in under_way.row if isinstance(s, Area) and len(under_way.row) == 1), ())
    context.listed = [a.ids for a in under_way.row if isinstance(a, Area) and len(a.ids) > 1]
    context.lists += context.listed
    del context.lists[:-8]


def what_was_told(under_way: Sentence, context: Context) -> None:
    """The claim and the ranking that the next sentence can go on from."""
    trades = [bool(d.counterpart) for d in under_way.drafts if d.indicator in KIND["flow"] and d.operation != "rank"]
    context.with_one = all(trades) if trades else context.with_one
    context.last = last_told(under_way)
    context.ranked = ranking_under_way(under_way)


def last_told(under_way: Sentence) -> Draft | None:
    """The claim that the next sentence can go on from: none in brackets, and not where a rise or a fall began."""
    drafts = under_way.drafts
    stated = [d for d in drafts if d.value or not d.not_checkable]  # not "…, picking up in the last quarter"
    told = [d for d in stated if not SAID["from before"].search(under_way.low, max(0, d.place - 24), d.place)] or drafts
    beside = [d for d in told if d.clause is None or d.clause.link != "("] or told
    return beside[-1] if beside else None


def ranking_under_way(under_way: Sentence) -> Draft | None:
    """The last place that was told of, also before a sentence on the same figure or a heading."""
    told, drafts = under_way.context.ranked, under_way.drafts
    last = next((draft for draft in reversed(drafts) if draft.operation == "rank"), None)
    heading = not drafts and under_way.text[-1:].isalnum()
    same = bool(drafts) and told is not None and all(draft.indicator == told.indicator for draft in drafts)
    return last or (told if heading or same else None)


def when_it_was(under_way: Sentence, context: Context, figures: list[Figure]) -> None:
    """The periods that a sentence without one can be of."""
    dates = [p for p in under_way.periods if p.period or p.base]
    context.then = under_way.said("back then") or (context.then and not dates)
    at_end = dates[-1:] if dates and dates[-1].end >= len(under_way.text.rstrip(" .")) else []
    dates = [p for p in dates if not p.back] if len(dates) == 1 else at_end
    context.dated = next((p.period or p.base for p in dates), None)
    if not under_way.periods:
        return
    named = [p.period for p in under_way.periods if p.period]
    context.periods = tuple(dict.fromkeys([*named, *context.periods]))[:4]
    years = {d.period for d in under_way.drafts if d.indicator in KIND["trade"]}
    context.year = years.pop() if len(years) == 1 else None
    when = [p for p in under_way.periods if not (p.yearly or p.before)]
    if not when:
        return
    flows = any(s.indicator in KIND["flowing"] for s in figures)
    said = {d.period for d in under_way.drafts} or {p.period for p in under_way.periods if flows}
    said -= {p.period for p in under_way.periods if p.beside}
    fine = {period for period in said if period and len(period) == 7 and not period.endswith("FY")}
    month = fine.pop() if len(fine) == 1 else None
    earlier = month is not None and context.period is not None and month < context.period
    context.period = None if earlier else month  # "… in November. In October they rose. Imports fell": in which?
    part = all((p.partial or len(p.base or "") == 7) and not p.period for p in when)
    of_now = {p.period for p in when} <= {None, str(under_way.said_on.year)}
    goes_on = context.partial and of_now and len(when) < len(under_way.periods)
    context.partial = earlier or part or goes_on  # "This year's surplus is lower than in the same period last year"


# --- a text and its paragraphs ---


def named_as(segment: Segment) -> str | tuple[str, ...]:
    """A part of a country by its name (“Bavaria”, “Jakarta”), a country by its code."""
    if getattr(segment, "kind", "") in ("seat", "us_state", "us_city", "nation", "city"):
        return segment.low
    return segment.ids if isinstance(segment, Area) else ()


def about_one(context: Context, named: Counter[tuple[str, ...]]) -> None:
    """What a new paragraph is about: the country that the text names most, if all claims so far are of it."""
    most = max(named, key=named.__getitem__, default=())
    if context.claimed == {most} and most[0] not in vocabulary.groups():
        context.topic, context.firm, context.fresh = most, True, context.fresh and context.topic == most
    elif named[context.topic] < named[most]:
        context.topic = ()  # what was named last is not what the text is about
