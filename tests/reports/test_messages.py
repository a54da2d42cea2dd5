"""The catalogue of messages against the codes that the models can give, and the English that comes of them."""

import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp
from verdicts import claim, published, reference

from pipelines.config import PACKAGE
from pipelines.reports import findings, messages, words
from pipelines.stores import observations
from pipelines.verdict import vote

SQL = Path(__file__).resolve().parents[2] / "sql"
NAMED = findings.Names({"KOR": "South Korea", "JPN": "Japan", "QAT": "Qatar"}, {"worldbank_wdi": "World Bank"})


def codes() -> set[str]:
    """Whatever stands as a code in the programs that judge."""
    texts = (path.read_text(encoding="utf-8") for path in (PACKAGE / "verdict").glob("*.py"))
    return {code for text in texts for code in re.findall(r'"([A-Z][A-Z_]+)"', text)}


@pytest.mark.parametrize(
    "catalogue", [messages.REASONS, messages.WOULD_BE_TRUE, messages.MISSING, messages.TYPE_REASONS]
)
def test_each_message_has_a_code_that_verdicts_give(catalogue: dict[str, Any]) -> None:
    assert set(catalogue) <= codes()


def test_each_choice_that_decides_has_words() -> None:
    assert {vote.named(choice) for choice in vote.CHOICES} | {"part", "edition"} == set(messages.CHOICES)


def forms() -> list[str]:
    found: list[str] = []
    for value in (value for name, value in vars(messages).items() if name.isupper()):
        if isinstance(value, str) and "{" in value:
            found.append(value)
        elif isinstance(value, dict):
            for held in value.values():
                found += [held] if isinstance(held, str) else list(held.values())
    return found


def test_messages_are_written_as_sentences_go_on() -> None:
    """They begin small, as they stand within a sentence too, and end in no space; findings.py makes the capitals."""
    for form in forms():
        text = re.sub(r"{\w+}", "X", form)
        assert "  " not in text and text == text.rstrip(), form
        assert not re.match(r"[A-Z][a-z]", form), form
        assert " %" not in text and "-" not in re.sub(r"\w-\w", "", text), form


# A reading and a part as the models give them; tests change what they are about.

READING: dict[str, Any] = {
    "article_id": "a", "claim_id": "c", "part": "", "reading_id": "then-r", "position": 1, "known": "then",
    "indicator": "population", "operation": "level", "definition": "mid_year", "variant": "",
    "label": "mid-year residents", "source": "worldbank_wdi", "vintage": "2025-01", "freq": "A", "years": 1,
    "published_on": date(2025, 1, 1), "time_period": date(2023, 1, 1), "base_period": None, "type": "E",
    "type_reason": None, "definition_reason": None, "is_earlier": False, "obs_status": "A", "obs_value": 1.587e9,
    "unit_measure": "PS", "outcome": "MATCH", "gap_pct": -0.8, "low": 1.5e9, "high": 1.6e9, "missing": None,
    "missing_areas": None, "missing_count": None, "missing_status": None, "missing_found": None,
    "missing_expected": None, "missing_note": None, "stated_unit": "PS", "rank_low": None, "rank_high": None,
    "ranked_areas": None, "neighbour": None, "neighbour_gap_pct": None, "window_from": None, "event": None,
    "sort_order": "desc", "beaten_in": None, "record_in": None, "broken_in": None, "window_top": None, "window_bottom": None, "window_high": None, "window_low": None,
}  # fmt: skip
PART: dict[str, Any] = {
    "part": "", "part_name": "", "position": 1, "verdict": "SUPPORTED", "verdict_now": "SUPPORTED", "decided_by": None,
    "definition_choice": None, "freq": "A", "votes": 1, "holds": 1, "nears": 0, "closest_reading_id": "then-r",
    "awaited": None, "holding_reading_id": "then-r", "failing_reading_id": None, "earlier_reading_id": None,
    "arguable_reading_id": None, "current_reading_id": None, "reason": "ALL_HOLD", "would_be_true": None, "revised_reading_id": None,
    "added_reading_id": None, "otherwise_reading_id": None, "limit_reading_id": None, "other_period": None,
    "other_value": None, "superseded_on": None, "superseded_value": None,
}  # fmt: skip
CLAIM = {"not_checkable": None, "reason": None, "indicator": "population", "said_on": date(2025, 3, 22), "period": None}


def read(**given: Any) -> dict[str, Any]:
    return findings.reading(READING | given, NAMED)


