"""Take the picture of a report that the README shows.

    bilateral run --offline && python tools/picture_report.py

Run it when pages look different. The picture stays below LARGEST bytes, so that a clone stays small.
"""

import sys
from pathlib import Path

from pipelines.config import Settings
from pipelines.reports import picture

ARTICLE = "east-asian-powers-2025-03-30"
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "report.png"
SIZE = (900, 760)
LARGEST = 150_000


def main() -> None:
    page = Settings().reports / ARTICLE / "index.html"
    if not page.exists():
        sys.exit(f"{page} is not there; run `bilateral run --offline` first")
    picture.draw(page, PICTURE, SIZE)
    if (size := PICTURE.stat().st_size) > LARGEST:
        sys.exit(f"{PICTURE} has {size:,} bytes; expected at most {LARGEST:,}: make SIZE smaller")
    print(f"{PICTURE}: {size:,} bytes")


if __name__ == "__main__":
    main()
