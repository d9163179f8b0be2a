"""Who is largest: the segments of a dimension in the report's period, before all the others are counted as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from engine.evaluate.cells import Evaluation, Figure
from engine.measures import timed
from engine.model.data import Table
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.plan import Plan, Slice
from engine.model.results import Measures, Ranking, Segment
from engine.model.segments import Dimension, Top, name_of
from engine.model.specs import Catalog
from engine.model.unit import Number
from engine.periods import Calendar

Weight: TypeAlias = tuple[tuple[bool, Number], ...]


def rank(
    plan: Plan, catalog: Catalog, measures: Measures, tables: dict[str, Table], period: Period, calendar: Calendar
) -> Measures:
    """What was counted, with the largest segments of each dimension that the plan has a top of."""
    evaluation = Evaluation(catalog, measures, tables, calendar, period)
    return replace(measures, rankings={top: _ranking(top, evaluation) for top in plan.tops})


def _ranking(top: Top, evaluation: Evaluation) -> Ranking:
    kpi = evaluation.catalog.kpis[top.by]
    slice = timed(kpi, Slice(evaluation.catalog.report.every))
    reported = evaluation.reported(slice.grain)
    named = [segment for segment in along(top.dimension, slice, evaluation) if segment.kind == "value"]

    def largest_first(segment: Segment) -> tuple[Weight, str]:
        figure = evaluation.figure(kpi, slice, (top.dimension,), reported, (segment,))
        return tuple((size is None, -size if size is not None else 0) for size in _sizes(kpi, figure)), segment.value

    ordered = sorted(named, key=largest_first)
    return Ranking(tuple(segment.value for segment in ordered[: top.number]), len(ordered))


def _sizes(kpi: Kpi, figure: Figure) -> tuple[Number | None, ...]:
    """What a segment is ranked by: its value, or where values do not add up the rows behind it.

    A ratio of KPIs has no rows of its own, but what it divides by; where that is the same for all, the value decides.
    """
    if kpi.adds_up:
        return (figure.value,)
    if kpi.spec.dataset is not None:
        return (figure.rows,)
    return figure.denominator, figure.value


def along(dimension: Dimension, slice: Slice, evaluation: Evaluation) -> set[Segment]:
    """The segments of a dimension: those that any dataset has rows for, in any period, and those that are declared.

    They are the same for every KPI that is cut alike, so that a table has a value in each of its cells.
    """
    found: set[Segment] = set()
    if declared := evaluation.catalog.specs.dimensions.get(name_of(dimension)):
        found |= {Segment(declared.id, value) for value, _ in declared.values}
    if isinstance(dimension, Top):
        members = evaluation.measures.rankings[dimension].members
        found = {segment for segment in found if segment.value in members}
    for (_, sliced, dimensions), counted in evaluation.measures.groupings.items():
        if sliced == slice and dimension in dimensions:
            place = dimensions.index(dimension)
            found |= {segments[place] for _, segments in counted.cells}
    return found
