"""Large tables of text, which are split in pieces: they have to be what one stream of them is."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pyarrow import csv as arrow_csv

from pipelines import arrow
from pipelines.config import Settings
from pipelines.fetching import formats

cells = st.text('ab,"\n 1', max_size=12)
tables = st.lists(st.tuples(cells, cells, cells), max_size=30)
broken = st.lists(st.sampled_from(["a,b,c", '"a",b,"c"', 'a,"b\nb",c', 'a,b,"c\n"', "a,b", "", 'a,b"b,c', "é,b,c"]))


def split(body: Path | bytes) -> list[dict[str, str | None]] | str:
    try:
        return formats.csv_batches(body, ["x", "z"], "made").read_all().to_pylist()
    except pa.ArrowInvalid as error:
        return str(error)


def streamed(body: bytes) -> list[dict[str, str | None]] | str:
    rows = body.partition(b"\n")[2]
    if not rows.strip(b"\r\n"):
        return []
    types = dict.fromkeys("xyz", pa.string())
    convert = arrow_csv.ConvertOptions(
        include_columns=["x", "z"], column_types=types, null_values=[""], strings_can_be_null=True
    )
    options = arrow_csv.ReadOptions(use_threads=False, column_names=list("xyz"), skip_rows=1, block_size=1 << 20)
    parse = arrow_csv.ParseOptions(newlines_in_values=True)
    try:
        return arrow_csv.open_csv(pa.BufferReader(body), options, parse, convert).read_all().to_pylist()
    except pa.ArrowInvalid as error:
        return str(error)


@pytest.fixture(autouse=True, scope="module")
def small_pieces() -> Iterator[None]:
    patched = pytest.MonkeyPatch()
    patched.setattr(formats, "_PIECE", 128)
    patched.setattr(formats, "_LONGEST_LINE", 96)
    yield
    patched.undo()


@examples(deadline=None)
@given(tables, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from(["\n", "\r\n"]))
def test_pieces_hold_what_a_stream_holds(rows: list[tuple[str, ...]], quoting: int, end: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=quoting, lineterminator=end).writerows([("x", "y", "z"), *rows])
    body = written.getvalue().encode()
    assert split(body) == streamed(body)


@examples(deadline=None)
@given(broken, st.sampled_from(["", "\n", "\n\n\n"]))
@example(["a,b,c"] * 40 + ["a,b"] + ["a,b,c"] * 40, "\n")
@example(["a,b,c"] * 40 + ["é" * 55 + ",b,c"] + ["a,b,c"] * 40, "")
def test_what_is_wrong_is_told_as_a_stream_tells_it(lines: list[str], end: str) -> None:
    body = ("\n".join(["x,y,z", "a,b,c", *lines]) + end).encode()
    assert split(body) == streamed(body)


def test_what_is_made_comes_in_order_and_little_is_taken_before() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    for place, made in enumerate(arrow.at_once(lambda number: None if number % 2 else number, pieces())):
        assert made == (None if place % 2 else place)
        assert len(taken) <= place + Settings().threads + 1


def test_a_file_is_read_like_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    file.write_bytes(b"x,y,z\n" + b"".join(b'%d,"b\nb",c\n' % number for number in range(100)))
    found = split(file)
    assert found == split(file.read_bytes()) and [row["x"] for row in found] == [str(number) for number in range(100)]
