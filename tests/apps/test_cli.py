"""The command as people use it: in processes of its own, on a warehouse made from the reference figures."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from pipelines.apps import query
from tools import refresh_readme

SENTENCE = "China, Japan and South Korea have a combined population of nearly 1.6 billion."


def bilateral(warehouse: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"BILATERAL_WAREHOUSE": str(warehouse), "NO_COLOR": "1"}
    return subprocess.run(
        [str(Path(sys.executable).with_name("bilateral")), *arguments],
        cwd=refresh_readme.ROOT, env=environment, input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of the built warehouse that a test may change."""
    shutil.copytree(built, tmp_path / "warehouse", ignore=shutil.ignore_patterns(".dagster"))
    return tmp_path / "warehouse"


def test_help_has_an_example_for_every_command(built: Path) -> None:
    listed = bilateral(built, "--help")
    assert listed.returncode == 0
    for command in ("run", "check", "sql", "sources", "snapshot", "diff", "build", "report", "serve", "push", "pull"):
        assert command in listed.stdout
        shown = bilateral(built, command, "--help").stdout
        assert "Example: bilateral" in shown or command == "snapshot", shown


def test_help_explains_every_argument() -> None:
    """A name in capitals or braces alone says nothing of what to put there."""
    from typer._click import Context
    from typer.main import get_command

    from pipelines.apps import cli

    unexplained, waiting = [], [("bilateral", get_command(cli.app))]
    while waiting:
        name, command = waiting.pop()
        waiting += [(f"{name} {each}", sub) for each, sub in getattr(command, "commands", {}).items()]
        with Context(command) as context:
            unexplained += [
                f"{name} {parameter.name}"
                for parameter in command.get_params(context)
                if parameter.param_type_name == "argument" and not getattr(parameter, "help", None)
            ]
    assert unexplained == []


