"""How time and memory grow: the slope of each step, the chart, and the table in docs/scale.md.

Belongs here: what is made of results.json. Does not belong here: measuring.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

STEPS = {
    "fetch": ("fetch", "rows"),
    "normalize": ("normalize", "rows of trade"),
    "marts": ("trade marts", "rows of trade"),
    "claims": ("verdicts", "claims"),
    "render": ("render", "articles"),
}
"""Group of the results -> what the chart calls it and counts."""
MEASURES = {"seconds": ("time", "s"), "peak_mb": ("memory", "MB")}
BEGIN, END = "<!-- written by make bench -->", "<!-- end of what make bench writes -->"

Point = tuple[float, float]


def curves(rows: Sequence[Mapping[str, Any]], measure: str) -> dict[str, list[Point]]:
    """Step -> (size, what it took), in the order of sizes; a step needs two sizes at least."""
    found: dict[str, dict[float, float]] = {}
    for row in rows:
        kept = row["group"] in STEPS and row["size"] and row[measure]
        if kept and (row["group"] != "normalize" or row["case"].startswith("trade")):
            found.setdefault(row["group"], {})[row["size"]] = row[measure]
    return {step: sorted(found[step].items()) for step in STEPS if len(found.get(step, {})) > 1}


def slope(points: Sequence[Point]) -> float:
    """Exponent of the power law that fits best: 1 is linear."""
    logs = [(math.log(size), math.log(taken)) for size, taken in points]
    mean_x, mean_y = (sum(each) / len(logs) for each in zip(*logs, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def last_slope(points: Sequence[Point]) -> float:
    """Between the two largest sizes, where what is the same for every size weighs least."""
    return slope(points[-2:])


# The chart

WIDTH, HEIGHT, LEFT, TOP, PANEL_W, PANEL_H, GAP = 960, 430, 64, 44, 320, 320, 150
DASHES = {"fetch": "", "normalize": "7 3", "marts": "2 3", "claims": "10 3 2 3", "render": "1 4"}

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } .small { font-size: 11px; fill: #59636e }
  .grid { stroke: #d1d9e0; stroke-width: 1 } .linear { stroke: #59636e; stroke-width: 1; stroke-dasharray: 3 3 }
  .line { fill: none; stroke-width: 2 } .fetch { stroke: #0969da } .normalize { stroke: #bc4c00 }
  .marts { stroke: #1a7f37 } .claims { stroke: #8250df } .render { stroke: #cf222e }
  .background { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .small { fill: #9198a1 } .grid { stroke: #3d444d } .linear { stroke: #9198a1 }
    .fetch { stroke: #58a6ff } .normalize { stroke: #f0883e } .marts { stroke: #3fb950 } .claims { stroke: #bc8cff }
    .render { stroke: #ff7b72 } .background { fill: #0d1117 }
  }
"""


def chart(rows: Sequence[Mapping[str, Any]]) -> str:
    """SVG: time and memory over size, both logarithmic and as multiples of the smallest size."""
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="title description">',
        '<title id="title">How time and memory grow</title>',
        f'<desc id="description">{_in_words(rows)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="background" width="{WIDTH}" height="{HEIGHT}"/>',
    ]
    for place, measure in enumerate(MEASURES):
        drawn += _panel(curves(rows, measure), measure, LEFT + place * (PANEL_W + GAP))
    return "\n".join([*drawn, "</svg>", ""])


