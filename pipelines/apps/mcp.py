"""`bilateral mcp`: a Model Context Protocol server, so that an assistant checks claims and looks figures up by itself.

Belongs here: the tools and resources, what an assistant is told about them, answers that stay small. Does not belong
here: checking (check.py), queries (query.py), the protocol (the SDK).

Figures come with source, edition, period and licence. What is wrong with a call is said in words that name the right
choice, so that the next call can be right; nothing is guessed.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

from pipelines.config import Settings, shipped

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from mcp.server.transport_security import TransportSecuritySettings

INSTRUCTIONS = (
    "Checks statements about countries and pairs of countries against official statistics: as published on the day"
    " they were made, and as known today. Use check_text for prose; where you have already read the statement"
    " yourself, state it as a structured claim with check_claim. Quote verdicts with their figure, source and edition."
    " NOT_CHECKABLE comes with its reason; never fill in a figure of your own."
)
LONGEST_TEXT = 100_000
MOST_ROWS = 200
SECONDS = 20.0
SHOWN_READINGS = 8


def serve(settings: Settings) -> None:
    """Serve over stdin and stdout until the client leaves."""
    server(settings).run("stdio")


def guarded_outside() -> "TransportSecuritySettings":
    """Hosts and origins are checked in front of the whole server (serve.py)."""
    from mcp.server.transport_security import TransportSecuritySettings

    return TransportSecuritySettings(enable_dns_rebinding_protection=False)


def server(settings: Settings, with_sql: bool = True) -> "MCPServer[Any]":
    """The server with its tools and resources, not yet running; without SQL no tool takes or shows a query."""
    from importlib.metadata import version

    from mcp.server import MCPServer
    from mcp_types import ToolAnnotations

    class Teaching(MCPServer[Any]):
        async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
            """Like the SDK's, which takes unknown arguments in silence and tells missing ones in pydantic's words."""
            if tool := self._tool_manager.get_tool(name):
                _expect_arguments(tool.parameters, arguments)
            return await super().call_tool(name, arguments, context)

    running = Teaching("bilateral", instructions=INSTRUCTIONS, version=version("bilateral"), log_level="WARNING")
    reading_only = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
    for tool in _tools(settings, with_sql):
        running.add_tool(_teaching(tool), annotations=reading_only)
    _add_resources(running, settings)
    return running


def _tools(settings: Settings, with_sql: bool = True) -> list[Callable[..., Any]]:
    from pydantic import WithJsonSchema

    from pipelines.claims import stating

    def check_text(
        text: str, said_on: date | None = None, country: str | None = None, speakers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Every checkable statement of a text with its verdict, the figures behind it and their sources.

        said_on: the day on which it was said (2025-03-22); today if left out. country: who “we” and “our” are, as USA.
        speakers: who they are in what somebody is quoted with, as {"Ana Ruiz": "MEX"}.
        Statements that were not checked come with the reason in `skipped`.
        """
        from pipelines.apps import check

        if len(text) > LONGEST_TEXT:
            raise ValueError(f"expected at most {LONGEST_TEXT:,} characters; found {len(text):,}. Send it in parts")
        found = check.check(settings, text, said_on, country=country, speakers=speakers)
        claims = [_short(claim, with_sql) for claim in found["claims"]]
        return {
            "said_on": found["said_on"],
            "claims": claims,
            "sentences": found["sentences"],
            "skipped": found["skipped"],
            "sources": _terms(settings, claims),
        }

    def check_claim(claim: Annotated[dict[str, Any], WithJsonSchema(stating.schema())]) -> dict[str, Any]:
        """The verdict on one claim that you have read and state field by field, with the figures behind it.

        Unlike check_text it reads no prose: the fields say what is claimed, and `in_words` says back what was
        understood. Look at that first. Nothing is guessed; a field that cannot be used is answered with what was
        expected and what comes near. Example: {"indicator": "gdp", "operation": "level", "areas": {"ref": ["JPN"]},
        "hedge": "over", "value": "$4 trillion", "period": "2023", "said_on": "2024-05-01"}.
        """
        from pipelines.apps import check

        stating.expect_indicator(claim)
        found = _short(check.check_claim(settings, claim), with_sql)
        return found | {"sources": _terms(settings, [found])}

    def find_indicator(words: str) -> list[dict[str, Any]]:
        """Indicators that can be claimed about, nearest to the words first, with the ids that check_claim takes.

        `readings` lists the ids for `definitions`: type E may be meant, U is arguable, N is shown and never votes.
        """
        from pipelines.apps import query as queries

        return queries.indicators(words)

    def query(sql: str, limit: int = 50) -> dict[str, Any]:
        """The result of a read-only DuckDB query on the published figures, at most 200 rows and 20 seconds.

        Call describe first: it lists the relations and their columns. `truncated` says whether more rows matched.
        """
        from pipelines.apps import query as queries

        if limit < 1:
            raise ValueError(f"expected a limit from 1 to {MOST_ROWS}; found {limit}")
        found = queries.apart(settings, sql, limit=min(limit, MOST_ROWS), seconds=SECONDS)
        return {"columns": found.columns, "rows": found.rows, "truncated": found.truncated}

    def describe(relation: str = "") -> dict[str, Any]:
        """A relation's grain, key, columns with units and meanings, sources, example; without a name, all relations."""
        from pipelines.warehouse import published

        if relation:
            return published.about(settings, relation)
        with published.connect(settings) as connection:
            found = connection.execute(
                "select relation, rows, regexp_extract(description, '^[^.:;]*') from meta.relation"
                " where not starts_with(relation, 'input.') order by relation"
            ).fetchall()
        return {"relations": [dict(zip(("relation", "rows", "meaning"), row, strict=True)) for row in found]}

    def cite(sql: str) -> list[dict[str, Any]]:
        """The datasets behind the result of a query, with publisher, licence and citation to print beside figures."""
        from pipelines.apps import query as queries
        from pipelines.warehouse import published

        with queries.running(settings, sql, SECONDS) as connection:
            return published.cite(connection, sql)

    def coverage(names: list[str] | None = None) -> dict[str, Any]:
        """What is held: years, editions, age in days, and what is missing, of which publishers would have it.

        names: one indicator (gdp), one country (NGA), or two countries for a pair; nothing for everything.
        """
        from pipelines.reports import coverage as held
        from pipelines.warehouse import inputs, published

        with published.connect(settings) as connection:
            found = held.held(connection, names or [], inputs.today())
        return {"rows": found[:MOST_ROWS], "rows_left_out": max(0, len(found) - MOST_ROWS)}

    return [check_text, check_claim, find_indicator, coverage, *((query, describe, cite) if with_sql else ())]