def test_the_version_is_told(built: Path) -> None:
    assert bilateral(built, "--version").stdout == f"bilateral {version('bilateral')}\n"


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; import pipelines.apps.cli; print([m for m in ('duckdb', 'pandas', 'pyarrow', 'dagster', 'sqlglot') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=refresh_readme.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_second_run_changes_nothing_and_says_so(own: Path) -> None:
    first = bilateral(own, "run", "--offline", "--json")
    files = {p: p.stat().st_mtime_ns for p in own.rglob("*.parquet") if ".build" not in p.parts}
    there = sorted(own.rglob("*"))
    before = (own / "bilateral.duckdb").read_bytes()
    second = bilateral(own, "run", "--offline", "--json")
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert json.loads(second.stdout)["unchanged"] is True
    assert json.loads(second.stdout)["verdicts"] == json.loads(first.stdout)["verdicts"]
    assert {p: p.stat().st_mtime_ns for p in own.rglob("*.parquet") if ".build" not in p.parts} == files
    assert (own / "bilateral.duckdb").read_bytes() == before
    assert "Nothing new" in bilateral(own, "run", "--offline").stderr
    assert sorted(own.rglob("*")) == there, "neither records nor anything else grow with runs"


def test_bad_input_stops_the_run_and_keeps_what_is_published(own: Path) -> None:
    before = (own / "bilateral.duckdb").read_bytes()
    article = next((own / "articles").glob("*.yaml"))
    article.write_text(article.read_text().replace("indicator: gdp\n", "indicator: gpd\n"))
    done = bilateral(own, "run", "--offline")
    assert done.returncode == 1
    for words in (article.name, "claim economic-output", "indicator", "'gpd'", "did you mean 'gdp'?"):
        assert words in done.stderr, done.stderr
    assert "Nothing was published: the verdicts below are those of before." in done.stderr
    assert "Traceback" not in done.stderr
    assert (own / "bilateral.duckdb").read_bytes() == before


def test_a_broken_article_is_told_and_every_other_gets_its_report(own: Path) -> None:
    (own / "articles" / "broken.yaml").write_text("title: [")
    fresh = "title: Fresh\npublished: 2025-01-01\nclaims:\n- {id: a, quote: A fine day., not_checkable: opinion, reason: no figure}\n"
    (own / "articles" / "fresh.yml").write_text(fresh)
    done = bilateral(own, "run", "--offline", "--json")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    outcome = json.loads(done.stdout)
    assert ["broken.yaml:2: not YAML" in failure for failure in outcome["failed"]] == [True]
    assert {row["article_id"] for row in outcome["verdicts"]} >= {"fresh", "east-asian-powers-2025-03-30"}
    assert (own / "reports" / "fresh" / "index.html").exists()
    alone = bilateral(own, "run", "--offline", "--article", "fresh")
    assert alone.returncode == 0 and "warning: articles: readable: broken.yaml:2" in alone.stderr, alone.stderr
    named = bilateral(own, "run", "--offline", "--article", "broken")
    assert named.returncode == 1 and "broken.yaml:2" in named.stderr
    rebuilt = bilateral(own, "build")
    assert rebuilt.returncode == 1 and "failed: broken.yaml:2" in rebuilt.stderr


def test_a_sentence_with_a_number_that_nobody_can_read_fails_alone(built: Path) -> None:
    wrong = "The US has between 60,000 and 50,000 troops in Japan."
    text = f"Japan has 124 million people. {wrong} Japan has {'1' * 400} people."
    done = bilateral(built, "check", text, "--said-on", "2025-03-22")
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert told.count("understood as") == 1
    assert f"not checked {wrong} (no indicator: expected the lower end of the range first" in told
    assert "at most 30 digits" in told


def test_a_file_that_is_no_text_is_named(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes("Japan has 124 million people, señor.".encode("latin-1"))
    for arguments, expected in (
        ((str(file),), f"{file}: expected text in UTF-8"),
        ((str(tmp_path / "absent.txt"),), f"there is no file {tmp_path / 'absent.txt'}"),
    ):
        done = bilateral(built, "check", *arguments)
        assert done.returncode == 1 and expected in done.stderr and done.stdout == "", done


def test_a_folder_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    for command in ("run", "build"):
        done = bilateral(tmp_path / "warehuose", command, *(["--offline"] if command == "run" else []))
        assert done.returncode == 1
        assert f"{tmp_path / 'warehuose'} is no warehouse" in done.stderr, done.stderr
        assert not (tmp_path / "warehuose" / "bilateral.duckdb").exists()


def test_a_bad_reference_row_stops_the_run_and_keeps_what_is_published(own: Path) -> None:
    before = (own / "bilateral.duckdb").read_bytes()
    file = own / "reference" / "statements.csv"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines, lines[1].replace("KOR", "KXR")]) + "\n")
    done = bilateral(own, "run", "--offline")
    assert done.returncode == 1
    for words in (file.name, f"line {len(lines) + 1}", "counterpart_area", "'KXR'", "KOR"):
        assert words in done.stderr, done.stderr
    assert (own / "bilateral.duckdb").read_bytes() == before


