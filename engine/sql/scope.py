"""What the names of a formula are in a statement: columns, other KPIs, and the rows that its aggregates count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from engine.model.formula import Aggregate, Column, Expression


@dataclass(frozen=True)
class Scope:
    """What the names of a formula are in the statement.

    `rows`: it is about rows, whose numbers are floats; outside of aggregates the engine computes with exact decimals.
    `known`: parts of the formula that have a column of their own. `during`: when the rows of an aggregate count, where
    not all of a formula's count at the same time. `grouped`: there is a row in every group.
    """

    column: Callable[[Column], exp.Expr]
    kpi: Callable[[str, int, bool], exp.Expr]
    rows: bool = False
    known: Mapping[Expression, exp.Expr] = field(default_factory=dict)
    during: Callable[[Aggregate], exp.Expr | None] = lambda node: None
    grouped: bool = False


def only_columns(column: Callable[[Column], exp.Expr]) -> Scope:
    """The names of a condition over rows."""

    def no_kpi(id: str, back: int, total: bool) -> exp.Expr:
        raise AssertionError("a condition over rows names no KPI")

    return Scope(column, no_kpi, rows=True)
