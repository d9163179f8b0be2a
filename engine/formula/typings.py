"""The type of each function's result, or the problem of arguments that do not fit it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.formula.dates import DATES, between_dates
from engine.formula.problem import FormulaProblem
from engine.formula.types import common, going_together, nullable, numbers, of_kind, one_of_several, with_null
from engine.model.formula import Column, Constant, Expression, KpiRef, Type

Typing: TypeAlias = Callable[[Sequence[Expression]], Type]


def sum_of(arguments: Sequence[Expression]) -> Type:
    """A sum is of the kind that is added up."""
    numbers(arguments, "SUM")
    return arguments[0].type


def numeric(function: str, kind: Literal["integer", "number"]) -> Typing:
    """An aggregate of numbers that may have no value."""

    def typing(arguments: Sequence[Expression]) -> Type:
        numbers(arguments, function)
        return Type(kind, nullable=True, currency=arguments[0].type.currency)

    return typing


def same_null(arguments: Sequence[Expression]) -> Type:
    """MIN and MAX: of the argument's own kind, and none over no rows."""
    if arguments[0].type.kind == "boolean":
        hint = (
            f"COUNT_IF({arguments[0].path}) counts the rows where it is true"
            if isinstance(arguments[0], Column)
            else ""
        )
        raise FormulaProblem("types", "MIN and MAX do not order yes and no", hint, arguments[0].span)
    return with_null(arguments[0].type, True)


def count(arguments: Sequence[Expression]) -> Type:
    """A number of rows, of whatever kind."""
    return Type("integer")


def count_if(arguments: Sequence[Expression]) -> Type:
    """A number of rows for which a condition holds."""
    of_kind(arguments, ("boolean",), "COUNT_IF", "compare it: COUNT_IF(days > 30); COUNT counts what is not empty")
    return Type("integer")


def add(sign: str) -> Typing:
    """Plus and minus: numbers of one kind, or the days between two dates."""

    def typing(arguments: Sequence[Expression]) -> Type:
        if any(argument.type.kind in DATES for argument in arguments):
            return between_dates(arguments, sign)
        numbers(arguments, f"'{sign}'")
        return common(arguments)

    return typing


def times(arguments: Sequence[Expression]) -> Type:
    """Money times a whole number stays money; times anything finer it is a number."""
    numbers(arguments, "'*'")
    kinds = sorted(argument.type.kind for argument in arguments)
    money = next((argument.type for argument in arguments if argument.type.kind == "money"), None)
    if kinds == ["integer", "money"] and money:
        return with_null(money, nullable(arguments))
    if kinds == ["integer", "integer"]:
        return Type("integer", nullable(arguments))
    if kinds == ["money", "money"]:
        hint = "multiply money with a number, or divide it: SUM(amount) / SUM(budget)"
        raise FormulaProblem("types", "money times money means nothing", hint, arguments[1].span)
    return Type("number", nullable(arguments), currency=money.currency if money else "")


def divide(arguments: Sequence[Expression]) -> Type:
    """A quotient: a number, which may be missing."""
    numbers(arguments, "'/'")
    if arguments[0].type.kind == arguments[1].type.kind == "money":
        common(arguments)
    elif arguments[1].type.kind == "money" and not isinstance(arguments[0], Constant):
        hint = "turn it round: an amount divided by a number"
        raise FormulaProblem("types", "a number divided by money means nothing", hint, arguments[1].span)
    # An amount by head is still an amount; an amount by an amount is a share.
    currency = "" if arguments[1].type.currency else arguments[0].type.currency
    return Type("number", nullable=True, currency=currency)


def compare(arguments: Sequence[Expression]) -> Type:
    """Two that go together give a condition."""
    try:
        common(arguments)
    except FormulaProblem as problem:
        problem.hint = problem.hint or going_together(arguments)
        raise
    return Type("boolean", nullable(arguments))


