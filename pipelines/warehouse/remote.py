"""A warehouse in an S3-compatible store, where it lives when machines come and go: push, pull, reading in place.

Belongs here: what of the folder the store holds, when a publication there begins to count, what a pull may replace.
Does not belong here: requests (stores/object_store.py), publishing on the disk (publication.py).

    current.json                              which publication counts, and its manifest; the only object that changes
    manifests/<sha256>.json                   every file of the warehouse with its object, hash and size
    publications/<day>-<hash>/marts/….parquet what readers open, under the names that it has on the disk
    objects/<day>/<sha256>                    everything else

A push sends what the store lacks, then the manifest, and last current.json, on the condition that it still is what this
machine had pulled. So whoever is killed or comes second has changed nothing. <day> is the day of sending by the store's
clock: an object that no manifest names is used again on that day only and removed a week later at the earliest, so that
a push and a prune never meet.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.stores import disk, object_store, snapshots
from pipelines.stores.object_store import Bucket, ConditionFailed, Damaged, Stored, StoreFailed
from pipelines.warehouse import publication, published
from pipelines.warehouse.engines.duckdb import Progress

if TYPE_CHECKING:
    import duckdb

FORMAT = 1
CURRENT = "current.json"
FOLDERS = ("manifests/", "publications/", "objects/")
"""All that is ever removed from a store lies in these."""
GRACE = timedelta(days=7)
"""How long what does not count any more stays, for readers that have begun and pushes that have not ended."""
PUBLISHED, SNAPSHOTS, DERIVED, WRITTEN = "published", "snapshots", "derived", "written"
_KINDS = {
    "bilateral.duckdb": PUBLISHED, "datapackage.json": PUBLISHED, "marts": PUBLISHED, "snapshots": SNAPSHOTS,
    "observations": DERIVED, "reports/revisions": DERIVED, "articles": WRITTEN, "reference": WRITTEN,
}  # fmt: skip
"""What the store holds. Reports are rendered from the published file; records of runs belong to their machine."""
_CONFLICTS = 5
"""Times that a store may answer that somebody else writes at this very moment."""


class Superseded(StoreFailed):
    """Another machine published meanwhile; its publication stays, and nothing of this machine is lost."""


class Disagreement(StoreFailed):
    """Files that people write changed both here and in the store; nothing was replaced."""


@dataclass(frozen=True)
class File:
    path: str
    key: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Held:
    """A file of the folder. `stamp` tells it from another one of the same name."""

    sha256: str
    size: int
    stamp: str


@dataclass(frozen=True)
class Manifest:
    id: str
    fingerprint: str
    built_at: str
    publication: str
    follows: str | None
    files: dict[str, File]

    @property
    def hashes(self) -> dict[str, str]:
        return {path: file.sha256 for path, file in self.files.items()}


@dataclass(frozen=True)
class Plan:
    """What a pull does: paths to receive, to remove, to leave as they are here, and those that it cannot judge."""

    receive: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    disagree: list[str] = field(default_factory=list)


# Pushing


def push(settings: Settings, progress: Progress | None = None, *, again: bool = False) -> dict[str, Any]:
    """Send what the store lacks and make it the publication that counts there; returns what was sent.

    `again`: send all that is here, also what the store should have, because it has lost or damaged some of it.
    Raises Superseded if the store holds a publication that this machine has not pulled, NotPublished, StoreFailed.
    """
    bucket = object_store.bucket(settings)
    memory = _memory(settings, bucket)
    current, etag, now = _current(bucket)
    followed = None
    with suppress(Damaged) if again else nullcontext():
        followed = _manifest(bucket, current["manifest"]) if current else None
    with ExitStack() as held:
        with publication.lock(settings, progress=progress):
            with published.connect(settings) as connection:
                found = connection.execute("select fingerprint, built_at from meta.build").fetchall()
            while True:
                mine = _scan(settings, progress)
                files = _wanted(mine, followed)
                hashes = {path: sha256 for path, (sha256, _) in files.items()}
                if followed and not again and hashes == followed.hashes:
                    _remember(settings, bucket, followed)
                    return _summary(bucket, followed, unchanged=True)
                if current and memory.get("manifest") != current["manifest"]:
                    raise Superseded(_superseded(bucket, current))
                there = followed.files if followed else {}
                if again:
                    there = {path: file for path, file in there.items() if path not in mine}
                keyed = _keyed(files, there, now)
                lacking = _lacking(bucket, keyed, there, again)
                links = _links(settings, held, [file for file, source in lacking if source is None])
                if all(
                    disk.stamp(links[file.key]) == mine[file.path].stamp for file, source in lacking if source is None
                ):
                    break  # else a publisher was asked meanwhile, and a record has one more retrieval
        sent = _send(bucket, lacking, links, mine, progress)
    ((fingerprint, built_at),) = found
    manifest = _described(fingerprint, f"{built_at.isoformat()}Z", keyed, current["manifest"] if current else None)
    bucket.put(f"manifests/{manifest.id}.json", _body(manifest))
    if not memory.get("conditions"):
        _demand_conditions(bucket, now)
    _make_current(bucket, manifest, etag, now)
    _remember(settings, bucket, manifest, conditions=True)
    return _summary(bucket, manifest) | sent


def _wanted(mine: Mapping[str, Held], followed: Manifest | None) -> dict[str, tuple[str, int]]:
    """Path -> hash and size of what the store shall hold: this folder, and every snapshot that was ever sent."""
    files = {path: (file.sha256, file.size) for path, file in mine.items()}
    for path, known in (followed.files if followed else {}).items():
        if _kind(path) == SNAPSHOTS:
            files.setdefault(path, (known.sha256, known.size))
    for path, (sha256, _) in files.items():
        if (name := _body_name(path)) and name != sha256:
            raise StoreFailed(
                f"{path}: the bytes have changed since they were stored; `bilateral pull` fetches them again"
            )
    return files


def _keyed(files: Mapping[str, tuple[str, int]], there: Mapping[str, File], now: datetime) -> dict[str, File]:
    """Each file with the object that holds it, or will."""
    day = now.date().isoformat()
    published = {path: sha256 for path, (sha256, _) in files.items() if _kind(path) == PUBLISHED}
    folder = f"publications/{day}-{_sha256(json.dumps(published, sort_keys=True).encode())[:12]}"
    if published == _readable({path: file.sha256 for path, file in there.items()}):
        folder = there["bilateral.duckdb"].key.rpartition("/")[0]
    known = {file.sha256: file.key for path, file in there.items() if _kind(path) != PUBLISHED}
    keys = {path: f"{folder}/{path}" for path in published}
    return {
        path: File(path, keys.get(path) or known.get(sha256) or f"objects/{day}/{sha256}", sha256, size)
        for path, (sha256, size) in sorted(files.items())
    }


def _lacking(
    bucket: Bucket, files: Mapping[str, File], there: Mapping[str, File], again: bool
) -> list[tuple[File, str | None]]:
    """Files whose object is not there yet, each with the key of an object that holds the same bytes, if any."""
    known = {file.key for file in there.values()}
    new = {file.key: file for file in files.values() if file.key not in known}
    # what a push that was killed has sent today need not be sent again
    folders = set() if again else {f"{'/'.join(key.split('/')[:2])}/" for key in new}
    sizes = {stored.key: stored.size for folder in folders for stored in bucket.list(folder)}
    lacking: list[tuple[File, str | None]] = []
    for key, file in new.items():
        if sizes.get(key) != file.size:
            same = there.get(file.path)
            lacking.append((file, same.key if same and same.sha256 == file.sha256 else None))
    return lacking


def _links(settings: Settings, held: ExitStack, files: Iterable[File]) -> dict[str, Path]:
    """Names of their own for files to send, so that a run which publishes meanwhile takes none of them away."""
    folder = held.enter_context(tempfile.TemporaryDirectory(prefix=f"reader-{os.getpid()}-", dir=settings.build))
    links = {}
    for number, file in enumerate(files):
        links[file.key] = Path(folder) / str(number)
        try:
            os.link(settings.warehouse / file.path, links[file.key])
        except OSError:  # a file system without hard links
            links[file.key] = settings.warehouse / file.path
    return links


def _send(
    bucket: Bucket,
    lacking: list[tuple[File, str | None]],
    links: Mapping[str, Path],
    mine: Mapping[str, Held],
    progress: Progress | None,
) -> dict[str, int]:
    moved = _meter("sending, kB", sum(file.size for file, source in lacking if source is None), progress)

    def send(file: File, source: str | None) -> None:
        if source is not None:
            bucket.copy(source, file.key)
            return
        bucket.send(links[file.key], file.key, moved)
        if disk.stamp(links[file.key]) != mine[file.path].stamp:
            bucket.delete([file.key])
            raise StoreFailed(f"{file.path} changed while it was being sent; push again")

    _all_at_once(send, lacking)
    own = [file for file, source in lacking if source is None]
    return {"sent": len(own), "bytes": sum(file.size for file in own), "copied": len(lacking) - len(own)}


def _demand_conditions(bucket: Bucket, now: datetime) -> None:
    """A store that writes in spite of a condition would let two machines overwrite one another."""
    key = f"objects/{now.date()}/conditions"
    bucket.put(key, b"{}")
    for condition in ({"match": '"00000000000000000000000000000000"'}, {"absent": True}):
        with suppress(ConditionFailed):
            bucket.put(key, b"{}", **condition)
            raise StoreFailed(
                f"{bucket.address}: the store ignores the conditions If-Match and If-None-Match, so that two machines"
                " could overwrite one another's publication; nothing was published. Use a store that knows them"
            )


def _make_current(bucket: Bucket, manifest: Manifest, etag: str, now: datetime) -> None:
    """The one write that makes the publication count, if the store still holds what it follows."""
    pointer = {
        "format": FORMAT, "publication": manifest.publication, "fingerprint": manifest.fingerprint,
        "built_at": manifest.built_at, "manifest": manifest.id, "follows": manifest.follows,
        "pushed_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }  # fmt: skip
    body = (json.dumps(pointer, indent=1) + "\n").encode()
    for attempt in range(_CONFLICTS):
        try:
            bucket.put(CURRENT, body, match=etag or None, absent=not etag)
            return
        except StoreFailed as error:
            found, found_etag, _ = _current(bucket)
            if found == pointer:
                return  # the answer was lost, and the client had asked again
            if found_etag != etag:
                raise Superseded(_superseded(bucket, found)) from None
            if not isinstance(error, ConditionFailed):
                raise
            time.sleep(0.1 * 2**attempt)
    raise StoreFailed(f"{bucket.address}/{CURRENT}: the store goes on refusing to write it; push again")


def _superseded(bucket: Bucket, found: Mapping[str, Any] | None) -> str:
    what = f"the publication built {found['built_at']} and pushed {found['pushed_at']}" if found else "nothing any more"
    return (
        f"{bucket.address} holds {what}, which this machine has not pulled: another machine was faster, or this one is"
        " new. Nothing of either is lost. Run `bilateral pull`, then `bilateral run` again (or `bilateral build` and"
        " `bilateral push`)"
    )


# Pulling


def pull(settings: Settings, progress: Progress | None = None, *, published: bool = False) -> dict[str, Any]:
    """Bring the folder to what counts in the store; with `published` only what readers open. Returns what changed.

    Everything is fetched and compared with its hash before anything is replaced; snapshots first, the published file
    last. What only this folder has, or changed, stays. Raises Disagreement, Damaged or StoreFailed: then the folder is
    as it was.
    """
    bucket = object_store.bucket(settings)
    current, _, _ = _current(bucket)
    if not current:
        return {"store": bucket.address, "manifest": None, "received": 0, "bytes": 0, "removed": [], "kept": []}
    manifest = _manifest(bucket, current["manifest"])
    memory = _memory(settings, bucket)
    incoming = settings.build / "incoming"
    with disk.space_on(settings.warehouse):
        incoming.mkdir(parents=True, exist_ok=True)
        with disk.locked(incoming):
            while True:
                with publication.lock(settings, progress=progress):
                    plan = _planned(settings, manifest, memory, published, progress)
                    wanted = [manifest.files[path] for path in plan.receive]
                    missing = [file for file in wanted if not _staged(incoming, file).exists()]
                    if not missing:
                        _take_over(settings, incoming, plan, manifest)
                        if not published:
                            _remember(settings, bucket, manifest)
                        break
                _fetch(bucket, incoming, missing, progress)
            shutil.rmtree(incoming, ignore_errors=True)
    return _summary(bucket, manifest) | {
        "received": len(wanted), "bytes": sum(file.size for file in wanted), "removed": plan.remove, "kept": plan.kept,
    }  # fmt: skip


def _planned(
    settings: Settings, manifest: Manifest, memory: Mapping[str, Any], published: bool, progress: Progress | None
) -> Plan:
    mine = {path: file.sha256 for path, file in _scan(settings, progress).items()}
    before, theirs = memory.get("files"), manifest.hashes
    if published:
        mine, theirs = _readable(mine), _readable(theirs)
        before = before and _readable(before)
    plan = decide(mine, before, theirs)
    if plan.disagree:
        raise Disagreement(
            f"changed both here and in the store: {', '.join(plan.disagree)}. Nothing was replaced. Move your version"
            " aside, run `bilateral pull`, put into the file what is right, and `bilateral push`"
        )
    return plan


def _readable(files: Mapping[str, str]) -> dict[str, str]:
    return {path: sha256 for path, sha256 in files.items() if _kind(path) == PUBLISHED}


def decide(mine: Mapping[str, str], before: Mapping[str, str] | None, theirs: Mapping[str, str]) -> Plan:
    """What to do with each path, from the hashes here, of the last pull or push (None: there was none), and there.

    What changed on one side only is taken from that side. What changed on both: records of retrievals are united,
    what a run makes anew is taken from the store, and what people write is for people to decide.
    """
    plan, known = Plan(), before or {}
    republished = _readable(theirs) != _readable(known) or "bilateral.duckdb" not in mine
    for path in sorted(mine.keys() | theirs.keys()):
        here, there, was = mine.get(path), theirs.get(path), known.get(path)
        kind = _kind(path)
        if here == there:
            continue
        if kind == PUBLISHED:
            if republished:  # all of it or none: its files belong together
                (plan.receive if there else plan.remove).append(path)
        elif kind == SNAPSHOTS:
            if there and (there != was or here is None or _body_name(path)):
                plan.receive.append(path)
        elif there == was:
            continue
        elif there is None:
            if here == was:
                plan.remove.append(path)
        elif here in (None, was) or kind == DERIVED:
            plan.receive.append(path)
        else:
            (plan.kept if before is None else plan.disagree).append(path)
    return plan


def _fetch(bucket: Bucket, incoming: Path, files: list[File], progress: Progress | None) -> None:
    moved = _meter("receiving, kB", sum(file.size for file in files), progress)
    _all_at_once(
        lambda file: bucket.fetch(file.key, _staged(incoming, file), file.sha256, moved), [(f,) for f in files]
    )


def _staged(incoming: Path, file: File) -> Path:
    """Where a file waits; what a pull that was killed had fetched lies there still."""
    return incoming / f"{file.sha256}-{_sha256(file.path.encode())[:8]}"


def _take_over(settings: Settings, incoming: Path, plan: Plan, manifest: Manifest) -> None:
    """Rename what was fetched to where it belongs. The lock is held, and all of it is on this disk."""
    staged = {path: _staged(incoming, manifest.files[path]) for path in plan.receive}
    folders: dict[Path, list[str]] = {}
    for path in plan.receive:
        if _kind(path) == SNAPSHOTS:
            folders.setdefault((settings.warehouse / path).parent, []).append(path)
    for folder, paths in folders.items():
        snapshots.receive(folder, {Path(path).name: staged[path] for path in paths})
    for path in plan.receive:
        if _kind(path) in (DERIVED, WRITTEN):
            target = settings.warehouse / path
            target.parent.mkdir(parents=True, exist_ok=True)
            disk.move(staged[path], target)
            disk.sync(target.parent)
    for path in plan.remove:
        if _kind(path) != PUBLISHED:
            (settings.warehouse / path).unlink(missing_ok=True)
    marts = {Path(path).name: file for path, file in staged.items() if path.startswith("marts/")}
    stale = [Path(path).name for path in plan.remove if path.startswith("marts/")]
    if "datapackage.json" in staged:
        staged["datapackage.json"].replace(settings.warehouse / "datapackage.json")
    if "bilateral.duckdb" in staged:
        publication.give_names(settings, staged["bilateral.duckdb"], marts, stale)
    else:
        for name, file in marts.items():
            file.replace(settings.marts / name)


# Both sides


def _scan(settings: Settings, progress: Progress | None) -> dict[str, Held]:
    """Every file that the store would hold, hashed unless it is the one that was hashed before."""
    cache = settings.build / "hashes.json"
    known: dict[str, list[str]] = {}
    with suppress(OSError, ValueError):
        known = json.loads(cache.read_text(encoding="utf-8"))
    found: dict[str, Held] = {}
    paths = [path for name in _KINDS for path in _files(settings.warehouse / name)]
    for done, path in enumerate(sorted(paths)):
        name = path.relative_to(settings.warehouse).as_posix()
        if not _is_ours(name):
            continue
        try:
            stamp = disk.stamp(path)
            if known.get(name, ["", ""])[0] != stamp:
                if progress:
                    progress(f"hashing {name}", done, len(paths))
                with path.open("rb") as file:
                    known[name] = [stamp, hashlib.file_digest(file, "sha256").hexdigest()]
        except FileNotFoundError:
            continue  # replaced this moment
        found[name] = Held(known[name][1], int(stamp.split()[1]), stamp)
    disk.write(cache, json.dumps({name: known[name] for name in found}), durable=False)
    return found


def _files(place: Path) -> Iterable[Path]:
    """A file, or those below a folder."""
    return [path for path in (place, *place.rglob("*")) if path.is_file()]


def _kind(path: str) -> str | None:
    parts = path.split("/")
    return _KINDS.get(parts[0]) or _KINDS.get("/".join(parts[:2]))


_BODY = re.compile(r"snapshots/[^/]+/[^/]+/([0-9a-f]{64})\.(?!origin\.json$).+")


def _body_name(path: str) -> str | None:
    """The hash in the name of a snapshot's bytes; None for any other file."""
    found = _BODY.fullmatch(path)
    return found[1] if found else None


