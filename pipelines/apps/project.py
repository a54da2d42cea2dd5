"""A project of one's own: laying it, and having figures in it before the first question.

Belongs here: `bilateral init`, what the user's data directory needs before it can be used, the first publication.
Does not belong here: where the project is (config.py), building (warehouse/publication.py), fetching (ingest/).
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from pipelines.config import MARKER, Settings, data_folder, is_project, shipped

IGNORED = (
    "snapshots", "observations", "marts", "reports", ".build", ".dagster", "bilateral.duckdb*",
    "desk",
)  # fmt: skip


def lay(folder: Path) -> list[Path]:
    """Make `folder` a project: dagster.yaml, an example article, .gitignore. Returns the files written.

    Where there is a project already nothing is written. Raises ValueError where another program's dagster.yaml is.
    """
    if is_project(folder):
        return []
    if (folder / MARKER).exists():
        raise ValueError(
            f"expected no {MARKER} in {folder}; found one that is not bilateral's. Choose a folder of its own"
        )
    articles = folder / "warehouse" / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    written = []
    for article in sorted(shipped("articles").glob("*.yaml")):
        if not (articles / article.name).exists():
            written.append(Path(shutil.copyfile(article, articles / article.name)))
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("".join(f"/warehouse/{name}\n" for name in IGNORED), encoding="utf-8")
        written.append(ignored)
    # last, since it is what makes the folder a project
    written.append(Path(shutil.copyfile(shipped(MARKER), folder / MARKER)))
    return written


def ready(settings: Settings, note: Callable[[str], None]) -> None:
    """Lay the user's data directory where that is the project, the data go there, and nothing is there yet."""
    at_home = settings.root == data_folder() and settings.warehouse.is_relative_to(settings.root.resolve())
    if at_home and not is_project(settings.root):
        lay(settings.root)
        note(f"Everything is kept in {settings.root}; `bilateral init DIR` makes a project elsewhere.")


def with_figures(settings: Settings, note: Callable[[str], None]) -> Settings:
    """The settings, once there is a published file: on first use it is built from the figures that come along."""
    if settings.database.exists():  # it can be asked where nothing may be written, not even at home
        return settings
    ready(settings, note)
    from pipelines.warehouse import inputs, publication, published

    if not settings.reference.is_dir():
        raise published.NotPublished(
            f"no figures in {settings.warehouse}: neither a published file nor reference figures are there."
            " `bilateral run` fetches and publishes; BILATERAL_WAREHOUSE and BILATERAL_HOME say where to look"
        )
    note("First use: building the figures that come with bilateral, which takes some seconds.")
    publication.build(settings, inputs.assemble(settings))
    return settings
