"""A few claims come out of both engines as they do of DuckDB alone, and nothing of other claims is left in them."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from claims_at_random import Chance
from oracle import load
from tiny import ROOT, publish, troops, warehouse
from verdicts import claim, happened

from pipelines.apps import check
from pipelines.claims.model import Claim
from pipelines.config import Settings
from pipelines.reports import evidence
from pipelines.warehouse import contests, few, published
from pipelines.warehouse.engines import sqlite
from pipelines.warehouse.sqlmodels import Model
from pipelines.warehouse.sqltranslation import translated

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def held(built: Path) -> Settings:
    return Settings(root=ROOT, warehouse_dir=built)


def relations(settings: Settings, claims: list[Claim]) -> dict[str, Any]:
    return check.as_relations(settings, {"text": claims}, {}, "default", DAY)


def rows(connection: Any, name: str) -> list[tuple[Any, ...]]:
    """In an order that the last digits of a sum, which depend on the order of what is added up, do not change."""
    found = connection.execute(f"select * from {name}").fetchall()
    return sorted(found, key=lambda row: [f"{value:.9g}" if isinstance(value, float) else repr(value) for value in row])


def differences(settings: Settings, claims: list[Claim]) -> Iterator[str]:
    given = relations(settings, claims)
    with few.evaluate(settings, given) as (ours, _), published.evaluate(settings, given) as theirs:
        made = theirs.execute("select table_name from duckdb_tables() where schema_name = 'factcheck' and not internal")
        # of contests that were kept, rival is not made again
        for name in sorted({name for (name,) in made.fetchall()} - {"cell", "rival"}):
            one, other = (rows(connection, f"factcheck.{name}") for connection in (ours, theirs))
            if len(one) != len(other):
                yield f"{name}: {len(one)} rows, and {len(other)} in DuckDB"
            for row, same in zip(one, other, strict=False):
                if not all(map(alike, row, same)):
                    yield f"{name}: {row}, and {same} in DuckDB"


def alike(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-12, abs=1e-12)
    return type(one) is type(other) and one == other


def test_claims_of_every_operation_come_out_the_same(held: Settings) -> None:
    with published.connect(held) as connection:
        chance = Chance(load(connection), 20261127)
        drawn = list(chance.claims(128))
        over_years = list(filter(None, map(chance.over_years, drawn)))
    seen = happened("exists", ["summit"], ["KOR", "JPN", "CHN"])
    first = happened("first", ["summit"], ["KOR", "JPN"], base_period="2015")
    fiscal = [claim("gdp_growth", "level", "7.2%", ref=["IND"], period=year) for year in ("2022-23-FY", "2023-FY")]
    claims = [
        *drawn,
        *over_years,
        seen,
        first,
        *fiscal,
        claim("troops", "level", "50,000", ref=["USA"], counterpart=["JPN"]),
    ]
    wrong = [line for start in range(0, len(claims), 32) for line in differences(held, claims[start : start + 32])]
    assert not wrong, "\n".join(wrong[:10])


def test_a_report_holds_the_same(held: Settings) -> None:
    """Of a figure with a course, of one divided by another, of an event and of a rank, for which DuckDB has the cells."""
    claims = [
        claim("population", "level", "120 million", ref=["JPN"]),
        claim("gdp_per_capita", "sum", "30,000 USD", ref=["JPN", "KOR"]),
        happened("exists", ["summit"], ["KOR", "JPN", "CHN"]),
    ]
    for asked in (claims, [*claims, claim("population", "rank", "3", ref=["USA"])]):
        given = relations(held, asked)
        with few.evaluate(held, given, to_show=True) as (small, large), published.evaluate(held, given) as theirs:
            ours = next(evidence.documents(small, ["text"], evidence.common(large, {"today": DAY, "profile": "default"}),
                                           marts=large))  # fmt: skip
            other = next(evidence.documents(theirs, ["text"]))
        assert ours["claims"][0]["course"]
        assert json.loads(json.dumps(ours, default=str), parse_float=digits) == json.loads(
            json.dumps(other, default=str), parse_float=digits
        )


def digits(number: str) -> str:
    """As many as do not depend on the order of what is added up."""
    return f"{float(number):.9g}"


def test_nothing_is_left_of_other_claims(held: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not of those that failed half way, nor of those that needed the figures of all areas."""
    one, other = ([claim("population", "level", "120 million", ref=[area])] for area in ("JPN", "DEU"))
    ranked = [claim("population", "rank", "3", ref=["USA"])]
    before = check.judge(held, one)
    run = few._Engines._run_in_sqlite

    def breaks(engines: Any, model: Model) -> None:
        if model.name == "factcheck.vote":
            raise ValueError("broken")
        run(engines, model)

    for claims in (other, ranked):
        with monkeypatch.context() as patched:
            patched.setattr(few._Engines, "_run_in_sqlite", breaks)
            with pytest.raises(ValueError, match="broken"):
                check.judge(held, claims)
        assert check.judge(held, claims) != before
        assert check.judge(held, one) == before


