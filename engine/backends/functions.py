"""The formula table's functions as Polars expressions: one row for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import TypeAlias

import polars as pl

from engine.formula import SEE_NULL
from engine.model.formula import Call, Column, Constant, Expression, Type, decimals
from engine.periods import MONTHS_IN

Lowered: TypeAlias = Callable[[Call, Sequence[pl.Expr]], pl.Expr]


DTYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "money": pl.Decimal(38, 2),
    "null": pl.Null(),
}

# Units of time as Polars writes one of each.
SPANS = {
    "second": "1s", "minute": "1m", "hour": "1h", "day": "1d", "week": "1w", "month": "1mo", "quarter": "1q",
    "year": "1y",
}  # fmt: skip
MICROSECONDS = {"second": 10**6, "minute": 60 * 10**6, "hour": 3600 * 10**6}


def lower(node: Expression) -> pl.Expr:
    """A row expression of the checked tree as a Polars expression over the population's columns."""
    if isinstance(node, Column):
        return pl.col(node.path)
    if isinstance(node, Constant):
        return _constant(node)
    if isinstance(node, Call):
        if node.function not in SEE_NULL and any(argument.type.kind == "null" for argument in node.arguments):
            return pl.lit(None, dtype=DTYPES[node.type.kind])
        return POLARS[node.function](node, [lower(argument) for argument in node.arguments])
    raise AssertionError(f"{type(node).__name__} is no expression over rows")


def _constant(node: Constant) -> pl.Expr:
    if isinstance(node.value, Decimal):
        return pl.lit(float(node.value), dtype=pl.Float64)
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return pl.lit(node.value, dtype=pl.Int64 if abs(node.value) < 1 << 63 else pl.Int128)
    return pl.lit(node.value)


def _wide(argument: pl.Expr, node: Expression) -> pl.Expr:
    """A whole number with room: 64 bits would wrap around in silence."""
    return argument.cast(pl.Int128) if node.type.kind == "integer" else argument


def _as(argument: pl.Expr, node: Expression, wanted: Type) -> pl.Expr:
    """The argument as the type that the others have: money meets money exactly, whole numbers meet numbers."""
    if wanted.kind == "number" and node.type.kind != "number":
        return argument.cast(pl.Float64)
    if wanted.kind == "money" and isinstance(node, Constant) and node.value is not None:
        exact = Decimal(str(node.value)).quantize(Decimal(1).scaleb(-wanted.scale))
        return pl.lit(exact, dtype=pl.Decimal(38, wanted.scale))
    if wanted.kind == "money" and node.type.kind == "money":
        return argument.cast(pl.Decimal(38, wanted.scale))
    return argument


def _instant(argument: pl.Expr) -> pl.Expr:
    """A date as its midnight."""
    return argument.cast(DTYPES["datetime"])


def _common(node: Call, arguments: Sequence[pl.Expr], nodes: Sequence[Expression] | None = None) -> list[pl.Expr]:
    nodes = node.arguments if nodes is None else nodes
    kinds = {part.type.kind for part in nodes}
    if "money" in kinds:
        wanted = Type("money", scale=max(map(decimals, nodes)))
    elif "number" in kinds:
        wanted = Type("number")
    elif "datetime" in kinds:
        return [_instant(argument) for argument in arguments]
    else:
        return list(arguments)
    return [_as(argument, part, wanted) for argument, part in zip(arguments, nodes, strict=True)]


