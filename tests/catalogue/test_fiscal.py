"""The table of fiscal years: whole, cited, and refused with file, line and field where it cannot be used."""

from pathlib import Path

import pytest

from pipelines import catalogue, sources
from pipelines.catalogue import fiscal
from pipelines.config import shipped

HEADER = ",".join(fiscal.COLUMNS)
GOOD = "worldbank_wdi,national accounts,IND,03-31,,the World Bank,https://example.org,2026-11-28"


def test_every_publisher_and_indicator_is_known() -> None:
    rows = fiscal.relation(shipped("reference") / fiscal.FILE)
    assert {row["source"] for row in rows} <= set(sources.SOURCES)
    assert {row["indicator"] for row in rows} <= catalogue.indicators().keys()
    ends = {(row["ref_area"], row["indicator"]): row["ends_in"] for row in rows}
    assert (ends["IND", "gdp"], ends["PAK", "gdp_growth"], ends["USA", "foreign_assistance"]) == (3, 6, 9)
    assert ("IND", "population") not in ends and ("JPN", "gdp") not in ends


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (GOOD.replace("IND", "Ind"), "line 2, ref_area: expected an ISO 3166 alpha-3 code; found 'Ind'"),
        (GOOD.replace("03-31", "31 March"), "line 2, ends: expected a month and day such as 03-31"),
        (GOOD.replace("03-31", "12-31"), "line 2, ends: expected a month and day"),
        (GOOD.replace("national accounts", "accounts"), "line 2, figures: expected one of national accounts"),
        (GOOD.replace("the World Bank", ""), "line 2, citation: expected who says so"),
    ],
)
def test_what_cannot_be_used_is_told(row: str, told: str, tmp_path: Path) -> None:
    (tmp_path / fiscal.FILE).write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(fiscal.InvalidFiscalYears, match=told):
        fiscal.relation(tmp_path / fiscal.FILE)


def test_a_warehouse_without_the_table_has_no_fiscal_years(tmp_path: Path) -> None:
    assert fiscal.relation(tmp_path / fiscal.FILE) == []
    (tmp_path / fiscal.FILE).write_text("source,ends\n", encoding="utf-8")
    with pytest.raises(fiscal.InvalidFiscalYears, match="line 1: expected the columns source, figures"):
        fiscal.relation(tmp_path / fiscal.FILE)
