"""The inbox in a real browser, by keyboard alone: wide and narrow, light and dark."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from published import TODAY, project
from servers import press
from serving import running

from pipelines import desk
from pipelines.config import Settings
from pipelines.desk import feeds, inbox


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A day with three statements of three saved pages."""
    warehouse = tmp_path / "warehouse"
    for name in ("articles", ".build"):
        (warehouse / name).mkdir(parents=True)
    os.link(project().database, warehouse / "bilateral.duckdb")
    settings = Settings(root=project().root, warehouse_dir=warehouse)
    (tmp_path / "saved").mkdir()
    for n, sentence in enumerate((press.TRUE, press.FALSE, "China has a population of 1.4 billion.")):
        (tmp_path / "saved" / f"{n}.html").write_bytes(press.article(f"Page {n}", sentence, press.MONDAY))
    feeds.add(settings, str(tmp_path / "saved"), "Saved", None, 6)
    monkeypatch.setattr("pipelines.warehouse.inputs.today", lambda: TODAY)
    desk.run(settings, TODAY)
    return settings


@pytest.mark.parametrize(("width", "scheme"), [(1300, "light"), (390, "dark")])
def test_people_decide_by_keyboard_alone(settings: Settings, browser: Any, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with running(settings) as (host, port):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab = context.new_page()
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.goto(f"http://{host}:{port}/desk")
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        violations = Axe().run(tab).response["violations"]
        assert not violations, json.dumps(violations)[:2000]
        for key in ("a", "w", "d"):  # each decision leads to the statement behind it
            before = tab.evaluate("document.activeElement.id")
            with tab.expect_navigation():
                tab.keyboard.press(key)
            assert tab.evaluate("document.activeElement.id") != before or key == "d"
        tab.keyboard.press("k")
        chosen = tab.evaluate("document.activeElement.id")
        tab.keyboard.press("j")
        assert chosen and tab.evaluate("document.activeElement.id") != chosen
        assert complaints == []
        context.close()
    listed = inbox.entries(settings, TODAY)
    assert [entry.decision for entry in listed] == ["accept", "misread", "dismiss"]
    assert listed[0].statement.quote == press.FALSE
