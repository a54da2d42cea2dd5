"""Pages of two countries: a small table for each measure and direction, and countries with their article."""

from datetime import date
from typing import Any

import pytest
from published import project
from relations import build, exports, figure, rows

from pipelines.reports import charts, pairs, topics, words
from pipelines.warehouse import published


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
    measured = topics._by_way(
        topics.rows(con, topics._of(topics._defined()["measured"], [("MEX", "USA"), ("USA", "MEX")]))
    )
    tables = topics._measure_tables(("MEX", "USA"), measured, {"MEX": "Mexico", "USA": "the United States"})
    assert [table["title"] for table in tables] == [
        "People from Mexico who live in the United States", "People from the United States who live in Mexico",
        "Agreement of Mexico and the United States in the UN General Assembly, one abstention counting half",
    ]  # fmt: skip
    there, back, votes = tables
    assert [row[0]["text"] for row in there["rows"]] == ["2020", "2015", "2010", "2005"]
    assert there["chart"] is not None and back["chart"] is None and votes["chart"] is None
    assert there["sources"] == ["un_migrants"] and "marts.dyad_figure" in there["sql"]


def test_the_query_under_a_table_gives_its_rows() -> None:
    """The pages hold what one query found for all pairs; what each table shows is the query for its pair alone."""
    asked = [("KOR", "USA"), ("CHN", "KOR"), ("ISL", "TUV")]
    with published.connect(project()) as connection:
        found = dict(zip(asked, topics.pair_tables(connection, asked, {}), strict=True))
        for pair, tables in found.items():
            assert list(topics.pair_tables(connection, [pair], {})) == [tables]
            for table in tables:
                assert len(topics.rows(connection, table["sql"])) == len(table["rows"]) > 0, table["id"]
    kinds = {table["id"].partition("-")[0] for table in found["KOR", "USA"]}
    assert {"trade", "troops", "migrants", "others", "events", "output"} <= kinds


def between(indicator: str, ref: str, other: str, year: int, value: float, **columns: Any) -> dict[str, object]:
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


def test_a_small_line_has_zero_at_its_foot_and_names_the_newest() -> None:
    """20, 10 and 40 over 2000, 2005 and 2010: a half, a quarter and the whole of the height of 28."""
    found = [
        {"time_period": date(year, 1, 1), "freq": "A", "people": people}
        for year, people in ((2010, 40.0), (2005, 10.0), (2000, 20.0), (1995, None))
    ]
    assert charts.small(found, "people") == {"period": "2010", "value": 40.0, "line": "0.0,14.0 50.0,21.0 100.0,0.0"}
    assert charts.small(found[:2], "people") == {"period": "2010", "value": 40.0, "line": ""}
    assert charts.small(found[3:], "people") is None


def test_figures_of_pairs_take_the_preferred_source_and_its_newest_edition() -> None:
    """marts.dyad_figure by hand: agreement stands both ways, an older edition and a later month step back."""
    votes = {"source": "un_votes", "unit_measure": "PT"}
    peace = {"source": "un_peacekeeping", "unit_measure": "PS"}
    con = build(
        [
            between("un_vote_agreement", "FRA", "USA", 2019, 50.0, vintage="2020", **votes),
            between("un_vote_agreement", "FRA", "USA", 2019, 51.0, vintage="2021", published_on=date(2024, 6, 1), **votes),
            figure("peacekeepers", "NPL", "2020-12", 870, counterpart_area="LBN", **peace),
            figure("peacekeepers", "NPL", "2020-11", 860, counterpart_area="LBN", **peace),
            between("foreign_assistance", "USA", "MEX", 2020, 0, breakdown="obligations", source="us_foreign_assistance"),
        ],
        "marts.dyad_figure",
    )  # fmt: skip
    columns = "measure, ref_area, counterpart_area, year(time_period), obs_value, vintage"
    assert rows(con, f"select {columns} from marts.dyad_figure order by all") == [
        ("peacekeepers", "NPL", "LBN", 2020, 870.0, "2024-01"),
        ("un_vote_agreement", "FRA", "USA", 2019, 51.0, "2021"),
        ("un_vote_agreement", "USA", "FRA", 2019, 51.0, "2021"),
        ("us_aid_obligated", "USA", "MEX", 2020, 0.0, "2024-01"),
    ]
