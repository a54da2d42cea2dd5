"""Comext against a local server that speaks Eurostat's SDMX 2.1."""

import re
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from pytest_httpserver import HTTPServer
from servers import faults
from servers.comext import QUEUED, TOO_BIG, Comext, Flows
from werkzeug import Response

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.eurostat_comext import fetch
from pipelines.stores import observations, snapshots
from tests.support import gates

SOURCE = "eurostat_comext"
refused = partial(gates.refused, SOURCE)
unreadable = partial(gates.unreadable, SOURCE)
contract = pytest.mark.contract
LAST = datetime.now(UTC).year - 1
PARTNERS = [
    row["source_code"] for row in economies.rows(SOURCE)
    if row["iso3"] and row["iso3"] not in ("W00", "DEU") and not row["note"]
][:110]  # fmt: skip


def article(settings: Settings, ref: str, counterpart: str) -> None:
    settings.articles.mkdir(parents=True, exist_ok=True)
    claim = {"id": "a", "indicator": "trade_partner", "areas": {"ref": [ref], "counterpart": [counterpart]}}
    (settings.articles / "a.yaml").write_text(yaml.safe_dump({"id": "a", "claims": [claim]}))


def rates(first: int = 2022) -> dict[str, float | str]:
    """1.01 dollars in January to 1.12 in December, so that a whole year is at 1.065."""
    return {f"{year}-{month:02}": 1.0 + month / 100 for year in range(first, LAST + 1) for month in range(1, 13)}


def flows() -> Flows:
    """Germany with 110 partners, not specified and groups; France, and the months with the United States."""
    found: Flows = {}
    for year in ("2023", "2024"):
        for flow in ("1", "2"):
            cells = {partner: 1e9 + 1e6 * place for place, partner in enumerate(PARTNERS)}
            cells |= {"US": 150e9 if flow == "2" else 90e9, "QW": 2e9, "GR": 7e9}
            cells["WORLD"] = sum(cells.values())
            found |= {("DE", partner, flow, year): euros for partner, euros in cells.items()}
            found["DE", "EXT_EU27_2020", flow, year] = 600e9
            found["DE", "EU27_2020_EXTRA", flow, year] = 600e9
            found |= {(code, "DE", flow, year): 30e9 for code in ("FR", "NL", "IT", "PL")}
            found["EU27_2020", "US", flow, year] = 500e9
    found["DE", "US", "2", f"{LAST}-08"] = 12e9
    found["DE", "WORLD", "2", f"{LAST}-08"] = 120e9
    return found


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    article(settings, "DEU", "USA")
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/comext")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Any:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/comext/.*")).respond_with_handler(server.handle)

    return start


def figures(settings: Settings) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, SOURCE)]
    found = duckdb.read_parquet(files).project(
        "indicator, ref_area, counterpart_area, strftime(time_period, '%Y-%m'), freq, obs_value, valuation, published_on,"
        " series, unit_measure"
    )
    return {row[:5]: row[5:] for row in found.fetchall()}


@contract(SOURCE, "euros", "a year at the mean of its months, a month at its own rate; the series says so")
def test_a_member_and_its_partner(serve: Any, live: Settings) -> None:
    serve(server := Comext(flows(), rates()))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "new", outcome.error
    datasets.normalize(live, SOURCE)
    held = figures(live)
    value, valuation, published_on, series, unit = held["goods_exports", "DEU", "USA", "2024-01", "A"]
    assert value == pytest.approx(150e9 * 1.065) and (valuation, unit) == ("FOB", "USD")
    assert (published_on, series) == (date(2025, 2, 19), "VALUE_IN_EUROS at 1.065 USD")
    assert held["goods_imports", "DEU", "USA", "2024-01", "A"][:2] == (pytest.approx(90e9 * 1.065), "CIF")
    assert held["goods_imports", "FRA", "DEU", "2024-01", "A"][0] == pytest.approx(30e9 * 1.065)
    assert held["goods_exports", "DEU", "USA", f"{LAST}-08", "M"][0] == pytest.approx(12e9 * 1.08)
    assert held["goods_exports", "DEU", "_X", "2024-01", "A"][0] == pytest.approx(2e9 * 1.065)
    assert held["goods_exports", "DEU", "GRC", "2024-01", "A"][0] > 7e9
    keys = [key for key in server.requests if key.startswith(("A", "M."))]
    assert "A.DE..TOTAL.1+2.VALUE_IN_EUROS" in keys and "M.DE.DE+US+WORLD.TOTAL.1+2.VALUE_IN_EUROS" in keys


@contract(SOURCE, "groups among reporters and partners", "left out, the world kept")
def test_groups(serve: Any, live: Settings) -> None:
    serve(Comext(flows(), rates()))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert {ref for _, ref, *_ in held} == {"DEU", "FRA", "NLD", "ITA", "POL"}
    world = held["goods_exports", "DEU", "W00", "2024-01", "A"][0]
    partners = [
        v[0]
        for k, v in held.items()
        if k[:2] == ("goods_exports", "DEU") and k[2] != "W00" and k[3:] == ("2024-01", "A")
    ]
    assert sum(partners) == pytest.approx(world)


@contract(SOURCE, "the United Kingdom in two parts", "added up; left out where the whole stands beside them")
def test_northern_ireland(serve: Any, live: Settings) -> None:
    parts = {("DE", "XI", "2", "2024"): 1e9, ("DE", "XU", "2", "2024"): 8e9, ("DE", "XI", "2", "2023"): 1e9,
             ("DE", "XU", "2", "2023"): 8e9, ("DE", "GB", "2", "2023"): 9e9}  # fmt: skip
    found = {key: value for key, value in flows().items() if key[1] != "GB"} | parts
    for year in ("2023", "2024"):
        found["DE", "WORLD", "2", year] = sum(
            v or 0 for k, v in found.items() if k[0] == "DE" and k[2:] == ("2", year) and len(k[1]) == 2
        ) - (9e9 if year == "2023" else 0)  # fmt: skip
    serve(Comext(found, rates()))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    held = figures(live)
    assert [held["goods_exports", "DEU", "GBR", f"{y}-01", "A"][0] for y in (2023, 2024)] == [
        pytest.approx(9e9 * 1.065)
    ] * 2


