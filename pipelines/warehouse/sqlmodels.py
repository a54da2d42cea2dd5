"""The files under sql/: what each defines, reads and documents, their order, and what marks them stale.

    sql/{core,marts,factcheck}/<name>.sql   one SELECT; the path is the relation: sql/marts/x.sql is marts.x
    sql/checks/assert_<schema>_<name>__<rule>.sql   a SELECT that returns the offending rows
    sql/macros/*.sql, sql/examples/*.sql    macros for analysts; queries to start from
    sql/inputs.yml                          types and meanings of what the build is handed, `input.<name>`

Each SQL file starts with a block comment holding YAML.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.warehouse.sqlfiles import Facts, InvalidModel, line_of, nearest, read

MAY_READ = {
    "core": ("input", "core"),
    "marts": ("core", "marts"),
    "factcheck": ("input", "core", "marts", "factcheck"),
    "checks": ("input", "core", "marts", "factcheck"),
}
SCHEMAS = {
    "input": "What the build was handed: reference data, articles and the run itself.",
    "core": "Figures and what is needed to read them: economies, groups, indicators, sources.",
    "marts": "Tables to work with: one per question that analysts ask.",
    "factcheck": "Claims, their readings and their verdicts.",
    "meta": "About this file: when and from what it was built, what each relation and column means.",
}
SEVERITIES = ("error", "warn")

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_MACRO = re.compile(r"create\s+or\s+replace\s+macro\s+(?:\w+\.)?(\w+)\s*\(", re.IGNORECASE)
_VOLATILE = frozenset([
    "current_date", "current_time", "current_timestamp", "current_datetime", "current_localtime",
    "current_localtimestamp", "localtime", "localtimestamp", "now", "today", "get_current_timestamp",
    "transaction_timestamp", "txid_current", "rand", "random", "setseed", "uuid", "uuidv4", "uuidv7",
    "gen_random_uuid", "getvariable", "current_setting", "nextval",
])  # fmt: skip
"""Functions that answer differently tomorrow: they would make "unchanged" a lie."""
_SPELLED = {"rand": "random", "uuid": "gen_random_uuid", "current_date": "today"}
"""The parser's name of a function -> how else people write it."""
_TABLE_FUNCTIONS = ("generate_series", "range", "unnest", "explode")


@dataclass(frozen=True)
class Column:
    meaning: str
    unit: str | None = None

    @property
    def comment(self) -> str:
        return f"{self.meaning} [{self.unit}]" if self.unit else self.meaning


@dataclass(frozen=True)
class Query:
    """A file with one SELECT: what models and checks have in common."""

    name: str
    path: Path
    sql: str
    """The whole file, header included, so that line numbers of database errors are those of the file."""
    doc: str
    depends_on: tuple[str, ...]
    """Relations it reads, inputs included, sorted."""


