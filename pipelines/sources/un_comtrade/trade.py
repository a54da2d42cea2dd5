"""Totals of UN Comtrade as observations: whole filings, valuations, days of publication, areas that are one partner.

A figure is a row of numbers: of its slice (what one reporter filed of one flow, period and product), of its partner, of
the answer that it came in. What is the same in a slice or for a partner is found once, and words are put in at the end.

Belongs here: what totals mean. Does not belong here: bytes and their columns (normalize.py), codes (economies.csv).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pipelines import arrow
from pipelines.catalogue import economies
from pipelines.fetching import formats
from pipelines.fetching.http import BrokenContract

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

SLICE = ("reporter", "flow", "freq", "period", "product")
ALL_PARTNERS = 100
"""A reporter with as many partners was asked for all of them, so that the world has to be among them."""
LARGEST_GAP = 0.01
"""Share by which partners may miss the world's total; in whole answers they add up to the dollar."""
_BASIS = ("estimated", "stated")
_NEVER = -(1 << 31)


class Origin(NamedTuple):
    """Where the figures of one answer come from."""

    kind: str
    snapshot: str
    retrieved_at: datetime
    seen_on: date
    basis: str
    by_lag: bool


class Filed(NamedTuple):
    """What the publisher says of filings, by reporter and period: the day of release, how imports are valued."""

    released: Mapping[tuple[str, str], str]
    imports: Mapping[tuple[str, str], str]


class Area(NamedTuple):
    iso3: str | None
    aggregate: bool
    unmapped: str | None
    """The publisher's label of a code that the map does not know."""


@dataclass(frozen=True)
class Figures:
    slice: "Numbers"
    partner: "Numbers"
    part: "Numbers"
    value: "Numbers"
    fob: "Numbers"
    """0 where there is none, and so is `cif`."""
    cif: "Numbers"
    slices: "dict[str, Numbers]"
    """For each slice the number of its reporter, flow, freq, period and product."""
    words: dict[str, list[str]]

    @classmethod
    def of(cls, totals: "list[pa.Table]") -> "Figures":
        import numpy as np
        import pyarrow as pa

        table = pa.concat_tables(totals)
        coded = {name: arrow.codes(arrow.in_dictionary(table.column(name))) for name in (*SLICE, "partner")}
        words = {name: held.to_pylist() for name, (_, held) in coded.items()}
        sizes = [max(len(words[name]), 1) for name in SLICE]
        slices, different = arrow.distinct(np.ravel_multi_index([coded[name][0] for name in SLICE], sizes))
        value, fob, cif = (
            arrow.values(table.column(name).combine_chunks(), "float64") for name in ("value", "fob", "cif")
        )
        part = np.repeat(np.arange(len(totals), dtype=np.int32), [len(each) for each in totals])
        return cls(
            slices.astype(np.int64), coded["partner"][0], part, value, fob, cif,
            dict(zip(SLICE, np.unravel_index(different, sizes), strict=True)), words,
        )  # fmt: skip

    def at(self, rows: "Numbers") -> "Figures":
        chosen = {name: getattr(self, name)[rows] for name in ("slice", "partner", "part", "value", "fob", "cif")}
        return replace(self, **chosen)

    def table(self) -> "pa.Table":
        """The figures in words, for SQL that tells what is wrong with some."""
        import pyarrow as pa

        columns = {name: arrow.coded(numbers[self.slice], self.words[name]) for name, numbers in self.slices.items()}
        return pa.table(
            columns
            | {"partner": arrow.coded(self.partner, self.words["partner"])}
            | {"part": arrow.numbers(self.part), "value": arrow.numbers(self.value)}
        )

    @cached_property
    def count(self) -> int:
        return len(self.slices["flow"])

    def reject(self, what: str, query: str) -> None:
        """BrokenContract with some rows of the query over `flow_row`, the figures in words, if there are any."""
        with formats.connection(flow_row=self.table()) as con:
            formats.reject(con, what, query)

    def refuse_negative(self) -> None:
        below = (self.value < 0).nonzero()[0]
        if len(below):
            query = "select reporter, partner, flow, period, value from flow_row"
            self.at(below).reject("Comtrade: values below zero", query)

    def once(self, origins: list[Origin]) -> "Figures":
        """What several answers hold is taken once."""
        import numpy as np

        partners = len(self.words["partner"])
        key = self.slice * partners
        key += self.partner
        if not arrow.in_order(key, self.count * partners)[1]:
            return self
        best = sorted(range(len(origins)), key=lambda part: (origins[part].kind != "own", origins[part].snapshot))
        order = np.lexsort((np.argsort(best)[self.part], key))
        same = np.diff(key[order], prepend=-1) == 0
        doubled = self.at(order[same | np.append(same[1:], False)])
        doubled.reject(
            "Comtrade: figures stand twice in one answer",
            "select reporter, partner, flow, period, product, list(value) from flow_row"
            " group by reporter, partner, flow, period, product, part having count(*) > 1",
        )  # fmt: skip
        doubled.reject(
            "Comtrade: a figure came with two values; the publisher revised it during the run, fetch again",
            "select reporter, partner, flow, period, product, list(distinct value) from flow_row"
            " group by all having count(distinct value) > 1",
        )  # fmt: skip
        return self.at(order[~same])


