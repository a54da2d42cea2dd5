"""Lineage of columns, kept from run to run: tracing takes seconds, reading what was traced takes nothing.

Belongs here: the file of what was traced. Does not belong here: tracing (warehouse/sqlmodels.py),
showing it (assets.py).
"""

import hashlib
import json
import logging
import os
from contextlib import suppress

from pipelines.config import Settings
from pipelines.warehouse import sqlmodels

Traced = dict[str, list[tuple[str, str]]]
"""Column -> the (relation, column) pairs it is computed from."""


def of(settings: Settings, models: sqlmodels.Models, *, compute: bool) -> dict[str, Traced]:
    """Relation -> lineage of its columns, for all that is known; with `compute` the rest is traced and kept."""
    path = settings.build / "lineage.json"
    kept = _read(path)
    inputs = {name: list(described.types) for name, described in sqlmodels.described_inputs(settings.sql).items()}
    found, used = {}, {}
    for model in models.models:
        key = _key(model, models, inputs)
        if key not in kept and compute:
            try:
                kept[key] = sqlmodels.lineage(models, model.name, inputs)
            except Exception as error:  # a query that the parser cannot trace is built and checked all the same
                logging.getLogger(__name__).warning("no lineage of %s: %s", model.name, error)
                kept[key] = {}
        if key in kept:
            used[key] = kept[key]
            found[model.name] = {column: [(r, c) for r, c in origins] for column, origins in kept[key].items()}
    if compute and used.keys() != _read(path).keys():
        with suppress(OSError):  # what is not kept is traced again
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_name(f"{path.name}.{os.getpid()}")
            aside.write_text(json.dumps(used))
            aside.replace(path)
    return found


SHOWN = 4
"""Relations that the words about one column name."""


def words(origins: list[tuple[str, str]]) -> str:
    """What a column is computed from, to stand behind its description; empty when nothing was traced."""
    columns: dict[str, list[str]] = {}
    for relation, column in origins:
        columns.setdefault(relation, []).append(column)
    named = [f"{relation} ({', '.join(sorted(found))})" for relation, found in sorted(columns.items())]
    if len(named) > SHOWN:
        named[SHOWN:] = [f"{len(named) - SHOWN} more relations"]
    return f" ← {', '.join(named)}" if named else ""


def _key(model: sqlmodels.Model, models: sqlmodels.Models, inputs: dict[str, list[str]]) -> str:
    """Changes with the query and with the columns of what it reads, which `select *` depends on."""
    columns = {upstream.name: list(upstream.columns) for upstream in models.models} | {
        f"input.{name}": given for name, given in inputs.items()
    }
    read = [[name, columns.get(name)] for name in model.depends_on]
    return hashlib.sha256(json.dumps([model.name, model.code_version, read]).encode()).hexdigest()[:16]


def _read(path: "os.PathLike[str]") -> dict[str, Traced]:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            traced: dict[str, Traced] = json.load(file)
            return traced
    except (OSError, ValueError):
        return {}
