"""What a sentence may say instead of what was read: the same of another area or period that it names."""

from datetime import date

import pytest

from pipelines.catalogue import economies
from pipelines.claims import lexicon
from pipelines.claims.reader import otherwise, read


def others(text: str) -> set[str]:
    [found] = read(text, date(2025, 3, 22)).claims
    return {
        f"{'+'.join(claim.areas.ref)}>{'+'.join(claim.areas.counterpart)} {claim.period}"
        for claim in otherwise.instead(found.claim, *found.named)
    }


def test_of_the_other_country_that_is_named() -> None:
    assert others("South Korea, like Japan, has 51 million people.") == {"JPN> None"}


def test_nothing_where_one_country_and_one_period_are_named() -> None:
    assert others("South Korea has 51 million people.") == set()


def test_of_the_other_side_of_a_flow() -> None:
    assert others("South Korea's exports to China were worth $124.8 billion in 2023.") == {
        "CHN>KOR 2023", "KOR>CHN None",
    }  # fmt: skip


def test_imports_of_a_country_may_be_those_from_it() -> None:
    assert "USA>CHN None" in others("While the United States sold less, Chinese imports fell 9.6 percent.")


def test_a_change_is_counted_from_the_year_before_the_other_year() -> None:
    text = "After 2021 was over, Vietnam's exports fell by 4.4 per cent in 2023."
    [found] = read(text, date(2025, 3, 22)).claims
    periods = [(claim.period, claim.base_period) for claim in otherwise.instead(found.claim, ["VNM"], ["2021", "2023"])]
    assert ("2021", "2020") in periods


def test_so_many_years_back_are_none_beside_a_year() -> None:
    [found] = read("Vietnam's exports have grown by 40 per cent in the past 5 years.", date(2025, 3, 22)).claims
    assert found.claim.span == 5
    assert [claim.span for claim in otherwise.instead(found.claim, ["VNM"], ["2024"])] == [None]


def test_of_the_year_that_the_sentence_before_names() -> None:
    for said in ("Rwanda's grew by 8.5 per cent.", "Rwanda had the highest growth rate in Africa."):
        found = read(f"Ghana's economy grew by 6.3 per cent in 2018. {said}", date(2024, 6, 25)).claims[-1]
        assert found.claim.areas.ref == ["RWA"]
        assert "2018" in {claim.period for claim in otherwise.instead(found.claim, *found.named)}


def test_of_no_other_year_where_the_sentence_names_its_own() -> None:
    text = "Ghana's economy grew by 6.3 per cent in 2018. Rwanda's grew by 9.4 per cent in 2019."
    found = read(text, date(2024, 6, 25)).claims[-1]
    assert "2018" not in {claim.period for claim in otherwise.instead(found.claim, *found.named)}


def test_what_has_no_number_is_not_said_of_others() -> None:
    assert others("Russia exports less than Italy.") == set()


def test_a_bare_place_may_be_one_in_the_continent() -> None:
    def among(text: str) -> list[str | None]:
        [found] = read(text, date(2025, 3, 22)).claims
        said = found.words["operation"]
        others = otherwise.instead(found.claim, *found.named, said)
        return [claim.universe for claim in others if claim.indicator == found.claim.indicator]

    assert among("Kenya's GDP ranks third.") == ["AFRICA"]
    assert among("Kenya's GDP ranks third in the world.") == []
    assert among("Kenya has the third largest economy.") == []


def test_output_may_be_meant_at_purchasing_power_parity() -> None:
    [found] = read("India is currently an $8 trillion economy.", date(2015, 9, 27)).claims
    [other] = otherwise.instead(found.claim, *found.named, found.words["operation"])
    assert (other.indicator, other.value, other.value_high) == ("gdp_ppp", "6.15 trillion", "10.40 trillion")
    assert (other.hedge, other.unit) == ("between", "INTL_USD")
    [found] = read("Qatar has a GDP per capita of $129,700.", date(2015, 9, 27)).claims
    [other] = otherwise.instead(found.claim, *found.named, found.words["operation"])
    assert (other.indicator, other.value, other.value_high) == ("gdp_ppp_per_capita", "99,769.23", "168,610.00")
    [found] = read("India and Brazil account for 10.5% of the global economy.", date(2015, 9, 27)).claims
    [other] = otherwise.instead(found.claim, *found.named, found.words["operation"])
    assert (other.indicator, other.operation, other.unit) == ("gdp_ppp", "share", "PT")
    assert (other.hedge, other.value, other.value_high) == ("between", "8.08", "13.65")


def test_a_part_of_what_another_country_has_may_be_meant_at_parity() -> None:
    [found] = read("In 2002 Canada's GDP per capita was 80 per cent of that of the US.", date(2015, 9, 27)).claims
    assert "gdp_ppp_per_capita" in {other.indicator for other in otherwise.instead(found.claim, *found.named)}


def test_the_richest_country_may_be_the_largest_economy() -> None:
    [found] = read("The UK is the world's fifth richest country.", date(2019, 12, 6)).claims
    others = otherwise.instead(found.claim, *found.named, found.words["operation"])
    assert found.claim.indicator == "gdp_per_capita"
    assert [other.indicator for other in others] == ["gdp_ppp_per_capita", "gdp"]


def test_an_average_of_growth_may_be_compounded_or_begin_a_year_earlier() -> None:
    """The yearly rates of 2019 to 2022, of 2018 to 2022, or from the level of 2018 to that of 2022."""
    [found] = read(
        "India's economy grew by an average of 4.2 percent a year between 2018 and 2022.", date(2024, 9, 18)
    ).claims
    assert (found.claim.operation, found.claim.period) == ("average", "2019/2022")
    others = otherwise.instead(found.claim, *found.named)
    dates = [(other.operation, other.period, other.base_period) for other in others]
    assert ("average", "2018/2022", None) in dates and ("growth", "2022", "2018") in dates


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Saudi Arabia is the largest economy in the Middle East.", ("MIDDLE_EAST_WITHOUT_TURKEY", ["SAU"])),
        ("Uganda is the second most populous country in East Africa.", ("EAST_AFRICA_NARROW", ["UGA"])),
        ("Mauritania is the third poorest country in the Arab world.", ("ARAB_STATES_WITHOUT_HORN", ["MRT"])),
        ("The G20 has two-thirds of the world's population.", (None, ["G20_WITH_EU"])),
        ("Europe has 745 million people.", (None, ["EUROPE_WITHOUT_RUSSIA"])),
    ],
)
def test_a_name_may_be_used_of_other_members(text: str, other: tuple[str | None, list[str]]) -> None:
    [found] = read(text, date(2024, 6, 1)).claims
    others = otherwise.instead(found.claim, *found.named)
    assert other in [(claim.universe, claim.areas.ref) for claim in others]
    assert all(claim.operation == found.claim.operation for claim in others)


def test_who_is_richer_may_be_meant_at_parity() -> None:
    [found] = read("Romania's GDP per capita has overtaken Hungary's.", date(2024, 11, 20)).claims
    assert "gdp_ppp_per_capita" in {other.indicator for other in otherwise.instead(found.claim, *found.named)}


def test_other_uses_of_a_name_are_groups_of_the_catalogue() -> None:
    known = {row["group_id"] for row in economies.groups()}
    assert {row["group_id"] for row in lexicon.rows("groups")} <= known
    assert {other for _, other in lexicon.compositions()} <= known
