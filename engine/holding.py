"""Which objective holds when: the narrower wins, and what was decided last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec, Revision
from engine.model.period import Period
from engine.periods import Calendar
from engine.spreads import Segment, named, stretch
from engine.typed import NESTED

WIDEST = {grain: number for number, grain in enumerate(NESTED)}  # a year before its quarters before their months


def widest_first(objectives: Sequence[ObjectiveSpec], calendar: Calendar) -> list[ObjectiveSpec]:
    """Those of years, then of quarters, then of months."""
    return sorted(objectives, key=lambda spec: WIDEST[stretch(spec, calendar).grain])


def holding(
    objectives: Sequence[ObjectiveSpec], period: Period, calendar: Calendar, *, to_date: bool = False
) -> list[ObjectiveSpec]:
    """The objectives of all of a period, or of its year, the narrowest first; of a week, those of its last day."""
    if to_date:
        period = calendar.year_of(period)
    start = period.last_day if period.grain == "week" else period.start
    found = [spec for spec in objectives
             if (of := stretch(spec, calendar)).start <= start and period.last_day <= of.last_day]  # fmt: skip
    return widest_first(found, calendar)[::-1]


def judged_by(
    objectives: Sequence[ObjectiveSpec], kpi: Kpi, period: Period, calendar: Calendar, *, to_date: bool = False
) -> ObjectiveSpec | None:
    """The objective that a period is judged by: the narrowest that holds in all of it; to date, the year's.

    Where none does, the last of those in it: a quarter that is made of the objectives of its months.
    """
    found = holding(objectives, period, calendar, to_date=to_date)
    if found or not kpi.adds_up_over_time:
        return found[0] if found else None
    start = calendar.year_of(period).start if to_date else period.start
    inside = [spec for spec in objectives if start <= stretch(spec, calendar).last_day <= period.last_day]
    return max(inside, key=lambda spec: stretch(spec, calendar).end, default=None)


def revisions(spec: ObjectiveSpec, day: date, calendar: Calendar) -> list[Revision]:
    """The revisions of an objective that hold on a day, in their order."""
    starts = ((revision, named(revision.start.text, calendar)) for revision in spec.revisions)
    return [revision for revision, start in starts if start is not None and start.start <= day]


def former(
    spec: ObjectiveSpec, day: date, calendar: Calendar, segment: Segment | None = None
) -> tuple[Decimal, Revision] | None:
    """What an objective wanted before a revision changed it the last time, and that revision; None where none did.

    One that gives other segments other targets, and this one what it had, has changed nothing here.
    """
    target, found = spec.of(segment), None
    for revision in revisions(spec, day, calendar):
        revised = revision.of(segment)
        if target is not None and revised is not None:
            target, found = revised, (target, revision) if revised != target else found
    return found
