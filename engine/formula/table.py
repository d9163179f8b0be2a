"""The formula table: every function and operator that a formula may use, its types and an example.

One row here and one in each backend's table is all that a function needs. The examples are tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.formula.problem import FormulaProblem
from engine.model.formula import Constant, Expression, KpiRef, Type

Where: TypeAlias = Literal["aggregate", "anywhere", "rows", "kpis"]
Typing: TypeAlias = Callable[[Sequence[Expression]], Type]

KIND_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "money": "money",
    "boolean": "true or false",
    "date": "a date",
    "datetime": "a date with a time",
    "null": "nothing",
}


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table: `arity` is (least, most) arguments, `typing` gives the result's type or raises."""

    name: str
    where: Where
    arity: tuple[int, int]
    typing: Typing
    meaning: str
    example: str


def shown_name(name: str) -> str:
    """A row's name as people write it."""
    return {"DAYS_BETWEEN": "date_diff", "COUNT_DISTINCT": "COUNT(DISTINCT …)", "NEGATE": "'-'"}.get(name, name)


def described(kind: Type) -> str:
    """A type in a reader's words."""
    return KIND_WORDS[kind.kind]


def nullable(arguments: Sequence[Expression]) -> bool:
    """Whether any of the arguments may be missing."""
    return any(argument.type.nullable for argument in arguments)


def common(arguments: Sequence[Expression]) -> Type:
    """The one type that all arguments can stand as; a plain constant takes the others' currency."""
    result: Type | None = None
    for argument in sorted(arguments, key=lambda argument: isinstance(argument, Constant)):
        if argument.type.kind == "null":
            continue
        result = argument.type if result is None else _merge(result, argument)
    return _with_null(result or Type("null"), any(argument.type.nullable for argument in arguments))


def _merge(left: Type, argument: Expression) -> Type:
    right = argument.type
    if left.kind == right.kind == "money":
        if left.currency != right.currency:
            problem = f"{left.currency} and {right.currency} cannot be put together"
            raise FormulaProblem("two-currencies", problem, "rates are not built in this version", argument.span)
        return left if left.scale >= right.scale else right
    if left.kind == right.kind:
        return left
    if {left.kind, right.kind} == {"integer", "number"}:
        return Type("number")
    if left.kind == "money" and isinstance(argument, Constant) and right.is_numeric:
        return left
    if left.kind == "date" and isinstance(argument, Constant) and right.kind == "string":
        return left
    raise FormulaProblem("types", f"{described(left)} and {described(right)} do not go together", "", argument.span)


def _with_null(kind: Type, null: bool) -> Type:
    return Type(kind.kind, null, kind.scale, kind.currency)


def _numbers(arguments: Sequence[Expression], function: str) -> None:
    for argument in arguments:
        if not argument.type.is_numeric and argument.type.kind != "null":
            raise FormulaProblem(
                "types", f"{function} needs numbers, and this is {described(argument.type)}", "", argument.span
            )


def _kind(arguments: Sequence[Expression], kind: str, function: str) -> None:
    for argument in arguments:
        if argument.type.kind not in (kind, "null"):
            wanted = KIND_WORDS[kind]
            message = f"{function} needs {wanted}, and this is {described(argument.type)}"
            raise FormulaProblem("types", message, "", argument.span)


def _sum_of(arguments: Sequence[Expression]) -> Type:
    _numbers(arguments, "SUM")
    return arguments[0].type


def _numeric(function: str, kind: Literal["integer", "number"]) -> Typing:
    def typing(arguments: Sequence[Expression]) -> Type:
        _numbers(arguments, function)
        return Type(kind, nullable=True, currency=arguments[0].type.currency)

    return typing


def _same_null(arguments: Sequence[Expression]) -> Type:
    if arguments[0].type.kind == "boolean":
        raise FormulaProblem("types", "MIN and MAX do not order yes and no", "", arguments[0].span)
    return _with_null(arguments[0].type, True)


def _count(arguments: Sequence[Expression]) -> Type:
    return Type("integer")


def _count_if(arguments: Sequence[Expression]) -> Type:
    _kind(arguments, "boolean", "COUNT_IF")
    return Type("integer")


def _add(sign: str) -> Typing:
    def typing(arguments: Sequence[Expression]) -> Type:
        if sign == "-" and len(arguments) == 2 and all(argument.type.kind == "date" for argument in arguments):
            return Type("integer", nullable(arguments))
        _numbers(arguments, f"'{sign}'")
        return common(arguments)

    return typing


def _times(arguments: Sequence[Expression]) -> Type:
    _numbers(arguments, "'*'")
    kinds = sorted(argument.type.kind for argument in arguments)
    money = next((argument.type for argument in arguments if argument.type.kind == "money"), None)
    if kinds == ["integer", "money"] and money:
        return _with_null(money, nullable(arguments))
    if kinds == ["integer", "integer"]:
        return Type("integer", nullable(arguments))
    if kinds == ["money", "money"]:
        raise FormulaProblem("types", "money times money means nothing", "", arguments[1].span)
    return Type("number", nullable(arguments), currency=money.currency if money else "")


