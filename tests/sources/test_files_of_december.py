"""Publishers' own files that people brought, in forms that the connectors had not met: each is taken for what it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.sources.knomad_remittances import normalize as remittances
from pipelines.sources.sipri_milex import fetch as milex
from pipelines.sources.us_census import normalize as census
from pipelines.sources.us_foreign_assistance import normalize as assistance


@pytest.mark.parametrize(
    ("accept", "dataset", "file", "edition"),
    [
        (assistance.accept, "country_summary", "us_foreign_aid_country.csv", None),
        (remittances.accept, "matrix", "bilateralremittancematrix2016_Nov2017.xlsx", "2016-2017-11"),
        (census.accept, "country", "country.xlsx", "2018-08"),
    ],
    ids=["codes written NULL", "another text in the corner", "a row without a year for each country"],
)
def test_a_file_as_the_publisher_gives_it(
    accept: Callable[..., object], dataset: str, file: str, edition: str | None, shared: Path
) -> None:
    found = accept(dataset, (shared / "recorded" / "december" / file).read_bytes(), file)
    assert found.edition == edition  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["SIPRI-Milex-data-1948-2023.xlsx", "SIPRI-Milex-data-1949-2025_v1.2.xlsx"])
def test_the_link_to_the_workbook_of_military_spending(name: str) -> None:
    [(link, _)] = milex._LINK.findall(f'<a href="/sites/default/files/{name}">')
    assert link.endswith(name)
