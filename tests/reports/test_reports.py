"""Reports: numbers in words, charts, and every form in which a verdict leaves the house."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import jsonschema
import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import ARTICLE, copy, project, retell

from pipelines import reports
from pipelines.apps import page as check_page
from pipelines.apps.check import with_report
from pipelines.config import METHOD, Settings
from pipelines.reports import cache, charts, claimreview, evidence, html, machine, markdown, sentences, words
from pipelines.warehouse import published

# Words


NUMBERS: list[tuple[float | None, str, str]] = [
    (1_586_912_345, "PS", "1.59 billion"), (23_111, "PS", "23,111"), (23.72e12, "USD", "$23.72 trillion"),
    (124.82e9, "USD", "$124.8 billion"), (-75.7, "PT", "−75.7%"), (400, "PT", "400%"), (1.04e12, "KRW", "1.04 trillion won"),
    (16, "RANK", "16th"), (1, "EVENTS", "1 event"), (355, "DAYS", "355 days"), (2.13, "TIMES", "2.13 times"),
    (999_999_999, "PS", "1.00 billion"), (0, "USD", "$0"), (None, "USD", "no figure"),
]  # fmt: skip


def test_numbers_as_a_newspaper_writes_them() -> None:
    assert [words.number(value, unit) for value, unit, _ in NUMBERS] == [text for *_, text in NUMBERS]


def test_a_figure_that_missed_a_limit_is_not_rounded_onto_it() -> None:
    assert words.number(23.997e12, "USD", [24e12]) == "$23.997 trillion"
    assert words.number(1.5996e9, "PS", [1.6e9]) == "1.5996 billion"


SIGN = st.sampled_from([1, -1])


@given(st.floats(1, 1e14), st.floats(1e-5, 0.02), SIGN, SIGN, st.sampled_from(["USD", "PS", "PT", None]))
def test_rounding_never_changes_the_side_of_a_limit(
    limit: float, apart: float, sign: int, side: int, unit: str | None
) -> None:
    limit = sign * float(f"{limit:.2g}")
    value = limit + side * apart * abs(limit)
    text = words.number(value, unit, [limit]).replace(",", "").replace("−", "-")
    digits = re.search(r"-?\d+(\.\d+)?", text.replace("$", ""))
    assert digits
    scale = next((size for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")) if name in text), 1)
    assert (float(digits[0]) * scale > limit) == (value > limit)


@given(st.floats(-1e15, 1e15), st.sampled_from(["USD", "PS", "PT", "KRW", None]))
def test_the_exact_form_loses_nothing_that_is_printed(value: float, unit: str | None) -> None:
    digits = words.exact(value, unit).split(" ")[0].replace(",", "").replace("−", "-")
    assert float(digits) == pytest.approx(value, abs=1e-6)


def test_places_and_ages() -> None:
    places = {1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 12: "12th", 21: "21st", 113: "113th"}
    assert {place: words.ordinal(place) for place in places} == places
    ages = {0: "new", 1: "1 day old", 13: "13 days old", 30: "4 weeks old", 250: "8 months old", -800: "2 years later"}
    assert {days: words.age(days) for days in ages} == ages


def test_limits_keep_the_digits_they_need() -> None:
    assert words.edge(1.625e9, "PS") == "1.625 billion"
    assert words.edge(24e12, "USD") == "$24 trillion"
    interval = {"low": 24e12, "high": 25e12, "low_open": True, "high_open": False}
    assert html.interval_words(interval, "USD") == "above $24 trillion up to $25 trillion"


def test_addresses_that_nobody_should_follow() -> None:
    for url in (
        "javascript:alert(1)", "data:text/html,x", "https://u:p@a.example", "//a.example", "https://",
        "https://a.example/\u202e", "file:///etc/passwd", "https://[broken", None,
    ):  # fmt: skip
        assert words.web_address(url) is None, url
    assert words.web_address(" https://a.example") in (None, "https://a.example")


@given(st.text(max_size=200))
def test_names_of_files_stay_in_their_folder(identifier: str) -> None:
    name = words.file_name(identifier)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}", name)
    assert name == words.file_name(identifier)


@given(st.text(max_size=300), st.integers(10, 100))
def test_shortened_texts_fit(text: str, limit: int) -> None:
    assert len(words.shorten(text, limit)) <= limit


@given(st.text())
def test_plain_text_steers_nothing(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", words.plain(text))


# Charts


def reading(value: float | None, **given: Any) -> dict[str, Any]:
    return {
        "reading_id": "r", "part": "", "part_name": None, "known": "then", "definition": "d", "label": "as defined",
        "source": "a", "time_period": date(2023, 1, 1), "base_period": None, "period_label": "2023", "freq": "A",
        "type": "E", "type_reason": None, "obs_value": value, "obs_status": "A", "unit_measure": "USD",
        "outcome": "MATCH", "gap_pct": 0.0, "anchor": "c-r",
    } | given  # fmt: skip


def claim(readings: list[dict[str, Any]], **given: Any) -> dict[str, Any]:
    return {
        "readings": readings, "x": 24e12, "x_high": None, "decided_by": None, "operation": "level",
        "interval": {"low": 24e12, "high": 25e12, "near_low": 23.75e12, "near_high": None, "slack_high": True},
    } | given  # fmt: skip


def test_readings_stand_in_the_order_of_their_value() -> None:
    values = [24.6e12, 23.7e12, 24.2e12]
    chart = charts.readings_chart(claim([reading(v, source=str(n)) for n, v in enumerate(values)]))
    assert chart and [row["texts"] for row in chart["rows"]] == [["23.70"], ["24.20"], ["24.60"]]
    places = [row["then"]["at"] for row in chart["rows"]]
    assert places == sorted(places)


def test_what_was_known_and_what_is_known_share_a_row() -> None:
    chart = charts.readings_chart(claim([reading(23.7e12), reading(24.3e12, known="now")]))
    assert chart and len(chart["rows"]) == 1 and chart["moved"]
    assert chart["rows"][0]["texts"] == ["23.70", "24.30"]


def test_forecasts_are_hollow_and_the_deciding_choice_stands_out() -> None:
    chart = charts.readings_chart(
        claim([reading(24.2e12, obs_status="F"), reading(23.8e12, source="b")], decided_by="period and source")
    )
    assert chart
    hollow = {row["source"]: row["then"]["hollow"] for row in chart["rows"]}
    assert hollow == {"a": True, "b": False}
    # the period is the same for all: it stands over the chart
    assert [row["lines"] for row in chart["rows"]] == [[[("source", "b", True)]], [[("source", "a", True)]]]
    assert ("period", "2023") in chart["shared"] and ("definition", "as defined") in chart["shared"]


def test_figures_that_differ_look_different() -> None:
    close = [reading(1.582e9), reading(1.5847e9, source="b"), reading(1.587e9, source="c")]
    chart = charts.readings_chart(claim(close, interval=None))
    assert chart and len({row["texts"][0] for row in chart["rows"]}) == 3


def test_a_reading_that_never_votes_does_not_stretch_the_axis() -> None:
    chart = charts.readings_chart(claim([reading(24.2e12), reading(44e12, type="N", definition="ppp")]))
    assert chart and chart["axis"]["high"] < 26e12
    assert len(chart["rows"]) == chart["left_out"] == 1


def test_the_interval_is_drawn_where_it_lies() -> None:
    chart = charts.readings_chart(claim([reading(23.8e12), reading(26e12, source="b")]))
    assert chart
    bands = {band["kind"]: band for band in chart["bands"]}
    assert list(bands) == ["band", "nearband", "slackband"]
    assert bands["nearband"]["x"] + bands["nearband"]["width"] == pytest.approx(bands["band"]["x"], abs=0.01)
    assert bands["band"]["x"] + bands["band"]["width"] == pytest.approx(bands["slackband"]["x"], abs=0.01)
    assert chart["stated"] == [bands["band"]["x"]]


def test_a_reading_without_a_figure_stays_in_the_table_only() -> None:
    assert charts.readings_chart(claim([reading(None, outcome="INCOMPLETE")])) is None
    assert len(charts.by_value([reading(None), reading(1.0, source="b")])) == 2


def test_sources_that_share_a_chart_have_colours_of_their_own() -> None:
    groups = [["a", "b"], ["c", "d", "e", "f", "g"], ["b", "h"], ["a", "h"]]
    chosen = charts.colours(groups)
    for group in groups:
        assert len({chosen[source] for source in group}) == len(group)


def edition(vintage: str, day: date, points: dict[int, float], source: str = "a") -> dict[str, Any]:
    return {
        "source": source, "vintage": vintage, "published_on": day, "freq": "A", "unit_measure": "USD",
        "points": [(date(year, 1, 1), value, "A") for year, value in points.items()],
    }  # fmt: skip


def test_the_figure_over_time_parts_where_a_later_edition_changed_it() -> None:
    lines = [
        edition("1", date(2024, 1, 1), {2019: 1, 2020: 2, 2021: 3, 2022: 4}),
        edition("2", date(2026, 1, 1), {2019: 1, 2020: 2, 2021: 3.5, 2022: 4.5, 2023: 5}),
    ]
    chart = charts.course_chart(lines, date(2025, 1, 1), None)
    assert chart
    then, now = chart["lines"]
    assert [(p["period"].year, p["value"]) for p in then["points"]] == [(2019, 1), (2020, 2), (2021, 3), (2022, 4)]
    assert [(p["period"].year, p["value"]) for p in now["points"]] == [(2020, 2), (2021, 3.5), (2022, 4.5), (2023, 5)]
    assert now["later"] and not then["later"]
    assert charts.course_chart(lines[:1], date(2025, 1, 1), None)["lines"][0]["later"] is False  # type: ignore[index]


# What is written


@pytest.fixture(scope="module")
def folder() -> Path:
    return project().reports / ARTICLE


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with published.connect(project()) as opened:
        yield opened


@pytest.fixture(scope="module")
def doc(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    return next(evidence.documents(connection, [ARTICLE]))


def test_an_article_that_is_not_published_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(LookupError, match=r"no article 'nothing-of-this-name' in the published file; it has \w"):
        reports.render(project(), connection, "nothing-of-this-name")


def test_every_claim_and_verdict_is_on_the_page(folder: Path, doc: dict[str, Any]) -> None:
    page = Page(folder / "index.html")
    assert len(doc["claims"]) >= 15
    for item in doc["claims"]:
        assert words.file_name(item["claim_id"]) in page.ids
        for verdict in (item["verdict"], item["verdict_now"]):
            assert words.VERDICTS[verdict] in page.text
    for item in doc["claims"]:
        charts_expected = [r for r in item["readings"] if r["obs_value"] is not None] and item["indicator"] != "event"
        # what only gives the context is told by its ranking
        number = 3 if item["verdict"] == "NOT_CHECKABLE" else 1
        assert not charts_expected or f"{words.file_name(item['claim_id'])}-f{number}" in page.ids


def test_nothing_is_written_twice(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    settings = Settings(warehouse_dir=tmp_path)
    written = reports.render(settings, connection)
    assert len(written) == len(set(written)) and all(path.is_file() for path in written)
    times = {path: path.stat().st_mtime_ns for path in written}
    stale = settings.reports / ARTICLE / "claimreview" / "gone.json"
    stale.write_text("{}")
    seen: list[tuple[str, int, int]] = []
    assert reports.render(settings, connection, progress=lambda *step: seen.append(step)) == written
    assert {path: path.stat().st_mtime_ns for path in written} == times
    assert not stale.exists()
    assert seen[-1][1] == seen[-1][2] == len(seen)
    assert sorted(p for p in settings.reports.rglob("*") if p.is_file()) == sorted(written)


def test_a_report_that_stands_there_is_not_rendered_again(tmp_path: Path) -> None:
    settings, page = Settings(warehouse_dir=tmp_path), tmp_path / "reports" / "index.html"
    settings.database.write_text("as published")
    rendered: list[str] = []

    def render() -> list[Path]:
        rendered.append("once more")
        page.parent.mkdir(exist_ok=True)
        page.write_text("verdicts")
        return [page]

    def times(given: Settings = settings) -> int:
        rendered.clear()
        assert cache.render(given, None, render) == [page]
        return len(rendered)

    assert (times(), times()) == (1, 0)
    page.write_text("edited")
    assert (times(), times()) == (1, 0)
    page.unlink()
    assert (times(), times()) == (1, 0)
    settings.database.write_text("published anew")
    assert (times(), times()) == (1, 0)
    assert times(Settings(warehouse_dir=tmp_path, site_name="Another desk")) == 1
    (settings.build / "reports-all.json").write_text("{")
    assert (times(), times()) == (1, 0)


def rendered(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, str]:
    settings = Settings(warehouse_dir=folder)
    written = reports.render(settings, connection)
    return {str(path.relative_to(settings.reports)): path.read_text(encoding="utf-8") for path in written}


def test_another_day_changes_nothing_but_what_has_fallen_due(tmp_path: Path) -> None:
    with copy() as connection:
        before = rendered(connection, tmp_path / "before")
        connection.execute("update input.run set today = today + 1")
        assert rendered(connection, tmp_path / "next") == before
        connection.execute("update input.run set today = today + 3000")
        after = rendered(connection, tmp_path / "later")
    stale = re.compile(r'<p class="stale">[^<]*</p>| "overdue_since": [^\n]*\n')
    assert before != after and before.keys() == after.keys()
    assert {name: stale.sub("", text) for name, text in after.items()} == {
        name: stale.sub("", text) for name, text in before.items()
    }


def test_one_article_alone_brings_the_pages_it_touches(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    written = reports.render(Settings(warehouse_dir=tmp_path), connection, ARTICLE)
    names = {str(path.relative_to(tmp_path / "reports")) for path in written}
    assert {f"{ARTICLE}/index.html", "indicator/gdp.html", "pair/KOR-USA.html", "index.html"} <= names


def test_json_follows_its_published_schema(folder: Path) -> None:
    schema = json.loads((folder.parent / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert list(validator.iter_errors(report)) == []
    report["claims"][0]["verdict"] = "TRUE"
    assert not validator.is_valid(report)


def test_csv_has_every_reading(folder: Path, doc: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO((folder / "readings.csv").read_text(encoding="utf-8"))))
    readings = [(c["claim_id"], r) for c in doc["claims"] for r in c["readings"]]
    assert len(rows) == len(readings) > 50
    for row, (claim_id, item) in zip(rows, readings, strict=True):
        assert (row["claim_id"], row["outcome"]) == (claim_id, item["outcome"])
        assert row["obs_value"] == ("" if item["obs_value"] is None else str(item["obs_value"]))


def test_a_spreadsheet_runs_nothing(doc: dict[str, Any]) -> None:
    wicked = doc | {
        "claims": [doc["claims"][3] | {"readings": [doc["claims"][3]["readings"][0] | {"label": "=cmd()"}]}]
    }
    assert ",'=cmd()," in machine.readings_csv(wicked)


def test_claim_reviews_follow_schema_org_and_the_publishers_rules(folder: Path, doc: dict[str, Any]) -> None:
    for item in doc["claims"]:
        review = json.loads((folder / "claimreview" / f"{item['claim_id']}.json").read_text(encoding="utf-8"))
        check_review(review)
        assert review["url"].endswith(f"/{ARTICLE}/index.html#{item['claim_id']}")
        assert review["reviewRating"]["alternateName"] == words.VERDICTS[item["verdict"]]


# schema.org: type -> property -> the types that its value may have; "text", "date", "url" and "number" are values
SCHEMA_ORG: dict[str, dict[str, set[str]]] = {
    "ClaimReview": {
        "url": {"url"}, "datePublished": {"date"}, "author": {"Organization", "Person"}, "claimReviewed": {"text"},
        "itemReviewed": {"Claim"}, "reviewRating": {"Rating"},
    },
    "Claim": {
        "author": {"Organization", "GovernmentOrganization", "Person", ""}, "datePublished": {"date"},
        "appearance": {"CreativeWork"},
    },
    "CreativeWork": {"headline": {"text"}, "datePublished": {"date"}, "url": {"url"}},
    "Rating": {
        "alternateName": {"text"}, "ratingExplanation": {"text"}, "ratingValue": {"number"}, "bestRating": {"number"},
        "worstRating": {"number"},
    },
    **{key: {"name": {"text"}, "url": {"url"}} for key in ("Organization", "GovernmentOrganization", "Person", "")},
}  # fmt: skip


def check_node(node: dict[str, Any], place: str) -> None:
    known = SCHEMA_ORG[node.get("@type", "")]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        where = f"{place}.{name}"
        assert name in known, where
        if isinstance(value, dict):
            assert value.get("@type", "") in known[name], where
            check_node(value, where)
        elif isinstance(value, int):
            assert "number" in known[name], where
        elif "date" in known[name]:
            date.fromisoformat(value)
        elif "url" in known[name]:
            assert words.web_address(value) == value, where
        else:
            assert "text" in known[name] and value.strip(), where


def check_review(review: dict[str, Any]) -> None:
    """By schema.org, and by what Google's guidelines for fact checks ask beyond it."""
    assert review["@context"] == "https://schema.org" and review["@type"] == "ClaimReview"
    check_node(review, "ClaimReview")
    assert {"url", "datePublished", "author", "claimReviewed", "itemReviewed", "reviewRating"} <= review.keys()
    # the reviewer's own page, and the claim is somebody else's
    assert urlsplit(review["url"]).netloc == urlsplit(review["author"]["url"]).netloc and review["author"]["name"]
    assert review["itemReviewed"].get("author", {}).get("name") != review["author"]["name"]
    assert len(review["claimReviewed"]) <= 75
    assert not any(text in review["claimReviewed"] for text in words.VERDICTS.values())
    assert {"datePublished", "appearance"} <= review["itemReviewed"].keys()
    assert review["itemReviewed"]["datePublished"] <= review["datePublished"]
    rating = review["reviewRating"]
    assert rating["alternateName"] in words.VERDICTS.values()
    if "ratingValue" in rating:
        assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
        assert rating["worstRating"] < rating["bestRating"]


