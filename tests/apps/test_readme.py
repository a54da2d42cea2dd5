"""What the README shows is what the commands print."""

from pathlib import Path

import pytest

from tools import refresh_readme

TEXT = (refresh_readme.ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = list(refresh_readme.blocks(TEXT))


def test_the_readme_shows_commands() -> None:
    assert {command.split()[1] for command, _ in COMMANDS} >= {"run", "check", "sql"}


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command.split()[1] for command, _ in COMMANDS])
def test_shown_output_is_real(command: str, shown: str, built: Path) -> None:
    assert refresh_readme.output(command, built) == shown, "python tools/refresh_readme.py writes the README anew"


def test_linked_files_exist() -> None:
    import re

    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT):
        assert (refresh_readme.ROOT / target).exists(), target
