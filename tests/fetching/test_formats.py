"""Large tables of text: cells with line ends, commas too many, and rows that do not fit."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract

cells = st.text('ab,"\n 1', max_size=12)
tables = st.lists(st.tuples(cells, cells, cells), max_size=30)


def rows(body: Path | bytes) -> list[dict[str, str | None]]:
    return formats.csv_columns(body, ["x", "z"], "made").to_pylist()


@examples(deadline=None)
@given(tables, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from(["\n", "\r\n"]))
def test_cells_are_read_as_they_were_written(given_rows: list[tuple[str, ...]], quoting: int, end: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=quoting, lineterminator=end).writerows([("x", "y", "z"), *given_rows])
    expected = [{"x": x or None, "z": z or None} for x, _, z in given_rows]
    assert rows(written.getvalue().encode()) == expected


def test_a_cell_may_go_over_the_end_of_what_is_read_at_a_time() -> None:
    cell = "of many lines\n" * 10_000
    found = rows(("x,y,z\n" + f'"{cell}",2,3\n' * 30).encode())
    assert [row["x"] == cell for row in found] == [True] * 30


@pytest.mark.parametrize("row", ["a,b", "a,b,c,d", "é,b"])
def test_a_row_of_another_length_is_an_error(row: str) -> None:
    with pytest.raises(pa.ArrowInvalid, match="Expected 3 columns"):
        rows("\n".join(["x,y,z", *["a,b,c"] * 40, row, *["a,b,c"] * 40]).encode())


@pytest.mark.parametrize(("header", "row"), [("x,y,z", "a,b,c,"), ("x,y,z,", "a,b,c")])
def test_one_comma_too_many_does_not_matter(header: str, row: str) -> None:
    assert rows(f"{header}\n{row}\n".encode()) == [{"x": "a", "z": "c"}]


def test_a_file_is_read_like_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    file.write_bytes(b"x,y,z\n" + b"".join(b'%d,"b\nb",c\n' % number for number in range(100)))
    found = rows(file)
    assert found == rows(file.read_bytes()) and [row["x"] for row in found] == [str(number) for number in range(100)]


def test_json_is_no_table() -> None:
    with pytest.raises(BrokenContract, match=r"expected a table as text, found JSON-like text.*choose CSV"):
        formats.csv('{"data": [{"x": 1}]}')
