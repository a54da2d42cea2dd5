"""What several rules need: where a proposition may end, signs, operations of groups, named words of a match.

Belongs here: nothing that makes a claim. Does not belong here: rules (amounts.py, changes.py, comparisons.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import terms as t
from pipelines.claims.phrases import GROUPS

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row

Match = re.Match[str]


TAIL = re.compile(r"(?:$|[,;n|!?fwh.vbuecltFS%r^&DYB>]|i[AR]|oA)")


def plural(row: "Row", areas: tuple[str, ...], indicator: str) -> str:
    if len(areas) == 1 and (areas[0] not in GROUPS or areas[0] == "WLD"):
        return "level"
    return "mean" if indicator in t.AVERAGED else "sum"


def fits(indicator: str, code: str) -> bool:
    """Whether an indicator is measured in money, in persons or as a rate."""
    return indicator in {"M": t.MONEY, "C": t.PERSONS, "P": t.RATES}.get(code, ())


def signed(row: "Row", n: int, negative: bool) -> str:
    text = row.items[n].data[0].text
    return f"-{text}" if negative and not text.startswith("-") else text


def too_few(row: "Row", n: int, indicator: str) -> bool:
    """No country has so few people: the number is an age, a rank or a share."""
    return (
        indicator in ("population", "armed_forces") and row.items[n].code == "C" and row.items[n].data[0].amount < 300
    )


def years_between(base: str, period: str | None, row: "Row") -> int:
    return int((period or str(row.said_on.year))[:4]) - int(base[:4])


def said_at(row: "Row", place: int, *operations: str) -> dict[str, Any] | None:
    """The claim whose number stands at a place of the row."""
    start = row.items[place].start
    return next((d for d in reversed(row.drafts) if d["at"] == start and d.get("operation") in operations), None)


def product_of(draft: dict[str, Any]) -> dict[str, Any]:
    """What a figure before it says of a figure of the same thing: that of the product only the total is held."""
    held = draft.get("reason", "").startswith(t.GOODS_ONLY)
    return {key: draft[key] for key in ("not_checkable", "reason")} if held else {}


def is_defence(row: "Row", place: int) -> bool:
    w = row.items[place]
    return w.code == "d" or (
        w.code == "I" and w.data["indicator"] in ("armed_forces", "military_expenditure") and not w.data["modifier"]
    )


def manner(row: "Row", q: int) -> str | None:
    """More or less than: “more slowly than” is less, and of another adverb between the two nothing is known."""
    between = row.low[row.items[q].end : row.items[q + 1].start].strip()
    if between in ("", "rapidly", "quickly"):
        return str(row.items[q].data)
    return {"more": "less", "less": "more"}[row.items[q].data] if between == "slowly" else None


def item(row: "Row", m: Match, name: str) -> Any:
    return row.items[m.start(name)] if m.groupdict().get(name) else None


def base_of(row: "Row", w: Any, indicator: str) -> tuple[str, ...]:
    if w.code == "I":
        if w.data["indicator"] != indicator or w.data["own"] is None or w.data["partner"] is not None or w.data["bad"]:
            return ()
        return row.who(w.data["own"])
    return row.who(w)
