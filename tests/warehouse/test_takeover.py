"""A build takes over what would come out the same; whatever the sequence of changes, the file equals one made anew."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import small
import versions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.config import Settings
from pipelines.warehouse import documentation, inputs, publication
from pipelines.warehouse import published as published_file

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 25)

EDITION = """
select * replace (
    '2026-11' as vintage, date '2026-11-01' as published_on, timestamp '2026-11-02 00:00:00' as retrieved_at,
    obs_value * {factor} as obs_value, false as is_reference
)
from ({figures})
where indicator = '{indicator}' and source = '{source}'
qualify dense_rank() over (order by vintage desc) = 1
"""
CHANGES = st.one_of(
    st.tuples(
        st.sampled_from(
            [("worldbank_wdi", "population"), ("worldbank_wdi", "fertility_rate"), ("us_census", "goods_exports"),
             ("us_dmdc", "troops")]
        ),
        st.sampled_from([1.0, 1.5]),
    ),
    st.sampled_from(["without articles", "without GDP", "next day", "as it was"]),
)  # fmt: skip


def changed(given: Mapping[str, Any], change: Any) -> dict[str, Any]:
    """The inputs with an edition more, with fewer figures, articles or groups, or on another day."""
    found = dict(given)
    match change:
        case (source, indicator), factor:
            edition = EDITION.format(figures=given["observation"], source=source, indicator=indicator, factor=factor)
            found["observation"] = f"{given['observation']} union all {edition}"
        case "without articles":
            found |= {name: [] for name in published_file.CLAIM_INPUTS}
        case "without GDP":
            found["observation"] = f"select * from ({given['observation']}) where indicator <> 'gdp'"
        case "next day":
            run = inputs.run(date(2026, 11, 26), "default")
            found |= inputs.tables(Settings(root=ROOT), {"run": [run]})
    return found


# A project of a few relations, in which anything may change ----------------------------------------------------

OBSERVATION = """/*
description: Figures. One row per figure.
key: [indicator, ref_area]
partition_by: indicator
columns:
  indicator: what
  ref_area: where
  obs_value: how much
  source: dataset
*/
select indicator, ref_area, obs_value, source from input.observation
"""
TOTAL = """/*
description: {doc}. One row per source.
key: [source]
view: {view}
columns:
  source: dataset
  total: {{unit: things, meaning: how much in all}}
*/
select source, sum(obs_value) as total from core.observation where indicator = 'a' group by source
"""
ABOVE = """/*
description: Whether a total is large. One row per source.
key: [source]
columns:
  source: dataset
  large: whether it is
*/
select source, total > {bound} as large from marts.total
"""
WANTED = """/*
description: Of what is asked. One row.
key: [indicator]
columns:
  indicator: what
*/
select 'c' as indicator from input.run
"""
OF_WANTED = """/*
description: Totals of what is asked. One row per source.
key: [source]
figures_of: select indicator from core.wanted
columns:
  source: dataset
  total: {unit: things, meaning: how much in all}
*/
select o.source, sum(o.obs_value) as total
from core.observation as o
inner join core.wanted as w on w.indicator = o.indicator
group by o.source
"""
CHECK = """/*
description: Large totals.
severity: warn
*/
select source from marts.above where large
"""
INPUTS = """
run:
  description: The run. One row.
  columns: {run_id VARCHAR: name, today DATE: day, profile VARCHAR: profile, built_at TIMESTAMP: hour}
observation:
  description: Figures. One row per figure.
  columns: {indicator VARCHAR: what, ref_area VARCHAR: where, obs_value BIGINT: how much, source VARCHAR: dataset}
