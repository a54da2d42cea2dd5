"""UN Comtrade against a local server that cuts without saying so, and a file of the site."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from servers import faults
from servers.comtrade import BUSY, KEY, QUOTA, Comtrade, Flow, filing
from werkzeug import Request, Response

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.un_comtrade import fetch, normalize
from pipelines.stores import observations, snapshots
from tests.support import gates

SOURCE = "un_comtrade"
refused = partial(gates.refused, SOURCE)
unreadable = partial(gates.unreadable, SOURCE)
contract = pytest.mark.contract
THIS_YEAR = datetime.now(UTC).year
YEARS = [str(THIS_YEAR - 3), str(THIS_YEAR - 2)]
MONTHS = [f"{THIS_YEAR - 1}07", f"{THIS_YEAR - 1}08"]
PARTNERS = {"156": 124.8e9, "842": 115.7e9, "392": 29e9, "490": 20.2e9, "899": 1e9, "837": 5e8, "410": 2e8}


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three years back, so that a run takes few requests."""
    monkeypatch.setattr(fetch, "ANNUAL_YEARS", 3)
    monkeypatch.setattr(fetch, "MONTHLY_YEARS", 1)
    monkeypatch.delenv(fetch.KEY_VARIABLE, raising=False)


def article(settings: Settings, **claims: list[list[str]]) -> None:
    """Claims by indicator: [reporters, partners]."""
    settings.articles.mkdir(parents=True, exist_ok=True)
    text = {"id": "a", "claims": [
        {"id": name, "indicator": name, "areas": {"ref": ref, "counterpart": counterpart}}
        for name, (ref, counterpart) in claims.items()
    ]}  # fmt: skip
    (settings.articles / "a.yaml").write_text(yaml.safe_dump(text))


@pytest.fixture
def live(settings: Settings, httpserver: HTTPServer) -> Settings:
    article(settings, trade_partner=[["KOR"], ["CHN", "USA"]])
    return Settings(warehouse_dir=settings.warehouse, base_urls={SOURCE: httpserver.url_for("/comtrade")})


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[[Any], None]:
    def start(server: Any) -> None:
        httpserver.clear()
        httpserver.expect_request(re.compile(r"/comtrade/.*")).respond_with_handler(server.handle)

    return start


def filed() -> dict[Flow, float]:
    """Korea, China and the USA with each other and others, two years and two months; chapter 03 of Japan."""
    flows: dict[Flow, float] = {}
    for reporter, factor in {"410": 1.0, "156": 1.1, "842": 1.2}.items():
        partners = {code: value * factor for code, value in PARTNERS.items()}
        flows |= filing(reporter, partners, YEARS) | filing(reporter, partners, MONTHS)
    return flows | filing("392", {"156": 5e7}, MONTHS, "03") | filing("156", {"392": 1e8}, MONTHS, "03")


def figures(settings: Settings, vintage: str | None = None) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """(indicator, reporter, partner, breakdown, period) -> value, status, valuation, published, basis."""
    files = [str(path) for path in observations.files(settings, SOURCE) if vintage in (None, path.stem)]
    found = duckdb.read_parquet(files).project(
        "indicator, ref_area, counterpart_area, breakdown,"
        " strftime(time_period, '%Y%m')[:case freq when 'A' then 4 else 6 end], obs_value, obs_status, valuation,"
        " published_on, published_basis"
    )
    # Imports that are published in both valuations: CIF.
    return {row[:5]: row[5:] for row in found.order("valuation desc").fetchall()}


def run(live: Settings) -> datasets.Outcome:
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state in ("new", "unchanged"), outcome.error
    datasets.normalize(live, SOURCE)
    return outcome


@contract(SOURCE, "preview: one period a request, no key", "both sides of each pair and the world's totals")
def test_without_a_key(serve: Any, live: Settings) -> None:
    server = Comtrade(filed())
    serve(server)
    run(live)
    held, year = figures(live), YEARS[1]
    assert held["goods_exports", "KOR", "CHN", "_T", year][:3] == (124.8e9, "A", "FOB")
    assert held["goods_imports", "KOR", "CHN", "_T", year][:3] == (249.6e9, "A", "CIF")
    assert held["goods_imports", "CHN", "KOR", "_T", year][0] == pytest.approx(2 * 2e8 * 1.1)
    assert held["goods_exports", "KOR", "W00", "_T", year][0] == sum(PARTNERS.values())
    assert all({"partner2code", "customscode", "motcode"} <= asked.keys() for asked in server.data_requests())
    assert all("," not in asked["period"] for asked in server.data_requests())
    assert held["goods_exports", "KOR", "CHN", "_T", MONTHS[0]][0] == 124.8e9


