"""Reading a text: sentence by sentence, what was read, what was skipped and why.

Belongs here: what goes from sentence to sentence, and from a draft to a claim of the model.
Does not belong here: words, patterns, guards.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pipelines import catalogue
from pipelines.claims import publishers
from pipelines.claims.lexicon import KIND, SAID
from pipelines.claims.reader import (
    changes,
    counts,
    dating,
    elisions,
    guards,
    happenings,
    memory,
    patterns,
    proposals,
    propositions,
    quotations,
    sentence,
    series,
    timing,
    unread,
    verifier,
    vocabulary,
)
from pipelines.claims.reader.found import LEVELS, Found
from pipelines.claims.reader.segments import Amount, Area, Figure, Place, Rank, Segment
from pipelines.claims.reader.sentence import Context, Draft, Refused, Sentence
from pipelines.claims.text import clean, is_english, sentences

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

NUMBER = re.compile(r"\d[\d.,]*")
SPACES = re.compile(r" {2,}")
LETTERS = re.compile(r"[^\W\d_]{2,}")
ANSWER = re.compile(r"\?[\"')]*$"), re.compile(r"(?:A(?:nswer)?: )?(?:[^,;:]|,(?=\d)){1,40}(?:, [a-z]+)?[.!]?")


class Understood(NamedTuple):
    """A claim, the sentence it stands in, and which words became which part of it."""

    sentence: str
    claim: "Claim"
    words: dict[str, str]
    span: tuple[int, int]
    how: tuple[tuple[str, str], ...] = ()
    """The pattern that read it with its file, and what was taken over from where."""
    named: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """The countries and the periods that the sentence names, or the one before it."""


class Skipped(NamedTuple):
    """A sentence, or a proposition in it, that gives no claim: the reason, and the same in words."""

    text: str
    reason: str
    words: str
    guard: str = ""
    """The guard that refused, by its name; "unaccounted" where a phrase was not understood."""


class Reading(NamedTuple):
    claims: list[Understood]
    skipped: list[Skipped]


def read(
    text: str,
    said_on: date,
    country: str | None = None,
    proposer: proposals.Proposer | None = None,
    speakers: Mapping[str, str] | None = None,
) -> Reading:
    """Every claim of the text, in order, and what was skipped and why. Never raises on any text.

    `country` (ISO3) says who “we”, “our” and “the economy” are, and `speakers` (name -> ISO3) whose they are in what a
    speaker is quoted with. What a `proposer` proposes is read where patterns read nothing.
    """
    plain = clean(text)
    found = Reading([], [])
    if not is_english(plain):
        return Reading([], [Skipped(text.strip(), "language", "it is not in English, and only English is read")])
    context = Context(country=(country,) if country else ())
    context.sent = SAID["remittances going out"].search(plain.lower()) is not None
    state = "Georgia" in plain and SAID["georgia of the US"].search(plain) is not None
    spans = with_answers(plain, sentences(plain))
    quoted = quotations.said_by(plain, speakers or {})
    proposed = proposer([plain[start:end] for start, end in spans]) if proposer is not None else None
    named: Counter[tuple[str, ...]] = Counter()
    parts: Counter[str | tuple[str, ...]] = Counter()
    behind = 0
    for n, (start, end) in enumerate(spans):
        if "\n\n" in plain[behind:start]:
            context.year, context.group, context.then, context.others = None, False, False, min(context.others, 1)
            context.speaker = context.speaker if plain[start] == '"' else ()
            memory.about_one(context, named)
        behind = end
        words = SPACES.sub(" ", SAID["a revision"].sub("", plain[start:end]))
        if (numbers := len(NUMBER.findall(words))) > 1 and numbers > 2 * len(LETTERS.findall(words)):
            found.skipped.append(Skipped(text[start:end], "heading", "a row of numbers"))
            continue
        under_way = sentence.build(words, said_on, context, state)
        said = {each.country for each in quoted if each.start < end and start < each.end}
        before = context.speaker
        if said:
            under_way.speaker = tuple(said) if len(said) == 1 else ()
            under_way.context = replace(context, speaker=(), country=())
        named.update(area.ids for area in under_way.named if len(area.ids) == 1)
        parts.update(filter(None, map(memory.named_as, under_way.segments)))
        drafts = propose(under_way, proposals.matches(under_way, proposed[n]) if proposed else ())
        for draft in drafts:
            claim = as_claim(draft, under_way, f"c{len(found.claims) + 1}", text[start:end])
            words_of = {part: said for part, said in draft.words.items() if said}
            found.claims.append(
                Understood(text[start:end], claim, words_of, (start, end), how(draft), named_in(under_way))
            )
        found.skipped.extend(Skipped(text[start:end], *why) for why in unread.skipped(under_way, drafts))
        if end < spans[-1][1]:
            memory.remember(under_way, context)
            context.speaker = before if said else context.speaker
            most = max(named.values(), default=0)
            if most > 5 * named[context.topic] and 2 * most > named.total():
                context.firm = False  # "China slowed. Growth fell to 3 per cent", on a page on Thailand
            first = next(iter(parts), ())
            if isinstance(first, str) and parts[first] > parts[context.topic]:
                context.topic = ()  # a page on Bavaria, which names Germany, too
    return found


def how(draft: Draft) -> tuple[tuple[str, str], ...]:
    file = patterns.files().get(draft.pattern)
    read_by = f"{draft.pattern} ({file})" if file else draft.pattern
    return (("pattern", read_by), *((f"{what} from", where) for what, where in draft.inherited.items()))


def named_in(under_way: Sentence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The countries and the periods that a claim of the sentence can be of: its own, else those named before."""
    context = under_way.context
    singles = [a.ids for a in under_way.named if len(a.ids) == 1 and a.ids[0] not in vocabulary.groups()]
    periods = [*((p.period for p in under_way.periods) if under_way.periods else context.periods), context.period]
    return tuple(dict.fromkeys(sum([*singles, context.topic], ()))), tuple(dict.fromkeys(filter(None, periods)))


