"""Commands as a user waits for them, and the file that is published.

Belongs here: what a run makes first, the commands' rows. Does not belong here: what commands do (pipelines/apps/cli.py).
"""

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import measure
from tests.bench.measure import OURS, ROOT, Row

if TYPE_CHECKING:
    from pipelines.config import Settings

BILATERAL = Path(sys.executable).with_name("bilateral")
TEXT = "Japan has a population of 125 million."
WARM = {
    "a sentence": (TEXT, False),
    "the page of a sentence": (TEXT, True),
    "a sentence with a rank": ("India is the most populous country in the world.", False),
    "a sentence about the world": ("The world has a population of 8 billion.", False),
}
"""What `bilateral serve` is asked, and whether for a page, when it has answered the like before."""


def warehouse(folder: Path) -> Path:
    """What a clone has before its first run."""
    place = folder / "warehouse"
    for room in ("reference", "articles"):
        if not (place / room).exists():
            shutil.copytree(ROOT / "warehouse" / room, place / room)
    return place


def rows(place: Path, quick: bool) -> Iterator[Row]:
    env = {"BILATERAL_WAREHOUSE": str(place), "BILATERAL_HOME": str(ROOT)}
    bare = measure.median(5, lambda: measure.run(OURS, "-c", "pass"))
    dagster = measure.median(3, lambda: measure.run(OURS, "-c", "import dagster"))

    def bilateral(*arguments: str) -> measure.Taken:
        return measure.run(BILATERAL, *arguments, env=env)

    for made in ("snapshots", "observations", "marts", "reports", ".build", ".dagster"):
        shutil.rmtree(place / made, ignore_errors=True)
    (place / "bilateral.duckdb").unlink(missing_ok=True)
    cold = bilateral("run", "--offline")
    cases = [
        ("bilateral --help", 0.4, "python -c pass", bare, measure.median(5, lambda: bilateral("--help"))),
        ("bilateral check", 1.5, "python -c pass", bare,
         measure.median(3, lambda: bilateral("check", TEXT, "--said-on", "2024-05-01"))),
        ("bilateral run --offline, first", 15.0, "import dagster", dagster, cold),
        ("bilateral run --offline, unchanged", 2.0, "import dagster", dagster,
         measure.median(3, lambda: bilateral("run", "--offline"))),
    ]  # fmt: skip
    for case, limit, against, peer, taken in cases:
        yield measure.row(
            "commands", case, None, taken, against, peer,
            note=f"target {limit} s: {'met' if taken.seconds <= limit else 'missed'}",
        )  # fmt: skip
    warm = measure.module("commands", "answered", env=env)
    for case, found in warm.found.items():
        taken = measure.Taken(found["seconds"], found["cpu"], warm.peak_mb, {})
        yield measure.row("commands", f"warm: {case}", None, taken, target=0.05)


def publication_rows(place: Path) -> Iterator[Row]:
    env = {"BILATERAL_WAREHOUSE": str(place), "BILATERAL_HOME": str(ROOT)}
    found = measure.module("commands", "published", env=env).found

    def taken(name: str) -> measure.Taken:
        return measure.Taken(found[name]["seconds"], found[name]["cpu"], found["peak_mb"], {})

    yield measure.row("publish", "publish what was built", None, taken("publish"), "copying the file", taken("copy"))
    yield measure.row("publish", "open and first query", None, taken("ask"), "copying the file", taken("copy"))
    yield measure.row(
        "publish", "building with one new edition", None, taken("edition"), "building all", taken("anew"), target=5
    )


def published() -> dict[str, Any]:
    """Publishing is a rename once all is synced; asking is opening the file and one query."""
    from pipelines.config import Settings
    from pipelines.warehouse import publication, published

    settings = Settings()

    def ask() -> None:
        with published.connect(settings) as connection:
            connection.execute("select verdict, count(*) from factcheck.verdict group by all").fetchall()

    def copy() -> None:
        shutil.copyfile(settings.database, settings.build / "copy.duckdb")

    def publish() -> None:
        publication._publish(settings, settings.build / "copy.duckdb", {})

    taken = {"ask": measure.timed(ask, 5), "copy": measure.timed(copy, 5)}
    kept = settings.build / "marts-aside"
    shutil.copytree(settings.marts, kept, dirs_exist_ok=True)
    taken["publish"] = measure.timed(publish)
    shutil.copytree(kept, settings.marts, dirs_exist_ok=True)
    shutil.rmtree(kept)
    peak = _peak()
    return taken | _built(settings) | {"peak_mb": peak}


def answered() -> dict[str, Any]:
    """What a server does for a sentence, but for HTTP."""
    from pipelines.apps import check, serve
    from pipelines.config import Settings

    settings, said_on = Settings(), date(2025, 3, 30)

    def answer(text: str, as_page: bool) -> None:
        (result,) = check.together(settings, [check.Asked(text, said_on, with_report=as_page)])
        if isinstance(result, Exception):
            raise result
        if as_page:
            serve.form(text, said_on.isoformat(), result.answer, result.document, settings=settings)

    taken = {}
    for case, asked in WARM.items():
        measure.timed(lambda: answer(*asked), 3)  # noqa: B023
        taken[case] = measure.timed(lambda: answer(*asked), 15)  # noqa: B023
    return taken


EDITION = """
select * replace ('later' as vintage, published_on + 40 as published_on, obs_value * 1.01 as obs_value, false as is_reference)
from ({figures})
where indicator = 'fertility_rate'
qualify dense_rank() over (order by vintage desc) = 1
"""


def _built(settings: "Settings") -> dict[str, Any]:
    """All anew, and once more with another edition of one indicator; then as it was."""
    from pipelines.warehouse import inputs, publication

    given = inputs.assemble(settings)
    later = given | {"observation": f"{given['observation']} union all {EDITION.format(figures=given['observation'])}"}

    def anew() -> None:
        publication.build(settings, given, force=True)

    def edition() -> None:
        publication.build(settings, later)

    taken = {"anew": measure.timed(anew), "edition": measure.timed(edition)}
    publication.build(settings, given)
    return taken


def _peak() -> float:
    """Of this process since it began."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    measure.say({"published": published, "answered": answered}[sys.argv[1]]())
