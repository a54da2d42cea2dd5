"""What a claim is: the structured assertion that article files hold and that sentences are parsed into.

Belongs here: the shape of articles and claims, and the checks that need nothing but the claim itself.
Does not belong here: words (lexicon/), intervals (hedges.py), evaluation (sql/factcheck/).
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.claims.lexicon import WORDS

Operation = Literal[
    "level",  # the value of one area (or of one pair)
    "sum",  # added up over areas
    "mean",  # averaged over areas, weighted where the unit demands it
    "share",  # ref (or counterpart) in per cent of `base`
    "ratio",  # how many times `base`
    "change",  # between base_period and period, in `unit`: per cent, points, or the indicator's own unit
    "growth",  # compound average yearly change between base_period and period, in per cent
    "rank",  # place of the area among all areas of `universe`, largest first (`order: asc` for smallest)
    "average",  # mean over the periods of the window
    "extreme",  # highest (or lowest with order: asc) since base_period, or of the last `span` years
    "always",  # holds in every period of the window: a value, a place, a comparison; rising (falling) without any
    "ever",  # holds in at least one period of the window
    "became",  # holds in `period` and not in the one before; without `period`: today, and at some time it did not
    "compare",  # larger (hedge over) or smaller (hedge under) than `base`, added up
    "order",  # larger (hedge over) or smaller (hedge under) than every area of `base`
    "count",  # so many areas of `areas.ref`, one group, meet the `bar`; with unit PT so much of the group
    "next",  # larger (hedge over) or smaller (hedge under) than the next `value` of `universe` together
    "difference",  # minus `base`, in the indicator's unit or in points; below it with order: asc
    "direction",  # rose (or fell with order: asc), without a number
    "streak",  # rose (or fell with order: asc) in every one of the last `value` periods
    "exists",  # the thing is above zero, or a dated event happened
    "first",  # the first event of its kind since base_period
]
OPERATIONS = get_args(Operation)
WITH_VALUE = WORDS["with a number"]
"""Those that compare with a stated number."""
CUMULATED = WORDS["cumulated"]
"""Those that can be said of what the years of a window come to."""

BALANCES = ("current_account", "current_account_gdp", "budget_balance", "trade_balance", "trade_balance_gdp")
"""What is a deficit below zero: the lowest is the largest deficit."""
OVER_PERIODS = ("always", "ever", "became")
"""Those that say in which of several periods something holds (Claim.measured)."""

Reason = Literal[
    "opinion", "forecast", "counterfactual", "sub-national", "no indicator", "no data", "context", "incoherent"
]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Areas(Strict):
    """ISO3 codes or group ids (EU, ASEAN, G7, WLD, …); roles by position, as in core.observation."""

    ref: list[str] = Field(default_factory=list)
    counterpart: list[str] = Field(default_factory=list)


class Bar(Strict):
    """What the areas that are counted have to meet: more than 2 per cent of GDP, less than nothing."""

    hedge: Literal["over", "at_least", "under", "at_most"]
    value: str
    unit: str | None = None
    """None takes the indicator's unit."""


class Event(Strict):
    """Which dated events an `exists` or `first` claim is about: kinds of warehouse/reference/events.csv."""

    kinds: list[str]
    areas: list[str]


class Claim(Strict):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")
    quote: str = Field(min_length=1)
    speaker: str | None = None
    speaker_type: Literal["Person", "Organization", "GovernmentOrganization"] | None = None
    """What the speaker is, as schema.org calls it; None where nobody has said."""
    said_on: date
    indicator: str | None = None
    areas: Areas = Areas()
    operation: Operation | None = None
    hedge: str = "none"
    value: str | None = None
    """As written, with its magnitude: "1.6 billion", "28,500", "400", "a third", "top 10"."""
    value_high: str | None = None
    """Upper end, with hedge `between`."""
    unit: str | None = None
    """USD, PS, PT (per cent), PP (percentage points), TIMES, RANK, KRW, …; None takes the indicator's unit."""
    period: str | None = None
    """"2023", "2023-FY", "2023-24-FY", "2023-Q4", "2023-08", "2006/2021"; None: see section 1 of the method."""
    base: Areas = Areas()
    """Right-hand side of share, ratio and compare. Empty for share means the world."""
    base_period: str | None = None
    span: int | None = Field(default=None, ge=1, le=200)
    """Years back from the newest period published: "in the last 5 years". Instead of base_period, without period."""
    cumulative: bool = False
    """The figure is what the years of a window (period and base_period such as 2019/2023, or span) come to together,
    and not that of one of them."""
    order: Literal["desc", "asc"] = "desc"
    universe: str | None = None
    """Group within which a rank or an extreme is meant; None: all economies (or all partners)."""
    bar: Bar | None = None
    definitions: list[str] = Field(default_factory=list)
    """Restricts the readings to these definitions of the catalogue, when the sentence itself says which."""
    publishers: list[str] = Field(default_factory=list)
    """Whose figure the sentence says it is (ids of lexicon/publishers.csv); others do not contradict it from nearby."""
    parts: Literal["ref", "counterpart"] | None = None
    """A verdict for each area in this role, and one overall."""
    event: Event | None = None
    not_checkable: Reason | None = None
    reason: str | None = None
    note: str | None = None
    unread: str | None = None
    """What of the sentence was not read, in words: then no verdict on the rest of it stands for the sentence."""

    @property
    def is_of_deficits(self) -> bool:
        """Whether balances are compared, or put in their order, as deficits."""
        return self.operation in ("compare", "order", "rank") and self.order == "asc" and self.indicator in BALANCES

    @property
    def measured(self) -> Operation | None:
        """What is computed of each period, where the claim is about several of them."""
        if self.operation not in OVER_PERIODS:
            return self.operation
        against = [*self.base.ref, *self.base.counterpart]
        if against and self.value is not None:
            return "ratio" if self.unit == "TIMES" else "share"
        if against:
            return "order" if len(against) > 1 else "compare"
        if self.unit == "RANK":
            return "rank"
        return "direction" if self.value is None else "level"

    @model_validator(mode="after")
    def is_whole(self) -> "Claim":
        for problem in _missing(self):
            raise ValueError(problem)
        return self


