"""What people see in a terminal: tables that fit, progress on stderr, machine forms on stdout.

Belongs here: rendering of rows. Does not belong here: getting them, commands (cli.py).
"""

import csv
import json
import math
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

VERDICT_STYLE = {
    "SUPPORTED": "bold green",
    "SUPPORTED_LOOSELY": "green",
    "DEPENDS": "bold yellow",
    "TOO_CLOSE": "yellow",
    "OUT_OF_DATE": "magenta",
    "CONTRADICTED": "bold red",
    "NOT_CHECKABLE": "dim",
    "READ_IN_PART": "dim",
}
SHOWN_ROWS = 100
PIPED_WIDTH = 120
_LABEL = 13
_SHORT = 20
_MANY_COLUMNS = 20
_LINE, _LONGEST_WORD = 22, 30
_YEARS = range(1900, 2101)


def note(text: str) -> None:
    """A line for people: stderr, without control characters."""
    sys.stderr.write(inert(text) + "\n")


def paragraph(text: str) -> None:
    """A note of many words, in lines that fit."""
    for line in textwrap.wrap(inert(text), _width(sys.stderr), subsequent_indent="  ", break_on_hyphens=False):
        note(line)


def inert(text: str) -> str:
    """Text from elsewhere with control characters and direction marks taken out: a terminal would obey them."""
    hidden = {0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() and ord(c) not in hidden))


def as_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def entry(label: str, *parts: tuple[str, str] | str | None, width: int = 0, indent: bool = False) -> None:
    """A label and what stands behind it, wrapped under itself; nothing where there is nothing to say.

    Without a label it begins the line, or with `indent` below what stood behind the label before.
    """
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    said = [part if isinstance(part, tuple) else (part, "") for part in parts if part]
    if not said:
        return
    text = Text.assemble(*((inert(part), style) for part, style in said))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=max(width, _LABEL), no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(inert(label), style="dim"), text)
    _print(Padding(grid, (0, 0, 0, 2)) if label or indent else text)


def _print(shown: Any) -> None:
    """On stdout, as wide as the terminal, without the blanks that rich puts behind every line."""
    from rich.console import Console

    console = Console(width=_width(), highlight=False)
    with console.capture() as printed:
        console.print(shown)
    sys.stdout.write("\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n")


def table(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str] | None = None,
    title: str | None = None,
    spare: Sequence[str] = (),
) -> None:
    """Rows as a table as wide as the terminal, or one below the other where it is too narrow; verdicts are coloured.

    Where it is too narrow, columns that can be spared go first, in their order.
    """
    from rich.table import Table
    from rich.text import Text

    names, held = list(columns or (rows[0] if rows else [])), rows[:SHOWN_ROWS]
    texts = [_texts(name, [row[name] for row in held]) for name in names]
    heads = [inert(name.replace("_", " ")) for name in names]
    widths = _widths(heads, texts)
    if widths is None and (left := [name for name in spare if name in names]):
        table(rows, [name for name in names if name != left[0]], title, left[1:])
        return
    if widths is None:
        _records(held, names, title)
        _say_how_many(rows)
        return
    shown = Table(
        title=inert(title) if title else None, box=None, pad_edge=False, header_style="bold", title_justify="left"
    )
    for name, head, width in zip(names, heads, widths, strict=True):
        is_numeric = bool(rows) and all(_is_number(row[name]) for row in rows)
        shown.add_column(head, justify="right" if is_numeric else "left", overflow="fold", width=width)
    for cells in zip(*texts, strict=True):
        shown.add_row(*(Text(text, style=VERDICT_STYLE.get(text, "")) for text in cells))
    _print(shown)
    _say_how_many(rows)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _texts(name: str, values: Sequence[Any]) -> list[str]:
    """The cells of a column; whole numbers that may all be years are shown as such."""
    if all(isinstance(value, int) and value in _YEARS for value in values):
        return [str(value) for value in values]
    digits = _digits(values)
    return [cell(value, name, digits) for value in values]


