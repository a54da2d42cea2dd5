"""Periods as sentences name them: years, quarters, months, fiscal years, "last year", "since 2010", "over the past decade".

Belongs here: finding the words of a period at a place of a text and what they mean on the day of the text.
Does not belong here: which publication answers for a period (sql/factcheck/).
"""

# ruff: noqa: E501, SIM905 - patterns and lists of words are read more easily in one piece

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pipelines.claims.numbers import by_word, counted

MONTHS = dict(counted("january february march april may june july august september october november december", 1))
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
QUARTERS = by_word({1: "first 1st", 2: "second 2nd", 3: "third 3rd", 4: "fourth last final 4th"})
COUNTS = dict(counted("zero one two three four five six seven eight nine ten eleven twelve")) | by_word({
    1: "a the", 15: "fifteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy",
    100: "hundred",
})  # fmt: skip
COUNTS["couple of"] = 2
OPENING = (
    frozenset(
        (
            "in since between from over last this by as during for the at q h so fy fiscal compared through until of "
            "previous prior year on late early mid end today currently when under within throughout after before per "
            "first second third fourth a two three one four five yoy y half around following back against versus than up to "
            "month quarter m mom qoq preceding latter that"
        ).split()
    )
    | frozenset(MONTHS)
    | frozenset(" ".join(COUNTS).split())
)


class Period(NamedTuple):
    start: int
    end: int
    period: str | None
    base: str | None = None
    yearly: bool = False
    """The base is the same period of the year before."""
    loose: bool = False
    """A span whose ends the words leave open ("for decades")."""
    partial: bool = False
    """A part of a year or several years in one: no figure is held for it."""
    before: bool = False
    """The base is the month or the quarter before."""
    same: str | None = None
    """The year of "the same quarter of 2022": which quarter, another period of the sentence says."""
    later: int = 0
    """Years after the period that the text named before."""
    back: int = 0
    """Years from the base to whatever is newest: "in the last five years". The base says the same in a calendar year."""
    that: bool = False
    """“In the same year”: the year that the text named before."""


