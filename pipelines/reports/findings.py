"""Verdicts, parts and readings of claims with their words: what every form of output renders from.

Belongs here: the rows of factcheck.verdict, factcheck.part_verdict and factcheck.reading, and putting the arguments of
each code into its message. Does not belong here: the messages (messages.py), how numbers and days are written
(words.py), where any of it is shown.

A finding is a row of factcheck.verdict with `parts` and `readings`. Codes stand beside their words: `reason_code`
beside `reason`, `missing_code` beside `missing`, `type_reason_code` beside `type_reason`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.claims.model import OVER_PERIODS
from pipelines.reports import messages, words
from pipelines.stores.database import quoted

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
Key = tuple[str, str]
"""Article and claim."""


@dataclass(frozen=True)
class Names:
    """Names of what the codes are about, as they stand within a sentence."""

    areas: Mapping[str, str]
    publishers: Mapping[str, str]


Relations = Mapping[str, list[Row]]
"""Rows by relation: claim, reading, part_verdict and verdict."""
_ORDER = {"claim": "position", "reading": "part, known desc, position, reading_id", "part_verdict": "position"}


def load(connection: "duckdb.DuckDBPyConnection", article_ids: list[str] | None = None) -> dict[Key, Row]:
    """The findings on the claims of the articles named, or on all claims, in their order, as published."""
    return of(relations(connection, article_ids), names(connection))


def relations(connection: "duckdb.DuckDBPyConnection", article_ids: list[str] | None = None) -> Relations:
    """What is published of the articles named, or of all."""
    where = "" if article_ids is None else f" where article_id in ({', '.join(map(quoted, article_ids)) or 'null'})"
    return {
        name: rows(
            connection,
            f"select * from factcheck.{name}{where} order by article_id, claim_id, {_ORDER.get(name, 'claim_id')}",
        )
        for name in ("claim", "reading", "part_verdict", "verdict")
    }


def names(connection: "duckdb.DuckDBPyConnection") -> Names:
    """What areas and publishers are called."""
    areas = "select distinct group_id, group_name from core.economy_group union all select iso3, name from core.economy"
    publishers = "select id, coalesce(publisher, id) from input.source"
    named = connection.execute(areas).fetchall()
    return Names({code: words.in_text(name) for code, name in named}, dict(connection.execute(publishers).fetchall()))


def of(given: Relations, named: Names) -> dict[Key, Row]:
    """Article and claim -> the finding."""
    readings, parts = defaultdict(list), defaultdict(list)
    for row in given["reading"]:
        readings[row["article_id"], row["claim_id"]].append(reading(row, named))
    for row in given["part_verdict"]:
        parts[row["article_id"], row["claim_id"]].append(row)
    claims = {(row["article_id"], row["claim_id"]): row for row in given["claim"]}
    return {
        key: finding(row, claims[key], parts[key], readings[key], named)
        for row in given["verdict"]
        for key in [(row["article_id"], row["claim_id"])]
    }


def rows(
    connection: "duckdb.DuckDBPyConnection", sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()
) -> list[Row]:
    found = connection.execute(sql, parameters)
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, values, strict=True)) for values in found.fetchall()]


# Readings


def reading(row: Row, named: Names) -> Row:
    """A row of factcheck.reading with its words: label, period_label, obs_text, cited, missing, type_reason."""
    label = row["label"] or row["definition"].replace("_", " ")
    period = words.period(row["time_period"], row["freq"], row["years"])
    is_window = row["operation"] in ("average", *OVER_PERIODS)
    begin = row["window_from"] if is_window else row["base_period"]
    if begin:
        first = words.period(begin, row["freq"], row["years"])
        period = messages.PERIODS.format(first=first, last=period)
    worded = row | {
        "label": messages.VARIANTS[row["variant"]].format(label=label),
        "period_label": period,
        "vintage": messages.EDITIONS.get(row["vintage"], row["vintage"]),
        "obs_text": _number(row),
        "publisher": " and ".join(named.publishers.get(source, source) for source in row["source"].split(" + ")),
        "missing_code": row["missing"],
        "type_reason_code": row["type_reason"],
        "type_reason": _type_reason(row),
    }
    return worded | {"missing": _missing(worded, named), "cited": _cited(worded, named)}


def _number(row: Row) -> str | None:
    """The number of a reading; of a comparison with the digits that show which is the larger."""
    if row["obs_value"] is None:
        return None
    limits = [] if row["operation"] in ("compare", "order", "next") else [row["low"], row["high"]]
    if row["unit_measure"] == "TIMES":
        limits.append(1.0)
    if row["unit_measure"] == "PERIODS":
        return messages.form(messages.IN_A_ROW[row["freq"]], round(row["obs_value"])).format(
            number=round(row["obs_value"])
        )
    if row["unit_measure"] == "RANK":
        return f"rank {row['obs_value']:,.0f}"
    if row["operation"] == "first":
        return f"{row['obs_value']:.0f} in between" if row["obs_value"] else "none in between"
    is_rise = row["operation"] in ("direction", "change") and row["obs_value"] > 0
    return "+" * is_rise + words.figure(row["obs_value"], row["unit_measure"], limits)


def _cited(row: Row, named: Names) -> str | None:
    """A number with what it is, where it is from and when it is of."""
    if row["obs_text"] is None:
        return None
    if row["source"] == "event":
        on = f" ({row['period_label']})" if row["obs_value"] > 0 else ""
        return messages.CITED_EVENT.format(label=row["label"], number=row["obs_text"], on=on)
    message = messages.CITED_RANK if row["unit_measure"] == "RANK" else messages.CITED
    is_count = row["operation"] == "count"
    return (messages.CITED_COUNT if is_count else message).format(
        number=row["met"] if is_count else row["obs_text"],
        **(_counted(row, named) if is_count else {}),
        among=_among(row, named),
        label=row["label"],
        publisher=row["publisher"],
        period=_decided_in(row),
        status=messages.CITED_STATUS.get(row["obs_status"], ""),
    )


def _decided_in(row: Row) -> str:
    """The period of a number; of what is said of several the one that decides, and those that stand against it."""
    if row["operation"] not in OVER_PERIODS:
        return str(row["period_label"])
    against = _broken_in(row)
    is_before = row["operation"] == "became" and row["record_in"] < row["time_period"]
    message = messages.AGAINST["became before" if is_before else row["operation"]]
    return words.period(row["record_in"], row["freq"]) + (message.format(periods=against) if against else "")


def _broken_in(row: Row) -> str:
    """Periods that stand against what is said of several; many are counted."""
    days = map(date.fromisoformat, (row["broken_in"] or "").split(";") if row["broken_in"] else ())
    periods = [words.period(each, row["freq"]) for each in days]
    if len(periods) <= messages.AREAS_NAMED:
        return words.listing(periods)
    few = messages.AREAS_NAMED - 2
    return messages.SOME_AREAS.format(named=", ".join(periods[:few]), more=len(periods) - few)


def _among(row: Row, named: Names) -> str:
    if row["unit_measure"] != "RANK":
        return ""
    is_open = row["rank_low"] is not None and row["rank_low"] < row["rank_high"]
    return (messages.AMONG_OPEN if is_open else messages.AMONG).format(
        low=row["rank_low"],
        high=row["rank_high"],
        areas=row["ranked_areas"],
        neighbour=named.areas.get(row["neighbour"], row["neighbour"]),
        gap=words.figure(row["neighbour_gap_pct"] or 0.0, "PT"),
    )


def _counted(row: Row, named: Names) -> Row:
    """Of how many members so many meet the bar, and who is meant."""
    said = {"met_by": messages.MET_BY, "close": messages.CLOSE_TO_BAR, "open": messages.OPEN_TO_BAR}
    areas = {"met_by": row["met_by"], "close": row["close_areas"], "open": row["open_areas"]}
    named_areas = {
        name: message.format(areas=_listed(areas[name].split(";"), named)) if areas[name] else ""
        for name, message in said.items()
    }
    return named_areas | {"counted": row["counted"]}


def _type_reason(row: Row) -> str | None:
    codes = (row["type_reason"] or "").split(";")
    period = words.period(row["time_period"], row["freq"], row["years"]) if row["time_period"] else ""
    said = [
        messages.TYPE_REASONS[code].format(definition_reason=row["definition_reason"], period=period)
        for code in codes
        if code
    ]
    return "; ".join(said) or None


def _missing(row: Row, named: Names) -> str | None:
    if row["missing"] is None:
        return None
    found, expected = row["missing_found"], row["missing_expected"]
    message = messages.form(messages.MISSING[row["missing"]], None if found is None else round(found))
    stated, unit = row["stated_unit"], row["unit_measure"]
    is_money = words.is_currency(stated) and words.is_currency(unit)
    return message.format(
        note=row["missing_note"],
        stated_unit=words.unit_name(stated),
        unit=words.unit_name(unit),
        no_rate=messages.NO_RATE if is_money else "",
        status=messages.MISSING_STATUS.get(row["missing_status"], ""),
        areas=_areas(row, named),
        base_period=row["base_period"] and words.period(row["base_period"], row["freq"], row["years"]),
        period=words.period(row["time_period"], row["freq"], row["years"]),
        found=None if found is None else f"{found:,.0f}",
        expected=None if expected is None else f"{expected:,.0f}",
        share=None if found is None else words.figure(found, "PT"),
        window_from=row["window_from"] and words.period(row["window_from"], row["freq"]),
    )


def _areas(row: Row, named: Names) -> str:
    """Areas by name as far as they are few."""
    if row["missing_count"] and row["missing_count"] > messages.AREAS_NAMED:
        return messages.MANY_AREAS.format(count=row["missing_count"])
    return _listed((row["missing_areas"] or "").split(";"), named)


def _listed(codes: list[str], named: Names) -> str:
    areas = sorted(named.areas.get(code, code) for code in codes)
    if len(areas) > messages.AREAS_NAMED:
        few = messages.AREAS_NAMED - 2
        return messages.SOME_AREAS.format(named=", ".join(areas[:few]), more=len(areas) - few)
    return words.listing(areas)


# Verdicts


def finding(row: Row, claim: Row, parts: list[Row], readings: list[Row], named: Names) -> Row:
    """A row of factcheck.verdict with its parts, its readings and the words for all of them."""
    by_part: dict[str, list[Row]] = defaultdict(list)
    for found in readings:
        by_part[found["part"]].append(found)
    worded = [_part(part, claim, by_part[part["part"]], named) for part in parts]
    own_reason = words.capital(_own_reason(row, claim, worded))
    of_parts = [f"{part['part_name']}: {part['sentence']}" for part in worded] if row["parts"] > 1 else []
    return row | {
        "reason_code": row["reason"],
        "own_reason": own_reason,
        "reason": " ".join([own_reason, *of_parts]),
        "choice": _choice(row["decided_by"], row["definition_choice"], worded[0]["freq"] if worded else None),
        "would_be_true": _nearest_truth(worded),
        "turned_by": " ".join(filter(None, (part["turned_by"] for part in worded))) or None,
        "parts": worded,
        "readings": readings,
    }


def _nearest_truth(parts: list[Row]) -> str | None:
    """That of the one part; of several, those for which it holds, and what would of each of the others."""
    if len(parts) == 1:
        return parts[0]["would_be_true"]  # type: ignore[no-any-return]
    named = [part for part in parts if part["part"]]
    holding = [
        words.in_text(part["part_name"]) for part in named if part["verdict"] in ("SUPPORTED", "SUPPORTED_LOOSELY")
    ]
    said = [f"{part['part_name']}: {part['would_be_true']}" for part in named if part["would_be_true"]]
    if 0 < len(holding) < len(named):
        said.insert(0, words.capital(messages.ONLY_OF.format(areas=words.listing(holding))))
    return " ".join(said) or None


def _own_reason(row: Row, claim: Row, parts: list[Row]) -> str:
    """The reason of a claim without those of its parts."""
    if row["reason"] == "NO_FIGURE_DECIDES":
        return f"{claim['not_checkable'].replace('_', ' ')}: {claim['reason']}"
    if row["reason"] == "PARTS_DIFFER":
        return messages.form(messages.REASONS["PARTS_DIFFER"], None).format(by_verdict=_by_verdict(parts))
    if len(parts) == 1:
        return str(parts[0]["sentence"])
    names = words.listing([words.in_text(part["part_name"]) for part in parts])
    return messages.form(messages.REASONS[row["reason"]], None).format(areas=names)


def _by_verdict(parts: list[Row]) -> str:
    areas: dict[str, list[str]] = {verdict: [] for verdict in messages.BY_VERDICT}
    for part in parts:
        verdict = str(part["verdict"])
        areas[messages.LIKE.get(verdict, verdict)].append(words.in_text(part["part_name"]))
    return "; ".join(
        message.format(areas=words.listing(areas[verdict]))
        for verdict, message in messages.BY_VERDICT.items()
        if areas[verdict]
    )


def _part(row: Row, claim: Row, readings: list[Row], named: Names) -> Row:
    by_id = {found["reading_id"]: found for found in readings}
    choice = _choice(row["decided_by"], row["definition_choice"], row["freq"])
    sentence = _reason(row, claim, readings, choice or "")
    return row | {
        "reason_code": row["reason"],
        "sentence": sentence,
        "reason": words.capital(sentence),
        "choice": choice,
        "would_be_true": _would_be_true(row, by_id, named),
        "turned_by": _turned_by(row, readings, by_id),
    }


def _would_be_true(row: Row, by_id: Mapping[str, Row], named: Names) -> str | None:
    """The nearest true sentence, and what would hold of the sentence as it stands."""
    code, otherwise = row["would_be_true"], by_id.get(row["otherwise_reading_id"])
    if code == "LATER" and row["reason"] in messages.SAY_LATER:
        code = None
    said = []
    if code:
        limit = by_id.get(row["limit_reading_id"])
        said.append(
            words.capital(
                messages.WOULD_BE_TRUE[code].format(
                    **_of_closest(by_id.get(row["closest_reading_id"]), named),
                    **{
                        name: _cited_of(by_id.get(row[f"{name}_reading_id"]))
                        for name in ("holding", "earlier", "current", "arguable", "otherwise")
                    },
                    window_from=limit and words.period(limit["window_from"], limit["freq"]),
                )
            )
        )
    closest = by_id.get(row["closest_reading_id"])
    if row["other_period"] and closest and not row["superseded_on"]:
        number = words.figure(row["other_value"], closest["unit_measure"], [closest["low"], closest["high"]])
        year = words.period(row["other_period"], closest["freq"])
        said.append(words.capital(messages.OF_YEAR.format(year=year, number=number)))
    elif otherwise and code != "SAY_SO" and otherwise["reading_id"] != row["earlier_reading_id"]:
        said.append(words.capital(messages.AS_SAID.format(otherwise=_cited_of(otherwise))))
    return " ".join(said) or None


def _of_closest(closest: Row | None, named: Names) -> Row:
    """What the closest reading has to say about itself, its neighbour and its record."""
    if closest is None:
        return dict.fromkeys(
            (
                "number",
                "size",
                "period",
                "neighbour",
                "before",
                "beaten_in",
                "record_in",
                "record",
                "bottom",
                "top",
                "broken_in",
            )
        )

    def period(name: str) -> str | None:
        return words.period(closest[name], closest["freq"]) if closest[name] else None

    def figure(value: float | None) -> str | None:
        return None if value is None else words.figure(value, closest["unit_measure"])

    is_lowest = closest["sort_order"] == "asc"
    size = (closest["obs_text"] or "").lstrip("−")
    # what fell by so much is said to have fallen by a number above zero
    is_fall = is_lowest and closest["operation"] in ("change", "growth", "difference")
    return {
        "number": size if is_fall else closest["obs_text"],
        "size": size,
        "period": closest["period_label"],
        "neighbour": named.areas.get(closest["neighbour"], closest["neighbour"]),
        "before": figure(closest["window_low" if is_lowest else "window_high"]),
        "beaten_in": period("beaten_in"),
        "record_in": period("record_in"),
        "record": figure(closest["window_bottom" if is_lowest else "window_top"]),
        "broken_in": _broken_in(closest),
        "bottom": figure(closest["window_bottom"]),
        "top": figure(closest["window_top"]),
    }


def _reason(row: Row, claim: Row, readings: list[Row], choice: str) -> str:
    code = row["reason"]
    by_id = {found["reading_id"]: found for found in readings}
    cited = {
        name: _cited_of(by_id.get(row[f"{name}_reading_id"]))
        for name in ("closest", "holding", "failing", "earlier", "arguable", "current")
    }
    counts = {"votes": row["votes"], "holds": row["holds"], "nears": row["nears"], "fails": row["votes"] - row["holds"]}
    period = (claim["period"] or "").replace("-FY", " as a fiscal year").replace("/", "–")
    if len(period) == len("2024-03"):
        period = words.period(claim["period_from"], claim["freq"])
    return messages.form(messages.REASONS[code], counts[messages.COUNTED_BY.get(code, "votes")]).format(
        **cited,
        **counts,
        choice=choice,
        own_reason=claim["reason"],
        said_on=claim["said_on"] and words.day(claim["said_on"]),
        for_period=f" for {period}" if period else "",
        indicator=_indicator(claim),
        missing=_of_either(readings, "missing", lambda found: found["type"] == "E")
        or _of_either(readings, "missing", lambda found: found["missing"] is not None),
        awaited=row["awaited"],
        **_superseded(row, by_id.get(row["closest_reading_id"])),
        why_arguable=(by_id.get(row["arguable_reading_id"]) or {}).get("type_reason"),
        holding_readings=messages.form(messages.HOLDING_READINGS, row["holds"]).format(**cited, **counts),
        failing_readings=_failing(cited, counts),
    )


def _indicator(claim: Row) -> str:
    from pipelines import catalogue

    name = str(catalogue.indicators().get(claim["indicator"], {"name": "it"})["name"])
    return name if name[1:2].isupper() else name[0].lower() + name[1:]


def _superseded(row: Row, closest: Row | None) -> Row:
    """The figure of an edition before that of the closest reading, and when it was published."""
    if closest is None or not row["superseded_on"]:
        return dict.fromkeys(("publisher", "superseded_on", "superseded"))
    return {
        "publisher": closest["publisher"],
        "superseded_on": words.day(row["superseded_on"]),
        "superseded": words.figure(row["superseded_value"], closest["unit_measure"], [closest["low"], closest["high"]]),
    }


def _failing(cited: dict[str, str], counts: dict[str, int]) -> str:
    """The closest of those that fail stands for all of them: it misses, comes near or is too close to tell."""
    said = messages.form(messages.FAILING_READINGS, counts["fails"]).format(**cited, **counts)
    if counts["nears"] == 0:
        return said
    if counts["nears"] == counts["fails"]:
        return messages.ALL_COME_NEAR.format(failing_readings=said)
    return messages.form(messages.SOME_COME_NEAR, counts["nears"]).format(failing_readings=said, **counts)


def _cited_of(found: Row | None) -> str:
    return (found and found["cited"]) or ""


def _has_vote(found: Row) -> bool:
    return found["outcome"] not in ("INCOMPLETE", "INCOHERENT")


def _of_either(readings: list[Row], field: str, counts: Any) -> str:
    """What the readings of the day say, or, where they say nothing, those of today: each text once."""
    for known in ("then", "now"):
        given = [found[field] for found in readings if found["known"] == known and counts(found) and found[field]]
        said = {reason for reasons in given for reason in reasons.split("; ")}
        if said:
            return "; ".join(sorted(said))
    return ""


def _turned_by(row: Row, readings: list[Row], by_id: dict[str, Row]) -> str | None:
    """What changed between the two verdicts, without naming them: they stand beside it."""
    said = []
    if now := by_id.get(row["revised_reading_id"]):
        same = ("definition", "source", "time_period")
        then = next(
            found for found in readings if found["known"] == "then" and all(found[name] == now[name] for name in same)
        )
        said.append(
            messages.REVISED.format(
                publisher=now["publisher"],
                period=now["period_label"],
                before=then["obs_text"],
                after=now["obs_text"],
                edition=now["vintage"],
            )
        )
    if new := by_id.get(row["added_reading_id"]):
        said.append(
            messages.ADDED.format(publisher=new["publisher"], period=new["period_label"], number=new["obs_text"])
        )
    return f"{words.capital('; '.join(said))}." if said else None


def _choice(decided_by: str | None, definition: str | None, freq: str | None) -> str | None:
    """The choice that decides, in words."""
    if decided_by is None:
        return None
    by_freq = messages.CHOICES[decided_by]
    message = by_freq[freq] if freq in by_freq else by_freq[None]
    return message.format(definition=definition or messages.DEFINITION)
