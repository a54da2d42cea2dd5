"""UN Comtrade, answers of the API and CSV downloads of the site, to observations.

Belongs here: the envelope, which rows are totals, codes of special areas, partial filings. Does not belong here:
what was asked for (fetch.py), codes (economies.csv).
"""

from typing import TYPE_CHECKING, Any

from pipelines import http, observations, sources
from pipelines.http import BrokenContract
from pipelines.snapshots import Snapshot, read
from pipelines.sources import Accepted, formats, releases

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

COLUMNS = {
    "typeCode": "VARCHAR", "freqCode": "VARCHAR", "period": "VARCHAR", "reporterCode": "VARCHAR",
    "flowCode": "VARCHAR", "partnerCode": "VARCHAR", "partner2Code": "VARCHAR", "cmdCode": "VARCHAR",
    "customsCode": "VARCHAR", "motCode": "VARCHAR", "cifvalue": "DOUBLE", "fobvalue": "DOUBLE",
    "primaryValue": "DOUBLE",
}  # fmt: skip
AVAILABILITY = ("reporterCode", "period", "datasetChecksum", "lastReleased")
LISTS = ("availability", "reporters", "partners", "products", "metadata")
"""Parts of a release that hold no figures."""
ALL_PARTNERS = 100
"""A reporter with as many partners was asked for all of them, so that the world has to be among them."""
LARGEST_GAP = 0.01
"""Share by which partners may miss the world's total; in whole answers they add up to the dollar."""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """An answer of the API, or for `csv` a file downloaded from the site."""
    if dataset != "csv":
        envelope(body, name)
        return Accepted("json")
    table = _downloaded(body)
    if not table.num_rows:
        raise BrokenContract(f"{name}: expected rows of trade, found a header alone")
    return Accepted("csv")


def envelope(body: bytes, where: str) -> tuple[int, list[dict[str, Any]]]:
    """`count` and `data` of an answer. Errors come with any status, also 200, and in three shapes."""
    answer = http.as_json(body, where)
    if not isinstance(answer, dict):
        raise BrokenContract(f"{where}: expected an object with `data`, found {http.describe(body)}")
    said = answer.get("error") or (answer.get("errorObject") or {}).get("errorMessage")
    if said or "statusCode" in answer:
        raise BrokenContract(f"{where}: expected data, found the error {said or answer.get('message')}")
    data = answer.get("data", "absent")
    if not isinstance(data, list | None) or not isinstance(answer.get("count"), int):
        raise BrokenContract(f"{where}: expected `data` and `count`, found {', '.join(answer)}")
    return answer["count"], data or []


def listed(body: bytes, where: str) -> list[dict[str, Any]]:
    """Entries of a reference list, their fields in lower case: reporterCode there, PartnerCode here."""
    answer = http.as_json(body, where)
    entries = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(entries, list) or not entries:
        raise BrokenContract(f"{where}: expected a list in `results`, found {http.describe(body)}")
    return [{name.lower(): value for name, value in entry.items()} for entry in entries]


def rows(data: list[dict[str, Any]], where: str) -> "pa.Table":
    """Rows of an answer as a table of the columns that count. BrokenContract names those that are missing."""
    import pyarrow as pa

    types = {"VARCHAR": pa.string(), "DOUBLE": pa.float64()}
    if data and (missing := COLUMNS.keys() - data[0].keys()):
        raise BrokenContract(f"{where}: column {', '.join(sorted(missing))} is missing; found {', '.join(data[0])}")
    columns = {
        name: pa.array(
            [None if (value := row.get(name)) is None else str(value) for row in data] if kind == "VARCHAR"
            else [row.get(name) for row in data], types[kind],
        )
        for name, kind in COLUMNS.items()
    }  # fmt: skip
    return pa.table(columns)


def normalize(parts: list[Snapshot]) -> "pa.Table":
    """Exports and imports by reporter, partner, product and period; filings that are not whole are left out."""
    import pyarrow as pa

    data = [part for part in parts if _kind(part) not in LISTS]
    flow_row = pa.concat_tables([_part(part) for part in data])
    with formats.connection(flow_row=flow_row, released=_released(parts), stated=_valuations(parts)) as con:
        source = data[0].source
        codes = "select reporter from flow_row union select partner from flow_row where value is not null"
        formats.known_areas(con, source, codes, _names(parts))
        _gates(con)
        _once(con)
        con.execute(_SLICES)
        found = con.sql(_OBSERVATIONS.format(lag_days=sources.load(source).lag_days))
        return observations.conform(found, source=source, vintage=data[0].vintage)


def _kind(part: Snapshot) -> str:
    return releases.slug_of(part).partition("-")[0]


