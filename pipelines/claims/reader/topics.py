"""Words that stand for others: “Russia's spending” in a report on armies, “Who is its main partner? China.”

Belongs here: words whose noun the sentences before have named, a question with its short answer or that asks whether
something is so. Does not belong here: whose figure it is (resolver.py), what a clause takes over from a claim
(elisions.py), which sentences belong together (reading.with_answers).
"""

from dataclasses import replace

from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Concept, Figure, Pronoun, Segment, Word

MILITARY = "military_expenditure"
BARE = frozenset(("spending", "expenditure", "expenditures", "outlays"))
SPENDERS = frozenset(("spender", "spenders"))
OF_WHOM = ("of", "by", "in")


def on_armies(segments: list[Segment], spoken_of: bool) -> list[Segment]:
    """The segments with what is spent said to be spent on armies, where the text or the sentence has spoken of that."""
    if not spoken_of and not any(map(of_armies, segments)):
        return segments
    out: list[Segment] = []
    of_budget = any("budget" in s.low and not of_armies(s) for s in segments)
    beside = zip([None, *segments], segments, [*segments[1:], None], [*segments[2:], None, None], strict=False)
    for before, segment, behind, beyond in beside:
        spoken_of |= of_armies(segment)
        out.append(segment)
        if not spoken_of:
            continue
        if isinstance(segment, Word) and segment.low in BARE and owned(before, behind, beyond):
            out[-1] = Concept(segment.start, segment.end, segment.low, indicator=MILITARY)
        elif isinstance(segment, Word) and segment.low in SPENDERS:
            out[-1] = Word(segment.start, segment.end, segment.low, frozenset(("ranker",)), values={"ranker": MILITARY})
        elif isinstance(segment, Amount) and is_word(before, "spend") and ends(behind):
            out[-1:] = on_defence(segment) if segment.kind == "money" or not of_budget else [segment]
    return out


def on_defence(amount: Amount) -> list[Segment]:
    """“spent $3 billion”, “spent 1.5 per cent”: on defence, and of GDP."""
    if amount.kind not in ("money", "percent"):
        return [amount]
    on = Word(amount.end, amount.end, "on", frozenset(("in",)))
    defence = Word(amount.end, amount.end, "defence", frozenset(("defence",)))
    return [replace(amount, of_gdp=amount.kind == "percent"), on, defence]


def of_armies(segment: Segment) -> bool:
    named = segment.indicator if isinstance(segment, Concept) else segment.values.get("ranker") or ""
    return named.startswith(MILITARY)


def owned(before: Segment | None, behind: Segment | None, beyond: Segment | None) -> bool:
    """“Russia's spending”, “spending by China”, but not “government spending”, “spending on schools” or “of $3”."""
    if behind is not None and behind.low in ("on", "for"):
        return False
    other = isinstance(before, Word) and (not before.classes or is_word(before, "state"))
    return (
        isinstance(before, Area | Pronoun)
        or is_word(before, "'s")
        or (is_word(behind, *OF_WHOM) and not (other or isinstance(beyond, Amount)))
    )


def ends(behind: Segment | None) -> bool:
    """Whether nothing says what it was spent on."""
    return behind is None or not isinstance(behind, Word) or is_word(behind, ",", "stop", "and", "(")


def spoken_of(segments: list[Segment], before: bool) -> bool:
    """Whether the next sentence can mean spending on armies by a bare “spending”: until another figure is named."""
    named = [s.indicator for s in segments if isinstance(s, Concept)]
    military = any(each.startswith(MILITARY) for each in named)
    return military or (before and all(each.startswith("gdp") for each in named))


# --- questions ---


ASKS_WHO = frozenset(("who", "which", "what"))


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
    if not asked:
        return 0
    if isinstance(answer, Amount):
        return 2 if [s.low for s in asked[:2]] in (["how", "many"], ["how", "much"]) else 0
    if asked[0].low not in ASKS_WHO:
        return 0
    return 2 if len(asked) > 1 and is_word(asked[1], "state") else 1
