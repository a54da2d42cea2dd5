"""ISO3 to and from the codes and names that publishers use, and groups of countries with their dates.

Belongs here: looking a publisher's code up, the map of economies, members of a group on a day, the nearest
known name for an error message. Does not belong here: the maps themselves (catalogue/economies.csv and
groups.csv, sources/<source>/economies.csv), words that mean a country in a sentence (claims/lexicon/).
"""

import csv
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import PACKAGE

if TYPE_CHECKING:
    import pyarrow as pa

WORLD = "W00"
NOT_ALLOCATED = "_X"

_SHARED_MAPS = {
    "worldbank_archives": "worldbank_wdi", "cepii_baci": "un_comtrade",
    "sipri_arms": "sipri_milex",
}  # fmt: skip
"""Sources that use the codes of another source."""


class UnmappedCode(LookupError):  # noqa: N818 (says what the code is)
    """A publisher's code that its map does not know."""


def to_iso3(source: str, code_or_label: str) -> str | None:
    """ISO3 of a publisher's code or label, W00 for the world, _X where no country is named.

    None means that the map knows the code and that it stands for no country: an aggregate, a dissolved state.
    """
    found = _index(source)
    word = str(code_or_label).strip()
    for key in (word, word.casefold()):
        if key in found:
            return found[key]
    raise unmapped(source, word)


def unmapped(source: str, code: str, name: str | None = None, weight: str = "") -> UnmappedCode:
    """The error that names a code which the map of a source does not have, and the nearest that it has.

    `name` is what the publisher's own list calls it, `weight` why it cannot be left unallocated.
    """
    nearest = _nearest(code, [row["source_code"] for row in rows(source)])
    file = map_file(source).relative_to(PACKAGE.parent)
    called = f" ({name} in the publisher's list)" if name else ""
    carries = f", {weight}" if weight else ""
    return UnmappedCode(
        f"{source}: unmapped code {code!r}{called}{carries}; {nearest}. If it is right, add it to {file}"
    )


def crosswalk(source: str) -> "pa.Table":
    """The publisher's map as a table of text, for joins: source_code, source_label, iso3, note and more.

    `source_code` is unique; an iso3 that is NULL says that the code stands for no country (see to_iso3).
    """
    import pyarrow as pa

    held = rows(source)
    schema = pa.schema(dict.fromkeys(held[0], pa.string()))
    return pa.Table.from_pylist([{**row, "iso3": row["iso3"] or None} for row in held], schema)


def codes_of(source: str, iso3: str) -> list[str]:
    """The publisher's codes for an economy, in the order of its map: the one in use stands first."""
    return [row["source_code"] for row in rows(source) if row["iso3"] == iso3]


@cache
def rows(source: str) -> tuple[dict[str, str], ...]:
    """Rows of the publisher's map as they stand in its file."""
    return tuple(_read(map_file(source)))


def map_file(source: str) -> Path:
    """Where the map of a source lies."""
    file = PACKAGE / "sources" / _SHARED_MAPS.get(source, source) / "economies.csv"
    if not file.exists():
        known = sorted(path.parent.name for path in (PACKAGE / "sources").glob("*/economies.csv"))
        raise LookupError(f"no map of codes for source {source!r}; {_nearest(source, [*known, *_SHARED_MAPS])}")
    return file


@cache
def economies() -> tuple[dict[str, Any], ...]:
    """Rows of input.economy."""
    return tuple(
        row
        | {
            "iso2": row["iso2"] or None,
            "m49": int(row["m49"]) if row["m49"] else None,
            "region": row["region"] or None,
            "continent": row["continent"] or None,
            "is_economy": row["is_economy"] == "true",
            "latitude": float(row["latitude"]) if row["latitude"] else None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
        }
        for row in _read(PACKAGE / "catalogue" / "economies.csv")
    )


@cache
def groups() -> tuple[dict[str, Any], ...]:
    """Rows of input.economy_group: one spell of membership each."""
    return tuple(
        row
        | {
            "valid_from": date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        }
        for row in _read(PACKAGE / "catalogue" / "groups.csv")
    )


def members(group: str, on_date: date) -> list[str]:
    """ISO3 codes of the members of a group on a day, in alphabetical order."""
    spells = [row for row in groups() if row["group_id"] == group]
    if not spells:
        raise LookupError(f"unknown group {group!r}; {_nearest(group, [row['group_id'] for row in groups()])}")
    return sorted(
        row["iso3"] for row in spells if (row["valid_from"] or date.min) <= on_date <= (row["valid_to"] or date.max)
    )


def code(word: str) -> str:
    """The code of a country that is given by its code or its name; any other word as it stands."""
    given = word.strip().casefold()
    named = {row["name"].casefold(): row["iso3"] for row in economies()}
    codes = {row["iso3"].casefold(): row["iso3"] for row in economies() if row["is_economy"]}
    return codes.get(given) or named.get(given) or word


def suggest(word: str) -> str:
    """The code of a country or group nearest to a word, as a half-sentence for error messages."""
    names = {row["iso3"]: row["name"] for row in economies()}
    names |= {row["group_id"]: row["group_name"] for row in groups()}
    known = {word.casefold(): code for code, name in names.items() for word in (code, name)}
    folded = word.strip().casefold()

    def likeness(other: str) -> tuple[float, bool]:
        return SequenceMatcher(None, other, folded).ratio(), other[:1] == folded[:1]

    close = get_close_matches(folded, list(known), 20, 0.6)
    if not close:
        return "nothing known is like it; expected an ISO 3166 alpha-3 code such as KOR or a group such as EU"
    code = known[max(close, key=likeness)]
    return f"nearest known: {code} ({names[code]})"


@cache
def _index(source: str) -> dict[str, str | None]:
    """Codes, and folded labels that lead to one economy only; a code wins over a label."""
    found: dict[str, str | None] = {}
    ambiguous = set()
    for row in rows(source):
        label = row["source_label"].casefold()
        if label in found and found[label] != (row["iso3"] or None):
            ambiguous.add(label)
        found[label] = row["iso3"] or None
    for label in ambiguous:
        del found[label]
    return found | {row["source_code"]: row["iso3"] or None for row in rows(source)}


def _nearest(word: str, choices: list[str]) -> str:
    folded = {choice.casefold(): choice for choice in choices}
    close = get_close_matches(word.casefold(), list(folded), 1, 0.5)
    return f"nearest known: {folded[close[0]]}" if close else "nothing known is like it"


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
