"""One figure at a time: a KPI's formula in one period and segment, from the measures that were counted."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from engine.evaluate.arithmetic import OPERATIONS, divide
from engine.measures import composition, population, rows_measure
from engine.model.data import Table
from engine.model.document import Number
from engine.model.formula import Aggregate, Call, Constant, Expression, KpiRef
from engine.model.period import Period
from engine.model.plan import Measure, Slice
from engine.model.results import Measures, Scalar, Segments
from engine.model.specs import Catalog, Kpi
from engine.periods import Calendar

EMPTY_IS_ZERO = ("ROWS", "VALUES", "DISTINCT", "SUM")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as computed, with its parts; `reason` says why there is none."""

    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    rows: int | None = None
    provisional: bool = False
    reason: str | None = None


@dataclass
class Evaluation:
    """Evaluates KPIs cell by cell, each once."""

    catalog: Catalog
    measures: Measures
    tables: dict[str, Table]
    calendar: Calendar
    period: Period
    known: dict[tuple[str, Slice, tuple[str, ...], int, Segments], Figure] = field(default_factory=dict)

    def figure(self, kpi: Kpi, slice: Slice, dimensions: tuple[str, ...], ordinal: int, segments: Segments) -> Figure:
        """A KPI's value in one period (by its number; the report's for a stretch to date) and segment."""
        key = (kpi.id, slice, dimensions, ordinal, segments)
        if key not in self.known:
            self.known[key] = self._figure(kpi, _Cell(self, kpi, slice, dimensions, ordinal, segments))
        return self.known[key]

    def _figure(self, kpi: Kpi, cell: _Cell) -> Figure:
        period = self.calendar.at(cell.slice.grain, cell.ordinal)
        covered, complete = self._coverage(kpi, cell.slice, period)
        if not covered:
            return Figure(None, reason="not_covered")
        parts = [cell.part(node.kpi) for node in _references(kpi.formula.root)]
        top, bottom = _ratio(kpi.formula.root)
        numerator, denominator = (cell.number(top), cell.number(bottom)) if bottom is not None else (None, None)
        if isinstance(kpi.formula.root, Aggregate) and kpi.formula.root.function == "AVG":
            numerator, denominator = cell.average_parts(kpi.formula.root)
        value = cell.number(kpi.formula.root)
        reason = None
        if value is None:
            reasons = [part.reason for part in parts if part.reason]
            zero = denominator == 0 and bottom is not None
            reason = reasons[0] if reasons else "zero_denominator" if zero else "no_rows"
        provisional = not complete or any(part.provisional for part in parts) or self._young(kpi, period)
        return Figure(value, numerator, denominator, cell.rows(), provisional, reason)

    def _coverage(self, kpi: Kpi, slice: Slice, period: Period) -> tuple[bool, bool]:
        """Whether the data reach into the period at all, and whether to its end (and from its start).

        A year to date without its first months would stand beside the whole year's target: it has no value.
        """
        start = self.calendar.year_of(period).start if slice.to_date else period.start
        complete = True
        for id in kpi.datasets:
            coverage = self.tables[id].coverage
            if coverage is None or coverage.last < period.start or coverage.first > period.last_day:
                return False, False
            slack = timedelta(days=coverage.fresh_within)
            complete &= coverage.reaches(period.last_day)
            if slice.to_date and kpi.spec.balance is None and coverage.first - start > slack:
                return False, False
            # A stock needs its rows from long before; what it counts is what is open at the end.
            complete &= kpi.spec.balance is not None or coverage.first <= start + slack
        return True, complete

    def _young(self, kpi: Kpi, period: Period) -> bool:
        """Whether a cohort of the period has not had its time to mature when the data end."""
        if kpi.matures is None:
            return False
        last = min(self._last_day(id) for id in kpi.datasets)
        return (last - period.last_day).days < kpi.matures

    def _last_day(self, dataset: str) -> date:
        coverage = self.tables[dataset].coverage
        return coverage.last if coverage else date.min