_FIGURES = """
    select partner as code, flow as measure, value as amount, false as is_reporter from flow_row
    where product = 'TOTAL'
    union all
    select partner, flow || ' ' || product, value, false from flow_row where product <> 'TOTAL'
    union all
    select reporter, flow, value, true from flow_row
"""


def areas(source: str, figures: Figures, names: Mapping[str, str]) -> dict[str, Area]:
    """The map, and what it lacks as _X; UnmappedCode for a code that cannot be left unallocated."""
    found = {
        row["source_code"]: Area(row["iso3"] or None, row["note"].startswith("aggregate"), None)
        for row in economies.rows(source)
    }
    used = {*figures.words["reporter"], *figures.words["partner"]}
    if not used <= found.keys():
        with formats.connection(flow_row=figures.table()) as con:
            formats.areas(con, source, _FIGURES, names)
            added = con.execute("select source_code, iso3, unmapped from area where unmapped is not null").fetchall()
        found |= {code: Area(iso3, False, unmapped) for code, iso3, unmapped in added}
    return found


class _Series(NamedTuple):
    """All words of series in their order, and for each slice the place of each of its own."""

    words: "pa.Array"
    plain: "Numbers"
    fob: "Numbers"
    partial: "Numbers"
    together: "Numbers"
    """With the labels of what is in _X and the map does not know."""


class _Rows(NamedTuple):
    """Rows of observations as numbers: of the slice, of words in their order, of days and of microseconds."""

    slice: "Numbers"
    area: "Numbers"
    fob: "Numbers"
    value: "Numbers"
    series: "Numbers"
    published_on: "Numbers"
    basis: "Numbers"
    retrieved_at: "Numbers"
    snapshot: "Numbers"

    def at(self, rows: "Numbers") -> "_Rows":
        return _Rows(*(column[rows] for column in self))


