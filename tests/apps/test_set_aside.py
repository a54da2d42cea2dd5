"""Figures that are held and do not count: no reading uses them, reports and `bilateral sources` say which and why."""

import json
from typing import Any

import pytest
import tiny
from relations import exports, figure, imports
from typer.testing import CliRunner

from pipelines import reports
from pipelines.apps import cli
from pipelines.config import Settings
from pipelines.warehouse import published

PARTNERS = ("JPN", "DEU", "KOR", "ITA", "GBR", "ESP", "BEL", "NLD", "TUR", "BHR", "KWT", "QAT", "FRA", "CHN", "THA",
            "IND", "BRA", "MEX", "CAN", "AUS", "POL", "CZE")  # fmt: skip
PASTED = [exports("USA", "JPN", 2022, 80_153_771_913), imports("USA", "JPN", 2022, 80_153_771_913)]
UNMAPPED = [
    exports("KOR", "CHN", 2022, 155.8e9), exports("KOR", "_X", 2022, 5e6, series="TOTAL [unmapped: 987 Nowhere]"),
    exports("KOR", "W00", 2022, 155.805e9),
]  # fmt: skip
TROOPS_DOUBLED = [
    tiny.troops(host, quarter, (1000 + 37 * n) * factor)
    for n, host in enumerate(PARTNERS) for quarter, factor in (("2024-Q3", 1), ("2024-Q4", 2))
]  # fmt: skip
IMPOSSIBLE = [figure("population", "JPN", "2022", 124e12, source="worldbank_wdi")]


def claim(id: str, indicator: str, ref: str, counterpart: str, value: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "quote": id, "said_on": "2025-07-01", "indicator": indicator, "operation": "level", "value": value,
            "areas": {"ref": [ref], "counterpart": [counterpart]}, **more}  # fmt: skip


ARTICLE = {"title": "Trade", "published": "2025-07-15", "claims": [
    claim("pasted", "goods_imports", "USA", "JPN", "$80 billion", period="2022"),
    claim("unmapped", "goods_exports", "KOR", "CHN", "$155.8 billion", period="2022"),
    claim("troops", "troops", "USA", "JPN", "2,000"),
]}  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    figures = [*PASTED, *UNMAPPED, *TROOPS_DOUBLED, *IMPOSSIBLE]
    settings = tiny.warehouse(tmp_path_factory.mktemp("tiny") / "warehouse", figures, ARTICLE)
    tiny.publish(settings)
    return settings


def test_no_reading_uses_what_is_quarantined(held: Settings) -> None:
    with published.connect(held) as connection:
        found = connection.execute(
            "select distinct claim_id, definition, obs_value from factcheck.reading where obs_value is not null"
        ).fetchall()
    assert sorted(found) == [
        ("troops", "active_duty", 1000), ("unmapped", "exporter", 155.8e9),
    ], "the quarter before serves"  # fmt: skip


def test_everything_set_aside_is_shown_with_what_would_release_it(
    held: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILATERAL_WAREHOUSE", str(held.warehouse))
    told = CliRunner().invoke(cli.app, ["sources", "--json"])
    assert told.exit_code == 0, told.output
    rows = {row["source"]: row for row in json.loads(told.stdout)}
    aside = [each for row in rows.values() for each in row["aside"]]
    assert {(each["source"], each["what"], each["which"], each["why"].partition(":")[0]) for each in aside} == {
        ("un_comtrade", "quarantined", "USA JPN imports 2022", "pasted_flow"),
        ("un_comtrade", "unmapped", "goods_exports TOTAL [unmapped: 987 Nowhere]", "kept unallocated (_X)"),
        ("us_dmdc", "quarantined", "USA troops 2024-10", "doubled"),
        ("worldbank_wdi", "quarantined", "population JPN 2022-01", "beyond what can be in PS"),
    }
    assert all(each["why"] and each["released_by"] for each in aside)
    alike = [aside[0], aside[0] | {"which": "another"}, aside[-1]]
    assert [(row["how_many"], row["such_as"]) for row in cli._alike(alike)] == [
        (2, aside[0]["which"]), (1, aside[-1]["which"]),
    ]  # fmt: skip
    shown = CliRunner().invoke(cli.app, ["sources"]).stdout
    assert "Set aside" in shown and "987 Nowhere" in shown and "22 of 22 hosts" in shown


def test_reports_name_the_areas_that_could_not_be_told(held: Settings) -> None:
    with published.connect(held) as connection:
        reports.render(held, connection)
    for name in ("index.html", "report.md", "report.json"):
        assert "987 Nowhere" in (held.reports / "article-0" / name).read_text(encoding="utf-8"), name
