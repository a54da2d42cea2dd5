"""What else a sentence may say: the claim that was read, of another area, period, group or measure than was taken.

Belongs here: the claims that may be meant instead, so that no sentence is contradicted that was misread.
Does not belong here: whether one of them holds (sql/factcheck/part_verdict.sql), reading itself.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipelines import catalogue
from pipelines.catalogue import economies
from pipelines.claims import lexicon
from pipelines.claims.lexicon import SAID, WORDS
from pipelines.claims.periods import year_before

if TYPE_CHECKING:
    from pipelines.claims.model import Areas, Claim

PARITIES = {"gdp": "gdp_ppp", "gdp_per_capita": "gdp_ppp_per_capita", "income_per_capita": "gdp_ppp_per_capita"}
REVISED_BY = 1.3
"""Each round of comparing prices revises amounts at parity, and shares of them: between the World Bank's editions of
2013 and 2023 half of the countries' figures of one year differ by 1.2 times or more, a quarter of them by 1.6."""
DIGITS = re.compile(r"\d[\d,.]*")


def instead(
    claim: "Claim", areas: Sequence[str], periods: Sequence[str], said: str = "", era: str = "", sentence: str = ""
) -> "list[Claim]":
    """The claims that a sentence which names these countries and periods may make instead.

    Of a group whose name is used of other members, too, of those; where it has a number, of another country or period;
    where its words (`said`) give a rank without saying among whom, among the countries of one continent; output at
    purchasing power parity; for the richest the largest economy; where an `era` or the `sentence` names a moment ("ten
    years ago"), one year earlier or later; of what several years come to, the mean, or one year less.
    """
    if claim.not_checkable:
        return []
    moment = era or SAID["a moment of a year"].search(sentence)
    beside = _around(claim) if moment and claim.operation in {*WORDS["with a figure"], "rank"} else ()
    others = [claim.model_copy(update=changed) for changed in (*_composed(claim), *beside, *_measured(claim, said))]
    if claim.operation == "rank" and not (claim.universe or claim.areas.counterpart) and SAID["ranks"].search(said):
        around = {row["group_id"] for row in economies.groups() if row["iso3"] in claim.areas.ref}
        continents = sorted(WORDS["continents"].intersection(around))
        others += [claim.model_copy(update={"universe": each}) for each in continents]
    if claim.operation == "average":
        others += list(_averaged(claim))
    has_number = claim.operation in WORDS["with a figure"] and len(claim.areas.ref) == 1
    if has_number:
        others += [claim.model_copy(update={"areas": where}) for where in _places(claim, areas)]
    if claim.cumulative:
        others += [claim.model_copy(update=changed) for changed in _windows(claim)]
    elif has_number or (claim.operation == "rank" and not claim.period):
        others += _dated(claim, periods)
    return others[:12]  # the likeliest


def _composed(claim: "Claim") -> "Iterator[dict[str, Any]]":
    """“The Middle East's largest economy”: with or without Turkey is not said."""
    for group, other in lexicon.compositions():
        if claim.universe == group:
            yield {"universe": other}
        elif any(group in (*side.ref, *side.counterpart) for side in (claim.areas, claim.base)):
            yield {"areas": _with(claim.areas, group, other), "base": _with(claim.base, group, other)}


def _with(areas: "Areas", group: str, other: str) -> "Areas":
    ref, partner = ([other if area == group else area for area in side] for side in (areas.ref, areas.counterpart))
    return areas.model_copy(update={"ref": ref, "counterpart": partner})


def _measured(claim: "Claim", said: str) -> "Iterator[dict[str, str | None]]":
    """“India is an $8 trillion economy”, “the world's fifth richest country”: by which measure is not said."""
    beside_another = claim.operation == "ratio" and bool(claim.base.ref)  # "80 per cent of what the U.S. had"
    if (at_parity := PARITIES.get(claim.indicator or "")) and (claim.operation in WORDS["at parity"] or beside_another):
        yield {"indicator": at_parity, "unit": "INTL_USD" if claim.unit == "USD" else claim.unit} | _revised(claim)
    if claim.indicator == "gdp_per_capita" and claim.operation == "rank" and SAID["richest"].search(said.lower()):
        yield {"indicator": "gdp"}


