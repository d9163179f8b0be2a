"""What follows from the figures of a report: what the JSON's `derived` holds, and the pages say in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.model.actions import Plans
from engine.model.attainment import Attained, MissingTarget
from engine.model.comparisons import Comparison
from engine.model.funnels import Funnel
from engine.model.insights import Decided
from engine.model.shares import Shares
from engine.model.signs import Cases, Drivers, Key, Signal


@dataclass(frozen=True, slots=True)
class Derived:
    """The findings, a field for each analysis."""

    attained: Attained = field(default_factory=Attained)
    funnels: tuple[Funnel, ...] = ()
    plans: Plans = field(default_factory=Plans)
    signals: tuple[Signal, ...] = ()
    cases: dict[Key, Cases] = field(default_factory=dict)
    drivers: tuple[Drivers, ...] = ()
    insights: tuple[Decided, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    shares: tuple[Shares, ...] = ()
    missing_targets: tuple[MissingTarget, ...] = ()
