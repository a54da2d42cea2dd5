"""The catalogue of messages: what each code of sql/factcheck says, in the English that a reader sees.

Belongs here: one message for each code, and which of its forms a count takes. Does not belong here: which code
applies (sql/factcheck/), numbers and names as text (words.py), putting the arguments together (findings.py).

A message names its arguments in braces. Where a count decides the form, the key is that count, and None stands for
all others. Another language is another file like this one.
"""

from collections.abc import Mapping

Forms = Mapping[int | None, str]

REASONS: dict[str, str | Forms] = {
    "NO_FIGURE_DECIDES": "{own_reason}",
    "NO_INDICATOR": "no indicator of the catalogue answers it.",
    "FAULT": "a fault of bilateral's own kept it from being judged; the log says which.",
    "NOTHING_USABLE": "no figure decides it: {missing}.",
    "AWAITED": "the figures held say otherwise: {closest}. What might bear it out is not held: {awaited}.",
    "OVERTAKEN": "only an earlier period had been published by {said_on}, {closest}; since then: {current}.",
    "UNSEEN": (
        "no figure published by {said_on} is held. Today's says otherwise, {closest}, but first figures are revised by"
        " as much."
    ),
    "AGED": "the edition held from before {said_on} was months old, {closest}; a later one has {current}.",
    "NOT_YET_PUBLISHED": "no figure published by {said_on} is held; today's is {closest}.",
    "ONLY_ARGUABLE": "no figure held measures exactly what it says. The nearest is {arguable}: {why_arguable}.",
    "NO_FIGURE": "no figure of {indicator} is held{for_period}.",
    "ALL_HOLD": {
        1: "the figure agrees: {closest}.",
        2: "both figures that answer it agree; the closest is {closest}.",
        None: "all {votes} figures that answer it agree; the closest is {closest}.",
    },
    "SOME_NEARLY_HOLD": "the figures that answer it agree or come near; the closest is {closest}.",
    "SPLIT": "it depends on {choice}. {holding_readings}. {failing_readings}.",
    "SOME_NEARLY_NONE_HOLDS": {
        1: "it depends on {choice}. None of {votes} figures agrees; one comes near, {closest}.",
        None: "it depends on {choice}. None of {votes} figures agrees; {nears} come near, the closest being {closest}.",
    },
    "EDITIONS": (
        "it depends on the edition: the one that was out says otherwise, {closest}; the one that followed had counted"
        " anew, and agrees, {current}."
    ),
    "NONE_HOLDS": {
        1: "the figure says otherwise: {closest}.",
        2: "neither of the two figures that answer it agrees; the closest is {closest}.",
        None: "none of the {votes} figures that answer it agrees; the closest is {closest}.",
    },
    "ONLY_EARLIER_HOLDS": "the newest figures say otherwise, {closest}. It was so by an earlier one: {earlier}.",
    "ONLY_SUPERSEDED_HOLDS": (
        "the newest figures say otherwise, {closest}. It was so by the edition of {superseded_on}, {superseded}"
        " ({publisher}), revised since."
    ),
    "FAR_DOWN": "so far down lists differ in whom they count and how: {closest}.",
    "WITHIN_REVISION": "it is too close to call, as figures are revised by as much: {closest}.",
    "PARTS_DIFFER": "{by_verdict}.",
    "PARTS_AGREE": "it is the same for {areas}.",
}
"""Why a claim or one of its parts has its verdict (factcheck.verdict, factcheck.part_verdict)."""

SAY_LATER = ("NOT_YET_PUBLISHED", "UNSEEN", "EDITIONS")
"""Reasons that give the figure of today, so that it need not be told once more as what would be true."""

COUNTED_BY = {"SOME_NEARLY_NONE_HOLDS": "nears"}
"""Argument whose value picks the form; `votes` for all other messages."""

