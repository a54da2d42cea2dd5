"""Answers of an SDMX service as tables of text: CSV with either family of headers, or SDMX-JSON 2.0.

Belongs here: the two formats. Does not belong here: what a column means (sources/<source>/normalize.py).
"""

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract, describe

if TYPE_CHECKING:
    import pyarrow as pa


def table(body: bytes) -> "pa.Table":
    """One row per observation, all columns text, missing ones NULL. BrokenContract if it is neither format."""
    if body.lstrip()[:1] == b"{":
        return _json(body)
    return formats.csv(formats.text(body))


def _json(body: bytes) -> "pa.Table":
    """Dimensions, OBS_VALUE and the attributes of observations. Attributes of groups and series are left out.

    A service may send it although CSV was asked for. Codes are places in lists: of a series in its key, of a
    period in the key of the observation, of an attribute in the observation itself after the value.
    """
    import pyarrow as pa

    try:
        data = json.loads(body)["data"]
        structure = data["structures"][0]
        names = [dimension["id"] for dimension in structure["dimensions"]["series"]]
        codes = [_codes(dimension) for dimension in structure["dimensions"]["series"]]
        (period,) = structure["dimensions"]["observation"]
        periods = _codes(period)
        attributes = structure["attributes"]["observation"]
        marks = [_codes(attribute) for attribute in attributes]
        series = list((data["dataSets"] or [{}])[0].get("series", {}).items())
        keys = [[codes[n][int(place)] for n, place in enumerate(key.split(":"))] for key, _ in series]
        cells = [list(each["observations"].items()) for _, each in series]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise BrokenContract(f"expected SDMX-CSV or SDMX-JSON 2.0, found {describe(body)} ({error!r})") from error
    repeated = [key for key, found in zip(keys, cells, strict=True) for _ in found]
    found = list(chain.from_iterable(cells))
    columns: dict[str, list[Any]] = {name: [key[n] for key in repeated] for n, name in enumerate(names)}
    columns[period["id"]] = [periods[int(place)] for place, _ in found]
    columns["OBS_VALUE"] = [values[0] if values else None for _, values in found]
    for n, attribute in enumerate(attributes, 1):
        columns[attribute["id"]] = [_mark(marks[n - 1], values[n : n + 1]) for _, values in found]
    return pa.table({
        name: pa.array([None if value is None else str(value) for value in column], pa.string())
        for name, column in columns.items()
    })  # fmt: skip


def _codes(component: dict[str, Any]) -> list[str]:
    return [value.get("id", value.get("value")) for value in component["values"]]


def _mark(codes: list[str], given: list[Any]) -> str | None:
    """The value of an attribute: a place in the list of its codes, or text of its own."""
    if not given or given[0] is None:
        return None
    return codes[given[0]] if isinstance(given[0], int) and given[0] < len(codes) else str(given[0])
