"""Verdicts: pure functions of a claim and figures.

    held = figures.load(connection, claims, today)
    judged = judging.judge(claims, held)        # one Judged per claim, in their order

Belongs here: the way from a claim to its verdict, as docs/method.md tells it. Does not belong here: how sentences are
read (claims/), words for people (reports/), anything that asks a database but figures.py.
"""
