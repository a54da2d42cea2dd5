"""Pages of two countries: a small table for each measure and direction, and countries with their article."""

import pytest
from relations import build, figure

from pipelines.reports import topics, words


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