def test_check_prints_the_documented_form(built: Path) -> None:
    done = bilateral(built, "check", SENTENCE, "--said-on", "2025-03-22", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    [claim] = result["claims"]
    assert result["said_on"] == "2025-03-22"
    assert (claim["indicator"], claim["operation"], claim["hedge"], claim["value"]) == (
        "population",
        "sum",
        "nearly",
        "1.6 billion",
    )
    assert claim["areas"] == {"ref": ["CHN", "JPN", "KOR"], "counterpart": []}
    assert (claim["verdict"], claim["verdict_now"]) == ("SUPPORTED", "SUPPORTED")
    with duckdb.connect(str(built / "bilateral.duckdb"), read_only=True) as connection:
        for reading in claim["readings"]:
            assert set(reading) >= {"source", "vintage", "period", "definition", "value", "outcome", "sql"}
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", reading["published_on"]), "what was known when it was said"
            assert reading["known"] == "now" or reading["published_on"] <= "2025-03-22"
            assert (reading["time_period"][:4], reading["status"] in ("A", "E", "F")) == (reading["period"], True)
            assert connection.execute(reading["sql"]).fetchone()[0] == pytest.approx(reading["value"], rel=1e-9)


def test_check_reads_stdin_and_files(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(SENTENCE)
    for done in (
        bilateral(built, "check", "-", "--json", stdin=SENTENCE),
        bilateral(built, "check", str(file), "--json"),
    ):
        assert [claim["indicator"] for claim in json.loads(done.stdout)["claims"]] == ["population"]


def test_check_says_what_it_understood_before_the_verdict(built: Path) -> None:
    lines = bilateral(built, "check", SENTENCE, "--said-on", "2025-03-22", "--explain").stdout.splitlines()
    understood = next(n for n, line in enumerate(lines) if "understood as" in line)
    verdict = next(n for n, line in enumerate(lines) if "when said" in line)
    assert understood < verdict
    assert "Population of China, Japan and South Korea, added up: nearly 1.6 billion" in lines[understood]


def test_a_multiple_of_what_is_not_said_is_given_no_number(built: Path) -> None:
    asked = ("check", "Our population has more than tripled.", "--country", "KOR")
    (claim,) = json.loads(bilateral(built, *asked, "--json").stdout)["claims"]
    assert claim["verdict"] == claim["verdict_now"] == "NOT_CHECKABLE"
    assert not any(found["text"] for found in claim["readings"])
    assert "incomplete" not in bilateral(built, *asked).stdout


def test_check_tells_what_it_did_not_read_under_the_sentence(built: Path) -> None:
    lines = bilateral(
        built, "check", "Japan has 124 million people and 54 reactors worth $90 billion."
    ).stdout.splitlines()
    told = [n for n, line in enumerate(lines) if "not read" in line]
    assert len(told) == 1
    assert "$90 billion”" in lines[told[0]]
    assert told[0] > next(n for n, line in enumerate(lines) if "when said" in line)


def test_what_a_table_does_not_take_is_refused(built: Path) -> None:
    done = bilateral(
        built, "check", "--batch", "t.parquet", "--out", "o.parquet", "--country", "USA", "--said-on", "2024-01-01"
    )
    assert done.returncode == 2 and "leave out --country, --said-on" in " ".join(done.stderr.split())


def test_nothing_checkable_is_exit_3_with_the_reason(built: Path) -> None:
    done = bilateral(built, "check", "It was a beautiful day.")
    assert done.returncode == 3
    assert "opinion" in done.stdout


def test_check_writes_an_article_that_is_read_again(built: Path, own: Path) -> None:
    done = bilateral(
        built, "check", SENTENCE, "--said-on", "2025-03-22", "--to-yaml", "--speaker", "Ana Ruiz=Mexico"
    )  # fmt: skip
    assert "speakers:\n  Ana Ruiz: MEX\n" in done.stdout
    (own / "articles" / "text.yaml").write_text(done.stdout)
    built_again = bilateral(own, "build", "--json")
    assert built_again.returncode == 0, built_again.stderr
    found = bilateral(own, "sql", "select verdict from factcheck.verdict where article_id = 'text'", "--format", "csv")
    assert found.stdout == "verdict\nSUPPORTED\n"


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("csv", "a,b\n1,x\n"),
        ("markdown", "| a | b |\n| --- | --- |\n| 1 | x |\n"),
        ("json", '[\n {\n  "a": 1,\n  "b": "x"\n }\n]\n'),
    ],
)
def test_formats_of_sql(built: Path, format: str, expected: str) -> None:
    assert bilateral(built, "sql", "select 1 as a, 'x' as b", "--format", format).stdout == expected


