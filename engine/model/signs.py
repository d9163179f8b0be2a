"""What the analyses find of a figure: signal or noise, how sure a rate of few cases is, what drove a change.

A segment is its dimension, its value and its kind, as in the key of a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from engine.model.unit import Number, SegmentKind

RUN = 8  # so many points in a row on one side of the mean, or more, are a signal

SignalCode: TypeAlias = Literal["none", "outside", "run"]
Against: TypeAlias = Literal["year_ago", "previous"]
Place: TypeAlias = tuple[str, str, SegmentKind]
Key: TypeAlias = tuple[str, str, str, tuple[Place, ...]]  # of a value


@dataclass(frozen=True, slots=True)
class Signal:
    """The last final figure of a KPI against the limits of the points before it (an XmR chart).

    `value` is the figure; mean and limits are of values, or of changes to the year before (`on`), in the KPI's unit.
    `points` is how many they are made of, `first` the period of the earliest. `direction`: on which side of the mean.
    """

    kpi: str
    period: str
    value: Number
    change: Fraction | None  # to the year before, where that is what is judged
    signal: SignalCode
    direction: Literal["up", "down"] | None
    mean: Fraction
    lower: Fraction
    upper: Fraction
    points: int
    first: str
    on: Literal["value", "change"]
    run: int  # how many in a row, it and those before it, lie on its side of the mean
    signed: bool = False  # whether any point is below zero: what never was has no limit there


@dataclass(frozen=True, slots=True)
class Cases:
    """Between what a share of rows may truly be (95 %), and whether so few rows say little."""

    lower: float
    upper: float
    few: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What one segment did to a change: `mix` by its weight, `rate` by its own figure; both None for a plain sum.

    `before` and `after` are its figures, `weights` its shares of the denominator, then and now.
    """

    segment: Place
    change: Fraction
    mix: Fraction | None = None
    rate: Fraction | None = None
    before: Fraction | None = None
    after: Fraction | None = None
    weights: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Drivers:
    """A change of a KPI taken apart by one dimension; the parts add up to it exactly."""

    kpi: str
    dimension: str
    top: int | None
    against: Against
    period: str
    before: str  # the period that it is compared with
    start: Fraction
    end: Fraction
    parts: tuple[Part, ...]