def _current(bucket: Bucket) -> tuple[dict[str, Any] | None, str, datetime]:
    """The pointer, its ETag, and the store's clock."""
    answer = bucket.get(CURRENT)
    if answer.body is None:
        return None, "", answer.date
    try:
        found = json.loads(answer.body)
        if found["format"] > FORMAT:
            raise StoreFailed(
                f"{bucket.address}: pushed by a newer version (format {found['format']}); upgrade this one"
            )
        if re.fullmatch("[0-9a-f]{64}", found["manifest"]):
            return found, answer.etag, answer.date
    except (ValueError, KeyError, TypeError):
        pass
    raise Damaged(f"{bucket.address}/{CURRENT} is not what a push writes; does another program use this prefix?")


def _manifest(bucket: Bucket, sha256: str) -> Manifest:
    body = bucket.get(f"manifests/{sha256}.json").body
    if body is None or _sha256(body) != sha256:
        what = "is missing" if body is None else "holds other bytes than its name promises"
        raise Damaged(f"{bucket.address}/manifests/{sha256}.json {what}; push again from a machine that has it whole")
    found = json.loads(body)
    files = {file["path"]: File(**file) for file in found.pop("files")}
    for file in files.values():
        if not _is_ours(file.path) or not file.key.startswith(FOLDERS):
            raise Damaged(f"the manifest names {file.path!r} in {file.key!r}, which is no file of a warehouse")
    return Manifest(
        sha256, found["fingerprint"], found["built_at"], found["publication"], found["follows"], files,
    )  # fmt: skip


