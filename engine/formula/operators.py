"""sqlglot's nodes as rows of the formula table: which node is which function, with which arguments, and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlglot import exp

from engine.errors import did_you_mean
from engine.formula.dates import INTERVAL, count_of, unit
from engine.formula.elsewhere import NOW, called_here, of_another_tool
from engine.formula.problem import FormulaProblem
from engine.formula.syntax import foreign_function
from engine.formula.table import FUNCTIONS, PLANNED, like, shown_name
from engine.formula.text import Parsed
from engine.model.formula import Span

Operation: TypeAlias = tuple[str, list[exp.Expr]]

BINARY: dict[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<",
    exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.And: "AND", exp.Or: "OR", exp.Nullif: "NULLIF",
}  # fmt: skip
UNARY: dict[type[exp.Expr], str] = {
    exp.Neg: "NEGATE", exp.Not: "NOT", exp.Abs: "ABS", exp.Lower: "LOWER", exp.Upper: "UPPER", exp.Trim: "TRIM",
    exp.Year: "YEAR", exp.Quarter: "QUARTER", exp.Month: "MONTH", exp.Week: "WEEK", exp.Day: "DAY", exp.Hour: "HOUR",
    exp.DayOfWeek: "DAYOFWEEK", exp.DayOfWeekIso: "ISODOW",
}  # fmt: skip
AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Count: "COUNT", exp.CountIf: "COUNT_IF", exp.Sum: "SUM", exp.Avg: "AVG", exp.Min: "MIN", exp.Max: "MAX",
    exp.Median: "MEDIAN", exp.PercentileCont: "QUANTILE_CONT", exp.Stddev: "STDDEV",
}  # fmt: skip
VARIADIC: dict[type[exp.Expr], str] = {exp.Coalesce: "COALESCE", exp.Least: "LEAST", exp.Greatest: "GREATEST"}

OPERATORS = {*BINARY.values(), "NEGATE", "NOT", "IN", "IS NULL", "CASE", "LIKE", "INTERVAL"} - {"NULLIF"}

# What sqlglot notes about a node beside its arguments, and what a node may hold beside `this` and `expression`.
NOTES = {"big_int", "ignore_nulls", "date_part_boundary", "typed", "safe", "is_nvl", "is_null", "is_string"}
HOLDS: dict[type[exp.Expr], set[str]] = {
    exp.Coalesce: {"this", "expressions"}, exp.Least: {"this", "expressions"}, exp.Greatest: {"this", "expressions"},
    exp.In: {"this", "expressions"}, exp.Case: {"this", "ifs", "default"}, exp.Round: {"this", "decimals"},
    exp.Between: {"this", "low", "high"}, exp.DateDiff: {"this", "expression", "unit"},
    exp.TimestampTrunc: {"this", "unit"}, exp.DateTrunc: {"this", "unit"}, exp.Interval: {"this", "unit"},
    exp.Like: {"this", "expression", "negate"}, exp.Lag: {"this", "offset"}, exp.Anonymous: {"this", "expressions"},
}  # fmt: skip
PERIOD_CHOOSES = "leave it out: the report's period chooses the rows, and a KPI's 'window' a longer time"
NOT_HERE: dict[type[exp.Expr], tuple[str, str]] = {
    exp.Cast: ("formulas do not convert types", "declare the column's type; a day is written '2026-10-31'"),
    exp.TryCast: ("formulas do not convert types", "declare the column's type; a day is written '2026-10-31'"),
    exp.Window: ("formulas have no OVER", "a KPI is computed for each period and segment by itself"),
    exp.Distinct: ("DISTINCT stands in COUNT(DISTINCT …) only", ""),
    exp.Order: ("an aggregate has no ORDER BY", "leave it out"),
    exp.Star: ("'*' stands in COUNT(*) only", ""),
    exp.Tuple: ("a list of values stands after IN only", "stage IN ('won', 'lost')"),
    exp.Filter: ("only an aggregate has a FILTER", ""),
    exp.If: ("formulas have no IF", "write CASE WHEN … THEN … ELSE … END"),
    exp.Interval: ("an interval is added to a date, or taken from one", INTERVAL),
    exp.DateAdd: ("formulas have no date_add", INTERVAL),
    exp.DateSub: ("formulas have no date_sub", "date_diff('day', created_at, closed_at)"),
    exp.Extract: ("formulas have no EXTRACT", "write year(created_at), month(created_at) and the like"),
    exp.CurrentDate: ("formulas know no today: a figure is its period's, whenever it is made", PERIOD_CHOOSES),
    exp.CurrentTimestamp: ("formulas know no now: a figure is its period's, whenever it is made", PERIOD_CHOOSES),
}


def only(tree: exp.Expr, parsed: Parsed) -> None:
    """Raise where a node holds more than is read of it, so that nothing that a person wrote is dropped in silence."""
    held = {name for name, value in tree.args.items() if value} - NOTES
    extra = held - HOLDS.get(type(tree), {"this", "expression"})
    if extra:
        name = shown_name(_table_name(tree))
        hint = like(_table_name(tree)) or "write it without"
        raise FormulaProblem("arguments", f"formulas do not know this form of {name}", hint, parsed.span(tree))


def operation(tree: exp.Expr, parsed: Parsed) -> Operation:
    """The table's name of a node and its arguments, or a problem where it is not on the list."""
    kind = type(tree)
    if kind is exp.Anonymous and tree.name.upper() == "TOTAL":
        only(tree, parsed)
        return "TOTAL", list(tree.expressions)
    if kind not in BINARY and kind not in UNARY and kind not in VARIADIC and kind not in SPECIAL:
        raise _unknown(tree, parsed)
    only(tree, parsed)
    if isinstance(tree, exp.Add | exp.Sub):
        shifted = _interval(tree, parsed)
        if shifted is not None:
            return shifted
    if kind in BINARY:
        return BINARY[kind], [tree.this, tree.expression]
    if kind in UNARY:
        return UNARY[kind], [tree.this]
    if kind in VARIADIC:
        return VARIADIC[kind], [*([tree.this] if tree.this else []), *tree.expressions]
    return SPECIAL[kind](tree, parsed)


