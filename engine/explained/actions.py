"""What is done about a KPI, and what happened while its trend came about."""

from __future__ import annotations

from engine.analyses.actions import plan_at
from engine.document.actions import action_row
from engine.document.desk import Desk
from engine.document.events import events_in
from engine.document.standings import SPARK_PERIODS
from engine.model.explained import Happened, Planned
from engine.model.kpis import Kpi
from engine.model.results import Segments


def plans(kpi: Kpi, segments: Segments, desk: Desk) -> tuple[Planned, ...]:
    """The actions for the KPI as they stand at the period's end; of a segment, none that is for another."""
    asked = {(segment.dimension, segment.value) for segment in segments}
    found = []
    for spec in desk.catalog.specs.actions:
        plan = plan_at(spec, desk.period, desk.results.today) if spec.kpi.text == kpi.id else None
        if plan is None or (asked and spec.of is not None and spec.of not in asked):
            continue
        row = action_row(desk, plan)
        found.append(Planned(row.action, row.cause, row.segment, row.owner, spec.opened.text, spec.due, plan.state,
                             plan.late_by, row.word))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.state != "open", one.due)))


def events(kpi: Kpi, desk: Desk) -> tuple[Happened, ...]:
    """The events of the KPI in the periods of a trend that ends with the figure's."""
    found = events_in(desk, kpi, desk.earlier(SPARK_PERIODS))
    return tuple(Happened(spec.on, spec.label.in_(desk.language)) for _, spec in found)
