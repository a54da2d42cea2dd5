"""Assets from publishers' bytes to reports, one step of the house each.

snapshot/<source> -> observation/<source> -> core, marts, factcheck (one run of the models) -> reports, revisions
A publisher that fails fails alone: its asset keeps what is stored, says so in a check, and the rest goes on.
What an operator starts is in operations.py.
"""

import hashlib
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import dagster as dg

from pipelines import sources
from pipelines.config import Settings
from pipelines.defs import runs
from pipelines.fetching.http import Progress, no_progress
from pipelines.fetching.source import Scope, Source
from pipelines.ingest import datasets, needs
from pipelines.reports import news
from pipelines.stores import database, observations, snapshots
from pipelines.stores.snapshots import redact
from pipelines.warehouse import documentation, inputs, publication, published, sqlmodels

OWNERS = ["team:bilateral"]
WARN, ERROR = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR
PREVIEW = 20_000
"""Characters of a report that its metadata shows."""


@dataclass(frozen=True)
class Options:
    """How a run is asked for. The defaults are what `bilateral run` uses.

    `unattended` is the code location's: fetches that nobody watches are tried again later, and wait for their host.
    """

    settings: Settings = field(default_factory=Settings)
    since: date | None = None
    scope: Scope = "default"
    as_of: date | None = None
    profile: str = "default"
    article: str | None = None
    progress: Progress = no_progress
    unattended: bool = False
    full: bool = False
    accept_loss: bool = False
    """Build whatever is published already."""
    wait: float = 600.0
    """Seconds until an unattended fetch is tried again, doubled with every attempt."""

    @property
    def today(self) -> date:
        return self.as_of or inputs.today()


RETRIES = 3

FETCH_CHECKS = {
    "contract": "The publisher kept its format. If not, nothing was stored and the figures from before serve.",
    "access": "The publisher let us in: the key, the quota and the address are right.",
    "fresh": "The publisher was asked and answered in this run. If not, stored figures serve and are marked stale.",
    "on_time": "The newest release is no older than the publisher usually takes to the next one (due_days).",
}
READ_CHECKS = {
    "contract": "Every stored release passed the gates on its content: totals, units, as-of dates, row counts.",
    "codes": "Every code of an economy or a product that carries a figure is mapped.",
    "valid": "The rows are valid observations: one per key, known units and statuses, no value without a status.",
    "corrections": "Every entry of corrections.yml still fits what the publisher says, and none has expired.",
    "alike": "No release has other figures than the edition before, or lacks a part of them, in a whole group at once.",
}


def snapshot(source: Source, options: Options) -> dg.AssetsDefinition:
    """Ask one publisher for what is new and store it."""
    key = dg.AssetKey(["snapshot", source.id])

    @dg.asset(
        key=key,
        group_name="snapshot",
        kinds={"http"},
        owners=OWNERS,
        tags={"source": source.id},
        description=(
            f"Bytes of {source.title}, as {source.publisher} sends them: content-addressed, each with an origin"
            f" record. {source.calendar}"
        ),
        metadata={"url": dg.MetadataValue.url(source.url), "licence": source.licence, "citation": source.citation},
        check_specs=_check_specs(key, FETCH_CHECKS),
        pool=urlsplit(source.base_url or "").hostname if options.unattended else None,
        retry_policy=dg.RetryPolicy(RETRIES, options.wait, dg.Backoff.EXPONENTIAL, dg.Jitter.PLUS_MINUS)
        if options.unattended
        else None,
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=_asked_every(source.cron))),
    )
    def asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        runs.sign(context)
        outcome = datasets.refresh(
            options.settings, source.id, since=options.since, scope=options.scope, progress=options.progress
        )
        asked_in_vain = outcome.why and outcome.requests
        if options.unattended and asked_in_vain and context.retry_number < RETRIES:
            raise dg.Failure(f"{outcome.why}; tried again later")
        return dg.MaterializeResult(
            metadata=_facts(outcome),
            data_version=dg.DataVersion(_held(options.settings, source.id)),
            check_results=list(_fetch_results(options, source, outcome)),
        )

    return asset


