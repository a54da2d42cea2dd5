"""Runs the commands that README.md shows and writes their output into it.

    python tools/refresh_readme.py

A console block with one `$ bilateral …` line is run on a warehouse made from the reference figures alone, so that the
README shows what a clone without a network gives. tests/apps/test_readme.py compares.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(```console\n\$ (bilateral [^\n]*)\n)(.*?)(```)", re.DOTALL)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each command with the output that stands under it."""
    for found in BLOCK.finditer(text):
        yield found[2], found[3]


def output(command: str, warehouse: Path) -> str:
    """What the command prints to stdout."""
    bilateral = Path(sys.executable).with_name("bilateral")
    environment = os.environ | {"BILATERAL_WAREHOUSE": str(warehouse), "NO_COLOR": "1"}
    done = subprocess.run(
        [str(bilateral), *shlex.split(command)[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr}")
    return done.stdout


def fill(text: str, warehouse: Path) -> str:
    return BLOCK.sub(lambda found: f"{found[1]}{output(found[2], warehouse)}{found[4]}", text)


def fresh(folder: Path) -> Path:
    """A warehouse with the articles and the reference figures of the project and nothing else."""
    warehouse = folder / "warehouse"
    for part in ("articles", "reference"):
        shutil.copytree(ROOT / "warehouse" / part, warehouse / part)
    return warehouse


if __name__ == "__main__":
    readme = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as folder:
        readme.write_text(fill(readme.read_text(encoding="utf-8"), fresh(Path(folder))), encoding="utf-8")