@pytest.mark.parametrize(
    ("claim", "article", "author"),
    [
        ({"speaker": "A minister", "speaker_type": "Person"}, {}, {"@type": "Person", "name": "A minister"}),
        ({"speaker": "A ministry", "speaker_type": "GovernmentOrganization"}, {}, {"@type": "GovernmentOrganization", "name": "A ministry"}),
        ({"speaker": "Nobody knows", "speaker_type": None}, {"outlet": "The Paper"}, {"name": "Nobody knows"}),
        ({"speaker": None, "speaker_type": None}, {"outlet": "The Paper", "author": "A. B."}, {"@type": "Organization", "name": "The Paper"}),
        ({"speaker": None, "speaker_type": None}, {"outlet": None, "author": "An agency"}, {"name": "An agency"}),
        ({"speaker": None, "speaker_type": None}, {"outlet": None, "author": None}, None),
    ],
)  # fmt: skip
def test_who_made_a_claim_has_no_wrong_type(
    doc: dict[str, Any], claim: dict[str, Any], article: dict[str, Any], author: dict[str, str] | None
) -> None:
    given = doc | {"article": doc["article"] | article}
    review = json.loads(machine.as_json(claimreview.review(given, doc["claims"][3] | claim, "https://a.example", "A")))
    check_review(review)
    assert review["itemReviewed"].get("author") == author


