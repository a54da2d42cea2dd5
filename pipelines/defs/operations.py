"""What runs when: a job for each thing that an operator does, schedules by the publishers' calendars, sensors."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import dagster as dg

from pipelines import sources
from pipelines.claims import articles
from pipelines.defs import assets, runs, storage
from pipelines.defs.assets import ERROR, WARN, Options, load_models, relation_key
from pipelines.fetching.source import Source
from pipelines.ingest import doctor
from pipelines.stores import observations, snapshots

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
    """Name -> job. A refresh and a rebuild end with what readers open."""
    known = sources.everything()
    built = dg.AssetSelection.assets(
        "reference", "articles", *(relation_key(model.name) for model in load_models(options).models)
    )
    reported = dg.AssetSelection.assets("reports", "revisions", NEEDS)
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
        name="remove_old_records",
        config_schema={"keep_days": dg.Field(int, runs.KEEP_DAYS, description="Age of what is kept.")},
    )
    def remove(context: dg.OpExecutionContext) -> None:
        before = runs.before(context.op_config["keep_days"])
        old = runs.prune(context.instance, before, storage.folder(options.settings))
        context.log.info(f"{old} records of runs")

    @dg.job(name="prune", description="Remove old records of runs, with their logs.")
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
        name="new_files",
        job=jobs["rebuild"],
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="A file in warehouse/articles that is new or has changed, or an edition that nobody has read yet,"
        " such as one added by hand, starts a rebuild.",
    )
    def new_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        seen = json.loads(context.cursor or '{"articles": {}, "unread": []}')
        found = {"articles": _articles(options), "unread": _unread(options)}
        is_first_look = context.cursor is None and not options.settings.database.exists()
        context.update_cursor(json.dumps(found))
        if is_first_look:  # whoever opens Dagster on a fresh clone wants to look, and not to wait for a run
            return dg.SkipReason("nothing is published yet: materialize everything, or `bilateral run`")
        if found["articles"] == seen["articles"] and set(found["unread"]) <= set(seen["unread"]):
            return dg.SkipReason("no article and no edition is new")
        return dg.RunRequest(tags={TRIGGER: "sensor"})

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

    return [new_files, lost_runs]


def _articles(options: Options) -> dict[str, str]:
    """Article -> hash of its file. One that cannot be read, or has a name that no article can have, is left to the run
    that names the error."""
    return {
        path.stem: digest[:12]
        for path in articles.files(options.settings)
        if _ARTICLE.fullmatch(path.stem) and (digest := articles.digest(path))
    }


def _unread(options: Options) -> list[str]:
    """Whole releases without an observation file."""
    return [
        f"{source.id}/{dataset} {vintage}"
        for source in sources.everything() if source.has_files
        for dataset in source.datasets
        for vintage in snapshots.releases(options.settings.snapshots, source.id, dataset)
        if not observations.path(options.settings, source.id, dataset, vintage).exists()
    ]  # fmt: skip
