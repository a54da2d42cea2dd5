"""Texts: what goes from sentence to sentence, whose words they are, and that nothing breaks the reader."""

import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import score_sentences
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.apps import check
from pipelines.claims import articles, numbers
from pipelines.claims.model import Claim
from pipelines.claims.text import clean, sentences
from pipelines.claims.words import in_words
from pipelines.reader import UNREAD, Reading, read, reading, taken_apart, to_yaml

DAY = date(2024, 6, 1)


def only(text: str, day: date = DAY, country: str | None = None) -> Claim:
    found = read(text, day, country)
    assert len(found.claims) == 1, (text, found)
    return found.claims[0].claim


# --- one sentence ---

HEDGES = {
    "": "none", "exactly": "exactly", "about": "about", "some": "about", "an estimated": "about", "nearly": "nearly",
    "close to": "nearly", "just under": "just_under", "just over": "just_over", "barely": "just_over",
    "more than": "over", "upwards of": "over", "at least": "at_least", "no fewer than": "at_least", "under": "under",
    "fewer than": "under", "no more than": "at_most", "at most": "at_most", "up to": "up_to", "as many as": "up_to",
}  # fmt: skip
FRAMES = [
    "Peru has a population of {} 34 million.",
    "{} 28,500 U.S. troops are stationed in South Korea.",
    "Peru's population is {} 34 million.",
    "Peru is home to {} 34 million people.",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("words", "hedge"), HEDGES.items())
def test_the_hedge_changes_only_the_hedge(frame: str, words: str, hedge: str) -> None:
    bare, hedged = only(frame.format("").strip()), only(frame.format(words).strip())
    assert hedged.hedge == hedge
    assert hedged.model_copy(update={"hedge": "none", "quote": bare.quote}) == bare


@pytest.mark.parametrize(
    "notations",
    [
        ["1.6 billion", "1,600 million", "1,600,000,000", "1.6bn", "1.600.000.000", "160 crore"],
        ["half a million", "500,000", "0.5 million", "five hundred thousand", "5 lakh", "500k"],
        ["two and a half million", "2.5 million", "2.5m", "2½ million", "2,500,000", "25 lakh"],
    ],
)
def test_notations_of_a_number_give_the_same_claim(notations: list[str]) -> None:
    claims = [only(f"Brazil has a population of {notation}.") for notation in notations]
    assert len({float(numbers.read(claim.value or "").x) for claim in claims}) == 1


@given(
    size=st.integers(min_value=11, max_value=999),
    scale=st.sampled_from([("million", "m", 10**6), ("billion", "bn", 10**9)]),
)
@settings(max_examples=40, deadline=None)
def test_magnitudes_and_digits_are_the_same_number(size: int, scale: tuple[str, str, int]) -> None:
    word, short, power = scale
    texts = (f"{size} {word}", f"{size}{short}", f"{size * power:,}", f"{size * power}")
    found = {float(numbers.read(only(f"The population of Chad is {text}.").value or "").x) for text in texts}
    assert found == {float(size * power)}


@pytest.mark.parametrize(
    "text",
    [
        "Germany's exports to China were worth $100 billion.",
        "Germany exported $100 billion worth of goods to China.",
        "Germany sold $100 billion in goods to China.",
        "Exports from Germany to China totalled $100 billion.",
        "German exports to China came to 100 billion dollars.",
        "Germany's exports of goods to China reached $100 billion.",
    ],
)
def test_exporter_and_importer(text: str) -> None:
    claim = only(text)
    assert (claim.indicator, claim.areas.ref, claim.areas.counterpart) == ("goods_exports", ["DEU"], ["CHN"])


