"""UN Comtrade, answers of the API and CSV downloads of the site, to observations.

Belongs here: the envelope, which rows are totals, codes of special areas, partial filings. Does not belong here:
what was asked for (fetch.py), codes (economies.csv).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import arrow, sources
from pipelines.fetching import formats, http, releases
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.sources.un_comtrade import trade
from pipelines.sources.un_comtrade.trade import Figures, Filed, Origin, Trade
from pipelines.stores import observations
from pipelines.stores.database import briefly
from pipelines.stores.snapshots import Snapshot, intact, read

if TYPE_CHECKING:
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
    if not _totals(body, name).num_rows:
        _refuse(body, name)
    return Accepted("csv")


def _refuse(body: bytes, name: str) -> None:
    import pyarrow as pa

    found: dict[str, set[str]] = {"typeCode": set(), "flowCode": set(), "motCode": set()}
    with _opened(body, pa.string()) as batches:
        for batch in batches:
            for column, words in found.items():
                words.update(map(str, batch.column(column).unique().to_pylist()))
    kinds, flows, modes = (", ".join(sorted(words)) for words in found.values())
    if not kinds:
        raise BrokenContract(f"{name}: expected rows of trade, found a header alone")
    raise BrokenContract(
        f"{name}: expected trade in goods (typeCode C) as exports X or imports M with all modes of transport and"
        f" customs procedures together, found typeCode {kinds}, flowCode {flows}, motCode {modes}; choose Goods and"
        " leave the other filters at their totals"
    )


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
    source, vintage, origins = data[0].source, data[0].vintage, [_origin(part) for part in data]
    figures = Figures.of([_of_part(part) for part in data])
    areas = trade.areas(source, figures, _names(parts))
    figures.refuse_negative()
    filed = Filed(_released(parts), _valuations(parts))
    found = Trade(figures.once(origins), origins, areas, filed, sources.load(source).lag_days).observations()
    return observations.completed(found, source=source, vintage=vintage, unit_measure="USD", price_base="current")


def _kind(part: Snapshot) -> str:
    return releases.slug_of(part).partition("-")[0]


def _origin(part: Snapshot) -> Origin:
    # A file that a person added without a date is as old as the usual lag says.
    by_hand = part.dataset == "csv" and part.published_basis == "estimated"
    return Origin(
        _kind(part), part.sha256, formats.identity(part)["retrieved_at"], part.published_on, part.published_basis,
        part.edition.endswith(releases.FIRST) or by_hand,
    )  # fmt: skip


def _of_part(part: Snapshot) -> "pa.Table":
    asked = [period for period in part.params.get("period", "").split(",") if period]
    if part.dataset != "csv":
        return _totals(rows(envelope(read(part), part.edition)[1], part.edition), part.edition, asked)
    with intact(part) as file:
        return _totals(file, part.edition, asked)


# Without the three filters every total comes once more for each mode of transport and customs procedure.
_TOTALS = {
    "typeCode": ["C"], "flowCode": ["X", "M"], "freqCode": ["A", "M"], "partner2Code": ["0"], "customsCode": ["C00"],
    "motCode": ["0"],
}  # fmt: skip
_TEXTS = {
    "reporter": "reporterCode", "partner": "partnerCode", "flow": "flowCode", "freq": "freqCode", "period": "period",
    "product": "cmdCode",
}  # fmt: skip
_VALUES = {"value": "primaryValue", "fob": "fobvalue", "cif": "cifvalue"}


def _totals(body: "Path | bytes | pa.Table", where: str, asked: list[str] | None = None) -> "pa.Table":
    """The totals among the rows of a file or an answer, text in dictionaries, 0 where there is no value.

    Filters are applied again.
    """
    import duckdb
    import pyarrow as pa

    wanted = _TOTALS | ({"period": asked} if asked else {})
    words = {name: arrow.texts(allowed) for name, allowed in wanted.items()}
    try:
        try:
            found = _each(body, words, pa.float64())
        except pa.ArrowInvalid:  # what is no number in a row that is no total does not matter
            found = _each(body, words, pa.string())
    except (pa.ArrowInvalid, duckdb.Error) as error:
        raise BrokenContract(f"{where}: {briefly(error) if isinstance(error, duckdb.Error) else error}") from error
    if not found:
        types = dict.fromkeys(_TEXTS, pa.string()) | dict.fromkeys(_VALUES, pa.float64())
        return pa.schema(types).empty_table()
    table = pa.Table.from_batches(found)
    if lost := table.column("period").null_count + table.column("product").null_count:
        raise BrokenContract(f"{where}: expected a period and a product in every row, found {lost} empty")
    return pa.table([*arrow.at_once(arrow.in_dictionary, table.columns)], table.column_names)


def _each(
    body: "Path | bytes | pa.Table", words: "Mapping[str, pa.Array]", number: "pa.DataType"
) -> "list[pa.RecordBatch]":
    with _opened(body, number) as batches:
        return [_total(batch, words) for batch in batches]


def _total(batch: "pa.RecordBatch", words: "Mapping[str, pa.Array]") -> "pa.RecordBatch":
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    needed = (batch.column(name) for name in ("primaryValue", "reporterCode", "partnerCode"))
    chosen = [column.is_valid() for column in needed if column.null_count]
    chosen += [rows for name, allowed in words.items() if (rows := _among(batch.column(name), allowed)) is not None]
    kept = batch.filter(reduce(pc.and_, chosen)) if chosen else batch
    columns = {name: kept.column(column).dictionary_encode() for name, column in _TEXTS.items()}
    nothing = arrow.numbers(np.zeros(1))[0]
    values = {name: _number(kept.column(column), column).fill_null(nothing) for name, column in _VALUES.items()}
    return pa.RecordBatch.from_pydict(columns | values)


def _among(column: "pa.Array", allowed: "pa.Array") -> "pa.Array | None":
    """Which rows of text hold one of these words; None where all do."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.DictionaryArray):
        words = pc.is_in(column.dictionary, value_set=allowed)
        if words.true_count == len(words) and not column.null_count:
            return None
        rows = words.take(column.indices)
    else:
        rows = pc.equal(column, allowed[0]) if len(allowed) == 1 else pc.is_in(column, value_set=allowed)
    return None if rows.true_count == len(column) else rows


