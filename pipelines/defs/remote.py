"""The store in the graph, where BILATERAL_STORE is set: what is published is pushed after all is reported.

Belongs here: the asset. Does not belong here: what it does (warehouse/remote.py).
Where no store is set it is not there, so that the graph shows what runs.
"""

import dagster as dg

from pipelines.defs.assets import OWNERS, Options

PUSH = dg.AssetKey(["store", "push"])


def everything(options: Options) -> list[dg.AssetsDefinition]:
    return [push(options)] if options.settings.store else []


def push(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key=PUSH,
        deps=["reports", "revisions"],
        group_name="store",
        kinds={"s3"},
        owners=OWNERS,
        description="The published file and its marts in the store, where they count from then on. Nothing is sent when"
        " nothing changed; whoever comes second is told so and changes nothing.",
        pool="warehouse" if options.unattended else None,
    )
    def asset() -> dg.MaterializeResult:
        from pipelines.warehouse import remote as store

        if options.settings.offline:
            return dg.MaterializeResult(metadata={"summary": "The store was not asked: offline."})
        try:
            outcome = store.push(options.settings, options.progress)
        except store.StoreFailed as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        return dg.MaterializeResult(metadata=outcome, data_version=dg.DataVersion(outcome["publication"]))

    return asset
