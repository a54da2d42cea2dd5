"""The Dagster graph: what it is made of, what a run records, what schedules and sensors ask for."""

import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import small
import versions
import yaml

from pipelines import definitions, sources
from pipelines.config import Settings
from pipelines.defs import alerts, assets, operations, runs, storage
from pipelines.defs.assets import Options
from pipelines.ingest import datasets
from pipelines.reports import news
from pipelines.stores import observations, snapshots
from pipelines.warehouse import published, sqlmodels

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = "east-asian-powers-2025-03-30"


@pytest.fixture(scope="session")
def repository() -> Any:
    return definitions.build_defs().get_repository_def()


@pytest.fixture(scope="session")
def models() -> sqlmodels.Models:
    return sqlmodels.load(ROOT / "sql")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral(tempdir=str(tmp_path)) as found:
        yield found


def specs(repository: Any) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in repository.assets_defs_by_key_specs()}


# What it is made of


def test_jobs_and_assets_have_names_of_their_own(repository: Any) -> None:
    """Two of one name stop Dagster's services when they load, and nothing before."""
    assert "ask_feeds" in {job.name for job in repository.get_all_jobs()}


def test_every_asset_says_what_it_is_and_who_owns_it() -> None:
    options = Options(unattended=True)
    for asset in assets.everything(options):
        for spec in asset.specs if isinstance(asset, dg.AssetsDefinition) else [asset]:
            assert spec.description and len(spec.description) > 30, spec.key
            assert spec.owners == ["team:bilateral"], spec.key
            assert spec.kinds, spec.key
            assert spec.group_name in (
                "snapshot", "observation", "inputs", "core", "marts", "factcheck", "report"
            ), spec.key  # fmt: skip
        if isinstance(asset, dg.AssetsDefinition):
            assert all(check.description for check in asset.check_specs), asset.keys


def test_models_are_one_asset_each_with_their_columns_and_checks(models: sqlmodels.Models) -> None:
    (definition,) = [
        asset
        for asset in assets.everything(Options())
        if isinstance(asset, dg.AssetsDefinition) and len(asset.keys) > 1
    ]
    by_key = {spec.key.to_user_string(): spec for spec in definition.specs}
    assert set(by_key) == {model.name.replace(".", "/") for model in models.models}
    for model in models.models:
        spec = by_key[model.name.replace(".", "/")]
        columns = spec.metadata["dagster/column_schema"].columns
        assert [column.name for column in columns] == list(model.columns)
        assert all(column.description for column in columns)
        read = {dep.asset_key.to_user_string().replace("/", ".", 1) for dep in spec.deps}
        assert {name for name in model.depends_on if not name.startswith("input.")} <= read
    declared = {(check.asset_key.to_user_string(), check.name): check.blocking for check in definition.check_specs}
    assert declared == {(key, "key"): True for key in by_key} | {
        (check.relation.replace(".", "/"), check.name): check.severity == "error" for check in models.checks
    }, "what the interface calls blocking stops the publication"


def test_only_fetches_are_tried_again_and_wait_for_their_host() -> None:
    for asset in assets.everything(Options(unattended=True)):
        if not isinstance(asset, dg.AssetsDefinition):
            continue
        is_fetch = asset.keys and next(iter(asset.keys)).path[0] == "snapshot"
        assert bool(asset.op.retry_policy) is is_fetch, asset.keys
    hosts = {
        asset.op.pool
        for asset in assets.everything(Options(unattended=True))
        if isinstance(asset, dg.AssetsDefinition) and asset.op.retry_policy
    }
    assert "api.worldbank.org" in hosts and "api.imf.org" in hosts
    assert len(hosts) < len([source for source in sources.everything() if source.live]), "two datasets share a host"
    for asset in assets.everything(Options()):
        if isinstance(asset, dg.AssetsDefinition):
            assert asset.op.retry_policy is None and asset.op.pool is None, "a person who waits is told at once"


def test_every_live_source_has_a_job_and_a_schedule_of_its_calendar() -> None:
    found = definitions.build_defs()
    by_job = {schedule.job_name: schedule for schedule in found.schedules or ()}  # type: ignore[union-attr]
    for source in sources.everything():
        if source.live:
            schedule = by_job[f"refresh_{source.id}"]
            assert schedule.cron_schedule == source.cron  # type: ignore[union-attr]
            assert schedule.execution_timezone == "UTC"  # type: ignore[union-attr]
    assert {"rebuild", "verify_store", "prune"} <= by_job.keys()


