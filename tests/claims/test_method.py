"""docs/method.md: its tables are those that the program computes with, and it names what the program says."""

import re

import method_tables
import prose
import pytest

from pipelines import catalogue
from pipelines.claims import hedges
from pipelines.claims.model import Reason
from pipelines.config import METHOD


def test_the_generated_tables_are_up_to_date():
    text = METHOD.read_text(encoding="utf-8")
    assert method_tables.fill(text) == text, "run: python tools/method_tables.py"


def test_every_block_is_filled_and_a_missing_one_is_an_error():
    text = METHOD.read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- generated: (\w+) -->", text)) == set(method_tables.blocks())
    with pytest.raises(ValueError, match="generated: widths"):
        method_tables.fill(text.replace("<!-- generated: widths -->", ""))


def test_filling_replaces_what_was_there():
    stale = re.sub(r"(?s)(<!-- generated: hedges -->\n).*?(<!-- end -->)", r"\1old\n\2", METHOD.read_text("utf-8"))
    assert "old\n" in stale
    assert method_tables.fill(stale) == METHOD.read_text("utf-8")


def test_every_hedge_reading_and_reference_is_published():
    text = METHOD.read_text(encoding="utf-8")
    for entry in hedges.hedges().values():
        assert f"| `{entry['match']}` | `{entry['near']}` |" in text
        assert set(entry["literature"]) <= set(hedges.definitions()["literature"])
    for entry in catalogue.indicators().values():
        for reading in entry["readings"]:
            assert f"| `{entry['id']}` | {reading['label']} | {reading['type']} |" in text


def test_verdicts_and_kinds_of_statement_are_named():
    text = METHOD.read_text(encoding="utf-8")
    for verdict in (
        "SUPPORTED",
        "SUPPORTED_LOOSELY",
        "DEPENDS",
        "CONTRADICTED",
        "OUT_OF_DATE",
        "TOO_CLOSE",
        "NOT_CHECKABLE",
    ):
        assert f"| {verdict} |" in text
    for reason in set(Reason.__args__) & {"opinion", "forecast", "counterfactual", "sub-national"}:
        assert reason in text


def test_formulas_of_the_catalogue():
    trade = {"terms": [{"indicator": "a"}, {"indicator": "b", "weight": -1, "mirror": True}]}
    assert method_tables._made_of(trade) == "a - b (as the other side reports it)"
    change = {"scale": 100, "minus": 100, "terms": [{"indicator": "a", "breakdown": "03"}],
              "per": [{"indicator": "a", "breakdown": "03", "lag_months": 12}]}  # fmt: skip
    assert method_tables._made_of(change) == "100 × a (03) / a (03, 12 months before) - 100"
    assert method_tables._made_of(trade | {"per": [{"indicator": "c"}]}) == "(a - b (as the other side reports it)) / c"


def test_the_table_of_articles_is_what_the_reader_makes_of_them() -> None:
    counted = list(prose.outcomes())
    text = METHOD.read_text(encoding="utf-8")
    assert prose.page(text, counted) == text, "run: python tests/support/prose.py --write"
    assert not [each for outcome in counted for each in outcome.wrong]


def test_what_should_be_checked_in_an_article_stands_in_it() -> None:
    for row in prose.rows("propositions"):
        text = (prose.FOLDER / f"{row['article']}.txt").read_text(encoding="utf-8")
        assert row["words"].replace(",", "") in " ".join(text.split()).replace(",", ""), row
