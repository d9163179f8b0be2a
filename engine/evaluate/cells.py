"""Figures: a KPI's formula in each period and segment, from the measures that were counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from engine.evaluate.formulas import Formulas, Node, NumberNode
from engine.measures import base_of, populations, ratio, references, rows_measure, timed
from engine.model.data import Table
from engine.model.formula import Aggregate, Expression
from engine.model.kpis import Kpi, Snapshot
from engine.model.period import PERIOD, Grain, Period
from engine.model.plan import Measure, Population, Slice
from engine.model.results import CellKey, Counted, Measures, Scalar, Segments
from engine.model.segments import Dimensions
from engine.model.specs import Catalog
from engine.model.unit import Number
from engine.periods import Calendar
from engine.spreads import Shapes
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
    """Evaluates KPIs, each once in each cell."""

    catalog: Catalog
    measures: Measures
    tables: dict[str, Table]
    calendar: Calendar
    period: Period
    known: dict[tuple[str, Slice, Dimensions, bool], Figures] = field(default_factory=dict)
    segments: dict[tuple[Slice, Dimensions], list[Segments]] = field(default_factory=dict)
    periods: dict[tuple[Grain, int], Period] = field(default_factory=dict)
    last: dict[Grain, int] = field(default_factory=dict)
    seasons: Mapping[str, int] = field(default_factory=dict)  # of a KPI, the first month that is there for its targets
    shapes: dict[str, Shapes] = field(default_factory=dict)

    def figure(self, kpi: Kpi, slice: Slice, dimensions: Dimensions, ordinal: int, segments: Segments) -> Figure:
        """A KPI's value in one period (by its number) and segment."""
        return self.figures(kpi, slice, dimensions).at((ordinal, segments))

    def figures(self, kpi: Kpi, slice: Slice, dimensions: Dimensions, *, aged: bool = False) -> Figures:
        """A KPI's values in all periods of a slice and all segments; `aged`: at the age of the reported cohort."""
        slice = timed(kpi, slice)
        key = (kpi.id, slice, dimensions, aged)
        if key not in self.known:
            self.known[key] = Figures(self, kpi, slice, dimensions, aged=aged)
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

    def coverage(self, kpi: Kpi, slice: Slice, period: Period) -> tuple[bool, bool]:
        """Whether the data reach into the period at all, and whether to its end (and from its start).

        A year to date without its first months would stand beside the whole year's target: it has no value, and so
        has every window that begins before the data, but one over all time; and a retention whose earlier period the
        data do not hold whole. A dataset without a date covers always.
        """
        start = self.calendar.window_start(slice.window, base_of(kpi, period, self.calendar))
        whole = slice.window != PERIOD or kpi.spec.retention is not None
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
            if whole and coverage.first - start > slack:
                return False, False
            complete &= coverage.first - start <= slack
        return True, complete

    def young(self, kpi: Kpi, period: Period) -> bool:
        """Whether a cohort of the period has not had its time to mature when the data end."""
        if kpi.matures is None or not kpi.dated or not kpi.datasets:
            return False
        last = min(self._last_day(id) for id in kpi.datasets)
        return (last - period.last_day).days < kpi.matures

    def _last_day(self, dataset: str) -> date:
        coverage = self.tables[dataset].coverage
        return coverage.last if coverage else date.min


