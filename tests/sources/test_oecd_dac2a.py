"""Net ODA by donor and recipient against a local server that speaks the OECD's SDMX-CSV."""

from typing import Any

from publisher import Publisher, cases
from servers.oecd import Oecd

SOURCE = "oecd_dac2a"


@cases("server, expected", {
    "millions (UNIT_MULT 6), donors and recipients that are no country": (Oecd(), {
        "official_aid USA UKR 2022": {"obs_value": 9_238_500_000, "price_base": "current"},
        "official_aid_constant USA UKR 2022": {"obs_value": 9_238_500_000, "price_base": "constant:2022"},
        "official_aid DEU UKR 2022": -12_250_000, "official_aid USA W00 2022": 50_000_000_000}),
    "text": (Oecd(OBS_VALUE="x"), "unreadable: expected numbers and years"),
    "dollars instead of millions": (Oecd(UNIT_MULT=0), "unreadable: out of all proportion"),
    "no year of prices": (Oecd(BASE_PER=""), "unreadable: BASE_PER"),
})  # fmt: skip
def test_what_becomes_of_answers(publisher: Publisher, server: Oecd, expected: Any) -> None:
    publisher.sends(server, expected)
    assert server.requests[0].endswith("DSD_DAC2@DF_DAC2A,/..206.USD.V") and len(server.requests) == 2
    if not isinstance(expected, str):
        assert publisher.distinct("ref_area") == {"USA", "DEU", "JPN"}


def test_an_answer_that_has_lost_a_third_of_its_rows_is_refused(publisher: Publisher) -> None:
    publisher.refresh(Oecd())
    publisher.fails("expected 1000 figures or more, found 555", Oecd(range(2018, 2021)))