@pytest.mark.parametrize(
    ("query", "options", "told"),
    [
        ("select count(*) from range(1000000000000) as t(n), range(1000) as u(m) where n % 7 = m", ["--timeout", "0.2"], "longer than 0.2 seconds"),
        ("select length(repeat('a', 3000000000)) as n", [], "needs more than the 300MB .*BILATERAL_MEMORY_LIMIT"),
        ("select repeat('a', 3000000000) as x", ["--format", "csv"], "needs more than the 300MB .*BILATERAL_MEMORY_LIMIT"),
        ("", [], "expected a query"),
        (";", [], "expected a query"),
    ],
)  # fmt: skip
def test_a_query_ends_within_its_bounds(
    built: Path, monkeypatch: pytest.MonkeyPatch, query: str, options: list[str], told: str
) -> None:
    monkeypatch.setenv("BILATERAL_MEMORY_LIMIT", "300MB")
    done = bilateral(built, "sql", query, *options)
    assert done.returncode == (1 if query.strip(";") else 2) and re.search(told, done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_columns_of_one_name_keep_their_own_figures(built: Path) -> None:
    twice = "select 1 as a, 2 as a, 3 as a_1, 4 as a"
    done = bilateral(built, "sql", twice, "--format", "csv")
    assert done.stdout.splitlines() == ["a,a_1,a_1_1,a_2", "1,2,3,4"]


def test_rows_of_a_query_are_limited(built: Path) -> None:
    done = bilateral(built, "sql", "select n from range(1000000000000) as t(n)", "--limit", "2", "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "n\n0\n1\n"), "they are passed on as they are computed"


def test_a_terminal_of_another_encoding_is_no_failure(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = bilateral(built, "check", SENTENCE)
    assert done.returncode == 0 and SENTENCE in done.stdout and "\\u201c" in done.stdout, done.stderr


def test_parquet_from_sql(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.parquet"
    with file.open("wb") as out:
        environment = os.environ | {"BILATERAL_WAREHOUSE": str(built)}
        command = [
            str(Path(sys.executable).with_name("bilateral")),
            "sql",
            "select 7 as n, 8 as n",
            "--format",
            "parquet",
        ]
        subprocess.run(command, cwd=refresh_readme.ROOT, env=environment, stdout=out, check=True)
    assert duckdb.sql(f"select n, n_1 from '{file}'").fetchall() == [(7, 8)]


@pytest.mark.parametrize(
    "query",
    [
        "create table x as select 1",
        "delete from core.observation",
        "copy (select 1) to '/tmp/bilateral-must-not-exist.csv'",
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "set enable_external_access = true",
    ],
)
def test_sql_reads_the_published_file_and_nothing_else(built: Path, query: str) -> None:
    done = bilateral(built, "sql", query)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert not Path("/tmp/bilateral-must-not-exist.csv").exists()


def test_sql_about_and_cite(built: Path) -> None:
    about = bilateral(built, "sql", "--about", "marts.troop_deployment").stdout
    assert "us_dmdc" in about and "time_period" in about
    cited = bilateral(built, "sql", "select * from marts.troop_deployment limit 1", "--cite", "--json")
    assert any("Defense Manpower" in json.dumps(row) for row in json.loads(cited.stdout))
    assert "did you mean" in bilateral(built, "sql", "--about", "marts.trop_deployment").stderr


def test_sources_say_what_is_held(built: Path) -> None:
    rows = {row["source"]: row for row in json.loads(bilateral(built, "sources", "--json").stdout)}
    assert rows["worldbank_wdi"]["figures"] > 10_000
    assert rows["us_dmdc"]["licence"]
    assert {"requests", "bytes", "age_days", "state"} <= rows["imf_weo"].keys()


def test_diff_of_two_editions(built: Path) -> None:
    found = json.loads(bilateral(built, "diff", "imf_weo", "2024-10", "2025-04", "--json").stdout)
    largest = [abs(row["change_pct"]) for row in found["largest"]]
    assert largest == sorted(largest, reverse=True)
    assert found["revised"] > found["unchanged"] > 1000
    assert "2023-04" in bilateral(built, "diff", "imf_weo", "2024-10", "2025-05").stderr


def test_plan_fetches_nothing(built: Path) -> None:
    done = bilateral(built, "run", "--plan", "--json")
    assert done.returncode == 0, done.stderr
    planned = json.loads(done.stdout)
    assert {row["source"] for row in planned} >= {"worldbank_wdi", "us_dmdc"}
    assert all(row["url"].startswith("http") and row["why"] for row in planned)


def test_unknown_source_names_the_known(built: Path) -> None:
    done = bilateral(built, "run", "--offline", "--select", "worldbnk_wdi")
    assert done.returncode == 1
    assert "worldbank_wdi" in done.stderr


def test_usage_errors_are_exit_2(built: Path) -> None:
    assert bilateral(built, "check").returncode == bilateral(built, "check", " ").returncode == 2
    assert bilateral(built, "check", "x", "--said-on", "yesterday").returncode == 2
    assert bilateral(built, "build", "--engine", "postgres").returncode == 2


def test_without_a_publication_commands_say_what_to_do(tmp_path: Path) -> None:
    for arguments in (("sql", "select 1"), ("check", SENTENCE), ("report",), ("diff", "imf_weo", "a", "b")):
        done = bilateral(tmp_path / "none", *arguments)
        assert done.returncode == 1
        assert "bilateral run" in done.stderr, done.stderr


def test_a_file_of_an_earlier_version_is_told_from_a_broken_one(own: Path) -> None:
    import duckdb

    with duckdb.connect(own / "bilateral.duckdb") as connection:
        connection.execute("alter table core.economy_group drop column is_awaited")
    told = bilateral(own, "check", "Japan has about 124 million people.")
    assert told.returncode == 1
    assert "made by an earlier version: run `bilateral run --offline`" in told.stderr
    assert "Traceback" not in told.stderr


def test_reports_are_not_drawn_from_a_file_of_an_earlier_version(own: Path) -> None:
    with duckdb.connect(str(own / "bilateral.duckdb")) as connection:
        connection.execute("delete from meta.column where relation = 'factcheck.claim' and \"column\" = 'in_words'")
    told = bilateral(own, "report")
    assert told.returncode == 1 and "factcheck.claim has other columns" in told.stderr, told.stderr


def test_text_from_elsewhere_cannot_steer_the_terminal(built: Path) -> None:
    hostile = "Japan has 125 million people\x1b]0;owned\x07\u202e. It is nice\x1b[2J."
    printed = bilateral(built, "check", hostile).stdout
    assert "\x1b" not in printed and "\u202e" not in printed


def test_every_printed_query_gives_its_number_on_the_published_file(built: Path) -> None:
    with duckdb.connect(str(built / "bilateral.duckdb"), read_only=True) as connection:
        readings = connection.execute(
            "select claim_id, reading_id, obs_value, sql from factcheck.reading where obs_value is not null"
        ).fetchall()
        assert len(readings) > 100
        for claim_id, reading_id, value, query in readings:
            again = connection.execute(query).fetchall()[0][0]
            assert again == pytest.approx(value, rel=1e-9), (claim_id, reading_id)


def test_sentences_left_out_for_one_reason_stand_together(built: Path) -> None:
    text = (
        "Japan has 124 million people and its exports of cars rose. The minimum wage rose by 4 per cent. Its unions"
        " won 3 of 5 strikes."
        " South Korea has 51 million people."
    )
    done = bilateral(built, "check", text, "--said-on", "2024-05-01")
    told = " ".join(done.stdout.split())
    assert told.count("its words were not understood as a statistic") == 1, told
    assert "“The minimum wage rose by 4 per cent.” “Its unions won 3 of 5 strikes.”" in told
    assert re.search(r"in all 2 claims; when said: \d", told)
    assert "in all" not in bilateral(built, "check", SENTENCE).stdout, "one verdict needs no sum"


def test_a_sentence_is_not_listed_again_for_what_of_it_was_not_read(built: Path) -> None:
    text = (
        "Overall, Germany's total exports amounted to 1.56 trillion euros last year, a 1.2 per cent decline compared to"
        " 2023, while imports from around the world dropped by 3 per cent to 1.32 trillion euros."
    )
    told = " ".join(bilateral(built, "check", text, "--said-on", "2025-02-26").stdout.split())
    assert told.count("Overall,") == 1, told
    assert "“imports from around the world dropped by 3 per cent to 1.32 trillion euros”" in told


def test_what_serves_is_said_once_for_a_reason(built: Path, own: Path) -> None:
    told = bilateral(own, "run", "--offline").stderr
    assert told.count("offline, so that nothing was asked") == 1, told
    words = " ".join(told.split())
    assert re.search(r"what is held serves of imf_weo, .*worldbank_wdi; nothing is held of eurostat_comext, ", words)
    assert max(map(len, told.splitlines())) <= 120 or "/" in max(told.splitlines(), key=len)


def test_the_list_of_relations_begins_with_the_marts(built: Path) -> None:
    done = bilateral(built, "sql")
    relations = [line.split()[0] for line in done.stdout.splitlines() if re.match(r"[a-z]+\.", line)]
    schemas = [name.partition(".")[0] for name in relations]
    assert schemas == sorted(schemas, reverse=True) and set(schemas) == {"marts", "core"}
    assert {"marts.troop_deployment", "marts.world_total"} <= set(relations), "all of them"
    assert "reconciled from both (marts.bilateral_trade)" in " ".join(done.stdout.split()), "whole sentences"
    assert "pair_on(" in done.stderr and "from meta.relation" in done.stderr
    listed = bilateral(built, "sql", ".read", "--json")
    assert {"example", "meaning"} == set(json.loads(listed.stdout)[0])


def test_a_result_without_rows_says_so(built: Path) -> None:
    done = bilateral(built, "sql", "from core.economy where iso3 = 'Germany'")
    assert (done.returncode, done.stderr) == (0, "no rows\n")


def test_a_column_without_any_figure_says_who_would_answer() -> None:
    shown = [
        {"year": 2021, "migrants": None, "troops": 5, "note": None},
        {"year": 2022, "migrants": None, "troops": None},
    ]
    [line] = query.unanswered(shown, ["year", "migrants", "troops"])
    assert line.startswith("migrants: no figure of these rows is held; United Nations") and "(un_migrants)" in line
    assert query.unanswered([], ["migrants"]) == [], "nothing was asked of anybody"


def test_sources_of_a_query_are_those_of_its_columns(built: Path) -> None:
    asked = "select year, migrants, remittances from marts.dyad_year where ref_area = 'MEX'"
    cited = json.loads(bilateral(built, "sql", asked, "--cite", "--json").stdout)
    assert [row["id"] for row in cited] == ["knomad_remittances", "un_migrants"]
    computed = asked.replace("remittances from", "remittances / 2 as half from")
    assert len(json.loads(bilateral(built, "sql", computed, "--cite", "--json").stdout)) > 2


def test_a_question_about_a_file_is_told_how_files_are_read(built: Path) -> None:
    told = bilateral(built, "sql", "from '/etc/passwd.csv'").stderr
    assert "a query reads the published file alone" in told and "duckdb -readonly" in told


def test_a_country_that_is_none_is_told_back(built: Path) -> None:
    assert "found 'Germny'" in bilateral(built, "check", SENTENCE, "--country", "Germny").stderr


def test_the_plan_shows_addresses_whole(built: Path) -> None:
    shown = bilateral(built, "run", "--plan").stdout
    assert re.search(r"^  imf_weo/weo +no edition is held$", shown, re.MULTILINE)
    assert "https://api.worldbank.org/v2/sources/57/version/data\n" in shown


def test_every_command_with_a_result_gives_it_to_programs_too(tmp_path: Path) -> None:
    from typer.main import get_command

    from pipelines.apps import cli

    without, waiting = set(), [("", get_command(cli.app))]
    while waiting:
        name, command = waiting.pop()
        below = getattr(command, "commands", {})
        waiting += [(f"{name} {each}".strip(), sub) for each, sub in below.items()]
        if not below and "--json" not in {option for each in command.params for option in each.opts}:
            without.add(name)
    assert without == {"serve", "mcp"}, "which run until they are stopped"
    laid = json.loads(bilateral(tmp_path, "init", str(tmp_path / "project"), "--json").stdout)
    assert laid["project"] == str(tmp_path / "project") and all(Path(path).exists() for path in laid["files"])


def test_a_machine_without_a_network_is_told_once(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    done = bilateral(built, "doctor")
    assert done.returncode == 1 and re.match(r"None of \d+ publishers could be reached: look at the", done.stderr)
    assert len(done.stdout.splitlines()) + len(done.stderr.splitlines()) <= 3


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31"])
def test_a_day_of_another_age_is_refused(built: Path, day: str) -> None:
    done = bilateral(built, "check", "Japan had 125 million people.", "--said-on", day)
    assert done.returncode == 1 and "expected a day since 1900" in done.stderr
