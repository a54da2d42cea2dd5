"""What makes two builds the same: one hash of all that a published file is made from."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.config import PACKAGE, Settings
from pipelines.warehouse.engines.duckdb import Given

_LITERAL = re.compile(r"'(/(?:[^']|'')+)'")


def of(settings: Settings, models: Iterable[str], inputs: Mapping[str, Given], engine: str) -> str:
    """Hash of the programs that build, of the files under sql/, and of what is handed over: rows, and files by their
    bytes. The name and the hour of the run make no difference. `models` are the names of those that run.
    """
    import duckdb

    made_from = hashlib.sha256(json.dumps([engine, duckdb.__version__, sorted(models)]).encode())
    folders = [Path(__file__).parent, *(PACKAGE / name for name in ("verdict", "claims", "catalogue"))]
    programs = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".yml")]
    for path in [*sorted(programs), *sorted(settings.sql.rglob("*.sql")), settings.sql / "inputs.yml"]:
        made_from.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name, given in sorted(inputs.items()):
        made_from.update(f"{name} {_content(name, given)}\0".encode())
    return made_from.hexdigest()


def _content(name: str, given: Given) -> str:
    if isinstance(given, str):
        return _LITERAL.sub(lambda found: _bytes(Path(found[1].replace("''", "'"))), given)
    passed_over = ("run_id", "built_at") if name == "run" else ()
    return json.dumps(
        [[(column, value) for column, value in row.items() if column not in passed_over] for row in given], default=str
    )


def _bytes(path: Path) -> str:
    with path.open("rb") as file:
        return f"{path.name}:{hashlib.file_digest(file, 'sha256').hexdigest()}"