HOLDING_READINGS: Forms = {
    1: "{holds} of {votes} figures agrees: {holding}",
    None: "{holds} of {votes} figures agree, such as {holding}",
}
FAILING_READINGS: Forms = {
    1: "{fails} does not: {failing}",
    None: "{fails} do not, such as {failing}",
}
ALL_COME_NEAR = "{failing_readings}, which comes near"
SOME_COME_NEAR: Forms = {
    1: "{failing_readings}; {nears} of them comes near",
    None: "{failing_readings}; {nears} of them come near",
}
BY_VERDICT = {
    "SUPPORTED": "holds for {areas}",
    "DEPENDS": "depends for {areas}",
    "CONTRADICTED": "does not hold for {areas}",
    "NOT_CHECKABLE": "undecided for {areas}",
}
"""What holds for which parts; other verdicts count as the one that `LIKE` names."""
JOINED = {
    "SUPPORTED": "holds: {claims}",
    "DEPENDS": "depends: {claims}",
    "CONTRADICTED": "does not hold: {claims}",
    "NOT_CHECKABLE": "undecided: {claims}",
}
"""Which of the things that one sentence states hold."""
WEAKER = ("SUPPORTED_LOOSELY", "CONTRADICTED", "NOT_CHECKABLE")
"""Of two verdicts of the same kind the one that stands for both."""
LIKE = {"SUPPORTED_LOOSELY": "SUPPORTED", "OUT_OF_DATE": "CONTRADICTED", "TOO_CLOSE": "NOT_CHECKABLE"}

WOULD_BE_TRUE = {
    "SAY_WHICH": "it would hold if it said what it means: {holding}.",
    "SAY_SO": "it would hold if it said what it means: {otherwise}.",
    "OTHER_PERIOD": "it would hold for an earlier period: {earlier}.",
    "LATER": "it holds with what has been published since: {current}.",
    "ARGUABLE": "it would hold if it said {arguable}.",
    "AS_FAR_BACK": "it would hold since {window_from}, as far back as figures are held.",
    "NECK_AND_NECK": "it would hold if it said that {neighbour} is about level with it.",
    "LEVEL": "it would hold if it said that they are about equal.",
    "BARELY": "it would hold if it said that the record before, {before}, was about the same.",
    "OTHER_RANK": "it would hold if it said {number}.",
    "OPPOSITE": "the opposite holds.",
    "OTHER_WAY": "it would hold the other way round, by {size}.",
    "UNCHANGED": "it would hold if it said that nothing changed.",
    "RATIO": "it would hold if it said that the one is {number} the other.",
    "OF_NEXT": "it would hold if it said that it is {number} what they come to.",
    "OF_LARGEST": "it would hold if it said that it is {number} the largest of them.",
    "OF_SMALLEST": "it would hold if it said that it is {number} the smallest of them.",
    "SINCE": "it would hold since {beaten_in}, not longer; the record is that of {record_in}, {record}.",
    "OTHER_RECORD": "it would hold if it named {record_in}, with {record}.",
    "BUT_FOR": "it would hold but for {broken_in}.",
    "ALREADY": "it was so in {record_in} already.",
    "RANGE": "it would hold if it said between {bottom} and {top}.",
    "UNBROKEN": "it would hold if it said {number}.",
    "NONE": "it would hold if it said that there was none.",
    "FIRST_SINCE": "it would hold since {period}.",
    "OTHER_NUMBER": "it would hold if the figure said were about {number}.",
}
"""The nearest true sentence (factcheck.part_verdict)."""
AS_SAID = "as it stands it would hold by another reading: {otherwise}."
"""Beside it, where a reading without a vote holds."""
OF_YEAR = "as it stands it would hold for {year}, with {number}."
"""Beside it, where the figure of another year than the one named holds."""
ONLY_OF = "it would hold if it named {areas} alone."
"""Where a claim about several holds for some of them."""

REVISED = "{publisher} revised {period} from {before} to {after} (edition {edition})"
ADDED = "{publisher} has since published {period}: {number}"

