"""The action plans as they stand on the pages: one by one beside a decision, and all of them in a table."""

from __future__ import annotations

from collections.abc import Iterator

from engine.document.desk import Desk
from engine.model.actions import ActionPlan, OffTrack
from engine.model.document import ActionRow, ActionStatus
from engine.model.figures import State
from engine.model.kpis import Kpi
from engine.model.period import YEAR_TO_DATE
from engine.model.results import Segment, Segments


def action_rows(desk: Desk) -> tuple[ActionRow, ...]:
    """Every action of the period, the late ones first."""
    return tuple(action_row(desk, plan) for plan in desk.results.derived.plans.actions)


def action_row(desk: Desk, plan: ActionPlan) -> ActionRow:
    """One action in words."""
    spec, kpi = plan.spec, desk.kpi(plan.spec.kpi.text)
    status: ActionStatus = "late" if plan.late else plan.state
    return ActionRow(
        kpi=kpi.id,
        label=desk.label(kpi),
        segment=named_segment(desk, spec.of) if spec.of else "",
        cause=spec.cause.in_(desk.language) if spec.cause else "",
        action=spec.action.in_(desk.language),
        owner=spec.owner.in_(desk.language),
        due=desk.numbers.short_day(spec.due),
        status=status,
        word=_word(desk, plan),
        verdicts=tuple(_verdicts(desk, kpi, (Segment(*spec.of),) if spec.of else ())),
    )


def _verdicts(desk: Desk, kpi: Kpi, segments: Segments) -> Iterator[tuple[str, State]]:
    """The states of the last final period and of the year to date: either may be what the action is about."""
    period = desk.judged(kpi)
    value = desk.value(kpi, period, segments)
    if value is not None and value.state != "no_target":
        yield desk.numbers.short_period(period), desk.state(value.state)
    to_date = desk.results.value(kpi.id, desk.period, segments, YEAR_TO_DATE.name)
    if period.grain != "year" and to_date is not None and to_date.state != "no_target" and not to_date.provisional:
        yield desk.say("Year to date"), desk.state(to_date.state)


def named_segment(desk: Desk, segment: tuple[str, str]) -> str:
    """A segment with its dimension: "Team: North"."""
    return f"{desk.dimension(segment[0])}{desk.colon}{desk.segment(Segment(*segment))}"


def _word(desk: Desk, plan: ActionPlan) -> str:
    if plan.late:
        return desk.say_n("late by %(number)s day", "late by %(number)s days", plan.late_by)
    closed = desk.numbers.short_day(plan.spec.closed) if plan.spec.closed else ""
    if plan.state == "done":
        return desk.say("done on %(day)s", day=closed) if closed else desk.say("done")
    if plan.state == "dropped":
        return desk.say("dropped on %(day)s", day=closed) if closed else desk.say("dropped")
    return desk.say("open")


def unplanned(desk: Desk) -> str:
    """What is off track and has no action plan, in a sentence; empty where there is none such."""
    names = [off_name(desk, off) for off in desk.results.derived.plans.off_track if not off.planned]
    if not names:
        return ""
    return desk.say("Off track without an action plan: %(names)s.", names=", ".join(names))


def off_name(desk: Desk, off: OffTrack) -> str:
    """What an objective that is off track is called, with its segment."""
    label = desk.label(desk.kpi(off.kpi))
    return f"{label} ({named_segment(desk, off.segment)})" if off.segment else label
