"""The loader of sql/: what it finds in good files, and which rule each bad file breaks."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.warehouse import publication, sqlfiles, sqlmodels
from pipelines.warehouse.sqlfiles import InvalidModel

ROOT = Path(__file__).resolve().parents[2]


def model(select: str, header: str = "", columns: str = "a: first letter", key: str = "[a]") -> str:
    names = "".join(f"  {line}\n" for line in columns.splitlines())
    return f"/*\ndescription: Letters. One row per letter.\nkey: {key}\n{header}columns:\n{names}*/\n{select}\n"


def check(select: str, header: str = "severity: error") -> str:
    return f"/*\ndescription: Letters that are not letters.\n{header}\n*/\n{select}\n"


LETTER = model("select a from input.letter")


def write(folder: Path, **files: str) -> Path:
    """core__letter="…" becomes core/letter.sql; other files of the folder stay."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/', 1)}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, **files: str) -> str:
    with pytest.raises(InvalidModel) as caught:
        sqlmodels.load(write(folder, **files))
    return str(caught.value)


# What is found


def test_the_projects_own_files_load() -> None:
    described = sqlmodels.described_inputs(ROOT / "sql")
    models = sqlmodels.load(ROOT / "sql", inputs=[*described, *publication.JUDGED])
    assert models["core.observation"].depends_on == ("core.bound", "input.observation")
    assert models["core.observation"].columns["obs_value"].unit == "unit_measure"
    assert models["core.observation"].nullable_key
    assert not models["core.economy"].nullable_key


def test_each_model_comes_after_what_it_reads(tmp_path: Path) -> None:
    write(
        tmp_path,
        core__a=model("select a from core.b"),
        core__b=model("select a from core.c"),
        core__c=model("select a from input.letter"),
        marts__a=model("select a from core.a"),
        factcheck__a=model("select a from marts.a"),
    )
    models = sqlmodels.load(tmp_path)
    assert [one.name for one in models.models] == ["core.c", "core.b", "core.a", "marts.a", "factcheck.a"]
    assert models.upstream(["marts.a"]) == {"core.a", "core.b", "core.c", "marts.a"}


@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_any_graph_without_circles_is_put_in_order(random: object, n: int) -> None:
    graph = {
        f"core.m{i}": [f"core.m{j}" for j in range(i) if random.random() < 0.4]  # type: ignore[attr-defined]
        for i in range(n)
    }
    names = list(graph)
    random.shuffle(names)  # type: ignore[attr-defined]
    models = [sqlmodels.Model(name, Path(name), "", "", tuple(graph[name]), {}, ("a",), False) for name in names]
    ordered = [one.name for one in sqlmodels._in_order(models)]
    assert sorted(ordered) == sorted(names)
    assert all(ordered.index(up) < ordered.index(name) for name in names for up in graph[name])


def test_names_of_ctes_are_no_relations(tmp_path: Path) -> None:
    sql = """
        with letter as (select a from input.letter),
        twice as (select a from letter union all select a from letter)
        select a from twice where a in (select b.a from core.other as b)
    """
    write(tmp_path, core__letter=model(sql), core__other=LETTER)
    assert sqlmodels.load(tmp_path)["core.letter"].depends_on == ("core.other", "input.letter")


def test_meaning_and_unit_become_the_comment(tmp_path: Path) -> None:
    columns = "a: first\n  letter\nn: {unit: persons, meaning: how many}"
    write(tmp_path, core__letter=model("select n, a from input.letter", columns=columns))
    found = sqlmodels.load(tmp_path)["core.letter"].columns
    assert list(found) == ["n", "a"], "in the order of the SELECT"
    assert found["n"].comment == "how many [persons]"
    assert found["a"].comment == "first letter"


def test_checks_belong_to_a_relation(tmp_path: Path) -> None:
    write(
        tmp_path,
        core__letter=LETTER,
        checks__assert_core_letter__is_a_letter=check("select a from core.letter where a > 'z'", "severity: warn"),
    )
    (found,) = sqlmodels.load(tmp_path).checks
    assert (found.relation, found.severity) == ("core.letter", "warn")
    assert found.depends_on == ("core.letter",)


def test_macros_and_examples_are_kept_as_they_stand(tmp_path: Path) -> None:
    macro = "/* description: Letters up to one. */\ncreate or replace macro up_to(z) as table from core.letter;\n"
    write(tmp_path, core__letter=LETTER, macros__letters=macro, examples__all=macro)
    models = sqlmodels.load(tmp_path)
    assert models.macros[0].sql == macro
    assert models.examples[0].doc == "Letters up to one."


