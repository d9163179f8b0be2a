"""Objectives: the target of each period, attainment, and the state that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

from engine.evaluate.arithmetic import EXACT, rounded_once
from engine.model.document import Number, StateCode
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.results import Segments
from engine.model.specs import ObjectiveSpec
from engine.periods import Calendar


def spread_even(total: Decimal, parts: int, quantum: Decimal) -> tuple[Decimal, ...]:
    """A total in equal parts that add up to it exactly; what does not divide goes to the first parts.

    Parts are multiples of `quantum` (a cent) except for what the total itself has beyond it.
    """
    with localcontext(EXACT):
        share = (total / parts).quantize(quantum, rounding=ROUND_DOWN)
        left = total - share * parts
        step = quantum if left >= 0 else -quantum
        whole, rest = divmod(abs(left), quantum)
        extra = [step if number < whole else Decimal(0) for number in range(parts)]
        extra[0] += rest if left >= 0 else -rest
        return tuple(share + more for more in extra)


# A target is spread to the cent, of leads too: rounded to whole leads, the rounding would decide the state.
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Targets:
    """The targets of one KPI: over the whole, and by the segments of one dimension."""

    kpi: Kpi
    objectives: tuple[ObjectiveSpec, ...]
    calendar: Calendar

    def objective(self, period: Period) -> ObjectiveSpec | None:
        """The objective that holds in a period: its fiscal year's."""
        if not self.objectives:
            return None
        year = self.calendar.year_of(period)
        return next((spec for spec in self.objectives if spec.year == year.last_day.year), None)

    def target(self, period: Period, segments: Segments = (), *, to_date: bool = False) -> Number | None:
        """The target of a period, or from the start of its fiscal year to its end; None where there is none."""
        spec = self.objective(period)
        total = _total(spec, segments) if spec else None
        if spec is None or total is None:
            return None
        if not self.kpi.adds_up_over_time:
            return total
        periods = self.calendar.in_year(period.grain, spec.year)
        shares = spread_even(total, len(periods), CENT)
        number = next(number for number, other in enumerate(periods) if other.id == period.id)
        if not to_date:
            return shares[number]
        with localcontext(EXACT):
            return sum(shares[1 : number + 1], shares[0])


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
