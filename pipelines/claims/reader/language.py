"""Whether a text is English: another language is refused as such, and not read by chance.

Belongs here: the test by letters and by the small words that every sentence has. Does not belong here: reading.
"""

# ruff: noqa: SIM905 - lists of words are read more easily in one piece

import re

WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
LETTER = re.compile(r"[^\W\d_]")
ENGLISH = frozenset(
    "the of and in to is was has have had are were be by for with at on from than that this its it as an or but not "
    "which who their our we they he she will would more most than per cent percent billion million since".split()
)
OTHER = frozenset(
    "der die das und ist von mit auf für den dem des ein eine hat haben wird sich nicht im zum zur über seit "
    "le la les de des et est une un dans que qui pour sur au aux du ont été avec plus depuis "
    "el los las y es una por con del ha han más desde pero sus se en "
    "il di che per della nel gli alla degli sono dal più e "
    "het een van zijn met voor op bij naar niet ook "
    "o os um uma em não da do na no foi mais são dos das pelo "
    "og er av til på som och att det är för med ett på "
    "i w na z się jest nie do że o są ve bir bu için ile dan yang di dari untuk dengan dalam ini itu pada".split()
) - frozenset("in no per do an on is have has a e i o w y".split())
QUICK = frozenset("the of and is has have was were with from its than to by".split())
"""Three of these among the first words settle it."""
FEW = 4
"""Fewer words than that are a heading, a name, a number."""


def is_english(text: str) -> bool:
    if text.isascii() and sum([word in QUICK for word in text[:200].split()]) > 2:
        return True
    if not text.isascii():
        letters = LETTER.findall(text)
        if len(letters) > FEW and 2 * len(LATIN.findall(text)) < len(letters):
            return False
    words = WORD.findall(text)
    other = sum(word.lower() in OTHER or (not word.isascii() and word.islower()) for word in words)
    return other < 2 or len(words) < FEW or other <= sum(word.lower() in ENGLISH for word in words)
