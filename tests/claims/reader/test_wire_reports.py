"""How wires, central banks and business pages put inflation, work, output and trade."""

from datetime import date

import pytest

from pipelines.claims.reader import read

DAY = date(2024, 5, 10)


def said(text: str) -> list[str]:
    return [
        " ".join(filter(None, (c.indicator, c.operation, *c.areas.ref, c.value, c.period, c.base_period)))
        for c in (item.claim for item in read(text, DAY).claims)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Consumer prices in Peru rose by 7 per cent in 2022, the steepest increase since 1990.",
            ["inflation level PER 7 2022", "inflation extreme PER 2022 1990"],
        ),
        ("Peru's consumer price index was down by 0.3 per cent in 2022.", ["inflation level PER -0.3 2022"]),
        (
            "Peru's CPI rose by 8 per cent in 2022, after rising 4 per cent in 2021.",
            ["inflation level PER 8 2022", "inflation level PER 4 2021"],
        ),
        (
            "Peru's inflation was 7 per cent in 2022, the fastest pace since 1990.",
            ["inflation level PER 7 2022", "inflation extreme PER 2022 1990"],
        ),
        (
            "Peru's consumer prices rose by 7 per cent in 2022, the fastest pace since 1990.",
            ["inflation level PER 7 2022", "inflation extreme PER 2022 1990"],
        ),
        (
            "Consumer price gains in Peru accelerated to a nine-year high in 2022.",
            ["inflation extreme PER 2022 2013"],
        ),
        (
            "Peru's consumer prices fell by 0.6 per cent in March, but were up 1.6 per cent on an annual basis.",
            ["inflation level PER -0.6 2024-03", "inflation level PER 1.6 2024-03"],
        ),
        (
            "Peru's consumer prices rose by 0.6 per cent in March (December 2009 equals 100) after 0.4 per cent in February.",
            ["inflation level PER 0.6 2024-03", "inflation level PER 0.4 2024-02"],
        ),
        ("Consumer prices in Peru have risen by 40 per cent since 2015.", []),
        ("Consumer prices for food in Peru rose by 8 per cent in 2022.", []),
        ("Consumer prices in Peru are expected to rise by 4 per cent.", []),
        (
            "In the past 12 months inflation in Peru was 2.4 per cent, and net of food it is near the middle of its range (2.1 per cent).",
            ["inflation level PER 2.4"],
        ),
    ],
)
def test_consumer_prices_rise_by_inflation(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


def test_what_prices_did_in_a_year_is_no_average_that_is_held() -> None:
    claim = read("Peru's consumer prices rose by 7 per cent in 2022.", DAY).claims[0].claim
    assert claim.not_checkable == "no data"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Mali's exports fell to a ten-year low of $5 billion in 2020.",
            [
                "goods_exports level MLI 5 billion 2020",
                "goods_exports direction MLI 2020 2019",
                "goods_exports extreme MLI 2020 2010",
            ],
        ),
        ("Mali's exports hit a fresh high of $5 billion in 2021.", ["goods_exports level MLI 5 billion 2021"]),
        (
            "Mali's exports reached a 14-year high of $5 billion.",
            ["goods_exports level MLI 5 billion", "goods_exports extreme MLI 2010"],
        ),
        (
            "Inflation in Mali eased to 3.4% in 2023 from its peak of 8.1% in 2022.",
            ["inflation level MLI 3.4 2023", "inflation level MLI 8.1 2022"],
        ),
        (
            "Mali's inflation was 6.4 per cent in June 2023, rising from May's 14-month low of 6.1 per cent.",
            ["inflation level MLI 6.4 2023-06", "inflation level MLI 6.1 2023-05"],
        ),
        (
            "Inflation in Mali has fallen from 2022's peak of 8 per cent to 3 per cent in 2023.",
            ["inflation level MLI 8 2022", "inflation level MLI 3 2023"],
        ),
        (
            "Mali's growth was 5 percent in 2022, compared to the four-year low of 4.1 percent in 2018.",
            ["gdp_growth level MLI 5 2022", "gdp_growth level MLI 4.1 2018", "gdp_growth extreme MLI 2018 2014"],
        ),
    ],
)
def test_an_amount_stands_behind_a_high_or_a_low(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mali's exports were $5 billion in 2020, a record low.", ["2020"]),
        ("Mali's exports fell to $5 billion in 2020 from $6 billion in 2019, a historic low.", ["2020"]),
        ("Mali's growth was 2 per cent in 2020, marking a new all-time low for the country.", ["2020"]),
        ("Mali's exports hit a historic high in 2020.", ["2020"]),
        ("Mali's exports fell to a historic low of $5 billion in 2020.", ["2020"]),
        ("Mali's exports were $5 billion in 2020, a record low for the region.", []),
        ("Mali's exports were $5 billion in 2020, while prices were at a record low.", []),
        ("Mali's inflation has risen from record low in 2020.", []),
        ("Mali's exports were $5 billion in 2020 compared with $6 billion in 2019, a record.", []),
    ],
)
def test_a_record_is_told_beside_an_amount(text: str, wanted: list[str]) -> None:
    claims = [item.claim for item in read(text, DAY).claims]
    assert [claim.period for claim in claims if claim.operation == "extreme"] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Unemployment in Chad was 6 per cent of the workforce in 2021.", ["unemployment_rate level TCD 6 2021"]),
        ("In Chad 4.1 per cent of the labour force was out of work in 2021.", ["unemployment_rate level TCD 4.1 2021"]),
        ("Chad's February unemployment rate was 4 per cent.", ["unemployment_rate level TCD 4 2024-02"]),
        ("Chad's unemployment fell to 400,000 or 6 per cent in 2021.", ["unemployment_rate level TCD 6 2021"]),
        ("Chad's unemployment fell by 40,000 to 6 per cent in 2021.", ["unemployment_rate level TCD 6 2021"]),
        ("Chad's unemployment rose to 6 or 7 per cent in 2021.", []),
        ("Chad's civilian unemployment was 6% of the estimated workforce.", ["unemployment_rate level TCD 6"]),
        ("Farms in Chad employ 20 per cent of the workforce, and unemployment is low.", []),
    ],
)
def test_those_out_of_work_are_a_share_of_the_workforce(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Togo's real GDP growth recorded a preliminary figure of 4.7 per cent in 2018.",
        "The bank released figures showing Togo's economy expanded 4.7% in 2018.",
        "Togo's economy grew at a more moderate pace of 4.7% in 2018.",
        "Togo's growth was confirmed at 4.7% in 2018.",
        "Togo's growth for 2018 was revised up to 4.7%.",
        "In deseasonalized terms, Togo's GDP grew 4.7% in 2018.",
        "In the recent national accounts, Togo's GDP grew 4.7% in 2018.",
        "On a seasonally adjusted basis, Togo's GDP grew 4.7% in 2018.",
    ],
)
def test_growth_as_offices_report_it(text: str) -> None:
    assert said(text) == ["gdp_growth level TGO 4.7 2018"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Togo's GDP grew 0.1% in the fourth quarter of 2009 and 1.5% on an annual basis.", ["0.1", "1.5"]),
        ("Togo's GDP grew 2 per cent in 2022 and 3 per cent in 2022.", []),
    ],
)
def test_rates_on_two_bases_are_no_rivals(text: str, wanted: list[str]) -> None:
    assert [item.claim.value for item in read(text, DAY).claims] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Togo's total exports saw 25.9% growth in 2009.", ["goods_exports change TGO 25.9 2009 2008"]),
        ("In 2023, China's trade with Africa saw a modest 1.5% growth.", ["goods_trade change CHN 1.5 2023 2022"]),
        (
            "Togo's exports to Mali make up 20% of the total and rose 4.1% in 2009.",
            ["goods_exports share TGO 20 2009", "goods_exports change TGO 4.1 2009 2008"],
        ),
        (
            "China's share of Togo's exports was 20 per cent in 2020 and rose 5 per cent in 2021.",
            ["goods_exports share TGO 20 2020"],
        ),
        (
            "Togo's exports - including both goods and services - were worth $24.8bn in 2022.",
            ["goods_services_exports level TGO 24.8bn 2022"],
        ),
        (
            "Net foreign direct investment inflows to Togo were $5 billion in 2022.",
            ["fdi_inflows level TGO 5 billion 2022"],
        ),
    ],
)
def test_trade_and_investment_as_offices_report_them(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


def in_money(text: str) -> list[str]:
    claims = [item.claim for item in read(text, DAY).claims]
    return [f"{c.value} {c.unit} {c.period}" for c in claims if c.operation == "level"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Chad's exports rose to 2.2 bln dlrs in 2019 from 1.9 bln in 2018.", ["2.2 bln USD 2019", "1.9 bln USD 2018"]),
        ("Chad recorded a 310 mln dlr trade deficit in 2019.", ["-310 mln USD 2019"]),
        ("Canada's exports were 120 bln Canadian dlrs in 1987.", ["120 bln CAD 1987"]),
        ("Canada's exports were 120 bln U.S. dlrs in 1987.", ["120 bln USD 1987"]),
        ("Canada's exports were 120 bln dlrs in 1987.", []),
        ("Spain's exports to Italy were 900 bln pesetas in 1987.", ["900 bln ESP 1987"]),
        ("French exports to Italy were 120 bln francs in 1987.", ["120 bln FRF 1987"]),
        ("Swiss exports to Italy were 12 bln francs in 1987.", ["12 bln CHF 1987"]),
        ("Germany's exports were worth 526 billion marks in 1986.", ["526 billion DEM 1986"]),
        ("Germany's exports passed the 526 billion mark in 1986.", []),
        ("West German exports were worth 526 billion marks in 1986.", ["526 billion DEM 1986"]),
        ("Britain's imports were 7 billion stg in 1987.", ["7 billion GBP 1987"]),
        ("Finland's exports were 11 billion markka in 1987.", ["11 billion FIM 1987"]),
        ("Exports were up. Hong Kong's imports were 61 billion H.K. dlrs in 1987.", ["61 billion HKD 1987"]),
        (
            "Malta's FOB exports were $3 billion and its CIF imports $4 billion.",
            ["3 billion USD None", "4 billion USD None"],
        ),
        ("Malta's customs-cleared trade surplus was $3 billion in 1987.", ["3 billion USD 1987"]),
        ("On a customs basis, Malta's trade surplus was $3 billion in 1987.", ["3 billion USD 1987"]),
        ("Malta's visible trade deficit was $3 billion in 1987.", ["-3 billion USD 1987"]),
        (
            "Malta's deficit in trade was a seasonally adjusted provisional $3 billion in May after a revised $4 billion in April.",
            ["-3 billion USD 2023-05", "-4 billion USD 2024-04"],
        ),
        ("Trade data show Malta's current account was $3 billion, after a $2 billion surplus in April.", []),
    ],
)
def test_money_as_wires_write_it(text: str, wanted: list[str]) -> None:
    assert in_money(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Peru's imports totalled $5 billion in the fourth quarter of 2023, down 6 per cent from the third 2023 quarter.",
            ["goods_imports level PER 5 billion 2023-Q4", "goods_imports change PER 6 2023-Q4 2023-Q3"],
        ),
        (
            "Peru's imports totalled $5 billion in February, a decline of 10 percent against January.",
            ["goods_imports level PER 5 billion 2024-02", "goods_imports change PER 10 2024-02 2024-01"],
        ),
        (
            "Peru's May imports of $5 billion had risen only 0.8 percent in the year.",
            ["goods_imports level PER 5 billion 2023-05", "goods_imports change PER 0.8 2023-05 2022-05"],
        ),
        (
            "Peru's imports totalled $5 billion in the fourth quarter of 2023, up 6 per cent on the same 2022 quarter and up 7"
            " per cent from the third quarter.",
            [
                "goods_imports level PER 5 billion 2023-Q4",
                "goods_imports change PER 6 2023-Q4 2022-Q4",
                "goods_imports change PER 7 2023-Q4 2023-Q3",
            ],
        ),
        (
            "Peru's trade balance swung to a surplus of $5 billion in 2022 from a $3 billion deficit in 2021.",
            ["trade_balance level PER 5 billion 2022", "trade_balance level PER -3 billion 2021"],
        ),
        (
            "Peru's trade deficit was $5 billion in 2022, against a $3 billion surplus in 2021.",
            ["trade_balance level PER -5 billion 2022", "trade_balance level PER 3 billion 2021"],
        ),
        (
            "Peru's trade deficit swung to a surplus of $5 billion in 2022.",
            ["trade_balance level PER 5 billion 2022"],
        ),
        (
            "Workers remittances to Kenya coursed through banks were worth $4 billion in 2022.",
            ["remittances_received level KEN 4 billion 2022"],
        ),
        (
            "Remittances from overseas Kenyan workers (OKWs) were worth $4 billion in 2022.",
            ["remittances_received level KEN 4 billion 2022"],
        ),
        (
            "Việt Nam gained a trade surplus of $11 billion in 2019.",
            ["trade_balance level VNM 11 billion 2019"],
        ),
        (
            "The rise in India's military spending in 2021 was 5 per cent.",
            ["military_expenditure change IND 5 2021 2020"],
        ),
        (
            "In 2022 Laos remained as Vietnam's largest trading partner with trade revenue reaching $9 billion.",
            ["trade_partner rank VNM 1 2022", "goods_trade level VNM 9 billion 2022"],
        ),
        (
            "Peru's trade was $99 billion in 2022. Of the sum, exports were $60 billion.",
            ["goods_trade level PER 99 billion 2022", "goods_exports level PER 60 billion 2022"],
        ),
        (
            "Peru's exports declined by 4.2 per cent monthly in January.",
            ["goods_exports change PER 4.2 2024-01 2023-12"],
        ),
        (
            "Kenyans living abroad sent home $4 billion in 2022.",
            ["remittances_received level KEN 4 billion 2022"],
        ),
        (
            "Peru's March exports of $5 billion were 4 per cent higher than in March last year.",
            ["goods_exports level PER 5 billion 2024-03", "goods_exports change PER 4 2024-03 2023-03"],
        ),
        (
            "Peru's imports totalled $5 billion in February, a rise of 15 percent from January and of 4 percent against February 2023.",
            ["goods_imports level PER 5 billion 2024-02", "goods_imports change PER 15 2024-02 2024-01"],
        ),
        (
            "Peru's exports rose by 2.6 per cent on the month in February, and imports were up by 0.8 per cent.",
            ["goods_exports change PER 2.6 2024-02 2024-01", "goods_imports change PER 0.8 2024-02 2024-01"],
        ),
    ],
)
def test_what_trade_of_a_month_or_a_quarter_is_compared_with(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Kenya's tea exports fell by 4 per cent in 2019. In 2020 exports rose by 2 per cent.", []),
        ("Kenya's tea exports were worth $1 billion in 2019, with imports of $20 million.", []),
        ("Kenya's tea exports fell by 4 per cent in 2019. In 2020 total exports rose by 2 per cent.", ["2"]),
        ("Kenya's tea exports fell by 4 per cent in 2019. In 2020 goods exports rose by 2 per cent.", ["2"]),
        ("Kenya's tea exports fell by 4 per cent in 2019. In 2020 imports rose by 2 per cent.", ["2"]),
        ("Kenya's tea exports fell by 4 per cent in 2019. In 2020 exports to Uganda rose by 2 per cent.", ["2"]),
    ],
)
def test_exports_after_those_of_a_product_can_be_those_of_it(text: str, held: list[str]) -> None:
    claims = [u.claim for u in read(text, date(2024, 6, 1)).claims]
    assert [claim.value for claim in claims if not claim.not_checkable] == held


