"""Measures to values: each KPI's formula over its cells, with comparisons, target and state beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

from engine.errors import Issue, ReportRefused, raise_errors
from engine.evaluate.cells import Evaluation, Figure
from engine.evaluate.ranking import along, rank
from engine.evaluate.sums import check_sums
from engine.evaluate.targets import Targets, attainment, state
from engine.measures import timed
from engine.model.data import Table
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
    segments = _segments(cut, evaluation)
    reported = evaluation.reported(cut.slice.grain)
    ordinals = list(range(reported + cut.first, reported + 1))
    values = []
    for segment in segments:
        figures = {n: evaluation.figure(kpi, cut.slice, cut.dimensions, n, segment) for n in ordinals}
        for ordinal in ordinals:
            at = evaluation.at(cut.slice.grain, ordinal)
            value = _against_target(_plain(kpi, cut, at, segment, figures[ordinal]), kpi, targets, at)
            others = _comparable(kpi, cut, figures, ordinal, evaluation)
            values.append(_compared(value, others, ordinal, _year_ago(kpi, cut.slice)))
    return values


def _segments(cut: Cut, evaluation: Evaluation) -> list[Segments]:
    """Every segment of the cut; of two dimensions every pair: a table of both has a value in each of its cells."""
    return list(product(*(sorted(along(dimension, cut.slice, evaluation)) for dimension in cut.dimensions)))


def _plain(kpi: Kpi, cut: Cut, at: Period, segments: Segments, figure: Figure) -> Value:
    return Value(
        kpi.id, at.grain, at.id, cut.slice.window.name, segments, kpi.unit,
        figure.value, figure.numerator, figure.denominator, figure.rows, figure.provisional, reason=figure.reason,
        typed_for=figure.typed_for,
    )  # fmt: skip


def _against_target(value: Value, kpi: Kpi, targets: Targets, at: Period) -> Value:
    target = targets.target(at, value.segments, to_date=value.window == "year_to_date")
    verdict = state(kpi, targets.objective(at), value.value, target)
    return replace(value, target=target, attainment=attainment(kpi, value.value, target), state=verdict)


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


def _compared(value: Value, figures: dict[int, Figure], ordinal: int, year: int | None) -> Value:
    """With the previous period and the year before, where neither side is provisional."""

    def firm(figure: Figure) -> bool:
        return not figure.provisional and not value.provisional

    before, ago = figures.get(ordinal - 1), figures.get(ordinal - year) if year else None
    return replace(
        value,
        previous=before.value if before and firm(before) else None,
        year_ago=ago.value if ago and firm(ago) else None,
    )
