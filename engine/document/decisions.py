"""What needs a decision: each objective that is off track, in a sentence, with what is done about it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.document import aims
from engine.document.actions import action_row, named_segment
from engine.document.desk import Desk
from engine.document.phrases import stopped
from engine.document.standings import badness, standing
from engine.model.actions import ActionPlan, OffTrack
from engine.model.document import Decision
from engine.model.figures import ScorecardGroup, Standing, State
from engine.model.kpis import Band, Kpi
from engine.model.period import YEAR_TO_DATE
from engine.model.results import Segment, Value


def decisions(desk: Desk, groups: tuple[ScorecardGroup, ...]) -> tuple[Decision, ...]:
    """What is off track, the worst first; then what is so in the year to date, or in a segment alone."""
    rows = {row.kpi: row for group in groups for row in group.rows}
    found: dict[str, list[OffTrack]] = {}
    for off in desk.results.derived.plans.off_track:
        found.setdefault(off.kpi, []).append(off)
    every = [(rows.get(kpi) or standing(desk, desk.kpi(kpi)), offs) for kpi, offs in found.items()]
    every.sort(key=lambda pair: (_rank(pair[1]), badness(pair[0])))
    return tuple(decision for row, offs in every for decision in _of_kpi(desk, row, offs))


def _rank(offs: list[OffTrack]) -> int:
    """0 where the whole is off track in the period, 1 in the year to date, 2 only in segments."""
    if offs[0].segment is not None:
        return 2
    return 1 if offs[0].window == YEAR_TO_DATE.name else 0


def _of_kpi(desk: Desk, row: Standing, offs: list[OffTrack]) -> Iterable[Decision]:
    """The decision on a KPI with its segments beneath it, or on segments alone."""
    whole = next((off for off in offs if off.segment is None), None)
    parts = tuple(_of_segment(desk, row, off, alone=whole is None) for off in offs if off.segment is not None)
    if whole is None:
        return parts
    state = row.to_date_state if whole.window == YEAR_TO_DATE.name and row.to_date_state else row.state
    own = {off.segment for off in offs}  # a plan for one of them stands with it
    actions = [plan for plan in whole.plans if plan.spec.of is None or plan.spec.of not in own]
    return [_made(desk, row.label, _sentence(desk, row), state, whole, actions, parts)]


def _of_segment(desk: Desk, row: Standing, off: OffTrack, *, alone: bool) -> Decision:
    assert off.segment is not None
    kpi = desk.kpi(row.kpi)
    period = desk.judged(kpi)
    segments = (Segment(*off.segment),)
    behind = off.window == YEAR_TO_DATE.name
    value = desk.results.value(kpi.id, desk.period if behind else period, segments, off.window)
    assert value is not None, "it is off track"
    name = named_segment(desk, off.segment)
    # What is done about the whole stands there, and is said once.
    actions = [plan for plan in off.plans if alone or plan.spec.of is not None]
    figure, distance = desk.figure(value, kpi).text, desk.distance(kpi, value)
    if behind:
        sentence = stopped(_to_date(desk, kpi, value) + ("." if alone else ""))
    else:  # beneath the whole it is clear when
        sentence = stopped(f"{figure} {desk.during(period)}, {distance}.") if alone else f"{figure}, {distance}"
    label = f"{row.label}, {name}" if alone else name
    return _made(desk, label, sentence, desk.state(value.state), off, actions)


def _made(
    desk: Desk, label: str, sentence: str, state: State, off: OffTrack, actions: Iterable[ActionPlan],
    parts: tuple[Decision, ...] = (),
) -> Decision:  # fmt: skip
    rows = tuple(action_row(desk, plan) for plan in actions)
    return Decision(label, sentence, state, rows, "" if off.planned else desk.say("no action plan"), parts)


def _sentence(desk: Desk, row: Standing) -> str:
    kpi = desk.kpi(row.kpi)
    period = desk.judged(kpi)
    value = desk.value(kpi, period)
    distance = desk.distance(kpi, value) if value else ""
    parts = [f"{row.value.text} {desk.during(period)}, {distance}"]
    if row.to_date_state and row.to_date_target:
        parts.append(_to_date(desk, kpi, desk.results.value(kpi.id, desk.period, window=YEAR_TO_DATE.name)))
    if row.year_ago:
        parts.append(desk.say("%(change)s on the year", change=row.year_ago.text))
    if row.sign:
        parts.append(row.sign.text)
    return stopped(desk.semicolon.join(parts) + ".")


def _to_date(desk: Desk, kpi: Kpi, value: Value | None) -> str:
    """The year to date beside its target, with its state; a band is no whole that a figure could be a part of."""
    target = aims.target(desk, kpi, value)
    if value is None or target is None:
        return ""
    said = {"value": desk.figure(value, kpi).text, "target": target.text, "state": desk.state(value.state).word}
    if isinstance(kpi.spec.better, Band):
        return desk.say("year to date %(value)s, target %(target)s (%(state)s)", **said)
    return desk.say("year to date %(value)s of %(target)s (%(state)s)", **said)
