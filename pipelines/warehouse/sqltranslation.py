"""A model in the dialect of SQLite, which plans a query for a few rows in a tenth of the time that DuckDB takes.

Belongs here: the words of the one dialect in those of the other. Does not belong here: the functions that SQLite lacks
(engines/sqlite.py), which models it runs (few.py).

Days are texts such as 2024-12-31, which compare as days do; what is true is 1. A function that is not listed here is an
error: it may mean something else there.
"""

from functools import reduce
from typing import Any

import sqlglot
from sqlglot import exp

_SAME = {
    "abs", "and", "avg", "case", "coalesce", "count", "dense_rank", "exists", "if", "lag", "max", "min", "nullif", "or",
    "replace", "row_number", "sum",
}  # fmt: skip
"""Functions that both dialects call the same and mean the same by."""
_RENAMED = {
    exp.ArgMax: ("arg_max", "this", "expression"),
    exp.ArgMin: ("arg_min", "this", "expression"),
    exp.Ceil: ("round_up", "this"),
    exp.DateFromParts: ("make_day", "year", "month", "day"),
    exp.Div: ("divided", "this", "expression"),
    exp.Floor: ("round_down", "this"),
    exp.LogicalAnd: ("min", "this"),
    exp.LogicalOr: ("max", "this"),
    exp.Month: ("month_of", "this"),
    exp.Pow: ("to_power", "this", "expression"),
    exp.RegexpReplace: ("regexp_replace", "this", "expression", "replacement"),
    exp.Round: ("rounded", "this", "decimals"),
    exp.Sign: ("sign_of", "this"),
    exp.Year: ("year_of", "this"),
}
"""What becomes a function, and which of its parts are the arguments."""
_SPELLED = {"printf": "printed"}
"""Functions that the parser has no type for."""
_STEPS = {"to_months": 1, "to_years": 12}
_UNITS = {"DAY": ("add_days", 1), "MONTH": ("add_months", 1), "YEAR": ("add_months", 12)}


def translated(sql: str) -> str:
    """Raises ValueError where something has no translation."""
    tree: Any = sqlglot.parse_one(sql, dialect="duckdb")
    nodes = list(tree.walk(bfs=False))
    for node in nodes:
        _expect_known(node)
    for node in reversed(nodes):  # what is inside first
        changed = _translated(node)
        if node is tree:
            tree = changed
        elif changed is not node:
            node.replace(changed)
    for node in tree.find_all(exp.Interval, exp.Anonymous):
        if isinstance(node, exp.Interval) or node.name in _STEPS:
            raise ValueError(f"{node.sql('duckdb')} is translated only where it is added to a day or taken from one")
    for query in tree.find_all(exp.CTE):
        query.set("materialized", True)  # otherwise what it computes is written into each place that reads it
    return str(tree.sql("sqlite", comments=False))


def _expect_known(node: Any) -> None:
    if not isinstance(node, exp.Func) or type(node) in _RENAMED or type(node) in _TRANSLATIONS:
        return
    name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
    if name not in {*_SAME, *_SPELLED, *_STEPS}:
        raise ValueError(f"{name}() has no translation for SQLite")


def _translated(node: Any) -> Any:
    if type(node) in _RENAMED:
        name, *parts = _RENAMED[type(node)]
        return _call(name, *(node.args.get(part) or exp.Literal.number(0) for part in parts))
    if isinstance(node, exp.Anonymous) and node.name in _SPELLED:
        return _call(_SPELLED[node.name], *node.expressions)
    return _TRANSLATIONS[type(node)](node) if type(node) in _TRANSLATIONS else node


def _call(name: str, *arguments: Any) -> Any:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def _text(words: str) -> Any:
    return exp.Literal.string(words)


def _cast(node: Any) -> Any:
    kinds = exp.DataType.Type
    if node.to.this == kinds.DATE:
        return node.this  # steps of days and months end with days
    if node.to.this == kinds.DOUBLE:
        return exp.Cast(this=node.this, to=exp.DataType(this=kinds.FLOAT))
    named = {kinds.INT: "as_integer", kinds.BIGINT: "as_integer", kinds.TEXT: "as_text"}
    if node.to.this not in named:
        raise ValueError(f"{node.sql('duckdb')} has no translation for SQLite")
    return _call(named[node.to.this], node.this)


def _step(node: Any) -> Any:
    """A day, and how many days, months or years are added to it or taken from it."""
    step, sign = node.expression, 1 if isinstance(node, exp.Add) else -1
    if isinstance(step, exp.Interval):
        name, times = _UNITS[step.args["unit"].name.upper()]
        return _call(name, node.this, exp.Literal.number(sign * times * int(step.this.name)))
    if isinstance(step, exp.Anonymous) and step.name in _STEPS:
        count, times = step.expressions[0].copy(), exp.Literal.number(sign * _STEPS[step.name])
        return _call("add_months", node.this, exp.Mul(this=exp.Paren(this=count), expression=times))
    return node


def _extreme(node: Any) -> Any:
    """Of what is not NULL; SQLite's own is NULL as soon as one is."""
    return _call("greatest" if isinstance(node, exp.Greatest) else "least", node.this, *node.expressions)


def _concat(node: Any) -> Any:
    texts = [part if part.is_string else _call("coalesce", part, _text("")) for part in node.expressions]
    return exp.Paren(this=reduce(lambda before, text: exp.DPipe(this=before, expression=text), texts))


def _listed(node: Any) -> Any:
    """string_agg: its own order, or that of the texts."""
    texts, order = node.this, None
    if isinstance(texts, exp.Order):
        texts, order = texts.this, texts.expressions[0].this
    name = "string_agg"
    if isinstance(texts, exp.Distinct):
        name, texts = "string_agg_distinct", texts.expressions[0]
    return _call(name, texts, node.args["separator"], order or texts)


def _days(node: Any) -> Any:
    return _call("date_diff", _text(node.args["unit"].name.lower()), node.expression, node.this)


def _truncated(node: Any) -> Any:
    return _call("date_trunc", _text(node.args["unit"].name.lower()), node.this)


def _contains(node: Any) -> Any:
    return exp.Paren(this=exp.GT(this=_call("instr", node.this, node.expression), expression=exp.Literal.number(0)))


_TRANSLATIONS = {
    exp.Add: _step,
    exp.Cast: _cast,
    exp.Concat: _concat,
    exp.Contains: _contains,
    exp.DateDiff: _days,
    exp.Greatest: _extreme,
    exp.GroupConcat: _listed,
    exp.Least: _extreme,
    exp.Sub: _step,
    exp.TimestampTrunc: _truncated,
}
