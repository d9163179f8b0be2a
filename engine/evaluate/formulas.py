"""A KPI's formula as functions of a cell: what is the same in every cell is looked up once, not in each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from engine.evaluate.arithmetic import OPERATIONS, divide
from engine.measures import composition, references
from engine.model.formula import Aggregate, Call, Column, Constant, Expression, KpiRef
from engine.model.kpis import Kpi
from engine.model.plan import Measure
from engine.model.results import CellKey, Scalar
from engine.model.unit import Number

# What a node is worth in a period and segment.
Node: TypeAlias = Callable[[CellKey], Scalar]
NumberNode: TypeAlias = Callable[[CellKey], Number | None]


@dataclass(frozen=True, slots=True)
class Formulas:
    """Makes functions of a KPI's expressions; `measure` has a measure's, `part` another KPI's (periods back, total)."""

    kpi: Kpi | None  # None where there are no rows of its own
    measure: Callable[[Measure], Node]
    part: Callable[[str, int, bool], Node]
    typed: Callable[[str], Node]  # a part of a figure typed by hand

    def number(self, node: Expression) -> NumberNode:
        """A node's value where it is a number."""
        value = self.value(node)

        def number(cell: CellKey) -> Number | None:
            found = value(cell)
            return found if isinstance(found, int | float | Decimal) else None

        return number

    def value(self, node: Expression) -> Node:
        """The value of one node."""
        match node:
            case Constant():
                return lambda cell: node.value
            case KpiRef():
                return self.part(node.kpi, 0, False)
            case Column():
                return self.typed(node.name)
            case Aggregate():
                return self.aggregate(node)
            case Call(function="LAG" | "TOTAL"):
                return self.part(*next(references(node)))
            case Call():
                operation, arguments = OPERATIONS[node.function], [self.value(part) for part in node.arguments]
                return lambda cell: operation([argument(cell) for argument in arguments])

    def aggregate(self, node: Aggregate) -> Node:
        """An aggregate, from the measures that it is made of."""
        if node.function == "AVG":
            top, bottom = self.average_parts(node)
            return lambda cell: divide(top(cell), bottom(cell))
        assert self.kpi is not None
        values = [self.measure(measure) for measure in composition(self.kpi, node)]
        if node.function != "SUM" or len(values) != 3:
            return values[0]
        total, present, rows = values

        def summed(cell: CellKey) -> Scalar:
            if present(cell) == 0 and rows(cell) != 0:
                return None  # rows, and every one of them without a value
            return total(cell)

        return summed

    def average_parts(self, node: Aggregate) -> tuple[NumberNode, NumberNode]:
        """The sum and the count behind an average."""
        assert self.kpi is not None
        total, count = (self.measure(measure) for measure in composition(self.kpi, node))
        return total, count  # type: ignore[return-value]  # sums and counts are numbers
