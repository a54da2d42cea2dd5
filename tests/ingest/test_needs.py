"""What would answer a claim: the right publisher, the smallest question, within a bound."""

import re
import time
from datetime import date

import pytest
from pytest_httpserver import HTTPServer
from servers.comtrade import Comtrade
from servers.imf import Imts
from servers.worldbank import WorldBank
from werkzeug import Request, Response

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import http
from pipelines.fetching.source import Asked
from pipelines.ingest import datasets, needs
from pipelines.stores import observations, snapshots

ON = date(2024, 6, 1)
X, M = "XG_FOB_USD", "MG_CIF_USD"
FLOWS: dict[tuple[str, str, str, str], float | None] = {
    ("NGA", X, "CHN", "2022"): 1.9e9, ("NGA", M, "CHN", "2022"): 14.3e9, ("CHN", X, "NGA", "2022"): 22.3e9,
    ("CHN", M, "NGA", "2022"): 1.6e9, ("NGA", X, "G001", "2022"): 63.3e9, ("CHN", X, "G001", "2022"): 3.6e12,
    ("NGA", X, "IND", "2022"): 6.6e9, ("IND", M, "NGA", "2022"): 6.9e9,
}  # fmt: skip


@pytest.fixture
def imf() -> Imts:
    return Imts(dict(FLOWS))


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer, imf: Imts) -> Settings:
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_handler(imf.handle)
    return Settings(warehouse_dir=settings.warehouse, base_urls={"imf_imts": httpserver.url_for("/sdmx/3.0")})


def wanted(indicator: str, refs: list[str], partners: list[str]) -> needs.Need:
    found = needs.need(indicator, refs, partners, 2021, 2022, ON)
    assert found
    return found


@pytest.mark.parametrize(
    ("indicator", "refs", "partners", "first", "asked"),
    [
        ("goods_exports", ["NGA"], ["CHN"], "imf_imts", "imf_imts"),
        ("goods_exports", ["NGA"], ["WLD"], "imf_imts", "imf_imts"),
        ("trade_partner", ["KEN"], [], "imf_imts", "imf_imts"),
        ("goods_imports", ["USA"], ["POL"], "us_census", "us_census"),
        ("goods_exports", ["POL"], ["USA"], "us_census", "us_census"),
        ("military_expenditure", ["POL"], [], "sipri_milex", "sipri_milex"),
        ("troops", ["USA"], ["POL"], "us_dmdc", "us_dmdc"),
        ("gdp", ["POL"], [], "worldbank_wdi", "worldbank_wdi"),
        ("inflation", ["ARG"], [], "worldbank_wdi", "worldbank_wdi"),
        ("seafood_exports", ["NOR"], ["CHN"], "un_comtrade", "un_comtrade"),
    ],
)  # fmt: skip
def test_who_would_answer(indicator: str, refs: list[str], partners: list[str], first: str, asked: str | None) -> None:
    found = wanted(indicator, refs, partners)
    assert (found.sources[0], found.asked) == (first, asked)


def test_who_would_not() -> None:
    assert "kr_kosis" not in wanted("goods_exports", ["NGA"], ["CHN"]).sources
    assert "worldbank_wdi" not in wanted("goods_exports", ["NGA"], ["CHN"]).sources
    assert "us_dmdc" not in (needs.need("troops", ["FRA"], ["POL"], 2021, 2022, ON) or ((),) * 6)[5]
    assert needs.need("host_contribution", ["KOR"], ["USA"], 2021, 2022, ON) is None, "statements are found by people"
    assert needs.need("no_indicator", ["KOR"], [], 2021, 2022, ON) is None


def test_a_group_stands_for_its_members_on_the_day() -> None:
    then, before = (needs.need("goods_exports", ["EU"], ["CHN"], 2018, 2018, day) for day in (ON, date(2019, 1, 1)))
    assert then and before
    assert set(before.reporters) - set(then.reporters) == {"GBR"}


def test_one_request_answers_for_a_pair(live: Settings, imf: Imts) -> None:
    [outcome] = needs.fetch(live, [wanted("goods_exports", ["NGA"], ["CHN"])])
    assert (outcome.source, outcome.state, outcome.requests, outcome.new) == ("imf_imts", "new", 1, 1)
    assert imf.requests == [f"CHN+NGA.{X}+{M}.CHN+G001+NGA.A"]
    flows = held(live, "imf_imts", "imts_asked")
    assert flows["goods_exports", "NGA", "CHN"] == 1.9e9
    assert flows["goods_imports", "CHN", "NGA"] == 1.6e9, "the partner's report of the same flow"
    assert flows["goods_exports", "NGA", "W00"] == 63.3e9
    assert ("goods_exports", "NGA", "IND") not in flows
    [stored] = snapshots.listing(live.snapshots, "imf_imts")
    assert stored.dataset == "imts_asked" and stored.params == {"c[TIME_PERIOD]": "ge:2021"}