# What is refused, with a message that helps


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("select a from input.letter", ["core/letter.sql:1", "expected the file to start with /*"]),
        ("/* a: [ */ select 1 as a", ["not YAML"]),
        ("/*\ndescription: x\nkey: 'a: b: c\n*/ select 1 as a", ["not YAML"]),
        ("/* just words */ select 1 as a", ["expected a header with description"]),
        (
            model("select a from input.letter", "colums: {}\n"),
            ["unknown key 'colums'", "did you mean columns?"],
        ),
        (LETTER.replace("description: ", "description:\nkeys: "), ["unknown key 'keys'"]),
        (LETTER.replace("Letters. One row per letter.", ""), ["expected a description"]),
        (LETTER.replace("key: [a]", "key: a"), ["expected key: [columns that tell rows apart]", "'a'"]),
        (LETTER.replace("key: [a]", "key: []"), ["expected key"]),
        (model("select a from input.letter", key="[aa]"), ["key names a column 'aa'", "did you mean a?"]),
        (model("select a from input.letter", "view: true\n"), ["expected view: true, in sql/marts only"]),
        (
            model("select a, bird from input.letter", columns="a: letter\nbrd: animal"),
            ["column bird is not documented", "did you mean brd?"],
        ),
        (model("select a from input.letter", columns="a: letter\nb: other"), ["documents a column 'b'"]),
        (
            model("select a from input.letter", columns="a: {unit: x}"),
            ["column a: expected a meaning", "quote"],
        ),
        (model("select a from input.letter", columns="a:"), ["column a: expected a meaning"]),
        (LETTER.replace("columns:\n  a: first letter\n", ""), ["expected columns: a map"]),
        (model("select * from input.letter"), ["the final SELECT lists its columns; found *"]),
        (model("select l.* from input.letter as l"), ["the final SELECT lists its columns"]),
        (model("select columns('a') from input.letter"), ["the final SELECT lists its columns"]),
        (model("select a from input.letter union all select * from input.letter"), ["lists its columns"]),
        (model("select a, a || 'x' from input.letter"), ["give this column a name"]),
        (model("select a, b as a from input.letter"), ["two columns are called a"]),
        (model("selec a from input.letter"), ["not SQL"]),
        (model("select a from input.letter where"), ["not SQL", "core/letter.sql:"]),
        (model("select 'a from input.letter"), ["not SQL"]),
        (model("select a from input.letter; select 1 as a"), ["expected one SELECT", "SELECT, SELECT"]),
        (model("drop table core.letter"), ["expected one SELECT, found DROP"]),
        (model(""), ["expected one SELECT, found nothing"]),
        (model("select a from letter"), ["expected relations as schema.name, found letter"]),
        (model("select a from other.input.letter"), ["expected relations as schema.name"]),
        (model("select a from inptu.letter"), ["core may read input, core", "did you mean input?"]),
        (model("select a from marts.letter"), ["core may read input, core; found marts.letter"]),
        (model("select a from read_parquet('/data/x.parquet')"), ["a model reads relations only", ":7"]),
        (model("select a from glob('*')"), ["a model reads relations only"]),
        (model("select a from 'x.parquet'"), ["x.parquet"]),
        (model("select a from input.letter using sample 3"), ["a sample answers differently"]),
    ],
)
def test_a_bad_model_is_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    message = refused(tmp_path, core__letter=text)
    assert "core/letter.sql" in message
    assert [word for word in words if word not in message] == [], message


@pytest.mark.parametrize(
    "call",
    [
        *(
            "current_date",
            "current_timestamp",
            "now()",
            "today()",
            "localtimestamp",
            "localtime",
            "current_time",
        ),
        *("random()", "uuid()", "uuidv7()", "gen_random_uuid()", "getvariable('x')", "nextval('x')"),
        *("get_current_timestamp()", "current_setting('x')"),
    ],
)
def test_a_model_reads_no_clock_and_no_dice(tmp_path: Path, call: str) -> None:
    message = refused(tmp_path, core__letter=model(f"select {call} as a from input.letter"))
    assert "answers differently on every run" in message
    assert ":7" in message


