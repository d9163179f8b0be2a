"""Funnels: the share of each step in the step before, where it is one; which is the narrowest, and which narrowed."""

from __future__ import annotations

import itertools
from dataclasses import replace

from engine.judged import judged, value_of
from engine.model.funnels import Funnel, FunnelStep
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.results import Results
from engine.model.specs import Catalog
from engine.periods import Calendar


def funnels(results: Results, catalog: Catalog, calendar: Calendar) -> tuple[Funnel, ...]:
    """Every funnel that the report draws, in the order in which they are written."""
    charts = [chart for section in catalog.report.sections for chart in section.charts if chart.kind == "funnel"]
    asked = dict.fromkeys(tuple(step.text for step in chart.steps) for chart in charts)
    return tuple(_funnel([catalog.kpis[id] for id in ids], results, calendar) for ids in asked)


def _funnel(kpis: list[Kpi], results: Results, calendar: Calendar) -> Funnel:
    period = judged(results, kpis, results.period, calendar)
    before = calendar.before(period)
    pairs = zip(_steps(kpis, period, results), _steps(kpis, before, results), strict=True)
    steps = tuple(_against(step, then) for step, then in pairs)
    rates = {n: step.rate for n, step in enumerate(steps) if step.rate is not None and not step.provisional}
    falls = {n: step.change for n, step in enumerate(steps) if step.change is not None and step.change < 0}
    return Funnel(
        tuple(kpi.id for kpi in kpis), period, before if any(step.previous is not None for step in steps) else None,
        steps,
        narrowest=min(rates, key=lambda n: (rates[n], n), default=None),
        narrowed=min(falls, key=lambda n: (falls[n], n), default=None),
    )  # fmt: skip


def _steps(kpis: list[Kpi], period: Period, results: Results) -> list[FunnelStep]:
    """All steps in one period; the first one has nothing before it to be a share of."""
    first, *others = (_counted(kpi, period, results) for kpi in kpis)
    return [first, *(_of(step, before, period, results) for before, step in itertools.pairwise([first, *others]))]


def _counted(kpi: Kpi, period: Period, results: Results) -> FunnelStep:
    found = value_of(results, kpi, period)
    return FunnelStep(kpi.id, found.value, provisional=found.provisional) if found else FunnelStep(kpi.id, None)


def _of(step: FunnelStep, before: FunnelStep, period: Period, results: Results) -> FunnelStep:
    """The step as a share of the step before, if it counts rows of that and no others."""
    both = results.overlaps.get((step.kpi, before.kpi, period.id))
    provisional = step.provisional or before.provisional
    if both is None or step.value is None or before.value is None:
        return replace(step, provisional=provisional)
    strays = int(step.value) - both
    rate = float(step.value) / float(before.value) if strays == 0 and before.value else None
    return replace(step, rate=rate, same_rows=strays == 0, strays=strays, provisional=provisional)


def _against(step: FunnelStep, then: FunnelStep) -> FunnelStep:
    """The step with what it was in the period before; what is not final on both sides is held against nothing."""
    if step.provisional or then.provisional:
        return step
    return replace(step, previous=then.value, previous_rate=then.rate)
