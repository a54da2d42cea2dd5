"""Expressions are tried only where a text has what they cannot be found without."""

import re

import pytest

from pipelines.claims.needs import Needs, needed


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("(the)? (first|last best) ((?=much) of)* years+", [{"years", "first"}, {"years", "last", "best"}]),
        ("(one|two|many (more)?|other three) days", [{"days", "many one two"}, {"days", "other", "three"}]),
        ("a (b|c d)?", [{"a"}]),
        ("(a|b)?", [set()]),
    ],
)
def test_what_an_expression_needs(words: str, ways: list[set[str]]) -> None:
    tokens = re.findall(r"\(\?=|\w+|\S", words)
    found = needed(tokens[::-1], lambda token: (token,) if token.isalpha() else ())
    assert {frozenset(" ".join(sorted(need)) for need in way) for way in found} == set(map(frozenset, ways))


def test_only_those_fit_of_which_every_need_of_a_way_is_met() -> None:
    needs = Needs([[[{"a"}, {"b", "c"}]], [[]], [[{"c"}]], [[{"d"}, {"b"}], [{"b"}, {"c"}, {"e"}]]])
    assert needs.fitting(needs.met("ab")) == [0, 1]
    assert needs.fitting(needs.met("c")) == [1, 2]
    assert needs.fitting(needs.met("bce")) == [1, 2, 3]
    assert needs.fitting(needs.met("bcde")) == [1, 2, 3]
