"""What runs when: a job for each thing that an operator does, schedules by the publishers' calendars, sensors.

Belongs here: jobs, schedules, sensors, the check that re-hashes the store. Does not belong here: assets, alerts.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import dagster as dg

from pipelines import sources
from pipelines.claims import articles
from pipelines.defs import assets, partitioned, runs, storage
from pipelines.defs.assets import ERROR, PULL, WARN, Options, load_models, relation_key
from pipelines.defs.remote import PUSH
from pipelines.fetching.source import Source
from pipelines.ingest import doctor
from pipelines.stores import observations, snapshots
from pipelines.warehouse import prune

SOURCE, TRIGGER = "bilateral/source", "bilateral/trigger"
BEFORE_NIGHT = "30 2 * * *"
ASKING = "40 2 * * *"
NIGHT = "0 3 * * *"
SUNDAY = "30 3 * * 0"
MONTHLY = "0 4 1 * *"
NEEDS, ANSWERS_TO_NEEDS = dg.AssetKey(["claims", "needs"]), dg.AssetKey(["claims", "answers"])
RUNNING, STOPPED = dg.DefaultScheduleStatus.RUNNING, dg.DefaultScheduleStatus.STOPPED
_ARTICLE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

UnresolvedJob = Any
"""A job made of assets; its type is not part of Dagster's public names."""


def jobs(options: Options) -> dict[str, UnresolvedJob]:
    """Name -> job. A refresh, a rebuild and an article all end with what readers open."""
    known = sources.everything()
    built = dg.AssetSelection.assets(
        "reference", "articles", *(relation_key(model.name) for model in load_models(options).models)
    )
    stores = [PULL, PUSH] if options.settings.store else []
    reported = dg.AssetSelection.assets("reports", "revisions", NEEDS, *stores)
    # hashing the whole store is a job of its own, not a part of each refresh
    stored = dg.AssetSelection.checks(
        *(dg.AssetCheckKey(_stored(source), INTACT) for source in known if source.has_files)
    )
    answered = dg.AssetSelection.checks(
        *(dg.AssetCheckKey(dg.AssetKey(["snapshot", source.id]), ANSWERS) for source in known if source.live)
    )
    read = [dg.AssetKey(["observation", source.id]) for source in known if source.has_files]
    found = [
        dg.define_asset_job(
            f"refresh_{source.id}",
            (dg.AssetSelection.assets(["snapshot", source.id], ["observation", source.id]) | built | reported)
            - stored
            - answered,
            description=f"Ask {source.publisher} for what is new, read it, build, check and report.",
            tags={SOURCE: source.id},
        )
        for source in known
        if source.live
    ]
    found += [
        dg.define_asset_job(
            "rebuild",
            (dg.AssetSelection.assets(*read) | built | reported) - stored,
            description="Read what is stored, build, check and report; no publisher is asked.",
        ),
        dg.define_asset_job(
            "check_article",
            built | dg.AssetSelection.assets("report"),
            description="Check one article against what is stored and write its report.",
        ),
        dg.define_asset_job(
            "answer_needs",
            dg.AssetSelection.assets(ANSWERS_TO_NEEDS),
            description="Ask publishers for what checked articles lack; the nightly build judges with what came.",
        ),
        dg.define_asset_job(
            "doctor",
            answered,
            description="Ask each publisher one small question and compare the answer with what its connector knows.",
        ),
        dg.define_asset_job(
            "verify_store",
            stored,
            description="Hash every stored byte again and compare it with its name.",
        ),
    ]
    return {job.name: job for job in found}


INTACT = "bytes_intact"
ANSWERS = "answers"


def _stored(source: Source) -> dg.AssetKey:
    return dg.AssetKey(["snapshot" if source.live else "observation", source.id])


