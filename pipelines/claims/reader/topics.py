"""Words that stand for others: “Russia's spending” in a report on armies, “Who is its main partner? China.”

Belongs here: words whose noun the sentences before have named, a question with its short answer or that asks whether
something is so. Does not belong here: whose figure it is (resolver.py), what a clause takes over from a claim
(elisions.py), which sentences belong together (reading.with_answers).
"""

from dataclasses import replace

from pipelines.claims.lexicon import KIND, WORDS
from pipelines.claims.reader.phrases import MILITARY, is_word
from pipelines.claims.reader.segments import Amount, Area, Concept, Figure, Pronoun, Segment

BESIDES = {MILITARY: "gdp", "arms": "goods", "tonnes": "goods", "remittances": "gdp", "once arms": "goods"}
"""What a text speaks of, and what else it may name and still speak of that."""


def spoken_of(segments: list[Segment], before: str) -> str:
    """What the next sentence can mean by a bare “spending” or “exports”: until another figure is named."""
    named = (s.indicator if isinstance(s, Concept) else s.values.get("ranker") for s in segments)
    indicators = [each for each in named if each]
    if not indicators:
        return (
            before if before == MILITARY else "once arms" if "arms" in before else ""
        )  # "… India was its main customer"
    if not KIND["goods"].isdisjoint(indicators) and any(s.low in WORDS["by weight"] for s in segments):
        return "tonnes"
    found = (kind for kind in BESIDES if any(each.startswith(kind) for each in indicators))
    stays = before if before and all(each.startswith(BESIDES[before]) for each in indicators) else ""
    return next(found, stays)


# --- questions ---


def answered(row: list[Segment]) -> list[Segment]:
    """The row with the answer in the place of what was asked for."""
    mark = next((n for n, s in enumerate(row) if s.low == "?"), None)
    if mark is None:
        return row
    start = 1 + max((n for n in range(mark) if is_word(row[n], "stop")), default=-1)
    asked, answer = row[start:mark], row[mark + 1 :]
    found = next((n for n, s in enumerate(answer[:4]) if isinstance(s, Area | Amount)), None)
    if found is not None and (size := words_of_question(asked, answer[found])):
        said = answer[found]
        if isinstance(said, Area):
            said = replace(said, start=asked[0].start, end=asked[0].end)
        return [*row[:start], said, *asked[size:], *answer[found + 1 :]]
    if len(asked) > 2 and is_word(asked[0], "be") and isinstance(asked[1], Area | Figure | Pronoun):
        return [*row[:start], asked[1], asked[0], *asked[2:], *row[mark:]]
    return row


def words_of_question(asked: list[Segment], answer: Segment) -> int:
    """How many segments the answer stands for: “which country”, “how many”."""
    if isinstance(answer, Amount):
        return 2 if [s.low for s in asked[:2]] in (["how", "many"], ["how", "much"]) else 0
    if not asked or asked[0].low not in WORDS["asks who"]:
        return 0
    return 2 if len(asked) > 1 and is_word(asked[1], "state") else 1
