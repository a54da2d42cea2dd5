"""The Dagster code location: one graph for the UI, the schedules, the tests and `bilateral run`."""

import os
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import dagster as dg

from pipelines.config import Settings
from pipelines.defs import alerts, assets, desk, operations, runs, storage
from pipelines.defs.assets import Options


def build_defs(options: Options | None = None) -> dg.Definitions:
    """Everything Dagster knows of the project. `options` replaces where the warehouse is and how a run is asked for."""
    options = options or Options(unattended=True)
    jobs, prune, press = operations.jobs(options), operations.prune_job(options), desk.job()
    return dg.Definitions(
        assets=[
            *assets.everything(options),
            assets.answers(options),
            desk.asset(options),
        ],
        asset_checks=[operations.store_checks(options), operations.publisher_checks(options)],
        jobs=[*jobs.values(), prune, press],
        schedules=[*operations.schedules(jobs, prune), desk.schedule(options, press)],
        sensors=[*operations.sensors(options, jobs), *alerts.sensors(), desk.sensor(options, press)],
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    storage.check_home(Settings())
    storage.settle_connections()
    return build_defs()


def execute(options: Options, select: list[str] | None = None) -> dict[str, Any]:
    """Run the graph in this process, and return what happened as plain data.

    It is recorded where DAGSTER_HOME or BILATERAL_POSTGRES_URL is set, as a run of any Dagster program is.
    `select` names sources: only they are fetched and read; the models and reports always run.
    """
    graph = assets.everything(options)
    selection = None
    if select is not None:
        wanted = [
            key
            for asset in graph
            if isinstance(asset, dg.AssetsDefinition)
            for key in asset.keys
            if key.path[0] not in ("snapshot", "observation") or key.path[1] in select
        ]
        selection = dg.AssetSelection.assets(*wanted)
    with _instance(options.settings) if storage.wanted() else dg.DagsterInstance.ephemeral() as instance:
        runs.end_lost(instance)
        result = dg.materialize(
            graph,
            instance=instance,
            selection=selection,
            raise_on_error=False,
            tags={
                operations.TRIGGER: "command line",
                "bilateral/offline": str(options.settings.offline).lower(),
                "bilateral/profile": options.profile,
                runs.PROCESS: runs.this_process(),
            },
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return _outcome(result)


def prune_runs(settings: Settings, before: datetime) -> int:
    """Delete records of runs that ended before a moment; returns how many."""
    records = storage.folder(settings)
    if not storage.wanted() and not (records / "history").exists():
        return 0
    with _instance(settings) as instance:
        return runs.prune(instance, before, records)


def _instance(settings: Settings) -> AbstractContextManager[dg.DagsterInstance]:
    """The one that services share."""
    os.environ.setdefault("DAGSTER_HOME", str(storage.home(settings)))
    storage.check_home(settings)
    storage.settle_connections()
    return storage.instance()


def _outcome(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    facts = {
        event.asset_key.to_user_string(): {name: value.value for name, value in event.materialization.metadata.items()}
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    by_source = {key.removeprefix("snapshot/"): found for key, found in facts.items() if key.startswith("snapshot/")}
    failed_checks = [check for check in result.get_asset_check_evaluations() if not check.passed]
    # one disk that nobody may write to fails every step with the same words
    crashed = list(dict.fromkeys(_message(event) for event in result.all_events if event.is_step_failure))
    broken = [
        f"{check.asset_key.to_user_string()}: {check.metadata['error'].value}"
        for check in failed_checks
        # what stopped the publication is reported by the step that it stopped
        if check.severity == dg.AssetCheckSeverity.ERROR and check.asset_key.to_user_string() in facts
    ]
    warnings = [
        f"{check.asset_key.to_user_string()}: {check.check_name}: {_detail(check)}"
        for check in failed_checks
        if check.severity == dg.AssetCheckSeverity.WARN and "rows" in check.metadata
    ]
    written = any(found.get("written") for found in facts.values())
    return {
        "unchanged": not crashed and not written and True not in [found.get("built") for found in facts.values()],
        "built": "factcheck/verdict" in facts,
        "sources": [{"source": source} | found for source, found in by_source.items()],
        "warnings": warnings,
        "failed": [*broken, *crashed],
    }


def _detail(check: dg.AssetCheckEvaluation) -> str:
    summary = check.metadata.get("summary")
    return str(summary.value) if summary else f"{check.metadata['rows'].value} rows"


def _message(event: dg.DagsterEvent) -> str:
    """The innermost cause: what our own code said, without Dagster's frame around it."""
    error = event.step_failure_data.error
    while error and error.cause:
        error = error.cause
    if error and error.cls_name == "DagsterExecutionInterruptedError":
        return "interrupted, and nothing is half done; run again"
    if event.step_failure_data.user_failure_data:
        return event.step_failure_data.user_failure_data.description or event.message or ""
    message = error.message.strip() if error else str(event.message)
    kind, _, words = message.partition(": ")
    return words if kind.startswith("pipelines.") else message