@cache
def patterns() -> re.Pattern[str]:
    month = "|".join(sorted(MONTHS, key=len, reverse=True))
    year = r"(?:1[89]\d\d|20\d\d|2100)(?![\d,.]*\d|\s?%|(?:\s(?:troops|soldiers|people|billion|million|trillion)))"
    count = r"(?:\d{1,3}|" + "|".join(sorted(COUNTS, key=len, reverse=True)) + ")"
    lead = (
        r"(?:(?:back\s)?in|during|for|of|at|by|as\sof|throughout|over|on|within|through|until|around|to|late\sin|early\sin"
        r"|(?:at|by|from|since|near|until)?\s?(?:the\s)?(?:end|close|start|beginning|middle)\sof)\s"
    )
    return re.compile(
        rf"""
        (?:from|between|over|during|in)?\s?(?:the\speriod\s)?(?:from|between)?\s?(?:fiscal\s|fy\s?)?(?P<span1>{year})(?:\s\([^()0-9]{{1,60}}\))?
            (?:\s(?:to|and|through|until|till)\s|\s?[-–—]\s?)(?:fiscal\s|fy\s?)?(?P<span2>{year}|\d\d(?!\d|[,.]\d|\s?%|\s(?:(?:m|b|tr)illion|thousand|per\s?cent)))\b
      | (?:over|in|during|for)\s(?:the\s)?(?P<topast>{count}\s)?(?P<topastu>years?|decades?)\s(?:to|until|through|up\sto|ending\s(?:in\s)?)\s?(?P<topastend>{year})\b
      | (?:between|from)\s(?P<mfrom>{month})\s(?P<mspan1>{year})\s(?:and|to)\s(?P<mto>{month})\s(?P<mspan2>{year})\b
      | (?:(?:between|in|for|during|from)\s(?:the\s)?)?(?P<months>january\s?(?:-|to|and|through)\s?march|april\s?(?:-|to|and|through)\s?june|july\s?(?:-|to|and|through)\s?september|october\s?(?:-|to|and|through)\s?december)(?:\s(?:quarter|period))?(?:,?\s(?:of\s)?(?P<mqyear>{year}))?\b
      | since\s[a-z' -]{{1,50}}?\s(?:in|of)\s(?:(?:{month})\s)?(?P<since_clause>{year})\b
      | (?:(?:in|during|for)\s)?(?:the\s)?(?P<endq>march|june|september|december)\s(?:(?P<endqy>{year})\s)?quarter(?:\s(?:of\s)?(?P<endqyear>{year}))?\b
      | (?P<month_of>{month})(?=\s(?:alone|trade|exports?|imports?|gdp|growth|shipments)\b)
      | (?:(?:in|over|during|for|of)\s)?the\s(?P<three>first|last|final|opening)\s(?:three\smonths|quarter)\s(?:of|in)\s(?P<threeyear>{year}|this\syear|last\syear|the\syear)\b
      | (?:(?:in|over|during|for|of)\s)?(?:the\s)?three\smonths\s(?:to|through|ended|ending)\s(?:in\s)?(?:the\send\sof\s)?(?P<qmonth>{month})(?:\s(?P<qmyear>{year}))?\b
      | (?:(?:in|over|during|for|of)\s)?(?:the\s)?(?:(?:fiscal|financial)\s)?(?P<year_to>year|(?:12|twelve)[\s-]months?(?:\speriod)?)\s(?:to|ended|ending|through|until)\s(?:in\s|the\send\sof\s)?(?:\d{{1,2}}\s)?(?:{month})(?:\s\d{{1,2}},?)?(?:\s{year})?\b
      | (?:in\s|for\s|of\s|during\s)?(?:the\s)?(?P<month_year>{month})\s(?:{year}\s)year\b
      | (?P<mom>month[\s-](?:on|over|to)[\s-]month|m-o-m\b|m/m\b|mom\b|quarter[\s-](?:on|over|to)[\s-]quarter|q-o-q\b|q/q\b|qoq\b
            |(?:from|on|over|than|than\sin|compared\s(?:with|to|against)|against|versus)\s(?:that\sof\s|that\sin\s)?(?:the|a)\s(?:previous|prior|preceding)\s(?:month|quarter|three[\s-]month\speriod|three\smonths)
            |(?:from|than|compared\s(?:with|to))\s(?:the\s)?(?:month|quarter)\s(?:before|earlier)|(?:from|than)\sa\s(?:month|quarter)\s(?:before|earlier|ago))\b
      | (?:(?:in|during|over|for|of)\s)?(?:the\s(?:very\s)?same|that(?:\s(?:very|same))?)\s(?P<that_year>year)\b(?!\s(?:as|before|earlier|when|of))
      | (?P<partial>(?:(?:in|over|during|for|of|within)\s)?the\s(?:first|last|past|final|opening)\s{count}\s(?:months|weeks|quarters)(?:\s(?:of|in)\s(?:the\s)?(?:(?:fiscal|financial)\s(?:year\s)?)?(?:{year}(?:-\d\d)?|last\syear|this\syear|the\syear|year))?
            |(?:(?:in|over|during|for|of)\s)?(?:the\s)?(?:first|second|latter)[\s-]half\s(?:of|in)\s(?:{year}|last\syear|this\syear|the\syear)|(?:in\s)?h[12]\s{year}|so\sfar\sthis\s(?:financial\s|fiscal\s)?year|year\sto\sdate
            |(?:(?:in|over|during|for|of)\s)?(?:the\s)?(?:first|second|latter)[\s-]half\b(?!\sof)
            |(?:in|over|during|for|through|throughout)\s(?:the\s)?(?:same|said|review|reporting|reported|reference|analy[sz]ed|above|corresponding|entire)\s(?:period|time\sframe|months|timeframe)(?:\sunder\sreview)?\b(?!\s(?:of|in|last|a\syear|the\s(?:previous|prior|year)))
            |(?:in|over|during|for|of)\sthe\s(?:same|corresponding|comparable)\s(?:period|months|time\s?frame)\s(?:of\s|in\s)?(?:last\syear|a\syear\s(?:ago|earlier|before)|the\s(?:previous|prior|preceding)\s(?:\w+\s)?year)
            |(?:in|over|during|for)\s(?:the|this|that)\s(?:[\w-]+[\s-])?period(?:\s(?:under\sreview|in\squestion|in\sreview|involving|running|concerned))?(?=\s(?:under|involving|running|concerned)|\s?[,.;)]|\s(?:from|between|to|and|but|while|as)\s|\sended|\sending|$)
            |(?:in|over|during|for|of)\s(?:the\s)?(?:half[\s-]year|nine|six|eight|seven|five|four|ten|eleven|\d{{1,2}})(?:\smonths)?\s(?:to|through|until|till|ended|ending|up\sto)\s(?:in\s)?(?:\d{{1,2}}\s)?(?:{month})(?:\s{year}|\sthis\syear|\slast\syear)?
            |(?:over|during|for|of|in(?=\sthe\s))\s(?:the\s)?(?:half[\s-]year|(?:nine|six|eight|seven|five|four|ten|eleven|twelve|\d{{1,2}})[\s-]months?(?:[\s-]period)?)\b(?!\s(?:ago|later|earlier|before))
            |(?:between|from)\s(?:the\s(?:beginning|start)\sof\s)?(?:{month})\s(?:and|to|until|till|through)\s(?:\w+\s)?(?:{month})(?:\s{year}|\sthis\syear|\slast\syear)?
            |(?:in\s|during\s|for\s)?(?:the\s)?(?:{month})(?:\s?[-–—/]\s?|\s(?:to|through|until|till)\s)(?:{month})(?:\speriod)?(?:\s(?:of\s)?{year}|\sthis\syear|\slast\syear)?
            |(?:in\s|during\s|for\s)?(?:the\s)?(?:{month})\s\d{{1,2}}\s?[-–—]\s?\d{{1,2}}\b(?:\speriod)?
            |(?:in\s|during\s|for\s|over\s)?the\sfirst\s{count}\s(?:days|weeks)(?:\sof\s(?:{month}))?
            |(?:in|during|for)\sthe\s(?:first|second|third|last)\smonth(?:\sof\sthe\s[\w ]{{0,20}}?year)?
            |(?:before|prior\sto|until\sbefore)\s(?:the\s(?:year|end\sof|start\sof)\s)?{year}
            |(?:during|in|throughout|before|after|at\sthe\s(?:height|peak|end|time)\sof)\s(?:the\s)?(?:cold\swar|(?:first|second)\sworld\swar|world\swar\s(?:ii?|one|two)|(?:vietnam|korean|gulf|iraq)\swar|soviet\s(?:era|times|period)|great\sdepression|(?:\d{{1,2}}(?:st|nd|rd|th)|nineteenth|twentieth)\scentury)
            |at\s(?:its|their|the)\s(?:height|peak|zenith)(?!\sin\s)
            |through\s(?:the\send\sof\s)?(?:{month})(?:\s{year}|\s(?:of\s)?this\syear|\slast\syear)?
            |(?:previous|prior|preceding)\s[\w-]+[\s-]month\speriod)\b
      | (?:in|of|for|during|than|from|compared\s(?:to|with)|against|over|on)\s(?:in\s|that\sof\s)?(?:the|a)\s(?:same|corresponding|similar|comparable)\s(?:month|period|quarter|time)\s(?:of|in)\s(?P<same>{year}|last\syear)\b
      | from\s(?P<from_month>{month})\b(?!\.?\s(?:{year}|\d))
      | (?:since|from|compared\s(?:with|to)|versus|against|relative\sto|up\sfrom|down\sfrom|than\sin|than|on|over)\s(?:the\s)?
            (?:levels?\s(?:of|in)\s|those\sof\s)?
            (?P<earlier>(?:a|one|the)\syear\s(?:earlier|ago|before|prior)|the\s(?:previous|prior|preceding)\syear|the\ssame\s(?:month|period|quarter|time)
            (?:\s(?:of\s)?(?:a\syear\s(?:ago|earlier|before)|last\syear|the\s(?:previous|prior|year)\s?(?:before|earlier|year)?|in\s{year}))?|year(?=\s?[,.]|$))
      | (?P<same_before>in\sthe\s(?:same|corresponding|comparable)\s(?:month|period|quarter)\s(?:(?:a|one)\syear\s(?:earlier|ago|before)|of\sthe\s(?:previous|prior|preceding)\syear|the\s(?:previous|prior|preceding)\syear|the\syear\sbefore|last\syear))\b
      | (?P<yoy>year[\s-](?:on|over|to)[\s-]year|yoy\b|y/y\b|y-o-y\b|on[\s-]year\b|on\s(?:the|an?\sannual)\s(?:year|basis)\b|year\son\syear|annually\sadjusted)
      | (?:since|ever\ssince|compared\s(?:with|to)|from|starting\s(?:in|from)|beginning\sin|relative\sto|against|versus|after|than\sin|up\sfrom)\s
            (?:the\s)?(?:end\sof\s|start\sof\s|beginning\sof\s|in\s|levels?\sof\s|levels?\sin\s|early\s|late\s|mid-?)?
            (?:(?P<smonth>{month})\.?\s)?(?:\d{{1,2}},?\s)?(?P<since>{year})(?P<decade>s)?\b
      | since\s(?P<since_month>{month})\b
      | (?P<since_last>since\s(?:last\syear))
      | since\s(?P<ago>{count})\s(?P<agou>years?|decades?)\sago
      | (?P<loose>(?:for|over|in|within|during)\s(?:the\s(?:past|last)\s)?(?:several\s|many\s|recent\s)?(?:decades|years|generations|centuries|months|weeks|days)\b(?!\sto)|since\s(?:then|world\swar\s(?:ii|two)|the\s(?:war|pandemic|crisis|great\s\w+|financial\scrisis)|independence|brexit|nafta|covid(?:-19)?|\w+\scame\s\w+|(?:he|she|they|we|i|\w+|president\s\w+)\s(?:took|came|left|became|was|got)\b[^,.;]{{0,20}}))
      | (?:over|in|during|within|for|across|through|of)\s(?:(?:just|about|around|roughly|nearly|only|almost|over|more\sthan)\s)?(?:the\s)?(?:(?:past|last|previous|preceding)\s)
            (?P<past>{count}\s)?(?P<pastu>years?|decades?|quarter\scentury|half\scentury|century|months?)\b(?!\sto\s)
      | (?:over|in|within|for)\s(?:(?:just|about|around|roughly|nearly|only|almost|over|more\sthan|less\sthan|under|at\sleast)\s)?(?P<inspan>{count})\s(?:short\s)?(?P<inspanu>years?|decades?|quarter\scentury|half\scentury|century)\b
            (?!\s(?:to\scome|time|later|ago|earlier|['’]))
      | (?:{lead})?(?:the\s)?(?:three\smonths\s(?:to|through|ending)\s(?:{month})\s)?(?:(?:q(?P<q>[1-4])|(?P<qword>first|second|third|fourth|final|1st|2nd|3rd|4th|last(?=\squarter\s(?:of|in)\s))[\s-]quarter)(?:(?:\sof|\sin|,|/)?\s?(?P<qyear>{year}|last\syear|this\syear|(?:the|each)\syear|(?:the\s)?(?:fiscal|financial)\syear))?)\b
      | (?:{lead})?(?:the\s)?(?:(?:month\sof\s)?(?:\d{{1,2}}\s)?(?P<month>{month})\.?(?:\s\d{{1,2}},?)?(?:\sof)?,?\s(?P<myear>{year}|last\syear|this\syear))\b
      | (?:in|during|for|by|of|at\sthe\s(?:end|beginning|start)\sof)\s(?:the\smonth\sof\s|late\s|early\s|mid-?)?(?P<only_month>{month})(?:\salone)?\b(?!\.?\s(?:{year}|\d))
      | (?:{lead})?(?:the\s)?(?:(?:fiscal|financial|calendar|full)[\s-])(?:year\s)?(?P<fyear>{year})(?:\s?[-/–]\s?\d\d(?:\d\d)?)?\b
      | (?:{lead})?(?:the\s)?fy\s?'?(?P<fy>{year}|\d\d)(?:\s?[-/–]\s?(?:\d\d){{1,2}})?\b
      | (?:{lead})?(?P<rel>(?:the\s)?(?:last|previous|prior|past)\s(?:fiscal\s|calendar\s|full\s)?(?:year|quarter|month)|this\syear|(?:the\s)?year\sbefore\slast|(?:a|one|the)\syear\s(?:ago|earlier|before)|(?:the\s)?current\syear|the\sprevious\syear)\b
      | (?:in\s)?the\s(?P<year_after>following\syear|year\s(?:after|following))\b(?=\s?(?:[,.;]|$|and\b|but\b))
      | (?P<yago>{count})\s(?P<yagou>years|decades|year|decade)\sago\b
      | (?P<later>{count})\s(?P<lateru>years|decades|year|decade)\s(?:later\b|on(?=\s?(?:[,.;]|$))|after\sthat\b)
      | (?:{lead})?(?:the\s)?(?:year\s|years\s|early\s|late\s|mid[\s-]?|calendar\s)?(?P<year>{year})(?:[-/]\d\d\b)?(?P<century>s)?\b
    """,
        re.VERBOSE,
    )


