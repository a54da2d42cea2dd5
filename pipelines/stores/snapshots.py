"""The store of bytes as publishers sent them: content-addressed, each body with an origin record.

`<store>/<source>/<dataset>/<sha256>.<ext>` is the body, `<sha256>.origin.json` says where it came from.
Identical bytes are one snapshot, and every later retrieval of them is appended to its record.
"""

import base64
import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit
from uuid import uuid4

from pipelines.stores import disk

Basis = Literal["stated", "estimated"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8})?")
_SECRET = re.compile(
    r"subscription[-_]?key|api[-_]?key|access[-_]?token|client[-_]?secret|key|token|secret|password|passwd|pwd"
    r"|authorization|signature|sig",
    re.IGNORECASE,
)
SECRETS = (
    "COMTRADE_KEY", "BILATERAL_SMTP_PASSWORD", "BILATERAL_ALERT_WEBHOOK", "BILATERAL_POSTGRES_URL",
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
)  # fmt: skip
"""Environment variables whose values nobody may read anywhere."""
_SECRET_IN_TEXT = re.compile(
    r"(?i)\b(ocp-apim-subscription-key|subscription[-_]?key|api[-_]?key|access[-_]?token|token|secret|password"
    r"|authorization)(['\"]?\s*[=:]\s*['\"]?)(bearer\s+)?[^\s&'\",;)]+"
)
_GIVEAWAY = 6
"""Letters by which the beginning of a secret is known."""
_ORIGIN = ".origin.json"
_REMOVED = ".removed.json"
_PENDING = ".pending-"
"""A record that waits for its body: it takes its own name once the body is there, if need be in the next process."""


class CorruptSnapshot(ValueError):  # noqa: N818 (says what the snapshot is)
    """Stored bytes are not the bytes that their name promises."""


class Removed(ValueError):  # noqa: N818 (says what happened to it)
    """Bytes that a person has taken out of the store, with a reason."""


@dataclass(frozen=True)
class Received:
    """How a body came here: by HTTP, or from a person (then only the address and the time are known)."""

    url: str
    retrieved_at: datetime
    params: dict[str, str] = field(default_factory=dict)
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """A stored body as one edition of its dataset.

    `vintage` names the edition; a body that an edition needs besides others is part n of `parts`.
    `retrieved_at` is the first retrieval of these bytes, `checked_at` the latest; both are UTC.
    """

    source: str
    dataset: str
    sha256: str
    path: Path
    size: int
    vintage: str
    url: str
    retrieved_at: datetime
    checked_at: datetime
    published_on: date
    published_basis: Basis
    params: dict[str, str] = field(default_factory=dict)
    edition: str = ""
    part: int = 1
    parts: int = 1
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None
    licence: str | None = None
    citation: str | None = None

    @property
    def name(self) -> str:
        """What the publisher calls the file: last part of the address, for messages."""
        return urlsplit(self.url).path.rsplit("/", 1)[-1] or self.path.name


