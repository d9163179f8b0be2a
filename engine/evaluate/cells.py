"""One figure at a time: a KPI's formula in one period and segment, from the measures that were counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from engine.evaluate.arithmetic import OPERATIONS, divide
from engine.measures import composition, populations, ratio, references, rows_measure, timed
from engine.model.data import Table
from engine.model.document import Number
from engine.model.formula import Aggregate, Call, Column, Constant, Expression, KpiRef
from engine.model.kpis import Kpi, Snapshot
from engine.model.period import PERIOD, Grain, Period
from engine.model.plan import Measure, Population, Slice
from engine.model.results import Grouping, Measures, Scalar, Segments
from engine.model.segments import Dimensions
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.typed import known

EMPTY_IS_ZERO = ("ROWS", "VALUES", "DISTINCT", "SUM")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as computed, with its parts; `reason` says why there is none.

    `typed_for` is the period that it, or a part of it, was typed for by hand, where that is another than its own.
    """

    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    rows: int | None = None
    provisional: bool = False
    reason: str | None = None
    typed_for: str | None = None


@dataclass
class Evaluation:
    """Evaluates KPIs cell by cell, each once."""

    catalog: Catalog
    measures: Measures
    tables: dict[str, Table]
    calendar: Calendar
    period: Period
    known: dict[tuple[str, Slice, Dimensions, int, Segments], Figure] = field(default_factory=dict)
    periods: dict[tuple[Grain, int], Period] = field(default_factory=dict)
    populations: dict[str, dict[Population, tuple[Measure, ...]]] = field(default_factory=dict)
    last: dict[Grain, int] = field(default_factory=dict)
    copies: dict[Grouping, frozenset[int]] = field(default_factory=dict)

    def figure(self, kpi: Kpi, slice: Slice, dimensions: Dimensions, ordinal: int, segments: Segments) -> Figure:
        """A KPI's value in one period (by its number) and segment."""
        slice = timed(kpi, slice)
        key = (kpi.id, slice, dimensions, ordinal, segments)
        if key not in self.known:
            self.known[key] = self._figure(kpi, _Cell(self, kpi, slice, dimensions, ordinal, segments))
        return self.known[key]

    def at(self, grain: Grain, ordinal: int) -> Period:
        """The period of a number; every KPI and segment asks for the same few."""
        if (grain, ordinal) not in self.periods:
            self.periods[grain, ordinal] = self.calendar.at(grain, ordinal)
        return self.periods[grain, ordinal]

    def reported(self, grain: Grain) -> int:
        """The number of the last period of a grain that ended with the report's."""
        if grain not in self.last:
            self.last[grain] = self.calendar.reported(grain, self.period).ordinal
        return self.last[grain]

    def population(self, kpi: Kpi, measure: Measure) -> Population:
        """The rows over which a KPI's measure is counted; asked for with every measure of every cell."""
        if kpi.id not in self.populations:
            self.populations[kpi.id] = populations(kpi, self.catalog)
        own = self.populations[kpi.id]
        return next(rows for rows, measures in own.items() if len(own) == 1 or measure in measures)

    def _figure(self, kpi: Kpi, cell: _Cell) -> Figure:
        period = self.at(cell.slice.grain, cell.ordinal)
        covered, complete = self._coverage(kpi, cell.slice, period)
        if not covered:
            return Figure(None, reason="not_covered")
        if isinstance(kpi.spec.balance, Snapshot) and not self._copied(kpi, cell):
            return Figure(None, reason="no_snapshot")
        typed_for = None
        if kpi.typed is not None:
            found = known(kpi.typed, cell.slice.window, period, self.calendar)
            if isinstance(found, str):
                return Figure(None, reason=found)
            cell, typed_for = replace(cell, entered=found.parts), found.typed_for
        parts = [cell.part(*reference) for reference in references(kpi.formula.root)]
        top, bottom = ratio(kpi.formula.root)
        numerator, denominator = (cell.number(top), cell.number(bottom)) if bottom is not None else (None, None)
        if isinstance(kpi.formula.root, Aggregate) and kpi.formula.root.function == "AVG":
            numerator, denominator = cell.average_parts(kpi.formula.root)
        value = cell.number(kpi.formula.root)
        reason = None
        if value is None:
            reasons = [part.reason for part in parts if part.reason]
            zero = denominator == 0 and bottom is not None
            reason = reasons[0] if reasons else "zero_denominator" if zero else "no_rows"
            if reason == "zero_denominator" and kpi.spec.when_zero is not None:
                value, reason = kpi.spec.when_zero, None
        provisional = not complete or any(part.provisional for part in parts) or self._young(kpi, period)
        typed_for = typed_for or next((part.typed_for for part in parts if part.typed_for), None)
        return Figure(value, numerator, denominator, cell.rows(), provisional, reason, typed_for)

    def _copied(self, kpi: Kpi, cell: _Cell) -> bool:
        """Whether a stock in dated copies has one in the cell's period: an older one is not shown as if it were new."""
        key = (self.population(kpi, rows_measure(kpi)), cell.slice, cell.dimensions)
        if key not in self.copies:
            self.copies[key] = frozenset(ordinal for ordinal, _ in self.measures.groupings[key].cells)
        return cell.ordinal in self.copies[key]

    def _coverage(self, kpi: Kpi, slice: Slice, period: Period) -> tuple[bool, bool]:
        """Whether the data reach into the period at all, and whether to its end (and from its start).

        A year to date without its first months would stand beside the whole year's target: it has no value, and so
        has every window that begins before the data, but one over all time. A dataset without a date covers always.
        """
        start = self.calendar.window_start(slice.window, period)
        complete = True
        for id in kpi.datasets:
            coverage = self.tables[id].coverage
            if coverage is None and self.catalog.specs.datasets[id].date is None:
                continue
            if coverage is None or coverage.last < period.start or coverage.first > period.last_day:
                return False, False
            slack = timedelta(days=coverage.fresh_within)
            complete &= coverage.reaches(period.last_day)
            if kpi.spec.balance is not None or slice.window.kind == "all_time":
                continue  # a stock needs its rows from long before; what it counts is what is open at the end
            if slice.window != PERIOD and coverage.first - start > slack:
                return False, False
            complete &= coverage.first - start <= slack
        return True, complete

    def _young(self, kpi: Kpi, period: Period) -> bool:
        """Whether a cohort of the period has not had its time to mature when the data end."""
        if kpi.matures is None or not kpi.dated or not kpi.datasets:
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
    dimensions: Dimensions
    ordinal: int
    segments: Segments
    entered: Mapping[str, Decimal] = field(default_factory=dict)  # the parts of a figure typed by hand

    def part(self, id: str, back: int = 0, total: bool = False) -> Figure:
        """Another KPI in the same cell, so many periods before, or over all segments."""
        kpi = self.evaluation.catalog.kpis[id]
        dimensions, segments = ((), ()) if total else (self.dimensions, self.segments)
        return self.evaluation.figure(kpi, self.slice, dimensions, self.ordinal - back, segments)

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
            case Column():
                return self.entered[node.name]
            case Aggregate():
                return self.aggregate(node)
            case Call(function="LAG" | "TOTAL"):
                return self.part(*next(references(node))).value
            case Call():
                return OPERATIONS[node.function]([self.value(argument) for argument in node.arguments])

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
        rows = self.evaluation.population(self.kpi, measure)
        counted = self.evaluation.measures.groupings[rows, self.slice, self.dimensions]
        # A dataset without a date counts in every period alike.
        dated = bool(rows.date or rows.balance)
        ordinal = self.ordinal if dated else self.evaluation.reported(self.slice.grain)
        cell = counted.cells.get((ordinal, self.segments))
        if cell is None:
            return _nothing(measure)
        return cell[counted.positions[measure]]


def _nothing(measure: Measure) -> Scalar:
    """A measure over no rows at all; no money is 0.00, like any other amount."""
    if measure.base not in EMPTY_IS_ZERO:
        return None
    if measure.base == "SUM" and measure.argument is not None and measure.argument.type.kind == "money":
        return Decimal(0).scaleb(-measure.argument.type.scale)
    return 0