def _is_ours(path: str) -> bool:
    """Whether a path is that of a finished file in one of the folders that a store holds, and of nothing outside."""
    parts = PurePosixPath(path).parts
    plain = "/".join(parts) == path and not any(part.startswith(".") or "\\" in part for part in parts)
    return plain and _kind(path) is not None


def _described(fingerprint: str, built_at: str, files: Mapping[str, File], follows: str | None) -> Manifest:
    publication = files["bilateral.duckdb"].key.rpartition("/")[0]
    manifest = Manifest("", fingerprint, built_at, publication, follows, dict(files))
    return Manifest(_sha256(_body(manifest)), fingerprint, built_at, publication, follows, dict(files))


def _body(manifest: Manifest) -> bytes:
    described = {
        "format": FORMAT, "publication": manifest.publication, "fingerprint": manifest.fingerprint,
        "built_at": manifest.built_at, "follows": manifest.follows,
        "files": [vars(file) for file in manifest.files.values()],
    }  # fmt: skip
    return (json.dumps(described, indent=0) + "\n").encode()


def _memory(settings: Settings, bucket: Bucket) -> dict[str, Any]:
    """What this machine last pulled from, or pushed to, this very store."""
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads((settings.build / "store.json").read_text(encoding="utf-8"))
        if found["store"] == bucket.address:
            return found
    return {}


