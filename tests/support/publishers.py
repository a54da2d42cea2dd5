"""The publishers' trade files beside the project, as partner -> dollars by reporter, year and flow.

Not a test: tests/warehouse/test_marts_*.py use it. Codes are mapped here as briefly as the files allow; the connectors in
pipelines/sources have tests of their own.
"""

from functools import cache
from pathlib import Path

Slice = tuple[str, int, str]
World = dict[Slice, dict[str, float]]

COPIED = ("RUS", "SRB", "PSE")
"""Partners whose imports in Korea's file are its exports again."""


def korea(shared: Path, since: int, with_copies: bool = False) -> World:
    """Korea's trade by partner (KOSIS) with the totals that the file states."""
    world: World = {}
    for reporter, partner, year, flow, value in _korea(shared):
        if year >= since and (with_copies or flow == "X" or partner not in COPIED):
            world.setdefault((reporter, year, flow), {})[partner] = value
    return world


def comtrade_2022(shared: Path) -> World:
    """China, the United States and Germany in 2022, all partners: 490 is Taiwan, other areas are _X."""
    world: World = {}
    for reporter, partner, flow, value in _comtrade(shared):
        world.setdefault((reporter, 2022, flow), {})[partner] = value
    return world


def all_reporters(shared: Path) -> World:
    """What every reporter of Comtrade trades with China and with the United States, 2001 to 2025, world totals left out."""
    import duckdb

    from pipelines.catalogue import economies

    file = shared / "comtrade" / "all_reporters_vs_CHN_USA_2001_2025.csv.gz"
    world: World = {}
    for reporter, partner, year, flow, value in duckdb.execute(
        "select reporterDesc, partnerDesc, refYear, flowCode, primaryValue from read_csv($file)"
        " where flowCode in ('X', 'M') and primaryValue is not null",
        {"file": str(file)},
    ).fetchall():
        area = economies.to_iso3("un_comtrade", reporter)
        world.setdefault((area, year, flow), {})[economies.to_iso3("un_comtrade", partner)] = value
    return world


@cache
def _korea(shared: Path) -> list[tuple[str, str, int, str, float]]:
    import duckdb

    file = shared / "kosis" / "korea_trade_by_partner_1949_2023.csv.gz"
    return (
        duckdb.connect()
        .execute(
            """
        with file as (
            select iso3c, cast(year as integer) as year, cast(export as double) as x, cast("import" as double) as m,
                cast(total_export as double) as total_x, cast(total_import as double) as total_m
            from read_csv($file, nullstr = 'NA', all_varchar = true)
        )
        select 'KOR', iso3c, year, 'X', x from file where x is not null
        union all select 'KOR', iso3c, year, 'M', m from file where m is not null
        union all select distinct 'KOR', 'W00', year, 'X', total_x from file where total_x is not null
        union all select distinct 'KOR', 'W00', year, 'M', total_m from file where total_m is not null
        """,
            {"file": str(file)},
        )
        .fetchall()
    )


@cache
def _comtrade(shared: Path) -> list[tuple[str, str, str, float]]:
    import duckdb

    file = shared / "comtrade" / "TradeData_CHN_USA_DEU_2022_TOTAL.csv.gz"
    return (
        duckdb.connect()
        .execute(
            """
        select reporterISO,
            case partnerCode when '0' then 'W00' when '490' then 'TWN'
                else case when regexp_full_match(partnerISO, '[A-Z]{3}') then partnerISO else '_X' end end as partner,
            flowCode, sum(cast(primaryValue as double))
        from read_csv($file, all_varchar = true, encoding = 'latin-1', null_padding = true, ignore_errors = true)
        group by all
        """,
            {"file": str(file)},
        )
        .fetchall()
    )
