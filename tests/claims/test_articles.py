"""Article files: what they may say, and that each mistake is answered with its place and the nearest right choice."""

import contextlib
import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.claims import articles
from pipelines.claims.articles import InvalidArticle
from pipelines.config import Settings
from pipelines.fetching import scope

TODAY = date(2026, 11, 25)
GOOD = {
    "id": "population", "quote": "nearly 1.6 billion", "said_on": date(2025, 3, 22), "indicator": "population",
    "areas": {"ref": ["CHN", "JPN", "KOR"]}, "operation": "sum", "hedge": "nearly", "value": "1.6 billion",
}  # fmt: skip


def write(settings: Settings, content: object, name: str = "one") -> Path:
    settings.articles.mkdir(parents=True, exist_ok=True)
    path = settings.articles / f"{name}.yaml"
    path.write_text(content if isinstance(content, str) else json.dumps(content, default=str), encoding="utf-8")
    return path


UNREADABLE = {
    "a-day": "title: x\npublished: 2025-02-30\nclaims: []",
    "alias": "a: &a [1]\nb: *a\nclaims: 5",
    "claims": "claims: [{indicator: [population], areas: [JPN], base: 3}, {indicator: goods_exports, areas: {ref: JPN}}]",
    "deep": "[" * 5_000,
    "nul": "title: \0",
    **{
        f"digits-{name}": f"claims: [{{span: {digits}}}]"
        for name, digits in {
            "decimal": "1" * 5_000,
            "hexadecimal": "0x" + "f" * 5_000,
            "octal": "0" + "7" * 9_000,
            "binary": "0b" + "1" * 20_000,
            "sexagesimal": "1" + ":59" * 3_000,
        }.items()
    },
}


def test_what_cannot_be_read_stops_neither_publishers_nor_the_others(settings: Settings) -> None:
    """A day that is none stopped every publisher that is asked for pairs, a folder or a lost link the whole run."""
    for name, content in UNREADABLE.items():
        write(settings, content, name)
    (settings.articles / "folder.yaml").mkdir()
    (settings.articles / "link.yml").symlink_to("nowhere")
    (settings.articles / "device.yml").symlink_to("/dev/zero")
    os.mkfifo(settings.articles / "pipe.yaml")
    write(
        settings, article(indicator="goods_exports", areas={"ref": ["KOR"], "counterpart": ["CHN"]}, operation="level")
    )
    assert scope.Wanted("_T", "KOR", "CHN") in scope.pairs(settings, "un_comtrade")
    assert scope.claim_dates(settings) == {date(2025, 3, 22), date(2025, 3, 30)}
    digests = {path.name: articles.digest(path) for path in articles.files(settings)}
    assert [name for name, digest in digests.items() if not digest] == [
        "device.yml", "folder.yaml", "link.yml", "pipe.yaml",
    ]  # fmt: skip
    told = articles.collect(settings, TODAY).problems
    assert {problem.split(":")[0].split(".")[0] for problem in told} == {
        *UNREADABLE,
        "device",
        "folder",
        "link",
        "pipe",
    }


def article(**changes: object) -> dict[str, object]:
    claim = {key: value for key, value in (GOOD | changes).items() if value is not None}
    return {"title": "One", "published": date(2025, 3, 30), "claims": [claim]}


def problems(settings: Settings, content: object) -> str:
    write(settings, content)
    with pytest.raises(InvalidArticle) as error:
        articles.load(settings, TODAY)
    return str(error.value)


def test_a_good_article_is_read(settings: Settings) -> None:
    write(settings, article())
    [found] = articles.load(settings, TODAY)
    assert found.id == "one"
    [claim] = found.claims
    number = articles.stated(claim)
    assert number and (number.x, number.u) == (1.6e9, 1e8)
    assert claim.areas.ref == ["CHN", "JPN", "KOR"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"indicator": "poplation"},
            ("one.yaml", "claim population", "indicator", "'poplation'", "did you mean 'population'?"),
        ),
        ({"areas": {"ref": ["CHN", "Japan"]}}, ("areas.ref", "'Japan'", "JPN")),
        ({"areas": {"ref": ["EUU"]}}, ("areas.ref", "'EUU'", "EU")),
        ({"hedge": "nearby"}, ("hedge", "'nearby'", "did you mean 'nearly'?")),
        ({"said_on": date(2027, 1, 1)}, ("said_on", "2027-01-01 is in the future", "2026-11-25")),
        ({"value": "lots"}, ("value", "lots")),
        ({"value": None}, ("`value` is missing",)),
        ({"operation": "total"}, ("operation", "streak, sum")),
        ({"period": "last year"}, ("period", "expected 2023, 2023-FY, 2023-24-FY", "'last year'")),
        ({"definitions": ["mid-year"]}, ("definitions", "'mid-year'", "did you mean 'mid_year'?")),
        ({"areas": {"ref": ["KOR"], "counterpart": ["CHN"]}}, ("areas.counterpart", "a figure of one country")),
        (
            {"operation": "rank", "value": "third", "universe": "ASEAAN"},
            ("universe", "'ASEAAN'", "did you mean 'ASEAN'?"),
        ),
        ({"publishers": ["imff"]}, ("publishers", "'imff'", "did you mean 'imf'?")),
        ({"hegde": "nearly"}, ("hegde", "unknown field", "did you mean 'hedge'?")),
        ({"id": "Population!"}, ("id",)),
        ({"quote": ""}, ("quote",)),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_mistake_names_place_and_nearest_choice(
    settings: Settings, changes: dict[str, object], expected: tuple[str, ...]
) -> None:
    text = problems(settings, article(**changes))
    for words in expected:
        assert words in text, text