def _facts(outcome: datasets.Outcome) -> dict[str, Any]:
    names = ("state", "new", "unchanged", "requests", "bytes", "retries", "why", "error")
    facts = {name: value for name in names if (value := getattr(outcome, name)) is not None}
    if outcome.stale is not None:
        facts["stale_days"] = round(outcome.stale.total_seconds() / 86400, 1)
    return facts


def _fetch_results(options: Options, source: Source, outcome: datasets.Outcome) -> Iterator[dg.AssetCheckResult]:
    error = outcome.error or "none"
    gate = outcome.gate if outcome.state == "failed" else None
    for name, failed in (("contract", gate not in (None, "access")), ("access", gate == "access")):
        yield dg.AssetCheckResult(
            check_name=name, passed=not failed, metadata={"error": error}, description=brief(error) if failed else None
        )
    why = outcome.why or outcome.error
    is_fresh = outcome.state not in ("stale", "missing")
    yield dg.AssetCheckResult(
        check_name="fresh",
        passed=is_fresh,
        severity=WARN,
        metadata={"why": why or "asked in this run"},
        description=None if is_fresh else brief(why),
    )
    late = _late(options, source)
    yield dg.AssetCheckResult(
        check_name="on_time",
        passed=late is None,
        severity=WARN,
        metadata={"why": late or "in time, or never fetched"},
        description=brief(late),
    )


def brief(found: str | None) -> str | None:
    """What a check found as its description, which the list of checks shows; all of it is in the metadata."""
    return textwrap.shorten(redact(found), 300, placeholder=" …") if found else None


def _late(options: Options, source: Source) -> str | None:
    # What is put up again in the place of an edition is no release.
    first: dict[tuple[str, str], date] = {}
    for held in snapshots.listing(options.settings.snapshots, source.id):
        first.setdefault((held.dataset, held.edition), held.published_on)
    newest = max(first.values(), default=None)
    if newest is None or source.due_days is None or (options.today - newest).days <= source.due_days:
        return None
    return (
        f"the newest release is of {newest}; expected another one within {source.due_days} days;"
        f" look at {source.url} whether it is late or has moved"
    )


def _asked_every(cron: str | None) -> int:
    """Days within which the schedule has asked at least once, with one missed tick to spare."""
    _, _, of_month, month, of_week = (cron or "* * * * *").split()
    if month != "*":
        return 200
    return 15 if of_week != "*" or of_month == "*" else 62


def observation(source: Source, options: Options) -> dg.AssetsDefinition:
    """Read every stored release of one source into the canonical table."""
    key = dg.AssetKey(["observation", source.id])

    @dg.asset(
        key=key,
        deps=[dg.AssetKey(["snapshot", source.id])] if source.live else [],
        group_name="observation",
        kinds={"parquet"},
        owners=OWNERS,
        tags={"source": source.id},
        description=f"{source.title} in the canonical table of observations, one Parquet file per edition.",
        metadata={"dagster/column_schema": _canonical(options)},
        check_specs=_check_specs(key, READ_CHECKS),
    )
    def asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        runs.sign(context)
        problems: list[datasets.Problem] = []
        try:
            written = datasets.normalize(
                options.settings, source.id, accept=options.accept_loss, progress=options.progress
            )
        except datasets.IngestError as error:
            written, problems = [], error.problems
        return dg.MaterializeResult(
            metadata={"written": len(written), **_held_rows(options.settings, source.id)},
            data_version=dg.DataVersion(_files(options.settings, source.id)),
            check_results=_read_results(problems),
        )

    return asset


def _read_results(problems: list[datasets.Problem]) -> list[dg.AssetCheckResult]:
    """A result per gate, with the releases that did not pass it."""
    results = []
    for gate in READ_CHECKS:
        stopped = [str(problem) for problem in problems if problem.gate == gate]
        results.append(
            dg.AssetCheckResult(
                check_name=gate,
                passed=not stopped,
                metadata={"error": "\n".join(stopped) if stopped else "none"},
                description=brief("\n".join(stopped)),
            )
        )
    return results


def catalogue() -> dg.AssetSpec:
    return dg.AssetSpec(
        "catalogue",
        group_name="inputs",
        kinds={"yaml"},
        owners=OWNERS,
        description="Indicators and their definitions, economies and groups, publishers, hedge words: decisions that"
        " the project states in pipelines/catalogue, pipelines/sources and pipelines/claims.",
    )


