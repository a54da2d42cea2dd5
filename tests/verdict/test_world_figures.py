"""What the world's figures answer offline: public finance, rates of exchange, and partners of any country.

Figures by hand: BACI has Japan second among Thailand's sources of imports in 2023 and goods of 222.7 million dollars from Kenya
to China; the Census Bureau has 426.9 billion of US imports from China, which stand before BACI's.
"""

from datetime import date

import pytest
from verdicts import claim, judge

THE_DAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("said", "verdict", "says"),
    [
        (claim("goods_imports", "rank", "second", ref=["THA"], counterpart=["JPN"], said_on=THE_DAY), "SUPPORTED", "CEPII"),
        (claim("goods_exports", "level", "$2 billion", ref=["KEN"], counterpart=["CHN"], period="2023", said_on=THE_DAY),
         "CONTRADICTED", "$222.7 million"),
        (claim("goods_imports", "level", "$427 billion", ref=["USA"], counterpart=["CHN"], period="2023", said_on=THE_DAY),
         "SUPPORTED", "US Census Bureau"),
        (claim("exchange_rate", "level", "83", ref=["IND"], period="2023", said_on=THE_DAY), "SUPPORTED", "to the dollar"),
        (claim("government_debt", "level", "252%", ref=["JPN"], period="2023", said_on=date(2024, 6, 1)), "SUPPORTED",
         "general government"),
    ],
)  # fmt: skip
def test_a_clone_answers(said: object, verdict: str, says: str) -> None:
    [found] = judge([said]).values()  # type: ignore[list-item]
    assert found.verdict == verdict, found.reason
    assert says in found.reason
