"""The publication in an S3-compatible store: push and pull.

Belongs here: what of the warehouse the store holds, and when a publication there begins to count. Does not belong
here: publishing on the disk (publication.py), snapshots, which any tool copies: their files never change their content.

    current.json                                which publication counts, and its files with their hashes
    publications/<built_at>-<fingerprint>/…     bilateral.duckdb, datapackage.json and marts/*.parquet

A push sends the files and last current.json, on the condition that it still is what this machine last pushed or pulled.
So whoever is killed or comes second has changed nothing that readers see. Address and keys come from the environment as
for any AWS tool; none of their values is ever part of a message.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from pipelines.config import Settings
from pipelines.stores import disk
from pipelines.warehouse import publication, published
from pipelines.warehouse.engines.duckdb import Progress

if TYPE_CHECKING:
    from obstore.store import ObjectStore

CURRENT, PUBLICATIONS = "current.json", "publications"
DATABASE, PACKAGE = "bilateral.duckdb", "datapackage.json"
CHUNK = 8 << 20
RETRIES: dict[str, Any] = {"max_retries": 4, "backoff": {"init_backoff": timedelta(milliseconds=200)}}


class StoreFailed(RuntimeError):  # noqa: N818 (says what happened)
    """The store did not do what it was asked; the message says what to look at."""


class Superseded(StoreFailed):
    """Another machine published meanwhile; its publication stays, and so does what is here."""


class Current(NamedTuple):
    """The publication that counts in the store; without one there is no name and no tag."""

    name: str | None
    fingerprint: str
    built_at: str
    files: dict[str, str]
    """Path -> SHA-256."""
    e_tag: str | None


def push(settings: Settings, progress: Progress | None = None) -> dict[str, Any]:
    """Send what is published here, and make it count in the store; nothing is sent where it does so already.

    Raises Superseded if the store holds a publication that this machine has not seen, NotPublished, StoreFailed.
    """
    store = _store(settings)
    with publication.lock(settings, progress=progress), _in_words(settings):
        with published.connect(settings) as connection:
            ((fingerprint, built_at),) = connection.execute("select fingerprint, built_at from meta.build").fetchall()
        held = _current(store)
        name = f"{built_at:%Y%m%dT%H%M%SZ}-{fingerprint[:12]}"
        if held.name == name:
            return _outcome(settings, held, "nothing new to send")
        if held.name and held.name != _seen(settings):
            raise Superseded(
                f"{settings.store} holds the publication built {held.built_at}, which this machine has not seen:"
                " another one was faster, or this one is new. Run `bilateral pull` to take that one over, and"
                " `bilateral run` to build again from what is stored here"
            )
        files = _files(settings)
        for done, (path, file) in enumerate(files.items()):
            if progress:
                progress(f"sending {path}", done, len(files))
            store.put(f"{PUBLICATIONS}/{name}/{path}", file)
        hashes = {path: _sha256(file) for path, file in files.items()}
        made = Current(name, fingerprint, f"{built_at.isoformat()}Z", hashes, None)
        _make_current(settings, store, made, held.e_tag)
        _remember(settings, name)
        _clear(store, {name, held.name})
    return _outcome(settings, made, f"sent {len(files)} files")


def pull(settings: Settings, progress: Progress | None = None) -> dict[str, Any]:
    """Publish here what counts in the store. All of it is fetched and compared with its hashes before it replaces what
    is here. Raises NotPublished, StoreFailed."""
    store = _store(settings)
    with publication.lock(settings, progress=progress), _in_words(settings):
        held = _current(store)
        if not held.name:
            raise published.NotPublished(f"{settings.store} holds no publication yet; `bilateral push` sends one")
        if held.name == _seen(settings) and publication.intact(settings, held.fingerprint):
            return _outcome(settings, held, "nothing new")
        run = settings.build / f"run-{os.getpid()}-{uuid4().hex[:8]}.pull"
        try:
            for done, (path, sha256) in enumerate(held.files.items()):
                if progress:
                    progress(f"receiving {path}", done, len(held.files))
                _fetch(store, f"{PUBLICATIONS}/{held.name}/{path}", run / path, sha256)
            marts = [run / path for path in held.files if path.startswith("marts/")]
            if PACKAGE in held.files:
                (run / PACKAGE).replace(settings.warehouse / PACKAGE)
            publication.publish(settings, run / DATABASE, marts, held.fingerprint)
        finally:
            publication.discard([run])
        _remember(settings, held.name)
    return _outcome(settings, held, f"received {len(held.files)} files")


def _outcome(settings: Settings, held: Current, what: str) -> dict[str, Any]:
    return {
        "store": settings.store, "publication": held.name, "built_at": held.built_at,
        "summary": f"{settings.store}: {what}; what counts there is {held.name}.",
    }  # fmt: skip


def _files(settings: Settings) -> dict[str, Path]:
    """Path in the publication -> file: what readers open."""
    marts = {f"marts/{file.name}": file for file in sorted(settings.marts.glob("*.parquet"))}
    package = settings.warehouse / PACKAGE
    return {DATABASE: settings.database} | ({PACKAGE: package} if package.exists() else {}) | marts


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


# The store


def _store(settings: Settings) -> "ObjectStore":
    parts = urlsplit(settings.store)
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or ":" in parts.netloc:
        raise StoreFailed("BILATERAL_STORE: expected s3://bucket/prefix; keys belong in AWS_ACCESS_KEY_ID and so on")
    try:
        from obstore.store import from_url
    except ImportError:
        raise StoreFailed("BILATERAL_STORE is set, and the extra is missing: pip install '.[store]'") from None
    client: Any = {"allow_http": True, "timeout": "300s", "connect_timeout": "10s"}
    with _in_words(settings):
        return from_url(settings.store, client_options=client, retry_config=RETRIES)


def _current(store: "ObjectStore") -> Current:
    try:
        answer = store.get(CURRENT)
    except FileNotFoundError:
        return Current(None, "", "", {}, None)
    try:
        found = json.loads(bytes(answer.bytes()))
        held = Current(
            found["publication"], found["fingerprint"], found["built_at"], found["files"], answer.meta["e_tag"]
        )
        outside = [path for path in held.files if ".." in PurePosixPath(path).parts or path.startswith("/")]
    except (ValueError, KeyError, TypeError):
        outside = [CURRENT]
    if outside:
        raise StoreFailed(f"{CURRENT} in the store is not what a push writes; does another program use this prefix?")
    return held


def _make_current(settings: Settings, store: "ObjectStore", made: Current, e_tag: str | None) -> None:
    """The one write that makes a publication count, if the store still holds what was there before."""
    from obstore.exceptions import AlreadyExistsError, PreconditionError

    content = {
        "publication": made.name, "fingerprint": made.fingerprint, "built_at": made.built_at, "files": made.files,
    }  # fmt: skip
    try:
        store.put(
            CURRENT, json.dumps(content, indent=1).encode(), mode={"e_tag": e_tag} if e_tag else "create",
            use_multipart=False,
        )  # fmt: skip
    except (AlreadyExistsError, PreconditionError):
        if _current(store).name != made.name:  # else the answer was lost, and the client had asked again
            raise Superseded(
                f"{settings.store}: another machine published while this one was sending. Run `bilateral pull` to take"
                " that one over, and `bilateral run` to build again from what is stored here"
            ) from None


def _fetch(store: "ObjectStore", key: str, target: Path, sha256: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for chunk in store.get(key).stream(min_chunk_size=CHUNK):
            file.write(chunk)
            digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise StoreFailed(f"{key} in the store holds other bytes than were pushed; push again from where it was built")


def _clear(store: "ObjectStore", kept: set[str | None]) -> None:
    """Remove all publications but these: the one that counts, and the one before, which somebody may be reading."""
    listed = [item["path"] for page in store.list(f"{PUBLICATIONS}/") for item in page]
    store.delete([path for path in listed if path.split("/")[1] not in kept])


# What this machine last pushed or pulled


def _seen(settings: Settings) -> str | None:
    with suppress(OSError, ValueError, KeyError):
        memory = json.loads((settings.build / "store.json").read_text(encoding="utf-8"))
        return str(memory["publication"]) if memory["store"] == settings.store else None
    return None


def _remember(settings: Settings, name: str) -> None:
    disk.write(settings.build / "store.json", json.dumps({"store": settings.store, "publication": name}))


@contextmanager
def _in_words(settings: Settings) -> Iterator[None]:
    """Whatever the client raises becomes StoreFailed, without what it knows of keys and signatures."""
    from obstore import exceptions

    try:
        yield
    except published.NotPublished:
        raise
    except (exceptions.UnauthenticatedError, exceptions.PermissionDeniedError):
        raise StoreFailed(
            f"{settings.store}: the store refuses these credentials; look at AWS_ACCESS_KEY_ID,"
            " AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and whether they may list, get, put and delete below this"
            " prefix"
        ) from None
    except FileNotFoundError:
        raise StoreFailed(
            f"{settings.store}: there is no such bucket, or what counted there was replaced just now: look at"
            " BILATERAL_STORE and AWS_ENDPOINT_URL, or try again"
        ) from None
    except exceptions.BaseError as error:
        raise StoreFailed(
            f"{settings.store}: no answer that can be used ({type(error).__name__}); are AWS_ENDPOINT_URL,"
            " AWS_REGION and the credentials right, and is there a network?"
        ) from None
