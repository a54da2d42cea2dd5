"""Settings: where the warehouse is, limits, keys. Nothing here opens a file or a connection.

Everything can be set from the environment with the prefix BILATERAL_; secrets come from there only.
"""

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
SHIPPED = PACKAGE / "project"
"""What an installed package brings along; a checkout has the same files at its root."""
MARKER = "dagster.yaml"
MEMORY_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B\s*", re.IGNORECASE)
"""A memory limit as DuckDB takes it: 4GB, 300MB, 1.5 GiB."""


def project_root() -> Path:
    """BILATERAL_HOME, else the nearest project upwards, else the checkout of this package, else `data_folder()`.

    A project is a folder whose dagster.yaml names this package; `bilateral init` lays one.
    """
    if home := os.environ.get("BILATERAL_HOME"):
        return Path(home).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents, PACKAGE.parent):
        if is_project(folder):
            return folder
    return data_folder()


def is_project(folder: Path) -> bool:
    try:
        return "pipelines.defs" in (folder / MARKER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def data_folder() -> Path:
    """Where everything lives for somebody who installed the package and has no project: the user's data directory."""
    from platformdirs import user_data_path

    return user_data_path("bilateral", appauthor=False)


def shipped(name: str) -> Path:
    """A folder or file that comes with the package: sql, reference, articles, docs, dagster.yaml."""
    if SHIPPED.is_dir():
        return SHIPPED / name
    return PACKAGE.parent / {"reference": "warehouse/reference", "articles": "warehouse/articles"}.get(name, name)


METHOD = shipped("docs") / "method.md"
"""What every verdict rests on, in words."""


def _memory_limit() -> str:
    given = os.environ.get("BILATERAL_MEMORY_LIMIT") or "4GB"
    if not MEMORY_SIZE.fullmatch(given):
        raise ValueError(f"BILATERAL_MEMORY_LIMIT: expected such as 4GB or 300MB; found {given!r}")
    return given


def _threads() -> int:
    given = os.environ.get("BILATERAL_THREADS") or str(os.cpu_count() or 2)
    if not re.fullmatch(r"0*[1-9][0-9]{0,3}", given):
        raise ValueError(f"BILATERAL_THREADS: expected a whole number such as 4; found {given!r}")
    return int(given)


@dataclass(frozen=True)
class Settings:
    root: Path = field(default_factory=project_root)
    warehouse_dir: Path | None = None
    offline: bool = False
    memory_limit: str = field(default_factory=_memory_limit)
    threads: int = field(default_factory=_threads)
    base_urls: dict[str, str] = field(default_factory=dict)
    """Publisher -> base address, replacing the one in its origin.yml (tests, mirrors)."""
    spark: str = field(default_factory=lambda: os.environ.get("BILATERAL_SPARK", "local[*]"))
    """Where the engine spark runs: local[*], spark://host:7077 or, by Spark Connect, sc://host:15002."""
    site_url: str = field(
        default_factory=lambda: os.environ.get("BILATERAL_SITE_URL", "http://127.0.0.1:8765/reports/")
    )
    """Where the reports folder is published: ClaimReview has to name the page. `bilateral serve` shows it here."""
    site_name: str = field(default_factory=lambda: os.environ.get("BILATERAL_SITE_NAME", "Bilateral"))

    @cached_property
    def warehouse(self) -> Path:
        default = os.environ.get("BILATERAL_WAREHOUSE") or self.root / "warehouse"
        return Path(self.warehouse_dir or default).resolve()

    @property
    def sql(self) -> Path:
        own = self.root / "sql"
        return own if own.is_dir() else shipped("sql")

    @property
    def snapshots(self) -> Path:
        return self.warehouse / "snapshots"

    @property
    def observations(self) -> Path:
        return self.warehouse / "observations"

    @property
    def reference(self) -> Path:
        """The project's own figures, else those that come along, so that an upgrade brings newer ones."""
        own = self.warehouse / "reference"
        laid_elsewhere = self.root != PACKAGE.parent and is_project(self.root)
        return own if own.is_dir() or not (SHIPPED.is_dir() or laid_elsewhere) else shipped("reference")

    @property
    def articles(self) -> Path:
        return self.warehouse / "articles"

    @property
    def watch(self) -> Path:
        return self.warehouse / "watch.yml"

    @property
    def reports(self) -> Path:
        return self.warehouse / "reports"

    @property
    def marts(self) -> Path:
        return self.warehouse / "marts"

    @property
    def build(self) -> Path:
        return self.warehouse / ".build"

    @property
    def database(self) -> Path:
        return self.warehouse / "bilateral.duckdb"
