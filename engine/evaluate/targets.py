"""Objectives: the target of each period, attainment, and the state that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from engine.evaluate.arithmetic import EXACT, rounded_once
from engine.model.kpis import Kpi
from engine.model.period import Grain, Period
from engine.model.results import Segments
from engine.model.specs import ObjectiveSpec
from engine.model.unit import Number, StateCode
from engine.periods import Calendar

# A target is spread to the cent, of leads too: rounded to whole leads, the rounding would decide the state.
CENT = Decimal("0.01")
MONTHS = (1,) * 12


@lru_cache(maxsize=1024)
def spread(total: Decimal, weights: tuple[int, ...], quantum: Decimal = CENT) -> tuple[Decimal, ...]:
    """A total in parts by weight that add up to it exactly: what does not divide goes to the largest remainders.

    Among equal ones to the first. Parts are multiples of `quantum` (a cent) except for what the total itself has
    beyond it, which the first part has.
    """
    with localcontext(EXACT):
        units, beyond = divmod(abs(total), quantum)
        shares = [divmod(int(units) * weight, sum(weights)) for weight in weights]
        left = int(units) - sum(whole for whole, _ in shares)
        largest = sorted(range(len(shares)), key=lambda number: -shares[number][1])[:left]
        parts = [quantum * (whole + (number in largest)) for number, (whole, _) in enumerate(shares)]
        parts[0] += beyond.normalize() if beyond else 0
        return tuple(-part if total < 0 else part for part in parts)


@dataclass(frozen=True)
class Targets:
    """The targets of one KPI: over the whole, and by the segments of one dimension."""

    kpi: Kpi
    objectives: tuple[ObjectiveSpec, ...]
    calendar: Calendar

    def objective(self, period: Period) -> ObjectiveSpec | None:
        """The objective that holds in a period: that of the fiscal year in which it ends."""
        if not self.objectives:
            return None
        year = self.calendar.year_of(period)
        return next((spec for spec in self.objectives if spec.year == year.last_day.year), None)

    def target(self, period: Period, segments: Segments = (), *, to_date: bool = False) -> Number | None:
        """The target of a period, or from the start of its fiscal year to its end; None where there is none.

        A week that lies in two fiscal years has its days' share of both targets; without one of them it has none.
        """
        year = self.calendar.year_of(period)
        years = [self.calendar.before(year), year] if period.start < year.start and not to_date else [year]
        if not self.kpi.adds_up_over_time:
            return self._total(year, segments)
        shares: list[Decimal] = []
        for year in years:
            total = self._total(year, segments)
            if total is None:
                return None
            shares += self._shares(total, year, period, to_date=to_date)
        with localcontext(EXACT):
            return sum(shares[1:], shares[0])

    def _shares(self, total: Decimal, year: Period, period: Period, *, to_date: bool) -> tuple[Decimal, ...]:
        """The parts of a year's target that make up a period: months, or the days of its weeks that the year has."""
        start = year.start if to_date else max(period.start, year.start)
        last = min(period.last_day, year.last_day)
        grain: Grain = "week" if period.grain == "week" else "month"
        weights = self.calendar.days_by_week(year) if grain == "week" else MONTHS
        first, begin, end = (self.calendar.ordinal(grain, day) for day in (year.start, start, last))
        return spread(total, weights)[begin - first : end - first + 1]

    def _total(self, year: Period, segments: Segments) -> Decimal | None:
        spec = self.objective(year)
        return _total(spec, segments) if spec else None


def _total(spec: ObjectiveSpec, segments: Segments) -> Decimal | None:
    if not segments:
        return spec.target
    if len(segments) > 1 or segments[0].kind != "value":
        return None
    wanted = (segments[0].dimension, segments[0].value)
    return next((target for dimension, name, target in spec.by if (dimension.text, name.text) == wanted), None)


def attainment(kpi: Kpi, value: Number | None, target: Number | None) -> float | None:
    """Value ÷ target, or target ÷ value where lower is better; None where that means nothing."""
    if value is None or target is None or kpi.unit.kind == "points" or target <= 0 or value <= 0:
        return None
    upper, lower = (target, value) if kpi.spec.better == "lower" else (value, target)
    return rounded_once(as_written(upper) / as_written(lower))


def as_written(value: Number) -> Fraction:
    """A number as its shortest decimal says it, so that 18 % is exactly nine tenths of 20 %."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def state(kpi: Kpi, spec: ObjectiveSpec | None, value: Number | None, target: Number | None) -> StateCode:
    """The verdict on a value: by attainment, and where there is none by the difference alone."""
    if spec is None or target is None or kpi.spec.better is None:
        return "no_target"
    if value is None:
        return "not_measurable"
    reached = attainment(kpi, value, target)
    if reached is None:
        difference = as_written(value) - as_written(target)
        good = difference <= 0 if kpi.spec.better == "lower" else difference >= 0
        return "on_track" if good else "off_track"
    if reached >= float(spec.on_track):
        return "on_track"
    return "at_risk" if reached >= float(spec.at_risk) else "off_track"