REFERENCE_CHECKS = {"usable": "Every file of warehouse/reference can be used."}


def reference(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key="reference",
        group_name="inputs",
        kinds={"csv", "parquet"},
        owners=OWNERS,
        description="Figures, events and statements transcribed into warehouse/reference, each with its source."
        " They serve where nothing newer was fetched. A file that cannot be used is left out.",
        metadata={"dagster/column_schema": _canonical(options)},
        check_specs=_check_specs(dg.AssetKey("reference"), REFERENCE_CHECKS),
    )
    def asset() -> dg.MaterializeResult:
        from pipelines.ingest import reference as reference_files

        try:
            figures, events = reference_files.query(options.settings), reference_files.events(options.settings)
        except ValueError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        return dg.MaterializeResult(
            metadata={"dagster/row_count": database.count(options.settings, figures), "events": len(events)},
            data_version=dg.DataVersion(_bytes(reference_files.files(options.settings))),
            check_results=[_left_out("usable", reference_files.told(options.settings), ERROR)],
        )

    return asset


ARTICLE_CHECKS = {"readable": "Every article file can be read, and names what there is."}


def articles(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key="articles",
        group_name="inputs",
        kinds={"yaml"},
        owners=OWNERS,
        description="Articles and their claims as the files in warehouse/articles state them, checked for sense."
        " One that cannot be read is left out; the others get their reports.",
        check_specs=_check_specs(dg.AssetKey("articles"), ARTICLE_CHECKS),
    )
    def asset() -> dg.MaterializeResult:
        from pipelines.claims import articles as article_files

        found = article_files.collect(options.settings, options.today)
        if found.problems and not found.articles:
            raise dg.Failure(str(article_files.InvalidArticle(found.problems)), allow_retries=False)
        return dg.MaterializeResult(
            metadata={"articles": len(found.articles), "claims": sum(len(a.claims) for a in found.articles)},
            data_version=dg.DataVersion(
                _hash([f"{path.name} {article_files.digest(path)}" for path in article_files.files(options.settings)])
            ),
            # who asked for one article hears of the others, and gets what was asked for
            check_results=[_left_out("readable", found.problems, WARN if options.article else ERROR)],
        )

    return asset


def _left_out(check: str, problems: list[str], severity: dg.AssetCheckSeverity) -> dg.AssetCheckResult:
    """Of files that cannot be used, while the others serve."""
    return dg.AssetCheckResult(
        check_name=check,
        passed=not problems,
        severity=severity,
        metadata={"rows": len(problems)} | dict.fromkeys(("error", "summary"), "\n".join(problems) or "none"),
        description=brief("\n".join(problems)),
    )


