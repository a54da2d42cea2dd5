"""UN Comtrade against a local server that cuts without saying so, and files of the site."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher import Publisher, cases
from servers.comtrade import BUSY, KEY, QUOTA, Comtrade, Flow, Row, filing
from werkzeug import Request, Response

from pipelines.catalogue import economies
from pipelines.fetching.http import BrokenContract
from pipelines.ingest import datasets
from pipelines.sources.un_comtrade import fetch, normalize
from pipelines.stores import snapshots

SOURCE, PATH = "un_comtrade", "/comtrade"
NOW = datetime.now(UTC).year
Y1, Y2 = YEARS = [str(NOW - 3), str(NOW - 2)]
MONTHS = [f"{NOW - 1}07", f"{NOW - 1}08"]
AUGUST = f"{NOW - 1}-08"
PARTNERS = {"156": 124.8e9, "842": 115.7e9, "392": 29e9, "490": 20.2e9, "899": 1e9, "837": 5e8, "410": 2e8}
OWN = 2 * (len(PARTNERS) + 1)
"""Rows of one reporter in a period."""


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three years back, so that a run takes few requests."""
    monkeypatch.setattr(fetch, "ANNUAL_YEARS", 3)
    monkeypatch.setattr(fetch, "MONTHLY_YEARS", 1)
    monkeypatch.delenv(fetch.KEY_VARIABLE, raising=False)


@pytest.fixture
def korea(publisher: Publisher) -> Publisher:
    """With claims about Korea's trade."""
    publisher.claims("trade_partner", ["KOR"], ["CHN", "USA"])
    return publisher


def filed() -> dict[Flow, float]:
    """Korea, China and the USA with each other and others, two years and two months; chapter 03 of Japan."""
    flows: dict[Flow, float] = {}
    for reporter, factor in {"410": 1.0, "156": 1.1, "842": 1.2}.items():
        partners = {code: value * factor for code, value in PARTNERS.items()}
        flows |= filing(reporter, partners, YEARS) | filing(reporter, partners, MONTHS)
    return flows | filing("392", {"156": 5e7}, MONTHS, "03") | filing("156", {"392": 1e8}, MONTHS, "03")


def without(**gone: str) -> dict[Flow, float]:
    """What was filed but for these rows."""
    places = {"reporter": 0, "partner": 1, "flow": 2, "period": 3}
    return {key: value for key, value in filed().items() if any(key[places[n]] != code for n, code in gone.items())}


def at(path: str, body: str, status: int = 200, **headers: str) -> Callable[[Request], Response | None]:
    return lambda request: Response(body, status, headers=headers) if path in request.path else None


def once(answer: Callable[[Request], Response | None]) -> Callable[[Request], Response | None]:
    seen: list[Response] = []

    def first(request: Request) -> Response | None:
        given = None if seen else answer(request)
        seen.extend([given] if given else [])
        return given

    return first


def changed(change: Callable[[Row], Row]) -> dict[str, Any]:
    return {"change": lambda rows: [change(row) for row in rows]}


def drift() -> Callable[[list[Row]], list[Row]]:
    """Each answer has other values than the one before."""
    seen: list[int] = []

    def change(rows: list[Row]) -> list[Row]:
        seen.append(1)
        return [row | {"primaryValue": row["primaryValue"] + len(seen)} for row in rows]

    return change


def a_row_lost(request: Request) -> Response | None:
    if "/preview/" not in request.path or request.args.get("countOnly"):
        return None
    whole = json.loads(Comtrade(filed()).handle(request).get_data())
    return Response(json.dumps(whole | {"data": whole["data"][1:]}))


def null_with_a_count(request: Request) -> Response | None:
    counted = json.loads(Comtrade(filed()).handle(request).get_data()) if request.args.get("countOnly") else None
    return Response(json.dumps(counted | {"data": None})) if counted else None


def a_false_count(request: Request) -> Response | None:
    return Response('{"count": 999, "data": [], "error": ""}') if request.args.get("countOnly") == "true" else None


CHINA = f"goods_exports KOR CHN {Y1}"
NOTES = '{"count": 1, "data": [{"notes": [{"reporter": 410, "period": 2023}]}], "error": ""}'


