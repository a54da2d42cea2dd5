"""The store of bytes: what it keeps, what it refuses, and what is left of it when its writer is killed."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.stores import snapshots
from pipelines.stores.snapshots import Received, Snapshot

NOON = datetime(2026, 7, 13, 12, tzinfo=UTC)
RECEIVED = Received(
    "https://user:pass@example.org/data?page=1&api_key=hush", NOON, {"page": "1", "token": "hush"}, 200, '"e"', "Mon",
    "application/json",
)  # fmt: skip


def add(store: Path, body: bytes = b"{}", received: Received = RECEIVED, **how: Any) -> Snapshot:
    return snapshots.add(store, body, received, **{"source": "s", "dataset": "d", "ext": "json"} | how)


def later(days: int = 1) -> Received:
    return Received(RECEIVED.url, NOON + timedelta(days=days))


def test_bytes_are_kept_as_received_under_their_hash(tmp_path: Path) -> None:
    held = add(tmp_path, b"\xff\x00 as it came\r\n", published_on=date(2026, 7, 1))
    assert held.path == tmp_path / "s" / "d" / f"{held.sha256}.json"
    assert snapshots.read(held) == b"\xff\x00 as it came\r\n"
    assert (held.published_on, held.published_basis, held.size) == (date(2026, 7, 1), "stated", 15)


def test_the_record_says_where_bytes_came_from(tmp_path: Path) -> None:
    held = add(tmp_path, licence="CC BY 4.0", citation="Somebody", edition="2026-07")
    record = json.loads((held.path.parent / f"{held.sha256}.origin.json").read_text())
    assert record["retrieved_at"] == "2026-07-13T12:00:00Z"
    assert (record["licence"], record["citation"], record["media_type"]) == (
        "CC BY 4.0",
        "Somebody",
        "application/json",
    )
    assert (record["etag"], record["last_modified"], record["http_status"]) == ('"e"', "Mon", 200)


def test_secrets_do_not_reach_the_record(tmp_path: Path) -> None:
    held = add(tmp_path)
    text = (held.path.parent / f"{held.sha256}.origin.json").read_text()
    assert "hush" not in text and "pass" not in text
    assert held.url == "https://example.org/data?page=1" and held.params == {"page": "1"}


def test_keys_are_redacted_from_texts() -> None:
    for name in ("subscription-key", "Ocp-Apim-Subscription-Key", "api_key", "token", "password"):
        assert "hush" not in snapshots.redact(f"GET /x?{name}=hush&page=1 failed")
        assert "hush" not in snapshots.redact(f"{{'{name}': 'hush'}}")


def test_identical_bytes_are_one_snapshot_with_two_retrievals(tmp_path: Path) -> None:
    add(tmp_path)
    again = add(tmp_path, received=later())
    assert [s.sha256 for s in snapshots.listing(tmp_path)] == [again.sha256]
    assert (again.retrieved_at, again.checked_at) == (NOON, NOON + timedelta(days=1))
    assert again.published_on == NOON.date(), "published when it was first seen"


def test_a_304_is_a_retrieval(tmp_path: Path) -> None:
    held = snapshots.seen_again(add(tmp_path), NOON + timedelta(days=2))
    assert held.checked_at == NOON + timedelta(days=2)
    assert snapshots.listing(tmp_path) == [held]


def test_an_edition_that_was_overwritten_is_a_vintage_of_its_own(tmp_path: Path) -> None:
    add(tmp_path, b"1", edition="2026-07", published_on=date(2026, 7, 1))
    second = add(tmp_path, b"2", later(30), edition="2026-07", published_on=date(2026, 7, 1))
    assert second.vintage == f"2026-07-{second.sha256[:8]}"
    assert (second.published_on, second.published_basis) == (date(2026, 8, 12), "estimated")
    assert list(snapshots.releases(tmp_path, "s", "d")) == ["2026-07", second.vintage]
    newest = snapshots.newest(tmp_path, "s", "d")
    assert newest is not None and newest.sha256 == second.sha256


def test_an_edition_that_changes_back_keeps_its_first_vintage(tmp_path: Path) -> None:
    first = add(tmp_path, b"1", edition="e")
    add(tmp_path, b"2", later(), edition="e")
    assert add(tmp_path, b"1", later(2), edition="e").vintage == first.vintage


def test_a_release_of_several_parts_counts_when_it_is_whole(tmp_path: Path) -> None:
    add(tmp_path, b"1", vintage="v", part=1, parts=2)
    assert snapshots.releases(tmp_path, "s", "d") == {}
    add(tmp_path, b"2", vintage="v", part=2, parts=2)
    assert [s.part for s in snapshots.releases(tmp_path, "s", "d")["v"]] == [1, 2]


def test_a_body_may_belong_to_two_releases(tmp_path: Path) -> None:
    for vintage, body in (("v1", b"a"), ("v2", b"b")):
        add(tmp_path, b"countries", vintage=vintage, part=1, parts=2)
        add(tmp_path, body, vintage=vintage, part=2, parts=2)
    assert {v: len(parts) for v, parts in snapshots.releases(tmp_path, "s", "d").items()} == {"v1": 2, "v2": 2}


def test_a_missing_part_takes_its_release_with_it(tmp_path: Path) -> None:
    add(tmp_path, b"1", vintage="v", part=1, parts=2)
    add(tmp_path, b"2", vintage="v", part=2, parts=2).path.unlink()
    assert snapshots.releases(tmp_path, "s", "d") == {}


@pytest.mark.parametrize("wrong", [
    {"source": "../s"}, {"dataset": "a/b"}, {"dataset": ""}, {"edition": "../../x"}, {"ext": "Json"}, {"ext": "../x"},
    {"source": ".hidden"}, {"vintage": "a b"},
])  # fmt: skip
def test_names_cannot_leave_the_store(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="expected"):
        add(tmp_path, **wrong)
    assert list(tmp_path.rglob("*")) == []


def test_an_empty_body_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="an empty body"):
        add(tmp_path, b"")


def record_of(held: Snapshot) -> Path:
    return held.path.with_name(f"{held.sha256}.origin.json")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda held: held.path.write_bytes(b"{ }"), "the bytes have changed"),
        (lambda held: record_of(held).unlink(), "no origin record"),
        (lambda held: record_of(held).write_text("{"), "not JSON"),
    ],
)
def test_damage_is_reported_and_healed_by_the_next_retrieval(tmp_path: Path, damage: Any, problem: str) -> None:
    held = add(tmp_path)
    damage(held)
    if "bytes" in problem:
        with pytest.raises(snapshots.CorruptSnapshot, match="has changed"):
            snapshots.read(held)
    [told] = snapshots.verify(tmp_path)
    assert problem in told
    add(tmp_path)
    assert snapshots.verify(tmp_path) == []


def test_a_record_without_body_is_reported(tmp_path: Path) -> None:
    add(tmp_path).path.unlink()
    assert "without its body" in snapshots.verify(tmp_path)[0]
    assert snapshots.listing(tmp_path) == []


def test_a_snapshot_is_found_by_the_beginning_of_its_hash(tmp_path: Path) -> None:
    held = add(tmp_path)
    assert snapshots.find(tmp_path, held.sha256[:10]) == held
    for start, expected in (("zz", "no beginning of a hash"), ("0000000000", "found none")):
        with pytest.raises(LookupError, match=expected):
            snapshots.find(tmp_path, start)


def test_what_a_killed_writer_left_is_gone_with_the_next_write(tmp_path: Path) -> None:
    folder = add(tmp_path).path.parent
    (folder / ".tmp-half").write_bytes(b"half")
    add(tmp_path, b"other")
    assert list(folder.glob(".*")) == []


@pytest.mark.parametrize("see", [snapshots.verify, snapshots.finish], ids=["verify", "finish"])
def test_a_body_whose_writer_was_killed_before_its_record_is_held(tmp_path: Path, see: Any) -> None:
    """The record was written first, under a name of its own; whoever comes next gives it the right one."""
    held = add(tmp_path, edition="2026-07")
    record = held.path.with_name(f"{held.sha256}.origin.json")
    record.rename(held.path.with_name(f".pending-{held.sha256}"))
    assert snapshots.listing(tmp_path) == []
    assert not see(tmp_path)
    assert snapshots.listing(tmp_path) == [held]
    assert snapshots.verify(tmp_path) == []


@pytest.mark.parametrize("pending", ["{", "whole"])
def test_a_record_whose_body_never_came_is_no_snapshot(tmp_path: Path, pending: str) -> None:
    held = add(tmp_path)
    record = held.path.with_name(f"{held.sha256}.origin.json")
    held.path.with_name(f".pending-{held.sha256}").write_text(record.read_text() if pending == "whole" else pending)
    record.unlink()
    held.path.unlink()
    assert snapshots.verify(tmp_path) == []
    assert list(held.path.parent.iterdir()) == []


editions = st.sampled_from(["2024", "2025", None])
bodies = st.sampled_from([b"a", b"b", b"c", b"d"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(bodies, editions), min_size=1, max_size=8))
def test_whatever_comes_in_whatever_order_the_store_stays_whole(retrievals: list[tuple[bytes, str | None]]) -> None:
    with TemporaryDirectory() as folder:
        store = Path(folder)
        for day, (body, edition) in enumerate(retrievals):
            held = add(store, body, later(day), edition=edition)
            assert snapshots.read(held) == body
        assert snapshots.verify(store) == []
        listing = snapshots.listing(store)
        assert {s.sha256 for s in listing} == {add(store, body, later(99)).sha256 for body, _ in retrievals}
        # One vintage never names two different bodies, and every retrieved edition leads to a vintage.
        vintages = [(s.vintage, s.sha256) for s in listing]
        assert len({vintage for vintage, _ in vintages}) == len(vintages)
        assert {e for _, e in retrievals if e} <= {s.edition for s in listing}


@given(st.binary(min_size=1, max_size=200))
@settings(max_examples=25, deadline=None)
def test_any_bytes_come_back_as_they_were(body: bytes) -> None:
    with TemporaryDirectory() as folder:
        assert snapshots.read(add(Path(folder), body)) == body


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.stores import snapshots

received = snapshots.Received("https://example.org/d", datetime(2026, 7, 13, tzinfo=UTC))
print("ready", flush=True)
for n in range(100_000):
    body = f"{n % 50}".encode() * 40_000
    snapshots.add(Path(sys.argv[1]), body, received, source="s", dataset="d", ext="txt", edition=f"{n % 50}")
"""


@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.2])
def test_a_killed_writer_leaves_whole_snapshots_or_none(tmp_path: Path, seconds: float) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    for held in snapshots.listing(tmp_path):
        assert len(set(snapshots.read(held).decode())) <= 2
    assert snapshots.verify(tmp_path) == [], "nothing is cut off, nothing is locked, no body lacks its record"
    for n in range(50):
        add(tmp_path, f"{n}".encode() * 40_000, edition=str(n), ext="txt")
    assert snapshots.verify(tmp_path) == []


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    program = WRITER.replace("100_000", "50")
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.DEVNULL) for _ in "ab"
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    assert snapshots.verify(tmp_path) == []
    record = json.loads(next((tmp_path / "s" / "d").glob("*.origin.json")).read_text())
    assert len(record["retrievals"]) == 2
    assert len(snapshots.listing(tmp_path)) == 50