def _in(tree: exp.Expr, parsed: Parsed) -> Operation:
    return "IN", [tree.this, *tree.expressions]


def _is(tree: exp.Expr, parsed: Parsed) -> Operation:
    if not isinstance(tree.expression, exp.Null):
        raise FormulaProblem("unknown-function", "IS is for NULL", "write IS NULL, or = for a value", parsed.span(tree))
    return "IS NULL", [tree.this]


def _case(tree: exp.Expr, parsed: Parsed) -> Operation:
    parts: list[exp.Expr] = []
    for branch in tree.args["ifs"]:
        condition = branch.this if tree.this is None else exp.EQ(this=tree.this.copy(), expression=branch.this)
        parts += [condition, branch.args["true"]]
    return "CASE", [*parts, tree.args.get("default") or exp.Null()]


def _round(tree: exp.Expr, parsed: Parsed) -> Operation:
    decimals = tree.args.get("decimals")
    return "ROUND", [tree.this] if decimals is None else [tree.this, decimals]


def _unit(tree: exp.Expr, function: str, parsed: Parsed) -> exp.Expr:
    """The unit of a function of dates, as one of its arguments."""
    return exp.Var(this=unit(str(tree.args.get("unit") or "day"), function, parsed.span(tree)))


def _date_diff(tree: exp.Expr, parsed: Parsed) -> Operation:
    # sqlglot keeps the later one first.
    return "DATE_DIFF", [_unit(tree, "date_diff", parsed), tree.expression, tree.this]


def _date_trunc(tree: exp.Expr, parsed: Parsed) -> Operation:
    return "DATE_TRUNC", [_unit(tree, "date_trunc", parsed), tree.this]


