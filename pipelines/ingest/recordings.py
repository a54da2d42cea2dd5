"""What publishers really answered, in a folder to keep, to send or to compare with later.

Belongs here: what is written down of an answer, and what of it has changed. Does not belong here: asking (doctor.py),
whether an answer is one that we can read (sources/<source>/fetch.py).
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipelines.fetching import http
from pipelines.stores import disk, snapshots

BEGINNING = 4_000
"""Letters of an answer that are kept."""
HEADERS = ("Content-Type", "Content-Length", "Content-Encoding", "Last-Modified", "ETag")
"""No others: some carry sessions and keys."""
DEEP, MOST = 4, 200


def record(folder: Path, source: str, reply: http.Reply, redact: Callable[[str], str]) -> None:
    """Write `<source>.json`: address, status, headers, shape and beginning of an answer, none of them with a secret."""
    headers = {name: value for name in HEADERS if (value := reply.headers.get(name))}
    about = {
        "source": source, "url": snapshots.without_secrets(reply.url), "status": reply.status, "headers": headers,
        "bytes": len(reply.body), "shape": shape(reply.body),
        "begins": redact(reply.body[:BEGINNING].decode("utf-8", "replace")),
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    disk.write(folder / f"{source}.json", json.dumps(about, indent=1, ensure_ascii=False) + "\n")


def changes(folder: Path, source: str, reply: http.Reply) -> list[str]:
    """What of an answer differs from the one on record: status, media type, shape. Nothing where none is."""
    try:
        before = json.loads((folder / f"{source}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    was, now = set(before["shape"]), set(shape(reply.body))
    kinds = [headers.get("Content-Type", "").partition(";")[0] for headers in (before["headers"], reply.headers)]
    told = [f"status {before['status']} is {reply.status} now"] if before["status"] != reply.status else []
    told += [f"{kinds[0] or 'no media type'} is {kinds[1] or 'none'} now"] if kinds[0] != kinds[1] else []
    return [
        *told,
        *(f"{each} is gone" for each in sorted(was - now)),
        *(f"{each} is new" for each in sorted(now - was)),
    ]


def shape(body: bytes) -> list[str]:
    """Of JSON the paths with their types, of an archive its files, of a table its columns, else what it looks like."""
    if body.startswith(b"PK"):
        return _members(body)
    text = body.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return sorted(set(_paths(json.loads(text), "")))[:MOST]
        except (ValueError, RecursionError):
            return ["JSON that ends too early"]
    header = text.partition("\n")[0].strip()
    sign = max(",;\t|", key=header.count)
    if header.count(sign) and not header.startswith("<"):
        return [f"column {name}" for name in next(csv.reader(io.StringIO(header), delimiter=sign))][:MOST]
    # without what differs from one day to the next: sizes, titles, first words
    return [re.split(r" titled | beginning | of \d", re.sub(r"^\d+ ", "", http.describe(body)))[0]]


def _members(body: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return [f"file {name}" for name in archive.namelist()][:MOST]
    except zipfile.BadZipFile:
        return ["an archive that ends too early"]


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict) and path.count(".") < DEEP:
        for name, each in value.items():
            yield from _paths(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for each in value[:20]:
            yield from _paths(each, f"{path}[]")
    else:
        yield f"{path}: {type(value).__name__}"
