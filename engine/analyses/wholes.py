"""Whether parts make up their whole: exactly, but for what sums of binary fractions may differ by."""

from __future__ import annotations

from fractions import Fraction

from engine.model.unit import Number

ROUNDING = Fraction(1, 10**9)  # of the parts' size: they are added up in another order


def exact(value: Number | None) -> Fraction:
    """A part of a sum; what has no value adds nothing."""
    return Fraction(value) if value is not None else Fraction(0)


def makes_up(parts: list[Fraction], whole: Number | None) -> bool:
    """Whether the parts are all of the whole."""
    difference = abs(sum(parts, -exact(whole)))
    return difference <= ROUNDING * sum(map(abs, parts), Fraction(0)) if isinstance(whole, float) else difference == 0
