"""UN Comtrade, answers of the API and CSV downloads of the site, to observations."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import sources
from pipelines.fetching import formats, http, releases
from pipelines.fetching.http import BrokenContract
from pipelines.fetching.source import Accepted
from pipelines.sources.un_comtrade import trade
from pipelines.sources.un_comtrade.trade import Filed, Origin
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
from held
"""


def accept(dataset: str, body: bytes, name: str) -> Accepted:
    """An answer of the API, or for `csv` a file downloaded from the site."""
    if dataset != "csv":
        envelope(body, name)
        return Accepted("json")
    with formats.connection() as con:
        con.execute(_TOTAL)
        if not _add(con, 0, body, name):
            _refuse(con, name)
    return Accepted("csv")


def _refuse(con: "duckdb.DuckDBPyConnection", name: str) -> None:
    columns = ("typeCode", "flowCode", "motCode")
    lists = ", ".join(f"string_agg(distinct {column}, ', ' order by {column})" for column in columns)
    kinds, flows, modes = con.execute(f"select {lists} from opened").fetchall()[0]
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
    source, vintage, filed = data[0].source, data[0].vintage, Filed(_released(parts), _valuations(parts))
    with formats.connection() as con:
        con.execute(_TOTAL)
        for place, part in enumerate(data):
            asked = [period for period in part.params.get("period", "").split(",") if period]
            with _body(part) as body:
                _add(con, place, body, part.edition, asked)
            con.unregister("held")
        origins, lag = [_origin(part) for part in data], sources.load(source).lag_days
        found = trade.observations(con, source, origins, _names(parts), filed, lag)
        return observations.conform(found, source=source, vintage=vintage, unit_measure="USD", price_base="current")


def _kind(part: Snapshot) -> str:
    return releases.slug_of(part).partition("-")[0]


def _origin(part: Snapshot) -> Origin:
    # A file that a person added without a date is as old as the usual lag says.
    by_hand = part.dataset == "csv" and part.published_basis == "estimated"
    return Origin(
        _kind(part), part.sha256, formats.identity(part)["retrieved_at"], part.published_on, part.published_basis,
        part.edition.endswith(releases.FIRST) or by_hand,
    )  # fmt: skip


@contextmanager
def _body(part: Snapshot) -> "Iterator[Path | pa.Table]":
    if part.dataset == "csv":
        with intact(part) as file:
            yield file
    else:
        yield rows(envelope(read(part), part.edition)[1], part.edition)


_TOTAL = """
create table total (
    reporter text, partner text, flow text, freq text, period text, product text,
    value double, fob double, cif double, part integer
)
"""
# Without the three filters every total comes once more for each mode of transport and customs procedure.
_ADD = """
insert into total
select
    reporterCode, partnerCode, flowCode, freqCode, period, cmdCode,
    primaryValue::double, coalesce(fobvalue::double, 0), coalesce(cifvalue::double, 0), $part
from opened
where typeCode = 'C' and flowCode in ('X', 'M') and freqCode in ('A', 'M')
    and partner2Code = '0' and customsCode = 'C00' and motCode = '0'
    and primaryValue is not null and reporterCode is not null and partnerCode is not null
    and (len($asked::text[]) = 0 or period in $asked::text[])
"""


def _add(
    con: "duckdb.DuckDBPyConnection", part: int, body: "Path | bytes | pa.Table", where: str, asked: Sequence[str] = ()
) -> int:
    """Put the totals among the rows of a file or an answer into the table `total`; returns how many there are.

    The filters of the question are applied again; 0 stands where there is no value free on board or with freight.
    """
    import duckdb
    import pyarrow as pa

    try:
        _open(con, body)
        (found,) = con.execute(_ADD, {"part": part, "asked": list(asked)}).fetchall()[0]
    except (pa.ArrowInvalid, duckdb.Error) as error:
        raise BrokenContract(f"{where}: {briefly(error) if isinstance(error, duckdb.Error) else error}") from error
    lost = "select count(*) from total where part = ? and (period is null or product is null)"
    (empty,) = con.execute(lost, [part]).fetchall()[0]
    if empty:
        raise BrokenContract(f"{where}: expected a period and a product in every row, found {empty} empty")
    return int(found)


def _open(con: "duckdb.DuckDBPyConnection", body: "Path | bytes | pa.Table") -> None:
    """A view `opened` of an answer, or of a CSV download with today's columns or those of before 2023.

    The file is latin-1, and its rows may end in one comma more than the header.
    """
    if not isinstance(body, Path | bytes):
        con.register("held", body)
        con.execute("create or replace temp view opened as select * from held")
        return
    names, _ = formats.csv_start(body)
    old = next((layout for layout in OLD_LAYOUTS if layout[0] in names), None)
    con.register("held", formats.csv_columns(body, list(old or COLUMNS), "Comtrade CSV"))
    columns = _FROM_OLD.format(*(f'"{name}"' for name in old)) if old else "select * from held"
    con.execute(f"create or replace temp view opened as {columns}")


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
