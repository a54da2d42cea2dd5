"""The smallest question to a publisher, by which `bilateral doctor` sees whether it answers as expected."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from pipelines.fetching.http import Params, Reply


class Seen(NamedTuple):
    """What the answer to a smallest question says: the newest edition on offer, codes of areas, and what is odd."""

    edition: str | None = None
    areas: Collection[str] = ()
    notes: Collection[str] = ()


class Probe(NamedTuple):
    """The smallest question that shows whether a publisher still answers as its connector expects.

    `look` raises BrokenContract when it does not.
    """

    address: str
    look: Callable[[Reply], Seen]
    params: Params = {}  # noqa: RUF012 (never changed)
    headers: Mapping[str, str] = {}


BEGINNING = {"Range": "bytes=0-65535"}
"""Headers for the beginning of a large file. A server that does not know ranges sends all of it."""