def years(count: str, unit: str) -> int:
    number = int(count) if count.strip().isdigit() else COUNTS.get(count.strip(), 1)
    return number * {"decade": 10, "century": 100, "quarter century": 25, "half century": 50}.get(
        unit.removesuffix("s"), 1
    )


def step_back(period: str) -> str:
    """The month, quarter or year before."""
    year, _, part = period.partition("-")
    if not part or part == "FY":
        return f"{int(year) - 1}{period[4:]}"
    number = int(part.lstrip("Q")) - 1
    if part[0] == "Q":
        return f"{year}-Q{number}" if number else f"{int(year) - 1}-Q4"
    return f"{year}-{number:02}" if number else f"{int(year) - 1}-12"


OF_AN_EVENT = re.compile(
    r"\b(?:signed|inked|concluded|founded|established|adopted|launched|joined|elected|born|expires?|expired|enacted|"
    r"ratified|imposed|released|published|announced|noted|abolished|took office|came to power)(?: [a-z]+)? ?$"
)
OF_A_TEXT = re.compile(
    r" (?:reports?|study|surveys?|article|paper|book|speech|summit|agreement|treaty|deal|law|act|election|referendum|"
    r"guidelines?|invasion|war|world cup|olympics|strategy|white paper)\b"
)
BEFORE_THAT = re.compile(r"\b(?:previous|prior|preceding|year before|year earlier)\b")
SIZES = {"month": 7, "quarter": 7, "year": 4}


