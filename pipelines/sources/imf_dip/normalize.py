"""Direct investment positions by counterpart, SDMX CSV, to observations.

Belongs here: columns, directions, and which values an economy reported itself. Does not belong here: what was asked for
(fetch.py), codes, which are those of imf_imts.
"""

from typing import TYPE_CHECKING

from pipelines import sources
from pipelines.fetching import formats, releases, sdmx
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

INDICATORS = {"OTWD_D_NETAL_FALL_ALL": "fdi_positions_outward", "INWD_D_NETLA_FALL_ALL": "fdi_positions_inward"}
KEY = ("COUNTRY", "DV_TYPE", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE")


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    file(body)
    return Accepted("csv")


def file(body: bytes) -> "pa.Table":
    found = sdmx.table(body)
    formats.require(found, KEY, "DIP")
    return found


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Positions by reporter, counterpart and year's end. One that two parts hold, one per side, counts once."""
    import pyarrow as pa

    lag_days = sources.load("imf_dip").lag_days
    with formats.connection(found=pa.concat_tables(_part(part, lag_days) for part in parts)) as con:
        return observations.conform(con.sql(
            "select distinct on (indicator, ref_area, counterpart_area, time_period, obs_status, obs_value) *"
            " from found order by indicator, ref_area, counterpart_area, time_period, obs_status, obs_value, snapshot"
        ))  # fmt: skip


def _part(part: Snapshot, lag_days: int) -> "pa.Table":
    with formats.connection(raw=file(read(part))) as con:
        since = part.params.get("c[TIME_PERIOD]", "").removeprefix("ge:")
        con.execute(_POSITIONS.format(
            since=since, concepts=tuple(INDICATORS), groups=formats.NO_IMF_GROUP.replace("area", "COUNTRY"),
            partner_groups=formats.NO_IMF_GROUP.replace("area", "COUNTERPART_COUNTRY"),
        ))  # fmt: skip
        formats.areas(
            con, part.source,
            "select ref as code, concept as measure, abs(value) as amount, true as is_reporter from position"
            " union all select counterpart, concept, abs(value), false from position",
        )  # fmt: skip
        _gates(con, part)
        found = con.sql(_OBSERVATIONS.format(published=releases.published(part, lag_days)))
        return observations.conform(
            formats.together(con, found), **{k: v for k, v in formats.identity(part).items() if k != "published_on"}
        )


# In dollars, whatever SCALE says. C is confidential: the row is there, its value is not.
_POSITIONS = """
create table position as
select COUNTRY as ref, COUNTERPART_COUNTRY as counterpart, INDICATOR as concept, TIME_PERIOD as period,
    OBS_VALUE as raw, try_cast(OBS_VALUE as double) as value
from raw
where FREQUENCY = 'A' and DV_TYPE = 'O' and INDICATOR in {concepts} and {groups} and {partner_groups}
    and COUNTRY <> 'G001' and TIME_PERIOD >= '{since}' and OBS_VALUE is not null and lower(OBS_VALUE) <> 'nan'
"""
_OBSERVATIONS = f"""
select *, {{published}} as published_on
from (
    select
        case concept when 'OTWD_D_NETAL_FALL_ALL' then 'fdi_positions_outward' else 'fdi_positions_inward' end
            as indicator,
        r.iso3 as ref_area, c.iso3 as counterpart_area, '_T' as breakdown, 'A' as freq,
        make_date(period::int, 1, 1) as time_period, value as obs_value, 'A' as obs_status, 'USD' as unit_measure,
        'current' as price_base, {formats.labelled("concept", "c")} as series
    from position
    join area as r on r.source_code = ref
    join area as c on c.source_code = counterpart
    where r.iso3 is not null and c.iso3 is not null
)
"""


def _gates(con: "duckdb.DuckDBPyConnection", part: Snapshot) -> None:
    name = f"DIP {part.edition}"
    formats.reject(
        con, f"{name}: expected numbers and years, found others",
        "select ref, counterpart, period, raw from position where value is null"
        " or not regexp_full_match(period, '[0-9]{4}')",
    )  # fmt: skip
    formats.reject(
        con, f"{name}: figures stand twice",
        "select concept, ref, counterpart, period, list(value) from position group by all having count(*) > 1",
    )  # fmt: skip
    # In millions a country's position with the world is in the thousands.
    formats.reject(
        con, f"{name}: positions with the world under ten million dollars, so that the scale was read wrongly",
        "select 'in three of four figures, up to' as most, quantile_cont(abs(value), 0.75) as dollars from position"
        " where counterpart = 'G001' and value <> 0 having quantile_cont(abs(value), 0.75) < 1e7",
    )  # fmt: skip
