"""Pictures of pages, through the Chromium or Chrome that the machine has: cards to share, the figure of the README.

Belongs here: finding a browser and having it draw one page. Does not belong here: what the page shows (html.py).
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CARD = (1200, 630)
"""Width and height that Open Graph asks of a picture beside a link."""
_SECONDS = 60


class NoBrowser(FileNotFoundError):  # noqa: N818 (says what the machine lacks)
    """No browser that can draw; the message says how to get the picture all the same."""


def browser() -> str | None:
    """BILATERAL_BROWSER, else the first of BROWSERS on the PATH."""
    return os.environ.get("BILATERAL_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)


def draw(page: Path, target: Path, size: tuple[int, int] = CARD) -> Path:
    """Draw a page into a PNG of that many pixels. Raises NoBrowser, or RuntimeError when the browser draws nothing."""
    program = browser()
    if program is None:
        raise NoBrowser(
            f"expected Chromium or Chrome to draw with; found none of {', '.join(BROWSERS)} (BILATERAL_BROWSER names"
            f" another). {page} is the same as a page: open it and take a picture of it"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bilateral-browser-") as profile:
        drawn = Path(profile) / "drawn.png"
        command = [
            program, "--headless=new", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb",
            f"--user-data-dir={profile}/profile", f"--window-size={size[0]},{size[1]}", f"--screenshot={drawn}",
        ]  # fmt: skip
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium's sandbox refuses root; the page is our own
        done = subprocess.run([*command, page.as_uri()], capture_output=True, timeout=_SECONDS, check=False)
        if not drawn.is_file():
            raise RuntimeError(f"{program} drew nothing of {page}: {done.stderr.decode(errors='replace')[-300:]}")
        shutil.move(drawn, target)
    return target
