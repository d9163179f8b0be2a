"""A figure with what it is made of: rows, typed entries, or other figures, and so on down to the rows of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from engine.backends.behind import Data, rows_behind
from engine.backends.seen import Asked, datasets_of
from engine.document.desk import Desk
from engine.evaluate import Evaluation
from engine.evaluate.cells import Figure, Figures
from engine.explained.typed import entered, entries_as_rows
from engine.explained.words import counted, kind_of, no_value, provisional, written_value
from engine.formula.written import bare, written
from engine.measures import references, timed
from engine.model.explained import Behind, Entered, Funnel, Node, Operand
from engine.model.formula import Aggregate, Call, Column, Expression, KpiRef, walk
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.plan import Slice
from engine.model.results import CellKey, Segments
from engine.model.segments import Dimensions
from engine.numbers import MINUS
from engine.typed import Known


@dataclass
class Tree:
    """Explains figures, each once, and keeps the rows of those that are made of any: by what tells them apart."""

    evaluation: Evaluation
    data: Data
    desk: Desk
    period: Period
    rows: dict[str, Any] = field(default_factory=dict)
    known: dict[tuple[str, Slice, int, Segments], Node] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # the datasets of files that any of its rows come from

    def node(
        self, kpi: Kpi, slice: Slice, dimensions: Dimensions, ordinal: int, segments: Segments, role: str = ""
    ) -> Node:
        """The figure of a KPI in a period, by its number, and in segments."""
        slice = timed(kpi, slice)
        figures = self.evaluation.figures(kpi, slice, dimensions)
        cell = (ordinal, segments)
        figure, period = figures.at(cell), self.evaluation.at(slice.grain, ordinal)
        parts = tuple(self._part(node, slice, dimensions, cell) for node in _wholes(kpi.formula.root))
        reached = figure.reason not in ("not_covered", "no_snapshot", "not_entered", "not_added")
        name = self._name(kpi, slice, cell, role)
        behind = self._behind(kpi, slice, cell, figures, name, reached=reached) if kpi.spec.dataset else ()
        standing = entered(kpi, slice, period, self.desk.calendar)
        if kpi.typed is not None and reached:
            self.rows[name] = entries_as_rows(standing.entries if standing else ())
        return Node(
            role or kpi.id, kpi.id, self.desk.label(kpi), kind_of(kpi), period.grain, period.id,
            self.desk.numbers.period(period), slice.window.name, segments, kpi.formula.text,
            kpi.where.text if kpi.where else "", tuple(counted(kpi, slice, period, self.desk)),
            figure.value, self.desk.numbers.figure(figure.value, kpi.unit),
            self._arithmetic(kpi, figure, figures, cell) if reached else "",
            figure.numerator, figure.denominator, figure.rows,
            self._provisional(kpi, slice, period, figure, parts),
            no_value(kpi, figure, slice, period, parts, self.evaluation), figure.reason, figure.typed_for,
            behind, _entries(standing), parts, name if name in self.rows else None,
        )  # fmt: skip

    def _part(self, node: Expression, slice: Slice, dimensions: Dimensions, cell: CellKey) -> Node:
        """A figure that another is made from; the same one is explained once."""
        ordinal, segments = cell
        id, back, total = next(references(node))
        kpi = self.evaluation.catalog.kpis[id]
        at = (id, timed(kpi, slice), ordinal - back, () if total else segments)
        if at not in self.known:
            self.known[at] = self.node(kpi, slice, () if total else dimensions, at[2], at[3], written(node))
        return replace(self.known[at], role=written(node))

    def _name(self, kpi: Kpi, slice: Slice, cell: CellKey, role: str) -> str:
        """What tells the rows of a figure from those of the others; nothing for the one that is asked for."""
        if not role:
            return ""
        ordinal = cell[0]
        name = kpi.id
        if slice.window not in (PERIOD, kpi.spec.window):
            name += "." + slice.window.name.replace(" ", "-")
        if ordinal != self.period.ordinal:
            name += "." + self.evaluation.at(slice.grain, ordinal).id
        return name + (".total" if role.startswith("TOTAL(") else "")

    def _behind(
        self, kpi: Kpi, slice: Slice, cell: CellKey, figures: Figures, name: str, *, reached: bool
    ) -> tuple[Behind, ...]:
        period = self.evaluation.at(slice.grain, cell[0])
        asked = Asked(kpi, slice, period, cell[1])
        funnels, rows = rows_behind(asked, self.data)
        self.used |= datasets_of(asked, self.evaluation.catalog)
        if reached:
            self.rows[name] = rows
        return tuple(self._counted(funnel, figures, cell, reached=reached) for funnel in funnels)

    def _counted(self, funnel: Funnel, figures: Figures, cell: CellKey, *, reached: bool) -> Behind:
        operands = []
        for counting in funnel.countings:
            value = figures.worth(counting.aggregate, cell) if reached else None
            shown = written_value(value, self.desk.numbers)
            operands.append(Operand(counting.text, value, shown, counting.steps))
        return Behind(funnel.population.dataset, funnel.steps, tuple(operands))

    def _provisional(
        self, kpi: Kpi, slice: Slice, period: Period, figure: Figure, parts: tuple[Node, ...]
    ) -> tuple[str, ...]:
        if not figure.provisional:
            return ()
        own = provisional(kpi, slice, period, self.evaluation)
        return tuple(dict.fromkeys([*own, *(reason for part in parts for reason in part.provisional)]))

    def _arithmetic(self, kpi: Kpi, figure: Figure, figures: Figures, cell: CellKey) -> str:
        """From the parts to the printed figure: "35 / 150 = 0.2333… → 23.3 %"."""
        numbers, root = self.desk.numbers, kpi.formula.root
        known = {node: _bracketed(written_value(figures.worth(node, cell), numbers)) for node in _operands(root)}
        steps = [bare(root, known)]
        if isinstance(root, Aggregate):
            parts = [written_value(part, numbers) for part in (figure.numerator, figure.denominator)]
            steps = [written(root), *([" / ".join(parts)] if root.function == "AVG" else [])]
        if figure.value is None:
            return " = ".join(steps)
        exact = written_value(figure.value, numbers)
        if figure.denominator == 0:
            exact = f"{exact}, for there is nothing to divide by"
        if _unbracketed(steps[-1]) != exact:
            steps.append(exact)
        shown = numbers.figure(figure.value, kpi.unit)
        return " = ".join(steps) + (f" → {shown}" if shown != exact else "")


def _wholes(root: Expression) -> list[Expression]:
    """The other figures in a formula, each as it is written there."""
    match root:
        case KpiRef() | Call(function="LAG" | "TOTAL"):
            return [root]
        case Call():
            return list(dict.fromkeys(node for part in root.arguments for node in _wholes(part)))
        case _:
            return []


def _operands(root: Expression) -> list[Expression]:
    """What is put into a formula: aggregates, other figures, and the parts of a typed one."""
    own = [node for node in walk(root) if isinstance(node, Aggregate)]
    beneath = {id(node) for aggregate in own for node in walk(aggregate)}
    columns = [node for node in walk(root) if isinstance(node, Column) and id(node) not in beneath]
    return [*own, *_wholes(root), *columns]


def _entries(standing: Known | None) -> tuple[Entered, ...]:
    entries = standing.entries if standing else ()
    return tuple(
        Entered(entry.period.id, tuple((name or "value", value) for name, value in entry.parts)) for entry in entries
    )


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith(MINUS) else text


def _unbracketed(text: str) -> str:
    return text[1:-1] if text.startswith(f"({MINUS}") and text.endswith(")") else text
