"""The canonical table: what it refuses, and what becomes of its files."""

import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from pipelines import catalogue
from pipelines.config import Settings
from pipelines.stores import disk, observations
from pipelines.stores.observations import InvalidObservations

ROW = {
    "indicator": "troops", "ref_area": "USA", "counterpart_area": "KOR", "breakdown": "active_duty", "freq": "Q",
    "time_period": date(2024, 10, 1), "obs_value": 23495.0, "obs_status": "A", "unit_measure": "PS",
    "price_base": None, "valuation": None, "source": "us_dmdc", "series": "KOREA, SOUTH", "vintage": "2024-12",
    "published_on": date(2025, 6, 30), "published_basis": "stated", "retrieved_at": datetime(2025, 7, 1, 8),
    "snapshot": "ab" * 32,
}  # fmt: skip


def table(*changes: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([ROW | change for change in changes or ({},)], observations.schema())


def refused(value: pa.Table, expected: str) -> None:
    with pytest.raises(InvalidObservations, match=expected):
        observations.validate(value)


def test_a_whole_table_is_valid() -> None:
    observations.validate(table({}, {"counterpart_area": "JPN"}, {"counterpart_area": "W00"}))
    observations.validate(observations.empty())


@pytest.mark.parametrize(("change", "expected"), [
    ({"indicator": "troop"}, "unknown indicator 'troop' in 1 rows; nearest known: troops"),
    ({"ref_area": "KRO"}, "unknown ref_area 'KRO' in 1 rows; nearest known: "),
    ({"counterpart_area": "EUU"}, "unknown counterpart_area 'EUU'"),
    ({"freq": "W"}, "unknown freq 'W' in 1 rows; expected one of A, Q, M, D"),
    ({"obs_status": "X"}, "unknown obs_status 'X'"),
    ({"unit_measure": "PERSONS"}, "unknown unit_measure 'PERSONS'"),
    ({"valuation": "FAS"}, "unknown valuation 'FAS' in 1 rows; expected one of FOB, CIF"),
    ({"published_basis": "guessed"}, "unknown published_basis 'guessed'"),
    ({"obs_value": None}, "no value, and a status that does not say why"),
    ({"obs_status": "Q"}, "a value beside a status that says there is none"),
    ({"obs_value": float("inf")}, "infinite or not a number"),
    ({"obs_value": float("nan")}, "infinite or not a number"),
    ({"time_period": date(2024, 12, 31)}, "not the first day of its period: 1 rows, such as troops USA KOR"),
    ({"time_period": date(2024, 11, 1)}, "not the first day of its period"),
    ({"freq": "A"}, "not the first day of its period"),
    ({"vintage": None}, "vintage is NULL in 1 rows"),
    ({"snapshot": None}, "snapshot is NULL in 1 rows"),
    ({"breakdown": None}, "breakdown is NULL in 1 rows"),
])  # fmt: skip
def test_each_rule_names_what_breaks_it(change: dict[str, Any], expected: str) -> None:
    loose = pa.schema([field.with_nullable(True) for field in observations.schema()])
    broken = pa.Table.from_pylist([ROW | {"counterpart_area": "JPN"}, ROW | change], loose)
    refused(broken, expected)


@pytest.mark.parametrize("status", observations.WITHOUT_VALUE)
def test_missing_values_say_why(status: str) -> None:
    observations.validate(table({"obs_value": None, "obs_status": status}))


def test_two_figures_for_one_key_are_shown() -> None:
    twice = "1 keys stand more than once, such as troops USA KOR .*23495.0 and 28500.0"
    refused(table({}, {"obs_value": 28500.0}), twice)
    one_country = {"indicator": "population", "counterpart_area": None, "breakdown": "_T"}
    refused(table(one_country, one_country), "stand more than once")


@pytest.mark.parametrize("column", ["price_base", "valuation", "vintage", "breakdown"])
def test_columns_of_the_key_tell_figures_apart(column: str) -> None:
    other = {"price_base": "constant:2015", "valuation": "FOB", "vintage": "2025-01", "breakdown": "civilian"}
    observations.validate(table({}, {column: other[column]}))


def test_every_problem_is_listed_at_once() -> None:
    with pytest.raises(InvalidObservations) as caught:
        observations.validate(
            table({"freq": "W", "obs_value": None}, {"unit_measure": "men", "counterpart_area": "JPN"})
        )
    assert str(caught.value).count("\n- ") == 3


def test_shape_comes_before_content() -> None:
    refused(table().drop_columns(["vintage"]), "column vintage is missing; add it as VARCHAR")
    refused(table().append_column("comment", pa.array(["x"])), "column comment is not part of an observation")
    values = pa.array(["23495"])
    place = table().schema.get_field_index("obs_value")
    refused(table().set_column(place, "obs_value", values), "column obs_value is string; expected double")


def test_conform_fills_constants_and_orders_columns() -> None:
    relation = duckdb.sql("select 'KOR' as ref_area, 5::integer as obs_value, 'population' as indicator")
    found = observations.conform(relation, source="worldbank_wdi", time_period=date(2024, 1, 1))
    assert found.column_names == list(observations.COLUMNS)
    [row] = found.to_pylist()
    assert (row["obs_value"], row["source"], row["time_period"], row["valuation"]) == (
        5.0, "worldbank_wdi", date(2024, 1, 1), None
    )  # fmt: skip


def test_conform_refuses_a_misspelt_column() -> None:
    with pytest.raises(InvalidObservations, match="columns that no observation has: ref_aera"):
        observations.conform(duckdb.sql("select 'KOR' as ref_aera"))


def write(settings: Settings, value: pa.Table, made_by: str = "one") -> Path:
    return observations.write(settings, "us_dmdc", "location_report", "2024-12", value, made_by)


def beside(path: Path) -> set[str]:
    """All names in the folder of a file."""
    return {each.name for each in path.parent.iterdir()}


def test_a_bit_that_a_disk_turned_is_seen_and_the_file_made_anew(settings: Settings) -> None:
    path = write(settings, table({}))
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert observations.normalizer_of(path) is None, place
    write(settings, table({}))
    assert observations.normalizer_of(path) == "one" and path.read_bytes() == whole


def test_a_file_is_sorted_and_says_who_made_it(settings: Settings) -> None:
    path = write(settings, table({}, {"counterpart_area": "DEU"}, {"counterpart_area": "JPN"}))
    assert path == settings.observations / "us_dmdc" / "location_report" / "2024-12.parquet"
    held = pq.read_table(path, partitioning=None)
    assert held.column("counterpart_area").to_pylist() == ["DEU", "JPN", "KOR"]
    assert observations.normalizer_of(path) == "one"
    assert observations.files(settings, "us_dmdc") == [path] == observations.files(settings)
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
    path.write_bytes(b"nothing of the kind")
    assert observations.normalizer_of(path) is None, "damaged, so it is made anew"
    assert write(settings, table({})) == path and pq.read_table(path, partitioning=None).num_rows == 1


orders = st.permutations([
    {"counterpart_area": area, "breakdown": breakdown, "time_period": date(2024, month, 1)}
    for area in (None, "DEU", "W00", "_X") for breakdown in ("_T", "active_duty", "civilian") for month in (1, 10)
])  # fmt: skip


@examples(max_examples=20, deadline=None)
@given(orders)
def test_rows_lie_in_the_order_of_their_words(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    settings = Settings(warehouse_dir=tmp_path_factory.mktemp("w"))
    held = pq.read_table(write(settings, table(*rows)), partitioning=None).to_pylist()
    found = [(row["counterpart_area"], row["time_period"], row["breakdown"]) for row in held]
    assert len(found) == len(rows) and found == sorted(found, key=lambda row: (row[0] is None, str(row[0]), *row[1:]))


def test_words_may_come_by_their_number(settings: Settings) -> None:
    """An ENUM of DuckDB is a dictionary of Arrow, in any order of its own; a file holds the words."""
    relation = duckdb.sql(
        "select x::enum('KOR', 'DEU', 'JPN') as counterpart_area from (values ('JPN'), ('KOR')) as t (x)"
    )
    constants = {name: value for name, value in ROW.items() if name != "counterpart_area"}
    made = observations.conform(relation, **constants)
    assert pa.types.is_dictionary(made.schema.field("counterpart_area").type)
    assert pa.types.is_dictionary(made.schema.field("snapshot").type)
    path = write(settings, made)
    assert pq.read_table(path, partitioning=None).schema.field("counterpart_area").type == pa.string()
    assert write(settings, table({}, {"counterpart_area": "JPN"})) == path, "the same rows, in words"
    unknown = duckdb.sql("select 'KRO'::enum('KRO') as counterpart_area")
    refused(observations.conform(unknown, **constants), "unknown counterpart_area 'KRO' in 1 rows")


def test_the_same_rows_leave_the_file_untouched(settings: Settings) -> None:
    before = write(settings, table({}, {"counterpart_area": "JPN"})).stat()
    after = write(settings, table({"counterpart_area": "JPN"}, {})).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_other_rows_of_the_same_bytes_by_the_same_code_are_an_error(settings: Settings) -> None:
    write(settings, table())
    with pytest.raises(InvalidObservations, match="does not give the same answer twice"):
        write(settings, table({"obs_value": 1.0}))


def test_another_normalizer_or_other_bytes_replace_a_file(settings: Settings) -> None:
    write(settings, table())
    write(settings, table({"obs_value": 1.0}), made_by="two")
    path = write(settings, table({"obs_value": 2.0, "snapshot": "cd" * 32}), made_by="two")
    assert pq.read_table(path, partitioning=None).column("obs_value").to_pylist() == [2.0]


def test_an_invalid_table_leaves_the_old_file(settings: Settings) -> None:
    path = write(settings, table())
    with pytest.raises(InvalidObservations):
        write(settings, table({"obs_value": None}), made_by="two")
    assert pq.read_table(path, partitioning=None).num_rows == 1
    assert beside(path) == {path.name, f"{path.name}.sha256"}


@pytest.mark.parametrize("column", ["source", "vintage"])
def test_a_file_holds_one_source_and_one_vintage(settings: Settings, column: str) -> None:
    with pytest.raises(InvalidObservations, match=f"{column} should be"):
        write(settings, table({}, {column: "other", "counterpart_area": "JPN"}))


@pytest.mark.parametrize("vintage", ["../x", "a/b", "", ".hidden", "a b"])
def test_names_cannot_leave_the_folder(settings: Settings, vintage: str) -> None:
    with pytest.raises(InvalidObservations, match="cannot name a file"):
        observations.path(settings, "us_dmdc", "location_report", vintage)


values = st.floats(allow_nan=False, allow_infinity=False)
hosts = st.lists(st.sampled_from(sorted(observations.economies())), unique=True, max_size=6)


@examples(max_examples=25, deadline=None)
@given(hosts, st.data())
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, areas: list[str], data: Any) -> None:
    settings = Settings(warehouse_dir=tmp_path_factory.mktemp("w"))
    rows = []
    for area in areas:
        value = data.draw(st.one_of(st.none(), values))
        rows.append({"counterpart_area": area, "obs_value": value, "obs_status": "A" if value is not None else "Q"})
    made = pa.Table.from_pylist([ROW | row for row in rows], observations.schema())
    held = pq.read_table(write(settings, made), partitioning=None)
    assert sorted(held.to_pylist(), key=str) == sorted(made.to_pylist(), key=str)


@examples(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({
    "indicator": st.sampled_from([*catalogue.indicators(), "nonsense"]), "freq": st.sampled_from("AQMDW"),
    "time_period": st.dates(date(1990, 1, 1), date(2030, 1, 1)), "obs_status": st.sampled_from([*"ABEFPOLMQ", "Z"]),
    "obs_value": st.one_of(st.none(), st.floats()), "unit_measure": st.sampled_from([*observations.UNITS, "KG"]),
}))  # fmt: skip
def test_validation_agrees_with_the_rules_written_down_once_more(change: dict[str, Any]) -> None:
    day, value, freq = change["time_period"], change["obs_value"], change["freq"]
    starts = {"A": (1,), "Q": (1, 4, 7, 10)}
    valid = (
        change["indicator"] in catalogue.indicators()
        and freq != "W"
        and (freq == "D" or (day.day == 1 and day.month in starts.get(freq, range(1, 13))))
        and change["obs_status"] != "Z"
        and (value is None) == (change["obs_status"] in observations.WITHOUT_VALUE)
        and (value is None or abs(value) < float("inf"))
        and change["unit_measure"] in observations.UNITS
    )
    try:
        observations.validate(table(change))
    except InvalidObservations:
        assert not valid
    else:
        assert valid


WRITER = """
import sys
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
from pipelines.config import Settings
from pipelines.stores import observations

settings, made = Settings(warehouse_dir=Path(sys.argv[1])), pq.read_table(sys.argv[2])
place, field = made.schema.get_field_index("snapshot"), observations.schema().field("snapshot")
for n in range(100_000):
    table = made.set_column(place, field, pa.array([f"{n:064x}"] * made.num_rows))
    observations.write(settings, "us_dmdc", "location_report", "2024-12", table, "one")
    print("written", flush=True)
"""


@pytest.mark.parametrize("seconds", [0.02, 0.15])
def test_a_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path, settings: Settings, seconds: float) -> None:
    template = tmp_path / "rows.parquet"
    pq.write_table(table(*({"counterpart_area": area} for area in sorted(observations.economies()))), template)
    arguments = [sys.executable, "-c", WRITER, str(settings.warehouse), str(template)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"written\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    assert observations.files(settings)
    for path in observations.files(settings):
        assert pq.read_table(path, partitioning=None).num_rows == len(observations.economies())
    path = write(settings, table(), made_by="after")
    assert pq.read_table(path, partitioning=None).num_rows == 1
    assert beside(path) == {path.name, f"{path.name}.sha256"}, "what a killed writer left is gone"


def test_half_a_file_is_no_observation_file_and_goes_with_the_next_write(settings: Settings) -> None:
    path = write(settings, table())
    half = path.with_name(f"{disk.TEMPORARY}half")
    half.write_bytes(path.read_bytes()[:100])
    assert observations.files(settings) == [path]
    write(settings, table(), made_by="another")
    assert beside(path) == {path.name, f"{path.name}.sha256"}