def test_only_decided_claims_are_rated(doc: dict[str, Any]) -> None:
    reviews = {
        verdict: claimreview.review(doc, doc["claims"][0] | {"verdict": verdict}, "https://a.example", "A")
        for verdict in words.VERDICTS
        if verdict != sentences.IN_PART
    }
    rated = {verdict: "ratingValue" in review["reviewRating"] for verdict, review in reviews.items()}
    assert {verdict for verdict, has in rated.items() if not has} == {"TOO_CLOSE", "NOT_CHECKABLE"}


def test_markdown_tells_the_same(folder: Path, doc: dict[str, Any]) -> None:
    text = (folder / "report.md").read_text(encoding="utf-8")
    for number, item in enumerate(doc["claims"], 1):
        part = text.split(f"## Claim {number}\n")[1].split("\n## ")[0]
        then, now = words.VERDICTS[item["verdict"]], words.VERDICTS[item["verdict_now"]]
        assert (f"**{then}, when said and now.**" if then == now else f"**When said: {then}. Now: {now}.**") in part
        tables = [line for line in part.splitlines() if line.startswith("| ") and "Known when said" not in line]
        assert len(tables) >= len(charts.by_value(item["readings"]))
    # a month is not a day, and how many events there were is no figure close to anything
    assert "- December 2019: 8th summit" in text and "Closest figure: 1 event" not in text