def held(settings: Settings, source: str, dataset: str = "asked") -> dict[tuple[str, str, str | None], float]:
    import duckdb

    newest = observations.files(settings, source, dataset)[-1]
    return {
        row[:3]: row[3]
        for row in duckdb.read_parquet(str(newest))
        .project("indicator, ref_area, counterpart_area, obs_value")
        .fetchall()
    }


def test_a_second_question_keeps_the_first_and_the_nightly_run_asks_both_again(live: Settings, imf: Imts) -> None:
    needs.fetch(live, [wanted("goods_exports", ["NGA"], ["CHN"])])
    needs.fetch(live, [wanted("trade_partner", ["NGA"], [])])
    assert imf.requests[1:] == [f"NGA.{X}+{M}.*.A"]
    parts = snapshots.releases(live.snapshots, "imf_imts", "imts_asked")
    assert [len(parts[vintage]) for vintage in parts] == [1, 2]
    imf.requests.clear()
    planned = datasets.plan(live, ["imf_imts"])
    assert {each.dataset for each in planned} == {"imts_asked", "imts_annual"}
    asked = [each.url.rsplit("/", 1)[-1] for each in planned if each.dataset == "imts_asked"]
    assert sorted(asked) == [f"CHN+NGA.{X}+{M}.CHN+G001+NGA.A", f"NGA.{X}+{M}.*.A"]


def test_the_bank_is_asked_for_the_series_of_these_countries_and_years(
    settings: Settings, httpserver: HTTPServer
) -> None:
    bank = WorldBank({("FP.CPI.TOTL.ZG", area, 2022): 8.0 for area in ("POL", "XKX", "USA")})
    httpserver.expect_request(re.compile("/v2/.*")).respond_with_handler(bank.handle)
    online = Settings(warehouse_dir=settings.warehouse, base_urls={"worldbank_wdi": httpserver.url_for("/v2")})
    [outcome] = needs.fetch(online, [wanted("inflation", ["POL", "XKX"], [])])
    assert (outcome.source, outcome.state, outcome.requests) == ("worldbank_wdi", "new", 2)
    assert bank.requests[1].startswith("/v2/country/POL;XKX/indicator/FP.CPI.TOTL.ZG?")
    assert "date=2021%3A2022" in bank.requests[1]
    assert held(online, "worldbank_wdi") == {("inflation", "POL", None): 8.0, ("inflation", "XKX", None): 8.0}
    [again] = needs.fetch(online, [wanted("inflation", ["POL", "XKX"], [])])
    assert again.state == "unchanged" and len(observations.files(online, "worldbank_wdi", "asked")) == 1
    [nothing] = needs.fetch(online, [wanted("inflation", ["PER"], [])])
    assert nothing.state == "failed" and "expected 1 rows" in str(nothing.error)


def test_comtrade_is_asked_for_the_product_of_both_sides(settings: Settings, httpserver: HTTPServer) -> None:
    flows = {
        ("152", "156", "X", "2022", "03"): 8.1e8, ("152", "0", "X", "2022", "03"): 7.9e9,
        ("156", "152", "M", "2022", "03"): 9.0e8, ("156", "0", "M", "2022", "03"): 1.8e10,
        ("152", "156", "X", "2022", "TOTAL"): 3.8e10,
    }  # fmt: skip
    comtrade = Comtrade(flows)
    httpserver.expect_request(re.compile("/comtrade/.*")).respond_with_handler(comtrade.handle)
    online = Settings(warehouse_dir=settings.warehouse, base_urls={"un_comtrade": httpserver.url_for("/comtrade")})
    [outcome] = needs.fetch(online, [wanted("seafood_exports", ["CHL"], ["CHN"])])
    # the list of filings and, without a key, each year that was filed
    assert (outcome.source, outcome.state, outcome.requests) == ("un_comtrade", "new", 2)
    [asked] = comtrade.data_requests()
    assert [asked[name] for name in ("reportercode", "partnercode", "cmdcode", "period")] == [
        "152,156", "0,152,156", "03", "2022",
    ]  # fmt: skip
    figures = held(online, "un_comtrade")
    assert figures["goods_exports", "CHL", "CHN"] == 8.1e8 and figures["goods_imports", "CHN", "CHL"] == 9.0e8
    [nothing] = needs.fetch(online, [wanted("seafood_exports", ["PER"], ["ECU"])])
    assert nothing.state == "failed" and nothing.error


def test_a_pair_without_figures_leaves_everything_as_it_was(live: Settings) -> None:
    [outcome] = needs.fetch(live, [wanted("goods_exports", ["KEN"], ["PER"])])
    assert outcome.state == "failed" and "found 0 with status 200" in str(outcome.error)
    assert snapshots.listing(live.snapshots, "imf_imts") == []


