"""Assets with a partition per article and per edition, beside the ones in assets.py that take all at once.

report             one article's report, so that a new file in warehouse/articles is one new partition
release/<source>   one stored edition, read again from its bytes: what a backfill repeats after a reader has changed
The sensors in operations.py add the partitions.
"""

from typing import Any

import dagster as dg

from pipelines import sources
from pipelines.claims import articles
from pipelines.defs.assets import (
    OWNERS,
    PREVIEW,
    READ_CHECKS,
    REPORTED,
    Options,
    _check_specs,
    read_results,
    relation_key,
)
from pipelines.defs.runs import sign
from pipelines.fetching.source import Source
from pipelines.ingest import datasets
from pipelines.stores import observations, snapshots
from pipelines.warehouse import published

ARTICLES = dg.DynamicPartitionsDefinition(name="article")


def editions(source: str) -> dg.DynamicPartitionsDefinition:
    return dg.DynamicPartitionsDefinition(name=f"edition_{source}")


def edition_key(dataset: str, vintage: str) -> str:
    return f"{dataset}@{vintage}"


def report(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key="report",
        deps=[relation_key(name) for name in REPORTED],
        partitions_def=ARTICLES,
        group_name="report",
        kinds={"html"},
        owners=OWNERS,
        description="The report of one article: every claim with its verdict, readings, sources and SQL.",
    )
    def asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        from pipelines import reports as pages

        sign(context)
        article = context.partition_key
        articles.load(options.settings, options.today, article)  # says what is wrong with the file, if it is left out
        with published.connect(options.settings) as connection:
            written = pages.render(options.settings, connection, article, progress=options.progress)
            verdicts = [row["verdict"] for row in pages.summary(connection, article)]
        folder = next(path.parent for path in written if path.name == "report.md")
        return dg.MaterializeResult(
            metadata={
                "files": len(written),
                "page": dg.MetadataValue.path(folder / "index.html"),
                "preview": dg.MetadataValue.md((folder / "report.md").read_text(encoding="utf-8")[:PREVIEW]),
                **{verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))},
            }
        )

    return asset


def release(source: Source, options: Options) -> dg.AssetsDefinition:
    key = dg.AssetKey(["release", source.id])

    @dg.asset(
        key=key,
        deps=[dg.AssetKey(["snapshot", source.id])] if source.live else [],
        partitions_def=editions(source.id),
        group_name="release",
        kinds={"parquet"},
        owners=OWNERS,
        tags={"source": source.id},
        description=f"One stored edition of {source.title}, read again from its bytes. The same bytes and the same"
        " reader must give the same rows; another reader replaces them.",
        check_specs=_check_specs(key, READ_CHECKS),
    )
    def asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        sign(context)
        dataset, _, vintage = context.partition_key.partition("@")
        problems: list[datasets.Problem] = []
        facts: dict[str, Any] = {}
        try:
            file = datasets.read_again(options.settings, source.id, dataset, vintage)
            facts = _facts(options, source, dataset, vintage, file)
        except datasets.IngestError as error:
            problems = error.problems
        return dg.MaterializeResult(metadata=facts, check_results=read_results(problems))

    return asset


def _facts(options: Options, source: Source, dataset: str, vintage: str, file: Any) -> dict[str, Any]:
    parts = snapshots.releases(options.settings.snapshots, source.id, dataset)[vintage]
    return {
        "dagster/row_count": observations.count(options.settings, [file]),
        "file": dg.MetadataValue.path(file),
        "published_on": str(parts[0].published_on),
        "bytes": sum(part.size for part in parts),
        "sha256": ", ".join(part.sha256[:12] for part in parts),
    }


def everything(options: Options) -> list[dg.AssetsDefinition]:
    return [report(options), *(release(source, options) for source in sources.everything() if source.has_files)]
