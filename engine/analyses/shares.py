"""Shares: which part of a KPI each segment is, in each period of a chart of them, exactly."""

from __future__ import annotations

from fractions import Fraction

from engine.analyses.wholes import exact, makes_up
from engine.judged import judged
from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.results import Results
from engine.model.segments import Top
from engine.model.shares import Shared, Shares
from engine.model.specs import Catalog, ChartSpec
from engine.periods import Calendar


def shares(results: Results, catalog: Catalog, calendar: Calendar) -> tuple[Shares, ...]:
    """Of each chart of shares, once."""
    charts = (chart for section in catalog.report.sections for chart in section.charts if chart.kind == "share")
    return tuple(dict.fromkeys(_shares(chart, results, catalog, calendar) for chart in charts))


def _shares(chart: ChartSpec, results: Results, catalog: Catalog, calendar: Calendar) -> Shares:
    kpi, (top,) = catalog.kpis[chart.kpi.text], chart.dimensions
    assert isinstance(top, Top), "few shares can be told apart"
    at = judged(results, (kpi,), results.period, calendar)
    periods = [calendar.before(results.period, steps) for steps in range(chart.periods - 1, -1, -1)]
    shared = (shares_in(kpi, top, period, results) for period in periods)
    final, before = (shares_in(kpi, top, period, results) for period in (at, calendar.year_ago(at)))
    return Shares(kpi.id, top.dimension, top.number, tuple(shared), final, before)


def shares_in(kpi: Kpi, top: Top, period: Period, results: Results) -> Shared:
    """The shares of one period: none where it has no value, where a segment is below zero, or all of it is nothing."""
    window = (kpi.spec.window or PERIOD).name
    whole = results.value(kpi.id, period, window=window)
    provisional = bool(whole and whole.provisional)
    if whole is None or whole.value is None or top not in results.rankings:
        return Shared(period.id, (), provisional, "no_value")
    values = sorted(results.along(kpi.id, window, period.id, top), key=lambda value: value.segments)
    parts = [(value.segments[0], exact(value.value)) for value in values]
    total = sum((part for _, part in parts), Fraction(0))
    if not makes_up([part for _, part in parts], whole.value):
        return Shared(period.id, (), provisional, "no_value")
    if any(part < 0 for _, part in parts):
        return Shared(period.id, (), provisional, "negative")
    if total == 0:
        return Shared(period.id, (), provisional, "nothing")
    return Shared(period.id, tuple((segment, part / total) for segment, part in parts), provisional)
