"""UN Comtrade, answers of the API and CSV downloads of the site, to observations.

Belongs here: the envelope, which rows are totals, codes of special areas, partial filings. Does not belong here:
what was asked for (fetch.py), codes (economies.csv).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import arrow, sources
from pipelines.fetching import formats, http, releases
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.stores import observations
from pipelines.stores.database import briefly
from pipelines.stores.snapshots import Snapshot, intact, read

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


OLD_LAYOUTS = (
    (
        "Classification", "Period", "Reporter Code", "Trade Flow Code", "Partner Code", "2nd Partner Code",
        "Commodity Code", "Customs Proc. Code", "Mode of Transport Code", "CIF Trade Value (US$)",
        "FOB Trade Value (US$)", "Trade Value (US$)",
    ),
    (
        "pfCode", "period", "rtCode", "rgCode", "ptCode", "ptCode2", "cmdCode", "cstCode", "motCode", "CIFValue",
        "FOBValue", "TradeValue",
    ),
)  # fmt: skip
"""Columns before 2023, of the site's files and of the API's: classification, period, reporter, flow, and so on."""
_FROM_OLD = """
create or replace temp view row as
select
    case when {0} like 'EB%' then 'S' else 'C' end as typeCode,
    case when length({1}) = 6 then 'M' else 'A' end as freqCode, {1} as period, {2} as reporterCode,
    case {3} when '1' then 'M' when '2' then 'X' when '3' then 'RX' when '4' then 'RM' else {3} end as flowCode,
    {4} as partnerCode, coalesce({5}, '0') as partner2Code, {6} as cmdCode, coalesce({7}, 'C00') as customsCode,
    coalesce({8}, '0') as motCode, {9} as cifvalue, {10} as fobvalue, {11} as primaryValue
