"""Asks UN Comtrade for what its members have filed: without a key by preview, with one in larger calls."""

import hashlib
import os
import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.catalogue import economies
from pipelines.config import Settings
from pipelines.fetching import releases
from pipelines.fetching import scope as scopes
from pipelines.fetching.http import BrokenContract, Params, Progress, Reply, Session, Unreachable
from pipelines.fetching.probe import Probe, Seen
from pipelines.fetching.source import Asked, Planned, Scope, Source
from pipelines.sources.un_comtrade import normalize
from pipelines.stores import snapshots
from pipelines.stores.snapshots import Snapshot

KEY_VARIABLE = "COMTRADE_KEY"
PREVIEW_CAP = 500
KEYED_CAP = 100_000
LIST_PERIODS = 12
"""So many periods may one request for the list of filings, or for notes on them, name."""
ANNUAL_YEARS = 15
MONTHLY_YEARS = 5
TOTALS: dict[str, str] = {"partner2Code": "0", "customsCode": "C00", "motCode": "0", "flowCode": "X,M"}
"""Without these every total comes once more for each customs procedure and mode of transport."""
REFERENCES = {"reporters": "Reporters.json", "partners": "partnerAreas.json", "products": "HS.json"}
_FREQ = {"annual": "A", "monthly": "M"}
ASKED = "asked"
"""Yearly flows that single claims asked for; each question is a release of its own."""
_NOT_SPECIFIED = re.compile(r"\bnes\b|not elsewhere specified", re.IGNORECASE)
_NO_REPORTERS = ("", economies.WORLD, economies.NOT_ALLOCATED)


class Tier(NamedTuple):
    """What one call may ask for: the preview takes one period and cuts without saying so."""

    path: str
    cap: int
    periods: int
    headers: dict[str, str]


class Slice(NamedTuple):
    """One question: its name, its parameters, and the filings (reporter, period) that it rests on."""

    slug: str
    params: dict[str, str]
    filings: frozenset[tuple[str, str]]
    due: bool
    """Whether rows have to come, because those who are asked have filed."""


Available = dict[tuple[str, str], tuple[str, str]]
"""(reporter, period) -> (checksum, last release) of the filing."""


def plan(settings: Settings, store: Path, source: Source, *, scope: Scope, since: date | None) -> list[Planned]:
    tier = _tier()
    planned = []
    for dataset, freq in _FREQ.items():
        if _wanted_reporters(settings, dataset, scope) == []:
            continue
        held = releases.held_parts(store, source.id, dataset)
        planned.append(Planned(
            source.id, dataset, f"{source.base_url}/public/v1/getDA/C/{freq}/HS",
            f"list of filings, to see what is new or changed; {len(held)} answers are held",
        ))  # fmt: skip
        # As if everything had been filed: what has not will not be asked for.
        everybody = {(code, p): ("", "") for code in _reporter_codes() for p in _periods(dataset)}
        slices = _slices(settings, dataset, scope, tier, everybody)
        missing = [each for each in slices if not _held(held, each.slug)]
        if slices:
            planned.append(Planned(
                source.id, dataset, f"{source.base_url}/{tier.path}/C/{freq}/HS",
                f"up to {len(missing)} answers that are not held, and those of {len(slices)} that have changed;"
                f" {'with a key' if tier.headers else 'without a key, one period a request'}",
            ))  # fmt: skip
    return planned