MISSING: dict[str, str | Forms] = {
    "MIXED_PRICES": "its figures are in different prices",
    "MIXED_SIGNS": "one figure is above zero and the other below, so that neither is a multiple of the other",
    "SERIES_BREAK": "the series changes its meaning in between: {note}",
    "NOT_ADDITIVE": "figures of this kind do not add up over countries",
    "UNIT_MISMATCH": "the claim is in {stated_unit}, the figure in {unit}{no_rate}",
    "RATE_MOVED": "the rate of exchange moved by {share} within that year, which may account for the difference",
    "NO_DIVISOR": "what it is divided by has no figure{status}",
    "NO_TERM": "a part of what it is computed from has no figure{status}",
    "NO_FIGURE": "no figure for {areas}{status}",
    "NOT_CUMULATIVE": "figures of this kind do not add up over years",
    "YEARS_MISSING": {
        0: "no figure of any of the {expected} years is held",
        1: "a figure of only one of the {expected} years is held",
        None: "figures of only {found} of the {expected} years are held",
    },
    "NO_COUNT": "forces there rotate, and a zero says only that nobody is permanently assigned",
    "NO_BASE": "what it is compared with is not said",
    "NO_BASE_PERIOD": "no edition holds both {base_period} and {period}",
    "NO_BASE_AREA": "no figure of the same source is held for what it is compared with",
    "NOTHING_TO_RANK": "no figures of others are held to rank it among",
    "TOO_FEW_AREAS": "{found} areas have figures, and a ranking takes at least {expected}",
    "LOW_COVERAGE": "figures cover only {share} of the total",
    "RANK_OPEN": "it may be {found} to {expected} in rank, as figures of {areas} are missing",
    "NEXT_OPEN": "figures of {areas} are missing, and those that come next cannot be added up",
    "NO_MEMBERS": "nobody was a member both then and when it was said",
    "COUNT_OPEN": "it may be {found} to {expected} of them, as figures of {areas} are missing or too near the mark",
    "NO_BEGINNING": "figures begin in {window_from}, so that a record cannot be confirmed",
    "WINDOW_GAPS": {
        0: "none of the {expected} periods since then is held",
        1: "only one of the {expected} periods since then is held",
        None: "only {found} of the {expected} periods since then are held",
    },
    "STREAK_OPEN": {
        1: "the figures held begin one period before",
        None: "the figures held begin {found} periods before",
    },
    "NO_SUCH_EVENT": "the table of events has no such event",
}
"""What a reading lacks, or what does not fit (factcheck.obstacle, factcheck.ruling, factcheck.event_value)."""
NO_RATE = ", and no exchange rate of that time is held"
AGAINST = {
    "always": "; not in {periods}", "ever": "; not in {periods}", "became": "; not so in {periods}",
    "became before": "; so in {periods} already",
}  # fmt: skip
"""Periods that stand against what is said of several of them."""
MISSING_STATUS = {
    "Q": " (suppressed by the publisher)",
    "L": " (not reported)",
    "K": " (what was filed is in quarantine, see marts.trade_anomaly)",
}
MANY_AREAS = "{count} members"
AREAS_NAMED = 6
"""More areas than these are counted, not named."""
SOME_AREAS = "{named} and {more} others"

TYPE_REASONS = {
    "DEFINITION": "{definition_reason}",
    "FISCAL_YEAR": "a calendar year, where the claim names a fiscal year",
    "OWN_FISCAL_YEAR": "the publisher's number of the fiscal year that the claim names",
    "FISCAL_YEAR_BEGUN": "the fiscal year that begins in the year named",
    "WITHIN_PERIOD": "within the period named",
    "RUNNING_YEAR": "projection for the year in progress",
    "YEAR_JUST_ENDED": "estimate or projection for the year just ended",
    "PUBLISHED_SINCE": "latest period that had ended, published since",
    "SAID_WITHIN": "the period in which it was said",
    "EARLIER": "an earlier period",
    "WHOLE_YEAR": "a whole year, where the claim names a part of it",
    "STALE": "the newest figure held is of {period}",
    "SUPERSEDED": "the latest period when it was said, no longer the latest that had ended by then",
    "OTHER_TERRITORY": "the publisher counts the people of another territory than the output",
    "OLDER_EDITION": "a newer edition of the publisher has what it is computed from",
    "OF_REPORTERS": "those who report added up, which is no figure of the world",
    "ROTATING": "most forces there rotate, and only those permanently assigned are counted",
}
"""Why a reading is arguable or only shown (factcheck.value, factcheck.timing)."""

