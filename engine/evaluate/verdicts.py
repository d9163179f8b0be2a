"""The verdict on a figure: attainment, and the state that follows from it, or from the difference alone."""

from __future__ import annotations

from fractions import Fraction

from engine.evaluate.arithmetic import rounded_once
from engine.model.kpis import Band, Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.unit import Number, StateCode
from engine.spreads import exact


def attainment(kpi: Kpi, value: Number | None, target: Number | None) -> float | None:
    """Value ÷ target, or target ÷ value where lower is better, or 1 inside a band; None where that means nothing."""
    if value is None or target is None:
        return None
    if unattained(kpi, value, target) is not None:
        return None
    if isinstance(kpi.spec.better, Band):
        return 1.0
    upper, lower = (target, value) if kpi.spec.better == "lower" else (value, target)
    return rounded_once(exact(upper) / exact(lower))


def unattained(kpi: Kpi, value: Number | None, target: Number | None) -> str | None:
    """Why a figure with a target has no attainment; None where it has one, or where one of the two is missing."""
    if value is None or target is None:
        return None
    if isinstance(kpi.spec.better, Band):
        return None if shortfall(kpi, value, target) == 0 else "outside_band"
    if kpi.unit.kind == "points":
        return "points"
    if target <= 0:
        return "target_not_above_zero"
    return "value_not_above_zero" if value <= 0 else None


def shortfall(kpi: Kpi, value: Number, target: Number) -> Fraction:
    """How far a value is on the wrong side of its target, or outside its band; 0 where it is good."""
    match kpi.spec.better:
        case Band(low, high):
            return max(exact(low) - exact(value), exact(value) - exact(high), Fraction(0))
        case "lower":
            return max(exact(value) - exact(target), Fraction(0))
        case _:
            return max(exact(target) - exact(value), Fraction(0))


def state(kpi: Kpi, spec: ObjectiveSpec | None, value: Number | None, target: Number | None) -> StateCode:
    """The verdict on a value: by attainment, and where there is none by the difference alone."""
    if spec is None or target is None or kpi.spec.better is None:
        return "no_target"
    if value is None:
        return "not_measurable"
    reached = attainment(kpi, value, target)
    if reached is None or isinstance(kpi.spec.better, Band):
        short = shortfall(kpi, value, target)
        if short == 0:
            return "on_track"
        return "at_risk" if spec.tolerance is not None and short <= exact(spec.tolerance) else "off_track"
    if reached >= float(spec.on_track):
        return "on_track"
    return "at_risk" if reached >= float(spec.at_risk) else "off_track"
