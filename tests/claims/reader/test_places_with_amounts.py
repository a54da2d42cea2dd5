"""A place with the amount behind it, and who follows: “the largest in Africa with 220 million, followed by …”."""

from datetime import date

import pytest

from pipelines.claims import numbers
from pipelines.claims.reader import read

DAY = date(2024, 6, 1)


def said(text: str) -> list[str]:
    found = [item.claim for item in read(text, DAY).claims]
    return [f"{c.operation} {'>'.join(filter(None, (*c.areas.ref, *c.areas.counterpart)))} {c.value}" for c in found]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (
            "Indonesia has the largest population in ASEAN with 280 million, followed by the Philippines with 117 million.",
            ["rank IDN 1", "level IDN 280 million", "rank PHL 2", "level PHL 117 million"],
        ),
        (
            "The country with the largest army is India, with 1.4 million soldiers, followed by China with 2 million.",
            ["rank IND 1", "level IND 1.4 million", "rank CHN 2", "level CHN 2 million"],
        ),
        (
            "Luxembourg has the highest GDP per head in the EU. Denmark came in fifth with $68,000, followed by Malta and Spain.",
            ["rank LUX 1", "rank DNK fifth", "level DNK 68,000", "rank MLT 6", "rank ESP 7"],
        ),
        (
            "In 2016 Germany had the world's third-largest economy. In fourth place was India, with $2 trillion.",
            ["rank DEU third", "rank IND fourth", "level IND 2 trillion"],
        ),
        (
            "Indonesia has the largest population in ASEAN. With 17,000 islands, it is the biggest archipelago.",
            ["rank IDN 1"],
        ),
        (
            "Norway has the highest GDP per head in Europe. Japan came in last among the G7.",
            ["rank NOR 1", "rank JPN 1"],
        ),
        ("Brazil was the largest importer in the Americas, followed by the Spanish Caribbean.", ["rank BRA 1"]),
        ("Kenya's exports of $7 billion in 2022 were its highest.", ["level KEN 7 billion"]),
        ("Kenya's exports of $7 billion in 2022 were its third highest.", ["level KEN 7 billion"]),
        (
            "Italy is the world's third-largest economy, but in happiness Norway is first and Denmark is second.",
            ["rank ITA third"],
        ),
        ("Italy is the world's third-largest economy. Brazil won the cup and France came second.", ["rank ITA third"]),
        ("Italy has Europe's largest economy. France was the first, Spain the second to agree.", ["rank ITA 1"]),
        (
            "Italy is the world's third-largest economy, and Japan comes second in exports.",
            ["rank ITA third", "rank JPN second"],
        ),
        ("Ghana followed, with a GDP worth around $75 billion.", ["level GHA 75 billion"]),
    ],
)
def test_an_amount_behind_a_place_is_of_who_holds_it(text: str, reads: list[str]) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (
            "Kenya is the largest market for Ugandan exports of maize, with 45 per cent of the total.",
            ["rank UGA>KEN 1"],
        ),
        ("Britain is the sixth-largest economy. It was about 1.2 per cent in 2023.", ["rank GBR sixth"]),
        ("Peru's exports to China (5 per cent lower than in spring) recovered.", []),
    ],
)
def test_no_amount_of_anything_else(text: str, reads: list[str]) -> None:
    assert said(text) == reads


@pytest.mark.parametrize(
    "text",
    [
        "Iceland's exports increased by 4.8 per cent in real terms in 2023.",
        "Iceland's exports increased by 4.8 per cent in volume in 2023.",
        "The volume of Iceland's exports increased by 4.8 per cent in 2023.",
    ],
)
def test_trade_in_constant_prices_or_in_volume_is_not_held(text: str) -> None:
    [found] = read(text, DAY).claims
    assert found.claim.not_checkable == "no data"


def test_a_volume_in_money_is_held() -> None:
    [found] = read("The volume of Iceland's exports was $7 billion in 2022.", DAY).claims
    assert found.claim.not_checkable is None


def test_among_whom_a_second_place_is_has_to_be_said() -> None:
    assert said("Egypt has Africa's second-highest GDP, but also counts the third-largest population.") == [
        "rank EGY second"
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Peru ranks forty-first in terms of GDP.", 41),
        ("Peru is the thirty-fifth largest economy.", 35),
        ("Peru was the Twenty Second most populous country.", 22),
        ("Peru has the world's twelfth-  largest economy.", 12),
        ("Peru has the world's twelfth-largest economy.", 12),
    ],
)
def test_ordinals_of_two_words_are_one_place(text: str, place: int) -> None:
    (found,) = read(text, DAY).claims
    assert numbers.read(str(found.claim.value), "RANK").x == place
