"""Expressions are tried only where a text has what they cannot be found without."""

import re

from pipelines.claims.needs import Needs, needed


def test_what_an_expression_needs() -> None:
    tokens = re.findall(r"\(\?=|\w+|\S", "(the)? (first|last best) ((?=much) of)* years+")
    found = needed(tokens[::-1], lambda token: (token,) if token.isalpha() else ())
    assert found == [{"first", "last"}, {"years"}]


def test_only_those_fit_of_which_every_need_is_met() -> None:
    needs = Needs([[{"a"}, {"b", "c"}], [], [{"c"}]])
    assert needs.fitting(needs.met("ab")) == [0, 1]
    assert needs.fitting(needs.met("c")) == [1, 2]
