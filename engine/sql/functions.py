"""The formula table's functions as DuckDB's SQL: one row for each.

Where the language differs from DuckDB the difference is written out, so that the number is the engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from sqlglot import exp

from engine.model.formula import Aggregate, Call, Column, Constant, Expression, decimals
from engine.sql import words
from engine.sql.binding import BINDS, COMPARED, at, both
from engine.sql.scope import Scope
from engine.sql.words import call, cast

Lowered: TypeAlias = Callable[[Call, "list[exp.Expr]", Scope], exp.Expr]

# --- Operands of one type --------------------------------------------------------------------------------------


def _decimals(node: Expression) -> int | None:
    """The decimals of an amount as DuckDB has it; None where that is not plain to see."""
    match node:
        case Constant(value=Decimal() as value):
            return max(0, -int(value.normalize().as_tuple().exponent))
        case Constant():
            return 0
        case Column() if node.type.kind == "money":
            return node.type.scale
        case Aggregate(function="SUM" | "MIN" | "MAX", argument=argument) if argument is not None:
            return _decimals(argument)
        case Call(function="+" | "-" | "*" | "NEGATE" | "ABS") if node.type.kind in ("money", "integer"):
            found = [_decimals(part) for part in node.arguments if part.type.kind == "money"]
            constants = [_decimals(part) for part in node.arguments if isinstance(part, Constant)]
            known = [number for number in (*found, *constants) if number is not None]
            return max(known) if len(known) == len(found) + len(constants) and known else None
    return None


def _alike(arguments: list[exp.Expr], nodes: Sequence[Expression], scope: Scope) -> list[exp.Expr]:
    """Amounts with the same decimals, for DuckDB would drop some; a decimal among whole numbers is a float."""
    if any(node.type.kind == "money" for node in nodes):
        scale = max(map(decimals, nodes))
        return [
            value if _fits(node, scale) else cast(value, words.decimal(scale))
            for value, node in zip(arguments, nodes, strict=True)
        ]
    return _doubles(arguments, nodes, scope)


def _fits(node: Expression, scale: int) -> bool:
    return isinstance(node, Constant) or node.type.kind == "null" or _decimals(node) == scale


def _doubles(arguments: list[exp.Expr], nodes: Sequence[Expression], scope: Scope) -> list[exp.Expr]:
    """A decimal constant among a row's numbers is a float, which it is of itself beside another one."""
    floats = any(node.type.kind == "number" and not isinstance(node, Constant) for node in nodes)
    if not scope.rows or floats:
        return arguments
    return [
        cast(value, "DOUBLE") if isinstance(node, Constant) and isinstance(node.value, Decimal) else value
        for value, node in zip(arguments, nodes, strict=True)
    ]


# --- Functions -------------------------------------------------------------------------------------------------


def _sign(kind: type[exp.Binary]) -> Lowered:
    """An operator whose operands go together as they are."""
    binding = BINDS[kind]

    def lowered(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
        if node.type.kind == "number":
            arguments = _doubles(arguments, node.arguments, scope)
        left, right = arguments
        return kind(this=at(left, binding), expression=at(right, binding + 1))

    return lowered


def _compared(kind: type[exp.Binary]) -> Lowered:
    def lowered(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
        left, right = _alike(arguments, node.arguments, scope)
        return kind(this=at(left, COMPARED), expression=at(right, COMPARED))

    return lowered


def _divide(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
    """By zero there is no value, where DuckDB has infinity."""
    left, right = arguments
    divisor = node.arguments[1]
    if not (isinstance(divisor, Constant) and divisor.value):
        right = call("NULLIF", right, words.number(0))
    return exp.Div(this=at(left, BINDS[exp.Div]), expression=at(right, BINDS[exp.Div] + 1))


def _in(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
    value, *others = _alike(arguments, node.arguments, scope)
    return exp.In(this=at(value, COMPARED), expressions=others)


def _several(function: str) -> Lowered:
    def lowered(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
        # The same twice changes nothing, and DuckDB 2.0 falls over it.
        different = dict.fromkeys(_alike(arguments, node.arguments, scope))
        return call(function, *different)

    return lowered


def _nullif(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
    return call("NULLIF", *_alike(arguments, node.arguments, scope))


def _case(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
    nodes = [*node.arguments[1:-1:2], node.arguments[-1]]
    *results, default = _alike([*arguments[1:-1:2], arguments[-1]], nodes, scope)
    return words.case(*zip(arguments[:-1:2], results, strict=True), default=default)


def _round(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
    """Halves away from zero: of a single number as its digits stand there, as 1.005 is 1.01 to whoever reads it."""
    value, rounded = arguments[0], node.arguments[0].type.kind
    places = int(str(node.arguments[1].value)) if len(node.arguments) == 2 else 0  # type: ignore[union-attr]
    if rounded == "integer":
        return value
    if rounded == "money" or scope.rows:
        return call("ROUND", value, words.number(places))
    return cast(cast(cast(value, "VARCHAR"), words.decimal(places)), "DOUBLE")


def _interval(node: Call, arguments: list[exp.Expr], scope: Scope) -> exp.Expr:
    unit, count = (part.value for part in node.arguments[:2] if isinstance(part, Constant))
    return words.later(at(arguments[2], BINDS[exp.Add]), int(str(count)), str(unit))


def _named(function: str) -> Lowered:
    return lambda node, arguments, scope: call(function, *arguments)


DUCKDB: dict[str, Lowered] = {
    "+": _sign(exp.Add),
    "-": _sign(exp.Sub),
    "*": _sign(exp.Mul),
    "/": _divide,
    "NEGATE": lambda node, arguments, scope: exp.Neg(this=at(arguments[0], BINDS[exp.Neg] + 1)),
    "=": _compared(exp.EQ),
    "<>": _compared(exp.NEQ),
    "<": _compared(exp.LT),
    "<=": _compared(exp.LTE),
    ">": _compared(exp.GT),
    ">=": _compared(exp.GTE),
    "AND": lambda node, arguments, scope: both(*arguments) or exp.true(),
    "OR": lambda node, arguments, scope: exp.Or(this=at(arguments[0], 1), expression=at(arguments[1], 2)),
    "NOT": lambda node, arguments, scope: exp.Not(this=at(arguments[0], COMPARED)),
    "IN": _in,
    "LIKE": lambda node, arguments, scope: exp.Like(this=at(arguments[0], COMPARED), expression=arguments[1]),
    "IS NULL": lambda node, arguments, scope: words.is_null(at(arguments[0], COMPARED)),
    "COALESCE": _several("COALESCE"),
    "NULLIF": _nullif,
    "CASE": _case,
    "ABS": _named("ABS"),
    "ROUND": _round,
    "LEAST": _several("LEAST"),
    "GREATEST": _several("GREATEST"),
    "LOWER": _named("LOWER"),
    "UPPER": _named("UPPER"),
    "TRIM": _named("TRIM"),
    "DATE_DIFF": _named("DATE_DIFF"),
    # Which type a day's has depends on the version of DuckDB.
    "DATE_TRUNC": lambda node, arguments, scope: cast(call("DATE_TRUNC", *arguments), "TIMESTAMP"),
    "INTERVAL": _interval,
    "YEAR": _named("YEAR"),
    "QUARTER": _named("QUARTER"),
    "MONTH": _named("MONTH"),
    "WEEK": _named("WEEK"),
    "DAY": _named("DAY"),
    "ISODOW": _named("ISODOW"),
    "DAYOFWEEK": _named("DAYOFWEEK"),
    "HOUR": _named("HOUR"),
}