@pytest.mark.parametrize(
    ("cron", "days"), [("0 6 * * 1", 15), ("0 8 5 * *", 62), ("0 15 10-25 4,10 *", 200), ("0 3 * * *", 15)]
)
def test_an_asset_is_stale_once_two_ticks_were_missed(cron: str, days: int) -> None:
    assert assets._asked_every(cron) == days


@pytest.mark.slow
def test_dg_finds_nothing_wrong(tmp_path: Path) -> None:
    """As `make dev` does: the definitions load through the project's own dagster.yaml."""
    home = storage.home(Settings(root=ROOT, warehouse_dir=tmp_path))
    environment = {**os.environ, "DAGSTER_HOME": str(home), "BILATERAL_WAREHOUSE": str(tmp_path)}
    done = subprocess.run(
        [Path(sys.executable).with_name("dg"), "check", "defs"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_loading_the_definitions_is_fast() -> None:
    code = (
        "import time; t = time.process_time(); from pipelines import definitions as d; d.build_defs();"
        " print(time.process_time() - t)"
    )
    spent = float(
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )
    assert spent < 3.0


# What a run records: the real models, built once


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, dg.DagsterInstance, Any]]:
    """A warehouse with the reference figures, and the run that checked the article in it."""
    warehouse_dir = tmp_path_factory.mktemp("built")
    settings = Settings(root=ROOT, warehouse_dir=small.lay(warehouse_dir), offline=True)
    with dg.DagsterInstance.ephemeral(str(warehouse_dir)) as instance:
        job = definitions.build_defs(Options(settings, unattended=True)).resolve_job_def("rebuild")
        yield settings, instance, job.execute_in_process(instance=instance)


def facts(result: Any) -> dict[str, dict[str, Any]]:
    return {
        event.asset_key.to_user_string(): dict(event.materialization.metadata)
        for event in result.get_asset_materialization_events()
    }


def test_a_run_records_rows_and_types_of_every_model(built: Any, models: sqlmodels.Models) -> None:
    settings, _, result = built
    assert result.success
    found = facts(result)
    with published.connect(settings) as connection:
        rows = dict(connection.execute("select relation, rows from meta.relation").fetchall())
    for model in models.models:
        recorded = found[model.name.replace(".", "/")]
        assert recorded["dagster/row_count"].value == rows[model.name]
        types = {column.name: column.type for column in recorded["dagster/column_schema"].value.columns}
        assert list(types) == list(model.columns) and all(types.values())
    assert "DATE" in {column.type for column in found["core/observation"]["dagster/column_schema"].value.columns}


def test_every_check_of_a_run_passes_on_the_reference_figures(built: Any) -> None:
    evaluations = built[2].get_asset_check_evaluations()
    failed = [(e.asset_key.to_user_string(), e.check_name, e.metadata) for e in evaluations if not e.passed]
    assert [entry for entry in failed if entry[1] == "key"] == []
    assert {e.check_name for e in evaluations if e.severity == dg.AssetCheckSeverity.ERROR and not e.passed} == set()


def test_reports_are_written_and_previewed(built: Any) -> None:
    recorded = facts(built[2])["reports"]
    assert recorded["preview"].value.startswith("| claim | verdict | now |")
    assert Path(recorded["index"].path).is_file()


@pytest.mark.slow
def test_the_command_and_the_code_location_run_the_same_graph(built: Any, tmp_path: Path) -> None:
    """A run of the command after that of the location finds nothing new."""
    settings, _, _ = built
    outcome = run_here(settings, tmp_path)
    assert outcome["failed"] == [] and outcome["unchanged"]
    assert {row["state"] for row in outcome["sources"]} <= {"stale", "missing"}


