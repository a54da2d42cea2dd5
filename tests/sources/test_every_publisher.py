"""Failures that any publisher's server has, met by each one's own code: tried again, refused, or left for another day.

What the session that all share does with failures is tested in tests/fetching.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import test_eurostat_comext
import test_imf_imts
import test_jp_coastguard
import test_kr_customs
import test_sipri_milex
import test_un_comtrade
import test_un_wpp
from publisher import Publisher
from pytest_httpserver import HTTPServer
from servers import assistance, census, faults, oecd, peacekeeping, positions
from servers.comext import Comext
from servers.comtrade import Comtrade
from servers.imf import Imts, Weo
from servers.kosis import Kosis

from pipelines.config import Settings
from pipelines.sources.un_comtrade import fetch as comtrade
from pipelines.sources.un_wpp import normalize as wpp

SERVERS: dict[str, Callable[[], Any]] = {
    "us_census": lambda: census.Census(census.workbook(census.rows())).handle,
    "eurostat_comext": lambda: Comext(test_eurostat_comext.flows(), test_eurostat_comext.RATES).handle,
    "imf_dip": lambda: positions.Dip(positions.positions()).handle,
    "imf_imts": lambda: Imts(test_imf_imts.flows()).handle,
    "imf_weo": lambda: Weo().handle,
    "jp_coastguard": lambda: test_jp_coastguard.Site(test_jp_coastguard.AUGUST).handle,
    "kr_customs": lambda: test_kr_customs.good().handle,
    "oecd_dac2a": lambda: oecd.Oecd().handle,
    "sipri_milex": lambda: test_sipri_milex.site(test_sipri_milex.workbook()),
    "un_comtrade": lambda: Comtrade(test_un_comtrade.filed()).handle,
    "un_peacekeeping": lambda: peacekeeping.Hub(peacekeeping.table(peacekeeping.rows())).handle,
    "un_wpp": lambda: test_un_wpp.site(),
    "us_foreign_assistance": lambda: assistance.answer,
}
PATHS = {"un_comtrade": "/comtrade", "imf_weo": "/sdmx/2.1", "imf_imts": "/sdmx/3.0", "imf_dip": "/sdmx/3.0"}
CLAIMS = {"imf_dip": ("fdi_positions_outward", "KOR", "USA"), "eurostat_comext": ("trade_partner", "DEU", "USA")}


@pytest.mark.parametrize("fault", faults.EVERY_SOURCE)
@pytest.mark.parametrize("source", SERVERS)
def test_failures_that_every_publisher_has(
    source: str, fault: str, settings: Settings, httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comtrade, "ANNUAL_YEARS", 3)
    monkeypatch.setattr(comtrade, "MONTHLY_YEARS", 1)
    monkeypatch.setattr(wpp, "SMALLEST", 1000)
    monkeypatch.setenv("KOSIS_KEY", Kosis([], []).key)
    address = httpserver.url_for(PATHS.get(source, "/publisher"))
    live = Settings(warehouse_dir=settings.warehouse, base_urls={source: address})
    publisher = Publisher(source, live, httpserver, tmp_path)
    indicator, area, other = CLAIMS.get(source, ("trade_partner", "KOR", "CHN"))
    publisher.claims(indicator, [area], [other])
    broken, state = faults.EVERY_SOURCE[fault]
    outcome = publisher.refresh(faults.Failing(SERVERS[source](), broken))
    assert outcome.state == state, outcome
    assert bool(publisher.kept()) == (state == "new")
