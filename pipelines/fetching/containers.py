"""Archives, gzip data and workbooks from elsewhere, opened within limits.

A few kilobytes can unpack to more than any machine holds, and name members that lie outside of the folder they are
unpacked to.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from pipelines.fetching.http import BrokenContract, describe

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_UNPACKED = 1 << 30
"""Bytes that a gzip body or a member of an archive may have; the whole of WDI as CSV has 280 million."""
MOST_OF_WORKBOOK = 1 << 28
"""Bytes of all sheets and strings of a workbook; the largest in use, a whole edition of WEO, has 60 million."""
MOST_MEMBERS = 1000
MOST_CELLS = 20_000_000
"""Rows times columns of a sheet: it is read as a rectangle, however few of its cells hold anything."""
_CHUNK = 1 << 20
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)[\s/>]")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def gunzip(body: bytes, name: str) -> bytes:
    """The data in gzip format, whole; BrokenContract if it is cut off, damaged, or larger than any such file."""
    unpacked, rest = bytearray(), body
    while rest:
        stream = zlib.decompressobj(wbits=31)
        try:
            unpacked += stream.decompress(rest, MOST_UNPACKED + 1 - len(unpacked))
        except zlib.error as error:
            raise BrokenContract(f"{name}: expected whole gzip data: {error}; fetch the file again") from error
        if len(unpacked) > MOST_UNPACKED:
            _too_large(name, MOST_UNPACKED)
        if not stream.eof:
            raise BrokenContract(f"{name}: expected whole gzip data, found the beginning of it; fetch the file again")
        rest = stream.unused_data
    return bytes(unpacked)


def member(body: bytes, name: str, wanted: Callable[[str], bool], what: str) -> tuple[str, bytes]:
    """Name and data of the one member of a zip that is wanted. BrokenContract if there is not one."""
    with _opened(body, name) as archive:
        found = [each for each in archive.infolist() if wanted(each.filename)]
        if len(found) != 1:
            raise BrokenContract(f"{name}: expected one {what}, found {', '.join(archive.namelist()[:20])}")
        buffer = io.BytesIO()
        _unpack(archive, found[0], buffer, name, MOST_UNPACKED)
        return found[0].filename, buffer.getvalue()


def member_to(body: bytes, name: str, wanted: Callable[[str], bool], what: str, target: Path) -> Path:
    """The same into a file, whose name is the caller's and not the archive's: there it may be a path or SQL."""
    with _opened(body, name) as archive:
        found = [each for each in archive.infolist() if wanted(each.filename)]
        if len(found) != 1:
            raise BrokenContract(f"{name}: expected one {what}, found {', '.join(archive.namelist()[:20])}")
        with target.open("wb") as file:
            _unpack(archive, found[0], file, name, MOST_UNPACKED)
    return target


def workbook(body: bytes, name: str = "workbook") -> "CalamineWorkbook":
    """An xlsx workbook whose sheets fit into memory.

    It is packed anew from what was measured, so that the reader sees nothing else.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    if not body.startswith(b"PK"):
        found = describe(body)
        todo = "; open it and save it as .xlsx" if ".xls" in found else ""
        raise BrokenContract(f"{name}: expected an xlsx workbook, found {found}{todo}")
    measured = io.BytesIO()
    left = MOST_OF_WORKBOOK
    with _opened(body, name, "whole xlsx workbook") as archive, zipfile.ZipFile(measured, "w") as copy:
        for each in archive.infolist():
            if not each.filename.endswith((".xml", ".rels")):
                continue
            buffer = io.BytesIO()
            left -= _unpack(archive, each, buffer, name, left)
            _check_xml(buffer.getvalue(), f"{name}, {each.filename}")
            copy.writestr(each.filename, buffer.getvalue())
    measured.seek(0)
    try:
        return CalamineWorkbook.from_filelike(measured)
    except (CalamineError, OSError) as error:
        raise BrokenContract(f"{name}: expected an xlsx workbook, found {describe(body)}: {error}") from error


def rows(book: "CalamineWorkbook", sheet: str | int, name: str = "workbook") -> list[list[Any]]:
    """Cells of a sheet, by its name or its place, from the first row and column on."""
    from python_calamine import CalamineError

    try:
        found = book.get_sheet_by_index(sheet) if isinstance(sheet, int) else book.get_sheet_by_name(sheet)
        rows: list[list[Any]] = found.to_python(skip_empty_area=False)
        return rows
    except CalamineError as error:
        raise BrokenContract(f"{name}: expected a whole sheet, found damage in {sheet!r}: {error}") from error


def _check_xml(content: bytes, where: str) -> None:
    # In UTF-16 neither of the searches below would find anything.
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:200]:
        raise BrokenContract(f"{where}: expected XML in UTF-8, found another encoding")
    if _DOCTYPE.search(content):
        raise BrokenContract(f"{where}: expected no document type and no entities, found some; no spreadsheet has them")
    rows, columns = _extent(content)
    if rows * columns > MOST_CELLS:
        raise BrokenContract(
            f"{where}: expected at most {MOST_CELLS:,} cells, found {rows:,} rows and {columns:,} columns; open it and"
            " delete what lies far outside of the table"
        )


def _extent(content: bytes) -> tuple[int, int]:
    """Rows and columns of a sheet at most: cells and rows say where they stand, or follow each other."""
    said = _REFERENCE.findall(content)
    rows = max((int(number) if len(number) <= 12 else MOST_CELLS + 1 for _, number in said), default=1)
    columns = max((_column(letters) for letters in {letters for letters, _ in said}), default=1)
    followed, in_row, row_tags = 0, 0, 0
    for tag in _TAG.finditer(content):
        if tag[1] == b"row":
            row_tags, in_row = row_tags + 1, 0
        else:
            in_row += 1
            followed = max(followed, in_row)
    return max(rows, row_tags), max(columns, followed)


def _column(letters: bytes) -> int:
    """AA is the 27th."""
    number = 0
    for letter in letters[:8]:
        number = 26 * number + (letter & 31)
    return number


def _opened(body: bytes, name: str, kind: str = "whole zip") -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError) as error:
        raise BrokenContract(f"{name}: expected a {kind}, found {describe(body)} ({error})") from error
    if len(archive.infolist()) > MOST_MEMBERS:
        raise BrokenContract(f"{name}: expected at most {MOST_MEMBERS} members, found {len(archive.infolist())}")
    return archive


def _unpack(archive: zipfile.ZipFile, each: zipfile.ZipInfo, target: BinaryIO, name: str, most: int) -> int:
    """Copy a member and return its size. What the archive says about the size is not believed."""
    size = 0
    for chunk in _chunks(archive, each, name):
        size += len(chunk)
        if size > most:
            _too_large(name, most)
        target.write(chunk)
    return size


def _chunks(archive: zipfile.ZipFile, each: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """A member piece by piece. Only reading is judged: a disk without room for the pieces is no damage."""
    try:
        with archive.open(each) as source:
            while chunk := source.read(_CHUNK):
                yield chunk
    # RuntimeError: the member is encrypted, or packed in a way that Python does not know
    except (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, RuntimeError, OSError) as error:
        raise BrokenContract(f"{name}: expected a whole zip, found damage in {each.filename!r} ({error})") from error


def _too_large(name: str, most: int) -> NoReturn:
    raise BrokenContract(
        f"{name}: unpacks to more than {most:,} bytes, which no file of this publisher does; look at where it came from"
    )
