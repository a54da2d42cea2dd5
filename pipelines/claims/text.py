"""Plain text out of what people paste: mark-up and odd characters replaced place by place, then cut into sentences.

Belongs here: everything before the first word is understood, also whether it is English: another language is refused
as such, and not read by chance. Spans stay those of the text as given.
"""

import html
import re

from pipelines.claims.lexicon import SAID, WORDS

PLAIN = {
    **dict.fromkeys("‘’ʼ′`", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‑‐−–", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u200a\u200b\ufeff\t\r\f\v", " "),
    "…": ".",
}
LINES = str.maketrans(PLAIN)
TAG = re.compile(r"<(?:/?[A-Za-z][^<>]{0,2000}|!--[^<>]{0,2000}--)>")
BEHIND_SIGN = re.compile(r"\$(US|NZ|HK|A|C|S)(?=\d)")
"""“$US5 billion” is US$5 billion."""
ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")
END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n+")
ACRONYM = re.compile(r"(?<=[a-z] )\((?!PPP|US|UK|EU)[A-Z]{2,6}\)")
"""“Gross Domestic Product (GDP) per capita”: it says again what the words before it say."""
BRACKETS = re.compile(r"(\b(?:it|they|this|that) )?\[([^\[\]]{0,200})\]", re.IGNORECASE)
NUMBERED = re.compile(r"(?:\A|[.!?:;][ ]*\n|\n[ ]*\n)[ ]*(?:\(?\d{1,2}[.)]|A\d{1,2})(?=[ ]+[A-Z\"'$£€])")
"""The number of an item of a list, “2. U.S. exports climbed”: no sentence of its own."""
BROKEN = re.compile(r"\n(?<=[^\n]{39}[a-z, ]\n)([ \n]*)(?=[a-z])")
"""The end of a line, and of no sentence."""
PAGE = re.compile(r"\n[ ]*\n[ ]*(?:Page )?\d{1,3}[ ]*\n(?:[ ]*\n)?")
STARTS = re.compile(r"(?:The|It|In|This|That|But|And|He|She|We|They|Its|Our|As|By|For|At)\b")
WORD = re.compile(r"\w")
LONGEST = 2000
"""Characters; a longer run without a full stop is no sentence that anyone wrote."""


def clean(text: str) -> str:
    """The text with tags, entities, typographic characters and acronyms in brackets replaced, place by place."""
    text = text.translate(LINES).replace("-and-a-half", " and a half").replace("ne-in-", "ne in ")
    text = BEHIND_SIGN.sub(r"\1$", re.sub(r"\bU\.N\.(?= [a-z])", "UN  ", text))
    text = TAG.sub(
        lambda tag: ("\n" if SAID["block of text"].match(tag.group()) else " ") + " " * (len(tag.group()) - 1), text
    )
    text = ENTITY.sub(entity, text)
    if "[" in text:
        text = BRACKETS.sub(without_brackets, text)
    text = unwrapped(NUMBERED.sub(lambda number: re.sub(r"[A\d()]|\.$", " ", number.group()), text))
    return ACRONYM.sub(blank, text)


def unwrapped(text: str) -> str:
    """The text with its lines joined again, as those of a PDF have to be: a line that is full goes on in the next."""
    broken = BROKEN.findall(text)
    if len(broken) > 1 and 10 * len(broken) > text.count("\n"):
        between = r"([ ]*\n)?" if 2 * sum(["\n" in end for end in broken]) > len(broken) else ""
        ends = rf"\n(?<=[^\n]{{49}}[^\n:]\n){between}(?=[ ]*(?!\d+[.)] )[\w$£€₹\"'(])"
        text = re.sub(ends, blank, PAGE.sub(lambda page: "\n".rjust(len(page.group())), text))
    return BROKEN.sub(blank, text)


def blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def without_brackets(match: re.Match[str]) -> str:
    """What an editor says in brackets without them, in place of a pronoun before it: “It [Kenya's economy] grew”.

    “[...]” and “[12]” are blank; a name (“We [Canada]”) or an aside stays as it is.
    """
    pronoun, inner = match[1] or "", match[2]
    if not any(map(str.isalpha, inner)):
        return pronoun + " " * (len(match.group()) - len(pronoun))
    is_inserted = pronoun or SAID["inserted"].search(inner)
    return f"{' ' * len(pronoun)} {inner} " if is_inserted else match.group()


def entity(match: re.Match[str]) -> str:
    plain = html.unescape(match.group()).translate(LINES)
    size = len(match.group())
    return plain.rjust(size) if plain == "'" else plain.ljust(size)[:size]  # an apostrophe stays with its s


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences of a cleaned text, without the blanks around them."""
    spans, start = [], 0
    for match in END.finditer(text):
        if match.group()[0] == "." and match.end() < len(text) and not ends(text, start, match):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = []
    for begin, end in spans:
        while begin < end and text[begin].isspace():
            begin += 1
        while end > begin and text[end - 1].isspace():
            end -= 1
        while end - begin > LONGEST:
            trimmed.append((begin, begin + LONGEST))
            begin += LONGEST
        if end > begin and WORD.search(text, begin, end):
            trimmed.append((begin, end))
    return trimmed


def ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: not after an abbreviation or an initial, not before a small letter."""
    rest = text[match.end() : match.end() + 60].lstrip(" \"'([")
    if rest and (rest[0].islower()):
        return False
    before = text[max(start, match.start() - 12) : match.start()]
    word = re.split(r"[\s(\"',/-]", before)[-1].lower()
    if word in WORDS["abbreviations"] and not before.endswith("'s"):
        # "… in the U.S. The …": an abbreviation can end a sentence before a capitalized function word
        return STARTS.match(rest) is not None
    return not (len(word) == 1 and word.isalpha() and before[-1:].isupper())


# --- language ---


LETTERS = re.compile(r"[^\W\d_]+")
OTHER_SCRIPTS = re.compile(r"(?![\u0000-\u024f])[^\W\d_]")
FEW = 4
"""Fewer words than that are a heading, a name, a number."""


def is_english(text: str) -> bool:
    if text.isascii() and sum([word in WORDS["quick english"] for word in text[:200].split()]) > 2:
        return True
    if 2 * len(OTHER_SCRIPTS.findall(text)) > len(text):
        return False
    words = LETTERS.findall(text)
    other = sum([word.lower() in WORDS["other languages"] or (not word.isascii() and word.islower()) for word in words])
    return other < 2 or len(words) < FEW or other <= sum(word.lower() in WORDS["english"] for word in words)
