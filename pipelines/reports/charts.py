"""Where things stand in a chart: shares of the width in per cent, heights in pixels.

The templates draw them as inline SVG whose horizontal positions are percentages, so that one drawing fits a
phone, a page and a sheet of paper, keeps its letters at reading size and follows light and dark by itself.
Belongs here: scales, order, what is left out. Does not belong here: markup, colours.
"""

import math
from datetime import date
from typing import Any

from pipelines.reports import words

Row = dict[str, Any]
Caption = tuple[str, str, bool]
"""What a text beside a row is (`_NAMED_BY`), the text, and whether that choice decides."""

ROW_HEIGHT = 32
TALL_ROW_HEIGHT = 42  # two lines of text beside the lane
BAR_HEIGHT = 34
COLOURS = 6
COURSE_HEIGHT = 220
SMALL_HEIGHT = 28
_MANY_ROWS = 12
_MOST_ROWS = 24
_FEWEST_PERIODS = 4
_LABEL_ROOM = 32
_LONGEST_PERIOD = {"A": 366, "Q": 92, "M": 31}
EDGES = ("low", "high", "near_low", "near_high")


def colours(groups: list[list[str]]) -> dict[str, int]:
    """Source -> number of its colour on a page. Sources that share a chart (a group) differ while colours last."""
    chosen: dict[str, int] = {}
    for source in dict.fromkeys(source for group in groups for source in group):
        taken = {chosen[other] for group in groups if source in group for other in group if other in chosen}
        chosen[source] = next((n for n in range(COLOURS) if n not in taken), len(chosen) % COLOURS)
    return chosen


def limits_of(interval: Row | None) -> list[float]:
    """The edges that a figure is compared with, where there are any."""
    return [interval[edge] for edge in EDGES if interval[edge] is not None] if interval else []


def paired(readings: list[Row]) -> list[Row]:
    """One row per reading with its figure as known when said and as known now."""
    rows: dict[tuple[Any, ...], Row] = {}
    for reading in readings:
        key = tuple(reading[name] for name in ("part", "definition", "source", "time_period", "base_period"))
        row = rows.setdefault(
            key,
            {"then": None, "now": None, "key": key}
            | {
                name: reading[name]
                for name in (
                    "part",
                    "part_name",
                    "definition",
                    "label",
                    "source",
                    "period_label",
                    "freq",
                    "type",
                    "type_reason",
                )
            },
        )
        # a ratio that names two numbers has two readings of one figure: keep both apart
        if row[reading["known"]] is not None:
            row = rows.setdefault((*key, reading["reading_id"]), row | {"then": None, "now": None})
        row[reading["known"]] = reading
    return list(rows.values())


def by_value(readings: list[Row]) -> list[Row]:
    """Rows of the chart and of the table: what votes first among equals, then by the value that was known."""

    def place(row: Row) -> tuple[Any, ...]:
        reading = row["then"] or row["now"]
        value = reading["obs_value"]
        return (value is None, value if value is not None else 0.0, row["type"], str(row["key"]))

    return sorted(paired(readings), key=place)


def readings_chart(claim: Row) -> Row | None:
    """Every reading on one axis against the claimed interval; None when there is nothing to draw."""
    found = [row for row in by_value(claim["readings"]) if _values(row)]
    if not found:
        return None
    rows = _fewer(found)
    unit = (rows[0]["then"] or rows[0]["now"])["unit_measure"]
    edges = claim["interval"] or dict.fromkeys(EDGES)
    limits = limits_of(edges)
    stated = _stated(claim, unit) if limits else []
    voting = [row for row in rows if row["type"] != "N"] or rows
    values = [value for row in voting for value in _values(row)]
    axis = _axis([*values, *limits, *stated], unit, whole=unit in ("RANK", "EVENTS"))
    # what never votes and lies far away would only say so: it stays in the table
    rows = [row for row in rows if row["type"] != "N" or _is_on(axis, row)]
    captions = _captions(rows)
    height = TALL_ROW_HEIGHT if any(all(caption) for caption in captions) else ROW_HEIGHT
    deciding = (claim["decided_by"] or "").split(" and ")
    digits = _digits_of(axis)
    return {
        "rows": [
            _reading_row(row, axis, limits, digits)
            | {"y": n * height + height / 2, "lines": _caption_lines(row, caption, deciding)}
            for n, (row, caption) in enumerate(zip(rows, captions, strict=True))
        ],
        "shared": [(kind, rows[0][_NAMED_BY[kind]]) for kind in _NAMED_BY if _is_shared(rows, kind)],
        "axis": axis,
        "bands": _bands(axis, edges) if limits else [],
        "stated": [_at(axis, value) for value in stated],
        "height": len(rows) * height,
        "left_out": len(found) - len(rows),
        "unit": unit,
        "moved": any(_has_moved(row) for row in rows),
    }