@contract(SOURCE, "490 (Other Asia, nes) and areas not specified", "Taiwan; one sum that is no country")
def test_special_codes(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    run(live)
    held, year = figures(live), YEARS[0]
    assert held["goods_exports", "KOR", "TWN", "_T", year][0] == 20.2e9
    assert held["goods_exports", "KOR", "_X", "_T", year][0] == 1.5e9
    assert held["goods_exports", "USA", "KOR", "_T", year][0] == pytest.approx(2.4e8)
    assert held["goods_exports", "KOR", "KOR", "_T", year][0] == 2e8, "re-imports are real"


@pytest.mark.parametrize(("fault", "state"), faults.cases(SOURCE))
def test_failures_that_every_publisher_has(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch, fault: faults.Fault, state: str
) -> None:
    faults.impatient(monkeypatch, SOURCE)
    serve(faults.Failing(Comtrade(filed()).handle, fault))
    assert datasets.refresh(live, SOURCE).state == state
    assert bool(snapshots.listing(live.snapshots)) == (state == "new")


@contract(SOURCE, "500 rows, cut without a flag", "split until under the cap, whole as counted")
def test_the_cap_is_split(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PREVIEW_CAP", 200)
    codes = [code for code in fetch._everybody() if economies.to_iso3(SOURCE, code) not in (None, "W00")]
    assert len(codes) > 240
    partners = {code: 1e6 + place for place, code in enumerate(codes)}
    server = Comtrade(filed() | filing("410", partners, YEARS), cap=200)
    serve(server)
    run(live)
    held = figures(live)
    assert held["goods_exports", "KOR", "W00", "_T", YEARS[0]][0] == sum(partners.values())
    found = sum(
        v[0] for k, v in held.items() if k[:2] == ("goods_exports", "KOR") and k[4] == YEARS[0] and k[2] != "W00"
    )
    dropped = sum(value for code, value in partners.items() if economies.to_iso3(SOURCE, code) is None)
    assert found + dropped == sum(partners.values())
    assert any(asked.get("countonly") for asked in server.data_requests())


@contract(SOURCE, "a cap that nobody knows of: rows missing under 500", "set apart, partners do not add up")
def test_an_unknown_cap(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), cap=10))
    run(live)
    assert figures(live)["goods_imports", "KOR", "W00", "_T", YEARS[0]][:2] == (None, "L")


@contract(SOURCE, "exactly as many rows as the cap, and no more", "counted, taken as whole")
def test_exactly_the_cap(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    own = 2 * (len(PARTNERS) + 1)
    monkeypatch.setattr(fetch, "PREVIEW_CAP", own)
    server = Comtrade(filed(), cap=own)
    serve(server)
    run(live)
    assert [asked for asked in server.data_requests() if asked.get("countonly")]


@contract(SOURCE, "count above the rows that came, far under the cap", "asked in parts; refused if they lack rows too")
def test_rows_lost_on_the_way(serve: Any, live: Settings) -> None:
    def lose(request: Request) -> Response | None:
        if "/preview/" not in request.path or request.args.get("countOnly"):
            return None
        whole = json.loads(Comtrade(filed()).handle(request).get_data())
        return Response(json.dumps(whole | {"data": whole["data"][1:]}))

    serve(Comtrade(filed(), answer=lose))
    refused(live, "the count says 1 rows, the parts have 0|cannot be narrowed any more")


@contract(SOURCE, "countOnly with `data` null", "the count counts")
def test_a_count_without_data(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    own = 2 * (len(PARTNERS) + 1)
    monkeypatch.setattr(fetch, "PREVIEW_CAP", own)

    def null(request: Request) -> Response | None:
        if not request.args.get("countOnly"):
            return None
        return Response(json.dumps(json.loads(Comtrade(filed()).handle(request).get_data()) | {"data": None}))

    serve(Comtrade(filed(), answer=null))
    assert datasets.refresh(live, SOURCE).state == "new"


@contract(SOURCE, "count that the parts do not reach", "refused")
def test_a_count_that_does_not_fit(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PREVIEW_CAP", 10)

    def lie(request: Request) -> Response | None:
        if request.args.get("countOnly") != "true":
            return None
        return Response('{"count": 999, "data": [], "error": ""}', mimetype="application/json")

    serve(Comtrade(filed(), cap=10, answer=lie))
    refused(live, "the count says 999 rows, the parts have")


@contract(SOURCE, "partners without a row for the world", "partial filing: set apart, no figure given")
def test_a_partial_filing(serve: Any, live: Settings) -> None:
    year = YEARS[1]
    flows = {key: value for key, value in filed().items() if key[:4:1][:2] != ("410", "0") or key[2:4] != ("X", year)}
    serve(Comtrade(flows))
    run(live)
    held = figures(live)
    assert held["goods_exports", "KOR", "W00", "_T", year][:2] == (None, "L")
    assert ("goods_exports", "KOR", "CHN", "_T", year) not in held
    assert held["goods_imports", "KOR", "CHN", "_T", year][1] == "A"
    assert held["goods_exports", "KOR", "CHN", "_T", YEARS[0]][1] == "A"


@contract(SOURCE, "partner's filing without a row for the world", "set apart in the mirror as well")
def test_a_partial_filing_of_the_partner(serve: Any, live: Settings) -> None:
    flows = {key: value for key, value in filed().items() if key[:3] != ("842", "0", "M")}
    serve(Comtrade(flows))
    run(live)
    held = figures(live)
    assert ("goods_imports", "USA", "KOR", "_T", YEARS[0]) not in held
    assert held["goods_imports", "USA", "W00", "_T", YEARS[0]][:2] == (None, "L")


@contract(SOURCE, "partners that add up to less than the world", "set apart: rows are missing")
def test_partners_that_do_not_add_up(serve: Any, live: Settings) -> None:
    year = YEARS[1]
    flows = {key: value for key, value in filed().items() if key[:4] != ("410", "156", "X", year)}
    serve(Comtrade(flows))
    run(live)
    assert figures(live)["goods_exports", "KOR", "W00", "_T", year][:2] == (None, "L")


@contract(SOURCE, "a code that is dead: no rows though it has filed", "refused, names the codes that replace it")
def test_a_dead_code(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), change=lambda rows: [row for row in rows if row["reporterCode"] != 410]))
    refused(live, r"own-410-\d+: the list of filings has 1 for it, found no row; a code may be dead \(578 is 579")


@contract(SOURCE, "period filter ignored", "filtered again by period")
def test_an_ignored_period(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), ignored=("period",)))
    run(live)
    assert figures(live)["goods_exports", "KOR", "CHN", "_T", YEARS[0]][0] == 124.8e9