def test_the_growth_rate_in_a_text_on_the_population_is_that_of_people() -> None:
    text = "Peru's population grew by 2 per cent in 2019. Peru's growth rate peaked at 3 per cent in 1966."
    assert said(text) == ["population change PER 2 2019 2018"]
    assert said("Peru's exports rose by 2 per cent in 2019. Peru's growth rate was 3 per cent in 1966.")[1:] != []


def test_exports_spoken_of_in_tonnes_are_not_all_exports() -> None:
    assert said("Kenya's exports stayed at 320,000 tonnes. Exports in 2019 were valued at $944 million.") == []
    grown = "Kenya's exports stayed at 320,000 tonnes. GDP grew by 3% in 2019. Kenya's exports in 2019 were $6 billion."
    assert said(grown) == ["gdp_growth level KEN 3 2019", "goods_exports level KEN 6 billion 2019"]


def test_a_union_of_two_countries_is_neither() -> None:
    assert said("The Belgo-Luxembourg Economic Union recorded a trade deficit of $9 billion in 1987.") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Chile's exports to the European Community were $5 billion in 1987.",
            ["goods_exports level CHL>EU 5 billion 1987"],
        ),
        ("Chile's exports to the EC were $5 billion in 1987.", ["goods_exports level CHL>EU 5 billion 1987"]),
        (
            "Japan's surplus with the United States was $51 billion in 1986 and with EC nations, $17 billion.",
            ["trade_balance level JPN>USA 51 billion 1986", "trade_balance level JPN>EU 17 billion 1986"],
        ),
        ("Chile's March trade surplus had risen strongly from the year-ago month total of 8.5 billion dollars.", []),
    ],
)
def test_with_whom_trade_is(text: str, wanted: list[str]) -> None:
    claims = [item.claim for item in read(text, DAY).claims]
    assert [
        f"{c.indicator} {c.operation} {c.areas.ref[0]}>{''.join(c.areas.counterpart)} {c.value} {c.period}"
        for c in claims
    ] == wanted