def store_checks(options: Options) -> dg.AssetChecksDefinition:
    kept = {_stored(source): source.id for source in sources.everything() if source.has_files}

    @dg.multi_asset_check(
        name="stored_bytes",
        specs=[
            dg.AssetCheckSpec(
                INTACT, asset=key, description="Every stored byte is what its name and origin record promise."
            )
            for key in kept
        ],
        description="Hash every stored byte again.",
        can_subset=True,
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        problems = snapshots.verify(options.settings.snapshots)
        for key in sorted(check.asset_key for check in context.selected_asset_check_keys):
            source = kept[key]
            found = [problem for problem in problems if problem.startswith(f"{source}/")]
            yield dg.AssetCheckResult(
                asset_key=key,
                check_name=INTACT,
                passed=not found,
                severity=ERROR,
                metadata={"error": "\n".join(found) or "none"},
                description=assets.brief("\n".join(found)),
            )

    return check


def publisher_checks(options: Options) -> dg.AssetChecksDefinition:
    keys = {dg.AssetKey(["snapshot", source.id]): source.id for source in sources.everything() if source.live}

    @dg.multi_asset_check(
        name="publishers",
        specs=[
            dg.AssetCheckSpec(
                ANSWERS,
                asset=key,
                description="The publisher answers its smallest question in the form that the connector knows, with"
                " codes that the map has.",
            )
            for key in keys
        ],
        description="Ask each publisher one small question, as `bilateral doctor` does; nothing is stored.",
        can_subset=True,
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        wanted = [keys[key.asset_key] for key in sorted(context.selected_asset_check_keys)]
        for finding in doctor.examine(options.settings, wanted):
            facts = {name: value for name, value in asdict(finding).items() if value not in (None, [])}
            problem = finding.error or "; ".join(finding.changed)
            yield dg.AssetCheckResult(
                asset_key=dg.AssetKey(["snapshot", finding.source]),
                check_name=ANSWERS,
                passed=finding.well and not finding.changed,
                severity=ERROR if finding.recognized is False else WARN,
                metadata=facts | {"error": problem or "none"},
                description=assets.brief(problem),
            )

    return check


def prune_job(options: Options) -> dg.JobDefinition:
    @dg.op(
        name="remove_what_nothing_needs",
        config_schema={"keep_days": dg.Field(int, prune.KEEP_DAYS, description="Age of what is kept.")},
    )
    def remove(context: dg.OpExecutionContext) -> None:
        days = context.op_config["keep_days"]
        removed = prune.prune(options.settings, days)
        old = runs.prune(context.instance, runs.before(days), storage.folder(options.settings))
        for item in removed:
            context.log.info(f"{item.path}: {item.why}")
        context.log.info(f"{len(removed)} files of {sum(item.size for item in removed):,} bytes, {old} records of runs")

    @dg.job(
        name="prune",
        description="Remove old builds, logs, records of runs and observation files without a release;"
        " never a snapshot.",
    )
    def job() -> None:
        remove()

    return job


def schedules(jobs: dict[str, UnresolvedJob], prune_job: dg.JobDefinition) -> list[dg.ScheduleDefinition]:
    asked = [
        _schedule(jobs[f"refresh_{source.id}"], source.cron, source.calendar, {SOURCE: source.id})
        for source in sources.everything()
        if source.live and source.cron
    ]
    return [
        *asked,
        _schedule(jobs["rebuild"], NIGHT, "Every night: another day, another age of every figure.", name="fact_check"),
        _schedule(jobs["answer_needs"], ASKING, "Every night, before anything is built."),
        _schedule(jobs["doctor"], BEFORE_NIGHT, "Every night, before anything is built."),
        _schedule(jobs["verify_store"], SUNDAY, "Every Sunday."),
        _schedule(prune_job, MONTHLY, "On the first of the month."),
    ]


def _schedule(
    job: Any, cron: str, description: str, tags: dict[str, str] | None = None, name: str | None = None
) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name=name or f"{job.name}_schedule",
        job=job,
        cron_schedule=cron,
        execution_timezone="UTC",
        description=description,
        tags={TRIGGER: "schedule", **(tags or {})},
        default_status=RUNNING,
    )


def sensors(options: Options, jobs: dict[str, UnresolvedJob]) -> list[dg.SensorDefinition]:
    @dg.sensor(
        name="new_articles",
        job=jobs["check_article"],
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="A file in warehouse/articles that is new or has changed is checked and gets a report.",
    )
    def new_articles(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        seen: dict[str, str] = json.loads(context.cursor or "{}")
        found = _articles(options)
        known = set(context.instance.get_dynamic_partitions("article"))
        requests = [
            dg.RunRequest(run_key=f"{name}-{content}", partition_key=name, tags={TRIGGER: "sensor"})
            for name, content in found.items()
            if seen.get(name) != content
        ]
        return dg.SensorResult(
            run_requests=requests,
            dynamic_partitions_requests=[
                *_added(partitioned.ARTICLES, sorted(found.keys() - known)),
                *_deleted(partitioned.ARTICLES, sorted(known - found.keys())),
            ],
            cursor=json.dumps(found),
        )

    @dg.sensor(
        name="new_releases",
        job=jobs["rebuild"],
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Editions in the store become partitions of release/<source>; one that nobody has read yet, such"
        " as a file added by hand, starts a rebuild.",
    )
    def new_releases(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        added, unread = [], []
        for source in sources.everything():
            if not source.has_files:
                continue
            held = _editions(options, source)
            known = set(context.instance.get_dynamic_partitions(f"edition_{source.id}"))
            new = [key for key in held if key not in known]
            added += _added(partitioned.editions(source.id), new)
            unread += [f"{source.id}/{key}" for key in new if not held[key]]
        requests = [dg.RunRequest(run_key=_digest(unread), tags={TRIGGER: "sensor"})] if unread else []
        return dg.SensorResult(run_requests=requests, dynamic_partitions_requests=added)

    @dg.sensor(
        name="lost_runs",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Runs of this machine whose process was killed are marked as failed, so that nothing waits for"
        " them.",
    )
    def lost_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        lost = runs.end_lost(context.instance)
        return dg.SkipReason(f"lost: {', '.join(lost)}" if lost else "none is lost")

    return [new_articles, new_releases, lost_runs]


def _articles(options: Options) -> dict[str, str]:
    """Article -> hash of its file. One that cannot be read, or has a name that no article can have, is left to the run
    that names the error."""
    return {
        path.stem: digest[:12]
        for path in articles.files(options.settings)
        if _ARTICLE.fullmatch(path.stem) and (digest := articles.digest(path))
    }


def _editions(options: Options, source: Source) -> dict[str, bool]:
    """Partition of each whole release -> whether it was read."""
    return {
        partitioned.edition_key(dataset, vintage): observations.path(
            options.settings, source.id, dataset, vintage
        ).exists()
        for dataset in source.datasets
        for vintage in snapshots.releases(options.settings.snapshots, source.id, dataset)
    }


def _added(partitions: dg.DynamicPartitionsDefinition, keys: list[str]) -> list[Any]:
    return [partitions.build_add_request(keys)] if keys else []


def _deleted(partitions: dg.DynamicPartitionsDefinition, keys: list[str]) -> list[Any]:
    return [partitions.build_delete_request(keys)] if keys else []


def _digest(names: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:16]
