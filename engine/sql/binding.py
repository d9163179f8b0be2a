"""How closely the signs of a statement bind: brackets stand where they are needed, and nowhere else."""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

# How closely a sign binds; what binds less stands in brackets.
BINDS: dict[type[exp.Expr], int] = {
    exp.Or: 1, exp.And: 2, exp.Not: 3,
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Is, exp.Like, exp.NullSafeEQ), 4),
    exp.Add: 5, exp.Sub: 5, exp.Mul: 6, exp.Div: 6, exp.Neg: 7,
}  # fmt: skip
CLOSEST = 9
COMPARED = 5  # what stands on either side of a comparison


def at(value: exp.Expr, binding: int) -> exp.Expr:
    """The value, in brackets where it binds less closely."""
    return exp.Paren(this=value) if BINDS.get(type(value), CLOSEST) < binding else value


def both(*conditions: exp.Expr | None) -> exp.Expr | None:
    """All conditions at once; None where there is none."""
    present = [condition for condition in conditions if condition is not None]
    if not present:
        return None
    return reduce(lambda left, right: exp.And(this=at(left, 2), expression=at(right, 3)), present)
