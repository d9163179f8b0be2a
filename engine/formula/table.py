"""The formula table: every function and operator that a formula may use, its types and an example.

One row here and one in each backend's table is all that a function needs. The examples are tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.formula import dates, typings
from engine.formula.typings import Typing

Where: TypeAlias = Literal["aggregate", "anywhere", "rows", "kpis"]


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table: `arity` is (least, most) arguments, `typing` gives the result's type or raises."""

    name: str
    where: Where
    arity: tuple[int, int]
    typing: Typing
    meaning: str
    example: str


# These look at what is empty; every other function of something empty is empty.
SEE_NULL = frozenset({"AND", "OR", "IN", "IS NULL", "COALESCE", "NULLIF", "CASE", "LEAST", "GREATEST"})


def shown_name(name: str) -> str:
    """A row's name as people write it."""
    return {
        "DATE_DIFF": "date_diff",
        "DATE_TRUNC": "date_trunc",
        "COUNT_DISTINCT": "COUNT(DISTINCT …)",
        "NEGATE": "'-'",
    }.get(name, name)


def like(name: str) -> str:
    """A hint that shows how a function is written; empty for what is none."""
    row = FUNCTIONS.get(name)
    return f"write it like {row.example}" if row else ""


_ROWS: tuple[Function, ...] = (
    Function("COUNT", "aggregate", (0, 1), typings.count, "rows; with a column, rows where it is not empty",
             "COUNT(*)"),
    Function("COUNT_DISTINCT", "aggregate", (1, 1), typings.count, "different values", "COUNT(DISTINCT owner_id)"),
    Function("COUNT_IF", "aggregate", (1, 1), typings.count_if, "rows for which it is true", "COUNT_IF(stage = 'won')"),
    Function("SUM", "aggregate", (1, 1), typings.sum_of, "the values added up", "SUM(amount)"),
    Function("AVG", "aggregate", (1, 1), typings.numeric("AVG", "number"), "the mean of the values", "AVG(days)"),
    Function("MIN", "aggregate", (1, 1), typings.same_null, "the least value", "MIN(amount)"),
    Function("MAX", "aggregate", (1, 1), typings.same_null, "the greatest value", "MAX(amount)"),
    Function("MEDIAN", "aggregate", (1, 1), typings.numeric("MEDIAN", "number"), "the middle value", "MEDIAN(days)"),
    Function("QUANTILE_CONT", "aggregate", (2, 2), typings.quantile, "the value that this share of all is below",
             "QUANTILE_CONT(days, 0.9)"),
    Function("STDDEV", "aggregate", (1, 1), typings.numeric("STDDEV", "number"),
             "how far values spread around their mean", "STDDEV(days)"),
    Function("+", "anywhere", (2, 2), typings.add("+"), "added", "days + 1"),
    Function("-", "anywhere", (2, 2), typings.add("-"), "taken away; of two dates, the days between", "days - 1"),
    Function("*", "anywhere", (2, 2), typings.times, "multiplied", "amount * 2"),
    Function("/", "anywhere", (2, 2), typings.divide, "divided; by zero there is no value", "amount / days"),
    Function("NEGATE", "anywhere", (1, 1), typings.same("'-'"), "with the other sign", "-days"),
    Function("=", "anywhere", (2, 2), typings.compare, "equal", "stage = 'won'"),
    Function("<>", "anywhere", (2, 2), typings.compare, "not equal", "stage <> 'won'"),
    Function("<", "anywhere", (2, 2), typings.compare, "less", "days < 30"),
    Function("<=", "anywhere", (2, 2), typings.compare, "less or equal", "days <= 30"),
    Function(">", "anywhere", (2, 2), typings.compare, "greater", "days > 30"),
    Function(">=", "anywhere", (2, 2), typings.compare, "greater or equal", "days >= 30"),
    Function("AND", "anywhere", (2, 2), typings.logic("AND"), "both are true", "days > 30 AND stage = 'won'"),
    Function("OR", "anywhere", (2, 2), typings.logic("OR"), "at least one is true", "days > 30 OR stage = 'won'"),
    Function("NOT", "anywhere", (1, 1), typings.logic("NOT"), "is not true", "NOT stage = 'won'"),
    Function("IN", "anywhere", (2, 999), typings.compare, "is one of", "stage IN ('won', 'lost')"),
    Function("LIKE", "rows", (2, 2), typings.like, "fits a pattern: % is any text, _ one character", "stage LIKE 'w%'"),
    Function("IS NULL", "anywhere", (1, 1), typings.is_null, "is empty", "closed_at IS NULL"),
    Function("COALESCE", "anywhere", (1, 99), typings.coalesce, "the first that is not empty", "COALESCE(days, 0)"),
    Function("NULLIF", "anywhere", (2, 2), typings.nullif, "empty where the two are equal", "NULLIF(days, 0)"),
    Function("CASE", "anywhere", (3, 99), typings.case, "the first case that is true",
             "CASE WHEN days > 30 THEN 'slow' ELSE 'fast' END"),
    Function("ABS", "anywhere", (1, 1), typings.same("ABS"), "without its sign", "ABS(days)"),
    Function("ROUND", "anywhere", (1, 2), typings.round_to, "rounded, halves away from zero", "ROUND(rate, 1)"),
    Function("LEAST", "anywhere", (1, 99), typings.extreme, "the least of several", "LEAST(days, 30)"),
    Function("GREATEST", "anywhere", (1, 99), typings.extreme, "the greatest of several", "GREATEST(days, 30)"),
    Function("LOWER", "rows", (1, 1), typings.of_text("LOWER"), "in small letters", "LOWER(stage)"),
    Function("UPPER", "rows", (1, 1), typings.of_text("UPPER"), "in capital letters", "UPPER(stage)"),
    Function("TRIM", "rows", (1, 1), typings.of_text("TRIM"), "without spaces around it", "TRIM(stage)"),
    Function("DATE_DIFF", "rows", (3, 3), dates.date_diff,
             "units from the first date to the second: how many begin between them, of weeks how many whole ones",
             "date_diff('day', created_at, closed_at)"),
    Function("DATE_TRUNC", "rows", (2, 2), dates.date_trunc, "when the date's unit began, a week on Monday",
             "date_trunc('month', created_at)"),
    Function("INTERVAL", "rows", (3, 3), dates.interval,
             "added to a date or taken from it; a month later is the month's last day at most",
             "created_at + INTERVAL 90 DAY"),
    Function("YEAR", "rows", (1, 1), dates.part("year"), "the year of a date", "year(created_at)"),
    Function("QUARTER", "rows", (1, 1), dates.part("quarter"), "its quarter, 1 to 4", "quarter(created_at)"),
    Function("MONTH", "rows", (1, 1), dates.part("month"), "its month, 1 to 12", "month(created_at)"),
    Function("WEEK", "rows", (1, 1), dates.part("week"), "its ISO week, 1 to 53", "week(created_at)"),
    Function("DAY", "rows", (1, 1), dates.part("day"), "its day of the month", "day(created_at)"),
    Function("ISODOW", "rows", (1, 1), dates.part("isodow"), "its day of the week, Monday 1 to Sunday 7",
             "isodow(created_at)"),
    Function("DAYOFWEEK", "rows", (1, 1), dates.part("dayofweek"), "its day of the week, Sunday 0 to Saturday 6",
             "dayofweek(created_at)"),
    Function("HOUR", "rows", (1, 1), dates.part("hour", ("datetime",)), "the hour of a time, 0 to 23",
             "hour(called_at)"),
    Function("LAG", "kpis", (2, 2), typings.lag, "a KPI so many periods before", "LAG(leads, 1)"),
    Function("TOTAL", "kpis", (1, 1), typings.of_kpi("TOTAL"), "a KPI without any segment", "TOTAL(leads)"),
)  # fmt: skip
FUNCTIONS: dict[str, Function] = {row.name: row for row in _ROWS}

# Part of the language, not of this version.
PLANNED = {"ilike"}