def _number(column: "pa.Array", name: str) -> "pa.Array":
    import pyarrow as pa

    try:
        return column.cast(pa.float64())
    except pa.ArrowInvalid:
        # DuckDB reads more, such as a number among blanks, and tells what is none.
        with formats.connection(cell=pa.table({name: column})) as con:
            return con.sql(f"select {name}::double as {name} from cell").to_arrow_table().column(0).combine_chunks()


@contextmanager
def _opened(body: "Path | bytes | pa.Table", number: "pa.DataType") -> "Iterator[Iterable[pa.RecordBatch]]":
    """The rows of an answer, or of a CSV download with today's columns, or those of the site and the API before 2023.

    The file is latin-1, and its rows may end in one comma more than the header.
    """
    import pyarrow as pa

    if not isinstance(body, Path | bytes):
        yield body.to_batches()
        return
    names, _ = formats.csv_start(body)
    old = next((layout for layout in OLD_LAYOUTS if layout[0] in names), None)
    if old is None:
        few = pa.dictionary(pa.int32(), pa.string())
        types = dict.fromkeys(_TEXTS.values(), few) | dict.fromkeys(_VALUES.values(), number)
        yield formats.csv_batches(body, list(COLUMNS), "Comtrade CSV", types=types)
        return
    with formats.connection(old_row=formats.csv_batches(body, list(old), "Comtrade CSV")) as con:
        yield con.sql(_FROM_OLD.format(*(f'"{name}"' for name in old))).to_arrow_reader()


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


def _valuations(parts: list[Snapshot]) -> dict[tuple[str, str], str]:
    """How a filing values imports, after the latest of its notes (getMetadata): FOB, CIF, or what else it says."""
    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for part in _of(parts, "metadata"):
        for note in notes(envelope(read(part), part.edition)[1]):
            said = (str(note.get("publicationDate") or ""), str(note.get("importValuation") or "").strip().upper())
            filing = (str(note["reporterCode"]), str(note["period"]))
            latest[filing] = max(said, latest.get(filing, said))
    return {filing: imports for filing, (_, imports) in latest.items()}


def notes(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What reporters say about their filings: one list of notes per filing, newer publications beside older ones."""
    return [note for filing in data for note in filing.get("notes") or []]


def _released(parts: list[Snapshot]) -> dict[tuple[str, str], str]:
    """When the filing of each reporter for each period was last released, from the list of what is available."""
    last: dict[tuple[str, str], str] = {}
    for part in _of(parts, "availability"):
        for row in envelope(read(part), part.edition)[1]:
            filing, day = (str(row["reporterCode"]), str(row["period"])), str(row["lastReleased"])[:10]
            last[filing] = max(day, last.get(filing, day))
    return last