def fetch(
    session: Session, settings: Settings, store: Path, source: Source, *,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    tier = _tier()
    if isinstance(scope, Asked):
        return _answers(session, store, source, scope, tier, progress)
    stored = []
    for dataset in _FREQ:
        stored += _dataset(session, settings, store, source, dataset, tier, scope, since, progress)
    return stored


def series_of(figures: Collection[tuple[str, str]]) -> set[str]:
    """Products of the flows of goods."""
    return {
        "TOTAL" if product == "_T" else product
        for name, product in figures
        if name in ("goods_exports", "goods_imports")
    }


def _answers(
    session: Session, store: Path, source: Source, asked: Asked, tier: Tier, progress: Progress
) -> list[Snapshot]:  # fmt: skip
    """Both sides' reports of the flows that were asked for, with their totals, where they have been filed."""
    areas = {area for area in (*asked.reporters, *asked.partners) if area == economies.WORLD or _codes(area)}
    traders = sorted({_code(area) for area in areas - {economies.WORLD}}, key=int)
    periods = [str(year) for year in range(asked.first_year, asked.last_year + 1)]
    progress("Comtrade: filings", 0, None)
    listing = _availability(session, "annual", traders, periods)
    filed = _filings(part.body for part in listing)
    params = {"cmdCode": ",".join(asked.series), "reporterCode": ",".join(traders)}
    if asked.partners:
        params["partnerCode"] = ",".join(["0", *traders])
    name = f"{'pairs' if asked.partners else 'own'}-{hashlib.sha256(str(params).encode()).hexdigest()[:8]}"
    parts = []
    for done, block in enumerate(blocks := list(_blocks(sorted({period for _, period in filed}), tier.periods))):
        each = _slice(name, params, block, {filing for filing in filed if filing[1] in block}, due=False)
        progress(f"Comtrade {each.slug}", done, len(blocks))
        parts += _ask(session, each, "annual", tier)
    if not any(_rows_of(part.body) for part in parts):
        raise BrokenContract(
            f"{listing[0].received.url}: nobody asked has reported {', '.join(asked.series)} for {', '.join(periods)}"
        )
    return releases.file(store, source, ASKED, [*listing, *parts])


def _rows_of(body: bytes) -> int:
    return len(normalize.envelope(body, ASKED)[1])


def _tier() -> Tier:
    key = os.environ.get(KEY_VARIABLE)
    if key:
        return Tier("data/v1/get", KEYED_CAP, 12, {"Ocp-Apim-Subscription-Key": key})
    return Tier("public/v1/preview", PREVIEW_CAP, 1, {})


def _dataset(
    session: Session, settings: Settings, store: Path, source: Source, dataset: str, tier: Tier,
    scope: Scope, since: date | None, progress: Progress,
) -> list[Snapshot]:  # fmt: skip
    held = releases.held_parts(store, source.id, dataset)
    wanted = _wanted_reporters(settings, dataset, scope)
    if wanted == []:
        return []
    progress(f"Comtrade {dataset}: filings", 0, None)
    lists = _references(session, settings, held) if dataset == "annual" else []
    listing = _availability(session, dataset, wanted, _periods(dataset))
    now, before = _filings(p.body for p in listing), _filings(_bodies(held, "availability"))
    slices = _slices(settings, dataset, scope, tier, now)
    parts, asked = [], 0
    for done, each in enumerate(slices):
        progress(f"Comtrade {each.slug}", done, len(slices))
        have = _held(held, each.slug)
        if _is_answered(each, have, now, before):
            parts += [releases.kept(releases.slug_of(part), part) for part in have]
        elif have or _is_newer(each, now, since):
            if not asked and dataset == "annual":
                lists.append(_metadata(session, settings, scope))
            try:
                parts += _ask(session, each, dataset, tier)
            except Unreachable:
                # A first run that is stopped halfway, by a quota perhaps, is gone on with from here the next time.
                if asked and not held:
                    releases.file(store, source, dataset, [*lists, *listing, *parts])
                raise
            asked += 1
    if not asked and {p.slug for p in parts} == _without_lists(held):
        return [snapshots.seen_again(part, datetime.now(UTC)) for part in held.values()]
    if not asked and "metadata" in held:
        lists.append(releases.kept("metadata", held["metadata"]))
    return releases.file(store, source, dataset, [*lists, *listing, *parts])


def _is_answered(each: Slice, have: list[Snapshot], now: Available, before: Available) -> bool:
    """Whether what is held answers the question, and no filing has changed since."""
    changed = any(now.get(filing) != before.get(filing) for filing in each.filings)
    return bool(have) and not changed and _asks_the_same(each, have)


def _is_newer(each: Slice, now: Available, since: date | None) -> bool:
    return any(_since(now[filing], since) for filing in each.filings)


def _without_lists(slugs: Collection[str]) -> set[str]:
    return {slug for slug in slugs if slug.partition("-")[0] not in normalize.LISTS}


def _since(filing: tuple[str, str], since: date | None) -> bool:
    """Whether a filing that is not held yet is recent enough to be asked for."""
    return since is None or filing[1][:10] >= since.isoformat()


def _held(held: dict[str, Snapshot], slug: str) -> list[Snapshot]:
    """The answers to one question: itself, or the parts _1, _2, … into which it had to be split."""
    return [part for name, part in held.items() if name.partition("_")[0] == slug]


def _asks_the_same(each: Slice, have: list[Snapshot]) -> bool:
    """Whether what is held answers this very question: a filing that was withdrawn leaves fewer reporters to ask."""
    return len(have) > 1 or have[0].params == each.params


def _bodies(held: dict[str, Snapshot], kind: str) -> Iterator[bytes]:
    return (snapshots.read(part) for slug, part in held.items() if slug.partition("-")[0] == kind)


# Which questions there are


def _periods(dataset: str) -> list[str]:
    today = date.today()
    if dataset == "annual":
        return [str(year) for year in range(today.year - ANNUAL_YEARS, today.year)]
    months = range(12 * (today.year - MONTHLY_YEARS), 12 * today.year + today.month - 1)
    return [f"{month // 12}{month % 12 + 1:02}" for month in months]


def _reporter_codes() -> list[str]:
    rows = economies.rows("un_comtrade")
    return [row["source_code"] for row in rows if row["source_code"].isdigit() and row["iso3"] not in _NO_REPORTERS]


def _code(area: str) -> str:
    return "0" if area == economies.WORLD else _codes(area)[0]


def _codes(area: str) -> list[str]:
    return economies.codes_of("un_comtrade", area)


def _wanted_reporters(settings: Settings, dataset: str, scope: Scope) -> list[str] | None:
    """Codes whose filings matter; None for everybody's, because the partners' reports are asked for as well."""
    if scope == "world":
        return None if dataset == "annual" else []
    wanted = scopes.pairs(settings, "un_comtrade")
    if dataset == "annual":
        return None if wanted else []
    return _traders(wanted)


def _traders(wanted: list[scopes.Wanted]) -> list[str]:
    areas = {area for pair in wanted for area in (pair.ref, pair.counterpart)} - {economies.WORLD}
    return sorted(map(_code, areas), key=int)


def _slices(settings: Settings, dataset: str, scope: Scope, tier: Tier, available: Available) -> list[Slice]:
    """Every question of a dataset about periods for which somebody filed."""
    filed: dict[str, set[str]] = {period: set() for period in _periods(dataset)}
    for reporter, period in available:
        if period in filed:
            filed[period].add(reporter)
    wanted = scopes.pairs(settings, "un_comtrade")
    slices = []
    for block in _blocks([period for period in filed if filed[period]], tier.periods):
        filings = {(reporter, period) for period in block for reporter in filed[period]}
        if scope == "world":
            slices.append(_slice("own-all", {"cmdCode": "TOTAL"} | _reporters(filings), block, filings, due=True))
            continue
        if dataset == "annual":
            slices += _annual(wanted, block, filings)
        slices += _of_pairs(wanted, dataset, block, filings)
    return slices


def _blocks(periods: list[str], size: int) -> Iterator[list[str]]:
    """Periods that one call may ask for, always the same together: years by twelve, months by the year."""
    blocks: dict[int, list[str]] = {}
    for period in periods:
        place = int(period) if len(period) == 4 else int(period[:4]) * 12 + int(period[4:]) - 1
        blocks.setdefault(place // size, []).append(period)
    return iter(blocks.values())


def _annual(wanted: list[scopes.Wanted], block: list[str], filings: set[tuple[str, str]]) -> Iterator[Slice]:
    """Each reporter with all partners, all reporters with it, and the world's totals of all reporters."""
    reporters = sorted({_code(pair.ref) for pair in wanted if pair.product == "_T"}, key=int)
    total = {"cmdCode": "TOTAL"}
    for code in reporters:
        own = {filing for filing in filings if filing[0] == code}
        if own:
            yield _slice(f"own-{code}", {**total, "reporterCode": code}, block, own, due=True)
        yield _slice(f"with-{code}", {**total, "partnerCode": code} | _reporters(filings), block, filings, due=True)
    if reporters:
        yield _slice("world", {**total, "partnerCode": "0"} | _reporters(filings), block, filings, due=True)


def _reporters(filings: set[tuple[str, str]]) -> dict[str, str]:
    return {"reporterCode": ",".join(sorted({reporter for reporter, _ in filings}, key=int))}


def _of_pairs(
    wanted: list[scopes.Wanted], dataset: str, block: list[str], filings: set[tuple[str, str]]
) -> Iterator[Slice]:
    """The pairs themselves in both directions: by product, and by month the totals too."""
    products = sorted({pair.product for pair in wanted} - {"_T"})
    concerned = [pair for pair in wanted if dataset == "monthly" or pair.product != "_T"]
    traders = _traders(concerned)
    codes = products if dataset == "annual" else ["TOTAL", *products]
    ours = {filing for filing in filings if filing[0] in traders}
    if ours and codes and concerned:
        name = hashlib.sha256(",".join([*traders, *codes]).encode()).hexdigest()[:8]
        params = {
            "cmdCode": ",".join(codes), "reporterCode": ",".join(traders), "partnerCode": ",".join(["0", *traders]),
        }  # fmt: skip
        yield _slice(f"pairs-{name}", params, block, ours, due=False)


def _slice(name: str, params: dict[str, str], block: list[str], filings: set[tuple[str, str]], due: bool) -> Slice:
    span = block[0] if len(block) == 1 else f"{block[0]}.{block[-1]}"
    asked = {**TOTALS, **params, "period": ",".join(block)}
    return Slice(f"{name}-{span}", asked, frozenset(filings), due)


# Asking


def _ask(session: Session, each: Slice, dataset: str, tier: Tier) -> list[releases.Part]:
    """The whole answer, in as many parts as the cap on rows demands."""
    path = f"{tier.path}/C/{_FREQ[dataset]}/HS"
    answers = _whole(session, path, each.params, tier)
    if each.due and not any(rows for _, rows in answers):
        raise BrokenContract(
            f"Comtrade {each.slug}: the list of filings has {len(each.filings)} for it, found no row; a code may be"
            " dead (578 is 579, 840 is 842, 250 is 251, 756 is 757): see un_comtrade/economies.csv"
        )
    single = len(answers) == 1
    return [
        releases.Part(each.slug if single else f"{each.slug}_{n}", reply.body, reply.received, "json")
        for n, (reply, _) in enumerate(answers, 1)
    ]


def _whole(session: Session, path: str, params: dict[str, str], tier: Tier) -> list[tuple[Reply, int]]:
    """Answers that have every row, each with its number of rows, by splitting what reaches the cap."""
    reply = _get(session, path, params, tier)
    promised, rows = _rows(reply)
    if rows < tier.cap and promised <= rows:
        return [(reply, rows)]
    total = _count(session, path, params, tier)
    if total == rows:
        return [(reply, rows)]
    answers = [answer for part in _split(params, reply.url) for answer in _whole(session, path, part, tier)]
    if (found := sum(rows for _, rows in answers)) != total:
        raise BrokenContract(
            f"{reply.url}: the count says {total} rows, the parts have {found}; the data may have been revised in"
            " between: run again"
        )
    return answers


def _get(session: Session, path: str, params: Params, tier: Tier) -> Reply:
    return session.get(path, params, secret_headers=tier.headers, retry_if=_quota_of_one_node)


def _quota_of_one_node(status: int, body: bytes) -> bool:
    """Some gateways say 403 "Out of call volume quota" while their neighbours answer."""
    return status == 403 and b"quota" in body.lower()


def _rows(reply: Reply) -> tuple[int, int]:
    """Rows that the answer says there are, and rows that it has."""
    count, data = normalize.envelope(reply.body, reply.url)
    normalize.rows(data, reply.url)
    return count, len(data)


def _count(session: Session, path: str, params: dict[str, str], tier: Tier) -> int:
    reply = _get(session, path, {**params, "countOnly": "true"}, tier)
    return normalize.envelope(reply.body, reply.url)[0]


def _split(params: dict[str, str], url: str) -> list[dict[str, str]]:
    """Two narrower questions that together are this one: by flow, period, product, partner or reporter."""
    for name in ("flowCode", "period", "cmdCode", "partnerCode", "reporterCode"):
        values = params[name].split(",") if name in params else _everybody()
        if len(values) > 1:
            half = len(values) // 2
            return [{**params, name: ",".join(some)} for some in (values[:half], values[half:])]
    raise BrokenContract(f"{url}: a question that cannot be narrowed any more reaches the cap on rows")


def _everybody() -> list[str]:
    return [row["source_code"] for row in economies.rows("un_comtrade") if row["source_code"].isdigit()]


def _availability(
    session: Session, dataset: str, reporters: list[str] | None, periods: list[str]
) -> list[releases.Part]:  # fmt: skip
    """The list of filings; asked period by period where the answer looks cut or is empty."""
    path = f"public/v1/getDA/C/{_FREQ[dataset]}/HS"

    def ask(periods: list[str]) -> list[Reply]:
        params = {"period": ",".join(periods)} | ({"reporterCode": ",".join(reporters)} if reporters else {})
        reply = session.get(path, params, retry_if=_quota_of_one_node)
        count, data = normalize.envelope(reply.body, reply.url)
        doubtful = not data or len(data) != count or len(data) in (PREVIEW_CAP, KEYED_CAP)
        return [narrow for period in periods for narrow in ask([period])] if doubtful and len(periods) > 1 else [reply]

    blocks = [periods[n : n + LIST_PERIODS] for n in range(0, len(periods), LIST_PERIODS)]
    replies = [reply for block in blocks for reply in ask(block)]
    if not _filings(reply.body for reply in replies):
        raise BrokenContract(f"{replies[0].url}: expected the list of filings, found none for these periods")
    return [
        releases.Part(f"availability-{n}", reply.body, reply.received, "json") for n, reply in enumerate(replies, 1)
    ]


def _filings(bodies: Iterator[bytes]) -> Available:
    rows: list[dict[str, Any]] = []
    for body in bodies:
        rows += normalize.envelope(body, "list of filings")[1]
    if rows and (missing := [name for name in normalize.AVAILABILITY if name not in rows[0]]):
        raise BrokenContract(f"list of filings: column {', '.join(missing)} is missing; found {', '.join(rows[0])}")
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows:
        # A filing is listed once for each classification that it came in.
        listed = (str(row["lastReleased"]), str(row["datasetChecksum"]))
        found.setdefault((str(row["reporterCode"]), str(row["period"])), []).append(listed)
    return {
        filing: (" ".join(sorted(checksum for _, checksum in listed)), max(last for last, _ in listed))
        for filing, listed in found.items()
    }


def _references(session: Session, settings: Settings, held: dict[str, Snapshot]) -> list[releases.Part]:
    """The publisher's lists of areas and products, compared with our map of codes and with what claims are about."""
    products = {pair.product for pair in scopes.pairs(settings, "un_comtrade")} - {"_T"}
    parts = []
    for slug, name in REFERENCES.items():
        reply = session.get(f"files/v1/app/reference/{name}", known=held.get(slug), retry_if=_quota_of_one_node)
        body = snapshots.read(held[slug]) if reply.unchanged else reply.body
        entries = normalize.listed(body, reply.url)
        if slug == "products":
            _known_products(entries, products, reply.url)
        else:
            _same_codes(entries, reply.url)
        parts.append(
            releases.kept(slug, held[slug], reply.received.retrieved_at) if reply.unchanged
            else releases.Part(slug, body, reply.received, "json")
        )  # fmt: skip
    return parts


def _same_codes(entries: list[dict[str, Any]], where: str) -> None:
    """Every country in use that the publisher lists under a code of ours has to mean the same country in our map.

    A code that we lack waits until it carries a figure (formats.areas). On areas "not elsewhere specified" the
    publisher's ISO3 means nothing: 492, "Europe EU, nes", has Monaco's.
    """
    ours = {row["source_code"]: row["iso3"] for row in economies.rows("un_comtrade")}
    known = {row["iso3"] for row in economies.economies()}
    differing = []
    for entry in entries:
        code = str(entry.get("reportercode", entry.get("partnercode")))
        iso3 = entry.get("reportercodeisoalpha3") or entry.get("partnercodeisoalpha3")
        named = str(entry.get("reporterdesc") or entry.get("partnerdesc") or entry.get("text") or "")
        in_use = not entry.get("entryexpireddate") and not entry.get("isgroup") and not _NOT_SPECIFIED.search(named)
        # Codes without data (840, 578) repeat the country of the code in use.
        if in_use and iso3 in known and code in ours and ours[code] not in (iso3, ""):
            differing.append(f"{code} ({named}) is {iso3} there, {ours[code]} here")
    if differing:
        raise BrokenContract(f"{where}: {'; '.join(differing[:5])}; put un_comtrade/economies.csv right")


def _known_products(entries: list[dict[str, Any]], products: set[str], where: str) -> None:
    """A product that the publisher does not have would be asked for and give no rows, as if nobody traded it."""
    if unknown := sorted(products - {str(entry.get("id")) for entry in entries}):
        raise BrokenContract(
            f"{where}: expected the products that claims are about, found no {', '.join(unknown)}; put the breakdown"
            " right in catalogue/indicators.yml"
        )


def _metadata(session: Session, settings: Settings, scope: Scope) -> releases.Part:
    """What the reporters in claims say about their filings: system of trade, valuation, notes."""
    traders = [] if scope == "world" else _traders(scopes.pairs(settings, "un_comtrade"))
    params = {"period": ",".join(_periods("annual")[-LIST_PERIODS:])} | (
        {"reporterCode": ",".join(traders)} if traders else {}
    )
    reply = session.get("public/v1/getMetadata/C/A/HS", params, retry_if=_quota_of_one_node)
    said = normalize.notes(normalize.envelope(reply.body, reply.url)[1])
    if said and (missing := [name for name in ("reporterCode", "period", "importValuation") if name not in said[0]]):
        raise BrokenContract(f"{reply.url}: {', '.join(missing)} is missing in the notes; found {', '.join(said[0])}")
    return releases.Part("metadata", reply.body, reply.received, "json")


def smallest(source: Source) -> Probe:
    """Korea's exports to all partners in one year, from the preview that needs no key."""
    params = {
        **TOTALS,
        "reporterCode": "410",
        "flowCode": "X",
        "cmdCode": "TOTAL",
        "period": str(date.today().year - 2),
    }

    def look(reply: Reply) -> Seen:
        promised, rows = _rows(reply)
        if not rows:
            raise BrokenContract(f"{reply.url}: expected Korea's exports by partner, found no row")
        table = normalize.rows(normalize.envelope(reply.body, reply.url)[1], reply.url)
        notes = [] if promised == rows else [f"count says {promised}, {rows} rows came"]
        return Seen(None, table.column("partnerCode").unique().to_pylist(), notes)

    return Probe("public/v1/preview/C/A/HS", look, params)