def found(part: dict[str, Any], readings: list[dict[str, Any]] | None = None, **claim: Any) -> dict[str, Any]:
    row = {"reason": (PART | part)["reason"], "decided_by": (PART | part)["decided_by"], "definition_choice": None}
    return findings.finding(row | {"parts": 1}, CLAIM | claim, [PART | part], readings or [read()], NAMED)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({}, "The figure agrees: 1.587 billion (mid-year residents, World Bank, 2023)."),
        ({"votes": 2}, "Both figures that answer it agree; the closest is 1.587 billion (mid-year residents, World Bank, 2023)."),
        ({"votes": 4}, "All 4 figures that answer it agree; the closest is 1.587 billion (mid-year residents, World Bank, 2023)."),
        (
            {"reason": "NONE_HOLDS", "votes": 2},
            "Neither of the two figures that answer it agrees; the closest is 1.587 billion (mid-year residents, World"
            " Bank, 2023).",
        ),
        (
            {"reason": "SPLIT", "votes": 3, "holds": 1, "nears": 2, "decided_by": "period and source",
             "failing_reading_id": "then-r"},
            "It depends on year and source. 1 of 3 figures agrees: 1.587 billion (mid-year residents, World Bank, 2023)."
            " 2 do not, such as 1.587 billion (mid-year residents, World Bank, 2023), which comes near.",
        ),
        (
            {"reason": "SOME_NEARLY_NONE_HOLDS", "votes": 3, "holds": 0, "nears": 1, "decided_by": "definition"},
            "It depends on which definition. None of 3 figures agrees; one comes near, 1.587 billion (mid-year"
            " residents, World Bank, 2023).",
        ),
        ({"reason": "NO_FIGURE"}, "No figure of population is held."),
    ],
)  # fmt: skip
def test_reasons_as_a_newspaper_would_give_them(part: dict[str, Any], expected: str) -> None:
    assert found(part)["reason"] == expected


def test_a_fiscal_year_is_named_as_one() -> None:
    assert (
        found({"reason": "NO_FIGURE"}, period="2023-FY")["reason"]
        == "No figure of population is held for 2023 as a fiscal year."
    )


def test_what_turned_a_verdict_names_publisher_edition_and_both_figures() -> None:
    now = read(known="now", reading_id="now-r", obs_value=1.62e9, vintage="2026-07", outcome="MISS")
    new = read(known="now", reading_id="now-n", obs_value=1.63e9, time_period=date(2024, 1, 1))
    turned = found({"revised_reading_id": "now-r", "added_reading_id": "now-n"}, [read(), now, new])
    assert turned["turned_by"] == (
        "World Bank revised 2023 from 1.587 billion to 1.620 billion (edition 2026-07); World Bank has since published"
        " 2024: 1.630 billion."
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"missing": "NO_FIGURE", "missing_areas": "QAT;JPN;KOR", "missing_status": "Q"},
         "no figure for Japan, Qatar and South Korea (suppressed by the publisher)"),
        ({"missing": "NO_FIGURE", "missing_areas": "KOR", "missing_count": 27}, "no figure for 27 members"),
        ({"missing": "UNIT_MISMATCH", "stated_unit": "EUR", "unit_measure": "USD"},
         "the claim is in euros, the figure in US dollars, and no exchange rate of that time is held"),
        ({"missing": "UNIT_MISMATCH", "stated_unit": "PT"}, "the claim is in per cent, the figure in persons"),
        ({"missing": "NO_BASE_PERIOD", "freq": "Q", "base_period": date(2022, 10, 1), "time_period": date(2023, 10, 1)},
         "no edition holds both Q4 2022 and Q4 2023"),
        ({"missing": "STREAK_OPEN", "missing_found": 1.0}, "the figures held begin one period before"),
        ({"missing": "WINDOW_GAPS", "missing_found": 20.0, "missing_expected": 21.0},
         "only 20 of the 21 periods since then are held"),
        ({"missing": "LOW_COVERAGE", "missing_found": 93.14}, "figures cover only 93.1% of the total"),
        ({"missing": "RANK_OPEN", "missing_found": 3.0, "missing_expected": 22.0, "missing_areas": ";".join("ABCDEFGH")},
         "it may be 3 to 22 in rank, as figures of A, B, C, D and 4 others are missing"),
    ],
)  # fmt: skip
def test_what_is_missing(row: dict[str, Any], expected: str) -> None:
    assert read(**row)["missing"] == expected


