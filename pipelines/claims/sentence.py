"""From a text to the claims that an article file holds, and a reason for every sentence that gives none.

Belongs here: what goes from sentence to sentence. A sentence becomes a row of marked words (marks.py, row.py); noun
phrases are closed (phrases.py); rules match whole propositions on the row of codes (grammar.py), say who
(subjects.py) and when (dating.py) and make claims (propositions.py). What no rule matches in full is skipped, and so
is what has a word beside it that nobody can account for (accounted.py): a wrong parse is worse than none.
Does not belong here: words (lexicon/), numbers (quantities.py, numbers.py), intervals (hedges.py),
evaluation (sql/factcheck/).
"""

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.catalogue import eras
from pipelines.claims import phrases, times
from pipelines.claims.marks import GEORGIA
from pipelines.claims.propositions import Row
from pipelines.claims.terms import COUNTERFACTUAL, FLOWS, FORECAST, Context
from pipelines.claims.text import clean, sentences

if TYPE_CHECKING:
    from pipelines.claims.model import Claim

NUMBER = re.compile(r"\d[\d.,]*")
ANSWER = re.compile(r"\?[\"')]*$"), re.compile(r"(?:A(?:nswer)?: )?(?:[^,;:]|,(?=\d)){1,40}(?:, [a-z]+)?[.!]?")
"""How a question ends, and an answer of a few words."""
LETTERS = re.compile(r"[^\W\d_]{2,}")


UNREAD = "not read"
"""The reason of numbers that stand beside a claim and that no claim states."""


class Understood(NamedTuple):
    """A claim, the sentence it stands in, and which words became which part of it."""

    sentence: str
    claim: "Claim"
    words: dict[str, str]
    span: tuple[int, int]


class Skipped(NamedTuple):
    """A sentence, or a proposition in it, that gives no claim: the reason, and the same in words."""

    text: str
    reason: str
    words: str


class Reading(NamedTuple):
    claims: list[Understood]
    skipped: list[Skipped]


def read(text: str, said_on: date) -> Reading:
    """Every claim of the text, in order, and what was skipped and why. Never raises on any text."""
    from pipelines.claims.model import Areas, Claim, Event

    plain = clean(text)
    found = Reading([], [])
    context = Context()
    state = "Georgia" in plain and GEORGIA.search(plain) is not None
    spans = with_answers(plain, sentences(plain))
    for start, end in spans:
        sentence = plain[start:end]
        if is_table(sentence):
            found.skipped.append(Skipped(text[start:end], "heading", "a row of numbers"))
            continue
        row = Row(sentence, said_on, context, state)
        drafts = row.propositions()
        for draft in drafts:
            words = draft.pop("words")
            for role in ("areas", "base"):
                draft[role] = Areas(**draft.get(role, {}))
            if "event" in draft:
                draft["event"] = Event(**draft["event"])
            elif phrase := next(iter(untimed(row)), None):
                timed = times.dated(draft, phrase, said_on)
                if timed is None:
                    found.skipped.append(Skipped(text[start:end], "no period", eras.unknown(phrase)))
                    continue
                draft = timed
            claim = Claim(
                id=f"c{len(found.claims) + 1}",
                quote=text[start:end],
                said_on=said_on,
                speaker=row.speaker_words,
                **draft,
            )
            found.claims.append(Understood(text[start:end], claim, words, (start, end)))
        if not drafts or row.refused:
            reason, words = row.refused[0] if row.refused else why_nothing(row)
            if reason == "no subject" and "!" in row.codes:
                reason, words = FORECAST
            if drafts and not row.refused:
                continue
            found.skipped.append(Skipped(text[start:end], reason, words))
        if drafts and (unread := row.unread()):
            found.skipped.append(Skipped(text[start:end], UNREAD, ", ".join(f"“{words}”" for words in unread)))
        if end < spans[-1][1]:
            remember(row, context)
    return found


def untimed(row: Row) -> list[str]:
    """Time phrases of a sentence that say nothing to the rules: an era, a term of office, "back then"."""
    areas = [(w.start, w.end) for w in row.named]
    spans = [(p.start, p.end) for p in row.periods if not p.loose or not row.low.startswith("since", p.start)]
    return [row.text[start:end] for start, end in times.unread(row.text, spans, areas)]


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


def is_table(sentence: str) -> bool:
    """Whether there are many numbers and hardly a word: nothing that the rules could read."""
    numbers = sum(1 for _ in NUMBER.finditer(sentence))
    return numbers > 1 and numbers > 2 * sum(1 for _ in LETTERS.finditer(sentence))


# --- between sentences ---


