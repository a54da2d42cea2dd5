"""The labelled sets: how many claims are read, and how many of them are right; and what articles are read as."""

import pytest
import score_sentences


@pytest.fixture(scope="module")
def scores() -> dict[str, score_sentences.Score]:
    return {name: score_sentences.score(name, labelled) for name, labelled in score_sentences.sets().items()}


def test_all_sets_together(scores: dict[str, score_sentences.Score]) -> None:
    right, found, wanted = (sum(column) for column in zip(*(each[:3] for each in scores.values()), strict=True))
    assert right / found >= 0.985
    assert right / wanted >= 0.8


def test_no_set_falls_behind(scores: dict[str, score_sentences.Score]) -> None:
    behind = {
        name: (each.precision, each.recall)
        for name, each in scores.items()
        if each.precision < 0.94 or each.recall < 0.5
    }
    assert behind == {}


def test_whole_articles() -> None:
    import prose

    outcomes = list(prose.outcomes())
    right, wrong = sum(len(each.right) for each in outcomes), sum(len(each.wrong) for each in outcomes)
    assert right >= 100
    assert right / (right + wrong) >= 0.85
