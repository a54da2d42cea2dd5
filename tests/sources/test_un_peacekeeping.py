"""The UN's uniformed personnel against a local server that sends the hub's table."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from publisher import Publisher, cases
from servers.peacekeeping import CONTRIBUTORS, HEADER, Hub, Row, rows, table

from pipelines.fetching import formats
from pipelines.sources.un_peacekeeping import normalize
from pipelines.stores import observations

SOURCE = "un_peacekeeping"
PREDECESSOR = (
    "ID", "ISOCode3", "M49_Code", "Contributing_Country", "Mission_Acronym", "Personnel_Type", "Female_Personnel",
    "Male_Personnel", "Last_Reporting_Date",
)  # fmt: skip
OLDER = [(*row[:5], "/".join(reversed(row[5].split("-")))) for row in rows()]


def cell(place: int, value: Any) -> bytes:
    first, *rest = rows()
    return table([(*first[:place], value, *first[place + 1 :]), *rest])  # type: ignore[list-item]


def people(*found: tuple[str, Any]) -> dict[str, Any]:
    return {f"peacekeepers {key}": value for key, value in found}


@cases("body, expected", {
    "missions instead of countries, some in several": (table(rows()), people(
        ("NPL CAF 2025-07", {"obs_value": 210, "published_on": date(2025, 9, 14), "series": "MINUSCA", "vintage": "2025-08"}),
        ("NPL CAF troops 2025-07", 200), ("NPL CAF police 2025-07", 10), ("NPL LBN staff_officers 2025-07", 2),
        ("NPL _X 2025-07", {"obs_value": 95, "series": "UNISFA+UNNEW+UNTSO"}), ("NPL _X mission.UNISFA 2025-07", 90),
        ("NPL W00 2025-07", 210 + 2 + 95), ("W00 CAF 2025-07", 210 * len(CONTRIBUTORS)),
        ("W00 W00 2025-07", 212 * len(CONTRIBUTORS) + 95))),
    "neither women nor men is no figure, one of them is": (table(rows()), people(
        ("NPL SSD 2025-07", "absent"), ("NPL _X experts 2025-07", 2))),
    "a kind that nobody knows is in the total alone": (table(rows()), people(
        ("NPL _X 2025-08", 95), ("NPL _X troops 2025-08", 90), ("NPL _X experts 2025-08", 2))),
    "a column renamed": (table(rows(), tuple(n.replace("mission_acronym", "mission") for n in HEADER)),
        "refused: column mission_acronym is missing"),
    "a month without a day": (cell(5, "June 2025"), "refused: expected a date such as 2025-08-31.*June 2025"),
    "an American date is no other month": (cell(5, "08/31/2025"), "refused: expected a date"),
    "half a person": (cell(4, 12.5), "refused: expected whole numbers"),
    "fewer than nobody": (cell(4, -3), "refused: expected whole numbers"),
    "a row twice": (table([*rows(), rows()[-1]]), "refused: stand twice"),
    "the newest month in part": (table(r for r in rows() if r[5] < "2025-08" or r[0] == "NPL"),
        "refused: the newest month is not whole"),
    "an earlier month in part": (table(r for r in rows() if r[5] != "2025-07-31" or r[0] < "F"),
        "refused: double or halve"),
    "empty": (table([]), "refused: expected a row per contributor"),
})  # fmt: skip
def test_what_becomes_of_a_table(publisher: Publisher, body: bytes, expected: Any) -> None:
    publisher.sends(server := Hub(body), expected)
    assert server.requests == ["/publisher/DPO-UCHISTORICAL/CSV"]


def test_the_predecessors_header_and_dates(publisher: Publisher) -> None:
    publisher.brings("contributions", "odp_contributionsbygender.csv", table(OLDER, PREDECESSOR), people(
        ("NPL CAF 2025-06", {"obs_value": 210, "vintage": "2025-08"})))  # fmt: skip


def test_a_table_that_has_lost_rows_is_refused(publisher: Publisher) -> None:
    publisher.refresh(Hub(table(rows())))
    lost: list[Row] = [row for row in rows() if row[1] != "UNIFIL"]
    publisher.fails("rows were there on", Hub(table(lost)))


def test_missions_lead_to_known_places_once(shared: Path) -> None:
    """Also those of Uppsala's Geo-PKO, which lists the missions from 1994 to 2024."""
    held = formats.csv(normalize.MISSIONS.read_text(encoding="utf-8")).to_pylist()
    missions = [row["mission"] for row in held]
    assert len(set(missions)) == len(missions)
    assert {row["host"] for row in held} <= observations.economies() | {"_X"}
    assert [row for row in held if row["host"] == "_X" and not row["note"]] == []
    others = duckdb.execute(
        "select distinct mission from read_csv($file)", {"file": str(shared / "world" / "geopko_tcc_1994_2024.csv.gz")}
    ).fetchall()
    assert {mission for (mission,) in others if mission} - set(missions) == set()
