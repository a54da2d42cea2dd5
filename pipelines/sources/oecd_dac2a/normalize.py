"""DAC2A as SDMX-CSV -> observations of net ODA by donor and recipient."""

from typing import TYPE_CHECKING

from pipelines import sources
from pipelines.catalogue import economies
from pipelines.fetching import formats, releases, sdmx
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

NET_ODA = "206"
PRICES = {"current": "V", "constant": "Q"}
COLUMNS = (
    "DONOR", "RECIPIENT", "MEASURE", "UNIT_MEASURE", "PRICE_BASE", "TIME_PERIOD", "OBS_VALUE", "UNIT_MULT",
)  # fmt: skip


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """An answer of the service, or the same as a download of the Data Explorer."""
    found = table(body, name).column("PRICE_BASE").unique().to_pylist()
    if PRICES[dataset] not in found:
        raise BrokenContract(f"{name}: expected PRICE_BASE {PRICES[dataset]}, found {', '.join(map(str, found))}")
    return Accepted("csv")


def table(body: bytes, where: str) -> "pa.Table":
    found = sdmx.table(body)
    formats.require(found, COLUMNS, f"{where}: DAC2A")
    return found


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Dollars by donor (ref_area), recipient (counterpart) and calendar year."""
    [part] = parts
    raw = table(read(part), part.name)
    base = "BASE_PER" if "BASE_PER" in raw.column_names else "null"
    with formats.connection(raw=raw) as con:
        con.execute(_FLOWS.format(base=base, price=PRICES[part.dataset], measure=NET_ODA))
        _gates(con, part)
        # Whatever is no country is a group, a bank or a fund, whose codes change from year to year.
        con.register("area", economies.crosswalk(part.source))
        published = releases.published(part, sources.load(part.source).lag_days)
        return observations.conform(
            con.sql(_OBSERVATIONS.format(published=published, price=PRICES[part.dataset])),
            **{k: v for k, v in formats.identity(part).items() if k != "published_on"},
        )


_FLOWS = """
create table flow as
select DONOR as donor, RECIPIENT as recipient, try_cast(TIME_PERIOD as integer) as year, OBS_VALUE as raw,
    try_cast(OBS_VALUE as double) * pow(10, coalesce(try_cast(UNIT_MULT as integer), 0)) as dollars, {base} as base_year
from raw
where MEASURE = '{measure}' and UNIT_MEASURE = 'USD' and PRICE_BASE = '{price}' and OBS_VALUE is not null
"""
_OBSERVATIONS = """
select *, {published} as published_on
from (
    select
        if(f.base_year is null, 'official_aid', 'official_aid_constant') as indicator, d.iso3 as ref_area,
        r.iso3 as counterpart_area, '_T' as breakdown, 'A' as freq, make_date(f.year, 1, 1) as time_period,
        f.dollars as obs_value, 'A' as obs_status, 'USD' as unit_measure,
        coalesce('constant:' || f.base_year, 'current') as price_base, 'DAC2A 206' as series
    from (select * replace (if('{price}' = 'Q', coalesce(base_year, 'unknown'), null) as base_year) from flow) as f
    join area as d on d.source_code = f.donor
    join area as r on r.source_code = f.recipient
    where d.iso3 is not null and r.iso3 is not null and d.iso3 <> 'W00'
)
"""


def _gates(con: "duckdb.DuckDBPyConnection", part: Snapshot) -> None:
    name = f"DAC2A {part.edition}"
    formats.reject(
        con, f"{name}: expected numbers and years, found others",
        "select donor, recipient, year, raw from flow where dollars is null or year is null",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select donor, recipient, year, list(raw) from flow group by all having count(*) > 1",
    )  # fmt: skip
    if part.dataset == "constant":
        formats.reject(
            con, f"{name}: expected the year of the constant prices, one for all (BASE_PER), found others",
            "select count(distinct base_year) as years from flow having years <> 1",
        )  # fmt: skip
    formats.reject(
        con, f"{name}: aid of the United States out of all proportion, so that the scale was read wrongly",
        "select year, sum(dollars) as dollars from flow where donor = 'USA' and recipient = 'DPGC' group by year"
        " having sum(dollars) not between 1e9 and 2e11",
    )  # fmt: skip
