"""What makes two builds the same: a hash of all that a published file is made from.

Belongs here: what counts, down to the bytes of files that an input names. Does not belong here: when that saves a
build (publication.py).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.config import Settings
from pipelines.warehouse import documentation, judging, sqlmodels
from pipelines.warehouse.engines import duckdb as duckdb_engine
from pipelines.warehouse.engines import spark as spark_engine
from pipelines.warehouse.sqlmodels import Models

if TYPE_CHECKING:
    from pipelines.warehouse.engines.duckdb import Given

_BUILDER = (
    __file__,
    str(Path(__file__).with_name("publication.py")),
    str(Path(__file__).with_name("ledger.py")),
    judging.__file__,
    duckdb_engine.__file__,
    spark_engine.__file__,
    documentation.__file__,
    documentation.META,
)


def of(settings: Settings, models: Models, inputs: "Mapping[str, Given]", engine: str) -> str:
    """Hash of all that the file is made from, apart from the name and the hour of the run."""
    made_from: dict[str, Any] = {
        "builder": of_builder(engine),
        "inputs": of_inputs(inputs),
        "described": repr(sqlmodels.described_inputs(settings.sql)),
        "models": [
            [model.name, model.code_version, model.doc, model.key, model.nullable_key, repr(model.columns)]
            for model in models.models
        ],
        "checks": [[check.name, check.code_version, check.severity, check.doc] for check in models.checks],
        "scripts": [[script.name, script.sql] for script in (*models.macros, *models.examples)],
    }
    return _sha256(json.dumps(made_from, sort_keys=True).encode())


def of_builder(engine: str) -> str:
    """Hash of the programs that build: ours and the engine."""
    import duckdb

    made_by = [engine, duckdb.__version__, *(_sha256(Path(file).read_bytes()) for file in _BUILDER)]
    return _sha256(json.dumps(made_by).encode())


def of_inputs(inputs: "Mapping[str, Given]") -> dict[str, str]:
    return {name: _content_of(name, given) for name, given in inputs.items()}


_LITERAL = re.compile(r"'((?:[^']|'')+)'")


def _content_of(name: str, given: "Given") -> str:
    if isinstance(given, str):
        return _sha256(_LITERAL.sub(_literal_content, given).encode())
    # the name and the hour of a run make no difference
    passed_over = ("run_id", "built_at") if name == "run" else ()
    if isinstance(given, list):
        kept = [[(column, value) for column, value in row.items() if column not in passed_over] for row in given]
        return _sha256(json.dumps(kept, default=str).encode())
    import pyarrow as pa

    given = given.drop_columns([column for column in passed_over if column in given.column_names])
    # one batch without metadata, so that only columns and rows count
    given = given.replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, given.schema) as writer:
        writer.write_table(given)
    return _sha256(sink.getvalue())


def _literal_content(found: re.Match[str]) -> str:
    """A literal that names files stands for their bytes, any other for itself."""
    literal = found[1].replace("''", "'")
    if not literal.startswith("/"):
        return found[0]
    if "*" in literal:
        anchor = Path(literal.partition("*")[0]).parent if not literal.startswith("/*") else Path("/")
        paths = sorted(anchor.glob(str(Path(literal).relative_to(anchor))))
    else:
        paths = [Path(literal)]
    return " ".join(f"{path.name}:{_sha256(path.read_bytes())}" for path in paths if path.is_file()) or found[0]


def _sha256(content: Any) -> str:
    return hashlib.sha256(content).hexdigest()
