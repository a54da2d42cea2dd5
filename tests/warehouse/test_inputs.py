"""What a build reads: figures that have their bytes, articles that can be read, and a folder that is a warehouse."""

import re
from datetime import date
from pathlib import Path

import crashes
import pytest
import time_machine
from pytest_httpserver import HTTPServer
from servers.dmdc import Dmdc

from pipelines.claims import articles
from pipelines.config import Settings
from pipelines.stores import observations, snapshots
from pipelines.warehouse import inputs

TODAY = date(2026, 1, 15)


@pytest.fixture
def held(httpserver: HTTPServer, tmp_path: Path) -> Settings:
    """A project with three editions of a publisher, fetched and read."""
    httpserver.expect_request(re.compile("/all/.*")).respond_with_handler(Dmdc(crashes.files()).handle)
    settings = crashes.project(tmp_path, httpserver.url_for("/all"))
    with time_machine.travel(crashes.NOW, tick=False):
        crashes.fetch(settings)
        crashes.normalize(settings)
    return settings


def test_figures_of_a_snapshot_that_is_gone_are_not_used(held: Settings) -> None:
    files = [str(path) for path in observations.files(held)]
    assert len(files) == 3 and all(path in str(inputs.figures(held)["observation"]) for path in files)
    gone = next(s for s in snapshots.listing(held.snapshots) if s.vintage == "2024-09")
    gone.path.unlink()
    told = str(inputs.figures(held)["observation"])
    assert [Path(path).stem for path in files if path in told] == ["2024-06", "2024-12"]


def test_a_store_that_is_not_mounted_is_told_from_one_that_lost_a_release(held: Settings) -> None:
    held.snapshots.rename(held.snapshots.with_name("elsewhere"))
    with pytest.raises(inputs.EmptyWarehouse, match="is the store mounted"):
        inputs.figures(held)


def test_a_folder_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    settings = Settings(warehouse_dir=tmp_path / "warehuose")
    with pytest.raises(inputs.EmptyWarehouse, match=f"{settings.warehouse} is no warehouse.*BILATERAL_WAREHOUSE"):
        inputs.assemble(settings)
    settings.articles.mkdir(parents=True)
    (settings.warehouse / "reference").mkdir()
    with pytest.raises(inputs.EmptyWarehouse, match=f"{settings.warehouse} holds no figures"):
        inputs.assemble(settings)


def test_an_article_that_cannot_be_read_takes_no_other_with_it(held: Settings) -> None:
    good = "title: A\npublished: 2025-01-01\nclaims:\n- {id: a, quote: It was a nice day., not_checkable: opinion, reason: praise}\n"
    broken = {
        "open.yaml": ("title: [", "open.yaml:2: not YAML"),
        "day.yaml": (good.replace("2025-01-01", "2025-02-30"), "day.yaml:2: '2025-02-30' is no day"),
        "nul.yaml": (good.replace("A", "A\0"), "nul.yaml:1: not YAML: found a control character"),
        "twice.yaml": (good + "title: B\n", "twice.yaml:5: 'title' stands here and in line 1"),
        "deep.yaml": ("[" * 5000, "deep.yaml:1: not YAML"),
        "many.yml": (good.replace("A", "9" * 5000), "many.yml:1: "),
        "good.yml": (good, "good.yml: an article 'good' is there already"),
        "folder.yaml": (None, "folder.yaml: expected a file"),
    }
    (held.articles / "good.yaml").write_text(good)
    (held.articles / "other.yml").write_text(good)
    for name, (content, _) in broken.items():
        if content is None:
            (held.articles / name).mkdir()
        else:
            (held.articles / name).write_text(content)
    found = articles.collect(held, TODAY)
    assert [article.id for article in found.articles] == ["good", "other"]
    assert len(found.problems) == len(broken)
    for _, expected in broken.values():
        assert any(problem.startswith(expected) for problem in found.problems), (expected, found.problems)
    given = inputs.assemble(held, as_of=TODAY)
    assert [row["article_id"] for row in given["article"]] == ["good", "other"]
    for path in ("good.yaml", "good.yml", "other.yml"):
        (held.articles / path).unlink()
    with pytest.raises(articles.InvalidArticle, match=r"open\.yaml:2"):
        inputs.assemble(held, as_of=TODAY)
