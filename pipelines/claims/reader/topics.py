"""What a bare word means where the text speaks of it: “Russia's spending” in a report on armies.

Belongs here: words whose noun the sentences before have named. Does not belong here: whose figure it is (resolver.py),
what a clause takes over from a claim (elisions.py).
"""

from pipelines.claims.reader.phrases import is_word
from pipelines.claims.reader.segments import Amount, Area, Concept, Pronoun, Segment, Word

MILITARY = "military_expenditure"
BARE = frozenset(("spending", "expenditure", "expenditures", "outlays"))
SPENDERS = frozenset(("spender", "spenders"))
OF_WHOM = ("of", "by", "in")


def on_armies(segments: list[Segment], spoken_of: bool) -> list[Segment]:
    """The segments with what is spent said to be spent on armies, where the text or the sentence has spoken of that."""
    if not spoken_of and not any(map(of_armies, segments)):
        return segments
    out: list[Segment] = []
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
        elif isinstance(segment, Amount) and segment.kind == "money" and is_word(before, "spend") and ends(behind):
            out += [
                Word(segment.end, segment.end, "on", frozenset(("in",))),
                Word(segment.end, segment.end, "defence", frozenset(("defence",))),
            ]
    return out


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
