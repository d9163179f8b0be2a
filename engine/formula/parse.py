"""Reads one formula: sqlglot parses it as DuckDB's SQL, and what is on the allow-list becomes our checked tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from engine.errors import Issue, did_you_mean
from engine.formula.problem import FormulaProblem
from engine.formula.scope import RowScope, Scope
from engine.formula.table import FUNCTIONS, PLANNED
from engine.model.formula import Aggregate, Call, Constant, Expression, Formula, Span, Type
from engine.model.specs import Written

MAX_LENGTH = 4000
MAX_DEPTH = 60

BINARY: dict[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<",
    exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.And: "AND", exp.Or: "OR", exp.Nullif: "NULLIF",
}  # fmt: skip
UNARY: dict[type[exp.Expr], str] = {
    exp.Neg: "NEGATE", exp.Not: "NOT", exp.Abs: "ABS", exp.Lower: "LOWER", exp.Upper: "UPPER",
}  # fmt: skip
AGGREGATES: dict[type[exp.Expr], str] = {
    exp.CountIf: "COUNT_IF", exp.Sum: "SUM", exp.Avg: "AVG", exp.Min: "MIN", exp.Max: "MAX",
    exp.Median: "MEDIAN",
}  # fmt: skip
VARIADIC: dict[type[exp.Expr], str] = {exp.Coalesce: "COALESCE", exp.Least: "LEAST", exp.Greatest: "GREATEST"}


def read_formula(written: Written, scope: Scope, outer: Scope | None = None) -> tuple[Formula | None, list[Issue]]:
    """The checked formula, or the issues with their places inside its text.

    `scope` gives names their meaning; where `outer` is given, `scope` holds inside aggregates and `outer` outside.
    """
    try:
        tree = _parsed(written.text)
        reader = _Reader(scope, outer)
        root = reader.node(tree, inside=outer is None)
    except FormulaProblem as problem:
        return None, [problem.issue(written, Span(0, max(1, len(written.text))))]
    if reader.problems:
        return None, [problem.issue(written, Span(0, max(1, len(written.text)))) for problem in reader.problems]
    return Formula(written.text, root), []


def _parsed(text: str) -> exp.Expr:
    if len(text) > MAX_LENGTH:
        raise FormulaProblem("formula-too-long", f"a formula has at most {MAX_LENGTH} characters")
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
    except SqlglotError as error:
        raise _syntax_problem(error, text) from None
    except RecursionError:
        raise FormulaProblem("formula-too-deep", "the formula is nested too deeply") from None
    if len(trees) != 1 or trees[0] is None:
        raise FormulaProblem("formula-syntax", "one expression is needed", "remove the ';'")
    return trees[0]


def _syntax_problem(error: SqlglotError, text: str) -> FormulaProblem:
    details = getattr(error, "errors", None) or [{}]
    first = details[0]
    highlight = str(first.get("highlight") or "")
    start = len(text) - 1
    if first.get("line") == 1 and first.get("col"):
        start = max(0, int(first["col"]) - max(1, len(highlight)))
    if text.count("(") != text.count(")"):
        hint = "a bracket is not closed" if text.count("(") > text.count(")") else "there is one ')' too many"
    elif text.count("'") % 2:
        hint = "a quote is not closed"
    else:
        hint = "a formula is one SQL expression, like COUNT_IF(status = 'won') / COUNT(*)"
    near = f" near '{highlight}'" if highlight else ""
    return FormulaProblem(
        "formula-syntax",
        f"this formula cannot be read{near}",
        hint,
        Span(min(start, max(0, len(text) - 1)), max(1, len(highlight))),
    )


class _Reader:
    """Turns sqlglot's tree into ours; problems of separate parts are gathered."""

    def __init__(self, scope: Scope, outer: Scope | None) -> None:
        self.scope, self.outer = scope, outer
        self.problems: list[FormulaProblem] = []
        self.depth = 0

    def node(self, tree: exp.Expr, *, inside: bool) -> Expression:
        """One node; `inside` says that names are the inner scope's (a row's)."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaProblem("formula-too-deep", "the formula is nested too deeply")
        try:
            return self._node(tree, inside=inside)
        finally:
            self.depth -= 1

    def _node(self, tree: exp.Expr, *, inside: bool) -> Expression:
        if isinstance(tree, exp.Paren):
            return self.node(tree.this, inside=inside)
        if isinstance(tree, exp.Literal | exp.Boolean | exp.Null):
            return _constant(tree)
        if isinstance(tree, exp.Column):
            return self._name(tree, inside=inside)
        if isinstance(tree, exp.Filter) or type(tree) in AGGREGATES or isinstance(tree, exp.Count):
            return self._aggregate(tree, inside=inside)
        return self._call(tree, inside=inside)

    def _name(self, tree: exp.Column, *, inside: bool) -> Expression:
        path = ".".join(part.name for part in tree.parts)
        spans = [_own_span(part) for part in tree.parts]
        span = Span(spans[0].start, spans[-1].start + spans[-1].length - spans[0].start)
        scope = self.scope if inside or self.outer is None else self.outer
        try:
            return scope.name(path, span)
        except FormulaProblem as problem:
            hint = self._column_outside(path, problem.hint) if not inside else problem.hint
            self.problems.append(FormulaProblem(problem.code, problem.message, hint, span))
            return Constant(None, Type("null", nullable=True), span)

    def _column_outside(self, path: str, hint: str) -> str:
        if isinstance(self.scope, RowScope) and self.scope.dataset.column(path.rpartition(".")[2]):
            return f"'{path}' is a column: put it inside SUM(…), COUNT_IF(…) or another aggregate"
        return hint

    def _aggregate(self, tree: exp.Expr, *, inside: bool) -> Expression:
        span = _span(tree)
        if inside or not isinstance(self.scope, RowScope):
            where = (
                "an aggregate cannot stand inside another one, nor in a filter"
                if inside
                else "a KPI without a dataset has no rows to aggregate"
            )
            raise FormulaProblem("aggregate-here", where, "" if inside else "give the KPI a 'dataset'", span)
        condition = None
        if isinstance(tree, exp.Filter):
            condition = self._condition(tree.expression.this)
            tree = tree.this
        name, argument = self._counted(tree)
        arguments = () if argument is None else (argument,)
        return Aggregate(name, argument, self._typed(name, arguments, span), condition, span)

    def _condition(self, tree: exp.Expr) -> Expression:
        condition = self.node(tree, inside=True)
        if condition.type.kind not in ("boolean", "null"):
            raise FormulaProblem("types", "a condition must be true or false", "", condition.span)
        return condition

    def _counted(self, tree: exp.Expr) -> tuple[str, Expression | None]:
        if not isinstance(tree, exp.Count):
            if type(tree) not in AGGREGATES:
                raise FormulaProblem("unknown-function", "only an aggregate has a FILTER", "", _span(tree))
            return AGGREGATES[type(tree)], self.node(tree.this, inside=True)
        inner = tree.this
        if inner is None or isinstance(inner, exp.Star):
            return "COUNT", None
        if isinstance(inner, exp.Distinct):
            if len(inner.expressions) != 1:
                raise FormulaProblem("arguments", "COUNT(DISTINCT …) takes one column", "", _span(tree))
            return "COUNT_DISTINCT", self.node(inner.expressions[0], inside=True)
        return "COUNT", self.node(inner, inside=True)

    def _call(self, tree: exp.Expr, *, inside: bool) -> Expression:
        name, parts = _operator(tree)
        arguments = tuple(self.node(part, inside=inside) for part in parts)
        span = _span(tree)
        if isinstance(tree, exp.Between):
            value, low, high = arguments
            low_call = Call(">=", (value, low), self._typed(">=", (value, low), span), span)
            high_call = Call("<=", (value, high), self._typed("<=", (value, high), span), span)
            return Call("AND", (low_call, high_call), self._typed("AND", (low_call, high_call), span), span)
        if FUNCTIONS[name].where == "rows" and not inside:
            raise FormulaProblem("function-here", f"{name} works on rows, inside an aggregate", "", span)
        return Call(name, _dates(name, arguments), self._typed(name, arguments, span), span)

    def _typed(self, name: str, arguments: tuple[Expression, ...], span: Span) -> Type:
        least, most = FUNCTIONS[name].arity
        if not least <= len(arguments) <= most:
            raise FormulaProblem("arguments", f"{name} takes {least} to {most} arguments", "", span)
        try:
            return FUNCTIONS[name].typing(arguments)
        except FormulaProblem as problem:
            if problem.span is None:
                problem.span = span
            self.problems.append(problem)
            return Type("null", nullable=True)


def _operator(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    """The table's name of a node and its arguments, or a problem where it is not on the list."""
    kind = type(tree)
    if kind in BINARY:
        return BINARY[kind], [tree.this, tree.expression]
    if kind in UNARY:
        return UNARY[kind], [tree.this]
    if kind in VARIADIC:
        return VARIADIC[kind], [tree.this, *tree.expressions] if tree.this else list(tree.expressions)
    special = SPECIAL.get(kind)
    if special is not None:
        return special(tree)
    raise _unknown(tree)