def test_summary_has_a_line_per_claim(connection: duckdb.DuckDBPyConnection, doc: dict[str, Any]) -> None:
    rows = reports.summary(connection, ARTICLE)
    assert [row["claim_id"] for row in rows] == [item["claim_id"] for item in doc["claims"]]
    assert reports.summary(connection) == rows
    by_id = {row["claim_id"]: row for row in rows}
    assert by_id["population"]["closest"] == "1.599 billion"
    assert by_id["troops"]["decided_by"] == "who counts as stationed"
    # how many events there were is no figure close to anything
    assert by_id["first-meeting"]["closest"] == by_id["defense-agreements"]["closest"] == ""
    assert by_id["major-partners"]["closest"] == ""


# From a number to its SQL and to its publisher


class Page:
    """What a reader can reach: ids, links, what stands in which element."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = lxml.html.fromstring(path.read_bytes())
        named = self.root.xpath("//*[@id]")
        self.ids = {element.get("id"): element for element in named}
        assert len(named) == len(self.ids), f"{path}: an id stands twice"
        self.links = self.root.xpath("//a/@href")
        self.numbers = [(a.get("href"), a.get("title")) for a in self.root.xpath("//a[@class='num']")]
        self.handlers = self.root.xpath("//@*[starts-with(name(), 'on') or name() = 'style']")
        self.scripts = [dict(script.attrib) for script in self.root.xpath("//script")]
        self.marks = [mark.text_content() for mark in self.root.xpath("//circle/title | //path/title | //rect/title")]
        self.text = "".join(self.root.xpath("//text()[not(parent::style or parent::script)]"))

    @property
    def policy(self) -> str:
        return str(self.root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0])

    def heading_links(self, identifier: str) -> list[str]:
        """Where the heading above an element leads to."""
        return list(self.ids[identifier].xpath("preceding::h4[1]//a/@href"))


def pages() -> list[Path]:
    return sorted(project().reports.rglob("*.html"))


SERVED = (
    "China, Japan and South Korea have a combined population of nearly 1.6 billion. China is South Korea's largest "
    "trading partner. The 28,500 U.S. troops stationed in South Korea are not enough."
)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> list["Page"]:
    """Every page of the reports, and an answer of `bilateral serve`."""
    answer = tmp_path_factory.mktemp("served") / "answer.html"
    answer.write_text(
        check_page.form(SERVED, "2025-03-22", *with_report(project(), SERVED, date(2025, 3, 22))), encoding="utf-8"
    )
    return [Page(path) for path in [*pages(), answer]]


def test_every_number_leads_in_two_clicks_to_its_sql_and_its_publisher(walked: list["Page"]) -> None:
    """First click: the number's query. Second: the publishers, from the line over it."""
    with_numbers = 0
    for page in walked:
        with_numbers += bool(page.numbers)
        for href, exact in page.numbers:
            assert re.search(r"\d", exact)
            query = page.ids[href.removeprefix("#")]
            assert query.tag == "pre" and re.match(r"(select|with)\b", query.text_content().strip()), (page.path, href)
            publishers = page.heading_links(href.removeprefix("#"))
            assert publishers, (page.path, href)
            for link in publishers:
                entry = page.ids[link.removeprefix("#")]
                text = entry.text_content()
                assert "Licence: " in text and "not recorded" not in text, (page.path, link)
                assert any(words.web_address(address) for address in entry.xpath(".//a/@href")), (page.path, link)
                assert re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}", text), (page.path, link)
    assert with_numbers >= 17  # the article, the answer, and every indicator and pair


