"""Last year's shape: what each month of it was worth, for the targets that are spread by the season."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Issue
from engine.evaluate.cells import Evaluation
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec, Spread
from engine.model.plan import Plan, Slice
from engine.model.results import Segment as CellSegment
from engine.spreads import Segment, Shape, Shapes, below_kept, stretch

MONTHLY = Slice("month")


def begun(plan: Plan) -> Mapping[str, int]:
    """Of each KPI whose targets have a season, the first month that the plan asks for, counted from the report's."""
    return {cut.kpi: cut.first for cut in plan.seasons}


def seasons(kpi: Kpi, evaluation: Evaluation) -> Shapes:
    """The shapes of a KPI's objectives, as far as last year's figures are there."""
    if kpi.id not in evaluation.shapes:
        found: dict[tuple[str, Segment | None], Shape] = {}
        for spec in evaluation.catalog.objectives(kpi.id):
            for segment, _ in _wanted(spec):
                shape = _shape(kpi, spec, segment, evaluation)
                if not isinstance(shape, str):
                    found[spec.period.text, segment] = shape
        evaluation.shapes[kpi.id] = found
    return evaluation.shapes[kpi.id]


def without_shape(plan: Plan, evaluation: Evaluation) -> list[Issue]:
    """What is wrong with the seasonal targets of the report's year, and is seen in last year's figures alone."""
    issues = []
    year = evaluation.calendar.year_of(evaluation.period)
    for id in dict.fromkeys(cut.kpi for cut in plan.seasons):
        for spec in evaluation.catalog.objectives(id):
            of = stretch(spec, evaluation.calendar)
            if of.start < year.start or of.start > evaluation.period.last_day or of.end > year.end:
                continue
            kpi = evaluation.catalog.kpis[id]
            issues += [
                issue for segment, spread in _wanted(spec) for issue in _wrong(kpi, spec, segment, spread, evaluation)
            ]
    return issues


def _wrong(
    kpi: Kpi, spec: ObjectiveSpec, segment: Segment | None, spread: Spread, evaluation: Evaluation
) -> Iterator[Issue]:
    """That a season has no shape, or leaves less than nothing for the time after a revision."""
    shape = _shape(kpi, spec, segment, evaluation)
    if isinstance(shape, str):
        whose = f"'{kpi.id}'" if segment is None else f"'{kpi.id}' of {segment[0]} '{segment[1]}'"
        message = f"the target of {whose} is spread in last year's shape, and {shape}"
        hint = "spread it evenly, or write what each month is to have: a list of numbers"
        yield Issue("error", "no-last-year", spread.place, message, hint)
    elif found := below_kept(spec, segment, evaluation.calendar, shape):
        revision, kept = found
        message = f"the periods before {revision.start.text} keep {kept}, more than the revised target"
        hint = f"the new target is that of all of {spec.period.text}, not of the rest"
        yield Issue("error", "wrong-revision", revision.place, message, hint)


def _wanted(spec: ObjectiveSpec) -> Iterator[tuple[Segment | None, Spread]]:
    """What is spread by the season of its own: the whole, and the segments that say so themselves."""
    if spec.spread.form == "seasonal":
        yield None, spec.spread
    for one in spec.by:
        if one.spread is not None and one.spread.form == "seasonal":
            yield (one.dimension.text, one.segment.text), one.spread


def _shape(kpi: Kpi, spec: ObjectiveSpec, segment: Segment | None, evaluation: Evaluation) -> Shape | str:
    """The figures of the same months a year before; else why they are no shape."""
    calendar = evaluation.calendar
    of = stretch(spec, calendar)
    first, last = (calendar.ordinal("month", day) - 12 for day in (of.start, of.last_day))
    if kpi.id not in evaluation.seasons or first < evaluation.reported("month") + evaluation.seasons[kpi.id]:
        return f"{calendar.at('month', first).id} lies before all that this report looks at"
    dimensions = (segment[0],) if segment else ()
    cell = (CellSegment(*segment),) if segment else ()
    figures = evaluation.figures(kpi, MONTHLY, dimensions)
    shape = []
    for ordinal in range(first, last + 1):
        month = evaluation.at("month", ordinal)
        value = figures.at((ordinal, cell)).value
        if value is None or not evaluation.coverage(kpi, MONTHLY, month)[1]:
            return f"{month.id} has no whole figure"
        if value < 0:
            return f"{month.id} was below zero"
        shape.append(value)
    return tuple(shape) if any(shape) else f"there was nothing from {calendar.at('month', first).id} on"
