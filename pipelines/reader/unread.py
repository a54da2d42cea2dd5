"""What was not read of a sentence, and why: as one who wrote it would want to know.

Belongs here: refusals put in order, and the stretches with a verb or a number that no claim states.
Does not belong here: what refuses a proposition (guards.py, verifier.py, attach.py).
"""

from pipelines.reader import residue
from pipelines.reader.sentence import Draft, Refused, Sentence
from pipelines.reader.spans import Span
from pipelines.reader.whose import area_of

UNREAD = "not read"
COMPARED = {"export", "import", "spend", "richer", "overtake"}
"""Words of a figure that is held, without its noun."""


def skipped(sentence: Sentence, drafts: list[Draft], refused: list[Refused]) -> list[tuple[str, str, str]]:
    """Reason, the same in words and the guard, of what gives no claim."""
    out = [(why.reason, why.words, why.guard) for why in refused[:1]]
    if not drafts and not out:
        out.append((*why_nothing(sentence), ""))
    if drafts and (left := residue.left(sentence, drafts)):
        out.append((UNREAD, ", ".join(f"“{words}”" for words in left), ""))
    return out


def why_nothing(sentence: Sentence) -> tuple[str, str]:
    spans, words = sentence.spans, sentence.text.split()
    labels = frozenset[str]().union(*(s.labels for s in spans))
    number = any(s.amount is not None or s.kind == "rank" for s in spans)
    indicator = any(s.figure is not None for s in spans) or {"troops", "people", "partner", "ranker"} & labels
    other = next((s for s in spans if "other" in s.values), None)
    if other is not None:
        what = sentence.text[other.start : other.end]
        return "no indicator", f"“{what}” is not among the indicators ({other.values['other']})"
    if number and indicator and any(s.values.get("place", "not_area") != "not_area" for s in spans):
        return "sub-national", "it is about a part of a country, and figures of whole countries are held"
    if "condition" in labels:
        return "counterfactual", "it depends on an “if”"
    if "future" in labels:
        return "forecast", "it speaks of a plan, a target or the future"
    if number:
        return "no indicator", "its words were not understood as a statistic that is held here"
    if (indicator or COMPARED & labels) and any(area_of(s) for s in spans):
        return UNREAD, f"it speaks of figures that are held, in a form that is not read{_stumbled(spans)}"
    if len(words) < 3 or _is_title(sentence.text, words):
        return "heading", "no sentence that states something"
    return "opinion", "it states no figure"


def _stumbled(spans: list[Span]) -> str:
    """The words that nobody knows, where there are some."""
    unknown = [s.low for s in spans if s.kind == "unknown" and s.low.isalpha()]
    return f": it stumbled over {', '.join(f'“{each}”' for each in unknown[:3])}" if unknown else ""


def _is_title(text: str, words: list[str]) -> bool:
    return len(words) < 9 and text[:1].isupper() and text[-1:].isalnum()