@dataclass(frozen=True)
class _Cell:
    """One KPI in one period and segment: where its formula's nodes get their values."""

    evaluation: Evaluation
    kpi: Kpi
    slice: Slice
    dimensions: tuple[str, ...]
    ordinal: int
    segments: Segments

    def part(self, id: str) -> Figure:
        """Another KPI in the same cell."""
        kpi = self.evaluation.catalog.kpis[id]
        return self.evaluation.figure(kpi, self.slice, self.dimensions, self.ordinal, self.segments)

    def number(self, node: Expression | None) -> Number | None:
        """A node's value where it is a number."""
        value = self.value(node) if node is not None else None
        return value if isinstance(value, int | float) or hasattr(value, "quantize") else None  # type: ignore[return-value]

    def value(self, node: Expression) -> Scalar:
        """The value of one node."""
        match node:
            case Constant():
                return node.value
            case KpiRef():
                return self.part(node.kpi).value
            case Aggregate():
                return self.aggregate(node)
            case Call():
                return OPERATIONS[node.function]([self.value(argument) for argument in node.arguments])
            case _:
                raise AssertionError("a column stands inside an aggregate only")

    def aggregate(self, node: Aggregate) -> Scalar:
        """An aggregate, from the measures that it is made of."""
        if node.function == "AVG":
            return divide(*self.average_parts(node))
        measures = composition(self.kpi, node)
        values = [self._measure(measure) for measure in measures]
        if node.function == "SUM" and len(values) == 3 and values[1] == 0 and values[2] != 0:
            return None  # rows, and every one of them without a value
        return values[0]

    def average_parts(self, node: Aggregate) -> tuple[Number | None, Number | None]:
        """The sum and the count behind an average."""
        total, count = (self._measure(measure) for measure in composition(self.kpi, node))
        return total, count  # type: ignore[return-value]  # sums and counts are numbers

    def rows(self) -> int | None:
        """How many rows are behind the value; None for a KPI over KPIs."""
        if self.kpi.spec.dataset is None:
            return None
        rows = self._measure(rows_measure(self.kpi))
        assert isinstance(rows, int)
        return rows

    def _measure(self, measure: Measure) -> Scalar:
        key = (population(self.kpi, self.evaluation.catalog), self.slice, self.dimensions)
        cells = self.evaluation.measures.cells[key]
        ordinal = 0 if self.slice.to_date and self.kpi.spec.balance is None else self.ordinal
        cell = cells.get((ordinal, self.segments))
        if cell is None:
            return _nothing(measure)
        return cell[measure]


def _nothing(measure: Measure) -> Scalar:
    """A measure over no rows at all; no money is 0.00, like any other amount."""
    if measure.base not in EMPTY_IS_ZERO:
        return None
    if measure.base == "SUM" and measure.argument is not None and measure.argument.type.kind == "money":
        return Decimal(0).scaleb(-measure.argument.type.scale)
    return 0


def _references(root: Expression) -> list[KpiRef]:
    found, queue = [], deque([root])
    while queue:
        node = queue.popleft()
        if isinstance(node, KpiRef):
            found.append(node)
        if isinstance(node, Call):
            queue.extend(node.arguments)
    return found


def _ratio(root: Expression) -> tuple[Expression | None, Expression | None]:
    """Numerator and denominator where a formula is a division, up to constant factors."""
    match root:
        case Call(function="/", arguments=(top, bottom)) if not isinstance(bottom, Constant):
            return top, bottom
        case Call(function="/", arguments=(inner, Constant())):
            return _ratio(inner)
        case Call(function="*", arguments=(Constant(), inner) | (inner, Constant())):
            return _ratio(inner)
        case Call(function="NEGATE", arguments=(inner,)):
            return _ratio(inner)
        case _:
            return None, None