@cases("form, expected", {
    "both sides of each pair and the world's totals": ({}, {
        CHINA: {"obs_value": 124.8e9, "obs_status": "A", "valuation": "FOB", "published_basis": "stated",
                "published_on": date(int(Y1) + 1, 6, 12)},
        f"goods_imports KOR CHN {Y1}": {"obs_value": 249.6e9, "valuation": "CIF"},
        f"goods_imports CHN KOR {Y1}": pytest.approx(2 * 2e8 * 1.1),
        f"goods_exports KOR W00 {Y1}": sum(PARTNERS.values()), f"goods_exports KOR CHN {AUGUST}": 124.8e9,
        f"goods_exports KOR KOR {Y1}": 2e8}),
    "490 is Taiwan, areas not specified are no country": ({}, {
        f"goods_exports KOR TWN {Y1}": 20.2e9, f"goods_exports KOR _X {Y1}": 1.5e9}),
    "a cap that nobody knows of: partners do not add up": ({"cap": 10}, {f"goods_imports KOR W00 {Y1}": (None, "L")}),
    "a filing without a row for the world": ({"flows": without(reporter="410", partner="0", flow="X", period=Y2)}, {
        f"goods_exports KOR W00 {Y2}": (None, "L"), f"goods_exports KOR CHN {Y2}": "absent",
        f"goods_imports KOR CHN {Y2}": (249.6e9, "A"), CHINA: (124.8e9, "A")}),
    "the partner's filing without a row for the world": ({"flows": without(reporter="842", partner="0", flow="M")}, {
        f"goods_imports USA KOR {Y1}": "absent", f"goods_imports USA W00 {Y1}": (None, "L")}),
    "partners that add up to less": ({"flows": without(reporter="410", partner="156", flow="X", period=Y2)}, {
        f"goods_exports KOR W00 {Y2}": (None, "L")}),
    "period filter ignored": ({"ignored": ("period",)}, {CHINA: 124.8e9}),
    "breakdowns beside the totals": ({"change": lambda rows: [row | more for row in rows for more in (
        {}, {"motCode": 2100}, {"partner2Code": 842}, {"customsCode": "C01"})]}, {CHINA: 124.8e9}),
    "403 out of quota on one node, then good": ({"answer": once(at("preview", QUOTA, 403))}, {CHINA: 124.8e9}),
    "429 as JSON with statusCode, then good": (
        {"answer": once(at("preview", BUSY, 429, **{"Retry-After": "0"}))}, {CHINA: 124.8e9}),
    "imports valued free on board": (changed(lambda row: row | (
        {"cifvalue": None, "fobvalue": row["primaryValue"]} if row["reporterCode"] == 156 else {})), {
        f"goods_imports CHN KOR {Y1}": {"valuation": "FOB"}}),
    "imports without a valuation, by the notes": ({"imports": "FOB"} | changed(lambda row: row | (
        {"cifvalue": None, "fobvalue": None} if row["flowCode"] == "M" else {})), {
        f"goods_imports KOR CHN {Y1}": {"valuation": "FOB"}}),
    "a code that is dead: no rows though it has filed": (
        {"change": lambda rows: [row for row in rows if row["reporterCode"] != 410]},
        r"refused: own-410-\d+: the list of filings has 1 for it, found no row; a code may be dead \(578 is 579"),
    "fewer rows than the count": ({"answer": a_row_lost},
        r"refused: the count says 1 rows, the parts have 0|cannot be narrowed any more"),
    "reference list without `results`": ({"answer": at("Areas.json", "[]")},
        r"refused: partnerAreas\.json: expected a list in `results`, found JSON-like text"),
    "notes without their fields": ({"answer": at("getMetadata", NOTES)},
        "refused: reporterCode, importValuation is missing in the notes; found reporter, period"),
    "a column renamed": (changed(lambda row: {n.replace("primaryValue", "value"): v for n, v in row.items()}),
        "refused: column primaryValue is missing; found typeCode, freqCode"),
    "error in the body with status 200": (
        {"answer": at("preview", '{"count":0,"data":null,"error":"Failed to execute query"}')},
        "refused: expected data, found the error Failed to execute query"),
    "errorObject in a 400": (
        {"answer": at("preview", '{"errorObject":{"errorMessage":"The period is invalid"}}', 400)},
        "refused: found 400 with .*The period is invalid"),
    "rows that stand twice": ({"change": lambda rows: [*rows, *rows[:1]]},
        "unreadable: figures stand twice in one answer"),
    "revised during the run": ({"change": drift()},
        "unreadable: came with two values; the publisher revised it during the run"),
})  # fmt: skip
def test_what_becomes_of_answers(korea: Publisher, form: dict[str, Any], expected: Any) -> None:
    server = Comtrade(form.get("flows", filed()), **{name: value for name, value in form.items() if name != "flows"})
    korea.sends(server, expected)
    asked = server.data_requests()
    assert all(
        {"partner2code", "customscode", "motcode"} <= each.keys() and "," not in each["period"] for each in asked
    )