def _operator(apply: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Lowered:
    def lowered(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
        left, right = _common(node, arguments)
        return apply(left, right)

    return lowered


def _plus(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    left, right = _summands(node, arguments)
    return left + right


def _minus(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    if node.arguments[0].type.kind == "date":
        return (arguments[0] - arguments[1]).dt.total_days()
    left, right = _summands(node, arguments)
    return left - right


def _summands(node: Call, arguments: Sequence[pl.Expr]) -> list[pl.Expr]:
    if node.type.kind == "integer":
        return [argument.cast(pl.Int128) for argument in arguments]
    return _common(node, arguments)


def _alone(apply: Callable[[pl.Expr], pl.Expr]) -> Lowered:
    """A function of one number, with room for the least whole number's opposite."""
    return lambda node, arguments: apply(_wide(arguments[0], node.arguments[0]))


def _logic(apply: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Lowered:
    return lambda node, arguments: apply(*(argument.cast(pl.Boolean) for argument in arguments))


def _times(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    if node.type.kind == "number":
        return arguments[0].cast(pl.Float64) * arguments[1].cast(pl.Float64)
    if node.type.kind == "money":
        exact = [
            argument if part.type.kind == "money" else argument.cast(pl.Decimal(38, 0))
            for argument, part in zip(arguments, node.arguments, strict=True)
        ]
        return exact[0] * exact[1]
    return arguments[0].cast(pl.Int128) * arguments[1].cast(pl.Int128)


def _divide(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    left, right = arguments[0].cast(pl.Float64), arguments[1].cast(pl.Float64)
    return pl.when(right != 0).then(left / right)


def _in(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    value, *others = _common(node, arguments)
    return reduce(lambda left, right: left | right, [value == other for other in others])


def _case(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    nodes = [*node.arguments[1:-1:2], node.arguments[-1]]
    results = _common(node, [*arguments[1:-1:2], arguments[-1]], nodes)
    value = results[-1]
    for condition, result in reversed(list(zip(arguments[:-1:2], results[:-1], strict=True))):
        value = pl.when(condition.cast(pl.Boolean)).then(result).otherwise(value)
    return value


def _round(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    decimals = 0
    if len(node.arguments) == 2:
        assert isinstance(node.arguments[1], Constant)
        decimals = int(str(node.arguments[1].value))
    return arguments[0].round(decimals, mode="half_away_from_zero")


def _date_diff(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    """How many of a unit begin between two dates; of weeks, how many whole ones, as DuckDB counts them."""
    unit, (first, second) = _unit(node), arguments[1:]
    if unit in MONTHS_IN:
        counts = [
            (date.dt.year().cast(pl.Int64) * 12 + date.dt.month() - 1).floordiv(MONTHS_IN[unit])
            for date in (first, second)
        ]
        return counts[1] - counts[0]
    if unit in ("day", "week"):
        days = (second.cast(pl.Date) - first.cast(pl.Date)).dt.total_days()
        return days if unit == "day" else days.abs().floordiv(7) * days.sign()
    begun = [_instant(date).dt.truncate(SPANS[unit]) for date in (first, second)]
    return (begun[1] - begun[0]).dt.total_microseconds().floordiv(MICROSECONDS[unit])


def _date_trunc(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    return _instant(arguments[1]).dt.truncate(SPANS[_unit(node)])


def _interval(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    count = node.arguments[1]
    assert isinstance(count, Constant)
    return _instant(arguments[2]).dt.offset_by(f"{count.value}{SPANS[_unit(node)][1:]}")


def _unit(node: Call) -> str:
    """The unit that a function of dates has as its first argument."""
    unit = node.arguments[0]
    assert isinstance(unit, Constant)
    return str(unit.value)


def _part(apply: Callable[[pl.Expr], pl.Expr]) -> Lowered:
    """A part of a date as a whole number."""
    return lambda node, arguments: apply(arguments[0]).cast(pl.Int64)


def _nullif(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    left, right = _common(node, arguments)
    return pl.when((left == right).fill_null(False).not_()).then(arguments[0])


def _like(node: Call, arguments: Sequence[pl.Expr]) -> pl.Expr:
    pattern = node.arguments[1]
    assert isinstance(pattern, Constant)
    parts = [{"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in str(pattern.value)]
    return arguments[0].str.contains("(?s)^" + "".join(parts) + "$")


POLARS: dict[str, Lowered] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divide,
    "NEGATE": _alone(lambda value: 0 - value),
    "=": _operator(lambda left, right: left == right),
    "<>": _operator(lambda left, right: left != right),
    "<": _operator(lambda left, right: left < right),
    "<=": _operator(lambda left, right: left <= right),
    ">": _operator(lambda left, right: left > right),
    ">=": _operator(lambda left, right: left >= right),
    "AND": _logic(lambda left, right: left & right),
    "OR": _logic(lambda left, right: left | right),
    "NOT": lambda node, arguments: ~arguments[0],
    "IN": _in,
    "LIKE": _like,
    "DATE_DIFF": _date_diff,
    "DATE_TRUNC": _date_trunc,
    "INTERVAL": _interval,
    "YEAR": _part(lambda date: date.dt.year()),
    "QUARTER": _part(lambda date: date.dt.quarter()),
    "MONTH": _part(lambda date: date.dt.month()),
    "WEEK": _part(lambda date: date.dt.week()),
    "DAY": _part(lambda date: date.dt.day()),
    "ISODOW": _part(lambda date: date.dt.weekday()),
    "DAYOFWEEK": _part(lambda date: date.dt.weekday() % 7),
    "HOUR": _part(lambda date: date.dt.hour()),
    "IS NULL": lambda node, arguments: arguments[0].is_null(),
    "COALESCE": lambda node, arguments: pl.coalesce(_common(node, arguments)),
    "NULLIF": _nullif,
    "CASE": _case,
    "ABS": _alone(lambda value: value.abs()),
    "ROUND": _round,
    "LEAST": lambda node, arguments: pl.min_horizontal(_common(node, arguments)),
    "GREATEST": lambda node, arguments: pl.max_horizontal(_common(node, arguments)),
    "LOWER": lambda node, arguments: arguments[0].str.to_lowercase(),
    "UPPER": lambda node, arguments: arguments[0].str.to_uppercase(),
    "TRIM": lambda node, arguments: arguments[0].str.strip_chars(" "),
}