def test_every_mark_of_a_chart_is_a_number_with_its_sql(
    walked: list["Page"], connection: duckdb.DuckDBPyConnection
) -> None:
    """A chart cannot be clicked: each of its figures stands in the table or in the result of the query under it."""
    checked = 0
    for page in walked:
        linked = {exact for _, exact in page.numbers}
        results: set[str] = set()
        for identifier, element in page.ids.items():
            if identifier.endswith(("-course", "-ranking")):
                found = evidence.rows(connection, element.text_content())
                column = "value" if identifier.endswith("-ranking") else "obs_value"
                results |= {f"{row[column]:.6g}" for row in found if row[column] is not None}
        for mark in page.marks:
            digits = re.match(r"−?[\d,.]+", mark)
            assert digits, (page.path, mark)
            value = float(digits[0].replace(",", "").replace("−", "-"))
            if not any(exact.startswith(digits[0]) for exact in linked):
                assert f"{value:.6g}" in results, (page.path, mark)
            checked += 1
    assert checked > 300


def test_pages_without_figures_show_none(walked: list["Page"]) -> None:
    """The index counts claims, the method explains: neither states a figure of a publisher."""
    bare = [page for page in walked if not page.numbers]
    assert {page.path.name for page in bare} == {"index.html", "method.html"}
    assert all(not page.marks for page in bare)