@dataclass(frozen=True)
class Model(Query):
    columns: dict[str, Column]
    """In the order of the final SELECT."""
    key: tuple[str, ...]
    nullable_key: bool
    view: bool = False
    """The published file holds its query and not its rows; they are in its Parquet file."""

    @property
    def schema(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Check(Query):
    relation: str
    severity: str


@dataclass(frozen=True)
class Script:
    """A file of macros or an example query: run as it stands."""

    name: str
    path: Path
    sql: str
    doc: str


@dataclass(frozen=True)
class Input:
    """A relation that no model makes (sql/inputs.yml, schema meta), with its types."""

    name: str
    doc: str
    types: dict[str, str]
    columns: dict[str, Column]


@dataclass(frozen=True)
class Models:
    models: tuple[Model, ...]
    """In an order in which each one comes after all that it reads."""
    checks: tuple[Check, ...]
    macros: tuple[Script, ...]
    examples: tuple[Script, ...]

    def __getitem__(self, name: str) -> Model:
        for model in self.models:
            if model.name == name:
                return model
        raise KeyError(f"no relation {name}{nearest(name, [model.name for model in self.models])}")

    def upstream(self, names: Iterable[str]) -> set[str]:
        """The named models and every model that they need."""
        wanted = {self[name].name for name in names}
        for model in reversed(self.models):
            if model.name in wanted:
                wanted.update(name for name in model.depends_on if not name.startswith("input."))
        return wanted


def load(sql_dir: Path, *, inputs: Iterable[str] | None = None) -> Models:
    """Read and judge all files under `sql_dir`; models come in the order in which they run.

    `inputs`: names of the input relations without schema; given, a model that reads another one is an error.
    What was read before in this process is taken from there while no file has changed since. Raises InvalidModel.
    """
    folders = ("core", "marts", "factcheck", "checks", "macros", "examples")
    files = [path for folder in folders for path in _files(sql_dir / folder)]
    stamps = tuple((str(path), found.st_size, found.st_mtime_ns) for path in files for found in [path.stat()])
    return _loaded(sql_dir, None if inputs is None else frozenset(inputs), stamps)


@lru_cache(maxsize=4)
def _loaded(sql_dir: Path, inputs: frozenset[str] | None, stamps: tuple[object, ...]) -> Models:
    facts = Facts(sql_dir)
    macros = tuple(_script(path, facts) for path in _files(sql_dir / "macros"))
    examples = tuple(_script(path, facts) for path in _files(sql_dir / "examples"))
    macro_names = {name.lower() for macro in macros for name in _MACRO.findall(macro.sql)}
    models = [
        _model(path, schema, facts, macro_names)
        for schema in ("core", "marts", "factcheck")
        for path in _files(sql_dir / schema)
    ]
    relations = [model.name for model in models]
    checks = tuple(_check(path, relations, facts, macro_names) for path in _files(sql_dir / "checks"))
    facts.save()

    known = [*relations, *(f"input.{name}" for name in sorted(inputs or ()))]
    for query in (*models, *checks):
        _relations_exist(query, known, any_input=inputs is None)
    return Models(_in_order(models), checks, macros, examples)


def described_inputs(sql_dir: Path) -> dict[str, Input]:
    """What sql/inputs.yml says of each relation that a build is handed; empty without that file."""
    path = sql_dir / "inputs.yml"
    return described(path) if path.exists() else {}


def described(path: Path) -> dict[str, Input]:
    """Relations with types and meanings as a YAML file of the shape of sql/inputs.yml tells them."""
    return dict(_described(path, read(path)))


@lru_cache(maxsize=4)
def _described(path: Path, text: str) -> dict[str, Input]:
    """A run asks for the same file a dozen times."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506
    return {name: _input(path, name, entry) for name, entry in entries.items()}


# One file


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sql"))


def _model(path: Path, schema: str, facts: Facts, macros: set[str]) -> Model:
    if not _NAME.fullmatch(path.stem):
        raise InvalidModel(path, f"the file's name is the relation's: expected lower_case words, found {path.stem!r}")
    known = ("description", "key", "nullable_key", "view", "columns")
    query = _query(path, f"{schema}.{path.stem}", schema, facts.of(path), macros, known)
    header = facts.of(path)["header"]
    columns = _columns(path, header, facts.of(path)["columns"])
    return Model(
        **query,
        columns=columns,
        key=_key(path, header, columns),
        nullable_key=bool(header.get("nullable_key", False)),
        view=_view(path, schema, header),
    )


def _check(path: Path, relations: list[str], facts: Facts, macros: set[str]) -> Check:
    relation, _, rule = path.stem.removeprefix("assert_").partition("__")
    by_name = {name.replace(".", "_"): name for name in relations}
    if not path.stem.startswith("assert_") or not rule:
        raise InvalidModel(path, f"expected a name like assert_marts_trade_partner__shares_add_up, found {path.stem}")
    if relation not in by_name:
        raise InvalidModel(path, f"checks an unknown relation {relation}{nearest(relation, by_name)}")
    query = _query(path, path.stem, "checks", facts.of(path), macros, ("description", "severity"))
    severity = facts.of(path)["header"].get("severity")
    if severity not in SEVERITIES:
        raise InvalidModel(path, f"expected severity: {' or '.join(SEVERITIES)}, found {severity!r}")
    return Check(**query, relation=by_name[relation], severity=severity)


def _input(path: Path, name: str, entry: dict[str, Any]) -> Input:
    types: dict[str, str] = {}
    columns: dict[str, Column] = {}
    for declared, text in entry["columns"].items():
        column, _, types[column] = declared.partition(" ")
        if not types[column]:
            line = line_of(read(path), name)
            raise InvalidModel(path, f"{name}: expected `column TYPE: meaning`, found {declared!r}", line)
        columns[column] = _column(path, column, text)
    return Input(name, _description(path, {"description": entry.get("description")}, ("description",)), types, columns)


def _script(path: Path, facts: Facts) -> Script:
    header = facts.of(path)["header"]
    return Script(path.stem, path, read(path), _description(path, header, ("description",)))


def _query(
    path: Path, name: str, layer: str, fact: dict[str, Any], macros: set[str], header_keys: tuple[str, ...]
) -> dict[str, Any]:
    """The fields of a Query, after the rules that every one of them keeps."""
    doc = _description(path, fact["header"], header_keys)
    text = read(path)
    for function in fact["functions"]:
        _expect_steady(path, text, function, macros)
    if fact["samples"]:
        raise InvalidModel(path, "a sample answers differently on every run; take rows by a condition")
    for function in fact["table_functions"]:
        if function not in _TABLE_FUNCTIONS:
            raise InvalidModel(
                path,
                f"reads {function}(…): a model reads relations only; hand files over as an input",
                line_of(text, function),
            )
    for relation in fact["relations"]:
        _expect_readable(path, text, relation, layer)
    return {"name": name, "path": path, "sql": text, "doc": doc, "depends_on": tuple(fact["relations"])}


def _expect_steady(path: Path, text: str, function: str, macros: set[str]) -> None:
    if function in macros:
        raise InvalidModel(
            path,
            f"{function}() is a macro: those are made for analysts after the models; write the SQL out",
            line_of(text, function),
        )
    if function in _VOLATILE:
        raise InvalidModel(
            path,
            f"{function}() answers differently on every run; the day and the run are in input.run",
            line_of(text, function) or line_of(text, _SPELLED.get(function, function)),
        )


def _expect_readable(path: Path, text: str, relation: str, layer: str) -> None:
    schema, _, table = relation.partition(".")
    if not table or "." in table:
        raise InvalidModel(path, f"expected relations as schema.name, found {relation}", line_of(text, relation))
    if schema not in MAY_READ[layer]:
        raise InvalidModel(
            path,
            f"{layer} may read {', '.join(MAY_READ[layer])}; found {relation}" + nearest(schema, MAY_READ[layer]),
            line_of(text, relation),
        )


def _description(path: Path, header: dict[str, Any], allowed: tuple[str, ...]) -> str:
    for key in header:
        if key not in allowed:
            raise InvalidModel(path, f"unknown key {key!r} in the header{nearest(str(key), allowed)}")
    description = header.get("description")
    if not isinstance(description, str) or not description.strip():
        raise InvalidModel(path, f"expected a description in the header, found {description!r}")
    return " ".join(description.split())


def _columns(path: Path, header: dict[str, Any], selected: list[str]) -> dict[str, Column]:
    documented = header.get("columns")
    if not isinstance(documented, dict):
        raise InvalidModel(path, f"expected columns: a map of column to meaning, found {documented!r}")
    for name in selected:
        if name not in documented:
            raise InvalidModel(
                path,
                f"column {name} is not documented: add it to columns in the header"
                f"{nearest(name, set(map(str, documented)) - set(selected))}",
                line_of(read(path), name),
            )
    for name in documented:
        if name not in selected:
            raise InvalidModel(
                path,
                f"documents a column {name!r} that the SELECT does not return{nearest(str(name), selected)}",
                line_of(read(path), str(name)),
            )
    return {name: _column(path, name, documented[name]) for name in selected}


def _column(path: Path, name: str, text: Any) -> Column:
    if isinstance(text, str) and text.strip():
        return Column(" ".join(text.split()))
    if isinstance(text, dict) and set(text) == {"unit", "meaning"}:
        return Column(" ".join(str(text["meaning"]).split()), str(text["unit"]))
    raise InvalidModel(
        path,
        f"column {name}: expected a meaning or {{unit: …, meaning: …}}, found {text!r}"
        " (quote a meaning that holds a comma)",
        line_of(read(path), name),
    )


def _key(path: Path, header: dict[str, Any], columns: Iterable[str]) -> tuple[str, ...]:
    key = header.get("key")
    if not isinstance(key, list) or not key:
        raise InvalidModel(path, f"expected key: [columns that tell rows apart], found {key!r}")
    for name in key:
        if name not in columns:
            raise InvalidModel(path, f"key names a column {name!r} that is not there{nearest(str(name), columns)}")
    return tuple(key)


def _view(path: Path, schema: str, header: dict[str, Any]) -> bool:
    view = header.get("view", False)
    if not isinstance(view, bool) or (view and schema != "marts"):
        raise InvalidModel(path, f"expected view: true, in sql/marts only, whose rows become Parquet; found {view!r}")
    return view


# All files together


def _relations_exist(query: Query, known: list[str], any_input: bool) -> None:
    for relation in query.depends_on:
        if relation in known or (any_input and relation.startswith("input.")):
            continue
        raise InvalidModel(
            query.path, f"unknown relation {relation}{nearest(relation, known)}", line_of(query.sql, relation)
        )


def _in_order(models: list[Model]) -> tuple[Model, ...]:
    from graphlib import CycleError, TopologicalSorter

    by_name = {model.name: model for model in models}
    graph = {model.name: [name for name in model.depends_on if name in by_name] for model in models}
    try:
        return tuple(by_name[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1]
        raise InvalidModel(
            by_name[circle[0]].path, f"models read each other in a circle: {' -> '.join(circle)}"
        ) from None


if __name__ == "__main__":  # once when the project is installed, like the compiling of Python's files
    from pipelines.config import Settings

    load(Settings().sql)
