"""Which KPIs add up: over segments and over time, or in both parts of a ratio."""

from __future__ import annotations

from engine.measures import ratio
from engine.model.formula import Aggregate, Call, Column, Constant, Expression, KpiRef
from engine.model.kpis import Kpi

LINEAR = ("SUM", "COUNT", "COUNT_IF")


def made_of_sums(root: Expression, kpis: dict[str, Kpi]) -> bool:
    """Whether a KPI adds up over segments, or is a ratio or an average whose two parts do."""
    match root:
        case Aggregate(function="AVG"):
            return True
        case _:
            parts = ratio(root) or (root,)
            return all(linear(part, kpis, over_time=False) for part in parts)


def linear(node: Expression, kpis: dict[str, Kpi], *, over_time: bool) -> bool:
    """Whether the value over all rows is the sum of the values over their parts."""
    match node:
        case Aggregate():
            return node.function in LINEAR
        case Column():
            return True  # a part of a typed figure
        case KpiRef():
            part = kpis[node.kpi]
            return part.adds_up_over_time if over_time else part.adds_up
        case Call(function="+" | "-" | "NEGATE"):
            return all(linear(part, kpis, over_time=over_time) for part in node.arguments)
        case Call(function="*"):
            left, right = node.arguments
            if isinstance(left, Constant):
                return linear(right, kpis, over_time=over_time)
            return isinstance(right, Constant) and linear(left, kpis, over_time=over_time)
        case Call(function="/"):
            return isinstance(node.arguments[1], Constant) and linear(node.arguments[0], kpis, over_time=over_time)
        case _:
            return False
