"""What several segments become that name one thing: groups and their members, brackets, ranges, names of the speaker's.

Belongs here: the rules of phrases.py. Does not belong here: patterns (test_patterns.py).
"""

from datetime import date

import baseline
import pytest

from pipelines.claims.reader import phrases, read, rewriting, segments

DAY = date(2024, 11, 26)


@pytest.mark.parametrize(("text", "label"), [
    ("We [Canada] have 40 million people.", "population level CAN none 40000000 -"),
    ("Our [Kenya's] exports were worth $7 billion in 2023.", "goods_exports level KEN none 7000000000 USD @2023"),
    ("Its [Brazil] exports were worth $300 billion in 2023.", "goods_exports level BRA none 3e+11 USD @2023"),
    ("We in Kenya have 55 million people.", "population level KEN none 55000000 -"),
    ("The ten members of ASEAN have 680 million people.", "population sum ASEAN none 680000000 -"),
    ("Seven members of ASEAN export $900 billion of goods.", ""),
    ("Five African countries have 400 million people.", ""),
    ("The rest of Africa has 900 million people.", ""),
    ("US global exports were worth $2 trillion in 2023.", "goods_exports level USA none 2e+12 USD @2023"),
    ("France has 5,000 soldiers in Mali.", "troops level FRA>MLI none 5000 -"),
    ("The Chinese government spends $290 billion on its military.", "military_expenditure level CHN none 2.9e+11 USD"),
    ("Germany's trade surplus with the United States was between $60 and $70 billion.",
     "trade_balance level DEU>USA between 6e+10 USD"),
    ("Spain's exports amounted to 8.8 billion euros (9.7 billion dollars) in January 2024.",
     "goods_exports level ESP none 8800000000 EUR @2024-01"),
    ("China was the United Kingdom (UK)'s third-largest trading partner in 2023.",
     "trade_partner rank GBR>CHN none 3 RANK @2023"),
])  # fmt: skip
def test_what_names_one_thing_is_read_as_one(text: str, label: str) -> None:
    assert " ; ".join(baseline.said(found.claim) for found in read(text, DAY).claims) == label


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Korea's fertility rate marked another record low of 0.72 in 2023.", ("fertility_rate", ["KOR"], "0.72")),
        ("Peru's exports to the EU climbed, reaching a peak of $9 billion.", ("goods_exports", ["PER"], "9 billion")),
        ("World military spending came to 2.1% of global GDP in 2018.", ("military_expenditure_gdp", ["WLD"], "2.1")),
    ],
)
def test_words_that_say_no_more_than_that_it_was(text: str, reads: tuple[str, list[str], str]) -> None:
    found = [(c.claim.indicator, c.claim.areas.ref, c.claim.value) for c in read(text, DAY).claims]
    assert reads in found


@pytest.mark.parametrize("place", range(len(phrases.RULES)), ids=lambda place: phrases.ROWS[place]["such_as"])
def test_a_rule_finds_its_example(place: int) -> None:
    """Behind the rules that are tried before it."""
    example = phrases.ROWS[place]["such_as"]
    row = [s for s in segments.Scanner(example, DAY).segments() if "filler" not in s.classes]
    whole = rewriting.Text(example, example.lower(), DAY, phrases.MILITARY)
    row = rewriting.Rewriting(whole, phrases.RULES).rewritten(row, range(place))
    row = phrases.close_figures(row, example.lower()) if place in phrases.FOURTH else row
    assert list(rewriting.expressions((phrases.RULES[place],)).find(row))
