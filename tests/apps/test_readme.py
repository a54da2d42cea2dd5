"""What the README shows is what the commands print."""

from pathlib import Path

import pytest

from tools import refresh_readme

TEXT = (refresh_readme.ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = list(refresh_readme.blocks(TEXT))


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command.split()[1] for command, _ in COMMANDS])
def test_shown_output_is_real(command: str, shown: str, built: Path) -> None:
    assert refresh_readme.output(command, built) == shown, "python tools/refresh_readme.py writes the README anew"
