"""The period that a verdict is passed on: the last one whose figures are final."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.kpis import Kpi
from engine.model.period import PERIOD, Period
from engine.model.results import Results, Value
from engine.periods import PER_YEAR, Calendar


def value_of(results: Results, kpi: Kpi, period: Period) -> Value | None:
    """A KPI's value in total, over its own window; None where it was not asked for."""
    return results.value(kpi.id, period, (), (kpi.spec.window or PERIOD).name)


def judged(results: Results, kpis: Iterable[Kpi], last: Period, calendar: Calendar) -> Period:
    """The last period, up to `last`, in which none of the KPIs is provisional any more; `last` where there is none."""
    kpis = tuple(kpis)
    for steps in range(PER_YEAR[last.grain] + 1):
        period = calendar.before(last, steps)
        values = [value_of(results, kpi, period) for kpi in kpis]
        if None in values:
            break
        if not any(value.provisional for value in values if value):
            return period
    return last
