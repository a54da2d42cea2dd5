"""Claims to verdicts, sentences to claims, and reports: the part that grows with what people write.

Belongs here: the project's own work and its rows of the table. Does not belong here: the peers (peers.py).
"""

import csv
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench import measure
from tests.bench.measure import ROOT, Row

TODAY = date(2026, 11, 25)
ONE_BY_ONE = 5
"""Claims that are judged one at a time; the time of more is a multiple of theirs."""
SENTENCES = 3_000


def claim_rows(warehouse: Path, quick: bool) -> Iterator[Row]:
    """n claims in one pass, against one query for each of them, as a system works that turns a claim into SQL."""
    alone = measure.attempt(lambda: _judged(warehouse, ONE_BY_ONE, one_by_one=1))
    for count in (10, 100, 1_000) if quick else (10, 100, 1_000, 10_000, 100_000):
        ours = measure.median(3 if count <= 1_000 else 1, lambda n=count: _judged(warehouse, n, one_by_one=0))
        yield measure.row(
            "claims", f"{count:,} claims", count, ours, "a query per claim", alone, times=count / ONE_BY_ONE,
            note=f"{ONE_BY_ONE} measured, multiplied" + (", target 3 s" if count == 10_000 else ""),
        )  # fmt: skip


def _judged(warehouse: Path, count: int, one_by_one: int) -> measure.Taken:
    return measure.module("judging", "claims", count, one_by_one, env=_of(warehouse))


def sentence_rows(peers: Path, folder: Path, quick: bool) -> Iterator[Row]:
    count = SENTENCES // 10 if quick else SENTENCES
    file = folder / "sentences.txt"
    file.write_text("\n".join(_sentences(count)), encoding="utf-8")
    ours = measure.median(1, lambda: measure.module("judging", "sentences", file))
    script = Path(__file__).with_name("peers.py")
    for program, name in (("spacy", "spaCy blank"), ("quantulum3", "quantulum3")):
        peer = measure.attempt(lambda p=program: measure.run(peers, script, "sentences", p, file))
        yield measure.row(
            "sentences", f"{count:,} sentences", count, ours, name, peer, note="tokens only" * (program == "spacy")
        )


def report_rows(warehouse: Path, quick: bool) -> Iterator[Row]:
    for count in (1, 10) if quick else (1, 10, 100):
        ours = measure.median(3 if count < 100 else 1, lambda n=count: _rendered(warehouse, n))
        yield measure.row("render", f"{count:,} articles: {ours.found['files']:,} files", count, ours)


def _rendered(warehouse: Path, count: int) -> measure.Taken:
    return measure.module("judging", "reports", count, env=_of(warehouse))


def _of(warehouse: Path) -> dict[str, str]:
    return {"BILATERAL_WAREHOUSE": str(warehouse), "BILATERAL_HOME": str(ROOT)}


def _sentences(count: int) -> list[str]:
    found = []
    for path in sorted((ROOT / "tests" / "data").glob("sentences*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["text"].replace("\n", " ") for row in csv.DictReader(file) if row.get("text")]
    return [found[place % len(found)] for place in range(count)]


def claims(count: int, one_by_one: int) -> dict[str, Any]:
    """So many different claims to verdicts and readings in one pass, or each in a pass of its own."""
    from pipelines.config import Settings
    from pipelines.warehouse import inputs, published

    settings = Settings()
    run = inputs.tables(settings, {"run": [inputs.run(TODAY, "default")]})
    given = [inputs.claims(settings, articles, "default") | run for articles in _articles(count, bool(one_by_one))]

    def work() -> None:
        for each in given:
            published.evaluate(settings, each).close()

    return measure.timed(work)


def _articles(count: int, one_by_one: bool) -> list[list[Any]]:
    """Articles of twenty claims, of ten kinds by turns, about all economies; alone, each with its one claim."""
    from pipelines.catalogue import economies
    from pipelines.claims.model import Areas, Article, Claim

    areas = [row["iso3"] for row in economies.economies() if row["is_economy"]]

    def claim(n: int) -> Claim:
        one, two, three = (areas[(n * step + step) % len(areas)] for step in (7, 11, 13))
        said: dict[str, Any] = {"id": f"c{n}", "quote": "…", "said_on": date(2025, 1 + n % 12, 1 + n % 28)}
        about = [
            {"indicator": "population", "operation": "level", "value": f"{1 + n % 900} million", "hedge": "about"},
            {"indicator": "gdp", "operation": "level", "value": f"${1 + n % 900} billion", "hedge": "over"},
            {"indicator": "population", "operation": "sum", "value": "90 million", "areas": [one, two, three]},
            {"indicator": "goods_exports", "operation": "level", "value": "$2 billion", "areas": ["KOR"], "with": one},
            {"indicator": "troops", "operation": "level", "value": "1,200", "areas": ["USA"], "with": one},
            {"indicator": "gdp", "operation": "share", "value": "2%"},
            {"indicator": "gdp", "operation": "rank", "value": "top 20"},
            {"indicator": "population", "operation": "change", "value": "2%", "base_period": "2015"},
            {"indicator": "gdp_per_capita", "operation": "level", "value": "$20,000"},
            {"indicator": "gdp", "operation": "compare", "hedge": "over", "base": Areas(ref=[two])},
        ][n % 10]
        where = Areas(ref=about.pop("areas", [one]), counterpart=[about.pop("with")] if "with" in about else [])
        return Claim(**said, areas=where, **about)

    size = 1 if one_by_one else 20
    made = [
        Article(
            id=f"a{first}",
            title="…",
            published=TODAY,
            claims=[claim(n) for n in range(first, min(first + size, count))],
        )
        for first in range(0, count, size)
    ]
    return [[article] for article in made] if one_by_one else [made]


def sentences(file: Path) -> dict[str, Any]:
    from pipelines.apps import cli
    from pipelines.claims import reader

    cli.spare_garbage_collection()  # as every command does
    lines = file.read_text(encoding="utf-8").splitlines()
    taken = measure.timed(lambda: sum(len(reader.read(line, TODAY).claims) for line in lines))
    return taken | {"rows": taken["result"]}


def reports(count: int) -> dict[str, Any]:
    """All reports of copies of the project's article, from a file in memory that holds so many."""
    import duckdb
    from published import ARTICLE, retell

    from pipelines import reports as room
    from pipelines.config import Settings

    connection = duckdb.connect()
    connection.execute(f"attach '{Settings().database}' as published (read_only)")
    for schema, name in connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'published'"
        " and schema_name in ('input', 'core', 'marts', 'factcheck')"
    ).fetchall():
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create table {schema}.{name} as from published.{schema}.{name}")
    connection.execute("detach published")
    if count > 1:
        retell(connection, f"'{ARTICLE}-' || n", times=count - 1)
    folder = Path(tempfile.mkdtemp())
    try:
        taken = measure.timed(lambda: room.render(Settings(warehouse_dir=folder), connection))
    finally:
        shutil.rmtree(folder)
    return taken | {"result": "", "files": len(taken["result"])}


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    verb, *given = sys.argv[1:]
    if verb == "claims":
        measure.say(claims(int(given[0]), int(given[1])))
    elif verb == "sentences":
        measure.say(sentences(Path(given[0])))
    else:
        measure.say(reports(int(given[0])))