def _panel(found: Mapping[str, Sequence[Point]], measure: str, left: float) -> list[str]:
    name, unit = MEASURES[measure]
    if not found:
        return []
    largest = max(points[-1][0] / points[0][0] for points in found.values())
    decades_x = math.ceil(math.log10(largest) - 1e-9)
    taken = [value for points in found.values() for _, value in points]
    low, high = math.floor(math.log10(min(taken))), math.ceil(math.log10(max(taken)))

    def x(multiple: float) -> float:
        return left + PANEL_W * math.log10(multiple) / decades_x

    def y(value: float) -> float:
        return TOP + PANEL_H * (high - math.log10(value)) / (high - low)

    drawn = [f'<text x="{left}" y="{TOP - 18}">{name}, {unit}</text>']
    for decade in range(low, high + 1):
        drawn.append(_line(left, y(10**decade), left + PANEL_W, y(10**decade), "grid"))
        label = f"{10**decade:g}"
        drawn.append(f'<text class="small" text-anchor="end" x="{left - 6}" y="{y(10**decade) + 4:.1f}">{label}</text>')
    for decade in range(decades_x + 1):
        drawn.append(_line(x(10**decade), TOP, x(10**decade), TOP + PANEL_H, "grid"))
        label = f"{10**decade:,} x"
        drawn.append(
            f'<text class="small" text-anchor="middle" x="{x(10**decade):.1f}" y="{TOP + PANEL_H + 16}">{label}</text>'
        )
    decades = min(decades_x, high - low)
    drawn.append(_line(x(1), y(10**low), x(10**decades), y(10 ** (low + decades)), "linear"))
    drawn.append(
        f'<text class="small" x="{left}" y="{TOP + PANEL_H + 34}">multiple of the smallest size; dashed: linear</text>'
    )
    ends: list[float] = []
    for step, points in sorted(found.items(), key=lambda item: y(item[1][-1][1])):
        places = " ".join(f"{x(size / points[0][0]):.1f},{y(value):.1f}" for size, value in points)
        drawn.append(f'<polyline class="line {step}" stroke-dasharray="{DASHES[step]}" points="{places}"/>')
        # names stand apart, however close the lines end
        end = max(y(points[-1][1]) + 4, (ends[-1] + 14) if ends else 0)
        ends.append(end)
        label = f"{STEPS[step][0]} {last_slope(points):.2f}"
        drawn.append(f'<text class="small" x="{x(points[-1][0] / points[0][0]) + 5:.1f}" y="{end:.1f}">{label}</text>')
    return drawn


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _in_words(rows: Sequence[Mapping[str, Any]]) -> str:
    parts = [
        f"{MEASURES[measure][0]} of {STEPS[step][0]}: power {last_slope(points):.2f} of the size"
        for measure in MEASURES
        for step, points in curves(rows, measure).items()
    ]
    return "; ".join(parts)


# The page


def tables(results: Mapping[str, Any]) -> str:
    """What was measured and how it grows, as Markdown."""
    rows = results["rows"]
    lines = [results["machine"], ""]
    lines += [
        "| case | s | CPU s | MB | against | s | CPU s | MB | speed | target |",
        "|---|" + "--:|" * 3 + "---|" + "--:|" * 4 + "---|",
    ]
    for row in rows:
        target = ""
        if row["target"] is not None:
            target = f"{row['target']:g} {'met' if row['met'] else '**missed**'}"
        note = f" ({row['note']})" if row["note"] else ""
        cells = [
            row["case"], number(row["seconds"]), number(row["cpu"]), number(row["peak_mb"]), row["against"] + note,
            number(row["peer_seconds"]), number(row["peer_cpu"]), number(row["peer_mb"]), number(row["speed"]), target,
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "`speed` is the peer's time divided by ours: 2 is twice as fast.", ""]
    times, memory = curves(rows, "seconds"), curves(rows, "peak_mb")
    if times:
        lines += ["![How time and memory grow](growth.svg)", ""]
        lines += [
            "| step | sizes | power of time | of time, last two sizes | of memory, last two |",
            "|---|---|--:|--:|--:|",
        ]
        for step, points in times.items():
            name, what = STEPS[step]
            sizes = f"{points[0][0]:,.0f} to {points[-1][0]:,.0f} {what}"
            grows = f"{last_slope(memory[step]):.2f}" if step in memory else ""
            lines.append(f"| {name} | {sizes} | {slope(points):.2f} | {last_slope(points):.2f} | {grows} |")
    return "\n".join(lines)


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(results: Mapping[str, Any], docs: Path) -> None:
    """The chart, and the tables between the two marks of docs/scale.md."""
    (docs / "growth.svg").write_text(chart(results["rows"]), encoding="utf-8")
    page = docs / "scale.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{tables(results)}\n{END}{after}", encoding="utf-8")
