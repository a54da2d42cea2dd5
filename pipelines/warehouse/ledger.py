"""What each relation of a build was made from, what came of it, and what need not be made again.

Belongs here: the hash that says that a relation would come out the same, and the publication before as far as it can be
taken over. Does not belong here: what makes two whole files the same (fingerprint.py), computing anything (engines/).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipelines.warehouse import documentation
from pipelines.warehouse.documentation import FIGURES, CheckFailure
from pipelines.warehouse.sqlmodels import Check, Model, Query

if TYPE_CHECKING:
    import duckdb

HANDED = "input.observation"
STRETCHED = (HANDED, FIGURES)
STRETCH = "indicator"
"""Figures change an indicator at a time: relations whose header has `partition_by: indicator` are made again so."""


@dataclass(frozen=True)
class Before:
    """A publication that is there: what its relations and checks were made from and what came of them."""

    relations: Mapping[str, tuple[str, int, str, float | None]] = field(default_factory=dict)
    """Relation -> made_from, rows, content, seconds."""
    checks: Mapping[str, tuple[str, int, list[dict[str, Any]]]] = field(default_factory=dict)
    """Check -> made_from, rows that it found, some of them."""
    sources: Mapping[str, Mapping[str, set[str]]] = field(default_factory=dict)
    """Relation -> its columns that name datasets -> the datasets in them."""
    stretches: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Relation in STRETCHED -> indicator -> a hash of the rows with it."""


def before(connection: "duckdb.DuckDBPyConnection", builder: str) -> Before:
    """Of a published file that a build may start from: not one of another program, or one that is mostly free space."""
    (built_by,) = connection.execute("select builder from meta.build").fetchall()[0]
    total, free = connection.execute("select total_blocks, free_blocks from pragma_database_size()").fetchall()[0]
    if built_by != builder or free * 2 > total:
        return Before()
    relations = connection.execute("select relation, made_from, rows, content, seconds from meta.relation").fetchall()
    checks = connection.execute('select "check", made_from, rows, sample from meta.check').fetchall()
    return Before(
        {name: (made_from, rows, content, seconds) for name, made_from, rows, content, seconds in relations},
        {name: (made_from, rows, json.loads(sample)) for name, made_from, rows, sample in checks},
        documentation.named_before(connection),
        documentation.stretches_before(connection),
    )


class Ledger:
    """Kept while models run, in their order: what a model was made from has hashes of all that it reads."""

    def __init__(self, inputs: Mapping[str, str], held: Before) -> None:
        """`inputs`: input without schema -> hash of its content. `held`: what the file that is built on holds."""
        self._read = {f"input.{name}": content for name, content in inputs.items()}
        self._held = held
        self.builds_on_a_file = bool(held.relations)
        self.figures = 0
        """How many the build was handed."""
        self.stretches: dict[str, dict[str, str]] = {}
        self._figures: dict[str, tuple[str, ...]] = {}
        """Relation -> the indicators whose figures it reads, as another relation names them."""
        self.made_from: dict[str, str] = {}
        self.contents: dict[str, tuple[int, str]] = {}
        """Relation -> its number of rows, and a hash of them."""
        self.seconds: dict[str, float] = {}
        """Relation -> how long its SQL took, whenever it was."""
        self.taken_over: set[str] = set()

    def of(self, query: Query) -> str:
        """Hash of the query and of the contents of what it reads: the same hash means the same rows."""
        kind = [query.key, query.nullable_key, query.view, query.partition_by] if isinstance(query, Model) else []
        if isinstance(query, Model) and query.figures_of:
            kind.append(query.figures_of)
        rest = [(name, self._read[name]) for name in query.depends_on if name not in STRETCHED]
        figures: list[Any] = [(name, self._read[name]) for name in query.depends_on if name in STRETCHED]
        some = self._figures.get(query.name, query.figures)
        if some is not None:
            # of all figures it reads those of some indicators, so that others change nothing
            figures = [(indicator, self.stretches[FIGURES].get(indicator)) for indicator in some]
        return _hash([query.code_version, kind, rest]) + _hash(figures)

    def read_figures(self, connection: "duckdb.DuckDBPyConnection") -> None:
        """Look at the figures that the build was handed."""
        if HANDED in self._read:
            self.stretches[HANDED] = documentation.contents_by(connection, HANDED, STRETCH)
            self._read[HANDED] = _hash(sorted(self.stretches[HANDED].items()))
            self.figures = documentation.count(connection, HANDED)

    def stale(self, model: Model) -> list[str] | None:
        """The indicators whose rows have to be made again where the others may stay; None where all have to."""
        made_from = self._held.relations.get(model.name, ("",))[0]
        sources = [name for name in model.depends_on if name in STRETCHED]
        if model.partition_by != STRETCH or len(sources) != 1 or made_from[:16] != self.of(model)[:16]:
            return None
        old, new = self._held.stretches.get(sources[0], {}), self.stretches[sources[0]]
        stale = sorted(value for value in old.keys() | new.keys() if old.get(value) != new.get(value))
        return stale if len(stale) * 2 < len(new) else None

    def takes_over(self, connection: "duckdb.DuckDBPyConnection", model: Model) -> bool:
        """Whether the file holds what the model would make; if so it is noted."""
        self._find_figures(connection, model)
        made_from, rows, content, seconds = self._held.relations.get(model.name, ("", 0, "", None))
        if made_from != self.of(model):
            return False
        self.taken_over.add(model.name)
        self._note(connection, model, made_from, rows, content, seconds or 0.0)
        return True

    def _find_figures(self, connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
        if model.figures_of and model.name not in self._figures:
            found = connection.execute(model.figures_of).fetchall()
            self._figures[model.name] = tuple(sorted({indicator for (indicator,) in found if indicator}))

    def replaces(self, model: Model) -> bool:
        """Whether the file holds it as it was before."""
        return model.name in self._held.relations

    def note(
        self, connection: "duckdb.DuckDBPyConnection", model: Model, seconds: float, *, as_query: bool = False
    ) -> None:
        """The model has been made. Of one that the file holds `as_query`, what it was made from is the content."""
        self._find_figures(connection, model)
        made_from = self.of(model)
        if as_query:
            rows, content = documentation.count(connection, model.name), made_from
        else:
            rows, content = documentation.content(connection, model.name)
        self._note(connection, model, made_from, rows, content, seconds)

    def _note(
        self,
        connection: "duckdb.DuckDBPyConnection",
        model: Model,
        made_from: str,
        rows: int,
        content: str,
        seconds: float,
    ) -> None:
        self.made_from[model.name] = made_from
        self.contents[model.name] = rows, content
        self.seconds[model.name] = seconds
        self._read[model.name] = content
        if model.name == FIGURES:
            self.stretches[FIGURES] = documentation.contents_by(connection, FIGURES, STRETCH)

    def found_before(self, check: Check) -> list[CheckFailure] | None:
        """What a check found in the publication before, if it would find the same again."""
        made_from, rows, sample = self._held.checks.get(check.name, ("", 0, []))
        self.made_from[check.name] = self.of(check)
        if made_from != self.made_from[check.name]:
            return None
        return [CheckFailure(check.name, check.severity, check.relation, rows, sample, check.doc)] if rows else []

    def named_before(self) -> dict[str, Mapping[str, set[str]]]:
        """Datasets that columns of what was taken over name."""
        return {name: self._held.sources.get(name, {}) for name in self.taken_over}


def _hash(what: Any) -> str:
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]
