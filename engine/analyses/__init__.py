"""Figures to findings: what a reader would conclude from the values of a report, each analysis in a module of its own.

They compute from values that are evaluated already, and know no page.
"""

from __future__ import annotations

from engine.analyses.actions import plans
from engine.analyses.attainment import attained
from engine.analyses.cases import cases
from engine.analyses.comparisons import comparisons
from engine.analyses.drivers import drivers
from engine.analyses.funnels import funnels
from engine.analyses.shares import shares
from engine.analyses.signals import signals
from engine.analyses.untargeted import missing_targets
from engine.model.derived import Derived
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.periods import Calendar

__all__ = ["derive", "plans"]


def derive(results: Results, catalog: Catalog, calendar: Calendar) -> Derived:
    """What follows from a report's figures alone; what is done about them, people say: `plans`."""
    return Derived(
        attained(results, catalog, calendar),
        funnels(results, catalog, calendar),
        signals=signals(results, catalog, calendar),
        cases=cases(results, catalog),
        drivers=drivers(results, catalog, calendar),
        insights=results.decided,
        comparisons=comparisons(results, catalog, calendar),
        shares=shares(results, catalog, calendar),
        missing_targets=missing_targets(results, catalog, calendar),
    )
