"""What the scripts of this folder share: a file of reference figures, and how it is written.

Few figures become CSV, which people can correct; many, in several editions, Parquet: sorted so that a value which
stays the same from edition to edition costs nothing, with one thread and one row group, so that the same figures
give the same bytes.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

TRANSCRIBED = "2026-11-26"
"""Day on which figures were last transcribed; goes into retrieved_at. Change it with the figures."""

COLUMNS = (
    "file",
    "indicator",
    "ref_area",
    "counterpart_area",
    "breakdown",
    "freq",
    "time_period",
    "obs_status",
    "unit_measure",
    "price_base",
    "valuation",
    "source",
    "series",
    "vintage",
    "published_on",
    "published_basis",
    "retrieved_at",
    "url",
    "reported_by",
)
_ORDER = ("indicator", "ref_area", "counterpart_area", "breakdown", "freq", "time_period", "vintage")


@dataclass(frozen=True)
class Edition:
    """One file: what holds for all of its rows, and the query for what differs between them.

    With `editions` (vintage -> what holds for the rows of that vintage) it is a Parquet file, and the query has a
    column `vintage`.
    """

    name: str
    holds: dict[str, str]
    query: str
    editions: Mapping[str, dict[str, str]] | None = None

    @property
    def file(self) -> str:
        return f"{self.name}.{'csv' if self.editions is None else 'parquet'}"


def write(con: duckdb.DuckDBPyConnection, target: Path, edition: Edition) -> None:
    if edition.editions is None:
        con.execute(f"copy ({edition.query}) to '{target / edition.file}' (header, delimiter ',')")
        return
    columns = con.sql(edition.query).columns
    order = ", ".join(name for name in _ORDER if name in columns)
    con.execute(
        f"copy (select * from ({edition.query}) order by {order}) to '{target / edition.file}'"
        " (format parquet, compression zstd, compression_level 19, row_group_size 10_000_000)"
    )


def write_editions(path: Path, editions: list[Edition]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        rows.writeheader()
        for edition in sorted(editions, key=lambda e: e.file):
            held = {"file": edition.file, "obs_status": "A", "retrieved_at": TRANSCRIBED} | edition.holds
            for vintage, own in sorted((edition.editions or {"": {}}).items()):
                rows.writerow(held | ({"vintage": vintage} if vintage else {}) | own)
