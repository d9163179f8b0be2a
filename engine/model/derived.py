"""What follows from the figures of a report: what the JSON's `derived` holds, and the pages say in words."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.funnels import Funnel


@dataclass(frozen=True, slots=True)
class Derived:
    """The findings, a field for each analysis."""

    funnels: tuple[Funnel, ...] = ()
