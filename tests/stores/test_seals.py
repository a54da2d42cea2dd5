"""Files that have changed on their disk are seen wherever a build reads or serves them."""

from pathlib import Path

import pytest
import small
import versions

from pipelines.config import Settings
from pipelines.ingest import reference
from pipelines.stores import seals
from pipelines.warehouse import publication


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse of its own with the small world, its hashes on record."""
    found = Settings(warehouse_dir=tmp_path / "warehouse")
    small.lay(found.warehouse)
    seals.write_sums(found.reference, "*.parquet")
    return found


def flip(path: Path) -> None:
    """One bit in the middle, as a disk turns it: size and time stay as they were."""
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)


def test_a_reference_file_with_other_bytes_is_named_and_left_out(settings: Settings) -> None:
    file = sorted(settings.reference.glob("*.parquet"))[0]
    flip(file)
    assert "sha256sum" in reference.left_out(settings)[file.name]
    assert file.name not in reference.query(settings)
    file.unlink()
    assert "other ones or none" in reference.left_out(settings)[file.name]


def test_the_typed_copy_of_reference_figures_is_made_anew(settings: Settings) -> None:
    reference.query(settings)
    [copy] = settings.build.glob("reference-*.parquet")
    right = copy.read_bytes()
    flip(copy)
    reference.query(settings)
    assert copy.read_bytes() == right


@pytest.mark.parametrize("served", ["bilateral.duckdb", "marts/total.parquet"])
def test_a_published_file_with_other_bytes_is_built_anew(tmp_path: Path, served: str) -> None:
    settings = versions.project(tmp_path)
    first = publication.build(settings, versions.inputs(1))
    assert publication.build(settings, versions.inputs(1)).unchanged
    flip(settings.warehouse / served)
    again = publication.build(settings, versions.inputs(1))
    assert not again.unchanged and again.rows == first.rows
