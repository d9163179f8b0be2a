"""Rules of action plans and events: for KPIs and segments that exist, in an order that time allows, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import Issue, nearest, several
from engine.model.actions import ActionSpec, EventSpec
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.specs import Specs
from engine.rules.broken import Broken
from engine.rules.kpis import KpiChecker
from engine.rules.names import unknown_kpi
from engine.rules.segments import check_segments


def check_actions(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with the actions."""
    aims: dict[str, list[ObjectiveSpec]] = {}
    for objective in specs.objectives:
        aims.setdefault(objective.kpi.text, []).append(objective)
    seen: dict[object, ActionSpec] = {}
    for spec in specs.actions:
        kpi, issues = checker.used(spec.kpi)
        yield from issues
        yield from _times(spec)
        if kpi is not None:
            yield from _fits(spec, kpi, specs)
            if kpi.id not in aims and not kpi.spec.private and "objectives" not in checker.broken:
                message = f"'{kpi.id}' has an action and no objective: it is never off track"
                hint = f"add an objective for '{kpi.id}', or leave the action out"
                yield Issue("warning", "action-without-objective", spec.place, message, hint)
            yield from _aimed(spec, aims.get(kpi.id, ()))
        first = seen.setdefault((spec.kpi.text, spec.of, spec.opened.text, spec.action), spec)
        if first is not spec:
            message = f"this action for '{spec.kpi.text}' stands here twice"
            hint = f"the first is at {first.place.file}:{first.place.line}; leave one of them out"
            yield Issue("warning", "repeated-entry", spec.place, message, hint)


def _times(spec: ActionSpec) -> Iterator[Issue]:
    """Days in an order that time does not have, and a day of closing that the state denies."""
    if spec.due < spec.opens:
        place = spec.keys.value("due", spec.place)
        message = f"the action is due on {spec.due}, before it is opened ({spec.opened.text})"
        yield Issue("error", "before-opening", place, message, "mend 'due' or 'opened'")
    if spec.closed is None:
        return
    place = spec.keys.value("closed", spec.place)
    if spec.closed < spec.opens:
        message = f"the action is closed on {spec.closed}, before it is opened ({spec.opened.text})"
        yield Issue("error", "before-opening", place, message, "mend 'closed' or 'opened'")
    if spec.state == "open":
        message = f"the action is closed on {spec.closed}, and its state is open"
        yield Issue("error", "closed-and-open", place, message, "write 'state: done' or 'state: dropped'")


def _fits(spec: ActionSpec, kpi: Kpi, specs: Specs) -> Iterator[Issue]:
    if kpi.spec.private:
        message = f"'{kpi.id}' is private: it is never shown, and cannot have an action"
        yield Issue("error", "private-kpi", spec.place, message, "leave out its 'private: true', or the action")
    if spec.segment is not None:
        yield from check_segments(kpi, [spec.segment], specs)


def _aimed(spec: ActionSpec, objectives: Sequence[ObjectiveSpec]) -> Iterator[Issue]:
    """A warning for an action of a segment that has no target, where others of its dimension have one.

    Where no segment has one, the action is for the whole, and says where it begins.
    """
    if spec.segment is None:
        return
    dimension, segment = spec.segment
    aimed = [
        one.segment.text for objective in objectives for one in objective.by if one.dimension.text == dimension.text
    ]
    if aimed and segment.text not in aimed:
        there = several(sorted(set(aimed)))
        message = f"'{spec.kpi.text}' has targets for {dimension.text} {there}, and none for '{segment.text}'"
        near = nearest(segment.text, aimed, 0.8)
        hint = "give it a target under the objective's 'by', or leave 'segment' out"
        yield Issue(
            "warning", "action-without-objective", segment.place, message, f"did you mean '{near}'?" if near else hint
        )


def check_events(specs: Specs, broken: Broken) -> Iterator[Issue]:
    """What is wrong with the events. A KPI of the library that the report does not use is none of its trends."""
    known = [id for id, kpi in specs.kpis.items() if not kpi.private]
    trends = {chart.kpi.text for section in specs.report.sections for chart in section.charts if chart.kind == "trend"}
    seen: dict[object, EventSpec] = {}
    for spec in specs.events:
        for reference in spec.kpis:
            if reference.text not in specs.kpis and reference.text not in broken:
                said = unknown_kpi(reference.text, known, specs, broken)
                yield Issue("error", "unknown-kpi", reference.place, *said)
        kpis = frozenset(reference.text for reference in spec.kpis)
        first = seen.setdefault((spec.on, spec.label, kpis), spec)
        if first is not spec:
            message = f"this event of {spec.on} stands here twice"
            hint = f"the first is at {first.place.file}:{first.place.line}; leave one of them out"
            yield Issue("warning", "repeated-entry", spec.place, message, hint)
        if "report.sections" not in broken:
            yield from _without_trend(spec, trends, specs)


def _without_trend(spec: EventSpec, trends: set[str], specs: Specs) -> Iterator[Issue]:
    """An event that stands in no trend; one of a file that reports share may be for KPIs that others of them show."""
    kpis = [reference.text for reference in spec.kpis if reference.text in specs.kpis]
    own = spec.place.file == specs.report.place.file or not {*specs.shown}.isdisjoint(kpis)
    if len(kpis) < len(spec.kpis) or not own or (trends and not kpis) or not trends.isdisjoint(kpis):
        return
    message = f"the event of {spec.on} is not shown: no section has a trend" + (f" of {several(kpis)}" if kpis else "")
    hint = f"add one under a section's 'charts': {{trend: {kpis[0] if kpis else '…'}}}"
    if trends:
        hint += f"; there are trends of {several(sorted(trends))}"
    yield Issue("warning", "event-not-shown", spec.place, message, hint)
