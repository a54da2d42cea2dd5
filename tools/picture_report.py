"""Take the picture of a report that the README shows.

    bilateral run --offline && python tools/picture_report.py

Run it when pages look different. The picture stays below LARGEST bytes, so that a clone stays small.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.config import Settings

ARTICLE = "east-asian-powers-2025-03-30"
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "report.png"
SIZE = (900, 760)
LARGEST = 150_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def draw(page: Path, target: Path, size: tuple[int, int]) -> None:
    """Draw a page into a PNG of that many pixels."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit(f"expected Chromium or Chrome to draw with; found none of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as profile:
        drawn = Path(profile) / "drawn.png"
        command = [program, "--headless=new", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb",
                   f"--user-data-dir={profile}/profile", f"--window-size={size[0]},{size[1]}",
                   f"--screenshot={drawn}"]  # fmt: skip
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium's sandbox refuses root; the page is our own
        subprocess.run([*command, page.as_uri()], capture_output=True, timeout=60, check=True)
        shutil.move(drawn, target)


def main() -> None:
    page = Settings().reports / ARTICLE / "index.html"
    if not page.exists():
        sys.exit(f"{page} is not there; run `bilateral run --offline` first")
    draw(page, PICTURE, SIZE)
    if (size := PICTURE.stat().st_size) > LARGEST:
        sys.exit(f"{PICTURE} has {size:,} bytes; expected at most {LARGEST:,}: make SIZE smaller")
    print(f"{PICTURE}: {size:,} bytes")


if __name__ == "__main__":
    main()