def run_here(settings: Settings, home: Path, **environment: str) -> dict[str, Any]:
    """`bilateral run` of a process of its own, recorded with the project's dagster.yaml; its outcome."""
    records = storage.home(settings)
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom pipelines.config import Settings\n"
        "from pipelines.defs.assets import Options\nfrom pipelines.definitions import execute\n"
        f"root, warehouse = Path({str(ROOT)!r}), Path({str(settings.warehouse)!r})\n"
        "settings = Settings(root=root, warehouse_dir=warehouse, offline=True)\n"
        "print(json.dumps(execute(Options(settings)), default=str))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, capture_output=True, text=True, timeout=180,
        env={**os.environ, "DAGSTER_HOME": str(records), "BILATERAL_WAREHOUSE": str(settings.warehouse), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert not (home / "warehouse").exists(), "records belong to the warehouse, wherever the command was started"
    return json.loads(done.stdout.splitlines()[-1])


# What stops a publication


def test_what_stops_a_publication_is_the_failed_check_of_its_relation(
    tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = versions.project(tmp_path)
    monkeypatch.setattr("pipelines.warehouse.inputs.assemble", lambda *_, **__: versions.inputs(1))
    upstream: dict[str, list[dg.AssetKey]] = {"input.letter": [], "input.run": []}

    def run() -> dg.ExecuteInProcessResult:
        definition = assets.models(Options(settings), upstream)
        return dg.materialize([definition], instance=instance, raise_on_error=False)

    assert run().success
    check = settings.sql / "checks" / "assert_core_letter__is_a_letter.sql"
    check.write_text(check.read_text().replace("'zzz'", "'a00009'"))
    result = run()
    assert not result.success
    failed = [e for e in result.get_asset_check_evaluations() if not e.passed]
    assert [(e.asset_key.to_user_string(), e.check_name, e.severity) for e in failed] == [
        ("core/letter", "assert_core_letter__is_a_letter", dg.AssetCheckSeverity.ERROR)
    ]
    assert failed[0].metadata["rows"].value == versions.LETTERS - 10
    assert versions.seen(settings) == 1
    text = alerts.failed_checks(instance, result.run_id)
    assert len(text) == 1 and "ERROR core/letter: assert_core_letter__is_a_letter" in text[0]
    again = run()
    assert alerts.failed_checks(instance, again.run_id) == [], "told once, until it passes or finds something else"
    check.write_text(check.read_text().replace("'a00009'", "'a00019'"))
    worse = run()
    assert len(alerts.failed_checks(instance, worse.run_id)) == 1
    assert len(alerts.failed_checks(instance, result.run_id)) == 1, "whenever it is asked"


def test_a_relation_selected_alone_is_built_with_all_others_and_recorded_alone(
    tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = versions.project(tmp_path)
    monkeypatch.setattr("pipelines.warehouse.inputs.assemble", lambda *_, **__: versions.inputs(1))
    definition = assets.models(Options(settings), {"input.letter": [], "input.run": []})
    for key in definition.keys:
        result = dg.materialize([definition], selection=[key], instance=instance)
        assert set(facts(result)) == {key.to_user_string()}
        assert {e.asset_key for e in result.get_asset_check_evaluations()} <= {key}
        assert versions.seen(settings) == 1, "the file is whole"


@pytest.mark.parametrize(
    ("outcome", "times", "failed"),
    [
        (datasets.Outcome("us_dmdc", "stale", requests=4, stale=timedelta(days=3), why="no answer"), 1 + assets.RETRIES,
         ("fresh", "no answer")),
        (datasets.Outcome("us_dmdc", "failed", requests=1, error="expected JSON, found HTML", gate="contract"), 1,
         ("contract", "expected JSON, found HTML")),
    ],
    ids=["a fetch in vain is tried again and then stale", "a broken contract is not tried again"],
)  # fmt: skip
def test_what_becomes_of_a_fetch(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, outcome: datasets.Outcome,
    times: int, failed: tuple[str, str],
) -> None:  # fmt: skip
    asked: list[int] = []
    monkeypatch.setattr(datasets, "refresh", lambda *_, **__: asked.append(1) or outcome)
    definition = assets.snapshot(sources.load("us_dmdc"), Options(settings, unattended=True, wait=0.01))
    result = dg.materialize([definition], instance=instance)
    assert result.success and len(asked) == times
    told = [(e.check_name, e.description) for e in result.get_asset_check_evaluations() if not e.passed]
    assert told == [failed], "the list of checks shows it"


def test_who_stops_a_run_is_told_that_it_was_stopped(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refresh(*_: Any, **__: Any) -> datasets.Outcome:
        raise dg.DagsterExecutionInterruptedError

    monkeypatch.setattr(datasets, "refresh", refresh)
    definition = assets.snapshot(sources.load("us_dmdc"), Options(settings))
    result = dg.materialize([definition], instance=instance, raise_on_error=False)
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert definitions._message(failure) == "interrupted, and nothing is half done; run again"


# Sensors


def sensor(name: str, settings: Settings) -> dg.SensorDefinition:
    options = Options(settings)
    return next(s for s in operations.sensors(options, operations.jobs(options)) if s.name == name)


def ticks(settings: Settings, instance: dg.DagsterInstance) -> Callable[[], bool]:
    """Whether the sensor asks for a run, tick by tick."""
    watch, cursor = sensor("new_files", settings), [""]

    def tick() -> bool:
        context = dg.build_sensor_context(instance, cursor=cursor[0] or None)
        asked = watch(context)
        cursor[0] = context.cursor or ""
        return isinstance(asked, dg.RunRequest)

    return tick


def test_an_article_that_is_new_or_has_changed_starts_a_run_once(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = Settings(root=ROOT, warehouse_dir=tmp_path)
    settings.articles.mkdir()
    (settings.articles / "first.yaml").write_text("a")
    tick = ticks(settings, instance)
    assert not tick(), "a fresh project is not run unasked"
    (settings.articles / "..%2fescape.yaml").write_text("a")
    assert not tick(), "a name that no article can have is none"
    for name, text in (("second", "a"), ("first", "b")):
        (settings.articles / f"{name}.yaml").write_text(text)
        assert tick() and not tick()


def stored(settings: Settings, edition: str = "2024-12") -> snapshots.Snapshot:
    return snapshots.add(
        settings.snapshots, f"body {edition}".encode(), snapshots.Received("https://example.org/x", datetime.now(UTC)),
        source="us_dmdc", dataset="location_report", ext="xlsx", edition=edition, published_on=date(2025, 3, 1),
    )  # fmt: skip


def test_a_release_added_by_hand_starts_a_rebuild_once(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = Settings(root=ROOT, warehouse_dir=tmp_path)
    tick = ticks(settings, instance)
    assert not tick()
    stored(settings)
    assert tick() and not tick()
    stored(settings, "2025-03")
    read = observations.path(settings, "us_dmdc", "location_report", "2025-03")
    read.parent.mkdir(parents=True)
    read.touch()
    assert not tick(), "what a refresh has read already needs no other run"


def test_a_run_whose_process_is_gone_is_marked(instance: dg.DagsterInstance) -> None:
    here = runs.this_process()
    host, pid, began = here.rsplit(":", 2)
    processes = {
        "living": here,
        "gone": f"{host}:{2**22 + 1}:1",
        "reused": f"{host}:{pid}:{began}0",
        "elsewhere": "x:1:1",
    }

    @dg.job
    def nothing() -> None:
        pass

    ids = {
        name: instance.create_run_for_job(
            nothing, tags={runs.PROCESS: process}, status=dg.DagsterRunStatus.STARTED
        ).run_id
        for name, process in processes.items()
    }
    assert set(runs.end_lost(instance)) == {ids["gone"], ids["reused"]}
    assert {name for name, run in ids.items() if instance.get_run_by_id(run).is_finished} == {"gone", "reused"}  # type: ignore[union-attr]
    assert runs.end_lost(instance) == []


# Alerts


def test_alerts_are_off_until_the_environment_names_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BILATERAL_ALERT_WEBHOOK", raising=False)
    monkeypatch.delenv("BILATERAL_ALERT_MAIL", raising=False)
    assert {s.default_status for s in alerts.sensors()} == {dg.DefaultSensorStatus.STOPPED}
    alerts.send("nobody", "hears this")
    monkeypatch.setenv("BILATERAL_ALERT_MAIL", "desk@example.org")
    assert {s.default_status for s in alerts.sensors()} == {dg.DefaultSensorStatus.RUNNING}


def test_an_alert_says_what_failed_without_secrets(httpserver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, str]] = []
    httpserver.expect_request("/hook").respond_with_handler(lambda request: told.append(request.get_json()) or _ok())
    monkeypatch.setenv("BILATERAL_ALERT_WEBHOOK", httpserver.url_for("/hook"))

    @dg.op
    def fails() -> None:
        raise dg.Failure("the publisher said no to subscription-key=hush123")

    @dg.job
    def refresh() -> None:
        fails()

    with dg.DagsterInstance.ephemeral() as instance:
        result = refresh.execute_in_process(raise_on_error=False, instance=instance)
        event = next(e for e in result.all_events if e.is_failure and not e.is_step_failure)
        context = dg.build_run_status_sensor_context(
            "alert_on_failure", event, instance, result.dagster_run
        ).for_run_failure()
        next(s for s in alerts.sensors() if s.name == "alert_on_failure")(context)
    assert len(told) == 1
    text = told[0]["text"]
    assert "bilateral: refresh failed" in text and "the publisher said no" in text and "operations.md" in text
    assert "hush123" not in text


def _ok() -> Any:
    from werkzeug import Response

    return Response("ok")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a mail server is told in place of the real one."""
    told: list[Any] = []

    class Server:
        def __init__(self, host: str, port: int, timeout: float) -> None:
            told.append((host, port))

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_: object) -> None: ...

        def starttls(self, *, context: ssl.SSLContext | None = None) -> None:
            told.append(context)

        def login(self, user: str, password: str) -> None:
            told.append(password)

        def send_message(self, message: Any) -> None:
            told.append((message["To"], message["Subject"], message.get_content()))

    monkeypatch.setattr("smtplib.SMTP", Server)
    monkeypatch.delenv("BILATERAL_ALERT_WEBHOOK", raising=False)
    monkeypatch.setenv("BILATERAL_ALERT_MAIL", "desk@example.org")
    monkeypatch.setenv("BILATERAL_SMTP_HOST", "mail.example.org:2525")
    return told


MAIL = ("desk@example.org", "bilateral: rebuild failed", "why\n")


def test_an_alert_by_mail(post: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    alerts.send("bilateral: rebuild failed", "why")
    assert post == [("mail.example.org", 2525), MAIL]
    post.clear()
    for name, value in (("SMTP_USER", "desk"), ("SMTP_PASSWORD", "secret")):
        monkeypatch.setenv(f"BILATERAL_{name}", value)
    alerts.send("bilateral: rebuild failed", "why")
    _, context, password, sent = post
    assert context is not None and context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname
    assert (password, sent) == ("secret", MAIL), "to a server that proves its name"


# Revisions as news


def test_the_first_look_is_no_news_and_the_next_tells_each_edition_once(built: Any) -> None:
    settings = replace(built[0])
    folder = settings.reports / "revisions"
    shutil.rmtree(folder, ignore_errors=True)
    with published.connect(settings) as connection:
        assert news.gather(settings, connection) == news.News()
        seen = json.loads((folder / "seen.json").read_text())
        expected = connection.execute(
            "select count(*) from marts.revision where source = 'imf_weo' and vintage_new = '2025-10'"
        ).fetchall()[0][0]
        seen["editions"]["imf_weo"].remove("2025-10")
        claim = next(iter(seen["verdicts"]))
        seen["verdicts"][claim] = "DEPENDS"
        (folder / "seen.json").write_text(json.dumps(seen))
        found = news.gather(settings, connection)
        again = news.gather(settings, connection)
    (change,) = found.changes
    assert (change["source"], change["editions"], change["revised"]) == ("imf_weo", ["2025-10"], expected)
    assert [row["claim"] for row in found.turned] == [claim]
    assert found.page is not None and found.page.read_text().startswith("# What changed, ")
    assert again == news.News()


# Prune


def test_old_runs_go_unless_they_were_the_last_to_make_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what they left on the disk: Dagster itself keeps the emptied log of a run that it deletes."""

    @dg.asset
    def figure() -> None: ...

    records = storage.home(Settings(root=ROOT, warehouse_dir=tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(records))
    with dg.DagsterInstance.get() as instance:
        first, second = (dg.materialize([figure], instance=instance).run_id for _ in range(2))
        assert all(list(records.rglob(f"*{run}*")) for run in (first, second))
        assert runs.prune(instance, datetime.now(UTC) - timedelta(days=1), records) == 0
        assert runs.prune(instance, datetime.now(UTC) + timedelta(days=1), records) == 1
        assert instance.get_run_by_id(first) is None and instance.get_run_by_id(second) is not None
    assert not list(records.rglob(f"*{first}*")) and list(records.rglob(f"*{second}*"))


def test_the_store_is_hashed_again(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = Settings(root=ROOT, warehouse_dir=tmp_path)
    broken = stored(settings)
    broken.path.write_bytes(b"other")
    job = definitions.build_defs(Options(settings)).resolve_job_def("verify_store")
    result = job.execute_in_process(instance=instance)
    failed = [e.asset_key.to_user_string() for e in result.get_asset_check_evaluations() if not e.passed]
    assert failed == ["snapshot/us_dmdc"]


def test_the_instance_is_one_file_for_one_machine_and_many() -> None:
    settings = yaml.safe_load((ROOT / "dagster.yaml").read_text())
    assert settings["telemetry"] == {"enabled": False}
    assert settings["concurrency"]["pools"]["default_limit"] == 1