def _widths(heads: Sequence[str], texts: Sequence[Sequence[str]]) -> list[int] | None:
    """Widths of columns that tear no word, codes and numbers apart; None where there is no space for that."""
    whole = [max(map(len, (head, *cells))) for head, cells in zip(heads, texts, strict=True)]
    widths = [
        min(most, max(_least(cells), *map(len, head.split() or [""])))
        for most, head, cells in zip(whole, heads, texts, strict=True)
    ]
    free = _width() - 2 * (len(heads) - 1) - sum(widths)
    if free < 0:
        return None
    wanting = sorted(range(len(heads)), key=lambda place: whole[place] - widths[place])
    for left, place in zip(range(len(heads), 0, -1), wanting, strict=True):
        more = min(whole[place] - widths[place], free // left)
        widths[place], free = widths[place] + more, free - more
    return widths


def _least(cells: Sequence[str]) -> int:
    """What a column needs: short cells stay whole, of long ones the words, and some of these to a line."""
    longest = max(map(len, cells), default=0)
    if longest <= _SHORT:
        return longest
    return max(_LINE, min(max(len(word) for text in cells for word in text.split() or [""]), _LONGEST_WORD))


def _records(rows: Sequence[Mapping[str, Any]], names: Sequence[str], title: str | None) -> None:
    """Each row as a list; of many columns those that are empty in every row are named once."""
    empty = [name for name in names if all(row[name] is None for row in rows)]
    empty = empty if len(names) > _MANY_COLUMNS else []
    filled = [name for name in names if name not in empty]
    if title:
        sys.stdout.write(f"{inert(title)}\n")
    for place, row in enumerate(rows):
        if place:
            sys.stdout.write("\n")
        for name in filled:
            entry(name.replace("_", " "), cell(row[name], name) or "–", width=max(map(len, filled)))
    if empty:
        sys.stdout.write("\n")
        entry("empty", ", ".join(empty))


def _say_how_many(rows: Sequence[Mapping[str, Any]]) -> None:
    if len(rows) > SHOWN_ROWS:
        note(f"{SHOWN_ROWS} of {len(rows):,} rows; --json gives all")


def _width(stream: TextIO | None = None) -> int:
    return shutil.get_terminal_size().columns if (stream or sys.stdout).isatty() else PIPED_WIDTH


def _digits(values: Sequence[Any]) -> int | None:
    """How many digits behind the point all numbers of a column get, so that points stand below each other.

    None where they are of so different a size that each is shown by itself.
    """
    sizes = [abs(value) for value in values if isinstance(value, float) and math.isfinite(value)]
    if not any(size % 1 for size in sizes) or max(sizes) >= 1e5 * min(size for size in sizes if size):
        return None
    needed = (len(f"{size:.10f}".rstrip("0").partition(".")[2]) for size in sizes)
    return min(max(needed), _most_digits(max(sizes)))


def _most_digits(size: float) -> int:
    """Of how many digits behind the point a number so large can have use."""
    if size >= 1e6:
        return 0
    return 2 if size >= 100 else max(0, 3 - math.floor(math.log10(size)))


def cell(value: Any, column: str = "", digits: int | None = None) -> str:
    """A value as a table shows it. Numbers are grouped by thousands, unless they name a year or a thing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if digits is not None and math.isfinite(value):
            return f"{value:,.{digits}f}"
        if abs(value) < 1e15 and (abs(value) >= 100 or value % 1 == 0):
            return f"{value:,.{0 if value % 1 == 0 else _most_digits(abs(value))}f}"
        return f"{value:.4g}"
    if isinstance(value, int):
        return str(value) if column.rpartition("_")[2] in ("year", "id") else f"{value:,}"
    return inert(str(value))


def stream_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """A list as `as_json` prints it, one row after the other."""
    begun = False
    for row in rows:
        text = json.dumps([row], ensure_ascii=False, indent=1, default=str)
        sys.stdout.write("," + text[1:-2] if begun else text[:-2])
        begun = True
    sys.stdout.write("\n]\n" if begun else "[]\n")


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row[name] for name in columns])


def as_markdown(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    def line(cells: Iterator[str]) -> str:
        return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in cells) + " |\n"

    sys.stdout.write(line(iter(columns)) + "|" + " --- |" * len(columns) + "\n")
    for row in rows:
        sys.stdout.write(line("" if row[name] is None else inert(str(row[name])) for name in columns))


@contextmanager
def progress() -> Iterator[Any]:
    """Yields a callback (what, done, total) that moves a bar on stderr; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("starting", total=None)
        yield lambda what, done, total: bar.update(task, description=inert(what)[:60], completed=done, total=total)
