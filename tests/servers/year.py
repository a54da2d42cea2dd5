"""Four publishers through the twelve months of 2026: what each offers, how it errs, and what must be known of it.

A publisher has a page for every month: the releases in it, at most one fault, and the alarm that the fault must
raise. What it offers is written twice, as the bytes of its real envelope and as plain figures, by hand and without a
line of pipelines/: the test compares the published figures with the latter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from werkzeug import Request, Response

from servers import faults
from servers.comtrade import Comtrade, Flow
from servers.dmdc import Dmdc, Workbook, name_of
from servers.faults import Fault
from servers.imf import Imts, iso_codes
from servers.worldbank import MESSAGE_120, WorldBank

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


down = faults.always(lambda good: Response("busy", 503))


def everybody() -> list[Publisher]:
    return [development(), imts(), comtrade(), troops()]


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


# IMF


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


ASSETS = {"contract": "snapshot", "access": "snapshot", "fresh": "snapshot", "on_time": "snapshot", "codes": "observation",
          "bytes_intact": "snapshot"}  # fmt: skip
READ_LATER = {("us_dmdc", 12), ("imf_imts", 12)}
"""Alarms about what was fetched and could not be read."""


def alarms(everyone: list[Publisher], month: int) -> list[str]:
    """Assets and checks that must not pass in a month, once each."""
    found = []
    for each in everyone:
        if check := each.alarms.get(month):
            step = "observation" if (each.source, month) in READ_LATER else ASSETS.get(check)
            found.append(f"{step}/{each.source} {check}" if step else f"revisions {check}")
    return sorted(found)
