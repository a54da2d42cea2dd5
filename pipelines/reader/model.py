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
    """A stretch of the text that is sent, from and to which letter."""

    start: int
    end: int


class Of(NamedTuple):
    """The claims that a part gave, what was refused with the sentence and the reason, the tokens."""

    claims: list[Understood]
    refused: list[Skipped]
    tokens: int


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
    every = list(parts(plain))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(_read_part, plain, part, said_on, country) for part in every]
        answers = []
        for n, each in enumerate(asked):
            if progress:
                progress("parts of the text put to the model", n, len(every))
            answers.append(each.result())
    stated = [claim for answer in answers for claim in answer.claims]
    refused = [each for answer in answers for each in answer.refused]
    return joined(patterns, stated, refused)._replace(tokens=sum(answer.tokens for answer in answers))


def parts(plain: str) -> Iterator[Part]:
    """The text in stretches of whole sentences."""
    start, behind = 0, 0
    for _, end in sentences(plain):
        if end - start > LETTERS and behind > start:
            yield Part(start, behind)
            start = behind
        behind = end
    if plain[start:].strip():
        yield Part(start, len(plain))


def _read_part(plain: str, part: Part, said_on: date, country: str | None) -> Of:
    """The claims of a part; what is refused goes back once, with the reasons."""
    context = plain[max(0, part.start - BEFORE) : part.start]
    who = f' "We" and "our" are {country}.' if country else ""
    text = plain[part.start : part.end]
    told = f"Said on {said_on}.{who}\n\nBefore it stands:\n{context or '(nothing)'}\n\nThe text:\n{text}"
    dialogue = [{"role": "system", "content": question()}, {"role": "user", "content": told}]
    answer = endpoint.ask(dialogue, schema())
    claims, refused = _taken(answer.words, plain, part, said_on, country)
    tokens = answer.tokens
    if refused:
        again = [*dialogue, {"role": "assistant", "content": answer.words}, {"role": "user", "content": _back(refused)}]
        second = endpoint.ask(again, schema())
        mended, refused = _taken(second.words, plain, part, said_on, country)
        claims += [claim for claim in mended if not any(_is_same(claim, other) for other in claims)]
        tokens += second.tokens
    return Of(claims, refused, tokens)


def _back(refused: list[Skipped]) -> str:
    told = "\n".join(f"- “{each.text}”: {each.words}" for each in refused)
    return (
        f"These claims were not taken:\n{told}\nState those again that the words bear, mended, in the same form, and"
        " leave the others out."
    )


def _taken(
    words: str, plain: str, part: Part, said_on: date, country: str | None
) -> tuple[list[Understood], list[Skipped]]:
    claims: list[Understood] = []
    refused: list[Skipped] = []
    entries = _entries(words)[:MOST]
    for entry in entries:
        records = frozenset(_records(entries, entry.get("sentence")))
        try:
            claims.append(evidence.understood(entry, plain, (part.start, part.end), said_on, country, records))
        except Refused as why:
            stated = entry.get("sentence")
            refused.append(Skipped(str(stated)[:300], why.reason, why.words, why.guard))
    return claims, refused


def _records(entries: list[dict[str, Any]], sentence: Any) -> Iterator[str]:
    """The times since which claims of a sentence say that something is a record: they are of no other claim."""
    for entry in entries:
        claim = entry.get("claim")
        if entry.get("sentence") == sentence and isinstance(claim, dict) and claim.get("operation") == "extreme":
            yield str(claim.get("base_period"))


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
    claims = []
    for each in patterns.claims:
        rivals = [new for new in stated if _is_of_same_number(each, new)]
        is_of_both = any(_is_same(each, new) for new in rivals)
        if is_of_both or not rivals:
            by = "patterns and model" if is_of_both else "patterns"
            claims.append(each._replace(how=(*each.how, (BY, by))))
    claims += [new for new in stated if not any(_is_same(each, new) for each in claims)]
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
        of_it = [each for each in stated if each.sentence == sentence]
        left = evidence.numbers_left(sentence, [words for each in of_it for words in each.words.values()])
        if left:
            yield Skipped(sentence, UNREAD, f"not read is {', '.join(f'“{each}”' for each in left)}")


def _is_of_same_number(one: Understood, other: Understood) -> bool:
    """Whether both are of one sentence and take the same number of it; without a number, say the same kind of thing."""
    if one.sentence != other.sentence:
        return False
    if one.claim.value is None or other.claim.value is None:
        return one.claim.operation == other.claim.operation and one.claim.areas == other.claim.areas
    return evidence.size_of(one.claim) == evidence.size_of(other.claim)


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
    indicators = "\n".join(f"- `{name}`: {each['name']} ({each['unit_measure']})" for name, each in _measured())
    return f"{QUESTION.read_text(encoding='utf-8')}\nFields of a claim:\n{told}\n\nIndicators:\n{indicators}\n"


TOLD = (
    "indicator", "areas", "operation", "hedge", "value", "value_high", "unit", "period", "base", "base_period", "span",
    "cumulative", "order", "universe", "bar", "parts",
)  # fmt: skip
"""Fields that a text can say: whose definition or figure it is comes from its words."""


def _measured() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((name, each) for name, each in catalogue.indicators().items() if name != "event")


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of an answer: claims in the form of `check_claim`, each with the words that bear it."""
    claim = stating.schema()
    fields = {
        name: {key: part for key, part in shape.items() if key != "description"}
        for name, shape in claim["properties"].items()
        if name in TOLD
    }
    text = {"type": "string"}
    area = {"type": "object", "required": ["area", "words"], "properties": {"area": text, "words": text}}
    quotes = {
        "value": text,
        "period": text,
        "base_period": text,
        "indicator": text,
        "areas": {"type": "array", "items": area},
    }
    entry = {
        "type": "object", "additionalProperties": False, "required": ["sentence", "claim", "quotes"],
        "properties": {
            "sentence": text,
            "claim": claim | {"properties": fields},
            "quotes": {"type": "object", "additionalProperties": False, "required": ["areas"], "properties": quotes},
        },
    }  # fmt: skip
    return {
        "type": "object", "additionalProperties": False, "required": ["claims"],
        "properties": {"claims": {"type": "array", "items": entry}},
    }  # fmt: skip