@pytest.mark.parametrize(
    "text",
    [
        "The United States has 35,000 troops in Germany.",
        "Germany hosts 35,000 American troops.",
        "35,000 U.S. soldiers are stationed in Germany.",
        "There are 35,000 American service members in Germany.",
        "Washington keeps 35,000 troops in Germany.",
        "Germany is home to 35,000 US troops.",
    ],
)
def test_sender_and_host(text: str) -> None:
    claim = only(text)
    assert (claim.indicator, claim.areas.ref, claim.areas.counterpart) == ("troops", ["USA"], ["DEU"])


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("in 2023", "2023"), ("last year", "2023"), ("in the fourth quarter of 2023", "2023-Q4"), ("in Q4 2023", "2023-Q4"),
        ("in May", "2024-05"), ("in August 2023", "2023-08"), ("in fiscal year 2023", "2023-FY"), ("two years ago", "2022"),
        ("as of 2022", "2022"), ("last month", "2024-05"),
    ],
)  # fmt: skip
def test_periods(words: str, period: str) -> None:
    assert only(f"Kenya's exports were worth $7 billion {words}.").period == period


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Peru and Bolivia have a combined population of 46 million.", "Population of Peru and Bolivia, added up: 46 million"),
        ("German exports to the US fell 3% in 2023.", "Exports of goods from Germany to the United States fell by 3 per cent from 2022 to 2023"),
        ("India's GDP has doubled since 2014.", "Gross domestic product of India: 2 times what it was in 2014"),
        ("Canada sends three-quarters of its exports to the US.", "Exports of goods from Canada: three-quarters to the United States"),
        ("The US trade deficit with China was about $279 billion.", "Balance of trade in goods of the United States with China: a deficit of about 279 billion US dollars"),
        ("China is Chile's largest trading partner.", "China: first of the partners of Chile by total trade in goods"),
        ("Italy is the world's third-largest economy.", "Italy: third of the countries of the world by gross domestic product"),
    ],
)  # fmt: skip
def test_a_claim_is_put_in_plain_words(text: str, words: str) -> None:
    assert in_words(only(text)) == words


def test_what_is_read_can_be_checked_and_put_in_words() -> None:
    """Every claim of the labelled sets stands the checks of an article file: names, numbers, periods."""
    for row in (row for labelled in score_sentences.sets().values() for row in labelled):
        day = date.fromisoformat(row["said_on"])
        for found in read(row["text"], day).claims:
            assert list(articles.judge(found.claim, day)) == [], (row["text"], found.claim)
            assert "None" not in in_words(found.claim)


def test_words_say_where_the_parts_come_from() -> None:
    text = "Brazil has a population of about 216 million."
    (understood,) = read(text, DAY).claims
    assert (understood.words["value"], understood.words["indicator"]) == ("about 216 million", "population")
    assert text[understood.span[0] : understood.span[1]] == understood.sentence == text
    assert understood.how[0][0] == "pattern"


def test_a_sentence_is_shown_clause_by_clause() -> None:
    [(sentence, clauses)] = taken_apart("Kosovo, Europe's youngest state, has 1.8 million people.", DAY)
    assert sentence.startswith("Kosovo")
    assert clauses[0].startswith("main: [Kosovo: area XKX] [has: have] [1.8 million: count]")
    assert clauses[1].startswith("apposition: ")


# --- who “we” are, and which language it is ---


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Our economy grew 2.5 percent in 2023.", "gdp_growth"),
        ("The economy grew by 2.1 percent last year.", "gdp_growth"),
        ("We have 28,500 troops in South Korea.", "troops"),
        ("The country spends 3.5% of its GDP on defense.", "military_expenditure_gdp"),
    ],
)
def test_a_country_says_who_we_are(text: str, indicator: str) -> None:
    [found] = read(text, DAY, "USA").claims
    assert (found.claim.indicator, found.claim.areas.ref) == (indicator, ["USA"])
    assert ("area from", "the country of the text") in found.how
    assert read(text, DAY).skipped[0].reason == "no subject"


def test_we_are_the_country_of_who_is_quoted() -> None:
    text = 'The bank agreed. "Our economy grew by 3 per cent in 2023," said Ana Ruiz, who was glad.'
    [found] = read(text, DAY, speakers={"Ana Ruiz": "CHL"}).claims
    assert found.claim.areas.ref == ["CHL"]
    [found] = read('"Our economy grew by 4.2 per cent in 2023," the Malaysian prime minister said.', DAY).claims
    assert found.claim.areas.ref == ["MYS"]


@pytest.mark.parametrize(
    "text",
    [
        "Deutschland hat 84 Millionen Einwohner und ist die größte Volkswirtschaft der EU.",
        "La France a une population de 68 millions d'habitants.",
        "España tiene una deuda del 110 por ciento del PIB y 48 millones de habitantes.",
        "Россия экспортировала товары на 400 миллиардов долларов.",
        "中国的人口是14亿。",
    ],
)
def test_a_text_in_another_language_is_refused_as_such(text: str) -> None:
    found = read(text, DAY)
    assert found.claims == [] and [skipped.reason for skipped in found.skipped] == ["language"]


def test_a_table_of_numbers_is_passed_over() -> None:
    assert [each.reason for each in read("1990 2.5 3.1 4.4 2000 5.1 6.2", DAY).skipped] in (["heading"], ["language"])


