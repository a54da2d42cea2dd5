"""Where a rise or fall began and where it ended are of two times, and only one of them may be named.

Belongs here: “from … in 2013 to …”, “…, now …”, “between … and …”. Does not belong here: the words of a period
(test_periods.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

CASES = {
    "Kenya's GDP doubled from $40 billion in 2010 to $80 billion in 2016.": ["2016", "2010", "2016"],
    "Kenya's GDP is $80 billion, up from $40 billion in 2010. Ghana's is $60 billion.": [None, "2010", None],
    "Kenya's GDP grew by 6% in 2016. This is against 5% and 4% in 2015 and 2014, respectively.": [
        "2016",
        "2015",
        "2014",
    ],
    "Kenya's GDP was $40 billion in 2010. Six years later the figure was $80 billion.": ["2010", "2016"],
    "Kenya's GDP rose from 4.5 trillion shillings in 2013 to 13 trillion shillings.": ["2013", None],
    "Kenya's GDP rose from 4.5 trillion shillings in 2013 to nearly 13 trillion shillings today.": ["2013", None],
    "Kenya's exports rose to $7 billion from $5 billion in 2013.": [None, "2013"],
    "Kenya's population, now 54 million, was 40 million in 2009.": [None, "2009"],
    "Between 2000 and 2020 Kenya's exports rose from $1.7 billion to $6 billion.": ["2000", "2020"],
    "Kenya's exports grew from $5 billion to $7 billion between 2013 and 2021.": ["2013", "2021"],
    "Kenya's economy shrank by 0.3 per cent in 2020, then rebounded by 7.5 per cent.": ["2020"],
}


@pytest.mark.parametrize(("text", "periods"), CASES.items(), ids=CASES)
def test_each_amount_has_its_own_time(text: str, periods: list[str | None]) -> None:
    assert [item.claim.period for item in read(text, date(2022, 8, 1)).claims] == periods


@pytest.mark.parametrize("words", ["between 2013 and today", "from 2013 to now", "from 2013 until the present day"])
def test_what_runs_to_the_day_begins_when_it_says(words: str) -> None:
    found = read(f"Kenya's exports rose by 30 per cent {words}.", date(2022, 8, 1)).claims[0].claim
    assert (found.period, found.base_period) == (None, "2013")


def test_what_doubled_in_lira_did_not_double_in_dollars() -> None:
    doubled, level = read("Turkey's GDP doubled in 2022 to 15 trillion lira.", date(2024, 6, 1)).claims
    assert (doubled.claim.not_checkable, level.claim.unit) == ("no data", "TRY")
    [dollars] = read("Turkey's GDP doubled in 2022.", date(2024, 6, 1)).claims
    assert dollars.claim.not_checkable is None


def test_a_projected_rate_is_none_although_its_name_is_written_out() -> None:
    text = "The Philippines' projected Gross Domestic Product (GDP) growth rate of 6% for 2023 is ranked first in Asia."
    found = read(text, date(2023, 4, 20))
    assert not found.claims