def propose(under_way: Sentence, proposed: Iterable[Found] = ()) -> list[Draft]:
    """Every proposition of the sentence; a number belongs to the first pattern that takes or refuses it."""
    found_events, used = happenings.propose(under_way)
    under_way.drafts += found_events
    timing.place_periods(under_way)
    settle(matches(under_way), under_way, used)
    settle(proposed, under_way, {draft.place for draft in under_way.drafts})  # what patterns refuse can be said again
    under_way.drafts.sort(key=lambda draft: draft.place)
    dating.between_levels(under_way)
    dating.carry_periods(under_way)
    dating.take_left_period(under_way)
    drop_rivals(under_way)
    for draft in list(under_way.drafts):
        if (why := doubtful(draft, under_way)) is not None:
            under_way.drafts.remove(draft)
            under_way.refused.append(why)
    changes.directed(under_way)
    changes.on_record(under_way)
    changes.first_times(under_way)
    return under_way.drafts


def settle(found_ones: Iterable[Found], under_way: Sentence, used: set[int]) -> None:
    """Add what matches say to the claims of the sentence, or why it is refused; `used` is where their numbers begin."""
    for found in found_ones:
        number = found.number
        if number is not None and number.start in used:
            continue
        under_way.inherited.clear()
        drafts: list[Draft] = []
        try:
            draft = propositions.propose(found)
            if draft is None:
                continue
            draft.inherited = draft.inherited | under_way.inherited
            found.draft = draft
            guards.check(found)
            verifier.check(found)
            spread = elisions.spread(found, dating.dated(draft, found.sentence))
            drafts = [own for each in spread for own in counts.own_claim(found, each)]
        except Refused as refusal:
            under_way.refused.append(refusal.with_traceback(None))
        if number is not None:
            used.add(number.start)
        told = [] if number is not None else list(under_way.drafts)
        under_way.drafts += [d for d in drafts if not any(dating.alike(d, other, dating.SAME) for other in told)]