def _in(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    if tree.args.get("query") or not tree.expressions:
        raise FormulaProblem("unknown-function", "IN takes a list of values", "status IN ('a', 'b')", _span(tree))
    return "IN", [tree.this, *tree.expressions]


def _is(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    if not isinstance(tree.expression, exp.Null):
        raise FormulaProblem("unknown-function", "IS is for NULL", "write = for a value", _span(tree))
    return "IS NULL", [tree.this]


def _case(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    parts: list[exp.Expr] = []
    for branch in tree.args["ifs"]:
        condition = branch.this if tree.this is None else exp.EQ(this=tree.this.copy(), expression=branch.this)
        parts += [condition, branch.args["true"]]
    return "CASE", [*parts, tree.args.get("default") or exp.Null()]


def _round(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    decimals = tree.args.get("decimals")
    return "ROUND", [tree.this] if decimals is None else [tree.this, decimals]


def _trim(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    if tree.args.get("expression") or tree.args.get("position"):
        raise FormulaProblem("arguments", "TRIM takes one argument", "", _span(tree))
    return "TRIM", [tree.this]


def _date_diff(tree: exp.Expr) -> tuple[str, list[exp.Expr]]:
    unit = str(tree.args.get("unit") or "DAY").strip("'").upper()
    if unit != "DAY":
        message = f"date_diff counts days in this version, not '{unit.lower()}'"
        raise FormulaProblem("not-built-yet", message, "date_diff('day', from, to)", _span(tree))
    return "DAYS_BETWEEN", [tree.expression, tree.this]  # sqlglot keeps the later one first


SPECIAL: dict[type[exp.Expr], Callable[[exp.Expr], tuple[str, list[exp.Expr]]]] = {
    exp.In: _in, exp.Is: _is, exp.Case: _case, exp.Round: _round, exp.Trim: _trim, exp.DateDiff: _date_diff,
    exp.Between: lambda tree: (">=", [tree.this, tree.args["low"], tree.args["high"]]),
}  # fmt: skip


def _unknown(tree: exp.Expr) -> FormulaProblem:
    name = tree.name if isinstance(tree, exp.Anonymous) else str(getattr(tree, "key", "this")).replace("_", "")
    sql = tree.sql(dialect="duckdb").split("(")[0].strip() if isinstance(tree, exp.Func) else name
    shown = (tree.name if isinstance(tree, exp.Anonymous) else sql) or name
    if {shown.lower(), name.lower()} & PLANNED:
        hint = "leave it out for now"
        return FormulaProblem("not-built-yet", f"{shown} is not built in this version", hint, _span(tree))
    known = [name.replace("COUNT_DISTINCT", "COUNT") for name in FUNCTIONS if name[0].isalpha() and " " not in name]
    known = ["date_diff" if name == "DAYS_BETWEEN" else name for name in known if name != "NEGATE"]
    hint = did_you_mean(shown, known)
    return FormulaProblem("unknown-function", f"formulas have no function '{shown}'", hint, _span(tree))


def _constant(tree: exp.Literal | exp.Boolean | exp.Null) -> Constant:
    span = _span(tree)
    if isinstance(tree, exp.Null):
        return Constant(None, Type("null", nullable=True), span)
    if isinstance(tree, exp.Boolean):
        return Constant(bool(tree.this), Type("boolean"), span)
    if tree.is_string:
        return Constant(str(tree.this), Type("string"), span)
    value = Decimal(str(tree.this))
    if value == value.to_integral_value() and "." not in str(tree.this):
        return Constant(int(value), Type("integer"), span)
    return Constant(value, Type("number"), span)


def _dates(name: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """A text compared with a date is a date: `created_at >= '2026-01-01'`."""
    if not any(argument.type.kind == "date" for argument in arguments):
        return arguments
    return tuple(_as_date(argument) for argument in arguments)


def _as_date(argument: Expression) -> Expression:
    if not isinstance(argument, Constant) or not isinstance(argument.value, str):
        return argument
    try:
        return Constant(date.fromisoformat(argument.value), Type("date"), argument.span)
    except ValueError:
        hint = "a day is written '2026-10-31'"
        raise FormulaProblem("types", f"'{argument.value}' is no day", hint, argument.span) from None


def _own_span(tree: exp.Expr) -> Span:
    start, end = tree.meta.get("start"), tree.meta.get("end")
    return Span(start, end - start + 1) if start is not None and end is not None else Span(0, 1)


def _span(tree: exp.Expr) -> Span:
    """From the first to the last character that sqlglot knows of a node and what is beneath it."""
    spans = [_own_span(node) for node in tree.walk() if "start" in node.meta]
    if not spans:
        return Span(0, 1)
    start = min(span.start for span in spans)
    return Span(start, max(span.start + span.length for span in spans) - start)