def settled(spans: list[Period], low: str, carried: str | None, last: str | None = None) -> list[Period]:
    """Without the dates of treaties and reports; "the previous year" counted from the year named before it.

    `last` is the period of the figure that the sentence before ended with: the year of "in the same year".
    """
    out: list[Period] = []
    for span in spans:
        if OF_AN_EVENT.search(low, max(0, span.start - 24), span.start) or OF_A_TEXT.match(low, span.end):
            continue
        words = low[span.start : span.end]
        if span.that:
            year = next((p.period for p in reversed(out) if p.period), last)
            span = span._replace(period=year[:4]) if year else span._replace(partial=True)
        named = next((p.period for p in reversed(out) if p.period), carried)
        if span.period and named and BEFORE_THAT.search(words):
            size = next((n for word, n in SIZES.items() if word in words), 0)
            if size == len(named) and ("quarter" in words) == ("Q" in named):
                span = span._replace(period=step_back(named))
            elif size == 7:
                span = span._replace(period=None, partial=True)
            elif size == 4:
                span = span._replace(period=step_back(named[:4]))
        out.append(span)
    return out


def find(low: str, place: int, said_on: date) -> Period | None:
    """The period whose words begin at `place` of the lower-case text, or None."""
    match = patterns().match(low, place)
    if not match or match.end() == place:
        return None
    said = match.groups()
    for place, read in readers():
        if said[place]:
            return read(Hit(match, said_on))
    year = match.group("year")
    if year and low.startswith(("over ", "on "), match.start()) and MOVED.search(low, 0, match.start()):
        return Period(*match.span(), str(int(year) + 1), year)  # "an increase of 7.5 per cent over 2022"
    return Period(*match.span(), year)


