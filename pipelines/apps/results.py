"""Results with an address: what was asked is kept by its hash, so that a colleague finds the same page again."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from pipelines.config import Settings
from pipelines.stores import disk

KEPT = 5_000
"""The oldest beyond these go."""


@dataclass(frozen=True)
class Asked:
    """A text as it was checked, and the publication whose figures answered."""

    text: str
    said_on: date
    country: str | None
    read_by: str
    figures: str

    @property
    def name(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()[:20]


def keep(settings: Settings, asked: Asked) -> str:
    """Keep what was asked; returns the name under which `find` has it."""
    folder = settings.warehouse / "checks"
    file = folder / f"{asked.name}.json"
    if not file.exists():
        disk.write(file, json.dumps(asdict(asked), default=str), durable=False)
        held = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in held[KEPT:]:
            old.unlink(missing_ok=True)
    return asked.name


def find(settings: Settings, name: str) -> Asked | None:
    file = settings.warehouse / "checks" / f"{name}.json"
    if not (name.isalnum() and file.is_file()):
        return None
    found = json.loads(file.read_text(encoding="utf-8"))
    return Asked(**found | {"said_on": date.fromisoformat(found["said_on"])})


def figures(settings: Settings) -> str:
    """The publication that answers now."""
    from pipelines.warehouse import published

    with published.connect(settings) as connection:
        [(found,)] = connection.execute("select fingerprint from meta.build").fetchall()
    return str(found)[:12]