@contract(SOURCE, "a year that has no whole rate yet", "no figure")
def test_an_unfinished_year(serve: Any, live: Settings) -> None:
    short = {period: rate for period, rate in rates().items() if period < "2024-12"}
    serve(Comext(flows(), short))
    datasets.refresh(live, SOURCE)
    datasets.normalize(live, SOURCE)
    assert {key[3] for key in figures(live) if key[4] == "A"} == {"2023-01"}


@contract(SOURCE, "an answer that is queued (XML with status 200)", "refused, says to ask for fewer years")
def test_queued(serve: Any, live: Settings) -> None:
    serve(Comext(flows(), rates(), answer=lambda r: Response(QUEUED, mimetype="text/xml") if "/A." in r.path else None))
    refused(live, "expected SDMX-CSV, found XML .*the request was queued")


@contract(SOURCE, "413 EXTRACTION_TOO_BIG", "refused, shows the fault")
def test_too_big(serve: Any, live: Settings) -> None:
    serve(Comext(flows(), rates(), answer=lambda r: Response(TOO_BIG, 413, mimetype="text/xml")))
    refused(live, "found 413 with XML")


@contract(SOURCE, "no rows for the key", "refused, says that codes have changed")
def test_no_rows(serve: Any, live: Settings) -> None:
    serve(Comext({}, rates()))
    refused(live, "expected 50 figures or more, found 0")


@contract(SOURCE, "a column renamed", "refused, names the column")
def test_renamed(serve: Any, live: Settings) -> None:
    serve(Comext(flows(), rates(), columns={"partner": "PARTNER"}))
    refused(live, "column partner is missing")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda f: f | {("DE", "QA", "2", "2024"): -1.0}, "values that are no number", id="negative"),
        pytest.param(lambda f: {k: v for k, v in f.items() if k[1] != "US" or k[0] != "DE" or "-" in k[3]},
                     "partners that do not add up to the world", id="a partner is gone"),
        pytest.param(lambda f: {k: (v or 0) / 1e6 for k, v in f.items()}, "under a hundred million euros", id="in millions"),
        pytest.param(lambda f: f | {("DE", "Y9", "2", "2024"): 5e9, ("DE", "WORLD", "2", "2024"): f["DE", "WORLD", "2", "2024"] + 5e9},
                     "unmapped code 'Y9'", id="an unknown partner that matters"),
    ],
)  # fmt: skip
def test_answers_that_are_not_read(serve: Any, live: Settings, change: Any, expected: str) -> None:
    serve(Comext(change(flows()), rates()))
    unreadable(live, expected)


def test_rows_that_stand_twice(serve: Any, live: Settings) -> None:
    serve(Comext(flows(), rates(), change=lambda rows: [*rows, *rows[:1]]))
    unreadable(live, "figures stand twice")


@pytest.mark.parametrize(("rate", "expected"), [(0.0093, "between 0.5 and 2"), ("", "no figure")])
def test_a_rate_that_is_wrong(serve: Any, live: Settings, rate: Any, expected: str) -> None:
    serve(Comext(flows(), rates() | {"2024-05": rate}))
    if rate:
        unreadable(live, expected)
    else:
        datasets.refresh(live, SOURCE)
        datasets.normalize(live, SOURCE)
        assert {key[3] for key in figures(live) if key[4] == "A"} == {"2023-01"}


@contract(SOURCE, "the same bytes again", "confirmed, no new vintage")
def test_unchanged(serve: Any, live: Settings) -> None:
    serve(Comext(flows(), rates()))
    datasets.refresh(live, SOURCE)
    assert datasets.refresh(live, SOURCE).state == "unchanged"
    assert len(snapshots.releases(live.snapshots, SOURCE, "annual")) == 1


@contract(SOURCE, "an answer that has lost a third of its rows", "refused, the held release stays")
def test_lost_rows(serve: Any, live: Settings) -> None:
    serve(Comext(flows(), rates()))
    datasets.refresh(live, SOURCE)
    serve(Comext({key: value for key, value in flows().items() if key[3] != "2023"}, rates()))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "figures were there on" in (outcome.error or "")


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Comext(flows(), rates()).handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


def test_members_report_and_others_are_partners(settings: Settings) -> None:
    article(settings, "KOR", "DEU")
    slugs = [(r.dataset, r.slug) for r in fetch._questions(settings, "default")]
    assert ("annual", "partner-KR") in slugs and ("annual", "reporter-KR") not in slugs
    article(settings, "KOR", "JPN")
    assert datasets.plan(settings, [SOURCE]) == [], "nobody of the two reports to Eurostat"


def test_the_world_is_asked_in_windows_of_years(settings: Settings) -> None:
    asked = [question.params for question in fetch._questions(settings, "world") if question.slug.startswith("world")]
    windows = [(params["startPeriod"], params["endPeriod"]) for params in asked]
    assert windows[:2] == [("2000", "2004"), ("2005", "2009")]


@contract(SOURCE, "a file by hand", "refused: it is in euros and the rate belongs to it")
def test_no_file_by_hand(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a\n1\n")
    with pytest.raises(BrokenContract, match="in euros"):
        datasets.add_file(settings, SOURCE, "annual", file)
