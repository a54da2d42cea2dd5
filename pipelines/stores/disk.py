"""Files that are whole or not there: written aside, synced, renamed, by one writer per folder at a time."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

TEMPORARY = ".tmp-"
"""How the name of a file begins that is not finished."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_ROOM_IN_WORDS = (
    "no space left on device", "disk quota exceeded", "file too large", "database or disk is full",
    "could not write all bytes", "failed to offload data block",
)  # fmt: skip
"""DuckDB and SQLite say it in words, not by number."""


class Full(RuntimeError):  # noqa: N818 (says what happened)
    """A write found no room; what was there before stays."""

    def __init__(self, where: Path, error: BaseException) -> None:
        said = str(error).splitlines()[0].rpartition("Original error: ")[2]
        super().__init__(
            f"no room on the disk of {where} ({said}): what was published before stays, nothing"
            " is half written. Free some space, then run again"
        )


class NotWritable(RuntimeError):  # noqa: N818 (says what happened)
    """A file or folder that this user may not read or write, or a file system that takes no writes."""

    def __init__(self, where: Path | str, error: BaseException) -> None:
        super().__init__(
            f"{getattr(error, 'filename', None) or where} cannot be used by {_user()} ({_said(error)}): the warehouse"
            f" and all in it belong to the user who runs bilateral (`chown -R {_user()} FOLDER`, mounted for writing);"
            " docs/operations.md, “Whose files they are”. What was published before stays"
        )


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _said(error: BaseException) -> str:
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return text.splitlines()[0] if text else type(error).__name__


_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NOT_ALLOWED_IN_WORDS = (
    "permission denied", "read-only file system", "attempt to write a readonly database",
    "unable to open database file", "operation not permitted",
)  # fmt: skip


def not_allowed(error: BaseException | None) -> BaseException | None:
    """The error, among this one and its causes, which says that something may not be read or written."""
    while error is not None:
        if isinstance(error, NotWritable) or (isinstance(error, OSError) and error.errno in _NOT_ALLOWED):
            return error
        library = type(error).__module__.partition(".")[0]
        if library in ("duckdb", "_duckdb", "sqlite3", "sqlalchemy") and any(
            words in str(error).lower() for words in _NOT_ALLOWED_IN_WORDS
        ):
            return error
        error = error.__cause__ or error.__context__
    return None


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, is a disk or a quota without room."""
    while error is not None:
        if isinstance(error, Full) or (isinstance(error, OSError) and error.errno in _NO_ROOM):
            return True
        if any(words in str(error).lower() for words in _NO_ROOM_IN_WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def space_on(folder: Path) -> Iterator[None]:
    """Whatever may not write in the block, or finds no room, says so in words, whichever library it was that wrote."""
    try:
        yield
    except (Full, NotWritable):
        raise
    except Exception as error:
        if is_full(error):
            raise Full(folder, error) from None
        if refused := not_allowed(error):
            raise NotWritable(folder, refused) from None
        raise


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only writer of a folder; the lock goes with the process, so that a kill leaves none behind."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def clear(folder: Path) -> None:
    """Remove what a killed writer left. Only the holder of the folder's lock does this: nobody else writes there."""
    for left in folder.glob(f"{TEMPORARY}*"):
        left.unlink(missing_ok=True)


@contextmanager
def replacing(target: Path, *, durable: bool = True) -> Iterator[Path]:
    """A path to write to; when the block ends, what stands there gets the target's name in one step.

    `durable` is for what cannot be made again at once: it is on the disk before it has its name.
    """
    with space_on(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target.parent):
            clear(target.parent)
            temporary = target.with_name(f"{TEMPORARY}{uuid4().hex}")
            try:
                yield temporary
                if durable:
                    sync(temporary)
                temporary.replace(target)
                if durable:
                    sync(target.parent)
            finally:
                temporary.unlink(missing_ok=True)


def write(target: Path, content: bytes | str, *, durable: bool = True) -> None:
    with replacing(target, durable=durable) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


def alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stamp(path: Path) -> str:
    """Tells a file from another one under the same name, and from itself after somebody has written to it."""
    found = path.stat()
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
