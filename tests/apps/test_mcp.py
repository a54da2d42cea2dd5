"""The MCP server, asked by the SDK's own client: in this process, over stdio, and over HTTP on loopback."""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters
from serving import holds, running

from pipelines.apps import mcp
from pipelines.claims import articles, hedges, stating
from pipelines.claims.words import in_words
from pipelines.config import Settings, shipped

COMMAND = Path(sys.executable).with_name("bilateral")
SENTENCE = "China, Japan and South Korea have a combined population of nearly 1.6 billion."
CLAIM = {
    "indicator": "gdp", "operation": "sum", "areas": {"ref": ["CHN", "JPN", "KOR"]}, "hedge": "over",
    "value": "$24 trillion", "said_on": "2025-03-22",
}  # fmt: skip


def asked(server: Any, question: Callable[[Client], Awaitable[Any]]) -> Any:
    async def ask() -> Any:
        async with Client(server, read_timeout_seconds=60) as client:
            return await question(client)

    return anyio.run(ask)


def content(result: Any) -> Any:
    assert not result.is_error, result.content
    return result.structured_content


@pytest.fixture
def server(built: Path) -> Any:
    return mcp.server(Settings(warehouse_dir=built))


def call(server: Any, tool: str, **arguments: Any) -> Any:
    return asked(server, lambda client: client.call_tool(tool, arguments))


def test_a_text_is_checked_with_its_figures_and_their_licence(server: Any) -> None:
    found = content(call(server, "check_text", text=SENTENCE, said_on="2025-03-22"))
    (claim,) = found["claims"]
    assert (claim["verdict"], claim["verdict_now"]) == ("SUPPORTED", "SUPPORTED")
    assert all(reading["source"] and reading["vintage"] and reading["unit"] for reading in claim["readings"])
    assert {source["source"] for source in found["sources"]} == {reading["source"] for reading in claim["readings"]}
    assert all(source["licence"] and source["citation"] for source in found["sources"])
    assert len(json.dumps(found)) < 20_000


def test_what_is_not_safe_to_publish_says_why(server: Any) -> None:
    text = f"{SENTENCE} Prices in Tokyo rose by 3 per cent, too."
    whole = content(call(server, "check_text", text=text, said_on="2025-03-22"))["claims"][0]
    assert whole["safe_to_publish"] == (not whole["before_publishing"])
    mixed = "Japan had 125 million people in 2022, and 14 million of them lived in Tokyo."
    (claim,) = content(call(server, "check_text", text=mixed, said_on="2025-03-22"))["claims"]
    assert not claim["safe_to_publish"] and "was not read" in " ".join(claim["before_publishing"])


def test_a_structured_claim_goes_straight_to_the_judge(server: Any) -> None:
    found = content(call(server, "check_claim", claim=CLAIM))
    assert (found["verdict"], found["verdict_now"]) == ("DEPENDS", "SUPPORTED")
    assert "source" in found["decided_by"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"indicator": "gross product"}, "near are: gdp"),
    ({"indicator": ["gdp"]}, "indicator"),
    ({"indicator": {"id": "gdp"}}, "indicator: Input should be a valid string"),
    ({"indicator": "GDP"}, "near are: gdp (Gross domestic product)"),
    ({"indicator": None}, "`indicator` is missing"),
    ({"areas": {"ref": ["KRO"]}}, "KOR"),
    ({"areas": {"ref": ["Japan"]}}, "JPN"),
    ({"areas": {"ref": []}}, "name at least one ISO3 code or group"),
    ({"areas": "JPN"}, "areas: "),
    ({"areas": {"ref": ["JPN"], "partner": ["USA"]}}, "areas.partner: unknown field"),
    ({"areas": {"ref": ["CHN"], "counterpart": ["USA"]}}, "gdp is a figure of one country; remove USA"),
    ({"hedge": "sort of"}, "hedge: unknown 'sort of'"),
    ({"hedge": "between"}, "hedge `between` needs `value_high`"),
    ({"value": "plenty"}, "value: expected a number as written"),
    ({"value": "a lot"}, "value: expected a number as written"),
    ({"value": "more than $24 trillion"}, "what hedges it is given as the hedge"),
    ({"value": None}, "`value` is missing"),
    ({"value": 24}, "value: Input should be a valid string"),
    ({"value_high": "$25 trillion"}, "value_high: expected hedge `between`; found 'over'"),
    ({"operation": None}, "`operation` is missing"),
    ({"operation": "total"}, "operation: "),
    ({"operation": "next", "value": "3", "value_high": "4"}, "value_high: next does not use it"),
    ({"operation": "direction", "value": None, "hedge": None, "base": {"ref": ["USA"]}}, "base: direction does not use it"),
    ({"operation": "level", "order": "asc"}, "order: level does not use it"),
    ({"operation": "level", "universe": "EU"}, "universe: level does not use it"),
    ({"operation": "rank", "value": "3", "universe": "ASIA PACIFIC"}, "universe: unknown group"),
    ({"operation": "share", "base": {"ref": ["EUU"]}}, "base.ref: unknown area 'EUU'"),
    ({"operation": "ratio", "value": "2"}, "ratio needs `base`"),
    ({"operation": "average", "value": "$2 trillion"}, "average needs a window"),
    ({"operation": "count", "value": "3"}, "count needs `bar`"),
    ({"operation": "change", "value": "3%", "span": 3, "period": "2020"}, "`span` counts back from the newest period"),
    ({"operation": "change", "value": "3%", "span": 0}, "span: "),
    ({"period": "last year"}, "period: expected 2023, 2023-FY"),
    ({"period": "2023/2020"}, "expected the earlier year first"),
    ({"publishers": ["psa"]}, "publishers: unknown 'psa'; one of adb"),
    ({"definitions": ["market"]}, "definitions: unknown 'market' for gdp"),
    ({"parts": "both"}, "parts: "),
    ({"colour": "red"}, "colour: unknown field"),
    ({"said_on": "yesterday"}, "said_on"),
    ({"said_on": "2199-01-01"}, "is in the future"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "taught"), WRONG)
