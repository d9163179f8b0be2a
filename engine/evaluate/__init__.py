"""Measures to values: each KPI's formula over its cells, with comparisons, target and state beside it."""

from __future__ import annotations

from datetime import date
from itertools import product

from engine.errors import Issue, ReportRefused, raise_errors
from engine.evaluate.cells import Evaluation, Figure
from engine.evaluate.ranking import along, rank
from engine.evaluate.sums import check_sums
from engine.evaluate.targets import Targets, attainment, state
from engine.measures import timed
from engine.model.data import Table
from engine.model.document import Number, StateCode
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.plan import Cut, Plan, Slice
from engine.model.results import Measures, Results, Segments, Value
from engine.model.specs import Catalog
from engine.periods import PER_YEAR, Calendar

__all__ = ["evaluate", "rank"]


def evaluate(
    plan: Plan, catalog: Catalog, measures: Measures, tables: dict[str, Table], period: Period, why: str,
    calendar: Calendar, today: date,
) -> Results:  # fmt: skip
    """Every value that the plan asks for. Raises ReportRefused where parts do not make up their whole."""
    evaluation = Evaluation(catalog, measures, tables, calendar, period)
    results = Results(period, why, today, tables, measures.remarks, rankings=measures.rankings)
    cuts = [(cut, _cut(cut, evaluation)) for cut in plan.cuts]
    for _, values in cuts:
        results.values.update(((v.kpi, v.window, v.period, v.segments), v) for v in values)
    issues: list[Issue] = []
    for cut, values in cuts:
        issues += check_sums(cut, values, catalog.kpis[cut.kpi], results)
    raise_errors(ReportRefused, issues)
    return results


def _cut(cut: Cut, evaluation: Evaluation) -> list[Value]:
    catalog = evaluation.catalog
    kpi = catalog.kpis[cut.kpi]
    objectives = tuple(spec for spec in catalog.specs.objectives if spec.kpi.text == kpi.id)
    targets = Targets(kpi, objectives, evaluation.calendar)
    figures_of = evaluation.figures(kpi, cut.slice, cut.dimensions)
    reported = evaluation.reported(cut.slice.grain)
    periods = [evaluation.at(cut.slice.grain, n) for n in range(reported + cut.first, reported + 1)]
    values = []
    for segments in _all_segments(cut, evaluation):
        figures = {at.ordinal: figures_of.at((at.ordinal, segments)) for at in periods}
        for at in periods:
            others = _comparable(kpi, cut, figures, at.ordinal, evaluation)
            values.append(_value(kpi, cut, at, segments, figures[at.ordinal], others, targets))
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
    previous, year_ago = _compared(figure, others, at.ordinal, _year_ago(kpi, cut.slice))
    target, reached, verdict = _against_target(figure, kpi, targets, at, segments, window)
    return Value(
        kpi.id, at.grain, at.id, window, segments, kpi.unit,
        figure.value, figure.numerator, figure.denominator, figure.rows, figure.provisional,
        previous, year_ago, target, reached, verdict, figure.reason, figure.typed_for,
    )  # fmt: skip


def _against_target(
    figure: Figure, kpi: Kpi, targets: Targets, at: Period, segments: Segments, window: str
) -> tuple[Number | None, float | None, StateCode]:
    """Target, attainment and state."""
    if not targets.objectives:
        return None, None, "no_target"
    target = targets.target(at, segments, to_date=window == "year_to_date")
    verdict = state(kpi, targets.objective(at), figure.value, target)
    return target, attainment(kpi, figure.value, target), verdict


def _comparable(
    kpi: Kpi, cut: Cut, figures: dict[int, Figure], ordinal: int, evaluation: Evaluation
) -> dict[int, Figure]:
    """What a figure can be compared with: one that is held not with itself, as if it had stayed the same."""
    if kpi.typed is None:
        return figures

    def typed_for(n: int) -> str:
        return figures[n].typed_for or evaluation.at(cut.slice.grain, n).id

    return {n: figure for n, figure in figures.items() if typed_for(n) != typed_for(ordinal)}


def _year_ago(kpi: Kpi, slice: Slice) -> int | None:
    """How many periods back a year ago is; None where 52 weeks back a stretch to date is longer than it is now."""
    to_date = timed(kpi, slice).window.kind in ("year_to_date", "quarter_to_date")
    return None if slice.grain == "week" and to_date else PER_YEAR[slice.grain]


def _compared(
    value: Figure, figures: dict[int, Figure], ordinal: int, year: int | None
) -> tuple[Number | None, Number | None]:
    """The previous period's value and the year before's, where neither side is provisional."""

    def firm(figure: Figure) -> bool:
        return not figure.provisional and not value.provisional

    before, ago = figures.get(ordinal - 1), figures.get(ordinal - year) if year else None
    return before.value if before and firm(before) else None, ago.value if ago and firm(ago) else None
