"""The table of eras and what time phrases come to, on days that history books agree on."""

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.catalogue import economies, eras

SAID = date(2024, 6, 30)

# phrase, country of the sentence, said on -> period, base_period
PHRASES = [
    ("When it became independent", "KEN", SAID, "1963", None),
    ("before partition", "IND", SAID, "1946", None),
    ("under Merkel", "DEU", SAID, "2006/2021", None),  # 22 November 2005 to 8 December 2021
    ("under Chancellor Merkel", "DEU", SAID, "2006/2021", None),
    ("when the wall fell", "DEU", SAID, "1989", None),
    ("at the handover", "HKG", SAID, "1997", None),
    ("at the handover", "MAC", SAID, "1999", None),
    ("Before the pandemic", "ITA", SAID, "2019", None),
    ("before Covid-19 struck", "ITA", SAID, "2019", None),
    ("before the outbreak of the pandemic", "ITA", SAID, "2019", None),
    ("since Brexit", "GBR", SAID, None, "2019"),  # 31 January 2020
    ("since the Brexit referendum", "GBR", SAID, None, "2015"),  # 23 June 2016
    ("since independence", "SSD", SAID, None, "2011"),
    ("at independence", "BWA", SAID, "1966", None),
    ("when Bangladesh became independent", "PAK", SAID, "1971", None),
    ("since joining the EU", "POL", SAID, None, "2003"),
    ("since it adopted the euro", "HRV", SAID, None, "2022"),
    ("since its accession to the WTO", "CHN", SAID, None, "2001"),
    ("since China joined the WTO", "USA", SAID, None, "2001"),
    ("when Angela Merkel took office", "DEU", SAID, "2005", None),
    ("when Angela Merkel left office", "DEU", SAID, "2021", None),
    ("since Obama took office", "USA", date(2015, 1, 1), None, "2008"),
    ("during the Obama years", "USA", SAID, "2009/2016", None),
    ("under Modi", "IND", date(2024, 6, 1), "2014/2023", None),  # of 2024 less than half was over
    ("under Trump", "USA", date(2019, 3, 1), "2017/2018", None),
    ("under Rishi Sunak", "GBR", SAID, "2023/2023", None),  # and up to the newest figure: he is in office
    ("since the end of the Cold War", "USA", SAID, None, "1991"),
    ("since the Second World War", "USA", SAID, None, "1945"),
    ("since the collapse of the Soviet Union", "RUS", SAID, None, "1991"),
    ("after the Vietnam War", "VNM", SAID, "1976", None),
    ("during apartheid", "ZAF", SAID, "1948/1993", None),
    ("before the full-scale invasion", "UKR", SAID, "2021", None),
    ("when Sudan split", "SDN", SAID, "2011", None),
    ("when Lula first took office", "BRA", SAID, "2003", None),  # and again in 2023
    ("in Macron's first year", "FRA", SAID, "2017", None),  # 14 May 2017 to 14 May 2018
    ("in Macron's first full year in office", "FRA", SAID, "2018", None),
    ("in Obama's last year in office", "USA", SAID, "2016", None),  # to 20 January 2017
    ("under Jospin", "FRA", SAID, "1997/2001", None),  # premier beside President Chirac
    ("in Obama's second term", "USA", SAID, "2013/2016", None),
    ("under Thaksin", "THA", SAID, "2001/2006", None),
    ("in the second year of the pandemic", "ITA", SAID, "2021", None),
]
UNKNOWN = [
    ("back then", "GBR", SAID),
    ("under arms", "USA", SAID),
    ("under Merkel", "FRA", SAID),  # another country's chancellor
    ("under Trump", "USA", date(2025, 9, 1)),  # which of two terms?
    ("under Lula", "BRA", SAID),
    ("under Bush", "USA", date(2010, 1, 1)),  # father or son?
    ("under Obama", "USA", date(2008, 1, 1)),  # not yet
    ("under Truss", "GBR", SAID),  # seven weeks are no year
    ("since Obama", "USA", SAID),  # since he came, or since he left?
    ("at Merkel", "DEU", SAID),
    ("when he took office", "USA", SAID),
    ("after the invasion", "UKR", SAID),  # it is not over
    ("when Atlantis became independent", "KEN", SAID),
    ("since the end of Brexit", "GBR", SAID),
    ("when it became independent", "GBR", SAID),
    ("in Lula's first year", "BRA", SAID),
    ("in Scholz's last year", "DEU", SAID),  # it had not come
]


