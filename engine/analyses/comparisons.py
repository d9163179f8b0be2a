"""What a section's figures are compared with, where it asks for that: each comparison, or why there is none."""

from __future__ import annotations

from engine.judged import judged
from engine.model.comparisons import ROLLING, ChangeUnit, Compared, Comparison
from engine.model.kpis import Band, Kpi
from engine.model.period import PERIOD, YEAR_TO_DATE, Period
from engine.model.results import Results, Value
from engine.model.specs import Catalog
from engine.model.unit import Number
from engine.periods import Calendar

STRETCHES = {"year_to_date": YEAR_TO_DATE.name, "rolling_12_months": ROLLING.name}
IN_POINTS = ("percent", "points")


def comparisons(results: Results, catalog: Catalog, calendar: Calendar) -> tuple[Comparison, ...]:
    """Each comparison that a section asks for, once, in the order of the sections."""
    wanted = dict.fromkeys(
        (kpi.text, against)
        for section in catalog.report.sections
        for kpi in section.kpis
        for against in section.comparisons
    )
    return tuple(_compared(results, catalog.kpis[kpi], against, calendar) for kpi, against in wanted)


def _compared(results: Results, kpi: Kpi, against: Compared, calendar: Calendar) -> Comparison:
    period = judged(results, (kpi,), results.period, calendar)
    window = STRETCHES.get(against, (kpi.spec.window or PERIOD).name)
    value = results.value(kpi.id, period, window=window)
    if value is None:
        return Comparison(kpi.id, against, period.id, reason=_not_asked(kpi))
    other, at = _other(value, against, period, calendar)
    if value.value is None or other is None:
        reason = value.reason or _lacking(results, value, against, at)
        return Comparison(kpi.id, against, period.id, value.value, other, at.id, reason=reason)
    band = kpi.spec.better if against == "target" and isinstance(kpi.spec.better, Band) else None
    # Nothing is worth more at the target than elsewhere in its band.
    change, unit = _change(kpi, value.value, band.nearest(value.value) if band else other)
    return Comparison(kpi.id, against, period.id, value.value, other, at.id, change, unit)


def _other(value: Value, against: Compared, period: Period, calendar: Calendar) -> tuple[Number | None, Period]:
    """The figure that a value is compared with, and its period."""
    match against:
        case "previous":
            return value.previous, calendar.before(period)
        case "target":
            return value.target, period
        case "benchmark":
            return value.benchmark, period
        case _:
            return value.year_ago, calendar.year_ago(period)


def _not_asked(kpi: Kpi) -> str:
    """Why a KPI has no year to date, and no 12 months."""
    if not kpi.dated:
        return "undated"
    if kpi.spec.window is not None:
        return "own_window"
    return "stock" if kpi.spec.balance is not None else "not_added"


def _lacking(results: Results, value: Value, against: Compared, at: Period) -> str:
    """Why there is nothing to compare a value with."""
    if against in ("target", "benchmark"):
        return f"no_{against}"
    if value.provisional:
        return "provisional"
    there = results.value(value.kpi, at, window=value.window)
    if there is None or there.value is not None:
        return "provisional" if there is not None and there.provisional else "not_compared"
    return there.reason or "not_compared"


def _change(kpi: Kpi, value: Number, other: Number) -> tuple[float, ChangeUnit]:
    difference = float(value) - float(other)
    if kpi.unit.kind in IN_POINTS:
        return difference, "points"
    if other == 0:
        return difference, "percent" if difference == 0 else "own"
    return difference / abs(float(other)), "percent"
