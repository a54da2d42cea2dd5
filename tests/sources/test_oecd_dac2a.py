"""Net ODA by donor and recipient against a local server that speaks the OECD's SDMX-CSV."""

import re
from typing import Any

import pytest
from added import columns, figures
from pytest_httpserver import HTTPServer
from servers import faults
from servers.oecd import Oecd

from pipelines.config import Settings
from pipelines.ingest import datasets
from pipelines.stores import snapshots

SOURCE = "oecd_dac2a"
contract = pytest.mark.contract


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/rest")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/rest/.*")).respond_with_handler(server.handle)

    return start


@contract(
    SOURCE,
    "millions (UNIT_MULT 6), donors and recipients that are no country",
    "dollars; groups left out; a total is the world",
)
def test_both_prices(serve: Any, live: Settings) -> None:
    serve(server := Oecd())
    outcome = datasets.refresh(live, SOURCE)
    assert (outcome.state, outcome.requests) == ("new", 2), outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live, SOURCE)
    assert held["official_aid", "USA", "UKR", "_T", 2022] == 9_238_500_000
    assert held["official_aid_constant", "USA", "UKR", "_T", 2022] == 9_238_500_000
    assert held["official_aid", "DEU", "UKR", "_T", 2022] == -12_250_000, "repayments exceed what was paid"
    assert held["official_aid", "USA", "W00", "_T", 2022] == 50_000_000_000
    assert {key[1] for key in held} == {"USA", "DEU", "JPN"}
    assert set(columns(live, SOURCE, "indicator, price_base")) == {
        ("official_aid", "current"), ("official_aid_constant", "constant:2022"),
    }  # fmt: skip
    assert server.requests[0].endswith("DSD_DAC2@DF_DAC2A,/..206.USD.V")


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Oecd().handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "an answer that has lost a third of its rows", "refused, the held one stays")
def test_lost_rows(serve: Any, live: Settings) -> None:
    serve(Oecd())
    datasets.refresh(live, SOURCE)
    serve(Oecd(range(2018, 2021)))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "expected 1000 figures or more, found 555" in (outcome.error or "")


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"OBS_VALUE": "x"}, "expected numbers and years"), ({"UNIT_MULT": 0}, "out of all proportion")],
)
def test_answers_that_are_not_read(serve: Any, live: Settings, change: dict[str, Any], expected: str) -> None:
    serve(Oecd(**change))
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match=expected):
        datasets.normalize(live, SOURCE)


def test_without_a_year_of_prices(serve: Any, live: Settings) -> None:
    serve(Oecd(BASE_PER=""))
    datasets.refresh(live, SOURCE)
    with pytest.raises(datasets.IngestError, match="BASE_PER"):
        datasets.normalize(live, SOURCE)
