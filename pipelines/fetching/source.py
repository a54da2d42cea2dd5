"""What a publisher is to the rest of the house: the fields of its origin.yml, what it plans and what it accepts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple

from pipelines.config import PACKAGE

SOURCES_FOLDER = PACKAGE / "sources"


class Asked(NamedTuple):
    """Figures that one claim needs: ISO3 of reporters and of partners (W00 the world, none for every partner), years.

    Only publishers whose fetch.py has `series_of` are asked so: (indicator, breakdown) of the figures -> the codes
    under which the publisher has them.
    """

    reporters: tuple[str, ...]
    partners: tuple[str, ...]
    series: tuple[str, ...]
    first_year: int
    last_year: int


Scope = Literal["default", "world"] | Asked


class Pacing(NamedTuple):
    """At most so many requests to one host within so many seconds."""

    requests: int
    seconds: float


class Timeouts(NamedTuple):
    """Seconds until a connection stands, between two packets, and for a whole body."""

    connect: float
    read: float
    total: float


@dataclass(frozen=True)
class Dataset:
    id: str
    title: str
    freq: str | None
    by_hand: bool
    """True when nobody can fetch it by program: `bilateral snapshot add` brings it."""


@dataclass(frozen=True)
class Source:
    """What origin.yml says. `base_url` is None where there is no live service to ask.

    `cron` is when to ask; `due_days` is how long the publisher takes from one release to the next at most, so
    that a later one is late.
    """

    id: str
    publisher: str
    title: str
    licence: str
    citation: str
    url: str
    base_url: str | None
    lag_days: int
    due_days: int | None
    cron: str | None
    calendar: str
    pacing: Pacing
    parallel: int
    timeouts: Timeouts
    datasets: Mapping[str, Dataset]
    countries: tuple[str, ...] = ()
    """ISO3 of those whose affairs alone it has; of everybody where there are none."""
    small: bool = False
    """Whether a whole release takes a handful of requests."""
    products: bool = True
    """False where its trade is totals of all goods alone."""
    partners: bool = True
    """False where it knows no partner but the world."""
    one_file: Mapping[str, Any] = field(default_factory=dict)
    """`fetch: {kind: one_file, address: …}` in place of a fetch.py. The address is below base_url; `most_lost` is the
    share of the rows of the last answer that may be missing, of a table that only grows."""
    archive_of: str | None = None
    """The source whose earlier editions these are."""

    @property
    def folder(self) -> Path:
        return SOURCES_FOLDER / self.id

    @property
    def live(self) -> bool:
        return bool(self.one_file) or (self.folder / "fetch.py").exists()

    @property
    def has_files(self) -> bool:
        return (self.folder / "normalize.py").exists()

    def module(self, name: Literal["fetch", "normalize"]) -> ModuleType:
        return import_module(f"pipelines.sources.{self.id}.{name}")


@dataclass(frozen=True)
class Planned:
    """One thing that a run would ask for."""

    source: str
    dataset: str
    url: str
    why: str


class Accepted(NamedTuple):
    """What a file says about itself. `edition` names the publisher's issue where the file states it."""

    ext: str
    edition: str | None = None
    published_on: date | None = None
    published_basis: Literal["stated", "estimated"] = "stated"
