"""Direct investment positions against a local server that speaks the IMF's SDMX 3.0."""

from typing import Any

import pytest
from publisher import Publisher, cases
from servers.positions import IN, OUT, Dip, positions

from pipelines.ingest import datasets

SOURCE, PATH = "imf_dip", "/sdmx/3.0"


@pytest.fixture
def korea(publisher: Publisher) -> Publisher:
    publisher.claims("fdi_positions_outward", ["KOR"], ["USA"])
    return publisher


@cases("server, expected", {
    "both reports of a position, derived ones, groups, a confidential one": (Dip(positions()), {
        "fdi_positions_outward KOR USA 2023": 150e9, "fdi_positions_inward USA KOR 2023": 77e9,
        "fdi_positions_outward KOR W00 2023": 700e9, "fdi_positions_inward KOR VGB 2023": -5e8,
        "fdi_positions_outward KOR PRK 2023": "absent"}),
    "no rows": (Dip({}), "refused: see the README of imf_dip"),
    "in millions": (Dip({key: value / 1e6 if value else value for key, value in positions().items()}),
        "unreadable: under ten million dollars"),
    "text": (Dip(positions(), OBS_VALUE="x"), "unreadable: expected numbers and years"),
    "an unknown reporter": (Dip(positions() | {("QQX", OUT, "KOR", "O"): 1.0}), "unreadable: unmapped code 'QQX'"),
})  # fmt: skip
def test_what_becomes_of_answers(korea: Publisher, server: Dip, expected: Any) -> None:
    korea.sends(server, expected)
    assert f"KOR.O.{OUT}+{IN}.*.A" in server.requests
    if not isinstance(expected, str):
        assert max(value or 0 for value in korea.figures().values()) == 700e9, "groups are left out"


def test_nothing_is_asked_without_claims_about_investment(publisher: Publisher) -> None:
    assert datasets.plan(publisher.settings, [SOURCE]) == []
