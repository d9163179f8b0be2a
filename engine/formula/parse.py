"""Reads one formula: what is on the allow-list of sqlglot's tree becomes our checked tree, with types and places."""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from engine.errors import Issue
from engine.formula.dates import with_dates
from engine.formula.operators import AGGREGATES, only, operation
from engine.formula.problem import FormulaProblem
from engine.formula.scope import RowScope, Scope
from engine.formula.table import FUNCTIONS, like, shown_name
from engine.formula.text import Parsed, parsed, too_deep
from engine.model.formula import Aggregate, Call, Constant, Expression, Formula, Span, Type
from engine.model.written import Written

# The aggregate that a function of rows stands in, by way of an example.
AROUND = {"LIKE": "COUNT_IF", **dict.fromkeys(("LOWER", "UPPER", "TRIM"), "COUNT")}
LARGEST_EXPONENT = 15  # a whole number up to here is exact in every engine


def read_formula(written: Written, scope: Scope, outer: Scope | None = None) -> tuple[Formula | None, list[Issue]]:
    """The checked formula, or the issues with their places inside its text.

    `scope` gives names their meaning; where `outer` is given, `scope` holds inside aggregates and `outer` outside.
    """
    problems: list[FormulaProblem] = []
    root: Expression | None = None
    try:
        reader = _Reader(parsed(written.text), scope, outer, problems)
        root = reader.node(reader.parsed.tree, inside=outer is None)
    except FormulaProblem as problem:
        problems.append(problem)
    except RecursionError:
        problems.append(too_deep())
    if root is None or problems:
        whole = Span(0, max(1, len(written.text)))
        return None, [problem.issue(written, whole) for problem in problems]
    return Formula(written.text, root), []


