"""Reports that stand there already: made from the same file by the same code, and not touched since.

Belongs here: telling so. Does not belong here: what a report consists of (__init__.py).
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipelines.config import METHOD, Settings
from pipelines.stores import disk

FOLDER = Path(__file__).parent


def render(settings: Settings, article_id: str | None, render: Callable[[], list[Path]]) -> list[Path]:
    """The files of the report of an article, or of all; `render` writes them unless they are what it would write."""
    record = settings.build / f"reports-{article_id or 'all'}.json"
    made_from = _made_from(settings)
    with suppress(OSError, ValueError, KeyError):
        held = json.loads(record.read_text(encoding="utf-8"))
        paths = [Path(name) for name in held["files"]]
        if held["made_from"] == made_from and held["files"] == _stamps(paths):
            return paths
    paths = render()
    disk.write(record, json.dumps({"made_from": made_from, "files": _stamps(paths)}), durable=False)
    return paths


def _made_from(settings: Settings) -> str:
    """Changes with the published file, with the code of the reports and with where they are published."""
    digest = hashlib.sha256(f"{disk.stamp(settings.database)} {settings.site_url} {settings.site_name}".encode())
    code = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc")
    for path in [*code, METHOD]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _stamps(paths: list[Path]) -> dict[str, str]:
    return {str(path): disk.stamp(path) for path in paths}
