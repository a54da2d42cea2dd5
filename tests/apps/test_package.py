"""The wheel in an environment of its own, outside the checkout: the first commands of the three users.

It is built of what the Dockerfile copies, so that a file which the image lacks is missed here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from pipelines.apps import project
from pipelines.config import Settings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "China, Japan and South Korea have a combined population of nearly 1.6 billion."


def dockerfile() -> list[list[str]]:
    """The Dockerfile's instructions as words, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def context(folder: Path) -> Path:
    """What the first stage of the Dockerfile has before it installs: its COPY lines, less what .dockerignore leaves."""
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    sent = [
        path
        for pattern in allowed
        for path in ROOT.glob(f"{pattern}/*" if pattern.endswith("**") else pattern)
        if path.is_file() and "__pycache__" not in path.parts
    ]
    names = {path.relative_to(ROOT) for path in sent}
    for instruction, *words in dockerfile():
        if instruction == "COPY" and not words[0].startswith("--"):
            for source in words[:-1]:
                copied = [name for name in names if name == Path(source) or Path(source) in name.parents]
                assert copied, f"the Dockerfile copies {source}, which .dockerignore leaves out"
                for name in copied:
                    target = folder / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(ROOT / name, target)
    return folder


class Installed:
    """An environment that holds the wheel, and an empty folder with a home of its own to work in."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.environment = folder / "empty", folder / "home", folder / "environment"
        self.folder.mkdir(parents=True)
        self.home.mkdir()
        _run([sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps",
              "--no-build-isolation", "--wheel-dir", str(folder / "wheel"), str(context(folder / "src"))], folder)  # fmt: skip
        (wheel,) = (folder / "wheel").glob("bilateral-*.whl")
        _run([sys.executable, "-m", "venv", str(self.environment)], folder)
        # what it depends on is not installed again: a line in a .pth file does not bring this checkout along
        site = next(self.environment.glob("lib/python*/site-packages"))
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        _run([str(self.environment / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check",
              "--no-deps", "--force-reinstall", str(wheel)], folder)  # fmt: skip

    def run(self, *command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BILATERAL_", "XDG_", "PYTHON", "DAGSTER_"))
        }
        return subprocess.run(
            [str(self.environment / "bin" / command[0]), *command[1:]], cwd=folder or self.folder,
            env=kept | {"HOME": str(self.home), "NO_COLOR": "1"}, capture_output=True, text=True, check=False,
        )  # fmt: skip


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"))


def test_the_package_works_in_an_empty_folder(installed: Installed) -> None:
    where = installed.run("python", "-c", "import pipelines; print(pipelines.__file__)").stdout
    assert str(installed.environment) in where

    checked = installed.run("bilateral", "check", SENTENCE, "--said-on", "2025-03-22", "--json")
    assert checked.returncode == 0, checked.stderr
    assert "First use" in checked.stderr
    assert json.loads(checked.stdout)["claims"][0]["verdict"] == "SUPPORTED"
    data = installed.home / ".local" / "share" / "bilateral"
    assert (data / "warehouse" / "bilateral.duckdb").exists()
    assert list(installed.folder.iterdir()) == []

    again = installed.run("bilateral", "sql", "select count(*) as n from marts.country_year", "--json")
    assert json.loads(again.stdout)[0]["n"] > 100
    assert again.stderr == ""

    notebook = "import bilateral; print(bilateral.__version__, bilateral.check('Japan has 125 million inhabitants.', said_on='2024-05-01').claims[0].verdict)"
    assert installed.run("python", "-c", notebook).stdout.split()[1] == "DEPENDS"


def test_a_project_is_laid_and_run(installed: Installed) -> None:
    project = installed.folder.parent / "fact-checks"
    laid = installed.run("bilateral", "init", str(project))
    assert laid.returncode == 0, laid.stderr
    assert {"dagster.yaml", ".gitignore"} <= {path.name for path in project.iterdir()}
    ran = installed.run("bilateral", "run", "--offline", "--json", folder=project)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["database"] == str(project / "warehouse" / "bilateral.duckdb")
    verdicts = {row["claim_id"]: row["verdict"] for row in json.loads(ran.stdout)["verdicts"]}
    assert verdicts["population"] == "SUPPORTED"
    page = project / "warehouse" / "reports" / "east-asian-powers-2025-03-30" / "index.html"
    assert page.exists()

    # as the container asks whether it is well
    (health,) = [words for words in dockerfile() if words[0] == "HEALTHCHECK"]
    command = json.loads(" ".join(health[health.index("CMD") + 1 :]))
    well = installed.run(*command, folder=project)
    assert (well.returncode, len(json.loads(well.stdout))) == (0, 1), well.stderr

    twice = installed.run("bilateral", "init", str(project))
    assert (twice.returncode, twice.stdout) == (0, "")
    assert "is a project already" in twice.stderr


def test_a_project_laid_from_a_clone_has_the_figures_of_the_clone(tmp_path: Path) -> None:
    project.lay(tmp_path / "mine")
    assert Settings(root=tmp_path / "mine").reference == ROOT / "warehouse" / "reference"
    assert Settings(root=tmp_path).reference == tmp_path / "warehouse" / "reference", "a folder that is no project"


def test_somebody_elses_dagster_yaml_is_left_alone(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    done = installed.run("bilateral", "init", str(tmp_path))
    assert done.returncode == 1
    assert "Choose a folder of its own" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dagster.yaml"]


def test_figures_that_lie_elsewhere_are_asked_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a service, or by nobody, who may read them and has no folder of their own."""
    home, warehouse = tmp_path / "home", tmp_path / "warehouse"
    monkeypatch.setattr(project, "data_folder", lambda: home)
    warehouse.mkdir()
    elsewhere = Settings(root=home, warehouse_dir=warehouse)
    elsewhere.database.touch()
    assert project.with_figures(elsewhere, print) is elsewhere
    project.ready(elsewhere, print)
    assert not home.exists()
    project.ready(Settings(root=home), lambda text: None)
    assert project.is_project(home)


