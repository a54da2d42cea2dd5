"""Comext against a local server that speaks Eurostat's SDMX 2.1."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from publisher import Publisher, cases
from servers.comext import QUEUED, TOO_BIG, Comext, Flows
from werkzeug import Response

from pipelines.catalogue import economies
from pipelines.ingest import datasets
from pipelines.sources.eurostat_comext import fetch
from pipelines.stores import snapshots

SOURCE = "eurostat_comext"
LAST = datetime.now(UTC).year - 1
PARTNERS = [
    row["source_code"] for row in economies.rows(SOURCE)
    if row["iso3"] and row["iso3"] not in ("W00", "DEU") and not row["note"]
][:110]  # fmt: skip
RATES: dict[str, float | str] = {f"{y}-{m:02}": 1.0 + m / 100 for y in range(2022, LAST + 1) for m in range(1, 13)}
"""1.01 dollars in January to 1.12 in December, so that a whole year is at 1.065."""


@pytest.fixture
def germany(publisher: Publisher) -> Publisher:
    publisher.claims("trade_partner", ["DEU"], ["USA"])
    return publisher


def flows(more: Flows | None = None) -> Flows:
    """Germany with 110 partners, not specified and groups; France, and the months with the United States."""
    found: Flows = {}
    for year in ("2023", "2024"):
        for flow in ("1", "2"):
            cells = {partner: 1e9 + 1e6 * place for place, partner in enumerate(PARTNERS)}
            cells |= {"US": 150e9 if flow == "2" else 90e9, "QW": 2e9, "GR": 7e9}
            cells["WORLD"] = sum(cells.values())
            found |= {("DE", partner, flow, year): euros for partner, euros in cells.items()}
            found["DE", "EXT_EU27_2020", flow, year] = found["DE", "EU27_2020_EXTRA", flow, year] = 600e9
            found |= {(code, "DE", flow, year): 30e9 for code in ("FR", "NL", "IT", "PL")}
            found["EU27_2020", "US", flow, year] = 500e9
    found["DE", "US", "2", f"{LAST}-08"] = 12e9
    found["DE", "WORLD", "2", f"{LAST}-08"] = 120e9
    return found | (more or {})


def british() -> Flows:
    """The United Kingdom as two parts in 2024, as two parts and the whole in 2023."""
    found = {key: value for key, value in flows().items() if key[1] != "GB"}
    for year in ("2023", "2024"):
        lost = flows().get(("DE", "GB", "2", year), 0) or 0
        found |= {("DE", "XI", "2", year): 1e9, ("DE", "XU", "2", year): 8e9}
        found["DE", "WORLD", "2", year] = (flows()["DE", "WORLD", "2", year] or 0) - lost + 9e9
    return found | {("DE", "GB", "2", "2023"): 9e9}


WORLD = flows()["DE", "WORLD", "2", "2024"] or 0


def dollars(euros: float, rate: float = 1.065) -> Any:
    return pytest.approx(euros * rate)


@cases("found, rates, form, expected", {
    "a year at the mean of its months, a month at its own rate": (flows(), RATES, {}, {
        "goods_exports DEU USA 2024": {"obs_value": dollars(150e9), "valuation": "FOB", "unit_measure": "USD",
                                       "published_on": date(2025, 2, 19), "series": "VALUE_IN_EUROS at 1.065 USD"},
        "goods_imports DEU USA 2024": {"obs_value": dollars(90e9), "valuation": "CIF"},
        "goods_imports FRA DEU 2024": dollars(30e9), f"goods_exports DEU USA {LAST}-08": dollars(12e9, 1.08),
        "goods_exports DEU _X 2024": dollars(2e9), "goods_exports DEU W00 2024": dollars(WORLD)}),
    "the United Kingdom in two parts": (british(), RATES, {}, {
        "goods_exports DEU GBR 2023": dollars(9e9), "goods_exports DEU GBR 2024": dollars(9e9)}),
    "a year that has no whole rate yet": (flows(), {p: r for p, r in RATES.items() if p < "2024-12"}, {}, {
        "goods_exports DEU USA 2023": dollars(150e9), "goods_exports DEU USA 2024": "absent"}),
    "a month without a rate": (flows(), RATES | {"2024-05": ""}, {}, {"goods_exports DEU USA 2024": "absent"}),
    "queued": (flows(), RATES, {"answer": lambda r: Response(QUEUED, mimetype="text/xml") if "/A." in r.path else None},
        "refused: expected SDMX-CSV, found XML .*the request was queued"),
    "413 EXTRACTION_TOO_BIG": (flows(), RATES, {"answer": lambda r: Response(TOO_BIG, 413, mimetype="text/xml")},
        "refused: found 413 with XML"),
    "no rows": ({}, RATES, {}, "refused: expected 50 figures or more, found 0"),
    "a column renamed": (flows(), RATES, {"columns": {"partner": "PARTNER"}}, "refused: column partner is missing"),
    "a negative value": (flows({("DE", "QA", "2", "2024"): -1.0}), RATES, {}, "unreadable: values that are no number"),
    "a partner is gone": ({k: v for k, v in flows().items() if k[1] != "US" or k[0] != "DE" or "-" in k[3]}, RATES, {},
        "unreadable: partners that do not add up to the world"),
    "in millions": ({key: (value or 0) / 1e6 for key, value in flows().items()}, RATES, {},
        "unreadable: under a hundred million euros"),
    "an unknown partner that matters": (
        flows({("DE", "Y9", "2", "2024"): 5e9, ("DE", "WORLD", "2", "2024"): WORLD + 5e9}), RATES, {},
        "unreadable: unmapped code 'Y9'"),
    "rows that stand twice": (flows(), RATES, {"change": lambda rows: [*rows, *rows[:1]]},
        "unreadable: figures stand twice"),
    "a rate upside down": (flows(), RATES | {"2024-05": 0.0093}, {}, "unreadable: between 0.5 and 2"),
})  # fmt: skip
def test_what_becomes_of_answers(germany: Publisher, found: Flows, rates: Any, form: Any, expected: Any) -> None:
    germany.sends(server := Comext(found, rates, **form), expected)
    if not isinstance(expected, str):
        assert germany.distinct("ref_area") == {"DEU", "FRA", "NLD", "ITA", "POL"}, "groups are left out"
        where = "indicator = 'goods_exports' and ref_area = 'DEU' and year(time_period) = 2023 and freq = 'A'"
        held = germany.figures(where)
        assert held.pop("goods_exports DEU W00 2023") == pytest.approx(sum(held.values()))
        assert {"A.DE..TOTAL.1+2.VALUE_IN_EUROS", "M.DE.DE+US+WORLD.TOTAL.1+2.VALUE_IN_EUROS"} <= {*server.requests}


def test_the_same_bytes_are_confirmed_and_lost_rows_refused(germany: Publisher) -> None:
    germany.refresh(Comext(flows(), RATES))
    assert germany.refresh().state == "unchanged"
    lost = {key: value for key, value in flows().items() if key[3] != "2023"}
    germany.fails("figures were there on", Comext(lost, RATES))
    assert len(snapshots.releases(germany.settings.snapshots, SOURCE, "annual")) == 1


def test_members_report_and_others_are_partners(publisher: Publisher) -> None:
    publisher.claims("trade_partner", ["KOR"], ["DEU"])
    slugs = [(r.dataset, r.slug) for r in fetch._questions(publisher.settings, "default")]
    assert ("annual", "partner-KR") in slugs and ("annual", "reporter-KR") not in slugs
    publisher.claims("trade_partner", ["KOR"], ["JPN"])
    assert datasets.plan(publisher.settings, [SOURCE]) == [], "nobody of the two reports to Eurostat"


def test_the_world_is_asked_in_windows_of_years(publisher: Publisher) -> None:
    asked = [each.params for each in fetch._questions(publisher.settings, "world") if each.slug.startswith("world")]
    windows = [(params["startPeriod"], params["endPeriod"]) for params in asked]
    assert windows[:2] == [("2000", "2004"), ("2005", "2009")]


def test_no_file_by_hand(publisher: Publisher) -> None:
    publisher.brings("annual", "x.csv", "a\n1\n", "in euros")
