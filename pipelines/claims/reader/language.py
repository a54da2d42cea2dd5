"""Whether a text is English: another language is refused as such, and not read by chance.

Belongs here: the test by letters and by the small words that every sentence has. Does not belong here: reading.
"""

import re

from pipelines.claims import lexicon

WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
LETTER = re.compile(r"[^\W\d_]")
ENGLISH = lexicon.wordlists()["english"]
OTHER = lexicon.wordlists()["other languages"]
QUICK = lexicon.wordlists()["quick english"]
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
