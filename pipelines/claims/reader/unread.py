"""What was not read of a sentence, and why: as one who wrote it would want to know.

Belongs here: refusals put in order, and the numbers and comparisons that no claim states.
Does not belong here: what refuses a proposition (guards.py, verifier.py, resolver.py).
"""

from pipelines.claims.lexicon import SAID
from pipelines.claims.reader import guards, resolver
from pipelines.claims.reader.members import Members
from pipelines.claims.reader.segments import Amount, Figure, Place, Rank
from pipelines.claims.reader.sentence import UNREAD, Draft, Sentence


def skipped(under_way: Sentence, drafts: list[Draft]) -> list[tuple[str, str, str]]:
    refused = sorted(under_way.refused, key=lambda refusal: refusal.reason == UNREAD)
    kept = [refusal for n, refusal in enumerate(refused) if n == 0 or refusal.reason == UNREAD]
    out = [(refusal.reason, refusal.words, refusal.guard) for refusal in kept]
    if out and out[0][0] == "no subject" and any("future" in s.classes for s in under_way.row):
        out = [(*guards.FORECAST, "plan")]
    if not drafts and not out:
        out.append((*why_nothing(under_way), ""))
    if drafts and (left := unread(under_way, drafts)):
        out.append((UNREAD, ", ".join(f"“{words}”" for words in left), ""))
    return out


def unread(under_way: Sentence, drafts: list[Draft]) -> list[str]:
    """Amounts, percentages, ranks, records and comparisons that no claim states, as written."""
    places = {draft.place for draft in drafts}
    read_already = [(s.start, s.end) for s in under_way.row if s.start in places or isinstance(s, Members)]
    left = []
    for s in under_way.segments:
        amount = isinstance(s, Amount) and (s.kind != "count" or s.size >= 1000) and s.kind not in ("other", "vague")
        stated = amount or (isinstance(s, Rank) and s.n > 1)
        if stated and s.start not in places and not any(start <= s.start < end for start, end in read_already):
            left.append(under_way.text[s.start : s.end])
    if not any(draft.operation in ("extreme", "rank", "streak", "always") for draft in drafts):
        left += [under_way.text[slice(*hit.span())] for hit in SAID["record"].finditer(under_way.low)]
    return left + compared(under_way, drafts)


def compared(under_way: Sentence, drafts: list[Draft]) -> list[str]:
    """“grew 7.1% in 2024, faster than Guyana”: comparisons with areas that no claim is set against, as written."""
    if "than" not in under_way.low:
        return []
    against = {area for draft in drafts for area in (*draft.ref, *draft.base, *draft.base_counterpart)}
    areas = {area.start: area for area in under_way.named}
    return [
        under_way.text[hit.start() : area.end]
        for hit in SAID["more than"].finditer(under_way.low)
        if (area := areas.get(hit.end())) is not None and against.isdisjoint(area.ids)
    ]


def why_nothing(under_way: Sentence) -> tuple[str, str]:
    row = under_way.row
    number = any(isinstance(s, Amount | Rank) for s in row)
    nouns = ("troops", "people", "partner", "ranker", "export", "import")
    indicator = guards.has(row, *nouns) or any(isinstance(s, Figure) for s in row)
    stated = number or guards.has(row, "more", "move")
    other = next((s for s in row if "other" in s.classes), None)
    if other is not None:
        what = under_way.text[other.start : other.end]
        return "no indicator", f"“{what}” is not among the indicators ({other.values['other']})"
    if stated and indicator and any(isinstance(s, Place) and s.kind != "not_area" for s in row):
        return "sub-national", resolver.PART
    if guards.has(row, "condition"):
        return guards.COUNTERFACTUAL
    if guards.has(row, "future"):
        return guards.FORECAST
    if number or (stated and indicator):
        return "no indicator", "its words were not understood as a statistic that is held here"
    count = len(under_way.text.split())
    if count < 3 or (count < 9 and under_way.text[:1].isupper() and under_way.text[-1:].isalnum()):
        return "heading", "no sentence that states something"
    return "opinion", "it states no figure"


# --- between sentences ---
