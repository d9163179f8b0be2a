"""Signals, drivers, shares and intervals in the machine's copy."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.model.derived import Derived
from engine.model.shares import Shared, Shares
from engine.model.signs import Cases, Drivers, Part, Place, Signal
from engine.model.unit import Number

FINEST = 10**6  # a fraction of so few decimals is written out, any other as the nearest number


def signals(derived: Derived) -> list[dict[str, Any]]:
    """Each KPI's last final figure against its limits."""
    return [signal(found) for found in derived.signals]


def signal(found: Signal) -> dict[str, Any]:
    """One figure against its limits; where changes are judged, the change stands beside the value."""
    return {
        "kpi": found.kpi,
        "period": found.period,
        "value": found.value,
        **({"change": number(found.change)} if found.change is not None else {}),
        "signal": found.signal,
        "direction": found.direction,
        "mean": number(found.mean),
        "lower": number(found.lower),
        "upper": number(found.upper),
        "points": found.points,
        "from": found.first,
        "on": found.on,
        "run": found.run,
    }


def drivers(derived: Derived) -> list[dict[str, Any]]:
    """Each change that is taken apart, with the part of every segment."""
    return [_drivers(found) for found in derived.drivers]


def shares(derived: Derived) -> list[dict[str, Any]]:
    """Each KPI that is shared out, with the share of every segment in each period."""
    return [_shares(found) for found in derived.shares]


def interval(cases: Cases | None) -> dict[str, Any]:
    """What stands at a value that is a share of rows."""
    return {"interval": [cases.lower, cases.upper], "few": cases.few} if cases is not None else {}


def number(value: Fraction | None) -> Number | None:
    """A fraction as a number: exact where it has few decimals."""
    if value is None:
        return None
    if FINEST % value.denominator == 0:
        whole = value.numerator * (FINEST // value.denominator)
        return int(value) if value.denominator == 1 else Decimal(whole).scaleb(-6).normalize()
    try:
        return float(value)
    except OverflowError:
        return None


def _drivers(found: Drivers) -> dict[str, Any]:
    return {
        "kpi": found.kpi,
        "by": found.dimension,
        **({"top": found.top} if found.top is not None else {}),
        "against": found.against,
        "period": found.period,
        "before": found.before,
        "start": number(found.start),
        "end": number(found.end),
        "change": number(found.end - found.start),
        "parts": [_part(part) for part in found.parts],
    }


def _shares(found: Shares) -> dict[str, Any]:
    return {
        "kpi": found.kpi,
        "by": found.dimension,
        "top": found.top,
        "period": found.at.period,
        "before": found.before.period,
        "periods": [_shared(one) for one in found.periods],
    }


def _shared(found: Shared) -> dict[str, Any]:
    parts = [{**_segment(segment), "share": number(share)} for segment, share in found.parts]
    return {"period": found.period, "provisional": found.provisional, "reason": found.why, "parts": parts}


def _part(part: Part) -> dict[str, Any]:
    split = part.weights is not None
    return {
        **_segment(part.segment),
        "change": number(part.change),
        **({"mix": number(part.mix), "rate": number(part.rate)} if split else {}),
        "before": number(part.before),
        "after": number(part.after),
        **({"weights": [number(weight) for weight in part.weights]} if part.weights is not None else {}),
    }


def _segment(segment: Place) -> dict[str, Any]:
    _, value, kind = segment
    return {"segment": value if kind in ("value", "other") else None, "segment_kind": kind}