@pytest.mark.parametrize(("phrase", "area", "said_on", "period", "base"), PHRASES, ids=[p[0] + p[1] for p in PHRASES])
def test_what_a_phrase_means(phrase: str, area: str, said_on: date, period: str | None, base: str | None) -> None:
    found = eras.resolve(phrase, [area], said_on)
    assert found is not None
    assert (found.period, found.base_period) == (period, base)


@pytest.mark.parametrize(("phrase", "area", "said_on"), UNKNOWN, ids=[p[0] for p in UNKNOWN])
def test_what_is_unknown_or_ambiguous_is_nothing(phrase: str, area: str, said_on: date) -> None:
    assert eras.resolve(phrase, [area], said_on) is None


def test_whose_war_it_is() -> None:
    """The war in Vietnam ended for the United States two years before it ended for Vietnam."""
    ends = {area: eras.resolve("during the Vietnam war", [area], SAID).period for area in ("VNM", "USA")}
    assert ends == {"VNM": "1956/1974", "USA": "1965/1972"}


@pytest.mark.parametrize(
    ("kind", "group"), [("eu_accession", "EU"), ("euro_adoption", "EA"), ("nato_accession", "NATO")]
)
def test_accessions_agree_with_the_groups(kind: str, group: str) -> None:
    """groups.csv was written from other sources for other purposes: both have to name the same days."""
    ours = {(era.iso3, era.start) for era in eras.load() if era.kind == kind}
    theirs = {(row["iso3"], row["valid_from"]) for row in economies.groups() if row["group_id"] == group}
    assert ours == theirs


def test_the_united_kingdom_left_on_the_day_that_the_groups_have() -> None:
    [left] = [row["valid_to"] for row in economies.groups() if row["group_id"] == "EU" and row["valid_to"]]
    [brexit] = eras.find("brexit", ["GBR"])
    assert brexit.start == left


def test_no_two_hold_one_office_at_once() -> None:
    terms = defaultdict(list)
    for era in eras.load():
        if era.kind == "term":
            terms[era.iso3].append(era)
    for held in terms.values():
        held.sort(key=lambda era: era.start)
        for one, other in pairwise(held):
            assert one.end is not None and one.end <= other.start, (one, other)
    assert {row["iso3"] for row in economies.groups() if row["group_id"] == "G20"} <= set(terms)


def test_words_are_searched_as_they_are_written() -> None:
    for era in eras.load():
        for words in era.words:
            assert words == words.strip().casefold() == words.replace("’", "'"), (era.id, words)
            assert eras.find(words, [era.iso3] if era.iso3 else []), (era.id, words)
        assert era.words or era.kind in eras.BY_KIND, f"{era.id} has no words"


def test_everybody_has_one_independence() -> None:
    independent = [era.iso3 for era in eras.load() if era.kind == "independence"]
    assert len(independent) == len(set(independent)) > 120


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("x,rule,merkel,DEU,2005-11-22,,who", "line 2, kind: expected one of "),
        ("x,term,merkel,GER,2005-11-22,,who", "line 2, iso3: expected an ISO 3166"),
        ("x,term,merkel,DEU,2005-22-11,,who", "line 2, from: expected a day"),
        ("x,term,merkel,DEU,2005-11-22,2005-11-22,who", "line 2, to: expected a later day"),
        ("x,term,merkel,DEU,2005-11-22,,", "line 2, source: expected who says so"),
        ("x,term,merkel,DEU,2005-11-22,,who\nx,term,merkel,DEU,2005-11-22,,who", "expected each id once; found again: x"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named(tmp_path: Path, row: str, says: str) -> None:
    file = tmp_path / "eras.csv"
    file.write_text(",".join(eras.COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(eras.InvalidEras, match=says):
        eras.load(file)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "eras.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerow(["id", "words"])
    with pytest.raises(eras.InvalidEras, match="expected the columns id, kind"):
        eras.load(file)


def test_every_phrase_of_the_table_opens_the_search_for_it() -> None:
    """ "9/11" and "Trump's first term" have no word between spaces that a text is searched by."""
    phrases = {words for era in eras.load() for words in era.words}
    assert [words for words in phrases if not eras.named_at(f"before {words}, it grew")] == []