def add(
    store: Path,
    body: bytes,
    received: Received,
    *,
    source: str,
    dataset: str,
    ext: str,
    vintage: str | None = None,
    edition: str | None = None,
    part: int = 1,
    parts: int = 1,
    published_on: date | None = None,
    published_basis: Basis = "stated",
    licence: str | None = None,
    citation: str | None = None,
) -> Snapshot:
    """Store a body whose envelope has been checked, or note that it was received again.

    `edition` is the publisher's name for the issue, `vintage` ours: it is the edition, unless other bytes
    were stored as that edition before (the publisher overwrote it in place). Then the bytes are a vintage of
    their own and became public, as far as anybody can tell, when they were first retrieved. Without either,
    the hash names the vintage. A part of several needs a `vintage` that belongs to these parts alone.
    Without `published_on` the day of retrieval stands in, as an estimate.
    """
    _check_names(source, dataset, vintage or edition, ext)
    if not body:
        raise ValueError(f"{source}/{dataset}: an empty body is no snapshot")
    sha256 = hashlib.sha256(body).hexdigest()
    vintage, edition = vintage or edition or sha256[:12], edition or vintage or sha256[:12]
    today = received.retrieved_at.astimezone(UTC).date()
    if published_on is None:
        published_on, published_basis = today, "estimated"
    folder = store / source / dataset
    with _writing(folder):
        earlier = (_record(folder, sha256) or {}).get("retrievals", [])
        same = [r for r in earlier if (r["edition"], r["part"]) == (edition, part)]
        if same:
            published_on = date.fromisoformat(same[0]["published_on"])
            published_basis = same[0]["published_basis"]
            vintage = same[0]["vintage"] if parts == 1 else vintage
        elif taken := _vintages_of_edition(folder, sha256, edition, part):
            published_on, published_basis = today, "estimated"
            vintage = f"{vintage}-{sha256[:8]}" if vintage in taken else vintage
        retrieval = _retrieval(received) | {
            "edition": edition,
            "vintage": vintage,
            "part": part,
            "parts": parts,
            "published_on": published_on.isoformat(),
            "published_basis": published_basis,
        }
        retrievals = [*earlier, retrieval]
        record = (
            {
                "source": source,
                "dataset": dataset,
                "sha256": sha256,
                "ext": ext,
                "size": len(body),
                "media_type": received.media_type,
                "licence": licence,
                "citation": citation,
            }
            | retrievals[0]
            | {"retrievals": retrievals}
        )
        pending = folder / f"{_PENDING}{sha256}"
        _write(pending, _text(record))
        _store_body(folder / f"{sha256}.{ext}", body)
        _give_name(pending, sha256)
    return next(s for s in _snapshots(folder, record) if (s.vintage, s.part) == (vintage, part))


def seen_again(snapshot: Snapshot, retrieved_at: datetime) -> Snapshot:
    """Note that the publisher still serves these bytes (status 304): a retrieval without a body."""
    folder = snapshot.path.parent
    with _writing(folder):
        record = _record(folder, snapshot.sha256)
        if record is None:
            raise CorruptSnapshot(f"{snapshot.sha256} has no origin record; fetch it again")
        latest = next(r for r in reversed(record["retrievals"]) if r["vintage"] == snapshot.vintage)
        record["retrievals"].append(latest | {"retrieved_at": _stamp(retrieved_at), "http_status": 304})
        _write(folder / f"{snapshot.sha256}.origin.json", _text(record))
    return replace(snapshot, checked_at=_moment(_stamp(retrieved_at)))


def forget(snapshot: Snapshot, retrieved_at: datetime) -> None:
    """Take back a retrieval that has just been added; bytes that nothing else has brought go with it."""
    folder = snapshot.path.parent
    with _writing(folder):
        record = _record(folder, snapshot.sha256)
        if record is None:
            return
        undone = (snapshot.vintage, snapshot.part, _stamp(retrieved_at))
        left = [r for r in record["retrievals"] if (r["vintage"], r["part"], r["retrieved_at"]) != undone]
        if left:
            _write(folder / f"{snapshot.sha256}{_ORIGIN}", _text(record | {"retrievals": left}))
        else:
            _unlink(folder, record)


def remove(store: Path, start: str, reason: str) -> list[Snapshot]:
    """Take the body whose hash begins with `start` out of the store; what it was and why it went stays on record.

    Returns it once per release that it belonged to.
    """
    if not reason.strip():
        raise ValueError("a removal needs a reason, such as --reason 'the publisher withdrew this file'")
    found = find(store, start)
    folder = found.path.parent
    with _writing(folder):
        record = _record(folder, found.sha256)
        if record is None:
            raise CorruptSnapshot(f"{found.sha256} has no origin record; fetch it again")
        gone = _snapshots(folder, record)
        removal = {"removed_at": _stamp(datetime.now(UTC)), "reason": reason.strip()}
        _write(folder / f"{found.sha256}{_REMOVED}", _text(record | removal))
        _unlink(folder, record)
    return gone


def _unlink(folder: Path, record: dict[str, Any]) -> None:
    """The record first: a body without one does not count as held."""
    (folder / f"{record['sha256']}{_ORIGIN}").unlink(missing_ok=True)
    (folder / f"{record['sha256']}.{record['ext']}").unlink(missing_ok=True)
    disk.sync(folder)


