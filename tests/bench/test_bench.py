"""What the benchmarks conclude from what they measured, without measuring anything."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from tests.bench import __main__ as bench
from tests.bench import fetching, growth, measure
from tests.bench.measure import Failed, Taken, row


def results(power: float, sizes: tuple[int, ...] = (10, 100, 1_000)) -> list[dict[str, Any]]:
    taken = [(size, Taken(2 * (size / 10) ** power, 1.0, 100 + size, {})) for size in sizes]
    return [row(step, f"{step} {size}", size, t).as_dict() | {"of": step} for step in growth.STEPS for size, t in taken]


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_slope_is_the_power(power: float) -> None:
    rows = results(power)
    for points in growth.curves(rows, "seconds").values():
        assert growth.slope(points) == pytest.approx(power)
        assert growth.last_slope(points) == pytest.approx(power)


def test_one_size_has_no_slope() -> None:
    assert growth.curves(results(1.0, (10,)), "seconds") == {}


def test_the_chart_is_a_picture_that_says_what_it_shows() -> None:
    rows = [each for each in results(1.0) if each["group"] != "normalize"]
    picture = ElementTree.fromstring(growth.chart(rows))
    text = " ".join(picture.itertext())
    assert "time of verdicts: power 1.00 of the size" in text
    assert "normalize" not in text.partition("}")[0]
    lines = picture.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 2 * (len(growth.STEPS) - 1)
    for label in picture.findall("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(label.attrib["x"]) <= growth.WIDTH and 0 <= float(label.attrib["y"]) <= growth.HEIGHT


def test_the_page_keeps_what_is_around_the_tables(tmp_path: Path) -> None:
    page = tmp_path / "scale.md"
    page.write_text(f"before\n{growth.BEGIN}\nold\n{growth.END}\nafter\n")
    for _ in range(2):
        growth.write({"machine": "Measured.", "rows": results(1.0)}, tmp_path)
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    assert text.count("Measured.") == 1 and (tmp_path / "growth.svg").exists()


def test_the_page_of_the_project_has_the_marks() -> None:
    text = (measure.ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    assert text.index(growth.BEGIN) < text.index(growth.END)


def test_a_case_measured_again_replaces_its_own_rows() -> None:
    held = results(1.0)
    again = [row("claims", "claims 7", 7, Taken(1.0, 1.0, 1.0, {}))]
    held = [each | {"of": "claims" if each["group"] == "claims" else "fetch"} for each in held]
    merged = bench._merged(held, "claims", again)
    assert [each["case"] for each in merged if each["of"] == "claims"] == ["claims 7"]
    assert [each for each in merged if each["of"] == "fetch"] == [each for each in held if each["of"] == "fetch"]
    assert bench._merged(held, "claims", []) == held


def test_a_target_is_a_speed_beside_a_peer() -> None:
    ours, peer = Taken(2.0, 1.0, 1.0, {}), Taken(8.0, 1.0, 1.0, {})
    assert row("a", "b", 1, ours, "peer", peer, target=5.0).met is False
    assert row("a", "b", 1, ours, "peer", peer, times=2, target=5.0).met is True
    assert row("a", "b", 1, ours, "peer", peer).met is None


def test_a_peer_that_fails_says_why() -> None:
    found = measure.attempt(lambda: measure.run(sys.executable, "-c", "raise SystemExit('no such series')"))
    assert found == "not run: no such series"
    shown = row("a", "b", 1, Taken(1.0, 1.0, 1.0, {}), "peer", found)
    assert shown.note == found and shown.speed is None
    assert measure.attempt(lambda: measure.run("/nowhere/python")).startswith("not run: ")  # type: ignore[union-attr]


def test_a_run_is_measured_by_what_it_says_and_stopped_in_time() -> None:
    taken = measure.run(sys.executable, "-c", 'print(\'{"seconds": 42, "cpu": 7}\')')
    assert (taken.seconds, taken.cpu) == (42, 7) and taken.peak_mb > 1
    with pytest.raises(Failed, match="stopped"):
        measure.run(sys.executable, "-c", "import time; time.sleep(60)", timeout=0.2)


def test_the_server_gives_all_three_the_same_figures() -> None:
    """What wbgapi asks for is laid out otherwise; the figures are the same, page by page."""
    import json

    codes = "SP.POP.TOTL;NY.GDP.MKTP.CD"
    meta, rows = json.loads(fetching._page(2, codes, 2, 100))
    cells = json.loads(fetching._cells(2, codes, 2, 100))
    assert (meta["total"], meta["pages"]) == (cells["total"], cells["pages"])
    as_cells = [
        [next(v["id"] for v in cell["variable"] if v["concept"] == concept) for concept in ("Series", "Country", "Time")]
        + [cell["value"]]
        for cell in cells["source"]["data"]
    ]  # fmt: skip
    assert as_cells == [[r["indicator"]["id"], r["countryiso3code"], f"YR{r['date']}", r["value"]] for r in rows]