def test_the_image_is_small_and_nobody_s() -> None:
    stages = [words[1] for words in dockerfile() if words[0] == "FROM"]
    assert all(stage.endswith("-slim") and ":latest" not in stage for stage in stages)
    (user,) = [words[1] for words in dockerfile() if words[0] == "USER"]
    assert user not in ("root", "0")
    assert not [words for words in dockerfile() if words[0] == "ADD"]
    locked = (ROOT / "requirements-server.lock").read_text(encoding="utf-8")
    for extra in ("dagster-postgres", "psycopg2-binary"):
        assert f"\n{extra}==" in locked, extra


def test_the_nightly_workflow_runs_commands_that_there_are() -> None:
    import shlex

    import typer

    from pipelines.apps.cli import app

    job = yaml.safe_load((ROOT / "docs" / "nightly.yml").read_text(encoding="utf-8"))["jobs"]["run"]
    commands = [shlex.split(step["run"]) for step in job["steps"] if "run" in step]
    # from a file of one's own: nobody else's package of that name gets the keys
    installs = [words for words in commands if words[0] == "pip"]
    assert all("--require-hashes" in words or any("file://" in word for word in words) for words in installs), installs
    actions = [step["uses"].partition("@")[2] for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[0-9a-f]{40}", revision) for revision in actions), actions
    group = typer.main.get_command(app)
    ours = [words[1:] for words in commands if words[0] == "bilateral"]
    assert [name for name, *_ in ours] == ["run", "report"]
    for name, *arguments in ours:
        group.get_command(None, name).make_context(name, arguments)  # type: ignore[attr-defined]


def test_services_may_do_little_and_answer_on_this_machine_only() -> None:
    from pipelines.apps.cli import app

    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    ours = {name: service for name, service in services.items() if name != "postgres"}
    assert {"daemon", "dagster", "reports", "project"} <= ours.keys()
    for name, service in ours.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["user"] == ("101" if name == "proxy" else "10001"), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
        if "entrypoint" not in service and "command" in service and name != "proxy":
            assert service["command"][0] in commands, name
    assert "ports" not in ours["reports"], "readers come in through the proxy, which limits them"
    assert "PASSWORD:?" in services["postgres"]["environment"]["POSTGRES_PASSWORD"]