def _interval(tree: exp.Add | exp.Sub, parsed: Parsed) -> Operation | None:
    """A date plus or minus an interval: one function of the unit, how many of them, and the date."""
    date, added = tree.this, tree.expression
    if isinstance(tree, exp.Add) and isinstance(date.unnest(), exp.Interval):
        date, added = added, date
    added = added.unnest()
    if not isinstance(added, exp.Interval):
        return None
    only(added, parsed)
    span = parsed.span(added)
    if added.args.get("unit") is None:
        raise FormulaProblem("types", "an interval is a whole number of one unit", INTERVAL, span)
    name = unit(str(added.args["unit"]), "INTERVAL", span)
    amount = added.this
    written = amount.name if isinstance(amount, exp.Literal) else amount.sql()
    count = count_of(written, name, span) * (-1 if isinstance(tree, exp.Sub) else 1)
    return "INTERVAL", [exp.Var(this=name), exp.Literal(this=str(count), is_string=False), date]


SPECIAL: dict[type[exp.Expr], Callable[[exp.Expr, Parsed], Operation]] = {
    exp.In: _in, exp.Is: _is, exp.Case: _case, exp.Round: _round, exp.DateDiff: _date_diff,
    exp.TimestampTrunc: _date_trunc, exp.DateTrunc: _date_trunc,
    exp.Like: lambda tree, parsed: ("NOT LIKE" if tree.args.get("negate") else "LIKE", [tree.this, tree.expression]),
    exp.Lag: lambda tree, parsed: ("LAG", [tree.this, tree.args.get("offset") or exp.Literal.number(1)]),
    exp.Between: lambda tree, parsed: ("BETWEEN", [tree.this, tree.args["low"], tree.args["high"]]),
}  # fmt: skip
SPECIAL_NAMES: dict[type[exp.Expr], str] = {
    exp.In: "IN", exp.Is: "IS NULL", exp.Case: "CASE", exp.Round: "ROUND", exp.DateDiff: "DATE_DIFF",
    exp.Between: "BETWEEN", exp.Like: "LIKE", exp.Lag: "LAG", exp.Anonymous: "TOTAL", exp.Interval: "INTERVAL",
    exp.TimestampTrunc: "DATE_TRUNC", exp.DateTrunc: "DATE_TRUNC",
}  # fmt: skip


def _table_name(tree: exp.Expr) -> str:
    for names in (BINARY, UNARY, AGGREGATES, VARIADIC, SPECIAL_NAMES):
        if type(tree) in names:
            return names[type(tree)]
    return type(tree).__name__.upper()


def _unknown(tree: exp.Expr, parsed: Parsed) -> FormulaProblem:
    span = parsed.span(tree)
    word = tree.name if isinstance(tree, exp.Anonymous) else parsed.word(tree)
    key = str(getattr(tree, "key", "")).replace("_", "")
    if {word.lower(), key} & PLANNED:
        shown = key.upper() if key in PLANNED else word
        hint = "leave it out for now"
        return FormulaProblem("not-built-yet", f"{shown} is not built in this version", hint, span)
    message, hint = NOT_HERE.get(exp.CurrentDate if word.upper() in NOW else type(tree), ("", ""))
    if message:
        return FormulaProblem("unknown-function", message, hint, span)
    if isinstance(tree, exp.Func):
        if called_here(word):
            return foreign_function(word, span.start)
        known = (shown_name(name) for name in FUNCTIONS if name not in OPERATORS)
        hint = did_you_mean(word, (name.removesuffix("(DISTINCT …)") for name in known))
        hint = hint or "docs/formulas.md lists them all"
        name = Span(span.start, len(word))
        return FormulaProblem("unknown-function", f"formulas have no function '{word}'", hint, name)
    foreign = of_another_tool(parsed.text[span.start : span.start + span.length])
    if foreign is not None:  # NB.SI, which reads as a name in something
        return foreign_function(foreign[0], span.start + foreign[1])
    text = parsed.text[span.start : span.start + span.length]
    shown = text if len(text) <= 40 else text[:39] + "…"
    return FormulaProblem("unknown-function", f"formulas cannot read this: {shown}", "", span)
