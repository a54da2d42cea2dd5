"""Whether a file still has the bytes with which it was written: its hash, recorded beside it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pipelines.stores import disk

ENDING = ".sha256"
SUMS = "SHA256SUMS"
"""Of a whole folder, in the form of `sha256sum`, for files that come along."""


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def seal(file: Path) -> None:
    """Record the hash of a file that was just written."""
    disk.write(_record(file), f"{digest(file)}\n")


def is_whole(file: Path) -> bool:
    """Whether the file has the bytes that were recorded; a file without a record is not known to."""
    try:
        return _record(file).read_text(encoding="ascii").strip() == digest(file)
    except (OSError, UnicodeDecodeError):
        return False


def _record(file: Path) -> Path:
    return file.with_name(f"{file.name}{ENDING}")


def sums(folder: Path) -> Mapping[str, str]:
    """Name -> hash of the files that SHA256SUMS of a folder lists; {} where it has none."""
    listed = folder / SUMS
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    return {name: value for value, _, name in (line.partition("  ") for line in lines)}


def write_sums(folder: Path, pattern: str) -> None:
    """Record the hashes of the files of a folder that match, for `changed`."""
    lines = (f"{digest(file)}  {file.name}\n" for file in sorted(folder.glob(pattern)))
    disk.write(folder / SUMS, "".join(lines))


def changed(folder: Path) -> list[str]:
    """Names of listed files that are gone or have other bytes."""
    return [
        name for name, value in sums(folder).items() if not (folder / name).is_file() or digest(folder / name) != value
    ]
