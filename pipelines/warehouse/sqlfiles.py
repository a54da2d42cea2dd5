"""One file under sql/: its header, and what its SELECT returns, reads and calls."""

import difflib
import hashlib
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"\s*/\*(.*?)\*/", re.DOTALL)


class InvalidModel(ValueError):  # noqa: N818 (says what the file is)
    """A file under sql/ breaks a rule: file, line, what was expected, what was found, the nearest choice."""

    def __init__(self, path: Path | str, problem: str, line: int | None = None) -> None:
        self.path, self.line, self.problem = Path(path), line, problem
        super().__init__(f"{path}{f':{line}' if line else ''}: {problem}")


def nearest(word: str, choices: Iterable[str]) -> str:
    """The end of an error message: the choice most like `word`, or all when none is and they are few."""
    choices = sorted(choices)
    if close := difflib.get_close_matches(word, choices, n=1, cutoff=0.5):
        return f"; did you mean {close[0]}?"
    return f"; known: {', '.join(choices)}" if 0 < len(choices) <= 12 else ""


class Facts:
    """What parsing found in each file, kept by the hash of its text, as Python keeps what it compiles.

    It saves the import of sqlglot and the parsing (0.8 s), and may be deleted. The hash of this module and sqlglot's
    version are part of the key: a change of either forgets everything.
    """

    def __init__(self, sql_dir: Path) -> None:
        self._file = sql_dir / "__pycache__" / "models.json"
        self._salt = version("sqlglot").encode() + Path(__file__).read_bytes()
        self._used: dict[str, dict[str, Any]] = {}
        self._kept: dict[str, dict[str, Any]] = {}
        with suppress(OSError, ValueError, TypeError):
            self._kept = dict(json.loads(self._file.read_text()))

    def of(self, path: Path) -> dict[str, Any]:
        text = read(path)
        is_script = path.parent.name in ("macros", "examples")
        digest = hashlib.sha256(self._salt + bytes([is_script]) + text.encode()).hexdigest()
        if digest not in self._used:
            self._used[digest] = self._kept.get(digest) or _parse(path, text, is_script)
        return self._used[digest]

    def save(self) -> None:
        if self._used.keys() <= self._kept.keys():
            return
        with suppress(OSError):  # a full disk or a folder that may only be read costs time, nothing else
            self._file.parent.mkdir(exist_ok=True)
            aside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            aside.write_text(json.dumps(self._used))
            aside.replace(self._file)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def line_of(text: str, word: str) -> int | None:
    """First line on which `word` stands, below the header if it stands there."""
    header = _HEADER.match(text)
    pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    found = pattern.search(text, header.end() if header else 0) or pattern.search(text)
    return text[: found.start()].count("\n") + 1 if found else None


def _parse(path: Path, text: str, is_script: bool) -> dict[str, Any]:
    header = _header(path, text)
    return {"header": header} if is_script else {"header": header, **_select(path, text)}


def _header(path: Path, text: str) -> dict[str, Any]:
    import yaml

    found = _HEADER.match(text)
    if not found:
        raise InvalidModel(path, "expected the file to start with /* description: … */, found none", 1)
    try:
        header = yaml.load(found[1], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.MarkedYAMLError as error:
        first = text[: found.start(1)].count("\n")
        line = first + error.problem_mark.line + 1 if error.problem_mark else None
        raise InvalidModel(
            path, f"the header is not YAML: {error.problem} (quote texts that hold ': ')", line
        ) from None
    if not isinstance(header, dict):
        raise InvalidModel(path, f"expected a header with description: …, found {header!r}", 1)
    return header


def _select(path: Path, text: str) -> dict[str, Any]:
    """Facts of the one SELECT in the file, all of them JSON."""
    import sqlglot
    from sqlglot import exp

    try:
        statements = [statement for statement in sqlglot.parse(text, read="duckdb") if statement]
    except sqlglot.errors.ParseError as error:
        where = error.errors[0]
        raise InvalidModel(
            path, f"not SQL: {where['description']} near {where['highlight']!r}", where["line"]
        ) from None
    except sqlglot.errors.TokenError as error:
        raise InvalidModel(path, f"not SQL: {error}") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        found = ", ".join(type(statement).__name__.upper() for statement in statements) or "nothing"
        raise InvalidModel(path, f"expected one SELECT, found {found}")

    nodes = list(statements[0].walk())  # once: to walk takes as long as to parse
    ctes = {node.alias for node in nodes if isinstance(node, exp.CTE)}
    tables = [node for node in nodes if isinstance(node, exp.Table)]
    names = {".".join(part.name for part in table.parts) for table in tables if isinstance(table.this, exp.Identifier)}
    return {
        "columns": _output(path, statements[0]),
        "relations": sorted(names - ctes),
        "table_functions": sorted({_function(table.this) for table in tables if isinstance(table.this, exp.Func)}),
        "functions": sorted({_function(node) for node in nodes if isinstance(node, exp.Func)}),
        "samples": any(isinstance(node, exp.TableSample) for node in nodes),
    }


def _output(path: Path, tree: Any) -> list[str]:
    """Names of the columns that the statement returns."""
    from sqlglot import exp

    tree = tree.unnest()
    if isinstance(tree, exp.SetOperation):
        _output(path, tree.right)
        return _output(path, tree.left)
    names = []
    for column in tree.selects:
        if column.is_star or column.find(exp.Columns):
            raise InvalidModel(path, f"the final SELECT lists its columns; found {column.sql('duckdb')}")
        if not column.alias_or_name:
            raise InvalidModel(path, f"give this column a name with `as`: {column.sql('duckdb')}")
        if column.alias_or_name in names:
            raise InvalidModel(path, f"two columns are called {column.alias_or_name}")
        names.append(column.alias_or_name)
    return names


def _function(function: Any) -> str:
    from sqlglot import exp

    name: str = function.name if isinstance(function, exp.Anonymous) else function.sql_name()
    return name.lower()
