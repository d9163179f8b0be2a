"""Targets that were decided anew: a mark where a figure stands, and once beneath the scorecard what and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from engine.document.desk import Desk
from engine.holding import former, judged_by
from engine.model.figures import ScorecardGroup
from engine.model.kpis import Band, Kpi
from engine.model.objectives import ObjectiveSpec, Revision
from engine.model.period import Period
from engine.model.results import Segment, Segments
from engine.model.unit import Number
from engine.spreads import named, stretch

Told: TypeAlias = tuple[str, str]  # a KPI, and the month or quarter from which a revision of its target holds


@dataclass(frozen=True)
class Revised:
    """The revision that changed a target the last time, and what it was before and is now."""

    spec: ObjectiveSpec
    made: Revision
    before: Decimal
    now: Decimal


def revised(desk: Desk, kpi: Kpi, period: Period, segments: Segments = ()) -> Revised | None:
    """How the target of a period, or of its year, was revised; None where it was not.

    In a band that stays what it is, nobody sees a target move.
    """
    if isinstance(kpi.spec.better, Band):
        return None
    segment = next(((one.dimension, one.value) for one in segments), None)
    for of_year in (False, True):
        spec = judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar, to_date=of_year)
        found = former(spec, period.last_day, desk.calendar, segment) if spec else None
        if spec is not None and found is not None:
            before, made = found
            now = made.of(segment)
            assert now is not None, "it is another target"
            return Revised(spec, made, before, now)
    return None


def mark(desk: Desk, kpi: Kpi, period: Period, segments: Segments = ()) -> str:
    """That a target was revised, and from when on it holds; empty where it was not."""
    found = revised(desk, kpi, period, segments)
    return desk.say("target revised as of %(start)s", start=start(desk, found.made)) if found else ""


def notes(desk: Desk, groups: Iterable[ScorecardGroup], told: Collection[Told] = ()) -> tuple[str, ...]:
    """A sentence for each revision of what stands in a scorecard: to what, what it was, and why, unless it is told."""
    found: dict[Told, tuple[Revised, list[str]]] = {}
    for kpi, segment, one in _revised(desk, groups):
        whose = f"{desk.segment(segment)} " if segment else ""
        said = {"target": written(desk, kpi, one.now), "was": written(desk, kpi, one.before)}
        change = whose + desk.say("%(target)s, was %(was)s", **said)
        found.setdefault((kpi.id, one.made.start.text), (one, []))[1].append(change)
    return tuple(_note(desk, one, changes, key not in told) for key, (one, changes) in found.items())


def _note(desk: Desk, found: Revised, changes: list[str], why: bool) -> str:
    spec = found.spec
    text = desk.say(
        "%(label)s, target for %(period)s revised as of %(start)s: %(changes)s",
        label=desk.label(desk.kpi(spec.kpi.text)), period=desk.numbers.short_period(stretch(spec, desk.calendar)),
        start=start(desk, found.made), changes=desk.semicolon.join(changes),
    )  # fmt: skip
    return f"{text} ({found.made.reason.in_(desk.language)})" if why and found.made.reason else text


def told(desk: Desk, groups: Iterable[ScorecardGroup]) -> frozenset[Told]:
    """The revisions that the notes tell of."""
    return frozenset((kpi.id, one.made.start.text) for kpi, _, one in _revised(desk, groups))


def _revised(desk: Desk, groups: Iterable[ScorecardGroup]) -> Iterator[tuple[Kpi, Segment | None, Revised]]:
    """What was revised of the rows of a scorecard."""
    for group in groups:
        segment = Segment(*group.segment) if group.segment else None
        for row in group.rows:
            kpi = desk.kpi(row.kpi)
            found = revised(desk, kpi, desk.judged(kpi), (segment,) if segment else ())
            if found is not None:
                yield kpi, segment, found


def written(desk: Desk, kpi: Kpi, target: Number) -> str:
    """A target in the KPI's unit."""
    shown = desk.target(target, kpi)
    return shown.text if shown else ""


def start(desk: Desk, made: Revision) -> str:
    """From when on a revision holds."""
    found = named(made.start.text, desk.calendar)
    assert found is not None, "a rule has seen to it"
    return desk.numbers.against(found)
