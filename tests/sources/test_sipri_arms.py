"""SIPRI's TIV tables of one country: files that a person adds."""

from typing import Any

from publisher import Publisher, cases

SOURCE = "sipri_arms"
PREAMBLE = [
    "", "Figures are SIPRI Trend Indicator Values (TIVs) expressed in millions.",
    "Figures may not add up due to the conventions of rounding.",
    "A '0' indicates that the value of deliveries is less than 0.5m", "For more information, see http://www.sipri.org",
    "Information generated: 11 March 2024", "", ",2020,2021,2022,Total",
]  # fmt: skip
REBELS = ["Unknown rebel group*,1,,,1"]


def table(*rows: str, way: str = "to", odd: list[str] = REBELS, total: str = "Total,451,700,,1151") -> bytes:
    title = f"TIV of arms exports {way} South Korea, 2020-2022"
    usual = ["United States,400,650,,1050", "Germany,50,50,,100", "Israel,0,,,0"]
    return "\n".join([title, *PREAMBLE, *usual, *odd, *rows, total]).encode()


@cases("dataset, body, expected", {
    "a recipient's imports; a blank is 0 where there is a Total": ("imports", table("Norway,,,,0"), {
        "arms_transfers USA KOR 2021": {"obs_value": 650, "unit_measure": "TIV", "vintage": "KOR-2024-03-11"},
        "arms_transfers ISR KOR 2020": 0, "arms_transfers ISR KOR 2021": 0, "arms_transfers NOR KOR 2021": 0,
        "arms_transfers USA KOR 2022": "absent", "arms_transfers W00 KOR 2020": 451}),
    "a supplier's exports": ("exports", table(way="from", odd=[], total="Total,450,700,,1150"), {
        "arms_transfers KOR DEU 2020": 50}),
    "the other direction": ("exports", table(), "expected a title such as 'TIV of arms exports from"),
    "a supplier is gone": ("imports", table(total="Total,900,700,,1600"), "do not add up to the Total"),
    "text": ("imports", table("Norway,x,,,0"), "expected millions of TIV"),
    "twice": ("imports", table("Germany,50,50,,100"), "stand twice|do not add up"),
    "web page": ("imports", b"<html>", "expected a title"),
})  # fmt: skip
def test_what_becomes_of_a_table(publisher: Publisher, dataset: str, body: bytes, expected: Any) -> None:
    publisher.brings(dataset, "TIV-KOR-2020-2022.csv", body, expected)
