"""Periods as sentences name them: years, quarters, months, fiscal years, "last year", "since 2010", "over the past decade".

Belongs here: finding the words of a period at a place of a text and what they mean on the day of the text.
Does not belong here: which publication answers for a period (sql/factcheck/).
"""

# ruff: noqa: E501, SIM905 - patterns and lists of words are read more easily in one piece

import re
from datetime import date
from functools import cache
from typing import NamedTuple

MONTHS = {
    name: n
    for n, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
QUARTERS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "final": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
COUNTS = {
    word: n for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
COUNTS |= {
    "a": 1,
    "the": 1,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "couple of": 2,
    "sixty": 60,
    "seventy": 70,
    "hundred": 100,
}
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
      | (?P<same_before>in\sthe\s(?:same|corresponding|comparable)\s(?:month|period|quarter)\s(?:(?:a|one)\syear\s(?:earlier|ago|before)|of\sthe\s(?:previous|prior|preceding)\syear|the\s(?:previous|prior|preceding)\syear|the\syear\sbefore))\b
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
    part = match.group
    start, end = match.span()
    this = said_on.year

    def relative_year(text: str | None) -> int:
        return (
            this - 1 if text and text.startswith("last") else this if not text or text.startswith("this") else int(text)
        )

    if part("span1"):
        last = part("span2")
        joined = re.search(r"\d\s?[-–—/]\s?\d", match.group())
        if joined and int(last) % 100 == (int(part("span1")) + 1) % 100:
            return Period(start, end, f"{part('span1')}-FY")  # "2022-23": the financial year that begins in 2022
        last = last if len(last) == 4 else part("span1")[:2] + last
        if int(last) < int(part("span1")):  # "18 per cent went to China in 2021 and 11 per cent to Russia"
            year = match.end("span1")
            return Period(start, year, part("span1")) if year > start else None
        return Period(start, end, last, part("span1"))
    if part("topastend"):
        length = years(part("topast") or "1", part("topastu"))
        return Period(start, end, part("topastend"), str(int(part("topastend")) - length))
    if part("mspan1"):
        months = (int(part("mspan2")) - int(part("mspan1"))) * 12 + MONTHS[part("mto")] - MONTHS[part("mfrom")]
        if months < 12:
            return Period(start, end, None, partial=True)
        return Period(start, end, part("mspan2"), part("mspan1"))
    if part("year_to") or part("month_year") or (part("qmonth") and MONTHS[part("qmonth")] % 3):
        return Period(start, end, None, partial=True)
    if part("three"):
        year = this if part("threeyear") == "the year" else relative_year(part("threeyear"))
        return Period(start, end, f"{year}-Q{1 if part('three') in ('first', 'opening') else 4}")
    if part("qmonth"):
        month = MONTHS[part("qmonth")]
        year = int(part("qmyear")) if part("qmyear") else this if month < said_on.month else this - 1
        return Period(start, end, f"{year}-Q{month // 3}")
    if part("mom"):
        return Period(start, end, None, before=True)
    if part("partial"):
        return Period(start, end, None, partial=True)
    if part("same") and match.group().startswith(("from", "than", "compared", "against", "over", "on")):
        return Period(start, end, None, str(relative_year(part("same"))))
    if part("same"):
        return Period(start, end, None, same=str(relative_year(part("same"))))
    if part("from_month"):
        month = MONTHS[part("from_month")]
        return Period(start, end, None, f"{this if month < said_on.month else this - 1}-{month:02}")
    if part("months"):
        quarter = (MONTHS[part("months").split(" ")[0].split("-")[0]] + 2) // 3
        year = int(part("mqyear")) if part("mqyear") else this if quarter * 3 < said_on.month else this - 1
        return Period(start, end, f"{year}-Q{quarter}")
    if part("endq"):
        quarter = MONTHS[part("endq")] // 3
        year = (
            int(part("endqyear") or part("endqy"))
            if part("endqyear") or part("endqy")
            else this
            if quarter * 3 < said_on.month
            else this - 1
        )
        return Period(start, end, f"{year}-Q{quarter}")
    if part("since_clause"):
        return Period(start, end, None, part("since_clause"))
    if part("month_of"):
        month = MONTHS[part("month_of")]
        return Period(start, end, f"{this if month < said_on.month else this - 1}-{month:02}")
    if part("earlier") or part("yoy") or part("same_before"):
        return Period(start, end, None, None, yearly=True)
    if part("since"):
        return Period(start, end, None, part("since"))
    if part("since_month"):
        month = MONTHS[part("since_month")]
        year = this if month < said_on.month else this - 1
        return Period(start, end, None, f"{year}-{month:02}")
    if part("since_last"):
        return Period(start, end, None, str(this - 1))
    if part("ago"):
        return Period(start, end, None, str(this - years(part("ago"), part("agou"))))
    if part("loose"):
        return Period(start, end, None, None, loose=True)
    if part("pastu"):
        if part("pastu").startswith("month"):
            return Period(start, end, None, None, loose=True)
        length = years(part("past") or "1", part("pastu"))
        return Period(start, end, str(this - 1) if length == 1 else None, None if length == 1 else str(this - length))
    if part("inspan"):
        return Period(start, end, None, str(this - years(part("inspan"), part("inspanu"))))
    if part("q") or part("qword"):
        quarter = int(part("q")) if part("q") else QUARTERS[part("qword")]
        latest = this if quarter * 3 < said_on.month else this - 1
        if part("qyear") and re.search("fiscal|financial", part("qyear")):
            return Period(start, end, None, partial=True)
        named = part("qyear") and not part("qyear").endswith(("the year", "each year"))
        year = relative_year(part("qyear")) if named else latest if not part("qyear") else this
        return Period(start, end, f"{year}-Q{quarter}")
    if part("month"):
        return Period(start, end, f"{relative_year(part('myear'))}-{MONTHS[part('month')]:02}")
    if part("only_month"):
        month = MONTHS[part("only_month")]
        return Period(start, end, f"{this if month < said_on.month else this - 1}-{month:02}")
    if part("fyear") or part("fy"):
        year_text = part("fyear") or part("fy")
        year_text = year_text if len(year_text) == 4 else "20" + year_text
        is_fiscal = part("fy") or re.search(r"fiscal|financial", match.group())
        return Period(start, end, f"{year_text}-FY" if is_fiscal else year_text)
    if part("rel"):
        words = part("rel")
        if "before last" in words:
            return Period(start, end, str(this - 2))
        if "this" in words or "current" in words:
            return Period(start, end, str(this))
        if "quarter" in words:
            quarter = (said_on.month - 1) // 3
            return Period(start, end, f"{this}-Q{quarter}" if quarter else f"{this - 1}-Q4")
        if "month" in words:
            month = said_on.month - 1
            return Period(start, end, f"{this}-{month:02}" if month else f"{this - 1}-12")
        return Period(start, end, str(this - 1))
    if part("yago"):
        return Period(start, end, str(this - years(part("yago"), part("yagou"))))
    if part("that_year"):
        return Period(start, end, None, that=True)
    if part("year_after"):
        return Period(start, end, None, later=1)
    if part("later"):
        return Period(start, end, None, later=years(part("later"), part("lateru")))
    if part("century"):
        return Period(start, end, None, None, loose=True, partial=True)
    return Period(start, end, part("year"))
