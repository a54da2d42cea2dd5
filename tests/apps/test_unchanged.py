"""What a run that would find nothing to do is told by: any file that a run reads or leaves makes it run again."""

import os
from pathlib import Path

import pytest

from pipelines.apps import unchanged
from pipelines.config import Settings

READ = ["articles/a.yaml", "reference/x.csv", "snapshots/s/d/1.json", "watch.yml"]
MADE = ["bilateral.duckdb", ".build/published", "marts/m.parquet", "observations/s/d/1.parquet", "reports/a/index.html"]
OUTCOME = {"failed": [], "verdicts": [{"verdict": "SUPPORTED"}]}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "a.sql").touch()
    for name in [*READ, *MADE]:
        file = tmp_path / "warehouse" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return Settings(root=tmp_path, warehouse_dir=tmp_path / "warehouse", offline=True)


def recalled(settings: Settings, *options: str) -> bool:
    return unchanged.recall(settings, unchanged.key(settings, options)) is not None


@pytest.mark.parametrize("name", [*READ, *MADE, "../sql/a.sql", "articles/new.yaml", "marts/new.parquet"])
def test_any_file_that_a_run_reads_or_makes_has_it_run_again(settings: Settings, name: str) -> None:
    unchanged.remember(settings, unchanged.key(settings, ["2026-11-26"]), OUTCOME)
    assert recalled(settings, "2026-11-26")
    assert not recalled(settings, "2026-11-27")
    file = settings.warehouse / name
    file.write_text("other")
    assert not recalled(settings, "2026-11-26")
    file.unlink()
    assert recalled(settings, "2026-11-26") is ("new" in name)


def test_settings_count_and_a_damaged_record_does_not(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    unchanged.remember(settings, unchanged.key(settings, []), OUTCOME)
    monkeypatch.setenv("BILATERAL_SITE_NAME", "Another")
    assert not recalled(settings)
    monkeypatch.delenv("BILATERAL_SITE_NAME")
    assert recalled(settings)
    (settings.build / unchanged.RECORD).write_text("{")
    assert not recalled(settings)


def test_a_run_that_asks_or_is_recorded_always_runs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    assert unchanged.applies(settings)
    assert not unchanged.applies(Settings(root=settings.root, warehouse_dir=settings.warehouse))
    assert not unchanged.applies(Settings(root=settings.root, offline=True, store="s3://bucket"))
    monkeypatch.setenv("DAGSTER_HOME", os.devnull)
    assert not unchanged.applies(settings)
