"""Publishers' codes lead to the right country: against country-converter's data and against real files."""

import csv
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue import economies
from pipelines.stores import observations

MAPPED = (
    "worldbank_wdi",
    "imf_weo",
    "imf_imts",
    "un_comtrade",
    "us_dmdc",
    "un_wpp",
    "sipri_milex",
    "kr_kosis",
    "us_census",
    "un_peacekeeping",
    "un_migrants",
    "oecd_dac2a",
    "us_foreign_assistance",
)
NOT_OF_ISO = {"XKX", "CHI", "W00", "_X"}


@pytest.fixture(scope="module")
def converter() -> list[dict[str, str]]:
    """The table inside country-converter, read as text: its own loader takes Namibia's NA for nothing."""
    text = (files("country_converter") / "country_data.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return [row for row in rows if not row["obsolete"]]


def unmapped(source: str, query: str) -> list[str]:
    """Codes of a query that the map of a source does not know."""
    with duckdb.connect() as con:
        con.register("code", economies.crosswalk(source))
        found = con.execute(
            f"select distinct q.code from ({query}) as q anti join code on code.source_code = q.code order by 1"
        )
        return [row[0] for row in found.fetchall()]


@pytest.mark.parametrize("source", MAPPED)
def test_a_map_has_each_code_once_and_leads_to_known_economies(source: str) -> None:
    rows = economies.rows(source)
    codes = [row["source_code"] for row in rows]
    assert len(codes) == len(set(codes))
    assert {row["iso3"] for row in rows} - {""} <= observations.economies()
    assert [r["source_code"] for r in rows if not r["iso3"] and not r["note"]] == [], "nothing without a reason"
    assert economies.crosswalk(source).column("iso3").null_count == sum(not row["iso3"] for row in rows)


def test_the_catalogue_agrees_with_iso(converter: list[dict[str, str]]) -> None:
    by_iso3 = {row["ISO3"]: row for row in converter}
    for row in economies.economies():
        if row["iso3"] not in NOT_OF_ISO:
            known = by_iso3[row["iso3"]]
            assert row["m49"] == int(known["ISOnumeric"]), row["iso3"]
            assert re.search(f"^(?:{known['ISO2']})$", row["iso2"]), row["iso3"]


@pytest.mark.parametrize("source", ["un_comtrade", "un_wpp"])
def test_numeric_codes_are_those_of_iso_but_for_the_known_ones(source: str, converter: list[dict[str, str]]) -> None:
    numeric = {row["ISOnumeric"]: row["ISO3"] for row in converter if row["ISO3"] not in NOT_OF_ISO}
    mapped = {row["source_code"]: row["iso3"] for row in economies.rows(source)}
    wrong = {code: iso3 for code, iso3 in mapped.items() if iso3 and numeric.get(code, iso3) != iso3}
    assert wrong == ({"492": "_X"} if source == "un_comtrade" else {}), "492 is Monaco only in ISO"
    own = {code: iso3 for code, iso3 in mapped.items() if iso3 not in ("", "_X") and code not in numeric}
    expected = {
        "un_comtrade": {
            "0": "W00", "251": "FRA", "412": "XKX", "490": "TWN", "579": "NOR", "699": "IND", "757": "CHE",
            "842": "USA", "488": "UMI", "849": "UMI", "872": "UMI", "Mayotte (Overseas France)": "MYT",
        },
        "un_wpp": {"412": "XKX", "900": "W00"},
    }  # fmt: skip
    assert own == expected[source]


@pytest.mark.parametrize(("source", "column"), [("us_dmdc", "source_code"), ("sipri_milex", "source_code"),
                                                ("imf_weo", "source_label"), ("un_comtrade", "source_label"),
                                                ("worldbank_wdi", "source_label")])  # fmt: skip
def test_labels_mean_the_country_that_country_converter_finds(
    source: str, column: str, converter: list[dict[str, str]]
) -> None:
    patterns = [(re.compile(row["regex"], re.I), row["ISO3"]) for row in converter]
    differing = {}
    for row in economies.rows(source):
        found = {iso3 for pattern, iso3 in patterns if pattern.search(row[column])}
        if row["iso3"] and row["iso3"] not in NOT_OF_ISO and len(found) == 1 and found != {row["iso3"]}:
            differing[row[column]] = (row["iso3"], *found)
    assert differing == {}


def test_the_numeric_codes_of_the_imf_are_the_countries_of_its_later_editions(shared: Path) -> None:
    """Editions to April 2025 have numbers, that of October 2025 has ISO codes: the same output tells them."""
    with duckdb.connect() as con:
        con.register("code", economies.crosswalk("imf_weo"))
        far = con.execute(
            f"""
            with weo as (
                select w.vintage, c.iso3, w.year, w.value
                from read_csv('{shared}/imf/weo_vintages_2021-04_2025-10.csv.gz',
                              types = {{'ref_area': 'VARCHAR', 'lastactualdate': 'VARCHAR'}}) as w
                join code as c on c.source_code = w.ref_area
                where w.concept = 'NGDPD' and c.iso3 is not null and w.year between 2010 and 2019
            )
            select o.iso3, count(*), median(abs(o.value / n.value - 1)) as difference
            from weo as o join weo as n on n.iso3 = o.iso3 and n.year = o.year and n.vintage = '2025-10'
            where o.vintage = '2025-04' group by all having difference > 0.6
            """
        ).fetchall()
        compared = con.execute("select count(distinct iso3) from code where source_code ~ '^[0-9]{3}$'")
        assert compared.fetchall()[0][0] > 190
    assert far == []


def test_every_code_in_the_publishers_files_is_mapped(shared: Path) -> None:
    worldbank = " union ".join(
        f"""select "Country Code" as code from read_csv('{shared}/worldbank/{name}.csv.gz')"""
        for name in ("gdp_2024-03-22", "gdp_2024-10-21", "population_2024-12-04", "population_2026-03-06")
    )
    assert unmapped("worldbank_wdi", worldbank) == []
    macro = f"select country_code as code from read_csv('{shared}/worldbank/wdi_macro*.csv.gz')"
    assert unmapped("worldbank_wdi", macro) == []
    weo = f"""select ref_area as code from read_csv('{shared}/imf/weo*.csv.gz', all_varchar = true)"""
    assert unmapped("imf_weo", weo) == []
    kosis = f"select iso3c as code from read_csv('{shared}/kosis/*.csv.gz', nullstr = 'NA')"
    assert unmapped("kr_kosis", kosis) == []
    comtrade = f"""select partnerCode as code from read_csv(
        '{shared}/comtrade/TradeData*.csv.gz', encoding = 'latin-1', header = true, null_padding = true,
        strict_mode = false, all_varchar = true)"""
    assert unmapped("un_comtrade", comtrade) == []
    dmdc = f"""select rtrim("Location", '*') as code
               from read_csv('{shared}/dmdc/*.csv.gz', all_varchar = true, nullstr = 'NA') where year >= '2008'"""
    assert unmapped("us_dmdc", dmdc) == []


def test_every_name_in_the_publishers_files_is_mapped(shared: Path) -> None:
    from python_calamine import CalamineWorkbook

    with duckdb.connect() as con:
        reporters = con.execute(
            f"select distinct reporterDesc from read_csv('{shared}/comtrade/all_reporters*.csv.gz')"
        ).fetchall()
    found = {name: economies.to_iso3("un_comtrade", name) for (name,) in reporters}
    assert (found["Rep. of Korea"], found["Other Asia, nes"], found["USA"]) == ("KOR", "TWN", "USA")
    report = shared / "dmdc" / "DMDC_Website_Location_Report_2512.xlsx"
    sheet = CalamineWorkbook.from_path(report).get_sheet_by_index(0).to_python()
    marker = {row[0]: n for n, row in enumerate(sheet)}
    hosts = sheet[marker["UNITED STATES TOTAL"] + 1 : marker["OVERSEAS TOTAL"]]
    assert all(economies.to_iso3("us_dmdc", row[1]) for row in hosts)


@pytest.mark.parametrize(
    ("source", "code", "iso3"),
    [
        ("worldbank_wdi", "XKX", "XKX"), ("worldbank_wdi", "CHI", "CHI"), ("worldbank_wdi", "EUU", None),
        ("worldbank_wdi", "WLD", "W00"), ("worldbank_wdi", "XD", None), ("worldbank_archives", "ZAR", "COD"),
        ("imf_weo", "WBG", "PSE"), ("imf_weo", "KOS", "XKX"), ("imf_weo", "UVK", "XKX"), ("imf_weo", "924", "CHN"),
        ("imf_weo", "163", None), ("imf_weo", "001", "W00"), ("imf_imts", "G001", "W00"), ("imf_imts", "G998", None),
        ("un_comtrade", "842", "USA"), ("un_comtrade", "840", None), ("un_comtrade", "899", "_X"),
        ("un_comtrade", "58", None), ("un_comtrade", "97", None), ("un_comtrade", "China", "CHN"),
        ("us_dmdc", "KOREA, SOUTH", "KOR"), ("us_dmdc", "HONG KONG", "HKG"), ("us_dmdc", "ZZ-UNKNOWN", "_X"),
        ("us_dmdc", "CONGO (KINSHASA)", "COD"), ("us_dmdc", "GEORGIA", "GEO"), ("un_wpp", "158", "TWN"),
        ("un_wpp", "900", "W00"), ("un_wpp", "935", None), ("sipri_milex", "Korea, South", "KOR"),
        ("sipri_milex", "USSR", None), ("kr_kosis", "ANT", "_X"), ("kr_kosis", "Romania", "ROU"),
    ],
)  # fmt: skip
def test_codes_that_break_naive_joins(source: str, code: str, iso3: str | None) -> None:
    assert economies.to_iso3(source, code) == iso3


def test_territories_of_the_united_states_are_marked() -> None:
    marked = {row["iso3"] for row in economies.rows("us_dmdc") if row["us_territory"] == "true"}
    assert marked == {"ASM", "GUM", "MNP", "PRI", "UMI", "VIR"}


def test_an_unmapped_code_is_an_error_that_names_it_and_the_nearest() -> None:
    with pytest.raises(economies.UnmappedCode) as error:
        economies.to_iso3("us_dmdc", "KOREA SOUTH")
    for part in ("us_dmdc", "'KOREA SOUTH'", "nearest known: KOREA, SOUTH", "sources/us_dmdc/economies.csv"):
        assert part in str(error.value)
    with pytest.raises(LookupError, match="nearest known: us_dmdc"):
        economies.to_iso3("us_dmcd", "JAPAN")


@given(source=st.sampled_from(MAPPED), code=st.text(max_size=12))
def test_whatever_is_asked_the_answer_is_a_known_economy_or_an_error(source: str, code: str) -> None:
    try:
        found = economies.to_iso3(source, code)
    except economies.UnmappedCode as error:
        assert repr(code.strip()) in str(error)
    else:
        assert found is None or found in observations.economies()


def test_membership_begins_and_ends_with_its_day() -> None:
    assert "GBR" in economies.members("EU", date(2020, 1, 31))
    assert "GBR" not in economies.members("EU", date(2020, 2, 1))
    assert "HRV" not in economies.members("EU", date(2013, 6, 30))
    assert len(economies.members("EU", date(2024, 1, 1))) == 27
    assert economies.members("G7", date(2024, 1, 1)) == ["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"]
    with pytest.raises(LookupError, match="nearest known: ASEAN"):
        economies.members("ASAEN", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("word", "expected"),
    [("South Koera", "KOR (South Korea)"), ("KRO", "KOR"), ("JNP", "JPN"), ("Jpan", "JPN"), ("germany", "DEU"),
     ("ASAEN", "ASEAN"), ("European Unoin", "EU")],
)  # fmt: skip
def test_a_misspelt_country_or_group_gets_the_nearest(word: str, expected: str) -> None:
    assert f"nearest known: {expected}" in economies.suggest(word)


def test_nothing_is_suggested_for_nonsense() -> None:
    assert "expected an ISO 3166 alpha-3 code" in economies.suggest("qqqqqqqq")
