"""docs/operations.md against the graph and the machine: every check has its paragraph, every command runs."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import definitions
from pipelines.defs.assets import Options

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALERTS = PAGE.partition("### What to do about an alert")[2].partition("\n###")[0]
COMMANDS = re.findall(r"^\$ (.+)$", "\n".join(re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)), re.MULTILINE)
SERVICES = re.findall(r"ExecStart=([^`\n]+)", PAGE)
SETTINGS = dict(re.findall(r"^Environment=(\w+)=(.+)$", PAGE, re.MULTILINE))


def headings() -> dict[str, str]:
    """Check as the page names it -> the paragraph that says what to do."""
    found = {}
    for paragraph in ALERTS.split("\n\n"):
        names = re.match(r"(\*\*`[^*]+`\*\*[,\s]*)+", paragraph)
        for name in re.findall(r"`([^`]+)`", names[0]) if names else ():
            found[name] = paragraph[len(names[0]) if names else 0 :].strip()
    return found


def on_the_page(asset: str, check: str) -> set[str]:
    """How the page may name a check: by itself, with its asset, or with the kind of its asset."""
    return {check, f"{asset}: {check}", f"{asset.partition('/')[0]}/…: {check}"}


def test_every_check_has_a_paragraph_that_says_what_to_do_and_every_paragraph_a_check() -> None:
    specs = definitions.build_defs(Options(unattended=True)).resolve_asset_graph().asset_check_keys
    checks = {(key.asset_key.to_user_string(), key.name) for key in specs}
    assert len(checks) > 100
    paragraphs = headings()
    unexplained = sorted({name for asset, name in checks if not on_the_page(asset, name) & paragraphs.keys()})
    assert unexplained == [], "docs/operations.md does not say what to do about these"
    raised = set().union(*(on_the_page(asset, name) for asset, name in checks))
    assert sorted(paragraphs.keys() - raised) == [], "docs/operations.md explains checks that nothing raises"
    assert [name for name, text in paragraphs.items() if len(text) < 60] == []


def command(text: str, environment: dict[str, str], **replaced: str) -> list[str]:
    """A command of the page as it runs here; what it sets goes into the environment."""
    for old, new in replaced.items():
        text = text.replace(old, new)
    words = shlex.split(text)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    program = Path(words[0]).name
    return [str(Path(sys.executable).with_name(program)) if ".venv/bin" in words[0] else program, *words[1:]]


@pytest.fixture
def environment(built: Path, tmp_path: Path) -> dict[str, str]:
    """A machine with a published warehouse of its own, and no article that a sensor would start a run for."""
    warehouse = tmp_path / "warehouse"
    shutil.copytree(built, warehouse)
    for article in (warehouse / "articles").glob("*.yaml"):
        article.unlink()
    given = {
        name: value.replace("/srv/bilateral/warehouse", str(warehouse)).replace("/srv/bilateral", str(ROOT))
        for name, value in SETTINGS.items()
    }
    made = {**os.environ, **given, "BILATERAL_WAREHOUSE": str(warehouse), "NO_COLOR": "1"}
    (before,) = re.findall(r"ExecStartPre=([^`\n]+)", PAGE)
    subprocess.run(command(before, made), cwd=ROOT, env=made, check=True, capture_output=True)
    assert (warehouse / ".dagster" / "history" / "runs.db").is_file(), "begun before two services would begin them"
    return made


@pytest.fixture
def services(environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, list[Path]]]:
    """The port of the web service and the logs of both, started as the page says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    logs = [tmp_path / f"service-{number}.log" for number in range(len(SERVICES))]
    running = []
    for text, log in zip(SERVICES, logs, strict=True):
        with log.open("w") as file:
            words = command(text, environment, **{"-p 3000": f"-p {port}"})
            running.append(subprocess.Popen(words, cwd=ROOT, env=environment, stdout=file, stderr=file))
    try:
        yield port, logs
    finally:
        for service in running:
            service.terminate()
        for service in running:
            try:
                service.wait(30)
            except subprocess.TimeoutExpired:
                service.kill()


@pytest.mark.slow
def test_the_commands_of_the_page_run_as_they_stand_there(
    environment: dict[str, str], services: tuple[str, list[Path]]
) -> None:
    port, logs = services
    assert len(SERVICES) == 2 and len(COMMANDS) > 6
    done: dict[str, subprocess.CompletedProcess[str]] = {}
    for text in sorted(COMMANDS, key=lambda text: "server_info" in text or "liveness" in text):
        until = time.monotonic() + 240
        while True:
            own = dict(environment)
            places = {"/srv/bilateral/warehouse": own["BILATERAL_WAREHOUSE"], "/srv/bilateral": str(ROOT)}
            words = command(text, own, **places, **{":3000": f":{port}"})
            done[text] = subprocess.run(words, cwd=ROOT, env=own, capture_output=True, text=True)
            waits = "server_info" in text or "liveness" in text
            if done[text].returncode == 0 or not waits or time.monotonic() > until:
                break
            time.sleep(1)  # a service takes its time to start
        assert done[text].returncode == 0, f"{text}\n{done[text].stdout}{done[text].stderr}"
    said = {text.rpartition("bilateral ")[2]: run.stdout + run.stderr for text, run in done.items()}
    assert "0 problems" in said["snapshot verify"]
    assert "are gone" in said["prune --keep-days 90"]
    assert "us_dmdc" in said["sources"]
    for log in logs:
        lines = [line for line in log.read_text().splitlines() if line]
        assert lines and all(json.loads(line) for line in lines), "a JSON object per line"