def _fewer(rows: list[Row]) -> list[Row]:
    """As many rows as a chart holds, in their order: first what votes, then what lies nearest to the claim."""
    if len(rows) > _MANY_ROWS:
        rows = [row for row in rows if row["type"] != "N"] or rows
    if len(rows) <= _MOST_ROWS:
        return rows
    nearest = sorted([row for row in rows if row["type"] == "E"] or rows, key=_distance)[:_MOST_ROWS]
    return [row for row in rows if any(row is kept for kept in nearest)]


def _stated(claim: Row, unit: str) -> list[float]:
    """The numbers that the claim states; "top 10" begins at the first place, which nobody stated."""
    stated = [value for value in (claim["x"], claim["x_high"]) if value is not None]
    return stated[-1:] if unit == "RANK" else stated


def _is_on(axis: Row, row: Row) -> bool:
    return any(axis["low"] <= value <= axis["high"] for value in _values(row))


def _has_moved(row: Row) -> bool:
    return bool(row["then"] and row["now"]) and row["then"]["obs_value"] != row["now"]["obs_value"]


def _caption_lines(row: Row, caption: tuple[list[str], list[str]], deciding: list[str]) -> list[list[Caption]]:
    return [[(kind, row[_NAMED_BY[kind]], kind in deciding) for kind in line] for line in caption if line]


_NAMED_BY = {"part": "part_name", "definition": "label", "source": "source", "period": "period_label"}


def _is_shared(rows: list[Row], kind: str) -> bool:
    return len({row[_NAMED_BY[kind]] for row in rows}) == 1


def _captions(rows: list[Row]) -> list[tuple[list[str], list[str]]]:
    """What tells each row from the others: above part and definition, below source and period.

    What all rows share is said once, over the chart. A chart of one row says everything beside it.
    """
    varying = [kind for kind in _NAMED_BY if len(rows) == 1 or not _is_shared(rows, kind)]
    captions = []
    for row in rows:
        shown = [kind for kind in varying if row[_NAMED_BY[kind]]] or [
            kind for kind in _NAMED_BY if row[_NAMED_BY[kind]]
        ]
        above = [kind for kind in shown if kind in ("part", "definition")]
        below = [kind for kind in shown if kind in ("source", "period")]
        captions.append((above, below))
    return captions


def _digits_of(axis: Row) -> int:
    """Decimals at which values a hundredth of the axis apart look different."""
    span = (axis["high"] - axis["low"]) / axis["divisor"]
    return min(max(math.ceil(-math.log10(span / 100)), 0), 4)


def _reading_row(row: Row, axis: Row, limits: list[float], digits: int) -> Row:
    marks = {}
    for known in ("then", "now"):
        reading = row[known]
        if reading and reading["obs_value"] is not None:
            at = _at(axis, reading["obs_value"])
            marks[known] = {
                "at": min(max(at, 0.0), 100.0),
                "outside": "right" if at > 100 else "left" if at < 0 else None,
                "hollow": reading["obs_status"] in ("F", "E"),
                "value": words.scaled(reading["obs_value"], axis["divisor"], reading["unit_measure"], limits, digits),
                "exact": words.exact(reading["obs_value"], reading["unit_measure"]),
                "outcome": words.outcome(reading["outcome"], reading["type"]),
                "anchor": reading["anchor"],
            }
    then, now = marks.get("then"), marks.get("now")
    texts = [mark["value"] for mark in (then, now) if mark]
    if then and now and (row["then"]["obs_value"] == row["now"]["obs_value"] or (then["outside"] and now["outside"])):
        now = None
    return {
        "texts": list(dict.fromkeys(texts)),
        "source": row["source"],
        "votes": row["type"] != "N",
        "then": then,
        "now": now,
    }


def bars(items: list[Row], unit: str, line: float | None = None) -> Row:
    """Bars from zero: items have name, value, strong, note. `line` is the stated number."""
    largest = max([abs(item["value"]) for item in items] + ([abs(line)] if line is not None else []))
    top = largest * 1.02 or 1.0
    return {
        "rows": [
            {"place": None, "skipped": 0, "source": None}
            | item
            | {
                "y": place * BAR_HEIGHT,
                "width": round(max(item["value"], 0) / top * 100, 3),
                # beside the line of the stated number there is no room for a text
                "inside": line is not None and 0 < (line - item["value"]) / top < 0.15,
                "text": words.number(item["value"], unit, [line]),
                "exact": words.exact(item["value"], unit),
            }
            for place, item in enumerate(items)
        ],
        "line": round(line / top * 100, 3) if line is not None else None,
        "line_text": words.number(line, unit) if line is not None else None,
        "height": len(items) * BAR_HEIGHT,
    }


