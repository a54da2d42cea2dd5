"""`bilateral check --batch` on sentences made from templates over the figures that are held, four in ten of them wrong.

    python -m tests.bench.bulk FILE.parquet 1000000        a table of so many, from the published file

Belongs here: making the sentences, the row of the table. Does not belong here: how they are judged (apps/batch.py).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench import measure
from tests.bench.commands import BILATERAL
from tests.bench.measure import ROOT, Row

A_SECOND = 5_000
"""Sentences that are asked for."""

# A figure comes in as many turns as it takes: in other words, with another hedge, and by chance wrong.
_SENTENCES = """
copy (
    with figure as (
        select
            o.indicator, r.name as area, p.name as partner, year(o.time_period) as y,
            arg_max(o.obs_value, o.published_on) as v, row_number() over (order by hash(o.indicator, area, partner, y)) - 1 as n
        from core.observation as o
        inner join core.economy as r on r.iso3 = o.ref_area and r.is_economy
        left join core.economy as p on p.iso3 = o.counterpart_area
        where o.freq = 'A' and o.breakdown = '_T' and o.obs_value > 0 and (
            o.indicator in ('population', 'gdp') and o.counterpart_area is null
            or o.indicator in ('goods_exports', 'goods_imports') and p.is_economy
        )
        group by o.indicator, r.name, p.name, year(o.time_period)
    ),
    said as (
        select
            f.*, t.id, t.id // k.figures as turn,
            f.v * case when hash(t.id) % 10 < 4 then 1.2 + hash(t.id, 'w') % 30 / 10 else 1 end as said_value,
            ['', 'about ', 'more than ', 'nearly ', 'roughly ', 'over '][1 + turn % 6] as hedge,
            1 + turn // 12 % 3 as digits,
            case
                when said_value >= 1e9 then format('{{:.{{}}f}} billion', said_value / 1e9, digits)
                when said_value >= 1e6 then format('{{:.{{}}f}} million', said_value / 1e6, digits)
                else format('{{:,}}', cast(said_value as bigint))
            end as amount
        from range({count}) as t (id)
        cross join (select count(*) as figures from figure) as k
        inner join figure as f on f.n = t.id % k.figures
    )
    select id, date '2025-06-01' as said_on, case indicator || (turn // 6 % 2)
        when 'population0' then format('{{}} had a population of {{}}{{}} in {{}}.', area, hedge, amount, y)
        when 'population1' then format('In {{3}}, {{0}} had {{1}}{{2}} inhabitants.', area, hedge, amount, y)
        when 'gdp0' then format('The GDP of {{}} was {{}}${{}} in {{}}.', area, hedge, amount, y)
        when 'gdp1' then format('In {{3}}, {{0}} had a GDP of {{1}}${{2}}.', area, hedge, amount, y)
        when 'goods_exports0' then format('{{}} exported {{}}${{}} in goods to {{}} in {{}}.', area, hedge, amount, partner, y)
        when 'goods_exports1' then format('In {{4}}, exports from {{0}} to {{3}} were {{1}}${{2}}.', area, hedge, amount, partner, y)
        when 'goods_imports0' then format('{{}} imported {{}}${{}} in goods from {{}} in {{}}.', area, hedge, amount, partner, y)
        else format('In {{4}}, {{0}} imported goods worth {{1}}${{2}} from {{3}}.', area, hedge, amount, partner, y)
    end as text
    from said
    order by id
) to '{file}' (format parquet, compression zstd)
"""


def rows(warehouse: Path, folder: Path, quick: bool) -> Iterator[Row]:
    count = 2_000 if quick else 50_000
    env = {"BILATERAL_WAREHOUSE": str(warehouse), "BILATERAL_HOME": str(ROOT)}
    table, verdicts = folder / "said.parquet", folder / "verdicts.parquet"
    measure.module("bulk", table, count, env=env)
    taken = measure.run(BILATERAL, "check", "--batch", table, "--out", verdicts, env=env)
    yield measure.row(
        "batch", f"{count:,} sentences checked", count, taken, target=None if quick else count / A_SECOND,
        note=f"{count / taken.seconds:,.0f} a second",
    )  # fmt: skip


def make(file: Path, count: int) -> None:
    import duckdb

    from pipelines.config import Settings

    with duckdb.connect(str(Settings().database), read_only=True) as connection:
        connection.execute(_SENTENCES.format(count=count, file=file))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
