"""World Economic Outlook to observations: the API's CSV, and the two kinds of file that people download."""

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract, describe
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.snapshots import Snapshot, read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


class Series(NamedTuple):
    """What a WEO concept is here, and between which values any economy's figure lies."""

    concept: str
    indicator: str
    unit_measure: str
    price_base: str | None
    lowest: float
    highest: float


SERIES = (
    Series("NGDPD", "gdp", "USD", "current", 1e6, 1e15),
    Series("PPPGDP", "gdp_ppp", "INTL_USD", "current", 1e6, 1e15),
    Series("NGDP_RPCH", "gdp_growth", "PT", None, -100, 1000),
    Series("NGDPDPC", "gdp_per_capita", "USD", "current", 10, 1e6),
    Series("LP", "population", "PS", None, 1e3, 3e9),
    Series("PPPPC", "gdp_ppp_per_capita", "INTL_USD", "current", 10, 1e6),
    Series("PPPSH", "gdp_ppp_share", "PT", None, 0, 100),
    Series("PCPIPCH", "inflation", "PT", None, -100, 1e7),
    Series("PCPIEPCH", "inflation_year_end", "PT", None, -100, 1e7),
    Series("LUR", "unemployment_rate_national", "PT", None, 0, 100),
    Series("GGXWDG_NGDP", "government_debt", "PT", None, 0, 5000),
    Series("GGXCNL_NGDP", "budget_balance", "PT", None, -1000, 1000),
    Series("GGR_NGDP", "government_revenue", "PT", None, 0, 1000),
    Series("GGX_NGDP", "government_expenditure", "PT", None, 0, 20000),
    Series("BCA", "current_account", "USD", "current", -1e14, 1e14),
    Series("BCA_NGDPD", "current_account_gdp", "PT", None, -1000, 1000),
)
OF_ALL = ("NGDPD", "PPPGDP", "NGDP_RPCH", "NGDPDPC", "LP")
"""What editions have of nearly every economy; of other series some have none (April 2020 has seven series only)."""