class Figures:
    """One KPI in one slice, by dimensions: its figure in each period and segment."""

    def __init__(
        self, evaluation: Evaluation, kpi: Kpi, slice: Slice, dimensions: Dimensions, *, aged: bool = False
    ) -> None:
        self._evaluation, self._kpi, self._slice, self._dimensions = evaluation, kpi, slice, dimensions
        self._known: dict[CellKey, Figure] = {}
        self._reach: dict[int, tuple[str | None, bool, str | None]] = {}
        self._entered: dict[int, Mapping[str, Decimal]] = {}  # by period the parts of a figure typed by hand
        self._aged = aged
        self._populations = populations(kpi, evaluation.catalog) if kpi.spec.dataset is not None else {}
        if aged:
            self._populations = {replace(rows, aged=True): of for rows, of in self._populations.items()}
        formulas = Formulas(kpi, self._measure, self._part_value, self._typed_part)
        self._formulas = formulas
        self._value = formulas.number(kpi.formula.root)
        self._numerator, self._denominator = self._fraction(formulas)
        self._divides = ratio(kpi.formula.root) is not None
        self._parts = [self._part(*reference) for reference in references(kpi.formula.root)]
        # How many rows are behind the value; nothing for a KPI over KPIs.
        self._rows = self._measure(rows_measure(kpi)) if kpi.spec.dataset is not None else _no_number

    def at(self, cell: CellKey) -> Figure:
        """The figure of one period (by its number) and segment."""
        figure = self._known.get(cell)
        if figure is None:
            figure = self._known[cell] = self._figure(cell)
        return figure

    def worth(self, node: Expression, cell: CellKey) -> Scalar:
        """What a part of the formula is worth in a period and segment that the data reach."""
        return self._formulas.value(node)(cell)

    def _figure(self, cell: CellKey) -> Figure:
        missing, final, typed_for = self._reached(cell[0])
        if missing is not None:
            return Figure(None, reason=missing)
        parts = [part(cell) for part in self._parts]
        numerator, denominator = self._numerator(cell), self._denominator(cell)
        value = self._value(cell)
        reason = None
        if value is None:
            reasons = [part.reason for part in parts if part.reason]
            zero = denominator == 0 and self._divides
            reason = reasons[0] if reasons else "zero_denominator" if zero else "no_rows"
            if reason == "zero_denominator" and self._kpi.spec.when_zero is not None:
                value, reason = self._kpi.spec.when_zero, None
        rows = self._rows(cell)
        assert rows is None or isinstance(rows, int)
        provisional = not final or any(part.provisional for part in parts)
        typed_for = typed_for or next((part.typed_for for part in parts if part.typed_for), None)
        return Figure(value, numerator, denominator, rows, provisional, reason, typed_for)

    def _reached(self, ordinal: int) -> tuple[str | None, bool, str | None]:
        """Why a period has no value, whether its figures are final, for which period they were typed, if by hand.

        It is the same for all segments.
        """
        if ordinal not in self._reach:
            period = self._evaluation.at(self._slice.grain, ordinal)
            covered, complete = self._evaluation.coverage(self._kpi, self._slice, period)
            missing, typed_for = None if covered else "not_covered", None
            if covered and isinstance(self._kpi.spec.balance, Snapshot) and not self._copied(ordinal):
                missing = "no_snapshot"
            if missing is None and self._kpi.typed is not None:
                found = known(self._kpi.typed, self._slice.window, period, self._evaluation.calendar)
                if isinstance(found, str):
                    missing = found
                else:
                    self._entered[ordinal], typed_for = found.parts, found.typed_for
            final = complete and (self._aged or not self._evaluation.young(self._kpi, period))
            self._reach[ordinal] = missing, final, typed_for
        return self._reach[ordinal]

    def _typed_part(self, name: str) -> Node:
        return lambda cell: self._entered[cell[0]][name]

    def _copied(self, ordinal: int) -> bool:
        """Whether a stock in dated copies has one in the period: an older one is not shown as if it were new."""
        counted = self._counted(self._population(rows_measure(self._kpi)))
        return any(period == ordinal for period, _ in counted.cells)

    def _fraction(self, formulas: Formulas) -> tuple[NumberNode, NumberNode]:
        """Numerator and denominator of a ratio, sum and count of an average."""
        root = self._kpi.formula.root
        if isinstance(root, Aggregate) and root.function == "AVG":
            return formulas.average_parts(root)
        top_and_bottom = ratio(root)
        if top_and_bottom is None:
            return _no_number, _no_number
        return formulas.number(top_and_bottom[0]), formulas.number(top_and_bottom[1])

    def _part(self, id: str, back: int, total: bool) -> Callable[[CellKey], Figure]:
        """Another KPI in the same cell, so many periods before, or over all segments."""
        kpi = self._evaluation.catalog.kpis[id]
        dimensions = () if total else self._dimensions
        of = self._evaluation.figures(kpi, self._slice, dimensions)

        def part(cell: CellKey) -> Figure:
            ordinal, segments = cell
            return of.at((ordinal - back, () if total else segments))

        return part

    def _part_value(self, id: str, back: int, total: bool) -> Node:
        part = self._part(id, back, total)
        return lambda cell: part(cell).value

    def _population(self, measure: Measure) -> Population:
        """The rows over which a measure is counted."""
        own = self._populations
        return next(rows for rows, measures in own.items() if len(own) == 1 or measure in measures)

    def _counted(self, rows: Population) -> Counted:
        return self._evaluation.measures.groupings[rows, self._slice, self._dimensions]

    def _measure(self, measure: Measure) -> Node:
        """A measure as it was counted; where a cell has no rows, what it is over nothing."""
        rows = self._population(measure)
        counted = self._counted(rows)
        cells, position, nothing = counted.cells, counted.positions[measure], _nothing(measure)
        # A dataset without a date counts in every period alike.
        always = None if rows.date or rows.balance else self._evaluation.reported(self._slice.grain)

        def counted_in(cell: CellKey) -> Scalar:
            row = cells.get(cell if always is None else (always, cell[1]))
            return nothing if row is None else row[position]

        return counted_in


def _no_number(cell: CellKey) -> None:
    """What a KPI without these parts has."""


def _nothing(measure: Measure) -> Scalar:
    """A measure over no rows at all; no money is 0.00, like any other amount."""
    if measure.base not in EMPTY_IS_ZERO:
        return None
    if measure.base == "SUM" and measure.argument is not None and measure.argument.type.kind == "money":
        return Decimal(0).scaleb(-measure.argument.type.scale)
    return 0