def ranking_chart(ranking: Row) -> Row:
    """The first ten and the ones that the claim names, each with its place."""
    chart = bars(
        [{"name": r["name"], "value": r["value"], "strong": r["named"], "place": r["place"]} for r in ranking["rows"]],
        ranking["unit_measure"],
    )
    previous = 0
    for row in chart["rows"]:
        row["skipped"] = row["place"] - previous - 1 if row["place"] > previous + 1 else 0
        previous = row["place"]
    return chart


def course_chart(lines: list[Row], said_on: date | None, interval: Row | None) -> Row | None:
    """The figure over time, by source: as known on the day of the claim and, where it differs, as known now."""
    chosen = _then_and_now(lines, said_on)
    values = [point["value"] for line in chosen for point in line["points"]]
    if len({point["period"] for line in chosen for point in line["points"]}) < _FEWEST_PERIODS:
        return None
    unit = lines[0]["unit_measure"]
    limits = limits_of(interval)
    axis = _axis([*values, *limits], unit)
    periods = sorted({point["period"] for line in chosen for point in line["points"]})
    first, last = periods[0], max(periods[-1], said_on or periods[-1])
    drawn = []
    for line in chosen:
        points = [
            point
            | {
                "x": _along(point["period"], first, last),
                "y": _down(axis, point["value"]),
                "text": words.number(point["value"], unit, limits),
                "exact": words.exact(point["value"], unit),
            }
            for point in line["points"]
        ]
        actual = [p for p in points if p["status"] != "F"]
        ahead = points[max(len(actual) - 1, 0) :] if len(actual) < len(points) else []
        drawn.append(
            {
                "source": line["source"],
                "later": line["later"],
                "paths": _paths(actual, lines[0]["freq"]),
                "ahead": _paths(ahead, lines[0]["freq"]),
                "points": points,
            }
        )
    step = max(1, math.ceil(len(periods) / 6))
    return {
        "lines": drawn,
        "axis": axis,
        "levels": [{"y": round(COURSE_HEIGHT * (1 - t["at"] / 100), 2), "text": t["text"]} for t in axis["ticks"]],
        "match": _range(axis, (interval or {}).get("low"), (interval or {}).get("high")) if limits else None,
        "said": _along(said_on, first, last) if said_on and first <= said_on else None,
        "years": [
            {"at": _along(p, first, last), "text": period_name(p, lines[0]["freq"])} for p in periods[::-step][::-1]
        ],
        "height": COURSE_HEIGHT,
        "unit": unit,
        "later": any(line["later"] for line in drawn),
    }


def _values(row: Row) -> list[float]:
    return [r["obs_value"] for r in (row["then"], row["now"]) if r and r["obs_value"] is not None]


def _distance(row: Row) -> float:
    gaps = [abs(r["gap_pct"]) for r in (row["then"], row["now"]) if r and r["gap_pct"] is not None]
    return min(gaps, default=math.inf)


def _then_and_now(lines: list[Row], said_on: date | None) -> list[Row]:
    """Each source as known on the day, and again as known now from where the two part."""
    chosen = []
    for source in sorted({line["source"] for line in lines}):
        held = sorted(
            (line for line in lines if line["source"] == source),
            key=lambda line: (line["published_on"], line["vintage"]),
        )
        then = _as_known([line for line in held if said_on is None or line["published_on"] <= said_on])
        now = _as_known(held)
        if then:
            chosen.append({"source": source, "later": False, "points": then})
        parted = next((n for n, point in enumerate(now) if point not in then), None)
        if parted is not None:
            chosen.append({"source": source, "later": True, "points": now[max(parted - 1, 0) if then else 0 :]})
    return chosen


def _as_known(editions: list[Row]) -> list[Row]:
    """Period by period the figure of the newest edition that has one."""
    newest = {
        period: {"period": period, "value": value, "status": status, "vintage": line["vintage"]}
        for line in editions
        for period, value, status in line["points"]
        if value is not None
    }
    # an edition that repeats a figure has not moved it
    for line in reversed(editions):
        for period, value, _ in line["points"]:
            if value is not None and newest[period]["value"] == value:
                newest[period]["vintage"] = line["vintage"]
    return [newest[period] for period in sorted(newest)]