@cases("cap, form, expected", {
    "exactly as many rows as the cap": (OWN, {"cap": OWN}, {CHINA: 124.8e9}),
    "countOnly with `data` null": (OWN, {"answer": null_with_a_count}, {CHINA: 124.8e9}),
    "a count that the parts do not reach": (10, {"cap": 10, "answer": a_false_count},
        "refused: the count says 999 rows, the parts have"),
})  # fmt: skip
def test_answers_as_long_as_the_cap_are_counted(
    korea: Publisher, monkeypatch: pytest.MonkeyPatch, cap: int, form: dict[str, Any], expected: Any
) -> None:
    monkeypatch.setattr(fetch, "PREVIEW_CAP", cap)
    korea.sends(server := Comtrade(filed(), **form), expected)
    assert [asked for asked in server.data_requests() if asked.get("countonly")]


def test_a_question_over_the_cap_is_split_until_its_answer_is_whole(
    korea: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "PREVIEW_CAP", 200)
    codes = [code for code in fetch._everybody() if economies.to_iso3(SOURCE, code) not in (None, "W00")]
    assert len(codes) > 240
    partners = {code: 1e6 + place for place, code in enumerate(codes)}
    korea.read(Comtrade(filed() | filing("410", partners, YEARS), cap=200))
    held = korea.figures(f"indicator = 'goods_exports' and ref_area = 'KOR' and year(time_period) = {Y1}")
    assert held.pop(f"goods_exports KOR W00 {Y1}") == sum(partners.values()) == sum(held.values())


@cases("codes, expected", {
    "small values: unallocated with their labels, totals add up": ({"987": 1e6, "986": 2e6}, {
        f"goods_exports KOR _X {Y1}": {"obs_value": 1.503e9, "series": "410 X TOTAL [unmapped: 986 + 987 Isles]"},
        f"goods_exports KOR W00 {Y1}": sum(PARTNERS.values()) + 3e6}),
    "much trade": ({"987": 9e9}, r"unreadable: unmapped code '987' \(Isles in the publisher's list\), with "),
})  # fmt: skip
def test_unknown_partners(korea: Publisher, monkeypatch: pytest.MonkeyPatch, codes: Any, expected: Any) -> None:
    monkeypatch.setattr("servers.comtrade.ISO3", {"156": "CHN", "987": "Isles"})
    korea.sends(Comtrade(filed() | filing("410", PARTNERS | codes, YEARS)), expected)