def _remember(settings: Settings, bucket: Bucket, manifest: Manifest, **more: Any) -> None:
    memory = _memory(settings, bucket)
    memory |= {"store": bucket.address, "manifest": manifest.id, "files": manifest.hashes, **more}
    disk.write(settings.build / "store.json", json.dumps(memory))


def _summary(bucket: Bucket, manifest: Manifest, *, unchanged: bool = False) -> dict[str, Any]:
    outcome = {
        "store": bucket.address, "publication": manifest.publication, "built_at": manifest.built_at,
        "manifest": manifest.id, "files": len(manifest.files),
    }  # fmt: skip
    return outcome | ({"sent": 0, "bytes": 0, "copied": 0} if unchanged else {})


def in_words(outcome: Mapping[str, Any]) -> str:
    """What a push or a pull came to, for people."""
    if not outcome["manifest"]:
        return f"{outcome['store']} holds no publication yet; `bilateral push` sends this one."
    what = f"{outcome['publication']} (built {outcome['built_at']})"
    size = f"{outcome['bytes']:,} bytes"
    if "sent" in outcome:
        if not outcome["sent"] and not outcome["copied"]:
            return f"{outcome['store']} holds this already, as {what}; nothing was sent."
        return f"{outcome['store']}: sent {outcome['sent']} files of {size}; what counts there is {what}."
    if not outcome["received"] and not outcome["removed"] and not outcome["kept"]:
        return f"{outcome['store']}: nothing new; what counts there is {what}."
    lines = [f"{outcome['store']}: received {outcome['received']} files of {size}; what counts there is {what}."]
    if outcome["removed"]:
        lines.append(f"Removed, as there: {', '.join(outcome['removed'])}")
    if outcome["kept"]:
        lines.append(f"Another one here than in the store, and left as it is: {', '.join(outcome['kept'])}")
    return "\n".join(lines)


