"""A publication in an S3-compatible store (moto's server): what is sent, what counts, who wins, what a kill leaves."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import dagster as dg
import pytest
import requests
import versions
from servers import s3
from werkzeug import Response

from pipelines import definitions
from pipelines.config import Settings
from pipelines.defs.assets import Options
from pipelines.warehouse import publication, published, remote

SECRET, TOKEN = "wJalrXUtnFEMI-secret-key", "FwoGZXIvYXdz-session-token"
ADDRESS = "s3://bucket/desk/warehouse"


@pytest.fixture(scope="module")
def server() -> Iterator[s3.Store]:
    started = s3.Store()
    yield started
    started.server.shutdown()


@pytest.fixture(autouse=True)
def bucket(server: s3.Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[s3.Store]:
    """An empty bucket, keys in the environment, and hardly any waiting between attempts."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "an-access-key", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN,
        "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": server.url, "BILATERAL_STORE": ADDRESS,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    quick = {"init_backoff": timedelta(milliseconds=1), "max_backoff": timedelta(milliseconds=2)}
    monkeypatch.setattr(remote, "RETRIES", {"max_retries": 4, "backoff": quick})
    place = {"LocationConstraint": "eu-west-1"}
    client().create_bucket(Bucket="bucket", CreateBucketConfiguration=place)
    server.requests.clear()
    yield server
    server.faults.clear()
    requests.post(f"{server.url}/moto-api/reset", timeout=10)


def client() -> Any:
    return boto3.client("s3", region_name="eu-west-1", endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def machine(folder: Path, version: int | None = None) -> Settings:
    """A machine of its own, with this version published."""
    settings = versions.project(folder)
    if version is not None:
        publication.build(settings, versions.inputs(version))
    return settings


def stored() -> dict[str, bytes]:
    """Key -> bytes of everything below the prefix."""
    asked = client()
    found = asked.list_objects_v2(Bucket="bucket").get("Contents", [])
    return {
        each["Key"].removeprefix("desk/warehouse/"): asked.get_object(Bucket="bucket", Key=each["Key"])["Body"].read()
        for each in found
    }


def counting() -> str:
    """The publication that counts, once every file of it is what the pointer says."""
    held = stored()
    current = json.loads(held["current.json"])
    for path, sha256 in current["files"].items():
        assert hashlib.sha256(held[f"publications/{current['publication']}/{path}"]).hexdigest() == sha256, path
    return str(current["publication"])


# There and back


def test_what_one_machine_pushes_another_pulls(tmp_path: Path, server: s3.Store) -> None:
    first, second = machine(tmp_path / "a", 1), machine(tmp_path / "b")
    assert "sent 2 files" in remote.push(first)["summary"]
    server.wrote()
    assert "nothing new to send" in remote.push(first)["summary"] and server.wrote() == []
    assert "received 2 files" in remote.pull(second)["summary"]
    assert versions.seen(second) == 1
    assert "nothing new" in remote.pull(second)["summary"]
    assert publication.build(second, versions.inputs(1)).unchanged, "the same inputs build nothing"


def test_a_file_that_somebody_has_damaged_is_pulled_again(tmp_path: Path) -> None:
    settings = machine(tmp_path, 1)
    remote.push(settings)
    (settings.marts / "total.parquet").write_bytes(b"PAR1")
    assert "received" in remote.pull(settings)["summary"]
    assert versions.seen(settings) == 1


def test_without_a_publication_there_is_nothing_to_send_or_to_receive(tmp_path: Path) -> None:
    for exchange in (remote.push, remote.pull):
        with pytest.raises(published.NotPublished, match="bilateral"):
            exchange(machine(tmp_path))


def test_the_publication_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    settings = machine(tmp_path)
    names = []
    for version in (1, 2, 3):
        publication.build(settings, versions.inputs(version))
        names.append(remote.push(settings)["publication"])
    assert {key.split("/")[1] for key in stored() if "/" in key} == set(names[1:])
    assert counting() == names[2]


# One writer


def test_who_has_not_seen_what_counts_is_told_to_pull(tmp_path: Path) -> None:
    first, second = machine(tmp_path / "a", 1), machine(tmp_path / "b", 2)
    remote.push(first)
    with pytest.raises(remote.Superseded, match="bilateral pull"):
        remote.push(second)
    assert versions.seen(second) == 2
    remote.pull(second)
    publication.build(second, versions.inputs(2))
    remote.push(second)
    with pytest.raises(remote.Superseded):
        publication.build(first, versions.inputs(3))
        remote.push(first)
    remote.pull(first)
    assert versions.seen(first) == 2


def test_of_two_that_meet_right_before_the_pointer_one_wins(tmp_path: Path, server: s3.Store) -> None:
    machines = [machine(tmp_path / name, version) for version, name in enumerate("ab")]
    together = threading.Barrier(2)

    def meet(environ: dict[str, Any], answer: Any) -> None:
        if environ["REQUEST_METHOD"] == "PUT" and environ["PATH_INFO"].endswith("current.json"):
            together.wait(10)

    server.faults.append(meet)

    def attempt(settings: Settings) -> Any:
        try:
            return remote.push(settings)["publication"]
        except remote.Superseded as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        ends = [*pool.map(attempt, machines)]
    (winner,) = [end for end in ends if isinstance(end, str)]
    assert sum(isinstance(end, remote.Superseded) for end in ends) == 1
    assert counting() == winner


PUSH = """
import sys
from pathlib import Path
from pipelines.config import Settings
from pipelines.warehouse import remote
remote.push(Settings(root=Path(sys.argv[1]), warehouse_dir=Path(sys.argv[1]) / "warehouse"))
"""


def killed_at(
    left: list[int], child: "subprocess.Popen[bytes]", environ: dict[str, Any], answer: Any
) -> Response | None:
    """Kill the process at its so manieth request, which is not answered."""
    left[0] -= 1
    if left[0] > 0:
        return None
    child.kill()
    return s3.refusal(503, "SlowDown")


@pytest.mark.slow
def test_a_kill_before_any_request_leaves_the_old_or_the_new_publication(tmp_path: Path, server: s3.Store) -> None:
    settings = machine(tmp_path, 1)
    old = remote.push(settings)["publication"]
    publication.build(settings, versions.inputs(2))
    counted = [old]
    while counted[-1] == old:
        left = [len(counted)]
        child = subprocess.Popen([sys.executable, "-c", PUSH, str(settings.root)], cwd=versions.ROOT)
        server.faults[:] = [partial(killed_at, left, child)]
        child.wait()
        server.faults.clear()
        counted.append(counting())
    assert len(counted) > 4
    assert remote.pull(machine(tmp_path / "other"))["publication"] == counted[-1]


# Stores that fail


def test_failures_that_pass_are_waited_out(tmp_path: Path, server: s3.Store) -> None:
    server.faults.append(s3.times(2, s3.to("PUT", "", 503, "SlowDown")))
    remote.push(machine(tmp_path / "a", 1))
    server.faults.append(s3.times(2, s3.to("GET", "", 500, "InternalError")))
    other = machine(tmp_path / "b")
    remote.pull(other)
    assert versions.seen(other) == 1


def test_an_answer_that_was_lost_is_no_other_machine(tmp_path: Path, server: s3.Store) -> None:
    server.faults.append(s3.times(1, s3.lost("current.json")))
    settings = machine(tmp_path, 1)
    assert remote.push(settings)["publication"] == counting()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (s3.to("", "", 403, "InvalidAccessKeyId"), "refuses these credentials.*AWS_SECRET_ACCESS_KEY"),
        (s3.to("", "", 503, "SlowDown"), "no answer that can be used"),
        (s3.to("", "", 404, "NoSuchBucket"), "no such bucket|BILATERAL_STORE"),
    ],
)
def test_failures_that_last_say_what_to_do_and_publish_nothing(
    tmp_path: Path, server: s3.Store, fault: s3.Fault, words: str
) -> None:
    settings = machine(tmp_path, 1)
    server.faults.append(fault)
    with pytest.raises(remote.StoreFailed, match=words) as told:
        remote.push(settings)
    server.faults.clear()
    assert stored() == {}
    assert not any(secret in str(told.value) for secret in (SECRET, TOKEN, "an-access-key"))


