"""Comext's SDMX-CSV of trade by reporter and partner in euros -> observations in dollars.

Belongs here: columns, what a partner's code is, and how euros become dollars. Does not belong here: what was asked
for (fetch.py), codes (economies.csv).
"""

from typing import TYPE_CHECKING

from pipelines import sources
from pipelines.fetching import formats, releases, sdmx
from pipelines.fetching.http import BrokenContract, describe
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

RATE_SLUG = "rate-USD"
KEY = ("freq", "reporter", "partner", "product", "flow", "indicators", "TIME_PERIOD", "OBS_VALUE")
RATE_KEY = ("statinfo", "currency", "TIME_PERIOD", "OBS_VALUE")
_FREQ = {"annual": "A", "monthly": "M"}


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    raise BrokenContract(
        f"{name}: Comext's answers are in euros and are read together with the rate that was fetched with them;"
        " expected `bilateral fetch eurostat_comext` instead of a file"
    )


def file(body: bytes, where: str) -> "pa.Table":
    """An answer as text. BrokenContract says so where the service queued the request or sent a fault as XML."""
    if body.lstrip()[:1] == b"<":
        queued = " (the request was queued, because its answer is too large; ask for fewer years)"
        raise BrokenContract(f"{where}: expected SDMX-CSV, found {describe(body)}{queued if b'queued' in body else ''}")
    found = sdmx.table(body)
    rate = "ert_bil" in where or "currency" in found.column_names
    formats.require(found, RATE_KEY if rate else KEY, "exchange rate" if rate else "Comext")
    return found


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Flows by reporter, partner and period. A flow that two parts hold, one per side, counts once."""
    import pyarrow as pa

    rates = [part for part in parts if releases.slug_of(part) == RATE_SLUG]
    flows = [part for part in parts if releases.slug_of(part) != RATE_SLUG]
    if len(rates) != 1 or not flows:
        raise BrokenContract(
            f"Comext {parts[0].vintage}: expected one part with the rate and flows, found {len(rates)}"
        )
    rate = _rates(rates[0])
    lag_days = sources.load("eurostat_comext").lag_days
    tables = [_part(part, rate, lag_days) for part in flows]
    with formats.connection(found=pa.concat_tables(tables)) as con:
        # The same answer in two parts is one figure; other values under one key stay and fail validation.
        return observations.conform(con.sql(
            "select distinct on (indicator, ref_area, counterpart_area, freq, time_period, obs_value) * from found"
            " order by indicator, ref_area, counterpart_area, freq, time_period, obs_value, snapshot"
        ))  # fmt: skip


def _rates(part: Snapshot) -> "pa.Table":
    """Dollars for a euro by period: months as printed, a year the mean of its twelve months."""
    table = file(read(part), "ert_bil_eur_m")
    with formats.connection(raw=table) as con:
        con.execute(
            "create table month as select TIME_PERIOD as period, try_cast(OBS_VALUE as double) as rate from raw"
            " where statinfo = 'AVG' and currency = 'USD' and OBS_VALUE is not null"
        )
        formats.reject(
            con, f"{part.name}: expected a dollar rate between 0.5 and 2 in months such as 2024-01, found others",
            "select * from month where rate is null or rate not between 0.5 and 2"
            " or not regexp_full_match(period, '[0-9]{4}-[0-9]{2}')",
        )  # fmt: skip
        formats.reject(
            con, f"{part.name}: a month has two rates", "select period from month group by period having count(*) > 1"
        )
        return con.sql(
            "select period, rate from month union all"
            " select period[:4], avg(rate) from month group by period[:4] having count(*) = 12"
        ).to_arrow_table()


def _part(part: Snapshot, rate: "pa.Table", lag_days: int) -> "pa.Table":
    raw = file(read(part), part.name)
    with formats.connection(raw=raw, rate=rate) as con:
        flag = "OBS_FLAG" if "OBS_FLAG" in raw.column_names else "null"
        con.execute(_FLOWS.format(freq=_FREQ[part.dataset], since=part.params.get("startPeriod", ""), flag=flag))
        formats.areas(
            con, part.source,
            "select reporter as code, flow as measure, euros as amount, true as is_reporter from flow"
            " union all select partner, flow, euros, false from flow",
        )  # fmt: skip
        _gates(con, part)
        return observations.conform(
            con.sql(_OBSERVATIONS.format(published=releases.published(part, lag_days), unmapped=formats.UNMAPPED)),
            **{k: v for k, v in formats.identity(part).items() if k != "published_on"},
        )


# Reporters and partners are countries of two letters; longer codes are groups, but for the world. The United Kingdom
# stands as a whole or, since 2021, as two parts: where the whole is there, the parts are left out.
_FLOWS = """
create table flow as
with printed as (
    select
        reporter, partner, flow, trim(TIME_PERIOD) as period, OBS_VALUE as raw, try_cast(OBS_VALUE as double) as euros,
        coalesce({flag}, '') as flag
    from raw
    where freq = '{freq}' and product = 'TOTAL' and indicators = 'VALUE_IN_EUROS' and flow in ('1', '2')
        and OBS_VALUE is not null and trim(TIME_PERIOD) >= '{since}'
        and length(reporter) = 2 and (length(partner) = 2 or partner = 'WORLD')
)
select * from printed
where partner not in ('XI', 'XU') or (reporter, flow, period) not in (
    select (reporter, flow, period) from printed where partner = 'GB'
)
"""
_OBSERVATIONS = """
select *, {published} as published_on
from (
    select
        case f.flow when '2' then 'goods_exports' else 'goods_imports' end as indicator,
        r.iso3 as ref_area, p.iso3 as counterpart_area, '_T' as breakdown,
        case when length(f.period) = 4 then 'A' else 'M' end as freq,
        make_date(f.period[:4]::int, coalesce(try_cast(f.period[6:7] as int), 1), 1) as time_period,
        sum(f.euros * x.rate) as obs_value,
        case when bool_or(contains(f.flag, 'e')) then 'E' when bool_or(contains(f.flag, 'p')) then 'P' else 'A' end
            as obs_status,
        'USD' as unit_measure, 'current' as price_base, case f.flow when '2' then 'FOB' else 'CIF' end as valuation,
        'VALUE_IN_EUROS at ' || any_value(round(x.rate, 4)) || ' USD'
            || coalesce('{unmapped}' || string_agg(distinct p.unmapped, ', ') || ']', '') as series
    from flow as f
    join rate as x on x.period = f.period
    join area as r on r.source_code = f.reporter
    join area as p on p.source_code = f.partner
    where r.iso3 is not null and p.iso3 is not null
    group by f.flow, r.iso3, p.iso3, f.period
)
"""


def _gates(con: "duckdb.DuckDBPyConnection", part: Snapshot) -> None:
    name = f"Comext {part.edition}"
    formats.reject(
        con, f"{name}: values that are no number",
        "select reporter, partner, period, raw from flow where euros is null or euros < 0",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select reporter, partner, flow, period, list(euros) from flow group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: periods of another form than 2024 or 2024-01",
        "select distinct period from flow where not regexp_full_match(period, '[0-9]{4}(-[0-9]{2})?')",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: partners that do not add up to the world, so that some are missing or stand twice",
        "select reporter, flow, period, sum(euros) filter (partner <> 'WORLD') as partners,"
        " sum(euros) filter (partner = 'WORLD') as world from flow group by reporter, flow, period"
        " having count(*) >= 100 and abs(partners - world) > 0.01 * world",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: trade with the world under a hundred million euros a year, so that the scale was read wrongly",
        "select reporter, flow, period, euros from flow where partner = 'WORLD' and length(period) = 4 and euros < 1e8",
    )  # fmt: skip