def _axis(values: list[float], unit: str | None, whole: bool = False) -> Row:
    low, high = min(values), max(values)
    spread = (high - low) or abs(high) * 0.1 or 1.0
    low, high = low - spread * 0.06, high + spread * 0.06
    if whole:
        low = max(low, 0.0)
    divisor, title = words.scale([low, high], unit)
    step = _step((high - low) / divisor, whole)
    first = math.ceil(low / divisor / step)
    marks = [n * step for n in range(first, math.floor(high / divisor / step) + 1)]
    axis: Row = {"low": low, "high": high, "title": title, "divisor": divisor}
    axis["ticks"] = [{"at": _at(axis, mark * divisor), "text": words.tick(round(mark, 9))} for mark in marks]
    return axis


def _step(span: float, whole: bool) -> float:
    """A round step that divides the span into three to six parts."""
    rough = span / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    return max(round(step), 1) if whole else step


def _at(axis: Row, value: float) -> float:
    return round(100 * (value - float(axis["low"])) / float(axis["high"] - axis["low"]), 3)


def _down(axis: Row, value: float) -> float:
    return round(COURSE_HEIGHT * (1 - _at(axis, value) / 100), 2)


def _bands(axis: Row, interval: Row) -> list[Row]:
    """Where the claim holds, and on either side where it comes near or is true but understated."""
    low, high, near_low, near_high = (interval[edge] for edge in EDGES)
    bands: list[Row] = [{"kind": "band"} | _band(axis, low, high)]
    has_near = near_low is not None or near_high is not None
    if has_near and low is not None and (near_low is None or near_low < low):
        bands.append({"kind": "slackband" if interval.get("slack_low") else "nearband"} | _band(axis, near_low, low))
    if has_near and high is not None and (near_high is None or near_high > high):
        bands.append({"kind": "slackband" if interval.get("slack_high") else "nearband"} | _band(axis, high, near_high))
    return [band for band in bands if band["width"] > 0]


def _band(axis: Row, low: float | None, high: float | None) -> Row:
    left = min(max(_at(axis, low), 0.0), 100.0) if low is not None else 0.0
    right = min(max(_at(axis, high), 0.0), 100.0) if high is not None else 100.0
    if low == high:
        right = left + 0.3
    return {"x": left, "width": round(right - left, 3)}


def _range(axis: Row, low: float | None, high: float | None) -> Row:
    top = max(_down(axis, high), 0.0) if high is not None else 0.0
    bottom = min(_down(axis, low), float(COURSE_HEIGHT)) if low is not None else float(COURSE_HEIGHT)
    return {"y": top, "height": round(max(bottom - top, 1), 2)}


def _along(day: date, first: date, last: date) -> float:
    return round((day - first).days / max((last - first).days, 1) * 100, 3)


def _paths(points: list[Row], freq: str) -> list[str]:
    """Corners of lines in a box 100 wide; a period without a figure, or of another series, breaks the line."""
    runs: list[list[Row]] = []
    for point in points:
        is_next = runs and (point["period"] - runs[-1][-1]["period"]).days <= _LONGEST_PERIOD[freq]
        if is_next and point["status"] != "B":
            runs[-1].append(point)
        else:
            runs.append([point])
    return [" ".join(f"{p['x']},{p['y']}" for p in run) for run in runs if len(run) > 1]


def small(found: list[Row], column: str) -> Row | None:
    """The newest figure of rows with time_period, freq and `column`, and its course as the points of a small line.

    The line stands in a box 100 wide and SMALL_HEIGHT high, zero at its foot; None where there is no figure.
    """
    held = sorted((row for row in found if row[column] is not None), key=lambda row: row["time_period"])
    if not held:
        return None
    newest, first, last = held[-1], held[0]["time_period"], held[-1]["time_period"]
    low, high = min(0.0, *(row[column] for row in held)), max(0.0, *(row[column] for row in held))
    points = [
        (
            _along(row["time_period"], first, last),
            (high - row[column]) / ((high - low) or 1) * SMALL_HEIGHT,
        )
        for row in held
    ]
    return {
        "period": period_name(newest["time_period"], newest.get("freq") or "A"),
        "value": newest[column],
        "line": " ".join(f"{x:.1f},{y:.1f}" for x, y in points) if len(points) > 2 else "",
    }


def period_name(period: date, freq: str) -> str:
    if freq == "Q":
        return f"Q{(period.month + 2) // 3} {period.year}"
    if freq == "D":
        return words.short_day(period)
    return f"{period:%b %Y}" if freq == "M" else str(period.year)