def doubtful(draft: Draft, under_way: Sentence) -> Refused | None:
    """Why a claim is not settled by the sentence, if so."""
    this, ranges = under_way.said_on.year, draft.indicator == "gdp_growth" and draft.value_high
    if int((draft.period or "0")[:4]) > this or (ranges and draft.period == str(this)):  # "to 2.0-2.5 % in 2001"
        return Refused(*guards.FORECAST)
    told = draft.pattern == "area-rank-too"  # of the ranking that was told of
    if draft.operation == "rank" and not (draft.universe or draft.counterpart or told):
        taken = {area for d in under_way.drafts for area in (*d.ref, *d.counterpart, *d.base, d.universe)}
        groups = vocabulary.groups() - {"WLD", *filter(None, taken)}
        if any(len(area.ids) == 1 and area.ids[0] in groups for area in under_way.named):
            return Refused("no subject", "among whom is not settled")  # "Among all OECD members, it ranks 27th"
    past = under_way.said("back then") or (under_way.context.then and under_way.said("in the past"))
    if draft.period is None and (under_way.said("long ago", 0, draft.place) or (past and not draft.base_period)):
        return Refused("no period", "it is of a year of which no figures are held")
    if draft.operation in (*LEVELS, "rank") and SAID["until then"].match(draft.words.get("period", "")):
        return Refused("no period", "until when it was so is said, and not since when")
    if of_several_years(draft, under_way):
        why = "over several years, and the rates of single years are held"
        if draft.operation in LEVELS:
            return Refused("no data", why)
        draft.not_held(why)
    balance = draft.indicator == "trade_balance" and draft.operation in ("level", "sum") and draft.value != "0"
    # "a deficit of $105 billion, with U.S. exports to Vietnam at …"
    with_one = not draft.counterpart and any(d.counterpart and d.ref == draft.ref for d in under_way.drafts)
    return Refused("no subject", series.PARTNER) if balance and with_one else None


def of_several_years(draft: Draft, under_way: Sentence) -> bool:
    """“grew from 2008 to 2018, expanding by 80 per cent”, “1.3 children in 2001-05”, “faster than Peru since 2000”."""
    highs = SAID["low or high"]  # "shares were at a five-year high; growth was 3 per cent"
    spans = [p for p in under_way.periods if p.base and not (p.yearly or p.era or highs.match(under_way.low, p.end))]
    if draft.clause is not None and draft.clause.dealt is not None:
        return False  # "grew by 3 and 4 per cent in 2021 and 2022"
    if draft.indicator == "gdp_growth" and draft.operation in ("compare", "order", "difference", "ratio"):
        return bool(spans)
    rate = draft.indicator in KIND["rate"] | {"fertility_rate"} and draft.operation == "level"
    # not "grew by 5 per cent, the most since 2014"
    return rate and any(p.period == draft.period and (p.period or p.start < draft.place + 16) for p in spans)


def drop_rivals(under_way: Sentence) -> None:
    """“had 4.5 million inhabitants and now has 5.8”: of two amounts of one figure not both can be of one time."""
    left = [d for d in under_way.drafts if d.value and not d.not_checkable]
    for one, other in itertools.combinations(left, 2):
        between = under_way.low[one.place : other.place]
        same_time = (one.period, one.base_period) == (other.period, other.base_period)
        if not (same_time and dating.rivals(one, other, under_way)):
            continue
        out = [one] if SAID["now"].search(between) else [one, other]
        under_way.refused.append(Refused("no indicator", "another amount of the same figure stands beside it"))
        under_way.drafts = [d for d in under_way.drafts if all(d is not each for each in out)]


def matches(under_way: Sentence) -> Iterator[Found]:
    """Every match, clause by clause; at the end additions once more, to what elisions have found."""
    found = [(clause, match) for clause in under_way.clauses for match in patterns.matcher().find(clause.row)]
    again = [each for each in found if each[1].pattern.family == "addition"]
    yield from (Found(match, clause, under_way) for clause, match in found + again)


TAKEN_OVER = (
    "event", "operation", "hedge", "value", "value_high", "unit", "period", "order", "universe", "parts",
    "not_checkable", "reason", "bar",
)  # fmt: skip


