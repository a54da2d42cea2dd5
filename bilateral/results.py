"""What a check gives back: small typed objects that print as text and as a table in a notebook.

Belongs here: the shape of results and how they look. Does not belong here: wording of verdicts (pipelines/reports/).
"""

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {"SUPPORTED": "#1a7f37", "SUPPORTED_LOOSELY": "#4d8a2f", "CONTRADICTED": "#b3261e", "DEPENDS": "#8a6100"}
OTHER = "#57606a"


@dataclass(frozen=True)
class Skipped:
    """A statement that was not checked: what it is (`reason`) and why in words."""

    text: str
    reason: str
    words: str


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict as known when it was said (`verdict`) and as known today (`verdict_now`)."""

    text: str
    in_words: str
    indicator: str | None
    ref_area: list[str]
    counterpart_area: list[str]
    operation: str
    hedge: str
    value: str | None
    unit: str | None
    period: str | None
    verdict: str
    verdict_now: str
    reason: str
    decided_by: str | None
    would_be_true: str | None
    document: dict[str, Any] = field(repr=False)
    """All of it, as `bilateral check --json` prints it."""

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Judged":
        areas = {"ref_area": document["areas"]["ref"], "counterpart_area": document["areas"]["counterpart"]}
        return cls(
            **{name: document[name] for name in cls.__dataclass_fields__ if name in document},
            **areas,
            document=document,
        )

    @property
    def readings(self) -> "pd.DataFrame":
        """One row per defensible way to compute the claim, as known then and now, with the query behind each."""
        import pandas as pd

        return pd.DataFrame(self.document["readings"])

    def _repr_html_(self) -> str:
        return _table([self])


@dataclass(frozen=True)
class Checked:
    """A text checked: its claims with verdicts, and what was not checked."""

    said_on: str
    claims: list[Judged]
    skipped: list[Skipped]
    headlines: list[str]
    """For each sentence that states several things, which of them hold."""

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Checked":
        skipped = [Skipped(item["text"], item["reason"], item["words"]) for item in document["skipped"]]
        headlines = [sentence["headline"] for sentence in document["sentences"]]
        return cls(document["said_on"], [Judged.of(claim) for claim in document["claims"]], skipped, headlines)

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{escape(item.text)} <em>({escape(item.words)})</em></li>" for item in self.skipped)
        unchecked = f"<p>Not checked:</p><ul>{rows}</ul>" if rows else ""
        return f"{_table(self.claims)}{unchecked}"


def _table(claims: list[Judged]) -> str:
    head = "".join(f"<th style='text-align:left'>{name}</th>" for name in ("claim", "when said", "now", "because"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, claims))}</tbody></table>"


def _row(claim: Judged) -> str:
    verdicts = "".join(
        f"<td style='color:{COLOURS.get(name, OTHER)};font-weight:600'>{escape(name)}</td>"
        for name in (claim.verdict, claim.verdict_now)
    )
    return f"<tr><td>{escape(claim.in_words)}</td>{verdicts}<td>{escape(claim.reason or '')}</td></tr>"
