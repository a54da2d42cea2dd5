"""The claim that a clause goes on about, and whether an amount can be another of its figure.

Belongs here: which claim stands before, of which kind, and what stands between. Does not belong here: what is said of
it (elisions.py, beside.py, additions.py).
"""

from pipelines.claims.lexicon import SAID
from pipelines.claims.reader import timing
from pipelines.claims.reader.clauses import verbal
from pipelines.claims.reader.found import LEVELS, Found, kind_of, of_the_same
from pipelines.claims.reader.phrases import OVER_GDP, is_word
from pipelines.claims.reader.segments import Amount, Area, Rank
from pipelines.claims.reader.sentence import Draft, Refused
from pipelines.claims.reader.timing import Times


def passed_over(found: Found, start: int, amount: Amount | Rank, kind: str = "") -> bool:
    """“… shrank by 3 per cent, and we grew 7 per cent in spring, 22 in summer”: another, not read, stands between."""
    read_already = {draft.place for draft in found.sentence.drafts}
    between = (s for s in found.sentence.row if isinstance(s, Amount) and start < s.start < amount.start)
    left = [s for s in between if s.start not in read_already and not found.low.endswith("from ", 0, s.start)]
    # "64 million tons, compared to 38 million"
    of_amounts = isinstance(amount, Amount) and amount.kind != "count"
    kinds = (kind or (kind_of(amount) if isinstance(amount, Amount) else ""), "" if of_amounts else "other")
    # "2 or 3 per cent", "while those from Peru were $5 billion, or 6 per cent higher"
    beside = left[-1:] if left and found.low[left[-1].end : found.start].strip() in ("", ",") else []
    # but "2 million or 7 per cent of the workforce"
    alike = any(s.kind != "count" or s.size < 1000 or getattr(amount, "kind", "") != "percent" for s in beside)
    either = is_word(found.first, "or") and alike
    return either or any(kind_of(s) in kinds for s in left)


def came_to(found: Found) -> bool:
    verb = found.role("move")
    return verb is not None and SAID["moved to"].match(found.low, verb.end) is not None


def before_it(found: Found, amount: Amount) -> Draft | None:
    """The claim that stands before a match: in the sentence, else at the end of the sentence before."""
    drafts = [d for d in found.sentence.drafts if d.place < found.start]
    if drafts:
        nearest = max(drafts, key=lambda d: d.place)
        fits = [d for d in drafts if same_kind(d, amount)]
        placed = nearest.pattern == "area-rank-too"  # "…, and Italy came second with $29,000"
        return max(fits, key=lambda d: d.place) if fits and not placed else nearest
    earlier = [c for c in found.sentence.clauses if c.end <= found.clause.start]
    first = all(isinstance(c.row[0], Area) for c in earlier)  # "Japan: 124 million."
    return found.sentence.context.last if first else None


def same_kind(last: Draft, amount: Amount) -> bool:
    """Whether an amount can be another figure of the same: money of money, also a bare number."""
    kind = kind_of(amount)
    if kind == "money" and last.indicator.endswith("per_capita") and amount.size >= 1e9:
        return False  # "With a GDP of $400 billion and $2,000 a head, it is behind Egypt ($450 billion)"
    if kind == last.kind:
        return kind != "count" or amount.size >= 300 or last.indicator in ("troops", "fertility_rate")
    large = kind == "count" and last.kind == "money" and amount.size >= 1e6
    return large or {kind, last.kind} == {"percent", "of_gdp"}


def otherwise(last: Draft, amount: Amount) -> str:
    """The indicator of what a claim states in money or in per cent of GDP, in the other of the two."""
    if amount.of_gdp and last.kind == "money":
        return OVER_GDP.get(last.indicator, "")
    return IN_MONEY.get(last.indicator, "") if amount.kind == "money" and last.kind == "of_gdp" else ""


IN_MONEY = {share: money for money, share in OVER_GDP.items() if share in OVER_GDP and share != money}


def by_so_much(found: Found) -> bool:
    """“…, falling by 15,000 people”, “…, down $2 billion”: a change, and no level."""
    return found.has("by") or (found.has("move") and not found.has("to", "at", "reach", "from", "be"))


def parallel(found: Found, stated_of: Draft | None) -> str | None:
    """“exports fell to 3 million in May from 4 in April while imports rose to 2 from 1”: of April, too."""
    drafts = (d for d in found.sentence.drafts if d.clause is not found.clause)
    told = [d for d in drafts if d.operation in LEVELS and d.period][-2:]
    if len(told) < 2 or stated_of is None or not of_the_same(*told):
        return None
    one, other = told
    began = SAID["compared with"].search(found.low, one.place, other.place) is not None
    return other.period if began and stated_of.period in (None, one.period) else None


def refuse_later(found: Found, amount: Amount, times: Times) -> None:
    """“…, then rebounded by 10 per cent”: raises Refused, as when that was is not said."""
    silent = times.period is None and not times.words
    if silent and found.clause.link == "(" and found.low.endswith("to ", 0, amount.start):
        raise Refused("no period", "when it came to that is not said")  # "halved it in ten years (from six to three)"
    if silent and timing.at_another_time(amount, found.sentence, SAID["then"]):
        raise Refused("no period", "when that was is not said")


def of_a_part(found: Found, amount: Amount) -> bool:
    """“…, of whom 2 million live in Montevideo”, “3.5 million went to fight”: some of it, or about another verb."""
    low, behind = found.low, found.next
    stays = behind is not None and behind.low in ("remain", "remained")
    other_verb = found.last is amount and verbal(behind) and not stays
    of_whom = found.said("of whom", max(0, amount.start - 18), amount.start)
    return other_verb or of_whom or low.startswith((" of them", " of it", " of that"), amount.end)