def test_what_is_wrong_with_a_claim_is_taught_and_nothing_is_guessed(
    server: Any, changed: dict[str, Any], taught: str
) -> None:
    result = call(server, "check_claim", claim=CLAIM | changed)
    assert result.is_error
    assert taught in result.content[0].text, result.content[0].text


def test_an_argument_that_is_unknown_or_missing_is_told(server: Any) -> None:
    for arguments, taught in (
        ({"txt": SENTENCE}, "unknown argument 'txt'; did you mean 'text'? It takes text, said_on, country, speakers."),
        ({"said_on": "2025-03-22"}, "missing argument 'text'; expected text, found said_on"),
    ):
        result = call(server, "check_text", **arguments)
        assert result.is_error and taught in result.content[0].text, result.content[0].text


def test_the_schema_explains_each_operation_with_an_example_that_is_taken(server: Any) -> None:
    """What an assistant is shown as an example is understood as the words beside it say."""
    tools = asked(server, lambda client: client.list_tools()).tools
    (schema,) = [tool.input_schema["properties"]["claim"] for tool in tools if tool.name == "check_claim"]
    for operation, about in stating.operations().items():
        assert f"`{operation}`: {about['meaning']}" in schema["properties"]["operation"]["description"]
        claim = articles.one({"operation": operation, **about["example"], "said_on": "2025-03-22"}, date(2026, 12, 2))
        assert in_words(claim)
    assert schema["properties"]["hedge"]["enum"] == list(hedges.hedges())
    assert all(shape.get("description") for name, shape in schema["properties"].items() if name in stating.described())


def test_a_wording_is_taken_for_the_hedge_that_it_is(server: Any) -> None:
    found = content(call(server, "check_claim", claim=CLAIM | {"hedge": "more than"}))
    assert next(iter(found)) == "in_words"
    assert found["hedge"] == "over" and "more than $24 trillion" in found["in_words"]


@pytest.mark.parametrize(
    ("changed", "said_back"),
    [
        ({"operation": "change", "value": "-19.9%", "base_period": "2019", "period": "2020"}, "fell by more than 19.9%"),
        ({"operation": "change", "value": "31%", "unit": "PT", "base_period": "2010", "period": "2020"}, "rose by more than 31% from"),
        ({"operation": "order", "value": None, "base": {"ref": ["WLD"]}}, "more than that of every other country"),
        ({"operation": "ratio", "value": "1", "base": {"ref": ["TWN"]}, "hedge": "about"}, "about 1 times that of Taiwan"),
        ({"publishers": ["imf"]}, "by the figure of the International Monetary Fund"),
    ],
)  # fmt: skip
def test_what_was_understood_is_said_back(changed: dict[str, Any], said_back: str) -> None:
    assert said_back in in_words(articles.one(CLAIM | changed, date(2026, 12, 2)))