from old_row
"""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """An answer of the API, or for `csv` a file downloaded from the site."""
    if dataset != "csv":
        envelope(body, name)
        return Accepted("json")
    import duckdb
    import pyarrow as pa

    with formats.connection() as con:
        try:
            _register_file(con, body)
            found = con.execute(_HOLDS).fetchall()
        except pa.ArrowInvalid as error:
            raise BrokenContract(f"{name}: {error}") from error
        except duckdb.InvalidInputException as error:
            raise BrokenContract(f"{name}: {briefly(error)}") from error
    if not found:
        raise BrokenContract(f"{name}: expected rows of trade, found a header alone")
    if not any(is_total for *_, is_total in found):
        kinds, flows, modes, _ = (
            ", ".join(sorted({str(value) for value in column})) for column in zip(*found, strict=True)
        )
        raise BrokenContract(
            f"{name}: expected trade in goods (typeCode C) as exports X or imports M with all modes of transport and"
            f" customs procedures together, found typeCode {kinds}, flowCode {flows}, motCode {modes}; choose Goods and"
            " leave the other filters at their totals"
        )
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
    data = [part for part in parts if _kind(part) not in LISTS]
    with formats.connection(origin=_origins(data), released=_released(parts), stated=_valuations(parts)) as con:
        only_once = _hold(con, [_totals(con, part, number) for number, part in enumerate(data)])
        source = data[0].source
        formats.areas(con, source, _FIGURES, _names(parts), _CODES)
        _gates(con)
        _once(con, only_once)
        con.execute(_SLICES)
        con.execute(_UNMAPPED)
        con.execute(_WORDS)
        con.execute(_FILINGS.format(lag_days=sources.load(source).lag_days))
        con.execute(_TRADED)
        for query in _APART:
            con.execute(query)
        found = con.sql(f"{_OBSERVATIONS} union all from apart")
        return observations.conform(
            found, source=source, vintage=data[0].vintage, unit_measure="USD", price_base="current"
        )


def _kind(part: Snapshot) -> str:
    return releases.slug_of(part).partition("-")[0]


def _origins(data: list[Snapshot]) -> "pa.Table":
    """Where the figures of each answer come from, by its number."""
    found = [
        {
            "part": number, "kind": _kind(part), "snapshot": part.sha256,
            "retrieved_at": formats.identity(part)["retrieved_at"], "seen_on": part.published_on,
            "basis": part.published_basis,
            # A file that a person added without a date is as old as the usual lag says.
            "by_lag": part.edition.endswith(releases.FIRST)
            or (part.dataset == "csv" and part.published_basis == "estimated"),
        }
        for number, part in enumerate(data)
    ]  # fmt: skip
    return arrow.table(found, {
        "part": "INTEGER", "kind": "VARCHAR", "snapshot": "VARCHAR", "retrieved_at": "TIMESTAMP", "seen_on": "DATE",
        "basis": "VARCHAR", "by_lag": "BOOLEAN",
    })  # fmt: skip


def _totals(con: "duckdb.DuckDBPyConnection", part: Snapshot, number: int) -> "pa.Table":
    """The totals among the rows of one answer, text in dictionaries. Filters are applied again."""
    import duckdb
    import pyarrow as pa

    if part.dataset == "csv":
        _register_file(con, intact(part))
    else:
        con.register("row", rows(envelope(read(part), part.edition)[1], part.edition))
    asked = [period for period in part.params.get("period", "").split(",") if period]
    try:
        found = con.sql(_TOTALS, params={"part": number, "asked": asked}).to_arrow_table()
    except duckdb.InvalidInputException as error:
        raise BrokenContract(f"{part.edition}: {briefly(error)}") from error
    return pa.table([arrow.in_dictionary(column) for column in found.columns], found.column_names)


_SLICE = ("reporter", "flow", "freq", "period", "product")


def _hold(con: "duckdb.DuckDBPyConnection", totals: "list[pa.Table]") -> bool:
    """Make `figure`, `slice_key` and `partner_key`; returns whether every figure is there once.

    A figure holds two numbers in place of six words: of its slice (what one reporter filed of one flow, period and
    product) and of its partner. Numbers are grouped and joined several times faster.
    """
    import numpy as np
    import pyarrow as pa

    table = pa.concat_tables(totals)
    coded = [arrow.codes(arrow.in_dictionary(table.column(name))) for name in _SLICE]
    sizes = [max(len(words), 1) for _, words in coded]
    slices = arrow.numbers(np.ravel_multi_index([numbers for numbers, _ in coded], sizes)).dictionary_encode()
    partners, partner_words = arrow.codes(arrow.in_dictionary(table.column("partner")))
    places = np.unravel_index(arrow.values(slices.dictionary, "int64"), sizes)
    words = [each.take(arrow.numbers(place)) for (_, each), place in zip(coded, places, strict=True)]
    con.register("slice_key", pa.table([_counted(len(slices.dictionary)), *words], ["slice", *_SLICE]))
    con.register("partner_key", pa.table([_counted(len(partner_words)), partner_words], ["partner", "code"]))
    con.register("figure", pa.table({
        "part": table.column("part"), "slice": slices.indices, "partner": arrow.numbers(partners),
        "value": table.column("value"), "fob": table.column("fob"), "cif": table.column("cif"),
    }))  # fmt: skip
    con.execute(_FLOW_ROW)
    keys = np.sort(
        arrow.values(slices.indices, "int32").astype(np.int64) * len(partner_words) + partners, kind="stable"
    )
    return bool((keys[1:] > keys[:-1]).all())


def _counted(number: int) -> "pa.Array":
    import numpy as np

    return arrow.numbers(np.arange(number, dtype=np.int32))


def _register_file(con: "duckdb.DuckDBPyConnection", file: Path | bytes) -> None:
    """Make `row` of a CSV download: today's columns, or those of the site and the API before 2023.

    The file is latin-1, and its rows may end in one comma more than the header.
    """
    names, _ = formats.csv_start(file)
    old = next((layout for layout in OLD_LAYOUTS if layout[0] in names), None)
    if old is None:
        con.register("row", formats.csv_batches(file, list(COLUMNS), "Comtrade CSV"))
        return
    con.register("old_row", formats.csv_batches(file, list(old), "Comtrade CSV"))
    con.execute(_FROM_OLD.format(*(f'"{name}"' for name in old)))


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
    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for part in _of(parts, "metadata"):
        for note in notes(envelope(read(part), part.edition)[1]):
            said = (str(note.get("publicationDate") or ""), str(note.get("importValuation") or "").strip().upper())
            filing = (str(note["reporterCode"]), str(note["period"]))
            latest[filing] = max(said, latest.get(filing, said))
    rows = (
        {"reporter": reporter, "period": period, "imports": valuation}
        for (reporter, period), (_, valuation) in latest.items()
    )
    return arrow.table(rows, {"reporter": "VARCHAR", "period": "VARCHAR", "imports": "VARCHAR"})


def notes(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What reporters say about their filings: one list of notes per filing, newer publications beside older ones."""
    return [note for filing in data for note in filing.get("notes") or []]


