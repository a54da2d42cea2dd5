"""The page of `bilateral serve`: the form, and under it what the check of its text answered.

Belongs here: what the template check.html shows of an answer. Does not belong here: HTTP (serve.py), checking
(check.py), how a claim's evidence is drawn (reports/html.py).
"""

import json
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from pipelines.apps.api import LONGEST_TEXT
from pipelines.apps.fetching import Question
from pipelines.config import Settings

Row = dict[str, Any]

POLLS = "connect-src 'self'"
"""What its Content-Security-Policy lets it ask: this server, how far the publishers' answers are."""


def form(
    text: str = "",
    said_on: str = "",
    answer: Row | None = None,
    doc: Row | None = None,
    problem: str = "",
    settings: Settings | None = None,
    question: Question | None = None,
    asks: bool = False,
    country: str = "",
    read_by: str = "patterns",
    address: str = "",
    has_moved: bool = False,
) -> str:
    """The page: the form, and under it what the check answered, drawn as in a report.

    `question` is what publishers were asked about this text; `asks` says whether they may be. `address` is where the
    same is found again; `has_moved` says that other figures answer now than when that was given out.
    """
    from pipelines.reader.endpoint import is_configured
    from pipelines.reports import html, sentences

    verdicts, now = (
        [sentences.shown(claim[name], claim["unread"]) for claim in answer["claims"]] if answer else []
        for name in ("verdict", "verdict_now")
    )
    found = f"{len(verdicts)} statement{'' if len(verdicts) == 1 else 's'} with a figure"
    shown = html.views(doc) if doc else {"claims": [], "names": {}, "colours": {}}
    claims = [
        claim | {"in_words": item["in_words"], "card": _card(claim, shown["names"])}
        for claim, item in zip(shown["claims"], answer["claims"] if answer else [], strict=True)
    ]
    quoted = [claim["quote"] for claim in claims]
    skipped = (
        [each | {"in_part": any(each["text"] in quote for quote in quoted)} for each in answer["skipped"]]
        if answer
        else []
    )
    if doc:
        plain = doc["claims"]  # as the words stand, without the links of a page
        claims = [
            claim | _to_copy(doc, said | {"card": claim["card"]}, settings or Settings())
            for claim, said in zip(claims, plain, strict=True)
        ]
    return html.page(
        "check.html",
        title="Check a text",
        root="/reports/",
        text=text,
        said_on=said_on,
        country=country,
        by_model=read_by == "model",
        has_model=is_configured(),
        problem=problem,
        longest=LONGEST_TEXT,
        result={"sentences": _sentences(claims), "skipped": skipped} if answer else None,
        segments=_segments(text, claims, skipped),
        lede=found if verdicts else "Nothing checkable was found",
        tally=html.tally(verdicts),
        tally_now=html.tally(now) if now != verdicts else [],
        sources=doc["sources"] if doc else [],
        names=shown["names"],
        colours=shown["colours"],
        all_transcribed=shown.get("all_transcribed", ""),
        lacking=_lacking(answer["claims"] if answer else []),
        question=question,
        fetched=[_came(each) for each in question.fetched] if question else [],
        asks=asks,
        address=address,
        has_moved=has_moved,
        policy=html.policy(POLLS),
    )


def _sentences(claims: list[Row]) -> list[Row]:
    """Each sentence once, with its claims as they are numbered and what of it was not read."""
    numbered: list[Row] = [{"n": n, "claim": claim} for n, claim in enumerate(claims, 1)]
    grouped = groupby(numbered, key=lambda each: str(each["claim"]["quote"]))
    return [
        {"quote": quote, "claims": of_it, "unread": of_it[0]["claim"]["unread"]}
        for quote, each in grouped
        for of_it in [list(each)]
    ]


GRAVITY = (
    "NOT_CHECKABLE", "SUPPORTED", "SUPPORTED_LOOSELY", "TOO_CLOSE", "DEPENDS", "OUT_OF_DATE", "CONTRADICTED",
    "READ_IN_PART",
)  # fmt: skip
"""A sentence that states several things has the colour of the gravest verdict, which stands last here."""
_CAME = {
    "new": "sent figures that were not held",
    "unchanged": "has what is held and nothing else",
    "failed": "sent no answer that can be used",
}


