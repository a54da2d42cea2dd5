"""Whose trade a run asks for: that of the countries which the articles name.

Belongs here: reading that off the article files, leniently. Does not belong here: checking articles
(claims/articles.py), codes of publishers (catalogue/economies.py).
"""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.config import Settings

FLOWS_BY_PAIR = ("goods_exports", "goods_imports", "fdi_positions_outward", "fdi_positions_inward")
"""Indicators that publishers are asked for pair by pair."""


class Wanted(NamedTuple):
    """A flow that a claim is about: `product` is _T or an HS code, both countries are ISO3."""

    product: str
    ref: str
    counterpart: str


def pairs(settings: Settings, source: str) -> list[Wanted]:
    """The pairs in claims whose figures this source has, with members of groups. W00 stands for all partners."""
    import yaml

    found: set[Wanted] = set()
    for path in sorted(settings.articles.glob("*.y*ml")):
        try:
            article = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError):
            continue  # the run says what is wrong with it; it is no fault of a publisher
        for claim in _claims(article):
            for product in _products(source).get(claim.get("indicator", ""), ()):
                found |= {
                    Wanted(product, ref, counterpart)
                    for side in (claim.get("areas"), claim.get("base")) if side
                    for ref in _economies(side.get("ref"))
                    for counterpart in _economies(side.get("counterpart")) or [economies.WORLD]
                }  # fmt: skip
    return sorted(found)


@cache
def _products(source: str) -> dict[str, frozenset[str]]:
    """Indicator -> products that its readings take from this source's flows by pair."""
    return {
        name: frozenset(
            term.get("breakdown", "_T")
            for reading in entry["readings"] for term in reading.get("terms", [])
            if term["indicator"] in FLOWS_BY_PAIR
        )
        for name, entry in catalogue.indicators().items() if source in entry["sources"]
    }  # fmt: skip


def _claims(article: Any) -> list[dict[str, Any]]:
    claims = article.get("claims") if isinstance(article, dict) else None
    return [claim for claim in claims or [] if isinstance(claim, dict)]


def _economies(codes: list[str] | None) -> list[str]:
    """ISO3 codes among these, and the present members of groups. The world is no list of reporters."""
    known = {row["iso3"] for row in economies.economies()}
    groups = {row["group_id"] for row in economies.groups()} - {"WLD"}
    return [
        area for code in codes or []
        for area in ([code] if code in known else economies.members(code, date.today()) if code in groups else [])
    ]  # fmt: skip
