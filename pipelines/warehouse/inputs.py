"""What a build is handed: figures, catalogue, countries, sources, events, articles and the run itself."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipelines.config import Settings
from pipelines.stores import seals
from pipelines.stores.database import quoted

if TYPE_CHECKING:
    from pipelines.claims.articles import Collected
    from pipelines.claims.model import Article

Rows = list[dict[str, Any]]


def today() -> date:
    """Today in UTC, as publishers count days."""
    return datetime.now(UTC).date()


class DamagedFigures(ValueError):  # noqa: N818 (says what the files are)
    """Observation files that have changed on their disk; the message names them and what to do."""


class EmptyWarehouse(FileNotFoundError):  # noqa: N818 (says what the warehouse is)
    """A folder that holds nothing to build from, as one whose name has a slip in it."""


def assemble(
    settings: Settings, *, as_of: date | None = None, profile: str = "default", found: "Collected | None" = None
) -> dict[str, Rows | str]:
    """Everything a build reads. `as_of` is the day that counts as today, `found` the articles where they were read.

    An article that cannot be read is left out: `articles.collect` tells which and why. Raises EmptyWarehouse,
    InvalidArticle where none can be read, InvalidReference or the like for input that cannot be used.
    """
    from pipelines.claims import articles

    _expect_figures(settings)
    day = as_of or today()
    found = found or articles.collect(settings, day)
    if found.problems and not found.articles:
        raise articles.InvalidArticle(found.problems)
    return figures(settings) | tables(settings, {"run": [run(day, profile)]}) | claims(settings, found.articles)


def expect_warehouse(settings: Settings) -> None:
    """Raises EmptyWarehouse for a folder that has nothing of a warehouse in it."""
    own = [settings.articles, settings.warehouse / "reference", settings.snapshots, settings.observations]
    if not any(folder.is_dir() for folder in own):
        names = ", ".join(f"{folder.name}/" for folder in own)
        raise EmptyWarehouse(
            f"{settings.warehouse} is no warehouse: expected one of {names} in it, found none. Is it the folder that"
            " BILATERAL_WAREHOUSE or BILATERAL_HOME was to name? `bilateral init` lays a project"
        )


def _expect_figures(settings: Settings) -> None:
    from pipelines.stores import observations

    expect_warehouse(settings)
    if not observations.files(settings) and not any(settings.reference.glob("*.*")):
        raise EmptyWarehouse(
            f"{settings.warehouse} holds no figures: expected reference/ or observations/ with files in it. Is it the"
            " folder that BILATERAL_WAREHOUSE was to name? `bilateral run` without --offline fetches figures"
        )


def run(day: date, profile: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "run_id": f"{now:%Y%m%dT%H%M%SZ}-{uuid4().hex[:6]}",
        "today": day,
        "profile": profile,
        "built_at": now.replace(tzinfo=None),
    }


def figures(settings: Settings) -> dict[str, Rows | str]:
    """input.observation over all Parquet files, and what is known of economies, indicators, sources and bytes."""
    from pipelines import catalogue, sources
    from pipelines.catalogue import economies
    from pipelines.ingest import reference
    from pipelines.stores import observations, snapshots

    stored = [
        {
            name: getattr(snapshot, name)
            for name in ("sha256", "source", "dataset", "url", "published_on", "vintage", "size")
        }
        | {
            "retrieved_at": snapshot.checked_at.replace(tzinfo=None),
            "path": str(snapshot.path.relative_to(settings.warehouse)),
        }
        for snapshot in snapshots.listing(settings.snapshots)
    ]
    by_hash = {row["sha256"]: row for row in [*reference.snapshots(settings), *stored]}
    small: dict[str, list[dict[str, Any]]] = {
        "economy": list(economies.economies()),
        "economy_group": list(economies.groups()),
        "source": sources.relations(),
        "snapshot": list(by_hash.values()),
        "event": reference.events(settings),
    }
    parquet = _with_bytes(settings, observations.files(settings))
    return {
        "observation": _union(settings, parquet),
        **tables(settings, small | catalogue.relations(settings.reference)),
    }


def _with_bytes(settings: Settings, files: list[Path]) -> list[Path]:
    """The observation files whose release is stored whole: no figure without its bytes."""
    from pipelines.stores import observations, snapshots

    whole = snapshots.whole(settings.snapshots)
    if files and not whole:
        raise EmptyWarehouse(
            f"{settings.snapshots} holds no snapshot, and {len(files)} files in {settings.observations} were read from"
            " some: is the store mounted? Figures without their bytes are not used; if the bytes are gone for good,"
            " remove observations/"
        )
    held = {observations.path(settings, *release) for release in whole}
    kept = [file for file in files if file in held]
    if damaged := [file.name for file in kept if not seals.is_whole(file)]:
        raise DamagedFigures(
            f"{settings.observations}: other bytes than were written in {', '.join(damaged)}."
            " `bilateral run --offline` makes them anew from their snapshots"
        )
    return kept


def claims(settings: Settings, articles: "Iterable[Article]") -> dict[str, Rows]:
    """The relations of articles and their claims."""
    from pipelines.claims import articles as article_files

    return tables(settings, article_files.relations(articles))


def tables(settings: Settings, rows: Mapping[str, list[dict[str, Any]]]) -> dict[str, Rows]:
    """Rows with the columns that sql/inputs.yml gives each relation; what they have besides is passed over."""
    from pipelines.warehouse import sqlmodels

    described = sqlmodels.described_inputs(settings.sql)
    return {
        name: [{column: row.get(column) for column in described[name].types} for row in given]
        for name, given in rows.items()
    }


def _union(settings: Settings, parquet: list[Path]) -> str:
    """SQL text over files; their paths stand in it as literals, so that their bytes make the build's fingerprint."""
    from pipelines.ingest import reference
    from pipelines.stores.observations import COLUMNS

    columns = ", ".join(COLUMNS)
    text = f"select {columns}, true as is_reference from ({reference.query(settings)})"
    if parquet:
        listed = ", ".join(quoted(file) for file in parquet)
        text += f" union all select {columns}, false as is_reference from read_parquet([{listed}])"
    return text
