"""Clauses put on a row of their own: what commas enclose, relative clauses, verbs that share a subject.

Belongs here: rewriting the row of one sentence, where the rules have found nothing, so that the same rules can be tried
again. Does not belong here: rules (grammar.py), who a pronoun means (subjects.py).
"""

import re
from typing import TYPE_CHECKING

from pipelines.claims.marks import Word

if TYPE_CHECKING:
    from pipelines.claims.row import Words

RELATIVE = re.compile(r",? ?(?:which|who|whose (?:members|countries|states))\b")
SUBORDINATE = re.compile(r"\b(?:that|which|who|whose|where|whom)\b")
VERBS = frozenset("vekuxmlSGc")
SUBJECT = re.compile(r"(?:(?:_|[iwbf][^,;]{1,12}),)?(?P<a>A)(?P<verb>[vekuxmlSGc&])")
"""How a clause begins whose subject its later verbs can share: “In 2023, Japan has”."""
ASIDE = re.compile(r"(?<=[AI]),(?:[w^Oy]|P|IC|AsO)[^;,]*,(?=_?[vekuxmlSG])")
"""What stands between commas before the verb: “, with a GDP of $4.5 trillion,”."""
CONNECTED = re.compile(r",?(?:n|\^)(?=[ekxmuSG]|R?O|Iqh)|,(?=[kxme])")
"""What joins a verb, a rank or a comparison to the one before."""
FINITE = frozenset(
    ("has", "had", "spends", "spent", "sells", "sold", "buys", "bought", "exported", "imported", "keeps")
)
"""Verbs that go on with a sentence behind a bare comma; others there can be participles."""


def rewritten(row: "Words") -> list[list[Word]]:
    """Other rows of the same sentence, each to be read on its own."""
    rows = []
    main, aside = relative(row)
    if aside is not None:
        shared = with_subjects(row, aside)
        rows += [main, aside] if shared is None else [main, aside, shared]
    plain = without_asides(main)
    if len(plain) < len(main):
        rows.append(plain)
    open_text = without_bracketed(main)
    if len(open_text) < len(main):
        rows.append(open_text)
    shared = with_subjects(row, plain)
    return [*rows, shared] if shared is not None else rows


def relative(row: "Words") -> tuple[list[Word], list[Word] | None]:
    """“Djibouti, which hosts bases, has …”: what the sentence says without the clause, and the clause by itself."""
    items = row.items
    for i, w in enumerate(items[:-1]):
        if w.code not in "AI":
            continue
        gap = row.low[w.end : items[i + 1].start]
        where = items[i + 1].code == "," and i + 2 < len(items) and items[i + 2].code == "^"
        link = row.low[items[i + 2].start : items[i + 2].end] if where else ""
        if not (gap.startswith(",") and RELATIVE.match(gap)) and link not in ("whose", "where"):
            continue
        end = end_of_aside(items, i + 2 if where else i + 1)
        inside = items[i + (3 if where else 1) : end or len(items)]
        if link == "where" and w.code == "A":
            inside = [*inside, at("i", None, inside[-1].end if inside else w.end), copy(w, w.end)]
        elif w.code == "A" and not link:
            inside = [copy(w, items[i + 1].start), *inside]
        return (items[: i + 1] + items[end + 1 :] if end else items), inside
    return items, None


def end_of_aside(items: list[Word], begin: int) -> int | None:
    """The comma behind which the sentence goes on with its verb."""
    for j in range(begin, len(items) - 1):
        if items[j].code == ";":
            return None
        if items[j].code == "," and (
            items[j + 1].code in VERBS | {"!"}
            or (items[j + 1].code == "_" and j + 2 < len(items) and items[j + 2].code in VERBS)
        ):
            return j
    return None


def without_asides(items: list[Word]) -> list[Word]:
    """“Germany, with a GDP of $4.5 trillion, is …”: without what the commas enclose."""
    codes = "".join(w.code for w in items)
    hit = ASIDE.search(codes)
    return items[: hit.start()] + items[hit.end() :] if hit else items


def without_bracketed(items: list[Word]) -> list[Word]:
    """“Sweden (10.5 million people) spends 2 per cent of GDP”: without what the brackets say of a country."""
    out: list[Word] = []
    place = 0
    while place < len(items):
        w = items[place]
        if w.data == "(" and out and out[-1].code in "AI":
            close = next((n for n in range(place + 1, min(place + 6, len(items))) if items[n].data == ")"), 0)
            if close and any(x.code in "CMP" for x in items[place:close]):
                place = close + 1
                continue
        out.append(w)
        place += 1
    return out


def with_subjects(row: "Words", items: list[Word]) -> list[Word] | None:
    """“Japan has 125 million people and spent …”: the subject again before each verb that has none of its own."""
    out: list[Word] = []
    codes = "".join(w.code for w in items)
    begin, place, found = 0, 0, False
    while place < len(items):
        w = items[place]
        if w.code == ";":
            begin = place + 1
        hit = CONNECTED.match(codes, place)
        subject = SUBJECT.match(codes, begin) if hit else None
        if hit and subject and subject.start("verb") < place and shares(row, items, subject.start("a"), hit):
            link = items[hit.end() - 1]
            verb = items[subject.start("verb")]
            start = items[hit.end()].start
            finite = link.code == "," and row.low[items[hit.end()].start : items[hit.end()].end] in FINITE
            if link.code == "n" or finite or row.low[link.start : link.end] in ("but", "yet"):
                out += [at(";", "and", start), copy(items[subject.start("a")], start)]
                if items[hit.end()].code in "OIR":
                    out.append(at(verb.code, verb.data, start))
                found, place = True, hit.end() + (items[hit.end()].code == "R")
                continue
        out.append(w)
        place += 1
    return out if found else None


def shares(row: "Words", items: list[Word], subject: int, link: re.Match[str]) -> bool:
    """Whether nothing between the subject and the link can be the subject of what follows."""
    between = row.low[items[subject].end : items[link.start()].start]
    if SUBORDINATE.search(between) or any(w.code in "!?~" for w in items[subject : link.start()]):
        return False
    codes = "".join(w.code for w in items[max(0, link.start() - 3) : link.start()])
    following = items[link.end()].code
    if following in "xm" and any(w.code == "A" for w in items[subject + 1 : link.start()]):
        further = next((w.code for w in items[link.end() :] if w.code in "tF;"), "")
        if not further or further == ";":
            return False  # "sold China oil and bought goods worth $43 billion": from China, or from all?
    if re.search("[MPCQXV][_U]{1,2}$", codes):
        return False  # "goods worth $3.1 trillion wholesale and exported …"
    needed = {"O": "v", "R": "v", "I": "e"}.get(following)
    return needed is None or items[subject + 1].code == needed


def copy(w: Word, place: int) -> Word:
    return at(w.code, w.data, place)


def at(code: str, data: object, place: int) -> Word:
    """A word that stands nowhere in the text."""
    return Word(code, place, place, data)