def _meter(what: str, total: int, progress: Progress | None) -> Callable[[int], None]:
    """Takes bytes from several threads and tells the progress in kB."""
    lock, done = threading.Lock(), [0]

    def moved(size: int) -> None:
        with lock:
            done[0] += size
            if progress:
                progress(what, done[0] >> 10, total >> 10)

    return moved


def _all_at_once(work: Callable[..., None], arguments: Iterable[tuple[Any, ...]]) -> None:
    """Several at a time; after the first failure no other is begun."""
    with ThreadPoolExecutor(object_store.THREADS) as pool:
        running = [pool.submit(work, *each) for each in arguments]
        try:
            for each in running:
                each.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# Clearing up, and reading in place


def prune(settings: Settings, *, dry_run: bool = False) -> list[Stored]:
    """Remove what no publication needs that counts or did within GRACE, or the one before; returns what it was."""
    bucket = object_store.bucket(settings)
    current, _, now = _current(bucket)
    stored = [each for folder in FOLDERS for each in bucket.list(folder)]
    kept = _kept(bucket, current["manifest"], stored, now) if current else set()
    unneeded = [each for each in stored if each.key not in kept and now - each.modified > GRACE]
    if not dry_run:
        bucket.delete(each.key for each in unneeded)
        for folder in FOLDERS:
            for key, upload, began in bucket.unfinished(folder):
                if now - began > GRACE:
                    bucket.abort(key, upload)
    return unneeded


