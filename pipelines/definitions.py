"""The Dagster code location: one graph for the UI, the schedules, the tests and `bilateral run`."""

from typing import Any

import dagster as dg

from pipelines.defs import assets
from pipelines.defs.assets import Options


def build_defs(options: Options | None = None) -> dg.Definitions:
    """Everything Dagster knows of the project. `options` replaces where the warehouse is and how a run is asked for."""
    options = options or Options()
    return dg.Definitions(assets=assets.everything(options))


@dg.definitions
def defs() -> dg.Definitions:
    return build_defs()


def execute(options: Options, select: list[str] | None = None) -> dict[str, Any]:
    """Run the graph in this process, recorded in the instance of DAGSTER_HOME; returns what happened as plain data.

    `select` names sources: only they are fetched and read; the models and reports always run.
    """
    graph = assets.everything(options)
    selection = None
    if select is not None:
        unwanted = [
            asset.key
            for asset in graph
            if len(asset.keys) == 1
            and asset.key.path[0] in ("snapshot", "observation")
            and asset.key.path[1] not in select
        ]
        selection = dg.AssetSelection.all() - dg.AssetSelection.assets(*unwanted)
    with dg.DagsterInstance.get() as instance:
        result = dg.materialize(
            graph,
            instance=instance,
            selection=selection,
            raise_on_error=False,
            tags={"bilateral/offline": str(options.settings.offline).lower(), "bilateral/profile": options.profile},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return _outcome(result)


def _outcome(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    facts = {
        event.asset_key.to_user_string(): {name: value.value for name, value in event.materialization.metadata.items()}
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    by_source = {key.removeprefix("snapshot/"): found for key, found in facts.items() if key.startswith("snapshot/")}
    failed_checks = [check for check in result.get_asset_check_evaluations() if not check.passed]
    broken = [
        f"{check.asset_key.to_user_string()}: {check.metadata['error'].value}"
        for check in failed_checks
        if check.severity == dg.AssetCheckSeverity.ERROR
    ]
    warnings = [
        f"{check.asset_key.to_user_string()}: {check.check_name}: {check.metadata['rows'].value} rows"
        for check in failed_checks
        if check.severity == dg.AssetCheckSeverity.WARN and "rows" in check.metadata
    ]
    crashed = [_message(event) for event in result.all_events if event.is_step_failure]
    written = sum(found.get("written", 0) for found in facts.values())
    return {
        "unchanged": not crashed and not written and not any(found.get("changed") for found in facts.values()),
        "sources": [{"source": source} | found for source, found in by_source.items()],
        "warnings": warnings,
        "failed": [*broken, *crashed],
    }


def _message(event: dg.DagsterEvent) -> str:
    """The innermost cause: what a room said, without Dagster's frame around it."""
    error = event.step_failure_data.error
    while error and error.cause:
        error = error.cause
    if event.step_failure_data.user_failure_data:
        return event.step_failure_data.user_failure_data.description or event.message or ""
    return error.message.strip() if error else str(event.message)
