"""The example notebook runs from top to bottom on a warehouse made from the reference figures."""

import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "example.ipynb"


def test_every_cell_runs(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILATERAL_WAREHOUSE", str(built))
    cells = [
        "".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text())["cells"] if cell["cell_type"] == "code"
    ]
    names: dict[str, Any] = {}
    for cell in cells:
        exec(compile(cell, str(NOTEBOOK), "exec"), names)
    assert names["known"].groupby("source").obs_value.sum()["imf_weo"] == pytest.approx(23.816932e12)
    assert names["troops"].component.nunique() == 3
    assert {"KOR", "USA"} == set(names["pair"].ref_area)