def test_every_link_within_the_reports_arrives() -> None:
    held = {path: Page(path) for path in pages()}
    for path, page in held.items():
        for href in page.links:
            if not href.startswith(("http://", "https://")):
                name, _, fragment = href.partition("#")
                target = (path.parent / name).resolve() if name else path
                assert target.is_file(), (path, href)
                assert not fragment or fragment in held[target].ids, (path, href)


def test_the_sql_of_a_number_gives_that_number(connection: duckdb.DuckDBPyConnection, doc: dict[str, Any]) -> None:
    checked = 0
    for item in doc["claims"]:
        for row in item["readings"]:
            if row["obs_value"] is not None:
                result = connection.execute(row["sql"])
                place = [column[0] for column in result.description].index("obs_value")
                (found,) = result.fetchall()
                assert found[place] == pytest.approx(row["obs_value"], rel=1e-9), (item["claim_id"], row["reading_id"])
                checked += 1
    assert checked > 50


def test_the_sql_under_charts_and_tables_runs(connection: duckdb.DuckDBPyConnection) -> None:
    for path in pages():
        for identifier, element in Page(path).ids.items():
            if element.tag == "pre" and path.parent.name in ("indicator", "pair"):
                assert connection.execute(element.text_content()).fetchall(), (path, identifier)


