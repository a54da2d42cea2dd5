"""Dagster's records, and that all we use of Dagster is what it promises to keep."""

import ast
import fcntl
import importlib
import os
from pathlib import Path
from types import ModuleType

import dagster as dg
import pytest
import yaml

from pipelines.config import Settings
from pipelines.defs import storage

ROOT = Path(__file__).resolve().parents[2]


def dagster_names(file: Path) -> set[tuple[str, str]]:
    """(module, name) of everything that a file takes from Dagster and its libraries, `dg.…` included."""
    tree = ast.parse(file.read_text())
    found: set[tuple[str, str]] = set()
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dagster"):
            found |= {(node.module or "", name.name) for name in node.names}
        elif isinstance(node, ast.Import):
            taken = [name for name in node.names if name.name.startswith("dagster")]
            aliases |= {name.asname or name.name: name.name for name in taken}
            found |= {(name.name, "") for name in taken}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            found.add((aliases[node.value.id], node.attr))
    return found


USED = sorted({name for file in (ROOT / "pipelines").rglob("*.py") for name in dagster_names(file)})


@pytest.mark.parametrize(("module", "name"), USED, ids=lambda value: value or "itself")
def test_every_name_of_dagster_comes_from_a_public_module(module: str, name: str) -> None:
    assert not any(part.startswith("_") for part in [*module.split("."), name]), f"{module}.{name} is private"
    loaded: ModuleType = importlib.import_module(module)
    assert not name or hasattr(loaded, name), f"{module} has no {name}"


def test_the_names_are_found() -> None:
    assert {
        ("dagster", "multi_asset"),
        ("dagster", "DagsterInstance"),
        ("dagster_postgres", "DagsterPostgresStorage"),
    } < {*USED}


def classes(instance: object) -> set[str]:
    """Modules that a dagster.yaml has Dagster load."""
    if isinstance(instance, dict):
        own = {instance["module"]} if "module" in instance else set()
        return own.union(*(classes(value) for value in instance.values()))
    return set()


def test_what_dagster_is_told_to_load_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(root=ROOT, warehouse_dir=tmp_path)
    monkeypatch.delenv(storage.POSTGRES_URL, raising=False)
    file = storage.home(settings) / storage.FILE
    assert classes(yaml.safe_load(file.read_text())) == set()
    monkeypatch.setenv(storage.POSTGRES_URL, "postgresql://bilateral:hush@127.0.0.1/records")
    assert storage.home(settings) == file.parent
    assert classes(yaml.safe_load(file.read_text())) == {"pipelines.defs.postgres"}
    assert "hush" not in file.read_text(), "the password stays in the environment"


def test_records_lie_in_the_warehouse_with_the_projects_own_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(storage.POSTGRES_URL, raising=False)
    home = storage.home(Settings(root=ROOT, warehouse_dir=tmp_path / "warehouse"))
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    with dg.DagsterInstance.get() as instance:
        assert instance.all_asset_keys() == []
        assert not instance.telemetry_enabled and instance.run_monitoring_enabled
    assert {path.name for path in tmp_path.iterdir()} == {"warehouse"}
    assert (home / "history" / "runs.db").is_file() and (home / "schedules" / "schedules.db").is_file()


def test_records_are_opened_by_one_process_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two services that begin the same tables at once leave two versions in them, which Dagster refuses ever after."""

    def open_alone() -> None:
        other = os.open(tmp_path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(other)
        opened.append(True)

    opened: list[bool] = []
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setattr(dg.DagsterInstance, "get", open_alone)
    storage.instance()
    assert opened


@pytest.mark.parametrize("named", ["project", "sqlite"])
def test_a_dagster_home_that_leads_elsewhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """Where nobody would look for records, or not to the server that the environment names."""
    settings = Settings(root=ROOT, warehouse_dir=tmp_path)
    monkeypatch.delenv(storage.POSTGRES_URL, raising=False)
    home = storage.home(settings)
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    storage.check_home(settings)
    if named == "project":
        monkeypatch.setenv("DAGSTER_HOME", str(ROOT))
    else:
        monkeypatch.setenv(storage.POSTGRES_URL, "postgresql://bilateral:hush@127.0.0.1/records")
    with pytest.raises(RuntimeError, match=r"pipelines\.defs\.storage") as refused:
        storage.check_home(settings)
    assert str(home) in str(refused.value) and "hush" not in str(refused.value)