def test_what_is_left_of_a_sentence_is_told() -> None:
    found = read("Turkey has 85 million people, and it hosts no refugees from Syria.", DAY)
    assert len(found.claims) == 1
    assert [(each.reason, each.words) for each in found.skipped] == [(UNREAD, "“hosts no refugees from Syria”")]


# --- it never breaks ---

WORDS = """China Japan 's exports imports to from of rose fell 5% $3 billion population GDP , . ; — - ( ) “ ” since 2010
in the largest third - trade deficit with than more twice half a million troops stationed their it our <p> &amp; U.S.
between and which Georgia 1/2 ½ ٣ İ ẞ ﬁ 10 000 top No. 1 first time percentage points per capita nor not will if killed"""
PIECES = st.sampled_from(WORDS.split())


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_never_raises_on_any_text(text: str) -> None:
    assert isinstance(read(text, DAY), Reading)


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=200, deadline=None)
def test_never_raises_on_its_own_words(pieces: list[str]) -> None:
    for understood in read(" ".join(pieces), DAY).claims:
        assert understood.claim.not_checkable or understood.claim.operation


@given(st.text(alphabet="<>/&;#a p'\"=–", max_size=200))
@settings(max_examples=100, deadline=None)
def test_cleaning_keeps_every_place(text: str) -> None:
    assert len(clean(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[The UK had] this year the fastest growth [...] in the G7 [12].",
         " The UK had  this year the fastest growth       in the G7     ."),
        ("We [Canada] buy more.", "We [Canada] buy more."),
        ("1. GDP rose.\n\n2. Trade fell.", "   GDP rose.\n\n   Trade fell."),
    ],
)  # fmt: skip
def test_what_an_editor_says_is_a_part_of_the_sentence(text: str, plain: str) -> None:
    assert clean(text) == plain


def test_the_lines_of_a_pdf_are_joined() -> None:
    text = "According to what the Bank of Ghana says today,\nthe economy of Ghana grew by 6.2 per cent in 2021 and\nthat it exported a lot.\n"
    assert len(sentences(clean(text))) == 1


def test_markup_changes_nothing() -> None:
    plain = only("China's GDP was $17.8 trillion in 2023.")
    marked = only("<p>China&#8217;s <b>GDP</b> was&nbsp;$17.8 trillion in <i>2023</i>.</p>")
    assert marked.model_copy(update={"quote": plain.quote}) == plain


@pytest.mark.parametrize(
    "piece", ["China exports 5% of goods to Japan and ", "<", "in the last ", "Japan, ", "x", "5 "]
)
def test_long_input_ends(piece: str) -> None:
    started = time.process_time()
    read(piece * (20_000 // len(piece)), DAY)
    assert time.process_time() - started < 10


def test_a_text_has_a_limit_of_time_and_what_is_left_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", -1.0)
    found = read("Kenya has 55 million people. Japan has 124 million people.", DAY)
    assert [(item.text[:5], item.reason) for item in found.skipped] == [("Kenya", UNREAD)]
    assert "check it in parts" in found.skipped[0].words


def test_a_crowd_of_quotations_and_speakers_ends() -> None:
    speakers = {f"Ana R{n}": "MEX" for n in range(200)}
    started = time.monotonic()
    read('"We grow." Ana R1 said. ' * 500, DAY, None, speakers)
    assert time.monotonic() - started < 10
    with pytest.raises(ValueError, match="speakers: expected at most 200, found 20,000"):
        check.speakers_codes({f"A{n}": "MEX" for n in range(20_000)})


def test_a_batch_is_fast() -> None:
    """The floor is low, for slow machines under load; tests/support/score_sentences.py measures a quiet core."""
    texts = [row["text"] for labelled in score_sentences.sets().values() for row in labelled][:600]
    started = time.process_time()
    for text in texts:
        read(text, DAY)
    assert len(texts) / (time.process_time() - started) > 150


def test_importing_is_light() -> None:
    code = (
        "import sys, datetime, pipelines.reader as s\n"
        "s.read('China has 1.4 billion people.', datetime.date(2024, 1, 1))\n"
        "print(sorted({'pandas', 'duckdb', 'pyarrow', 'dagster'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_the_article_file_is_one(tmp_path: Path) -> None:
    text = "Vietnam's exports rose 5% in 2023. China has 1.4 billion people."
    path = tmp_path / "tokyo.yaml"
    path.write_text(to_yaml(read(text, DAY), {"title": "Tokyo", "published": DAY}), encoding="utf-8")
    assert [claim.indicator for claim in articles.read(path, DAY).claims] == ["goods_exports", "population"]
    assert re.search(r"^title: Tokyo$", path.read_text(encoding="utf-8"), re.M)