@contract(SOURCE, "breakdown by mode of transport beside the totals", "totals only")
def test_breakdowns(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), change=lambda rows: [*rows, *({**r, "motCode": 2100} for r in rows),
                                                 *({**r, "partner2Code": 842} for r in rows),
                                                 *({**r, "customsCode": "C01"} for r in rows)]))  # fmt: skip
    run(live)
    assert figures(live)["goods_exports", "KOR", "CHN", "_T", YEARS[0]][0] == 124.8e9


@contract(SOURCE, "rows that stand twice", "unreadable, nothing is dropped")
def test_duplicate_rows(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), change=lambda rows: [*rows, *rows[:1]]))
    unreadable(live, "figures stand twice in one answer")


@contract(SOURCE, "revised during the run: two values for one figure", "unreadable, fetch again")
def test_two_values(serve: Any, live: Settings) -> None:
    seen: list[int] = []

    def drift(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        seen.append(1)
        return [row | {"primaryValue": row["primaryValue"] + len(seen)} for row in rows]

    serve(Comtrade(filed(), change=drift))
    unreadable(live, "came with two values; the publisher revised it during the run")


@contract(SOURCE, "unknown partner codes with small values", "kept unallocated with their labels; totals add up")
def test_unknown_code(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servers.comtrade.ISO3", {"156": "CHN", "987": "Isles"})
    serve(Comtrade(filed() | filing("410", {**PARTNERS, "987": 1e6, "986": 2e6}, YEARS)))
    run(live)
    held = {key[2]: value[0] for key, value in figures(live).items()
            if (key[0], key[1], key[4]) == ("goods_exports", "KOR", YEARS[0])}  # fmt: skip
    assert held["_X"] == 1.503e9
    assert sum(value for area, value in held.items() if area != "W00") == held["W00"]
    files = [str(path) for path in observations.files(live, SOURCE)]
    series = duckdb.read_parquet(files).filter("ref_area = 'KOR' and counterpart_area = '_X' and freq = 'A'")
    assert {row[0] for row in series.project("series").fetchall()} == {
        "410 X TOTAL [unmapped: 986 + 987 Isles]", "410 M TOTAL [unmapped: 986 + 987 Isles]"
    }  # fmt: skip


@contract(SOURCE, "unknown code with much trade", "unreadable, says what the publisher's list calls it")
def test_unknown_code_that_matters(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servers.comtrade.ISO3", {"156": "CHN", "987": "Isles"})
    serve(Comtrade(filed() | filing("410", {**PARTNERS, "987": 9e9}, YEARS)))
    unreadable(live, r"unmapped code '987' \(Isles in the publisher's list\), with ")


def test_the_recorded_reference_lists(shared: Path) -> None:
    """The lists as they are: "Europe EU, nes" has Monaco's ISO3, and every code is one of our map."""
    reporters = normalize.listed((shared / "recorded" / "comtrade_Reporters.json").read_bytes(), "Reporters.json")
    fetch._same_codes(reporters, "Reporters.json")
    listed = json.loads((shared / "recorded" / "comtrade_partnerAreas_from_rds.json").read_bytes())
    partners = [
        {"partnercode": row["id"], "partnerdesc": row["country"], "partnercodeisoalpha3": row["iso_3"],
         "isgroup": row["group"], "entryexpireddate": row["exit_year"]}
        for row in listed
    ]  # fmt: skip
    fetch._same_codes(partners, "partnerAreas.json")
    known = {row["source_code"] for row in economies.rows(SOURCE)}
    assert {str(row["id"]) for row in listed} | {str(row["reportercode"]) for row in reporters} <= known
    with pytest.raises(BrokenContract, match=r"156 \(China\) is JPN there, CHN here"):
        fetch._same_codes([row | ({"reportercodeisoalpha3": "JPN"} if row["reportercode"] == 156 else {})
                           for row in reporters], "Reporters.json")  # fmt: skip


def test_the_recorded_answers(shared: Path) -> None:
    for name, rows in (("comtrade_public_preview_usa_jpn_2023.json", 2), ("comtrade_get_C_A_HS-60a6ad.json", 4)):
        count, data = normalize.envelope((shared / "recorded" / name).read_bytes(), name)
        assert count == rows == normalize.rows(data, name).num_rows
    found = normalize.rows(data, "x").to_pylist()
    (imports,) = [row for row in found if (row["partnerCode"], row["flowCode"]) == ("276", "M")]
    assert imports["primaryValue"] == 74_251_272_075


@contract(SOURCE, "product that HS.json does not list", "refused, names the product")
def test_an_unknown_product(serve: Any, live: Settings) -> None:
    article(live, seafood_exports=[["JPN"], ["CHN"]])
    serve(Comtrade(filed(), answer=lambda request: Response('{"results": [{"id": "TOTAL"}]}')
                   if request.path.endswith("HS.json") else None))  # fmt: skip
    refused(live, r"HS\.json: expected the products that claims are about, found no 03")


@contract(SOURCE, "reference list without `results`", "refused, says what it is")
def test_another_reference_list(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), answer=lambda request: Response("[]") if request.path.endswith("Areas.json") else None))
    refused(live, r"partnerAreas\.json: expected a list in `results`, found JSON-like text")


@contract(SOURCE, "notes of a filing (getMetadata) without their fields", "refused, names them")
def test_other_notes(serve: Any, live: Settings) -> None:
    body = '{"count": 1, "data": [{"notes": [{"reporter": 410, "period": 2023}]}], "error": ""}'
    serve(Comtrade(filed(), answer=lambda request: Response(body) if "getMetadata" in request.path else None))
    refused(live, "reporterCode, importValuation is missing in the notes; found reporter, period")


@contract(SOURCE, "a column renamed", "refused, names the column")
def test_renamed_column(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), change=lambda rows: [
        {("value" if name == "primaryValue" else name): value for name, value in row.items()} for row in rows
    ]))  # fmt: skip
    refused(live, "column primaryValue is missing; found typeCode, freqCode")