class _Reader:
    """Turns sqlglot's tree into ours; problems of separate parts are gathered."""

    def __init__(self, parsed: Parsed, scope: Scope, outer: Scope | None, problems: list[FormulaProblem]) -> None:
        self.parsed, self.scope, self.outer, self.problems = parsed, scope, outer, problems

    def node(self, tree: exp.Expr, *, inside: bool) -> Expression:
        """One node; `inside` says that names are the inner scope's (a row's)."""
        while isinstance(tree, exp.Paren):
            tree = tree.this
        try:
            return self._node(tree, inside=inside)
        except FormulaProblem as problem:
            self.problems.append(problem)
            return Constant(None, Type("null", nullable=True), self.parsed.span(tree))

    def _node(self, tree: exp.Expr, *, inside: bool) -> Expression:
        if isinstance(tree, exp.Literal | exp.Boolean | exp.Null):
            return _constant(tree, self.parsed.span(tree))
        if isinstance(tree, exp.Var):  # a unit of time, which is known to be one
            return Constant(tree.name, Type("string"), self.parsed.span(tree))
        if isinstance(tree, exp.Column):
            return self._name(tree, inside=inside)
        filtered = isinstance(tree, exp.Filter) and type(tree.this) in AGGREGATES
        if filtered or type(tree) in AGGREGATES:
            return self._aggregate(tree, inside=inside)
        return self._call(tree, inside=inside)

    def _name(self, tree: exp.Column, *, inside: bool) -> Expression:
        path = ".".join(part.name for part in tree.parts)
        span = self.parsed.span(tree)
        scope = self.scope if inside or self.outer is None else self.outer
        try:
            return scope.name(path, span)
        except FormulaProblem as problem:
            hint = self._misplaced(path, problem.hint, inside=inside)
            self.problems.append(FormulaProblem(problem.code, problem.message, hint, span))
            return Constant(None, Type("null", nullable=True), span)

    def _misplaced(self, path: str, hint: str, *, inside: bool) -> str:
        """A hint for a column outside of an aggregate, a KPI inside one, and for a text in the quotes of a name."""
        if not isinstance(self.scope, RowScope):
            return hint
        if inside and self.outer is not None and self.outer.knows(path) and not hint.startswith("a text"):
            return f"'{path}' is a KPI, which counts its rows itself: it stands outside of SUM(…) and the like"
        if not inside and self.scope.dataset.column(path.rpartition(".")[2]):
            return f"'{path}' is a column: put it inside SUM(…), COUNT_IF(…) or another aggregate"
        if not hint.startswith("did you mean") and f'"{path}"' in self.parsed.text:
            return f"a text stands in single quotes: '{path}'"
        return hint

    def _aggregate(self, tree: exp.Expr, *, inside: bool) -> Expression:
        span = self.parsed.span(tree)
        if inside:
            message = "an aggregate cannot stand inside another one, nor in a filter"
            hint = "make a dataset of one row each first ('from' and 'per'), or a KPI of each part"
            raise FormulaProblem("aggregate-here", message, hint, span)
        if not isinstance(self.scope, RowScope):
            message = "a KPI without a dataset has no rows to aggregate"
            raise FormulaProblem("aggregate-here", message, "give the KPI a 'dataset'", span)
        condition = None
        if isinstance(tree, exp.Filter):
            condition = self._condition(tree.expression.this)
            tree = tree.this
        only(tree, self.parsed)
        name, argument = self._counted(tree)
        arguments = () if argument is None else (argument,)
        parameter = None
        if name == "QUANTILE_CONT":
            share = self.node(tree.expression, inside=True)
            arguments = (*arguments, share)
            if isinstance(share, Constant) and isinstance(share.value, int | Decimal):
                parameter = Decimal(share.value)
        return Aggregate(name, argument, self._typed(name, arguments, span), condition, span, parameter)

    def _condition(self, tree: exp.Expr) -> Expression:
        condition = self.node(tree, inside=True)
        if condition.type.kind not in ("boolean", "null"):
            raise FormulaProblem("types", "a condition must be true or false", "compare it: days > 30", condition.span)
        return condition

    def _counted(self, tree: exp.Expr) -> tuple[str, Expression | None]:
        inner = tree.this
        if not isinstance(tree, exp.Count):
            return AGGREGATES[type(tree)], self.node(inner, inside=True)
        if inner is None or isinstance(inner, exp.Star):
            return "COUNT", None
        if isinstance(inner, exp.Distinct):
            if len(inner.expressions) != 1:
                message = "COUNT(DISTINCT …) takes one column"
                raise FormulaProblem("arguments", message, like("COUNT_DISTINCT"), self.parsed.span(tree))
            return "COUNT_DISTINCT", self.node(inner.expressions[0], inside=True)
        return "COUNT", self.node(inner, inside=True)

    def _call(self, tree: exp.Expr, *, inside: bool) -> Expression:
        name, parts = operation(tree, self.parsed)
        row = FUNCTIONS.get(name)
        if row is not None and row.where == "rows" and not inside:
            message = f"{shown_name(name)} works on rows: it stands inside an aggregate"
            hint = f"like {AROUND.get(name, 'AVG')}({row.example})"
            raise FormulaProblem("function-here", message, hint, self.parsed.span(tree))
        if negated := name == "NOT LIKE":  # one node in some versions of sqlglot, two in others
            name = "LIKE"
        span = self.parsed.span(tree)
        units = sum(isinstance(part, exp.Var) for part in parts)
        arguments = tuple(self.node(part, inside=inside) for part in parts)
        arguments = (*arguments[:units], *with_dates(arguments[units:]))
        if name == "BETWEEN":
            value, low, high = arguments
            both = self._made(">=", (value, low), span), self._made("<=", (value, high), span)
            return self._made("AND", both, span)
        if FUNCTIONS[name].where == "kpis" and inside:
            message = f"{shown_name(name)} works on KPIs: it cannot stand inside an aggregate"
            raise FormulaProblem("function-here", message, "", span)
        if name == "NEGATE" and isinstance(arguments[0], Constant):
            return _negative(arguments[0], span) or self._made(name, arguments, span)
        made = self._made(name, arguments, span)
        return self._made("NOT", (made,), span) if negated else made

    def _made(self, name: str, arguments: tuple[Expression, ...], span: Span) -> Call:
        return Call(name, arguments, self._typed(name, arguments, span), span)

    def _typed(self, name: str, arguments: tuple[Expression, ...], span: Span) -> Type:
        least, most = FUNCTIONS[name].arity
        if not least <= len(arguments) <= most:
            counted = f"{least}" if least == most else f"{least} to {most}"
            what = "argument" if counted == "1" else "arguments"
            raise FormulaProblem("arguments", f"{shown_name(name)} takes {counted} {what}", like(name), span)
        try:
            return FUNCTIONS[name].typing(arguments)
        except FormulaProblem as problem:
            if problem.span is None:
                problem.span = span
            self.problems.append(problem)
            return Type("null", nullable=True)


def _constant(tree: exp.Literal | exp.Boolean | exp.Null, span: Span) -> Constant:
    if isinstance(tree, exp.Null):
        return Constant(None, Type("null", nullable=True), span)
    if isinstance(tree, exp.Boolean):
        return Constant(bool(tree.this), Type("boolean"), span)
    if tree.is_string:
        return Constant(str(tree.this), Type("string"), span)
    return _number(str(tree.this), span)


def _number(text: str, span: Span) -> Constant:
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise FormulaProblem("formula-syntax", f"'{text}' is no number", "", span) from None
    # Looked at before it is made: the whole number 1e999999999 would fill the memory.
    if value and (not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT):
        message = f"a number in a formula has at most {LARGEST_EXPONENT} digits"
        raise FormulaProblem("formula-syntax", message, "write a shorter one", span)
    if value == value.to_integral_value() and "." not in text:
        return Constant(int(value), Type("integer"), span)
    return Constant(value, Type("number"), span)


def _negative(constant: Constant, span: Span) -> Constant | None:
    """A constant with a minus before it, which goes with money and the like as any constant does."""
    if isinstance(constant.value, bool) or not isinstance(constant.value, int | Decimal):
        return None
    return Constant(-constant.value, constant.type, span)