def _add_resources(running: "MCPServer[Any]", settings: Settings) -> None:
    from mcp.server.mcpserver.exceptions import ResourceNotFoundError

    @running.resource("bilateral://method", mime_type="text/markdown")
    def method() -> str:
        """How a sentence becomes a verdict: readings, hedges and their intervals, what each verdict means."""
        return (shipped("docs") / "method.md").read_text(encoding="utf-8")

    @running.resource("bilateral://claim-schema", mime_type="application/json")
    def claim_schema() -> dict[str, Any]:
        """The JSON schema of a structured claim, as check_claim takes it."""
        from pipelines.claims import stating

        return stating.schema()

    @running.resource("bilateral://articles", mime_type="application/json")
    def articles() -> list[dict[str, str]]:
        """The checked articles: id, title, day."""
        from pipelines.warehouse import published

        with published.connect(settings) as connection:
            found = connection.execute(
                "select article_id, title, published::varchar from factcheck.article order by all"
            ).fetchall()
        return [dict(zip(("id", "title", "published"), row, strict=True)) for row in found]

    @running.resource("bilateral://reports/{article}", mime_type="text/markdown")
    def report(article: str) -> str:
        """The report of one article."""
        known = {path.parent.name: path for path in settings.reports.glob("*/report.md")}
        if article not in known:
            raise ResourceNotFoundError(
                f"no report {article!r}; expected one of {', '.join(sorted(known)) or 'none yet'}"
            )
        return known[article].read_text(encoding="utf-8")


def _teaching(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool with errors that an assistant can act on as its answer; anything else is a fault of ours."""
    import duckdb
    from mcp.server.mcpserver.exceptions import ToolError

    from pipelines.stores import snapshots

    @wraps(tool)
    def teaching(*args: Any, **kwargs: Any) -> Any:
        try:
            return tool(*args, **kwargs)
        except (ValueError, LookupError, FileNotFoundError, TimeoutError, MemoryError, duckdb.Error) as error:
            raise ToolError(snapshots.redact(str(error))) from error

    return teaching


def _expect_arguments(schema: dict[str, Any], given: dict[str, Any]) -> None:
    """ToolError for an argument that the tool does not take, and for one that is missing."""
    from difflib import get_close_matches

    from mcp.server.mcpserver.exceptions import ToolError

    known = list(schema.get("properties", {}))
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise ToolError(f"unknown argument {name!r}{hint} It takes {', '.join(known) or 'none'}.")
    if missing := [name for name in schema.get("required", []) if name not in given]:
        raise ToolError(f"missing argument {missing[0]!r}; expected {', '.join(schema['required'])}, found"
                        f" {', '.join(given) or 'none'}")  # fmt: skip


def _short(claim: dict[str, Any], with_sql: bool) -> dict[str, Any]:
    """What an assistant needs of a claim's document: the verdict, why, and the figures a fair reader could mean."""
    kept = (
        "in_words", "safe_to_publish", "before_publishing", "unread", "verdict", "verdict_now", "reason", "decided_by",
        "would_be_true", "turned_by", "text", "indicator", "areas", "operation", "hedge", "value", "unit", "period",
        "cumulative", "needs",
    )  # fmt: skip
    figures = ("known", "part", "source", "vintage", "published_on", "period", "label", "value", "text", "unit",
               "status", "outcome", *(("sql",) if with_sql else ()))  # fmt: skip
    readings = [reading for reading in claim["readings"] if reading["type"] == "E"] or claim["readings"]
    return {name: claim[name] for name in kept} | {
        "readings": [{name: reading[name] for name in figures} for reading in readings[:SHOWN_READINGS]],
        "readings_left_out": max(0, len(readings) - SHOWN_READINGS),
    }


def _terms(settings: Settings, claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Publisher, licence and citation of the sources that the readings name."""
    from pipelines import sources

    named = {reading["source"] for claim in claims for reading in claim["readings"]}
    return [
        {"source": one.id, "publisher": one.publisher, "licence": one.licence, "citation": one.citation}
        for one in sources.everything()
        if one.id in named
    ]