def test_the_course_of_a_figure_is_what_its_sql_gives(
    connection: duckdb.DuckDBPyConnection, doc: dict[str, Any]
) -> None:
    item = next(c for c in doc["claims"] if c["claim_id"] == "economic-output")
    given = {
        (row["source"], row["vintage"], row["time_period"]): row["obs_value"]
        for row in evidence.rows(connection, item["course_sql"])
    }
    drawn = {
        (line["source"], line["vintage"], period): value
        for line in item["course"]
        for period, value, _ in line["points"]
    }
    assert drawn and drawn == pytest.approx({key: given[key] for key in drawn}, rel=1e-12)
    weo = {
        vintage: value for (source, vintage, day), value in drawn.items() if source == "imf_weo" and day.year == 2023
    }
    assert weo["2024-10"] == pytest.approx(23.82e12, rel=1e-3)
    assert weo["2025-04"] == pytest.approx(24.32e12, rel=1e-3)


def test_the_method_stands_beside_the_reports(walked: list["Page"]) -> None:
    page = next(page for page in walked if page.path.name == "method.html")
    text = METHOD.read_text(encoding="utf-8")
    assert all(cell in page.text for cell in ("Ferson", "mid-year residents", "OUT_OF_DATE"))
    assert len(re.findall("^## ", text, re.MULTILINE)) == page.path.read_text(encoding="utf-8").count("<h2 ")
    assert "generated:" not in page.text
    for other in walked:
        if other.path.is_relative_to(project().reports):
            assert any(link.endswith("method.html") for link in other.links), other.path


def test_figures_in_a_sentence_lead_to_their_sql() -> None:
    readings = [
        {"obs_text": text, "sql": "select 1", "anchor": text} for text in ("rank 1", "rank 16", "−75.7%", "$24.21 trillion")
    ]  # fmt: skip
    pieces = html.linked("It is rank 16, not rank 1; −5 and −75.7% of $24.21 trillion.", readings)
    assert [piece["text"] for piece in pieces if piece["reading"]] == ["rank 16", "rank 1", "−75.7%", "$24.21 trillion"]
    assert html.linked("", readings) == []


def test_pages_carry_all_they_need(folder: Path) -> None:
    for path in pages():
        text = path.read_text(encoding="utf-8")
        page = Page(path)
        assert not re.search(r"<(img|iframe|object|embed|link[^>]+stylesheet)|url\(|@import", text), path
        assert page.handlers == [] and page.scripts == [{}]
        assert page.policy == html.policy()
    assert (folder / "index.html").stat().st_size < 1_500_000


# Articles that mean harm

MARKUP = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>{{7*7}}{% raw %}"
SQL = "'; drop table factcheck.claim; --"
DIRECTION = "\u202egnp.exe\u2066 שלום עולם \u200f\u061c"
TERMINAL = "\x1b]0;owned\x07\x1b[31mred\x9b2J\r"
MARKDOWN = (
    "[x](javascript:alert(1)) ![y](http://evil.example/z) | a | `b` **c** <b>d</b> # e\n# f\n- g &#60;script&#62;"
)
HOSTILE = f"{MARKUP}{SQL}{DIRECTION}{TERMINAL}{MARKDOWN} 🧨👩‍👩‍👧‍👦 " + "long " * 1800 + "word" * 250