CHOICES: dict[str, dict[str | None, str]] = {
    "period": {"A": "which year", "Q": "which quarter", None: "which month"},
    "source": {None: "which source"},
    "period and source": {"A": "year and source", None: "period and source"},
    "definition": {None: "{definition}"},
    "definition and period": {"A": "{definition}, and year", None: "{definition}, and period"},
    "definition and source": {None: "{definition}, and source"},
    "definition, period and source": {None: "{definition}, period and source"},
    "part": {None: "which of them"},
    "edition": {None: "which edition"},
}
"""The choice that decides (`decided_by`), by frequency."""
DEFINITION = "which definition"
"""Where the catalogue has no words of its own for what the definitions of an indicator differ in."""

PASTED = {
    "either": "imports and exports are the same: either may be the copy",
    "M": "the imports are the exports again",
    "X": "the exports are the imports again",
}
"""What is wrong with a flow of trade (marts.trade_anomaly), by the flow that is taken for the copy."""
PASTED_RELEASED_BY = "an edition in which imports and exports differ"
TROOPS = {
    "doubled": "{hosts_doubled} of {hosts_compared} hosts have half as many again, or more",
    "spike": "1.7 times as many as in both quarters beside it",
}
TROOPS_RELEASED_BY = "the report itself in place of this file (remove it, add or fetch the right one)"
IMPOSSIBLE = {
    "BEYOND_UNIT": "beyond what can be in {unit}: {bound_reason}",
    "PUBLICATION_DAY": "published on a day that cannot be",
    "PERIOD": "of a year before 1900, or so far ahead that nobody can have known it when it was published",
}
"""Why a figure cannot be (core.quarantine)."""
IMPOSSIBLE_RELEASED_BY = "a correction by the publisher, or an entry in corrections.yml"
UNMAPPED = "kept unallocated (_X): {figures} figures"
UNMAPPED_RELEASED_BY = "a row in economies.csv of the source"
PARTIAL = "partial filing: no total of all partners, or partners that do not add up to it"
PARTIAL_RELEASED_BY = "a file with the world (partner 0) and all partners"
FLOWS = {"X": "exports", "M": "imports"}

CITED = "{number} ({label}, {publisher}, {period}{status})"
CITED_COUNT = "{number} of {counted}{met_by}{close}{open} ({label}, {publisher}, {period}{status})"
MET_BY = ": {areas}"
CLOSE_TO_BAR = "; within a usual revision of it {areas}"
OPEN_TO_BAR = "; open for {areas}"
CITED_RANK = "{number} {among} ({label}, {publisher}, {period}{status})"
AMONG = "of {areas}; next is {neighbour}, {gap} away"
AMONG_OPEN = "({low} to {high}) of {areas}; next is {neighbour}, {gap} away"
CITED_EVENT = "{label}, {number}{on}"
IN_A_ROW: dict[str, Forms] = {
    "A": {0: "no year in a row", 1: "1 year", None: "{number} years in a row"},
    "Q": {0: "no quarter in a row", 1: "1 quarter", None: "{number} quarters in a row"},
    "M": {0: "no month in a row", 1: "1 month", None: "{number} months in a row"},
}
CITED_STATUS = {"F": ", projection", "E": ", estimate"}
VARIANTS = {"": "{label}", "-more": "{label}, as an increase by so many times"}
PERIODS = "{first} to {last}"
EDITIONS = {"events": "table of events"}
"""Editions that no publisher has named."""


def form(message: str | Forms, count: int | None) -> str:
    """The form of a message that a count takes."""
    if isinstance(message, str):
        return message
    return message[count] if count in message else message[None]