def as_claim(draft: Draft, under_way: Sentence, claim_id: str, quote: str) -> "Claim":
    from pipelines.claims.model import Claim

    draft = by_yearly_rates(draft)
    # a window counted back from the day moves as a whole with the newest figure
    moving = draft.back and draft.base_period and draft.period is None
    # words were not understood, or another sentence says whose figure it is
    loose = "area" in draft.inherited or any(verifier.unknown(segment) for segment in under_way.row)
    return Claim.model_validate(
        {name: getattr(draft, name) for name in TAKEN_OVER}
        | {
            "id": claim_id, "quote": quote, "said_on": under_way.said_on, "speaker": under_way.speaker_words,
            "areas": {"ref": list(draft.ref), "counterpart": list(draft.counterpart)},
            "base": {"ref": list(draft.base), "counterpart": list(draft.base_counterpart)},
            "span": draft.back if moving or (draft.cumulative and draft.back) else None,
            "base_period": None if moving else draft.base_period, "cumulative": draft.cumulative,
            "indicator": draft.indicator or None, "loose": loose,
            "definitions": definitions(draft),
            "publishers": publishers.named(under_way.low, under_way.words),
        }
    )  # fmt: skip


def definitions(draft: Draft) -> list[str]:
    """“Exports of goods”, “a deficit in goods and services”: the readings of the catalogue that the words leave."""
    if not draft.counted:
        return []
    named = [each["definition"] for each in catalogue.indicators()[draft.indicator]["readings"] if "terms" in each]
    if draft.counted in named:
        return [draft.counted]
    return [name for name in named if (name == "goods_services") == (draft.counted == "services")]


def by_yearly_rates(draft: Draft) -> Draft:
    """“Grew by an average of 3 per cent a year”: more editions of rates are kept than of constant prices."""
    if (draft.indicator, draft.operation) != ("gdp_constant", "growth") or len(draft.ref) != 1 or not draft.base_period:
        return draft
    if draft.ref[0] in vocabulary.groups() or not all(map(str.isdigit, (draft.base_period, draft.period or "1"))):
        return draft
    value = ("-" if draft.order == "asc" else "") + (draft.value or "")
    averaged = replace(draft, indicator="gdp_growth", operation="average", value=value, order="desc")
    if draft.period:
        averaged.period, averaged.base_period = f"{int(draft.base_period) + 1}/{draft.period}", None
    return averaged


def with_answers(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """“Who is Germany's largest trading partner? China.”: a question and its short answer are one sentence."""
    out: list[tuple[int, int]] = []
    question, answer = ANSWER
    for start, end in spans:
        asked = bool(out) and question.search(text, max(out[-1][0], out[-1][1] - 4), out[-1][1]) is not None
        short = end - start < 50 and answer.fullmatch(text, start, end) and len(text[start:end].split()) < 6
        if asked and short and "\n" not in text[out[-1][1] : start]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def taken_apart(text: str, said_on: date) -> list[tuple[str, list[str]]]:
    """Each sentence with its clauses as typed segments, as `bilateral check --explain` shows them."""
    plain = clean(text)
    out = []
    for start, end in with_answers(plain, sentences(plain)):
        under_way = sentence.build(plain[start:end], said_on, Context())
        shown = [" ".join(f"[{s.low}: {kind_of_segment(s)}]" for s in clause.row) for clause in under_way.clauses]
        periods = [f"[{under_way.text[p.start : p.end]}: period]" for p in under_way.periods]
        out.append((text[start:end], shown + ([" ".join(periods)] if periods else [])))
    return out


def kind_of_segment(segment: Segment) -> str:
    """ "figure gdp", "percent", "word move", "unknown"."""
    if isinstance(segment, Figure):
        return f"figure {segment.indicator}"
    if isinstance(segment, Amount):
        return segment.kind if segment.hedge == "none" else f"{segment.hedge} {segment.kind}"
    if isinstance(segment, Area):
        return " ".join(("area", *segment.ids))
    if isinstance(segment, Rank | Place):
        return type(segment).__name__.lower()
    return " or ".join(sorted(segment.classes)) or "unknown"


def to_yaml(
    reading: Reading,
    title: str,
    published: date,
    country: str | None = None,
    speakers: Mapping[str, str] | None = None,
) -> str:
    """An article file with the claims of a text, for a person to correct and keep."""
    import yaml

    claims = []
    for understood in reading.claims:
        claim = understood.claim.model_dump(exclude_defaults=True, mode="json")
        claim.setdefault("hedge", understood.claim.hedge)
        claims.append(claim)
    said = ({"country": country} if country else {}) | ({"speakers": dict(speakers)} if speakers else {})
    article = {"title": title, "published": published, **said, "claims": claims}
    return yaml.safe_dump(article, sort_keys=False, allow_unicode=True, width=110)
