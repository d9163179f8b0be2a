"""Which types go together in a formula, which one they give, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from engine.formula.problem import FormulaProblem
from engine.model.formula import Call, Column, Constant, Expression, Kind, Type

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

# What compares with one value or several, and what compares with a list of them.
IN_A_LIST = {"=": "IN", "IN": "IN", "<>": "NOT IN"}


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
    return with_null(result or Type("null"), any(argument.type.nullable for argument in arguments))


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
    if {left.kind, right.kind} == {"date", "datetime"}:
        return Type("datetime")
    raise FormulaProblem("types", f"{described(left)} and {described(right)} do not go together", "", argument.span)


def with_null(kind: Type, null: bool) -> Type:
    """The type, and whether its value may be missing."""
    return Type(kind.kind, null, kind.scale, kind.currency)


def numbers(arguments: Sequence[Expression], function: str, hint: str = "") -> None:
    """Raise where an argument is no number."""
    for argument in arguments:
        if not argument.type.is_numeric and argument.type.kind != "null":
            message = f"{function} needs numbers, and this is {described(argument.type)}"
            raise FormulaProblem("types", message, hint or _as_number(argument), argument.span)


def _as_number(argument: Expression) -> str:
    """How something else becomes a number, or is counted."""
    match argument:
        case Constant(value=str() as text):
            number = re.fullmatch(r"\d+(\.\d+)?", text)
            return f"leave the quotes out: {text}" if number else "a name stands without quotes"
        case Column(type=Type(kind="string")):
            return f"if '{argument.name}' holds numbers, declare it as integer, number or money; COUNT counts texts"
        case Column(type=Type(kind="boolean")):
            return f"COUNT_IF({argument.path}) counts the rows where it is true"
        case Column(type=Type(kind="date" | "datetime")):
            return "days between two dates: date_diff('day', created_at, closed_at)"
    return ""


def going_together(arguments: Sequence[Expression]) -> str:
    """How two that are compared and are of different kinds can be: quotes that are missing, or too many."""
    fixed = next((argument for argument in arguments if isinstance(argument, Constant)), None)
    other = next((argument for argument in arguments if argument is not fixed), None)
    kind = other.type.kind if other is not None else "null"
    if kind in ("date", "datetime"):
        return "a day is written with quotes: '2026-10-31'; a year is compared with year(…)"
    if fixed is None:
        return ""
    value = fixed.value
    if kind == "string" and not isinstance(value, str):
        return f"a text stands in quotes: '{str(value).lower() if isinstance(value, bool) else value}'"
    if isinstance(value, str) and kind == "boolean":
        return "it is true or false already: write it alone, or with NOT before it"
    if isinstance(value, str):
        number = re.fullmatch(r"-?\d+(\.\d+)?", value)
        return f"leave the quotes out: {value}" if number else "compare it with a number"
    return "it is true or false already: write it alone, or with NOT before it" if kind == "boolean" else ""


def of_kind(arguments: Sequence[Expression], kinds: tuple[Kind, ...], function: str, hint: str = "") -> None:
    """Raise where an argument is of none of the kinds; the first of them is the one that is named."""
    for argument in arguments:
        if argument.type.kind not in (*kinds, "null"):
            message = f"{function} needs {KIND_WORDS[kinds[0]]}, and this is {described(argument.type)}"
            raise FormulaProblem("types", message, hint, argument.span)


def one_of_several(arguments: Sequence[Expression]) -> str:
    """The mend of `stage = 'won' OR 'lost'`, a list of all its values; empty where it is something else."""
    left, values = arguments[0], [arguments[-1]]
    if all(map(_is_value, arguments)):
        return f"several values are a list after IN: stage IN ({_list(arguments)})"
    while isinstance(left, Call) and left.function in ("AND", "OR"):
        *before, last = left.arguments
        left, values = (before[0], [last, *values]) if _is_value(last) else (last, values)
    if not isinstance(left, Call) or left.function not in IN_A_LIST:
        return ""
    of, *first = left.arguments
    values = [*first, *values]
    alike = len({isinstance(value.value, str | date) for value in values if isinstance(value, Constant)}) == 1
    if not alike or not all(map(_is_value, values)):
        return ""
    return f"write {of.path if isinstance(of, Column) else '…'} {IN_A_LIST[left.function]} ({_list(values)})"


def _is_value(argument: Expression) -> bool:
    """Whether it is a text, a number or a day that was written."""
    if not isinstance(argument, Constant) or isinstance(argument.value, bool):
        return False
    return isinstance(argument.value, str | int | Decimal | date)


def _list(values: Sequence[Expression]) -> str:
    written = [value.value for value in values if isinstance(value, Constant)]
    return ", ".join(
        "'" + str(value).replace("'", "''") + "'" if isinstance(value, str | date) else str(value) for value in written
    )