def removals(store: Path, source: str | None = None, dataset: str | None = None) -> list[dict[str, Any]]:
    """What was removed, when and why, newest first."""
    found = [_read_record(path) or {} for path in store.glob(f"{source or '*'}/{dataset or '*'}/*{_REMOVED}")]
    return sorted(found, key=lambda record: record.get("removed_at", ""), reverse=True)


def refuse_removed(store: Path, source: str, dataset: str, body: bytes) -> None:
    """Removed if a person has taken these very bytes out of the store."""
    sha256 = hashlib.sha256(body).hexdigest()
    record = _read_record(store / source / dataset / f"{sha256}{_REMOVED}")
    if record:
        raise Removed(
            f"{source}/{dataset} {sha256[:12]} was removed on {record['removed_at'][:10]}: {record['reason']}. To take"
            f" it all the same, delete the note {source}/{dataset}/{sha256[:12]}…{_REMOVED} in the store"
        )


def read(snapshot: Snapshot) -> bytes:
    """The body, re-hashed on the way: CorruptSnapshot if it is not what it was."""
    body = snapshot.path.read_bytes()
    _unchanged(snapshot, hashlib.sha256(body).hexdigest())
    return body


@contextmanager
def intact(snapshot: Snapshot) -> Iterator[Path]:
    """The file of a body too large to hold, hashed again while it is read: CorruptSnapshot if it is not what it was."""
    with snapshot.path.open("rb") as file, ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(hashlib.file_digest, file, "sha256")
        try:
            yield snapshot.path
        finally:
            _unchanged(snapshot, hashed.result().hexdigest())


def _unchanged(snapshot: Snapshot, sha256: str) -> None:
    if sha256 != snapshot.sha256:
        raise CorruptSnapshot(f"{snapshot.path.name} has changed since it was stored; fetch it again")


def listing(store: Path, source: str | None = None, dataset: str | None = None) -> list[Snapshot]:
    """Every body once per edition that it belongs to, oldest publication first.

    A body without a readable record does not count as held: verify() reports it, the next add() heals it.
    """
    found = [
        snapshot
        for record in store.glob(f"{source or '*'}/{dataset or '*'}/*.origin.json")
        for snapshot in _snapshots(record.parent, _read_record(record))
        if snapshot.path.exists()
    ]
    return sorted(found, key=lambda s: (s.source, s.dataset, *_age(s), s.vintage, s.part))


def releases(store: Path, source: str, dataset: str) -> dict[str, list[Snapshot]]:
    """Vintage -> its parts in order, oldest publication first. A release that lacks a part is left out."""
    parts: dict[str, dict[int, Snapshot]] = defaultdict(dict)
    for snapshot in listing(store, source, dataset):
        parts[snapshot.vintage][snapshot.part] = snapshot
    whole = {
        vintage: [held[n] for n in sorted(held)]
        for vintage, held in parts.items()
        if sorted(held) == list(range(1, max(s.parts for s in held.values()) + 1))
    }
    return dict(sorted(whole.items(), key=lambda item: max(_age(s) for s in item[1])))


def whole(store: Path) -> set[tuple[str, str, str]]:
    """Source, dataset and vintage of each release of which no part is missing."""
    parts: dict[tuple[str, str, str], list[Snapshot]] = defaultdict(list)
    for snapshot in listing(store):
        parts[snapshot.source, snapshot.dataset, snapshot.vintage].append(snapshot)
    return {
        release
        for release, held in parts.items()
        if {s.part for s in held} >= set(range(1, max(s.parts for s in held) + 1))
    }


def newest(store: Path, source: str, dataset: str) -> Snapshot | None:
    """First part of the release that was published last, or None."""
    held = releases(store, source, dataset)
    return held[list(held)[-1]][0] if held else None