"""
STATES = st.fixed_dictionaries({
    "a": st.lists(st.integers(0, 3), min_size=1, max_size=3),
    "b": st.lists(st.integers(0, 1), max_size=1),
    "source": st.sampled_from(["one", "two"]),
    "doc": st.sampled_from(["Totals", "Sums"]),
    "view": st.sampled_from(["true", "false"]),
    "bound": st.sampled_from([2, 4]),
    "above": st.booleans(),
})  # fmt: skip


def lay(project: Settings, state: Mapping[str, Any]) -> dict[str, Any]:
    """Write the project as the state says, and return what its build is handed."""
    files = {
        "inputs.yml": INPUTS, "core/observation.sql": OBSERVATION, "marts/total.sql": TOTAL.format(**state),
        "core/wanted.sql": WANTED, "marts/of_wanted.sql": OF_WANTED,
    }  # fmt: skip
    if state["above"]:
        files |= {"marts/above.sql": ABOVE.format(**state), "checks/assert_marts_above__is_small.sql": CHECK}
    shutil.rmtree(project.root / "sql", ignore_errors=True)
    for name, text in files.items():
        path = project.root / "sql" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    figures = [
        {"indicator": indicator, "ref_area": f"{number}", "obs_value": value, "source": state["source"]}
        for indicator in ("a", "b", "c", "d")
        for number, value in enumerate(state.get(indicator, [7]))
    ]
    return {"run": versions.inputs(1)["run"], "observation": pa.Table.from_pylist(figures)}


@given(st.lists(STATES, min_size=3, max_size=3))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_whatever_changes_the_file_is_as_if_made_anew(states: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        projects = [Settings(root=Path(folder) / n, warehouse_dir=Path(folder) / n / "w", threads=1) for n in "ab"]
        for state in states:
            for project in projects:
                built = publication.build(project, lay(project, state), force=project is projects[1])
            assert rows(projects[0]) == rows(projects[1])
            assert told(projects[0]) == told(projects[1])
            held = {file.stem: pq.read_table(file).to_pylist() for file in projects[0].marts.iterdir()}
            assert held == {file.stem: pq.read_table(file).to_pylist() for file in projects[1].marts.iterdir()}
            assert held.keys() == {name.removeprefix("marts.") for name in built.rows if name.startswith("marts.")}


def test_only_what_depends_on_a_change_is_computed(tmp_path: Path) -> None:
    project = Settings(root=tmp_path, warehouse_dir=tmp_path / "w")
    state = {"a": [1, 2], "b": [1], "source": "one", "doc": "Totals", "view": "false", "bound": 2, "above": True}

    def computed(**changes: Any) -> set[str]:
        return set(publication.build(project, lay(project, state | changes)).seconds)

    everything = {"core.observation", "core.wanted", "marts.of_wanted", "marts.total", "marts.above"}
    assert computed() == everything
    assert computed(b=[0]) == {"core.observation"}, "the total is of other figures"
    assert computed(b=[0], a=[2, 1]) == {"core.observation", "marts.total"}, "the total is the same"
    assert computed(b=[0], a=[2, 1], bound=4) == {"marts.above"}
    assert computed(b=[0], a=[2, 1], bound=4, c=[8]) == {"core.observation", "marts.of_wanted"}, "they are asked for"
    assert computed(b=[0], a=[2, 1], bound=4) == {"core.observation", "marts.of_wanted"}
    assert computed(b=[0], a=[2, 1], bound=4, doc="Sums") == set()
    with duckdb.connect(str(project.database)) as connection:
        connection.execute("create table core.other as select 1 as n")
    assert computed(b=[0], a=[2, 1], bound=4, doc="Sums") == everything, (
        "nothing is taken over from a file that somebody has written to"
    )


# The world ----------------------------------------------------------------------------------------------------


def rows(settings: Settings) -> dict[str, tuple[int, str]]:
    with published_file.connect(settings) as connection:
        named = connection.execute("select relation from meta.relation where relation <> 'input.run'").fetchall()
        return {name: documentation.content(connection, name) for (name,) in named}


def told(settings: Settings) -> list[list[tuple[Any, ...]]]:
    """What the file says of itself, apart from the run."""
    with published_file.connect(settings) as connection:
        return [
            connection.execute(f"select {what} order by all").fetchall()
            for what in ("relation, content, made_from, rows from meta.relation where relation <> 'input.run'",
                         "* from meta.relation_source", '* from meta."check"', '* from meta."column"',
                         "schema_name, table_name, column_name, comment from duckdb_columns() where not internal",
                         "schema_name, table_name, comment from duckdb_tables()", "function_name from duckdb_functions()",
                         "view_name, comment, sql from duckdb_views()")
        ]  # fmt: skip


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Settings]:
    """Two warehouses with the same figures; sums come out the same to the last digit on one thread only."""
    place = small.lay(tmp_path_factory.mktemp("worlds") / "warehouse", since="2021-01-01")
    one, other = (Settings(root=ROOT, warehouse_dir=folder, threads=1) for folder in (place, place.parent / "anew"))
    other.warehouse.mkdir()
    return one, other


@given(st.lists(CHANGES, min_size=2, max_size=2))
@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_built_on_the_one_before_equals_one_made_anew(
    worlds: tuple[Settings, Settings], changes: list[Any]
) -> None:
    one, other = worlds
    given = inputs.assemble(one, as_of=DAY)
    given["economy_group"] = [row for row in given["economy_group"] if row["iso3"] in small.AREAS]
    for change in changes:
        last = changed(given, change)
        publication.build(one, last)
    publication.build(other, last, force=True)
    assert rows(one) == rows(other)
    assert told(one) == told(other)
