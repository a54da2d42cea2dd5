"""Files that have changed on their disk are seen wherever a build reads or serves them."""

from pathlib import Path

import pytest
import small
import versions

from pipelines.config import Settings
from pipelines.ingest import reference
from pipelines.ingest.reference import InvalidReference
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


def test_a_reference_file_with_other_bytes_is_named(settings: Settings) -> None:
    file = sorted(settings.reference.glob("*.parquet"))[0]
    flip(file)
    with pytest.raises(InvalidReference, match=f"other ones, or none, in {file.name}.*sha256sum"):
        reference.query(settings)
    file.unlink()
    with pytest.raises(InvalidReference, match=file.name):
        reference.query(settings)


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