def _came(outcome: Row) -> str:
    """What came of asking one publisher."""
    from pipelines import sources

    why = f": {outcome['why']}" if outcome["why"] else ""
    return f"{sources.load(outcome['source']).publisher} {_CAME.get(outcome['state'], 'could not be asked')}{why}"


def _lacking(claims: list[Row]) -> Row | None:
    """What would answer the claims that no figure decides, and whether a publisher can be asked for it here."""
    needs = [claim["needs"] for claim in claims if claim["needs"]]
    if not needs:
        return None
    return {
        "words": list(dict.fromkeys(need["words"] for need in needs)),
        "asked": any(need["asked"] for need in needs),
    }


def _card(claim: Row, names: Mapping[str, str]) -> str:
    """What hovering or tapping a sentence tells: verdict, the figure that comes closest, what would have been right."""
    from pipelines.reports import words

    lines = [words.VERDICTS[claim["verdict"]]]
    if claim["unread"]:
        lines.append(f"Not read: {claim['unread']}")
    if claim["verdict_now"] != claim["verdict"]:
        lines[0] += f"; as known now: {words.VERDICTS[claim['verdict_now']].lower()}"
    closest, limits = claim["closest"], claim["interval"]
    if closest:
        source = names.get(closest["source"], closest["source"])
        figure = words.number(closest["value"], closest["unit_measure"], claim["limits"])
        lines.append(f"{figure} ({closest['label']}, {closest['period_label']}, {source})")
        ends = [limits.get("low"), limits.get("high")] if limits else []
        if ends and ends != [None, None]:
            low, high = (
                None if end is None else words.number(end, closest["unit_measure"], claim["limits"]) for end in ends
            )
            said = f"from {low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
            lines.append(f"The claim holds {said}")
    return "\n".join(lines)


def _to_copy(doc: Row, claim: Row, settings: Settings) -> Row:
    """The claim as a quotation with its verdict, and as ClaimReview for the page of whoever publishes it."""
    from pipelines.reports import claimreview, words

    card = claim["card"].replace("\n", ". ")
    quote = f"“{words.plain(claim['quote'])}” ({claim['said_on']}): {card}. Figures as of {doc['figures_as_of']}."
    if claim["unread"]:
        return {"as_quote": quote, "as_review": None}
    review = claimreview.review(doc, claim, settings.site_url, settings.site_name) | {"url": "ADDRESS OF YOUR PAGE"}
    review["itemReviewed"].pop("appearance", None)  # where it was said, nobody has card
    return {"as_quote": quote, "as_review": json.dumps(review, ensure_ascii=False, indent=1, default=str)}


def _segments(text: str, claims: list[Row], skipped: list[Row]) -> list[Row]:
    """The text cut into what was checked, what was not and why, and what lies between; the first of what overlaps."""
    from pipelines.reports import words

    refs: dict[str, list[Row]] = {}
    for n, claim in enumerate(claims, 1):
        ref = {"n": n, "id": words.file_name(claim["claim_id"]), "verdict": claim["verdict"]}
        ref |= {"card": claim["card"], "in_words": claim["in_words"]}
        refs.setdefault(claim["quote"], []).append(ref)
    why = {each["text"]: f"Not checked: {each['words']}" for each in skipped if each["text"] not in refs}
    segments: list[Row] = []
    position = 0
    for start, quote in sorted((start, quote) for quote in [*refs, *why] if quote and (start := text.find(quote)) >= 0):
        if start >= position:
            segments.append({"text": text[position:start], "refs": [], "card": "", "verdict": ""})
            position = start + len(quote)
            found = refs.get(quote, [])
            cards = [f"{ref['in_words']}\n{ref['card']}" if len(found) > 1 else ref["card"] for ref in found]
            card = "\n\n".join(cards) or why.get(quote, "")
            gravest = max((ref["verdict"] for ref in found), key=GRAVITY.index, default="unread")
            segments.append({"text": quote, "refs": found, "card": card, "verdict": gravest})
    return [*segments, {"text": text[position:], "refs": [], "card": "", "verdict": ""}]
