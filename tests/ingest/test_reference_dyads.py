"""Figures of pairs that come with the clone: known values, and that connectors make the same rows of the same figures."""

from typing import Any

import duckdb
import pytest

from pipelines.config import Settings
from pipelines.ingest import reference


@pytest.fixture(scope="module")
def figures() -> Any:
    con = duckdb.connect()
    con.execute(f"create table o as {reference.query(Settings())}")
    return lambda query, *values: con.execute(f"select obs_value from o where {query}", values).fetchall()


PAIR = (
    "source = ? and ref_area = ? and counterpart_area = ? and year(time_period) = ? and breakdown = ? and vintage = ?"
)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("un_migrants", "MEX", "USA", 2020, "_T", "2020"), 10_853_105),
        (("un_migrants", "W00", "USA", 2020, "_T", "2020"), 50_632_836),
        (("un_migrants", "W00", "W00", 2020, "_T", "2020"), 280_598_105),
        (("un_migrants", "W00", "W00", 2019, "_T", "2019"), 271_642_105),
        (("un_migrants", "W00", "USA", 2019, "_T", "2019"), 50_661_149),
        (("knomad_remittances", "W00", "IND", 2017, "_T", "2017-2018-04"), 68_968e6),
        (("knomad_remittances", "W00", "PHL", 2017, "_T", "2017-2018-04"), 32_808e6),
        (("us_foreign_assistance", "USA", "ISR", 2020, "obligations", "2022-10-08"), 3.311e9),
        (("us_foreign_assistance", "USA", "VNM", 2020, "obligations", "2025-04-02"), 261e6),
        (("oecd_dac2a", "USA", "UKR", 2022, "_T", "2024"), 9_238e6),
        (("un_votes", "RUS", "USA", 2019, "_T", "2021-03"), 29.1),
        (("un_votes", "ISR", "USA", 2019, "_T", "2021-03"), 96.0),
        (("un_votes", "ISR", "USA", 2019, "identical", "2021-03"), 94.3),
        (("us_base_structure", "USA", "DEU", 2024, "_T", "FY25"), 101),
        (("us_base_structure", "USA", "KOR", 2024, "_T", "FY25"), 64),
    ],
    ids=lambda each: "-".join(map(str, each)) if isinstance(each, tuple) else None,
)  # fmt: skip
def test_known_values(figures: Any, key: tuple[Any, ...], value: float) -> None:
    """As people who looked at the publishers' files counted them (see the data's own notes)."""
    [(found,)] = figures(PAIR, *key)
    assert found == pytest.approx(value, rel=3e-3)


def test_fiscal_years_not_reported_in_full_are_not_carried(figures: Any) -> None:
    assert figures("source = 'us_foreign_assistance' and year(time_period) >= 2024") == []
    assert figures("source = 'us_foreign_assistance' and year(time_period) = 2021 and vintage = '2022-10-08'") == []
    assert figures("source = 'us_foreign_assistance' and year(time_period) = 2022 and vintage = '2025-04-02'") != []


def test_pairs_add_up_to_what_is_printed(figures: Any) -> None:
    """The matrix of remittances comes to its WORLD margins, and the origins of the revision of 2019 to the world."""
    pairs = sum(v for (v,) in figures("source = 'knomad_remittances' and 'W00' not in (ref_area, counterpart_area)"))
    assert pairs == pytest.approx(613_466e6, rel=1e-4)
    stock = sum(v for (v,) in figures(
        "source = 'un_migrants' and vintage = '2019' and counterpart_area = 'W00' and ref_area <> 'W00'"
    ))  # fmt: skip
    assert stock == pytest.approx(271_642_105, rel=1e-3)
