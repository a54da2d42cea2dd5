"""SIPRI's TIV tables of one country: files that a person adds."""

from pathlib import Path
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


def of_the_world(first: str = "Volume of transfers of major arms", head: str = "Recipient") -> bytes:
    """As the site has exported it since 2024; the year of the export is still empty."""
    rows = ["India,650,700,,1350,65.0%", "Soviet Union,1,0,,1,0.0%", "NATO**,0 ,,,0 ,0.0%", "Samoa,2,,,2,0.0%"]
    columns = f"{head},2022,2023,2024,2022-2024,Percentage"
    return "\n".join(
        [first, "Data generated: 13 Oct 2024 12:33:29 PM", "", columns, *rows, "Total world import,653,700,,1353,100%"]
    ).encode()


@cases("dataset, body, expected", {
    "all countries' imports": ("imports", of_the_world(), {
        "arms_transfers W00 IND 2022": {"obs_value": 650, "vintage": "W00-2024-10-13"},
        "arms_transfers W00 WSM 2023": 0, "arms_transfers W00 _X 2022": 1, "arms_transfers W00 IND 2024": "absent"}),
    "of one supplier": ("imports", of_the_world("Volume of transfers of major arms from France"), "and no more"),
    "by supplier instead": ("imports", of_the_world(head="Supplier"), "expected a table by Recipient"),
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


def test_recipients_as_the_site_exported_them_in_2024(publisher: Publisher, shared: Path) -> None:
    name = "import-export-values_1950-2024.csv"
    body = (shared / "recorded" / "december" / name).read_bytes()
    publisher.brings(
        "imports", name, body, {"arms_transfers W00 IND 2023": 1428, "arms_transfers W00 KOR 2024": "absent"}
    )
