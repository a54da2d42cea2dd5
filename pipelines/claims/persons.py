"""Rules for persons: inhabitants of countries, soldiers at home, soldiers abroad.

Belongs here: what a matched row says about people, troops and armies. Does not belong here: the patterns (grammar.py),
money and rates (amounts.py), lists (listings.py).
"""

import re
from typing import TYPE_CHECKING, Any

from pipelines.claims import lexicon
from pipelines.claims import terms as t
from pipelines.claims.parts import TAIL, Match, plural, said_at

if TYPE_CHECKING:
    from pipelines.claims.propositions import Row


def elided_troops(row: "Row", m: Match) -> bool:
    """28,500 U.S. troops in South Korea, 35,000 in Germany: the same sender."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("indicator") != "troops" or last["operation"] != "level":
        return False
    partner = row.who(row.items[m.start("h")])
    return row.add(m, "troops", tuple(last["areas"]["ref"]), "level", m.start("n"), partner=partner)


def hosts_too(row: "Row", m: Match) -> bool:
    """Japan hosts 50,000 U.S. troops and South Korea 28,500: the same sender."""
    if re.search(r"C[_U]{1,2}[,n]{1,2}$", row.codes[: m.start()]):
        return False
    return any(w.code == "S" and w.data == "host" for w in row.items) and elided_troops(row, m)


def troops_also(row: "Row", m: Match) -> bool:
    """France keeps 1,500 troops in Djibouti, Japan 180 and the United States about 4,000: the same host."""
    last = row.drafts[-1] if row.drafts else None
    if last is None or last.get("indicator") != "troops" or last["operation"] != "level":
        return False
    other = row.who(row.items[m.start("a")])
    ref, host = tuple(last["areas"]["ref"]), tuple(last["areas"]["counterpart"])
    if set(other) & {*host, *ref} or len(other) != 1:
        return False
    verb = next((w for w in row.items[: m.start()] if w.code in "SG"), None)
    if verb is None:
        return False
    if verb.code == "G" or verb.data == "host":  # "Japan hosts 53,000 American troops, Germany 35,000"
        return row.add(m, "troops", ref, "level", m.start("n"), partner=other)
    return row.add(m, "troops", other, "level", m.start("n"), partner=host)


def people(row: "Row", m: Match) -> bool:
    """Home to 48 million people; India's 1.4 billion people; 40 million people live in Canada."""
    n = m.start("n")
    if row.items[n].data[0].amount < 1000:
        return False
    if re.match("[AR],[ve]", m.group()) and m.start() and row.codes[m.start() - 1] in "ioBFtwfn":
        return False  # "Georgia, nestled between Russia and Turkey, is home to …"
    if m.group().startswith("A,w") and m.start() and row.codes[m.start() - 1] in "io":
        return False  # "the most populous nation on earth, with 200 million people"
    if "o" in m.group()[:1] or not (m.group().endswith("yoCH") or TAIL.match(row.codes[m.end() :])):
        return False
    if "a" in m.groupdict() and m.start("a") >= 0:
        area = row.items[m.start("a")]
        if area.code == "A" and area.data["kind"] == "seat":
            raise t.Refused("sub-national", "the city can be meant")
        if row.low[area.start : area.end] == "there":
            return False
        if m.group()[:2] == "Ro" and area.data != "we":
            return False
        ref = row.who(area)
    else:
        ref = row.subject(n)
    counted = row.low[row.items[m.end() - 1].start : row.items[m.end() - 1].end] if m.group()[-1] == "H" else ""
    if counted in ("citizens", "nationals") and {iso for iso, *_ in lexicon.members()["GCC"]} & set(ref):
        raise t.Refused("no indicator", f"“{counted}” of a Gulf state are a part of its population")
    inserted: dict[str, Any] = (
        {"when": {}} if m.group()[1:3] == ",w" else {}
    )  # what follows is dated, not what is inserted
    return row.add(m, "population", ref, plural(row, ref, "population"), n, **inserted)


def we_are(row: "Row", m: Match) -> bool:
    """We are 1.4 billion Indians: the name says who speaks."""
    n, us = m.start("n"), row.items[m.start()]
    area = row.items[m.end() - 1]
    if us.data != "we" or area.data["kind"] != "demonym" or len(area.data["ids"]) != 1:
        return False
    if row.items[n].data[0].amount < 1000 or not row.low[: area.end].endswith("s"):
        return False
    return row.add(m, "population", area.data["ids"], "level", n)


def people_first(row: "Row", m: Match) -> bool:
    """With 84.5 million inhabitants, Germany is …"""
    if row.codes[m.end() : m.end() + 1] == "s" or row.items[m.start("n")].data[0].amount < 1000:
        return False
    ref = row.who(row.items[m.start("a")])
    return row.add(m, "population", ref, plural(row, ref, "population"), m.start("n"))


def people_again(row: "Row", m: Match) -> bool:
    """… have a combined GDP of $3.8 trillion and 680 million people: of whom the figure before is."""
    last = said_at(row, m.start() - 1, "level", "sum") or (row.drafts[-1] if row.drafts else None)
    if last is None or last.get("operation") not in ("level", "sum") or last["areas"]["counterpart"]:
        return False
    ref = tuple(last["areas"]["ref"])
    return row.add(m, "population", ref, plural(row, ref, "population"), m.start("n"))