def logic(function: str) -> Typing:
    """Conditions give a condition."""

    def typing(arguments: Sequence[Expression]) -> Type:
        hint = one_of_several(arguments) if function in ("AND", "OR") else ""
        of_kind(arguments, ("boolean",), function, hint or "compare it: days > 30")
        return Type("boolean", nullable(arguments))

    return typing


def is_null(arguments: Sequence[Expression]) -> Type:
    """Whether something is empty is always known."""
    return Type("boolean")


def coalesce(arguments: Sequence[Expression]) -> Type:
    """The kind of all, and empty only where all are."""
    return with_null(common(arguments), all(argument.type.nullable for argument in arguments))


def nullif(arguments: Sequence[Expression]) -> Type:
    """The kind of the first, which may then be empty."""
    common(arguments)
    return with_null(arguments[0].type, True)


def case(arguments: Sequence[Expression]) -> Type:
    """Conditions and results in turn, the ELSE last."""
    conditions, results = arguments[:-1:2], [*arguments[1:-1:2], arguments[-1]]
    of_kind(conditions, ("boolean",), "CASE WHEN", "compare it: CASE WHEN days > 30 THEN …")
    return common(results)


def same(function: str) -> Typing:
    """A number of the same kind."""

    def typing(arguments: Sequence[Expression]) -> Type:
        numbers(arguments[:1], function)
        return arguments[0].type

    return typing


def round_to(arguments: Sequence[Expression]) -> Type:
    """A number of the same kind, and decimals that stand there."""
    numbers(arguments[:1], "ROUND")
    for decimals in arguments[1:]:
        if decimals.type.kind == "null":
            continue
        if not isinstance(decimals, Constant) or decimals.type.kind != "integer" or decimals.value not in range(10):
            message = "ROUND takes the number of decimals as a whole number from 0 to 9"
            raise FormulaProblem("types", message, "like ROUND(rate, 1)", decimals.span)
    return arguments[0].type


def extreme(arguments: Sequence[Expression]) -> Type:
    """LEAST and GREATEST: the kind of all, and empty only where all are."""
    return with_null(common(arguments), all(argument.type.nullable for argument in arguments))


def of_text(function: str) -> Typing:
    """Text gives text."""

    def typing(arguments: Sequence[Expression]) -> Type:
        of_kind(arguments, ("string",), function)
        return Type("string", nullable(arguments))

    return typing


def like(arguments: Sequence[Expression]) -> Type:
    """A text and a pattern that stands there give a condition."""
    of_kind(arguments, ("string",), "LIKE")
    if not isinstance(arguments[1], Constant):
        raise FormulaProblem("types", "LIKE needs a pattern that stands there", "stage LIKE 'w%'", arguments[1].span)
    return Type("boolean", arguments[0].type.nullable)


def quantile(arguments: Sequence[Expression]) -> Type:
    """Numbers and a share that stands there."""
    numbers(arguments[:1], "QUANTILE_CONT")
    share = arguments[1]
    if not isinstance(share, Constant) or not isinstance(share.value, int | Decimal) or not 0 <= share.value <= 1:
        raise FormulaProblem("types", "a quantile is a number from 0 to 1", "QUANTILE_CONT(days, 0.9)", share.span)
    return Type("number", nullable=True, currency=arguments[0].type.currency)


def lag(arguments: Sequence[Expression]) -> Type:
    """A KPI and a number of periods that stands there."""
    back = arguments[1]
    if not isinstance(back, Constant) or not isinstance(back.value, int) or not 1 <= back.value <= 60:
        raise FormulaProblem("types", "LAG goes back a whole number of periods, up to 60", "LAG(kpi, 1)", back.span)
    return of_kpi("LAG")(arguments)


def of_kpi(function: str) -> Typing:
    """A KPI's own kind, which may be missing."""

    def typing(arguments: Sequence[Expression]) -> Type:
        if not isinstance(arguments[0], KpiRef):
            raise FormulaProblem("types", f"{function} takes a KPI", f"{function}(kpi)", arguments[0].span)
        return with_null(arguments[0].type, True)

    return typing
