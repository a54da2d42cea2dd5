"""Nine publishers through the twelve months of 2026: what each offers, how it errs, and what must be known of it.

A publisher has a page for every month: the releases in it, at most one fault, and the alarm that the fault must
raise. What it offers is written twice, as the bytes of its real envelope and as plain figures, by hand and without a
line of pipelines/: the test compares the published figures with the latter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import test_jp_coastguard as coastguard
import test_sipri_milex as sipri
import test_un_wpp as wpp
from werkzeug import Request, Response

from servers import faults
from servers.comtrade import Comtrade, Flow
from servers.dmdc import Dmdc, Workbook, name_of
from servers.faults import Fault
from servers.imf import CONCEPTS, Imts, Weo, iso_codes, weo_value
from servers.worldbank import MESSAGE_120, Archives, WorldBank

YEAR = 2026
Key = tuple[str, str, str | None, str, str, str]
"""Indicator, ref_area, counterpart_area, breakdown, frequency, first day of the period."""
Figures = dict[Key, tuple[float | None, str]]


@dataclass(frozen=True)
class Edition:
    """What a release says. `vintage` is how the name of its vintage begins."""

    vintage: str
    published_on: date
    figures: Figures
    dated: dict[Key, date] = field(default_factory=dict)
    """Figures that the publisher dates one by one, where it does."""


@dataclass
class Publisher:
    """`faults`: month -> what happens to the right answer. `alarms`: month -> checks that must fail, and no other."""

    source: str
    handler: Callable[[date, Request], Response]
    learn: Callable[[date], list[Edition]]
    """Releases that somebody who asks on that day sees for the first time, whole and readable."""
    faults: dict[int, Fault] = field(default_factory=dict)
    alarms: dict[int, str] = field(default_factory=dict)
    ticks: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Month -> further days on which it is asked, besides the last of the month."""
    seen: dict[int, int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """First part of its addresses here."""
        return self.source.removeprefix("un_")

    def handle(self, request: Request) -> Response:
        today = date.today()
        good = self.handler(today, request)
        if today.month not in self.faults:
            return good
        self.seen[today.month] = self.seen.get(today.month, 0) + 1
        return self.faults[today.month](good, self.seen[today.month])


def html(good: Response) -> Response:
    return Response(faults.HTML, mimetype="text/html")


down, page_instead = faults.always(lambda good: Response("busy", 503)), faults.always(html)


def everybody() -> list[Publisher]:
    return [development(), archives(), outlook(), imts(), comtrade(), troops(), prospects(), military(), vessels()]


def year(first: int) -> str:
    return f"{first}-01-01"


# World Bank

SERIES = {
    "SP.POP.TOTL": ("population", None), "NY.GDP.MKTP.CD": ("gdp", None), "NY.GDP.MKTP.PP.CD": ("gdp_ppp", None),
    "NY.GDP.MKTP.KD": ("gdp_constant", None), "NY.GDP.MKTP.KD.ZG": ("gdp_growth", None),
    "NY.GDP.PCAP.CD": ("gdp_per_capita", None), "NY.GNP.PCAP.CD": ("gni_per_capita", None),
    "TX.VAL.MRCH.CD.WT": ("goods_exports", "W00"), "TM.VAL.MRCH.CD.WT": ("goods_imports", "W00"),
    "NE.EXP.GNFS.CD": ("goods_services_exports", "W00"), "NE.IMP.GNFS.CD": ("goods_services_imports", "W00"),
    "MS.MIL.XPND.CD": ("military_expenditure", None), "MS.MIL.XPND.GD.ZS": ("military_expenditure_gdp", None),
    "MS.MIL.TOTL.P1": ("armed_forces", None),
    "NY.GDP.PCAP.KD.ZG": ("gdp_per_capita_growth", None), "SP.POP.GROW": ("population_growth", None),
    "SP.DYN.TFRT.IN": ("fertility_rate", None), "FP.CPI.TOTL.ZG": ("inflation", None),
    "SL.UEM.TOTL.ZS": ("unemployment_rate", None), "BX.KLT.DINV.CD.WD": ("fdi_inflows", None),
    "BX.KLT.DINV.WD.GD.ZS": ("fdi_gdp", None), "BX.TRF.PWKR.CD.DT": ("remittances_received", None),
    "BX.TRF.PWKR.DT.GD.ZS": ("remittances_gdp", None), "BN.CAB.XOKA.CD": ("current_account", None),
    "BN.CAB.XOKA.GD.ZS": ("current_account_gdp", None), "GC.DOD.TOTL.GD.ZS": ("central_government_debt", None),
    "PA.NUS.FCRF": ("exchange_rate", None),
}  # fmt: skip
RATES = {series for series in SERIES if series.endswith((".ZG", ".ZS", ".GROW", ".TFRT.IN", ".FCRF"))}
"""Per cent, births and rates of exchange: a figure of millions would be set aside as one that cannot be."""
AREAS = {"CHN": "CHN", "JPN": "JPN", "KOR": "KOR", "USA": "USA", "XKX": "XKX", "WLD": "W00", "AFE": None}
"""Codes of the bank -> ISO3; the last one is an aggregate."""
Cells = dict[tuple[str, str, int], float | None]


def _cells(month: int) -> Cells:
    """What the bank holds in a month: the state of January with everything that has changed since."""
    cells: Cells = {
        (series, area, each): (1e6 * (n + 1) + 1e3 * m + each) / (1e7 if series in RATES else 1)
        for n, series in enumerate(SERIES) for m, area in enumerate(AREAS) for each in (2022, 2023, 2024)
    }  # fmt: skip
    if month >= 3:
        cells["SP.POP.TOTL", "KOR", 2024] = 1_003_000.0
    if month >= 4:
        cells["NY.GDP.MKTP.CD", "KOR", 2024] = 6_006_024.0
    if month >= 7:
        cells |= {(series, area, 2025): value for (series, area, each), value in cells.items() if each == 2024}
        cells |= {
            key: value + (0.01 if key[0] in RATES else 1) for key, value in cells.items() if key[2] == 2023 and value
        }
    if month >= 8:
        cells = {key: value for key, value in cells.items() if key[1] != "XKX"}
    if month >= 10:
        cells["SP.POP.TOTL", "JPN", 2025] = None
    return cells


def _bank_figures(cells: Cells) -> Figures:
    return {
        (SERIES[series][0], iso3, SERIES[series][1], "_T", "A", year(each)): (value, "A")
        for (series, area, each), value in cells.items()
        if (iso3 := AREAS[area]) and value is not None
    }


def development() -> Publisher:
    """Revised in place in March, a wild figure in April, refused in June, a country gone in August, cut in October."""
    dates = {1: "2025-12-19", 4: "2026-04-08", 7: "2026-07-13", 8: "2026-08-17", 10: "2026-10-20"}
    new = {1, 3, 4, 7, 8, 11}
    # November brings what October had and nobody got.

    def offered(month: int) -> str:
        return dates[max(each for each in dates if each <= month)]

    def handler(day: date, request: Request) -> Response:
        return WorldBank(_cells(day.month), lastupdated=offered(day.month)).handle(request)

    def learn(day: date) -> list[Edition]:
        if day.month not in new:
            return []
        stated = date.fromisoformat(offered(day.month))
        return [Edition(f"{stated}-", day if day.month == 3 else stated, _bank_figures(_cells(day.month)))]

    def refuse(good: Response, number: int) -> Response:
        return WorldBank({}, change=lambda *_: MESSAGE_120).handle(Request({"PATH_INFO": "/v2/country"}))

    def cut(good: Response, number: int) -> Response:
        return Response(good.get_data().replace(b'"total": ', b'"total": 1'), mimetype="application/json")

    return Publisher(
        "worldbank_wdi", handler, learn, {6: refuse, 9: down, 10: cut},
        {2: "bytes_intact", 4: "plausible", 6: "contract", 8: "series_kept", 9: "fresh", 10: "contract"},
    )  # fmt: skip


def archives() -> Publisher:
    """Two new editions in the year, a page instead of data in February, down in November."""
    first = {"202510": 1, "202512": 1, "202604": 6, "202607": 9}
    series = ("SP.POP.TOTL", "NY.GDP.MKTP.CD", "NY.GDP.MKTP.PP.CD", "MS.MIL.XPND.CD")

    def cells(version: str) -> Cells:
        return {
            (code, area, each): 1e6 * n + 1e3 * m + each + 0.5 * int(version[4:])
            for n, code in enumerate(series, 1) for m, area in enumerate(AREAS) for each in (2022, 2023)
        }  # fmt: skip

    def handler(day: date, request: Request) -> Response:
        held = [version for version, month in first.items() if month <= day.month]
        return Archives({(*key, v): value for v in held for key, value in cells(v).items()}).handle(request)

    def learn(day: date) -> list[Edition]:
        ends = {"202510": date(2025, 10, 31), "202512": date(2025, 12, 31), "202604": date(2026, 4, 30),
                "202607": date(2026, 7, 31)}  # fmt: skip
        return [
            Edition(f"{version[:4]}-{version[4:]}-", ends[version], _bank_figures(cells(version)))
            for version, month in first.items() if month == day.month
        ]  # fmt: skip

    return Publisher("worldbank_archives", handler, learn, {2: page_instead, 11: down}, {2: "contract", 11: "fresh"})


# IMF


def outlook() -> Publisher:
    """The old edition on 10 April, the new one on the 16th, changed in place by the 25th; none in October."""
    indicators = dict(zip(CONCEPTS, ("gdp", "gdp_ppp", "gdp_growth", "gdp_per_capita", "population"), strict=True))
    old = Weo("2025-10-14T13:00:00Z", "2025-10-14T13:00:00Z", (2022, 2023, 2024, 2025, 2026), "2023")
    new = Weo("2026-04-14T13:00:00Z", "2026-04-14T13:00:00Z", (2023, 2024, 2025, 2026, 2027), "2024")

    def double_up(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            row | {"OBS_VALUE": repr(1.25 * float(row["OBS_VALUE"]))}
            if (row["COUNTRY"], row["INDICATOR"]) == ("KOR", "NGDPD") else row
            for row in rows
        ]  # fmt: skip

    changed = replace(new, updated="2026-04-22T09:00:00Z", change=double_up)

    def on(day: date) -> Weo:
        return old if day < date(YEAR, 4, 14) else new if day < date(YEAR, 4, 22) else changed

    def figures(edition: Weo) -> Figures:
        begins, actual = int(edition.published[:4]), int(edition.latest_actual)
        found: Figures = {}
        for place, code in enumerate([*iso_codes("imf_weo"), "G001"]):
            for concept, indicator in indicators.items():
                for each in edition.years:
                    value = weo_value(concept, place, each) * (
                        1.25 if edition is changed and (code, concept) == ("KOR", "NGDPD") else 1
                    )
                    # The groups state no last actual year: what lies before the edition's is known, or
                    # in spring an estimate for the year just over.
                    known = actual if code != "G001" else begins - (2 if "-04-" in edition.published else 1)
                    status = "A" if each <= known else "F" if each >= begins else "E"
                    iso3 = "W00" if code == "G001" else code
                    found[indicator, iso3, None, "_T", "A", year(each)] = (value, status)
        return found

    def learn(day: date) -> list[Edition]:
        names = {(4, 10): ("2025-10", date(2025, 10, 14)), (4, 16): ("2026-04", date(2026, 4, 14)),
                 (4, 25): ("2026-04-", day)}  # fmt: skip
        if (day.month, day.day) not in names:
            return []
        return [Edition(*names[day.month, day.day], figures(on(day)))]

    return Publisher(
        "imf_weo", lambda day, request: on(day).handle(request), learn, alarms={10: "on_time"},
        ticks={4: (10, 16), 10: (10,)},
    )  # fmt: skip


def imts() -> Publisher:
    """A new month every month; Korea revised in March, empty in May, cut in July, down in October, twice in December."""
    partners = [*[code for code in iso_codes("imf_imts") if code not in ("KOR", "CHN")][:58], "TWN", "CHN", "KOS"]
    exports, imports = "XG_FOB_USD", "MG_CIF_USD"

    def flows(month: int) -> dict[tuple[str, str, str, str], float | None]:
        found: dict[tuple[str, str, str, str], float | None] = {}
        for each in ("2023", "2024"):
            for place, partner in enumerate(partners):
                grown = (int(each) - 2023) * (13_000_001 + 70_003 * (place % 7))
                out, back = 1_000_000_007 + 1_000_003 * place + grown, 2_000_000_011 + 1_000_033 * place + grown
                found["KOR", exports, partner, each] = out
                found["KOR", imports, partner, each] = round(back * 1.06)
                if partner != "TWN":
                    found[partner, exports, "KOR", each], found[partner, imports, "KOR", each] = back, round(out * 1.06)
            if month >= 3:
                found["KOR", exports, "CHN", "2024"] = 1_040_000_001
            for concept in (exports, imports):
                own = [value for key, value in found.items() if key[:2] == ("KOR", concept) and key[3] == each]
                found["KOR", concept, "G001", each] = sum(value for value in own if value)
        for n in range(month + 1):
            period = f"{2025 + (n + 8) // 12}-M{(n + 8) % 12 + 1:02}"
            found |= {
                ("KOR", exports, "CHN", period): 9e7 + n, ("CHN", imports, "KOR", period): 9.5e7 + n,
                ("KOR", imports, "CHN", period): 2.1e8 + n, ("CHN", exports, "KOR", period): 2e8 + n,
                ("KOR", exports, "G001", period): 5e9 + n, ("KOR", imports, "G001", period): 6e9 + n,
            }  # fmt: skip
        return found

    def handler(day: date, request: Request) -> Response:
        def twice(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [*rows, rows[0] | {"OBS_VALUE": "1000000001"}] if day.month == 12 else rows

        return Imts(flows(day.month), change=twice).handle(request)

    def learn(day: date) -> list[Edition]:
        if day.month in (5, 7, 10, 12):
            return []
        areas = {"G001": "W00", "KOS": "XKX"}
        figures: Figures = {
            (
                "goods_exports" if concept == exports else "goods_imports", areas.get(ref, ref),
                areas.get(partner, partner), "_T", "M" if "M" in period else "A", f"{period.replace('M', '')}-01"
                if "M" in period else year(int(period)),
            ): (value, "A")
            for (ref, concept, partner, period), value in flows(day.month).items()
        }  # fmt: skip
        vintages = []
        if day.month in (1, 3):
            vintages.append(Edition(f"{day}-", day, {key: v for key, v in figures.items() if key[4] == "A"}))
        return [*vintages, Edition(f"{day}-", day, {key: v for key, v in figures.items() if key[4] == "M"})]

    def header_only(good: Response, number: int) -> Response:
        return Response(good.get_data().partition(b"\n")[0] + b"\n", content_type="text/csv")

    def third(good: Response, number: int) -> Response:
        lines = good.get_data().splitlines(keepends=True)
        return Response(b"".join(lines[: 1 + len(lines) // 3]), content_type="text/csv")

    return Publisher(
        "imf_imts", handler, learn, {5: header_only, 7: third, 10: down},
        {5: "contract", 7: "contract", 10: "fresh", 12: "contract"},
    )  # fmt: skip


# UN Comtrade

CODES = {"410": "KOR", "156": "CHN", "842": "USA", "392": "JPN", "490": "TWN", "899": "_X", "0": "W00"}
SHIPPED = {"410": {"156": 124e9, "842": 115e9, "392": 29e9, "490": 20e9, "899": 1e9},
           "156": {"410": 146e9, "842": 500e9, "392": 157e9, "490": 68e9, "899": 9e9}}  # fmt: skip
"""Exporter -> importer -> dollars a year. An importer counts six per cent more for freight."""


def comtrade() -> Publisher:
    """Filings come one by one: one revised in March, one without its total in November; refused in June."""
    filings = {
        1: ["2023", "2024", "202509"], 2: ["202510"], 3: ["202511"], 4: ["202512"], 5: ["202601"], 7: ["202602"],
        9: ["2025", "202603"], 10: ["202604"], 11: ["202605"], 12: [],
    }  # fmt: skip

    def released(reporter: str, period: str) -> tuple[str, date]:
        months = [month for month, periods in filings.items() if period in periods]
        return "first", date(2025, 12, 20) if months[0] == 1 else date(YEAR, months[0], 1)

    def filed(month: int) -> dict[tuple[str, str], tuple[str, date]]:
        found = {
            (reporter, period): released(reporter, period)
            for each, periods in filings.items() if each <= month for period in periods for reporter in SHIPPED
        }  # fmt: skip
        if month >= 3:
            found["410", "2024"] = ("second", date(YEAR, 3, 11))
        if month >= 12:
            found["156", "202605"] = ("second", date(YEAR, 12, 2))
        return found

    def flows(month: int) -> dict[Flow, float]:
        found: dict[Flow, float] = {}
        for (reporter, period), (filing, _) in filed(month).items():
            share = 1.02 if (reporter, period, filing) == ("410", "2024", "second") else 1.0
            share *= 1 if len(period) == 4 else 1 / 12
            for flow, factor in (("X", 1.0), ("M", 1.06)):
                amounts = SHIPPED[reporter] if flow == "X" else {
                    partner: SHIPPED.get(partner, {reporter: 10e9})[reporter] for partner in SHIPPED[reporter]
                }  # fmt: skip
                for partner, amount in amounts.items():
                    found[reporter, partner, flow, period, "TOTAL"] = amount * factor * share
                if (reporter, period, filing) != ("156", "202605", "first"):
                    found[reporter, "0", flow, period, "TOTAL"] = sum(amounts.values()) * factor * share
        return found

    def handler(day: date, request: Request) -> Response:
        held = {key: (name, f"{when}T01:00:00") for key, (name, when) in filed(day.month).items()}
        return Comtrade(flows(day.month), held).handle(request)

    def learn(day: date) -> list[Edition]:
        if day.month in (6, 8):
            return []
        before, now = filed(day.month - 1 - (day.month in (7, 9))), filed(day.month)
        found = []
        for freq, width in (("A", 4), ("M", 6)):
            changed = [key for key in now if len(key[1]) == width and now[key] != before.get(key)]
            if not changed:
                continue
            figures: Figures = {}
            dated: dict[Key, date] = {}
            for (reporter, partner, flow, period, _), value in flows(day.month).items():
                # By year Korea with everybody and everybody with Korea; by month Korea and China alone.
                asked = partner in ("0", "410", *(SHIPPED["410"] if reporter == "410" and freq == "A" else ["156"]))
                if len(period) != width or not asked:
                    continue
                key: Key = (
                    "goods_exports" if flow == "X" else "goods_imports", CODES[reporter], CODES[partner], "_T", freq,
                    year(int(period)) if freq == "A" else f"{period[:4]}-{period[4:]}-01",
                )  # fmt: skip
                if now[reporter, period] == ("first", date(YEAR, 11, 1)) and reporter == "156":
                    key = (*key[:2], "W00", *key[3:])
                    figures[key] = (None, "L")
                else:
                    figures[key] = (value, "A")
                dated[key] = now[reporter, period][1]
            found.append(Edition(f"{day}-", day, figures, dated))
        return found

    def key_wanted(good: Response, number: int) -> Response:
        return Response('{"statusCode":401,"message":"Access denied due to missing subscription key."}', 401)

    def error(good: Response, number: int) -> Response:
        return Response('{"count":0,"data":[],"error":"internal"}', mimetype="application/json")

    busy = faults.once(lambda good: Response("slow down", 429, headers={"Retry-After": "0"}))
    return Publisher(
        "un_comtrade", handler, learn, {4: busy, 6: faults.always(lambda good: key_wanted(good, 1)), 8: error},
        {6: "access", 8: "contract"},
    )  # fmt: skip


# US troops


def troops() -> Publisher:
    """A quarter put up again in April, an unknown place in May, a name twice in July, late in September."""
    base = {"JAPAN": 54092, "KOREA, SOUTH": 23425, "GERMANY": 35812, "GUAM": 7025, "CYPRUS": 12}
    hosts = {"JAPAN": "JPN", "KOREA, SOUTH": "KOR", "GERMANY": "DEU", "GUAM": "GUM", "CYPRUS": "CYP"}

    @cache
    def body(as_of: str, korea: int, atlantis: bool = False, wrong: int = 0) -> bytes:
        rows: dict[str, list[Any]] = {place: [count, 0, 0, 0, 0, 0] for place, count in base.items()}
        rows["KOREA, SOUTH"][0] = korea
        if atlantis:
            rows["ATLANTIS"] = [1000, 0, 0, 0, 0, 0]  # more of the whole than an unknown place may have
        return Workbook(as_of, hosts=rows, overseas_difference=wrong).body()

    def files(month: int) -> dict[str, tuple[bytes, str]]:
        found = {name_of(2025, 9): (body("September 30, 2025", 23425), "2025-12-03")}
        if month >= 2:
            found[name_of(2025, 12)] = (body("December 31, 2025", 23495), "2026-02-18")
        if month >= 4:
            found[name_of(2025, 9)] = (body("September 30, 2025", 22900), "2026-04-15")
        if month >= 5:
            first = month == 5
            found[name_of(2026, 3)] = (
                body("March 31, 2026", 23510, first), "2026-05-13" if first else "2026-06-10",
            )  # fmt: skip
        if month == 7:
            found[name_of(2025, 12, "_old")] = found[name_of(2025, 12)]
        if month >= 10:
            found[name_of(2026, 6)] = (body("June 30, 2026", 23600), "2026-10-07")
        if month >= 11:
            found[name_of(2026, 9)] = (body("September 30, 2026", 23700), "2026-11-18")
        if month >= 12:
            found[name_of(2026, 9)] = (body("September 30, 2026", 23800, wrong=7), "2026-12-09")
        return found

    def quarter(start: str, korea: int) -> Figures:
        counts = {hosts[place]: count for place, count in base.items()} | {"KOR": korea}
        counts["W00"] = sum(counts.values())
        return {("troops", "USA", host, "active_duty", "Q", start): (n, "A") for host, n in counts.items()}

    def learn(day: date) -> list[Edition]:
        return {
            1: [Edition("2025-09", date(2025, 12, 3), quarter("2025-07-01", 23425))],
            2: [Edition("2025-12", date(2026, 2, 18), quarter("2025-10-01", 23495))],
            4: [Edition("2025-09-", day, quarter("2025-07-01", 22900))],
            6: [Edition("2026-03-", day, quarter("2026-01-01", 23510))],
            10: [Edition("2026-06", date(2026, 10, 7), quarter("2026-04-01", 23600))],
            11: [Edition("2026-09", date(2026, 11, 18), quarter("2026-07-01", 23700))],
        }.get(day.month, [])

    return Publisher(
        "us_dmdc", lambda day, request: Dmdc(files(day.month)).handle(request), learn,
        alarms={4: "verdicts_hold", 5: "codes", 7: "contract", 9: "on_time", 12: "contract"},
    )  # fmt: skip


# UN Population Division


def prospects() -> Publisher:
    """One file, replaced in place in May, a page in its place in August."""
    loc_ids = {"156": "CHN", "392": "JPN", "410": "KOR", "840": "USA", "158": "TWN"}

    @cache
    def body(changed: bool) -> bytes:
        def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [
                row | {"TPopulation1July": row["TPopulation1July"] + 10} if changed and row["LocID"] == "410" else row
                for row in rows if row["TPopulation1July"] != ""
            ]  # fmt: skip

        return wpp.body(change)

    update = wpp.togo()

    def handler(day: date, request: Request) -> Response:
        is_update = request.path.endswith(".zip")
        tag = f'"{is_update or day.month >= 5}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304)
        return Response(update if is_update else body(day.month >= 5), headers={"ETag": tag})

    def learn(day: date) -> list[Edition]:
        if day.month not in (1, 5):
            return []
        figures: Figures = {
            ("population", loc_ids[row["LocID"]], None, "_T", "A", year(row["Time"])): (
                1000 * (row["TPopulation1July"] + (10 if day.month == 5 and row["LocID"] == "410" else 0)),
                "F" if row["Time"] >= 2024 else "A",
            )
            for row in wpp.rows() if row["LocID"] in loc_ids
        }  # fmt: skip
        # The revision, and the revision with the update of Togo laid over it.
        return [
            Edition("2024", date(2024, 7, 11) if day.month == 1 else day, figures),
            Edition("2024-2026-01-", date(2026, 1, 19) if day.month == 1 else day, figures),
        ]

    return Publisher("un_wpp", handler, learn, {8: page_instead}, {8: "contract"})


# SIPRI


def military() -> Publisher:
    """A page without its link in March, the new edition in May, no entry in July, a corrected version in October."""
    names = {1: "1949-2024_2", 5: "1949-2025_v1", 10: "1949-2025_v1.1"}
    modified = {1: "Mon, 28 Apr 2025 08:00:00 GMT", 5: "Mon, 27 Apr 2026 08:00:00 GMT",
                10: "Thu, 01 Oct 2026 08:00:00 GMT"}  # fmt: skip
    codes = {"Algeria": "DZA", "China": "CHN", "Korea, South": "KOR", "Viet Nam": "VNM", "Kosovo": "XKX",
             "United States of America": "USA"}  # fmt: skip
    signs = {"...": "O", ". .": "O", "xxx": "M"}

    def since(month: int) -> int:
        return max(each for each in names if each <= month)

    def dollars(month: int) -> dict[str, list[Any]]:
        more = {1: 0.0, 5: 1000.0, 10: 1500.0}[since(month)]
        return sipri.DOLLARS | {"Korea, South": [10_000.25 + more] * len(sipri.YEARS)}

    @cache
    def body(first: int) -> bytes:
        return sipri.workbook(dollars(first))

    def handler(day: date, request: Request) -> Response:
        name = f"SIPRI-Milex-data-{names[since(day.month)]}.xlsx"
        if request.path.endswith("/databases/milex"):
            link = f'<a href="/sites/default/files/{name}">Excel</a>' if day.month != 3 else "soon"
            return Response(f"<html>{link}</html>", mimetype="text/html")
        tag = f'"{name}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304)
        headers = {"ETag": tag, "Last-Modified": modified[since(day.month)]}
        return Response(body(since(day.month)), headers=headers)

    def learn(day: date) -> list[Edition]:
        if day.month not in names:
            return []
        figures: Figures = {}
        for indicator, table, factor in (
            ("military_expenditure", dollars(day.month), 1e6), ("military_expenditure_gdp", sipri.SHARES, 100),
            ("military_expenditure_constant", sipri.in_prices_of_2024(dollars(day.month)), 1e6),
        ):  # fmt: skip
            for country, cells in table.items():
                for each, cell in zip(sipri.YEARS, cells, strict=True):
                    if country in codes and cell is not None:
                        figures[indicator, codes[country], None, "_T", "A", year(each)] = (
                            (None, signs[cell]) if isinstance(cell, str) else (cell * factor, "A")
                        )
        published_on = {1: date(2025, 4, 28), 5: date(2026, 4, 27), 10: date(2026, 10, 1)}[day.month]
        return [Edition(names[day.month], published_on, figures)]

    return Publisher(
        "sipri_milex", handler, learn, {7: faults.always(lambda good: Response("no", 403))},
        {3: "contract", 7: "access"},
    )  # fmt: skip


# Japan Coast Guard


def vessels() -> Publisher:
    """Nothing new in May, totals that are not the sum in two files of July and one of September, a month gone in
    November."""

    def months(day: date) -> list[tuple[int, int]]:
        return [(2025 + n // 12, n % 12 + 1) for n in range(9, 12 * (day.year - 2025) + day.month)]

    def wrong(day: date) -> set[tuple[int, int]]:
        return {7: {(YEAR, 6), (YEAR, 7)}, 9: {(YEAR, 8)}}.get(day.month, set())

    @cache
    def document(year_: int, month: int, as_of: int | None, off: bool) -> bytes:
        days = coastguard.usual(year_, month)
        if as_of:
            days = {each: counts for each, counts in days.items() if each <= as_of}
        total = sum(counts[0] for counts in days.values())
        return coastguard.document(year_, month, days, as_of, total + 5 if off else None)

    def is_gone(day: date) -> bool:
        return (day.month, day.day) == (11, 30)

    def seen_on(day: date) -> date:
        return date(YEAR, 4, 27) if day.month == 5 else day

    def running(day: date, month: tuple[int, int]) -> int | None:
        last = coastguard.calendar.monthrange(*month)[1]
        return day.day - 1 if month == (day.year, day.month) and day.day <= last else None

    def handler(day: date, request: Request) -> Response:
        shown = seen_on(day)
        site = coastguard.Site({
            month: document(*month, running(shown, month), month in wrong(day)) for month in months(shown)
        })  # fmt: skip
        if is_gone(day):
            site.files.pop(coastguard.name_of(2025, 12))
        return site.handle(request)

    def learn(day: date) -> list[Edition]:
        found = []
        if day.month == 1:
            found.append(Edition("wp2023", date(2022, 1, 10), {
                ("vessel_days", "CHN", "JPN", "territorial_sea", "A", year(2021)): (40, "A"),
                ("vessels", "CHN", "JPN", "territorial_sea", "A", year(2021)): (110, "A"),
            }))  # fmt: skip
        if day.month in (5, 7) or is_gone(day):
            return found
        figures: Figures = {}
        for month in months(day):
            until = running(day, month)
            days = [counts for each, counts in coastguard.usual(*month).items() if not until or each <= until]
            for zone, place in (("contiguous_zone", 0), ("territorial_sea", 1)):
                counts = [each[place] for each in days]
                status = "O" if month in wrong(day) else "P" if until else "A"
                for indicator, value in (("vessel_days", sum(map(bool, counts))), ("vessels", sum(counts))):
                    figures[indicator, "CHN", "JPN", zone, "M", f"{month[0]}-{month[1]:02}-01"] = (
                        None if status == "O" else value, status,
                    )  # fmt: skip
        return [*found, Edition(f"{day}-", day, figures)]

    return Publisher(
        "jp_coastguard", handler, learn, alarms={5: "on_time", 7: "contract", 11: "contract"},
        ticks={11: (16,)},
    )  # fmt: skip


ASSETS = {"contract": "snapshot", "access": "snapshot", "fresh": "snapshot", "on_time": "snapshot", "codes": "observation",
          "bytes_intact": "snapshot"}  # fmt: skip
READ_LATER = {("us_dmdc", 12), ("imf_imts", 12), ("jp_coastguard", 7)}
"""Alarms about what was fetched and could not be read."""


def alarms(everyone: list[Publisher], month: int) -> list[str]:
    """Assets and checks that must not pass in a month, once each."""
    found = []
    for each in everyone:
        if check := each.alarms.get(month):
            step = "observation" if (each.source, month) in READ_LATER else ASSETS.get(check)
            found.append(f"{step}/{each.source} {check}" if step else f"revisions {check}")
    return sorted(found)