def _part(part: Snapshot) -> "pa.Table":
    """Totals among the rows of one answer, with where they come from. Filters are applied again."""
    body = read(part)
    table = _downloaded(body) if part.dataset == "csv" else rows(envelope(body, part.edition)[1], part.edition)
    asked = [period for period in part.params.get("period", "").split(",") if period]
    origin = formats.identity(part)
    # A file that a person added without a date is as old as the usual lag says.
    by_lag = part.edition.endswith(releases.FIRST) or (part.dataset == "csv" and part.published_basis == "estimated")
    constants = {
        "asked": asked, "kind": _kind(part), "snapshot": part.sha256, "retrieved_at": origin["retrieved_at"],
        "published_on": part.published_on, "basis": part.published_basis, "by_lag": by_lag,
    }  # fmt: skip
    with formats.connection(row=table) as con:
        asked_for = " and (len($asked) = 0 or list_contains($asked, period))"
        return con.sql(_TOTALS + asked_for, params=constants).to_arrow_table()


def _downloaded(body: bytes) -> "pa.Table":
    """The site's CSV: latin-1, and every row ends in one comma more than the header."""
    lines = body[: 1 << 16].replace(b"\0", b"").split(b"\n")
    spare = len(lines) > 1 and lines[1].rstrip().endswith(b",") and not lines[0].rstrip().endswith(b",")
    return formats.csv_columns(body, list(COLUMNS), "Comtrade CSV", spare=spare)


def _of(parts: list[Snapshot], *kinds: str) -> list[Snapshot]:
    return [part for part in parts if _kind(part) in kinds]


def _names(parts: list[Snapshot]) -> dict[str, str]:
    """Code -> name of all areas in the publisher's own lists, special ones too."""
    found = [entry for part in _of(parts, "reporters", "partners") for entry in listed(read(part), part.edition)]
    return {
        str(entry.get("reportercode", entry.get("partnercode"))): str(
            entry.get("reporterdesc") or entry.get("partnerdesc") or ""
        )
        for entry in found
    }


def _valuations(parts: list[Snapshot]) -> "pa.Table":
    """How a filing values imports, after the latest of its notes (getMetadata): FOB, CIF, or what else it says."""
    import pyarrow as pa

    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for part in _of(parts, "metadata"):
        for note in notes(envelope(read(part), part.edition)[1]):
            said = (str(note.get("publicationDate") or ""), str(note.get("importValuation") or "").strip().upper())
            filing = (str(note["reporterCode"]), str(note["period"]))
            latest[filing] = max(said, latest.get(filing, said))
    return pa.table({
        "reporter": pa.array([reporter for reporter, _ in latest], pa.string()),
        "period": pa.array([period for _, period in latest], pa.string()),
        "imports": pa.array([valuation for _, valuation in latest.values()], pa.string()),
    })  # fmt: skip