def test_an_unknown_relation_names_the_nearest(tmp_path: Path) -> None:
    message = refused(tmp_path, core__letter=LETTER, marts__words=model("\n\nselect a\nfrom core.leter"))
    assert "marts/words.sql:10: unknown relation core.leter; did you mean core.letter?" in message


def test_an_unknown_input_is_an_error_once_inputs_are_known(tmp_path: Path) -> None:
    write(tmp_path, core__letter=LETTER)
    assert sqlmodels.load(tmp_path).models
    with pytest.raises(InvalidModel, match=r"unknown relation input\.letter; did you mean input\.letters\?"):
        sqlmodels.load(tmp_path, inputs=["letters"])


def test_a_circle_is_shown(tmp_path: Path) -> None:
    message = refused(tmp_path, core__a=model("select a from core.b"), core__b=model("select a from core.a"))
    assert "in a circle" in message
    assert "core.a" in message
    assert "core.b" in message


def test_a_file_name_that_is_no_relation(tmp_path: Path) -> None:
    assert "lower_case words, found 'My-Letter'" in refused(tmp_path, **{"core__My-Letter": LETTER})


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "assert_core_leter__x",
            check("select 1 as a"),
            ["unknown relation core_leter", "did you mean core_letter?"],
        ),
        ("assert_core_letter", check("select 1 as a"), ["expected a name like assert_"]),
        ("core_letter__x", check("select 1 as a"), ["expected a name like assert_"]),
        ("assert_core_letter__x", check("select 1 as a", "severity: loud"), ["error or warn, found 'loud'"]),
        ("assert_core_letter__x", check("select 1 as a", ""), ["error or warn, found None"]),
    ],
)
def test_a_bad_check_is_refused(tmp_path: Path, name: str, text: str, words: list[str]) -> None:
    message = refused(tmp_path, core__letter=LETTER, **{f"checks__{name}": text})
    assert [word for word in words if word not in message] == [], message


def test_a_model_that_calls_a_macro_is_refused(tmp_path: Path) -> None:
    macro = "/* description: x */ create or replace macro main.up_to(z) as z || 'x';"
    message = refused(tmp_path, macros__up=macro, core__letter=model("select up_to(a) as a from input.letter"))
    assert "up_to() is a macro" in message


def test_described_inputs_need_types_and_meanings(tmp_path: Path) -> None:
    path = tmp_path / "inputs.yml"
    path.write_text("letter:\n  description: Letters.\n  columns:\n    a VARCHAR: letter\n    b: other\n")
    with pytest.raises(InvalidModel, match="letter: expected `column TYPE: meaning`, found 'b'"):
        sqlmodels.described_inputs(tmp_path)
    path.write_text("letter:\n  description: Letters.\n  columns:\n    a DECIMAL(9, 2): {unit: USD, meaning: price}\n")
    found = sqlmodels.described_inputs(tmp_path)["letter"]
    assert found.types == {"a": "DECIMAL(9, 2)"}
    assert found.columns["a"].comment == "price [USD]"


# The cache is only ever an optimisation


def test_the_cache_spares_parsing_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, core__letter=LETTER)
    first = sqlmodels.load(folder)
    sqlmodels._loaded.cache_clear()
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    assert sqlmodels.load(folder) == first
    write(folder, core__letter=model("select a from input.letter where a > 'b'"))
    with pytest.raises(ImportError):
        sqlmodels.load(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}'])
def test_a_spoilt_cache_is_made_anew(tmp_path: Path, content: str) -> None:
    folder = write(tmp_path, core__letter=LETTER)
    kept = folder / "__pycache__" / "models.json"
    kept.parent.mkdir()
    kept.write_text(content)
    assert sqlmodels.load(folder)["core.letter"].depends_on == ("input.letter",)
    assert len(json.loads(kept.read_text())) == 1


def test_a_cache_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    folder = write(tmp_path, core__letter=LETTER)
    (folder / "__pycache__").write_text("in the way")
    assert sqlmodels.load(folder).models


@pytest.mark.parametrize(
    ("word", "choices", "end"),
    [
        ("trade_partners", ["trade_partner", "revision"], "; did you mean trade_partner?"),
        ("zzz", ["b", "a"], "; known: a, b"),
        ("zzz", [f"name{i}" for i in range(13)], ""),
        ("zzz", [], ""),
    ],
)
def test_nearest(word: str, choices: list[str], end: str) -> None:
    assert sqlfiles.nearest(word, choices) == end
