"""Formulas over single values: what stands outside the aggregates, exact where it can be.

Whole numbers and money stay exact through sums; a division is made from exact values and rounded once. A missing
value stays missing, and dividing by zero has no value.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any, TypeAlias

from engine.exact import ROOMY
from engine.model.results import Scalar

Operation: TypeAlias = Callable[[Sequence[Scalar]], Scalar]
Choose: TypeAlias = Callable[..., Any]


def divide(left: Scalar, right: Scalar) -> float | None:
    """Left ÷ right, rounded once; None where a part is missing or the divisor is zero."""
    if left is None or right is None or right == 0:
        return None
    assert isinstance(left, int | float | Decimal)
    assert isinstance(right, int | float | Decimal)
    (above, beneath), (over, under) = left.as_integer_ratio(), right.as_integer_ratio()
    top, bottom = above * under, beneath * over
    try:
        # Whole numbers of any length are divided to the nearest number: what a Fraction gives, in a fifth of its time.
        return top / bottom if bottom > 0 else -top / -bottom  # nothing divided by less than nothing is no -0.0
    except OverflowError:
        return None


def rounded_once(value: Fraction) -> float | None:
    """The nearest number, or None where there is none so large."""
    try:
        return float(value)
    except OverflowError:
        return None


def finite(value: float) -> float | None:
    """The value, or None for what is no number."""
    return value if math.isfinite(value) else None


def _instants(values: Sequence[Scalar]) -> Sequence[Scalar]:
    """The values as they are, and a date beside a time as its midnight."""
    if not any(isinstance(value, datetime) for value in values):
        return values
    return [_midnight(value) if type(value) is date else value for value in values]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _alike(left: Scalar, right: Scalar) -> tuple[Scalar, Scalar]:
    """A float meets a float, a time a time; everything else is exact as it is."""
    if isinstance(left, float) and isinstance(right, Decimal):
        return left, float(right)
    if isinstance(left, Decimal) and isinstance(right, float):
        return float(left), right
    left, right = _instants((left, right))
    return left, right


def _pairwise(apply: Choose) -> Operation:
    def operation(values: Sequence[Scalar]) -> Scalar:
        left, right = values
        if left is None or right is None:
            return None
        if type(left) is int and type(right) is int:
            return apply(left, right)  # type: ignore[no-any-return]  # exact without a context
        try:
            with localcontext(ROOMY):
                result = apply(*_alike(left, right))
        except OverflowError:  # a whole number beyond what a float can hold
            return None
        if isinstance(result, timedelta):
            return result.days
        return finite(result) if isinstance(result, float) else result

    return operation


_equal = _pairwise(operator.eq)


def _and(values: Sequence[Scalar]) -> Scalar:
    if False in values:
        return False
    return None if None in values else True


def _or(values: Sequence[Scalar]) -> Scalar:
    if True in values:
        return True
    return None if None in values else False


def _in(values: Sequence[Scalar]) -> Scalar:
    if values[0] is None:
        return None
    return _or([_equal((values[0], other)) for other in values[1:]])


def _case(values: Sequence[Scalar]) -> Scalar:
    for condition, result in zip(values[:-1:2], values[1:-1:2], strict=True):
        if condition is True:
            return result
    return values[-1]


def _round(values: Sequence[Scalar]) -> Scalar:
    number, decimals = values[0], values[1] if len(values) > 1 else 0
    if number is None or decimals is None:
        return None
    assert isinstance(number, int | float | Decimal)
    assert isinstance(decimals, int)
    with localcontext(ROOMY):
        result = Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return type(number)(result)


def _present(choose: Choose) -> Operation:
    def operation(values: Sequence[Scalar]) -> Scalar:
        present = _instants([value for value in values if value is not None])
        return choose(present) if present else None

    return operation


def _single(apply: Choose) -> Operation:
    return lambda values: None if values[0] is None else apply(values[0])


OPERATIONS: dict[str, Operation] = {
    "+": _pairwise(operator.add),
    "-": _pairwise(operator.sub),
    "*": _pairwise(operator.mul),
    "/": lambda values: divide(values[0], values[1]),
    "NEGATE": _single(operator.neg),
    "=": _equal,
    "<>": _pairwise(operator.ne),
    "<": _pairwise(operator.lt),
    "<=": _pairwise(operator.le),
    ">": _pairwise(operator.gt),
    ">=": _pairwise(operator.ge),
    "AND": _and,
    "OR": _or,
    "NOT": _single(operator.not_),
    "IN": _in,
    "IS NULL": lambda values: values[0] is None,
    "COALESCE": _present(lambda present: present[0]),
    "NULLIF": lambda values: None if _equal(values) is True else values[0],
    "CASE": _case,
    "ABS": _single(abs),
    "ROUND": _round,
    "LEAST": _present(min),
    "GREATEST": _present(max),
}
