"""Assets from publishers' bytes to reports, one step of the house each.

snapshot/<source> -> observation/<source> -> core, marts, factcheck (one run of the models) -> reports
A publisher that fails fails alone: its asset keeps what is stored, says so in a check, and the rest goes on.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import dagster as dg

from pipelines import ingest, inputs, sources, sqlmodels, warehouse
from pipelines.config import Settings
from pipelines.http import Progress


def _silent(what: str, done: int, total: int | None) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Options:
    """How a run is asked for. The defaults are what schedules use."""

    settings: Settings = field(default_factory=Settings)
    since: date | None = None
    scope: sources.Scope = "default"
    as_of: date | None = None
    profile: str = "default"
    article: str | None = None
    progress: Progress = _silent


def snapshot(source: sources.Source, options: Options) -> dg.AssetsDefinition:
    """Ask one publisher for what is new and store it."""
    key = dg.AssetKey(["snapshot", source.id])

    @dg.asset(
        key=key,
        group_name="snapshot",
        kinds={"http"},
        description=f"{source.title}, as {source.publisher} sends it. {source.calendar}",
        metadata={"url": dg.MetadataValue.url(source.url), "licence": source.licence, "citation": source.citation},
        check_specs=[
            dg.AssetCheckSpec("contract", asset=key, description="The publisher kept its format; nothing was refused."),
            dg.AssetCheckSpec("fresh", asset=key, description="The publisher was asked and answered in this run."),
        ],
        pool=source.id,
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=max(2 * source.lag_days, 14))),
    )
    def asset() -> dg.MaterializeResult:
        outcome = ingest.refresh(
            options.settings, source.id, since=options.since, scope=options.scope, progress=options.progress
        )
        facts = {
            name: value
            for name in ("state", "new", "unchanged", "requests", "bytes", "retries", "why", "error")
            if (value := getattr(outcome, name)) is not None
        }
        if outcome.stale is not None:
            facts["stale_days"] = round(outcome.stale.total_seconds() / 86400, 1)
        return dg.MaterializeResult(
            metadata=facts,
            data_version=dg.DataVersion(_held(options.settings, source.id)),
            check_results=[
                dg.AssetCheckResult(
                    check_name="contract", passed=outcome.state != "failed", metadata={"error": outcome.error or "none"}
                ),
                dg.AssetCheckResult(
                    check_name="fresh",
                    passed=outcome.state not in ("stale", "missing"),
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={"why": outcome.why or "asked in this run"},
                ),
            ],
        )

    return asset


def observation(source: sources.Source, options: Options) -> dg.AssetsDefinition:
    """Read every stored release of one source into the canonical table."""
    key = dg.AssetKey(["observation", source.id])

    @dg.asset(
        key=key,
        deps=[dg.AssetKey(["snapshot", source.id])] if source.live else [],
        group_name="observation",
        kinds={"parquet"},
        description=f"{source.title} in the canonical table, one Parquet file per edition.",
        check_specs=[dg.AssetCheckSpec("readable", asset=key, description="Every stored release passed its gates.")],
    )
    def asset() -> dg.MaterializeResult:
        problem = None
        try:
            written = ingest.normalize(options.settings, source.id, progress=options.progress)
        except ingest.IngestError as error:
            written, problem = [], str(error)
        return dg.MaterializeResult(
            metadata={"written": len(written)},
            data_version=dg.DataVersion(_files(options.settings, source.id)),
            check_results=[
                dg.AssetCheckResult(
                    check_name="readable", passed=problem is None, metadata={"error": problem or "none"}
                )
            ],
        )

    return asset


def reference(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key="reference",
        group_name="observation",
        kinds={"csv"},
        description="Figures, events and statements transcribed into warehouse/reference, each with its source.",
    )
    def asset() -> dg.MaterializeResult:
        from pipelines import reference as room

        try:
            figures, events = room.load(options.settings), room.events(options.settings)
        except ValueError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        return dg.MaterializeResult(metadata={"dagster/row_count": figures.num_rows, "events": len(events)})

    return asset


def articles(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key="articles",
        group_name="factcheck",
        kinds={"yaml"},
        description="Articles and their claims as warehouse/articles states them, checked.",
    )
    def asset() -> dg.MaterializeResult:
        from pipelines.claims import articles as room

        try:
            found = room.load(options.settings, options.as_of or inputs.today())
        except ValueError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        return dg.MaterializeResult(metadata={"articles": len(found), "claims": sum(len(a.claims) for a in found)})

    return asset


def models(options: Options, upstream: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """All SQL models on one connection, published together or not at all."""
    loaded = sqlmodels.load(options.settings.sql, cache=options.settings.build / "sqlmodels.json")
    names = {model.name for model in loaded.models}
    specs = [_spec(model, names, upstream) for model in loaded.models]
    checks = [
        dg.AssetCheckSpec(check.name, asset=_key(check.relation), description=check.doc) for check in loaded.checks
    ]

    @dg.multi_asset(name="models", specs=specs, check_specs=checks)
    def assets() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        def step(name: str, number: int, total: int) -> None:
            options.progress(name, number, total)

        try:
            given = inputs.assemble(options.settings, as_of=options.as_of, profile=options.profile)
            built = warehouse.build(options.settings, given, progress=step)
        except warehouse.PublicationStopped as stopped:
            raise dg.Failure(str(stopped), allow_retries=False) from stopped
        except ValueError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        failed = {failure.check: failure for failure in built.failures}
        for model in loaded.models:
            yield dg.MaterializeResult(
                asset_key=_key(model.name),
                metadata={
                    "dagster/row_count": built.rows.get(model.name, 0),
                    "changed": model.name in built.changed,
                    "seconds": round(built.seconds.get(model.name, 0.0), 3),
                },
                data_version=dg.DataVersion(built.contents.get(model.name, built.fingerprint)),
            )
        for check in loaded.checks:
            failure = failed.get(check.name)
            yield dg.AssetCheckResult(
                asset_key=_key(check.relation),
                check_name=check.name,
                passed=failure is None,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"rows": failure.rows if failure else 0, "sample": str(failure.sample[:3]) if failure else ""},
            )

    return assets


def reports(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key="reports",
        deps=[_key("factcheck.verdict"), _key("factcheck.reading"), _key("factcheck.part_verdict")],
        group_name="report",
        kinds={"html"},
        description="Pages, Markdown, JSON, CSV and ClaimReview for every article, and an index.",
    )
    def asset() -> dg.MaterializeResult:
        from pipelines import reports as room

        with warehouse.connect(options.settings) as connection:
            written = room.render(options.settings, connection, options.article, progress=options.progress)
        return dg.MaterializeResult(
            metadata={"files": len(written), "index": dg.MetadataValue.path(options.settings.reports / "index.html")}
        )

    return asset


def everything(options: Options) -> list[dg.AssetsDefinition]:
    """The whole graph."""
    known = sources.everything()
    fetched = [snapshot(source, options) for source in known if source.live]
    read = [observation(source, options) for source in known if source.has_files]
    figures = [*read, reference(options), articles(options)]
    return [*fetched, *figures, models(options, [asset.key for asset in figures]), reports(options)]


def _spec(model: sqlmodels.Model, names: set[str], upstream: list[dg.AssetKey]) -> dg.AssetSpec:
    reads = [_key(name) for name in model.depends_on if name in names]
    columns = [
        dg.TableColumn(name, type=column.unit or "", description=column.meaning)
        for name, column in model.columns.items()
    ]
    return dg.AssetSpec(
        _key(model.name),
        # the inputs of the build reach every model that reads one of them
        deps=[*reads, *(upstream if any(name.startswith("input.") for name in model.depends_on) else [])],
        description=model.doc,
        group_name=model.schema,
        kinds={"duckdb", "sql"},
        code_version=model.code_version,
        metadata={"dagster/column_schema": dg.TableSchema(columns=columns), "key": ", ".join(model.key)},
    )


def _key(relation: str) -> dg.AssetKey:
    return dg.AssetKey(relation.split("."))


def _held(settings: Settings, source: str) -> str:
    from pipelines import snapshots

    return _hash(sorted(f"{s.dataset} {s.vintage} {s.sha256}" for s in snapshots.listing(settings.snapshots, source)))


def _files(settings: Settings, source: str) -> str:
    from pipelines import observations

    return _hash([f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in observations.files(settings, source)])


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]
