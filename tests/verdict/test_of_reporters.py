"""A sum of those who report is no figure of the world, on the figures of the clone."""

from datetime import date

from verdicts import claim, judge


def test_those_who_report_added_up_do_not_vote_for_the_world() -> None:
    stated = claim("population", "level", "8 billion", ref=["WLD"], hedge="over", said_on=date(2025, 3, 1))
    found = judge([stated])["c0"]
    assert found.verdict == "SUPPORTED", found.reason
    of_fund = [r for r in found.readings if r.source == "imf_weo"]
    assert {(r.type, r.type_reason.partition(";")[0]) for r in of_fund} == {
        ("U", "those who report added up, which is no figure of the world")
    }
