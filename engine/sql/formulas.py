"""A formula as DuckDB's SQL: its checked tree from the root down, each function as its table says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp

from engine.formula import SEE_NULL
from engine.measures import references
from engine.model.formula import Aggregate, Call, Column, Constant, Expression, KpiRef
from engine.sql import words
from engine.sql.aggregates import AGGREGATES, kept
from engine.sql.binding import both
from engine.sql.functions import DUCKDB
from engine.sql.scope import Scope
from engine.sql.words import call, cast


def lower(node: Expression, scope: Scope) -> exp.Expr:
    """A node of the checked tree as DuckDB's SQL."""
    if not scope.rows and node in scope.known:
        return scope.known[node].copy()
    match node:
        case Constant():
            return _constant(node)
        case Column():
            return scope.column(node)
        case KpiRef() | Call(function="LAG" | "TOTAL"):
            return scope.kpi(*next(references(node)))
        case Aggregate():
            return aggregate(node, scope)
        case Call():
            if node.function not in SEE_NULL and any(part.type.kind == "null" for part in node.arguments):
                return cast(exp.null(), words.type_name(node.type))
            return DUCKDB[node.function](node, [lower(part, scope) for part in node.arguments], scope)


def _constant(node: Constant) -> exp.Expr:
    match node.value:
        case None:
            return exp.null()
        case bool():
            return exp.true() if node.value else exp.false()
        case int() | Decimal():
            return words.number(node.value)
        case datetime():
            return words.instant(node.value)
        case date():
            return words.day(node.value)
        case str():
            return words.text(node.value)


def aggregate(node: Aggregate, scope: Scope) -> exp.Expr:
    """An aggregate over the rows that its FILTER keeps."""
    within = replace(scope, rows=True)
    argument = lower(node.argument, within) if node.argument is not None else exp.Star()
    if node.argument is not None and node.argument.type.kind == "null":
        argument = cast(argument, "DOUBLE")
    where = both(scope.during(node), lower(node.where, within) if node.where is not None else None)
    if node.function == "SUM" and where is None and scope.grouped:
        return call("SUM", argument)
    return AGGREGATES[node.function](node, argument, where)


def values_of(node: Aggregate, scope: Scope) -> tuple[exp.Expr, exp.Expr]:
    """The sum and the number of the values behind an average."""
    within = replace(scope, rows=True)
    assert node.argument is not None
    argument = lower(node.argument, within)
    where = both(scope.during(node), lower(node.where, within) if node.where is not None else None)
    total = call("COALESCE", kept(call("SUM", argument), where), words.number(0))
    return total, kept(exp.Count(this=argument.copy(), big_int=True), where)
