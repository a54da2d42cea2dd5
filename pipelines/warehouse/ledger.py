"""What each relation of a build was made from, and what came of it.

Belongs here: the hash that says that a relation would come out the same again. Does not belong here: what makes two
whole files the same (fingerprint.py), computing anything (engines/).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipelines.warehouse import documentation
from pipelines.warehouse.sqlmodels import Model

if TYPE_CHECKING:
    import duckdb


class Ledger:
    """Kept while models run, in their order: what a model was made from has hashes of all that it reads."""

    def __init__(self, builder: str, inputs: Mapping[str, str]) -> None:
        """`builder`: hash of the program that builds. `inputs`: input without schema -> hash of its content."""
        self._builder = builder
        self._read = {f"input.{name}": content for name, content in inputs.items()}
        self.made_from: dict[str, str] = {}
        self.contents: dict[str, tuple[int, str]] = {}
        """Relation -> its number of rows, and a hash of them."""

    def of(self, model: Model) -> str:
        """Hash of the query and of the contents of what it reads: the same hash means the same rows."""
        read = [(name, self._read[name]) for name in model.depends_on]
        made_from = [self._builder, model.code_version, model.key, model.nullable_key, read]
        return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:32]

    def note(self, connection: "duckdb.DuckDBPyConnection", model: Model, *, as_query: bool = False) -> None:
        """The model has been made. Of one that the file holds `as_query`, what it was made from is the content."""
        made_from = self.made_from[model.name] = self.of(model)
        if as_query:
            counted = documentation.count(connection, model.name), made_from
        else:
            counted = documentation.content(connection, model.name)
        self.contents[model.name] = counted
        self._read[model.name] = counted[1]
