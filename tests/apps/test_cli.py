"""The command as people use it, on a warehouse made from the reference figures."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command import ROOT, bilateral, process
from typer._click import Context
from typer.main import get_command

from pipelines.apps import cli, query

SENTENCE = "China, Japan and South Korea have a combined population of nearly 1.6 billion."
WRONG_RANGE = "The US has between 60,000 and 50,000 troops in Japan."
PLENTY = "select length(repeat('a', 3000000000)) as n"


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of the built warehouse that a test may change."""
    shutil.copytree(built, tmp_path / "warehouse", ignore=shutil.ignore_patterns(".dagster"))
    return tmp_path / "warehouse"


# In a process of its own


def test_a_process_starts_quickly_and_says_who_it_is(built: Path) -> None:
    assert process(built, ["--version"]).stdout == f"bilateral {version('bilateral')}\n"
    heavy = ("duckdb", "pandas", "pyarrow", "dagster", "sqlglot")
    code = f"import sys; import pipelines.apps.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_terminal_of_another_encoding_is_no_failure(built: Path) -> None:
    done = process(built, ["check", SENTENCE], PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and SENTENCE in done.stdout and "\\u201c" in done.stdout, done.stderr


def test_parquet_goes_into_a_pipe(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.parquet"
    file.write_bytes(process(built, ["sql", "select 7 as n, 8 as n", "--format", "parquet"], None).stdout)
    assert duckdb.sql(f"select n, n_1 from '{file}'").fetchall() == [(7, 8)]


def test_an_error_is_a_line_and_exit_1(tmp_path: Path) -> None:
    done = process(tmp_path / "none", ["sql", "select 1"])
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.startswith("error: ")
    assert "bilateral run" in done.stderr and done.stderr.count("\n") == 1


# Every command


def commands() -> Iterator[tuple[str, Any]]:
    waiting = [("", get_command(cli.app))]
    while waiting:
        name, command = waiting.pop()
        below = getattr(command, "commands", {})
        waiting += [(f"{name} {each}".strip(), sub) for each, sub in below.items()]
        if not below:
            yield name, command


def test_every_command_explains_itself_and_answers_programs_too(built: Path) -> None:
    listed = bilateral(built, "--help").stdout
    without = set()
    for name, command in commands():
        assert name.split()[0] in listed
        assert "Example: bilateral" in bilateral(built, *name.split(), "--help").stdout, name
        with Context(command) as context:
            for parameter in command.get_params(context):
                assert parameter.param_type_name != "argument" or parameter.help, (name, parameter.name)
        if "--json" not in {option for each in command.params for option in each.opts}:
            without.add(name)
    assert without == {"serve", "mcp"}, "which run until they are stopped"


TOLD: dict[str, tuple[list[str], int, list[str]]] = {
    "nothing checkable": (["check", "It was a beautiful day."], 3, ["opinion"]),
    "no text": (["check"], 2, []),
    "an empty text": (["check", " "], 2, []),
    "a day that is none": (["check", "x", "--said-on", "yesterday"], 2, []),
    "a day of another age": (["check", SENTENCE, "--said-on", "1899-12-31"], 1, ["expected a day since 1900"]),
    "a country that is none": (["check", SENTENCE, "--country", "Germny"], 1, ["found 'Germny'"]),
    "what a table does not take": (
        ["check", "--batch", "t.parquet", "--out", "o.parquet", "--country", "USA", "--said-on", "2024-01-01"], 2,
        ["leave out --country, --said-on"]),
    "numbers that nobody can read fail alone": (
        ["check", f"Japan has 124 million people. {WRONG_RANGE} Japan has {'1' * 400} people.", "--said-on", "2025-03-22"], 0,
        [f"not checked {WRONG_RANGE} \\(no indicator: expected the lower end of the range first", "at most 30 digits"]),
    "what was understood, before the verdict": (["check", SENTENCE, "--said-on", "2025-03-22", "--explain"], 0,
        ["understood as.*Population of China, Japan and South Korea, added up: nearly 1.6 billion.*when said"]),
    "what was not read, under the sentence": (
        ["check", "Japan has 124 million people and 54 reactors worth $90 billion."], 0, [r"not read.*\$90 billion”.*read in part.*when said"]),
    "sentences left out for one reason, together": (
        ["check", "Japan has 124 million people and its exports of cars rose. The minimum wage rose by 4 per cent. Its unions"
         " won 3 of 5 strikes. South Korea has 51 million people.", "--said-on", "2024-05-01"], 0,
        ["“The minimum wage rose by 4 per cent.” “Its unions won 3 of 5 strikes.”", r"in all 2 claims; when said: \d"]),
    "a sentence is not listed again for what of it was not read": (
        ["check", "Overall, Germany's total exports amounted to 1.56 trillion euros last year, a 1.2 per cent decline compared"
         " to 2023, while imports from around the world dropped by 3 per cent to 1.32 trillion euros.", "--said-on",
         "2025-02-26"], 0, ["“imports from around the world dropped by 3 per cent to 1.32 trillion euros”"]),
    "a query of nothing": (["sql", ""], 2, ["expected a query"]),
    "a query of no words": (["sql", ";"], 2, ["expected a query"]),
    "a query without end": (["sql", "select count(*) from range(1000000000000) as t(n), range(1000) as u(m) where n % 7 = m",
        "--timeout", "0.2"], 1, ["longer than 0.2 seconds"]),
    "rows up to a limit": (["sql", "select n from range(1000000000000) as t(n)", "--limit", "2", "--format", "csv"], 0,
        ["^n 0 1 *$"]),
    "a result without rows": (["sql", "from core.economy where iso3 = 'Germany'"], 0, ["no rows *$"]),
    "columns of one name": (["sql", "select 1 as a, 2 as a, 3 as a_1, 4 as a", "--format", "csv"], 0,
        ["^a,a_1,a_1_1,a_2 1,2,3,4 *$"]),
    "csv": (["sql", "select 1 as a, 'x' as b", "--format", "csv"], 0, ["^a,b 1,x *$"]),
    "markdown": (["sql", "select 1 as a, 'x' as b", "--format", "markdown"], 0,
        [r"^\| a \| b \| \| --- \| --- \| \| 1 \| x \| *$"]),
    "json": (["sql", "select 1 as a, 'x' as b", "--format", "json"], 0, [r'^\[ \{ "a": 1, "b": "x" \} \] *$']),
    "writing": (["sql", "create table x as select 1"], 1, ["^ *error: "]),
    "another file": (["sql", "from '/etc/passwd.csv'"], 1, ["a query reads the published file alone.*duckdb -readonly"]),
    "about a relation": (["sql", "--about", "marts.troop_deployment"], 0, ["us_dmdc", "time_period"]),
    "about none": (["sql", "--about", "marts.trop_deployment"], 1, ["did you mean"]),
    "the relations": (["sql"], 0, [r"reconciled from both \(marts.bilateral_trade\)", r"pair_on\(", "from meta.relation"]),
    "an edition that is not held": (["diff", "imf_weo", "2024-10", "2025-05"], 1, ["2023-04"]),
    "the plan, with addresses in full": (["run", "--plan"], 0,
        ["imf_weo/weo no edition is held", "https://api.worldbank.org/v2/sources/57/version/data "]),
    "a source that is none": (["run", "--offline", "--select", "worldbnk_wdi"], 1, ["worldbank_wdi"]),
    "an engine that is none": (["build", "--engine", "postgres"], 2, []),
}  # fmt: skip


def test_a_query_takes_no_more_memory_than_it_may(built: Path) -> None:
    done = process(built, ["sql", PLENTY], BILATERAL_MEMORY_LIMIT="300MB")
    assert done.returncode == 1 and re.search("needs more than the 300MB .*BILATERAL_MEMORY_LIMIT", done.stderr)


@pytest.mark.parametrize(("arguments", "code", "words"), TOLD.values(), ids=TOLD)
def test_what_is_told(built: Path, arguments: list[str], code: int, words: list[str]) -> None:
    done = bilateral(built, *arguments)
    assert done.returncode == code, done
    assert [each for each in words if not re.search(each, done.words)] == [], done
    assert "Traceback" not in done.stderr
    for sentence in ("Overall,", WRONG_RANGE, "its words were not understood as a statistic"):
        assert done.words.count(sentence) <= 1, "told once"


# Checking


def test_check_prints_the_documented_form(built: Path) -> None:
    done = bilateral(built, "check", SENTENCE, "--said-on", "2025-03-22", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    [claim] = result["claims"]
    wanted = {
        "indicator": "population", "operation": "sum", "hedge": "nearly", "value": "1.6 billion", "verdict": "SUPPORTED",
        "areas": {"ref": ["CHN", "JPN", "KOR"], "counterpart": []}, "verdict_now": "SUPPORTED",
    }  # fmt: skip
    assert result["said_on"] == "2025-03-22" and {name: claim[name] for name in wanted} == wanted
    with duckdb.connect(str(built / "bilateral.duckdb"), read_only=True) as connection:
        for reading in claim["readings"]:
            assert set(reading) >= {"source", "vintage", "period", "definition", "value", "outcome", "sql"}
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", reading["published_on"]), "what was known when it was said"
            assert reading["known"] == "now" or reading["published_on"] <= "2025-03-22"
            assert (reading["time_period"][:4], reading["status"] in ("A", "E", "F")) == (reading["period"], True)
            assert connection.execute(reading["sql"]).fetchone()[0] == pytest.approx(reading["value"], rel=1e-9)
    assert "in all" not in bilateral(built, "check", SENTENCE).stdout, "one verdict needs no sum"


def test_check_reads_stdin_and_files(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(SENTENCE)
    for done in (
        bilateral(built, "check", "-", "--json", stdin=SENTENCE),
        bilateral(built, "check", str(file), "--json"),
    ):
        assert [claim["indicator"] for claim in json.loads(done.stdout)["claims"]] == ["population"]
    file.write_bytes("Japan has 124 million people, señor.".encode("latin-1"))
    for name, told in (
        (file, f"{file}: expected text in UTF-8"),
        (tmp_path / "no.txt", f"there is no file {tmp_path}/no.txt"),
    ):
        done = bilateral(built, "check", str(name))
        assert done.returncode == 1 and told in done.stderr and done.stdout == "", done


def test_a_multiple_of_what_is_not_said_is_given_no_number(built: Path) -> None:
    asked = ("check", "Our population has more than tripled.", "--country", "KOR")
    (claim,) = json.loads(bilateral(built, *asked, "--json").stdout)["claims"]
    assert claim["verdict"] == claim["verdict_now"] == "NOT_CHECKABLE"
    assert not any(found["text"] for found in claim["readings"])
    assert "incomplete" not in bilateral(built, *asked).stdout


def test_check_writes_an_article_that_is_read_again(built: Path, own: Path) -> None:
    asked = ("check", SENTENCE, "--said-on", "2025-03-22", "--to-yaml", "--speaker", "Ana Ruiz=Mexico")
    written = bilateral(built, *asked).stdout
    assert "speakers:\n  Ana Ruiz: MEX\n" in written
    (own / "articles" / "text.yaml").write_text(written)
    built_again = bilateral(own, "build", "--json")
    assert built_again.returncode == 0, built_again.stderr
    found = bilateral(own, "sql", "select verdict from factcheck.verdict where article_id = 'text'", "--format", "csv")
    assert found.stdout == "verdict\nSUPPORTED\n"


def test_text_from_elsewhere_cannot_steer_the_terminal(built: Path) -> None:
    hostile = "Japan has 125 million people\x1b]0;owned\x07\u202e. It is nice\x1b[2J."
    printed = bilateral(built, "check", hostile).stdout
    assert "\x1b" not in printed and "\u202e" not in printed


# Running


def test_a_second_run_changes_nothing_and_says_so(own: Path) -> None:
    def state() -> tuple[Any, ...]:
        files = {p: p.stat().st_mtime_ns for p in own.rglob("*.parquet") if ".build" not in p.parts}
        return files, sorted(own.rglob("*")), (own / "bilateral.duckdb").read_bytes()

    first = bilateral(own, "run", "--offline", "--json")
    before = state()
    second = bilateral(own, "run", "--offline", "--json")
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert json.loads(second.stdout)["unchanged"] is True
    assert json.loads(second.stdout)["verdicts"] == json.loads(first.stdout)["verdicts"]
    third = bilateral(own, "run", "--offline")
    assert "Nothing new" in third.stderr
    assert state() == before, "neither records nor anything else grow with runs"
    assert third.stderr.count("offline, so that nothing was asked") == 1, third
    assert re.search(r"what is held serves of imf_weo, .*worldbank_wdi; nothing is held of imf_imts, ", third.words)
    assert all(len(line) <= 120 or "/" in line for line in third.stderr.splitlines())


def misspelt_claim(own: Path) -> tuple[str, ...]:
    article = next((own / "articles").glob("*.yaml"))
    article.write_text(article.read_text().replace("indicator: gdp\n", "indicator: gpd\n"))
    said = "Nothing was published: the verdicts below are those of before."
    return article.name, "claim economic-output", "indicator", "'gpd'", "did you mean 'gdp'?", said


def test_a_misspelt_claim_stops_the_run_and_keeps_what_is_published(own: Path) -> None:
    before = (own / "bilateral.duckdb").read_bytes()
    told = misspelt_claim(own)
    done = bilateral(own, "run", "--offline")
    assert done.returncode == 1
    assert [words for words in told if words not in done.stderr] == [], done.stderr
    assert (own / "bilateral.duckdb").read_bytes() == before


def test_a_bad_reference_file_is_named_and_left_out_of_the_run(own: Path) -> None:
    file = own / "reference" / "kr_kosis.parquet"
    file.write_bytes(file.read_bytes()[:-9])
    done = bilateral(own, "run", "--offline", "--json")
    outcome = json.loads(done.stdout)
    assert done.returncode == 1 and any("kr_kosis.parquet is left out" in told for told in outcome["failed"]), outcome
    assert {"troops": "DEPENDS"}.items() <= {row["claim_id"]: row["verdict"] for row in outcome["verdicts"]}.items()
    again = bilateral(own, "build")
    assert again.returncode == 1 and "failed: reference/kr_kosis.parquet is left out" in again.stderr


def test_a_broken_article_is_told_and_every_other_gets_its_report(own: Path) -> None:
    (own / "articles" / "broken.yaml").write_text("title: [")
    fresh = "title: Fresh\npublished: 2025-01-01\nclaims:\n- {id: a, quote: A fine day., not_checkable: opinion, reason: no figure}\n"
    (own / "articles" / "fresh.yml").write_text(fresh)
    done = bilateral(own, "run", "--offline", "--json")
    outcome = json.loads(done.stdout)
    assert done.returncode == 1 and ["broken.yaml:2: not YAML" in failure for failure in outcome["failed"]] == [True]
    assert {row["article_id"] for row in outcome["verdicts"]} >= {"fresh", "east-asian-powers-2025-03-30"}
    assert (own / "reports" / "fresh" / "index.html").exists()
    alone = bilateral(own, "run", "--offline", "--article", "fresh")
    assert alone.returncode == 0 and "warning: articles: readable: broken.yaml:2" in alone.stderr, alone.stderr
    for again in (bilateral(own, "run", "--offline", "--article", "broken"), bilateral(own, "build")):
        assert again.returncode == 1 and "broken.yaml:2" in again.stderr


def test_a_folder_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    for command in (("run", "--offline"), ("build",)):
        done = bilateral(tmp_path / "warehuose", *command)
        assert done.returncode == 1 and f"{tmp_path / 'warehuose'} is no warehouse" in done.stderr, done.stderr
        assert not (tmp_path / "warehuose" / "bilateral.duckdb").exists()


def test_without_a_publication_commands_say_what_to_do(tmp_path: Path) -> None:
    for arguments in (("check", SENTENCE), ("report",), ("diff", "imf_weo", "a", "b")):
        done = bilateral(tmp_path / "none", *arguments)
        assert done.returncode == 1 and "bilateral run" in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("older", "arguments", "told"),
    [
        ("alter table core.economy_group drop column is_awaited", ["check", "Japan has about 124 million people."],
         "made by an earlier version: run `bilateral run --offline`"),
        ("delete from meta.column where relation = 'factcheck.claim' and \"column\" = 'in_words'", ["report"],
         "factcheck.claim has other columns"),
    ],
)  # fmt: skip
def test_a_file_of_an_earlier_version_is_told_from_a_broken_one(
    own: Path, older: str, arguments: list[str], told: str
) -> None:
    with duckdb.connect(own / "bilateral.duckdb") as connection:
        connection.execute(older)
    done = bilateral(own, *arguments)
    assert done.returncode == 1 and told in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_a_machine_without_a_network_is_told_once(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    done = bilateral(built, "doctor")
    assert done.returncode == 1 and re.match(r"None of \d+ publishers could be reached: look at the", done.stderr)
    assert len(done.stdout.splitlines()) + len(done.stderr.splitlines()) <= 3


# Asking


def rows(built: Path, *arguments: str) -> Any:
    done = bilateral(built, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_held_and_planned(built: Path) -> None:
    held = {row["source"]: row for row in rows(built, "sources")}
    assert held["worldbank_wdi"]["figures"] > 10_000 and held["us_dmdc"]["licence"]
    assert {"requests", "bytes", "age_days", "state"} <= held["imf_weo"].keys()
    planned = rows(built, "run", "--plan")
    assert {row["source"] for row in planned} >= {"worldbank_wdi", "us_dmdc"}
    assert all(row["url"].startswith("http") and row["why"] for row in planned)


def test_diff_of_two_editions(built: Path) -> None:
    found = rows(built, "diff", "imf_weo", "2024-10", "2025-04")
    largest = [abs(row["change_pct"]) for row in found["largest"]]
    assert largest == sorted(largest, reverse=True)
    assert found["revised"] > found["unchanged"] > 1000


def test_sources_of_a_query_are_those_of_its_columns(built: Path) -> None:
    asked = "select year, migrants, remittances from marts.dyad_year where ref_area = 'MEX'"
    assert [row["id"] for row in rows(built, "sql", asked, "--cite")] == ["knomad_remittances", "un_migrants"]
    computed = asked.replace("remittances from", "remittances / 2 as half from")
    assert len(rows(built, "sql", computed, "--cite")) > 2
    cited = rows(built, "sql", "select * from marts.troop_deployment limit 1", "--cite")
    assert any("Defense Manpower" in json.dumps(row) for row in cited)


def test_the_list_of_relations_begins_with_the_marts(built: Path) -> None:
    listed = [line.split()[0] for line in bilateral(built, "sql").stdout.splitlines() if re.match(r"[a-z]+\.", line)]
    schemas = [name.partition(".")[0] for name in listed]
    assert schemas == sorted(schemas, reverse=True) and set(schemas) == {"marts", "core"}
    assert {"marts.troop_deployment", "marts.world_total"} <= set(listed), "all of them"
    assert {"example", "meaning"} == set(rows(built, "sql", ".read")[0])


def test_a_column_without_any_figure_says_who_would_answer() -> None:
    shown = [
        {"year": 2021, "migrants": None, "troops": 5, "note": None},
        {"year": 2022, "migrants": None, "troops": None},
    ]
    [line] = query.unanswered(shown, ["year", "migrants", "troops"])
    assert line.startswith("migrants: no figure of these rows is held; United Nations") and "(un_migrants)" in line
    assert query.unanswered([], ["migrants"]) == [], "nothing was asked of anybody"


def test_every_printed_query_gives_its_number_on_the_published_file(built: Path) -> None:
    with duckdb.connect(str(built / "bilateral.duckdb"), read_only=True) as connection:
        readings = connection.execute(
            "select claim_id, reading_id, obs_value, sql from factcheck.reading where obs_value is not null"
        ).fetchall()
        assert len(readings) > 100
        for claim_id, reading_id, value, asked in readings:
            again = connection.execute(asked).fetchall()[0][0]
            assert again == pytest.approx(value, rel=1e-9), (claim_id, reading_id)


def test_a_project_is_laid(tmp_path: Path) -> None:
    laid = rows(tmp_path, "init", str(tmp_path / "project"))
    assert laid["project"] == str(tmp_path / "project") and all(Path(path).exists() for path in laid["files"])