def test_a_code_that_changed_its_meaning(korea: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servers.comtrade.ISO3", {"156": "CHN", "410": "PRK"})
    korea.sends(Comtrade(filed()), r"refused: 410 \(PRK\) is PRK there, KOR here")


def test_an_unknown_product(publisher: Publisher) -> None:
    publisher.claims("seafood_exports", ["JPN"], ["CHN"])
    only = Comtrade(filed(), answer=at("HS.json", '{"results": [{"id": "TOTAL"}]}'))
    publisher.sends(only, r"refused: HS\.json: expected the products that claims are about, found no 03")


def test_chapters_by_month(publisher: Publisher) -> None:
    publisher.claims("seafood_change", ["JPN"], ["CHN"])
    publisher.sends(server := Comtrade(filed()), {
        f"goods_exports JPN CHN 03 {AUGUST}": 5e7,
        f"goods_imports CHN JPN 03 {AUGUST}": {"obs_value": 2e8, "valuation": "CIF"},
    })  # fmt: skip
    monthly = [asked for asked in server.data_requests() if len(asked["period"]) == 6]
    assert len(monthly) == len(MONTHS) and monthly[0]["cmdcode"] == "TOTAL,03"


def test_imports_in_both_valuations(korea: Publisher) -> None:
    """Of several areas together there is a value free on board only where all of them have one."""
    korea.read(Comtrade(filed(), **changed(lambda row: row | (
        {"fobvalue": row["primaryValue"] * 0.9 if row["partnerCode"] != 837 else None}
        if (row["reporterCode"], row["flowCode"]) == (410, "M") else {}
    ))))  # fmt: skip
    where = f"ref_area = 'KOR' and indicator = 'goods_imports' and freq = 'A' and year(time_period) = {Y1}"
    held = {(row["counterpart_area"], row["valuation"]): row["obs_value"] for row in korea.rows(where)}
    assert held["CHN", "CIF"] == 249.6e9 and held["CHN", "FOB"] == pytest.approx(249.6e9 * 0.9)
    assert ("W00", "FOB") in held and ("_X", "CIF") in held and ("_X", "FOB") not in held


# What is new


def test_nothing_new_costs_the_list_of_filings_alone(korea: Publisher) -> None:
    korea.read(Comtrade(filed()))
    reporters = next(s for s in korea.kept() if s.edition.startswith("reporters"))
    assert snapshots.read(reporters).startswith(b"\xef\xbb\xbf"), "lists come with a byte order mark"
    assert korea.read(again := Comtrade(filed())).state == "unchanged"
    assert again.data_requests() == []


def test_a_quota_that_is_gone_leaves_what_is_held(korea: Publisher) -> None:
    korea.read(Comtrade(filed()))
    outcome = korea.refresh(Comtrade(filed(), answer=at("", QUOTA, 403)))
    assert outcome.state == "stale" and "quota" in str(outcome.why)


def test_a_first_run_that_was_stopped_goes_on_where_it_was(korea: Publisher) -> None:
    server = Comtrade(filed())
    server.answer = lambda request: Response(QUOTA, 403) if len(server.data_requests()) > 4 else None
    stopped = korea.refresh(server)
    assert stopped.state == "stale" and "quota" in (stopped.why or "")
    answered = {tuple(asked.items()) for asked in server.data_requests()[:4]}
    korea.read(again := Comtrade(filed()))
    assert not {tuple(asked.items()) for asked in again.data_requests()} & answered
    [*_, last] = snapshots.releases(korea.settings.snapshots, SOURCE, "annual")
    korea.holds({f"goods_exports KOR CHN {year}": 124.8e9 for year in YEARS}, f"vintage = '{last}'")


def test_a_revised_filing_is_fetched_alone_into_a_whole_new_vintage(korea: Publisher) -> None:
    korea.read(Comtrade(filed()))
    [first] = snapshots.releases(korea.settings.snapshots, SOURCE, "annual")
    flows = filed()
    for partner in ("156", "0"):
        flows["410", partner, "X", Y2, "TOTAL"] += 1e8
    korea.read(revised := Comtrade(flows, released={("410", Y2): ("beef", f"{NOW}-02-03T00:00:00")}))
    asked = revised.data_requests()
    assert {each["period"] for each in asked} == {Y2} and len(asked) == 3
    later = f"goods_exports KOR CHN {Y2}"
    korea.holds({later: 124.8e9}, f"vintage = '{first}'")
    new = {"obs_value": 124.9e9, "published_on": date(NOW, 2, 3), "published_basis": "stated"}
    korea.holds({later: new, CHINA: 124.8e9}, f"vintage <> '{first}'")


def test_a_withdrawn_filing_is_absent_from_the_new_vintage(korea: Publisher) -> None:
    korea.read(Comtrade(filed()))
    [first] = snapshots.releases(korea.settings.snapshots, SOURCE, "annual")
    korea.read(Comtrade(without(reporter="842", period=Y2)))
    withdrawn = f"goods_exports USA KOR {Y2}"
    korea.holds({withdrawn: pytest.approx(2.4e8)}, f"vintage = '{first}'")
    kept = {f"goods_exports USA KOR {Y1}": pytest.approx(2.4e8)}
    korea.holds({withdrawn: "absent"} | kept, f"vintage <> '{first}'")


def test_a_cut_list_of_filings_is_asked_again_period_by_period(korea: Publisher) -> None:
    def cut(rows: list[Row]) -> list[Row]:
        return (rows * 500)[:500] if len({row["period"] for row in rows}) > 1 else rows

    korea.read(server := Comtrade(filed(), filings=cut))
    lists = [asked for path, asked in server.requests if "getDA/C/A" in path]
    assert len(lists) > 1 and all("," not in asked["period"] for asked in lists[1:])


def test_the_list_of_filings_comes_in_blocks_of_twelve(korea: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "ANNUAL_YEARS", 15)
    korea.read(server := Comtrade(filed()))
    asked = [len(each["period"].split(",")) for path, each in server.requests if "getDA/C/A" in path]
    assert asked[0] == max(asked) == 12


def test_a_filing_in_two_classifications_is_one_released_when_the_last_was(korea: Publisher) -> None:
    def twice(rows: list[Row]) -> list[Row]:
        earlier = {"classificationCode": "S3", "datasetChecksum": "f00d", "lastReleased": "2001-01-01T00:00:00"}
        return [listed for row in rows for listed in (row, row | earlier)]

    korea.sends(Comtrade(filed(), filings=twice), {CHINA: {"published_on": date(int(Y1) + 1, 6, 12)}})
    again = Comtrade(filed(), filings=lambda rows: twice(rows)[::-1])
    assert (korea.read(again).state, again.data_requests()) == ("unchanged", [])


def test_what_since_or_the_articles_left_out_is_caught_up(korea: Publisher) -> None:
    korea.refresh(server := Comtrade(filed()), since=date(int(Y2) + 1, 1, 1))
    assert Y1 not in {asked["period"] for asked in server.data_requests()}
    assert korea.read(later := Comtrade(filed())).state == "new"
    assert {asked["period"] for asked in later.data_requests()} == {Y1}
    korea.claims("trade_partner", ["KOR", "CHN"], ["CHN", "USA"])
    korea.read(another := Comtrade(filed()))
    assert {asked["period"] for asked in another.data_requests() if asked.get("reportercode") == "156"} >= {*YEARS}


# What is asked


@pytest.mark.parametrize("scope", ["default", "world"])
def test_the_plan_is_what_is_asked(korea: Publisher, scope: Any) -> None:
    korea.serve(server := Comtrade(filed()))
    planned = {each.url.split("/", 3)[3] for each in datasets.plan(korea.settings, [SOURCE], scope=scope)}
    assert server.requests == []
    korea.refresh(scope=scope)
    assert planned == {path for path, _ in server.requests if "/C/" in path and "getMetadata" not in path}


def test_no_question_is_longer_than_an_address_may_be(korea: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MONTHLY_YEARS", 5)
    for tier in (fetch._tier(), fetch.Tier("data/v1/get", fetch.KEYED_CAP, 12, {})):
        everybody = {(code, p): ("", "") for code in fetch._reporter_codes() for p in fetch._periods("annual")}
        for scope in ("default", "world"):
            for each in fetch._slices(korea.settings, "annual", scope, tier, everybody):  # type: ignore[arg-type]
                half, _ = fetch._split(
                    {k: v for k, v in each.params.items() if k != "flowCode"} | {"flowCode": "X"}, ""
                )
                assert len(urlencode(half | {"countOnly": "true"})) < 3900


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


def test_with_a_key_many_periods_come_at_once_and_it_is_written_nowhere(
    korea: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(fetch.KEY_VARIABLE, KEY)
    outcome = korea.read(server := Comtrade(filed()))
    assert all(path.startswith("data/v1/get/") for path, asked in server.requests if "cmdcode" in asked)
    assert len(server.data_requests()) <= 6
    korea.holds({CHINA: 124.8e9})
    assert KEY not in str(server.requests) and KEY not in str(outcome)
    assert KEY.encode() not in b"".join(p.read_bytes() for p in korea.settings.snapshots.rglob("*") if p.is_file())
    assert korea.refresh(world := Comtrade(filed()), scope="world").state == "new"
    assert world.data_requests()[0]["reportercode"] == "156,410,842"
    assert "partnercode" not in world.data_requests()[0]


def test_a_wrong_key_is_not_shown(korea: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fetch.KEY_VARIABLE, "wrong-but-secret")
    outcome = korea.refresh(Comtrade(filed()))
    assert outcome.state == "failed" and "key is missing or wrong" in (outcome.error or "")
    assert "wrong-but-secret" not in str(outcome)


# Real answers, and files of the site


def test_the_recorded_reference_lists(shared: Path) -> None:
    """The lists as they are: "Europe EU, nes" has Monaco's ISO3, and every code is one of our map."""
    reporters = normalize.listed((shared / "recorded" / "comtrade_Reporters.json").read_bytes(), "Reporters.json")
    fetch._same_codes(reporters, "Reporters.json")
    listed = json.loads((shared / "recorded" / "comtrade_partnerAreas_from_rds.json").read_bytes())
    names = {"partnercode": "id", "partnerdesc": "country", "partnercodeisoalpha3": "iso_3", "isgroup": "group",
             "entryexpireddate": "exit_year"}  # fmt: skip
    fetch._same_codes([{ours: row[theirs] for ours, theirs in names.items()} for row in listed], "partnerAreas.json")
    known = {row["source_code"] for row in economies.rows(SOURCE)}
    assert {str(row["id"]) for row in listed} | {str(row["reportercode"]) for row in reporters} <= known


@cases("file, count, germany", {
    "preview": ("recorded/comtrade_public_preview_usa_jpn_2023.json", 2, None),
    "with a key": ("recorded/comtrade_get_C_A_HS-60a6ad.json", 4, 74_251_272_075),
    "China in 2010": ("recorded_http/comtrade_get_CHN_2010_TOTAL.json", None, 74_251_272_075),
})  # fmt: skip
def test_the_recorded_answers(shared: Path, file: str, count: int | None, germany: float | None) -> None:
    counted, data = normalize.envelope((shared / file).read_bytes(), file)
    found = normalize.rows(data, file).to_pylist()
    assert len(found) == (count or counted)
    imports = [row["primaryValue"] for row in found if (row["partnerCode"], row["flowCode"]) == ("276", "M")]
    assert imports == ([germany] if germany else [])


def test_the_downloaded_file(publisher: Publisher, shared: Path) -> None:
    body = gzip.decompress((shared / "comtrade" / "TradeData_CHN_USA_DEU_2022_TOTAL.csv.gz").read_bytes())
    publisher.add("csv", "TradeData.csv", body, published_on=date(2024, 1, 15))
    publisher.holds({"goods_imports CHN KOR 2022": pytest.approx(199.7e9, rel=0.001)})
    for valuation, reporters in (("CIF", ("CHN", "DEU", "USA")), ("FOB", ("USA",))):
        for reporter in reporters:
            where = f"indicator = 'goods_imports' and valuation = '{valuation}' and ref_area = '{reporter}'"
            held = publisher.figures(where)
            assert sum(held.values()) / 2 == pytest.approx(held[f"goods_imports {reporter} W00 2022"], rel=1e-9)
    assert publisher.distinct("ref_area", "indicator = 'goods_imports' and valuation = 'FOB'") == {"USA"}
    assert publisher.distinct("ref_area", "counterpart_area = 'TWN'") == {"CHN", "DEU", "USA"}


HEADER = ",".join(normalize.COLUMNS)


def line(partner: str, value: str, flow: str = "X") -> str:
    fields = ["C", "A", "2022", "410", flow, partner, "0", "TOTAL", "C00", "0", "", value, value]
    return ",".join(f'"{field}"' for field in fields)


def file(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\n".join([header, *lines]).encode(encoding)


WORLD, TO_CHINA = line("0", "12"), line("156", "12")
BOTH = {"goods_exports KOR W00 2022": 12, "goods_exports KOR CHN 2022": {
    "obs_value": 12, "valuation": "FOB", "published_on": date(2023, 8, 28), "published_basis": "estimated"}}  # fmt: skip
QUOTED = [f'{row},"of two\nlines, ""quoted"""' for row in (WORLD, TO_CHINA)]
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


def old(header: str, kind: str = "H5", period: str = "2017") -> bytes:
    """A file in a layout before 2023: exports, imports and re-exports."""
    rows = [
        f'{kind},{period[:4]},{period},{period},0,0,{flow},Export,410,"Rep. of Korea",KOR,{partner},x,CHN,,,,,,,,TOTAL,'
        f'"All Commodities",1,"No Quantity",,,,,,,{value},,,0'
        for flow, partner, value in (("2", "0", 12), ("2", "156", 12), ("1", "156", 30), ("3", "156", 5))
    ]
    return "\n".join([header, *rows]).encode()


@cases("body, expected", {
    "latin-1, rows end in a spare comma": (file(*(f'{row},"Curaçao",' for row in (WORLD, TO_CHINA)),
                                                header=f"{HEADER},note", encoding="latin-1"), BOTH),
    "line breaks in a cell": (file(*QUOTED, header=f"{HEADER},note"), BOTH),
    "UTF-16": (file(*QUOTED, header=f"{HEADER},note", encoding="utf-16"), BOTH),
    "mark of byte order": (file(*QUOTED, header=f"{HEADER},note", encoding="utf-8-sig"), BOTH),
    "an empty last column": (file(f"{WORLD},", f"{TO_CHINA},", header=f"{HEADER},isAggregate"), BOTH),
    "a header that ends in a comma": (file(WORLD, TO_CHINA, header=f"{HEADER},"), BOTH),
    "rows that cannot be read beside totals": (file(line("0", " 12 "), TO_CHINA, *(
        TO_CHINA.replace('"C00"', '"C01"').replace(cell, other)
        for cell, other in (('"12"', '"12 *"'), ('"2022"', '"FY22"'), ('"2022"', '""')))), BOTH),
    "the site before 2023": (old(OLD_SITE), {"goods_exports KOR CHN 2017": 12, "goods_imports KOR CHN 2017": 30}),
    "the API before 2023, by month": (old(OLD_API, period="201703"), {
        "goods_exports KOR CHN 2017-03": 12, "goods_imports KOR CHN 2017-03": 30}),
    "services before 2023": (old(OLD_API, "EB02"), "found typeCode S"),
    "services": (file(WORLD.replace('"C"', '"S"')),
        r"expected trade in goods \(typeCode C\).*found typeCode S.*choose Goods"),
    "a row that is too short": (file(WORLD, '"C","A"', line("842", "1")), r"TradeData.csv: CSV parse error"),
    "a quote that never ends": (file(WORLD, TO_CHINA + ',"of', line("842", "1")), r"TradeData.csv: CSV parse error"),
    "a total that is no number": (file(WORLD, line("156", "12 *")),
        r"expected a number in column primaryValue, found '12 \*'"),
    "a period that is none": (file(WORLD, TO_CHINA.replace('"2022"', '"FY22"')),
        "expected a year or a month as the period, found 'FY22'"),
    "no period": (file(WORLD, TO_CHINA.replace('"2022"', '""')),
        "expected a period and a product in every row, found 1 empty"),
    "another file": (b"a,b\n1,2\n", "column typeCode, freqCode"),
})  # fmt: skip
def test_files_of_the_site(publisher: Publisher, body: bytes, expected: Any) -> None:
    publisher.brings("csv", "TradeData.csv", body, expected)


def test_a_file_without_the_world_is_set_apart(publisher: Publisher) -> None:
    codes = [code for code in fetch._everybody() if code != "0"][:120]
    held = publisher.add("csv", "TradeData.csv", file(*(line(code, "5") for code in codes)))
    assert datasets.without_figures(publisher.settings, held) == ["KOR"], "and snapshot add says so"
    assert publisher.figures() == {"goods_exports KOR W00 2022": None}


def test_a_stored_file_that_has_changed_is_not_read(publisher: Publisher) -> None:
    stored = publisher.add("csv", "TradeData.csv", file(WORLD, TO_CHINA))
    stored.path.write_text(stored.path.read_text().replace('"12"', '"13"'))
    with pytest.raises(datasets.IngestError, match="has changed since it was stored"):
        datasets.read_again(publisher.settings, SOURCE, "csv", stored.vintage)


def test_an_answer_that_is_none() -> None:
    with pytest.raises(BrokenContract, match="expected an object with `data`"):
        normalize.accept("annual", json.dumps([1]).encode(), "x.json")
