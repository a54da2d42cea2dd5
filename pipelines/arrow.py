"""Small Arrow tables made of Python values, text as numbers of a dictionary, and pieces of tables on every core.

Belongs here: ways into Arrow that leave pandas alone. Arrow's own load it (a third of a second), to see whether the
values are some of its kinds. Does not belong here: what a table means.
"""

import json
import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.config import Settings

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

Piece = TypeVar("Piece")
Made = TypeVar("Made")


def at_once(work: Callable[[Piece], Made], pieces: Iterable[Piece]) -> Iterator[Made]:
    """What `work` makes of each piece, in their order. Every core is at one while what was made before is used.

    No more than one piece is taken beyond those; Arrow and NumPy let go of the interpreter while they work. What
    is at work may not call this itself: it would wait for its own thread.
    """
    threads = Settings().threads
    pool = _pool(threads, os.getpid())
    coming: deque[Future[Made]] = deque()
    for piece in pieces:
        coming.append(pool.submit(work, piece))
        if len(coming) > threads:
            yield coming.popleft().result()
    while coming:
        yield coming.popleft().result()


@cache
def _pool(threads: int, process: int) -> ThreadPoolExecutor:
    """The threads of a `process`: one that was forked has lost those of its parent's."""
    return ThreadPoolExecutor(threads)


def table(rows: Iterable[Mapping[str, Any]], types: Mapping[str, str]) -> "pa.Table":
    """A table of columns with DuckDB's types; a row may leave some out, and what it has besides is passed over."""
    import pyarrow as pa
    from pyarrow import json as arrow_json

    kinds = {
        "VARCHAR": pa.string(), "DOUBLE": pa.float64(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"),
        "BOOLEAN": pa.bool_(), "INTEGER": pa.int32(), "BIGINT": pa.int64(),
    }  # fmt: skip
    schema = pa.schema([(column, kinds[kind]) for column, kind in types.items()])
    as_read = pa.schema([pa.field(f.name, pa.string() if pa.types.is_temporal(f.type) else f.type) for f in schema])
    encode = json.JSONEncoder(default=str, ensure_ascii=False).encode
    lines = "\n".join(map(encode, rows)).encode()
    if not lines:
        return pa.Table.from_batches([], schema)
    options = arrow_json.ParseOptions(explicit_schema=as_read, unexpected_field_behavior="ignore")
    found = arrow_json.read_json(pa.BufferReader(lines), arrow_json.ReadOptions(block_size=1 << 24), options)
    return found.select(schema.names).cast(schema)


def numbers(values: "np.ndarray[Any, Any]", valid: "np.ndarray[Any, Any] | None" = None) -> "pa.Array":
    """Numbers as an Arrow array, over the same memory where that is in one piece; NULL where they are not `valid`."""
    import numpy as np
    import pyarrow as pa

    given = None if valid is None or valid.all() else _bits(valid)
    buffer = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [given, buffer])


def texts(words: Sequence[str | None]) -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    encoded = [b"" if word is None else word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    valid = _bits(np.array([word is not None for word in words], bool)) if None in words else None
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)), valid)


def _bits(valid: "np.ndarray[Any, Any]") -> "pa.Buffer":
    import numpy as np
    import pyarrow as pa

    return pa.py_buffer(np.packbits(valid, bitorder="little"))


def coded(places: "np.ndarray[Any, Any]", words: "Sequence[str] | pa.Array") -> "pa.Array":
    """Text in a dictionary, from the place of each row's word."""
    import numpy as np
    import pyarrow as pa

    held = words if isinstance(words, pa.Array) else texts(words)
    return pa.DictionaryArray.from_arrays(numbers(places.astype(np.int32, copy=False)), held, safe=False)


def distinct(given: "np.ndarray[Any, Any]") -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """The place of each number among the different ones, and these as they come."""
    found = numbers(given).dictionary_encode()
    return values(found.indices, "int32"), values(found.dictionary, str(given.dtype))


def in_order(given: "np.ndarray[Any, Any]", most: int) -> "tuple[np.ndarray[Any, Any], bool]":
    """Where each of these numbers, from 0 to below `most`, stood, in their order, and whether any stands twice."""
    import numpy as np

    order: np.ndarray[Any, Any]
    if most <= 8 * len(given):  # a place for each that there may be takes no more room than sorting
        stood = np.full(most, -1, np.int32)
        stood[given] = np.arange(len(given), dtype=np.int32)
        order = stood[stood >= 0]
        if len(order) == len(given):
            return order, False
    bits = len(given).bit_length()
    if most >> (63 - bits):
        order = np.argsort(given, kind="stable")
        ordered = given[order]
    else:  # a number that ends in its place is sorted twice as fast as a place by its number
        both = np.sort((given << bits) | np.arange(len(given)))
        order, ordered = both & ((1 << bits) - 1), both >> bits
    return order, bool((ordered[1:] == ordered[:-1]).any())


def is_text(found: "pa.DataType") -> bool:
    """Whether a column is text, as it is or by a dictionary of its words."""
    import pyarrow as pa

    return bool(pa.types.is_string(found) or (pa.types.is_dictionary(found) and pa.types.is_string(found.value_type)))


def in_dictionary(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Text as numbers of one dictionary that all chunks share; anything else as it is."""
    import pyarrow as pa

    if not is_text(column.type):
        return column
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    wide = pa.dictionary(pa.int32(), pa.string())  # as many words as there may be in all chunks together
    if column.type == wide and column.num_chunks == 1:
        return column
    return pa.chunked_array([column.cast(wide).unify_dictionaries().combine_chunks()], wide)


def values(array: "pa.Array", kind: str) -> "np.ndarray[Any, Any]":
    """Numbers (days too) of an array as NumPy has them, over the same memory; what is missing is any number."""
    import numpy as np

    kept = array.buffers()[1]
    if kept is None or not len(array):
        return np.zeros(0, kind)
    return np.frombuffer(kept, kind, len(array), array.offset * np.dtype(kind).itemsize)


def codes(column: "pa.ChunkedArray") -> "tuple[np.ndarray[Any, Any], pa.Array]":
    """The numbers of in_dictionary() and its words; where something is missing, NULL is one more word at their end."""
    import numpy as np
    import pyarrow as pa

    coded = column.chunk(0)
    found = values(coded.indices, "int32")
    if not coded.null_count:
        return found, coded.dictionary
    words = pa.concat_arrays([coded.dictionary, pa.nulls(1, pa.string())])
    return np.where(present(coded), found, len(coded.dictionary)), words


def present(array: "pa.Array") -> "np.ndarray[Any, Any]":
    """Which rows of an array are not NULL."""
    import numpy as np

    if not array.null_count:
        return np.ones(len(array), bool)
    valid = array.is_valid()
    bits = np.unpackbits(np.frombuffer(valid.buffers()[1], np.uint8), bitorder="little")
    return bits[valid.offset : valid.offset + len(valid)].astype(bool)


def among(column: "pa.ChunkedArray", words: Collection[str]) -> "np.ndarray[Any, Any]":
    """Which rows of text in one dictionary hold one of these words."""
    import numpy as np

    numbers, held = codes(column)
    found: np.ndarray[Any, Any] = np.array([word in words for word in held.to_pylist()], bool)[numbers]
    return found