@contract(SOURCE, "error in the body with status 200", "refused, shows the error")
def test_message_with_status_200(serve: Any, live: Settings) -> None:
    body = '{"elapsedTime":"0 secs","count":0,"data":null,"error":"Failed to execute query"}'
    serve(Comtrade(filed(), answer=lambda request: Response(body) if "preview" in request.path else None))
    refused(live, "expected data, found the error Failed to execute query")


@contract(SOURCE, "errorObject in a 400", "refused, shows the message")
def test_error_object(serve: Any, live: Settings) -> None:
    body = '{"errorObject":{"errorMessage":"The period is invalid"}}'
    serve(Comtrade(filed(), answer=lambda request: Response(body, 400) if "preview" in request.path else None))
    refused(live, "found 400 with .*The period is invalid")


def after(answers: list[Response], path: str) -> Callable[[Request], Response | None]:
    left = list(answers)
    return lambda request: left.pop(0) if left and path in request.path else None


@contract(SOURCE, "403 out of quota on one node, then good", "tried again, stored")
def test_quota_of_one_node(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), answer=after([Response(QUOTA, 403)], "preview")))
    assert run(live).retries == 1


@contract(SOURCE, "403 out of quota for good", "unreachable: held figures serve, marked stale")
def test_quota_is_gone(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    run(live)
    serve(Comtrade(filed(), answer=lambda request: Response(QUOTA, 403)))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "stale" and "quota" in str(outcome.why)


@contract(
    SOURCE, "out of quota halfway through the first run", "what came is stored; the next run asks for the rest alone"
)
def test_a_first_run_that_was_stopped(serve: Any, live: Settings) -> None:
    server = Comtrade(filed())
    server.answer = lambda request: Response(QUOTA, 403) if len(server.data_requests()) > 4 else None
    serve(server)
    stopped = datasets.refresh(live, SOURCE)
    assert stopped.state == "stale" and "quota" in (stopped.why or ""), stopped
    answered = [tuple(asked.items()) for asked in server.data_requests()[:4]]
    again = Comtrade(filed())
    serve(again)
    run(live)
    assert not {tuple(asked.items()) for asked in again.data_requests()} & {*answered}
    assert figures(live)["goods_exports", "KOR", "CHN", "_T", YEARS[0]][0] == 124.8e9
    (last,) = list(snapshots.releases(live.snapshots, SOURCE, "annual"))[-1:]
    assert figures(live, last).keys() >= {("goods_exports", "KOR", "CHN", "_T", year) for year in YEARS}


@contract(SOURCE, "429 as JSON with statusCode, then good", "waited, stored")
def test_busy(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), answer=after([Response(BUSY, 429, headers={"Retry-After": "0"})], "preview")))
    assert run(live).retries == 1