def find(store: Path, start: str) -> Snapshot:
    """The snapshot whose hash begins with `start`. LookupError names the choices if it is none or several."""
    if not re.fullmatch(r"[0-9a-f]{4,64}", start):
        raise LookupError(f"{start!r} is no beginning of a hash: expected 4 to 64 of 0-9a-f")
    found = [_snapshots(path.parent, _read_record(path))[-1:] for path in store.glob(f"*/*/{start}*.origin.json")]
    snapshots = [snapshot for held in found for snapshot in held]
    if len(snapshots) != 1:
        choices = ", ".join(sorted(s.sha256[:16] for s in snapshots)) or "none"
        raise LookupError(f"expected one snapshot that begins with {start}; found {choices}")
    return snapshots[0]


def finish(store: Path, source: str | None = None) -> None:
    """Give bodies that a killed process had stored the records that it had written for them."""
    for folder in sorted({pending.parent for pending in store.glob(f"{source or '*'}/*/{_PENDING}*")}):
        with suppress(PermissionError), _writing(folder):
            pass


def verify(store: Path) -> list[str]:
    """Problems of the store, each with what to do; empty when every body has its record and its hash."""
    finish(store)
    problems = []
    for folder in sorted(p for p in store.glob("*/*") if p.is_dir()):
        records = {p.name.removesuffix(".origin.json") for p in folder.glob("*.origin.json")}
        bodies = {p.name.split(".")[0]: p for p in folder.iterdir() if _is_body(p)}
        where = f"{folder.parent.name}/{folder.name}"
        for sha256, path in sorted(bodies.items()):
            if _hash(path) != sha256:
                problems.append(f"{where}/{path.name}: the bytes have changed since; fetch it again")
            if sha256 not in records:
                problems.append(f"{where}/{path.name}: no origin record; the next retrieval adds it")
        problems += [
            f"{where}/{sha256}: origin record without its body; fetch it again"
            for sha256 in sorted(records - set(bodies))
        ]
        problems += [
            f"{where}/{sha256}: {reason}; fetch it again"
            for sha256 in sorted(records)
            if (reason := _unreadable(folder, sha256))
        ]
    return problems


def without_secrets(url: str) -> str:
    """The address without the user's part and without parameters that carry keys."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _SECRET.fullmatch(name)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept, safe=":;,*+")
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Text for people (errors, logs) with *** for the values of keys, in whatever form they came back."""
    held = {secret for name in SECRETS if (secret := os.environ.get(name))} | {each for each in secrets if each}
    forms = {secret: _forms(secret) for secret in held}
    for form in sorted({form for found in forms.values() for form in found}, key=len, reverse=True):
        text = text.replace(form, "***")
    for secret, found in forms.items():
        if len(secret) >= 2 * _GIVEAWAY and "://" not in secret:
            for form in found:
                text = _without_beginnings(text, form)
    return _SECRET_IN_TEXT.sub(r"\1\2***", text)


def _without_beginnings(text: str, form: str) -> str:
    """The text without parts that begin as the secret does: an excerpt for an error may have cut it anywhere."""
    while (start := text.find(form[:_GIVEAWAY])) >= 0:
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(form, text[start:], strict=False)))
        text = f"{text[:start]}***{text[start + same :]}"
    return text


