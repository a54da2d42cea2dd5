"""Names of areas with what belongs to them: titles, members of groups, seats of government, lists.

Belongs here: making one area of the spans that name it. Does not belong here: nouns that areas own (nouns.py).
"""

from pipelines.claims import lexicon
from pipelines.reader.spans import Span, has

LINKS = ("'s", ",", "and", "of", "in", "to", "from", "by", "with", "between", "for")
MEMBERS = frozenset({"members", "allies", "countries", "economies", "nations", "states", "member states"})


def named(spans: list[Span]) -> list[Span]:
    """The spans of a sentence with each area as one, lists too."""
    return _lists(_titles(_members(_seats(spans))))


def label(span: Span | None) -> str:
    """What joins: a preposition, a comma, 's; "" for everything else."""
    return next((each for each in LINKS if has(span, each)), "")


def is_area(span: Span | None) -> bool:
    return span is not None and span.kind == "area"


def at(spans: list[Span], i: int) -> Span | None:
    return spans[i] if 0 <= i < len(spans) else None


def _is_group(span: Span | None) -> bool:
    return span is not None and span.values.get("named") == "group"


def _seats(spans: list[Span]) -> list[Span]:
    """“Washington keeps …” is the country; “in Washington” is a city."""
    out = []
    for n, span in enumerate(spans):
        behind = at(spans, n + 1)
        acts = behind is not None and behind.kind == "word" and not label(at(spans, n - 1))
        if span.values.get("named") == "seat" and not acts:
            span = span._replace(kind="place", labels=frozenset(["place"]), ids=(), values={"place": "city"})
        out.append(span)
    return out


def _members(spans: list[Span]) -> list[Span]:
    """“The EU's 27 members”, “NATO's allies” and “the ten members of ASEAN” as the group."""
    out: list[Span] = []
    for span in spans:
        owned = label(at(out, len(out) - 1)) == "'s" and _is_group(at(out, len(out) - 2))
        if owned and span.low in MEMBERS:
            out.pop()
        elif owned and _counts(span, out[-2]):
            continue
        elif _is_group(span):
            _drop_members(out, span)
            out.append(span)
        else:
            out.append(span)
    return out


def _drop_members(out: list[Span], group: Span) -> None:
    """Takes “the ten members of” and “the five” off the end, if they are all of the group."""
    of, members = at(out, len(out) - 1), at(out, len(out) - 2)
    if label(of) == "of" and members is not None and members.low in MEMBERS:
        count = at(out, len(out) - 3)
        if count is None or count.kind == "sign":
            del out[-2:]
        elif _counts(count, group):
            del out[-3:]
    elif label(of) == "of" and _counts(members, group):
        del out[-2:]
    elif _counts(of, group):
        out.pop()


def _counts(span: Span | None, group: Span) -> bool:
    """Whether a number is that of the members of a group: “the five BRICS”."""
    if span is None or span.amount is None or span.amount.kind != "count":
        return False
    members = group.ids if len(group.ids) > 1 else lexicon.members().get(group.ids[0], [])
    today = [m for m in members if isinstance(m, str) or m[2] == "9999-12-31"]
    return abs(span.amount.size - len(today)) <= 1


def _titles(spans: list[Span]) -> list[Span]:
    """“The kingdom of Bhutan”, “Mali's neighbour Niger”, “we Canadians”: the area alone."""
    out: list[Span] = []
    for span in spans:
        if span.kind == "area" and out:
            before, title = out[-1], at(out, len(out) - 2)
            if has(before, "we") or (before.low == "both" and span.values.get("named") != "group"):
                out.pop()
            elif (label(before) == "of" and _is_title(title, span)) or (
                label(before) == "'s" and is_area(title) and span.values.get("named") == "name"
            ):
                del out[-2:]
        out.append(span)
    return out


def _is_title(span: Span | None, area: Span) -> bool:
    """A kingdom, a republic; of a group only what names several of it."""
    if span is None or span.kind != "word" or not has(span, "state", "pronoun"):
        return False
    return span.low in MEMBERS if _is_group(area) else span.low not in ("it", "they", "we", "both")


def _lists(spans: list[Span]) -> list[Span]:
    """“Japan, Germany and Spain” as one area; not “trade with China and Japan's exports”."""
    out: list[Span] = []
    i = 0
    while i < len(spans):
        end = _end_of_list(spans, i) if is_area(spans[i]) else i
        if end == i:
            out.append(spans[i])
        else:
            members = [s for s in spans[i : end + 1] if s.kind == "area"]
            ids = tuple(dict.fromkeys(iso for s in members for iso in s.ids))
            low = " ".join(s.low for s in spans[i : end + 1])
            labels = frozenset({"area", "area.list"})
            out.append(Span(spans[i].start, spans[end].end, low, "area", labels, {"named": "list"}, ids))
        i = end + 1
    return out


def _end_of_list(spans: list[Span], i: int) -> int:
    """The place of the last area of a list that begins here; `i` where there is none."""
    place, closed = i, False
    while not closed:
        behind = place + 1 + _is_owner(spans, place)
        comma = label(at(spans, behind)) == ","
        closed = label(at(spans, behind + comma)) == "and"
        following = behind + comma + closed
        if not (comma or closed) or not is_area(at(spans, following)):
            return i
        place = following
    owned = label(at(spans, place + 1)) == "'s"
    linked = label(at(spans, i - 1)) in ("of", "to", "from", "in", "with")
    return i if owned and linked else place


def _is_owner(spans: list[Span], place: int) -> bool:
    """“Argentina's and Chile's”: the first of several that own the same."""
    marked = label(at(spans, place + 1)) == "'s" and label(at(spans, place + 2)) in (",", "and")
    return marked and is_area(at(spans, place + 3)) and label(at(spans, place + 4)) == "'s"
