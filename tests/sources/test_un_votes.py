"""Votes in the General Assembly: two files of the Dataverse that a person adds."""

import gzip
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from publisher import Publisher, cases

from pipelines.catalogue import economies

SOURCE = "un_votes"
NAME = "AgreementScoresAll_Jun2024.csv"
STATES = [row["source_code"] for row in economies.rows(SOURCE) if row["iso3"]][:120]
HEADER = '"","session.x","ccode1","ccode2","agree","year","IdealPointAll.x","IdealPointAll.y","IdealPointDistance"'


def agreement(more: str = "", header: str = HEADER, agree: str = "0.291") -> bytes:
    lines = [f'"1",74,2,365,{agree},2019,2.9,-0.2,3.1', '"2",74,365,2,0.291,2019,-0.2,2.9,3.1', '"3",60,345,2,0.5,2005,0,2.9,2.9',
             '"4",74,345,2,0.4,2019,0,2.9,2.9', '"5",74,2,816,NA,2019,2.9,-1,3.9']  # fmt: skip
    lines += [f'"9",74,{a},{b},0.75,2019,0,0,0' for a, b in pairwise(STATES) if {a, b} != {"2", "365"}]
    return ("\n".join([header, *lines]) + "\n" + more).encode()


@cases("name, body, expected", {
    "a pair in one order or in both": (NAME, agreement(), {
        "un_vote_agreement USA RUS 2019": {"obs_value": pytest.approx(29.1), "vintage": "2024-06"},
        "un_vote_agreement RUS USA 2019": pytest.approx(29.1), "un_vote_agreement SRB USA 2019": 40,
        "un_vote_agreement SRB USA 2005": "absent", "un_vote_agreement USA VNM 2019": "absent"}),
    "another name": ("agreement.csv", agreement(), "under its own name"),
    "a column renamed": (NAME, agreement(header=HEADER.replace("agree", "agreement")), "column agree is missing"),
    "per cent": (NAME, agreement(agree="29.1"), "agreement from 0 to 1"),
    "two values": (NAME, agreement(agree="0.5"), "a pair and year with two values: 2 365 2019"),
    "part of a year": (NAME, agreement('"8",75,2,365,0.2,2020,0,0,0\n'), "expected 100 countries"),
    "an unknown state": (NAME, agreement('"8",74,999,2,0.2,2019,0,0,0\n'), "unmapped code '999'"),
})  # fmt: skip
def test_what_becomes_of_agreement(publisher: Publisher, name: str, body: bytes, expected: Any) -> None:
    publisher.brings("agreement", name, body, expected)


def test_real_ideal_points(shared: Path, publisher: Publisher) -> None:
    """The edition of April 2020: every state has its code; distances are those of the points, the same both ways."""
    file = shared / "world" / "unga_ideal_points_sessions45_74.csv.gz"
    points = dict(duckdb.execute(
        "select iso3c, IdealPoint from read_csv($file) where session = 74", {"file": str(file)}
    ).fetchall())  # fmt: skip
    pairs = [("USA", "RUS"), ("KOR", "USA"), ("CHN", "PRK")]
    publisher.brings("ideal_points", "IdealpointestimatesAll_Apr2020.csv", gzip.decompress(file.read_bytes()), {
        f"ideal_point_distance {one} {other} 2019": pytest.approx(abs(points[one] - points[other]))
        for pair in pairs for one, other in (pair, pair[::-1])
    })  # fmt: skip
    assert len(publisher.distinct("ref_area", "year(time_period) = 2019")) > 185
