"""Pages of two countries: a small table for each measure and direction, and countries with their article."""

import pytest
from relations import build, exports, figure

from pipelines.reports import pairs, topics, words


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("United States", "the United States"), ("South Korea", "South Korea"), ("Netherlands", "the Netherlands"),
        ("Central African Republic", "the Central African Republic"), ("Solomon Islands", "the Solomon Islands"),
        ("Iceland", "Iceland"), ("Gambia", "the Gambia"), ("United Arab Emirates", "the United Arab Emirates"),
    ],
)  # fmt: skip
def test_a_country_in_a_sentence(name: str, told: str) -> None:
    assert words.in_text(name) == told


def test_each_measure_and_direction_has_its_table() -> None:
    people = [
        figure(
            "migrants", "MEX", str(year), 9e6 + year, counterpart_area="USA", source="un_migrants", unit_measure="PS"
        )
        for year in (2005, 2010, 2015, 2020)
    ]
    con = build(
        [
            *people,
            figure("migrants", "USA", "2020", 8e5, counterpart_area="MEX", source="un_migrants", unit_measure="PS"),
            figure("migrants", "W00", "2020", 5e7, counterpart_area="USA", source="un_migrants", unit_measure="PS"),
            figure("un_vote_agreement", "MEX", "2019", 28.3, counterpart_area="USA", source="un_votes", unit_measure="PT"),
            figure("military_sites", "USA", "2024", 101, counterpart_area="DEU", source="us_base_structure", unit_measure="SITES"),
        ],
        "marts.dyad_figure",
    )  # fmt: skip
    tables = topics._measure_tables(con, ("MEX", "USA"), {"MEX": "Mexico", "USA": "the United States"})
    assert [table["title"] for table in tables] == [
        "People from Mexico who live in the United States", "People from the United States who live in Mexico",
        "Agreement of Mexico and the United States in the UN General Assembly",
    ]  # fmt: skip
    there, back, votes = tables
    assert [row[0]["text"] for row in there["rows"]] == ["2020", "2015", "2010", "2005"]
    assert there["chart"] is not None and back["chart"] is None and votes["chart"] is None
    assert there["sources"] == ["un_migrants"] and "marts.dyad_figure" in there["sql"]


def between(indicator: str, ref: str, other: str, year: int, value: float, **columns: str) -> dict[str, object]:
    return figure(indicator, ref, str(year), value, counterpart_area=other, **columns)


def test_the_most_connected_are_first_in_most_kinds() -> None:
    """By hand: Mexico is first in people and second in trade, 1 + 1/2; Canada 1/2 + 1; Japan third in trade alone."""
    people = {"source": "un_migrants", "unit_measure": "PS"}
    con = build(
        [
            between("migrants", "MEX", "USA", 2020, 10e6, **people),
            between("migrants", "USA", "MEX", 2020, 1e6, **people),
            between("migrants", "MEX", "USA", 2015, 99e6, **people),  # an older year
            between("migrants", "CAN", "USA", 2020, 1e6, **people),
            between("migrants", "W00", "USA", 2020, 5e7, **people),
            exports("USA", "CAN", 2022, 350e9), exports("USA", "MEX", 2022, 320e9), exports("USA", "JPN", 2022, 80e9),
            between("un_vote_agreement", "MEX", "USA", 2019, 28.3, source="un_votes", unit_measure="PT"),
        ],
        "marts.dyad_figure", "marts.bilateral_trade", "marts.troop_deployment",
    )  # fmt: skip
    found = pairs.connected(con)
    assert [(row["one"], row["other"], row["what"]) for row in found] == [
        ("CAN", "USA", "trade, migrants"), ("MEX", "USA", "migrants, trade"), ("JPN", "USA", "trade"),
    ]  # fmt: skip
    assert [row["closeness"] for row in found] == pytest.approx([1.5, 1.5, 1 / 3])
    assert found[1]["people"] == 11e6 and found[2]["people"] is None
    shared = {"names": {"MEX": "Mexico", "USA": "United States", "CAN": "Canada", "JPN": "Japan"}}
    told = pairs.index(found, [("CAN", "USA")], shared)
    assert '<a href="MEX-USA.html">Mexico and the United States</a>' in told and "11.00 million" in told


def test_an_alliance_is_an_event_in_words() -> None:
    told = words.happened("alliance_begun", "defense;entente;nonaggression")
    assert told == "Alliance begins: defence, entente and no aggression"
    assert words.happened("seafood_ban", "China bans it") == "China bans it"
