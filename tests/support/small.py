"""The project's warehouse with fewer figures: what comes with it as Parquet, for some economies and since 2015.

Nearly every test that needs a built warehouse needs none of the rest, and a build of this takes a fifth of the time.
The smallest files, which hold what the articles are judged by, are whole. Does not belong here: building it.
"""

import shutil
from pathlib import Path

import duckdb

from pipelines.stores import seals

ROOT = Path(__file__).resolve().parents[2]
SINCE = "2015-01-01"
AREAS = (
    "ARG", "AUS", "BRA", "CAN", "CHN", "DEU", "FRA", "GBR", "IDN", "IND", "ITA", "JPN", "KOR", "MEX", "NGA", "PHL",
    "POL", "RUS", "SAU", "TUR", "TWN", "UKR", "USA", "VNM", "ZAF", "W00", "_X",
)  # fmt: skip


WHOLE = ("jp_coastguard", "kr_kosis", "un_comtrade", "us_base_structure", "us_dmdc")
"""Small, and without some of their partners they would be quarantined as cut."""


def lay(warehouse: Path, since: str = SINCE) -> Path:
    """Articles and thinned reference figures in a folder of that name; returns it."""
    for part in ("articles", "reference"):
        shutil.copytree(ROOT / "warehouse" / part, warehouse / part)
    with duckdb.connect() as connection:
        for file in (warehouse / "reference").glob("*.parquet"):
            if file.stem not in WHOLE:
                _thin(connection, file, since)
    seals.write_sums(warehouse / "reference", "*.parquet")
    return warehouse


def _thin(connection: duckdb.DuckDBPyConnection, file: Path, since: str) -> None:
    held = connection.read_parquet(str(file))
    few = [f"coalesce({name}, 'W00') in {AREAS}" for name in ("ref_area", "counterpart_area") if name in held.columns]
    if "time_period" in held.columns:
        few.append(f"time_period >= date '{since}'")
    table = held.filter(" and ".join(few)).to_arrow_table()
    file.unlink()
    connection.from_arrow(table).write_parquet(str(file))