def _kept(bucket: Bucket, newest: str, stored: Iterable[Stored], now: datetime) -> set[str]:
    """Objects of the publication that counts, of the one before, and of those that counted within GRACE."""
    written = {each.key: each.modified for each in stored}
    kept: set[str] = set()
    manifest: Manifest | None = _manifest(bucket, newest)
    former = 0
    while manifest:
        key = f"manifests/{manifest.id}.json"
        kept |= {key, *(file.key for file in manifest.files.values())}
        former += 1
        before = f"manifests/{manifest.follows}.json"
        # a publication stopped counting when the one that follows it was written
        is_kept = manifest.follows and before in written and (former < 2 or now - written[key] <= GRACE)
        manifest = _manifest(bucket, str(manifest.follows)) if is_kept else None
    return kept


def connect(settings: Settings) -> "duckdb.DuckDBPyConnection":
    """The published file read-only where it lies in the store: what a query needs of it is fetched, and no more.

    `read_parquet('s3://…')` works on it as well. Raises NotPublished.
    """
    from pipelines.stores import database

    bucket = object_store.bucket(settings)
    current, _, _ = _current(bucket)
    if not current:
        raise published.NotPublished(f"{bucket.address} holds no publication yet; `bilateral push` sends one")
    connection = database.connect(settings)
    connection.register_filesystem(object_store.filesystem())
    file = bucket.address.replace("s3://", "bilateral://", 1) + f"/{current['publication']}/bilateral.duckdb"
    connection.execute(f"attach {database.quoted(file)} as published (read_only); use published")
    return connection