def _missing(claim: Claim) -> Iterator[str]:
    """What a claim lacks to be computed with, or has too much; what comes later takes what comes first as given."""
    if claim.not_checkable and claim.not_checkable != "context":
        if not claim.reason:
            yield "not_checkable needs a `reason` in words"
    elif not claim.operation:
        yield f"`operation` is missing; one of {', '.join(OPERATIONS)}"
    elif not claim.event:
        yield from _missing_figure(claim, claim.operation)
        yield from _missing_comparison(claim, claim.operation)
        yield from _missing_time(claim, claim.operation)
        if claim.cumulative:
            yield from _missing_window(claim)


def _missing_figure(claim: Claim, operation: str) -> Iterator[str]:
    if not claim.indicator:
        yield "`indicator` is missing (or say not_checkable with a reason)"
    if not claim.areas.ref:
        yield "`areas.ref` is empty: name at least one ISO3 code or group"
    if operation in WITH_VALUE and claim.value is None:
        yield f"`value` is missing: {operation} compares with a stated number"
    if claim.hedge == "between" and claim.value_high is None:
        yield "hedge `between` needs `value_high`"


def _missing_comparison(claim: Claim, operation: str) -> Iterator[str]:
    against = claim.base.ref or claim.base.counterpart
    if operation in {"ratio", "compare"} and not (against or claim.base_period or claim.span):
        yield f"{operation} needs `base` (other areas) or `base_period`"
    if operation in {"ever", "became"} and not against and claim.value is None:
        yield f"{operation} needs `base` (other areas), or a `value` (with unit RANK a place)"
    if operation in {"order", "difference"} and not against:
        yield f"{operation} needs `base`, the areas that it is drawn against"
    if operation == "count" and not (claim.bar and len(claim.areas.ref) == 1):
        yield "count needs `bar`, what has to be met, and one group in `areas.ref`, whose members are counted"


def _missing_time(claim: Claim, operation: str) -> Iterator[str]:
    years = claim.span or claim.base_period or "/" in (claim.period or "")
    if operation == "count" and years:
        yield "count is of one period: leave `base_period` and `span` out"
    if claim.span and (claim.period or claim.base_period):
        yield "`span` counts back from the newest period: leave `period` and `base_period` out"
    if operation == "became" and "/" in (claim.period or ""):
        yield "became is of one period: name that in which it came about, or none"
    if operation in {"average", "always", "ever"} and not years:
        yield f"{operation} needs a window: a period such as 2018/2022, `base_period` or `span`"


def _missing_window(claim: Claim) -> Iterator[str]:
    """Which years are added up, and of a comparison of windows two of the same length."""
    if claim.operation not in CUMULATED:
        yield f"`cumulative` says nothing of {claim.operation}; only of {', '.join(sorted(CUMULATED))}"
    if not (years_of(claim.period) or claim.span):
        yield "`cumulative` needs a window: a period such as 2019/2023, or `span`"
    over_time = claim.operation in ("change", "direction") or (claim.operation == "ratio" and not claim.base.ref)
    if over_time and not claim.base_period:
        yield f"{claim.operation} needs `base_period`, the window that is compared with"
    if claim.base_period and years_of(claim.base_period) != years_of(claim.period):
        yield "`base_period` has to be a window of as many years as `period`"


def years_of(period: str | None) -> int:
    """How many years a window such as 2019/2023 has; 0 for what is none."""
    window = re.fullmatch(r"(\d{4})/(\d{4})", period or "")
    return int(window[2]) - int(window[1]) + 1 if window else 0


class Article(Strict):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")
    title: str
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    published: date
    language: str = "en"
    country: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Who “we” and “our” are in its text (ISO3), as it was read."""
    speakers: dict[str, Annotated[str, Field(pattern=r"^[A-Z]{3}$")]] = Field(default_factory=dict)
    """Who they are in what these people are quoted with: name -> ISO3, as it was read."""
    claims: list[Claim]

    @model_validator(mode="after")
    def ids_are_unique(self) -> "Article":
        seen: set[str] = set()
        for claim in self.claims:
            if claim.id in seen:
                raise ValueError(f"claim id `{claim.id}` stands twice")
            seen.add(claim.id)
        return self
