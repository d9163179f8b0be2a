"""What is done about what is off track: the action plans at the end of the report's period, and what has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from engine.judged import judged
from engine.model.actions import ActionPlan, ActionSpec, OffTrack, Plans
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, YEAR_TO_DATE, Period
from engine.model.results import Results, Segments, Value
from engine.model.specs import Catalog
from engine.periods import Calendar


def plans(results: Results, catalog: Catalog, calendar: Calendar) -> Plans:
    """The actions of the KPIs that the report shows, late ones first; and each objective that is off track."""
    shown = catalog.shown
    actions = [plan for spec in catalog.specs.actions if spec.kpi.text in shown
               and (plan := plan_at(spec, results.period, results.today)) is not None]  # fmt: skip
    actions.sort(key=_urgency)
    aims = [catalog.kpis[id] for id in shown if catalog.objectives(id)]
    parts = [value for value in results.values.values() if value.state == "off_track" and len(value.segments) == 1]
    off_track = [off for kpi in aims for off in _off_track(kpi, parts, results, calendar)]
    actions = [replace(plan, off_track=any(is_about(plan, off) for off in off_track)) for plan in actions]
    return Plans(tuple(actions), tuple(replace(off, plans=_open(actions, off)) for off in off_track))


def _open(actions: list[ActionPlan], off: OffTrack) -> tuple[ActionPlan, ...]:
    return tuple(plan for plan in actions if plan.state == "open" and is_about(plan, off))


def plan_at(spec: ActionSpec, period: Period, today: date) -> ActionPlan | None:
    """An action as it stands at a period's end; None where it is not opened yet, or was closed in an earlier period.

    What is decided once the period's figures are known counts too: all that was opened until `today`.
    """
    if spec.opens >= period.end and spec.opens > today:
        return None
    state = "open" if spec.closed is not None and spec.closed >= period.end else spec.state
    if state == "open":
        return ActionPlan(spec, state, max(0, (period.last_day - spec.due).days))
    # Where nobody says when it was closed, it is shown up to the period in which it was due.
    return ActionPlan(spec, state) if (spec.closed or spec.due) >= period.start else None


def is_about(plan: ActionPlan, off: OffTrack) -> bool:
    """Whether an action is about what is off track: the same segment, or one of them is the whole."""
    return plan.spec.kpi.text == off.kpi and (None in (plan.spec.of, off.segment) or plan.spec.of == off.segment)


def _urgency(plan: ActionPlan) -> tuple[object, ...]:
    """The late first, the longest late before; then what is open by the day when it is due; then what is closed."""
    order = {"open": 0, "done": 1, "dropped": 2}
    return order[plan.state], plan.spec.due, plan.spec.kpi.text, plan.spec.of or (), plan.spec.opens


def _off_track(kpi: Kpi, parts: list[Value], results: Results, calendar: Calendar) -> Iterator[OffTrack]:
    """What is off track of a KPI: its last final figure, else the year to date; then so the segments, the worst first.

    A segment's year to date is looked at where it is shown.
    """
    period, window = judged(results, (kpi,), results.period, calendar), (kpi.spec.window or PERIOD).name
    value = results.value(kpi.id, period, window=window)
    to_date = results.value(kpi.id, results.period, window=YEAR_TO_DATE.name) if period.grain != "year" else None
    if value is not None and value.state == "off_track":
        yield OffTrack(kpi.id, window, period.id)
    elif to_date is not None and to_date.state == "off_track" and not to_date.provisional:
        yield OffTrack(kpi.id, to_date.window, to_date.period)
    missed: set[Segments] = set()
    stretches = [(window, period.id)]
    stretches += [(YEAR_TO_DATE.name, results.period.id)] if period.grain != "year" else []
    for stretch in stretches:
        found = [value for value in parts if (value.kpi, value.segment_kind) == (kpi.id, "value")
                 and (value.window, value.period) == stretch and not value.provisional
                 and value.segments not in missed]  # fmt: skip
        missed |= {value.segments for value in found}
        for value in sorted(found, key=lambda one: (one.attainment or 0, one.segments)):
            segment = value.segments[0]
            yield OffTrack(kpi.id, *stretch, (segment.dimension, segment.value))
