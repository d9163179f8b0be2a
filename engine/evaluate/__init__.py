"""Measures to values: each KPI's formula over its cells, with comparisons, target and state beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import product

from engine.errors import DataError, Issue, ReportRefused, SpecError, raise_errors
from engine.evaluate.benchmarks import benchmark
from engine.evaluate.cells import Evaluation, Figure
from engine.evaluate.comparisons import at_the_same_age, comparable, compared, compared_young, year_ago_of
from engine.evaluate.conditions import decided
from engine.evaluate.magnitudes import too_large
from engine.evaluate.overlaps import overlaps_of
from engine.evaluate.ranking import along, rank
from engine.evaluate.seasons import begun, seasons, without_shape
from engine.evaluate.sums import check_sums
from engine.evaluate.targets import Targets
from engine.evaluate.verdicts import attainment, state, unattained
from engine.model.data import Table
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.plan import Cut, Plan
from engine.model.results import Measures, Results, Segments, Value
from engine.model.specs import Catalog
from engine.model.unit import Number, StateCode
from engine.periods import Calendar

__all__ = ["Evaluation", "begun", "evaluate", "rank", "unfit_seasons", "values_of"]


def evaluate(
    plan: Plan, catalog: Catalog, measures: Measures, tables: dict[str, Table], period: Period, why: str,
    calendar: Calendar, today: date,
) -> Results:  # fmt: skip
    """Every value that the plan asks for. Raises ReportRefused where parts do not make up their whole.

    Raises DataError where a figure is too large to be compared, SpecError where a target is to have last year's shape,
    and last year has none.
    """
    evaluation = Evaluation(catalog, measures, tables, calendar, period, seasons=begun(plan))
    raise_errors(SpecError, without_shape(plan, evaluation))
    told = tuple(decided(insight, evaluation) for insight in plan.insights)
    results = Results(period, why, today, tables, measures.remarks, rankings=measures.rankings, decided=told)
    cuts = [(cut, _cut(cut, evaluation)) for cut in plan.cuts]
    for _, values in cuts:
        results.values.update(((v.kpi, v.window, v.period, v.segments), v) for v in values)
    raise_errors(DataError, too_large(results, catalog))
    issues: list[Issue] = []
    for cut, values in cuts:
        issues += check_sums(cut, values, catalog.kpis[cut.kpi], results)
    raise_errors(ReportRefused, issues)
    return replace(results, overlaps=overlaps_of(plan, evaluation))


def unfit_seasons(
    plan: Plan, catalog: Catalog, measures: Measures, tables: dict[str, Table], period: Period, calendar: Calendar
) -> list[Issue]:
    """What is wrong with seasonal targets and is seen in last year's figures alone, without any other value."""
    if not plan.seasons:
        return []
    return without_shape(plan, Evaluation(catalog, measures, tables, calendar, period, seasons=begun(plan)))


def _cut(cut: Cut, evaluation: Evaluation) -> list[Value]:
    return values_of(cut, _all_segments(cut, evaluation), evaluation)


def values_of(cut: Cut, wanted: Iterable[Segments], evaluation: Evaluation) -> list[Value]:
    """A KPI's values in these segments of a cut, in each of its periods, with all that they are measured against."""
    catalog = evaluation.catalog
    kpi = catalog.kpis[cut.kpi]
    targets = Targets(kpi, catalog.objectives(kpi.id), evaluation.calendar, seasons(kpi, evaluation))
    figures_of = evaluation.figures(kpi, cut.slice, cut.dimensions)
    reported = evaluation.reported(cut.slice.grain)
    periods = [evaluation.at(cut.slice.grain, n) for n in range(reported + cut.first, reported + 1)]
    aged = at_the_same_age(kpi, cut, evaluation)
    values = []
    for segments in wanted:
        beside = benchmark(kpi, cut, segments, catalog)
        figures = {at.ordinal: figures_of.at((at.ordinal, segments)) for at in periods}
        for at in periods:
            others = comparable(kpi, cut, figures, at.ordinal, evaluation)
            value = _value(kpi, cut, at, segments, figures[at.ordinal], others, targets)
            value = replace(value, benchmark=beside) if beside is not None else value
            if aged is not None and at.ordinal == reported and value.provisional:
                value = compared_young(value, aged, reported)
            values.append(value)
    return values


def _all_segments(cut: Cut, evaluation: Evaluation) -> list[Segments]:
    """The segments of a cut; every KPI that is cut alike asks for the same."""
    key = (cut.slice, cut.dimensions)
    if key not in evaluation.segments:
        evaluation.segments[key] = _segments(cut, evaluation)
    return evaluation.segments[key]


def _segments(cut: Cut, evaluation: Evaluation) -> list[Segments]:
    """Every segment of the cut; of two dimensions every pair: a table of both has a value in each of its cells."""
    return list(product(*(sorted(along(dimension, cut.slice, evaluation)) for dimension in cut.dimensions)))


def _value(
    kpi: Kpi, cut: Cut, at: Period, segments: Segments, figure: Figure, others: dict[int, Figure], targets: Targets
) -> Value:
    """A figure with all that it is measured against."""
    window = cut.slice.window.name
    previous, year_ago = compared(figure, others, at.ordinal, year_ago_of(kpi, cut.slice))
    target, reached, verdict = _against_target(figure, kpi, targets, at, segments, window)
    return Value(
        kpi.id, at.grain, at.id, window, segments, kpi.unit,
        figure.value, figure.numerator, figure.denominator, figure.rows, figure.provisional,
        previous, year_ago, target, reached, verdict, figure.reason, figure.typed_for,
        unattained=unattained(kpi, figure.value, target),
    )  # fmt: skip


def _against_target(
    figure: Figure, kpi: Kpi, targets: Targets, at: Period, segments: Segments, window: str
) -> tuple[Number | None, float | None, StateCode]:
    """Target, attainment and state: a target is of its KPI's own time, and of the year to date."""
    own = kpi.spec.window or PERIOD
    if not targets.objectives or window not in (own.name, "year_to_date"):
        return None, None, "no_target"
    to_date = window == "year_to_date"
    target = targets.target(at, segments, to_date=to_date)
    spec = targets.objective(at, to_date=to_date) if target is not None else None
    verdict = state(kpi, spec, figure.value, target)
    return target, attainment(kpi, figure.value, target), verdict