def _released(parts: list[Snapshot]) -> "pa.Table":
    """When the filing of each reporter for each period was last released, from the list of what is available."""
    last: dict[tuple[str, str], str] = {}
    for part in _of(parts, "availability"):
        for row in envelope(read(part), part.edition)[1]:
            filing, day = (str(row["reporterCode"]), str(row["period"])), str(row["lastReleased"])[:10]
            last[filing] = max(day, last.get(filing, day))
    rows = ({"reporter": reporter, "period": period, "released_on": day} for (reporter, period), day in last.items())
    return arrow.table(rows, {"reporter": "VARCHAR", "period": "VARCHAR", "released_on": "DATE"})


_FIGURES = """
    select partner as code, flow as measure, value as amount, false as is_reporter from flow_row
    where value is not null and product = 'TOTAL'
    union all
    select partner, flow || ' ' || product, value, false from flow_row where value is not null and product <> 'TOTAL'
    union all
    select reporter, flow, value, true from flow_row where value is not null
"""
_CODES = "select code from partner_key union all select reporter from slice_key"
_FLOW_ROW = """
create view flow_row as
select f.part, k.reporter, p.code as partner, k.flow, k.freq, k.period, k.product, f.value, f.fob, f.cif
from figure as f
inner join slice_key as k on k.slice = f.slice
inner join partner_key as p on p.partner = f.partner
"""
# Without the three filters every total comes once more for each mode of transport and customs procedure.
_IS_TOTAL = """
    typeCode = 'C' and flowCode in ('X', 'M') and freqCode in ('A', 'M') and partner2Code = '0'
    and customsCode = 'C00' and motCode = '0' and primaryValue is not null
"""
_HOLDS = f"""
select distinct typeCode, flowCode, motCode, coalesce({_IS_TOTAL} and primaryValue::double is not null, false) from row
"""
_TOTALS = f"""
select
    $part::integer as part, reporterCode as reporter, partnerCode as partner, flowCode as flow, freqCode as freq,
    period, cmdCode as product, primaryValue::double as value,
    nullif(fobvalue::double, 0) as fob, nullif(cifvalue::double, 0) as cif
from row
where {_IS_TOTAL}
    and (len($asked) = 0 or list_contains($asked, period))
"""


def _gates(con: "duckdb.DuckDBPyConnection") -> None:
    formats.reject(
        con,
        "Comtrade: values below zero",
        "select reporter, partner, flow, period, value from flow_row where value < 0",
    )


def _once(con: "duckdb.DuckDBPyConnection", only_once: bool) -> None:
    """Make `flow`: what several answers hold is taken once."""
    if only_once:
        con.execute("create view flow as from figure")
        return
    formats.reject(
        con, "Comtrade: figures stand twice in one answer",
        "select reporter, partner, flow, period, product, list(value) from flow_row"
        " group by reporter, partner, flow, period, product, part having count(*) > 1",
    )  # fmt: skip
    formats.reject(
        con, "Comtrade: a figure came with two values; the publisher revised it during the run, fetch again",
        "select reporter, partner, flow, period, product, list(distinct value) from flow_row"
        " group by all having count(distinct value) > 1",
    )  # fmt: skip
    con.execute(
        "create table flow as select distinct on (slice, partner) f.* from figure as f inner join origin using (part)"
        " order by slice, partner, kind <> 'own', snapshot"
    )