MOVED = re.compile(r"(?:per\s?cent|%|\b(?:increase|rise|gain|fall|drop|decline|decrease|growth))[ ,]*$")
"""What a year behind “over” or “on” is compared with."""


@cache
def readers() -> tuple[tuple[int, "Reader"], ...]:
    """The place of each group of READERS among those of a match, and what reads it."""
    index = patterns().groupindex
    return tuple((index[name] - 1, read) for names, read in READERS for name in names)


class Hit:
    """A match of the words of a period, and the day on which they were said."""

    def __init__(self, match: re.Match[str], said_on: date) -> None:
        self.match, self.said_on, self.this = match, said_on, said_on.year

    def part(self, name: str) -> str:
        return self.match.group(name) or ""

    def period(self, period: str | None, base: str | None = None, **more: Any) -> Period:
        return Period(self.match.start(), self.match.end(), period, base, **more)

    def years_back(self, length: int) -> Period:
        return self.period(None, str(self.this - length), back=length)

    def year(self, text: str) -> int:
        """ "last year", "this year" or a year in digits."""
        return self.this - 1 if text.startswith("last") else self.this if text[:4] in ("", "this") else int(text)

    def latest(self, month: int) -> int:
        """The year of a month that is over on the day."""
        return self.this if month < self.said_on.month else self.this - 1


