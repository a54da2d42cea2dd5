"""Answers of an SDMX service as tables of text: CSV with either family of headers, SDMX-JSON 2.0, or SDMX-ML 2.1."""

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract, describe

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pyarrow as pa


def table(body: bytes) -> "pa.Table":
    """One row per observation, all columns text, missing ones NULL. BrokenContract if it is none of the formats."""
    kind = extension(body)
    return _json(body) if kind == "json" else _xml(body) if kind == "xml" else formats.csv(formats.text(body))


def extension(body: bytes) -> str:
    start = body[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "json" if start.startswith(b"{") else "xml" if start.startswith(b"<") else "csv"


def _xml(body: bytes) -> "pa.Table":
    """Structure-specific data: the attributes of the data set, the series and the observation side by side."""
    import pyarrow as pa

    found: list[dict[str, str]] = []
    for data_set in (each for each in _root(body).iter() if _name(each.tag) == "DataSet"):
        for series in (each for each in data_set.iter() if _name(each.tag) == "Series"):
            held = _attributes(data_set) | _attributes(series)
            found += [held | _attributes(each) for each in series if _name(each.tag) == "Obs"]
    columns = dict.fromkeys(name for row in found for name in row)
    if "OBS_VALUE" not in columns:
        raise BrokenContract(
            f"expected SDMX-ML 2.1 with Series and Obs, found {describe(body)} without an observation; ask for"
            " CSV (Accept: text/csv) or for structure-specific data"
        )
    return pa.table({name: pa.array([row.get(name) for row in found], pa.string()) for name in columns})


def _root(body: bytes) -> "Element":
    from xml.etree.ElementTree import ParseError, XMLParser, fromstring

    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise BrokenContract("expected SDMX-ML without a document type, found one; no SDMX service sends any")
    try:
        return fromstring(body, XMLParser(encoding="utf-8"))  # noqa: S314 (what expands is refused above)
    except ParseError as error:
        raise BrokenContract(f"expected SDMX-ML, found {describe(body)} ({error})") from error


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attributes(element: "Element") -> dict[str, str]:
    """Attributes of SDMX components; those of the message itself have a namespace."""
    return {name: value for name, value in element.attrib.items() if not name.startswith("{")}


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
