"""GeoDist: the real file, which a person adds, and what is refused."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from publisher import Publisher, cases

SOURCE = "cepii_geodist"


def real(shared: Path) -> bytes:
    """The copy with CEPII's own names of columns, as CSV."""
    rows = duckdb.read_parquet(str(shared / "world" / "cepii_geodist_dyads.parquet"))
    lines = [rows.columns, *rows.fetchall()]
    return "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in lines).encode()


@cases("change, expected", {
    "pairs in codes of 2011": (lambda body: body, {
        "distance KOR JPN capitals": pytest.approx(1157, rel=0.02), "common_border FRA DEU": 1, "common_border KOR JPN": 0,
        "common_border SDN KEN": "absent", "common_border SDN EGY": 1, "common_language GBR USA": 1,
        "colonial_tie USA GBR": 1, "distance ROU FRA": {"unit_measure": "KM"}, "distance COD FRA": {"unit_measure": "KM"},
        "distance KOR KOR": "absent"}),
    "a column renamed": (lambda body: body.replace(b"contig", b"border", 1), "column contig is missing"),
    "a pair twice": (lambda body: body + body.splitlines()[5] + b"\n", "figures stand twice"),
})  # fmt: skip
def test_what_becomes_of_the_file(publisher: Publisher, shared: Path, change: Any, expected: Any) -> None:
    if not isinstance(expected, str):
        expected = {f"{key} 2011": value for key, value in expected.items()}
    publisher.brings("dyads", "dist_cepii.csv", change(real(shared)), expected)