def models(options: Options, sources_of_inputs: Mapping[str, list[dg.AssetKey]]) -> dg.AssetsDefinition:
    """All SQL models on one connection, published together or not at all."""
    loaded = load_models(options)
    names = {model.name for model in loaded.models}
    checks = [
        dg.AssetCheckSpec(
            "key",
            asset=relation_key(model.name),
            description=f"One row per {', '.join(model.key)}. Another one stops the publication.",
            blocking=True,
        )
        for model in loaded.models
    ] + [
        dg.AssetCheckSpec(
            check.name,
            asset=relation_key(check.relation),
            description=f"{check.doc} {_CONSEQUENCE[check.severity]}",
            blocking=check.severity == "error",
            metadata={"severity": check.severity},
        )
        for check in loaded.checks
    ]

    @dg.multi_asset(
        name="models",
        specs=[_spec(model, names, sources_of_inputs) for model in loaded.models],
        check_specs=checks,
        pool="warehouse" if options.unattended else None,
        can_subset=True,
    )
    def assets(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        """Who selects one relation has all of them built and published, as they stand in one file; it alone is told."""
        runs.sign(context)
        try:
            given = inputs.assemble(options.settings, as_of=options.as_of, profile=options.profile)
            built = publication.build(
                options.settings, given, progress=options.progress, force=options.full, accept_loss=options.accept_loss
            )
        except publication.PublicationStopped as stopped:
            yield from _selected(context, _check_results(loaded, stopped.failures))
            raise dg.Failure(str(stopped), allow_retries=False) from stopped
        except ValueError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        types = _types(options.settings)
        # what is judged comes after all that it is judged on
        for model in sorted(loaded.models, key=lambda model: model.schema == publication.VERDICTS):
            if relation_key(model.name) not in context.selected_asset_keys:
                continue
            yield dg.MaterializeResult(
                asset_key=relation_key(model.name),
                metadata={
                    "dagster/row_count": built.rows.get(model.name, 0),
                    "dagster/column_schema": _schema(model, types.get(model.name, {})),
                    "built": not built.unchanged,
                    "seconds": round(built.seconds.get(model.name, 0.0), 3),
                },
                data_version=dg.DataVersion(built.fingerprint),
            )
        yield from _selected(context, _check_results(loaded, built.failures))

    return assets


def _selected(
    context: dg.AssetExecutionContext, results: Iterable[dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult]:
    keys = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    return (result for result in results if (result.asset_key, result.check_name) in keys)


_CONSEQUENCE = {"error": "A row stops the publication.", "warn": "A row is shown and stops nothing."}


def _check_results(
    loaded: sqlmodels.Models, failures: Iterable[documentation.CheckFailure]
) -> Iterator[dg.AssetCheckResult]:
    """A result per check. The two rules of a key are one check here."""
    declared = {check.name for check in loaded.checks}
    found: dict[tuple[str, str], list[documentation.CheckFailure]] = {}
    for failure in failures:
        name = failure.check if failure.check in declared else "key"
        found.setdefault((failure.relation, name), []).append(failure)
    every = [(model.name, "key", "error") for model in loaded.models]
    every += [(check.relation, check.name, check.severity) for check in loaded.checks]
    for relation, name, severity in every:
        failed = found.get((relation, name), [])
        metadata: dict[str, Any] = {"rows": sum(failure.rows for failure in failed)}
        if failed:
            metadata["error"] = "; ".join(f"{f.check}: {f.rows} rows. {f.doc}" for f in failed)
            metadata["summary"] = " ".join(f"{f.rows} rows. {f.doc}" for f in failed)
            metadata["sample"] = dg.MetadataValue.json([_plain(row) for f in failed for row in f.sample])
        yield dg.AssetCheckResult(
            asset_key=relation_key(relation),
            check_name=name,
            passed=not failed,
            severity=ERROR if severity == "error" else WARN,
            metadata=metadata,
            description=brief(metadata.get("summary")),
        )


def reports(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key="reports",
        deps=[relation_key(name) for name in REPORTED],
        group_name="report",
        kinds={"html"},
        owners=OWNERS,
        description="Pages, Markdown, JSON, CSV and ClaimReview for every article, and an index.",
        freshness_policy=NIGHTLY,
    )
    def asset() -> dg.MaterializeResult:
        from pipelines import reports as pages
        from pipelines.reports import cache

        settings, article = options.settings, options.article
        with published.connect(settings) as connection:
            written = cache.render(
                settings, article, lambda: pages.render(settings, connection, article, progress=options.progress)
            )
            summary = pages.summary(connection, article)
        return dg.MaterializeResult(
            metadata={
                "files": len(written),
                "index": dg.MetadataValue.path(settings.reports / "index.html"),
                "preview": dg.MetadataValue.md(_verdict_table(summary)),
            },
        )

    return asset


def lacking(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key=["claims", "needs"],
        deps=[relation_key(name) for name in REPORTED],
        group_name="report",
        kinds={"duckdb"},
        owners=OWNERS,
        description="What the checked articles lack: claims that no figure decides, and who would publish it."
        " claims/answers asks them every night.",
    )
    def asset() -> dg.MaterializeResult:
        from pipelines.reports import words

        found = _needs(options)
        listed = [f"| {article} | {claim} | {words.need(need)} |" for article, claim, need in found]
        table = "\n".join(["| article | claim | would answer |", "|---|---|---|", *listed])
        return dg.MaterializeResult(metadata={"claims": len(found), "preview": dg.MetadataValue.md(table)})

    return asset


def _needs(options: Options) -> list[tuple[str, str, needs.Need]]:
    """Article, claim and what would answer it, after the verdicts that are published; nothing before the first."""
    from pipelines.claims import articles as article_files
    from pipelines.claims import lacking
    from pipelines.reports import findings

    try:
        with published.connect(options.settings) as connection:
            verdicts = findings.rows(
                connection, "select article_id, claim_id, verdict from factcheck.verdict where reason <> 'FAULT'"
            )
            readings = findings.rows(
                connection, "select article_id, claim_id, known, type, outcome, missing from factcheck.reading"
            )
    except published.NotPublished:  # the first night asks before anything was checked
        return []
    given = {(row["article_id"], row["claim_id"]): row["verdict"] for row in verdicts}
    return [
        (article.id, claim.id, need)
        for article in article_files.collect(options.settings, options.today).articles
        for claim in article.claims
        if (need := lacking.needed(
            claim, given.get((article.id, claim.id), ""),
            [row for row in readings if (row["article_id"], row["claim_id"]) == (article.id, claim.id)],
        ))
    ]  # fmt: skip


NIGHTLY_REQUESTS, NIGHTLY_SECONDS = 200, 1_200.0


def answered(options: Options) -> tuple[int, list[datasets.Outcome]]:
    """How many claims of articles lack figures, and what came of asking for them. The next build judges with it."""
    lacking = [need for _, _, need in _needs(options)]
    outcomes = needs.fetch(
        options.settings, lacking, requests=NIGHTLY_REQUESTS, seconds=NIGHTLY_SECONDS, progress=options.progress
    )
    return len(lacking), outcomes


def answers(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key=["claims", "answers"],
        deps=[dg.AssetKey(["claims", "needs"])],
        group_name="report",
        kinds={"http"},
        owners=OWNERS,
        description="What publishers sent when they were asked for what claims/needs lists: the smallest questions,"
        f" at most {NIGHTLY_REQUESTS} requests. The next build judges with it.",
    )
    def asset() -> dg.MaterializeResult:
        lacking, outcomes = answered(options)
        listed = [f"| {each.source} | {each.state} | {each.error or each.why or ''} |" for each in outcomes]
        table = "\n".join(["| publisher | state | why |", "|---|---|---|", *listed])
        facts = {"claims": lacking, "new": sum(each.new for each in outcomes)}
        return dg.MaterializeResult(metadata=facts | {"preview": dg.MetadataValue.md(table)})

    return asset


JUDGED_ON = (
    "core.observation", "core.readable_series", "core.holding", "core.economy_group", "core.event", "marts.world_total",
    "marts.latest_figure", "marts.quarantined_figure",
)  # fmt: skip
"""What pipelines/verdict looks up."""
REPORTED = ("factcheck.verdict", "factcheck.reading", "factcheck.part_verdict")
NIGHTLY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26))

