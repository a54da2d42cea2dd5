"""International Trade in Goods by partner, SDMX CSV, to observations."""

from typing import TYPE_CHECKING

from pipelines import sources
from pipelines.fetching import formats, releases, sdmx
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

INDICATORS = {"XG_FOB_USD": ("goods_exports", "FOB"), "MG_CIF_USD": ("goods_imports", "CIF")}
KEY = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD")
_FREQ = {"imts_annual": "A", "imts_asked": "A", "imts_monthly": "M"}


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    table = file(body)
    found = table.column("FREQUENCY").unique().to_pylist()
    if table.num_rows and _FREQ[dataset] not in found:
        raise BrokenContract(f"{name}: expected FREQUENCY {_FREQ[dataset]}, found {', '.join(map(str, found))}")
    return Accepted(sdmx.extension(body))


def file(body: bytes) -> "pa.Table":
    """The answer as text, in whichever of the service's formats it came."""
    table = sdmx.table(body)
    formats.require(table, (*KEY, "OBS_VALUE"), "IMTS")
    return table


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Flows by reporter, partner and period. A flow that two parts hold, one per side, counts once."""
    import pyarrow as pa

    lag_days = sources.load("imf_imts").lag_days
    tables = [_part(part, lag_days) for part in parts]
    with formats.connection(found=pa.concat_tables(tables)) as con:
        # The same answer in two parts is one figure; other values under one key stay and fail validation.
        return observations.conform(con.sql(
            "select distinct on (indicator, ref_area, counterpart_area, freq, time_period, obs_value) * from found"
            " order by indicator, ref_area, counterpart_area, freq, time_period, obs_value, snapshot"
        ))  # fmt: skip


def _part(part: Snapshot, lag_days: int) -> "pa.Table":
    table = file(read(part))
    with formats.connection(raw=table) as con:
        has_derivation = "DERIVATION_TYPE" in table.column_names
        # The service has been seen to ignore the filter on time.
        since = part.params.get("c[TIME_PERIOD]", "").removeprefix("ge:")
        con.execute(_FLOWS.format(
            since=since,
            derivation="DERIVATION_TYPE" if has_derivation else "'O'", freq=_FREQ[part.dataset],
            concepts=tuple(INDICATORS), groups=formats.NO_IMF_GROUP.replace("area", "COUNTRY"),
            partner_groups=formats.NO_IMF_GROUP.replace("area", "COUNTERPART_COUNTRY"),
        ))  # fmt: skip
        formats.areas(con, part.source, _FIGURES)
        _gates(con, part)
        return observations.conform(
            formats.together(con, con.sql(_OBSERVATIONS.format(published=releases.published(part, lag_days)))),
            **{k: v for k, v in formats.identity(part).items() if k != "published_on"},
        )


# Groups are left out, the world (G001) is kept as partner. OBS_VALUE is in dollars whatever SCALE says.
_FLOWS = """
create table flow as
select
    COUNTRY as ref, COUNTERPART_COUNTRY as counterpart, INDICATOR as concept, FREQUENCY as freq, TIME_PERIOD as period,
    try_cast(OBS_VALUE as double) as value, OBS_VALUE as raw, coalesce({derivation}, 'O') as derivation
from raw
where FREQUENCY = '{freq}' and INDICATOR in {concepts} and {groups} and {partner_groups}
    and COUNTRY <> 'G001' and TIME_PERIOD >= '{since}' and OBS_VALUE is not null and lower(OBS_VALUE) <> 'nan'
"""
_FIGURES = """
    select counterpart as code, concept as measure, value as amount, false as is_reporter from flow
    union all
    select ref, concept, value, true from flow
"""
_OBSERVATIONS = f"""
select indicator, ref_area, counterpart_area, '_T' as breakdown, freq, time_period, obs_value, obs_status,
    'USD' as unit_measure, 'current' as price_base, valuation, series, {{published}} as published_on
from (
    select
        case concept when 'XG_FOB_USD' then 'goods_exports' else 'goods_imports' end as indicator,
        case concept when 'XG_FOB_USD' then 'FOB' else 'CIF' end as valuation,
        r.iso3 as ref_area, p.iso3 as counterpart_area, freq, {formats.labelled("concept", "p")} as series,
        case freq when 'A' then make_date(period[:4]::int, 1, 1)
            else make_date(period[:4]::int, regexp_extract(period, 'M([0-9]+)', 1)::int, 1) end as time_period,
        value as obs_value,
        -- O is official; M (mixed), SE (staff estimate) and whatever comes later rest on estimates.
        case derivation when 'O' then 'A' else 'E' end as obs_status
    from flow
    inner join area as r on r.source_code = ref
    inner join area as p on p.source_code = counterpart
    where r.iso3 <> '_X' and p.iso3 is not null
)
"""


def _gates(con: "duckdb.DuckDBPyConnection", part: Snapshot) -> None:
    name = f"IMTS {part.edition}"
    formats.reject(
        con, f"{name}: values that are no number", "select ref, counterpart, period, raw from flow where value is null"
    )
    formats.reject(
        con, f"{name}: figures stand twice",
        "select concept, ref, counterpart, period, list(value) from flow group by all having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: periods of another form than 2024 or 2024-M01",
        "select distinct period from flow where not regexp_full_match(period, '[0-9]{4}(-M[0-9]{2})?')"
        " or (freq = 'M') <> contains(period, 'M')",
    )  # fmt: skip
    # In millions a country's trade with the world is in the thousands; in dollars few islands' exports are so small.
    formats.reject(
        con, f"{name}: trade with the world under a million dollars a year, so that the scale was read wrongly",
        "select 'in three of four figures, up to' as most, quantile_cont(value, 0.75) as dollars from flow"
        " where counterpart = 'G001' and freq = 'A' and period >= '2000' and value > 0"
        " having quantile_cont(value, 0.75) < 1e6",
    )  # fmt: skip
