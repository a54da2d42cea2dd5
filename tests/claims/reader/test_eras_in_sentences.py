"""Time phrases of the table of eras wherever they stand: what they make of a claim, and which are left alone."""

from datetime import date

import pytest

from pipelines.claims.reader import otherwise, read

DAY = date(2024, 6, 30)


def dated(text: str, country: str | None = None, day: date = DAY) -> list[tuple[str | None, str | None, str | None]]:
    return [(c.operation, c.period, c.base_period) for c in (item.claim for item in read(text, day, country).claims)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Since Modi took office, India's population has grown by 140 million.", [("change", None, "2013")]),
        ("Since joining the euro, Italy's economy has grown by 15 percent.", [("change", None, "1998")]),
        ("Poland's GDP per capita has tripled since it joined the EU.", [("ratio", None, "2003")]),
        ("UK exports to the EU have fallen by 13 percent since Brexit.", [("change", None, "2019")]),
        ("During the Obama administration, the US population grew by 20 million.", [("change", "2016", "2008")]),
        ("During Obama's presidency, US inflation averaged 1.4 percent.", [("average", "2009/2016", None)]),
        ("Unemployment in Greece averaged 22 percent between 2010 and 2018.", [("average", "2010/2018", None)]),
        ("Under Rajoy, Spain's economy grew by an average of 1.2 percent a year.", [("average", "2012/2017", None)]),
        ("In Hollande's first year in office, France's economy grew 0.3 percent.", [("level", "2012", None)]),
        ("In Obama's last year in office, the US economy grew 1.8 percent.", [("level", "2016", None)]),
        ("Before Russia's full-scale invasion, Ukraine had 44 million people.", [("level", "2021", None)]),
        ("Unemployment was 26 percent under Rajoy in 2013 in Spain.", [("level", "2013", None)]),
        (
            "Ukraine has changed. Military spending has leapt from 5% of GDP before the war to 26% this year.",
            [("level", "2021", None), ("level", "2024", None)],
        ),
        ("When Sudan split in 2011 it had 36 million people; today it has 48 million.",
         [("level", "2011", None), ("level", None, None)]),
        (
            "Last year China accounted for 25% of Peru's exports and 20% of its imports, roughly the same shares as in 2016, when"
            " Dina Boluarte took office.",
            [("share", "2023", None), ("share", "2023", None)],
        ),
        ("France has the second largest population in the EU, after Germany.", [("rank", None, None), ("rank", None, None)]),
    ],
)  # fmt: skip
def test_a_known_time_says_from_when_or_of_when(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert dated(text) == expected


def test_what_is_not_over_lasts_up_to_the_newest_figure() -> None:
    text = "Under Meloni, Italy's economy has grown 0.7 percent a year."
    assert dated(text, day=date(2026, 6, 1)) == [("average", None, "2022")]


@pytest.mark.parametrize(
    "text",
    [
        "In his first year, Brazil's economy grew 7.5 percent.",  # whose?
        "Before Russia's attack, Ukraine had 44 million people.",  # a time, and no country before which another stands
        "Two years before the pandemic, Italy's GDP was 2 trillion dollars.",
        "Mexico had a GDP of 1.3 trillion dollars two years before the pandemic.",
        "In real terms, Italy had a GDP of 2.14 trillion dollars in 2010.",  # in whose prices?
        "Before Brexit negotiations began, Britain's GDP was 2.9 trillion dollars.",
        "Under Merkel, Germany had 82 million inhabitants.",  # in which of sixteen years?
        "Under Rawlings, Ghana's population grew to 18 million.",  # when?
        "During the pandemic, Spain's economy shrank by 11 percent.",  # in which of three?
        "Under Biden, the US economy grew by 9 percent.",  # in a year, or in all?
    ],
)
def test_what_else_it_could_be_is_not_judged(text: str) -> None:
    assert all(item.claim.not_checkable for item in read(text, DAY).claims)


def test_a_rise_before_or_after_an_era_has_no_beginning() -> None:
    [found] = read("Before the pandemic, Vietnam's exports rose by 8 percent.", DAY).claims
    assert found.claim.not_checkable == "no data"


def test_a_year_more_or_less_may_be_meant() -> None:
    """Romania joined NATO on 29 March 2004: since 2003, or since 2004?"""
    [found] = read("Since it joined NATO, Romania's economy has grown 80 percent.", DAY).claims
    others = otherwise.instead(found.claim, *found.named, era=found.words["era"])
    assert {other.base_period for other in others} == {"2002", "2004"}
