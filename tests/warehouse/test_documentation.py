"""What the published file says about itself, on the project's own models and reference figures."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from published import project as of_the_project

from pipelines.config import Settings
from pipelines.warehouse import inputs, published, sqlmodels

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "sql" / "examples").glob("*.sql"))


@pytest.fixture(scope="module")
def project() -> Settings:
    return of_the_project()


@pytest.fixture(scope="module")
def connection(project: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with published.connect(project) as opened:
        yield opened


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    return [dict(zip([c[0] for c in found.description], row, strict=True)) for row in found.fetchall()]


# The file as it lies there


def test_every_relation_column_and_macro_has_a_meaning(connection: duckdb.DuckDBPyConnection) -> None:
    for query in (
        "select schema_name || '.' || table_name from duckdb_tables() where comment is null",
        "select table_name || '.' || column_name from duckdb_columns() where comment is null and not internal",
        "select function_name from duckdb_functions() where schema_name = 'main' and not internal and comment is null",
        "select name from meta.schema where description is null",
        "select relation || '.' || \"column\" from meta.column where meaning is null",
        "select relation from meta.relation where description is null",
    ):
        assert connection.execute(query).fetchall() == [], query


def test_every_input_is_described(project: Settings) -> None:
    given = inputs.assemble(project, as_of=date(2026, 11, 25))
    assert given.keys() == sqlmodels.described_inputs(ROOT / "sql").keys()


def test_lineage_reaches_from_verdicts_to_inputs(connection: duckdb.DuckDBPyConnection) -> None:
    reached = connection.execute(
        "with recursive up as (select 'factcheck.verdict' as relation union"
        " select d.reads from meta.dependency as d inner join up on up.relation = d.relation) select relation from up"
    ).fetchall()
    assert {("input.judged_verdict",)} <= set(reached)


# about


def test_about_a_mart(project: Settings) -> None:
    found = published.about(project, "trade_partner")
    assert found["relation"] == "marts.trade_partner"
    assert found["key"] == ["ref_area", "counterpart_area", "time_period", "source", "vintage"]
    columns = {column["name"]: column for column in found["columns"]}
    assert columns["exports"]["unit"] == "USD"
    assert columns["exports"]["type"] == "DOUBLE"
    sources = {source["id"]: source for source in found["sources"]}
    assert "kr_kosis" in sources
    assert sources["kr_kosis"]["publisher"].startswith("Statistics Korea")
    assert sources["kr_kosis"]["published_on"] < found["today"]
    assert "marts.trade_partner" in found["example"]
    assert {"core.economy", "marts.trade_partner_report"} <= set(found["reads"])


@pytest.mark.parametrize(
    ("asked", "relation"),
    [("snapshot", "core.snapshot"), ("input.snapshot", "input.snapshot"), ("claim", "factcheck.claim"),
     ("reading_term", "input.reading_term"), ("core.event", "core.event"), ("factcheck.reading", "factcheck.reading")],
)  # fmt: skip
def test_about_a_name_alone_means_what_is_computed_and_its_example_runs(
    project: Settings, connection: duckdb.DuckDBPyConnection, asked: str, relation: str
) -> None:
    found = published.about(project, asked)
    assert found["relation"] == relation
    connection.execute(found["example"]).fetchall()


def test_about_an_unknown_relation(project: Settings) -> None:
    for asked, near in (("marts.trade_partners", "marts.trade_partner"), ("contry_year", "country_year")):
        with pytest.raises(ValueError, match=rf"no relation {asked}; did you mean {near}\?"):
            published.about(project, asked)


# cite


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("select name from core.economy", []),
        (
            "select source || ' + us_dmdc' as source from core.observation where source = 'imf_weo'",
            ["imf_weo", "us_dmdc"],
        ),
        ("select obs_value from core.observation where source = 'kr_kosis'", "all"),
        ("select source, obs_value from core.observation where source = 'kr_kosis';", ["kr_kosis"]),
        ("select * from observation_as_of('2025-03-22') where indicator = 'vessels'", ["jp_coastguard"]),
        ("from group_total('population', 'G7', 2023, '2025-03-22')", ["imf_weo", "un_wpp", "worldbank_wdi"]),
        (
            "select gdp, gdp_source from marts.country_year where ref_area = 'JPN' and gdp_source = 'imf_weo'",
            ["imf_weo"],
        ),
        ("with t as (select exports from marts.trade_partner) select sum(exports) from t", "trade"),
        (
            "select t.source, c.gdp from marts.troop_deployment as t, marts.country_year as c"
            " where c.ref_area = t.counterpart_area and c.time_period = date '2023-01-01'",
            ["imf_ifs", "imf_weo", "statement", "un_wpp", "us_dmdc", "worldbank_wdi"],
        ),
    ],
)
def test_sources_of_a_query(connection: duckdb.DuckDBPyConnection, query: str, sources: list[str] | str) -> None:
    of = {
        "all": "select distinct source from core.observation order by 1",
        "trade": "select distinct source from marts.trade_partner order by 1",
    }
    if isinstance(sources, str):
        sources = [source for (source,) in connection.execute(of[sources]).fetchall()]
    found = published.cite(connection, query)
    assert [source["id"] for source in found] == sources
    assert all(source["citation"] and source["licence"] and source["url"] for source in found)


@pytest.mark.parametrize("query", ["drop table core.economy", "select 1; select 2", "", "set threads = 1"])
def test_only_the_result_of_one_query_has_sources(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    with pytest.raises(ValueError, match="expected one SELECT"):
        published.cite(connection, query)


# Examples and macros


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_run_and_find_something(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    text = (ROOT / "sql" / "examples" / f"{name}.sql").read_text()
    assert connection.execute(text).fetchall()
    assert connection.execute("select sql from meta.example where name = ?", [name]).fetchall() == [(text,)]


@pytest.mark.parametrize("day", ["2023-04-10", "2025-03-22"])
def test_observation_as_of_is_the_newest_edition_of_that_day(connection: duckdb.DuckDBPyConnection, day: str) -> None:
    expected: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in connection.execute(
        "select indicator, ref_area, counterpart_area, breakdown, freq, time_period, unit_measure, price_base,"
        " valuation, source, published_on, retrieved_at, vintage, obs_value from core.observation"
        " where published_on <= ?",
        [day],
    ).fetchall():
        key, edition = row[:10], row[10:]
        if key not in expected or edition[:3] > expected[key][:3]:
            expected[key] = edition
    found = connection.execute(
        "select indicator, ref_area, counterpart_area, breakdown, freq, time_period, unit_measure, price_base,"
        " valuation, source, published_on, vintage, obs_value from observation_as_of(?)",
        [day],
    ).fetchall()
    assert {row[:10]: row[10:] for row in found} == {key: (e[0], e[2], e[3]) for key, e in expected.items()}
    assert len(found) == len(expected)


def of_group(
    connection: duckdb.DuckDBPyConnection, indicator: str, group: str, year: int, source: str
) -> dict[str, Any]:
    asked = f"from group_total('{indicator}', '{group}', {year}, '2026-11-22') where source = '{source}'"
    (total,) = rows(connection, asked)
    return total


def test_group_total_adds_up_members_of_the_day_or_says_what_is_missing(connection: duckdb.DuckDBPyConnection) -> None:
    members = ("CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA")
    [(people,)] = connection.execute(
        "select sum(obs_value) from observation_as_of('2026-11-22') where indicator = 'population'"
        f" and source = 'worldbank_wdi' and time_period = date '2023-01-01' and ref_area in {members}"
    ).fetchall()
    total = of_group(connection, "population", "G7", 2023, "worldbank_wdi")
    assert total["obs_value"] == pytest.approx(people, rel=1e-12)
    assert (total["members"], total["members_with_figure"], total["missing"]) == (7, 7, None)
    # the small world holds four of the union's 27 members, of which the United Kingdom is none since 2020
    lacking = of_group(connection, "population", "EU", 2023, "imf_weo")
    assert (lacking["obs_value"], lacking["members"], lacking["members_with_figure"]) == (None, 27, 4)
    assert lacking["missing"] == "NO_FIGURE" and {"ESP", "NLD"} <= set(lacking["missing_areas"].split(";"))
    growth = of_group(connection, "gdp_growth", "G7", 2023, "worldbank_wdi")
    assert (growth["obs_value"], growth["missing"]) == (None, "NOT_ADDITIVE")


def test_claim_readings_are_those_of_the_claim(connection: duckdb.DuckDBPyConnection) -> None:
    found = rows(connection, "from claim_readings('population')")
    assert (
        len(found)
        == connection.execute("select count(*) from factcheck.reading where claim_id = 'population'").fetchall()[0][0]
    )
    assert {row["known"] for row in found} == {"then", "now"}