def _revised(claim: "Claim") -> dict[str, str | None]:
    """Amounts at parity are not those of the day of the claim: about as much holds."""
    stated = claim.value or ""
    revised = claim.operation in ("level", "sum", "share") and claim.value_high is None
    if not (revised and DIGITS.search(stated)):
        return {}
    return {"hedge": "between", "value": _times(stated, 1 / REVISED_BY), "value_high": _times(stated, REVISED_BY)}


def _times(stated: str, factor: float) -> str:
    """“2.39 trillion” times 1.3 is “3.11 trillion”."""
    return DIGITS.sub(lambda digits: f"{float(digits[0].replace(',', '')) * factor:,.2f}", stated, count=1)


def _places(claim: "Claim", named: Sequence[str]) -> "Iterator[Areas]":
    ref, partner = claim.areas.ref, claim.areas.counterpart
    others = [[area] for area in named if area not in (*ref, *partner)]
    if partner:
        yield claim.areas.model_copy(update={"ref": partner, "counterpart": ref})
        yield from (claim.areas.model_copy(update={"counterpart": other}) for other in others)
    elif catalogue.indicators()[claim.indicator or ""].get("bilateral"):
        # “US exports to China fell; Chinese imports fell”: those from China
        yield from (claim.areas.model_copy(update={"ref": other, "counterpart": ref}) for other in others)
        yield from (claim.areas.model_copy(update={"counterpart": other}) for other in others)
    yield from (claim.areas.model_copy(update={"ref": other}) for other in others)


def _around(claim: "Claim") -> "Iterator[dict[str, str]]":
    """“Since it joined NATO” in March 2004: since 2003 or 2004 is not said."""
    for name, said in (("base_period", claim.base_period), ("period", claim.period)):
        for year in (int(said) - 1, int(said) + 1) if said and len(said) == 4 else ():
            if year <= claim.said_on.year:
                yield {name: str(year)}


def _averaged(claim: "Claim") -> "Iterator[Claim]":
    """“Averaged 5 per cent between 2010 and 2015”: with the first year or without it; of growth also compounded."""
    first, _, last = (claim.period or "").partition("/")
    for begin in (int(first) - 1, int(first) + 1) if last else ():
        if begin < int(last):
            yield claim.model_copy(update={"period": f"{begin}/{last}"})
    if claim.indicator == "gdp_growth":
        falls = (claim.value or "").startswith("-")
        growth = {"indicator": "gdp_constant", "operation": "growth", "order": "asc" if falls else "desc"}
        dates = {"period": last, "base_period": str(int(first) - 1)} if last else {}
        yield claim.model_copy(update=growth | dates | {"value": (claim.value or "").removeprefix("-")})


def _windows(claim: "Claim") -> "Iterator[dict[str, str | bool]]":
    """“Received $40 billion between 2015 and 2020”: a year on average, or without the first or the last."""
    if claim.operation in ("level", "sum"):
        yield {"operation": "average", "cumulative": False}
    first, _, last = (claim.period or "").partition("/")
    if not last or claim.base_period:
        return
    for begin, end in ((int(first) + 1, int(last)), (int(first), int(last) - 1), (int(first) - 1, int(last))):
        if begin < end:
            yield {"period": f"{begin}/{end}"}


def _dated(claim: "Claim", named: Sequence[str]) -> "Iterator[Claim]":
    for period in [period for period in named if period != claim.period] + [None] * (claim.period is not None):
        if claim.operation == "change" and period is not None:
            yield claim.model_copy(update={"period": period, "base_period": year_before(period), "span": None})
        elif claim.operation not in ("growth", "ratio"):
            yield claim.model_copy(update={"period": period})
