"""A warehouse of a few figures that a test makes up, which every command takes like any other and works on in a second.

    settings = warehouse(tmp_path, [exports("KOR", "CHN", 2022, 155.8e9)], TROOPS)
    publish(settings)

Not a test.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from relations import figure

from pipelines.config import Settings
from pipelines.ingest import reference
from pipelines.warehouse import inputs, publication

ROOT = Path(__file__).resolve().parents[2]
TROOPS = {
    "title": "Troops", "published": "2025-07-15",
    "claims": [{
        "id": "troops", "quote": "more than 50,000 American troops in Japan", "indicator": "troops", "operation": "level",
        "areas": {"ref": ["USA"], "counterpart": ["JPN"]}, "hedge": "over", "value": "50,000",
    }],
}  # fmt: skip
"""An article with one claim."""
COLUMNS = [*reference.CANONICAL, "url"]


def troops(host: str, quarter: str, people: float, **columns: Any) -> dict[str, Any]:
    return figure(
        "troops", "USA", quarter, people,
        **{"counterpart_area": host, "breakdown": "active_duty", "source": "us_dmdc", "vintage": quarter,
           "valuation": None} | columns,
    )  # fmt: skip


def warehouse(folder: Path, figures: Iterable[Mapping[str, Any]], *articles: Mapping[str, Any]) -> Settings:
    settings = Settings(root=ROOT, warehouse_dir=folder)
    settings.reference.mkdir(parents=True)
    settings.articles.mkdir()
    for name in ("editions.csv", "events.csv", "statements.csv", "eras.csv"):
        header = (ROOT / "warehouse" / "reference" / name).read_text(encoding="utf-8").partition("\n")[0]
        (settings.reference / name).write_text(header + "\n", encoding="utf-8")
    with (settings.reference / "figures.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"url": "https://example.org/figures", **row} for row in figures)
    for number, article in enumerate(articles):
        text = yaml.safe_dump(dict(article), allow_unicode=True)
        (settings.articles / f"article-{number}.yaml").write_text(text, encoding="utf-8")
    return settings


def publish(settings: Settings) -> None:
    publication.build(settings, inputs.assemble(settings))