EVIL = {
    "factcheck.article": "title = $1, outlet = $1, author = $1, url = 'javascript:alert(1)'",
    "factcheck.claim": "quote = $1, speaker = $1, note = $1, value_text = $1, reason = $1",
    "factcheck.reading": "label = '=' || $1, definition_reason = '@' || $1, missing = 'SERIES_BREAK',"
    " missing_note = '+' || $1, vintage = $1, sql = $1",
    "factcheck.verdict": "definition_choice = $1",
    "factcheck.part_verdict": "part_name = $1, definition_choice = $1",
    "input.source": "publisher = $1",
    "core.event": "what = $1, source = $1, url = 'javascript:alert(4)'",
    "core.source": "title = $1, licence = $1, url = 'data:text/html,x'",
    "core.economy": "name = case iso3 when 'KOR' then $1 else name end",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, duckdb.DuckDBPyConnection, Path]]:
    """A copy of the article that means harm in every field, its pages, and their folder."""
    settings = Settings(warehouse_dir=tmp_path_factory.mktemp("hostile"))
    with copy() as connection:
        retell(connection, "'../../../etc/' || article_id || '\"><script>'", "'..\\..\\' || claim_id || '/../x\"><b>'")
        for table, change in EVIL.items():
            where = f" where article_id <> '{ARTICLE}'" if table.startswith("factcheck") else ""
            connection.execute(f"update {table} set {change}{where}", [HOSTILE])
        reports.render(settings, connection)
        yield settings, connection, next(p for p in settings.reports.iterdir() if p.name.startswith("x-"))


def test_a_hostile_article_stays_in_its_folder(hostile: Any) -> None:
    settings, _, _ = hostile
    outside = {path for path in settings.warehouse.rglob("*") if not path.is_relative_to(settings.reports)}
    assert outside <= {settings.reports}
    folders = {path.name for path in settings.reports.iterdir() if path.is_dir()}
    assert folders > {ARTICLE, "indicator", "pair"} and all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in folders)
    assert not {path for path in settings.warehouse.parent.iterdir() if path.name == "etc"}


def test_a_hostile_article_is_only_text_on_a_page(hostile: Any) -> None:
    settings, connection, folder = hostile
    for path in settings.reports.rglob("*.html"):
        page = Page(path)
        assert page.handlers == [] and page.scripts == [{}], path
        assert not any(href.strip().lower().startswith(("javascript", "data", "//")) for href in page.links), path
        text = path.read_text(encoding="utf-8")
        assert "<img" not in text and "onload=alert(3)>" not in text.replace("&gt;", "")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text), path
    assert connection.execute("select count(*) from factcheck.claim").fetchall()[0][0] > 20
    assert SQL in Page(folder / "index.html").text, "shown as it is"


def test_hostile_markdown_is_literal(hostile: Any) -> None:
    text = (hostile[2] / "report.md").read_text(encoding="utf-8")
    for markup in (
        r"(?<!\\)<(?!https?://)", r"(?<!\\)\]\((?!<https?://|\.\./method)", "[\x00-\x08\x0b-\x1f\u202e\u2066]",
        r"(?m)^[ >|]*# f", r"javascript:",
    ):  # fmt: skip
        assert not re.search(markup, text), markup


def test_hostile_json_is_valid_and_names_no_address(hostile: Any) -> None:
    settings, _, folder = hostile
    schema = json.loads((settings.reports / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads((folder / "report.json").read_text(encoding="utf-8")), schema)
    reviews = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / "claimreview").iterdir()]
    assert len(reviews) >= 15
    for review in reviews:
        check_review(review)
        assert "url" not in review["itemReviewed"]["appearance"]


def test_hostile_csv_holds_no_formula(hostile: Any) -> None:
    rows = list(csv.reader(io.StringIO((hostile[2] / "readings.csv").read_text(encoding="utf-8"))))
    cells = [cell for row in rows[1:] for cell in row]
    assert len(rows) > 50 and sum(cell.startswith("'") for cell in cells) > 100
    for cell in cells:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", cell)
        if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
            float(cell)


def test_hostile_terminal_lines_steer_nothing(hostile: Any) -> None:
    for row in reports.summary(hostile[1]):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", "".join(map(str, row.values())))
        assert len(row["quote"]) <= 100 and "\n" not in row["quote"]


@given(st.text(min_size=1, max_size=60))
def test_escaped_markdown_never_begins_markup(text: str) -> None:
    escaped = markdown.text(text)
    assert "\n" not in escaped
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]|<]", escaped)