def notes(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What reporters say about their filings: one list of notes per filing, newer publications beside older ones."""
    return [note for filing in data for note in filing.get("notes") or []]


def _released(parts: list[Snapshot]) -> "pa.Table":
    """When the filing of each reporter for each period was last released, from the list of what is available."""
    import pyarrow as pa

    last: dict[tuple[str, str], str] = {}
    for part in _of(parts, "availability"):
        for row in envelope(read(part), part.edition)[1]:
            filing, day = (str(row["reporterCode"]), str(row["period"])), str(row["lastReleased"])[:10]
            last[filing] = max(day, last.get(filing, day))
    return pa.table({
        "reporter": pa.array([reporter for reporter, _ in last], pa.string()),
        "period": pa.array([period for _, period in last], pa.string()),
        "released_on": pa.array(last.values(), pa.string()).cast(pa.date32()),
    })  # fmt: skip


# Without the three filters every total comes once more for each mode of transport and customs procedure.
_TOTALS = """
select
    reporterCode as reporter, partnerCode as partner, flowCode as flow, freqCode as freq, period,
    cmdCode as product, primaryValue::double as value, nullif(fobvalue::double, 0) as fob,
    nullif(cifvalue::double, 0) as cif,
    $kind as kind, $snapshot as snapshot, $retrieved_at::timestamp as retrieved_at,
    $published_on::date as seen_on, $basis as basis, $by_lag as by_lag
from row
where typeCode = 'C' and flowCode in ('X', 'M') and freqCode in ('A', 'M') and partner2Code = '0'
    and customsCode = 'C00' and motCode = '0' and primaryValue is not null
"""


def _gates(con: "duckdb.DuckDBPyConnection") -> None:
    formats.reject(
        con,
        "Comtrade: values below zero",
        "select reporter, partner, flow, period, value from flow_row where value < 0",
    )


def _once(con: "duckdb.DuckDBPyConnection") -> None:
    """Make `flow`: what several answers hold is taken once. Most releases hold nothing twice, which is soon told."""
    key = "reporter, partner, flow, period, product"
    twice = f"select 1 from flow_row group by hash({key}) having count(*) > 1 limit 1"
    if not con.execute(twice).fetchall():
        con.execute("create view flow as from flow_row")
        return
    formats.reject(
        con, "Comtrade: figures stand twice in one answer",
        "select reporter, partner, flow, period, product, list(value) from flow_row"
        " group by reporter, partner, flow, period, product, snapshot having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, "Comtrade: a figure came with two values; the publisher revised it during the run, fetch again",
        "select reporter, partner, flow, period, product, list(distinct value) from flow_row"
        " group by all having count(distinct value) > 1",
    )  # fmt: skip
    con.execute(
        f"create table flow as select distinct on ({key}) * from flow_row order by {key}, kind <> 'own', snapshot"
    )


# A filing is whole when it has the world's total and, where all partners were asked for, they add up to it.
_SLICES = f"""
create table slice as
select
    reporter, flow, period, product,
    count(*) filter (partner <> '0') as partners,
    max(value) filter (partner = '0') as world,
    coalesce(sum(value) filter (partner <> '0' and coalesce(note, '') not like 'aggregate%'), 0) as total,
    bool_or(kind in ('own', 'pairs')) as with_world, bool_or(kind = 'own') as all_partners
from flow left join area on source_code = partner
group by reporter, flow, period, product;
create table broken as
select s.reporter, s.flow, s.period, s.product from slice as s
where s.partners > 0 and (
    -- The world was asked for, here or for all reporters of the period, and is not there.
    (s.world is null and (s.with_world or s.partners >= {ALL_PARTNERS}
        or s.period in (select period from flow where kind = 'world' and product = s.product)))
    or ((s.all_partners or s.partners >= {ALL_PARTNERS})
        and not s.total between s.world * {1 - LARGEST_GAP} and s.world * {1 + LARGEST_GAP}))
"""
# Several areas are no country (_X): they are one partner. Of a filing that is not whole only the fact is kept.
_OBSERVATIONS = """
with partner as (
    select source_code, iso3, count(*) over (partition by iso3) = 1 as alone from area where iso3 is not null
),

traded as (
    select
        f.*, p.iso3 as counterpart_area, p.alone,
        -- A few reporters value imports free on board; where no column says so, their notes may.
        case
            when f.flow = 'X' or (f.cif is null and f.fob = f.value) then 'FOB'
            when f.cif is null and f.fob is null and v.imports = 'FOB' then 'FOB'
            else 'CIF'
        end as valuation
    from flow as f
    inner join partner as p on p.source_code = f.partner
    left join stated as v on v.reporter = f.reporter and v.period = f.period
    anti join broken as b on b.reporter = f.reporter and b.flow = f.flow and b.period = f.period
        and b.product = f.product
),

whole as (
    select
        reporter, flow, period, product, freq, counterpart_area, valuation, value, 'A' as obs_status, '' as note,
        snapshot, retrieved_at, seen_on, basis, by_lag
    from traded
    where alone
    union all
    select
        reporter, flow, period, product, freq, counterpart_area, valuation, sum(value), 'A', '', min(snapshot),
        min(retrieved_at), min(seen_on), min(basis), bool_and(by_lag)
    from traded
    where not alone
    group by all
),

-- Some publish the same imports in both valuations, such as the USA: FOB is the one that compares with exports.
also_fob as (
    select
        reporter, flow, period, product, freq, counterpart_area, 'FOB', fob, 'A', ' FOB', snapshot, retrieved_at,
        seen_on, basis, by_lag
    from traded
    where alone and flow = 'M' and fob is not null and cif is not null
    union all
    select
        reporter, flow, period, product, freq, counterpart_area, 'FOB', sum(fob), 'A', ' FOB', min(snapshot),
        min(retrieved_at), min(seen_on), min(basis), bool_and(by_lag)
    from traded
    where not alone and flow = 'M'
    group by all
    having count(fob) = count(*) and count(cif) = count(*)
),

partial as (
    select
        f.reporter, f.flow, f.period, f.product, f.freq, 'W00', case f.flow when 'X' then 'FOB' else 'CIF' end,
        null, 'L', ' (partial filing)', min(f.snapshot), min(f.retrieved_at), min(f.seen_on), min(f.basis),
        bool_and(f.by_lag)
    from flow as f
    inner join broken as b on b.reporter = f.reporter and b.flow = f.flow and b.period = f.period
        and b.product = f.product
    group by all
)

select
    case f.flow when 'X' then 'goods_exports' else 'goods_imports' end as indicator,
    r.iso3 as ref_area, f.counterpart_area, case f.product when 'TOTAL' then '_T' else f.product end as breakdown,
    f.freq, make_date(f.period[:4]::int, case f.freq when 'M' then f.period[5:6]::int else 1 end, 1) as time_period,
    f.value as obs_value, f.obs_status, 'USD' as unit_measure, 'current' as price_base, f.valuation,
    f.reporter || ' ' || f.flow || ' ' || f.product || f.note as series,
    case
        when l.released_on is not null then l.released_on
        when not f.by_lag then f.seen_on
        else least((time_period + case f.freq when 'A' then interval 1 year else interval 1 month end
            + interval ({lag_days} - 1) day)::date, f.seen_on)
    end as published_on,
    case when l.released_on is not null then 'stated' when f.by_lag then 'estimated' else f.basis end
        as published_basis,
    f.retrieved_at, f.snapshot
from (from whole union all from also_fob union all from partial) as f
inner join area as r on r.source_code = f.reporter
left join released as l on l.reporter = f.reporter and l.period = f.period
where r.iso3 is not null
"""
