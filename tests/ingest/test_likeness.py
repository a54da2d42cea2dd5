"""A release is held against the edition before: what cannot be meant stays out until somebody says that it is."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

from pipelines.config import Settings
from pipelines.ingest import likeness
from pipelines.stores import observations

SOURCE = "worldbank_wdi"
AREAS = sorted(observations.economies())[:40]
YEARS = range(2018, 2024)
Figures = dict[tuple[str, int], float]


def figures() -> Figures:
    """As different as countries are, and growing."""
    return {(area, year): 1e9 * 1.7**n * 1.04 ** (year - 2018) for n, area in enumerate(AREAS) for year in YEARS}


def table(of: Figures, vintage: str) -> pa.Table:
    row: dict[str, Any] = {
        "indicator": "gdp", "breakdown": "_T", "freq": "A", "obs_status": "A", "unit_measure": "USD",
        "price_base": "current", "source": SOURCE, "series": "NY.GDP.MKTP.CD", "vintage": vintage,
        "published_on": date.fromisoformat(vintage), "published_basis": "stated", "retrieved_at": datetime(2026, 1, 1),
        "snapshot": "0" * 64,
    }  # fmt: skip
    rows = [row | {"ref_area": a, "time_period": date(y, 1, 1), "obs_value": v} for (a, y), v in of.items()]
    return pa.Table.from_pylist(rows, schema=observations.schema())


def said(settings: Settings, change: Callable[[Figures], Figures]) -> str | None:
    """What is said of an edition that is the one before with a change."""
    observations.write(settings, SOURCE, "d", "2025-01-01", table(figures(), "2025-01-01"))
    target = observations.path(settings, SOURCE, "d", "2025-07-01")
    try:
        likeness.expect_alike(settings, SOURCE, table(change(figures()), "2025-07-01"), target)
    except likeness.UnlikeBefore as error:
        return str(error)
    return None


def one_year(factor: float) -> Callable[[Figures], Figures]:
    return lambda held: {(a, y): v * factor if y == 2021 else v for (a, y), v in held.items()}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (one_year(2), "gdp _T A 2021-01-01: of 20 figures 20 are off by half or more"),
        (one_year(0.001), "off by half or more"),
        (lambda held: {k: v for k, v in held.items() if k[0] not in AREAS[24:]}, "are gone"),
        (lambda held: {(a, {2018: 2023, 2023: 2018}.get(y, y)): v for (a, y), v in held.items()}, "changed places"),
        (lambda held: {(a, y): held[AREAS[AREAS.index(a) - 1], y] for a, y in held}, "off by half|of another area"),
    ],
    ids=["a year doubled", "a year in another unit", "cut off", "two columns swapped", "a row too low"],
)
def test_an_edition_that_cannot_be_meant(settings: Settings, change: Callable[..., Figures], expected: str) -> None:
    found = said(settings, change)
    assert found is not None and "--accept-loss" in found
    assert any(each in found for each in expected.split("|"))


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held,
        lambda held: {k: v * 1.2 for k, v in held.items()},
        lambda held: {k: v for k, v in held.items() if k[1] > 2020},
        lambda held: held | {(area, 2024): 1.1 * held[area, 2023] for area in AREAS},
        lambda held: {k: v for k, v in held.items() if k[0] in AREAS[:3]},
    ],
    ids=["the same", "another base year", "fewer years", "a year more", "an answer about three countries"],
)
def test_an_edition_like_the_one_before(settings: Settings, change: Callable[..., Figures]) -> None:
    assert said(settings, change) is None
