"""Direct investment positions against a local server that speaks the IMF's SDMX 3.0."""

import re
from typing import Any

import pytest
import yaml
from added import figures
from pytest_httpserver import HTTPServer
from servers import faults
from servers.positions import IN, OUT, Dip, positions

from pipelines.config import Settings
from pipelines.ingest import datasets
from pipelines.stores import snapshots

SOURCE = "imf_dip"
contract = pytest.mark.contract


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
    assert outcome.state == "failed" and "see the README of imf_dip" in (outcome.error or "")


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