@contract(SOURCE, "reference list that disagrees with our map", "refused, names the code")
def test_a_code_that_changed_its_meaning(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servers.comtrade.ISO3", {"156": "CHN", "410": "PRK"})
    serve(Comtrade(filed()))
    refused(live, r"410 \(PRK\) is PRK there, KOR here")


@contract(SOURCE, "reference list with a byte order mark", "parsed")
def test_byte_order_mark(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    run(live)
    (held,) = [s for s in snapshots.listing(live.snapshots) if s.edition.startswith("reporters")]
    assert snapshots.read(held).startswith(b"\xef\xbb\xbf")


# What is new


@contract(SOURCE, "nothing filed since", "the list of filings alone is asked")
def test_nothing_new(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    run(live)
    again = Comtrade(filed())
    serve(again)
    assert run(live).state == "unchanged"
    assert again.data_requests() == []


@contract(SOURCE, "datasetChecksum changed", "that filing alone fetched again, in a whole new vintage")
def test_a_revised_filing(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    run(live)
    (first,) = snapshots.releases(live.snapshots, SOURCE, "annual")
    flows = filed()
    flows["410", "156", "X", YEARS[1], "TOTAL"] += 1e8
    flows["410", "0", "X", YEARS[1], "TOTAL"] += 1e8
    revised = Comtrade(flows, released={("410", YEARS[1]): ("beef", f"{THIS_YEAR}-02-03T00:00:00")})
    serve(revised)
    run(live)
    asked = revised.data_requests()
    assert {each["period"] for each in asked} == {YEARS[1]} and len(asked) == 3
    (second,) = set(snapshots.releases(live.snapshots, SOURCE, "annual")) - {first}
    key = ("goods_exports", "KOR", "CHN", "_T", YEARS[1])
    assert figures(live, first)[key][0] == 124.8e9
    assert figures(live, second)[key][0] == 124.9e9
    assert figures(live, second)[key][3:] == (date(THIS_YEAR, 2, 3), "stated")
    assert figures(live, second)["goods_exports", "KOR", "CHN", "_T", YEARS[0]][0] == 124.8e9


@contract(SOURCE, "lastReleased of a filing", "day of publication, stated")
def test_day_of_publication(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    run(live)
    held = figures(live)
    assert held["goods_exports", "KOR", "CHN", "_T", YEARS[0]][3:] == (date(int(YEARS[0]) + 1, 6, 12), "stated")


@contract(SOURCE, "list of filings cut at 500", "asked again period by period")
def test_a_cut_list_of_filings(serve: Any, live: Settings) -> None:
    server = Comtrade(filed(), filings=lambda rows: rows * 100 if len({r["period"] for r in rows}) > 1 else rows)
    server.filings = lambda rows: (rows * 500)[:500] if len({row["period"] for row in rows}) > 1 else rows
    serve(server)
    run(live)
    lists = [asked for path, asked in server.requests if "getDA/C/A" in path]
    assert len(lists) > 1 and all("," not in asked["period"] for asked in lists[1:])


@contract(SOURCE, "a filing listed once for each classification", "one filing, released when the last of them was")
def test_a_filing_in_two_classifications(serve: Any, live: Settings) -> None:
    def twice(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        earlier = {"classificationCode": "S3", "datasetChecksum": "f00d", "lastReleased": "2001-01-01T00:00:00"}
        return [listed for row in rows for listed in (row, row | earlier)]

    serve(Comtrade(filed(), filings=twice))
    run(live)
    held = figures(live)
    assert held["goods_exports", "KOR", "CHN", "_T", YEARS[0]][3:] == (date(int(YEARS[0]) + 1, 6, 12), "stated")
    again = Comtrade(filed(), filings=lambda rows: twice(rows)[::-1])
    serve(again)
    assert (run(live).state, again.data_requests()) == ("unchanged", [])


@contract(SOURCE, "list of filings: twelve periods at most", "asked in blocks of twelve")
def test_the_list_of_filings_comes_in_blocks(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "ANNUAL_YEARS", 15)
    server = Comtrade(filed())
    serve(server)
    run(live)
    asked = [len(each["period"].split(",")) for path, each in server.requests if "getDA/C/A" in path]
    assert sum(asked[:1]) == 12 and max(asked) == 12
    assert [len(each["period"].split(",")) for path, each in server.requests if "getMetadata" in path] == [12]


def test_periods_before_since_are_not_asked_for(serve: Any, live: Settings) -> None:
    server = Comtrade(filed())
    serve(server)
    datasets.refresh(live, SOURCE, since=date(int(YEARS[1]) + 1, 1, 1))
    assert YEARS[0] not in {asked["period"] for asked in server.data_requests()}


@contract(
    SOURCE, "filings left out by --since, or not asked about before", "asked when they are wanted, though unchanged"
)
def test_what_was_left_out_is_caught_up(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    datasets.refresh(live, SOURCE, since=date(int(YEARS[1]) + 1, 1, 1))
    later = Comtrade(filed())
    serve(later)
    assert run(live).state == "new"
    assert {asked["period"] for asked in later.data_requests()} == {YEARS[0]}
    article(live, trade_partner=[["KOR", "CHN"], ["CHN", "USA"]])
    another = Comtrade(filed())
    serve(another)
    run(live)
    assert {asked["period"] for asked in another.data_requests() if asked.get("reportercode") == "156"} >= {*YEARS}


@contract(SOURCE, "a filing that was withdrawn", "asked again without it; the new vintage lacks it, the old one stays")
def test_a_withdrawn_filing(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed()))
    run(live)
    (first,) = snapshots.releases(live.snapshots, SOURCE, "annual")
    serve(Comtrade({key: value for key, value in filed().items() if key[:1] + key[3:4] != ("842", YEARS[1])}))
    run(live)
    (second,) = set(snapshots.releases(live.snapshots, SOURCE, "annual")) - {first}
    key = ("goods_exports", "USA", "KOR", "_T", YEARS[1])
    assert key in figures(live, first) and key not in figures(live, second)
    assert ("goods_exports", "USA", "KOR", "_T", YEARS[0]) in figures(live, second)


@pytest.mark.parametrize("scope", ["default", "world"])
def test_the_plan_is_what_is_asked(serve: Any, live: Settings, scope: Any) -> None:
    server = Comtrade(filed())
    serve(server)
    planned = {each.url.split("/", 3)[3] for each in datasets.plan(live, [SOURCE], scope=scope)}
    datasets.refresh(live, SOURCE, scope=scope)
    asked = {path for path, _ in server.requests if "/C/" in path and "getMetadata" not in path}
    assert asked == planned


def test_no_question_is_longer_than_an_address_may_be(
    serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from urllib.parse import urlencode

    monkeypatch.setattr(fetch, "MONTHLY_YEARS", 5)
    for tier in (fetch._tier(), fetch.Tier("data/v1/get", fetch.KEYED_CAP, 12, {})):
        everybody = {(code, p): ("", "") for code in fetch._reporter_codes() for p in fetch._periods("annual")}
        for scope in ("default", "world"):
            for each in fetch._slices(live, "annual", scope, tier, everybody):  # type: ignore[arg-type]
                (half, _) = fetch._split(
                    {k: v for k, v in each.params.items() if k != "flowCode"} | {"flowCode": "X"}, ""
                )
                assert len(urlencode(half | {"countOnly": "true"})) < 3900


# With a key


@contract(SOURCE, "keyed call", "many periods a call; the key in a header and nowhere else")
def test_with_a_key(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fetch.KEY_VARIABLE, KEY)
    server = Comtrade(filed())
    serve(server)
    outcome = run(live)
    assert all(path.startswith("data/v1/get/") for path, asked in server.requests if "cmdcode" in asked)
    assert len(server.data_requests()) <= 6
    assert figures(live)["goods_exports", "KOR", "CHN", "_T", YEARS[0]][0] == 124.8e9
    assert KEY not in str(server.requests) and KEY not in str(outcome)
    written = b"".join(path.read_bytes() for path in live.snapshots.rglob("*") if path.is_file())
    assert KEY.encode() not in written


@contract(SOURCE, "401 invalid key", "refused, says where the key is set and does not show it")
def test_a_wrong_key(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fetch.KEY_VARIABLE, "wrong-but-secret")
    serve(Comtrade(filed()))
    outcome = datasets.refresh(live, SOURCE)
    assert outcome.state == "failed" and "key is missing or wrong" in (outcome.error or "")
    assert "wrong-but-secret" not in str(outcome)


def test_chapters_by_month(serve: Any, live: Settings) -> None:
    article(live, seafood_change=[["JPN"], ["CHN"]])
    server = Comtrade(filed())
    serve(server)
    run(live)
    held = figures(live)
    assert held["goods_exports", "JPN", "CHN", "03", MONTHS[1]][0] == 5e7
    assert held["goods_imports", "CHN", "JPN", "03", MONTHS[1]][:3] == (2e8, "A", "CIF")
    monthly = [asked for asked in server.data_requests() if len(asked["period"]) == 6]
    assert len(monthly) == len(MONTHS) and monthly[0]["cmdcode"] == "TOTAL,03"


def test_everything(serve: Any, live: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fetch.KEY_VARIABLE, KEY)
    server = Comtrade(filed())
    serve(server)
    assert datasets.refresh(live, SOURCE, scope="world").state == "new"
    assert [asked["reportercode"] for asked in server.data_requests()] == ["156,410,842"]
    assert "partnercode" not in server.data_requests()[0]


def test_plan_needs_no_network(live: Settings) -> None:
    planned = datasets.plan(live, [SOURCE])
    assert [each.dataset for each in planned] == ["annual", "annual", "monthly", "monthly"]
    assert "list of filings" in planned[0].why and "without a key" in planned[1].why


@given(st.integers(1, 60), st.integers(1, 40))
def test_splitting_loses_and_doubles_nothing(size: int, cap: int) -> None:
    """However often a question is halved, its parts are the question."""
    codes = [str(code) for code in range(size)]
    pending = [{"flowCode": "X,M", "period": "2023", "cmdCode": "TOTAL", "partnerCode": ",".join(codes)}]
    asked: list[tuple[str, str]] = []
    while pending:
        question = pending.pop()
        cells = [(f, p) for f in question["flowCode"].split(",") for p in question["partnerCode"].split(",")]
        if len(cells) <= cap:
            asked += cells
        else:
            pending += fetch._split({**question, "reporterCode": "410"}, "url")
    assert sorted(asked) == sorted((f, p) for f in ("X", "M") for p in codes)


# Real files


def test_the_recorded_answer(shared: Path) -> None:
    body = (shared / "recorded_http" / "comtrade_get_CHN_2010_TOTAL.json").read_bytes()
    _, data = normalize.envelope(body, "recorded")
    found = normalize.rows(data, "recorded").to_pylist()
    (germany,) = [row for row in found if (row["partnerCode"], row["flowCode"]) == ("276", "M")]
    assert germany["primaryValue"] == germany["cifvalue"] == 74_251_272_075


def test_the_downloaded_file(settings: Settings, tmp_path: Path, shared: Path) -> None:
    file = tmp_path / "TradeData.csv"
    file.write_bytes(gzip.decompress((shared / "comtrade" / "TradeData_CHN_USA_DEU_2022_TOTAL.csv.gz").read_bytes()))
    datasets.add_file(settings, SOURCE, "csv", file, published_on=date(2024, 1, 15))
    datasets.normalize(settings, SOURCE)
    held = figures(settings)
    assert held["goods_imports", "CHN", "KOR", "_T", "2022"][0] == pytest.approx(199.7e9, rel=0.001)
    assert ("goods_exports", "DEU", "TWN", "_T", "2022") in held
    for reporter in ("CHN", "USA", "DEU"):
        for flow in ("goods_exports", "goods_imports"):
            partners = sum(v[0] for k, v in held.items() if k[:2] == (flow, reporter) and k[2] != "W00")
            assert partners == pytest.approx(held[flow, reporter, "W00", "_T", "2022"][0], abs=1)
    on_board = duckdb.read_parquet([str(path) for path in observations.files(settings, SOURCE)]).filter(
        "indicator = 'goods_imports' and valuation = 'FOB'"
    )
    assert on_board.project("ref_area").distinct().fetchall() == [("USA",)]
    ((partners, world),) = on_board.aggregate(
        "sum(obs_value) filter (counterpart_area <> 'W00'), sum(obs_value) filter (counterpart_area = 'W00')"
    ).fetchall()
    assert partners == pytest.approx(world, abs=300)
    assert 0.9 < world / held["goods_imports", "USA", "W00", "_T", "2022"][0] < 1


HEADER = ",".join(normalize.COLUMNS)


def line(partner: str, value: str, flow: str = "X") -> str:
    fields = ["C", "A", "2022", "410", flow, partner, "0", "TOTAL", "C00", "0", "", value, value]
    return ",".join(f'"{field}"' for field in fields)


@contract(SOURCE, "downloaded CSV: latin-1, rows end in a spare comma", "parsed")
def test_a_file_in_latin_1(settings: Settings, tmp_path: Path) -> None:
    text = "\r\n".join([f"{HEADER},note", *(f'{line(p, v)},"Curaçao",' for p, v in (("0", "12"), ("156", "12")))])
    file = tmp_path / "TradeData.csv"
    file.write_bytes(text.encode("latin-1"))
    datasets.add_file(settings, SOURCE, "csv", file)
    datasets.normalize(settings, SOURCE)
    held = figures(settings)["goods_exports", "KOR", "CHN", "_T", "2022"]
    assert held == (12.0, "A", "FOB", date(2023, 8, 28), "estimated")


@contract(SOURCE, "downloaded CSV: mark of byte order, UTF-16, line breaks in a cell", "parsed")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_as_spreadsheets_save_it(settings: Settings, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "TradeData.csv"
    rows = [f'{line(p, v)},"of two\nlines, ""quoted"""' for p, v in (("0", "12"), ("156", "12"))]
    file.write_bytes("\n".join([f"{HEADER},note", *rows]).encode(encoding))
    datasets.add_file(settings, SOURCE, "csv", file)
    datasets.normalize(settings, SOURCE)
    assert {key[2]: value[0] for key, value in figures(settings).items()} == {"W00": 12.0, "CHN": 12.0}


@contract(SOURCE, "downloaded CSV of services", "refused, says what to choose; nothing is stored")
def test_a_file_of_services(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "TradeData.csv"
    file.write_text("\n".join([HEADER, line("0", "12").replace('"C"', '"S"')]))
    with pytest.raises(BrokenContract, match=r"expected trade in goods \(typeCode C\).*found typeCode S.*choose Goods"):
        datasets.add_file(settings, SOURCE, "csv", file)
    assert snapshots.listing(settings.snapshots) == []


@contract(SOURCE, "downloaded CSV whose last column is empty, or whose header ends in a comma", "parsed")
@pytest.mark.parametrize(("header", "end"), [(f"{HEADER},isAggregate", ","), (f"{HEADER},", "")])
def test_a_file_with_a_trailing_empty_column(settings: Settings, tmp_path: Path, header: str, end: str) -> None:
    file = tmp_path / "TradeData.csv"
    file.write_text("\n".join([header, *(f"{line(p, v)}{end}" for p, v in (("0", "12"), ("156", "12")))]))
    datasets.add_file(settings, SOURCE, "csv", file)
    datasets.normalize(settings, SOURCE)
    assert {key[2]: value[0] for key, value in figures(settings).items()} == {"W00": 12.0, "CHN": 12.0}


OLD_SITE = (
    "Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,"
    "Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,2nd Partner Code,2nd Partner,2nd Partner ISO,"
    "Customs Proc. Code,Customs,Mode of Transport Code,Mode of Transport,Commodity Code,Commodity,Qty Unit Code,"
    "Qty Unit,Qty,Alt Qty Unit Code,Alt Qty Unit,Alt Qty,Netweight (kg),Gross weight (kg),Trade Value (US$),"
    "CIF Trade Value (US$),FOB Trade Value (US$),Flag"
)
OLD_API = (
    "pfCode,yr,period,periodDesc,aggrLevel,IsLeaf,rgCode,rgDesc,rtCode,rtTitle,rt3ISO,ptCode,ptTitle,pt3ISO,ptCode2,"
    "ptTitle2,pt3ISO2,cstCode,cstDesc,motCode,motDesc,cmdCode,cmdDescE,qtCode,qtDesc,TradeQuantity,qtAltCode,qtAltDesc,"
    "AltQuantity,NetWeight,GrossWeight,TradeValue,CIFValue,FOBValue,estCode"
)


@contract(SOURCE, "CSV of the site and of the API before 2023", "parsed")
@pytest.mark.parametrize("header", [OLD_SITE, OLD_API])
@pytest.mark.parametrize(("kind", "period"), [("H5", "2017"), ("H5", "201703"), ("EB02", "2017")])
def test_layouts_before_2023(settings: Settings, tmp_path: Path, header: str, kind: str, period: str) -> None:
    def row(flow: str, partner: str, value: int) -> str:
        return (
            f'{kind},{period[:4]},{period},{period},0,0,{flow},Export,410,"Rep. of Korea",KOR,{partner},x,CHN,,,,,,,,TOTAL,'
            f'"All Commodities",1,"No Quantity",,,,,,,{value},,,0'
        )

    file = tmp_path / "comtrade.csv"
    file.write_text(
        "\n".join([header, row("2", "0", 12), row("2", "156", 12), row("1", "156", 30), row("3", "156", 5)])
    )
    if kind == "EB02":
        with pytest.raises(BrokenContract, match="found typeCode S"):
            datasets.add_file(settings, SOURCE, "csv", file)
        return
    datasets.add_file(settings, SOURCE, "csv", file)
    datasets.normalize(settings, SOURCE)
    held = {(key[0], key[2], key[4]): value[0] for key, value in figures(settings).items()}
    assert held["goods_exports", "CHN", period] == 12 and held["goods_imports", "CHN", period] == 30


@contract(SOURCE, "downloaded CSV with a row of another length", "refused, says which; nothing is stored")
@pytest.mark.parametrize("broken", ['"C","A"', line("156", "12") + ',"of a quote that never ends'])
def test_a_file_with_a_broken_row(settings: Settings, tmp_path: Path, broken: str) -> None:
    file = tmp_path / "TradeData.csv"
    file.write_text("\n".join([HEADER, line("0", "12"), broken, line("842", "1")]))
    with pytest.raises(BrokenContract, match=r"TradeData.csv: CSV parse error"):
        datasets.add_file(settings, SOURCE, "csv", file)
    assert snapshots.listing(settings.snapshots) == []


@contract(SOURCE, "downloaded CSV changed on the disk", "unreadable, says to fetch it again")
def test_a_stored_file_that_has_changed(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "TradeData.csv"
    file.write_text("\n".join([HEADER, line("0", "12"), line("156", "12")]))
    stored = datasets.add_file(settings, SOURCE, "csv", file)
    stored.path.write_text(stored.path.read_text().replace('"12"', '"13"'))
    with pytest.raises(datasets.IngestError, match="has changed since it was stored"):
        datasets.read_again(settings, SOURCE, "csv", stored.vintage)


@contract(SOURCE, "downloaded CSV: what is no number, or no period", "refused in totals, passed over in other rows")
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"12"', '"12 *"', r"expected a number in column primaryValue, found '12 \*'"),
        ('"2022"', '"FY22"', "expected a year or a month as the period, found 'FY22'"),
        ('"2022"', '""', "expected a period and a product in every row, found 1 empty"),
    ],
)
def test_a_cell_that_cannot_be_read(settings: Settings, tmp_path: Path, old: str, new: str, expected: str) -> None:
    file, total = tmp_path / "TradeData.csv", line("156", "12")
    file.write_text("\n".join([HEADER, line("0", "12"), total.replace(old, new)]))
    with pytest.raises((BrokenContract, datasets.IngestError), match=expected):
        datasets.add_file(settings, SOURCE, "csv", file)
    file.write_text("\n".join([HEADER, line("0", " 12 "), total, total.replace('"C00"', '"C01"').replace(old, new)]))
    datasets.add_file(settings, SOURCE, "csv", file)
    assert {key[2]: value[0] for key, value in figures(settings).items()} == {"W00": 12.0, "CHN": 12.0}


@contract(SOURCE, "downloaded CSV without the world, many partners", "set apart, no figure given")
def test_a_file_without_the_world(settings: Settings, tmp_path: Path) -> None:
    codes = [code for code in fetch._everybody() if code != "0"][:120]
    file = tmp_path / "TradeData.csv"
    file.write_text("\n".join([HEADER, *(line(code, "5") for code in codes)]))
    held = datasets.add_file(settings, SOURCE, "csv", file)
    assert datasets.without_figures(settings, held) == ["KOR"], "and snapshot add says so"
    datasets.normalize(settings, SOURCE)
    assert next(iter(figures(settings).values()))[:2] == (None, "L")
    assert len(figures(settings)) == 1


@contract(SOURCE, "imports valued free on board", "FOB, not CIF")
def test_imports_on_board(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), change=lambda rows: [
        r | {"cifvalue": None, "fobvalue": r["primaryValue"]} if r["reporterCode"] == 156 else r for r in rows
    ]))  # fmt: skip
    run(live)
    assert figures(live)["goods_imports", "CHN", "KOR", "_T", YEARS[0]][2] == "FOB"


@contract(SOURCE, "imports in both valuations", "CIF and FOB; of several areas FOB only where all have it")
def test_imports_in_both_valuations(serve: Any, live: Settings) -> None:
    serve(Comtrade(filed(), change=lambda rows: [
        r | {"fobvalue": r["primaryValue"] * 0.9 if r["partnerCode"] != 837 else None}
        if (r["reporterCode"], r["flowCode"]) == (410, "M") else r for r in rows
    ]))  # fmt: skip
    run(live)
    files = [str(path) for path in observations.files(live, SOURCE)]
    found = duckdb.read_parquet(files).filter(
        f"ref_area = 'KOR' and indicator = 'goods_imports' and freq = 'A' and year(time_period) = {YEARS[0]}"
    ).project("counterpart_area, valuation, obs_value")  # fmt: skip
    held = {row[:2]: row[2] for row in found.fetchall()}
    assert held["CHN", "CIF"] == 249.6e9 and held["CHN", "FOB"] == pytest.approx(249.6e9 * 0.9)
    assert ("W00", "FOB") in held and ("_X", "CIF") in held and ("_X", "FOB") not in held


@contract(SOURCE, "imports without a valuation in their columns", "as the latest note of the filing says")
@pytest.mark.parametrize("imports", ["FOB", "CIF"])
def test_imports_valued_by_their_notes(serve: Any, live: Settings, imports: str) -> None:
    serve(Comtrade(filed(), imports=imports, change=lambda rows: [
        r | {"cifvalue": None, "fobvalue": None} if r["flowCode"] == "M" else r for r in rows
    ]))  # fmt: skip
    run(live)
    assert figures(live)["goods_imports", "KOR", "CHN", "_T", YEARS[0]][2] == imports


@contract(SOURCE, "file that is no CSV of Comtrade", "refused, names what is missing")
def test_another_file() -> None:
    with pytest.raises(BrokenContract, match="column typeCode, freqCode"):
        normalize.accept("csv", b"a,b\n1,2\n", "x.csv")
    with pytest.raises(BrokenContract, match="expected an object with `data`"):
        normalize.accept("annual", json.dumps([1]).encode(), "x.json")