NEWS_CHECKS = {
    "plausible": f"No figure above the median of its series moved by a factor of {news.FACTOR:g} or changed sign.",
    "series_kept": "No series of the edition before is missing in the new one.",
    "verdicts_hold": "No verdict on a claim turned since the last publication.",
}


def revisions(options: Options) -> dg.AssetsDefinition:
    key = dg.AssetKey("revisions")

    @dg.asset(
        key=key,
        deps=[relation_key(name) for name in ("core.observation", "marts.revision", "factcheck.verdict")],
        group_name="report",
        kinds={"markdown"},
        owners=OWNERS,
        description="What new editions changed: largest moves, implausible ones, series that came or went, verdicts"
        " that turned. A page per occasion in warehouse/reports/revisions.",
        check_specs=_check_specs(key, NEWS_CHECKS),
    )
    def asset() -> dg.MaterializeResult:
        with published.connect(options.settings) as connection:
            found = news.gather(options.settings, connection)
        odd = {
            "plausible": found.rows("implausible"),
            "series_kept": found.rows("vanished_series"),
            "verdicts_hold": found.turned,
        }
        facts: dict[str, Any] = {"editions": sum(len(change["editions"]) for change in found.changes)}
        if found.page:
            facts["page"] = dg.MetadataValue.path(found.page)
            facts["preview"] = dg.MetadataValue.md(found.page.read_text(encoding="utf-8")[:PREVIEW])
        return dg.MaterializeResult(
            metadata=facts,
            check_results=[
                dg.AssetCheckResult(
                    check_name=name,
                    passed=not rows,
                    severity=WARN,
                    metadata={"rows": len(rows), "sample": dg.MetadataValue.json([_plain(row) for row in rows[:10]])},
                    description=f"{len(rows)} of them; the sample shows the first" if rows else None,
                )
                for name, rows in odd.items()
            ],
        )

    return asset


