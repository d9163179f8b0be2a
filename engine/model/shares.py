"""Shares of a whole over time: which part of it each segment is, period by period."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from engine.model.signs import Place

# Why a period has no shares: no value, a segment below zero, nothing to be shared.
Unshared: TypeAlias = Literal["no_value", "negative", "nothing"]


@dataclass(frozen=True, slots=True)
class Shared:
    """One period: each segment's exact share, which make up 1; without any, why."""

    period: str
    parts: tuple[tuple[Place, Fraction], ...]
    provisional: bool = False
    why: Unshared | None = None

    def of(self, segment: Place) -> Fraction | None:
        """The share of one segment; None where the period has none, or the segment is not among them."""
        return dict(self.parts).get(segment)


@dataclass(frozen=True, slots=True)
class Shares:
    """A KPI shared out by a dimension, the earliest period first.

    `at` is the last period that is final, `before` the same a year before.
    """

    kpi: str
    dimension: str
    top: int
    periods: tuple[Shared, ...]
    at: Shared
    before: Shared
