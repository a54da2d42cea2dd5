"""Failures that any publisher's server has, met by each one's own code: tried again, refused, or left for another day.

What the session that all share does with failures is tested in tests/fetching.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import test_imf_imts
import test_sipri_milex
import test_un_comtrade
import test_un_wpp
from publisher import Publisher
from pytest_httpserver import HTTPServer
from servers import assistance, census, faults, oecd, peacekeeping
from servers.comtrade import Comtrade
from servers.imf import Imts, Weo

from pipelines.config import Settings
from pipelines.sources.un_comtrade import fetch as comtrade
from pipelines.sources.un_wpp import normalize as wpp

SERVERS: dict[str, Callable[[], Any]] = {
    "us_census": lambda: census.Census(census.workbook(census.rows())).handle,
    "imf_imts": lambda: Imts(test_imf_imts.flows()).handle,
    "imf_weo": lambda: Weo().handle,
    "oecd_dac2a": lambda: oecd.Oecd().handle,
    "sipri_milex": lambda: test_sipri_milex.site(test_sipri_milex.workbook()),
    "un_comtrade": lambda: Comtrade(test_un_comtrade.filed()).handle,
    "un_peacekeeping": lambda: peacekeeping.Hub(peacekeeping.table(peacekeeping.rows())).handle,
    "un_wpp": lambda: test_un_wpp.site(),
    "us_foreign_assistance": lambda: assistance.answer,
}
PATHS = {"un_comtrade": "/comtrade", "imf_weo": "/sdmx/2.1", "imf_imts": "/sdmx/3.0"}


@pytest.mark.parametrize("fault", faults.EVERY_SOURCE)
@pytest.mark.parametrize("source", SERVERS)
def test_failures_that_every_publisher_has(
    source: str, fault: str, settings: Settings, httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comtrade, "ANNUAL_YEARS", 3)
    monkeypatch.setattr(comtrade, "MONTHLY_YEARS", 1)
    monkeypatch.setattr(wpp, "SMALLEST", 1000)
    address = httpserver.url_for(PATHS.get(source, "/publisher"))
    live = Settings(warehouse_dir=settings.warehouse, base_urls={source: address})
    publisher = Publisher(source, live, httpserver, tmp_path)
    publisher.claims("trade_partner", ["KOR"], ["CHN"])
    broken, state = faults.EVERY_SOURCE[fault]
    outcome = publisher.refresh(faults.Failing(SERVERS[source](), broken))
    assert outcome.state == state, outcome
    assert bool(publisher.kept()) == (state == "new")
