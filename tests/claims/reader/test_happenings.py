"""Ships in contested waters, as newspapers count them.

Belongs here: days with ships, and the waters that they are counted in. Does not belong here: dated events (test_sentence.py).
"""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("text", "value", "definitions"),
    [
        ("Chinese ships were in the contiguous zone of the Senkakus on 340 days in 2022.", "340", ["contiguous_zone"]),
        ("In 2023 Chinese vessels entered Japan's territorial sea on 40 days.", "40", ["territorial_sea"]),
        ("In 2023 Chinese vessels were seen near the Senkaku Islands on a record 350 days.", "350", []),
        ("Chinese coast guard ships sailed off the Senkakus for a total of 330 days in 2021.", "330", []),
    ],
)
def test_days_with_ships_and_the_waters_they_were_in(text: str, value: str, definitions: list[str]) -> None:
    found = read(text, DAY).claims[0].claim
    assert (found.indicator, found.value, found.definitions) == ("vessel_days", value, definitions)
    assert (found.areas.ref, found.areas.counterpart) == (["CHN"], ["JPN"])