def test_no_more_requests_than_allowed(live: Settings, imf: Imts) -> None:
    lacking = [wanted("goods_exports", ["NGA"], [partner]) for partner in ("CHN", "IND", "WLD")]
    outcomes = needs.fetch(live, lacking, requests=2)
    assert len(imf.requests) == 2
    assert [outcome.state for outcome in outcomes[:2]] == ["new", "new"]
    assert "stopped after 2 requests" in str(outcomes[2].why or outcomes[2].error)


def test_no_longer_than_allowed(live: Settings, httpserver: HTTPServer) -> None:
    def slow(request: Request) -> Response:
        time.sleep(1.2)
        return Response("late")

    httpserver.clear()
    httpserver.expect_request(re.compile("/sdmx/.*")).respond_with_handler(slow)
    started = time.monotonic()
    [outcome] = needs.fetch(live, [wanted("goods_exports", ["NGA"], ["CHN"])], seconds=0.3)
    assert time.monotonic() - started < 1.1
    assert outcome.state == "missing" and outcome.error


def test_offline_nothing_is_asked(live: Settings, imf: Imts) -> None:
    offline = Settings(warehouse_dir=live.warehouse, base_urls=live.base_urls, offline=True)
    [outcome] = needs.fetch(offline, [wanted("goods_exports", ["NGA"], ["CHN"])])
    assert outcome.state == "missing" and "offline" in str(outcome.error)
    assert imf.requests == []


def test_a_budget_counts_attempts() -> None:
    budget = http.Budget(requests=1)
    budget.take()
    with pytest.raises(http.Unreachable, match="stopped after 1 requests"):
        budget.take()


def test_without_articles_the_matrix_of_all_reporters_is_asked_in_batches(settings: Settings) -> None:
    planned = datasets.plan(settings, ["imf_imts"])
    keys = [each.url.rsplit("/", 1)[-1].split(".") for each in planned]
    assert len(keys) <= 13
    assert all(len(key[0].split("+")) <= 20 and key[2] == "*" for key in keys)
    reporters = [code for key in keys for code in key[0].split("+")]
    assert len(reporters) == len(set(reporters)) > 190
    assert {"NGA", "POL", "MEX", "KOS"} <= set(reporters) and "TWN" not in reporters and "G001" not in reporters


def test_all_that_a_claim_asks_for_has_a_code() -> None:
    known = {row["iso3"] for row in economies.rows("imf_imts") if row["iso3"]}
    for refs in (("NGA",), ("USA", "CHN"), tuple(economies.members("EU", ON))):
        assert set(refs) <= known
    from pipelines.sources.imf_imts import fetch

    assert fetch._key_of(Asked(("TWN", "KOR"), ("W00",), (), 2020, 2021)) == f"KOR.{X}+{M}.G001.A"
    everybody = tuple(row["iso3"] for row in economies.economies() if row["is_economy"])
    assert fetch._key_of(Asked(everybody, ("W00",), (), 2020, 2021)).count("+") > 180


# Watching -------------------------------------------------------------------------------------------------


def test_what_is_watched_is_asked_for(settings: Settings) -> None:
    from pipelines.fetching import scope

    scope.change_watch(settings, ["NGA"])
    scope.change_watch(settings, ["Poland", "DEU"])
    found = {tuple(pair) for pair in scope.pairs(settings, "imf_imts")}
    assert found == {("_T", "NGA", "W00"), ("_T", "DEU", "POL")}
    scope.change_watch(settings, ["seafood_exports"])
    assert {pair.product for pair in scope.pairs(settings, "un_comtrade")} == {"03"}
    scope.change_watch(settings, ["NGA"], remove=True)
    assert scope.watch(settings) == scope.Watch([], [["DEU", "POL"]], ["seafood_exports"])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["NGX"], "'NGX' is no country or group; nearest known: NG"),
        (["inflatoin"], "'inflatoin' is no indicator and no country; nearest indicator: inflation"),
        (["NGA", "POL", "DEU"], "one country, or two for a pair"),
    ],
)
def test_a_name_that_nobody_knows_is_not_watched(settings: Settings, names: list[str], expected: str) -> None:
    from pipelines.fetching import scope

    with pytest.raises(ValueError, match=expected):
        scope.change_watch(settings, names)
    assert not settings.watch.exists()


@pytest.mark.parametrize(
    "text", ["- NGA\n", "country: [NGA]\n", "pairs: [[NGA]]\n", "countries: [XYZ]\n", "indicators: [gdpp]\n"]
)
def test_a_watch_that_cannot_be_read_is_an_error(settings: Settings, text: str) -> None:
    from pipelines.fetching import scope

    settings.watch.parent.mkdir(parents=True)
    settings.watch.write_text(text)
    with pytest.raises(ValueError):
        scope.watch(settings)