def _forms(secret: str) -> set[str]:
    """The secret as it is, in an address, in HTML, in JSON, and in base64 at whatever place of a text it stood."""
    raw = secret.encode()
    found = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), escape(secret)}
    found |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    found |= {form.replace("/", r"\/") for form in found}
    found |= {re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), form) for form in found}
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            whole = encode(bytes(before) + raw).decode().rstrip("=")
            # the letters at both ends depend on what stands around it
            inner = whole[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
            if len(inner) >= 8:
                found.add(inner)
    return found


def _check_names(source: str, dataset: str, vintage: str | None, ext: str) -> None:
    for name in (source, dataset, vintage):
        if name is not None and not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be part of a path: expected letters, digits, . _ and -")
    if not _EXTENSION.fullmatch(ext):
        raise ValueError(f"{ext!r} is no file extension: expected such as json, xlsx or csv.gz")


def _retrieval(received: Received) -> dict[str, Any]:
    return {
        "retrieved_at": _stamp(received.retrieved_at),
        "url": without_secrets(received.url),
        "params": {name: value for name, value in received.params.items() if not _SECRET.fullmatch(name)},
        "http_status": received.http_status,
        "etag": received.etag,
        "last_modified": received.last_modified,
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def _age(snapshot: Snapshot) -> tuple[date, datetime]:
    return snapshot.published_on, snapshot.retrieved_at


def _vintages_of_edition(folder: Path, sha256: str, edition: str, part: int) -> set[str]:
    """Vintages under which other bytes than these were stored as the same part of the same edition."""
    return {
        retrieval["vintage"]
        for path in folder.glob("*.origin.json")
        if not path.name.startswith(sha256)
        for retrieval in (_read_record(path) or {}).get("retrievals", [])
        if (retrieval["edition"], retrieval["part"]) == (edition, part)
    }


def _snapshots(folder: Path, record: dict[str, Any] | None) -> list[Snapshot]:
    """One Snapshot per edition that the record's body belongs to, the one seen last at the end."""
    if record is None:
        return []
    editions: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for retrieval in record["retrievals"]:
        key = (retrieval["vintage"], retrieval["part"])
        editions.setdefault(key, []).append(retrieval)
    order = sorted(editions.values(), key=lambda seen: seen[-1]["retrieved_at"])
    return [
        Snapshot(
            source=record["source"],
            dataset=record["dataset"],
            sha256=record["sha256"],
            size=record["size"],
            path=folder / f"{record['sha256']}.{record['ext']}",
            media_type=record["media_type"],
            licence=record["licence"],
            citation=record["citation"],
            vintage=seen[0]["vintage"],
            edition=seen[0]["edition"],
            part=seen[0]["part"],
            parts=seen[0]["parts"],
            url=seen[-1]["url"],
            params=seen[-1]["params"],
            http_status=seen[0]["http_status"],
            etag=seen[-1]["etag"],
            last_modified=seen[-1]["last_modified"],
            retrieved_at=_moment(seen[0]["retrieved_at"]),
            checked_at=_moment(seen[-1]["retrieved_at"]),
            published_on=date.fromisoformat(seen[0]["published_on"]),
            published_basis=seen[0]["published_basis"],
        )
        for seen in order
    ]


def _record(folder: Path, sha256: str) -> dict[str, Any] | None:
    return _read_record(folder / f"{sha256}.origin.json")


def _read_record(path: Path) -> dict[str, Any] | None:
    """None when there is none, or when it cannot be read: the next retrieval writes a new one."""
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return record


def _unreadable(folder: Path, sha256: str) -> str | None:
    record = _record(folder, sha256)
    if record is None:
        return "origin record is not JSON"
    lacking = {"source", "dataset", "sha256", "ext", "retrievals"} - set(record)
    return f"origin record lacks {', '.join(sorted(lacking))}" if lacking else None


def _text(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _store_body(path: Path, body: bytes) -> None:
    if not path.exists() or path.read_bytes() != body:
        _write(path, body)


def _write(path: Path, content: bytes) -> None:
    """All of the content under its name or nothing, even if the power goes. The folder's lock is held."""
    temporary = path.with_name(f"{disk.TEMPORARY}{uuid4().hex}")
    try:
        temporary.write_bytes(content)
        disk.sync(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    disk.sync(path.parent)


def _finish(folder: Path) -> None:
    """A record gets its name if its body is there whole; otherwise there was no snapshot yet."""
    for pending in folder.glob(f"{_PENDING}*"):
        record = _read_record(pending)
        body = record and folder / f"{record['sha256']}.{record['ext']}"
        if record and body and body.exists() and _hash(body) == record["sha256"]:
            _give_name(pending, record["sha256"])
        else:
            pending.unlink()


def _give_name(pending: Path, sha256: str) -> None:
    pending.replace(pending.with_name(f"{sha256}.origin.json"))
    disk.sync(pending.parent)


def _is_body(path: Path) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}\..+", path.name) is not None and not path.name.endswith((_ORIGIN, _REMOVED))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """One writer per dataset, who first puts in order what a killed one left."""
    with disk.space_on(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with disk.locked(folder):
            _finish(folder)
            disk.clear(folder)
            yield
