"""What a figure is to reach, as pages show it: its target in words and in pictures."""

from __future__ import annotations

from fractions import Fraction

from engine.document.desk import Desk
from engine.holding import judged_by
from engine.model.figures import Figure
from engine.model.kpis import Band, Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.period import YEAR_TO_DATE
from engine.model.results import Value
from engine.model.unit import Number, Unit
from engine.numbers import NO_BREAK, rounded
from engine.spreads import exact

FINEST = 2  # decimals that a target is spread to
NEAR = Fraction(1, 100)  # of attainment: so much less or more nobody works out from what is shown


def level(kpi: Kpi, value: Value | None) -> float | None:
    """The target of a figure; None where there is none, and where a whole band is good: no line in it is better."""
    if value is None or value.target is None or isinstance(kpi.spec.better, Band):
        return None
    return float(value.target)


def band(kpi: Kpi, value: Value | None) -> tuple[float, float] | None:
    """The two ends of what is good, where a figure has a target that lies between them."""
    if value is None or value.target is None or not isinstance(kpi.spec.better, Band):
        return None
    return float(kpi.spec.better.low), float(kpi.spec.better.high)


def target(desk: Desk, kpi: Kpi, value: Value | None) -> Figure | None:
    """The target of a figure as it is shown: that of a count is whole, too, unless the verdict would contradict it."""
    if value is None or value.target is None:
        return None
    if kpi.unit.kind != "integer" or isinstance(kpi.spec.better, Band):
        return desk.target(value.target, kpi)
    own = desk.numbers.decimals(kpi.unit)
    for decimals in range(own, FINEST):
        shown = rounded(value.target, decimals)
        if not _contradicts(desk, kpi, value, value.target, shown):
            break
    else:
        decimals = max(own, FINEST)
    unit = kpi.unit if decimals == own else Unit("number", decimals)
    return Figure(value.target, desk.numbers.figure(value.target, unit), unit=unit)


def _contradicts(desk: Desk, kpi: Kpi, value: Value, target: Number, shown: Number) -> bool:
    """Whether a reader would pass another verdict from a rounded target than the one that was passed."""
    if value.value is None or shown == target:
        return False
    if value.attainment is None:  # the difference decides
        return _side(value.value, shown) != _side(value.value, target)
    if shown <= 0:
        return True
    upper, lower = (shown, value.value) if kpi.spec.better == "lower" else (value.value, shown)
    seen, reached = exact(upper) / exact(lower), exact(value.attainment)
    spec = _judged_by(desk, kpi, value)
    limits = (spec.on_track, spec.at_risk) if spec else ()
    return abs(seen - reached) >= NEAR or any((seen >= limit) != (reached >= limit) for limit in limits)


def _side(value: Number, target: Number) -> int:
    return (exact(value) > exact(target)) - (exact(value) < exact(target))


def _judged_by(desk: Desk, kpi: Kpi, value: Value) -> ObjectiveSpec | None:
    period = desk.calendar.parse(value.grain, value.period)
    to_date = value.window == YEAR_TO_DATE.name
    return judged_by(desk.catalog.objectives(kpi.id), kpi, period, desk.calendar, to_date=to_date) if period else None


def to_date(desk: Desk, kpi: Kpi, value: Value | None) -> str:
    """The target beneath a year to date: "of 900", or the band that it is to lie in."""
    shown = target(desk, kpi, value)
    if shown is None:
        return ""
    if isinstance(kpi.spec.better, Band):
        band = desk.between(kpi.spec.better.low, kpi.spec.better.high, kpi.unit)
        return desk.say("target %(figure)s", figure=band.replace(" ", NO_BREAK))
    return desk.say("of %(figure)s", figure=shown.text).replace(" ", NO_BREAK)
