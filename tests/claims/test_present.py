"""Expressions are tried only where a text has what they cannot be found without."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.claims.needs import Needs, needed, spelled


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


@pytest.mark.parametrize(
    ("expression", "ways"),
    [
        (r"\btrade \([^)]*\) with\b", ["trade", "with"]),
        (r"(?:rise|ris(?:es|ing)|fell) by [0-9.]+ %", ["rise rises rising fell", "%"]),
        (r"(?<=\bon trade)(?! of)", ["trade"]),
        (r"(?:[a-z]+ )?(?:econom(?:y|ies)|trade)+", ["economy economies trade"]),
    ],
)
def test_what_a_regular_expression_needs(expression: str, ways: list[str]) -> None:
    (way,) = spelled(expression)
    assert all(any(set(need.split()) >= found for found in way) for need in ways), way


def test_alternatives_are_ways_of_their_own() -> None:
    assert set(spelled(r"\bno \w+|\bonly [a-z]+ \+")) == {
        frozenset([frozenset(["no"])]),
        frozenset([frozenset(["only"]), frozenset("+")]),
    }


WHATEVER = (
    r"(?:an?|the) (?:[a-z]{1,3} )?(?:deficit|surplus|gaps?)(?:es)? (?:of|with)+ [$€]\d{1,3}|[^,;]{2,5}(?:who|which)\??"
)


@given(st.from_regex(WHATEVER, fullmatch=True))
@settings(max_examples=200)
def test_nothing_that_matches_lacks_what_is_needed(text: str) -> None:
    words = re.findall(r"[a-z]+|\S", text)
    assert any(all(any(each in word for each in need for word in words) for need in way) for way in spelled(WHATEVER))