def test_what_is_published_meanwhile_is_seen(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, [troops("JPN", "2024-Q4", 52_000)])
    publish(settings)
    asked = [
        claim("troops", "level", "50,000", hedge="over", ref=["USA"], counterpart=["JPN"], said_on=date(2025, 7, 15))
    ]
    before = check.judge(settings, asked)[0]["verdict"]
    figures = settings.reference / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("52000", "37000"), encoding="utf-8")
    publish(settings)
    assert (before, check.judge(settings, asked)[0]["verdict"]) == ("SUPPORTED", "CONTRADICTED")


def test_contests_are_kept_for_the_next_claim(held: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is ranked in them; another day, group or order makes another contest, or is one of the same."""
    ranked = [claim("population", "rank", "3", ref=["USA"]), claim("gdp", "rank", "3", ref=["JPN"])]
    assert not list(differences(held, ranked))
    with monkeypatch.context() as patched:
        patched.setattr(few._Engines, "_run_in_duckdb", lambda *_: pytest.fail("everybody was looked up again"))
        for place, area in (("1", "IND"), ("4", "IDN"), ("7", "BRA")):
            assert not list(differences(held, [claim("population", "rank", place, ref=[area])]))
    for other in (
        claim("population", "rank", "3", ref=["USA"], said_on=date(2019, 5, 1)),
        claim("population", "rank", "1", ref=["DEU"], universe="EU"),
        claim("population", "rank", "2", ref=["DEU"], universe="G7"),
        claim("population", "rank", "3", ref=["USA"], period="2021"),
    ):
        assert not list(differences(held, [other, *ranked]))


def test_more_contests_than_are_kept_make_room(held: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contests, "KEPT_ROWS", 30)
    monkeypatch.setattr(few, "_KEPT", {})
    for year in range(2019, 2023):
        ranked = [claim("population", "rank", "3", ref=["USA"], period=str(year))]
        assert not list(differences(held, ranked))
        with few.evaluate(held, relations(held, ranked)) as (ours, _):
            kept, own = (
                ours.execute(f"select count(*) from {name}").fetchone()[0]
                for name in ("kept_universe", contests.UNIVERSE)
            )
        assert 0 < own <= kept <= 30 + own


def test_contests_end_with_the_file_that_they_are_of(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, [troops("JPN", "2024-Q4", 52_000), troops("DEU", "2024-Q4", 35_000)])
    ranked = [claim("troops", "rank", "1", ref=["USA"], counterpart=["JPN"], said_on=date(2025, 7, 15))]

    def seen() -> set[float]:
        with few.evaluate(settings, relations(settings, ranked)) as (ours, _):
            found = ours.execute("select amount from factcheck.universe where area = 'JPN' and amount is not null")
            return {amount for (amount,) in found}

    publish(settings)
    assert seen() == seen() == {52_000}
    figures = settings.reference / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("52000", "37000"), encoding="utf-8")
    publish(settings)
    assert seen() == {37_000}


EXPRESSIONS = (
    "cast(x as integer)", "cast(x as varchar)", "round(x, 2)", "round(x, -1)", "round(x)", "ceil(x)", "floor(x)", "sign(x)",
    "abs(x)", "x / 4", "7 / nullif(x, 0)", "power(abs(x), 0.37)", "greatest(x, y, 3)", "least(x, y)", "printf('%.12e', x)",
    "cast(d + interval 1 year - interval 1 day as date)", "cast(d + to_months(n) as date)", "cast(d - to_years(n) as date)",
    "cast(date_trunc('year', d) as date)", "cast(date_trunc('month', d) as date)", "year(d)", "month(d)",
    "date_diff('day', d, e)", "date_diff('month', d, e)", "date_diff('year', d, e)", "make_date(year(d), month(e), 1)",
    "concat(d, ' ', s, n)", "s like '%A%'", "contains(s, 'a')", "regexp_replace(s, 'a.*', '')", "replace(s, 'a', 'b')",
    "(select arg_max(s, y) from t)", "(select arg_min(n, s) from t)", "(select string_agg(distinct s, ';' order by s) from t)",
    "(select string_agg(s, '-' order by d) from t)", "(select bool_or(x > 1) from t)", "(select bool_and(x > y) from t)",
    "row_number() over (order by x desc, n)", "dense_rank() over (order by s)", "d between date '2000-02-29' and e",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_translation_means_the_same(expression: str) -> None:
    chance = random.Random(7)
    types = {"n": "INTEGER", "x": "DOUBLE", "y": "DOUBLE", "d": "DATE", "e": "DATE", "s": "VARCHAR"}
    values: list[tuple[Any, ...]] = [(0, None, None, None, None, None), (1, 2.5, -2.5, date(2024, 2, 29), DAY, "Aa")]
    for number in range(2, 60):
        x, y = chance.choice([0.5 * chance.randrange(-9, 9), chance.uniform(-1e4, 1e4)]), chance.uniform(-5, 5)
        d, e = (date(1990, 1, 1) + timedelta(days=chance.randrange(20_000)) for _ in range(2))
        values.append((number, x, y, d, e, chance.choice("abAB") + chance.choice("ab")))
    small, large = sqlite.connect(), duckdb.connect()
    sqlite.make(small, "t", types)
    sqlite.fill(small, "t", values, len(types))
    large.execute(f"create table t ({', '.join(f'{column} {kind}' for column, kind in types.items())})")
    large.executemany(f"insert into t values ({', '.join('?' * len(types))})", values)
    query = f"select n, {expression} as found from t order by n"
    ours = small.execute(translated(query)).fetchall()
    theirs = large.execute(query).fetchall()
    for (_, one), (_, other) in zip(ours, theirs, strict=True):
        same = other.isoformat() if isinstance(other, date) else other
        assert one == (pytest.approx(same, rel=1e-15) if isinstance(same, float) else same)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("select median(x) as m from t", "median"),
        ("select list_sum([x]) as m from t", "list_sum"),
        ("select to_months(n) as m from t", "added to a day"),
        ("select cast(x as time) as m from t", "cast"),
    ],
)
def test_what_may_mean_something_else_is_refused(query: str, problem: str) -> None:
    with pytest.raises(ValueError, match=f"(?i){problem}"):
        translated(query)


def test_the_file_is_free_between_two_checks(held: Settings) -> None:
    """Whoever opens it to write, here or in another process, does not find it taken."""
    claims = [claim("population", "level", "120 million", ref=["JPN"])]
    before = check.judge(held, claims)
    with duckdb.connect(held.database) as connection:
        connection.execute("select 1 from core.economy limit 1")
    assert check.judge(held, claims) == before