def test_every_message_can_be_put_into_words() -> None:
    """No message asks for an argument that findings.py does not give."""
    for code in messages.MISSING:
        for count in (0.0, 1.0, 7.0, None):
            assert read(missing=code, missing_found=count, window_from=date(1990, 1, 1))["missing"]
    for code in messages.TYPE_REASONS:
        assert read(type_reason=code, definition_reason="as printed")["type_reason"]
    for code in set(messages.REASONS) - {"PARTS_DIFFER", "PARTS_AGREE", "NO_INDICATOR"}:
        for votes in (0, 1, 2, 5):
            said = found({"reason": code, "votes": votes, "holds": 0}, not_checkable="opinion", reason="taste")
            assert said["reason"].endswith((".", "taste")) and "{" not in said["reason"]
    for code in messages.WOULD_BE_TRUE:
        assert found({"would_be_true": code})["would_be_true"].endswith(".")


def test_parts_that_differ_are_sorted_by_what_became_of_them() -> None:
    parts = [
        PART | {"part": name[:3], "part_name": name, "verdict": verdict, "position": place}
        for place, (name, verdict) in enumerate(
            [
                ("China", "SUPPORTED"),
                ("Qatar", "CONTRADICTED"),
                ("Japan", "SUPPORTED_LOOSELY"),
                ("Cuba", "NOT_CHECKABLE"),
            ]
        )
    ]
    row = {"reason": "PARTS_DIFFER", "decided_by": "part", "definition_choice": None, "parts": 4}
    said = findings.finding(row, CLAIM, parts, [read(part=part["part"]) for part in parts], NAMED)
    assert said["own_reason"] == "Holds for China and Japan; does not hold for Qatar; undecided for Cuba."
    assert said["reason"].startswith(said["own_reason"] + " China: the figure agrees: ")
    assert said["choice"] == "which of them"


def test_a_comparison_shows_who_is_ahead() -> None:
    compared = {"operation": "compare", "unit_measure": "TIMES", "low": None, "high": None}
    assert read(obs_value=1.004, **compared)["obs_text"] == "1.004 times"
    assert read(obs_value=0.9996, **compared)["obs_text"] == "0.9996 times"


@given(st.floats(min_value=-1e15, max_value=1e15, allow_nan=False), st.sampled_from(["USD", "PT", "PS", "TIMES", None]))
def test_a_figure_is_never_written_on_the_other_side_of_a_limit(value: float, unit: str | None) -> None:
    """Read back, the text lies on the same side of the stated number as the figure itself."""
    limit = round(value, -6) or 1.0
    text = words.figure(value, unit, [limit])
    number = float(re.sub(r"[^\d.]", "", text.replace("−", "")) or 0) * (-1 if "−" in text else 1)
    scale = {"trillion": 1e12, "billion": 1e9, "million": 1e6}.get(next(iter(re.findall("[a-z]+illion", text)), ""), 1)
    if abs(value - limit) > 1e-3 * abs(limit):
        assert (number * scale > limit) == (value > limit), (text, limit)


def test_arguments_are_named_in_the_messages() -> None:
    for form in forms():
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(form)), form


PROSE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
CODES = {"definition and period", "definition and source", "period and source", "definition, period and source"}


def test_the_models_hold_no_prose() -> None:
    """Texts of two words and more are written in reports/; bound.sql is a table with sources."""
    for path in SQL.glob("*/*.sql"):
        if path.parent.name in ("macros", "examples") or path.stem == "bound":
            continue
        tree = sqlglot.parse_one(path.read_text(encoding="utf-8"), read="duckdb")
        texts = {node.this for node in tree.find_all(exp.Literal) if node.is_string}
        assert not {text for text in texts - CODES if PROSE.search(text)}, path


def test_what_is_not_nothing_is_never_told_as_nothing() -> None:
    assert words.figure(-0.03, "BIRTHS") == "−0.03 births per woman"
    assert words.figure(0.004, "PT") == "0.004%"
    assert words.figure(0, "PT") == "0%"


def test_every_unit_of_a_number_has_a_name_on_the_axis_of_its_chart() -> None:
    shown = (*observations.UNITS, "COUNTRIES", "PERIODS", "PP", "RANK", "TIMES")
    assert [unit for unit in shown if words.scale([2.0], unit)[1] == unit] == []


@pytest.mark.parametrize(
    ("percent", "said"),
    [(-152.0, "of the other sign"), (-53.0, "53% below the stated number"), (250.0, "250% above the stated number")],
)
def test_a_gap_beyond_zero_is_no_distance(percent: float, said: str) -> None:
    assert words.gap(percent) == said


def test_what_would_count_as_well_is_a_list() -> None:
    asked = [claim("goods_exports", "change", "2.2%", ref=["DEU"], counterpart=["USA"], said_on=date(2025, 2, 26))]
    (found,) = findings.of(published(asked), findings.names(reference())).values()
    assert found["reason_code"] == "AWAITED"
    assert "goods and services; that of a month or a quarter" in found["reason"]