@pytest.mark.parametrize(
    "sql",
    [
        "copy (select 1) to 'x.csv'", "select * from read_csv('/etc/passwd')", "drop table core.observation",
        "attach 'other.duckdb'", "install httpfs", "", "select count(*) from nowhere",
    ],
)  # fmt: skip
def test_a_hostile_query_is_an_error_in_words(server: Any, sql: str) -> None:
    result = call(server, "query", sql=sql)
    assert result.is_error
    assert result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_a_query_is_bounded_in_rows_and_seconds(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = content(call(server, "query", sql="select range as n from range(100000)", limit=10**9))
    assert (len(found["rows"]), found["truncated"]) == (mcp.MOST_ROWS, True)
    monkeypatch.setattr(mcp, "SECONDS", 0.2)
    endless = "select count(*) from range(1000000) a, range(1000000) b where a.range % 7 = b.range % 11"
    result = call(server, "query", sql=endless)
    assert result.is_error
    assert "longer than 0.2 seconds" in result.content[0].text


def test_what_a_query_takes_is_not_the_servers(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither memory, nor an answer that no assistant can read, nor numbers that JSON does not know."""
    monkeypatch.setattr(mcp, "SECONDS", 2.0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for sql, taught in (
        ("select length(repeat('a', 3000000000))", "memory|longer than"),
        ("select repeat('a', 2000000) as a", "the result has 2,0"),
    ):
        result = call(server, "query", sql=sql)
        assert result.is_error and re.search(taught, result.content[0].text), result.content[0].text
    found = call(server, "query", sql="select 'nan'::double as a, 'inf'::double as b, 1 as c")
    assert content(found)["rows"] == [{"a": None, "b": None, "c": 1}]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


def test_looking_up_before_asking(server: Any) -> None:
    near = content(call(server, "find_indicator", words="soldiers stationed abroad"))["result"]
    assert "troops" in [entry["id"] for entry in near]
    everything = content(call(server, "describe"))["relations"]
    assert "marts.trade_partner" in [entry["relation"] for entry in everything]
    one = content(call(server, "describe", relation="trade_partner"))
    assert {"exports", "imports"} <= {column["name"] for column in one["columns"]}
    cited = content(call(server, "cite", sql="select * from marts.troop_deployment"))["result"]
    assert "us_dmdc" in [entry["id"] for entry in cited]
    assert all(entry["licence"] and entry["citation"] for entry in cited)


@pytest.mark.parametrize(
    ("tool", "arguments", "taught"),
    [
        ("coverage", {"names": ["Nigera"]}, "nearest known: NGA"),
        ("coverage", {"names": ["inflatoin"]}, "nearest indicator: inflation"),
        ("describe", {"relation": "trade_partners"}, "trade_partner"),
        ("cite", {"sql": "drop table core.observation"}, "expected one SELECT"),
        ("query", {"sql": "select 1", "limit": 0}, "expected a limit from 1"),
    ],
)
def test_looking_up_what_is_not_there_teaches(server: Any, tool: str, arguments: dict[str, Any], taught: str) -> None:
    result = call(server, tool, **arguments)
    assert result.is_error
    assert taught in result.content[0].text, result.content[0].text


def test_words_without_end_and_reports_that_are_not_there(server: Any) -> None:
    begun = time.process_time()
    assert content(call(server, "find_indicator", words="trade " * 100_000))["result"]
    assert time.process_time() - begun < 5

    async def read(client: Client) -> None:
        with pytest.raises(MCPError, match="no report 'nope'; expected one of east-asian"):
            await client.read_resource("bilateral://reports/nope")

    asked(server, read)


def test_what_is_held_is_told_and_stays_small(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = content(call(server, "coverage", names=["USA", "MEX"]))["rows"]
    assert {"us_census", None} <= {row["source"] for row in pair}
    monkeypatch.setattr(mcp, "MOST_ROWS", 10)
    wide = content(call(server, "coverage", names=["population"]))
    assert (len(wide["rows"]), wide["rows_left_out"] > 5) == (10, True)


def test_method_schema_articles_and_reports_are_resources(server: Any) -> None:
    async def read(client: Client) -> list[str]:
        kinds = ("method", "claim-schema", "articles", "reports/east-asian-powers-2025-03-30")
        return [(await client.read_resource(f"bilateral://{kind}")).contents[0].text for kind in kinds]

    method, schema, articles, report = asked(server, read)
    assert "DEPENDS" in method
    assert json.loads(schema)["required"] == ["operation"]
    assert json.loads(articles)[0]["id"] == "east-asian-powers-2025-03-30"
    assert "1.6 billion" in report


def environment(built: Path) -> dict[str, str]:
    return {**os.environ, "BILATERAL_WAREHOUSE": str(built)}


def test_over_stdio_as_an_assistant_starts_it(built: Path) -> None:
    command = StdioServerParameters(command=str(COMMAND), args=["mcp"], env=environment(built))
    found = asked(command, lambda client: client.call_tool("check_text", {"text": SENTENCE, "said_on": "2025-03-22"}))
    assert content(found)["claims"][0]["verdict"] == "SUPPORTED"


def test_over_http_where_the_pages_are(built: Path) -> None:
    with running(Settings(warehouse_dir=built)) as (host, port):
        found = asked(f"http://{host}:{port}/mcp", lambda client: client.call_tool("check_claim", {"claim": CLAIM}))
    assert content(found)["verdict"] == "DEPENDS"
    assert all("sql" not in reading for reading in content(found)["readings"]), "without --sql no answer offers SQL"


HANDBOOK = shipped("docs") / "connecting.md"


def test_the_dialogue_of_the_handbook_is_real(server: Any) -> None:
    section = HANDBOOK.read_text(encoding="utf-8").partition("### A dialogue")[2].partition("\n## ")[0]
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", section, re.DOTALL)]
    assert len(blocks) == 8
    for asked_for, shown in zip(blocks[::2], blocks[1::2], strict=True):
        answered = content(call(server, asked_for["tool"], **asked_for["arguments"]))
        assert holds(shown, answered), asked_for
