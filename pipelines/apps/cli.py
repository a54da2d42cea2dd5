"""The `bilateral` command. Each command calls one function and prints what came of it.

Results go to stdout, progress and messages to stderr. Nothing heavy is imported before a command runs.
"""

import atexit
import gc
import os
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.config import Settings

if TYPE_CHECKING:
    from pipelines.fetching.source import Scope

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
snapshot_app = typer.Typer(
    help="Add and inspect files as publishers sent them.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(snapshot_app, name="snapshot")

watch_app = typer.Typer(
    help="Choose what is kept fresh whatever the articles say.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(watch_app, name="watch")

desk_app = typer.Typer(
    help="Follow feeds of the press, and check what they say.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(desk_app, name="desk")

FAILED, USAGE, NOTHING_CHECKABLE = 1, 2, 3
DEBUG = "BILATERAL_DEBUG"


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"
    parquet = "parquet"


class Reader(StrEnum):
    patterns = "patterns"
    model = "model"


class ScopeName(StrEnum):
    default = "default"
    world = "world"


def _with_figures() -> Settings:
    """Settings under which there is something to ask: on first use the figures that come along are built."""
    from pipelines.apps import project, terminal

    return project.with_figures(Settings(), terminal.note)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"expected a day like 2025-03-22; found {text!r}") from None


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"bilateral {version('bilateral')}\n")
        raise typer.Exit


@app.callback()
def bilateral(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Checks what articles claim about countries and pairs of countries against official statistics."""


Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Strict = Annotated[bool, typer.Option("--strict", help="Halve the widths that hedge words allow.")]
AcceptLoss = Annotated[
    bool,
    typer.Option(
        "--accept-loss", help="Take figures that are gone, or unlike those of the edition before, for what is meant."
    ),
]
Full = Annotated[bool, typer.Option("--full", help="Build everything anew, whatever is published already.")]
AsOf = Annotated[date | None, typer.Option(parser=_day, metavar="DATE", help="Take this day for today.")]


@app.command(epilog="Example: bilateral run --offline")
def run(
    offline: Annotated[bool, typer.Option("--offline", help="Do not use the network.")] = False,
    select: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="Only this source; may be repeated.")
    ] = None,
    article: Annotated[str | None, typer.Option(metavar="ID", help="Report on this article only.")] = None,
    since: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="Fetch releases from this day on.")
    ] = None,
    scope: Annotated[
        ScopeName, typer.Option(help="default fetches the pairs that articles name, world everything.")
    ] = ScopeName.default,
    answer: Annotated[
        bool,
        typer.Option("--answer", help="Then ask the publishers for what claims of articles lack, and judge again."),
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what would be fetched, from where and why, and fetch nothing.")
    ] = False,
    reader: Annotated[
        Reader, typer.Option(help="Who reads articles that are given as text (articles/ID.txt).")
    ] = Reader.patterns,
    as_of: AsOf = None,
    strict: Strict = False,
    full: Full = False,
    accept_loss: AcceptLoss = False,
    json: Json = False,
) -> None:
    """Fetch, read, build, check and report in one go.

    The steps are those of the graph that Dagster shows.
    """
    from pipelines.apps import terminal

    settings = Settings(offline=offline)
    if plan:
        _plan(settings, select, since, scope.value, json)
        return
    from pipelines.apps import execution, project

    project.ready(settings, terminal.note)
    profile = "strict" if strict else "default"
    asked = execution.RunRequest(
        select, article, since, scope.value, as_of, profile, answer, full, accept_loss, reader.value
    )
    with terminal.progress() as progress:
        outcome = execution.run(settings, asked, progress)
    if json:
        terminal.as_json(outcome)
    else:
        _print_run(outcome)
    if outcome["failed"]:
        raise typer.Exit(FAILED)


@app.command(epilog="Example: bilateral init fact-checks")
def init(
    folder: Annotated[
        Path, typer.Argument(help="Where to set it up; the folder is made if it is not there.", file_okay=False)
    ] = Path(),
    json: Json = False,
) -> None:
    """Set up a project of your own.

    It gets a folder with an article to learn from, and Dagster's settings. Its data are kept in warehouse/.
    """
    from pipelines.apps import project, terminal

    written = project.lay(folder.resolve())
    if json:
        terminal.as_json({"project": folder.resolve(), "files": written})
        return
    for path in written:
        sys.stdout.write(f"{path}\n")
    if not written:
        terminal.note(f"{folder.resolve()} is a project already; nothing was changed.")
    terminal.note("Next: `bilateral run --offline` in it, or `bilateral run` to fetch what the publishers offer.")


def _plan(settings: Settings, select: list[str] | None, since: date | None, scope: "Scope", json: bool) -> None:
    from pipelines.apps import terminal
    from pipelines.ingest import datasets

    rows = [planned._asdict() if hasattr(planned, "_asdict") else vars(planned) for planned in
            datasets.plan(settings, select, since, scope)]  # fmt: skip
    if json:
        terminal.as_json(rows)
    else:
        width = max((len(f"{row['source']}/{row['dataset']}") for row in rows), default=0)
        for row in rows:
            terminal.entry(f"{row['source']}/{row['dataset']}", str(row["why"]), width=width)
            url = str(row["url"])
            terminal.entry("", (url if len(url) <= 160 else url[:159] + "…", "dim"), width=width, indent=True)
        terminal.note(f"{len(rows)} addresses would be asked, some of them more than once; nothing was fetched.")


def _print_run(outcome: dict[str, Any]) -> None:
    from pipelines.apps import terminal

    _say_what_serves(outcome["sources"])
    for asked in outcome.get("answers", []):
        why = f": {asked['why']}" if asked["why"] else ""
        terminal.note(f"{asked['source']}, asked for what claims lack: {asked['state']}{why}")
    for warning in outcome["warnings"]:
        terminal.paragraph(f"warning: {warning}")
    for failure in outcome["failed"]:
        terminal.note(f"failed: {failure}")
    if outcome["verdicts"] and not outcome.get("built", True):
        terminal.note("Nothing was published: the verdicts below are those of before.")
    columns = ["claim_id", "verdict", "verdict_now", "decided_by_or_closest"]
    rows = [
        row | {"decided_by_or_closest": row["decided_by"] or ", ".join(filter(None, (row["closest"], row["gap"])))}
        for row in outcome["verdicts"]
    ]
    for article in dict.fromkeys(row["article_id"] for row in rows):
        terminal.table([row for row in rows if row["article_id"] == article], columns, title=article)
    if outcome["unchanged"]:
        terminal.note("Nothing new: no observation, no mart and no verdict changed.")
    for name, made in (("Database:", outcome["database"]), ("Report:  ", outcome["report"])):
        if Path(made).exists():
            terminal.note(f"{name} {made}")


SERVES = {"stale": "what is held serves of", "missing": "nothing is held of", "failed": "failed:"}
"""What became of a source that sent nothing."""


def _say_what_serves(rows: list[dict[str, Any]]) -> None:
    """Once for all sources that sent nothing for the same reason: of which of them something is held."""
    from pipelines.apps import terminal
    from pipelines.ingest import datasets

    by_reason: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if row["state"] in SERVES:
            why = row.get("why") or row.get("error") or ""
            why = why.removeprefix(f"{row['source']}: ").removesuffix(f"; {datasets.NOTHING_SERVES}")
            by_reason.setdefault(why, {}).setdefault(row["state"], []).append(row["source"])
    for why, by_state in by_reason.items():
        serves = "; ".join(f"{SERVES[state]} {', '.join(by_state[state])}" for state in SERVES if state in by_state)
        terminal.paragraph(f"{why}: {serves}")


@app.command(epilog='Example: bilateral check "Japan has a population of 125 million." --said-on 2024-05-01')
def check(
    context: typer.Context,
    text: Annotated[
        str | None,
        typer.Argument(help="A text, a file that holds one (plain or a saved web page), or - for standard input."),
    ] = None,
    said_on: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="When it was said; today if not given.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="COUNTRY", help="Who “we”, “our” and “the economy” are: USA, or a name.")
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=COUNTRY", help="Whose “we” is in what somebody is quoted with; may be repeated."),
    ] = None,
    reader: Annotated[
        Reader, typer.Option(help="`model` lets the language model of BILATERAL_LLM_URL read beside the patterns.")
    ] = Reader.patterns,
    explain: Annotated[bool, typer.Option("--explain", help="Show how each sentence was read.")] = False,
    to_yaml: Annotated[bool, typer.Option("--to-yaml", help="Print an article file to correct and keep.")] = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Check the column `text` of a Parquet file instead; id, said_on and country are used if it has them.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="With --batch: where the verdicts go.")] = None,
    engine: Annotated[str, typer.Option(help="With --batch: duckdb, or spark if the extra is installed.")] = "duckdb",
    fetch: Annotated[bool, typer.Option("--fetch", help="Ask the publishers for what a claim lacks.")] = False,
    requests: Annotated[int, typer.Option(min=1, help="With --fetch: ask at most this many times.")] = 20,
    seconds: Annotated[float, typer.Option(min=1, help="With --fetch: wait at most this long.")] = 60,
    as_of: AsOf = None,
    strict: Strict = False,
    json: Json = False,
) -> None:
    """Check the statements of a text.

    Each gets a verdict; every other sentence gets the reason why it cannot be checked.
    """
    from pipelines.apps import terminal, texts

    if batch or out:
        _only_of_batch(context)
        _batch(batch, out, engine, reader, json)
        return
    if text is None:
        raise typer.BadParameter("expected a text, a file or - for stdin; found none")
    given, title = texts.given(text)
    if not given.strip():
        raise typer.BadParameter("expected a text with words in it; found none")
    from pipelines.apps import check as checking

    if to_yaml:
        from pipelines.reader import to_yaml as as_yaml
        from pipelines.warehouse import inputs

        day = said_on or inputs.today()
        code, quoted = checking.country_code(country), checking.speakers_codes(_speakers(speaker))
        with _progress_of(reader) as progress:
            read = checking.read_text(given, day, code, quoted, read_by=reader, progress=progress)
        sys.stdout.write(
            as_yaml(read, {"title": title, "published": day, "country": code, "speakers": dict(quoted or {})})
        )
        return
    judged: dict[str, Any] = {"profile": "strict" if strict else "default", "as_of": as_of, "country": country}
    judged |= {"speakers": _speakers(speaker), "read_by": reader}
    if fetch:
        bound: dict[str, Any] = {"requests": requests, "seconds": seconds}
        with terminal.progress() as judged["progress"]:
            result = checking.check_and_fetch(_with_figures(), given, said_on, **bound, **judged)
    else:
        with _progress_of(reader) as judged["progress"]:
            result = checking.check(_with_figures(), given, said_on, **judged)
    if result["tokens"]:
        terminal.note(f"The model read and wrote {result['tokens']:,} tokens.")
    if json:
        terminal.as_json(result)
    else:
        if explain:
            _print_segments(given, said_on)
        _print_check(result, explain)
    if not result["claims"]:
        raise typer.Exit(NOTHING_CHECKABLE)


def _only_of_batch(context: typer.Context) -> None:
    """Raises BadParameter for an option that a table does not take: nothing that was asked for is left out unsaid."""
    sources = {each: context.get_parameter_source(each) for each in context.params}
    given = {each for each, source in sources.items() if source is not None and source.name == "COMMANDLINE"}
    if others := sorted(given - {"batch", "out", "engine", "reader", "json"}):
        named = ", ".join("TEXT" if each == "text" else f"--{each.replace('_', '-')}" for each in others)
        raise typer.BadParameter(f"--batch takes day and country from the columns of the table: leave out {named}")


def _progress_of(reader: Reader) -> AbstractContextManager[Any]:
    """A bar for a model, which takes its time; the patterns are done before one could be drawn."""
    from pipelines.apps import terminal

    return terminal.progress() if reader is Reader.model else nullcontext()


def _batch(table: Path | None, out: Path | None, engine: str, reader: Reader, json: bool) -> None:
    from pipelines.apps import batch, terminal

    if table is None or out is None:
        raise typer.BadParameter("--batch FILE and --out FILE go together")
    _expect_engine(engine)
    with terminal.progress() as progress:
        rows = batch.run(_with_figures(), table, out, progress, engine=engine, read_by=reader)
    terminal.as_json({"out": out, "rows": rows}) if json else terminal.note(f"{rows:,} rows in {out}")


def _expect_engine(name: str) -> None:
    from pipelines.warehouse import publication

    if name not in publication.ENGINES:
        raise typer.BadParameter(f"no engine {name!r}; expected {' or '.join(publication.ENGINES)}")


def _speakers(given: list[str] | None) -> dict[str, str]:
    """Name -> country of what `--speaker` names."""
    pairs = [each.rpartition("=") for each in given or ()]
    wrong = next(
        (each for each, (name, _, country) in zip(given or (), pairs, strict=True) if not name or not country), ""
    )
    if wrong:
        raise typer.BadParameter(f"--speaker: expected a name and a country, as in 'Ana Ruiz=MEX'; found {wrong!r}")
    return {name.strip(): country for name, _, country in pairs}


def _print_segments(text: str, said_on: date | None) -> None:
    """The words of each sentence as the reader takes them, clause by clause."""
    from pipelines import reader
    from pipelines.apps import terminal
    from pipelines.warehouse import inputs

    for sentence, clauses in reader.taken_apart(text, said_on or inputs.today()):
        terminal.entry("", ("“" + sentence + "”", "italic"))
        for clause in clauses:
            terminal.entry("  segments", (clause, "dim"))
    sys.stdout.write("\n")


def _print_check(result: dict[str, Any], explain: bool) -> None:
    from pipelines.apps import terminal

    texts = [claim["text"] for claim in result["claims"]]
    together = {sentence["claims"][0]: sentence for sentence in result["sentences"]}
    before = None
    for place, claim in enumerate(result["claims"], 1):
        if claim["text"] != before:  # a sentence that states several things is quoted once
            _print_sentence(claim, together.get(place))
        before = claim["text"]
        _print_claim(claim, explain)
        if explain and claim["text"] not in texts[place:]:
            for rest in (each for each in result["skipped"] if each["text"] in claim["text"] and each["guard"]):
                terminal.entry("  refused by", (rest["guard"], "dim"))
        sys.stdout.write("\n")
    for asked in result.get("fetched", []):
        why = (asked["why"] or "").removeprefix(f"{asked['source']}: ")
        terminal.entry("asked", f"{asked['source']}: {asked['state']}", (f"  ({why})" if why else "", "dim"))
    told = [claim["text"] for claim in result["claims"] if claim["unread"]]
    rest = [each for each in result["skipped"] if not any(each["text"] in text for text in told)]
    _print_skipped(rest, explain)
    if len(texts) > 1:
        terminal.entry("in all", _in_all(result["claims"]))


def _print_sentence(claim: dict[str, Any], joined: dict[str, Any] | None) -> None:
    from pipelines.apps import terminal
    from pipelines.reader import UNREAD

    terminal.entry("", ("“" + claim["text"] + "”", "italic"))
    if claim["unread"]:
        terminal.entry(UNREAD, claim["unread"])
        terminal.entry("read in part", ("what follows is of a part, and no verdict on the sentence", "bold"))
    if joined:
        style = "" if claim["unread"] else terminal.VERDICT_STYLE[joined["verdict"]]
        terminal.entry("together", (joined["verdict"], style), f"  {joined['headline']}")


def _print_claim(claim: dict[str, Any], explain: bool) -> None:
    from pipelines.apps import terminal

    style = dict.fromkeys(terminal.VERDICT_STYLE, "dim") if claim["unread"] else terminal.VERDICT_STYLE
    terminal.entry("understood as", claim["in_words"])
    if explain:
        for part, said in claim["understood"].items():
            terminal.entry(f"  {part}", (str(said), "cyan"))
    then, now = claim["verdict"], claim["verdict_now"]
    terminal.entry("when said", (then, style[then]))
    terminal.entry("as known now", (now, style[now]) if now != then else "the same")
    terminal.entry("because", claim["reason"])
    if lacking := claim["needs"]:
        command = f"  ({lacking['command']})" if lacking["command"] else ""
        terminal.entry("would answer", lacking["words"], (command, "dim"))
    if claim["reason_code"] != "NOT_YET_PUBLISHED":  # which is the same, in other words
        terminal.entry("changed since", claim["turned_by"])
    terminal.entry("true if", claim["would_be_true"])
    if any(reading["text"] for reading in claim["readings"]):
        terminal.table(_then_and_now(claim))


def _print_skipped(skipped: list[dict[str, Any]], explain: bool) -> None:
    """Sentences without a claim; those that were left out for the same reason stand below each other."""
    from pipelines.apps import terminal

    by_reason: dict[tuple[str, str], list[str]] = {}
    for each in skipped:
        guard = f"; refused by: {each['guard']}" if explain and each["guard"] else ""
        is_plain = each["reason"] in ("opinion", "heading")
        key = (each["reason"], "") if is_plain else ("not checked", f"({each['reason']}: {each['words']}{guard})")
        by_reason.setdefault(key, []).append(textwrap.shorten(each["text"], 200, placeholder=" …"))
    for (label, why), (first, *others) in by_reason.items():
        if not others:
            terminal.entry(label, first, (f"  {why}" if why else "", "dim"))
            continue
        if why:
            terminal.entry(label, (why, "dim"))
        for place, text in enumerate((first, *others)):
            terminal.entry(label if not why and not place else "", f"“{text}”", indent=True)


def _in_all(claims: list[dict[str, Any]]) -> str:
    """How many claims got which verdict, then and now."""
    from pipelines.apps import terminal
    from pipelines.reports import sentences

    def counted(view: str) -> str:
        found = Counter(sentences.shown(claim[view], claim["unread"]) for claim in claims)
        return ", ".join(f"{found[verdict]} {verdict}" for verdict in terminal.VERDICT_STYLE if found[verdict])

    then, now = counted("verdict"), counted("verdict_now")
    return f"{len(claims)} claims; when said: {then}; as known now: {now if now != then else 'the same'}"


def _then_and_now(claim: dict[str, Any]) -> list[dict[str, Any]]:
    """A row per reading that a fair reader could mean, with its figure when it was said and now."""
    from pipelines.reports import words

    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for reading in claim["readings"]:
        if reading["type"] != "N":
            name = " ".join(filter(None, (reading["part"], reading["label"])))
            row = {
                "reading": name,
                "source": reading["source"],
                "period": reading["period"],
                "when said": "",
                "now": "",
            }
            known = "when said" if reading["known"] == "then" else "now"
            outcome = words.outcome(reading["outcome"], reading["type"])
            shown = ", ".join(filter(None, (reading["text"], outcome)))
            rows.setdefault((name, reading["source"], reading["period"]), row)[known] = shown
    return [row | {"now": "the same" if row["now"] == row["when said"] else row["now"]} for row in rows.values()]


@app.command(
    epilog="Example: bilateral sql \"from marts.troop_deployment where counterpart_area = 'KOR'\" --format csv"
)
def sql(
    query: Annotated[
        str | None, typer.Argument(help="A query, - for standard input, or .read NAME for a query of sql/examples.")
    ] = None,
    name: Annotated[
        str | None, typer.Argument(help="The name or the file after .read; without it they are listed.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.table,
    about: Annotated[
        str | None, typer.Option(metavar="TABLE", help="Describe a table: its grain, columns, units and sources.")
    ] = None,
    cite: Annotated[bool, typer.Option("--cite", help="Print the sources behind the result instead.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, metavar="ROWS", help="Print at most this many rows.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Give up after this long.")] = 300,
    json: Json = False,
) -> None:
    """Query the published file.

    A query can only read. Without one, this lists what the file holds.
    """
    from pipelines.apps import query as queries
    from pipelines.warehouse import published

    if query is not None:
        _expect_query(query)
    wanted = Format.json if json else format
    if query == ".read" and name is None:
        _print_rows(_examples(Settings()), None, wanted)
        return
    settings = _with_figures()
    if about:
        _about(published.about(settings, about), wanted)
        return
    asked = _query(settings, query, name, wanted)
    queries.cap_memory(settings)
    with queries.running(settings, asked, timeout) as connection:
        if cite:
            _print_rows(published.cite(connection, asked), None, wanted)
        elif wanted == Format.parquet:
            _parquet(connection, asked, limit)
        else:
            _stream(queries.batches(connection, asked, limit), wanted)
    if query is None and wanted == Format.table:
        _say_what_else()


def _query(settings: Settings, query: str | None, name: str | None, wanted: Format) -> str:
    if query is None:
        return _LISTED if wanted == Format.table else "select relation, rows, description from meta.relation order by 1"
    if query.startswith(".read"):
        return _example(settings, query.removeprefix(".read").strip() or name or "")
    from pipelines.apps import texts

    asked = texts.decoded(sys.stdin.buffer.read(), "stdin") if query == "-" else query
    _expect_query(asked)
    return asked


_LISTED = r"""
select relation, rows, regexp_extract(description, '^(.*?)(?:[.:]\s|[.]?$)', 1, 's') as meaning
from meta.relation
where schema in ('core', 'marts')
order by schema desc, relation
"""


def _say_what_else() -> None:
    from pipelines.apps import terminal

    for line in (
        "Of a day: from pair_on('USA', 'MEX', '2024-06-30'), from observation_as_of('2024-06-30')",
        "Of a pair: from dyad_year(2015, 2020) where ref_area = 'USA' and counterpart_area = 'MEX'",
        "Steps of verdicts and their inputs: from meta.relation where schema in ('factcheck', 'input')",
        "Columns: bilateral sql --about TABLE; queries to start from: bilateral sql .read",
    ):
        terminal.note(line)


def _expect_query(query: str) -> None:
    if not query.strip(" \t\r\n;"):
        raise typer.BadParameter(
            "expected a query; found none. Without an argument `bilateral sql` lists what there is"
        )


def _stream(batches: Iterator[list[tuple[Any, ...]]], wanted: Format) -> None:
    """Rows as they are computed; a table is measured by its first rows and shows no more."""
    from pipelines.apps import terminal

    columns = list(next(batches)[0])
    rows = (dict(zip(columns, row, strict=True)) for batch in batches for row in batch)
    if wanted == Format.table:
        from pipelines.apps.query import unanswered

        shown = list(islice(rows, terminal.SHOWN_ROWS + 1))
        _print_rows(shown, columns, wanted)
        for line in unanswered(shown, columns):
            terminal.note(line)
    elif wanted == Format.json:
        terminal.stream_json(rows)
    else:
        (terminal.as_csv if wanted == Format.csv else terminal.as_markdown)(rows, columns)


def _print_rows(rows: list[dict[str, Any]], columns: list[str] | None, wanted: Format) -> None:
    from pipelines.apps import terminal

    columns = columns or list(rows[0] if rows else [])
    if wanted == Format.json:
        terminal.as_json(rows)
    elif wanted == Format.csv:
        terminal.as_csv(rows, columns)
    elif wanted == Format.markdown:
        terminal.as_markdown(rows, columns)
    else:
        terminal.table(rows, columns)
        if not rows:
            terminal.note("no rows")


def _parquet(connection: Any, query: str, limit: int | None) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipelines.apps import query as queries

    if sys.stdout.isatty():
        raise typer.BadParameter("Parquet is no text: send it to a file, as in > result.parquet")
    found = connection.sql(query)
    reader = (found.limit(limit) if limit else found).to_arrow_reader(100_000)
    names = queries.distinct(reader.schema.names)
    schema = pa.schema([field.with_name(name) for field, name in zip(reader.schema, names, strict=True)])
    with pq.ParquetWriter(sys.stdout.buffer, schema, compression="zstd") as out:
        for batch in reader:
            out.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))


def _example(settings: Settings, name: str) -> str:
    from pipelines.warehouse.sqlfiles import nearest

    path = Path(name)
    if path.suffix == ".sql" and path.is_file():
        return path.read_text(encoding="utf-8")
    known = {p.stem: p for p in sorted((settings.sql / "examples").glob("*.sql"))}
    if name not in known:
        raise typer.BadParameter(f"no example {name!r}{nearest(name, known)}; `bilateral sql .read` lists them")
    return known[name].read_text(encoding="utf-8")


def _examples(settings: Settings) -> list[dict[str, Any]]:
    """Name and meaning of the queries of sql/examples, from their headers."""
    from pipelines.warehouse import sqlmodels

    loaded = sqlmodels.load(settings.sql)
    return [{"example": each.name, "meaning": each.doc} for each in sorted(loaded.examples, key=lambda each: each.name)]


def _about(described: dict[str, Any], wanted: Format) -> None:
    from pipelines.apps import terminal

    if wanted == Format.json:
        terminal.as_json(described)
        return
    for name, value in described.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            terminal.table(value, title=f"\n{name}")
            sys.stdout.write("\n")
        elif name == "example" and value:
            sys.stdout.write(f"\nexample\n{terminal.inert(value)}\n")
        elif value not in (None, [], {}):
            shown = ", ".join(map(str, value)) if isinstance(value, list) else terminal.cell(value)
            terminal.entry(name.replace("_", " "), shown)


@app.command(epilog="Example: bilateral sources --json")
def sources(json: Json = False) -> None:
    """List publishers with their licences, editions, ages and costs.

    It also says what is stale.
    """
    from pipelines.apps import execution, terminal

    settings = Settings()
    rows, aside = execution.source_rows(settings), execution.set_aside(settings)
    if json:
        terminal.as_json([row | {"aside": [a for a in aside if a["source"] == row["source"]]} for row in rows])
        return
    columns = ["source", "state", "editions", "newest", "published_on", "figures", "set_aside", "age_days"]
    columns += [cost for cost in ("requests", "bytes") if any(row[cost] for row in rows)]
    terminal.table(rows, columns, spare=["requests", "bytes", "published_on", "editions", "set_aside"])
    if any(row["state"] in ("stale", "missing") for row in rows):
        terminal.note("stale: not reached, and what is held serves; missing: not reached, and nothing is held")
    if aside:
        terminal.table(_alike(aside), title="\nSet aside: held, and not counted as it stands")
        terminal.note(
            "One by one: --json, core.unmapped_area, core.quarantine, marts.trade_anomaly, marts.troop_anomaly"
        )
    terminal.table(rows, ["source", "publisher", "licence"], title="\nPublishers and their terms")


def _alike(aside: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is set aside for the same reason as one row, with the first of them."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in aside:
        groups.setdefault(tuple(row[name] for name in ("source", "what", "vintage", "why", "released_by")), []).append(
            row
        )
    return [
        {"source": rows[0]["source"], "what": rows[0]["what"], "how_many": len(rows), "such_as": rows[0]["which"],
         "why": rows[0]["why"], "released_by": rows[0]["released_by"]}
        for rows in groups.values()
    ]  # fmt: skip


@app.command(epilog="Example: bilateral doctor --json")
def doctor(
    select: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="Only this source; may be repeated.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write down what each answered: beginning, headers, shape.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Say what differs from the answers recorded there.")
    ] = None,
    json: Json = False,
) -> None:
    """Ask each publisher whether it still answers as expected.

    It also says what is new. This is the first thing to run on a machine with a network: each publisher gets one small
    question, and nothing is stored.
    """
    from dataclasses import asdict

    from pipelines.apps import terminal
    from pipelines.ingest import doctor as examination

    with terminal.progress() as progress:
        found = examination.examine(Settings(), select, progress, record, against)
    if json:
        terminal.as_json([asdict(finding) | {"well": finding.well} for finding in found])
    elif found and not select and not any(finding.reachable for finding in found):
        terminal.note(
            f"None of {len(found)} publishers could be reached: look at the network of this machine, its proxy and its"
            " firewall first. --json has what each said."
        )
    elif not found:
        terminal.note("Nobody was asked: people download these files, and `bilateral snapshot add` takes them.")
    else:
        terminal.table([
            {
                "source": finding.source, "reachable": finding.reachable, "recognized": finding.recognized,
                "newest": finding.newest, "held": finding.held,
                "what changed": _joined([*finding.changed, *filter(None, [_without_address(finding.error or "")])]),
            }
            for finding in found
        ], spare=["held", "newest"])  # fmt: skip
        known = sum(finding.recognized is True for finding in found)
        terminal.note(f"{known} of {len(found)} publishers answered in the form that we know; --json has all words.")
    if not all(finding.well for finding in found):
        raise typer.Exit(FAILED)


def _without_address(error: str) -> str:
    """An error without the long address of the question that led to it, and without what to do about all of them."""
    return re.sub(r"^https?://\S+: |; check the network .*$", "", error)


def _joined(words: list[str]) -> str:
    return textwrap.shorten("; ".join(words), 240, placeholder=" …") if words else "nothing"


@app.command(epilog="Example: bilateral build --as-of 2025-03-22")
def build(
    engine: Annotated[str, typer.Option(help="duckdb, or spark if the extra is installed.")] = "duckdb",
    as_of: AsOf = None,
    strict: Strict = False,
    full: Full = False,
    accept_loss: AcceptLoss = False,
    json: Json = False,
) -> None:
    """Build marts and verdicts from what is stored, and fetch nothing."""
    from pipelines.apps import terminal
    from pipelines.claims import articles
    from pipelines.ingest import reference
    from pipelines.warehouse import inputs, publication

    _expect_engine(engine)
    settings = Settings()
    found = articles.collect(settings, as_of or inputs.today())
    given = inputs.assemble(settings, as_of=as_of, profile="strict" if strict else "default", found=found)
    with terminal.progress() as progress:
        built = publication.build(
            settings, given, engine=engine, progress=progress, force=full, accept_loss=accept_loss
        )
    failed = [*reference.told(settings), *found.problems]
    rows = [{"relation": name, "rows": count, "seconds": built.seconds.get(name)} for name, count in built.rows.items()]
    if json:
        warnings = [vars(failure) for failure in built.failures]
        terminal.as_json({"unchanged": built.unchanged, "database": built.path, "relations": rows,
                          "warnings": warnings, "failed": failed})  # fmt: skip
    else:
        _print_build(built, rows)
    for problem in failed:
        terminal.note(f"failed: {problem}")
    if failed:
        raise typer.Exit(FAILED)


def _print_build(built: Any, rows: list[dict[str, Any]]) -> None:
    from pipelines.apps import terminal

    for failure in built.failures:
        terminal.note(f"warning: {failure.check} ({failure.relation}): {failure.rows} rows. {failure.doc}")
    if built.unchanged:
        terminal.note("Nothing new: the published file was made from the same.")
    else:
        terminal.table(rows)
    terminal.note(f"Database: {built.path}")


@app.command(epilog="Example: bilateral report --site public")
def report(
    article: Annotated[str | None, typer.Argument(help="The article; all of them if not given.")] = None,
    site: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a static site to this folder, with a feed and a sitemap.")
    ] = None,
    json: Json = False,
) -> None:
    """Write the reports, and print the path of the page."""
    from pipelines import reports
    from pipelines.apps import terminal
    from pipelines.reports import site as sites
    from pipelines.warehouse import published

    settings = Settings()
    with published.connect(settings) as connection, terminal.progress() as progress:
        published.expect_fit(settings, connection)
        if site:
            written, page = sites.write(settings, connection, site, progress), site / "index.html"
            for lacking in sites.lacks(settings):
                terminal.note(lacking)
        else:
            written = reports.render(settings, connection, article, progress=progress)
            page = settings.reports / (article or "") / "index.html"
    if json:
        terminal.as_json({"page": page, "files": written})
    else:
        sys.stdout.write(f"{page}\n")


@app.command(epilog="Example: bilateral diff imf_weo 2024-10 2025-04")
def diff(
    source: Annotated[str, typer.Argument(help="The dataset, as `bilateral sources` names it.")],
    old: Annotated[str, typer.Argument(help="The older edition.")],
    new: Annotated[str, typer.Argument(help="The newer one.")],
    json: Json = False,
) -> None:
    """Show what a new edition changed.

    It lists the largest moves, and the series that are new or gone.
    """
    from pipelines.apps import terminal
    from pipelines.warehouse import published, revisions

    with published.connect(Settings()) as connection:
        found = revisions.diff(connection, source, old, new)
    if json:
        terminal.as_json(found)
        return
    sys.stdout.write(
        f"{source}: {old} -> {new}: {found['revised']} revised, {found['added']} new, {found['vanished']} vanished, "
        f"{found['unchanged']} unchanged\n"
    )
    for name in ("largest", "vanished_series", "new_series"):
        if found[name]:
            empty = [column for column in found[name][0] if all(row[column] is None for row in found[name])]
            terminal.table(found[name], title=f"\n{name.replace('_', ' ')}", spare=[*empty, "breakdown", "freq"])


@app.command(epilog="Example: bilateral serve --port 8000")
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8765,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A further name by which browsers reach it; may be repeated."),
    ] = None,
    allow_origin: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A site whose pages may call the API; may be repeated.")
    ] = None,
    sql: Annotated[
        bool, typer.Option("--sql", help="Also answer read-only queries, at /api/v1/sql and at /mcp.")
    ] = False,
    fetch: Annotated[
        bool | None,
        typer.Option(
            "--fetch/--no-fetch",
            help="Show a button that asks publishers for what is missing; by default only to this machine.",
        ),
    ] = None,
    desk: Annotated[
        bool | None,
        typer.Option("--desk/--no-desk", help="Show the desk's inbox, to decide in; by default only to this machine."),
    ] = None,
) -> None:
    """Serve the reports, a form that checks a pasted text, an API and tools for assistants.

    The API is described at /docs; assistants find their tools at /mcp. No text leaves the machine. Where others can
    reach it, BILATERAL_TOKEN has to name the token without which nobody is answered.
    """
    from pipelines.apps import serve as server

    token = os.environ.get("BILATERAL_TOKEN") or None
    terms = server.Terms(host, allow_host or (), allow_origin or (), sql, fetch, desk, token)
    server.serve(_with_figures(), terms, port)


@app.command(epilog="Example: bilateral mcp")
def mcp() -> None:
    """Let an assistant on this machine check claims and look up figures.

    This is a server of the Model Context Protocol over standard input and output. `serve` has it over HTTP, at /mcp.
    """
    from pipelines.apps import mcp as server

    server.serve(_with_figures())


@app.command(epilog="Example: bilateral prune --keep-days 90")
def prune(
    keep_days: Annotated[int, typer.Option(min=1, help="Keep logs and records of runs for this many days.")] = 90,
    json: Json = False,
) -> None:
    """Remove old records of runs, with their logs."""
    from pipelines.apps import execution, terminal

    removed = execution.prune_runs(Settings(), keep_days)
    terminal.as_json({"runs": removed}) if json else terminal.note(f"The records of {removed} runs are gone.")


@app.command(epilog="Example: bilateral coverage NGA")
def coverage(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INDICATOR|COUNTRY|COUNTRY COUNTRY]", help="Indicators or countries; everything if not given."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show what is held and what is missing.

    For each indicator or country it names publishers, years and editions, and how fresh they are.
    """
    from pipelines.apps import terminal
    from pipelines.reports import coverage as held
    from pipelines.warehouse import inputs, published

    with published.connect(_with_figures()) as connection:
        found = held.held(connection, names or [], inputs.today())
    terminal.as_json(found) if json else _print_coverage(found)


def _print_coverage(found: list[dict[str, Any]]) -> None:
    """What is held, then who has what is not; a column that says the same in every row is left out."""
    from pipelines.apps import terminal

    held = [
        {
            "indicator": row["indicator"],
            "of": " ".join(filter(None, (row.get("ref_area"), row.get("counterpart_area")))) or str(row["countries"]),
            "source": row["source"],
            "years": row["years"] + ("*" if row["missing"] else ""),
            "editions": row["editions"],
            "newest": row["published_on"],
        }
        for row in found
        if row["source"]
    ]
    if held:
        useful = [name for name in held[0] if name in ("source", "years") or len({str(row[name]) for row in held}) > 1]
        terminal.table(held, useful, spare=["editions"])
        if any(row["missing"] for row in found if row["source"]):
            terminal.note("* not every year in between; --json names those that are missing")
    lacking = [
        {"not held": row["indicator"], "would answer": ", ".join(row["would_answer"])}
        for row in found
        if not row["source"]
    ]
    if lacking:
        sys.stdout.write("\n")
        terminal.table(lacking)


@watch_app.command("add", epilog="Example: bilateral watch add NGA CHN")
def watch_add(
    names: Annotated[list[str], typer.Argument(help="A country by code or name, two for a pair, or indicators.")],
    json: Json = False,
) -> None:
    """Keep a country's trade, a pair's, or an indicator of trade fresh in every run."""
    from pipelines.fetching import scope

    _print_watch(scope.change_watch(Settings(), names), json)


@watch_app.command("list", epilog="Example: bilateral watch list")
def watch_list(json: Json = False) -> None:
    """List what is watched."""
    from pipelines.fetching import scope

    _print_watch(scope.watch(Settings()), json)


@watch_app.command("remove", epilog="Example: bilateral watch remove NGA CHN")
def watch_remove(
    names: Annotated[list[str], typer.Argument(help="The names as they were added.")], json: Json = False
) -> None:
    """Stop watching something. What was fetched stays."""
    from pipelines.fetching import scope

    _print_watch(scope.change_watch(Settings(), names, remove=True), json)


def _print_watch(watched: Any, json: bool) -> None:
    from pipelines.apps import terminal

    if json:
        terminal.as_json(watched._asdict())
        return
    rows = [{"watched": "country", "what": area} for area in watched.countries]
    rows += [{"watched": "pair", "what": " ".join(pair)} for pair in watched.pairs]
    rows += [{"watched": "indicator", "what": name} for name in watched.indicators]
    terminal.table(rows or [{"watched": "nothing", "what": "`bilateral watch add NGA CHN` watches a pair"}])


@desk_app.command("add", epilog="Example: bilateral desk add https://news.example.org/rss.xml --country GBR")
def desk_add(
    address: Annotated[str, typer.Argument(help="An RSS or Atom feed, a news sitemap, or a folder of saved pages.")],
    outlet: Annotated[str | None, typer.Option(help="What it is called; the name of its host if not given.")] = None,
    country: Annotated[str | None, typer.Option(metavar="ISO3", help="Who “we” and “our” are, such as GBR.")] = None,
    every_hours: Annotated[float, typer.Option(min=0.25, help="How often a schedule asks it.")] = 6,
    json: Json = False,
) -> None:
    """Follow one more feed."""
    from pipelines.desk import feeds

    _print_feeds([feeds.add(Settings(), address, outlet, country, every_hours)], json)


@desk_app.command("list", epilog="Example: bilateral desk list")
def desk_list(json: Json = False) -> None:
    """List the feeds."""
    from pipelines.desk import feeds

    _print_feeds(feeds.load(Settings()), json)


@desk_app.command("remove", epilog="Example: bilateral desk remove news-example-org")
def desk_remove(name: Annotated[str, typer.Argument(help="The feed's id or its address.")], json: Json = False) -> None:
    """Follow a feed no longer. What it brought stays."""
    from pipelines.desk import feeds

    _print_feeds([feeds.remove(Settings(), name)], json)


def _print_feeds(listed: list[Any], json: bool) -> None:
    from pipelines.apps import terminal

    rows = [feed.model_dump() for feed in listed]
    if json:
        terminal.as_json(rows)
    else:
        terminal.table(rows or [{"feeds": "none", "what": "`bilateral desk add ADDRESS` adds one"}])


@desk_app.command("run", epilog="Example: bilateral desk run")
def desk_run(json: Json = False) -> None:
    """Ask all feeds for what is new, judge what was read, and write the page of the day.

    `bilateral serve` shows it at /desk, where people decide.
    """
    from pipelines import desk
    from pipelines.apps import terminal
    from pipelines.desk import feeds, inbox
    from pipelines.warehouse import inputs

    settings, today = _with_figures(), inputs.today()
    if not feeds.load(settings):
        raise typer.BadParameter("there are no feeds yet: `bilateral desk add ADDRESS` adds one")
    with terminal.progress() as progress:
        outcome = desk.run(settings, today, progress)
    [row] = inbox.summary(settings, [today])
    if json:
        terminal.as_json(row | {"problems": outcome.day.problems, "page": outcome.pages[0]})
        return
    for problem in outcome.day.problems:
        terminal.paragraph(f"not read: {problem}")
    for day, statement in outcome.turned:
        terminal.paragraph(f"turned, {day}: “{statement.quote}” was {statement.before}")
    terminal.table([row])
    terminal.note(f"Page:  {outcome.pages[0]}\nInbox: `bilateral serve`, then /desk")


@snapshot_app.command(
    "add", epilog="Example: bilateral snapshot add sipri_milex milex SIPRI-Milex.xlsx --published-on 2026-04-27"
)
def snapshot_add(
    source: Annotated[str, typer.Argument(help="The publisher's dataset, as `bilateral sources` names it.")],
    dataset: Annotated[str, typer.Argument(help="Which of its files; the README of the source lists them.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file as it was downloaded.")],
    published_on: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="The day on which the publisher released it.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="The address from which it was downloaded.")] = None,
    accept_loss: AcceptLoss = False,
    json: Json = False,
) -> None:
    """Add a file that you downloaded. One that cannot be read is not kept."""
    from pipelines.apps import terminal
    from pipelines.ingest import datasets

    settings = Settings()
    held = datasets.add_file(settings, source, dataset, file, published_on=published_on, url=url, accept=accept_loss)
    if json:
        from pipelines.stores import observations

        written = observations.path(settings, source, dataset, held.vintage)
        dropped = datasets.without_figures(settings, held)
        terminal.as_json(_described(held) | {"observations": [written], "without_figures": dropped})
    else:
        sys.stdout.write(f"{held.path}\n")
        terminal.note(
            f"{held.source}/{held.dataset} edition {held.vintage}; `bilateral build` brings it into the marts."
        )
        if dropped := datasets.without_figures(settings, held):
            terminal.note(
                f"{len(dropped)} reporters give no figure, as their partners come without the world's total (partner 0)"
                f" or do not add up to it: {', '.join(dropped)}. Download the file with World among the partners."
            )


@snapshot_app.command("list", epilog="Example: bilateral snapshot list imf_weo")
def snapshot_list(
    source: Annotated[str | None, typer.Argument(help="Only this source.")] = None, json: Json = False
) -> None:
    """List what is stored."""
    from pipelines.apps import terminal
    from pipelines.stores import snapshots

    store = Settings().snapshots
    rows = [_described(held) for held in snapshots.listing(store, source)]
    removed = snapshots.removals(store, source)
    if json:
        terminal.as_json(rows + [{"removed": True} | row for row in removed])
        return
    if rows:
        terminal.table([row | {"sha256": row["sha256"][:12]} for row in rows],
                       ["source", "dataset", "vintage", "published_on", "size", "sha256", "url"])  # fmt: skip
    else:
        terminal.note("Nothing is stored yet; `bilateral run` fetches, `bilateral snapshot add` takes a file.")
    if removed:
        terminal.table([row | {"sha256": row["sha256"][:12]} for row in removed],
                       ["source", "dataset", "vintage", "sha256", "removed_at", "reason"],
                       title="\nRemoved")  # fmt: skip


@snapshot_app.command("remove", epilog="Example: bilateral snapshot remove 3f2a91 --reason 'figures in thousands'")
def snapshot_remove(
    sha256: Annotated[str, typer.Argument(help="The hash, or its first digits.")],
    reason: Annotated[str, typer.Option(help="Why; this stays on record.")],
    json: Json = False,
) -> None:
    """Remove a snapshot and its observations.

    The record of it stays, with the reason.
    """
    from pipelines.apps import terminal
    from pipelines.ingest import datasets

    gone = datasets.remove(Settings(), sha256, reason)
    if json:
        terminal.as_json([_described(part) for part in gone])
        return
    for part in gone:
        sys.stdout.write(f"{part.source}/{part.dataset} {part.vintage} {part.sha256[:12]}\n")
    terminal.note("Removed; `bilateral build` makes the marts without it. The publisher may send it again.")


@snapshot_app.command("show", epilog="Example: bilateral snapshot show 3f2a91")
def snapshot_show(
    sha256: Annotated[str, typer.Argument(help="The hash, or its first digits.")], json: Json = False
) -> None:
    """Show where a snapshot came from."""
    from pipelines.apps import terminal
    from pipelines.stores import snapshots

    row = _described(snapshots.find(Settings().snapshots, sha256))
    if json:
        terminal.as_json(row)
        return
    for name, value in row.items():
        sys.stdout.write(f"{name:<16} {terminal.inert(str(value))}\n")


CHANGED = "the bytes have changed since"


@snapshot_app.command("verify", epilog="Example: bilateral snapshot verify")
def snapshot_verify(json: Json = False) -> None:
    """Hash every stored file again, and name those that have changed: snapshots, observations, reference figures."""
    from pipelines.apps import terminal
    from pipelines.stores import observations, seals, snapshots

    settings = Settings()
    store = settings.snapshots
    damaged = [file for file in observations.files(settings) if not seals.is_whole(file)]
    problems = [
        *snapshots.verify(store),
        *(f"observations/{file.name}: {CHANGED}; `bilateral run --offline` makes it anew" for file in damaged),
        *(f"reference/{name}: {CHANGED}; bring it back" for name in seals.changed(settings.reference)),
    ]
    if json:
        terminal.as_json({"problems": problems, "snapshots": len(snapshots.listing(store))})
    else:
        for problem in problems:
            sys.stdout.write(problem + "\n")
        terminal.note(f"{len(snapshots.listing(store))} snapshots, {len(problems)} problems.")
    if problems:
        raise typer.Exit(FAILED)


def _described(held: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in vars(held).items()
    }


def spare_garbage_collection() -> None:
    """A command makes a million small objects that live to its end; to look through them takes a tenth of its time.

    So does looking for circles among them when all of them go, at the end.
    """
    gc.set_threshold(100_000, 50, 50)
    atexit.register(gc.freeze)


def main() -> None:
    """Entry point: an error is one line on stderr that says what and what to do, not a traceback."""
    from pipelines.apps import faults

    spare_garbage_collection()
    _say_it_in_any_encoding()
    faults.tell_bus_errors(Settings)
    try:
        app()
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):  # for which typer ends with 1
            raise
    except BrokenPipeError:  # whoever read has what was wanted, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        _fail(faults.in_words(error, Settings))


def _say_it_in_any_encoding() -> None:
    """A terminal that takes ASCII only is no reason to fail: what it cannot show stands there as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _fail(message: str) -> None:
    from pipelines.apps import terminal
    from pipelines.stores import snapshots

    terminal.note("error: " + snapshots.redact(message))
    sys.exit(FAILED)


if __name__ == "__main__":
    main()
