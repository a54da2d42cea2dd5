"""Direct investment positions against a local server that speaks the IMF's SDMX 3.0."""

import re
from typing import Any

import pytest
import yaml
from added import figures
from pytest_httpserver import HTTPServer
from servers import faults
from servers.imf import csv_text, iso_codes
from werkzeug import Request, Response

from pipelines.config import Settings
from pipelines.ingest import datasets
from pipelines.stores import snapshots

SOURCE = "imf_dip"
contract = pytest.mark.contract
OUT, IN = "OTWD_D_NETAL_FALL_ALL", "INWD_D_NETLA_FALL_ALL"
HEADER = ("STRUCTURE[;]", "STRUCTURE_ID", "ACTION", "COUNTRY", "DV_TYPE", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY",
          "TIME_PERIOD", "OBS_VALUE", "SCALE")  # fmt: skip
Positions = dict[tuple[str, str, str, str], Any]
"""(reporter, indicator, counterpart, DV_TYPE) -> dollars, the same in 2022 and 2023."""


def positions() -> Positions:
    found: Positions = {}
    for place, code in enumerate(code for code in iso_codes("imf_imts") if code not in ("KOR", "USA")):
        if place < 60:
            found["KOR", OUT, code, "O"], found["KOR", IN, code, "O"] = 1e9 + place, 2e9 + place
            found[code, OUT, "KOR", "O"], found[code, OUT, "USA", "O"] = 2.5e9 + place, 3.5e9 + place
    return found | {
        ("KOR", OUT, "USA", "O"): 150e9, ("USA", IN, "KOR", "O"): 77e9, ("USA", IN, "KOR", "SCC"): 140e9,
        ("KOR", OUT, "G001", "O"): 700e9, ("KOR", IN, "G001", "O"): 280e9, ("KOR", OUT, "GX77", "O"): 1e12,
        ("KOR", OUT, "PRK", "O"): "", ("KOR", IN, "VGB", "O"): -5e8,
    }  # fmt: skip


class Dip:
    def __init__(self, found: Positions, **change: Any) -> None:
        self.found, self.change = found, change
        self.requests: list[str] = []

    def handle(self, request: Request) -> Response:
        key = request.path.rsplit("/", 1)[-1]
        self.requests.append(key)
        slots = [None if slot == "*" else slot.split("+") for slot in key.split(".")]
        rows = [
            {"STRUCTURE[;]": "dataflow", "STRUCTURE_ID": "IMF.STA:DIP(12.0.1)", "ACTION": "R", "COUNTRY": country,
             "DV_TYPE": kind, "INDICATOR": indicator, "COUNTERPART_COUNTRY": counterpart, "FREQUENCY": "A",
             "TIME_PERIOD": year, "OBS_VALUE": value, "SCALE": "6"} | self.change
            for (country, indicator, counterpart, kind), value in self.found.items() for year in ("2022", "2023")
            if all(slot is None or code in slot
                   for slot, code in zip(slots, (country, kind, indicator, counterpart, "A"), strict=True))
        ]  # fmt: skip
        return Response(csv_text(rows, HEADER), content_type="application/vnd.sdmx.data+csv")


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    settings.articles.mkdir(parents=True, exist_ok=True)
    claim = {"id": "a", "indicator": "fdi_positions_outward", "areas": {"ref": ["KOR"], "counterpart": ["USA"]}}
    (settings.articles / "a.yaml").write_text(yaml.safe_dump({"id": "a", "claims": [claim]}))
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/sdmx/3.0")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/sdmx/.*")).respond_with_handler(server.handle)

    return start


@contract(
    SOURCE,
    "both reports of a position, derived ones beside them",
    "both kept, derived left out; confidential is missing",
)
def test_both_sides(serve: Any, live: Settings) -> None:
    serve(server := Dip(positions()))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "new", outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live, SOURCE)
    assert held["fdi_positions_outward", "KOR", "USA", "_T", 2023] == 150e9
    assert held["fdi_positions_inward", "USA", "KOR", "_T", 2023] == 77e9
    assert held["fdi_positions_outward", "KOR", "W00", "_T", 2023] == 700e9
    assert held["fdi_positions_inward", "KOR", "VGB", "_T", 2023] == -5e8
    assert ("fdi_positions_outward", "KOR", "PRK", "_T", 2023) not in held
    assert max(value or 0 for value in held.values()) == 700e9, "groups are left out"
    assert f"KOR.O.{OUT}+{IN}.*.A" in server.requests


def test_nothing_is_asked_without_claims_about_investment(serve: Any, live: Settings) -> None:
    for path in live.articles.glob("*.yaml"):
        path.unlink()
    assert datasets.plan(live, [SOURCE]) == []


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Dip(positions()).handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "status 200 with a header and no rows", "refused, says that codes have changed")
def test_no_rows(serve: Any, live: Settings) -> None:
    serve(Dip({}))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "see IMF.STA/DIP" in (outcome.error or "")


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        pytest.param(Dip({key: value / 1e6 if value else value for key, value in positions().items()}),
                     "under ten million dollars", id="in millions"),
        pytest.param(Dip(positions(), OBS_VALUE="x"), "expected numbers and years", id="text"),
        pytest.param(Dip(positions() | {("QQX", OUT, "KOR", "O"): 1.0}), "unmapped code 'QQX'", id="reporter"),
    ],
)  # fmt: skip
def test_answers_that_are_not_read(serve: Any, live: Settings, server: Dip, expected: str) -> None:
    serve(server)
    assert datasets.refresh(live, SOURCE).state == "new"
    with pytest.raises(datasets.IngestError, match=expected):
        datasets.normalize(live, SOURCE)
