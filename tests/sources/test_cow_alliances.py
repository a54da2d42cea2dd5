"""Alliances by dyad: the real file, which a person adds, and what is refused."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

from publisher import Publisher, cases
from relations import build, figure
from verdicts import happened, judge

SOURCE, NAME = "cow_alliances", "alliance_v4.1_by_dyad.csv"


def real(shared: Path) -> bytes:
    return gzip.decompress((shared / "recorded" / "cow_alliance_v4.1_by_dyad.csv.gz").read_bytes())


@cases("change, expected", {
    "alliances with a first day and a last one, or none": (lambda body: body, {
        "alliance USA KOR defense 1953": {"obs_value": 1, "vintage": "v4.1", "unit_measure": "FLAG"},
        "alliance KOR USA 2012": 1, "alliance USA KOR 1952": "absent", "alliance CHN PRK defense 1961": 1,
        "alliance USA DEU defense 2000": 1, "alliance USA CHN 2000": "absent",
        "alliance_date KOR USA defense_begun 1953-10-01": 1, "alliance_date CHN RUS defense_ended 1980-02-14": 1}),
    "column": (lambda body: body.replace(b"dyad_st_year", b"start_year"), "column dyad_st_year is missing"),
    "version": (lambda body: body.replace(b",4.1\n", b",5.0\n"), "expected version 4.1"),
    "year": (lambda body: body.replace(b",1953,", b",x,"), "codes and years in order"),
    "a part of it": (lambda body: b"\n".join(body.splitlines()[:50]), "thirty states, found fewer"),
})  # fmt: skip
def test_what_becomes_of_the_real_file(publisher: Publisher, shared: Path, change: Any, expected: Any) -> None:
    plain = real(shared).replace(b"\r\n", b"\n").replace(b'"', b"")
    publisher.brings("by_dyad", NAME, change(plain), expected)
    if not isinstance(expected, str):
        years = publisher.distinct("year(time_period)", "indicator = 'alliance'")
        assert (min(years), max(years)) == (1946, 2012)
        ways = publisher.distinct("ref_area || counterpart_area", "indicator = 'alliance'")
        assert {key[3:] + key[:3] for key in ways} == ways, "in both orders"


# A file made by hand in the form of the real one: the first nineteen columns, days, months and years apart, blanks for what lasts


HEAD = (
    "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,"
    "dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,asymmetric,version"
)
AMERICAS = (
    20, 40, 41, 42, 51, 52, 53, 55, 70, 90, 91, 92, 93, 94, 95, 100, 101, 110, 115, 130, 135, 140, 145, 150, 155, 160, 165,
    200, 210, 211,
)  # fmt: skip


def by_hand() -> bytes:
    rows = [f'1,2,"United States",{code},"Partner",3,9,1947,,,,0,1,1,0,0,1,0,4.1' for code in AMERICAS]
    rows += [
        '2,2,"United States",732,"South Korea",1,10,1953,,,,0,1,1,0,0,1,0,4.1',
        '3,365,"Russia",710,"China",14,2,1950,10,4,1980,0,0,1,0,0,1,0,4.1',
        '4,365,"Russia",710,"China",16,7,2001,,,,0,1,0,0,1,1,0,4.1',
        '5,200,"United Kingdom",235,"Portugal",1,1,1816,,,,1,1,1,0,1,0,0,4.1',
        '6,640,"Turkey",350,"Greece",9,8,1954,8,8,1954,0,0,1,0,0,0,0,4.1',
    ]
    return "\n".join([HEAD, *rows, ""]).encode()


def test_first_and_last_days_are_events(publisher: Publisher) -> None:
    publisher.add("by_dyad", NAME, by_hand())
    columns = "ref_area, counterpart_area, time_period, breakdown"
    assert sorted(publisher.distinct(columns, "freq = 'D' and 'USA' not in (ref_area, counterpart_area)")) == [
        ("CHN", "RUS", date(1950, 2, 14), "defense_begun"),
        ("CHN", "RUS", date(1950, 2, 14), "entente_begun"),
        ("CHN", "RUS", date(1980, 4, 10), "defense_ended"),
        ("CHN", "RUS", date(1980, 4, 10), "entente_ended"),
        ("CHN", "RUS", date(2001, 7, 16), "entente_begun"),
        ("CHN", "RUS", date(2001, 7, 16), "nonaggression_begun"),
    ]


def test_a_claim_about_an_alliance_is_judged_by_its_days() -> None:
    """The United States and South Korea allied themselves on 1 October 1953, China and Russia parted in 1980."""

    def on(one: str, other: str, day: str, what: str) -> dict[str, object]:
        dated = {"counterpart_area": other, "breakdown": what, "freq": "D", "time_period": date.fromisoformat(day)}
        return figure("alliance_date", one, day[:4], 1, **dated, source=SOURCE, vintage="v4.1")

    held = [
        on("KOR", "USA", "1953-10-01", "defense_begun"), on("KOR", "USA", "1953-10-01", "entente_begun"),
        on("CHN", "RUS", "1950-02-14", "defense_begun"), on("CHN", "RUS", "1980-04-10", "defense_ended"),
    ]  # fmt: skip
    said = [
        happened("exists", ["alliance_begun"], ["USA", "KOR"], period="1953"),
        happened("exists", ["alliance_begun"], ["USA", "KOR"], period="1954"),
        happened("exists", ["alliance_ended"], ["CHN", "RUS"], period="1980"),
        happened("exists", ["alliance_ended"], ["USA", "KOR"]),
    ]
    events = build(held, "core.event").execute(
        "select event_id, event_date, kind, areas, what, source from core.event where kind like 'alliance%'"
    )
    names = [column[0] for column in events.description]
    held_events = [dict(zip(names, row, strict=True)) for row in events.fetchall()]
    assert [(event["event_id"], event["areas"], event["what"], event["source"]) for event in held_events] == [
        ("1950-02-14-alliance_begun-CHN-RUS", "CHN;RUS", "defense", "Correlates of War Project"),
        ("1953-10-01-alliance_begun-KOR-USA", "KOR;USA", "defense;entente", "Correlates of War Project"),
        ("1980-04-10-alliance_ended-CHN-RUS", "CHN;RUS", "defense", "Correlates of War Project"),
    ]
    allied, late, parted, lasting = judge(said, [], events=held_events).values()
    assert (allied.verdict, parted.verdict) == ("SUPPORTED", "SUPPORTED")
    assert (late.verdict, lasting.verdict) == ("NOT_CHECKABLE", "NOT_CHECKABLE"), "the table may lack events"
