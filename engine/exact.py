"""Numbers added up as exactly as they are, and whether some make up another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Context, localcontext
from typing import Final

from engine.model.unit import Number

ROOMY: Final = Context(prec=700)  # more digits than any number that data and formulas can hold
# What sums of binary fractions may differ by, of the sum of their sizes: they are made in another order.
ROUNDING: Final = 1e-9


def added(numbers: Sequence[Number]) -> Number:
    """Their sum: exact, unless a binary fraction is among them."""
    if any(isinstance(number, float) for number in numbers):
        return math.fsum(map(float, numbers))
    with localcontext(ROOMY):
        return sum(numbers)


def make_up(parts: Sequence[Number], whole: Number) -> bool:
    """Whether the parts come to the whole; OverflowError where they come to more than a binary fraction can be."""
    with localcontext(ROOMY):
        scale = added([-part if part < 0 else part for part in (*parts, whole)])
        allowed = ROUNDING * scale if isinstance(scale, float) else 0
        return -allowed <= added([*parts, -whole]) <= allowed