def from_to(hit: Hit) -> Period | None:
    first, last = hit.part("span1"), hit.part("span2")
    joined = re.search(r"\d\s?[-–—/]\s?\d", hit.match.group())
    if joined and int(last) % 100 == (int(first) + 1) % 100:
        return hit.period(f"{first}-FY")  # "2022-23": the financial year that begins in 2022
    last = last if len(last) == 4 else first[:2] + last
    if int(last) >= int(first):
        return hit.period(last, first)
    year = hit.match.end("span1")  # "18 per cent went to China in 2021 and 11 per cent to Russia"
    return Period(hit.match.start(), year, first) if year > hit.match.start() else None


def years_to(hit: Hit) -> Period:
    end = hit.part("topastend")
    return hit.period(end, str(int(end) - years(hit.part("topast") or "1", hit.part("topastu"))))


def months_to(hit: Hit) -> Period:
    first, last = int(hit.part("mspan1")), int(hit.part("mspan2"))
    months = (last - first) * 12 + MONTHS[hit.part("mto")] - MONTHS[hit.part("mfrom")]
    return hit.period(None, partial=True) if months < 12 else hit.period(str(last), str(first))


def partial(hit: Hit) -> Period:
    return hit.period(None, partial=True)


def end_of_year(hit: Hit) -> Period:
    year = hit.this if hit.part("threeyear") == "the year" else hit.year(hit.part("threeyear"))
    return hit.period(f"{year}-Q{1 if hit.part('three') in ('first', 'opening') else 4}")


def three_months_to(hit: Hit) -> Period:
    month = MONTHS[hit.part("qmonth")]
    if month % 3:
        return partial(hit)
    return hit.period(f"{hit.part('qmyear') or hit.latest(month)}-Q{month // 3}")


def same_of(hit: Hit) -> Period:
    year = str(hit.year(hit.part("same")))
    against = hit.match.group().startswith(("from", "than", "compared", "against", "over", "on"))
    return hit.period(None, year) if against else hit.period(None, same=year)


def month_from(hit: Hit) -> Period:
    month = MONTHS[hit.part("from_month") or hit.part("since_month")]
    return hit.period(None, f"{hit.latest(month)}-{month:02}")


def months_of_quarter(hit: Hit) -> Period:
    quarter = (MONTHS[hit.part("months").split(" ")[0].split("-")[0]] + 2) // 3
    return hit.period(f"{hit.part('mqyear') or hit.latest(quarter * 3)}-Q{quarter}")


def quarter_to(hit: Hit) -> Period:
    quarter = MONTHS[hit.part("endq")] // 3
    return hit.period(f"{hit.part('endqyear') or hit.part('endqy') or hit.latest(quarter * 3)}-Q{quarter}")


