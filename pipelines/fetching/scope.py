"""Whose trade a run asks for: that of the countries which the articles and warehouse/watch.yml name."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.config import Settings

FLOWS_BY_PAIR = ("goods_exports", "goods_imports")
"""Indicators that publishers are asked for pair by pair."""


class Wanted(NamedTuple):
    """A flow that a claim is about: `product` is _T or an HS code, both countries are ISO3."""

    product: str
    ref: str
    counterpart: str


def pairs(settings: Settings, source: str) -> list[Wanted]:
    """The pairs in claims and watches whose figures this source has, with members of groups. W00 is all partners."""
    found = _watched(settings, source)
    for article in _articles(settings):
        for claim in _claims(article):
            for product in _products(source).get(str(claim.get("indicator")), ()):
                found |= {
                    Wanted(product, ref, counterpart)
                    for side in (claim.get("areas"), claim.get("base")) if isinstance(side, dict)
                    for ref in _economies(side.get("ref"))
                    for counterpart in _economies(side.get("counterpart")) or [economies.WORLD]
                }  # fmt: skip
    return sorted(found)


def claim_dates(settings: Settings) -> set[date]:
    """Days on which claims were made, and articles published: what had been known by then is wanted."""
    found: set[date] = set()
    for article in _articles(settings):
        if isinstance(article, dict):
            days = [article.get("published"), *(claim.get("said_on") for claim in _claims(article))]
            for day in days:  # in quotation marks it is a text
                with suppress(ValueError):
                    found.add(date.fromisoformat(str(day)))
    return found


def _articles(settings: Settings) -> Iterator[Any]:
    """What the article files hold. One that cannot be read is no fault of a publisher: the run says what is wrong."""
    import yaml

    # reading a pipe or a device does not end
    for path in sorted(file for file in settings.articles.glob("*.y*ml") if file.is_file()):
        with suppress(yaml.YAMLError, ValueError, OSError, RecursionError):
            yield yaml.safe_load(path.read_text(encoding="utf-8"))


# What is watched


class Watch(NamedTuple):
    """What is kept fresh whatever the articles say: countries, pairs of them, and indicators of trade.

    Without indicators the totals of goods are meant.
    """

    countries: list[str]
    pairs: list[list[str]]
    indicators: list[str]


def watch(settings: Settings) -> Watch:
    """What warehouse/watch.yml holds; nothing where it is not there. ValueError names what is wrong in it."""
    import yaml

    path = settings.watch
    if not path.exists():
        return Watch([], [], [])
    read = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(read, dict) or set(read) - set(Watch._fields):
        raise ValueError(f"{path}: expected lists named {', '.join(Watch._fields)}; found {read!r:.200}")
    held = Watch(*(list(read.get(name) or []) for name in Watch._fields))
    for area in [*held.countries, *(area for pair in held.pairs for area in pair)]:
        _known_area(str(area))
    for pair in held.pairs:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise ValueError(f"{path}: expected pairs of two countries, found {pair}")
    for indicator in held.indicators:
        _known_indicator(indicator)
    return held


def change_watch(settings: Settings, names: list[str], *, remove: bool = False) -> Watch:
    """watch.yml with these names added, or taken out: one country, two for a pair, and indicators.

    ValueError for a name that nobody knows, with the nearest one, or for one to remove that is not there.
    """
    import yaml

    named = [economies.code(name) for name in names]
    areas = [name for name in named if name.isupper()]
    indicators = [name for name in named if not name.isupper()]
    for area in areas:
        _known_area(area)
    for indicator in indicators:
        _known_indicator(indicator)
    if len(areas) > 2:
        raise ValueError(f"expected one country, or two for a pair; found {', '.join(areas)}")
    held = watch(settings)
    wanted: list[tuple[list[Any], Any]] = [(held.indicators, name) for name in indicators]
    if areas:
        wanted.append((held.countries, areas[0]) if len(areas) == 1 else (held.pairs, sorted(areas)))
    for held_names, name in wanted:
        if remove and name not in held_names:
            raise ValueError(f"{settings.watch}: {name} is not watched; `bilateral watch list` shows what is")
        if remove:
            held_names.remove(name)
        elif name not in held_names:
            held_names.append(name)
    from pipelines.stores import disk

    said = yaml.safe_dump(held._asdict(), sort_keys=False, allow_unicode=True, default_flow_style=None)
    disk.write(settings.watch, "# Kept fresh whatever the articles say: `bilateral watch add|list|remove`.\n" + said)
    return held


def _known_area(area: str) -> None:
    known = {row["iso3"] for row in economies.economies()} | {row["group_id"] for row in economies.groups()}
    if area not in known:
        raise ValueError(f"{area!r} is no country or group; {economies.suggest(area)}")


def _known_indicator(indicator: str) -> None:
    from difflib import get_close_matches

    if indicator not in catalogue.indicators():
        close = get_close_matches(str(indicator), list(catalogue.indicators()), 1, 0.5)
        expected = f"nearest indicator: {close[0]}" if close else "countries are named by their code, such as JPN"
        raise ValueError(f"{indicator!r} is no indicator and no country; {expected}")


def _watched(settings: Settings, source: str) -> set[Wanted]:
    """Each country with all partners and each pair, for the products of the watched indicators or the totals."""
    held = watch(settings)
    products = {product for name in held.indicators for product in _products(source).get(name, ())}
    if not products and any("_T" in some for some in _products(source).values()):
        products = {"_T"}
    pairs = [(ref, economies.WORLD) for ref in held.countries] + [(pair[0], pair[1]) for pair in held.pairs]
    return {
        Wanted(product, ref, counterpart)
        for product in products for left, right in pairs
        for ref in _economies([left]) for counterpart in (_economies([right]) or [economies.WORLD])
    }  # fmt: skip


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
    return [claim for claim in claims if isinstance(claim, dict)] if isinstance(claims, list) else []


def _economies(codes: Any) -> list[str]:
    """ISO3 codes among these, and the present members of groups. The world is no list of reporters."""
    known = {row["iso3"] for row in economies.economies()}
    groups = {row["group_id"] for row in economies.groups()} - {"WLD"}
    return [
        area for code in (map(str, codes) if isinstance(codes, list) else [])
        for area in ([code] if code in known else economies.members(code, date.today()) if code in groups else [])
    ]  # fmt: skip