# A filing is whole when it has the world's total and, where all partners were asked for, they add up to it.
_SLICES = f"""
create table slice as
with added as (
    select
        f.slice,
        count(*) filter (p.code <> '0') as partners,
        max(f.value) filter (p.code = '0') as world,
        coalesce(sum(f.value) filter (p.code <> '0' and not p.is_aggregate), 0) as total,
        bool_or(o.kind in ('own', 'pairs')) as with_world, bool_or(o.kind = 'own') as all_partners,
        bool_or(o.kind = 'world') as of_world
    from flow as f
    inner join origin as o on o.part = f.part
    inner join (
        select k.partner, k.code, coalesce(a.note, '') like 'aggregate%' as is_aggregate
        from partner_key as k left join area as a on a.source_code = k.code
    ) as p on p.partner = f.partner
    group by f.slice
)

select
    slice, reporter, flow, freq, period, product,
    partners = 0 or (
        -- The world was asked for, here or for all reporters of the period, and is not there.
        not (world is null and (with_world or partners >= {ALL_PARTNERS}
            or bool_or(of_world) over (partition by period, product)))
        and coalesce(
            not (all_partners or partners >= {ALL_PARTNERS})
            or total between world * {1 - LARGEST_GAP} and world * {1 + LARGEST_GAP},
            true)
    ) as is_whole
from added inner join slice_key using (slice)
"""
_UNMAPPED = f"""
create table unmapped_flow as
select
    k.reporter, k.flow, k.period, k.product,
    concat_ws(' ', k.reporter, k.flow, k.product) || '{formats.UNMAPPED}'
        || string_agg(distinct a.unmapped, ' + ' order by a.unmapped) || ']' as series
from flow as f
inner join partner_key as p on p.partner = f.partner
inner join area as a on a.source_code = p.code
inner join slice_key as k on k.slice = f.slice
where a.unmapped is not null
group by k.reporter, k.flow, k.period, k.product
"""
# Words as ENUM: what has some ten thousand values in millions of rows stays as small as its number.
_WORDS = """
create type flow_word as enum ('goods_exports', 'goods_imports');
create type area_word as enum (select distinct iso3 from area where iso3 is not null order by 1);
create type product_word as enum (
    select distinct case product when 'TOTAL' then '_T' else product end from slice order by 1
);
create type series_word as enum (
    select distinct concat_ws(' ', reporter, flow, product, note)
    from slice cross join (values (null), ('FOB'), ('(partial filing)')) as n (note)
    union
    select series from unmapped_flow
    order by 1
);
create type snapshot_word as enum (select distinct snapshot from origin order by 1);
create type freq_word as enum ('A', 'M');
create type status_word as enum ('A', 'L');
create type basis_word as enum ('estimated', 'stated');
create type valuation_word as enum ('CIF', 'FOB');
"""
_FILINGS = """
create table filing as
select
    s.slice, s.flow, s.is_whole, l.released_on, v.imports,
    (case s.flow when 'X' then 'goods_exports' else 'goods_imports' end)::flow_word as indicator,
    r.iso3::area_word as ref_area,
    (case s.product when 'TOTAL' then '_T' else s.product end)::product_word as breakdown,
    s.freq::freq_word as freq,
    make_date(s.period[:4]::int, case s.freq when 'M' then s.period[5:6]::int else 1 end, 1) as time_period,
    concat_ws(' ', s.reporter, s.flow, s.product)::series_word as series,
    concat_ws(' ', s.reporter, s.flow, s.product, 'FOB')::series_word as series_fob,
    concat_ws(' ', s.reporter, s.flow, s.product, '(partial filing)')::series_word as series_partial,
    u.series::series_word as series_unmapped,
    (time_period + case s.freq when 'A' then interval 1 year else interval 1 month end
        + interval ({lag_days} - 1) day)::date as due_on
from slice as s
inner join area as r on r.source_code = s.reporter
left join released as l on l.reporter = s.reporter and l.period = s.period
left join stated as v on v.reporter = s.reporter and v.period = s.period
left join unmapped_flow as u
    on u.reporter = s.reporter and u.flow = s.flow and u.period = s.period and u.product = s.product
where r.iso3 is not null
"""
# Several areas are no country (_X): they are one partner.
_TRADED = """
create table partner as
select k.partner, m.iso3, m.alone
from (
    select source_code, iso3::area_word as iso3, count(*) over (partition by iso3) = 1 as alone
    from area where iso3 is not null
) as m inner join partner_key as k on k.code = m.source_code;

create view traded as
select
    g.indicator, g.ref_area, p.iso3 as counterpart_area, g.breakdown, g.freq, g.time_period,
    -- A few reporters value imports free on board; where no column says so, their notes may.
    (case
        when g.flow = 'X' or (f.cif is null and f.fob = f.value) then 'FOB'
        when f.cif is null and f.fob is null and g.imports = 'FOB' then 'FOB'
        else 'CIF'
    end)::valuation_word as valuation,
    f.value, f.fob, f.cif, g.series,
    case when p.iso3 = '_X' then coalesce(g.series_unmapped, g.series) else g.series end as series_together,
    g.series_fob, g.series_partial, p.alone, g.is_whole,
    coalesce(g.released_on, case when o.by_lag then least(g.due_on, o.seen_on) else o.seen_on end) as published_on,
    (case when g.released_on is not null then 'stated' when o.by_lag then 'estimated' else o.basis end)::basis_word
        as published_basis,
    o.retrieved_at, o.snapshot::snapshot_word as snapshot
from flow as f
inner join filing as g on g.slice = f.slice
inner join partner as p on p.partner = f.partner
inner join origin as o on o.part = f.part;
"""
_OBSERVATIONS = """
select
    indicator, ref_area, counterpart_area, breakdown, freq, time_period, valuation, value as obs_value,
    'A'::status_word as obs_status, series, published_on, published_basis, retrieved_at, snapshot
from traded
where is_whole and alone
"""
# Few: in one query with all others DuckDB would first put all that is traded aside for them.
_APART = (
    """
    create table odd as
    select * from traded
    where not (is_whole and alone) or (indicator = 'goods_imports' and fob is not null and cif is not null)
    """,
    """
    create table apart as
    select
        indicator, ref_area, counterpart_area, breakdown, freq, time_period, valuation, sum(value) as obs_value,
        'A'::status_word as obs_status, series_together as series, max(published_on) as published_on,
        min(published_basis) as published_basis, min(retrieved_at) as retrieved_at, min(snapshot) as snapshot
    from odd
    where is_whole and not alone
    group by all
    """,
    # Some publish the same imports in both valuations, such as the USA: FOB is the one that compares with exports.
    """
    insert into apart
    select
        indicator, ref_area, counterpart_area, breakdown, freq, time_period, 'FOB'::valuation_word, fob,
        'A'::status_word, series_fob, published_on, published_basis, retrieved_at, snapshot
    from odd
    where is_whole and alone and indicator = 'goods_imports' and fob is not null and cif is not null
    """,
    """
    insert into apart
    select
        indicator, ref_area, counterpart_area, breakdown, freq, time_period, 'FOB'::valuation_word, sum(fob),
        'A'::status_word, series_fob, max(published_on), min(published_basis), min(retrieved_at), min(snapshot)
    from odd
    where is_whole and not alone and indicator = 'goods_imports'
    group by all
    having count(fob) = count(*) and count(cif) = count(*)
    """,
    # Of a filing that is not whole only the fact is kept.
    """
    insert into apart
    select
        indicator, ref_area, 'W00'::area_word, breakdown, freq, time_period,
        (case indicator when 'goods_exports' then 'FOB' else 'CIF' end)::valuation_word, null::double,
        'L'::status_word, series_partial, max(published_on), min(published_basis), min(retrieved_at), min(snapshot)
    from odd
    where not is_whole
    group by all
    """,
)
