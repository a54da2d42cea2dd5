"""The store in the graph, where BILATERAL_STORE is set: pulled before anything is read, pushed after all is reported.

Belongs here: the two assets. Does not belong here: what they do (warehouse/remote.py).
Where no store is set they are not there, so that the graph shows what runs.
"""

from collections.abc import Callable
from typing import Any

import dagster as dg

from pipelines.defs import runs
from pipelines.defs.assets import OWNERS, PULL, Options

PUSH = dg.AssetKey(["store", "push"])


def everything(options: Options) -> list[dg.AssetsDefinition]:
    return [pull(options), push(options)] if options.settings.store else []


def pull(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key=PULL,
        group_name="store",
        kinds={"s3"},
        owners=OWNERS,
        description="The warehouse as the store holds it, so that a run goes on where another machine has stopped.",
        pool="warehouse" if options.unattended else None,
    )
    def asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        from pipelines.warehouse import remote as store

        runs.sign(context)
        return _result(options, lambda: store.pull(options.settings, options.progress))

    return asset


def push(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key=PUSH,
        deps=["reports", "revisions"],
        group_name="store",
        kinds={"s3"},
        owners=OWNERS,
        description="What the store lacks of the warehouse, and then this publication as the one that counts there."
        " Nothing is sent when nothing changed; whoever comes second is told so and changes nothing.",
        pool="warehouse" if options.unattended else None,
    )
    def asset() -> dg.MaterializeResult:
        from pipelines.warehouse import remote as store

        return _result(options, lambda: store.push(options.settings, options.progress))

    return asset


def _result(options: Options, work: Callable[[], dict[str, Any]]) -> dg.MaterializeResult:
    from pipelines.stores import object_store
    from pipelines.warehouse import remote as store

    if options.settings.offline:
        return dg.MaterializeResult(metadata={"summary": "The store was not asked: offline."})
    try:
        outcome = work()
    except object_store.StoreFailed as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    facts = {name: value for name, value in outcome.items() if value is not None and not isinstance(value, list)}
    return dg.MaterializeResult(
        metadata=facts | {"summary": store.in_words(outcome)},
        data_version=dg.DataVersion(outcome["manifest"] or "none"),
    )
