"""A language model as a reader of its own: whole claims, taken only where the words of the text bear them.

Belongs here: the parts in which a text is sent, the question, what becomes of an answer, one claim of two readers.
Does not belong here: the endpoint (endpoint.py), whether a claim that was stated may be taken (evidence.py).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipelines import catalogue
from pipelines.claims import stating
from pipelines.claims.text import clean, is_english, sentences
from pipelines.reader import endpoint, evidence
from pipelines.reader.endpoint import ModelError
from pipelines.reader.reading import Reading, Skipped, Understood
from pipelines.reader.reading import read as read_by_patterns
from pipelines.reader.sentence import Refused
from pipelines.reader.unread import UNREAD

QUESTION = Path(__file__).with_name("question.md")
LETTERS = 3000
"""Of the text in one question: what a model on a laptop reads and answers within a minute."""
BEFORE = 800
"""Letters of what stands before, so that a pronoun finds whom it means."""
AT_ONCE = 10
MOST = 100
"""Claims of one part: more are noise."""
BY = "read by"
Progress = Callable[[str, int, int], object]


class Part(NamedTuple):
    """A stretch of the text that is sent, from and to which letter, with what is said of all of it."""

    start: int
    end: int
    plain: str
    said_on: date
    country: str | None


class Of(NamedTuple):
    """The claims that a part gave, what was refused with the sentence and the reason, the tokens."""

    claims: list[Understood]
    refused: list[Skipped]
    tokens: int = 0


def read(
    text: str, said_on: date, country: str | None = None, speakers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Reading:  # fmt: skip
    """Every claim of the text that patterns or the model configured in the environment read, in order.

    `country` (ISO3) says who “we” are. A claim that both read is one. Raises ModelError where the model cannot be
    asked or does not answer in the form asked for; nothing else that it says changes what the patterns read.
    """
    patterns = read_by_patterns(text, said_on, country, speakers)
    plain = clean(text)
    if not is_english(plain):
        return patterns
    every = list(parts(plain, said_on, country))
    answers: list[Of] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for n, asked in enumerate([pool.submit(_read_part, part) for part in every]):
            if progress:
                progress("parts of the text put to the model", n, len(every))
            answers.append(asked.result())
    stated = [claim for answer in answers for claim in answer.claims]
    refused = [each for answer in answers for each in answer.refused]
    return joined(patterns, stated, refused)._replace(tokens=sum(answer.tokens for answer in answers))


def parts(plain: str, said_on: date, country: str | None = None) -> Iterator[Part]:
    """The text in stretches of whole sentences."""
    start, behind = 0, 0
    for _, end in sentences(plain):
        if end - start > LETTERS and behind > start:
            yield Part(start, behind, plain, said_on, country)
            start = behind
        behind = end
    if plain[start:].strip():
        yield Part(start, len(plain), plain, said_on, country)


def _read_part(part: Part) -> Of:
    """The claims of a part; what is refused goes back once, with the reasons."""
    context = part.plain[max(0, part.start - BEFORE) : part.start] or "(nothing)"
    who = f' "We" and "our" are {part.country}.' if part.country else ""
    text = part.plain[part.start : part.end]
    told = f"Said on {part.said_on}.{who}\n\nBefore it stands:\n{context}\n\nThe text:\n{text}"
    dialogue = [{"role": "system", "content": question()}, {"role": "user", "content": told}]
    answer = endpoint.ask(dialogue, schema())
    first = _taken(answer.words, part)
    if not first.refused:
        return first._replace(tokens=answer.tokens)
    listed = "\n".join(f"- “{each.text}”: {each.words}" for each in first.refused)
    back = {"role": "user", "content": AGAIN.format(listed)}
    second = endpoint.ask([*dialogue, {"role": "assistant", "content": answer.words}, back], schema())
    mended = _taken(second.words, part)
    new = [claim for claim in mended.claims if not any(_is_same(claim, other) for other in first.claims)]
    return Of(first.claims + new, mended.refused, answer.tokens + second.tokens)


AGAIN = (
    "These claims were not taken:\n{}\nState those again that the words bear, mended, in the same form, and leave the"
    " others out."
)


def _taken(words: str, part: Part) -> Of:
    """What an answer states, if the words of the text bear it, and why the rest of it is refused."""
    found = Of([], [])
    entries = _entries(words)[:MOST]
    for entry in entries:
        sentence = entry.get("sentence")
        alike = (each["claim"] for each in entries if each.get("sentence") == sentence and "claim" in each)
        told = (claim for claim in alike if isinstance(claim, dict) and claim.get("operation") == "extreme")
        records = frozenset(str(claim.get("base_period")) for claim in told)
        try:
            found.claims.append(
                evidence.understood(entry, part.plain, (part.start, part.end), part.said_on, part.country, records)
            )
        except Refused as why:
            found.refused.append(Skipped(str(sentence)[:300], why.reason, why.words, why.guard))
    return found


def _entries(words: str) -> list[dict[str, Any]]:
    try:
        answer = json.loads(words)
    except (ValueError, RecursionError):
        answer = None
    claims = answer.get("claims") if isinstance(answer, dict) else None
    if not isinstance(claims, list) or not all(isinstance(entry, dict) for entry in claims):
        raise ModelError(
            f"the model answered with {words[:60]!r} where JSON with a list of `claims` was expected: choose a model"
            " and a server that bind their output to a JSON schema, or leave --reader out"
        )
    return claims


# --- two readers ---


def joined(patterns: Reading, stated: list[Understood], refused: list[Skipped]) -> Reading:
    """One reading of both: a claim of both is one claim, and where they differ on a number the model stands."""
    claims = [new for new in stated if not any(_is_same(each, new) for each in patterns.claims)]
    for each in patterns.claims:
        rivals = [new for new in stated if _is_of_same_number(each, new)]
        is_of_both = any(_is_same(each, new) for new in rivals)
        if is_of_both or not rivals:
            claims.append(each._replace(how=(*each.how, (BY, "patterns and model" if is_of_both else "patterns"))))
    claims.sort(key=lambda each: each.span)
    named = [each._replace(claim=each.claim.model_copy(update={"id": f"c{n}"})) for n, each in enumerate(claims, 1)]
    read_now = {each.sentence for each in stated}
    skipped = [each for each in patterns.skipped if each.text not in read_now]
    skipped += _left(stated)
    told = {each.text for each in skipped} | read_now
    return Reading(named, skipped + [each for each in refused if each.text not in told])


def _left(stated: list[Understood]) -> Iterator[Skipped]:
    """The numbers of a sentence that no claim of it has quoted."""
    for sentence in dict.fromkeys(each.sentence for each in stated):
        quoted = [words for each in stated if each.sentence == sentence for words in each.words.values()]
        if left := evidence.numbers_left(sentence, quoted):
            yield Skipped(sentence, UNREAD, f"not read is {', '.join(f'“{each}”' for each in left)}")


def _is_of_same_number(one: Understood, other: Understood) -> bool:
    """Whether both are of one sentence and take the same number of it; without a number, say the same kind of thing."""
    if one.claim.value is None or other.claim.value is None:
        same = one.claim.operation == other.claim.operation and one.claim.areas == other.claim.areas
    else:
        same = evidence.size_of(one.claim) == evidence.size_of(other.claim)
    return same and one.sentence == other.sentence


def _is_same(one: Understood, other: Understood) -> bool:
    alike = ("indicator", "operation", "areas", "base", "period", "base_period", "span", "universe")
    same = all(getattr(one.claim, key) == getattr(other.claim, key) for key in alike)
    return one.sentence == other.sentence and same and evidence.size_of(one.claim) == evidence.size_of(other.claim)


# --- the question ---


@cache
def question() -> str:
    """What the model is told: the rules, every field, every indicator."""
    fields = stating.schema()["properties"]
    told = "\n".join(f"- `{name}`: {shape.get('description', '')}" for name, shape in fields.items() if name in TOLD)
    measured = ((name, each) for name, each in catalogue.indicators().items() if name != "event")
    indicators = "\n".join(f"- `{name}`: {each['name']} ({each['unit_measure']})" for name, each in measured)
    return f"{QUESTION.read_text(encoding='utf-8')}\nFields of a claim:\n{told}\n\nIndicators:\n{indicators}\n"


TOLD = (
    "indicator", "areas", "operation", "hedge", "value", "value_high", "unit", "period", "base", "base_period", "span",
    "cumulative", "order", "universe", "bar", "parts",
)  # fmt: skip
"""Fields that a text can say: whose definition or figure it is comes from its words."""


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of an answer: claims in the form of `check_claim`, each with the words that bear it."""
    claim = stating.schema()
    told = ((name, shape) for name, shape in claim["properties"].items() if name in TOLD)
    fields = {name: {key: part for key, part in shape.items() if key != "description"} for name, shape in told}
    text = {"type": "string"}
    area = {"type": "object", "required": ["area", "words"], "properties": {"area": text, "words": text}}
    quotes = dict.fromkeys(("value", "period", "base_period", "indicator"), text)
    bears = _object(["areas"], quotes | {"areas": {"type": "array", "items": area}})
    stated = claim | {"properties": fields}
    entry = _object(["sentence", "claim", "quotes"], {"sentence": text, "claim": stated, "quotes": bears})
    return _object(["claims"], {"claims": {"type": "array", "items": entry}})


def _object(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}
