"""Checks of the marts: silent on what the models make, and each one speaks when its mart is tampered with."""

from typing import Any

import pytest
from relations import SQL, build, exports, figure, imports, rows

FIGURES = [
    exports("KOR", "W00", 2022, 100e6), exports("KOR", "CHN", 2022, 60e6), exports("KOR", "JPN", 2022, 38e6),
    imports("KOR", "W00", 2022, 90e6), imports("KOR", "CHN", 2022, 89e6),
    imports("CHN", "KOR", 2022, 70e6), imports("JPN", "KOR", 2022, 44e6), exports("USA", "JPN", 2022, 5e6),
    *(
        figure("troops", "USA", "2024-Q4", n, counterpart_area=host, breakdown="active_duty", source="us_dmdc")
        for host, n in (("JPN", 52603), ("KOR", 23291), ("SYR", None))
    ),
]  # fmt: skip
TAMPERED = {
    "assert_marts_trade_partner__adds_up":
        "update marts.trade_partner set exports = 61e6 where counterpart_area = 'CHN'",
    "assert_marts_bilateral_trade__lies_between_its_reports":
        "update marts.bilateral_trade set reconciled = 75e6 where exporter = 'KOR' and importer = 'CHN'",
    "assert_marts_dyad_year__keeps_the_universe":
        "delete from marts.dyad_year where ref_area = 'KOR' and counterpart_area = 'CHN'",
    "assert_marts_troop_deployment__hosts_make_the_total":
        "update marts.troop_deployment set share_foreign = 1 where counterpart_area = 'JPN'",
    "assert_marts_troop_anomaly__nothing_in_quarantine":
        "insert into marts.troop_anomaly (rule, source, ref_area) values ('doubled', 'us_dmdc', 'USA')",
    "assert_core_unmapped_area__nothing_unmapped":
        "insert into core.unmapped_area (source, vintage, series) values ('us_dmdc', '2024-12', 'MU [unmapped: MU]')",
    "assert_marts_trade_anomaly__nothing_in_quarantine":
        "insert into marts.trade_anomaly (rule, ref_area) values ('pasted_flow', 'KOR')",
}  # fmt: skip


@pytest.fixture(scope="module")
def con() -> Any:
    marts = sorted({name.removeprefix("assert_").partition("__")[0].replace("_", ".", 1) for name in TAMPERED})
    return build(FIGURES, *marts)


@pytest.mark.parametrize("check", TAMPERED)
def test_a_check_speaks_when_its_mart_is_wrong_and_only_then(con: Any, check: str) -> None:
    text = (SQL / "checks" / f"{check}.sql").read_text()
    assert rows(con, text) == []
    con.execute("begin")
    con.execute(TAMPERED[check])
    assert rows(con, text) != []
    con.execute("rollback")
