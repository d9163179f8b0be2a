"""The targets of a KPI: which objective holds when, and what it wants of each period, to date, and of a segment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import TypeAlias

from engine.exact import ROOMY
from engine.holding import holding, judged_by, revisions, widest_first
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.period import Period
from engine.model.results import Segments
from engine.model.unit import Number
from engine.periods import Calendar
from engine.spreads import Atom, Segment, Shapes, atoms, parts, stretch

Parts: TypeAlias = tuple[tuple[Atom, Decimal | None], ...]


@dataclass(frozen=True)
class Targets:
    """The targets of one KPI: over the whole, and by the segments of one dimension."""

    kpi: Kpi
    objectives: tuple[ObjectiveSpec, ...]
    calendar: Calendar
    shapes: Shapes = field(default_factory=dict)
    _judged: dict[tuple[str, bool], ObjectiveSpec | None] = field(default_factory=dict)
    _held: dict[tuple[str, bool], list[ObjectiveSpec]] = field(default_factory=dict)
    _years: dict[tuple[int, bool, Segment | None], Parts] = field(default_factory=dict)

    def objective(self, period: Period, *, to_date: bool = False) -> ObjectiveSpec | None:
        """The objective that a period, or its year to date, is judged by; every segment asks for the same few."""
        key = (period.id, to_date)
        if key not in self._judged:
            self._judged[key] = judged_by(self.objectives, self.kpi, period, self.calendar, to_date=to_date)
        return self._judged[key]

    def target(self, period: Period, segments: Segments = (), *, to_date: bool = False) -> Number | None:
        """The target of a period, or from the start of its fiscal year to its end; None where there is none.

        What adds up has the sum of its months, of a week its days in each. What does not has the target that holds at
        the period's end, and the year's to date.
        """
        if not self.objectives or len(segments) > 1 or (segments and segments[0].kind != "value"):
            return None
        segment = (segments[0].dimension, segments[0].value) if segments else None
        if not self.kpi.adds_up_over_time:
            found = (self._decided(spec, segment, period.last_day) for spec in self._holding(period, to_date=to_date))
            return next((target for target in found if target is not None), None)
        year = self.calendar.year_of(period)
        start = year.start if to_date else period.start
        years = [year] if start >= year.start else [self.calendar.before(year), year]
        end = min(period.end, year.end)
        over = [
            part
            for of in years
            for atom, part in self._parts(of, segment, of_weeks=period.grain == "week")
            if start <= atom.start and atom.end <= end
        ]
        with localcontext(ROOMY):
            total = Decimal(0)
            for part in over:
                if part is None:
                    return None
                total += part
            return total if over else None

    def _holding(self, period: Period, *, to_date: bool) -> list[ObjectiveSpec]:
        """The objectives that hold in a period, or to date; of all segments the same."""
        key = (period.id, to_date)
        if key not in self._held:
            self._held[key] = holding(self.objectives, period, self.calendar, to_date=to_date)
        return self._held[key]

    def _decided(self, spec: ObjectiveSpec, segment: Segment | None, day: date) -> Decimal | None:
        """The target of an objective as it was last decided for a day."""
        revised = [target for made in revisions(spec, day, self.calendar) if (target := made.of(segment)) is not None]
        return revised[-1] if revised else spec.of(segment)

    def _parts(self, year: Period, segment: Segment | None, *, of_weeks: bool) -> Parts:
        """What is wanted in each atom of a fiscal year: of the narrowest objective that holds there."""
        key = (year.ordinal, of_weeks, segment)
        if key not in self._years:
            wanted: dict[date, Decimal] = {}
            for spec in widest_first(self.objectives, self.calendar):
                of = stretch(spec, self.calendar)
                if of.start < year.start or of.end > year.end:
                    continue
                over = atoms(of, self.calendar, of_weeks=of_weeks)
                own = segment if spec.spread_of(segment) is not None else None
                found = parts(spec, segment, over, self.calendar, self.shapes.get((spec.period.text, own)))
                wanted |= zip((atom.start for atom in over), found, strict=True) if found else ()
            over = atoms(year, self.calendar, of_weeks=of_weeks)
            self._years[key] = tuple((atom, wanted.get(atom.start)) for atom in over)
        return self._years[key]