def remember(row: Row, context: Context) -> None:
    owners = [w.data["own"] for w in row.items if w.code == "I" and isinstance(w.data, dict)]
    singles = list(
        dict.fromkeys(
            w.data["ids"]
            for w in row.named
            if isinstance(w.data, dict) and len(w.data["ids"]) == 1 and (w.data["ids"] != ("WLD",) or w in owners)
        )
    )
    within = [w.data["ids"] for n, w in enumerate(row.items) if w.code == "A" and n and row.items[n - 1].code == "i"]
    if any(ids[0] not in phrases.GROUPS for ids in singles):  # "Ethiopia is the largest in Africa. It …"
        led = singles[0][0] not in phrases.GROUPS  # "Finland joined NATO in 2023. It …"
        singles = [ids for ids in singles if ids[0] not in phrases.GROUPS or (ids not in within and not led)]
    if row.speaker:
        context.speaker = row.speaker
    if not all(p.yearly or p.before for p in row.periods):
        context.period = fine_period(row)
    if len(singles) == 1 and is_about(row, singles[0]):
        context.topic = singles[0]
    elif singles and singles != [context.topic] and not (len(singles) == 1 and only_partner(row)):
        context.topic = ()
    codes = "".join(w.code for w in row.whole)
    named = codes == "A" and row.whole[0].data["kind"] not in ("seat", "demonym")  # "Paris. 2 million people."
    context.heading = row.whole[0].data["ids"] if named else ()
    leads = len(singles) > 1 and re.match(r"A(?=(?:,[^,;]*,)?v[^,;]*$)", codes) is not None
    context.head = row.whole[0].data["ids"] if leads else ()
    context.fresh = (bool(singles) and not is_of_another(row)) or any(
        d["areas"].ref == [*context.topic] for d in row.drafts
    )
    for w in row.items:
        if w.code == "A" and len(w.data["ids"]) > 1:
            context.lists.append(w.data["ids"])
        elif w.code == "I" and isinstance(w.data, dict):
            for role in ("own", "partner"):
                if w.data[role] is not None and w.data[role].code == "A" and len(w.data[role].data["ids"]) > 1:
                    context.lists.append(w.data[role].data["ids"])
    last = row.drafts[-1] if row.drafts else {}
    context.year = last.get("period")
    context.last = last | {"areas": last["areas"].model_dump()} if last.get("operation") == "level" else None
    if 2 <= len(singles) <= 4:
        context.lists.append(tuple(x[0] for x in singles))
    del context.lists[:-8]


def fine_period(row: Row) -> dict[str, Any]:
    """What the sentences behind are said of too, when they name no period: a month, a quarter, a part of a year."""
    flows = [d for d in row.drafts if d.get("indicator") in FLOWS]
    named = {d.get("period", "") for d in flows} or {p.period or "" for p in row.periods if not p.yearly}
    told = any(w.code == "I" and isinstance(w.data, dict) and w.data["indicator"] in FLOWS | {"gdp"} for w in row.items)
    if not flows and not told and {"period": min(named)} != row.context.period:
        return {}
    if any(p.partial for p in row.periods) and not any(d.get("period") for d in flows):
        return {"partial": True}
    if len(named) > 1:
        return {}
    period = named.pop()
    if len(period) == 7 and not period.endswith("FY"):
        return {"period": period}
    return {}


def is_of_another(row: Row) -> bool:
    """“Embraer is Brazil's third-largest exporter”: the sentence behind speaks of Embraer."""
    codes = "".join(w.code for w in row.items)
    return re.match(r"_{1,3}[ve]", codes) is not None and re.search(r"A(?!s)", codes) is None


def is_about(row: Row, area: tuple[str, ...]) -> bool:
    """Whether the one country named is more than the other side of something."""
    if only_partner(row):
        return False
    behind = [
        row.items[place - 1].code if place else ""
        for place, w in enumerate(row.items)
        if w.code == "A" and w.data["ids"] == area
    ]
    return not behind or any(not code or code not in "tFwbho%!>=" for code in behind)


def only_partner(row: Row) -> bool:
    """Whether the one country named is only the other side: “Exports to Argentina plunged”."""
    closed = [w.data for w in row.items if w.code == "I" and isinstance(w.data, dict)]
    return any(
        (data["own"] is None or data["own"].code == "R") and data["partner"] is not None for data in closed
    ) and not any(w.code == "A" for w in row.items)


def why_nothing(row: Row) -> tuple[str, str]:
    codes = "".join(w.code for w in row.items)
    if "#" in codes:
        w = next(w for w in row.items if w.code == "#")
        return "no indicator", f"“{row.text[w.start : w.end]}” is not among the indicators ({w.data})"
    if "U" in codes and row.has_indicator and row.has_number:
        return "sub-national", "it is about a part of a country or a city"
    if "?" in codes:
        return COUNTERFACTUAL
    if "!" in codes:
        return FORECAST
    if row.has_indicator and row.has_number:
        return "no indicator", "its words were not understood as a statistic of a country"
    if row.has_number:
        return "no indicator", "the number measures nothing that is held here"
    count = len(row.text.split())
    if count < 3 or (count < 9 and row.text[:1].isupper() and row.text[-1:].isalnum()):
        return "heading", "no sentence that states something"
    return "opinion", "it states no figure"


def to_yaml(reading: Reading, title: str, published: date) -> str:
    """An article file with the claims of a text, for a person to correct and keep."""
    import yaml

    claims = []
    for understood in reading.claims:
        claim = understood.claim.model_dump(exclude_defaults=True, mode="json")
        claim.setdefault("hedge", understood.claim.hedge)
        claims.append(claim)
    article = {"title": title, "published": published, "claims": claims}
    return yaml.safe_dump(article, sort_keys=False, allow_unicode=True, width=110)
