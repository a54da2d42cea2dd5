"""A warehouse in an S3-compatible store (moto's server): what is sent, what counts, who wins, what a pull may replace."""

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import dagster as dg
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests
import time_machine
from botocore.loaders import create_loader
from hypothesis import given
from hypothesis import strategies as st
from servers import s3

from pipelines import definitions
from pipelines.config import Settings
from pipelines.defs.assets import Options
from pipelines.stores import object_store, snapshots
from pipelines.stores.snapshots import Received
from pipelines.warehouse import prune, publication, published, remote

ROOT = Path(__file__).resolve().parents[2]
SECRET, TOKEN, PASSWORD = "wJalrXUtnFEMI-secret-key", "FwoGZXIvYXdz-session-token", "endpoint-password"
ADDRESS = "s3://bucket/desk/warehouse"
LOADER = create_loader()


@pytest.fixture(scope="module")
def server() -> Iterator[s3.Store]:
    started = s3.Store()
    yield started
    started.server.shutdown()


@pytest.fixture(autouse=True)
def space(server: s3.Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[s3.Store]:
    """An empty bucket, keys in the environment, and no waiting between attempts."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "an-access-key", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN,
        "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": server.url, "BILATERAL_STORE": ADDRESS,
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.001)
    server.faults.clear()
    # boto3 reads the description of S3 anew for each session, a quarter of a second
    monkeypatch.setattr("botocore.session.create_loader", lambda *_: LOADER)
    client().create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    server.requests.clear()
    yield server
    server.faults.clear()
    requests.post(f"{server.url}/moto-api/reset", timeout=10)


def client() -> Any:
    return boto3.Session().client("s3")


def stored() -> dict[str, bytes]:
    """Key -> bytes of everything in the bucket."""
    asked = client()
    found = asked.list_objects_v2(Bucket="bucket").get("Contents", [])
    return {each["Key"]: asked.get_object(Bucket="bucket", Key=each["Key"])["Body"].read() for each in found}


def small(folder: Path, number: int = 1) -> Settings:
    """A warehouse with a file of each kind, all of which say `number`."""
    settings = Settings(warehouse_dir=folder)
    settings.build.mkdir(parents=True, exist_ok=True)
    publish(settings, number)
    fetched(settings, "gdp", b"bytes that a publisher sent")
    for path, content in {
        "observations/source/gdp/2024-10.parquet": parquet(number), "articles/one.yaml": "id: one",
        "reference/figures.csv": "a,b", "reports/revisions/seen.json": "{}", "reports/index.html": "rendered",
        "articles/.tmp-half": "not finished", "observations/.trash/old.parquet": "not ours",
    }.items():  # fmt: skip
        put(settings, path, content)
    return settings


def publish(settings: Settings, number: int) -> None:
    """As a build does: files made aside, then renamed under the lock."""
    with publication.lock(settings):
        database, mart = settings.build / f"run-{number}.duckdb", settings.build / f"run-{number}.parquet"
        with duckdb.connect(str(database)) as connection:
            connection.execute("create schema meta; create schema marts")
            connection.execute(
                f"create table meta.build as select 'fingerprint-{number}' as fingerprint, timestamp '2026-01-01' as built_at"
            )
            connection.execute(f"create table marts.numbers as select {number} as number")
        same = settings.build / "run-same.parquet"
        mart.write_bytes(parquet(number))
        same.write_bytes(parquet(0))
        marts = {"numbers.parquet": mart, "same.parquet": same}
        publication.give_names(settings, database, marts, [])


def put(settings: Settings, path: str, content: str | bytes) -> None:
    target = settings.warehouse / path
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(".tmp-aside")
    aside.write_bytes(content if isinstance(content, bytes) else content.encode())
    aside.replace(target)


def fetched(settings: Settings, dataset: str, body: bytes, day: int = 1) -> snapshots.Snapshot:
    received = Received("https://example.org/file", datetime(2026, 1, day, tzinfo=UTC))
    return snapshots.add(settings.snapshots, body, received, source="source", dataset=dataset, ext="json")


def parquet(number: int) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"number": [number]}), sink)
    return sink.getvalue().to_pybytes()


def number_in(settings: Settings) -> tuple[int, int]:
    with published.connect(settings) as connection:
        ((number,),) = connection.execute("select number from marts.numbers").fetchall()
    return number, pq.read_table(settings.marts / "numbers.parquet")["number"][0].as_py()


def contents(settings: Settings) -> dict[str, bytes]:
    """Path -> bytes of everything in the folder but what belongs to the machine or is rendered again."""
    files = {path.relative_to(settings.warehouse): path for path in settings.warehouse.rglob("*") if path.is_file()}
    return {
        path.as_posix(): file.read_bytes()
        for path, file in files.items()
        if not any(part.startswith(".") for part in path.parts) and path.parts[:2] != ("reports", "index.html")
    }


def whole(settings: Settings) -> str:
    """The manifest that counts, once every object that it names is what it says."""
    bucket = object_store.bucket(settings)
    current, _, _ = remote._current(bucket)
    assert current
    manifest = remote._manifest(bucket, current["manifest"])
    held = stored()
    for file in manifest.files.values():
        assert hashlib.sha256(held[f"desk/warehouse/{file.key}"]).hexdigest() == file.sha256, file.path
    return manifest.id


def named(settings: Settings) -> set[str]:
    """Paths of the publication that counts."""
    bucket = object_store.bucket(settings)
    return set(remote._manifest(bucket, whole(settings)).files)


# There and back


def bilateral(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("bilateral")), *arguments], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"BILATERAL_WAREHOUSE": str(folder), "NO_COLOR": "1"}, check=False,
    )  # fmt: skip


def test_a_fresh_machine_goes_on_where_the_last_one_stopped(built: Path, tmp_path: Path, server: s3.Store) -> None:
    shutil.copytree(built, tmp_path / "a", ignore=shutil.ignore_patterns(".dagster"))
    first = Settings(warehouse_dir=tmp_path / "a")
    told = bilateral(first.warehouse, "push", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["sent"] == json.loads(told.stdout)["files"] > 70
    server.wrote()
    assert "nothing was sent" in remote.in_words(remote.push(first))
    assert server.wrote() == []
    told = bilateral(tmp_path / "b", "pull")
    assert told.returncode == 0 and "received" in told.stderr
    here, there = contents(first), contents(Settings(warehouse_dir=tmp_path / "b"))
    assert there == {path: content for path, content in here.items() if not re.match("reports/(?!revisions)", path)}
    told = bilateral(tmp_path / "b", "run", "--offline")
    assert told.returncode == 0 and "Nothing new" in told.stderr and "store was not asked" in told.stderr, told.stderr
    assert (tmp_path / "b" / "bilateral.duckdb").read_bytes() == here["bilateral.duckdb"]


def test_a_reader_gets_what_readers_open_and_cannot_push_it(tmp_path: Path) -> None:
    remote.push(small(tmp_path / "a"))
    reader = Settings(warehouse_dir=tmp_path / "b")
    told = remote.pull(reader, published=True)
    assert set(contents(reader)) == {"bilateral.duckdb", "marts/numbers.parquet", "marts/same.parquet"}
    assert number_in(reader) == (1, 1) and told["received"] == 3
    assert remote.pull(reader, published=True)["received"] == 0
    publish(reader, 2)
    with pytest.raises(remote.Superseded, match="not pulled"):
        remote.push(reader)


def test_only_what_the_store_lacks_is_sent(tmp_path: Path, server: s3.Store) -> None:
    settings = small(tmp_path / "a")
    remote.push(settings)
    before = whole(settings)
    publish(settings, 2)
    server.wrote()
    told = remote.push(settings)
    assert (told["sent"], told["copied"]) == (2, 1), "the file and one mart are new, the other mart is copied there"
    assert whole(settings) != before
    assert len(server.wrote()) == 2 + 1 + 2
    fetched(settings, "gdp", b"bytes that a publisher sent", day=2)
    told = remote.push(settings)
    assert (told["sent"], told["copied"]) == (1, 0), "a retrieval changes its record and nothing else"
    assert not [
        path for path in named(settings) if any(word in path for word in ("tmp", "trash", "index.html", ".build"))
    ]


def test_a_push_that_was_killed_is_not_begun_anew(tmp_path: Path, server: s3.Store) -> None:
    settings = small(tmp_path / "a")
    server.faults = [s3.to("PUT", "/manifests/", 403, "AccessDenied")]
    with pytest.raises(object_store.StoreFailed):
        remote.push(settings)
    server.faults = []
    server.wrote()
    assert remote.push(settings)["sent"] == 0
    assert not [path for path in server.wrote() if "/objects/" in path and "conditions" not in path]
    assert whole(settings)


def test_a_large_file_is_sent_in_parts(tmp_path: Path, server: s3.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "PART", 5 << 20)
    settings, reader = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    fetched(settings, "bulk", os.urandom(11 << 20))
    told: list[tuple[int, int]] = []
    remote.push(settings, lambda what, done, total: told.append((done, total)))
    assert len([path for method, path in server.requests if method == "POST"]) == 2, "begun and ended"
    done, total = max(told)
    assert done == total >= 11 << 10, "kB"
    remote.pull(reader)
    assert contents(reader) == contents(settings)


def test_snapshots_may_lie_on_a_disk_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, reader = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    remote.push(settings)
    rename = Path.replace

    def between_disks(self: Path, target: Path) -> Path:
        if self.parent.name == "incoming" and "snapshots" in Path(target).parts:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", between_disks)
    remote.pull(reader)
    assert contents(reader) == contents(settings) and snapshots.verify(reader.snapshots) == []


# Kills, races, readers


def test_kill_at_every_request_leaves_the_old_or_the_new_publication(tmp_path: Path) -> None:
    settings = small(tmp_path / "a")
    remote.push(settings)
    old = whole(settings)
    publish(settings, 2)
    fetched(settings, "population", b"other bytes")
    put(settings, "observations/source/gdp/2024-10.parquet", "read by another normalizer")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "support" / "pushes.py"), str(settings.warehouse)], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["sent"] for row in told} == set(range(8)), "between any two objects"
    assert {row["counts"] for row in told[:-1]} == {old}
    assert whole(settings) == told[-1]["counts"] != old
    reader = Settings(warehouse_dir=tmp_path / "b")
    remote.pull(reader)
    assert number_in(reader) == (2, 2)
    # the machine that was killed before it had noted its success finds out by itself
    assert remote.push(settings)["sent"] == 0
    assert list(settings.build.glob("reader-*")), "what a kill leaves"
    assert {Path(item.path).name.split("-")[0] for item in prune.prune(settings)} == {"reader"}


def test_of_two_publishers_one_wins_and_the_other_is_told_what_to_do(tmp_path: Path, server: s3.Store) -> None:
    first, second = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    remote.push(first)
    remote.pull(second)
    for settings, dataset, number in ((first, "one", 2), (second, "two", 3)):
        publish(settings, number)
        fetched(settings, dataset, dataset.encode())
        fetched(settings, "gdp", b"bytes that a publisher sent", day=number)
    both = threading.Barrier(2)

    def meet(environ: dict[str, Any], answer: Any) -> None:
        if environ["REQUEST_METHOD"] == "PUT" and "/manifests/" in environ["PATH_INFO"]:
            both.wait(30)  # both have seen the same publication, and nobody has published yet

    server.faults = [meet]

    def attempt(settings: Settings) -> Any:
        try:
            return remote.push(settings)
        except remote.Superseded as error:
            return error

    with ThreadPoolExecutor() as pool:
        ends = dict(zip("ab", pool.map(attempt, (first, second)), strict=True))
    server.faults = []
    lost = [name for name, end in ends.items() if isinstance(end, remote.Superseded)]
    assert len(lost) == 1, ends
    assert re.search("another machine was faster.*Run `bilateral pull`", str(ends[lost[0]]))
    winner, loser = (second, first) if lost == ["a"] else (first, second)
    assert whole(winner) == next(end for end in ends.values() if isinstance(end, dict))["manifest"]
    remote.pull(loser)
    assert number_in(loser) == number_in(winner)
    assert {s.dataset for s in snapshots.listing(loser.snapshots)} == {"gdp", "one", "two"}, (
        "nothing of its own is lost"
    )
    ((kept),) = [s for s in snapshots.listing(loser.snapshots) if s.dataset == "gdp"]
    assert len(json.loads(kept.path.with_name(f"{kept.sha256}.origin.json").read_text())["retrievals"]) == 3
    publish(loser, 4)
    remote.push(loser)
    remote.pull(winner)
    assert contents(winner) == contents(loser) and number_in(winner) == (4, 4)


def test_a_reader_never_gets_parts_of_two_publications(tmp_path: Path) -> None:
    writer, reader = small(tmp_path / "a", 1), Settings(warehouse_dir=tmp_path / "b")
    remote.push(writer)
    failed: list[BaseException] = []

    def go_on() -> None:
        try:
            for number in range(2, 9):
                publish(writer, number)
                remote.push(writer)
        except BaseException as error:
            failed.append(error)

    writing = threading.Thread(target=go_on)
    writing.start()
    seen = []
    while writing.is_alive() or not seen or seen[-1] != 8:
        remote.pull(reader, published=True)
        file, mart = number_in(reader)
        assert file == mart
        seen.append(file)
        assert not failed
    assert seen == sorted(seen) and len(set(seen)) > 2


def test_a_pull_that_stops_at_any_rename_leaves_whole_files_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, reader = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    remote.push(settings)
    remote.pull(reader)
    publish(settings, 2)
    fetched(settings, "population", b"other bytes")
    put(settings, "observations/source/gdp/2024-10.parquet", parquet(2))
    remote.push(settings)
    shutil.copytree(reader.warehouse, tmp_path / "before")
    right, rename = contents(settings), Path.replace
    for stop in range(1, 100):
        left = [stop]

        def renamed(self: Path, target: Path, left: list[int] = left) -> Path:
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            return rename(self, target)

        reader = Settings(warehouse_dir=tmp_path / str(stop))
        shutil.copytree(tmp_path / "before", reader.warehouse)
        with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
            patched.setattr(Path, "replace", renamed)
            remote.pull(reader)
            break
        before = contents(Settings(warehouse_dir=tmp_path / "before"))
        assert all(content in (before.get(path), right.get(path)) for path, content in contents(reader).items())
        assert len(snapshots.listing(reader.snapshots)) >= 1 and snapshots.verify(reader.snapshots) == []
        if number_in(reader)[0] == 2:
            assert contents(reader) == right, "the published file is the last"
        remote.pull(reader)
        assert contents(reader) == right
    assert stop > 10 and contents(reader) == right


# What a pull may replace


def test_what_only_one_side_changed_is_taken_from_that_side(tmp_path: Path) -> None:
    first, second = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    put(first, "articles/gone.yaml", "id: gone")
    remote.push(first)
    remote.pull(second)
    put(first, "articles/one.yaml", "id: one, corrected there")
    (first.articles / "gone.yaml").unlink()
    (first.observations / "source/gdp/2024-10.parquet").unlink()
    remote.push(first)
    put(second, "reference/figures.csv", "a,b,c")
    put(second, "articles/two.yaml", "id: two")
    publish(second, 5)
    told = remote.pull(second)
    assert told["removed"] == ["articles/gone.yaml", "observations/source/gdp/2024-10.parquet"] and told["kept"] == []
    assert (second.articles / "one.yaml").read_text() == "id: one, corrected there"
    assert (second.reference / "figures.csv").read_text() == "a,b,c" and (second.articles / "two.yaml").exists()
    assert number_in(second) == (5, 5), "built here since, and the store holds what it held"
    remote.push(second)
    remote.pull(first)
    assert contents(first) == contents(second) and number_in(first) == (5, 5)


def test_an_article_that_changed_on_both_sides_is_for_people_to_decide(tmp_path: Path) -> None:
    first, second = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    remote.push(first)
    remote.pull(second)
    put(first, "articles/one.yaml", "theirs")
    publish(first, 2)
    remote.push(first)
    put(second, "articles/one.yaml", "ours")
    before = contents(second)
    with pytest.raises(remote.Disagreement, match=r"articles/one\.yaml.*Move your version aside, run `bilateral pull`"):
        remote.pull(second)
    assert contents(second) == before


def test_a_checkout_that_never_pulled_keeps_its_own_articles(tmp_path: Path) -> None:
    remote.push(small(tmp_path / "a"))
    checkout = Settings(warehouse_dir=tmp_path / "b")
    put(checkout, "articles/one.yaml", "of a newer commit")
    told = remote.pull(checkout)
    assert told["kept"] == ["articles/one.yaml"] and "left as it is: articles/one.yaml" in remote.in_words(told)
    assert (checkout.articles / "one.yaml").read_text() == "of a newer commit"
    assert (checkout.reference / "figures.csv").exists()
    assert remote.push(checkout)["sent"] == 1


PATHS = (
    "bilateral.duckdb", "marts/m.parquet", "observations/s/d/v.parquet", "articles/a.yaml", "reports/revisions/seen.json",
    f"snapshots/s/d/{'0' * 64}.json", f"snapshots/s/d/{'0' * 64}.origin.json",
)  # fmt: skip
FOLDER = st.dictionaries(st.sampled_from(PATHS), st.sampled_from("xyz"))


@given(mine=FOLDER, before=st.none() | FOLDER, theirs=FOLDER.filter(lambda files: "bilateral.duckdb" in files))
def test_a_pull_settles_everything_and_loses_nothing(
    mine: dict[str, str], before: dict[str, str] | None, theirs: dict[str, str]
) -> None:
    plan = remote.decide(mine, before, theirs)
    if plan.disagree:
        return
    after = {path: sha for path, sha in mine.items() if path not in plan.remove} | {p: theirs[p] for p in plan.receive}
    again = remote.decide(after, theirs, theirs)
    assert (again.receive, again.remove, again.disagree) == ([], [], [])
    assert "bilateral.duckdb" in after
    published = {path: sha for path, sha in after.items() if remote._kind(path) == remote.PUBLISHED}
    assert published in (remote._readable(theirs), remote._readable(mine)), "never of both"
    for path, sha in mine.items():
        pushed = before and before.get(path) == sha
        if remote._kind(path) == remote.WRITTEN and not pushed:
            assert after[path] == sha, "what a person wrote and nobody has pushed"
        if remote._kind(path) == remote.SNAPSHOTS:
            assert path in after


def test_records_of_retrievals_are_united(tmp_path: Path) -> None:
    def record(*days: int) -> Path:
        path = tmp_path / "-".join(map(str, days))
        retrievals = [{"retrieved_at": f"2026-01-0{day}", "edition": "e"} for day in days]
        path.write_text(json.dumps({"sha256": "0", "retrievals": retrievals}))
        return path

    def days(text: bytes) -> list[str]:
        return [each["retrieved_at"][-1] for each in json.loads(text)["retrievals"]]

    assert snapshots._united(record(1), record(1, 2)) == record(1, 2).read_bytes()
    assert snapshots._united(record(1, 2), record(1)) == record(1, 2).read_bytes()
    assert days(snapshots._united(record(1, 3), record(1, 2))) == ["1", "2", "3"]
    assert days(snapshots._united(tmp_path / "none", record(2))) == ["2"]


def test_a_damaged_body_is_not_sent_and_a_pull_mends_it(tmp_path: Path) -> None:
    settings = small(tmp_path / "a")
    remote.push(settings)
    (held,) = snapshots.listing(settings.snapshots)
    held.path.write_bytes(b"bytes that a publisher sent?")
    with pytest.raises(object_store.StoreFailed, match="have changed since they were stored"):
        remote.push(settings)
    assert remote.pull(settings)["received"] == 1
    assert snapshots.verify(settings.snapshots) == []
    held.path.unlink()
    publish(settings, 2)
    remote.push(settings)
    assert remote.pull(settings)["received"] == 1, "a snapshot that was sent once is never forgotten"


# Damage and failures


def test_a_damaged_store_is_named_and_the_folder_stays(tmp_path: Path) -> None:
    settings, reader = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    remote.push(settings)
    remote.pull(reader)
    publish(settings, 2)
    remote.push(settings)
    before, held = contents(reader), stored()
    pointer = "desk/warehouse/current.json"
    current = json.loads(held[pointer])
    mart = f"desk/warehouse/{current['publication']}/marts/numbers.parquet"
    manifest = f"desk/warehouse/manifests/{current['manifest']}.json"
    newer = json.dumps(current | {"format": 2}).encode()
    for key, body, words in (
        (mart, b"#" + held[mart][1:], "numbers.parquet holds other bytes than the manifest promises"),
        (mart, held[mart][:-1], "numbers.parquet holds other bytes than the manifest promises"),
        (mart, None, "numbers.parquet is missing"),
        (manifest, b"#" + held[manifest][1:], "json holds other bytes than its name promises; push again"),
        (manifest, None, "json is missing; push again"),
        (pointer, b"<html>", "current.json is not what a push writes"),
        (pointer, newer, "newer version"),
    ):
        if body is None:
            client().delete_object(Bucket="bucket", Key=key)
        else:
            client().put_object(Bucket="bucket", Key=key, Body=body)
        with pytest.raises(object_store.StoreFailed, match=words):
            remote.pull(reader)
        assert contents(reader) == before and number_in(reader) == (1, 1)
        client().put_object(Bucket="bucket", Key=key, Body=held[key])
    remote.pull(reader)
    assert number_in(reader) == (2, 2)


def test_the_machine_that_pushed_last_puts_a_damaged_store_right(tmp_path: Path) -> None:
    settings = small(tmp_path / "a")
    remote.push(settings)
    for days in (0, 30):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
            for lost in ("{publication}/marts/numbers.parquet", "manifests/{manifest}.json"):
                current = json.loads(stored()["desk/warehouse/current.json"])
                key = f"desk/warehouse/{lost.format(**current)}"
                client().put_object(Bucket="bucket", Key=key, Body=b"?" * len(stored()[key]))
                assert remote.push(settings, again=True)["sent"] == 9
                assert whole(settings)


def test_a_manifest_cannot_write_outside_the_warehouse(tmp_path: Path) -> None:
    reader = Settings(warehouse_dir=tmp_path / "b")
    remote.push(small(tmp_path / "a"))
    current = json.loads(stored()["desk/warehouse/current.json"])
    manifest = json.loads(stored()[f"desk/warehouse/manifests/{current['manifest']}.json"])
    for path in ("../outside", "/etc/passwd", "articles/../../outside", "lib/x", "articles/.x", "articles\\x/..", ""):
        manifest["files"][0]["path"] = path
        body = json.dumps(manifest).encode()
        current["manifest"] = hashlib.sha256(body).hexdigest()
        client().put_object(Bucket="bucket", Key=f"desk/warehouse/manifests/{current['manifest']}.json", Body=body)
        client().put_object(Bucket="bucket", Key="desk/warehouse/current.json", Body=json.dumps(current).encode())
        with pytest.raises(object_store.Damaged, match="no file of a warehouse"):
            remote.pull(reader)
    assert contents(reader) == {} and not (tmp_path / "outside").exists()


PASSING = {
    "SlowDown twice": s3.times(2, s3.to("", "", 503, "SlowDown")),
    "500 twice": s3.times(2, s3.to("PUT", "/objects/", 500, "InternalError")),
    "bodies break off twice": s3.times(2, s3.cut("/publications/")),
    "bytes flip on the way twice": s3.times(2, s3.flipped("/publications/")),
    "bytes of the pointer flip on the way": s3.times(1, s3.flipped("/current.json")),
    "a manifest breaks off": s3.times(1, s3.cut("/manifests/")),
    "the answer to the last write is lost": s3.times(1, s3.lost("/current.json")),
    "all answers to the last write are lost": s3.times(5, s3.lost("/current.json")),
    "somebody else writes at this moment": s3.times(
        2, s3.to("PUT", "/current.json", 409, "ConditionalRequestConflict")
    ),
}


@pytest.mark.parametrize("fault", PASSING)
def test_failures_that_pass_are_waited_out(tmp_path: Path, server: s3.Store, fault: str) -> None:
    settings, reader = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")
    server.faults = [PASSING[fault]]
    remote.push(settings)
    remote.pull(reader)
    server.faults = []
    assert whole(settings) and number_in(reader) == (1, 1)


LASTING: dict[str, tuple[list[Any], str]] = {
    "overloaded": ([s3.to("", "", 503, "SlowDown")], "overloaded, try later"),
    "broken": ([s3.to("", "", 500, "InternalError")], "InternalError.*try later"),
    "wrong key": ([s3.to("", "", 403, "InvalidAccessKeyId")], "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"),
    "wrong secret": ([s3.to("", "", 403, "SignatureDoesNotMatch")], "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"),
    "no right to write": ([s3.to("PUT", "", 403, "AccessDenied")], "may list, get, put and delete"),
    "expired": ([s3.to("", "", 400, "ExpiredToken")], "have expired; set new ones in AWS_ACCESS_KEY_ID"),
    "clock": ([s3.to("", "", 403, "RequestTimeTooSkewed")], "clock of this machine"),
    "region": ([s3.to("GET", "", 301, "PermanentRedirect")], "set AWS_REGION"),
    "conditions ignored": ([s3.without_conditions], "ignores the conditions If-Match"),
    "conditions unknown": ([s3.to("PUT", "conditions", 501, "NotImplemented")], "does not know what was asked"),
    "goes on refusing": ([s3.to("PUT", "/current.json", 409, "ConditionalRequestConflict")], "goes on refusing"),
}


@pytest.mark.parametrize("fault", LASTING)
def test_failures_that_last_say_what_to_do_and_publish_nothing(
    tmp_path: Path, server: s3.Store, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(remote.time, "sleep", lambda seconds: None)
    server.faults, words = list(LASTING[fault][0]), LASTING[fault][1]
    with pytest.raises(object_store.StoreFailed, match=words) as told:
        remote.push(small(tmp_path / "a"))
    assert "an-access-key" not in str(told.value) and "HMAC" not in str(told.value)
    assert told.value.__cause__ is None, "what the client knows of keys and signatures is not passed on"
    server.faults = []
    assert "desk/warehouse/current.json" not in stored()


def test_bodies_that_always_break_off_leave_the_folder_and_the_rest_is_fetched_once(
    tmp_path: Path, server: s3.Store
) -> None:
    remote.push(small(tmp_path / "a"))
    reader = Settings(warehouse_dir=tmp_path / "b")
    server.faults = [s3.cut("bilateral.duckdb")]
    with pytest.raises(object_store.Damaged, match=r"bilateral\.duckdb does not arrive whole"):
        remote.pull(reader)
    assert contents(reader) == {}
    server.faults = []
    server.requests.clear()
    assert remote.pull(reader)["received"] == 9
    assert len([path for method, path in server.requests if "/objects/" in path]) == 0
    assert not (reader.build / "incoming").exists()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"BILATERAL_STORE": ""}, "BILATERAL_STORE is not set; expected s3://bucket/prefix"),
        ({"BILATERAL_STORE": "/mnt/bucket"}, "expected s3://bucket/prefix"),
        ({"BILATERAL_STORE": f"s3://key:{PASSWORD}@bucket/prefix"}, "keys belong in AWS_ACCESS_KEY_ID"),
        ({"BILATERAL_STORE": "s3://other/prefix"}, "no bucket other"),
        ({"BILATERAL_STORE": "s3://bucket/elsewhere"}, "no publication yet"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}, "no credentials"),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "AWS_ENDPOINT_URL or AWS_REGION"),
        ({"AWS_ENDPOINT_URL": f"http://user:{PASSWORD}@127.0.0.1:9"}, "no answer from http://127.0.0.1:9"),
    ],
)  # fmt: skip
def test_settings_that_lead_nowhere(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    words: str,
) -> None:
    from pipelines.apps import cli

    for name, value in environment.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    monkeypatch.setenv("BILATERAL_WAREHOUSE", str(tmp_path / "b"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["bilateral", "pull"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr()
    assert end.value.code == 1 and words in told.err and "Traceback" not in told.err, told.err
    assert not [secret for secret in (SECRET, TOKEN, PASSWORD) if secret in told.err + told.out]


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(object_store.StoreFailed, match=r"pip install '\.\[store\]'"):
        remote.push(Settings(warehouse_dir=tmp_path))


def test_secrets_are_in_no_file_object_or_output(tmp_path: Path, server: s3.Store) -> None:
    settings = small(tmp_path / "a")
    outputs = [bilateral(settings.warehouse, "push", "--json")]
    server.faults = [s3.to("", "", 403, "SignatureDoesNotMatch")]
    outputs.append(bilateral(settings.warehouse, "push"))
    assert [done.returncode for done in outputs] == [0, 1]
    server.faults = []
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    said = [(done.stdout + done.stderr).encode() for done in outputs]
    everything = b"".join([*written, *stored().values(), *map(str.encode, stored()), *said])
    for secret in (SECRET, TOKEN, "an-access-key"):
        assert secret.encode() not in everything
    assert snapshots.redact(f"x {SECRET} y {TOKEN}") == "x *** y ***"


# Clearing up


def test_prune_removes_what_no_publication_needs_and_nothing_else(tmp_path: Path, server: s3.Store) -> None:
    settings = small(tmp_path / "a")
    others = [
        "bilateral-of-another.txt",
        "desk/other/objects/x",
        "desk/warehouse/notes.txt",
        "desk/warehouse2/objects/x",
    ]
    start = datetime.now(UTC)
    for key in others:
        client().put_object(Bucket="bucket", Key=key, Body=b"not ours")
    upload = {"Bucket": "bucket", "Key": "desk/warehouse/objects/half"}
    client().create_multipart_upload(**upload)
    for number, days in enumerate((0, 7, 14, 21, 28, 30)):
        with time_machine.travel(start + timedelta(days=days, hours=number), tick=True):
            publish(settings, number)
            put(settings, "observations/source/gdp/2024-10.parquet", f"observations {number}")
            remote.push(settings)
    publications = sorted(key for key in stored() if key.endswith(".duckdb"))
    with time_machine.travel(start + timedelta(days=32), tick=True):
        would = remote.prune(settings, dry_run=True)
        before = stored()
        gone = prune.prune(settings)
        assert before.keys() - stored().keys() == {f"desk/warehouse/{each.key}" for each in would}
        assert len([item for item in gone if str(item.path).startswith(ADDRESS)]) == len(would)
        held = [key for key in stored() if key.endswith(".duckdb")]
        assert held == publications[3:], "what counts, and what counted within a week"
        assert client().list_multipart_uploads(Bucket="bucket").get("Uploads", []) == []
        assert whole(settings) and remote.prune(settings) == []
        remote.pull(Settings(warehouse_dir=tmp_path / "b"))
    with time_machine.travel(start + timedelta(days=63), tick=True):
        remote.prune(settings)
        held = [key for key in stored() if key.endswith(".duckdb")]
        assert held == publications[4:], "the one before what counts stays, however old"
        put(settings, "articles/new.yaml", "new")
        server.faults = [s3.to("PUT", "/manifests/", 403, "AccessDenied")]
        with pytest.raises(object_store.StoreFailed):
            remote.push(settings)
        server.faults = []
    with time_machine.travel(start + timedelta(days=71), tick=True):
        (orphan,) = remote.prune(settings, dry_run=True)
        remote.push(settings)
        # nobody relies on what a push that was given up had sent: it may be removed at this very moment
        assert orphan.key in [each.key for each in remote.prune(settings)]
        assert whole(settings)
    assert stored().keys() >= set(others)


def test_prune_trusts_the_clock_of_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = small(tmp_path / "a")
    for number in (1, 2, 3):
        publish(settings, number)
        remote.push(settings)

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2126, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(object_store, "datetime", Wrong)
    assert remote.prune(settings) == []


# Reading in place


def test_sql_of_the_page_reads_the_store_in_place(tmp_path: Path, server: s3.Store) -> None:
    settings = small(tmp_path / "a")
    remote.push(settings)
    server.requests.clear()
    with remote.connect(settings) as connection:
        assert connection.execute("select number from marts.numbers").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute("create table marts.mine as select 1")
    assert not [path for _, path in server.requests if "/objects/" in path]
    page = (ROOT / "docs" / "connecting.md").read_text(encoding="utf-8")
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "register_filesystem" in block]
    code = code.replace("s3://bucket/prefix", ADDRESS).replace("dyad_year", "numbers")
    found: dict[str, Any] = {}
    exec(code, found)
    assert found["rows"] == [(1,)] and found["figures"] == [(1,)]


def test_without_a_publication_there_is_nothing_to_read() -> None:
    with pytest.raises(published.NotPublished, match="holds no publication yet"):
        remote.connect(Settings())


# In the graph


def test_the_graph_pulls_first_and_pushes_last_and_only_where_a_store_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def graph() -> Any:
        return definitions.build_defs().get_repository_def().asset_graph

    with_store = graph()
    pull, push = dg.AssetKey(["store", "pull"]), dg.AssetKey(["store", "push"])
    roots = {key for key in with_store.get_all_asset_keys() if not with_store.get(key).parent_keys}
    # core.bound holds constants and reads nothing
    assert {key for key in roots if key.path[0] != "release"} == {
        pull, dg.AssetKey("catalogue"), dg.AssetKey(["core", "bound"])
    }  # fmt: skip
    assert {dg.AssetKey("reports"), dg.AssetKey("revisions")} == with_store.get(push).parent_keys
    jobs = {job.name: job for job in definitions.build_defs().get_repository_def().get_all_jobs()}
    for name in ("refresh_imf_weo", "rebuild"):
        assert {pull, push} <= set(jobs[name].asset_layer.executable_asset_keys)
    monkeypatch.delenv("BILATERAL_STORE")
    assert with_store.get_all_asset_keys() - graph().get_all_asset_keys() == {pull, push}


def test_a_run_records_what_was_sent_and_fails_where_another_machine_was_faster(tmp_path: Path) -> None:
    from pipelines.defs import remote as assets

    first, second = small(tmp_path / "a"), Settings(warehouse_dir=tmp_path / "b")

    def materialize(settings: Settings, key: str) -> dg.ExecuteInProcessResult:
        graph = assets.everything(Options(settings))
        return dg.materialize(graph, selection=[dg.AssetKey(["store", key])], raise_on_error=False)

    (event,) = materialize(first, "push").get_asset_materialization_events()
    facts = {name: value.value for name, value in event.materialization.metadata.items()}
    assert facts["sent"] == 9 and facts["manifest"] == whole(first) and "sent 9 files" in facts["summary"]
    assert materialize(second, "pull").success
    publish(second, 2)
    remote.push(second)
    publish(first, 3)
    failed = materialize(first, "push")
    assert not failed.success
    (step,) = [event for event in failed.all_events if event.is_step_failure]
    assert "another machine was faster" in step.step_failure_data.user_failure_data.description
    offline = replace(first, offline=True)
    assert materialize(offline, "push").success, "the store is not asked"
