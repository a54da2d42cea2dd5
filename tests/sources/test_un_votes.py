"""Votes in the General Assembly: two files of the Dataverse that a person adds."""

import gzip
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from added import added, columns

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.un_votes import normalize

SOURCE = "un_votes"
AGREEMENT, POINTS = "AgreementScoresAll_Jun2024.csv", "IdealpointestimatesAll_Apr2020.csv"
contract = pytest.mark.contract
STATES = [row["source_code"] for row in economies.rows(SOURCE) if row["iso3"]][:120]
HEADER = '"","session.x","ccode1","ccode2","agree","year","IdealPointAll.x","IdealPointAll.y","IdealPointDistance"'


def agreement(more: str = "", header: str = HEADER, agree: str = "0.291") -> bytes:
    lines = [f'"1",74,2,365,{agree},2019,2.9,-0.2,3.1', '"2",74,365,2,0.291,2019,-0.2,2.9,3.1', '"3",60,345,2,0.5,2005,0,2.9,2.9',
             '"4",74,345,2,0.4,2019,0,2.9,2.9', '"5",74,2,816,NA,2019,2.9,-1,3.9']  # fmt: skip
    lines += [f'"9",74,{a},{b},0.75,2019,0,0,0' for a, b in pairwise(STATES) if {a, b} != {"2", "365"}]
    return ("\n".join([header, *lines]) + "\n" + more).encode()


@contract(SOURCE, "a pair in one order or in both", "both orders, in per cent; NA is no figure")
def test_agreement(settings: Settings, tmp_path: Path) -> None:
    held = added(settings, SOURCE, "agreement", tmp_path, AGREEMENT, agreement())
    assert held["un_vote_agreement", "USA", "RUS", "_T", 2019] == pytest.approx(29.1)
    assert held["un_vote_agreement", "RUS", "USA", "_T", 2019] == pytest.approx(29.1)
    assert held["un_vote_agreement", "SRB", "USA", "_T", 2019] == 40
    assert ("un_vote_agreement", "SRB", "USA", "_T", 2005) not in held, "the code was Serbia and Montenegro's"
    assert ("un_vote_agreement", "USA", "VNM", "_T", 2019) not in held
    assert columns(settings, SOURCE, "vintage") == [("2024-06",)]


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        pytest.param(agreement(), "agreement.csv", "under its own name", id="renamed"),
        pytest.param(agreement(header=HEADER.replace("agree", "agreement")), AGREEMENT, "column agree is missing", id="column"),
        pytest.param(agreement(agree="29.1"), AGREEMENT, "agreement from 0 to 1", id="per cent"),
        pytest.param(agreement(agree="0.5"), AGREEMENT, "a pair and year with two values: 2 365 2019", id="two values"),
        pytest.param(agreement(more='"8",75,2,365,0.2,2020,0,0,0\n'), AGREEMENT, "expected 100 countries", id="part of a year"),
    ],
)  # fmt: skip
def test_files_that_are_refused(body: bytes, name: str, expected: str) -> None:
    with pytest.raises(BrokenContract, match=expected):
        normalize.accept("agreement", body, name)


def test_a_state_that_nobody_knows(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(datasets.IngestError, match="unmapped code '999'"):
        added(settings, SOURCE, "agreement", tmp_path, AGREEMENT, agreement(more='"8",74,999,2,0.2,2019,0,0,0\n'))


def test_real_ideal_points(shared: Path, settings: Settings, tmp_path: Path) -> None:
    """The edition of April 2020: every state has its code; distances are those of the points, the same both ways."""
    file = shared / "world" / "unga_ideal_points_sessions45_74.csv.gz"
    held = added(settings, SOURCE, "ideal_points", tmp_path, POINTS, gzip.decompress(file.read_bytes()))
    points = dict(duckdb.execute(
        "select iso3c, IdealPoint from read_csv($file) where session = 74", {"file": str(file)}
    ).fetchall())  # fmt: skip
    for one, other in (("USA", "RUS"), ("KOR", "USA"), ("CHN", "PRK")):
        distance = held["ideal_point_distance", one, other, "_T", 2019]
        assert distance == pytest.approx(abs(points[one] - points[other]))
        assert distance == held["ideal_point_distance", other, one, "_T", 2019]
    assert len({key[1] for key in held if key[4] == 2019}) > 185