def _divide(arguments: Sequence[Expression]) -> Type:
    _numbers(arguments, "'/'")
    if arguments[0].type.kind == arguments[1].type.kind == "money":
        common(arguments)
    elif arguments[1].type.kind == "money" and not isinstance(arguments[0], Constant):
        raise FormulaProblem("types", "a number divided by money means nothing", "", arguments[1].span)
    # An amount by head is still an amount; an amount by an amount is a share.
    currency = "" if arguments[1].type.currency else arguments[0].type.currency
    return Type("number", nullable=True, currency=currency)


def _compare(arguments: Sequence[Expression]) -> Type:
    common(arguments)
    return Type("boolean", nullable(arguments))


def _logic(function: str) -> Typing:
    def typing(arguments: Sequence[Expression]) -> Type:
        _kind(arguments, "boolean", function)
        return Type("boolean", nullable(arguments))

    return typing


def _is_null(arguments: Sequence[Expression]) -> Type:
    return Type("boolean")


def _coalesce(arguments: Sequence[Expression]) -> Type:
    return _with_null(common(arguments), all(argument.type.nullable for argument in arguments))


def _nullif(arguments: Sequence[Expression]) -> Type:
    common(arguments)
    return _with_null(arguments[0].type, True)


def _case(arguments: Sequence[Expression]) -> Type:
    """Conditions and results in turn, the ELSE last."""
    conditions, results = arguments[:-1:2], [*arguments[1:-1:2], arguments[-1]]
    _kind(conditions, "boolean", "CASE WHEN")
    return common(results)


def _same(function: str) -> Typing:
    def typing(arguments: Sequence[Expression]) -> Type:
        _numbers(arguments[:1], function)
        return arguments[0].type

    return typing


def _round(arguments: Sequence[Expression]) -> Type:
    _numbers(arguments[:1], "ROUND")
    for decimals in arguments[1:]:
        if decimals.type.kind == "null":
            continue
        if not isinstance(decimals, Constant) or decimals.type.kind != "integer" or decimals.value not in range(10):
            message = "ROUND takes the number of decimals as a whole number from 0 to 9"
            raise FormulaProblem("types", message, "like ROUND(rate, 1)", decimals.span)
    return arguments[0].type


def _extreme(arguments: Sequence[Expression]) -> Type:
    return _with_null(common(arguments), all(argument.type.nullable for argument in arguments))


def _text(function: str) -> Typing:
    def typing(arguments: Sequence[Expression]) -> Type:
        _kind(arguments, "string", function)
        return Type("string", nullable(arguments))

    return typing


def _days(arguments: Sequence[Expression]) -> Type:
    _kind(arguments, "date", "date_diff")
    return Type("integer", nullable(arguments))


def _like(arguments: Sequence[Expression]) -> Type:
    _kind(arguments, "string", "LIKE")
    if not isinstance(arguments[1], Constant):
        raise FormulaProblem("types", "LIKE needs a pattern that stands there", "stage LIKE 'w%'", arguments[1].span)
    return Type("boolean", arguments[0].type.nullable)


def _quantile(arguments: Sequence[Expression]) -> Type:
    _numbers(arguments[:1], "QUANTILE_CONT")
    share = arguments[1]
    if not isinstance(share, Constant) or not isinstance(share.value, int | Decimal) or not 0 <= share.value <= 1:
        raise FormulaProblem("types", "a quantile is a number from 0 to 1", "QUANTILE_CONT(days, 0.9)", share.span)
    return Type("number", nullable=True, currency=arguments[0].type.currency)


def _part_of_date(function: str) -> Typing:
    def typing(arguments: Sequence[Expression]) -> Type:
        _kind(arguments, "date", function)
        return Type("integer", nullable(arguments))

    return typing


def _lag(arguments: Sequence[Expression]) -> Type:
    back = arguments[1]
    if not isinstance(back, Constant) or not isinstance(back.value, int) or not 1 <= back.value <= 60:
        raise FormulaProblem("types", "LAG goes back a whole number of periods, up to 60", "LAG(kpi, 1)", back.span)
    return _of_kpi("LAG")(arguments)


def _of_kpi(function: str) -> Typing:
    def typing(arguments: Sequence[Expression]) -> Type:
        if not isinstance(arguments[0], KpiRef):
            raise FormulaProblem("types", f"{function} takes a KPI", f"{function}(kpi)", arguments[0].span)
        return _with_null(arguments[0].type, True)

    return typing


