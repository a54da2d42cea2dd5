"""A file that a person adds to a source, and the figures that come of it."""

from pathlib import Path
from typing import Any

import duckdb

from pipelines.config import Settings
from pipelines.ingest import datasets
from pipelines.stores import observations

Figures = dict[tuple[str, str, str, str, int], float | None]
"""(indicator, ref_area, counterpart_area, breakdown, year) -> value."""


def figures(settings: Settings, source: str) -> Figures:
    files = [str(path) for path in observations.files(settings, source)]
    found = duckdb.read_parquet(files).project(
        "indicator, ref_area, counterpart_area, breakdown, year(time_period), obs_value"
    )
    return {row[:5]: row[5] for row in found.fetchall()}


def columns(settings: Settings, source: str, wanted: str) -> list[tuple[Any, ...]]:
    files = [str(path) for path in observations.files(settings, source)]
    return duckdb.read_parquet(files).project(wanted).distinct().fetchall()


def added(settings: Settings, source: str, dataset: str, folder: Path, name: str, body: bytes, **more: Any) -> Figures:
    """The file is accepted, read and held as observations."""
    file = folder / name
    file.write_bytes(body)
    datasets.add_file(settings, source, dataset, file, **more)
    datasets.normalize(settings, source)
    return figures(settings, source)