_NOT_A_NUMBER = "('n/a', '--', 'nan', 'na', '..', '...', '')"
_OLD = {"ISO", "WEO Subject Code", "Scale", "Estimates Start After"}
_WIDE = {"SERIES_CODE", "SCALE", "PUBLICATION_DATE", "LATEST_ACTUAL_ANNUAL_DATA"}
_LONG = {"COUNTRY", "INDICATOR", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE"}
_USED = {"SCALE", "PUBLICATION_DATE", "UPDATE_DATE", "LATEST_ACTUAL_ANNUAL_DATA"}
_MONTHS = {"April": 4, "October": 10}


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """A whole edition in one of its three forms; the edition and its date, where the file states them."""
    table = file(body)
    if not table.num_rows:
        raise BrokenContract("expected figures of the World Economic Outlook, found a header without rows")
    if "WEO Subject Code" in table.column_names:
        footer = re.search(r"World Economic Outlook Database,?\s+(April|October)\s+(\d{4})", formats.text(body))
        return Accepted("tsv", f"{footer[2]}-{_MONTHS[footer[1]]:02}" if footer else None)
    published_on = publication_date(table)
    edition = f"{published_on:%Y-%m}" if published_on else None
    return Accepted("xlsx" if body.startswith(b"PK") else "csv", edition, published_on)


def publication_date(table: "pa.Table") -> date | None:
    """The latest PUBLICATION_DATE of a file; COUNTRY_UPDATE_DATE and the dataflow's version lag behind."""
    if "PUBLICATION_DATE" not in table.column_names:
        return None
    found = [value for value in table.column("PUBLICATION_DATE").unique().to_pylist() if value]
    return date.fromisoformat(max(found)[:10]) if found else None


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Observations of one edition, from whichever form of file it came in."""
    (snapshot,) = parts
    table = file(read(snapshot))
    with formats.connection(file=table, series=_series()) as con:
        con.execute(f"create table cell as {cells(table)}")
        formats.areas(con, snapshot.source, _FIGURES)
        formats.reject(
            con, "WEO: scale is none of Units, Thousands, Millions, Billions, or the value is no number",
            f"select area, concept, year, raw from cell where {_HAS_VALUE}"
            " and (factor is null or try_cast(raw as decimal(28, 8)) is null)",
        )  # fmt: skip
        con.execute(_OBSERVATIONS, _edition(snapshot))
        _gates(con, snapshot)
        found = con.sql(
            "select indicator, iso3 as ref_area, '_T' as breakdown, 'A' as freq, unit_measure, price_base,"
            " make_date(year, 1, 1) as time_period, value as obs_value, obs_status, series from observation"
        )
        return observations.conform(formats.together(con, found), **formats.identity(snapshot))


def file(body: bytes) -> "pa.Table":
    """The file as text, whichever of its forms it has."""
    if body.startswith(b"PK"):
        table = formats.sheet(body, "Countries", "DATASET")
        formats.require(table, [*_WIDE, "COUNTRY.ID", "INDICATOR.ID"], "WEO workbook")
        return table
    decoded = formats.text(body)
    header = decoded[:20_000].partition("\n")[0]
    if "WEO Subject Code" in header:
        table = formats.csv(_without_footer(decoded), "\t")
        formats.require(table, _OLD, "WEO tab-separated file")
        return table
    if "SERIES_CODE" not in header and not {"DATAFLOW", "STRUCTURE"} & set(re.findall(r"[A-Z_]+", header)):
        raise BrokenContract(
            f"expected a WEO file (SDMX CSV, tab-separated or xlsx), found {describe(body)}. Take the whole edition"
            " (WEO…all.xls or .xlsx); of a WEO_Data.xls choose all countries, ISO alpha-3 codes and WEO subject codes"
        )
    # An edition is a hundred megabytes of texts that repeat in every row, of which few are read.
    is_long = set(re.findall(r"[A-Z_]+", header)) >= _LONG
    table = formats.csv(decoded, only=_LONG | _USED if is_long and "SERIES_CODE" not in header else None)
    formats.require(table, _WIDE if "SERIES_CODE" in table.column_names else _LONG, "WEO CSV")
    return table


def _without_footer(decoded: str) -> str:
    """What stands before the blank line and "International Monetary Fund, …"."""
    return re.split(r"\r?\n\s*\r?\n|\r?\nInternational Monetary Fund", decoded, maxsplit=1)[0] + "\n"


def _series() -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pylist([row._asdict() for row in SERIES])


def cells(table: "pa.Table") -> str:
    """One row per figure as printed: area, concept, year, raw, factor to base units, last actual year."""
    if "WEO Subject Code" in table.column_names:
        return f"""
            select ISO as area, "WEO Subject Code" as concept, year::int as year,
                {_scale("Scale")} as factor, trim(replace(raw, ',', '')) as raw,
                {_last_actual('"Estimates Start After"')} as last_actual
            from (unpivot file on columns('^[0-9]{{4}}$') into name year value raw) where ISO is not null
        """
    if "SERIES_CODE" in table.column_names:
        return f"""
            select split_part(SERIES_CODE, '.', 1) as area, split_part(SERIES_CODE, '.', 2) as concept,
                year::int as year, {_scale("SCALE")} as factor, trim(replace(raw, ',', '')) as raw,
                {_last_actual("LATEST_ACTUAL_ANNUAL_DATA")} as last_actual
            from (unpivot file on columns('^[0-9]{{4}}$') into name year value raw)
            where split_part(SERIES_CODE, '.', 3) = 'A'
        """
    actual = "LATEST_ACTUAL_ANNUAL_DATA"
    stated = _last_actual(actual) if actual in table.column_names else "null::int"
    # OBS_VALUE is in base units; SCALE is a hint for display there. Rows without a period carry attributes.
    return f"""
        with stated as (
            select COUNTRY, INDICATOR, max({stated}) as last_actual from file group by all
        )
        select COUNTRY as area, INDICATOR as concept, TIME_PERIOD[:4]::int as year, 1.0 as factor,
            OBS_VALUE as raw, last_actual
        from file inner join stated using (COUNTRY, INDICATOR)
        where FREQUENCY = 'A' and TIME_PERIOD is not null and OBS_VALUE is not null
    """


def _scale(column: str) -> str:
    return f"""case lower(coalesce({column}, 'units')) when 'units' then 1.0 when 'thousands' then 1e3
        when 'millions' then 1e6 when 'billions' then 1e9 when 'trillions' then 1e12 end"""


def _last_actual(column: str) -> str:
    """ "2024" is a year; "FY2024/25" is the fiscal year that ends in 2025."""
    return f"""case
        when regexp_matches({column}, '^FY[0-9]{{4}}/[0-9]{{2}}$') then 2000 + right({column}, 2)::int
        else nullif(try_cast(regexp_extract({column}, '[0-9]{{4}}') as int), 0) end"""


_HAS_VALUE = (
    "concept in (select concept from series) and raw is not null"
    f" and lower(raw) not in {_NOT_A_NUMBER} and {formats.NO_IMF_GROUP}"
)
_FIGURES = f"""
    select area as code, concept as measure, false as is_reporter,
        case when concept in ('NGDPD', 'PPPGDP', 'LP') then try_cast(raw as double) * factor end as amount
    from cell where {_HAS_VALUE}
"""
_OBSERVATIONS = f"""
create table observation as
select
    s.*, a.iso3, {formats.labelled("s.concept", "a")} as series, c.year,
    (c.raw::decimal(28, 8) * c.factor::bigint)::double as value,
    case when c.year <= c.last_actual then 'A'
        when c.year >= $year then 'F'
        when c.last_actual is not null then 'E'
        when c.year = $year - 1 and $spring then 'E'
        else 'A' end as obs_status
from (select * from cell where {_HAS_VALUE}) as c
inner join series as s on s.concept = c.concept
inner join area as a on a.source_code = c.area
where a.iso3 is not null
"""


def _edition(snapshot: Snapshot) -> dict[str, int | bool]:
    """Year of the edition, and whether it is that of April, in which the year before is an estimate."""
    named = re.match(r"(\d{4})-(\d{2})", snapshot.edition)
    year, month = (int(named[1]), int(named[2])) if named else snapshot.published_on.timetuple()[:2]
    return {"year": year, "spring": month < 7}


def _gates(con: "duckdb.DuckDBPyConnection", snapshot: Snapshot) -> None:
    name = f"{snapshot.source} {snapshot.vintage}"
    formats.reject(
        con,
        f"{name}: no figure of any country in series that every edition has; expected NGDP_RPCH and others",
        "select 'NGDP_RPCH' as concept where 'NGDP_RPCH' not in (select concept from observation)",
    )
    formats.reject(
        con,
        f"{name}: figures stand twice",
        "select indicator, iso3, year, list(value) from observation group by indicator, iso3, year, series"
        " having count(*) > 1",
    )
    formats.reject(
        con,
        f"{name}: figures that no economy can have, so that the scale was read wrongly",
        "select concept, iso3, year, value from observation"
        " where iso3 not in ('W00', '_X') and not value between lowest and highest order by all",
    )
    # GDP per head is published beside GDP and population: three scales that have to agree.
    formats.reject(
        con,
        f"{name}: GDP over population is not GDP per head, so that a scale was read wrongly",
        "select g.iso3, g.year, g.value / p.value as computed, h.value as published from observation as g"
        " inner join observation as p on p.concept = 'LP' and p.iso3 = g.iso3 and p.year = g.year"
        " inner join observation as h on h.concept = 'NGDPDPC' and h.iso3 = g.iso3 and h.year = g.year"
        " where g.concept = 'NGDPD' and g.iso3 <> '_X' and not g.value / p.value between h.value / 2 and h.value * 2",
    )