_ROWS: tuple[Function, ...] = (
    Function("COUNT", "aggregate", (0, 1), _count, "rows; with a column, rows where it is not empty", "COUNT(*)"),
    Function("COUNT_DISTINCT", "aggregate", (1, 1), _count, "different values", "COUNT(DISTINCT owner_id)"),
    Function("COUNT_IF", "aggregate", (1, 1), _count_if, "rows for which it is true", "COUNT_IF(stage = 'won')"),
    Function("SUM", "aggregate", (1, 1), _sum_of, "the values added up", "SUM(amount)"),
    Function("AVG", "aggregate", (1, 1), _numeric("AVG", "number"), "the mean of the values", "AVG(days)"),
    Function("MIN", "aggregate", (1, 1), _same_null, "the least value", "MIN(amount)"),
    Function("MAX", "aggregate", (1, 1), _same_null, "the greatest value", "MAX(amount)"),
    Function("MEDIAN", "aggregate", (1, 1), _numeric("MEDIAN", "number"), "the middle value", "MEDIAN(days)"),
    Function("QUANTILE_CONT", "aggregate", (2, 2), _quantile, "the value that this share of all is below",
             "QUANTILE_CONT(days, 0.9)"),
    Function("STDDEV", "aggregate", (1, 1), _numeric("STDDEV", "number"), "how far values spread around their mean",
             "STDDEV(days)"),
    Function("+", "anywhere", (2, 2), _add("+"), "added", "days + 1"),
    Function("-", "anywhere", (2, 2), _add("-"), "taken away; of two dates, the days between", "days - 1"),
    Function("*", "anywhere", (2, 2), _times, "multiplied", "amount * 2"),
    Function("/", "anywhere", (2, 2), _divide, "divided; by zero there is no value", "amount / days"),
    Function("NEGATE", "anywhere", (1, 1), _same("'-'"), "with the other sign", "-days"),
    Function("=", "anywhere", (2, 2), _compare, "equal", "stage = 'won'"),
    Function("<>", "anywhere", (2, 2), _compare, "not equal", "stage <> 'won'"),
    Function("<", "anywhere", (2, 2), _compare, "less", "days < 30"),
    Function("<=", "anywhere", (2, 2), _compare, "less or equal", "days <= 30"),
    Function(">", "anywhere", (2, 2), _compare, "greater", "days > 30"),
    Function(">=", "anywhere", (2, 2), _compare, "greater or equal", "days >= 30"),
    Function("AND", "anywhere", (2, 2), _logic("AND"), "both are true", "days > 30 AND stage = 'won'"),
    Function("OR", "anywhere", (2, 2), _logic("OR"), "at least one is true", "days > 30 OR stage = 'won'"),
    Function("NOT", "anywhere", (1, 1), _logic("NOT"), "is not true", "NOT stage = 'won'"),
    Function("IN", "anywhere", (2, 999), _compare, "is one of", "stage IN ('won', 'lost')"),
    Function("LIKE", "rows", (2, 2), _like, "fits a pattern: % is any text, _ one character", "stage LIKE 'w%'"),
    Function("IS NULL", "anywhere", (1, 1), _is_null, "is empty", "closed_at IS NULL"),
    Function("COALESCE", "anywhere", (1, 99), _coalesce, "the first that is not empty", "COALESCE(days, 0)"),
    Function("NULLIF", "anywhere", (2, 2), _nullif, "empty where the two are equal", "NULLIF(days, 0)"),
    Function("CASE", "anywhere", (3, 99), _case, "the first case that is true",
             "CASE WHEN days > 30 THEN 'slow' ELSE 'fast' END"),
    Function("ABS", "anywhere", (1, 1), _same("ABS"), "without its sign", "ABS(days)"),
    Function("ROUND", "anywhere", (1, 2), _round, "rounded, halves away from zero", "ROUND(rate, 1)"),
    Function("LEAST", "anywhere", (1, 99), _extreme, "the least of several", "LEAST(days, 30)"),
    Function("GREATEST", "anywhere", (1, 99), _extreme, "the greatest of several", "GREATEST(days, 30)"),
    Function("LOWER", "rows", (1, 1), _text("LOWER"), "in small letters", "LOWER(stage)"),
    Function("UPPER", "rows", (1, 1), _text("UPPER"), "in capital letters", "UPPER(stage)"),
    Function("TRIM", "rows", (1, 1), _text("TRIM"), "without spaces around it", "TRIM(stage)"),
    Function("YEAR", "rows", (1, 1), _part_of_date("year"), "the year of a date", "year(created_at)"),
    Function("QUARTER", "rows", (1, 1), _part_of_date("quarter"), "its quarter, 1 to 4", "quarter(created_at)"),
    Function("MONTH", "rows", (1, 1), _part_of_date("month"), "its month, 1 to 12", "month(created_at)"),
    Function("DAY", "rows", (1, 1), _part_of_date("day"), "its day of the month", "day(created_at)"),
    Function("LAG", "kpis", (2, 2), _lag, "a KPI so many periods before", "LAG(leads, 1)"),
    Function("TOTAL", "kpis", (1, 1), _of_kpi("TOTAL"), "a KPI without any segment", "TOTAL(leads)"),
    Function("DAYS_BETWEEN", "rows", (2, 2), _days, "days from the first to the second",
             "date_diff('day', created_at, closed_at)"),
)  # fmt: skip
FUNCTIONS: dict[str, Function] = {row.name: row for row in _ROWS}

# Part of the language, not of this version.
PLANNED = {
    "date_trunc", "week", "interval", "extract", "ilike",
}  # fmt: skip
