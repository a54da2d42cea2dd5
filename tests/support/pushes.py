"""Pushes that are killed at one request after the other; started by test_remote.py as a process of its own.

    python pushes.py WAREHOUSE

Each push is a fork, killed right before its n-th request; the last one is killed when all requests are made and the
machine has not noted it yet. A line of JSON tells of each kill which manifest counts in the store then.
"""

import json
import os
import signal
import sys
from pathlib import Path

from pipelines.config import Settings
from pipelines.stores import object_store
from pipelines.warehouse import remote


def kill(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def push(settings: Settings, before: int) -> None:
    child = os.fork()
    if child == 0:
        object_store.THREADS = 1  # one request after the other
        remote._remember = kill
        made = [0]

        def count(**_: object) -> None:
            made[0] += 1
            if made[0] == before:
                kill()

        bucket = object_store.bucket(settings)
        bucket.client.meta.events.register("before-send.s3", count)
        object_store.bucket = lambda _: bucket
        try:
            remote.push(settings)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the push ended by itself"


def keys(bucket: object_store.Bucket) -> set[str]:
    return {stored.key for stored in bucket.list("")}


if __name__ == "__main__":
    settings = Settings(warehouse_dir=Path(sys.argv[1]))
    bucket = object_store.bucket(settings)
    (old, _, _) = remote._current(bucket)
    before = keys(bucket)
    for number in range(1, 100):
        push(settings, number)
        (current, _, _) = remote._current(bucket)
        assert current and old
        sent = keys(bucket) - before
        print(json.dumps({"request": number, "sent": len(sent), "counts": current["manifest"]}), flush=True)
        if current != old:
            break
        bucket.delete(sent)  # the next one shall not go on from there