def parallel_people(row: "Row", m: Match) -> bool:
    """In Israel, with a population of 8 million, …, and in Ukraine, out of 40 million."""
    if not any(draft["indicator"] == "population" for draft in row.drafts if "indicator" in draft):
        return False
    return people(row, m)


def troops(row: "Row", m: Match) -> bool:
    """The 28,500 U.S. troops stationed in South Korea; Germany hosts 35,000 American soldiers."""
    n = m.start("n")
    groups = m.groupdict()
    middle = m.group()
    host = row.items[m.start("h")]
    sender = None
    for name in ("a", "s"):
        if groups.get(name):
            sender = row.items[m.start(name)]
            break
    if sender is None and re.search(r",[Sev]{1,2}$", row.codes[:n]):
        return False  # "Britain, which retains two bases, keeps 2,200 troops in Cyprus"
    if sender is None or row.low[sender.start : sender.end] == "there":
        raise t.Refused("no subject", "whose troops is not said")
    if sender.code == "A" and sender.data["kind"] == "group":
        raise t.Refused("no subject", "troops under the flag of a group of countries are not counted by country")
    verbs = [w for w in row.items[max(0, m.start() - 2) : m.end()] if w.code == "S"]
    ref = row.who(sender)
    if host.code == "R" and row.low[host.start : host.end] == "there":
        areas = [w.data["ids"] for w in row.items[:n] if w.code == "A"] + [
            w.data[role].data["ids"]
            for w in row.items[:n]
            if w.code == "I"
            for role in ("own", "partner")
            if w.data[role] is not None and w.data[role].code == "A"
        ]
        others = list(dict.fromkeys(iso for ids in areas for iso in ids if iso not in ref))
        if not others and len(row.context.topic) == 1 and row.context.topic != ref:
            others = list(row.context.topic)
        if len(others) != 1:
            raise t.Refused("no subject", "“there” can mean more than one country, or none")
        partner: tuple[str, ...] = tuple(others)
    else:
        if host.code == "A" and host.data["kind"] == "seat":
            raise t.Refused("sub-national", "the city can be meant")
        partner = row.who(host)
    if set(partner) & set(ref):
        return False
    if row.codes[m.end() : m.end() + 1] == "s":
        return False
    moved = any(
        row.low[w.start : w.end] in ("sent", "sends", "dispatched", "sending", "deploying", "deployed") for w in verbs
    )
    if moved and any(p.base for p in row.periods):
        return row.add(m, "troops", ref, "change", n, partner=partner)
    to = "ut" in middle or re.match(r"(?:below|above|under|over)\b", row.low[row.items[n].start :])
    if "u" in middle and not (to and middle[:1] == "A"):
        verb = next(w for w in row.items[m.start() : m.end()] if w.code == "u")
        if row.low[verb.start : verb.end] == "lost":
            raise t.Refused("no indicator", "soldiers lost are casualties")
        return row.add(m, "troops", ref, "change", n, partner=partner, order="asc" if verb.data == "-" else "desc")
    return row.add(
        m,
        "troops",
        ref,
        "level" if len(partner) < 2 and plural(row, ref, "troops") == "level" else "sum",
        n,
        partner=partner,
    )


def troops_rumoured(row: "Row", m: Match) -> bool:
    """ "Ten thousand US troops set to invade …?": the headline of a rumour; understood, and nothing to measure yet."""
    if not row.text.rstrip("\"' ").endswith("?"):
        return False
    sender, host = row.who(row.items[m.start("a")]), row.who(row.items[m.start("h")])
    if set(sender) & set(host):
        return False
    return row.add(
        m,
        "troops",
        sender,
        "level",
        m.start("n"),
        partner=host,
        presupposed=True,
        not_checkable="forecast",
        reason="a question about a plan: only troops that are there can be counted",
    )


def army_again(row: "Row", m: Match) -> bool:
    """The United Kingdom has 68 million people and 150,000 soldiers."""
    n = m.start("n")
    last = next((d for d in reversed(row.drafts) if d["at"] < row.items[n].start), None)
    if last is None or (last.get("indicator"), last.get("operation")) != ("population", "level"):
        return False
    return row.items[n].data[0].amount >= 1000 and row.add(m, "armed_forces", tuple(last["areas"]["ref"]), "level", n)


def army(row: "Row", m: Match) -> bool:
    """Ukraine has 880,000 soldiers: no host, so its own armed forces."""
    n = m.start("n")
    if row.items[n].data[0].amount < 1000 or not re.match(r"$|[,;n]", row.codes[m.end() :]):
        return False
    area = row.items[m.start("a")]
    link = row.items[m.start() - 1] if m.start() else area
    if row.low[link.start : link.end] == "where":
        return False  # "in Jordan, where the United States keeps roughly 3,000 troops"
    ref = row.who(area)
    if area.code == "A" and area.data["kind"] == "demonym" and "s" not in m.group():
        return False
    return row.add(m, "armed_forces", ref, plural(row, ref, "armed_forces"), n)
