"""Dates in formulas: their units, the texts that stand for one, and what the functions over them take and give."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

from engine.errors import did_you_mean
from engine.formula.problem import FormulaProblem
from engine.formula.types import nullable, of_kind
from engine.model.formula import Constant, Expression, Kind, Span, Type

DATES: tuple[Kind, ...] = ("date", "datetime")
# The units of time, each with the seconds that it has at most.
UNITS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400, "month": 31 * 86_400,
    "quarter": 92 * 86_400, "year": 366 * 86_400,
}  # fmt: skip
LONGEST = 1000 * UNITS["year"]  # an interval past it is a slip, and leaves what a date can be
INTERVAL = "created_at + INTERVAL 90 DAY"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)


def unit(word: str, function: str, span: Span) -> str:
    """The unit that a word names, in the plural too; raises where there is none."""
    name = word.strip("'").lower()
    found = name if name in UNITS else name.removesuffix("s")
    if found not in UNITS:
        problem = f"{function} has no unit '{name}'"
        raise FormulaProblem("unknown-unit", problem, did_you_mean(name, UNITS), span)
    return found


def count_of(text: str, unit: str, span: Span) -> int:
    """How many units an interval has: a whole number that stands there."""
    if not re.fullmatch(r"[+-]?\d{1,12}", text, re.ASCII):
        raise FormulaProblem("types", "an interval is a whole number of one unit", INTERVAL, span)
    if abs(int(text)) * UNITS[unit] > LONGEST:
        raise FormulaProblem("types", "an interval is 1000 years at most", INTERVAL, span)
    return int(text)


def with_dates(arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The arguments, with a text beside a date as the date that it writes: `created_at >= '2026-01-01'`."""
    kinds = {argument.type.kind for argument in arguments}
    if not kinds & set(DATES):
        return arguments
    return tuple(_as_date(argument, timed="datetime" in kinds) for argument in arguments)


def _as_date(argument: Expression, *, timed: bool) -> Expression:
    if not isinstance(argument, Constant) or not isinstance(argument.value, str):
        return argument
    text = argument.value
    try:
        if timed and (DAY.fullmatch(text) or TIME.fullmatch(text)):
            return Constant(datetime.fromisoformat(text), Type("datetime"), argument.span)
        if DAY.fullmatch(text):
            return Constant(date.fromisoformat(text), Type("date"), argument.span)
    except ValueError:
        pass
    if timed:
        hint = "a time is written '2026-10-31 14:30', its midnight '2026-10-31'"
        raise FormulaProblem("types", f"'{text}' is no day and no time", hint, argument.span)
    raise FormulaProblem("types", f"'{text}' is no day", "a day is written '2026-10-31'", argument.span)


def between_dates(arguments: Sequence[Expression], sign: str) -> Type:
    """Of two dates, the days between; nothing else is added to a date or taken from it without its unit."""
    kinds = {argument.type.kind for argument in arguments}
    if sign == "-" and kinds <= {"date", "null"}:
        return Type("integer", nullable(arguments))
    if sign == "-" and kinds <= {*DATES, "null"}:
        first = next(argument for argument in arguments if argument.type.kind == "datetime")
        hint = "date_diff('hour', created_at, closed_at)"
        raise FormulaProblem("types", "the difference of two times needs a unit", hint, first.span)
    text = next((argument for argument in arguments if argument.type.kind == "string"), None)
    if sign == "-" and text is not None:
        message = "'-' takes a date from a date, and this is text"
        raise FormulaProblem("types", message, "declare the column as a date, with its 'format'", text.span)
    dated = next(argument for argument in arguments if argument.type.kind in DATES)
    raise FormulaProblem("types", f"'{sign}' needs numbers, and this is a date", INTERVAL, dated.span)


def date_diff(arguments: Sequence[Expression]) -> Type:
    """A unit and two dates: a whole number."""
    of_kind(arguments[1:], DATES, "date_diff")
    return Type("integer", nullable(arguments))


def date_trunc(arguments: Sequence[Expression]) -> Type:
    """A unit and a date: the instant with which the unit begins."""
    of_kind(arguments[1:], DATES, "date_trunc")
    return Type("datetime", nullable(arguments))


def interval(arguments: Sequence[Expression]) -> Type:
    """A unit, how many, and the date that they are added to: an instant, as a day may be any number of hours later."""
    of_kind(arguments[2:], DATES, "INTERVAL", INTERVAL)
    return Type("datetime", nullable(arguments))


def part(function: str, kinds: tuple[Kind, ...] = DATES) -> Callable[[Sequence[Expression]], Type]:
    """A part of a date: its year, its hour."""

    def typing(arguments: Sequence[Expression]) -> Type:
        of_kind(arguments, kinds, function)
        return Type("integer", nullable(arguments))

    return typing