def test_all_problems_of_all_files_come_at_once(settings: Settings) -> None:
    write(settings, article(indicator="gpd"), "two")
    text = problems(
        settings,
        article(hedge="nearby") | {"claims": article(hedge="nearby")["claims"] + [GOOD | {"id": "b", "value": "?"}]},
    )
    for words in (
        "one.yaml: claim population: hedge",
        "one.yaml: claim b: value",
        "two.yaml: claim population: indicator",
    ):
        assert words in text


def test_not_yaml_names_the_line(settings: Settings) -> None:
    assert "one.yaml:4: not YAML" in problems(settings, 'title: "x"\nclaims:\n  - {id: a\npublished: 2025-01-01\n')


@pytest.mark.parametrize("content", ["", "[]", "just text", "42"])
def test_something_else_than_an_article(settings: Settings, content: str) -> None:
    assert "expected title, published and claims" in problems(settings, content)


def test_claim_ids_are_unique(settings: Settings) -> None:
    assert "stands twice" in problems(settings, article() | {"claims": [GOOD, GOOD]})


def test_unknown_article(settings: Settings) -> None:
    write(settings, article())
    with pytest.raises(InvalidArticle, match=r"no article 'on'.*did you mean 'one'"):
        articles.load(settings, TODAY, "on")


def test_said_on_is_the_day_of_the_article_where_a_claim_names_none(settings: Settings) -> None:
    write(settings, article(said_on=None))
    assert articles.load(settings, TODAY)[0].claims[0].said_on == date(2025, 3, 30)


def test_not_checkable_needs_words(settings: Settings) -> None:
    bad = {"id": "a", "quote": "q", "not_checkable": "opinion"}
    assert "needs a `reason` in words" in problems(settings, article() | {"claims": [bad]})


@pytest.mark.parametrize(
    ("period", "first", "last", "freq"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "A"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "Q"),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31), "Q"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "M"),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31), "M"),
        ("2023-08-24", date(2023, 8, 24), date(2023, 8, 24), "D"),
    ],
)
def test_spans(period: str, first: date, last: date, freq: str) -> None:
    assert articles.span(period) == (first, last, freq)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_lies_in_its_periods(day: date) -> None:
    for period in (f"{day:%Y}", f"{day:%Y}-Q{(day.month + 2) // 3}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        first, last, _ = articles.span(period)
        assert first <= day <= last


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=8), x, max_size=3),
        max_leaves=8,
    )
)
def test_any_content_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    settings = Settings(warehouse_dir=tmp_path_factory.mktemp("w"))
    write(settings, {"title": "x", "published": "2025-01-01", "claims": content})
    with contextlib.suppress(InvalidArticle):
        articles.load(settings, TODAY)


@pytest.mark.parametrize(
    ("value", "area", "read", "unit"),
    [("Sh36.5 billion", "KEN", "36.5 billion", "KES"), ("Sh36.5 billion", "UGA", "36.5 billion", "UGX"),
     ("5 billion rupees", "PAK", "5 billion", "PKR"), ("-Rs 5 crore", "IND", "-5 crore", "INR"),
     ("€5bn", "DEU", "€5bn", None), ("$5 billion", "KEN", "$5 billion", None)],
)  # fmt: skip
def test_a_currency_of_several_countries_is_that_of_the_one_whose_figure_it_is(
    value: str, area: str, read: str, unit: str | None
) -> None:
    claim = articles.one({"indicator": "gdp", "operation": "level", "areas": {"ref": [area]}, "value": value}, TODAY)
    assert (claim.value, claim.unit) == (read, unit)
