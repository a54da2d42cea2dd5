"""The UN's uniformed personnel against a local server that sends the hub's table."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer
from servers import faults
from servers.peacekeeping import CONTRIBUTORS, HEADER, Hub, Row, rows, table

from pipelines.config import Settings
from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.un_peacekeeping import normalize
from pipelines.stores import observations, snapshots

SOURCE = "un_peacekeeping"
contract = pytest.mark.contract
PREDECESSOR = (
    "ID", "ISOCode3", "M49_Code", "Contributing_Country", "Mission_Acronym", "Personnel_Type", "Female_Personnel",
    "Male_Personnel", "Last_Reporting_Date",
)  # fmt: skip


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/hub")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/hub/.*")).respond_with_handler(server.handle)

    return start


def figures(settings: Settings) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project(
        "ref_area, counterpart_area, breakdown, strftime(time_period, '%Y-%m'), obs_value, published_on, series"
    )
    return {row[:4]: row[4:] for row in found.fetchall()}


@contract(SOURCE, "missions instead of countries", "the host by missions.csv; between countries or unknown is _X")
def test_the_table(serve: Any, live: Settings) -> None:
    serve(server := Hub(table(rows())))
    assert datasets.refresh(live, SOURCE).state == "new"
    assert server.requests == ["/hub/DPO-UCHISTORICAL/CSV"]
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert held["NPL", "CAF", "_T", "2025-07"] == (210, date(2025, 9, 14), "MINUSCA")
    assert held["NPL", "CAF", "troops", "2025-07"][0] == 200
    assert held["NPL", "CAF", "police", "2025-07"][0] == 10
    assert held["NPL", "LBN", "staff_officers", "2025-07"][0] == 2
    assert held["NPL", "_X", "_T", "2025-07"][::2] == (95, "UNISFA+UNNEW+UNTSO")
    assert held["NPL", "_X", "mission.UNISFA", "2025-07"][0] == 90
    assert held["NPL", "W00", "_T", "2025-07"][0] == 210 + 2 + 95
    assert held["W00", "CAF", "_T", "2025-07"][0] == 210 * len(CONTRIBUTORS)
    assert held["W00", "W00", "_T", "2025-07"][0] == 212 * len(CONTRIBUTORS) + 95
    assert snapshots.listing(live.snapshots)[0].vintage == "2025-08"


@contract(SOURCE, "a row without women and without men", "no figure, never zero")
def test_nobody_counted(serve: Any, live: Settings) -> None:
    serve(Hub(table(rows())))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert ("NPL", "SSD", "_T", "2025-07") not in figures(live)
    assert figures(live)["NPL", "_X", "experts", "2025-07"][0] == 2, "one of the two is enough"


@contract(SOURCE, "a kind of personnel that nobody knows", "in the total, in no breakdown")
def test_another_kind(serve: Any, live: Settings) -> None:
    serve(Hub(table(rows())))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = figures(live)
    kinds = [value[0] for key, value in held.items() if key[:2] == ("NPL", "_X") and key[2:] in (
        ("troops", "2025-08"), ("police", "2025-08"), ("experts", "2025-08"), ("staff_officers", "2025-08"),
    )]  # fmt: skip
    assert sum(kinds) == held["NPL", "_X", "_T", "2025-08"][0] - 3


@contract(SOURCE, "the predecessor's header and dates", "read the same")
def test_the_predecessor(settings: Settings, tmp_path: Path) -> None:
    older = [(*row[:5], "/".join(reversed(row[5].split("-")))) for row in rows()]
    file = tmp_path / "odp_contributionsbygender.csv"
    file.write_bytes(table(older, PREDECESSOR))
    assert datasets.add_file(settings, SOURCE, "contributions", file).vintage == "2025-08"
    datasets.normalize(settings, SOURCE)
    assert figures(settings)["NPL", "CAF", "_T", "2025-06"][0] == 210


@contract(SOURCE, "an answer that has lost rows", "refused, the held one stays")
def test_lost_rows(serve: Any, live: Settings) -> None:
    serve(Hub(table(rows())))
    datasets.refresh(live, SOURCE)
    serve(Hub(table(row for row in rows() if row[1] != "UNIFIL")))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "rows were there on" in (outcome.error or "")


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Hub(table(rows())).handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


def changed(place: int, value: Any) -> list[Row]:
    found = rows()
    found[0] = tuple(value if n == place else cell for n, cell in enumerate(found[0]))  # type: ignore[assignment]
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(table(rows(), tuple(n.replace("mission_acronym", "mission") for n in HEADER)),
                     "column mission_acronym is missing", id="renamed"),
        pytest.param(table(changed(5, "June 2025")), "expected a date such as 2025-08-31.*June 2025", id="date"),
        pytest.param(table(changed(5, "08/31/2025")), "expected a date", id="an American date is no other month"),
        pytest.param(table(changed(4, 12.5)), "expected whole numbers", id="half a person"),
        pytest.param(table(changed(4, -3)), "expected whole numbers", id="negative"),
        pytest.param(table([*rows(), rows()[-1]]), "stand twice", id="twice"),
        pytest.param(table([r for r in rows() if r[5] < "2025-08" or r[0] == "NPL"]), "the newest month is not whole", id="part"),
        pytest.param(table([r for r in rows() if r[5] != "2025-07-31" or r[0] < "F"]), "double or halve", id="a month in part"),
        pytest.param(table([]), "expected a row per contributor", id="empty"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(body: bytes, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept("contributions", body, "DPO-UCHISTORICAL.csv")


def test_missions_lead_to_known_places_once() -> None:
    held = formats.csv(normalize.MISSIONS.read_text(encoding="utf-8")).to_pydict()
    assert len(set(held["mission"])) == len(held["mission"])
    assert set(held["host"]) <= observations.economies() | {"_X"}
    assert [
        m for m, h, note in zip(held["mission"], held["host"], held["note"], strict=True) if h == "_X" and not note
    ] == []


def test_every_mission_of_another_project_has_a_host(shared: Path) -> None:
    """Uppsala's Geo-PKO lists the missions from 1994 to 2024: missions.csv places each of them."""
    places = duckdb.execute(
        "select distinct mission from read_csv($file)", {"file": str(shared / "world" / "geopko_tcc_1994_2024.csv.gz")}
    ).fetchall()
    known = set(formats.csv(normalize.MISSIONS.read_text(encoding="utf-8")).column("mission").to_pylist())
    unknown = sorted({mission for (mission,) in places if mission} - known)
    assert unknown == []
