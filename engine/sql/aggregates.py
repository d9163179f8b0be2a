"""The formula table's aggregates as DuckDB's SQL: one row for each, over the rows that count."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from sqlglot import exp

from engine.model.formula import Aggregate
from engine.sql import words
from engine.sql.binding import both
from engine.sql.words import call, cast

Aggregated: TypeAlias = Callable[[Aggregate, exp.Expr, "exp.Expr | None"], exp.Expr]


def kept(value: exp.Expr, where: exp.Expr | None) -> exp.Expr:
    """An aggregate over the rows for which something is true."""
    return exp.Filter(this=value, expression=exp.Where(this=where.copy())) if where is not None else value


def rows(where: exp.Expr | None = None) -> exp.Expr:
    """The number of rows for which something is true."""
    return kept(exp.Count(this=exp.Star(), big_int=True), where)


def _sum(node: Aggregate, argument: exp.Expr, where: exp.Expr | None) -> exp.Expr:
    """Over no rows 0; over rows without any value there is none, as in SQL."""
    total = kept(call("SUM", argument), where)
    if node.argument is not None and node.argument.type.nullable:
        none = exp.EQ(this=rows(where), expression=words.number(0))
        return words.case((none, words.number(0)), default=total)
    return call("COALESCE", total, words.number(0))


def _of_floats(function: str, node: Aggregate, argument: exp.Expr, where: exp.Expr | None) -> exp.Expr:
    """Of amounts too the middle of two is not rounded."""
    assert node.argument is not None
    if node.argument.type.kind == "money":
        argument = cast(argument, "DOUBLE")
    share = [] if node.parameter is None else [words.number(node.parameter)]
    return kept(call(function, argument, *share), where)


def _plain(function: str) -> Aggregated:
    return lambda node, argument, where: kept(call(function, argument), where)


AGGREGATES: dict[str, Aggregated] = {
    "COUNT": lambda node, argument, where: kept(exp.Count(this=argument, big_int=True), where),
    "COUNT_DISTINCT": lambda node, argument, where: kept(
        exp.Count(this=exp.Distinct(expressions=[argument]), big_int=True), where
    ),
    "COUNT_IF": lambda node, argument, where: rows(both(where, argument)),
    "SUM": _sum,
    "AVG": _plain("AVG"),
    "MIN": _plain("MIN"),
    "MAX": _plain("MAX"),
    "MEDIAN": partial(_of_floats, "MEDIAN"),
    "QUANTILE_CONT": partial(_of_floats, "QUANTILE_CONT"),
    "STDDEV": partial(_of_floats, "STDDEV"),
}
