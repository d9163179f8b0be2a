"""What of actions is seen in the data alone: segments that no row has, and what is off track without any."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import Issue, Place
from engine.holding import judged_by
from engine.kept import NOTHING, Keep
from engine.model.actions import ActionSpec, OffTrack
from engine.model.data import Table
from engine.model.period import YEAR_TO_DATE
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.pipeline.objectives import known_segments, unknown_segment


def without_plan(results: Results, catalog: Catalog, calendar: Calendar) -> list[Issue]:
    """An issue at the objective of each KPI, and of each segment, that is off track without an open action."""
    return [_issue(off, catalog, calendar) for off in results.derived.plans.off_track if not off.planned]


def segments_without_rows(
    actions: Iterable[ActionSpec], catalog: Catalog, tables: dict[str, Table], keep: Keep = NOTHING
) -> list[Issue]:
    """The segments of actions that nothing declares and no row has, as those of objectives."""
    issues = []
    for spec in actions:
        if spec.segment is not None:
            dimension, segment = spec.segment
            known = known_segments(dimension.text, catalog.kpis[spec.kpi.text], catalog, tables, keep)
            if known is not None and segment.text not in known:
                issues.append(unknown_segment(dimension, segment, known))
    return issues


def _issue(off: OffTrack, catalog: Catalog, calendar: Calendar) -> Issue:
    place = _place(off, catalog, calendar)
    of = f", {off.segment[0]} '{off.segment[1]}'," if off.segment else ""
    when = f"in the year to {off.period}" if off.window == YEAR_TO_DATE.name else f"in {off.period}"
    segment = f", segment: {{{off.segment[0]}: {off.segment[1]}}}" if off.segment else ""
    message = f"'{off.kpi}'{of} is off track {when} and has no open action"
    hint = f"say what is done: actions: [{{kpi: {off.kpi}{segment}, opened: …, action: …, owner: …, due: …}}]"
    return Issue("error", "no-action-plan", place, message, hint)


def _place(off: OffTrack, catalog: Catalog, calendar: Calendar) -> Place:
    """Where the target stands that is missed: that of the segment, in the objective by which it is judged."""
    kpi, objectives = catalog.kpis[off.kpi], catalog.objectives(off.kpi)
    period = calendar.parse(catalog.report.every, off.period)
    to_date = off.window == YEAR_TO_DATE.name
    judge = judged_by(objectives, kpi, period, calendar, to_date=to_date) if period else None
    first = [judge, *objectives] if judge else [*objectives]
    if off.segment is None:
        return first[0].place
    own = (one for spec in first for one in spec.by if (one.dimension.text, one.segment.text) == off.segment)
    return next((one.segment.place for one in own), first[0].place)
