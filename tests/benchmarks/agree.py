"""Whether two sides counted the same: counts and sums of money exactly, every other number to 1e-9 of itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

Number: TypeAlias = int | float | Decimal | None
# KPI, month ("2026-10"), dimensions, and the segment's value in each
Key: TypeAlias = tuple[str, str, tuple[str, ...], tuple[str, ...]]
Values: TypeAlias = dict[Key, Number]

TOLERANCE = 1e-9


def same(left: Number, right: Number) -> bool:
    """Whether two sides mean the same number."""
    if left is None or right is None:
        return left is right
    if isinstance(left, float) or isinstance(right, float):
        return math.isclose(left, right, rel_tol=TOLERANCE)
    return left == right


def differences(ours: Values, theirs: Values) -> Iterator[str]:
    """What is not the same, in words: nothing where all is."""
    for key in sorted(ours.keys() | theirs.keys()):
        left, right = ours.get(key, "none"), theirs.get(key, "none")
        if isinstance(left, str) or isinstance(right, str) or not same(left, right):
            yield f"{key}: {left!r} and {right!r}"
