"""Fiscal years: whose figures, from which publisher, are of fiscal years, and when these end.

Belongs here: reading warehouse/reference/fiscal_years.csv.
Does not belong here: which year of a publisher stands for the one that a claim names (sql/factcheck/timing.sql).
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.catalogue import economies
from pipelines.catalogue.eras import is_day

FILE = "fiscal_years.csv"
COLUMNS = ("source", "figures", "ref_area", "ends", "from", "citation", "url", "retrieved")
FIGURES = {
    "national accounts": (
        "gdp", "gdp_ppp", "gdp_constant", "gdp_growth", "gdp_per_capita", "gni_per_capita", "gdp_per_capita_growth",
        "goods_services_exports", "goods_services_imports",
    ),
    "military expenditure": ("military_expenditure", "military_expenditure_constant", "military_expenditure_gdp"),
    "assistance": ("foreign_assistance",),
}  # fmt: skip
"""What the table calls figures, and the indicators that they are of."""


class InvalidFiscalYears(ValueError):  # noqa: N818 (says what the file is)
    """A table of fiscal years that cannot be used; the message names line, field and what was expected."""


def relation(path: Path) -> list[dict[str, Any]]:
    """Rows of input.fiscal_year; none where the warehouse has no such table."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InvalidFiscalYears(
                f"{path.name} line 1: expected the columns {', '.join(COLUMNS)}; found {reader.fieldnames}"
            )
        return [each for line, row in enumerate(reader, 2) for each in _rows(f"{path.name} line {line}", row)]


def _rows(place: str, row: dict[str, str]) -> Iterator[dict[str, Any]]:
    """One row for each indicator that the figures are of."""
    known = {economy["iso3"] for economy in economies.economies()}
    for field, expected, fits in (
        ("figures", f"one of {', '.join(FIGURES)}", row["figures"] in FIGURES),
        ("ref_area", "an ISO 3166 alpha-3 code", row["ref_area"] in known),
        ("ends", "a month and day such as 03-31", is_day(f"2023-{row['ends']}") and row["ends"] != "12-31"),
        ("from", "a day such as 1980-01-01 or nothing", not row["from"] or is_day(row["from"])),
        ("citation", "who says so", bool(row["citation"])),
    ):
        if not fits:
            raise InvalidFiscalYears(f"{place}, {field}: expected {expected}; found {row[field]!r}")
    for indicator in FIGURES[row["figures"]]:
        yield {
            "indicator": indicator, "source": row["source"], "ref_area": row["ref_area"],
            "ends_in": int(row["ends"][:2]), "citation": row["citation"],
            "valid_from": date.fromisoformat(row["from"]) if row["from"] else None,
        }  # fmt: skip
