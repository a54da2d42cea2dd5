"""A time phrase is resolved or refused by name, never dropped: sentences that were once judged on today's figures."""

from datetime import date

import pytest

from pipelines.claims.reader import read

SAID = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("When it became independent, Kenya had 8.5 million inhabitants.", "1963"),
        ("Kenya had 8.5 million inhabitants at independence.", "1963"),
        ("Before partition, India had 400 million people.", "1946"),
        ("When the wall fell, Germany had 79 million inhabitants.", "1989"),
        ("At the handover, Hong Kong had 6.5 million people.", "1997"),
        ("Before the pandemic, Italy had a GDP of 2 trillion dollars.", "2019"),
        ("Under Obama, America's economy grew only 1.6 percent in 2016.", "2016"),  # a year beside it goes first
    ],
)
def test_a_known_time_is_the_period(text: str, period: str) -> None:
    [found] = read(text, SAID).claims
    assert found.claim.period == period


@pytest.mark.parametrize("said_on", [date(2023, 11, 1), date(2024, 6, 30)])
def test_a_term_that_goes_on_reaches_up_to_the_newest_figure(said_on: date) -> None:
    [found] = read("Under Meloni, Italy has doubled its exports.", said_on).claims
    assert (found.claim.period, found.claim.base_period) == (None, "2022")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Back then, Kenya had 8.5 million inhabitants.", "Back then"),
        ("At that time, Italy had 47 million people.", "At that time"),
        ("In his time Italy had 47 million people.", "In his time"),
        ("Formerly Italy had 47 million people.", "Formerly"),
        ("During the crisis Greece had a GDP of 200 billion dollars.", "During the crisis"),
        ("Kenya had 8.5 million inhabitants before the colonial war.", "before the colonial war"),
        ("Kenya had 8.5 million people when Kenyatta was president.", "when Kenyatta was president"),
        ("At the turn of the century, China had 1.26 billion people.", "At the turn of the century"),
        ("A year after the crash, Germany's GDP was $3.4 trillion.", "A year after the crash"),
        ("Two years before independence, Kenya had 8 million inhabitants.", "Two years before independence"),
        ("Months after the vote, Niger had 27 million inhabitants.", "Months after the vote"),
        ("Under the Conservatives, Britain's economy grew by 1.5 percent.", "Under the Conservatives"),
        ("In the last year of his reign Italy had 47 million people.", "In the last year of his reign"),
        ("Kenya had 8.5 million inhabitants in the first two years of the war.", "in the first two years of the war"),
        ("When we were last in charge, Chile had the largest GDP in South America.", "When we were last in charge"),
    ],
)
def test_an_unknown_time_is_named(text: str, phrase: str) -> None:
    found = read(text, SAID)
    assert not found.claims
    assert phrase in found.skipped[0].words


@pytest.mark.parametrize(
    "text",
    [
        "Germany has more inhabitants than France, but the largest economy after the United States and China is Japan.",
        "Kenya has 54 million people under the age of 100.",
        "After Germany, France is the largest economy in the European Union.",
        "During the visit, the minister said that Japan has 124 million inhabitants.",
        "After falling by 3 percent in 2020, Mexico's economy grew by 6 percent in 2021.",
        "Under the treaty, Poland spends 4 percent of its GDP on defence.",
        "When it comes to people, Kenya has 54 million inhabitants.",
        "When asked about it, the minister said that Japan has 124 million inhabitants.",
    ],
)
def test_what_is_no_time_refuses_nothing(text: str) -> None:
    assert not any("table of eras" in skipped.words for skipped in read(text, SAID).skipped)