def since_year(hit: Hit) -> Period:
    return hit.period(None, hit.part("since_clause") or hit.part("since"))


def a_month(hit: Hit) -> Period:
    month = MONTHS[hit.part("month_of") or hit.part("only_month")]
    return hit.period(f"{hit.latest(month)}-{month:02}")


def past(hit: Hit) -> Period:
    if hit.part("pastu").startswith("month"):
        return hit.period(None, loose=True)
    length = years(hit.part("past") or "1", hit.part("pastu"))
    return hit.period(str(hit.this - 1)) if length == 1 else hit.years_back(length)


def back(number: str, unit: str) -> Callable[[Hit], Period]:
    return lambda hit: hit.years_back(years(hit.part(number), hit.part(unit)))


def quarter(hit: Hit) -> Period:
    n = int(hit.part("q")) if hit.part("q") else QUARTERS[hit.part("qword")]
    said = hit.part("qyear")
    if re.search("fiscal|financial", said):
        return partial(hit)
    if not said:
        return hit.period(f"{hit.latest(n * 3)}-Q{n}")
    return hit.period(f"{hit.this if said.endswith(('the year', 'each year')) else hit.year(said)}-Q{n}")


def month(hit: Hit) -> Period:
    return hit.period(f"{hit.year(hit.part('myear'))}-{MONTHS[hit.part('month')]:02}")


def a_year(hit: Hit) -> Period:
    year = hit.part("fyear") or hit.part("fy")
    year = year if len(year) == 4 else "20" + year
    fiscal = hit.part("fy") or re.search(r"fiscal|financial", hit.match.group())
    return hit.period(f"{year}-FY" if fiscal else year)


def relative(hit: Hit) -> Period:
    words, this = hit.part("rel"), hit.this
    if "before last" in words:
        return hit.period(str(this - 2))
    if "this" in words or "current" in words:
        return hit.period(str(this))
    if "quarter" in words:
        n = (hit.said_on.month - 1) // 3
        return hit.period(f"{this}-Q{n}" if n else f"{this - 1}-Q4")
    if "month" in words:
        n = hit.said_on.month - 1
        return hit.period(f"{this}-{n:02}" if n else f"{this - 1}-12")
    return hit.period(str(this - 1))


def years_ago(hit: Hit) -> Period:
    return hit.period(str(hit.this - years(hit.part("yago"), hit.part("yagou"))))


Reader = Callable[[Hit], Period | None]
READERS: tuple[tuple[tuple[str, ...], Reader], ...] = (
    (("span1",), from_to),
    (("topastend",), years_to),
    (("mspan1",), months_to),
    (("year_to", "month_year"), partial),
    (("three",), end_of_year),
    (("qmonth",), three_months_to),
    (("mom",), lambda hit: hit.period(None, before=True)),
    (("partial",), partial),
    (("same",), same_of),
    (("from_month",), month_from),
    (("months",), months_of_quarter),
    (("endq",), quarter_to),
    (("since_clause",), since_year),
    (("month_of",), a_month),
    (("earlier", "yoy", "same_before"), lambda hit: hit.period(None, yearly=True)),
    (("since",), since_year),
    (("since_month",), month_from),
    (("since_last",), lambda hit: hit.period(None, str(hit.this - 1))),
    (("ago",), back("ago", "agou")),
    (("loose",), lambda hit: hit.period(None, loose=True)),
    (("pastu",), past),
    (("inspan",), back("inspan", "inspanu")),
    (("q", "qword"), quarter),
    (("month",), month),
    (("only_month",), a_month),
    (("fyear", "fy"), a_year),
    (("rel",), relative),
    (("yago",), years_ago),
    (("that_year",), lambda hit: hit.period(None, that=True)),
    (("year_after",), lambda hit: hit.period(None, later=1)),
    (("later",), lambda hit: hit.period(None, later=years(hit.part("later"), hit.part("lateru")))),
    (("century",), lambda hit: hit.period(None, loose=True, partial=True)),
)
"""Which group of the expression says what, in the order in which they are asked."""