def everything(options: Options) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The whole graph."""
    known = sources.everything()
    fetched = [snapshot(source, options) for source in known if source.live]
    read = [observation(source, options) for source in known if source.has_files]
    written = [reference(options), articles(options)]
    return [
        *fetched,
        *read,
        catalogue(),
        *written,
        models(options, _sources_of_inputs([a.key for a in fetched], [a.key for a in read])),
        reports(options),
        lacking(options),
        revisions(options),
    ]


def _sources_of_inputs(fetched: list[dg.AssetKey], read: list[dg.AssetKey]) -> dict[str, list[dg.AssetKey]]:
    """Input relation of the build -> the assets that it comes from."""
    reference, articles = dg.AssetKey("reference"), dg.AssetKey("articles")
    return {
        "input.observation": [*read, reference],
        "input.snapshot": [*fetched, reference],
        "input.event": [reference],
        "input.run": [],
        **{f"input.{name}": [articles] for name in ("article", "claim")},
        # verdicts come of claims and figures
        **{f"input.{name}": [articles, *map(relation_key, JUDGED_ON)] for name in publication.JUDGED},
    }


def load_models(options: Options) -> sqlmodels.Models:
    return sqlmodels.load(options.settings.sql)


def relation_key(relation: str) -> dg.AssetKey:
    return dg.AssetKey(relation.split("."))


def _spec(model: sqlmodels.Model, names: set[str], of_inputs: Mapping[str, list[dg.AssetKey]]) -> dg.AssetSpec:
    deps: list[dg.AssetKey] = []
    for name in model.depends_on:
        deps += [relation_key(name)] if name in names else of_inputs.get(name, [dg.AssetKey("catalogue")])
    return dg.AssetSpec(
        relation_key(model.name),
        deps=dict.fromkeys(deps),
        description=model.doc,
        group_name=model.schema,
        kinds={"duckdb", "sql"},
        owners=OWNERS,
        code_version=_hash([model.sql]),
        skippable=True,
        metadata={"dagster/column_schema": _schema(model, {}), "key": ", ".join(model.key)},
        freshness_policy=NIGHTLY if model.name == "factcheck.verdict" else None,
    )


def _schema(model: sqlmodels.Model, types: Mapping[str, str]) -> dg.TableSchema:
    """Columns with what they mean."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name, type=types.get(name, ""), description=column.comment)
            for name, column in model.columns.items()
        ]
    )


def _types(settings: Settings) -> dict[str, dict[str, str]]:
    """Relation -> column -> DuckDB type, as published."""
    types: dict[str, dict[str, str]] = {}
    with published.connect(settings) as connection:
        for relation, column, kind in connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() where not internal"
        ).fetchall():
            types.setdefault(relation, {})[column] = kind
    return types


def _canonical(options: Options) -> dg.TableSchema:
    described = sqlmodels.described_inputs(options.settings.sql).get("observation")
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name, kind, described.columns[name].comment if described else None)
            for name, kind in observations.COLUMNS.items()
        ]
    )


def _check_specs(key: dg.AssetKey, checks: Mapping[str, str]) -> list[dg.AssetCheckSpec]:
    return [dg.AssetCheckSpec(name, asset=key, description=description) for name, description in checks.items()]


def _verdict_table(summary: list[dict[str, Any]]) -> str:
    lines = ["| claim | verdict | now |", "| --- | --- | --- |"]
    for row in summary:
        quote = row["quote"].replace("|", "\\|")
        lines.append(f"| {quote} | {row['verdict']} | {row['verdict_now']} |")
    return "\n".join(lines)[:PREVIEW]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | float | bool | None) else str(value) for name, value in row.items()}


def _held(settings: Settings, source: str) -> str:
    return _hash(sorted(f"{s.dataset} {s.vintage} {s.sha256}" for s in snapshots.listing(settings.snapshots, source)))


def _files(settings: Settings, source: str) -> str:
    return _bytes(observations.files(settings, source))


def _held_rows(settings: Settings, source: str) -> dict[str, int]:
    files = observations.files(settings, source)
    return {"dagster/row_count": observations.count(settings, files), "editions": len(files)}


def _bytes(paths: Iterable[Any]) -> str:
    return _hash([f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(paths)])


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
