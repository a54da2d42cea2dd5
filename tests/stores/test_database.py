"""What DuckDB could not read, told in a line."""

from pathlib import Path

import duckdb
import pytest

from pipelines.stores.database import briefly, quoted


def read(tmp_path: Path, text: bytes) -> str:
    file = tmp_path / "x.csv"
    file.write_bytes(text)
    return f"from read_csv({quoted(file)}, auto_detect = false, columns = {{'a': 'INT', 'b': 'DOUBLE'}}, header = true)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"a,b\n1,2\n1,x\n", "expected a number in column b, found 'x', line 3"),
        (b"a,b\n1.5x,2\n", "expected a whole number in column a, found '1.5x', line 2"),
        (b"a,b\n1,2,3\n", "expected 2 columns, found 3, line 2"),
    ],
)  # fmt: skip
def test_a_file(tmp_path: Path, text: bytes, told: str) -> None:
    with pytest.raises(duckdb.Error) as error:
        duckdb.sql(read(tmp_path, text)).fetchall()
    assert briefly(error.value) == told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select v::int8 from (values ('soon')) as t(v)", "expected a whole number in column v, found 'soon'"),
        ("select 'it''s'::double", 'expected a number, found "it\'s"'),
        ("select make_date(2022, 13, 1)", "Conversion Error: Date out of range: 2022-13-1"),
    ],
)
def test_a_query(query: str, told: str) -> None:
    with pytest.raises(duckdb.Error) as error:
        duckdb.sql(query).fetchall()
    assert briefly(error.value) == told