@dataclass(frozen=True)
class Trade:
    """Figures with all that decides what becomes of them."""

    figures: Figures
    origins: list[Origin]
    areas: Mapping[str, Area]
    filed: Filed
    lag_days: int

    def observations(self) -> "pa.Table":
        """The columns of observations that differ from row to row."""
        import numpy as np

        figures, rows, exports = self.figures, self._rows, self._exports[self.figures.slice]
        known = (self._ref_area >= 0)[figures.slice] & (rows.area >= 0)
        right = known & self._is_whole[figures.slice]
        # Several areas are no country (_X): they are one partner.
        codes = Counter(area.iso3 for area in self.areas.values())
        alone = self._of("partner", lambda code: codes[self.areas[code].iso3] == 1, bool)[figures.partner]
        # Some publish the same imports in both valuations, such as the USA: FOB is the one that compares with exports.
        both = ~exports & (figures.fob != 0) & (figures.cif != 0)
        partial = self._partial(known & ~right)
        every = slice(None)
        parts = (
            (rows, right & alone),
            (self._on_board(right & alone & both), every),
            (self._together(self._labelled(right & ~alone)), every),
            (self._together(self._on_board(self._complete(right & ~alone & ~exports, both))), every),
            (partial, every),
        )
        # column by column, as two copies of all rows at once would be the most that is held
        columns = ([(some[place], chosen) for some, chosen in parts] for place in range(len(rows)))
        found = _Rows(*arrow.at_once(lambda column: np.concatenate([some[at] for some, at in column]), columns))
        return self._table(found, np.arange(len(found.value)) < len(found.value) - len(partial.value))

    def _of(self, kind: str, what: Callable[[str], Any], numbers: Any) -> "Numbers":
        """Something of each word of a kind."""
        import numpy as np

        return np.array([what(word) for word in self.figures.words[kind]], numbers)

    def _of_part(self, what: Callable[[Origin], Any], numbers: Any) -> "Numbers":
        """Something of each figure's answer."""
        import numpy as np

        found = np.array([what(origin) for origin in self.origins], numbers)
        return found[self.figures.part] if len(found) > 1 else np.broadcast_to(found, self.figures.part.shape)

    def _said(self, said: Mapping[tuple[str, str], Any], numbers: Any, none: Any) -> "Numbers":
        """What is said of each slice's filing."""
        import numpy as np

        words, slices = self.figures.words, self.figures.slices
        reporter, period = ({word: place for place, word in enumerate(words[kind])} for kind in ("reporter", "period"))
        found = np.full((len(reporter), len(period)), none, numbers)
        for (by, of), what in said.items():
            if by in reporter and of in period:
                found[reporter[by], period[of]] = what
        return found[slices["reporter"], slices["period"]]

    @cached_property
    def _names(self) -> list[str]:
        return sorted({area.iso3 for area in self.areas.values() if area.iso3})

    def _area(self, kind: str) -> "Numbers":
        """The place of each word's country among all; -1 for a code that stands for none."""
        place = {name: number for number, name in enumerate(self._names)}
        return self._of(kind, lambda code: place.get(self.areas[code].iso3 or "", -1), "int32")

    @cached_property
    def _ref_area(self) -> "Numbers":
        return self._area("reporter")[self.figures.slices["reporter"]]

    @cached_property
    def _exports(self) -> "Numbers":
        return self._of("flow", lambda flow: flow == "X", bool)[self.figures.slices["flow"]]

    @cached_property
    def _is_whole(self) -> "Numbers":
        """Which slices have the world's total and, where all partners were asked for, add up to it."""
        import numpy as np

        figures, slices, count = self.figures, self.figures.slices, self.figures.count
        is_world = self._of("partner", lambda code: code == "0", bool)[figures.partner]
        in_sum = ~is_world & ~self._of("partner", lambda code: self.areas[code].aggregate, bool)[figures.partner]
        world = np.full(count, np.nan)
        world[figures.slice[is_world]] = figures.value[is_world]
        partners = np.bincount(figures.slice, minlength=count) - np.bincount(figures.slice[is_world], minlength=count)
        total = np.bincount(figures.slice, np.where(in_sum, figures.value, 0.0), count)

        def asked(*kinds: str) -> "Numbers":
            asked_so = self._of_part(lambda origin: origin.kind in kinds, bool)
            return np.bincount(figures.slice[asked_so], minlength=count) > 0

        # The world was asked for, here or for all reporters of the period, and is not there.
        question = slices["period"] * len(figures.words["product"]) + slices["product"]
        of_world = np.bincount(question, asked("world"), 1)[question] > 0
        lacks_world = np.isnan(world) & (asked("own", "pairs") | (partners >= ALL_PARTNERS) | of_world)
        all_partners = asked("own") | (partners >= ALL_PARTNERS)
        differs = (total < world * (1 - LARGEST_GAP)) | (total > world * (1 + LARGEST_GAP))
        found: Numbers = (partners == 0) | ~(lacks_world | (all_partners & differs))
        return found

    @cached_property
    def _months(self) -> "tuple[Numbers, Numbers]":
        """The first month of each slice's period and the one behind it, counted from 1970 on."""
        import numpy as np

        freqs, periods = self.figures.words["freq"], self.figures.words["period"]
        pairs, different = arrow.distinct(self.figures.slices["freq"] * len(periods) + self.figures.slices["period"])
        monthly = np.array([freqs[pair // len(periods)] == "M" for pair in different.tolist()], bool)
        first = [
            _month(periods[pair % len(periods)], by_month) for pair, by_month in zip(different, monthly, strict=True)
        ]
        start = np.array(first, np.int64)
        return start[pairs], (start + np.where(monthly, 1, 12))[pairs]

    @cached_property
    def _series(self) -> _Series:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        names, words, slices = ("reporter", "flow", "product"), self.figures.words, self.figures.slices
        sizes = [max(len(words[name]), 1) for name in names]
        series, different = arrow.distinct(np.ravel_multi_index([slices[name] for name in names], sizes))
        parts = [
            arrow.texts(words[name]).take(arrow.numbers(numbers))
            for name, numbers in zip(names, np.unravel_index(different, sizes), strict=True)
        ]
        nothing, space, *notes = arrow.texts(["", " ", " FOB", " (partial filing)"])
        plain = pc.binary_join_element_wise(*parts, space)
        labels = self._labels
        labelled = {number: f"{plain[int(series[number])]}{formats.UNMAPPED}{labels[number]}]" for number in labels}
        more = sorted({*labelled.values()})
        noted = [pc.binary_join_element_wise(plain, note, nothing) for note in notes]
        every = pa.concat_arrays([plain, *noted, arrow.texts(more)])
        order = arrow.values(pc.sort_indices(every), "uint64")
        place = np.empty(len(every), np.int32)
        place[order] = np.arange(len(every), dtype=np.int32)
        held, fob, partial, extra = np.split(place, [len(plain), 2 * len(plain), 3 * len(plain)])
        together = held[series]
        for number, word in labelled.items():
            together[number] = extra[more.index(word)]
        return _Series(every.take(arrow.numbers(order)), held[series], fob[series], partial[series], together)

    @cached_property
    def _labels(self) -> dict[int, str]:
        """Slice -> labels of its partners that the map does not know."""
        figures, found = self.figures, dict[int, set[str]]()
        unmapped = self._of("partner", lambda code: self.areas[code].unmapped, object)
        for row in (unmapped != None)[figures.partner].nonzero()[0].tolist():  # noqa: E711 (each of them)
            found.setdefault(int(figures.slice[row]), set()).add(unmapped[figures.partner[row]])
        return {number: " + ".join(sorted(labels)) for number, labels in found.items()}

    @cached_property
    def _rows(self) -> _Rows:
        """Each figure as it stands."""
        import numpy as np

        figures = self.figures
        days = {filing: np.datetime64(day).astype(int) for filing, day in self.filed.released.items()}
        released = self._said(days, np.int32, _NEVER)[figures.slice]
        due = (_days(self._months[1]) + self.lag_days - 1)[figures.slice]
        seen = self._of_part(lambda origin: np.datetime64(origin.seen_on).astype(int), np.int32)
        by_lag = self._of_part(lambda origin: origin.by_lag, bool)
        basis = self._of_part(lambda origin: _BASIS.index("estimated" if origin.by_lag else origin.basis), np.int8)
        # A few reporters value imports free on board; where no column says so, their notes may.
        noted = self._said({filing: said == "FOB" for filing, said in self.filed.imports.items()}, bool, False)
        by_column = np.where(figures.fob == 0, noted[figures.slice], figures.fob == figures.value)
        return _Rows(
            slice=figures.slice,
            area=self._area("partner")[figures.partner],
            fob=self._exports[figures.slice] | ((figures.cif == 0) & by_column),
            value=figures.value,
            series=self._series.plain[figures.slice],
            published_on=np.where(released == _NEVER, np.where(by_lag, np.minimum(due, seen), seen), released),
            basis=np.where(released == _NEVER, basis, _BASIS.index("stated")),
            retrieved_at=self._of_part(lambda origin: np.datetime64(origin.retrieved_at, "us").astype(int), np.int64),
            snapshot=self._of_part(lambda origin: self._snapshots.index(origin.snapshot), np.int32),
        )

    @cached_property
    def _snapshots(self) -> list[str]:
        return sorted({origin.snapshot for origin in self.origins})

    def _labelled(self, chosen: "Numbers") -> _Rows:
        """Rows of which those of _X say in their series what the map does not know."""
        import numpy as np

        rows = self._rows.at(chosen)
        unallocated = np.array([name == economies.NOT_ALLOCATED for name in self._names], bool)[rows.area]
        return rows._replace(series=np.where(unallocated, self._series.together[rows.slice], rows.series))

    def _on_board(self, chosen: "Numbers") -> _Rows:
        """Rows with their value free on board."""
        import numpy as np

        rows = self._rows.at(chosen)
        series = self._series.fob[rows.slice]
        return rows._replace(value=self.figures.fob[chosen], fob=np.ones_like(rows.fob), series=series)

    def _complete(self, chosen: "Numbers", both: "Numbers") -> "Numbers":
        """Of the chosen rows those that have both valuations, as have all of their slice and area."""
        import numpy as np

        rows = chosen.nonzero()[0]
        key = self._rows.slice[rows] * len(self._names) + self._rows.area[rows]
        groups, _ = arrow.distinct(key)
        lacking = np.bincount(groups, ~both[rows])[groups] > 0
        return cast("Numbers", rows[~lacking])

    def _partial(self, chosen: "Numbers") -> _Rows:
        """Of a filing that is not whole only the fact is kept."""
        import numpy as np

        rows = self._rows.at(chosen)
        world = np.full_like(rows.area, self._names.index(economies.WORLD))
        series = self._series.partial[rows.slice]
        return self._together(rows._replace(area=world, fob=self._exports[rows.slice], series=series))

    def _together(self, rows: _Rows) -> _Rows:
        """Rows of one slice, area and valuation as one: values added up, the last day, the first of the rest."""
        import numpy as np

        key = (rows.slice * len(self._names) + rows.area) * 2 + rows.fob
        groups, different = arrow.distinct(key)
        order = np.argsort(groups, kind="stable")
        first = np.flatnonzero(np.diff(groups[order], prepend=-1))
        if not len(order):
            return rows
        last, least = np.maximum.reduceat, np.minimum.reduceat
        return rows.at(order[first])._replace(
            value=np.bincount(groups, rows.value, len(different)),
            published_on=last(rows.published_on[order], first), basis=least(rows.basis[order], first),
            retrieved_at=least(rows.retrieved_at[order], first), snapshot=least(rows.snapshot[order], first),
        )  # fmt: skip

    def _table(self, rows: _Rows, valued: "Numbers") -> "pa.Table":
        import pyarrow as pa

        words, slices = self.figures.words, self.figures.slices
        products = ["_T" if product == "TOTAL" else product for product in words["product"]]
        breakdowns = sorted(products)
        breakdown = self._of(
            "product", lambda product: breakdowns.index("_T" if product == "TOTAL" else product), "int32"
        )
        monthly = self._of("freq", lambda freq: freq == "M", "int32")
        return pa.table({
            "indicator": arrow.coded(~self._exports[rows.slice], ("goods_exports", "goods_imports")),
            "ref_area": arrow.coded(self._ref_area[rows.slice], self._names),
            "counterpart_area": arrow.coded(rows.area, self._names),
            "breakdown": arrow.coded(breakdown[slices["product"]][rows.slice], breakdowns),
            "freq": arrow.coded(monthly[slices["freq"]][rows.slice], ("A", "M")),
            "time_period": arrow.numbers(_days(self._months[0])[rows.slice]).view(pa.date32()),
            "valuation": arrow.coded(rows.fob, ("CIF", "FOB")),
            "obs_value": arrow.numbers(rows.value, valued),
            "obs_status": arrow.coded(~valued, ("A", "L")),
            "series": arrow.coded(rows.series, self._series.words),
            "published_on": arrow.numbers(rows.published_on).view(pa.date32()),
            "published_basis": arrow.coded(rows.basis, _BASIS),
            "retrieved_at": arrow.numbers(rows.retrieved_at).view(pa.timestamp("us")),
            "snapshot": arrow.coded(rows.snapshot, self._snapshots),
        })  # fmt: skip


def _month(period: str, by_month: bool) -> int:
    try:
        start = date(int(period[:4]), int(period[4:6]) if by_month else 1, 1)
    except ValueError as error:
        raise BrokenContract(f"Comtrade: expected a year or a month as the period, found {period!r}") from error
    return (start.year - 1970) * 12 + start.month - 1


def _days(months: "Numbers") -> "Numbers":
    import numpy as np

    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