def test_a_damaged_object_is_named_and_nothing_is_replaced(tmp_path: Path, server: s3.Store) -> None:
    first, second = machine(tmp_path / "a", 2), machine(tmp_path / "b", 1)
    remote.push(first)
    server.faults.append(s3.flipped("total.parquet"))
    with pytest.raises(remote.StoreFailed, match=r"total\.parquet in the store holds other bytes"):
        remote.pull(second)
    assert versions.seen(second) == 1


@pytest.mark.parametrize("path", ["../outside.parquet", "/outside.parquet"])
def test_a_pointer_cannot_write_outside_the_warehouse(tmp_path: Path, path: str) -> None:
    remote.push(machine(tmp_path / "a", 1))
    pointer = json.loads(stored()["current.json"])
    pointer["files"] = {path: "0" * 64}
    client().put_object(Bucket="bucket", Key="desk/warehouse/current.json", Body=json.dumps(pointer))
    with pytest.raises(remote.StoreFailed, match="not what a push writes"):
        remote.pull(machine(tmp_path / "b"))


@pytest.mark.parametrize("address", ["https://bucket/x", "s3://", "s3://key:secret@bucket/x"])
def test_an_address_that_leads_nowhere_is_told(tmp_path: Path, address: str) -> None:
    with pytest.raises(remote.StoreFailed, match="expected s3://bucket/prefix") as told:
        remote.push(replace(machine(tmp_path), store=address))
    assert "secret@" not in str(told.value)


# In the graph


def test_the_graph_pushes_last_and_only_where_a_store_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def keys() -> set[dg.AssetKey]:
        return set(definitions.build_defs().get_repository_def().asset_graph.get_all_asset_keys())

    with_store = definitions.build_defs().get_repository_def()
    push = dg.AssetKey(["store", "push"])
    assert with_store.asset_graph.get(push).parent_keys == {dg.AssetKey("reports"), dg.AssetKey("revisions")}
    jobs = {job.name: job for job in with_store.get_all_jobs()}
    for name in ("refresh_imf_weo", "rebuild"):
        assert push in jobs[name].asset_layer.executable_asset_keys
    monkeypatch.delenv("BILATERAL_STORE")
    assert set(with_store.asset_graph.get_all_asset_keys()) - keys() == {push}


def test_a_run_says_what_was_sent_and_fails_where_another_machine_was_faster(tmp_path: Path) -> None:
    from pipelines.defs import remote as assets

    def materialize(settings: Settings) -> dg.ExecuteInProcessResult:
        graph = assets.everything(Options(settings))
        return dg.materialize(graph, selection=[dg.AssetKey(["store", "push"])], raise_on_error=False)

    first, second = machine(tmp_path / "a", 1), machine(tmp_path / "b", 2)
    (event,) = materialize(first).get_asset_materialization_events()
    assert "sent 2 files" in event.materialization.metadata["summary"].value
    failed = materialize(second)
    (step,) = [event for event in failed.all_events if event.is_step_failure]
    assert "another one was faster" in step.step_failure_data.user_failure_data.description
    assert materialize(replace(second, offline=True)).success, "the store is not asked"
