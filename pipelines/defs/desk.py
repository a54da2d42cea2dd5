"""The desk in Dagster: an asset with a partition per day, asked every hour and when a folder has something new."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines import desk
from pipelines.defs import alerts
from pipelines.defs.assets import OWNERS, WARN, Options, brief
from pipelines.desk import articles, feeds, inbox
from pipelines.warehouse import inputs

KEY = dg.AssetKey("desk")
DAYS = dg.DailyPartitionsDefinition("2025-01-01", timezone="UTC", end_offset=1)
CHECKS = {
    "feeds_answered": "Every feed answered, and every article that it lists could be read.",
    "nothing_turned": "No statement of the last days has another verdict since new figures came.",
}


def asset(options: Options) -> dg.AssetsDefinition:
    @dg.asset(
        key=KEY,
        deps=[dg.AssetKey(["factcheck", "verdict"])],
        partitions_def=DAYS,
        group_name="desk",
        kinds={"rss", "html"},
        owners=OWNERS,
        description="Statements of the day in the feeds of warehouse/feeds.yml, read, judged and laid before people at"
        " /desk of `bilateral serve`. Nothing is published by itself.",
        check_specs=[dg.AssetCheckSpec(name, asset=KEY, description=told) for name, told in CHECKS.items()],
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=1)),
    )
    def of_day(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        day = context.partition_time_window.start.date()
        before = {statement.id for statement in inbox.contradicted(articles.load(options.settings, day))}
        outcome = desk.run(options.settings, day, options.progress, only_due=options.unattended)
        contradicted = [each for each in inbox.contradicted(outcome.day) if each.id not in before]
        if alerts.enabled() and (contradicted or outcome.turned):
            told = [
                f"contradicted: “{each.quote}” ({each.judged.reason if each.judged else ''})" for each in contradicted
            ]
            told += [f"turned: “{each.quote}” of {of}: it was {each.before}" for of, each in outcome.turned]
            alerts.send(f"bilateral: {len(told)} statements to look at", "\n".join(told))
        return dg.MaterializeResult(
            metadata=inbox.summary(options.settings, [day])[0],
            check_results=list(_results(outcome)),
        )

    return of_day


def _results(outcome: desk.Outcome) -> Iterator[dg.AssetCheckResult]:
    turned = [f"{day}: {statement.quote}" for day, statement in outcome.turned]
    for name, found in (("feeds_answered", outcome.day.problems), ("nothing_turned", turned)):
        text = "\n".join(found)
        yield dg.AssetCheckResult(
            check_name=name, passed=not found, severity=WARN, metadata={"error": text or "none"},
            description=brief(text),
        )  # fmt: skip


def job() -> Any:
    return dg.define_asset_job(
        "ask_feeds", dg.AssetSelection.assets(KEY), description="Ask the feeds that are due, and judge."
    )


def schedule(options: Options, job: Any) -> dg.ScheduleDefinition:
    @dg.schedule(
        job=job, cron_schedule="20 * * * *", name="desk_schedule", execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every hour; of the feeds those that have not been asked for their `every_hours`.",
    )  # fmt: skip
    def hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if not feeds.load(options.settings):
            return dg.SkipReason("there are no feeds: `bilateral desk add ADDRESS` adds one")
        return dg.RunRequest(partition_key=str(inputs.today()))

    return hourly


def sensor(options: Options, job: Any) -> dg.SensorDefinition:
    @dg.sensor(
        name="desk_folders", job=job, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING,
        description="A saved page or text that is new in a folder among the feeds starts a run of the desk.",
    )  # fmt: skip
    def new_pages(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        folders = [feed for feed in feeds.load(options.settings) if feed.is_folder]
        items = [item for feed in folders for item in feeds.of_folder(feed)]
        newest = str(max((Path(item.address).stat().st_mtime_ns for item in items), default=0))
        if newest in ("0", context.cursor):
            return dg.SkipReason("no folder among the feeds has a new page")
        context.update_cursor(newest)
        return dg.RunRequest(run_key=newest, partition_key=str(inputs.today()))

    return new_pages
